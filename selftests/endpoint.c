// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"
#include "endpoint.h"

#define PAGE	4096

struct mixcore_endpoint_create endpoint_call(const char *name, unsigned int flags)
{
	struct mixcore_endpoint_create create = {
		.size = sizeof(create), .flags = flags, .rate = ENDPOINT_RATE, .channels = 2,
		.format = FORMAT_S32, .ring_frames = ENDPOINT_RING,
		.cycle_frames = ENDPOINT_CYCLE, .fd = -7,
	};

	strncpy(create.name, name, sizeof(create.name) - 1);
	return create;
}

/* The first page tells how much there is. */
int endpoint_map(struct endpoint *endpoint)
{
	struct mixcore_endpoint_page *page;

	page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, endpoint->fd, 0);
	if (page == MAP_FAILED)
		return -errno;
	endpoint->bytes = page->bytes;
	endpoint->ring_frames = page->ring_frames;
	endpoint->frame_bytes = page->frame_bytes;
	munmap(page, PAGE);
	page = mmap(NULL, endpoint->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, endpoint->fd, 0);
	if (page == MAP_FAILED)
		return -errno;
	endpoint->map = page;
	endpoint->ring = (unsigned char *)page + page->ring_offset;
	endpoint->position = endpoint_page(endpoint).position;
	return 0;
}

void endpoint_unmap(struct endpoint *endpoint)
{
	if (endpoint->map)
		munmap(endpoint->map, endpoint->bytes);
	endpoint->map = NULL;
}

void endpoint_close(struct endpoint *endpoint)
{
	endpoint_unmap(endpoint);
	if (endpoint->fd >= 0)
		close(endpoint->fd);
	endpoint->fd = -1;
}

int endpoint_make(struct endpoint *endpoint, int node,
		  const struct mixcore_endpoint_create *create)
{
	int err;

	*endpoint = (struct endpoint) { .fd = -1, .create = *create };
	err = call(node, MIXCORE_IOCTL_ENDPOINT_CREATE, &endpoint->create);
	if (err)
		return err;
	endpoint->fd = endpoint->create.fd;
	endpoint->id = endpoint->create.id;
	err = endpoint_map(endpoint);
	if (err)
		endpoint_close(endpoint);
	return err;
}

int endpoint_adopt_call(int node, const uint8_t *cookie, unsigned int flags,
			struct mixcore_endpoint_adopt *adopt)
{
	*adopt = (struct mixcore_endpoint_adopt) {
		.size = sizeof(*adopt), .flags = flags, .fd = -7,
	};
	memcpy(adopt->cookie, cookie, sizeof(adopt->cookie));
	return call(node, MIXCORE_IOCTL_ENDPOINT_ADOPT, adopt);
}

int endpoint_adopt(struct endpoint *endpoint, int node, const uint8_t *cookie,
		   unsigned int flags)
{
	struct mixcore_endpoint_adopt adopt;
	int err = endpoint_adopt_call(node, cookie, flags, &adopt);

	*endpoint = (struct endpoint) { .fd = -1 };
	if (err)
		return err;
	endpoint->fd = adopt.fd;
	endpoint->id = adopt.id;
	memcpy(endpoint->create.cookie, cookie, sizeof(adopt.cookie));
	err = endpoint_map(endpoint);
	if (err)
		endpoint_close(endpoint);
	return err;
}

struct mixcore_endpoint_page endpoint_page(const struct endpoint *endpoint)
{
	const struct mixcore_endpoint_page *page = endpoint->map;
	const _Atomic uint32_t *sequence = (const _Atomic uint32_t *)&page->sequence;
	struct mixcore_endpoint_page copy;
	uint32_t before;

	do {
		before = atomic_load_explicit(sequence, memory_order_acquire);
		copy = *(const volatile struct mixcore_endpoint_page *)page;
		atomic_thread_fence(memory_order_acquire);
	} while ((before & 1) || atomic_load_explicit(sequence, memory_order_relaxed) != before);
	return copy;
}

int endpoint_trigger(struct endpoint *endpoint, unsigned int frames)
{
	struct mixcore_trigger args = { .size = sizeof(args), .frames = frames };
	int err = call(endpoint->fd, MIXCORE_IOCTL_TRIGGER, &args);

	if (!err)
		endpoint->position = args.position;
	return err;
}

int endpoint_trigger_in_time(struct endpoint *endpoint, unsigned int frames, unsigned int ms)
{
	int err;

	while ((err = endpoint_trigger(endpoint, frames)) == -EAGAIN && ms--)
		sleep_ms(1);
	return err;
}

void *endpoint_frame(const struct endpoint *endpoint, uint64_t number)
{
	return endpoint->ring + number % endpoint->ring_frames * endpoint->frame_bytes;
}

void endpoint_copy(const struct endpoint *endpoint, uint64_t number, unsigned int frames,
		   void *to)
{
	unsigned char *at = to;

	for (; frames; frames--, at += endpoint->frame_bytes)
		memcpy(at, endpoint_frame(endpoint, number++), endpoint->frame_bytes);
}

void endpoint_fill(struct endpoint *endpoint, uint64_t number, unsigned int frames,
		   const void *from)
{
	const unsigned char *at = from;

	for (; frames; frames--, at += endpoint->frame_bytes)
		memcpy(endpoint_frame(endpoint, number++), at, endpoint->frame_bytes);
}

/*
 * The graph
 */

int output_default(int control, unsigned int output)
{
	struct mixcore_default dflt = {
		.size = sizeof(dflt), .mask = MIXCORE_DEFAULT_OUTPUT, .uid = MIXCORE_UID_ANY,
		.output = output,
	};

	return call(control, MIXCORE_IOCTL_DEFAULT_SET, &dflt);
}

int endpoints_quota(int control, unsigned int endpoints)
{
	struct mixcore_quota quota = { .size = sizeof(quota) };
	int err = call(control, MIXCORE_IOCTL_QUOTA_GET, &quota);

	quota.uid_endpoints = endpoints;
	return err ?: call(control, MIXCORE_IOCTL_QUOTA_SET, &quota);
}

int output_wait(int node, unsigned int id, unsigned int state, unsigned int ms)
{
	struct mixcore_output_info info;
	int err;

	while (!(err = output_get(node, id, &info)) && info.state != state) {
		if (!ms--)
			return -ETIMEDOUT;
		sleep_ms(1);
	}
	return err;
}

/*
 * Numbers
 */

int numbers_open(struct loop *loop, int node, unsigned int frames)
{
	struct mixcore_stream_info info;
	unsigned int i;
	int err;

	*loop = (struct loop) { .bits = 32 };
	err = sound_new(&loop->sound, 1, 2, frames, 32);
	for (i = 0; !err && i < 2 * frames; i++)
		loop->sound.samples[i] = 1 + i / 2;
	if (!err)
		loop->pcm = client_open();
	if (err || !loop->pcm)
		return err ?: -errno;
	err = client_info(node, loop->pcm, &info);
	loop->id = info.id;
	return err ?: loop_fill(loop, ENDPOINT_RATE);
}

static void count_number(struct numbers *numbers, uint32_t number)
{
	uint32_t next = numbers->latest % numbers->ring + 1;

	if (numbers->latest && number != next) {
		numbers->missing += (number + numbers->ring - next) % numbers->ring;
		numbers->gaps++;
	}
	numbers->latest = number;
	numbers->frames++;
}

void numbers_count(struct numbers *numbers, const int32_t *frames, unsigned int count)
{
	for (; count; count--, frames += 2) {
		if (!frames[0] && !frames[1])
			numbers->silent += !!numbers->latest;
		else if (frames[0] != frames[1] || frames[0] < 1 ||
			 frames[0] > (int32_t)numbers->ring)
			numbers->wrong++;
		else
			count_number(numbers, frames[0]);
	}
}

void numbers_hear(struct numbers *numbers, const struct endpoint *endpoint, unsigned int frames)
{
	uint64_t number = endpoint->position - frames;

	for (; frames; frames--)
		numbers_count(numbers, endpoint_frame(endpoint, number++), 1);
}

const char *numbers_text(const struct numbers *numbers)
{
	static char text[160];

	snprintf(text, sizeof(text),
		 "%llu frames in order, %llu missing in %u gaps, %llu silent, %llu wrong",
		 (unsigned long long)numbers->frames, (unsigned long long)numbers->missing,
		 numbers->gaps, (unsigned long long)numbers->silent,
		 (unsigned long long)numbers->wrong);
	return text;
}
