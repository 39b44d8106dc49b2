// SPDX-License-Identifier: LGPL-2.1-or-later
/* volume STREAM VOLUME WHY: set the volume of a stream, as in "volume 4 -6dB 'a call comes in'". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mixcore/mixcore.h>

static int set_volume(struct mixcore *ctx, uint32_t id, const char *volume, const char *why)
{
	struct mixcore_stream_info info = MIXCORE_INIT(mixcore_stream_info);
	struct mixcore_stream_set set = MIXCORE_INIT(mixcore_stream_set);
	int err;

	info.id = id;
	err = mixcore_stream_get(ctx, &info);
	if (err)
		return err;
	set.id = id;
	set.mask = MIXCORE_SET_GAIN;
	memcpy(set.gain, info.gain, sizeof(set.gain));
	/* Relative volumes, such as +=3dB, need what there is. */
	err = mixcore_volume_parse(volume, set.gain, MIXCORE_CHANNELS_MAX);
	if (err)
		return err;
	err = mixcore_cause_set(&set.cause, 0, why);
	return err ? err : mixcore_stream_set(ctx, &set);
}

int main(int argc, char **argv)
{
	struct mixcore *ctx;
	int err;

	if (argc != 4) {
		fprintf(stderr, "usage: volume STREAM VOLUME WHY\n");
		return 2;
	}
	err = mixcore_open(&ctx, 0);
	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_OPEN, err));
		return 1;
	}
	err = set_volume(ctx, strtoul(argv[1], NULL, 10), argv[2], argv[3]);
	if (err)
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_STREAM_SET, err));
	mixcore_close(ctx);
	return err ? 1 : 0;
}
