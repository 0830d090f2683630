// SPDX-License-Identifier: MIT
#ifndef FORMS_SHEET_H
#define FORMS_SHEET_H

#include "store/arena.h"
#include "store/err.h"
#include "store/str.h"

/*
 * A small CSV file as rows of cells (RFC 4180: commas, double quotes, a quote
 * doubled inside): forms and maps, not tables of records. UTF-8, UTF-16 and
 * GB18030 are recognised. Limits: 4 MiB, 20,000 rows, 256 columns, 64 KiB a
 * cell.
 */
struct sheet_row {
	const str *cell; /* blanks off both ends */
	const int *line; /* where each begins; a cell may hold lines */
	size_t n;
};
struct sheet {
	const struct sheet_row *row;
	size_t n;
};

/* ERR_INPUT or ERR_LIMIT with line and column (of the file's characters) and
 * what would be right. The cells live in `a` or in bytes. */
enum err_code sheet_parse(struct arena *a, const char *file, str bytes,
	struct sheet *out, struct err *e);

/* One cell more of a row being written: a comma before all but the first, and
 * quotes where they are needed. */
void sheet_put(struct buf *b, str cell, bool first);

#endif
