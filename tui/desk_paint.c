// SPDX-License-Identifier: MIT
// What every screen of the desk has, and painting the stack of them.
#include "tui/desk.h"

#include <stdio.h>

/* Below this nothing can be read; the data wait. */
#define LEAST_ROWS 12
#define LEAST_COLS 40

/* --- words -------------------------------------------------------------------
 */

void
desk_say(struct desk *d, enum look look, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vsnprintf(d->words, sizeof(d->words), fmt, args);
	va_end(args);
	d->words_look = look;
}

bool
desk_read(struct desk *d, struct reader *r, struct arena *a)
{
	struct store_txn *t;
	struct err e;
	if (!d->store)
		return false;
	if (store_read(d->store, &t, &e) != ERR_OK) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return false;
	}
	reader_init(r, d->catalog, t, d->user, a);
	return true;
}

void
desk_done(struct reader *r)
{
	store_done(r->txn);
	r->txn = NULL;
}

str
desk_moment(struct arena *a, moment_t m)
{
	str day = date_format(a, date_of_moment(m));
	str time = date_format_time(a, date_time_of_moment(m) / 60 * 60);
	return str_fmt(a, "%.*s %.*s", STR_FMT(day), STR_FMT(time));
}

/* --- what every screen has --------------------------------------------- */

static const char *
kind_words(const struct desk *d)
{
	if (!d->station)
		return "";
	if (str_is(d->station->kind, "test"))
		return _("[测试] ");
	if (str_is(d->station->kind, "demo"))
		return _("[演示] ");
	return "";
}

void
desk_header(const struct desk *d, struct canvas *c, str left, str right)
{
	str kind = str_of(kind_words(d));
	right = str_fmt(c->frame, "%.*s%.*s ", STR_FMT(kind), STR_FMT(right));
	int width = canvas_width(c->frame, right);
	if (width > c->cols * 2 / 3)
		width = c->cols * 2 / 3;
	canvas_fill(c, 0, 0, c->cols, LOOK_HEADER, ' ');
	canvas_brief(c, 0, 1, c->cols - width - 2, LOOK_HEADER, left);
	canvas_right(c, 0, c->cols - width, width, LOOK_HEADER, right);
}

void
desk_words(const struct desk *d, struct canvas *c)
{
	if (d->words[0])
		canvas_pad(c, c->rows - 3, 1, c->cols - 1, d->words_look,
			str_of(d->words));
}

void
desk_box(struct canvas *c, int row, int col, int height, int width, str title)
{
	canvas_fill(c, row, col, width, LOOK_PLAIN, '-');
	canvas_text(c, row, col, 1, LOOK_PLAIN, STR("+"));
	canvas_text(c, row, col + width - 1, 1, LOOK_PLAIN, STR("+"));
	canvas_brief(c, row, col + 3, width - 6, LOOK_TITLE,
		str_fmt(c->frame, " %.*s ", STR_FMT(title)));
	for (int i = 1; i < height - 1; i++) {
		canvas_fill(c, row + i, col, width, LOOK_PLAIN, ' ');
		canvas_text(c, row + i, col, 1, LOOK_PLAIN, STR("|"));
		canvas_text(
			c, row + i, col + width - 1, 1, LOOK_PLAIN, STR("|"));
	}
	canvas_fill(c, row + height - 1, col, width, LOOK_PLAIN, '-');
	canvas_text(c, row + height - 1, col, 1, LOOK_PLAIN, STR("+"));
	canvas_text(
		c, row + height - 1, col + width - 1, 1, LOOK_PLAIN, STR("+"));
}

static str
hint_text(const struct desk *d, struct arena *a, const struct hint *h)
{
	const char *key = keymap_hint(&d->keys, a, h->action);
	const char *other = h->other ? keymap_hint(&d->keys, a, h->other) : "";
	/* Chinese needs no blank after F1, English does. */
	return str_fmt(a, "%s%s%s%s", key, other,
		*key && lang_get() == LANG_EN ? " " : "", _(h->words));
}

/* One line of hints. When they do not all fit, the last one of the second
 * line (how to get out) is kept and those before it go. */
static void
draw_hints(const struct desk *d, struct canvas *c, const struct hint *h,
	int line, int row)
{
	const struct hint *last = NULL;
	for (const struct hint *i = h; i->line; i++)
		if (i->line == line)
			last = i;
	if (!last)
		return;
	str end = hint_text(d, c->frame, last);
	int room = c->cols - 1;
	int col = 1;
	if (line == 2)
		room -= utf8_width(end) + 1;
	for (const struct hint *i = h; i != last; i++) {
		if (i->line != line)
			continue;
		str text = hint_text(d, c->frame, i);
		if (col + utf8_width(text) > room)
			break;
		col += canvas_text(c, row, col, c->cols, LOOK_HINT, text) + 1;
	}
	if (col + utf8_width(end) < c->cols)
		canvas_text(c, row, col, c->cols, LOOK_HINT, end);
}

static void
draw_small(struct canvas *c)
{
	canvas_text(c, 0, 0, c->cols, LOOK_PLAIN, str_of(_("窗口太小")));
	canvas_text(c, 1, 0, c->cols, LOOK_PLAIN,
		str_fmt(c->frame, "%dx%d", LEAST_COLS, LEAST_ROWS));
}

bool
desk_is_small(const struct canvas *c)
{
	return c->rows < LEAST_ROWS || c->cols < LEAST_COLS;
}

/* The topmost view that covers the screen, then the popups over it. */
void
desk_paint(struct desk *d, struct screen *s)
{
	struct canvas *c = &d->canvas;
	int from = d->depth - 1;
	while (from > 0 && d->stack[from]->ops->popup)
		from--;
	canvas_clear(c);
	if (desk_is_small(c)) {
		draw_small(c);
		s->ops->show(s, c);
		return;
	}
	for (int i = from; i < d->depth; i++)
		if (d->stack[i]->ops->ready)
			d->stack[i]->ops->ready(
				d->stack[i], d, c->rows, c->cols);
	d->ready = d->stack[d->depth - 1];
	d->acted = false;
	for (int i = from; i < d->depth; i++)
		d->stack[i]->ops->draw(d->stack[i], d, c);
	const struct view *top = d->stack[d->depth - 1];
	const struct hint *keys = top->keys ? top->keys : top->ops->keys;
	if (keys) {
		canvas_fill(c, c->rows - 2, 0, c->cols, LOOK_PLAIN, ' ');
		canvas_fill(c, c->rows - 1, 0, c->cols, LOOK_PLAIN, ' ');
		draw_hints(d, c, keys, 1, c->rows - 2);
		draw_hints(d, c, keys, 2, c->rows - 1);
	}
	s->ops->show(s, c);
}
