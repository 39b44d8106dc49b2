// SPDX-License-Identifier: GPL-2.0-or-later
/* Delays and matrices of the command line. The first byte chooses the rate. */
#include <string.h>

#include "fuzz.h"
#include "mixctl.h"

static const uint32_t rates[] = { MIXCORE_RATE_MIN, 11025, 44100, 48000, MIXCORE_RATE_MAX };

static void check_delay(const char *text, uint32_t rate)
{
	uint32_t frames, again;
	char written[32];

	if (parse_delay(text, rate, &frames))
		return;
	PROMISE(frames <= (uint64_t)rate * MIXCORE_DELAY_MS_MAX / 1000);
	snprintf(written, sizeof(written), "%uframes", frames);
	PROMISE(!parse_delay(written, rate, &again) && again == frames);
	if (strstr(text, "frames"))
		PROMISE(!strcmp(text + strspn(text, "0"), written + strspn(written, "0")));
	/* In nanoseconds every frame has a number of its own. */
	snprintf(written, sizeof(written), "%.9fs", (double)frames / rate);
	PROMISE(!parse_delay(written, rate, &again) && again == frames);
}

/* Nine decimals tell factors apart. */
static char *write_matrix(const struct matrix *matrix)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	for (unsigned int i = 0; i < matrix->rows; i++) {
		for (unsigned int j = 0; j < matrix->columns; j++)
			fprintf(file, "%s%.9f", j ? "," : i ? ";" : "",
				(double)matrix->factor[i][j] / MIXCORE_GAIN_UNITY);
	}
	fclose(file);
	return text;
}

static void check_matrix(const char *text)
{
	const int32_t max = MIXCORE_GAIN_MAX;
	struct matrix matrix, again;
	char shown[MATRIX_TEXT], *written;

	if (parse_matrix(text, &matrix))
		return;
	PROMISE(matrix.rows && matrix.rows <= MIXCORE_CHANNELS_MAX);
	PROMISE(matrix.columns && matrix.columns <= MIXCORE_CHANNELS_MAX);
	for (unsigned int i = 0; i < MIXCORE_CHANNELS_MAX; i++) {
		for (unsigned int j = 0; j < MIXCORE_CHANNELS_MAX; j++) {
			PROMISE(matrix.factor[i][j] <= max && matrix.factor[i][j] >= -max);
			PROMISE((i < matrix.rows && j < matrix.columns) || !matrix.factor[i][j]);
		}
	}
	written = write_matrix(&matrix);
	PROMISE(!parse_matrix(written, &again) && !memcmp(&matrix, &again, sizeof(matrix)));
	free(written);
	PROMISE(!parse_matrix(matrix_text(&matrix, shown, sizeof(shown)), &again));
	PROMISE(!memcmp(&matrix, &again, sizeof(matrix)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (!size)
		return 0;
	text = fuzz_text(data + 1, size - 1);
	check_delay(text, rates[*data % ARRAY_SIZE(rates)]);
	check_matrix(text);
	free(text);
	return 0;
}
