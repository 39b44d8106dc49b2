/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An endpoint: its descriptor, its page and the ring behind that. */
#ifndef LIBMIXCORE_ENDPOINT_H
#define LIBMIXCORE_ENDPOINT_H

#include "internal.h"

/**
 * struct mixcore_endpoint - an endpoint
 * @page: mapped, with the ring; the kernel writes it
 * @mapped: bytes
 * @position: frames of all TRIGGERs: where the next one begins
 * @block_max: frames of a TRIGGER at most
 *
 * What does not change is copied out of the page: the program may write there by mistake.
 */
struct mixcore_endpoint {
	int fd;
	struct mixcore_endpoint_page *page;
	size_t mapped;
	unsigned char *ring;
	uint32_t ring_frames, frame_bytes, rate, block_max;
	bool is_input;
	uint64_t position;
};

/* Frames from or into the ring, across its end. */
void endpoint_copy_out(const struct mixcore_endpoint *endpoint, uint64_t position, void *samples,
		       uint32_t frames);
void endpoint_copy_in(struct mixcore_endpoint *endpoint, uint64_t position, const void *samples,
		      uint32_t frames);

#endif /* LIBMIXCORE_ENDPOINT_H */
