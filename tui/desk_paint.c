// SPDX-License-Identifier: MIT
// What every screen of the desk has, and painting the stack of them.
#include "tui/desk.h"

#include <stdio.h>

#include "tui/widgets/pager.h"

#define HINTS_MOST 24

/* Below this nothing can be read; the data wait. */
#define LEAST_ROWS 12
#define LEAST_COLS 40

/* --- words --------------------------------------------------------------- */

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
desk_edit(struct desk *d, struct lineedit *e, const struct act *act)
{
	bool took = lineedit_act(e, act);
	if (took && e->full)
		desk_say(d, LOOK_ERROR, _("放不下，一个字也没有收：最多 %d 字"),
			LINEEDIT_MOST);
	return took;
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

const char *
desk_key(const struct desk *d, enum action action)
{
	return keymap_hint(&d->keys, d->frame, action);
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
	str words = str_of(d->words);
	int room = c->cols - 2;
	int row = c->rows - 3;
	if (words.n == 0)
		return;
	if (utf8_width(words) > room) { /* a path, perhaps */
		str head = str_sub(words, 0, pager_break(words, room));
		canvas_fill(c, row - 1, 0, c->cols, LOOK_PLAIN, ' ');
		canvas_text(c, row - 1, 1, room, d->words_look, head);
		words = str_trim(str_from(words, head.n));
	}
	canvas_pad(c, row, 1, c->cols - 1, d->words_look, words);
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
	struct buf b = {.arena = a};
	const char *key = keymap_hint(&d->keys, a, h->action);
	buf_addz(&b, key);
	if (h->other)
		buf_addz(&b, keymap_hint(&d->keys, a, h->other));
	/* Chinese needs no blank after F1, English does. */
	if (*key && lang_get() == LANG_EN)
		buf_addc(&b, ' ');
	buf_addz(&b, _(h->words));
	return buf_str(&b);
}

/* Is its action told already: on the line above, or before it? */
static bool
is_told(const struct hint *all, const struct hint *h)
{
	for (const struct hint *i = all; i != h; i++)
		if (i->action != ACTION_NONE && i->action == h->action)
			return true;
	return false;
}

/* Where not all fit: those that must be told, and how to get out. */
static bool
is_due(const struct hint *h)
{
	return h->must || (h->line == 2 && h[1].line != 2);
}

/* One line of hints. When they do not all fit, what the line above tells goes
 * first; those that are due stay, and of the others as many as there is room
 * for. */
static void
draw_hints(const struct desk *d, struct canvas *c, const struct hint *all,
	int line, int row)
{
	/* Two columns of the last row stay free: see is_before_corner in
	 * tui/term_show.c. */
	int room = c->cols - (line == 2 ? 3 : 1);
	int needs = 0;
	int due = 0;
	int width[HINTS_MOST];
	str text[HINTS_MOST];
	int n = 0;
	for (const struct hint *h = all; h->line && n < HINTS_MOST; h++, n++) {
		if (h->line != line)
			continue;
		text[n] = hint_text(d, c->frame, h);
		width[n] = utf8_width(text[n]) + 1;
		needs += width[n];
		due += is_due(h) ? width[n] : 0;
	}
	bool tight = needs > room + 1;
	room -= due;
	int col = 1;
	for (int i = 0; i < n; i++) {
		const struct hint *h = &all[i];
		if (h->line != line)
			continue;
		if (tight && !is_due(h)) {
			if (is_told(all, h))
				continue;
			if (width[i] > room)
				room = 0; /* no later, shorter one */
			if (width[i] > room)
				continue;
			room -= width[i];
		}
		canvas_text(c, row, col, c->cols, LOOK_HINT, text[i]);
		col += width[i];
	}
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

/* The view on top alone, where it says that the rest stays as it is. */
static bool
repaint(struct desk *d)
{
	struct canvas *c = &d->canvas;
	const struct view *v = d->stack[d->depth - 1];
	if (d->painted != v || !v->drawn || !v->ops->redraw || d->words[0])
		return false;
	arena_reset(c->frame);
	v->ops->redraw(v, d, c);
	return true;
}

/* The topmost view that covers the screen, then the popups over it. */
void
desk_paint(struct desk *d, struct screen *s)
{
	struct canvas *c = &d->canvas;
	int from = d->depth - 1;
	while (from > 0 && d->stack[from]->ops->popup)
		from--;
	if (desk_is_small(c)) {
		canvas_clear(c);
		d->painted = NULL;
		draw_small(c);
		s->ops->show(s, c);
		return;
	}
	/* What lies under a popup stays as it is. */
	for (int i = from; i < d->depth; i++) {
		struct view *v = d->stack[i];
		bool top = i == d->depth - 1;
		if (v->ops->ready && (top || !v->laid))
			v->ops->ready(v, d, c->rows, c->cols);
		v->laid = true;
	}
	d->ready = d->stack[d->depth - 1];
	d->acted = false;
	if (repaint(d)) {
		s->ops->show(s, c);
		return;
	}
	canvas_clear(c);
	for (int i = from; i < d->depth; i++)
		d->stack[i]->ops->draw(d->stack[i], d, c);
	struct view *top = d->stack[d->depth - 1];
	const struct hint *keys = top->keys ? top->keys : top->ops->keys;
	if (keys) {
		canvas_fill(c, c->rows - 2, 0, c->cols, LOOK_PLAIN, ' ');
		canvas_fill(c, c->rows - 1, 0, c->cols, LOOK_PLAIN, ' ');
		draw_hints(d, c, keys, 1, c->rows - 2);
		draw_hints(d, c, keys, 2, c->rows - 1);
	}
	top->drawn = true;
	d->painted = d->words[0] ? NULL : top;
	s->ops->show(s, c);
}
