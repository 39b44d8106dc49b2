// SPDX-License-Identifier: LGPL-2.1-or-later
/* An errno in words: what it means where it came from, and what to do next. */
#include <errno.h>
#include <string.h>

#include "internal.h"

struct meaning {
	enum mixcore_call call;
	int error;
	const char *text, *advice;
};

#define NO_MODULE_TEXT		"the module snd-mixcore is not loaded"
#define NO_MODULE_ADVICE	"modprobe snd-mixcore; where that fails: mixctl doctor"
#define THIS_VERSION \
	"load the module of this version: modprobe -r snd-mixcore && modprobe snd-mixcore"
#define NEEDS_ROOT		"run it as root"

/* The first that fits, before those of MIXCORE_CALL_OTHER. */
static const struct meaning meanings[] = {
	{ MIXCORE_CALL_OPEN, ENOENT, NO_MODULE_TEXT, NO_MODULE_ADVICE },
	{ MIXCORE_CALL_OPEN, ENXIO, NO_MODULE_TEXT, NO_MODULE_ADVICE },
	{ MIXCORE_CALL_OPEN, ENODEV, NO_MODULE_TEXT, NO_MODULE_ADVICE },
	{ MIXCORE_CALL_OPEN, EACCES, "you may not open /dev/snd/mixcore",
	  "log in at the machine, or become a member of the group audio" },
	{ MIXCORE_CALL_OPEN, EPROTO, "the loaded module has another major version of the interface",
	  THIS_VERSION },
	{ MIXCORE_CALL_OPEN_CONTROL, ENOENT, NO_MODULE_TEXT, NO_MODULE_ADVICE },
	{ MIXCORE_CALL_OPEN_CONTROL, ENXIO, NO_MODULE_TEXT, NO_MODULE_ADVICE },
	{ MIXCORE_CALL_OPEN_CONTROL, ENODEV, NO_MODULE_TEXT, NO_MODULE_ADVICE },
	{ MIXCORE_CALL_OPEN_CONTROL, EACCES, "this needs /dev/snd/mixcore-control", NEEDS_ROOT },
	{ MIXCORE_CALL_OPEN_CONTROL, EPERM, "this needs /dev/snd/mixcore-control", NEEDS_ROOT },
	{ MIXCORE_CALL_OPEN_CONTROL, EPROTO,
	  "the loaded module has another major version of the interface",
	  THIS_VERSION },

	{ MIXCORE_CALL_HW_PARSE, EINVAL, "not the name of a hardware PCM",
	  "names look like hw:0, hw:0,1, hw:Intel or hw:CARD=Intel,DEV=0; aplay -l lists them" },
	{ MIXCORE_CALL_HW_PARSE, ENAMETOOLONG, "a card's id has at most 15 characters",
	  "aplay -l lists the cards" },
	{ MIXCORE_CALL_HW_RESOLVE, ENODEV, "there is no such card", "aplay -l lists the cards" },

	{ MIXCORE_CALL_BACKEND_OPEN, EBUSY, "the hardware is in use",
	  "stop the program that plays" },
	{ MIXCORE_CALL_BACKEND_OPEN, ENOENT, "the card has no such playback PCM",
	  "aplay -l lists the PCMs" },
	{ MIXCORE_CALL_BACKEND_OPEN, ENXIO, "the card has no such playback PCM",
	  "aplay -l lists the PCMs" },
	{ MIXCORE_CALL_BACKEND_OPEN, ENODEV, "the card is gone", "plug it in again" },
	{ MIXCORE_CALL_BACKEND_OPEN, EACCES, "you may not open the hardware", NEEDS_ROOT },
	{ MIXCORE_CALL_BACKEND_OPEN, EINVAL, "the hardware can not do this", "" },

	{ MIXCORE_CALL_CAPTURE_OPEN, EBUSY, "the hardware is in use",
	  "stop the program that records" },
	{ MIXCORE_CALL_CAPTURE_OPEN, ENOENT, "the card has no such capture PCM",
	  "arecord -l lists the PCMs" },
	{ MIXCORE_CALL_CAPTURE_OPEN, ENXIO, "the card has no such capture PCM",
	  "arecord -l lists the PCMs" },
	{ MIXCORE_CALL_CAPTURE_OPEN, ENODEV, "the card is gone", "plug it in again" },
	{ MIXCORE_CALL_CAPTURE_OPEN, EACCES, "you may not open the hardware", NEEDS_ROOT },
	{ MIXCORE_CALL_CAPTURE_OPEN, EINVAL, "the hardware can not do this", "" },

	{ MIXCORE_CALL_OUTPUT_ATTACH, EBADF, "the descriptor is not open", "" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, ENOTSUP, "this is no ALSA PCM",
	  "the card may have gone meanwhile: attach it again" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, EACCES, "the PCM is not open for writing", "" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, EXDEV, "the PCM records, it does not play",
	  "make it an input: mixctl input attach" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, ESTALE, "the card has gone meanwhile", "attach it again" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, ELOOP, "the card Mixcore can not be its own backend",
	  "name the hardware; aplay -l lists it" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, EBADFD,
	  "the PCM is not configured, is running, or belongs to another output",
	  "mixctl output list shows who has it" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, EEXIST, "this name is reserved", "choose another: --name" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, EBUSY, "the output of this name has a backend",
	  "choose another name: --name; or replace it: mixctl output swap" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, ENOENT, "there is no such output", "mixctl output list" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, ENOSPC, "no room for another output",
	  "detach one: mixctl output list" },
	{ MIXCORE_CALL_OUTPUT_ATTACH, EINVAL, "a value is outside the limits", "see mixcore(7)" },

	{ MIXCORE_CALL_INPUT_ATTACH, EBADF, "the descriptor is not open", "" },
	{ MIXCORE_CALL_INPUT_ATTACH, ENOTSUP, "this is no ALSA PCM",
	  "the card may have gone meanwhile: attach it again" },
	{ MIXCORE_CALL_INPUT_ATTACH, EACCES, "the PCM is not open for reading", "" },
	{ MIXCORE_CALL_INPUT_ATTACH, EXDEV, "the PCM plays, it does not record",
	  "make it an output: mixctl output attach" },
	{ MIXCORE_CALL_INPUT_ATTACH, ESTALE, "the card has gone meanwhile", "attach it again" },
	{ MIXCORE_CALL_INPUT_ATTACH, ELOOP, "the card Mixcore can not be its own backend",
	  "name the hardware (arecord -l); what Mixcore plays is recorded from hw:Mixcore,1" },
	{ MIXCORE_CALL_INPUT_ATTACH, EBADFD,
	  "the PCM is not configured, is running, or belongs to another input",
	  "mixctl input list shows who has it" },
	{ MIXCORE_CALL_INPUT_ATTACH, EEXIST, "this name is reserved", "choose another: --name" },
	{ MIXCORE_CALL_INPUT_ATTACH, EBUSY, "the input of this name has a backend",
	  "choose another name: --name; or replace it: mixctl input swap" },
	{ MIXCORE_CALL_INPUT_ATTACH, ENOENT, "there is no such input", "mixctl input list" },
	{ MIXCORE_CALL_INPUT_ATTACH, ENOSPC, "no room for another input",
	  "detach one: mixctl input list" },
	{ MIXCORE_CALL_INPUT_ATTACH, EINVAL, "a value is outside the limits", "see mixcore(7)" },

	{ MIXCORE_CALL_INPUT_DETACH, ENOENT, "there is no such input", "mixctl input list" },
	{ MIXCORE_CALL_INPUT_DETACH, EINVAL, "the null input can not be detached", "" },
	{ MIXCORE_CALL_INPUT_GET, ENOENT, "there is no such input", "mixctl input list" },
	{ MIXCORE_CALL_INPUT_SET, ENOENT, "there is no such input", "mixctl input list" },
	{ MIXCORE_CALL_INPUT_SET, ERANGE, "an idle time above one hour", "" },
	{ MIXCORE_CALL_INPUT_SET, EINVAL, "the null input can not be changed", "" },

	{ MIXCORE_CALL_OUTPUT_DETACH, ENOENT, "there is no such output", "mixctl output list" },
	{ MIXCORE_CALL_OUTPUT_DETACH, EINVAL, "the null output can not be detached", "" },
	{ MIXCORE_CALL_OUTPUT_GET, ENOENT, "there is no such output", "mixctl output list" },
	{ MIXCORE_CALL_OUTPUT_SET, ENOENT, "there is no such output", "mixctl output list" },
	{ MIXCORE_CALL_OUTPUT_SET, ERANGE, "above +12 dB, or an idle time above one hour", "" },
	{ MIXCORE_CALL_OUTPUT_SET, EINVAL,
	  "the null output can not be changed, and a fill is from cycle to buffer",
	  "mixctl --json output list shows them" },
	{ MIXCORE_CALL_DEFAULT_SET, ENOENT,
	  "there is no such output or input, or it is being detached", "mixctl status" },
	{ MIXCORE_CALL_DEFAULT_SET, ERANGE, "above +12 dB", "" },
	{ MIXCORE_CALL_DEFAULT_SET, ENOSPC, "256 users have defaults of their own",
	  "mixctl default clear USER" },
	{ MIXCORE_CALL_QUOTA_SET, EINVAL, "a quota is outside its limits", "see mixcore(7)" },
	{ MIXCORE_CALL_STREAM_GET, ENOENT, "there is no such stream", "mixctl stream list" },
	{ MIXCORE_CALL_STREAM_SET, ENOENT, "the stream is gone", "mixctl stream list" },
	{ MIXCORE_CALL_STREAM_SET, ERANGE, "above +12 dB", "" },
	{ MIXCORE_CALL_STREAM_SET, EINVAL, "a stream is in no group with itself alone", "" },
	{ MIXCORE_CALL_STREAM_SET, EPERM, "the stream belongs to another user", NEEDS_ROOT },

	{ MIXCORE_CALL_STREAM_MOVE, ENOENT, "the stream is gone, or the output is being detached",
	  "mixctl status" },
	{ MIXCORE_CALL_STREAM_MOVE, EINVAL, "the output runs at another rate",
	  "attach an output at the stream's rate: mixctl output attach HW --rate HZ" },
	{ MIXCORE_CALL_STREAM_MOVE, ERANGE, "with this stream the output would be too loud in sum",
	  "lower the volume of the stream or of the output" },
	{ MIXCORE_CALL_STREAM_MOVE, EEXIST, "the stream plays there already, by another route",
	  "move without --fade: then that route leads" },
	{ MIXCORE_CALL_STREAM_MOVE, EBUSY,
	  "the stream fades out on four outputs already, or its leading route has a delay",
	  "wait for one of these fades to end, or move without --fade" },
	{ MIXCORE_CALL_STREAM_MOVE, EDQUOT, "no quota left for the memory of the fade",
	  "give a shorter --fade" },
	{ MIXCORE_CALL_STREAM_MOVE, ETIME, "that frame was played already",
	  "give a later one, or none: then the stream moves at once" },
	{ MIXCORE_CALL_STREAM_MOVE, EPERM, "the stream belongs to another user", NEEDS_ROOT },

	{ MIXCORE_CALL_STREAM_SOURCE, ENOENT,
	  "the recorder or what it is to record is gone, or is being detached", "mixctl status" },
	{ MIXCORE_CALL_STREAM_SOURCE, EINVAL, "the source runs at another rate",
	  "record one that runs at the recorder's: mixctl status" },
	{ MIXCORE_CALL_STREAM_SOURCE, ERANGE, "the output would be too loud in sum",
	  "lower the volume of the output or of what plays there" },
	{ MIXCORE_CALL_STREAM_SOURCE, ENOSPC,
	  "the recorder's buffer is too short for the cycles there, or the user records eight "
	  "different mixes of the output already",
	  "give it a longer buffer or the hardware a shorter --cycle; or the --except of another "
	  "recorder" },
	{ MIXCORE_CALL_STREAM_SOURCE, EPERM,
	  "the recorder belongs to another user, or may not hear this",
	  "run it as root, with --all to have it hear the streams of all users" },

	{ MIXCORE_CALL_ROUTE_GET, ENOENT, "there is no such route",
	  "mixctl route list; to make one: mixctl route add" },
	{ MIXCORE_CALL_ROUTE_SET, ENOENT, "the stream, the output or the route is gone",
	  "mixctl route list" },
	{ MIXCORE_CALL_ROUTE_SET, EEXIST, "the stream plays there already",
	  "change how it plays: mixctl route set" },
	{ MIXCORE_CALL_ROUTE_SET, EINVAL, "the output runs at another rate",
	  "attach an output at the stream's rate: mixctl output attach HW --rate HZ" },
	{ MIXCORE_CALL_ROUTE_SET, ERANGE,
	  "above +12 dB or two seconds, or the output would be too loud in sum",
	  "lower the volume of the route, of the stream or of the output" },
	{ MIXCORE_CALL_ROUTE_SET, EBUSY, "the stream is to move at a frame that has not come yet",
	  "wait for it, or take the move back: move the stream to the output where it is" },
	{ MIXCORE_CALL_ROUTE_SET, EDQUOT, "no quota left for the memory of the route",
	  "give a shorter --delay; or as root more quota: mixctl quota --uid-bytes N" },
	{ MIXCORE_CALL_ROUTE_SET, EPERM, "the stream belongs to another user", NEEDS_ROOT },
	{ MIXCORE_CALL_ROUTE_REMOVE, ENOENT, "there is no such route", "mixctl route list" },
	{ MIXCORE_CALL_ROUTE_REMOVE, EBUSY,
	  "the stream plays nowhere else, or is to move at a frame that has not come yet",
	  "to play it elsewhere, now: mixctl stream move" },
	{ MIXCORE_CALL_ROUTE_REMOVE, EPERM, "the stream belongs to another user", NEEDS_ROOT },

	{ MIXCORE_CALL_LOOPBACK_GET, ENOENT, "there is no such loopback",
	  "mixctl loopback list; to make one: mixctl loopback add" },
	{ MIXCORE_CALL_LOOPBACK_SET, ENOENT, "the input, the output or the loopback is gone",
	  "mixctl loopback list" },
	{ MIXCORE_CALL_LOOPBACK_SET, EEXIST, "the input plays there already",
	  "change how it plays: mixctl loopback set" },
	{ MIXCORE_CALL_LOOPBACK_SET, EINVAL, "the output runs at another rate",
	  "attach an output at the input's rate: mixctl output attach HW --rate HZ" },
	{ MIXCORE_CALL_LOOPBACK_SET, ERANGE,
	  "above +12 dB or two seconds, or the output would be too loud in sum",
	  "lower the volume of the loopback or of the output" },
	{ MIXCORE_CALL_LOOPBACK_SET, ENOSPC, "there are 64 loopbacks already",
	  "remove one: mixctl loopback list" },
	{ MIXCORE_CALL_LOOPBACK_REMOVE, ENOENT, "there is no such loopback",
	  "mixctl loopback list" },

	{ MIXCORE_CALL_TRANSACTION, EINVAL, "these changes can not be made together",
	  "set each route once, and last of a stream exchange its leading one" },
	{ MIXCORE_CALL_TRANSACTION, E2BIG, "more than 1024 changes at once",
	  "make them in several steps" },
	{ MIXCORE_CALL_TRANSACTION, EFAULT, "the changes can not be read", "" },
	{ MIXCORE_CALL_TRANSACTION, ENOTTY, "the loaded module makes changes one by one only",
	  THIS_VERSION },

	{ MIXCORE_CALL_EVENTS, ENOENT, "the loaded module tells no events in this network namespace",
	  THIS_VERSION "; or leave the container" },
	{ MIXCORE_CALL_EVENTS, EPROTONOSUPPORT, "the kernel or the module tells no events",
	  THIS_VERSION },
	{ MIXCORE_CALL_EVENTS, EAGAIN, "the graph changes all the time", "try it again" },

	{ MIXCORE_CALL_XRUNS, ENOTTY, "the loaded module keeps no reports of xruns", THIS_VERSION },
	{ MIXCORE_CALL_XRUNS, ENOENT, "there is no such output or input", "mixctl status" },
	{ MIXCORE_CALL_STATUS_OPEN, ENOTSUP, "the loaded module has no meters", THIS_VERSION },
	{ MIXCORE_CALL_STATUS_OPEN, EPROTO, "the loaded module has meters of another kind",
	  THIS_VERSION },
	{ MIXCORE_CALL_STATUS_OPEN, ENOSPC, "32 users look at meters already",
	  "wait for one of them to close them" },

	{ MIXCORE_CALL_TIMER_CREATE, ENOTTY, "neither the module nor the kernel has such timers",
	  THIS_VERSION "; or boot a kernel with CONFIG_SND_UTIMER" },
	{ MIXCORE_CALL_TIMER_CREATE, ENOENT, "there is no /dev/snd/timer", "modprobe snd-timer" },
	{ MIXCORE_CALL_TIMER_CREATE, EACCES, "you may not open /dev/snd/timer",
	  "log in at the machine, or become a member of the group audio" },
	{ MIXCORE_CALL_TIMER_CREATE, EINVAL, "a value is outside the limits, or the name is none",
	  "a tick is 1us to 60s; names are of at most 27 letters, digits, dots, - and _" },
	{ MIXCORE_CALL_TIMER_CREATE, EEXIST, "another timer has this name",
	  "choose another; mixctl timer list shows them" },
	{ MIXCORE_CALL_TIMER_CREATE, EDQUOT, "you have as many timers as you may have",
	  "close one: mixctl timer list; or as root more quota: mixctl quota --uid-timers N" },
	{ MIXCORE_CALL_TIMER_CREATE, ENOSPC, "no room for another timer",
	  "close one, or what has one open: mixctl timer list" },
	{ MIXCORE_CALL_TIMER_CREATE, EMFILE, "the program has too many files open",
	  "close some, or raise the limit: ulimit -n" },
	{ MIXCORE_CALL_TIMER_TRIGGER, EINVAL,
	  "1 to 1024 ticks, and frames only of a timer that has a rate",
	  "give the timer one when it is made: mixctl timer create --rate HZ" },
	{ MIXCORE_CALL_TIMER_TRIGGER, EAGAIN,
	  "the outputs that follow have not played yet what was told before",
	  "trigger later: frames are told when they have gone by" },
	{ MIXCORE_CALL_TIMER_TRIGGER, EOPNOTSUPP, "the kernel's own timer has nothing but ticks",
	  "make one of Mixcore's" },
	{ MIXCORE_CALL_TIMER_TRIGGER, ENOTTY, "the descriptor is not that of a timer", "" },
	{ MIXCORE_CALL_TIMER_TRIGGER, EBADF, "the descriptor is not open", "" },
	{ MIXCORE_CALL_TIMER_GET, ENOENT, "there is no such timer", "mixctl timer list" },
	{ MIXCORE_CALL_TIMER_GET, ENOTTY, "the loaded module has no timers", THIS_VERSION },

	{ MIXCORE_CALL_ENDPOINT_CREATE, EINVAL,
	  "a value is outside the limits, or the name is none", "see mixcore_endpoint(3)" },
	{ MIXCORE_CALL_ENDPOINT_CREATE, EEXIST, "this name is reserved", "choose another" },
	{ MIXCORE_CALL_ENDPOINT_CREATE, EPERM, "only root's endpoints run as fast as they like",
	  NEEDS_ROOT },
	{ MIXCORE_CALL_ENDPOINT_CREATE, EDQUOT,
	  "you have as many endpoints as you may have, or no quota left for the memory of the ring",
	  "close one, or give it a shorter ring; or as root more quota: mixctl quota" },
	{ MIXCORE_CALL_ENDPOINT_CREATE, ENOSPC, "no room for another endpoint",
	  "close one: mixctl status" },
	{ MIXCORE_CALL_ENDPOINT_CREATE, EMFILE, "the program has too many files open",
	  "close some, or raise the limit: ulimit -n" },
	{ MIXCORE_CALL_ENDPOINT_CREATE, ENOTTY, "the loaded module has no endpoints", THIS_VERSION },
	{ MIXCORE_CALL_ENDPOINT_CREATE, EPROTO, "the loaded module has endpoints of another kind",
	  THIS_VERSION },
	{ MIXCORE_CALL_ENDPOINT_ADOPT, EINVAL, "only _KEEP and _PATIENT can be said anew", "" },
	{ MIXCORE_CALL_ENDPOINT_ADOPT, ENOENT, "no endpoint has this cookie: it is gone",
	  "make a new one" },
	{ MIXCORE_CALL_ENDPOINT_ADOPT, EBUSY, "a program has this endpoint",
	  "end it, or wait until it ends: mixctl status" },
	{ MIXCORE_CALL_ENDPOINT_ADOPT, EMFILE, "the program has too many files open",
	  "close some, or raise the limit: ulimit -n" },
	{ MIXCORE_CALL_ENDPOINT_ADOPT, ENOTTY, "the loaded module has no endpoints", THIS_VERSION },
	{ MIXCORE_CALL_ENDPOINT_ADOPT, EPROTO, "the loaded module has endpoints of another kind",
	  THIS_VERSION },
	{ MIXCORE_CALL_ENDPOINT_TRIGGER, EINVAL,
	  "no frames, or more than the ring holds, or of an output what is for an input", "" },
	{ MIXCORE_CALL_ENDPOINT_TRIGGER, EAGAIN,
	  "more than twice the rate for longer than the ring lasts", "trigger later" },
	{ MIXCORE_CALL_ENDPOINT_TRIGGER, ENODEV, "the endpoint was detached", "make a new one" },

	{ MIXCORE_CALL_VOLUME_PARSE, EINVAL, "not a volume",
	  "volumes look like -12dB, 50%, +=3dB, -=5%, mute, or -6dB,-3dB per channel" },
	{ MIXCORE_CALL_VOLUME_PARSE, ERANGE, "volumes end at +12dB and begin at 0%", "" },
	{ MIXCORE_CALL_VOLUME_PARSE, E2BIG, "more volumes than channels", "" },

	{ MIXCORE_CALL_OTHER, ENODEV, "the module is being unloaded", "" },
	{ MIXCORE_CALL_OTHER, EPERM, "this needs /dev/snd/mixcore-control", NEEDS_ROOT },
	{ MIXCORE_CALL_OTHER, EBADF, "the node is open for reading only", "" },
	{ MIXCORE_CALL_OTHER, ENOTTY, "the loaded module does not know this call",
	  THIS_VERSION },
	{ MIXCORE_CALL_OTHER, E2BIG, "the loaded module is older than this program",
	  THIS_VERSION },
	{ MIXCORE_CALL_OTHER, ENOMEM, "out of memory", "" },
};

static const struct meaning *look_up(enum mixcore_call call, int error)
{
	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++) {
		const struct meaning *m = &meanings[i];

		if (m->error == error && (m->call == call || m->call == MIXCORE_CALL_OTHER))
			return m;
	}
	return NULL;
}

EXPORT const char *mixcore_error_text(enum mixcore_call call, int error)
{
	int number = error < 0 ? -error : error;
	const struct meaning *m = look_up(call, number);

	/* Unlike strerror() this needs no buffer, so it is safe in every thread. */
	return m ? m->text : strerrordesc_np(number) ?: "unknown error";
}

EXPORT const char *mixcore_error_advice(enum mixcore_call call, int error)
{
	const struct meaning *m = look_up(call, error < 0 ? -error : error);

	return m ? m->advice : "";
}
