// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixctl-top-fake FOLDER WORD...: mixctl on this system, but over a kernel for tests, whose cycles
 * run as long as the status area is mapped. Each time that something has changed, the file
 * FOLDER/state says how it is. What is written to FOLDER/command, a word, happens. With
 * MIXCTL_TOP_PICTURE in the environment there is more to be seen.
 */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fake_kernel.h"
#include "system.h"

#define MS_NS		1000000ULL
#define TICK_MS		10

/* What runs, and how loud compared with all. */
static struct sound {
	uint32_t object, id;
	double peak;
} sounds[32];
static unsigned int sound_count;

static const char *folder;
static double loudness = 0.5;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

/* As the kernel does: each cycle, while somebody looks. The mean is 6 dB below the peak. */
static void run_cycles(uint32_t object, uint32_t id, double peak)
{
	struct mixcore_status_entry *entry = fake_status_of(object, id);

	for (int i = 0; i < 2; i++)
		entry->peak[i] = fmin(peak * (1U << 31), UINT32_MAX);
	fake_status_cycles(entry, TICK_MS * MS_NS, peak * peak / 4);
}

static void describe(char *text, size_t size)
{
	size_t used = snprintf(text, size, "maps %d\n", fake.maps);

	for (unsigned int i = 0; i < fake.output_count && used < size; i++)
		used += snprintf(text + used, size - used, "output %s %.1f %u\n",
				 fake.outputs[i].name, mixcore_gain_to_db(fake.outputs[i].gain[0]),
				 fake.outputs[i].mute);
	for (unsigned int i = 0; i < fake.stream_count && used < size; i++)
		used += snprintf(text + used, size - used, "stream %s %.1f %u %u\n",
				 fake.streams[i].comm, mixcore_gain_to_db(fake.streams[i].gain[0]),
				 fake.streams[i].mute, fake.streams[i].output);
}

/* Whole or not at all. */
static void write_state(void)
{
	static char before[4096];
	char text[4096], path[512], part[512];
	FILE *file;

	describe(text, sizeof(text));
	if (!strcmp(text, before))
		return;
	strcpy(before, text);
	snprintf(path, sizeof(path), "%s/state", folder);
	snprintf(part, sizeof(part), "%s/state.part", folder);
	file = fopen(part, "w");
	if (!file || fputs(text, file) < 0 || fclose(file) || rename(part, path))
		abort();
}

static void obey(const char *word)
{
	if (!strcmp(word, "loud"))
		loudness = 1.2;
	else if (!strcmp(word, "silent"))
		loudness = 0;
	else if (!strcmp(word, "usual"))
		loudness = 0.5;
	else if (!strcmp(word, "late"))
		fake_status_of(MIXCORE_OBJECT_STREAM, fake.streams[0].id)->xruns = 7;
	else
		abort();
}

static void read_command(void)
{
	char path[512], word[32];
	FILE *file;

	snprintf(path, sizeof(path), "%s/command", folder);
	file = fopen(path, "r");
	if (!file)
		return;
	if (fscanf(file, "%31s", word) == 1)
		obey(word);
	fclose(file);
	unlink(path);
}

static void *kernel(void *data)
{
	for (;;) {
		fake.now_ns = now();
		read_command();
		if (__atomic_load_n(&fake.maps, __ATOMIC_SEQ_CST)) {
			for (unsigned int i = 0; i < sound_count; i++)
				run_cycles(sounds[i].object, sounds[i].id,
					   loudness * sounds[i].peak);
		}
		write_state();
		usleep(1000 * TICK_MS);
	}
	return data;
}

static struct mixcore_status_entry *sound(uint32_t object, uint32_t id, double peak,
					  uint32_t delay)
{
	struct mixcore_status_entry *entry = fake_status_of(object, id);

	sounds[sound_count++] = (struct sound){ object, id, peak };
	entry->delay_frames = delay;
	return entry;
}

static void set_load(struct mixcore_status_entry *entry, uint32_t avg_us, uint32_t max_us)
{
	entry->cycle_avg_ns = 1000 * avg_us;
	entry->cycle_max_ns = 1000 * max_us;
}

static void play(const char *comm, uint32_t output, double peak, uint32_t delay, double volume)
{
	struct mixcore_stream_info *stream = fake_add_stream(comm, 100, output);

	for (int i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		mixcore_gain_from_db(volume, &stream->gain[i]);
	sound(MIXCORE_OBJECT_STREAM, stream->id, peak, delay);
}

static void record(const char *comm, uint32_t kind, uint32_t source, double peak)
{
	sound(MIXCORE_OBJECT_STREAM, fake_add_recorder(comm, 200, kind, source)->id, peak, 700);
}

static void make_graph(void)
{
	fake_add_stream("mpv", 100, 2);
	fake_add_stream("game", 101, 2)->state = MIXCORE_STREAM_PAUSED;
	fake_add_stream("m\xc3\xbcsic", 102, 3)->state = MIXCORE_STREAM_READY;
	fake_add_recorder("arecord", 103, MIXCORE_SOURCE_INPUT, 4);
	set_load(sound(MIXCORE_OBJECT_OUTPUT, 2, 1, 700), 160, 480);
	sound(MIXCORE_OBJECT_INPUT, 4, 1.0 / 32, 300);
	sound(MIXCORE_OBJECT_STREAM, 5, 0.5, 1700);
	sound(MIXCORE_OBJECT_STREAM, 8, 1.0 / 32, 480);
}

/* Not the same as the other graph, so that neither has to change with the other. */
static void make_picture(void)
{
	fake.outputs[2].state = MIXCORE_OUTPUT_RUNNING;
	play("mpv", 2, 1.4, 9600, -3);
	play("firefox", 2, 0.12, 2400, 0);
	play("game", 2, 0.5, 700, -8);
	fake_stream_of(7)->mute = 1;
	record("obs", MIXCORE_SOURCE_MIX, 2, 1.6);
	play("baresip", 3, 0.3, 960, 0);
	record("baresip", MIXCORE_SOURCE_INPUT, 4, 0.05);
	record("arecord", MIXCORE_SOURCE_INPUT, 4, 0.05);
	fake_add_stream("aplay", 109, 3)->state = MIXCORE_STREAM_PAUSED;
	fake_stream_of(6)->xruns = 2;
	fake_xrun(MIXCORE_OBJECT_STREAM, 6, MIXCORE_CULPRIT_APPLICATION);
	set_load(sound(MIXCORE_OBJECT_OUTPUT, 2, 1.9, 700), 96, 310);
	set_load(sound(MIXCORE_OBJECT_OUTPUT, 3, 0.3, 960), 41, 95);
	set_load(sound(MIXCORE_OBJECT_INPUT, 4, 0.05, 300), 22, 60);
}

static void make_all(void)
{
	fake_reset();
	fake.now_ns = now();
	fake_add_card(0, "Intel");
	fake_add_output("intel", 0, "Intel")->state = MIXCORE_OUTPUT_RUNNING;
	fake_add_output("usb", 1, "USB");
	fake_add_input("mic", 2, "Mic")->state = MIXCORE_OUTPUT_RUNNING;
	fake.def.output = 2;
	fake.def.input = 4;
	if (getenv("MIXCTL_TOP_PICTURE"))
		make_picture();
	else
		make_graph();
}

int main(int argc, char **argv)
{
	struct mixctl m = system_mixctl();
	pthread_t thread;

	if (argc < 2)
		return 2;
	folder = argv[1];
	argv[1] = argv[0];
	make_all();
	if (pthread_create(&thread, NULL, kernel, NULL))
		return 2;
	return mixctl_main(&m, argc - 1, argv + 1);
}
