// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lean-client PCM PERIOD BUFFER: as little as an application of alsa-lib can do. One blocking
 * write per period, of the same noise, until SIGTERM. Prints "plays" when it has played its
 * buffer once, at the end "FRAMES XRUNS". S16, stereo, 48 kHz.
 */
#include <alsa/asoundlib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define CHANNELS 2
#define RATE 48000

static volatile sig_atomic_t done;

static void finish(int signal)
{
	(void)signal;
	done = 1;
}

static void check(int result, const char *what)
{
	if (result >= 0)
		return;
	fprintf(stderr, "lean-client: %s: %s\n", what, snd_strerror(result));
	exit(1);
}

static void set_hardware(snd_pcm_t *pcm, snd_pcm_uframes_t period, snd_pcm_uframes_t buffer)
{
	snd_pcm_hw_params_t *params;

	snd_pcm_hw_params_alloca(&params);
	check(snd_pcm_hw_params_any(pcm, params), "parameters");
	check(snd_pcm_hw_params_set_rate_resample(pcm, params, 0), "no resampling");
	check(snd_pcm_hw_params_set_access(pcm, params, SND_PCM_ACCESS_RW_INTERLEAVED), "access");
	check(snd_pcm_hw_params_set_format(pcm, params, SND_PCM_FORMAT_S16_LE), "format");
	check(snd_pcm_hw_params_set_channels(pcm, params, CHANNELS), "channels");
	check(snd_pcm_hw_params_set_rate(pcm, params, RATE, 0), "rate");
	check(snd_pcm_hw_params_set_period_size(pcm, params, period, 0), "period");
	check(snd_pcm_hw_params_set_buffer_size(pcm, params, buffer), "buffer");
	check(snd_pcm_hw_params(pcm, params), "hw_params");
}

static void set_software(snd_pcm_t *pcm, snd_pcm_uframes_t period, snd_pcm_uframes_t buffer)
{
	snd_pcm_sw_params_t *params;

	snd_pcm_sw_params_alloca(&params);
	check(snd_pcm_sw_params_current(pcm, params), "parameters");
	check(snd_pcm_sw_params_set_avail_min(pcm, params, period), "avail_min");
	check(snd_pcm_sw_params_set_start_threshold(pcm, params, buffer), "start_threshold");
	check(snd_pcm_sw_params(pcm, params), "sw_params");
}

static void fill(short *samples, size_t count, unsigned int seed)
{
	for (size_t i = 0; i < count; i++) {
		seed = seed * 1664525 + 1013904223;
		samples[i] = (short)(seed >> 16) / 64;
	}
}

static void say_playing(void)
{
	printf("plays\n");
	fflush(stdout);
}

static void play(snd_pcm_t *pcm, const short *samples, snd_pcm_uframes_t period,
		 snd_pcm_uframes_t buffer)
{
	unsigned long frames = 0;
	unsigned int xruns = 0;

	while (!done) {
		snd_pcm_sframes_t written = snd_pcm_writei(pcm, samples, period);

		if (written >= 0) {
			frames += written;
			if (frames >= 2 * buffer && frames - written < 2 * buffer)
				say_playing();
		} else if (written == -EPIPE) {
			xruns++;
			check(snd_pcm_prepare(pcm), "prepare");
		} else if (written != -EINTR && !done) {
			check((int)written, "write");
		}
	}
	printf("%lu %u\n", frames, xruns);
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = finish };
	snd_pcm_uframes_t period, buffer;
	snd_pcm_t *pcm;
	short *samples;

	if (argc != 4)
		return 2;
	period = strtoul(argv[2], NULL, 10);
	buffer = strtoul(argv[3], NULL, 10);
	sigaction(SIGTERM, &action, NULL);
	check(snd_pcm_open(&pcm, argv[1], SND_PCM_STREAM_PLAYBACK, 0), argv[1]);
	set_hardware(pcm, period, buffer);
	set_software(pcm, period, buffer);
	samples = calloc(period * CHANNELS, sizeof(*samples));
	if (!samples)
		return 1;
	fill(samples, period * CHANNELS, (unsigned int)getpid());
	play(pcm, samples, period, buffer);
	free(samples);
	return 0;
}
