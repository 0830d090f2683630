// SPDX-License-Identifier: MIT
#include "templates/report_load_impl.h"

#include "store/lang.h"

/* --- what stands before the figures -----------------------------------------
 */

/* lead: [id, label, unit], or {is: label, label: 村社} for other words. */
static bool
load_lead_item(struct rload *l, const struct yaml *v, struct report_lead *out)
{
	static const char *const keys[] = {"is", "label", NULL};
	static const str words[] = {
		[LEAD_ID] = {"id", 2},
		[LEAD_LABEL] = {"label", 5},
		[LEAD_UNIT] = {"unit", 4},
	};
	str word = v->kind == YAML_SCALAR ? v->text : STR_NONE;

	if (v->kind == YAML_MAP) {
		rload_keys(l, v, keys);
		word = rload_text(l, v, "is");
		out->label = rload_label(l, v, "label");
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!str_eq(words[i], word))
			continue;
		out->what = (enum lead_what)i;
		return true;
	}
	RLOAD_ERROR(l, v, _("lead 里只能是 id、label、unit，不是“%.*s”"),
		STR_FMT(word));
	return false;
}

void
rload_lead(struct rload *l, const struct yaml *layout)
{
	static const struct report_lead usual[] = {
		{.what = LEAD_ID}, {.what = LEAD_LABEL}, {.what = LEAD_UNIT}};
	const struct yaml *list = rload_list(l, layout, "lead");

	l->def->lead = usual;
	l->def->n_lead = l->def->n_line ? 2 : 3;
	if (!list || !list->n)
		return;
	if (list->n > 3) {
		RLOAD_ERROR(l, list, _("lead 最多 3 项"));
		return;
	}
	struct report_lead *v =
		ARENA_ARRAY(l->arena, list->n, struct report_lead);
	for (size_t i = 0; i < list->n; i++)
		if (!load_lead_item(l, &list->item[i], &v[i]))
			return;
	l->def->lead = v;
	l->def->n_lead = list->n;
}

/* --- lines -------------------------------------------------------------------
 */

struct lines {
	struct line_def *v;
	size_t n;
};

static struct line_def *
put_line(struct rload *l, struct lines *lines, struct line_def line,
	const struct yaml *at)
{
	for (size_t i = 0; i < lines->n && line.id.n; i++)
		if (str_eq(lines->v[i].id, line.id))
			RLOAD_ERROR(l, at, _("行 %.*s 出现了两次"),
				STR_FMT(line.id));
	struct line_def *out = RLOAD_PUSH(l, lines->v, lines->n);
	*out = line;
	return out;
}

/* The options of a list file, or of a field: FORM.FIELD. */
const struct choice_list *
rload_choices(struct rload *l, str name, const struct yaml *at)
{
	size_t dot = str_chr(name, '.');
	const struct choice_list *list = NULL;
	struct err e;

	if (!l->catalog)
		return NULL;
	if (dot != SIZE_MAX) {
		const struct form *form =
			rload_form(l, str_sub(name, 0, dot), at);
		const struct field *f =
			form ? form_field(form, str_from(name, dot + 1)) : NULL;
		if (f && f->list)
			return f->list;
		if (form)
			RLOAD_ERROR(l, at, _("%.*s 不是有选项的字段"),
				STR_FMT(name));
		return NULL;
	}
	if (catalog_list(l->catalog, name, &list, &e))
		RLOAD_ERROR(l, at, "%s", e.words);
	return list;
}

/* columns: [c1, c2]: those that have a figure on this line. */
static uint32_t
load_only(struct rload *l, const struct yaml *map)
{
	const struct yaml *list = rload_list(l, map, "columns");
	uint32_t only = 0;

	for (size_t i = 0; list && i < list->n; i++) {
		size_t c = 0;
		while (c < l->def->n_column &&
			!str_eq(l->def->column[c].id, list->item[i].text))
			c++;
		if (c == l->def->n_column)
			RLOAD_ERROR(l, &list->item[i],
				_("layout 的 columns 里没有 %.*s"),
				STR_FMT(list->item[i].text));
		else
			only |= 1u << c;
	}
	return only;
}

/* {list: special_group, prefix: "g."}: a line an option. */
static void
load_options(struct rload *l, const struct yaml *map, uint32_t only,
	struct lines *lines)
{
	const struct choice_list *list = rload_choices(
		l, rload_text(l, map, "list"), yaml_get(map, "list"));
	str prefix = rload_text(l, map, "prefix");

	for (size_t i = 0; list && i < list->n; i++) {
		const struct choice *c = &list->v[i];
		struct line_def line = {.kind = LINE_ONE, .only = only};
		line.id = str_fmt(l->arena, "%.*s%.*s", STR_FMT(prefix),
			STR_FMT(c->name));
		for (int k = 0; k < LANG_COUNT; k++)
			line.label.text[k] =
				str_dup(l->arena, c->label.text[k]);
		if (c->offered)
			put_line(l, lines, line, map);
	}
}

static void
load_sum(struct rload *l, const struct yaml *map, struct line_def *line)
{
	const struct yaml *of = rload_list(l, map, "of");
	str *v = ARENA_ARRAY(l->arena, of ? of->n : 0, str);

	for (size_t i = 0; of && i < of->n; i++)
		v[i] = str_dup(l->arena, of->item[i].text);
	line->kind = LINE_SUM;
	line->of = v;
	line->n_of = of ? of->n : 0;
}

static void
load_line(struct rload *l, const struct yaml *map, struct lines *lines)
{
	static const char *const keys[] = {"id", "section", "label", "list",
		"prefix", "found", "of", "all", "columns", NULL};
	struct line_def line = {.kind = LINE_ONE};

	rload_keys(l, map, keys);
	line.only = load_only(l, map);
	if (yaml_get(map, "list")) {
		load_options(l, map, line.only, lines);
		return;
	}
	line.id = rload_text(l, map, "id");
	line.label = rload_label(l, map, "label");
	if (yaml_get(map, "section")) {
		line.kind = LINE_SECTION;
		line.id = rload_text(l, map, "section");
	} else if (rload_switch(l, map, "found")) {
		line.kind = LINE_FOUND;
		line.id = STR_NONE;
	} else if (yaml_get(map, "of")) {
		load_sum(l, map, &line);
	} else if (rload_switch(l, map, "all")) {
		line.kind = LINE_ALL;
	}
	if (!line.id.n && line.kind != LINE_FOUND) {
		RLOAD_ERROR(l, map, _("这一行缺 id"));
		return;
	}
	put_line(l, lines, line, map);
}

void
rload_lines(struct rload *l, const struct yaml *layout)
{
	const struct yaml *list = rload_list(l, layout, "lines");
	struct lines lines = {0};

	for (size_t i = 0; list && i < list->n; i++)
		if (rload_is_map(l, &list->item[i]))
			load_line(l, &list->item[i], &lines);
	for (size_t c = 0; c < l->def->n_column; c++)
		if (!l->def->column[c].has_figure &&
			l->def->column[c].covers == COVERS_PERIOD)
			RLOAD_ERROR(l, layout,
				_("表的每一列要写 element：列 %.*s 没有"),
				STR_FMT(l->def->column[c].id));
	l->def->line = lines.v;
	l->def->n_line = lines.n;
}
