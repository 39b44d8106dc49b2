// SPDX-License-Identifier: GPL-2.0-only
/*
 * Leaving: a stream is done with a route whose delay line still holds frames. They are played; the
 * route is taken down when they have been. The stream may be closed, or have other parameters,
 * before: the route keeps what it was made with, and the memory of its line stays charged.
 */
#include "mixcore.h"

/* Does a route's line hold what is still to be played? Then its output runs for it. */
static bool mixcore_leaving_plays(struct mixcore_route *route)
{
	bool plays;

	spin_lock_irq(&route->output->card->run_lock);
	plays = route->line && route->line->active;
	spin_unlock_irq(&route->output->card->run_lock);
	return plays;
}

/* One more? So that those who open and close all the time do not fill the outputs' cycles. */
static bool mixcore_leaving_allowed(struct mixcore_card *card, const struct mixcore_user *user)
	__must_hold(&card->graph_lock)
{
	lockdep_assert_held(&card->graph_lock);
	return card->nleaving < MIXCORE_LEAVING_MAX && user->leaving < MIXCORE_LEAVING_UID_MAX;
}

/**
 * mixcore_leaving_add() - a stream is done with a route
 * @route: does not lead; its line, if it has one, is not fed
 * @unused: its output is added when nobody needs it any more
 *
 * Context: process, graph_lock held.
 */
void mixcore_leaving_add(struct mixcore_route *route, struct list_head *unused)
	__must_hold(&route->output->card->graph_lock)
{
	struct mixcore_card *card = route->output->card;
	struct mixcore_user *user;

	if (mixcore_leaving_plays(route)) {
		user = route->line->frames.user;
		if (mixcore_leaving_allowed(card, user)) {
			list_add_tail(&route->leaving, &card->leaving);
			card->nleaving++;
			user->leaving++;
			return;
		}
	}
	mixcore_line_drop(route);
	mixcore_graph_remove_route(route, unused);
}

static void mixcore_leaving_take_down(struct mixcore_route *route, struct list_head *unused)
	__must_hold(&route->output->card->graph_lock)
{
	list_del(&route->leaving);
	route->output->card->nleaving--;
	route->line->frames.user->leaving--;
	mixcore_line_drop(route);
	mixcore_graph_remove_route(route, unused);
}

/**
 * mixcore_leaving_settle() - take down what has been played
 * @card: the card
 * @all: what has not, too
 * @unused: outputs that nobody needs any more are added
 *
 * Context: process, graph_lock held.
 */
void mixcore_leaving_settle(struct mixcore_card *card, bool all, struct list_head *unused)
	__must_hold(&card->graph_lock)
{
	struct mixcore_route *route, *next;

	lockdep_assert_held(&card->graph_lock);
	list_for_each_entry_safe(route, next, &card->leaving, leaving)
		if (all || !mixcore_leaving_plays(route))
			mixcore_leaving_take_down(route, unused);
}
