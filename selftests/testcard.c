// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "client.h"
#include "testcard.h"

static void testcard_path(char path[96], unsigned int card, const char *knob)
{
	snprintf(path, 96, "/sys/kernel/debug/snd-mixcore-test/card%u/%s", card, knob);
}

int testcard_set(unsigned int card, const char *knob, const char *text)
{
	char path[96];

	testcard_path(path, card, knob);
	return write_text(path, text);
}

int testcard_set_number(unsigned int card, const char *knob, long number)
{
	char text[32];

	snprintf(text, sizeof(text), "%ld", number);
	return testcard_set(card, knob, text);
}

/* First byte of what the file says, 0 for nothing. */
int testcard_read(unsigned int card, const char *knob)
{
	char path[96], byte = 0;
	int fd;

	testcard_path(path, card, knob);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (read(fd, &byte, 1) < 0)
		byte = '?';
	close(fd);
	return byte;
}

int testcard_wait(unsigned int card, const char *knob, char byte, unsigned int ms)
{
	for (; testcard_read(card, knob) != byte; ms--) {
		if (!ms)
			return -ETIMEDOUT;
		sleep_ms(1);
	}
	return 0;
}

/* There, and without faults. */
int testcard_reset(unsigned int card)
{
	static const char * const ops[] = { "open", "hw_params", "prepare", "trigger", "pointer" };
	char text[32];
	unsigned int i;
	int err = 0;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]) && !err; i++) {
		snprintf(text, sizeof(text), "%s 0", ops[i]);
		err = testcard_set(card, "fail", text);
	}
	if (!err)
		err = testcard_set(card, "ppb", "0");
	if (!err)
		err = testcard_set(card, "sleep_us", "0");
	if (!err)
		err = testcard_set(card, "step_frames", "0");
	if (!err && testcard_read(card, "vanish") != '0')
		err = testcard_set(card, "appear", "1");
	return err ? err : testcard_set(card, "stall", "0");
}

/* Makes the card the output "out", and stays a holder of its PCM. */
int patient_attach(struct patient *patient, unsigned int rate)
{
	struct pcm_config slave = { FORMAT_S32, rate, 2, PATIENT_PERIOD, PATIENT_BUFFER };
	struct attach_options options = { .cycle = PATIENT_CYCLE };
	char id[16];
	int err;

	snprintf(id, sizeof(id), "Test%u", patient->card);
	patient->fd = pcm_open(id, 0, O_RDWR | O_NONBLOCK);
	if (patient->fd < 0)
		return patient->fd;
	err = pcm_configure(patient->fd, &slave);
	if (!err)
		err = attach(patient->control, patient->fd, "out", &options);
	if (err < 0)
		patient_let_go(patient);
	return err;
}

void patient_let_go(struct patient *patient)
{
	if (patient->fd >= 0)
		close(patient->fd);
	patient->fd = -1;
}

int patient_open(struct patient *patient, unsigned int card)
{
	static int32_t silence[2 * PATIENT_LONG];
	struct client_config config = CLIENT_DEFAULT;
	int err;

	patient->card = card;
	patient->fd = -1;
	patient->control = control_open();
	if (patient->control < 0)
		return patient->control;
	err = reset_all(patient->control);
	if (err)
		return err;
	patient->output = patient_attach(patient, PATIENT_RATE);
	if (patient->output < 0)
		return patient->output;
	config.buffer = PATIENT_LONG;
	config.period = PATIENT_RATE;
	patient->pcm = client_new(&config);
	if (!patient->pcm)
		return -errno;
	/* A full buffer would start by itself. */
	return snd_pcm_writei(patient->pcm, silence, PATIENT_LONG - 1) == PATIENT_LONG - 1 ?
	       0 : -EIO;
}

int patient_close(struct patient *patient)
{
	int err;

	if (patient->pcm)
		snd_pcm_close(patient->pcm);
	patient_let_go(patient);
	err = reset_all(patient->control);
	close(patient->control);
	return err ? err : testcard_reset(patient->card);
}

int patient_play(struct patient *patient)
{
	patient->start = now_ns();
	return snd_pcm_start(patient->pcm);
}

struct mixcore_output_info patient_output(const struct patient *patient)
{
	struct mixcore_output_info info;

	if (output_get(patient->control, patient->output, &info))
		info.state = ~0U;
	return info;
}

/* Milliseconds until the output is in this state, -1 for never. */
int patient_wait(const struct patient *patient, unsigned int state, int ms)
{
	int64_t begin = now_ns();

	for (;;) {
		int passed = (now_ns() - begin) / 1000000;

		if (patient_output(patient).state == state)
			return passed;
		if (passed >= ms)
			return -1;
		sleep_ms(1);
	}
}

/* Frames by which the stream is ahead of the time that passed since its start. */
int64_t patient_ahead(const struct patient *patient)
{
	struct mixcore_stream_info info;
	int err = client_info(patient->control, patient->pcm, &info);

	if (err)
		return -PATIENT_LONG;
	return (int64_t)info.frames -
	       (int64_t)(now_ns() - patient->start) * PATIENT_RATE / 1000000000LL;
}
