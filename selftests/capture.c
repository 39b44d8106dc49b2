// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "client.h"
#include "explain.h"
#include "noise.h"
#include "reference.h"
#include "testcard.h"

#define WINDOW		64	/* frames by which a place in the sound is recognized */

static const uint32_t unity[MIXCORE_CHANNELS_MAX] = {
	MIXCORE_GAIN_UNITY, MIXCORE_GAIN_UNITY, MIXCORE_GAIN_UNITY, MIXCORE_GAIN_UNITY,
	MIXCORE_GAIN_UNITY, MIXCORE_GAIN_UNITY, MIXCORE_GAIN_UNITY, MIXCORE_GAIN_UNITY,
};

/*
 * Sounds
 */

int sound_new(struct sound *sound, uint64_t seed, unsigned int channels, unsigned int frames,
	      int bits)
{
	unsigned int i;

	*sound = (struct sound) { .channels = channels, .frames = frames };
	sound->samples = noise_new(seed, channels * frames, bits, 0);
	if (!sound->samples)
		return -ENOMEM;
	for (i = 0; i < channels * frames; i++)
		sound->samples[i] = (uint32_t)sound->samples[i] << (32 - bits);
	return 0;
}

void sound_free(struct sound *sound)
{
	free(sound->samples);
	sound->samples = NULL;
}

/*
 * An application that records
 */

static int find_stream(int node, struct take *take)
{
	struct mixcore_stream_info info = { .size = sizeof(info) };
	unsigned int substream = client_substream(take->pcm);
	int err;

	while (!(err = call(node, MIXCORE_IOCTL_STREAM_NEXT, &info))) {
		if (info.direction == MIXCORE_DIRECTION_CAPTURE &&
		    info.device == take->config.device && info.substream == substream) {
			take->id = info.id;
			return 0;
		}
		info.reserved = 0;
	}
	return err;
}

int take_open(struct take *take, int node, unsigned int device)
{
	char name[32];
	int err;

	*take = (struct take) { .config.device = device };
	snprintf(name, sizeof(name), "hw:Mixcore,%u", device);
	err = snd_pcm_open(&take->pcm, name, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
	if (err < 0)
		return err;
	return find_stream(node, take);
}

static int set_hw_params(struct take *take)
{
	const struct take_config *config = &take->config;
	snd_pcm_hw_params_t *params;
	int err;

	snd_pcm_hw_params_alloca(&params);
	err = snd_pcm_hw_params_any(take->pcm, params);
	if (err >= 0)
		err = snd_pcm_hw_params_set_access(take->pcm, params, config->access);
	if (err >= 0)
		err = snd_pcm_hw_params_set_format(take->pcm, params, config->format);
	if (err >= 0)
		err = snd_pcm_hw_params_set_channels(take->pcm, params, config->channels);
	if (err >= 0)
		err = snd_pcm_hw_params_set_rate(take->pcm, params, config->rate, 0);
	if (err >= 0 && config->period)
		err = snd_pcm_hw_params_set_period_size(take->pcm, params, config->period, 0);
	if (err >= 0 && config->buffer)
		err = snd_pcm_hw_params_set_buffer_size(take->pcm, params, config->buffer);
	return err < 0 ? err : snd_pcm_hw_params(take->pcm, params);
}

static int set_sw_params(struct take *take)
{
	snd_pcm_sw_params_t *params;
	snd_pcm_uframes_t boundary;
	int err;

	snd_pcm_sw_params_alloca(&params);
	err = snd_pcm_sw_params_current(take->pcm, params);
	if (err >= 0)
		err = snd_pcm_sw_params_get_boundary(params, &boundary);
	if (err >= 0)
		err = snd_pcm_sw_params_set_start_threshold(take->pcm, params, boundary);
	if (err >= 0)
		err = snd_pcm_sw_params_set_tstamp_mode(take->pcm, params, SND_PCM_TSTAMP_ENABLE);
	if (err >= 0)
		err = snd_pcm_sw_params_set_tstamp_type(take->pcm, params,
							SND_PCM_TSTAMP_TYPE_MONOTONIC);
	return err < 0 ? err : snd_pcm_sw_params(take->pcm, params);
}

int take_configure(struct take *take, const struct take_config *config, unsigned int room)
{
	int err;

	take->config = *config;
	err = set_hw_params(take);
	if (err >= 0)
		err = set_sw_params(take);
	if (err < 0)
		return err;
	take->frame_bytes = snd_pcm_frames_to_bytes(take->pcm, 1);
	take->room = room;
	take->frames = 0;
	free(take->bytes);
	take->bytes = malloc((size_t)room * take->frame_bytes);
	return take->bytes ? 0 : -ENOMEM;
}

int take_new(struct take *take, int node, const struct take_config *config, unsigned int room)
{
	int err = take_open(take, node, config->device);

	return err ? err : take_configure(take, config, room);
}

void take_close(struct take *take)
{
	if (take->pcm)
		snd_pcm_close(take->pcm);
	free(take->bytes);
	*take = (struct take) { };
}

int take_start(struct take *take)
{
	return snd_pcm_start(take->pcm);
}

int take_again(struct take *take)
{
	int err = snd_pcm_prepare(take->pcm);

	take->frames = 0;
	return err < 0 ? err : snd_pcm_start(take->pcm);
}

static uint8_t *take_end(const struct take *take)
{
	return take->bytes + (size_t)take->frames * take->frame_bytes;
}

/* From a channel of its own each to frames. */
static void interleave(struct take *take, uint8_t * const *channels, unsigned int frames)
{
	unsigned int sample = take->frame_bytes / take->config.channels;
	uint8_t *to = take_end(take);
	unsigned int frame, ch;

	for (frame = 0; frame < frames; frame++)
		for (ch = 0; ch < take->config.channels; ch++, to += sample)
			memcpy(to, channels[ch] + frame * sample, sample);
}

static snd_pcm_sframes_t read_planar(struct take *take, unsigned int most)
{
	unsigned int bytes = most * (take->frame_bytes / take->config.channels);
	uint8_t *channels[MIXCORE_CHANNELS_MAX] = { };
	snd_pcm_sframes_t frames = -ENOMEM;
	unsigned int ch;

	channels[0] = malloc((size_t)bytes * take->config.channels);
	if (!channels[0])
		return -ENOMEM;
	for (ch = 1; ch < take->config.channels; ch++)
		channels[ch] = channels[0] + (size_t)ch * bytes;
	frames = snd_pcm_readn(take->pcm, (void **)channels, most);
	if (frames > 0)
		interleave(take, channels, frames);
	free(channels[0]);
	return frames;
}

static void copy_areas(struct take *take, const snd_pcm_channel_area_t *areas,
		       snd_pcm_uframes_t offset, unsigned int frames)
{
	unsigned int sample = take->frame_bytes / take->config.channels;
	uint8_t *to = take_end(take);
	unsigned int frame, ch;

	for (frame = 0; frame < frames; frame++)
		for (ch = 0; ch < take->config.channels; ch++, to += sample)
			memcpy(to, (uint8_t *)areas[ch].addr +
			       (areas[ch].first + (offset + frame) * areas[ch].step) / 8, sample);
}

/* One piece, at most to the end of the ring. */
static snd_pcm_sframes_t read_mapped(struct take *take, unsigned int most)
{
	const snd_pcm_channel_area_t *areas;
	snd_pcm_uframes_t offset, frames = most;
	snd_pcm_sframes_t avail = snd_pcm_avail(take->pcm);
	int err;

	if (avail <= 0)
		return avail;
	err = snd_pcm_mmap_begin(take->pcm, &areas, &offset, &frames);
	if (err < 0)
		return err;
	copy_areas(take, areas, offset, frames);
	return snd_pcm_mmap_commit(take->pcm, offset, frames);
}

static snd_pcm_sframes_t read_piece(struct take *take, unsigned int most)
{
	switch (take->config.access) {
	case SND_PCM_ACCESS_RW_INTERLEAVED:
		return snd_pcm_readi(take->pcm, take_end(take), most);
	case SND_PCM_ACCESS_RW_NONINTERLEAVED:
		return read_planar(take, most);
	default:
		return read_mapped(take, most);
	}
}

int take_read(struct take *take)
{
	snd_pcm_sframes_t frames;

	while (take->frames < take->room) {
		frames = read_piece(take, take->room - take->frames);
		if (frames <= 0)
			return frames == -EAGAIN ? 0 : frames;
		take->frames += frames;
	}
	return 0;
}

/* Half the time that a second of sound takes, and some seconds more. */
int takes_read(struct take *takes, unsigned int count, unsigned int frames)
{
	uint64_t end = now_ns() + 3000000000ULL + 1500000000ULL * frames / takes[0].config.rate;
	unsigned int i, done;
	int err;

	do {
		for (i = 0, done = 0; i < count; i++) {
			err = take_read(&takes[i]);
			if (err < 0)
				return err;
			done += takes[i].frames >= frames;
		}
		if (done == count)
			return 0;
		sleep_ms(2);
	} while (now_ns() < end);
	return -ETIMEDOUT;
}

int takes_run(struct take *takes, unsigned int count, unsigned int ms)
{
	uint64_t end = now_ns() + ms * 1000000ULL;
	unsigned int i;
	int err;

	do {
		for (i = 0; i < count; i++) {
			err = take_read(&takes[i]);
			if (err < 0)
				return err;
		}
		sleep_ms(2);
	} while (now_ns() < end);
	return 0;
}

int take_info(int node, const struct take *take, struct mixcore_stream_info *info)
{
	return stream_get(node, take->id, info);
}

int take_set_gain(int node, const struct take *take, const uint32_t gain[MIXCORE_CHANNELS_MAX])
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = take->id, .mask = MIXCORE_SET_GAIN,
	};

	memcpy(set.gain, gain, sizeof(set.gain));
	return call(node, MIXCORE_IOCTL_STREAM_SET, &set);
}

int take_set_mute(int node, const struct take *take, unsigned int mute)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = take->id, .mask = MIXCORE_SET_MUTE, .mute = mute,
	};

	return call(node, MIXCORE_IOCTL_STREAM_SET, &set);
}

int take_source(int node, const struct take *take, unsigned int kind, unsigned int source)
{
	struct mixcore_stream_source set = {
		.size = sizeof(set), .id = take->id, .kind = kind, .source = source,
	};

	return call(node, MIXCORE_IOCTL_STREAM_SOURCE, &set);
}

/*
 * What it has to get
 */

enum position { FL, FR, FC, LFE, RL, RR, RC, SL, SR, MONO, POSITIONS };

static const enum position orders[MIXCORE_CHANNELS_MAX + 1][MIXCORE_CHANNELS_MAX] = {
	[1] = { MONO },
	[2] = { FL, FR },
	[3] = { FL, FR, FC },
	[4] = { FL, FR, RL, RR },
	[5] = { FL, FR, RL, RR, FC },
	[6] = { FL, FR, RL, RR, FC, LFE },
	[7] = { FL, FR, RL, RR, FC, LFE, RC },
	[8] = { FL, FR, RL, RR, FC, LFE, SL, SR },
};

#define MINUS_3_DB	11863283
#define MINUS_6_DB	(1 << 23)
#define WHOLE		(1 << 24)

/* Where a position goes that is not there; the first line whose places are. */
static const struct {
	enum position from, to[2];
	int32_t gain;
} folds[] = {
	{ MONO, { FL, FR }, WHOLE },
	{ FC, { FL, FR }, MINUS_3_DB },
	{ RL, { SL, SL }, WHOLE }, { RL, { FL, FL }, MINUS_3_DB },
	{ RR, { SR, SR }, WHOLE }, { RR, { FR, FR }, MINUS_3_DB },
	{ SL, { RL, RL }, WHOLE }, { SL, { FL, FL }, MINUS_3_DB },
	{ SR, { RR, RR }, WHOLE }, { SR, { FR, FR }, MINUS_3_DB },
	{ RC, { RL, RR }, MINUS_3_DB }, { RC, { SL, SR }, MINUS_3_DB },
	{ RC, { FL, FR }, MINUS_6_DB },
};

static int place_of(unsigned int channels, enum position position)
{
	unsigned int i;

	for (i = 0; i < channels; i++)
		if (orders[channels][i] == position)
			return i;
	return -1;
}

static void fold(unsigned int outputs, enum position position, unsigned int in,
		 int32_t matrix[MIXCORE_CHANNELS_MAX][MIXCORE_CHANNELS_MAX])
{
	unsigned int i;

	for (i = 0; i < sizeof(folds) / sizeof(folds[0]); i++) {
		int one = place_of(outputs, folds[i].to[0]), other = place_of(outputs, folds[i].to[1]);

		if (folds[i].from != position || one < 0 || other < 0)
			continue;
		matrix[one][in] = folds[i].gain;
		matrix[other][in] = folds[i].gain;
		return;
	}
}

void capture_matrix(unsigned int outputs, unsigned int inputs,
		    int32_t matrix[MIXCORE_CHANNELS_MAX][MIXCORE_CHANNELS_MAX])
{
	int32_t stereo[MIXCORE_CHANNELS_MAX][MIXCORE_CHANNELS_MAX];
	unsigned int in;

	memset(matrix, 0, sizeof(stereo));
	if (outputs == 1 && inputs > 1) {
		capture_matrix(2, inputs, stereo);
		/* None is negative: halves up. */
		for (in = 0; in < inputs; in++)
			matrix[0][in] = (stereo[0][in] + stereo[1][in] + 1) / 2;
		return;
	}
	for (in = 0; in < inputs; in++) {
		int out = place_of(outputs, orders[inputs][in]);

		if (out >= 0)
			matrix[out][in] = WHOLE;
		else
			fold(outputs, orders[inputs][in], in, matrix);
	}
}

/* The number in memory; returns where the next one goes. */
static uint8_t *store(uint8_t *to, snd_pcm_format_t format, int32_t value)
{
	unsigned int bytes = snd_pcm_format_physical_width(format) / 8, i;
	float single = value / 2147483648.0;
	uint32_t word = value;

	if (format == SND_PCM_FORMAT_FLOAT_LE)
		memcpy(&word, &single, sizeof(word));
	if (format == SND_PCM_FORMAT_U8)
		word = value + 128;
	for (i = 0; i < bytes; i++)
		to[snd_pcm_format_big_endian(format) == 1 ? bytes - 1 - i : i] = word >> (8 * i);
	return to + bytes;
}

static int bits_of(snd_pcm_format_t format)
{
	return format == SND_PCM_FORMAT_FLOAT_LE ? 32 : snd_pcm_format_width(format);
}

void take_expect(const struct take_config *config, const struct sound *sound, const uint32_t *gain,
		 uint8_t *bytes)
{
	struct mixcore_route_set route = { .gain = MIXCORE_GAIN_UNITY };
	struct part part = { .channels = sound->channels };
	const int32_t *samples = sound->samples;
	unsigned int frame, out, in;

	capture_matrix(config->channels, sound->channels, route.matrix);
	explain_route(&part, config->channels, &route, unity, gain ? gain : unity);
	for (frame = 0; frame < sound->frames; frame++, samples += sound->channels) {
		for (out = 0; out < config->channels; out++) {
			reference_wide sum = 0;

			for (in = 0; in < sound->channels; in++)
				sum += (int64_t)samples[in] * part.coefficient[out][in];
			bytes = store(bytes, config->format,
				      reference_round(sum, bits_of(config->format)));
		}
	}
}

static bool is_silent(const struct take *take, unsigned int frame)
{
	const uint8_t *bytes = take->bytes + (size_t)frame * take->frame_bytes;
	uint8_t quiet = take->config.format == SND_PCM_FORMAT_U8 ? 128 : 0;
	unsigned int i;

	for (i = 0; i < take->frame_bytes; i++)
		if (bytes[i] != quiet)
			return false;
	return true;
}

unsigned int take_loud(const struct take *take, unsigned int from)
{
	unsigned int loud = 0;

	for (; from < take->frames; from++)
		loud += !is_silent(take, from);
	return loud;
}

/* Compares a take with what is expected, `at` being the sound's frame in frame `from` of it. */
static long differs_at(const struct take *take, const uint8_t *expected, unsigned int length,
		       unsigned int from, unsigned int at, unsigned int frames)
{
	unsigned int i;

	for (i = 0; i < frames; i++, at = at + 1 == length ? 0 : at + 1)
		if (memcmp(take->bytes + (size_t)(from + i) * take->frame_bytes,
			   expected + (size_t)at * take->frame_bytes, take->frame_bytes))
			return from + i;
	return -1;
}

/* Where in the sound is the take there? */
static int recognize(const struct take *take, const uint8_t *expected, unsigned int length,
		     unsigned int from, unsigned int *at)
{
	for (*at = 0; *at < length; (*at)++)
		if (differs_at(take, expected, length, from, *at, WINDOW) < 0)
			return 0;
	return -ENOENT;
}

static void hear(const struct take *take, const uint8_t *expected, unsigned int length,
		 unsigned int from, struct heard *heard)
{
	unsigned int begin = from, at;

	while (begin < take->frames && is_silent(take, begin))
		begin++;
	heard->silence = begin - from;
	heard->differs = begin;
	if (begin + WINDOW > take->frames || recognize(take, expected, length, begin, &at))
		return;
	/* A frame of the sound may be silent. */
	while (begin > from && differs_at(take, expected, length, begin - 1,
					  at ? at - 1 : length - 1, 1) < 0) {
		begin--;
		at = at ? at - 1 : length - 1;
	}
	heard->silence = begin - from;
	heard->first = at;
	heard->differs = differs_at(take, expected, length, begin, at, take->frames - begin);
}

struct heard take_heard(const struct take *take, unsigned int from, const struct sound *sound,
			const uint32_t *gain)
{
	uint8_t *expected = malloc((size_t)sound->frames * take->frame_bytes);
	struct heard heard = { .differs = from };

	if (expected) {
		take_expect(&take->config, sound, gain, expected);
		hear(take, expected, sound->frames, from, &heard);
	}
	free(expected);
	return heard;
}

/*
 * Cables
 */

/* Numbers of 32 bits, as a card or a stream takes them. */
static void *pack(const struct sound *sound, int bits)
{
	unsigned int samples = sound->channels * sound->frames, i;
	int32_t *numbers = calloc(samples, sizeof(*numbers));
	void *packed = NULL;

	for (i = 0; numbers && i < samples; i++)
		numbers[i] = sound->samples[i] >> (32 - bits);
	if (numbers)
		packed = noise_pack(numbers, samples, bits);
	free(numbers);
	return packed;
}

/* Fills the ring; from its start on it repeats until it is stopped. */
static int fill(snd_pcm_t *pcm, const struct sound *sound, int bits)
{
	snd_pcm_sframes_t frames;
	void *packed;
	int err;

	err = client_never_stops(pcm);
	if (err >= 0)
		err = client_starts_by_hand(pcm);
	if (err < 0)
		return err;
	packed = pack(sound, bits);
	if (!packed)
		return -ENOMEM;
	frames = snd_pcm_writei(pcm, packed, sound->frames);
	free(packed);
	return frames == sound->frames ? 0 : -EIO;
}

static int configure_playback(snd_pcm_t *pcm, int bits, unsigned int rate,
			      const struct sound *sound)
{
	struct client_config config = {
		.format = client_format(bits), .channels = sound->channels, .rate = rate,
		.period = sound->frames / 4, .buffer = sound->frames,
	};

	return client_configure(pcm, &config);
}

int cable_open_with(struct cable *cable, unsigned int card, int bits, unsigned int rate,
		    struct sound sound)
{
	char name[16];
	int err;

	*cable = (struct cable) { .card = card, .sound = sound };
	snprintf(name, sizeof(name), "hw:Test%u", card);
	err = snd_pcm_open(&cable->playback, name, SND_PCM_STREAM_PLAYBACK, 0);
	if (err >= 0)
		err = configure_playback(cable->playback, bits, rate, &sound);
	return err < 0 ? err : fill(cable->playback, &sound, bits);
}

int cable_open(struct cable *cable, unsigned int card, int bits, unsigned int rate,
	       unsigned int channels, unsigned int frames)
{
	struct sound sound;
	int err = sound_new(&sound, 7000 + card, channels, frames, bits);

	return err ? err : cable_open_with(cable, card, bits, rate, sound);
}

int cable_start(struct cable *cable)
{
	return snd_pcm_start(cable->playback);
}

void cable_close(struct cable *cable)
{
	if (cable->playback)
		snd_pcm_close(cable->playback);
	sound_free(&cable->sound);
	cable->playback = NULL;
}

int cable_attach(int control, const struct cable *cable, const char *name, int bits,
		 unsigned int rate, unsigned int period, const struct input_options *options)
{
	struct pcm_config config = {
		bits == 16 ? FORMAT_S16 : bits == 24 ? FORMAT_S24 : FORMAT_S32, rate,
		cable->sound.channels, period, 16 * period,
	};
	char card[16];

	snprintf(card, sizeof(card), "Test%u", cable->card);
	return input_attach_card(control, name, card, 0, &config, options);
}

/*
 * Streams that repeat
 */

int loop_fill(struct loop *loop, unsigned int rate)
{
	int err = configure_playback(loop->pcm, loop->bits, rate, &loop->sound);

	return err < 0 ? err : fill(loop->pcm, &loop->sound, loop->bits);
}

int loop_open(struct loop *loop, int node, uint64_t seed, int bits, unsigned int channels,
	      unsigned int rate, unsigned int frames)
{
	struct mixcore_stream_info info;
	int err;

	*loop = (struct loop) { .bits = bits };
	err = sound_new(&loop->sound, seed, channels, frames, bits);
	if (err)
		return err;
	loop->pcm = client_open();
	if (!loop->pcm)
		return -errno;
	err = client_info(node, loop->pcm, &info);
	loop->id = info.id;
	return err ?: loop_fill(loop, rate);
}

void loop_close(struct loop *loop)
{
	if (loop->pcm)
		snd_pcm_close(loop->pcm);
	sound_free(&loop->sound);
	*loop = (struct loop) { };
}

int loops_start(struct loop *loops, unsigned int count)
{
	unsigned int i;
	int err;

	for (i = 1; i < count; i++) {
		err = snd_pcm_link(loops[0].pcm, loops[i].pcm);
		if (err < 0)
			return err;
	}
	return snd_pcm_start(loops[0].pcm);
}

int loops_sound(const struct loop *loops, unsigned int count, unsigned int channels,
		uint32_t (*gains)[MIXCORE_CHANNELS_MAX], const uint32_t *output_gain,
		struct sound *sound)
{
	struct part parts[EXPLAIN_PARTS] = { };
	unsigned int frame, out, in, i;

	*sound = (struct sound) { channels, loops[0].sound.frames };
	sound->samples = calloc(channels * sound->frames, sizeof(int32_t));
	if (!sound->samples)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		struct mixcore_route_set route = { .gain = MIXCORE_GAIN_UNITY };

		parts[i].channels = loops[i].sound.channels;
		capture_matrix(channels, parts[i].channels, route.matrix);
		explain_route(&parts[i], channels, &route, gains ? gains[i] : unity,
			      output_gain ? output_gain : unity);
	}
	for (frame = 0; frame < sound->frames; frame++) {
		for (out = 0; out < channels; out++) {
			reference_wide sum = 0;

			for (i = 0; i < count; i++)
				for (in = 0; in < parts[i].channels; in++)
					sum += (reference_wide)parts[i].coefficient[out][in] *
					       loops[i].sound.samples[frame * parts[i].channels + in];
			sound->samples[frame * channels + out] = reference_round(sum, 32);
		}
	}
	return 0;
}
