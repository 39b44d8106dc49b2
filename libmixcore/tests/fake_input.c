// SPDX-License-Identifier: LGPL-2.1-or-later
/* Inputs of the kernel for tests. */
#include <errno.h>
#include <string.h>

#include "fake_kernel.h"

struct mixcore_input_info *fake_new_input(const char *name, uint32_t id)
{
	struct mixcore_input_info *input = &fake.inputs[fake.input_count++];

	*input = (struct mixcore_input_info){
		.id = id,
		.rate = 48000,
		.channels = 2,
		.format = (uint32_t)SNDRV_PCM_FORMAT_S32_LE,
		.cycle_frames = 256,
		.backend_card = -1,
		.backend_device = -1,
		.backend_subdevice = -1,
		.idle_ms = MIXCORE_IDLE_MS_DEFAULT,
	};
	strcpy(input->name, name);
	return input;
}

struct fake_pcm *fake_add_microphone(int card, const char *id)
{
	struct fake_pcm *pcm = &fake.pcms[fake.pcm_count++];

	*pcm = (struct fake_pcm){
		.card = card,
		.capture = true,
		.formats = 1U << (int)SNDRV_PCM_FORMAT_S16_LE,
		.rates = { 44100, 48000 },
		.channels_min = 1, .channels_max = 2,
		.period_min = 32, .period_max = 8192, .step = 32,
		.buffer_max = 65536,
	};
	strcpy(pcm->id, id);
	return pcm;
}

struct mixcore_input_info *fake_add_input(const char *name, int card, const char *id)
{
	struct mixcore_input_info *input = fake_new_input(name, fake.next_id++);

	input->flags = MIXCORE_OUTPUT_F_BACKEND;
	input->format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE;
	input->backend_card = card;
	input->backend_device = 0;
	input->backend_subdevice = 0;
	input->domain = MIXCORE_DOMAIN_CARD + card;
	input->period_frames = 256;
	input->buffer_frames = 1024;
	strcpy(input->backend_id, id);
	fake_record(MIXCORE_OBJECT_INPUT, input->id, 0,
		    MIXCORE_CHANGED_MADE | MIXCORE_CHANGED_BACKEND, NULL);
	return input;
}

struct mixcore_input_info *fake_input_of(uint32_t id)
{
	for (unsigned int i = 0; i < fake.input_count; i++) {
		if (fake.inputs[i].id == id)
			return &fake.inputs[i];
	}
	return NULL;
}

static struct mixcore_input_info *input_named(const char *name)
{
	for (unsigned int i = 0; i < fake.input_count; i++) {
		if (!strcmp(fake.inputs[i].name, name))
			return &fake.inputs[i];
	}
	return NULL;
}

static void count_recorders(struct mixcore_input_info *input)
{
	input->recorders = input->recording = 0;
	for (unsigned int i = 0; i < fake.stream_count; i++) {
		const struct mixcore_stream_info *stream = &fake.streams[i];

		if (stream->source_kind != MIXCORE_SOURCE_INPUT || stream->source != input->id)
			continue;
		input->recorders++;
		input->recording += stream->state == MIXCORE_STREAM_RUNNING;
	}
}

int fake_input_read(struct mixcore_input_info *info, bool next)
{
	struct mixcore_input_info copy;

	for (unsigned int i = 0; i < fake.input_count; i++) {
		copy = fake.inputs[i];
		if (next ? copy.id <= info->id : copy.id != info->id)
			continue;
		if (copy.id == fake.def.input)
			copy.flags |= MIXCORE_OUTPUT_F_DEFAULT;
		copy.cycle_now_frames = copy.cycle_frames;
		count_recorders(&copy);
		copy.loopbacks = fake_count_loopbacks(copy.id, 0);
		fake_latest(MIXCORE_OBJECT_INPUT, copy.id, 0, &copy.last_change);
		return fake_give(info, &copy, sizeof(copy));
	}
	return -ENOENT;
}

static int check_attach(const struct mixcore_input_attach *arg, const struct fake_pcm *pcm,
			const struct mixcore_input_info *input)
{
	const bool replace = arg->flags & MIXCORE_ATTACH_F_REPLACE;
	char why[128];

	if (!pcm || !pcm->is_configured)
		return -EBADFD;
	if (!pcm->capture)
		return -EXDEV;
	if (!strcmp(arg->name, "null"))
		return -EEXIST;
	if (!input && replace)
		return -ENOENT;
	if (input && input->flags & MIXCORE_OUTPUT_F_BACKEND && !replace)
		return -EBUSY;
	if (mixcore_input_attach_explain(arg, &pcm->chosen, why, sizeof(why)))
		return -EINVAL;
	return input && input->rate != pcm->chosen.rate ? -EINVAL : 0;
}

static void take_backend(struct mixcore_input_info *input, const struct fake_pcm *pcm)
{
	input->flags |= MIXCORE_OUTPUT_F_BACKEND;
	input->state = MIXCORE_OUTPUT_IDLE;
	input->backend_card = pcm->card;
	input->backend_device = pcm->device;
	input->backend_subdevice = pcm->subdevice > 0 ? pcm->subdevice : 0;
	strcpy(input->backend_id, pcm->id);
	input->rate = pcm->chosen.rate;
	input->channels = pcm->chosen.channels;
	input->format = pcm->chosen.format;
	input->period_frames = pcm->chosen.period_frames;
	input->buffer_frames = pcm->chosen.buffer_frames;
}

int fake_input_attach(struct mixcore_input_attach *arg)
{
	struct fake_pcm *pcm = fake_pcm_of(arg->fd);
	struct mixcore_input_info *input = input_named(arg->name);
	int err = check_attach(arg, pcm, input);
	uint32_t what = MIXCORE_CHANGED_BACKEND;

	if (err)
		return err;
	if (!input) {
		input = fake_new_input(arg->name, fake.next_id++);
		what |= MIXCORE_CHANGED_MADE;
	}
	take_backend(input, pcm);
	arg->domain = input->domain = arg->domain ?: MIXCORE_DOMAIN_CARD + pcm->card;
	if (!arg->cycle_frames)
		arg->cycle_frames = input->period_frames < MIXCORE_CYCLE_MAX ?
				    input->period_frames : MIXCORE_CYCLE_MAX;
	input->cycle_frames = arg->cycle_frames;
	arg->id = input->id;
	fake_record(MIXCORE_OBJECT_INPUT, input->id, 0, what, &arg->cause);
	if (!(arg->flags & MIXCORE_ATTACH_F_NOT_DEFAULT))
		fake_default_input_made(input->id);
	return 0;
}

void fake_drop_input(struct mixcore_input_info *input)
{
	const uint32_t id = input->id;

	fake.input_count--;
	memmove(input, input + 1, (fake.inputs + fake.input_count - input) * sizeof(*input));
	fake_event_gone(MIXCORE_OBJECT_INPUT, id, 0);
}

int fake_input_detach(const struct mixcore_input_detach *arg)
{
	struct mixcore_input_info *input = fake_input_of(arg->id);

	if (!input)
		return -ENOENT;
	if (arg->id == MIXCORE_INPUT_NULL)
		return -EINVAL;
	fake_default_input_gone(arg->id, &arg->cause);
	fake_record(MIXCORE_OBJECT_INPUT, arg->id, 0, MIXCORE_CHANGED_BACKEND, &arg->cause);
	fake_drop_loopbacks(arg->id, 0, &arg->cause);
	count_recorders(input);
	if (input->recorders) {
		input->state = MIXCORE_OUTPUT_DETACHED;
		input->flags = 0;
		input->backend_card = -1;
	} else {
		fake_drop_input(input);
	}
	return 0;
}

int fake_input_set(const struct mixcore_input_set *arg)
{
	struct mixcore_input_info *input = fake_input_of(arg->id);

	if (!input)
		return -ENOENT;
	if (arg->id == MIXCORE_INPUT_NULL || arg->mask != MIXCORE_SET_IDLE)
		return -EINVAL;
	if (arg->idle_ms > MIXCORE_IDLE_MS_MAX)
		return -ERANGE;
	input->idle_ms = arg->idle_ms;
	fake_record(MIXCORE_OBJECT_INPUT, arg->id, 0, arg->mask, &arg->cause);
	return 0;
}
