// SPDX-License-Identifier: MIT
#include "forms/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

void
findings_add(
	struct findings *f, bool error, int line, int col, const char *fmt, ...)
{
	char words[768];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	*ARENA_PUSH(f->arena, f->v, f->n) = (struct finding){
		.error = error,
		.line = line,
		.col = col,
		.words = str_dup(f->arena, n > 0 ? str_of(words) : STR_NONE),
	};
	if (error)
		f->errors++;
}

static int
compare_findings(const void *x, const void *y)
{
	const struct finding *a = x;
	const struct finding *b = y;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->col != b->col)
		return a->col < b->col ? -1 : 1;
	if (a->error != b->error)
		return a->error ? -1 : 1;
	return str_cmp(a->words, b->words);
}

static void
sort(const struct findings *f)
{
	if (f->n > 1)
		qsort(f->v, f->n, sizeof(*f->v), compare_findings);
}

static void
print(const struct finding *v, const char *file, void *stream)
{
	const char *kind = v->error ? "error" : "warning";
	if (v->line > 0)
		fprintf(stream, "%s:%d:%d: %s: %.*s\n", file, v->line, v->col,
			kind, STR_FMT(v->words));
	else
		fprintf(stream, "%s: %s: %.*s\n", file, kind,
			STR_FMT(v->words));
}

void
findings_print(const struct findings *f, const char *file, void *stream)
{
	sort(f);
	for (size_t i = 0; i < f->n; i++)
		print(&f->v[i], file, stream);
}

/* --- the offending text
 * ------------------------------------------------------- */

#define SHOWN_MOST 120 /* columns of a line */

static bool
is_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.' ||
	       (c >= 0x80 && c != 0xFF0C && c != 0x3002 && c != UTF8_BAD);
}

/* What begins there: a quoted text, ${name}, a word, or one character. */
static str
token(str s)
{
	if (s.n == 0)
		return s;
	char quote = s.p[0] == '"' || s.p[0] == '\'' ? s.p[0] : 0;
	bool field = str_starts(s, STR("${"));
	size_t end = quote   ? str_chr(str_from(s, 1), quote)
		     : field ? str_chr(s, '}')
			     : SIZE_MAX;
	if (end != SIZE_MAX)
		return str_sub(s, 0, end + (quote ? 2 : 1));
	int depth = 0;
	for (size_t i = 0; i < s.n && (s.p[0] == '{' || s.p[0] == '['); i++) {
		depth += s.p[i] == '{' || s.p[i] == '[';
		depth -= s.p[i] == '}' || s.p[i] == ']';
		if (depth == 0)
			return str_sub(s, 0, i + 1);
	}
	str rest = s;
	while (rest.n > 0) {
		str next = rest;
		if (!is_word(utf8_next(&next)))
			break;
		rest = next;
	}
	if (rest.n == s.n)
		(void)utf8_next(&rest);
	return str_sub(s, 0, s.n - rest.n);
}

static str
line_of(str bytes, int line)
{
	str s = STR_NONE;
	while (line-- > 0)
		if (!str_cut(&bytes, '\n', &s))
			return STR_NONE;
	return s.n > 0 && s.p[s.n - 1] == '\r' ? str_sub(s, 0, s.n - 1) : s;
}

/* Characters that move the cursor oddly are one dot each. */
static int
put_shown(str s, void *stream)
{
	int cols = 0;
	while (s.n > 0) {
		str before = s;
		uint32_t c = utf8_next(&s);
		str one = str_sub(before, 0, before.n - s.n);
		bool odd = c == UTF8_BAD || utf8_is_control(c) ||
			   utf8_is_invisible(c);
		if (odd)
			one = STR(".");
		cols += utf8_width(one);
		fprintf(stream, "%.*s", STR_FMT(one));
	}
	return cols;
}

static void
show(const struct finding *v, str line, void *stream)
{
	size_t before = v->col > 0 ? (size_t)v->col - 1 : 0;
	size_t from = before > SHOWN_MOST / 2 ? before - SHOWN_MOST / 2 : 0;
	str shown = utf8_sub(line, from, from + SHOWN_MOST);
	str left = utf8_sub(shown, 0, before - from);
	str right = str_from(shown, left.n);
	fputs("    ", stream);
	int at = put_shown(left, stream);
	(void)put_shown(right, stream);
	fprintf(stream, "\n%*s^", 4 + at, "");
	str marked = token(right);
	for (int k = 1; k < utf8_width(marked); k++)
		fputc('~', stream);
	fputc('\n', stream);
}

void
findings_show(
	const struct findings *f, const char *file, str bytes, void *stream)
{
	sort(f);
	for (size_t i = 0; i < f->n; i++) {
		print(&f->v[i], file, stream);
		str line = line_of(bytes, f->v[i].line);
		if (f->v[i].line > 0 && line.n > 0)
			show(&f->v[i], line, stream);
	}
}

/* Longer names are no slips of one another worth looking for. */
#define NAME_MOST 64

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Changes, insertions, deletions and swaps of neighbours from a to b. */
static size_t
distance(str a, str b)
{
	size_t row[3][NAME_MOST + 1];
	size_t *before = row[0];
	size_t *last = row[1];
	size_t *now = row[2];
	for (size_t j = 0; j <= b.n; j++)
		before[j] = last[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same = a.p[i - 1] == b.p[j - 1];
			now[j] = least(last[j - 1] + !same,
				least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
				a.p[i - 2] == b.p[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		size_t *free_row = before;
		before = last;
		last = now;
		now = free_row;
	}
	return last[b.n];
}

str
nearest(str name, const str *names, size_t n)
{
	str best = STR_NONE;
	if (name.n == 0 || name.n > NAME_MOST)
		return best;
	size_t most = name.n < 3 ? 1 : name.n < 6 ? 2 : 3;
	size_t near = most + 1;
	for (size_t i = 0; i < n; i++) {
		str other = names[i];
		if (other.n == 0 || other.n > NAME_MOST)
			continue;
		if (other.n > name.n + most || name.n > other.n + most)
			continue;
		size_t far = distance(name, other);
		if (far < near && far < least(name.n, other.n)) {
			near = far;
			best = other;
		}
	}
	return best;
}
