// SPDX-License-Identifier: GPL-2.0-or-later
#include "common.h"
#include "client.h"

/* Never waits for a free substream; otherwise blocking. NULL with errno set. */
snd_pcm_t *client_open(void)
{
	snd_pcm_t *pcm;
	int err = snd_pcm_open(&pcm, "hw:Mixcore", SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK);

	if (!err)
		err = snd_pcm_nonblock(pcm, 0);
	if (err) {
		errno = -err;
		return NULL;
	}
	return pcm;
}

static snd_pcm_access_t access_of(const struct client_config *config)
{
	if (config->mmap)
		return config->planar ? SND_PCM_ACCESS_MMAP_NONINTERLEAVED :
					SND_PCM_ACCESS_MMAP_INTERLEAVED;
	return config->planar ? SND_PCM_ACCESS_RW_NONINTERLEAVED : SND_PCM_ACCESS_RW_INTERLEAVED;
}

/* Without wake-ups nobody may wait: alsa-lib grants it to non-blocking handles only. */
static int client_hw_params(snd_pcm_t *pcm, const struct client_config *config)
{
	snd_pcm_hw_params_t *params;
	int err;

	snd_pcm_hw_params_alloca(&params);
	err = snd_pcm_nonblock(pcm, config->no_wakeups);
	if (err >= 0)
		err = snd_pcm_hw_params_any(pcm, params);
	if (err >= 0)
		err = snd_pcm_hw_params_set_access(pcm, params, access_of(config));
	if (err >= 0)
		err = snd_pcm_hw_params_set_format(pcm, params, config->format);
	if (err >= 0)
		err = snd_pcm_hw_params_set_channels(pcm, params, config->channels);
	if (err >= 0)
		err = snd_pcm_hw_params_set_rate(pcm, params, config->rate, 0);
	if (err >= 0 && config->no_wakeups)
		err = snd_pcm_hw_params_set_period_wakeup(pcm, params, 0);
	if (err >= 0 && config->period)
		err = snd_pcm_hw_params_set_period_size(pcm, params, config->period, 0);
	if (err >= 0 && config->buffer)
		err = snd_pcm_hw_params_set_buffer_size(pcm, params, config->buffer);
	return err < 0 ? err : snd_pcm_hw_params(pcm, params);
}

/* Starts by itself only when the buffer is full. */
static int client_sw_params(snd_pcm_t *pcm)
{
	snd_pcm_uframes_t buffer, period;
	snd_pcm_sw_params_t *params;
	int err;

	err = snd_pcm_get_params(pcm, &buffer, &period);
	if (err < 0)
		return err;
	snd_pcm_sw_params_alloca(&params);
	err = snd_pcm_sw_params_current(pcm, params);
	if (err >= 0)
		err = snd_pcm_sw_params_set_start_threshold(pcm, params, buffer);
	if (err >= 0)
		err = snd_pcm_sw_params_set_avail_min(pcm, params, period);
	if (err >= 0)
		err = snd_pcm_sw_params_set_tstamp_mode(pcm, params, SND_PCM_TSTAMP_ENABLE);
	if (err >= 0)
		err = snd_pcm_sw_params_set_tstamp_type(pcm, params,
							SND_PCM_TSTAMP_TYPE_MONOTONIC);
	return err < 0 ? err : snd_pcm_sw_params(pcm, params);
}

int client_configure(snd_pcm_t *pcm, const struct client_config *config)
{
	int err = client_hw_params(pcm, config);

	return err < 0 ? err : client_sw_params(pcm);
}

/* Opens and configures; NULL with errno set. */
snd_pcm_t *client_new(const struct client_config *config)
{
	snd_pcm_t *pcm = client_open();
	int err;

	if (!pcm)
		return NULL;
	err = client_configure(pcm, config);
	if (err < 0) {
		snd_pcm_close(pcm);
		errno = -err;
		return NULL;
	}
	return pcm;
}

unsigned int client_substream(snd_pcm_t *pcm)
{
	snd_pcm_info_t *info;

	snd_pcm_info_alloca(&info);
	return snd_pcm_info(pcm, info) < 0 ? ~0U : snd_pcm_info_get_subdevice(info);
}

int client_info(int node, snd_pcm_t *pcm, struct mixcore_stream_info *info)
{
	return stream_by_substream(node, client_substream(pcm), info);
}

int client_set_gain(int node, snd_pcm_t *pcm, unsigned int left, unsigned int right)
{
	struct mixcore_stream_set set = { .size = sizeof(set), .mask = MIXCORE_SET_GAIN };
	struct mixcore_stream_info info;
	int err = client_info(node, pcm, &info);

	if (err)
		return err;
	set.id = info.id;
	set.gain[0] = left;
	set.gain[1] = right;
	return call(node, MIXCORE_IOCTL_STREAM_SET, &set);
}

int client_wait_state(snd_pcm_t *pcm, snd_pcm_state_t state, unsigned int ms)
{
	for (; snd_pcm_state(pcm) != state; ms--) {
		if (!ms)
			return -ETIMEDOUT;
		sleep_ms(1);
		snd_pcm_hwsync(pcm);
	}
	return 0;
}

static int64_t to_ns(snd_htimestamp_t stamp)
{
	return stamp.tv_sec * 1000000000LL + stamp.tv_nsec;
}

int client_timestamps(snd_pcm_t *pcm, snd_pcm_audio_tstamp_type_t type, int64_t *system,
		      int64_t *audio)
{
	snd_pcm_audio_tstamp_config_t config = { .type_requested = type };
	snd_pcm_audio_tstamp_report_t report;
	snd_htimestamp_t stamp;
	snd_pcm_status_t *status;
	int err;

	snd_pcm_status_alloca(&status);
	snd_pcm_status_set_audio_htstamp_config(status, &config);
	err = snd_pcm_status(pcm, status);
	if (err < 0)
		return err;
	snd_pcm_status_get_audio_htstamp_report(status, &report);
	if (report.actual_type != type)
		return -ENOTSUP;
	snd_pcm_status_get_htstamp(status, &stamp);
	*system = to_ns(stamp);
	snd_pcm_status_get_audio_htstamp(status, &stamp);
	*audio = to_ns(stamp);
	return 0;
}

snd_pcm_format_t client_format(int bits)
{
	switch (bits) {
	case 16:
		return SND_PCM_FORMAT_S16_LE;
	case 24:
		return SND_PCM_FORMAT_S24_LE;
	default:
		return SND_PCM_FORMAT_S32_LE;
	}
}

/* A threshold that is never reached. */
static int set_threshold(snd_pcm_t *pcm,
			 int (*set)(snd_pcm_t *, snd_pcm_sw_params_t *, snd_pcm_uframes_t))
{
	snd_pcm_sw_params_t *params;
	snd_pcm_uframes_t boundary;
	int err;

	snd_pcm_sw_params_alloca(&params);
	err = snd_pcm_sw_params_current(pcm, params);
	if (err >= 0)
		err = snd_pcm_sw_params_get_boundary(params, &boundary);
	if (err >= 0)
		err = set(pcm, params, boundary);
	return err < 0 ? err : snd_pcm_sw_params(pcm, params);
}

int client_never_stops(snd_pcm_t *pcm)
{
	return set_threshold(pcm, snd_pcm_sw_params_set_stop_threshold);
}

int client_starts_by_hand(snd_pcm_t *pcm)
{
	return set_threshold(pcm, snd_pcm_sw_params_set_start_threshold);
}
