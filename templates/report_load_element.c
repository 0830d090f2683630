// SPDX-License-Identifier: MIT
#include "templates/report_load_impl.h"

#include "store/lang.h"

/* --- elements
 * ------------------------------------------------------------------ */

size_t
element_find(const struct report_def *d, str code)
{
	for (size_t i = 0; i < d->n_element; i++)
		if (str_eq(d->element[i].code, code))
			return i;
	return NO_INDEX;
}

size_t
rload_find_element(const struct rload *l, str code)
{
	for (size_t i = 0; i < l->n_element; i++)
		if (str_eq(l->element[i].code, code))
			return i;
	return NO_INDEX;
}

const struct indicator *
rload_find_indicator(const struct rload *l, str code)
{
	for (size_t i = 0; i < l->n_indicator; i++)
		if (str_eq(l->indicator[i].code, code))
			return &l->indicator[i];
	return NULL;
}

/* "did you mean" among everything that has a code. */
const char *
rload_code_hint(struct rload *l, str code)
{
	size_t n = l->n_element + l->n_indicator;
	str *names = ARENA_ARRAY(l->arena, n + 1, str);

	for (size_t i = 0; i < l->n_element; i++)
		names[i] = l->element[i].code;
	for (size_t i = 0; i < l->n_indicator; i++)
		names[l->n_element + i] = l->indicator[i].code;
	return rload_hint(l, code, names, n);
}

/* Letters, digits and _: a legal name in XML too, as ADX asks of
 * disaggregations (formats.md §2). */
static bool
is_xml_name(str code)
{
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			  c == '_' || (i && c >= '0' && c <= '9');
		if (!ok)
			return false;
	}
	return code.n > 0;
}

/* A new code: letters, digits and _, not taken. */
bool
rload_code_is_fine(struct rload *l, const struct yaml *map, str code)
{
	if (!code.n) {
		RLOAD_ERROR(l, map, _("缺 code"));
		return false;
	}
	if (!is_xml_name(code)) {
		RLOAD_ERROR(l, yaml_get(map, "code"),
			_("code “%.*s”只能用字母、数字和 _，以字母开头"),
			STR_FMT(code));
		return false;
	}
	if (rload_find_element(l, code) == NO_INDEX &&
		!rload_find_indicator(l, code))
		return true;
	RLOAD_ERROR(l, yaml_get(map, "code"), _("code “%.*s”用了两次"),
		STR_FMT(code));
	return false;
}

static enum aggregate
load_aggregate(struct rload *l, const struct yaml *map)
{
	static const str words[] = {
		{"count", 5}, {"sum", 3}, {"distinct", 8}, {"last", 4}};
	str text = rload_text(l, map, "aggregate");

	if (!text.n)
		return yaml_get(map, "of") ? AGG_SUM : AGG_COUNT;
	for (size_t i = 0; i < 4; i++)
		if (str_eq(words[i], text))
			return (enum aggregate)i;
	RLOAD_ERROR(l, yaml_get(map, "aggregate"),
		_("aggregate 只能是 count、sum、distinct 或 "
		  "last，不是“%.*s”%s"),
		STR_FMT(text), rload_hint(l, text, words, 4));
	return AGG_COUNT;
}

/* from: FORM or FORM.REPEAT */
static void
load_from(struct rload *l, const struct yaml *map, struct element *x)
{
	const struct yaml *v = yaml_get(map, "from");
	str from = rload_text(l, map, "from");
	str repeat = STR_NONE;
	size_t dot = str_chr(from, '.');

	if (!from.n) {
		RLOAD_ERROR(l, map,
			_("%.*s 缺 from：数哪张表单，例如 from: activity"),
			STR_FMT(x->code));
		return;
	}
	if (dot != SIZE_MAX) {
		repeat = str_from(from, dot + 1);
		from = str_sub(from, 0, dot);
	}
	x->form_id = from;
	x->form = rload_form(l, from, v);
	if (!x->form) {
		x->missing = from;
		return;
	}
	if (!repeat.n)
		return;
	x->repeat = form_field(x->form, repeat);
	if (!x->repeat || x->repeat->type != FIELD_REPEAT)
		RLOAD_ERROR(l, v, _("表单 %.*s 没有叫 %.*s 的重复组"),
			STR_FMT(from), STR_FMT(repeat));
}

/* uses: other forms the condition looks at. Without them the figure is not
 * whole, and the notes say so. */
static void
load_uses(struct rload *l, const struct yaml *map, struct element *x)
{
	const struct yaml *list = rload_list(l, map, "uses");

	for (size_t i = 0; list && i < list->n; i++) {
		str id = list->item[i].text;
		if (!x->lacks.n && l->catalog && !catalog_has(l->catalog, id))
			x->lacks = str_dup(l->arena, id);
	}
}

/* all_of, any_of: sets of values loaded before. */
static void
load_members(struct rload *l, const struct yaml *list, struct element *x)
{
	size_t *member = ARENA_ARRAY(l->arena, list->n, size_t);

	if (list->kind != YAML_LIST || !list->n) {
		RLOAD_ERROR(l, list, _("这里应列出 code，例如 [a, b]"));
		return;
	}
	for (size_t i = 0; i < list->n; i++) {
		str code = list->item[i].text;
		member[i] = rload_find_element(l, code);
		if (member[i] == NO_INDEX) {
			RLOAD_ERROR(l, &list->item[i],
				_("没有 dataElement“%.*s”%s"), STR_FMT(code),
				rload_code_hint(l, code));
			return;
		}
		const struct element *m = &l->element[member[i]];
		if (m->aggregate < AGG_DISTINCT || m->aggregate == AGG_LAST) {
			RLOAD_ERROR(l, &list->item[i],
				_("%.*s 不是 aggregate: "
				  "distinct，不能和别的求同"),
				STR_FMT(code));
			return;
		}
		if (!x->lacks.n)
			x->lacks = m->lacks;
		x->apart = x->apart || m->apart;
		/* A union can do without a part, an intersection cannot. */
		if (x->aggregate == AGG_ALL_OF && !x->missing.n)
			x->missing = m->missing;
	}
	if (x->aggregate == AGG_ANY_OF) {
		x->missing = l->element[member[0]].missing;
		for (size_t i = 1; i < list->n; i++)
			if (!l->element[member[i]].missing.n)
				x->missing = STR_NONE;
	}
	x->at = l->element[member[0]].at;
	x->member = member;
	x->n_member = list->n;
}

static void
load_counted(struct rload *l, const struct yaml *map, struct element *x)
{
	const struct yaml *where = yaml_get(map, "where");
	const struct yaml *of = yaml_get(map, "of");
	const struct yaml *line = yaml_get(map, "line");
	const struct yaml *name = yaml_get(map, "line_label");

	load_from(l, map, x);
	load_uses(l, map, x);
	x->aggregate = load_aggregate(l, map);
	rload_at(l, map, &x->at);
	if (where)
		x->where = rload_expr(l, where, x->form, &x->varies);
	x->apart = line != NULL;
	if (line)
		x->by_line = rload_expr(l, line, x->form, &x->varies);
	if (name)
		x->by_line_label = rload_expr(l, name, x->form, NULL);
	if (of)
		x->of = rload_of(l, of, x->form, &x->of_field, &x->varies);
	else if (x->aggregate != AGG_COUNT)
		RLOAD_ERROR(
			l, map, _("%.*s 缺 of：哪个字段"), STR_FMT(x->code));
	/* Both readings differ in what they can see: a row or its record. */
	if (x->of_field && x->of_field->repeat != x->repeat)
		x->of_field = NULL;
}

/* by: [SEX] adds an element CODE.F, CODE.M … for each option. */
static void
add_options(struct rload *l, const struct yaml *root, const struct yaml *map,
	size_t of)
{
	const struct yaml *by = rload_list(l, map, "by");
	const struct yaml *categories = yaml_get(root, "categories");

	for (size_t i = 0; by && i < by->n; i++) {
		const struct yaml *category =
			yaml_get(categories, str_z(l->arena, by->item[i].text));
		if (!category || category->kind != YAML_MAP) {
			RLOAD_ERROR(l, &by->item[i],
				_("categories 里没有“%.*s”"),
				STR_FMT(by->item[i].text));
			continue;
		}
		if (!is_xml_name(by->item[i].text))
			RLOAD_ERROR(l, &by->item[i],
				_("%.*s 只能用字母、数字和 "
				  "_，以字母开头：交换文件拿它作名字"),
				STR_FMT(by->item[i].text));
		for (size_t k = 0; k < category->n; k++) {
			struct element x = l->element[of];
			struct report_option *option =
				ARENA_NEW(l->arena, struct report_option);
			option->category = str_dup(l->arena, by->item[i].text);
			option->option =
				str_dup(l->arena, category->pair[k].key);
			x.base = x.code;
			x.by = option;
			x.code = str_fmt(l->arena, "%.*s.%.*s", STR_FMT(x.code),
				STR_FMT(category->pair[k].key));
			x.option = rload_expr(
				l, &category->pair[k].value, x.form, &x.varies);
			*RLOAD_PUSH(l, l->element, l->n_element) = x;
		}
	}
}

static void
load_element(struct rload *l, const struct yaml *root, const struct yaml *map)
{
	static const char *const keys[] = {"code", "name", "unit", "from",
		"where", "aggregate", "of", "at", "by", "uses", "all_of",
		"any_of", "undated", "pending", "decimals", "line",
		"line_label", "blank", NULL};
	struct element x = {0};

	if (!rload_is_map(l, map))
		return;
	rload_keys(l, map, keys);
	x.code = rload_text(l, map, "code");
	x.line = map->line;
	if (!rload_code_is_fine(l, map, x.code))
		return;
	x.name = rload_label(l, map, "name");
	x.unit = rload_unit(l, map);
	x.undated = rload_switch(l, map, "undated");
	x.blank = rload_switch(l, map, "blank");
	x.decimals = (int)rload_integer(l, map, "decimals", -1);
	if (rload_switch(l, map, "pending")) {
		load_from(l, map, &x);
		if (!x.missing.n)
			x.missing = STR(MISSING_RULE);
		*RLOAD_PUSH(l, l->element, l->n_element) = x;
		return;
	}
	const struct yaml *all = yaml_get(map, "all_of");
	const struct yaml *any = yaml_get(map, "any_of");
	if (all || any) {
		x.aggregate = all ? AGG_ALL_OF : AGG_ANY_OF;
		load_members(l, all ? all : any, &x);
	} else {
		load_counted(l, map, &x);
	}
	*RLOAD_PUSH(l, l->element, l->n_element) = x;
	add_options(l, root, map, l->n_element - 1);
}

void
rload_elements(struct rload *l, const struct yaml *root)
{
	const struct yaml *list = rload_list(l, root, "dataElements");

	for (size_t i = 0; list && i < list->n; i++)
		load_element(l, root, &list->item[i]);
	l->def->element = l->element;
	l->def->n_element = l->n_element;
}
