// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl input: attach, swap; and what restore shares with them. */
#include <errno.h>
#include <string.h>

#include "input_request.h"

static int attach_failed(struct mixctl *m, const struct input_request *request, int error)
{
	char why[160];

	if (error == -EINVAL && mixcore_input_attach_explain(&request->attach, &request->params,
							      why, sizeof(why)))
		return mixctl_refuse(m, "see mixctl(1) for the limits", "%s: %s", request->hw_name,
				     why);
	return mixctl_fail(m, MIXCORE_CALL_INPUT_ATTACH, error, "%s as %s", request->hw_name,
			   request->attach.name);
}

/* At the rate of its recorders, and on the clock that was chosen. */
static int go_on(struct mixctl *m, struct input_request *request,
		 const struct mixcore_input_info *info, const struct mixcore_hw *hw)
{
	if (request->params.rate && request->params.rate != info->rate)
		return mixctl_refuse(m, "attach the hardware as another one: mixctl input attach "
				     "HW --name NAME",
				     "input %s runs at %u Hz and can not go on at %u Hz",
				     request->attach.name, info->rate, request->params.rate);
	request->params.rate = info->rate;
	if (!request->has_domain)
		request->attach.domain = kept_domain(info->domain, info->backend_id, hw);
	return MIXCTL_DONE;
}

/* What is known of an input of this name: a lost one goes on. */
static int check_existing(struct mixctl *m, struct input_request *request,
			  const struct mixcore_hw *hw)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);

	if (mixcore_input_find(m->ctx, request->attach.name, &info) ||
	    info.id == MIXCORE_INPUT_NULL)
		return MIXCTL_DONE;
	if (info.flags & MIXCORE_OUTPUT_F_BACKEND &&
	    !(request->attach.flags & MIXCORE_ATTACH_F_REPLACE))
		return mixctl_fail(m, MIXCORE_CALL_INPUT_ATTACH, -EBUSY, "%s as %s",
				   request->hw_name, request->attach.name);
	return go_on(m, request, &info, hw);
}

int attach_input(struct mixctl *m, struct input_request *request)
{
	struct mixcore_input_attach *attach = &request->attach;
	struct mixcore_hw hw;
	int err = find_hardware(m, request->hw_name, &hw) ?: check_capture(m, request->verb) ?:
		  name_backend(m, request->name, &hw, attach->name) ?:
		  check_existing(m, request, &hw);

	if (err)
		return err;
	request->params.direction = MIXCORE_DIRECTION_CAPTURE;
	if (attach->cycle_frames <= MIXCORE_CYCLE_MAX)
		request->params.room_frames = attach->cycle_frames;
	attach->size = sizeof(*attach);
	attach->fd = open_hardware(m, request->hw_name, &hw, &request->params, "");
	if (attach->fd < 0)
		return -attach->fd;
	mixctl_cause(&attach->cause, request->verb);
	err = mixcore_input_attach(m->ctx, attach);
	mixcore_backend_close(attach->fd);
	return err ? attach_failed(m, request, err) : MIXCTL_DONE;
}

static int report(struct mixctl *m, const struct input_request *request)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);
	struct json json = { .out = m->out };
	char hw[BACKEND_TEXT], domain[24];
	int err;

	info.id = request->attach.id;
	err = mixcore_input_get(m->ctx, &info);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_INPUT_GET, err, "input %u", info.id);
	if (m->json)
		print_input_json(m, &json, &info, false);
	mixctl_say(m, "%s: %s, %u Hz, %u channels, %s, period %u, buffer %u, cycle %u, domain %s",
		   request->attach.name, input_backend_text(&info, hw, sizeof(hw)), info.rate,
		   info.channels, mixcore_format_name(info.format), info.period_frames,
		   info.buffer_frames, info.cycle_frames,
		   domain_text(info.domain, domain, sizeof(domain)));
	return MIXCTL_DONE;
}

/* Those of output attach, but what only playing needs. */
static int take_options(struct mixctl *m, struct input_request *request, int argc, char **argv)
{
	bool swap = request->attach.flags & MIXCORE_ATTACH_F_REPLACE, no_default = false;
	const char *format = NULL, *domain = NULL;
	const struct option_def options[] = {
		{ "--channels", OPTION_UINT, &request->params.channels, NULL },
		{ "--format", OPTION_TEXT, &format, NULL },
		{ "--period", OPTION_UINT, &request->params.period_frames, NULL },
		{ "--buffer", OPTION_UINT, &request->params.buffer_frames, NULL },
		{ "--cycle", OPTION_UINT, &request->attach.cycle_frames, NULL },
		{ "--domain", OPTION_TEXT, &domain, NULL },
		{ "--rate", OPTION_UINT, &request->params.rate, NULL },
		/* The input that is swapped has these. */
		{ swap ? NULL : "--name", OPTION_TEXT, &request->name, NULL },
		{ "--no-default", OPTION_FLAG, &no_default, NULL },
		{ 0 },
	};

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0)
		return argc;
	request->has_domain = domain;
	if (format_option(m, format, &request->params.format) ||
	    domain_option(m, domain, &request->attach.domain))
		return -MIXCTL_USAGE;
	if (no_default)
		request->attach.flags |= MIXCORE_ATTACH_F_NOT_DEFAULT;
	return argc;
}

int cmd_input_attach(struct mixctl *m, int argc, char **argv)
{
	struct input_request request = { .verb = "input attach" };

	argc = take_options(m, &request, argc, argv);
	if (argc != 1)
		return argc < 0 ? -argc : mixctl_usage(m, "input attach needs one hardware PCM");
	request.hw_name = argv[0];
	return attach_input(m, &request) ?: report(m, &request);
}

/* The name is the input's, whatever was typed. What it has already can't be opened twice. */
static int check_swap(struct mixctl *m, const char *which, struct input_request *request,
		      char name[MIXCORE_NAME_LEN])
{
	struct mixcore_input_info info;
	struct mixcore_hw hw;
	int err = find_hardware(m, request->hw_name, &hw) ?: check_capture(m, request->verb) ?:
		  find_input(m, which, &info);

	if (err)
		return err;
	if (info.id == MIXCORE_INPUT_NULL)
		return mixctl_refuse(m, "name another input; mixctl input list shows them",
				     "the null input has no hardware");
	if (info.flags & MIXCORE_OUTPUT_F_BACKEND && input_captures_on(&info, &hw))
		return mixctl_refuse(m, "for other parameters detach it, and attach it again: those "
				     "who record go on", "input %s has %s already", info.name,
				     request->hw_name);
	strcpy(name, info.name);
	request->name = name;
	return MIXCTL_DONE;
}

int cmd_input_swap(struct mixctl *m, int argc, char **argv)
{
	struct input_request request = {
		.verb = "input swap",
		.attach.flags = MIXCORE_ATTACH_F_NOT_DEFAULT | MIXCORE_ATTACH_F_REPLACE,
	};
	char name[MIXCORE_NAME_LEN];

	argc = take_options(m, &request, argc, argv);
	if (argc != 2)
		return argc < 0 ? -argc :
		       mixctl_usage(m, "input swap needs an input and a hardware PCM");
	request.hw_name = argv[1];
	return check_swap(m, argv[0], &request, name) ?: attach_input(m, &request) ?:
	       report(m, &request);
}
