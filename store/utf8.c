// SPDX-License-Identifier: MIT
#include "store/utf8.h"

#include <assert.h>
#include <string.h>

#include "store/utf8_ranges.h"

static int ambiguous_width = 1;

static bool
is_tail(str s, size_t at)
{
	return at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80;
}

/* The length of a character by its first byte; 0 when none begins so. */
static size_t
length_by_lead(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xC2 && c <= 0xDF)
		return 2;
	if (c >= 0xE0 && c <= 0xEF)
		return 3;
	if (c >= 0xF0 && c <= 0xF4)
		return 4;
	return 0;
}

uint32_t
utf8_next(str *s)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	if (s->n == 0)
		return UTF8_END;
	unsigned char lead = (unsigned char)s->p[0];
	size_t n = length_by_lead(lead);
	uint32_t c = n < 2 ? lead : lead & (0x7Fu >> n);
	for (size_t i = 1; i < n; i++) {
		if (!is_tail(*s, i)) {
			n = 0;
			break;
		}
		c = c << 6 | ((unsigned char)s->p[i] & 0x3F);
	}
	if (n == 0 || c < least[n] || c > 0x10FFFF ||
		(c >= 0xD800 && c <= 0xDFFF)) {
		c = UTF8_BAD;
		n = 1;
	}
	s->p += n;
	s->n -= n;
	return c;
}

size_t
utf8_put(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)(0xF00u >> n | c);
	return n;
}

bool
utf8_valid(str s)
{
	while (s.n > 0) {
		/* Most bytes are ASCII, and every record read comes by here. */
		if ((unsigned char)*s.p < 0x80) {
			s.p++;
			s.n--;
		} else if (utf8_next(&s) == UTF8_BAD) {
			return false;
		}
	}
	return true;
}

size_t
utf8_count(str s)
{
	size_t n = 0;
	while (utf8_next(&s) != UTF8_END)
		n++;
	return n;
}

str
utf8_sub(str s, size_t from, size_t to)
{
	for (size_t i = 0; i < from; i++)
		if (utf8_next(&s) == UTF8_END)
			return STR_NONE;
	str rest = s;
	for (size_t i = from; i < to; i++)
		if (utf8_next(&rest) == UTF8_END)
			break;
	return str_sub(s, 0, s.n - rest.n);
}

bool
utf8_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

static bool
is_in(const struct range *table, size_t n, uint32_t c)
{
	while (n > 0) {
		const struct range *middle = &table[n / 2];
		if (c < middle->from) {
			n /= 2;
		} else if (c > middle->to) {
			table = middle + 1;
			n -= n / 2 + 1;
		} else {
			return true;
		}
	}
	return false;
}

#define IS_IN(table, c) is_in(table, sizeof(table) / sizeof(table[0]), c)

/* Variation selectors are not here: they belong to the character before
 * them, as accents do. */
bool
utf8_is_invisible(uint32_t c)
{
	static const struct range invisible[] = {
		{0x00AD, 0x00AD},   /* soft hyphen */
		{0x034F, 0x034F},   /* grapheme joiner */
		{0x061C, 0x061C},   /* Arabic letter mark */
		{0x115F, 0x1160},   /* Hangul fillers */
		{0x17B4, 0x17B5},   /* Khmer inherent vowels */
		{0x180E, 0x180E},   /* Mongolian vowel separator */
		{0x200B, 0x200F},   /* zero width, direction marks */
		{0x2028, 0x202E},   /* separators, bidi embeddings */
		{0x2060, 0x206F},   /* joiners, bidi isolates */
		{0x3164, 0x3164},   /* Hangul filler */
		{0xFEFF, 0xFEFF},   /* byte order mark */
		{0xFFA0, 0xFFA0},   /* half-width Hangul filler */
		{0xFFF9, 0xFFFB},   /* annotation */
		{0x1BCA0, 0x1BCA3}, /* shorthand formatting */
		{0x1D173, 0x1D17A}, /* musical formatting */
		{0xE0000, 0xE00FF}, /* tags */
		{0xE01F0, 0xE0FFF},
	};
	return c >= 0xAD && IS_IN(invisible, c);
}

int
utf8_char_width(uint32_t c)
{
	if (c < 0xA1)
		return 1;
	if (c >= 0x4E00 && c <= 0x9FFF)
		return 2;
	if (utf8_is_invisible(c) || IS_IN(zero, c))
		return 0;
	if (IS_IN(wide, c))
		return 2;
	if (IS_IN(ambiguous, c))
		return ambiguous_width;
	return 1;
}

int
utf8_width(str s)
{
	int columns = 0;
	while (s.n > 0)
		columns += utf8_char_width(utf8_next(&s));
	return columns;
}

void
utf8_set_ambiguous_width(int columns)
{
	assert(columns == 1 || columns == 2);
	ambiguous_width = columns;
}

str
utf8_fit(str s, int columns, int *used)
{
	str rest = s;
	int sum = 0;
	while (rest.n > 0) {
		str after = rest;
		int width = utf8_char_width(utf8_next(&after));
		if (width > columns - sum)
			break;
		sum += width;
		rest = after;
	}
	if (used)
		*used = sum;
	return str_sub(s, 0, s.n - rest.n);
}

static uint32_t
fold(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFF01 + '!';
	switch (c) {
	case 0x3000: /* ideographic space */
		return ' ';
	case 0x3001: /* 、 */
		return ',';
	case 0x3002: /* 。 */
		return '.';
	default:
		return c;
	}
}

str
utf8_fold(struct arena *a, str s)
{
	struct buf b = {.arena = a};
	while (s.n > 0) {
		str before = s;
		uint32_t c = utf8_next(&s);
		uint32_t half = c == UTF8_BAD ? c : fold(c);
		if (half != c)
			buf_addc(&b, (char)half);
		else
			buf_add(&b, str_sub(before, 0, before.n - s.n));
	}
	return buf_str(&b);
}

str
utf8_show(struct arena *a, str s)
{
	struct buf b = {.arena = a};
	while (s.n > 0) {
		str before = s;
		uint32_t c = utf8_next(&s);
		if (c == UTF8_BAD)
			buf_addf(&b, "<0x%02X>", (unsigned char)before.p[0]);
		else if (c < 0x20)
			buf_addf(&b, "^%c", (int)c + '@');
		else if (utf8_is_control(c) || utf8_is_invisible(c))
			buf_addf(&b, "<U+%04X>", (unsigned)c);
		else
			buf_add(&b, str_sub(before, 0, before.n - s.n));
	}
	return buf_str(&b);
}
