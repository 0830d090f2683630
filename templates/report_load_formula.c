// SPDX-License-Identifier: MIT
#include "templates/report_load_impl.h"

#include "store/lang.h"
#include "store/utf8.h"

/* --- formulas
 * ------------------------------------------------------------------- */

struct scan {
	struct rload *l;
	const struct yaml *v;
	str rest;
	struct term *term;
	size_t n;
	bool failed;
};

static void
scan_fail(struct scan *s, const char *words, str what, const char *hint)
{
	struct yaml at = {0};
	size_t before = s->v->text.n - s->rest.n;

	if (s->failed)
		return;
	s->failed = true;
	int col = (int)utf8_count(str_sub(s->v->text, 0, before)) + 1;
	yaml_place(s->v, col, &at.line, &at.col);
	str said = str_fmt(s->l->arena, words, STR_FMT(what));
	RLOAD_ERROR(s->l, &at, "%.*s%s", STR_FMT(said), hint);
}

/* The next operator, 0 at the end; ASCII or the signs of print. */
static char
scan_sign(struct scan *s)
{
	static const struct {
		str text;
		char sign;
	} signs[] = {{{"+", 1}, '+'}, {{"-", 1}, '-'}, {{"−", 3}, '-'},
		{{"*", 1}, '*'}, {{"×", 2}, '*'}, {{"/", 1}, '/'}};

	s->rest = str_trim(s->rest);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (!str_starts(s->rest, signs[i].text))
			continue;
		s->rest = str_from(s->rest, signs[i].text.n);
		return signs[i].sign;
	}
	if (s->rest.n)
		scan_fail(s, _("这里应是 + - * /，不是“%.*s”"), s->rest, "");
	return 0;
}

static str
scan_word(struct scan *s)
{
	size_t n = 0;

	s->rest = str_trim(s->rest);
	while (n < s->rest.n &&
		((s->rest.p[n] >= '0' && s->rest.p[n] <= '9') ||
			(s->rest.p[n] >= 'a' && s->rest.p[n] <= 'z') ||
			(s->rest.p[n] >= 'A' && s->rest.p[n] <= 'Z') ||
			s->rest.p[n] == '_' || s->rest.p[n] == '.'))
		n++;
	str word = str_sub(s->rest, 0, n);
	if (!n)
		scan_fail(s, _("这里应是一个 code，不是“%.*s”"), s->rest, "");
	return word;
}

/* Times and over of one term: "* 60", "/ 60". */
static char
scan_factors(struct scan *s, int64_t *times, int64_t *over)
{
	for (;;) {
		char sign = scan_sign(s);
		if (sign != '*' && sign != '/')
			return sign;
		str word = scan_word(s);
		int64_t n;
		if (!str_int(word, &n) || n < 1 || n > 1000000) {
			scan_fail(s, _("* 和 / 后面只能是整数，不是“%.*s”"),
				word, "");
			return 0;
		}
		s->rest = str_from(s->rest, word.n);
		int64_t *to = sign == '*' ? times : over;
		if (*to > 1000000000 || *to < -1000000000) {
			scan_fail(s, _("乘除的数太大：%.*s"), word, "");
			return 0;
		}
		*to *= n;
	}
}

static void
scan_put(struct scan *s, size_t element, int64_t times, int64_t over)
{
	*RLOAD_PUSH(s->l, s->term, s->n) =
		(struct term){.element = element, .times = times, .over = over};
}

/* The terms of one code: an element, or the terms of a sum. */
static char
scan_term(struct scan *s, bool minus)
{
	str code = scan_word(s);
	if (s->failed)
		return 0;
	size_t element = rload_find_element(s->l, code);
	const struct indicator *sum =
		element == NO_INDEX ? rload_find_indicator(s->l, code) : NULL;
	if (element == NO_INDEX && (!sum || sum->denominator.n)) {
		if (sum)
			scan_fail(s, _("%.*s 是一个比率，不能相加"), code, "");
		else
			scan_fail(s, _("没有 code“%.*s”"), code,
				rload_code_hint(s->l, code));
		return 0;
	}
	s->rest = str_from(s->rest, code.n);
	int64_t times = minus ? -1 : 1;
	int64_t over = 1;
	char next = scan_factors(s, &times, &over);
	if (!sum)
		scan_put(s, element, times, over);
	for (size_t i = 0; sum && i < sum->numerator.n; i++)
		scan_put(s, sum->numerator.v[i].element,
			sum->numerator.v[i].times * times,
			sum->numerator.v[i].over * over);
	return next;
}

struct formula
rload_formula(struct rload *l, const struct yaml *v)
{
	struct scan s = {.l = l, .v = v, .rest = v->text};
	char sign = '+';

	if (v->kind != YAML_SCALAR) {
		RLOAD_ERROR(l, v, _("这里应是 code 的和，例如 A + B - C"));
		return (struct formula){0};
	}
	while (sign && !s.failed)
		sign = scan_term(&s, sign == '-');
	return (struct formula){s.term, s.failed ? 0 : s.n};
}

bool
formula_is_stock(const struct report_def *d, const struct formula *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (d->element[f->v[i].element].at != AT_END)
			return false;
	return f->n > 0;
}

/* --- indicators
 * ------------------------------------------------------------------- */

static bool
goal_of(str text, struct goal *out)
{
	static const struct {
		str sign;
		enum rule_op op;
	} signs[] = {{{">=", 2}, RULE_GE}, {{"<=", 2}, RULE_LE},
		{{"≥", 3}, RULE_GE}, {{"≤", 3}, RULE_LE}, {{">", 1}, RULE_GT},
		{{"<", 1}, RULE_LT}, {{"=", 1}, RULE_EQ}};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (!str_starts(text, signs[i].sign))
			continue;
		out->op = signs[i].op;
		return decimal_parse(
			str_trim(str_from(text, signs[i].sign.n)), &out->than);
	}
	return false;
}

/* goal: ">= 95", ">= 1, <= 3": what the figure is held against. */
static void
load_goal(struct rload *l, const struct yaml *map, struct indicator *x)
{
	str text = rload_text(l, map, "goal");
	str rest = text;
	str one;
	bool fine = true;

	while (fine && str_cut(&rest, ',', &one)) {
		fine = x->n_goal < 2 &&
		       goal_of(str_trim(one), &x->goal[x->n_goal]);
		x->n_goal++;
	}
	if (fine)
		return;
	x->n_goal = 0;
	RLOAD_ERROR(l, yaml_get(map, "goal"),
		_("goal 应写成 >= 95、<= 80、= 100 这样，不是“%.*s”"),
		STR_FMT(text));
}

static void
load_indicator(struct rload *l, const struct yaml *map)
{
	static const char *const keys[] = {"code", "name", "unit", "formula",
		"numerator", "denominator", "factor", "decimals", "target",
		"goal", "each", "ratio", "words", "baseline", "category",
		"source", NULL};
	struct indicator x = {0};

	if (!rload_is_map(l, map))
		return;
	rload_keys(l, map, keys);
	x.code = rload_text(l, map, "code");
	if (!rload_code_is_fine(l, map, x.code))
		return;
	const struct yaml *sum = yaml_get(map, "formula");
	const struct yaml *over = yaml_get(map, "denominator");
	if (!sum)
		sum = yaml_get(map, "numerator");
	if (!sum) {
		RLOAD_ERROR(l, map,
			_("%.*s 缺 formula，或者 numerator 和 denominator"),
			STR_FMT(x.code));
		return;
	}
	x.name = rload_label(l, map, "name");
	x.unit = rload_unit(l, map);
	x.numerator = rload_formula(l, sum);
	if (over)
		x.denominator = rload_formula(l, over);
	x.factor = rload_integer(l, map, "factor", over ? 100 : 1);
	x.decimals = (int)rload_integer(l, map, "decimals", over ? 2 : -1);
	if (x.decimals > 6) {
		RLOAD_ERROR(l, yaml_get(map, "decimals"), _("decimals 最多 6"));
		x.decimals = 6;
	}
	x.target = rload_label(l, map, "target");
	x.baseline = rload_label(l, map, "baseline");
	x.category = rload_label(l, map, "category");
	load_goal(l, map, &x);
	x.each = rload_switch(l, map, "each");
	x.ratio = rload_switch(l, map, "ratio");
	if (x.ratio) {
		x.factor = rload_integer(l, map, "factor", 1);
		x.decimals = (int)rload_integer(l, map, "decimals", -1);
	}
	str words = rload_text(l, map, "words");
	if (words.n)
		x.words = rload_choices(l, words, yaml_get(map, "words"));
	x.source = rload_text(l, map, "source");
	*RLOAD_PUSH(l, l->indicator, l->n_indicator) = x;
}

void
rload_indicators(struct rload *l, const struct yaml *root)
{
	const struct yaml *list = rload_list(l, root, "indicators");

	for (size_t i = 0; list && i < list->n; i++)
		load_indicator(l, &list->item[i]);
	l->def->indicator = l->indicator;
	l->def->n_indicator = l->n_indicator;
}

/* --- validation rules
 * ---------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *sign;
} operators[] = {
	[RULE_EQ] = {"equal_to", "="},
	[RULE_NE] = {"not_equal_to", "≠"},
	[RULE_LT] = {"less_than", "<"},
	[RULE_LE] = {"less_than_or_equal_to", "≤"},
	[RULE_GT] = {"greater_than", ">"},
	[RULE_GE] = {"greater_than_or_equal_to", "≥"},
};
#define N_OPERATORS (sizeof operators / sizeof *operators)

static void
load_rule(struct rload *l, const struct yaml *map, struct rule_def *out)
{
	static const char *const keys[] = {"left", "operator", "right",
		"missing", "message", "severity", NULL};
	const struct yaml *left = yaml_get(map, "left");
	const struct yaml *right = yaml_get(map, "right");
	const struct yaml *op = yaml_get(map, "operator");
	str names[N_OPERATORS];
	size_t k = 0;

	rload_keys(l, map, keys);
	if (!left || !right || !op) {
		RLOAD_ERROR(l, map, _("规则要有 left、operator、right"));
		return;
	}
	for (size_t i = 0; i < N_OPERATORS; i++)
		names[i] = str_of(operators[i].name);
	while (k < N_OPERATORS && !str_eq(names[k], op->text))
		k++;
	if (k == N_OPERATORS) {
		RLOAD_ERROR(l, op, _("没有比较“%.*s”%s"), STR_FMT(op->text),
			rload_hint(l, op->text, names, N_OPERATORS));
		return;
	}
	out->op = (enum rule_op)k;
	out->left = rload_formula(l, left);
	out->right = rload_formula(l, right);
	out->text = str_fmt(l->arena, "%.*s %s %.*s", STR_FMT(left->text),
		operators[k].sign, STR_FMT(right->text));
	out->message = rload_label(l, map, "message");
	out->error = str_is(rload_text(l, map, "severity"), "error");
}

void
rload_rules(struct rload *l, const struct yaml *root)
{
	const struct yaml *list = rload_list(l, root, "validationRules");

	if (!list)
		return;
	struct rule_def *v = ARENA_ARRAY(l->arena, list->n, struct rule_def);
	for (size_t i = 0; i < list->n; i++)
		if (rload_is_map(l, &list->item[i]))
			load_rule(l, &list->item[i], &v[i]);
	l->def->rule = v;
	l->def->n_rule = list->n;
}
