// SPDX-License-Identifier: MIT
#include "templates/report_load_impl.h"

#include "store/lang.h"

/* --- columns
 * -------------------------------------------------------------------- */

static enum column_covers
load_covers(struct rload *l, const struct yaml *map, bool list)
{
	static const str words[] = {
		[COVERS_PERIOD] = {"period", 6},
		[COVERS_YEAR] = {"year", 4},
		[COVERS_LAST_YEAR] = {"last_year", 9},
		[COVERS_ALL] = {"all", 3},
		[COVERS_DATE] = {"date", 4},
		[COVERS_NUMBER] = {"number", 6},
		[COVERS_FIELD] = {"field", 5},
		[COVERS_NUMERATOR] = {"numerator", 9},
		[COVERS_DENOMINATOR] = {"denominator", 11},
		[COVERS_LABEL] = {"label", 5},
		[COVERS_UNIT] = {"unit", 4},
		[COVERS_CATEGORY] = {"category", 8},
		[COVERS_BASELINE] = {"baseline", 8},
		[COVERS_TARGET] = {"target", 6},
		[COVERS_MET] = {"met", 3},
		[COVERS_TYPED] = {"typed", 5},
	};
	size_t n = sizeof words / sizeof *words;
	str text = rload_text(l, map, "covers");

	if (list) {
		return str_is(rload_text(l, map, "id"), "no") ? COVERS_NUMBER
							      : COVERS_FIELD;
	}
	if (!text.n)
		return COVERS_PERIOD;
	for (size_t i = 0; i < n; i++)
		if (i != COVERS_FIELD && str_eq(words[i], text))
			return (enum column_covers)i;
	RLOAD_ERROR(l, yaml_get(map, "covers"),
		_("covers 只能是 period、year、last_year、all、date、number、"
		  "numerator、denominator、label、unit、category、baseline、"
		  "target、met 或 typed，不是“%.*s”%s"),
		STR_FMT(text), rload_hint(l, text, words, n));
	return COVERS_PERIOD;
}

/* What a code stands for: an element as it is, or an indicator. */
static bool
figure_of_code(
	struct rload *l, str code, const struct yaml *at, struct indicator *out)
{
	const struct indicator *indicator = rload_find_indicator(l, code);
	size_t k = element_find(l->def, code);

	if (indicator) {
		*out = *indicator;
	} else if (k != NO_INDEX) {
		const struct element *x = &l->element[k];
		struct term *term = ARENA_NEW(l->arena, struct term);
		*term = (struct term){.element = k, .times = 1, .over = 1};
		*out = (struct indicator){
			.code = x->code,
			.name = x->name,
			.unit = x->unit,
			.numerator = {term, 1},
			.factor = 1,
			.decimals = x->decimals,
		};
	} else {
		RLOAD_ERROR(l, at, _("没有 dataElement 或 indicator“%.*s”%s"),
			STR_FMT(code), rload_code_hint(l, code));
		return false;
	}
	return true;
}

#define COLUMNS_MOST 30 /* bits of a mark in templates/keyset.h */

/* element, total: the code of the figure in a table's column. */
static bool
column_figure(struct rload *l, const struct yaml *map, const char *key,
	struct indicator *out)
{
	str code = rload_text(l, map, key);

	return code.n && figure_of_code(l, code, yaml_get(map, key), out);
}

static void
load_columns(struct rload *l, const struct yaml *layout, bool is_list)
{
	static const char *const keys[] = {"id", "label", "otherwise", "covers",
		"head", "element", "total", NULL};
	const struct yaml *list = rload_list(l, layout, "columns");

	if (!list || !list->n) {
		RLOAD_ERROR(l, layout, _("layout 缺 columns"));
		return;
	}
	if (list->n > COLUMNS_MOST) {
		RLOAD_ERROR(l, list, _("最多 %d 列"), COLUMNS_MOST);
		return;
	}
	struct column_def *v =
		ARENA_ARRAY(l->arena, list->n, struct column_def);
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml *map = &list->item[i];
		if (!rload_is_map(l, map))
			continue;
		rload_keys(l, map, keys);
		v[i].id = rload_text(l, map, "id");
		v[i].label = rload_label(l, map, "label");
		v[i].otherwise = yaml_get(map, "otherwise")
					 ? rload_label(l, map, "otherwise")
					 : v[i].label;
		v[i].covers = load_covers(l, map, is_list);
		v[i].head = rload_label(l, map, "head");
		v[i].has_figure =
			column_figure(l, map, "element", &v[i].figure);
		v[i].has_total = column_figure(l, map, "total", &v[i].total);
		if (!v[i].id.n)
			RLOAD_ERROR(l, map, _("这一列缺 id"));
		for (size_t k = 0; k < i; k++)
			if (str_eq(v[k].id, v[i].id))
				RLOAD_ERROR(l, map, _("列 %.*s 出现了两次"),
					STR_FMT(v[i].id));
	}
	l->def->column = v;
	l->def->n_column = list->n;
}

/* --- rows
 * ------------------------------------------------------------------------- */

struct row_list {
	struct row_def *v;
	size_t n;
};

static bool
row_of_code(
	struct rload *l, str code, const struct yaml *at, struct row_def *row)
{
	row->kind = ROW_FIGURE;
	if (!figure_of_code(l, code, at, &row->figure))
		return false;
	row->label = row->figure.name;
	row->unit = row->figure.unit;
	return true;
}

static void
put_row(struct rload *l, struct row_list *rows, struct row_def row,
	const struct yaml *at)
{
	for (size_t i = 0; i < rows->n; i++) {
		if (!str_eq(rows->v[i].id, row.id))
			continue;
		RLOAD_ERROR(l, at, _("行 %.*s 出现了两次"), STR_FMT(row.id));
		return;
	}
	*RLOAD_PUSH(l, rows->v, rows->n) = row;
}

static void load_rows(
	struct rload *l, const struct yaml *list, struct row_list *rows);

/* {id: A4a, label: …, unit: …, element|indicator|formula: …} */
static void
load_row_map(struct rload *l, const struct yaml *map, struct row_list *rows)
{
	static const char *const keys[] = {"id", "section", "label", "unit",
		"element", "indicator", "formula", "typed", "decimals", "rows",
		"category", "baseline", "target", NULL};
	const struct yaml *formula = yaml_get(map, "formula");
	struct row_def row = {0};
	str section = rload_text(l, map, "section");

	rload_keys(l, map, keys);
	row.id = section.n ? section : rload_text(l, map, "id");
	if (!row.id.n) {
		RLOAD_ERROR(l, map, _("这一行缺 id"));
		return;
	}
	if (section.n) {
		row.kind = ROW_SECTION;
	} else if (rload_switch(l, map, "typed")) {
		row.kind = ROW_TYPED;
		row.figure.category = rload_label(l, map, "category");
		row.figure.baseline = rload_label(l, map, "baseline");
		row.figure.target = rload_label(l, map, "target");
	} else if (formula) {
		row.kind = ROW_FIGURE;
		row.figure = (struct indicator){
			.numerator = rload_formula(l, formula),
			.factor = 1,
			.decimals = (int)rload_integer(l, map, "decimals", -1),
		};
	} else {
		str code = rload_text(l, map, "element");
		if (!code.n)
			code = rload_text(l, map, "indicator");
		if (!row_of_code(l, code.n ? code : row.id, map, &row))
			return;
	}
	if (yaml_get(map, "label"))
		row.label = rload_label(l, map, "label");
	if (yaml_get(map, "unit"))
		row.unit = rload_unit(l, map);
	put_row(l, rows, row, map);
	const struct yaml *below = rload_list(l, map, "rows");
	if (below)
		load_rows(l, below, rows);
}

static void
load_rows(struct rload *l, const struct yaml *list, struct row_list *rows)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml *v = &list->item[i];
		struct row_def row = {0};
		if (v->kind == YAML_MAP) {
			load_row_map(l, v, rows);
		} else if (v->kind == YAML_SCALAR) {
			row.id = str_dup(l->arena, v->text);
			if (row_of_code(l, row.id, v, &row))
				put_row(l, rows, row, v);
		} else {
			RLOAD_ERROR(l, v, _("这里应是一个 code，或 {id: …}"));
		}
	}
}

/* Figures below a list: codes, or lines as in rows. */
static void
load_summary(
	struct rload *l, const struct yaml *layout, const struct yaml *list)
{
	const struct yaml *v = rload_list(l, layout, "summary");
	struct row_list rows = {0};

	if (!v)
		return;
	if (!list)
		RLOAD_ERROR(
			l, v, _("summary 是 list 下面的数字，这里没有 list"));
	load_rows(l, v, &rows);
	for (size_t i = 0; i < rows.n; i++)
		if (rows.v[i].kind != ROW_FIGURE)
			RLOAD_ERROR(l, v, _("summary 里只能是数字：%.*s 不是"),
				STR_FMT(rows.v[i].id));
	l->def->summary = rows.v;
	l->def->n_summary = rows.n;
}

/* --- around the table
 * --------------------------------------------------------------------- */

static void
load_header(struct rload *l, const struct yaml *layout)
{
	static const char *const keys[] = {"label", "value", NULL};
	const struct yaml *list = rload_list(l, layout, "header");

	if (!list)
		return;
	struct header_def *v =
		ARENA_ARRAY(l->arena, list->n, struct header_def);
	for (size_t i = 0; i < list->n; i++) {
		if (!rload_is_map(l, &list->item[i]))
			continue;
		rload_keys(l, &list->item[i], keys);
		v[i].label = rload_label(l, &list->item[i], "label");
		v[i].value = rload_label(l, &list->item[i], "value");
	}
	l->def->header = v;
	l->def->n_header = list->n;
}

/* {CODE} and {CODE.met} in a note stand for figures. */
static void
check_note(struct rload *l, const struct yaml *v)
{
	str text = v->text;
	size_t at;

	for (size_t i = 0; v->kind == YAML_MAP && i < v->n; i++)
		check_note(l, &v->pair[i].value);
	while (v->kind == YAML_SCALAR &&
		(at = str_chr(text, '{')) != SIZE_MAX) {
		size_t end = str_chr(text = str_from(text, at + 1), '}');
		str code = str_sub(text, 0, end == SIZE_MAX ? text.n : end);
		if (str_ends(code, STR(".met")))
			code.n -= 4;
		if (rload_find_element(l, code) == NO_INDEX &&
			!rload_find_indicator(l, code))
			RLOAD_ERROR(l, v,
				_("没有 dataElement 或 indicator“%.*s”%s"),
				STR_FMT(code), rload_code_hint(l, code));
	}
}

static const struct label *
load_labels(
	struct rload *l, const struct yaml *layout, const char *key, size_t *n)
{
	const struct yaml *list = rload_list(l, layout, key);

	if (!list)
		return NULL;
	struct label *v = ARENA_ARRAY(l->arena, list->n, struct label);
	for (size_t i = 0; i < list->n; i++)
		v[i] = rload_label_of(l, &list->item[i]);
	*n = list->n;
	return v;
}

static void
load_page(struct rload *l, const struct yaml *layout)
{
	static const char *const keys[] = {"orientation", "footer", NULL};
	const struct yaml *page = yaml_get(layout, "page");

	if (!page || !rload_is_map(l, page))
		return;
	rload_keys(l, page, keys);
	str text = rload_text(l, page, "orientation");
	l->def->landscape = str_is(text, "landscape");
	if (text.n && !l->def->landscape && !str_is(text, "portrait"))
		RLOAD_ERROR(l, yaml_get(page, "orientation"),
			_("orientation 只能是 portrait（竖）或 "
			  "landscape（横）"));
	l->def->page_footer = rload_label(l, page, "footer");
}

static void
load_small(struct rload *l, const struct yaml *layout)
{
	const struct yaml *list = rload_list(l, layout, "small_cells");
	struct report_def *d = l->def;

	if (!list)
		return;
	str *v = ARENA_ARRAY(l->arena, list->n, str);
	for (size_t i = 0; i < list->n; i++) {
		bool known = d->n_line > 0;
		v[i] = str_dup(l->arena, list->item[i].text);
		for (size_t k = 0; k < d->n_row; k++)
			known = known || str_eq(d->row[k].id, v[i]);
		if (!known)
			RLOAD_ERROR(l, &list->item[i],
				_("small_cells 里没有这一行：%.*s"),
				STR_FMT(v[i]));
	}
	d->small = v;
	d->n_small = list->n;
}

void
rload_layout(struct rload *l, const struct yaml *root)
{
	static const char *const keys[] = {"title", "title_otherwise", "header",
		"lead", "columns", "rows", "lines", "summary", "sort", "notes",
		"signatures", "page", "small_cells", NULL};
	const struct yaml *layout = yaml_get(root, "layout");
	const struct yaml *list = rload_list(l, root, "list");
	struct report_def *d = l->def;
	struct row_list rows = {0};

	if (!layout) {
		RLOAD_ERROR(l, root,
			_("缺 layout：表怎么排，例如 layout: {title: …, "
			  "columns: …, rows: …}"));
		return;
	}
	if (!rload_is_map(l, layout))
		return;
	rload_keys(l, layout, keys);
	d->title = yaml_get(layout, "title") ? rload_label(l, layout, "title")
					     : d->name;
	d->title_otherwise = yaml_get(layout, "title_otherwise")
				     ? rload_label(l, layout, "title_otherwise")
				     : d->title;
	load_header(l, layout);
	if (!d->roll_up.n)
		load_columns(l, layout, list != NULL);
	const struct yaml *v = rload_list(l, layout, "rows");
	if (list)
		rload_lists(l, list, layout);
	else if (yaml_get(layout, "lines"))
		rload_lines(l, layout);
	else if (v)
		load_rows(l, v, &rows);
	else if (!d->roll_up.n) /* its rows are those of that report */
		RLOAD_ERROR(l, layout, _("layout 缺 rows"));
	if (!list)
		rload_lead(l, layout);
	d->row = rows.v;
	d->n_row = rows.n;
	load_summary(l, layout, list);
	load_small(l, layout);
	d->note = load_labels(l, layout, "notes", &d->n_note);
	v = rload_list(l, layout, "notes");
	for (size_t i = 0; v && i < v->n; i++)
		check_note(l, &v->item[i]);
	d->signature = load_labels(l, layout, "signatures", &d->n_signature);
	load_page(l, layout);
}
