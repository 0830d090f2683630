// SPDX-License-Identifier: MIT
#include "templates/keyset.h"

/* FNV-1a. */
static uint32_t
hash(str key)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * 16777619u;
	return h;
}

/* Where key is, or the free slot where it belongs. n_slot is a power of two
 * and never full. */
static size_t
place(const struct keyset *s, str key)
{
	size_t at = hash(key) & (s->n_slot - 1);

	while (s->slot[at] && !str_eq(s->item[s->slot[at] - 1].key, key))
		at = (at + 1) & (s->n_slot - 1);
	return at;
}

static void
grow(struct keyset *s)
{
	size_t n = s->n_slot ? 2 * s->n_slot : 16;

	s->item = arena_grow(s->arena, s->item, s->n, n, sizeof *s->item);
	s->slot = ARENA_ARRAY(s->arena, n, size_t);
	s->n_slot = n;
	for (size_t i = 0; i < s->n; i++)
		s->slot[place(s, s->item[i].key)] = i + 1;
}

void
keyset_put(struct keyset *s, str key, uint32_t columns)
{
	if (2 * s->n >= s->n_slot)
		grow(s);
	size_t at = place(s, key);
	if (!s->slot[at]) {
		s->item[s->n].key = str_dup(s->arena, key);
		s->slot[at] = ++s->n;
	}
	s->item[s->slot[at] - 1].columns |= columns;
}

size_t
keyset_find(const struct keyset *s, str key)
{
	size_t at = s->n_slot ? s->slot[place(s, key)] : 0;
	return at ? at - 1 : SIZE_MAX;
}

uint32_t
keyset_get(const struct keyset *s, str key)
{
	size_t at = keyset_find(s, key);
	return at == SIZE_MAX ? 0 : s->item[at].columns;
}

size_t
keyset_count(const struct keyset *s, size_t c)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->item[i].columns >> c & 1;
	return n;
}
