// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl output attach, and what swap and restore share with it. */
#include <errno.h>
#include <string.h>

#include "mixctl.h"

/* Of a cable that says nothing else. */
#define NULL_RATE	48000
#define NULL_CHANNELS	2

bool is_null_hardware(const char *name)
{
	return !strcmp(name, NULL_HARDWARE);
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

static int name_timer(struct mixctl *m, const char *timer, char *name)
{
	return timer ? name_backend(m, timer, NULL, name) : MIXCTL_DONE;
}

/* Makes a cable: an output without hardware. */
static int attach_null(struct mixctl *m, struct attach_request *request)
{
	struct mixcore_output_attach *attach = &request->attach;
	int err = mixctl_connect_control(m) ?: check_capture(m, request->verb);

	if (err)
		return err;
	if (!request->name)
		return mixctl_usage(m, "%s " NULL_HARDWARE " needs --name", request->verb);
	err = name_backend(m, request->name, NULL, attach->name);
	if (err)
		return err;
	err = name_timer(m, request->timer, attach->timer);
	if (err)
		return err;
	attach->size = sizeof(*attach);
	attach->fd = -1;
	attach->flags |= MIXCORE_ATTACH_F_NULL;
	/* It never becomes the default one by itself. */
	attach->flags &= ~MIXCORE_ATTACH_F_NOT_DEFAULT;
	/* Of hardware, as a file may say it. */
	attach->fill_frames = attach->domain = 0;
	attach->rate = request->params.rate ?: NULL_RATE;
	attach->channels = request->params.channels ?: NULL_CHANNELS;
	mixctl_cause(&attach->cause, request->verb);
	err = mixcore_output_attach(m->ctx, attach);
	if (err == -EBUSY)
		return mixctl_refuse(m, "choose another name: --name; or detach it: mixctl output "
				     "detach", "there is an output %s already", attach->name);
	return err ? attach_failed(m, request, err) : MIXCTL_DONE;
}

int attach_hardware(struct mixctl *m, struct attach_request *request)
{
	struct mixcore_output_attach *attach = &request->attach;
	struct mixcore_hw hw;
	int err;

	if (is_null_hardware(request->hw_name))
		return attach_null(m, request);
	err = find_hardware(m, request->hw_name, &hw) ?:
	      name_backend(m, request->name, &hw, attach->name) ?: check_existing(m, request, &hw);
	if (err)
		return err;
	if (attach->cycle_frames <= MIXCORE_CYCLE_MAX)
		request->params.room_frames = 2 * (attach->cycle_frames ?: MIXCORE_CYCLE_DEFAULT);
	attach->size = sizeof(*attach);
	attach->fd = open_hardware(m, request->hw_name, &hw, &request->params,
				   attach->flags & MIXCORE_ATTACH_F_REPLACE ? MIXCTL_KEEPS_RATE :
									      "");
	if (attach->fd < 0)
		return -attach->fd;
	mixctl_cause(&attach->cause, request->verb);
	err = mixcore_output_attach(m->ctx, attach);
	mixcore_backend_close(attach->fd);
	return err ? attach_failed(m, request, err) : MIXCTL_DONE;
}

int report_attached(struct mixctl *m, const struct attach_request *request)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);
	struct json json = { .out = m->out };
	char hw[BACKEND_TEXT], domain[24];
	int err;

	info.id = request->attach.id;
	err = mixcore_output_get(m->ctx, &info);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_OUTPUT_GET, err, "output %u", info.id);
	if (m->json)
		print_output_json(&json, &info);
	if (info.flags & MIXCORE_OUTPUT_F_NULL) {
		mixctl_say(m, "%s: " NULL_HARDWARE ", %u Hz, %u channels, cycle %u%s%s",
			   request->attach.name, info.rate, info.channels, info.cycle_frames,
			   request->timer ? ", follows the timer " : "", request->timer ?: "");
		return MIXCTL_DONE;
	}
	mixctl_say(m, "%s: %s, %u Hz, %u channels, %s, period %u, buffer %u, cycle %u, fill %u, "
		   "domain %s", request->attach.name, backend_text(&info, hw, sizeof(hw)),
		   info.rate, info.channels, mixcore_format_name(info.format), info.period_frames,
		   info.buffer_frames, info.cycle_frames, info.fill_frames,
		   domain_text(info.domain, domain, sizeof(domain)));
	return MIXCTL_DONE;
}

int format_option(struct mixctl *m, const char *text, uint32_t *format)
{
	*format = MIXCORE_FORMAT_ANY;
	if (text && mixcore_format_parse(text, format))
		return mixctl_usage(m, "--format: " FORMAT_NAMES ", not '%s'", text);
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

int domain_option(struct mixctl *m, const char *text, uint32_t *domain)
{
	if (text && parse_domain(text, domain))
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
		{ swap ? NULL : "--timer", OPTION_TEXT, &request->timer, NULL },
		/* The output that is swapped has these. */
		{ swap ? NULL : "--name", OPTION_TEXT, &request->name, NULL },
		{ "--no-default", OPTION_FLAG, &no_default, NULL },
		{ 0 },
	};

	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0)
		return argc;
	request->has_domain = domain;
	if (format_option(m, format, &request->params.format) ||
	    parse_ramp(m, ramp, &request->attach.ramp_frames) ||
	    domain_option(m, domain, &request->attach.domain))
		return -MIXCTL_USAGE;
	if (no_default)
		request->attach.flags |= MIXCORE_ATTACH_F_NOT_DEFAULT;
	return argc;
}

/* What only hardware has. */
static bool asks_for_hardware(const struct attach_request *request)
{
	const struct mixcore_backend_params *params = &request->params;

	return params->period_frames || params->buffer_frames || request->has_domain ||
	       params->format != MIXCORE_FORMAT_ANY || request->attach.fill_frames;
}

int cmd_output_attach(struct mixctl *m, int argc, char **argv)
{
	struct attach_request request = { .verb = "output attach" };

	argc = attach_options(m, &request, argc, argv);
	if (argc != 1)
		return argc < 0 ? -argc : mixctl_usage(m, "output attach needs one hardware PCM");
	request.hw_name = argv[0];
	if (is_null_hardware(request.hw_name) && asks_for_hardware(&request))
		return mixctl_usage(m, "output attach " NULL_HARDWARE " takes --name, --rate, "
				    "--channels, --cycle, --ramp and --timer only");
	if (request.timer && !is_null_hardware(request.hw_name))
		return mixctl_usage(m, "output attach: --timer is for " NULL_HARDWARE);
	return attach_hardware(m, &request) ?: report_attached(m, &request);
}
