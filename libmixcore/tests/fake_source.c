// SPDX-License-Identifier: LGPL-2.1-or-later
/* What recorders of the kernel for tests record. */
#include <errno.h>
#include <string.h>

#include "fake_kernel.h"

/* What a source runs at. */
struct pace {
	uint32_t rate, cycle;
};

static int pace_of_output(uint32_t id, struct pace *pace)
{
	const struct mixcore_output_info *output = fake_output_of(id);

	if (!output || output->state == MIXCORE_OUTPUT_DETACHED)
		return -ENOENT;
	*pace = (struct pace){ output->rate, output->cycle_frames };
	return 0;
}

static int pace_of_input(uint32_t id, struct pace *pace)
{
	const struct mixcore_input_info *input = fake_input_of(id);

	if (!input || input->state == MIXCORE_OUTPUT_DETACHED)
		return -ENOENT;
	*pace = (struct pace){ input->rate, input->cycle_frames };
	return 0;
}

static int find_pace(const struct mixcore_stream_source *arg, struct pace *pace)
{
	const struct mixcore_stream_info *played;

	switch (arg->kind) {
	case MIXCORE_SOURCE_INPUT:
		return pace_of_input(arg->source, pace);
	case MIXCORE_SOURCE_MIX:
	case MIXCORE_SOURCE_OUT:
		return pace_of_output(arg->source, pace);
	case MIXCORE_SOURCE_STREAM:
		played = fake_stream_of(arg->source);
		if (!played)
			return -ENOENT;
		if (played->direction == MIXCORE_DIRECTION_CAPTURE)
			return -EINVAL;
		return pace_of_output(played->output, pace);
	default:
		return -EINVAL;
	}
}

static int check_permission(const struct mixcore_stream_source *arg,
			    const struct mixcore_stream_info *recorder, bool control)
{
	const bool all = arg->flags & MIXCORE_SOURCE_F_ALL || !recorder->uid;

	if (!control && (recorder->flags & MIXCORE_STREAM_F_HIDDEN ||
			 arg->flags & MIXCORE_SOURCE_F_ALL))
		return -EPERM;
	if (arg->kind == MIXCORE_SOURCE_OUT && !all)
		return -EPERM;
	if (arg->kind == MIXCORE_SOURCE_STREAM && !all &&
	    fake_stream_of(arg->source)->uid != recorder->uid)
		return -EPERM;
	return 0;
}

/* Those that hear all are one user more. */
static bool is_of(const struct mixcore_stream_info *one, bool all, uint32_t uid)
{
	return one->flags & MIXCORE_STREAM_F_ALL ? all : !all && one->uid == uid;
}

/* Sets are told apart as they are given: the programs do not order them. */
static bool is_same_set(const struct mixcore_stream_info *one, const uint32_t *except,
			uint32_t count)
{
	return one->except_count == count && !memcmp(one->except, except, count * sizeof(*except));
}

/* Is what a recorder with parameters wants one sum of an output's streams too many? */
static bool too_many_mixes(const struct mixcore_stream_source *arg,
			   const struct mixcore_stream_info *recorder)
{
	const bool all = arg->flags & MIXCORE_SOURCE_F_ALL || !recorder->uid;
	const struct mixcore_stream_info *mixes[MIXCORE_MIXES_MAX + 1];
	unsigned int count = 0, known;

	if (!recorder->rate || arg->kind != MIXCORE_SOURCE_MIX)
		return false;
	for (unsigned int i = 0; i < fake.stream_count && count < MIXCORE_MIXES_MAX; i++) {
		const struct mixcore_stream_info *other = &fake.streams[i];

		if (other == recorder || other->source_kind != MIXCORE_SOURCE_MIX || !other->rate ||
		    other->source != arg->source || !is_of(other, all, recorder->uid))
			continue;
		if (is_same_set(other, arg->except, arg->except_count))
			return false;
		for (known = 0; known < count; known++) {
			if (is_same_set(other, mixes[known]->except, mixes[known]->except_count))
				break;
		}
		if (known == count)
			mixes[count++] = other;
	}
	return count == MIXCORE_MIXES_MAX;
}

static int check(const struct mixcore_stream_source *arg,
		 const struct mixcore_stream_info *recorder, bool control)
{
	struct pace pace;
	int err;

	if (!recorder)
		return -ENOENT;
	if (recorder->direction != MIXCORE_DIRECTION_CAPTURE ||
	    arg->except_count > MIXCORE_EXCEPT_MAX ||
	    (arg->except_count && arg->kind != MIXCORE_SOURCE_MIX))
		return -EINVAL;
	err = find_pace(arg, &pace) ?: check_permission(arg, recorder, control);
	if (err)
		return err;
	if (recorder->rate && recorder->rate != pace.rate)
		return -EINVAL;
	if (recorder->rate && recorder->buffer_frames < 2 * pace.cycle)
		return -ENOSPC;
	return too_many_mixes(arg, recorder) ? -ENOSPC : 0;
}

int fake_stream_source(const struct mixcore_stream_source *arg, bool control)
{
	struct mixcore_stream_info *recorder = fake_stream_of(arg->id);
	int err = check(arg, recorder, control);

	if (err)
		return err;
	recorder->source_kind = arg->kind;
	recorder->source = arg->source;
	recorder->except_count = arg->except_count;
	memcpy(recorder->except, arg->except, sizeof(recorder->except));
	recorder->flags &= ~MIXCORE_STREAM_F_ALL;
	if (arg->flags & MIXCORE_SOURCE_F_ALL || !recorder->uid)
		recorder->flags |= MIXCORE_STREAM_F_ALL;
	fake_record(MIXCORE_OBJECT_STREAM, recorder->id, 0, MIXCORE_CHANGED_SOURCE, &arg->cause);
	return 0;
}

static bool records(const struct mixcore_stream_info *stream, uint32_t output)
{
	const struct mixcore_stream_info *played;

	if (stream->source_kind == MIXCORE_SOURCE_MIX || stream->source_kind == MIXCORE_SOURCE_OUT)
		return stream->source == output;
	played = stream->source_kind == MIXCORE_SOURCE_STREAM ? fake_stream_of(stream->source) :
								NULL;
	return played && played->output == output;
}

void fake_count_recorders(struct mixcore_output_info *output)
{
	output->recorders = output->recording = 0;
	for (unsigned int i = 0; i < fake.stream_count; i++) {
		if (!records(&fake.streams[i], output->id))
			continue;
		output->recorders++;
		output->recording += fake.streams[i].state == MIXCORE_STREAM_RUNNING;
	}
}
