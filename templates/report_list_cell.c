// SPDX-License-Identifier: MIT
#include "templates/report_list_cell.h"

#include "store/lang.h"
#include "templates/report_list.h"

static bool
is_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static struct report_cell
text_cell(struct run *run, str text)
{
	struct report_cell cell = {.kind = CELL_TEXT};

	cell.text = str_dup(run->arena, report_clean(run->scratch, text));
	if (!cell.text.n)
		cell.kind = CELL_EMPTY;
	/* An ID number, a phone, a code: digits that are no amount. */
	cell.as_text = is_digits(cell.text);
	return cell;
}

static struct report_cell
number_cell(struct run *run, struct decimal d)
{
	struct report_cell cell = {.kind = CELL_EMPTY, .decimals = -1};
	struct fraction f;

	if (fraction_of(d, &f) && fraction_round(f, -1, &cell.number))
		cell.kind = CELL_NUMBER;
	(void)run;
	return cell;
}

/* A value as people read it: labels, titles, masked as in every export. */
static struct report_cell
shown_cell(struct run *run, const struct field *f, struct value v)
{
	if (value_is_blank(&v))
		return (struct report_cell){.kind = CELL_EMPTY};
	if (f->secret.n) /* free text never leaves the station */
		return text_cell(run, STR("***"));
	if (f->mask.n)
		return text_cell(run,
			record_mask(run->scratch, f,
				record_show(run->reader, run->scratch, f, &v),
				true));
	switch (v.type) {
	case VALUE_INTEGER:
		return number_cell(run, (struct decimal){v.integer, 0});
	case VALUE_DECIMAL:
		return number_cell(run, v.decimal);
	case VALUE_DATE:
		return (struct report_cell){.kind = CELL_DATE, .day = v.day};
	case VALUE_DATETIME:
		return (struct report_cell){
			.kind = CELL_DATE, .day = date_of_moment(v.moment)};
	default:
		return text_cell(
			run, record_show(run->reader, run->scratch, f, &v));
	}
}

/* The text of an expression as a value of field f. A text that is none is
 * shown as it is. */
static struct value
value_as(const struct field *f, str text)
{
	struct value v;
	bool dated = f->type == FIELD_DATE || f->type == FIELD_DATETIME;
	enum value_type type = f->type == FIELD_INTEGER     ? VALUE_INTEGER
			       : f->type == FIELD_DECIMAL   ? VALUE_DECIMAL
			       : f->type == FIELD_REFERENCE ? VALUE_REFERENCE
			       : f->list                    ? VALUE_CHOICES
			       : dated                      ? VALUE_DATE
							    : VALUE_TEXT;

	if (dated)
		text = str_sub(text, 0, 10);
	if (!value_parse(type, text, &v))
		v = (struct value){.type = VALUE_TEXT, .text = text};
	return v;
}

static bool
expr_cell(struct run *run, struct counted *c, const struct list_source *s,
	struct report_cell *out)
{
	const struct expr *x = s->expr;
	struct xvalue v;
	struct decimal d;

	run->code = expr_eval(x, &c->record.scope, run->scratch, &v, run->e);
	if (run->code)
		return run_fail(run, "columns", expr_text(x));
	str text = xvalue_to_string(run->scratch, &v);
	if (s->as)
		*out = shown_cell(run, s->as, value_as(s->as, text));
	else if (v.type == X_NUMBER && v.kind == X_PLAIN &&
		 decimal_parse(text, &d))
		*out = number_cell(run, d);
	else if (v.type == X_NUMBER && v.kind == X_PLAIN)
		out->kind = CELL_EMPTY; /* NaN */
	else
		*out = text_cell(run, text);
	return true;
}

static bool
source_cell(struct run *run, struct counted *c, const struct list_source *s,
	struct report_cell *out)
{
	if (s->uses && run_denies(run, s->uses)) {
		out->kind = CELL_DENIED;
		return true;
	}
	if (s->text)
		*out = text_cell(run, label_text(s->text));
	else if (s->field)
		*out = shown_cell(run, s->field,
			record_field(&c->record, run->scratch, s->field));
	else if (s->expr)
		return expr_cell(run, c, s, out);
	return true;
}

bool
list_cell_fill(struct run *run, struct counted *c, const struct list_cell *cell,
	struct report_cell *out)
{
	for (size_t i = 0; i < cell->n; i++) {
		if (!source_cell(run, c, &cell->v[i], out))
			return false;
		if (out->kind != CELL_EMPTY)
			return true;
	}
	return true;
}

void
list_cell_part(struct run *run, const struct list_entry *x,
	const struct list_cell *cell, struct report_cell *out)
{
	for (size_t i = 0; i < cell->n && out->kind == CELL_EMPTY; i++) {
		switch (cell->v[i].part) {
		case PART_DAY:
			*out = (struct report_cell){
				.kind = CELL_DATE, .day = x->day};
			break;
		case PART_STATE:
			*out = text_cell(run, x->state);
			break;
		case PART_WHAT:
			*out = text_cell(run, x->what);
			break;
		case PART_TITLE:
			*out = text_cell(run, x->title);
			break;
		case PART_FORM:
			*out = text_cell(run, label_text(&x->form->title));
			break;
		case PART_NONE:
			if (cell->v[i].text)
				*out = text_cell(
					run, label_text(cell->v[i].text));
		}
	}
}
