// SPDX-License-Identifier: MIT
#ifndef TUI_WIDGETS_LISTBOX_H
#define TUI_WIDGETS_LISTBOX_H

#include "tui/canvas.h"
#include "tui/view.h"

/* Which of n rows is chosen and which are seen. It owns no rows: whoever
 * draws asks for [top, top + height). */
struct listbox {
	size_t n;
	size_t at;
	size_t top;
	size_t height; /* rows seen, for PGUP and PGDN */
};

/* Tell it how many rows there are and are seen; keeps the chosen in sight. */
void listbox_fit(struct listbox *l, size_t n, size_t height);
void listbox_choose(struct listbox *l, size_t at);
/* Did it take the action? UP DOWN PGUP PGDN HOME END. */
bool listbox_act(struct listbox *l, enum action action);
/* One row to draw: `row` is the canvas row; the chosen one has '>' put
 * before it by listbox_draw. */
typedef void (*listbox_row)(const void *ctx, struct canvas *c, size_t i,
	int row, int col, int width, enum look look);
/* Draw the rows in sight, mark the chosen one, set the cursor there. */
void listbox_draw(const struct listbox *l, struct canvas *c, int row, int col,
	int width, listbox_row draw, const void *ctx);
/* Over what was drawn, when nothing but the choice has changed: the lines it
 * left and came to. */
void listbox_redraw(const struct listbox *l, struct canvas *c, int row, int col,
	int width, listbox_row draw, const void *ctx);

#endif
