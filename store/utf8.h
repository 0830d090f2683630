// SPDX-License-Identifier: MIT
#ifndef STORE_UTF8_H
#define STORE_UTF8_H

#include "store/str.h"

/* Strict UTF-8: no overlong forms, surrogates, or above U+10FFFF. */

/* Take one character off the front of *s. Returns its code point, or
 * UTF8_BAD for a broken byte (one byte is taken); 0 length gives UTF8_END. */
#define UTF8_BAD 0xFFFFFFFFu
#define UTF8_END 0xFFFFFFFEu
uint32_t utf8_next(str *s);
/* Encode c into out; returns how many bytes (1..4), 0 for an illegal c. */
size_t utf8_put(uint32_t c, char out[4]);

bool utf8_valid(str s);
size_t utf8_count(str s); /* characters (code points) */
/* The characters [from, to) of s, counted from 0, clipped. */
str utf8_sub(str s, size_t from, size_t to);

/* Control characters: C0, DEL, C1. */
bool utf8_is_control(uint32_t c);
/* Invisible or direction-changing: zero width (U+200B–200F, 2060, FEFF),
 * bidi (202A–202E, 2066–2069), and the like. */
bool utf8_is_invisible(uint32_t c);
/* Columns on a terminal, from our own table: 0 combining or invisible,
 * 2 wide (CJK, full width, emoji), else 1; ambiguous ones take
 * utf8_ambiguous_width (1 unless set). Controls: 1 (they are shown as a mark).
 */
int utf8_char_width(uint32_t c);
int utf8_width(str s);
void utf8_set_ambiguous_width(int columns);

/* The longest beginning of s that fits in columns, never half a character. */
str utf8_fit(str s, int columns, int *used);

/* Full-width ASCII, ，。、 and ideographic space to their half-width twins
 * (ux.md §4.15): for codes, numbers and dates. */
str utf8_fold(struct arena *a, str s);
/* A copy fit to show: controls, bidi and zero-width characters become
 * a visible mark (U+FFFD is not used: '?' for C0 is '^X' style). */
str utf8_show(struct arena *a, str s);

#endif
