// SPDX-License-Identifier: LGPL-2.1-or-later
/* Timers: of both providers, what they are triggered with, and what they tell. */
#include <errno.h>

#include "fake_kernel.h"
#include "test.h"

#define MS_NS	1000000ULL

static struct mixcore *ctx;
static struct mixcore_timer *timer;
static struct mixcore_timer_create create;

static void begin(void)
{
	fake_reset_small();
	fake.now_ns = 1000 * MS_NS;
	timer = NULL;
	create = MIXCORE_INIT(mixcore_timer_create);
	create.resolution_ns = 10 * MS_NS;
	CHECK_INT(mixcore_open(&ctx, 0), 0);
}

static void end(void)
{
	mixcore_timer_close(timer);
	mixcore_close(ctx);
	CHECK_INT(fake.open_descriptors, 0);
}

static void open_by(enum mixcore_timer_provider provider)
{
	CHECK_INT(mixcore_timer_open(&timer, ctx, &create, provider), 0);
}

static struct fake_timer *behind(void)
{
	return fake_timer_of(mixcore_timer_fd(timer));
}

static void is_at(int dev_class, int card, int device, int subdevice)
{
	const struct mixcore_timer_address address = mixcore_timer_address(timer);

	CHECK_INT(address.dev_class, dev_class);
	CHECK_INT(address.card, card);
	CHECK_INT(address.device, device);
	CHECK_INT(address.subdevice, subdevice);
}

static void of_mixcore(void)
{
	begin();
	strcpy(create.name, "studio");
	create.rate = 48000;
	open_by(MIXCORE_TIMER_MIXCORE);
	CHECK_INT(mixcore_timer_provided_by(timer), MIXCORE_TIMER_MIXCORE);
	CHECK_INT(create.fd, mixcore_timer_fd(timer));
	CHECK_INT(create.id, behind()->info.id);
	CHECK_INT(create.device, MIXCORE_TIMER_DEVICE);
	is_at(SNDRV_TIMER_CLASS_GLOBAL, -1, MIXCORE_TIMER_DEVICE, 0);
	CHECK_INT(behind()->info.rate, 48000);
	CHECK_INT(behind()->info.resolution_ns, 10 * MS_NS);
	end();
}

static void of_the_card(void)
{
	begin();
	fake_add_timer("another", MS_NS, 0);
	create.flags = MIXCORE_TIMER_F_CARD;
	open_by(MIXCORE_TIMER_ANY);
	is_at(SNDRV_TIMER_CLASS_PCM, 3, MIXCORE_TIMER_DEVICE + 1, 0);
	fake.open_descriptors--;
	end();
}

static void of_the_kernel(void)
{
	struct mixcore_timer *first;

	begin();
	fake.has_utimers = true;
	CHECK_INT(mixcore_timer_open(&first, NULL, &create, MIXCORE_TIMER_KERNEL), 0);
	open_by(MIXCORE_TIMER_KERNEL);
	CHECK_INT(mixcore_timer_provided_by(timer), MIXCORE_TIMER_KERNEL);
	CHECK_INT(create.fd, mixcore_timer_fd(timer));
	CHECK_INT(create.id, 1);
	CHECK_INT(create.device, 4);
	is_at(SNDRV_TIMER_CLASS_GLOBAL, -1, 4, 1);
	CHECK_INT(behind()->info.resolution_ns, 10 * MS_NS);
	mixcore_timer_close(first);
	/* Of it nothing is left but the timer. */
	CHECK_INT(fake.open_descriptors, 2);
	end();
}

static void any_is(enum mixcore_timer_provider provider)
{
	open_by(MIXCORE_TIMER_ANY);
	CHECK_INT(mixcore_timer_provided_by(timer), provider);
	end();
}

static void any_is_what_is_enough(void)
{
	static const int missing[] = { -ENOENT, -EACCES, -ENODEV, -EPERM };

	begin();
	fake.has_utimers = true;
	any_is(MIXCORE_TIMER_KERNEL);
	begin();
	any_is(MIXCORE_TIMER_MIXCORE);
	begin();
	fake.has_utimers = true;
	create.rate = 48000;
	any_is(MIXCORE_TIMER_MIXCORE);
	begin();
	fake.has_utimers = true;
	strcpy(create.name, "a");
	any_is(MIXCORE_TIMER_MIXCORE);
	begin();
	fake.has_utimers = true;
	create.flags = MIXCORE_TIMER_F_CARD;
	any_is(MIXCORE_TIMER_MIXCORE);
	for (size_t i = 0; i < ARRAY_SIZE(missing); i++) {
		begin();
		fake.has_utimers = true;
		fake.timer_node_error = missing[i];
		any_is(MIXCORE_TIMER_MIXCORE);
	}
}

static void is_refused(enum mixcore_timer_provider provider, int error)
{
	create.fd = 5;
	create.id = 6;
	create.device = 7;
	CHECK_INT(mixcore_timer_open(&timer, ctx, &create, provider), error);
	CHECK(!timer);
	CHECK_INT(create.fd, -1);
	CHECK_INT(create.id, 0);
	CHECK_INT(create.device, 0);
	CHECK_INT(fake.open_descriptors, 1);
	create.resolution_ns = 10 * MS_NS;
	create.rate = create.flags = 0;
	*create.name = '\0';
}

static void opening_fails(void)
{
	begin();
	create.resolution_ns = 0;
	is_refused(MIXCORE_TIMER_ANY, -EINVAL);
	create.resolution_ns = 0;
	is_refused(MIXCORE_TIMER_MIXCORE, -EINVAL);
	is_refused(MIXCORE_TIMER_KERNEL, -ENOTTY);
	fake.timer_node_error = -ENOENT;
	is_refused(MIXCORE_TIMER_KERNEL, -ENOENT);
	fake.timer_node_error = 0;
	fake.has_utimers = true;
	create.resolution_ns = 0;
	is_refused(MIXCORE_TIMER_ANY, -EINVAL);
	create.resolution_ns = 0;
	is_refused(MIXCORE_TIMER_KERNEL, -EINVAL);
	create.rate = 48000;
	is_refused(MIXCORE_TIMER_KERNEL, -EINVAL);
	create.flags = MIXCORE_TIMER_F_CARD;
	is_refused(MIXCORE_TIMER_KERNEL, -EINVAL);
	strcpy(create.name, "a");
	is_refused(MIXCORE_TIMER_KERNEL, -EINVAL);
	is_refused(MIXCORE_TIMER_MIXCORE + 1, -EINVAL);
	/* What is wrong with the kernel's own is no reason to take another. */
	fake.timer_node_error = -EMFILE;
	is_refused(MIXCORE_TIMER_ANY, -EMFILE);
	fake.has_utimers = false;
	fake.timer_node_error = 0;
	fake.features &= ~MIXCORE_FEATURE_TIMERS;
	is_refused(MIXCORE_TIMER_ANY, -ENOTTY);
	is_refused(MIXCORE_TIMER_MIXCORE, -ENOTTY);
	end();
}

static void limits(void)
{
	begin();
	fake.uid_timers = MIXCORE_QUOTA_UID_TIMERS;
	is_refused(MIXCORE_TIMER_MIXCORE, -EDQUOT);
	fake.uid_timers = 0;
	fake_add_timer("studio", MS_NS, 0);
	fake.open_descriptors--;
	strcpy(create.name, "studio");
	is_refused(MIXCORE_TIMER_MIXCORE, -EEXIST);
	strcpy(create.name, "not a name");
	is_refused(MIXCORE_TIMER_MIXCORE, -EINVAL);
	end();
}

/* Nothing of a struct is written that is too short for it. */
static void sizes(void)
{
	struct { struct mixcore_timer_create create; uint64_t more; } newer = { 0 };

	begin();
	create.size = MIXCORE_TIMER_CREATE_SIZE_VER0 - 1;
	create.fd = 5;
	CHECK_INT(mixcore_timer_open(&timer, ctx, &create, MIXCORE_TIMER_ANY), -EINVAL);
	CHECK_INT(create.fd, 5);
	/* A newer program is served by the kernel's own, unless it wants what we do not know. */
	fake.has_utimers = true;
	newer.create.size = sizeof(newer);
	newer.create.resolution_ns = MS_NS;
	CHECK_INT(mixcore_timer_open(&timer, ctx, &newer.create, MIXCORE_TIMER_KERNEL), 0);
	mixcore_timer_close(timer);
	timer = NULL;
	newer.more = 1ULL << 63;
	CHECK_INT(mixcore_timer_open(&timer, ctx, &newer.create, MIXCORE_TIMER_KERNEL), -EINVAL);
	end();
}

static void without_a_context(void)
{
	begin();
	CHECK_INT(mixcore_timer_open(&timer, NULL, &create, MIXCORE_TIMER_MIXCORE), -EINVAL);
	CHECK_INT(mixcore_timer_open(&timer, NULL, &create, MIXCORE_TIMER_ANY), -EINVAL);
	CHECK(!timer);
	fake.has_utimers = true;
	CHECK_INT(mixcore_timer_open(&timer, NULL, &create, MIXCORE_TIMER_ANY), 0);
	end();
}

static void one_tick(enum mixcore_timer_provider provider)
{
	begin();
	fake.has_utimers = true;
	open_by(provider);
	CHECK_INT(mixcore_timer_trigger(timer), 0);
	CHECK_INT(mixcore_timer_trigger(timer), 0);
	CHECK_INT(behind()->info.ticks, 2);
	CHECK_INT(behind()->calls, 2);
	fake.trigger_fails = (struct fake_failure){ .times = 1, .error = -EAGAIN };
	CHECK_INT(mixcore_timer_trigger(timer), -EAGAIN);
	CHECK_INT(behind()->info.ticks, 2);
	end();
}

/* What both can do they do alike. */
static void many_ticks(enum mixcore_timer_provider provider)
{
	struct mixcore_trigger trigger = MIXCORE_INIT(mixcore_trigger);

	begin();
	fake.has_utimers = true;
	open_by(provider);
	trigger.ticks = MIXCORE_TICKS_MAX;
	trigger.position = 9;
	CHECK_INT(mixcore_timer_trigger_many(timer, &trigger), 0);
	CHECK_INT(behind()->info.ticks, MIXCORE_TICKS_MAX);
	CHECK_INT(behind()->calls, MIXCORE_TICKS_MAX);
	CHECK_INT(trigger.position, 0);
	trigger.ticks = MIXCORE_TICKS_MAX + 1;
	CHECK_INT(mixcore_timer_trigger_many(timer, &trigger), -EINVAL);
	trigger.ticks = 0;
	CHECK_INT(mixcore_timer_trigger_many(timer, &trigger), -EINVAL);
	trigger.ticks = 1;
	trigger.time_ns = 1;
	CHECK_INT(mixcore_timer_trigger_many(timer, &trigger), -EINVAL);
	trigger.time_ns = 0;
	trigger.size--;
	CHECK_INT(mixcore_timer_trigger_many(timer, &trigger), -EINVAL);
	CHECK_INT(behind()->info.ticks, MIXCORE_TICKS_MAX);
	end();
}

static void only_of_mixcore(void)
{
	struct mixcore_trigger trigger = MIXCORE_INIT(mixcore_trigger);

	begin();
	create.rate = 48000;
	open_by(MIXCORE_TIMER_MIXCORE);
	trigger.ticks = 3;
	trigger.frames = 1441;
	trigger.flags = MIXCORE_TRIGGER_F_COALESCE | MIXCORE_TRIGGER_F_TIME;
	trigger.time_ns = fake.now_ns - 1;
	CHECK_INT(mixcore_timer_trigger_many(timer, &trigger), 0);
	CHECK_INT(trigger.position, 1441);
	CHECK_INT(behind()->info.ticks, 3);
	CHECK_INT(behind()->info.time_ns, fake.now_ns - 1);
	CHECK_INT(behind()->calls, 1);
	end();
	begin();
	fake.has_utimers = true;
	open_by(MIXCORE_TIMER_KERNEL);
	trigger.flags = trigger.time_ns = 0;
	CHECK_INT(mixcore_timer_trigger_many(timer, &trigger), -EOPNOTSUPP);
	trigger.frames = 0;
	trigger.flags = MIXCORE_TRIGGER_F_COALESCE;
	CHECK_INT(mixcore_timer_trigger_many(timer, &trigger), -EOPNOTSUPP);
	CHECK_INT(behind()->info.ticks, 0);
	end();
}

/* The kernel's own is triggered until it fails. */
static void fails_in_between(void)
{
	struct mixcore_trigger trigger = MIXCORE_INIT(mixcore_trigger);

	begin();
	fake.has_utimers = true;
	open_by(MIXCORE_TIMER_KERNEL);
	fake.trigger_fails = (struct fake_failure){ .after = 2, .times = 1, .error = -EIO };
	trigger.ticks = 5;
	CHECK_INT(mixcore_timer_trigger_many(timer, &trigger), -EIO);
	CHECK_INT(behind()->info.ticks, 2);
	end();
}

static void events(void)
{
	const uint64_t before = 1000 * MS_NS;
	struct mixcore_producer_event event;

	begin();
	open_by(MIXCORE_TIMER_MIXCORE);
	CHECK_INT(mixcore_timer_event(timer, 0, &event), -EAGAIN);
	CHECK_INT(fake.now_ns, before);
	CHECK_INT(mixcore_timer_event(timer, 20, &event), -EAGAIN);
	CHECK_INT(fake.now_ns, before + 20 * MS_NS);
	fake_happens(&behind()->event, MIXCORE_PRODUCER_OPENED, MIXCORE_TIMER_STATE_OPEN);
	fake_happens(&behind()->event, MIXCORE_PRODUCER_OVERRUN, MIXCORE_TIMER_STATE_OPEN);
	CHECK_INT(mixcore_timer_event(timer, -1, &event), 0);
	CHECK_INT(event.what, MIXCORE_PRODUCER_OPENED | MIXCORE_PRODUCER_OVERRUN);
	CHECK_INT(event.state, MIXCORE_TIMER_STATE_OPEN);
	CHECK_INT(event.overruns, 1);
	CHECK_INT(mixcore_timer_event(timer, 0, &event), -EAGAIN);
	fake.poll_error = -EINTR;
	CHECK_INT(mixcore_timer_event(timer, -1, &event), -EINTR);
	fake.poll_error = 0;
	fake_happens(&behind()->event, MIXCORE_PRODUCER_CLOSED, 0);
	fake.read_error = -EIO;
	CHECK_INT(mixcore_timer_event(timer, 0, &event), -EIO);
	fake.read_error = sizeof(event) - 1;
	CHECK_INT(mixcore_timer_event(timer, 0, &event), -EPROTO);
	end();
	begin();
	fake.has_utimers = true;
	open_by(MIXCORE_TIMER_KERNEL);
	CHECK_INT(mixcore_timer_event(timer, 0, &event), -EOPNOTSUPP);
	end();
}

static void are_listed(void)
{
	struct mixcore_timer_info info = MIXCORE_INIT(mixcore_timer_info);
	uint32_t first;

	begin();
	CHECK_INT(mixcore_timer_next(ctx, &info), -ENOENT);
	first = fake_add_timer("one", MS_NS, 0)->id;
	fake_add_timer("two", 2 * MS_NS, 44100)->uid = 1001;
	fake.open_descriptors -= 2;
	CHECK_INT(mixcore_timer_next(ctx, &info), 0);
	CHECK_STR(info.name, "one");
	CHECK_INT(info.pid, 500);
	CHECK_INT(mixcore_timer_next(ctx, &info), 0);
	CHECK_STR(info.name, "two");
	CHECK_INT(info.rate, 44100);
	CHECK_INT(info.pid, 0);
	CHECK_INT(mixcore_timer_next(ctx, &info), -ENOENT);
	CHECK_INT(mixcore_timer_get(ctx, first, &info), 0);
	CHECK_STR(info.name, "one");
	CHECK_INT(mixcore_timer_get(ctx, first + 7, &info), -ENOENT);
	fake.features &= ~MIXCORE_FEATURE_TIMERS;
	CHECK_INT(mixcore_timer_get(ctx, first, &info), -ENOTTY);
	CHECK_INT(mixcore_timer_next(ctx, &info), -ENOTTY);
	end();
}

/* They are the program's, not the context's. */
static void outlive_the_context(void)
{
	begin();
	open_by(MIXCORE_TIMER_MIXCORE);
	mixcore_close(ctx);
	ctx = NULL;
	CHECK_INT(mixcore_timer_trigger(timer), 0);
	end();
}

int main(void)
{
	of_mixcore();
	of_the_card();
	of_the_kernel();
	any_is_what_is_enough();
	opening_fails();
	limits();
	sizes();
	without_a_context();
	one_tick(MIXCORE_TIMER_KERNEL);
	one_tick(MIXCORE_TIMER_MIXCORE);
	many_ticks(MIXCORE_TIMER_KERNEL);
	many_ticks(MIXCORE_TIMER_MIXCORE);
	only_of_mixcore();
	fails_in_between();
	events();
	are_listed();
	outlive_the_context();
	return TEST_END();
}
