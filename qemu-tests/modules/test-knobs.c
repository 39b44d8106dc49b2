// SPDX-License-Identifier: GPL-2.0-only
/* The files of a card in debugfs; test-card.c has the list. */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/uaccess.h>

#include "test.h"

#define TEST_PPB_MAX	900000000LL
#define TEST_SLEEP_US_MAX	2000000
#define TEST_FREEZE_US_MAX	200000
#define TEST_TEXT	128

static const char *const test_op_names[OP_COUNT] = {
	"open", "hw_params", "prepare", "trigger", "pointer",
};

/* A file of a slot: what to do with what is written, what to show. */
struct test_knob {
	const char *name;
	int (*store)(struct test_slot *slot, char *text);
	int (*show)(struct test_slot *slot, char *text);
};

static int ppb_store(struct test_slot *slot, char *text)
{
	struct test_card *card = slot->card;
	s64 ppb;

	if (kstrtoll(text, 0, &ppb))
		return -EINVAL;
	if (ppb < -TEST_PPB_MAX || ppb > TEST_PPB_MAX)
		return -ERANGE;
	slot->ppb = ppb;
	if (!card)
		return 0;
	spin_lock_irq(&card->lock);
	test_clock_update(card, ktime_get());
	/* From the beginning of this frame on, so that no fraction of one is lost. */
	if (test_clock_used(card) && !card->stalled)
		test_clock_rebase(card, test_clock_time(card, card->frames));
	card->ppb = ppb;
	test_timer_arm(card);
	spin_unlock_irq(&card->lock);
	return 0;
}

static int ppb_show(struct test_slot *slot, char *text)
{
	return scnprintf(text, TEST_TEXT, "%lld\n", slot->ppb);
}

static int step_frames_store(struct test_slot *slot, char *text)
{
	return kstrtou32(text, 0, &slot->step);
}

static int step_frames_show(struct test_slot *slot, char *text)
{
	return scnprintf(text, TEST_TEXT, "%u\n", slot->step);
}

static int sleep_us_store(struct test_slot *slot, char *text)
{
	u32 us;

	if (kstrtou32(text, 0, &us))
		return -EINVAL;
	if (us > TEST_SLEEP_US_MAX)
		return -ERANGE;
	WRITE_ONCE(slot->sleep_us, us);
	return 0;
}

static int sleep_us_show(struct test_slot *slot, char *text)
{
	return scnprintf(text, TEST_TEXT, "%u\n", slot->sleep_us);
}

/* As a virtual machine that is not run: no interrupt comes, and then all at once. */
static int freeze_us_store(struct test_slot *slot, char *text)
{
	unsigned long flags;
	ktime_t end;
	u32 us;

	if (kstrtou32(text, 0, &us))
		return -EINVAL;
	if (us > TEST_FREEZE_US_MAX)
		return -ERANGE;
	local_irq_save(flags);
	end = ktime_add_us(ktime_get(), us);
	while (ktime_before(ktime_get(), end))
		cpu_relax();
	local_irq_restore(flags);
	return 0;
}

static int fail_store(struct test_slot *slot, char *text)
{
	unsigned int calls, error = EIO;
	char name[16];
	int op;

	if (sscanf(text, "%15s %u %u", name, &calls, &error) < 2)
		return -EINVAL;
	op = match_string(test_op_names, OP_COUNT, name);
	if (op < 0 || calls > INT_MAX || !error || error > MAX_ERRNO)
		return -EINVAL;
	slot->fail_error[op] = error;
	atomic_set(&slot->fail_left[op], calls);
	return 0;
}

static int fail_show(struct test_slot *slot, char *text)
{
	int op, length = 0;

	for (op = 0; op < OP_COUNT; op++) {
		int calls = atomic_read(&slot->fail_left[op]);

		if (calls > 0)
			length += scnprintf(text + length, TEST_TEXT - length, "%s %d %d\n",
					    test_op_names[op], calls, slot->fail_error[op]);
	}
	return length;
}

static int stall_store(struct test_slot *slot, char *text)
{
	struct test_card *card = slot->card;
	bool stalled;

	if (kstrtobool(text, &stalled))
		return -EINVAL;
	if (!card)
		return -ENODEV;
	spin_lock_irq(&card->lock);
	if (card->stalled != stalled) {
		ktime_t now = ktime_get();

		test_clock_update(card, now);
		card->stalled = stalled;
		test_clock_rebase(card, now);
		test_timer_arm(card);
	}
	spin_unlock_irq(&card->lock);
	return 0;
}

static int stall_show(struct test_slot *slot, char *text)
{
	return scnprintf(text, TEST_TEXT, "%d\n", slot->card && slot->card->stalled);
}

static int jump_store(struct test_slot *slot, char *text)
{
	struct test_card *card = slot->card;
	struct test_side *play;
	int err = 0;
	s32 frames;

	if (kstrtos32(text, 0, &frames))
		return -EINVAL;
	if (!card)
		return -ENODEV;
	play = &card->side[SNDRV_PCM_STREAM_PLAYBACK];
	spin_lock_irq(&card->lock);
	test_clock_update(card, ktime_get());
	if (play->running) {
		s32 buffer = play->substream->runtime->buffer_size;

		/* Back is as far on as is left of the buffer. */
		play->pos += frames % buffer + (frames % buffer < 0 ? buffer : 0);
		test_timer_arm(card);
	} else {
		err = -EBADFD;
	}
	spin_unlock_irq(&card->lock);
	return err;
}

static int vanish_store(struct test_slot *slot, char *text)
{
	bool vanish;

	if (kstrtobool(text, &vanish) || !vanish)
		return -EINVAL;
	schedule_work(&slot->unplug);
	return 0;
}

static int vanish_show(struct test_slot *slot, char *text)
{
	int state = slot->card ? 0 : atomic_read(&slot->held) ? 1 : 2;

	return scnprintf(text, TEST_TEXT, "%d\n", state);
}

static int appear_store(struct test_slot *slot, char *text)
{
	bool appear;

	if (kstrtobool(text, &appear) || !appear)
		return -EINVAL;
	return test_slot_appear(slot);
}

static const struct test_knob test_knobs[] = {
	{ "ppb", ppb_store, ppb_show },
	{ "step_frames", step_frames_store, step_frames_show },
	{ "sleep_us", sleep_us_store, sleep_us_show },
	{ "fail", fail_store, fail_show },
	{ "stall", stall_store, stall_show },
	{ "jump", jump_store, NULL },
	{ "vanish", vanish_store, vanish_show },
	{ "appear", appear_store, NULL },
	{ "freeze_us", freeze_us_store, NULL },
};

static ssize_t test_file_write(struct file *file, const char __user *from, size_t count,
			       loff_t *pos)
{
	struct test_file *knob = file->private_data;
	char text[TEST_TEXT];
	int err;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, from, count))
		return -EFAULT;
	text[count] = '\0';
	mutex_lock(&knob->slot->lock);
	err = knob->knob->store(knob->slot, text);
	mutex_unlock(&knob->slot->lock);
	return err ?: count;
}

static ssize_t test_file_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct test_file *knob = file->private_data;
	char text[TEST_TEXT];
	int length;

	if (!knob->knob->show)
		return -EINVAL;
	mutex_lock(&knob->slot->lock);
	length = knob->knob->show(knob->slot, text);
	mutex_unlock(&knob->slot->lock);
	return simple_read_from_buffer(to, count, pos, text, length);
}

static const struct file_operations test_file_ops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = test_file_read,
	.write = test_file_write,
};

void test_knobs_new(struct test_slot *slot, struct dentry *parent)
{
	struct dentry *dir;
	char name[16];
	int i;

	BUILD_BUG_ON(ARRAY_SIZE(test_knobs) > ARRAY_SIZE(slot->files));
	snprintf(name, sizeof(name), "card%d", slot->number);
	dir = debugfs_create_dir(name, parent);
	for (i = 0; i < ARRAY_SIZE(test_knobs); i++) {
		slot->files[i].slot = slot;
		slot->files[i].knob = &test_knobs[i];
		debugfs_create_file(test_knobs[i].name, 0600, dir, &slot->files[i],
				    &test_file_ops);
	}
}
