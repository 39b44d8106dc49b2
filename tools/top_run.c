// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: the loop around model, screen, terminal and keys. */
#include <errno.h>

#include "top.h"

#define SECOND_NS	1000000000ULL
#define FRAME_MS	45	/* 22 pictures a second */

/**
 * struct top - a run of it
 * @area: NULL while nobody looks, so that the kernel computes no meters
 * @always: it does not matter who has the focus
 * @stale: the graph is to be read in any case
 * @read_ns: when it was read
 */
struct top {
	struct mixctl *m;
	const struct top_terminal *terminal;
	struct mixcore_status_area *area;
	bool always, stale, done;
	uint64_t read_ns;
	struct top_model model;
	struct top_view view;
};

static bool is_watched(const struct top *top)
{
	return !top->view.away || top->always;
}

static void close_area(struct top *top)
{
	mixcore_status_close(top->area);
	top->area = NULL;
}

/* Without meters the rest is shown all the same. */
static void open_or_close_area(struct top *top)
{
	if (is_watched(top) && !top->area)
		mixcore_status_open(top->m->ctx, &top->area);
	else if (!is_watched(top) && top->area)
		close_area(top);
}

/* By calls only where something has changed, and once a second what changes by itself. */
static int read_graph(struct top *top)
{
	const uint64_t now_ns = top->m->now.monotonic_ns;

	if (!top->stale && now_ns < top->read_ns + SECOND_NS &&
	    (!top->area || mixcore_status_generation(top->area) == top->model.generation))
		return 0;
	top->stale = false;
	top->read_ns = now_ns;
	return top_model_read(&top->model, top->m);
}

static void draw(struct top *top)
{
	struct top_screen screen;

	top->terminal->size(&top->view.width, &top->view.height);
	top_view_settle(&top->view, &top->model);
	top_layout(&top->view, &top->model, &screen);
	top->terminal->draw(&screen);
	top_screen_free(&screen);
}

static int show(struct top *top)
{
	int err;

	top->m->pause(top->m, 0);
	open_or_close_area(top);
	err = read_graph(top);
	if (err)
		return err;
	top_model_meters(&top->model, top->area, top->m->now.monotonic_ns);
	draw(top);
	return 0;
}

static void stop(struct top *top)
{
	close_area(top);
	top->terminal->stop();
	top->view.away = false;
	top->stale = true;
}

static void act(struct top *top, enum top_action action)
{
	switch (action) {
	case TOP_NOTHING:
		break;
	case TOP_QUIT:
		top->done = true;
		break;
	case TOP_LOOK:
		top->view.away = false;
		break;
	case TOP_LOOK_AWAY:
		top->view.away = true;
		break;
	case TOP_STOP:
		stop(top);
		break;
	default:
		top_act(top->m, &top->view, &top->model, action);
		top->stale = true;
		break;
	}
}

/*
 * Waits for a key, and takes those behind it too: but not past one after which the graph is
 * another, or which has given the terminal back.
 */
static void take_keys(struct top *top)
{
	int key = top->terminal->key(top->area ? FRAME_MS : 1000);

	while (key != TOP_KEY_NONE && !top->done) {
		act(top, top_key(&top->view, &top->model, key));
		if (top->stale)
			return;
		key = top->terminal->key(0);
	}
}

int top_run(struct mixctl *m, bool always)
{
	struct top top = {
		.m = m, .terminal = m->terminal, .always = always, .stale = true,
	};
	int err = top.terminal->begin();

	if (err)
		return mixctl_refuse(m, "set TERM; or for scripts: mixctl top --once",
				     "top: this terminal can't show it");
	top.view.utf8 = top.terminal->is_utf8();
	while (!top.done && !err) {
		err = show(&top);
		if (!err)
			take_keys(&top);
	}
	close_area(&top);
	top.terminal->end();
	top_model_free(&top.model);
	return err ? mixctl_fail(m, MIXCORE_CALL_OTHER, err, "top") : MIXCTL_DONE;
}
