// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The status area: what it holds, for whom, and how many may have one.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "area.h"
#include "client.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RATE		48000
#define CYCLE		128
#define BLOCK		512
#define SOMEBODY	3000	/* the first of many uids */

FIXTURE(area) {
	int control, output;
	snd_pcm_t *pcm;
	struct mixcore_stream_info stream;
	const void *map;
	struct mixcore_status_entry entry, later;
};

static snd_pcm_t *player(snd_pcm_format_t format)
{
	struct client_config config = CLIENT_DEFAULT;

	config.format = format;
	config.period = BLOCK;
	config.buffer = 4 * BLOCK;
	return client_new(&config);
}

FIXTURE_SETUP(area)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 2048 };
	struct attach_options options = { .cycle = CYCLE };

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	self->output = attach_new(self->control, "Test0", 0, &slave, &options);
	ASSERT_LT(0, self->output);
	self->pcm = player(SND_PCM_FORMAT_S32_LE);
	ASSERT_NE(NULL, self->pcm);
	ASSERT_EQ(0, client_info(self->control, self->pcm, &self->stream));
	self->map = area_map(self->control);
	ASSERT_NE(NULL, self->map);
}

FIXTURE_TEARDOWN(area)
{
	area_unmap(self->map);
	if (self->pcm)
		snd_pcm_close(self->pcm);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

/* Blocks of a square wave: left as loud as it says, right half as loud and upside down. */
static int play(snd_pcm_t *pcm, int32_t level, unsigned int blocks)
{
	static int32_t samples[2 * BLOCK];
	unsigned int i;

	for (i = 0; i < BLOCK; i++) {
		samples[2 * i] = i & 16 ? level : -level;
		samples[2 * i + 1] = -samples[2 * i] / 2;
	}
	for (i = 0; i < blocks; i++) {
		if (snd_pcm_writei(pcm, samples, BLOCK) != BLOCK)
			return -EIO;
	}
	return 0;
}

TEST_F(area, header)
{
	const struct mixcore_status_header *header = self->map;
	const unsigned int streams = 3 * MIXCORE_STREAMS_MAX;

	EXPECT_EQ(MIXCORE_STATUS_MAGIC, header->magic);
	EXPECT_EQ(sizeof(*header), header->size);
	EXPECT_EQ(MIXCORE_STATUS_BYTES, header->bytes);
	EXPECT_EQ(sizeof(struct mixcore_status_entry), header->stride);
	EXPECT_LT(MIXCORE_OUTPUTS_MAX, header->outputs);
	EXPECT_LT(MIXCORE_INPUTS_MAX, header->inputs);
	EXPECT_EQ(streams, header->streams);
	EXPECT_LE(header->size, header->outputs_offset);
	EXPECT_LE(header->outputs_offset + header->outputs * header->stride, header->inputs_offset);
	EXPECT_LE(header->inputs_offset + header->inputs * header->stride, header->streams_offset);
	EXPECT_GE(header->bytes, header->streams_offset + streams * header->stride);
}

TEST_F(area, changes)
{
	struct mixcore_status status = { .size = sizeof(status) };
	unsigned long long before = area_generation(self->map);

	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(status.generation, before);
	ASSERT_EQ(0, client_set_gain(self->control, self->pcm, 1, 1));
	EXPECT_EQ(before + 1, area_generation(self->map));
	/* Parameters are given back, too. */
	ASSERT_EQ(0, snd_pcm_hw_free(self->pcm));
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(status.generation, area_generation(self->map));
	before = area_generation(self->map) - 1;
	snd_pcm_close(self->pcm);
	self->pcm = NULL;
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_STATUS, &status));
	EXPECT_EQ(status.generation, area_generation(self->map));
	EXPECT_LT(before + 1, status.generation);
}

static int read_stream(const FIXTURE_DATA(area) *self, struct mixcore_status_entry *entry)
{
	return area_read(self->map, MIXCORE_OBJECT_STREAM, self->stream.id, entry);
}

static int read_output(const FIXTURE_DATA(area) *self, struct mixcore_status_entry *entry)
{
	return area_read(self->map, MIXCORE_OBJECT_OUTPUT, self->output, entry);
}

/* Mean square between two readings, as a part of full scale squared times 2^40. */
static unsigned long long mean_square(const struct mixcore_status_entry *from,
				      const struct mixcore_status_entry *to, unsigned int channel)
{
	return (to->square_sum[channel] - from->square_sum[channel]) / (to->frames - from->frames);
}

TEST_F(area, stream)
{
	const int32_t level = 1 << 30;

	EXPECT_EQ(-ENOENT, read_stream(self, &self->entry));
	ASSERT_EQ(0, play(self->pcm, level, 12));
	ASSERT_EQ(0, read_stream(self, &self->entry));
	ASSERT_EQ(0, play(self->pcm, level, 8));
	ASSERT_EQ(0, read_stream(self, &self->later));
	EXPECT_EQ(RATE, self->entry.rate);
	EXPECT_EQ(2, self->entry.channels);
	EXPECT_EQ(CYCLE, self->entry.cycle_frames);
	EXPECT_EQ(0, self->entry.xruns);
	EXPECT_EQ(0, self->entry.slips);
	EXPECT_LT(self->entry.frames, self->later.frames);
	EXPECT_LT(self->entry.time_ns, self->later.time_ns);
	EXPECT_GT(now_ns(), self->later.time_ns);
	EXPECT_LT(now_ns() - 50000000, self->later.time_ns);
	EXPECT_LT(BLOCK, self->later.queued_frames);
	EXPECT_LT(self->later.queued_frames, self->later.delay_frames);
	EXPECT_EQ(level, self->later.peak[0]);
	EXPECT_EQ(level / 2, self->later.peak[1]);
	EXPECT_EQ(0, self->later.peak[2]);
	EXPECT_EQ(1ULL << 38, mean_square(&self->entry, &self->later, 0));
	EXPECT_EQ(1ULL << 36, mean_square(&self->entry, &self->later, 1));
	/* The stream's own, before its gain; the output's behind it. */
	ASSERT_EQ(0, client_set_gain(self->control, self->pcm, MIXCORE_GAIN_UNITY / 2, 0));
	ASSERT_EQ(0, play(self->pcm, level, 12));
	ASSERT_EQ(0, read_stream(self, &self->entry));
	EXPECT_EQ(level, self->entry.peak[0]);
	ASSERT_EQ(0, read_output(self, &self->entry));
	EXPECT_EQ(level / 2, self->entry.peak[0]);
	EXPECT_EQ(0, self->entry.peak[1]);
}

/* A peak is there for 50 ms at least, and not for more than 100. */
TEST_F(area, peak)
{
	const int32_t loud = 1 << 30, soft = 1 << 20;

	ASSERT_EQ(0, play(self->pcm, soft, 12));
	ASSERT_EQ(0, read_stream(self, &self->entry));
	EXPECT_EQ(soft, self->entry.peak[0]);
	ASSERT_EQ(0, play(self->pcm, loud, 1));
	/* It is taken when these four have been. */
	ASSERT_EQ(0, play(self->pcm, soft, 4));
	ASSERT_EQ(0, read_stream(self, &self->entry));
	EXPECT_EQ(loud, self->entry.peak[0]);
	ASSERT_EQ(0, play(self->pcm, soft, 3));
	ASSERT_EQ(0, read_stream(self, &self->entry));
	EXPECT_EQ(loud, self->entry.peak[0]);
	ASSERT_EQ(0, play(self->pcm, soft, 10));
	ASSERT_EQ(0, read_stream(self, &self->entry));
	EXPECT_EQ(soft, self->entry.peak[0]);
	/* The very first cycle after a pause has one, too. */
	ASSERT_EQ(0, snd_pcm_drop(self->pcm));
	sleep_ms(300);
	ASSERT_EQ(0, snd_pcm_prepare(self->pcm));
	ASSERT_EQ(0, play(self->pcm, loud, 2));
	if (snd_pcm_state(self->pcm) == SND_PCM_STATE_PREPARED) {
		ASSERT_EQ(0, snd_pcm_start(self->pcm));
	}
	do {
		usleep(100);
		ASSERT_EQ(0, read_stream(self, &self->later));
	} while (self->later.time_ns == self->entry.time_ns);
	EXPECT_EQ(self->entry.frames + CYCLE, self->later.frames);
	EXPECT_EQ(loud, self->later.peak[0]);
}

TEST_F(area, output)
{
	struct mixcore_output_info info;

	ASSERT_EQ(0, play(self->pcm, 1 << 29, 12));
	ASSERT_EQ(0, read_output(self, &self->entry));
	ASSERT_EQ(0, output_get(self->control, self->output, &info));
	EXPECT_EQ(RATE, self->entry.rate);
	EXPECT_EQ(2, self->entry.channels);
	EXPECT_EQ(CYCLE, self->entry.cycle_frames);
	EXPECT_GE(info.frames, self->entry.frames);
	EXPECT_LE(info.frames - 4 * CYCLE, self->entry.frames);
	EXPECT_EQ(1 << 29, self->entry.peak[0]);
	EXPECT_EQ(1 << 28, self->entry.peak[1]);
	EXPECT_LT(0, self->entry.cycle_min_ns);
	EXPECT_LE(self->entry.cycle_min_ns, self->entry.cycle_avg_ns);
	EXPECT_LE(self->entry.cycle_avg_ns, self->entry.cycle_max_ns);
	EXPECT_GT(CYCLE * 1000000000ULL / RATE, self->entry.cycle_avg_ns);
	EXPECT_GE(info.fill_frames, self->entry.queued_frames);
	EXPECT_LT(0, self->entry.delay_frames);
	ASSERT_EQ(0, testcard_set(0, "fail", "pointer 1"));
	ASSERT_EQ(0, play(self->pcm, 1 << 29, 12));
	ASSERT_EQ(0, read_output(self, &self->entry));
	EXPECT_EQ(1, self->entry.xruns);
}

/* In the format of the stream, whatever that is. */
TEST_F(area, formats)
{
	static const int16_t loud[2 * BLOCK] = { [0 ... 2 * BLOCK - 1] = -0x4000 };
	static const float half[2 * BLOCK] = { [0 ... 2 * BLOCK - 1] = 0.5f };
	snd_pcm_t *of_s16 = player(SND_PCM_FORMAT_S16_LE), *of_float;
	unsigned int i;

	ASSERT_NE(NULL, of_s16);
	ASSERT_EQ(0, client_info(self->control, of_s16, &self->stream));
	for (i = 0; i < 8; i++) {
		ASSERT_EQ(BLOCK, snd_pcm_writei(of_s16, loud, BLOCK));
	}
	ASSERT_EQ(0, read_stream(self, &self->entry));
	EXPECT_EQ(1 << 30, self->entry.peak[0]);
	snd_pcm_close(of_s16);
	/* Nobody's any more. */
	EXPECT_EQ(-ENOENT, read_stream(self, &self->entry));
	of_float = player(SND_PCM_FORMAT_FLOAT_LE);
	ASSERT_NE(NULL, of_float);
	ASSERT_EQ(0, client_info(self->control, of_float, &self->stream));
	for (i = 0; i < 8; i++) {
		ASSERT_EQ(BLOCK, snd_pcm_writei(of_float, half, BLOCK));
	}
	ASSERT_EQ(0, read_stream(self, &self->entry));
	EXPECT_EQ(1 << 30, self->entry.peak[1]);
	snd_pcm_close(of_float);
}

static snd_pcm_t *recorder_start(const char *name)
{
	snd_pcm_t *pcm;

	if (snd_pcm_open(&pcm, name, SND_PCM_STREAM_CAPTURE, 0))
		return NULL;
	if (!snd_pcm_set_params(pcm, SND_PCM_FORMAT_S32_LE, SND_PCM_ACCESS_RW_INTERLEAVED, 2, RATE,
				0, 100000) && !snd_pcm_start(pcm))
		return pcm;
	snd_pcm_close(pcm);
	return NULL;
}

TEST_F(area, input)
{
	static int32_t samples[2 * BLOCK];
	snd_pcm_t *recorder;
	unsigned int i;

	recorder = recorder_start("hw:Mixcore");
	ASSERT_NE(NULL, recorder);
	for (i = 0; i < 8; i++) {
		ASSERT_EQ(BLOCK, snd_pcm_readi(recorder, samples, BLOCK));
	}
	ASSERT_EQ(0, area_read(self->map, MIXCORE_OBJECT_INPUT, MIXCORE_INPUT_NULL, &self->entry));
	EXPECT_LE(8 * BLOCK, self->entry.frames);
	EXPECT_EQ(0, self->entry.peak[0]);
	self->stream.id = stream_newest(self->control);
	ASSERT_EQ(0, read_stream(self, &self->entry));
	EXPECT_LE(8 * BLOCK, self->entry.frames);
	EXPECT_EQ(0, self->entry.peak[0]);
	snd_pcm_close(recorder);
}

/* What a recorder of a monitor gets. */
TEST_F(area, recorder)
{
	static int32_t samples[2 * BLOCK];
	snd_pcm_t *recorder;
	unsigned int i;

	recorder = recorder_start("hw:Mixcore,1");
	ASSERT_NE(NULL, recorder);
	self->stream.id = stream_newest(self->control);
	ASSERT_EQ(0, play(self->pcm, 1 << 30, 2));
	for (i = 0; i < 12; i++) {
		ASSERT_EQ(0, play(self->pcm, 1 << 30, 1));
		ASSERT_EQ(BLOCK, snd_pcm_readi(recorder, samples, BLOCK));
	}
	ASSERT_EQ(0, read_stream(self, &self->entry));
	EXPECT_EQ(1 << 30, self->entry.peak[0]);
	EXPECT_EQ(1 << 29, self->entry.peak[1]);
	snd_pcm_close(recorder);
}

static void *map_node(int node, int protection, int flags, size_t bytes, off_t offset)
{
	return mmap(NULL, bytes, protection, flags, node, offset);
}

TEST_F(area, wrong_use)
{
	const long page = sysconf(_SC_PAGESIZE);
	const size_t all = (MIXCORE_STATUS_BYTES + page - 1) / page * page;
	const int node = self->control;

	EXPECT_EQ(MAP_FAILED, map_node(node, PROT_READ | PROT_WRITE, MAP_SHARED, page, 0));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(MAP_FAILED, map_node(node, PROT_READ | PROT_WRITE, MAP_PRIVATE, page, 0));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(MAP_FAILED, map_node(node, PROT_READ, MAP_SHARED, all + 1, 0));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, map_node(node, PROT_READ, MAP_SHARED, page, all));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, mprotect((void *)self->map, page, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	/* The last page, and one in private. */
	EXPECT_NE(MAP_FAILED, map_node(node, PROT_READ, MAP_SHARED, page, all - page));
	EXPECT_NE(MAP_FAILED, map_node(node, PROT_READ, MAP_PRIVATE, page, 0));
}

/* A mapping lives on in a child. */
TEST_F(area, fork)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		sleep_ms(50);
		_exit(read_stream(self, &self->entry) || self->entry.peak[0] != 1 << 30);
	}
	area_unmap(self->map);
	self->map = NULL;
	ASSERT_EQ(0, play(self->pcm, 1 << 30, 12));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

/* While nobody looks nothing is metered: the sum begins anew for who looks then. */
TEST_F(area, nobody_looks)
{
	ASSERT_EQ(0, play(self->pcm, 1 << 30, 12));
	ASSERT_EQ(0, read_stream(self, &self->entry));
	area_unmap(self->map);
	ASSERT_EQ(0, play(self->pcm, 1 << 30, 12));
	self->map = area_map(self->control);
	ASSERT_NE(NULL, self->map);
	ASSERT_EQ(0, play(self->pcm, 1 << 30, 4));
	ASSERT_EQ(0, read_stream(self, &self->later));
	EXPECT_LT(self->entry.frames + 12 * BLOCK, self->later.frames);
	EXPECT_GT(self->entry.square_sum[0] + (8ULL * BLOCK << 38), self->later.square_sum[0]);
}

/* Own streams, and no level of what others play. */
static int look_as(unsigned int uid, FIXTURE_DATA(area) *self)
{
	struct mixcore_stream_info info;
	const void *map;
	snd_pcm_t *pcm;
	int node;

	if (become(uid))
		return 1;
	node = node_open(O_RDONLY);
	map = area_map(node);
	pcm = player(SND_PCM_FORMAT_S32_LE);
	if (!map || !pcm || client_info(node, pcm, &info))
		return 2;
	if (play(pcm, 1 << 28, 12))
		return 3;
	if (area_read(map, MIXCORE_OBJECT_STREAM, self->stream.id, &self->entry) != -ENOENT)
		return 4;
	if (area_read(map, MIXCORE_OBJECT_STREAM, info.id, &self->entry) ||
	    self->entry.peak[0] != 1 << 28)
		return 5;
	if (area_read(map, MIXCORE_OBJECT_OUTPUT, self->output, &self->entry) ||
	    self->entry.peak[0] || self->entry.square_sum[0] || !self->entry.frames)
		return 6;
	return 0;
}

TEST_F(area, hidden)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(look_as(ALICE, self));
	while (waitpid(pid, &status, WNOHANG) == 0) {
		ASSERT_EQ(0, play(self->pcm, 1 << 30, 1));
	}
	EXPECT_EQ(0, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	ASSERT_EQ(0, play(self->pcm, 1 << 30, 8));
	ASSERT_EQ(0, read_output(self, &self->entry));
	EXPECT_LE(1 << 30, self->entry.peak[0]);
}

/* A process of another uid that has mapped the area; tells whether it could. */
static pid_t mapper(unsigned int uid, int *told)
{
	int pipes[2], err = 0;
	pid_t pid;

	if (pipe(pipes))
		return -errno;
	pid = fork();
	if (!pid) {
		close(pipes[0]);
		if (become(uid))
			_exit(1);
		if (!area_map(node_open(O_RDONLY)))
			err = -errno;
		if (write(pipes[1], &err, sizeof(err)) != sizeof(err))
			_exit(1);
		pause();
	}
	close(pipes[1]);
	if (read(pipes[0], told, sizeof(*told)) != sizeof(*told))
		*told = -EIO;
	close(pipes[0]);
	return pid;
}

TEST_F(area, limits)
{
	/* The one of the control node is there already. */
	pid_t pids[MIXCORE_STATUS_AREAS_MAX];
	unsigned int i;
	int told = 0;

	for (i = 0; i < MIXCORE_STATUS_AREAS_MAX; i++) {
		pids[i] = mapper(SOMEBODY + i, &told);
		ASSERT_LT(0, pids[i]);
		ASSERT_EQ(i < MIXCORE_STATUS_AREAS_MAX - 1 ? 0 : -ENOSPC, told);
	}
	/* Who has one may have it twice. */
	EXPECT_NE(MAP_FAILED, map_node(self->control, PROT_READ, MAP_SHARED, 4096, 0));
	for (i = 0; i < MIXCORE_STATUS_AREAS_MAX; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	pids[0] = mapper(SOMEBODY + i, &told);
	EXPECT_EQ(0, told);
	kill(pids[0], SIGKILL);
	waitpid(pids[0], NULL, 0);
}

/* Whoever reads while cycles write sees one moment: frames, sum and time go together. */
TEST_F(area, one_moment)
{
	struct mixcore_status_entry *entry = &self->entry, *later = &self->later;
	unsigned int reads = 0, moves = 0;
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(play(self->pcm, 1 << 30, 100) ? 1 : 0);
	while (read_stream(self, entry))
		;
	while (waitpid(pid, &status, WNOHANG) == 0) {
		ASSERT_EQ(0, read_stream(self, later));
		reads++;
		if (later->frames == entry->frames)
			continue;
		moves++;
		ASSERT_EQ(1ULL << 38, mean_square(entry, later, 0));
		ASSERT_EQ(1ULL << 36, mean_square(entry, later, 1));
		ASSERT_LT(entry->time_ns, later->time_ns);
		*entry = *later;
	}
	EXPECT_EQ(0, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	EXPECT_LT(50, moves);
	EXPECT_LT(moves, reads);
}

TEST_HARNESS_MAIN
