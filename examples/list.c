// SPDX-License-Identifier: LGPL-2.1-or-later
/* list: all outputs, and who plays there. All of it is of one moment. */
#include <stdio.h>

#include <mixcore/mixcore.h>

static void list_players(const struct mixcore_snapshot *graph, uint32_t output)
{
	const struct mixcore_stream_info *stream;
	const struct mixcore_route_info *route;

	for (unsigned int i = 0; (route = mixcore_snapshot_route(graph, i)); i++) {
		if (route->output != output)
			continue;
		stream = mixcore_snapshot_find_stream(graph, route->stream);
		printf("  stream %u: %s, %s, %.1f dB\n", stream->id, stream->comm,
		       mixcore_stream_state_name(stream->state),
		       mixcore_gain_to_db(stream->gain[0]));
	}
}

int main(void)
{
	const struct mixcore_output_info *output;
	struct mixcore_snapshot *graph;
	struct mixcore *ctx;
	int err = mixcore_open(&ctx, MIXCORE_OPEN_READ);

	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_OPEN, err));
		return 1;
	}
	err = mixcore_snapshot_take(&graph, ctx);
	mixcore_close(ctx);
	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_EVENTS, err));
		return 1;
	}
	for (unsigned int i = 0; (output = mixcore_snapshot_output(graph, i)); i++) {
		printf("output %u: %s, %u Hz, %s\n", output->id, output->name, output->rate,
		       mixcore_output_state_name(output->state));
		list_players(graph, output->id);
	}
	mixcore_snapshot_free(graph);
	return 0;
}
