// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_LINES_H
#define TEMPLATES_REPORT_LINES_H

#include "templates/report_tally.h"

/*
 * Tables: each column is a figure, each line a part of the records (a
 * village, a group of people). An element's `line` says which lines a record
 * or row counts in: one code, or several with blanks between.
 */

/* Before counting: the lines that the layout names. */
void lines_begin(struct run *run);
/* The lines that a record counts in, in run->scratch; sums of lines once.
 * Lines not met before are added when the layout takes what is found. */
bool lines_counting(struct run *run, const struct element *x, struct counted *c,
	size_t **line, size_t *n);
/* The part of an element's tally that belongs to a line; made when missing. */
struct tally *lines_tally(struct run *run, struct tally *t, size_t line);
/* The line of that id, made when the layout takes what is found; NO_INDEX: it
 * does not. */
size_t lines_find(struct run *run, str id);
/* After counting: the rows of the table, in the order of the layout. */
void table_rows(struct run *run, struct report *out);

#endif
