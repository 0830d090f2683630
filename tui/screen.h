// SPDX-License-Identifier: MIT
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "tui/canvas.h"

/*
 * Where a canvas is shown and keys come from: a terminal (tui/term.h) or a
 * key script (tui/script.c).
 */
enum event_kind {
	EVENT_KEY,
	EVENT_PASTE,
	EVENT_RESIZE,
	EVENT_OVER, /* no more input: end of the script, signal, hang-up */
};

struct event {
	enum event_kind kind;
	uint32_t key;
	str text;      /* PASTE */
	bool too_long; /* PASTE: over 1 MiB, none of it is here */
	int rows;      /* RESIZE */
	int cols;
	int signal; /* OVER: SIGHUP, SIGTERM …, or 0 */
	bool away;  /* RESIZE: the desk was put aside for a minute or more */
};

#define PASTE_MOST (1024 * 1024) /* bytes */

struct screen;

struct screen_ops {
	void (*size)(struct screen *s, int *rows, int *cols);
	/* The next event; waits at most wait_ms (-1: for ever). False when
	 * none came. Pasted text lives in a. */
	bool (*next)(struct screen *s, int wait_ms, struct arena *a,
		struct event *out);
	void (*show)(struct screen *s, const struct canvas *c);
	/* Forget what is on the screen: the next show paints all of it. */
	void (*redraw)(struct screen *s);
};

struct screen {
	const struct screen_ops *ops;
};

#endif
