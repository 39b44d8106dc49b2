// SPDX-License-Identifier: LGPL-2.1-or-later
/* move STREAM OUTPUT: play a stream on another output, with a fade of a tenth of a second. */
#include <stdio.h>
#include <stdlib.h>

#include <mixcore/mixcore.h>

static int move(struct mixcore *ctx, uint32_t stream, const char *name)
{
	struct mixcore_output_info output = MIXCORE_INIT(mixcore_output_info);
	struct mixcore_stream_move move = MIXCORE_INIT(mixcore_stream_move);
	int err = mixcore_output_find(ctx, name, &output);

	if (err)
		return err;
	move.id = stream;
	move.output = output.id;
	move.fade_frames = output.rate / 10;
	mixcore_cause_set(&move.cause, 0, "example: move");
	return mixcore_stream_move(ctx, &move);
}

int main(int argc, char **argv)
{
	struct mixcore *ctx;
	int err;

	if (argc != 3) {
		fprintf(stderr, "usage: move STREAM OUTPUT\n");
		return 2;
	}
	err = mixcore_open(&ctx, 0);
	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_OPEN, err));
		return 1;
	}
	err = move(ctx, strtoul(argv[1], NULL, 10), argv[2]);
	if (err)
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_STREAM_MOVE, err));
	mixcore_close(ctx);
	return err ? 1 : 0;
}
