// SPDX-License-Identifier: MIT
#ifndef FORMS_LEDGER_H
#define FORMS_LEDGER_H

#include "forms/charset.h"

/*
 * A large CSV file read row by row in constant memory: tables of records as
 * offices and spreadsheets write them. Encoding and separator (comma, tab,
 * semicolon) are found out by themselves; quotes as in RFC 4180; rows end in
 * LF, CRLF or CR; blank rows are passed over.
 */
#define LEDGER_COLUMNS_MOST 1024
#define LEDGER_CELL_MOST 65536  /* bytes of a cell, in UTF-8 */
#define LEDGER_ROW_MOST 1048576 /* bytes of a row */

struct ledger;

struct ledger_row {
	size_t line; /* where it begins, from 1 */
	const str
		*cell; /* borrowed until the next row; UTF-8, trimmed of NULs */
	size_t n;
	str fault; /* why it cannot be used, in words; else empty */
	size_t at; /* the bytes of the file read so far, for a progress bar */
};

/* ERR_ABSENT, ERR_IO; ERR_INPUT when it is not a regular file. */
enum err_code ledger_open(const char *path, struct ledger **out, struct err *e);
void ledger_close(struct ledger *t); /* NULL is fine */
/* The next row; false at the end or when reading failed (then *e, if its code
 * is set). */
bool ledger_next(struct ledger *t, struct ledger_row *out, struct err *e);
/* Back to the first row. */
enum err_code ledger_rewind(struct ledger *t, struct err *e);
enum charset ledger_charset(const struct ledger *t);
char ledger_separator(const struct ledger *t);
size_t ledger_size(const struct ledger *t); /* bytes of the file */

#endif
