// SPDX-License-Identifier: MIT
#include "tui/widgets/lineedit.h"

#include <string.h>

#define LEAST_ROOM 32 /* characters */

void
lineedit_init(struct lineedit *e, struct arena *a)
{
	*e = (struct lineedit){.arena = a, .cap = LEAST_ROOM};
	e->c = ARENA_ARRAY(a, LEAST_ROOM, uint32_t);
}

/* Room for n more; less when the limit is near. */
static size_t
room(struct lineedit *e, size_t n)
{
	if (n > LINEEDIT_MOST - e->n)
		n = LINEEDIT_MOST - e->n;
	if (e->n + n > e->cap) {
		size_t cap = e->cap;
		while (cap < e->n + n)
			cap *= 2;
		e->c = arena_grow(e->arena, e->c, e->n, cap, sizeof(*e->c));
		e->cap = cap;
	}
	return n;
}

/* What a character becomes when it enters; 0: nothing. Broken bytes are
 * dropped, new lines and tabs are blanks where there is one line. */
static uint32_t
admit(const struct lineedit *e, uint32_t c)
{
	if (c == '\n' || c == '\r')
		return e->several && c == '\n' ? '\n' : c == '\r' ? 0 : ' ';
	if (c == '\t')
		return ' ';
	if (c == UTF8_BAD || utf8_is_control(c))
		return 0;
	return c;
}

static void
insert(struct lineedit *e, str text)
{
	size_t n = room(e, utf8_count(text));
	memmove(e->c + e->at + n, e->c + e->at, (e->n - e->at) * sizeof(*e->c));
	size_t put = 0;
	while (put < n && text.n > 0) {
		uint32_t c = admit(e, utf8_next(&text));
		if (c)
			e->c[e->at + put++] = c;
	}
	memmove(e->c + e->at + put, e->c + e->at + n,
		(e->n - e->at) * sizeof(*e->c));
	e->n += put;
	e->at += put;
}

static void
cut(struct lineedit *e, size_t from, size_t to)
{
	memmove(e->c + from, e->c + to, (e->n - to) * sizeof(*e->c));
	e->n -= to - from;
	e->at = from;
}

void
lineedit_set(struct lineedit *e, str text)
{
	bool several = e->several;
	e->n = e->at = 0;
	e->several = true; /* a stored text is not changed by looking at it */
	insert(e, text);
	e->several = several;
	e->replace = !several;
}

str
lineedit_text(const struct lineedit *e, struct arena *a)
{
	struct buf b = {.arena = a};
	for (size_t i = 0; i < e->n; i++) {
		char bytes[4];
		buf_add(&b, (str){bytes, utf8_put(e->c[i], bytes)});
	}
	return buf_str(&b);
}

bool
lineedit_is_empty(const struct lineedit *e)
{
	return e->n == 0;
}

/* Is it a mark that stays with the character before it? Invisible ones are
 * shown as a mark of their own, so they can be deleted alone. */
static bool
is_mark(uint32_t c)
{
	return !utf8_is_invisible(c) && utf8_char_width(c) == 0;
}

static size_t
left_of(const struct lineedit *e, size_t at)
{
	if (at > 0)
		at--;
	while (at > 0 && is_mark(e->c[at]))
		at--;
	return at;
}

static size_t
right_of(const struct lineedit *e, size_t at)
{
	if (at < e->n)
		at++;
	while (at < e->n && is_mark(e->c[at]))
		at++;
	return at;
}

static void
type(struct lineedit *e, const struct act *act)
{
	char bytes[4];
	str text = act->text;
	if (text.n == 0)
		text = (str){bytes, utf8_put(act->c, bytes)};
	e->full = utf8_count(text) > LINEEDIT_MOST - (e->replace ? 0 : e->n);
	if (e->full)
		return;
	if (e->replace)
		e->n = e->at = 0;
	insert(e, text);
}

bool
lineedit_act(struct lineedit *e, const struct act *act)
{
	e->full = false;
	switch (act->action) {
	case ACTION_TEXT:
		type(e, act);
		if (e->full)
			return true;
		break;
	case ACTION_LEFT:
		e->at = left_of(e, e->at);
		break;
	case ACTION_RIGHT:
		e->at = right_of(e, e->at);
		break;
	case ACTION_HOME:
		e->at = 0;
		break;
	case ACTION_END:
		e->at = e->n;
		break;
	case ACTION_ERASE:
		cut(e, left_of(e, e->at), e->at);
		break;
	case ACTION_DELETE:
		cut(e, e->at, right_of(e, e->at));
		break;
	case ACTION_CLEAR:
		cut(e, 0, e->n);
		break;
	case ACTION_KILL:
		cut(e, e->at, e->n);
		break;
	default:
		return false;
	}
	e->replace = false;
	return true;
}

/* Columns of one character as canvas_text will show it. */
static int
shown_width(uint32_t c)
{
	if (c < 0x20)
		return 2;
	if (utf8_is_control(c) || utf8_is_invisible(c))
		return c > 0xFFFF ? 9 : 8;
	return utf8_char_width(c);
}

int
lineedit_width(const struct lineedit *e)
{
	int width = 1;
	for (size_t i = 0; i < e->n; i++)
		width += shown_width(e->c[i]);
	return width;
}

/* The first character to show: of a text that does not fit, a window that
 * moves by more than half its width, so that most keys move nothing; what is
 * beside the cursor is seen. */
static size_t
scroll(const struct lineedit *e, int width)
{
	int before = 0;
	int after = 0;
	int here = e->at < e->n ? shown_width(e->c[e->at]) : 1;
	for (size_t i = 0; i < e->at && i < e->n; i++)
		before += shown_width(e->c[i]);
	for (size_t i = e->at + 1; i < e->n; i++)
		after += shown_width(e->c[i]);
	int needs = before + here + (after < width / 4 ? after : width / 4);
	int step = width > 4 ? width * 3 / 5 : 1;
	int shift = 0;
	while (needs > shift + width && shift < before)
		shift += step;
	if (e->at < e->n && shift > before + here + after - width)
		shift = before + here + after - width; /* up to its end */
	if (shift > before - 2 && here + 2 <= width)
		shift = before > 2 ? before - 2 : 0; /* what is before it too */
	size_t from = 0;
	for (int col = 0; from < e->at && col < shift; from++)
		col += shown_width(e->c[from]);
	/* Marks do not stand alone at the left edge. */
	while (from < e->at && is_mark(e->c[from]))
		from++;
	return from;
}

/* Draw the characters [from, to) that fit; tells where the cursor is. */
static void
draw_piece(const struct lineedit *e, struct canvas *c, size_t from, size_t to,
	int row, int col, int width, enum look look, char fill)
{
	struct buf b = {.arena = c->frame};
	int before = 0;
	for (size_t i = from; i < to; i++) {
		char bytes[4];
		if (i < e->at)
			before += shown_width(e->c[i]);
		buf_add(&b, (str){bytes, utf8_put(e->c[i], bytes)});
	}
	int used = canvas_text(c, row, col, width, look, buf_str(&b));
	canvas_fill(c, row, col + used, width - used, look, fill);
	if (e->at >= from && e->at <= to)
		canvas_cursor(
			c, row, col + (before < width ? before : width - 1));
}

void
lineedit_draw(const struct lineedit *e, struct canvas *c, int row, int col,
	int width, enum look look, char fill)
{
	/* Replaced as a whole when typed over: then its beginning is seen. */
	size_t from = e->replace ? 0 : scroll(e, width);
	size_t to = from;
	int used = 0;
	while (to < e->n && used + shown_width(e->c[to]) <= width)
		used += shown_width(e->c[to++]);
	draw_piece(e, c, from, to, row, col, width, look, fill);
	if (e->at > to)
		canvas_cursor(c, row, col + width - 1);
}

/* One column stays free, for the cursor behind a full line. */
#define AREA(width) ((width) > 2 ? (width)-1 : (width))

/* The end of the wrapped line that begins at `from`; *next: where the next
 * one begins. */
static size_t
wrap(const struct lineedit *e, size_t from, int width, size_t *next)
{
	int used = 0;
	size_t to = from;
	while (to < e->n && e->c[to] != '\n') {
		int w = shown_width(e->c[to]);
		if (used + w > width && to > from)
			break;
		used += w;
		to++;
	}
	*next = to < e->n && e->c[to] == '\n' ? to + 1 : to;
	return to;
}

/* Is the cursor in the line [from, to) whose successor begins at next? */
static bool
holds_cursor(const struct lineedit *e, size_t from, size_t to, size_t next)
{
	return e->at >= from && (e->at < next || (e->at == to && to == e->n) ||
					(e->at == to && next > to));
}

static bool
has_line_after(const struct lineedit *e, size_t to, size_t next)
{
	return next < e->n || (next > to && next == e->n);
}

void
lineedit_draw_area(const struct lineedit *e, struct canvas *c, int row, int col,
	int width, int height, enum look look, char fill)
{
	int line = 0;
	int cursor = 0;
	size_t next;
	for (size_t from = 0;; from = next, line++) {
		size_t to = wrap(e, from, AREA(width), &next);
		if (holds_cursor(e, from, to, next))
			cursor = line;
		if (!has_line_after(e, to, next))
			break;
	}
	int top = cursor >= height ? cursor - height + 1 : 0;
	size_t from = 0;
	bool more = true;
	for (line = 0; line < top + height; line++) {
		size_t to = from;
		next = from;
		if (more)
			to = wrap(e, from, AREA(width), &next);
		if (line >= top && more && line == cursor)
			draw_piece(e, c, from, to, row + line - top, col, width,
				look, fill);
		else if (line >= top) {
			struct lineedit quiet = *e;
			quiet.at = SIZE_MAX;
			draw_piece(&quiet, c, from, more ? to : from,
				row + line - top, col, width, look, fill);
		}
		more = more && has_line_after(e, to, next);
		from = next;
	}
}

/* To the character of the line at `from` that stands at col or before it. */
static void
go_to_column(struct lineedit *e, size_t from, int col, int width)
{
	size_t next;
	size_t end = wrap(e, from, width, &next);
	int used = 0;
	/* Behind a line that is only wrapped means on the next. */
	bool last = next == end && end < e->n;
	for (e->at = from; e->at < end; e->at = right_of(e, e->at)) {
		used += shown_width(e->c[e->at]);
		if (used > col || (last && right_of(e, e->at) >= end))
			break;
	}
}

bool
lineedit_line(struct lineedit *e, int width, int step)
{
	size_t before = SIZE_MAX;
	size_t next;
	for (size_t from = 0;; before = from, from = next) {
		size_t to = wrap(e, from, AREA(width), &next);
		bool more = has_line_after(e, to, next);
		if (holds_cursor(e, from, to, next)) {
			int col = 0;
			size_t goal = step < 0 ? before : next;
			if (step < 0 ? before == SIZE_MAX : !more)
				return false;
			while (from < e->at)
				col += shown_width(e->c[from++]);
			go_to_column(e, goal, col, AREA(width));
			return true;
		}
		if (!more)
			return false;
	}
}
