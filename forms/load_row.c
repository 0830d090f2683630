// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include <string.h>

#include "forms/field.h"
#include "store/lang.h"

#define NESTING_MOST 32
#define FIELDS_MOST 2000

/* --- what a question says ------------------------------------------------ */

static const struct {
	const char *key;
	size_t offset;
} expressions[] =
	{
		{"relevant", offsetof(struct field, relevant)},
		{"constraint", offsetof(struct field, constraint)},
		{"x_warning", offsetof(struct field, warning)},
		{"calculation", offsetof(struct field, calculation)},
		{"choice_filter", offsetof(struct field, choice_filter)},
		{"repeat_count", offsetof(struct field, repeat_count)},
		{"x_code_if", offsetof(struct field, code_if)},
		{"x_serial", offsetof(struct field, serial)},
		{"x_set", offsetof(struct field, set)},
},
  labels[] = {
	  {"label", offsetof(struct field, label)},
	  {"x_short", offsetof(struct field, brief)},
	  {"hint", offsetof(struct field, hint)},
	  {"guidance_hint", offsetof(struct field, guidance)},
	  {"required_message", offsetof(struct field, required_message)},
	  {"constraint_message", offsetof(struct field, constraint_message)},
	  {"x_warning_message", offsetof(struct field, warning_message)},
};

static bool
is_filled(const struct yaml *v)
{
	return v && (v->kind != YAML_SCALAR || str_trim(v->text).n > 0);
}

static void
read_expressions(struct load *l, const struct yaml *map, struct field *f)
{
	for (size_t i = 0; i < sizeof(expressions) / sizeof(*expressions);
		i++) {
		const struct yaml *v = yaml_get(map, expressions[i].key);
		const struct expr **x =
			(const struct expr **)((char *)f +
					       expressions[i].offset);
		if (is_filled(v))
			*x = load_expr(l, v, f,
				str_is(str_of(expressions[i].key),
					"choice_filter"));
	}
}

static void
read_labels(struct load *l, const struct yaml *map, struct field *f)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		load_label(l, map, labels[i].key,
			(struct label *)((char *)f + labels[i].offset));
}

/* yes, no or an expression. */
static void
read_condition(struct load *l, const struct yaml *map, const char *key,
	struct field *f, bool *always, const struct expr **when)
{
	const struct yaml *v = yaml_get(map, key);
	if (!is_filled(v))
		return;
	int value =
		v->kind == YAML_SCALAR ? load_boolean(str_trim(v->text)) : -1;
	*always = *always || value == 1;
	if (value < 0)
		*when = load_expr(l, v, f, false);
}

static void
read_default(struct load *l, const struct yaml *map, struct field *f)
{
	const struct yaml *v = yaml_get(map, "default");
	if (!is_filled(v))
		return;
	if (v->kind == YAML_SCALAR && !load_is_expression(v->text))
		f->default_text = load_text(l, map, "default");
	else
		f->default_expr = load_expr(l, v, f, false);
}

static void
read_code(struct load *l, const struct yaml *map, struct field *f)
{
	static const char *const schemes[] = {"gb_11643_idno", "gb_32100_usci",
		"gb_t_10114_area", "phone", "cdpf_disability"};
	enum { SCHEMES = sizeof(schemes) / sizeof(schemes[0]) };
	str names[SCHEMES];
	f->code = load_text(l, map, "x_code");
	for (size_t i = 0; i < SCHEMES; i++) {
		names[i] = str_of(schemes[i]);
		if (f->code.n == 0 || str_eq(f->code, names[i]))
			return;
	}
	LOAD_ERROR(l, yaml_get(map, "x_code"), _("没有编码规则“%.*s”%s"),
		STR_FMT(f->code), load_hint(l, f->code, names, SCHEMES));
}

static void
read_digits(struct load *l, const struct yaml *map, struct field *f)
{
	const struct yaml *v = yaml_get(map, "x_digits");
	int64_t n = 4;
	if (v && (v->kind != YAML_SCALAR || !str_int(v->text, &n) || n < 1 ||
			 n > 9)) {
		LOAD_ERROR(l, v, _("x_digits 应是 1 到 9 的位数"));
		return;
	}
	if (v && !yaml_get(map, "x_serial"))
		LOAD_WARNING(l, v, _("x_digits 要与 x_serial 一起用"));
	f->digits = yaml_get(map, "x_serial") ? (int)n : 0;
}

/* One field, or several with commas between. */
static void
read_trigger(struct load *l, const struct yaml *map, struct field *f)
{
	const struct yaml *v = yaml_get(map, "trigger");
	str rest = load_text(l, map, "trigger");
	struct buf names = {.arena = l->arena};
	str part;
	while (rest.n > 0 && str_cut(&rest, ',', &part)) {
		str name = load_bare_name(part);
		if (name.n == 0)
			continue;
		load_named(l, name, v, 1);
		buf_addz(&names, names.n > 0 ? " " : "");
		buf_add(&names, name);
	}
	f->trigger = buf_str(&names);
	if (f->trigger.n == 0)
		return;
	if (!yaml_get(map, "calculation"))
		LOAD_ERROR(l, v, _("trigger 要与 calculation 一起用"));
}

/* x_print: {row: 3, col: 2, span: 4}, the place on the printed sheet. */
static void
read_print(struct load *l, const struct yaml *map, struct field *f)
{
	const struct yaml *v = yaml_get(map, "x_print");
	static const char *const keys[] = {"row", "col", "span"};
	int64_t place[] = {0, 1, 1};
	if (!v)
		return;
	if (v->kind == YAML_MAP)
		load_keys(l, v, IN_PRINT);
	for (int i = 0; i < 3; i++) {
		const struct yaml *n = yaml_get(v, keys[i]);
		bool good =
			v->kind == YAML_MAP &&
			(n ? n->kind == YAML_SCALAR &&
						str_int(n->text, &place[i]) &&
						place[i] >= 1 &&
						place[i] <= 1000
			   : i > 0);
		if (good)
			continue;
		LOAD_ERROR(l, n ? n : v,
			_("x_print 应写成 {row: 行, col: 列, span: 占几列}，"
			  "从 1 数到 1000"));
		return;
	}
	f->print = (struct print){(int)place[0], (int)place[1], (int)place[2]};
}

static void
read_extras(struct load *l, const struct yaml *map, struct field *f)
{
	read_trigger(l, map, f);
	read_condition(l, map, "read_only", f, &f->read_only, &f->read_only_if);
	read_condition(l, map, "readonly", f, &f->read_only, &f->read_only_if);
	read_condition(l, map, "x_skip", f, &f->skip, &f->skip_if);
	f->live = load_switch(l, map, "x_live");
	f->appearance = load_text(l, map, "appearance");
	f->source = load_text(l, map, "x_source");
	str keep = load_text(l, map, "x_keep");
	f->keep_last = str_is(keep, "last");
	if (keep.n > 0 && !f->keep_last)
		LOAD_ERROR(l, yaml_get(map, "x_keep"), _("x_keep 只能写 last"));
	str verify = load_text(l, map, "x_verify");
	f->verify = str_is(verify, "double");
	if (verify.n > 0 && !f->verify)
		LOAD_ERROR(l, yaml_get(map, "x_verify"),
			_("x_verify 只能写 double"));
	f->pinyin = load_switch(l, map, "x_pinyin");
	f->element = load_text(l, map, "x_element");
	read_print(l, map, f);
	read_code(l, map, f);
	read_digits(l, map, f);
}

static void
check_default(struct load *l, const struct yaml *at, const struct field *f)
{
	bool is_select =
		f->type == FIELD_SELECT_ONE || f->type == FIELD_SELECT_MULTIPLE;
	struct value v;
	struct err e;
	if (f->default_text.n == 0 || (is_select && !f->list))
		return;
	if (field_parse(f, f->default_text, l->out->arena, &v, &e) != ERR_OK)
		LOAD_ERROR(l, at, _("default 不合题型：%s"), e.words);
}

/* --- rows
 * ----------------------------------------------------------------------- */

static bool
is_good_name(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool other = (c >= '0' && c <= '9') || c == '_' || c == '-';
		if (!letter && !(i > 0 && other))
			return false;
	}
	return s.n > 0 && s.n <= 64;
}

static void
read_name(struct load *l, const struct yaml *map, const struct row_type *t,
	struct field *f)
{
	const struct yaml *v = yaml_get(map, "name");
	f->name = load_text(l, map, "name");
	if (f->name.n == 0 && t->kind == ROW_AUTOMATIC)
		f->name = str_of(t->name);
	if (f->name.n == 0)
		LOAD_ERROR(l, map, _("这一题缺少 name（字段名）"));
	else if (!is_good_name(f->name) || str_is(f->name, "this"))
		LOAD_ERROR(l, v ? v : map,
			_("字段名“%.*s”不行：以英文字母开头，只用字母、数字、_ "
			  "和 -，最多 64 个"),
			STR_FMT(f->name));
}

static struct field *
read_field(struct load *l, const struct yaml *map, const struct row_type *t,
	str rest, const struct field *parent)
{
	struct field *f = ARENA_NEW(l->arena, struct field);
	*ARENA_PUSH(l->arena, l->field, l->n_field) = f;
	f->type = t->type;
	f->line = map->line;
	f->col = map->col;
	f->parent = parent;
	if (parent)
		f->repeat =
			parent->type == FIELD_REPEAT ? parent : parent->repeat;
	load_keys(l, map, IN_ROW);
	read_name(l, map, t, f);
	read_labels(l, map, f);
	read_expressions(l, map, f);
	read_condition(
		l, map, "required", f, &f->required_always, &f->required);
	read_default(l, map, f);
	read_extras(l, map, f);
	load_type_rest(l, map, t, rest, f);
	check_default(l, yaml_get(map, "default"), f);
	bool asked = t->kind != ROW_OPEN && t->kind != ROW_AUTOMATIC &&
		     t->type != FIELD_CALCULATE;
	if (asked && label_text(&f->label).n == 0 &&
		label_text(&f->hint).n == 0)
		LOAD_WARNING(l, map, _("“%.*s”没有 label（题目）"),
			STR_FMT(f->name));
	if (t->kind == ROW_QUESTION && f->type == FIELD_CALCULATE &&
		!yaml_get(map, "calculation"))
		LOAD_ERROR(l, map, _("calculate 缺少 calculation（算式）"));
	return f;
}

/* Groups that were begun and not yet ended, in the flat spelling. */
struct open_groups {
	struct field *v[NESTING_MOST];
	const struct yaml *row[NESTING_MOST];
	size_t n;
};

static void
close_group(struct load *l, const struct yaml *row, const struct row_type *t,
	struct open_groups *open)
{
	if (open->n == 0) {
		LOAD_ERROR(l, row, _("%s 没有对应的 begin"), t->name);
		return;
	}
	struct field *f = open->v[--open->n];
	if (f->type != t->type)
		LOAD_ERROR(l, row, _("%s 与第 %d 行的 begin 不是一对"), t->name,
			f->line);
}

static void
open_group(struct load *l, const struct yaml *row, struct field *f, bool flat,
	struct open_groups *open)
{
	const struct yaml *inner = yaml_get(row, "survey");
	if (inner) {
		load_survey(l, inner, f);
	} else if (!flat) {
		LOAD_ERROR(l, row, _("“%.*s”里没有题目：缺少 survey"),
			STR_FMT(f->name));
	} else if (open->n == NESTING_MOST) {
		LOAD_ERROR(l, row, _("嵌套太深：最多 32 层"));
	} else {
		open->row[open->n] = row;
		open->v[open->n++] = f;
	}
}

static bool
is_comment(const struct yaml *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->pair[i].key.n == 0 || row->pair[i].key.p[0] != '#')
			return false;
	return true;
}

static void
read_row(struct load *l, const struct yaml *row, struct field *parent,
	struct open_groups *open)
{
	if (row->kind != YAML_MAP) {
		LOAD_ERROR(l, row,
			_("每一题应写成“- type: …”和它下面的“name: …”"));
		return;
	}
	row = load_spelling(l, row, IN_ROW);
	if (is_comment(row) || load_boolean(yaml_text(row, "disabled")) > 0)
		return;
	str rest;
	const struct row_type *t = load_type(l, row, &rest);
	if (t->kind == ROW_CLOSE) {
		close_group(l, row, t, open);
		return;
	}
	if (l->n_field == FIELDS_MOST) {
		LOAD_ERROR(l, row, _("题目太多：最多 %d 题"), FIELDS_MOST);
		l->full = true;
		return;
	}
	if (open->n > 0)
		parent = open->v[open->n - 1];
	struct field *f = read_field(l, row, t, rest, parent);
	if (f->or_other)
		load_other(l, row, f);
	if (t->kind == ROW_OPEN)
		open_group(l, row, f, strncmp(t->name, "begin", 5) == 0, open);
}

void
load_survey(struct load *l, const struct yaml *list, struct field *parent)
{
	if (list->kind != YAML_LIST) {
		LOAD_ERROR(l, list, _("survey 应是一列以“- ”开头的题目"));
		return;
	}
	struct open_groups open = {.n = 0};
	for (size_t i = 0; i < list->n && !l->full; i++)
		read_row(l, &list->item[i], parent, &open);
	while (open.n > 0 && !l->full) {
		const struct yaml *row = open.row[--open.n];
		LOAD_ERROR(l, row, _("%s 没有对应的 end"),
			open.v[open.n]->type == FIELD_GROUP ? "begin_group"
							    : "begin_repeat");
	}
}
