// SPDX-License-Identifier: MIT
#include "store/pages.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/arena.h"

/*
 * A page: its number (a word), u16, u16 flags, then u16 lower and upper, or u32
 * pages of an overflow; then the places of its nodes. A node: u32 size of the
 * value (in the machine's order), u16 flags, u16 size of the key, key, value,
 * or for a big value the number of its first page. All from LMDB's mdb.c, whose
 * format 1 is frozen.
 */
#define HEAD (sizeof(size_t) + 8)
#define NODE 8
#define PAGE_LEAF 0x02
#define PAGE_LEAF2 0x20
#define NODE_BIG 0x01
#define NODE_SUB 0x06 /* a table, or many values of one key */
#define PAGE_LEAST 512
#define PAGE_MOST 65536
#define VALUE_MOST ((size_t)8 << 20)

struct pages {
	int fd;
	size_t size; /* of a page */
	size_t n;    /* whole ones in the file */
	struct arena *a;
	bool (*row)(void *arg, str key, str value);
	void *arg;
};

static size_t
u16_at(const unsigned char *p)
{
	uint16_t n;

	memcpy(&n, p, sizeof n);
	return n;
}

static bool
read_at(int fd, void *p, size_t n, size_t at)
{
	return pread(fd, p, n, (off_t)at) == (ssize_t)n;
}

/* The first page says it, in what it notes of its first table. */
static size_t
page_size(int fd)
{
	const size_t at = HEAD + 4 + 4 + 2 * sizeof(size_t);
	uint32_t size = 0;

	if (!read_at(fd, &size, sizeof size, at) || size < PAGE_LEAST ||
		size > PAGE_MOST || (size & (size - 1)) != 0)
		return (size_t)sysconf(_SC_PAGESIZE);
	return size;
}

static bool
give(struct pages *f, const unsigned char *page, size_t at)
{
	const unsigned char *node = page + at;
	uint32_t size;
	size_t flags;
	size_t key;
	size_t first;
	char *big;
	bool more;

	if (at < HEAD || at + NODE > f->size)
		return true;
	memcpy(&size, node, sizeof size);
	flags = u16_at(node + 4);
	key = u16_at(node + 6);
	if ((flags & NODE_SUB) || key == 0 || key > f->size - at - NODE)
		return true;
	str k = {(const char *)node + NODE, key};
	at += NODE + key;
	if (!(flags & NODE_BIG))
		return size > f->size - at ||
		       f->row(f->arg, k, (str){(const char *)page + at, size});
	if (sizeof first > f->size - at || size > VALUE_MOST)
		return true;
	memcpy(&first, page + at, sizeof first);
	if (first >= f->n || HEAD + size > (f->n - first) * f->size)
		return true;
	arena_reset(f->a);
	big = arena_alloc(f->a, size + 1);
	if (!read_at(f->fd, big, size, first * f->size + HEAD))
		return true;
	more = f->row(f->arg, k, (str){big, size});
	return more;
}

static bool
look(struct pages *f, const unsigned char *page)
{
	size_t flags = u16_at(page + sizeof(size_t) + 2);
	size_t lower = u16_at(page + sizeof(size_t) + 4);
	bool more = true;

	if (!(flags & PAGE_LEAF) || (flags & PAGE_LEAF2) || lower < HEAD ||
		lower > f->size)
		return true;
	for (size_t i = HEAD; i + 2 <= lower && more; i += 2)
		more = give(f, page, u16_at(page + i));
	return more;
}

bool
pages_each(
	const char *path, bool (*row)(void *arg, str key, str value), void *arg)
{
	struct pages f = {
		.fd = open(path, O_RDONLY | O_CLOEXEC), .row = row, .arg = arg};
	struct arena *a;
	struct stat st;
	unsigned char *page;
	bool more = true;

	if (f.fd < 0 || fstat(f.fd, &st) != 0)
		return false;
	a = arena_new();
	f.a = arena_new();
	f.size = page_size(f.fd);
	f.n = (size_t)st.st_size / f.size;
	page = arena_alloc(a, f.size);
	for (size_t i = 0; i < f.n && more; i++)
		if (read_at(f.fd, page, f.size, i * f.size)) /* a bad sector */
			more = look(&f, page);
	arena_free(f.a);
	arena_free(a);
	close(f.fd);
	return more;
}
