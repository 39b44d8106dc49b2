// SPDX-License-Identifier: GPL-2.0-only
/*
 * Endpoints: outputs and inputs that a process is the device of. Made by a call, adopted by another
 * process with the cookie, and given up with the last descriptor. What userspace sees is in
 * uapi/sound/mixcore_endpoint.h.
 */
#include <linux/random.h>
#include <linux/slab.h>

#include "mixcore.h"

/* Off the control node a cycle is a millisecond at least: it is a real-time thread's. */
static u32 mixcore_endpoint_cycle_min(const struct mixcore_caller *caller, u32 rate)
{
	if (caller->control)
		return MIXCORE_CYCLE_MIN;
	return max_t(u32, MIXCORE_CYCLE_MIN, rate / MSEC_PER_SEC);
}

static int mixcore_endpoint_check_limits(const struct mixcore_caller *caller,
					 const struct mixcore_endpoint_create *create)
{
	u64 least = 2 * (u64)(create->cycle_frames ?: MIXCORE_CYCLE_DEFAULT);
	u32 ring = create->ring_frames;

	if (create->rate < MIXCORE_RATE_MIN || create->rate > MIXCORE_RATE_MAX ||
	    create->channels < 1 || create->channels > MIXCORE_CHANNELS_MAX)
		return -EINVAL;
	if (create->cycle_frames &&
	    (create->cycle_frames < mixcore_endpoint_cycle_min(caller, create->rate) ||
	     create->cycle_frames > MIXCORE_CYCLE_MAX))
		return -EINVAL;
	if (ring && (ring < least || ring > MIXCORE_ENDPOINT_RING_MAX))
		return -EINVAL;
	return create->domain > MIXCORE_DOMAIN_MAX ? -EINVAL : 0;
}

static bool mixcore_endpoint_ramp_valid(const struct mixcore_endpoint_create *create)
{
	if (create->flags & MIXCORE_ENDPOINT_F_INPUT)
		return !create->ramp_frames;
	return create->ramp_frames <= MIXCORE_RAMP_MAX || create->ramp_frames == MIXCORE_RAMP_OFF;
}

static bool mixcore_endpoint_timer_valid(const struct mixcore_endpoint_create *create)
{
	if (!memchr_inv(create->timer, 0, sizeof(create->timer)))
		return true;
	return mixcore_name_valid(create->timer) && !create->patience_ms &&
	       !(create->flags & MIXCORE_ENDPOINT_F_PATIENT);
}

static int mixcore_endpoint_check_create(const struct mixcore_caller *caller,
					 const struct mixcore_endpoint_create *create)
{
	const u32 known = MIXCORE_ENDPOINT_F_INPUT | MIXCORE_ENDPOINT_F_KEEP |
			  MIXCORE_ENDPOINT_F_PATIENT | MIXCORE_ENDPOINT_F_UNPACED;
	bool patient = create->flags & MIXCORE_ENDPOINT_F_PATIENT;

	if ((create->flags & ~known) || !mixcore_endpoint_ramp_valid(create) ||
	    create->patience_ms > (patient ? 0 : MIXCORE_PATIENCE_MS_MAX) ||
	    !mixcore_name_valid(create->name) || !mixcore_endpoint_timer_valid(create))
		return -EINVAL;
	if ((create->flags & MIXCORE_ENDPOINT_F_UNPACED) && !caller->control)
		return -EPERM;
	if (!strcmp(create->name, "null") || !strcmp(create->name, "Stream"))
		return -EEXIST;
	return mixcore_endpoint_check_limits(caller, create);
}

/* Also writes back what is chosen. */
static int mixcore_endpoint_config(struct mixcore_endpoint_create *create,
				   struct mixcore_config *config)
{
	bool patient = create->flags & MIXCORE_ENDPOINT_F_PATIENT;

	create->cycle_frames = create->cycle_frames ?: MIXCORE_CYCLE_DEFAULT;
	create->ring_frames = create->ring_frames ?: create->rate;
	if (!create->patience_ms && !patient)
		create->patience_ms = MIXCORE_PATIENCE_MS_DEFAULT;
	if (create->ramp_frames == MIXCORE_RAMP_OFF)
		create->ramp_frames = 0;
	else if (!create->ramp_frames && !(create->flags & MIXCORE_ENDPOINT_F_INPUT))
		create->ramp_frames = MIXCORE_RAMP_DEFAULT;
	*config = (struct mixcore_config) {
		.channels = create->channels,
		.format = (__force snd_pcm_format_t)create->format,
		.cycle = create->cycle_frames,
		.fill = create->cycle_frames,
		.ramp = create->ramp_frames,
		.domain = create->domain,
	};
	return mixcore_format_sample(config->format, &config->sample);
}

static struct mixcore_endpoint *mixcore_endpoint_alloc(const struct mixcore_caller *caller,
						       const struct mixcore_endpoint_create *create,
						       const struct mixcore_config *config)
{
	u32 frame_bytes = snd_pcm_format_size(config->format, config->channels);
	struct mixcore_endpoint *endpoint = kzalloc(sizeof(*endpoint), GFP_KERNEL_ACCOUNT);

	if (!endpoint)
		return NULL;
	mixcore_ring_init(&endpoint->ring, create->ring_frames, frame_bytes);
	mixcore_producer_init(&endpoint->producer);
	mutex_init(&endpoint->trigger_lock);
	rt_mutex_init(&endpoint->drive);
	endpoint->uid = caller->uid;
	endpoint->flags = create->flags;
	/* As long as its maker does not have it, it is not kept. */
	endpoint->flags_before = create->flags & ~MIXCORE_ENDPOINT_F_KEEP;
	endpoint->patience = create->patience_ms * (u64)NSEC_PER_MSEC;
	endpoint->follows = create->timer[0];
	endpoint->ppb_error = MIXCORE_DRIFT_UNKNOWN;
	endpoint->tokens = create->ring_frames;
	endpoint->tokens_at = ktime_get();
	get_random_bytes(endpoint->cookie, sizeof(endpoint->cookie));
	return endpoint;
}

/**
 * mixcore_endpoint_free() - the output that had it is freed
 * @output: may be none
 *
 * Context: process or output thread.
 */
void mixcore_endpoint_free(struct mixcore_output *output)
{
	if (!output->endpoint)
		return;
	mixcore_ring_free(&output->endpoint->ring);
	kfree(output->endpoint);
}

/**
 * mixcore_endpoint_info() - describe the endpoint of an output or input to userspace
 * @output: nothing is written when it is no endpoint
 * @caller: who asks; who has it is withheld from those who may not change it
 * @info: members of the output's or input's description, zero but for the flags; filled in
 *
 * Context: process, graph_lock held.
 */
void mixcore_endpoint_info(const struct mixcore_output *output,
			   const struct mixcore_caller *caller,
			   const struct mixcore_endpoint_info *info)
	__must_hold(&output->card->graph_lock)
{
	const struct mixcore_endpoint *endpoint = output->endpoint;

	lockdep_assert_held(&output->card->graph_lock);
	if (!endpoint)
		return;
	*info->flags |= MIXCORE_OUTPUT_F_ENDPOINT;
	*info->ring = endpoint->ring.frames;
	*info->uid = from_kuid(&init_user_ns, endpoint->uid);
	*info->lost = READ_ONCE(endpoint->lost);
	if (!endpoint->pid || !mixcore_may_change(caller, endpoint->uid))
		return;
	*info->pid = endpoint->pid;
	strscpy(info->comm, endpoint->comm, TASK_COMM_LEN);
}

/* What it costs is paid by who made it. */
static int mixcore_endpoint_pay(struct mixcore_card *card, struct mixcore_endpoint *endpoint)
{
	int err;

	err = mixcore_user_take(card, endpoint->uid, MIXCORE_HELD_ENDPOINTS, &endpoint->user);
	if (err)
		return err;
	err = mixcore_user_charge(card, endpoint->user, endpoint->ring.bytes);
	if (err)
		mixcore_user_give(card, endpoint->user, MIXCORE_HELD_ENDPOINTS);
	return err;
}

static void mixcore_endpoint_pay_back(struct mixcore_card *card, struct mixcore_endpoint *endpoint,
				      struct mixcore_user *user)
{
	if (!user)
		return;
	/* Streams may still know the output, but nobody reads or writes. */
	mixcore_ring_free(&endpoint->ring);
	mixcore_user_uncharge(card, user, endpoint->ring.bytes);
	mixcore_user_give(card, user, MIXCORE_HELD_ENDPOINTS);
}

/* Who is to be paid back: nobody as long as it has a file or is in the graph, and only once. */
static struct mixcore_user *mixcore_endpoint_payer(struct mixcore_endpoint *endpoint)
{
	struct mixcore_user *user = endpoint->user;

	if (endpoint->open || !endpoint->left)
		return NULL;
	endpoint->user = NULL;
	return user;
}

/**
 * mixcore_endpoint_left_graph() - an output is in no graph any more
 * @output: may be no endpoint
 *
 * Context: process, without graph_lock.
 */
void mixcore_endpoint_left_graph(struct mixcore_output *output)
{
	struct mixcore_endpoint *endpoint = output->endpoint;
	struct mixcore_user *user;

	if (!endpoint)
		return;
	mixcore_endpoint_lock(output);
	endpoint->left = true;
	user = mixcore_endpoint_payer(endpoint);
	mixcore_endpoint_unlock(output);
	mixcore_endpoint_pay_back(output->card, endpoint, user);
	mixcore_producer_tell(&endpoint->producer, MIXCORE_PRODUCER_GONE, 0, 0);
}

/* Who has it from now on. */
static void mixcore_endpoint_give_to(struct mixcore_endpoint *endpoint)
	__must_hold(&endpoint->output->card->graph_lock)
{
	struct mixcore_output *output = endpoint->output;

	lockdep_assert_held(&output->card->graph_lock);
	endpoint->pid = task_tgid_nr(current);
	get_task_comm(endpoint->comm, current->group_leader);
	output->detached = false;
	mixcore_endpoint_lock(output);
	endpoint->open = true;
	WRITE_ONCE(output->attached, true);
	/* From now on nothing moves but by its TRIGGERs. */
	if (endpoint->flags & MIXCORE_ENDPOINT_F_PATIENT)
		mixcore_clock_endpoint_triggered(output);
	mixcore_endpoint_page_update(endpoint);
	mixcore_endpoint_unlock(output);
}

/*
 * Names of controls are the card's: only who may make outputs gets one, and no second one of a
 * name.
 */
static int mixcore_endpoint_add_controls(struct mixcore_output *output,
					 const struct mixcore_caller *caller)
{
	struct mixcore_card *card = output->card;
	bool taken;

	if (output->capture || !caller->control)
		return 0;
	mutex_lock(&card->graph_lock);
	taken = mixcore_graph_name_taken(card, output->name);
	mutex_unlock(&card->graph_lock);
	return taken ? 0 : mixcore_control_add_output(output);
}

/* Of its own: no other has it before 2^29 ids were given. */
static u32 mixcore_endpoint_domain(const struct mixcore_output *output)
{
	u32 kind = output->capture ? MIXCORE_DOMAIN_ENDPOINT_INPUT : MIXCORE_DOMAIN_ENDPOINT;

	return kind | (output->id & (MIXCORE_DOMAIN_ENDPOINT_INPUT - MIXCORE_DOMAIN_ENDPOINT - 1));
}

static int mixcore_endpoint_insert(struct mixcore_output *output,
				   const struct mixcore_caller *caller, const char *timer)
{
	struct mixcore_card *card = output->card;
	int err;

	err = mixcore_endpoint_add_controls(output, caller);
	if (err && err != -EBUSY)
		return err;
	if (output->endpoint->follows)
		mixcore_follow_begin(output, timer);
	mutex_lock(&card->graph_lock);
	err = mixcore_graph_insert_output(output);
	if (err)
		goto unlock;
	if (!output->config.domain)
		output->config.domain = mixcore_endpoint_domain(output);
	mixcore_endpoint_page_begin(output->endpoint);
	mixcore_endpoint_give_to(output->endpoint);
	mixcore_graph_changed(card, caller, &output->changes,
			      MIXCORE_CHANGED_MADE | MIXCORE_CHANGED_BACKEND);
unlock:
	mutex_unlock(&card->graph_lock);
	return err;
}

static int mixcore_endpoint_alloc_ring(struct mixcore_card *card,
				       struct mixcore_endpoint *endpoint)
{
	int err;

	err = mixcore_endpoint_pay(card, endpoint);
	if (err)
		return err;
	err = mixcore_ring_alloc(&endpoint->ring);
	if (err)
		mixcore_endpoint_pay_back(card, endpoint, endpoint->user);
	return err;
}

/* With its thread, and paid for; in no graph yet. */
static struct mixcore_output *mixcore_endpoint_make(struct mixcore_card *card,
						    const struct mixcore_caller *caller,
						    const struct mixcore_endpoint_create *create,
						    const struct mixcore_config *config)
{
	bool capture = create->flags & MIXCORE_ENDPOINT_F_INPUT;
	struct mixcore_endpoint *endpoint;
	struct mixcore_output *output;
	int err;

	endpoint = mixcore_endpoint_alloc(caller, create, config);
	if (!endpoint)
		return ERR_PTR(-ENOMEM);
	err = mixcore_endpoint_alloc_ring(card, endpoint);
	if (err) {
		kfree(endpoint);
		return ERR_PTR(err);
	}
	output = mixcore_output_new(card, create->name, create->rate, capture, config, endpoint);
	if (IS_ERR(output)) {
		mixcore_endpoint_pay_back(card, endpoint, endpoint->user);
		kfree(endpoint);
	}
	return output;
}

/* The last descriptor is gone: streams go on by the null clock. */
static void mixcore_endpoint_give_up_locked(struct mixcore_endpoint *endpoint,
					    struct list_head *unused)
	__must_hold(&endpoint->output->card->graph_lock)
{
	const struct mixcore_caller caller = { .uid = endpoint->uid, .text = "closed" };
	struct mixcore_output *output = endpoint->output;
	struct mixcore_card *card = output->card;
	struct mixcore_user *user;
	bool keep;

	lockdep_assert_held(&card->graph_lock);
	endpoint->pid = 0;
	mixcore_endpoint_lock(output);
	endpoint->open = false;
	keep = endpoint->flags & MIXCORE_ENDPOINT_F_KEEP;
	user = mixcore_endpoint_payer(endpoint);
	WRITE_ONCE(output->attached, false);
	mixcore_endpoint_unlock(output);
	mixcore_endpoint_pay_back(card, endpoint, user);
	if (output->gone)
		return;
	mixcore_output_kick(output);
	mixcore_event_backend(output, false);
	mixcore_graph_changed(card, &caller, &output->changes, MIXCORE_CHANGED_BACKEND);
	if (keep)
		return;
	output->detached = true;
	mixcore_default_forget(output, &caller);
	if (mixcore_graph_drop_unused(output))
		list_add(&output->unused, unused);
}

/**
 * mixcore_endpoint_give_up() - its last descriptor is closed
 * @endpoint: of which
 *
 * Context: process.
 */
void mixcore_endpoint_give_up(struct mixcore_endpoint *endpoint)
{
	struct mixcore_card *card = endpoint->output->card;
	LIST_HEAD(unused);

	mutex_lock(&card->attach_lock);
	mutex_lock(&card->graph_lock);
	mixcore_endpoint_give_up_locked(endpoint, &unused);
	mutex_unlock(&card->graph_lock);
	mixcore_graph_destroy(&unused);
	mutex_unlock(&card->attach_lock);
}

/**
 * mixcore_endpoint_refuse() - the call that was to give a descriptor has failed
 * @endpoint: of which; its file is closed next
 *
 * Context: process.
 */
void mixcore_endpoint_refuse(struct mixcore_endpoint *endpoint)
{
	mixcore_endpoint_lock(endpoint->output);
	endpoint->flags = endpoint->flags_before;
	if (endpoint->adopted)
		endpoint->adopted--;
	mixcore_endpoint_unlock(endpoint->output);
}

/**
 * mixcore_endpoint_detached() - an output was detached by a call
 * @output: may be no endpoint
 *
 * Context: process, graph_lock held.
 */
void mixcore_endpoint_detached(struct mixcore_output *output)
{
	struct mixcore_endpoint *endpoint = output->endpoint;

	if (!endpoint)
		return;
	mixcore_endpoint_lock(output);
	endpoint->detached = true;
	mixcore_endpoint_unlock(output);
	mixcore_producer_tell(&endpoint->producer, MIXCORE_PRODUCER_GONE, 0, 0);
	mixcore_output_kick(output);
}

/**
 * mixcore_endpoint_create() - MIXCORE_IOCTL_ENDPOINT_CREATE
 * @card: the card
 * @caller: who asks; gets the descriptor
 * @create: from userspace; values chosen are written back
 *
 * Context: process.
 * Return: 0 or an error as the uapi header says.
 */
int mixcore_endpoint_create(struct mixcore_card *card, struct mixcore_caller *caller,
			    struct mixcore_endpoint_create *create)
{
	struct mixcore_endpoint_create chosen = *create;
	struct mixcore_config config;
	struct mixcore_output *output;
	int err;

	err = mixcore_endpoint_check_create(caller, create);
	if (!err)
		err = mixcore_endpoint_config(&chosen, &config);
	if (err)
		return err;
	output = mixcore_endpoint_make(card, caller, &chosen, &config);
	if (IS_ERR(output))
		return PTR_ERR(output);
	/* With the file, which is closed if something fails, comes a reference. */
	err = mixcore_endpoint_descriptor(output->endpoint, caller);
	if (!err)
		err = mixcore_endpoint_insert(output, caller, chosen.timer);
	if (err) {
		output->gone = true;
		mixcore_output_destroy(output);
		return err;
	}
	*create = chosen;
	create->fd = caller->descriptor.fd;
	create->id = output->id;
	memcpy(create->cookie, output->endpoint->cookie, sizeof(create->cookie));
	return 0;
}

static struct mixcore_endpoint *mixcore_endpoint_find(struct mixcore_card *card,
						      const u8 cookie[MIXCORE_COOKIE_LEN])
	__must_hold(&card->graph_lock)
{
	struct mixcore_output *output;
	unsigned long id;
	u32 capture;

	lockdep_assert_held(&card->graph_lock);
	for (capture = 0; capture < MIXCORE_DIRECTIONS; capture++)
		xa_for_each(mixcore_graph_outputs(card, capture), id, output)
			if (output->endpoint && !output->endpoint->detached &&
			    !memcmp(output->endpoint->cookie, cookie, MIXCORE_COOKIE_LEN))
				return output->endpoint;
	return NULL;
}

/* Under graph_lock nobody else can adopt it, or take it out of the graph. */
static int mixcore_endpoint_adopt_locked(struct mixcore_card *card, struct mixcore_caller *caller,
					 struct mixcore_endpoint_adopt *adopt)
	__must_hold(&card->graph_lock)
{
	const u32 changes = MIXCORE_ENDPOINT_F_KEEP | MIXCORE_ENDPOINT_F_PATIENT;
	struct mixcore_endpoint *endpoint = mixcore_endpoint_find(card, adopt->cookie);
	struct mixcore_output *output;
	int err;

	lockdep_assert_held(&card->graph_lock);
	if (!endpoint)
		return -ENOENT;
	output = endpoint->output;
	if (endpoint->open)
		return -EBUSY;
	err = mixcore_endpoint_descriptor(endpoint, caller);
	if (err)
		return err;
	mixcore_endpoint_lock(output);
	endpoint->flags_before = endpoint->flags;
	endpoint->flags = (endpoint->flags & ~changes) | adopt->flags;
	endpoint->adopted++;
	mixcore_endpoint_unlock(output);
	mixcore_endpoint_give_to(endpoint);
	mixcore_event_backend(output, true);
	mixcore_graph_changed(card, caller, &output->changes, MIXCORE_CHANGED_BACKEND);
	adopt->fd = caller->descriptor.fd;
	adopt->id = output->id;
	return 0;
}

/**
 * mixcore_endpoint_adopt() - MIXCORE_IOCTL_ENDPOINT_ADOPT
 * @card: the card
 * @caller: who asks; gets the descriptor
 * @adopt: from userspace; fd and id are written back
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOENT, -EBUSY, -EMFILE, -ENOMEM.
 */
int mixcore_endpoint_adopt(struct mixcore_card *card, struct mixcore_caller *caller,
			   struct mixcore_endpoint_adopt *adopt)
{
	int err;

	if (adopt->flags & ~(MIXCORE_ENDPOINT_F_KEEP | MIXCORE_ENDPOINT_F_PATIENT))
		return -EINVAL;
	mutex_lock(&card->graph_lock);
	err = mixcore_endpoint_adopt_locked(card, caller, adopt);
	mutex_unlock(&card->graph_lock);
	return err;
}
