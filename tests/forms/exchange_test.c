// SPDX-License-Identifier: MIT
#include "forms/exchange.h"
#include "tests/forms/world.h"

static const char *const person =
	"  - {type: text, name: name, label: 姓名, required: yes}\n"
	"  - {type: text, name: no, label: 证号}\n"
	"  - {type: text, name: phone, label: 电话}\n";
static const char *const enrol =
	"  - {type: select_one_from_file person.csv, name: who, label: 居民}\n"
	"  - {type: select_one g, name: kind, label: 类别}\n"
	"lists:\n"
	"  g:\n"
	"    - {name: \"21\", label: 甲}\n"
	"    - {name: \"22\", label: 乙}\n";
static const char *const meeting =
	"  - {type: text, name: theme, label: 主题, required: yes, default: "
	"例会}\n"
	"  - {type: date, name: on, label: 日期}\n"
	"  - {type: integer, name: n, label: 人数, x_warning: . < 100, "
	"x_warning_message: 太多}\n"
	"  - {type: decimal, name: h, label: 学时}\n"
	"  - {type: select_multiple g, name: kinds, label: 类别}\n"
	"  - {type: select_one_from_file person.csv, name: who, label: 居民}\n"
	"  - {type: select_one_from_file enrol.csv, name: enrol, label: 登记}\n"
	"  - type: repeat\n"
	"    name: rows\n"
	"    label: 明细\n"
	"    survey:\n"
	"      - {type: text, name: t, label: 名}\n"
	"      - {type: text, name: more, label: 注, relevant: \"${t} = "
	"'x'\"}\n"
	"  - {type: integer, name: count, label: 行数, read_only: yes, "
	"calculation: \"count(${rows})\"}\n"
	"  - {type: text, name: who_name, label: 名, read_only: yes, "
	"calculation: \"ref(${who}, 'name')\"}\n"
	"lists:\n"
	"  g:\n"
	"    - {name: \"1\", label: 一}\n"
	"    - {name: \"3\", label: 三}\n";

struct world {
	struct catalog *c;
	struct store *st;
	struct session *s;
};

static struct world
world(void)
{
	world_write("person",
		"  x_unique: [[no]]\n"
		"  x_mask: {name: name, no: id_number, phone: phone}\n",
		person);
	world_write("enrol", "  x_unique: [[who, kind]]\n", enrol);
	world_write("meeting", "  x_event_date: on\n", meeting);
	return (struct world){.c = world_catalog(), .st = world_store()};
}

/* Fill a new session; "path: words" of what exchange says. */
static str
fill(struct world *w, const char *form, const char *json)
{
	const struct json *object;
	struct err e;
	struct issue *issue;
	struct store_txn *t;
	struct reader r;
	struct buf b = {.arena = test_arena()};
	session_free(w->s);
	w->s = session_new(world_form(w->c, form), NULL, NULL);
	session_blank(w->s);
	CHECK_CODE(json_parse(test_arena(), str_of(json), &object, &e), ERR_OK,
		&e);
	CHECK_CODE(store_read(w->st, &t, &e), ERR_OK, &e);
	reader_init(&r, w->c, t, STR("tester"), test_arena());
	session_lend(w->s, &r);
	size_t n = exchange_fill(w->s, object, test_arena(), &issue);
	session_lend(w->s, NULL);
	store_done(t);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%.*s: %.*s\n",
			issue[i].kind == ISSUE_WARNING ? "? " : "",
			STR_FMT(issue[i].path), STR_FMT(issue[i].words));
	return buf_str(&b);
}

static str
shown(struct world *w, const struct record *rec, bool reveal)
{
	struct store_txn *t;
	struct reader r;
	struct err e;
	struct buf b = {.arena = test_arena()};
	CHECK_CODE(store_read(w->st, &t, &e), ERR_OK, &e);
	reader_init(&r, w->c, t, STR("tester"), test_arena());
	exchange_write(&r, &b, rec, reveal);
	store_done(t);
	str s = buf_str(&b);
	size_t at = str_find(s, STR(",\"_id\""));
	return at == SIZE_MAX ? s : str_sub(s, 0, at);
}

static void
end(struct world *w)
{
	session_free(w->s);
	store_close(w->st);
	catalog_free(w->c);
}

TEST(exchange, reads_and_writes_a_record)
{
	struct world w = world();
	CHECK_STR(fill(&w, "person",
			  "{\"name\":\"张三\",\"no\":\"a12345\",\"phone\":"
			  "\"13812345678\"}"),
		"");
	struct record a = world_save(w.s, w.st, w.c);
	CHECK_STR(shown(&w, &a, false), "{\"name\":\"张三\",\"no\":\"**2345\","
					"\"phone\":\"138****5678\"");
	CHECK_STR(shown(&w, &a, true), "{\"name\":\"张三\",\"no\":\"a12345\","
				       "\"phone\":\"13812345678\"");
	CHECK_STR(fill(&w, "enrol",
			  "{\"who\":{\"no\":\"Ａ12345\"},\"kind\":\"21\"}"),
		"");
	struct record en = world_save(w.s, w.st, w.c);
	CHECK_STR(
		fill(&w, "meeting",
			"{\"theme\":\"会\",\"on\":\"2024-03-01\",\"n\":12,"
			"\"h\":\"1.50\","
			"\"kinds\":[\"3\",\"1\"],\"who\":{\"no\":\"a12345\"},"
			"\"enrol\":{\"kind\":\"21\",\"who\":{\"no\":\"a12345\"}"
			"},"
			"\"rows\":[{\"t\":\"x\",\"more\":\"y\"},{\"t\":null}],"
			"\"count\":99,\"_id\":\"z\",\"_reasons\":{\"n\":\"大\"}"
			"}"),
		"");
	struct record m = world_save(w.s, w.st, w.c);
	CHECK(id_eq(fields_get(&m.fields, STR("enrol"))->ref, en.id));
	CHECK_STR(shown(&w, &m, true),
		str_z(test_arena(),
			str_fmt(test_arena(),
				"{\"theme\":\"会\",\"on\":\"2024-03-01\",\"n\":"
				"12,"
				"\"h\":1.50,\"kinds\":[\"3\",\"1\"],\"who\":\"%"
				".*s\","
				"\"enrol\":\"%.*s\",\"rows\":[{\"t\":\"x\","
				"\"more\":\"y\"},{}],"
				"\"count\":2,\"who_name\":\"张三\",\"_"
				"reasons\":{\"n\":\"大\"}",
				STR_FMT(id_format(test_arena(), a.id)),
				STR_FMT(id_format(test_arena(), en.id)))));
	end(&w);
}

TEST(exchange, takes_absent_and_null_for_blank)
{
	struct world w = world();
	CHECK_STR(fill(&w, "meeting", "{\"on\":\"2024-03-01\"}"), "");
	CHECK_STR(world_get(w.s, "theme"), "");
	CHECK_STR(world_issues(w.s), "theme: 没有填\n");
	CHECK_STR(fill(&w, "meeting", "{\"theme\":null}"), "");
	CHECK_STR(world_get(w.s, "theme"), "");
	CHECK_STR(fill(&w, "meeting", "{\"kinds\":\"1 3\"}"), "");
	CHECK_STR(world_get(w.s, "kinds"), "1 3");
	end(&w);
}

TEST(exchange, says_what_is_wrong)
{
	struct world w = world();
	const struct {
		const char *json;
		const char *words;
	} rows[] = {{"{\"themes\":\"x\"}",
			    "themes: 没有这个字段，是不是 theme？\n"},
		{"{\"zzzzzz\":\"x\"}", "zzzzzz: 没有这个字段\n"},
		{"{\"kinds\":1}", "kinds: 这里要一列代码，如 "
				  "[\"1\",\"3\"]，给的是数字\n"},
		{"{\"rows\":5}",
			"rows: 这里要一列行，如 [{…},{…}]，给的是数字\n"},
		{"{\"rows\":[1]}", "rows[1]: 这里要一行 {…}，给的是数字\n"},
		{"{\"theme\":[\"x\"]}", "theme: 这里要文字，给的是列表 […]\n"},
		{"{\"n\":true}", "n: 这里要数字，给的是true\n"},
		{"{\"n\":\"1.5\"}", "n: 应填整数，1.5 带小数\n"},
		{"{\"on\":\"2024-02-30\"}",
			"on: 2024-02-30 不存在：二月最多 29 天\n"},
		{"{\"kinds\":[\"9\"]}",
			"kinds: 没有选项 9，可填：1 一，3 三\n"},
		{"{\"kinds\":[3]}", "kinds: 第 1 项应是一个代码，如 \"1\"\n"},
		{"{\"who\":\"张三\"}", "who: “张三”不是记录编号\n"},
		{"{\"who\":{\"no\":\"b\"}}", "who: 没有记录 {\"no\":\"b\"}\n"},
		{"{\"who\":{\"name\":\"b\"}}",
			"who: {\"name\":\"b\"} 不能认定一条记录，可用：no\n"},
		{"{\"rows\":[{\"t\":\"x\"},{\"q\":1}]}",
			"rows[2].q: 没有这个字段\n"},
		{"{\"t\":\"x\"}", "t: t 在明细 rows 里，要写成 rows[1].t\n"},
		{"{\"rows\":[{\"t\":\"a\",\"more\":\"b\"}]}",
			"? rows[1].more: 这一栏在此不问，给的值没有存\n"},
		{"[1]", ": 一行应是一个对象 {…}，给的是列表 […]\n"}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_STR(fill(&w, "meeting", rows[i].json), rows[i].words);
	struct buf b = {.arena = test_arena()};
	buf_addz(&b, "{\"rows\":[");
	for (int i = 0; i < 10000; i++)
		buf_addz(&b, i ? ",{\"t\":\"a\"}" : "{\"t\":\"a\"}");
	buf_addz(&b, "]}");
	CHECK_STR(fill(&w, "meeting", buf_z(&b)),
		"rows: 有 10000 行，最多 2000 行\n");
	end(&w);
}

TEST(exchange, writes_a_record_without_its_form)
{
	struct world w = world();
	struct entry v[] = {{STR("a"), {.type = VALUE_TEXT, .text = STR("甲")}},
		{STR("b"), {.type = VALUE_INTEGER, .integer = 3}}};
	const struct record rec = {.form = STR("gone"),
		.state = RECORD_FINAL,
		.rev = 1,
		.fields = {v, 2}};
	/* Nobody knows what was to be masked. */
	CHECK_STR(shown(&w, &rec, false), "{\"a\":\"***\",\"b\":\"***\"");
	CHECK_STR(shown(&w, &rec, true), "{\"a\":\"甲\",\"b\":3");
	end(&w);
}
