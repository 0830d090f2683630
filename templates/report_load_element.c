// SPDX-License-Identifier: MIT
#include "templates/report_load_impl.h"

#include "store/lang.h"
#include "store/utf8.h"

/* --- elements
 * ------------------------------------------------------------------ */

size_t
element_find(const struct report_def *d, str code)
{
	for (size_t i = 0; i < d->n_element; i++)
		if (str_eq(d->element[i].code, code))
			return i;
	return NO_INDEX;
}

static size_t
find_loaded(const struct rload *l, str code)
{
	for (size_t i = 0; i < l->n_element; i++)
		if (str_eq(l->element[i].code, code))
			return i;
	return NO_INDEX;
}

static const struct indicator *
find_indicator(const struct rload *l, str code)
{
	for (size_t i = 0; i < l->n_indicator; i++)
		if (str_eq(l->indicator[i].code, code))
			return &l->indicator[i];
	return NULL;
}

/* "did you mean" among everything that has a code. */
static const char *
code_hint(struct rload *l, str code)
{
	size_t n = l->n_element + l->n_indicator;
	str *names = ARENA_ARRAY(l->arena, n + 1, str);

	for (size_t i = 0; i < l->n_element; i++)
		names[i] = l->element[i].code;
	for (size_t i = 0; i < l->n_indicator; i++)
		names[l->n_element + i] = l->indicator[i].code;
	return rload_hint(l, code, names, n);
}

/* A new code: letters, digits and _, not taken. */
static bool
code_is_fine(struct rload *l, const struct yaml *map, str code)
{
	if (!code.n) {
		RLOAD_ERROR(l, map, _("缺 code"));
		return false;
	}
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			  c == '_' || (i && c >= '0' && c <= '9');
		if (ok)
			continue;
		RLOAD_ERROR(l, yaml_get(map, "code"),
			_("code “%.*s”只能用字母、数字和 _，以字母开头"),
			STR_FMT(code));
		return false;
	}
	if (find_loaded(l, code) == NO_INDEX && !find_indicator(l, code))
		return true;
	RLOAD_ERROR(l, yaml_get(map, "code"), _("code “%.*s”用了两次"),
		STR_FMT(code));
	return false;
}

static enum aggregate
load_aggregate(struct rload *l, const struct yaml *map)
{
	static const str words[] = {
		{"count", 5}, {"sum", 3}, {"distinct", 8}, {"last", 4}};
	str text = rload_text(l, map, "aggregate");

	if (!text.n)
		return yaml_get(map, "of") ? AGG_SUM : AGG_COUNT;
	for (size_t i = 0; i < 4; i++)
		if (str_eq(words[i], text))
			return (enum aggregate)i;
	RLOAD_ERROR(l, yaml_get(map, "aggregate"),
		_("aggregate 只能是 count、sum、distinct 或 "
		  "last，不是“%.*s”%s"),
		STR_FMT(text), rload_hint(l, text, words, 4));
	return AGG_COUNT;
}

/* from: FORM or FORM.REPEAT */
static void
load_from(struct rload *l, const struct yaml *map, struct element *x)
{
	const struct yaml *v = yaml_get(map, "from");
	str from = rload_text(l, map, "from");
	str repeat = STR_NONE;
	size_t dot = str_chr(from, '.');

	if (!from.n) {
		RLOAD_ERROR(l, map,
			_("%.*s 缺 from：数哪张表单，例如 from: activity"),
			STR_FMT(x->code));
		return;
	}
	if (dot != SIZE_MAX) {
		repeat = str_from(from, dot + 1);
		from = str_sub(from, 0, dot);
	}
	x->form_id = from;
	x->form = rload_form(l, from, v);
	if (!x->form) {
		x->missing = from;
		return;
	}
	if (!repeat.n)
		return;
	x->repeat = form_field(x->form, repeat);
	if (!x->repeat || x->repeat->type != FIELD_REPEAT)
		RLOAD_ERROR(l, v, _("表单 %.*s 没有叫 %.*s 的重复组"),
			STR_FMT(from), STR_FMT(repeat));
}

/* uses: other forms the condition looks at. Without them the figure is not
 * whole, and the notes say so. */
static void
load_uses(struct rload *l, const struct yaml *map, struct element *x)
{
	const struct yaml *list = rload_list(l, map, "uses");

	for (size_t i = 0; list && i < list->n; i++) {
		str id = list->item[i].text;
		if (!x->lacks.n && l->catalog && !catalog_has(l->catalog, id))
			x->lacks = str_dup(l->arena, id);
	}
}

/* all_of, any_of: sets of values loaded before. */
static void
load_members(struct rload *l, const struct yaml *list, struct element *x)
{
	size_t *member = ARENA_ARRAY(l->arena, list->n, size_t);

	if (list->kind != YAML_LIST || !list->n) {
		RLOAD_ERROR(l, list, _("这里应列出 code，例如 [a, b]"));
		return;
	}
	for (size_t i = 0; i < list->n; i++) {
		str code = list->item[i].text;
		member[i] = find_loaded(l, code);
		if (member[i] == NO_INDEX) {
			RLOAD_ERROR(l, &list->item[i],
				_("没有 dataElement“%.*s”%s"), STR_FMT(code),
				code_hint(l, code));
			return;
		}
		const struct element *m = &l->element[member[i]];
		if (m->aggregate < AGG_DISTINCT || m->aggregate == AGG_LAST) {
			RLOAD_ERROR(l, &list->item[i],
				_("%.*s 不是 aggregate: "
				  "distinct，不能和别的求同"),
				STR_FMT(code));
			return;
		}
		if (!x->lacks.n)
			x->lacks = m->lacks;
		/* A union can do without a part, an intersection cannot. */
		if (x->aggregate == AGG_ALL_OF && !x->missing.n)
			x->missing = m->missing;
	}
	if (x->aggregate == AGG_ANY_OF) {
		x->missing = l->element[member[0]].missing;
		for (size_t i = 1; i < list->n; i++)
			if (!l->element[member[i]].missing.n)
				x->missing = STR_NONE;
	}
	x->at = l->element[member[0]].at;
	x->member = member;
	x->n_member = list->n;
}

static void
load_counted(struct rload *l, const struct yaml *map, struct element *x)
{
	const struct yaml *where = yaml_get(map, "where");
	const struct yaml *of = yaml_get(map, "of");

	load_from(l, map, x);
	load_uses(l, map, x);
	x->aggregate = load_aggregate(l, map);
	rload_at(l, map, &x->at);
	if (where)
		x->where = rload_expr(l, where, x->form, &x->varies);
	if (of)
		x->of = rload_of(l, of, x->form, &x->of_field, &x->varies);
	else if (x->aggregate != AGG_COUNT)
		RLOAD_ERROR(
			l, map, _("%.*s 缺 of：哪个字段"), STR_FMT(x->code));
	/* Both readings differ in what they can see: a row or its record. */
	if (x->of_field && x->of_field->repeat != x->repeat)
		x->of_field = NULL;
}

/* by: [SEX] adds an element CODE.F, CODE.M … for each option. */
static void
add_options(struct rload *l, const struct yaml *root, const struct yaml *map,
	size_t of)
{
	const struct yaml *by = rload_list(l, map, "by");
	const struct yaml *categories = yaml_get(root, "categories");

	for (size_t i = 0; by && i < by->n; i++) {
		const struct yaml *category =
			yaml_get(categories, str_z(l->arena, by->item[i].text));
		if (!category || category->kind != YAML_MAP) {
			RLOAD_ERROR(l, &by->item[i],
				_("categories 里没有“%.*s”"),
				STR_FMT(by->item[i].text));
			continue;
		}
		for (size_t k = 0; k < category->n; k++) {
			struct element x = l->element[of];
			x.code = str_fmt(l->arena, "%.*s.%.*s", STR_FMT(x.code),
				STR_FMT(category->pair[k].key));
			x.option = rload_expr(
				l, &category->pair[k].value, x.form, &x.varies);
			*RLOAD_PUSH(l, l->element, l->n_element) = x;
		}
	}
}

static void
load_element(struct rload *l, const struct yaml *root, const struct yaml *map)
{
	static const char *const keys[] = {"code", "name", "unit", "from",
		"where", "aggregate", "of", "at", "by", "uses", "all_of",
		"any_of", "undated", "pending", "decimals", NULL};
	struct element x = {0};

	if (!rload_is_map(l, map))
		return;
	rload_keys(l, map, keys);
	x.code = rload_text(l, map, "code");
	x.line = map->line;
	if (!code_is_fine(l, map, x.code))
		return;
	x.name = rload_label(l, map, "name");
	x.unit = rload_unit(l, map);
	x.undated = rload_switch(l, map, "undated");
	x.decimals = (int)rload_integer(l, map, "decimals", -1);
	if (rload_switch(l, map, "pending")) {
		load_from(l, map, &x);
		if (!x.missing.n)
			x.missing = STR(MISSING_RULE);
		*RLOAD_PUSH(l, l->element, l->n_element) = x;
		return;
	}
	const struct yaml *all = yaml_get(map, "all_of");
	const struct yaml *any = yaml_get(map, "any_of");
	if (all || any) {
		x.aggregate = all ? AGG_ALL_OF : AGG_ANY_OF;
		load_members(l, all ? all : any, &x);
	} else {
		load_counted(l, map, &x);
	}
	*RLOAD_PUSH(l, l->element, l->n_element) = x;
	add_options(l, root, map, l->n_element - 1);
}

void
rload_elements(struct rload *l, const struct yaml *root)
{
	const struct yaml *list = rload_list(l, root, "dataElements");

	for (size_t i = 0; list && i < list->n; i++)
		load_element(l, root, &list->item[i]);
	l->def->element = l->element;
	l->def->n_element = l->n_element;
}

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
	size_t element = find_loaded(s->l, code);
	const struct indicator *sum =
		element == NO_INDEX ? find_indicator(s->l, code) : NULL;
	if (element == NO_INDEX && (!sum || sum->denominator.n)) {
		if (sum)
			scan_fail(s, _("%.*s 是一个比率，不能相加"), code, "");
		else
			scan_fail(s, _("没有 code“%.*s”"), code,
				code_hint(s->l, code));
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

static void
load_indicator(struct rload *l, const struct yaml *map)
{
	static const char *const keys[] = {"code", "name", "unit", "formula",
		"numerator", "denominator", "factor", "decimals", "target",
		"source", NULL};
	struct indicator x = {0};

	if (!rload_is_map(l, map))
		return;
	rload_keys(l, map, keys);
	x.code = rload_text(l, map, "code");
	if (!code_is_fine(l, map, x.code))
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
