// SPDX-License-Identifier: GPL-2.0-or-later
/* Loopbacks: reading and printing them. */
#include <errno.h>

#include "loopback.h"
#include "route.h"

static int read_ends(struct mixctl *m, struct loopback *loopback)
{
	loopback->input = MIXCORE_INIT(mixcore_input_info);
	loopback->input.id = loopback->info.stream;
	loopback->output = MIXCORE_INIT(mixcore_output_info);
	loopback->output.id = loopback->info.output;
	return mixcore_input_get(m->ctx, &loopback->input) ?:
	       mixcore_output_get(m->ctx, &loopback->output);
}

int loopback_get(struct mixctl *m, uint32_t input, uint32_t output, struct loopback *loopback)
{
	loopback->info = MIXCORE_INIT(mixcore_route_info);
	loopback->info.stream = input;
	loopback->info.output = output;
	return mixcore_loopback_get(m->ctx, &loopback->info) ?: read_ends(m, loopback);
}

/* One whose ends have gone meanwhile is none. */
int loopback_next(struct mixctl *m, struct loopback *loopback)
{
	int err;

	do {
		err = mixcore_loopback_next(m->ctx, &loopback->info);
	} while (!err && read_ends(m, loopback));
	return err;
}

const char *loopback_text(int err, const struct mixcore_input_info *input,
			  const struct mixcore_output_info *output, char *buffer, size_t size)
{
	char from[64], to[64];

	printable(input->name, sizeof(input->name), from, sizeof(from));
	printable(output->name, sizeof(output->name), to, sizeof(to));
	if (err == -EINVAL && input->rate != output->rate)
		snprintf(buffer, size, "input %s at %u Hz, output %s at %u Hz", from, input->rate,
			 to, output->rate);
	else
		snprintf(buffer, size, "input %s to output %s", from, to);
	return buffer;
}

void print_loopback_json(struct json *json, const struct loopback *loopback)
{
	json_object(json, NULL);
	json_uint(json, "input", loopback->info.stream);
	json_uint(json, "output", loopback->info.output);
	print_route_members(json, &loopback->info, loopback->output.channels,
			    loopback->input.channels);
	json_object_end(json);
}

static bool is_of(const struct loopback *loopback, uint32_t input, uint32_t output)
{
	return (!input || loopback->input.id == input) &&
	       (!output || loopback->output.id == output);
}

static int read_failed(struct mixctl *m, int err)
{
	return err == -ENOENT ? MIXCTL_DONE :
	       mixctl_fail(m, MIXCORE_CALL_OTHER, err, "reading the loopbacks");
}

/* Below an input or an output its own name says nothing. */
int print_loopbacks(struct mixctl *m, uint32_t input, uint32_t output, bool below)
{
	const char *const titles[] = { "INPUT", "OUTPUT", ROUTE_TITLES, NULL };
	const char *const below_input[] = { "OUTPUT", ROUTE_TITLES, NULL };
	const char *const below_output[] = { "INPUT", ROUTE_TITLES, NULL };
	struct loopback loopback = { .info = MIXCORE_INIT(mixcore_route_info) };
	unsigned int count = 0;
	struct table table;
	char text[64];
	int err;

	table_begin(&table, m->out, below ? "    " : "",
		    !below ? titles : input ? below_input : below_output);
	while (!(err = loopback_next(m, &loopback))) {
		if (!is_of(&loopback, input, output))
			continue;
		count++;
		if (!below || !input)
			table_cell(&table, "%s", printable(loopback.input.name,
							   sizeof(loopback.input.name), text,
							   sizeof(text)));
		if (!below || !output)
			table_cell(&table, "%s", printable(loopback.output.name,
							   sizeof(loopback.output.name), text,
							   sizeof(text)));
		route_cells(&table, &loopback.info, loopback.output.rate);
	}
	if (count || !below)
		table_end(&table);
	return read_failed(m, err);
}

int print_loopbacks_json(struct mixctl *m, struct json *json, const char *key, uint32_t input,
			 uint32_t output)
{
	struct loopback loopback = { .info = MIXCORE_INIT(mixcore_route_info) };
	int err = -ENOENT;

	json_array(json, key);
	while (has_capture(m) && !(err = loopback_next(m, &loopback))) {
		if (is_of(&loopback, input, output))
			print_loopback_json(json, &loopback);
	}
	json_array_end(json);
	return read_failed(m, err);
}
