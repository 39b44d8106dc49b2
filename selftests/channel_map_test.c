// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Applications can ask what their channels are: each number of them has one map, on every PCM.
 *
 * Needs: snd-mixcore.
 */
#include <alsa/asoundlib.h>

#include "common.h"
#include "kselftest_harness.h"

#define RATE	48000

static const unsigned int maps[MIXCORE_CHANNELS_MAX][MIXCORE_CHANNELS_MAX] = {
	{ SND_CHMAP_MONO },
	{ SND_CHMAP_FL, SND_CHMAP_FR },
	{ SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_FC },
	{ SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_RL, SND_CHMAP_RR },
	{ SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_RL, SND_CHMAP_RR, SND_CHMAP_FC },
	{ SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_RL, SND_CHMAP_RR, SND_CHMAP_FC, SND_CHMAP_LFE },
	{ SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_RL, SND_CHMAP_RR, SND_CHMAP_FC, SND_CHMAP_LFE,
	  SND_CHMAP_RC },
	{ SND_CHMAP_FL, SND_CHMAP_FR, SND_CHMAP_RL, SND_CHMAP_RR, SND_CHMAP_FC, SND_CHMAP_LFE,
	  SND_CHMAP_SL, SND_CHMAP_SR },
};

FIXTURE(channel_map) {
	snd_pcm_t *pcm, *other;
};

FIXTURE_VARIANT(channel_map) {
	const char *name;
	snd_pcm_stream_t direction;
};

FIXTURE_VARIANT_ADD(channel_map, playback) { "hw:Mixcore,0", SND_PCM_STREAM_PLAYBACK };
FIXTURE_VARIANT_ADD(channel_map, capture) { "hw:Mixcore,0", SND_PCM_STREAM_CAPTURE };
FIXTURE_VARIANT_ADD(channel_map, monitor) { "hw:Mixcore,1", SND_PCM_STREAM_CAPTURE };

FIXTURE_SETUP(channel_map)
{
	/* The second substream: each has its own map. */
	ASSERT_EQ(0, snd_pcm_open(&self->other, variant->name, variant->direction, 0));
	ASSERT_EQ(0, snd_pcm_open(&self->pcm, variant->name, variant->direction, 0));
}

FIXTURE_TEARDOWN(channel_map)
{
	snd_pcm_close(self->pcm);
	snd_pcm_close(self->other);
}

static int configure(snd_pcm_t *pcm, unsigned int channels)
{
	return snd_pcm_set_params(pcm, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, channels,
				  RATE, 0, 200000);
}

TEST_F(channel_map, of_each_number_of_channels)
{
	unsigned int channels, i;

	ASSERT_EQ(0, configure(self->other, 2));
	for (channels = 1; channels <= MIXCORE_CHANNELS_MAX; channels++) {
		snd_pcm_chmap_t *map;

		ASSERT_EQ(0, configure(self->pcm, channels));
		map = snd_pcm_get_chmap(self->pcm);
		ASSERT_NE(NULL, map);
		ASSERT_EQ(channels, map->channels);
		for (i = 0; i < channels; i++) {
			EXPECT_EQ(maps[channels - 1][i], map->pos[i]);
		}
		free(map);
		map = snd_pcm_get_chmap(self->other);
		ASSERT_NE(NULL, map);
		EXPECT_EQ(2, map->channels);
		free(map);
	}
}

TEST_F(channel_map, all_there_are)
{
	snd_pcm_chmap_query_t **all = snd_pcm_query_chmaps(self->pcm);
	unsigned int i, ch;

	ASSERT_NE(NULL, all);
	for (i = 0; all[i]; i++) {
		ASSERT_GT(MIXCORE_CHANNELS_MAX, i);
		EXPECT_EQ(SND_CHMAP_TYPE_FIXED, all[i]->type);
		ASSERT_EQ(i + 1, all[i]->map.channels);
		for (ch = 0; ch <= i; ch++) {
			EXPECT_EQ(maps[i][ch], all[i]->map.pos[ch]);
		}
	}
	EXPECT_EQ(MIXCORE_CHANNELS_MAX, i);
	snd_pcm_free_chmaps(all);
}

/* Nobody's substream has none. */
TEST_F(channel_map, of_none)
{
	snd_ctl_elem_value_t *value;
	unsigned int i;
	snd_ctl_t *ctl;

	snd_ctl_elem_value_alloca(&value);
	ASSERT_EQ(0, snd_ctl_open(&ctl, "hw:Mixcore", 0));
	snd_ctl_elem_value_set_interface(value, SND_CTL_ELEM_IFACE_PCM);
	snd_ctl_elem_value_set_name(value, variant->direction == SND_PCM_STREAM_PLAYBACK ?
				    "Playback Channel Map" : "Capture Channel Map");
	snd_ctl_elem_value_set_device(value, variant->name[11] - '0');
	snd_ctl_elem_value_set_index(value, 2);
	ASSERT_EQ(0, snd_ctl_elem_read(ctl, value));
	for (i = 0; i < MIXCORE_CHANNELS_MAX; i++) {
		EXPECT_EQ(0, snd_ctl_elem_value_get_integer(value, i));
	}
	/* They can't be set. */
	EXPECT_GT(0, snd_ctl_elem_write(ctl, value));
	snd_ctl_close(ctl);
}

TEST_HARNESS_MAIN
