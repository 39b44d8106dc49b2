// SPDX-License-Identifier: GPL-2.0-only
/* Who may, and how much: rights over streams, and what each uid holds. */
#include <linux/slab.h>

#include "mixcore.h"

/**
 * mixcore_may_change() - may the caller act on what @owner opened
 * @caller: who asks
 * @owner: uid of the stream
 *
 * Context: any.
 */
bool mixcore_may_change(const struct mixcore_caller *caller, kuid_t owner)
{
	return caller->control || uid_eq(caller->uid, owner);
}

static struct mixcore_user *mixcore_user_find(struct mixcore_card *card, kuid_t uid)
	__must_hold(&card->quota_lock)
{
	struct mixcore_user *user;

	lockdep_assert_held(&card->quota_lock);
	list_for_each_entry(user, &card->users, list)
		if (uid_eq(user->uid, uid))
			return user;
	return NULL;
}

static struct mixcore_user *mixcore_user_find_or_add(struct mixcore_card *card, kuid_t uid)
	__must_hold(&card->quota_lock)
{
	struct mixcore_user *user = mixcore_user_find(card, uid);

	if (user)
		return user;
	user = kzalloc(sizeof(*user), GFP_KERNEL);
	if (!user)
		return NULL;
	user->uid = uid;
	list_add(&user->list, &card->users);
	return user;
}

static void mixcore_user_drop_unused(struct mixcore_user *user)
{
	u32 kind;

	for (kind = 0; kind < MIXCORE_HELD_KINDS; kind++)
		if (user->held[kind])
			return;
	if (user->bytes)
		return;
	list_del(&user->list);
	kfree(user);
}

/**
 * mixcore_user_take() - count something that a uid gets
 * @card: the card
 * @uid: whose
 * @kind: of it
 * @holder: written
 *
 * Context: process.
 * Return: 0, -EDQUOT, -ENOMEM.
 */
int mixcore_user_take(struct mixcore_card *card, kuid_t uid, enum mixcore_held kind,
		      struct mixcore_user **holder)
{
	struct mixcore_user *user;
	int err = 0;

	mutex_lock(&card->quota_lock);
	user = mixcore_user_find_or_add(card, uid);
	if (!user) {
		err = -ENOMEM;
	} else if (user->held[kind] >= card->quota_held[kind]) {
		mixcore_user_drop_unused(user);
		err = -EDQUOT;
	} else {
		user->held[kind]++;
		*holder = user;
	}
	mutex_unlock(&card->quota_lock);
	return err;
}

/**
 * mixcore_user_give() - undo mixcore_user_take()
 * @card: the card
 * @user: who holds it; what is still charged keeps the user
 * @kind: of what is given back
 *
 * Context: process.
 */
void mixcore_user_give(struct mixcore_card *card, struct mixcore_user *user,
		       enum mixcore_held kind)
{
	mutex_lock(&card->quota_lock);
	user->held[kind]--;
	mixcore_user_drop_unused(user);
	mutex_unlock(&card->quota_lock);
}

/**
 * mixcore_user_charge() - count memory for frames
 * @card: the card
 * @user: who pays; holds something
 * @bytes: how much
 *
 * Context: process.
 * Return: 0 or -EDQUOT.
 */
int mixcore_user_charge(struct mixcore_card *card, struct mixcore_user *user, u64 bytes)
{
	int err = 0;

	mutex_lock(&card->quota_lock);
	if (user->bytes + bytes > card->quota_bytes ||
	    card->bytes + bytes > card->quota_card_bytes) {
		err = -EDQUOT;
	} else {
		user->bytes += bytes;
		card->bytes += bytes;
	}
	mutex_unlock(&card->quota_lock);
	return err;
}

/**
 * mixcore_user_uncharge() - undo mixcore_user_charge()
 * @card: the card
 * @user: who paid; gone afterwards, when it holds nothing else
 * @bytes: how much
 *
 * Context: process.
 */
void mixcore_user_uncharge(struct mixcore_card *card, struct mixcore_user *user, u64 bytes)
{
	mutex_lock(&card->quota_lock);
	user->bytes -= bytes;
	card->bytes -= bytes;
	mixcore_user_drop_unused(user);
	mutex_unlock(&card->quota_lock);
}

/**
 * mixcore_user_status() - what @uid and all hold
 * @card: the card
 * @uid: whose
 * @status: uid_*, and card_bytes are set
 *
 * Context: process.
 */
void mixcore_user_status(struct mixcore_card *card, kuid_t uid, struct mixcore_status *status)
{
	struct mixcore_user *user;

	mutex_lock(&card->quota_lock);
	user = mixcore_user_find(card, uid);
	if (user) {
		status->uid_streams = user->held[MIXCORE_HELD_STREAMS];
		status->uid_timers = user->held[MIXCORE_HELD_TIMERS];
		status->uid_endpoints = user->held[MIXCORE_HELD_ENDPOINTS];
		status->uid_bytes = user->bytes;
	}
	status->card_bytes = card->bytes;
	mutex_unlock(&card->quota_lock);
}

/**
 * mixcore_quota_get() - limits in force
 * @card: the card
 * @quota: filled in, but for its size
 *
 * Context: process.
 */
void mixcore_quota_get(struct mixcore_card *card, struct mixcore_quota *quota)
{
	mutex_lock(&card->quota_lock);
	quota->uid_streams = card->quota_held[MIXCORE_HELD_STREAMS];
	quota->uid_timers = card->quota_held[MIXCORE_HELD_TIMERS];
	quota->uid_endpoints = card->quota_held[MIXCORE_HELD_ENDPOINTS];
	quota->uid_bytes = card->quota_bytes;
	quota->card_bytes = card->quota_card_bytes;
	mutex_unlock(&card->quota_lock);
}

/**
 * mixcore_quota_set() - change limits; takes nothing from those who have
 * @card: the card
 * @quota: all of them
 *
 * Context: process.
 * Return: 0 or -EINVAL.
 */
int mixcore_quota_set(struct mixcore_card *card, const struct mixcore_quota *quota)
{
	u32 *held = card->quota_held;

	if (!quota->uid_streams || quota->uid_streams > MIXCORE_STREAMS_MAX ||
	    quota->uid_timers > MIXCORE_QUOTA_TIMERS_MAX ||
	    quota->uid_endpoints > MIXCORE_QUOTA_ENDPOINTS_MAX)
		return -EINVAL;
	mutex_lock(&card->quota_lock);
	held[MIXCORE_HELD_STREAMS] = quota->uid_streams;
	held[MIXCORE_HELD_TIMERS] = quota->uid_timers ?: held[MIXCORE_HELD_TIMERS];
	held[MIXCORE_HELD_ENDPOINTS] = quota->uid_endpoints ?: held[MIXCORE_HELD_ENDPOINTS];
	card->quota_bytes = quota->uid_bytes;
	card->quota_card_bytes = quota->card_bytes;
	mutex_unlock(&card->quota_lock);
	return 0;
}
