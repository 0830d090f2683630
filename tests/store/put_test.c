// SPDX-License-Identifier: MIT
#include <string.h>

#include "tests/store/world.h"

static void
set_text(struct record *r, const char *text)
{
	fields_set(test_arena(), &r->fields, STR("text"),
		(struct value){.type = VALUE_TEXT, .text = str_of(text)});
}

TEST(put, keeps_every_version)
{
	struct world w;
	struct record r;
	struct record *all;
	struct store_txn *t;
	size_t n;

	world_make(&w);
	r = world_record(&w, "f", "one");
	world_save(&w, &r, NULL, 0);
	set_text(&r, "two");
	r.by = STR("other");
	world_save(&w, &r, NULL, 1);
	r.state = RECORD_VOID;
	r.reason = STR("录错了");
	world_save(&w, &r, NULL, 2);
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_history(t, r.id, test_arena(), &all, &n, &w.e), ERR_OK,
		&w.e);
	store_done(t);
	CHECK_INT(n, 3);
	CHECK_STR(world_text(&all[0]), "one");
	CHECK_STR(all[0].by, "user");
	CHECK_STR(world_text(&all[1]), "two");
	CHECK_STR(all[1].by, "other");
	CHECK(all[2].state == RECORD_VOID && all[2].rev == 3);
	CHECK_STR(all[2].reason, "录错了");
	CHECK_INT(world_verify(&w), 0);
	store_close(w.s);
}

TEST(put, never_overwrites_what_another_changed)
{
	struct world w;
	struct record mine;
	struct record theirs;
	struct record back;

	world_make(&w);
	mine = world_record(&w, "f", "one");
	world_save(&w, &mine, NULL, 0);
	theirs = mine;
	theirs.by = STR("李医生");
	set_text(&theirs, "theirs");
	world_save(&w, &theirs, NULL, 1);
	CHECK_CODE(world_put(&w, &mine, NULL, 1), ERR_CHANGED, &w.e);
	CHECK(strstr(w.e.words, "李医生"));
	CHECK_CODE(world_put(&w, &mine, NULL, 0), ERR_CHANGED, &w.e);
	CHECK_CODE(world_get(&w, mine.id, &back), ERR_OK, &w.e);
	CHECK_STR(world_text(&back), "theirs");
	mine = world_record(&w, "f", "gone");
	CHECK_CODE(world_put(&w, &mine, NULL, 3), ERR_ABSENT, &w.e);
	store_close(w.s);
}

TEST(put, lets_one_live_record_hold_a_unique)
{
	struct store_unique code = {STR("st_code"), STR("A-1")};
	struct store_keys keys = {.event = 1, .uniques = &code, .n_uniques = 1};
	struct world w;
	struct record a;
	struct record b;
	struct record other_form;
	struct store_txn *t;
	struct id id;

	world_make(&w);
	a = world_record(&w, "f", "a");
	world_save(&w, &a, &keys, 0);
	world_save(&w, &a, &keys, 1); /* itself does not clash */
	b = world_record(&w, "f", "b");
	CHECK_CODE(world_put(&w, &b, &keys, 0), ERR_EXISTS, &w.e);
	CHECK(strstr(
		w.e.words, str_z(test_arena(), id_format(test_arena(), a.id))));
	other_form = world_record(&w, "g", "c");
	world_save(&w, &other_form, &keys, 0);
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_find_unique(
			   t, STR("f"), STR("st_code"), STR("A-1"), &id, &w.e),
		ERR_OK, &w.e);
	CHECK(id_eq(id, a.id));
	CHECK_CODE(store_find_unique(
			   t, STR("f"), STR("st_code"), STR("A-2"), &id, &w.e),
		ERR_ABSENT, &w.e);
	store_done(t);
	a.state = RECORD_VOID;
	world_save(&w, &a, NULL, 2);
	world_save(&w, &b, &keys, 0);
	/* and back to life it cannot come while b has it */
	a.state = RECORD_FINAL;
	CHECK_CODE(world_put(&w, &a, &keys, 3), ERR_EXISTS, &w.e);
	code.value = STR_NONE; /* a blank never clashes */
	a.rev = 0;
	world_save(&w, &a, &keys, 3);
	CHECK_INT(world_verify(&w), 3);
	store_close(w.s);
}

TEST(put, tells_which_record_has_the_unique)
{
	struct store_unique code = {STR("s"), STR("1")};
	struct store_keys keys = {.uniques = &code, .n_uniques = 1};
	struct world w;
	struct record a;

	world_make(&w);
	a = world_record(&w, "f", "a");
	world_save(&w, &a, &keys, 0);
	/* scope and value do not run together */
	code = (struct store_unique){STR("s1"), STR_NONE};
	a = world_record(&w, "f", "b");
	world_save(&w, &a, &keys, 0);
	code = (struct store_unique){STR_NONE, STR("s1")};
	a = world_record(&w, "f", "c");
	world_save(&w, &a, &keys, 0);
	store_close(w.s);
}

TEST(put, wants_references_to_live_records)
{
	struct store_ref ref = {STR("cs_person"), ID_NONE, false};
	struct store_keys keys = {.event = 1, .refs = &ref, .n_refs = 1};
	struct world w;
	struct record person;
	struct record r;
	uint8_t lost[16] = {1};

	world_make(&w);
	person = world_record(&w, "resident", "p");
	person.state = RECORD_DRAFT;
	world_save(&w, &person, NULL, 0);
	r = world_record(&w, "case", "c");
	memcpy(ref.target.b, lost, 16);
	CHECK_CODE(world_put(&w, &r, &keys, 0), ERR_INPUT, &w.e);
	CHECK(strstr(w.e.words, "不存在"));
	ref.target = person.id;
	CHECK_CODE(world_put(&w, &r, &keys, 0), ERR_INPUT, &w.e);
	CHECK(strstr(w.e.words, "草稿"));
	person.state = RECORD_FINAL;
	world_save(&w, &person, NULL, 1);
	world_save(&w, &r, &keys, 0);
	/* while somebody refers to it, it is not voided */
	person.state = RECORD_VOID;
	CHECK_CODE(world_put(&w, &person, NULL, 2), ERR_INPUT, &w.e);
	CHECK(strstr(w.e.words, "1 条有效记录引用它"));
	r.state = RECORD_VOID;
	world_save(&w, &r, NULL, 1);
	world_save(&w, &person, NULL, 2);
	r = world_record(&w, "case", "d");
	CHECK_CODE(world_put(&w, &r, &keys, 0), ERR_INPUT, &w.e);
	store_close(w.s);
}

TEST(put, does_not_void_a_record_with_live_children)
{
	struct store_ref ref = {STR("ss_case"), ID_NONE, true};
	struct store_keys keys = {.event = 1, .refs = &ref, .n_refs = 1};
	struct world w;
	struct record parent;
	struct record child;

	world_make(&w);
	parent = world_record(&w, "case", "p");
	world_save(&w, &parent, NULL, 0);
	ref.target = parent.id;
	child = world_record(&w, "session", "c");
	world_save(&w, &child, &keys, 0);
	parent.state = RECORD_VOID;
	CHECK_CODE(world_put(&w, &parent, NULL, 1), ERR_INPUT, &w.e);
	CHECK(strstr(w.e.words, "1"));
	parent.state = RECORD_DRAFT; /* no way round either */
	CHECK_CODE(world_put(&w, &parent, NULL, 1), ERR_INPUT, &w.e);
	child.state = RECORD_VOID;
	world_save(&w, &child, NULL, 1);
	parent.state = RECORD_VOID;
	world_save(&w, &parent, NULL, 1);
	/* nor does the child come back under a void parent */
	child.state = RECORD_FINAL;
	CHECK_CODE(world_put(&w, &child, &keys, 2), ERR_INPUT, &w.e);
	store_close(w.s);
}

TEST(put, refuses_another_forms_id_and_too_much)
{
	size_t n = RECORD_MAX + 1;
	char *big = arena_alloc(test_arena(), n + 1);
	struct world w;
	struct record r;

	world_make(&w);
	r = world_record(&w, "f", "x");
	world_save(&w, &r, NULL, 0);
	r.form = STR("g");
	CHECK_CODE(world_put(&w, &r, NULL, 1), ERR_INPUT, &w.e);
	memset(big, 'x', n);
	r = world_record(&w, "f", big);
	CHECK_CODE(world_put(&w, &r, NULL, 0), ERR_LIMIT, &w.e);
	CHECK_INT(world_verify(&w), 1);
	store_close(w.s);
}

static enum err_code
serial_work(struct store_txn *t, void *arg, struct err *e)
{
	uint64_t *out = arg;
	enum err_code code = store_next_serial(t, STR("a|1"), &out[0], e);

	if (code == ERR_OK)
		code = store_next_serial(t, STR("a|1"), &out[1], e);
	return code ? code : store_next_serial(t, STR("a|2"), &out[2], e);
}

TEST(put, numbers_series_one_by_one)
{
	struct world w;
	uint64_t n[3];

	world_make(&w);
	CHECK_CODE(store_write(w.s, serial_work, n, &w.e), ERR_OK, &w.e);
	CHECK(n[0] == 1 && n[1] == 2 && n[2] == 1);
	world_reopen(&w);
	CHECK_CODE(store_write(w.s, serial_work, n, &w.e), ERR_OK, &w.e);
	CHECK(n[0] == 3 && n[1] == 4 && n[2] == 2);
	store_close(w.s);
}

/* --- against a model
 * ------------------------------------------------------------ */

#define PEOPLE 40
#define DAYS 5

struct model {
	struct record r;
	struct store_unique unique;
	struct store_ref ref;
	int parent; /* -1: none */
	day_t day;
};

static const char *const codes[] = {"", "1", "2", "3", "4", "5", "6", "7"};

static bool
is_live(const struct model *m)
{
	return m->r.rev > 0 && m->r.state == RECORD_FINAL;
}

/* What store_put ought to answer. */
static enum err_code
expected(const struct model *all, int n, int i, const struct model *next)
{
	bool live = next->r.state == RECORD_FINAL;

	if (is_live(&all[i]) && !live)
		for (int k = 0; k < n; k++)
			if (is_live(&all[k]) && all[k].parent == i)
				return ERR_INPUT;
	if (!live)
		return ERR_OK;
	if (next->parent >= 0 && !is_live(&all[next->parent]))
		return ERR_INPUT;
	for (int k = 0; k < n; k++)
		if (k != i && is_live(&all[k]) && next->unique.value.n > 0 &&
			str_eq(all[k].unique.value, next->unique.value))
			return ERR_EXISTS;
	return ERR_OK;
}

static size_t
model_live(const struct model *all, day_t from, day_t to)
{
	size_t n = 0;

	for (int i = 0; i < PEOPLE; i++)
		n += is_live(&all[i]) && all[i].day >= from && all[i].day <= to;
	return n;
}

struct seen {
	size_t n;
	day_t last;
};

static bool
see(void *arg, struct id id, day_t day)
{
	struct seen *s = arg;

	(void)id;
	CHECK(day >= s->last);
	s->last = day;
	s->n++;
	return true;
}

static void
compare(struct world *w, const struct model *all)
{
	struct store_txn *t;
	struct id id;
	day_t day;
	size_t n;

	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_OK, &w->e);
	for (day_t from = 0; from < DAYS; from++) {
		struct seen s = {.last = DAY_NONE};

		CHECK_CODE(store_each_id(t, STR("f"), from, from + 1, false,
				   see, &s, &w->e),
			ERR_OK, &w->e);
		CHECK_INT(s.n, model_live(all, from, from + 1));
	}
	CHECK_CODE(store_count(t, STR("f"), &n, &w->e), ERR_OK, &w->e);
	CHECK_INT(n, model_live(all, DAY_NONE, INT32_MAX));
	for (int i = 0; i < PEOPLE; i++) {
		int best = -1;

		for (int k = 0; k < PEOPLE; k++)
			if (is_live(&all[k]) && all[k].parent == i &&
				(best < 0 || all[k].day > all[best].day ||
					(all[k].day == all[best].day &&
						id_cmp(all[k].r.id,
							all[best].r.id) > 0)))
				best = k;
		CHECK_INT(store_latest(
				  t, all[i].r.id, STR("f"), &id, &day, &w->e),
			best < 0 ? ERR_ABSENT : ERR_OK);
		if (best >= 0)
			CHECK(id_eq(id, all[best].r.id) &&
				day == all[best].day);
	}
	store_done(t);
}

TEST(put, agrees_with_a_model_over_a_thousand_random_saves)
{
	struct world w;
	struct model all[PEOPLE];
	uint32_t seed = 11;

	world_make(&w);
	for (int i = 0; i < PEOPLE; i++)
		all[i] = (struct model){
			.r = world_record(&w, "f", "x"), .parent = -1};
	for (int round = 0; round < 1000; round++) {
		int i = (int)(test_random(&seed) % PEOPLE);
		struct model next = all[i];
		struct store_keys keys = {.n_uniques = 1, .n_refs = 1};
		enum err_code wanted;

		next.r.state = (enum record_state)(
			test_random(&seed) % 4 ? 2
					       : 1 + test_random(&seed) % 3);
		next.unique = (struct store_unique){
			STR("code"), str_of(codes[test_random(&seed) % 8])};
		/* parents are older: no cycles */
		next.parent =
			i == 0 ? -1 : (int)(test_random(&seed) % (uint32_t)i);
		if (test_random(&seed) % 3 == 0)
			next.parent = -1;
		next.ref = (struct store_ref){STR("up"),
			next.parent < 0 ? ID_NONE : all[next.parent].r.id,
			true};
		next.day = (day_t)(test_random(&seed) % DAYS);
		keys.event = next.day;
		keys.uniques = &next.unique;
		keys.refs = &next.ref;
		/* an unchanged parent of a live record is not asked again,
		 * but it cannot have been voided either */
		wanted = expected(all, PEOPLE, i, &next);
		CHECK_CODE(world_put(&w, &next.r, &keys, all[i].r.rev), wanted,
			&w.e);
		if (wanted == ERR_OK)
			all[i] = next;
		if (round % 100 == 0)
			compare(&w, all);
	}
	compare(&w, all);
	world_verify(&w);
	store_close(w.s);
}
