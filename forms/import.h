// SPDX-License-Identifier: MIT
#ifndef FORMS_IMPORT_H
#define FORMS_IMPORT_H

#include "forms/session.h"
#include "forms/ledger.h"

/*
 * Tables of other people's making as records of one form (design.md §4,
 * `import`). Which column is which field is found by the header: the field's
 * label in any language, its name, or a map:
 *
 *	import: activity            the form
 *	label: {zh: 活动台账}
 *	columns:
 *	  活动时间: ac_date
 *	  发放资料: "-"             left out
 *	  身份证号: fu_patient.sm_person.p_idno   a record found by what it says
 *	  评级: {field: fu_danger, values: {高: "4"}}
 *	constants: {ac_venue: "01"} where the table has no such column
 *
 * A map compiled in for the form (forms/maps/) serves as more header words.
 */
struct import;

struct import_column {
	str header;                /* as it stands in the table */
	const struct field *field; /* NULL: left out, see why */
	size_t row; /* of the repeat the field is in, from 1; else 0 */
	str path;   /* "p_idno" behind a reference; else empty */
	const struct yaml *values; /* the map's own words for codes, or NULL */
	const struct yaml *at;     /* its place in the map, or NULL */
	str why;                   /* left out: why; in words */
};

/*
 * Read the header and match it. The table stands behind it afterwards.
 *   map  a map, from import_map_load; may be NULL
 * ERR_INPUT when no row looks like a header, when two columns are one field,
 * or the map names what the form has not (words say which).
 * The import lives in a, the table and the map must live as long.
 */
enum err_code import_open(struct catalog *c, const struct form *form,
	struct ledger *t, const struct yaml *map, struct arena *a,
	struct import **out, struct err *e);
void import_close(struct import *x); /* NULL is fine */
/* A map from a file; or, when there is no such file and the name has no dot and
 * no slash, one that is compiled in. */
enum err_code import_map_load(struct arena *a, const char *name,
	const struct yaml **out, struct err *e);
size_t import_columns(const struct import *x, const struct import_column **out);
/* The header's cells, for giving rows back. */
size_t import_header(const struct import *x, const str **out);
size_t import_header_line(const struct import *x);
/* Required fields for which the table has no column. */
size_t import_lacking(
	const struct import *x, struct arena *a, const struct field ***out);

/*
 * Fill a session with one row, as people write: 男 or 1, 2024.3.15,
 * 2024年3月15日, 一级, 是/否, full width; references by id, by what is unique
 * of them, or by the name when only one bears it. Every problem is an issue
 * whose path is the column's header. The session is lent a reader. Returns the
 * number of issues, in a.
 */
size_t import_fill(struct import *x, struct session *s,
	const struct ledger_row *row, struct arena *a, struct issue **out);
/* Rows after the header that were already seen are told apart by their
 * uniques: false when an earlier row of this table has them, words say so. */
bool import_is_first(struct import *x, const struct store_keys *keys,
	struct arena *a, str *words);

#endif
