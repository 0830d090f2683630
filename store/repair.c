// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/child.h"
#include "store/codec.h"
#include "store/copy.h"
#include "store/lang.h"

/*
 * A damaged file is read by children that may die of it: one walks a table
 * forwards until it can go no further, another backwards. What they could
 * read goes, still sealed, into a new file; there each value must open, and
 * the indexes are made anew from the records.
 */
#define PATIENCE 600
#define BATCH 500
#define ROW_MOST ((size_t)8 << 20)

/* Tables whose rows are taken over; the others are made anew. */
static const enum table taken[] = {TABLE_HDR, TABLE_NAME, TABLE_REC, TABLE_VER,
	TABLE_SERIAL, TABLE_DRAFT, TABLE_SLOT, TABLE_USER, TABLE_GRANT,
	TABLE_AUD, TABLE_NOTE, TABLE_FILE};

struct repair {
	const struct restore *r;
	struct backup_report *report;
	struct store s;
	char from[4096];
	struct key next; /* where a batch goes on */
	bool more;
};

/* --- reading what can be read -------------------------------------------- */

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
store_rows(struct repair *r, enum table table, int fd, struct err *e)
{
	struct arena *a = arena_new();
	struct store_txn t = {.store = &r->s, .write = true};
	enum err_code code = ERR_OK;
	struct key k;
	str value;
	size_t n = 0;

	while (code == ERR_OK && catch_row(fd, &k, a, &value)) {
		if (!t.mdb)
			code = env_begin(&r->s.env, true, &t.mdb, e);
		if (code == ERR_OK)
			code = row_put_raw(&t, table, &k, value, e);
		if (code == ERR_OK && ++n % BATCH == 0) {
			int rc = env_commit(&r->s.env, t.mdb);

			t.mdb = NULL;
			code = rc ? env_fail(&r->s.env, rc, e) : ERR_OK;
		}
	}
	if (t.mdb && code == ERR_OK) {
		int rc = env_commit(&r->s.env, t.mdb);

		code = rc ? env_fail(&r->s.env, rc, e) : ERR_OK;
	} else if (t.mdb)
		env_end(&r->s.env, t.mdb, true);
	arena_free(a);
	return code;
}

/* True in *whole when the table could be read to its end. */
static enum err_code
salvage(struct repair *r, enum table table, bool back, bool *whole,
	struct err *e)
{
	struct pour job = {r->from, table, back};
	struct child child;
	enum child_end end;
	enum err_code code;

	child_start(&child, pour, &job, PATIENCE);
	code = store_rows(r, table, child.out, e);
	end = child_wait(&child);
	*whole = end == CHILD_GOOD;
	return code == ERR_OK && end == CHILD_NOT ? child_fail(e) : code;
}

static enum err_code
salvage_all(struct repair *r, struct err *e)
{
	enum err_code code = env_open(&r->s.env,
		folder_file(&r->s.place, r->s.arena, DATA_NEW),
		ENV_CREATE | ENV_PRIVATE, e);

	for (size_t i = 0; i < sizeof taken / sizeof *taken && !code; i++) {
		bool whole;

		code = salvage(r, taken[i], false, &whole, e);
		if (code == ERR_OK && !whole)
			code = salvage(r, taken[i], true, &whole, e);
	}
	return code;
}

/* --- a seal to begin with ------------------------------------------------ */

/* Only the keys of the one who repairs are needed; the seal is new. */
static enum err_code
seal_work(struct store_txn *t, struct err *e)
{
	struct store *s = t->store;
	struct key lo = key_new();
	struct key hi = key_end(&lo);
	struct key k;
	struct walk w;
	enum err_code code;

	memcpy(t->seal.kind, s->station.kind.n ? s->station.kind.p : "",
		s->station.kind.n);
	t->seal.epoch = 1;
	t->sealed = true;
	walk_init(&w, t, TABLE_AUD, &lo, &hi, true);
	if (walk_next(&w, &k, e) && k.n == 8)
		t->seal.seq = codec_of64(k.b);
	code = w.code ? w.code : keys_load(t, e);
	for (int d = DOMAIN_WORK; d < DOMAINS && code == ERR_OK; d++)
		if (!store_may(s, (enum store_domain)d))
			code = err_set(
				e, ERR_DENIED, _("修复要用站点负责人的账户"));
	if (code == ERR_OK)
		code = audit_put(t,
			&(struct audit){.action = AUDIT_REPAIR,
				.what = str_of("repair")},
			e);
	return code ? code : seal_save(t, e);
}

static enum err_code
begin_anew(struct repair *r, struct err *e)
{
	struct store *s = &r->s;
	struct store_txn t = {.store = s, .write = true};
	enum err_code code = login_keys(s, r->r->user, r->r->password, e);
	int rc;

	if (code == ERR_OK)
		code = env_begin(&s->env, true, &t.mdb, e);
	if (code)
		return code;
	code = seal_work(&t, e);
	if (code) {
		env_end(&s->env, t.mdb, true);
		return code;
	}
	rc = env_commit(&s->env, t.mdb);
	return rc ? env_fail(&s->env, rc, e) : ERR_OK;
}

/* --- every value must open ----------------------------------------------- */

/* Rows that do not open are taken out and counted. */
static enum err_code
weed_work(struct store_txn *t, void *arg, struct err *e)
{
	static const enum table checked[] = {TABLE_NAME, TABLE_SERIAL,
		TABLE_DRAFT, TABLE_USER, TABLE_GRANT, TABLE_AUD, TABLE_NOTE,
		TABLE_FILE, TABLE_VER, TABLE_REC};
	struct repair *r = arg;
	struct arena *a = arena_new_secret();
	struct key none = key_new();
	enum err_code code = ERR_OK;
	size_t lost = 0;

	for (size_t i = 0; i < sizeof checked / sizeof *checked && !code; i++) {
		struct walk w;
		struct key k;

		walk_prefix(&w, t, checked[i], &none);
		while (code == ERR_OK && walk_next(&w, &k, e)) {
			struct vault_head h;
			struct record rec;
			struct stored was;
			str row;
			bool good;

			arena_reset(a);
			good = row_get_more(t, checked[i], &k, a, &h, NULL,
				       &row, NULL) == ERR_OK;
			if (good && checked[i] == TABLE_REC)
				good = stored_decode(row, a, &was, NULL) ==
					       ERR_OK &&
				       record_decode(a, was.bytes, &rec,
					       NULL) == ERR_OK &&
				       id_eq(rec.id, key_get_id(&k, 0));
			if (good)
				continue;
			lost++;
			code = row_del(t, checked[i], &k, e);
		}
		if (code == ERR_OK)
			code = w.code;
	}
	r->report->lost = lost;
	arena_free(a);
	return code;
}

/* A version that is lost leaves an empty one with words in its place. */
static enum err_code
mend_versions(struct store_txn *t, const struct record *rec, uint32_t gen,
	struct arena *a, struct err *e)
{
	enum err_code code = ERR_OK;

	for (uint32_t rev = 1; rev < rec->rev && code == ERR_OK; rev++) {
		struct key k = key_of_id(rec->id);
		struct record gap = *rec;
		bool has;
		str bytes;

		key_u32(&k, rev);
		code = row_has(t, TABLE_VER, &k, &has, e);
		if (code || has)
			continue;
		gap.rev = rev;
		gap.state = RECORD_DRAFT;
		gap.by = STR_NONE;
		gap.reason = str_of(_("这一版已损坏，修复时补的空版"));
		gap.fields.n = 0;
		code = record_encode(a, &gap, &bytes, e);
		if (code == ERR_OK)
			code = row_put_more(t, TABLE_VER, &k,
				&(struct row_more){.domain = VAULT_DOMAIN(gen),
					.revision = rev},
				bytes, e);
	}
	return code;
}

static enum err_code
index_one(struct store_txn *t, struct id id, struct arena *a, struct err *e)
{
	const struct index none = {.live = false};
	struct audit line = {.action = AUDIT_KEY, .id = id, .has_digest = true};
	struct key k = key_of_id(id);
	struct key all;
	struct stored s;
	struct record rec;
	uint16_t form;
	str sealed;
	enum err_code code = stored_get(t, id, a, &s, e);

	if (code == ERR_OK)
		code = record_decode(a, s.bytes, &rec, e);
	if (code)
		return code;
	/* A form whose name was lost gets it back from its records. */
	code = name_find(t, rec.form, &form, e);
	if (code == ERR_ABSENT)
		code = name_give(t, s.index.form, rec.form,
			VAULT_DOMAIN(s.index.gen), e);
	all = key_of_form(s.index.form);
	key_id(&all, id);
	if (code == ERR_OK)
		code = row_mark(t, TABLE_ALL, &all, e);
	if (code == ERR_OK)
		code = index_change(t, id, &none, &s.index, e);
	if (code == ERR_OK)
		code = mend_versions(t, &rec, s.index.gen, a, e);
	if (code == ERR_OK)
		code = row_raw(t, TABLE_REC, &k, &sealed, e);
	if (code)
		return code;
	vault_digest(sealed, line.digest);
	line.form = rec.form;
	line.rev = rec.rev;
	return audit_put(t, &line, e);
}

/* Versions of a record that is lost have nobody to belong to. */
static enum err_code
orphans_work(struct store_txn *t, void *arg, struct err *e)
{
	struct repair *r = arg;
	struct key none = key_new();
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, TABLE_VER, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		struct key rec = key_of_id(key_get_id(&k, 0));
		bool has;

		code = row_has(t, TABLE_REC, &rec, &has, e);
		if (code || has)
			continue;
		r->report->lost++;
		code = row_del(t, TABLE_VER, &k, e);
	}
	return code ? code : w.code;
}

static enum err_code
index_work(struct store_txn *t, void *arg, struct err *e)
{
	struct repair *r = arg;
	struct arena *a = arena_new_secret();
	struct key hi;
	struct key none = key_new();
	struct key lo = r->next;
	struct key k;
	struct walk w;
	size_t n = 0;
	enum err_code code = ERR_OK;

	arena_reset(t->store->scratch);
	hi = key_end(&none);
	walk_init(&w, t, TABLE_REC, &lo, &hi, false);
	while (code == ERR_OK && n < BATCH && walk_next(&w, &k, e)) {
		if (str_eq(key_str(&k), key_str(&r->next)))
			continue; /* the last of the batch before */
		arena_reset(a);
		code = index_one(t, key_get_id(&k, 0), a, e);
		lo = k;
		n++;
	}
	arena_free(a);
	if (code == ERR_OK)
		code = w.code;
	if (code == ERR_OK) {
		r->next = lo;
		r->more = n == BATCH;
	}
	return code;
}

static enum err_code
repair(struct repair *r, struct err *e)
{
	struct store *s = &r->s;
	struct store_txn *t;
	struct backup_report found;
	size_t lost;
	enum err_code code = place_take(&s->place, r->r->into, s->arena, e);

	if (code == ERR_OK)
		code = salvage_all(r, e);
	env_close(&s->env);
	if (code == ERR_OK)
		code = copy_open(s, e);
	if (code == ERR_OK)
		code = begin_anew(r, e);
	if (code == ERR_OK)
		code = store_write_anyway(s, weed_work, r, e);
	if (code == ERR_OK)
		code = store_write_anyway(s, orphans_work, r, e);
	for (r->more = true; r->more && code == ERR_OK;)
		code = store_write_anyway(s, index_work, r, e);
	lost = r->report->lost;
	if (code == ERR_OK)
		code = copy_checked(
			s, s->env.path, NULL, true, NULL, &found, e);
	if (code == ERR_OK) {
		*r->report = found;
		r->report->lost = lost;
		code = store_read(s, &t, e);
	}
	if (code == ERR_OK) {
		code = files_write(t, e);
		store_done(t);
	}
	env_close(&s->env);
	if (code == ERR_OK)
		return place_give(s, e);
	if (s->place.fd >= 0)
		(void)unlinkat(s->place.fd, DATA_NEW, 0); /* half a store */
	return code;
}

enum err_code
store_repair(
	const struct restore *how, struct backup_report *out, struct err *e)
{
	struct repair r = {.r = how, .report = out, .next = key_new()};
	struct arena *a = arena_new();
	mode_t umask_was = umask(077);
	struct stat st;
	enum err_code code = ERR_OK;

	memset(out, 0, sizeof *out);
	copy_init(&r.s, a);
	/* A store's folder, or a data file by itself. */
	if (stat(how->file, &st) == 0 && S_ISDIR(st.st_mode))
		snprintf(r.from, sizeof r.from, "%s/" DATA_FILE, how->file);
	else
		snprintf(r.from, sizeof r.from, "%s", how->file);
	if (stat(r.from, &st) != 0)
		code = err_set(e, ERR_ABSENT, _("没有文件 %s"), r.from);
	if (code == ERR_OK)
		code = repair(&r, e);
	copy_done(&r.s);
	umask(umask_was);
	arena_free(a);
	return code;
}
