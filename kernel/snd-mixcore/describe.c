// SPDX-License-Identifier: GPL-2.0-only
/* Objects as userspace sees them: one by its id, or each behind the one before it. */
#include "mixcore.h"

/* The object with this id, or the one behind it, or NULL; valid under graph_lock. */
static void *mixcore_find(struct xarray *objects, unsigned long id, bool next)
{
	if (!next)
		return xa_load(objects, id);
	return id < INT_MAX ? xa_find_after(objects, &id, INT_MAX, XA_PRESENT) : NULL;
}

/**
 * mixcore_output_describe() - MIXCORE_IOCTL_OUTPUT_GET and MIXCORE_IOCTL_OUTPUT_NEXT
 * @card: the card
 * @caller: pids of others are withheld without the control node
 * @info: names an output; filled in
 * @next: not that one, but the one behind it
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOENT.
 */
int mixcore_output_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			    struct mixcore_output_info *info, bool next)
{
	struct mixcore_output *output;
	u32 id = info->id;

	if (info->reserved || info->reserved2)
		return -EINVAL;
	memset(info, 0, sizeof(*info));
	mutex_lock(&card->graph_lock);
	output = mixcore_find(&card->outputs, id, next);
	if (output)
		mixcore_output_info(output, caller, info);
	mutex_unlock(&card->graph_lock);
	return output ? 0 : -ENOENT;
}

/**
 * mixcore_input_describe() - MIXCORE_IOCTL_INPUT_GET and MIXCORE_IOCTL_INPUT_NEXT
 * @card: the card
 * @caller: pids of others are withheld without the control node
 * @info: names an input; filled in
 * @next: not that one, but the one behind it
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOENT.
 */
int mixcore_input_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_input_info *info, bool next)
{
	struct mixcore_output *input;
	u32 id = info->id;

	if (info->reserved)
		return -EINVAL;
	memset(info, 0, sizeof(*info));
	mutex_lock(&card->graph_lock);
	input = mixcore_find(&card->inputs, id, next);
	if (input)
		mixcore_input_info(input, caller, info);
	mutex_unlock(&card->graph_lock);
	return input ? 0 : -ENOENT;
}

/**
 * mixcore_stream_describe() - MIXCORE_IOCTL_STREAM_GET and MIXCORE_IOCTL_STREAM_NEXT
 * @card: the card
 * @caller: processes of others are withheld without the control node
 * @info: names a stream; filled in
 * @next: not that one, but the one behind it
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOENT.
 */
int mixcore_stream_describe(struct mixcore_card *card, const struct mixcore_caller *caller,
			    struct mixcore_stream_info *info, bool next)
{
	struct mixcore_stream *stream;
	u32 id = info->id;

	if (info->reserved)
		return -EINVAL;
	memset(info, 0, sizeof(*info));
	mutex_lock(&card->graph_lock);
	stream = mixcore_find(&card->streams, id, next);
	if (stream)
		mixcore_stream_info(stream, caller, info);
	mutex_unlock(&card->graph_lock);
	return stream ? 0 : -ENOENT;
}

static int mixcore_describe_next_output(struct mixcore_card *card,
					const struct mixcore_caller *caller,
					struct mixcore_described *described)
{
	struct mixcore_output_info *info = &described->info.output;
	int err;

	info->id = described->object.id;
	err = mixcore_output_describe(card, caller, info, true);
	described->object.id = info->id;
	described->bytes = sizeof(*info);
	return err;
}

static int mixcore_describe_next_input(struct mixcore_card *card,
				       const struct mixcore_caller *caller,
				       struct mixcore_described *described)
{
	struct mixcore_input_info *info = &described->info.input;
	int err;

	info->id = described->object.id;
	err = mixcore_input_describe(card, caller, info, true);
	described->object.id = info->id;
	described->bytes = sizeof(*info);
	return err;
}

static int mixcore_describe_next_stream(struct mixcore_card *card,
					const struct mixcore_caller *caller,
					struct mixcore_described *described)
{
	struct mixcore_stream_info *info = &described->info.stream;
	int err;

	info->id = described->object.id;
	err = mixcore_stream_describe(card, caller, info, true);
	described->object.id = info->id;
	described->bytes = sizeof(*info);
	return err;
}

/* A route or loopback. */
static int mixcore_describe_next_pair(struct mixcore_card *card,
				      const struct mixcore_caller *caller,
				      struct mixcore_described *described)
{
	bool loops = described->object.kind == MIXCORE_OBJECT_LOOPBACK;
	struct mixcore_route_info *info = &described->info.route;
	int err;

	info->stream = described->object.id;
	info->output = described->object.output;
	err = loops ? mixcore_loopback_describe(card, caller, info, true) :
		      mixcore_route_describe(card, caller, info, true);
	described->object.id = info->stream;
	described->object.output = info->output;
	described->bytes = sizeof(*info);
	return err;
}

/* Those of all, then those of uids, as far as the caller may see them. */
static int mixcore_describe_next_default(struct mixcore_card *card,
					 const struct mixcore_caller *caller,
					 struct mixcore_described *described)
{
	struct mixcore_default *info = &described->info.dflt;
	int err;

	info->uid = described->first ? MIXCORE_UID_ANY : described->object.id;
	if (described->first)
		err = mixcore_default_get(card, caller, info);
	else
		do {
			info->mask = 0;
			err = mixcore_default_next(card, info);
		} while (!err && !mixcore_default_may_read(caller, make_kuid(&init_user_ns,
									     info->uid)));
	described->object.id = info->uid;
	described->bytes = sizeof(*info);
	return err;
}

typedef int mixcore_describe_fn(struct mixcore_card *card, const struct mixcore_caller *caller,
				struct mixcore_described *described);

static mixcore_describe_fn * const mixcore_describe_kinds[] = {
	[MIXCORE_OBJECT_STREAM] = mixcore_describe_next_stream,
	[MIXCORE_OBJECT_OUTPUT] = mixcore_describe_next_output,
	[MIXCORE_OBJECT_INPUT] = mixcore_describe_next_input,
	[MIXCORE_OBJECT_ROUTE] = mixcore_describe_next_pair,
	[MIXCORE_OBJECT_LOOPBACK] = mixcore_describe_next_pair,
	[MIXCORE_OBJECT_DEFAULT] = mixcore_describe_next_default,
};

/**
 * mixcore_describe_next() - the next object of a kind
 * @card: the card
 * @caller: who asks
 * @described: object and first say which one comes before it; filled in
 *
 * Context: process.
 * Return: 0, -ENOENT at the end.
 */
int mixcore_describe_next(struct mixcore_card *card, const struct mixcore_caller *caller,
			  struct mixcore_described *described)
{
	int err;

	memset(&described->info, 0, sizeof(described->info));
	err = mixcore_describe_kinds[described->object.kind](card, caller, described);
	if (err)
		return err;
	/* They all begin with it. */
	described->info.stream.size = described->bytes;
	described->first = false;
	return 0;
}
