// SPDX-License-Identifier: MIT
#include "forms/yaml.h"
#include "store/utf8.h"

/*
 * A scalar's text and its spelling in the file are walked side by side. They
 * differ only in quotes, escapes and white space: a run of white space in the
 * text stands for a run of white space in the file, which may hold line ends
 * and indentation.
 */
struct walk {
	str raw;
	int line, col;
	char quote; /* ' or " or 0 */
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static void
skip_char(struct walk *w)
{
	if (w->raw.n == 0)
		return;
	char c = w->raw.p[0];
	utf8_next(&w->raw);
	bool crlf = c == '\r' && w->raw.n > 0 && w->raw.p[0] == '\n';
	if (crlf)
		return;
	if (c == '\n' || c == '\r') {
		w->line++;
		w->col = 1;
	} else {
		w->col++;
	}
}

static void
skip_spaces(struct walk *w)
{
	while (w->raw.n > 0 && is_space(w->raw.p[0]))
		skip_char(w);
}

/* How many characters spell the next one of the text. */
static int
spelled(const struct walk *w)
{
	if (w->raw.n < 2)
		return 1;
	if (w->quote == '\'' && w->raw.p[0] == '\'')
		return 2;
	if (w->quote != '"' || w->raw.p[0] != '\\')
		return 1;
	switch (w->raw.p[1]) {
	case 'x':
		return 4;
	case 'u':
		return 6;
	case 'U':
		return 10;
	default:
		return 2;
	}
}

/* An escaped line end joins two lines and stands for nothing. */
static void
skip_joint(struct walk *w)
{
	while (w->quote == '"' && w->raw.n > 1 && w->raw.p[0] == '\\' &&
		(w->raw.p[1] == '\n' || w->raw.p[1] == '\r')) {
		skip_char(w);
		skip_spaces(w);
	}
}

/* Step over one character of the text; `next` is the one behind it. */
static void
step(struct walk *w, char c, char next)
{
	skip_joint(w);
	if (is_space(c) && w->raw.n > 0 && is_space(w->raw.p[0])) {
		if (is_space(next))
			skip_char(w);
		else
			skip_spaces(w);
		return;
	}
	if (!is_space(c))
		skip_spaces(w);
	for (int n = spelled(w); n > 0; n--)
		skip_char(w);
}

void
yaml_place(const struct yaml *scalar, int at, int *line, int *col)
{
	struct walk w = {
		.raw = scalar->raw, .line = scalar->line, .col = scalar->col};
	if (scalar->block) {
		while (w.raw.n > 0 && w.line == scalar->line)
			skip_char(&w);
		skip_spaces(&w);
	} else if (!scalar->plain && w.raw.n > 0) {
		w.quote = w.raw.p[0];
		skip_char(&w);
	}
	str text = scalar->text;
	for (; at > 1 && text.n > 0; at--) {
		char c = text.p[0];
		utf8_next(&text);
		step(&w, c, text.n > 0 ? text.p[0] : 'x');
	}
	skip_joint(&w);
	if (text.n > 0 && !is_space(text.p[0]))
		skip_spaces(&w);
	*line = w.line;
	*col = w.col;
}
