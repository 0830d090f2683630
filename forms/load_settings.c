// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include "store/lang.h"

/* --- before the survey --------------------------------------------------- */

static bool
is_good_id(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') ||
			      (c >= 'A' && c <= 'Z') || c == '_';
		if (!letter && !(i > 0 && ((c >= '0' && c <= '9') || c == '-')))
			return false;
	}
	return s.n > 0 && s.n <= 64;
}

static void
read_domain(struct load *l, const struct yaml *map)
{
	static const char *const domains[] = {
		"person", "counselling", "special", "smd", "hotline", "work"};
	enum { DOMAINS = sizeof(domains) / sizeof(domains[0]) };
	str names[DOMAINS];
	str domain = load_text(l, map, "x_domain");
	l->form->domain = domain.n > 0 ? domain : STR("work");
	for (size_t i = 0; i < DOMAINS; i++) {
		names[i] = str_of(domains[i]);
		if (str_eq(l->form->domain, names[i]))
			return;
	}
	LOAD_ERROR(l, yaml_get(map, "x_domain"),
		_("没有数据域“%.*s”，可写 person counselling special smd "
		  "hotline work%s"),
		STR_FMT(domain), load_hint(l, domain, names, DOMAINS));
}

void
load_settings_first(struct load *l, const struct yaml *map)
{
	struct form *form = l->form;
	load_keys(l, map, IN_SETTINGS);
	form->id = load_text(l, map, "form_id");
	if (form->id.n == 0)
		form->id = load_text(l, map, "id_string");
	const struct yaml *at = yaml_get(map, "form_id");
	if (form->id.n == 0)
		LOAD_ERROR(l, map, _("settings 缺少 form_id（表单的名称）"));
	else if (!is_good_id(form->id))
		LOAD_ERROR(l, at ? at : map,
			_("form_id“%.*s”不行：以英文字母开头，只用字母、数字、_"
			  " 和 -，最多 64 个"),
			STR_FMT(form->id));
	form->version = load_text(l, map, "version");
	l->plain = label_plain_language(load_text(l, map, "default_language"));
	load_label(l, map, "title", &form->title);
	load_label(l, map, "form_title", &form->title);
	if (label_text(&form->title).n == 0)
		form->title.text[LANG_ZH] = form->id;
	read_domain(l, map);
}

/* --- after it
 * ------------------------------------------------------------------ */

/* The field a setting names; NULL after an error. */
static struct field *
named_field(struct load *l, const struct yaml *v)
{
	if (v->kind != YAML_SCALAR) {
		LOAD_ERROR(l, v, _("这里应是一个字段名"));
		return NULL;
	}
	str name = load_bare_name(v->text);
	struct field *f = load_field(l, name);
	if (!f)
		LOAD_ERROR(l, v, _("没有字段“%.*s”%s"), STR_FMT(name),
			load_field_hint(l, name));
	else if (f->repeat)
		LOAD_ERROR(l, v, _("“%.*s”在重复组里，这里要用重复组外的字段"),
			STR_FMT(name));
	else if (!field_has_value(f))
		LOAD_ERROR(l, v, _("“%.*s”没有自己的值（是分组或说明）"),
			STR_FMT(name));
	else
		return f;
	return NULL;
}

/* One node or each of a list of them. */
static size_t
nodes_of(const struct yaml *v, const struct yaml **out)
{
	if (!v)
		return 0;
	*out = v->kind == YAML_LIST ? v->item : v;
	return v->kind == YAML_LIST ? v->n : 1;
}

static void
read_event_date(struct load *l, const struct yaml *map)
{
	const struct yaml *v = yaml_get(map, "x_event_date");
	struct field *f = v ? named_field(l, v) : NULL;
	if (!f)
		return;
	if (f->type != FIELD_DATE && f->type != FIELD_DATETIME)
		LOAD_ERROR(l, v,
			_("“%.*s”不是日期：x_event_date 要 date 或 dateTime"),
			STR_FMT(f->name));
	l->form->event_date = f;
}

static void
read_valid_until(struct load *l, const struct yaml *map)
{
	const struct yaml *v = yaml_get(map, "x_valid_until");
	if (!v)
		return;
	const struct field *f = v->kind == YAML_SCALAR
					? load_field(l, str_trim(v->text))
					: NULL;
	if (f)
		l->form->valid_until = load_expr_text(l,
			str_fmt(l->arena, "${%.*s}", STR_FMT(f->name)), v,
			NULL);
	else
		l->form->valid_until = load_expr(l, v, NULL, false);
}

static void
read_parents(struct load *l, const struct yaml *map)
{
	const struct yaml *v = NULL;
	size_t n = nodes_of(yaml_get(map, "x_parent"), &v);
	for (size_t i = 0; i < n; i++) {
		const struct field *f = named_field(l, &v[i]);
		if (!f)
			continue;
		if (f->type != FIELD_REFERENCE)
			LOAD_ERROR(l, &v[i],
				_("“%.*s”不是引用：x_parent 要 "
				  "select_one_from_file"),
				STR_FMT(f->name));
		*ARENA_PUSH(l->arena, l->form->parent, l->form->n_parent) = f;
	}
}

/* Whose the record is: a reference to the staff register. */
static void
read_owner(struct load *l, const struct yaml *map)
{
	const struct yaml *v = yaml_get(map, "x_owner");
	const struct field *f = v ? named_field(l, v) : NULL;
	if (f && f->type != FIELD_REFERENCE)
		LOAD_ERROR(l, v,
			_("“%.*s”不是引用：x_owner 要 select_one_from_file"),
			STR_FMT(f->name));
	l->form->owner = f;
	l->form->shared = load_switch(l, map, "x_shared");
}

static void
read_columns(struct load *l, const struct yaml *map)
{
	const struct yaml *v = NULL;
	size_t n = nodes_of(yaml_get(map, "x_list"), &v);
	for (size_t i = 0; i < n; i++) {
		const struct field *f = named_field(l, &v[i]);
		if (f)
			*ARENA_PUSH(l->arena, l->form->list, l->form->n_list) =
				f;
	}
}

/* x_mask and x_secret may name fields inside repeats. */
static struct field *
any_field(struct load *l, const void *at_pair, str name)
{
	const struct yaml_pair *at = at_pair;
	struct field *f = load_field(l, name);
	if (!f)
		LOAD_ERROR(l, at, _("没有字段“%.*s”%s"), STR_FMT(name),
			load_field_hint(l, name));
	return f;
}

static void
read_masks(struct load *l, const struct yaml *map)
{
	static const char *const rules[] = {
		"name", "id_number", "phone", "address", "birth", "text"};
	enum { RULES = sizeof(rules) / sizeof(rules[0]) };
	str names[RULES];
	for (size_t i = 0; i < RULES; i++)
		names[i] = str_of(rules[i]);
	const struct yaml *v = yaml_get(map, "x_mask");
	if (v && v->kind != YAML_MAP) {
		LOAD_ERROR(l, v, _("x_mask 应写成 {字段: 规则}"));
		return;
	}
	for (size_t i = 0; v && i < v->n; i++) {
		const struct yaml_pair *p = &v->pair[i];
		struct field *f = any_field(l, p, p->key);
		str rule = load_text(l, v, str_z(l->out->arena, p->key));
		bool known = false;
		for (size_t k = 0; k < RULES; k++)
			known = known || str_eq(rule, names[k]);
		if (!known)
			LOAD_ERROR(l, &p->value,
				_("没有遮盖规则“%.*s”，可写 name id_number "
				  "phone address birth text%s"),
				STR_FMT(rule),
				load_hint(l, rule, names, RULES));
		if (f && known)
			f->mask = rule;
	}
}

static void
read_secrets(struct load *l, const struct yaml *map)
{
	const struct yaml *v = NULL;
	size_t n = nodes_of(yaml_get(map, "x_secret"), &v);
	for (size_t i = 0; i < n; i++) {
		if (v[i].kind != YAML_SCALAR) {
			LOAD_ERROR(l, &v[i], _("这里应是一个字段名"));
			continue;
		}
		struct yaml_pair at = {.line = v[i].line, .col = v[i].col};
		struct field *f = any_field(l, &at, str_trim(v[i].text));
		if (f)
			f->secret = STR("yes");
	}
}

/* A keyed hash of one name, sex or birthday could be found by trying all. */
static void
refuse_guessable(struct load *l, const struct yaml *at, const struct field *f)
{
	bool few = f->type == FIELD_SELECT_ONE ||
		   f->type == FIELD_SELECT_MULTIPLE || f->type == FIELD_DATE ||
		   f->type == FIELD_DATETIME || f->type == FIELD_TIME;
	if (few || str_is(f->mask, "name"))
		LOAD_ERROR(l, at,
			_("“%.*"
			  "s”单独不能作唯一项（姓名、选择题和日期会重）：请与别"
			  "的字段一起写成 [a, b]"),
			STR_FMT(f->name));
}

static void
read_unique(struct load *l, const struct yaml *item)
{
	struct form *form = l->form;
	const struct yaml *fields = item;
	struct unique_rule rule = {.n = 0};
	if (item->kind == YAML_MAP) {
		load_keys(l, item, IN_UNIQUE);
		fields = yaml_get(item, "fields");
		const struct yaml *condition = yaml_get(item, "while");
		if (condition)
			rule.while_ = load_expr(l, condition, NULL, false);
	}
	if (!fields) {
		LOAD_ERROR(l, item, _("x_unique 的这一项缺少 fields"));
		return;
	}
	const struct yaml *v = NULL;
	size_t n = nodes_of(fields, &v);
	struct buf scope = {.arena = l->arena};
	str *names = NULL;
	const struct field *f = NULL;
	for (size_t i = 0; i < n; i++) {
		f = named_field(l, &v[i]);
		if (!f)
			return;
		if (f->type == FIELD_REPEAT)
			LOAD_ERROR(l, &v[i], _("重复组不能作唯一项"));
		*ARENA_PUSH(l->arena, names, rule.n) = f->name;
		buf_addz(&scope, i ? "+" : "");
		buf_add(&scope, f->name);
	}
	if (n == 1)
		refuse_guessable(l, v, f);
	rule.field = names;
	rule.scope = buf_str(&scope);
	struct unique_rule *all = (struct unique_rule *)form->unique;
	if (n > 0)
		*ARENA_PUSH(l->arena, all, form->n_unique) = rule;
	form->unique = all;
}

/* The repeat of the top level whose fields the expression names, or NULL. */
static const struct field *
rows_named(const struct load *l, const struct expr *x)
{
	const struct expr_name *name = NULL;
	size_t n = x ? expr_names(x, &name) : 0;
	for (size_t k = 0; k < n; k++) {
		const struct field *f =
			name[k].kind == EXPR_NAME_FIELD
				? form_field(l->form, name[k].name)
				: NULL;
		if (f && f->type != FIELD_REPEAT && f->repeat &&
			!f->repeat->repeat)
			return f->repeat;
	}
	return NULL;
}

static void
read_due(struct load *l, const struct yaml *item)
{
	if (item->kind != YAML_MAP) {
		LOAD_ERROR(l, item,
			_("x_due 应写成 {date: 表达式, until: 表达式, before: "
			  "天数}"));
		return;
	}
	load_keys(l, item, IN_DUE);
	struct due_rule rule = {.before = 0};
	const struct yaml *date = yaml_get(item, "date");
	const struct yaml *until = yaml_get(item, "until");
	const struct yaml *before = yaml_get(item, "before");
	int64_t days = 0;
	if (!date)
		LOAD_ERROR(l, item, _("x_due 的这一项缺少 date"));
	else
		rule.date = load_expr(l, date, NULL, false);
	if (until)
		rule.until = load_expr(l, until, NULL, false);
	if (before &&
		(!str_int(before->text, &days) || days < 0 || days > 3660))
		LOAD_ERROR(l, before, _("before 应是天数（0 到 3660）"));
	rule.before = (int)days;
	rule.rows = rows_named(l, rule.date);
	if (!rule.rows)
		rule.rows = rows_named(l, rule.until);
	load_label(l, item, "label", &rule.label);
	rule.add = str_dup(l->arena, yaml_text(item, "add"));
	str latest = yaml_text(item, "latest");
	rule.latest = str_is(latest, "yes");
	if (rule.latest && l->form->n_parent == 0)
		LOAD_ERROR(l, yaml_get(item, "latest"),
			_("latest 要有 x_parent：每个上级只看最近的一条"));
	struct due_rule *all = (struct due_rule *)l->form->due;
	if (rule.date)
		*ARENA_PUSH(l->arena, all, l->form->n_due) = rule;
	l->form->due = all;
}

/* Forms may be named that are not installed here. */
static void
read_forms(struct load *l, const struct yaml *item, const char *key,
	const str **out, size_t *n)
{
	const struct yaml *v = NULL;
	size_t count = nodes_of(yaml_get(item, key), &v);
	str *names = NULL;
	*n = 0;
	for (size_t i = 0; i < count; i++) {
		str name = str_trim(v[i].text);
		if (v[i].kind != YAML_SCALAR || name.n == 0)
			LOAD_ERROR(l, &v[i], _("这里应是一个表单名"));
		else
			*ARENA_PUSH(l->arena, names, *n) = load_keep(l, name);
		if (l->catalog && !catalog_has(l->catalog, name) &&
			!catalog_is_reserved(name))
			LOAD_WARNING(
				l, &v[i], _("没有表单“%.*s”"), STR_FMT(name));
	}
	*out = names;
}

static void
read_closed(struct load *l, const struct yaml *item)
{
	struct closed_rule rule = {.n_forms = 0};
	if (item->kind != YAML_MAP || !yaml_get(item, "from")) {
		LOAD_ERROR(l, item,
			_("x_closed 应写成 {from: 日期表达式, message: 说明}"));
		return;
	}
	load_keys(l, item, IN_CLOSED);
	rule.from = load_expr(l, yaml_get(item, "from"), NULL, false);
	if (yaml_get(item, "which"))
		rule.which = load_expr(l, yaml_get(item, "which"), NULL, false);
	read_forms(l, item, "forms", &rule.forms, &rule.n_forms);
	read_forms(l, item, "except", &rule.except, &rule.n_except);
	rule.direct = str_is(yaml_text(item, "direct"), "yes");
	load_label(l, item, "message", &rule.message);
	struct closed_rule *all = (struct closed_rule *)l->form->closed;
	if (rule.from)
		*ARENA_PUSH(l->arena, all, l->form->n_closed) = rule;
	l->form->closed = all;
}

void
load_settings_rest(struct load *l, const struct yaml *map)
{
	const struct yaml *title = yaml_get(map, "instance_name");
	if (title)
		l->form->instance_name = load_expr(l, title, NULL, false);
	read_event_date(l, map);
	read_valid_until(l, map);
	read_parents(l, map);
	read_owner(l, map);
	read_columns(l, map);
	read_masks(l, map);
	read_secrets(l, map);
	const struct yaml *v = NULL;
	size_t n = nodes_of(yaml_get(map, "x_unique"), &v);
	for (size_t i = 0; i < n; i++)
		read_unique(l, &v[i]);
	n = nodes_of(yaml_get(map, "x_due"), &v);
	for (size_t i = 0; i < n; i++)
		read_due(l, &v[i]);
	n = nodes_of(yaml_get(map, "x_closed"), &v);
	for (size_t i = 0; i < n; i++)
		read_closed(l, &v[i]);
}
