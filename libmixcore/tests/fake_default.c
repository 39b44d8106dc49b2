// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where and how streams open, by the kernel for tests: for all, and for one uid at a time. */
#include <errno.h>
#include <string.h>

#include "fake_kernel.h"

void fake_default_reset(void)
{
	fake.def = (struct mixcore_default){
		.uid = MIXCORE_UID_ANY,
		.output = MIXCORE_OUTPUT_NULL,
		.input = MIXCORE_INPUT_NULL,
		.gain = MIXCORE_GAIN_UNITY,
	};
}

bool fake_has_defaults(uint32_t uid)
{
	return uid == MIXCORE_UID_ANY || (fake.user_def.mask && fake.user_def.uid == uid);
}

static void copy_followers(struct mixcore_default *to, const struct mixcore_default *from)
{
	to->follower_count = from->follower_count;
	memcpy(to->followers, from->followers, sizeof(to->followers));
}

static int check_followers(const struct mixcore_default *arg)
{
	if (arg->follower_count > MIXCORE_DEFAULT_FOLLOWERS_MAX)
		return -EINVAL;
	for (unsigned int i = 0; i < arg->follower_count; i++) {
		if (!fake_output_of(arg->followers[i]))
			return -ENOENT;
		for (unsigned int other = 0; other < i; other++)
			if (arg->followers[other] == arg->followers[i])
				return -EINVAL;
	}
	return 0;
}

int fake_default_read(struct mixcore_default *arg, bool next)
{
	struct mixcore_default def = fake.def;

	if (next && (arg->uid != MIXCORE_UID_ANY || !fake.user_def.mask))
		return -ENOENT;
	def.uid = next ? fake.user_def.uid : arg->uid;
	if (def.uid == fake.user_def.uid) {
		def.mask = fake.user_def.mask;
		if (def.mask & MIXCORE_DEFAULT_OUTPUT)
			def.output = fake.user_def.output;
		if (def.mask & MIXCORE_DEFAULT_INPUT)
			def.input = fake.user_def.input;
		if (def.mask & MIXCORE_DEFAULT_GAIN)
			def.gain = fake.user_def.gain;
		if (def.mask & MIXCORE_DEFAULT_MUTE)
			def.mute = fake.user_def.mute;
		if (def.mask & MIXCORE_DEFAULT_FOLLOWERS)
			copy_followers(&def, &fake.user_def);
	}
	return fake_give(arg, &def, sizeof(def));
}

/* The history goes with the last thing that the uid has of its own. */
static void end_user(void)
{
	if (fake.user_def.mask)
		return;
	fake_event_gone(MIXCORE_OBJECT_DEFAULT, fake.user_def.uid, 0);
	fake_drop_history(MIXCORE_OBJECT_DEFAULT, fake.user_def.uid, 0);
	fake.user_def.uid = 0;
}

static void apply(struct mixcore_default *def, const struct mixcore_default *arg)
{
	if (arg->mask & MIXCORE_DEFAULT_OUTPUT)
		def->output = arg->output;
	if (arg->mask & MIXCORE_DEFAULT_INPUT)
		def->input = arg->input;
	if (arg->mask & MIXCORE_DEFAULT_GAIN)
		def->gain = arg->gain;
	if (arg->mask & MIXCORE_DEFAULT_MUTE)
		def->mute = arg->mute;
	if (arg->mask & MIXCORE_DEFAULT_FOLLOWERS)
		copy_followers(def, arg);
}

static int clear(const struct mixcore_default *arg)
{
	if (arg->uid == MIXCORE_UID_ANY)
		return -EINVAL;
	if (!fake_has_defaults(arg->uid))
		return 0;
	fake.user_def.mask &= ~arg->mask;
	fake_record(MIXCORE_OBJECT_DEFAULT, arg->uid, 0, arg->mask, &arg->cause);
	end_user();
	return 0;
}

int fake_default_set(const struct mixcore_default *arg)
{
	struct mixcore_default *def = arg->uid == MIXCORE_UID_ANY ? &fake.def : &fake.user_def;

	if (arg->device || !arg->mask)
		return -EINVAL;
	if (arg->mask & MIXCORE_DEFAULT_CLEAR)
		return clear(arg);
	if (arg->mask & MIXCORE_DEFAULT_OUTPUT && !fake_output_of(arg->output))
		return -ENOENT;
	if (arg->mask & MIXCORE_DEFAULT_INPUT && !fake_input_of(arg->input))
		return -ENOENT;
	if (arg->mask & MIXCORE_DEFAULT_FOLLOWERS && check_followers(arg))
		return check_followers(arg);
	if (arg->uid != MIXCORE_UID_ANY) {
		def->uid = arg->uid;
		def->mask |= arg->mask;
	}
	apply(def, arg);
	fake_record(MIXCORE_OBJECT_DEFAULT, arg->uid, 0, arg->mask, &arg->cause);
	return 0;
}

void fake_default_output_made(uint32_t output)
{
	if (fake.def.output != MIXCORE_OUTPUT_NULL)
		return;
	fake.def.output = output;
	fake_record_besides(MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, MIXCORE_DEFAULT_OUTPUT);
}

void fake_default_input_made(uint32_t input)
{
	if (fake.def.input != MIXCORE_INPUT_NULL)
		return;
	fake.def.input = input;
	fake_record_besides(MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, MIXCORE_DEFAULT_INPUT);
}

/* Returns whether it was one of them. */
static bool unfollow(struct mixcore_default *def, uint32_t output)
{
	uint32_t kept = 0, count = def->follower_count;

	for (uint32_t i = 0; i < count; i++)
		if (def->followers[i] != output)
			def->followers[kept++] = def->followers[i];
	def->follower_count = kept;
	return kept < count;
}

static uint32_t unset_output(struct mixcore_default *def, uint32_t output)
{
	uint32_t what = unfollow(def, output) ? MIXCORE_DEFAULT_FOLLOWERS : 0;

	if (def->output != output)
		return what;
	def->output = MIXCORE_OUTPUT_NULL;
	return what | MIXCORE_DEFAULT_OUTPUT;
}

/* What of the defaults of all and of one uid is another, as something was detached. */
static void forgotten(uint32_t of_all, uint32_t of_user, const struct mixcore_cause *cause)
{
	if (of_all)
		fake_record(MIXCORE_OBJECT_DEFAULT, MIXCORE_UID_ANY, 0, of_all, cause);
	if (of_user & MIXCORE_DEFAULT_FOLLOWERS)
		fake_record(MIXCORE_OBJECT_DEFAULT, fake.user_def.uid, 0,
			    MIXCORE_DEFAULT_FOLLOWERS, cause);
	of_user &= ~MIXCORE_DEFAULT_FOLLOWERS;
	if (!of_user)
		return;
	fake.user_def.mask &= ~of_user;
	fake_record(MIXCORE_OBJECT_DEFAULT, fake.user_def.uid, 0, of_user | MIXCORE_DEFAULT_CLEAR,
		    cause);
	end_user();
}

void fake_default_output_gone(uint32_t output, const struct mixcore_cause *cause)
{
	uint32_t of_all = unset_output(&fake.def, output);
	uint32_t of_user = fake.user_def.mask ? unset_output(&fake.user_def, output) : 0;

	forgotten(of_all, of_user, cause);
}

void fake_default_input_gone(uint32_t input, const struct mixcore_cause *cause)
{
	const bool of_user = fake.user_def.mask & MIXCORE_DEFAULT_INPUT &&
			     fake.user_def.input == input;
	const bool of_all = fake.def.input == input;

	if (of_all)
		fake.def.input = MIXCORE_INPUT_NULL;
	forgotten(of_all ? MIXCORE_DEFAULT_INPUT : 0, of_user ? MIXCORE_DEFAULT_INPUT : 0, cause);
}
