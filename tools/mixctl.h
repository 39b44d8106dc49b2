/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl: what its files share. */
#ifndef MIXCTL_H
#define MIXCTL_H

#include <stdbool.h>
#include <stdio.h>

#include <mixcore/mixcore.h>

#include "numbers.h"
#include "options.h"
#include "print.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MIXCTL_KEEPS_RATE \
	"an output keeps its rate; attach the hardware as another one: mixctl output attach"
#define MIXCTL_USERS	"give a name, or a number for a user the system does not know"
/* Those with hardware or without, and endpoints; the null output is one more. */
#define OUTPUTS_ALL	(MIXCORE_OUTPUTS_MAX + MIXCORE_ENDPOINTS_MAX)

#define MIXCTL_STATE_FILE	"/var/lib/mixcore/state"

/* Exit statuses. */
enum {
	MIXCTL_DONE = 0,
	MIXCTL_REFUSED = 1,
	MIXCTL_USAGE = 2,
	MIXCTL_NO_MODULE = 3,
};

/* The same moment by two clocks: that of the kernel's times, and that on the wall. */
struct moment {
	uint64_t monotonic_ns, real_ns;
};

/**
 * struct mixctl - one run of the program
 * @out: results
 * @err: errors
 * @root: put before the names of files of the system; empty but in tests
 * @release: of the running kernel
 * @now: when it began, or what it has waited for came
 * @wait: until a descriptor is ready to be read, or has failed; sets @now. 0, or -errno: -EINTR
 *	somebody wants no more
 * @pause: for so long, and sets @now; 0: sets it only. NULL: time stands still
 * @sleep: until this time, CLOCK_MONOTONIC, and sets @now. 0, or -EINTR: somebody wants no more
 * @become: another program, which keeps the descriptor; -errno
 * @trigger: MIXCORE_IOCTL_TRIGGER on a descriptor that somebody else made; 0 or -errno
 * @terminal: of mixctl top; NULL: there is none
 * @json: --json
 * @quiet: --quiet
 * @ctx: the connection, once a verb asked for one
 */
struct mixctl {
	FILE *out, *err;
	const char *root;
	const char *release;
	struct moment now;
	int (*wait)(struct mixctl *m, int fd);
	void (*pause)(struct mixctl *m, int ms);
	int (*sleep)(struct mixctl *m, uint64_t ns);
	int (*become)(struct mixctl *m, int fd, char **command);
	int (*trigger)(int fd, struct mixcore_trigger *trigger);
	const struct top_terminal *terminal;
	bool json, quiet;
	struct mixcore *ctx;
};

/* The whole program but for the system around it; returns the exit status. */
int mixctl_main(struct mixctl *m, int argc, char **argv);

/* A verb; argv[0] is its first argument, without global options. */
typedef int (*verb_fn)(struct mixctl *m, int argc, char **argv);

int cmd_output_attach(struct mixctl *m, int argc, char **argv);
int cmd_output_swap(struct mixctl *m, int argc, char **argv);
int cmd_output_detach(struct mixctl *m, int argc, char **argv);
int cmd_output_list(struct mixctl *m, int argc, char **argv);
int cmd_output_default(struct mixctl *m, int argc, char **argv);
int cmd_output_volume(struct mixctl *m, int argc, char **argv);
int cmd_output_mute(struct mixctl *m, int argc, char **argv);
int cmd_output_limiter(struct mixctl *m, int argc, char **argv);
int cmd_output_dither(struct mixctl *m, int argc, char **argv);
int cmd_output_idle(struct mixctl *m, int argc, char **argv);
int cmd_output_fill(struct mixctl *m, int argc, char **argv);
int cmd_input_list(struct mixctl *m, int argc, char **argv);
int cmd_input_show(struct mixctl *m, int argc, char **argv);
int cmd_input_attach(struct mixctl *m, int argc, char **argv);
int cmd_input_swap(struct mixctl *m, int argc, char **argv);
int cmd_input_detach(struct mixctl *m, int argc, char **argv);
int cmd_input_default(struct mixctl *m, int argc, char **argv);
int cmd_input_idle(struct mixctl *m, int argc, char **argv);
int cmd_monitor(struct mixctl *m, int argc, char **argv);
int cmd_monitor_list(struct mixctl *m, int argc, char **argv);
int cmd_stream_list(struct mixctl *m, int argc, char **argv);
int cmd_stream_volume(struct mixctl *m, int argc, char **argv);
int cmd_stream_mute(struct mixctl *m, int argc, char **argv);
int cmd_stream_move(struct mixctl *m, int argc, char **argv);
int cmd_stream_source(struct mixctl *m, int argc, char **argv);
int cmd_stream_group(struct mixctl *m, int argc, char **argv);
int cmd_stream_ungroup(struct mixctl *m, int argc, char **argv);
int cmd_stream_default(struct mixctl *m, int argc, char **argv);
int cmd_route_list(struct mixctl *m, int argc, char **argv);
int cmd_route_add(struct mixctl *m, int argc, char **argv);
int cmd_route_set(struct mixctl *m, int argc, char **argv);
int cmd_route_remove(struct mixctl *m, int argc, char **argv);
int cmd_loopback_list(struct mixctl *m, int argc, char **argv);
int cmd_loopback_add(struct mixctl *m, int argc, char **argv);
int cmd_loopback_set(struct mixctl *m, int argc, char **argv);
int cmd_loopback_remove(struct mixctl *m, int argc, char **argv);
int cmd_default_list(struct mixctl *m, int argc, char **argv);
int cmd_default_set(struct mixctl *m, int argc, char **argv);
int cmd_default_clear(struct mixctl *m, int argc, char **argv);
int cmd_timer_list(struct mixctl *m, int argc, char **argv);
int cmd_timer_create(struct mixctl *m, int argc, char **argv);
int cmd_timer_trigger(struct mixctl *m, int argc, char **argv);
int cmd_timer_watch(struct mixctl *m, int argc, char **argv);
int cmd_status(struct mixctl *m, int argc, char **argv);
int cmd_quota(struct mixctl *m, int argc, char **argv);
int cmd_save(struct mixctl *m, int argc, char **argv);
int cmd_restore(struct mixctl *m, int argc, char **argv);
int cmd_apply(struct mixctl *m, int argc, char **argv);
int cmd_why(struct mixctl *m, int argc, char **argv);
int cmd_top(struct mixctl *m, int argc, char **argv);
int cmd_xruns(struct mixctl *m, int argc, char **argv);
int cmd_doctor(struct mixctl *m, int argc, char **argv);
int cmd_version(struct mixctl *m, int argc, char **argv);
int cmd_help(struct mixctl *m, int argc, char **argv);

/*
 * Connecting. Both are cheap when connected already; on failure they have said why, and return the
 * exit status.
 */

/* For reading and for streams: the control node where allowed, as it shows everything. */
int mixctl_connect(struct mixctl *m);

/* For what only the control node can do. */
int mixctl_connect_control(struct mixctl *m);

/*
 * Errors: "mixctl: WHAT: text", and under it what to do next. They return the exit status.
 */
int mixctl_fail(struct mixctl *m, enum mixcore_call call, int error, const char *what, ...)
	PRINTF(4, 5);
int mixctl_refuse(struct mixctl *m, const char *advice, const char *format, ...) PRINTF(3, 4);
int mixctl_usage(struct mixctl *m, const char *format, ...) PRINTF(2, 3);

/* A line for people; not with --json or --quiet. */
void mixctl_say(struct mixctl *m, const char *format, ...) PRINTF(2, 3);

/* The cause of a change, for mixcore_..._set(): "mixctl" and the verb. */
void mixctl_cause(struct mixcore_cause *cause, const char *verb);

/*
 * Takes the options of a verb out of argv; returns the number of operands left, or -MIXCTL_USAGE
 * and has said why.
 */
int mixctl_options(struct mixctl *m, const struct option_def *defs, int argc, char **argv);

/* "on", "off" or "toggle" of @is; -EINVAL */
int parse_switch(const char *text, uint32_t is, uint32_t *value);

/*
 * "20ms", "1.5s" or "480frames" in frames, to the nearest; -EINVAL, -ERANGE above
 * MIXCORE_DELAY_MS_MAX
 */
int parse_delay(const char *text, uint32_t rate, uint32_t *frames);

/**
 * struct matrix - factors of a route
 * @rows: channels of the output, 1..MIXCORE_CHANNELS_MAX
 * @columns: channels of the stream, 1..MIXCORE_CHANNELS_MAX
 * @factor: as in struct mixcore_route_set; 0 past them
 */
struct matrix {
	unsigned int rows, columns;
	int32_t factor[MIXCORE_CHANNELS_MAX][MIXCORE_CHANNELS_MAX];
};

/*
 * "1,0;0,-3dB"; -EINVAL, also for rows that differ in length, -ERANGE a factor above +12 dB, -E2BIG
 * too many of them
 */
int parse_matrix(const char *text, struct matrix *matrix);

/* And back: "1,0;0,-0.5". What is read from it is the same. */
#define MATRIX_TEXT	1024
const char *matrix_text(const struct matrix *matrix, char *buffer, size_t size);

/* Says that mixcore_volume_parse() did not take the text; returns the exit status. */
int volume_failed(struct mixctl *m, int error, const char *text);

/*
 * A time of the kernel's by the clock on the wall, in ns. "14:03:07.123", and before it, where it
 * was not today, the day: "2026-11-29 ".
 */
uint64_t real_time(const struct moment *now, uint64_t time_ns);
const char *clock_text(uint64_t real_ns, unsigned int digits, char *buffer, size_t size);
const char *day_text(const struct moment *now, uint64_t real_ns, char *buffer, size_t size);

/*
 * Objects
 */

/* The output with this name, else with this id. On failure it has said so. */
int find_output(struct mixctl *m, const char *which, struct mixcore_output_info *info);

/* Its name, or its id when it is gone. */
const char *output_text(struct mixctl *m, uint32_t id, char *buffer, size_t size);

/* "intel", or "intel,usb" of a stream with several routes: first the output that leads. */
#define OUTPUTS_TEXT	((OUTPUTS_ALL + 1) * MIXCORE_NAME_LEN)
const char *outputs_text(struct mixctl *m, const struct mixcore_stream_info *info, char *buffer,
			 size_t size);

/* Does the module record? Else says that it does not; the exit status. */
bool has_capture(struct mixctl *m);
int check_capture(struct mixctl *m, const char *what);

/* As of outputs. */
int find_input(struct mixctl *m, const char *which, struct mixcore_input_info *info);
const char *input_text(struct mixctl *m, uint32_t id, char *buffer, size_t size);
const char *input_backend_text(const struct mixcore_input_info *info, char *buffer, size_t size);
bool input_captures_on(const struct mixcore_input_info *info, const struct mixcore_hw *hw);
int print_inputs_json(struct mixctl *m, struct json *json, const char *key);

/* Which streams a word means. */
struct selector {
	const char *comm;
	uint32_t id, pid;
};

int make_selector(struct mixctl *m, const char *word, struct selector *selector);
bool selects(const struct selector *selector, const struct mixcore_stream_info *info);

/* Of what a word means, who is meant: an application may play and record. */
enum way { PLAYERS = 1, RECORDERS = 2, PLAYERS_AND_RECORDERS = 3 };
bool goes(const struct mixcore_stream_info *info, enum way way);

/* Says that there are none, or, when @other is an id, that this one goes the other way. */
int no_stream(struct mixctl *m, const char *which, uint32_t other, enum way way);

/*
 * Does @one to each stream that a word means and that goes this way, in a JSON array. Goes on after
 * one that refuses, or that ended meanwhile; wrong usage is said once. Returns the exit status, as
 * @one does.
 */
typedef int (*stream_fn)(struct mixctl *m, struct json *json,
			 const struct mixcore_stream_info *info, const void *data);
int each_stream(struct mixctl *m, const char *which, enum way way, stream_fn one,
		const void *data);

/* Delays are counted at the stream's rate; before it has one, at the output's. */
uint32_t route_rate(const struct mixcore_stream_info *stream,
		    const struct mixcore_output_info *output);

/* "stream 4 to output usb", with what of both the error is about. */
const char *join_text(int err, const struct mixcore_stream_info *info,
		      const struct mixcore_output_info *output, char *buffer, size_t size);

/* Says why a stream does not play on an output, after a move or a new route. */
int join_failed(struct mixctl *m, enum mixcore_call call, int err,
		const struct mixcore_stream_info *info, const struct mixcore_output_info *output);

/* Moves a stream, and those that are linked with it, as @move says; 0 or an error. */
int move_stream(struct mixctl *m, const struct mixcore_stream_info *info,
		const struct mixcore_stream_move *move);

/* "alice", or her uid; -ENOENT */
int look_up_user(const char *user, uint32_t *uid);

/* The same, and says so; the exit status. And back: in @text, or what the system has. */
int find_user(struct mixctl *m, const char *user, uint32_t *uid);
const char *user_text(uint32_t uid, char *text, size_t size);

/* What is asked for (NULL = is not), into *def, which has what holds now; the exit status. */
int parse_default(struct mixctl *m, const char *output, const char *volume, const char *mute,
		  struct mixcore_default *def);

/* Words of a list of outputs, with gaps or commas between: the next one, or false. */
bool follower_next(const char **text, char name[MIXCORE_NAME_LEN]);
/* -E2BIG beyond MIXCORE_DEFAULT_FOLLOWERS_MAX, -EEXIST twice; and says so; the exit status. */
int follower_add(struct mixcore_default *def, uint32_t output);
int follower_refused(struct mixctl *m, const char *where, const char *name, int err);
/* A list, or "none", into *def; the exit status. And back: names with gaps, or "-". */
int parse_followers(struct mixctl *m, const char *text, struct mixcore_default *def);
#define FOLLOWERS_TEXT	(MIXCORE_DEFAULT_FOLLOWERS_MAX * MIXCORE_NAME_LEN)
const char *followers_text(struct mixctl *m, const struct mixcore_default *def, char *text,
			   size_t size);

void print_last_change(struct json *json, const struct mixcore_last_change *change);
/* The members of an object that is begun; and in one. */
void print_output_members(struct json *json, const struct mixcore_output_info *info);
void print_stream_members(struct json *json, const struct mixcore_stream_info *info);
void print_input_members(struct json *json, const struct mixcore_input_info *info);
void print_default_members(struct json *json, const struct mixcore_default *def);
void print_output_json(struct json *json, const struct mixcore_output_info *info);
void print_stream_json(struct json *json, const struct mixcore_stream_info *info);

/* All of them, as "status" shows them too. The errors of iterating are said. */
int print_outputs_json(struct mixctl *m, struct json *json, const char *key);
int print_streams_json(struct mixctl *m, struct json *json, const char *key);

/* "follows timer studio", "waits for timer studio", "" */
#define FOLLOWED_TEXT	64
const char *followed_text(const struct mixcore_output_info *info, char *buffer, size_t size);

/* Is the format of an output or input that of something, hardware or a process? */
bool has_format(uint32_t flags);

/* Is this hardware its backend? A name without a subdevice means any. */
bool output_plays_on(const struct mixcore_output_info *info, const struct mixcore_hw *hw);

/* "hw:Intel,0", "-" without a backend, or whose endpoint it is */
#define BACKEND_TEXT	64
const char *backend_text(const struct mixcore_output_info *info, char *buffer, size_t size);

/*
 * Clock domains. As typed, 0 = "card", the card's own: -EINVAL no number, -ERANGE beyond 32 bits. And
 * as shown: "7", "card 1", "its own" of an endpoint, "-" for none.
 */
int parse_domain(const char *text, uint32_t *domain);
const char *domain_text(uint32_t domain, char *buffer, size_t size);

/* What was chosen; 0 = the card's own. The same where it is for hardware of the card with this id. */
uint32_t chosen_domain(uint32_t domain);
uint32_t kept_domain(uint32_t domain, const char *card_id, const struct mixcore_hw *hw);

/* Milliseconds of some frames: "5.3 ms" */
const char *duration_text(uint32_t frames, uint32_t rate, char *buffer, size_t size);

/* The columns of a stream's row, after those that tell where it is. */
void stream_cells(struct table *table, const struct mixcore_stream_info *info);

/**
 * struct attach_request - what output attach, output swap and restore ask for
 * @verb: which of them
 * @hw_name: as given
 * @name: of the output, NULL = from the hardware
 * @timer: that an output without hardware follows, NULL = none
 * @has_domain: it is given; else what was chosen stays where the card does
 * @params: of the backend; 0 = choose
 * @attach: cycle, fill, ramp, domain, flags; the rest is filled in
 */
struct attach_request {
	const char *verb;
	const char *hw_name;
	const char *name;
	const char *timer;
	bool has_domain;
	struct mixcore_backend_params params;
	struct mixcore_output_attach attach;
};

/* Opens, configures and attaches. On failure it has said why; returns the exit status. */
int attach_hardware(struct mixctl *m, struct attach_request *request);

/* Takes the options of attach, or of swap when it replaces, out of argv; as mixctl_options(). */
int attach_options(struct mixctl *m, struct attach_request *request, int argc, char **argv);

/* Unless it is given, the domain that was chosen for an output, where @hw is of the same card. */
void keep_domain(struct attach_request *request, const struct mixcore_output_info *info,
		 const struct mixcore_hw *hw);

/* Prints the output as it is now. */
int report_attached(struct mixctl *m, const struct attach_request *request);

/* In the place of hardware: none. What is played there only those hear who record it. */
#define NULL_HARDWARE	"null"
bool is_null_hardware(const char *name);

/* Values of options, NULL = not given; the exit status. */
int format_option(struct mixctl *m, const char *text, uint32_t *format);
int domain_option(struct mixctl *m, const char *text, uint32_t *domain);

/*
 * Hardware in both directions
 */

/* The card that a name means; connects. On failure it has said why. */
int find_hardware(struct mixctl *m, const char *name, struct mixcore_hw *hw);

/* The name that is given, or NULL: that of the hardware; the exit status. */
int name_backend(struct mixctl *m, const char *given, const struct mixcore_hw *hw, char *name);

/*
 * Opens and configures it. @what: what was typed; @rate_advice: what to do when it has no such rate.
 * Returns a descriptor, or minus an exit status, and has said why.
 */
int open_hardware(struct mixctl *m, const char *what, const struct mixcore_hw *hw,
		  struct mixcore_backend_params *params, const char *rate_advice);

/* "hw:Intel,0", or "-" where device or card are -1 and nothing is known of them. */
const char *hardware_text(int card, int device, int subdevice, const char *id, char *buffer,
			  size_t size);

#endif /* MIXCTL_H */
