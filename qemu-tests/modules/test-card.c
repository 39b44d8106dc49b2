// SPDX-License-Identifier: GPL-2.0-only
/*
 * The test PCM: a card that keeps time exactly, gives back bit by bit what was played, and fails
 * when told to. For tests only; never installed.
 *
 * Each card ("Test0", "Test1", ...) has one playback and one capture substream on one clock:
 *
 *   frames = elapsed time * rate * (1e9 + ppb) / 1e9
 *
 * What the playback position passes is what the capture side records at that moment, silence while
 * playback does not run. Both need the same rate, format and channels. Interrupts come exactly at
 * the ends of periods.
 *
 * Parameters, the last two one per card:
 *   cards      1..8
 *   nonatomic  the PCM is nonatomic: interrupts come from a work item
 *   batch      the reported position moves once in a period
 *
 * Files in /sys/kernel/debug/snd-mixcore-test/cardN:
 *   ppb          clock error in 1e-9; takes effect at once
 *   step_frames  the reported position moves in such steps; 0 = exactly, or as `batch` says
 *   fail         "OP N [ERRNO]": the next N calls of playback's OP fail, with EIO: open hw_params
 *                prepare trigger (starts only) pointer (an xrun). Reads what is left to fail.
 *   sleep_us     nonatomic: who asks for the position gets it after so long, 0 = at once
 *   stall        1: the clock stands still, no interrupts; 0: it goes on from there
 *   jump         playback's position moves by so many frames, modulo its buffer
 *   vanish       1: the card is unplugged. Reads 0 = there, 1 = gone but held open, 2 = gone
 *   appear       1: the card is back
 *   freeze_us    the processor that writes here takes no interrupts for so long
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/wait.h>
#include <sound/initval.h>

#include "test.h"

static int cards = 1;
module_param(cards, int, 0444);
MODULE_PARM_DESC(cards, "Number of cards, 1 to 8.");
bool nonatomic[TEST_CARDS];
module_param_array(nonatomic, bool, NULL, 0444);
MODULE_PARM_DESC(nonatomic, "Per card: the PCM is nonatomic.");
bool batch[TEST_CARDS];
module_param_array(batch, bool, NULL, 0444);
MODULE_PARM_DESC(batch, "Per card: the position moves once in a period.");

static struct test_slot slots[TEST_CARDS];
static struct dentry *test_dir;
static DECLARE_WAIT_QUEUE_HEAD(test_freed);

static void test_card_freed(struct snd_card *snd)
{
	struct test_card *card = snd->private_data;

	atomic_dec(&card->slot->held);
	wake_up_all(&test_freed);
}

static void test_card_init(struct test_card *card, struct test_slot *slot, struct snd_card *snd)
{
	card->slot = slot;
	card->snd = snd;
	card->ppb = slot->ppb;
	spin_lock_init(&card->lock);
	test_timer_init(card);
	strscpy(snd->driver, "MixcoreTest", sizeof(snd->driver));
	snprintf(snd->shortname, sizeof(snd->shortname), "Test PCM %d", slot->number);
	strscpy(snd->longname, snd->shortname, sizeof(snd->longname));
}

/* Plugs a card in. */
int test_slot_appear(struct test_slot *slot)
{
	struct snd_card *snd;
	char id[16];
	int err;

	lockdep_assert_held(&slot->lock);
	if (slot->card)
		return -EBUSY;
	snprintf(id, sizeof(id), "Test%d", slot->number);
	err = snd_card_new(&slot->parent->dev, -1, id, THIS_MODULE, sizeof(struct test_card), &snd);
	if (err)
		return err;
	test_card_init(snd->private_data, slot, snd);
	atomic_inc(&slot->held);
	snd->private_free = test_card_freed;
	err = test_pcm_new(snd->private_data);
	if (!err)
		err = snd_card_register(snd);
	if (err)
		snd_card_free(snd);
	else
		slot->card = snd->private_data;
	return err;
}

/* Pulls it out, as a bus driver does. */
static void test_slot_vanish(struct test_slot *slot)
{
	struct test_card *card;

	mutex_lock(&slot->lock);
	card = slot->card;
	slot->card = NULL;
	mutex_unlock(&slot->lock);
	if (!card)
		return;
	snd_card_disconnect(card->snd);
	snd_card_free_when_closed(card->snd);
}

static void test_slot_unplug(struct work_struct *work)
{
	test_slot_vanish(container_of(work, struct test_slot, unplug));
}

static void test_remove(void)
{
	int i;

	debugfs_remove(test_dir);
	for (i = 0; i < cards; i++) {
		flush_work(&slots[i].unplug);
		test_slot_vanish(&slots[i]);
		wait_event(test_freed, !atomic_read(&slots[i].held));
		platform_device_unregister(slots[i].parent);
	}
}

static int test_slot_add(struct test_slot *slot)
{
	struct platform_device *parent;
	int err;

	parent = platform_device_register_simple("snd-mixcore-test", slot->number, NULL, 0);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	slot->parent = parent;
	mutex_lock(&slot->lock);
	err = test_slot_appear(slot);
	mutex_unlock(&slot->lock);
	test_knobs_new(slot, test_dir);
	return err;
}

static int __init test_init(void)
{
	int err = 0;
	int i;

	if (cards < 1 || cards > TEST_CARDS)
		return -EINVAL;
	test_dir = debugfs_create_dir("snd-mixcore-test", NULL);
	for (i = 0; i < cards; i++) {
		slots[i].number = i;
		mutex_init(&slots[i].lock);
		INIT_WORK(&slots[i].unplug, test_slot_unplug);
	}
	for (i = 0; i < cards && !err; i++)
		err = test_slot_add(&slots[i]);
	if (err)
		test_remove();
	return err;
}

static void __exit test_exit(void)
{
	test_remove();
}

module_init(test_init);
module_exit(test_exit);

MODULE_DESCRIPTION("Test PCM of snd-mixcore: exact time, loopback, faults on demand");
MODULE_LICENSE("GPL");
