// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * same: are two recordings equal, sample by sample?
 * find: is one recording contained in another, where, and with how many samples
 * that differ? Widths may differ: 16 bit equals the same value in 32 bit.
 */
#include <stdio.h>
#include <string.h>

#include "soundcheck.h"

#define ANCHORS 16	/* places of the needle that are looked for */
#define ANCHOR 32	/* frames that must match there */

struct match {
	bool found;
	long long offset;	/* of the needle's first frame in the haystack */
	size_t differ;		/* samples; those outside the haystack count */
	size_t first;		/* frame in the needle */
};

static int read_both(const struct options *opt, struct wav *a, struct wav *b)
{
	if (wav_read(a, opt->file[0]))
		return 2;
	if (wav_read(b, opt->file[1])) {
		wav_free(a);
		return 2;
	}
	if (a->channels == b->channels && a->rate == b->rate)
		return 0;
	fprintf(stderr, "%u channels at %u Hz against %u channels at %u Hz\n", a->channels,
		a->rate, b->channels, b->rate);
	wav_free(a);
	wav_free(b);
	return 1;
}

static const int32_t *frame(const struct wav *wav, size_t n)
{
	return wav->samples + n * wav->channels;
}

/* Compare the needle at one offset; give up beyond limit. */
static struct match compare(const struct wav *needle, const struct wav *hay, long long offset,
			    size_t limit)
{
	struct match m = { .found = true, .offset = offset, .first = needle->frames };
	unsigned int c;
	size_t n;

	for (n = 0; n < needle->frames && m.differ <= limit; n++) {
		long long at = offset + (long long)n;
		bool inside = at >= 0 && at < (long long)hay->frames;
		size_t before = m.differ;

		for (c = 0; c < needle->channels; c++)
			m.differ += !inside || frame(needle, n)[c] != frame(hay, at)[c];
		if (m.differ > before && m.first == needle->frames)
			m.first = n;
	}
	return m;
}

/* Silence matches everywhere: an anchor begins with a frame that sounds. */
static bool next_anchor(const struct wav *needle, size_t *at)
{
	while (*at + ANCHOR <= needle->frames && wav_zero_frame(needle, *at))
		(*at)++;
	return *at + ANCHOR <= needle->frames;
}

static struct match search(const struct wav *needle, const struct wav *hay)
{
	struct match best = { .differ = SIZE_MAX - 1 };
	size_t bytes = ANCHOR * needle->channels * sizeof(int32_t), n, h;

	for (n = 0; n < ANCHORS && best.differ; n++) {
		size_t at = needle->frames / ANCHORS * n;

		if (!next_anchor(needle, &at))
			break;
		for (h = 0; h + ANCHOR <= hay->frames && best.differ; h++) {
			struct match m;

			if (memcmp(frame(needle, at), frame(hay, h), bytes))
				continue;
			m = compare(needle, hay, (long long)h - (long long)at, best.differ);
			if (m.differ < best.differ)
				best = m;
		}
	}
	return best;
}

static int print_match(const struct options *opt, const struct match *m, size_t total)
{
	bool good = m->found && !m->differ;

	if (opt->json && m->found)
		printf("{\"found\": true, \"offset\": %lld, \"samples\": %zu, \"differ\": %zu, "
		       "\"first\": %zu, \"ok\": %s}\n", m->offset, total, m->differ, m->first,
		       good ? "true" : "false");
	else if (opt->json)
		printf("{\"found\": false, \"ok\": false}\n");
	else if (!m->found)
		printf("not found\n");
	else if (good)
		printf("found at frame %lld, all %zu samples equal\n", m->offset, total);
	else
		printf("found at frame %lld, %zu of %zu samples differ, the first in frame %zu\n",
		       m->offset, m->differ, total, m->first);
	return good ? 0 : 1;
}

int cmd_find(const struct options *opt)
{
	struct wav needle, hay;
	struct match m;
	int status = read_both(opt, &needle, &hay);

	if (status)
		return status;
	m = search(&needle, &hay);
	status = print_match(opt, &m, needle.frames * needle.channels);
	wav_free(&needle);
	wav_free(&hay);
	return status;
}

int cmd_same(const struct options *opt)
{
	struct wav a, b;
	struct match m;
	bool good;
	int status = read_both(opt, &a, &b);

	if (status)
		return status;
	/* The longer one is the needle, so that the rest counts as different. */
	m = a.frames >= b.frames ? compare(&a, &b, 0, SIZE_MAX) : compare(&b, &a, 0, SIZE_MAX);
	good = !m.differ;
	if (opt->json)
		printf("{\"frames\": [%zu, %zu], \"differ\": %zu, \"first\": %zu, \"ok\": %s}\n",
		       a.frames, b.frames, m.differ, m.first, good ? "true" : "false");
	else if (good)
		printf("the same %zu frames\n", a.frames);
	else
		printf("%zu and %zu frames, %zu samples differ, the first in frame %zu\n",
		       a.frames, b.frames, m.differ, m.first);
	wav_free(&a);
	wav_free(&b);
	return good ? 0 : 1;
}
