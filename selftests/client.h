/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Applications as alsa-lib makes them: a PCM handle, configured. */
#ifndef MIXCORE_SELFTEST_CLIENT_H
#define MIXCORE_SELFTEST_CLIENT_H

#include <alsa/asoundlib.h>
#include <sound/mixcore.h>
#include <stdbool.h>

struct client_config {
	snd_pcm_format_t format;
	unsigned int channels, rate;
	snd_pcm_uframes_t period, buffer;
	bool mmap, planar, no_wakeups;
};

#define CLIENT_DEFAULT { .format = SND_PCM_FORMAT_S32_LE, .channels = 2, .rate = 48000 }

snd_pcm_t *client_open(void);
int client_configure(snd_pcm_t *pcm, const struct client_config *config);
snd_pcm_t *client_new(const struct client_config *config);
unsigned int client_substream(snd_pcm_t *pcm);
int client_info(int node, snd_pcm_t *pcm, struct mixcore_stream_info *info);
int client_set_gain(int node, snd_pcm_t *pcm, unsigned int left, unsigned int right);
/* Written or not, its ring is played until it is stopped. */
int client_never_stops(snd_pcm_t *pcm);
/* Otherwise the first frame written does. */
int client_starts_by_hand(snd_pcm_t *pcm);
int client_wait_state(snd_pcm_t *pcm, snd_pcm_state_t state, unsigned int ms);
/* In ns. -ENOTSUP: the PCM has no such times. */
int client_timestamps(snd_pcm_t *pcm, snd_pcm_audio_tstamp_type_t type, int64_t *system,
		      int64_t *audio);
snd_pcm_format_t client_format(int bits);

#endif /* MIXCORE_SELFTEST_CLIENT_H */
