// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * video-recorder FILE PICTURES [JITTER-MS [SEED]]: record sound for a video of 50 pictures in a
 * second; raw S16_LE, 48000 Hz, 2 channels.
 *
 * The clock is that of the video: each picture pulls the 960 frames that belong to it, so picture N
 * and frame 960 * N are the same moment for ever, however late the program gets to run. The kernel
 * is told when the picture was due, not when it was pulled. A line per picture says its number, the
 * position of its sound, its time and how late it was pulled, in ns. Late by up to JITTER-MS at
 * random, as a real encoder is.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mixcore/mixcore.h>
#include <sound/asound.h>

#define RATE		48000
#define PICTURES	50		/* in a second */
#define FRAMES		(RATE / PICTURES)
#define FRAME_BYTES	4
#define SECOND_NS	1000000000ULL
#define PICTURE_NS	(SECOND_NS / PICTURES)
#define MS_NS		1000000ULL

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SECOND_NS + now.tv_nsec;
}

static void wait_until(uint64_t ns)
{
	const struct timespec until = { .tv_sec = ns / SECOND_NS, .tv_nsec = ns % SECOND_NS };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}

/* Where the frames are, in one or two pieces. */
static int store(struct mixcore_endpoint *endpoint, uint64_t position, FILE *file)
{
	for (uint32_t left = FRAMES, piece; left; left -= piece) {
		const void *samples;

		piece = left;
		samples = mixcore_endpoint_area(endpoint, position, &piece);
		if (fwrite(samples, FRAME_BYTES, piece, file) != piece)
			return -EIO;
		position += piece;
	}
	return 0;
}

/* After a long delay several are pulled at once; "try later" comes only when they are very many. */
static int pull(struct mixcore_endpoint *endpoint, uint64_t due_ns, uint64_t *position)
{
	int err;

	for (;;) {
		err = mixcore_endpoint_trigger(endpoint, FRAMES, due_ns, position);
		if (err != -EAGAIN)
			break;
		wait_until(now_ns() + MS_NS);
	}
	*position -= FRAMES;
	return err;
}

static int take_picture(struct mixcore_endpoint *endpoint, uint64_t number, uint64_t due_ns,
			FILE *file)
{
	uint64_t position = 0;
	int err = pull(endpoint, due_ns, &position);

	if (err)
		return err;
	printf("%llu %llu %llu %llu\n", (unsigned long long)number, (unsigned long long)position,
	       (unsigned long long)due_ns, (unsigned long long)(now_ns() - due_ns));
	return store(endpoint, position, file);
}

static int record(struct mixcore_endpoint *endpoint, uint64_t pictures, uint64_t jitter_ms,
		  FILE *file)
{
	const uint64_t begin_ns = now_ns();
	int err = 0;

	for (uint64_t i = 0; i < pictures && !err; i++) {
		const uint64_t due_ns = begin_ns + (i + 1) * PICTURE_NS;

		wait_until(due_ns + (jitter_ms ? random() % (jitter_ms * MS_NS) : 0));
		err = take_picture(endpoint, i, due_ns, file);
	}
	return err;
}

static int open_output(struct mixcore_endpoint **endpoint, struct mixcore *ctx)
{
	struct mixcore_endpoint_create create = MIXCORE_INIT(mixcore_endpoint_create);
	int err;

	create.rate = RATE;
	create.channels = 2;
	create.format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE;
	strcpy(create.name, "video");
	mixcore_cause_set(&create.cause, 0, "example: video-recorder");
	err = mixcore_endpoint_open(endpoint, ctx, &create);
	if (!err)
		fprintf(stderr, "output %u (endpoint %s)\n", create.id, create.name);
	return err;
}

int main(int argc, char **argv)
{
	struct mixcore_endpoint *endpoint;
	struct mixcore_endpoint_page page;
	struct mixcore *ctx;
	FILE *file;
	int err;

	if (argc < 3 || argc > 5) {
		fprintf(stderr, "usage: video-recorder FILE PICTURES [JITTER-MS [SEED]]\n");
		return 2;
	}
	file = fopen(argv[1], "wb");
	if (!file) {
		perror(argv[1]);
		return 1;
	}
	err = mixcore_open(&ctx, 0);
	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_OPEN, err));
		return 1;
	}
	err = open_output(&endpoint, ctx);
	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_ENDPOINT_CREATE, err));
		return 1;
	}
	srandom(argc > 4 ? strtoul(argv[4], NULL, 10) : 1);
	err = record(endpoint, strtoull(argv[2], NULL, 10),
		     argc > 3 ? strtoul(argv[3], NULL, 10) : 0, file);
	if (err)
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_ENDPOINT_TRIGGER, err));
	if (!mixcore_endpoint_page(endpoint, &page))
		fprintf(stderr, "%llu frames lost, drift %d ppb (+-%u)\n",
			(unsigned long long)page.lost_frames, page.drift_ppb,
			page.drift_error_ppb);
	if (fclose(file) && !err)
		err = -errno;
	mixcore_endpoint_close(endpoint);
	mixcore_close(ctx);
	return err ? 1 : 0;
}
