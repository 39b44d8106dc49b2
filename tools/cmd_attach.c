// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl output attach, and what swap and restore share with it. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "mixctl.h"

/* The output that plays on this hardware, if any. */
static int output_on(struct mixctl *m, const struct mixcore_hw *hw,
		     struct mixcore_output_info *info)
{
	*info = MIXCORE_INIT(mixcore_output_info);
	while (!mixcore_output_next(m->ctx, info)) {
		if (output_plays_on(info, hw))
			return 1;
	}
	return 0;
}

static int refuse_busy(struct mixctl *m, const struct mixcore_hw *hw, const char *what)
{
	struct mixcore_output_info output;
	struct mixcore_hw_owner owner;
	char name[64];

	if (output_on(m, hw, &output))
		return mixctl_refuse(m, "mixctl output list shows the outputs",
				     "%s: it is the hardware of output %s already", what,
				     printable(output.name, sizeof(output.name), name,
					       sizeof(name)));
	if (!mixcore_hw_get_owner(hw, &owner))
		return mixctl_fail(m, MIXCORE_CALL_BACKEND_OPEN, -EBUSY, "%s", what);
	if (!owner.comm[0])
		strcpy(owner.comm, "?");
	printable(owner.comm, sizeof(owner.comm), name, sizeof(name));
	return mixctl_refuse(m, "stop that program, then try again; a sound server (pipewire, "
			     "pulseaudio) lets go when its profile for the card is off",
			     "%s: the hardware is in use by %s (pid %d)", what, name,
			     (int)owner.pid);
}

/* What was asked for, or what the kernel asks for where it was not. */
static int refuse_number(struct mixctl *m, const struct attach_request *request)
{
	const struct mixcore_backend_params *params = &request->params;
	const struct {
		const char *what, *limits;
		unsigned int wanted;
	} numbers[] = {
		[MIXCORE_BACKEND_RATE] = { "Hz", "8000 to 192000", params->rate },
		[MIXCORE_BACKEND_CHANNELS] = { "channels", "1 to 8", params->channels },
		[MIXCORE_BACKEND_PERIOD] = { "frames in a period", "any", params->period_frames },
		[MIXCORE_BACKEND_BUFFER] = { "frames in the buffer", "any",
					     params->buffer_frames },
	};
	const char *what = numbers[params->refused].what;
	const char *advice = "";
	char wanted[16];

	if (params->refused == MIXCORE_BACKEND_RATE &&
	    request->attach.flags & MIXCORE_ATTACH_F_REPLACE)
		advice = MIXCTL_KEEPS_RATE;
	snprintf(wanted, sizeof(wanted), "%u", numbers[params->refused].wanted);
	return mixctl_refuse(m, advice, "%s: the hardware can not do %s %s, only %u to %u",
			     request->hw_name, numbers[params->refused].wanted ? wanted :
			     numbers[params->refused].limits, what, params->refused_min,
			     params->refused_max);
}

static int refuse_parameter(struct mixctl *m, const struct attach_request *request)
{
	const struct mixcore_backend_params *params = &request->params;
	const char *format = params->format == MIXCORE_FORMAT_ANY ? MIXCTL_FORMATS :
			     mixcore_format_name(params->format);
	const char *hw = request->hw_name;

	switch (params->refused) {
	case MIXCORE_BACKEND_ACCESS:
		return mixctl_refuse(m, "", "%s: the hardware has no interleaved access", hw);
	case MIXCORE_BACKEND_FORMAT:
		return mixctl_refuse(m, "the kernel mixes onto " MIXCTL_FORMATS,
				     "%s: the hardware can not do format %s", hw, format);
	case MIXCORE_BACKEND_NONE:
		return mixctl_fail(m, MIXCORE_CALL_BACKEND_OPEN, -EINVAL, "%s", hw);
	default:
		return refuse_number(m, request);
	}
}

/*
 * Is it open without a program or an output that has it? Then the kernel plays what an output left
 * there when it got other hardware, and lets go in a moment.
 */
static bool is_playing_out(struct mixctl *m, const struct mixcore_hw *hw)
{
	struct mixcore_output_info output;
	struct mixcore_hw_owner owner;

	return !output_on(m, hw, &output) && mixcore_hw_get_owner(hw, &owner) && !owner.comm[0];
}

/* As mixcore_backend_open(), a second later at most. */
static int open_hardware(struct mixctl *m, const struct mixcore_hw *hw,
			 struct mixcore_backend_params *params)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int fd = mixcore_backend_open(hw, params);

	for (int left = 100; left && fd == -EBUSY && is_playing_out(m, hw); left--) {
		nanosleep(&pause, NULL);
		fd = mixcore_backend_open(hw, params);
	}
	return fd;
}

static int open_failed(struct mixctl *m, const struct attach_request *request,
		       const struct mixcore_hw *hw, int error)
{
	if (error == -EBUSY)
		return refuse_busy(m, hw, request->hw_name);
	if (error == -EINVAL)
		return refuse_parameter(m, request);
	return mixctl_fail(m, MIXCORE_CALL_BACKEND_OPEN, error, "%s", request->hw_name);
}

static int attach_failed(struct mixctl *m, const struct attach_request *request, int error)
{
	const char *name = request->attach.name;
	char why[160];

	if (error == -EINVAL &&
	    mixcore_attach_explain(&request->attach, &request->params, why, sizeof(why)))
		return mixctl_refuse(m, "see mixctl(1) for the limits", "%s: %s", request->hw_name,
				     why);
	return mixctl_fail(m, MIXCORE_CALL_OUTPUT_ATTACH, error, "%s as %s", request->hw_name,
			   name);
}

static int choose_name(struct mixctl *m, struct attach_request *request,
		       const struct mixcore_hw *hw)
{
	if (!request->name) {
		mixcore_hw_output_name(hw, request->attach.name);
		return MIXCTL_DONE;
	}
	if (strlen(request->name) > MIXCORE_NAME_MAX)
		return mixctl_refuse(m, "", "the name '%s' has more than %d characters",
				     request->name, MIXCORE_NAME_MAX);
	strcpy(request->attach.name, request->name);
	return MIXCTL_DONE;
}

/* What is known of an output of this name: a lost one goes on at the rate it had. */
static int check_existing(struct mixctl *m, struct attach_request *request,
			  const struct mixcore_hw *hw)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	const char *name = request->attach.name;

	/* Was looked at by who replaces. */
	if (request->attach.flags & MIXCORE_ATTACH_F_REPLACE)
		return MIXCTL_DONE;
	if (mixcore_output_find(m->ctx, name, &info) || info.id == MIXCORE_OUTPUT_NULL)
		return MIXCTL_DONE;
	if (info.flags & MIXCORE_OUTPUT_F_BACKEND)
		return mixctl_fail(m, MIXCORE_CALL_OUTPUT_ATTACH, -EBUSY, "%s as %s",
				   request->hw_name, name);
	if (request->params.rate && request->params.rate != info.rate)
		return mixctl_refuse(m, "choose another name: --name",
				     "output %s has streams at %u Hz and can not go on at %u Hz",
				     name, info.rate, request->params.rate);
	request->params.rate = info.rate;
	keep_domain(request, &info, hw);
	return MIXCTL_DONE;
}

int find_hardware(struct mixctl *m, const char *name, struct mixcore_hw *hw)
{
	int err = mixcore_hw_parse(name, hw);

	if (err) {
		mixctl_fail(m, MIXCORE_CALL_HW_PARSE, err, "'%s'", name);
		return MIXCTL_USAGE;
	}
	err = mixctl_connect_control(m);
	if (err)
		return err;
	err = mixcore_hw_resolve(hw);
	return err ? mixctl_fail(m, MIXCORE_CALL_HW_RESOLVE, err, "%s", name) : MIXCTL_DONE;
}

int attach_hardware(struct mixctl *m, struct attach_request *request)
{
	struct mixcore_hw hw;
	int err = find_hardware(m, request->hw_name, &hw);

	err = err ?: choose_name(m, request, &hw) ?: check_existing(m, request, &hw);
	if (err)
		return err;
	if (request->attach.cycle_frames <= MIXCORE_CYCLE_MAX)
		request->params.room_frames =
			2 * (request->attach.cycle_frames ?: MIXCORE_CYCLE_DEFAULT);
	request->attach.size = sizeof(request->attach);
	request->attach.fd = open_hardware(m, &hw, &request->params);
	if (request->attach.fd < 0)
		return open_failed(m, request, &hw, request->attach.fd);
	mixctl_cause(&request->attach.cause, request->verb);
	err = mixcore_output_attach(m->ctx, &request->attach);
	mixcore_backend_close(request->attach.fd);
	return err ? attach_failed(m, request, err) : MIXCTL_DONE;
}

int report_attached(struct mixctl *m, const struct attach_request *request)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct json json = { .out = m->out };
	char hw[48], domain[24];
	int err;

	info.id = request->attach.id;
	err = mixcore_output_get(m->ctx, &info);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OUTPUT_GET, err, "output %u", info.id);
	if (m->json)
		print_output_json(&json, &info);
	mixctl_say(m, "%s: %s, %u Hz, %u channels, %s, period %u, buffer %u, cycle %u, fill %u, "
		   "domain %s", request->attach.name, backend_text(&info, hw, sizeof(hw)),
		   info.rate, info.channels, mixcore_format_name(info.format), info.period_frames,
		   info.buffer_frames, info.cycle_frames, info.fill_frames,
		   domain_text(info.domain, domain, sizeof(domain)));
	return MIXCTL_DONE;
}

static int parse_format(struct mixctl *m, const char *text, uint32_t *format)
{
	*format = MIXCORE_FORMAT_ANY;
	if (text && mixcore_format_parse(text, format))
		return mixctl_usage(m, "--format: " MIXCTL_FORMATS ", not '%s'", text);
	return MIXCTL_DONE;
}

/* 0 frames are no ramp too; in the interface 0 asks for the default. */
static int parse_ramp(struct mixctl *m, const char *text, uint32_t *frames)
{
	if (!text)
		return MIXCTL_DONE;
	if (!strcmp(text, "off"))
		*frames = 0;
	else if (parse_uint(text, frames))
		return mixctl_usage(m, "--ramp: frames or off, not '%s'", text);
	if (!*frames)
		*frames = MIXCORE_RAMP_OFF;
	else if (*frames == MIXCORE_RAMP_OFF)
		return mixctl_usage(m, "--ramp: frames or off, not '%s'", text);
	return MIXCTL_DONE;
}

static int take_domain(struct mixctl *m, const char *text, struct attach_request *request)
{
	request->has_domain = text;
	if (text && parse_domain(text, &request->attach.domain))
		return mixctl_usage(m, "--domain: 1 to %u or card, not '%s'", MIXCORE_DOMAIN_MAX,
				    text);
	return MIXCTL_DONE;
}

int attach_options(struct mixctl *m, struct attach_request *request, int argc, char **argv)
{
	const char *format = NULL, *ramp = NULL, *domain = NULL;
	bool swap = request->attach.flags & MIXCORE_ATTACH_F_REPLACE, no_default = false;
	const struct option_def options[] = {
		{ "--channels", OPTION_UINT, &request->params.channels, NULL },
		{ "--format", OPTION_TEXT, &format, NULL },
		{ "--period", OPTION_UINT, &request->params.period_frames, NULL },
		{ "--buffer", OPTION_UINT, &request->params.buffer_frames, NULL },
		{ "--cycle", OPTION_UINT, &request->attach.cycle_frames, NULL },
		{ "--fill", OPTION_UINT, &request->attach.fill_frames, NULL },
		{ "--ramp", OPTION_TEXT, &ramp, NULL },
		{ "--domain", OPTION_TEXT, &domain, NULL },
		{ "--rate", OPTION_UINT, &request->params.rate, NULL },
		/* The output that is swapped has these. */
		{ swap ? NULL : "--name", OPTION_TEXT, &request->name, NULL },
		{ "--no-default", OPTION_FLAG, &no_default, NULL },
		{ 0 },
	};

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0)
		return argc;
	if (parse_format(m, format, &request->params.format) ||
	    parse_ramp(m, ramp, &request->attach.ramp_frames) || take_domain(m, domain, request))
		return -MIXCTL_USAGE;
	if (no_default)
		request->attach.flags |= MIXCORE_ATTACH_F_NOT_DEFAULT;
	return argc;
}

int cmd_output_attach(struct mixctl *m, int argc, char **argv)
{
	struct attach_request request = { .verb = "output attach" };

	argc = attach_options(m, &request, argc, argv);
	if (argc != 1)
		return argc < 0 ? -argc : mixctl_usage(m, "output attach needs one hardware PCM");
	request.hw_name = argv[0];
	return attach_hardware(m, &request) ?: report_attached(m, &request);
}
