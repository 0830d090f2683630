// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_WRITERS_WRITER_H
#define TEMPLATES_WRITERS_WRITER_H

#include "store/file.h"
#include "templates/report.h"

/*
 * One way of writing a computed report. A text format gives its bytes; the
 * others write the unfinished file themselves. The same report gives the
 * same bytes, always.
 */
struct writer {
	const char *name; /* --format */
	const char *ext;
	bool to_stdout; /* when no file is named */
	bool exchange;  /* figures for programs: no lists */
	enum err_code (*text)(
		const struct report *r, struct buf *out, struct err *e);
	enum err_code (*file)(const struct report *r, const char *temp,
		const char *folder, struct err *e);
};

extern const struct writer writer_text, writer_csv, writer_csv_data,
	writer_json, writer_xlsx, writer_html, writer_dhis2_json,
	writer_dhis2_csv, writer_adx;

/* --- what writers share
 * -------------------------------------------------------- */

/* What stands in a leading cell of a line. */
str lead_text(const struct report_row *row, const struct report_lead *lead);
/* A cell's text: 12, 95.83, 2024-07-12; empty when there is no figure. */
str cell_text(struct arena *a, const struct report_cell *c);
/* As people read it: 1:80 for 80. */
str cell_said(struct arena *a, const struct report_cell *c);
/* 演示 or 测试 in words, empty for an ordinary store. */
str report_mark(const struct report *r);
/* "填报单位：…", one line. */
str entry_line(struct arena *a, const struct entry *e);
/* Merged heads: how many columns the head that begins at column c spans; 0
 * when it begins further left, or when there is none. */
size_t report_head_span(const struct report *r, size_t c);
bool report_has_heads(const struct report *r);
/* What an empty figure prints as: — for a line that should have one. */
str empty_text(const struct report *r, const struct report_row *row, size_t c);

#endif
