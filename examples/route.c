// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * route STREAM OUTPUT OTHER: play a stream on the first output, and half as loud on the other one.
 * Both happens, or nothing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <mixcore/mixcore.h>

static uint32_t output_id(struct mixcore *ctx, const char *name)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);

	/* There is no output 0: the call will say so. */
	return mixcore_output_find(ctx, name, &info) ? 0 : info.id;
}

/* The route is set first: a move is the last that is said about routes of a stream. */
static int collect(struct mixcore *ctx, struct mixcore_changes *changes, char **names)
{
	struct mixcore_stream_move move = MIXCORE_INIT(mixcore_stream_move);
	struct mixcore_route_set set = MIXCORE_INIT(mixcore_route_set);
	int err;

	set.stream = move.id = strtoul(names[0], NULL, 10);
	set.output = output_id(ctx, names[2]);
	set.mask = MIXCORE_SET_GAIN;
	set.gain = MIXCORE_GAIN_UNITY / 2;
	mixcore_cause_set(&set.cause, 0, "example: route");
	err = mixcore_changes_add_route_set(changes, &set);
	move.output = output_id(ctx, names[1]);
	move.cause = set.cause;
	return err < 0 ? err : mixcore_changes_add_stream_move(changes, &move);
}

int main(int argc, char **argv)
{
	struct mixcore_changes *changes;
	unsigned int failed = 0;
	struct mixcore *ctx;
	int err;

	if (argc != 4) {
		fprintf(stderr, "usage: route STREAM OUTPUT OTHER\n");
		return 2;
	}
	err = mixcore_open(&ctx, 0);
	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_OPEN, err));
		return 1;
	}
	changes = mixcore_changes_new();
	err = changes ? collect(ctx, changes, argv + 1) : -ENOMEM;
	if (err >= 0)
		err = mixcore_changes_apply(ctx, changes, &failed);
	if (err)
		fprintf(stderr, "change %u: %s\n", failed,
			mixcore_error_text(MIXCORE_CALL_TRANSACTION, err));
	mixcore_changes_free(changes);
	mixcore_close(ctx);
	return err ? 1 : 0;
}
