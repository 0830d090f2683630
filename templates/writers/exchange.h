// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_WRITERS_EXCHANGE_H
#define TEMPLATES_WRITERS_EXCHANGE_H

#include "templates/report.h"

/*
 * The figures of a report one by one, as DHIS2 and ADX want them
 * (formats.md §1, §2): a code, the options it is taken apart by, a value.
 * Only figures of the reported period: year to date and last year are the
 * receiver's to add up. Blank cells are left out; zero is a value.
 *
 * A report with one column of figures gives R01_A4a; one with several gives
 * R05_c2, taken apart by LINE, the line's id.
 */
struct exchange_value {
	str element; /* R01_A4a */
	const struct report_option *by;
	size_t n_by;
	const struct report_cell *cell;
};

/* All of them, in the report's arena, in the order of the lines.
 * ERR_INPUT, in words, for a list of records and when there is no figure. */
enum err_code exchange_values(const struct report *r,
	const struct exchange_value **out, size_t *n, struct err *e);
/* "M_A18_59": the options joined; empty when it is not taken apart. */
str exchange_combo(struct arena *a, const struct exchange_value *v);

#endif
