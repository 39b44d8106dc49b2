// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gains: where the coefficients of routes are and where they go, for their output and, while that
 * is recorded, for its monitor. The two differ by the gain of the output.
 *
 * All of it is the output thread's alone.
 */
#include "mixcore.h"

static void mixcore_gains_ramp_to_silence(struct mixcore_ramp *ramp, const u8 *q, u32 frames)
{
	struct mixcore_coefs silence = {};

	memcpy(silence.q, q, sizeof(silence.q));
	mixcore_ramp_to(ramp, &silence, frames);
}

static void mixcore_gains_ramp_from_silence(struct mixcore_ramp *ramp,
					    const struct mixcore_coefs *to, u32 frames)
{
	struct mixcore_coefs silence = {};

	memcpy(silence.q, to->q, sizeof(silence.q));
	mixcore_ramp_set(ramp, &silence);
	mixcore_ramp_to(ramp, to, frames);
}

static bool mixcore_gains_are_new(const struct mixcore_ramp *ramp,
				  const struct mixcore_coefs *coefs)
{
	return memcmp(ramp->to.c, coefs->c, sizeof(coefs->c)) ||
	       memcmp(ramp->to.q, coefs->q, sizeof(coefs->q));
}

/**
 * mixcore_gains_set() - a route begins at its gains
 * @target: the route
 *
 * Context: output thread.
 */
void mixcore_gains_set(struct mixcore_target *target)
{
	mixcore_ramp_set(&target->route->ramp, &target->coefs);
	if (target->tap)
		mixcore_ramp_set(target->tap, &target->tap_coefs);
}

/**
 * mixcore_gains_from_silence() - a route fades in
 * @target: the route
 *
 * Context: output thread.
 */
void mixcore_gains_from_silence(struct mixcore_target *target)
{
	u32 frames = target->route->fade_in;

	mixcore_gains_ramp_from_silence(&target->route->ramp, &target->coefs, frames);
	if (target->tap)
		mixcore_gains_ramp_from_silence(target->tap, &target->tap_coefs, frames);
}

/**
 * mixcore_gains_to_silence() - a route fades out
 * @target: the route
 * @frames: of the fade
 *
 * Context: output thread.
 */
void mixcore_gains_to_silence(const struct mixcore_target *target, u32 frames)
{
	struct mixcore_ramp *ramp = &target->route->ramp;

	mixcore_gains_ramp_to_silence(ramp, ramp->to.q, frames);
	if (target->tap)
		mixcore_gains_ramp_to_silence(target->tap, target->tap->to.q, frames);
}

/**
 * mixcore_gains_follow() - a ramp goes where it is to go now
 * @ramp: of a record or loopback
 * @coefs: as a snapshot has them
 * @frames: of the way, where there is one: not to other fraction bits
 *
 * Context: the thread whose ramp it is.
 */
void mixcore_gains_follow(struct mixcore_ramp *ramp, const struct mixcore_coefs *coefs, u32 frames)
{
	if (!mixcore_gains_are_new(ramp, coefs))
		return;
	if (memcmp(ramp->to.q, coefs->q, sizeof(coefs->q)))
		frames = 0;
	mixcore_ramp_to(ramp, coefs, frames);
}

/**
 * mixcore_gains_advance() - frames were mixed
 * @target: the route
 * @frames: so many
 *
 * Context: output thread.
 */
void mixcore_gains_advance(const struct mixcore_target *target, u32 frames)
{
	mixcore_ramp_advance(&target->route->ramp, frames);
	if (target->tap)
		mixcore_ramp_advance(target->tap, frames);
}

/* From silence up: never more than where it ends. */
static bool mixcore_gains_rise(const struct mixcore_route *route, const struct mixcore_ramp *ramp)
{
	return route->fade_in && !memchr_inv(ramp->from.c, 0, sizeof(ramp->from.c));
}

/* What fades goes on as long as it has to go: out to silence, in to where it is to be now. */
static void mixcore_gains_take_ramp(const struct mixcore_route *route, struct mixcore_ramp *ramp,
				    const struct mixcore_coefs *coefs,
				    const struct mixcore_way *way)
{
	u32 left = ramp->len - ramp->pos, frames = way->frames;

	if (route->fading) {
		if (memcmp(ramp->to.q, coefs->q, sizeof(coefs->q)))
			mixcore_gains_ramp_to_silence(ramp, coefs->q, left);
		return;
	}
	if (!mixcore_gains_are_new(ramp, coefs) &&
	    (!way->at_once || mixcore_gains_rise(route, ramp)))
		return;
	if (route->fade_in && !way->at_once)
		frames = max(frames, left);
	mixcore_ramp_to(ramp, coefs, frames);
}

/* Nobody has recorded the route up to now: it is as if somebody had, since its fade began. */
static void mixcore_gains_begin_tap(struct mixcore_target *target)
{
	const struct mixcore_ramp *ramp = &target->route->ramp;

	mixcore_ramp_set(target->tap, &target->tap_coefs);
	if (target->route->fading)
		mixcore_gains_ramp_to_silence(target->tap, target->tap_coefs.q, ramp->len);
	else if (mixcore_gains_rise(target->route, ramp))
		mixcore_gains_ramp_from_silence(target->tap, &target->tap_coefs, ramp->len);
	mixcore_ramp_advance(target->tap, ramp->pos);
}

/**
 * mixcore_gains_take() - go over to new coefficients
 * @target: the route, in a new snapshot
 * @way: to those of the output
 * @tap_way: to those of its monitor, NULL: nobody has recorded that up to now
 *
 * Context: output thread, between cycles.
 */
void mixcore_gains_take(struct mixcore_target *target, const struct mixcore_way *way,
			const struct mixcore_way *tap_way)
{
	struct mixcore_route *route = target->route;

	mixcore_gains_take_ramp(route, &route->ramp, &target->coefs, way);
	if (!target->tap)
		return;
	if (tap_way)
		mixcore_gains_take_ramp(route, target->tap, &target->tap_coefs, tap_way);
	else
		mixcore_gains_begin_tap(target);
}
