// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "forms/expr.h"
#include "forms/json.h"

/*
 * tests/forms/expressions.tsv: what the test suites of ODK's engines expect.
 * Columns: id, expression, variables (JSON), type, value, source. Every row
 * must hold; `error` means refused, when parsed or when evaluated.
 * tests/forms/language.tsv: more of the same, of our own.
 */

static str
unescape(struct arena *a, str s)
{
	struct buf b = {.arena = a};
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\\' && i + 1 < s.n) {
			c = s.p[++i];
			c = c == 't'   ? '\t'
			    : c == 'n' ? '\n'
			    : c == 'r' ? '\r'
				       : c;
		}
		buf_addc(&b, c);
	}
	return buf_str(&b);
}

static bool
vars_get(const struct expr_scope *s, str name, struct arena *a,
	struct xvalue *out)
{
	const struct json *v = json_get(s->ctx, name);
	if (v == NULL)
		return false;
	bool rows = v->kind == JSON_KIND_ARRAY;
	size_t n = rows ? v->array.n : 1;
	str *text = ARENA_ARRAY(a, n, str);
	for (size_t i = 0; i < n; i++)
		text[i] = rows ? v->array.v[i].text : v->text;
	*out = (struct xvalue){.type = X_NODES, .nodes = {text, n}};
	return true;
}

static const struct expr_ops vars_ops = {.get = vars_get, .get_all = vars_get};

/* The value in the type asked for, spelled as the table spells it. */
static str
evaluate(struct arena *a, str text, str vars, str type)
{
	const struct json *object;
	const struct expr *x;
	struct xvalue v;
	struct err e;
	if (json_parse(a, vars, &object, &e))
		return str_fmt(a, "bad variables: %s", e.words);
	const struct json *dot = json_get(object, STR("."));
	struct expr_scope scope = {.ops = &vars_ops,
		.ctx = object,
		.dot = dot != NULL ? dot->text : STR_NONE};
	if (expr_parse(a, text, &x, &e) || expr_eval(x, &scope, a, &v, &e))
		return str_is(type, "error") ? STR("error")
					     : str_fmt(a, "error: %s", e.words);
	if (str_is(type, "number"))
		return xvalue_format_number(a, xvalue_to_number(&v));
	if (str_is(type, "boolean"))
		return xvalue_to_boolean(&v) ? STR("true") : STR("false");
	return xvalue_to_string(a, &v);
}

static bool
same(struct arena *a, str type, str got, str want)
{
	if (!str_is(type, "number") || str_eq(got, want))
		return str_eq(got, want);
	double x = strtod(str_z(a, got), NULL);
	double y = strtod(str_z(a, want), NULL);
	return fabs(x - y) <= 1e-9 * fmax(1, fabs(y));
}

static bool
row_holds(struct arena *a, str line)
{
	str col[6] = {{NULL, 0}};
	for (int i = 0; i < 5; i++)
		if (!str_cut(&line, '\t', &col[i]))
			col[i] = STR_NONE;
	str want = unescape(a, col[4]);
	str got = evaluate(a, unescape(a, col[1]), unescape(a, col[2]), col[3]);
	if (same(a, col[3], got, want))
		return true;
	print_error("%.*s: %.*s: is '%.*s', should be '%.*s'\n",
		STR_FMT(col[0]), STR_FMT(col[1]), STR_FMT(got), STR_FMT(want));
	return false;
}

static void
check_table(const char *path, int least)
{
	struct arena *a = test_arena();
	FILE *f = fopen(test_source(path), "rb");
	CHECK(f != NULL);
	char line[8192];
	int rows = 0;
	int wrong = 0;
	bool head = true;
	while (fgets(line, sizeof(line), f) != NULL) {
		str s = str_of(line);
		if (str_starts(s, STR("#")))
			continue;
		if (!head) {
			rows++;
			wrong += !row_holds(a, str_sub(s, 0, s.n - 1));
		}
		head = false;
	}
	fclose(f);
	CHECK_INT(wrong, 0);
	CHECK(rows >= least);
}

TEST(expr, holds_in_every_row_of_the_conformance_table)
{
	check_table("tests/forms/expressions.tsv", 140);
}

TEST(expr, holds_in_every_row_of_our_own_table)
{
	check_table("tests/forms/language.tsv", 300);
}
