// SPDX-License-Identifier: GPL-2.0-or-later
/* What the sweep makes a call on: new for each attempt, and gone after it. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sound/asound.h>

#include "fault_sweep.h"
#include "genl.h"
#include "routes.h"

int open_path(struct bench *bench, const char *path, int flags)
{
	bench->opened = open(path, flags | O_CLOEXEC);
	return bench->opened < 0 ? -errno : 0;
}

int read_path(struct bench *bench, const char *path)
{
	static char text[65536];
	int err = open_path(bench, path, O_RDONLY);
	ssize_t got = 0;

	while (!err && (got = read(bench->opened, text, sizeof(text))) > 0)
		;
	return err ? err : got < 0 ? -errno : 0;
}

/* One that has failed has answers left. */
static int bench_netlink(struct bench *bench)
{
	if (bench->netlink >= 0)
		close(bench->netlink);
	bench->netlink = genl_open();
	if (bench->netlink < 0)
		return bench->netlink;
	bench->family = genl_family(bench->netlink, &bench->group);
	return bench->family < 0 ? bench->family : 0;
}

/* Beside the exact stream, which plays. */
int bench_open(struct bench *bench)
{
	struct mixcore_status status = { .size = sizeof(status) };
	int err;

	bench->card = card_number("Mixcore");
	bench->pcm[0] = -1;
	bench->pcm[1] = -1;
	bench->recorder = -1;
	bench->slave = -1;
	bench->mixer = -1;
	bench->opened = -1;
	bench->netlink = -1;
	bench->producer = -1;
	bench->consumer = -1;
	snprintf(bench->pcm_path, sizeof(bench->pcm_path), "/dev/snd/pcmC%dD0p", bench->card);
	snprintf(bench->mixer_path, sizeof(bench->mixer_path), "/dev/snd/controlC%d", bench->card);
	err = transaction_open(&bench->calls, 8);
	if (err)
		return err;
	bench->control = control_open();
	bench->node = node_open(O_RDONLY);
	if (bench->control < 0 || bench->node < 0)
		return -ENODEV;
	err = call(bench->node, MIXCORE_IOCTL_STATUS, &status);
	bench->bytes = status.card_bytes;
	return err;
}

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
		err = pcm_set_pause(*pcm, 1);
	return err;
}

static int bench_default(struct bench *bench, unsigned int output, unsigned int follower)
{
	struct mixcore_default dflt = {
		.size = sizeof(dflt),
		.mask = MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE |
			MIXCORE_DEFAULT_FOLLOWERS | MIXCORE_DEFAULT_INPUT,
		.uid = MIXCORE_UID_ANY,
		.output = output,
		.input = bench->input ?: MIXCORE_INPUT_NULL,
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

static int bench_capture_slave(struct bench *bench, const char *card)
{
	struct pcm_config config = { FORMAT_S32, RATE, 2, 256, 4096 };

	if (bench->slave >= 0)
		close(bench->slave);
	bench->slave = pcm_open(card, CAPTURE, O_RDWR | O_NONBLOCK);
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
	int *fds[] = {
		&bench->pcm[0], &bench->pcm[1], &bench->recorder, &bench->slave, &bench->mixer,
		&bench->opened, &bench->producer, &bench->consumer,
	};
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

int bench_clear(struct bench *bench)
{
	struct mixcore_quota quota = {
		.size = sizeof(quota),
		.uid_streams = MIXCORE_QUOTA_UID_STREAMS,
		.uid_bytes = MIXCORE_QUOTA_UID_BYTES,
		.card_bytes = MIXCORE_QUOTA_CARD_BYTES,
	};
	int err = 0, input_err = 0;

	if (bench->output)
		err = detach(bench->control, bench->output);
	if (bench->input)
		input_err = input_detach(bench->control, bench->input);
	bench->output = 0;
	bench->input = 0;
	close_all(bench);
	if (err == -ENOENT)
		err = 0;
	if (!err && input_err != -ENOENT)
		err = input_err;
	if (!err)
		err = bench_default(bench, bench->exact.output, 0);
	if (!err)
		err = clear_defaults(bench->control);
	if (!err)
		err = wait_bytes(bench->control, bench->bytes);
	return err ? err : call(bench->control, MIXCORE_IOCTL_QUOTA_SET, &quota);
}

static int bench_streams(struct bench *bench, const struct sweep *sweep)
{
	int err = 0;

	bench->stage = sweep->stage;
	stream_config.mmap = sweep->mmap;
	if (sweep->stage != CLOSED)
		err = bench_stream(bench, &bench->pcm[0]);
	if (err || sweep->stage == CLOSED)
		return err;
	bench->stream = stream_newest(bench->node);
	if (sweep->follower)
		err = route_make(bench->control, bench->stream, MIXCORE_OUTPUT_NULL, 100);
	if (!err && sweep->delayed)
		err = route_delay(bench->control, bench->stream, bench->output, RATE);
	if (!err && sweep->pair)
		err = bench_stream(bench, &bench->pcm[1]);
	if (!err && sweep->linked)
		err = pcm_link_it(bench);
	return err;
}

/* Recorders open there. */
static int bench_input(struct bench *bench, const struct sweep *sweep)
{
	int err = 0;

	if (sweep->capture_slave || sweep->input)
		err = bench_capture_slave(bench, "Test2");
	if (!err && sweep->input)
		err = call_input_attach(bench);
	if (!err && sweep->input)
		err = default_input(bench->control, MIXCORE_UID_ANY, bench->input);
	if (!err && sweep->other_input)
		err = bench_capture_slave(bench, "Test1");
	if (!err && sweep->loopback)
		err = make_loopback(bench);
	return err;
}

static int wait_frames(struct bench *bench, uint64_t more_than)
{
	struct mixcore_stream_info info;
	unsigned int ms;
	int err;

	for (ms = 0; ms < 5000; ms++) {
		err = stream_get(bench->control, bench->recorder_stream, &info);
		if (err || info.frames > more_than)
			return err;
		sleep_ms(1);
	}
	return -ETIMEDOUT;
}

static int bench_run_recorder(struct bench *bench)
{
	int err = rec_start(bench);

	return err ?: wait_frames(bench, 0);
}

static int bench_recorder(struct bench *bench, const struct sweep *sweep)
{
	int err;

	if (sweep->recorder == CLOSED)
		return 0;
	bench->recorder = pcm_open("Mixcore", CAPTURE | sweep->device, O_RDWR | O_NONBLOCK);
	if (bench->recorder < 0)
		return bench->recorder;
	bench->recorder_stream = stream_newest(bench->node);
	err = sweep->alone ? call_source_stream(bench) : 0;
	if (!err && sweep->recorder >= CONFIGURED)
		err = rec_hw_params(bench);
	if (!err && sweep->recorder >= PREPARED)
		err = rec_set_thresholds(bench->recorder) ?: rec_prepare(bench);
	if (!err && sweep->recorder >= RUNNING)
		err = bench_run_recorder(bench);
	return err;
}

int bench_goes_on(struct bench *bench, const struct sweep *sweep)
{
	struct mixcore_stream_info info;
	int err;

	if (sweep->recorder != RUNNING || sweep->ends)
		return 0;
	err = stream_get(bench->control, bench->recorder_stream, &info);
	return err ?: wait_frames(bench, info.frames);
}

/* Its state is no matter of chance then. */
static int bench_settle(struct bench *bench, const struct sweep *sweep)
{
	struct mixcore_output_info info = { .state = MIXCORE_OUTPUT_RUNNING };
	unsigned int ms = 0;
	int err = 0;

	if (!sweep->loopback)
		return 0;
	if (!sweep->input_bereaved)
		err = input_wait(bench->control, bench->input, MIXCORE_OUTPUT_RUNNING, 5000);
	do {
		err = err ?: output_get(bench->control, bench->output, &info);
		sleep_ms(1);
	} while (!err && info.state != MIXCORE_OUTPUT_RUNNING && ms++ < 5000);
	return err;
}

int bench_make(struct bench *bench, const struct sweep *sweep)
{
	int err = bench_mixer(bench) ?: bench_netlink(bench);

	if (!err && (sweep->slave || sweep->output))
		err = bench_slave(bench, "Test1");
	if (!err && sweep->output)
		err = call_attach(bench);
	if (!err && sweep->output)
		err = bench_default(bench, bench->output, sweep->follows);
	if (!err && sweep->other)
		err = bench_slave(bench, "Test2");
	if (!err)
		err = bench_input(bench, sweep);
	if (!err)
		err = bench_producer(bench, sweep);
	if (!err && sweep->producer != NO_PRODUCER)
		err = bench_default(bench, bench->output ?: bench->exact.output, 0);
	if (!err)
		err = bench_streams(bench, sweep);
	if (!err)
		err = bench_recorder(bench, sweep);
	if (!err && sweep->lost)
		err = call_producer_close(bench);
	if (!err && sweep->bereaved)
		err = call_detach(bench);
	if (!err && sweep->input_bereaved)
		err = call_input_detach(bench);
	if (!err && sweep->input_bereaved)
		err = bench_capture_slave(bench, "Test2");
	return err ?: bench_settle(bench, sweep);
}

int sweep_listing(void)
{
	static const char *const folders[] = { "/proc/asound", "/dev/snd", "/sys/class/sound" };

	return entries(folders, 3);
}
