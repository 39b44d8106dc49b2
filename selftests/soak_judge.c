// SPDX-License-Identifier: GPL-2.0-or-later
/* What must be heard, one cycle at a time, by the reference's arithmetic. */
#include <stdio.h>
#include <string.h>

#include "reference.h"
#include "soak.h"

void judge_event(struct soak_judge *judge, const struct soak_event *event)
{
	judge->events[judge->next_event++ % SOAK_EVENTS] = *event;
}

static int32_t path_at(const struct soak_path *path, unsigned int out, unsigned int in,
		       uint64_t frame)
{
	return reference_ramp(path->from[out][in], path->to[out][in], frame - path->ramp_at,
			      SOAK_RAMP);
}

/* From `frame` on to the gains that hold now, from where it is. */
static void path_ramp(struct soak_judge *judge, unsigned int number, uint64_t frame)
{
	struct soak_path *path = &judge->paths[number];
	unsigned int channels = judge->players[number].config.channels;
	bool moves = false;
	int32_t from[2][2], to[2][2];
	unsigned int out, in;

	for (out = 0; out < 2; out++) {
		for (in = 0; in < 2; in++) {
			from[out][in] = path_at(path, out, in, frame);
			to[out][in] = in < channels ?
				reference_coefficient(channels, out, in, path->gain[in],
						      judge->output_gain[out]) : 0;
			moves |= to[out][in] != path->to[out][in];
		}
	}
	if (!moves)
		return;
	memcpy(path->from, from, sizeof(from));
	memcpy(path->to, to, sizeof(to));
	path->ramp_at = frame;
}

static void judge_apply(struct soak_judge *judge, const struct soak_event *event, uint64_t frame)
{
	unsigned int i;

	if (event->player != SOAK_OUTPUT) {
		memcpy(judge->paths[event->player].gain, event->gain, sizeof(event->gain));
		path_ramp(judge, event->player, frame);
		return;
	}
	memcpy(judge->output_gain, event->gain, sizeof(event->gain));
	for (i = 0; i < judge->count; i++)
		path_ramp(judge, i, frame);
}

/* The run that this frame belongs to, or NULL. Runs that are over are forgotten. */
static struct soak_run *judge_run(struct soak_player *player, uint64_t frame)
{
	struct soak_run *run;

	while (player->first_run != player->next_run) {
		run = &player->runs[player->first_run % SOAK_RUNS];
		if (frame < run->end)
			return frame >= run->begin ? run : NULL;
		player->first_run++;
	}
	return NULL;
}

/* A stream starts at its gain: only changes while it plays are ramped. */
static void judge_begin_runs(struct soak_judge *judge)
{
	unsigned int i;

	for (i = 0; i < judge->count; i++) {
		struct soak_run *run = judge_run(&judge->players[i], judge->frame);
		struct soak_path *path = &judge->paths[i];

		path->plays = run;
		if (!run || run->begin != judge->frame)
			continue;
		path_ramp(judge, i, judge->frame);
		memcpy(path->from, path->to, sizeof(path->to));
	}
}

static void judge_add(struct soak_judge *judge, unsigned int number, reference_wide *sums)
{
	struct soak_player *player = &judge->players[number];
	struct soak_path *path = &judge->paths[number];
	uint64_t n = judge->frame - judge_run(player, judge->frame)->shift;
	unsigned int frame, out, in;

	for (frame = 0; frame < SOAK_CYCLE; frame++, n++) {
		const int32_t *sample = player->heard[n % SOAK_HISTORY];
		bool moves = judge->frame + frame - path->ramp_at < SOAK_RAMP;

		for (in = 0; in < player->config.channels; in++)
			for (out = 0; out < 2; out++)
				sums[2 * frame + out] += sample[in] * (reference_wide)(moves ?
					path_at(path, out, in, judge->frame + frame) :
					path->to[out][in]);
	}
}

static void judge_mix(struct soak_judge *judge, int32_t *expected)
{
	reference_wide sums[2 * SOAK_CYCLE] = { };
	unsigned int i;

	for (i = 0; i < judge->count; i++)
		if (judge->paths[i].plays)
			judge_add(judge, i, sums);
	for (i = 0; i < 2 * SOAK_CYCLE; i++)
		expected[i] = reference_round(sums[i], 32);
}

static bool judge_same(struct soak_judge *judge, const int32_t *expected, const int32_t *recorded)
{
	unsigned int i;

	if (memcmp(expected, recorded, 2 * SOAK_CYCLE * sizeof(*expected)))
		return false;
	for (i = 0; i < 2 * SOAK_CYCLE; i++) {
		judge->loud += recorded[i] != 0;
		judge->clipped += recorded[i] == INT32_MAX || recorded[i] == INT32_MIN;
	}
	return true;
}

static void judge_complain(const struct soak_judge *judge, const int32_t *expected,
			   const int32_t *recorded)
{
	unsigned int i, wrong = 0, at = 0;

	for (i = 2 * SOAK_CYCLE; i--;) {
		if (expected[i] == recorded[i])
			continue;
		wrong++;
		at = i;
	}
	printf("# frame %llu, channel %u: heard %d, expected %d; %u of %u samples differ\n",
	       (unsigned long long)judge->frame + at / 2, at % 2, recorded[at], expected[at],
	       wrong, 2 * SOAK_CYCLE);
	for (i = 0; i < judge->count; i++)
		if (judge->paths[i].plays)
			printf("# player %u plays since frame %llu, ramp at %llu\n", i,
			       (unsigned long long)judge_run(&judge->players[i],
							     judge->frame)->begin,
			       (unsigned long long)judge->paths[i].ramp_at);
}

/*
 * The next cycle, of which all is known. One change of volume may or may not have come in time for
 * it: then the recording tells, and must be right for one of the two.
 */
bool judge_cycle(struct soak_judge *judge, const int32_t *recorded)
{
	int32_t expected[2 * SOAK_CYCLE];
	struct soak_event *event = NULL;
	bool same;

	while (judge->first_event != judge->next_event) {
		event = &judge->events[judge->first_event % SOAK_EVENTS];
		if (event->latest > judge->frame)
			break;
		judge_apply(judge, event, judge->frame);
		judge->first_event++;
		event = NULL;
	}
	judge_begin_runs(judge);
	judge_mix(judge, expected);
	same = judge_same(judge, expected, recorded);
	if (!same && event && event->earliest <= judge->frame) {
		judge_apply(judge, event, judge->frame);
		judge_begin_runs(judge);
		judge_mix(judge, expected);
		same = judge_same(judge, expected, recorded);
		judge->first_event++;
		judge->guesses++;
	}
	if (!same)
		judge_complain(judge, expected, recorded);
	judge->frame += SOAK_CYCLE;
	return same;
}
