// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mixctl_test TRANSCRIPT: type what the transcript types into mixctl, over a kernel for tests, and
 * compare what comes out with what it says. UPDATE=1 in the environment writes the transcript anew.
 *
 * Lines of a transcript: "## ..." stays as it is; "$ mixctl ..." runs it; "$ scene NAME" begins
 * with another system; "$ later mixctl ..." and "$ later scene NAME" happen, one after the other,
 * while the next command waits, and then it is interrupted; "$ cat FILE" shows a file; "$ write
 * FILE" writes one, of the lines after it that begin with "| "; the rest is output. Standard error
 * follows standard output, and "[exit N]" a status other than 0. A word "@/FILE" is a file of the
 * system, "<@/FILE" standard input.
 */
#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fake_kernel.h"
#include "mixctl.h"

#define ARGUMENTS_MAX	32
#define SECOND_NS	1000000000ULL
/* When the system was started: 2026-11-29 06:00:00 UTC. */
#define STARTED_NS	(1795932000 * SECOND_NS)

/* In the place of libc's: which users the system has that runs the test is not its business. */
static struct passwd users[] = {
	{ .pw_name = (char *)"root", .pw_uid = 0 },
	{ .pw_name = (char *)"alice", .pw_uid = 1000 },
};

struct passwd *getpwuid(uid_t uid)
{
	for (size_t i = 0; i < ARRAY_SIZE(users); i++)
		if (users[i].pw_uid == uid)
			return &users[i];
	return NULL;
}

struct passwd *getpwnam(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(users); i++)
		if (!strcmp(users[i].pw_name, name))
			return &users[i];
	return NULL;
}

static void one_card(void)
{
	fake_add_card(1, "Intel");
	fake_write("", "var/lib/nothing");
	fake_write("00-00: Null : Null\n"
		   "01-00: ALC287 Analog : ALC287 Analog : playback 1 : capture 1\n"
		   "03-00: Mixcore : Mixcore : playback 64\n", "proc/asound/pcm");
	fake_proc_card(3, "Mixcore");
}

static void two_cards(void)
{
	one_card();
	fake_add_card(2, "USB")->formats = 1U << (int)SNDRV_PCM_FORMAT_S16_LE;
}

static void playing(void)
{
	struct mixcore_output_info *output;
	struct mixcore_stream_info *stream;

	two_cards();
	output = fake_add_output("intel", 1, "Intel");
	output->state = MIXCORE_OUTPUT_RUNNING;
	output->streams = 2;
	output->running = 1;
	output->delay_frames = 700;
	output->frames = 9876543210ULL;
	output->xruns = 3;
	output->gain[1] = MIXCORE_GAIN_UNITY / 2;
	mixcore_cause_set(&fake_change_of(MIXCORE_OBJECT_OUTPUT, output->id, 0)->last_change.cause,
			  5, "mixctl output volume");
	output = fake_add_output("usb", 2, "USB");
	output->mute = 1;
	output->format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE;
	output = &fake.outputs[1];
	fake.def.output = output->id;
	stream = fake_add_stream("aplay", 1234, output->id);
	stream->delay_frames = 1700;
	stream = fake_add_stream("m\xc3\xbcsic\x1b[2J\xff\"", 99, output->id);
	stream->flags = MIXCORE_STREAM_F_FREE_RUN;
	stream->mute = 1;
	stream = fake_add_stream("", 0, 3);
	stream->flags = MIXCORE_STREAM_F_HIDDEN;
	stream->state = MIXCORE_STREAM_OPEN;
	stream->rate = stream->channels = 0;
}

static void user(void)
{
	playing();
	fake.control_error = -EACCES;
	fake.caller.uid = 1000;
}

static void stranger(void)
{
	user();
	fake.node_error = -EACCES;
}

static void no_module(void)
{
	fake.node_error = fake.control_error = -ENOENT;
}

static void old_module(void)
{
	fake.abi = 7 << 16;
}

static void busy(void)
{
	one_card();
	fake.pcms[0].open_error = -EBUSY;
	fake_own(1, 0, 0, 4711, "pipewire");
}

static void taken(void)
{
	playing();
	fake.pcms[0].open_error = -EBUSY;
}

static void busy_unseen(void)
{
	one_card();
	fake.pcms[0].open_error = -EBUSY;
}

static void busy_unnamed(void)
{
	busy_unseen();
	fake_own(1, 0, 0, 4711, "");
}

static void three_cards(void)
{
	playing();
	fake_add_card(4, "Dock");
}

static void other_rates(void)
{
	three_cards();
	fake.pcms[2].rates[1] = 0;
}

static void in_use(void)
{
	three_cards();
	fake.pcms[2].open_error = -EBUSY;
	fake_own(4, 0, 0, 4711, "pipewire");
}

/* A program that is no more has opened it, and the kernel has not let go. */
static void playing_out(void)
{
	three_cards();
	fake.pcms[2].busy_opens = 2;
	fake_own(4, 0, 0, 4711, "");
}

static void short_buffer(void)
{
	playing();
	fake.streams[0].buffer_frames = 1024;
}

/* One's rate is not that of usb. */
static void misfits(void)
{
	playing();
	fake.streams[1].rate = fake.outputs[1].rate = 44100;
}

/* What happens to lines in the long run. */
static void drifted(void)
{
	for (unsigned int i = 0; i < fake.route_count; i++) {
		fake.routes[i].inserted_frames = 3 * i;
		fake.routes[i].dropped_frames = i;
	}
}

/* The routes of an application that sets other parameters stay. */
static void another_rate(void)
{
	fake.streams[0].rate = fake.outputs[0].rate = fake.outputs[1].rate = 44100;
}

static void late(void)
{
	fake.late_stream = true;
}

static void corrected(void)
{
	three_cards();
	fake.outputs[2].limiter = fake.outputs[2].dither = 1;
	fake.outputs[2].idle_ms = 1000;
	fake.outputs[2].gain[1] = MIXCORE_GAIN_UNITY / 2;
	fake.outputs[2].ramp_frames = 0;
}

static void equalized(void)
{
	fake.outputs[2].eq_points = 1;
	fake_record(MIXCORE_OBJECT_OUTPUT, fake.outputs[2].id, 0, MIXCORE_CHANGED_EQ, NULL);
}

static void snatched(void)
{
	fake.pcms[0].open_error = -EBUSY;
	fake_own(1, 0, 0, 4711, "pipewire");
}

static void twice(void)
{
	playing();
	fake_add_stream("aplay", 1235, fake.outputs[1].id);
}

static void unloading(void)
{
	playing();
	fake.call_error = -ENODEV;
}

static void no_hardware(void)
{
	two_cards();
	fake_write("version = 1\n[output intel]\nrate = 48000\n[output usb]\nhardware = hw:USB\n"
		   "gain =  8388608  4194304\n[streams]\noutput = gone\n",
		   "var/lib/mixcore/state");
}

static void healthy(void)
{
	playing();
	fake_write("extra/snd-mixcore.ko.xz: kernel/sound/core/snd-pcm.ko\n",
		   "lib/modules/6.1.0/modules.dep");
	fake_write("", "lib/modules/6.1.0/build");
	fake_write("", "sys/module/snd_mixcore/refcnt");
	fake_write("", "usr/lib/udev/rules.d/71-mixcore.rules");
	fake_write("", "etc/alsa/conf.d/50-mixcore.conf");
	fake_write("[none] integrity confidentiality\n", "sys/kernel/security/lockdown");
}

static void locked(void)
{
	one_card();
	no_module();
	fake_write("none [integrity] confidentiality\n", "sys/kernel/security/lockdown");
}

/* The file is binary: four bytes of attributes, then 1. fake_write() writes text. */
static void secure(void)
{
	char path[4096];
	FILE *file;

	healthy();
	fake_write("", "sys/firmware/efi/efivars/other");
	snprintf(path, sizeof(path), "%s/sys/firmware/efi/efivars/"
		 "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", fake_root);
	file = fopen(path, "w");
	if (!file || fwrite("\x06\0\0\0\x01", 1, 5, file) != 5 || fclose(file))
		abort();
}

static void loses_hardware(void)
{
	fake.outputs[2].state = MIXCORE_OUTPUT_LOST;
	fake.outputs[2].flags = 0;
	fake.outputs[2].backend_card = fake.outputs[2].backend_device = -1;
	fake.outputs[2].backend_id[0] = '\0';
	fake_pull(2);
}

static void two_devices(void)
{
	struct fake_pcm *second;

	playing();
	second = &fake.pcms[fake.pcm_count++];
	*second = fake.pcms[0];
	second->device = 3;
}

/* As the kernel does it: it remembers which card that was. */
static void unplugged(void)
{
	fake_pull(fake.outputs[2].backend_card);
	fake.outputs[2].state = MIXCORE_OUTPUT_LOST;
	fake.outputs[2].flags = 0;
	fake.outputs[2].backend_card = -1;
}

/* With the number that was free. */
static void comes_as_card_5(void)
{
	fake_proc_card(5, "USB");
	fake.pcms[1].card = 5;
}

static void pulled(void)
{
	playing();
	loses_hardware();
}

static void pull(void)
{
	fake_pull(2);
}

static void wrong_file(void)
{
	two_cards();
	fake_write("version = 1\n[output intel]\nhardware = hw:Intel\nspeed = 7\n",
		   "var/lib/mixcore/state");
}

static void no_transactions(void)
{
	playing();
	fake.features &= ~MIXCORE_FEATURE_TRANSACTION;
}

/* aplay on both outputs, led by the first. */
static void on_both(void)
{
	struct mixcore_route_info *route;

	playing();
	route = &fake.routes[fake.route_count++];
	*route = (struct mixcore_route_info){
		.stream = 4, .output = 3, .gain = MIXCORE_GAIN_UNITY / 2, .delay_frames = 480,
		.flags = MIXCORE_ROUTE_F_MATRIX,
	};
	route->matrix[0][0] = MIXCORE_GAIN_UNITY;
	route->matrix[1][1] = -(int32_t)MIXCORE_GAIN_UNITY / 2;
	/* Set when it had more channels. */
	route->matrix[2][3] = 1;
}

/* Of one application, and of two that stand alone. */
static void quartet(void)
{
	one_card();
	fake.def.output = fake_add_output("intel", 1, "Intel")->id;
	fake_add_stream("violin", 100, fake.def.output);
	fake_add_stream("violin", 100, fake.def.output);
	fake_add_stream("viola", 101, fake.def.output);
	fake_add_stream("cello", 102, fake.def.output);
}

/* Of streams whose names are no use: twice the same, a number, what a section can't hold. */
static void odd_names(void)
{
	playing();
	fake.streams[2].flags = 0;
	strcpy(fake.streams[2].comm, "Web Content");
	strcpy(fake.streams[1].comm, "a]b");
	fake_add_stream("twice", 200, 2);
	fake_add_stream("twice", 201, 2);
	fake_add_stream("4711", 202, 2);
	fake_add_stream("a#b", 203, 2);
	fake_add_stream(" a", 204, 2);
}

static void detaching(void)
{
	fake.outputs[2].state = MIXCORE_OUTPUT_DETACHED;
	fake.outputs[2].flags = 0;
}

static void moving(void)
{
	fake.streams[0].move_output = 3;
	fake.streams[0].move_frame = 1000000;
}

static void plugged(void)
{
	fake_proc_card(2, "USB");
}

static void fresh(void)
{
	fake.output_count = fake.input_count = 1;
	fake.loopback_count = 0;
	fake.def.input = MIXCORE_INPUT_NULL;
	fake.def.output = MIXCORE_OUTPUT_NULL;
	fake.def.gain = MIXCORE_GAIN_UNITY;
	fake.def.mute = 0;
}

static void microphone(void)
{
	two_cards();
	fake_add_microphone(1, "Intel");
	fake_add_microphone(2, "USB")->rates[0] = 48000;
	fake.pcms[3].rates[1] = 0;
}

static void busy_microphone(void)
{
	microphone();
	fake.pcms[2].open_error = -EBUSY;
	fake_write("owner_pid   : 4712\n", "proc/asound/card1/pcm0c/sub0/status");
	fake_write("parec\n", "proc/4712/comm");
}

/* An application that plays and records, recorders of all kinds, and one of another user. */
static void recording(void)
{
	struct mixcore_stream_info *recorder;
	struct mixcore_input_info *input;

	playing();
	fake_add_microphone(1, "Intel");
	fake_add_microphone(2, "USB");
	input = fake_add_input("mic", 1, "Intel");
	input->state = MIXCORE_OUTPUT_RUNNING;
	input->delay_frames = 300;
	input->xruns = 1;
	fake.def.input = input->id;
	fake_add_recorder("arecord", 300, MIXCORE_SOURCE_INPUT, input->id)->delay_frames = 480;
	recorder = fake_add_recorder("aplay", 1234, MIXCORE_SOURCE_MIX, 2);
	recorder->except_count = 1;
	recorder->except[0] = 4;
	recorder = fake_add_recorder("spy", 301, MIXCORE_SOURCE_OUT, 2);
	recorder->uid = 0;
	recorder->flags = MIXCORE_STREAM_F_ALL;
	fake_add_recorder("tap", 302, MIXCORE_SOURCE_STREAM, 4)->buffer_frames = 256;
	recorder = fake_add_recorder("", 0, MIXCORE_SOURCE_MIX, 3);
	recorder->flags = MIXCORE_STREAM_F_HIDDEN;
	recorder->state = MIXCORE_STREAM_OPEN;
	recorder->rate = recorder->channels = 0;
	recorder->uid = 1001;
}

static void recording_user(void)
{
	recording();
	fake.control_error = -EACCES;
	fake.caller.uid = 1000;
}

/* As the kernel does it: it remembers which card that was. */
static void microphone_unplugged(void)
{
	fake_pull(fake.inputs[1].backend_card);
	fake.inputs[1].state = MIXCORE_OUTPUT_LOST;
	fake.inputs[1].flags = 0;
	fake.inputs[1].backend_card = -1;
}

static void intel_plugged(void)
{
	fake_proc_card(1, "Intel");
}

static void aplay_ends(void)
{
	fake_close_stream(fake.streams[0].id);
}

/* More than a recorder leaves out. */
static void choir(void)
{
	for (unsigned int i = 0; i <= MIXCORE_EXCEPT_MAX; i++)
		fake_add_stream("singer", 400, 2);
}

static void cable(void)
{
	fake_write("", "var/lib/nothing");
	fake.def.output = 3;
	fake.outputs[2].flags = MIXCORE_OUTPUT_F_NULL;
}

/* On intel as it is, and turned around, softer and later on usb. */
static void loopbacks(void)
{
	struct mixcore_route_info *loopback;

	recording();
	fake_add_loopback(7, 2);
	loopback = fake_add_loopback(7, 3);
	loopback->gain = MIXCORE_GAIN_UNITY / 2;
	loopback->delay_frames = 480;
	loopback->inserted_frames = 12;
	loopback->dropped_frames = 5;
	loopback->flags = MIXCORE_ROUTE_F_MATRIX;
	loopback->matrix[0][1] = loopback->matrix[1][0] = -(int32_t)MIXCORE_GAIN_UNITY / 2;
	fake_add_loopback(1, 3)->mute = 1;
}

static void loopbacks_user(void)
{
	loopbacks();
	fake.control_error = -EACCES;
	fake.caller.uid = 1000;
}

/* As many as there may be; nobody looks at where they play. */
static void all_loopbacks(void)
{
	while (fake.loopback_count < MIXCORE_LOOPBACKS_MAX)
		fake_add_loopback(7, 1000 + fake.loopback_count);
}

/* Each leaves out somebody else. */
static void many_mixes(void)
{
	struct mixcore_stream_info *recorder;

	for (unsigned int i = 0; i < MIXCORE_MIXES_MAX; i++) {
		recorder = fake_add_recorder("obs", 500 + i, MIXCORE_SOURCE_MIX, 2);
		recorder->except_count = 1;
		recorder->except[0] = 1000 + i;
	}
}

static void other_input_rate(void)
{
	fake.inputs[1].rate = 44100;
}

static void no_capture(void)
{
	playing();
	fake.features &= ~MIXCORE_FEATURE_CAPTURE;
}

/* What time does to a system that plays. */
static void seconds_pass(void)
{
	fake.now_ns += 20 * SECOND_NS;
}

static void minutes_pass(void)
{
	fake.now_ns += 5 * 60 * SECOND_NS;
}

static void hours_pass(void)
{
	fake.now_ns += 3 * 3600 * SECOND_NS;
}

static void days_pass(void)
{
	fake.now_ns += 4 * 24 * 3600 * SECOND_NS;
}

/* As the module does it: where and how alice's defaults say. */
static struct mixcore_stream_info *open_stream(const char *comm, uint32_t pid)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);
	struct mixcore_stream_info *stream;

	def.uid = 1000;
	if (fake_default_read(&def, false))
		abort();
	stream = fake_add_stream(comm, pid, def.output);
	for (int i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		stream->gain[i] = def.gain;
	stream->mute = def.mute;
	fake_output_of(stream->output)->streams++;
	for (uint32_t i = 0; i < def.follower_count; i++) {
		fake.routes[fake.route_count++] = (struct mixcore_route_info){
			.stream = stream->id, .output = def.followers[i],
			.gain = MIXCORE_GAIN_UNITY,
		};
		fake_copy_history(MIXCORE_OBJECT_STREAM, stream->id, 0, MIXCORE_OBJECT_ROUTE,
				  stream->id, def.followers[i]);
	}
	return stream;
}

static void aplay_starts(void)
{
	struct mixcore_stream_info *stream = open_stream("aplay", 1234);
	struct mixcore_output_info *output = fake_output_of(stream->output);

	stream->queued_frames = 2048;
	stream->delay_frames = 2048 + 700;
	stream->frames = 123456;
	stream->xruns = 1;
	stream->silence_frames = 96;
	output->state = MIXCORE_OUTPUT_RUNNING;
	output->running++;
	output->delay_frames = 760;
	output->limiter_gain = MIXCORE_GAIN_UNITY / 2;
	output->limited_frames = 4800;
	output->restarts = 1;
}

/* With a buffer that makes cycles shorter. */
static void game_starts(void)
{
	struct mixcore_stream_info *stream = open_stream("game", 1300);

	stream->buffer_frames = 256;
	stream->period_frames = 128;
}

static void arecord_starts(void)
{
	struct mixcore_stream_info *stream =
		fake_add_recorder("arecord", 1400, MIXCORE_SOURCE_INPUT, fake.def.input);

	stream->queued_frames = 100;
	stream->delay_frames = 420;
}

static void obs_starts(void)
{
	struct mixcore_stream_info *stream =
		fake_add_recorder("obs", 1500, MIXCORE_SOURCE_MIX, fake.def.output);

	stream->uid = 1001;
	fake_change_of(MIXCORE_OBJECT_STREAM, stream->id, 0)->last_change.uid = 1001;
}

/* The program has no such command. */
static void volume_as_for_all(void)
{
	struct mixcore_default def = MIXCORE_INIT(mixcore_default);

	def.uid = 1000;
	def.mask = MIXCORE_DEFAULT_GAIN | MIXCORE_DEFAULT_CLEAR;
	mixcore_cause_set(&def.cause, 0, "as all others");
	if (fake_default_set(&def))
		abort();
}

/* From now on it is she who changes something. */
static void alice_sits_down(void)
{
	fake.caller = (struct fake_caller){ .pid = 2000, .uid = 1000, .comm = "panel" };
}

static void alice_is_no_root(void)
{
	alice_sits_down();
	fake.control_error = -EACCES;
}

/* As many bytes as there is room for, some in pairs, and nowhere a blank. */
static void long_cause(void)
{
	struct mixcore_change *change = fake_change_of(MIXCORE_OBJECT_OUTPUT, 3, 0);

	for (size_t i = 0; i < MIXCORE_CAUSE_TEXT_LEN; i += 4)
		memcpy(change->last_change.cause.text + i, "\xc3\xa9no", 4);
	memset(change->comm, 'x', sizeof(change->comm) - 1);
}

static void no_histories(void)
{
	fake.features &= ~MIXCORE_FEATURE_HISTORY;
}

static void aplay_is_late(void)
{
	fake.streams[0].xruns++;
	fake_event(MIXCORE_NL_CMD_XRUN, MIXCORE_OBJECT_STREAM, fake.streams[0].id,
		   fake.streams[0].xruns);
}

static void usb_lost(void)
{
	loses_hardware();
	fake_event(MIXCORE_NL_CMD_LOST, MIXCORE_OBJECT_OUTPUT, 3, 0);
}

static void usb_restored(void)
{
	fake_event(MIXCORE_NL_CMD_RESTORED, MIXCORE_OBJECT_OUTPUT, 3, 0);
}

/* Times in us before now, by which the report was noticed; 0 = not known. */
struct times {
	unsigned int due, timer, fired, kicked, woke, empty;
};

static uint64_t before(unsigned int us)
{
	return us ? fake.now_ns - 1000 * us : 0;
}

static struct mixcore_xrun *late_by(uint32_t object, uint32_t id, uint32_t culprit,
				    unsigned int late_us, const struct times *times)
{
	struct mixcore_xrun *xrun;

	fake.now_ns += SECOND_NS / 4;
	xrun = fake_xrun(object, id, culprit);
	xrun->late_ns = 1000ULL * late_us;
	xrun->buffer_ns = 5333333;
	xrun->due_ns = before(times->due);
	xrun->timer_ns = before(times->timer);
	xrun->fired_ns = before(times->fired);
	xrun->kicked_ns = before(times->kicked);
	xrun->woke_ns = before(times->woke);
	xrun->empty_ns = before(times->empty);
	return xrun;
}

static void aplay_lets_it_run_dry(void)
{
	late_by(MIXCORE_OBJECT_STREAM, 4, MIXCORE_CULPRIT_APPLICATION, 0,
		&(struct times){ 0 })->buffer_ns = 85333333;
}

/* Everybody is late once, and something of a newer module is, too. */
static void all_are_late(void)
{
	fake.now_ns += 20 * SECOND_NS;
	aplay_lets_it_run_dry();
	late_by(MIXCORE_OBJECT_STREAM, 4, MIXCORE_CULPRIT_APPLICATION, 1500,
		&(struct times){ .kicked = 2700 });
	late_by(MIXCORE_OBJECT_STREAM, 4, MIXCORE_CULPRIT_MIXER, 11900,
		&(struct times){ .due = 12000, .timer = 12000, .fired = 12000, .woke = 100 });
	late_by(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_CULPRIT_BACKEND, 30000,
		&(struct times){ .due = 30100, .kicked = 100, .woke = 50, .empty = 14100 });
	late_by(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_CULPRIT_POSITION, 4000,
		&(struct times){ .due = 100, .woke = 4100 });
	late_by(MIXCORE_OBJECT_INPUT, 7, MIXCORE_CULPRIT_MACHINE, 51200,
		&(struct times){ .timer = 51300, .fired = 100, .woke = 90 });
	late_by(MIXCORE_OBJECT_STREAM, 8, MIXCORE_CULPRIT_MACHINE, 51200,
		&(struct times){ .timer = 51300, .woke = 90 })->what = MIXCORE_XRUN_FULL;
	late_by(MIXCORE_OBJECT_OUTPUT, 3, MIXCORE_CULPRIT_BACKEND, 0,
		&(struct times){ 0 })->what = MIXCORE_XRUN_STOPPED;
	late_by(MIXCORE_OBJECT_STREAM, 6, MIXCORE_CULPRIT_MIXER, 8000,
		&(struct times){ .due = 9000, .kicked = 9200, .woke = 1000 })->what = 77;
	late_by(MIXCORE_OBJECT_OUTPUT + 10, 99, 88, 0, &(struct times){ 0 });
	fake.now_ns += 5 * SECOND_NS;
}

static void hundreds_are_late(void)
{
	for (int i = 0; i < 300; i++)
		late_by(MIXCORE_OBJECT_STREAM, 4, i % 3 ? MIXCORE_CULPRIT_APPLICATION :
			MIXCORE_CULPRIT_MIXER, 1000 + i, &(struct times){ 0 });
}

static void no_reports(void)
{
	fake.features &= ~MIXCORE_FEATURE_XRUNS;
}

static void fly(uint32_t object, uint32_t id, unsigned int cycles)
{
	struct mixcore_flight_event *event;

	event = fake_flight_event(object, id, MIXCORE_FLIGHT_CLOCK);
	event->value = MIXCORE_FLIGHT_CLOCK_BACKEND;
	for (unsigned int i = 0; i < cycles; i++) {
		fake.now_ns += 5333333;
		event = fake_flight_event(object, id, MIXCORE_FLIGHT_CYCLE);
		event->frames = 256;
		event->queued = 512 + i % 7;
		event->late = (int)(i % 5) * 10000 - 20000;
		event->value = 41000 + i;
	}
}

static void intel_flies(void)
{
	fly(MIXCORE_OBJECT_OUTPUT, 2, 50);
	fake_flight_event(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_FLIGHT_XRUN)->value = 4;
	fake_flight_event(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_FLIGHT_CLOCK)->value =
		MIXCORE_FLIGHT_CLOCK_NULL;
	fake_flight_event(MIXCORE_OBJECT_OUTPUT, 2, MIXCORE_FLIGHT_CLOCK)->value = 9;
	fake_flight_event(MIXCORE_OBJECT_OUTPUT, 2, 9);
}

static void mic_flies(void)
{
	fly(MIXCORE_OBJECT_INPUT, 7, 2);
	fake_flight_event(MIXCORE_OBJECT_INPUT, 7, MIXCORE_FLIGHT_CLOCK);
}

/* The hardware, and what plays first there; half of it is the mean. */
static void sound_is_heard(void)
{
	const uint32_t objects[] = { MIXCORE_OBJECT_OUTPUT, MIXCORE_OBJECT_STREAM };
	const uint32_t ids[] = { 2, 4 };

	for (int i = 0; i < 2; i++) {
		struct mixcore_status_entry *entry = fake_status_of(objects[i], ids[i]);

		entry->peak[0] = 1U << 30;
		entry->peak[1] = 1U << 24;
		entry->delay_frames = 960;
		entry->cycle_avg_ns = 100000;
		entry->cycle_max_ns = 400000;
	}
}

static void no_meters(void)
{
	fake.features &= ~MIXCORE_FEATURE_STATUS;
}

static void three_are_lost(void)
{
	fake.lose_events = 3;
}

static void overrun(void)
{
	fake_netlink_overrun();
}

static void a_moment_passes(void)
{
	fake.now_ns += 1234567890;
}

/* It is heard of later than it happens. */
static void muted_a_while_ago(void)
{
	fake.streams[0].mute = 1;
	fake_record(MIXCORE_OBJECT_STREAM, fake.streams[0].id, 0, MIXCORE_SET_MUTE, NULL);
	a_moment_passes();
}

/* Of a module that knows more: an object, and something to be changed. */
static void unheard_of(void)
{
	fake_record(MIXCORE_OBJECT_DEFAULT + 1, 17, 0, 0, NULL);
	fake_record(MIXCORE_OBJECT_STREAM, fake.streams[0].id, 0, 1U << 30, NULL);
}

/* It is there when the event is heard of, or not any more. */
static void brief_stream(void)
{
	fake_close_stream(open_stream("blip", 1600)->id);
}

static void wild_name(void)
{
	open_stream("b\x1b[2J\xc2\x9b\xff", 1700);
}

static void interrupted(void)
{
	fake.interrupted_dumps = 1000;
}

static void no_family(void)
{
	fake.family_error = -ENOENT;
}

/* Two of other programs; one has ticked for a while, and its drift is known. */
static void timers(void)
{
	struct mixcore_timer_info *info;

	two_cards();
	fake.now_ns = 50 * SECOND_NS;
	info = fake_add_timer("studio", 10000000, 48000);
	info->state = MIXCORE_TIMER_STATE_OPEN | MIXCORE_TIMER_STATE_RUNNING;
	info->ticks = 4000;
	info->frames = 4000 * 480;
	info->time_ns = fake.now_ns - 5000000;
	info->drift_ppb = 12340;
	info->drift_error_ppb = 560;
	info->followers = 2;
	info = fake_add_timer("", 20833, 0);
	info->flags = MIXCORE_TIMER_F_CARD;
	info->uid = 1001;
	fake.open_descriptors = 0;
}

static void timers_user(void)
{
	timers();
	fake.control_error = -EACCES;
	fake.caller.uid = 1000;
}

static void no_timers(void)
{
	two_cards();
	fake.features &= ~(MIXCORE_FEATURE_TIMERS | MIXCORE_FEATURE_ENDPOINTS);
}

static void followed(void)
{
	fake.trigger_fails = (struct fake_failure){ .after = 2, .times = 1, .error = -EAGAIN };
}

/* An output and an input that are processes, and a cable that follows a timer. */
static void endpoints(void)
{
	struct mixcore_endpoint_create create = MIXCORE_INIT(mixcore_endpoint_create);

	timers();
	fake.caller = (struct fake_caller){ .pid = 900, .uid = 1000, .comm = "radio" };
	create.rate = 48000;
	create.channels = 2;
	create.format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE;
	strcpy(create.name, "air");
	create.flags = MIXCORE_ENDPOINT_F_KEEP;
	if (fake_endpoint_create(&create, false))
		abort();
	fake_output_of(create.id)->endpoint_lost_frames = 77;
	create = (struct mixcore_endpoint_create){
		.size = sizeof(create), .rate = 48000, .channels = 1, .name = "talk",
		.format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE, .flags = MIXCORE_ENDPOINT_F_INPUT,
	};
	if (fake_endpoint_create(&create, false))
		abort();
	fake.caller = (struct fake_caller){ .pid = 500, .comm = "mixctl" };
	fake.open_descriptors = 0;
}

static void endpoints_user(void)
{
	endpoints();
	fake.control_error = -EACCES;
	fake_output_of(fake.endpoints[0].id)->endpoint_pid = 0;
	*fake_output_of(fake.endpoints[0].id)->endpoint_comm = '\0';
}

static void radio_gone(void)
{
	fake_endpoint_close(&fake.endpoints[0]);
}

static const struct {
	const char *name;
	void (*make)(void);
	bool goes_on;	/* with the system as it is */
} scenes[] = {
	{ "one card", one_card, false },
	{ "two cards", two_cards, false },
	{ "playing", playing, false },
	{ "user", user, false },
	{ "stranger", stranger, false },
	{ "no module", no_module, false },
	{ "old module", old_module, false },
	{ "busy", busy, false },
	{ "busy, unseen", busy_unseen, false },
	{ "busy, unnamed", busy_unnamed, false },
	{ "taken", taken, false },
	{ "three cards", three_cards, false },
	{ "a card of other rates", other_rates, false },
	{ "a card in use", in_use, false },
	{ "a card that plays out", playing_out, false },
	{ "Intel has two devices", two_devices, false },
	{ "a short buffer", short_buffer, false },
	{ "other rates", misfits, false },
	{ "corrected", corrected, false },
	{ "twice", twice, false },
	{ "unloading", unloading, false },
	{ "no hardware in the file", no_hardware, false },
	{ "Secure Boot", secure, false },
	{ "healthy", healthy, false },
	{ "locked", locked, false },
	{ "pulled", pulled, false },
	{ "wrong file", wrong_file, false },
	{ "a module without transactions", no_transactions, false },
	{ "aplay plays on both", on_both, false },
	{ "a quartet", quartet, false },
	{ "odd names", odd_names, false },
	{ "microphones", microphone, false },
	{ "a microphone in use", busy_microphone, false },
	{ "recording", recording, false },
	{ "recording, seen by a user", recording_user, false },
	{ "loopbacks", loopbacks, false },
	{ "loopbacks, seen by a user", loopbacks_user, false },
	{ "a module without capture", no_capture, false },
	{ "timers", timers, false },
	{ "timers, seen by a user", timers_user, false },
	{ "a module without timers", no_timers, false },
	{ "the timer has followers", followed, true },
	{ "endpoints", endpoints, false },
	{ "endpoints, seen by a user", endpoints_user, false },
	{ "radio is gone", radio_gone, true },
	{ "20 seconds pass", seconds_pass, true },
	{ "5 minutes pass", minutes_pass, true },
	{ "3 hours pass", hours_pass, true },
	{ "4 days pass", days_pass, true },
	{ "aplay starts", aplay_starts, true },
	{ "game starts", game_starts, true },
	{ "arecord starts", arecord_starts, true },
	{ "obs starts", obs_starts, true },
	{ "alice's volume is as for all again", volume_as_for_all, true },
	{ "aplay is late", aplay_is_late, true },
	{ "aplay lets its buffer run dry", aplay_lets_it_run_dry, true },
	{ "everybody is late once", all_are_late, true },
	{ "sound is heard", sound_is_heard, true },
	{ "the module has no meters", no_meters, true },
	{ "300 xruns", hundreds_are_late, true },
	{ "the module keeps no reports", no_reports, true },
	{ "intel runs for 50 cycles", intel_flies, true },
	{ "mic runs for two cycles", mic_flies, true },
	{ "usb is lost", usb_lost, true },
	{ "usb is restored", usb_restored, true },
	{ "three events are lost", three_are_lost, true },
	{ "the listener was too slow", overrun, true },
	{ "1.2 seconds pass", a_moment_passes, true },
	{ "aplay was muted 1.2 seconds ago", muted_a_while_ago, true },
	{ "something unheard of happens", unheard_of, true },
	{ "blip opens and closes", brief_stream, true },
	{ "a program with a wild name starts", wild_name, true },
	{ "the graph does not stand still", interrupted, true },
	{ "the module tells no events", no_family, true },
	{ "alice sits down", alice_sits_down, true },
	{ "alice is not root", alice_is_no_root, true },
	{ "usb was attached for a long reason", long_cause, true },
	{ "the module keeps no histories", no_histories, true },
	{ "there are 64 loopbacks", all_loopbacks, true },
	{ "eight mixes of intel are recorded", many_mixes, true },
	{ "mic runs at another rate", other_input_rate, true },
	{ "the microphone is unplugged", microphone_unplugged, true },
	{ "Intel is plugged in", intel_plugged, true },
	{ "aplay ends", aplay_ends, true },
	{ "a choir sings", choir, true },
	{ "usb is a cable, and the default", cable, true },
	{ "usb is being detached", detaching, true },
	{ "aplay is to move", moving, true },
	{ "clocks drift", drifted, true },
	{ "aplay sets a rate that usb has not", another_rate, true },
	{ "a stream opens meanwhile", late, true },
	{ "usb has an equalizer", equalized, true },
	{ "a program is faster", snatched, true },
	{ "USB is plugged in", plugged, true },
	{ "USB is pulled", pull, true },
	{ "usb loses its hardware", loses_hardware, true },
	{ "USB is unplugged", unplugged, true },
	{ "USB comes as card 5", comes_as_card_5, true },
	{ "the module is loaded again", fresh, true },
};

static void set_scene(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(scenes); i++) {
		if (strcmp(scenes[i].name, name))
			continue;
		if (!scenes[i].goes_on)
			fake_reset();
		scenes[i].make();
		return;
	}
	fprintf(stderr, "no scene '%s'\n", name);
	exit(1);
}

/* Words between blanks; 'in quotes' one word. */
static int split(char *line, char **words)
{
	int count = 0;

	while (*(line += strspn(line, " "))) {
		char end = *line == '\'' ? '\'' : ' ';

		if (end == '\'')
			line++;
		words[count++] = line;
		line = strchr(line, end);
		if (!line || count == ARGUMENTS_MAX)
			break;
		*line++ = '\0';
	}
	words[count] = NULL;
	return count;
}

/* The temporary folder has another name each time. */
static void put_without_root(FILE *out, const char *text)
{
	size_t length = strlen(fake_root);
	const char *at;

	while ((at = strstr(text, fake_root))) {
		fwrite(text, 1, at - text, out);
		text = at + length;
	}
	fputs(text, out);
}

/* Puts the names of files into the words that stand for them; the last may be standard input. */
static int expand(char **words, int count, char paths[][PATH_MAX])
{
	for (int i = 0; i < count; i++) {
		bool input = !strncmp(words[i], "<@/", 3);

		if (!input && strncmp(words[i], "@/", 2) != 0)
			continue;
		snprintf(paths[i], PATH_MAX, "%s%s", fake_root, words[i] + 1 + input);
		words[i] = paths[i];
		if (input && !freopen(paths[i], "re", stdin))
			abort();
		if (input)
			words[--count] = NULL;
	}
	return count;
}

/* What happens while a command waits. */
#define LATER_MAX	32
static char later[LATER_MAX][1024];
static unsigned int later_count, later_done;

static struct mixctl system_now(FILE *out, FILE *err)
{
	return (struct mixctl){
		.out = out, .err = err, .root = fake_root, .release = "6.1.0",
		.now = { fake.now_ns, STARTED_NS + fake.now_ns },
	};
}

/* What it prints is not of interest; that it succeeds is. */
static void run_meanwhile(char *line)
{
	char *words[ARGUMENTS_MAX + 1];
	FILE *nowhere = fopen("/dev/null", "w");
	struct mixctl m = system_now(nowhere, stderr);

	if (!nowhere || mixctl_main(&m, split(line, words), words))
		abort();
	fclose(nowhere);
}

static int wait_for(struct mixctl *m, int fd)
{
	char *line = later[later_done];

	if (fd < FAKE_FD_SOCKET)
		abort();
	if (later_done == later_count)
		return -EINTR;
	later_done++;
	if (!strncmp(line, "scene ", 6))
		set_scene(line + 6);
	else
		run_meanwhile(line);
	m->now = (struct moment){ fake.now_ns, STARTED_NS + fake.now_ns };
	return 0;
}

/* Those that have ticked. */
static void timers_tick(uint64_t ns)
{
	for (int i = 0; i < FAKE_TIMERS; i++) {
		struct mixcore_timer_info *info = &fake.timers[i].info;

		if (!fake.timers[i].is_open || !info->time_ns)
			continue;
		info->ticks += ns / info->resolution_ns;
		info->frames += ns * info->rate / SECOND_NS;
		info->time_ns += ns;
	}
}

/* What runs goes on. */
static void pause_for(struct mixctl *m, int ms)
{
	fake.now_ns += ms * (SECOND_NS / 1000);
	for (uint32_t i = 0; i < 2; i++) {
		struct mixcore_status_entry *entry =
			fake_status_at(i ? MIXCORE_OBJECT_STREAM : MIXCORE_OBJECT_OUTPUT, 0);

		if (entry->id)
			fake_status_cycles(entry, ms * (SECOND_NS / 1000), 0.0625);
	}
	timers_tick(ms * (SECOND_NS / 1000));
	m->now = (struct moment){ fake.now_ns, STARTED_NS + fake.now_ns };
}

/* Commands that wait for a time get it, but nobody waits for ever. */
static int sleep_until(struct mixctl *m, uint64_t ns)
{
	const struct mixcore_producer_event event = {
		.what = MIXCORE_PRODUCER_OPENED | MIXCORE_PRODUCER_STARTED,
		.state = MIXCORE_TIMER_STATE_OPEN | MIXCORE_TIMER_STATE_RUNNING,
	};

	if (ns > fake.now_ns)
		fake.now_ns = ns;
	m->now = (struct moment){ fake.now_ns, STARTED_NS + fake.now_ns };
	/* Somebody opens it at its third tick, and interrupts it at the tenth. */
	if (fake.timers[0].info.ticks == 3)
		fake.timers[0].event = event;
	return fake.timers[0].info.ticks < 10 ? 0 : -EINTR;
}

static int trigger(int fd, struct mixcore_trigger *arg)
{
	return mixcore_sys.ioctl(fd, MIXCORE_IOCTL_TRIGGER, arg);
}

/* Only itself, and what it prints is seen. */
static int become(struct mixctl *m, int fd, char **command)
{
	struct mixctl other = system_now(m->out, m->err);
	int count = 0;

	while (command[count])
		count++;
	other.trigger = trigger;
	if (!fake_timer_of(fd))
		abort();
	if (strcmp(command[0], "mixctl")) {
		unsetenv("MIXCORE_TIMER_FD");
		return -ENOENT;
	}
	mixctl_main(&other, count, command);
	fprintf(m->out, "[%llu ticks, %llu frames, %llu calls]\n",
		(unsigned long long)fake_timer_of(fd)->info.ticks,
		(unsigned long long)fake_timer_of(fd)->info.frames,
		(unsigned long long)fake_timer_of(fd)->calls);
	unsetenv("MIXCORE_TIMER_FD");
	return 0;
}

static void run_mixctl(FILE *out, char *line)
{
	static char paths[ARGUMENTS_MAX][PATH_MAX];
	char *words[ARGUMENTS_MAX + 1], *result, *errors;
	size_t result_size, errors_size;
	int count = expand(words, split(line, words), paths);
	struct mixctl m = system_now(open_memstream(&result, &result_size),
				     open_memstream(&errors, &errors_size));
	int status;

	m.wait = wait_for;
	m.pause = pause_for;
	m.sleep = sleep_until;
	m.become = become;
	m.trigger = trigger;
	status = mixctl_main(&m, count, words);
	if (later_done < later_count)
		fprintf(m.err, "[%u things did not happen]\n", later_count - later_done);
	later_count = later_done = 0;
	fclose(m.out);
	fclose(m.err);
	put_without_root(out, result);
	put_without_root(out, errors);
	if (status)
		fprintf(out, "[exit %d]\n", status);
	if (fake.maps)
		fprintf(out, "[%d areas left mapped]\n", fake.maps);
	if (fake.open_descriptors) {
		fprintf(out, "[%d descriptors left open]\n", fake.open_descriptors);
		fake.open_descriptors = 0;
	}
	free(result);
	free(errors);
}

static void cat(FILE *out, const char *name)
{
	char path[4096], text[8192];
	FILE *file;

	snprintf(path, sizeof(path), "%s%s", fake_root, name);
	file = fopen(path, "r");
	if (!file) {
		fprintf(out, "%s: %s\n", name, strerror(errno));
		return;
	}
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	fputs(text, out);
}

/* "| TEXT" lines from *rest on, into a file; they stay in the transcript. */
static void write_file(FILE *out, const char *name, char **rest)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s%s", fake_root, name);
	file = fopen(path, "w");
	if (!file)
		abort();
	while (*rest && !strncmp(*rest, "| ", 2)) {
		const char *line = strsep(rest, "\n");

		fprintf(out, "%s\n", line);
		fprintf(file, "%s\n", line + 2);
	}
	fclose(file);
}

static void run_line(FILE *out, const char *line, char **rest)
{
	char copy[1024];

	fprintf(out, "%s\n", line);
	snprintf(copy, sizeof(copy), "%s", line + 2);
	if (!strncmp(copy, "scene ", 6))
		set_scene(copy + 6);
	else if (!strncmp(copy, "later ", 6) && later_count < LATER_MAX)
		snprintf(later[later_count++], sizeof(*later), "%s", copy + 6);
	else if (!strncmp(copy, "cat ", 4))
		cat(out, copy + 4);
	else if (!strncmp(copy, "write ", 6))
		write_file(out, copy + 6, rest);
	else
		run_mixctl(out, copy);
}

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file || getdelim(&text, &size, '\0', file) < 0) {
		perror(path);
		exit(1);
	}
	fclose(file);
	return text;
}

static char *replay(const char *transcript)
{
	char *copy = strdup(transcript), *rest = copy, *line, *result;
	size_t size;
	FILE *out = open_memstream(&result, &size);

	while ((line = strsep(&rest, "\n"))) {
		if (!strncmp(line, "## ", 3))
			fprintf(out, "%s\n", line);
		else if (!strncmp(line, "$ ", 2))
			run_line(out, line, &rest);
	}
	fclose(out);
	free(copy);
	return result;
}

static int compare(const char *path, const char *expected, const char *is)
{
	int line = 1;

	if (!strcmp(expected, is))
		return 0;
	for (; *expected && *expected == *is; expected++, is++)
		line += *is == '\n';
	fprintf(stderr, "%s:%d: differs from here:\n--- expected\n%.400s\n--- is\n%.400s\n", path,
		line, expected, is);
	return 1;
}

int main(int argc, char **argv)
{
	char *expected, *is;
	int status = 0;

	if (argc != 2)
		return 2;
	setenv("TZ", "UTC", 1);
	setenv("LC_ALL", "C", 1);
	unsetenv("COLUMNS");
	fake_reset();
	expected = read_all(argv[1]);
	is = replay(expected);
	if (getenv("UPDATE")) {
		FILE *file = fopen(argv[1], "w");

		if (!file || fputs(is, file) < 0 || fclose(file))
			status = 1;
	} else {
		status = compare(argv[1], expected, is);
	}
	free(expected);
	free(is);
	return status;
}
