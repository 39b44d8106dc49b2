// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * route STREAM OUTPUT OTHER: play a stream on both outputs, on the other one half as loud, besides
 * where it plays already. Both happens, or nothing.
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

static int collect(struct mixcore *ctx, struct mixcore_changes *changes, char **names)
{
	struct mixcore_route_set set = MIXCORE_INIT(mixcore_route_set);
	int err;

	set.stream = strtoul(names[0], NULL, 10);
	set.mask = MIXCORE_SET_GAIN;
	mixcore_cause_set(&set.cause, 0, "example: route");
	set.output = output_id(ctx, names[1]);
	set.gain = MIXCORE_GAIN_UNITY;
	err = mixcore_changes_add_route_set(changes, &set);
	if (err < 0)
		return err;
	set.output = output_id(ctx, names[2]);
	set.gain = MIXCORE_GAIN_UNITY / 2;
	return mixcore_changes_add_route_set(changes, &set);
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
