// SPDX-License-Identifier: GPL-2.0-or-later
/* Hostile to hw:Mixcore: its PCM's calls in any order, its mappings, its descriptors. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include <sound/asound.h>

#include "common.h"
#include "hostile.h"

#define CHANNELS_MAX	7	/* what has eight is heard where the exact stream is */
#define SAMPLES		16384	/* that are written at once, at most */

static int one(struct actor *actor) { return pick(actor, actor->pcm); }

static int open_pcm(struct actor *actor)
{
	static const int flags[] = { O_RDWR, O_WRONLY, O_RDONLY, O_RDWR | O_APPEND, O_RDWR | O_SYNC };
	int how = chance(actor, 80) ? O_RDWR : flags[below(actor, 5)];
	int *place = slot(actor, actor->pcm);
	char path[48];

	if (!place)
		return -ECANCELED;
	snprintf(path, sizeof(path), "/dev/snd/pcmC%dD0p", actor->target->card);
	if (chance(actor, 80) || actor->child)
		how |= O_NONBLOCK;
	*place = open(path, how | O_CLOEXEC);
	return *place < 0 ? -errno : 0;
}

static int close_pcm(struct actor *actor)
{
	int *place = &actor->pcm[below(actor, HOSTILE_PCMS)];
	int fd = *place;

	*place = -1;
	return fd < 0 ? -ECANCELED : close(fd) ? -errno : 0;
}

static int dup_pcm(struct actor *actor)
{
	int *place = slot(actor, actor->pcm);

	if (!place)
		return -ECANCELED;
	*place = dup(one(actor));
	return *place < 0 ? -errno : 0;
}

static int fcntl_pcm(struct actor *actor)
{
	int flags = chance(actor, 70) ? O_NONBLOCK : O_NONBLOCK | O_ASYNC | O_APPEND;

	return fcntl(one(actor), F_SETFL, flags) < 0 ? -errno : 0;
}

struct pcm_config random_config(struct actor *actor)
{
	static const int formats[] = { FORMAT_S16, FORMAT_S24, FORMAT_S32, FORMAT_U8, FORMAT_FLOAT_BE };
	static const unsigned int rates[] = { 48000, 48000, 48000, 44100, 96000, 8000, 192000 };
	struct pcm_config config = {
		.format = formats[below(actor, chance(actor, 90) ? 4 : 5)],
		.rate = rates[below(actor, 7)],
		.channels = 1 + below(actor, chance(actor, 80) ? 2 : CHANNELS_MAX),
		.mmap = chance(actor, 30),
		.no_wakeups = chance(actor, 20),
	};

	if (chance(actor, 70))
		config.period = 32 << below(actor, 8);
	if (chance(actor, 70))
		config.buffer = (config.period ?: 256) * (2 + below(actor, 6));
	if (chance(actor, 5))
		config.buffer = edge(actor);
	if (actor->target->rings && (!config.buffer || config.buffer > actor->target->rings))
		config.buffer = config.period ? 4 * config.period : 4096;
	return config;
}

static int configure(struct actor *actor)
{
	struct pcm_config config = random_config(actor);

	return pcm_configure(one(actor), &config);
}

/* Whatever there is left when a random part of all parameters was ruled out. */
static void random_params(struct actor *actor, struct snd_pcm_hw_params *params)
{
	unsigned int i;

	memset(params, 0, sizeof(*params));
	memset(params->masks, 0xff, sizeof(params->masks));
	for (i = 0; i < sizeof(params->intervals) / sizeof(params->intervals[0]); i++)
		params->intervals[i].max = UINT32_MAX;
	for (i = below(actor, 4); i; i--) {
		struct snd_interval *interval = &params->intervals[below(actor, 12)];

		if (chance(actor, 50))
			interval->min = edge(actor);
		else
			interval->max = edge(actor);
		if (chance(actor, 10))
			garbage(actor, &params->masks[below(actor, 3)], 8);
	}
	params->rmask = chance(actor, 90) ? ~0U : edge(actor);
	params->flags = chance(actor, 20) ? edge(actor) : 0;
	/* Small rings, and not on the exact stream's channels. */
	i = SNDRV_PCM_HW_PARAM_CHANNELS - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL;
	if (params->intervals[i].max > CHANNELS_MAX)
		params->intervals[i].max = CHANNELS_MAX;
	i = SNDRV_PCM_HW_PARAM_BUFFER_SIZE - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL;
	if (params->intervals[i].max > 65536 && (actor->target->rings || chance(actor, 95)))
		params->intervals[i].max = 65536;
}

/* Not through hostile_call(): a damaged byte could be the number of channels. */
static int configure_randomly(struct actor *actor)
{
	struct snd_pcm_hw_params params;

	random_params(actor, &params);
	return call(one(actor), SNDRV_PCM_IOCTL_HW_PARAMS, &params);
}

static int refine(struct actor *actor)
{
	struct snd_pcm_hw_params params;

	random_params(actor, &params);
	if (chance(actor, 20))
		garbage(actor, &params, sizeof(params));
	return hostile_call(actor, one(actor), SNDRV_PCM_IOCTL_HW_REFINE, &params, sizeof(params));
}

static unsigned long threshold(struct actor *actor)
{
	return chance(actor, 60) ? below(actor, 8192) : edge(actor);
}

static int sw_params(struct actor *actor)
{
	struct snd_pcm_sw_params params = {
		.tstamp_mode = below(actor, 2),
		.period_step = 1,
		.avail_min = threshold(actor),
		.start_threshold = threshold(actor),
		.stop_threshold = threshold(actor),
		.silence_threshold = chance(actor, 50) ? 0 : threshold(actor),
		.silence_size = chance(actor, 50) ? 0 : threshold(actor),
		.proto = chance(actor, 50) ? SNDRV_PCM_VERSION : edge(actor),
		.tstamp_type = below(actor, 4),
	};

	return hostile_call(actor, one(actor), SNDRV_PCM_IOCTL_SW_PARAMS, &params, sizeof(params));
}

/*
 * The PCM core takes the lock of a substream, then those of what is linked with it: two at a time
 * that begin with different ones wait for each other for ever, and all of ALSA with them.
 */
static int one_by_one(struct actor *actor, int fd, unsigned long cmd)
{
	pthread_mutex_t *mutex = actor->target->one_by_one;
	int err;

	if (pthread_mutex_lock(mutex) == EOWNERDEAD)
		pthread_mutex_consistent(mutex);
	err = hostile_plain(actor, fd, cmd);
	pthread_mutex_unlock(mutex);
	return err;
}

int prepare_one(struct actor *actor, int fd)
{
	return one_by_one(actor, fd, SNDRV_PCM_IOCTL_PREPARE);
}

static int prepare(struct actor *actor) { return prepare_one(actor, one(actor)); }

static int reset(struct actor *actor)
{
	return one_by_one(actor, one(actor), SNDRV_PCM_IOCTL_RESET);
}

#define PLAIN(name, CMD)							\
	static int name(struct actor *actor)					\
	{									\
		return hostile_plain(actor, one(actor), SNDRV_PCM_IOCTL_##CMD);	\
	}

PLAIN(start, START)
PLAIN(drain, DRAIN)
PLAIN(drop, DROP)
PLAIN(resume, RESUME)
PLAIN(xrun, XRUN)
PLAIN(hwsync, HWSYNC)
PLAIN(unlink_pcm, UNLINK)
PLAIN(hw_free, HW_FREE)

static int pause_pcm(struct actor *actor)
{
	return pcm_set_pause(one(actor), below(actor, 2));
}

static int link_pcm(struct actor *actor)
{
	int other = chance(actor, 90) ? one(actor) : (int)edge(actor);

	return ioctl(one(actor), SNDRV_PCM_IOCTL_LINK, other) < 0 ? -errno : 0;
}

static uint8_t *samples(struct actor *actor)
{
	static uint8_t bytes[SAMPLES * 4 * CHANNELS_MAX];

	garbage(actor, bytes + below(actor, sizeof(bytes) - 64), 64);
	return bytes;
}

static int writei(struct actor *actor)
{
	struct snd_xferi transfer = { .buf = samples(actor), .frames = 1 + below(actor, 4096) };

	if (chance(actor, 3))
		transfer.buf = bad_pointer(actor);
	if (chance(actor, 3)) {
		transfer.frames = edge(actor);
		transfer.buf = bad_pointer(actor);
	}
	return hostile_call(actor, one(actor), SNDRV_PCM_IOCTL_WRITEI_FRAMES, &transfer,
			    sizeof(transfer));
}

static int writen(struct actor *actor)
{
	void *channels[8];
	struct snd_xfern transfer = { .bufs = channels, .frames = below(actor, 1000) };
	unsigned int i;

	for (i = 0; i < 8; i++)
		channels[i] = chance(actor, 90) ? samples(actor) : bad_pointer(actor);
	return hostile_call(actor, one(actor), chance(actor, 80) ? SNDRV_PCM_IOCTL_WRITEN_FRAMES :
			    SNDRV_PCM_IOCTL_READN_FRAMES, &transfer, sizeof(transfer));
}

static int write_bytes(struct actor *actor)
{
	size_t size = chance(actor, 90) ? below(actor, 8192) & ~31UL : below(actor, 8192);
	void *bytes = chance(actor, 95) ? samples(actor) : bad_pointer(actor);
	struct iovec vector[8];
	unsigned int i;

	if (chance(actor, 60))
		return write(one(actor), bytes, size) < 0 ? -errno : 0;
	for (i = 0; i < 8; i++)
		vector[i] = (struct iovec) { bytes, size / 8 };
	return writev(one(actor), vector, 1 + below(actor, 8)) < 0 ? -errno : 0;
}

static int read_bytes(struct actor *actor)
{
	return read(one(actor), samples(actor), 4096) < 0 ? -errno : 0;
}

static int move(struct actor *actor)
{
	snd_pcm_uframes_t frames = threshold(actor);

	return hostile_call(actor, one(actor), chance(actor, 50) ? SNDRV_PCM_IOCTL_REWIND :
			    SNDRV_PCM_IOCTL_FORWARD, &frames, sizeof(frames));
}

static int sync_ptr(struct actor *actor)
{
	struct snd_pcm_sync_ptr sync = { .flags = below(actor, 8) };

	sync.c.control.appl_ptr = threshold(actor);
	sync.c.control.avail_min = threshold(actor);
	return hostile_call(actor, one(actor), SNDRV_PCM_IOCTL_SYNC_PTR, &sync, sizeof(sync));
}

static int status(struct actor *actor)
{
	struct snd_pcm_status state;

	memset(&state, 0, sizeof(state));
	state.audio_tstamp_data = chance(actor, 50) ? below(actor, 64) : edge(actor);
	return hostile_call(actor, one(actor), chance(actor, 50) ? SNDRV_PCM_IOCTL_STATUS :
			    SNDRV_PCM_IOCTL_STATUS_EXT, &state, sizeof(state));
}

static int delay(struct actor *actor)
{
	snd_pcm_sframes_t frames;

	return hostile_call(actor, one(actor), SNDRV_PCM_IOCTL_DELAY, &frames, sizeof(frames));
}

static int describe(struct actor *actor)
{
	struct snd_pcm_info info = { .device = edge(actor), .subdevice = edge(actor) };
	struct snd_pcm_channel_info channel = { .channel = below(actor, 10) };

	if (chance(actor, 50))
		return hostile_call(actor, one(actor), SNDRV_PCM_IOCTL_INFO, &info, sizeof(info));
	return hostile_call(actor, one(actor), SNDRV_PCM_IOCTL_CHANNEL_INFO, &channel,
			    sizeof(channel));
}

static int set_number(struct actor *actor)
{
	static const unsigned long cmds[] = {
		SNDRV_PCM_IOCTL_TSTAMP, SNDRV_PCM_IOCTL_TTSTAMP, SNDRV_PCM_IOCTL_USER_PVERSION,
		SNDRV_PCM_IOCTL_PVERSION,
	};
	int number = chance(actor, 50) ? below(actor, 4) : edge(actor);

	return hostile_call(actor, one(actor), cmds[below(actor, 4)], &number, sizeof(number));
}

static int poll_pcm(struct actor *actor)
{
	struct pollfd fd = { one(actor), POLLIN | POLLOUT };

	return poll(&fd, 1, below(actor, 10)) < 0 ? -errno : 0;
}

/* Any number of the PCM's, but HW_PARAMS: see above. */
static int any_ioctl(struct actor *actor)
{
	unsigned long cmd = _IOC(below(actor, 4), 'A', below(actor, 256), below(actor, 1024));
	uint8_t bytes[1024];

	if (_IOC_NR(cmd) == _IOC_NR(SNDRV_PCM_IOCTL_HW_PARAMS) || _IOC_NR(cmd) == 0x10)
		return -ECANCELED;
	garbage(actor, bytes, sizeof(bytes));
	return hostile_call(actor, one(actor), cmd, bytes, sizeof(bytes));
}

static int map(struct actor *actor)
{
	static const unsigned long offsets[] = {
		SNDRV_PCM_MMAP_OFFSET_DATA, SNDRV_PCM_MMAP_OFFSET_STATUS_OLD,
		SNDRV_PCM_MMAP_OFFSET_CONTROL_OLD, SNDRV_PCM_MMAP_OFFSET_STATUS_NEW,
		SNDRV_PCM_MMAP_OFFSET_CONTROL_NEW,
	};
	unsigned long offset = offsets[chance(actor, 40) ? 0 : below(actor, 5)];
	size_t length = 4096 << (offset ? 0 : below(actor, 5));
	unsigned int at = below(actor, HOSTILE_MAPS);
	int prot = chance(actor, 70) ? PROT_READ | PROT_WRITE : (int)below(actor, 8);
	void *address;

	if (actor->map[at])
		return -ECANCELED;
	if (chance(actor, 15))
		offset += edge(actor) & ~4095UL;
	if (chance(actor, 10))
		length = edge(actor) & 0xffffffff;
	if ((offset & ~4095UL) == SNDRV_PCM_MMAP_OFFSET_STATUS_NEW && chance(actor, 70))
		prot = PROT_READ;
	address = mmap(NULL, length, prot, chance(actor, 90) ? MAP_SHARED : MAP_PRIVATE, one(actor),
		       offset);
	if (address == MAP_FAILED)
		return -errno;
	/* Only what can be read and written is written to. */
	if (prot != (PROT_READ | PROT_WRITE))
		return munmap(address, length) ? -errno : 0;
	actor->map[at] = address;
	actor->length[at] = length;
	return 0;
}

/* Through a pipe: the kernel says EFAULT where a program would be killed. */
static int scribble(struct actor *actor)
{
	unsigned int at = below(actor, HOSTILE_MAPS);
	uint8_t bytes[64];
	int ends[2], err = 0;
	uint64_t number = edge(actor);

	if (!actor->map[at])
		return -ECANCELED;
	garbage(actor, bytes, sizeof(bytes));
	if (chance(actor, 50))
		memcpy(bytes, &number, sizeof(number));
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	if (write(ends[1], bytes, sizeof(bytes)) != sizeof(bytes) ||
	    read(ends[0], actor->map[at], sizeof(bytes)) < 0)
		err = -errno;
	close(ends[0]);
	close(ends[1]);
	return err;
}

static int unmap(struct actor *actor)
{
	unsigned int at = below(actor, HOSTILE_MAPS);
	void *address = actor->map[at];

	if (!address)
		return -ECANCELED;
	actor->map[at] = NULL;
	return munmap(address, actor->length[at]) ? -errno : 0;
}

/* The ordinary way, so that the others find streams that play. */
static int play(struct actor *actor)
{
	struct pcm_config config = { FORMAT_S16, 48000, 2, 256 << below(actor, 3), 4096 };
	struct snd_xferi transfer = { .buf = samples(actor), .frames = 2048 };
	struct snd_pcm_sw_params params = {
		.period_step = 1,
		.avail_min = 256,
		.start_threshold = chance(actor, 50) ? 1 : LONG_MAX,
		.stop_threshold = chance(actor, 80) ? 4096 : LONG_MAX,
	};
	int fd = pick_direction(actor, actor->pcm, SNDRV_PCM_STREAM_PLAYBACK);
	int err = call(fd, SNDRV_PCM_IOCTL_DROP, NULL);

	if (err != -EBADF && err != -ENOTTY)
		err = call(fd, SNDRV_PCM_IOCTL_HW_FREE, NULL);
	if (!err || err == -EBADFD)
		err = pcm_configure(fd, &config);
	if (!err)
		err = call(fd, SNDRV_PCM_IOCTL_SW_PARAMS, &params);
	if (!err)
		err = prepare_one(actor, fd);
	if (!err)
		err = call(fd, SNDRV_PCM_IOCTL_WRITEI_FRAMES, &transfer);
	return err;
}

const struct hostile_call hostile_pcm_calls[] = {
	{ "pcm open", 40, open_pcm },
	{ "pcm close", 12, close_pcm },
	{ "pcm dup", 4, dup_pcm },
	{ "pcm fcntl", 4, fcntl_pcm },
	{ "pcm play", 40, play },
	{ "pcm hw_params", 20, configure },
	{ "pcm hw_params, any", 10, configure_randomly },
	{ "pcm hw_refine", 6, refine },
	{ "pcm hw_free", 4, hw_free },
	{ "pcm sw_params", 15, sw_params },
	{ "pcm prepare", 20, prepare },
	{ "pcm start", 15, start },
	{ "pcm drain", 5, drain },
	{ "pcm drop", 8, drop },
	{ "pcm reset", 4, reset },
	{ "pcm resume", 1, resume },
	{ "pcm xrun", 3, xrun },
	{ "pcm hwsync", 6, hwsync },
	{ "pcm pause", 12, pause_pcm },
	{ "pcm link", 10, link_pcm },
	{ "pcm unlink", 5, unlink_pcm },
	{ "pcm writei", 40, writei },
	{ "pcm writen", 2, writen },
	{ "pcm write", 8, write_bytes },
	{ "pcm read", 1, read_bytes },
	{ "pcm rewind, forward", 10, move },
	{ "pcm sync_ptr", 15, sync_ptr },
	{ "pcm status", 8, status },
	{ "pcm delay", 5, delay },
	{ "pcm info", 3, describe },
	{ "pcm tstamp, pversion", 4, set_number },
	{ "pcm poll", 6, poll_pcm },
	{ "pcm any ioctl", 10, any_ioctl },
	{ "pcm mmap", 14, map },
	{ "pcm write to mapping", 14, scribble },
	{ "pcm munmap", 6, unmap },
	{ NULL }
};
