// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_COUNTED_H
#define TEMPLATES_COUNTED_H

#include "forms/reader.h"

struct run;    /* templates/report_tally.h */
struct window; /* the days of a column */

/*
 * A record as the report's conditions see it: its own fields, and _from _to
 * _year _area. The record_scope comes first and is what expressions get.
 */
struct counted {
	struct record_scope record;
	const struct expr_ops *own; /* of the record alone */
	struct expr_ops ops;
	const struct run *run;
	const struct window *window;
	struct {
		str name;
		struct xvalue value;
	} kept[8]; /* calculations that read other records: once a record */
	size_t n_kept;
};
void counted_init(struct counted *c, const struct run *run,
	const struct form *form, const struct record *rec);
void counted_row(struct counted *c, const struct counted *of,
	const struct field *repeat, size_t i);

#endif
