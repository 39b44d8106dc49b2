// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hardware that is to become a backend: finding and opening it, in the direction that its parameters
 * say, and why that fails.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "mixctl.h"

static bool captures(const struct mixcore_backend_params *params)
{
	return params->direction == MIXCORE_DIRECTION_CAPTURE;
}

/* The output that plays on this hardware, if any: its name. */
static bool find_output_on(struct mixctl *m, const struct mixcore_hw *hw, char *name)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);

	while (!mixcore_output_next(m->ctx, &info)) {
		if (!output_plays_on(&info, hw))
			continue;
		memcpy(name, info.name, sizeof(info.name));
		return true;
	}
	return false;
}

static bool find_input_on(struct mixctl *m, const struct mixcore_hw *hw, char *name)
{
	struct mixcore_input_info info = MIXCORE_INIT(mixcore_input_info);

	while (!mixcore_input_next(m->ctx, &info)) {
		if (!input_captures_on(&info, hw))
			continue;
		memcpy(name, info.name, sizeof(info.name));
		return true;
	}
	return false;
}

/* The output or input that has it, if any: its name. */
static bool find_user_of(struct mixctl *m, const struct mixcore_hw *hw,
			 const struct mixcore_backend_params *params, char *name)
{
	return captures(params) ? find_input_on(m, hw, name) : find_output_on(m, hw, name);
}

static int refuse_busy(struct mixctl *m, const struct mixcore_hw *hw,
		       const struct mixcore_backend_params *params, const char *what)
{
	const char *noun = captures(params) ? "input" : "output";
	struct mixcore_hw_owner owner;
	char user[MIXCORE_NAME_LEN], name[64], advice[64];

	if (find_user_of(m, hw, params, user)) {
		snprintf(advice, sizeof(advice), "mixctl %s list shows the %ss", noun, noun);
		return mixctl_refuse(m, advice, "%s: it is the hardware of %s %s already", what,
				     noun, printable(user, sizeof(user), name, sizeof(name)));
	}
	if (!mixcore_hw_get_owner_of(hw, params->direction, &owner))
		return mixctl_fail(m, captures(params) ? MIXCORE_CALL_CAPTURE_OPEN :
				   MIXCORE_CALL_BACKEND_OPEN, -EBUSY, "%s", what);
	if (!owner.comm[0])
		strcpy(owner.comm, "?");
	printable(owner.comm, sizeof(owner.comm), name, sizeof(name));
	return mixctl_refuse(m, "stop that program, then try again; a sound server (pipewire, "
			     "pulseaudio) lets go when its profile for the card is off",
			     "%s: the hardware is in use by %s (pid %d)", what, name,
			     (int)owner.pid);
}

/* What was asked for, or what the kernel asks for where it was not. */
static int refuse_number(struct mixctl *m, const char *what,
			 const struct mixcore_backend_params *params, const char *rate_advice)
{
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
	char wanted[16];

	snprintf(wanted, sizeof(wanted), "%u", numbers[params->refused].wanted);
	return mixctl_refuse(m, params->refused == MIXCORE_BACKEND_RATE ? rate_advice : "",
			     "%s: the hardware can not do %s %s, only %u to %u", what,
			     numbers[params->refused].wanted ? wanted :
			     numbers[params->refused].limits, numbers[params->refused].what,
			     params->refused_min, params->refused_max);
}

static int refuse_parameter(struct mixctl *m, const char *what,
			    const struct mixcore_backend_params *params, const char *rate_advice)
{
	const char *format = params->format == MIXCORE_FORMAT_ANY ? FORMAT_NAMES :
			     mixcore_format_name(params->format);

	switch (params->refused) {
	case MIXCORE_BACKEND_ACCESS:
		return mixctl_refuse(m, "", "%s: the hardware has no interleaved access", what);
	case MIXCORE_BACKEND_FORMAT:
		return mixctl_refuse(m, captures(params) ? "the kernel records " FORMAT_NAMES :
				     "the kernel mixes onto " FORMAT_NAMES,
				     "%s: the hardware can not do format %s", what, format);
	case MIXCORE_BACKEND_NONE:
		return mixctl_fail(m, MIXCORE_CALL_BACKEND_OPEN, -EINVAL, "%s", what);
	default:
		return refuse_number(m, what, params, rate_advice);
	}
}

/*
 * Is it open without a program, an output or an input that has it? Then the kernel plays what an
 * output left there when it got other hardware, and lets go in a moment.
 */
static bool is_playing_out(struct mixctl *m, const struct mixcore_hw *hw,
			   const struct mixcore_backend_params *params)
{
	struct mixcore_hw_owner owner;
	char name[MIXCORE_NAME_LEN];

	return !find_user_of(m, hw, params, name) &&
	       mixcore_hw_get_owner_of(hw, params->direction, &owner) && !owner.comm[0];
}

/* As mixcore_backend_open(), a second later at most. */
static int open_patiently(struct mixctl *m, const struct mixcore_hw *hw,
			  struct mixcore_backend_params *params)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int fd = mixcore_backend_open(hw, params);

	for (int left = 100; left && fd == -EBUSY && is_playing_out(m, hw, params); left--) {
		nanosleep(&pause, NULL);
		fd = mixcore_backend_open(hw, params);
	}
	return fd;
}

int open_hardware(struct mixctl *m, const char *what, const struct mixcore_hw *hw,
		  struct mixcore_backend_params *params, const char *rate_advice)
{
	int fd = open_patiently(m, hw, params);

	if (fd >= 0)
		return fd;
	if (fd == -EBUSY)
		return -refuse_busy(m, hw, params, what);
	if (fd == -EINVAL)
		return -refuse_parameter(m, what, params, rate_advice);
	return -mixctl_fail(m, captures(params) ? MIXCORE_CALL_CAPTURE_OPEN :
			    MIXCORE_CALL_BACKEND_OPEN, fd, "%s", what);
}

int name_backend(struct mixctl *m, const char *given, const struct mixcore_hw *hw, char *name)
{
	if (!given) {
		mixcore_hw_output_name(hw, name);
		return MIXCTL_DONE;
	}
	if (strlen(given) > MIXCORE_NAME_MAX)
		return mixctl_refuse(m, "", "the name '%s' has more than %d characters", given,
				     MIXCORE_NAME_MAX);
	strcpy(name, given);
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

const char *hardware_text(int card, int device, int subdevice, const char *id, char *buffer,
			  size_t size)
{
	struct mixcore_hw hw = {
		.card = card,
		.device = device,
		.subdevice = subdevice > 0 ? subdevice : MIXCORE_HW_ANY,
	};

	/* Of a card that is gone the id may remain. */
	if (device < 0 || (card < 0 && !id[0]))
		return "-";
	printable(id, sizeof(hw.id), hw.id, sizeof(hw.id));
	mixcore_hw_format(&hw, buffer, size);
	return buffer;
}
