// SPDX-License-Identifier: MIT
#include "forms/due.h"
#include "forms/about.h"
#include "tests/forms/world.h"

#define PEOPLE 150 /* more than one batch of ids */

struct world {
	struct catalog *c;
	struct store *st;
};

static struct world
world(void)
{
	world_write("person",
		"  instance_name: ${name}\n  x_event_date: on\n"
		"  x_closed: {from: '${gone}', message: 走了}\n"
		"  x_due: {date: '${on}', before: 3000, label: 复核}\n",
		"  - {type: text, name: name, label: 姓名}\n"
		"  - {type: date, name: on, label: 日期}\n"
		"  - {type: date, name: gone, label: 走了}\n");
	world_write("visit",
		"  x_parent: who\n  x_event_date: day\n"
		"  x_due: {date: '${next}', latest: yes, add: visit, "
		"before: 3000}\n",
		"  - {type: select_one_from_file person.csv, name: who, "
		"label: 谁}\n"
		"  - {type: date, name: day, label: 日期}\n"
		"  - {type: date, name: next, label: 下次}\n");
	world_write("note", "  x_event_date: day\n",
		"  - {type: select_one_from_file visit.csv, name: visit, "
		"label: 哪次}\n"
		"  - {type: select_one_from_file person.csv, name: who, "
		"label: 谁}\n"
		"  - {type: date, name: day, label: 日期}\n");
	return (struct world){world_catalog(), world_store()};
}

static struct record
save(struct world *w, const char *form, const char *const *field)
{
	struct session *s = session_new(world_form(w->c, form), NULL, NULL);
	for (; *field; field += 2)
		world_set(s, field[0], field[1]);
	struct record rec = world_save(s, w->st, w->c);
	session_free(s);
	return rec;
}

static struct record
save_person(struct world *w, int i, const char *gone)
{
	/* Many share a day. */
	str on = str_fmt(test_arena(), "2024-01-%02d", i / 40 + 1);
	str name = str_fmt(test_arena(), "人%d", i);
	return save(w, "person",
		(const char *const[]){"name", str_z(test_arena(), name), "on",
			str_z(test_arena(), on), gone ? "gone" : NULL, gone,
			NULL});
}

static struct record
save_visit(struct world *w, struct id who, const char *day, const char *next)
{
	str id = id_format(test_arena(), who);
	return save(w, "visit",
		(const char *const[]){"who", str_z(test_arena(), id), "day",
			day, "next", next, NULL});
}

static void
read_world(struct world *w, struct reader *r, struct store_txn **t)
{
	struct err e;
	CHECK_CODE(store_read(w->st, t, &e), ERR_OK, &e);
	reader_init(r, w->c, *t, STR("tester"), test_arena());
}

/* However short the pieces, the list is the one that is made at once. */
TEST(due, finds_the_same_in_pieces)
{
	struct world w = world();
	for (int i = 0; i < PEOPLE; i++) {
		struct record who = save_person(&w, i, NULL);
		if (i % 3 == 0)
			continue;
		save_visit(&w, who.id, "2024-02-01", "2024-03-01");
		save_visit(&w, who.id, "2024-02-02", "2024-03-02");
	}
	struct store_txn *t;
	struct reader r;
	struct err e;
	struct due_item *whole;
	struct due_item *found;
	size_t n;
	day_t on = date_day(2024, 1, 3);
	read_world(&w, &r, &t);
	CHECK_CODE(due_list(&r, on, DUE_AHEAD, test_arena(), &whole, &n, &e),
		ERR_OK, &e);
	CHECK_INT(n, PEOPLE + PEOPLE * 2 / 3);
	store_done(t);
	for (int64_t budget = 1; budget < 100000000; budget *= 10000) {
		struct due_search *s =
			due_search_new(on, DUE_AHEAD, test_arena());
		bool done = false;
		int steps = 0;
		for (; !done; steps++) {
			read_world(&w, &r, &t);
			CHECK_CODE(due_search_step(s, &r, budget, &done, &e),
				ERR_OK, &e);
			store_done(t);
		}
		CHECK_INT(due_search_end(s, &found), n);
		for (size_t i = 0; i < n; i++) {
			CHECK(id_eq(found[i].id, whole[i].id));
			CHECK_INT(found[i].day, whole[i].day);
			CHECK(str_eq(found[i].add, whole[i].add));
		}
		if (budget == 1)
			CHECK(steps >= PEOPLE);
	}
	store_close(w.st);
	catalog_free(w.c);
}

/* A note of a visit is of the visit's person too. */
TEST(about, fills_what_the_record_names)
{
	struct world w = world();
	struct record who = save_person(&w, 1, NULL);
	struct record visit =
		save_visit(&w, who.id, "2024-02-01", "2024-03-01");
	struct store_txn *t;
	struct reader r;
	read_world(&w, &r, &t);
	struct session *s = session_new(world_form(w.c, "note"), NULL, NULL);
	session_lend(s, &r);
	about_fill(s, &visit);
	CHECK(str_eq(world_get(s, "visit"), id_format(test_arena(), visit.id)));
	CHECK(str_eq(world_get(s, "who"), id_format(test_arena(), who.id)));
	session_lend(s, NULL);
	session_free(s);
	CHECK(id_eq(about_parent(world_form(w.c, "visit"), &visit), who.id));
	CHECK(about_reference(world_form(w.c, "note"), STR("visit")) != NULL);
	CHECK(about_reference(world_form(w.c, "visit"), STR("visit")) == NULL);
	store_done(t);
	store_close(w.st);
	catalog_free(w.c);
}

TEST(about, says_why_nothing_may_be_added)
{
	struct world w = world();
	struct record here = save_person(&w, 1, NULL);
	struct record gone = save_person(&w, 2, "2024-01-05");
	struct store_txn *t;
	struct reader r;
	str words = STR_NONE;
	read_world(&w, &r, &t);
	const struct form *visit = world_form(w.c, "visit");
	CHECK(!about_is_closed(visit, &r, here.id, test_arena(), &words));
	CHECK(about_is_closed(visit, &r, gone.id, test_arena(), &words));
	CHECK(str_find(words, STR("走了")) != SIZE_MAX);
	store_done(t);
	store_close(w.st);
	catalog_free(w.c);
}
