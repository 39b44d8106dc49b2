// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl apply: set all that a file says, or nothing. */
#include <errno.h>
#include <string.h>

#include "apply.h"
#include "loopback.h"

static int collect(struct mixcore_changes *changes, const struct step *step)
{
	switch (step->call) {
	case MIXCORE_CALL_OUTPUT_SET:
		return mixcore_changes_add_output_set(changes, &step->output_set);
	case MIXCORE_CALL_DEFAULT_SET:
		return mixcore_changes_add_default_set(changes, &step->default_set);
	case MIXCORE_CALL_STREAM_SET:
		return mixcore_changes_add_stream_set(changes, &step->stream_set);
	case MIXCORE_CALL_STREAM_MOVE:
		return mixcore_changes_add_stream_move(changes, &step->stream_move);
	case MIXCORE_CALL_ROUTE_SET:
		return mixcore_changes_add_route_set(changes, &step->route_set);
	default:
		return mixcore_changes_add_route_remove(changes, &step->route_remove);
	}
}

/* What a step is about. */
static const char *object_text(const struct step *step, int err, char *buffer, size_t size)
{
	switch (step->call) {
	case MIXCORE_CALL_OUTPUT_SET:
		snprintf(buffer, size, "output %s", step->output.name);
		break;
	case MIXCORE_CALL_DEFAULT_SET:
		snprintf(buffer, size, "streams%s%s", step->user ? " of " : "",
			 step->user ? step->user : "");
		break;
	case MIXCORE_CALL_STREAM_SET:
		snprintf(buffer, size, "stream %u", step->stream.id);
		break;
	case MIXCORE_CALL_INPUT_SET:
		snprintf(buffer, size, "input %s", step->input.name);
		break;
	case MIXCORE_CALL_LOOPBACK_SET:
		loopback_text(err, &step->input, &step->output, buffer, size);
		break;
	case MIXCORE_CALL_STREAM_SOURCE:
		source_failed_text(err, &step->stream, &step->words, step->rate, buffer, size);
		break;
	default:
		join_text(err, &step->stream, &step->output, buffer, size);
		break;
	}
	return buffer;
}

static int apply_failed(const struct plan *plan, int err, unsigned int failed)
{
	const struct step *step = &plan->step[failed];
	char object[192];

	if (failed >= plan->count)
		return plan_refuse(plan, 0, mixcore_error_advice(MIXCORE_CALL_TRANSACTION, err),
				   "%s", mixcore_error_text(MIXCORE_CALL_TRANSACTION, err));
	return plan_refuse(plan, step->line, mixcore_error_advice(step->call, err), "%s: %s",
			   object_text(step, err, object, sizeof(object)),
			   mixcore_error_text(step->call, err));
}

static void report(const struct plan *plan)
{
	struct json json = { .out = plan->m->out };

	if (plan->m->json) {
		json_object(&json, NULL);
		json_uint(&json, "changes", plan->count);
		json_object_end(&json);
	}
	mixctl_say(plan->m, "made %u change%s", plan->count, plan->count == 1 ? "" : "s");
}

/* All but the single ones; on failure the step that it is of. */
static int make_transaction(const struct plan *plan, unsigned int *failed)
{
	struct mixcore_changes *changes = mixcore_changes_new();
	int err = changes ? 0 : -ENOMEM, index;
	unsigned int change = plan->count;

	for (unsigned int i = 0; !err && i < plan->count; i++) {
		if (is_single(&plan->step[i]))
			continue;
		index = collect(changes, &plan->step[i]);
		err = index < 0 ? index : 0;
	}
	if (!err && mixcore_changes_count(changes))
		err = mixcore_changes_apply(plan->m->ctx, changes, &change);
	*failed = plan_change(plan, change);
	mixcore_changes_free(changes);
	return err;
}

static int carry_out(const struct plan *plan)
{
	unsigned int failed = plan->count;
	int err = make_singles(plan, &failed);

	if (!err) {
		err = make_transaction(plan, &failed);
		if (err)
			undo_singles(plan, plan->count);
	}
	if (err)
		return apply_failed(plan, err, failed);
	report(plan);
	return MIXCTL_DONE;
}

int apply_state(struct mixctl *m, const char *path, const struct state *state, bool dry_run)
{
	struct plan plan = { .m = m, .path = path, .state = state };
	int err = plan_make(&plan);

	if (!err && dry_run)
		plan_print(&plan);
	else if (!err)
		err = carry_out(&plan);
	plan_free(&plan);
	return err;
}

static int check_module(struct mixctl *m)
{
	if (mixcore_get_version(m->ctx)->features & MIXCORE_FEATURE_TRANSACTION)
		return MIXCTL_DONE;
	return mixctl_fail(m, MIXCORE_CALL_TRANSACTION, -ENOTTY, "apply");
}

int cmd_apply(struct mixctl *m, int argc, char **argv)
{
	static struct state state;
	bool dry_run = false;
	const struct option_def options[] = {
		{ "--dry-run", OPTION_FLAG, &dry_run, NULL },
		{ 0 },
	};
	FILE *file;
	int err;

	argc = mixctl_options(m, options, argc, argv);
	if (argc != 1)
		return argc < 0 ? -argc : mixctl_usage(m, "apply needs a file");
	err = mixctl_connect(m) ?: check_module(m);
	if (err)
		return err;
	file = strcmp(argv[0], "-") ? fopen(argv[0], "re") : stdin;
	if (!file)
		return mixctl_fail(m, MIXCORE_CALL_OTHER, errno, "%s", argv[0]);
	err = read_state(m, argv[0], file, &state);
	if (file != stdin)
		fclose(file);
	return err ?: apply_state(m, argv[0], &state, dry_run);
}
