// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two nodes, /dev/snd/mixcore and /dev/snd/mixcore-control: decode a call, check the right to
 * make it, call the noun's function, encode the answer. The contract is in uapi/sound/mixcore.h.
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "mixcore.h"

enum { MIXCORE_MINOR, MIXCORE_MINOR_CONTROL, MIXCORE_MINORS };

static const char * const mixcore_node_names[MIXCORE_MINORS] = { "mixcore", "mixcore-control" };

static struct {
	struct mixcore_card *card;
	struct cdev cdev;
	dev_t first;
} mixcore_nodes;

union mixcore_arg {
	struct mixcore_version version;
	struct mixcore_status status;
	struct mixcore_quota quota;
	struct mixcore_output_attach attach;
	struct mixcore_output_detach detach;
	struct mixcore_output_info output;
	struct mixcore_output_set output_set;
	struct mixcore_output_eq output_eq;
	struct mixcore_default dflt;
	struct mixcore_stream_info stream;
	struct mixcore_stream_set stream_set;
	struct mixcore_stream_move stream_move;
	struct mixcore_route_set route_set;
	struct mixcore_route_remove route_remove;
	struct mixcore_route_info route;
	struct mixcore_transaction transaction;
	struct mixcore_input_attach input_attach;
	struct mixcore_input_detach input_detach;
	struct mixcore_input_info input;
	struct mixcore_input_set input_set;
	struct mixcore_stream_source stream_source;
	struct mixcore_history history;
	struct mixcore_xruns xruns;
	struct mixcore_flight flight;
	struct mixcore_timer_create timer_create;
	struct mixcore_timer_info timer;
	struct mixcore_endpoint_create endpoint_create;
	struct mixcore_endpoint_adopt endpoint_adopt;
};

static int mixcore_do_version(struct mixcore_card *card, struct mixcore_caller *caller,
			      union mixcore_arg *arg)
{
	struct mixcore_version *version = &arg->version;
	u32 major = version->abi >> 16;

	version->abi = MIXCORE_ABI;
	version->features = MIXCORE_FEATURE_PLAYBACK | MIXCORE_FEATURE_MOVE |
			    MIXCORE_FEATURE_REPLACE | MIXCORE_FEATURE_FADE |
			    MIXCORE_FEATURE_USER_DEFAULTS | MIXCORE_FEATURE_ROUTES |
			    MIXCORE_FEATURE_TRANSACTION | MIXCORE_FEATURE_CAPTURE |
			    MIXCORE_FEATURE_HISTORY | MIXCORE_FEATURE_EVENTS |
			    MIXCORE_FEATURE_XRUNS | MIXCORE_FEATURE_STATUS |
			    MIXCORE_FEATURE_TIMERS | MIXCORE_FEATURE_ENDPOINTS;
	version->streams = mixcore_param_streams;
	version->card = card->snd->number;
	memset(version->module, 0, sizeof(version->module));
	strscpy(version->module, MIXCORE_MODULE_VERSION, sizeof(version->module));
	return major == MIXCORE_ABI_MAJOR ? 0 : -EPROTO;
}

static int mixcore_do_status(struct mixcore_card *card, struct mixcore_caller *caller,
			     union mixcore_arg *arg)
{
	struct mixcore_status *status = &arg->status;
	struct mixcore_stream *stream;
	unsigned long id;

	if (status->reserved)
		return -EINVAL;
	memset(status, 0, sizeof(*status));
	mutex_lock(&card->graph_lock);
	xa_for_each(&card->streams, id, stream) {
		status->streams++;
		status->running += READ_ONCE(stream->running);
	}
	status->outputs = card->noutputs[false] + card->nendpoints[false];
	status->default_output = card->default_values.output->id;
	status->inputs = card->noutputs[true] + card->nendpoints[true];
	status->default_input = card->default_values.input->id;
	status->null_rate = card->null_output->rate;
	status->generation = card->generation;
	mutex_unlock(&card->graph_lock);
	mixcore_user_status(card, caller->uid, status);
	return 0;
}

static int mixcore_do_quota_get(struct mixcore_card *card, struct mixcore_caller *caller,
				union mixcore_arg *arg)
{
	mixcore_quota_get(card, &arg->quota);
	return 0;
}

static int mixcore_do_quota_set(struct mixcore_card *card, struct mixcore_caller *caller,
				union mixcore_arg *arg)
{
	return mixcore_quota_set(card, &arg->quota);
}

static int mixcore_do_attach(struct mixcore_card *card, struct mixcore_caller *caller,
			     union mixcore_arg *arg)
{
	caller->cause = &arg->attach.cause;
	return mixcore_output_attach(card, caller, &arg->attach);
}

static int mixcore_do_detach(struct mixcore_card *card, struct mixcore_caller *caller,
			     union mixcore_arg *arg)
{
	caller->cause = &arg->detach.cause;
	if (arg->detach.flags || arg->detach.reserved)
		return -EINVAL;
	return mixcore_output_detach(card, caller, arg->detach.id, false);
}

static int mixcore_do_output_get(struct mixcore_card *card, struct mixcore_caller *caller,
				 union mixcore_arg *arg)
{
	return mixcore_output_describe(card, caller, &arg->output, false);
}

static int mixcore_do_output_next(struct mixcore_card *card, struct mixcore_caller *caller,
				  union mixcore_arg *arg)
{
	return mixcore_output_describe(card, caller, &arg->output, true);
}

static int mixcore_do_input_attach(struct mixcore_card *card, struct mixcore_caller *caller,
				   union mixcore_arg *arg)
{
	caller->cause = &arg->input_attach.cause;
	return mixcore_input_attach(card, caller, &arg->input_attach);
}

static int mixcore_do_input_detach(struct mixcore_card *card, struct mixcore_caller *caller,
				   union mixcore_arg *arg)
{
	caller->cause = &arg->input_detach.cause;
	if (arg->input_detach.flags || arg->input_detach.reserved)
		return -EINVAL;
	return mixcore_output_detach(card, caller, arg->input_detach.id, true);
}

static int mixcore_do_input_get(struct mixcore_card *card, struct mixcore_caller *caller,
				union mixcore_arg *arg)
{
	return mixcore_input_describe(card, caller, &arg->input, false);
}

static int mixcore_do_input_next(struct mixcore_card *card, struct mixcore_caller *caller,
				 union mixcore_arg *arg)
{
	return mixcore_input_describe(card, caller, &arg->input, true);
}

static int mixcore_do_input_set(struct mixcore_card *card, struct mixcore_caller *caller,
				union mixcore_arg *arg)
{
	caller->cause = &arg->input_set.cause;
	return mixcore_input_set(card, caller, &arg->input_set);
}

static int mixcore_do_stream_source(struct mixcore_card *card, struct mixcore_caller *caller,
				    union mixcore_arg *arg)
{
	caller->cause = &arg->stream_source.cause;
	return mixcore_source_set(card, caller, &arg->stream_source);
}

static int mixcore_do_default_get(struct mixcore_card *card, struct mixcore_caller *caller,
				  union mixcore_arg *arg)
{
	return mixcore_default_get(card, caller, &arg->dflt);
}

static int mixcore_do_default_next(struct mixcore_card *card, struct mixcore_caller *caller,
				   union mixcore_arg *arg)
{
	return mixcore_default_next(card, &arg->dflt);
}

static int mixcore_do_stream_get(struct mixcore_card *card, struct mixcore_caller *caller,
				 union mixcore_arg *arg)
{
	return mixcore_stream_describe(card, caller, &arg->stream, false);
}

static int mixcore_do_stream_next(struct mixcore_card *card, struct mixcore_caller *caller,
				  union mixcore_arg *arg)
{
	return mixcore_stream_describe(card, caller, &arg->stream, true);
}

static int mixcore_do_route_get(struct mixcore_card *card, struct mixcore_caller *caller,
				union mixcore_arg *arg)
{
	return mixcore_route_describe(card, caller, &arg->route, false);
}

static int mixcore_do_route_next(struct mixcore_card *card, struct mixcore_caller *caller,
				 union mixcore_arg *arg)
{
	return mixcore_route_describe(card, caller, &arg->route, true);
}

static int mixcore_do_loopback_set(struct mixcore_card *card, struct mixcore_caller *caller,
				   union mixcore_arg *arg)
{
	caller->cause = &arg->route_set.cause;
	return mixcore_loopback_set(card, caller, &arg->route_set);
}

static int mixcore_do_loopback_remove(struct mixcore_card *card, struct mixcore_caller *caller,
				      union mixcore_arg *arg)
{
	caller->cause = &arg->route_remove.cause;
	return mixcore_loopback_unset(card, caller, &arg->route_remove);
}

static int mixcore_do_loopback_get(struct mixcore_card *card, struct mixcore_caller *caller,
				   union mixcore_arg *arg)
{
	return mixcore_loopback_describe(card, caller, &arg->route, false);
}

static int mixcore_do_loopback_next(struct mixcore_card *card, struct mixcore_caller *caller,
				    union mixcore_arg *arg)
{
	return mixcore_loopback_describe(card, caller, &arg->route, true);
}

static int mixcore_do_history(struct mixcore_card *card, struct mixcore_caller *caller,
			      union mixcore_arg *arg)
{
	return mixcore_history_describe(card, caller, &arg->history);
}

static int mixcore_do_xruns(struct mixcore_card *card, struct mixcore_caller *caller,
			    union mixcore_arg *arg)
{
	return mixcore_xrun_describe(card, caller, &arg->xruns);
}

static int mixcore_do_flight(struct mixcore_card *card, struct mixcore_caller *caller,
			     union mixcore_arg *arg)
{
	return mixcore_flight_describe(card, &arg->flight);
}

static int mixcore_do_timer_create(struct mixcore_card *card, struct mixcore_caller *caller,
				   union mixcore_arg *arg)
{
	return mixcore_timer_create(card, caller, &arg->timer_create);
}

static int mixcore_do_timer_get(struct mixcore_card *card, struct mixcore_caller *caller,
				union mixcore_arg *arg)
{
	return mixcore_timer_describe(card, caller, &arg->timer, false);
}

static int mixcore_do_timer_next(struct mixcore_card *card, struct mixcore_caller *caller,
				 union mixcore_arg *arg)
{
	return mixcore_timer_describe(card, caller, &arg->timer, true);
}

static int mixcore_do_endpoint_create(struct mixcore_card *card, struct mixcore_caller *caller,
				      union mixcore_arg *arg)
{
	caller->cause = &arg->endpoint_create.cause;
	return mixcore_endpoint_create(card, caller, &arg->endpoint_create);
}

static int mixcore_do_endpoint_adopt(struct mixcore_card *card, struct mixcore_caller *caller,
				     union mixcore_arg *arg)
{
	caller->cause = &arg->endpoint_adopt.cause;
	return mixcore_endpoint_adopt(card, caller, &arg->endpoint_adopt);
}

static int mixcore_do_transaction(struct mixcore_card *card, struct mixcore_caller *caller,
				  union mixcore_arg *arg);

#define MIXCORE_CALL_WRITE	BIT(0)	/* changes something */
#define MIXCORE_CALL_CONTROL	BIT(1)	/* needs the control node */

/**
 * struct mixcore_call - one call of the interface
 * @cmd: ioctl number
 * @size: of its struct as this kernel knows it
 * @first_size: as first published
 * @flags: MIXCORE_CALL_*
 * @cause: offset of its struct mixcore_cause, 0 = none
 * @kind: it is a step of a transaction
 * @run: does it; NULL with @kind
 */
struct mixcore_call {
	unsigned int cmd;
	u32 size;
	u32 first_size;
	u32 flags;
	u32 cause;
	const struct mixcore_step_kind *kind;
	int (*run)(struct mixcore_card *card, struct mixcore_caller *caller,
		   union mixcore_arg *arg);
};

#define MIXCORE_CALL(NAME, type, VER0, _flags, _cause, _run) {	\
	.cmd = MIXCORE_IOCTL_##NAME,				\
	.size = sizeof(struct type),				\
	.first_size = VER0,					\
	.flags = _flags,					\
	.cause = _cause,					\
	.run = _run,						\
}

#define MIXCORE_STEP(NAME, type, VER0, _flags, _kind) {		\
	.cmd = MIXCORE_IOCTL_##NAME,				\
	.size = sizeof(struct type),				\
	.first_size = VER0,					\
	.flags = _flags,					\
	.cause = offsetof(struct type, cause),			\
	.kind = &(_kind),					\
}

#define READS	0
#define WRITES	MIXCORE_CALL_WRITE
#define RULES	(MIXCORE_CALL_WRITE | MIXCORE_CALL_CONTROL)
#define CAUSE(type) offsetof(struct type, cause)

static const struct mixcore_call mixcore_calls[] = {
	MIXCORE_CALL(VERSION, mixcore_version, MIXCORE_VERSION_SIZE_VER0, READS, 0,
		     mixcore_do_version),
	MIXCORE_CALL(STATUS, mixcore_status, MIXCORE_STATUS_SIZE_VER0, READS, 0,
		     mixcore_do_status),
	MIXCORE_CALL(QUOTA_GET, mixcore_quota, MIXCORE_QUOTA_SIZE_VER0, READS, 0,
		     mixcore_do_quota_get),
	MIXCORE_CALL(QUOTA_SET, mixcore_quota, MIXCORE_QUOTA_SIZE_VER0, RULES, 0,
		     mixcore_do_quota_set),
	MIXCORE_CALL(OUTPUT_ATTACH, mixcore_output_attach, MIXCORE_OUTPUT_ATTACH_SIZE_VER0, RULES,
		     CAUSE(mixcore_output_attach), mixcore_do_attach),
	MIXCORE_CALL(OUTPUT_DETACH, mixcore_output_detach, MIXCORE_OUTPUT_DETACH_SIZE_VER0, RULES,
		     CAUSE(mixcore_output_detach), mixcore_do_detach),
	MIXCORE_CALL(OUTPUT_GET, mixcore_output_info, MIXCORE_OUTPUT_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_output_get),
	MIXCORE_CALL(OUTPUT_NEXT, mixcore_output_info, MIXCORE_OUTPUT_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_output_next),
	MIXCORE_STEP(OUTPUT_SET, mixcore_output_set, MIXCORE_OUTPUT_SET_SIZE_VER0, RULES,
		     mixcore_output_set_kind),
	MIXCORE_STEP(OUTPUT_EQ, mixcore_output_eq, MIXCORE_OUTPUT_EQ_SIZE_VER0, RULES,
		     mixcore_output_eq_kind),
	MIXCORE_CALL(INPUT_ATTACH, mixcore_input_attach, MIXCORE_INPUT_ATTACH_SIZE_VER0, RULES,
		     CAUSE(mixcore_input_attach), mixcore_do_input_attach),
	MIXCORE_CALL(INPUT_DETACH, mixcore_input_detach, MIXCORE_INPUT_DETACH_SIZE_VER0, RULES,
		     CAUSE(mixcore_input_detach), mixcore_do_input_detach),
	MIXCORE_CALL(INPUT_GET, mixcore_input_info, MIXCORE_INPUT_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_input_get),
	MIXCORE_CALL(INPUT_NEXT, mixcore_input_info, MIXCORE_INPUT_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_input_next),
	MIXCORE_CALL(INPUT_SET, mixcore_input_set, MIXCORE_INPUT_SET_SIZE_VER0, RULES,
		     CAUSE(mixcore_input_set), mixcore_do_input_set),
	MIXCORE_CALL(DEFAULT_GET, mixcore_default, MIXCORE_DEFAULT_SIZE_VER0, READS, 0,
		     mixcore_do_default_get),
	MIXCORE_STEP(DEFAULT_SET, mixcore_default, MIXCORE_DEFAULT_SIZE_VER0, RULES,
		     mixcore_default_set_kind),
	MIXCORE_CALL(DEFAULT_NEXT, mixcore_default, MIXCORE_DEFAULT_SIZE_VER0,
		     MIXCORE_CALL_CONTROL, 0, mixcore_do_default_next),
	MIXCORE_CALL(STREAM_GET, mixcore_stream_info, MIXCORE_STREAM_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_stream_get),
	MIXCORE_CALL(STREAM_NEXT, mixcore_stream_info, MIXCORE_STREAM_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_stream_next),
	MIXCORE_STEP(STREAM_SET, mixcore_stream_set, MIXCORE_STREAM_SET_SIZE_VER0, WRITES,
		     mixcore_stream_set_kind),
	MIXCORE_STEP(STREAM_MOVE, mixcore_stream_move, MIXCORE_STREAM_MOVE_SIZE_VER0, WRITES,
		     mixcore_stream_move_kind),
	MIXCORE_CALL(STREAM_SOURCE, mixcore_stream_source, MIXCORE_STREAM_SOURCE_SIZE_VER0, WRITES,
		     CAUSE(mixcore_stream_source), mixcore_do_stream_source),
	MIXCORE_STEP(ROUTE_SET, mixcore_route_set, MIXCORE_ROUTE_SET_SIZE_VER0, WRITES,
		     mixcore_route_set_kind),
	MIXCORE_STEP(ROUTE_REMOVE, mixcore_route_remove, MIXCORE_ROUTE_REMOVE_SIZE_VER0, WRITES,
		     mixcore_route_remove_kind),
	MIXCORE_CALL(ROUTE_GET, mixcore_route_info, MIXCORE_ROUTE_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_route_get),
	MIXCORE_CALL(ROUTE_NEXT, mixcore_route_info, MIXCORE_ROUTE_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_route_next),
	MIXCORE_CALL(LOOPBACK_SET, mixcore_route_set, MIXCORE_ROUTE_SET_SIZE_VER0, RULES,
		     CAUSE(mixcore_route_set), mixcore_do_loopback_set),
	MIXCORE_CALL(LOOPBACK_REMOVE, mixcore_route_remove, MIXCORE_ROUTE_REMOVE_SIZE_VER0, RULES,
		     CAUSE(mixcore_route_remove), mixcore_do_loopback_remove),
	MIXCORE_CALL(LOOPBACK_GET, mixcore_route_info, MIXCORE_ROUTE_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_loopback_get),
	MIXCORE_CALL(LOOPBACK_NEXT, mixcore_route_info, MIXCORE_ROUTE_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_loopback_next),
	MIXCORE_CALL(TRANSACTION, mixcore_transaction, MIXCORE_TRANSACTION_SIZE_VER0, WRITES, 0,
		     mixcore_do_transaction),
	MIXCORE_CALL(HISTORY, mixcore_history, MIXCORE_HISTORY_SIZE_VER0, READS, 0,
		     mixcore_do_history),
	MIXCORE_CALL(XRUNS, mixcore_xruns, MIXCORE_XRUNS_SIZE_VER0, READS, 0,
		     mixcore_do_xruns),
	MIXCORE_CALL(FLIGHT, mixcore_flight, MIXCORE_FLIGHT_SIZE_VER0, READS, 0,
		     mixcore_do_flight),
	MIXCORE_CALL(TIMER_CREATE, mixcore_timer_create, MIXCORE_TIMER_CREATE_SIZE_VER0, WRITES, 0,
		     mixcore_do_timer_create),
	MIXCORE_CALL(TIMER_GET, mixcore_timer_info, MIXCORE_TIMER_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_timer_get),
	MIXCORE_CALL(TIMER_NEXT, mixcore_timer_info, MIXCORE_TIMER_INFO_SIZE_VER0, READS, 0,
		     mixcore_do_timer_next),
	MIXCORE_CALL(ENDPOINT_CREATE, mixcore_endpoint_create, MIXCORE_ENDPOINT_CREATE_SIZE_VER0,
		     WRITES, CAUSE(mixcore_endpoint_create), mixcore_do_endpoint_create),
	MIXCORE_CALL(ENDPOINT_ADOPT, mixcore_endpoint_adopt, MIXCORE_ENDPOINT_ADOPT_SIZE_VER0,
		     WRITES, CAUSE(mixcore_endpoint_adopt), mixcore_do_endpoint_adopt),
};

static const struct mixcore_call *mixcore_call_find(unsigned int cmd)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(mixcore_calls); i++)
		if (mixcore_calls[i].cmd == cmd)
			return &mixcore_calls[i];
	return NULL;
}

static int mixcore_call_allowed(const struct mixcore_call *call,
				const struct mixcore_caller *caller, bool writable)
{
	if ((call->flags & MIXCORE_CALL_CONTROL) && !caller->control)
		return -EPERM;
	if ((call->flags & MIXCORE_CALL_WRITE) && !writable)
		return -EBADF;
	return 0;
}

/* Copies the argument in; *user_size is what the caller says it has. */
static int mixcore_call_read(const struct mixcore_call *call, void __user *user,
			     union mixcore_arg *arg, u32 *user_size)
{
	int err;

	if (get_user(*user_size, (u32 __user *)user))
		return -EFAULT;
	if (*user_size < call->first_size)
		return -EINVAL;
	if (*user_size > MIXCORE_STRUCT_SIZE_MAX)
		return -E2BIG;
	err = copy_struct_from_user(arg, call->size, user, *user_size);
	if (err)
		return err;
	if (call->cause && !mixcore_cause_valid((void *)arg + call->cause))
		return -EINVAL;
	return 0;
}

static int mixcore_call_write(const struct mixcore_call *call, void __user *user,
			      union mixcore_arg *arg, u32 user_size)
{
	/* Every struct begins with its size. */
	arg->version.size = user_size;
	return copy_to_user(user, arg, min(user_size, call->size)) ? -EFAULT : 0;
}

static int mixcore_call_run(const struct mixcore_call *call, struct mixcore_card *card,
			    struct mixcore_caller *caller, union mixcore_arg *arg)
{
	if (!call->kind)
		return call->run(card, caller, arg);
	caller->cause = (void *)arg + call->cause;
	return mixcore_transaction_one(call->kind, card, caller, arg);
}

/* A call of a transaction: its step, and its argument. */
static int mixcore_transaction_read_call(const struct mixcore_transaction_call *from,
					 struct mixcore_step *step, union mixcore_arg *arg)
{
	const struct mixcore_call *call = mixcore_call_find(from->call);
	u32 size;
	int err;

	if (!call || !call->kind || from->reserved)
		return -EINVAL;
	err = mixcore_call_allowed(call, &step->caller, true);
	if (err)
		return err;
	err = mixcore_call_read(call, u64_to_user_ptr(from->argument), arg, &size);
	if (err)
		return err;
	step->kind = call->kind;
	step->argument = arg;
	step->caller.cause = (void *)arg + call->cause;
	return 0;
}

/* All that a transaction needs. */
struct mixcore_transaction_work {
	struct mixcore_transaction_call *calls;
	struct mixcore_step *steps;
	union mixcore_arg *args;
};

static void mixcore_transaction_free(struct mixcore_transaction_work *work)
{
	kvfree(work->calls);
	kvfree(work->steps);
	kvfree(work->args);
}

static int mixcore_transaction_alloc(struct mixcore_transaction_work *work, u32 count)
{
	work->calls = kvcalloc(count, sizeof(*work->calls), GFP_KERNEL_ACCOUNT);
	work->steps = kvcalloc(count, sizeof(*work->steps), GFP_KERNEL_ACCOUNT);
	work->args = kvcalloc(count, sizeof(*work->args), GFP_KERNEL_ACCOUNT);
	return work->calls && work->steps && work->args ? 0 : -ENOMEM;
}

static int mixcore_transaction_make(struct mixcore_card *card, const struct mixcore_caller *caller,
				    struct mixcore_transaction *transaction,
				    struct mixcore_transaction_work *work)
{
	u32 count = transaction->count, i;
	int err;

	if (copy_from_user(work->calls, u64_to_user_ptr(transaction->calls),
			   count * sizeof(*work->calls)))
		return -EFAULT;
	for (i = 0; i < count; i++) {
		work->steps[i].card = card;
		work->steps[i].caller = *caller;
		err = mixcore_transaction_read_call(&work->calls[i], &work->steps[i],
						    &work->args[i]);
		if (!err)
			continue;
		transaction->failed = i;
		return err;
	}
	return mixcore_transaction_run(card, work->steps, count, &transaction->failed);
}

static int mixcore_do_transaction(struct mixcore_card *card, struct mixcore_caller *caller,
				  union mixcore_arg *arg)
{
	struct mixcore_transaction *transaction = &arg->transaction;
	struct mixcore_transaction_work work = {};
	int err;

	transaction->failed = transaction->count;
	if (transaction->flags || !transaction->count ||
	    transaction->count > MIXCORE_TRANSACTION_MAX)
		return -EINVAL;
	err = mixcore_transaction_alloc(&work, transaction->count);
	if (!err)
		err = mixcore_transaction_make(card, caller, transaction, &work);
	mixcore_transaction_free(&work);
	return err;
}

static struct mixcore_caller mixcore_node_opener(const struct file *file)
{
	return (struct mixcore_caller) {
		.uid = file->f_cred->euid,
		.control = iminor(file_inode(file)) ==
			   MINOR(mixcore_nodes.first) + MIXCORE_MINOR_CONTROL,
	};
}

static long mixcore_node_ioctl(struct file *file, unsigned int cmd, unsigned long user)
{
	const struct mixcore_call *call = mixcore_call_find(cmd);
	struct mixcore_caller caller = mixcore_node_opener(file);
	union mixcore_arg *arg;
	u32 user_size;
	int err, copied;

	if (!call)
		return -ENOTTY;
	err = mixcore_call_allowed(call, &caller, file->f_mode & FMODE_WRITE);
	if (err)
		return err;
	arg = kzalloc(sizeof(*arg), GFP_KERNEL);
	if (!arg)
		return -ENOMEM;
	err = mixcore_call_read(call, (void __user *)user, arg, &user_size);
	/* An answer that can't be given is noticed before anything is changed. */
	if (!err && (call->flags & MIXCORE_CALL_WRITE))
		err = mixcore_call_write(call, (void __user *)user, arg, user_size);
	if (err)
		goto free;
	err = mixcore_call_run(call, mixcore_nodes.card, &caller, arg);
	copied = mixcore_call_write(call, (void __user *)user, arg, user_size);
	err = err ?: copied;
	mixcore_descriptor_end(&caller.descriptor, err);
free:
	kfree(arg);
	return err;
}

static int mixcore_node_mmap(struct file *file, struct vm_area_struct *vma)
{
	const struct mixcore_caller caller = mixcore_node_opener(file);

	return mixcore_area_mmap(mixcore_nodes.card, &caller, vma);
}

static const struct file_operations mixcore_node_fops = {
	.owner = THIS_MODULE,
	.mmap = mixcore_node_mmap,
	.unlocked_ioctl = mixcore_node_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

/**
 * mixcore_node_caller() - who asks, by a node that he has opened
 * @file: any
 * @caller: written
 *
 * Context: any.
 * Return: 0, -EINVAL: it is no node.
 */
int mixcore_node_caller(const struct file *file, struct mixcore_caller *caller)
{
	if (file->f_op != &mixcore_node_fops)
		return -EINVAL;
	*caller = mixcore_node_opener(file);
	return 0;
}

static int mixcore_node_add(struct device *parent, u32 minor)
{
	struct device *device;

	/* Class sound: /dev/snd/NAME, under the distribution's rules for sound devices. */
	device = device_create(mixcore_sound_class, parent, mixcore_nodes.first + minor, NULL,
			       "%s", mixcore_node_names[minor]);
	return PTR_ERR_OR_ZERO(device);
}

/**
 * mixcore_nodes_new() - make the nodes
 * @card: registered
 * @parent: of their devices
 *
 * Context: module load.
 * Return: 0 or an error.
 */
int mixcore_nodes_new(struct mixcore_card *card, struct device *parent)
{
	int err;

	mixcore_nodes.card = card;
	err = alloc_chrdev_region(&mixcore_nodes.first, 0, MIXCORE_MINORS, "mixcore");
	if (err)
		return err;
	cdev_init(&mixcore_nodes.cdev, &mixcore_node_fops);
	mixcore_nodes.cdev.owner = THIS_MODULE;
	err = cdev_add(&mixcore_nodes.cdev, mixcore_nodes.first, MIXCORE_MINORS);
	if (err)
		goto err_region;
	err = mixcore_node_add(parent, MIXCORE_MINOR);
	if (err)
		goto err_cdev;
	err = mixcore_node_add(parent, MIXCORE_MINOR_CONTROL);
	if (err)
		goto err_device;
	return 0;

err_device:
	device_destroy(mixcore_sound_class, mixcore_nodes.first + MIXCORE_MINOR);
err_cdev:
	cdev_del(&mixcore_nodes.cdev);
err_region:
	unregister_chrdev_region(mixcore_nodes.first, MIXCORE_MINORS);
	return err;
}

/**
 * mixcore_nodes_free() - undo mixcore_nodes_new()
 *
 * Context: module unload; no node is open.
 */
void mixcore_nodes_free(void)
{
	u32 minor;

	for (minor = 0; minor < MIXCORE_MINORS; minor++)
		device_destroy(mixcore_sound_class, mixcore_nodes.first + minor);
	cdev_del(&mixcore_nodes.cdev);
	unregister_chrdev_region(mixcore_nodes.first, MIXCORE_MINORS);
}
