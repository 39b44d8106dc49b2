// SPDX-License-Identifier: LGPL-2.1-or-later
/* The status area: opening, finding, and entries that the kernel writes while they are read. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake_kernel.h"
#include "test.h"

static struct mixcore *ctx;
static struct mixcore_status_area *area;
static struct mixcore_status_entry seen;

static void begin(void)
{
	fake_reset_small();
	area = NULL;
	CHECK_INT(mixcore_open(&ctx, 0), 0);
}

static void end(void)
{
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
	CHECK_INT(fake.maps, 0);
}

static void open_area(void)
{
	begin();
	CHECK_INT(mixcore_status_open(ctx, &area), 0);
	CHECK_INT(fake.maps, 1);
}

static void close_area(void)
{
	mixcore_status_close(area);
	end();
}

static void is_refused(int error)
{
	CHECK_INT(mixcore_status_open(ctx, &area), error);
	CHECK(!area);
	CHECK_INT(fake.maps, 0);
	fake_status_reset();
}

static void opening_fails(void)
{
	begin();
	fake.map_error = -ENOSPC;
	is_refused(-ENOSPC);
	end();
	fake.features &= ~MIXCORE_FEATURE_STATUS;
	CHECK_INT(mixcore_open(&ctx, 0), 0);
	is_refused(-ENOTSUP);
	mixcore_status_close(NULL);
	end();
}

static void layouts_are_checked(void)
{
	struct mixcore_status_header *header = fake_status_header();

	begin();
	header->magic++;
	is_refused(-EPROTO);
	header->size = sizeof(*header) - 1;
	is_refused(-EPROTO);
	header->stride = sizeof(seen) - 8;
	is_refused(-EPROTO);
	header->stride = sizeof(seen) + 4;
	is_refused(-EPROTO);
	header->outputs_offset += 4;
	is_refused(-EPROTO);
	header->outputs = UINT32_MAX;
	is_refused(-EPROTO);
	/* The last entry is just within the area, and then just beyond. */
	header->streams++;
	is_refused(-EPROTO);
	header->inputs_offset = MIXCORE_STATUS_BYTES;
	is_refused(-EPROTO);
	header->bytes = UINT32_MAX;
	is_refused(-EINVAL);
	end();
}

/* Its entries are longer, there are more of them, and other things are in between. */
static void a_newer_kernel(void)
{
	struct mixcore_status_header *header = fake_status_header();

	begin();
	header->size = 96;
	header->stride = 256;
	header->bytes = 256 + 256 * (64 + 64 + 768);
	header->outputs_offset = 256;
	header->inputs_offset = 256 * 65;
	header->streams_offset = 256 * 129;
	fake_status_at(MIXCORE_OBJECT_STREAM, 767)->id = 77;
	fake_status_at(MIXCORE_OBJECT_STREAM, 767)->frames = 9;
	CHECK_INT(mixcore_status_open(ctx, &area), 0);
	CHECK_INT(fake.maps, 1);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_STREAM, 77, &seen), 0);
	CHECK_INT(seen.frames, 9);
	close_area();
}

static void generation_is_read(void)
{
	open_area();
	fake_status_header()->generation = 0x100000002;
	CHECK_INT(mixcore_status_generation(area), 0x100000002);
	fake_status_header()->generation++;
	CHECK_INT(mixcore_status_generation(area), 0x100000003);
	close_area();
}

static void entries_are_found(void)
{
	open_area();
	fake_status_of(MIXCORE_OBJECT_OUTPUT, 2)->xruns = 3;
	fake_status_of(MIXCORE_OBJECT_INPUT, 2)->xruns = 4;
	fake_status_of(MIXCORE_OBJECT_STREAM, 2)->xruns = 5;
	/* Of the same lower bits. */
	fake_status_of(MIXCORE_OBJECT_STREAM, 2 + 256)->xruns = 6;
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_OUTPUT, 2, &seen), 0);
	CHECK_INT(seen.xruns, 3);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_INPUT, 2, &seen), 0);
	CHECK_INT(seen.xruns, 4);
	for (int i = 0; i < 2; i++) {
		CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_STREAM, 2, &seen), 0);
		CHECK_INT(seen.xruns, 5);
		CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_STREAM, 258, &seen), 0);
		CHECK_INT(seen.xruns, 6);
	}
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_OUTPUT, 3, &seen), -ENOENT);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_OUTPUT, 0, &seen), -ENOENT);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_ROUTE, 2, &seen), -EINVAL);
	close_area();
}

/* The last place of a kind, and not one of the next kind. */
static void all_places_are_looked_at(void)
{
	open_area();
	fake_status_at(MIXCORE_OBJECT_OUTPUT, 32)->id = 50;
	fake_status_at(MIXCORE_OBJECT_INPUT, 0)->id = 51;
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_OUTPUT, 50, &seen), 0);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_OUTPUT, 51, &seen), -ENOENT);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_INPUT, 51, &seen), 0);
	close_area();
}

/* What is gone is not found where it was, and what comes is found where another was. */
static void entries_come_and_go(void)
{
	open_area();
	fake_status_of(MIXCORE_OBJECT_STREAM, 5);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_STREAM, 5, &seen), 0);
	fake_status_drop(MIXCORE_OBJECT_STREAM, 5);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_STREAM, 5, &seen), -ENOENT);
	fake_status_of(MIXCORE_OBJECT_STREAM, 6);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_STREAM, 5, &seen), -ENOENT);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_STREAM, 6, &seen), 0);
	close_area();
}

static void entries_are_iterated(void)
{
	uint32_t index = 0;

	open_area();
	fake_status_at(MIXCORE_OBJECT_STREAM, 3)->id = 30;
	fake_status_at(MIXCORE_OBJECT_STREAM, 767)->id = 31;
	CHECK_INT(mixcore_status_next(area, MIXCORE_OBJECT_STREAM, &index, &seen), 0);
	CHECK_INT(seen.id, 30);
	CHECK_INT(mixcore_status_next(area, MIXCORE_OBJECT_STREAM, &index, &seen), 0);
	CHECK_INT(seen.id, 31);
	CHECK_INT(mixcore_status_next(area, MIXCORE_OBJECT_STREAM, &index, &seen), -ENOENT);
	CHECK_INT(mixcore_status_next(area, MIXCORE_OBJECT_STREAM, &index, &seen), -ENOENT);
	index = 0;
	CHECK_INT(mixcore_status_next(area, MIXCORE_OBJECT_INPUT, &index, &seen), -ENOENT);
	CHECK_INT(mixcore_status_next(area, MIXCORE_OBJECT_DEFAULT, &index, &seen), -EINVAL);
	close_area();
}

static void half_written(void)
{
	uint32_t index = 0;

	open_area();
	fake_status_of(MIXCORE_OBJECT_STREAM, 5)->sequence = 3;
	fake_status_of(MIXCORE_OBJECT_STREAM, 6);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_STREAM, 5, &seen), -EAGAIN);
	/* The others are read all the same. */
	CHECK_INT(mixcore_status_next(area, MIXCORE_OBJECT_STREAM, &index, &seen), -EAGAIN);
	CHECK_INT(mixcore_status_next(area, MIXCORE_OBJECT_STREAM, &index, &seen), 0);
	CHECK_INT(seen.id, 6);
	fake_status_of(MIXCORE_OBJECT_STREAM, 5)->sequence = 4;
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_STREAM, 5, &seen), 0);
	close_area();
}

/*
 * The entry 20 of outputs begins in one page and ends in the next. That one can't be read at first:
 * so the reader stops in the middle of the entry, and meanwhile the kernel writes it.
 */
#define SPLIT	20

static void *second_page;
static uint32_t writes;
static uint32_t becomes;

static void write_split(void)
{
	struct mixcore_status_entry *entry = fake_status_at(MIXCORE_OBJECT_OUTPUT, SPLIT);

	writes++;
	entry->sequence += 2;
	entry->id = becomes;
	entry->frames = 100 + writes;
	entry->square_sum[7] = 100 + writes;
}

static void in_the_middle(int signal)
{
	(void)signal;
	write_split();
	if (mprotect(second_page, sysconf(_SC_PAGESIZE), PROT_READ))
		_exit(3);
}

static void stop_in_the_middle(uint32_t id)
{
	const struct sigaction action = { .sa_handler = in_the_middle };
	const long page = sysconf(_SC_PAGESIZE);
	const void *mapped;

	/* The area is the latest mapping of the file, and this is its address. */
	memcpy(&mapped, area, sizeof(mapped));
	second_page = (char *)mapped + page;
	becomes = 9;
	write_split();
	CHECK(!sigaction(SIGSEGV, &action, NULL));
	/* Where it is, it knows from the first time. */
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_OUTPUT, 9, &seen), 0);
	CHECK_INT(seen.frames, 100 + writes);
	becomes = id;
	CHECK(!mprotect(second_page, page, PROT_NONE));
}

static void written_meanwhile(void)
{
	uint32_t before;

	open_area();
	stop_in_the_middle(9);
	before = writes;
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_OUTPUT, 9, &seen), 0);
	CHECK_INT(writes, before + 1);
	CHECK_INT(seen.frames, 100 + writes);
	CHECK_INT(seen.square_sum[7], 100 + writes);
	signal(SIGSEGV, SIG_DFL);
	close_area();
}

static void becomes_another(void)
{
	open_area();
	stop_in_the_middle(10);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_OUTPUT, 9, &seen), -ENOENT);
	CHECK_INT(mixcore_status_read(area, MIXCORE_OBJECT_OUTPUT, 10, &seen), 0);
	signal(SIGSEGV, SIG_DFL);
	close_area();
}

int main(void)
{
	fake_reset();
	opening_fails();
	layouts_are_checked();
	a_newer_kernel();
	generation_is_read();
	entries_are_found();
	all_places_are_looked_at();
	entries_come_and_go();
	entries_are_iterated();
	half_written();
	written_meanwhile();
	becomes_another();
	return TEST_END();
}
