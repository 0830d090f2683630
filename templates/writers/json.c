// SPDX-License-Identifier: MIT
#include "templates/writers/writer.h"

#include "forms/json.h"

/* {report, period, unit, snapshot, rows: […]}, a row a line. */

static void
put_cell(struct json_writer *w, struct arena *a, const struct report_cell *c)
{
	if (c->kind == CELL_EMPTY || c->kind == CELL_DENIED)
		json_put_null(w);
	else if (c->kind == CELL_NUMBER)
		json_put_number(w, cell_text(a, c));
	else
		json_put_text(w, cell_text(a, c));
}

static void
put_text(struct json_writer *w, const char *name, str text)
{
	json_name(w, str_of(name));
	json_put_text(w, text);
}

static void
put_row(struct json_writer *w, const struct report *r,
	const struct report_row *row)
{
	json_open_object(w);
	if (!r->list) {
		put_text(w, "id", row->id);
		put_text(w, "label", label_text(&row->label));
		put_text(w, "unit", label_text(&row->unit));
	}
	for (size_t c = 0; c < r->n_column; c++) {
		json_name(w, r->column[c].id);
		put_cell(w, r->arena, &row->cell[c]);
	}
	if (!r->list) {
		json_name(w, STR("numerator"));
		put_cell(w, r->arena, &row->numerator);
		json_name(w, STR("denominator"));
		put_cell(w, r->arena, &row->denominator);
	}
	bool denied = false;
	for (size_t c = 0; c < r->n_column; c++)
		denied = denied || row->cell[c].kind == CELL_DENIED;
	if (denied)
		put_text(w, "note", str_of(_("无权")));
	json_close(w);
}

static enum err_code
write_json(const struct report *r, struct buf *out, struct err *e)
{
	struct json_writer w = {.buf = out};

	(void)e; /* nothing can fail */
	json_open_object(&w);
	put_text(&w, "report", r->id);
	put_text(&w, "period", period_code(r->arena, r->period));
	put_text(&w, "unit", r->unit_code);
	put_text(&w, "snapshot", r->snapshot);
	json_name(&w, STR("rows"));
	json_open_array(&w);
	for (size_t i = 0; i < r->n_row; i++) {
		if (r->row[i].section)
			continue;
		json_next_line(&w);
		put_row(&w, r, &r->row[i]);
	}
	if (r->n_row)
		buf_addc(out, '\n');
	json_close(&w);
	json_close(&w);
	buf_addc(out, '\n');
	return ERR_OK;
}

const struct writer writer_json = {
	.name = "json",
	.ext = "json",
	.to_stdout = true,
	.text = write_json,
};
