/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mixctl top: what its files do for each other.
 *
 * A model of the graph (top_model.c) with meters (top_meter.c) is laid out on a screen of cells
 * (top_layout.c and others) as a view says, which keys change (top_keys.c). A terminal shows the
 * screen and gives the keys (top_terminal.c, the only file that knows ncurses); top_run.c is the
 * loop around it all.
 */
#ifndef MIXCTL_TOP_H
#define MIXCTL_TOP_H

#include "mixctl.h"

/**
 * struct top_meter - how loud something is, so calm that people can read it; all in dB
 * @entry: of the status area, as it was read the last time; its id is 0 before that
 * @now_ns: when it was read
 * @bar: the peak; when it sinks, it does so slowly
 * @held: the highest peak for a while
 * @held_ns: since when
 * @square: mean square, over about 0.3 s
 */
struct top_meter {
	struct mixcore_status_entry entry;
	uint64_t now_ns;
	double bar, held;
	uint64_t held_ns;
	double square;
};

/* Silence in all of it. */
void top_meter_init(struct top_meter *meter);
/* What an entry says now; NULL: there is none. */
void top_meter_update(struct top_meter *meter, const struct mixcore_status_entry *entry,
		      uint64_t now_ns);
double top_meter_rms(const struct top_meter *meter);

#define TOP_NAME	80

/**
 * struct top_row - an output, an input, or one of their streams
 * @child: it is a stream of the row above that is none
 * @fixed: it has no volume
 * @load_avg: cycle time in % of what a cycle lasts; of outputs and inputs that run
 */
struct top_row {
	uint32_t object, id;
	bool child, fixed, is_default, recorder, mute, runs;
	char name[TOP_NAME];
	const char *state;
	uint32_t rate, channels, output;
	uint32_t gain[MIXCORE_CHANNELS_MAX];
	uint32_t delay_frames;
	uint64_t xruns;
	bool has_load;
	unsigned int load_avg, load_max;
	struct top_meter meter;
};

/**
 * struct top_model - the graph
 * @generation: of it when it was read
 * @meters: entries are read
 * @latest: in words: the latest xrun; empty: there was none
 */
struct top_model {
	struct top_row *rows;
	unsigned int count;
	unsigned int outputs, inputs, streams, running;
	uint64_t generation;
	bool meters;
	char latest[192];
};

/* The graph, by calls; meters go on. 0 or an error. */
int top_model_read(struct top_model *model, struct mixctl *m);
/* What is in the status area, without calls; NULL: nobody looks at it. */
void top_model_meters(struct top_model *model, struct mixcore_status_area *area,
		      uint64_t now_ns);
struct top_row *top_model_find(const struct top_model *model, uint32_t object, uint32_t id);
void top_model_free(struct top_model *model);

enum top_style {
	TOP_PLAIN, TOP_BOLD, TOP_DIM, TOP_TITLE, TOP_SELECTED, TOP_GOOD, TOP_WARN, TOP_BAD,
};

/* A character of one column, and how it looks. */
struct top_cell {
	char text[5];
	unsigned char style;
};

struct top_screen {
	int width, height;
	bool utf8;
	struct top_cell *cells;
};

/* Blank, and as large as this. */
void top_screen_begin(struct top_screen *screen, int width, int height, bool utf8);
/*
 * A text from a cell on, in at most @room columns. What a terminal can't show in one column each is
 * '?'. Returns the column behind it.
 */
int top_put(struct top_screen *screen, int x, int y, int room, enum top_style style,
	    const char *text);
int top_put_right(struct top_screen *screen, int x, int y, int room, enum top_style style,
		  const char *text);
/* A line as text, without blanks at its end. */
const char *top_line(const struct top_screen *screen, int y, char *buffer, size_t size);
void top_screen_free(struct top_screen *screen);

enum top_mode { TOP_LIST, TOP_MOVE, TOP_HELP };

/**
 * struct top_view - what of the model is shown, and how
 * @whole: all rows, whatever the height is, and no keys
 * @away: somebody else has the focus
 * @object, @id: of the row that is selected
 * @first: row that is shown at the top
 * @choice: TOP_MOVE: index of the row of the output that is chosen
 * @message: instead of the keys
 */
struct top_view {
	int width, height;
	bool utf8, whole, away;
	enum top_mode mode;
	uint32_t object, id;
	unsigned int first, choice;
	char message[320];
	bool failed;
};

/* Selects a row where none is, or the one is gone; scrolls to it. */
void top_view_settle(struct top_view *view, const struct top_model *model);
/* The row that is selected, or NULL. */
struct top_row *top_selected(const struct top_view *view, const struct top_model *model);
/* How many rows there is room for. */
unsigned int top_room(const struct top_view *view);

/* The screen that a view shows; free it. */
void top_layout(const struct top_view *view, const struct top_model *model,
		struct top_screen *screen);
/* Instead of rows. */
void top_layout_help(const struct top_view *view, struct top_screen *screen);
void top_layout_move(const struct top_view *view, const struct top_model *model,
		     struct top_screen *screen);
/* A bar from -60 to 0 dB. */
void top_put_bar(struct top_screen *screen, int x, int y, int width,
		 const struct top_meter *meter);

/* Keys that are no characters. */
enum {
	TOP_KEY_NONE = -1,
	TOP_KEY_UP = 0x1000, TOP_KEY_DOWN, TOP_KEY_LEFT, TOP_KEY_RIGHT, TOP_KEY_PAGE_UP,
	TOP_KEY_PAGE_DOWN, TOP_KEY_HOME, TOP_KEY_END, TOP_KEY_ENTER, TOP_KEY_ESCAPE,
	TOP_KEY_RESIZE, TOP_KEY_FOCUS_IN, TOP_KEY_FOCUS_OUT, TOP_KEY_STOP, TOP_KEY_QUIT,
};

enum top_action {
	TOP_NOTHING, TOP_QUIT, TOP_LOUDER, TOP_SOFTER, TOP_TOGGLE_MUTE, TOP_MOVE_THERE,
	TOP_LOOK, TOP_LOOK_AWAY, TOP_STOP,
};

/* What a key means; what it changes of the view it has changed. */
enum top_action top_key(struct top_view *view, const struct top_model *model, int key);

/* Changes the row that is selected; what came of it is the message. */
void top_act(struct mixctl *m, struct top_view *view, const struct top_model *model,
	     enum top_action action);

/**
 * struct top_terminal - where it is shown
 * @begin: 0, or it can't show anything
 * @end: it is as it was before
 * @stop: ends, stops this process, and begins again when it goes on
 * @is_utf8: it shows more than ASCII
 * @key: the next key, or TOP_KEY_NONE after so long
 */
struct top_terminal {
	int (*begin)(void);
	void (*end)(void);
	void (*stop)(void);
	bool (*is_utf8)(void);
	void (*size)(int *width, int *height);
	void (*draw)(const struct top_screen *screen);
	int (*key)(int timeout_ms);
};

extern const struct top_terminal top_terminal;

/* Until somebody quits; with @always also when nobody looks. Returns the exit status. */
int top_run(struct mixctl *m, bool always);
/* A text of all of it, or JSON. */
int top_once(struct mixctl *m);
void top_json(struct mixctl *m, const struct top_model *model);

#endif /* MIXCTL_TOP_H */
