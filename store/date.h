// SPDX-License-Identifier: MIT
#ifndef STORE_DATE_H
#define STORE_DATE_H

#include "store/str.h"

/*
 * Dates carry no zone (design.md §6). A day is a number of days since
 * 1970-01-01 (Gregorian, also before 1582); a moment is seconds since
 * 1970-01-01T00:00 of the wall clock. Years 1 to 9999.
 */
typedef int32_t day_t;
typedef int64_t moment_t;
#define DAY_NONE INT32_MIN

struct ymd {
	int year;
	int month; /* 1..12 */
	int day;   /* 1..31 */
};

bool date_real(int year, int month, int day); /* does it exist */
day_t date_day(int year, int month, int day); /* must be real */
struct ymd date_ymd(day_t day);
int date_weekday(day_t day); /* 1 Monday .. 7 Sunday */
int date_month_days(int year, int month);
/* Whole months later, clamped to the end of the month. */
day_t date_add_months(day_t day, int months);

/* "2024-07-12" exactly; false when it is not a real day. */
bool date_parse(str s, day_t *out);
/* "09:30", "09:30:15" (also with .fff and a zone, which are dropped);
 * seconds of the day. */
bool date_parse_time(str s, int32_t *out);
/* "2024-07-12T09:30" with T or a space, seconds optional. */
bool date_parse_moment(str s, moment_t *out);
str date_format(struct arena *a, day_t day);            /* 2024-07-12 */
str date_format_time(struct arena *a, int32_t seconds); /* 09:30 or 09:30:15 */
str date_format_moment(struct arena *a, moment_t m);    /* 2024-07-12T09:30 */
day_t date_of_moment(moment_t m);
int32_t date_time_of_moment(moment_t m);

/*
 * The program's clock: the system's local wall time unless set (--now,
 * a demo store's own day). clock_now_ms is UTC milliseconds of the real or
 * set clock, for ids and history.
 */
void clock_set(moment_t now);
void clock_clear(void); /* the system's again */
bool clock_is_set(void);
moment_t clock_now(void);
day_t clock_today(void);
int64_t clock_now_ms(void);
/* The wall clock at such a UTC millisecond: the way back. */
moment_t clock_of_ms(int64_t ms);

#endif
