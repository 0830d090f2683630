// SPDX-License-Identifier: MIT
#include "forms/expr_impl.h"

#include <math.h>

#include "store/date.h"
#include "store/lang.h"

/*
 * Dates count in days since 1970-01-01 of the wall clock: no zone anywhere
 * in our own values. A text from elsewhere may name one; then its number is
 * that of UTC, and what it shows is what it says.
 */

/* n digits at *s as a number, taken off; -1 when they are not there. */
static int
digits(str *s, size_t n)
{
	int v = 0;
	if (s->n < n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return -1;
		v = v * 10 + (s->p[i] - '0');
	}
	*s = str_from(*s, n);
	return v;
}

static bool
mark(str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

/* hh[:mm[:ss[.fff]]] off *s, in days. */
static bool
take_time(str *s, double *out)
{
	int hour = digits(s, 2);
	int minute = 0;
	int second = 0;
	double fraction = 0;
	if (mark(s, ':')) {
		minute = digits(s, 2);
		if (mark(s, ':')) {
			second = digits(s, 2);
			if (mark(s, '.')) {
				double unit = 1;
				int d;
				if (s->n == 0)
					return false;
				while ((d = digits(s, 1)) >= 0)
					fraction += d * (unit /= 10);
				if (unit == 1)
					return false;
			}
		}
	}
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
		second > 59)
		return false;
	*out = (hour * 3600 + minute * 60 + second + fraction) / 86400;
	return true;
}

/* The rest of a time: nothing, Z, or ±hh:mm up to 14:59; in days. */
static bool
take_zone(str s, double *out)
{
	*out = 0;
	if (s.n == 0 || (s.n == 1 && s.p[0] == 'Z'))
		return true;
	int sign = mark(&s, '-') ? -1 : mark(&s, '+') ? 1 : 0;
	int hour = digits(&s, 2);
	bool colon = mark(&s, ':');
	int minute = digits(&s, 2);
	*out = sign * (hour * 60 + minute) / 1440.0;
	return sign != 0 && colon && s.n == 0 && hour >= 0 && hour <= 14 &&
	       minute >= 0 && minute <= 59;
}

/* yyyy-mm-dd off *s; pad allows one-digit months and days. */
static bool
take_date(str *s, bool pad, int ymd[3])
{
	ymd[0] = digits(s, 4);
	for (int i = 1; i < 3; i++) {
		if (!mark(s, '-'))
			return false;
		ymd[i] = digits(s, 2);
		if (ymd[i] < 0 && pad)
			ymd[i] = digits(s, 1);
	}
	return ymd[0] >= 0 && ymd[1] >= 0 && ymd[2] >= 0;
}

/* Shape and reality apart: *real says whether there is such a day. */
static bool
parse_days(
	str s, bool pad, double *days, double *zone, bool *has_time, bool *real)
{
	int ymd[3];
	double time = 0;
	*zone = 0;
	if (!take_date(&s, pad, ymd))
		return false;
	*has_time = s.n > 0;
	if (s.n > 0 &&
		!(mark(&s, 'T') && take_time(&s, &time) && take_zone(s, zone)))
		return false;
	*real = date_real(ymd[0], ymd[1], ymd[2]);
	if (*real)
		*days = date_day(ymd[0], ymd[1], ymd[2]) + time;
	return true;
}

bool
expr_text_days(str s, double *days, double *zone, bool *has_time)
{
	bool real;
	return s.n >= 10 && s.n <= 64 &&
	       parse_days(s, false, days, zone, has_time, &real) && real;
}

static bool
in_range(double days)
{
	return days >= date_day(1, 1, 1) && days < date_day(9999, 12, 31) + 1.0;
}

str
expr_days_text(struct arena *a, double days, bool with_time)
{
	if (!in_range(days)) /* also NaN */
		return STR("Invalid Date");
	if (!with_time)
		return date_format(a, (day_t)floor(days));
	return date_format_moment(a, (moment_t)llround(days * 86400));
}

static bool
give_days(struct xvalue *out, double days)
{
	*out = xvalue_number(days);
	out->kind = isnan(days) || days == floor(days) ? X_DATE : X_DATETIME;
	return true;
}

static bool
fn_today(struct call *c, struct xvalue *out)
{
	(void)c; /* takes nothing */
	return give_days(out, clock_today());
}

static bool
fn_now(struct call *c, struct xvalue *out)
{
	(void)c; /* takes nothing */
	*out = xvalue_number((double)clock_now() / 86400);
	out->kind = X_DATETIME;
	return true;
}

/* date, date-time: of a number of days or of a text, which may leave out
 * the noughts of month and day. */
static bool
fn_date(struct call *c, struct xvalue *out)
{
	struct xvalue v;
	if (!arg_value(c, 0, &v))
		return false;
	if (v.type == X_NUMBER)
		return give_days(out, v.number);
	str s = xvalue_to_string(c->ev->arena, &v);
	if (v.type == X_BOOLEAN || s.n == 0)
		return give_string(out, STR_NONE);
	double days;
	double zone;
	bool has_time;
	bool real;
	if (!parse_days(s, true, &days, &zone, &has_time, &real))
		return give_days(out, NAN);
	if (!real)
		return expr_fail(c, _("没有这一天：%.*s"), STR_FMT(s));
	return give_days(out, days - zone);
}

static bool
fn_decimal_date_time(struct call *c, struct xvalue *out)
{
	struct xvalue v;
	if (!arg_value(c, 0, &v))
		return false;
	double days;
	double zone;
	bool has_time;
	if (v.type == X_NUMBER)
		return give_number(out, v.number);
	if (v.type == X_BOOLEAN)
		return expr_fail(c, _("decimal-date-time 要一个日期"));
	if (!expr_text_days(xvalue_to_string(c->ev->arena, &v), &days, &zone,
		    &has_time))
		return give_number(out, NAN);
	return give_number(out, days - zone);
}

/* To the millisecond, so that 09:30 is 9.5 div 24 whatever the day. */
static double
day_part(double days)
{
	return round((days - floor(days)) * 86400000) / 86400000;
}

/* The part of a day: of a time, or of the time in a dateTime. */
static bool
fn_decimal_time(struct call *c, struct xvalue *out)
{
	struct xvalue v;
	if (!arg_value(c, 0, &v))
		return false;
	if (v.type == X_NUMBER && v.kind == X_DATETIME)
		return give_number(out, day_part(v.number));
	str s = xvalue_to_string(c->ev->arena, &v);
	double days;
	double zone;
	bool has_time;
	if (expr_text_days(s, &days, &zone, &has_time) && has_time)
		return give_number(out, day_part(days - zone));
	if (s.n < 5 || !take_time(&s, &days) || !take_zone(s, &zone))
		return give_number(out, NAN);
	return give_number(out, days);
}

static void
add_part(struct buf *b, char what, day_t day, int64_t ms)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	static const char *const weekdays[] = {
		"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	struct ymd d = date_ymd(day);
	int second = (int)(ms / 1000);
	switch (what) {
	case 'Y':
		buf_addf(b, "%04d", d.year);
		break;
	case 'y':
		buf_addf(b, "%02d", d.year % 100);
		break;
	case 'm':
		buf_addf(b, "%02d", d.month);
		break;
	case 'n':
		buf_addf(b, "%d", d.month);
		break;
	case 'b':
		buf_addz(b, months[d.month - 1]);
		break;
	case 'd':
		buf_addf(b, "%02d", d.day);
		break;
	case 'e':
		buf_addf(b, "%d", d.day);
		break;
	case 'a':
		buf_addz(b, weekdays[date_weekday(day) - 1]);
		break;
	case 'H':
		buf_addf(b, "%02d", second / 3600);
		break;
	case 'h':
		buf_addf(b, "%d", second / 3600);
		break;
	case 'M':
		buf_addf(b, "%02d", second / 60 % 60);
		break;
	case 'S':
		buf_addf(b, "%02d", second % 60);
		break;
	case '3':
		buf_addf(b, "%03d", (int)(ms % 1000));
		break;
	default:
		buf_addc(b, '%');
		buf_addc(b, what);
		break;
	}
}

/* What is no date gives nothing. */
static bool
fn_format_date(struct call *c, struct xvalue *out)
{
	struct xvalue v;
	str format;
	if (!arg_value(c, 0, &v) || !arg_string(c, 1, &format) ||
		!expr_charge(c->ev, format.n / 8))
		return false;
	double days = v.type == X_NUMBER ? v.number : NAN;
	double zone;
	bool has_time;
	if (v.type != X_NUMBER &&
		!expr_text_days(xvalue_to_string(c->ev->arena, &v), &days,
			&zone, &has_time))
		return give_string(out, STR_NONE);
	if (!in_range(days))
		return give_string(out, STR_NONE);

	int64_t ms = llround(days * 86400000);
	day_t day = (day_t)floor((double)ms / 86400000);
	ms -= day * INT64_C(86400000);
	struct buf b = {.arena = c->ev->arena};
	for (size_t i = 0; i < format.n; i++) {
		if (format.p[i] == '%' && i + 1 < format.n)
			add_part(&b, format.p[++i], day, ms);
		else
			buf_addc(&b, format.p[i]);
	}
	return give_string(out, buf_str(&b));
}

/* Whole months later, at most to the end of that month; blank stays blank. */
static bool
fn_add_months(struct call *c, struct xvalue *out)
{
	double days;
	double months;
	if (!arg_number(c, 0, &days) || !arg_number(c, 1, &months))
		return false;
	months = trunc(months);
	if (!in_range(days) || !(fabs(months) < 120000))
		return give_string(out, STR_NONE);
	day_t day = (day_t)floor(days);
	struct ymd d = date_ymd(day);
	double year = d.year + floor((d.month - 1 + months) / 12);
	if (year < 1 || year > 9999)
		return give_string(out, STR_NONE);
	return give_days(out, date_add_months(day, (int)months));
}

const struct func expr_date_table[] = {
	{"today", 0, 0, .call = fn_today, .flags = FUNC_VARIES},
	{"now", 0, 0, .call = fn_now, .flags = FUNC_VARIES},
	{"date", 1, 1, .call = fn_date},
	{"date-time", 1, 1, .call = fn_date},
	{"decimal-date-time", 1, 1, .call = fn_decimal_date_time},
	{"decimal-time", 1, 1, .call = fn_decimal_time},
	{"format-date", 2, 2, .call = fn_format_date},
	{"format-date-time", 2, 2, .call = fn_format_date},
	{"add-months", 2, 2, .call = fn_add_months, .flags = FUNC_OURS},
	{.name = NULL},
};
