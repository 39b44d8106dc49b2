// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top: a terminal, by ncurses. No other file knows it. */
#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "top.h"

#define KEY_FOCUS_IN	(KEY_MAX + 1)
#define KEY_FOCUS_OUT	(KEY_MAX + 2)
#define ESCAPE_MS	50

static SCREEN *terminal;
static bool colors;
static volatile sig_atomic_t quits, stops, goes_on;

static void on_signal(int signal)
{
	if (signal == SIGTSTP)
		stops = 1;
	else if (signal == SIGCONT)
		goes_on = 1;
	else
		quits = 1;
}

/* Without SA_RESTART: a key is not waited for any longer. Before ncurses, which has others. */
static void catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT };
	const struct sigaction action = { .sa_handler = on_signal };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
}

/* Says when it gets or loses the focus; who does not know that passes over it. */
static void ask_for_focus(bool on)
{
	const char *text = on ? "\033[?1004h" : "\033[?1004l";

	fflush(stdout);
	if (write(STDOUT_FILENO, text, strlen(text)) < 0)
		quits = 1;
}

static void begin_colors(void)
{
	const char *no_color = getenv("NO_COLOR");

	colors = has_colors() && !(no_color && *no_color);
	if (!colors)
		return;
	start_color();
	use_default_colors();
	init_pair(TOP_GOOD, COLOR_GREEN, -1);
	init_pair(TOP_WARN, COLOR_YELLOW, -1);
	init_pair(TOP_BAD, COLOR_RED, -1);
}

static int begin(void)
{
	catch_signals();
	terminal = newterm(NULL, stdout, stdin);
	if (!terminal)
		return -ENOTTY;
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	set_escdelay(ESCAPE_MS);
	define_key("\033[I", KEY_FOCUS_IN);
	define_key("\033[O", KEY_FOCUS_OUT);
	curs_set(0);
	begin_colors();
	ask_for_focus(true);
	return 0;
}

static void end(void)
{
	ask_for_focus(false);
	endwin();
	delscreen(terminal);
	terminal = NULL;
}

static void stop(void)
{
	const struct sigaction by_default = { .sa_handler = SIG_DFL };

	ask_for_focus(false);
	endwin();
	stops = 0;
	sigaction(SIGTSTP, &by_default, NULL);
	raise(SIGTSTP);
	/* Here it goes on. */
	catch_signals();
	goes_on = 0;
	clearok(stdscr, TRUE);
	refresh();
	ask_for_focus(true);
}

static bool is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

static void size(int *width, int *height)
{
	getmaxyx(stdscr, *height, *width);
}

static attr_t attributes_of(enum top_style style)
{
	switch (style) {
	case TOP_BOLD:
		return A_BOLD;
	case TOP_DIM:
		return A_DIM;
	case TOP_TITLE:
		return A_UNDERLINE;
	case TOP_SELECTED:
		return A_REVERSE;
	case TOP_GOOD:
	case TOP_WARN:
		return colors ? COLOR_PAIR(style) : A_NORMAL;
	case TOP_BAD:
		return colors ? COLOR_PAIR(style) | A_BOLD : A_BOLD;
	default:
		return A_NORMAL;
	}
}

/* Only what differs from what it shows already is sent. */
static void draw(const struct top_screen *screen)
{
	erase();
	for (int y = 0; y < screen->height; y++) {
		move(y, 0);
		for (int x = 0; x < screen->width; x++) {
			const struct top_cell *cell = &screen->cells[y * screen->width + x];

			attrset(attributes_of(cell->style));
			addstr(cell->text);
		}
	}
	attrset(A_NORMAL);
	refresh();
}

static int translate(int key)
{
	switch (key) {
	case ERR:
		return TOP_KEY_NONE;
	case KEY_UP:
		return TOP_KEY_UP;
	case KEY_DOWN:
		return TOP_KEY_DOWN;
	case KEY_LEFT:
		return TOP_KEY_LEFT;
	case KEY_RIGHT:
		return TOP_KEY_RIGHT;
	case KEY_PPAGE:
		return TOP_KEY_PAGE_UP;
	case KEY_NPAGE:
		return TOP_KEY_PAGE_DOWN;
	case KEY_HOME:
		return TOP_KEY_HOME;
	case KEY_END:
		return TOP_KEY_END;
	case KEY_RESIZE:
		return TOP_KEY_RESIZE;
	case KEY_FOCUS_IN:
		return TOP_KEY_FOCUS_IN;
	case KEY_FOCUS_OUT:
		return TOP_KEY_FOCUS_OUT;
	case '\r': case '\n': case KEY_ENTER:
		return TOP_KEY_ENTER;
	case '\033':
		return TOP_KEY_ESCAPE;
	default:
		return key;
	}
}

/* It was stopped in a way that nobody hears of, and what is on the screen is another's. */
static void show_again(void)
{
	goes_on = 0;
	endwin();
	clearok(stdscr, TRUE);
	refresh();
	ask_for_focus(true);
}

static int key(int timeout_ms)
{
	int got = ERR;

	if (goes_on)
		show_again();
	if (!quits && !stops) {
		timeout(timeout_ms);
		got = getch();
	}
	if (quits)
		return TOP_KEY_QUIT;
	if (stops)
		return TOP_KEY_STOP;
	/* The terminal is gone. */
	if (got == ERR && errno == EIO)
		return TOP_KEY_QUIT;
	return translate(got);
}

const struct top_terminal top_terminal = {
	.begin = begin,
	.end = end,
	.stop = stop,
	.is_utf8 = is_utf8,
	.size = size,
	.draw = draw,
	.key = key,
};
