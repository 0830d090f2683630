// SPDX-License-Identifier: MIT
#ifndef STORE_ARENA_H
#define STORE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Memory with a life. Who makes an arena frees it; nobody frees what is
 * in it. Allocation never fails: out of memory ends the program (die).
 * A secret arena holds decrypted values and is zeroed on reset and free.
 */
struct arena;

struct arena *arena_new(void);
struct arena *arena_new_secret(void);
void arena_free(struct arena *a); /* NULL is fine */
/* Forget everything in it, keep a little memory for the next round. */
void arena_reset(struct arena *a);

/* size bytes, zeroed, aligned for any object. Dies when n * size overflows. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t n, size_t size);
/* Grow an array: a new zero-filled block with the first n_old elements
 * copied; the old block stays in the arena. */
void *arena_grow(struct arena *a, const void *old, size_t n_old, size_t n_new,
	size_t size);
/* For a library that asks where to take its memory: dies like the rest. */
void *arena_for_library(size_t size);
void arena_from_library(void *p);
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
/* Room for one more at the end of an array kept as pointer and count; grows
 * by doubling. *ARENA_PUSH(a, v, n) = x; */
#define ARENA_PUSH(a, v, n)                                                    \
	(((n) & ((n)-1)) == 0 ? (v) = arena_grow((a), (v), (n),                \
					(n) ? 2 * (n) : 4, sizeof(*(v)))       \
			      : (v),                                           \
		&(v)[(n)++])
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
