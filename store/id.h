// SPDX-License-Identifier: MIT
#ifndef STORE_ID_H
#define STORE_ID_H

#include "store/str.h"

/* A record's identity: UUIDv7 (RFC 9562), 16 bytes, big endian, so that
 * memcmp is the order of making. All zero means none. */
struct id {
	uint8_t b[16];
};

#define ID_TEXT 36
#define ID_NONE ((struct id){{0}})

/* A new id, greater than every id made before by this process and greater
 * than `last` (design.md §5: max(clock, last id's time)). */
struct id id_new(struct id last);
bool id_is_none(struct id id);
bool id_eq(struct id a, struct id b);
int id_cmp(struct id a, struct id b);
/* 8-4-4-4-12 hex; upper case accepted on input. */
bool id_parse(str s, struct id *out);
str id_format(struct arena *a, struct id id);
/* The short form shown to people: last 6 hex digits. */
str id_short(struct arena *a, struct id id);

#endif
