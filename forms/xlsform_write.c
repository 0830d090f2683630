// SPDX-License-Identifier: MIT
#include "forms/xlsform.h"

#include <string.h>

#include "forms/sheet.h"
#include "store/lang.h"

/* Of a form's tree the sheets of an XLSForm. */

enum { DEPTH_MOST = 32, COLUMNS_MOST = 256 };

struct cells {
	str *column;
	str *text;
	size_t n;
};

struct table {
	const char *name;
	struct cells *row;
	size_t n;
	str *column; /* all that any row has, as they came */
	size_t n_column;
	bool translated; /* some text has a language */
};

struct writing {
	struct arena *arena;
	struct catalog *catalog;
	struct table survey;
	struct table choices;
	struct table settings;
	str plain;       /* the language of what names none */
	bool extensions; /* some x_ key is used */
	str *list;       /* written already */
	size_t n_list;
	struct err *e;
};

bool
xlsform_is_translated(str key)
{
	static const char *const keys[] = {"label", "hint", "guidance_hint",
		"required_message", "constraint_message", "x_warning_message",
		"x_short", "form_title", "title", "image", "audio", "video",
		"big-image"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_is(key, keys[i]))
			return true;
	return false;
}

bool
xlsform_is_structured(str key)
{
	static const char *const keys[] = {"x_parent", "x_unique", "x_mask",
		"x_secret", "x_due", "x_closed", "x_list", "x_ref", "x_print"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_is(key, keys[i]))
			return true;
	return false;
}

/* --- cells --------------------------------------------------------------- */

static struct cells *
add_row(struct writing *w, struct table *t)
{
	struct cells *r = ARENA_PUSH(w->arena, t->row, t->n);
	*r = (struct cells){.n = 0};
	return r;
}

static void
put(struct writing *w, struct table *t, struct cells *r, str column, str text)
{
	size_t k = 0;
	text = str_trim(text);
	if (text.n == 0)
		return;
	while (k < t->n_column && !str_eq(t->column[k], column))
		k++;
	if (k == COLUMNS_MOST)
		return; /* no form has so many: unknown keys of a hostile one */
	if (k == t->n_column)
		*ARENA_PUSH(w->arena, t->column, t->n_column) = column;
	size_t n = r->n;
	*ARENA_PUSH(w->arena, r->column, n) = column;
	*ARENA_PUSH(w->arena, r->text, r->n) = text;
}

/* "zh" is spelled out as XLSForm likes its languages. */
static str
language(str code)
{
	if (str_is(code, "zh"))
		return STR("中文 (zh)");
	return str_is(code, "en") ? STR("English (en)") : code;
}

static str
column_of(struct writing *w, str key)
{
	if (!str_starts(key, STR("x_")))
		return key;
	w->extensions = true;
	return str_fmt(w->arena, "bind::x:%.*s", STR_FMT(str_from(key, 2)));
}

static void
put_languages(struct writing *w, struct table *t, struct cells *r, str key,
	const struct yaml *v)
{
	for (size_t i = 0; i < v->n; i++) {
		const struct yaml_pair *p = &v->pair[i];
		str column = column_of(w, key);
		t->translated = true;
		/* bind:: and settings take no language of their own. */
		bool dotted = t == &w->settings || str_starts(key, STR("x_"));
		if (dotted && !str_eq(p->key, w->plain))
			column = str_fmt(w->arena, "%.*s.%.*s", STR_FMT(column),
				STR_FMT(p->key));
		if (!dotted)
			column = str_fmt(w->arena, "%.*s::%.*s",
				STR_FMT(column), STR_FMT(language(p->key)));
		if (p->value.kind == YAML_SCALAR)
			put(w, t, r, column, p->value.text);
	}
}

/* Choices may have columns of their own; bind:: is for questions. */
static str
column_in(struct writing *w, const struct table *t, str key)
{
	return t == &w->choices ? key : column_of(w, key);
}

/* label::Français (fr) is label::fr, as {fr: …} would be. */
static str
spelled_key(struct writing *w, struct table *t, str key)
{
	size_t at = str_find(key, STR("::"));
	str base = at == SIZE_MAX ? key : str_sub(key, 0, at);
	if (at == SIZE_MAX)
		return key;
	t->translated = true;
	if (!xlsform_is_translated(base))
		return key;
	str code = label_language(str_from(key, at + 2));
	return str_fmt(
		w->arena, "%.*s::%.*s", STR_FMT(base), STR_FMT(language(code)));
}

static void
put_pair(struct writing *w, struct table *t, struct cells *r,
	const struct yaml_pair *p)
{
	const struct yaml *v = &p->value;
	if (v->kind == YAML_SCALAR) {
		put(w, t, r, column_in(w, t, spelled_key(w, t, p->key)),
			v->text);
	} else if (v->kind == YAML_MAP && xlsform_is_translated(p->key)) {
		put_languages(w, t, r, p->key, v);
	} else if (str_starts(p->key, STR("x_"))) {
		struct buf b = {.arena = w->arena};
		yaml_write_flow(&b, v, false);
		put(w, t, r, column_of(w, p->key), buf_str(&b));
	}
}

static void
put_map(struct writing *w, struct table *t, struct cells *r,
	const struct yaml *map)
{
	for (size_t i = 0; i < map->n; i++)
		put_pair(w, t, r, &map->pair[i]);
}

/* --- the sheets ---------------------------------------------------------- */

/* "begin group" is begin_group. */
static str
bracket_type(struct writing *w, str type)
{
	str rest = type;
	str word;
	if (!str_word(&rest, &word) ||
		(!str_is(word, "begin") && !str_is(word, "end")))
		return type;
	rest = str_trim(rest);
	if (!str_is(rest, "group") && !str_is(rest, "repeat"))
		return type;
	return str_fmt(w->arena, "%.*s_%.*s", STR_FMT(word), STR_FMT(rest));
}

static void
add_survey(struct writing *w, const struct yaml *list, int depth)
{
	for (size_t i = 0; list->kind == YAML_LIST && i < list->n; i++) {
		const struct yaml *row = &list->item[i];
		const struct yaml *inner = yaml_get(row, "survey");
		str type = bracket_type(w, str_trim(yaml_text(row, "type")));
		if (row->kind != YAML_MAP || depth > DEPTH_MOST)
			continue;
		struct cells *r = add_row(w, &w->survey);
		if (!inner && str_starts(type, STR("end_"))) {
			put(w, &w->survey, r, STR("type"), type);
			continue;
		}
		if (!inner) {
			put(w, &w->survey, r, STR("type"), type);
			for (size_t k = 0; k < row->n; k++)
				if (!str_is(row->pair[k].key, "type"))
					put_pair(w, &w->survey, r,
						&row->pair[k]);
			continue;
		}
		put(w, &w->survey, r, STR("type"),
			str_fmt(w->arena, "begin_%.*s", STR_FMT(type)));
		for (size_t k = 0; k < row->n; k++)
			if (!str_is(row->pair[k].key, "type"))
				put_pair(w, &w->survey, r, &row->pair[k]);
		add_survey(w, inner, depth + 1);
		r = add_row(w, &w->survey);
		put(w, &w->survey, r, STR("type"),
			str_fmt(w->arena, "end_%.*s", STR_FMT(type)));
	}
}

static bool
has_list(const struct writing *w, str name)
{
	for (size_t i = 0; i < w->n_list; i++)
		if (str_eq(w->list[i], name))
			return true;
	return false;
}

static void
add_own_lists(struct writing *w, const struct yaml *root)
{
	const struct yaml *lists = yaml_get(root, "lists");
	const struct yaml *flat = yaml_get(root, "choices");
	for (size_t i = 0; lists && lists->kind == YAML_MAP && i < lists->n;
		i++) {
		const struct yaml_pair *p = &lists->pair[i];
		*ARENA_PUSH(w->arena, w->list, w->n_list) = p->key;
		for (size_t k = 0; p->value.kind == YAML_LIST && k < p->value.n;
			k++) {
			struct cells *r = add_row(w, &w->choices);
			put(w, &w->choices, r, STR("list_name"), p->key);
			if (p->value.item[k].kind == YAML_MAP)
				put_map(w, &w->choices, r, &p->value.item[k]);
		}
	}
	for (size_t i = 0; flat && flat->kind == YAML_LIST && i < flat->n;
		i++) {
		const struct yaml *row = &flat->item[i];
		str name = str_trim(yaml_text(row, "list_name"));
		if (row->kind != YAML_MAP)
			continue;
		if (name.n > 0 && !has_list(w, name))
			*ARENA_PUSH(w->arena, w->list, w->n_list) = name;
		put_map(w, &w->choices, add_row(w, &w->choices), row);
	}
}

static void
add_shared_list(struct writing *w, const struct choice_list *l)
{
	struct table *t = &w->choices;
	str zh = STR("label::中文 (zh)");
	str en = STR("label::English (en)");
	for (size_t i = 0; i < l->n; i++) {
		const struct choice *c = &l->v[i];
		struct cells *r = add_row(w, t);
		put(w, t, r, STR("list_name"), l->name);
		put(w, t, r, STR("name"), c->name);
		put(w, t, r, zh, c->label.text[LANG_ZH]);
		put(w, t, r, en, c->label.text[LANG_EN]);
		for (const struct translation *m = c->label.more; m;
			m = m->next)
			put(w, t, r,
				str_fmt(w->arena, "label::%.*s",
					STR_FMT(m->lang)),
				m->text);
		t->translated = true;
		if (!c->offered)
			put(w, t, r, STR("x_offer"), STR("no"));
		for (size_t k = 0; k < c->n; k++)
			put(w, t, r, c->v[k].name, c->v[k].value.text);
	}
}

/* Lists that the survey names and the form does not hold. */
static enum err_code
add_shared_lists(struct writing *w)
{
	for (size_t i = 0; i < w->survey.n; i++) {
		const struct cells *r = &w->survey.row[i];
		str type = STR_NONE;
		str word = STR_NONE;
		for (size_t k = 0; k < r->n; k++)
			if (str_is(r->column[k], "type"))
				type = r->text[k];
		bool select = str_word(&type, &word) &&
			      (str_is(word, "select_one") ||
				      str_is(word, "select_multiple") ||
				      str_is(word, "rank"));
		if (!select || !str_word(&type, &word) || has_list(w, word))
			continue;
		const struct choice_list *l = NULL;
		*ARENA_PUSH(w->arena, w->list, w->n_list) = word;
		if (!w->catalog)
			continue;
		enum err_code code = catalog_list(w->catalog, word, &l, w->e);
		if (code != ERR_OK)
			return code;
		add_shared_list(w, l);
	}
	return ERR_OK;
}

/* Lists that no question offers, but an expression looks up. One that is not
 * found is no list of ours. */
static void
add_named_list(struct writing *w, str text, const char *function)
{
	const struct choice_list *l = NULL;
	struct err e;
	for (size_t at; (at = str_find(text, str_of(function))) != SIZE_MAX;) {
		text = str_trim(str_from(text, at + strlen(function)));
		char quote = text.n > 0 ? text.p[0] : ' ';
		size_t end = str_chr(str_from(text, 1), quote);
		if ((quote != '\'' && quote != '"') || end == SIZE_MAX)
			continue;
		str name = str_trim(str_sub(text, 1, end));
		if (has_list(w, name) || !w->catalog ||
			catalog_list(w->catalog, name, &l, &e) != ERR_OK)
			continue;
		*ARENA_PUSH(w->arena, w->list, w->n_list) = name;
		add_shared_list(w, l);
	}
}

static void
add_looked_up_lists(struct writing *w, const struct table *t)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->row[i].n; k++) {
			add_named_list(w, t->row[i].text[k], "instance(");
			add_named_list(w, t->row[i].text[k], "pulldata(");
		}
}

static void
add_settings(struct writing *w, const struct yaml *root)
{
	const struct yaml *map = yaml_get(root, "settings");
	if (map && map->kind == YAML_LIST && map->n == 1)
		map = &map->item[0];
	struct cells *r = add_row(w, &w->settings);
	if (map && map->kind == YAML_MAP)
		put_map(w, &w->settings, r, map);
	r = &w->settings.row[0];
	bool translated = w->survey.translated || w->choices.translated;
	if (translated && !yaml_get(map, "default_language"))
		put(w, &w->settings, r, STR("default_language"),
			language(w->plain));
	if (w->extensions && !yaml_get(map, "namespaces"))
		put(w, &w->settings, r, STR("namespaces"),
			STR(XLSFORM_NAMESPACE));
}

static str
named_plain(struct writing *w, str key)
{
	if (!xlsform_is_translated(key) || str_is(key, "image") ||
		str_is(key, "audio") || str_is(key, "video"))
		return key;
	return str_fmt(w->arena, "%.*s::%.*s", STR_FMT(key),
		STR_FMT(language(w->plain)));
}

/* Where some text has a language, all have: pyxform would take what has none
 * for one more language. */
static void
name_plain(struct writing *w, struct table *t)
{
	for (size_t k = 0; t->translated && k < t->n_column; k++)
		t->column[k] = named_plain(w, t->column[k]);
	for (size_t i = 0; t->translated && i < t->n; i++) {
		struct cells *r = &t->row[i];
		for (size_t k = 0; k < r->n; k++)
			r->column[k] = named_plain(w, r->column[k]);
	}
}

/* --- the file ------------------------------------------------------------ */

static bool
is_used(const struct table *t, str column)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->row[i].n; k++)
			if (str_eq(t->row[i].column[k], column))
				return true;
	return false;
}

/* The usual columns first and in their usual order. */
static size_t
order_columns(struct writing *w, const struct table *t, str **out)
{
	static const char *const usual[] = {"list_name", "type", "name",
		"label", "label::中文 (zh)", "label::English (en)", "hint",
		"hint::中文 (zh)", "hint::English (en)", "form_id",
		"form_title", "form_title.en", "version", "instance_name",
		"required", "read_only", "default", "appearance", "relevant",
		"constraint", "calculation"};
	enum { USUAL = sizeof(usual) / sizeof(usual[0]) };
	size_t n = 0;
	*out = NULL;
	for (size_t i = 0; i < USUAL; i++)
		if (is_used(t, str_of(usual[i])))
			*ARENA_PUSH(w->arena, *out, n) = str_of(usual[i]);
	for (size_t i = 0; i < t->n_column; i++) {
		size_t k = 0;
		size_t first =
			0; /* label, named label::fr, may be there twice */
		while (k < USUAL && !str_is(t->column[i], usual[k]))
			k++;
		while (!str_eq(t->column[first], t->column[i]))
			first++;
		if (k == USUAL && first == i && is_used(t, t->column[i]))
			*ARENA_PUSH(w->arena, *out, n) = t->column[i];
	}
	return n;
}

static void
write_table(struct writing *w, struct buf *b, const struct table *t)
{
	str *column;
	size_t n = order_columns(w, t, &column);
	if (t->n == 0)
		return;
	buf_addf(b, "%s\n", t->name);
	for (size_t k = 0; k < n; k++)
		sheet_put(b, column[k], false);
	buf_addc(b, '\n');
	for (size_t i = 0; i < t->n; i++) {
		for (size_t k = 0; k < n; k++) {
			const struct cells *r = &t->row[i];
			str text = STR_NONE;
			for (size_t j = 0; j < r->n; j++)
				if (str_eq(r->column[j], column[k]))
					text = r->text[j];
			sheet_put(b, text, false);
		}
		buf_addc(b, '\n');
	}
}

enum err_code
xlsform_write(struct buf *b, struct catalog *c, const struct yaml *root,
	struct err *e)
{
	struct writing w = {.arena = b->arena,
		.catalog = c,
		.e = e,
		.survey = {.name = "survey"},
		.choices = {.name = "choices"},
		.settings = {.name = "settings"}};
	const struct yaml *survey = yaml_get(root, "survey");
	const struct yaml *settings = yaml_get(root, "settings");
	if (settings && settings->kind == YAML_LIST && settings->n == 1)
		settings = &settings->item[0];
	w.plain = label_plain_language(yaml_text(settings, "default_language"));
	if (!survey)
		return err_set(e, ERR_INPUT, _("缺少 survey（题目）"));
	add_survey(&w, survey, 0);
	add_own_lists(&w, root);
	enum err_code code = add_shared_lists(&w);
	if (code != ERR_OK)
		return code;
	add_settings(&w, root);
	add_looked_up_lists(&w, &w.survey);
	add_looked_up_lists(&w, &w.settings);
	name_plain(&w, &w.survey);
	name_plain(&w, &w.choices);
	write_table(&w, b, &w.survey);
	write_table(&w, b, &w.choices);
	write_table(&w, b, &w.settings);
	return ERR_OK;
}
