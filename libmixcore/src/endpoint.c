// SPDX-License-Identifier: LGPL-2.1-or-later
/* Endpoints: making them, and what they tell. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint.h"
#include "producer.h"

/* The kernel writes for less than a microsecond: this long only when it does not get to run. */
#define READ_TRIES	10000

#define PAGE_WORDS	(sizeof(struct mixcore_endpoint_page) / sizeof(uint32_t))

/* Of a newer kernel the page may be longer, with the ring farther behind. */
static bool is_known(const struct mixcore_endpoint_page *page)
{
	const uint64_t ring_bytes = (uint64_t)page->ring_frames * page->frame_bytes;

	return page->magic == MIXCORE_ENDPOINT_MAGIC && page->size >= sizeof(*page) &&
	       page->ring_offset >= page->size && page->frame_bytes && page->rate &&
	       page->cycle_frames < page->ring_frames &&
	       page->ring_offset + ring_bytes <= page->bytes;
}

/* How much there is to map says the page itself. */
static int map(struct mixcore_endpoint *endpoint)
{
	const struct mixcore_endpoint_page *page;
	uint32_t bytes;
	bool known;
	void *all;
	int err = mixcore_sys.map(endpoint->fd, sizeof(*page), (const void **)&page);

	if (err)
		return err;
	known = is_known(page);
	bytes = page->bytes;
	mixcore_sys.unmap(page, sizeof(*page));
	if (!known)
		return -EPROTO;
	err = mixcore_sys.map_writable(endpoint->fd, bytes, &all);
	if (err)
		return err;
	endpoint->page = all;
	endpoint->mapped = bytes;
	return 0;
}

static int set_up(struct mixcore_endpoint *endpoint)
{
	struct mixcore_endpoint_page page;
	int err = map(endpoint) ?: mixcore_endpoint_page(endpoint, &page);

	if (err)
		return err;
	endpoint->ring = (unsigned char *)endpoint->page + page.ring_offset;
	endpoint->ring_frames = page.ring_frames;
	endpoint->frame_bytes = page.frame_bytes;
	endpoint->rate = page.rate;
	endpoint->block_max = page.ring_frames - page.cycle_frames;
	endpoint->is_input = page.flags & MIXCORE_ENDPOINT_F_INPUT;
	endpoint->position = page.position;
	return 0;
}

/* With a call that makes a descriptor, which it writes to *@fd. */
static int open_by(struct mixcore_endpoint **ret, const struct mixcore *ctx, unsigned long request,
		   void *arg, int32_t *fd)
{
	struct mixcore_endpoint *endpoint = calloc(1, sizeof(*endpoint));
	int err;

	if (!endpoint)
		return -ENOMEM;
	endpoint->fd = -1;
	err = mixcore_call(ctx, request, arg);
	if (!err) {
		endpoint->fd = *fd;
		err = set_up(endpoint);
	}
	if (err) {
		mixcore_endpoint_close(endpoint);
		*fd = -1;
		return err;
	}
	*ret = endpoint;
	return 0;
}

EXPORT int mixcore_endpoint_open(struct mixcore_endpoint **ret, struct mixcore *ctx,
				 struct mixcore_endpoint_create *create)
{
	if (create->size < MIXCORE_ENDPOINT_CREATE_SIZE_VER0)
		return -EINVAL;
	return open_by(ret, ctx, MIXCORE_IOCTL_ENDPOINT_CREATE, create, &create->fd);
}

EXPORT int mixcore_endpoint_adopt(struct mixcore_endpoint **ret, struct mixcore *ctx,
				  struct mixcore_endpoint_adopt *adopt)
{
	if (adopt->size < MIXCORE_ENDPOINT_ADOPT_SIZE_VER0)
		return -EINVAL;
	return open_by(ret, ctx, MIXCORE_IOCTL_ENDPOINT_ADOPT, adopt, &adopt->fd);
}

EXPORT void mixcore_endpoint_close(struct mixcore_endpoint *endpoint)
{
	if (!endpoint)
		return;
	if (endpoint->page)
		mixcore_sys.unmap(endpoint->page, endpoint->mapped);
	if (endpoint->fd >= 0)
		mixcore_sys.close(endpoint->fd);
	free(endpoint);
}

EXPORT int mixcore_endpoint_fd(const struct mixcore_endpoint *endpoint)
{
	return endpoint->fd;
}

/* Word by word: that of which the kernel writes the other half may be read, but is thrown away. */
static void copy(const struct mixcore_endpoint_page *from, struct mixcore_endpoint_page *to)
{
	const uint32_t *in = (const void *)from;
	uint32_t words[PAGE_WORDS];

	for (size_t i = 0; i < PAGE_WORDS; i++)
		words[i] = __atomic_load_n(&in[i], __ATOMIC_RELAXED);
	memcpy(to, words, sizeof(*to));
}

/*
 * The sequence is read before (acquire: nothing of the page is read sooner) and behind it (fence:
 * nothing is read later). Only where both are the same, and even, nobody has written in between.
 */
EXPORT int mixcore_endpoint_page(struct mixcore_endpoint *endpoint,
				 struct mixcore_endpoint_page *page)
{
	const struct mixcore_endpoint_page *from = endpoint->page;
	uint32_t sequence;

	for (unsigned int i = 0; i < READ_TRIES; i++) {
		sequence = __atomic_load_n(&from->sequence, __ATOMIC_ACQUIRE);
		if (sequence & 1)
			continue;
		copy(from, page);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (__atomic_load_n(&from->sequence, __ATOMIC_RELAXED) == sequence)
			return 0;
	}
	return -EAGAIN;
}

EXPORT int mixcore_endpoint_event(struct mixcore_endpoint *endpoint, int timeout_ms,
				  struct mixcore_producer_event *event)
{
	return producer_event(endpoint->fd, timeout_ms, event);
}
