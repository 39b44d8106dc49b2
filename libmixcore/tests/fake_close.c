// SPDX-License-Identifier: LGPL-2.1-or-later
/* A stream of the kernel for tests closes. */
#include <string.h>

#include "fake_kernel.h"

static void drop_routes(uint32_t stream)
{
	for (unsigned int i = fake.route_count; i--;) {
		struct mixcore_route_info *route = &fake.routes[i];

		if (route->stream != stream)
			continue;
		fake_drop_history(MIXCORE_OBJECT_ROUTE, stream, route->output);
		fake.route_count--;
		memmove(route, route + 1,
			(fake.routes + fake.route_count - route) * sizeof(*route));
	}
}

void fake_close_stream(uint32_t id)
{
	struct mixcore_stream_info *stream = fake_stream_of(id);
	const struct fake_caller caller = fake.caller;

	fake.caller = (struct fake_caller){ .pid = stream->pid, .uid = stream->uid };
	memcpy(fake.caller.comm, stream->comm, sizeof(fake.caller.comm));
	fake_group_leave(stream);
	fake.caller = caller;
	drop_routes(id);
	fake_event_gone(MIXCORE_OBJECT_STREAM, id, 0);
	fake_drop_history(MIXCORE_OBJECT_STREAM, id, 0);
	fake.stream_count--;
	memmove(stream, stream + 1,
		(fake.streams + fake.stream_count - stream) * sizeof(*stream));
}
