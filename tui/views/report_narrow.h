// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_REPORT_NARROW_H
#define TUI_VIEWS_REPORT_NARROW_H

#include "templates/report.h"

/* A report for a window that is too narrow for its table: each line of it with
 * its figures under it, one column to read; what stands above the table comes
 * after it. Lines, to be wrapped to width; in `a`. */
str report_narrow(const struct report *r, int width, struct arena *a);

#endif
