// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include <stdlib.h>

#include "store/lang.h"

#define LISTS_MOST 2000
#define COLUMNS_MOST 100

/* --- one choice ---------------------------------------------------------- */

static bool
is_column(str key)
{
	static const char *const ours[] = {
		"name", "label", "x_offer", "list_name"};
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (str_is(key, ours[i]))
			return false;
	return key.n > 0 && key.p[0] != '#' && !str_starts(key, STR("label::"));
}

static void
note_column(struct load *l, const struct yaml_pair *p, struct choice_list *list)
{
	for (size_t i = 0; i < list->n_column; i++)
		if (str_eq(list->column[i], p->key))
			return;
	if (list->n_column == COLUMNS_MOST) {
		LOAD_ERROR(l, p, _("代码表的列太多：最多 %d 列"), COLUMNS_MOST);
		return;
	}
	str *v = (str *)list->column; /* still being built */
	*ARENA_PUSH(l->arena, v, list->n_column) = load_keep(l, p->key);
	list->column = v;
}

/* Any other column is for choice_filter. */
static void
read_columns(struct load *l, const struct yaml *map, struct choice_list *list,
	struct choice *c)
{
	struct entry *v = NULL;
	for (size_t i = 0; i < map->n; i++) {
		const struct yaml_pair *p = &map->pair[i];
		if (!is_column(p->key) || p->value.kind != YAML_SCALAR)
			continue;
		note_column(l, p, list);
		*ARENA_PUSH(l->arena, v, c->n) = (struct entry){
			.name = load_keep(l, p->key),
			.value = {.type = VALUE_TEXT,
				.text = load_keep(l, p->value.text)},
		};
	}
	c->v = v;
}

static bool
read_choice(struct load *l, const struct yaml *map, struct choice_list *list,
	struct choice *c)
{
	if (map->kind != YAML_MAP) {
		LOAD_ERROR(l, map,
			_("选项应写成 {name: \"1\", label: {zh: …, en: …}}"));
		return false;
	}
	*c = (struct choice){
		.offered = true, .line = map->line, .col = map->col};
	c->name = load_text(l, map, "name");
	load_label(l, map, "label", &c->label);
	if (c->name.n == 0) {
		LOAD_ERROR(l, map, _("选项缺少 name（代码）"));
		return false;
	}
	if (yaml_get(map, "x_offer"))
		c->offered = load_switch(l, map, "x_offer");
	if (label_text(&c->label).n == 0)
		c->label.text[LANG_ZH] = c->name;
	read_columns(l, map, list, c);
	return true;
}

/* --- a list -------------------------------------------------------------- */

static int
compare_choices(const void *x, const void *y)
{
	const struct choice *a = *(const struct choice *const *)x;
	const struct choice *b = *(const struct choice *const *)y;
	int order = str_cmp(a->name, b->name);
	return order ? order : a->line < b->line ? -1 : a->line > b->line;
}

static void
refuse_duplicates(struct load *l, const struct choice_list *list)
{
	if (list->n < 2)
		return;
	const struct choice **v =
		ARENA_ARRAY(l->out->arena, list->n, const struct choice *);
	for (size_t i = 0; i < list->n; i++)
		v[i] = &list->v[i];
	qsort(v, list->n, sizeof(*v), compare_choices);
	for (size_t i = 1; i < list->n; i++) {
		if (!str_eq(v[i - 1]->name, v[i]->name))
			continue;
		LOAD_ERROR(l, v[i], _("代码“%.*s”重复：第 %d 行已经写过"),
			STR_FMT(v[i]->name), v[i - 1]->line);
	}
}

static void
add_choice(struct load *l, const struct yaml *map, struct choice_list *list)
{
	struct choice c;
	map = load_spelling(l, map, IN_CHOICE);
	if (!read_choice(l, map, list, &c))
		return;
	struct choice *v = (struct choice *)list->v; /* still being built */
	*ARENA_PUSH(l->arena, v, list->n) = c;
	list->v = v;
}

void
load_choices(struct load *l, const struct yaml *items, struct choice_list *list,
	bool duplicates)
{
	if (items->kind != YAML_LIST) {
		LOAD_ERROR(l, items, _("这里应是一列以“- ”开头的选项"));
		return;
	}
	for (size_t i = 0; i < items->n; i++)
		add_choice(l, &items->item[i], list);
	if (!duplicates)
		refuse_duplicates(l, list);
	if (items->n == 0)
		LOAD_ERROR(l, items, _("代码表“%.*s”没有选项"),
			STR_FMT(list->name));
}

/* --- the form's own
 * ----------------------------------------------------------- */

static struct choice_list *
own_list(struct load *l, str name)
{
	for (size_t i = l->n_list; i-- > 0;)
		if (str_eq(l->list[i]->name, name))
			return l->list[i];
	return NULL;
}

static struct choice_list *
new_list(struct load *l, str name, const void *at_pair)
{
	const struct yaml_pair *at = at_pair;
	if (l->n_list >= LISTS_MOST) {
		if (l->n_list == LISTS_MOST)
			LOAD_ERROR(
				l, at, _("代码表太多：最多 %d 个"), LISTS_MOST);
		return NULL;
	}
	struct choice_list *list = ARENA_NEW(l->arena, struct choice_list);
	list->name = load_keep(l, name);
	list->file = l->form ? l->form->file : STR_NONE;
	*ARENA_PUSH(l->arena, l->list, l->n_list) = list;
	return list;
}

static void
read_named(struct load *l, const struct yaml *lists, bool duplicates)
{
	if (lists->kind != YAML_MAP) {
		LOAD_ERROR(l, lists, _("lists 应写成“表名: 一列选项”"));
		return;
	}
	for (size_t i = 0; i < lists->n; i++) {
		const struct yaml_pair *p = &lists->pair[i];
		if (p->key.n > 0 && p->key.p[0] == '#')
			continue;
		struct choice_list *list = new_list(l, p->key, p);
		if (list)
			load_choices(l, &p->value, list, duplicates);
	}
}

/* yxf's sheet: rows of all lists, each with its list_name. */
static void
read_flat(struct load *l, const struct yaml *rows, bool duplicates)
{
	if (rows->kind != YAML_LIST) {
		LOAD_ERROR(l, rows,
			_("choices 应是一列以“- ”开头的选项；按表名分写请用 "
			  "lists"));
		return;
	}
	size_t before = l->n_list;
	struct choice_list *list = NULL;
	for (size_t i = 0; i < rows->n; i++) {
		const struct yaml *row =
			load_spelling(l, &rows->item[i], IN_CHOICE);
		str name = str_trim(yaml_text(row, "list_name"));
		if (row->kind == YAML_MAP && row->n > 0 &&
			str_starts(row->pair[0].key, STR("#")) && row->n == 1)
			continue;
		if (name.n == 0) {
			LOAD_ERROR(l, row, _("选项缺少 list_name（表名）"));
			continue;
		}
		if (!list || !str_eq(list->name, name))
			list = own_list(l, name);
		struct yaml_pair at = {.line = row->line, .col = row->col};
		if (!list)
			list = new_list(l, name, &at);
		if (list)
			add_choice(l, row, list);
	}
	for (size_t i = before; i < l->n_list && !duplicates; i++)
		refuse_duplicates(l, l->list[i]);
}

void
load_lists(struct load *l, const struct yaml *root)
{
	const struct yaml *settings = yaml_get(root, "settings");
	if (settings && settings->kind == YAML_LIST && settings->n == 1)
		settings = &settings->item[0];
	bool duplicates = load_boolean(yaml_text(
				  settings, "allow_choice_duplicates")) > 0;
	const struct yaml *lists = yaml_get(root, "lists");
	const struct yaml *flat = yaml_get(root, "choices");
	if (lists)
		read_named(l, lists, duplicates);
	if (flat)
		read_flat(l, flat, duplicates);
}

static const char *
list_hint(struct load *l, str name)
{
	str *names = NULL;
	size_t n = 0;
	for (size_t i = 0; i < l->n_list; i++)
		*ARENA_PUSH(l->out->arena, names, n) = l->list[i]->name;
	const str *shared = NULL;
	size_t n_shared = l->catalog ? catalog_lists(l->catalog, &shared) : 0;
	for (size_t i = 0; i < n_shared; i++)
		*ARENA_PUSH(l->out->arena, names, n) = shared[i];
	return load_hint(l, name, names, n);
}

static void
use_list(struct load *l, const struct choice_list *list)
{
	for (size_t i = 0; i < l->n_used; i++)
		if (l->used[i] == list)
			return;
	*ARENA_PUSH(l->arena, l->used, l->n_used) = list;
}

const struct choice_list *
load_find_list(struct load *l, str name, const struct yaml *at)
{
	const struct choice_list *list = own_list(l, name);
	struct err e = {0};
	enum err_code code = ERR_ABSENT;
	if (!list && l->catalog)
		code = catalog_list(l->catalog, name, &list, &e);
	if (list) {
		use_list(l, list);
		return list;
	}
	if (str_starts(name, STR("${")))
		LOAD_ERROR(l, at,
			_("选项取自重复组“%.*s”：不支持，请写代码表的名称"),
			STR_FMT(name));
	else if (code == ERR_ABSENT)
		LOAD_ERROR(l, at, _("没有代码表“%.*s”%s"), STR_FMT(name),
			list_hint(l, name));
	else
		LOAD_ERROR(l, at, _("代码表“%.*s”有错误：%s:%d:%d: %s"),
			STR_FMT(name), e.file, e.line, e.col, e.words);
	return NULL;
}
