// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_LIST_CELL_H
#define TEMPLATES_REPORT_LIST_CELL_H

#include "templates/report_tally.h"

/* A line that is an entry of the work queue or a draft. */
struct list_entry {
	day_t day;
	str state;
	str what;
	str title;
	const struct form *form;
};

/* The first of the cell's sources that is not blank, of record c. False: the
 * run has failed. */
bool list_cell_fill(struct run *run, struct counted *c,
	const struct list_cell *cell, struct report_cell *out);
/* The same of an entry. */
void list_cell_part(struct run *run, const struct list_entry *x,
	const struct list_cell *cell, struct report_cell *out);

#endif
