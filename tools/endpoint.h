/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl: outputs and inputs that a process is the device of. */
#ifndef MIXCTL_ENDPOINT_H
#define MIXCTL_ENDPOINT_H

#include "mixctl.h"

/* What outputs and inputs tell of it alike. @gone: nobody has it. */
struct endpoint {
	uint32_t uid, pid;
	const char *comm;
	uint64_t lost_frames;
	bool gone;
};

/* Of those with MIXCORE_OUTPUT_F_ENDPOINT. */
struct endpoint output_endpoint(const struct mixcore_output_info *info);
struct endpoint input_endpoint(const struct mixcore_input_info *info);

/* "endpoint of radio (pid 900, uid 1000)", "endpoint, its process is gone" */
const char *endpoint_text(const struct endpoint *endpoint, char *buffer, size_t size);

void print_endpoint_json(struct json *json, const struct endpoint *endpoint);

#endif /* MIXCTL_ENDPOINT_H */
