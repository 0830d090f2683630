// SPDX-License-Identifier: MIT
#ifndef FORMS_IMPORT_IMPL_H
#define FORMS_IMPORT_IMPL_H

#include "forms/import.h"
#include "forms/yaml.h"

/* Shared by the files of the import: import.c rows into sessions; import_head.c
 * columns; import_value.c what people write; import_ref.c records found by what
 * is said of them. */

/* Texts of a choice column that were understood before. */
struct memo {
	str text;
	str codes;
};
enum { MEMO = 64 }; /* a power of two */

struct import {
	struct arena *arena;
	struct catalog *catalog;
	const struct form *form;
	struct import_column *column;
	size_t n_column;
	const str *header;
	size_t header_line;
	const struct yaml *constants; /* of the map, or NULL */
	struct memo **memo;           /* of each column */
	struct names *names;          /* of forms that are referred to */
	struct arena *seen_in;
	uint64_t *seen; /* hashes of uniques, open addressing */
	size_t n_seen;
	size_t cap_seen;
};

/* import_head.c. Half width, without blanks and marks, lower case: headers and
 * labels are compared so. */
str import_plain(struct arena *a, str s);

/* import_value.c. What a cell says, as canonical text of the field; empty for
 * what means blank. */
str import_trim(str s);
enum err_code import_value(struct import *x, size_t column, struct session *s,
	const struct cell *cell, str text, struct arena *a, str *out,
	struct err *e);

/* import_ref.c. What columns say of one record. */
struct import_part {
	str path; /* as in import_column */
	str text;
};
enum err_code import_find(struct import *x, struct reader *r,
	const struct field *f, const struct import_part *part, size_t n,
	struct arena *a, struct id *out, struct err *e);

#endif
