// SPDX-License-Identifier: MIT
#include "forms/expr.h"

#include "store/date.h"
#include "tests/test.h"

#include <math.h>
#include <string.h>

/*
 * A small world: a record with fields, a repeat of three rows, and five
 * other records of the form `visit`.
 */
struct pair {
	const char *name;
	const char *value;
};

static const struct pair asking[] = {{"name", "张三"}, {"blank", ""},
	{"born", "1990-02-28"}, {"met", "2024-07-12T09:30"}, {"n", "7"},
	{"many", "a bc d"}, {"who", "id-2"}, {"hours", "2"}, {NULL, NULL}};
static const char *const hours[] = {"2", "3.5", "4"};

static const struct pair visits[][6] = {
	{{"person", "id-1"}, {"day", "2024-01-05"}, {"score", "10"},
		{"kinds", "a b"}, {NULL, NULL}},
	{{"person", "id-2"}, {"day", "2024-02-05"}, {"score", "20"},
		{"kinds", "b"}, {NULL, NULL}},
	{{"person", "id-1"}, {"day", "2024-03-05"}, {"score", ""},
		{"kinds", ""}, {NULL, NULL}},
	{{"person", "id-1"}, {"day", "2024-04-05"}, {"score", "12.5"},
		{"kinds", "c a"}, {NULL, NULL}},
	{{"person", ""}, {"day", "2024-05-05"}, {"score", "1"}, {"kinds", "d"},
		{NULL, NULL}},
};
static str hint_seen[2];
static int visited;

static bool
pair_get(const struct expr_scope *s, str name, struct arena *a,
	struct xvalue *out)
{
	for (const struct pair *p = s->ctx; p->name != NULL; p++) {
		if (!str_is(name, p->name))
			continue;
		str *v = ARENA_NEW(a, str);
		*v = str_of(p->value);
		*out = (struct xvalue){.type = X_NODES, .nodes = {v, 1}};
		return true;
	}
	return false;
}

static bool
rows_get(const struct expr_scope *s, str name, struct arena *a,
	struct xvalue *out)
{
	(void)s;
	if (!str_is(name, "hours") && !str_is(name, "rows"))
		return false;
	str *v = ARENA_ARRAY(a, 3, str);
	for (int i = 0; i < 3; i++)
		v[i] = str_of(hours[i]);
	*out = (struct xvalue){.type = X_NODES, .nodes = {v, 3}};
	return true;
}

static int
third_row(const struct expr_scope *s, str repeat, int up)
{
	(void)s, (void)repeat, (void)up;
	return 3;
}

static bool
visit_ref(const struct expr_scope *s, str id, str field, struct arena *a,
	struct xvalue *out)
{
	(void)s;
	*out = xvalue_string(
		str_fmt(a, "%.*s/%.*s", STR_FMT(id), STR_FMT(field)));
	return true;
}

static const struct expr_ops visit_ops;

static bool
visit_records(const struct expr_scope *s, const struct expr_search *what,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	hint_seen[0] = what->hint_field;
	hint_seen[1] = what->hint_value;
	if (!str_is(what->form, "visit"))
		return false;
	visited = 0;
	for (int i = 0; i < 5; i++) {
		struct expr_scope record = {
			.ops = &visit_ops, .ctx = visits[i], .outer = s};
		if (!each(arg, &record))
			break;
		visited++;
	}
	return true;
}

static bool
label(const struct expr_scope *s, str field, str code, struct arena *a,
	str *out)
{
	(void)s;
	*out = str_fmt(a, "%.*s:%.*s", STR_FMT(field), STR_FMT(code));
	return !str_is(code, "?");
}

static const struct expr_ops visit_ops = {.get = pair_get, .ref = visit_ref};
static const struct expr_ops ops = {.get = pair_get,
	.get_all = rows_get,
	.position = third_row,
	.ref = visit_ref,
	.records = visit_records,
	.choice_label = label};

static enum err_code
eval(const char *text, str *out, struct err *e)
{
	struct arena *a = test_arena();
	struct expr_scope scope = {.ops = &ops,
		.ctx = asking,
		.dot = STR("42"),
		.self_id = STR("id-1")};
	const struct expr *x;
	enum err_code code = expr_parse(a, str_of(text), &x, e);
	return code ? code : expr_eval_string(x, &scope, a, out, e);
}

/* Evaluates to this text. */
#define GIVES(text, want)                                                      \
	do {                                                                   \
		str got_;                                                      \
		struct err e_;                                                 \
		CHECK_CODE(eval((text), &got_, &e_), ERR_OK, &e_);             \
		CHECK_STR(got_, (want));                                       \
	} while (0)

/* Refused, at this column, with words that hold this. */
#define REFUSES(text, column, part)                                            \
	do {                                                                   \
		str got_;                                                      \
		struct err e_;                                                 \
		CHECK_CODE(eval((text), &got_, &e_), ERR_INPUT, &e_);          \
		CHECK_INT(e_.col, (column));                                   \
		CHECK(strstr(e_.words, (part)) != NULL);                       \
	} while (0)

TEST(expr, keeps_the_precedence_of_operators)
{
	GIVES("1 + 2 * 3 - 4 div 2", "5");
	GIVES("-(2 + 3) * 2", "-10");
	GIVES("1 = 2 or 3 > 2 and not(false())", "true");
	GIVES("3 < 2 < 1", "true");
	GIVES("7 mod 4div2", "1.5");
	GIVES("----5", "5");
	GIVES("6*(3+4)and(5or2)", "true");
	GIVES("${n}*${n}", "49");
	GIVES("1 or nothing", "true");
	GIVES("count(${name} | ${blank})", "2");
}

TEST(expr, counts_characters_not_bytes)
{
	GIVES("string-length('心理健康')", "4");
	GIVES("substr('心理健康', 1, 3)", "理健");
	GIVES("substr('心理健康', -2)", "健康");
	GIVES("substring('心理健康', 2, 2)", "理健");
	GIVES("translate('心理', '理', '里')", "心里");
	GIVES("substring-after('科普、宣传', '、')", "宣传");
	GIVES("substring-before('科普、宣传', '、')", "科普");
	GIVES("normalize-space('  心   站 ')", "心 站");
}

TEST(expr, prints_numbers_without_exponents)
{
	GIVES("0.1 + 0.2", "0.30000000000000004");
	GIVES("1 div 3", "0.3333333333333333");
	GIVES("1 div 3000000000", "0.0000000003333333333333333");
	GIVES("1000000 * 1000000 * 1000000 * 1000000",
		"1000000000000000000000000");
	GIVES("-0", "0");
	GIVES("-1 div 0", "-Infinity");
	GIVES("0 div 0", "");
	GIVES("concat('=', ${blank} + 1)", "=");
	GIVES("round(-2.5)", "-3");
	GIVES("round(1234.567, -2)", "1200");
	GIVES("number('7.9e-12')", "0.0000000000079");
	GIVES("number('1e6')", "");
}

TEST(expr, counts_dates_in_days_and_prints_them_as_dates)
{
	clock_set(INT64_C(1671526800)); /* 2022-12-20T09:00 */
	GIVES("today()", "2022-12-20");
	GIVES("now()", "2022-12-20T09:00");
	GIVES("today() - 1", "19345");
	GIVES("date(today() - 1)", "2022-12-19");
	GIVES("date(decimal-date-time(${born}) + 1)", "1990-03-01");
	GIVES("${born} < today()", "true");
	GIVES("${met} > now()", "true");
	GIVES("date('2022-12-20') = today()", "true");
	GIVES("${blank} <= today()", "false");
	GIVES("int((number(format-date(today(), '%Y%m%d')) - "
	      "number(format-date(${born}, '%Y%m%d'))) div 10000)",
		"32");
	GIVES("format-date-time(${met}, '%y/%n/%e %h:%M %a %b %%')",
		"24/7/12 9:30 Fri Jul %%");
	GIVES("decimal-time('18:00')", "0.75");
	GIVES("decimal-time(${met}) = 9.5 div 24", "true");
	GIVES("add-months('2024-01-31', 1)", "2024-02-29");
	GIVES("add-months(${born}, -3)", "1989-11-28");
	GIVES("add-months(${blank}, 3)", "");
	GIVES("add-months('9999-12-31', 3)", "");
	GIVES("date(1.5)", "1970-01-02T12:00");
	GIVES("date('2024-7-2')", "2024-07-02");
	GIVES("if(true(), today(), 0)", "2022-12-20");
	REFUSES("date('2023-02-30')", 1, "2023-02-30");
}

TEST(expr, knows_choices_and_rows)
{
	GIVES("selected(${many}, 'bc')", "true");
	GIVES("selected(${many}, 'b')", "false");
	GIVES("selected-at(${many}, 2)", "d");
	GIVES("selected-at(${many}, 3)", "");
	GIVES("count-selected(${many})", "3");
	GIVES("jr:choice-name(${n}, '${n}')", "n:7");
	GIVES("jr:choice-name('?', '/data/n')", "?");
	GIVES("sum(${hours})", "9.5");
	GIVES("max(${hours})", "4");
	GIVES("min(${hours}, 10)", "2");
	GIVES("count(${rows})", "3");
	GIVES("join('、', ${hours})", "2、3.5、4");
	GIVES("indexed-repeat(${hours}, ${rows}, 2)", "3.5");
	GIVES("indexed-repeat(${hours}, ${rows}, 4)", "");
	GIVES("position(..)", "3");
	GIVES("count-non-empty(${blank})", "0");
	GIVES("join('', randomize(${hours}, 42)) = "
	      "join('', randomize(${hours}, '42'))",
		"true");
	REFUSES("count('x')", 1, "count");
}

TEST(expr, reads_paths_as_names)
{
	GIVES("/data/group/name", "张三");
	GIVES("../n + 1", "8");
	GIVES("./../n", "7");
	GIVES("current()/../n", "7");
	GIVES(". + 1", "43");
	GIVES("current()/.", "42");
	GIVES("${rows}/n", "7");
	REFUSES("//name", 1, "//");
	REFUSES("/data/rows[1]", 11, "${重复组}");
	REFUSES("n[1]", 2, "${重复组}");
	REFUSES("${rows}[1]/a[1]", 12, "${重复组}[条件]/字段");
	REFUSES("${rows}[1", 10, "方括号没有收尾");
	REFUSES("${rows}[]", 9, "");
	REFUSES("../..", 1, "position");
}

TEST(expr, reads_other_records)
{
	GIVES("count-of(visit)", "5");
	GIVES("count-of(visit, score > 11)", "2");
	GIVES("count-of(visit, person = this)", "3");
	CHECK_STR(hint_seen[0], "person");
	CHECK_STR(hint_seen[1], "id-1");
	GIVES("count-of(visit, score > 1 and ${who} = person)", "1");
	CHECK_STR(hint_seen[0], "person");
	CHECK_STR(hint_seen[1], "id-2");
	GIVES("count-of(visit, person = ${blank})", "1");
	CHECK_STR(hint_seen[0], "");
	GIVES("count-of(visit, person = this or score = 1)", "4");
	CHECK_STR(hint_seen[0], "");
	GIVES("sum-of(visit, score, person = this)", "22.5");
	GIVES("last-of(visit, day, score != '' and person = this)",
		"2024-04-05");
	GIVES("last-of('visit', 'day', false())", "");
	GIVES("list-of(visit, kinds, person = this)", "a b c");
	GIVES("count-of(nowhere, true())", "0");
	GIVES("count-of(visit, count-of(visit, person = 'id-2') = score div "
	      "20)",
		"1");
	GIVES("ref(${who}, 'sm_dcode')", "id-2/sm_dcode");
	GIVES("ref(${blank}, 'sm_dcode')", "");
	GIVES("count-of(visit, ref(person, 'x') = 'id-2/x')", "1");
	REFUSES("count-of(visit, nix = 1)", 17, "nix");
	CHECK_INT(visited, 0);
	REFUSES("last-of(visit, nix)", 1, "nix");
	REFUSES("count-of(1 + 2, true())", 10, "");
	REFUSES("sum-of(visit)", 1, "2");
}

TEST(expr, hashes_as_ODK_does)
{
	GIVES("digest('some text', 'SHA-256')",
		"uU9vElx546X/qoJvWEwQ1SraZp5nYgUbgmtVd20FrtI=");
	GIVES("substr(digest('', 'SHA-512', 'hex'), 0, 8)", "cf83e135");
	GIVES("base64-decode('5b+D56uZ')", "心站");
	GIVES("base64-decode('5b+D56uZ!')", "");
	GIVES("string-length(uuid())", "36");
	GIVES("string-length(uuid(50))", "50");
	GIVES("random() < 1", "true");
	REFUSES("digest('x', 'MD5')", 1, "MD5");
}

TEST(expr, matches_patterns_anywhere)
{
	GIVES("regex('ab12', '[0-9]')", "true");
	GIVES("regex('ab12', '^[0-9]+$')", "false");
	GIVES("regex('ab12', concat('^ab', '12$'))", "true");
	REFUSES("1 + regex('a', '(')", 16, "");
	REFUSES("regex('a', concat('(', ''))", 1, "");
}

TEST(expr, refuses_with_a_place_and_a_remedy)
{
	REFUSES("", 1, "");
	REFUSES("1 +", 4, "");
	REFUSES("(1", 1, "");
	REFUSES("1)", 2, "");
	REFUSES("'abc", 1, "'");
	REFUSES("心理 1", 4, "+");
	REFUSES("1 == 2", 3, "=");
	REFUSES("1 / 2", 3, "div");
	REFUSES("${a} && ${b}", 6, "and");
	REFUSES("（1）", 1, "(");
	REFUSES("1 ＋ 1", 3, "+");
	REFUSES("‘a’", 1, "'");
	REFUSES("roun(1)", 1, "round");
	REFUSES("Count_Selected(1)", 1, "count-selected");
	REFUSES("nothing-like-it(1)", 1, "nothing-like-it");
	REFUSES("1 + round()", 5, "round");
	REFUSES("if(1, 2)", 1, "3");
	REFUSES("distance(1)", 1, "distance");
	REFUSES("instance('a')", 1, "instance");
	REFUSES("instance('a')/root/item[name = 1", 33, "方括号");
	REFUSES("${", 1, "}");
	REFUSES("$name", 1, "${");
	REFUSES("1 + ${nix}", 5, "nix");
	REFUSES("..", 1, "position");
	REFUSES("weighted-checklist(1, 2, 3)", 1, "weighted-checklist");
}

TEST(expr, stops_at_its_limits)
{
	struct arena *a = test_arena();
	struct err e;
	str out;
	const struct expr *x;
	struct buf b = {.arena = a};
	for (int i = 0; i < 64; i++)
		buf_addc(&b, '(');
	CHECK_CODE(expr_parse(a, buf_str(&b), &x, &e), ERR_LIMIT, &e);
	CHECK_INT(e.col, 65);

	/* Long is not deep. */
	b = (struct buf){.arena = a};
	buf_addz(&b, "1");
	for (int i = 0; i < 20000; i++)
		buf_addz(&b, "+1");
	CHECK_CODE(eval(buf_z(&b), &out, &e), ERR_OK, &e);
	CHECK_STR(out, "20001");

	b = (struct buf){.arena = a};
	buf_addz(&b, "concat(''");
	for (int i = 0; i < 999; i++)
		buf_addz(&b, ",''");
	buf_addz(&b, ",'')");
	CHECK_CODE(eval(buf_z(&b), &out, &e), ERR_INPUT, &e);

	/* Each join is charged for what it copies. */
	b = (struct buf){.arena = a};
	for (int i = 0; i < 1000; i++)
		buf_addc(&b, 'x');
	str thousand = buf_str(&b);
	b = (struct buf){.arena = a};
	for (int i = 0; i < 55; i++)
		buf_addz(&b, "translate(");
	buf_addf(&b, "'%.*s'", STR_FMT(thousand));
	for (int i = 0; i < 55; i++)
		buf_addf(&b, ",'%.*s','')", STR_FMT(thousand));
	CHECK_CODE(eval(buf_z(&b), &out, &e), ERR_OK, &e);

	/* 5^10 records are too many, five thousand in a row are not. */
	b = (struct buf){.arena = a};
	for (int i = 0; i < 10; i++)
		buf_addz(&b, "count-of(visit,");
	buf_addz(&b, "1))))))))))");
	CHECK_CODE(eval(buf_z(&b), &out, &e), ERR_LIMIT, &e);
	b = (struct buf){.arena = a};
	buf_addz(&b, "0");
	for (int i = 0; i < 1000; i++)
		buf_addz(&b, "+count-of(visit,1)");
	CHECK_CODE(eval(buf_z(&b), &out, &e), ERR_OK, &e);
	CHECK_STR(out, "5000");

	b = (struct buf){.arena = a};
	for (int i = 0; i <= 65536; i++)
		buf_addc(&b, ' ');
	CHECK_CODE(expr_parse(a, buf_str(&b), &x, &e), ERR_LIMIT, &e);
}

TEST(expr, says_what_it_reads)
{
	struct arena *a = test_arena();
	struct err e;
	const struct expr *x;
	const struct expr_name *v;
	CHECK_CODE(
		expr_parse(a,
			STR("${a} + b * last-of(visit, day, person = ${c} and "
			    "ref(person, 'sex') = 1) + ref(${d}, 'e')"),
			&x, &e),
		ERR_OK, &e);
	CHECK(expr_reads_records(x));
	CHECK(!expr_reads_dot(x));
	CHECK_INT(expr_names(x, &v), 10);
	static const struct {
		enum expr_name_kind kind;
		const char *name;
		const char *form;
	} want[] = {{EXPR_NAME_FIELD, "a", ""}, {EXPR_NAME_PLAIN, "b", ""},
		{EXPR_NAME_FORM, "visit", ""},
		{EXPR_NAME_OTHER, "day", "visit"},
		{EXPR_NAME_OTHER, "person", "visit"},
		{EXPR_NAME_FIELD, "c", ""},
		{EXPR_NAME_OTHER, "person", "visit"},
		{EXPR_NAME_REF, "sex", "person"}, {EXPR_NAME_FIELD, "d", ""},
		{EXPR_NAME_REF, "e", "d"}};
	for (int i = 0; i < 10; i++) {
		CHECK_INT(v[i].kind, want[i].kind);
		CHECK_STR(v[i].name, want[i].name);
		CHECK_STR(v[i].form, want[i].form);
	}
	CHECK_STR(v[7].where, "visit");
	CHECK_INT(v[1].col, 8);

	CHECK_CODE(
		expr_parse(a, STR("string-length() > 2"), &x, &e), ERR_OK, &e);
	CHECK(expr_reads_dot(x) && !expr_reads_records(x));
	CHECK_CODE(expr_parse(a, STR("once(1)"), &x, &e), ERR_OK, &e);
	CHECK(expr_reads_dot(x));
}

TEST(expr, allows_unknown_calls_only_where_they_cannot_be_reached)
{
	GIVES("true() or explode()", "true");
	GIVES("0 and 1 + explode(explode(1, 2))", "false");
	GIVES("'' or 1 or substring()", "true");
	REFUSES("1 and explode()", 7, "explode");
	REFUSES("${n} or explode()", 9, "explode");
}

TEST(expr, shuffles_as_ODK_engines_do)
{
	/* The order Collect and Web Forms give ABCDEF. */
	static const char *const seeds[][2] = {{"42", "AFCBDE"},
		{"-42", "EDAFBC"}, {"1.1", "BFEACD"}, {"0", "CBEAFD"},
		{"11111111", "ACDBFE"}};
	for (int i = 0; i < 5; i++) {
		struct arena *a = test_arena();
		static const struct pair letters[] = {{"a", "A"}, {"b", "B"},
			{"c", "C"}, {"d", "D"}, {"e", "E"}, {"f", "F"},
			{NULL, NULL}};
		static const struct expr_ops plain = {.get = pair_get};
		struct expr_scope scope = {.ops = &plain, .ctx = letters};
		const struct expr *x;
		struct err e;
		str out;
		CHECK_CODE(
			expr_parse(a,
				str_fmt(a, "concat(randomize(a|b|c|d|e|f, %s))",
					seeds[i][0]),
				&x, &e),
			ERR_OK, &e);
		CHECK_CODE(
			expr_eval_string(x, &scope, a, &out, &e), ERR_OK, &e);
		CHECK_STR(out, seeds[i][1]);
	}
}
