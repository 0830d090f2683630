// SPDX-License-Identifier: MIT
#include "store/str.h"

#include <stdio.h>
#include <string.h>

#include "store/err.h"
#include "store/lang.h"

str
str_of(const char *z)
{
	return z ? (str){z, strlen(z)} : STR_NONE;
}

bool
str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
str_is(str a, const char *z)
{
	/* Most names differ in their first letter: no strlen before. */
	for (size_t i = 0; i < a.n; i++)
		if (!z || z[i] == '\0' || a.p[i] != z[i])
			return false;
	return !z || z[a.n] == '\0';
}

int
str_cmp(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	if (order)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

bool
str_starts(str s, str prefix)
{
	return s.n >= prefix.n && str_eq((str){s.p, prefix.n}, prefix);
}

bool
str_ends(str s, str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

str
str_from(str s, size_t at)
{
	return str_sub(s, at, SIZE_MAX);
}

str
str_sub(str s, size_t at, size_t n)
{
	if (at >= s.n)
		return STR_NONE;
	size_t left = s.n - at;
	return (str){s.p + at, n < left ? n : left};
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

str
str_trim(str s)
{
	size_t from = 0;
	while (from < s.n && is_space(s.p[from]))
		from++;
	size_t to = s.n;
	while (to > from && is_space(s.p[to - 1]))
		to--;
	return str_sub(s, from, to - from);
}

size_t
str_chr(str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
	return at ? (size_t)(at - s.p) : SIZE_MAX;
}

size_t
str_find(str s, str needle)
{
	if (needle.n == 0)
		return 0;
	for (size_t at = 0; at + needle.n <= s.n; at++) {
		size_t skip = str_chr(str_from(s, at), needle.p[0]);
		if (skip == SIZE_MAX)
			break;
		at += skip;
		if (str_starts(str_from(s, at), needle))
			return at;
	}
	return SIZE_MAX;
}

bool
str_cut(str *rest, char sep, str *token)
{
	if (rest->n == 0)
		return false;
	size_t at = str_chr(*rest, sep);
	if (at == SIZE_MAX) {
		*token = *rest;
		*rest = STR_NONE;
	} else {
		*token = (str){rest->p, at};
		*rest = (str){rest->p + at + 1, rest->n - at - 1};
	}
	return true;
}

bool
str_word(str *rest, str *token)
{
	size_t from = 0;
	while (from < rest->n && is_space(rest->p[from]))
		from++;
	size_t to = from;
	while (to < rest->n && !is_space(rest->p[to]))
		to++;
	*token = str_sub(*rest, from, to - from);
	*rest = str_from(*rest, to);
	return token->n > 0;
}

bool
str_int(str s, int64_t *out)
{
	bool minus = s.n && s.p[0] == '-';
	if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
		s = str_from(s, 1);
	if (s.n == 0)
		return false;
	/* Counted downwards, because there is one negative number more. */
	int64_t v = 0;
	for (size_t i = 0; i < s.n; i++) {
		int digit = s.p[i] - '0';
		if (digit < 0 || digit > 9)
			return false;
		if (v < (INT64_MIN + digit) / 10)
			return false;
		v = v * 10 - digit;
	}
	if (!minus && v == INT64_MIN)
		return false;
	*out = minus ? v : -v;
	return true;
}

str
str_dup(struct arena *a, str s)
{
	if (s.n == 0)
		return STR_NONE;
	char *p = arena_alloc(a, s.n);
	memcpy(p, s.p, s.n);
	return (str){p, s.n};
}

char *
str_z(struct arena *a, str s)
{
	if (s.n == SIZE_MAX)
		die("%s", _("内存不足"));
	char *p = arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

static str format(struct arena *a, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));

static str
format(struct arena *a, const char *fmt, va_list args)
{
	va_list again;
	va_copy(again, args);
	char small[128];
	int n = vsnprintf(small, sizeof(small), fmt, args);
	if (n < 0)
		die("%s", _("系统拒绝排印文字"));
	char *p = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof(small))
		memcpy(p, small, (size_t)n);
	else
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (str){p, (size_t)n};
}

str
str_fmt(struct arena *a, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	str s = format(a, fmt, args);
	va_end(args);
	return s;
}

/* Room for n more bytes. */
static char *
room(struct buf *b, size_t n)
{
	if (n > SIZE_MAX / 2 - b->n)
		die("%s", _("内存不足"));
	if (b->cap - b->n < n) {
		size_t cap = b->cap ? b->cap * 2 : 64;
		while (cap < b->n + n)
			cap *= 2;
		b->p = arena_grow(b->arena, b->p, b->n, cap, 1);
		b->cap = cap;
	}
	return b->p + b->n;
}

void
buf_add(struct buf *b, str s)
{
	if (s.n == 0)
		return;
	memcpy(room(b, s.n), s.p, s.n);
	b->n += s.n;
}

void
buf_addz(struct buf *b, const char *z)
{
	buf_add(b, str_of(z));
}

void
buf_addc(struct buf *b, char c)
{
	*room(b, 1) = c;
	b->n++;
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	buf_add(b, format(b->arena, fmt, args));
	va_end(args);
}

str
buf_str(const struct buf *b)
{
	return (str){b->p, b->n};
}

const char *
buf_z(struct buf *b)
{
	*room(b, 1) = '\0';
	return b->p;
}
