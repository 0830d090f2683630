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

static void
put_glyph(const struct terminal *t, const struct glyph *g)
{
	wchar_t text[GLYPH_PARTS + 1] = {0};
	cchar_t cell;
	short pair;
	attr_t attr = attributes(t, (enum look)g->look, &pair);
	for (int i = 0; i < GLYPH_PARTS && g->c[i]; i++)
		text[i] = (wchar_t)g->c[i];
	bool agrees = wcwidth(text[0]) == g->width;
	for (int i = 1; i < GLYPH_PARTS && text[i]; i++)
		agrees = agrees && wcwidth(text[i]) == 0;
	if (!agrees) {
		text[0] = twin(g->c[0]);
		text[1] = 0;
	}
	if (setcchar(&cell, text, attr, pair, NULL) == OK)
		add_wch(&cell);
	if (!agrees && g->width == 2)
		addch(' ' | attr | COLOR_PAIR(pair));
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

/* A changed row is erased and written whole; ncurses finds the difference
 * itself (§4.3). */
static void
put_row(const struct terminal *t, const struct canvas *c, int row)
{
	move(row, 0);
	clrtoeol();
	for (int col = 0; col < c->cols; col++) {
		const struct glyph *g = canvas_at(c, row, col);
		if (is_before_corner(c, row, col))
			addstr("..");
		else if (g->width)
			put_glyph(t, g);
	}
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
		if (!all && canvas_row_eq(shown, c, row))
			continue;
		put_row(t, c, row);
		canvas_copy_row(shown, c, row);
	}
	t->stale = false;
	move(c->cursor_row, c->cursor_col);
	refresh();
}
