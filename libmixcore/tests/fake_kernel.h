/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A kernel for tests: the two nodes with outputs, inputs and streams, PCMs that negotiate hardware
 * parameters, and a procfs in a temporary folder. It takes the place of sys.c when a test is
 * linked, and keeps to the rules of <sound/mixcore.h> as far as the library can see.
 */
#ifndef FAKE_KERNEL_H
#define FAKE_KERNEL_H

#include <stdbool.h>

#include <sound/asound.h>

#include "internal.h"

#define FAKE_OBJECTS	(MIXCORE_OUTPUTS_MAX + MIXCORE_ENDPOINTS_MAX + 1)
#define FAKE_PCMS	8
#define FAKE_ROUTES	64
#define FAKE_CHANGES	1024
#define FAKE_EVENTS	1024
#define FAKE_FLIGHTS	(2 * MIXCORE_FLIGHT_MAX)
#define FAKE_TIMERS	8
#define FAKE_ENDPOINTS	4

/**
 * struct fake_pcm - a PCM and what it can do
 * @capture: it does not play
 * @formats: bits of SNDRV_PCM_FORMAT_*
 * @rates: ends with 0
 * @step: of period and buffer, in frames
 * @open_error: what open(2) says
 * @busy_opens: how often open(2) says EBUSY first
 * @is_open: set by open, cleared by close
 * @is_configured: set by HW_PARAMS
 * @chosen: what HW_PARAMS chose
 */
struct fake_pcm {
	int card, device, subdevice;
	char id[16];
	unsigned int formats;
	unsigned int rates[8];
	unsigned int channels_min, channels_max;
	unsigned int period_min, period_max, step;
	unsigned int buffer_max;
	int open_error;
	unsigned int busy_opens;
	bool capture, is_open, is_configured;
	struct mixcore_backend_params chosen;
};

/* Who makes changes. */
struct fake_caller {
	uint32_t pid, uid;
	char comm[16];
};

/* A change, and the object that has seen it, as struct mixcore_history names it. */
struct fake_change {
	uint32_t object, id, output;
	struct mixcore_change change;
};

/* @lost: nobody gets it. */
struct fake_event {
	uint32_t cmd, object, id, output, what;
	uint64_t generation, count;
	bool lost;
};

/* An event in the flight recorder of an output or input. */
struct fake_flight {
	uint32_t object, id;
	struct mixcore_flight_event event;
};

/**
 * struct fake_timer - a timer that a process drives
 * @is_open: its producer has it
 * @is_utimer: it is the kernel's own
 * @calls: of consumers
 * @event: to be read when something is in it
 */
struct fake_timer {
	struct mixcore_timer_info info;
	bool is_open, is_utimer;
	uint64_t calls;
	struct mixcore_producer_event event;
};

/**
 * struct fake_endpoint - an endpoint
 * @id: of its output or input; 0 = there is none
 * @is_open: a process has it
 * @is_detached: somebody has taken it from that
 * @page: in memory of the kernel's, which who opens it writes, too
 * @maps: now
 * @taken: of an input: how many frames recorders got
 * @take: gets the first 32 bits of each of them; NULL: nobody wants them
 */
struct fake_endpoint {
	uint32_t id, flags;
	bool is_open, is_detached;
	unsigned char cookie[MIXCORE_COOKIE_LEN];
	struct mixcore_endpoint_page *page;
	int maps;
	uint64_t taken;
	void (*take)(uint64_t position, uint32_t value);
	struct mixcore_producer_event event;
};

/* So many calls go well, and then so many fail. */
struct fake_failure {
	unsigned int after, times;
	int error;
};

struct fake {
	struct mixcore_output_info outputs[FAKE_OBJECTS];
	struct mixcore_stream_info streams[FAKE_OBJECTS];
	unsigned int output_count, stream_count;
	struct mixcore_input_info inputs[FAKE_OBJECTS];
	unsigned int input_count;
	struct mixcore_route_info routes[FAKE_ROUTES];
	unsigned int route_count;
	struct mixcore_route_info loopbacks[MIXCORE_LOOPBACKS_MAX];
	unsigned int loopback_count;
	struct mixcore_default def, user_def;
	struct mixcore_quota quota;
	struct fake_pcm pcms[FAKE_PCMS];
	unsigned int pcm_count;
	int preferred_subdevice;
	uint32_t abi;
	uint64_t features;
	uint32_t next_id;
	int node_error;		/* opening /dev/snd/mixcore */
	int control_error;	/* opening /dev/snd/mixcore-control */
	int call_error;		/* every call but the handshake */
	bool late_stream;	/* one opens when an output was detached */
	int open_descriptors;
	struct mixcore_cause cause;	/* of the latest change */
	struct fake_caller caller;	/* root's mixctl, if nothing else is said */
	uint64_t generation, now_ns;
	bool transacting;
	struct fake_change changes[FAKE_CHANGES];
	unsigned int change_count;
	struct fake_event events[FAKE_EVENTS];
	unsigned int event_count;
	unsigned int lose_events;	/* so many of the next ones */
	int netlink_error;	/* opening a socket */
	int family_error;	/* asking for the family */
	bool no_events;		/* the family has no group */
	int dump_error;
	unsigned int interrupted_dumps;	/* so many of the next ones */
	/* Makes something else of what a socket is about to receive; 0 = nothing. */
	size_t (*mangle)(unsigned char *bytes, size_t size);
	struct mixcore_xrun xruns[MIXCORE_XRUNS_MAX];
	uint64_t xrun_count;
	unsigned int flight_count;
	unsigned int calls;	/* of the nodes, so far */
	int map_error;
	int maps;		/* of the status area, now */
	int32_t eq_first, eq_last;	/* numbers of the latest equalizer */
	struct fake_timer timers[FAKE_TIMERS];
	int timer_node_error;	/* opening /dev/snd/timer */
	bool has_utimers;	/* CONFIG_SND_UTIMER */
	uint32_t uid_timers;	/* of the caller, besides */
	struct fake_endpoint endpoints[FAKE_ENDPOINTS];
	uint32_t uid_endpoints;
	struct fake_failure trigger_fails;
	struct mixcore_trigger trigger;	/* the latest that went well */
	unsigned int triggers;		/* that went well */
	int map_writable_error;
	int poll_error;
	int read_error;		/* or how many bytes, when there are too few */
	uint64_t oversleep_ns;	/* the next sleep takes so much longer */
	unsigned int sleeps;	/* that had to wait */
};

extern struct fake fake;

/* An empty kernel: the null output, the null input, no cards. */
void fake_reset(void);
/* And with a small graph: outputs 2 and 3, the input 4, and the stream 5 on the first. */
void fake_reset_small(void);

/* A card in procfs and a PCM on it that does what common hardware does; change it as needed. */
struct fake_pcm *fake_add_card(int card, const char *id);

/* An output as OUTPUT_ATTACH would make it, on the first PCM of the card. */
struct mixcore_output_info *fake_add_output(const char *name, int card, const char *id);

/* On a card that there is: a PCM that captures what common hardware does. */
struct fake_pcm *fake_add_microphone(int card, const char *id);

/* An input as INPUT_ATTACH would make it, on the microphone of the card. */
struct mixcore_input_info *fake_add_input(const char *name, int card, const char *id);

/* From an input to an output, as new ones are. */
struct mixcore_route_info *fake_add_loopback(uint32_t input, uint32_t output);

/* A running recorder of uid 1000. */
struct mixcore_stream_info *fake_add_recorder(const char *comm, uint32_t pid, uint32_t kind,
					      uint32_t source);

/* A running stream of uid 1000. */
struct mixcore_stream_info *fake_add_stream(const char *comm, uint32_t pid, uint32_t output);

/* It closes: its application ends. */
void fake_close_stream(uint32_t id);

/* MIXCORE_NL_CMD_XRUN, _LOST and _RESTORED, which no call makes happen. */
void fake_event(uint32_t cmd, uint32_t object, uint32_t id, uint64_t count);

/* A report, now; the caller says the rest of it. And an event of a flight recorder. */
struct mixcore_xrun *fake_xrun(uint32_t object, uint32_t id, uint32_t culprit);
struct mixcore_flight_event *fake_flight_event(uint32_t object, uint32_t id, uint32_t kind);

/*
 * The status area, as the kernel writes it. An entry by its place; that of an object, which it is
 * given if need be; cycles of it until now, as loud as this in all channels.
 */
struct mixcore_status_header *fake_status_header(void);
struct mixcore_status_entry *fake_status_at(uint32_t object, uint32_t index);
struct mixcore_status_entry *fake_status_of(uint32_t object, uint32_t id);
void fake_status_cycles(struct mixcore_status_entry *entry, uint64_t ns, double mean_square);
void fake_status_drop(uint32_t object, uint32_t id);
void fake_status_reset(void);

/* All sockets that listen are told that they were too slow. */
void fake_netlink_overrun(void);

/* The latest change of an object, to be made another one; NULL: there was none. */
struct mixcore_change *fake_change_of(uint32_t object, uint32_t id, uint32_t output);

/* /proc/asound/.../status says that this process holds the PCM. */
void fake_own(int card, int device, int subdevice, int pid, const char *comm);

/* The card is gone from procfs. */
void fake_pull(int card);

/* The folder that is the system's root: procfs is in proc/. A file of it, with its folders. */
extern char fake_root[];
void fake_write(const char *text, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

/* A timer that another process drives; it tells frames where it has a rate. */
struct mixcore_timer_info *fake_add_timer(const char *name, uint64_t resolution_ns, uint32_t rate);

/* The timer or endpoint behind a descriptor; NULL: it has none. */
struct fake_timer *fake_timer_of(int fd);
struct fake_endpoint *fake_endpoint_of(int fd);

/* What the producer is to be told: MIXCORE_PRODUCER_*, and the state now. */
void fake_happens(struct mixcore_producer_event *event, uint32_t what, uint32_t state);

/* An endpoint is detached under its process. */
void fake_detach_endpoint(struct fake_endpoint *endpoint);

/* For fake_kernel.c, and what it does for the others: */
extern char fake_proc[];
void fake_proc_reset(void);
void fake_proc_card(int card, const char *id);
int fake_pcm_open(const char *name);
int fake_pcm_ioctl(struct fake_pcm *pcm, unsigned long request, void *arg);
struct fake_pcm *fake_pcm_of(int fd);
int fake_transaction(struct mixcore_transaction *transaction, bool control);
int fake_node_ioctl(unsigned long request, void *arg, bool control);
int fake_give(void *to, const void *from, size_t length);
struct mixcore_output_info *fake_output_of(uint32_t id);
struct mixcore_stream_info *fake_stream_of(uint32_t id);
struct mixcore_input_info *fake_input_of(uint32_t id);
struct mixcore_input_info *fake_new_input(const char *name, uint32_t id);
int fake_input_attach(struct mixcore_input_attach *arg);
int fake_input_detach(const struct mixcore_input_detach *arg);
int fake_input_read(struct mixcore_input_info *info, bool next);
int fake_input_set(const struct mixcore_input_set *arg);
int fake_stream_source(const struct mixcore_stream_source *arg, bool control);
int fake_check_route(const struct mixcore_route_set *set);
void fake_apply_route(struct mixcore_route_info *route, const struct mixcore_route_set *set);
void fake_default_matrix(struct mixcore_route_info *route, unsigned int channels);
int fake_loopback_set(const struct mixcore_route_set *arg);
int fake_loopback_remove(const struct mixcore_route_remove *arg);
int fake_loopback_read(struct mixcore_route_info *info, bool next);
/* Those of an input or of an output; 0 = of any. */
unsigned int fake_count_loopbacks(uint32_t input, uint32_t output);
void fake_drop_loopbacks(uint32_t input, uint32_t output, const struct mixcore_cause *cause);
void fake_group_set(struct mixcore_stream_info *stream, struct mixcore_stream_info *other);
void fake_group_leave(struct mixcore_stream_info *stream);
void fake_count_recorders(struct mixcore_output_info *output);
void fake_default_reset(void);
bool fake_has_defaults(uint32_t uid);
int fake_default_read(struct mixcore_default *arg, bool next);
int fake_default_set(const struct mixcore_default *arg);
/* What attaching and detaching change of defaults. */
void fake_default_output_made(uint32_t output);
void fake_default_input_made(uint32_t input);
void fake_default_output_gone(uint32_t output, const struct mixcore_cause *cause);
void fake_default_input_gone(uint32_t input, const struct mixcore_cause *cause);
/* A change of the caller's; and what it changes of others besides. */
void fake_record(uint32_t object, uint32_t id, uint32_t output, uint32_t what,
		 const struct mixcore_cause *cause);
void fake_record_besides(uint32_t object, uint32_t id, uint32_t what);
void fake_record_open(uint32_t id);
/* What is recorded besides from now on is the caller's doing by an ALSA call, with this text. */
void fake_caused(const char *text);
void fake_copy_history(uint32_t from, uint32_t from_id, uint32_t from_output, uint32_t to,
		       uint32_t to_id, uint32_t to_output);
void fake_drop_history(uint32_t object, uint32_t id, uint32_t output);
/* All zero: there was none. */
void fake_latest(uint32_t object, uint32_t id, uint32_t output,
		 struct mixcore_last_change *latest);
int fake_history(struct mixcore_history *history, bool control);
int fake_xruns(struct mixcore_xruns *arg, bool control);
int fake_flight(struct mixcore_flight *arg);
int fake_map(int fd, size_t size, const void **bytes);
void fake_unmap(const void *bytes, size_t size);

void fake_event_changed(uint32_t object, uint32_t id, uint32_t output, uint32_t what);
void fake_event_gone(uint32_t object, uint32_t id, uint32_t output);
void fake_netlink_reset(void);
int fake_netlink_open(void);
void fake_netlink_close(int fd);
int fake_netlink_join(int fd, uint32_t group);
int fake_netlink_send(int fd, const void *bytes, size_t size);
int fake_netlink_receive(int fd, void *bytes, size_t size, bool wait);

struct mixcore_output_info *fake_new_output(const char *name, uint32_t id);
void fake_drop_output(struct mixcore_output_info *output);
void fake_drop_input(struct mixcore_input_info *input);
int fake_fail(struct fake_failure *failure);
int fake_timer_create(struct mixcore_timer_create *arg);
int fake_timer_read(struct mixcore_timer_info *info, bool next, bool control);
int fake_timer_node_ioctl(unsigned long request, void *arg);
int fake_timer_ioctl(struct fake_timer *timer, unsigned long request, void *arg);
void fake_timer_close(struct fake_timer *timer);
uint32_t fake_count_timers(void);
bool fake_has_timer(const char *name);
int fake_endpoint_create(struct mixcore_endpoint_create *arg, bool control);
int fake_endpoint_adopt(struct mixcore_endpoint_adopt *arg);
int fake_endpoint_ioctl(struct fake_endpoint *endpoint, unsigned long request, void *arg);
int fake_endpoint_map(struct fake_endpoint *endpoint, size_t size, void **bytes);
bool fake_endpoint_unmap(const void *bytes, size_t size);
void fake_endpoint_close(struct fake_endpoint *endpoint);
uint32_t fake_count_endpoints(void);
int fake_map_writable(int fd, size_t size, void **bytes);
int fake_poll(int fd, int timeout_ms);
ssize_t fake_read(int fd, void *bytes, size_t size);
uint64_t fake_now_ns(void);
void fake_sleep_until(uint64_t ns);

#define FAKE_FD_NODE	100
#define FAKE_FD_CONTROL	101
#define FAKE_FD_TIMERS	102	/* /dev/snd/timer */
#define FAKE_FD_PCM	200
#define FAKE_FD_CTL	300
#define FAKE_FD_SOCKET	400
#define FAKE_FD_TIMER	500
#define FAKE_FD_ENDPOINT	600

#endif /* FAKE_KERNEL_H */
