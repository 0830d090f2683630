// SPDX-License-Identifier: MIT
#include "templates/report_pack.h"

#include "store/codec.h"
#include "store/lang.h"

#define SCHEMA 1

/* --- out
 * ------------------------------------------------------------------------- */

static void
put_label(struct buf *b, const struct label *l)
{
	for (int i = 0; i < LANG_COUNT; i++)
		codec_put_text(b, l->text[i]);
}

static void
put_cell(struct buf *b, const struct report_cell *c)
{
	codec_put_byte(b, (uint8_t)c->kind);
	codec_put_byte(b, c->as_text);
	switch (c->kind) {
	case CELL_EMPTY:
	case CELL_DENIED:
		break;
	case CELL_NUMBER:
		codec_put_int(b, c->number.digits);
		codec_put_int(b, c->number.scale);
		codec_put_int(b, c->decimals);
		break;
	case CELL_TEXT:
		codec_put_text(b, c->text);
		break;
	case CELL_DATE:
		codec_put_int(b, c->day);
		break;
	}
}

static void
put_row(struct buf *b, const struct report_row *row, size_t columns)
{
	codec_put_text(b, row->id);
	codec_put_text(b, row->element);
	codec_put_uint(b, row->n_by);
	for (size_t i = 0; i < row->n_by; i++) {
		codec_put_text(b, row->by[i].category);
		codec_put_text(b, row->by[i].option);
	}
	put_label(b, &row->label);
	put_label(b, &row->unit);
	codec_put_byte(b,
		(uint8_t)(row->section | row->typed << 1 |
			  (row->part != NULL) << 2 | (row->cell != NULL) << 3));
	for (size_t c = 0; row->cell && c < columns; c++)
		put_cell(b, &row->cell[c]);
	put_cell(b, &row->numerator);
	put_cell(b, &row->denominator);
	for (size_t c = 0; row->part && c < columns; c++) {
		put_cell(b, &row->part[c].numerator);
		put_cell(b, &row->part[c].denominator);
	}
}

static void
put_columns(struct buf *b, const struct report *r)
{
	codec_put_uint(b, r->n_lead);
	for (size_t i = 0; i < r->n_lead; i++) {
		codec_put_byte(b, (uint8_t)r->lead[i].what);
		put_label(b, &r->lead[i].label);
	}
	codec_put_uint(b, r->n_column);
	for (size_t i = 0; i < r->n_column; i++) {
		const struct report_column *c = &r->column[i];
		codec_put_text(b, c->id);
		put_label(b, &c->head);
		put_label(b, &c->label);
		codec_put_byte(b,
			(uint8_t)(c->text | c->typed << 1 | c->reported << 2));
	}
}

static void
put_lines(struct buf *b, const struct entry *v, size_t n)
{
	codec_put_uint(b, n);
	for (size_t i = 0; i < n; i++) {
		codec_put_text(b, v[i].name);
		codec_put_text(b, v[i].value.text);
	}
}

static void
put_sums(struct buf *b, const struct report *r)
{
	codec_put_uint(b, r->n_sum);
	for (size_t i = 0; i < r->n_sum; i++) {
		const struct report_sum *s = &r->sum[i];
		codec_put_text(b, s->element);
		codec_put_text(b, s->line);
		codec_put_text(b, s->column);
		codec_put_int(b, s->over);
		codec_put_int(b, s->under);
		codec_put_byte(b, s->own);
	}
}

str
report_pack(struct arena *a, const struct report *r)
{
	struct buf b = {.arena = a};

	codec_put_byte(&b, SCHEMA);
	codec_put_text(&b, r->id);
	put_label(&b, &r->title);
	codec_put_byte(&b, (uint8_t)r->period.kind);
	codec_put_int(&b, r->period.first);
	codec_put_int(&b, r->period.last);
	codec_put_text(&b, r->unit_code);
	codec_put_text(&b, r->unit_name);
	codec_put_text(&b, r->kind);
	codec_put_text(&b, r->snapshot);
	codec_put_int(&b, r->created);
	codec_put_uint(&b, r->drafts);
	codec_put_byte(&b, (uint8_t)(r->list | r->landscape << 1));
	put_columns(&b, r);
	codec_put_uint(&b, r->n_row);
	for (size_t i = 0; i < r->n_row; i++)
		put_row(&b, &r->row[i], r->n_column);
	put_lines(&b, r->header, r->n_header);
	put_lines(&b, r->footer, r->n_footer);
	codec_put_uint(&b, r->n_note);
	for (size_t i = 0; i < r->n_note; i++)
		codec_put_text(&b, r->note[i]);
	put_sums(&b, r);
	codec_put_text(&b, r->page_footer);
	return buf_str(&b);
}

/* --- in
 * -------------------------------------------------------------------------- */

struct in {
	struct codec c;
	struct arena *arena;
};

static struct label
get_label(struct in *in)
{
	struct label l = {{STR_NONE}};

	for (int i = 0; i < LANG_COUNT; i++)
		l.text[i] = codec_get_text(&in->c);
	return l;
}

static struct report_cell
get_cell(struct in *in)
{
	struct report_cell c = {.decimals = 0};
	uint8_t kind = codec_get_byte(&in->c);

	c.as_text = codec_get_byte(&in->c);
	c.kind = (enum cell_kind)kind;
	switch (kind) {
	case CELL_EMPTY:
	case CELL_DENIED:
		break;
	case CELL_NUMBER:
		c.number.digits = codec_get_int(&in->c);
		c.number.scale = (int)codec_get_int(&in->c);
		c.decimals = (int)codec_get_int(&in->c);
		in->c.bad =
			in->c.bad || c.number.scale < 0 || c.number.scale > 18;
		break;
	case CELL_TEXT:
		c.text = codec_get_text(&in->c);
		break;
	case CELL_DATE:
		c.day = (day_t)codec_get_int(&in->c);
		break;
	default:
		in->c.bad = true;
	}
	return c;
}

static struct report_cell *
get_cells(struct in *in, size_t n)
{
	struct report_cell *v = ARENA_ARRAY(in->arena, n, struct report_cell);

	for (size_t i = 0; i < n; i++)
		v[i] = get_cell(in);
	return v;
}

static struct report_row
get_row(struct in *in, size_t columns)
{
	struct report_row row = {.id = codec_get_text(&in->c)};

	row.element = codec_get_text(&in->c);
	row.n_by = codec_get_count(&in->c, 2);
	struct report_option *by =
		ARENA_ARRAY(in->arena, row.n_by, struct report_option);
	for (size_t i = 0; i < row.n_by; i++) {
		by[i].category = codec_get_text(&in->c);
		by[i].option = codec_get_text(&in->c);
	}
	row.by = row.n_by ? by : NULL;
	row.label = get_label(in);
	row.unit = get_label(in);
	uint8_t bits = codec_get_byte(&in->c);
	row.section = bits & 1;
	row.typed = bits >> 1 & 1;
	if (bits & 8)
		row.cell = get_cells(in, columns);
	row.numerator = get_cell(in);
	row.denominator = get_cell(in);
	struct report_part *part = NULL;
	if (bits & 4)
		part = ARENA_ARRAY(in->arena, columns, struct report_part);
	for (size_t c = 0; part && c < columns; c++) {
		part[c].numerator = get_cell(in);
		part[c].denominator = get_cell(in);
	}
	row.part = part;
	return row;
}

static void
get_columns(struct in *in, struct report *r)
{
	r->n_lead = codec_get_count(&in->c, 1 + LANG_COUNT);
	struct report_lead *lead =
		ARENA_ARRAY(in->arena, r->n_lead, struct report_lead);
	for (size_t i = 0; i < r->n_lead; i++) {
		uint8_t what = codec_get_byte(&in->c);
		in->c.bad = in->c.bad || what > LEAD_UNIT;
		lead[i].what = (enum lead_what)what;
		lead[i].label = get_label(in);
	}
	r->lead = lead;
	r->n_column = codec_get_count(&in->c, 2);
	struct report_column *v =
		ARENA_ARRAY(in->arena, r->n_column, struct report_column);
	for (size_t i = 0; i < r->n_column; i++) {
		v[i].id = codec_get_text(&in->c);
		v[i].head = get_label(in);
		v[i].label = get_label(in);
		uint8_t bits = codec_get_byte(&in->c);
		v[i].text = bits & 1;
		v[i].typed = bits >> 1 & 1;
		v[i].reported = bits >> 2 & 1;
	}
	r->column = v;
}

static const struct entry *
get_lines(struct in *in, size_t *n)
{
	*n = codec_get_count(&in->c, 2);
	struct entry *v = ARENA_ARRAY(in->arena, *n, struct entry);

	for (size_t i = 0; i < *n; i++) {
		v[i].name = codec_get_text(&in->c);
		v[i].value = (struct value){
			.type = VALUE_TEXT, .text = codec_get_text(&in->c)};
	}
	return v;
}

static void
get_sums(struct in *in, struct report *r)
{
	r->n_sum = codec_get_count(&in->c, 6);
	struct report_sum *v =
		ARENA_ARRAY(in->arena, r->n_sum, struct report_sum);
	for (size_t i = 0; i < r->n_sum; i++) {
		v[i].element = codec_get_text(&in->c);
		v[i].line = codec_get_text(&in->c);
		v[i].column = codec_get_text(&in->c);
		v[i].over = codec_get_int(&in->c);
		v[i].under = codec_get_int(&in->c);
		v[i].own = codec_get_byte(&in->c);
		in->c.bad = in->c.bad || v[i].under < 1;
	}
	r->sum = v;
}

static void
get_rest(struct in *in, struct report *r)
{
	get_columns(in, r);
	r->n_row = codec_get_count(&in->c, 4);
	struct report_row *row =
		ARENA_ARRAY(in->arena, r->n_row, struct report_row);
	for (size_t i = 0; i < r->n_row && !in->c.bad; i++)
		row[i] = get_row(in, r->n_column);
	r->row = row;
	r->header = get_lines(in, &r->n_header);
	r->footer = get_lines(in, &r->n_footer);
	r->n_note = codec_get_count(&in->c, 1);
	str *note = ARENA_ARRAY(in->arena, r->n_note, str);
	for (size_t i = 0; i < r->n_note; i++)
		note[i] = codec_get_text(&in->c);
	r->note = note;
	get_sums(in, r);
	r->page_footer = codec_get_text(&in->c);
}

enum err_code
report_unpack(str bytes, struct arena *a, struct report *out, struct err *e)
{
	struct in in = {.c = codec_of(str_dup(a, bytes)), .arena = a};
	uint8_t schema = codec_get_byte(&in.c);

	if (schema > SCHEMA)
		return err_set(e, ERR_VERSION,
			_("封存的报表由更新的版本写入，请升级本程序"));
	*out = (struct report){.arena = a, .id = codec_get_text(&in.c)};
	out->title = get_label(&in);
	out->period.kind = (enum period_kind)codec_get_byte(&in.c);
	out->period.first = (day_t)codec_get_int(&in.c);
	out->period.last = (day_t)codec_get_int(&in.c);
	out->unit_code = codec_get_text(&in.c);
	out->unit_name = codec_get_text(&in.c);
	out->kind = codec_get_text(&in.c);
	out->snapshot = codec_get_text(&in.c);
	out->created = codec_get_int(&in.c);
	out->drafts = codec_get_uint(&in.c);
	uint8_t bits = codec_get_byte(&in.c);
	out->list = bits & 1;
	out->landscape = bits >> 1 & 1;
	get_rest(&in, out);
	if (in.c.bad || in.c.n || schema != SCHEMA ||
		out->period.kind > PERIOD_YEAR)
		return err_set(e, ERR_CORRUPT, _("封存的报表读不出来"));
	return ERR_OK;
}
