// SPDX-License-Identifier: GPL-2.0-only
/*
 * Peak limiter without look-ahead: one gain for all channels, low enough at once for every peak,
 * and back to unity at a constant rate.
 */
#include "internal.h"
#include "process.h"

#define UNITY		MIXCORE_LIMITER_UNITY
#define LOWEST		(UNITY >> 4)	/* for the highest peak that the bus can have */
#define FULL_UNITY	(1ULL << 57)	/* full scale at unity */

/*
 * 2^62 / @divisor, 2^31..2^32 - 1, wrong by a few units at most: a straight line that is within
 * 1/17, and three steps of Newton, each of which squares the error.
 */
static u64 reciprocal(u32 divisor)
{
	u64 x = 3031741621U - ((2021161080ULL * divisor) >> 32);
	u32 i;

	for (i = 0; i < 3; i++)
		x = (x * ((1ULL << 31) - ((x * divisor) >> 32))) >> 30;
	return x;
}

/**
 * mixcore_limiter_gain() - the largest gain that keeps a peak within full scale
 * @peak: above MIXCORE_BUS_FULL, up to 2^31
 *
 * Exact, because what the reciprocal has wrong is corrected: by 1 at most.
 *
 * Context: any.
 * Return: floor(2^57 / @peak): the gain in Q30.
 */
u32 mixcore_limiter_gain(u32 peak)
{
	u32 bits = 32 - (u32)fls(peak);
	u64 gain = reciprocal(peak << bits) >> (5 - bits);
	s64 rest = (s64)(FULL_UNITY - gain * peak);

	for (; rest < 0; rest += peak)
		gain--;
	for (; rest >= peak; rest -= peak)
		gain++;
	return (u32)gain;
}

/**
 * mixcore_limiter_init() - a limiter at unity
 * @limiter: all of it is written
 * @recovery: frames that the way back takes from 24 dB below unity: 1..MIXCORE_LIMITER_FRAMES_MAX,
 *	other values count as the nearest of these
 *
 * Context: any.
 */
void mixcore_limiter_init(struct mixcore_limiter *limiter, u32 recovery)
{
	u32 frames = clamp(recovery, 1U, (u32)MIXCORE_LIMITER_FRAMES_MAX);

	memset(limiter, 0, sizeof(*limiter));
	limiter->gain = UNITY;
	limiter->lowest = UNITY;
	limiter->step = (UNITY - LOWEST + frames - 1) / frames;
}

/**
 * mixcore_scalar_magnitudes() - are there peaks?
 * @samples: of one channel
 * @frames: any number
 *
 * Context: any.
 * Return: all bits of the samples from 0 up, and of the complements of those below.
 */
u32 mixcore_scalar_magnitudes(const s32 *samples, u32 frames)
{
	u32 i, bits = 0;

	for (i = 0; i < frames; i++)
		bits |= (u32)(samples[i] ^ (samples[i] >> 31));
	return bits;
}

/* May a sample be above full scale? One that just reaches it may be one. */
static bool may_exceed(const struct mixcore_bus *bus, u32 frames)
{
	const struct mixcore_ops *ops = mixcore_ops_begin();
	const s32 *samples = bus->samples;
	u32 channel, bits = 0;

	for (channel = 0; channel < bus->channels; channel++, samples += bus->stride)
		bits |= ops->magnitudes(samples, frames);
	mixcore_ops_end(ops);
	return bits >= MIXCORE_BUS_FULL;
}

static u32 frame_peak(const s32 *frame, const struct mixcore_bus *bus)
{
	u32 channel, magnitude, peak = 0;

	for (channel = 0; channel < bus->channels; channel++, frame += bus->stride) {
		magnitude = *frame < 0 ? -(u32)*frame : (u32)*frame;
		peak = max(peak, magnitude);
	}
	return peak;
}

static void scale_frame(s32 *frame, const struct mixcore_bus *bus, s64 gain)
{
	u32 channel;

	for (channel = 0; channel < bus->channels; channel++, frame += bus->stride)
		*frame = (s32)((*frame * gain + UNITY / 2) >> 30);
}

static void limit_frame(struct mixcore_limiter *limiter, s32 *frame, const struct mixcore_bus *bus)
{
	u32 peak = frame_peak(frame, bus);
	u32 gain = min_t(u32, limiter->gain + limiter->step, UNITY);

	if ((u64)peak * gain > FULL_UNITY)
		gain = mixcore_limiter_gain(peak);
	limiter->gain = gain;
	if (gain == UNITY)
		return;
	limiter->lowest = min(limiter->lowest, gain);
	limiter->limited++;
	scale_frame(frame, bus, gain);
}

/**
 * mixcore_limiter_process() - limit one block
 * @limiter: moves on
 * @bus: in place; no sample is above full scale afterwards
 * @frames: any number
 *
 * Context: any.
 */
void mixcore_limiter_process(struct mixcore_limiter *limiter, const struct mixcore_bus *bus,
			     u32 frames)
{
	u32 i;

	if (limiter->gain == UNITY && !may_exceed(bus, frames))
		return;
	for (i = 0; i < frames; i++)
		limit_frame(limiter, bus->samples + i, bus);
}

/**
 * mixcore_limiter_read() - what meters show
 * @limiter: begins to look for its lowest gain anew
 * @report: written
 *
 * Context: any, not while it processes.
 */
void mixcore_limiter_read(struct mixcore_limiter *limiter, struct mixcore_limiter_report *report)
{
	report->gain = limiter->gain;
	report->lowest = limiter->lowest;
	report->limited = limiter->limited;
	limiter->lowest = limiter->gain;
}
