// SPDX-License-Identifier: MIT
#include "tui/canvas.h"

#include <string.h>

static const struct glyph blank = {{' '}, 1, LOOK_PLAIN};

static int
bound(int n)
{
	return n < 1 ? 1 : n > CANVAS_MOST ? CANVAS_MOST : n;
}

static struct glyph *
at(const struct canvas *c, int row, int col)
{
	return &c->glyph[(size_t)row * (size_t)c->cols + (size_t)col];
}

void
canvas_init(struct canvas *c, int rows, int cols)
{
	*c = (struct canvas){
		.arena = arena_new_secret(), .frame = arena_new_secret()};
	canvas_resize(c, rows, cols);
}

void
canvas_done(struct canvas *c)
{
	arena_free(c->arena);
	arena_free(c->frame);
	*c = (struct canvas){0};
}

void
canvas_resize(struct canvas *c, int rows, int cols)
{
	arena_reset(c->arena);
	c->rows = bound(rows);
	c->cols = bound(cols);
	c->glyph = ARENA_ARRAY(
		c->arena, (size_t)c->rows * (size_t)c->cols, struct glyph);
	canvas_clear(c);
}

void
canvas_clear(struct canvas *c)
{
	arena_reset(c->frame);
	for (size_t i = 0; i < (size_t)c->rows * (size_t)c->cols; i++)
		c->glyph[i] = blank;
	c->cursor_row = 0;
	c->cursor_col = 0;
}

/* Blank the other half of wide characters that [col, col + width) cuts. */
static void
split(struct canvas *c, int row, int col, int width)
{
	if (col > 0 && at(c, row, col)->width == 0)
		*at(c, row, col - 1) = blank;
	if (col + width < c->cols && at(c, row, col + width)->width == 0)
		*at(c, row, col + width) = blank;
}

/* A mark of no width joins the character before it. */
static void
join(struct canvas *c, int row, int col, uint32_t mark)
{
	if (col > 0 && at(c, row, col - 1)->width == 0)
		col--;
	if (col == 0)
		return;
	struct glyph *g = at(c, row, col - 1);
	for (int i = 1; i < GLYPH_PARTS; i++) {
		if (g->c[i])
			continue;
		g->c[i] = mark;
		return;
	}
}

static int
put(struct canvas *c, int row, int col, int width, enum look look, str s)
{
	struct glyph *begin = at(c, row, col);
	struct glyph *g = begin;
	const struct glyph *end = begin + width;
	while (s.n > 0) {
		uint32_t ch = utf8_next(&s);
		int w = utf8_char_width(ch);
		if (w == 0) {
			if (g > begin)
				join(c, row, col + (int)(g - begin), ch);
			continue;
		}
		if (g + w > end)
			break;
		split(c, row, col + (int)(g - begin), w);
		*g++ = (struct glyph){{ch}, (uint8_t)w, (uint8_t)look};
		if (w == 2)
			*g++ = (struct glyph){{0}, 0, (uint8_t)look};
	}
	return (int)(g - begin);
}

/* Nothing but ASCII and the common Chinese characters: most texts. */
static bool
is_common(str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	for (size_t i = 0; i < s.n;) {
		if (p[i] >= 0x20 && p[i] < 0x7F) {
			i++;
		} else if (p[i] >= 0xE4 && p[i] <= 0xE9 && i + 2 < s.n &&
			   (p[i + 1] & 0xC0) == 0x80 &&
			   (p[i + 2] & 0xC0) == 0x80) {
			i += 3;
		} else {
			return false;
		}
	}
	return true;
}

/* utf8_show, but what is fit already is not copied. */
static str
fit_to_show(struct arena *a, str s)
{
	return is_common(s) ? s : utf8_show(a, s);
}

/* No character takes more columns than bytes. */
static bool
fits(str s, int width)
{
	return s.n <= (size_t)width || utf8_width(s) <= width;
}

/* The columns there are between col and the edge, at most width. */
static int
room(const struct canvas *c, int row, int col, int width)
{
	if (row < 0 || row >= c->rows || col < 0 || col >= c->cols)
		return 0;
	return width < c->cols - col ? width : c->cols - col;
}

int
canvas_text(
	struct canvas *c, int row, int col, int width, enum look look, str s)
{
	width = room(c, row, col, width);
	if (width <= 0)
		return 0;
	return put(c, row, col, width, look, fit_to_show(c->frame, s));
}

int
canvas_brief(
	struct canvas *c, int row, int col, int width, enum look look, str s)
{
	width = room(c, row, col, width);
	if (width <= 0)
		return 0;
	s = fit_to_show(c->frame, s);
	if (fits(s, width))
		return put(c, row, col, width, look, s);
	str dots = str_of(theme_ellipsis());
	int tail = utf8_width(dots);
	if (tail >= width)
		return put(c, row, col, width, look, s);
	int used = put(c, row, col, width - tail, look, s);
	return used + put(c, row, col + used, tail, look, dots);
}

/* The last characters of s that fit. */
static str
last_of(str s, int width)
{
	int left = utf8_width(s);
	while (left > width)
		left -= utf8_char_width(utf8_next(&s));
	return s;
}

int
canvas_ends(
	struct canvas *c, int row, int col, int width, enum look look, str s)
{
	width = room(c, row, col, width);
	if (width <= 0)
		return 0;
	s = fit_to_show(c->frame, s);
	str dots = str_of(theme_ellipsis());
	int room_left = width - utf8_width(dots);
	if (fits(s, width) || room_left < 6)
		return canvas_brief(c, row, col, width, look, s);
	str tail = last_of(s, room_left * 2 / 5);
	int used = put(c, row, col, room_left - utf8_width(tail), look, s);
	used += put(c, row, col + used, width - used, look, dots);
	return used + put(c, row, col + used, width - used, look, tail);
}

void
canvas_pad(struct canvas *c, int row, int col, int width, enum look look, str s)
{
	int used = canvas_brief(c, row, col, width, look, s);
	canvas_fill(c, row, col + used, width - used, look, ' ');
}

void
canvas_right(
	struct canvas *c, int row, int col, int width, enum look look, str s)
{
	int needs = canvas_width(c->frame, s);
	if (needs > width)
		needs = width;
	canvas_brief(c, row, col + width - needs, needs, look, s);
}

void
canvas_fill(
	struct canvas *c, int row, int col, int width, enum look look, char ch)
{
	width = room(c, row, col, width);
	if (width <= 0)
		return;
	split(c, row, col, width);
	for (int i = 0; i < width; i++)
		*at(c, row, col + i) =
			(struct glyph){{(unsigned char)ch}, 1, (uint8_t)look};
}

void
canvas_cursor(struct canvas *c, int row, int col)
{
	c->cursor_row = row < 0 ? 0 : row < c->rows ? row : c->rows - 1;
	c->cursor_col = col < 0 ? 0 : col < c->cols ? col : c->cols - 1;
	if (c->cursor_col > 0 &&
		at(c, c->cursor_row, c->cursor_col)->width == 0)
		c->cursor_col--;
}

const struct glyph *
canvas_at(const struct canvas *c, int row, int col)
{
	return at(c, row, col);
}

bool
canvas_row_eq(const struct canvas *a, const struct canvas *b, int row)
{
	return memcmp(at(a, row, 0), at(b, row, 0),
		       (size_t)a->cols * sizeof(struct glyph)) == 0;
}

bool
canvas_same(const struct canvas *a, const struct canvas *b, int row, int col)
{
	return memcmp(at(a, row, col), at(b, row, col), sizeof(struct glyph)) ==
	       0;
}

void
canvas_copy_row(struct canvas *to, const struct canvas *from, int row)
{
	memcpy(at(to, row, 0), at(from, row, 0),
		(size_t)to->cols * sizeof(struct glyph));
}

str
canvas_row(const struct canvas *c, struct arena *arena, int row)
{
	struct buf b = {.arena = arena};
	size_t end = 0;
	for (int col = 0; col < c->cols; col++) {
		const struct glyph *g = at(c, row, col);
		for (int i = 0; i < GLYPH_PARTS && g->width && g->c[i]; i++) {
			char bytes[4];
			buf_add(&b, (str){bytes, utf8_put(g->c[i], bytes)});
		}
		if (g->width && g->c[0] != ' ')
			end = b.n;
	}
	return str_sub(buf_str(&b), 0, end);
}

int
canvas_width(struct arena *a, str s)
{
	return utf8_width(fit_to_show(a, s));
}
