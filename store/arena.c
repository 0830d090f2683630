// SPDX-License-Identifier: MIT
#include "store/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/err.h"
#include "store/lang.h"

#define ALIGN alignof(max_align_t)
#define BLOCK_FIRST ((size_t)4096)
#define BLOCK_MOST ((size_t)1 << 20)

/* Memory is taken in blocks, newest first; the bytes follow the head. */
struct block {
	struct block *older;
	size_t size;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *newest;
	size_t used; /* handed out since the last reset */
	bool secret;
};

/* Called through a volatile pointer, so that no compiler can see that
 * nobody reads the bytes afterwards and leave the zeroing out. */
static void *(*const volatile wipe)(void *, int, size_t) = memset;

static struct arena *
make(bool secret)
{
	struct arena *a = calloc(1, sizeof(*a));
	if (!a)
		die("%s", _("内存不足"));
	a->secret = secret;
	return a;
}

struct arena *
arena_new(void)
{
	return make(false);
}

struct arena *
arena_new_secret(void)
{
	return make(true);
}

static void
drop(struct arena *a, struct block *b)
{
	if (a->secret)
		wipe(b->bytes, 0, b->used);
	free(b);
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct block *b = a->newest; b;) {
		struct block *older = b->older;
		drop(a, b);
		b = older;
	}
	free(a);
}

/* The newest block is also the largest of the small ones: keep that one,
 * so that a frame that needed two blocks needs one next time. */
void
arena_reset(struct arena *a)
{
	struct block *keep = NULL;
	for (struct block *b = a->newest; b;) {
		struct block *older = b->older;
#ifndef ARENA_SMALL
		if (!keep && b->size <= BLOCK_MOST)
			keep = b;
		else
#endif
			drop(a, b);
		b = older;
	}
	if (keep) {
		wipe(keep->bytes, 0, keep->used);
		keep->used = 0;
		keep->older = NULL;
	}
	a->newest = keep;
	a->used = 0;
}

static struct block *
add_block(struct arena *a, size_t need)
{
	size_t size = need;
#ifndef ARENA_SMALL
	size_t wish = a->newest ? a->newest->size : BLOCK_FIRST / 2;
	wish = wish < BLOCK_MOST / 2 ? wish * 2 : BLOCK_MOST;
	if (size < wish)
		size = wish;
#endif
	if (size > SIZE_MAX - sizeof(struct block))
		die("%s", _("内存不足"));
	struct block *b = calloc(1, sizeof(*b) + size);
	if (!b)
		die("%s", _("内存不足"));
	b->size = size;
	b->older = a->newest;
	a->newest = b;
	return b;
}

/* Every byte of a block behind `used` is zero: it came from calloc, and
 * reset wipes what was used. So nothing is cleared here. */
void *
arena_alloc(struct arena *a, size_t size)
{
	struct block *b = a->newest;
#ifdef ARENA_SMALL
	/* Each object is a block of exactly its size: the address sanitizer
	 * then sees the first byte beyond it. */
	b = add_block(a, size ? size : 1);
#else
	if (size > SIZE_MAX - ALIGN)
		die("%s", _("内存不足"));
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (!b || b->size - b->used < size)
		b = add_block(a, size);
#endif
	void *p = b->bytes + b->used;
	b->used += size;
	a->used += size;
	return p;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		die("%s", _("内存不足"));
	return arena_alloc(a, n * size);
}

void *
arena_grow(struct arena *a, const void *old, size_t n_old, size_t n_new,
	size_t size)
{
	void *p = arena_array(a, n_new, size);
	size_t n = n_old < n_new ? n_old : n_new;
	if (n)
		memcpy(p, old, n * size);
	return p;
}

void *
arena_for_library(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		die("%s", _("内存不足"));
	return p;
}

void
arena_from_library(void *p)
{
	free(p);
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
