// SPDX-License-Identifier: LGPL-2.1-or-later
/* Endpoints: making them, their ring and page, and the form in which the library is the clock. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake_kernel.h"
#include "test.h"

#define SECOND_NS	1000000000ULL
#define RING		1000
#define CYCLE		100
/* Of one TRIGGER. */
#define BLOCK_MAX	(RING - CYCLE)

static struct mixcore *ctx;
static struct mixcore_endpoint *endpoint;
static struct mixcore_endpoint_create create;
static struct mixcore_endpoint_page page;

/* Frames of two channels of 16 bits, as one number. */
static uint32_t samples[4 * RING];

static void prepare(uint32_t flags)
{
	fake_reset_small();
	fake.now_ns = 5 * SECOND_NS;
	endpoint = NULL;
	create = MIXCORE_INIT(mixcore_endpoint_create);
	create.flags = flags;
	create.rate = 48000;
	create.channels = 2;
	create.format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE;
	create.ring_frames = RING;
	create.cycle_frames = CYCLE;
	strcpy(create.name, "radio");
	CHECK_INT(mixcore_open(&ctx, 0), 0);
}

static void begin(uint32_t flags)
{
	prepare(flags);
	CHECK_INT(mixcore_endpoint_open(&endpoint, ctx, &create), 0);
}

static struct fake_endpoint *behind(void)
{
	return fake_endpoint_of(mixcore_endpoint_fd(endpoint));
}

static void no_maps(void)
{
	for (int i = 0; i < FAKE_ENDPOINTS; i++)
		CHECK_INT(fake.endpoints[i].maps, 0);
}

static void end(void)
{
	mixcore_endpoint_close(endpoint);
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
	no_maps();
}

static void is_made(void)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);

	begin(0);
	CHECK_INT(create.fd, mixcore_endpoint_fd(endpoint));
	CHECK_INT(create.patience_ms, MIXCORE_PATIENCE_MS_DEFAULT);
	CHECK_INT(behind()->maps, 1);
	info.id = create.id;
	CHECK_INT(mixcore_output_get(ctx, &info), 0);
	CHECK_INT(info.flags, MIXCORE_OUTPUT_F_ENDPOINT);
	CHECK_INT(info.endpoint_pid, 500);
	CHECK_STR(info.endpoint_comm, "mixctl");
	end();
	CHECK(!fake_output_of(create.id));
}

static void values_are_chosen(void)
{
	prepare(MIXCORE_ENDPOINT_F_INPUT);
	create.ring_frames = create.cycle_frames = 0;
	CHECK_INT(mixcore_endpoint_open(&endpoint, ctx, &create), 0);
	CHECK_INT(create.ring_frames, 48000);
	CHECK_INT(create.cycle_frames, MIXCORE_CYCLE_DEFAULT);
	CHECK(fake_input_of(create.id) != NULL);
	end();
}

static void is_refused(int error)
{
	create.fd = 5;
	CHECK_INT(mixcore_endpoint_open(&endpoint, ctx, &create), error);
	CHECK(!endpoint);
	CHECK_INT(create.fd, -1);
	CHECK_INT(fake.open_descriptors, 1);
	no_maps();
	mixcore_close(ctx);
	prepare(0);
}

static void opening_fails(void)
{
	prepare(0);
	fake.map_error = -ENOMEM;
	is_refused(-ENOMEM);
	fake.map_writable_error = -ENOMEM;
	is_refused(-ENOMEM);
	fake.features &= ~MIXCORE_FEATURE_ENDPOINTS;
	is_refused(-ENOTTY);
	strcpy(create.name, "null");
	is_refused(-EEXIST);
	create.ring_frames = 2 * CYCLE - 1;
	is_refused(-EINVAL);
	create.flags = MIXCORE_ENDPOINT_F_UNPACED;
	is_refused(-EPERM);
	fake.uid_endpoints = MIXCORE_QUOTA_UID_ENDPOINTS;
	is_refused(-EDQUOT);
	create.fd = 5;
	create.size = MIXCORE_ENDPOINT_CREATE_SIZE_VER0 - 1;
	CHECK_INT(mixcore_endpoint_open(&endpoint, ctx, &create), -EINVAL);
	CHECK_INT(create.fd, 5);
	end();
	mixcore_endpoint_close(NULL);
}

/* What a page of the kernel for tests is changed to before it is looked at. */
static void is_not_known(size_t offset, uint32_t value, int error)
{
	struct mixcore_endpoint_adopt adopt = MIXCORE_INIT(mixcore_endpoint_adopt);
	struct mixcore_endpoint *again = NULL;
	struct fake_endpoint *fake_endpoint;

	begin(MIXCORE_ENDPOINT_F_KEEP);
	fake_endpoint = behind();
	mixcore_endpoint_close(endpoint);
	endpoint = NULL;
	memcpy((char *)fake_endpoint->page + offset, &value, sizeof(value));
	memcpy(adopt.cookie, create.cookie, sizeof(adopt.cookie));
	CHECK_INT(mixcore_endpoint_adopt(&again, ctx, &adopt), error);
	CHECK(!again == !!error);
	CHECK(error ? adopt.fd == -1 : adopt.fd >= 0);
	mixcore_endpoint_close(again);
	end();
}

#define IS_NOT_KNOWN(member, value) \
	is_not_known(offsetof(struct mixcore_endpoint_page, member), value, -EPROTO)

static void layouts_are_checked(void)
{
	is_not_known(offsetof(struct mixcore_endpoint_page, ring_frames), RING, 0);
	/* A longer one is of a newer kernel. */
	is_not_known(offsetof(struct mixcore_endpoint_page, size), 256, 0);
	IS_NOT_KNOWN(magic, MIXCORE_ENDPOINT_MAGIC + 1);
	IS_NOT_KNOWN(size, sizeof(page) - 1);
	IS_NOT_KNOWN(size, 257);
	IS_NOT_KNOWN(bytes, 256 + 4 * RING - 1);
	IS_NOT_KNOWN(ring_frames, RING + 1);
	IS_NOT_KNOWN(ring_frames, UINT32_MAX);
	IS_NOT_KNOWN(frame_bytes, 0);
	IS_NOT_KNOWN(rate, 0);
	IS_NOT_KNOWN(cycle_frames, RING);
	/* The kernel writes all the time. */
	is_not_known(offsetof(struct mixcore_endpoint_page, sequence), 3, -EAGAIN);
}

static void is_adopted(void)
{
	struct mixcore_endpoint_adopt adopt = MIXCORE_INIT(mixcore_endpoint_adopt);
	struct mixcore_endpoint *again = NULL;

	begin(MIXCORE_ENDPOINT_F_KEEP);
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 10), 10);
	memcpy(adopt.cookie, create.cookie, sizeof(adopt.cookie));
	CHECK_INT(mixcore_endpoint_adopt(&again, ctx, &adopt), -EBUSY);
	mixcore_endpoint_close(endpoint);
	CHECK_INT(fake_output_of(create.id)->state, MIXCORE_OUTPUT_LOST);
	CHECK_INT(fake_output_of(create.id)->endpoint_pid, 0);
	adopt.flags = MIXCORE_ENDPOINT_F_UNPACED;
	CHECK_INT(mixcore_endpoint_adopt(&again, ctx, &adopt), -EINVAL);
	adopt.flags = 0;
	adopt.cookie[15]++;
	CHECK_INT(mixcore_endpoint_adopt(&again, ctx, &adopt), -ENOENT);
	CHECK_INT(adopt.fd, -1);
	adopt.cookie[15]--;
	adopt.size = MIXCORE_ENDPOINT_ADOPT_SIZE_VER0 - 1;
	CHECK_INT(mixcore_endpoint_adopt(&again, ctx, &adopt), -EINVAL);
	CHECK(!again);
	adopt.size = sizeof(adopt);
	CHECK_INT(mixcore_endpoint_adopt(&endpoint, ctx, &adopt), 0);
	CHECK_INT(adopt.id, create.id);
	/* It goes on where the other was. */
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 1), 1);
	CHECK_INT(samples[0], 10);
	CHECK_INT(mixcore_endpoint_page(endpoint, &page), 0);
	CHECK_INT(page.adopted, 1);
	end();
}

static void input_is_adopted(void)
{
	struct mixcore_endpoint_adopt adopt = MIXCORE_INIT(mixcore_endpoint_adopt);
	uint32_t frames = 1;

	begin(MIXCORE_ENDPOINT_F_INPUT | MIXCORE_ENDPOINT_F_KEEP);
	CHECK_INT(mixcore_endpoint_write(endpoint, samples, 10), 10);
	mixcore_endpoint_close(endpoint);
	memcpy(adopt.cookie, create.cookie, sizeof(adopt.cookie));
	CHECK_INT(mixcore_endpoint_adopt(&endpoint, ctx, &adopt), 0);
	samples[0] = 77;
	CHECK_INT(mixcore_endpoint_write(endpoint, samples, 1), 1);
	CHECK_INT(*(uint32_t *)mixcore_endpoint_area(endpoint, 10, &frames), 77);
	end();
}

/* Frames from @first on were mixed in their order. */
static void are_numbered(const uint32_t *frames, size_t count, uint32_t first)
{
	for (size_t i = 0; i < count; i++) {
		if (frames[i] == first + i)
			continue;
		CHECK_INT(frames[i], first + i);
		break;
	}
}

static void is_read(void)
{
	begin(0);
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 0), 0);
	CHECK_INT(fake.triggers, 0);
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 700), 700);
	are_numbered(samples, 700, 0);
	CHECK_INT(fake.triggers, 1);
	CHECK_INT(fake.trigger.flags, 0);
	/* Across the end of the ring. */
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 700), 700);
	are_numbered(samples, 700, 700);
	/* To its end exactly. */
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 600), 600);
	are_numbered(samples, 600, 1400);
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 1), 1);
	are_numbered(samples, 1, 2000);
	CHECK_INT(mixcore_endpoint_write(endpoint, samples, 1), -EINVAL);
	end();
}

static void more_than_the_ring_is_read(void)
{
	begin(0);
	memset(samples, 0xff, sizeof(samples));
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 3 * RING), 3 * RING);
	are_numbered(samples, 3 * RING, 0);
	CHECK_INT(samples[3 * RING], UINT32_MAX);
	CHECK_INT(fake.triggers, 4);
	end();
}

static void reading_is_too_fast(void)
{
	begin(0);
	memset(samples, 0xff, sizeof(samples));
	fake.trigger_fails = (struct fake_failure){ .after = 1, .times = 2, .error = -EAGAIN };
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 2 * RING), BLOCK_MAX);
	are_numbered(samples, BLOCK_MAX, 0);
	CHECK_INT(samples[BLOCK_MAX], UINT32_MAX);
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 10), -EAGAIN);
	/* None was skipped. */
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 10), 10);
	are_numbered(samples, 10, BLOCK_MAX);
	end();
}

static uint32_t expected;

static void take(uint64_t position, uint32_t value)
{
	if (position == expected && value == 5000 + expected)
		expected++;
}

static void number(uint32_t count, uint32_t first)
{
	for (uint32_t i = 0; i < count; i++)
		samples[i] = 5000 + first + i;
}

static void begin_input(void)
{
	begin(MIXCORE_ENDPOINT_F_INPUT);
	behind()->take = take;
	expected = 0;
}

static void is_written(void)
{
	begin_input();
	CHECK_INT(mixcore_endpoint_write(endpoint, samples, 0), 0);
	number(700, 0);
	CHECK_INT(mixcore_endpoint_write(endpoint, samples, 700), 700);
	CHECK_INT(expected, 700);
	number(3 * RING, 700);
	CHECK_INT(mixcore_endpoint_write(endpoint, samples, 3 * RING), 3 * RING);
	CHECK_INT(expected, 700 + 3 * RING);
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 1), -EINVAL);
	end();
}

static void writing_is_too_fast(void)
{
	begin_input();
	fake.trigger_fails = (struct fake_failure){ .after = 1, .times = 2, .error = -EAGAIN };
	number(2 * RING, 0);
	CHECK_INT(mixcore_endpoint_write(endpoint, samples, 2 * RING), BLOCK_MAX);
	CHECK_INT(mixcore_endpoint_write(endpoint, samples, 10), -EAGAIN);
	number(RING, BLOCK_MAX);
	CHECK_INT(mixcore_endpoint_write(endpoint, samples, RING), RING);
	CHECK_INT(expected, BLOCK_MAX + RING);
	end();
}

static void in_place(void)
{
	uint64_t position = 0;
	uint32_t frames = 10;
	uint32_t *area;

	begin(0);
	CHECK_INT(mixcore_endpoint_trigger(endpoint, 600, 0, &position), 0);
	CHECK_INT(position, 600);
	CHECK_INT(mixcore_endpoint_trigger(endpoint, 600, fake.now_ns - 5, &position), 0);
	CHECK_INT(position, 1200);
	CHECK_INT(fake.trigger.flags, MIXCORE_TRIGGER_F_TIME);
	CHECK_INT(fake.trigger.time_ns, fake.now_ns - 5);
	area = mixcore_endpoint_area(endpoint, 600, &frames);
	CHECK_INT(frames, 10);
	are_numbered(area, 10, 600);
	frames = 600;
	area = mixcore_endpoint_area(endpoint, 600, &frames);
	CHECK_INT(frames, 400);
	are_numbered(area, 400, 600);
	frames = 200;
	area = mixcore_endpoint_area(endpoint, 1000, &frames);
	CHECK_INT(frames, 200);
	are_numbered(area, 200, 1000);
	CHECK_INT(mixcore_endpoint_trigger(endpoint, 1, 0, NULL), 0);
	CHECK_INT(mixcore_endpoint_trigger(endpoint, 0, 0, NULL), -EINVAL);
	CHECK_INT(mixcore_endpoint_trigger(endpoint, BLOCK_MAX + 1, 0, NULL), -EINVAL);
	CHECK_INT(mixcore_endpoint_trigger(endpoint, 1, fake.now_ns + 1, NULL), -EINVAL);
	fake_detach_endpoint(behind());
	CHECK_INT(mixcore_endpoint_trigger(endpoint, 1, 0, NULL), -ENODEV);
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 1), -ENODEV);
	end();
}

static void tells_what_happens(void)
{
	struct mixcore_producer_event event;

	begin(0);
	CHECK_INT(mixcore_endpoint_event(endpoint, 0, &event), -EAGAIN);
	fake_happens(&behind()->event, MIXCORE_PRODUCER_STARTED,
		     MIXCORE_TIMER_STATE_OPEN | MIXCORE_TIMER_STATE_RUNNING);
	CHECK_INT(mixcore_endpoint_event(endpoint, -1, &event), 0);
	CHECK_INT(event.what, MIXCORE_PRODUCER_STARTED);
	fake_detach_endpoint(behind());
	CHECK_INT(mixcore_endpoint_event(endpoint, -1, &event), 0);
	CHECK_INT(event.what, MIXCORE_PRODUCER_GONE);
	fake.poll_error = -EINTR;
	CHECK_INT(mixcore_endpoint_event(endpoint, -1, &event), -EINTR);
	end();
}

static void page_is_copied(void)
{
	begin(0);
	behind()->page->lost_frames = 7;
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 10), 10);
	CHECK_INT(mixcore_endpoint_page(endpoint, &page), 0);
	CHECK_INT(page.position, 10);
	CHECK_INT(page.lost_frames, 7);
	CHECK_INT(page.time_ns, fake.now_ns);
	CHECK_INT(page.drift_error_ppb, INT32_MAX);
	behind()->page->sequence++;
	CHECK_INT(mixcore_endpoint_page(endpoint, &page), -EAGAIN);
	behind()->page->sequence++;
	CHECK_INT(mixcore_endpoint_page(endpoint, &page), 0);
	end();
}

/*
 * The page begins in one page of the processor's and ends in the next. That one can't be read at
 * first: so the reader stops in the middle of it, and meanwhile the kernel writes it.
 */
static void *second_page;
static struct mixcore_endpoint_page *written;
static uint32_t writes;

static void in_the_middle(int signal)
{
	(void)signal;
	if (mprotect(second_page, sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE))
		_exit(3);
	writes++;
	written->sequence += 2;
	written->position = 100 + writes;
	written->overruns = 100 + writes;
}

static void page_is_written_meanwhile(void)
{
	const struct sigaction action = { .sa_handler = in_the_middle };
	const uintptr_t size = sysconf(_SC_PAGESIZE);

	begin(0);
	written = behind()->page;
	second_page = (void *)(((uintptr_t)written + size) / size * size);
	CHECK(!sigaction(SIGSEGV, &action, NULL));
	CHECK(!mprotect(second_page, size, PROT_NONE));
	CHECK_INT(mixcore_endpoint_page(endpoint, &page), 0);
	signal(SIGSEGV, SIG_DFL);
	CHECK_INT(writes, 1);
	CHECK_INT(page.position, 101);
	CHECK_INT(page.overruns, 101);
	end();
}

/*
 * What a run did
 * @blocks: calls so far
 * @last: this call ends the run, with @result
 * @late_at: after this call the thread comes late, by @late_ns
 */
static struct {
	unsigned int blocks, last;
	int result;
	unsigned int late_at;
	uint64_t late_ns, start_ns, frames, due_ns, called_ns;
	bool is_wrong;
} ran;

static void fill_block(const struct mixcore_endpoint_block *block)
{
	for (uint32_t i = 0; i < block->frames; i++)
		((uint32_t *)block->samples)[i] = 5000 + block->position + i;
}

static int on_block(void *user, const struct mixcore_endpoint_block *block)
{
	CHECK(user == &ran);
	ran.is_wrong |= block->position != ran.frames || block->time_ns > fake.now_ns ||
			block->time_ns <= ran.due_ns;
	ran.frames += block->frames;
	ran.due_ns = block->time_ns;
	ran.called_ns = fake.now_ns;
	if (create.flags & MIXCORE_ENDPOINT_F_INPUT)
		fill_block(block);
	else
		are_numbered(block->samples, block->frames, block->position);
	ran.blocks++;
	if (ran.blocks == ran.late_at)
		fake.oversleep_ns = ran.late_ns;
	return ran.blocks == ran.last ? ran.result : 0;
}

static void begin_run(uint32_t flags, unsigned int last)
{
	begin(flags);
	memset(&ran, 0, sizeof(ran));
	ran.last = last;
	ran.result = 7;
	ran.start_ns = fake.now_ns;
}

static int run(uint32_t frames, int ppm)
{
	return mixcore_endpoint_run(endpoint, frames, ppm, on_block, &ran);
}

/* A second of it takes a second, each block is due at its own time, and no thread waits twice. */
static void runs(void)
{
	begin_run(0, 100);
	CHECK_INT(run(480, 0), 7);
	CHECK_INT(ran.blocks, 100);
	CHECK_INT(ran.frames, 48000);
	CHECK_INT(ran.due_ns, ran.start_ns + SECOND_NS);
	CHECK_INT(fake.now_ns, ran.start_ns + SECOND_NS);
	CHECK_INT(fake.sleeps, 100);
	CHECK_INT(fake.trigger.time_ns, ran.due_ns);
	CHECK(!ran.is_wrong);
	/* And again: it begins now. */
	fake.now_ns += 5 * SECOND_NS;
	ran.start_ns = fake.now_ns;
	ran.last = 101;
	CHECK_INT(run(480, 0), 7);
	CHECK_INT(ran.due_ns, ran.start_ns + SECOND_NS / 100);
	end();
}

/* Of an hour, not a nanosecond is lost by rounding. */
static void no_rounding_adds_up(uint32_t rate, int ppm, uint64_t hour_ns)
{
	prepare(0);
	create.rate = rate;
	CHECK_INT(mixcore_endpoint_open(&endpoint, ctx, &create), 0);
	memset(&ran, 0, sizeof(ran));
	ran.start_ns = fake.now_ns;
	ran.last = rate * 3600ULL / 900;
	ran.result = 7;
	CHECK_INT(run(900, ppm), 7);
	CHECK_INT(ran.frames, rate * 3600ULL);
	CHECK_INT(ran.due_ns - ran.start_ns, hour_ns);
	CHECK(!ran.is_wrong);
	end();
}

static void speeds(void)
{
	no_rounding_adds_up(11025, 0, 3600 * SECOND_NS);
	/* 3600 / 1.0001, and 3600 / 0.999. */
	no_rounding_adds_up(11025, 100, 3599640035996ULL);
	no_rounding_adds_up(8000, -1000, 3603603603603ULL);
	no_rounding_adds_up(8000, 1000, 3596403596403ULL);
}

static void across_the_end(uint32_t flags)
{
	begin_run(flags, 10);
	behind()->take = take;
	expected = 0;
	CHECK_INT(run(300, 0), 7);
	CHECK_INT(ran.frames, 3000);
	CHECK(!ran.is_wrong);
	/* What the last call has filled is not given. */
	CHECK_INT(expected, flags ? 2700 : 0);
	end();
}

static void comes_late(uint32_t flags)
{
	begin_run(flags, 100);
	ran.late_at = 10;
	ran.late_ns = 55 * SECOND_NS / 1000;
	CHECK_INT(run(480, 0), 7);
	/* Of those that were due meanwhile none waits, and then it is on time again. */
	CHECK_INT(fake.sleeps, 95);
	CHECK_INT(ran.due_ns, ran.start_ns + SECOND_NS);
	CHECK_INT(ran.called_ns, ran.due_ns);
	CHECK(!ran.is_wrong);
	end();
}

static void is_too_fast(uint32_t flags)
{
	begin_run(flags, 20);
	fake.trigger_fails = (struct fake_failure){ .after = 5, .times = 3, .error = -EAGAIN };
	CHECK_INT(run(480, 0), 7);
	CHECK_INT(ran.frames, 20 * 480);
	CHECK_INT(fake.triggers, flags ? 19 : 20);
	/* Three pauses of half a block; of the next blocks one does not wait. */
	CHECK_INT(fake.sleeps, 20 + 3 - 1);
	CHECK(!ran.is_wrong);
	end();
}

static void is_ended(uint32_t flags)
{
	begin_run(flags, 3);
	ran.result = -EPIPE;
	CHECK_INT(run(480, 0), -EPIPE);
	CHECK_INT(ran.blocks, 3);
	fake.trigger_fails = (struct fake_failure){ .after = 1, .times = 1, .error = -ENODEV };
	ran.last = 0;
	ran.frames = 3 * 480;
	CHECK_INT(run(480, 0), -ENODEV);
	CHECK_INT(ran.blocks, flags ? 5 : 4);
	end();
}

static void run_has_limits(void)
{
	begin_run(0, 1);
	CHECK_INT(run(0, 0), -EINVAL);
	CHECK_INT(run(BLOCK_MAX + 1, 0), -EINVAL);
	CHECK_INT(run(1, 1001), -EINVAL);
	CHECK_INT(run(1, -1001), -EINVAL);
	CHECK_INT(ran.blocks, 0);
	CHECK_INT(run(BLOCK_MAX, 1000), 7);
	ran.last++;
	ran.due_ns = 0;
	CHECK_INT(run(1, -1000), 7);
	CHECK(!ran.is_wrong);
	end();
}

static void outlives_the_context(void)
{
	begin(0);
	mixcore_close(ctx);
	ctx = NULL;
	CHECK_INT(mixcore_endpoint_read(endpoint, samples, 10), 10);
	end();
}

int main(void)
{
	is_made();
	values_are_chosen();
	opening_fails();
	layouts_are_checked();
	is_adopted();
	input_is_adopted();
	is_read();
	more_than_the_ring_is_read();
	reading_is_too_fast();
	is_written();
	writing_is_too_fast();
	in_place();
	tells_what_happens();
	page_is_copied();
	page_is_written_meanwhile();
	runs();
	speeds();
	across_the_end(0);
	across_the_end(MIXCORE_ENDPOINT_F_INPUT);
	comes_late(0);
	comes_late(MIXCORE_ENDPOINT_F_INPUT);
	is_too_fast(0);
	is_too_fast(MIXCORE_ENDPOINT_F_INPUT);
	is_ended(0);
	is_ended(MIXCORE_ENDPOINT_F_INPUT);
	run_has_limits();
	outlives_the_context();
	return TEST_END();
}
