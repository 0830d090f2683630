// SPDX-License-Identifier: MIT
#ifndef TESTS_BENCH_FLOOR_H
#define TESTS_BENCH_FLOOR_H

#include <lmdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The floor under a store: three trees in a bare LMDB file with its default
 * (durable) flags. What our programs take longer than this is ours to answer
 * for.
 *
 *	rec	u64 number		texts: u16 length, bytes, one after the
 *other date	form, i32 day, number	nothing form	form, number
 *nothing
 */
struct floor {
	MDB_env *env;
	MDB_dbi rec, date, form;
	MDB_txn *txn; /* open after floor_open; a read one when not to write */
	uint64_t last;
};

struct floor_text {
	const char *p;
	size_t n;
};

/* They print what failed and exit; there is nothing to go on with. */
void floor_open(struct floor *f, const char *path, bool write);
void floor_put(struct floor *f, char form, int32_t day,
	const struct floor_text *v, size_t n);
/* One durable commit; the next transaction is open when it returns. */
void floor_commit(struct floor *f);
/* The first five bytes of a key of the date index. */
void floor_day(uint8_t key[5], char form, int32_t day);
void floor_close(struct floor *f);

/* The record's texts, borrowed; at most `most`. */
size_t floor_texts(const MDB_val *record, struct floor_text *v, size_t most);

#endif
