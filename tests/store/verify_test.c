// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "store/inside.h"
#include "tests/store/world.h"

/* A person, a visit and the draft of one, with everything that can stand in an
 * index. */
static void
filled(struct world *w)
{
	struct store_unique unique = {STR("code"), STR("1")};
	struct store_ref ref = {STR("person"), ID_NONE, true};
	struct store_keys person = {
		.event = 3, .uniques = &unique, .n_uniques = 1};
	struct store_keys visit = {.event = 5, .refs = &ref, .n_refs = 1};
	struct record r;

	world_make(w);
	r = world_record(w, "person", "p");
	world_save(w, &r, &person, 0);
	world_save(w, &r, &person, 1);
	ref.target = r.id;
	r = world_record(w, "visit", "v");
	world_save(w, &r, &visit, 0);
	r = world_record(w, "visit", "half");
	r.state = RECORD_DRAFT;
	world_save(w, &r, &(struct store_keys){.event = DAY_NONE}, 0);
}

static void
count_finding(void *arg, const char *words)
{
	CHECK(words[0] != '\0');
	++*(int *)arg;
}

static int
findings(struct world *w, bool full)
{
	int n = 0;
	enum err_code code =
		store_verify(w->s, full, NULL, count_finding, &n, &w->e);

	CHECK_CODE(code, n > 0 ? ERR_CORRUPT : ERR_OK, &w->e);
	return n;
}

struct damage {
	enum table table;
	enum { LOSE, CHANGE, ADD } how;
};

/* Do something to the first row of a table behind the store's back. */
static enum err_code
damage_work(struct store_txn *t, void *arg, struct err *e)
{
	const struct damage *d = arg;
	MDB_dbi dbi = t->store->env.dbi[d->table];
	MDB_cursor *c;
	MDB_val key;
	MDB_val value;
	uint8_t k[KEY_MOST];
	uint8_t v[4096];
	int rc = mdb_cursor_open(t->mdb, dbi, &c);

	if (rc == 0)
		rc = mdb_cursor_get(c, &key, &value, MDB_FIRST);
	if (rc != 0)
		return row_fail(t, rc, e);
	memcpy(k, key.mv_data, key.mv_size);
	memcpy(v, value.mv_data, value.mv_size);
	mdb_cursor_close(c);
	key.mv_data = k;
	value.mv_data = v;
	if (d->how == LOSE)
		rc = mdb_del(t->mdb, dbi, &key, NULL);
	if (d->how == CHANGE)
		v[value.mv_size - 1] ^= 0x40;
	if (d->how == ADD)
		k[0] ^= 0x11;
	if (d->how != LOSE)
		rc = mdb_put(t->mdb, dbi, &key, &value, 0);
	return rc == 0 ? ERR_OK : row_fail(t, rc, e);
}

TEST(verify, is_content_with_a_good_store)
{
	struct world w;

	filled(&w);
	CHECK_INT(findings(&w, false), 0);
	CHECK_INT(findings(&w, true), 0);
	store_close(w.s);
}

TEST(verify, notices_each_kind_of_damage)
{
	static const struct damage all[] = {{TABLE_REC, LOSE}, {TABLE_REC, ADD},
		{TABLE_VER, LOSE}, {TABLE_VER, ADD}, {TABLE_DATE, LOSE},
		{TABLE_DATE, ADD}, {TABLE_ALL, LOSE}, {TABLE_ALL, ADD},
		{TABLE_REF, LOSE}, {TABLE_REF, ADD}, {TABLE_LATEST, LOSE},
		{TABLE_LATEST, ADD}, {TABLE_LATEST, CHANGE},
		{TABLE_UNIQUE, LOSE}, {TABLE_UNIQUE, ADD},
		{TABLE_UNIQUE, CHANGE}, {TABLE_COUNT, LOSE},
		{TABLE_COUNT, CHANGE}, {TABLE_UNDONE, LOSE},
		{TABLE_UNDONE, ADD}, {TABLE_NAME, LOSE}, {TABLE_NAME, CHANGE}};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct world w;
		struct damage d = all[i];
		char name[32];

		filled(&w);
		CHECK_CODE(
			store_write(w.s, damage_work, &d, &w.e), ERR_OK, &w.e);
		world_reopen(&w); /* nothing remembered */
		if (findings(&w, false) == 0)
			fail_msg("damage %zu not seen", i);
		CHECK(findings(&w, true) > 0);
		store_close(w.s);
		snprintf(name, sizeof name, "was%zu", i);
		CHECK(rename(world_folder(), test_path(name)) == 0);
	}
}
