// SPDX-License-Identifier: MIT
#include "forms/expr_impl.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static str
trim(str s)
{
	while (s.n > 0 && is_space(s.p[0]))
		s = str_from(s, 1);
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Digits, perhaps a point; counts both. */
static bool
number_shape(str s, size_t *digits, size_t *decimals)
{
	bool point = false;
	*digits = *decimals = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && !point) {
			point = true;
		} else if (s.p[i] >= '0' && s.p[i] <= '9') {
			(*digits)++;
			*decimals += point;
		} else {
			return false;
		}
	}
	return *digits > 0;
}

/* The exponent of a text as JavaScript prints it: e-7 and less, e+21 and
 * more. Cut off *s; 0 when there is none of that kind (1e6 is no number). */
static int
cut_exponent(str *s)
{
	size_t at = str_chr(*s, 'e');
	int64_t n;
	if (at == SIZE_MAX || s->n - at > 5 ||
		!str_int(str_from(*s, at + 1), &n))
		return 0;
	char sign = s->p[at + 1];
	if (!(sign == '-' && n <= -7) && !(sign == '+' && n >= 21))
		return 0;
	*s = str_sub(*s, 0, at);
	return (int)n;
}

/*
 * Up to 15 digits and 22 decimals the quotient of two exact doubles is the
 * nearest one, so most numbers never meet strtod. It reads the rest: the
 * program leaves LC_NUMERIC alone, so its point is a point.
 */
double
expr_text_number(str s)
{
	s = trim(s);
	bool minus = s.n > 0 && s.p[0] == '-';
	if (minus)
		s = str_from(s, 1);

	size_t digits;
	size_t decimals;
	str mantissa = s;
	int exponent = cut_exponent(&mantissa);
	if (!number_shape(mantissa, &digits, &decimals))
		return NAN;

	double n = 0;
	if (digits <= 15 && decimals <= 22 && exponent == 0) {
		double unit = 1;
		for (size_t i = 0; i < s.n; i++) {
			if (s.p[i] != '.')
				n = n * 10 + (s.p[i] - '0');
		}
		while (decimals-- > 0)
			unit *= 10;
		n /= unit;
	} else if (s.n < 800) {
		char z[800];
		memcpy(z, s.p, s.n);
		z[s.n] = '\0';
		n = strtod(z, NULL);
	} else {
		n = NAN; /* nobody writes such numbers */
	}
	return minus ? -n : n;
}

struct xvalue
xvalue_string(str s)
{
	return (struct xvalue){.type = X_STRING, .string = s};
}

struct xvalue
xvalue_number(double n)
{
	return (struct xvalue){.type = X_NUMBER, .number = n};
}

struct xvalue
xvalue_boolean(bool b)
{
	return (struct xvalue){.type = X_BOOLEAN, .boolean = b};
}

size_t
xvalue_count(const struct xvalue *v)
{
	return v->type == X_NODES ? v->nodes.n : 1;
}

struct xvalue
xvalue_item(const struct xvalue *v, size_t i)
{
	return v->type == X_NODES ? xvalue_string(v->nodes.v[i]) : *v;
}

/* The digits of the shortest text that reads back as n, and where the
 * point stands: 0.<digits> × 10^*point. */
static size_t
shortest(double n, char digits[32], int *point)
{
	char z[40];
	for (int precision = 15; precision <= 17; precision++) {
		snprintf(z, sizeof(z), "%.*e", precision - 1, n);
		if (strtod(z, NULL) == n)
			break;
	}
	char *e = strchr(z, 'e');
	*point = (int)strtol(e + 1, NULL, 10) + 1;
	size_t count = 0;
	for (const char *p = z; p < e; p++) {
		if (*p >= '0' && *p <= '9')
			digits[count++] = *p;
	}
	while (count > 1 && digits[count - 1] == '0')
		count--;
	return count;
}

str
xvalue_format_number(struct arena *a, double n)
{
	if (isnan(n))
		return STR("NaN");
	if (isinf(n))
		return n > 0 ? STR("Infinity") : STR("-Infinity");
	if (n == 0)
		return STR("0");
	if (fabs(n) < 1e15 && n == trunc(n))
		return str_fmt(a, "%.0f", n);

	char digits[32];
	int point;
	int count = (int)shortest(fabs(n), digits, &point);
	struct buf b = {.arena = a};
	buf_addz(&b, n < 0 ? "-" : "");
	buf_addz(&b, point <= 0 ? "0." : "");
	for (int i = point; i < 0; i++)
		buf_addc(&b, '0');
	for (int i = 0; i < count || i < point; i++) {
		if (i > 0 && i == point)
			buf_addc(&b, '.');
		buf_addc(&b, i < count ? digits[i] : '0');
	}
	return buf_str(&b);
}

str
xvalue_to_string(struct arena *a, const struct xvalue *v)
{
	switch (v->type) {
	case X_STRING:
		return v->string;
	case X_BOOLEAN:
		return v->boolean ? STR("true") : STR("false");
	case X_NODES:
		return v->nodes.n > 0 ? v->nodes.v[0] : STR_NONE;
	case X_NUMBER:
		break;
	}
	switch (v->kind) {
	case X_DATE:
	case X_DATETIME:
		return expr_days_text(a, v->number, v->kind == X_DATETIME);
	case X_WHOLE_DAYS:
		return xvalue_format_number(a, floor(v->number));
	case X_PLAIN:
		break;
	}
	/* As XForms and ODK Web Forms have it; XPath would say NaN. */
	return isnan(v->number) ? STR_NONE : xvalue_format_number(a, v->number);
}

static double
text_to_number(str s)
{
	double n = expr_text_number(s);
	double days;
	double zone;
	bool has_time;
	if (isnan(n) && expr_text_days(s, &days, &zone, &has_time))
		return days - zone;
	return n;
}

double
xvalue_to_number(const struct xvalue *v)
{
	switch (v->type) {
	case X_NUMBER:
		return v->number;
	case X_BOOLEAN:
		return v->boolean ? 1 : 0;
	case X_STRING:
		return text_to_number(v->string);
	case X_NODES:
		return v->nodes.n > 0 ? text_to_number(v->nodes.v[0]) : NAN;
	}
	return NAN;
}

/* A question that holds nothing but blanks is as good as blank; a text
 * written in the expression is taken as it stands. */
bool
xvalue_to_boolean(const struct xvalue *v)
{
	switch (v->type) {
	case X_NUMBER:
		return v->number != 0 && !isnan(v->number);
	case X_BOOLEAN:
		return v->boolean;
	case X_STRING:
		return v->string.n > 0;
	case X_NODES:
		return v->nodes.n > 0 && trim(v->nodes.v[0]).n > 0;
	}
	return false;
}
