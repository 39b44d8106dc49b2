// SPDX-License-Identifier: GPL-2.0-only
/* Backends come and go: attaching one to an output, new or bereaved, and detaching it. */
#include <linux/ctype.h>

#include "mixcore.h"

/* Longest name is MIXCORE_NAME_MAX; the rest of the field is NUL. */
static bool mixcore_name_valid(const char name[MIXCORE_NAME_LEN])
{
	size_t length = strnlen(name, MIXCORE_NAME_LEN);
	size_t i;

	if (!length || length > MIXCORE_NAME_MAX)
		return false;
	for (i = 0; i < length; i++)
		if (!isascii(name[i]) || (!isalnum(name[i]) && !strchr("._-", name[i])))
			return false;
	return true;
}

static int mixcore_attach_check(const struct mixcore_output_attach *attach)
{
	const u32 known = MIXCORE_ATTACH_F_NOT_DEFAULT | MIXCORE_ATTACH_F_REPLACE;

	if ((attach->flags & ~known) || attach->domain > MIXCORE_DOMAIN_MAX)
		return -EINVAL;
	if (attach->ramp_frames > MIXCORE_RAMP_MAX && attach->ramp_frames != MIXCORE_RAMP_OFF)
		return -EINVAL;
	if (!mixcore_name_valid(attach->name))
		return -EINVAL;
	if (!strcmp(attach->name, "null") || !strcmp(attach->name, "Stream"))
		return -EEXIST;
	return 0;
}

/* min(period, 256), less where the slave's buffer could not hold a period and two cycles. */
static u32 mixcore_attach_default_cycle(const struct mixcore_slave *slave)
{
	u32 cycle = min_t(u32, slave->period, MIXCORE_CYCLE_DEFAULT);

	if (slave->buffer > slave->period)
		cycle = min(cycle, (slave->buffer - slave->period) / 2);
	return max_t(u32, cycle, MIXCORE_CYCLE_MIN);
}

static int mixcore_attach_config(const struct mixcore_backend *backend,
				 const struct mixcore_output_attach *attach,
				 struct mixcore_config *config)
{
	const struct mixcore_slave *slave = &backend->slave;

	config->channels = backend->channels;
	config->format = backend->format;
	config->sample = backend->sample;
	config->cycle = attach->cycle_frames ?: mixcore_attach_default_cycle(slave);
	if (config->cycle < MIXCORE_CYCLE_MIN || config->cycle > MIXCORE_CYCLE_MAX)
		return -EINVAL;
	if ((u64)slave->period + 2 * config->cycle > slave->buffer)
		return -EINVAL;
	config->fill = attach->fill_frames ?: slave->period + 2 * config->cycle;
	if (config->fill < config->cycle || config->fill > slave->buffer)
		return -EINVAL;
	config->domain = attach->domain ?: MIXCORE_DOMAIN_CARD | slave->card;
	config->ramp = attach->ramp_frames ?: MIXCORE_RAMP_DEFAULT;
	if (attach->ramp_frames == MIXCORE_RAMP_OFF)
		config->ramp = 0;
	return 0;
}

static bool mixcore_attach_in_use(struct mixcore_card *card, const struct mixcore_backend *backend)
	__must_hold(&card->graph_lock)
{
	const struct snd_pcm_substream *substream = backend->slave.substream;
	struct mixcore_output *output;
	unsigned long id;

	xa_for_each(&card->outputs, id, output)
		if ((READ_ONCE(output->attached) && output->slave.substream == substream) ||
		    READ_ONCE(output->retiring) == substream)
			return true;
	return false;
}

/* May the output get this backend, with the streams it has? */
static int mixcore_attach_check_output(const struct mixcore_output *output,
				       const struct mixcore_backend *backend, bool replace)
{
	if (READ_ONCE(output->attached) && !replace)
		return -EBUSY;
	return output->rate == backend->rate ? 0 : -EINVAL;
}

/* Hands the backend to the output's thread, together with the snapshot that fits it. */
static int mixcore_attach_hand_over(struct mixcore_output *output,
				    struct mixcore_backend *backend,
				    const struct mixcore_config *config)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_config old = output->config;
	struct mixcore_snapshot *snapshot;

	output->config = *config;
	mixcore_graph_update_routes(output);
	snapshot = mixcore_snapshot_new(output);
	if (IS_ERR(snapshot)) {
		output->config = old;
		mixcore_graph_update_routes(output);
		return PTR_ERR(snapshot);
	}
	output->slave = backend->slave;
	output->detached = false;
	mixcore_output_post(output, snapshot, MIXCORE_BACKEND_TAKE, backend, true);
	return 0;
}

static int mixcore_attach_insert(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_card *card = output->card;
	int err;

	if (card->noutputs >= MIXCORE_OUTPUTS_MAX)
		return -ENOSPC;
	err = xa_alloc_cyclic(&card->outputs, &output->id, output,
			      XA_LIMIT(MIXCORE_OUTPUT_NULL + 1, INT_MAX), &card->next_output,
			      GFP_KERNEL);
	if (err < 0)
		return err;
	card->noutputs++;
	return 0;
}

static void mixcore_attach_take_out(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	xa_erase(&output->card->outputs, output->id);
	output->card->noutputs--;
}

static void mixcore_attach_done(struct mixcore_output *output, const struct mixcore_caller *caller,
				struct mixcore_output_attach *attach)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_card *card = output->card;

	if (card->default_values.output == card->null_output &&
	    !(attach->flags & MIXCORE_ATTACH_F_NOT_DEFAULT))
		card->default_values.output = output;
	mixcore_graph_changed(card, caller, &output->change);
	attach->id = output->id;
	attach->cycle_frames = output->config.cycle;
	attach->fill_frames = output->config.fill;
	attach->ramp_frames = output->config.ramp;
	attach->domain = output->config.domain;
}

static int mixcore_attach_new(struct mixcore_card *card, const struct mixcore_caller *caller,
			      struct mixcore_backend *backend, const struct mixcore_config *config,
			      struct mixcore_output_attach *attach)
{
	struct mixcore_output *output;
	int err;

	output = mixcore_output_new(card, attach->name, backend->rate);
	if (IS_ERR(output))
		return PTR_ERR(output);
	/* Without controls when their names are taken: an output is more than its slider. */
	err = mixcore_control_add_output(output);
	if (err && err != -EBUSY)
		goto err_output;
	mutex_lock(&card->graph_lock);
	err = mixcore_attach_insert(output);
	if (err)
		goto err_unlock;
	err = mixcore_attach_hand_over(output, backend, config);
	if (err)
		goto err_take_out;
	mixcore_attach_done(output, caller, attach);
	mutex_unlock(&card->graph_lock);
	return 0;

err_take_out:
	mixcore_attach_take_out(output);
err_unlock:
	mutex_unlock(&card->graph_lock);
err_output:
	mixcore_output_destroy(output);
	return err;
}

/* Returns -ENOENT when there is no output of that name. */
static int mixcore_attach_existing(struct mixcore_card *card, const struct mixcore_caller *caller,
				   struct mixcore_backend *backend,
				   const struct mixcore_config *config,
				   struct mixcore_output_attach *attach)
{
	struct mixcore_output *output;
	int err;

	mutex_lock(&card->graph_lock);
	output = mixcore_graph_find_output(card, attach->name);
	if (mixcore_attach_in_use(card, backend))
		err = -EBADFD;
	else if (!output)
		err = -ENOENT;
	else
		err = mixcore_attach_check_output(output, backend,
						  attach->flags & MIXCORE_ATTACH_F_REPLACE);
	if (!err)
		err = mixcore_attach_hand_over(output, backend, config);
	if (!err)
		mixcore_attach_done(output, caller, attach);
	mutex_unlock(&card->graph_lock);
	return err;
}

/**
 * mixcore_output_attach() - MIXCORE_IOCTL_OUTPUT_ATTACH
 * @card: the card
 * @caller: who asks; its right was checked
 * @attach: from userspace; values chosen are written back
 *
 * Context: process.
 * Return: 0 or an error as the uapi header says.
 */
int mixcore_output_attach(struct mixcore_card *card, const struct mixcore_caller *caller,
			  struct mixcore_output_attach *attach)
{
	struct mixcore_backend *backend;
	struct mixcore_config config;
	int err;

	err = mixcore_attach_check(attach);
	if (err)
		return err;
	mutex_lock(&card->attach_lock);
	backend = mixcore_backend_open(card, attach->fd);
	if (IS_ERR(backend)) {
		err = PTR_ERR(backend);
		goto unlock;
	}
	err = mixcore_attach_config(backend, attach, &config);
	if (!err)
		err = mixcore_attach_existing(card, caller, backend, &config, attach);
	if (err == -ENOENT && !(attach->flags & MIXCORE_ATTACH_F_REPLACE))
		err = mixcore_attach_new(card, caller, backend, &config, attach);
	if (err)
		mixcore_backend_unpin(backend);
unlock:
	mutex_unlock(&card->attach_lock);
	return err;
}

/* The output stays known while its backend plays out; new streams open elsewhere from now on. */
static struct mixcore_output *mixcore_detach_begin(struct mixcore_card *card, u32 id)
{
	struct mixcore_output *output;

	mutex_lock(&card->graph_lock);
	output = xa_load(&card->outputs, id);
	if (!output)
		output = ERR_PTR(-ENOENT);
	else if (output == card->null_output)
		output = ERR_PTR(-EINVAL);
	else
		mixcore_output_get(output);
	if (!IS_ERR(output))
		mixcore_default_forget(output);
	mutex_unlock(&card->graph_lock);
	return output;
}

/**
 * mixcore_output_detach() - MIXCORE_IOCTL_OUTPUT_DETACH
 * @card: the card
 * @caller: who asks; its right was checked
 * @id: the output
 *
 * Context: process.
 * Return: 0, -ENOENT, -EINVAL.
 */
int mixcore_output_detach(struct mixcore_card *card, const struct mixcore_caller *caller, u32 id)
{
	struct mixcore_output *output;
	bool unused;

	mutex_lock(&card->attach_lock);
	output = mixcore_detach_begin(card, id);
	if (IS_ERR(output)) {
		mutex_unlock(&card->attach_lock);
		return PTR_ERR(output);
	}
	if (!output->detached)
		mixcore_output_post(output, NULL, MIXCORE_BACKEND_RELEASE, NULL, true);
	mutex_lock(&card->graph_lock);
	output->detached = true;
	/* Once more: it may have been made a default while it played out. */
	mixcore_default_forget(output);
	mixcore_graph_changed(card, caller, &output->change);
	unused = mixcore_graph_drop_unused(output);
	mutex_unlock(&card->graph_lock);
	if (unused)
		mixcore_output_destroy(output);
	mutex_unlock(&card->attach_lock);
	mixcore_output_put(output);
	return 0;
}
