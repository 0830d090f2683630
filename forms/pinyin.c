// SPDX-License-Identifier: MIT
#include "forms/pinyin.h"

#include "forms/pinyin_table.h"
#include "store/utf8.h"

uint32_t
pinyin_initials(uint32_t c)
{
	if (c >= 0x3400 && c <= 0x4DBF)
		return pinyin_sets[pinyin_ext_a[c - 0x3400]];
	if (c >= 0x4E00 && c <= 0x9FFF)
		return pinyin_sets[pinyin_unified[c - 0x4E00]];
	return 0;
}

static uint32_t
lower(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static bool
answers(uint32_t c, uint32_t typed)
{
	c = lower(c);
	typed = lower(typed);
	if (c == typed)
		return true;
	return typed >= 'a' && typed <= 'z' &&
	       (pinyin_initials(c) >> (typed - 'a') & 1);
}

/* The next character that counts, blanks left out. */
static uint32_t
next_shown(str *s)
{
	uint32_t c;

	do
		c = utf8_next(s);
	while (c == ' ' || c == 0x3000);
	return c;
}

static bool
match_here(str text, str typed)
{
	uint32_t t;

	while ((t = next_shown(&typed)) != UTF8_END) {
		uint32_t c = next_shown(&text);
		if (c == UTF8_END || !answers(c, t))
			return false;
	}
	return true;
}

bool
pinyin_match(str text, str typed, size_t *at)
{
	for (size_t i = 0;; i++) {
		if (match_here(text, typed)) {
			if (at)
				*at = i;
			return true;
		}
		if (utf8_next(&text) == UTF8_END)
			return false;
	}
}
