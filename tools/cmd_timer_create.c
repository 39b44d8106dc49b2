// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl timer create: a timer, and who drives it: the clock of this machine, lines, or a command. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "timer.h"

/* What was missed for longer is left out. */
#define CATCH_UP_NS	1000000000ULL

/**
 * struct timer_wish - the timer that is wanted
 * @every: how long a tick is, as typed
 * @count: of ticks; 0 = for ever
 * @from_input: each line of standard input triggers it
 * @command: ends with NULL; NULL = none
 */
struct timer_wish {
	const char *name, *every;
	uint32_t rate, count;
	bool of_card, from_input, verbose;
	char **command;
};

/* A timer that is driven, and what is known of it. */
struct driven {
	struct mixctl *m;
	struct mixcore_timer *timer;
	const struct timer_wish *wish;
	struct mixcore_timer_info info;
};

static void tell_event(struct mixctl *m, const struct mixcore_producer_event *event)
{
	struct json json = { .out = m->out, .flat = true };
	char text[HAPPENED_TEXT];

	if (!m->json) {
		mixctl_say(m, "%s", producer_text(event->what, text, sizeof(text)));
		return;
	}
	json_object(&json, NULL);
	json_flags(&json, "what", event->what, producer_names);
	json_uint(&json, "overruns", event->overruns);
	json_object_end(&json);
}

static int tell_events(const struct driven *driven)
{
	struct mixcore_producer_event event;
	int err = driven->wish->verbose ? mixcore_timer_event(driven->timer, 0, &event) : -EAGAIN;

	if (err)
		return err == -EAGAIN || err == -EINTR ? 0 : err;
	tell_event(driven->m, &event);
	/* At its end the program says that it can't write. */
	return fflush(driven->m->out) ? -EPIPE : 0;
}

/* Followers that have not played yet will, at the next tick. */
static int tick(const struct driven *driven, uint32_t ticks, uint32_t frames)
{
	struct mixcore_trigger trigger = MIXCORE_INIT(mixcore_trigger);
	int err;

	trigger.ticks = ticks;
	trigger.frames = frames;
	err = mixcore_timer_trigger_many(driven->timer, &trigger);
	return err == -EAGAIN ? 0 : err;
}

/* Ticks are due from the beginning on, so that none comes late because one before did. */
static int drive_by_clock(const struct driven *driven)
{
	struct mixctl *m = driven->m;
	const uint64_t tick_ns = driven->info.resolution_ns;
	const uint32_t count = driven->wish->count;
	uint64_t due_ns;
	int err = 0;

	m->pause(m, 0);
	due_ns = m->now.monotonic_ns;
	for (uint32_t i = 0; !err && (!count || i < count); i += !!count) {
		due_ns += tick_ns;
		err = m->sleep(m, due_ns);
		if (m->now.monotonic_ns > due_ns + CATCH_UP_NS)
			due_ns = m->now.monotonic_ns;
		err = err ?: tick(driven, 1, 0) ?: tell_events(driven);
	}
	return err;
}

/* "TICKS" or "TICKS FRAMES" */
static int parse_line(char *line, uint32_t *ticks, uint32_t *frames)
{
	char *rest = line + strcspn(line, "\n");
	const char *word;

	*rest = '\0';
	rest = line;
	*frames = 0;
	word = strsep(&rest, " ");
	return parse_uint(word, ticks) ?: rest ? parse_uint(rest, frames) : 0;
}

static int drive_by_lines(const struct driven *driven)
{
	uint32_t ticks, frames;
	char line[64];
	int err = 0;

	while (!err && fgets(line, sizeof(line), stdin)) {
		if (parse_line(line, &ticks, &frames))
			return -EBADMSG;
		err = tick(driven, ticks, frames) ?: tell_events(driven);
	}
	return err;
}

/* The command has the timer from then on: this program becomes it. */
static int leave_to_command(const struct driven *driven)
{
	const int fd = mixcore_timer_fd(driven->timer);
	char text[16];

	snprintf(text, sizeof(text), "%d", fd);
	if (fflush(driven->m->out) || setenv(TIMER_FD_VARIABLE, text, 1))
		return -errno;
	return driven->m->become(driven->m, fd, driven->wish->command);
}

static int drive(const struct driven *driven)
{
	const struct timer_wish *wish = driven->wish;
	int err = wish->command ? leave_to_command(driven) :
		  wish->from_input ? drive_by_lines(driven) : drive_by_clock(driven);

	if (!err || err == -EINTR || err == -EPIPE)
		return MIXCTL_DONE;
	if (err == -EBADMSG)
		return mixctl_refuse(driven->m, "", "a line is TICKS, or TICKS FRAMES");
	if (wish->command)
		return mixctl_refuse(driven->m, "", "%s: %s", wish->command[0], strerror(-err));
	return mixctl_fail(driven->m, MIXCORE_CALL_TIMER_TRIGGER, err, "timer %s", wish->name);
}

static void report(struct driven *driven)
{
	struct mixctl *m = driven->m;
	struct json json = { .out = m->out, .flat = true };
	char address[TIMER_ADDRESS_TEXT], source[TIMER_ADDRESS_TEXT], tick_length[TICK_TEXT];

	if (m->json)
		print_timer_json(m, &json, &driven->info);
	timer_address_text(m, &driven->info, address, sizeof(address));
	timer_source_text(m, &driven->info, source, sizeof(source));
	mixctl_say(m, "%s: %s, a tick is %s; for snd-aloop: timer_source=%s", driven->wish->name,
		   address, tick_text(driven->info.resolution_ns, tick_length,
				      sizeof(tick_length)), source);
	fflush(m->out);
}

static int create_timer(struct mixctl *m, const struct timer_wish *wish)
{
	struct mixcore_timer_create create = MIXCORE_INIT(mixcore_timer_create);
	struct driven driven = { .m = m, .wish = wish };
	uint64_t tick_ns;
	int err;

	if (parse_tick(wish->every, wish->rate, &tick_ns))
		return mixctl_usage(m, "--every: 10ms, 1.5s, 20us, or with --rate 480frames, not "
				    "'%s'", wish->every);
	create.resolution_ns = tick_ns;
	create.rate = wish->rate;
	create.flags = wish->of_card ? MIXCORE_TIMER_F_CARD : 0;
	err = name_backend(m, wish->name, NULL, create.name) ?: mixctl_connect(m);
	if (err)
		return err;
	err = mixcore_timer_open(&driven.timer, m->ctx, &create, MIXCORE_TIMER_MIXCORE);
	if (err)
		return mixctl_fail(m, MIXCORE_CALL_TIMER_CREATE, err, "timer %s", wish->name);
	driven.info = MIXCORE_INIT(mixcore_timer_info);
	err = mixcore_timer_get(m->ctx, create.id, &driven.info);
	if (err) {
		err = mixctl_fail(m, MIXCORE_CALL_TIMER_GET, err, "timer %s", wish->name);
	} else {
		report(&driven);
		err = drive(&driven);
	}
	mixcore_timer_close(driven.timer);
	return err;
}

/* Cuts off what is behind "--"; returns how many words are before it. */
static int take_command(int argc, char **argv, char ***command)
{
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		*command = &argv[i + 1];
		return i;
	}
	return argc;
}

static int take_verbose(int argc, char **argv, bool *verbose)
{
	int left = 0;

	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "-v"))
			*verbose = true;
		else
			argv[left++] = argv[i];
	}
	return left;
}

int cmd_timer_create(struct mixctl *m, int argc, char **argv)
{
	struct timer_wish wish = { 0 };
	const struct option_def options[] = {
		{ "--every", OPTION_TEXT, &wish.every, NULL },
		{ "--rate", OPTION_UINT, &wish.rate, NULL },
		{ "--card", OPTION_FLAG, &wish.of_card, NULL },
		{ "--count", OPTION_UINT, &wish.count, NULL },
		{ "--stdin", OPTION_FLAG, &wish.from_input, NULL },
		{ "--verbose", OPTION_FLAG, &wish.verbose, NULL },
		{ 0 },
	};

	argc = take_command(argc, argv, &wish.command);
	argc = mixctl_options(m, options, argc, argv);
	if (argc < 0)
		return -argc;
	argc = take_verbose(argc, argv, &wish.verbose);
	if (argc != 1 || !wish.every)
		return mixctl_usage(m, "timer create needs a name and --every");
	if (wish.command && !*wish.command)
		return mixctl_usage(m, "timer create: there is no command behind --");
	if (!!wish.command + wish.from_input + !!wish.count > 1)
		return mixctl_usage(m, "timer create takes one of --count, --stdin and a command");
	wish.name = argv[0];
	return create_timer(m, &wish);
}
