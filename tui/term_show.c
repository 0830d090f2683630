// SPDX-License-Identifier: MIT
// A canvas on the terminal.
#include "tui/term_impl.h"

#include <wchar.h>

/* ncurses places by wcwidth; where the canvas counts otherwise, a twin of
 * the canvas's width stands in, so that nothing shifts. */
static wchar_t
twin(uint32_t c)
{
	switch (c) {
	case 0x201C:
	case 0x201D:
		return L'"';
	case 0x2018:
	case 0x2019:
		return L'\'';
	case 0x00B7:
	case 0x2022:
		return L'.';
	case 0x2013:
	case 0x2014:
	case 0x2500:
		return L'-';
	case 0x2502:
		return L'|';
	case 0x00D7:
		return L'x';
	case 0x2026:
		return L':';
	default:
		return L'?';
	}
}

static attr_t
attributes(const struct terminal *t, enum look look, short *pair)
{
	struct theme_look l = theme_look(look, t->theme);
	attr_t attr = A_NORMAL;
	*pair = l.colour > 0 ? (short)l.colour : 0;
	if (l.bold)
		attr |= A_BOLD;
	if (l.reverse)
		attr |= A_REVERSE;
	if (l.underline)
		attr |= A_UNDERLINE;
	if (l.dim)
		attr |= A_DIM;
	return attr;
}

/* Does the library give it the columns the canvas does? */
static bool
agrees(const struct glyph *g)
{
	if (g->c[0] < 0x7F && !g->c[1])
		return true;
	bool same = wcwidth((wchar_t)g->c[0]) == g->width;
	for (int i = 1; i < GLYPH_PARTS && g->c[i]; i++)
		same = same && wcwidth((wchar_t)g->c[i]) == 0;
	return same;
}

static void
set_cell(cchar_t *cell, wchar_t c, attr_t attr, short pair)
{
	wchar_t text[2] = {c};
	setcchar(cell, text, attr, pair, NULL);
}

/* Its cells: two where a twin of one column needs a blank. */
static int
set_glyph(cchar_t *cell, const struct glyph *g, attr_t attr, short pair)
{
	wchar_t text[GLYPH_PARTS + 1] = {0};
	if (!agrees(g)) {
		set_cell(cell, twin(g->c[0]), attr, pair);
		if (g->width == 2)
			set_cell(cell + 1, L' ', attr, pair);
		return g->width;
	}
	for (int i = 0; i < GLYPH_PARTS && g->c[i]; i++)
		text[i] = (wchar_t)g->c[i];
	setcchar(cell, text, attr, pair, NULL);
	return 1;
}

/* Where a wide character ends just before the last corner, curses fills the
 * corner by pushing half of it there, unless the terminal can leave the right
 * margin alone (tmux and screen cannot). */
static bool
is_before_corner(const struct canvas *c, int row, int col)
{
	return row == c->rows - 1 && col + 3 == c->cols &&
	       canvas_at(c, row, col)->width == 2;
}

/* The columns [*from, *to) of a row in which the canvases differ, by whole
 * characters of both. */
static void
find_change(const struct canvas *shown, const struct canvas *c, int row,
	int *from, int *to)
{
	*from = 0;
	*to = c->cols;
	while (*from < *to && canvas_same(shown, c, row, *from))
		++*from;
	while (*to > *from && canvas_same(shown, c, row, *to - 1))
		--*to;
	while (*from > 0 && (canvas_at(c, row, *from)->width == 0 ||
				    canvas_at(shown, row, *from)->width == 0))
		--*from;
	while (*to < c->cols && (canvas_at(c, row, *to)->width == 0 ||
					canvas_at(shown, row, *to)->width == 0))
		++*to;
}

/* What is written over starts and ends with whole characters, of what stood
 * there too: else ncurses leaves halves (§4.3). At once, not one by one: half
 * the instructions. */
static void
put_row(const struct terminal *t, const struct canvas *c, int row, int from,
	int to)
{
	cchar_t cell[CANVAS_MOST];
	int n = 0;
	int look = -1;
	attr_t attr = A_NORMAL;
	short pair = 0;
	for (int col = from; col < to; col++) {
		const struct glyph *g = canvas_at(c, row, col);
		if (g->look != look) {
			look = g->look;
			attr = attributes(t, (enum look)look, &pair);
		}
		if (is_before_corner(c, row, col)) {
			set_cell(&cell[n++], L'.', A_NORMAL, 0);
			set_cell(&cell[n++], L'.', A_NORMAL, 0);
		} else if (g->width) {
			n += set_glyph(&cell[n], g, attr, pair);
		}
	}
	mvadd_wchnstr(row, from, cell, n);
}

void
term_show(struct screen *s, const struct canvas *c)
{
	struct terminal *t = (struct terminal *)s;
	struct canvas *shown = &t->shown;
	bool all = t->stale || shown->rows != c->rows || shown->cols != c->cols;
	if (shown->rows != c->rows || shown->cols != c->cols)
		canvas_resize(shown, c->rows, c->cols);
	for (int row = 0; row < c->rows; row++) {
		int from = 0;
		int to = c->cols;
		if (!all && canvas_row_eq(shown, c, row))
			continue;
		if (!all)
			find_change(shown, c, row, &from, &to);
		put_row(t, c, row, from, to);
		canvas_copy_row(shown, c, row);
	}
	t->stale = false;
	move(c->cursor_row, c->cursor_col);
	refresh();
}
