// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * null-device SECONDS [PPM]: an output that throws away what it gets, with a clock that is PPM
 * faster than this machine's. Prints each second how far it is, and what the kernel thinks of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mixcore/mixcore.h>
#include <sound/asound.h>

#define RATE	48000
#define BLOCK	480	/* 10 ms */
#define ENOUGH	1

struct device {
	struct mixcore_endpoint *endpoint;
	uint64_t seconds;
};

static void print(struct mixcore_endpoint *endpoint)
{
	struct mixcore_endpoint_page page;

	if (mixcore_endpoint_page(endpoint, &page))
		return;
	printf("position %llu, %u running, drift ", (unsigned long long)page.position,
	       page.running);
	if (page.drift_error_ppb == INT32_MAX)
		printf("not known yet\n");
	else
		printf("%.3f ppm (+-%.3f)\n", page.drift_ppb / 1e3, page.drift_error_ppb / 1e3);
	fflush(stdout);
}

/* Here a real device would do something with block->samples. */
static int take(void *user, const struct mixcore_endpoint_block *block)
{
	const uint64_t end = block->position + block->frames;
	struct device *device = user;

	if (end % RATE == 0)
		print(device->endpoint);
	return end / RATE < device->seconds ? 0 : ENOUGH;
}

static int run(struct mixcore *ctx, uint64_t seconds, int ppm)
{
	struct mixcore_endpoint_create create = MIXCORE_INIT(mixcore_endpoint_create);
	struct device device = { .seconds = seconds };
	int ret;

	create.rate = RATE;
	create.channels = 2;
	create.format = (uint32_t)SNDRV_PCM_FORMAT_S16_LE;
	strcpy(create.name, "nothing");
	mixcore_cause_set(&create.cause, 0, "example: null-device");
	ret = mixcore_endpoint_open(&device.endpoint, ctx, &create);
	if (ret) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_ENDPOINT_CREATE, ret));
		return ret;
	}
	ret = mixcore_endpoint_run(device.endpoint, BLOCK, ppm, take, &device);
	mixcore_endpoint_close(device.endpoint);
	if (ret == ENOUGH)
		return 0;
	fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_ENDPOINT_TRIGGER, ret));
	return ret;
}

int main(int argc, char **argv)
{
	struct mixcore *ctx;
	int err;

	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: null-device SECONDS [PPM]\n");
		return 2;
	}
	err = mixcore_open(&ctx, 0);
	if (err) {
		fprintf(stderr, "%s\n", mixcore_error_text(MIXCORE_CALL_OPEN, err));
		return 1;
	}
	err = run(ctx, strtoul(argv[1], NULL, 10), argc > 2 ? atoi(argv[2]) : 0);
	mixcore_close(ctx);
	return err ? 1 : 0;
}
