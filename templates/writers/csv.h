// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_WRITERS_CSV_H
#define TEMPLATES_WRITERS_CSV_H

#include "store/str.h"

/*
 * Lines of CSV, of two kinds never mixed (formats.md §4). For people: a BOM
 * and CRLF, so that Excel and WPS open it by double click, and texts that
 * would start a formula made harmless. For programs: no BOM, LF, every text
 * as it is.
 */
struct csv {
	struct buf *out;
	bool people;
	bool started; /* a field of this line was written */
};

/* Begin a file: the BOM, for people. */
struct csv csv_begin(struct buf *out, bool people);
/* One field. is_text: by its declared type, not by its look (formats.md §5);
 * numbers and dates are never touched. */
void csv_put(struct csv *w, str s, bool is_text);
void csv_end_line(struct csv *w);

#endif
