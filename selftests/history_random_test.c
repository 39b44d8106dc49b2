// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two processes change what they can think of, at once. Whatever the kernel then says of why a thing
 * is as it is, must be what the log of these changes says.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=2. SIZE=full makes more changes.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "history.h"
#include "routes.h"
#include "kselftest_harness.h"

#define RATE		48000
#define PROCESSES	2
#define CHANGES_QUICK	100	/* of each */
#define CHANGES_FULL	5000
#define CHANGES_MAX	CHANGES_FULL

/* One change: of what it was, when it was made, and what came of it. */
struct entry {
	struct object object;
	unsigned int what;
	bool ends;		/* the object is gone */
	uint64_t begin, end;	/* on the clock of both */
	uint64_t cookie;
	int err;
};

struct log {
	_Atomic uint64_t clock;
	unsigned int explained[PROCESSES];
	struct entry entries[PROCESSES][CHANGES_MAX];
};

FIXTURE(random_changes) {
	int control, outputs[2], input, pcms[3];
	unsigned int stream, other, recorder, changes;
	struct log *log;
};

/* A process, and the change that it makes next. */
struct writer {
	FIXTURE_DATA(random_changes) *self;
	unsigned int number, made;
	unsigned int seed;
	bool routed, looped;
	struct entry *entry;
};

static unsigned int any(struct writer *writer, unsigned int below)
{
	return (unsigned int)rand_r(&writer->seed) % below;
}

static unsigned int any_output(struct writer *writer)
{
	return (unsigned int)writer->self->outputs[any(writer, 2)];
}

static void about(struct writer *writer, unsigned int kind, unsigned int id, unsigned int output,
		  unsigned int what)
{
	writer->entry->object = (struct object) { kind, id, output };
	writer->entry->what = what;
}

static int make(struct writer *writer, unsigned long cmd, void *args)
{
	struct log *log = writer->self->log;

	writer->entry->begin = atomic_fetch_add(&log->clock, 1);
	writer->entry->err = call(writer->self->control, cmd, args);
	writer->entry->end = atomic_fetch_add(&log->clock, 1);
	return writer->entry->err;
}

static int change_stream(struct writer *writer)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .mask = 1 + any(writer, 3),
		.mute = any(writer, 2), .gain[0] = any(writer, MIXCORE_GAIN_UNITY),
		.cause = because(writer->entry->cookie),
	};
	const unsigned int ids[] = {
		writer->self->stream, writer->self->other, writer->self->recorder,
	};

	set.id = ids[any(writer, 3)];
	about(writer, MIXCORE_OBJECT_STREAM, set.id, 0, set.mask);
	return make(writer, MIXCORE_IOCTL_STREAM_SET, &set);
}

static int change_move(struct writer *writer)
{
	struct mixcore_stream_move args = {
		.size = sizeof(args), .id = writer->self->stream, .output = any_output(writer),
		.cause = because(writer->entry->cookie),
	};

	about(writer, MIXCORE_OBJECT_STREAM, args.id, 0, MIXCORE_CHANGED_OUTPUT);
	return make(writer, MIXCORE_IOCTL_STREAM_MOVE, &args);
}

static int change_group(struct writer *writer)
{
	struct mixcore_stream_set set = {
		.size = sizeof(set), .id = writer->self->stream, .mask = MIXCORE_SET_SYNC_GROUP,
		.sync_group = any(writer, 2) ? writer->self->other : 0,
		.cause = because(writer->entry->cookie),
	};

	about(writer, MIXCORE_OBJECT_STREAM, set.id, 0, set.mask);
	return make(writer, MIXCORE_IOCTL_STREAM_SET, &set);
}

static int change_source(struct writer *writer)
{
	struct mixcore_stream_source args = {
		.size = sizeof(args), .id = writer->self->recorder, .kind = MIXCORE_SOURCE_MIX,
		.source = any_output(writer), .cause = because(writer->entry->cookie),
	};

	about(writer, MIXCORE_OBJECT_STREAM, args.id, 0, MIXCORE_CHANGED_SOURCE);
	return make(writer, MIXCORE_IOCTL_STREAM_SOURCE, &args);
}

static int change_output(struct writer *writer)
{
	static const unsigned int masks[] = {
		MIXCORE_SET_GAIN, MIXCORE_SET_MUTE, MIXCORE_SET_IDLE, MIXCORE_SET_FILL,
		MIXCORE_SET_LIMITER, MIXCORE_SET_DITHER,
	};
	struct mixcore_output_set set = {
		.size = sizeof(set), .id = any_output(writer), .mute = any(writer, 2),
		.idle_ms = any(writer, 1000), .fill_frames = 1024,
		.mask = masks[any(writer, 6)] | masks[any(writer, 6)],
		.cause = because(writer->entry->cookie),
	};

	about(writer, MIXCORE_OBJECT_OUTPUT, set.id, 0, set.mask);
	return make(writer, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

static int change_eq(struct writer *writer)
{
	struct mixcore_output_eq args = {
		.size = sizeof(args), .id = any_output(writer),
		.cause = because(writer->entry->cookie),
	};

	about(writer, MIXCORE_OBJECT_OUTPUT, args.id, 0, MIXCORE_CHANGED_EQ);
	return make(writer, MIXCORE_IOCTL_OUTPUT_EQ, &args);
}

static int change_input(struct writer *writer)
{
	struct mixcore_input_set set = {
		.size = sizeof(set), .id = (unsigned int)writer->self->input,
		.mask = MIXCORE_SET_IDLE, .idle_ms = any(writer, 1000),
		.cause = because(writer->entry->cookie),
	};

	about(writer, MIXCORE_OBJECT_INPUT, set.id, 0, set.mask);
	return make(writer, MIXCORE_IOCTL_INPUT_SET, &set);
}

static int change_default(struct writer *writer)
{
	struct mixcore_default set = {
		.size = sizeof(set), .uid = MIXCORE_UID_ANY, .output = any_output(writer),
		.gain = any(writer, MIXCORE_GAIN_UNITY),
		.mask = any(writer, 2) ? MIXCORE_DEFAULT_GAIN : MIXCORE_DEFAULT_OUTPUT,
		.cause = because(writer->entry->cookie),
	};

	about(writer, MIXCORE_OBJECT_DEFAULT, set.uid, 0, set.mask);
	return make(writer, MIXCORE_IOCTL_DEFAULT_SET, &set);
}

/* The leading route of a stream that is not moved. */
static int change_lead(struct writer *writer)
{
	struct mixcore_route_set set = route_call(writer->self->other,
						  (unsigned int)writer->self->outputs[0]);

	set.mask = any(writer, 2) ? MIXCORE_SET_GAIN : MIXCORE_SET_MUTE;
	set.cause = because(writer->entry->cookie);
	about(writer, MIXCORE_OBJECT_ROUTE, set.stream, set.output, set.mask);
	return make(writer, MIXCORE_IOCTL_ROUTE_SET, &set);
}

/* Routes and loopbacks that come and go are one process's alone. */
static int come_and_go(struct writer *writer, unsigned int kind, unsigned int from, bool *there)
{
	bool loops = kind == MIXCORE_OBJECT_LOOPBACK;
	unsigned int output = (unsigned int)writer->self->outputs[1];
	struct mixcore_route_set set = route_call(from, output);
	struct mixcore_route_remove gone = {
		.size = sizeof(gone), .stream = from, .output = output,
		.cause = because(writer->entry->cookie),
	};

	set.cause = gone.cause;
	set.mask = MIXCORE_SET_DELAY | MIXCORE_SET_GAIN;
	set.delay_frames = any(writer, 1000);
	about(writer, kind, from, output, set.mask | (*there ? 0 : MIXCORE_CHANGED_MADE));
	if (*there && !any(writer, 3)) {
		*there = false;
		writer->entry->ends = true;
		return make(writer, loops ? MIXCORE_IOCTL_LOOPBACK_REMOVE :
			    MIXCORE_IOCTL_ROUTE_REMOVE, &gone);
	}
	*there = true;
	return make(writer, loops ? MIXCORE_IOCTL_LOOPBACK_SET : MIXCORE_IOCTL_ROUTE_SET, &set);
}

static int change_own(struct writer *writer)
{
	if (writer->number)
		return come_and_go(writer, MIXCORE_OBJECT_LOOPBACK,
				   (unsigned int)writer->self->input, &writer->looped);
	return come_and_go(writer, MIXCORE_OBJECT_ROUTE, writer->self->other, &writer->routed);
}

static int (* const kinds[])(struct writer *writer) = {
	change_stream, change_move, change_group, change_source, change_output, change_eq,
	change_input, change_default, change_lead, change_own,
};

/* Right after the change: it is there, by whom it was made. */
static bool is_explained(const struct writer *writer)
{
	const struct entry *entry = writer->entry;
	const struct mixcore_change *change;
	struct history history;

	if (entry->err)
		return false;
	if (entry->ends)
		return history_get(writer->self->control, entry->object, &history) == -ENOENT;
	if (history_get(writer->self->control, entry->object, &history))
		return false;
	change = history_by(&history, entry->cookie);
	return change && change->what == entry->what &&
	       change->last_change.pid == (unsigned int)getpid() &&
	       !memcmp(change->last_change.cause.text, because(entry->cookie).text,
		       MIXCORE_CAUSE_TEXT_LEN);
}

static void write_changes(FIXTURE_DATA(random_changes) *self, unsigned int number)
{
	struct writer writer = {
		.self = self, .number = number, .seed = 0x5eed + number,
	};

	for (; writer.made < self->changes; writer.made++) {
		writer.entry = &self->log->entries[number][writer.made];
		writer.entry->cookie = writer.made * PROCESSES + number + 1;
		kinds[any(&writer, sizeof(kinds) / sizeof(*kinds))](&writer);
		self->log->explained[number] += is_explained(&writer);
		if (!any(&writer, 3))
			sched_yield();
	}
}

static int open_streams(FIXTURE_DATA(random_changes) *self)
{
	const struct pcm_config config = { FORMAT_S16, RATE, 2, 1024, 8192 };
	unsigned int *ids[] = { &self->stream, &self->other, &self->recorder };
	int i, err;

	for (i = 0; i < 3; i++) {
		self->pcms[i] = pcm_open("Mixcore", i < 2 ? 0 : CAPTURE | 1, O_RDWR | O_NONBLOCK);
		if (self->pcms[i] < 0)
			return self->pcms[i];
		*ids[i] = (unsigned int)stream_newest(self->control);
		err = pcm_configure(self->pcms[i], &config);
		if (err)
			return err;
	}
	return 0;
}

FIXTURE_SETUP(random_changes)
{
	const struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 4096 };
	char name[] = "out0", card[] = "Test0";

	self->control = control_open();
	ASSERT_LE(0, self->control);
	ASSERT_EQ(0, reset_all(self->control));
	for (; name[3] < '2'; name[3]++, card[4]++) {
		self->outputs[name[3] - '0'] = attach_card(self->control, name, card, 0, &slave,
							   NULL);
		ASSERT_LT(0, self->outputs[name[3] - '0']);
	}
	self->input = input_attach_card(self->control, "in", "Test0", 0, &slave, NULL);
	ASSERT_LT(0, self->input);
	ASSERT_EQ(0, open_streams(self));
	self->changes = size_is_full() ? CHANGES_FULL : CHANGES_QUICK;
	self->log = mmap(NULL, sizeof(*self->log), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->log);
}

FIXTURE_TEARDOWN(random_changes)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		close(self->pcms[i]);
	munmap(self->log, sizeof(*self->log));
	EXPECT_EQ(0, reset_all(self->control));
	close(self->control);
}

/* May @entry be what there is of @what of its object, by the log? */
static bool is_last(const FIXTURE_DATA(random_changes) *self, const struct entry *entry,
		    unsigned int what)
{
	unsigned int p, i;

	for (p = 0; p < PROCESSES; p++) {
		for (i = 0; i < self->changes; i++) {
			const struct entry *other = &self->log->entries[p][i];

			if (other->begin > entry->end && (other->ends || (other->what & what)) &&
			    !memcmp(&other->object, &entry->object, sizeof(other->object)))
				return false;
		}
	}
	return true;
}

/* Of everything that @entry has changed and others have not changed after it. */
static bool is_right(const FIXTURE_DATA(random_changes) *self, const struct entry *entry,
		     unsigned int *judged)
{
	const struct mixcore_change *change;
	const struct entry *said;
	struct history history;
	unsigned int bit;

	for (bit = 1; bit; bit <<= 1) {
		if (!(entry->what & bit) || !is_last(self, entry, bit))
			continue;
		++*judged;
		if (history_get(self->control, entry->object, &history))
			return entry->ends;
		change = history_of(&history, bit);
		if (!change || !change->last_change.cause.cookie)
			return false;
		said = &self->log->entries[(change->last_change.cause.cookie - 1) % PROCESSES]
			[(change->last_change.cause.cookie - 1) / PROCESSES];
		if (said != entry && !(is_last(self, said, bit) && (said->what & bit)))
			return false;
	}
	return true;
}

TEST_F(random_changes, explained)
{
	unsigned int p, i, right = 0, judged = 0;
	pid_t pids[PROCESSES];
	int status;

	for (p = 0; p < PROCESSES; p++) {
		pids[p] = fork();
		ASSERT_LE(0, pids[p]);
		if (!pids[p]) {
			write_changes(self, p);
			_exit(0);
		}
	}
	for (p = 0; p < PROCESSES; p++) {
		ASSERT_EQ(pids[p], waitpid(pids[p], &status, 0));
		ASSERT_EQ(0, status);
		EXPECT_EQ(self->changes, self->log->explained[p]);
	}
	for (p = 0; p < PROCESSES; p++) {
		for (i = 0; i < self->changes; i++)
			right += is_right(self, &self->log->entries[p][i], &judged);
	}
	TH_LOG("%u of %u changes explained, %u of them the latest of something", right,
	       PROCESSES * self->changes, judged);
	EXPECT_EQ(PROCESSES * self->changes, right);
	EXPECT_LT(20, judged);
}

TEST_HARNESS_MAIN
