// SPDX-License-Identifier: GPL-2.0-or-later
#include <alsa/asoundlib.h>
#include <errno.h>
#include <stdlib.h>

#include "sequencer.h"

struct sequencer {
	snd_seq_t *seq;
	int queue;
};

static int set_timer(struct sequencer *sequencer, unsigned int device)
{
	snd_seq_queue_timer_t *timer;
	snd_timer_id_t *id;
	int err;

	snd_seq_queue_timer_alloca(&timer);
	snd_timer_id_alloca(&id);
	snd_timer_id_set_class(id, SND_TIMER_CLASS_GLOBAL);
	snd_timer_id_set_sclass(id, SND_TIMER_SCLASS_NONE);
	snd_timer_id_set_card(id, -1);
	snd_timer_id_set_device(id, device);
	snd_timer_id_set_subdevice(id, 0);
	err = snd_seq_get_queue_timer(sequencer->seq, sequencer->queue, timer);
	if (err < 0)
		return err;
	snd_seq_queue_timer_set_type(timer, SND_SEQ_TIMER_ALSA);
	snd_seq_queue_timer_set_id(timer, id);
	return snd_seq_set_queue_timer(sequencer->seq, sequencer->queue, timer);
}

int sequencer_start(struct sequencer *sequencer)
{
	int err = snd_seq_start_queue(sequencer->seq, sequencer->queue, NULL);

	return err < 0 ? err : snd_seq_drain_output(sequencer->seq);
}

int sequencer_stop(struct sequencer *sequencer)
{
	int err = snd_seq_stop_queue(sequencer->seq, sequencer->queue, NULL);

	return err < 0 ? err : snd_seq_drain_output(sequencer->seq);
}

struct sequencer *sequencer_new(unsigned int device)
{
	struct sequencer *sequencer = calloc(1, sizeof(*sequencer));
	int err;

	if (!sequencer)
		return NULL;
	err = snd_seq_open(&sequencer->seq, "hw", SND_SEQ_OPEN_DUPLEX, 0);
	if (err >= 0)
		err = snd_seq_alloc_queue(sequencer->seq);
	sequencer->queue = err;
	if (err >= 0)
		err = set_timer(sequencer, device);
	if (err >= 0)
		err = sequencer_start(sequencer);
	if (err >= 0)
		return sequencer;
	sequencer_free(sequencer);
	errno = -err;
	return NULL;
}

long sequencer_ticks(struct sequencer *sequencer)
{
	snd_seq_queue_status_t *status;
	int err;

	snd_seq_queue_status_alloca(&status);
	err = snd_seq_get_queue_status(sequencer->seq, sequencer->queue, status);
	return err < 0 ? err : (long)snd_seq_queue_status_get_tick_time(status);
}

void sequencer_free(struct sequencer *sequencer)
{
	if (sequencer->seq)
		snd_seq_close(sequencer->seq);
	free(sequencer);
}
