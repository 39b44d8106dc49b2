// SPDX-License-Identifier: GPL-2.0-only
/* Backends come and go: attaching one to an output or input, new or bereaved, and detaching it. */
#include <linux/ctype.h>

#include "mixcore.h"

/**
 * mixcore_name_valid() - may something have this name
 * @name: at most MIXCORE_NAME_MAX bytes, and a NUL
 *
 * Context: any.
 */
bool mixcore_name_valid(const char name[MIXCORE_NAME_LEN])
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
	const u32 known = MIXCORE_ATTACH_F_NOT_DEFAULT | MIXCORE_ATTACH_F_REPLACE |
			  MIXCORE_ATTACH_F_NULL;

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

/*
 * What the slave's buffer holds at least: a period and two cycles, of an input a period and a
 * cycle.
 */
static u64 mixcore_attach_least(const struct mixcore_slave *slave, u32 cycle, bool capture)
{
	return (u64)slave->period + (capture ? cycle : 2 * cycle);
}

/* A period, less where it is long or the slave's buffer short. */
static u32 mixcore_attach_default_capture(const struct mixcore_slave *slave)
{
	u32 cycle = min_t(u32, slave->period, MIXCORE_CYCLE_MAX);

	if (slave->buffer > slave->period)
		cycle = min(cycle, slave->buffer - slave->period);
	return max_t(u32, cycle, MIXCORE_CYCLE_MIN);
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
				 const struct mixcore_output_attach *attach, bool capture,
				 struct mixcore_config *config)
{
	const struct mixcore_slave *slave = &backend->slave;

	config->channels = backend->channels;
	config->format = backend->format;
	config->sample = backend->sample;
	config->cycle = attach->cycle_frames;
	if (!config->cycle && capture)
		config->cycle = mixcore_attach_default_capture(slave);
	else if (!config->cycle)
		config->cycle = mixcore_attach_default_cycle(slave);
	if (config->cycle < MIXCORE_CYCLE_MIN || config->cycle > MIXCORE_CYCLE_MAX)
		return -EINVAL;
	if (mixcore_attach_least(slave, config->cycle, capture) > slave->buffer)
		return -EINVAL;
	config->fill = attach->fill_frames ?: slave->period + 2 * config->cycle;
	/* All of what it can capture. */
	if (capture)
		config->fill = slave->buffer;
	if (config->fill < config->cycle || config->fill > slave->buffer)
		return -EINVAL;
	config->domain = attach->domain ?: MIXCORE_DOMAIN_CARD | slave->card;
	config->ramp = attach->ramp_frames ?: MIXCORE_RAMP_DEFAULT;
	if (attach->ramp_frames == MIXCORE_RAMP_OFF)
		config->ramp = 0;
	return 0;
}

static bool mixcore_attach_in_use(struct mixcore_card *card, const struct mixcore_backend *backend,
				  bool capture)
	__must_hold(&card->graph_lock)
{
	const struct snd_pcm_substream *substream = backend->slave.substream;
	struct mixcore_output *output;
	unsigned long id;

	xa_for_each(mixcore_graph_outputs(card, capture), id, output)
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
	struct mixcore_slave old_slave = output->slave;
	struct mixcore_snapshot *snapshot;

	output->config = *config;
	output->slave = backend->slave;
	mixcore_graph_update_routes(output);
	snapshot = mixcore_snapshot_new(output);
	if (IS_ERR(snapshot)) {
		output->config = old;
		output->slave = old_slave;
		mixcore_graph_update_routes(output);
		return PTR_ERR(snapshot);
	}
	output->detached = false;
	output->null = false;
	mixcore_output_post(output, snapshot, MIXCORE_BACKEND_TAKE, backend, true);
	return 0;
}

/* A new output has no backend, and is not to have one. */
static int mixcore_attach_null(struct mixcore_output *output, const struct mixcore_config *config)
	__must_hold(&output->card->graph_lock)
{
	output->config = *config;
	output->null = true;
	return mixcore_graph_publish(output);
}

/* The first one that is attached becomes the default. Returns what of the defaults is another. */
static u32 mixcore_attach_make_default(struct mixcore_output *output)
	__must_hold(&output->card->graph_lock)
{
	struct mixcore_card *card = output->card;

	if (output->capture && card->default_values.input == card->null_input) {
		card->default_values.input = output;
		return MIXCORE_DEFAULT_INPUT;
	}
	if (!output->capture && card->default_values.output == card->null_output) {
		card->default_values.output = output;
		return MIXCORE_DEFAULT_OUTPUT;
	}
	return 0;
}

static void mixcore_attach_done(struct mixcore_output *output, const struct mixcore_caller *caller,
				struct mixcore_output_attach *attach)
	__must_hold(&output->card->graph_lock)
{
	u32 what = output->changes.count ? 0 : MIXCORE_CHANGED_MADE;
	struct mixcore_card *card = output->card;
	u32 defaults = 0;

	if (!(attach->flags & MIXCORE_ATTACH_F_NOT_DEFAULT) && !output->null)
		defaults = mixcore_attach_make_default(output);
	if (!output->null)
		what |= MIXCORE_CHANGED_BACKEND;
	mixcore_graph_changed(card, caller, &output->changes, what);
	if (defaults)
		mixcore_history_add(card, &card->default_changes, caller, card->generation,
				    defaults);
	attach->id = output->id;
	attach->cycle_frames = output->config.cycle;
	attach->fill_frames = output->config.fill;
	attach->ramp_frames = output->config.ramp;
	attach->domain = output->config.domain;
}

/* Without controls when their names are taken: an output is more than its slider. */
static int mixcore_attach_add_controls(struct mixcore_output *output)
{
	int err = output->capture ? 0 : mixcore_control_add_output(output);

	return err == -EBUSY ? 0 : err;
}

/* Without a backend the output is one that is to have none. */
static int mixcore_attach_new(struct mixcore_card *card, const struct mixcore_caller *caller,
			      struct mixcore_backend *backend, const struct mixcore_config *config,
			      struct mixcore_output_attach *attach, bool capture)
{
	u32 rate = backend ? backend->rate : attach->rate;
	struct mixcore_output *output;
	int err;

	output = mixcore_output_new(card, attach->name, rate, capture, NULL, NULL);
	if (IS_ERR(output))
		return PTR_ERR(output);
	if (attach->timer[0])
		mixcore_follow_begin(output, attach->timer);
	err = mixcore_attach_add_controls(output);
	if (err)
		goto err_output;
	mutex_lock(&card->graph_lock);
	err = mixcore_graph_insert_output(output);
	if (err)
		goto err_unlock;
	if (backend)
		err = mixcore_attach_hand_over(output, backend, config);
	else
		err = mixcore_attach_null(output, config);
	if (err)
		goto err_take_out;
	mixcore_attach_done(output, caller, attach);
	mutex_unlock(&card->graph_lock);
	return 0;

err_take_out:
	mixcore_graph_take_out_output(output);
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
				   struct mixcore_output_attach *attach, bool capture)
{
	struct mixcore_output *output;
	int err;

	mutex_lock(&card->graph_lock);
	output = mixcore_graph_find_output(card, attach->name, capture);
	if (mixcore_attach_in_use(card, backend, capture))
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

/* With a backend, onto an output that is there, or a new one. */
static int mixcore_attach_to(struct mixcore_card *card, const struct mixcore_caller *caller,
			     struct mixcore_backend *backend,
			     struct mixcore_output_attach *attach, bool capture)
{
	struct mixcore_config config;
	int err;

	err = mixcore_attach_config(backend, attach, capture, &config);
	if (!err)
		err = mixcore_attach_existing(card, caller, backend, &config, attach, capture);
	if (err == -ENOENT && !(attach->flags & MIXCORE_ATTACH_F_REPLACE))
		err = mixcore_attach_new(card, caller, backend, &config, attach, capture);
	return err;
}

/**
 * mixcore_attach_backend() - attach a backend to an output or input
 * @card: the card
 * @caller: who asks; its right was checked
 * @attach: from userspace; values chosen are written back
 * @capture: to an input
 *
 * Context: process.
 * Return: 0 or an error as the uapi header says.
 */
int mixcore_attach_backend(struct mixcore_card *card, const struct mixcore_caller *caller,
			   struct mixcore_output_attach *attach, bool capture)
{
	struct mixcore_backend *backend;
	int err;

	err = mixcore_attach_check(attach);
	if (err)
		return err;
	mutex_lock(&card->attach_lock);
	backend = mixcore_backend_open(card, attach->fd, capture);
	if (IS_ERR(backend)) {
		err = PTR_ERR(backend);
		goto unlock;
	}
	err = mixcore_attach_to(card, caller, backend, attach, capture);
	if (err)
		mixcore_backend_unpin(backend);
unlock:
	mutex_unlock(&card->attach_lock);
	return err;
}

static bool mixcore_attach_follows(const struct mixcore_output_attach *attach)
{
	return memchr_inv(attach->timer, 0, sizeof(attach->timer));
}

static int mixcore_attach_check_null(const struct mixcore_output_attach *attach)
{
	if ((attach->flags & MIXCORE_ATTACH_F_REPLACE) || attach->fd != -1 ||
	    attach->rate < MIXCORE_RATE_MIN || attach->rate > MIXCORE_RATE_MAX ||
	    attach->channels < 1 || attach->channels > MIXCORE_CHANNELS_MAX)
		return -EINVAL;
	if (mixcore_attach_follows(attach) && !mixcore_name_valid(attach->timer))
		return -EINVAL;
	return mixcore_attach_check(attach);
}

static int mixcore_attach_null_config(const struct mixcore_output_attach *attach,
				      struct mixcore_config *config)
{
	*config = (struct mixcore_config) {
		.channels = attach->channels,
		.format = SNDRV_PCM_FORMAT_S32_LE,
		.sample = MIXCORE_S32,
		.cycle = attach->cycle_frames ?: MIXCORE_CYCLE_DEFAULT,
		.ramp = attach->ramp_frames ?: MIXCORE_RAMP_DEFAULT,
		.domain = attach->domain,
	};
	config->fill = config->cycle;
	if (attach->ramp_frames == MIXCORE_RAMP_OFF)
		config->ramp = 0;
	if (config->cycle < MIXCORE_CYCLE_MIN || config->cycle > MIXCORE_CYCLE_MAX ||
	    attach->fill_frames)
		return -EINVAL;
	return 0;
}

static bool mixcore_attach_is_there(struct mixcore_card *card, const char *name)
{
	bool there;

	mutex_lock(&card->graph_lock);
	there = mixcore_graph_find_output(card, name, false);
	mutex_unlock(&card->graph_lock);
	return there;
}

/* An output without a backend, which is not made the default one. */
static int mixcore_attach_nothing(struct mixcore_card *card, const struct mixcore_caller *caller,
				  struct mixcore_output_attach *attach)
{
	struct mixcore_config config;
	int err;

	err = mixcore_attach_check_null(attach);
	if (!err)
		err = mixcore_attach_null_config(attach, &config);
	if (err)
		return err;
	mutex_lock(&card->attach_lock);
	if (mixcore_attach_is_there(card, attach->name))
		err = -EBUSY;
	else
		err = mixcore_attach_new(card, caller, NULL, &config, attach, false);
	mutex_unlock(&card->attach_lock);
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
	if (attach->flags & MIXCORE_ATTACH_F_NULL)
		return mixcore_attach_nothing(card, caller, attach);
	if (attach->rate || attach->channels || mixcore_attach_follows(attach))
		return -EINVAL;
	return mixcore_attach_backend(card, caller, attach, false);
}

/* The output stays known while its backend plays out; new streams open elsewhere from now on. */
static struct mixcore_output *mixcore_detach_begin(struct mixcore_card *card,
						   const struct mixcore_caller *caller, u32 id,
						   bool capture)
{
	struct mixcore_output *output;

	mutex_lock(&card->graph_lock);
	output = xa_load(mixcore_graph_outputs(card, capture), id);
	if (!output)
		output = ERR_PTR(-ENOENT);
	else if (output == card->null_output || output == card->null_input)
		output = ERR_PTR(-EINVAL);
	else
		mixcore_output_get(output);
	if (!IS_ERR(output))
		mixcore_default_forget(output, caller);
	mutex_unlock(&card->graph_lock);
	return output;
}

/**
 * mixcore_output_detach() - MIXCORE_IOCTL_OUTPUT_DETACH, MIXCORE_IOCTL_INPUT_DETACH
 * @card: the card
 * @caller: who asks; its right was checked
 * @id: the output
 * @capture: or the input
 *
 * Context: process.
 * Return: 0, -ENOENT, -EINVAL.
 */
int mixcore_output_detach(struct mixcore_card *card, const struct mixcore_caller *caller, u32 id,
			  bool capture)
{
	struct mixcore_output *output;
	LIST_HEAD(unused);

	mutex_lock(&card->attach_lock);
	output = mixcore_detach_begin(card, caller, id, capture);
	if (IS_ERR(output)) {
		mutex_unlock(&card->attach_lock);
		return PTR_ERR(output);
	}
	if (!output->detached)
		mixcore_output_post(output, NULL, MIXCORE_BACKEND_RELEASE, NULL, true);
	mutex_lock(&card->graph_lock);
	output->detached = true;
	mixcore_endpoint_detached(output);
	/* Once more: it may have been made a default while it played out. */
	mixcore_default_forget(output, caller);
	mixcore_graph_changed(card, caller, &output->changes, MIXCORE_CHANGED_BACKEND);
	mixcore_loopback_remove_all(output, caller, &unused);
	if (mixcore_graph_drop_unused(output))
		list_add(&output->unused, &unused);
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
	mutex_unlock(&card->attach_lock);
	mixcore_output_put(output);
	return 0;
}
