// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/codec.h"
#include "store/copy.h"
#include "store/lang.h"
#include "store/salvage.h"

/*
 * What can be read of a damaged file goes, still sealed, into a new one; there
 * each value must open, and the indexes are made anew from the records.
 */
#define BATCH 500

struct repair {
	const struct restore *r;
	struct backup_report *report;
	struct store s;
	char from[4096];
	size_t promoted; /* records whose newest version is lost */
	struct key next; /* where a batch goes on */
	bool more;
};

/* --- a seal to begin with --------------------------------------------------
 */

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
	if (code == ERR_OK)
		code = index_undone_begin(t, e);
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
		TABLE_FILE, TABLE_PERIOD, TABLE_PAPER, TABLE_VER, TABLE_REC};
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
	s.index.draft = rec.state == RECORD_DRAFT;
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

/* --- records of which only former versions are left
 * --------------------------- */

/* Names that were lost come back from the records that bear their numbers,
 * before a number is given anew. */
static enum err_code
names_again(struct store_txn *t, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct key none = key_new();
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, TABLE_REC, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		struct stored s;
		struct record rec;
		uint16_t form;

		arena_reset(a);
		code = stored_get(t, key_get_id(&k, 0), a, &s, e);
		if (code == ERR_OK)
			code = record_decode(a, s.bytes, &rec, e);
		if (code == ERR_OK)
			code = name_find(t, rec.form, &form, e);
		if (code == ERR_ABSENT)
			code = name_give(t, s.index.form, rec.form,
				VAULT_DOMAIN(s.index.gen), e);
	}
	arena_free(a);
	return code ? code : w.code;
}

/* The newest one becomes a draft, for somebody to look at and complete: what
 * its indexes were only its form can tell. */
static enum err_code
promote(struct store_txn *t, struct id id, uint32_t rev, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct index x = {.live = false, .day = DAY_NONE};
	struct key k = key_of_id(id);
	struct key old = k;
	struct buf row = {.arena = a};
	struct record rec;
	str bytes;
	enum err_code code;

	key_u32(&old, rev);
	code = row_get_more(t, TABLE_VER, &old, a, NULL, &x.gen, &bytes, e);
	if (code == ERR_OK)
		code = record_decode(a, bytes, &rec, e);
	if (code == ERR_OK)
		code = name_find(t, rec.form, &x.form, e);
	if (code == ERR_ABSENT)
		code = names_again(t, e);
	if (code == ERR_OK)
		code = name_make(t, rec.form, &x.form, e);
	if (code == ERR_OK) {
		rec.rev = rev + 1;
		rec.state = RECORD_DRAFT;
		rec.reason = str_of(
			_("最新一版已损坏，修复时取了前一版：请核对后完成"));
		code = record_encode(a, &rec, &bytes, e);
	}
	if (code == ERR_OK) {
		index_encode(&row, &x);
		buf_add(&row, bytes);
		code = row_put_more(t, TABLE_REC, &k,
			&(struct row_more){.domain = VAULT_DOMAIN(x.gen),
				.revision = rec.rev},
			buf_str(&row), e);
	}
	arena_free(a);
	return code;
}

/* last: the newest version there is of a record in the versions' table. The
 * record itself is newer, or lost. */
static enum err_code
mend_record(struct store_txn *t, struct id id, uint32_t last, size_t *lost,
	struct err *e)
{
	struct arena *a = arena_new_secret();
	struct vault_head h = {.revision = 0};
	struct key k = key_of_id(id);
	str row;
	enum err_code code =
		row_get_more(t, TABLE_REC, &k, a, &h, NULL, &row, e);

	arena_free(a);
	if (code == ERR_ABSENT)
		code = ERR_OK;
	if (code || h.revision > last)
		return code;
	++*lost;
	return promote(t, id, last, e);
}

static enum err_code
orphans_work(struct store_txn *t, void *arg, struct err *e)
{
	struct repair *r = arg;
	struct id id = ID_NONE;
	uint32_t last = 0;
	size_t lost = 0;
	struct key none = key_new();
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	arena_reset(t->store->scratch);
	walk_prefix(&w, t, TABLE_VER, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		if (!id_is_none(id) && !id_eq(id, key_get_id(&k, 0)))
			code = mend_record(t, id, last, &lost, e);
		id = key_get_id(&k, 0);
		last = (uint32_t)key_get_u16(&k, 16) << 16 |
		       key_get_u16(&k, 18);
	}
	if (code == ERR_OK)
		code = w.code;
	if (code == ERR_OK && !id_is_none(id))
		code = mend_record(t, id, last, &lost, e);
	r->promoted = lost;
	return code;
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
	struct backup_report found;
	size_t lost;
	bool torn = false;
	enum err_code code = place_take(&s->place, r->r->into, s->arena, e);

	if (code == ERR_OK)
		code = env_open(&s->env,
			folder_file(&s->place, s->arena, DATA_NEW),
			ENV_CREATE | ENV_PRIVATE, e);
	if (code == ERR_OK)
		code = salvage_tables(s, r->from, &torn, e);
	env_close(&s->env);
	if (code == ERR_OK)
		code = copy_open(s, e);
	if (code == ERR_OK)
		code = begin_anew(r, e);
	if (code == ERR_OK && torn)
		code = salvage_pages(s, r->from, e);
	if (code == ERR_OK)
		code = store_write_anyway(s, weed_work, r, e);
	if (code == ERR_OK)
		code = store_write_anyway(s, orphans_work, r, e);
	for (r->more = true; r->more && code == ERR_OK;)
		code = store_write_anyway(s, index_work, r, e);
	lost = r->report->lost + r->promoted;
	if (code == ERR_OK)
		code = copy_checked(
			s, s->env.path, NULL, true, NULL, &found, e);
	if (code == ERR_OK) {
		*r->report = found;
		r->report->lost = lost;
	}
	return place_finish(s, code, e);
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
