/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all self tests share: the nodes, slave PCMs by plain ioctls, the graph as a value.
 * Functions return 0 or more, or -errno. Nothing here needs a library but libc, so that it can be
 * built for 32 bits too.
 */
#ifndef MIXCORE_SELFTEST_COMMON_H
#define MIXCORE_SELFTEST_COMMON_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sound/mixcore.h>

#define SELFTEST_OUTPUTS	40
#define SELFTEST_INPUTS		40
#define SELFTEST_STREAMS	260
#define SELFTEST_ROUTES		320
#define SELFTEST_LOOPBACKS	70
#define LINKED_MAX		16
#define ALICE			1000	/* uids of the guest */
#define BOB			1001
#define AUDIO_GROUP		29

/* SNDRV_PCM_FORMAT_*, as the interface reports them. */
#define FORMAT_U8		1
#define FORMAT_S16		2
#define FORMAT_S24		6
#define FORMAT_S32		10
#define FORMAT_FLOAT_BE		15

#define CAPTURE			0x100	/* pcm_open(): with a device number */

struct pcm_config {
	int format;
	unsigned int rate, channels, period, buffer;
	bool mmap, no_wakeups;
	unsigned int rate_max;	/* rate: the lowest that will do; 0 = that one */
};

struct attach_options {
	unsigned int cycle, fill, ramp, flags, domain;
	unsigned int rate, channels;	/* of a null output; 0 = 48000 Hz, 2 */
	const char *timer;		/* what a null output goes by; NULL = the system's clock */
};

struct input_options {
	unsigned int cycle, flags, domain;
};

/* What there is, without the counters that move by themselves. */
struct graph {
	struct mixcore_status status;
	struct mixcore_quota quota;
	struct mixcore_default dflt;
	unsigned int outputs, inputs, streams, routes, loopbacks;
	struct mixcore_output_info output[SELFTEST_OUTPUTS];
	struct mixcore_input_info input[SELFTEST_INPUTS];
	struct mixcore_stream_info stream[SELFTEST_STREAMS];
	struct mixcore_route_info route[SELFTEST_ROUTES];
	struct mixcore_route_info loopback[SELFTEST_LOOPBACKS];
};

int call(int fd, unsigned long cmd, void *arg);
int node_open(int flags);
int control_open(void);
int become(unsigned int uid);
/* How many of the first 512 this process has; allocates nothing. */
int descriptors(void);

int card_number(const char *id);
int pcm_open(const char *card, int device, int flags);
int pcm_configure(int fd, const struct pcm_config *config);
int pcm_starts_by_hand(int fd, unsigned int buffer);
int pcm_prepare(int fd);
int pcm_start(int fd);
int pcm_drop(int fd);
int pcm_set_pause(int fd, unsigned int push);
unsigned int linked_max(void);
int pcm_link(int fd, int other);
int pcm_write_silence(int fd, unsigned int frames, unsigned int frame_bytes);

struct mixcore_output_attach attach_call(int fd, const char *name);
int attach(int control, int fd, const char *name, const struct attach_options *options);
int attach_card(int control, const char *name, const char *card, int device,
		const struct pcm_config *config, const struct attach_options *options);
int attach_new(int control, const char *card, int device, const struct pcm_config *config,
	       const struct attach_options *options);
/* An output without a card. */
int attach_null(int control, const char *name, const struct attach_options *options);
/* SIZE=full in the environment. */
bool size_is_full(void);
int detach(int control, unsigned int id);
int clear_defaults(int control);
int output_get(int node, unsigned int id, struct mixcore_output_info *info);

struct mixcore_input_attach input_call(int fd, const char *name);
int input_attach(int control, int fd, const char *name, const struct input_options *options);
int input_attach_card(int control, const char *name, const char *card, int device,
		      const struct pcm_config *config, const struct input_options *options);
int input_detach(int control, unsigned int id);
int input_get(int node, unsigned int id, struct mixcore_input_info *info);
int input_next(int node, unsigned int id, struct mixcore_input_info *info);
int input_wait(int node, unsigned int id, unsigned int state, unsigned int ms);
int input_set_idle(int control, unsigned int id, unsigned int ms);
int default_input(int control, unsigned int uid, unsigned int input);

int stream_get(int node, unsigned int id, struct mixcore_stream_info *info);
int stream_move(int node, unsigned int id, unsigned int output);
int stream_by_substream(int node, unsigned int substream, struct mixcore_stream_info *info);
int stream_newest(int node);
int reset_all(int control);
int reset_all_but(int control, unsigned int output);
/* Until streams, and delay lines that closed streams have left, hold no more than so many bytes. */
int wait_bytes(int node, uint64_t bytes);

int graph_read(int control, struct graph *graph);
const char *graph_difference(const struct graph *one, const struct graph *other);

uint64_t ring_bytes(uint64_t bytes);
int write_text(const char *path, const char *text);
void sleep_ms(unsigned int ms);
uint64_t now_ns(void);

#endif /* MIXCORE_SELFTEST_COMMON_H */
