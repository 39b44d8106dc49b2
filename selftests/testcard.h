/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The test PCM (qemu-tests/modules): its knobs, and an output on it under a stream that must not
 * notice what the card does. The cards are loaded with batch=0,1,0,1 nonatomic=0,0,1,1.
 */
#ifndef MIXCORE_SELFTEST_TESTCARD_H
#define MIXCORE_SELFTEST_TESTCARD_H

#include <alsa/asoundlib.h>
#include <stdint.h>

#include "common.h"

enum testcard { PLAIN, BATCH, NONATOMIC, BATCH_NONATOMIC };

int testcard_set(unsigned int card, const char *knob, const char *text);
int testcard_set_number(unsigned int card, const char *knob, long number);
int testcard_read(unsigned int card, const char *knob);
int testcard_wait(unsigned int card, const char *knob, char byte, unsigned int ms);
int testcard_reset(unsigned int card);

#define PATIENT_RATE	48000
#define PATIENT_PERIOD	256		/* of the card */
#define PATIENT_BUFFER	2048
#define PATIENT_CYCLE	128
#define PATIENT_FILL	(PATIENT_PERIOD + 2 * PATIENT_CYCLE)
#define PATIENT_AHEAD	(4 * PATIENT_CYCLE)	/* that a stream may be ahead of or behind time */
#define PATIENT_LONG	(4 * PATIENT_RATE)	/* frames of silence that it has to play */

/* A stream that plays silence, and must be in time whatever happens to the card. */
struct patient {
	unsigned int card;
	int control, output, fd;	/* fd: another holder of the card's PCM */
	snd_pcm_t *pcm;
	int64_t start;			/* ns */
};

int patient_open(struct patient *patient, unsigned int card);
int patient_close(struct patient *patient);
int patient_attach(struct patient *patient, unsigned int rate);
void patient_let_go(struct patient *patient);
int patient_play(struct patient *patient);
struct mixcore_output_info patient_output(const struct patient *patient);
int patient_wait(const struct patient *patient, unsigned int state, int ms);
int64_t patient_ahead(const struct patient *patient);

#define EXPECT_IN_TIME(patient) do {						\
	int64_t _ahead = patient_ahead(patient);				\
	EXPECT_GE(PATIENT_AHEAD, _ahead);					\
	EXPECT_LE(-PATIENT_AHEAD, _ahead);					\
	EXPECT_EQ(SND_PCM_STATE_RUNNING, snd_pcm_state((patient)->pcm));	\
} while (0)

/* It comes to this state within so many ms, and is in it still 200 ms later. */
#define EXPECT_STAYS(patient, wanted, ms) do {					\
	EXPECT_LE(0, patient_wait(patient, wanted, ms));			\
	sleep_ms(200);								\
	EXPECT_EQ(wanted, patient_output(patient).state);			\
} while (0)

/* Each test once for every kind of card. */
#define FOR_EVERY_CARD(fixture)							\
	FIXTURE_VARIANT(fixture) { unsigned int card; };			\
	FIXTURE_VARIANT_ADD(fixture, plain) { .card = PLAIN };			\
	FIXTURE_VARIANT_ADD(fixture, batch) { .card = BATCH };			\
	FIXTURE_VARIANT_ADD(fixture, nonatomic) { .card = NONATOMIC };		\
	FIXTURE_VARIANT_ADD(fixture, batch_nonatomic) { .card = BATCH_NONATOMIC }

#endif /* MIXCORE_SELFTEST_TESTCARD_H */
