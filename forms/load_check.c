// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include <stdlib.h>

#include "store/lang.h"

/* --- names
 * ---------------------------------------------------------------------- */

static int
compare_fields(const void *x, const void *y)
{
	const struct field *a = *(const struct field *const *)x;
	const struct field *b = *(const struct field *const *)y;
	int order = str_cmp(a->name, b->name);
	return order ? order : a->line < b->line ? -1 : a->line > b->line;
}

void
load_names(struct load *l)
{
	l->by_name = ARENA_ARRAY(l->arena, l->n_field, const struct field *);
	for (size_t i = 0; i < l->n_field; i++)
		if (l->field[i]->name.n > 0)
			l->by_name[l->n_by_name++] = l->field[i];
	if (l->n_by_name > 1)
		qsort(l->by_name, l->n_by_name, sizeof(*l->by_name),
			compare_fields);
	for (size_t i = 1; i < l->n_by_name; i++) {
		const struct field *a = l->by_name[i - 1];
		const struct field *b = l->by_name[i];
		if (str_eq(a->name, b->name))
			LOAD_ERROR(l, b,
				_("字段名“%.*s”重复：第 %d 行已经用过"),
				STR_FMT(b->name), a->line);
	}
	l->form->by_name = l->by_name;
	l->form->n_by_name = l->n_by_name;
}

struct field *
load_field(struct load *l, str name)
{
	return (struct field *)form_field(l->form, name); /* ours to change */
}

const char *
load_form_hint(struct findings *out, const struct form *form, str name)
{
	str *names = ARENA_ARRAY(out->arena, form->n_by_name, str);
	for (size_t i = 0; i < form->n_by_name; i++)
		names[i] = form->by_name[i]->name;
	struct load l = {.out = out};
	return load_hint(&l, name, names, form->n_by_name);
}

const char *
load_field_hint(struct load *l, str name)
{
	return load_form_hint(l->out, l->form, name);
}

/* What every record has besides its fields. */
bool
load_is_meta(str name)
{
	static const char *const meta[] = {"_id", "_form", "_version", "_state",
		"_rev", "_by", "_at", "_station", "_staff", "_moved"};
	for (size_t i = 0; i < sizeof(meta) / sizeof(meta[0]); i++)
		if (str_is(name, meta[i]))
			return true;
	return false;
}

static bool
list_has_column(const struct choice_list *list, str name)
{
	if (str_is(name, "name") || str_is(name, "label"))
		return true;
	for (size_t i = 0; i < list->n_column; i++)
		if (str_eq(list->column[i], name))
			return true;
	return false;
}

static void
check_field_name(struct load *l, const struct place *at, str name)
{
	if (str_starts(name, STR("last-saved#")))
		name = str_from(name, 11);
	const struct field *f = form_field(l->form, name);
	if (!f && !load_is_meta(name))
		LOAD_ERROR(l, at, _("没有字段“%.*s”%s"), STR_FMT(name),
			load_field_hint(l, name));
}

/* ${name}[…] picks rows. */
static void
check_repeat_name(struct load *l, const struct place *at, str name)
{
	const struct field *f = form_field(l->form, name);
	if (f && f->type != FIELD_REPEAT)
		LOAD_ERROR(l, at, _("“%.*s”不是重复组，后面不能有方括号"),
			STR_FMT(name));
}

static void
check_plain_name(struct load *l, const struct form_expr *x,
	const struct place *at, str name)
{
	const struct choice_list *list = x->field ? x->field->list : NULL;
	if (x->is_filter && list) {
		if (!list_has_column(list, name))
			LOAD_ERROR(l, at, _("代码表“%.*s”没有列“%.*s”"),
				STR_FMT(list->name), STR_FMT(name));
	} else if (x->is_filter) {
		return; /* another form's field: form_check_names */
	} else if (form_field(l->form, name)) {
		LOAD_ERROR(l, at, _("字段要写成 ${%.*s}"), STR_FMT(name));
	} else {
		LOAD_ERROR(l, at,
			_("不认识“%.*s”：字段写成 ${名称}，文字要加引号"),
			STR_FMT(name));
	}
}

/* instance('list')/root/item/column */
static void
check_list_name(
	struct load *l, const struct place *at, const struct expr_name *name)
{
	struct yaml where = {.line = at->line, .col = at->col};
	const struct choice_list *list = NULL;
	if (name->form.n == 0) {
		(void)load_find_list(l, name->name, &where); /* it says */
		return;
	}
	for (size_t i = 0; i < l->n_used && !list; i++)
		if (str_eq(l->used[i]->name, name->name))
			list = l->used[i];
	if (list && !list_has_column(list, name->form))
		LOAD_ERROR(l, at, _("代码表“%.*s”没有列“%.*s”"),
			STR_FMT(name->name), STR_FMT(name->form));
}

static void
check_expressions(struct load *l)
{
	for (size_t i = 0; i < l->n_expr; i++) {
		const struct form_expr *x = &l->expr[i];
		const struct expr_name *name;
		size_t n = expr_names(x->x, &name);
		for (size_t k = 0; k < n; k++) {
			if (name[k].kind == EXPR_NAME_FIELD)
				check_field_name(l, &x->place[k], name[k].name);
			if (name[k].kind == EXPR_NAME_REPEAT)
				check_repeat_name(
					l, &x->place[k], name[k].name);
			if (name[k].kind == EXPR_NAME_LIST)
				check_list_name(l, &x->place[k], &name[k]);
			if (name[k].kind == EXPR_NAME_PLAIN)
				check_plain_name(
					l, x, &x->place[k], name[k].name);
		}
	}
	for (size_t i = 0; i < l->n_named; i++)
		check_field_name(l, &l->named[i].at, l->named[i].name);
}

/* --- single fields
 * ----------------------------------------------------------------- */

static void
check_codes(struct load *l, const struct field *f)
{
	if (f->type != FIELD_SELECT_MULTIPLE || !f->list)
		return;
	for (size_t i = 0; i < f->list->n; i++)
		if (str_chr(f->list->v[i].name, ' ') != SIZE_MAX)
			LOAD_ERROR(l, f, _("多选题的代码不能有空格：“%.*s”"),
				STR_FMT(f->list->v[i].name));
}

static void
check_field(struct load *l, const struct field *f)
{
	check_codes(l, f);
	if (f->choice_filter && !f->list && f->type != FIELD_REFERENCE)
		LOAD_ERROR(l, f, _("choice_filter 只用于选择题"));
	if (f->live && !field_is_computed(f))
		LOAD_ERROR(l, f,
			_("x_live 只用于算出来的题：calculation 加 read_only: "
			  "yes"));
	if (f->repeat_count && f->type != FIELD_REPEAT)
		LOAD_ERROR(l, f, _("repeat_count 只用于重复组"));
	if (f->calculation &&
		(f->type == FIELD_GROUP || f->type == FIELD_REPEAT))
		LOAD_ERROR(l, f, _("分组不能有 calculation"));
}

void
load_check(struct load *l)
{
	/* Until slots are given, a field's slot is its number in `field`. */
	for (size_t i = 0; i < l->n_field; i++)
		l->field[i]->slot = i;
	for (size_t i = 0; i < l->n_field; i++)
		check_field(l, l->field[i]);
	check_expressions(l);
	load_cycles(l);
}
