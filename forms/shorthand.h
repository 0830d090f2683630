// SPDX-License-Identifier: MIT
#ifndef FORMS_SHORTHAND_H
#define FORMS_SHORTHAND_H

#include "store/date.h"
#include "store/err.h"

/*
 * Dates and times as clerks type them (ux.md §2), full-width characters and
 * Chinese words included. Blanks around are ignored. ERR_INPUT with words
 * that say what would be right.
 */

/*
 * `.` `。` `t` `今` today · `+7` `-1` days from today · `15` of this month ·
 * `0315` `3.15` `3/15` `3月15日` the nearest one · `20240315` `2024-3-15`
 *   past  of the nearest, the latest that is not after today
 */
enum err_code shorthand_date(
	str typed, day_t today, bool past, day_t *out, struct err *e);
/* `0930` `930` `9` `9:30` `9点半` */
enum err_code shorthand_time(str typed, int32_t *out, struct err *e);
/* A date, a space, a time; `.` alone is now, to the minute. */
enum err_code shorthand_moment(
	str typed, moment_t now, bool past, moment_t *out, struct err *e);

/* A day of the calendar: ERR_INPUT when there is none such
 * ("2024-02-30 不存在：二月最多 29 天"). */
enum err_code shorthand_day(
	int year, int month, int day, day_t *out, struct err *e);
/* Why text is not an ISO date, time or dateTime: fills e, ERR_INPUT. */
enum err_code shorthand_why_not_date(str text, struct err *e);
enum err_code shorthand_why_not_time(str text, struct err *e);
enum err_code shorthand_why_not_moment(str text, struct err *e);

#endif
