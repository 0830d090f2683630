// SPDX-License-Identifier: MIT
#ifndef TUI_WIDGETS_PAGER_H
#define TUI_WIDGETS_PAGER_H

#include "tui/canvas.h"
#include "tui/view.h"

/* A long text to read: lines, and where the reader is. Borrows its lines. */
struct pager {
	const str *line;
	size_t n;
	size_t top;
	int left;  /* columns scrolled off */
	int width; /* of the widest line */
	size_t height;
};

/* Split text into lines, in `a`, and stand at its beginning. */
void pager_set(struct pager *p, struct arena *a, str text);
/* Lines no wider than width: broken at blanks, or between Chinese, but not
 * before a full stop; a second column (after two blanks) stays one. */
void pager_wrap(struct pager *p, struct arena *a, str text, int width);
/* The bytes of a line that go into width, broken as pager_wrap does. */
size_t pager_break(str line, int width);
void pager_fit(struct pager *p, size_t height);
/* Did it take the action? UP DOWN PGUP PGDN HOME END; NEXT and BACK scroll
 * sideways. */
bool pager_act(struct pager *p, enum action action, int cols);
void pager_draw(const struct pager *p, struct canvas *c, int row, int width);
/* How many lines are still to come, where there are. */
void pager_more(const struct pager *p, struct canvas *c, int row);

#endif
