// SPDX-License-Identifier: MIT
#include "forms/load.h"

#include "forms/load_impl.h"
#include "store/lang.h"

/* The first of the errors from `from` on, by place, as a struct err. */
static enum err_code
first_error(
	const struct findings *f, size_t from, const char *file, struct err *e)
{
	const struct finding *first = NULL;
	for (size_t i = from; i < f->n; i++) {
		const struct finding *v = &f->v[i];
		if (!v->error)
			continue;
		if (!first || v->line < first->line ||
			(v->line == first->line && v->col < first->col))
			first = v;
	}
	if (!first)
		return ERR_OK;
	err_set(e, ERR_INPUT, "%.*s", STR_FMT(first->words));
	err_at(e, file, first->line, first->col);
	return ERR_INPUT;
}

/* Children of `parent`, or the top level for NULL. */
static const struct field *const *
children(struct load *l, const struct field *parent, size_t *n)
{
	const struct field **v = NULL;
	*n = 0;
	for (size_t i = 0; i < l->n_field; i++)
		if (l->field[i]->parent == parent)
			*ARENA_PUSH(l->arena, v, *n) = l->field[i];
	return v;
}

static size_t
number_slots(struct load *l, const struct field *repeat)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n_field; i++) {
		struct field *f = l->field[i];
		if (f->repeat == repeat)
			f->slot = field_has_value(f) ? n++ : 0;
	}
	return n;
}

static void
finish(struct load *l)
{
	struct form *form = l->form;
	form->all = (const struct field *const *)l->field;
	form->n_all = l->n_field;
	form->field = children(l, NULL, &form->n_field);
	form->n_slot = number_slots(l, NULL);
	for (size_t i = 0; i < l->n_field; i++) {
		struct field *f = l->field[i];
		if (f->type != FIELD_GROUP && f->type != FIELD_REPEAT)
			continue;
		f->child = children(l, f, &f->n_child);
		if (f->type == FIELD_REPEAT)
			f->n_slot = number_slots(l, f);
	}
	form->lists = l->used;
	form->n_lists = l->n_used;
	form->expr = l->expr;
	form->n_expr = l->n_expr;
}

static void
load_parts(struct load *l, const struct yaml *root)
{
	static const struct yaml none = {.kind = YAML_MAP, .line = 1, .col = 1};
	load_keys(l, root, IN_TOP);
	const struct yaml *settings = yaml_get(root, "settings");
	if (settings)
		settings = load_one_map(l, settings);
	else
		LOAD_ERROR(l, root,
			_("缺少 settings（form_id、form_title、version）"));
	if (settings)
		settings = load_spelling(l, settings, IN_SETTINGS);
	if (settings)
		load_settings_first(l, settings);
	load_lists(l, root);
	const struct yaml *survey = yaml_get(root, "survey");
	if (survey)
		load_survey(l, survey, NULL);
	else
		LOAD_ERROR(l, root, _("缺少 survey（题目）"));
	if (survey && l->n_field == 0 && l->out->errors == 0)
		LOAD_ERROR(l, survey, _("survey 里没有题目"));
	load_names(l);
	load_settings_rest(l, settings ? settings : &none);
	load_check(l);
	finish(l);
	if (l->out->errors == 0)
		load_advice(l);
}

enum err_code
form_load(struct arena *a, struct catalog *c, const char *file,
	const struct yaml *root, const struct form **out,
	struct findings *findings, struct err *e)
{
	struct form *form = ARENA_NEW(a, struct form);
	struct load l = {
		.arena = a,
		.catalog = c,
		.file = file,
		.out = findings,
		.form = form,
		.plain = STR("zh"),
	};
	size_t from = findings->n;
	*out = NULL;
	form->file = str_dup(a, str_of(file));
	form->origin = "dir";
	form->domain = STR("work");
	if (root->kind == YAML_MAP)
		load_parts(&l, root);
	else
		LOAD_ERROR(&l, root, _("表单应有 settings: 和 survey: 两部分"));
	enum err_code code = first_error(findings, from, file, e);
	if (code == ERR_OK)
		*out = form;
	return code;
}

enum err_code
list_load(struct arena *a, const char *file, const struct yaml *root,
	const struct choice_list **out, struct findings *findings,
	struct err *e)
{
	struct choice_list *list = ARENA_NEW(a, struct choice_list);
	struct load l = {
		.arena = a, .file = file, .out = findings, .plain = STR("zh")};
	size_t from = findings->n;
	*out = NULL;
	list->file = str_dup(a, str_of(file));
	if (root->kind != YAML_MAP) {
		LOAD_ERROR(&l, root,
			_("代码表应有 list_name: 和 choices: 两部分"));
		return first_error(findings, from, file, e);
	}
	load_keys(&l, root, IN_LIST);
	list->name = load_text(&l, root, "list_name");
	list->source = load_text(&l, root, "x_source");
	load_label(&l, root, "label", &list->label);
	if (list->name.n == 0)
		LOAD_ERROR(&l, root, _("缺少 list_name（表名）"));
	const struct yaml *choices = yaml_get(root, "choices");
	const struct yaml *scale = yaml_get(root, "x_scale");
	if (choices)
		load_choices(&l, choices, list, false);
	else if (!scale) /* of some only the score is kept */
		LOAD_ERROR(&l, root, _("缺少 choices（选项）"));
	if (scale)
		load_scale(&l, scale, list);
	enum err_code code = first_error(findings, from, file, e);
	if (code == ERR_OK)
		*out = list;
	return code;
}
