// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixctl-top-test FILE: screens of mixctl top of several sizes and moods, without a terminal, as
 * the file says. UPDATE=1 in the environment writes it anew. What keys and meters do is checked here.
 */
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "fake_kernel.h"
#include "test.h"
#include "top.h"

#define MS_NS		1000000ULL
#define HALF		(1U << 30)

static struct mixctl mixctl;
static struct top_model model;
static struct top_view view;

/* An entry that is this loud, with a mean 10 dB below. */
static void play(uint32_t object, uint32_t id, double peak_db)
{
	struct mixcore_status_entry *entry = fake_status_of(object, id);
	const double peak = pow(10, peak_db / 20);

	for (int i = 0; i < 2; i++)
		entry->peak[i] = fmin(peak * 2 * HALF, UINT32_MAX);
	fake_status_cycles(entry, 50 * MS_NS, peak * peak / 10);
}

static void play_all(void)
{
	play(MIXCORE_OBJECT_OUTPUT, 2, 1.5);
	play(MIXCORE_OBJECT_INPUT, 4, -45);
	play(MIXCORE_OBJECT_STREAM, 5, -6);
	play(MIXCORE_OBJECT_STREAM, 6, -20);
	play(MIXCORE_OBJECT_STREAM, 7, -200);
	play(MIXCORE_OBJECT_STREAM, 9, -59);
}

static void look(bool meters)
{
	struct mixcore_status_area *area = NULL;

	mixctl.now.monotonic_ns = fake.now_ns;
	CHECK_INT(top_model_read(&model, &mixctl), 0);
	for (int i = 0; meters && i < 3; i++) {
		fake.now_ns += 50 * MS_NS;
		play_all();
		if (!area)
			CHECK_INT(mixcore_status_open(mixctl.ctx, &area), 0);
		top_model_meters(&model, area, fake.now_ns);
	}
	mixcore_status_close(area);
	mixctl.now.monotonic_ns = fake.now_ns;
}

static void graph(void)
{
	struct mixcore_status_entry *entry;
	struct mixcore_stream_info *hidden;

	fake_add_output("intel", 0, "Intel")->state = MIXCORE_OUTPUT_RUNNING;
	fake_add_output("headphones-of-the-living-ro", 1, "USB")->state = MIXCORE_OUTPUT_LOST;
	fake_add_input("mic", 2, "Mic")->state = MIXCORE_OUTPUT_RUNNING;
	fake.def.output = 2;
	fake_add_stream("mpv", 100, 2);
	fake_add_stream("b\x1b[2J\xe6\xbc\xa2\xff", 101, 2)->gain[0] = MIXCORE_GAIN_UNITY / 8;
	for (int i = 1; i < MIXCORE_CHANNELS_MAX; i++)
		fake.streams[1].gain[i] = MIXCORE_GAIN_UNITY / 4;
	fake_add_stream("m\xc3\xbcsic", 102, 2)->mute = 1;
	fake_add_stream("game", 103, 3)->state = MIXCORE_STREAM_PAUSED;
	fake_add_recorder("arecord", 104, MIXCORE_SOURCE_INPUT, 4);
	fake_add_recorder("obs", 105, MIXCORE_SOURCE_MIX, 2);
	fake_add_recorder("tap", 106, MIXCORE_SOURCE_STREAM, 8);
	hidden = fake_add_stream("", 0, 1);
	hidden->flags = MIXCORE_STREAM_F_HIDDEN;
	/* Whom the system does not know. */
	hidden->uid = 4000000000;
	fake.streams[3].xruns = 12;
	entry = fake_status_of(MIXCORE_OBJECT_OUTPUT, 2);
	entry->delay_frames = 700;
	entry->cycle_avg_ns = 160000;
	entry->cycle_max_ns = 5600000;
	entry = fake_status_of(MIXCORE_OBJECT_STREAM, 5);
	entry->delay_frames = 96000;
	entry->xruns = 3;
}

static void begin(void)
{
	fake_reset();
	fake.now_ns = 1000 * MS_NS;
	model = (struct top_model){ 0 };
	mixctl = (struct mixctl){ .out = stdout, .err = stderr };
	mixctl.now = (struct moment){ fake.now_ns, 36000ULL * 1000 * MS_NS + fake.now_ns };
	CHECK_INT(mixctl_connect(&mixctl), 0);
	view = (struct top_view){ .width = 80, .height = 24, .utf8 = true };
}

static void end(void)
{
	top_model_free(&model);
	mixcore_close(mixctl.ctx);
	CHECK_INT(fake.maps, 0);
}

static void print_view(FILE *out, const char *title)
{
	struct top_screen screen;
	char line[1024];

	top_view_settle(&view, &model);
	top_layout(&view, &model, &screen);
	fprintf(out, "## %s, %dx%d\n", title, view.width, view.height);
	for (int y = 0; y < screen.height; y++)
		fprintf(out, "%s\n", top_line(&screen, y, line, sizeof(line)));
	top_screen_free(&screen);
}

static void print_size(FILE *out, const char *title, int width, int height)
{
	view.width = width;
	view.height = height;
	print_view(out, title);
}

static void print_styles(FILE *out)
{
	static const char letters[] = ".bdtsgwx";
	struct top_screen screen;

	top_layout(&view, &model, &screen);
	fprintf(out, "## how it looks: bold, dim, titles, selected, good, warning, bad (x)\n");
	for (int y = 0; y < screen.height; y++) {
		for (int x = 0; x < screen.width; x++)
			putc(letters[screen.cells[y * screen.width + x].style], out);
		putc('\n', out);
	}
	top_screen_free(&screen);
}

static void keys(const char *typed)
{
	while (*typed)
		top_key(&view, &model, *typed++);
}

static void sizes(FILE *out)
{
	begin();
	graph();
	look(true);
	print_view(out, "usual");
	print_styles(out);
	print_size(out, "wide", 120, 40);
	print_size(out, "narrow", 40, 10);
	print_size(out, "narrower", 25, 12);
	print_size(out, "absurd", 7, 3);
	print_size(out, "one cell", 1, 1);
	view.utf8 = false;
	print_size(out, "ASCII", 80, 24);
	end();
}

static void dialogs(FILE *out)
{
	begin();
	graph();
	look(true);
	keys("jjM");
	print_view(out, "where to move it");
	keys("j");
	print_size(out, "where to, with little room", 40, 6);
	keys("\033");
	view.mode = TOP_LIST;
	keys("?");
	print_size(out, "help", 80, 24);
	print_size(out, "help with little room", 40, 8);
	keys("?gM");
	print_size(out, "outputs do not move", 80, 24);
	end();
}

static void many(FILE *out)
{
	char name[16];

	begin();
	fake_add_output("intel", 0, "Intel");
	for (int i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "stream-%d", i);
		fake_add_stream(name, 100 + i, 2);
	}
	look(false);
	view.height = 12;
	print_view(out, "many streams");
	keys("jjjjjjj");
	print_view(out, "the last that there is room for");
	keys("j");
	print_view(out, "and the one behind it");
	top_key(&view, &model, TOP_KEY_END);
	print_view(out, "the end");
	top_key(&view, &model, TOP_KEY_PAGE_UP);
	print_view(out, "a page before it");
	keys("g");
	print_view(out, "the beginning");
	end();
}

static void moods(FILE *out)
{
	begin();
	look(false);
	print_size(out, "nothing there", 80, 8);
	fake_add_output("intel", 0, "Intel");
	fake_add_stream("mpv", 100, 2);
	look(false);
	print_size(out, "without meters", 80, 8);
	fake_xrun(MIXCORE_OBJECT_STREAM, 3, MIXCORE_CULPRIT_MIXER);
	look(true);
	print_size(out, "an xrun, and silence", 80, 8);
	end();
}

static struct top_row *row_of(uint32_t object, uint32_t id)
{
	return top_model_find(&model, object, id);
}

static void meters_sink_slowly(void)
{
	struct mixcore_status_entry entry = {
		.id = 5, .rate = 48000, .channels = 1, .cycle_frames = 256, .peak = { HALF },
		.time_ns = 1000 * MS_NS, .frames = 1000,
	};
	struct top_meter meter;

	top_meter_init(&meter);
	CHECK(meter.bar == -INFINITY && top_meter_rms(&meter) == -INFINITY);
	top_meter_update(&meter, &entry, 1001 * MS_NS);
	CHECK(fabs(meter.bar + 6.02) < 0.01);
	/* Another 100 frames of -12 dB. */
	entry.frames += 100;
	entry.square_sum[0] += 100ULL << 36;
	entry.time_ns += 50 * MS_NS;
	entry.peak[0] = HALF / 1024;
	top_meter_update(&meter, &entry, 1051 * MS_NS);
	CHECK(fabs(meter.bar + 8.02) < 0.01);
	CHECK(fabs(meter.held + 6.02) < 0.01);
	CHECK(fabs(top_meter_rms(&meter) + 12.04) < 0.01);
	/* Its cycles stop, and a while later it is silent. */
	top_meter_update(&meter, &entry, 1149 * MS_NS);
	CHECK(fabs(top_meter_rms(&meter) + 12.04) < 0.01);
	top_meter_update(&meter, &entry, 1200 * MS_NS);
	CHECK(top_meter_rms(&meter) < -12.1 && fabs(meter.held + 6.02) < 0.01);
	top_meter_update(&meter, &entry, 9000 * MS_NS);
	CHECK(meter.bar == -INFINITY && meter.held == -INFINITY);
	CHECK(top_meter_rms(&meter) == -INFINITY);
	top_meter_update(&meter, NULL, 9050 * MS_NS);
	CHECK(meter.bar == -INFINITY);
	/* An entry that was read with no cycle in between changes nothing. */
	entry.time_ns = 9100 * MS_NS;
	top_meter_update(&meter, &entry, 9100 * MS_NS);
	top_meter_update(&meter, &entry, 9150 * MS_NS);
	CHECK(top_meter_rms(&meter) == -INFINITY);
}

static void selection_stays(void)
{
	begin();
	graph();
	look(true);
	top_view_settle(&view, &model);
	keys("jj");
	CHECK_INT(view.id, 6);
	/* What is above it goes. */
	fake_close_stream(5);
	look(false);
	top_view_settle(&view, &model);
	CHECK_INT(view.object, MIXCORE_OBJECT_STREAM);
	CHECK_INT(view.id, 6);
	/* It goes itself. */
	fake_close_stream(6);
	look(false);
	top_view_settle(&view, &model);
	CHECK(top_selected(&view, &model));
	/* While it is to be moved, too. */
	view.object = MIXCORE_OBJECT_STREAM;
	view.id = 7;
	keys("M");
	CHECK_INT(view.mode, TOP_MOVE);
	fake_close_stream(7);
	look(false);
	top_view_settle(&view, &model);
	CHECK_INT(view.mode, TOP_LIST);
	end();
}

static void meters_go_on(void)
{
	begin();
	graph();
	look(true);
	CHECK(row_of(MIXCORE_OBJECT_STREAM, 5)->meter.bar > -7);
	CHECK_INT(row_of(MIXCORE_OBJECT_STREAM, 5)->xruns, 3);
	look(false);
	CHECK(row_of(MIXCORE_OBJECT_STREAM, 5)->meter.bar > -7);
	end();
}

static void press(int key)
{
	const enum top_action action = top_key(&view, &model, key);

	if (action >= TOP_LOUDER && action <= TOP_MOVE_THERE)
		top_act(&mixctl, &view, &model, action);
	look(false);
	top_view_settle(&view, &model);
}

static void select_row(uint32_t object, uint32_t id)
{
	view.object = object;
	view.id = id;
}

static void volumes_change(void)
{
	begin();
	graph();
	look(false);
	select_row(MIXCORE_OBJECT_STREAM, 5);
	press('-');
	press(TOP_KEY_LEFT);
	press('+');
	CHECK(fabs(mixcore_gain_to_db(fake_stream_of(5)->gain[1]) + 1) < 0.001);
	CHECK_STR(view.message, "mpv: -1.0dB");
	CHECK_STR(fake.cause.text, "mixctl top");
	fake_stream_of(5)->gain[0] = fake_stream_of(5)->gain[1] = 0;
	press(TOP_KEY_NONE);
	press('-');
	CHECK_INT(fake_stream_of(5)->gain[0], 0);
	press('+');
	CHECK(fabs(mixcore_gain_to_db(fake_stream_of(5)->gain[0]) + 60) < 0.001);
	press('m');
	CHECK_INT(fake_stream_of(5)->mute, 1);
	press('m');
	CHECK_INT(fake_stream_of(5)->mute, 0);
	CHECK_STR(view.message, "mpv: heard again");
	select_row(MIXCORE_OBJECT_OUTPUT, 2);
	press('=');
	CHECK(fabs(mixcore_gain_to_db(fake_output_of(2)->gain[0]) - 1) < 0.001);
	select_row(MIXCORE_OBJECT_INPUT, 4);
	press('+');
	CHECK_STR(view.message, "mic: inputs have no volume");
	CHECK(view.failed);
	select_row(MIXCORE_OBJECT_OUTPUT, 1);
	press('m');
	CHECK_STR(view.message, "null: the null output has no volume");
	end();
}

static void streams_move(void)
{
	begin();
	graph();
	look(false);
	select_row(MIXCORE_OBJECT_STREAM, 5);
	press(TOP_KEY_ENTER);
	CHECK_INT(view.mode, TOP_MOVE);
	press(TOP_KEY_ESCAPE);
	CHECK_INT(fake_stream_of(5)->output, 2);
	press('M');
	press('j');
	press(TOP_KEY_ENTER);
	CHECK_INT(fake_stream_of(5)->output, 3);
	CHECK_STR(view.message, "mpv: plays on headphones-of-the-living-ro");
	/* Another rate. */
	fake_output_of(2)->rate = 44100;
	press('M');
	press('k');
	press(TOP_KEY_ENTER);
	CHECK_INT(fake_stream_of(5)->output, 3);
	CHECK(view.failed);
	/* Recorders don't. */
	select_row(MIXCORE_OBJECT_STREAM, 9);
	press('M');
	CHECK_INT(view.mode, TOP_LIST);
	CHECK_STR(view.message, "a recorder does not play: mixctl stream source");
	end();
}

/* A terminal that is looked at for so many pictures; then what happens at each. */
static unsigned int pictures, calls;

static int no_begin(void)
{
	pictures = 0;
	return 0;
}

static void no_end(void)
{
}

static bool shows_utf8(void)
{
	return true;
}

static void size_of_it(int *width, int *height)
{
	*width = 80;
	*height = 24;
}

static void count_picture(const struct top_screen *screen)
{
	CHECK_INT(screen->width, 80);
	pictures++;
}

static void time_passes(struct mixctl *m, int ms)
{
	fake.now_ns += ms * MS_NS;
	m->now.monotonic_ns = fake.now_ns;
}

/* Within the first second nothing is asked for; then all, and when something has changed. */
static int watch(int timeout_ms)
{
	if (!timeout_ms)
		return TOP_KEY_NONE;
	CHECK_INT(fake.maps, pictures != 31);
	CHECK_INT(timeout_ms, pictures == 31 ? 1000 : 45);
	if (pictures > 1 && pictures != 24 && pictures != 27 && pictures != 32)
		CHECK_INT(fake.calls, calls);
	else
		CHECK(fake.calls > calls);
	calls = fake.calls;
	fake.now_ns += timeout_ms * MS_NS;
	if (pictures == 26)
		fake_close_stream(5);
	return pictures == 30 ? TOP_KEY_FOCUS_OUT : pictures == 31 ? TOP_KEY_FOCUS_IN :
	       pictures == 35 ? 'q' : TOP_KEY_NONE;
}

static void calls_are_few(void)
{
	static const struct top_terminal terminal = {
		.begin = no_begin, .end = no_end, .stop = no_end, .is_utf8 = shows_utf8,
		.size = size_of_it, .draw = count_picture, .key = watch,
	};

	begin();
	graph();
	mixctl.terminal = &terminal;
	mixctl.pause = time_passes;
	calls = fake.calls;
	CHECK_INT(top_run(&mixctl, false), 0);
	CHECK_INT(pictures, 35);
	end();
}

static void all_screens(FILE *out)
{
	sizes(out);
	dialogs(out);
	many(out);
	moods(out);
}

static int compare(const char *path, const char *is)
{
	static char expected[1 << 17];
	FILE *file = fopen(path, "r");
	size_t at = 0, line = 1;

	if (file)
		expected[fread(expected, 1, sizeof(expected) - 1, file)] = '\0';
	if (file)
		fclose(file);
	if (!strcmp(expected, is))
		return 0;
	for (; expected[at] && expected[at] == is[at]; at++)
		line += is[at] == '\n';
	fprintf(stderr, "%s:%zu: differs from here:\n--- expected\n%.400s\n--- is\n%.400s\n", path,
		line, expected + at, is + at);
	return 1;
}

int main(int argc, char **argv)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (argc != 2 || !out)
		return 2;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 77;
	setenv("TZ", "UTC", 1);
	all_screens(out);
	fclose(out);
	if (getenv("UPDATE")) {
		out = fopen(argv[1], "w");
		test_failures += !out || fputs(text, out) < 0 || fclose(out);
	} else {
		test_failures += compare(argv[1], text);
	}
	free(text);
	meters_sink_slowly();
	selection_stays();
	meters_go_on();
	volumes_change();
	streams_move();
	calls_are_few();
	return TEST_END();
}
