// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_PERIOD_H
#define TEMPLATES_PERIOD_H

#include "store/date.h"
#include "store/err.h"

/* A reported period by DHIS2's codes: 202407 (month), 2024Q3, 2024S1, 2024.
 * Ends are inclusive. */
enum period_kind { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_HALF, PERIOD_YEAR };
struct period {
	enum period_kind kind;
	day_t first;
	day_t last;
};

/* ERR_USAGE with what would be right ("2024Q5：季度只有 Q1–Q4"). Years
 * 1900–2100. */
enum err_code period_parse(str code, struct period *out, struct err *e);
struct period period_of(enum period_kind kind, day_t day);
/* n periods later (negative: earlier). */
struct period period_shift(struct period p, int n);
struct period period_year_before(struct period p);  /* same one a year ago */
str period_code(struct arena *a, struct period p);  /* 2024Q3 */
str period_title(struct arena *a, struct period p); /* 2024年第3季度 */
/* "2024-07-01/P3M" */
str period_iso(struct arena *a, struct period p);

#endif
