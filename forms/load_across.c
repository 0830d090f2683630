// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include "store/lang.h"

/* Names across forms: those expressions use of the forms they read. */
struct across {
	struct catalog *catalog;
	const struct form *form;
	struct findings *out;
};

/* The form of that id; NULL when it is not installed or cannot be loaded. */
static const struct form *
other_form(const struct across *a, str id)
{
	const struct form *f = NULL;
	if (str_eq(id, a->form->id))
		return a->form;
	if (!catalog_has(a->catalog, id) ||
		catalog_form(a->catalog, id, &f, NULL) != ERR_OK)
		return NULL;
	return f;
}

static void
check_other(const struct across *a, const struct place *at, str id, str name)
{
	const struct form *f = other_form(a, id);
	if (!f || load_is_meta(name) || form_field(f, name))
		return;
	findings_add(a->out, true, at->line, at->col,
		_("表单“%.*s”没有字段“%.*s”%s"), STR_FMT(id), STR_FMT(name),
		load_form_hint(a->out, f, name));
}

/* `name` should be a field of one of the forms that f may refer to. */
static void
check_target(const struct across *a, const struct place *at,
	const struct field *f, str name)
{
	for (size_t i = 0; i < f->n_ref; i++) {
		const struct form *other = other_form(a, f->ref[i]);
		if (!other || load_is_meta(name) || form_field(other, name))
			return;
	}
	if (f->n_ref > 0)
		check_other(a, at, f->ref[0], name);
}

static void
check_ref(const struct across *a, const struct place *at,
	const struct expr_name *name)
{
	if (name->form.n == 0)
		return;
	const struct form *home = a->form;
	const struct field *f = form_field(home, name->form);
	if (!f && name->where.n > 0) {
		home = other_form(a, name->where);
		f = home ? form_field(home, name->form) : NULL;
	}
	if (!f)
		return;
	if (f->type != FIELD_REFERENCE)
		findings_add(a->out, true, at->line, at->col,
			_("ref：“%.*s”不是引用别的表单的字段"),
			STR_FMT(name->form));
	else
		check_target(a, at, f, name->name);
}

static void
check_form_name(const struct across *a, const struct place *at, str id)
{
	if (catalog_has(a->catalog, id) || str_eq(id, a->form->id))
		return;
	const str *names;
	size_t n = catalog_ids(a->catalog, &names);
	str near = nearest(id, names, n);
	if (near.n > 0)
		findings_add(a->out, false, at->line, at->col,
			_("没有安装表单“%.*s”：是不是“%.*s”？"), STR_FMT(id),
			STR_FMT(near));
}

void
form_check_names(
	struct catalog *c, const struct form *f, struct findings *findings)
{
	const struct across a = {.catalog = c, .form = f, .out = findings};
	for (size_t i = 0; i < f->n_expr; i++) {
		const struct form_expr *x = &f->expr[i];
		const struct expr_name *name;
		size_t n = expr_names(x->x, &name);
		for (size_t k = 0; k < n; k++) {
			const struct place *at = &x->place[k];
			if (name[k].kind == EXPR_NAME_OTHER)
				check_other(&a, at, name[k].form, name[k].name);
			if (name[k].kind == EXPR_NAME_REF)
				check_ref(&a, at, &name[k]);
			if (name[k].kind == EXPR_NAME_FORM)
				check_form_name(&a, at, name[k].name);
			if (name[k].kind == EXPR_NAME_PLAIN && x->is_filter &&
				x->field && x->field->type == FIELD_REFERENCE)
				check_target(&a, at, x->field, name[k].name);
		}
	}
}
