/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What programs share that are the device of an output or input: mixcore-pipe and mixcore-tone. */
#ifndef MIXCORE_DEVICE_H
#define MIXCORE_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <mixcore/mixcore.h>
#include <sound/asound.h>

#include "numbers.h"
#include "options.h"
#include "print.h"

#define DEVICE_RATE	48000
#define DEVICE_CHANNELS	2

/* Exit statuses, as of mixctl. */
enum {
	DEVICE_DONE = 0,
	DEVICE_REFUSED = 1,
	DEVICE_USAGE = 2,
	DEVICE_NO_MODULE = 3,
};

/* What a callback returns to end mixcore_endpoint_run() when all is well. */
#define DEVICE_ENDED	1

/**
 * struct device_system - what is around a program; tests have another
 * @out: what is said of a run
 * @err: errors
 * @progress: where a line is kept up to date; NULL: nowhere
 * @stopped: has somebody asked it to end?
 * @pause: for some ms
 */
struct device_system {
	FILE *out, *err, *progress;
	bool (*stopped)(void);
	void (*pause)(unsigned int ms);
};

/**
 * struct device_request - what is asked for; 0 and NULL: not given
 * @name: of the output or input
 * @rate: Hz
 * @channels: of a frame
 * @format: SNDRV_PCM_FORMAT_*
 * @has_format: it is given
 * @block: frames at a time
 * @duration_ms: how long
 * @has_duration: it is given
 * @fast: not in real time
 * @keep: MIXCORE_ENDPOINT_F_KEEP
 * @json: for programs
 * @help: only help
 */
struct device_request {
	const char *name;
	uint32_t rate, channels, format, block;
	uint64_t duration_ms;
	bool has_format, has_duration, fast, keep, json, help;
};

/**
 * struct device - an endpoint, and the program whose it is
 * @program: its name
 * @flags: MIXCORE_ENDPOINT_F_INPUT, or 0
 * @create: what was made
 * @shown_ns: time of the block at which progress was shown last
 */
struct device {
	const char *program;
	const struct device_system *system;
	const struct device_request *request;
	uint32_t flags;
	struct mixcore *ctx;
	struct mixcore_endpoint *endpoint;
	struct mixcore_endpoint_create create;
	uint64_t shown_ns;
};

/*
 * Errors: "PROGRAM: text", and under it what to do. They return the exit status.
 */
int device_refuse(const struct device *device, const char *advice, const char *format, ...)
	PRINTF(3, 4);
int device_usage(const struct device *device, const char *format, ...) PRINTF(2, 3);
int device_fail(const struct device *device, enum mixcore_call call, int error, const char *what);

/* Takes options out of argv; returns how many words are left, or -DEVICE_USAGE and has said why. */
int device_options(const struct device *device, const struct option_def *options, int argc,
		   char **argv);

/*
 * The endpoint. @rate, @channels and @format are what it gets; all else is as requested. On failure
 * it has said why; returns the exit status.
 */
int device_open(struct device *device, uint32_t rate, uint32_t channels, uint32_t format);
void device_close(struct device *device);

/* Frames at a time; and how many in all, UINT64_MAX = no end. */
uint32_t device_block(const struct device *device);
uint64_t device_duration(const struct device *device);

/* Runs it in real time. The exit status; on failure it has said why. */
int device_run(struct device *device, mixcore_endpoint_callback callback, void *user);

/*
 * As fast as applications go: how many frames may pass so that no stream on this output runs dry,
 * or no recorder of this input loses any. Waits for them. Returns 0, or DEVICE_ENDED when somebody
 * has asked it to end.
 */
int device_fast_frames(struct device *device, uint32_t wanted, uint32_t *frames);

/* Of one stream; UINT32_MAX when it does not matter. */
uint32_t fast_room(const struct mixcore_stream_info *stream, const struct device *device);

/*
 * What is said: "output 5 (endpoint wav), 48000 Hz, 2 channels, S16_LE"; how far it is, now and
 * then, at @time_ns; and at the end how much it was.
 */
void report_start(const struct device *device);
void report_progress(struct device *device, uint64_t frames, uint64_t time_ns);
void report_end(const struct device *device, uint64_t frames);

/* The system as it is. Signals that ask a program to end do from now on. */
struct device_system real_system(void);

#endif /* MIXCORE_DEVICE_H */
