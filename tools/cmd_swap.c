// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixctl output swap: an output gets other hardware, or what it has with other parameters.
 *
 * Other hardware replaces the old one in one call. A PCM can't be opened twice, so for other
 * parameters it is released and taken again; what the output would lose by that is put back.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "mixctl.h"
#include "state.h"

/* Streams of the null output. */
struct strangers {
	unsigned int count;
	uint32_t id[MIXCORE_STREAMS_MAX];
};

static void find_strangers(struct mixctl *m, struct strangers *strangers)
{
	struct mixcore_stream_info stream = MIXCORE_INIT(mixcore_stream_info);

	strangers->count = 0;
	while (strangers->count < MIXCORE_STREAMS_MAX && !mixcore_stream_next(m->ctx, &stream)) {
		if (stream.output == MIXCORE_OUTPUT_NULL)
			strangers->id[strangers->count++] = stream.id;
	}
}

static bool contains(const struct strangers *strangers, uint32_t id)
{
	for (unsigned int i = 0; i < strangers->count; i++) {
		if (strangers->id[i] == id)
			return true;
	}
	return false;
}

/* While the default output had no hardware, new streams played on the null output. */
static void fetch_streams(struct mixctl *m, const struct strangers *before, uint32_t output)
{
	struct mixcore_stream_move move = MIXCORE_INIT(mixcore_stream_move);
	struct strangers now;

	find_strangers(m, &now);
	move.output = output;
	mixctl_cause(&move.cause, "output swap");
	for (unsigned int i = 0; i < now.count; i++) {
		move.id = now.id[i];
		/* One that does not fit, or ends, stays where it is. */
		if (!contains(before, move.id))
			mixcore_stream_move(m->ctx, &move);
	}
}

/* An output without streams goes with its hardware: the one that is there now is another. */
static int put_back(struct mixctl *m, const struct state_output *before,
		    const struct mixcore_output_info *old, uint32_t id)
{
	int err;

	if (id == old->id)
		return MIXCTL_DONE;
	err = set_saved(m, before, "output swap", id);
	if (!err && old->eq_points)
		return mixctl_refuse(m, "set it again", "output %s has lost its equalizer",
				     before->name);
	return err;
}

static int release(struct mixctl *m, const struct mixcore_output_info *info)
{
	struct mixcore_cause cause;
	int err;

	mixctl_cause(&cause, "output swap");
	err = mixcore_output_detach(m->ctx, info->id, &cause);
	return err ? mixctl_fail(m, MIXCORE_CALL_OUTPUT_DETACH, err, "output %s", info->name) : 0;
}

/* The hardware as it was. */
static int take_back(struct mixctl *m, struct attach_request *request,
		     const struct state_output *before)
{
	struct mixcore_output_info info = MIXCORE_INIT(mixcore_output_info);

	if (attach_saved(m, before, "output swap", request->attach.flags) ||
	    mixcore_output_find(m->ctx, before->name, &info))
		return mixctl_refuse(m, "attach it again: mixctl output attach HW --name NAME",
				     "output %s has lost %s", before->name, before->hardware);
	request->attach.id = info.id;
	return MIXCTL_DONE;
}

/* Releases the hardware and takes it again: as asked for, else as it was. */
static int retake(struct mixctl *m, struct attach_request *request,
		  const struct mixcore_output_info *info)
{
	struct state_output before;
	struct strangers strangers;
	int err;

	save_output(&before, info);
	find_strangers(m, &strangers);
	/* The kernel makes it the default output again. */
	request->attach.flags = info->flags & MIXCORE_OUTPUT_F_DEFAULT ? 0 :
				MIXCORE_ATTACH_F_NOT_DEFAULT;
	err = release(m, info);
	if (err)
		return err;
	err = attach_hardware(m, request);
	if (err && take_back(m, request, &before))
		return err;
	err = put_back(m, &before, info, request->attach.id) ?: err;
	if (info->flags & MIXCORE_OUTPUT_F_DEFAULT)
		fetch_streams(m, &strangers, request->attach.id);
	return err;
}

/* Nobody ends this half way, with the hardware released. */
static int retake_undisturbed(struct mixctl *m, struct attach_request *request,
			      const struct mixcore_output_info *info)
{
	sigset_t ends, old;
	int err;

	sigemptyset(&ends);
	sigaddset(&ends, SIGHUP);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, &old);
	err = retake(m, request, info);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}

/* What no hardware could do is refused while the output still has its own. */
static int check_limits(struct mixctl *m, const struct attach_request *request)
{
	const struct mixcore_backend_params params = {
		.rate = request->params.rate,
		.channels = request->params.channels ?: 1,
		.buffer_frames = UINT32_MAX,
	};
	char why[160];

	if (!mixcore_attach_explain(&request->attach, &params, why, sizeof(why)))
		return MIXCTL_DONE;
	return mixctl_refuse(m, "see mixctl(1) for the limits", "%s: %s", request->hw_name, why);
}

/* An equalizer can't be read, so it could not be put back. */
static int check_equalizer(struct mixctl *m, const struct mixcore_output_info *info)
{
	if (!info->eq_points || info->streams)
		return MIXCTL_DONE;
	return mixctl_refuse(m, "swap it while an application plays: then the output stays",
			     "output %s has no streams, and would lose its equalizer", info->name);
}

static int check_output(struct mixctl *m, struct attach_request *request,
			const struct mixcore_output_info *info)
{
	if (info->id == MIXCORE_OUTPUT_NULL)
		return mixctl_refuse(m, "name another output; mixctl output list shows them",
				     "the null output has no hardware");
	if (request->params.rate && request->params.rate != info->rate)
		return mixctl_refuse(m, MIXCTL_KEEPS_RATE,
				     "output %s runs at %u Hz and can not go on at %u Hz",
				     info->name, info->rate, request->params.rate);
	request->params.rate = info->rate;
	request->name = info->name;
	strcpy(request->attach.name, info->name);
	return check_limits(m, request);
}

static int swap(struct mixctl *m, struct attach_request *request, const char *which)
{
	struct mixcore_output_info info;
	struct mixcore_hw hw;
	int err = find_hardware(m, request->hw_name, &hw) ?: find_output(m, which, &info) ?:
		  check_output(m, request, &info);

	if (err)
		return err;
	keep_domain(request, &info, &hw);
	if (!(info.flags & MIXCORE_OUTPUT_F_BACKEND) || !output_plays_on(&info, &hw))
		return attach_hardware(m, request);
	return check_equalizer(m, &info) ?: retake_undisturbed(m, request, &info);
}

int cmd_output_swap(struct mixctl *m, int argc, char **argv)
{
	struct attach_request request = {
		.verb = "output swap",
		.attach.flags = MIXCORE_ATTACH_F_NOT_DEFAULT | MIXCORE_ATTACH_F_REPLACE,
	};

	argc = attach_options(m, &request, argc, argv);
	if (argc != 2)
		return argc < 0 ? -argc :
		       mixctl_usage(m, "output swap needs an output and a hardware PCM");
	request.hw_name = argv[1];
	return swap(m, &request, argv[0]) ?: report_attached(m, &request);
}
