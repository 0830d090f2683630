// SPDX-License-Identifier: MIT
#include "templates/period.h"

#include "store/lang.h"

static int
months(enum period_kind kind)
{
	static const int n[] = {1, 3, 6, 12};
	return n[kind];
}

/* The period of that kind whose first month is month (1..12) of year. */
static struct period
starting(enum period_kind kind, int year, int month)
{
	day_t first = date_day(year, month, 1);
	return (struct period){
		.kind = kind,
		.first = first,
		.last = date_add_months(first, months(kind)) - 1,
	};
}

/* n digits at the front of s; -1 when they are not all digits. */
static int
digits(str s, size_t n)
{
	int v = 0;
	for (size_t i = 0; i < n; i++) {
		if (i >= s.n || s.p[i] < '0' || s.p[i] > '9')
			return -1;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

enum err_code
period_parse(str code, struct period *out, struct err *e)
{
	str c = str_trim(code);
	int year = digits(c, 4);
	str rest = str_from(c, 4);

	if (year < 0)
		return err_set(e, ERR_USAGE,
			_("看不懂期间“%.*s”：写成 "
			  "202407（月）、2024Q3（季）、2024S1（半年）或 "
			  "2024（年）"),
			STR_FMT(str_sub(code, 0, 40)));
	if (year < 1900 || year > 2100)
		return err_set(e, ERR_USAGE, _("%.*s：年份只能是 1900–2100"),
			STR_FMT(str_sub(code, 0, 40)));
	if (!rest.n) {
		*out = starting(PERIOD_YEAR, year, 1);
		return ERR_OK;
	}
	if (rest.n == 2 && (rest.p[0] == 'Q' || rest.p[0] == 'q')) {
		int q = digits(str_from(rest, 1), 1);
		if (q < 1 || q > 4)
			return err_set(e, ERR_USAGE, _("%.*s：季度只有 Q1–Q4"),
				STR_FMT(c));
		*out = starting(PERIOD_QUARTER, year, 3 * q - 2);
		return ERR_OK;
	}
	if (rest.n == 2 && (rest.p[0] == 'S' || rest.p[0] == 's')) {
		int h = digits(str_from(rest, 1), 1);
		if (h < 1 || h > 2)
			return err_set(e, ERR_USAGE, _("%.*s：半年只有 S1、S2"),
				STR_FMT(c));
		*out = starting(PERIOD_HALF, year, 6 * h - 5);
		return ERR_OK;
	}
	if (rest.n == 2 && digits(rest, 2) >= 0) {
		int m = digits(rest, 2);
		if (m < 1 || m > 12)
			return err_set(e, ERR_USAGE, _("%.*s：月份只有 01–12"),
				STR_FMT(c));
		*out = starting(PERIOD_MONTH, year, m);
		return ERR_OK;
	}
	return err_set(e, ERR_USAGE,
		_("看不懂期间“%.*s”：写成 "
		  "202407（月）、2024Q3（季）、2024S1（半年）或 2024（年）"),
		STR_FMT(str_sub(code, 0, 40)));
}

struct period
period_of(enum period_kind kind, day_t day)
{
	struct ymd d = date_ymd(day);
	int n = months(kind);
	return starting(kind, d.year, (d.month - 1) / n * n + 1);
}

struct period
period_shift(struct period p, int n)
{
	return period_of(p.kind, date_add_months(p.first, n * months(p.kind)));
}

struct period
period_year_before(struct period p)
{
	return period_of(p.kind, date_add_months(p.first, -12));
}

str
period_code(struct arena *a, struct period p)
{
	struct ymd d = date_ymd(p.first);

	switch (p.kind) {
	case PERIOD_MONTH:
		return str_fmt(a, "%04d%02d", d.year, d.month);
	case PERIOD_QUARTER:
		return str_fmt(a, "%04dQ%d", d.year, (d.month + 2) / 3);
	case PERIOD_HALF:
		return str_fmt(a, "%04dS%d", d.year, (d.month + 5) / 6);
	case PERIOD_YEAR:
		break;
	}
	return str_fmt(a, "%04d", d.year);
}

str
period_title(struct arena *a, struct period p)
{
	struct ymd d = date_ymd(p.first);

	switch (p.kind) {
	case PERIOD_MONTH:
		return str_fmt(a, _("%d年%d月"), d.year, d.month);
	case PERIOD_QUARTER:
		return str_fmt(a, _("%d年第%d季度"), d.year, (d.month + 2) / 3);
	case PERIOD_HALF:
		return str_fmt(a,
			d.month == 1 ? _("%d年上半年") : _("%d年下半年"),
			d.year);
	case PERIOD_YEAR:
		break;
	}
	return str_fmt(a, _("%d年"), d.year);
}

str
period_iso(struct arena *a, struct period p)
{
	str first = date_format(a, p.first);
	return p.kind == PERIOD_YEAR ? str_fmt(a, "%.*s/P1Y", STR_FMT(first))
				     : str_fmt(a, "%.*s/P%dM", STR_FMT(first),
					       months(p.kind));
}
