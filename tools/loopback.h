/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl: loopbacks, by which outputs play what inputs capture. */
#ifndef MIXCTL_LOOPBACK_H
#define MIXCTL_LOOPBACK_H

#include "mixctl.h"

/**
 * struct loopback - a loopback, and what it joins
 * @info: its stream is the input
 */
struct loopback {
	struct mixcore_route_info info;
	struct mixcore_input_info input;
	struct mixcore_output_info output;
};

/* The one between two ids; and the one behind, -ENOENT at the end. */
int loopback_get(struct mixctl *m, uint32_t input, uint32_t output, struct loopback *loopback);
int loopback_next(struct mixctl *m, struct loopback *loopback);

/* "input mic to output usb", with what of both the error is about. */
const char *loopback_text(int err, const struct mixcore_input_info *input,
			  const struct mixcore_output_info *output, char *buffer, size_t size);

void print_loopback_json(struct json *json, const struct loopback *loopback);

/*
 * Those of an input or of an output, 0 = of any: a table, of which nothing is printed when it
 * stands below one of the two and has no rows; or an array. The exit status.
 */
int print_loopbacks(struct mixctl *m, uint32_t input, uint32_t output, bool below);
int print_loopbacks_json(struct mixctl *m, struct json *json, const char *key, uint32_t input,
			 uint32_t output);

#endif /* MIXCTL_LOOPBACK_H */
