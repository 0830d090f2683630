// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_EXPLAIN_H
#define TEMPLATES_REPORT_EXPLAIN_H

#include "templates/report_tally.h"

/* The records behind one figure. */
struct report_evidence {
	struct id id;
	str form;
	bool denominator; /* of a rate; else of the figure or its numerator */
	bool minus;       /* it is taken away */
	struct decimal amount; /* what it counts for: 1, its hours … */
};

/*
 * Where does a figure come from? row: its id (A4a; of a table the line's, 22,
 * "total"); column: its id, empty for the period's own. Each record is told
 * once a part, in the order of its form's dates; a person counted once may
 * rest on several. Records of other stations are not here: a figure of an
 * upper level is explained as far as it is its own.
 *
 * ERR_ABSENT for an unknown row or column, ERR_INPUT when no records are
 * behind it (a heading, a typed line, a list), ERR_DENIED when they may not
 * be opened.
 */
enum err_code report_explain(const struct report_def *def, struct reader *r,
	const struct station *station, struct period period, str row,
	str column, struct arena *a, struct report_evidence **out, size_t *n,
	struct err *e);

/* --- for report_tally.c ----------------------------------------------------
 */

/* A record (or row of it) was counted: note it when it is asked for. */
void explain_saw(struct run *run, const struct element *x, struct counted *c,
	str key, uint32_t mask, const size_t *line, size_t n_line);
/* After counting: only what is in the sets that were asked for stays. */
void explain_settle(struct run *run);

#endif
