// SPDX-License-Identifier: GPL-2.0-or-later
/* Endpoints, as outputs and inputs tell of them. */
#include "endpoint.h"

#define COMM_SIZE	sizeof(((struct mixcore_output_info *)NULL)->endpoint_comm)

/* A pid of 0 may also be one that is withheld. */
static bool is_gone(uint32_t state, uint32_t pid)
{
	return !pid && (state == MIXCORE_OUTPUT_LOST || state == MIXCORE_OUTPUT_DETACHED);
}

struct endpoint output_endpoint(const struct mixcore_output_info *info)
{
	return (struct endpoint){
		.uid = info->endpoint_uid, .pid = info->endpoint_pid,
		.comm = info->endpoint_comm, .lost_frames = info->endpoint_lost_frames,
		.gone = is_gone(info->state, info->endpoint_pid),
	};
}

struct endpoint input_endpoint(const struct mixcore_input_info *info)
{
	return (struct endpoint){
		.uid = info->endpoint_uid, .pid = info->endpoint_pid,
		.comm = info->endpoint_comm, .lost_frames = info->endpoint_lost_frames,
		.gone = is_gone(info->state, info->endpoint_pid),
	};
}

const char *endpoint_text(const struct endpoint *endpoint, char *buffer, size_t size)
{
	char comm[COMM_SIZE];

	if (endpoint->gone)
		snprintf(buffer, size, "endpoint, its process is gone");
	else if (!endpoint->pid)
		snprintf(buffer, size, "endpoint of uid %u", endpoint->uid);
	else
		snprintf(buffer, size, "endpoint of %s (pid %u, uid %u)",
			 printable(endpoint->comm, COMM_SIZE, comm, sizeof(comm)),
			 endpoint->pid, endpoint->uid);
	return buffer;
}

void print_endpoint_json(struct json *json, const struct endpoint *endpoint)
{
	json_object(json, "endpoint");
	json_field(json, "comm", endpoint->comm, COMM_SIZE);
	json_uint(json, "pid", endpoint->pid);
	json_uint(json, "uid", endpoint->uid);
	json_bool(json, "gone", endpoint->gone);
	json_uint(json, "lost_frames", endpoint->lost_frames);
	json_object_end(json);
}
