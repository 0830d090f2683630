// SPDX-License-Identifier: MIT
#include "tests/bench/floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAP ((size_t)1 << (sizeof(size_t) > 4 ? 32 : 29))
#define RECORD_MOST 4096

static void
must(int rc, const char *what)
{
	if (rc == 0)
		return;
	fprintf(stderr, "floor: %s: %s\n", what, mdb_strerror(rc));
	exit(1);
}

static void
put_be(uint8_t *p, uint64_t n, int bytes)
{
	for (int i = bytes; i-- > 0; n >>= 8)
		p[i] = (uint8_t)n;
}

void
floor_day(uint8_t key[5], char form, int32_t day)
{
	key[0] = (uint8_t)form;
	put_be(key + 1, (uint32_t)day ^ 0x80000000u, 4);
}

void
floor_open(struct floor *f, const char *path, bool write)
{
	unsigned flags = write ? MDB_CREATE : 0;
	MDB_stat st;

	*f = (struct floor){0};
	must(mdb_env_create(&f->env), "create");
	must(mdb_env_set_mapsize(f->env, MAP), "map");
	must(mdb_env_set_maxdbs(f->env, 4), "tables");
	must(mdb_env_open(f->env, path, MDB_NOSUBDIR | (write ? 0 : MDB_RDONLY),
		     0600),
		path);
	must(mdb_txn_begin(f->env, NULL, write ? 0 : MDB_RDONLY, &f->txn),
		"begin");
	must(mdb_dbi_open(f->txn, "rec", flags, &f->rec), "rec");
	must(mdb_dbi_open(f->txn, "date", flags, &f->date), "date");
	must(mdb_dbi_open(f->txn, "form", flags, &f->form), "form");
	must(mdb_stat(f->txn, f->rec, &st), "stat");
	f->last = st.ms_entries;
}

static void
put(struct floor *f, MDB_dbi dbi, const uint8_t *key, size_t n, MDB_val value)
{
	MDB_val k = {n, (void *)(uintptr_t)key};

	must(mdb_put(f->txn, dbi, &k, &value, 0), "put");
}

void
floor_put(struct floor *f, char form, int32_t day, const struct floor_text *v,
	size_t n)
{
	uint8_t bytes[RECORD_MOST];
	size_t used = 0;
	uint8_t date[13];
	uint8_t all[9] = {(uint8_t)form};

	for (size_t i = 0; i < n; i++) {
		if (used + 2 + v[i].n > sizeof bytes)
			must(MDB_BAD_VALSIZE, "record");
		put_be(bytes + used, v[i].n, 2);
		if (v[i].n)
			memcpy(bytes + used + 2, v[i].p, v[i].n);
		used += 2 + v[i].n;
	}
	f->last++;
	floor_day(date, form, day);
	put_be(date + 5, f->last, 8);
	put_be(all + 1, f->last, 8);
	put(f, f->rec, all + 1, 8, (MDB_val){used, bytes});
	put(f, f->date, date, sizeof date, (MDB_val){0, NULL});
	put(f, f->form, all, sizeof all, (MDB_val){0, NULL});
}

void
floor_commit(struct floor *f)
{
	must(mdb_txn_commit(f->txn), "commit");
	must(mdb_txn_begin(f->env, NULL, 0, &f->txn), "begin");
}

void
floor_close(struct floor *f)
{
	must(mdb_txn_commit(f->txn), "commit");
	mdb_env_close(f->env);
}

size_t
floor_texts(const MDB_val *record, struct floor_text *v, size_t most)
{
	const uint8_t *p = record->mv_data;
	const uint8_t *end = p + record->mv_size;
	size_t n = 0;

	while (n < most && end - p >= 2) {
		size_t len = (size_t)p[0] << 8 | p[1];
		if (len > (size_t)(end - p) - 2)
			break;
		v[n++] = (struct floor_text){(const char *)p + 2, len};
		p += 2 + len;
	}
	return n;
}
