// SPDX-License-Identifier: MIT
#include "templates/report_load_impl.h"

#include "store/lang.h"

/* --- what a column is filled with
 * ------------------------------------------------------ */

/* follow_up.fu_form: the field whose labels and mask the value is shown by. */
static void
load_as(struct rload *l, const struct yaml *map, struct list_source *out)
{
	const struct yaml *at = yaml_get(map, "as");
	str text = rload_text(l, map, "as");
	size_t dot = str_find(text, STR("."));

	if (!text.n)
		return;
	if (dot == SIZE_MAX) {
		RLOAD_ERROR(l, at, _("as 写成 表单.字段，如 resident.p_sex"));
		return;
	}
	str name = str_from(text, dot + 1);
	const struct form *form = rload_form(l, str_sub(text, 0, dot), at);
	if (!form) {
		out->expr = NULL; /* nothing without its mask */
		return;
	}
	out->as = form_field(form, name);
	out->uses = form;
	if (!out->as)
		RLOAD_ERROR(l, at, _("表单 %.*s 没有字段 %.*s%s"),
			STR_FMT(form->id), STR_FMT(name),
			rload_field_hint(l, form, name));
}

/* {value: EXPR, as: FORM.FIELD, uses: FORM} or {text: WORDS} */
static void
load_source_map(struct rload *l, const struct yaml *map,
	const struct form *form, struct list_source *out)
{
	static const char *const keys[] = {"value", "as", "uses", "text", NULL};
	const struct yaml *value = yaml_get(map, "value");
	const struct yaml *uses = yaml_get(map, "uses");

	rload_keys(l, map, keys);
	if (yaml_get(map, "text")) {
		struct label *text = ARENA_NEW(l->arena, struct label);
		*text = rload_label(l, map, "text");
		out->text = text;
		return;
	}
	if (!value) {
		RLOAD_ERROR(l, map,
			_("这一列缺 value：写成 {value: 表达式, as: "
			  "表单.字段}，或 {text: 文字}"));
		return;
	}
	out->expr = rload_expr(l, value, form, NULL);
	load_as(l, map, out);
	if (uses)
		out->uses = rload_form(l, rload_text(l, map, "uses"), uses);
}

/* Of an entry of the work queue, or a draft. */
static void
load_part(struct rload *l, const struct yaml *v, struct list_source *out)
{
	static const str words[] = {
		[PART_DAY] = {"day", 3},
		[PART_STATE] = {"state", 5},
		[PART_WHAT] = {"what", 4},
		[PART_TITLE] = {"title", 5},
		[PART_FORM] = {"form", 4},
	};
	size_t n = sizeof words / sizeof *words;

	for (size_t i = PART_DAY; i < n; i++)
		if (v->kind == YAML_SCALAR && str_eq(words[i], v->text))
			out->part = (enum list_part)i;
	if (out->part == PART_NONE)
		RLOAD_ERROR(l, v,
			_("待办和草稿的一列只能是 day、state、what、title 或 "
			  "form"));
}

static void
load_source(struct rload *l, const struct yaml *v, const struct list_def *def,
	struct list_source *out)
{
	if (v->kind == YAML_MAP) {
		load_source_map(l, v, def->form, out);
		return;
	}
	if (def->source != LIST_FORM) {
		load_part(l, v, out);
		return;
	}
	out->expr = rload_of(l, v, def->form, &out->field, NULL);
	/* A column of rows is no field of the record. */
	if (out->field && out->field->repeat)
		out->field = NULL;
}

static struct list_cell
load_cell(struct rload *l, const struct yaml *v, const struct list_def *def)
{
	size_t n = v->kind == YAML_LIST ? v->n : 1;
	struct list_source *out = ARENA_ARRAY(l->arena, n, struct list_source);

	for (size_t i = 0; i < n; i++)
		load_source(l, v->kind == YAML_LIST ? &v->item[i] : v, def,
			&out[i]);
	return (struct list_cell){out, n};
}

/* --- the items of a list
 * --------------------------------------------------------------- */

static size_t
column_named(const struct report_def *d, str id)
{
	for (size_t i = 0; i < d->n_column; i++)
		if (str_eq(d->column[i].id, id))
			return i;
	return NO_INDEX;
}

static void
load_list(struct rload *l, const struct yaml *map, struct list_def *out)
{
	static const char *const keys[] = {
		"from", "at", "where", "columns", NULL};
	const struct yaml *from = yaml_get(map, "from");
	const struct yaml *where = yaml_get(map, "where");
	const struct yaml *columns = yaml_get(map, "columns");

	rload_keys(l, map, keys);
	out->form_id = rload_text(l, map, "from");
	if (!out->form_id.n || !columns || columns->kind != YAML_MAP) {
		RLOAD_ERROR(l, map,
			_("list 的每项要有 from 和 columns: {列: 字段}"));
		return;
	}
	if (str_is(out->form_id, "_due"))
		out->source = LIST_DUE;
	else if (str_is(out->form_id, "_draft"))
		out->source = LIST_DRAFT;
	else
		out->form = rload_form(l, out->form_id, from);
	rload_at(l, map, &out->at);
	if (where)
		out->where = rload_expr(l, where, out->form, NULL);
	struct list_cell *cell =
		ARENA_ARRAY(l->arena, l->def->n_column, struct list_cell);
	for (size_t i = 0; i < columns->n; i++) {
		const struct yaml_pair *p = &columns->pair[i];
		size_t k = column_named(l->def, p->key);
		if (k == NO_INDEX) {
			RLOAD_ERROR(l, p, _("layout 的 columns 里没有 %.*s"),
				STR_FMT(p->key));
			continue;
		}
		cell[k] = load_cell(l, &p->value, out);
	}
	out->cell = cell;
}

/* sort: list puts the lines of one item after those of the item before. */
static bool
load_sort(struct rload *l, const struct yaml *layout)
{
	str text = rload_text(l, layout, "sort");
	bool out = str_is(text, "list");

	if (text.n && !out && !str_is(text, "day"))
		RLOAD_ERROR(l, yaml_get(layout, "sort"),
			_("sort 只能是 day（按日期）或 list（按 list "
			  "的次序）"));
	return out;
}

void
rload_lists(struct rload *l, const struct yaml *list, const struct yaml *layout)
{
	struct list_def *v = ARENA_ARRAY(l->arena, list->n, struct list_def);

	for (size_t i = 0; i < list->n; i++)
		if (rload_is_map(l, &list->item[i]))
			load_list(l, &list->item[i], &v[i]);
	l->def->list = v;
	l->def->n_list = list->n;
	l->def->list_in_order = load_sort(l, layout);
}
