// SPDX-License-Identifier: MIT
#include "forms/generate_impl.h"

#include <stdio.h>

#include "forms/field.h"
#include "store/lang.h"

/* What a plan says a field shall hold: one small table of ways to say it. */

enum err_code
plan_wrong(const struct plan_file *f, int line, int col, struct err *e,
	const char *fmt, ...)
{
	char words[512];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof words, fmt, ap); /* cut when too long */
	va_end(ap);
	err_set(e, ERR_INPUT, "%s", words);
	return err_at(e, f->name, line, col);
}

enum err_code
plan_int(const struct plan_file *f, const struct yaml *y, int64_t *out,
	struct err *e)
{
	if (y->kind == YAML_SCALAR && str_int(y->text, out) && *out >= 0 &&
		*out <= 1000000000)
		return ERR_OK;
	return plan_wrong(
		f, y->line, y->col, e, _("这里要一个不小于 0 的整数"));
}

static enum err_code
range_by(const struct plan_file *f, const struct yaml *y,
	enum err_code (*read)(const struct plan_file *, const struct yaml *,
		int64_t *, struct err *),
	int64_t *from, int64_t *to, struct err *e)
{
	enum err_code code;
	if (y->kind == YAML_LIST && y->n == 2) {
		code = read(f, &y->item[0], from, e);
		if (code == ERR_OK)
			code = read(f, &y->item[1], to, e);
		if (code == ERR_OK && *to < *from)
			code = plan_wrong(f, y->line, y->col, e,
				_("后一个数不能比前一个小"));
		return code;
	}
	code = read(f, y, from, e);
	*to = *from;
	return code;
}

enum err_code
plan_range(const struct plan_file *f, const struct yaml *y, int64_t *from,
	int64_t *to, struct err *e)
{
	return range_by(f, y, plan_int, from, to, e);
}

static enum err_code
plan_days(const struct plan_file *f, const struct yaml *y, int64_t *out,
	struct err *e)
{
	if (y->kind == YAML_SCALAR && str_int(y->text, out) && *out >= -9999 &&
		*out <= 9999)
		return ERR_OK;
	return plan_wrong(f, y->line, y->col, e,
		_("这里要天数，早几天写负数，至多 9999"));
}

enum err_code
plan_range_around(const struct plan_file *f, const struct yaml *y,
	int64_t *from, int64_t *to, struct err *e)
{
	return range_by(f, y, plan_days, from, to, e);
}

/* --- reading
 * ----------------------------------------------------------------------- */

static enum err_code
read_const(const struct plan_file *f, const struct yaml *y, struct spec *s,
	struct err *e)
{
	if (y->kind != YAML_SCALAR)
		return plan_wrong(f, y->line, y->col, e, _("这里要一个字串"));
	s->text = y->text;
	return ERR_OK;
}

static enum err_code
read_expr(const struct plan_file *f, const struct yaml *y, struct spec *s,
	struct err *e)
{
	int line = y->line;
	int col = y->col;
	enum err_code code = read_const(f, y, s, e);
	if (code != ERR_OK)
		return code;
	code = expr_parse(f->arena, s->text, &s->expr, e);
	if (code == ERR_OK)
		return ERR_OK;
	if (e)
		yaml_place(y, e->col, &line, &col);
	return err_at(e, f->name, line, col);
}

static enum err_code
read_list(const struct plan_file *f, const struct yaml *y, struct spec *s,
	struct err *e)
{
	if (y->kind != YAML_LIST || y->n == 0)
		return plan_wrong(
			f, y->line, y->col, e, _("这里要一列值：[a, b]"));
	str *v = ARENA_ARRAY(f->arena, y->n, str);
	for (size_t k = 0; k < y->n; k++)
		v[k] = y->item[k].text;
	s->v = v;
	s->n = y->n;
	return ERR_OK;
}

static enum err_code
read_weights(const struct plan_file *f, const struct yaml *y, struct spec *s,
	struct err *e)
{
	if (y->kind != YAML_MAP || y->n == 0)
		return plan_wrong(f, y->line, y->col, e,
			_("这里要每个值的份数：{a: 3, b: 1}"));
	str *v = ARENA_ARRAY(f->arena, y->n, str);
	int64_t *weight = ARENA_ARRAY(f->arena, y->n, int64_t);
	for (size_t k = 0; k < y->n; k++) {
		v[k] = y->pair[k].key;
		enum err_code code =
			plan_int(f, &y->pair[k].value, &weight[k], e);
		if (code != ERR_OK)
			return code;
	}
	s->v = v;
	s->weight = weight;
	s->n = y->n;
	return ERR_OK;
}

static enum err_code
read_range(const struct plan_file *f, const struct yaml *y, struct spec *s,
	struct err *e)
{
	return plan_range(f, y, &s->from, &s->to, e);
}

static const struct way {
	const char *key;
	enum spec_kind kind;
	enum err_code (*read)(const struct plan_file *f, const struct yaml *y,
		struct spec *s, struct err *e);
} ways[] = {
	{"expr", SPEC_EXPR, read_expr},
	{"choose", SPEC_CHOOSE, read_list},
	{"turn", SPEC_TURN, read_list},
	{"weights", SPEC_WEIGHTS, read_weights},
	{"between", SPEC_BETWEEN, read_range},
	{"after", SPEC_AFTER, read_range},
	{"born", SPEC_BORN, read_range},
	{"woman", SPEC_WOMAN, read_range},
	{"text", SPEC_TEXT, read_const},
	{"pool", SPEC_POOL, read_const},
	{"round", SPEC_ROUND, read_const},
};

enum err_code
spec_parse(const struct plan_file *f, const struct yaml *y, struct spec *out,
	struct err *e)
{
	if (y->kind == YAML_SCALAR) {
		out->kind = SPEC_CONST;
		return read_const(f, y, out, e);
	}
	for (size_t k = 0; y->kind == YAML_MAP && y->n == 1 &&
			   k < sizeof ways / sizeof *ways;
		k++)
		if (str_is(y->pair[0].key, ways[k].key)) {
			out->kind = ways[k].kind;
			return ways[k].read(f, &y->pair[0].value, out, e);
		}
	return plan_wrong(f, y->line, y->col, e,
		_("这里要一个值，或 expr choose turn weights between after "
		  "born "
		  "woman text pool round 之一"));
}

/* --- answers
 * ------------------------------------------------------------------------ */

static const struct pool *
pool_named(const struct generator *g, str name)
{
	for (size_t k = 0; k < g->n_pool; k++)
		if (str_eq(g->pool[k].name, name))
			return &g->pool[k];
	return NULL;
}

static enum err_code
evaluate(struct fill *f, const struct spec *s, const struct cell *c, str *out,
	struct err *e)
{
	struct xvalue x;
	struct value v;
	enum err_code code = session_eval(f->s, c, s->expr, f->arena, &x, e);
	if (code != ERR_OK)
		return code;
	if (!field_compute(c->field, &x, f->arena, &v))
		*out = xvalue_to_string(f->arena, &x);
	else
		*out = value_text(f->arena, &v);
	return ERR_OK;
}

static str
weighted(struct fill *f, const struct spec *s)
{
	int64_t all = 0;
	for (size_t k = 0; k < s->n; k++)
		all += s->weight[k];
	int64_t at = dice_between(&f->g->dice, 1, all);
	for (size_t k = 0; k < s->n; k++)
		if ((at -= s->weight[k]) <= 0)
			return s->v[k];
	return s->v[0];
}

/* So many minutes after what was answered last, in steps of five. */
static str
later(struct fill *f, const struct spec *s, const struct cell *c)
{
	int64_t minutes = dice_between(&f->g->dice, s->from, s->to) / 5 * 5;
	if (c->field->type == FIELD_TIME)
		return date_format_time(f->arena,
			(int32_t)((f->latest_time + minutes * 60) % 86400));
	return date_format_moment(f->arena, f->latest + minutes * 60);
}

enum err_code
spec_tries(struct fill *f, const struct spec *s, const struct cell *c, size_t n,
	struct tries *out, struct err *e)
{
	struct dice *d = &f->g->dice;
	const struct pool *p = NULL;
	str text = s->text;
	enum err_code code = ERR_OK;

	switch (s->kind) {
	case SPEC_CONST:
		break;
	case SPEC_EXPR:
		code = evaluate(f, s, c, &text, e);
		break;
	case SPEC_CHOOSE:
		text = s->v[dice_below(d, s->n)];
		break;
	case SPEC_TURN:
		text = s->v[(n - 1) % s->n];
		break;
	case SPEC_WEIGHTS:
		text = weighted(f, s);
		break;
	case SPEC_BETWEEN:
		text = str_fmt(f->arena, "%lld",
			(long long)dice_between(d, s->from, s->to));
		break;
	case SPEC_AFTER:
		text = later(f, s, c);
		break;
	case SPEC_BORN:
	case SPEC_WOMAN:
		text = words_idno(f->g, f->arena, f->day, (int)s->from,
			(int)s->to, s->kind == SPEC_WOMAN);
		break;
	case SPEC_TEXT:
		text = words_fill(
			f->g, f->arena, s->text, c->field->label.text[LANG_ZH]);
		break;
	case SPEC_POOL:
		p = pool_named(f->g, s->text);
		*out = propose_refs(f, c, p ? p->v : NULL, p ? p->n : 0);
		return ERR_OK;
	case SPEC_ROUND:
		p = pool_named(f->g, s->text);
		text = p && p->n > 0 ? id_format(f->arena, p->v[(n - 1) % p->n])
				     : STR_NONE;
		break;
	}
	*out = tries_of(f->arena, text);
	return code;
}
