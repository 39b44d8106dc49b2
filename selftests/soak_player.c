// SPDX-License-Identifier: GPL-2.0-or-later
/* One of the soak's streams: its application, and what is known of what was mixed. */
#include <string.h>

#include "noise.h"
#include "soak.h"

#define MARGIN		(4 * SOAK_CYCLE)	/* frames in the ring that are left alone */
#define PERIOD_MAX	2048			/* 4 * MARGIN and 8 periods: SOAK_BUFFER */

static uint32_t player_random(struct soak_player *player, uint32_t from, uint32_t to)
{
	return from + noise_next(&player->seed) % (to - from + 1);
}

static struct soak_run *player_last_run(struct soak_player *player)
{
	if (player->first_run == player->next_run)
		return NULL;
	return &player->runs[(player->next_run - 1) % SOAK_RUNS];
}

bool player_plays(const struct soak_player *player)
{
	return player->state == MIXCORE_STREAM_RUNNING ||
	       player->state == MIXCORE_STREAM_DRAINING;
}

static void player_choose(struct soak_player *player)
{
	struct client_config config = CLIENT_DEFAULT;

	player->bits = 16 + 8 * player_random(player, 0, 2);
	config.format = client_format(player->bits);
	config.channels = player_random(player, 1, 2);
	config.period = 32 * player_random(player, 1, PERIOD_MAX / 32);
	config.buffer = config.period * (4 * MARGIN / config.period + player_random(player, 1, 8));
	config.mmap = player_random(player, 0, 1);
	player->config = config;
}

/* Opens with other parameters each time. */
int player_open(struct soak_player *player, int control)
{
	struct mixcore_stream_info info;
	int err;

	player_choose(player);
	player->pcm = client_new(&player->config);
	if (!player->pcm)
		return -errno;
	err = snd_pcm_nonblock(player->pcm, 1);
	if (!err)
		err = client_info(control, player->pcm, &info);
	if (err)
		return err;
	player->id = info.id;
	memset(player->ring, 0, sizeof(player->ring));
	player->written = 0;
	player->base = 0;
	player->mixed = 0;
	player->starving = false;
	player->state = info.state;
	player->first_run = 0;
	player->next_run = 0;
	return 0;
}

void player_close(struct soak_player *player)
{
	snd_pcm_close(player->pcm);
	player->pcm = NULL;
}

/* Remembers what was mixed since the last look; what was not written in time was silence. */
static void player_note_heard(struct soak_player *player, uint64_t n)
{
	for (; player->mixed < n; player->mixed++) {
		uint64_t place = player->mixed - player->base;
		int32_t *heard = player->heard[player->mixed % SOAK_HISTORY];

		if (place < player->written)
			memcpy(heard, player->ring[place % player->config.buffer],
			       sizeof(*player->ring));
		else
			memset(heard, 0, sizeof(*player->ring));
	}
}

static void player_begin_run(struct soak_player *player, uint64_t begin, int64_t shift)
{
	player->runs[player->next_run++ % SOAK_RUNS] = (struct soak_run) {
		.begin = begin, .end = SOAK_RUNNING, .shift = shift,
	};
}

/* `info` is how it was when so many frames had been mixed by the output. */
int player_note(struct soak_player *player, const struct mixcore_stream_info *info,
		uint64_t frame)
{
	struct soak_run *run = player_last_run(player);
	uint64_t before = player->mixed;
	int64_t shift = frame - info->frames;

	player->state = info->state;
	if (player->state == MIXCORE_STREAM_XRUN && player->starving) {
		player->starving = false;
		player->starved++;
	}
	player_note_heard(player, info->frames);
	if (run && run->end == SOAK_RUNNING) {
		if (player_plays(player))
			return run->shift == shift ? 0 : -EILSEQ;
		run->end = info->frames + run->shift;
		return 0;
	}
	if (player_plays(player))
		player_begin_run(player, before + shift, shift);
	else if (info->frames != before)
		return -EILSEQ;
	return 0;
}

static unsigned int player_queued(const struct soak_player *player)
{
	uint64_t place = player->mixed - player->base;

	return player->written > place ? player->written - place : 0;
}

static unsigned int player_room(const struct soak_player *player)
{
	return player->config.buffer - player_queued(player);
}

static void player_make_noise(struct soak_player *player, unsigned int frames)
{
	unsigned int attenuate = player_random(player, 2, 6);
	int16_t *packed16 = (int16_t *)player->packed;
	int32_t *packed32 = player->packed;
	unsigned int i, channel;

	for (i = 0; i < frames; i++) {
		int32_t *kept = player->ring[(player->written + i) % player->config.buffer];

		for (channel = 0; channel < player->config.channels; channel++) {
			int32_t sample = (int32_t)noise_next(&player->seed) >>
					 (32 - player->bits + attenuate);

			/* Never silence: the first frame of all is found by that. */
			if (!sample)
				sample = 1;
			kept[channel] = sample * (1 << (32 - player->bits));
			if (player->bits == 16)
				*packed16++ = sample;
			else
				*packed32++ = sample;
		}
	}
}

static int player_write(struct soak_player *player, unsigned int frames)
{
	snd_pcm_sframes_t done;

	player_make_noise(player, frames);
	/* A mapped position is as old as the core's latest look. */
	done = snd_pcm_avail(player->pcm);
	if (done < (snd_pcm_sframes_t)frames)
		return done < 0 ? done : -ENOSPC;
	done = player->config.mmap ? snd_pcm_mmap_writei(player->pcm, player->packed, frames) :
				     snd_pcm_writei(player->pcm, player->packed, frames);
	if (done != (snd_pcm_sframes_t)frames)
		return done < 0 ? done : -EIO;
	player->written += frames;
	return 0;
}

int player_start(struct soak_player *player)
{
	int err;

	if (player_plays(player) || player->state == MIXCORE_STREAM_PAUSED)
		return -EAGAIN;
	err = snd_pcm_prepare(player->pcm);
	if (err)
		return err;
	player->base = player->mixed;
	player->written = 0;
	err = player_write(player, player_random(player, 2 * MARGIN, player->config.buffer));
	/* A full ring starts by itself. */
	if (!err && player->written < player->config.buffer)
		err = snd_pcm_start(player->pcm);
	return err;
}

int player_stop(struct soak_player *player)
{
	if (player->starving)
		return -EAGAIN;
	return player_plays(player) || player->state == MIXCORE_STREAM_PAUSED ?
	       snd_pcm_drop(player->pcm) : -EAGAIN;
}

int player_drain(struct soak_player *player)
{
	int err;

	if (player->state != MIXCORE_STREAM_RUNNING || player->starving)
		return -EAGAIN;
	err = snd_pcm_drain(player->pcm);
	return err == -EAGAIN ? 0 : err;
}

/* It is fed no more, and will run dry. */
int player_starve(struct soak_player *player)
{
	if (player->state != MIXCORE_STREAM_RUNNING || player->starving)
		return -EAGAIN;
	player->starving = true;
	return 0;
}

/* Pauses, or goes on. */
int player_pause(struct soak_player *player)
{
	if (player->starving)
		return -EAGAIN;
	if (player->state == MIXCORE_STREAM_PAUSED)
		return snd_pcm_pause(player->pcm, 0);
	return player->state == MIXCORE_STREAM_RUNNING ? snd_pcm_pause(player->pcm, 1) : -EAGAIN;
}

/* Back over what was not mixed yet, and something else in its place. */
int player_rewind(struct soak_player *player)
{
	snd_pcm_sframes_t done;
	unsigned int frames;

	if (player->state != MIXCORE_STREAM_RUNNING || player->starving ||
	    player_queued(player) <= MARGIN)
		return -EAGAIN;
	frames = player_random(player, 1, player_queued(player) - MARGIN);
	done = snd_pcm_rewind(player->pcm, frames);
	if (done != (snd_pcm_sframes_t)frames)
		return done < 0 ? done : -EIO;
	player->written -= frames;
	return player_write(player, frames);
}

/* Over what is in the ring from the last time around. */
int player_forward(struct soak_player *player)
{
	snd_pcm_sframes_t done;
	unsigned int frames;

	if (player->state != MIXCORE_STREAM_RUNNING || player->starving ||
	    player->written < player->config.buffer || !player_room(player))
		return -EAGAIN;
	frames = player_random(player, 1, player_room(player));
	done = snd_pcm_forward(player->pcm, frames);
	if (done != (snd_pcm_sframes_t)frames)
		return done < 0 ? done : -EIO;
	player->written += frames;
	return 0;
}

/*
 * Keeps the ring full enough, sometimes quite full. Not in a pause: until it goes on the core
 * knows the position only as of its latest look, up to a period ago.
 */
int player_feed(struct soak_player *player)
{
	unsigned int room = player_room(player);

	if (player->state != MIXCORE_STREAM_RUNNING || player->starving)
		return 0;
	if (player_queued(player) > 2 * MARGIN && player_random(player, 0, 3))
		return 0;
	return room ? player_write(player, player_random(player, (room + 1) / 2, room)) : 0;
}
