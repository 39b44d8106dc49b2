// SPDX-License-Identifier: LGPL-2.1-or-later
/* Volume and gain. */
#include <errno.h>
#include <math.h>

#include "internal.h"
#include "test.h"

#define UNITY MIXCORE_GAIN_UNITY

static uint32_t of_db(double db)
{
	uint32_t gain = 12345;

	return mixcore_gain_from_db(db, &gain) ? 99 : gain;
}

static void db_is_exact_where_it_matters(void)
{
	uint32_t gain = 7;

	CHECK_INT(of_db(0), 1 << 24);
	CHECK_INT(of_db(12), 66791299);
	CHECK_INT(of_db(-INFINITY), 0);
	CHECK_INT(of_db(-6), 8408526);
	CHECK_INT(of_db(-200), 0);
	CHECK_INT(mixcore_gain_from_db(12.01, &gain), -ERANGE);
	CHECK_INT(mixcore_gain_from_db(INFINITY, &gain), -ERANGE);
	CHECK_INT(mixcore_gain_from_db(NAN, &gain), -EINVAL);
	CHECK_INT(gain, 7);
}

static void db_comes_back(void)
{
	for (int tenth = -960; tenth <= 120; tenth++)
		CHECK(fabs(mixcore_gain_to_db(of_db(tenth / 10.0)) - tenth / 10.0) < 0.05);
	CHECK(isinf(mixcore_gain_to_db(0)));
	CHECK(mixcore_gain_to_db(UNITY) == 0);
}

static void percent_is_cubic(void)
{
	uint32_t gain = 7;

	CHECK_INT(mixcore_gain_from_percent(100, &gain), 0);
	CHECK_INT(gain, UNITY);
	CHECK_INT(mixcore_gain_from_percent(50, &gain), 0);
	CHECK_INT(gain, UNITY / 8);
	CHECK_INT(mixcore_gain_from_percent(0, &gain), 0);
	CHECK_INT(gain, 0);
	CHECK_INT(mixcore_gain_from_percent(-1, &gain), -ERANGE);
	CHECK_INT(mixcore_gain_from_percent(159, &gain), -ERANGE);
	CHECK(fabs(mixcore_gain_to_percent(UNITY / 8) - 50) < 1e-9);
}

/* What "-6dB,..." makes of the gains 0 dB, -6 dB. */
static void check_volume(const char *text, int expected, uint32_t left, uint32_t right)
{
	uint32_t gain[] = { UNITY, UNITY / 2 };
	int err = mixcore_volume_parse(text, gain, 2);

	if (err != expected || gain[0] != left || gain[1] != right) {
		fprintf(stderr, "volume '%s': %u %u\n", text, gain[0], gain[1]);
		test_failures++;
	}
}

static void texts_change_gains(void)
{
	uint32_t minus6 = of_db(-6);

	check_volume("-6dB", 0, minus6, minus6);
	check_volume("-6", 0, minus6, minus6);
	check_volume("-6.0DB", 0, minus6, minus6);
	check_volume("+0dB", 0, UNITY, UNITY);
	check_volume("+12dB", 0, MIXCORE_GAIN_MAX, MIXCORE_GAIN_MAX);
	check_volume("mute", 0, 0, 0);
	check_volume("-infdB", 0, 0, 0);
	check_volume("50%", 0, UNITY / 8, UNITY / 8);
	check_volume("0%", 0, 0, 0);
	check_volume("-6.50dB", 0, of_db(-6.5), of_db(-6.5));
	check_volume("-.5dB", 0, of_db(-.5), of_db(-.5));
	check_volume("-6.dB", 0, minus6, minus6);
	check_volume("-6.0000000000000000000000000000001dB", 0, minus6, minus6);
	check_volume("0.0000000000000000000000000000000000000000001dB", 0, UNITY, UNITY);
	check_volume("-6dB,0dB", 0, minus6, UNITY);
	check_volume("+=0dB", 0, UNITY, UNITY / 2);
	check_volume("+=40dB", 0, MIXCORE_GAIN_MAX, MIXCORE_GAIN_MAX);
	check_volume("-=100%", 0, 0, 0);
	check_volume("-=50%,+=0dB", 0, UNITY / 8, UNITY / 2);
}

static void nonsense_changes_nothing(void)
{
	static const char *const invalid[] = {
		"", "dB", "-", "+=", "6 dB ", "6db!", "0x10", "nan", "-=inf", "-6dB,", ",", "1,2x",
		"half", "50%%", "--6dB", "+=-infdB", "+=-3dB", "-=-3dB", "+=+3dB", "1e3%", "-6,5dB,",
		".dB", "6..5", "+-6dB", "infinity",
	};
	char longest[400];

	for (size_t i = 0; i < ARRAY_SIZE(invalid); i++)
		check_volume(invalid[i], -EINVAL, UNITY, UNITY / 2);
	check_volume("+12.1dB", -ERANGE, UNITY, UNITY / 2);
	check_volume("0dB,13dB", -ERANGE, UNITY, UNITY / 2);
	check_volume("0dB,0dB,0dB", -E2BIG, UNITY, UNITY / 2);
	check_volume("1,1,1,1,1,1,1,1,1", -E2BIG, UNITY, UNITY / 2);
	memset(longest, '1', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	check_volume(longest, -EINVAL, UNITY, UNITY / 2);
}

static void silence_stays_silent(void)
{
	uint32_t gain = 0;

	CHECK_INT(mixcore_volume_parse("+=3dB", &gain, 1), 0);
	CHECK_INT(gain, 0);
	CHECK_INT(mixcore_volume_parse("+=50%", &gain, 1), 0);
	CHECK_INT(gain, UNITY / 8);
}

int main(void)
{
	db_is_exact_where_it_matters();
	db_comes_back();
	percent_is_cubic();
	texts_change_gains();
	nonsense_changes_nothing();
	silence_stays_silent();
	return TEST_END();
}
