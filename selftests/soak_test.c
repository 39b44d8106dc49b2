// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * soak-test SECONDS ROUNDS SEED STREAMS: streams do at random what applications do. All that the
 * backend played is compared, sample by sample, with the reference.
 *
 * Needs: snd-mixcore, snd-mixcore-test, one processor (see observe()). Prints TAP.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "noise.h"
#include "soak.h"

#define BLOCK		512	/* frames that are recorded at once */
#define RECORDED	65536	/* frames that may wait for the judge */
#define UNITY		MIXCORE_GAIN_UNITY

enum action {
	START, STOP, DRAIN, STARVE, PAUSE, REWIND, FORWARD, VOLUME, MUTE, OUTPUT_VOLUME, REOPEN,
	ACTIONS
};

static const char * const action_names[ACTIONS] = {
	"starts", "stops", "drains", "underruns", "pauses", "rewinds", "forwards", "volumes",
	"mutes", "output volumes", "reopens",
};

struct soak {
	int control;
	unsigned int output;
	snd_pcm_t *capture;
	uint64_t seed;
	struct soak_player players[SOAK_STREAMS];
	struct soak_judge judge;
	int32_t recorded[RECORDED][2];
	uint64_t recorded_frames;
	uint64_t origin;		/* of the recording: what the judge calls frame 0 */
	bool aligned;
	uint64_t xruns;			/* of streams that were closed */
	uint64_t silence;
	unsigned long actions[ACTIONS];
	char trouble[128];
};

static struct soak soak;

static int trouble(const char *format, ...)
{
	va_list arguments;

	if (soak.trouble[0])
		return -EIO;
	va_start(arguments, format);
	vsnprintf(soak.trouble, sizeof(soak.trouble), format, arguments);
	va_end(arguments);
	return -EIO;
}

static uint32_t pick(uint32_t from, uint32_t to)
{
	return from + noise_next(&soak.seed) % (to - from + 1);
}

static uint64_t frame_now(void)
{
	struct mixcore_output_info info;

	return output_get(soak.control, soak.output, &info) ? 0 : info.frames;
}

/*
 * How everything is between two cycles. With one processor no cycle is half done while this runs;
 * one that came in between is seen by its frames.
 */
static int observe(void)
{
	static struct mixcore_stream_info infos[SOAK_STREAMS];
	unsigned int i;
	uint64_t frame;

	do {
		frame = frame_now();
		for (i = 0; i < soak.judge.count; i++)
			if (soak.players[i].pcm &&
			    stream_get(soak.control, soak.players[i].id, &infos[i]))
				return trouble("stream %u is not there", i);
	} while (frame != frame_now());
	for (i = 0; i < soak.judge.count; i++)
		if (soak.players[i].pcm && player_note(&soak.players[i], &infos[i], frame))
			return trouble("stream %u moved otherwise than its output", i);
	soak.judge.known = frame;
	return 0;
}

/*
 * Actions
 */

static int set_volume(unsigned int number, uint32_t left, uint32_t right, bool mute)
{
	struct soak_event event = { .player = number };
	int err;

	if (!mute) {
		event.gain[0] = left;
		event.gain[1] = right;
	}
	event.earliest = frame_now();
	if (number == SOAK_OUTPUT) {
		struct mixcore_output_set set = {
			.size = sizeof(set), .id = soak.output, .mask = MIXCORE_SET_GAIN,
			.gain = { left, right },
		};

		err = call(soak.control, MIXCORE_IOCTL_OUTPUT_SET, &set);
	} else {
		struct mixcore_stream_set set = {
			.size = sizeof(set), .id = soak.players[number].id,
			.mask = MIXCORE_SET_GAIN | MIXCORE_SET_MUTE,
			.gain = { left, right }, .mute = mute,
		};

		err = call(soak.control, MIXCORE_IOCTL_STREAM_SET, &set);
	}
	event.latest = frame_now();
	if (!err)
		judge_event(&soak.judge, &event);
	return err;
}

/* A stream begins at unity, whatever another one on its substream had. */
static int open_one(unsigned int number)
{
	struct soak_path *path = &soak.judge.paths[number];

	memset(path, 0, sizeof(*path));
	path->gain[0] = UNITY;
	path->gain[1] = UNITY;
	return player_open(&soak.players[number], soak.control);
}

static int close_one(unsigned int number)
{
	struct mixcore_stream_info info;
	int err = stream_get(soak.control, soak.players[number].id, &info);

	soak.xruns += info.xruns;
	soak.silence += info.silence_frames;
	player_close(&soak.players[number]);
	return err;
}

static bool has_event(unsigned int number)
{
	unsigned int i;

	for (i = soak.judge.first_event; i != soak.judge.next_event; i++)
		if (soak.judge.events[i % SOAK_EVENTS].player == number)
			return true;
	return false;
}

/* Only when the judge is done with what was heard of it. */
static int reopen(unsigned int number)
{
	struct soak_player *player = &soak.players[number];
	int err;

	if (player_plays(player) || player->state == MIXCORE_STREAM_PAUSED ||
	    has_event(number) ||
	    (player->next_run &&
	     player->runs[(player->next_run - 1) % SOAK_RUNS].end > soak.judge.frame))
		return -EAGAIN;
	err = close_one(number);
	return err ? err : open_one(number);
}

static int act(enum action action, unsigned int number)
{
	struct soak_player *player = &soak.players[number];

	switch (action) {
	case START:
		return player_start(player);
	case STOP:
		return player_stop(player);
	case DRAIN:
		return player_drain(player);
	case STARVE:
		return player_starve(player);
	case PAUSE:
		return player_pause(player);
	case REWIND:
		return player_rewind(player);
	case FORWARD:
		return player_forward(player);
	case VOLUME:
		return set_volume(number, pick(0, 2 * UNITY), pick(0, 2 * UNITY), false);
	case MUTE:
		return set_volume(number, UNITY, UNITY, pick(0, 1));
	case OUTPUT_VOLUME:
		return set_volume(SOAK_OUTPUT, pick(UNITY / 4, UNITY), pick(UNITY / 4, UNITY),
				  false);
	case REOPEN:
		return reopen(number);
	default:
		return -EINVAL;
	}
}

/* More starts than anything that ends: most of the time most play. */
static enum action pick_action(void)
{
	static const enum action often[] = {
		START, START, START, START, REWIND, REWIND, FORWARD, FORWARD, VOLUME, VOLUME,
		PAUSE, PAUSE,
	};
	unsigned int chosen = pick(0, ACTIONS + (sizeof(often) / sizeof(often[0])) - 1);

	return chosen < ACTIONS ? chosen : often[chosen - ACTIONS];
}

static int act_at_random(void)
{
	unsigned int left = pick(0, 4);
	int err;

	while (left--) {
		enum action action = pick_action();
		unsigned int number = pick(0, soak.judge.count - 1);

		/* A changed ring's bounds follow from the latest look. */
		err = observe();
		if (!err)
			err = act(action, number);
		if (!err)
			soak.actions[action]++;
		else if (err != -EAGAIN)
			return trouble("%s of stream %u: %s", action_names[action], number,
				       strerror(-err));
		err = observe();
		if (err)
			return err;
	}
	return 0;
}

static int feed_all(void)
{
	unsigned int i;
	int err = observe();

	for (i = 0; i < soak.judge.count && !err; i++) {
		err = player_feed(&soak.players[i]);
		if (err)
			return trouble("stream %u in state %u takes no frames: %s", i,
				       soak.players[i].state, strerror(-err));
	}
	return err;
}

/*
 * Recording and judging
 */

static int record_block(void)
{
	int32_t *to = soak.recorded[soak.recorded_frames % RECORDED];
	snd_pcm_sframes_t frames = snd_pcm_readi(soak.capture, to, BLOCK);

	if (frames != BLOCK)
		return trouble("recorder: %s", snd_strerror(frames));
	soak.recorded_frames += BLOCK;
	return 0;
}

/* At least a block: this is what the soak waits for. */
static int record(void)
{
	int err = record_block();

	while (!err && snd_pcm_avail(soak.capture) >= BLOCK)
		err = record_block();
	return err;
}

/* Where the recording begins: the first sample of all that is not silent is the first run's. */
static void align(void)
{
	uint64_t at;

	for (at = soak.origin; at < soak.recorded_frames && !soak.aligned; at++)
		soak.aligned = soak.recorded[at % RECORDED][0] || soak.recorded[at % RECORDED][1];
	soak.origin = at;
	if (!soak.aligned)
		return;
	soak.judge.begun = soak.players[0].runs[0].begin;
	soak.judge.frame = soak.judge.begun;
	soak.origin = at - 1 - soak.judge.frame;
}

static int judge_all(void)
{
	int32_t cycle[SOAK_CYCLE][2];
	unsigned int i;

	if (!soak.aligned)
		align();
	if (soak.aligned && soak.judge.known - soak.judge.frame > SOAK_HISTORY - BLOCK)
		return trouble("the processor is too slow for so many streams");
	while (soak.aligned && soak.judge.frame + SOAK_CYCLE <= soak.judge.known &&
	       soak.origin + soak.judge.frame + SOAK_CYCLE <= soak.recorded_frames) {
		for (i = 0; i < SOAK_CYCLE; i++)
			memcpy(cycle[i], soak.recorded[(soak.origin + soak.judge.frame + i) %
						       RECORDED], sizeof(cycle[i]));
		if (!judge_cycle(&soak.judge, cycle[0]))
			return trouble("heard and reference differ");
	}
	return 0;
}

static void sleep_us(unsigned int us)
{
	struct timespec time = { 0, us * 1000L };

	nanosleep(&time, NULL);
}

static int step(bool act)
{
	int err = record();

	if (!err)
		err = feed_all();
	if (!err && act) {
		/* Anywhere between two cycles. */
		sleep_us(pick(0, 7000));
		err = act_at_random();
	}
	if (!err)
		err = judge_all();
	return err;
}

/*
 * Rounds
 */

static bool some_starve(void)
{
	unsigned int i;

	for (i = 0; i < soak.judge.count; i++)
		if (soak.players[i].starving)
			return true;
	return false;
}

/* Who was left to run dry does so first: its underrun is counted on. */
static int stop_all(void)
{
	unsigned int i;
	int err = 0;

	while (!err && some_starve())
		err = step(false);
	for (i = 0; i < soak.judge.count && !err; i++)
		snd_pcm_drop(soak.players[i].pcm);
	return err ? err : observe();
}

/* Opens all, lets them do what they do, and closes all when it has been judged. */
static int play_round(unsigned int seconds)
{
	unsigned int i;
	uint64_t end;
	int err = 0;

	for (i = 0; i < soak.judge.count && !err; i++)
		err = open_one(i);
	if (err)
		return trouble("no stream %u: %s", i, strerror(-err));
	/* The first alone: see align(). */
	err = player_start(&soak.players[0]);
	if (err)
		return trouble("no start: %s", strerror(-err));
	while (!err && !soak.aligned)
		err = step(false);
	end = frame_now() + (uint64_t)seconds * SOAK_RATE;
	while (!err && soak.judge.known < end)
		err = step(true);
	if (!err)
		err = stop_all();
	end = frame_now();
	/* A change of volume belongs to the stream that it was made for. */
	while (!err && (soak.judge.frame < end ||
			soak.judge.first_event != soak.judge.next_event))
		err = step(false);
	for (i = 0; i < soak.judge.count && !err; i++)
		err = close_one(i);
	return err;
}

/* kB that a line of /proc/meminfo says. */
static long meminfo(const char *name)
{
	char line[128];
	long value = -1;
	FILE *file = fopen("/proc/meminfo", "r");

	if (!file)
		return -1;
	while (value < 0 && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ':')
			sscanf(line + strlen(name) + 1, "%ld", &value);
	fclose(file);
	return value;
}

struct memory {
	long available, slab, vmalloc;
};

/* kB that processors keep for themselves: free, but not counted as such. */
static long kept(void)
{
	FILE *file = fopen("/proc/zoneinfo", "r");
	char line[256];
	long pages, sum = 0;

	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, " count: %ld", &pages) == 1)
			sum += pages;
	fclose(file);
	return sum * (sysconf(_SC_PAGESIZE) / 1024);
}

static struct memory memory_now(void)
{
	return (struct memory) {
		meminfo("MemAvailable") + kept(), meminfo("SUnreclaim"), meminfo("VmallocUsed"),
	};
}

static int open_capture(void)
{
	snd_pcm_uframes_t buffer = RECORDED;
	snd_pcm_hw_params_t *params;
	int err;

	snd_pcm_hw_params_alloca(&params);
	err = snd_pcm_open(&soak.capture, "hw:Test0", SND_PCM_STREAM_CAPTURE, 0);
	if (!err)
		err = snd_pcm_hw_params_any(soak.capture, params);
	if (err >= 0)
		err = snd_pcm_hw_params_set_access(soak.capture, params,
						   SND_PCM_ACCESS_RW_INTERLEAVED);
	if (!err)
		err = snd_pcm_hw_params_set_format(soak.capture, params, SND_PCM_FORMAT_S32_LE);
	if (!err)
		err = snd_pcm_hw_params_set_channels(soak.capture, params, 2);
	if (!err)
		err = snd_pcm_hw_params_set_rate(soak.capture, params, SOAK_RATE, 0);
	if (!err)
		err = snd_pcm_hw_params_set_period_size(soak.capture, params, BLOCK, 0);
	if (!err)
		err = snd_pcm_hw_params_set_buffer_size_near(soak.capture, params, &buffer);
	if (!err)
		err = snd_pcm_hw_params(soak.capture, params);
	return err ? err : snd_pcm_start(soak.capture);
}

/*
 * An output that never goes idle: its frames and the recorder's stay side by side. With much
 * queued, as this is not about time.
 */
static int open_output(void)
{
	struct pcm_config slave = { FORMAT_S32, SOAK_RATE, 2, SOAK_CYCLE, 16 * SOAK_CYCLE };
	struct attach_options options = {
		.cycle = SOAK_CYCLE, .fill = 8 * SOAK_CYCLE, .ramp = SOAK_RAMP,
	};
	struct mixcore_output_set set = {
		.size = sizeof(set), .mask = MIXCORE_SET_IDLE, .idle_ms = MIXCORE_IDLE_MS_MAX,
	};
	int output;

	soak.control = control_open();
	if (soak.control < 0 || reset_all(soak.control))
		return -EIO;
	output = attach_new(soak.control, "Test0", 0, &slave, &options);
	if (output < 0)
		return output;
	soak.output = output;
	set.id = output;
	return call(soak.control, MIXCORE_IOCTL_OUTPUT_SET, &set);
}

static void soak_init(uint64_t seed, unsigned int streams)
{
	unsigned int i;

	soak.seed = seed;
	soak.judge.players = soak.players;
	soak.judge.count = streams;
	soak.judge.output_gain[0] = UNITY;
	soak.judge.output_gain[1] = UNITY;
	/* All of it now: what is measured later is the module's. */
	memset(soak.players, 0xff, sizeof(soak.players));
	memset(soak.players, 0, sizeof(soak.players));
	for (i = 0; i < streams; i++) {
		soak.players[i].number = i;
		soak.players[i].seed = noise_next(&soak.seed);
	}
}

static bool result(bool good, const char *format, ...)
{
	va_list arguments;

	printf("%s ", good ? "ok" : "not ok");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
	return good;
}

static uint64_t starved(void)
{
	uint64_t times = 0;
	unsigned int i;

	for (i = 0; i < soak.judge.count; i++)
		times += soak.players[i].starved;
	return times;
}

static bool report(const struct memory *first)
{
	uint64_t frames = soak.judge.frame - soak.judge.begun;
	struct memory last = memory_now();
	struct mixcore_output_info info = { };
	bool good = true, all = true;
	unsigned int i;

	output_get(soak.control, soak.output, &info);
	printf("# %llu frames, %llu samples not 0, %llu clipped, %llu changes told by the recording\n",
	       (unsigned long long)frames, (unsigned long long)soak.judge.loud,
	       (unsigned long long)soak.judge.clipped, (unsigned long long)soak.judge.guesses);
	for (i = 0; i < ACTIONS; i++) {
		printf("# %s: %lu\n", action_names[i], soak.actions[i]);
		all &= soak.actions[i] > 0;
	}
	printf("# memory kB, first round to last: available %ld to %ld, slab %ld to %ld, vmalloc %ld to %ld\n",
	       first->available, last.available, first->slab, last.slab, first->vmalloc,
	       last.vmalloc);
	good &= result(!soak.trouble[0], "every sample was as the reference has it%s%s",
		       soak.trouble[0] ? ": " : "", soak.trouble);
	/* A few streams are never too loud together. */
	good &= result(soak.judge.loud > frames &&
		       (soak.judge.clipped > 0 || soak.judge.count < 32) &&
		       soak.judge.clipped < soak.judge.loud / 10, "there was much to hear");
	good &= result(all, "everything was done that can be");
	good &= result(info.id && !info.xruns && !info.restarts && !info.null_frames,
		       "the output lost no frame (%llu xruns, %u restarts, %llu without backend)",
		       (unsigned long long)info.xruns, info.restarts,
		       (unsigned long long)info.null_frames);
	good &= result(soak.xruns == starved() || soak.trouble[0],
		       "only streams that were meant to ran dry: %llu, meant %llu",
		       (unsigned long long)soak.xruns, (unsigned long long)starved());
	good &= result(last.available > first->available - 512 &&
		       last.slab < first->slab + 128 && last.vmalloc < first->vmalloc + 64,
		       "memory is as it was after the first round");
	return good;
}

int main(int argc, char **argv)
{
	unsigned int seconds, rounds, round, streams;
	struct memory first = { };
	int err;

	if (argc != 5) {
		fprintf(stderr, "usage: soak-test SECONDS ROUNDS SEED STREAMS\n");
		return 2;
	}
	seconds = atoi(argv[1]);
	rounds = atoi(argv[2]);
	streams = atoi(argv[4]);
	if (!seconds || rounds < 2 || !streams || streams > SOAK_STREAMS)
		return 2;
	soak_init(strtoull(argv[3], NULL, 0), streams);
	err = open_capture();
	if (!err)
		err = open_output();
	for (round = 0; round < rounds && !err; round++) {
		err = play_round(seconds / rounds);
		if (!round)
			first = memory_now();
	}
	printf("# seed %s, %u streams, %u s\n", argv[3], streams, seconds);
	if (err)
		trouble("%s", strerror(-err));
	return report(&first) ? 0 : 1;
}
