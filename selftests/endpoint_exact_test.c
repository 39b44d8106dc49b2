// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Endpoints, and the sound in them: what applications play arrives in the process to the bit, what
 * the process gives is what is recorded, in pieces of any size, and when the process is late, too.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture.h"
#include "client.h"
#include "endpoint.h"
#include "exact.h"
#include "noise.h"
#include "recorder.h"
#include "reference.h"
#include "testcard.h"
#include "kselftest_harness.h"

#define RATE		ENDPOINT_RATE
#define NOISE		6000	/* frames */
#define ROOM		(3 * RATE)
#define NUMBERS		RATE	/* of a stream that repeats */
#define BY_HAND		(MIXCORE_ENDPOINT_F_PATIENT | MIXCORE_ENDPOINT_F_UNPACED)
#define S24_3		32	/* SNDRV_PCM_FORMAT_* */
#define FLOAT		14
#define MOVES		12

/* Pieces of one frame, of less and of more than a cycle, and all there may be. */
static const unsigned int blocks[] = { 1, 37, ENDPOINT_CYCLE, 882, ENDPOINT_MOST };

#define BLOCKS		(sizeof(blocks) / sizeof(blocks[0]))

FIXTURE(exact) {
	int control;
	struct endpoint out, in;
	snd_pcm_t *pcm;
	struct loop loop;
	struct take take;
	struct numbers numbers;
	int32_t *noise;
	unsigned char *heard;
	unsigned int frames;	/* of it */
};

FIXTURE_SETUP(exact)
{
	self->out.fd = -1;
	self->in.fd = -1;
	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	ASSERT_EQ(0, testcard_reset(PLAIN));
	self->heard = calloc(ROOM, MIXCORE_CHANNELS_MAX * 4);
	ASSERT_NE(NULL, self->heard);
}

FIXTURE_TEARDOWN(exact)
{
	take_close(&self->take);
	loop_close(&self->loop);
	if (self->pcm)
		snd_pcm_close(self->pcm);
	endpoint_close(&self->out);
	endpoint_close(&self->in);
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
	free(self->noise);
	free(self->heard);
}

/* An output of which streams that are opened now play. */
static int make_output(FIXTURE_DATA(exact) *self, struct mixcore_endpoint_create create)
{
	int err = endpoint_make(&self->out, self->control, &create);

	self->numbers = (struct numbers) { .ring = NUMBERS };
	return err ?: output_default(self->control, self->out.id);
}

/* An input of which recorders that are opened now record. */
static int make_input(FIXTURE_DATA(exact) *self, struct mixcore_endpoint_create create)
{
	int err;

	create.flags |= MIXCORE_ENDPOINT_F_INPUT;
	err = endpoint_make(&self->in, self->control, &create);
	return err ?: default_input(self->control, MIXCORE_UID_ANY, self->in.id);
}

/* An application that plays noise once; it starts now. */
static int play_noise(FIXTURE_DATA(exact) *self, unsigned int channels, int bits)
{
	struct client_config config = CLIENT_DEFAULT;
	snd_pcm_sframes_t frames;
	void *packed;
	int err;

	config.format = client_format(bits);
	config.channels = channels;
	config.buffer = NOISE;
	config.period = NOISE / 4;
	self->noise = noise_new(17 + bits, NOISE * channels, bits, 0);
	self->pcm = client_new(&config);
	if (!self->noise || !self->pcm)
		return -errno;
	err = client_starts_by_hand(self->pcm);
	if (err < 0)
		return err;
	packed = noise_pack(self->noise, NOISE * channels, bits);
	frames = snd_pcm_writei(self->pcm, packed, NOISE);
	free(packed);
	return frames == NOISE ? snd_pcm_start(self->pcm) : -EIO;
}

static void stop_noise(FIXTURE_DATA(exact) *self)
{
	if (self->pcm)
		snd_pcm_close(self->pcm);
	self->pcm = NULL;
	free(self->noise);
	self->noise = NULL;
}

/* In pieces of `block` frames. */
static int hear(FIXTURE_DATA(exact) *self, unsigned int frames, unsigned int block)
{
	struct endpoint *out = &self->out;

	for (self->frames = 0; self->frames < frames; self->frames += block) {
		uint64_t before = out->position;
		int err = endpoint_trigger(out, block);

		if (err || out->position != before + block)
			return err ?: -EPROTO;
		endpoint_copy(out, before, block,
			      self->heard + (size_t)self->frames * out->frame_bytes);
	}
	return 0;
}

static bool is_silent(const unsigned char *bytes, size_t size)
{
	while (size--)
		if (*bytes++)
			return false;
	return true;
}

/* Numbers of so many bits, as the ring has them. */
static unsigned char *store(unsigned char *to, int format, int32_t value)
{
	unsigned int bytes = format == FORMAT_S16 ? 2 : format == S24_3 ? 3 : 4;
	float single = value / 2147483648.0;

	memcpy(to, format == FLOAT ? (void *)&single : (void *)&value, bytes);
	return to + bytes;
}

/* The first frame that is not the noise, or -1; silence before and after it is right. */
static long differs(FIXTURE_DATA(exact) *self, const struct mixcore_endpoint_create *create,
		    int bits)
{
	struct reference_stream stream = {
		.samples = self->noise, .channels = create->channels, .frames = NOISE, .bits = bits,
		.ramp_at = REFERENCE_NO_RAMP,
	};
	unsigned int samples = NOISE * create->channels, size = self->out.frame_bytes, begin = 0, i;
	int result_bits = create->format == FORMAT_S16 ? 16 : create->format == S24_3 ? 24 : 32;
	int32_t *result = calloc(samples, sizeof(*result));
	unsigned char *expected = calloc(samples, 4), *at = expected;
	long differs = -1;

	for (i = 0; i < MIXCORE_CHANNELS_MAX; i++) {
		stream.gain[i] = MIXCORE_GAIN_UNITY;
		stream.output_gain[i] = MIXCORE_GAIN_UNITY;
	}
	reference_mix_channels(result, NOISE, create->channels, result_bits, &stream, 1);
	for (i = 0; i < samples; i++)
		at = store(at, create->format, result[i]);
	while (begin < self->frames && is_silent(self->heard + (size_t)begin * size, size))
		begin++;
	for (i = 0; differs < 0 && i < NOISE; i++)
		if (begin + i >= self->frames ||
		    memcmp(expected + (size_t)i * size,
			   self->heard + (size_t)(begin + i) * size, size))
			differs = i;
	for (; differs < 0 && begin + i < self->frames; i++)
		if (!is_silent(self->heard + (size_t)(begin + i) * size, size))
			differs = i;
	free(result);
	free(expected);
	return differs;
}

/*
 * Outputs
 */

TEST_F_TIMEOUT(exact, output_in_pieces_of_any_size, 120)
{
	struct mixcore_endpoint_create create = endpoint_call("out", BY_HAND);
	struct mixcore_endpoint_page page;
	unsigned int i;

	ASSERT_EQ(0, make_output(self, create));
	for (i = 0; i < BLOCKS; i++) {
		ASSERT_EQ(0, play_noise(self, 2, 32));
		ASSERT_EQ(0, hear(self, NOISE + 2 * ENDPOINT_CYCLE, blocks[i]));
		EXPECT_EQ(-1, differs(self, &create, 32)) {
			TH_LOG("in pieces of %u", blocks[i]);
		}
		stop_noise(self);
	}
	page = endpoint_page(&self->out);
	EXPECT_EQ(0, page.lost_frames);
	EXPECT_EQ(0, page.overruns);
	EXPECT_EQ(self->out.position, page.position);
	EXPECT_LE(page.position, page.mixed);
	EXPECT_GT(page.position + ENDPOINT_CYCLE, page.mixed);
}

/* As many as the ring holds. */
TEST_F(exact, output_of_many_short_cycles_at_once)
{
	struct mixcore_endpoint_create create = endpoint_call("out", BY_HAND);

	create.cycle_frames = MIXCORE_CYCLE_MIN;
	ASSERT_EQ(0, make_output(self, create));
	ASSERT_EQ(0, play_noise(self, 2, 32));
	ASSERT_EQ(0, hear(self, NOISE + ENDPOINT_RING, ENDPOINT_RING - MIXCORE_CYCLE_MIN));
	EXPECT_EQ(-1, differs(self, &create, 32));
	EXPECT_EQ(0, endpoint_page(&self->out).lost_frames);
}

TEST_F_TIMEOUT(exact, output_of_any_format, 120)
{
	static const struct {
		int format;
		unsigned int channels;
		int bits;	/* of the stream */
	} all[] = {
		{ FORMAT_S16, 2, 32 }, { FORMAT_S16, 2, 16 }, { S24_3, 2, 32 }, { S24_3, 2, 24 },
		{ FORMAT_S32, 2, 16 }, { FORMAT_S32, 8, 32 }, { FLOAT, 2, 32 }, { FLOAT, 2, 16 },
		{ FORMAT_S16, 8, 24 }, { S24_3, 3, 32 },
	};
	unsigned int i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct mixcore_endpoint_create create = endpoint_call("out", BY_HAND);

		create.format = all[i].format;
		create.channels = all[i].channels;
		ASSERT_EQ(0, make_output(self, create));
		ASSERT_EQ(0, play_noise(self, all[i].channels, all[i].bits));
		ASSERT_EQ(0, hear(self, NOISE + 2 * ENDPOINT_CYCLE, 882));
		EXPECT_EQ(-1, differs(self, &create, all[i].bits)) {
			TH_LOG("format %d, %u channels of %d bits", all[i].format, all[i].channels,
			       all[i].bits);
		}
		stop_noise(self);
		endpoint_close(&self->out);
	}
}

/* As long as nothing plays, silence goes by. */
TEST_F(exact, output_without_streams)
{
	struct mixcore_endpoint_create create = endpoint_call("out", BY_HAND);

	ASSERT_EQ(0, make_output(self, create));
	memset(self->out.ring, 0x5a, ENDPOINT_RING * ENDPOINT_BYTES);
	ASSERT_EQ(0, hear(self, 3 * ENDPOINT_RING, 882));
	EXPECT_TRUE(is_silent(self->heard, self->frames * ENDPOINT_BYTES));
	EXPECT_EQ(self->frames, endpoint_page(&self->out).position);
}

/* Triggered as time goes by. */
TEST_F(exact, output_in_time)
{
	struct mixcore_endpoint_create create = endpoint_call("out", 0);
	uint64_t begin, i;

	create.ring_frames = 0;
	ASSERT_EQ(0, make_output(self, create));
	EXPECT_EQ(RATE, self->out.create.ring_frames);
	EXPECT_EQ(MIXCORE_PATIENCE_MS_DEFAULT, self->out.create.patience_ms);
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, NUMBERS));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	begin = now_ns();
	for (i = 1; i <= 150; i++) {
		while (now_ns() < begin + i * 10000000)
			sleep_ms(1);
		ASSERT_EQ(0, endpoint_trigger_in_time(&self->out, 480, 1000));
		numbers_hear(&self->numbers, &self->out, 480);
	}
	EXPECT_LE(149 * 480, self->numbers.frames);
	EXPECT_EQ(0, self->numbers.gaps + self->numbers.silent + self->numbers.wrong) {
		TH_LOG("%s", numbers_text(&self->numbers));
	}
	EXPECT_EQ(0, endpoint_page(&self->out).lost_frames);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, endpoint_page(&self->out).state);
	EXPECT_EQ(1, endpoint_page(&self->out).running);
}

TEST_F(exact, monitor_of_an_output)
{
	struct take_config config = TAKE_DEFAULT;
	struct numbers taken = { .ring = NUMBERS };
	unsigned int i;

	ASSERT_EQ(0, make_output(self, endpoint_call("out", BY_HAND)));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, NUMBERS));
	config.device = OF_MONITORS;
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	for (i = 0; i < 40; i++) {
		ASSERT_EQ(0, endpoint_trigger(&self->out, 512));
		numbers_hear(&self->numbers, &self->out, 512);
		ASSERT_EQ(0, take_read(&self->take));
	}
	numbers_count(&taken, (int32_t *)self->take.bytes, self->take.frames);
	EXPECT_EQ(40 * 512, self->numbers.frames);
	EXPECT_EQ(40 * 512, taken.frames);
	EXPECT_EQ(0, taken.gaps + taken.silent + taken.wrong) {
		TH_LOG("%s", numbers_text(&taken));
	}
}

/*
 * Inputs
 */

/* What is recorded of it, when it is given in such pieces. */
static int give(FIXTURE_DATA(exact) *self, const int32_t *frames, unsigned int count,
		unsigned int block)
{
	struct endpoint *in = &self->in;
	unsigned int done, now;
	int err = 0;

	for (done = 0; !err && done < count; done += now) {
		now = count - done < block ? count - done : block;
		endpoint_fill(in, in->position, now, frames + 2 * done);
		err = endpoint_trigger(in, now) ?: take_read(&self->take);
	}
	return err;
}

/* The first frame of the noise that was not recorded where it must be, or -1. */
static long take_differs(const struct take *take, const int32_t *noise)
{
	const int32_t *frames = (const int32_t *)take->bytes;
	unsigned int begin = 0, i;

	while (begin < take->frames && !frames[2 * begin] && !frames[2 * begin + 1])
		begin++;
	for (i = 0; i < NOISE; i++)
		if (begin + i >= take->frames ||
		    memcmp(frames + 2 * (begin + i), noise + 2 * i, ENDPOINT_BYTES))
			return i;
	for (; begin + i < take->frames; i++)
		if (frames[2 * (begin + i)] || frames[2 * (begin + i) + 1])
			return i;
	return -1;
}

TEST_F_TIMEOUT(exact, input_in_pieces_of_any_size, 120)
{
	static const int32_t silence[2 * 2 * ENDPOINT_CYCLE];
	struct take_config config = TAKE_DEFAULT;
	unsigned int i;

	ASSERT_EQ(0, make_input(self, endpoint_call("in", BY_HAND)));
	self->noise = noise_new(23, 2 * NOISE, 32, 0);
	ASSERT_NE(NULL, self->noise);
	for (i = 0; i < BLOCKS; i++) {
		ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
		ASSERT_EQ(0, take_start(&self->take));
		ASSERT_EQ(0, give(self, self->noise, NOISE, blocks[i]));
		ASSERT_EQ(0, give(self, silence, 2 * ENDPOINT_CYCLE, ENDPOINT_CYCLE));
		EXPECT_EQ(-1, take_differs(&self->take, self->noise)) {
			TH_LOG("in pieces of %u: %u frames", blocks[i], self->take.frames);
		}
		take_close(&self->take);
	}
	EXPECT_EQ(0, endpoint_page(&self->in).lost_frames);
	EXPECT_EQ(self->in.position, endpoint_page(&self->in).position);
}

/* From one ring into the other: a cable through a process. */
TEST_F(exact, output_into_an_input)
{
	struct take_config config = TAKE_DEFAULT;
	int32_t piece[2 * 441];
	unsigned int i;

	ASSERT_EQ(0, make_output(self, endpoint_call("pair", BY_HAND)));
	ASSERT_EQ(0, make_input(self, endpoint_call("pair", BY_HAND)));
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, play_noise(self, 2, 32));
	for (i = 0; i < NOISE + 2 * ENDPOINT_CYCLE; i += 441) {
		ASSERT_EQ(0, endpoint_trigger(&self->out, 441));
		endpoint_copy(&self->out, self->out.position - 441, 441, piece);
		ASSERT_EQ(0, give(self, piece, 441, 441));
	}
	EXPECT_EQ(-1, take_differs(&self->take, self->noise)) {
		TH_LOG("%u frames", self->take.frames);
	}
}

/* The same for long: five seconds, SIZE=full an hour, and no frame is lost. */
TEST_F_TIMEOUT(exact, output_into_an_input_for_long, 7200)
{
	const uint64_t all = (size_is_full() ? 3600ULL : 5ULL) * RATE;
	struct take_config config = TAKE_DEFAULT;
	struct numbers taken = { .ring = NUMBERS };
	int32_t piece[2 * 480];
	uint64_t done;

	ASSERT_EQ(0, make_output(self, endpoint_call("pair", BY_HAND)));
	ASSERT_EQ(0, make_input(self, endpoint_call("pair", BY_HAND)));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, NUMBERS));
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	for (done = 0; done < all; done += 480) {
		ASSERT_EQ(0, endpoint_trigger(&self->out, 480));
		endpoint_copy(&self->out, self->out.position - 480, 480, piece);
		ASSERT_EQ(0, give(self, piece, 480, 480));
		numbers_count(&taken, (int32_t *)self->take.bytes, self->take.frames);
		self->take.frames = 0;
	}
	EXPECT_LE(done - 2 * ENDPOINT_CYCLE, taken.frames);
	EXPECT_EQ(0, taken.gaps + taken.silent + taken.wrong) {
		TH_LOG("%s", numbers_text(&taken));
	}
	EXPECT_EQ(0, endpoint_page(&self->out).lost_frames + endpoint_page(&self->in).lost_frames);
}

/*
 * A process that is late
 */

/* As long as anything is in the ring. */
static int catch_up(FIXTURE_DATA(exact) *self)
{
	struct mixcore_endpoint_page page = endpoint_page(&self->out);
	int err = 0;

	while (!err && page.mixed - page.position >= 480) {
		err = endpoint_trigger_in_time(&self->out, 480, 5000);
		if (!err)
			numbers_hear(&self->numbers, &self->out, 480);
		page = endpoint_page(&self->out);
	}
	return err;
}

static int run_for(FIXTURE_DATA(exact) *self, unsigned int ms)
{
	int err = 0;

	for (; !err && ms >= 10; ms -= 10) {
		sleep_ms(10);
		err = endpoint_trigger_in_time(&self->out, 480, 1000);
		if (!err)
			numbers_hear(&self->numbers, &self->out, 480);
	}
	return err;
}

static uint64_t stream_frames(FIXTURE_DATA(exact) *self)
{
	struct mixcore_stream_info info;

	return stream_get(self->control, self->loop.id, &info) ? 0 : info.frames;
}

static int play_numbers(FIXTURE_DATA(exact) *self, unsigned int ring)
{
	struct mixcore_endpoint_create create = endpoint_call("out", 0);
	int err;

	create.ring_frames = ring;
	err = make_output(self, create) ?: numbers_open(&self->loop, self->control, NUMBERS);
	return err ?: snd_pcm_start(self->loop.pcm);
}

TEST_F(exact, late_and_nothing_is_lost)
{
	struct mixcore_producer_event event = { };
	struct mixcore_output_info info;
	struct mixcore_endpoint_page page;
	uint64_t before;

	ASSERT_EQ(0, play_numbers(self, RATE));
	ASSERT_EQ(0, run_for(self, 200));
	ASSERT_EQ(0, output_wait(self->control, self->out.id, MIXCORE_OUTPUT_NULL_CLOCK, 1000));
	EXPECT_EQ(MIXCORE_OUTPUT_NULL_CLOCK, endpoint_page(&self->out).state);
	while (!(event.what & MIXCORE_PRODUCER_FRAMES)) {
		ASSERT_EQ(sizeof(event), read(self->out.fd, &event, sizeof(event)));
	}
	before = stream_frames(self);
	sleep_ms(300);
	EXPECT_LE(before + RATE / 4, stream_frames(self));
	page = endpoint_page(&self->out);
	EXPECT_LE(page.position + RATE / 4, page.mixed);
	ASSERT_EQ(0, catch_up(self));
	ASSERT_EQ(0, run_for(self, 200));
	EXPECT_LE(RATE / 2, self->numbers.frames);
	EXPECT_EQ(0, self->numbers.gaps + self->numbers.silent + self->numbers.wrong) {
		TH_LOG("%s", numbers_text(&self->numbers));
	}
	page = endpoint_page(&self->out);
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, page.state);
	EXPECT_EQ(0, page.overruns);
	EXPECT_EQ(0, page.lost_frames);
	ASSERT_EQ(0, output_get(self->control, self->out.id, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, info.state);
	EXPECT_LT(0, info.null_frames);
	EXPECT_EQ(0, info.endpoint_lost_frames);
}

TEST_F(exact, later_than_the_ring_is_long)
{
	struct mixcore_producer_event event = { };
	struct mixcore_output_info info;
	struct mixcore_endpoint_page page;
	unsigned int i;

	ASSERT_EQ(0, play_numbers(self, RATE / 5));
	for (i = 1; i <= 2; i++) {
		ASSERT_EQ(0, run_for(self, 100));
		sleep_ms(900);
		page = endpoint_page(&self->out);
		EXPECT_EQ(i, page.overruns);
		EXPECT_LT(0, page.lost_frames);
		while (!(event.what & MIXCORE_PRODUCER_OVERRUN)) {
			ASSERT_EQ(sizeof(event), read(self->out.fd, &event, sizeof(event)));
		}
		EXPECT_EQ(i, event.overruns);
		ASSERT_EQ(0, catch_up(self));
		ASSERT_EQ(0, run_for(self, 100));
		event.what = 0;
	}
	/* What is missing is what it says, and in as many places. */
	page = endpoint_page(&self->out);
	EXPECT_EQ(2, self->numbers.gaps) {
		TH_LOG("%s", numbers_text(&self->numbers));
	}
	EXPECT_EQ(page.lost_frames, self->numbers.missing) {
		TH_LOG("%s", numbers_text(&self->numbers));
	}
	EXPECT_EQ(0, self->numbers.silent + self->numbers.wrong);
	EXPECT_EQ(page.frames, page.mixed + page.lost_frames);
	ASSERT_EQ(0, output_get(self->control, self->out.id, &info));
	EXPECT_EQ(page.lost_frames, info.endpoint_lost_frames);
}

/* Nobody but the process moves anything. */
TEST_F(exact, patience)
{
	struct mixcore_endpoint_page before, after;
	struct mixcore_output_info info;
	uint64_t frames;

	ASSERT_EQ(0, make_output(self, endpoint_call("out", BY_HAND)));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, NUMBERS));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	ASSERT_EQ(0, endpoint_trigger(&self->out, ENDPOINT_CYCLE));
	before = endpoint_page(&self->out);
	frames = stream_frames(self);
	sleep_ms(3 * MIXCORE_PATIENCE_MS_DEFAULT);
	after = endpoint_page(&self->out);
	EXPECT_EQ(0, memcmp(&before, &after, sizeof(before)));
	EXPECT_EQ(frames, stream_frames(self));
	ASSERT_EQ(0, output_get(self->control, self->out.id, &info));
	EXPECT_EQ(MIXCORE_OUTPUT_RUNNING, info.state);
	EXPECT_EQ(0, info.null_frames);
	ASSERT_EQ(0, endpoint_trigger(&self->out, 2 * ENDPOINT_CYCLE));
	EXPECT_EQ(frames + 2 * ENDPOINT_CYCLE, stream_frames(self));
}

/* Recorders get silence meanwhile, and then what comes late, all of it. */
TEST_F(exact, late_input)
{
	struct mixcore_endpoint_create create = endpoint_call("in", 0);
	struct take_config config = TAKE_DEFAULT;
	struct numbers taken = { .ring = 1 << 30 };
	int32_t frames[2 * ENDPOINT_CYCLE], number = 1;
	struct mixcore_input_info info;
	unsigned int round, i, n;

	create.ring_frames = RATE;
	ASSERT_EQ(0, make_input(self, create));
	config.buffer = RATE;
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
	ASSERT_EQ(0, take_start(&self->take));
	for (round = 0; round < 3; round++) {
		for (n = 0; n < 30; n++) {
			for (i = 0; i < ENDPOINT_CYCLE; i++, number++)
				frames[2 * i] = frames[2 * i + 1] = number;
			endpoint_fill(&self->in, self->in.position, ENDPOINT_CYCLE, frames);
			ASSERT_EQ(0, endpoint_trigger_in_time(&self->in, ENDPOINT_CYCLE, 1000));
			ASSERT_EQ(0, takes_run(&self->take, 1, 4));
		}
		if (round < 2) {
			ASSERT_EQ(0, takes_run(&self->take, 1, 500));
		}
	}
	ASSERT_EQ(0, takes_run(&self->take, 1, 50));
	numbers_count(&taken, (int32_t *)self->take.bytes, self->take.frames);
	EXPECT_EQ(number - 1, taken.frames);
	EXPECT_EQ(0, taken.gaps + taken.wrong) {
		TH_LOG("%s", numbers_text(&taken));
	}
	EXPECT_LE(RATE / 2, taken.silent);
	EXPECT_EQ(endpoint_page(&self->in).lost_frames, taken.silent);
	ASSERT_EQ(0, input_get(self->control, self->in.id, &info));
	EXPECT_EQ(taken.silent, info.endpoint_lost_frames);
}

/*
 * Measured
 */

/* As of timers: times of so many frames that lasted longer. */
TEST_F_TIMEOUT(exact, drift, 120)
{
	uint64_t begin, length = 10000500;
	struct mixcore_endpoint_page page;
	unsigned int i, pieces = 2000;

	ASSERT_EQ(0, make_output(self, endpoint_call("out", BY_HAND)));
	EXPECT_EQ(INT32_MAX, endpoint_page(&self->out).drift_error_ppb);
	while (now_ns() < (pieces + 10) * length)
		sleep_ms(100);
	begin = now_ns() - (pieces + 1) * length;
	for (i = 0; i < pieces; i++) {
		struct mixcore_trigger args = {
			.size = sizeof(args), .frames = 480, .flags = MIXCORE_TRIGGER_F_TIME,
			.time_ns = begin + i * length,
		};

		ASSERT_EQ(0, call(self->out.fd, MIXCORE_IOCTL_TRIGGER, &args));
	}
	page = endpoint_page(&self->out);
	EXPECT_EQ(begin + (pieces - 1) * length, page.time_ns);
	EXPECT_GT(1000, abs(page.drift_ppb + 50000)) {
		TH_LOG("%d ppb", page.drift_ppb);
	}
	EXPECT_GT(1000, page.drift_error_ppb);
}

/*
 * Beside a card
 */

struct places {
	struct recorder speaker;
	unsigned char *seen;	/* how often, by number */
	unsigned int counted;	/* frames of the speaker's */
	unsigned int wrong;
};

static void see(struct places *places, const int32_t *frame, unsigned int most)
{
	if (!frame[0] && !frame[1])
		return;
	if (frame[0] != frame[1] || frame[0] < 1 || frame[0] > (int32_t)most)
		places->wrong++;
	else
		places->seen[frame[0]]++;
}

static int listen_to_both(FIXTURE_DATA(exact) *self, struct places *places, unsigned int most,
			  unsigned int ms)
{
	unsigned int i;
	int err = 0;

	for (; !err && ms >= 5; ms -= 5) {
		sleep_ms(5);
		err = endpoint_trigger_in_time(&self->out, 240, 1000);
		for (i = 0; !err && i < 240; i++)
			see(places, endpoint_frame(&self->out, self->out.position - 240 + i),
			    most);
		if (!err)
			err = recorder_read(&places->speaker);
		for (; places->counted < places->speaker.frames; places->counted++)
			see(places, places->speaker.samples + 2 * places->counted, most);
	}
	return err;
}

static int move_to(FIXTURE_DATA(exact) *self, unsigned int output)
{
	return stream_move(self->control, self->loop.id, output);
}

/* Each frame is heard once, here or there. */
TEST_F_TIMEOUT(exact, moves_to_a_card_and_back, 120)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 4096 };
	struct attach_options options = { .cycle = 128 };
	unsigned int most = 4 * RATE, first = 1, last, i, once = 0, here = 0;
	struct places places = { };
	int card;

	ASSERT_EQ(0, recorder_open(&places.speaker, "hw:Test0", 32, RATE, 2, 5 * RATE));
	card = attach_card(self->control, "card", "Test0", 0, &slave, &options);
	ASSERT_LT(0, card);
	places.seen = calloc(most + 2, 1);
	ASSERT_NE(NULL, places.seen);
	ASSERT_EQ(0, endpoint_make(&self->out, self->control,
				   &(struct mixcore_endpoint_create) {
		.size = sizeof(struct mixcore_endpoint_create), .rate = RATE, .channels = 2,
		.format = FORMAT_S32, .cycle_frames = ENDPOINT_CYCLE, .name = "out" }));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, most));
	ASSERT_EQ(0, recorder_start(&places.speaker));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	for (i = 0; i < MOVES; i++) {
		ASSERT_EQ(0, listen_to_both(self, &places, most, 150));
		ASSERT_EQ(0, move_to(self, here ? card : self->out.id));
		here = !here;
	}
	ASSERT_EQ(0, listen_to_both(self, &places, most, 300));
	while (first < most && !places.seen[first])
		first++;
	for (last = most; last && !places.seen[last];)
		last--;
	for (i = first; i <= last; i++)
		once += places.seen[i] == 1;
	EXPECT_EQ(1, first);
	EXPECT_LE(MOVES * 150 * 20, last);
	EXPECT_EQ(last - first + 1, once);
	EXPECT_EQ(0, places.wrong);
	free(places.seen);
	recorder_close(&places.speaker);
}

/*
 * A process that writes all over its memory
 */

struct vandal {
	volatile uint64_t triggers, frames;
	volatile int failed;
};

static void scribble(struct endpoint *endpoint, uint64_t *seed)
{
	uint64_t *words = endpoint->map;
	size_t count = endpoint->bytes / sizeof(*words), at = noise_next(seed) % count, i;

	for (i = 0; i < 64; i++)
		words[(at + i) % count] = noise_next(seed);
	/* The page more often than its size would have it. */
	for (i = 0; i < sizeof(struct mixcore_endpoint_page) / sizeof(*words); i++)
		words[i] = noise_next(seed);
}

static void vandalize(struct endpoint *endpoint, struct vandal *vandal, unsigned int ms)
{
	uint64_t seed = 99, end = now_ns() + ms * 1000000ULL, told = 0;

	while (!vandal->failed && now_ns() < end) {
		unsigned int frames = 1 + noise_next(&seed) % ENDPOINT_MOST;
		int err;

		scribble(endpoint, &seed);
		err = endpoint_trigger(endpoint, frames);
		told += err ? 0 : frames;
		vandal->triggers++;
		vandal->frames = told;
		if (err && err != -EAGAIN)
			vandal->failed = err;
		else if (endpoint->position != told)
			vandal->failed = -EPROTO;
		/* What it wrote there is gone again. */
		else if (!err && ((volatile struct mixcore_endpoint_page *)
				  endpoint->map)->position != told)
			vandal->failed = -EBADMSG;
		sleep_ms(1);
	}
	_exit(vandal->failed ? 1 : 0);
}

TEST_F_TIMEOUT(exact, vandal, 180)
{
	struct vandal *vandal = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct mixcore_output_info info;
	struct exact exact = { };
	int status;
	pid_t pid;

	ASSERT_NE(MAP_FAILED, vandal);
	ASSERT_EQ(0, exact_start(&exact, "Test0", 0, 8192)) {
		TH_LOG("%s", exact_text(&exact));
	}
	ASSERT_EQ(0, make_output(self, endpoint_call("vandal", MIXCORE_ENDPOINT_F_PATIENT)));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, NUMBERS));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	pid = fork();
	if (!pid)
		vandalize(&self->out, vandal, 3000);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, vandal->failed);
	EXPECT_LT(50, vandal->triggers);
	ASSERT_EQ(0, output_get(self->control, self->out.id, &info));
	EXPECT_EQ(0, info.endpoint_lost_frames);
	EXPECT_EQ(0, info.xruns);
	EXPECT_LE(vandal->frames, info.frames);
	EXPECT_GT(vandal->frames + ENDPOINT_CYCLE, info.frames);
	/* All of the stream went by, and it plays on. */
	EXPECT_EQ(info.frames, stream_frames(self));
	ASSERT_EQ(0, endpoint_trigger_in_time(&self->out, ENDPOINT_CYCLE, 1000));
	EXPECT_EQ(vandal->frames + ENDPOINT_CYCLE, self->out.position);
	loop_close(&self->loop);
	endpoint_close(&self->out);
	EXPECT_EQ(0, exact_stop(&exact)) {
		TH_LOG("%s", exact_text(&exact));
	}
	munmap(vandal, 4096);
}

/*
 * Outputs without a card that go by a timer
 */

#define CLOCK		"clock"

static int attach_follower(int control)
{
	struct attach_options options = { .rate = RATE, .cycle = ENDPOINT_CYCLE, .timer = CLOCK };

	return attach_null(control, "follower", &options);
}

static int make_clock(int control, unsigned int *id)
{
	struct mixcore_timer_create create = {
		.size = sizeof(create), .resolution_ns = 1000000, .rate = RATE, .name = CLOCK,
	};
	int err = call(control, MIXCORE_IOCTL_TIMER_CREATE, &create);

	*id = create.id;
	return err ?: create.fd;
}

static int tell(int clock, unsigned int frames)
{
	struct mixcore_trigger args = { .size = sizeof(args), .ticks = 1, .frames = frames };

	return call(clock, MIXCORE_IOCTL_TRIGGER, &args);
}

static struct mixcore_output_info follower_info(FIXTURE_DATA(exact) *self, unsigned int id)
{
	struct mixcore_output_info info;

	if (output_get(self->control, id, &info))
		info.frames = 0;
	return info;
}

static int follower_wait(FIXTURE_DATA(exact) *self, unsigned int id, bool follows)
{
	unsigned int ms;

	for (ms = 0; ms < 2000; ms++, sleep_ms(1))
		if (!(follower_info(self, id).flags & MIXCORE_OUTPUT_F_FOLLOWS) == !follows)
			return 0;
	return -ETIMEDOUT;
}

/* Until its frames stand still, less long than it would follow. */
static uint64_t follower_settles(FIXTURE_DATA(exact) *self, unsigned int id)
{
	uint64_t frames = follower_info(self, id).frames, before;

	do {
		before = frames;
		sleep_ms(15);
		frames = follower_info(self, id).frames;
	} while (frames != before);
	return frames;
}

TEST_F(exact, follows_a_timer)
{
	int id = attach_follower(self->control), clock;
	struct mixcore_timer_info timer = { .size = sizeof(timer) };
	struct mixcore_output_info info;
	uint64_t before, stream;
	unsigned int i;

	ASSERT_LT(0, id);
	info = follower_info(self, id);
	EXPECT_STREQ(CLOCK, info.timer);
	EXPECT_TRUE(info.flags & MIXCORE_OUTPUT_F_NULL);
	ASSERT_EQ(0, output_default(self->control, id));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, NUMBERS));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	/* There is none yet: by CLOCK_MONOTONIC. */
	before = stream_frames(self);
	sleep_ms(200);
	EXPECT_LE(before + RATE / 10, stream_frames(self));
	clock = make_clock(self->control, &timer.id);
	ASSERT_LE(0, clock);
	EXPECT_FALSE(follower_info(self, id).flags & MIXCORE_OUTPUT_F_FOLLOWS);
	before = stream_frames(self);
	sleep_ms(200);
	EXPECT_LE(before + RATE / 10, stream_frames(self));
	/* From the first tick on it has the timer's frames, and none but these. */
	ASSERT_EQ(0, tell(clock, ENDPOINT_CYCLE));
	ASSERT_EQ(0, follower_wait(self, id, true));
	before = follower_settles(self, id);
	stream = stream_frames(self);
	for (i = 1; i <= 20; i++) {
		ASSERT_EQ(0, tell(clock, 3 * ENDPOINT_CYCLE));
		ASSERT_EQ(before + i * 3 * ENDPOINT_CYCLE, follower_settles(self, id));
		ASSERT_EQ(stream + i * 3 * ENDPOINT_CYCLE, stream_frames(self));
	}
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_TIMER_GET, &timer));
	EXPECT_EQ(1, timer.followers);
	EXPECT_EQ(ENDPOINT_CYCLE * 61, timer.frames);
	/* Nothing comes: by CLOCK_MONOTONIC again; and again by the timer. */
	ASSERT_EQ(0, follower_wait(self, id, false));
	before = stream_frames(self);
	sleep_ms(200);
	EXPECT_LE(before + RATE / 10, stream_frames(self));
	ASSERT_EQ(0, tell(clock, ENDPOINT_CYCLE));
	ASSERT_EQ(0, follower_wait(self, id, true));
	/* It goes: as if nothing came. */
	close(clock);
	ASSERT_EQ(0, follower_wait(self, id, false));
	before = stream_frames(self);
	sleep_ms(200);
	EXPECT_LE(before + RATE / 10, stream_frames(self));
}

/* Events of an endpoint that follows, until it has so many frames. */
static int wait_mixed(const struct endpoint *endpoint, uint64_t frames)
{
	struct mixcore_producer_event event;
	unsigned int i;

	for (i = 0; i < 1000 && endpoint_page(endpoint).mixed < frames; i++)
		if (read(endpoint->fd, &event, sizeof(event)) != sizeof(event))
			return -EIO;
	return endpoint_page(endpoint).mixed < frames ? -ETIMEDOUT : 0;
}

/* An endpoint by a timer: its process takes what there is, and no more. */
TEST_F(exact, output_by_a_timer)
{
	struct mixcore_endpoint_create create = endpoint_call("slow", 0);
	unsigned int id, i, cycle = ENDPOINT_CYCLE;
	int clock = make_clock(self->control, &id);

	ASSERT_LE(0, clock);
	strcpy(create.timer, CLOCK);
	ASSERT_EQ(0, make_output(self, create));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, NUMBERS));
	ASSERT_EQ(0, tell(clock, cycle));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	for (i = 1; i <= 20; i++) {
		/* Whatever it played by CLOCK_MONOTONIC before the first tick it heard. */
		uint64_t before = endpoint_page(&self->out).mixed;

		ASSERT_EQ(0, tell(clock, 4 * cycle));
		ASSERT_EQ(0, wait_mixed(&self->out, before + 4 * cycle));
		while (!endpoint_trigger(&self->out, cycle))
			numbers_hear(&self->numbers, &self->out, cycle);
		EXPECT_EQ(endpoint_page(&self->out).mixed, self->out.position);
	}
	EXPECT_LE(80 * cycle, self->numbers.frames);
	EXPECT_EQ(0, self->numbers.gaps + self->numbers.silent + self->numbers.wrong) {
		TH_LOG("%s", numbers_text(&self->numbers));
	}
	EXPECT_EQ(-EAGAIN, endpoint_trigger(&self->out, 1));
	EXPECT_EQ(0, endpoint_page(&self->out).lost_frames);
	create.flags = MIXCORE_ENDPOINT_F_PATIENT;
	EXPECT_EQ(-EINVAL, call(self->control, MIXCORE_IOCTL_ENDPOINT_CREATE, &create));
	close(clock);
}

static bool input_follows(FIXTURE_DATA(exact) *self)
{
	struct mixcore_input_info info;

	return !input_get(self->control, self->in.id, &info) &&
	       info.flags & MIXCORE_OUTPUT_F_FOLLOWS;
}

/* And leaves frames for it, as many as there is room for. */
TEST_F(exact, input_by_a_timer)
{
	struct mixcore_endpoint_create create = endpoint_call("slow", 0);
	unsigned int id, given = 0, silent = 0, cycle = ENDPOINT_CYCLE;
	const int32_t *heard;
	struct take_config config = TAKE_DEFAULT;
	int clock = make_clock(self->control, &id);

	ASSERT_LE(0, clock);
	strcpy(create.timer, CLOCK);
	create.ring_frames = 8 * cycle;
	ASSERT_EQ(0, make_input(self, create));
	self->noise = noise_new(29, 2 * NOISE, 32, 0);
	ASSERT_NE(NULL, self->noise);
	for (; given < 8 * cycle; given += cycle)
		ASSERT_EQ(0, give(self, self->noise + 2 * given, cycle, cycle));
	EXPECT_EQ(-EAGAIN, endpoint_trigger(&self->in, 1));
	ASSERT_EQ(0, take_new(&self->take, self->control, &config, ROOM));
	ASSERT_EQ(0, tell(clock, cycle));
	ASSERT_EQ(0, take_start(&self->take));
	ASSERT_EQ(0, wait_mixed(&self->in, given));
	ASSERT_EQ(0, take_read(&self->take));
	heard = (int32_t *)self->take.bytes;
	while (silent < self->take.frames && !heard[2 * silent])
		silent++;
	ASSERT_LE(silent + given, self->take.frames);
	EXPECT_EQ(0, memcmp(self->noise, heard + 2 * silent, given * ENDPOINT_BYTES)) {
		TH_LOG("%u frames of silence, then %08x, not %08x", silent, heard[2 * silent],
		       self->noise[0]);
	}
	EXPECT_EQ(self->in.position, endpoint_page(&self->in).mixed);
	for (id = 0; id < 1000 && !input_follows(self); id++)
		ASSERT_EQ(0, tell(clock, cycle));
	EXPECT_TRUE(input_follows(self));
	close(clock);
}

/* It gets hardware while it listens: the timer is nothing to it, and its producer is not held up. */
TEST_F(exact, follower_gets_hardware)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 4096 };
	int id = attach_follower(self->control), clock;
	uint64_t before;
	unsigned int i;

	ASSERT_LT(0, id);
	ASSERT_EQ(0, output_default(self->control, id));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, NUMBERS));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	ASSERT_EQ(id, attach_card(self->control, follower_info(self, id).name, "Test0", 0, &slave,
				  NULL));
	clock = make_clock(self->control, &i);
	ASSERT_LE(0, clock);
	for (i = 0; i < 100; i++)
		ASSERT_EQ(0, tell(clock, RATE / 10));
	EXPECT_FALSE(follower_info(self, id).flags & MIXCORE_OUTPUT_F_FOLLOWS);
	before = stream_frames(self);
	sleep_ms(200);
	EXPECT_LE(before + RATE / 10, stream_frames(self));
	close(clock);
}

/* More than anybody can have played. */
TEST_F_TIMEOUT(exact, follower_is_told_too_much, 120)
{
	struct mixcore_timer_info before = { .size = sizeof(before) }, after = before;
	const struct sched_param highest = { .sched_priority = 99 }, none = { };
	struct mixcore_producer_event event = { };
	int id = attach_follower(self->control), clock, err = 0;
	unsigned int i;

	ASSERT_LT(0, id);
	ASSERT_EQ(0, output_default(self->control, id));
	ASSERT_EQ(0, numbers_open(&self->loop, self->control, NUMBERS));
	ASSERT_EQ(0, snd_pcm_start(self->loop.pcm));
	clock = make_clock(self->control, &before.id);
	ASSERT_LE(0, clock);
	after.id = before.id;
	ASSERT_EQ(0, tell(clock, ENDPOINT_CYCLE));
	ASSERT_EQ(0, follower_wait(self, id, true));
	/* Otherwise the output's thread might play all of it within the call. */
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_FIFO, &highest));
	for (i = 0; i < 1000 && !err; i++) {
		ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_TIMER_GET, &before));
		err = tell(clock, MIXCORE_TRIGGER_FRAMES_MAX);
	}
	EXPECT_EQ(-EAGAIN, err);
	ASSERT_EQ(0, call(self->control, MIXCORE_IOCTL_TIMER_GET, &after));
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_OTHER, &none));
	EXPECT_EQ(before.frames, after.frames);
	EXPECT_EQ(before.ticks, after.ticks);
	while (!(event.what & MIXCORE_PRODUCER_OVERRUN)) {
		ASSERT_EQ(sizeof(event), read(clock, &event, sizeof(event)));
	}
	EXPECT_LT(0, event.overruns);
	close(clock);
}

TEST_HARNESS_MAIN
