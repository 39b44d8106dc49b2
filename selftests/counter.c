// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"

#define PIECE	1024	/* frames written or read at once */
#define QUIET_MS	300	/* after so long without a sound there comes none */

/* Periods and cycles that have nothing to do with each other; each kind of card. */
static const struct {
	unsigned int period, cycle;
} kinds[COUNTER_LISTENERS] = { { 256, 64 }, { 512, 300 }, { 441, 128 } };

static int open_capture(struct listener *listener, const char *name)
{
	struct client_config config = CLIENT_DEFAULT;
	int err = snd_pcm_open(&listener->capture, name, SND_PCM_STREAM_CAPTURE, 0);

	/* Four seconds of room: a recorder that is late must not overrun. */
	config.period = COUNTER_RATE / 20;
	config.buffer = 4 * COUNTER_RATE;
	if (!err)
		err = client_configure(listener->capture, &config);
	/* The kernel looks at it when the PCM is prepared. */
	if (!err)
		err = snd_pcm_nonblock(listener->capture, 1);
	if (!err)
		err = snd_pcm_prepare(listener->capture);
	return err ?: snd_pcm_start(listener->capture);
}

static int open_output(struct counter *counter, const char *card, const char *name,
		       unsigned int i, unsigned int queued, unsigned int flags)
{
	unsigned int periods = 8 * counter->longer + queued / kinds[i].period;
	struct pcm_config slave = { FORMAT_S32, COUNTER_RATE, 2, kinds[i].period,
				    periods * kinds[i].period };
	struct attach_options options = {
		.cycle = counter->longer * kinds[i].cycle, .ramp = MIXCORE_RAMP_OFF,
		.fill = queued, .flags = flags,
	};

	return attach_card(counter->control, name, card, 0, &slave, &options);
}

static int open_listener(struct counter *counter, unsigned int i, unsigned int queued)
{
	struct listener *listener = &counter->listeners[i];
	char name[16];
	int err;

	snprintf(name, sizeof(name), "hw:Test%u", i);
	err = open_capture(listener, name);
	if (err)
		return err;
	listener->output = open_output(counter, name + 3, name + 3, i, queued, 0);
	return listener->output < 0 ? listener->output : 0;
}

int counter_swap(struct counter *counter, unsigned int i)
{
	char card[16];

	snprintf(card, sizeof(card), "Test%u", i);
	return open_output(counter, card, "Test0", i, 0, MIXCORE_ATTACH_F_REPLACE);
}

void counter_deafen(struct counter *counter, unsigned int i)
{
	snd_pcm_close(counter->listeners[i].capture);
	counter->listeners[i].capture = NULL;
}

int counter_reattach(struct counter *counter, unsigned int i)
{
	char name[16];
	int err;

	snprintf(name, sizeof(name), "hw:Test%u", i);
	err = open_capture(&counter->listeners[i], name);
	if (!err)
		err = open_output(counter, name + 3, name + 3, i, 0, 0);
	return err < 0 ? err : 0;
}

int counter_alone(struct counter *counter)
{
	unsigned int i;
	int err = 0;

	for (i = 1; !err && i < COUNTER_LISTENERS; i++)
		err = detach(counter->control, counter->listeners[i].output);
	return err;
}

int counter_set_planar(struct counter *counter)
{
	struct client_config config = CLIENT_DEFAULT;
	int err = snd_pcm_get_params(counter->pcm, &config.buffer, &config.period);

	counter->planar = true;
	config.planar = true;
	err = err ?: snd_pcm_hw_free(counter->pcm) ?: client_configure(counter->pcm, &config);
	return err ?: snd_pcm_nonblock(counter->pcm, 0);
}

int counter_split(struct counter *counter)
{
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_stream_info info;
	int err = snd_pcm_get_params(counter->pcm, &config.buffer, &config.period);

	if (err)
		return err;
	counter->partner = client_new(&config);
	if (!counter->partner)
		return -errno;
	err = client_info(counter->control, counter->partner, &info);
	counter->partner_stream = info.id;
	return err ?: snd_pcm_link(counter->pcm, counter->partner);
}

int counter_record(struct counter *counter)
{
	unsigned int i;

	for (i = 0; i < COUNTER_LISTENERS; i++) {
		counter->listeners[i].record = malloc(COUNTER_RECORD * sizeof(int32_t));
		if (!counter->listeners[i].record)
			return -ENOMEM;
	}
	return 0;
}

static int open_stream(struct counter *counter, unsigned int period, unsigned int buffer)
{
	struct client_config config = CLIENT_DEFAULT;
	struct mixcore_stream_info info;
	int err;

	config.period = period;
	config.buffer = buffer;
	counter->pcm = client_new(&config);
	if (!counter->pcm)
		return -errno;
	err = client_info(counter->control, counter->pcm, &info);
	counter->stream = info.id;
	return err;
}

static int open_all(struct counter *counter, unsigned int period, unsigned int buffer,
		    unsigned int queued, unsigned int longer)
{
	unsigned int i;
	int err;

	memset(counter, 0, sizeof(*counter));
	counter->longer = longer;
	counter->by = calloc(COUNTER_MOST + 1, 1);
	counter->control = control_open();
	err = counter->control < 0 ? counter->control : reset_all(counter->control);
	for (i = 0; !err && i < COUNTER_LISTENERS; i++)
		err = open_listener(counter, i, queued);
	return err ?: open_stream(counter, period, buffer);
}

int counter_open(struct counter *counter, unsigned int period, unsigned int buffer,
		 unsigned int queued)
{
	return open_all(counter, period, buffer, queued, 1);
}

int counter_open_longer(struct counter *counter, unsigned int period, unsigned int buffer,
			unsigned int longer)
{
	return open_all(counter, period, buffer, 0, longer);
}

void counter_close(struct counter *counter)
{
	unsigned int i;

	if (counter->partner)
		snd_pcm_close(counter->partner);
	if (counter->pcm)
		snd_pcm_close(counter->pcm);
	for (i = 0; i < COUNTER_LISTENERS; i++) {
		if (counter->listeners[i].capture)
			snd_pcm_close(counter->listeners[i].capture);
		free(counter->listeners[i].record);
	}
	reset_all(counter->control);
	wait_bytes(counter->control, 0);
	close(counter->control);
	free(counter->by);
}

/* The right channel, which is silent in the piece afterwards. */
static int write_partner(struct counter *counter, int32_t *piece, unsigned int frames)
{
	int32_t right[2 * PIECE] = { 0 };
	unsigned int i;

	for (i = 1; i < 2 * frames; i += 2) {
		right[i] = piece[i];
		piece[i] = 0;
	}
	return snd_pcm_writei(counter->partner, right, frames) == frames ? 0 : -EPIPE;
}

static int write_piece(struct counter *counter, unsigned int frames)
{
	unsigned int left, step = counter->planar ? 1 : 2;
	unsigned int right = counter->planar ? PIECE : 1;
	int32_t piece[2 * PIECE];
	void *planes[2] = { piece, piece + PIECE };
	snd_pcm_sframes_t done;

	for (left = 0; left < frames * step; left += step) {
		counter->written++;
		piece[left] = (int32_t)counter->written;
		piece[left + right] = -(int32_t)counter->written;
	}
	if (counter->partner && write_partner(counter, piece, frames))
		return -EPIPE;
	done = counter->planar ? snd_pcm_writen(counter->pcm, planes, frames) :
	       snd_pcm_writei(counter->pcm, piece, frames);
	return done == frames ? 0 : -EPIPE;
}

int counter_round_up(struct counter *counter, unsigned int frames)
{
	unsigned int more = (frames - counter->written % frames) % frames;

	return more ? write_piece(counter, more) : 0;
}

static int feed(struct counter *counter)
{
	snd_pcm_sframes_t room = snd_pcm_avail(counter->pcm), partner;
	unsigned int frames;

	if (counter->partner) {
		partner = snd_pcm_avail(counter->partner);
		room = partner < room ? partner : room;
	}
	for (; room > 0 && counter->written < COUNTER_MOST; room -= frames) {
		frames = room < PIECE ? room : PIECE;
		room = write_piece(counter, frames) ?: room;
		if (room < 0)
			break;
	}
	return room < 0 ? (int)room : 0;
}

static void hear_frame(struct counter *counter, unsigned int i, const int32_t *frame)
{
	struct listener *listener = &counter->listeners[i];
	uint32_t number = (uint32_t)frame[0];

	if (frame[0] <= 0 || frame[1] != -frame[0] || number > counter->written) {
		counter->wrong++;
		return;
	}
	if (listener->latest)
		listener->silence += listener->quiet;
	listener->quiet = 0;
	counter->twice += counter->by[number] != 0;
	counter->back += number <= listener->latest;
	counter->by[number] = (uint8_t)(i + 1);
	listener->latest = number;
}

/* What is no number, nor part of one and rounded, is a number that never was. */
static void record_frame(struct listener *listener, const int32_t *frame)
{
	int64_t apart = (int64_t)frame[0] + frame[1];

	if (listener->recorded < COUNTER_RECORD)
		listener->record[listener->recorded++] = apart < -1 || apart > 1 ? INT32_MIN :
							 frame[0];
}

static int hear(struct counter *counter, unsigned int i)
{
	snd_pcm_sframes_t frames, n;
	int32_t piece[2 * PIECE];

	do {
		frames = snd_pcm_readi(counter->listeners[i].capture, piece, PIECE);
		for (n = 0; n < frames; n++) {
			bool sounds = (piece[2 * n] || piece[2 * n + 1]) &&
				      !(i && counter->first_only);

			counter->sounds |= sounds;
			if (counter->listeners[i].record)
				record_frame(&counter->listeners[i], piece + 2 * n);
			else if (sounds)
				hear_frame(counter, i, piece + 2 * n);
			else
				counter->listeners[i].quiet++;
		}
	} while (frames == PIECE);
	return frames < 0 && frames != -EAGAIN ? (int)frames : 0;
}

static int hear_all(struct counter *counter)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < COUNTER_LISTENERS; i++)
		if (counter->listeners[i].capture)
			err = hear(counter, i);
	return err;
}

int counter_hear(struct counter *counter, unsigned int ms)
{
	int err = hear_all(counter);

	for (; !err && ms; ms--) {
		sleep_ms(1);
		err = hear_all(counter);
	}
	return err;
}

int counter_run(struct counter *counter, unsigned int ms)
{
	int err = feed(counter);

	if (!err && snd_pcm_state(counter->pcm) == SND_PCM_STATE_PREPARED)
		err = snd_pcm_start(counter->pcm);
	for (; !err && ms; ms--) {
		sleep_ms(1);
		err = feed(counter) ?: hear_all(counter);
	}
	return err;
}

int counter_wait(struct counter *counter)
{
	/* First: two cycles after the write would be one too many. */
	uint64_t frames = counter_played(counter);
	int err = feed(counter);

	while (!err && counter_played(counter) == frames)
		usleep(100);
	return err;
}

int counter_end(struct counter *counter)
{
	unsigned int quiet = 0;
	int err;

	err = snd_pcm_nonblock(counter->pcm, 1);
	if (!err)
		err = snd_pcm_drain(counter->pcm);
	/* Its own end, then what the outputs have queued. */
	while ((!err || err == -EAGAIN) && quiet < QUIET_MS) {
		sleep_ms(1);
		counter->sounds = snd_pcm_state(counter->pcm) == SND_PCM_STATE_DRAINING;
		err = hear_all(counter);
		quiet = counter->sounds ? 0 : quiet + 1;
	}
	return err;
}

uint32_t counter_missing(const struct counter *counter)
{
	uint32_t number;

	for (number = 1; number <= counter->written; number++)
		if (!counter->by[number])
			return number;
	return 0;
}

uint64_t counter_played(const struct counter *counter)
{
	struct mixcore_stream_info info;

	return stream_get(counter->control, counter->stream, &info) ? 0 : info.frames;
}

int counter_move(const struct counter *counter, int node, int output, const uint64_t *frame)
{
	return counter_fade(counter, node, output, frame, 0);
}

int counter_fade(const struct counter *counter, int node, int output, const uint64_t *frame,
		 unsigned int fade)
{
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = counter->stream, .output = output,
		.fade_frames = fade,
	};

	if (frame) {
		move.flags = MIXCORE_MOVE_F_AT_FRAME;
		move.frame = *frame;
	}
	return call(node, MIXCORE_IOCTL_STREAM_MOVE, &move);
}
