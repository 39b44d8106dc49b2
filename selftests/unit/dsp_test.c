// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dsp-test [OPTION...] [SEED]: the arithmetic of the module against independent references. TAP on
 * stdout; exit status 1 when a test failed.
 *
 * --samples N	random scenes until so many samples of streams have been mixed and judged
 * --floats	every float there is, both ways
 * --only NAME	only tests whose name begins so
 * --sparse	every seventh case only, for slow machines
 * --stop	at the first test that fails
 */
#include <getopt.h>
#include <stdlib.h>

#include "dsp_test.h"

static u64 state = 20240229;
static unsigned int tests, failed_tests;
static bool failed, stop;
static const char *only = "";
static u32 step = 1;

u32 test_step(void)
{
	return step;
}

/* When not @good, the message has been printed up to the end of its line. */
bool test_check(bool good, const char *file, int line)
{
	if (good)
		return true;
	failed = true;
	printf(" (%s:%d)\n", file, line);
	return false;
}

void run_test(const char *name, void (*test)(void))
{
	if (strncmp(name, only, strlen(only)))
		return;
	failed = false;
	test();
	tests++;
	failed_tests += failed;
	printf("%s %u - %s\n", failed ? "not ok" : "ok", tests, name);
	if (failed && stop)
		exit(1);
}

/* SplitMix64 */
u64 random_bits(void)
{
	u64 z = state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

u32 random_below(u32 limit)
{
	return (u32)(((random_bits() >> 32) * limit) >> 32);
}

u32 random_between(u32 low, u32 high)
{
	return low + random_below(high - low + 1);
}

static u32 random_gain(enum gains gains)
{
	switch (gains) {
	case GAINS_ZERO:
		return 0;
	case GAINS_TINY:
		return random_between(0, 3);
	case GAINS_UNITY:
		return MIXCORE_DSP_UNITY;
	case GAINS_MAX:
		return MIXCORE_DSP_PATH_MAX;
	case GAINS_RANDOM:
		return random_between(0, MIXCORE_DSP_PATH_MAX) >> random_below(12);
	default:
		return (u32)random_bits() | 0x80000000U;
	}
}

void random_path(struct mixcore_path *path, u32 channels_in, u32 channels_out, enum gains gains)
{
	memset(path, 0xa5, sizeof(*path));
	path->channels_in = channels_in;
	path->channels_out = channels_out;
	mixcore_chmap_matrix(path);
	for (u32 i = 0; i < MIXCORE_DSP_CHANNELS; i++) {
		path->stream_gain[i] = random_gain(gains);
		path->output_gain[i] = gains == GAINS_TINY ? MIXCORE_DSP_UNITY : random_gain(gains);
	}
	if (gains < GAINS_RANDOM)
		return;
	for (u32 out = 0; out < channels_out; out++)
		for (u32 in = 0; in < channels_in; in++)
			path->matrix[out][in] = (s32)random_bits() >> random_below(24);
}

void reference_path_from(struct reference_path *to, const struct mixcore_path *from)
{
	to->in = (int)from->channels_in;
	to->out = (int)from->channels_out;
	for (int out = 0; out < 8; out++) {
		to->stream_gain[out] = from->stream_gain[out];
		to->output_gain[out] = from->output_gain[out];
		for (int in = 0; in < 8; in++)
			to->matrix[out][in] = from->matrix[out][in];
	}
}

static void quick_tests(void)
{
	isas_tests();
	gain_tests();
	chmap_tests();
	coefs_tests();
	ramp_tests();
	slope_tests();
	format_tests();
	mix_tests();
	narrow_tests();
	order_tests();
	limits_tests();
	precision_tests();
	eq_tests();
	eq_noise_tests();
	limiter_tests();
	reduce_tests();
	meter_tests();
	drift_tests();
	verify_tests();
}

static const struct option options[] = {
	{ "samples", required_argument, NULL, 's' },
	{ "floats", no_argument, NULL, 'f' },
	{ "only", required_argument, NULL, 'o' },
	{ "sparse", no_argument, NULL, '7' },
	{ "stop", no_argument, NULL, 'x' },
	{ }
};

int main(int argc, char **argv)
{
	bool floats = false;
	u64 samples = 0;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return 2;
		if (option == 's')
			samples = strtoull(optarg, NULL, 0);
		else if (option == 'o')
			only = optarg;
		if (option == '7')
			step = 7;
		floats |= option == 'f';
		stop |= option == 'x';
	}
	if (optind < argc)
		state = strtoull(argv[optind], NULL, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	memory_watch();
	printf("# seed %llu\n", state);
	if (floats)
		float_tests();
	else if (samples)
		long_tests(samples);
	else
		quick_tests();
	printf("1..%u\n", tests);
	return failed_tests || !tests ? 1 : 0;
}
