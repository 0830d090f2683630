// SPDX-License-Identifier: MIT
// What an ODK user expects of a form, a test a promise.
#include "tests/forms/world.h"

#include "forms/exchange.h"
#include "forms/load.h"

/* A form of this survey, opened; free with done(). */
static struct catalog *forms;

static struct session *
opened(const char *survey)
{
	world_write("f", "", survey);
	forms = world_catalog();
	return session_new(world_form(forms, "f"), NULL, NULL);
}

static void
done(struct session *s)
{
	session_free(s);
	catalog_free(forms);
}

static str
label(struct session *s, const char *path)
{
	struct cell c = world_cell(s, path);
	return session_label(s, &c, test_arena());
}

TEST(semantics, puts_answers_into_labels_hints_and_messages)
{
	struct session *s = opened(
		"  - {type: text, name: who, label: 姓名}\n"
		"  - {type: select_one l, name: kind, label: 类别}\n"
		"  - {type: integer, name: n, label: \"${who} 来了几次？\", "
		"hint: \"类别 ${kind}\", constraint: . < 3, "
		"constraint_message: \"${who} 最多两次\"}\n"
		"  - type: repeat\n"
		"    name: kid\n"
		"    survey:\n"
		"      - {type: text, name: name, label: 名字}\n"
		"      - {type: integer, name: age, label: \"${name} 几岁\"}\n"
		"lists:\n"
		"  l: [{name: \"1\", label: 甲}]\n");
	CHECK_STR(label(s, "n"), " 来了几次？");
	world_set(s, "who", "张三");
	world_set(s, "kind", "1");
	CHECK_STR(label(s, "n"), "张三 来了几次？");
	struct cell c = world_cell(s, "n");
	CHECK_STR(session_hint(s, &c, test_arena()), "类别 1");
	world_set(s, "n", "7");
	CHECK_STR(world_issues(s), "n: 张三 最多两次\n");
	world_add_row(s, "kid");
	world_add_row(s, "kid");
	world_set(s, "kid[1].name", "大宝");
	world_set(s, "kid[2].name", "小宝");
	CHECK_STR(label(s, "kid[1].age"), "大宝 几岁");
	CHECK_STR(label(s, "kid[2].age"), "小宝 几岁");
	done(s);
}

#define NESTED                                                                 \
	"  - type: repeat\n"                                                   \
	"    name: home\n"                                                     \
	"    label: home\n"                                                    \
	"    survey:\n"                                                        \
	"      - {type: text, name: door, label: door}\n"                      \
	"      - type: repeat\n"                                               \
	"        name: person\n"                                               \
	"        label: person\n"                                              \
	"        survey:\n"                                                    \
	"          - {type: text, name: who, label: who}\n"                    \
	"          - {type: integer, name: age, label: age, constraint: . "    \
	"< 130}\n"                                                             \
	"          - {type: calculate, name: at, calculation: "                \
	"\"concat(position(../..), '-', position(..), ' ', ${door})\"}\n"      \
	"          - {type: calculate, name: at_home, calculation: "           \
	"\"position(${home})\"}\n"                                             \
	"          - {type: calculate, name: first, calculation: "             \
	"\"indexed-repeat(${who}, ${person}, 1)\"}\n"                          \
	"      - {type: calculate, name: heads, calculation: "                 \
	"\"count(${person})\"}\n"

/* Two homes, the first with two people, the second with one. */
static void
fill_nested(struct session *s)
{
	static const char *const path[][2] = {{"home[1].door", "甲"},
		{"home[1].person[1].who", "a"}, {"home[1].person[1].age", "1"},
		{"home[1].person[2].who", "b"}, {"home[1].person[2].age", "2"},
		{"home[2].door", "乙"}, {"home[2].person[1].who", "c"},
		{"home[2].person[1].age", "4"}};
	world_add_row(s, "home");
	world_add_row(s, "home");
	world_add_row(s, "home[1].person");
	world_add_row(s, "home[1].person");
	world_add_row(s, "home[2].person");
	for (size_t k = 0; k < sizeof(path) / sizeof(path[0]); k++)
		world_set(s, path[k][0], path[k][1]);
}

TEST(semantics, nests_repeats)
{
	struct session *s = opened(
		NESTED "  - {type: calculate, name: sum, calculation: "
		       "\"sum(${age})\"}\n"
		       "  - {type: calculate, name: all, calculation: "
		       "\"join(',', ${who})\"}\n"
		       "  - {type: calculate, name: b, calculation: "
		       "\"indexed-repeat(${who}, ${home}, 1, ${person}, 2)\"}\n"
		       "  - {type: calculate, name: c, calculation: "
		       "\"indexed-repeat(${who}, ${person}, 1, ${home}, 2)\"}\n"
		       "  - {type: calculate, name: d, calculation: "
		       "\"indexed-repeat(${door}, ${home}, 2)\"}\n"
		       "  - {type: calculate, name: e, calculation: "
		       "\"string-length(indexed-repeat(${who}, ${home}, 3, "
		       "${person}, 1))\"}\n");
	fill_nested(s);
	CHECK_STR(world_get(s, "sum"), "7");
	CHECK_STR(world_get(s, "all"), "a,b,c");
	CHECK_STR(world_get(s, "b"), "b");
	CHECK_STR(world_get(s, "c"), "c");
	CHECK_STR(world_get(s, "d"), "乙");
	CHECK_STR(world_get(s, "e"), "0");
	CHECK_STR(world_get(s, "home[1].heads"), "2");
	CHECK_STR(world_get(s, "home[2].heads"), "1");
	CHECK_STR(world_get(s, "home[1].person[2].at"), "1-2 甲");
	CHECK_STR(world_get(s, "home[2].person[1].at"), "2-1 乙");
	CHECK_STR(world_get(s, "home[2].person[1].at_home"), "2");
	/* Without the outer repeat: the row one stands in. */
	CHECK_STR(world_get(s, "home[1].person[2].first"), "a");
	CHECK_STR(world_get(s, "home[2].person[1].first"), "c");
	world_set(s, "home[2].person[1].age", "200");
	CHECK_STR(world_issues(s),
		"home[2].person[1].age: “age”填的 200 不合规定：. < 130\n");
	/* The first home goes, and its people with it. */
	struct cell home = world_cell(s, "home");
	struct err e;
	CHECK_CODE(session_remove_row(s, &home, 1, &e), ERR_OK, &e);
	CHECK_STR(world_get(s, "all"), "c");
	CHECK_STR(world_get(s, "home[1].person[1].at"), "1-1 乙");
	done(s);
}

/* The answers of a nested record come back as they went, and others read it. */
TEST(semantics, keeps_nested_rows_in_the_store)
{
	world_write("f", "", NESTED);
	world_write("g", "",
		"  - {type: integer, name: n, label: n, read_only: yes, "
		"calculation: \"count-of(f, who != '' and age < 3)\"}\n"
		"  - {type: integer, name: homes, label: homes, read_only: "
		"yes, calculation: \"count-of(f, door = '甲')\"}\n"
		"  - {type: integer, name: both, label: both, read_only: yes, "
		"calculation: \"count-of(f, door = '乙' and age = 4)\"}\n"
		"  - {type: integer, name: mixed, label: mixed, read_only: "
		"yes, calculation: \"count-of(f, door = '甲' and age = 4)\"}\n"
		"  - {type: integer, name: years, label: years, read_only: "
		"yes, calculation: \"sum-of(f, age, door = '甲')\"}\n"
		"  - {type: integer, name: records, label: records, read_only: "
		"yes, calculation: \"count-of(f, sum(age) > 5)\"}\n"
		"  - {type: text, name: who, label: who, read_only: yes, "
		"calculation: \"list-of(f, who, age >= 2)\"}\n");
	forms = world_catalog();
	struct store *st = world_store();
	struct session *s = session_new(world_form(forms, "f"), NULL, NULL);
	fill_nested(s);
	struct record rec = world_save(s, st, forms);
	session_free(s);

	struct store_txn *t;
	struct reader r;
	struct err e;
	CHECK_CODE(store_read(st, &t, &e), ERR_OK, &e);
	reader_init(&r, forms, t, STR("u"), test_arena());
	struct buf b = {.arena = test_arena()};
	exchange_write(&r, &b, &rec, true);
	CHECK(str_starts(buf_str(&b),
		STR("{\"home\":[{\"door\":\"甲\",\"person\":[{\"who\":\"a\","
		    "\"age\":1,\"at\":\"1-1 甲\",\"at_home\":\"1\","
		    "\"first\":\"a\"},")));
	struct session *again = session_new(world_form(forms, "f"), &rec, NULL);
	CHECK_STR(world_get(again, "home[2].person[1].who"), "c");
	CHECK_STR(world_get(again, "home[1].person[2].at"), "1-2 甲");
	session_free(again);

	s = session_new(world_form(forms, "g"), NULL, NULL);
	session_lend(s, &r);
	CHECK_STR(world_get(s, "n"), "2");
	CHECK_STR(world_get(s, "homes"), "1");
	CHECK_STR(world_get(s, "both"), "1");
	CHECK_STR(world_get(s, "mixed"), "0"); /* not of one row */
	CHECK_STR(world_get(s, "years"), "3");
	CHECK_STR(world_get(s, "records"), "1");
	CHECK_STR(world_get(s, "who"), "b c");
	session_lend(s, NULL);
	store_done(t);
	store_close(st);
	done(s);
}

/* Both conditions on a repeat's fields hold in one row of it. */
TEST(semantics, pairs_row_conditions_in_one_row)
{
	world_write("f", "",
		"  - {type: date, name: on, label: on}\n"
		"  - {type: integer, name: late, label: late, read_only: yes, "
		"calculation: \"if(${on} > today(), 1, count-of(f))\"}\n"
		"  - type: repeat\n"
		"    name: att\n"
		"    label: att\n"
		"    survey:\n"
		"      - {type: text, name: unit, label: unit}\n"
		"      - {type: integer, name: h, label: h}\n");
	world_write("g", "",
		"  - {type: integer, name: one, label: one, read_only: yes, "
		"calculation: \"count-of(f, unit = 'a' and h = 1)\"}\n"
		"  - {type: integer, name: none, label: none, read_only: yes, "
		"calculation: \"count-of(f, unit = 'a' and h = 2)\"}\n"
		"  - {type: integer, name: sum, label: sum, read_only: yes, "
		"calculation: \"sum-of(f, h, unit = 'b')\"}\n"
		"  - {type: integer, name: any, label: any, read_only: yes, "
		"calculation: \"count-of(f, count(att) = 2)\"}\n"
		"  - {type: integer, name: top, label: top, read_only: yes, "
		"calculation: \"count-of(f, on = '2026-11-25' and h >= 1 and "
		"late >= 1 and format-date(on, '%Y') = '2026')\"}\n");
	forms = world_catalog();
	struct store *st = world_store();
	struct session *s = session_new(world_form(forms, "f"), NULL, NULL);
	world_add_row(s, "att");
	world_add_row(s, "att");
	world_set(s, "on", "2026-11-25");
	world_set(s, "att[1].unit", "a");
	world_set(s, "att[1].h", "1");
	world_set(s, "att[2].unit", "b");
	world_set(s, "att[2].h", "2");
	world_save(s, st, forms);
	session_free(s);
	struct store_txn *t;
	struct reader r;
	struct err e;
	CHECK_CODE(store_read(st, &t, &e), ERR_OK, &e);
	reader_init(&r, forms, t, STR("u"), test_arena());
	s = session_new(world_form(forms, "g"), NULL, NULL);
	session_lend(s, &r);
	CHECK_STR(world_get(s, "one"), "1");
	CHECK_STR(world_get(s, "none"), "0");
	CHECK_STR(world_get(s, "sum"), "2");
	CHECK_STR(world_get(s, "any"), "1");
	CHECK_STR(world_get(s, "top"), "2");
	session_lend(s, NULL);
	store_done(t);
	store_close(st);
	done(s);
}

TEST(semantics, has_as_many_rows_as_repeat_count_says)
{
	struct session *s = opened(
		"  - {type: integer, name: n, label: n}\n"
		"  - type: repeat\n"
		"    name: kid\n"
		"    label: kid\n"
		"    repeat_count: ${n}\n"
		"    survey:\n"
		"      - {type: text, name: who, label: who}\n"
		"      - {type: text, name: town, label: town, default: 渝}\n"
		"      - {type: calculate, name: no, calculation: "
		"\"position(..)\"}\n"
		"  - {type: calculate, name: all, calculation: "
		"\"count(${kid})\"}\n");
	struct cell kid = world_cell(s, "kid");
	CHECK(!session_may_add(s, &kid));
	CHECK_STR(world_get(s, "all"), "0");
	world_set(s, "n", "3");
	CHECK_STR(world_get(s, "all"), "3");
	CHECK_STR(world_get(s, "kid[3].town"), "渝");
	CHECK_STR(world_get(s, "kid[3].no"), "3");
	world_set(s, "kid[1].who", "a");
	world_set(s, "kid[2].who", "b");
	/* What nobody filled goes; what was filled is told, not lost. */
	world_set(s, "n", "1");
	CHECK_STR(world_get(s, "all"), "2");
	CHECK_STR(world_issues(s), "kid: 应有 1 行，现有 2 行\n");
	world_set(s, "kid[2].who", "");
	world_set(s, "n", "2");
	world_set(s, "n", "1");
	CHECK_STR(world_get(s, "all"), "1");
	CHECK_STR(world_issues(s), "");
	world_set(s, "n", "");
	CHECK_STR(world_get(s, "kid[1].who"), "a");
	done(s);
}

TEST(semantics, offers_what_a_cascade_leaves)
{
	struct session *s = opened(
		"  - {type: select_one city, name: city, label: city}\n"
		"  - {type: select_one town, name: town, label: town, "
		"choice_filter: \"city = ${city}\"}\n"
		"  - {type: select_one street, name: street, label: street, "
		"choice_filter: \"city = ${city} and town = ${town}\"}\n"
		"lists:\n"
		"  city: [{name: c1, label: C1}, {name: c2, label: C2}]\n"
		"  town:\n"
		"    - {name: t1, label: T1, city: c1}\n"
		"    - {name: t2, label: T2, city: c2}\n"
		"    - {name: t3, label: T3, city: c2}\n"
		"  street:\n"
		"    - {name: s1, label: S1, city: c2, town: t2}\n"
		"    - {name: s2, label: S2, city: c2, town: t3}\n");
	const struct choice *const *v;
	struct cell town = world_cell(s, "town");
	struct cell street = world_cell(s, "street");
	CHECK_INT(session_choices(s, &town, test_arena(), &v), 0);
	world_set(s, "city", "c2");
	CHECK_INT(session_choices(s, &town, test_arena(), &v), 2);
	CHECK_STR(v[0]->name, "t2");
	world_set(s, "town", "t3");
	CHECK_INT(session_choices(s, &street, test_arena(), &v), 1);
	CHECK_STR(v[0]->name, "s2");
	world_set(s, "street", "s2");
	CHECK_STR(world_issues(s), "");
	/* The choice above changes: what no longer fits is told. */
	world_set(s, "city", "c1");
	CHECK_STR(world_issues(s), "town: 填了 t3，只能填 t1 T1\n"
				   "street: 填了 s2，只能填 \n");
	done(s);
}

TEST(semantics, filters_references)
{
	world_write("area", "  instance_name: ${name}\n",
		"  - {type: text, name: name, label: name}\n"
		"  - {type: text, name: level, label: level}\n");
	world_write("f", "",
		"  - {type: text, name: want, label: want}\n"
		"  - {type: select_one_from_file area.csv, name: a, label: "
		"\"在 ${want}\", choice_filter: \"level = ${want}\"}\n"
		"  - {type: note, name: said, label: \"选了 ${a}\"}\n");
	forms = world_catalog();
	struct store *st = world_store();
	struct session *s = session_new(world_form(forms, "area"), NULL, NULL);
	world_set(s, "name", "渝中");
	world_set(s, "level", "3");
	struct record rec = world_save(s, st, forms);
	session_free(s);
	struct store_txn *t;
	struct reader r;
	struct err e;
	CHECK_CODE(store_read(st, &t, &e), ERR_OK, &e);
	reader_init(&r, forms, t, STR("u"), test_arena());
	s = session_new(world_form(forms, "f"), NULL, NULL);
	session_lend(s, &r);
	struct cell a = world_cell(s, "a");
	world_set(s, "want", "3");
	CHECK(session_offers(s, &a, &r, &rec));
	world_set(s, "a", str_z(test_arena(), id_format(test_arena(), rec.id)));
	CHECK_STR(world_issues(s), "");
	const struct cell *cell;
	size_t n = session_cells(s, &cell);
	CHECK_STR(session_label(s, &cell[n - 1], test_arena()), "选了 渝中");
	world_set(s, "want", "4");
	CHECK(!session_offers(s, &a, &r, &rec));
	CHECK(str_find(world_issues(s), STR("不在这一栏可选的范围里")) !=
		SIZE_MAX);
	session_lend(s, NULL);
	store_done(t);
	store_close(st);
	done(s);
}

TEST(semantics, asks_what_other_is)
{
	struct session *s = opened(
		"  - {type: select_multiple fruit or_other, name: eats, label: "
		"eats}\n"
		"  - {type: select_one fruit, name: best, label: best}\n"
		"lists:\n"
		"  fruit: [{name: a, label: 苹果}, {name: b, label: 梨}]\n");
	const struct choice *const *v;
	struct cell eats = world_cell(s, "eats");
	struct cell best = world_cell(s, "best");
	CHECK_INT(session_choices(s, &eats, test_arena(), &v), 3);
	CHECK_STR(label_text(&v[2]->label), "其他");
	CHECK_INT(session_choices(s, &best, test_arena(), &v), 2);
	struct cell other = world_cell(s, "eats_other");
	CHECK(!session_is_asked(s, &other));
	world_set(s, "eats", "a other");
	CHECK(session_is_asked(s, &other));
	CHECK_STR(label(s, "eats_other"), "请说明其他");
	world_set(s, "eats_other", "榴莲");
	CHECK_STR(world_issues(s), "");
	world_set(s, "eats", "a");
	str *dropped;
	CHECK_INT(session_dropped(s, test_arena(), &dropped), 1);
	CHECK_STR(dropped[0], "eats_other");
	done(s);
}

/* A calculation runs when what it read changed, and in that row only. */
TEST(semantics, calculates_again_only_what_read_a_change)
{
	struct session *s = opened(
		"  - {type: integer, name: a, label: a}\n"
		"  - {type: integer, name: b, label: b}\n"
		"  - {type: calculate, name: of_a, calculation: "
		"\"concat(${a}, uuid())\"}\n"
		"  - {type: calculate, name: of_none, calculation: uuid()}\n"
		"  - {type: calculate, name: of_calc, calculation: "
		"\"concat(${of_a}, uuid())\"}\n"
		"  - type: repeat\n"
		"    name: r\n"
		"    label: r\n"
		"    survey:\n"
		"      - {type: integer, name: x, label: x}\n"
		"      - {type: calculate, name: of_x, calculation: "
		"\"concat(${x}, ${a}, uuid())\"}\n");
	world_add_row(s, "r");
	world_add_row(s, "r");
	str a = world_get(s, "of_a");
	str none = world_get(s, "of_none");
	str calc = world_get(s, "of_calc");
	str one = world_get(s, "r[1].of_x");
	str two = world_get(s, "r[2].of_x");
	world_set(s, "b", "7");
	CHECK_STR(world_get(s, "of_a"), str_z(test_arena(), a));
	CHECK_STR(world_get(s, "of_calc"), str_z(test_arena(), calc));
	world_set(s, "r[1].x", "1");
	CHECK(!str_eq(world_get(s, "r[1].of_x"), one));
	CHECK_STR(world_get(s, "r[2].of_x"), str_z(test_arena(), two));
	one = world_get(s, "r[1].of_x");
	world_add_row(s, "r");
	CHECK_STR(world_get(s, "r[1].of_x"), str_z(test_arena(), one));
	world_set(s, "a", "5");
	CHECK(!str_eq(world_get(s, "of_a"), a));
	CHECK(!str_eq(world_get(s, "of_calc"), calc));
	CHECK(!str_eq(world_get(s, "r[2].of_x"), two));
	CHECK_STR(world_get(s, "of_none"), str_z(test_arena(), none));
	/* The same answer again is no change. */
	a = world_get(s, "of_a");
	world_set(s, "a", "5");
	CHECK_STR(world_get(s, "of_a"), str_z(test_arena(), a));
	done(s);
}

TEST(semantics, runs_a_calculation_when_any_of_its_triggers_changes)
{
	struct session *s = opened(
		"  - {type: text, name: a, label: a}\n"
		"  - {type: text, name: b, label: b}\n"
		"  - {type: text, name: c, label: c}\n"
		"  - {type: text, name: made, label: made, trigger: \"${a}, "
		"${b}\", calculation: \"concat(${a}, ${b}, ${c})\"}\n");
	CHECK_STR(world_get(s, "made"), "");
	world_set(s, "c", "3");
	CHECK_STR(world_get(s, "made"), "");
	world_set(s, "a", "1");
	CHECK_STR(world_get(s, "made"), "13");
	world_set(s, "made", "own");
	world_set(s, "c", "4");
	CHECK_STR(world_get(s, "made"), "own");
	world_set(s, "b", "2");
	CHECK_STR(world_get(s, "made"), "124");
	done(s);
}

TEST(semantics, remembers_what_was_saved_last)
{
	world_write("f", "",
		"  - {type: text, name: place, label: place, default: "
		"\"${last-saved#place}\"}\n"
		"  - {type: integer, name: no, label: no, default: "
		"\"coalesce(${last-saved#no}, 0) + 1\"}\n");
	forms = world_catalog();
	const struct form *f = world_form(forms, "f");
	struct session *s = session_new(f, NULL, NULL);
	struct record last;
	struct err e;
	CHECK_STR(world_get(s, "no"), "1");
	CHECK_STR(world_get(s, "place"), "");
	world_set(s, "place", "大厅");
	CHECK_CODE(session_record(s, test_arena(), true, "u", &last, &e),
		ERR_OK, &e);
	session_free(s);
	s = session_new(f, NULL, &last);
	CHECK_STR(world_get(s, "place"), "大厅");
	CHECK_STR(world_get(s, "no"), "2");
	done(s);
}

TEST(semantics, tells_when_it_began_and_ended)
{
	moment_t began = (moment_t)date_day(2026, 11, 25) * 86400 + 9 * 3600;
	clock_set(began);
	struct session *s =
		opened("  - {type: start, name: start}\n"
		       "  - {type: end, name: end}\n"
		       "  - {type: today, name: today}\n"
		       "  - {type: username}\n"
		       "  - {type: hidden, name: kind, default: k1}\n"
		       "  - {type: text, name: a, label: a}\n");
	struct reader r = {.user = STR("chen"), .station = STR("5001")};
	struct record rec;
	struct err e;
	session_lend(s, &r);
	session_blank(s); /* `add` leaves out defaults, but not these */
	CHECK_STR(world_get(s, "start"), "2026-11-25T09:00");
	CHECK_STR(world_get(s, "today"), "2026-11-25");
	CHECK_STR(world_get(s, "username"), "chen");
	struct cell c = world_cell(s, "start");
	CHECK(session_set_text(s, &c, STR("2020"), &e) == ERR_INPUT);
	clock_set(began + 600);
	CHECK_CODE(session_record(s, test_arena(), true, "u", &rec, &e), ERR_OK,
		&e);
	CHECK_STR(fields_get(&rec.fields, STR("start"))->text,
		"2026-11-25T09:00");
	CHECK_STR(
		fields_get(&rec.fields, STR("end"))->text, "2026-11-25T09:10");
	CHECK_STR(fields_get(&rec.fields, STR("kind"))->text, "k1");
	done(s);
}

TEST(semantics, has_double_fields_typed_twice)
{
	struct session *s = opened("  - {type: text, name: idno, label: 证号, "
				   "x_verify: double}\n"
				   "  - {type: text, name: a, label: a}\n");
	struct cell c = world_cell(s, "idno");
	CHECK(!session_wants_second(s, &c));
	world_type(s, "idno", "123");
	CHECK(session_wants_second(s, &c));
	CHECK_STR(world_issues(s), "idno: 这一栏要填两遍核对：请再填一遍\n");
	world_type(s, "idno", "124");
	CHECK_STR(world_issues(s),
		"? idno: 两次填的不一样：先是 123，后是 124\n"
		"idno: 这一栏要填两遍核对：请再填一遍\n");
	world_type(s, "idno", "124");
	CHECK(!session_wants_second(s, &c));
	CHECK_STR(world_issues(s), "");
	/* Changed once more: once more twice. */
	world_type(s, "idno", "9");
	CHECK(session_wants_second(s, &c));
	/* A command does not type. */
	world_set(s, "idno", "9");
	CHECK_STR(world_issues(s), "");
	world_type(s, "idno", "");
	CHECK(!session_wants_second(s, &c));
	done(s);
}

/* A draft that was left between the first and the second keying. */
TEST(semantics, remembers_in_a_draft_what_was_keyed_once)
{
	struct session *s = opened(
		"  - {type: text, name: idno, label: 证号, x_verify: double}\n"
		"  - {type: text, name: card, label: 卡号, x_verify: double}\n"
		"  - type: repeat\n"
		"    name: r\n"
		"    label: r\n"
		"    survey:\n"
		"      - {type: text, name: no, label: no, x_verify: "
		"double}\n");
	struct record draft;
	struct err e;
	world_type(s, "idno", "123");
	world_type(s, "card", "77");
	world_type(s, "card", "77");
	world_add_row(s, "r");
	world_add_row(s, "r");
	world_type(s, "r[1].no", "1");
	world_type(s, "r[1].no", "1");
	world_type(s, "r[2].no", "2");
	CHECK_CODE(session_record(s, test_arena(), false, "u", &draft, &e),
		ERR_OK, &e);
	struct session *again = session_new(session_form(s), &draft, NULL);
	CHECK_STR(world_issues(again),
		"idno: 这一栏要填两遍核对：请再填一遍\n"
		"r[2].no: 这一栏要填两遍核对：请再填一遍\n");
	world_type(again, "idno", "123");
	world_type(again, "r[2].no", "2");
	CHECK_STR(world_issues(again), "");
	CHECK_CODE(session_record(again, test_arena(), false, "u", &draft, &e),
		ERR_OK, &e);
	CHECK(fields_get(&draft.fields, STR("_once")) == NULL);
	session_free(again);
	done(s);
}

/* A command may give the second entry beside the first. */
TEST(semantics, compares_second_entries_of_commands)
{
	struct session *s = opened("  - {type: text, name: idno, label: 证号, "
				   "x_verify: double}\n"
				   "  - {type: date, name: on, label: on}\n");
	const struct json *j;
	struct issue *issue;
	struct err e;
	CHECK_CODE(json_parse(test_arena(),
			   STR("{\"idno\":\"12\",\"on\":\"2026-11-25\","
			       "\"_verify\":{\"idno\":\"12\",\"on\":"
			       "\"2026-11-24\",\"no\":\"1\"}}"),
			   &j, &e),
		ERR_OK, &e);
	CHECK_INT((int)exchange_fill(s, j, test_arena(), &issue), 2);
	CHECK_STR(issue[0].path, "on");
	CHECK_STR(issue[0].words,
		"两次填的不一样：先是 2026-11-25，后是 2026-11-24");
	CHECK_STR(issue[1].path, "_verify.no");
	done(s);
}

TEST(semantics, bounds_texts_by_max_length)
{
	struct session *s = opened("  - {type: text, name: a, label: a, "
				   "parameters: max-length=3}\n");
	struct cell c = world_cell(s, "a");
	struct err e;
	world_set(s, "a", "一二三");
	CHECK(session_set_text(s, &c, STR("一二三四"), &e) == ERR_LIMIT);
	CHECK_STR(str_of(e.words), "有 4 个字，最多 3 个");
	done(s);
}

/* Its own constraint does not lift start, end and step. */
TEST(semantics, keeps_a_range_beside_its_constraint)
{
	struct session *s = opened(
		"  - {type: range, name: a, label: a, parameters: \"start=-1, "
		"end=1; STEP=0.1\", constraint: \". != 0.5\"}\n"
		"  - {type: range, name: b, label: b, parameters: start=2 "
		"end=8 step=3}\n");
	static const struct {
		const char *path;
		const char *value;
		const char *issue;
	} cases[] = {
		{"a", "0.3", ""},
		{"a", "-0.7", ""},
		{"a", "0.35",
			"a: “a”填的 0.35 不行：从 -1 到 1，每 0.1 一档\n"},
		{"a", "1.1", "a: “a”填的 1.1 不行：从 -1 到 1，每 0.1 一档\n"},
		{"a", "0.5", "a: “a”填的 0.5 不合规定：. != 0.5\n"},
		{"a", "", ""},
		{"b", "5", ""},
		{"b", "8", ""},
		{"b", "6", "b: “b”填的 6 不行：从 2 到 8，每 3 一档\n"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world_set(s, cases[i].path, cases[i].value);
		CHECK_STR(world_issues(s), cases[i].issue);
	}
	done(s);
}

static str
order_of(struct session *s, const char *path)
{
	const struct choice *const *v;
	struct buf b = {.arena = test_arena()};
	struct cell c = world_cell(s, path);
	size_t n = session_choices(s, &c, test_arena(), &v);
	for (size_t i = 0; i < n; i++)
		buf_add(&b, v[i]->name);
	return buf_str(&b);
}

/* By its seed a form shuffles everywhere alike; without one each record has
 * an order of its own, and keeps it. */
TEST(semantics, mixes_choices_when_told_to)
{
	struct session *s = opened(
		"  - {type: integer, name: n, label: n}\n"
		"  - {type: select_one l, name: a, label: a, parameters: "
		"randomize=true}\n"
		"  - {type: select_one l, name: b, label: b, parameters: "
		"\"randomize=true, seed=42\"}\n"
		"  - {type: select_multiple l or_other, name: c, label: c, "
		"parameters: \"randomize=true seed=${n}\"}\n"
		"lists:\n"
		"  l: [{name: a, label: a}, {name: b, label: b}, {name: c, "
		"label: c}, {name: d, label: d}, {name: e, label: e}, {name: "
		"f, label: f}]\n");
	struct id one = {{1, 2, 3}};
	struct id two = {{1, 2, 4}};
	session_set_id(s, one);
	str first = str_dup(test_arena(), order_of(s, "a"));
	CHECK_INT(first.n, 6);
	CHECK_STR(order_of(s, "a"), str_z(test_arena(), first));
	session_set_id(s, two);
	CHECK(!str_eq(order_of(s, "a"), first));
	session_set_id(s, one);
	CHECK_STR(order_of(s, "a"), str_z(test_arena(), first));
	/* What ODK's engines make of 42. */
	CHECK_STR(order_of(s, "b"), "afcbde");
	world_set(s, "n", "42");
	str by_field = order_of(s, "c");
	CHECK(str_ends(by_field, STR("other")));
	CHECK(str_starts(by_field, order_of(s, "b")));
	world_set(s, "n", "43");
	CHECK(!str_starts(order_of(s, "c"), order_of(s, "b")));
	world_set(s, "b", "f"); /* each of them is still taken */
	CHECK_STR(world_issues(s), "");
	done(s);
}

/* Rows picked by brackets, as ODK's "Form logic" shows them. */
TEST(semantics, picks_rows_of_repeats)
{
	struct session *s = opened(
		"  - {type: integer, name: limit, label: limit}\n"
		"  - type: repeat\n"
		"    name: people\n"
		"    label: people\n"
		"    survey:\n"
		"      - {type: text, name: name, label: name}\n"
		"      - {type: integer, name: age, label: age}\n"
		"      - {type: integer, name: pets, label: pets}\n"
		"      - type: text\n"
		"        name: before\n"
		"        label: before\n"
		"        read_only: yes\n"
		"        calculation: \"${people}[position() = "
		"position(current()/..) - 1]/name\"\n"
		"      - type: repeat\n"
		"        name: toy\n"
		"        label: toy\n"
		"        survey:\n"
		"          - {type: text, name: what, label: what}\n"
		"      - {type: calculate, name: own, calculation: \"join('+', "
		"${toy}[what != 'x']/what)\"}\n"
		"  - {type: calculate, name: young, calculation: "
		"\"sum(${people}[age < ${limit}]/pets)\"}\n"
		"  - {type: calculate, name: n, calculation: "
		"\"count(${people}[./age >= ${limit} and pets > 0])\"}\n"
		"  - {type: calculate, name: second, calculation: "
		"\"${people}[2]/name\"}\n"
		"  - {type: calculate, name: older, calculation: "
		"\"${people}[age > 30][1]/name\"}\n"
		"  - {type: calculate, name: firsts, calculation: \"join('+', "
		"${toy}[position() = 1]/what)\"}\n");
	static const char *const people[][3] = {
		{"a", "10", "1"}, {"b", "40", "2"}, {"c", "50", "4"}};
	world_set(s, "limit", "18");
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = {"name", "age", "pets"};
		world_add_row(s, "people");
		for (int k = 0; k < 3; k++)
			world_set(s,
				str_fmt(test_arena(), "people[%d].%s", i + 1,
					names[k])
					.p,
				people[i][k]);
	}
	CHECK_STR(world_get(s, "young"), "1");
	CHECK_STR(world_get(s, "n"), "2");
	world_set(s, "limit", "45");
	CHECK_STR(world_get(s, "young"), "3");
	CHECK_STR(world_get(s, "n"), "1");
	world_set(s, "people[1].pets", "8");
	CHECK_STR(world_get(s, "young"), "10");
	CHECK_STR(world_get(s, "second"), "b");
	CHECK_STR(world_get(s, "older"), "b");
	CHECK_STR(world_get(s, "people[1].before"), "");
	CHECK_STR(world_get(s, "people[3].before"), "b");
	world_set(s, "people[2].name", "z");
	CHECK_STR(world_get(s, "people[3].before"), "z");
	static const char *const toys[][2] = {{"people[1]", "x"},
		{"people[1]", "y"}, {"people[3]", "v"}, {"people[3]", "w"}};
	for (int i = 0; i < 4; i++) {
		str toy = str_fmt(test_arena(), "%s.toy", toys[i][0]);
		size_t n = world_add_row(s, toy.p);
		world_set(s, str_fmt(test_arena(), "%s[%zu].what", toy.p, n).p,
			toys[i][1]);
	}
	CHECK_STR(world_get(s, "people[1].own"), "y");
	CHECK_STR(world_get(s, "people[3].own"), "v+w");
	CHECK_STR(world_get(s, "firsts"), "x+v");
	done(s);
}

/* An expression locks the keyboard, not what a command gives. */
TEST(semantics, locks_a_field_while_read_only_is_true)
{
	struct session *s = opened(
		"  - {type: select_one l, name: state, label: state}\n"
		"  - {type: text, name: a, label: 甲, read_only: \"${state} = "
		"'1'\"}\n"
		"lists: {l: [{name: \"0\", label: open}, {name: \"1\", label: "
		"shut}]}\n");
	struct cell c = world_cell(s, "a");
	struct err e;
	world_type(s, "a", "x");
	world_set(s, "state", "1");
	CHECK(session_is_read_only(s, &c));
	CHECK(session_type(s, &c, STR("y"), &e) == ERR_INPUT);
	CHECK_STR(str_of(e.words), "“甲”只读，不能填");
	world_set(s, "a", "z");
	CHECK_STR(world_get(s, "a"), "z");
	world_set(s, "state", "0");
	world_type(s, "a", "y");
	CHECK_STR(world_get(s, "a"), "y");
	done(s);
}

/* ODK's "Form logic": another answer is taken back when a first one changes,
 * and choices are ranked in the order they are named. */
TEST(semantics, clears_by_trigger_and_ranks)
{
	struct session *s =
		opened("  - {type: integer, name: age, label: age}\n"
		       "  - {type: integer, name: at, label: at, required: "
		       "\"true()\", "
		       "calculation: \"''\", trigger: \"${age}\"}\n"
		       "  - {type: rank l, name: r, label: r}\n"
		       "lists: {l: [{name: a, label: a}, {name: b, label: b}, "
		       "{name: c, "
		       "label: c}]}\n");
	world_set(s, "age", "8");
	world_type(s, "at", "3");
	CHECK_STR(world_get(s, "at"), "3");
	world_set(s, "age", "9");
	CHECK_STR(world_get(s, "at"), "");
	CHECK_STR(world_issues(s), "at: 没有填\n");
	world_type(s, "r", "c a b");
	CHECK_STR(world_get(s, "r"), "c a b");
	done(s);
}

/* Where codes are words a number says which of those offered. */
TEST(semantics, counts_choices_whose_codes_are_words)
{
	struct session *s = opened(
		"  - {type: select_one w, name: a, label: a}\n"
		"  - {type: select_multiple w, name: b, label: b, "
		"choice_filter: "
		"\"name != ${a}\"}\n"
		"  - {type: select_one m, name: c, label: c}\n"
		"lists:\n"
		"  w: [{name: north, label: 北}, {name: south, label: 南}, "
		"{name: east, label: 东}]\n"
		"  m: [{name: x, label: x}, {name: \"3\", label: y}]\n");
	struct cell c = world_cell(s, "c");
	struct err e;
	world_type(s, "a", "2");
	CHECK_STR(world_get(s, "a"), "south");
	world_type(s, "a", "北");
	CHECK_STR(world_get(s, "a"), "north");
	world_type(s, "b", "2 1"); /* of what the filter leaves */
	CHECK_STR(world_get(s, "b"), "east south");
	CHECK(session_type(s, &c, STR("1"), &e) == ERR_INPUT);
	world_type(s, "c", "3");
	CHECK_STR(world_get(s, "c"), "3");
	done(s);
}

/* Rows that rows count multiply: there is an end to it, and it is told. */
TEST(semantics, bounds_rows_in_rows)
{
	struct session *s =
		opened("  - {type: integer, name: n, label: n}\n"
		       "  - type: repeat\n"
		       "    name: r\n"
		       "    label: r\n"
		       "    repeat_count: ${n}\n"
		       "    survey:\n"
		       "      - {type: text, name: a, label: a}\n"
		       "      - type: repeat\n"
		       "        name: q\n"
		       "        label: q\n"
		       "        repeat_count: ${n}\n"
		       "        survey:\n"
		       "          - {type: text, name: b, label: b}\n");
	struct cell c;
	size_t number;
	struct err e;
	world_set(s, "n", "150");
	CHECK(str_find(world_issues(s), STR("应有 150 行，最多 ")) != SIZE_MAX);
	c = world_cell(s, "r[150].q");
	CHECK(session_add_row(s, &c, &number, &e) == ERR_LIMIT);
	CHECK_STR(str_of(e.words), "“q”一共最多 20000 行");
	world_set(s, "n", "2001");
	CHECK(str_find(world_issues(s), STR("r: 应有 2001 行，最多 2000 行")) !=
		SIZE_MAX);
	c = world_cell(s, "r");
	CHECK_INT(session_rows(s, &c), 2000);
	done(s);
}

/* Irrelevant groups and repeats: kept while filling, gone when finished. */
TEST(semantics, clears_what_is_not_asked_on_finishing)
{
	struct session *s = opened(
		"  - {type: integer, name: n, label: n}\n"
		"  - type: repeat\n"
		"    name: r\n"
		"    label: r\n"
		"    relevant: ${n} = 1\n"
		"    survey:\n"
		"      - {type: text, name: x, label: x}\n"
		"      - {type: text, name: y, label: y, relevant: \"${x} != "
		"''\", required: yes}\n"
		"  - {type: calculate, name: seen, calculation: "
		"\"join('+', ${x})\"}\n");
	struct record rec;
	struct err e;
	world_set(s, "n", "1");
	world_add_row(s, "r");
	world_add_row(s, "r");
	world_set(s, "r[1].x", "a");
	CHECK_STR(world_issues(s), "r[1].y: 没有填\n");
	world_set(s, "r[1].y", "b");
	CHECK_STR(world_get(s, "seen"), "a+");
	world_set(s, "n", "2");
	CHECK_STR(world_get(s, "seen"), "");
	CHECK_STR(world_get(s, "r[1].y"), "b");
	str *dropped;
	CHECK_INT(session_dropped(s, test_arena(), &dropped), 2);
	CHECK_STR(dropped[0], "r[1].x");
	CHECK_CODE(session_record(s, test_arena(), true, "u", &rec, &e), ERR_OK,
		&e);
	CHECK(!fields_get(&rec.fields, STR("r")));
	world_set(s, "n", "1");
	CHECK_STR(world_get(s, "seen"), "a+");
	done(s);
}

/* Finishing tells what it clears, and clears it in the session too. */
TEST(semantics, tells_what_finishing_clears)
{
	world_write("f", "",
		"  - {type: text, name: a, label: a}\n"
		"  - {type: text, name: b, label: b, relevant: \"${a} = "
		"'1'\"}\n");
	forms = world_catalog();
	struct store *st = world_store();
	struct session *s = session_new(world_form(forms, "f"), NULL, NULL);
	const struct save how = {
		.store = st, .catalog = forms, .user = "tester", .final = true};
	struct record rec;
	struct issue *issue;
	size_t n;
	struct err e = {0};
	world_set(s, "a", "1");
	world_set(s, "b", "x");
	world_save(s, st, forms);
	world_set(s, "a", "2");
	CHECK_CODE(session_save(s, &how, test_arena(), &rec, &issue, &n, &e),
		ERR_OK, &e);
	CHECK_INT((int)n, 1);
	CHECK_STR(issue[0].path, "b");
	CHECK_STR(issue[0].words, "这一栏不再问，原来填的已清除");
	world_set(s, "a", "1");
	CHECK_STR(world_get(s, "b"), "");
	store_close(st);
	done(s);
}

/* ODK's way of reading a column of a list that no question need use. */
TEST(semantics, looks_things_up_in_lists)
{
	struct session *s =
		opened("  - {type: text, name: t, label: t}\n"
		       "  - {type: calculate, name: label, calculation: "
		       "\"instance('town')/root/item[name = ${t}]/label\"}\n"
		       "  - {type: calculate, name: pop, calculation: "
		       "\"pulldata('town', 'pop', 'name', ${t})\"}\n"
		       "  - {type: calculate, name: n, calculation: "
		       "\"count(instance('town')/root/item[zone = 'z1'])\"}\n"
		       "  - {type: calculate, name: sum, calculation: "
		       "\"sum(instance('town')/root/item[zone = 'z1']/pop)\"}\n"
		       "  - {type: calculate, name: second, calculation: "
		       "\"instance('town')/root/item[zone = 'z1'][2]/name\"}\n"
		       "lists:\n"
		       "  town:\n"
		       "    - {name: a, label: 甲, zone: z1, pop: \"3\"}\n"
		       "    - {name: b, label: 乙, zone: z2, pop: \"5\"}\n"
		       "    - {name: c, label: 丙, zone: z1, pop: \"7\"}\n");
	CHECK_STR(world_get(s, "label"), "");
	CHECK_STR(world_get(s, "n"), "2");
	CHECK_STR(world_get(s, "sum"), "10");
	CHECK_STR(world_get(s, "second"), "c");
	world_set(s, "t", "b");
	CHECK_STR(world_get(s, "label"), "乙");
	CHECK_STR(world_get(s, "pop"), "5");
	done(s);
}

/* Kobo's and pyxform's other spellings. */
TEST(semantics, reads_other_spellings)
{
	struct session *s = opened(
		"  - {type: select one from l, name: a, caption: A, Required: "
		"\"yes\"}\n"
		"  - {type: begin group, name: g, label: G, relevance: \"${a} "
		"= "
		"'1'\"}\n"
		"  - {type: select all that apply from l, name: b, label: B, "
		"\"bind::x:warning\": count-selected(.) < 2, $kuid: x9}\n"
		"  - {type: end group}\n"
		"  - {type: begin lgroup, name: r, label: R, \"jr:count\": "
		"\"2\"}\n"
		"  - {type: text, name: c, \"Label::English (en)\": C}\n"
		"  - {type: end lgroup}\n"
		"choices:\n"
		"  - {list name: l, value: \"1\", label: 甲}\n"
		"  - {list name: l, value: \"2\", label: 乙}\n");
	CHECK_STR(world_issues(s), "a: 没有填\n");
	world_set(s, "a", "1");
	world_set(s, "b", "1 2");
	CHECK_STR(world_issues(s), "? b: “B”填的 1 2 少见，请核对\n");
	CHECK_STR(label(s, "r[2].c"), "C");
	done(s);
}
