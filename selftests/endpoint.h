/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outputs and inputs that this process is the device of, and streams whose frames are numbered, so
 * that each can be told from any other. Functions return 0 or more, or -errno.
 */
#ifndef MIXCORE_SELFTEST_ENDPOINT_H
#define MIXCORE_SELFTEST_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "capture.h"

#define ENDPOINT_RATE	48000
#define ENDPOINT_RING	4096	/* frames */
#define ENDPOINT_CYCLE	256
#define ENDPOINT_MOST	(ENDPOINT_RING - ENDPOINT_CYCLE)	/* of one TRIGGER */
#define ENDPOINT_BYTES	8	/* of a frame */

struct endpoint {
	int fd;
	unsigned int id;
	struct mixcore_endpoint_create create;
	void *map;
	size_t bytes;		/* mapped */
	unsigned char *ring;
	unsigned int ring_frames, frame_bytes;
	uint64_t position;	/* as the latest TRIGGER told */
};

/* Two channels of 32 bits. */
struct mixcore_endpoint_create endpoint_call(const char *name, unsigned int flags);
/* Made and mapped. */
int endpoint_make(struct endpoint *endpoint, int node,
		  const struct mixcore_endpoint_create *create);
int endpoint_adopt_call(int node, const uint8_t *cookie, unsigned int flags,
			struct mixcore_endpoint_adopt *adopt);
int endpoint_adopt(struct endpoint *endpoint, int node, const uint8_t *cookie,
		   unsigned int flags);
int endpoint_map(struct endpoint *endpoint);
void endpoint_unmap(struct endpoint *endpoint);
void endpoint_close(struct endpoint *endpoint);
/* As it was at one moment. */
struct mixcore_endpoint_page endpoint_page(const struct endpoint *endpoint);
int endpoint_trigger(struct endpoint *endpoint, unsigned int frames);
/* Again as long as it is too early, for at most so many ms. */
int endpoint_trigger_in_time(struct endpoint *endpoint, unsigned int frames, unsigned int ms);
/* The frame that has this number, which wraps. */
void *endpoint_frame(const struct endpoint *endpoint, uint64_t number);
/* Out of the ring and into it, from the frame `number` on. */
void endpoint_copy(const struct endpoint *endpoint, uint64_t number, unsigned int frames,
		   void *to);
void endpoint_fill(struct endpoint *endpoint, uint64_t number, unsigned int frames,
		   const void *from);

int output_default(int control, unsigned int output);
int endpoints_quota(int control, unsigned int endpoints);
int output_wait(int node, unsigned int id, unsigned int state, unsigned int ms);

/* A stream on the default output that repeats frames numbered from 1 on, in both channels. */
int numbers_open(struct loop *loop, int node, unsigned int frames);

/* What has come of it. */
struct numbers {
	unsigned int ring;	/* frames after which they begin again */
	uint32_t latest;	/* 0 = none yet */
	uint64_t frames;	/* in order */
	uint64_t missing;	/* left out */
	unsigned int gaps;	/* in so many places */
	uint64_t silent;	/* frames, since the first number */
	uint64_t wrong;		/* frames that are neither silent nor a number */
};

void numbers_count(struct numbers *numbers, const int32_t *frames, unsigned int count);
/* So many more frames of the endpoint, which it has just been triggered for. */
void numbers_hear(struct numbers *numbers, const struct endpoint *endpoint, unsigned int frames);
const char *numbers_text(const struct numbers *numbers);

#endif /* MIXCORE_SELFTEST_ENDPOINT_H */
