// SPDX-License-Identifier: MIT
#include "forms/generate.h"
#include "tests/forms/world.h"

#include "forms/exchange.h"

struct count {
	size_t n;
	int64_t sum;
	const char *field;
};

static bool
count_one(void *arg, const struct record *r)
{
	struct count *c = arg;
	const struct value *v =
		c->field ? fields_get(&r->fields, str_of(c->field)) : NULL;
	c->n++;
	if (v && v->type == VALUE_INTEGER)
		c->sum += v->integer;
	else if (v && v->type == VALUE_ROWS)
		c->sum += (int64_t)v->rows->n;
	return true;
}

static struct count
count(struct store *st, const char *form, day_t from, day_t to,
	const char *field)
{
	struct count c = {.field = field};
	struct store_txn *t;
	struct err e;
	CHECK_CODE(store_read(st, &t, &e), ERR_OK, &e);
	CHECK_CODE(store_each(t, str_of(form), from, to, count_one, &c, &e),
		ERR_OK, &e);
	store_done(t);
	return c;
}

static const char *const order[] = {"station", "area", "staff", "resident",
	"consent", "activity", "lecture", "training", "case",
	"special_population", "plan", "session", "rehab_enrolment",
	"rehab_service"};
enum { ORDER = sizeof(order) / sizeof(order[0]) };

#define NAMES "forms/demo/names.yaml"

static str
names(void)
{
	str bytes;
	CHECK(catalog_file(NAMES, &bytes));
	return bytes;
}

TEST(generate, makes_records_of_every_shipped_form)
{
	struct catalog *c = catalog_new(NULL, 0);
	struct store *st = world_store();
	struct generator *g;
	struct err e;
	day_t from = date_day(2022, 1, 1);
	day_t to = date_day(2022, 12, 20);
	CHECK_CODE(generator_new(1, NAMES, names(), &g, &e), ERR_OK, &e);
	for (size_t k = 0; k < ORDER; k++) {
		str plan = str_fmt(test_arena(),
			"steps:\n  - {form: %s, count: 8, from: 2022-01-01, to: 2022-12-20}\n",
			order[k]);
		size_t made;
		CHECK_CODE(generate_plan(g, st, c, "demo", order[k], plan,
				   &made, &e),
			ERR_OK, &e);
		CHECK_INT(made, 8);
		CHECK_INT(count(st, order[k], from, to, NULL).n, 8);
	}
	generator_free(g);
	store_close(st);
	catalog_free(c);
}

TEST(generate, does_what_the_plan_says)
{
	world_write("club",
		"  x_event_date: on\n",
		"  - {type: date, name: on, label: 日期, required: yes, default: today()}\n"
		"  - {type: text, name: who, label: 姓名, required: yes}\n"
		"  - {type: select_one k, name: kind, label: 类别, required: yes}\n"
		"  - {type: integer, name: n, label: 人数, required: yes, constraint: . > 0}\n"
		"  - type: repeat\n"
		"    name: rows\n"
		"    label: 明细\n"
		"    survey:\n"
		"      - {type: decimal, name: h, label: 学时, required: yes}\n"
		"      - {type: select_one_from_file club.csv, name: to, label: 会}\n"
		"lists:\n"
		"  k:\n"
		"    - {name: \"1\", label: 一}\n"
		"    - {name: \"2\", label: 二}\n");
	const char *const plan =
		"steps:\n"
		"  - form: club\n"
		"    when:\n"
		"      - {count: 250, from: 2021-01-01, to: 2021-12-31}\n"
		"      - {count: 10, from: 2022-01-01, to: 2022-12-31}\n"
		"    set:\n"
		"      who: concat('第', ${_n}, '人')\n"
		"      kind: {weights: {\"1\": 0, \"2\": 5}}\n"
		"      n: {range: [3, 3]}\n"
		"    rows:\n"
		"      rows:\n"
		"        count: 2\n"
		"        set:\n"
		"          h: {range: [0.5, 2, 0.5]}\n"
		"          to: {from: club, where: kind = '2' and n = 3, each: yes, chance: 50}\n";
	struct catalog *c = world_catalog();
	struct store *st = world_store();
	struct generator *g;
	struct err e;
	size_t made;
	CHECK_CODE(generator_new(7, NAMES, names(), &g, &e), ERR_OK, &e);
	CHECK_CODE(generate_plan(g, st, c, "demo", "plan.yaml", str_of(plan),
			   &made, &e),
		ERR_OK, &e);
	CHECK_INT(made, 260);
	struct count all = count(st, "club", date_day(2021, 1, 1),
		date_day(2021, 12, 31), "n");
	CHECK_INT(all.n, 250);
	CHECK_INT(all.sum, 750);
	all = count(st, "club", date_day(2022, 1, 1), date_day(2022, 12, 31),
		"rows");
	CHECK_INT(all.n, 10);
	CHECK_INT(all.sum, 20);
	generator_free(g);
	store_close(st);
	catalog_free(c);
}

TEST(generate, says_what_is_wrong_with_a_plan)
{
	const struct {
		const char *yaml;
		const char *words;
		int line, col;
	} rows[] = {
		{"steps:\n  - form: nothing\n", "没有表单", 2, 5},
		{"steps:\n  - form: activity\n    count: x\n", "count 应是条数",
			2, 5},
		{"steps:\n  - form: activity\n    count: 1\n    set:\n      ac_x: 1\n",
			"表 activity 没有字段 ac_x", 5, 7},
		{"steps:\n  - form: activity\n    count: 1\n    set:\n      ac_heads: {range: [2, 1]}\n",
			"range 应是 [最小, 最大] 或 [最小, 最大, 步长]", 5, 25}};
	struct catalog *c = catalog_new(NULL, 0);
	for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
		struct generator *g;
		struct err e;
		CHECK_CODE(generator_new(1, NAMES, names(), &g, &e), ERR_OK,
			&e);
		enum err_code code = generate_plan(g, NULL, c, "demo",
			"p.yaml", str_of(rows[k].yaml), NULL, &e);
		generator_free(g);
		CHECK(code == ERR_INPUT || code == ERR_ABSENT);
		CHECK(str_starts(str_of(e.words), str_of(rows[k].words)));
		CHECK_INT(e.line, rows[k].line);
		CHECK_INT(e.col, rows[k].col);
	}
	catalog_free(c);
}
