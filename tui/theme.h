// SPDX-License-Identifier: MIT
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>

/* What a piece of the screen is for. Views name roles, never colours; the
 * meaning is always in the words too. */
enum look {
	LOOK_PLAIN,
	LOOK_HEADER, /* the first line */
	LOOK_TITLE,  /* headings */
	LOOK_FIELD,  /* what can be typed over */
	LOOK_EDIT,   /* what is being typed over */
	LOOK_MARK,   /* the '>' of the line the cursor is on */
	LOOK_CHOSEN, /* … and what stands in it */
	LOOK_DIM,    /* not asked, explanations */
	LOOK_HINT,   /* keys, at the bottom */
	LOOK_ERROR,
	LOOK_WARNING,
	LOOK_GOOD,
	LOOK_COUNT
};

/* The eight colours every terminal has; COLOUR_NONE is its own. */
enum colour {
	COLOUR_NONE = -1,
	COLOUR_RED = 1,
	COLOUR_GREEN = 2,
	COLOUR_YELLOW = 3,
	COLOUR_CYAN = 6,
};

struct theme_look {
	enum colour colour;
	bool bold;
	bool reverse;
	bool underline;
	bool dim;
};

/* Colours, the same with more contrast, or none: bold, reverse and underline
 * only, for a terminal without colours and for NO_COLOR. */
enum theme { THEME_COLOUR, THEME_HIGH, THEME_MONO, THEME_COUNT };

/* How a role is drawn. */
struct theme_look theme_look(enum look look, enum theme theme);
/* Does the user want no colours? (NO_COLOR, no-color.org) */
bool theme_wants_mono(void);

/*
 * Signs outside ASCII and Chinese whose width terminals disagree about
 * (ux.md §4.10). Plain: words and ASCII stand in for them.
 */
void theme_set_plain(bool plain);
bool theme_is_plain(void);
const char *theme_ellipsis(void);

#endif
