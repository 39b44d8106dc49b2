// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Endpoints of the kernel for tests. What an output mixes is the number of each frame, in its first
 * 32 bits.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake_kernel.h"

#define RING_OFFSET	256
#define MEMORY_BYTES	(1U << 22)

/* Of the page, in one of the processor's; the rest of it is in the next. */
#define FIRST_BYTES	80

/* Not in struct fake, which is reset. */
static unsigned char *memories[FAKE_ENDPOINTS];

struct fake_endpoint *fake_endpoint_of(int fd)
{
	const unsigned int i = fd - FAKE_FD_ENDPOINT;

	return fd >= FAKE_FD_ENDPOINT && i < FAKE_ENDPOINTS && fake.endpoints[i].is_open ?
	       &fake.endpoints[i] : NULL;
}

static int fd_of(const struct fake_endpoint *endpoint)
{
	return FAKE_FD_ENDPOINT + (endpoint - fake.endpoints);
}

static bool is_input(const struct fake_endpoint *endpoint)
{
	return endpoint->flags & MIXCORE_ENDPOINT_F_INPUT;
}

uint32_t fake_count_endpoints(void)
{
	uint32_t count = fake.uid_endpoints;

	for (int i = 0; i < FAKE_ENDPOINTS; i++)
		count += fake.endpoints[i].id != 0;
	return count;
}

static struct fake_endpoint *free_one(void)
{
	for (int i = 0; i < FAKE_ENDPOINTS; i++) {
		if (!fake.endpoints[i].id)
			return &fake.endpoints[i];
	}
	return NULL;
}

static int check(const struct mixcore_endpoint_create *arg, bool control)
{
	const uint32_t patient = arg->flags & MIXCORE_ENDPOINT_F_PATIENT;

	if (!strcmp(arg->name, "null") || !strcmp(arg->name, "Stream"))
		return -EEXIST;
	if (arg->flags & ~15U || !*arg->name || !arg->rate || !arg->channels ||
	    arg->channels > MIXCORE_CHANNELS_MAX || arg->cycle_frames > MIXCORE_CYCLE_MAX ||
	    arg->ring_frames > MIXCORE_ENDPOINT_RING_MAX ||
	    arg->ring_frames < 2 * arg->cycle_frames ||
	    arg->patience_ms > MIXCORE_PATIENCE_MS_MAX || (patient && arg->patience_ms))
		return -EINVAL;
	if (arg->flags & MIXCORE_ENDPOINT_F_UNPACED && !control)
		return -EPERM;
	if (fake_count_endpoints() >= fake.quota.uid_endpoints)
		return -EDQUOT;
	return free_one() ? 0 : -ENOSPC;
}

/* Bytes of the formats that tests use. */
static uint32_t frame_bytes(const struct mixcore_endpoint_create *arg)
{
	return arg->channels * (arg->format == (uint32_t)SNDRV_PCM_FORMAT_S16_LE ? 2 : 4);
}

static void make_page(struct fake_endpoint *endpoint, const struct mixcore_endpoint_create *arg)
{
	const int i = endpoint - fake.endpoints;
	const long page = sysconf(_SC_PAGESIZE);

	if (!memories[i]) {
		memories[i] = mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (memories[i] == MAP_FAILED)
			abort();
	}
	memset(memories[i], 0, MEMORY_BYTES);
	endpoint->page = (void *)(memories[i] + page - FIRST_BYTES);
	*endpoint->page = (struct mixcore_endpoint_page){
		.magic = MIXCORE_ENDPOINT_MAGIC,
		.size = sizeof(*endpoint->page),
		.bytes = RING_OFFSET + arg->ring_frames * frame_bytes(arg),
		.ring_offset = RING_OFFSET,
		.ring_frames = arg->ring_frames,
		.frame_bytes = frame_bytes(arg),
		.rate = arg->rate,
		.channels = arg->channels,
		.format = arg->format,
		.cycle_frames = arg->cycle_frames,
		.id = endpoint->id,
		.flags = arg->flags,
		.sequence = 2,
		.drift_error_ppb = INT32_MAX,
	};
	if (endpoint->page->bytes + page > MEMORY_BYTES)
		abort();
}

static void make_output(const struct fake_endpoint *endpoint,
			const struct mixcore_endpoint_create *arg)
{
	struct mixcore_output_info *output = fake_new_output(arg->name, endpoint->id);

	output->flags = MIXCORE_OUTPUT_F_ENDPOINT;
	output->rate = arg->rate;
	output->channels = arg->channels;
	output->format = arg->format;
	output->cycle_frames = arg->cycle_frames;
	output->buffer_frames = arg->ring_frames;
	output->domain = arg->domain ?: MIXCORE_DOMAIN_ENDPOINT + endpoint->id;
	output->endpoint_uid = fake.caller.uid;
	output->endpoint_pid = fake.caller.pid;
	memcpy(output->endpoint_comm, fake.caller.comm, sizeof(output->endpoint_comm));
	fake_record(MIXCORE_OBJECT_OUTPUT, output->id, 0, MIXCORE_CHANGED_MADE, &arg->cause);
}

static void make_input(const struct fake_endpoint *endpoint,
		       const struct mixcore_endpoint_create *arg)
{
	struct mixcore_input_info *input = fake_new_input(arg->name, endpoint->id);

	input->flags = MIXCORE_OUTPUT_F_ENDPOINT;
	input->rate = arg->rate;
	input->channels = arg->channels;
	input->format = arg->format;
	input->cycle_frames = arg->cycle_frames;
	input->buffer_frames = arg->ring_frames;
	input->domain = arg->domain ?: MIXCORE_DOMAIN_ENDPOINT_INPUT + endpoint->id;
	input->endpoint_uid = fake.caller.uid;
	input->endpoint_pid = fake.caller.pid;
	memcpy(input->endpoint_comm, fake.caller.comm, sizeof(input->endpoint_comm));
	fake_record(MIXCORE_OBJECT_INPUT, input->id, 0, MIXCORE_CHANGED_MADE, &arg->cause);
}

int fake_endpoint_create(struct mixcore_endpoint_create *arg, bool control)
{
	struct fake_endpoint *endpoint;
	int err;

	if (!arg->cycle_frames)
		arg->cycle_frames = MIXCORE_CYCLE_DEFAULT;
	if (!arg->ring_frames)
		arg->ring_frames = arg->rate;
	if (!arg->patience_ms && !(arg->flags & MIXCORE_ENDPOINT_F_PATIENT))
		arg->patience_ms = MIXCORE_PATIENCE_MS_DEFAULT;
	err = check(arg, control);
	if (err)
		return err;
	endpoint = free_one();
	*endpoint = (struct fake_endpoint){
		.id = fake.next_id++, .flags = arg->flags, .is_open = true,
	};
	memset(endpoint->cookie, endpoint->id, sizeof(endpoint->cookie));
	make_page(endpoint, arg);
	if (is_input(endpoint))
		make_input(endpoint, arg);
	else
		make_output(endpoint, arg);
	fake.open_descriptors++;
	arg->fd = fd_of(endpoint);
	arg->id = endpoint->id;
	memcpy(arg->cookie, endpoint->cookie, sizeof(arg->cookie));
	return 0;
}

static struct fake_endpoint *find(const unsigned char *cookie)
{
	for (int i = 0; i < FAKE_ENDPOINTS; i++) {
		if (fake.endpoints[i].id &&
		    !memcmp(fake.endpoints[i].cookie, cookie, MIXCORE_COOKIE_LEN))
			return &fake.endpoints[i];
	}
	return NULL;
}

/* Who has it, and in which state it is; pid 0: nobody. */
static void tell(const struct fake_endpoint *endpoint, uint32_t pid, const char *comm,
		 uint32_t state)
{
	struct mixcore_output_info *output = fake_output_of(endpoint->id);
	struct mixcore_input_info *input = fake_input_of(endpoint->id);

	if (is_input(endpoint)) {
		input->state = state;
		input->endpoint_pid = pid;
		strcpy(input->endpoint_comm, comm);
	} else {
		output->state = state;
		output->endpoint_pid = pid;
		strcpy(output->endpoint_comm, comm);
	}
}

int fake_endpoint_adopt(struct mixcore_endpoint_adopt *arg)
{
	struct fake_endpoint *endpoint = find(arg->cookie);

	if (arg->flags & ~(MIXCORE_ENDPOINT_F_KEEP | MIXCORE_ENDPOINT_F_PATIENT))
		return -EINVAL;
	if (!endpoint)
		return -ENOENT;
	if (endpoint->is_open)
		return -EBUSY;
	endpoint->is_open = true;
	endpoint->page->adopted++;
	tell(endpoint, fake.caller.pid, fake.caller.comm, MIXCORE_OUTPUT_IDLE);
	fake.open_descriptors++;
	arg->fd = fd_of(endpoint);
	arg->id = endpoint->id;
	return 0;
}

static uint32_t *frame_at(const struct fake_endpoint *endpoint, uint64_t position)
{
	const struct mixcore_endpoint_page *page = endpoint->page;
	const uint32_t at = position % page->ring_frames;

	return (void *)((unsigned char *)page + RING_OFFSET + (size_t)at * page->frame_bytes);
}

static void move(struct fake_endpoint *endpoint, uint64_t position)
{
	uint32_t *frame = frame_at(endpoint, position);

	if (!is_input(endpoint))
		*frame = position;
	else if (endpoint->take)
		endpoint->take(position, *frame);
	endpoint->taken += is_input(endpoint);
}

static int check_trigger(const struct fake_endpoint *endpoint,
			 const struct mixcore_trigger *trigger)
{
	const struct mixcore_endpoint_page *page = endpoint->page;

	if (trigger->flags & ~MIXCORE_TRIGGER_F_TIME || trigger->ticks || !trigger->frames ||
	    trigger->frames > page->ring_frames - page->cycle_frames)
		return -EINVAL;
	if (trigger->flags & MIXCORE_TRIGGER_F_TIME ? trigger->time_ns > fake.now_ns :
						      trigger->time_ns != 0)
		return -EINVAL;
	if (endpoint->is_detached)
		return -ENODEV;
	return fake_fail(&fake.trigger_fails);
}

int fake_endpoint_ioctl(struct fake_endpoint *endpoint, unsigned long request, void *arg)
{
	struct mixcore_endpoint_page *page = endpoint->page;
	struct mixcore_trigger *trigger = arg;
	int err = request == MIXCORE_IOCTL_TRIGGER ? check_trigger(endpoint, trigger) : -ENOTTY;

	if (err)
		return err;
	page->sequence++;
	for (uint32_t i = 0; i < trigger->frames; i++)
		move(endpoint, page->position + i);
	page->position += trigger->frames;
	page->mixed += trigger->frames;
	page->frames += trigger->frames;
	page->time_ns = trigger->time_ns ?: fake.now_ns;
	page->sequence++;
	trigger->position = page->position;
	fake.trigger = *trigger;
	fake.triggers++;
	return 0;
}

/* The same memory for all: it is the test's own process. */
int fake_endpoint_map(struct fake_endpoint *endpoint, size_t size, void **bytes)
{
	if (fake.map_error)
		return fake.map_error;
	if (size > endpoint->page->bytes)
		return -EINVAL;
	endpoint->maps++;
	*bytes = endpoint->page;
	return 0;
}

bool fake_endpoint_unmap(const void *bytes, size_t size)
{
	for (int i = 0; i < FAKE_ENDPOINTS; i++) {
		struct fake_endpoint *endpoint = &fake.endpoints[i];

		if (!endpoint->page || bytes != endpoint->page)
			continue;
		if (!endpoint->maps-- || !size)
			abort();
		return true;
	}
	return false;
}

static bool is_used(const struct fake_endpoint *endpoint)
{
	for (unsigned int i = 0; i < fake.stream_count; i++) {
		const struct mixcore_stream_info *stream = &fake.streams[i];

		if (stream->output == endpoint->id ||
		    (stream->source_kind && stream->source == endpoint->id))
			return true;
	}
	return false;
}

/* Its mapping goes first, as a library does it. */
void fake_endpoint_close(struct fake_endpoint *endpoint)
{
	const bool keep = endpoint->flags & MIXCORE_ENDPOINT_F_KEEP;

	if (endpoint->maps)
		abort();
	endpoint->is_open = false;
	if (endpoint->is_detached) {
		endpoint->id = 0;
	} else if (keep || is_used(endpoint)) {
		tell(endpoint, 0, "", keep ? MIXCORE_OUTPUT_LOST : MIXCORE_OUTPUT_DETACHED);
	} else {
		if (is_input(endpoint))
			fake_drop_input(fake_input_of(endpoint->id));
		else
			fake_drop_output(fake_output_of(endpoint->id));
		endpoint->id = 0;
	}
}

void fake_detach_endpoint(struct fake_endpoint *endpoint)
{
	endpoint->is_detached = true;
	fake_happens(&endpoint->event, MIXCORE_PRODUCER_GONE, 0);
	if (is_input(endpoint))
		fake_drop_input(fake_input_of(endpoint->id));
	else
		fake_drop_output(fake_output_of(endpoint->id));
}
