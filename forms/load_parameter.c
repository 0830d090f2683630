// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include "forms/field.h"
#include "store/lang.h"

/* The column `parameters`: "start=1 end=10", as pyxform reads it: names in any
 * case, a blank, a comma or a semicolon between. */

enum { NAMES_MOST = 6 };

/* What a kind of question knows. What needs more than a terminal, and what
 * belongs to a phone, is read and left alone. */
static const struct known {
	enum row_kind kind;
	const char *name[NAMES_MOST];
} known[] = {
	{ROW_LIST, {"randomize", "seed"}},
	{ROW_FILE, {"randomize", "seed", "value", "label"}},
	{ROW_RANGE, {"start", "end", "step", "tick_interval", "placeholder",
			    "tick_labelset"}},
	{ROW_QUESTION, {"max-length", "rows"}},
};

struct parameter {
	str name;
	str value;
};

struct parameters {
	struct parameter *v;
	size_t n;
};

static str
value_of(const struct parameters *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_is(p->v[i].name, name))
			return p->v[i].value;
	return STR_NONE;
}

static str
lower(struct load *l, str s)
{
	struct buf b = {.arena = l->out->arena};
	for (size_t i = 0; i < s.n; i++)
		buf_addc(&b, s.p[i] >= 'A' && s.p[i] <= 'Z'
				     ? (char)(s.p[i] + 32)
				     : s.p[i]);
	return buf_str(&b);
}

static str
blanks(struct load *l, str s)
{
	struct buf b = {.arena = l->out->arena};
	for (size_t i = 0; i < s.n; i++)
		buf_addc(&b, s.p[i] == ',' || s.p[i] == ';' ? ' ' : s.p[i]);
	return buf_str(&b);
}

static void
check_name(struct load *l, const struct yaml *at, const struct row_type *t,
	str name)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		str names[NAMES_MOST];
		size_t n = 0;
		if (known[i].kind != t->kind)
			continue;
		while (n < NAMES_MOST && known[i].name[n]) {
			names[n] = str_of(known[i].name[n]);
			if (str_eq(name, names[n++]))
				return;
		}
		LOAD_WARNING(l, at, _("parameters 里不认识“%.*s”%s"),
			STR_FMT(name), load_hint(l, name, names, n));
	}
}

static struct parameters
read_all(struct load *l, const struct yaml *at, const struct row_type *t,
	str text)
{
	struct parameters p = {.n = 0};
	str rest = blanks(l, text);
	for (str word; str_word(&rest, &word);) {
		size_t eq = str_chr(word, '=');
		if (eq == SIZE_MAX) {
			LOAD_ERROR(l, at,
				_("parameters 应写成“名=值 名=值”，不是“%.*s”"),
				STR_FMT(word));
			continue;
		}
		struct parameter one = {
			lower(l, str_sub(word, 0, eq)), str_from(word, eq + 1)};
		check_name(l, at, t, one.name);
		*ARENA_PUSH(l->out->arena, p.v, p.n) = one;
	}
	return p;
}

/* --- range ------------------------------------------------------------------
 */

static bool
read_number(struct load *l, const struct yaml *at, const struct parameters *p,
	const char *name, const char *usual, str *text, struct decimal *out)
{
	str given = value_of(p, name);
	*text = given.n > 0 ? load_keep(l, given) : str_of(usual);
	if (decimal_parse(*text, out))
		return true;
	LOAD_ERROR(l, at, _("“%s=%.*s”应是数字"), name, STR_FMT(given));
	return false;
}

/* Its type, and the rule that a slider keeps by itself: between start and end,
 * so many steps from start. */
static void
make_range(struct load *l, const struct yaml *at, const struct yaml *row,
	const struct parameters *p, struct field *f)
{
	struct decimal start, end, step;
	str a, b, c;
	if (!read_number(l, at, p, "start", "1", &a, &start) ||
		!read_number(l, at, p, "end", "10", &b, &end) ||
		!read_number(l, at, p, "step", "1", &c, &step))
		return;
	if (decimal_number(step) <= 0) {
		LOAD_ERROR(l, at, _("step 应大于 0"));
		return;
	}
	if (decimal_number(start) >= decimal_number(end)) {
		LOAD_ERROR(l, at, _("start 应小于 end：从 %.*s 到 %.*s"),
			STR_FMT(a), STR_FMT(b));
		return;
	}
	int64_t n;
	if (str_int(a, &n) && str_int(b, &n) && str_int(c, &n))
		f->type = FIELD_INTEGER;
	f->range = (struct range){a, b, c};
	str bounds = str_fmt(
		l->arena, ". >= %.*s and . <= %.*s", STR_FMT(a), STR_FMT(b));
	/* In doubles 0.3 is not three times 0.1. */
	str steps = str_fmt(
		l->out->arena, "(. - %.*s) div %.*s", STR_FMT(a), STR_FMT(c));
	f->range.rule = load_expr_text(l,
		str_fmt(l->arena, "%.*s and abs(%.*s - round(%.*s)) < 0.000001",
			STR_FMT(bounds), STR_FMT(steps), STR_FMT(steps)),
		row, f);
	if (!f->constraint)
		f->constraint = load_expr_text(l, bounds, row, f);
}

/* --- the others -------------------------------------------------------------
 */

static void
read_length(struct load *l, const struct yaml *at, const struct parameters *p,
	struct field *f)
{
	str text = value_of(p, "max-length");
	int64_t n;
	if (text.n == 0)
		return;
	if (!str_int(text, &n) || n < 1 || n > FIELD_TEXT_MOST)
		LOAD_ERROR(l, at, _("max-length 应是 1 到 %d 的字数"),
			FIELD_TEXT_MOST);
	else
		f->most = (int)n;
}

static void
read_order(struct load *l, const struct yaml *at, const struct parameters *p,
	struct field *f)
{
	str randomize = value_of(p, "randomize");
	str seed = value_of(p, "seed");
	int value = randomize.n > 0 ? load_boolean(randomize) : 0;
	if (value < 0)
		LOAD_ERROR(l, at, _("randomize 应写 true 或 false"));
	f->randomize = value > 0;
	if (seed.n > 0 && !f->randomize)
		LOAD_ERROR(l, at, _("seed 要与 randomize=true 一起用"));
	else if (seed.n > 0)
		f->seed = load_expr_text(l, load_keep(l, seed), at, f);
}

void
load_parameters(struct load *l, const struct yaml *map,
	const struct row_type *t, struct field *f)
{
	const struct yaml *at = yaml_get(map, "parameters");
	f->parameters = load_text(l, map, "parameters");
	struct parameters p = read_all(l, at, t, f->parameters);
	if (t->kind == ROW_RANGE)
		make_range(l, at ? at : map, map, &p, f);
	if (t->kind == ROW_QUESTION)
		read_length(l, at, &p, f);
	if (t->kind == ROW_LIST || t->kind == ROW_FILE)
		read_order(l, at, &p, f);
	if (t->kind == ROW_FILE &&
		(value_of(&p, "value").n > 0 || value_of(&p, "label").n > 0))
		LOAD_WARNING(l, at,
			_("引用总是记下记录的编号、显示它的标题：value 和 "
			  "label 不起作用"));
}
