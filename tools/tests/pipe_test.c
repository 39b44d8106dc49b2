// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixcore-pipe: what it says of wrong words; WAV files there and back; and runs over the kernel for
 * tests, whose outputs mix the number of each frame.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "device_say.h"
#include "fake_kernel.h"
#include "pipe.h"
#include "test.h"

static char folder[] = "/tmp/mixcore-pipe-test.XXXXXX";

static const char *path_of(const char *name)
{
	static char paths[2][64];
	static int turn;

	turn = !turn;
	snprintf(paths[turn], sizeof(paths[turn]), "%s/%s", folder, name);
	return paths[turn];
}

#define RUN(stopped, ...) \
	device_say(pipe_main, stopped, sizeof((char *[]){ "pipe", ##__VA_ARGS__ }) / sizeof(char *), \
	    (char *[]){ "pipe", ##__VA_ARGS__ })

#define MORE "\n  mixcore-pipe --help tells more\n[2]"

static void wrong_words_are_explained(void)
{
	CHECK_STR(RUN(never), "mixcore-pipe: is it 'out FILE' or 'in FILE'?" MORE);
	CHECK_STR(RUN(never, "x.wav"),
		  "mixcore-pipe: it is 'out FILE' or 'in FILE', not 'x.wav'" MORE);
	CHECK_STR(RUN(never, "out"),
		  "mixcore-pipe: 'out' needs the name of one file, or - for a pipe" MORE);
	CHECK_STR(RUN(never, "out", "a", "b"),
		  "mixcore-pipe: 'out' needs the name of one file, or - for a pipe" MORE);
	CHECK_STR(RUN(never, "--loop", "out", "a"), "mixcore-pipe: --loop is for 'in'" MORE);
	CHECK_STR(RUN(never, "in", "-"),
		  "mixcore-pipe: raw sound does not say what it is: "
		  "give --rate, --channels and --format" MORE);
	CHECK_STR(RUN(never, "--rate", "1", "in", "x.wav"),
		  "mixcore-pipe: x.wav says itself which rate, channels and format it has" MORE);
	CHECK_STR(RUN(never, "--format", "mp3", "out", "x"),
		  "mixcore-pipe: --format: 'mp3' is no format; there are U8, S16_LE, S24_LE, "
		  "S24_3LE, S32_LE, the same with BE, or FLOAT_LE" MORE);
	CHECK_STR(RUN(never, "--rate", "5000000000", "out", "x"),
		  "mixcore-pipe: --rate: '5000000000' is too large" MORE);
	CHECK_STR(RUN(never, "--wat", "out", "x"), "mixcore-pipe: unknown option '--wat'" MORE);
	CHECK_STR(RUN(never, "--name", "0123456789012345678901234567890123456789", "out", "x"),
		  "mixcore-pipe: --name: '0123456789012345678901234567890123456789' is too long"
		  MORE);
	CHECK(strstr(RUN(never, "--help"), "[0]"));
}

static void files_that_do_not_work_are_explained(void)
{
	FILE *file = fopen(path_of("text.wav"), "w");

	fputs("no sound", file);
	fclose(file);
	CHECK_STR(RUN(never, "in", "/nowhere/x.wav"),
		  "mixcore-pipe: /nowhere/x.wav: No such file or directory\n[1]");
	CHECK_STR(RUN(never, "out", "/nowhere/x.wav"),
		  "mixcore-pipe: /nowhere/x.wav: No such file or directory\n[1]");
	CHECK_STR(RUN(never, "out", "/nowhere/x"),
		  "mixcore-pipe: /nowhere/x: No such file or directory\n[1]");
	CHECK(strstr(RUN(never, "in", (char *)path_of("text.wav")), "sox makes another of it"));
	CHECK(strstr(RUN(never, "--format", "S16_BE", "out", (char *)path_of("x.wav")),
		     "WAV files have no S16_BE"));
	CHECK_INT(fake.open_descriptors, 0);
}

static void without_a_module_it_says_so(void)
{
	fake.node_error = -ENOENT;
	CHECK(strstr(RUN(never, "out", (char *)path_of("none.wav")), "[3]"));
	fake.node_error = 0;
	CHECK(access(path_of("none.wav"), F_OK));
}

/* Random bytes, so that nothing that changes one is missed. */
static void round_trip(uint32_t format, uint32_t channels)
{
	unsigned char in[8 * 4 * 1000], out[sizeof(in)];
	struct sound sound = {
		.name = path_of("trip.wav"), .rate = 44100, .channels = channels,
		.format = format, .stopped = never,
	};
	struct sound back = { .name = sound.name, .stopped = never };
	char text[SOUND_TEXT];

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = random();
	CHECK_INT(sound_create(&sound, text), 0);
	CHECK_INT(sound_write(&sound, in, 900), 0);
	CHECK_INT(sound_write(&sound, in + 900 * (size_t)sound.frame_bytes, 100), 0);
	CHECK_INT(sound_close(&sound), 0);
	CHECK_INT(sound_open(&back, text), 0);
	CHECK_INT(back.rate, 44100);
	CHECK_INT(back.channels, channels);
	CHECK_INT(sound_read(&back, out, 1001), 1000);
	CHECK_INT(sound_read(&back, out, 1), 0);
	CHECK_INT(sound_rewind(&back), 0);
	CHECK_INT(sound_read(&back, out, 1000), 1000);
	CHECK_INT(sound_close(&back), 0);
	if (format == (uint32_t)SNDRV_PCM_FORMAT_S24_LE) {
		pack_24(in, in, 1000 * (size_t)channels);
		CHECK_INT(back.format, SNDRV_PCM_FORMAT_S24_3LE);
	} else {
		CHECK_INT(back.format, format);
	}
	CHECK(!memcmp(in, out, 1000 * (size_t)back.frame_bytes));
}

static void wav_is_exact(void)
{
	static const int formats[] = {
		(int)SNDRV_PCM_FORMAT_U8, (int)SNDRV_PCM_FORMAT_S16_LE,
		(int)SNDRV_PCM_FORMAT_S24_LE, (int)SNDRV_PCM_FORMAT_S24_3LE,
		(int)SNDRV_PCM_FORMAT_S32_LE, (int)SNDRV_PCM_FORMAT_FLOAT_LE,
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		round_trip(formats[i], 1);
		round_trip(formats[i], 2);
		round_trip(formats[i], 8);
	}
}

/* As if it was killed: what was synced is there. */
static void what_is_synced_can_be_read(void)
{
	const uint32_t samples[100] = { 1, 2, 3 };
	struct sound sound = {
		.name = path_of("killed.wav"), .rate = 48000, .channels = 2,
		.format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE, .stopped = never,
	};
	struct sound back = { .name = sound.name, .stopped = never };
	uint32_t out[100];
	char text[SOUND_TEXT];

	CHECK_INT(sound_create(&sound, text), 0);
	CHECK_INT(sound_write(&sound, samples, 100), 0);
	sound_sync(&sound);
	CHECK_INT(sound_open(&back, text), 0);
	CHECK_INT(sound_read(&back, out, 100), 100);
	CHECK(!memcmp(samples, out, sizeof(out)));
	sound_close(&back);
	sound_close(&sound);
}

static void short_files_are_plain_wav(void)
{
	char begin[4] = "";
	FILE *file = fopen(path_of("trip.wav"), "rb");

	CHECK_INT(fread(begin, 1, sizeof(begin), file), 4);
	CHECK(!memcmp(begin, "RIFF", 4));
	fclose(file);
}

static void frames_are_numbers(const char *name, uint32_t count, long header)
{
	FILE *file = fopen(path_of(name), "rb");
	uint32_t frame, wrong = 0;

	if (!file) {
		CHECK(file);
		return;
	}
	fseek(file, header, SEEK_SET);
	for (uint32_t i = 0; i < count; i++)
		wrong += fread(&frame, sizeof(frame), 1, file) != 1 || frame != i;
	CHECK_INT(wrong, 0);
	CHECK_INT(fread(&frame, 1, 1, file), 0);
	fclose(file);
}

static void an_output_is_in_the_file(void)
{
	CHECK_STR(RUN(never, "--duration", "1.5", "--name", "a", "out", (char *)path_of("out.raw")),
		  "output 2 (endpoint a), 48000 Hz, 2 channels, S16_LE\n"
		  "72000 frames, 0 overruns, 0 frames lost\n[0]");
	frames_are_numbers("out.raw", 72000, 0);
	CHECK_STR(RUN(never, "--duration=0.001", "--block", "7", "out", (char *)path_of("out.raw")),
		  "output 3 (endpoint pipe), 48000 Hz, 2 channels, S16_LE\n"
		  "48 frames, 0 overruns, 0 frames lost\n[0]");
	frames_are_numbers("out.raw", 48, 0);
	CHECK_STR(RUN(at_once, "--json", "out", (char *)path_of("out.raw")),
		  "{\"output\": 4, \"endpoint\": \"pipe\", \"rate\": 48000, \"channels\": 2, "
		  "\"format\": \"S16_LE\"}\n"
		  "{\"frames\": 960, \"overruns\": 0, \"lost_frames\": 0}\n[0]");
	CHECK_INT(fake.open_descriptors, 0);
}

static void a_full_disk_is_an_error(void)
{
	CHECK_STR(RUN(never, "--duration", "1", "out", "/dev/full"),
		  "output 5 (endpoint pipe), 48000 Hz, 2 channels, S16_LE\n"
		  "0 frames, 0 overruns, 0 frames lost\n"
		  "mixcore-pipe: /dev/full: No space left on device\n[1]");
}

static void a_failed_trigger_is_an_error(void)
{
	fake.trigger_fails = (struct fake_failure){ .after = 3, .times = 1, .error = -ENODEV };
	CHECK(strstr(RUN(never, "out", (char *)path_of("out.wav")),
		     "mixcore-pipe: pipe: the endpoint was detached\n"));
}

static uint64_t taken, wrong, sounding;

static void compare(uint64_t position, uint32_t value)
{
	taken++;
	wrong += value != (position < sounding ? position : 0);
}

static bool attach_judge(void)
{
	fake.endpoints[0].take = compare;
	return false;
}

static void an_input_is_the_file(void)
{
	RUN(never, "--duration", "0.1", "out", (char *)path_of("in.wav"));
	sounding = 4800;
	CHECK(strstr(RUN(attach_judge, "in", (char *)path_of("in.wav")),
		     "4800 frames, 0 overruns, 0 frames lost\n[0]"));
	CHECK(taken >= 4800 + MIXCORE_CYCLE_DEFAULT);
	CHECK_INT(wrong, 0);
	/* Blocks that do not divide it. */
	taken = 0;
	CHECK(strstr(RUN(attach_judge, "--block", "77", "in", (char *)path_of("in.wav")),
		     "4800 frames, 0 overruns, 0 frames lost\n[0]"));
	CHECK(taken >= 4800 + MIXCORE_CYCLE_DEFAULT);
	CHECK_INT(wrong, 0);
}

static void a_loop_is_as_long_as_is_wanted(void)
{
	CHECK(strstr(RUN(never, "--loop", "--duration", "1", "in", (char *)path_of("in.wav")),
		     "48000 frames, 0 overruns, 0 frames lost\n[0]"));
	/* Without an end that could be waited for it would never end. */
	fclose(fopen(path_of("empty"), "w"));
	CHECK(strstr(RUN(never, "--loop", "--rate", "48000", "--channels", "2", "--format",
			 "S16_LE", "in", (char *)path_of("empty")),
		     "0 frames, 0 overruns, 0 frames lost\n[0]"));
	CHECK_INT(fake.open_descriptors, 0);
}

static void fast_waits_for_the_slowest(void)
{
	const struct device output = { .create.id = 7 };
	const struct device input = { .create.id = 8, .flags = MIXCORE_ENDPOINT_F_INPUT };
	struct mixcore_stream_info stream = {
		.state = MIXCORE_STREAM_RUNNING, .output = 7, .queued_frames = 300,
		.buffer_frames = 1000,
	};

	CHECK_INT(fast_room(&stream, &output), 300);
	CHECK_INT(fast_room(&stream, &input), UINT32_MAX);
	stream.state = MIXCORE_STREAM_DRAINING;
	CHECK_INT(fast_room(&stream, &output), UINT32_MAX);
	stream = (struct mixcore_stream_info){
		.state = MIXCORE_STREAM_RUNNING, .direction = MIXCORE_DIRECTION_CAPTURE,
		.source_kind = MIXCORE_SOURCE_INPUT, .source = 8, .queued_frames = 300,
		.buffer_frames = 1000, .period_frames = 100,
	};
	CHECK_INT(fast_room(&stream, &input), 600);
	stream.queued_frames = 950;
	CHECK_INT(fast_room(&stream, &input), 0);
	stream.source = 9;
	CHECK_INT(fast_room(&stream, &input), UINT32_MAX);
}

static void numbers_have_thousandths(void)
{
	uint64_t value = 0;

	CHECK_INT(parse_thousandths("1.5", &value), 0);
	CHECK_INT(value, 1500);
	CHECK_INT(parse_thousandths("0.0019", &value), 0);
	CHECK_INT(value, 1);
	CHECK_INT(parse_thousandths("1000000000", &value), 0);
	CHECK_INT(parse_thousandths("1000000001", &value), -ERANGE);
	CHECK_INT(parse_thousandths("1.", &value), -EINVAL);
	CHECK_INT(parse_thousandths(".5", &value), -EINVAL);
	CHECK_INT(parse_thousandths("-1", &value), -EINVAL);
	CHECK_INT(parse_thousandths("1s", &value), -EINVAL);
	CHECK_INT(parse_thousandths("", &value), -EINVAL);
}

int main(void)
{
	if (!mkdtemp(folder))
		return 1;
	fake_reset();
	wrong_words_are_explained();
	files_that_do_not_work_are_explained();
	without_a_module_it_says_so();
	wav_is_exact();
	what_is_synced_can_be_read();
	short_files_are_plain_wav();
	fake_reset();
	an_output_is_in_the_file();
	a_full_disk_is_an_error();
	a_failed_trigger_is_an_error();
	fake_reset();
	an_input_is_the_file();
	a_loop_is_as_long_as_is_wanted();
	fast_waits_for_the_slowest();
	numbers_have_thousandths();
	device_say_end();
	return TEST_END();
}
