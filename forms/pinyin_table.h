// SPDX-License-Identifier: MIT
#ifndef FORMS_PINYIN_TABLE_H
#define FORMS_PINYIN_TABLE_H

/* For each character the number of its set of initials; 0: none known. */
extern const unsigned char pinyin_ext_a[6592];    /* U+3400 … U+4DBF */
extern const unsigned char pinyin_unified[20992]; /* U+4E00 … U+9FFF */
/* Bit 0 is a, bit 25 is z. */
extern const unsigned pinyin_sets[];
extern const unsigned pinyin_set_count;

#endif
