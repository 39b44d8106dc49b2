// SPDX-License-Identifier: LGPL-2.1-or-later
/* The nodes of the kernel for tests. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_kernel.h"

struct fake fake;

struct mixcore_output_info *fake_new_output(const char *name, uint32_t id)
{
	struct mixcore_output_info *output = &fake.outputs[fake.output_count++];

	*output = (struct mixcore_output_info){
		.id = id,
		.rate = 48000,
		.channels = 2,
		.format = (uint32_t)SNDRV_PCM_FORMAT_S32_LE,
		.cycle_frames = 256,
		.ramp_frames = MIXCORE_RAMP_DEFAULT,
		.backend_card = -1,
		.backend_device = -1,
		.backend_subdevice = -1,
		.idle_ms = MIXCORE_IDLE_MS_DEFAULT,
	};
	for (int i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		output->gain[i] = MIXCORE_GAIN_UNITY;
	strcpy(output->name, name);
	return output;
}

void fake_reset(void)
{
	memset(&fake, 0, sizeof(fake));
	fake_netlink_reset();
	fake_status_reset();
	fake.abi = MIXCORE_ABI;
	fake.features = MIXCORE_FEATURE_PLAYBACK | MIXCORE_FEATURE_MOVE | MIXCORE_FEATURE_REPLACE |
			MIXCORE_FEATURE_FADE | MIXCORE_FEATURE_USER_DEFAULTS |
			MIXCORE_FEATURE_ROUTES | MIXCORE_FEATURE_TRANSACTION |
			MIXCORE_FEATURE_CAPTURE | MIXCORE_FEATURE_HISTORY |
			MIXCORE_FEATURE_EVENTS | MIXCORE_FEATURE_XRUNS |
			MIXCORE_FEATURE_STATUS | MIXCORE_FEATURE_TIMERS |
			MIXCORE_FEATURE_ENDPOINTS;
	fake.caller = (struct fake_caller){ .pid = 500, .comm = "mixctl" };
	fake.preferred_subdevice = -1;
	fake.next_id = 2;
	fake.quota = (struct mixcore_quota){
		.uid_streams = MIXCORE_QUOTA_UID_STREAMS,
		.uid_bytes = MIXCORE_QUOTA_UID_BYTES,
		.card_bytes = MIXCORE_QUOTA_CARD_BYTES,
		.uid_timers = MIXCORE_QUOTA_UID_TIMERS,
		.uid_endpoints = MIXCORE_QUOTA_UID_ENDPOINTS,
	};
	fake_default_reset();
	fake_new_output("null", MIXCORE_OUTPUT_NULL);
	fake_new_input("null", MIXCORE_INPUT_NULL);
	fake_proc_reset();
}

struct fake_pcm *fake_add_card(int card, const char *id)
{
	struct fake_pcm *pcm = &fake.pcms[fake.pcm_count++];

	*pcm = (struct fake_pcm){
		.card = card,
		.formats = 1U << (int)SNDRV_PCM_FORMAT_S16_LE | 1U << (int)SNDRV_PCM_FORMAT_S32_LE,
		.rates = { 44100, 48000, 96000 },
		.channels_min = 2, .channels_max = 6,
		.period_min = 32, .period_max = 8192, .step = 32,
		.buffer_max = 65536,
	};
	strcpy(pcm->id, id);
	fake_proc_card(card, id);
	return pcm;
}

struct mixcore_output_info *fake_add_output(const char *name, int card, const char *id)
{
	struct mixcore_output_info *output = fake_new_output(name, fake.next_id++);

	output->flags = MIXCORE_OUTPUT_F_BACKEND;
	output->backend_card = card;
	output->backend_device = 0;
	output->backend_subdevice = 0;
	output->domain = MIXCORE_DOMAIN_CARD + card;
	output->period_frames = 256;
	output->buffer_frames = 1024;
	output->fill_frames = 768;
	strcpy(output->backend_id, id);
	fake_record(MIXCORE_OBJECT_OUTPUT, output->id, 0,
		    MIXCORE_CHANGED_MADE | MIXCORE_CHANGED_BACKEND, NULL);
	return output;
}

/* As new routes are; NULL: there is no room. */
static struct mixcore_route_info *new_route(uint32_t stream, uint32_t output)
{
	struct mixcore_route_info *route = &fake.routes[fake.route_count];

	if (fake.route_count == FAKE_ROUTES)
		return NULL;
	fake.route_count++;
	*route = (struct mixcore_route_info){
		.stream = stream,
		.output = output,
		.gain = MIXCORE_GAIN_UNITY,
	};
	return route;
}

/* Without anything that it plays or records. An ALSA call makes it, of the application. */
static struct mixcore_stream_info *new_stream(const char *comm, uint32_t pid)
{
	const struct fake_caller caller = fake.caller;
	struct mixcore_stream_info *stream = &fake.streams[fake.stream_count];

	*stream = (struct mixcore_stream_info){
		.id = fake.next_id++,
		.state = MIXCORE_STREAM_RUNNING,
		.substream = fake.stream_count++,
		.uid = 1000,
		.pid = pid,
		.rate = 48000,
		.channels = 2,
		.format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE,
		.period_frames = 1024,
		.buffer_frames = 4096,
		.start_time_ns = 12345678901ULL,
	};
	for (int i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		stream->gain[i] = MIXCORE_GAIN_UNITY;
	strncpy(stream->comm, comm, sizeof(stream->comm) - 1);
	fake.caller = (struct fake_caller){ .pid = pid, .uid = stream->uid };
	memcpy(fake.caller.comm, stream->comm, sizeof(fake.caller.comm));
	fake_record_open(stream->id);
	fake.caller = caller;
	return stream;
}

struct mixcore_stream_info *fake_add_stream(const char *comm, uint32_t pid, uint32_t output)
{
	struct mixcore_stream_info *stream = new_stream(comm, pid);

	stream->output = output;
	if (!new_route(stream->id, output))
		abort();
	fake_copy_history(MIXCORE_OBJECT_STREAM, stream->id, 0, MIXCORE_OBJECT_ROUTE, stream->id,
			  output);
	return stream;
}

struct mixcore_stream_info *fake_add_recorder(const char *comm, uint32_t pid, uint32_t kind,
					      uint32_t source)
{
	struct mixcore_stream_info *stream = new_stream(comm, pid);

	stream->direction = MIXCORE_DIRECTION_CAPTURE;
	stream->device = kind == MIXCORE_SOURCE_INPUT ? 0 : 1;
	stream->source_kind = kind;
	stream->source = source;
	return stream;
}

/* As copy_struct_to_user(): no more than the caller has, and its own size stays. */
int fake_give(void *to, const void *from, size_t length)
{
	uint32_t size = *(uint32_t *)to;

	if (!size)
		return -EINVAL;
	memcpy((char *)to + 4, (const char *)from + 4, (size < length ? size : length) - 4);
	return 0;
}

struct mixcore_output_info *fake_output_of(uint32_t id)
{
	for (unsigned int i = 0; i < fake.output_count; i++) {
		if (fake.outputs[i].id == id)
			return &fake.outputs[i];
	}
	return NULL;
}

static struct mixcore_output_info *output_named(const char *name)
{
	for (unsigned int i = 0; i < fake.output_count; i++) {
		if (!strcmp(fake.outputs[i].name, name))
			return &fake.outputs[i];
	}
	return NULL;
}

/* Half of the shortest buffer of its streams at most. */
static void settle_cycle(struct mixcore_output_info *output)
{
	output->cycle_now_frames = output->cycle_frames;
	for (unsigned int i = 0; i < fake.stream_count; i++) {
		const struct mixcore_stream_info *stream = &fake.streams[i];

		if (stream->output == output->id && stream->rate &&
		    stream->buffer_frames / 2 < output->cycle_now_frames)
			output->cycle_now_frames = stream->buffer_frames / 2;
	}
}

static int output_read(struct mixcore_output_info *info, bool next)
{
	struct mixcore_output_info copy;

	for (unsigned int i = 0; i < fake.output_count; i++) {
		copy = fake.outputs[i];
		if (next ? copy.id <= info->id : copy.id != info->id)
			continue;
		if (copy.id == fake.def.output)
			copy.flags |= MIXCORE_OUTPUT_F_DEFAULT;
		settle_cycle(&copy);
		fake_count_recorders(&copy);
		copy.loopbacks = fake_count_loopbacks(0, copy.id);
		fake_latest(MIXCORE_OBJECT_OUTPUT, copy.id, 0, &copy.last_change);
		return fake_give(info, &copy, sizeof(copy));
	}
	return -ENOENT;
}

static int stream_read(struct mixcore_stream_info *info, bool next)
{
	struct mixcore_stream_info copy;

	for (unsigned int i = 0; i < fake.stream_count; i++) {
		copy = fake.streams[i];
		if (next ? copy.id <= info->id : copy.id != info->id)
			continue;
		fake_latest(MIXCORE_OBJECT_STREAM, copy.id, 0, &copy.last_change);
		return fake_give(info, &copy, sizeof(copy));
	}
	return -ENOENT;
}

static int status(struct mixcore_status *arg)
{
	struct mixcore_status now = {
		.streams = fake.stream_count,
		.outputs = fake.output_count - 1,
		.default_output = fake.def.output,
		.inputs = fake.input_count - 1,
		.default_input = fake.def.input,
		.null_rate = 48000,
		.uid_streams = fake.stream_count,
		.uid_bytes = 65536,
		.card_bytes = 131072,
		.generation = fake.generation,
		.uid_timers = fake_count_timers(),
		.uid_endpoints = fake_count_endpoints(),
	};

	for (unsigned int i = 0; i < fake.stream_count; i++)
		now.running += fake.streams[i].state == MIXCORE_STREAM_RUNNING;
	return fake_give(arg, &now, sizeof(now));
}

static int version(struct mixcore_version *arg)
{
	struct mixcore_version now = {
		.abi = fake.abi,
		.features = fake.features,
		.streams = MIXCORE_STREAMS_DEFAULT,
		.card = 3,
		.module = MIXCORE_VERSION_TEXT,
	};
	uint32_t theirs = arg->abi;

	fake_give(arg, &now, sizeof(now));
	return theirs >> 16 == fake.abi >> 16 ? 0 : -EPROTO;
}

static bool is_reserved(const char *name)
{
	return !strcmp(name, "null") || !strcmp(name, "Stream");
}

/* Without a PCM. */
static int attach_null(struct mixcore_output_attach *arg)
{
	struct mixcore_output_info *output;
	char why[128];

	if (is_reserved(arg->name))
		return -EEXIST;
	if (output_named(arg->name))
		return -EBUSY;
	if (arg->fd != -1 || arg->fill_frames || arg->domain ||
	    mixcore_attach_explain(arg, NULL, why, sizeof(why)))
		return -EINVAL;
	output = fake_new_output(arg->name, fake.next_id++);
	output->flags = MIXCORE_OUTPUT_F_NULL;
	strcpy(output->timer, arg->timer);
	if (*arg->timer && fake_has_timer(arg->timer))
		output->flags |= MIXCORE_OUTPUT_F_FOLLOWS;
	output->rate = arg->rate;
	output->channels = arg->channels;
	arg->cycle_frames = output->cycle_frames = arg->cycle_frames ?: MIXCORE_CYCLE_DEFAULT;
	output->ramp_frames = arg->ramp_frames == MIXCORE_RAMP_OFF ? 0 :
			      arg->ramp_frames ?: MIXCORE_RAMP_DEFAULT;
	arg->ramp_frames = output->ramp_frames;
	arg->id = output->id;
	fake_record(MIXCORE_OBJECT_OUTPUT, output->id, 0, MIXCORE_CHANGED_MADE, &arg->cause);
	return 0;
}

static int attach(struct mixcore_output_attach *arg)
{
	struct fake_pcm *pcm = fake_pcm_of(arg->fd);
	struct mixcore_output_info *output = output_named(arg->name);
	uint32_t what = MIXCORE_CHANGED_BACKEND;
	char why[128];

	if (*arg->timer)
		return -EINVAL;
	if (!pcm || !pcm->is_configured)
		return -EBADFD;
	if (pcm->capture)
		return -EXDEV;
	if (is_reserved(arg->name))
		return -EEXIST;
	if (!output && arg->flags & MIXCORE_ATTACH_F_REPLACE)
		return -ENOENT;
	if (output && output->flags & MIXCORE_OUTPUT_F_BACKEND &&
	    !(arg->flags & MIXCORE_ATTACH_F_REPLACE))
		return -EBUSY;
	if (mixcore_attach_explain(arg, &pcm->chosen, why, sizeof(why)))
		return -EINVAL;
	if (output && output->rate != pcm->chosen.rate)
		return -EINVAL;
	if (!output) {
		output = fake_new_output(arg->name, fake.next_id++);
		what |= MIXCORE_CHANGED_MADE;
	}
	output->flags |= MIXCORE_OUTPUT_F_BACKEND;
	output->state = MIXCORE_OUTPUT_IDLE;
	output->backend_card = pcm->card;
	output->backend_device = pcm->device;
	output->backend_subdevice = pcm->subdevice > 0 ? pcm->subdevice : 0;
	strcpy(output->backend_id, pcm->id);
	arg->domain = output->domain = arg->domain ?: MIXCORE_DOMAIN_CARD + pcm->card;
	output->rate = pcm->chosen.rate;
	output->channels = pcm->chosen.channels;
	output->format = pcm->chosen.format;
	output->period_frames = pcm->chosen.period_frames;
	output->buffer_frames = pcm->chosen.buffer_frames;
	arg->cycle_frames = output->cycle_frames = arg->cycle_frames ?: 256;
	arg->fill_frames = output->fill_frames =
		arg->fill_frames ?: output->period_frames + 2 * output->cycle_frames;
	output->ramp_frames = arg->ramp_frames == MIXCORE_RAMP_OFF ? 0 :
			      arg->ramp_frames ?: MIXCORE_RAMP_DEFAULT;
	arg->ramp_frames = output->ramp_frames;
	arg->id = output->id;
	fake_record(MIXCORE_OBJECT_OUTPUT, output->id, 0, what, &arg->cause);
	if (!(arg->flags & MIXCORE_ATTACH_F_NOT_DEFAULT))
		fake_default_output_made(output->id);
	return 0;
}

void fake_drop_output(struct mixcore_output_info *output)
{
	const uint32_t id = output->id;

	fake.output_count--;
	memmove(output, output + 1, (fake.outputs + fake.output_count - output) * sizeof(*output));
	fake_event_gone(MIXCORE_OBJECT_OUTPUT, id, 0);
}

static int detach(const struct mixcore_output_detach *arg)
{
	struct mixcore_output_info *output = fake_output_of(arg->id);

	if (!output)
		return -ENOENT;
	if (arg->id == MIXCORE_OUTPUT_NULL)
		return -EINVAL;
	fake_default_output_gone(arg->id, &arg->cause);
	fake_record(MIXCORE_OBJECT_OUTPUT, arg->id, 0, MIXCORE_CHANGED_BACKEND, &arg->cause);
	fake_drop_loopbacks(0, arg->id, &arg->cause);
	if (output->streams) {
		output->state = MIXCORE_OUTPUT_DETACHED;
		output->flags = 0;
		output->backend_card = -1;
	} else {
		fake_drop_output(output);
	}
	if (fake.late_stream)
		fake_add_stream("late", 77, fake.def.output);
	return 0;
}

static bool too_loud(const uint32_t *gain)
{
	for (int i = 0; i < MIXCORE_CHANNELS_MAX; i++) {
		if (gain[i] > MIXCORE_GAIN_MAX)
			return true;
	}
	return false;
}

static int output_set(const struct mixcore_output_set *arg)
{
	struct mixcore_output_info *output = fake_output_of(arg->id);

	if (!output)
		return -ENOENT;
	if (arg->id == MIXCORE_OUTPUT_NULL || !arg->mask)
		return -EINVAL;
	if (arg->mask & MIXCORE_SET_GAIN && too_loud(arg->gain))
		return -ERANGE;
	if (arg->mask & MIXCORE_SET_FILL && (arg->fill_frames < output->cycle_frames ||
					     arg->fill_frames > output->buffer_frames))
		return -EINVAL;
	if (arg->mask & MIXCORE_SET_IDLE && arg->idle_ms > MIXCORE_IDLE_MS_MAX)
		return -ERANGE;
	if (arg->mask & MIXCORE_SET_GAIN)
		memcpy(output->gain, arg->gain, sizeof(output->gain));
	if (arg->mask & MIXCORE_SET_MUTE)
		output->mute = arg->mute;
	if (arg->mask & MIXCORE_SET_IDLE)
		output->idle_ms = arg->idle_ms;
	if (arg->mask & MIXCORE_SET_FILL)
		output->fill_frames = arg->fill_frames;
	if (arg->mask & MIXCORE_SET_LIMITER)
		output->limiter = arg->limiter;
	if (arg->mask & MIXCORE_SET_DITHER)
		output->dither = arg->dither;
	fake_record(MIXCORE_OBJECT_OUTPUT, arg->id, 0, arg->mask, &arg->cause);
	return 0;
}

/* Only what it takes to see that it arrived. */
static int output_eq(const struct mixcore_output_eq *arg)
{
	struct mixcore_output_info *output = fake_output_of(arg->id);
	const int32_t *data = (const int32_t *)(uintptr_t)arg->data;
	size_t count = arg->points * (1 + arg->channels * arg->sections * 5);

	if (!output)
		return -ENOENT;
	if (arg->id == MIXCORE_OUTPUT_NULL || arg->channels != output->channels)
		return -EINVAL;
	output->eq_points = arg->points;
	if (arg->points) {
		fake.eq_first = data[0];
		fake.eq_last = data[count - 1];
	}
	fake_record(MIXCORE_OBJECT_OUTPUT, arg->id, 0, MIXCORE_CHANGED_EQ, &arg->cause);
	return 0;
}

struct mixcore_stream_info *fake_stream_of(uint32_t id)
{
	for (unsigned int i = 0; i < fake.stream_count; i++)
		if (fake.streams[i].id == id)
			return &fake.streams[i];
	return NULL;
}

static bool is_recorder(const struct mixcore_stream_info *stream)
{
	return stream->direction == MIXCORE_DIRECTION_CAPTURE;
}

static int stream_set(const struct mixcore_stream_set *arg, bool control)
{
	struct mixcore_stream_info *stream = fake_stream_of(arg->id), *other = NULL;

	if (!stream)
		return -ENOENT;
	if (!control && stream->flags & MIXCORE_STREAM_F_HIDDEN)
		return -EPERM;
	if (arg->mask & MIXCORE_SET_GAIN && too_loud(arg->gain))
		return -ERANGE;
	if (arg->mask & MIXCORE_SET_SYNC_GROUP && arg->sync_group) {
		other = fake_stream_of(arg->sync_group);
		if (!other)
			return -ENOENT;
		if (!control && other->flags & MIXCORE_STREAM_F_HIDDEN)
			return -EPERM;
		if (other == stream || is_recorder(stream) || is_recorder(other))
			return -EINVAL;
	}
	if (arg->mask & MIXCORE_SET_GAIN)
		memcpy(stream->gain, arg->gain, sizeof(stream->gain));
	if (arg->mask & MIXCORE_SET_MUTE)
		stream->mute = arg->mute;
	fake_record(MIXCORE_OBJECT_STREAM, stream->id, 0, arg->mask, &arg->cause);
	if (arg->mask & MIXCORE_SET_SYNC_GROUP)
		fake_group_set(stream, other);
	return 0;
}

static struct mixcore_route_info *route_of(uint32_t stream, uint32_t output)
{
	for (unsigned int i = 0; i < fake.route_count; i++) {
		if (fake.routes[i].stream == stream && fake.routes[i].output == output)
			return &fake.routes[i];
	}
	return NULL;
}

static void remove_route(struct mixcore_route_info *route)
{
	fake_drop_history(MIXCORE_OBJECT_ROUTE, route->stream, route->output);
	fake.route_count--;
	memmove(route, route + 1, (fake.routes + fake.route_count - route) * sizeof(*route));
}

/* The route that follows there leads, or else the leading one goes there, without its delay. */
static void lead(struct mixcore_stream_info *stream, uint32_t output)
{
	struct mixcore_route_info *route = route_of(stream->id, stream->output);

	if (route_of(stream->id, output)) {
		remove_route(route);
	} else {
		fake_copy_history(MIXCORE_OBJECT_ROUTE, stream->id, route->output,
				  MIXCORE_OBJECT_ROUTE, stream->id, output);
		fake_drop_history(MIXCORE_OBJECT_ROUTE, stream->id, route->output);
		route->output = output;
		route->delay_frames = 0;
	}
	stream->output = output;
}

/* Why a stream can't play there. */
static int check_join(const struct mixcore_stream_info *stream,
		      const struct mixcore_output_info *output)
{
	if (is_recorder(stream))
		return -EINVAL;
	return stream->rate && stream->rate != output->rate ? -EINVAL : 0;
}

static int check_fade(const struct mixcore_stream_info *stream,
		      const struct mixcore_stream_move *move)
{
	if (move->fade_frames > MIXCORE_FADE_MAX)
		return -ERANGE;
	if (!move->fade_frames || stream->output == move->output)
		return 0;
	if (route_of(stream->id, move->output))
		return -EEXIST;
	return route_of(stream->id, stream->output)->delay_frames ? -EBUSY : 0;
}

static int stream_move(const struct mixcore_stream_move *arg, bool control)
{
	struct mixcore_stream_info *stream = fake_stream_of(arg->id);
	struct mixcore_output_info *output = fake_output_of(arg->output);
	int err;

	if (!stream || !output)
		return -ENOENT;
	if (!control && stream->flags & MIXCORE_STREAM_F_HIDDEN)
		return -EPERM;
	err = is_recorder(stream) ? -EINVAL : check_fade(stream, arg) ?: check_join(stream, output);
	if (err)
		return err;
	if (arg->flags && arg->frame < stream->frames)
		return -ETIME;
	fake_record(MIXCORE_OBJECT_STREAM, stream->id, 0, MIXCORE_CHANGED_OUTPUT, &arg->cause);
	stream->move_output = 0;
	if (arg->flags) {
		stream->move_output = output->id;
		stream->move_frame = arg->frame;
	} else {
		if (stream->output != output->id)
			lead(stream, output->id);
		stream->fading = arg->fade_frames != 0;
	}
	return 0;
}

static bool matrix_too_loud(const struct mixcore_route_set *set)
{
	const int32_t max = MIXCORE_GAIN_MAX;

	for (int i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		for (int j = 0; j < MIXCORE_CHANNELS_MAX; j++)
			if (set->matrix[i][j] > max || set->matrix[i][j] < -max)
				return true;
	return false;
}

int fake_check_route(const struct mixcore_route_set *set)
{
	const uint32_t flags = MIXCORE_ROUTE_F_NEW | MIXCORE_ROUTE_F_CHANGE;
	const uint32_t matrices = MIXCORE_SET_MATRIX | MIXCORE_SET_MATRIX_DEFAULT;

	if (set->flags & ~flags || set->flags == flags || (set->mask & matrices) == matrices)
		return -EINVAL;
	if (set->mask & MIXCORE_SET_MUTE && set->mute > 1)
		return -EINVAL;
	if (set->mask & MIXCORE_SET_GAIN && set->gain > MIXCORE_GAIN_MAX)
		return -ERANGE;
	return set->mask & MIXCORE_SET_MATRIX && matrix_too_loud(set) ? -ERANGE : 0;
}

void fake_apply_route(struct mixcore_route_info *route, const struct mixcore_route_set *set)
{
	if (set->mask & MIXCORE_SET_GAIN)
		route->gain = set->gain;
	if (set->mask & MIXCORE_SET_MUTE)
		route->mute = set->mute;
	if (set->mask & MIXCORE_SET_DELAY)
		route->delay_frames = set->delay_frames;
	if (set->mask & MIXCORE_SET_MATRIX)
		memcpy(route->matrix, set->matrix, sizeof(route->matrix));
	if (set->mask & MIXCORE_SET_MATRIX)
		route->flags |= MIXCORE_ROUTE_F_MATRIX;
	if (set->mask & MIXCORE_SET_MATRIX_DEFAULT) {
		route->flags &= ~MIXCORE_ROUTE_F_MATRIX;
		memset(route->matrix, 0, sizeof(route->matrix));
	}
}

static int route_set(const struct mixcore_route_set *arg, bool control)
{
	struct mixcore_stream_info *stream = fake_stream_of(arg->stream);
	struct mixcore_output_info *output = fake_output_of(arg->output);
	struct mixcore_route_info *route = route_of(arg->stream, arg->output);
	uint32_t what = arg->mask | (route ? 0 : MIXCORE_CHANGED_MADE);
	int err = fake_check_route(arg);

	if (err)
		return err;
	if (!stream)
		return -ENOENT;
	if (!control && stream->flags & MIXCORE_STREAM_F_HIDDEN)
		return -EPERM;
	if (stream->move_output)
		return -EBUSY;
	if (!output || (!route && arg->flags & MIXCORE_ROUTE_F_CHANGE))
		return -ENOENT;
	if (route && arg->flags & MIXCORE_ROUTE_F_NEW)
		return -EEXIST;
	if (arg->mask & MIXCORE_SET_DELAY &&
	    arg->delay_frames > (uint64_t)output->rate * MIXCORE_DELAY_MS_MAX / 1000)
		return -ERANGE;
	if (!route) {
		err = check_join(stream, output);
		route = err ? NULL : new_route(arg->stream, arg->output);
	}
	if (!route)
		return err ?: -ENOMEM;
	fake_apply_route(route, arg);
	fake_record(MIXCORE_OBJECT_ROUTE, arg->stream, arg->output, what, &arg->cause);
	return 0;
}

/* From the cycle that takes a frame to the one that mixes it. */
static uint32_t latency_of(const struct mixcore_route_info *route, bool leads)
{
	return route->delay_frames + (leads ? 0 : 2 * fake_output_of(route->output)->cycle_frames);
}

/* Another than this one that leads when it goes. */
static struct mixcore_route_info *heir_of(const struct mixcore_route_info *gone)
{
	struct mixcore_route_info *heir = NULL;

	for (unsigned int i = 0; i < fake.route_count; i++) {
		struct mixcore_route_info *route = &fake.routes[i];

		if (route->stream == gone->stream && route != gone && fake_output_of(route->output) &&
		    (!heir || latency_of(route, false) < latency_of(heir, false)))
			heir = route;
	}
	return heir;
}

static int route_remove(const struct mixcore_route_remove *arg, bool control)
{
	struct mixcore_stream_info *stream = fake_stream_of(arg->stream);
	struct mixcore_route_info *route = route_of(arg->stream, arg->output);
	uint32_t what = MIXCORE_CHANGED_ROUTES;

	if (!stream)
		return -ENOENT;
	if (!control && stream->flags & MIXCORE_STREAM_F_HIDDEN)
		return -EPERM;
	if (stream->move_output)
		return -EBUSY;
	if (!route)
		return -ENOENT;
	if (!heir_of(route))
		return -EBUSY;
	if (stream->output == route->output) {
		what |= MIXCORE_CHANGED_OUTPUT;
		lead(stream, heir_of(route)->output);
	} else {
		remove_route(route);
	}
	fake_record(MIXCORE_OBJECT_STREAM, stream->id, 0, what, &arg->cause);
	return 0;
}

/* The default matrix of as many channels on both sides; the others the programs do not need. */
void fake_default_matrix(struct mixcore_route_info *route, unsigned int channels)
{
	memset(route->matrix, 0, sizeof(route->matrix));
	for (unsigned int i = 0; i < channels; i++)
		route->matrix[i][i] = MIXCORE_GAIN_UNITY;
}

static int give_route(struct mixcore_route_info *arg, const struct mixcore_route_info *route)
{
	const struct mixcore_stream_info *stream = fake_stream_of(route->stream);
	struct mixcore_route_info info = *route;
	bool leads = stream->output == info.output;

	if (leads)
		info.flags |= MIXCORE_ROUTE_F_LEADS;
	if (!(info.flags & MIXCORE_ROUTE_F_MATRIX))
		fake_default_matrix(&info, stream->channels);
	if (stream->rate && !check_join(stream, fake_output_of(info.output))) {
		info.flags |= MIXCORE_ROUTE_F_JOINED;
		if (!leads || info.delay_frames)
			info.flags |= MIXCORE_ROUTE_F_LINE;
		info.latency_frames = latency_of(&info, leads);
	}
	fake_latest(MIXCORE_OBJECT_ROUTE, info.stream, info.output, &info.last_change);
	return fake_give(arg, &info, sizeof(info));
}

static uint64_t pair_of(const struct mixcore_route_info *route)
{
	return (uint64_t)route->stream << 32 | route->output;
}

static int route_read(struct mixcore_route_info *info, bool next)
{
	struct mixcore_route_info *found = NULL;

	for (unsigned int i = 0; i < fake.route_count; i++) {
		struct mixcore_route_info *route = &fake.routes[i];

		if (!fake_output_of(route->output))
			continue;
		if (next ? pair_of(route) <= pair_of(info) : pair_of(route) != pair_of(info))
			continue;
		if (!found || pair_of(route) < pair_of(found))
			found = route;
	}
	return found ? give_route(info, found) : -ENOENT;
}

static int quota_set(const struct mixcore_quota *arg)
{
	if (!arg->uid_streams || arg->uid_streams > MIXCORE_STREAMS_MAX)
		return -EINVAL;
	if (arg->uid_timers > MIXCORE_QUOTA_TIMERS_MAX ||
	    arg->uid_endpoints > MIXCORE_QUOTA_ENDPOINTS_MAX)
		return -EINVAL;
	fake.quota.uid_streams = arg->uid_streams;
	fake.quota.uid_bytes = arg->uid_bytes;
	fake.quota.card_bytes = arg->card_bytes;
	fake.quota.uid_timers = arg->uid_timers ?: fake.quota.uid_timers;
	fake.quota.uid_endpoints = arg->uid_endpoints ?: fake.quota.uid_endpoints;
	return 0;
}

static bool needs_control(unsigned long request)
{
	return request == MIXCORE_IOCTL_QUOTA_SET || request == MIXCORE_IOCTL_OUTPUT_ATTACH ||
	       request == MIXCORE_IOCTL_OUTPUT_DETACH || request == MIXCORE_IOCTL_OUTPUT_SET ||
	       request == MIXCORE_IOCTL_OUTPUT_EQ || request == MIXCORE_IOCTL_DEFAULT_SET ||
	       request == MIXCORE_IOCTL_INPUT_ATTACH || request == MIXCORE_IOCTL_INPUT_DETACH ||
	       request == MIXCORE_IOCTL_INPUT_SET || request == MIXCORE_IOCTL_LOOPBACK_SET ||
	       request == MIXCORE_IOCTL_LOOPBACK_REMOVE;
}

/* The calls of interface 1.7. */
static int capture_ioctl(unsigned long request, void *arg, bool control)
{
	if (!(fake.features & MIXCORE_FEATURE_CAPTURE))
		return -ENOTTY;
	switch (request) {
	case MIXCORE_IOCTL_INPUT_ATTACH:
		return fake_input_attach(arg);
	case MIXCORE_IOCTL_INPUT_DETACH:
		return fake_input_detach(arg);
	case MIXCORE_IOCTL_INPUT_GET:
	case MIXCORE_IOCTL_INPUT_NEXT:
		return fake_input_read(arg, request == MIXCORE_IOCTL_INPUT_NEXT);
	case MIXCORE_IOCTL_INPUT_SET:
		return fake_input_set(arg);
	case MIXCORE_IOCTL_STREAM_SOURCE:
		return fake_stream_source(arg, control);
	case MIXCORE_IOCTL_LOOPBACK_SET:
		return fake_loopback_set(arg);
	case MIXCORE_IOCTL_LOOPBACK_REMOVE:
		return fake_loopback_remove(arg);
	case MIXCORE_IOCTL_LOOPBACK_GET:
	case MIXCORE_IOCTL_LOOPBACK_NEXT:
		return fake_loopback_read(arg, request == MIXCORE_IOCTL_LOOPBACK_NEXT);
	default:
		return -ENOTTY;
	}
}

/* The calls of interface 1.10. */
static int producer_ioctl(unsigned long request, void *arg, bool control)
{
	const uint64_t feature = request < MIXCORE_IOCTL_ENDPOINT_CREATE ?
				 MIXCORE_FEATURE_TIMERS : MIXCORE_FEATURE_ENDPOINTS;

	if (!(fake.features & feature))
		return -ENOTTY;
	switch (request) {
	case MIXCORE_IOCTL_TIMER_CREATE:
		return fake_timer_create(arg);
	case MIXCORE_IOCTL_TIMER_GET:
	case MIXCORE_IOCTL_TIMER_NEXT:
		return fake_timer_read(arg, request == MIXCORE_IOCTL_TIMER_NEXT, control);
	case MIXCORE_IOCTL_ENDPOINT_CREATE:
		return fake_endpoint_create(arg, control);
	case MIXCORE_IOCTL_ENDPOINT_ADOPT:
		return fake_endpoint_adopt(arg);
	default:
		return -ENOTTY;
	}
}

int fake_node_ioctl(unsigned long request, void *arg, bool control)
{
	fake.calls++;
	if (request == MIXCORE_IOCTL_VERSION)
		return version(arg);
	if (fake.call_error)
		return fake.call_error;
	if (*(uint32_t *)arg == 0)
		return -EINVAL;
	if (needs_control(request) && !control)
		return -EPERM;
	switch (request) {
	case MIXCORE_IOCTL_STATUS:
		return status(arg);
	case MIXCORE_IOCTL_QUOTA_GET:
		return fake_give(arg, &fake.quota, sizeof(fake.quota));
	case MIXCORE_IOCTL_QUOTA_SET:
		return quota_set(arg);
	case MIXCORE_IOCTL_OUTPUT_ATTACH:
		return ((struct mixcore_output_attach *)arg)->flags & MIXCORE_ATTACH_F_NULL ?
		       attach_null(arg) : attach(arg);
	case MIXCORE_IOCTL_OUTPUT_DETACH:
		return detach(arg);
	case MIXCORE_IOCTL_OUTPUT_GET:
	case MIXCORE_IOCTL_OUTPUT_NEXT:
		return output_read(arg, request == MIXCORE_IOCTL_OUTPUT_NEXT);
	case MIXCORE_IOCTL_OUTPUT_SET:
		return output_set(arg);
	case MIXCORE_IOCTL_OUTPUT_EQ:
		return output_eq(arg);
	case MIXCORE_IOCTL_DEFAULT_GET:
	case MIXCORE_IOCTL_DEFAULT_NEXT:
		return fake_default_read(arg, request == MIXCORE_IOCTL_DEFAULT_NEXT);
	case MIXCORE_IOCTL_DEFAULT_SET:
		return fake_default_set(arg);
	case MIXCORE_IOCTL_STREAM_GET:
	case MIXCORE_IOCTL_STREAM_NEXT:
		return stream_read(arg, request == MIXCORE_IOCTL_STREAM_NEXT);
	case MIXCORE_IOCTL_STREAM_SET:
		return stream_set(arg, control);
	case MIXCORE_IOCTL_STREAM_MOVE:
		return stream_move(arg, control);
	case MIXCORE_IOCTL_ROUTE_SET:
		return route_set(arg, control);
	case MIXCORE_IOCTL_ROUTE_REMOVE:
		return route_remove(arg, control);
	case MIXCORE_IOCTL_ROUTE_GET:
	case MIXCORE_IOCTL_ROUTE_NEXT:
		return route_read(arg, request == MIXCORE_IOCTL_ROUTE_NEXT);
	case MIXCORE_IOCTL_TRANSACTION:
		return fake_transaction(arg, control);
	case MIXCORE_IOCTL_HISTORY:
		return fake_history(arg, control);
	case MIXCORE_IOCTL_XRUNS:
		return fake_xruns(arg, control);
	case MIXCORE_IOCTL_FLIGHT:
		return fake_flight(arg);
	case MIXCORE_IOCTL_TIMER_CREATE ... MIXCORE_IOCTL_ENDPOINT_ADOPT:
		return producer_ioctl(request, arg, control);
	default:
		return capture_ioctl(request, arg, control);
	}
}

static int open_by_name(const char *name)
{
	if (!strcmp(name, "mixcore"))
		return fake.node_error ?: FAKE_FD_NODE;
	if (!strcmp(name, "mixcore-control"))
		return fake.control_error ?: FAKE_FD_CONTROL;
	if (!strcmp(name, "timer"))
		return fake.timer_node_error ?: FAKE_FD_TIMERS;
	if (!strncmp(name, "controlC", 8))
		return FAKE_FD_CTL;
	return fake_pcm_open(name);
}

static int fake_open(const char *name, int flags)
{
	int fd = open_by_name(name);
	const struct fake_pcm *pcm = fake_pcm_of(fd);

	/* A PCM must not make its opener wait. */
	if (fd >= FAKE_FD_PCM && fd < FAKE_FD_CTL && !(flags & O_NONBLOCK))
		abort();
	/* One plays who writes, and records who reads. */
	if (pcm && (flags & O_ACCMODE) != (pcm->capture ? O_RDONLY : O_RDWR))
		abort();
	fake.open_descriptors += fd >= 0;
	return fd;
}

static int fake_ioctl(int fd, unsigned long request, void *arg)
{
	if (fd == FAKE_FD_CTL) {
		fake.preferred_subdevice = *(int *)arg;
		return request == SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE ? 0 : -ENOTTY;
	}
	if (fake_pcm_of(fd))
		return fake_pcm_ioctl(fake_pcm_of(fd), request, arg);
	if (fd == FAKE_FD_TIMERS)
		return fake_timer_node_ioctl(request, arg);
	if (fake_timer_of(fd))
		return fake_timer_ioctl(fake_timer_of(fd), request, arg);
	if (fake_endpoint_of(fd))
		return fake_endpoint_ioctl(fake_endpoint_of(fd), request, arg);
	if (fd != FAKE_FD_NODE && fd != FAKE_FD_CONTROL)
		return -EBADF;
	return fake_node_ioctl(request, arg, fd == FAKE_FD_CONTROL);
}

static void fake_close(int fd)
{
	if (fake_timer_of(fd)) {
		fake_timer_close(fake_timer_of(fd));
	} else if (fake_endpoint_of(fd)) {
		fake_endpoint_close(fake_endpoint_of(fd));
	} else if (fd >= FAKE_FD_SOCKET) {
		fake_netlink_close(fd);
		return;
	}
	if (fd == FAKE_FD_CTL)
		fake.preferred_subdevice = -1;
	if (fake_pcm_of(fd) && !fake_pcm_of(fd)->is_open)
		abort();
	if (fake_pcm_of(fd))
		fake_pcm_of(fd)->is_open = false;
	fake.open_descriptors--;
}

const struct mixcore_sys mixcore_sys = {
	.open = fake_open,
	.ioctl = fake_ioctl,
	.close = fake_close,
	.map = fake_map,
	.map_writable = fake_map_writable,
	.unmap = fake_unmap,
	.poll = fake_poll,
	.read = fake_read,
	.now_ns = fake_now_ns,
	.sleep_until = fake_sleep_until,
	.proc = fake_proc,
	.netlink_open = fake_netlink_open,
	.netlink_join = fake_netlink_join,
	.netlink_send = fake_netlink_send,
	.netlink_receive = fake_netlink_receive,
};

void fake_reset_small(void)
{
	fake_reset();
	fake_add_card(0, "Intel");
	fake_add_output("intel", 0, "Intel");
	fake_add_output("usb", 1, "USB");
	fake_add_input("mic", 2, "Mic");
	fake_add_stream("aplay", 100, 2);
}
