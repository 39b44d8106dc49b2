// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each call there is, again and again, with its first allocation failing, its second, its third, ...
 * until it makes no more. A call that fails gives ENOMEM and has changed nothing; a stream that
 * plays all that time arrives to the last sample.
 *
 * Needs: snd-mixcore streams=4, snd-mixcore-test cards=3, a kernel with fault injection.
 */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "exact.h"
#include "faults.h"
#include "routes.h"
#include "transaction.h"
#include "kselftest_harness.h"

#define RATE		48000
#define FRAMES		RATE		/* of the streams' buffers */
#define PAGE		4096
#define MANY		1000000		/* allocations: more than there are */
#define NTH_MAX		2000
#define OUTPUT		"two"

/* How far the streams are on which a call is made. */
enum stage { CLOSED, OPEN, CONFIGURED, PREPARED, RUNNING, PAUSED };

/* What a call is made on. */
struct bench {
	enum stage stage;
	int pcm[2];		/* the second only with `pair` */
	int slave, control, node, mixer;
	int output;		/* "two", or 0 */
	unsigned int stream;	/* id of pcm[0]'s */
	int opened;		/* what the call has opened */
	void *mapped;
	size_t length;
	uint64_t bytes;		/* of the exact stream */
	struct exact exact;
	struct transaction calls;
	char pcm_path[48], mixer_path[48];
};

/*
 * The calls
 */

static int open_path(struct bench *bench, const char *path, int flags)
{
	bench->opened = open(path, flags | O_CLOEXEC);
	return bench->opened < 0 ? -errno : 0;
}

static int read_path(struct bench *bench, const char *path)
{
	static char text[65536];
	int err = open_path(bench, path, O_RDONLY);
	ssize_t got = 0;

	while (!err && (got = read(bench->opened, text, sizeof(text))) > 0)
		;
	return err ? err : got < 0 ? -errno : 0;
}

static int open_node(struct bench *bench) { return open_path(bench, MIXCORE_NODE, O_RDONLY); }
static int open_control(struct bench *bench)
{
	return open_path(bench, MIXCORE_NODE_CONTROL, O_RDWR);
}

static int call_version(struct bench *bench)
{
	struct mixcore_version arg = { .size = sizeof(arg), .abi = MIXCORE_ABI };

	return call(bench->node, MIXCORE_IOCTL_VERSION, &arg);
}

static int call_status(struct bench *bench)
{
	struct mixcore_status arg = { .size = sizeof(arg) };

	return call(bench->node, MIXCORE_IOCTL_STATUS, &arg);
}

static int call_quota_get(struct bench *bench)
{
	struct mixcore_quota arg = { .size = sizeof(arg) };

	return call(bench->node, MIXCORE_IOCTL_QUOTA_GET, &arg);
}

/* Settings are set to what they are when a call is repeated: each of these changes something. */
static int call_quota_set(struct bench *bench)
{
	struct mixcore_quota arg = { sizeof(arg), 100, 64 << 20, 256 << 20 };

	return call(bench->control, MIXCORE_IOCTL_QUOTA_SET, &arg);
}

static int call_output_get(struct bench *bench)
{
	struct mixcore_output_info info;

	return output_get(bench->node, bench->output, &info);
}

static int call_output_next(struct bench *bench)
{
	struct mixcore_output_info arg = { .size = sizeof(arg) };

	return call(bench->node, MIXCORE_IOCTL_OUTPUT_NEXT, &arg);
}

static int call_output_set(struct bench *bench)
{
	struct mixcore_output_set arg = {
		.size = sizeof(arg),
		.id = bench->output,
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_IDLE | MIXCORE_SET_FILL,
		.mute = 1,
		.gain = { 1, 2, 3 },
		.idle_ms = 1000,
		.fill_frames = 2000,
	};

	return call(bench->control, MIXCORE_IOCTL_OUTPUT_SET, &arg);
}

static int call_default_get(struct bench *bench)
{
	struct mixcore_default arg = { .size = sizeof(arg), .uid = MIXCORE_UID_ANY };

	return call(bench->node, MIXCORE_IOCTL_DEFAULT_GET, &arg);
}

static int call_default_set(struct bench *bench)
{
	struct mixcore_default arg = {
		.size = sizeof(arg),
		.mask = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE,
		.uid = MIXCORE_UID_ANY,
		.output = MIXCORE_OUTPUT_NULL,
		.mute = 1,
		.gain = 1234,
	};

	return call(bench->control, MIXCORE_IOCTL_DEFAULT_SET, &arg);
}

/* A new entry each time: what it was made on is cleared. */
static int call_default_set_uid(struct bench *bench)
{
	struct mixcore_default arg = {
		.size = sizeof(arg), .mask = MIXCORE_DEFAULT_MUTE, .uid = ALICE, .mute = 1,
	};

	return call(bench->control, MIXCORE_IOCTL_DEFAULT_SET, &arg);
}

static int call_stream_get(struct bench *bench)
{
	struct mixcore_stream_info info;

	return stream_get(bench->node, bench->stream, &info);
}

static int call_stream_next(struct bench *bench)
{
	struct mixcore_stream_info arg = { .size = sizeof(arg) };

	return call(bench->node, MIXCORE_IOCTL_STREAM_NEXT, &arg);
}

static int call_stream_set(struct bench *bench)
{
	struct mixcore_stream_set arg = {
		.size = sizeof(arg),
		.id = bench->stream,
		.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE,
		.mute = 1,
		.gain = { 1, 2, 3 },
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_SET, &arg);
}

/* With the second of the pair, which was opened after it. */
static int call_stream_group(struct bench *bench)
{
	struct mixcore_stream_set arg = {
		.size = sizeof(arg), .id = bench->stream, .mask = MIXCORE_SET_SYNC_GROUP,
		.sync_group = bench->stream + 1,
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_SET, &arg);
}

static int call_stream_move(struct bench *bench)
{
	struct mixcore_stream_move arg = {
		.size = sizeof(arg), .id = bench->stream, .output = MIXCORE_OUTPUT_NULL,
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_MOVE, &arg);
}

/* Far ahead: until then the route waits. */
static int call_stream_move_later(struct bench *bench)
{
	struct mixcore_stream_move arg = {
		.size = sizeof(arg), .id = bench->stream, .output = MIXCORE_OUTPUT_NULL,
		.flags = MIXCORE_MOVE_F_AT_FRAME, .frame = 1ULL << 40,
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_MOVE, &arg);
}

static int call_stream_fade(struct bench *bench)
{
	struct mixcore_stream_move arg = {
		.size = sizeof(arg), .id = bench->stream, .output = MIXCORE_OUTPUT_NULL,
		.fade_frames = 4800,
	};

	return call(bench->control, MIXCORE_IOCTL_STREAM_MOVE, &arg);
}

/* With all that can be set. */
static int set_route(struct bench *bench, unsigned int output, unsigned int flags)
{
	struct mixcore_route_set arg = route_call(bench->stream, output);

	arg.flags = flags;
	arg.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_MATRIX | MIXCORE_SET_DELAY;
	arg.mute = 1;
	arg.gain = 1234;
	arg.delay_frames = 2 * RATE;
	arg.matrix[0][1] = -1234;
	return route_set(bench->control, arg);
}

static int call_route_make(struct bench *bench)
{
	return set_route(bench, MIXCORE_OUTPUT_NULL, MIXCORE_ROUTE_F_NEW);
}

static int call_route_change(struct bench *bench)
{
	return set_route(bench, MIXCORE_OUTPUT_NULL, MIXCORE_ROUTE_F_CHANGE);
}

static int call_route_change_lead(struct bench *bench)
{
	return set_route(bench, bench->output, MIXCORE_ROUTE_F_CHANGE);
}

static int call_route_remove(struct bench *bench)
{
	return route_remove(bench->control, bench->stream, MIXCORE_OUTPUT_NULL);
}

static int call_route_remove_lead(struct bench *bench)
{
	return route_remove(bench->control, bench->stream, bench->output);
}

/* Settings, and a move with a fade. */
static int call_transaction_settings(struct bench *bench)
{
	struct mixcore_output_set output = {
		.size = sizeof(output), .id = bench->output, .limiter = 1, .mute = 1,
		.mask = MIXCORE_SET_LIMITER | MIXCORE_SET_MUTE,
	};
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .uid = ALICE, .mute = 1, .mask = MIXCORE_DEFAULT_MUTE,
	};
	struct mixcore_stream_set stream = {
		.size = sizeof(stream), .id = bench->stream, .mute = 1, .mask = MIXCORE_SET_MUTE,
	};
	struct mixcore_stream_move move = {
		.size = sizeof(move), .id = bench->stream, .output = MIXCORE_OUTPUT_NULL,
		.fade_frames = 4800,
	};

	transaction_add(&bench->calls, MIXCORE_IOCTL_OUTPUT_SET, &output, sizeof(output));
	transaction_add(&bench->calls, MIXCORE_IOCTL_DEFAULT_SET, &dflt, sizeof(dflt));
	transaction_add(&bench->calls, MIXCORE_IOCTL_STREAM_SET, &stream, sizeof(stream));
	transaction_add(&bench->calls, MIXCORE_IOCTL_STREAM_MOVE, &move, sizeof(move));
	return transaction_run(&bench->calls, bench->control);
}

/* Routes with lines, of which one leads in the end. */
static int call_transaction_routes(struct bench *bench)
{
	struct mixcore_route_set lead = route_call(bench->stream, bench->output), other;
	struct mixcore_route_remove remove = {
		.size = sizeof(remove), .stream = bench->stream, .output = bench->output,
	};

	lead.mask = MIXCORE_SET_DELAY;
	lead.delay_frames = RATE;
	other = lead;
	other.output = MIXCORE_OUTPUT_NULL;
	transaction_add(&bench->calls, MIXCORE_IOCTL_ROUTE_SET, &lead, sizeof(lead));
	transaction_add(&bench->calls, MIXCORE_IOCTL_ROUTE_SET, &other, sizeof(other));
	transaction_add(&bench->calls, MIXCORE_IOCTL_ROUTE_REMOVE, &remove, sizeof(remove));
	return transaction_run(&bench->calls, bench->control);
}

static int call_route_get(struct bench *bench)
{
	struct mixcore_route_info info;

	return route_get(bench->node, bench->stream, MIXCORE_OUTPUT_NULL, &info);
}

static int call_route_next(struct bench *bench)
{
	struct mixcore_route_info info = { 0 };

	return route_next(bench->node, &info);
}

static int call_attach(struct bench *bench)
{
	struct attach_options options = { .flags = MIXCORE_ATTACH_F_NOT_DEFAULT };
	int id = attach(bench->control, bench->slave, OUTPUT, &options);

	if (id > 0)
		bench->output = id;
	return id < 0 ? id : 0;
}

static int call_replace(struct bench *bench)
{
	struct attach_options options = { .flags = MIXCORE_ATTACH_F_REPLACE };
	int id = attach(bench->control, bench->slave, OUTPUT, &options);

	return id < 0 ? id : 0;
}

static int call_detach(struct bench *bench) { return detach(bench->control, bench->output); }

static int open_pcm(struct bench *bench)
{
	return open_path(bench, bench->pcm_path, O_RDWR | O_NONBLOCK);
}

static struct pcm_config stream_config = { FORMAT_S32, RATE, 2, FRAMES / 4, FRAMES };

static int pcm_hw_params(struct bench *bench) { return pcm_configure(bench->pcm[0], &stream_config); }

/* It starts when it is told to. */
static int set_thresholds(int pcm)
{
	struct snd_pcm_sw_params params = {
		.period_step = 1,
		.avail_min = 1,
		.start_threshold = LONG_MAX,
		.stop_threshold = FRAMES,
	};

	return call(pcm, SNDRV_PCM_IOCTL_SW_PARAMS, &params);
}

static int pcm_sw_params(struct bench *bench) { return set_thresholds(bench->pcm[0]); }

static int pcm_plain(struct bench *bench, unsigned long cmd)
{
	return call(bench->pcm[0], cmd, NULL);
}

static int pcm_prepare_it(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_PREPARE); }
static int pcm_reset(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_RESET); }
static int pcm_start_it(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_START); }
static int pcm_hwsync(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_HWSYNC); }
static int pcm_drop_it(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_DROP); }
static int pcm_hw_free(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_HW_FREE); }
static int pcm_unlink(struct bench *bench) { return pcm_plain(bench, SNDRV_PCM_IOCTL_UNLINK); }
static int pcm_link_it(struct bench *bench) { return pcm_link(bench->pcm[0], bench->pcm[1]); }

/* Without waiting it only begins: EAGAIN. */
static int pcm_drain(struct bench *bench)
{
	int err = pcm_plain(bench, SNDRV_PCM_IOCTL_DRAIN);

	return err == -EAGAIN ? 0 : err;
}

static int pcm_pause(struct bench *bench)
{
	int push = bench->stage != PAUSED;

	return ioctl(bench->pcm[0], SNDRV_PCM_IOCTL_PAUSE, push) < 0 ? -errno : 0;
}

static int pcm_status(struct bench *bench)
{
	struct snd_pcm_status status;

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_STATUS, &status);
}

static int pcm_delay(struct bench *bench)
{
	snd_pcm_sframes_t delay;

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_DELAY, &delay);
}

static int pcm_sync_ptr(struct bench *bench)
{
	struct snd_pcm_sync_ptr sync = {
		.flags = SNDRV_PCM_SYNC_PTR_HWSYNC | SNDRV_PCM_SYNC_PTR_APPL |
			 SNDRV_PCM_SYNC_PTR_AVAIL_MIN,
	};

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_SYNC_PTR, &sync);
}

static int pcm_rewind(struct bench *bench)
{
	snd_pcm_uframes_t frames = 10;

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_REWIND, &frames);
}

static int pcm_forward(struct bench *bench)
{
	snd_pcm_uframes_t frames = 10;

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_FORWARD, &frames);
}

static int pcm_writei(struct bench *bench)
{
	static char silence[8 * FRAMES];
	struct snd_xferi transfer = { .buf = silence, .frames = FRAMES / 2 };

	return call(bench->pcm[0], SNDRV_PCM_IOCTL_WRITEI_FRAMES, &transfer);
}

static int pcm_poll(struct bench *bench)
{
	struct pollfd fd = { bench->pcm[0], POLLOUT };

	return poll(&fd, 1, 0) < 0 ? -errno : 0;
}

static int pcm_mmap(struct bench *bench, unsigned long offset, size_t length, int prot)
{
	bench->length = length;
	bench->mapped = mmap(NULL, length, prot, MAP_SHARED, bench->pcm[0], offset);
	if (bench->mapped != MAP_FAILED)
		return 0;
	bench->mapped = NULL;
	return -errno;
}

static int pcm_mmap_data(struct bench *bench)
{
	return pcm_mmap(bench, SNDRV_PCM_MMAP_OFFSET_DATA, ring_bytes(8 * FRAMES),
			PROT_READ | PROT_WRITE);
}

static int pcm_mmap_status(struct bench *bench)
{
	return pcm_mmap(bench, SNDRV_PCM_MMAP_OFFSET_STATUS, PAGE, PROT_READ);
}

static int pcm_mmap_control(struct bench *bench)
{
	return pcm_mmap(bench, SNDRV_PCM_MMAP_OFFSET_CONTROL, PAGE, PROT_READ | PROT_WRITE);
}

static int pcm_close(struct bench *bench)
{
	int err = close(bench->pcm[0]) ? -errno : 0;

	bench->pcm[0] = -1;
	return err;
}

static int mixer_open(struct bench *bench)
{
	return open_path(bench, bench->mixer_path, O_RDWR | O_NONBLOCK);
}

static int mixer_list(struct bench *bench)
{
	struct snd_ctl_elem_id ids[64];
	struct snd_ctl_elem_list list = { .space = 64, .pids = ids };

	return call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_LIST, &list);
}

static struct snd_ctl_elem_id element(const char *name, unsigned int index)
{
	struct snd_ctl_elem_id id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .index = index };

	snprintf((char *)id.name, sizeof(id.name), "%s", name);
	return id;
}

static int mixer_info(struct bench *bench)
{
	struct snd_ctl_elem_info info = { .id = element("Stream Playback Volume", 1) };

	return call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_INFO, &info);
}

static int mixer_read(struct bench *bench)
{
	struct snd_ctl_elem_value value = { .id = element("Stream Playback Volume", 1) };

	return call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_READ, &value);
}

static int mixer_set(struct bench *bench, const char *name, unsigned int index, long to)
{
	struct snd_ctl_elem_value value = { .id = element(name, index) };

	value.value.integer.value[0] = to;
	return call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_WRITE, &value);
}

static int mixer_stream_volume(struct bench *bench)
{
	return mixer_set(bench, "Stream Playback Volume", 1, 77);
}

static int mixer_stream_switch(struct bench *bench)
{
	return mixer_set(bench, "Stream Playback Switch", 1, 0);
}

static int mixer_output_volume(struct bench *bench)
{
	return mixer_set(bench, OUTPUT " Playback Volume", 0, 77);
}

static int mixer_output_switch(struct bench *bench)
{
	return mixer_set(bench, OUTPUT " Playback Switch", 0, 0);
}

static int mixer_tlv(struct bench *bench)
{
	unsigned int tlv[8] = { 0, sizeof(tlv) - 8 };
	struct snd_ctl_elem_info info = { .id = element("Stream Playback Volume", 1) };
	int err = call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_INFO, &info);

	tlv[0] = info.id.numid;
	return err ? err : call(bench->mixer, SNDRV_CTL_IOCTL_TLV_READ, tlv);
}

static int proc_graph(struct bench *bench)
{
	return read_path(bench, "/proc/asound/Mixcore/mixcore");
}

static int proc_status(struct bench *bench)
{
	return read_path(bench, "/proc/asound/Mixcore/pcm0p/sub1/status");
}

static int proc_hw_params(struct bench *bench)
{
	return read_path(bench, "/proc/asound/Mixcore/pcm0p/sub1/hw_params");
}

/*
 * What a call is made on, and after it
 */

static int bench_stream(struct bench *bench, int *pcm)
{
	int err;

	*pcm = pcm_open("Mixcore", 0, O_RDWR | O_NONBLOCK);
	err = *pcm < 0 ? *pcm : 0;
	if (!err && bench->stage >= CONFIGURED)
		err = pcm_configure(*pcm, &stream_config);
	if (!err && bench->stage >= PREPARED)
		err = set_thresholds(*pcm);
	if (!err && bench->stage >= PREPARED)
		err = pcm_prepare(*pcm);
	if (!err && bench->stage >= PREPARED)
		err = pcm_write_silence(*pcm, FRAMES / 2, 8);
	if (!err && bench->stage >= RUNNING)
		err = pcm_start(*pcm);
	if (!err && bench->stage >= PAUSED)
		err = ioctl(*pcm, SNDRV_PCM_IOCTL_PAUSE, 1) < 0 ? -errno : 0;
	return err;
}

static int bench_default(struct bench *bench, unsigned int output, unsigned int follower)
{
	struct mixcore_default dflt = {
		.size = sizeof(dflt),
		.mask = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE |
			MIXCORE_DEFAULT_FOLLOWERS,
		.uid = MIXCORE_UID_ANY,
		.output = output,
		.gain = MIXCORE_GAIN_UNITY,
		.follower_count = follower != 0,
		.followers = { follower },
	};

	return call(bench->control, MIXCORE_IOCTL_DEFAULT_SET, &dflt);
}

static int bench_slave(struct bench *bench, const char *card)
{
	struct pcm_config config = { FORMAT_S32, RATE, 2, 256, 4096 };

	if (bench->slave >= 0)
		close(bench->slave);
	bench->slave = pcm_open(card, 0, O_RDWR | O_NONBLOCK);
	return bench->slave < 0 ? bench->slave : pcm_configure(bench->slave, &config);
}

static int bench_mixer(struct bench *bench)
{
	int subscribe = 1;
	int err = mixer_open(bench);

	bench->mixer = bench->opened;
	bench->opened = -1;
	return err ? err : call(bench->mixer, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &subscribe);
}

static void close_all(struct bench *bench)
{
	int *fds[] = { &bench->pcm[0], &bench->pcm[1], &bench->slave, &bench->mixer, &bench->opened };
	unsigned int i;

	if (bench->mapped)
		munmap(bench->mapped, bench->length);
	bench->mapped = NULL;
	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

/* As before the call and what it was made on. */
static int bench_clear(struct bench *bench)
{
	struct mixcore_quota quota = {
		.size = sizeof(quota),
		.uid_streams = MIXCORE_QUOTA_UID_STREAMS,
		.uid_bytes = MIXCORE_QUOTA_UID_BYTES,
		.card_bytes = MIXCORE_QUOTA_CARD_BYTES,
	};
	int err = 0;

	if (bench->output)
		err = detach(bench->control, bench->output);
	bench->output = 0;
	close_all(bench);
	if (err == -ENOENT)
		err = 0;
	if (!err)
		err = bench_default(bench, bench->exact.output, 0);
	if (!err)
		err = clear_defaults(bench->control);
	if (!err)
		err = wait_bytes(bench->control, bench->bytes);
	return err ? err : call(bench->control, MIXCORE_IOCTL_QUOTA_SET, &quota);
}

static int listing(void)
{
	static const char *const folders[] = { "/proc/asound", "/dev/snd", "/sys/class/sound" };

	return entries(folders, 3);
}

FIXTURE(sweep) {
	struct bench bench;
	struct graph before, after;
	pid_t wire;		/* thread of the exact stream's output */
};

FIXTURE_VARIANT(sweep) {
	int (*call)(struct bench *bench);
	enum stage stage;
	bool pair, linked;	/* two streams */
	bool slave;		/* a PCM to be attached */
	bool output;		/* it is attached, as "two", and the streams play there */
	bool follower;		/* the first stream plays on the null output, too */
	bool other;		/* another PCM to be attached in its place */
	unsigned int follows;	/* output on which all streams play, too */
	bool bereaved;		/* and was detached again */
	bool mmap;		/* the streams' access */
	bool pcm_call;		/* of the PCM core's, which counts its changes */
	bool must_succeed;	/* it can't fail */
	int also;		/* what the core says for ENOMEM */
	pid_t task;		/* whose allocations fail: the caller's, or kthreadd's */
};

#define SWEEP(name, ...) FIXTURE_VARIANT_ADD(sweep, name) { __VA_ARGS__ }

SWEEP(open_node, open_node);
SWEEP(open_control, open_control);
SWEEP(version, call_version);
SWEEP(status, call_status);
SWEEP(quota_get, call_quota_get);
SWEEP(quota_set, call_quota_set);
SWEEP(attach, call_attach, .slave = true);
SWEEP(attach_again, call_attach, CONFIGURED, .slave = true, .output = true, .bereaved = true);
SWEEP(attach_thread, call_attach, .slave = true, .task = FAULTS_KTHREADD);
SWEEP(replace, call_replace, .output = true, .other = true);
SWEEP(replace_below_stream, call_replace, RUNNING, .output = true, .other = true);
SWEEP(detach, call_detach, .output = true);
SWEEP(detach_below_stream, call_detach, RUNNING, .output = true);
SWEEP(output_get, call_output_get, .output = true);
SWEEP(output_next, call_output_next);
SWEEP(output_set, call_output_set, CONFIGURED, .output = true);
SWEEP(output_set_running, call_output_set, RUNNING, .output = true);
SWEEP(default_get, call_default_get);
SWEEP(default_set, call_default_set);
SWEEP(default_set_uid, call_default_set_uid);
SWEEP(stream_get, call_stream_get, CONFIGURED);
SWEEP(stream_next, call_stream_next, CONFIGURED);
SWEEP(stream_set_open, call_stream_set, OPEN);
SWEEP(stream_set_running, call_stream_set, RUNNING);
SWEEP(stream_group_open, call_stream_group, OPEN, .pair = true);
SWEEP(stream_group_running, call_stream_group, RUNNING, .pair = true);
SWEEP(stream_move_open, call_stream_move, OPEN);
SWEEP(stream_move_running, call_stream_move, RUNNING, .output = true);
SWEEP(stream_fade_running, call_stream_fade, RUNNING, .output = true);
SWEEP(stream_move_later, call_stream_move_later, RUNNING, .output = true);

SWEEP(stream_move_to_follower, call_stream_move, RUNNING, .output = true, .follower = true);
SWEEP(route_make_open, call_route_make, OPEN, .output = true);
SWEEP(route_make_running, call_route_make, RUNNING, .output = true);
SWEEP(route_change_open, call_route_change, OPEN, .output = true, .follower = true);
SWEEP(route_change_running, call_route_change, RUNNING, .output = true, .follower = true);
SWEEP(route_change_lead, call_route_change_lead, RUNNING, .output = true);
SWEEP(route_remove_open, call_route_remove, OPEN, .output = true, .follower = true);
SWEEP(route_remove_running, call_route_remove, RUNNING, .output = true, .follower = true);
SWEEP(route_remove_lead, call_route_remove_lead, RUNNING, .output = true, .follower = true);
SWEEP(transaction_settings, call_transaction_settings, RUNNING, .output = true);
SWEEP(transaction_routes, call_transaction_routes, RUNNING, .output = true);
SWEEP(route_get, call_route_get, CONFIGURED, .output = true, .follower = true);
SWEEP(route_next, call_route_next, CONFIGURED);

#define PCM .pcm_call = true

SWEEP(open, open_pcm, PCM);
SWEEP(open_followers, open_pcm, PCM, .output = true, .follows = MIXCORE_OUTPUT_NULL);
SWEEP(hw_params, pcm_hw_params, OPEN, PCM);
SWEEP(hw_params_follower, pcm_hw_params, OPEN, .output = true, .follower = true, PCM);
SWEEP(sw_params, pcm_sw_params, CONFIGURED, PCM);
SWEEP(prepare, pcm_prepare_it, CONFIGURED, PCM);
SWEEP(write, pcm_writei, PREPARED, PCM);
SWEEP(start, pcm_start_it, PREPARED, PCM);
SWEEP(start_linked, pcm_start_it, PREPARED, .pair = true, .linked = true, PCM);
SWEEP(pause, pcm_pause, RUNNING, PCM);
SWEEP(pause_release, pcm_pause, PAUSED, PCM);
SWEEP(status_of_stream, pcm_status, RUNNING, PCM);
SWEEP(delay, pcm_delay, RUNNING, PCM);
SWEEP(sync_ptr, pcm_sync_ptr, RUNNING, PCM);
SWEEP(hwsync, pcm_hwsync, RUNNING, PCM);
SWEEP(poll, pcm_poll, RUNNING, PCM);
SWEEP(rewind, pcm_rewind, RUNNING, PCM);
SWEEP(forward, pcm_forward, RUNNING, PCM);
SWEEP(reset, pcm_reset, RUNNING, PCM);
SWEEP(drain, pcm_drain, RUNNING, PCM);
SWEEP(drop, pcm_drop_it, RUNNING, PCM);
SWEEP(link, pcm_link_it, CONFIGURED, .pair = true, PCM);
SWEEP(unlink, pcm_unlink, CONFIGURED, .pair = true, .linked = true, PCM);
SWEEP(mmap_data, pcm_mmap_data, CONFIGURED, .mmap = true, PCM);
SWEEP(mmap_status, pcm_mmap_status, CONFIGURED, PCM);
SWEEP(mmap_control, pcm_mmap_control, CONFIGURED, PCM);
SWEEP(hw_free, pcm_hw_free, CONFIGURED, .must_succeed = true, PCM);
SWEEP(close, pcm_close, RUNNING, .must_succeed = true, PCM);
SWEEP(close_follower, pcm_close, RUNNING, .output = true, .follower = true,
      .must_succeed = true, PCM);
SWEEP(close_linked, pcm_close, RUNNING, .pair = true, .linked = true, .must_succeed = true, PCM);
SWEEP(close_on_detached, pcm_close, RUNNING, .output = true, .bereaved = true,
      .must_succeed = true, PCM);
SWEEP(mixer_open, mixer_open, .also = -ENODEV);
SWEEP(mixer_list, mixer_list);
SWEEP(mixer_info, mixer_info, CONFIGURED);
SWEEP(mixer_read, mixer_read, CONFIGURED);
SWEEP(mixer_tlv, mixer_tlv, CONFIGURED);
SWEEP(mixer_stream_volume, mixer_stream_volume, RUNNING);
SWEEP(mixer_stream_switch, mixer_stream_switch, RUNNING);
SWEEP(mixer_output_volume, mixer_output_volume, RUNNING, .output = true);
SWEEP(mixer_output_switch, mixer_output_switch, RUNNING, .output = true);
SWEEP(proc_graph, proc_graph, RUNNING);
SWEEP(proc_status, proc_status, RUNNING);
SWEEP(proc_hw_params, proc_hw_params, RUNNING);

FIXTURE_SETUP(sweep)
{
	struct mixcore_status status = { .size = sizeof(status) };
	struct bench *bench = &self->bench;

	bench->pcm[0] = -1;
	bench->pcm[1] = -1;
	bench->slave = -1;
	bench->mixer = -1;
	bench->opened = -1;
	ASSERT_EQ(0, faults_prepare());
	snprintf(bench->pcm_path, sizeof(bench->pcm_path), "/dev/snd/pcmC%dD0p",
		 card_number("Mixcore"));
	snprintf(bench->mixer_path, sizeof(bench->mixer_path), "/dev/snd/controlC%d",
		 card_number("Mixcore"));
	/* Deep, as memory checks make the kernel slow. */
	ASSERT_EQ(0, exact_start(&bench->exact, "Test0", 1024, 8192)) {
		TH_LOG("%s", exact_text(&bench->exact));
	}
	ASSERT_EQ(0, transaction_open(&bench->calls, 8));
	bench->control = control_open();
	ASSERT_LE(0, bench->control);
	bench->node = node_open(O_RDONLY);
	ASSERT_LE(0, bench->node);
	ASSERT_EQ(0, call(bench->node, MIXCORE_IOCTL_STATUS, &status));
	bench->bytes = status.card_bytes;
	self->wire = faults_kthread("mixcore/" EXACT_OUTPUT);
	ASSERT_LT(0, self->wire);
	/* Its allocations are counted. */
	ASSERT_EQ(0, faults_arm(self->wire, MANY));
}

FIXTURE_TEARDOWN(sweep)
{
	struct exact *exact = &self->bench.exact;

	EXPECT_EQ(MANY, faults_disarm(self->wire)) {
		TH_LOG("the output's thread has allocated memory");
	}
	EXPECT_TRUE(exact_arrives(exact, 2000));
	EXPECT_EQ(0, exact_stop(exact)) {
		TH_LOG("%s", exact_text(exact));
	}
	EXPECT_EQ(0, exact->result->xruns);
	EXPECT_EQ(0, exact->result->silence);
	transaction_close(&self->bench.calls);
	close(self->bench.control);
	close(self->bench.node);
}

static int bench_streams(struct bench *bench, const FIXTURE_VARIANT(sweep) *variant)
{
	int err = 0;

	bench->stage = variant->stage;
	stream_config.mmap = variant->mmap;
	if (variant->stage != CLOSED)
		err = bench_stream(bench, &bench->pcm[0]);
	if (err || variant->stage == CLOSED)
		return err;
	bench->stream = stream_newest(bench->node);
	if (variant->follower)
		err = route_make(bench->control, bench->stream, MIXCORE_OUTPUT_NULL, 100);
	if (!err && variant->pair)
		err = bench_stream(bench, &bench->pcm[1]);
	if (!err && variant->linked)
		err = pcm_link_it(bench);
	return err;
}

/* Everything a call is made on, new for each attempt. */
static int bench_make(struct bench *bench, const FIXTURE_VARIANT(sweep) *variant)
{
	int err = bench_mixer(bench);

	if (!err && (variant->slave || variant->output))
		err = bench_slave(bench, "Test1");
	if (!err && variant->output)
		err = call_attach(bench);
	if (!err && variant->output)
		err = bench_default(bench, bench->output, variant->follows);
	if (!err && variant->other)
		err = bench_slave(bench, "Test2");
	if (!err)
		err = bench_streams(bench, variant);
	if (!err && variant->bereaved)
		err = call_detach(bench);
	return err;
}

static void forget_generation(struct graph *graph)
{
	graph->status.generation = 0;
}

/* Makes the call with its nth allocation failing. Returns what is left of n. */
static long attempt(struct bench *bench, const FIXTURE_VARIANT(sweep) *variant, unsigned int nth,
		    int *err)
{
	faults_arm(variant->task, nth);
	*err = variant->call(bench);
	return faults_disarm(variant->task);
}

/*
 * How often each one fails: what the PCM core and the control core allocate is more in one call than
 * in the next, as numbers grow, so that one behind it may be passed over.
 */
static unsigned int tries(void) { return size_is_full() ? 3 : 1; }

TEST_F_TIMEOUT(sweep, fails_cleanly, 1800)
{
	unsigned int n, nth, failures = 0, harmless = 0;
	struct bench *bench = &self->bench;
	int err, names, clear;
	const char *differs;
	long left;

	clear = listing();
	for (n = 0; n < NTH_MAX * tries(); n++) {
		nth = 1 + n / tries();
		ASSERT_EQ(0, bench_make(bench, variant));
		ASSERT_EQ(0, graph_read(bench->control, &self->before));
		names = listing();
		left = attempt(bench, variant, nth, &err);
		ASSERT_LE(0, left);
		if (left)
			break;
		ASSERT_EQ(0, graph_read(bench->control, &self->after));
		if (err) {
			failures++;
			EXPECT_FALSE(variant->must_succeed);
			EXPECT_TRUE(err == -ENOMEM || err == variant->also) {
				TH_LOG("%d at allocation %u", err, nth);
			}
			if (variant->pcm_call) {
				forget_generation(&self->before);
				forget_generation(&self->after);
			}
			differs = graph_difference(&self->before, &self->after);
			EXPECT_EQ(NULL, differs) {
				TH_LOG("%s differ after allocation %u failed", differs, nth);
			}
			EXPECT_EQ(names, listing());
		} else {
			harmless++;
		}
		ASSERT_EQ(0, bench_clear(bench));
	}
	EXPECT_EQ(0, err);
	EXPECT_EQ(0, bench_clear(bench));
	EXPECT_EQ(clear, listing());
	TH_LOG("%u allocations failed: %u made the call fail, %u did no harm", n, failures,
	       harmless);
}

TEST_HARNESS_MAIN
