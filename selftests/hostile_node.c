// SPDX-License-Identifier: GPL-2.0-or-later
/* Hostile to /dev/snd/mixcore, the card's controls and its files in /proc. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "hostile.h"

static int open_node(struct actor *actor)
{
	static const int flags[] = { O_RDONLY, O_RDWR, O_WRONLY };

	if (actor->node >= 0)
		close(actor->node);
	actor->node = open(MIXCORE_NODE, flags[below(actor, 3)] | O_CLOEXEC);
	return actor->node < 0 ? -errno : 0;
}

static int open_control(struct actor *actor)
{
	int fd = control_open();

	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

unsigned int some_id(struct actor *actor)
{
	return chance(actor, 60) ? 1 + below(actor, 64) : edge(actor);
}

uint32_t some_gain(struct actor *actor)
{
	return chance(actor, 80) ? below(actor, MIXCORE_GAIN_MAX) : edge(actor);
}

uint32_t size_of(struct actor *actor, uint32_t size)
{
	return chance(actor, 95) ? size : edge(actor);
}

static int version(struct actor *actor)
{
	struct mixcore_version arg = { .size = size_of(actor, sizeof(arg)) };

	arg.abi = chance(actor, 80) ? MIXCORE_ABI : edge(actor);
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_VERSION, &arg, sizeof(arg));
}

static int status(struct actor *actor)
{
	struct mixcore_status arg = { .size = size_of(actor, sizeof(arg)) };

	return hostile_call(actor, actor->node, MIXCORE_IOCTL_STATUS, &arg, sizeof(arg));
}

static int quota(struct actor *actor)
{
	struct mixcore_quota arg = { .size = size_of(actor, sizeof(arg)) };

	return hostile_call(actor, actor->node, chance(actor, 80) ? MIXCORE_IOCTL_QUOTA_GET :
			    MIXCORE_IOCTL_QUOTA_SET, &arg, sizeof(arg));
}

static int output(struct actor *actor)
{
	struct mixcore_output_info arg = { .size = size_of(actor, sizeof(arg)) };

	arg.id = some_id(actor);
	return hostile_call(actor, actor->node, chance(actor, 50) ? MIXCORE_IOCTL_OUTPUT_GET :
			    MIXCORE_IOCTL_OUTPUT_NEXT, &arg, sizeof(arg));
}

static int defaults(struct actor *actor)
{
	struct mixcore_default arg = { .size = size_of(actor, sizeof(arg)) };

	arg.uid = chance(actor, 90) ? MIXCORE_UID_ANY : edge(actor);
	return hostile_call(actor, actor->node, chance(actor, 60) ? MIXCORE_IOCTL_DEFAULT_GET :
			    chance(actor, 50) ? MIXCORE_IOCTL_DEFAULT_NEXT :
			    MIXCORE_IOCTL_DEFAULT_SET, &arg, sizeof(arg));
}

static int stream(struct actor *actor)
{
	struct mixcore_stream_info arg = { .size = size_of(actor, sizeof(arg)) };

	arg.id = some_id(actor);
	return hostile_call(actor, actor->node, chance(actor, 30) ? MIXCORE_IOCTL_STREAM_GET :
			    MIXCORE_IOCTL_STREAM_NEXT, &arg, sizeof(arg));
}

/* One that there is, mostly its own: others' are refused. To root all belong: not the exact one. */
struct mixcore_stream_info some_stream(struct actor *actor)
{
	struct mixcore_stream_info info = { .size = sizeof(info), .id = below(actor, 1000) }, next;
	unsigned int more = actor->control < 0 ? below(actor, 12) : 0;

	if (call(actor->node, MIXCORE_IOCTL_STREAM_NEXT, &info)) {
		info.id = 0;
		call(actor->node, MIXCORE_IOCTL_STREAM_NEXT, &info);
	}
	for (next = info; more && info.flags & MIXCORE_STREAM_F_HIDDEN; more--) {
		if (call(actor->node, MIXCORE_IOCTL_STREAM_NEXT, &next))
			break;
		info = next;
	}
	if (chance(actor, 10))
		info.id = some_id(actor);
	if (actor->control >= 0 && info.id == actor->target->stream)
		info.id = edge(actor) | 1U << 31;
	return info;
}

static int stream_set(struct actor *actor)
{
	struct mixcore_stream_info info = some_stream(actor);
	struct mixcore_stream_set arg = { .size = size_of(actor, sizeof(arg)) };
	unsigned int i;

	arg.id = info.id;
	arg.mask = chance(actor, 95) ? 1 + below(actor, 3) : edge(actor);
	arg.mute = below(actor, chance(actor, 95) ? 2 : 4);
	for (i = 0; i < MIXCORE_CHANNELS_MAX; i++)
		arg.gain[i] = some_gain(actor);
	if (chance(actor, 30))
		arg.mask |= MIXCORE_SET_SYNC_GROUP;
	if (chance(actor, 50))
		arg.sync_group = some_stream(actor).id;
	if (chance(actor, 5))
		garbage(actor, arg.cause.text, sizeof(arg.cause.text));
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_STREAM_SET, &arg, sizeof(arg));
}

/* The null output, or whatever there is. */
unsigned int some_output(struct actor *actor)
{
	return chance(actor, 80) ? MIXCORE_OUTPUT_NULL + below(actor, 3) : some_id(actor);
}

/* At once or some time. */
static int move_stream(struct actor *actor)
{
	struct mixcore_stream_info info = some_stream(actor);
	struct mixcore_stream_move arg = { .size = size_of(actor, sizeof(arg)) };

	arg.id = info.id;
	arg.output = some_output(actor);
	arg.flags = chance(actor, 95) ? below(actor, 2) : edge(actor);
	if (arg.flags || chance(actor, 5))
		arg.frame = chance(actor, 80) ? info.frames + below(actor, 4000) : edge(actor);
	if (chance(actor, 50))
		arg.fade_frames = chance(actor, 95) ? below(actor, 5000) : edge(actor);
	if (chance(actor, 5))
		garbage(actor, arg.cause.text, sizeof(arg.cause.text));
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_STREAM_MOVE, &arg, sizeof(arg));
}

/* Nothing on the two channels on which the exact stream plays, wherever the stream goes. */
void some_matrix(struct actor *actor, struct mixcore_route_set *arg)
{
	unsigned int out, in;

	for (out = 0; out < HOSTILE_CHANNELS; out++)
		for (in = 0; in < MIXCORE_CHANNELS_MAX; in++)
			arg->matrix[out][in] = (int32_t)below(actor, 2 * MIXCORE_GAIN_MAX) -
					       (int32_t)MIXCORE_GAIN_MAX;
	if (chance(actor, 10))
		arg->matrix[below(actor, HOSTILE_CHANNELS)][0] = edge(actor);
}

uint32_t some_delay(struct actor *actor)
{
	return chance(actor, 90) ? below(actor, chance(actor, 80) ? 5000 : 100000) : edge(actor);
}

/* One that there is, or may be. */
static struct mixcore_route_info some_route(struct actor *actor)
{
	struct mixcore_route_info info = { .size = sizeof(info) };
	uint32_t stream = some_stream(actor).id, output = some_output(actor);

	info.stream = stream;
	info.output = below(actor, 3);
	if (chance(actor, 50) && !call(actor->node, MIXCORE_IOCTL_ROUTE_NEXT, &info) &&
	    info.stream == stream)
		return info;
	info.stream = stream;
	info.output = output;
	return info;
}

static int route_set(struct actor *actor)
{
	struct mixcore_route_info route = some_route(actor);
	struct mixcore_route_set arg = { .size = size_of(actor, sizeof(arg)) };

	arg.stream = route.stream;
	arg.output = route.output;
	arg.flags = chance(actor, 95) ? below(actor, 3) : edge(actor);
	arg.mask = (chance(actor, 50) ? MIXCORE_SET_GAIN : 0) |
		   (chance(actor, 50) ? MIXCORE_SET_DELAY : 0) |
		   (chance(actor, 20) ? MIXCORE_SET_MUTE : 0) |
		   (chance(actor, 25) ? MIXCORE_SET_MATRIX : 0) |
		   (chance(actor, 10) ? MIXCORE_SET_MATRIX_DEFAULT : 0);
	if (chance(actor, 5))
		arg.mask = edge(actor);
	arg.mute = below(actor, chance(actor, 95) ? 2 : 4);
	arg.gain = some_gain(actor);
	arg.delay_frames = some_delay(actor);
	if (arg.mask & MIXCORE_SET_MATRIX)
		some_matrix(actor, &arg);
	if (chance(actor, 5))
		garbage(actor, arg.cause.text, sizeof(arg.cause.text));
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_ROUTE_SET, &arg, sizeof(arg));
}

static int route_remove(struct actor *actor)
{
	struct mixcore_route_info route = some_route(actor);
	struct mixcore_route_remove arg = { .size = size_of(actor, sizeof(arg)) };

	arg.stream = route.stream;
	arg.output = route.output;
	arg.flags = chance(actor, 98) ? 0 : edge(actor);
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_ROUTE_REMOVE, &arg, sizeof(arg));
}

static int route_info(struct actor *actor)
{
	struct mixcore_route_info arg = { .size = size_of(actor, sizeof(arg)) };

	arg.stream = chance(actor, 50) ? some_stream(actor).id : some_id(actor);
	arg.output = some_output(actor);
	return hostile_call(actor, actor->node, chance(actor, 50) ? MIXCORE_IOCTL_ROUTE_GET :
			    MIXCORE_IOCTL_ROUTE_NEXT, &arg, sizeof(arg));
}

static int history(struct actor *actor)
{
	struct mixcore_change changes[MIXCORE_HISTORY_MAX];
	struct mixcore_history arg = { .size = size_of(actor, sizeof(arg)) };

	arg.object = chance(actor, 97) ? 1 + below(actor, 6) : edge(actor);
	arg.id = chance(actor, 50) ? some_stream(actor).id : some_id(actor);
	if (arg.object == MIXCORE_OBJECT_ROUTE || chance(actor, 3))
		arg.output = some_output(actor);
	arg.count = chance(actor, 90) ? below(actor, MIXCORE_HISTORY_MAX + 1) : edge(actor);
	if (arg.count > MIXCORE_HISTORY_MAX || chance(actor, 2))
		arg.changes = (uintptr_t)bad_pointer(actor);
	else
		arg.changes = (uintptr_t)changes;
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_HISTORY, &arg, sizeof(arg));
}

static int xruns(struct actor *actor)
{
	struct mixcore_xrun reports[4];
	struct mixcore_xruns arg = { .size = size_of(actor, sizeof(arg)) };

	arg.count = chance(actor, 90) ? below(actor, 5) : edge(actor);
	arg.after = edge(actor);
	arg.xruns = (uintptr_t)(arg.count > 4 || chance(actor, 2) ? bad_pointer(actor) : reports);
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_XRUNS, &arg, sizeof(arg));
}

static int flight(struct actor *actor)
{
	struct mixcore_flight_event events[16];
	struct mixcore_flight arg = { .size = size_of(actor, sizeof(arg)) };

	arg.object = chance(actor, 95) ? MIXCORE_OBJECT_OUTPUT + below(actor, 2) : edge(actor);
	arg.id = chance(actor, 80) ? some_output(actor) : some_id(actor);
	arg.count = chance(actor, 90) ? below(actor, 17) : edge(actor);
	arg.events = (uintptr_t)(arg.count > 16 || chance(actor, 2) ? bad_pointer(actor) : events);
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_FLIGHT, &arg, sizeof(arg));
}

/* The status area, with what may and may not be; it is read once and let go. */
static int map(struct actor *actor)
{
	size_t bytes = chance(actor, 80) ? MIXCORE_STATUS_BYTES : below(actor, 1 << 20);
	int protection = chance(actor, 80) ? PROT_READ : below(actor, 8);
	off_t offset = chance(actor, 80) ? 0 : (off_t)below(actor, 64) * 4096;
	void *area = mmap(NULL, bytes, protection, chance(actor, 50) ? MAP_SHARED : MAP_PRIVATE,
			  actor->node, offset);
	volatile char *byte = area;

	if (area == MAP_FAILED)
		return -errno;
	if (protection & PROT_READ)
		(void)*byte;
	if (chance(actor, 10))
		mprotect(area, 4096, PROT_READ | PROT_WRITE);
	munmap(area, bytes);
	return 0;
}

/* Some of the calls above, all or none. */
static int transaction(struct actor *actor)
{
	static int (*const calls[])(struct actor *actor) = {
		stream_set, stream_set, move_stream, route_set, route_set, route_remove, defaults,
		status,
	};
	struct mixcore_transaction arg = { .size = size_of(actor, sizeof(arg)) };
	unsigned int n;

	actor->collects = true;
	for (n = below(actor, HOSTILE_TRANSACTION); n; n--)
		calls[below(actor, chance(actor, 90) ? 6 : 8)](actor);
	actor->collects = false;
	arg.count = chance(actor, 97) ? actor->calls.count : edge(actor);
	arg.flags = chance(actor, 98) ? 0 : edge(actor);
	arg.calls = (uintptr_t)actor->calls.calls;
	if (actor->calls.count && chance(actor, 2))
		actor->calls.calls[0].argument = (uintptr_t)bad_pointer(actor);
	actor->calls.count = 0;
	return hostile_call(actor, actor->node, MIXCORE_IOCTL_TRANSACTION, &arg, sizeof(arg));
}

static int any_node_ioctl(struct actor *actor)
{
	unsigned long cmd = _IOC(chance(actor, 80) ? 0 : below(actor, 4), MIXCORE_IOCTL_MAGIC,
				 below(actor, 256), chance(actor, 80) ? 0 : below(actor, 4096));
	uint8_t bytes[1024];
	uint32_t size = 24 + below(actor, 512);

	garbage(actor, bytes, sizeof(bytes));
	if (chance(actor, 60))
		memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, &size, sizeof(size));
	return hostile_call(actor, actor->node, cmd, bytes, sizeof(bytes));
}

const struct hostile_call hostile_node_calls[] = {
	{ "node open", 4, open_node },
	{ "control node open", 1, open_control },
	{ "version", 4, version },
	{ "status", 6, status },
	{ "quota get, set", 4, quota },
	{ "output get, next", 8, output },
	{ "default get, set", 4, defaults },
	{ "stream get, next", 8, stream },
	{ "stream set", 20, stream_set },
	{ "stream move", 20, move_stream },
	{ "route set", 20, route_set },
	{ "route remove", 12, route_remove },
	{ "route get, next", 8, route_info },
	{ "transaction", 20, transaction },
	{ "history", 8, history },
	{ "xruns", 4, xruns },
	{ "flight", 4, flight },
	{ "map", 4, map },
	{ "node any ioctl", 8, any_node_ioctl },
	{ NULL }
};

/*
 * Controls and files
 */

int open_mixer(struct actor *actor)
{
	char path[48];

	if (actor->mixer >= 0)
		close(actor->mixer);
	snprintf(path, sizeof(path), "/dev/snd/controlC%d", actor->target->card);
	actor->mixer = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	return actor->mixer < 0 ? -errno : 0;
}

static bool is_target(const struct actor *actor, unsigned int numid)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		if (numid == actor->target->elements[i])
			return true;
	return false;
}

/* An element of those there are. */
static int element(struct actor *actor, struct snd_ctl_elem_id *id)
{
	struct snd_ctl_elem_list list = { .space = 1, .pids = id };
	int err;

	memset(id, 0, sizeof(*id));
	err = call(actor->mixer, SNDRV_CTL_IOCTL_ELEM_LIST, &list);
	if (err)
		return err;
	/* The last ones are the outputs'; of the first few streams are open. */
	list.offset = below(actor, list.count);
	if (chance(actor, 60))
		list.offset = below(actor, 16) + (chance(actor, 50) ? list.count / 2 : 0);
	err = call(actor->mixer, SNDRV_CTL_IOCTL_ELEM_LIST, &list);
	return err ? err : list.used ? 0 : -ENOENT;
}

static int list(struct actor *actor)
{
	/* Undamaged: the kernel writes where it says. */
	struct snd_ctl_elem_list list = {
		.offset = chance(actor, 50) ? below(actor, 200) : edge(actor),
		.space = chance(actor, 80) ? below(actor, 64) : edge(actor),
		.pids = chance(actor, 95) ? (void *)actor->pages : bad_pointer(actor),
	};

	return call(actor->mixer, SNDRV_CTL_IOCTL_ELEM_LIST, &list);
}

static int info(struct actor *actor)
{
	struct snd_ctl_elem_info info = {};
	int err = element(actor, &info.id);

	return err ? err : hostile_call(actor, actor->mixer, SNDRV_CTL_IOCTL_ELEM_INFO, &info,
					sizeof(info));
}

static int value(struct actor *actor)
{
	struct snd_ctl_elem_value value = {};
	int err = element(actor, &value.id);

	return err ? err : hostile_call(actor, actor->mixer, SNDRV_CTL_IOCTL_ELEM_READ, &value,
					sizeof(value));
}

/* Not through hostile_call(): a damaged byte could make it the exact stream's output. */
static int set_value(struct actor *actor)
{
	struct snd_ctl_elem_value value = {};
	int err = element(actor, &value.id);

	if (err)
		return err;
	if (is_target(actor, value.id.numid) || !value.id.numid)
		return -ECANCELED;
	/* Its number alone finds it. */
	value.value.integer.value[0] = below(actor, MIXCORE_CTL_VOLUME_MAX + 1);
	if (chance(actor, 10))
		value.value.integer.value[0] = edge(actor);
	return call(actor->mixer, SNDRV_CTL_IOCTL_ELEM_WRITE, &value);
}

static int tlv(struct actor *actor)
{
	static const unsigned long cmds[] = {
		SNDRV_CTL_IOCTL_TLV_READ, SNDRV_CTL_IOCTL_TLV_READ, SNDRV_CTL_IOCTL_TLV_WRITE,
		SNDRV_CTL_IOCTL_TLV_COMMAND,
	};
	unsigned int tlv[16] = { 0, chance(actor, 80) ? 56 : edge(actor) };
	struct snd_ctl_elem_id id;
	int err = element(actor, &id);

	tlv[0] = id.numid;
	return err ? err : hostile_call(actor, actor->mixer, cmds[below(actor, 4)], tlv,
					sizeof(tlv));
}

static int lock(struct actor *actor)
{
	struct snd_ctl_elem_id id;
	int err = element(actor, &id);

	return err ? err : hostile_call(actor, actor->mixer, chance(actor, 50) ?
					SNDRV_CTL_IOCTL_ELEM_LOCK : SNDRV_CTL_IOCTL_ELEM_UNLOCK,
					&id, sizeof(id));
}

static int events(struct actor *actor)
{
	int on = below(actor, 3) - 1;
	char bytes[512];

	if (chance(actor, 40))
		return hostile_call(actor, actor->mixer, SNDRV_CTL_IOCTL_SUBSCRIBE_EVENTS, &on,
				    sizeof(on));
	return read(actor->mixer, bytes, below(actor, sizeof(bytes))) < 0 ? -errno : 0;
}

/* Not the exact stream's: opened with O_APPEND it would be shared, ALSA asks for no right. */
static int prefer_substream(struct actor *actor)
{
	int number = chance(actor, 80) ? below(actor, 64) : edge(actor);

	if (number == actor->target->substream)
		return -ECANCELED;
	return hostile_call(actor, actor->mixer, SNDRV_CTL_IOCTL_PCM_PREFER_SUBDEVICE, &number,
			    sizeof(number));
}

/* Not those that write, and none that makes elements: they would stay. */
static int any_mixer_ioctl(struct actor *actor)
{
	unsigned long cmd = _IOC(below(actor, 4), 'U', below(actor, 256), below(actor, 2048));
	uint8_t bytes[2048];
	unsigned int number = _IOC_NR(cmd);

	if (number == 0x13 || (number >= 0x17 && number <= 0x19))
		return -ECANCELED;
	garbage(actor, bytes, sizeof(bytes));
	return hostile_call(actor, actor->mixer, cmd, bytes, sizeof(bytes));
}

static int read_file(struct actor *actor)
{
	static const char *const names[] = { "status", "hw_params", "sw_params", "info" };
	static const char *const pcms[] = { "pcm0p", "pcm0c", "pcm1c" };
	char path[80], bytes[4096];
	int fd, err = 0;

	snprintf(path, sizeof(path), "/proc/asound/Mixcore/%s/sub%u/%s",
		 pcms[below(actor, 3)], below(actor, 20), names[below(actor, 4)]);
	fd = open(chance(actor, 50) ? path : "/proc/asound/Mixcore/mixcore", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (chance(actor, 20))
		lseek(fd, edge(actor), SEEK_SET);
	if (read(fd, bytes, 1 + below(actor, sizeof(bytes))) < 0)
		err = -errno;
	close(fd);
	return err;
}

const struct hostile_call hostile_mixer_calls[] = {
	{ "mixer open", 4, open_mixer },
	{ "mixer list", 4, list },
	{ "mixer info", 4, info },
	{ "mixer read", 6, value },
	{ "mixer write", 16, set_value },
	{ "mixer tlv", 4, tlv },
	{ "mixer lock, unlock", 4, lock },
	{ "mixer events", 8, events },
	{ "mixer prefer substream", 2, prefer_substream },
	{ "mixer any ioctl", 6, any_mixer_ioctl },
	{ "proc read", 8, read_file },
	{ NULL }
};
