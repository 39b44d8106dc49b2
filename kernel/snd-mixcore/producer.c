// SPDX-License-Identifier: GPL-2.0-only
/* What timers and endpoints have in common: what their process is told, and what it tells. */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/uaccess.h>

#include "mixcore.h"
#include "producer.h"

/**
 * mixcore_descriptor_new() - a descriptor for the caller, not given to it yet
 * @descriptor: written
 * @name: of the file
 * @fops: of the file; its release gets @private_data when the call fails later
 * @private_data: of the file
 *
 * Context: process.
 * Return: 0, -EMFILE, -ENFILE, -ENOMEM.
 */
int mixcore_descriptor_new(struct mixcore_descriptor *descriptor, const char *name,
			   const struct file_operations *fops, void *private_data)
{
	struct file *file;
	int fd;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	file = anon_inode_getfile(name, fops, private_data, O_RDWR | O_CLOEXEC);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	descriptor->fd = fd;
	descriptor->file = file;
	descriptor->refuse = NULL;
	return 0;
}

/**
 * mixcore_descriptor_end() - give the caller its descriptor, or take it back
 * @descriptor: may have no file
 * @err: the call has failed
 *
 * Context: process, no locks held.
 */
void mixcore_descriptor_end(struct mixcore_descriptor *descriptor, int err)
{
	if (!descriptor->file)
		return;
	if (err) {
		if (descriptor->refuse)
			descriptor->refuse(descriptor->file);
		put_unused_fd(descriptor->fd);
		fput(descriptor->file);
		return;
	}
	fd_install(descriptor->fd, descriptor->file);
}

/**
 * mixcore_producer_init() - nothing has happened yet
 * @producer: new
 *
 * Context: any.
 */
void mixcore_producer_init(struct mixcore_producer *producer)
{
	spin_lock_init(&producer->lock);
	init_waitqueue_head(&producer->wait);
}

/**
 * mixcore_producer_tell() - something has happened
 * @producer: who is told
 * @what: MIXCORE_PRODUCER_*
 * @set: MIXCORE_TIMER_STATE_* from now on
 * @clear: those no longer
 *
 * Context: any, also with interrupts off.
 */
void mixcore_producer_tell(struct mixcore_producer *producer, u32 what, u32 set, u32 clear)
{
	unsigned long flags;

	spin_lock_irqsave(&producer->lock, flags);
	producer->what |= what;
	producer->state = (producer->state | set) & ~clear;
	if (what & MIXCORE_PRODUCER_OVERRUN)
		producer->overruns++;
	spin_unlock_irqrestore(&producer->lock, flags);
	wake_up_interruptible(&producer->wait);
}

static bool mixcore_producer_take(struct mixcore_producer *producer,
				  struct mixcore_producer_event *event)
{
	spin_lock_irq(&producer->lock);
	event->what = producer->what;
	event->state = producer->state;
	event->overruns = producer->overruns;
	producer->what = 0;
	spin_unlock_irq(&producer->lock);
	return event->what;
}

/**
 * mixcore_producer_read() - read(2) of the descriptor
 * @producer: its
 * @file: of the descriptor
 * @buffer: for one event
 * @count: bytes of it
 *
 * Context: process; waits.
 * Return: bytes written, -EINVAL too few, -EAGAIN, -EFAULT, -ERESTARTSYS.
 */
ssize_t mixcore_producer_read(struct mixcore_producer *producer, struct file *file,
			      char __user *buffer, size_t count)
{
	struct mixcore_producer_event event;
	int err;

	if (count < sizeof(event))
		return -EINVAL;
	while (!mixcore_producer_take(producer, &event)) {
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(producer->wait, READ_ONCE(producer->what));
		if (err)
			return err;
	}
	if (!copy_to_user(buffer, &event, sizeof(event)))
		return sizeof(event);
	/* It is told once more. */
	mixcore_producer_tell(producer, event.what & ~MIXCORE_PRODUCER_OVERRUN, 0, 0);
	return -EFAULT;
}

/**
 * mixcore_producer_poll() - poll(2) of the descriptor
 * @producer: its
 * @file: of the descriptor
 * @table: of who waits
 *
 * Context: process.
 */
__poll_t mixcore_producer_poll(struct mixcore_producer *producer, struct file *file,
			       struct poll_table_struct *table)
{
	poll_wait(file, &producer->wait, table);
	return READ_ONCE(producer->what) ? EPOLLIN | EPOLLRDNORM : 0;
}

/**
 * mixcore_trigger_read() - the argument of MIXCORE_IOCTL_TRIGGER
 * @user: address of it
 * @trigger: written
 * @size: written: as the caller knows it
 *
 * Context: process, no locks held.
 * Return: 0, -EFAULT, -EINVAL, -E2BIG.
 */
int mixcore_trigger_read(void __user *user, struct mixcore_trigger *trigger, u32 *size)
{
	if (get_user(*size, (u32 __user *)user))
		return -EFAULT;
	if (*size < MIXCORE_TRIGGER_SIZE_VER0)
		return -EINVAL;
	if (*size > MIXCORE_STRUCT_SIZE_MAX)
		return -E2BIG;
	return copy_struct_from_user(trigger, sizeof(*trigger), user, *size);
}

/**
 * mixcore_trigger_time() - when it happened
 * @trigger: from userspace
 * @time: written
 *
 * Context: any.
 * Return: 0, -EINVAL: later than now, or given though it is said that it is not.
 */
int mixcore_trigger_time(const struct mixcore_trigger *trigger, ktime_t *time)
{
	*time = ktime_get();
	if (!(trigger->flags & MIXCORE_TRIGGER_F_TIME))
		return trigger->time_ns ? -EINVAL : 0;
	if (trigger->time_ns > (u64)*time)
		return -EINVAL;
	*time = trigger->time_ns;
	return 0;
}

/**
 * mixcore_trigger_write() - the answer
 * @user: address of the argument
 * @trigger: what is known
 * @size: as the caller knows it
 *
 * Context: process, no locks held.
 * Return: 0 or -EFAULT.
 */
int mixcore_trigger_write(void __user *user, struct mixcore_trigger *trigger, u32 size)
{
	trigger->size = size;
	return copy_to_user(user, trigger, min_t(u32, size, sizeof(*trigger))) ? -EFAULT : 0;
}
