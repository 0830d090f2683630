// SPDX-License-Identifier: MIT
#include "forms/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/lang.h"

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

void
findings_print(const struct findings *f, const char *file, void *stream)
{
	if (f->n > 1)
		qsort(f->v, f->n, sizeof(*f->v), compare_findings);
	for (size_t i = 0; i < f->n; i++) {
		const struct finding *v = &f->v[i];
		const char *kind = v->error ? "error" : "warning";
		if (v->line > 0)
			fprintf(stream, "%s:%d:%d: %s: %.*s\n", file, v->line,
				v->col, kind, STR_FMT(v->words));
		else
			fprintf(stream, "%s: %s: %.*s\n", file, kind,
				STR_FMT(v->words));
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
