// SPDX-License-Identifier: MIT
#include "forms/expr_impl.h"
#include "forms/shuffle.h"

#include <math.h>

#include "store/lang.h"
#include "store/random.h"

static bool
fn_number(struct call *c, struct xvalue *out)
{
	struct xvalue v;
	if (!arg_value(c, 0, &v))
		return false;
	bool text = v.type == X_STRING || v.type == X_NODES;
	*out = xvalue_number(xvalue_to_number(&v));
	/* A dateTime's text: prints its days whole, as ODK has it. */
	double days;
	double zone;
	bool has_time;
	if (text && expr_text_days(xvalue_to_string(c->ev->arena, &v), &days,
			    &zone, &has_time))
		out->kind = X_WHOLE_DAYS;
	return true;
}

static bool
fn_int(struct call *c, struct xvalue *out)
{
	double n;
	return arg_number(c, 0, &n) && give_number(out, trunc(n));
}

/* Half away from zero, as ODK has it; places may be negative. */
static bool
fn_round(struct call *c, struct xvalue *out)
{
	double n;
	double places = 0;
	if (!arg_number(c, 0, &n) ||
		(c->node->n > 1 && !arg_number(c, 1, &places)))
		return false;
	places = trunc(places);
	if (isnan(n) || isnan(places))
		return give_number(out, NAN);
	if (places > 300 || isinf(n))
		return give_number(out, n);
	if (places < -300)
		return give_number(out, 0);
	double unit = pow(10, fabs(places));
	if (places < 0)
		return give_number(out, round(n / unit) * unit);
	return give_number(out, isinf(n * unit) ? n : round(n * unit) / unit);
}

static bool
two_numbers(struct call *c, double *a, double *b)
{
	return arg_number(c, 0, a) && arg_number(c, 1, b);
}

static bool
fn_pow(struct call *c, struct xvalue *out)
{
	double a;
	double b;
	if (!two_numbers(c, &a, &b))
		return false;
	return give_number(out, isnan(a) || isnan(b) ? NAN : pow(a, b));
}

static bool
fn_atan2(struct call *c, struct xvalue *out)
{
	double a;
	double b;
	return two_numbers(c, &a, &b) && give_number(out, atan2(a, b));
}

static double
exp_10(double x)
{
	return pow(10, x);
}

static bool
fn_pi(struct call *c, struct xvalue *out)
{
	(void)c; /* takes nothing */
	return give_number(out, 3.141592653589793);
}

static bool
fn_random(struct call *c, struct xvalue *out)
{
	(void)c; /* takes nothing */
	return give_number(out, random_fraction());
}

/* The i-th argument of sum, min, max: a lone name gives all its rows. */
static bool
arg_rows(struct call *c, size_t i, struct xvalue *out)
{
	if (c->node->n > 1)
		return arg_value(c, i, out);
	return expr_node_all(c->ev, c->node->args[i], c->scope, out);
}

/* One blank or wrong value spoils the whole, as in XPath. */
static bool
fn_sum(struct call *c, struct xvalue *out)
{
	struct xvalue v;
	double sum = 0;
	if (!arg_rows(c, 0, &v) || !expr_charge(c->ev, xvalue_count(&v)))
		return false;
	for (size_t i = 0; i < xvalue_count(&v); i++) {
		struct xvalue item = xvalue_item(&v, i);
		sum += xvalue_to_number(&item);
	}
	return give_number(out, sum);
}

static bool
extreme(struct call *c, int sign, struct xvalue *out)
{
	double best = NAN;
	bool first = true;
	for (size_t i = 0; i < c->node->n; i++) {
		struct xvalue v;
		if (!arg_rows(c, i, &v) ||
			!expr_charge(c->ev, xvalue_count(&v)))
			return false;
		for (size_t j = 0; j < xvalue_count(&v); j++) {
			struct xvalue item = xvalue_item(&v, j);
			double n = xvalue_to_number(&item);
			if (isnan(n))
				return give_number(out, NAN);
			if (first || (n - best) * sign > 0)
				best = n;
			first = false;
		}
	}
	return give_number(out, best);
}

static bool
fn_max(struct call *c, struct xvalue *out)
{
	return extreme(c, 1, out);
}

static bool
fn_min(struct call *c, struct xvalue *out)
{
	return extreme(c, -1, out);
}

static bool
fn_randomize(struct call *c, struct xvalue *out)
{
	struct xvalue v;
	struct shuffle s = {.seeded = false};
	struct xvalue seed;
	if (!expr_node_all(c->ev, c->node->args[0], c->scope, &v))
		return false;
	if (v.type != X_NODES)
		return expr_fail(c, _("%s 要一个字段或重复组的名字"),
			c->node->func->name);
	if (c->node->n > 1) {
		if (!arg_value(c, 1, &seed))
			return false;
		shuffle_seed(&s, xvalue_to_number(&seed),
			xvalue_to_string(c->ev->arena, &seed));
	}
	size_t n = v.nodes.n;
	if (!expr_charge(c->ev, n))
		return false;
	str *mixed = ARENA_ARRAY(c->ev->arena, n + 1, str);
	for (size_t i = 0; i < n; i++) {
		size_t j =
			s.seeded
				? shuffle_place(&s, i)
				: (size_t)(random_fraction() * (double)(i + 1));
		if (j > i)
			j = i;
		mixed[i] = mixed[j];
		mixed[j] = v.nodes.v[i];
	}
	v.nodes.v = mixed;
	*out = v;
	return true;
}

const struct func expr_number_table[] = {
	{"number", 0, 1, .call = fn_number, .flags = FUNC_DOT},
	{"int", 1, 1, .call = fn_int},
	{"round", 1, 2, .call = fn_round},
	{"floor", 1, 1, .math = floor, .flags = FUNC_XPATH},
	{"ceiling", 1, 1, .math = ceil, .flags = FUNC_XPATH},
	{"abs", 1, 1, .math = fabs},
	{"pow", 2, 2, .call = fn_pow},
	{"exp", 1, 1, .math = exp},
	{"exp10", 1, 1, .math = exp_10},
	{"log", 1, 1, .math = log},
	{"log10", 1, 1, .math = log10},
	{"sqrt", 1, 1, .math = sqrt},
	{"sin", 1, 1, .math = sin},
	{"cos", 1, 1, .math = cos},
	{"tan", 1, 1, .math = tan},
	{"asin", 1, 1, .math = asin},
	{"acos", 1, 1, .math = acos},
	{"atan", 1, 1, .math = atan},
	{"atan2", 2, 2, .call = fn_atan2},
	{"pi", 0, 0, .call = fn_pi},
	{"random", 0, 0, .call = fn_random, .flags = FUNC_VARIES},
	{"rand", 0, 0, .call = fn_random, .flags = FUNC_VARIES | FUNC_XPATH},
	{"sum", 1, 1, .call = fn_sum, .flags = FUNC_ROWS},
	{"max", 1, -1, .call = fn_max, .flags = FUNC_ROWS},
	{"min", 1, -1, .call = fn_min, .flags = FUNC_ROWS},
	{"randomize", 1, 2, .call = fn_randomize,
		.flags = FUNC_ROWS | FUNC_VARIES},
	{.name = NULL},
};
