// SPDX-License-Identifier: MIT
#include "store/date.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#define YEAR_FIRST 1
#define YEAR_LAST 9999
#define DAY_SECONDS 86400

static bool clock_set_by_hand;
static moment_t clock_by_hand;

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
date_month_days(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	assert(month >= 1 && month <= 12);
	return days[month - 1] + (month == 2 && is_leap(year));
}

bool
date_real(int year, int month, int day)
{
	return year >= YEAR_FIRST && year <= YEAR_LAST && month >= 1 &&
	       month <= 12 && day >= 1 && day <= date_month_days(year, month);
}

/*
 * Both ways between a date and a day number count in years that begin on
 * the first of March. The leap day then is the last of its year, and the
 * days before month m of such a year are (153 m + 2) / 5, because March to
 * July and August to December run 31 30 31 30 31 alike. Four hundred years
 * are 146097 days always; 719468 is the day number of 0000-03-01, negated.
 */
day_t
date_day(int year, int month, int day)
{
	assert(date_real(year, month, day));
	int y = month > 2 ? year : year - 1;
	int m = month > 2 ? month - 3 : month + 9;
	int era = y / 400;
	int in_era = y % 400;
	int in_year = (153 * m + 2) / 5 + day - 1;
	int days = in_era * 365 + in_era / 4 - in_era / 100 + in_year;
	return era * 146097 + days - 719468;
}

struct ymd
date_ymd(day_t number)
{
	int days = number + 719468;
	assert(days >= 0);
	int era = days / 146097;
	days %= 146097;
	int in_era = (days - days / 1460 + days / 36524 - days / 146096) / 365;
	int in_year = days - (365 * in_era + in_era / 4 - in_era / 100);
	int m = (5 * in_year + 2) / 153;
	struct ymd d = {
		.year = era * 400 + in_era + (m >= 10),
		.month = m < 10 ? m + 3 : m - 9,
		.day = in_year - (153 * m + 2) / 5 + 1,
	};
	return d;
}

/* 1970-01-01 was a Thursday. */
int
date_weekday(day_t day)
{
	return (day % 7 + 7 + 3) % 7 + 1;
}

day_t
date_add_months(day_t day, int months)
{
	struct ymd d = date_ymd(day);
	int64_t all = (int64_t)d.year * 12 + d.month - 1 + months;
	if (all < YEAR_FIRST * 12)
		return date_day(YEAR_FIRST, 1, 1);
	if (all > YEAR_LAST * 12 + 11)
		return date_day(YEAR_LAST, 12, 31);
	int year = (int)(all / 12);
	int month = (int)(all % 12) + 1;
	int most = date_month_days(year, month);
	return date_day(year, month, d.day < most ? d.day : most);
}

/* Exactly n digits off the front. */
static bool
take_digits(str *s, size_t n, int *out)
{
	if (s->n < n)
		return false;
	int v = 0;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (s->p[i] - '0');
	}
	*s = str_from(*s, n);
	*out = v;
	return true;
}

static bool
take(str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool
take_date(str *s, day_t *out)
{
	struct ymd d;
	if (!take_digits(s, 4, &d.year) || !take(s, '-') ||
		!take_digits(s, 2, &d.month) || !take(s, '-') ||
		!take_digits(s, 2, &d.day) ||
		!date_real(d.year, d.month, d.day))
		return false;
	*out = date_day(d.year, d.month, d.day);
	return true;
}

/* Nothing, Z, +08:00, +0800 or +08. */
static bool
take_zone(str *s)
{
	int hours;
	int minutes = 0;
	if (s->n == 0 || take(s, 'Z'))
		return true;
	if (!take(s, '+') && !take(s, '-'))
		return false;
	if (!take_digits(s, 2, &hours))
		return false;
	bool colon = take(s, ':');
	if ((colon || s->n > 0) && !take_digits(s, 2, &minutes))
		return false;
	return hours <= 14 && minutes < 60;
}

bool
date_parse(str s, day_t *out)
{
	day_t day;
	if (!take_date(&s, &day) || s.n > 0)
		return false;
	*out = day;
	return true;
}

bool
date_parse_time(str s, int32_t *out)
{
	int hours;
	int minutes;
	int seconds = 0;
	if (!take_digits(&s, 2, &hours) || !take(&s, ':') ||
		!take_digits(&s, 2, &minutes))
		return false;
	if (take(&s, ':')) {
		if (!take_digits(&s, 2, &seconds))
			return false;
		int digit;
		if (take(&s, '.')) {
			if (!take_digits(&s, 1, &digit))
				return false;
			while (take_digits(&s, 1, &digit))
				;
		}
	}
	if (!take_zone(&s) || s.n > 0 || hours > 23 || minutes > 59 ||
		seconds > 59)
		return false;
	*out = hours * 3600 + minutes * 60 + seconds;
	return true;
}

bool
date_parse_moment(str s, moment_t *out)
{
	day_t day;
	int32_t seconds;
	if (!take_date(&s, &day) || (!take(&s, 'T') && !take(&s, ' ')) ||
		!date_parse_time(s, &seconds))
		return false;
	*out = (moment_t)day * DAY_SECONDS + seconds;
	return true;
}

str
date_format(struct arena *a, day_t day)
{
	struct ymd d = date_ymd(day);
	return str_fmt(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

str
date_format_time(struct arena *a, int32_t seconds)
{
	int h = seconds / 3600;
	int m = seconds / 60 % 60;
	int s = seconds % 60;
	if (s)
		return str_fmt(a, "%02d:%02d:%02d", h, m, s);
	return str_fmt(a, "%02d:%02d", h, m);
}

str
date_format_moment(struct arena *a, moment_t m)
{
	struct buf b = {.arena = a};
	buf_add(&b, date_format(a, date_of_moment(m)));
	buf_addc(&b, 'T');
	buf_add(&b, date_format_time(a, date_time_of_moment(m)));
	return buf_str(&b);
}

day_t
date_of_moment(moment_t m)
{
	return (day_t)((m - date_time_of_moment(m)) / DAY_SECONDS);
}

int32_t
date_time_of_moment(moment_t m)
{
	return (int32_t)((m % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS);
}

void
clock_set(moment_t now)
{
	clock_set_by_hand = true;
	clock_by_hand = now;
}

void
clock_clear(void)
{
	clock_set_by_hand = false;
}

bool
clock_is_set(void)
{
	return clock_set_by_hand;
}

moment_t
clock_of_ms(int64_t ms)
{
	time_t seconds = (time_t)((ms - (ms % 1000 + 1000) % 1000) / 1000);
	struct tm tm;
	if (!localtime_r(&seconds, &tm) ||
		!date_real(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday))
		return 0;
	day_t day = date_day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	int second = tm.tm_sec < 60 ? tm.tm_sec : 59;
	return (moment_t)day * DAY_SECONDS + tm.tm_hour * 3600 +
	       tm.tm_min * 60 + second;
}

moment_t
clock_now(void)
{
	if (clock_set_by_hand)
		return clock_by_hand;
	return clock_of_ms(clock_now_ms());
}

day_t
clock_today(void)
{
	return date_of_moment(clock_now());
}

static int64_t
ms_of_wall(moment_t m)
{
	struct ymd d = date_ymd(date_of_moment(m));
	int32_t seconds = date_time_of_moment(m);
	struct tm tm = {
		.tm_year = d.year - 1900,
		.tm_mon = d.month - 1,
		.tm_mday = d.day,
		.tm_hour = seconds / 3600,
		.tm_min = seconds / 60 % 60,
		.tm_sec = seconds % 60,
		.tm_isdst = -1,
	};
	return (int64_t)mktime(&tm) * 1000;
}

int64_t
clock_now_ms(void)
{
	if (clock_set_by_hand)
		return ms_of_wall(clock_by_hand);
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
