// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"

int call(int fd, unsigned long cmd, void *arg)
{
	return ioctl(fd, cmd, arg) < 0 ? -errno : 0;
}

int node_open(int flags)
{
	int fd = open(MIXCORE_NODE, flags | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int control_open(void)
{
	int fd = open(MIXCORE_NODE_CONTROL, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Effective ids only: root can come back. */
int become(unsigned int uid)
{
	gid_t audio = AUDIO_GROUP;

	if (seteuid(0) || setgroups(1, &audio) || setegid(uid) || seteuid(uid))
		return -errno;
	return 0;
}

int descriptors(void)
{
	int fd, count = 0;

	for (fd = 0; fd < 512; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

int card_number(const char *id)
{
	char path[64], target[64];
	ssize_t length;
	int number;

	snprintf(path, sizeof(path), "/proc/asound/%s", id);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return -errno;
	target[length] = '\0';
	return sscanf(target, "card%d", &number) == 1 ? number : -EINVAL;
}

int pcm_open(const char *card, int device, int flags)
{
	char path[64];
	int number = card_number(card);
	int fd;

	if (number < 0)
		return number;
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD%d%c", number, device & 0xff,
		 device & CAPTURE ? 'c' : 'p');
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static struct snd_interval *param_interval(struct snd_pcm_hw_params *params, int param)
{
	return &params->intervals[param - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL];
}

static void param_set(struct snd_pcm_hw_params *params, int param, unsigned int value)
{
	struct snd_interval *interval = param_interval(params, param);

	interval->min = value;
	interval->max = value;
	interval->integer = 1;
}

static void param_set_mask(struct snd_pcm_hw_params *params, int param, unsigned int bit)
{
	struct snd_mask *mask = &params->masks[param - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[bit / 32] = 1U << (bit % 32);
}

static void params_any(struct snd_pcm_hw_params *params)
{
	int param;

	memset(params, 0, sizeof(*params));
	memset(params->masks, 0xff, sizeof(params->masks));
	for (param = SNDRV_PCM_HW_PARAM_FIRST_INTERVAL;
	     param <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL; param++)
		param_interval(params, param)->max = UINT_MAX;
	params->rmask = ~0U;
	params->info = ~0U;
}

int pcm_configure(int fd, const struct pcm_config *config)
{
	struct snd_pcm_hw_params params;

	params_any(&params);
	param_set_mask(&params, SNDRV_PCM_HW_PARAM_ACCESS,
		       config->mmap ? SNDRV_PCM_ACCESS_MMAP_INTERLEAVED :
				      SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	param_set_mask(&params, SNDRV_PCM_HW_PARAM_FORMAT, config->format);
	param_set(&params, SNDRV_PCM_HW_PARAM_CHANNELS, config->channels);
	param_set(&params, SNDRV_PCM_HW_PARAM_RATE, config->rate);
	if (config->rate_max)
		param_interval(&params, SNDRV_PCM_HW_PARAM_RATE)->max = config->rate_max;
	if (config->period)
		param_set(&params, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, config->period);
	if (config->buffer)
		param_set(&params, SNDRV_PCM_HW_PARAM_BUFFER_SIZE, config->buffer);
	if (config->no_wakeups)
		params.flags |= SNDRV_PCM_HW_PARAMS_NO_PERIOD_WAKEUP;
	return call(fd, SNDRV_PCM_IOCTL_HW_PARAMS, &params);
}

/* Its own start, not that of the first frames written. */
int pcm_starts_by_hand(int fd, unsigned int buffer)
{
	struct snd_pcm_sw_params params = {
		.period_step = 1, .avail_min = 1, .stop_threshold = buffer,
		.start_threshold = LONG_MAX,
	};

	return call(fd, SNDRV_PCM_IOCTL_SW_PARAMS, &params);
}

int pcm_prepare(int fd)
{
	return call(fd, SNDRV_PCM_IOCTL_PREPARE, NULL);
}

int pcm_start(int fd)
{
	return call(fd, SNDRV_PCM_IOCTL_START, NULL);
}

int pcm_drop(int fd)
{
	return call(fd, SNDRV_PCM_IOCTL_DROP, NULL);
}

/* Like all that takes no pointer, by value. */
int pcm_set_pause(int fd, unsigned int push)
{
	return ioctl(fd, SNDRV_PCM_IOCTL_PAUSE, push) < 0 ? -errno : 0;
}

/* Lockdep knows 8 nested locks of a class, and the PCM core nests those of a group. */
unsigned int linked_max(void)
{
	return access("/proc/lockdep", F_OK) ? LINKED_MAX : 8;
}

int pcm_link(int fd, int other)
{
	return ioctl(fd, SNDRV_PCM_IOCTL_LINK, other) < 0 ? -errno : 0;
}

int pcm_write_silence(int fd, unsigned int frames, unsigned int frame_bytes)
{
	struct snd_xferi transfer = { .frames = frames };
	int err;

	transfer.buf = calloc(frames, frame_bytes);
	if (!transfer.buf)
		return -ENOMEM;
	err = call(fd, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &transfer);
	free(transfer.buf);
	return err;
}

struct mixcore_output_attach attach_call(int fd, const char *name)
{
	struct mixcore_output_attach attach = { .size = sizeof(attach), .fd = fd };

	strncpy(attach.name, name, sizeof(attach.name) - 1);
	return attach;
}

/* Returns the id of the output. */
int attach(int control, int fd, const char *name, const struct attach_options *options)
{
	struct mixcore_output_attach attach = attach_call(fd, name);
	int err;

	if (options) {
		attach.cycle_frames = options->cycle;
		attach.fill_frames = options->fill;
		attach.ramp_frames = options->ramp;
		attach.flags = options->flags;
		attach.domain = options->domain;
		attach.rate = options->rate;
		attach.channels = options->channels;
		if (options->timer)
			strncpy(attach.timer, options->timer, sizeof(attach.timer) - 1);
	}
	err = call(control, MIXCORE_IOCTL_OUTPUT_ATTACH, &attach);
	return err ? err : (int)attach.id;
}

/* Opens and configures a PCM, and makes it the backend of the output `name`. */
int attach_card(int control, const char *name, const char *card, int device,
		const struct pcm_config *config, const struct attach_options *options)
{
	int fd = pcm_open(card, device, O_RDWR | O_NONBLOCK);
	int err;

	if (fd < 0)
		return fd;
	err = pcm_configure(fd, config);
	if (!err)
		err = attach(control, fd, name, options);
	close(fd);
	return err;
}

/* The same under the name "out". */
int attach_new(int control, const char *card, int device, const struct pcm_config *config,
	       const struct attach_options *options)
{
	return attach_card(control, "out", card, device, config, options);
}

int attach_null(int control, const char *name, const struct attach_options *options)
{
	struct attach_options null = options ? *options : (struct attach_options) { };

	null.flags |= MIXCORE_ATTACH_F_NULL;
	null.rate = null.rate ?: 48000;
	null.channels = null.channels ?: 2;
	return attach(control, -1, name, &null);
}

bool size_is_full(void)
{
	const char *size = getenv("SIZE");

	return size && !strcmp(size, "full");
}

int detach(int control, unsigned int id)
{
	struct mixcore_output_detach detach = { .size = sizeof(detach), .id = id };

	return call(control, MIXCORE_IOCTL_OUTPUT_DETACH, &detach);
}

int output_get(int node, unsigned int id, struct mixcore_output_info *info)
{
	*info = (struct mixcore_output_info) { .size = sizeof(*info), .id = id };
	return call(node, MIXCORE_IOCTL_OUTPUT_GET, info);
}

/*
 * Inputs
 */

struct mixcore_input_attach input_call(int fd, const char *name)
{
	struct mixcore_input_attach attach = { .size = sizeof(attach), .fd = fd };

	strncpy(attach.name, name, sizeof(attach.name) - 1);
	return attach;
}

/* Returns the id of the input. */
int input_attach(int control, int fd, const char *name, const struct input_options *options)
{
	struct mixcore_input_attach attach = input_call(fd, name);
	int err;

	if (options) {
		attach.cycle_frames = options->cycle;
		attach.flags = options->flags;
		attach.domain = options->domain;
	}
	err = call(control, MIXCORE_IOCTL_INPUT_ATTACH, &attach);
	return err ? err : (int)attach.id;
}

/* Opens and configures a PCM, and makes it the backend of the input `name`. */
int input_attach_card(int control, const char *name, const char *card, int device,
		      const struct pcm_config *config, const struct input_options *options)
{
	int fd = pcm_open(card, CAPTURE | device, O_RDWR | O_NONBLOCK);
	int err;

	if (fd < 0)
		return fd;
	err = pcm_configure(fd, config);
	if (!err)
		err = input_attach(control, fd, name, options);
	close(fd);
	return err;
}

int input_detach(int control, unsigned int id)
{
	struct mixcore_input_detach detach = { .size = sizeof(detach), .id = id };

	return call(control, MIXCORE_IOCTL_INPUT_DETACH, &detach);
}

int input_get(int node, unsigned int id, struct mixcore_input_info *info)
{
	*info = (struct mixcore_input_info) { .size = sizeof(*info), .id = id };
	return call(node, MIXCORE_IOCTL_INPUT_GET, info);
}

int input_next(int node, unsigned int id, struct mixcore_input_info *info)
{
	*info = (struct mixcore_input_info) { .size = sizeof(*info), .id = id };
	return call(node, MIXCORE_IOCTL_INPUT_NEXT, info);
}

int input_wait(int node, unsigned int id, unsigned int state, unsigned int ms)
{
	struct mixcore_input_info info;
	int err;

	while (!(err = input_get(node, id, &info)) && info.state != state) {
		if (!ms--)
			return -ETIMEDOUT;
		sleep_ms(1);
	}
	return err;
}

int input_set_idle(int control, unsigned int id, unsigned int ms)
{
	struct mixcore_input_set set = {
		.size = sizeof(set), .id = id, .mask = MIXCORE_SET_IDLE, .idle_ms = ms,
	};

	return call(control, MIXCORE_IOCTL_INPUT_SET, &set);
}

int default_input(int control, unsigned int uid, unsigned int input)
{
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .uid = uid, .mask = MIXCORE_DEFAULT_INPUT, .input = input,
	};

	return call(control, MIXCORE_IOCTL_DEFAULT_SET, &dflt);
}

/*
 * Streams and outputs
 */

int stream_get(int node, unsigned int id, struct mixcore_stream_info *info)
{
	*info = (struct mixcore_stream_info) { .size = sizeof(*info), .id = id };
	return call(node, MIXCORE_IOCTL_STREAM_GET, info);
}

int stream_move(int node, unsigned int id, unsigned int output)
{
	struct mixcore_stream_move move = { .size = sizeof(move), .id = id, .output = output };

	return call(node, MIXCORE_IOCTL_STREAM_MOVE, &move);
}

static int output_next(int node, unsigned int id, struct mixcore_output_info *info)
{
	*info = (struct mixcore_output_info) { .size = sizeof(*info), .id = id };
	return call(node, MIXCORE_IOCTL_OUTPUT_NEXT, info);
}

static int stream_next(int node, unsigned int id, struct mixcore_stream_info *info)
{
	*info = (struct mixcore_stream_info) { .size = sizeof(*info), .id = id };
	return call(node, MIXCORE_IOCTL_STREAM_NEXT, info);
}

/* One that plays. */
int stream_by_substream(int node, unsigned int substream, struct mixcore_stream_info *info)
{
	int err;

	for (err = stream_next(node, 0, info); !err; err = stream_next(node, info->id, info))
		if (info->substream == substream && info->direction == MIXCORE_DIRECTION_PLAYBACK)
			return 0;
	return err;
}

/* Id of the stream that was opened last. */
int stream_newest(int node)
{
	struct mixcore_stream_info info;
	int err, id = 0;

	for (err = stream_next(node, 0, &info); !err; err = stream_next(node, info.id, &info))
		id = info.id;
	return err == -ENOENT && id ? id : err;
}

/* Of single uids. */
int clear_defaults(int control)
{
	struct mixcore_default dflt = { .size = sizeof(dflt), .uid = MIXCORE_UID_ANY };
	int err;

	while (!(err = call(control, MIXCORE_IOCTL_DEFAULT_NEXT, &dflt))) {
		dflt.mask |= MIXCORE_DEFAULT_CLEAR;
		err = call(control, MIXCORE_IOCTL_DEFAULT_SET, &dflt);
		if (err)
			break;
		dflt.mask = 0;
	}
	return err == -ENOENT ? 0 : err;
}

static int reset_settings(int control)
{
	struct mixcore_quota quota = {
		.size = sizeof(quota),
		.uid_streams = MIXCORE_QUOTA_UID_STREAMS,
		.uid_bytes = MIXCORE_QUOTA_UID_BYTES,
		.card_bytes = MIXCORE_QUOTA_CARD_BYTES,
		.uid_timers = MIXCORE_QUOTA_UID_TIMERS,
		.uid_endpoints = MIXCORE_QUOTA_UID_ENDPOINTS,
	};
	struct mixcore_default dflt = {
		.size = sizeof(dflt),
		.mask = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE |
			MIXCORE_DEFAULT_FOLLOWERS | MIXCORE_DEFAULT_INPUT,
		.uid = MIXCORE_UID_ANY,
		.output = MIXCORE_OUTPUT_NULL,
		.input = MIXCORE_INPUT_NULL,
		.gain = MIXCORE_GAIN_UNITY,
	};
	int err = call(control, MIXCORE_IOCTL_QUOTA_SET, &quota);

	if (!err)
		err = call(control, MIXCORE_IOCTL_DEFAULT_SET, &dflt);
	return err ? err : clear_defaults(control);
}

static int reset_inputs(int control)
{
	struct mixcore_input_info info;
	int err;

	for (err = input_next(control, MIXCORE_INPUT_NULL, &info); !err;
	     err = input_next(control, info.id, &info)) {
		err = input_detach(control, info.id);
		if (err)
			return err;
	}
	return err == -ENOENT ? 0 : err;
}

/* Those between the null input and the null output go with nothing else. */
static int reset_loopbacks(int control)
{
	struct mixcore_route_info info = { .size = sizeof(info) };
	int err;

	while (!(err = call(control, MIXCORE_IOCTL_LOOPBACK_NEXT, &info))) {
		struct mixcore_route_remove args = {
			.size = sizeof(args), .stream = info.stream, .output = info.output,
		};

		err = call(control, MIXCORE_IOCTL_LOOPBACK_REMOVE, &args);
		if (err)
			break;
	}
	return err == -ENOENT ? 0 : err;
}

/* As after loading, whatever an earlier test left, but for one output. */
int reset_all_but(int control, unsigned int output)
{
	struct mixcore_output_info info;
	int err;

	err = reset_settings(control) ?: reset_loopbacks(control) ?: reset_inputs(control);
	if (err)
		return err;
	for (err = output_next(control, MIXCORE_OUTPUT_NULL, &info); !err;
	     err = output_next(control, info.id, &info)) {
		if (info.id == output)
			continue;
		err = detach(control, info.id);
		if (err)
			return err;
	}
	return err == -ENOENT ? 0 : err;
}

int reset_all(int control) { return reset_all_but(control, 0); }

int wait_bytes(int node, uint64_t bytes)
{
	struct mixcore_status status = { .size = sizeof(status) };
	unsigned int ms;
	int err = 0;

	for (ms = 0; !err && ms < MIXCORE_DELAY_MS_MAX + 1000; ms++) {
		err = call(node, MIXCORE_IOCTL_STATUS, &status);
		if (!err && status.card_bytes <= bytes)
			return 0;
		sleep_ms(1);
	}
	return err ?: -ETIMEDOUT;
}

static void forget_output_counters(struct mixcore_output_info *info)
{
	info->delay_frames = 0;
	info->frames = 0;
	info->cycles = 0;
	info->wakeups = 0;
	info->null_frames = 0;
	info->endpoint_lost_frames = 0;
}

static void forget_input_counters(struct mixcore_input_info *info)
{
	info->delay_frames = 0;
	info->frames = 0;
	info->cycles = 0;
	info->wakeups = 0;
	info->null_frames = 0;
	info->endpoint_lost_frames = 0;
}

static void forget_stream_counters(struct mixcore_stream_info *info)
{
	info->delay_frames = 0;
	info->queued_frames = 0;
	info->frames = 0;
	info->wakeups = 0;
}

static void forget_route_counters(struct mixcore_route_info *info)
{
	info->latency_frames = 0;
	info->inserted_frames = 0;
	info->dropped_frames = 0;
}

static int graph_read_outputs(int control, struct graph *graph)
{
	unsigned int id = 0;
	int err;

	while (graph->outputs < SELFTEST_OUTPUTS) {
		struct mixcore_output_info *info = &graph->output[graph->outputs];

		err = output_next(control, id, info);
		if (err)
			return err == -ENOENT ? 0 : err;
		id = info->id;
		forget_output_counters(info);
		graph->outputs++;
	}
	return -ENOSPC;
}

static int graph_read_inputs(int control, struct graph *graph)
{
	unsigned int id = 0;
	int err;

	while (graph->inputs < SELFTEST_INPUTS) {
		struct mixcore_input_info *info = &graph->input[graph->inputs];

		err = input_next(control, id, info);
		if (err)
			return err == -ENOENT ? 0 : err;
		id = info->id;
		forget_input_counters(info);
		graph->inputs++;
	}
	return -ENOSPC;
}

static int graph_read_streams(int control, struct graph *graph)
{
	unsigned int id = 0;
	int err;

	while (graph->streams < SELFTEST_STREAMS) {
		struct mixcore_stream_info *info = &graph->stream[graph->streams];

		err = stream_next(control, id, info);
		if (err)
			return err == -ENOENT ? 0 : err;
		id = info->id;
		forget_stream_counters(info);
		graph->streams++;
	}
	return -ENOSPC;
}

/* Routes or loopbacks, of which there may be so many. */
static int graph_read_edges(int control, unsigned long next_call, struct mixcore_route_info *edge,
			    unsigned int most, unsigned int *count)
{
	struct mixcore_route_info next = { .size = sizeof(next) };
	int err;

	while (*count < most) {
		err = call(control, next_call, &next);
		if (err)
			return err == -ENOENT ? 0 : err;
		edge[*count] = next;
		forget_route_counters(&edge[(*count)++]);
	}
	return -ENOSPC;
}

static int graph_read_routes(int control, struct graph *graph)
{
	int err = graph_read_edges(control, MIXCORE_IOCTL_ROUTE_NEXT, graph->route,
				   SELFTEST_ROUTES, &graph->routes);

	return err ?: graph_read_edges(control, MIXCORE_IOCTL_LOOPBACK_NEXT, graph->loopback,
				       SELFTEST_LOOPBACKS, &graph->loopbacks);
}

int graph_read(int control, struct graph *graph)
{
	int err;

	memset(graph, 0, sizeof(*graph));
	graph->status.size = sizeof(graph->status);
	graph->quota.size = sizeof(graph->quota);
	graph->dflt.size = sizeof(graph->dflt);
	graph->dflt.uid = MIXCORE_UID_ANY;
	err = call(control, MIXCORE_IOCTL_STATUS, &graph->status);
	if (!err)
		err = call(control, MIXCORE_IOCTL_QUOTA_GET, &graph->quota);
	if (!err)
		err = call(control, MIXCORE_IOCTL_DEFAULT_GET, &graph->dflt);
	if (!err)
		err = graph_read_outputs(control, graph);
	if (!err)
		err = graph_read_inputs(control, graph);
	if (!err)
		err = graph_read_streams(control, graph);
	if (!err)
		err = graph_read_routes(control, graph);
	return err;
}

/* What differs, or NULL when nothing does. */
const char *graph_difference(const struct graph *one, const struct graph *other)
{
	if (memcmp(&one->status, &other->status, sizeof(one->status)))
		return "status";
	if (memcmp(&one->quota, &other->quota, sizeof(one->quota)))
		return "quotas";
	if (memcmp(&one->dflt, &other->dflt, sizeof(one->dflt)))
		return "defaults";
	if (memcmp(one->output, other->output, sizeof(one->output)))
		return "outputs";
	if (memcmp(one->input, other->input, sizeof(one->input)))
		return "inputs";
	if (memcmp(one->stream, other->stream, sizeof(one->stream)))
		return "streams";
	if (memcmp(one->route, other->route, sizeof(one->route)))
		return "routes";
	if (memcmp(one->loopback, other->loopback, sizeof(one->loopback)))
		return "loopbacks";
	return NULL;
}

/* What a ring of so many bytes is charged: whole pages. */
uint64_t ring_bytes(uint64_t bytes)
{
	return (bytes + 4095) / 4096 * 4096;
}

int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

void sleep_ms(unsigned int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}
