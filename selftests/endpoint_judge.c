// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * endpoint-judge FILE FRAMES: standard input has FILE, from its beginning and again and again, so
 * many frames of it, with silence around it, and not a sample besides. Frames are of four bytes;
 * the first one of FILE is not silent. As it reads on and on, an hour of it needs no memory.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct judge {
	const uint32_t *noise;
	uint64_t length, wanted, frames, found;
};

/* 0, or 1 when this is not the frame that has to come now. */
static int frame_is_wrong(struct judge *judge, uint32_t frame)
{
	judge->frames++;
	if ((!judge->found && !frame) || judge->found == judge->wanted)
		return frame != 0;
	return frame != judge->noise[judge->found++ % judge->length];
}

static int judge_all(struct judge *judge)
{
	uint32_t frame;

	while (fread(&frame, sizeof(frame), 1, stdin)) {
		if (!frame_is_wrong(judge, frame))
			continue;
		printf("frame %llu, %llu of the sound, is wrong\n",
		       (unsigned long long)judge->frames - 1, (unsigned long long)judge->found - 1);
		return 1;
	}
	printf("%llu frames, %llu of %llu of the sound\n", (unsigned long long)judge->frames,
	       (unsigned long long)judge->found, (unsigned long long)judge->wanted);
	return judge->found != judge->wanted;
}

static uint32_t *read_noise(const char *name, uint64_t *frames)
{
	FILE *file = fopen(name, "rb");
	uint32_t *noise = NULL;
	long size = 0;

	if (!file || fseek(file, 0, SEEK_END))
		return NULL;
	size = ftell(file);
	rewind(file);
	if (size >= (long)sizeof(*noise))
		noise = malloc(size);
	if (noise)
		*frames = fread(noise, sizeof(*noise), size / sizeof(*noise), file);
	fclose(file);
	return noise;
}

int main(int argc, char **argv)
{
	struct judge judge = { .wanted = argc == 3 ? strtoull(argv[2], NULL, 10) : 0 };

	judge.noise = judge.wanted ? read_noise(argv[1], &judge.length) : NULL;
	if (!judge.noise || !judge.length || !judge.noise[0]) {
		fprintf(stderr, "usage: endpoint-judge FILE FRAMES\n");
		return 2;
	}
	return judge_all(&judge);
}
