// SPDX-License-Identifier: MIT
#include "templates/report_load_impl.h"

#include "store/lang.h"

#include <stdio.h>

/* --- small readers ------------------------------------------------------- */

const char *
rload_hint(struct rload *l, str name, const str *names, size_t n)
{
	str near = nearest(name, names, n);
	if (!near.n)
		return "";
	return str_z(l->arena,
		str_fmt(l->arena, _("：是不是“%.*s”？"), STR_FMT(near)));
}

void
rload_keys(struct rload *l, const struct yaml *map, const char *const *names)
{
	str known[32];
	size_t n = 0;

	while (n < 32 && names[n]) {
		known[n] = str_of(names[n]);
		n++;
	}
	for (size_t i = 0; i < map->n; i++) {
		const struct yaml_pair *p = &map->pair[i];
		bool ok = p->key.n && p->key.p[0] == '#';
		for (size_t k = 0; k < n && !ok; k++)
			ok = str_eq(known[k], p->key);
		if (!ok)
			RLOAD_WARNING(l, p, _("不认识的键“%.*s”%s"),
				STR_FMT(p->key),
				rload_hint(l, p->key, known, n));
	}
}

str
rload_text(struct rload *l, const struct yaml *map, const char *key)
{
	const struct yaml *v = yaml_get(map, key);
	if (!v)
		return STR_NONE;
	if (v->kind == YAML_SCALAR)
		return str_dup(l->arena, str_trim(v->text));
	RLOAD_ERROR(l, v, _("“%s”应是一段文字"), key);
	return STR_NONE;
}

struct label
rload_label_of(struct rload *l, const struct yaml *v)
{
	struct label out = {0};

	if (v->kind == YAML_SCALAR) {
		out.text[LANG_ZH] = str_dup(l->arena, str_trim(v->text));
	} else if (v->kind == YAML_MAP) {
		static const char *const keys[] = {"zh", "en", NULL};
		rload_keys(l, v, keys);
		out.text[LANG_ZH] = rload_text(l, v, "zh");
		out.text[LANG_EN] = rload_text(l, v, "en");
	} else {
		RLOAD_ERROR(l, v, _("这里应是一段文字，或 {zh: …, en: …}"));
	}
	return out;
}

struct label
rload_label(struct rload *l, const struct yaml *map, const char *key)
{
	const struct yaml *v = yaml_get(map, key);
	return v ? rload_label_of(l, v) : (struct label){0};
}

struct label
rload_unit(struct rload *l, const struct yaml *map)
{
	struct label out = rload_label(l, map, "unit");
	char key[64];

	if (l->units && !out.text[LANG_EN].n && out.text[LANG_ZH].n) {
		snprintf(key, sizeof key, "%.*s", STR_FMT(out.text[LANG_ZH]));
		out.text[LANG_EN] = str_dup(l->arena, yaml_text(l->units, key));
	}
	return out;
}

int64_t
rload_integer(struct rload *l, const struct yaml *map, const char *key,
	int64_t otherwise)
{
	str text = rload_text(l, map, key);
	int64_t n;

	if (!text.n)
		return otherwise;
	if (str_int(text, &n) && n >= -1 && n <= 1000000)
		return n;
	RLOAD_ERROR(l, yaml_get(map, key), _("“%s”应是一个整数，不是“%.*s”"),
		key, STR_FMT(text));
	return otherwise;
}

bool
rload_switch(struct rload *l, const struct yaml *map, const char *key)
{
	str text = rload_text(l, map, key);

	if (!text.n || str_is(text, "no") || str_is(text, "false"))
		return false;
	if (!str_is(text, "yes") && !str_is(text, "true"))
		RLOAD_ERROR(
			l, yaml_get(map, key), _("“%s”应写 yes 或 no"), key);
	return true;
}

const struct yaml *
rload_list(struct rload *l, const struct yaml *map, const char *key)
{
	const struct yaml *v = yaml_get(map, key);
	if (!v || v->kind == YAML_LIST)
		return v;
	RLOAD_ERROR(l, v, _("“%s”应是一列，每项以 - 开头"), key);
	return NULL;
}

bool
rload_is_map(struct rload *l, const struct yaml *v)
{
	if (v->kind == YAML_MAP)
		return true;
	RLOAD_ERROR(l, v, _("这里应是“键: 值”"));
	return false;
}

bool
rload_at(struct rload *l, const struct yaml *map, enum element_at *out)
{
	static const str words[] = {{"period", 6}, {"year", 4}, {"end", 3},
		{"start", 5}, {"ever", 4}};
	str text = rload_text(l, map, "at");

	*out = AT_PERIOD;
	if (!text.n)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (str_eq(words[i], text)) {
			*out = (enum element_at)i;
			return true;
		}
	}
	RLOAD_ERROR(l, yaml_get(map, "at"),
		_("at 只能是 period、year、end、start 或 ever，不是“%.*s”%s"),
		STR_FMT(text), rload_hint(l, text, words, 5));
	return false;
}

/* --- expressions
 * ----------------------------------------------------------------- */

/* A form may come later, but then `sources` names it; else it is a slip. */
static void
check_absent(struct rload *l, str id, const struct yaml *at)
{
	const struct catalog_item *v;
	size_t n = catalog_items(l->catalog, &v);
	str *names = ARENA_ARRAY(l->arena, n + 1, str);

	for (size_t i = 0; i < l->def->n_source; i++)
		if (str_eq(l->def->source[i].form_id, id))
			return;
	for (size_t i = 0; i < n; i++)
		names[i] = v[i].id;
	RLOAD_WARNING(l, at, _("没有安装表单“%.*s”，sources 里也没有它%s"),
		STR_FMT(id), rload_hint(l, id, names, n));
}

const struct form *
rload_form(struct rload *l, str id, const struct yaml *at)
{
	const struct form *form = NULL;
	struct err e;

	if (!l->catalog)
		return NULL;
	if (!catalog_has(l->catalog, id)) {
		check_absent(l, id, at);
		return NULL;
	}
	if (catalog_form(l->catalog, id, &form, &e))
		RLOAD_ERROR(l, at, _("表单 %.*s 有错，报表用不了它：%s"),
			STR_FMT(id), e.words);
	return form;
}

/* Names that the report itself answers. */
static bool
is_days(str name)
{
	return str_is(name, "_from") || str_is(name, "_to") ||
	       str_is(name, "_year");
}

static bool
is_meta(str name)
{
	return is_days(name) || str_is(name, "_area") ||
	       str_is(name, "_station") || str_is(name, "_id") ||
	       str_is(name, "_form") || str_is(name, "_state") ||
	       str_is(name, "_rev") || str_is(name, "_by") ||
	       str_is(name, "_at");
}

const char *
rload_field_hint(struct rload *l, const struct form *form, str name)
{
	str *names = ARENA_ARRAY(l->arena, form->n_all + 1, str);
	for (size_t i = 0; i < form->n_all; i++)
		names[i] = form->all[i]->name;
	return rload_hint(l, name, names, form->n_all);
}

static void
check_names(struct rload *l, const struct expr *x, const struct yaml *v,
	const struct form *form, bool *varies)
{
	const struct expr_name *name;
	size_t n = expr_names(x, &name);

	for (size_t i = 0; i < n; i++) {
		const struct form *of = form;
		if (name[i].kind == EXPR_NAME_OTHER)
			of = rload_form(l, name[i].form, v);
		else if (name[i].kind != EXPR_NAME_FIELD &&
			 name[i].kind != EXPR_NAME_PLAIN)
			continue;
		if (varies && is_days(name[i].name))
			*varies = true;
		if (!of || is_meta(name[i].name) ||
			form_field(of, name[i].name))
			continue;
		struct yaml at = {0};
		yaml_place(v, name[i].col, &at.line, &at.col);
		RLOAD_ERROR(l, &at, _("表单 %.*s 没有字段 %.*s%s"),
			STR_FMT(of->id), STR_FMT(name[i].name),
			rload_field_hint(l, of, name[i].name));
	}
}

const struct expr *
rload_expr(struct rload *l, const struct yaml *v, const struct form *form,
	bool *varies)
{
	const struct expr *x = NULL;
	struct err e = {0};

	if (v->kind != YAML_SCALAR) {
		RLOAD_ERROR(l, v, _("这里应是一个表达式"));
		return NULL;
	}
	if (expr_parse(l->arena, str_dup(l->arena, v->text), &x, &e)) {
		struct yaml at = {0};
		yaml_place(v, e.col > 0 ? e.col : 1, &at.line, &at.col);
		RLOAD_ERROR(l, &at, "%s", e.words);
		return NULL;
	}
	check_names(l, x, v, form, varies);
	return x;
}

const struct expr *
rload_of(struct rload *l, const struct yaml *v, const struct form *form,
	const struct field **field, bool *varies)
{
	const struct expr *x = rload_expr(l, v, form, varies);

	*field = NULL;
	if (x && form) {
		str name = str_trim(v->text);
		if (str_starts(name, STR("${")) && str_ends(name, STR("}")))
			name = str_sub(name, 2, name.n - 3);
		*field = form_field(form, name);
	}
	return x;
}

/* --- the whole file
 * ------------------------------------------------------------- */

bool
report_is(const struct yaml *root)
{
	return yaml_get(root, "dataSet") != NULL;
}

static void
load_data_set(struct rload *l, const struct yaml *root)
{
	static const char *const keys[] = {
		"code", "name", "periodType", "domain", "rollUp", NULL};
	static const str types[] = {{"Monthly", 7}, {"Quarterly", 9},
		{"SixMonthly", 10}, {"Yearly", 6}};
	const struct yaml *set = yaml_get(root, "dataSet");

	if (!set) {
		struct yaml top = {.line = 1, .col = 1};
		RLOAD_ERROR(l, &top,
			_("缺 dataSet：报表要有 dataSet: {code: …, name: …}"));
		return;
	}
	if (!rload_is_map(l, set))
		return;
	rload_keys(l, set, keys);
	l->def->id = rload_text(l, set, "code");
	l->def->name = rload_label(l, set, "name");
	l->def->domain = rload_text(l, set, "domain");
	l->def->roll_up = rload_text(l, set, "rollUp");
	l->def->period_type = rload_text(l, set, "periodType");
	if (!l->def->id.n)
		RLOAD_ERROR(l, set, _("dataSet 缺 code，例如 R01"));
	if (!l->def->period_type.n)
		l->def->period_type = STR("Quarterly");
	for (size_t i = 0; i < 4; i++)
		if (str_eq(types[i], l->def->period_type))
			return;
	RLOAD_ERROR(l, yaml_get(set, "periodType"),
		_("periodType 只能是 Monthly、Quarterly、SixMonthly、Yearly%s"),
		rload_hint(l, l->def->period_type, types, 4));
}

static void
load_sources(struct rload *l, const struct yaml *root)
{
	const struct yaml *map = yaml_get(root, "sources");

	if (!map || !rload_is_map(l, map))
		return;
	struct source_name *v =
		ARENA_ARRAY(l->arena, map->n, struct source_name);
	for (size_t i = 0; i < map->n; i++) {
		v[i].form_id = str_dup(l->arena, map->pair[i].key);
		v[i].name = rload_label_of(l, &map->pair[i].value);
	}
	l->def->source = v;
	l->def->n_source = map->n;
}

static void
load_all(struct rload *l, const struct yaml *root)
{
	static const char *const keys[] = {"dataSet", "sources", "units",
		"categories", "dataElements", "indicators", "validationRules",
		"list", "layout", NULL};

	rload_keys(l, root, keys);
	load_data_set(l, root);
	load_sources(l, root);
	l->units = yaml_get(root, "units");
	if (l->units && !rload_is_map(l, l->units))
		l->units = NULL;
	rload_elements(l, root);
	rload_indicators(l, root);
	rload_layout(l, root);
	rload_rules(l, root);
}

enum err_code
report_load(struct arena *a, struct catalog *c, const char *file,
	const struct yaml *root, const struct report_def **out,
	struct findings *findings, struct err *e)
{
	struct report_def *def = ARENA_NEW(a, struct report_def);
	struct rload l = {
		.arena = a, .catalog = c, .out = findings, .def = def};
	size_t before = findings->errors;
	size_t first = findings->n;

	*out = NULL;
	def->file = str_dup(a, str_of(file));
	if (root->kind == YAML_MAP)
		load_all(&l, root);
	else
		RLOAD_ERROR(
			&l, root, _("报表文件应是“键: 值”，最上面是 dataSet:"));
	if (findings->errors == before) {
		*out = def;
		return ERR_OK;
	}
	while (!findings->v[first].error)
		first++;
	const struct finding *f = &findings->v[first];
	err_set(e, ERR_INPUT, "%.*s", STR_FMT(f->words));
	return err_at(e, file, f->line, f->col);
}

void
report_load_head(struct arena *a, const struct yaml *root, struct label *name,
	str *period_type)
{
	struct report_def def = {0};
	struct findings findings = {.arena = a};
	struct rload l = {.arena = a, .out = &findings, .def = &def};

	load_data_set(&l, root);
	*name = def.name;
	*period_type = def.period_type;
}

size_t
report_lint(struct catalog *c, const char *file, const struct yaml *root,
	struct findings *findings)
{
	struct arena *a = arena_new();
	const struct report_def *def;
	struct err e;
	size_t before = findings->n;

	/* The findings say it all. */
	(void)report_load(a, c, file, root, &def, findings, &e);
	arena_free(a);
	return findings->n - before;
}
