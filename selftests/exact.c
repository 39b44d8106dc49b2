// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "common.h"
#include "exact.h"
#include "noise.h"
#include "xruns.h"

#define RATE		48000
#define FIRST		6	/* of the two channels with noise */
#define NOISE		47981	/* frames before it repeats: a prime number */
#define PIECE		4800	/* frames written or read at once */
#define AHEAD		48000	/* frames of the stream's buffer */
#define BEHIND		96000	/* frames of the recorder's */

struct player {
	struct exact_result *result;
	snd_pcm_t *pcm, *capture;
	int32_t *noise;
	int32_t piece[PIECE * EXACT_CHANNELS];
	bool begun, ended;
};

static volatile sig_atomic_t stop_wanted;

static void want_stop(int signal)
{
	stop_wanted = 1;
}

static int failed(struct player *player, const char *what, int err)
{
	if (!player->result->error) {
		snprintf(player->result->failed, sizeof(player->result->failed), "%s", what);
		player->result->error = err;
	}
	return err;
}

static int open_capture(struct player *player, const char *card)
{
	snd_pcm_hw_params_t *params;
	char name[32];
	int err;

	snprintf(name, sizeof(name), "hw:%s", card);
	err = snd_pcm_open(&player->capture, name, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
	if (err < 0)
		return err;
	snd_pcm_hw_params_alloca(&params);
	err = snd_pcm_hw_params_any(player->capture, params);
	if (err >= 0)
		err = snd_pcm_hw_params_set_access(player->capture, params,
						   SND_PCM_ACCESS_RW_INTERLEAVED);
	if (err >= 0)
		err = snd_pcm_hw_params_set_format(player->capture, params, SND_PCM_FORMAT_S32_LE);
	if (err >= 0)
		err = snd_pcm_hw_params_set_channels(player->capture, params, EXACT_CHANNELS);
	if (err >= 0)
		err = snd_pcm_hw_params_set_rate(player->capture, params, RATE, 0);
	if (err >= 0)
		err = snd_pcm_hw_params_set_period_size(player->capture, params, PIECE, 0);
	if (err >= 0)
		err = snd_pcm_hw_params_set_buffer_size(player->capture, params, BEHIND);
	return err < 0 ? err : snd_pcm_hw_params(player->capture, params);
}

static void fill_piece(struct player *player, uint64_t from, unsigned int frames)
{
	unsigned int i;

	memset(player->piece, 0, sizeof(player->piece));
	for (i = 0; i < frames; i++)
		memcpy(&player->piece[i * EXACT_CHANNELS + FIRST],
		       &player->noise[2 * ((from + i) % NOISE)], 2 * sizeof(int32_t));
}

/* Writes as much as there is room for. */
static int feed(struct player *player)
{
	struct exact_result *result = player->result;
	snd_pcm_sframes_t frames = snd_pcm_avail(player->pcm);

	while (frames >= PIECE) {
		snd_pcm_sframes_t done;

		fill_piece(player, result->written, PIECE);
		done = snd_pcm_writei(player->pcm, player->piece, PIECE);
		if (done < 0)
			return failed(player, "write", done);
		result->written += done;
		frames -= done;
	}
	return frames < 0 ? failed(player, "avail", frames) : 0;
}

/* One frame that was recorded: silence, the next frame of the noise, or a fault. */
static void check_frame(struct player *player, const int32_t *frame)
{
	struct exact_result *result = player->result;
	bool silent = !frame[FIRST] && !frame[FIRST + 1];
	bool all = player->ended && result->arrived == result->written;

	if (silent && (!player->begun || all))
		return;
	player->begun = true;
	if (result->differs >= 0)
		return;
	if (all || memcmp(&frame[FIRST], &player->noise[2 * (result->arrived % NOISE)],
			  2 * sizeof(int32_t))) {
		result->differs = result->arrived;
		memcpy(result->is, &frame[FIRST], sizeof(result->is));
		memcpy(result->wanted, &player->noise[2 * (result->arrived % NOISE)],
		       sizeof(result->wanted));
	} else {
		result->arrived++;
	}
}

/* Reads and checks what was recorded. */
static int collect(struct player *player)
{
	snd_pcm_sframes_t frames, i;

	do {
		frames = snd_pcm_readi(player->capture, player->piece, PIECE);
		for (i = 0; i < frames; i++)
			check_frame(player, player->piece + i * EXACT_CHANNELS);
	} while (frames == PIECE);
	return frames < 0 && frames != -EAGAIN ? failed(player, "read", frames) : 0;
}

static int begin(struct player *player, const char *card)
{
	struct client_config config = CLIENT_DEFAULT;
	int err;

	config.channels = EXACT_CHANNELS;
	config.period = PIECE;
	config.buffer = AHEAD;
	player->noise = noise_new(61, 2 * NOISE, 32, 0);
	player->pcm = client_new(&config);
	if (!player->noise || !player->pcm)
		return failed(player, "open", -errno);
	err = open_capture(player, card);
	if (err < 0)
		return failed(player, "open the recorder", err);
	err = snd_pcm_start(player->capture);
	/* The buffer full, it starts. */
	return err < 0 ? failed(player, "start", err) : feed(player);
}

/* What the kernel has to say about the latest of an object, before others push it out. */
static void note_xrun(int node, unsigned int object, unsigned int id, struct mixcore_xrun *latest)
{
	static struct mixcore_xrun xruns[MIXCORE_XRUNS_MAX];
	int count = xruns_get(node, latest->number, xruns, MIXCORE_XRUNS_MAX, NULL), i;

	for (i = 0; i < count; i++)
		if (xruns[i].object == object && xruns[i].id == id)
			*latest = xruns[i];
}

static void note_stream(struct player *player)
{
	struct mixcore_stream_info info;
	int node = node_open(O_RDONLY);
	int err = client_info(node, player->pcm, &info);

	if (err)
		failed(player, "stream's status", err);
	player->result->stream = info.id;
	player->result->xruns = info.xruns;
	player->result->silence = info.silence_frames;
	note_xrun(node, MIXCORE_OBJECT_STREAM, info.id, &player->result->stream_xrun);
	note_xrun(node, MIXCORE_OBJECT_OUTPUT, info.output, &player->result->output_xrun);
	close(node);
}

/* Until all has been heard, and nothing after it. */
static void end(struct player *player)
{
	unsigned int i;
	int err;

	player->ended = true;
	err = snd_pcm_drain(player->pcm);
	if (err < 0)
		failed(player, "drain", err);
	note_stream(player);
	for (i = 0; i < 20; i++) {
		sleep_ms(20);
		if (collect(player))
			return;
	}
}

static void play(struct exact_result *result, const char *card)
{
	static struct player player;

	player.result = result;
	if (begin(&player, card))
		return;
	note_stream(&player);
	while (!stop_wanted) {
		sleep_ms(50);
		if (collect(&player) || feed(&player))
			break;
	}
	if (!result->error)
		end(&player);
	else
		note_stream(&player);
	snd_pcm_close(player.pcm);
	snd_pcm_close(player.capture);
}

/* Makes the card's PCM the output, and the default one. */
static int attach_wire(struct exact *exact, const char *card, unsigned int cycle,
		       unsigned int fill)
{
	struct pcm_config slave = { FORMAT_S32, RATE, EXACT_CHANNELS, 256, 16384 };
	struct attach_options options = { .cycle = cycle, .fill = fill };

	return attach_card(exact->control, EXACT_OUTPUT, card, 0, &slave, &options);
}

/* Cycle and fill of the output in frames, 0 for the defaults. Returns when it is heard. */
int exact_start(struct exact *exact, const char *card, unsigned int cycle, unsigned int fill)
{
	int err;

	exact->control = control_open();
	if (exact->control < 0)
		return exact->control;
	err = reset_all(exact->control);
	if (err)
		return err;
	exact->output = attach_wire(exact, card, cycle, fill);
	if (exact->output < 0)
		return exact->output;
	exact->result = mmap(NULL, sizeof(*exact->result), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (exact->result == MAP_FAILED)
		return -errno;
	exact->result->differs = -1;
	exact->pid = fork();
	if (!exact->pid) {
		signal(SIGTERM, want_stop);
		/* What else runs is not to make it late itself: then it could not judge the kernel. */
		setpriority(PRIO_PROCESS, 0, -20);
		play(exact->result, card);
		_exit(0);
	}
	return exact_arrives(exact, 20000) ? 0 : -ETIMEDOUT;
}

/* Does more of it arrive within the time? */
bool exact_arrives(struct exact *exact, unsigned int ms)
{
	uint64_t before = exact->result->arrived;
	uint64_t end = now_ns() + ms * 1000000ULL;

	while (now_ns() < end && !exact->result->error) {
		sleep_ms(10);
		if (exact->result->arrived > before)
			return true;
	}
	return false;
}

/* 0 when all has arrived; exact->result says what has. */
int exact_stop(struct exact *exact)
{
	struct exact_result *result = exact->result;
	struct mixcore_output_info info;
	int status;

	kill(exact->pid, SIGTERM);
	if (waitpid(exact->pid, &status, 0) != exact->pid || status)
		return -ECHILD;
	if (!output_get(exact->control, exact->output, &info)) {
		result->dry = info.xruns;
		result->restarts = info.restarts;
	}
	reset_all(exact->control);
	close(exact->control);
	if (result->error)
		return result->error;
	return result->differs >= 0 || result->arrived != result->written ? -EILSEQ : 0;
}

static int print_xrun(char *text, size_t size, const struct mixcore_xrun *xrun)
{
	int at;

	if (!xrun->number)
		return 0;
	at = snprintf(text, size, "; ");
	return at + xrun_text(text + at, size - at, xrun);
}

/* What became of it, in one line. */
const char *exact_text(const struct exact *exact)
{
	const struct exact_result *result = exact->result;
	static char text[2048];
	size_t size = sizeof(text);
	int at;

	at = snprintf(text, size,
		      "%llu frames written, %llu arrived, differs at %lld (%d %d, not %d %d); %llu xruns, %llu frames of silence; output: %llu xruns, %llu restarts; %s %d",
		      (unsigned long long)result->written, (unsigned long long)result->arrived,
		      (long long)result->differs, result->is[0], result->is[1], result->wanted[0],
		      result->wanted[1], (unsigned long long)result->xruns,
		      (unsigned long long)result->silence, (unsigned long long)result->dry,
		      (unsigned long long)result->restarts, result->failed, result->error);
	at += print_xrun(text + at, size - at, &result->stream_xrun);
	print_xrun(text + at, size - at, &result->output_xrun);
	return text;
}
