// SPDX-License-Identifier: MIT
#ifndef FORMS_PINYIN_H
#define FORMS_PINYIN_H

#include "store/str.h"

/*
 * Finding Chinese by the first letters of its pinyin (ux.md §4.14). A
 * character with several readings matches each of their initials: 单 answers
 * to d, c and s.
 */

/* Letters a reading of c may begin with, bit 0 = a; 0 when it has none. An
 * ASCII letter or digit answers to itself only (see pinyin_match). */
uint32_t pinyin_initials(uint32_t c);
/*
 * Does typed (Chinese, initials, digits, mixed; case and blanks on either side
 * ignored) match text, beginning at any character of it? Each typed character
 * must equal the text's, or be an initial of it. Empty typed matches all.
 *
 *   at   where it matched, in characters from 0; may be NULL
 */
bool pinyin_match(str text, str typed, size_t *at);

#endif
