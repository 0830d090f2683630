// SPDX-License-Identifier: MIT
#include "tui/views/report_narrow.h"

#include "store/lang.h"
#include "store/utf8.h"
#include "templates/writers/writer.h"

static str
figure(const struct report_cell *cell, struct arena *a)
{
	if (cell->kind == CELL_DENIED)
		return str_of(_("无权"));
	str text = cell_said(a, cell);
	return text.n ? text : STR("-");
}

/* 本季数 3 场  本年累计 11 场: as many on a line as there is room for. */
static void
add_figures(const struct report *r, const struct report_row *row, int width,
	struct buf *b)
{
	str unit = label_text(&row->unit);
	int used = width;
	for (size_t i = 0; i < r->n_column; i++) {
		const struct report_cell *cell = &row->cell[i];
		bool counted = unit.n && cell->kind == CELL_NUMBER;
		str text = str_fmt(b->arena, "%.*s %.*s%s%.*s",
			STR_FMT(label_text(&r->column[i].label)),
			STR_FMT(figure(cell, b->arena)), counted ? " " : "",
			STR_FMT(counted ? unit : STR_NONE));
		int needs = utf8_width(text) + 2;
		if (used + needs > width) {
			buf_addz(b, i ? "\n    " : "    ");
			used = 2;
		} else {
			buf_addz(b, "  ");
		}
		buf_add(b, text);
		used += needs;
	}
	buf_addc(b, '\n');
}

/* A record of a list: a line for each column. */
static void
add_record(const struct report *r, const struct report_row *row, size_t number,
	struct buf *b)
{
	buf_addf(b, "%zu.\n", number);
	for (size_t i = 0; i < r->n_column; i++)
		buf_addf(b, "    %.*s: %.*s\n",
			STR_FMT(label_text(&r->column[i].label)),
			STR_FMT(figure(&row->cell[i], b->arena)));
}

static void
add_row(const struct report *r, const struct report_row *row, size_t number,
	int width, struct buf *b)
{
	if (row->section) {
		buf_addf(b, "\n%.*s %.*s\n", STR_FMT(row->id),
			STR_FMT(label_text(&row->label)));
	} else if (r->list) {
		add_record(r, row, number, b);
	} else {
		buf_addf(b, "%.*s  %.*s\n", STR_FMT(row->id),
			STR_FMT(label_text(&row->label)));
		add_figures(r, row, width, b);
	}
}

str
report_narrow(const struct report *r, int width, struct arena *a)
{
	struct buf b = {.arena = a};
	size_t number = 0;
	str mark = report_mark(r);
	buf_addf(&b, "%.*s\n%.*s\n", STR_FMT(label_text(&r->title)),
		STR_FMT(r->unit_name));
	if (mark.n)
		buf_addf(&b, "%.*s\n", STR_FMT(mark));
	for (size_t i = 0; i < r->n_row; i++) {
		number += !r->row[i].section;
		add_row(r, &r->row[i], number, width, &b);
	}
	buf_addc(&b, '\n');
	for (size_t i = 0; i < r->n_note; i++)
		buf_addf(&b, "%.*s\n", STR_FMT(r->note[i]));
	for (size_t i = 0; i < r->n_header; i++)
		buf_addf(&b, "%.*s\n", STR_FMT(entry_line(a, &r->header[i])));
	for (size_t i = 0; i < r->n_footer; i++)
		buf_addf(&b, "%.*s\n", STR_FMT(entry_line(a, &r->footer[i])));
	return buf_str(&b);
}
