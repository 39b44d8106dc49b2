// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sync groups of the kernel for tests: who is in which, not what running makes of it. */
#include "fake_kernel.h"

/* The lowest id of its streams; 0: it has only one, which is no group. */
static uint32_t name_of_group(uint32_t group)
{
	unsigned int count = 0;
	uint32_t first = 0;

	for (unsigned int i = 0; group && i < fake.stream_count; i++) {
		if (fake.streams[i].sync_group != group)
			continue;
		first = first ?: fake.streams[i].id;
		count++;
	}
	return count > 1 ? first : 0;
}

/* One that is left alone is in none: that is a change of it, too. */
static void name_groups(void)
{
	uint32_t names[FAKE_OBJECTS];

	for (unsigned int i = 0; i < fake.stream_count; i++)
		names[i] = name_of_group(fake.streams[i].sync_group);
	for (unsigned int i = 0; i < fake.stream_count; i++) {
		struct mixcore_stream_info *stream = &fake.streams[i];

		if (stream->sync_group && !names[i])
			fake_record_besides(MIXCORE_OBJECT_STREAM, stream->id,
					    MIXCORE_SET_SYNC_GROUP);
		stream->sync_group = names[i];
	}
}

void fake_group_set(struct mixcore_stream_info *stream, struct mixcore_stream_info *other)
{
	if (other && !other->sync_group) {
		other->sync_group = other->id;
		fake_record_besides(MIXCORE_OBJECT_STREAM, other->id, MIXCORE_SET_SYNC_GROUP);
	}
	stream->sync_group = other ? other->sync_group : 0;
	name_groups();
}

void fake_group_leave(struct mixcore_stream_info *stream)
{
	if (!stream->sync_group)
		return;
	fake_caused("close");
	stream->sync_group = 0;
	name_groups();
}
