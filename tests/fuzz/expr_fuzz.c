// SPDX-License-Identifier: MIT
#include "forms/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Any text is refused with words or evaluates, within the limits. Every name
 * has two texts, itself and a date, every form two records, every repeat two
 * rows and every list two choices.
 */
static bool
get(const struct expr_scope *s, str name, struct arena *a, struct xvalue *out)
{
	(void)s; /* all alike */
	str *v = ARENA_ARRAY(a, 2, str);
	v[0] = name;
	v[1] = STR("2024-07-12T09:30");
	*out = (struct xvalue){.type = X_NODES, .nodes = {v, 2}};
	return !str_is(name, "none");
}

static bool
records(const struct expr_scope *s, const struct expr_search *what,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	(void)what; /* all alike */
	struct expr_scope record = {.ops = s->ops, .outer = s};
	return each(arg, &record) && each(arg, &record);
}

static bool
rows(const struct expr_scope *s, str name,
	bool (*each)(void *arg, const struct expr_scope *row), void *arg)
{
	struct expr_scope row = {.ops = s->ops, .outer = s};
	if (each(arg, &row))
		(void)each(arg, &row); /* it may stop us */
	return !str_is(name, "none");
}

static int
position(const struct expr_scope *s, str repeat, int up)
{
	(void)s;
	return repeat.n > 0 ? 0 : up;
}

static bool
ref(const struct expr_scope *s, str id_text, str field, struct arena *a,
	struct xvalue *out)
{
	(void)id_text; /* all alike */
	return get(s, field, a, out);
}

static bool
get_at(const struct expr_scope *s, str name, const struct expr_row *at,
	size_t n, struct arena *a, struct xvalue *out)
{
	return n > 0 && at[0].number > 0 && get(s, name, a, out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct expr_ops ops = {.get = get,
		.get_all = get,
		.get_at = get_at,
		.records = records,
		.rows = rows,
		.choices = rows,
		.ref = ref,
		.position = position};
	struct arena *a = arena_new();
	struct expr_scope scope = {.ops = &ops, .dot = STR("2024-07-12")};
	const struct expr *x;
	const struct expr_name *names;
	struct err e;
	str out;
	if (expr_parse(a, (str){(const char *)data, size}, &x, &e) == ERR_OK) {
		(void)expr_names(x, &names); /* must not crash; */
		(void)expr_eval_string(x, &scope, a, &out, &e); /* nor this */
	}
	arena_free(a);
	return 0;
}
