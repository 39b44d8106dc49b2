/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alice, bob and root play different noise on one output, all from the same frame on; and what is
 * recorded of it, by whom.
 */
#ifndef MIXCORE_SELFTEST_ACCESS_H
#define MIXCORE_SELFTEST_ACCESS_H

#include "capture.h"

#define BY_ALICE	1
#define BY_BOB		2
#define BY_ROOT		4
#define BY_ALL		7

#define ACCESS_FRAMES	6000	/* that are recorded */
#define PLAYERS		3

struct access {
	int control, output;
	char mode;		/* monitor_access: u, a, n */
	struct loop loops[PLAYERS];
	bool playing;
};

int access_open(struct access *access);
int access_close(struct access *access);
/* All that are there start; a moment later it is heard. */
int access_play(struct access *access);
/* A recorder opened by this uid; everything else is done by root. */
int access_take(struct access *access, struct take *take, unsigned int uid, unsigned int device,
		snd_pcm_access_t access_kind);
struct heard access_heard(const struct access *access, const struct take *take, unsigned int who);
/* /dev/snd/mixcore as opened by this uid. */
int access_node(unsigned int uid);
/* For good. */
int access_drop(unsigned int uid);

int fd_send(int socket, int fd);
int fd_receive(int socket);

/*
 * A PCM of which there is only the descriptor, as a take of 32 bits and two channels
 */

int spy_start(int fd);
/* Allocates take->bytes. */
int spy_read(int fd, struct take *take);

/* For another process to fill in. */
struct spy_result {
	struct take take;
	uint8_t bytes[];
};

struct spy_result *spy_result(void);
void spy_result_free(struct spy_result *result);
int spy_into(int fd, struct spy_result *result);

#endif /* MIXCORE_SELFTEST_ACCESS_H */
