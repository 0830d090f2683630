// SPDX-License-Identifier: MIT
#include <assert.h>
#include <string.h>

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

struct key
key_new(void)
{
	return (struct key){.n = 0};
}

void
key_bytes(struct key *k, const void *p, size_t n)
{
	assert(k->n + n <= KEY_MOST);
	memcpy(k->b + k->n, p, n);
	k->n += n;
}

void
key_u8(struct key *k, uint8_t n)
{
	key_bytes(k, &n, 1);
}

void
key_u16(struct key *k, uint16_t n)
{
	uint8_t b[2];

	codec_be16(b, n);
	key_bytes(k, b, sizeof b);
}

void
key_u32(struct key *k, uint32_t n)
{
	uint8_t b[4];

	codec_be32(b, n);
	key_bytes(k, b, sizeof b);
}

void
key_day(struct key *k, day_t day)
{
	key_u32(k, (uint32_t)day ^ 0x80000000u);
}

void
key_id(struct key *k, struct id id)
{
	key_bytes(k, id.b, sizeof id.b);
}

struct key
key_of_id(struct id id)
{
	struct key k = key_new();

	key_id(&k, id);
	return k;
}

struct key
key_of_form(uint16_t form)
{
	struct key k = key_new();

	key_u16(&k, form);
	return k;
}

str
key_str(const struct key *k)
{
	return (str){(const char *)k->b, k->n};
}

struct key
key_end(const struct key *k)
{
	struct key end = *k;

	memset(end.b + end.n, 0xff, KEY_MOST - end.n);
	end.n = KEY_MOST;
	return end;
}

uint16_t
key_get_u16(const struct key *k, size_t at)
{
	return at + 2 <= k->n ? codec_of16(k->b + at) : 0;
}

day_t
key_get_day(const struct key *k, size_t at)
{
	return at + 4 <= k->n ? (day_t)(codec_of32(k->b + at) ^ 0x80000000u)
			      : DAY_NONE;
}

struct id
key_get_id(const struct key *k, size_t at)
{
	struct id id = ID_NONE;

	if (at + sizeof id.b <= k->n)
		memcpy(id.b, k->b + at, sizeof id.b);
	return id;
}

static MDB_val
val_of(str s)
{
	/* LMDB wants it writable but only reads it. */
	return (MDB_val){.mv_size = s.n, .mv_data = (void *)(uintptr_t)s.p};
}

static str
val_str(MDB_val v)
{
	return (str){v.mv_data, v.mv_size};
}

enum err_code
row_fail(struct store_txn *t, int rc, struct err *e)
{
	if (t->rc == 0)
		t->rc = rc;
	return env_fail(&t->store->env, rc, e);
}

static MDB_dbi
dbi(const struct store_txn *t, enum table table)
{
	return t->store->env.dbi[table];
}

enum err_code
row_raw(struct store_txn *t, enum table table, const struct key *k, str *bytes,
	struct err *e)
{
	MDB_val key = val_of(key_str(k));
	MDB_val value;
	int rc = dbi(t, table) == NO_TABLE
			 ? MDB_NOTFOUND
			 : mdb_get(t->mdb, dbi(t, table), &key, &value);

	if (rc == MDB_NOTFOUND)
		return ERR_ABSENT;
	if (rc != 0)
		return row_fail(t, rc, e);
	*bytes = val_str(value);
	return ERR_OK;
}

enum err_code
row_get_more(struct store_txn *t, enum table table, const struct key *k,
	struct arena *a, struct vault_head *h, uint32_t *gen, str *payload,
	struct err *e)
{
	str sealed;
	enum err_code code = row_raw(t, table, k, &sealed, e);

	if (code)
		return code;
	if (gen)
		*gen = vault_gen_of(sealed);
	return vault_open(&t->store->vault, (int)table, key_str(k), sealed, a,
		h, payload, e);
}

enum err_code
row_get(struct store_txn *t, enum table table, const struct key *k,
	struct arena *a, str *payload, struct err *e)
{
	return row_get_more(t, table, k, a, NULL, NULL, payload, e);
}

enum err_code
row_put_raw(struct store_txn *t, enum table table, const struct key *k,
	str bytes, struct err *e)
{
	MDB_val key = val_of(key_str(k));
	MDB_val value = val_of(bytes);
	int rc;

	assert(t->write);
	rc = mdb_put(t->mdb, dbi(t, table), &key, &value, 0);
	return rc == 0 ? ERR_OK : row_fail(t, rc, e);
}

enum err_code
row_put_more(struct store_txn *t, enum table table, const struct key *k,
	const struct row_more *more, str payload, struct err *e)
{
	struct store *s = t->store;
	struct vault_head h = {.schema = 1,
		.revision = more->revision,
		.at = more->at ? more->at : clock_now_ms(),
		.user = more->at ? more->user : s->vault.user};
	uint32_t gen = vault_gen(&s->vault, more->domain);
	str sealed;

	if (!s->vault.keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	if (more->domain != DOMAIN_NONE && gen == 0)
		return err_set(e, ERR_DENIED, _("您的角色无权填写这类记录"));
	sealed = vault_seal(&s->vault, gen, (int)table, key_str(k), &h, payload,
		s->scratch);
	if (more->digest)
		vault_digest(sealed, more->digest);
	return row_put_raw(t, table, k, sealed, e);
}

enum err_code
row_put(struct store_txn *t, enum table table, const struct key *k, str payload,
	struct err *e)
{
	return row_put_more(t, table, k,
		&(struct row_more){.domain = DOMAIN_NONE}, payload, e);
}

enum err_code
row_mark(struct store_txn *t, enum table table, const struct key *k,
	struct err *e)
{
	return row_put_raw(t, table, k, STR_NONE, e);
}

enum err_code
row_has(struct store_txn *t, enum table table, const struct key *k, bool *has,
	struct err *e)
{
	MDB_val key = val_of(key_str(k));
	MDB_val value;
	int rc = dbi(t, table) == NO_TABLE
			 ? MDB_NOTFOUND
			 : mdb_get(t->mdb, dbi(t, table), &key, &value);

	*has = rc == 0;
	return rc == 0 || rc == MDB_NOTFOUND ? ERR_OK : row_fail(t, rc, e);
}

enum err_code
row_del(struct store_txn *t, enum table table, const struct key *k,
	struct err *e)
{
	MDB_val key = val_of(key_str(k));
	int rc;

	assert(t->write);
	rc = mdb_del(t->mdb, dbi(t, table), &key, NULL);
	return rc == 0 || rc == MDB_NOTFOUND ? ERR_OK : row_fail(t, rc, e);
}

enum err_code
row_count(struct store_txn *t, enum table table, size_t *n, struct err *e)
{
	MDB_stat stat = {.ms_entries = 0};
	int rc = dbi(t, table) == NO_TABLE
			 ? 0
			 : mdb_stat(t->mdb, dbi(t, table), &stat);

	if (rc != 0)
		return row_fail(t, rc, e);
	*n = stat.ms_entries;
	return ERR_OK;
}

void
walk_init(struct walk *w, struct store_txn *t, enum table table,
	const struct key *lo, const struct key *hi, bool back)
{
	w->t = t;
	w->table = table;
	w->lo = *lo;
	w->hi = *hi;
	w->back = back;
	w->begun = w->over = false;
	w->n = w->at = 0;
	w->code = ERR_OK;
}

void
walk_prefix(struct walk *w, struct store_txn *t, enum table table,
	const struct key *prefix)
{
	struct key end = key_end(prefix);

	walk_init(w, t, table, prefix, &end, false);
}

/* Place the cursor on the first key of the next block. */
static int
walk_seek(struct walk *w, MDB_cursor *c, MDB_val *key, MDB_val *value)
{
	const struct key *from = w->back ? &w->hi : &w->lo;
	int rc;

	if (w->begun)
		from = &w->block[w->n - 1];
	*key = val_of(key_str(from));
	if (key->mv_size == 0) /* LMDB has no empty keys */
		return mdb_cursor_get(c, key, value, MDB_FIRST);
	rc = mdb_cursor_get(c, key, value, MDB_SET_RANGE);
	if (!w->back) {
		if (rc == 0 && w->begun && str_eq(val_str(*key), key_str(from)))
			rc = mdb_cursor_get(c, key, value, MDB_NEXT);
		return rc;
	}
	if (rc == MDB_NOTFOUND)
		return mdb_cursor_get(c, key, value, MDB_LAST);
	if (rc == 0 && (w->begun || str_cmp(val_str(*key), key_str(from)) > 0))
		rc = mdb_cursor_get(c, key, value, MDB_PREV);
	return rc;
}

static bool
walk_in_range(const struct walk *w, str key)
{
	return w->back ? str_cmp(key, key_str(&w->lo)) >= 0
		       : str_cmp(key, key_str(&w->hi)) <= 0;
}

static bool
walk_goes_on(const struct walk *w, const struct key *last, str key)
{
	int order;

	if (!last && !w->begun)
		return true;
	if (!last)
		last = &w->block[w->n - 1];
	order = str_cmp(key, key_str(last));
	return w->back ? order < 0 : order > 0;
}

static int
walk_fill(struct walk *w)
{
	MDB_cursor *c;
	MDB_val key;
	MDB_val value;
	struct key block[WALK_BLOCK];
	int n = 0;
	int rc;

	if (dbi(w->t, w->table) == NO_TABLE) {
		w->over = true;
		return 0;
	}
	rc = mdb_cursor_open(w->t->mdb, dbi(w->t, w->table), &c);
	if (rc != 0)
		return rc;
	rc = walk_seek(w, c, &key, &value);
	while (rc == 0 && n < WALK_BLOCK && walk_in_range(w, val_str(key))) {
		/* A damaged page may lead in a circle. */
		if (key.mv_size > KEY_MOST ||
			!walk_goes_on(
				w, n ? &block[n - 1] : NULL, val_str(key))) {
			rc = MDB_CORRUPTED;
			break;
		}
		block[n] = key_new();
		key_bytes(&block[n++], key.mv_data, key.mv_size);
		rc = mdb_cursor_get(
			c, &key, &value, w->back ? MDB_PREV : MDB_NEXT);
	}
	mdb_cursor_close(c);
	memcpy(w->block, block, (size_t)n * sizeof *block);
	w->n = n;
	w->at = 0;
	w->begun = true;
	w->over = n < WALK_BLOCK;
	return rc == MDB_NOTFOUND ? 0 : rc;
}

bool
walk_next(struct walk *w, struct key *out, struct err *e)
{
	int rc;

	if (w->at == w->n) {
		if (w->over || w->code)
			return false;
		rc = walk_fill(w);
		if (rc != 0)
			w->code = row_fail(w->t, rc, e);
		if (rc != 0 || w->n == 0)
			return false;
	}
	*out = w->block[w->at++];
	return true;
}
