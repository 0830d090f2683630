// SPDX-License-Identifier: MIT
#include "store/salvage.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/child.h"
#include "store/codec.h"
#include "store/pages.h"

#define PATIENCE 600
#define BATCH 500
#define ROW_MOST ((size_t)8 << 20)

/* Tables whose rows are taken over; the others are made anew. */
static const enum table taken[] = {TABLE_HDR, TABLE_NAME, TABLE_REC, TABLE_VER,
	TABLE_SERIAL, TABLE_DRAFT, TABLE_SLOT, TABLE_USER, TABLE_GRANT,
	TABLE_AUD, TABLE_NOTE, TABLE_FILE, TABLE_PERIOD, TABLE_PAPER};

/* --- by way of the tables ----------------------------------------------------
 */

struct pour {
	const char *path;
	enum table table;
	bool back;
};

/* True when it came to the table's end. */
static bool
pour(void *arg, int out)
{
	const struct pour *p = arg;
	MDB_env *mdb;
	MDB_txn *txn;
	MDB_dbi dbi;
	MDB_cursor *c;
	MDB_val key;
	MDB_val value;
	int rc = mdb_env_create(&mdb);

	if (rc == 0)
		rc = mdb_env_set_maxdbs(mdb, 64);
	if (rc == 0)
		rc = mdb_env_open(mdb, p->path,
			MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK, 0600);
	if (rc == 0)
		rc = mdb_txn_begin(mdb, NULL, MDB_RDONLY, &txn);
	if (rc == 0)
		rc = mdb_dbi_open(txn, env_table_name(p->table), 0, &dbi);
	if (rc == 0)
		rc = mdb_cursor_open(txn, dbi, &c);
	if (rc == 0)
		rc = mdb_cursor_get(
			c, &key, &value, p->back ? MDB_LAST : MDB_FIRST);
	for (; rc == 0; rc = mdb_cursor_get(c, &key, &value,
				p->back ? MDB_PREV : MDB_NEXT)) {
		uint32_t n[2] = {
			(uint32_t)key.mv_size, (uint32_t)value.mv_size};

		if (key.mv_size > KEY_MOST || value.mv_size > ROW_MOST)
			continue;
		if (!child_write(out, n, sizeof n) ||
			!child_write(out, key.mv_data, key.mv_size) ||
			!child_write(out, value.mv_data, value.mv_size))
			_exit(CHILD_NOT);
	}
	if (rc == ENOMEM)
		_exit(CHILD_NOT);
	return rc == MDB_NOTFOUND;
}

/* One row of what a child pours; in a page written once. */
static bool
catch_row(int fd, struct key *k, struct arena *a, str *value)
{
	uint32_t n[2];
	char *p;

	*k = key_new();
	arena_reset(a);
	if (!child_read(fd, n, sizeof n) || n[0] > KEY_MOST ||
		n[1] > ROW_MOST || !child_read(fd, k->b, n[0]))
		return false;
	k->n = n[0];
	p = arena_alloc(a, n[1] + 1);
	*value = (str){p, n[1]};
	return child_read(fd, p, n[1]);
}

static enum err_code
store_rows(struct store *s, enum table table, int fd, struct err *e)
{
	struct arena *a = arena_new();
	struct store_txn t = {.store = s, .write = true};
	enum err_code code = ERR_OK;
	struct key k;
	str value;
	size_t n = 0;

	while (code == ERR_OK && catch_row(fd, &k, a, &value)) {
		if (!t.mdb)
			code = env_begin(&s->env, true, &t.mdb, e);
		if (code == ERR_OK)
			code = row_put_raw(&t, table, &k, value, e);
		if (code == ERR_OK && ++n % BATCH == 0) {
			int rc = env_commit(&s->env, t.mdb);

			t.mdb = NULL;
			code = rc ? env_fail(&s->env, rc, e) : ERR_OK;
		}
	}
	if (t.mdb && code == ERR_OK) {
		int rc = env_commit(&s->env, t.mdb);

		code = rc ? env_fail(&s->env, rc, e) : ERR_OK;
	} else if (t.mdb)
		env_end(&s->env, t.mdb, true);
	arena_free(a);
	return code;
}

/* True in *whole when the table could be read to its end. */
static enum err_code
salvage(struct store *s, const char *from, enum table table, bool back,
	bool *whole, struct err *e)
{
	struct pour job = {from, table, back};
	struct child child;
	enum child_end end;
	enum err_code code;

	child_start(&child, pour, &job, PATIENCE);
	code = store_rows(s, table, child.out, e);
	end = child_wait(&child);
	*whole = end == CHILD_GOOD;
	return code == ERR_OK && end == CHILD_NOT ? child_fail(e) : code;
}

enum err_code
salvage_tables(struct store *s, const char *from, bool *torn, struct err *e)
{
	enum err_code code = ERR_OK;

	*torn = false;
	for (size_t i = 0; i < sizeof taken / sizeof *taken && !code; i++) {
		bool whole;

		code = salvage(s, from, taken[i], false, &whole, e);
		if (code == ERR_OK && !whole)
			code = salvage(s, from, taken[i], true, &whole, e);
		if (!whole && (taken[i] == TABLE_REC || taken[i] == TABLE_VER))
			*torn = true;
	}
	return code;
}

/* --- by way of the pages
 * ------------------------------------------------------ Where a branch of a
 * tree is gone its leaves are still in the file, among others that no tree
 * leads to any more. What opens as a row of its table was written by us; of a
 * record's former states the newest counts. Accounts and grants are not looked
 * for: one that was taken away would come back.
 */

struct candidate {
	enum table table;
	struct key key;
	str value;
	uint64_t revision;
};

struct scan {
	struct store *s;
	int in;
	struct arena *a; /* a batch */
	struct candidate *v;
	size_t n;
	struct id *ours; /* records that came this way: a table by hash */
	size_t n_ours;
	size_t cap;
	struct arena *kept;
	bool over;
};

static size_t
place_of(const struct scan *c, struct id id)
{
	size_t at;

	memcpy(&at, id.b + sizeof id.b - sizeof at, sizeof at); /* random */
	for (at %= c->cap; !id_is_none(c->ours[at]); at = (at + 1) % c->cap)
		if (id_eq(c->ours[at], id))
			break;
	return at;
}

static bool
is_ours(const struct scan *c, struct id id)
{
	return c->cap > 0 && id_eq(c->ours[place_of(c, id)], id);
}

static void
make_ours(struct scan *c, struct id id)
{
	if (2 * (c->n_ours + 1) > c->cap) {
		struct scan old = *c;

		c->cap = old.cap ? 2 * old.cap : 256;
		c->ours = ARENA_ARRAY(c->kept, c->cap, struct id);
		for (size_t i = 0; i < old.cap; i++)
			if (!id_is_none(old.ours[i]))
				c->ours[place_of(c, old.ours[i])] = old.ours[i];
	}
	c->ours[place_of(c, id)] = id;
	c->n_ours++;
}

static bool
pour_row(void *arg, str key, str value)
{
	int out = *(int *)arg;
	uint32_t n[2] = {(uint32_t)key.n, (uint32_t)value.n};

	if ((key.n != 16 && key.n != 20) || value.n > ROW_MOST)
		return true;
	return child_write(out, n, sizeof n) &&
	       child_write(out, key.p, key.n) &&
	       child_write(out, value.p, value.n);
}

static bool
pour_pages(void *arg, int out)
{
	return pages_each(arg, pour_row, &out);
}

/* The next rows that open; c->over at the end. */
static void
catch_batch(struct scan *c)
{
	struct arena *row = arena_new();
	struct arena *open = arena_new_secret();
	struct key k;
	str value;

	arena_reset(c->a);
	c->v = NULL;
	c->n = 0;
	while (c->n < BATCH) {
		enum table table;
		struct vault_head h;
		str payload;

		if (!catch_row(c->in, &k, row, &value)) {
			c->over = true;
			break;
		}
		table = k.n == 16 ? TABLE_REC : TABLE_VER;
		arena_reset(open);
		if (vault_open(&c->s->vault, (int)table, key_str(&k), value,
			    open, &h, &payload, NULL) != ERR_OK)
			continue;
		*ARENA_PUSH(c->a, c->v, c->n) = (struct candidate){
			table, k, str_dup(c->a, value), h.revision};
	}
	arena_free(open);
	arena_free(row);
}

/* Is what the new file has of it as good? */
static enum err_code
is_there(struct store_txn *t, const struct scan *c, const struct candidate *x,
	struct arena *a, bool *there, struct err *e)
{
	struct vault_head h = {.revision = 0};
	str payload;
	enum err_code code = row_has(t, x->table, &x->key, there, e);

	if (code || !*there || x->table != TABLE_REC)
		return code;
	arena_reset(a);
	/* one that does not open is none */
	if (row_get_more(t, x->table, &x->key, a, &h, NULL, &payload, NULL) !=
		ERR_OK)
		*there = false;
	else if (is_ours(c, key_get_id(&x->key, 0)))
		*there = h.revision >= x->revision;
	return ERR_OK;
}

static enum err_code
batch_work(struct store_txn *t, void *arg, struct err *e)
{
	struct scan *c = arg;
	struct arena *a = arena_new_secret();
	enum err_code code = ERR_OK;

	for (size_t i = 0; i < c->n && code == ERR_OK; i++) {
		const struct candidate *x = &c->v[i];
		struct id id = key_get_id(&x->key, 0);
		bool there;

		code = is_there(t, c, x, a, &there, e);
		if (code || there)
			continue;
		code = row_put_raw(t, x->table, &x->key, x->value, e);
		if (x->table == TABLE_REC && !is_ours(c, id))
			make_ours(c, id);
	}
	arena_free(a);
	return code;
}

enum err_code
salvage_pages(struct store *s, const char *from, struct err *e)
{
	struct scan c = {.s = s, .a = arena_new_secret(), .kept = arena_new()};
	struct child child;
	char path[4096];
	enum child_end end;
	enum err_code code = ERR_OK;

	snprintf(path, sizeof path, "%s", from);
	child_start(&child, pour_pages, path, PATIENCE);
	c.in = child.out;
	while (code == ERR_OK && !c.over) {
		catch_batch(&c);
		code = store_write_anyway(s, batch_work, &c, e);
	}
	end = child_wait(&child);
	arena_free(c.a);
	arena_free(c.kept);
	return code == ERR_OK && end == CHILD_NOT ? child_fail(e) : code;
}
