// SPDX-License-Identifier: LGPL-2.1-or-later
/* Linked with an example and the kernel for tests: there is a small graph when main() begins. */
#include <stdio.h>

#include "fake_kernel.h"

__attribute__((constructor)) static void make_small_graph(void)
{
	struct mixcore_cause cause;

	fake_reset_small();
	fake_add_loopback(4, 3);
	mixcore_cause_set(&cause, 0, "a reason");
	fake_record(MIXCORE_OBJECT_STREAM, 5, 0, MIXCORE_SET_MUTE, &cause);
}

/* What has become of the stream, and the cause of the latest change. */
__attribute__((destructor)) static void print_stream(void)
{
	const struct mixcore_stream_info *stream = &fake.streams[0];

	fprintf(stderr, "stream %u: output %u, gain %.1f dB, %u routes, \"%.*s\"\n", stream->id,
		stream->output, mixcore_gain_to_db(stream->gain[0]), fake.route_count,
		MIXCORE_CAUSE_TEXT_LEN, fake.cause.text);
}
