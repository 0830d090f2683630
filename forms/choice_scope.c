// SPDX-License-Identifier: MIT
#include "forms/choice_scope.h"

/* A choice as a scope: its columns are plain names. */

static bool
get_column(const struct expr_scope *scope, str name, struct arena *a,
	struct xvalue *out)
{
	const struct choice *c = scope->ctx;
	str text = STR_NONE;
	if (str_is(name, "name"))
		text = c->name;
	else if (str_is(name, "label"))
		text = label_text(&c->label);
	for (size_t k = 0; k < c->n; k++)
		if (str_eq(c->v[k].name, name))
			text = c->v[k].value.text;
	(void)a; /* columns live with the form */
	*out = xvalue_string(text);
	return true;
}

static const struct expr_ops choice_ops = {.get = get_column};

struct expr_scope
choice_scope(const struct choice *c, const struct expr_scope *asking)
{
	return (struct expr_scope){
		.ops = &choice_ops, .ctx = c, .outer = asking};
}

bool
choices_each(const struct form *f, const struct expr_scope *asking, str list,
	bool (*each)(void *arg, const struct expr_scope *choice), void *arg)
{
	for (size_t i = 0; f && i < f->n_lists; i++) {
		const struct choice_list *l = f->lists[i];
		if (!str_eq(l->name, list))
			continue;
		for (size_t k = 0; k < l->n; k++) {
			struct expr_scope s = choice_scope(&l->v[k], asking);
			if (!each(arg, &s))
				break;
		}
		return true;
	}
	return false;
}
