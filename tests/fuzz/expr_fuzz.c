// SPDX-License-Identifier: MIT
#include "forms/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Any text is refused with words or evaluates, within the limits. Every name
 * has two texts, itself and a date, and every form two records.
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct expr_ops ops = {
		.get = get, .get_all = get, .records = records};
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
