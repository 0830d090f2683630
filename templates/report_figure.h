// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_FIGURE_H
#define TEMPLATES_REPORT_FIGURE_H

#include "templates/report_tally.h"

/* A figure over what column c covers, of the line run->line. Of a rate, its
 * two numbers are given as well; they are EMPTY elsewhere. */
struct report_cell report_figure(struct run *run, const struct indicator *x,
	size_t c, struct report_cell *numerator,
	struct report_cell *denominator);

#endif
