// SPDX-License-Identifier: MIT
#ifndef TUI_WIDGETS_LINEEDIT_H
#define TUI_WIDGETS_LINEEDIT_H

#include "tui/canvas.h"
#include "tui/view.h"

/*
 * A text being typed: code points, scrolled and deleted by whole
 * characters; a mark of no width stays with the character before it
 * (ux.md §4.1). One line, or wrapped over an area of several.
 *
 * After lineedit_set the text stands to be replaced: the first character
 * typed takes its place; moving the cursor first means to edit it.
 */
#define LINEEDIT_MOST 10000 /* characters */

struct lineedit {
	struct arena *arena;
	uint32_t *c;
	size_t n;
	size_t cap;
	size_t at;    /* the cursor stands before this character */
	bool several; /* keeps new lines; replaces nothing */
	bool replace;
	bool full; /* the last text did not fit, and nothing of it was taken */
};

void lineedit_init(struct lineedit *e, struct arena *a);
void lineedit_set(struct lineedit *e, str text);
str lineedit_text(const struct lineedit *e, struct arena *a);
bool lineedit_is_empty(const struct lineedit *e);

/* Did it take the action? It takes TEXT LEFT RIGHT HOME END ERASE DELETE
 * CLEAR KILL. Pasted new lines become blanks in a single line. A text that
 * would go beyond LINEEDIT_MOST is not taken at all. */
bool lineedit_act(struct lineedit *e, const struct act *act);

/* Draw in one row; the columns left over are filled with `fill`. Sets the
 * cursor. */
void lineedit_draw(const struct lineedit *e, struct canvas *c, int row, int col,
	int width, enum look look, char fill);
/* Columns the whole text needs, and one for the cursor at its end. */
int lineedit_width(const struct lineedit *e);
/* Draw wrapped in an area, scrolled to the cursor. */
void lineedit_draw_area(const struct lineedit *e, struct canvas *c, int row,
	int col, int width, int height, enum look look, char fill);
/* In an area of that width: go a line up (-1) or down (1), to the same column
 * as near as may be; false at its end. */
bool lineedit_line(struct lineedit *e, int width, int step);

#endif
