// SPDX-License-Identifier: MIT
#include "tui/widgets/listbox.h"

void
listbox_fit(struct listbox *l, size_t n, size_t height)
{
	l->n = n;
	l->height = height ? height : 1;
	listbox_choose(l, l->at);
}

void
listbox_choose(struct listbox *l, size_t at)
{
	if (at >= l->n)
		at = l->n ? l->n - 1 : 0;
	l->at = at;
	if (l->at < l->top)
		l->top = l->at;
	if (l->height && l->at >= l->top + l->height)
		l->top = l->at - l->height + 1;
	if (l->top + l->height > l->n)
		l->top = l->n > l->height ? l->n - l->height : 0;
}

bool
listbox_act(struct listbox *l, enum action action)
{
	size_t page = l->height ? l->height : 1;
	switch (action) {
	case ACTION_UP:
		listbox_choose(l, l->at ? l->at - 1 : 0);
		return true;
	case ACTION_DOWN:
		listbox_choose(l, l->at + 1);
		return true;
	case ACTION_PGUP:
		listbox_choose(l, l->at > page ? l->at - page : 0);
		return true;
	case ACTION_PGDN:
		listbox_choose(l, l->at + page);
		return true;
	case ACTION_HOME:
		listbox_choose(l, 0);
		return true;
	case ACTION_END:
		listbox_choose(l, l->n ? l->n - 1 : 0);
		return true;
	default:
		return false;
	}
}

static void
draw_line(const struct listbox *l, struct canvas *c, size_t i, int row, int col,
	int width, listbox_row draw, const void *ctx)
{
	bool chosen = i == l->at;
	if (chosen) {
		canvas_text(c, row, col, 1, LOOK_MARK, STR(">"));
		canvas_cursor(c, row, col);
	}
	draw(ctx, c, i, row, col + 1, width - 1,
		chosen ? LOOK_CHOSEN : LOOK_PLAIN);
}

void
listbox_draw(const struct listbox *l, struct canvas *c, int row, int col,
	int width, listbox_row draw, const void *ctx)
{
	for (size_t i = l->top; i < l->n && i < l->top + l->height; i++)
		draw_line(l, c, i, row + (int)(i - l->top), col, width, draw,
			ctx);
}

void
listbox_redraw(const struct listbox *l, struct canvas *c, int row, int col,
	int width, listbox_row draw, const void *ctx)
{
	for (size_t i = l->top; i < l->n && i < l->top + l->height; i++) {
		int at = row + (int)(i - l->top);
		bool marked = canvas_at(c, at, col)->c[0] == '>';
		if (marked == (i == l->at))
			continue;
		canvas_fill(c, at, col, width, LOOK_PLAIN, ' ');
		draw_line(l, c, i, at, col, width, draw, ctx);
	}
}
