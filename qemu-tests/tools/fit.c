// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Least-squares fit of sines with known frequencies over a window. The basis
 * (one sine and one cosine per tone) counts time from the window's begin, so it
 * and the inverse of its normal matrix serve every window of that length.
 */
#include <math.h>
#include <stdlib.h>

#include "soundcheck.h"

struct fit {
	unsigned int terms;	/* 2 per tone */
	size_t length;
	double *basis;		/* [term][frame] */
	double inverse[2 * MAX_TONES][2 * MAX_TONES];
};

static void fill_basis(struct fit *fit, const struct options *opt, unsigned int rate)
{
	unsigned int t;
	size_t n;

	for (t = 0; t < opt->tones; t++) {
		double step = 2 * M_PI * opt->tone[t].hertz / rate;
		double *s = fit->basis + 2 * t * fit->length;
		double *c = s + fit->length;

		for (n = 0; n < fit->length; n++) {
			s[n] = sin(step * n);
			c[n] = cos(step * n);
		}
	}
}

static double dot(const double *a, const double *b, size_t length)
{
	double sum = 0;
	size_t n;

	for (n = 0; n < length; n++)
		sum += a[n] * b[n];
	return sum;
}

/* Gauss-Jordan with pivoting; false when tones are too close for the window. */
static bool invert(double m[2 * MAX_TONES][4 * MAX_TONES], unsigned int size)
{
	unsigned int row, col, k;

	for (col = 0; col < size; col++) {
		unsigned int best = col;
		double scale;

		for (row = col; row < size; row++)
			if (fabs(m[row][col]) > fabs(m[best][col]))
				best = row;
		if (fabs(m[best][col]) < 1e-3)
			return false;
		for (k = 0; k < 2 * size; k++) {
			double swap = m[col][k];

			m[col][k] = m[best][k];
			m[best][k] = swap;
		}
		scale = 1 / m[col][col];
		for (k = 0; k < 2 * size; k++)
			m[col][k] *= scale;
		for (row = 0; row < size; row++) {
			double factor = row == col ? 0 : m[row][col];

			for (k = 0; factor != 0 && k < 2 * size; k++)
				m[row][k] -= factor * m[col][k];
		}
	}
	return true;
}

static bool prepare_inverse(struct fit *fit)
{
	static double m[2 * MAX_TONES][4 * MAX_TONES];
	unsigned int r, c, size = fit->terms;

	for (r = 0; r < size; r++) {
		for (c = 0; c < size; c++) {
			m[r][c] = dot(fit->basis + r * fit->length,
				      fit->basis + c * fit->length, fit->length);
			m[r][size + c] = r == c;
		}
	}
	if (!invert(m, size))
		return false;
	for (r = 0; r < size; r++)
		for (c = 0; c < size; c++)
			fit->inverse[r][c] = m[r][size + c];
	return true;
}

struct fit *fit_new(const struct options *opt, unsigned int rate, size_t length)
{
	struct fit *fit = opt->tones ? calloc(1, sizeof(*fit)) : NULL;

	if (!fit)
		return NULL;
	fit->terms = 2 * opt->tones;
	fit->length = length;
	fit->basis = calloc(fit->terms * length, sizeof(*fit->basis));
	if (fit->basis)
		fill_basis(fit, opt, rate);
	if (!fit->basis || !prepare_inverse(fit)) {
		fit_free(fit);
		return NULL;
	}
	return fit;
}

void fit_free(struct fit *fit)
{
	if (fit)
		free(fit->basis);
	free(fit);
}

/* Amplitude of every tone, and how large what remains is. */
void fit_window(const struct fit *fit, const struct wav *wav, size_t begin,
		unsigned int channel, double *amplitude, double *rms, double *peak)
{
	double project[2 * MAX_TONES] = { 0 }, weight[2 * MAX_TONES] = { 0 };
	double square = 0, highest = 0;
	unsigned int r, c;
	size_t n;

	for (n = 0; n < fit->length; n++) {
		double x = wav_sample(wav, begin + n, channel);

		for (r = 0; r < fit->terms; r++)
			project[r] += x * fit->basis[r * fit->length + n];
	}
	for (r = 0; r < fit->terms; r++)
		for (c = 0; c < fit->terms; c++)
			weight[r] += fit->inverse[r][c] * project[c];
	for (r = 0; r < fit->terms / 2; r++)
		amplitude[r] = hypot(weight[2 * r], weight[2 * r + 1]);
	for (n = 0; n < fit->length; n++) {
		double x = wav_sample(wav, begin + n, channel);

		for (r = 0; r < fit->terms; r++)
			x -= weight[r] * fit->basis[r * fit->length + n];
		square += x * x;
		highest = fmax(highest, fabs(x));
	}
	*rms = sqrt(square / fit->length);
	*peak = highest;
}
