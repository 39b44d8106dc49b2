// SPDX-License-Identifier: GPL-2.0-or-later
/* The sweep's calls of the card's controls, and its files in /proc. */
#include <fcntl.h>
#include <stdio.h>
#include <sound/asound.h>

#include "fault_sweep.h"

int mixer_open(struct bench *bench)
{
	return open_path(bench, bench->mixer_path, O_RDWR | O_NONBLOCK);
}

int mixer_list(struct bench *bench)
{
	struct snd_ctl_elem_id ids[64];
	struct snd_ctl_elem_list list = { .space = 64, .pids = ids };

	return call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_LIST, &list);
}

static struct snd_ctl_elem_id element(const char *name, unsigned int index)
{
	struct snd_ctl_elem_id id = { .iface = SNDRV_CTL_ELEM_IFACE_MIXER, .index = index };

	snprintf((char *)id.name, sizeof(id.name), "%s", name);
	return id;
}

int mixer_info(struct bench *bench)
{
	struct snd_ctl_elem_info info = { .id = element("Stream Playback Volume", 1) };

	return call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_INFO, &info);
}

int mixer_read(struct bench *bench)
{
	struct snd_ctl_elem_value value = { .id = element("Stream Playback Volume", 1) };

	return call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_READ, &value);
}

static int mixer_set(struct bench *bench, const char *name, unsigned int index, long to)
{
	struct snd_ctl_elem_value value = { .id = element(name, index) };

	value.value.integer.value[0] = to;
	return call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_WRITE, &value);
}

int mixer_stream_volume(struct bench *bench)
{
	return mixer_set(bench, "Stream Playback Volume", 1, 77);
}

int mixer_stream_switch(struct bench *bench)
{
	return mixer_set(bench, "Stream Playback Switch", 1, 0);
}

int mixer_output_volume(struct bench *bench)
{
	return mixer_set(bench, OUTPUT " Playback Volume", 0, 77);
}

int mixer_output_switch(struct bench *bench)
{
	return mixer_set(bench, OUTPUT " Playback Switch", 0, 0);
}

int mixer_tlv(struct bench *bench)
{
	unsigned int tlv[8] = { 0, sizeof(tlv) - 8 };
	struct snd_ctl_elem_info info = { .id = element("Stream Playback Volume", 1) };
	int err = call(bench->mixer, SNDRV_CTL_IOCTL_ELEM_INFO, &info);

	tlv[0] = info.id.numid;
	return err ? err : call(bench->mixer, SNDRV_CTL_IOCTL_TLV_READ, tlv);
}
int proc_graph(struct bench *bench)
{
	return read_path(bench, "/proc/asound/Mixcore/mixcore");
}

int proc_status(struct bench *bench)
{
	return read_path(bench, "/proc/asound/Mixcore/pcm0p/sub1/status");
}

int proc_hw_params(struct bench *bench)
{
	return read_path(bench, "/proc/asound/Mixcore/pcm0p/sub1/hw_params");
}
