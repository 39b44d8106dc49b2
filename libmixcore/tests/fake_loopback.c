// SPDX-License-Identifier: LGPL-2.1-or-later
/* Loopbacks of the kernel for tests. */
#include <errno.h>
#include <string.h>

#include "fake_kernel.h"

static struct mixcore_route_info *loopback_of(uint32_t input, uint32_t output)
{
	for (unsigned int i = 0; i < fake.loopback_count; i++) {
		if (fake.loopbacks[i].stream == input && fake.loopbacks[i].output == output)
			return &fake.loopbacks[i];
	}
	return NULL;
}

/* Its ends remember. */
static void remove_loopback(struct mixcore_route_info *loopback, const struct mixcore_cause *cause)
{
	fake_record(MIXCORE_OBJECT_INPUT, loopback->stream, 0, MIXCORE_CHANGED_LOOPBACKS, cause);
	fake_record_besides(MIXCORE_OBJECT_OUTPUT, loopback->output, MIXCORE_CHANGED_LOOPBACKS);
	fake_event_gone(MIXCORE_OBJECT_LOOPBACK, loopback->stream, loopback->output);
	fake_drop_history(MIXCORE_OBJECT_LOOPBACK, loopback->stream, loopback->output);
	fake.loopback_count--;
	memmove(loopback, loopback + 1,
		(fake.loopbacks + fake.loopback_count - loopback) * sizeof(*loopback));
	memset(&fake.loopbacks[fake.loopback_count], 0, sizeof(*loopback));
}

static struct mixcore_route_info *new_loopback(uint32_t input, uint32_t output)
{
	struct mixcore_route_info *loopback = &fake.loopbacks[fake.loopback_count++];

	*loopback = (struct mixcore_route_info){
		.stream = input,
		.output = output,
		.gain = MIXCORE_GAIN_UNITY,
	};
	return loopback;
}

struct mixcore_route_info *fake_add_loopback(uint32_t input, uint32_t output)
{
	fake_record(MIXCORE_OBJECT_LOOPBACK, input, output, MIXCORE_CHANGED_MADE, NULL);
	return new_loopback(input, output);
}

static int check(const struct mixcore_route_set *set, const struct mixcore_route_info *loopback)
{
	const struct mixcore_output_info *output = fake_output_of(set->output);
	const struct mixcore_input_info *input = fake_input_of(set->stream);
	int err = fake_check_route(set);

	if (err)
		return err;
	if (!input || !output || input->state == MIXCORE_OUTPUT_DETACHED ||
	    output->state == MIXCORE_OUTPUT_DETACHED)
		return -ENOENT;
	if (loopback && set->flags & MIXCORE_ROUTE_F_NEW)
		return -EEXIST;
	if (!loopback && set->flags & MIXCORE_ROUTE_F_CHANGE)
		return -ENOENT;
	if (input->rate != output->rate)
		return -EINVAL;
	if (set->mask & MIXCORE_SET_DELAY &&
	    set->delay_frames > (uint64_t)output->rate * MIXCORE_DELAY_MS_MAX / 1000)
		return -ERANGE;
	return !loopback && fake.loopback_count == MIXCORE_LOOPBACKS_MAX ? -ENOSPC : 0;
}

int fake_loopback_set(const struct mixcore_route_set *arg)
{
	struct mixcore_route_info *loopback = loopback_of(arg->stream, arg->output);
	uint32_t what = arg->mask | (loopback ? 0 : MIXCORE_CHANGED_MADE);
	int err = check(arg, loopback);

	if (err)
		return err;
	fake_apply_route(loopback ?: new_loopback(arg->stream, arg->output), arg);
	fake_record(MIXCORE_OBJECT_LOOPBACK, arg->stream, arg->output, what, &arg->cause);
	return 0;
}

int fake_loopback_remove(const struct mixcore_route_remove *arg)
{
	struct mixcore_route_info *loopback = loopback_of(arg->stream, arg->output);

	if (arg->flags)
		return -EINVAL;
	if (!loopback)
		return -ENOENT;
	remove_loopback(loopback, &arg->cause);
	return 0;
}

/* The delay, and as much as is written and read at once. */
static int give(struct mixcore_route_info *arg, const struct mixcore_route_info *loopback)
{
	const struct mixcore_output_info *output = fake_output_of(loopback->output);
	const struct mixcore_input_info *input = fake_input_of(loopback->stream);
	struct mixcore_route_info info = *loopback;

	info.flags |= MIXCORE_ROUTE_F_JOINED | MIXCORE_ROUTE_F_LINE;
	if (!(info.flags & MIXCORE_ROUTE_F_MATRIX))
		fake_default_matrix(&info, input->channels);
	info.latency_frames = info.delay_frames + 2 * output->cycle_frames +
			      (input->period_frames > input->cycle_frames ? input->period_frames :
									   input->cycle_frames);
	fake_latest(MIXCORE_OBJECT_LOOPBACK, info.stream, info.output, &info.last_change);
	return fake_give(arg, &info, sizeof(info));
}

static uint64_t pair_of(const struct mixcore_route_info *loopback)
{
	return (uint64_t)loopback->stream << 32 | loopback->output;
}

int fake_loopback_read(struct mixcore_route_info *info, bool next)
{
	struct mixcore_route_info *found = NULL;

	for (unsigned int i = 0; i < fake.loopback_count; i++) {
		struct mixcore_route_info *loopback = &fake.loopbacks[i];

		if (next ? pair_of(loopback) <= pair_of(info) : pair_of(loopback) != pair_of(info))
			continue;
		if (!found || pair_of(loopback) < pair_of(found))
			found = loopback;
	}
	return found ? give(info, found) : -ENOENT;
}

unsigned int fake_count_loopbacks(uint32_t input, uint32_t output)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < fake.loopback_count; i++)
		count += (!input || fake.loopbacks[i].stream == input) &&
			 (!output || fake.loopbacks[i].output == output);
	return count;
}

void fake_drop_loopbacks(uint32_t input, uint32_t output, const struct mixcore_cause *cause)
{
	for (unsigned int i = fake.loopback_count; i--;) {
		if ((input && fake.loopbacks[i].stream == input) ||
		    (output && fake.loopbacks[i].output == output))
			remove_loopback(&fake.loopbacks[i], cause);
	}
}
