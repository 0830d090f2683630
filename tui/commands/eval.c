// SPDX-License-Identifier: MIT
#include "forms/expr.h"
#include "forms/json.h"
#include "tui/commands/command.h"
#include "tui/commands/lines.h"

#include <stdio.h>

#define BATCH_LINE_MOST (1024 * 1024)

/* --- names from a JSON object: a text is one node, an array several ------- */

static str
scalar(struct arena *a, const struct json *v)
{
	switch (v->kind) {
	case JSON_KIND_TEXT:
	case JSON_KIND_NUMBER:
		return str_dup(a, v->text);
	case JSON_KIND_BOOLEAN:
		return str_of(v->boolean ? "true" : "false");
	default:
		return STR_NONE;
	}
}

static bool
vars_get(const struct expr_scope *s, str name, struct arena *a,
	struct xvalue *out)
{
	const struct json *v = json_get(s->ctx, name);
	if (!v)
		return false;
	size_t n = v->kind == JSON_KIND_ARRAY ? v->array.n : 1;
	str *nodes = ARENA_ARRAY(a, n ? n : 1, str);
	for (size_t i = 0; i < n; i++)
		nodes[i] = scalar(
			a, v->kind == JSON_KIND_ARRAY ? &v->array.v[i] : v);
	*out = (struct xvalue){.type = X_NODES, .nodes = {nodes, n}};
	return true;
}

static const struct expr_ops vars_ops = {
	.get = vars_get,
	.get_all = vars_get,
};

/* --- one expression ------------------------------------------------------ */

enum result { RESULT_STRING, RESULT_NUMBER, RESULT_BOOLEAN };

static bool
result_parse(str s, enum result *out)
{
	static const char *const names[] = {"string", "number", "boolean"};

	for (int i = 0; i < 3; i++)
		if (str_is(s, names[i])) {
			*out = (enum result)i;
			return true;
		}
	return false;
}

static enum err_code
evaluate(struct arena *a, enum result type, str text, str vars, str *out,
	struct err *e)
{
	static const struct json none = {.kind = JSON_KIND_OBJECT};
	const struct json *object = &none;
	const struct expr *x;
	struct xvalue v;
	enum err_code code = ERR_OK;

	if (vars.n)
		code = json_parse(a, vars, &object, e);
	if (!code && object->kind != JSON_KIND_OBJECT)
		code = err_set(e, ERR_INPUT, "%s",
			_("--vars 要一个 JSON 对象，如 {\"age\": \"34\"}"));
	if (!code)
		code = expr_parse(a, text, &x, e);
	if (code)
		return code;
	struct expr_scope scope = {.ops = &vars_ops, .ctx = object};
	const struct json *dot = json_get(object, STR("."));
	if (dot)
		scope.dot = scalar(a, dot);
	code = expr_eval(x, &scope, a, &v, e);
	if (code)
		return code;
	if (type == RESULT_NUMBER)
		*out = xvalue_format_number(a, xvalue_to_number(&v));
	else if (type == RESULT_BOOLEAN)
		*out = xvalue_to_boolean(&v) ? STR("true") : STR("false");
	else
		*out = xvalue_to_string(a, &v);
	return ERR_OK;
}

/* --- a batch ------------------------------------------------------------- */

static str
unescape(struct arena *a, str s)
{
	struct buf b = {.arena = a};

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\\' && i + 1 < s.n) {
			switch (s.p[++i]) {
			case 't':
				c = '\t';
				break;
			case 'n':
				c = '\n';
				break;
			case 'r':
				c = '\r';
				break;
			case '\\':
				break;
			default:
				buf_addc(&b, '\\');
				c = s.p[i];
			}
		}
		buf_addc(&b, c);
	}
	return buf_str(&b);
}

static void
print_escaped(str s)
{
	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '\\':
			fputs("\\\\", stdout);
			break;
		case '\t':
			fputs("\\t", stdout);
			break;
		case '\n':
			fputs("\\n", stdout);
			break;
		case '\r':
			fputs("\\r", stdout);
			break;
		default:
			putchar(s.p[i]);
		}
}

static void
batch_line(struct arena *a, str line)
{
	str type = STR_NONE;
	str text = STR_NONE;
	str out;
	enum result want;
	struct err e;

	if (!str_cut(&line, '\t', &type) || !str_cut(&line, '\t', &text))
		err_set(&e, ERR_INPUT, "%s",
			_("一行要有三栏：类型、表达式、JSON，用制表符隔开"));
	else if (!result_parse(type, &want))
		err_set(&e, ERR_INPUT, _("没有类型 %.*s"), STR_FMT(type));
	else if (!evaluate(a, want, unescape(a, text), unescape(a, line), &out,
			 &e)) {
		print_escaped(out);
		putchar('\n');
		return;
	}
	fputs("error: ", stdout);
	print_escaped(str_of(e.words));
	putchar('\n');
}

static int
batch(struct call *c)
{
	struct lines lines = lines_of(stdin, c->arena, BATCH_LINE_MOST);
	struct arena *a = arena_new();
	str line;

	while (lines_next(&lines, &line)) {
		batch_line(a, line);
		fflush(stdout);
		arena_reset(a);
	}
	arena_free(a);
	return 0;
}

static int
run(struct call *c)
{
	const char *type = "string";
	const char *vars = "";
	bool is_batch = false;
	const struct option options[] = {
		{.name = "--type", .value = &type},
		{.name = "--vars", .value = &vars},
		{.name = "--batch", .given = &is_batch},
	};
	enum result want;
	int rc = call_options(c, options, 3, 0, 1);
	if (rc)
		return rc;
	if (!result_parse(str_of(type), &want))
		return call_usage(
			c, _("没有类型 %s，有 string、number、boolean"), type);
	if (is_batch)
		return c->argc ? call_usage(c, "%s",
					 _("--batch 从标准输入读，不带表达式"))
			       : batch(c);
	if (!c->argc)
		return call_usage(c, "%s", _("缺少表达式"));
	struct err e;
	str out;
	if (evaluate(c->arena, want, str_of(c->argv[0]), str_of(vars), &out,
		    &e)) {
		call_fail(&e);
		return 1;
	}
	printf("%.*s\n", STR_FMT(out));
	return 0;
}

const struct command command_eval = {
	.name = "eval",
	.summary = N_("算一个表达式"),
	.usage = "[--type string|number|boolean] [--vars JSON] EXPR | --batch",
	.help = N_(
		"按表单的规则算一个表达式；--vars 给出各栏的值，\".\" "
		"是本栏的值。\n"
		"  --batch  从标准输入逐行读：类型<制表符>表达式<制表符>JSON\n"
		"例：xinzhan eval --type number --vars '{\"n\":\"3\"}' '${n} + "
		"1'"),
	.run = run,
};
