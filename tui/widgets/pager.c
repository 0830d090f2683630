// SPDX-License-Identifier: MIT
#include "tui/widgets/pager.h"

#include "store/lang.h"

#define SIDEWAYS 20 /* columns at a time */

void
pager_set(struct pager *p, struct arena *a, str text)
{
	size_t n = 0;
	str line;
	for (str rest = text; str_cut(&rest, '\n', &line);)
		n++;
	str *v = ARENA_ARRAY(a, n + 1, str);
	*p = (struct pager){.line = v, .n = n, .height = p->height};
	for (size_t i = 0; i < n; i++) {
		str_cut(&text, '\n', &v[i]);
		if (str_ends(v[i], STR("\r")))
			v[i].n--;
		int width = canvas_width(a, v[i]);
		if (width > p->width)
			p->width = width;
	}
}

/* The bytes of s that go on a line of width: up to the last blank that
 * fits, or all that fit where there is none. */
static size_t
line_length(str s, int width)
{
	size_t fits = utf8_fit(s, width, NULL).n;
	if (fits == 0)
		return s.n; /* not even one character: let it be clipped */
	if (fits == s.n || s.p[fits] == ' ')
		return fits;
	size_t blank = fits;
	while (blank > 0 && s.p[blank - 1] != ' ')
		blank--;
	/* Only a word of Latin letters is kept whole. */
	bool word = (unsigned char)s.p[fits] < 0x80 &&
		    (unsigned char)s.p[fits - 1] < 0x80;
	return word && blank > fits / 2 ? blank : fits;
}

/* A line does not begin with what closes the one before. */
static size_t
not_before_closing(str s, size_t n)
{
	static const char *const closing[] = {
		"，", "。", "；", "：", "、", "）", "”", "？", "！", "》"};
	for (size_t i = 0; i < sizeof(closing) / sizeof(*closing); i++) {
		if (!str_starts(str_from(s, n), str_of(closing[i])))
			continue;
		size_t back = n;
		while (back > 0 && ((unsigned char)s.p[--back] & 0xC0) == 0x80)
			;
		return back > 0 ? back : n;
	}
	return n;
}

/* What is wrapped goes on under its second column, where there is one: behind
 * the first two blanks. */
static int
indent_of(str line, int width)
{
	size_t i = str_find(line, STR("  "));
	if (i == SIZE_MAX)
		return 0;
	while (i < line.n && line.p[i] == ' ')
		i++;
	int indent = utf8_width(str_sub(line, 0, i));
	return indent * 2 < width ? indent : 0;
}

size_t
pager_break(str line, int width)
{
	return not_before_closing(line, line_length(line, width));
}

void
pager_wrap(struct pager *p, struct arena *a, str text, int width)
{
	struct buf b = {.arena = a};
	str line;
	while (str_cut(&text, '\n', &line)) {
		line = utf8_show(a, line);
		int indent = indent_of(line, width);
		int room = width;
		do {
			size_t n = pager_break(line, room);
			buf_add(&b, str_sub(line, 0, n));
			buf_addc(&b, '\n');
			line = str_from(line, n);
			if (line.n && line.p[0] == ' ')
				line = str_from(line, 1);
			for (int i = 0; line.n && i < indent; i++)
				buf_addc(&b, ' ');
			room = width - indent;
		} while (line.n > 0);
	}
	pager_set(p, a, buf_str(&b));
}

static void
go(struct pager *p, size_t top)
{
	size_t last = p->n > p->height ? p->n - p->height : 0;
	p->top = top < last ? top : last;
}

void
pager_fit(struct pager *p, size_t height)
{
	p->height = height ? height : 1;
	go(p, p->top);
}

bool
pager_act(struct pager *p, enum action action, int cols)
{
	switch (action) {
	case ACTION_UP:
		go(p, p->top ? p->top - 1 : 0);
		return true;
	case ACTION_DOWN:
		go(p, p->top + 1);
		return true;
	case ACTION_PGUP:
		go(p, p->top > p->height ? p->top - p->height : 0);
		return true;
	case ACTION_PGDN:
		go(p, p->top + p->height);
		return true;
	case ACTION_HOME:
		p->top = 0;
		p->left = 0;
		return true;
	case ACTION_END:
		go(p, p->n);
		return true;
	case ACTION_NEXT:
		if (p->left + cols < p->width)
			p->left += SIDEWAYS;
		return true;
	case ACTION_BACK:
		p->left = p->left > SIDEWAYS ? p->left - SIDEWAYS : 0;
		return true;
	default:
		return false;
	}
}

void
pager_draw(const struct pager *p, struct canvas *c, int row, int width)
{
	for (size_t i = 0; i < p->height && p->top + i < p->n; i++) {
		str line = utf8_show(c->frame, p->line[p->top + i]);
		int skipped = 0;
		if (p->left)
			line = str_from(
				line, utf8_fit(line, p->left, &skipped).n);
		/* A wide character across the left edge leaves a blank. */
		int shift = p->left && line.n ? p->left - skipped : 0;
		canvas_text(c, row + (int)i, shift, width - shift, LOOK_PLAIN,
			line);
	}
	canvas_cursor(c, row, 0);
}

void
pager_more(const struct pager *p, struct canvas *c, int row)
{
	size_t seen = p->top + p->height;
	if (seen < p->n)
		canvas_right(c, row, 0, c->cols - 2, LOOK_DIM,
			str_fmt(c->frame, _("下面还有 %zu 行"), p->n - seen));
}
