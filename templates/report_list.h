// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_LIST_H
#define TEMPLATES_REPORT_LIST_H

#include "templates/report_tally.h"

/* The lines of a report that lists records, by event date. Personal values
 * are masked as exports demand (domain.md §9). */
enum err_code list_rows(struct run *run, struct report *out);

/* A text fit for every export: valid UTF-8 without control characters but
 * line ends. */
str report_clean(struct arena *a, str s);

#endif
