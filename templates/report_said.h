// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_SAID_H
#define TEMPLATES_REPORT_SAID_H

#include "templates/report_tally.h"

/*
 * What is said of an indicator beside its figure: its name, unit, class,
 * baseline and target, whether the target is reached and where it is not.
 */

/* The column of the reported period, whose figure the others speak of. */
size_t said_column(const struct report_def *d);

/* How people read a figure: 1:80, an option's label. Empty: as it is. */
str said_figure(struct run *run, const struct indicator *x,
	const struct report_cell *c);

/* The cell of column c, which covers label … typed. value is the figure of
 * the reported period; row has its numerator and denominator. */
struct report_cell said_of(struct run *run, const struct row_def *def, size_t c,
	const struct report_row *row, const struct report_cell *value);

/* Of a line that is filled in by hand: all but figures. */
void said_of_typed(struct run *run, const struct row_def *def,
	const struct report_row *row, struct report_cell *cell);

/* A note with {CODE} filled in by the figure, {CODE.met} by 是 or 否. */
str said_note(struct run *run, str text);

/* Does the figure reach its targets? False without a figure. */
bool said_met(const struct indicator *x, const struct report_cell *value);

/* 是 or 否, of the figure of column c. Without a target there is nothing to
 * say; without a figure it is missed. */
struct report_cell said_met_cell(struct run *run, const struct indicator *x,
	size_t c, const struct report_cell *value);

#endif
