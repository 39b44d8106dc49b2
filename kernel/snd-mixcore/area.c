// SPDX-License-Identifier: GPL-2.0-only
/*
 * Status areas: memory that a uid has mapped and that cycles write. sound/mixcore_status.h has its
 * layout. There is one for each uid that has one mapped, and one for those who may see all.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "mixcore.h"

#define MIXCORE_AREA_BYTES	PAGE_ALIGN(MIXCORE_STATUS_BYTES)

/**
 * struct mixcore_area - a status area
 * @list: in mixcore_areas
 * @card: the card
 * @uid: whose
 * @all: of those who may see all
 * @maps: how often it is mapped; mixcore_areas.lock
 * @memory: mapped by userspace, never read
 */
struct mixcore_area {
	struct list_head list;
	struct mixcore_card *card;
	kuid_t uid;
	bool all;
	u32 maps;
	void *memory;
};

/**
 * mixcore_area_init() - make areas possible
 * @card: the card
 *
 * Context: module load.
 */
void mixcore_area_init(struct mixcore_card *card)
{
	mutex_init(&card->areas.lock);
	INIT_LIST_HEAD(&card->areas.list);
}

static void mixcore_area_fill_header(struct mixcore_area *area)
{
	struct mixcore_status_header *header = area->memory;
	const u32 stride = sizeof(struct mixcore_status_entry);

	header->magic = MIXCORE_STATUS_MAGIC;
	header->size = sizeof(*header);
	header->bytes = MIXCORE_STATUS_BYTES;
	header->stride = stride;
	header->outputs = MIXCORE_STATUS_OUTPUTS;
	header->outputs_offset = MIXCORE_STATUS_HEADER_BYTES;
	header->inputs = MIXCORE_STATUS_OUTPUTS;
	header->inputs_offset = header->outputs_offset + header->outputs * stride;
	header->streams = MIXCORE_PCMS * MIXCORE_STREAMS_MAX;
	header->streams_offset = header->inputs_offset + header->inputs * stride;
	BUILD_BUG_ON(sizeof(*header) > MIXCORE_STATUS_HEADER_BYTES);
	BUILD_BUG_ON(sizeof(struct mixcore_status_entry) * MIXCORE_STATUS_ENTRIES +
		     MIXCORE_STATUS_HEADER_BYTES != MIXCORE_STATUS_BYTES);
	BUILD_BUG_ON(MIXCORE_PCMS * MIXCORE_STREAMS_MAX + 2 * MIXCORE_STATUS_OUTPUTS !=
		     MIXCORE_STATUS_ENTRIES);
}

static struct mixcore_area *mixcore_area_new(struct mixcore_card *card,
					     const struct mixcore_caller *caller)
{
	struct mixcore_area *area = kzalloc(sizeof(*area), GFP_KERNEL_ACCOUNT);

	if (!area)
		return ERR_PTR(-ENOMEM);
	area->memory = vmalloc_user(MIXCORE_AREA_BYTES);
	if (!area->memory) {
		kfree(area);
		return ERR_PTR(-ENOMEM);
	}
	area->card = card;
	area->uid = caller->uid;
	area->all = caller->control;
	mixcore_area_fill_header(area);
	return area;
}

static struct mixcore_area *mixcore_area_find(struct mixcore_card *card,
					      const struct mixcore_caller *caller)
	__must_hold(&card->areas.lock)
{
	struct mixcore_area *area;

	lockdep_assert_held(&card->areas.lock);
	list_for_each_entry(area, &card->areas.list, list)
		if (caller->control ? area->all : !area->all && uid_eq(area->uid, caller->uid))
			return area;
	return NULL;
}

static void mixcore_area_free(struct mixcore_area *area)
{
	vfree(area->memory);
	kfree(area);
}

static int mixcore_area_add(struct mixcore_area *area)
	__must_hold(&area->card->areas.lock)
{
	struct mixcore_status_header *header = area->memory;
	struct mixcore_card *card = area->card;

	lockdep_assert_held(&area->card->areas.lock);
	if (card->areas.count >= MIXCORE_STATUS_AREAS_MAX)
		return -ENOSPC;
	header->generation = READ_ONCE(card->generation);
	list_add_rcu(&area->list, &card->areas.list);
	card->areas.count++;
	return 0;
}

/* The one that there is, or this new one; of which the other is nobody's. Counts a mapping. */
static struct mixcore_area *mixcore_area_get(struct mixcore_card *card,
					     const struct mixcore_caller *caller,
					     struct mixcore_area *spare)
{
	struct mixcore_area *area;
	int err = 0;

	mutex_lock(&card->areas.lock);
	area = mixcore_area_find(card, caller);
	if (!area) {
		area = spare;
		err = mixcore_area_add(area);
	}
	if (!err)
		area->maps++;
	mutex_unlock(&card->areas.lock);
	if (err || area != spare)
		mixcore_area_free(spare);
	return err ? ERR_PTR(err) : area;
}

static void mixcore_area_put(struct mixcore_area *area)
{
	struct mixcore_areas *areas = &area->card->areas;
	bool last;

	mutex_lock(&areas->lock);
	last = !--area->maps;
	if (last) {
		list_del_rcu(&area->list);
		areas->count--;
	}
	mutex_unlock(&areas->lock);
	if (!last)
		return;
	/* A cycle may be writing. */
	synchronize_rcu();
	mixcore_area_free(area);
}

static void mixcore_area_vma_open(struct vm_area_struct *vma)
{
	struct mixcore_area *area = vma->vm_private_data;

	mutex_lock(&area->card->areas.lock);
	area->maps++;
	mutex_unlock(&area->card->areas.lock);
}

static void mixcore_area_vma_close(struct vm_area_struct *vma)
{
	mixcore_area_put(vma->vm_private_data);
}

static const struct vm_operations_struct mixcore_area_vm_ops = {
	.open = mixcore_area_vma_open,
	.close = mixcore_area_vma_close,
};

/**
 * mixcore_area_mmap() - a node is mapped
 * @card: the card
 * @caller: who has opened it
 * @vma: where to
 *
 * Context: process, its mmap_lock held.
 * Return: 0, -EPERM, -EINVAL, -ENOSPC, -ENOMEM.
 */
int mixcore_area_mmap(struct mixcore_card *card, const struct mixcore_caller *caller,
		      struct vm_area_struct *vma)
{
	struct mixcore_area *area;
	int err;

	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	area = mixcore_area_new(card, caller);
	if (IS_ERR(area))
		return PTR_ERR(area);
	area = mixcore_area_get(card, caller, area);
	if (IS_ERR(area))
		return PTR_ERR(area);
	vm_flags_clear(vma, VM_MAYWRITE);
	err = remap_vmalloc_range(vma, area->memory, vma->vm_pgoff);
	if (err) {
		mixcore_area_put(area);
		return err;
	}
	vma->vm_ops = &mixcore_area_vm_ops;
	vma->vm_private_data = area;
	return 0;
}

static bool mixcore_area_shows(const struct mixcore_area *area, kuid_t uid)
{
	return area->all || uid_eq(area->uid, uid);
}

/**
 * mixcore_area_shows_uid() - shows one of the areas that are mapped streams of this uid
 * @card: the card
 * @uid: of some stream
 *
 * Context: any.
 */
bool mixcore_area_shows_uid(const struct mixcore_card *card, kuid_t uid)
{
	const struct mixcore_area *area;
	bool watched = false;

	rcu_read_lock();
	list_for_each_entry_rcu(area, &card->areas.list, list)
		watched = watched || mixcore_area_shows(area, uid);
	rcu_read_unlock();
	return watched;
}

/**
 * mixcore_area_generation() - the graph has changed
 * @card: the card
 *
 * Context: process, graph_lock held.
 */
void mixcore_area_generation(struct mixcore_card *card)
	__must_hold(&card->graph_lock)
{
	struct mixcore_area *area;

	lockdep_assert_held(&card->graph_lock);
	mutex_lock(&card->areas.lock);
	list_for_each_entry(area, &card->areas.list, list) {
		struct mixcore_status_header *header = area->memory;

		WRITE_ONCE(header->generation, card->generation);
	}
	mutex_unlock(&card->areas.lock);
}

static struct mixcore_status_entry *mixcore_area_entry(const struct mixcore_area *area, u32 index)
{
	return (struct mixcore_status_entry *)(area->memory + MIXCORE_STATUS_HEADER_BYTES) + index;
}

/* One writer of an entry at a time. */
static void mixcore_area_write(struct mixcore_status_entry *to,
			       const struct mixcore_status_entry *entry)
{
	const size_t begin = offsetof(struct mixcore_status_entry, id);
	u32 sequence = to->sequence + 1;

	WRITE_ONCE(to->sequence, sequence);
	/* Odd before the first member is written. */
	smp_wmb();
	memcpy((void *)to + begin, (const void *)entry + begin, sizeof(*to) - begin);
	/* And even after the last one. */
	smp_store_release(&to->sequence, sequence + 1);
}

/**
 * mixcore_area_put_stream() - write the entry of a stream
 * @stream: whose
 * @entry: its sequence means nothing
 *
 * Context: any; no two at once for one stream.
 */
void mixcore_area_put_stream(const struct mixcore_stream *stream,
			     const struct mixcore_status_entry *entry)
{
	u32 index = 2 * MIXCORE_STATUS_OUTPUTS + stream->substream->number +
		    mixcore_stream_pcm(stream) * MIXCORE_STREAMS_MAX;
	const struct mixcore_area *area;

	rcu_read_lock();
	list_for_each_entry_rcu(area, &stream->card->areas.list, list)
		if (mixcore_area_shows(area, stream->uid))
			mixcore_area_write(mixcore_area_entry(area, index), entry);
	rcu_read_unlock();
}

/* May who sees the area know how loud it is? Anybody may record an input. */
static bool mixcore_area_hears(const struct mixcore_area *area,
			       const struct mixcore_output *output)
{
	return area->all || output->capture || mixcore_monitor_access == MIXCORE_MONITOR_ALL;
}

/**
 * mixcore_area_hears_output() - is an area mapped that shows how loud it is
 * @output: which
 *
 * Context: any.
 */
bool mixcore_area_hears_output(const struct mixcore_output *output)
{
	const struct mixcore_area *area;
	bool hears = false;

	rcu_read_lock();
	list_for_each_entry_rcu(area, &output->card->areas.list, list)
		hears = hears || mixcore_area_hears(area, output);
	rcu_read_unlock();
	return hears;
}

static void mixcore_area_put_deaf(struct mixcore_status_entry *to,
				  const struct mixcore_status_entry *entry)
{
	struct mixcore_status_entry deaf = *entry;

	memset(deaf.peak, 0, sizeof(deaf.peak));
	memset(deaf.square_sum, 0, sizeof(deaf.square_sum));
	mixcore_area_write(to, &deaf);
}

/**
 * mixcore_area_put_output() - write the entry of an output or input
 * @output: whose; one without a place is not shown
 * @entry: its sequence means nothing
 *
 * Context: any; no two at once for one output.
 */
void mixcore_area_put_output(const struct mixcore_output *output,
			     const struct mixcore_status_entry *entry)
{
	u32 index = output->place + (output->capture ? MIXCORE_STATUS_OUTPUTS : 0);
	const struct mixcore_area *area;

	if (output->place < 0)
		return;
	rcu_read_lock();
	list_for_each_entry_rcu(area, &output->card->areas.list, list) {
		struct mixcore_status_entry *to = mixcore_area_entry(area, index);

		if (mixcore_area_hears(area, output))
			mixcore_area_write(to, entry);
		else
			mixcore_area_put_deaf(to, entry);
	}
	rcu_read_unlock();
}
