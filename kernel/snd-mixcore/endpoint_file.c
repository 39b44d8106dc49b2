// SPDX-License-Identifier: GPL-2.0-only
/* The descriptor of an endpoint: TRIGGER, mmap, poll and read, and what its end means. */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "mixcore.h"

static int mixcore_endpoint_check(const struct mixcore_endpoint *endpoint,
				  const struct mixcore_trigger *trigger)
{
	u32 most = endpoint->ring.frames - endpoint->output->config.cycle;

	if ((trigger->flags & ~MIXCORE_TRIGGER_F_TIME) || trigger->ticks)
		return -EINVAL;
	return trigger->frames && trigger->frames <= most ? 0 : -EINVAL;
}

static long mixcore_endpoint_ioctl(struct file *file, unsigned int cmd, unsigned long argument)
{
	struct mixcore_endpoint *endpoint = file->private_data;
	void __user *user = (void __user *)argument;
	struct mixcore_trigger trigger;
	ktime_t time;
	u32 size;
	int err;

	if (cmd != MIXCORE_IOCTL_TRIGGER)
		return -ENOTTY;
	err = mixcore_trigger_read(user, &trigger, &size);
	if (!err)
		err = mixcore_endpoint_check(endpoint, &trigger);
	if (!err)
		err = mixcore_trigger_time(&trigger, &time);
	/* An answer that can't be given is noticed before anything has happened. */
	if (!err)
		err = mixcore_trigger_write(user, &trigger, size);
	if (!err)
		err = mixcore_endpoint_trigger(endpoint, trigger.frames, time, &trigger.position);
	return err ?: mixcore_trigger_write(user, &trigger, size);
}

/* The file, and with it the memory, stays as long as it is mapped. */
static int mixcore_endpoint_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct mixcore_endpoint *endpoint = file->private_data;

	if (vma->vm_pgoff)
		return -EINVAL;
	return remap_vmalloc_range(vma, endpoint->ring.page, 0);
}

static ssize_t mixcore_endpoint_file_read(struct file *file, char __user *buffer, size_t count,
					  loff_t *offset)
{
	struct mixcore_endpoint *endpoint = file->private_data;

	return mixcore_producer_read(&endpoint->producer, file, buffer, count);
}

static __poll_t mixcore_endpoint_poll(struct file *file, struct poll_table_struct *table)
{
	struct mixcore_endpoint *endpoint = file->private_data;

	return mixcore_producer_poll(&endpoint->producer, file, table);
}

static int mixcore_endpoint_release(struct inode *inode, struct file *file)
{
	struct mixcore_endpoint *endpoint = file->private_data;
	struct mixcore_output *output = endpoint->output;

	mixcore_endpoint_give_up(endpoint);
	mixcore_output_put(output);
	return 0;
}

static const struct file_operations mixcore_endpoint_fops = {
	.owner = THIS_MODULE,
	.release = mixcore_endpoint_release,
	.mmap = mixcore_endpoint_mmap,
	.read = mixcore_endpoint_file_read,
	.poll = mixcore_endpoint_poll,
	.unlocked_ioctl = mixcore_endpoint_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = noop_llseek,
};

/* The call that was to give the descriptor has failed. */
static void mixcore_endpoint_file_refuse(struct file *file)
{
	mixcore_endpoint_refuse(file->private_data);
}

/**
 * mixcore_endpoint_descriptor() - a descriptor for the process
 * @endpoint: of which
 * @caller: gets it
 *
 * Context: process.
 * Return: 0 or an error; with 0 the file has a reference to the output.
 */
int mixcore_endpoint_descriptor(struct mixcore_endpoint *endpoint, struct mixcore_caller *caller)
{
	int err;

	mixcore_output_get(endpoint->output);
	err = mixcore_descriptor_new(&caller->descriptor, "[mixcore-endpoint]",
				     &mixcore_endpoint_fops, endpoint);
	if (err)
		mixcore_output_put(endpoint->output);
	else
		caller->descriptor.refuse = mixcore_endpoint_file_refuse;
	return err;
}
