// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "store/codec.h"
#include "store/lang.h"
#include "store/people.h"

/*
 * Forward: every record opens, decodes and has each of its index entries.
 * Back: no table holds more entries than the records account for; where one
 * does (or when asked for everything) each of its entries is looked up.
 * Beside it: the audit's chain holds, and each record is, byte for byte, what
 * the audit last wrote of; that needs no domain key, so what the one who
 * checks may not open is checked as well.
 */
struct last_word {
	struct id id;
	bool met;
	bool half; /* only BULK_DIGEST bytes of it are known */
	uint8_t digest[VAULT_DIGEST];
};

/* An import: what its own line says, and what its batches come to. */
struct said_import {
	uint32_t number;
	bool told;
	uint8_t line[VAULT_DIGEST];
	uint8_t found[VAULT_DIGEST];
};

struct check {
	struct store_txn *t;
	bool full;
	void (*have)(void *arg, struct id id);
	void (*found)(void *arg, const char *words);
	void *arg;
	struct arena *a; /* reset for each row */
	bool undone;     /* the index of drafts is kept */
	size_t problems;
	size_t denied;           /* records that may not be opened */
	size_t expected[TABLES]; /* entries the records account for */
	struct arena *words;     /* holds said */
	struct last_word *said;  /* by id, open addressing */
	size_t cap;              /* a power of two */
	size_t n_said;
	struct said_import *import; /* in words */
	size_t n_import;
};

static void find(struct check *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void
find(struct check *c, const char *fmt, ...)
{
	char words[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof words, fmt, args);
	va_end(args);
	c->problems++;
	if (c->found)
		c->found(c->arg, words);
}

static const char *
id_words(struct check *c, struct id id)
{
	return str_z(c->a, id_format(c->a, id));
}

/* Is the row there, with this value if one is asked for? */
static void
must_have(struct check *c, struct id id, enum table table, struct key k,
	const char *what)
{
	bool has = false;

	c->expected[table]++;
	if (row_has(c->t, table, &k, &has, NULL) != ERR_OK || !has)
		find(c, _("记录 %s 不在索引里（%s）"), id_words(c, id), what);
}

/* --- what the audit last said of each record ----------------------------- */

static struct last_word *
said_at(struct check *c, struct id id)
{
	size_t i = codec_of32(id.b + 12);

	while (!id_is_none(c->said[i & (c->cap - 1)].id) &&
		!id_eq(c->said[i & (c->cap - 1)].id, id))
		i++;
	return &c->said[i & (c->cap - 1)];
}

static void
said_grow(struct check *c)
{
	struct last_word *old = c->said;
	size_t n = c->cap;

	c->cap = n ? 2 * n : 1024;
	c->said = ARENA_ARRAY(c->words, c->cap, struct last_word);
	for (size_t i = 0; i < n; i++)
		if (!id_is_none(old[i].id))
			*said_at(c, old[i].id) = old[i];
}

static struct last_word *
said_of(struct check *c, struct id id)
{
	struct last_word *w;

	if (2 * (c->n_said + 1) > c->cap)
		said_grow(c);
	w = said_at(c, id);
	c->n_said += id_is_none(w->id);
	w->id = id;
	return w;
}

static struct said_import *
import_of(struct check *c, uint32_t number)
{
	for (size_t i = 0; i < c->n_import; i++)
		if (c->import[i].number == number)
			return &c->import[i];
	struct said_import *x = ARENA_PUSH(c->words, c->import, c->n_import);
	x->number = number;
	return x;
}

static void
hear_batch(void *arg, uint32_t number, str payload)
{
	bulk_link(import_of(arg, number)->found, payload);
}

static void
hear_imported(void *arg, struct id id, const uint8_t digest[BULK_DIGEST])
{
	struct last_word *w = said_of(arg, id);

	w->half = true;
	memcpy(w->digest, digest, BULK_DIGEST);
}

static void
hear(void *arg, const struct audit *line)
{
	struct check *c = arg;
	struct last_word *w;

	if (line->has_digest && line->action == AUDIT_IMPORT &&
		id_is_none(line->id)) {
		struct said_import *x = import_of(c, line->rev);

		x->told = true;
		memcpy(x->line, line->digest, sizeof x->line);
	}
	if (!line->has_digest || id_is_none(line->id))
		return;
	w = said_of(c, line->id);
	w->half = false;
	memcpy(w->digest, line->digest, sizeof w->digest);
}

static void
check_imports(struct check *c)
{
	for (size_t i = 0; i < c->n_import; i++)
		if (c->import[i].told &&
			memcmp(c->import[i].line, c->import[i].found,
				VAULT_DIGEST) != 0)
			find(c, _("第 %u 次导入的清单与日志不符"),
				(unsigned)c->import[i].number);
}

static void
broken_chain(void *arg, const char *words)
{
	find(arg, "%s", words);
}

static void
check_digest(struct check *c, struct id id)
{
	struct key k = key_of_id(id);
	uint8_t digest[VAULT_DIGEST];
	struct last_word *w = c->said ? said_at(c, id) : NULL;
	str bytes;

	if (!w || id_is_none(w->id)) {
		find(c, _("记录 %s 不在日志里"), id_words(c, id));
		return;
	}
	w->met = true;
	if (row_raw(c->t, TABLE_REC, &k, &bytes, NULL) != ERR_OK)
		return;
	vault_digest(bytes, digest);
	if (memcmp(digest, w->digest, w->half ? BULK_DIGEST : sizeof digest) !=
		0)
		find(c, _("记录 %s 被绕过本程序改动过"), id_words(c, id));
}

static void
check_missing(struct check *c)
{
	for (size_t i = 0; i < c->cap; i++)
		if (!id_is_none(c->said[i].id) && !c->said[i].met) {
			arena_reset(c->a);
			find(c, _("记录 %s 不见了"),
				id_words(c, c->said[i].id));
		}
}

static void
check_unique(struct check *c, struct id id, struct key k)
{
	str row = STR_NONE;
	struct codec in;

	c->expected[TABLE_UNIQUE]++;
	row_get(c->t, TABLE_UNIQUE, &k, c->a, &row, NULL);
	in = codec_of(row);
	if (!id_eq(codec_get_id(&in), id))
		find(c, _("记录 %s 不在索引里（%s）"), id_words(c, id),
			_("唯一索引"));
}

/* Where the index is not kept it may lack drafts, but hold nothing else. */
static void
check_undone(struct check *c, struct id id, struct key k)
{
	bool has = false;

	if (c->undone)
		must_have(c, id, TABLE_UNDONE, k, _("草稿索引"));
	else if (row_has(c->t, TABLE_UNDONE, &k, &has, NULL) == ERR_OK)
		c->expected[TABLE_UNDONE] += has;
}

static void
check_index(struct check *c, struct id id, const struct index *x)
{
	struct key all = key_of_form(x->form);

	key_id(&all, id);
	must_have(c, id, TABLE_ALL, all, _("全部记录"));
	if (x->draft)
		check_undone(c, id, index_undone_key(x->form, id));
	if (!x->live)
		return;
	must_have(c, id, TABLE_DATE, index_date_key(x, id), _("日期索引"));
	for (size_t i = 0; i < x->n_refs; i++)
		must_have(c, id, TABLE_REF, index_ref_key(x, &x->refs[i], id),
			_("引用索引"));
	for (size_t i = 0; i < x->n_uniques; i++)
		check_unique(c, id,
			index_unique_key(c->t->store, x, &x->uniques[i]));
}

static void
check_versions(struct check *c, const struct record *r)
{
	c->expected[TABLE_VER] += r->rev - 1;
	for (uint32_t rev = 1; c->full && rev < r->rev; rev++) {
		struct key k = key_of_id(r->id);
		struct record old;
		struct err e = {.code = ERR_OK};
		str row;
		enum err_code code;

		key_u32(&k, rev);
		code = row_get(c->t, TABLE_VER, &k, c->a, &row, &e);
		if (code == ERR_OK)
			code = record_decode(c->a, row, &old, &e);
		if (code == ERR_ABSENT) {
			find(c, _("记录 %s 少了第 %u 版"), id_words(c, r->id),
				(unsigned)rev);
			return; /* a damaged number may promise millions */
		}
		if (code)
			find(c, _("记录 %s 的第 %u 版：%s"), id_words(c, r->id),
				(unsigned)rev, e.words);
		else if (!id_eq(old.id, r->id) || old.rev != rev)
			find(c, _("记录 %s 的第 %u 版放错了位置"),
				id_words(c, r->id), (unsigned)rev);
	}
}

static void
check_record(struct check *c, struct id id)
{
	struct stored s;
	struct record r;
	struct err e = {.code = ERR_OK};
	enum err_code code = stored_get(c->t, id, c->a, &s, &e);

	check_digest(c, id);
	if (code == ERR_DENIED) {
		c->denied++;
		return;
	}
	if (code == ERR_OK)
		code = record_decode(c->a, s.bytes, &r, &e);
	if (code) {
		find(c, _("记录 %s 读不出来：%s"), id_words(c, id), e.words);
		return;
	}
	if (!id_eq(r.id, id) || r.rev == 0 ||
		s.index.live != (r.state == RECORD_FINAL) ||
		!str_eq(name_text(c->t, s.index.form, c->a), r.form))
		find(c, _("记录 %s 与它所在的位置不符"), id_words(c, id));
	if (r.rev > 0)
		check_versions(c, &r);
	s.index.draft = r.state == RECORD_DRAFT;
	check_index(c, id, &s.index);
	if (c->have && r.state != RECORD_VOID)
		c->have(c->arg, id);
}

/* --- the way back
 * --------------------------------------------------------------- */

static bool
index_has(struct check *c, enum table table, const struct key *k)
{
	size_t at = table == TABLE_ALL || table == TABLE_UNDONE ? 2
		    : table == TABLE_DATE                       ? 6
		    : table == TABLE_REF                        ? 22
								: 0;
	struct id id = key_get_id(k, at);
	struct key kept = key_of_form(UNDONE_KEPT);
	struct stored s;
	struct key want;
	struct codec in;
	str row = STR_NONE;

	enum err_code code = ERR_OK;

	if (table == TABLE_UNDONE && str_eq(key_str(k), key_str(&kept)))
		return true;
	if (table == TABLE_UNIQUE) {
		code = row_get(c->t, table, k, c->a, &row, NULL);
		in = codec_of(row);
		id = codec_get_id(&in);
	}
	if (code == ERR_OK)
		code = stored_get(c->t, id, c->a, &s, NULL);
	if (code == ERR_DENIED)
		return true; /* nothing more can be known of it */
	if (code)
		return false;
	if (table == TABLE_VER)
		return true;
	if (table == TABLE_UNDONE && record_peek_state(s.bytes) != RECORD_DRAFT)
		return false;
	if (table == TABLE_ALL || table == TABLE_UNDONE)
		return s.index.form == key_get_u16(k, 0);
	if (!s.index.live)
		return false;
	want = index_date_key(&s.index, id);
	if (table == TABLE_DATE)
		return str_eq(key_str(&want), key_str(k));
	for (size_t i = 0; table == TABLE_REF && i < s.index.n_refs; i++) {
		want = index_ref_key(&s.index, &s.index.refs[i], id);
		if (str_eq(key_str(&want), key_str(k)))
			return true;
	}
	for (size_t i = 0; table == TABLE_UNIQUE && i < s.index.n_uniques;
		i++) {
		want = index_unique_key(
			c->t->store, &s.index, &s.index.uniques[i]);
		if (str_eq(key_str(&want), key_str(k)))
			return true;
	}
	return false;
}

static enum err_code
check_back(struct check *c, enum table table, const char *what, struct err *e)
{
	struct key none = key_new();
	struct key k;
	struct walk w;
	size_t n;
	size_t strays = 0;
	enum err_code code = row_count(c->t, table, &n, e);

	if (code || (n == c->expected[table] && !c->full))
		return code;
	walk_prefix(&w, c->t, table, &none);
	while (walk_next(&w, &k, e)) {
		arena_reset(c->a);
		strays += !index_has(c, table, &k);
	}
	if (strays > 0)
		find(c, _("索引里有 %zu 项对不上任何记录（%s）"), strays, what);
	else if (n != c->expected[table] && c->denied == 0)
		find(c, _("条数不符（%s）：有 %zu，应为 %zu"), what, n,
			c->expected[table]);
	return w.code;
}

/* Counts and latest children are sums of the other tables: add up again. */
static enum err_code
check_counts(struct check *c, struct err *e)
{
	struct key none = key_new();
	struct key k;
	struct key live;
	struct walk forms;
	struct walk w;
	str row;

	walk_prefix(&forms, c->t, TABLE_NAME, &none);
	while (walk_next(&forms, &k, e)) {
		uint64_t n = 0;
		uint64_t kept = 0;

		arena_reset(c->a);
		walk_prefix(&w, c->t, TABLE_DATE, &k);
		while (walk_next(&w, &live, e))
			n++;
		if (w.code)
			return w.code;
		if (row_get(c->t, TABLE_COUNT, &k, c->a, &row, NULL) ==
				ERR_OK &&
			row.n == 8)
			kept = codec_of64((const uint8_t *)row.p);
		if (n != kept)
			find(c, _("表单 %.*s 的条数不符：有 %llu，记着 %llu"),
				STR_FMT(name_text(
					c->t, key_get_u16(&k, 0), c->a)),
				(unsigned long long)n,
				(unsigned long long)kept);
	}
	return forms.code;
}

static enum err_code
check_latest(struct check *c, struct err *e)
{
	struct key none = key_new();
	struct key k;
	struct walk w;
	struct id child;
	struct id kept;
	struct id parent = ID_NONE;
	uint16_t form = 0;
	day_t day;
	size_t wanted = 0;
	size_t n;
	str row;
	enum err_code code = row_count(c->t, TABLE_LATEST, &n, e);

	walk_prefix(&w, c->t, TABLE_REF, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		struct key at = key_of_id(key_get_id(&k, 0));
		struct codec in;

		if (k.n != 41 || !k.b[40] ||
			(wanted > 0 && id_eq(parent, key_get_id(&k, 0)) &&
				form == key_get_u16(&k, 16)))
			continue;
		parent = key_get_id(&k, 0);
		form = key_get_u16(&k, 16);
		wanted++;
		arena_reset(c->a);
		key_u16(&at, form);
		code = index_latest(c->t, parent, form, &child, &day, e);
		row = STR_NONE;
		row_get(c->t, TABLE_LATEST, &at, c->a, &row, NULL);
		in = codec_of(str_from(row, 4));
		kept = codec_get_id(&in);
		if (!id_eq(kept, child))
			find(c, _("记录 %s 的最近一条记错了"),
				id_words(c, parent));
	}
	if (code == ERR_OK && w.code == ERR_OK && n != wanted)
		find(c, _("条数不符（%s）：有 %zu，应为 %zu"), _("最近记录"), n,
			wanted);
	return code ? code : w.code;
}

static enum err_code
check_drafts(struct check *c, struct err *e)
{
	struct key none = key_new();
	struct key k;
	struct walk w;

	walk_prefix(&w, c->t, TABLE_DRAFT, &none);
	while (walk_next(&w, &k, e)) {
		struct draft d;
		struct err why;
		struct id id = key_get_id(&k, 0);

		arena_reset(c->a);
		enum err_code code = store_get_draft(c->t, id, c->a, &d, &why);
		if (code != ERR_OK && code != ERR_DENIED)
			find(c, _("草稿 %s 读不出来：%s"), id_words(c, id),
				why.words);
	}
	return w.code;
}

/* The small tables: is every value what was sealed there? */
static enum err_code
check_small(struct check *c, struct err *e)
{
	static const enum table small[] = {TABLE_NAME, TABLE_LATEST,
		TABLE_UNIQUE, TABLE_SERIAL, TABLE_COUNT, TABLE_USER,
		TABLE_GRANT, TABLE_NOTE, TABLE_FILE, TABLE_PERIOD, TABLE_PAPER};
	struct key none = key_new();
	struct key k;
	struct walk w = {.code = ERR_OK};

	for (size_t i = 0; i < sizeof small / sizeof *small && !w.code; i++) {
		walk_prefix(&w, c->t, small[i], &none);
		while (walk_next(&w, &k, e)) {
			struct err why = {.code = ERR_OK};
			str row;
			enum err_code code;

			arena_reset(c->a);
			code = row_get(c->t, small[i], &k, c->a, &row, &why);
			if (code && code != ERR_DENIED)
				find(c, _("第 %d 张表有一行坏了：%s"),
					(int)small[i], why.words);
		}
	}
	return w.code;
}

/* Slots are under passwords; each account knows what its own must be. */
static enum err_code
check_slots(struct check *c, struct err *e)
{
	struct account *all;
	struct account paper = {0};
	size_t n;
	size_t slots;
	size_t wanted = 1;
	enum err_code code;

	arena_reset(c->a);
	code = account_list(c->t, c->a, &all, &n, e);
	if (code == ERR_OK)
		code = account_get(c->t, RECOVERY_USER, c->a, &paper, e);
	if (code == ERR_OK)
		code = row_count(c->t, TABLE_SLOT, &slots, e);
	for (size_t i = 0; i <= n && code == ERR_OK; i++) {
		const struct account *x = i < n ? &all[i] : &paper;
		struct key k = slot_row(&c->t->store->vault,
			i < n ? SLOT_PASSWORD : SLOT_RECOVERY, x->name);
		uint8_t digest[VAULT_DIGEST] = {0};
		str bytes;

		if (x->state == ACCOUNT_REVOKED)
			continue;
		wanted += i < n;
		if (row_raw(c->t, TABLE_SLOT, &k, &bytes, NULL) == ERR_OK)
			vault_digest(bytes, digest);
		if (memcmp(digest, x->slot, sizeof digest) != 0)
			find(c, _("账户“%.*s”的钥匙坏了或被换过"),
				STR_FMT(x->name));
	}
	if (code == ERR_OK && slots != wanted)
		find(c, _("多出 %d 个账户的钥匙"), (int)(slots - wanted));
	if (code == ERR_OK || code == ERR_IO)
		return code;
	find(c, "%s", e ? e->words : "");
	return ERR_OK;
}

static enum err_code
check_audit(struct check *c, struct err *e)
{
	struct err why = {.code = ERR_OK};
	enum err_code code = seal_check(c->t, &why);

	if (code == ERR_CORRUPT)
		find(c, "%s", why.words);
	else if (code)
		return err_set(e, code, "%s", why.words);
	code = bulk_walk(c->t, hear_batch, hear_imported, c, &why);
	if (code == ERR_CORRUPT)
		find(c, "%s", why.words);
	else if (code)
		return err_set(e, code, "%s", why.words);
	code = audit_walk(c->t, 0, broken_chain, hear, c, e);
	check_imports(c);
	return code == ERR_CORRUPT ? ERR_OK : code; /* each break was told */
}

static enum err_code
check_all(struct check *c, struct err *e)
{
	static const struct {
		enum table table;
		const char *what;
	} back[] = {{TABLE_ALL, N_("全部记录")}, {TABLE_DATE, N_("日期索引")},
		{TABLE_REF, N_("引用索引")}, {TABLE_UNIQUE, N_("唯一索引")},
		{TABLE_VER, N_("旧版本")}, {TABLE_UNDONE, N_("草稿索引")}};
	struct key none = key_new();
	struct key k;
	struct walk w;
	enum err_code code = check_audit(c, e);

	if (code)
		return code;
	c->undone = index_undone_kept(c->t);
	c->expected[TABLE_UNDONE] = c->undone; /* the row that says so */
	walk_prefix(&w, c->t, TABLE_REC, &none);
	while (walk_next(&w, &k, e)) {
		arena_reset(c->a);
		check_record(c, key_get_id(&k, 0));
	}
	check_missing(c);
	code = w.code;
	if (code == ERR_OK)
		code = check_small(c, e);
	if (code == ERR_OK)
		code = check_slots(c, e);
	for (size_t i = 0; i < sizeof back / sizeof *back && !code; i++)
		code = check_back(c, back[i].table, _(back[i].what), e);
	if (code == ERR_OK)
		code = check_counts(c, e);
	if (code == ERR_OK)
		code = check_latest(c, e);
	if (code == ERR_OK)
		code = check_drafts(c, e);
	return code;
}

enum err_code
store_verify(struct store *s, bool full, void (*have)(void *arg, struct id id),
	void (*found)(void *arg, const char *words), void *arg, struct err *e)
{
	struct check c = {
		.full = full, .have = have, .found = found, .arg = arg};
	enum err_code code;

	if (!s->vault.keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	code = store_read(s, &c.t, e);
	if (code)
		return code;
	c.a = arena_new_secret();
	c.words = arena_new();
	code = check_all(&c, e);
	arena_free(c.words);
	arena_free(c.a);
	store_done(c.t);
	if (code == ERR_OK && c.problems > 0)
		code = err_set(e, ERR_CORRUPT,
			_("发现 %zu 处问题：请停止录入，用备份恢复"),
			c.problems);
	return code;
}
