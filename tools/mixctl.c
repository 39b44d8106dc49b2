// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of verbs, and finding the one that is meant. */
#include <string.h>

#include "mixctl.h"

struct verb {
	const char *noun, *name;	/* the name is empty for verbs of one word */
	const char *arguments, *help;
	verb_fn run;
};

/* In the order of the help. */
static const struct verb verbs[] = {
	{ "status", "", "", "the whole: outputs, and the streams that play on them", cmd_status },
	{ "output", "list", "", "outputs in a table", cmd_output_list },
	{ "output", "attach", "HW [--name NAME] [--rate HZ] [--channels N] [--format F]\n"
	  "[--period FRAMES] [--buffer FRAMES] [--cycle FRAMES]\n"
	  "[--fill FRAMES] [--ramp FRAMES|off] [--domain N|card]\n"
	  "[--no-default]",
	  "make a hardware PCM (hw:0, hw:Intel,3) an output", cmd_output_attach },
	{ "output", "attach", "null --name NAME [--rate HZ] [--channels N] [--cycle FRAMES]\n"
	  "[--ramp FRAMES|off] [--timer NAME]",
	  "make an output without hardware, heard by those who record it", cmd_output_attach },
	{ "output", "swap", "OUTPUT HW [options as for attach]",
	  "give an output other hardware, or other parameters, while it plays", cmd_output_swap },
	{ "output", "detach", "OUTPUT", "release the hardware of an output", cmd_output_detach },
	{ "output", "default", "[OUTPUT]", "where new streams play", cmd_output_default },
	{ "output", "volume", "OUTPUT [VOLUME]", "volume of an output", cmd_output_volume },
	{ "output", "mute", "OUTPUT on|off|toggle", "silence an output", cmd_output_mute },
	{ "output", "limiter", "OUTPUT on|off|toggle", "make peaks above full scale softer",
	  cmd_output_limiter },
	{ "output", "dither", "OUTPUT on|off|toggle", "noise of one unit below 24 bits",
	  cmd_output_dither },
	{ "output", "idle", "OUTPUT MS", "stop the hardware after so long without streams",
	  cmd_output_idle },
	{ "output", "fill", "OUTPUT FRAMES", "frames kept queued in the hardware",
	  cmd_output_fill },
	{ "input", "list", "", "inputs in a table", cmd_input_list },
	{ "input", "show", "INPUT", "an input, the streams that record it, and its loopbacks", cmd_input_show },
	{ "input", "attach", "HW [--name NAME] [--rate HZ] [--channels N] [--format F]\n"
	  "[--period FRAMES] [--buffer FRAMES] [--cycle FRAMES]\n"
	  "[--domain N|card] [--no-default]",
	  "make a hardware PCM (hw:0, hw:Intel,3) an input", cmd_input_attach },
	{ "input", "swap", "INPUT HW [options as for attach]",
	  "give an input other hardware while it is recorded", cmd_input_swap },
	{ "input", "detach", "INPUT", "release the hardware of an input", cmd_input_detach },
	{ "input", "default", "[INPUT]", "what new recorders record", cmd_input_default },
	{ "input", "idle", "INPUT MS", "stop the hardware after so long without recorders",
	  cmd_input_idle },
	{ "monitor", "list", "", "outputs, and who records what is played there",
	  cmd_monitor_list },
	{ "monitor", "", "[--count N]", "what happens, as it happens, and who made it so",
	  cmd_monitor },
	{ "stream", "list", "", "streams in a table", cmd_stream_list },
	{ "stream", "volume", "STREAM VOLUME", "volume of streams, by id, pid or command name",
	  cmd_stream_volume },
	{ "stream", "mute", "STREAM on|off|toggle", "silence streams", cmd_stream_mute },
	{ "stream", "move", "STREAM OUTPUT [--at FRAME] [--fade FRAMES]",
	  "play streams on another output, now or from FRAME on", cmd_stream_move },
	{ "stream", "source", "STREAM input INPUT | mix OUTPUT [--except STREAM,...] |\n"
	  "out OUTPUT | stream STREAM [--all]",
	  "what recorders record: an input, what is played on an output but for some\n"
	  "        streams, what its hardware gets, or one stream", cmd_stream_source },
	{ "stream", "group", "STREAM [STREAM...]",
	  "streams that start, pause and stop together, of any applications", cmd_stream_group },
	{ "stream", "ungroup", "STREAM [STREAM...]", "streams start and stop by themselves again",
	  cmd_stream_ungroup },
	{ "stream", "default", "[--volume VOLUME] [--mute on|off|toggle]",
	  "volume that new streams open with", cmd_stream_default },
	{ "route", "list", "[STREAM]", "on which outputs streams play, and how on each",
	  cmd_route_list },
	{ "route", "add", "STREAM OUTPUT [--volume VOLUME] [--mute on|off|toggle]\n"
	  "[--delay TIME] [--matrix ROWS|default]",
	  "play streams on one more output", cmd_route_add },
	{ "route", "set", "STREAM OUTPUT [options as for add]",
	  "change how streams play on one of their outputs", cmd_route_set },
	{ "route", "remove", "STREAM OUTPUT", "play streams on an output no longer",
	  cmd_route_remove },
	{ "loopback", "list", "[INPUT]", "on which outputs inputs are heard, and how on each",
	  cmd_loopback_list },
	{ "loopback", "add", "INPUT OUTPUT [--volume VOLUME] [--mute on|off|toggle]\n"
	  "[--delay TIME] [--matrix ROWS|default]",
	  "play what an input captures on an output", cmd_loopback_add },
	{ "loopback", "set", "INPUT OUTPUT [options as for add]",
	  "change how an input plays on an output", cmd_loopback_set },
	{ "loopback", "remove", "INPUT OUTPUT", "play an input on an output no longer",
	  cmd_loopback_remove },
	{ "default", "list", "", "where and how streams open: for all, and for single users",
	  cmd_default_list },
	{ "default", "set", "[--user USER] [--output OUTPUT] [--volume VOLUME]\n"
	  "[--mute on|off|toggle] [--followers OUTPUT,...|none] [--input INPUT]",
	  "where and how streams open, of all or of one user", cmd_default_set },
	{ "default", "clear", "USER", "what this user opens is as for all again",
	  cmd_default_clear },
	{ "timer", "list", "", "timers that programs drive, and how exact they are",
	  cmd_timer_list },
	{ "timer", "create", "NAME --every TICK [--rate HZ] [--card] [--verbose|-v]\n"
	  "[--count N | --stdin | -- COMMAND...]",
	  "make a timer and drive it: by this machine's clock, by lines TICKS [FRAMES], or\n"
	  "        by a command that runs timer trigger", cmd_timer_create },
	{ "timer", "trigger", "[--fd N] [--coalesce] [TICKS [FRAMES]]",
	  "one tick, or more, of the timer for which timer create runs this",
	  cmd_timer_trigger },
	{ "timer", "watch", "TIMER [--count N]",
	  "how a timer runs, each second: ticks, what was measured, and its drift",
	  cmd_timer_watch },
	{ "quota", "", "[--uid-streams N] [--uid-bytes N] [--card-bytes N]\n"
	  "[--uid-timers N] [--uid-endpoints N]",
	  "what streams, timers and endpoints may take; sizes like 64M", cmd_quota },
	{ "save", "", "[--keep-missing] [--streams] [FILE]",
	  "write outputs, volumes and open streams to a file", cmd_save },
	{ "restore", "", "[--wait SECONDS] [FILE]", "attach and set what a file says",
	  cmd_restore },
	{ "apply", "", "[--dry-run] FILE", "set all that a file says, at once or not at all",
	  cmd_apply },
	{ "why", "", "[stream] STREAM [--history]",
	  "where a stream goes or comes from, what happens to it on the way, and who made it so",
	  cmd_why },
	{ "why", "", "output OUTPUT | input INPUT [--history]",
	  "why an output or input is as it is, and who plays or records there", cmd_why },
	{ "top", "", "[--always] | --once",
	  "what plays and records now, how loud, and at what load; --once prints it",
	  cmd_top },
	{ "xruns", "", "[--count N] [--verbose|-v]",
	  "who was late when, and whose fault it was; -v: the times that prove it", cmd_xruns },
	{ "xruns", "", "--flight OUTPUT | --flight --input INPUT [--count N]",
	  "the latest cycles of an output or input, one by one", cmd_xruns },
	{ "doctor", "", "", "what is wrong on this system, and what mends it", cmd_doctor },
	{ "version", "", "", "versions of program and module", cmd_version },
	{ "help", "", "[COMMAND]", "this text", cmd_help },
};

static void print_arguments(FILE *out, const char *arguments, int indent)
{
	for (; *arguments; arguments++) {
		putc(*arguments, out);
		if (*arguments == '\n')
			fprintf(out, "%*s", indent, "");
	}
}

static void print_verb(FILE *out, const struct verb *verb)
{
	int used = fprintf(out, "  mixctl %s%s%s%s", verb->noun, *verb->name ? " " : "", verb->name,
			   *verb->arguments ? " " : "");

	print_arguments(out, verb->arguments, used);
	fprintf(out, "\n        %s\n", verb->help);
}

/* How many of the two words name this verb; 0 when they do not. */
static int match(const struct verb *verb, int argc, char **argv)
{
	if (argc < 1 || strcmp(argv[0], verb->noun))
		return 0;
	if (!*verb->name)
		return 1;
	return argc > 1 && !strcmp(argv[1], verb->name) ? 2 : 0;
}

static bool is_noun(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (!strcmp(word, verbs[i].noun))
			return true;
	}
	return false;
}

/* How many of the words name verbs: 0, 1 for a noun, 2 for one of its verbs. */
static int words_known(int argc, char **argv)
{
	if (argc < 1 || !is_noun(argv[0]))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (match(&verbs[i], argc, argv) == 2)
			return 2;
	}
	return 1;
}

static void print_legend(FILE *out)
{
	fprintf(out, "\n"
		"OUTPUT and INPUT are a name or an id; STREAM an id, a pid or a command name.\n"
		"VOLUME: -12dB, 50%% (cubic), mute; +=3dB, -=5%% change what is; -6dB,-3dB per channel.\n"
		"TIMER is a name or an id. TICK: 10ms, 20us, with --rate 480frames.\n"
		"TIME: 20ms, 1.5s, 480frames. ROWS: '1,0;0,-3dB', one per channel of the output.\n"
		"Anywhere: --json for programs, --quiet (-q), --help (-h).\n"
		"Exit status: 0 done, 1 refused, 2 wrong usage, 3 no module.\n");
}

int cmd_help(struct mixctl *m, int argc, char **argv)
{
	int known = words_known(argc, argv);

	if (argc > 0 && !known)
		return mixctl_usage(m, "there is no command '%s'", argv[0]);
	if (!known)
		fprintf(m->out, "mixctl: audio mixing in the kernel, from the command line\n\n");
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		const struct verb *verb = &verbs[i];

		if (!known || (known == 1 && !strcmp(argv[0], verb->noun)) ||
		    (known == 2 && match(verb, argc, argv) == 2))
			print_verb(m->out, verb);
	}
	if (!known)
		print_legend(m->out);
	return MIXCTL_DONE;
}

int cmd_version(struct mixctl *m, int argc, char **argv)
{
	const struct mixcore_version *version;
	struct json json = { .out = m->out };
	char module[64];
	int err;

	argc = mixctl_options(m, NULL, argc, argv);
	if (argc)
		return argc < 0 ? MIXCTL_USAGE : mixctl_usage(m, "version takes no arguments");
	if (!m->json)
		fprintf(m->out, "mixctl %s, interface %d.%d\n", mixcore_library_version(),
			MIXCORE_ABI_MAJOR, MIXCORE_ABI_MINOR);
	err = mixctl_connect(m);
	if (err)
		return err;
	version = mixcore_get_version(m->ctx);
	if (!m->json) {
		fprintf(m->out, "module %s, interface %u.%u, card %u, %u streams\n",
			printable(version->module, sizeof(version->module), module, sizeof(module)),
			version->abi >> 16, version->abi & 0xffff, version->card, version->streams);
		return MIXCTL_DONE;
	}
	json_object(&json, NULL);
	json_string(&json, "mixctl", mixcore_library_version());
	json_uint(&json, "abi", version->abi);
	json_uint(&json, "features", version->features);
	json_uint(&json, "streams", version->streams);
	json_uint(&json, "card", version->card);
	json_field(&json, "module", version->module, sizeof(version->module));
	json_object_end(&json);
	return MIXCTL_DONE;
}

static int run_verb(struct mixctl *m, int argc, char **argv)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		int words = match(&verbs[i], argc, argv);

		if (words)
			return verbs[i].run(m, argc - words, argv + words);
	}
	if (!is_noun(argv[0]))
		return mixctl_usage(m, "there is no command '%s'", argv[0]);
	if (argc > 1)
		return mixctl_usage(m, "there is no command '%s %s'", argv[0], argv[1]);
	return mixctl_usage(m, "'%s' needs another word", argv[0]);
}

/* Takes the global options out of argv; returns what is left, and sets help. */
static int global_options(struct mixctl *m, int argc, char **argv, bool *help)
{
	bool others = false;
	int left = 0;

	for (int i = 0; i < argc; i++) {
		/* Behind it is another command. */
		others |= !strcmp(argv[i], "--");
		if (others)
			argv[left++] = argv[i];
		else if (!strcmp(argv[i], "--json"))
			m->json = true;
		else if (!strcmp(argv[i], "-q") || !strcmp(argv[i], "--quiet"))
			m->quiet = true;
		else if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help"))
			*help = true;
		else
			argv[left++] = argv[i];
	}
	argv[left] = NULL;
	return left;
}

int mixctl_main(struct mixctl *m, int argc, char **argv)
{
	bool help = false;
	int status;

	argc = global_options(m, argc - 1, argv + 1, &help);
	argv++;
	if (help)
		return cmd_help(m, argc, argv);
	if (!argc)
		status = cmd_status(m, 0, argv);
	else if (argc == 1 && !strcmp(argv[0], "--version"))
		status = cmd_version(m, 0, argv);
	else
		status = run_verb(m, argc, argv);
	mixcore_close(m->ctx);
	m->ctx = NULL;
	return status;
}
