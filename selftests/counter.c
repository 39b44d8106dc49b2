// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "counter.h"

#define PIECE	1024	/* frames written or read at once */

/* Cycles and periods that have nothing to do with each other; each kind of card. */
static const struct {
	unsigned int period, cycle;
} kinds[COUNTER_LISTENERS] = { { 256, 64 }, { 512, 300 }, { 441, 128 } };

static int open_capture(struct listener *listener, const char *name)
{
	int err = snd_pcm_open(&listener->capture, name, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);

	/* Four seconds of room: a recorder that is late must not overrun. */
	if (!err)
		err = snd_pcm_set_params(listener->capture, SND_PCM_FORMAT_S32_LE,
					 SND_PCM_ACCESS_RW_INTERLEAVED, 2, COUNTER_RATE, 0,
					 4000000);
	return err ?: snd_pcm_start(listener->capture);
}

static int open_output(struct counter *counter, const char *card, const char *name,
		       unsigned int i, unsigned int queued, unsigned int flags)
{
	unsigned int periods = 8 + queued / kinds[i].period;
	struct pcm_config slave = { FORMAT_S32, COUNTER_RATE, 2, kinds[i].period,
				    periods * kinds[i].period };
	struct attach_options options = {
		.cycle = kinds[i].cycle, .ramp = MIXCORE_RAMP_OFF, .fill = queued, .flags = flags,
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

int counter_alone(struct counter *counter)
{
	unsigned int i;
	int err = 0;

	for (i = 1; !err && i < COUNTER_LISTENERS; i++)
		err = detach(counter->control, counter->listeners[i].output);
	return err;
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

int counter_open(struct counter *counter, unsigned int period, unsigned int buffer,
		 unsigned int queued)
{
	unsigned int i;
	int err;

	memset(counter, 0, sizeof(*counter));
	counter->by = calloc(COUNTER_MOST + 1, 1);
	counter->control = control_open();
	err = counter->control < 0 ? counter->control : reset_all(counter->control);
	for (i = 0; !err && i < COUNTER_LISTENERS; i++)
		err = open_listener(counter, i, queued);
	return err ?: open_stream(counter, period, buffer);
}

void counter_close(struct counter *counter)
{
	unsigned int i;

	if (counter->pcm)
		snd_pcm_close(counter->pcm);
	for (i = 0; i < COUNTER_LISTENERS; i++)
		if (counter->listeners[i].capture)
			snd_pcm_close(counter->listeners[i].capture);
	reset_all(counter->control);
	close(counter->control);
	free(counter->by);
}

static int feed(struct counter *counter)
{
	snd_pcm_sframes_t room = snd_pcm_avail(counter->pcm);
	int32_t piece[2 * PIECE];
	unsigned int frames, i;

	for (; room > 0 && counter->written < COUNTER_MOST; room -= frames) {
		frames = room < PIECE ? room : PIECE;
		for (i = 0; i < frames; i++) {
			counter->written++;
			piece[2 * i] = (int32_t)counter->written;
			piece[2 * i + 1] = -(int32_t)counter->written;
		}
		room = snd_pcm_writei(counter->pcm, piece, frames) == frames ? room : -EPIPE;
		if (room < 0)
			break;
	}
	return room < 0 ? (int)room : 0;
}

static void hear_frame(struct counter *counter, unsigned int i, const int32_t *frame)
{
	struct listener *listener = &counter->listeners[i];
	uint32_t number = (uint32_t)frame[0];

	if (!frame[0] && !frame[1])
		return;
	if (frame[0] <= 0 || frame[1] != -frame[0] || number > counter->written) {
		counter->wrong++;
		return;
	}
	counter->twice += counter->by[number] != 0;
	counter->back += number <= listener->latest;
	counter->by[number] = (uint8_t)(i + 1);
	listener->latest = number;
}

static int hear(struct counter *counter, unsigned int i)
{
	snd_pcm_sframes_t frames, n;
	int32_t piece[2 * PIECE];

	do {
		frames = snd_pcm_readi(counter->listeners[i].capture, piece, PIECE);
		for (n = 0; n < frames; n++)
			hear_frame(counter, i, piece + 2 * n);
	} while (frames == PIECE);
	return frames < 0 && frames != -EAGAIN ? (int)frames : 0;
}

static int hear_all(struct counter *counter)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < COUNTER_LISTENERS; i++)
		err = hear(counter, i);
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

int counter_end(struct counter *counter)
{
	unsigned int ms;
	int err;

	err = snd_pcm_nonblock(counter->pcm, 1);
	if (!err)
		err = snd_pcm_drain(counter->pcm);
	/* Its own end, then what the outputs have queued. */
	for (ms = 0; (!err || err == -EAGAIN) && ms < 3000; ms++) {
		sleep_ms(1);
		err = hear_all(counter);
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

/* frame: NULL = now */
int counter_move(const struct counter *counter, int node, int output, const uint64_t *frame)
{
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = counter->stream, .output = output,
	};

	if (frame) {
		move.flags = MIXCORE_MOVE_F_AT_FRAME;
		move.frame = *frame;
	}
	return call(node, MIXCORE_IOCTL_STREAM_MOVE, &move);
}
