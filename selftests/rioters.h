/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two processes that change, at random and as fast as they can, all that there is about recording:
 * one opens, closes and turns recorders; the other one attaches and detaches inputs and null outputs,
 * makes and removes loopbacks, and opens and closes streams that play.
 *
 * Needs: snd-mixcore, snd-mixcore-test cards=4.
 */
#ifndef MIXCORE_SELFTEST_RIOTERS_H
#define MIXCORE_SELFTEST_RIOTERS_H

#include <stdint.h>
#include <sys/types.h>

#include "common.h"

#define RIOT_RATE	48000
#define RIOT_ERRORS	160
#define RIOT_CABLE_NAME	"cable"	/* of the null output that comes and goes */

/* What a process did, in this order. */
enum riot_act {
	RIOT_OPEN, RIOT_CLOSE, RIOT_RECORD, RIOT_STOP, RIOT_READ, RIOT_SOURCE, RIOT_GAIN,
	RIOT_ATTACH, RIOT_DETACH, RIOT_CABLE, RIOT_LOOPBACK, RIOT_UNLOOP, RIOT_PLAY, RIOT_END,
	RIOT_ACTS
};

/* Shared by all processes: how often, by errno; 0 = success. */
struct riot {
	uint32_t acts[RIOT_ACTS][RIOT_ERRORS];
	unsigned int spared;	/* id of a recorder that nobody turns */
	pid_t pids[2];
};

uint32_t riot_random(uint32_t *seed, uint32_t below);
/* Slave PCMs: those of a test card have one rate, format and number of channels. */
struct pcm_config riot_slave(void);
struct riot *riot_begin(unsigned int spared);
/* Everything has been done once. */
bool riot_did_all(const struct riot *riot);
/* Kills them; says what they did. 0, or -ECHILD when one had ended by itself. */
int riot_end(struct riot *riot);

#endif /* MIXCORE_SELFTEST_RIOTERS_H */
