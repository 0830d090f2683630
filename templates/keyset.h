// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_KEYSET_H
#define TEMPLATES_KEYSET_H

#include "store/str.h"

/*
 * Different texts, each with a mark per column: counting distinct persons.
 * Lives in an arena; start from {.arena = a}.
 */
struct keyset_item {
	str key;
	uint32_t columns; /* bit c: seen for column c */
};
struct keyset {
	struct arena *arena;
	struct keyset_item *item; /* in the order first seen */
	size_t n;
	size_t *slot; /* 1-based index of item, 0 free */
	size_t n_slot;
};

/* Add; the text is copied when it is new. */
void keyset_put(struct keyset *s, str key, uint32_t columns);
/* Its columns, 0 when it is not there. */
uint32_t keyset_get(const struct keyset *s, str key);
/* Its place among the items, SIZE_MAX when it is not there. */
size_t keyset_find(const struct keyset *s, str key);
/* How many have column c. */
size_t keyset_count(const struct keyset *s, size_t c);

#endif
