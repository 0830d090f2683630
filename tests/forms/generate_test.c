// SPDX-License-Identifier: MIT
#include "forms/generate.h"
#include "store/account.h"
#include "tests/forms/world.h"

#include "forms/code.h"
#include "forms/dice.h"
#include "forms/exchange.h"

#define NAMES "forms/demo/names.yaml"

static struct generator *
generator(uint64_t seed)
{
	struct generator *g = NULL;
	str bytes;
	struct err e;
	CHECK(catalog_file(NAMES, &bytes));
	CHECK_CODE(generator_new(seed, NAMES, bytes, &g, &e), ERR_OK, &e);
	return g;
}

static size_t
plan(uint64_t seed, struct store *st, struct catalog *c, const char *yaml)
{
	struct generator *g = generator(seed);
	size_t made = 0;
	struct err e;
	CHECK_CODE(generate_plan(g, st, c, "demo", "plan.yaml", str_of(yaml),
			   &made, &e),
		ERR_OK, &e);
	generator_free(g);
	return made;
}

/* "field field …" of every record of a form, a line each, by date. */
struct told {
	struct buf b;
	const char *const *field;
};

static bool
tell(void *arg, const struct record *r)
{
	struct told *t = arg;
	for (size_t k = 0; t->field[k]; k++) {
		const struct value *v =
			fields_get(&r->fields, str_of(t->field[k]));
		if (v)
			buf_add(&t->b, value_text(test_arena(), v));
		buf_addc(&t->b, t->field[k + 1] ? ' ' : '\n');
	}
	return true;
}

static str
all_of(struct store *st, const char *form, const char *const *field)
{
	struct told t = {.b = {.arena = test_arena()}, .field = field};
	struct store_txn *txn;
	struct err e;
	CHECK_CODE(store_read(st, &txn, &e), ERR_OK, &e);
	CHECK_CODE(store_each(txn, str_of(form), DAY_NONE, INT32_MAX, tell, &t,
			   &e),
		ERR_OK, &e);
	store_done(txn);
	return buf_str(&t.b);
}

TEST(dice, fall_alike_on_every_machine)
{
	struct dice d = {.state = 0};
	CHECK(dice_next(&d) == 0xe220a8397b1dcdafu);
	CHECK(dice_next(&d) == 0x6e789e6aa1b965f4u);
	for (int k = 0; k < 100; k++) {
		int64_t n = dice_between(&d, -2, 2);
		CHECK(n >= -2 && n <= 2);
	}
	CHECK_INT(dice_between(&d, 5, 4), 5);
	CHECK_INT(dice_below(&d, 0), 0);
}

/* --- plans
 * --------------------------------------------------------------------- */

static void
write_club(void)
{
	world_write("club", "  x_event_date: on\n",
		"  - {type: date, name: on, label: 日期, required: yes, "
		"default: today()}\n"
		"  - {type: text, name: who, label: 姓名, required: yes}\n"
		"  - {type: select_one k, name: kind, label: 类别, required: "
		"yes}\n"
		"  - {type: integer, name: n, label: 人数, required: yes, "
		"constraint: . > 0}\n"
		"  - type: repeat\n"
		"    name: rows\n"
		"    label: 明细\n"
		"    survey:\n"
		"      - {type: integer, name: h, label: 学时, required: yes}\n"
		"lists:\n"
		"  k:\n"
		"    - {name: \"1\", label: 一}\n"
		"    - {name: \"2\", label: 二}\n");
	world_write("visit", "  x_event_date: day\n  x_parent: club\n",
		"  - {type: date, name: day, label: 日期, required: yes}\n"
		"  - {type: select_one_from_file club.csv, name: club, label: "
		"会, required: yes,"
		" constraint: \"ref(${club}, 'on') <= ${day}\"}\n"
		"  - {type: integer, name: twice, label: 数, read_only: yes, "
		"calculation: \"ref(${club}, 'n') * 2\"}\n");
}

#define CLUBS                                                                  \
	"until: 2022-03-31\n"                                                  \
	"steps:\n"                                                             \
	"  - form: visit\n"                                                    \
	"    each: {pool: few, field: club, after: [10, 10], times: 3, "       \
	"every: 30}\n"                                                         \
	"  - form: club\n"                                                     \
	"    as: few\n"                                                        \
	"    count: 4\n"                                                       \
	"    dates: [2022-01-01, 2022-01-31]\n"                                \
	"    set:\n"                                                           \
	"      who: {expr: \"concat('会', ${_n})\"}\n"                        \
	"      kind: {weights: {\"1\": 0, \"2\": 5}}\n"                        \
	"      n: {turn: [\"3\", \"8\"]}\n"                                    \
	"    rows:\n"                                                          \
	"      rows: {count: 2, set: {h: {turn: [\"1\", \"5\"]}}}\n"

TEST(generate, makes_what_the_plan_says_in_order_of_its_days)
{
	static const char *const club[] = {
		"on", "who", "kind", "n", "rows", NULL};
	static const char *const visit[] = {"day", NULL};
	write_club();
	struct catalog *c = world_catalog();
	struct store *st = world_store();
	CHECK_INT(plan(7, st, c, CLUBS), 15);
	CHECK_STR(all_of(st, "club", club),
		"2022-01-04 会1 2 3 2\n2022-01-12 会2 2 8 2\n"
		"2022-01-20 会3 2 3 2\n2022-01-28 会4 2 8 2\n");
	/* What would fall behind the end is not made. */
	CHECK_STR(all_of(st, "visit", visit),
		"2022-01-14\n2022-01-22\n2022-01-30\n2022-02-07\n"
		"2022-02-13\n2022-02-21\n2022-03-01\n2022-03-09\n"
		"2022-03-15\n2022-03-23\n2022-03-31\n");
	store_close(st);
	catalog_free(c);
}

TEST(generate, follows_the_day_a_record_names_while_it_may)
{
	static const char *const visit[] = {"club", "day", "next", NULL};
	static const char yaml[] =
		"until: 2022-12-31\n"
		"steps:\n"
		"  - form: club\n"
		"    count: 2\n"
		"    dates: [2022-01-01, 2022-01-02]\n"
		"    set: {n: {turn: [\"3\", \"9\"]}, kind: \"1\", who: 会}\n"
		"  - form: call\n"
		"    each: {pool: club, field: club, after: 5, times: 9, next: "
		"next, every: [-2, -2],\n"
		"      while: \"ref(${_each}, 'n') > count-of(call, club = "
		"${_each})\"}\n"
		"    set: {club: {expr: \"${_each}\"}}\n";
	write_club();
	/* The fifth says no more. */
	world_write("call", "  x_event_date: day\n",
		"  - {type: select_one_from_file club.csv, name: club, label: "
		"会}\n"
		"  - {type: date, name: day, label: 日期}\n"
		"  - {type: date, name: next, label: 下次, read_only: yes, "
		"calculation: \"if(format-date(${day}, '%m') = '03', '', "
		"date(decimal-date-time(${day}) + 16))\"}\n");
	struct catalog *c = world_catalog();
	struct store *st = world_store();
	CHECK_INT(plan(7, st, c, yaml), 2 + 3 + 5);
	str all = all_of(st, "call", visit);
	CHECK(str_find(all, STR(" 2022-01-06 2022-01-22\n")) != SIZE_MAX);
	CHECK(str_find(all, STR(" 2022-01-20 2022-02-05\n")) != SIZE_MAX);
	CHECK(str_find(all, STR(" 2022-03-04 \n")) != SIZE_MAX);
	CHECK(str_find(all, STR(" 2022-03-18 ")) == SIZE_MAX);
	store_close(st);
	catalog_free(c);
}

/* The dice of a record are its own: what else is made does not move them. */
TEST(generate, leaves_records_as_they_were_when_a_step_is_added)
{
	static const char *const resident[] = {
		"p_name", "p_idno", "p_phone", "p_addr", "rs_built", NULL};
#define PEOPLE                                                                 \
	"  - form: resident\n    count: 20\n"                                  \
	"    dates: [2022-01-01, 2022-12-20]\n"                                \
	"    set: {p_idtype: \"01\", p_idno: {born: [7, 80]}}\n"
	static const char more[] =
		"steps:\n  - {form: area, count: 4, dates: [2021-01-01, "
		"2022-06-30], set: {ab_area: {turn: [\"500112000000\", "
		"\"500112001000\", \"500112002000\", "
		"\"500112003000\"]}}}\n" PEOPLE;
	struct catalog *c = catalog_new(NULL, 0);
	struct store *st = world_store();
	(void)plan(11, st, c, "steps:\n" PEOPLE);
	str first = all_of(st, "resident", resident);
	store_close(st);
	const struct station station = {.code = STR("50011200100101"),
		.name = STR("测试站"),
		.kind = STR("test")};
	struct err e;
	const struct store_head head = {STR("user"), STR("password")};
	CHECK_CODE(store_create(test_path("again"), &station, &head, NULL, &e),
		ERR_OK, &e);
	CHECK_CODE(store_open(test_path("again"), false, &st, &e), ERR_OK, &e);
	CHECK_CODE(store_login(st, head.name, head.password, &e), ERR_OK, &e);
	CHECK_INT(plan(11, st, c, more), 24);
	CHECK_STR(all_of(st, "resident", resident), str_z(test_arena(), first));
	store_close(st);
	catalog_free(c);
}

TEST(generate, makes_the_same_again_from_the_same_seed)
{
	static const char *const resident[] = {"p_name", "p_idno", "p_phone",
		"p_addr", "rs_built", "rs_no", "p_edu", NULL};
	static const char yaml[] =
		"steps:\n  - form: resident\n    count: 300\n"
		"    dates: [2022-01-01, 2022-12-20]\n"
		"    set: {p_idtype: \"01\", p_idno: {born: [7, 80]}}\n";
	struct catalog *c = catalog_new(NULL, 0);
	struct store *st = world_store();
	CHECK_INT(plan(11, st, c, yaml), 300);
	str first = all_of(st, "resident", resident);
	store_close(st);

	const struct station station = {.code = STR("50011200100101"),
		.name = STR("测试站"),
		.kind = STR("test")};
	struct err e;
	const struct store_head head = {STR("user"), STR("password")};
	CHECK_CODE(store_create(test_path("again"), &station, &head, NULL, &e),
		ERR_OK, &e);
	CHECK_CODE(store_open(test_path("again"), false, &st, &e), ERR_OK, &e);
	CHECK_CODE(store_login(st, head.name, head.password, &e), ERR_OK, &e);
	CHECK_INT(plan(11, st, c, yaml), 300);
	CHECK(str_eq(first, all_of(st, "resident", resident)));
	store_close(st);
	catalog_free(c);
}

/* Numbers that no living person has (domain.md 5.6). */
static bool
is_nobody(void *arg, const struct record *r)
{
	size_t *n = arg;
	str why;
	const struct value *id = fields_get(&r->fields, STR("p_idno"));
	const struct value *phone = fields_get(&r->fields, STR("p_phone"));
	CHECK(id && phone);
	CHECK(code_check(test_arena(), STR("gb_11643_idno"), id->text,
		date_day(2022, 12, 20), &why));
	CHECK(str_cmp(str_sub(id->text, 14, 3), STR("996")) >= 0);
	CHECK(str_starts(phone->text, STR("1380000")));
	*n += 1;
	return true;
}

TEST(generate, makes_nobody_up_who_may_live)
{
	struct catalog *c = catalog_new(NULL, 0);
	struct store *st = world_store();
	struct store_txn *t;
	struct err e;
	size_t n = 0;
	plan(3, st, c,
		"steps:\n  - form: resident\n    count: 60\n"
		"    dates: [2020-01-01, 2022-12-20]\n"
		"    set: {p_idtype: \"01\"}\n");
	CHECK_CODE(store_read(st, &t, &e), ERR_OK, &e);
	CHECK_CODE(store_each(t, STR("resident"), DAY_NONE, INT32_MAX,
			   is_nobody, &n, &e),
		ERR_OK, &e);
	store_done(t);
	CHECK_INT(n, 60);
	store_close(st);
	catalog_free(c);
}

TEST(generate, says_what_is_wrong_with_a_plan)
{
	static const struct {
		const char *yaml;
		const char *words;
		int line, col;
	} rows[] = {
		{"steps:\n  - {form: nothing}\n", "没有表单", 2, 5},
		{"steps:\n  - {from: activity}\n",
			"没有“from”这一项，是不是“form”？", 2, 6},
		{"steps:\n  - form: activity\n", "要有 dates", 2, 5},
		{"steps:\n  - {form: activity, dates: [2022-01-01, "
		 "2022-02-30]}\n",
			"这里要一个日期", 2, 42},
		{"steps:\n  - form: activity\n    dates: [2022-01-01, "
		 "2022-01-02]\n"
		 "    set:\n      ac_head2: 1\n",
			"表单 activity 没有字段“ac_head2”，是不是“ac_heads”？",
			5, 7},
		{"steps:\n  - form: activity\n    dates: [2022-01-01, "
		 "2022-01-02]\n"
		 "    set:\n      ac_heads: {between: [2, 1]}\n",
			"后一个数不能比前一个小", 5, 27},
		{"steps:\n  - form: activity\n    dates: [2022-01-01, "
		 "2022-01-02]\n"
		 "    set:\n      ac_heads: {expr: 1 +}\n",
			"", 5, 27},
		{"steps:\n  - form: activity\n    each: {pool: activity, next: "
		 "ac_dat}\n",
			"表单 activity 没有字段“ac_dat”，是不是“ac_date”？", 3,
			28},
		{"steps:\n  - form: activity\n    each: {pool: activity, "
		 "while: "
		 "1 +}\n",
			"", 3, 35},
		{"steps:\n  - form: activity\n    each: {pool: activity, next: "
		 "ac_date, every: [-9, x]}\n",
			"这里要天数", 3, 55},
		{"steps:\n  - {form: activity, each: {pool: none}}\n",
			"没有哪一步叫“none”", 2, 5},
		{"steps:\n  - form: activity\n    dates: [2022-01-01, "
		 "2022-01-02]\n"
		 "    set: {ac_form: \"1\", ac_heads: \"-1\"}\n",
			"activity 的 ac_heads：", 2, 1},
	};
	struct catalog *c = catalog_new(NULL, 0);
	struct store *st = world_store();
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		struct generator *g = generator(1);
		struct err e = {0};
		enum err_code code = generate_plan(g, st, c, "demo", "p.yaml",
			str_of(rows[k].yaml), NULL, &e);
		CHECK(code == ERR_INPUT || code == ERR_ABSENT);
		if (!str_starts(str_of(e.words), str_of(rows[k].words)))
			CHECK_STR(str_of(e.words), rows[k].words);
		CHECK_STR(str_of(e.file), "p.yaml");
		CHECK_INT(e.line, rows[k].line);
		CHECK_INT(e.col, rows[k].col);
		generator_free(g);
	}
	store_close(st);
	catalog_free(c);
}

/* --- a round trip of every form
 * ----------------------------------------------------- */

/* What the references of the shipped forms need to point at. */
static const char before[] =
	"optional: 30\n"
	"steps:\n"
	"  - form: station\n"
	"    dates: [2020-01-01, 2020-01-02]\n"
	"    set: {st_code: \"50011200000001\", st_level: \"3\", st_type: "
	"\"01\", st_parent: \"\", st_equip: \"1 3\"}\n"
	"  - form: station\n"
	"    count: 2\n"
	"    dates: [2020-02-01, 2020-03-01]\n"
	"    set:\n"
	"      st_level: \"4\"\n"
	"      st_code: {turn: [\"50011200100001\", \"50011200200001\"]}\n"
	"      st_parent: {pool: station}\n"
	"      st_type: \"12\"\n"
	"  - form: staff\n"
	"    count: 6\n"
	"    dates: [2020-03-02, 2020-03-20]\n"
	"    set: {sf_role: {turn: [\"01\", \"05\", \"06\"]}, sf_station: "
	"{pool: station}}\n"
	"  - form: volunteer\n"
	"    count: 3\n"
	"    dates: [2020-03-02, 2020-03-20]\n"
	"  - form: resident\n"
	"    count: 8\n"
	"    dates: [2020-04-01, 2020-06-01]\n"
	"    set: {p_idtype: \"01\", p_idno: {born: [20, 60]}}\n"
	"  - form: consent\n"
	"    each: {pool: resident, field: co_person}\n"
	"    set: {co_purpose: \"2\"}\n"
	"  - form: consent\n"
	"    each: {pool: resident, field: co_person}\n"
	"    set: {co_purpose: \"4\"}\n"
	"  - form: patient\n"
	"    count: 4\n"
	"    dates: [2020-06-02, 2020-06-20]\n"
	"    set: {sm_person: {round: resident}, sm_no: {expr: "
	"\"string(10000000 "
	"+ ${_n})\"}, sm_owner: {pool: staff}, sm_state: \"1\"}\n"
	"  - form: special_population\n"
	"    count: 8\n"
	"    dates: [2020-07-01, 2020-08-01]\n"
	"    set: {sp_person: {round: resident}, sp_group: {turn: [\"21\", "
	"\"22\", \"18\"]}, sp_owner: {pool: staff}}\n"
	"  - form: assessment\n"
	"    each: {pool: special_population, where: \"${sp_group} = "
	"'22'\", after: [5, 9]}\n"
	"    set: {as_kind: \"1\", as_person: {expr: \"ref(${_each}, "
	"'sp_person')\"}, as_event: \"7\", as_case: \"\", as_scale: EXT}\n"
	"  - form: case\n"
	"    count: 3\n"
	"    dates: [2020-07-01, 2020-08-01]\n"
	"    set: {cs_person: {round: resident}, cs_couns: {pool: staff}}\n"
	"  - form: rehab_enrolment\n"
	"    count: 3\n"
	"    dates: [2020-07-01, 2020-08-01]\n"
	"    set: {rh_person: {round: resident}, rh_state: \"2\", rh_start: "
	"{expr: \"${rh_apply}\"}}\n"
	"  - form: material\n"
	"    count: 2\n"
	"    dates: [2020-07-01, 2020-07-10]\n"
	"  - form: consent\n"
	"    each: {pool: resident, field: co_person}\n"
	"    set: {co_purpose: \"9\"}\n"
	"  - form: referral\n"
	"    count: 2\n"
	"    dates: [2020-07-01, 2020-07-10]\n"
	"    set: {rf_kind: \"1\", rf_src: \"\"}\n"
	"  - form: hotline_call\n"
	"    count: 4\n"
	"    dates: [2020-07-01, 2020-07-10]\n"
	"    set: {hl_valid: \"1\", hl_op: {pool: staff}, hl_follow: \"1\"}\n"
	"  - form: crisis_team\n"
	"    count: 1\n"
	"    dates: [2020-07-01, 2020-07-01]\n"
	"    rows: {ct_members: {count: 3}}\n";

struct trip {
	struct store *store;
	struct catalog *catalog;
	const struct form *form;
};

/* A generated session of the form; the last fault when there is none. */
static struct session *
generated(const struct trip *x, struct generator *g, struct reader *r)
{
	struct err e = {0};
	for (int k = 0; k < 20; k++) {
		struct session *s = session_new(x->form, NULL, NULL);
		session_lend(s, r);
		if (generate_one(g, s, &e) == ERR_OK)
			return s;
		session_free(s);
	}
	CHECK_CODE(e.code, ERR_OK, &e);
	return NULL;
}

/* The record is among those of its form. */
static bool
look_for(void *arg, const struct record *rec)
{
	struct id *wanted = arg;
	if (id_eq(rec->id, *wanted))
		*wanted = ID_NONE;
	return !id_is_none(*wanted);
}

/* generate → JSON → a new session → saved → JSON again, and listed. */
static void
go(const struct trip *x, uint64_t seed)
{
	struct arena *a = test_arena();
	struct generator *g = generator(seed);
	struct reader r;
	struct store_txn *t;
	struct err e;
	struct record made;
	struct issue *issue;
	const struct json *json;
	struct buf text = {.arena = a};
	struct buf again = {.arena = a};

	CHECK_CODE(store_read(x->store, &t, &e), ERR_OK, &e);
	reader_init(&r, x->catalog, t, STR("demo"), a);
	struct session *s = generated(x, g, &r);
	CHECK_CODE(session_record(s, a, false, "user", &made, &e), ERR_OK, &e);
	made.state = RECORD_FINAL;
	made.by = store_user(x->store)->name; /* one sees what one wrote */
	exchange_write(&r, &text, &made, true);
	session_free(s);

	CHECK_CODE(json_parse(a, buf_str(&text), &json, &e), ERR_OK, &e);
	s = session_new(x->form, NULL, NULL);
	session_blank(s);
	session_lend(s, &r);
	size_t n = exchange_fill(s, json, a, &issue);
	for (size_t k = 0; k < n; k++)
		if (issue[k].kind == ISSUE_ERROR)
			fail_msg("%.*s: %.*s", STR_FMT(issue[k].path),
				STR_FMT(issue[k].words));
	session_lend(s, NULL);
	store_done(t);

	struct record saved = world_save(s, x->store, x->catalog);
	session_free(s);
	CHECK_CODE(store_read(x->store, &t, &e), ERR_OK, &e);
	reader_init(&r, x->catalog, t, STR("demo"), a);
	CHECK_CODE(store_get(t, saved.id, a, &saved, &e), ERR_OK, &e);
	exchange_write(&r, &again, &saved, true);
	struct id wanted = saved.id;
	CHECK_CODE(store_each(t, x->form->id, DAY_NONE, INT32_MAX, look_for,
			   &wanted, &e),
		ERR_OK, &e);
	CHECK(id_is_none(wanted));
	store_done(t);
	for (size_t k = 0; k < x->form->n_all; k++) {
		const struct field *f = x->form->all[k];
		const struct value *v = fields_get(&made.fields, f->name);
		const struct value *w = fields_get(&saved.fields, f->name);
		struct value blank = {.type = VALUE_BLANK};
		/* What was not asked is dropped, serials are given at saving.
		 */
		if (!f->repeat && !f->serial && w && w->type != VALUE_ROWS &&
			!value_eq(v ? v : &blank, w))
			fail_msg("%.*s: %.*s", STR_FMT(x->form->id),
				STR_FMT(f->name));
		if (v && v->type == VALUE_ROWS && w)
			CHECK_INT(v->rows->n, w->rows->n);
	}
	CHECK(buf_str(&again).n > 0);
	generator_free(g);
}

TEST(generate, takes_every_shipped_form_round)
{
	moment_t now;
	struct catalog *c = catalog_new(NULL, 0);
	struct store *st = world_store();
	const struct catalog_item *item;
	struct err e;
	CHECK(plan(5, st, c, before) > 40);
	CHECK(date_parse_moment(STR("2022-12-20T16:30"), &now));
	clock_set(now);
	size_t n = catalog_items(c, &item);
	CHECK_INT(n, 48);
	for (size_t k = 0; k < n; k++) {
		struct trip x = {.store = st, .catalog = c};
		CHECK_CODE(
			catalog_form(c, item[k].id, &x.form, &e), ERR_OK, &e);
		go(&x, 100 + k);
		go(&x, 200 + k);
	}
	store_close(st);
	catalog_free(c);
}
