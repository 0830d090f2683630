// SPDX-License-Identifier: MIT
#ifndef FORMS_TABLE_H
#define FORMS_TABLE_H

#include "forms/charset.h"

/*
 * A large CSV file read row by row in constant memory: tables of records as
 * offices and spreadsheets write them. Encoding and separator (comma, tab,
 * semicolon) are found out by themselves; quotes as in RFC 4180; rows end in
 * LF, CRLF or CR; blank rows are passed over.
 */
#define TABLE_COLUMNS_MOST 1024
#define TABLE_CELL_MOST 65536  /* bytes of a cell, in UTF-8 */
#define TABLE_ROW_MOST 1048576 /* bytes of a row */

struct table;

struct table_row {
	size_t line; /* where it begins, from 1 */
	const str *cell; /* borrowed until the next row; UTF-8, trimmed of NULs */
	size_t n;
	str fault; /* why it cannot be used, in words; else empty */
	size_t at; /* the bytes of the file read so far, for a progress bar */
};

/* ERR_ABSENT, ERR_IO; ERR_INPUT when it is not a regular file. */
enum err_code table_open(const char *path, struct table **out, struct err *e);
void table_close(struct table *t); /* NULL is fine */
/* The next row; false at the end or when reading failed (then *e, if its code
 * is set). */
bool table_next(struct table *t, struct table_row *out, struct err *e);
/* Back to the first row. */
enum err_code table_rewind(struct table *t, struct err *e);
enum charset table_charset(const struct table *t);
char table_separator(const struct table *t);
size_t table_size(const struct table *t); /* bytes of the file */

#endif
