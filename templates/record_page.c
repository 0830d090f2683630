// SPDX-License-Identifier: MIT
#include "templates/record_page.h"

#include <stdlib.h>

#include "forms/printed.h"
#include "store/lang.h"
#include "templates/writers/markup.h"

static const char style[] =
	"body{font-family:SimSun,宋体,serif;font-size:10.5pt;margin:1em}"
	"h1{font-family:SimHei,黑体,sans-serif;font-size:16pt;"
	"text-align:center;margin:.4em 0}"
	".mark{color:#c00;text-align:center}"
	".who{display:flex;justify-content:space-between;margin:.4em 0}"
	"table{border-collapse:collapse;width:100%;table-layout:auto}"
	"tr{break-inside:avoid}"
	"th,td{border:1px solid #000;padding:.2em .4em;text-align:left;"
	"vertical-align:middle;font-weight:normal}"
	"th{background:#eee;white-space:normal;width:1%;min-width:6em}"
	"td{white-space:pre-wrap}"
	"td table{margin:0}td.rows{padding:0;border:0;white-space:normal}"
	"td.rows th{width:auto;min-width:0;text-align:center}"
	".line{display:inline-block;min-width:8em;border-bottom:1px solid "
	"#000}"
	".foot{font-size:9pt;color:#444}";

#define BOXES_MOST 12 /* choices that are printed with boxes */

struct sheet {
	struct reader *reader;
	const struct form *form;
	enum sight sight;
	enum mask mask;
	struct arena *arena;
	struct buf *out;
	bool placed; /* the form says by x_print how it is printed */
	int columns; /* of the widest line: a label and a value each */
};

/* A signature is written by hand, whatever was typed. */
static bool
is_signature(const struct field *f)
{
	return str_is(f->appearance, "signature");
}

/* --- one value
 * -------------------------------------------------------------------- */

static bool
has_boxes(const struct sheet *s, const struct field *f)
{
	return s->placed && f->list && f->list->n <= BOXES_MOST &&
	       !f->secret.n && !f->mask.n &&
	       (f->type == FIELD_SELECT_ONE ||
		       f->type == FIELD_SELECT_MULTIPLE);
}

static bool
is_chosen(str codes, str code)
{
	str word;

	while (str_word(&codes, &word))
		if (str_eq(word, code))
			return true;
	return false;
}

/* ☑ 1 城镇  ☐ 2 农村 */
static void
put_boxes(struct sheet *s, const struct field *f, const struct value *v)
{
	bool some = v->type == VALUE_CHOICE || v->type == VALUE_CHOICES;
	str codes = some ? v->text : STR_NONE;

	for (size_t i = 0; i < f->list->n; i++) {
		const struct choice *c = &f->list->v[i];
		bool chosen = is_chosen(codes, c->name);
		if (!chosen && !c->offered)
			continue;
		buf_addz(s->out, chosen ? "☑ " : "☐ ");
		markup_add(s->out, c->name);
		markup_tagged(s->out, " ", label_text(&c->label), "  ");
	}
}

static void
put_value(struct sheet *s, const struct field *f, const struct value *v,
	bool boxes)
{
	if (is_signature(f)) {
		buf_addz(s->out, "<span class=\"line\">&nbsp;</span>");
	} else if (boxes && has_boxes(s, f)) {
		put_boxes(s, f, v);
	} else if (!value_is_blank(v)) {
		str shown = record_show(s->reader, s->arena, f, v);
		markup_add(s->out,
			record_cover(s->arena, f, s->sight, s->mask, shown));
	}
}

/* --- the rows of a repeat
 * --------------------------------------------------------- */

static void
put_rows(struct sheet *s, const struct record_scope *record,
	const struct field *repeat, const struct value *v)
{
	struct printed *place;
	size_t n = form_printed(s->form, repeat, s->arena, &place);
	size_t rows = v->type == VALUE_ROWS ? v->rows->n : 0;

	buf_addz(s->out, "<table>\n<tr>");
	for (size_t i = 0; i < n; i++)
		markup_tagged(s->out, "<th>",
			label_text(&place[i].field->label), "</th>");
	buf_addz(s->out, "</tr>\n");
	for (size_t k = 0; k < rows; k++) {
		struct record_scope row;
		record_row_scope(&row, record, repeat, k);
		buf_addz(s->out, "<tr>");
		for (size_t i = 0; i < n; i++) {
			struct value x =
				record_field(&row, s->arena, place[i].field);
			buf_addz(s->out, "<td>");
			put_value(s, place[i].field, &x, false);
			buf_addz(s->out, "</td>");
		}
		buf_addz(s->out, "</tr>\n");
	}
	buf_addz(s->out, "</table>");
}

/* --- the lines of the sheet
 * ------------------------------------------------------- */

/* A repeat stands where its first field is placed. */
static void
place_repeats(struct sheet *s, struct printed *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct printed *of_rows;
		if (v[i].field->type != FIELD_REPEAT || v[i].field->print.row)
			continue;
		size_t k =
			form_printed(s->form, v[i].field, s->arena, &of_rows);
		if (!k || !of_rows[0].field->print.row)
			continue;
		struct printed moved = v[i];
		moved.row = of_rows[0].row;
		size_t to = i;
		for (; to > 0 && v[to - 1].row > moved.row; to--)
			v[to] = v[to - 1];
		v[to] = moved;
	}
}

static bool
is_said(struct sheet *s, const struct record_scope *scope,
	const struct printed *p)
{
	if (s->placed && (p->field->print.row || is_signature(p->field)))
		return true;
	struct value v = record_field(scope, s->arena, p->field);
	return !value_is_blank(&v);
}

static int
pairs(const struct printed *v, size_t n)
{
	int most = 1;

	for (size_t i = 0; i < n;) {
		int here = 0;
		size_t k = i;
		for (; k < n && v[k].row == v[i].row; k++)
			here += v[k].span > 1 ? v[k].span : 1;
		most = here > most ? here : most;
		i = k;
	}
	return most;
}

/* The fields that share a line; the last takes what room is left. */
static void
put_line(struct sheet *s, const struct record_scope *scope,
	const struct printed *v, size_t n)
{
	int left = s->columns;

	buf_addz(s->out, "<tr>");
	for (size_t i = 0; i < n; i++) {
		const struct field *f = v[i].field;
		struct value x = record_field(scope, s->arena, f);
		int span = v[i].span > 1 ? v[i].span : 1;
		span = i + 1 == n ? left : span;
		left -= span;
		markup_tagged(s->out, "<th>", label_text(&f->label), "</th>");
		buf_addf(s->out, "<td%s colspan=\"%d\">",
			f->type == FIELD_REPEAT ? " class=\"rows\"" : "",
			2 * span - 1);
		if (f->type == FIELD_REPEAT)
			put_rows(s, scope, f, &x);
		else
			put_value(s, f, &x, true);
		buf_addz(s->out, "</td>");
	}
	buf_addz(s->out, "</tr>\n");
}

static void
put_lines(struct sheet *s, const struct record_scope *scope)
{
	struct printed *v;
	size_t all = form_printed(s->form, NULL, s->arena, &v);
	size_t n = 0;

	for (size_t i = 0; i < all; i++)
		s->placed = s->placed || v[i].field->print.row > 0;
	place_repeats(s, v, all);
	for (size_t i = 0; i < all; i++)
		if (is_said(s, scope, &v[i]))
			v[n++] = v[i];
	s->columns = pairs(v, n);
	buf_addz(s->out, "<table>\n");
	for (size_t i = 0; i < n;) {
		size_t k = i + 1;
		while (k < n && v[k].row == v[i].row)
			k++;
		put_line(s, scope, v + i, k - i);
		i = k;
	}
	buf_addz(s->out, "</table>\n");
}

void
record_page(struct reader *r, const struct form *form, const struct record *rec,
	enum mask mask, const struct page_origin *o, struct arena *a,
	struct buf *out)
{
	struct record_scope scope;
	struct sheet s = {.reader = r,
		.form = form,
		.sight = record_sight(r, form, rec),
		.mask = mask,
		.arena = a,
		.out = out};
	bool masks = r->masks;

	r->masks = mask == MASK_EXPORT;
	record_scope_init(&scope, r, form, rec);
	markup_page(out, label_text(&form->title), false, style);
	markup_tagged(out, "<h1>", label_text(&form->title), "</h1>\n");
	if (o->mark.n)
		markup_tagged(out, "<p class=\"mark\">", o->mark, "</p>\n");
	buf_addz(out, "<div class=\"who\">");
	markup_tagged(out, "<span>", o->unit, "</span>");
	markup_tagged(out, "<span>", id_short(a, rec->id), "</span></div>\n");
	put_lines(&s, &scope);
	markup_tagged(out, "<p class=\"foot\">", o->footer,
		"</p>\n</body>\n</html>\n");
	r->masks = masks;
}
