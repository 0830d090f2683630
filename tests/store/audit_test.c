// SPDX-License-Identifier: MIT
#include "store/audit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/inside.h"
#include "tests/store/world.h"

struct lines {
	size_t n;
	enum audit_action action[64];
	struct id id[64];
	uint32_t user[64];
};

static bool
collect(void *arg, const struct audit *l)
{
	struct lines *v = arg;

	if (v->n == 64)
		return false;
	v->action[v->n] = l->action;
	v->id[v->n] = l->id;
	v->user[v->n++] = l->user;
	return true;
}

static struct lines
read_lines(struct world *w, const struct audit_filter *f)
{
	struct lines v = {.n = 0};
	struct store_txn *t;

	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_OK, &w->e);
	CHECK_CODE(store_each_audit(t, f, collect, &v, &w->e), ERR_OK, &w->e);
	store_done(t);
	return v;
}

static void
head_of(struct world *w, char out[AUDIT_HEAD])
{
	struct store_txn *t;

	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_OK, &w->e);
	CHECK_CODE(store_audit_head(t, out, &w->e), ERR_OK, &w->e);
	store_done(t);
}

TEST(audit, has_a_line_for_each_act_in_its_commit)
{
	static const enum audit_action wanted[] = {AUDIT_USER, AUDIT_LOGIN,
		AUDIT_CREATE, AUDIT_CHANGE, AUDIT_VOID};
	struct world w;
	struct record r;
	struct lines v;

	world_make(&w);
	r = world_record(&w, "f", "x");
	world_save(&w, &r, NULL, 0);
	world_save(&w, &r, NULL, 1);
	CHECK_CODE(world_put(&w, &r, NULL, 1), ERR_CHANGED, &w.e); /* none */
	r.state = RECORD_VOID;
	r.reason = STR("重复");
	world_save(&w, &r, NULL, 2);
	v = read_lines(&w, &(struct audit_filter){.since = 0});
	CHECK_INT(v.n, 5);
	for (size_t i = 0; i < 5; i++) {
		CHECK_INT(v.action[i], wanted[i]);
		CHECK_INT(v.user[i], 1);
		CHECK(i < 2 || id_eq(v.id[i], r.id));
	}
	v = read_lines(&w, &(struct audit_filter){.id = r.id, .newest = true});
	CHECK_INT(v.n, 3);
	CHECK_INT(v.action[0], AUDIT_VOID);
	v = read_lines(&w, &(struct audit_filter){.action = AUDIT_LOGIN});
	CHECK_INT(v.n, 1);
	store_close(w.s);
}

TEST(audit, keeps_views_a_while_and_loses_none_at_the_end)
{
	struct world w;
	struct audit view = {
		.action = AUDIT_VIEW, .form = STR("f"), .what = STR("张三")};
	struct lines v;

	world_make(&w);
	CHECK_INT(store_audit_waiting(w.s), -1);
	for (int i = 0; i < 7; i++)
		CHECK_CODE(store_audit(w.s, &view, &w.e), ERR_OK, &w.e);
	CHECK(store_audit_waiting(w.s) >= 0);
	v = read_lines(&w, &(struct audit_filter){.action = AUDIT_VIEW});
	CHECK_INT(v.n, 0);
	world_reopen(&w);
	v = read_lines(&w, &(struct audit_filter){.action = AUDIT_VIEW});
	CHECK_INT(v.n, 7);
	for (int i = 0; i < 20; i++)
		CHECK_CODE(store_audit(w.s, &view, &w.e), ERR_OK, &w.e);
	CHECK_INT(store_audit_waiting(w.s), -1); /* the 20th wrote them */
	v = read_lines(&w, &(struct audit_filter){.action = AUDIT_VIEW});
	CHECK_INT(v.n, 27);
	store_close(w.s);
}

TEST(audit, tells_of_failed_logins_at_the_next_good_one)
{
	struct world w;
	struct lines v;

	world_make(&w);
	store_close(w.s);
	for (int i = 0; i < 3; i++) {
		CHECK_CODE(store_open(world_folder(), true, &w.s, &w.e), ERR_OK,
			&w.e);
		CHECK_CODE(store_login(w.s, i < 2 ? WORLD_HEAD : STR("who"),
				   STR("no"), &w.e),
			ERR_DENIED, &w.e);
		store_close(w.s);
	}
	world_open(&w);
	v = read_lines(&w, &(struct audit_filter){.action = AUDIT_FAIL});
	CHECK_INT(v.n, 2);
	CHECK_INT(v.user[0] + v.user[1], 1); /* the head's, and nobody's */
	world_reopen(&w);
	v = read_lines(&w, &(struct audit_filter){.action = AUDIT_FAIL});
	CHECK_INT(v.n, 2);
	store_close(w.s);
}

TEST(audit, notices_an_older_file_put_back)
{
	struct world w;
	struct record r;
	struct lines v;
	str old;
	char before[AUDIT_HEAD];
	char after[AUDIT_HEAD];

	world_make(&w);
	head_of(&w, before);
	store_close(w.s);
	old = test_read(test_path("store/data.mdb"));
	world_open(&w);
	CHECK_STR(str_of(store_notice(w.s)), "");
	r = world_record(&w, "f", "x");
	world_save(&w, &r, NULL, 0);
	head_of(&w, after);
	CHECK(strcmp(before, after) != 0);
	store_close(w.s);
	CHECK(unlink(test_path("store/data.mdb")) == 0);
	test_write("store/data.mdb", old);
	world_open(&w);
	CHECK(strstr(store_notice(w.s), "旧"));
	v = read_lines(&w, &(struct audit_filter){.action = AUDIT_ROLLBACK});
	CHECK_INT(v.n, 1);
	world_reopen(&w); /* a head has been told */
	CHECK_STR(str_of(store_notice(w.s)), "");
	store_close(w.s);
}

/* --- tampering by one who has LMDB but no key ---------------------------- */

enum harm { LOSE, FLIP, SWAP, MOVE, ADD, OLD, CUT, HARMS };

struct blow {
	enum table table;
	enum harm harm;
	uint32_t seed;
	bool done;
};

static int
nth(MDB_cursor *c, size_t n, MDB_val *key, MDB_val *value)
{
	int rc = mdb_cursor_get(c, key, value, MDB_FIRST);

	for (; rc == 0 && n > 0; n--)
		rc = mdb_cursor_get(c, key, value, MDB_NEXT);
	return rc;
}

static enum err_code
blow_work(struct store_txn *t, void *arg, struct err *e)
{
	struct blow *b = arg;
	MDB_dbi dbi = t->store->env.dbi[b->table];
	uint8_t k[2][64];
	uint8_t v[2][8192];
	MDB_val key[2];
	MDB_val value[2];
	MDB_stat stat;
	MDB_cursor *c;

	(void)e;
	mdb_stat(t->mdb, dbi, &stat);
	if (stat.ms_entries == 0 || mdb_cursor_open(t->mdb, dbi, &c) != 0)
		return ERR_OK;
	for (int i = 0; i < 2; i++) {
		if (nth(c, test_random(&b->seed) % stat.ms_entries, &key[i],
			    &value[i]) != 0 ||
			value[i].mv_size > sizeof v[i])
			return ERR_OK;
		memcpy(k[i], key[i].mv_data, key[i].mv_size);
		memcpy(v[i], value[i].mv_data, value[i].mv_size);
		key[i].mv_data = k[i];
		value[i].mv_data = v[i];
	}
	mdb_cursor_close(c);
	b->done = true;
	switch (b->harm) {
	case LOSE:
		mdb_del(t->mdb, dbi, &key[0], NULL);
		break;
	case FLIP:
		if (value[0].mv_size == 0)
			b->done = false;
		else
			v[0][test_random(&b->seed) % value[0].mv_size] ^= 1;
		mdb_put(t->mdb, dbi, &key[0], &value[0], 0);
		break;
	case SWAP:
		if (memcmp(v[0], v[1], 64) == 0 || value[0].mv_size == 0)
			b->done = false;
		mdb_put(t->mdb, dbi, &key[0], &value[1], 0);
		mdb_put(t->mdb, dbi, &key[1], &value[0], 0);
		break;
	case MOVE:
		mdb_del(t->mdb, dbi, &key[0], NULL);
		k[0][key[0].mv_size - 1] ^= 0x5a;
		mdb_put(t->mdb, dbi, &key[0], &value[0], 0);
		break;
	case ADD:
		k[0][key[0].mv_size - 1] ^= 0xa5;
		mdb_put(t->mdb, dbi, &key[0], &value[0], 0);
		break;
	case CUT:
		if (value[0].mv_size < 2)
			b->done = false;
		else
			value[0].mv_size /= 2;
		mdb_put(t->mdb, dbi, &key[0], &value[0], 0);
		break;
	default:
		b->done = false;
	}
	return ERR_OK;
}

static void
count_words(void *arg, const char *words)
{
	CHECK(words[0] != '\0');
	++*(int *)arg;
}

/* Without login: no seal is written, as by somebody with LMDB's own tools. */
static bool
strike(struct world *w, struct blow *b)
{
	CHECK_CODE(
		store_open(world_folder(), false, &w->s, &w->e), ERR_OK, &w->e);
	CHECK_CODE(store_write(w->s, blow_work, b, &w->e), ERR_OK, &w->e);
	store_close(w->s);
	return b->done;
}

/* Seen at the login, or by a full check. */
static bool
is_seen(struct world *w)
{
	int n = 0;
	enum err_code code;

	CHECK_CODE(
		store_open(world_folder(), false, &w->s, &w->e), ERR_OK, &w->e);
	code = store_login(w->s, WORLD_HEAD, WORLD_PASSWORD, &w->e);
	if (code == ERR_OK)
		code = store_verify(w->s, true, NULL, count_words, &n, &w->e);
	store_close(w->s);
	return code != ERR_OK;
}

static void
fill(struct world *w)
{
	struct id first = ID_NONE;

	world_make(w);
	for (int i = 0; i < 12; i++) {
		struct store_unique u = {
			STR("no"), str_fmt(test_arena(), "%d", i)};
		struct store_ref ref = {STR("up"), first, true};
		struct store_keys keys = {.domain = 1 + i % 6,
			.event = i,
			.uniques = &u,
			.n_uniques = 1,
			.refs = &ref,
			.n_refs = i > 0};
		struct record r = world_record(w, i % 2 ? "f" : "g", "text");

		world_save(w, &r, &keys, 0);
		world_save(w, &r, &keys, 1);
		if (i == 0)
			first = r.id;
	}
	store_close(w->s);
}

TEST(audit, every_change_behind_its_back_is_seen)
{
	static const enum table tables[] = {TABLE_NAME, TABLE_REC, TABLE_VER,
		TABLE_DATE, TABLE_ALL, TABLE_REF, TABLE_LATEST, TABLE_UNIQUE,
		TABLE_COUNT, TABLE_UNDONE, TABLE_SLOT, TABLE_USER, TABLE_GRANT,
		TABLE_AUD, TABLE_SEAL};
	struct world w;
	size_t tried = 0;
	size_t unseen = 0;
	str good;

	fill(&w);
	good = test_read(test_path("store/data.mdb"));
	CHECK(!is_seen(&w)); /* the control */
	for (size_t i = 0; i < sizeof tables / sizeof *tables * HARMS; i++) {
		struct blow b = {.table = tables[i / HARMS],
			.harm = (enum harm)(i % HARMS),
			.seed = (uint32_t)i};

		CHECK(unlink(test_path("store/data.mdb")) == 0);
		unlink(test_path("store/data.mdb-lock"));
		unlink(test_path("store/seen"));
		test_write("store/data.mdb", good);
		if (!strike(&w, &b))
			continue;
		tried++;
		if (is_seen(&w))
			continue;
		unseen++;
		printf("not seen: table %d, harm %d\n", (int)b.table,
			(int)b.harm);
	}
	CHECK(tried > 60);
	CHECK_INT(unseen, 0);
}
