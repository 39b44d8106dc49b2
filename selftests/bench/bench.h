/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the arithmetic costs. A work is one block that can be run again and again; a row measures
 * one work with one set of instructions.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdio.h>

#include "dsp.h"

#define BENCH_FRAMES	256

struct row;

/* @data comes from the row's open(). */
struct work {
	void *data;
	void (*ready)(void *data);	/* before each run, not measured; may be NULL */
	void (*run)(void *data);
	bool (*right)(void *data);	/* the last run gave what the reference says */
	void (*close)(void *data);
	u32 units;			/* the cost is divided by: frames, times streams */
};

struct row {
	const char *name;
	enum mixcore_isa isa;
	u32 streams;			/* 0: the work is one of the output */
	double must;			/* at most; 0: for information */
	const char *others;		/* PipeWire, PulseAudio, dmix: as published */
	struct work (*open)(const struct row *row);
	/* of a mix */
	enum mixcore_sample in, out;
	u32 channels;
	bool moving;			/* every stream on a ramp */
	bool last;			/* the last block of the rings, not one amidst */
};

/* mix_work.c, eq_work.c */
struct work mix_open(const struct row *row);
struct work eq_open(const struct row *row);

/* memory.c: a page or more, zeros; numbers that are the same each time */
void *bench_alloc(size_t bytes);
u32 bench_noise(void);

/* count.c: instructions of one run, exactly; negative where that can't be counted */
double count_instructions(const struct work *work);

/* time.c: rows whose value is a ratio of times, interleaved, minima */
struct time_row {
	const char *name;
	double must;
	const char *others;
	double (*ratio)(void);		/* negative: can't be run here */
};

extern const struct time_row time_rows[];
extern const u32 time_row_count;

/* read_loop.c: loads @bytes of each of @count blocks with 256-bit loads and does nothing else */
bool read_loop_possible(void);
void read_loop(const void *const *blocks, u32 count, size_t bytes);

/* isas.c: the best instructions up to @isa; false when this machine or build lacks it */
bool bench_select(enum mixcore_isa isa);

/* report.c */
enum verdict { VERDICT_MET, VERDICT_MISSED, VERDICT_NOT_RUN, VERDICT_INFORMATION };

struct result {
	char name[80];
	const char *work, *variant, *unit, *others;
	u32 streams;
	double value, must;
	bool time;			/* never fails */
	enum verdict verdict;
};

void report_machine(void);
void report_head(void);
void report_row(const struct result *result);
int report_json(const char *path, const struct result *results, u32 count);

#endif /* BENCH_H */
