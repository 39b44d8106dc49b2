// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile as root: outputs come, go and change, defaults and quotas change, the PCMs below are
 * meddled with, fail and are unplugged. Not what the exact stream plays on.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "hostile.h"

#define CARDS	4	/* test cards; the first is the exact stream's */

static int open_both(struct actor *actor)
{
	if (actor->control >= 0)
		close(actor->control);
	actor->control = control_open();
	return actor->control < 0 ? actor->control : 0;
}

/* An output that there is, not the exact stream's. */
unsigned int root_output(struct actor *actor)
{
	struct mixcore_output_info info = { .size = sizeof(info) };
	unsigned int skip = below(actor, 5), found = MIXCORE_OUTPUT_NULL;

	if (chance(actor, 5))
		return edge(actor);
	while (!call(actor->control, MIXCORE_IOCTL_OUTPUT_NEXT, &info)) {
		if (info.id != actor->target->output)
			found = info.id;
		if (!skip--)
			break;
	}
	return found;
}

struct pcm_config random_slave(struct actor *actor)
{
	static const int formats[] = { FORMAT_S16, FORMAT_S24, FORMAT_S32 };
	static const unsigned int rates[] = { 48000, 48000, 48000, 44100, 96000 };
	struct pcm_config config = {
		.format = formats[below(actor, 3)],
		.rate = rates[below(actor, 5)],
		.channels = 1 + below(actor, chance(actor, 70) ? 2 : 8),
		.period = 64 << below(actor, 5),
		.mmap = chance(actor, 3),
		.no_wakeups = chance(actor, 3),
	};

	config.buffer = config.period * (2 + below(actor, 7));
	return config;
}

static int open_slave(struct actor *actor)
{
	struct pcm_config config = random_slave(actor);
	int *place = slot(actor, actor->slave);
	int capture = chance(actor, 50) ? CAPTURE : 0;
	char card[16];
	int err;

	if (!place)
		return -ECANCELED;
	snprintf(card, sizeof(card), "Test%u", 1 + below(actor, CARDS - 1));
	*place = pcm_open(chance(actor, 97) ? card : "Mixcore", capture, O_RDWR | O_NONBLOCK);
	if (*place < 0) {
		err = *place;
		*place = -1;
		return err;
	}
	return chance(actor, 95) ? pcm_configure(*place, &config) : 0;
}

static int close_slave(struct actor *actor)
{
	int *place = &actor->slave[below(actor, HOSTILE_PCMS)];
	int fd = *place;

	*place = -1;
	return fd < 0 ? -ECANCELED : close(fd) ? -errno : 0;
}

/* The names are few, so that outputs that were detached are continued. */
static int attach_one(struct actor *actor)
{
	static const char *const names[] = { "a", "b", "c", "wire", "null", "", "*", "Stream" };
	int fd = chance(actor, 95) ? pick_direction(actor, actor->slave, SNDRV_PCM_STREAM_PLAYBACK) :
				     pick(actor, actor->slave);
	struct mixcore_output_attach arg = attach_call(fd,
						       names[below(actor, chance(actor, 90) ? 3 : 8)]);

	arg.flags = below(actor, chance(actor, 95) ? 4 : 8);
	/* The exact stream's hardware stays. */
	if (!strcmp(arg.name, "wire"))
		arg.flags &= ~MIXCORE_ATTACH_F_REPLACE;
	if (chance(actor, 40))
		arg.cycle_frames = 64 << below(actor, 4);
	if (chance(actor, 10))
		arg.fill_frames = below(actor, 4096);
	if (chance(actor, 30))
		arg.ramp_frames = chance(actor, 80) ? 1 + below(actor, 2000) : MIXCORE_RAMP_OFF;
	return hostile_call(actor, actor->control, MIXCORE_IOCTL_OUTPUT_ATTACH, &arg, sizeof(arg));
}

static int detach_one(struct actor *actor)
{
	struct mixcore_output_detach arg = { .size = sizeof(arg), .id = root_output(actor) };

	return hostile_call(actor, actor->control, MIXCORE_IOCTL_OUTPUT_DETACH, &arg, sizeof(arg));
}

static int set_output(struct actor *actor)
{
	struct mixcore_output_set arg = {
		.size = sizeof(arg),
		.id = root_output(actor),
		.mask = chance(actor, 80) ? 1 << below(actor, 4) : below(actor, 32),
		.mute = below(actor, 2),
		.idle_ms = chance(actor, 80) ? below(actor, 1000) : edge(actor),
		.fill_frames = below(actor, 4096),
	};
	unsigned int i;

	for (i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		arg.gain[i] = chance(actor, 90) ? below(actor, MIXCORE_GAIN_MAX) : edge(actor);
	return hostile_call(actor, actor->control, MIXCORE_IOCTL_OUTPUT_SET, &arg, sizeof(arg));
}

/* Also to the exact stream's output: there the hostile are heard beside it. */
static int set_default(struct actor *actor)
{
	struct mixcore_default arg = {
		.size = sizeof(arg),
		.mask = chance(actor, 80) ? 1 + below(actor, 63) : edge(actor),
		.uid = chance(actor, 50) ? MIXCORE_UID_ANY : chance(actor, 80) ? ALICE : edge(actor),
		.output = chance(actor, 30) ? actor->target->output : root_output(actor),
		.mute = below(actor, 2),
		.gain = chance(actor, 90) ? below(actor, MIXCORE_GAIN_MAX) : edge(actor),
		.input = some_input(actor),
	};

	return hostile_call(actor, actor->control, MIXCORE_IOCTL_DEFAULT_SET, &arg, sizeof(arg));
}

/* Never more than the guest has. */
static int set_quota(struct actor *actor)
{
	struct mixcore_quota arg = {
		.size = sizeof(arg),
		.uid_streams = chance(actor, 80) ? 8 + below(actor, 64) : edge(actor),
		.uid_bytes = (uint64_t)below(actor, 64) << 20,
		.card_bytes = (uint64_t)below(actor, 192) << 20,
	};

	return call(actor->control, MIXCORE_IOCTL_QUOTA_SET, &arg);
}

static int set_stream(struct actor *actor)
{
	struct mixcore_stream_info info = { .size = sizeof(info) };
	struct mixcore_stream_set arg = { .size = sizeof(arg), .mask = 1 + below(actor, 3) };
	unsigned int skip = below(actor, 16), i;

	while (!call(actor->control, MIXCORE_IOCTL_STREAM_NEXT, &info)) {
		if (info.id == actor->target->stream)
			continue;
		arg.sync_group = arg.id;
		arg.id = info.id;
		if (!skip--)
			break;
	}
	for (i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		arg.gain[i] = below(actor, MIXCORE_GAIN_MAX);
	if (chance(actor, 30))
		arg.mask |= MIXCORE_SET_SYNC_GROUP;
	if (chance(actor, 50))
		arg.sync_group = 0;
	return hostile_call(actor, actor->control, MIXCORE_IOCTL_STREAM_SET, &arg, sizeof(arg));
}

/* What the other holder of a descriptor can still do. */
static int meddle(struct actor *actor)
{
	static const unsigned long cmds[] = {
		SNDRV_PCM_IOCTL_DROP, SNDRV_PCM_IOCTL_PREPARE, SNDRV_PCM_IOCTL_START,
		SNDRV_PCM_IOCTL_HW_FREE, SNDRV_PCM_IOCTL_RESET, SNDRV_PCM_IOCTL_XRUN,
		SNDRV_PCM_IOCTL_DRAIN, SNDRV_PCM_IOCTL_HWSYNC, SNDRV_PCM_IOCTL_UNLINK,
	};
	struct pcm_config config = random_slave(actor);
	int fd = pick(actor, actor->slave);

	if (chance(actor, 10))
		return pcm_configure(fd, &config);
	if (chance(actor, 5))
		return pcm_link(fd, pick(actor, actor->slave));
	if (chance(actor, 10))
		return pcm_write_silence(fd, 1 + below(actor, 500), 32);
	return hostile_plain(actor, fd, cmds[below(actor, 9)]);
}

/* Faults of the PCMs below, see qemu-tests/modules/snd-mixcore-test.c. */
static int knob(struct actor *actor)
{
	static const char *const texts[][2] = {
		{ "fail", "open 1" }, { "fail", "hw_params 1" }, { "fail", "prepare 2" },
		{ "fail", "trigger 2" }, { "fail", "pointer 1" }, { "stall", "1" },
		{ "stall", "0" }, { "stall", "0" }, { "jump", "100" }, { "jump", "-300" },
		{ "jump", "2000" }, { "ppb", "10000000" }, { "ppb", "0" },
		{ "step_frames", "100" }, { "step_frames", "0" }, { "vanish", "1" },
		{ "appear", "1" }, { "appear", "1" }, { "appear", "1" },
	};
	unsigned int which = below(actor, sizeof(texts) / sizeof(texts[0]));
	char path[96];

	snprintf(path, sizeof(path), "/sys/kernel/debug/snd-mixcore-test/card%u/%s",
		 1 + below(actor, CARDS - 1), texts[which][0]);
	return write_text(path, texts[which][1]);
}

const struct hostile_call hostile_root_calls[] = {
	{ "root open control", 4, open_both },
	{ "root open slave", 30, open_slave },
	{ "root close slave", 20, close_slave },
	{ "root attach", 30, attach_one },
	{ "root detach", 12, detach_one },
	{ "root set output", 20, set_output },
	{ "root set default", 15, set_default },
	{ "root set quota", 4, set_quota },
	{ "root set stream", 15, set_stream },
	{ "root meddle", 15, meddle },
	{ "root fault of a PCM", 10, knob },
	{ NULL }
};
