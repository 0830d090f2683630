// SPDX-License-Identifier: MIT
#include <string.h>

#include "store/inside.h"
#include "tests/store/world.h"

struct heard {
	struct buf words;
	int stop_after;
};

static bool
hear(void *arg, const struct record *r)
{
	struct heard *h = arg;

	buf_add(&h->words, world_text(r));
	buf_addc(&h->words, ' ');
	return --h->stop_after != 0;
}

static bool
hear_day(void *arg, struct id id, day_t day)
{
	(void)id;
	buf_addf(arg, "%d ", (int)day);
	return true;
}

static void
save_on(struct world *w, const char *form, const char *text, day_t day)
{
	struct record r = world_record(w, form, text);

	world_save(w, &r, &(struct store_keys){.event = day}, 0);
}

static struct store_txn *
reading(struct world *w)
{
	struct store_txn *t;

	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_OK, &w->e);
	return t;
}

#define EACH(call, wanted)                                                     \
	do {                                                                   \
		struct heard h = {.words.arena = test_arena()};                \
		struct store_txn *t = reading(&w);                             \
		CHECK_CODE(call, ERR_OK, &w.e);                                \
		store_done(t);                                                 \
		CHECK_STR(buf_str(&h.words), wanted);                          \
	} while (0)

TEST(list, gives_live_records_in_order_of_their_day)
{
	struct world w;
	struct record r;

	world_make(&w);
	save_on(&w, "f", "later", 200);
	save_on(&w, "f", "before70", -300);
	save_on(&w, "f", "first", 100);
	save_on(&w, "f", "same", 100);
	save_on(&w, "f", "undated", DAY_NONE);
	save_on(&w, "g", "other", 150);
	r = world_record(&w, "f", "draft");
	r.state = RECORD_DRAFT;
	world_save(&w, &r, &(struct store_keys){.event = 150}, 0);
	r = world_record(&w, "f", "void");
	world_save(&w, &r, &(struct store_keys){.event = 150}, 0);
	r.state = RECORD_VOID;
	world_save(&w, &r, &(struct store_keys){.event = 150}, 1);
	EACH(store_each(t, STR("f"), DAY_NONE, INT32_MAX, hear, &h, &w.e),
		"undated before70 first same later ");
	EACH(store_each(t, STR("f"), 100, 199, hear, &h, &w.e), "first same ");
	EACH(store_each(t, STR("f"), -300, -300, hear, &h, &w.e), "before70 ");
	EACH(store_each(t, STR("f"), 201, INT32_MAX, hear, &h, &w.e), "");
	EACH(store_each(t, STR("unknown"), DAY_NONE, INT32_MAX, hear, &h, &w.e),
		"");
	EACH(store_each_all(t, STR("f"), hear, &h, &w.e),
		"later before70 first same undated draft void ");
	EACH(store_each(t, STR("f"), DAY_NONE, INT32_MAX, hear,
		     (h.stop_after = 2, &h), &w.e),
		"undated before70 ");
	EACH(store_each_id(
		     t, STR("f"), 0, INT32_MAX, true, hear_day, &h.words, &w.e),
		"200 100 100 ");
	store_close(w.s);
}

static struct record
save_draft(struct world *w, const char *text)
{
	struct record r = world_record(w, "f", text);

	r.state = RECORD_DRAFT;
	world_save(w, &r, &(struct store_keys){.event = DAY_NONE}, 0);
	return r;
}

static void
become(struct world *w, struct record *r, enum record_state state)
{
	r->state = state;
	world_save(w, r, &(struct store_keys){.event = 7}, r->rev);
}

/* As a store is that was made before the index of drafts was. */
static enum err_code
lose_index(struct store_txn *t, void *arg, struct err *e)
{
	int rc = mdb_drop(t->mdb, t->store->env.dbi[TABLE_UNDONE], 0);

	(void)arg;
	return rc == 0 ? ERR_OK : row_fail(t, rc, e);
}

#define EACH_DRAFT(form, wanted)                                               \
	EACH(store_each_draft(t, STR(form), hear, &h, &w.e), wanted)

TEST(list, gives_drafts_in_whatever_way_they_came_to_be_or_ceased)
{
	struct world w;

	world_make(&w);
	save_on(&w, "f", "final", 1);
	struct record a = save_draft(&w, "a");
	struct record b = save_draft(&w, "b");
	struct record c = save_draft(&w, "c");
	EACH_DRAFT("f", "a b c ");
	EACH_DRAFT("g", "");
	become(&w, &a, RECORD_FINAL);
	become(&w, &b, RECORD_VOID);
	EACH_DRAFT("f", "c ");
	become(&w, &a, RECORD_DRAFT);
	become(&w, &b, RECORD_FINAL);
	become(&w, &c, RECORD_DRAFT);
	EACH_DRAFT("f", "a c ");
	world_verify(&w);
	store_close(w.s);
}

TEST(list, finds_drafts_in_a_store_from_before_their_index)
{
	struct world w;

	world_make(&w);
	save_on(&w, "f", "final", 1);
	struct record a = save_draft(&w, "a");
	save_draft(&w, "b");
	CHECK_CODE(store_write(w.s, lose_index, NULL, &w.e), ERR_OK, &w.e);
	world_reopen(&w);
	EACH_DRAFT("f", "a b ");
	become(&w, &a, RECORD_FINAL);
	save_draft(&w, "c");
	EACH_DRAFT("f", "b c ");
	world_verify(&w);
	store_close(w.s);
}

TEST(list, counts_live_records)
{
	struct world w;
	struct store_txn *t;
	size_t n;

	world_make(&w);
	save_on(&w, "f", "a", 1);
	save_on(&w, "f", "b", DAY_NONE);
	t = reading(&w);
	CHECK_CODE(store_count(t, STR("f"), &n, &w.e), ERR_OK, &w.e);
	CHECK_INT(n, 2);
	CHECK_CODE(store_count(t, STR("none"), &n, &w.e), ERR_OK, &w.e);
	CHECK_INT(n, 0);
	store_done(t);
	store_close(w.s);
}

/* More than a block of keys, and both ways. */
TEST(list, walks_long_lists_whole)
{
	struct world w;
	struct buf up = {.arena = test_arena()};
	struct buf down = {.arena = test_arena()};
	struct store_txn *t;

	world_make(&w);
	for (int i = 0; i < 200; i++)
		save_on(&w, "f", "x", i);
	t = reading(&w);
	CHECK_CODE(store_each_id(t, STR("f"), DAY_NONE, INT32_MAX, false,
			   hear_day, &up, &w.e),
		ERR_OK, &w.e);
	CHECK_CODE(store_each_id(
			   t, STR("f"), 10, 100, true, hear_day, &down, &w.e),
		ERR_OK, &w.e);
	store_done(t);
	CHECK(str_starts(buf_str(&up), STR("0 1 2 3 ")));
	CHECK(str_ends(buf_str(&up), STR(" 198 199 ")));
	CHECK(str_starts(buf_str(&down), STR("100 99 98 ")));
	CHECK(str_ends(buf_str(&down), STR(" 11 10 ")));
	CHECK_INT(world_verify(&w), 200);
	store_close(w.s);
}

TEST(list, finds_what_refers_to_a_record)
{
	struct store_ref refs[2];
	struct store_keys keys = {.refs = refs, .n_refs = 2};
	struct world w;
	struct record p;
	struct record r;
	struct id latest;
	day_t day;
	struct store_txn *last;

	world_make(&w);
	p = world_record(&w, "person", "p");
	world_save(&w, &p, NULL, 0);
	refs[0] = (struct store_ref){STR("person"), p.id, true};
	refs[1] = (struct store_ref){STR("helper"), p.id, false};
	keys.event = 20;
	r = world_record(&w, "visit", "second");
	world_save(&w, &r, &keys, 0);
	keys.event = 10;
	r = world_record(&w, "visit", "first");
	world_save(&w, &r, &keys, 0);
	keys.event = 15;
	keys.n_refs = 1;
	r = world_record(&w, "call", "call");
	world_save(&w, &r, &keys, 0);
	EACH(store_each_ref(
		     t, p.id, STR("visit"), STR("person"), hear, &h, &w.e),
		"first second ");
	EACH(store_each_ref(t, p.id, STR_NONE, STR_NONE, hear, &h, &w.e),
		"first call second ");
	EACH(store_each_ref(
		     t, p.id, STR("call"), STR("helper"), hear, &h, &w.e),
		"");
	EACH(store_each_ref(t, r.id, STR_NONE, STR_NONE, hear, &h, &w.e), "");
	/* the latest moves on when the date changes */
	last = reading(&w);
	CHECK_CODE(store_latest(last, p.id, STR("call"), &latest, &day, &w.e),
		ERR_OK, &w.e);
	CHECK(id_eq(latest, r.id) && day == 15);
	store_done(last);
	CHECK_INT(world_verify(&w), 4);
	store_close(w.s);
}

/* --- drafts
 * ------------------------------------------------------------------------ */

static enum err_code
draft_work(struct store_txn *t, void *arg, struct err *e)
{
	return store_put_draft(t, arg, e);
}

TEST(draft, is_kept_until_its_record_is_saved)
{
	struct world w;
	struct draft d = {.base_rev = 0, .place = STR("p_name")};
	struct draft *all;
	struct draft back;
	struct record saved;
	struct store_txn *t;
	size_t n;

	world_make(&w);
	d.record = world_record(&w, "resident", "半");
	CHECK_CODE(store_write(w.s, draft_work, &d, &w.e), ERR_OK, &w.e);
	world_reopen(&w);
	t = reading(&w);
	CHECK_CODE(store_drafts(t, test_arena(), &all, &n, &w.e), ERR_OK, &w.e);
	CHECK_INT(n, 1);
	CHECK_STR(world_text(&all[0].record), "半");
	CHECK_STR(all[0].place, "p_name");
	CHECK_CODE(store_get(t, d.record.id, test_arena(), &saved, &w.e),
		ERR_ABSENT, &w.e);
	store_done(t);
	CHECK_INT(world_verify(&w), 0);
	/* ids go on after a draft's too */
	saved = world_record(&w, "resident", "x");
	CHECK(id_cmp(saved.id, d.record.id) > 0);
	saved = d.record;
	world_save(&w, &saved, NULL, 0);
	t = reading(&w);
	CHECK_CODE(store_drafts(t, test_arena(), &all, &n, &w.e), ERR_OK, &w.e);
	CHECK_INT(n, 0);
	CHECK_CODE(store_get_draft(t, d.record.id, test_arena(), &back, &w.e),
		ERR_ABSENT, &w.e);
	store_done(t);
	store_close(w.s);
}

/* Hidden: those whose text begins with '-'. What it reads meanwhile is not. */
static bool
hides_dashes(void *arg, struct store_txn *t, const struct record *r)
{
	struct record again;

	(void)arg;
	CHECK(store_get(t, r->id, test_arena(), &again, NULL) == ERR_OK ||
		r->state == RECORD_DRAFT);
	return str_starts(world_text(r), STR("-"));
}

static enum err_code
reads_all(struct store_txn *t, void *arg, struct err *e)
{
	const struct id *id = arg;
	struct record r;
	enum err_code code = store_get(t, *id, test_arena(), &r, e);

	CHECK_CODE(store_may_see(t, &r, NULL), ERR_DENIED, e);
	return code;
}

TEST(list, keeps_hidden_records_from_reads_and_counts_them)
{
	struct world w;
	struct record secret;
	struct record *all;
	struct buf days = {.arena = test_arena()};
	struct store_txn *txn;
	size_t n;

	world_make(&w);
	save_on(&w, "f", "a", 1);
	save_on(&w, "f", "b", 3);
	secret = world_record(&w, "f", "-x");
	world_save(&w, &secret, &(struct store_keys){.event = 2}, 0);
	store_hide(w.s, hides_dashes, NULL);
	EACH(store_each(t, STR("f"), DAY_NONE, INT32_MAX, hear, &h, &w.e),
		"a b ");
	EACH(store_each_all(t, STR("f"), hear, &h, &w.e), "a b ");
	txn = reading(&w);
	CHECK_CODE(store_get(txn, secret.id, test_arena(), &secret, &w.e),
		ERR_DENIED, &w.e);
	CHECK_CODE(store_history(txn, secret.id, test_arena(), &all, &n, &w.e),
		ERR_DENIED, &w.e);
	CHECK_CODE(store_each_id(txn, STR("f"), DAY_NONE, INT32_MAX, false,
			   hear_day, &days, &w.e),
		ERR_OK, &w.e);
	CHECK_STR(buf_str(&days), "1 3 ");
	CHECK_INT(store_denied(txn), 1);
	store_unhide(txn);
	CHECK_CODE(store_get(txn, secret.id, test_arena(), &secret, &w.e),
		ERR_OK, &w.e);
	store_done(txn);
	/* What is written is checked against all; whoever writes asks. */
	CHECK_CODE(store_write(w.s, reads_all, &secret.id, &w.e), ERR_OK, &w.e);
	store_hide(w.s, NULL, NULL);
	EACH(store_each(t, STR("f"), DAY_NONE, INT32_MAX, hear, &h, &w.e),
		"a -x b ");
	store_close(w.s);
}
