// SPDX-License-Identifier: GPL-2.0-or-later
/* The text of save and restore. */
#include <stdlib.h>
#include <string.h>

#include "mixctl.h"
#include "state.h"
#include "test.h"

static struct state state;

static int read_text(const char *text, const char **why)
{
	FILE *file = fmemopen((void *)text, strlen(text), "r");
	int line = state_read(&state, file, why);

	fclose(file);
	return line;
}

static const char full[] =
	"# Written by mixctl save, read by mixctl restore. A gain of 16777216 is 0 dB.\n"
	"version = 1\n"
	"\n"
	"[output intel]\n"
	"hardware = hw:Intel,0\n"
	"rate = 48000\n"
	"channels = 2\n"
	"format = S32_LE\n"
	"period = 256\n"
	"buffer = 1024\n"
	"cycle = 256\n"
	"fill = 768\n"
	"ramp = off\n"
	"domain = 2147483647\n"
	"idle = 5000\n"
	"mute = on\n"
	"limiter = on\n"
	"dither = off\n"
	"gain = 16777216 0\n"
	"\n"
	"[output usb]\n"
	"hardware = hw:USB,1\n"
	"rate = 44100\n"
	"channels = 1\n"
	"format = S16_LE\n"
	"period = 0\n"
	"buffer = 0\n"
	"cycle = 0\n"
	"fill = 0\n"
	"ramp = 512\n"
	"idle = 0\n"
	"mute = off\n"
	"limiter = off\n"
	"dither = on\n"
	"gain = 66791299\n"
	"\n"
	"[input mic]\n"
	"hardware = hw:USB,0\n"
	"rate = 44100\n"
	"channels = 1\n"
	"format = S16_LE\n"
	"period = 128\n"
	"buffer = 512\n"
	"cycle = 64\n"
	"domain = 7\n"
	"idle = 100\n"
	"\n"
	"[input line]\n"
	"rate = 0\n"
	"channels = 0\n"
	"period = 0\n"
	"buffer = 0\n"
	"cycle = 0\n"
	"idle = 5000\n"
	"\n"
	"[loopback mic usb]\n"
	"mute = on\n"
	"gain = 8388608\n"
	"delay = 20ms\n"
	"matrix = 0,1;-0.5,0\n"
	"\n"
	"[loopback null null]\n"
	"matrix = default\n"
	"\n"
	"[loopback mic intel]\n"
	"\n"
	"[streams]\n"
	"output = usb\n"
	"gain = 8388608\n"
	"mute = on\n"
	"input = null\n"
	"\n"
	"[streams of alice]\n"
	"output = intel\n"
	"gain = 0\n"
	"mute = off\n"
	"\n"
	"[streams of 4242]\n"
	"mute = on\n"
	"input = mic\n"
	"\n"
	"[stream aplay]\n"
	"output = usb\n"
	"routes = only\n"
	"group = front.1_A-Z\n"
	"mute = off\n"
	"gain = 8388608 0\n"
	"\n"
	"[route aplay usb]\n"
	"mute = on\n"
	"gain = 66791299\n"
	"delay = 20ms\n"
	"matrix = 1,0;-0.5,0.00000006;3.981071651,-3.981071651\n"
	"\n"
	"[route aplay null]\n"
	"delay = 480frames\n"
	"matrix = default\n"
	"\n"
	"[stream 17]\n"
	"group = none\n"
	"mute = on\n"
	"\n"
	"[route Web Content usb]\n"
	"\n"
	"[recorder aplay]\n"
	"source = mix usb except Web Content, 5\n"
	"mute = on\n"
	"gain = 8388608 0\n"
	"\n"
	"[recorder 9]\n"
	"source = stream Web Content\n"
	"all = on\n"
	"\n"
	"[recorder 10]\n"
	"source = input mic\n"
	"\n"
	"[recorder 11]\n"
	"source = out usb\n"
	"\n"
	"[recorder 12]\n";

static void recorders_are_read(void)
{
	const struct state_recorder *recorder = state.recorder;

	CHECK_INT(state.recorders, 5);
	CHECK_INT(recorder[0].kind, MIXCORE_SOURCE_MIX);
	CHECK_STR(recorder[0].source, "usb");
	CHECK_STR(recorder[0].except, "Web Content, 5");
	CHECK_INT(recorder[0].mask, MIXCORE_SET_GAIN | MIXCORE_SET_MUTE);
	CHECK_INT(recorder[1].kind, MIXCORE_SOURCE_STREAM);
	CHECK_STR(recorder[1].source, "Web Content");
	CHECK_INT(recorder[1].all, 1);
	CHECK_INT(recorder[2].kind, MIXCORE_SOURCE_INPUT);
	CHECK_STR(recorder[2].source, "mic");
	CHECK_INT(recorder[3].kind, MIXCORE_SOURCE_OUT);
	CHECK_INT(recorder[4].kind, 0);
	CHECK_INT(recorder[4].mask, 0);
}

static void loopbacks_are_read(void)
{
	const struct state_loopback *loopback = state.loopback;

	CHECK_INT(state.loopbacks, 3);
	CHECK_STR(loopback[0].input, "mic");
	CHECK_STR(loopback[0].route.output, "usb");
	CHECK_INT(loopback[0].route.mask, MIXCORE_SET_MUTE | MIXCORE_SET_GAIN |
		  MIXCORE_SET_DELAY | MIXCORE_SET_MATRIX);
	CHECK_INT(loopback[0].route.gain, 8388608);
	CHECK_STR(loopback[0].route.delay, "20ms");
	CHECK_INT(loopback[0].route.matrix.factor[1][0], -8388608);
	CHECK_INT(loopback[1].route.mask, MIXCORE_SET_MATRIX_DEFAULT);
	CHECK_STR(loopback[2].route.output, "intel");
	CHECK_INT(loopback[2].route.mask, 0);
	/* To restore it. */
	CHECK_INT(loopback[2].route.gain, MIXCORE_GAIN_UNITY);
}

static void what_is_read_is_written(void)
{
	const char *why;
	char *text;
	size_t size;
	FILE *file;

	CHECK_INT(read_text(full, &why), 0);
	CHECK(!why);
	CHECK_INT(state.outputs, 2);
	CHECK_STR(state.output[1].hardware, "hw:USB,1");
	CHECK_INT(state.output[0].gain[1], 0);
	CHECK_INT(state.output[0].domain, MIXCORE_DOMAIN_MAX);
	CHECK_INT(state.output[1].domain, 0);
	CHECK_STR(state.default_output, "usb");
	CHECK_INT(state.users, 2);
	CHECK_INT(state.user[0].mask,
		  MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE);
	CHECK_INT(state.user[1].mask, MIXCORE_DEFAULT_MUTE | MIXCORE_DEFAULT_INPUT);
	CHECK_INT(state.inputs, 2);
	CHECK_INT(state.input[0].mask, MIXCORE_SET_IDLE);
	CHECK_INT(state.input[0].cycle, 64);
	CHECK(state.default_mask & MIXCORE_DEFAULT_INPUT);
	loopbacks_are_read();
	recorders_are_read();
	CHECK_INT(state.streams, 2);
	CHECK_STR(state.stream[0].output, "usb");
	CHECK(state.stream[0].only && !state.stream[1].only);
	CHECK_INT(state.stream[0].gain[0], 8388608);
	CHECK_STR(state.stream[0].group, "front.1_A-Z");
	CHECK_INT(state.stream[0].mask,
		  MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_SYNC_GROUP);
	CHECK_INT(state.stream[1].mask, MIXCORE_SET_MUTE | MIXCORE_SET_SYNC_GROUP);
	CHECK_STR(state.stream[1].group, "");
	CHECK_INT(state.routes, 3);
	CHECK_STR(state.route[0].delay, "20ms");
	CHECK_INT(state.route[0].matrix.rows, 3);
	CHECK_INT(state.route[0].matrix.factor[1][1], 1);
	CHECK_INT(state.route[0].matrix.factor[2][1], -(int32_t)MIXCORE_GAIN_MAX);
	CHECK_INT(state.route[1].mask, MIXCORE_SET_DELAY | MIXCORE_SET_MATRIX_DEFAULT);
	CHECK_STR(state.route[2].stream, "Web Content");
	CHECK_STR(state.route[2].output, "usb");
	CHECK_INT(state.route[2].mask, 0);
	file = open_memstream(&text, &size);
	state_write(&state, file);
	fclose(file);
	CHECK_STR(text, full);
	free(text);
}

static void what_is_missing_has_defaults(void)
{
	const char *why;

	CHECK_INT(read_text("version=1\n[output a]\nhardware=hw:0 # mine\n\r\n", &why), 0);
	CHECK(!why);
	CHECK_STR(state.output[0].hardware, "hw:0");
	CHECK_INT(state.output[0].format, MIXCORE_FORMAT_ANY);
	CHECK_INT(state.output[0].ramp, MIXCORE_RAMP_DEFAULT);
	CHECK_INT(state.output[0].gain[7], MIXCORE_GAIN_UNITY);
	CHECK_INT(state.stream_gain, MIXCORE_GAIN_UNITY);
	CHECK_INT(read_text("\n", &why), 0);
	CHECK_INT(state.outputs, 0);
}

static void the_last_of_two_lines_counts(void)
{
	const char *why;

	CHECK_INT(read_text("version = 1\n[output a]\ngain = 1 2\ngain = 3\n", &why), 0);
	CHECK_INT(state.output[0].gains, 1);
	CHECK_INT(state.output[0].gain[0], 3);
	/* And a single one for all channels. */
	CHECK_INT(state.output[0].gain[1], 3);
	CHECK_INT(read_text("version = 1\n[output a]\ndomain = 7\ndomain = card\n", &why), 0);
	CHECK_INT(state.output[0].domain, 0);
}

/* To apply, only what is given counts; and where it was given. */
static void what_is_given_is_known(void)
{
	const char *why;

	CHECK_INT(read_text("version = 1\n[output a]\nrate = 48000\n\n[output b]\nmute = off\n"
			    "idle = 1\nfill = 2\nlimiter = on\ndither = on\ngain = 3\n[streams]\n"
			    "gain = 4\n[streams of a]\n[stream a]\n[route a b]\n", &why), 0);
	CHECK_INT(state.output[0].mask, 0);
	CHECK_INT(state.output[1].mask, MIXCORE_SET_GAIN | MIXCORE_SET_MUTE | MIXCORE_SET_IDLE |
		  MIXCORE_SET_FILL | MIXCORE_SET_LIMITER | MIXCORE_SET_DITHER);
	CHECK_INT(state.output[1].line, 5);
	CHECK_INT(state.default_mask, MIXCORE_DEFAULT_GAIN);
	CHECK_INT(state.default_line, 12);
	CHECK_INT(state.user[0].line, 14);
	CHECK_INT(state.stream[0].line, 15);
	CHECK_INT(state.stream[0].mask, 0);
	CHECK_INT(state.route[0].line, 16);
	/* A gain of nothing takes the one above back. */
	CHECK_INT(read_text("version = 1\n[stream a]\ngain = 1\ngain =\n[output a]\ngain = 1\n"
			    "gain =\n[route a b]\nmatrix = 1\nmatrix = default\n", &why), 0);
	CHECK_INT(state.stream[0].mask, 0);
	CHECK_INT(state.output[0].mask, 0);
	CHECK_INT(state.route[0].mask, MIXCORE_SET_MATRIX_DEFAULT);
	CHECK_INT(read_text("version = 1\n[streams of a]\noutput = b\noutput =\n", &why), 0);
	CHECK_INT(state.user[0].mask, 0);
	CHECK_INT(read_text("", &why), 0);
	CHECK_INT(state.default_mask, 0);
	CHECK_INT(state.streams, 0);
	CHECK_INT(state.routes, 0);
}

static void names_of_groups_end_at_27(void)
{
	const char *why;

	CHECK_INT(read_text("version = 1\n[stream a]\ngroup = abcdefghijklmnopqrstuvwxyz1\n"
			    "[stream b]\ngroup = n\n", &why), 0);
	CHECK_STR(state.stream[0].group, "abcdefghijklmnopqrstuvwxyz1");
	CHECK_STR(state.stream[1].group, "n");
}

static void gains_may_be_volumes(void)
{
	const char *why;

	CHECK_INT(read_text("version = 1\n[stream a]\ngain = -6dB 50% mute +12dB -infdB 0 1\n"
			    "[route a b]\ngain = 0dB\n[streams]\ngain = 100%\n"
			    "[streams of a]\ngain = -120DB\n[output a]\ngain = 0%\n", &why), 0);
	CHECK_INT(state.stream[0].gains, 7);
	CHECK_INT(state.stream[0].gain[0], 8408526);
	CHECK_INT(state.stream[0].gain[1], 2097152);
	CHECK_INT(state.stream[0].gain[2], 0);
	CHECK_INT(state.stream[0].gain[3], MIXCORE_GAIN_MAX);
	CHECK_INT(state.stream[0].gain[4], 0);
	CHECK_INT(state.stream[0].gain[6], 1);
	CHECK_INT(state.stream[0].gain[7], MIXCORE_GAIN_UNITY);
	CHECK_INT(state.route[0].gain, MIXCORE_GAIN_UNITY);
	CHECK_INT(state.stream_gain, MIXCORE_GAIN_UNITY);
	CHECK_INT(state.user[0].gain, 17);
	CHECK_INT(state.output[0].gain[7], 0);
}

static void check_error(const char *text, int line, const char *expected)
{
	const char *why = "";

	CHECK_INT(read_text(text, &why), line);
	CHECK_STR(why ?: "none", expected);
}

#define SECTIONS "a section is [output NAME], [input NAME], [loopback INPUT OUTPUT], [streams], " \
	"[streams of USER], [stream STREAM], [route STREAM OUTPUT] or [recorder STREAM]"

static void errors_have_lines(void)
{
	check_error("[streams]\n", 1, "version = 1 is missing");
	check_error("version = 2\n", 1, "written by another version of mixctl");
	check_error("version = one\n", 1, "not a number");
	check_error("color = red\n", 1, "outside of a section there is only version");
	check_error("version = 1\n\nrubbish\n", 3, "neither a section nor key = value");
	check_error("version = 1\n[output ]\n", 2, SECTIONS);
	check_error("version = 1\n[output a] b\n", 2, SECTIONS);
	check_error("version = 1\n[output a\n", 2, SECTIONS);
	check_error("version = 1\n[output a]\n[output a]\n", 3,
		    "there is an output of this name above");
	check_error("version = 1\n[output abcdefghijklmnopqrstuvwxyz12]\n", 2,
		    "an output's name has 1 to 27 characters");
	check_error("version = 1\n[output a]\nrate = 192001\n", 3, "the number is too large");
	check_error("version = 1\n[output a]\nrate = 4294967296\n", 3, "the number is too large");
	check_error("version = 1\n[output a]\nrate = -1\n", 3, "not a number");
	check_error("version = 1\n[output a]\nformat = A_LAW\n", 3,
		    "the format is none of " FORMAT_NAMES);
	check_error("version = 1\n[output a]\ndomain = 2147483648\n", 3,
		    "the number is too large");
	check_error("version = 1\n[output a]\ndomain = 4294967296\n", 3,
		    "the number is too large");
	check_error("version = 1\n[output a]\ndomain = word\n", 3,
		    "a domain is a number or card");
	check_error("version = 1\n[output a]\nmute = toggle\n", 3, "neither on nor off");
	check_error("version = 1\n[output a]\ngain = 66791300\n", 3, "the number is too large");
	check_error("version = 1\n[output a]\ngain = 1 1 1 1 1 1 1 1 1\n", 3,
		    "more gains than channels");
	check_error("version = 1\n[output a]\ncolor = red\n", 3, "an output has no such key");
	check_error("version = 1\n[streams of ]\n", 2, SECTIONS);
	check_error("version = 1\n[streams of a]\n[streams of a]\n", 3,
		    "there are streams of this user above");
	check_error("version = 1\n[streams of abcdefghijklmnopqrstuvwxyz0123456789"
		    "abcdefghijklmnopqrstuvwxyz01]\n", 2, "a user's name has 1 to 63 characters");
	check_error("version = 1\n[streams of a]\ncolor = red\n", 3, "streams have no such key");
	check_error("version = 1\n[streams of a]\ngain = 66791300\n", 3,
		    "the number is too large");
	check_error("version = 1\n[streams]\ncolor = red\n", 3, "streams have no such key");
	check_error("version = 1\n[streams]\noutput = abcdefghijklmnopqrstuvwxyz1234567\n", 3,
		    "the text is too long");
}

#define NO_GAIN "neither a number nor a volume such as -6dB or 50%"
#define NO_GROUP "a group is 1 to 27 characters of A-Z a-z 0-9 . _ -, or: none"
#define NO_STREAM "a stream is an id, a pid, or a name of 1 to 15 bytes"

/* Those of one section, which begins in line 2. */
static void check_key(const char *section, const char *key, const char *expected)
{
	char text[256];

	snprintf(text, sizeof(text), "version = 1\n[%s]\n%s\n", section, key);
	check_error(text, 3, expected);
}

#define SOURCES "a source is: input INPUT, mix OUTPUT [except STREAM, ...], out OUTPUT or " \
	"stream STREAM"

static void inputs_and_recorders_have_errors(void)
{
	check_error("version = 1\n[input ]\n", 2, SECTIONS);
	check_error("version = 1\n[input abcdefghijklmnopqrstuvwxyz12]\n", 2,
		    "an input's name has 1 to 27 characters");
	check_error("version = 1\n[input a]\n[output a]\n[input a]\n", 4,
		    "there is an input of this name above");
	check_error("version = 1\n[input a]\ngain = 0\n", 3, "an input has no such key");
	check_error("version = 1\n[input a]\nidle = 3600001\n", 3, "the number is too large");
	check_error("version = 1\n[input a]\nformat = A_LAW\n", 3,
		    "the format is none of " FORMAT_NAMES);
	check_error("version = 1\n[stream a]\n[recorder a]\n[recorder a]\n", 4,
		    "there is this recorder above");
	check_error("version = 1\n[recorder abcdefghijklmnop]\n", 2,
		    "a stream is an id, a pid, or a name of 1 to 15 bytes");
	check_error("version = 1\n[recorder a]\nsource =\n", 3, SOURCES);
	check_error("version = 1\n[recorder a]\nsource = mix\n", 3, SOURCES);
	check_error("version = 1\n[recorder a]\nsource = in mic\n", 3, SOURCES);
	check_error("version = 1\n[recorder a]\nsource = input mic line\n", 3, SOURCES);
	check_error("version = 1\n[recorder a]\nsource = mix usb except\n", 3, SOURCES);
	check_error("version = 1\n[recorder a]\nsource = stream abcdefghijklmnop\n", 3,
		    "a stream is an id, a pid, or a name of 1 to 15 bytes");
	check_error("version = 1\n[recorder a]\nsource = mix abcdefghijklmnopqrstuvwxyz123456\n", 3,
		    "the text is too long");
	check_error("version = 1\n[recorder a]\nall = toggle\n", 3, "neither on nor off");
}

static void streams_have_errors(void)
{
	check_error("version = 1\n[stream ]\n", 2, SECTIONS);
	check_error("[stream a]\n", 1, "version = 1 is missing");
	check_error("version = 1\n[stream abcdefghijklmnop]\n", 2, NO_STREAM);
	check_error("version = 1\n[stream a]\n[stream b]\n[stream a]\n", 4,
		    "there is this stream above");
	check_key("stream a", "color = red", "a stream has no such key");
	check_key("stream a", "delay = 1ms", "a stream has no such key");
	check_key("stream a", "volume", "neither a section nor key = value");
	check_key("stream a", "mute = toggle", "neither on nor off");
	check_key("stream a", "gain = 66791300", "the number is too large");
	check_key("stream a", "gain = +12.1dB", "volumes end at +12dB and begin at 0%");
	check_key("stream a", "gain = -1%", "volumes end at +12dB and begin at 0%");
	check_key("stream a", "gain = -6", NO_GAIN);
	check_key("stream a", "gain = loud", NO_GAIN);
	check_key("stream a", "gain = dB", NO_GAIN);
	check_key("stream a", "gain = %", NO_GAIN);
	check_key("stream a", "gain = +=3dB", NO_GAIN);
	check_key("stream a", "gain = -6dB,-6dB", NO_GAIN);
	check_key("stream a", "gain = 1 1 1 1 1 1 1 1 1", "more gains than channels");
	check_key("stream a", "output = abcdefghijklmnopqrstuvwxyz1234567", "the text is too long");
	check_key("stream a", "routes = all", "routes = only, or no such line: the others stay");
	check_key("stream a", "group =", NO_GROUP);
	check_key("stream a", "group = a b", NO_GROUP);
	check_key("stream a", "group = a,b", NO_GROUP);
	check_key("stream a", "group = k\xc3\xbc" "che", NO_GROUP);
	check_key("stream a", "group = abcdefghijklmnopqrstuvwxyz12", NO_GROUP);
	check_error("version = 1\n[stream a]\ngroup = b\nmute = on\ngroup = b\n", 5,
		    "this stream has a group above, and can be in one only");
	check_error("version = 1\n[stream a]\ngroup = none\ngroup = b\n", 4,
		    "this stream has a group above, and can be in one only");
	check_key("route a b", "group = c", "a route has no such key");
	check_key("streams", "group = c", "streams have no such key");
}

#define NO_LOOPBACK "a loopback is [loopback INPUT OUTPUT]"

static void loopbacks_have_errors(void)
{
	check_error("version = 1\n[loopback ]\n", 2, SECTIONS);
	check_error("version = 1\n[loopback a]\n", 2, NO_LOOPBACK);
	check_error("version = 1\n[loopback a b c]\n", 2, NO_LOOPBACK);
	check_error("version = 1\n[loopback abcdefghijklmnopqrstuvwxyz12 usb]\n", 2,
		    "an input's name has 1 to 27 characters");
	check_error("version = 1\n[loopback a abcdefghijklmnopqrstuvwxyz12]\n", 2,
		    "an output's name has 1 to 27 characters");
	check_error("version = 1\n[loopback a b]\n[loopback b a]\n[loopback a \t b ]\n", 4,
		    "there is this loopback above");
	check_key("loopback a b", "idle = 5", "a loopback has no such key");
	check_key("loopback a b", "mute = toggle", "neither on nor off");
	check_key("loopback a b", "gain = 1 1", NO_GAIN);
	check_key("loopback a b", "delay = 20", "delays look like 20ms, 1.5s or 480frames");
	check_key("loopback a b", "matrix = own", "matrices look like 1,0;0,-3dB; or: default");
}

static void routes_have_errors(void)
{
	check_error("version = 1\n[route ]\n", 2, SECTIONS);
	check_error("version = 1\n[route a]\n", 2, "a route is [route STREAM OUTPUT]");
	check_error("version = 1\n[route abcdefghijklmnop usb]\n", 2, NO_STREAM);
	check_error("version = 1\n[route a abcdefghijklmnopqrstuvwxyz12]\n", 2,
		    "an output's name has 1 to 27 characters");
	check_error("version = 1\n[route a b]\n[route a c]\n[route a \t b ]\n", 4,
		    "there is this route above");
	check_key("route a b", "color = red", "a route has no such key");
	check_key("route a b", "output = b", "a route has no such key");
	check_key("route a b", "mute = 1", "neither on nor off");
	check_key("route a b", "gain = 1 1", NO_GAIN);
	check_key("route a b", "gain = 66791300", "the number is too large");
	check_key("route a b", "gain =", NO_GAIN);
	check_key("route a b", "delay = 20", "delays look like 20ms, 1.5s or 480frames");
	check_key("route a b", "delay = 2000.1ms", "a delay is at most two seconds");
	check_key("route a b", "delay = 384001frames", "a delay is at most two seconds");
	check_key("route a b", "delay = 0.0000000000000000000001s", "the text is too long");
	check_key("route a b", "matrix =", "matrices look like 1,0;0,-3dB; or: default");
	check_key("route a b", "matrix = 1,0;1", "matrices look like 1,0;0,-3dB; or: default");
	check_key("route a b", "matrix = own", "matrices look like 1,0;0,-3dB; or: default");
	check_key("route a b", "matrix = 4", "factors end at 3.98, which is +12dB");
	check_key("route a b", "matrix = 1,1,1,1,1,1,1,1,1",
		  "a matrix has at most 8 rows of 8 factors");
}

/* @count sections, of which the last is one too many when there is an error. */
static void check_count(const char *format, unsigned int count, const char *expected)
{
	const char *why;
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	fprintf(file, "version = 1\n");
	for (unsigned int i = 0; i < count; i++)
		fprintf(file, format, i);
	fclose(file);
	CHECK_INT(read_text(text, &why), expected ? count + 1 : 0);
	CHECK_STR(why ?: "none", expected ?: "none");
	free(text);
}

static void there_are_most_streams_and_routes(void)
{
	check_count("[stream s%u]\n", MIXCORE_STREAMS_MAX, NULL);
	CHECK_INT(state.streams, MIXCORE_STREAMS_MAX);
	check_count("[stream s%u]\n", MIXCORE_STREAMS_MAX + 1, "too many streams");
	check_count("[route s%u usb]\n", MIXCORE_TRANSACTION_MAX, NULL);
	CHECK_INT(state.routes, MIXCORE_TRANSACTION_MAX);
	check_count("[loopback i%u usb]\n", MIXCORE_LOOPBACKS_MAX, NULL);
	CHECK_INT(state.loopbacks, MIXCORE_LOOPBACKS_MAX);
	check_count("[loopback i%u usb]\n", MIXCORE_LOOPBACKS_MAX + 1, "too many loopbacks");
	check_count("[route s%u usb]\n", MIXCORE_TRANSACTION_MAX + 1, "too many routes");
}

/* The largest there is, of the longest factors. */
static void matrices_are_written_whole(void)
{
	struct matrix matrix = { .rows = MIXCORE_CHANNELS_MAX, .columns = MIXCORE_CHANNELS_MAX };
	char text[MATRIX_TEXT];
	struct matrix again;

	for (unsigned int i = 0; i < 64; i++)
		matrix.factor[i / 8][i % 8] = (int32_t)i - (int32_t)MIXCORE_GAIN_MAX;
	CHECK_INT(parse_matrix(matrix_text(&matrix, text, sizeof(text)), &again), 0);
	CHECK(!memcmp(&matrix, &again, sizeof(matrix)));
}

static void too_many_outputs(void)
{
	char text[4096] = "version = 1\n";
	size_t used = strlen(text);
	const char *why;

	for (int i = 0; i <= MIXCORE_OUTPUTS_MAX; i++)
		used += snprintf(text + used, sizeof(text) - used, "[output o%d]\n", i);
	CHECK_INT(read_text(text, &why), MIXCORE_OUTPUTS_MAX + 2);
	CHECK_STR(why, "too many outputs");
}

int main(void)
{
	what_is_read_is_written();
	what_is_missing_has_defaults();
	the_last_of_two_lines_counts();
	what_is_given_is_known();
	names_of_groups_end_at_27();
	gains_may_be_volumes();
	errors_have_lines();
	streams_have_errors();
	inputs_and_recorders_have_errors();
	routes_have_errors();
	loopbacks_have_errors();
	there_are_most_streams_and_routes();
	matrices_are_written_whole();
	too_many_outputs();
	return TEST_END();
}
