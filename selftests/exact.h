/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream that plays noise for as long as a test lasts, and checks every sample that arrives: a
 * process of its own. It plays on the channels 6 and 7 of eight, where no stream of fewer channels
 * is heard.
 *
 * Needs: snd-mixcore-test.
 */
#ifndef MIXCORE_SELFTEST_EXACT_H
#define MIXCORE_SELFTEST_EXACT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <sound/mixcore.h>

#define EXACT_OUTPUT	"wire"
#define EXACT_CHANNELS	8

/* Written by that process. */
struct exact_result {
	volatile uint64_t written;	/* frames */
	volatile uint64_t arrived;	/* of them, as they should */
	int64_t differs;		/* the first that did not, or -1 */
	int32_t is[2], wanted[2];	/* what it was, and should have been */
	uint64_t xruns, silence;	/* of the stream */
	uint64_t dry, restarts;		/* of the output */
	struct mixcore_xrun stream_xrun, output_xrun;	/* the latest reports; number 0: none */
	unsigned int stream;		/* its id */
	int error;
	char failed[32];		/* what gave the error */
};

struct exact {
	int control, output;
	pid_t pid;
	struct exact_result *result;
};

int exact_start(struct exact *exact, const char *card, unsigned int cycle, unsigned int fill);
bool exact_arrives(struct exact *exact, unsigned int ms);
int exact_stop(struct exact *exact);
const char *exact_text(const struct exact *exact);

#endif /* MIXCORE_SELFTEST_EXACT_H */
