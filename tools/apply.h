/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mixctl apply: from what a file says to the calls of one transaction.
 *
 * First the plan is made: names become ids, and what can't be is refused, with its line. Then it is
 * printed, or carried out. Nothing is changed while it is made.
 *
 * What recorders record, how long inputs idle and on which outputs they play no transaction sets.
 * It is set before, one by one, and set back when something is refused.
 */
#ifndef MIXCTL_APPLY_H
#define MIXCTL_APPLY_H

#include "recorder.h"
#include "state.h"

/**
 * struct step - one call
 * @call: MIXCORE_CALL_OUTPUT_SET, _DEFAULT_SET, _STREAM_SET, _STREAM_MOVE, _ROUTE_SET or
 *	_ROUTE_REMOVE; _INPUT_SET, _LOOPBACK_SET or _STREAM_SOURCE, which are made by themselves
 * @line: of the section that asks for it
 * @user: whose defaults, NULL = of all; belongs to the state
 * @stream: that it is about; id 0 = none
 * @output: that it is about; id 0 = none
 * @input: that it is about; id 0 = none
 * @words: of a source, as the file says it; they belong to the state
 * @rate: of that source
 * @group: with MIXCORE_SET_SYNC_GROUP: its name, empty = none; belongs to the state
 * @matrix: of a route or a loopback, as far as it is given
 * @loopback: as it is now; its stream is 0 where there is none
 */
struct step {
	enum mixcore_call call;
	unsigned int line;
	const char *user;
	struct mixcore_stream_info stream;
	struct mixcore_output_info output;
	struct mixcore_input_info input;
	struct source_words words;
	uint32_t rate;
	const char *group;
	struct matrix matrix;
	struct mixcore_route_info loopback;
	union {
		struct mixcore_input_set input_set;
		struct mixcore_stream_source source;
		struct mixcore_output_set output_set;
		struct mixcore_default default_set;
		struct mixcore_stream_set stream_set;
		struct mixcore_stream_move stream_move;
		struct mixcore_route_set route_set;
		struct mixcore_route_remove route_remove;
	};
};

/**
 * struct plan_group - a sync group that the file names
 * @name: belongs to the state
 * @first: id of the stream that others join
 * @joined: others do
 * @line: of the section about the first
 */
struct plan_group {
	const char *name;
	uint32_t first;
	bool joined;
	unsigned int line;
};

/* Each section names one at most. */
struct plan_groups {
	unsigned int count;
	struct plan_group group[MIXCORE_STREAMS_MAX];
};

/**
 * struct plan - all of them, in order
 * @m: connected
 * @path: of the file, for messages
 * @state: what it says
 * @count: of the steps
 * @room: for so many there is memory
 * @step: the steps
 */
struct plan {
	struct mixctl *m;
	const char *path;
	const struct state *state;
	unsigned int count, room;
	struct step *step;
};

/* All that a connected mixctl does with a file that was read; the exit status. */
int apply_state(struct mixctl *m, const char *path, const struct state *state, bool dry_run);

/* The functions below return the exit status; they have said why it is not 0. */
int plan_make(struct plan *plan);
int plan_streams(struct plan *plan);
int plan_inputs(struct plan *plan);
int plan_loopbacks(struct plan *plan);
int plan_recorders(struct plan *plan);
void plan_free(struct plan *plan);

/* One more, with nothing in it but this. */
struct step *plan_add(struct plan *plan, enum mixcore_call call, unsigned int line);

/* Of the section in this line, 0 = none: "FILE: line 7: text"; and that nothing was changed. */
int plan_refuse(const struct plan *plan, unsigned int line, const char *advice,
		const char *format, ...) PRINTF(4, 5);

/* Into a step that sets a stream, the sync group that its section names. */
void plan_group(struct plan_groups *groups, const struct state_stream *section, struct step *step);

/* Refuses groups of one. */
int plan_check_groups(const struct plan *plan, const struct plan_groups *groups);

/* The output or input that this line names. */
int plan_find_output(const struct plan *plan, unsigned int line, const char *name,
		     struct mixcore_output_info *info);
int plan_find_input(const struct plan *plan, unsigned int line, const char *name,
		    struct mixcore_input_info *info);

/* The gains that are given over those that are. */
void plan_gains(uint32_t *gain, unsigned int channels, const uint32_t *given, uint32_t count);

/* Is it none of a transaction? */
bool is_single(const struct step *step);

/* The index of the step which is this change of the transaction; past all where there is none. */
unsigned int plan_change(const struct plan *plan, unsigned int number);

/*
 * Makes all of these, or none; a negative errno and the step that it is of. And sets back those
 * before @end.
 */
int make_singles(const struct plan *plan, unsigned int *failed);
void undo_singles(const struct plan *plan, unsigned int end);

/* A table, or JSON. */
void plan_print(const struct plan *plan);

#endif /* MIXCTL_APPLY_H */
