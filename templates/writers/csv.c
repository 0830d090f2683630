// SPDX-License-Identifier: MIT
#include "templates/writers/csv.h"

#include "store/lang.h"
#include "store/utf8.h"
#include "templates/writers/writer.h"

/* Would a spreadsheet take it for a formula? What cannot be seen in front
 * does not count. */
static bool
starts_formula(str s)
{
	for (uint32_t c; (c = utf8_next(&s)) != UTF8_END;) {
		switch (c) {
		case '=':
		case '+':
		case '-':
		case '@':
		case '\t':
		case '\r':
		case '\n':
		case 0xff1d:
		case 0xff0b:
		case 0xff0d:
		case 0xff20:
			return true;
		case ' ':
		case 0x3000:
		case 0xa0:
			continue;
		default:
			if (utf8_is_invisible(c))
				continue;
			return false;
		}
	}
	return false;
}

struct csv
csv_begin(struct buf *out, bool people)
{
	if (people)
		buf_addz(out, "\xef\xbb\xbf");
	return (struct csv){.out = out, .people = people};
}

void
csv_put(struct csv *w, str s, bool is_text)
{
	bool danger = is_text && w->people && starts_formula(s);
	bool quote = danger;

	if (w->started)
		buf_addc(w->out, ',');
	w->started = true;
	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' ||
			s.p[i] == '\r';
	if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
		quote = true;
	if (!quote) {
		buf_add(w->out, s);
		return;
	}
	buf_addc(w->out, '"');
	if (danger)
		buf_addc(w->out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_addc(w->out, '"');
		buf_addc(w->out, s.p[i]);
	}
	buf_addc(w->out, '"');
}

static void
text(struct csv *w, str s)
{
	csv_put(w, s, true);
}

static void
textz(struct csv *w, const char *z)
{
	csv_put(w, str_of(z), true);
}

void
csv_end_line(struct csv *w)
{
	buf_addz(w->out, w->people ? "\r\n" : "\n");
	w->started = false;
}

static void
cells(struct csv *w, const struct report *r, const struct report_row *row)
{
	for (size_t c = 0; c < r->n_column; c++)
		csv_put(w,
			row->section ? STR_NONE
				     : (w->people ? cell_said : cell_text)(
					       r->arena, &row->cell[c]),
			!row->section &&
				(row->cell[c].kind == CELL_TEXT ||
					row->cell[c].kind == CELL_DENIED));
}

/* One line of heads: a merged one is said in front, "省 医生". */
static str
column_name(const struct report *r, size_t c)
{
	str head = label_text(&r->column[c].head);
	str label = label_text(&r->column[c].label);

	return head.n ? str_fmt(r->arena, "%.*s %.*s", STR_FMT(head),
				STR_FMT(label))
		      : label;
}

static void
for_people(const struct report *r, struct csv *w)
{
	for (size_t c = 0; c < r->n_lead; c++)
		text(w, label_text(&r->lead[c].label));
	for (size_t c = 0; c < r->n_column; c++)
		text(w, column_name(r, c));
	csv_end_line(w);
	for (size_t i = 0; i < r->n_row; i++) {
		for (size_t c = 0; c < r->n_lead; c++)
			text(w, lead_text(&r->row[i], &r->lead[c]));
		cells(w, r, &r->row[i]);
		csv_end_line(w);
	}
}

/* A line under the table, as wide as the table. */
static void
remark(struct csv *w, const struct report *r, const char *what, str words)
{
	textz(w, what);
	text(w, words);
	for (size_t c = 2; c < r->n_column + r->n_lead; c++)
		text(w, STR_NONE);
	csv_end_line(w);
}

static enum err_code
csv_people(const struct report *r, struct buf *out, struct err *e)
{
	struct csv w = csv_begin(out, true);
	str mark = report_mark(r);

	(void)e; /* nothing can fail */
	for_people(r, &w);
	remark(&w, r, _("报表"), label_text(&r->title));
	for (size_t i = 0; i < r->n_header; i++)
		if (r->header[i].value.text.n)
			remark(&w, r, str_z(r->arena, r->header[i].name),
				r->header[i].value.text);
	if (mark.n)
		remark(&w, r, _("注"), mark);
	for (size_t i = 0; i < r->n_note; i++)
		remark(&w, r, _("注"), r->note[i]);
	return ERR_OK;
}

static enum err_code
csv_data(const struct report *r, struct buf *out, struct err *e)
{
	struct csv w = csv_begin(out, false);

	(void)e; /* nothing can fail */
	if (!r->list) {
		textz(&w, "id");
		textz(&w, "label");
		textz(&w, "unit");
	}
	for (size_t c = 0; c < r->n_column; c++)
		text(&w, r->column[c].id);
	if (!r->list) {
		textz(&w, "numerator");
		textz(&w, "denominator");
	}
	csv_end_line(&w);
	for (size_t i = 0; i < r->n_row; i++) {
		const struct report_row *row = &r->row[i];
		if (row->section)
			continue;
		if (!r->list) {
			text(&w, row->id);
			text(&w, label_text(&row->label));
			text(&w, label_text(&row->unit));
		}
		cells(&w, r, row);
		if (!r->list) {
			text(&w, cell_text(r->arena, &row->numerator));
			text(&w, cell_text(r->arena, &row->denominator));
		}
		csv_end_line(&w);
	}
	return ERR_OK;
}

const struct writer writer_csv = {
	.name = "csv",
	.ext = "csv",
	.to_stdout = true,
	.text = csv_people,
};

const struct writer writer_csv_data = {
	.name = "csv-data",
	.ext = "data.csv",
	.to_stdout = true,
	.text = csv_data,
};
