// SPDX-License-Identifier: MIT
#ifndef STORE_STR_H
#define STORE_STR_H

#include "store/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of text: pointer and length in bytes. Owns nothing, may hold
 * NULs, need not end in one. {NULL, 0} is the empty text. */
typedef struct str {
	const char *p;
	size_t n;
} str;

#define STR(literal) ((str){(literal), sizeof(literal) - 1})
#define STR_NONE ((str){NULL, 0})
/* For printf: printf("%.*s", STR_FMT(s)) */
#define STR_FMT(s) (int)(s).n, (s).p ? (s).p : ""

str str_of(const char *z); /* of a C string; NULL gives the empty text */
bool str_eq(str a, str b);
bool str_is(str a, const char *z); /* equal to a C string */
int str_cmp(str a, str b);         /* bytes, like memcmp; shorter first */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
str str_from(str s, size_t at);          /* from byte at; empty past the end */
str str_sub(str s, size_t at, size_t n); /* clipped */
str str_trim(str s);                     /* ASCII white space off both ends */
/* Index of the first byte c, or SIZE_MAX. */
size_t str_chr(str s, char c);
size_t str_find(str s, str needle); /* SIZE_MAX when absent */
/* Take the next token up to separator sep off *rest; false at the end.
 * Two separators in a row give an empty token; an empty rest none. */
bool str_cut(str *rest, char sep, str *token);
/* Next token split by runs of ASCII white space. */
bool str_word(str *rest, str *token);
/* A decimal integer with optional sign and nothing else. */
bool str_int(str s, int64_t *out);

str str_dup(struct arena *a, str s);
char *str_z(struct arena *a, str s); /* copy with a NUL at the end */
str str_fmt(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Builds a text in an arena. Start from {.arena = a}. */
struct buf {
	struct arena *arena;
	char *p;
	size_t n;
	size_t cap;
};

void buf_add(struct buf *b, str s);
void buf_addz(struct buf *b, const char *z);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
str buf_str(const struct buf *b); /* borrowed from the buffer */
const char *buf_z(struct buf *b); /* same, with a NUL behind it */

#endif
