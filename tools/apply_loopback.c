// SPDX-License-Identifier: GPL-2.0-or-later
/* The plan of mixctl apply: inputs that play on outputs. */
#include <errno.h>

#include "apply.h"

static int plan_loopback(struct plan *plan, const struct state_loopback *section)
{
	struct mixcore_output_info output;
	struct mixcore_input_info input;
	struct step *step;
	int err = plan_find_input(plan, section->route.line, section->input, &input) ?:
		  plan_find_output(plan, section->route.line, section->route.output, &output);

	if (err)
		return err;
	step = plan_add(plan, MIXCORE_CALL_LOOPBACK_SET, section->route.line);
	step->input = input;
	step->output = output;
	step->matrix = section->route.matrix;
	if (loopback_call(section, input.id, &output, &step->route_set))
		return plan_refuse(plan, section->route.line, "",
				   "the delay %s is more than %u ms", section->route.delay,
				   MIXCORE_DELAY_MS_MAX);
	mixctl_cause(&step->route_set.cause, "apply");
	step->loopback = MIXCORE_INIT(mixcore_route_info);
	step->loopback.stream = input.id;
	step->loopback.output = output.id;
	err = mixcore_loopback_get(plan->m->ctx, &step->loopback);
	if (err == -ENOENT)
		step->loopback.stream = 0;
	else if (err)
		return mixctl_fail(plan->m, MIXCORE_CALL_LOOPBACK_GET, err, "input %s",
				   input.name);
	return MIXCTL_DONE;
}

int plan_loopbacks(struct plan *plan)
{
	int err = MIXCTL_DONE;

	for (unsigned int i = 0; !err && i < plan->state->loopbacks; i++)
		err = plan_loopback(plan, &plan->state->loopback[i]);
	return err;
}
