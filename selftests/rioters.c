// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sound/asound.h>

#include "rioters.h"
#include "routes.h"

#define RECORDERS	4
#define PLAYERS		3
#define LOOPBACKS	4	/* each keeps two running */
#define FRAMES		8192	/* of the rings */

static const char *const names[RIOT_ACTS] = {
	"open a recorder", "close a recorder", "record", "stop recording", "read", "set a source",
	"set a volume", "attach an input", "detach an input", "attach or detach a cable",
	"make a loopback", "remove a loopback", "play", "close a stream",
};

/* One of the two processes. */
struct rioter {
	struct riot *riot;
	uint32_t seed;
	int control;
	int pcm[RECORDERS];
};

uint32_t riot_random(uint32_t *seed, uint32_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

static uint32_t any(struct rioter *rioter, uint32_t below)
{
	return riot_random(&rioter->seed, below);
}

struct pcm_config riot_slave(void)
{
	return (struct pcm_config) { FORMAT_S32, RIOT_RATE, 2, 512, 16384 };
}

/* Ids of what there is now, or that of the null output or input. */

static unsigned int some_stream(struct rioter *rioter, unsigned int direction)
{
	struct mixcore_stream_info info = { .size = sizeof(info) };
	unsigned int skip = any(rioter, 8), found = 0;

	while (!call(rioter->control, MIXCORE_IOCTL_STREAM_NEXT, &info)) {
		if (info.direction != direction || info.id == rioter->riot->spared)
			continue;
		found = info.id;
		if (!skip--)
			break;
	}
	return found;
}

static unsigned int some_output(struct rioter *rioter)
{
	struct mixcore_output_info info = { .size = sizeof(info) };
	unsigned int skip = any(rioter, 6), found = MIXCORE_OUTPUT_NULL;

	while (skip-- && !call(rioter->control, MIXCORE_IOCTL_OUTPUT_NEXT, &info))
		found = info.id;
	return found;
}

static unsigned int some_input(struct rioter *rioter)
{
	struct mixcore_input_info info = { .size = sizeof(info) };
	unsigned int skip = any(rioter, 5), found = MIXCORE_INPUT_NULL;

	while (skip-- && !call(rioter->control, MIXCORE_IOCTL_INPUT_NEXT, &info))
		found = info.id;
	return found;
}

/*
 * Recorders
 */

static int open_recorder(struct rioter *rioter, int *pcm)
{
	if (*pcm >= 0)
		return -EALREADY;
	*pcm = pcm_open("Mixcore", CAPTURE | any(rioter, 2), O_RDWR | O_NONBLOCK);
	return *pcm < 0 ? *pcm : 0;
}

static int close_it(int *pcm)
{
	int err = *pcm < 0 ? -EALREADY : close(*pcm) ? -errno : 0;

	*pcm = -1;
	return err;
}

static int start_it(struct rioter *rioter, int pcm)
{
	struct snd_pcm_sw_params params = {
		.period_step = 1, .avail_min = 1, .start_threshold = LONG_MAX,
		.stop_threshold = any(rioter, 2) ? FRAMES : LONG_MAX,
	};
	struct pcm_config config = {
		any(rioter, 2) ? FORMAT_S16 : FORMAT_S32, RIOT_RATE, 1 + any(rioter, 3), 512, FRAMES,
	};
	int err = pcm_configure(pcm, &config);

	return err ?: call(pcm, SNDRV_PCM_IOCTL_SW_PARAMS, &params) ?: pcm_prepare(pcm);
}

static int record(struct rioter *rioter, int pcm)
{
	int err = start_it(rioter, pcm);

	return err ?: pcm_start(pcm);
}

static int stop(struct rioter *rioter, int pcm)
{
	return call(pcm, any(rioter, 2) ? SNDRV_PCM_IOCTL_DROP : SNDRV_PCM_IOCTL_HW_FREE, NULL);
}

static int read_it(int pcm)
{
	static char frames[FRAMES * 4 * 3];
	struct snd_xferi transfer = { .buf = frames, .frames = FRAMES };

	return call(pcm, SNDRV_PCM_IOCTL_READI_FRAMES, &transfer);
}

static int set_source(struct rioter *rioter)
{
	struct mixcore_stream_source set = {
		.size = sizeof(set), .id = some_stream(rioter, MIXCORE_DIRECTION_CAPTURE),
		.kind = MIXCORE_SOURCE_INPUT + any(rioter, 4),
	};

	/* Most often one stream alone: that is what moves. */
	if (any(rioter, 2))
		set.kind = MIXCORE_SOURCE_STREAM;
	if (set.kind == MIXCORE_SOURCE_STREAM)
		set.source = some_stream(rioter, MIXCORE_DIRECTION_PLAYBACK);
	else
		set.source = set.kind == MIXCORE_SOURCE_INPUT ? some_input(rioter) :
								some_output(rioter);
	return call(rioter->control, MIXCORE_IOCTL_STREAM_SOURCE, &set);
}

static int set_gain(struct rioter *rioter)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = some_stream(rioter, MIXCORE_DIRECTION_CAPTURE),
		.mask = MIXCORE_SET_GAIN, .gain = { any(rioter, MIXCORE_GAIN_MAX) },
	};

	return call(rioter->control, MIXCORE_IOCTL_STREAM_SET, &set);
}

static int act_on_recorders(struct rioter *rioter, enum riot_act *act)
{
	int *pcm = &rioter->pcm[any(rioter, RECORDERS)];

	*act = RIOT_OPEN + any(rioter, 8);
	switch (*act) {
	case RIOT_OPEN:
		return open_recorder(rioter, pcm);
	case RIOT_CLOSE:
		return close_it(pcm);
	case RIOT_RECORD:
		return record(rioter, *pcm);
	case RIOT_STOP:
		return stop(rioter, *pcm);
	case RIOT_READ:
		return read_it(*pcm);
	case RIOT_GAIN:
		return set_gain(rioter);
	default:
		*act = RIOT_SOURCE;
		return set_source(rioter);
	}
}

/*
 * Inputs, cables, loopbacks, and streams that play
 */

/* Each card is always the input of the same name: one that is detached is continued. */
static int attach_input(struct rioter *rioter)
{
	static const char *const inputs[] = { "i1", "i2", "i3" };
	struct pcm_config config = riot_slave();
	struct input_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	unsigned int i = any(rioter, 3);
	char card[8];

	snprintf(card, sizeof(card), "Test%u", 1 + i);
	config.period = 256 << any(rioter, 3);
	if (!any(rioter, 3))
		options.flags = 0;
	i = input_attach_card(rioter->control, inputs[i], card, 0, &config, &options);
	return (int)i < 0 ? (int)i : 0;
}

static unsigned int cable(struct rioter *rioter)
{
	struct mixcore_output_info info = { .size = sizeof(info) };

	while (!call(rioter->control, MIXCORE_IOCTL_OUTPUT_NEXT, &info))
		if (!strcmp(info.name, RIOT_CABLE_NAME))
			return info.id;
	return 0;
}

/* Detached, it is there until nobody records or plays there any more. */
static int toggle_cable(struct rioter *rioter)
{
	struct attach_options options = { .rate = RIOT_RATE };
	unsigned int id = cable(rioter);
	int err;

	if (id)
		return detach(rioter->control, id);
	options.channels = 1 + any(rioter, 4);
	err = attach_null(rioter->control, RIOT_CABLE_NAME, &options);
	return err < 0 ? err : 0;
}

static unsigned int loopbacks(struct rioter *rioter)
{
	struct mixcore_route_info info = { .size = sizeof(info) };
	unsigned int count = 0;

	while (!call(rioter->control, MIXCORE_IOCTL_LOOPBACK_NEXT, &info))
		count++;
	return count;
}

static int make_loopback(struct rioter *rioter)
{
	struct mixcore_route_set set = route_call(some_input(rioter), some_output(rioter));

	if (loopbacks(rioter) >= LOOPBACKS)
		return -ENOSPC;
	if (any(rioter, 2)) {
		set.mask = MIXCORE_SET_DELAY | MIXCORE_SET_GAIN;
		set.delay_frames = any(rioter, any(rioter, 2) ? 2000 : 40000);
		set.gain = any(rioter, MIXCORE_GAIN_UNITY);
	}
	return call(rioter->control, MIXCORE_IOCTL_LOOPBACK_SET, &set);
}

static int remove_loopback(struct rioter *rioter)
{
	struct mixcore_route_info info = { .size = sizeof(info), .stream = any(rioter, 8) };
	struct mixcore_route_remove remove = { .size = sizeof(remove) };
	int err = call(rioter->control, MIXCORE_IOCTL_LOOPBACK_NEXT, &info);

	remove.stream = info.stream;
	remove.output = info.output;
	return err ?: call(rioter->control, MIXCORE_IOCTL_LOOPBACK_REMOVE, &remove);
}

static int play(struct rioter *rioter, int *pcm)
{
	int err;

	if (*pcm >= 0)
		return -EALREADY;
	*pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	if (*pcm < 0)
		return *pcm;
	err = start_it(rioter, *pcm);
	return err ?: pcm_write_silence(*pcm, 2048, 12) ?: pcm_start(*pcm);
}

static int act_on_graph(struct rioter *rioter, enum riot_act *act)
{
	int *pcm = &rioter->pcm[any(rioter, PLAYERS)];

	*act = RIOT_ATTACH + any(rioter, RIOT_ACTS - RIOT_ATTACH);
	switch (*act) {
	case RIOT_ATTACH:
		return attach_input(rioter);
	case RIOT_DETACH:
		return input_detach(rioter->control, some_input(rioter));
	case RIOT_CABLE:
		return toggle_cable(rioter);
	case RIOT_LOOPBACK:
		return make_loopback(rioter);
	case RIOT_UNLOOP:
		return remove_loopback(rioter);
	case RIOT_PLAY:
		return play(rioter, pcm);
	default:
		*act = RIOT_END;
		return close_it(pcm);
	}
}

/*
 * The processes
 */

static void riot(struct riot *riot, unsigned int which)
{
	struct rioter rioter = { riot, 4711 + which, control_open(), { -1, -1, -1, -1 } };
	enum riot_act act;
	int err;

	if (rioter.control < 0)
		_exit(1);
	for (;;) {
		err = which ? act_on_graph(&rioter, &act) : act_on_recorders(&rioter, &act);
		riot->acts[act][-err < RIOT_ERRORS ? -err : RIOT_ERRORS - 1]++;
		if (!any(&rioter, 4))
			usleep(any(&rioter, 2000));
	}
}

struct riot *riot_begin(unsigned int spared)
{
	struct riot *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned int i;
	pid_t pid;

	if (shared == MAP_FAILED)
		return NULL;
	shared->spared = spared;
	for (i = 0; i < 2; i++) {
		pid = fork();
		if (!pid)
			riot(shared, i);
		shared->pids[i] = pid;
	}
	return shared;
}

bool riot_did_all(const struct riot *riot)
{
	unsigned int act;

	for (act = 0; act < RIOT_ACTS; act++)
		if (!riot->acts[act][0])
			return false;
	return true;
}

static void print_act(const struct riot *riot, unsigned int act)
{
	unsigned int error, at;
	char line[512];

	at = snprintf(line, sizeof(line), "%-24s ok %6u", names[act], riot->acts[act][0]);
	for (error = 1; error < RIOT_ERRORS && at < sizeof(line) - 32; error++)
		if (riot->acts[act][error])
			at += snprintf(line + at, sizeof(line) - at, ", %s %u",
				       strerrorname_np(error) ?: "?", riot->acts[act][error]);
	printf("# %s\n", line);
}

int riot_end(struct riot *riot)
{
	int err = 0, status;
	unsigned int i;

	for (i = 0; i < 2; i++)
		if (kill(riot->pids[i], SIGKILL) ||
		    waitpid(riot->pids[i], &status, 0) != riot->pids[i] || !WIFSIGNALED(status))
			err = -ECHILD;
	for (i = 0; i < RIOT_ACTS; i++)
		print_act(riot, i);
	fflush(stdout);
	return err;
}
