// SPDX-License-Identifier: LGPL-2.1-or-later
/* explain STREAM: who has changed a stream, and why; the latest change comes first. */
#include <stdio.h>
#include <stdlib.h>

#include <mixcore/mixcore.h>

/* Texts of causes need not end in NUL. */
static void print(const struct mixcore_change *change)
{
	printf("generation %llu: %s (uid %u): %.*s\n",
	       (unsigned long long)change->last_change.generation,
	       change->comm[0] ? change->comm : "somebody", change->last_change.uid,
	       MIXCORE_CAUSE_TEXT_LEN, change->last_change.cause.text);
}

int main(int argc, char **argv)
{
	struct mixcore_change changes[MIXCORE_HISTORY_MAX];
	struct mixcore *ctx;
	int count;

	if (argc != 2) {
		fprintf(stderr, "usage: explain STREAM\n");
		return 2;
	}
	count = mixcore_open(&ctx, MIXCORE_OPEN_READ);
	if (count < 0) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_OPEN, count));
		return 1;
	}
	count = mixcore_history_get(ctx, MIXCORE_OBJECT_STREAM, strtoul(argv[1], NULL, 10), 0,
				    changes, MIXCORE_HISTORY_MAX);
	if (count < 0)
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_STREAM_GET, count));
	for (int i = 0; i < count; i++)
		print(&changes[i]);
	mixcore_close(ctx);
	return count < 0 ? 1 : 0;
}
