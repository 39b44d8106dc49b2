// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "access.h"
#include "client.h"
#include "testcard.h"
#include "thief.h"

#define RATE	48000
#define RING	6100	/* frames: no multiple of a buffer, so that a slip by one is heard */
#define ROOM	40000

static const unsigned int uids[PLAYERS] = { ALICE, BOB, 0 };

static const struct take_config usual = {
	OF_MONITORS, SND_PCM_FORMAT_S32_LE, 2, RATE, 512, 8192, SND_PCM_ACCESS_RW_INTERLEAVED,
};

static char read_mode(void)
{
	int fd = open("/sys/module/snd_mixcore/parameters/monitor_access", O_RDONLY | O_CLOEXEC);
	char mode = '?';

	if (fd < 0 || read(fd, &mode, 1) != 1)
		mode = '?';
	if (fd >= 0)
		close(fd);
	return mode;
}

static int open_players(struct access *access)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < PLAYERS; i++) {
		err = become(uids[i]) ?: loop_open(&access->loops[i], access->control, 70 + i, 32, 2,
						   RATE, RING);
		err = become(0) ?: err;
	}
	return err;
}

int access_open(struct access *access)
{
	struct pcm_config slave = { FORMAT_S32, RATE, 2, 256, 4096 };
	struct attach_options options = { .ramp = MIXCORE_RAMP_OFF };
	int err;

	*access = (struct access) { .mode = read_mode() };
	access->control = control_open();
	if (access->control < 0)
		return access->control;
	err = reset_all(access->control) ?: testcard_reset(PLAIN);
	if (err)
		return err;
	access->output = attach_card(access->control, "out", "Test0", 0, &slave, &options);
	if (access->output < 0)
		return access->output;
	return open_players(access);
}

int access_close(struct access *access)
{
	unsigned int i;
	int err;

	for (i = 0; i < PLAYERS; i++)
		loop_close(&access->loops[i]);
	err = reset_all(access->control);
	close(access->control);
	return err;
}

int access_play(struct access *access)
{
	int err = access->playing ? 0 : loops_start(access->loops, PLAYERS);

	access->playing = true;
	sleep_ms(50);
	return err;
}

int access_take(struct access *access, struct take *take, unsigned int uid, unsigned int device,
		snd_pcm_access_t access_kind)
{
	struct take_config config = usual;
	int err = become(uid) ?: take_open(take, access->control, device);

	err = become(0) ?: err;
	config.device = device;
	config.access = access_kind;
	return err ?: take_configure(take, &config, ROOM);
}

struct heard access_heard(const struct access *access, const struct take *take, unsigned int who)
{
	struct heard heard = { .differs = 0 };
	struct loop some[PLAYERS];
	struct sound sound;
	unsigned int i, count = 0;

	for (i = 0; i < PLAYERS; i++)
		if (who & 1U << i)
			some[count++] = access->loops[i];
	if (!loops_sound(some, count, 2, NULL, NULL, &sound))
		heard = take_heard(take, 0, &sound, NULL);
	sound_free(&sound);
	return heard;
}

int access_node(unsigned int uid)
{
	int node = become(uid) ?: node_open(O_RDWR);

	return become(0) ?: node;
}

int access_drop(unsigned int uid)
{
	gid_t audio = AUDIO_GROUP;

	if (setgroups(1, &audio) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
		return -errno;
	return 0;
}

union descriptor_message {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

int fd_send(int socket, int fd)
{
	union descriptor_message control = { };
	char nothing = 0;
	struct iovec data = { &nothing, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	return sendmsg(socket, &message, 0) == 1 ? 0 : -errno;
}

int fd_receive(int socket)
{
	union descriptor_message control;
	char nothing;
	struct iovec data = { &nothing, 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *header;
	int fd;

	if (recvmsg(socket, &message, 0) != 1)
		return -errno;
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_RIGHTS)
		return -ENOMSG;
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

int spy_start(int fd)
{
	struct pcm_config config = {
		FORMAT_S32, RATE, usual.channels, usual.period, usual.buffer,
	};

	return pcm_configure(fd, &config) ?: pcm_prepare(fd) ?: pcm_start(fd);
}

static void spy_take(struct take *take, uint8_t *bytes)
{
	*take = (struct take) {
		.config = usual, .frame_bytes = 2 * sizeof(int32_t), .room = ACCESS_FRAMES,
		.bytes = bytes,
	};
}

static int spy_fill(int fd, struct take *take)
{
	unsigned int tries;

	for (tries = 0; take->frames < take->room && tries < 1000; tries++) {
		long frames = thief_read(fd, take->bytes + take->frames * take->frame_bytes,
					 take->room - take->frames);

		if (frames < 0 && frames != -EAGAIN)
			return frames;
		if (frames > 0)
			take->frames += frames;
		sleep_ms(2);
	}
	return take->frames < take->room ? -ETIMEDOUT : 0;
}

int spy_read(int fd, struct take *take)
{
	spy_take(take, calloc(ACCESS_FRAMES, 2 * sizeof(int32_t)));
	return take->bytes ? spy_fill(fd, take) : -ENOMEM;
}

#define RESULT_BYTES	(sizeof(struct spy_result) + ACCESS_FRAMES * 2 * sizeof(int32_t))

struct spy_result *spy_result(void)
{
	struct spy_result *result = mmap(NULL, RESULT_BYTES, PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (result == MAP_FAILED)
		return NULL;
	spy_take(&result->take, result->bytes);
	return result;
}

void spy_result_free(struct spy_result *result)
{
	munmap(result, RESULT_BYTES);
}

int spy_into(int fd, struct spy_result *result)
{
	return spy_fill(fd, &result->take);
}
