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
	"[streams]\n"
	"output = usb\n"
	"gain = 8388608\n"
	"mute = on\n"
	"\n"
	"[streams of alice]\n"
	"output = intel\n"
	"gain = 0\n"
	"mute = off\n"
	"\n"
	"[streams of 4242]\n"
	"mute = on\n";

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
	CHECK_STR(state.default_output, "usb");
	CHECK_INT(state.users, 2);
	CHECK_INT(state.user[0].mask,
		  MIXCORE_DEFAULT_OUTPUT | MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_MUTE);
	CHECK_INT(state.user[1].mask, MIXCORE_DEFAULT_MUTE);
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
}

static void check_error(const char *text, int line, const char *expected)
{
	const char *why = "";

	CHECK_INT(read_text(text, &why), line);
	CHECK_STR(why ?: "none", expected);
}

#define SECTIONS "a section is [output NAME], [streams], [streams of USER], [stream STREAM] or " \
	"[route STREAM OUTPUT]"

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
		    "the format is none of " MIXCTL_FORMATS);
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
	errors_have_lines();
	too_many_outputs();
	return TEST_END();
}
