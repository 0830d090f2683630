// SPDX-License-Identifier: MIT
#include "templates/report_list.h"

#include "store/lang.h"
#include "store/utf8.h"

#include <stdlib.h>

str
report_clean(struct arena *a, str s)
{
	struct buf b = {.arena = a};
	str rest = s;
	char bytes[4] = "";
	bool clean = true;

	for (uint32_t c; (c = utf8_next(&rest)) != UTF8_END;) {
		if (c == UTF8_BAD || (utf8_is_control(c) && c != '\n')) {
			clean = false;
			if (c == '\t')
				buf_addc(&b, ' ');
			continue;
		}
		buf_add(&b, (str){bytes, utf8_put(c, bytes)});
	}
	return clean ? s : buf_str(&b);
}

struct line {
	day_t event;
	size_t list; /* of the definition */
	size_t seq;  /* in the order read */
	struct report_cell *cell;
};

struct list_run {
	struct run *run;
	size_t list;
	struct line *line;
	size_t n;
};

/* By day, then in the order of the definition, then as read. */
static int
line_cmp(const void *x, const void *y)
{
	const struct line *a = x;
	const struct line *b = y;

	if (a->event != b->event)
		return a->event < b->event ? -1 : 1;
	if (a->list != b->list)
		return a->list < b->list ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

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

/* A field as people read it: labels, titles, masked as in every export. */
static struct report_cell
field_cell(struct run *run, struct counted *c, const struct field *f)
{
	struct value v = record_field(&c->record, run->scratch, f);

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

static bool
expr_cell(struct run *run, struct counted *c, const struct expr *x,
	struct report_cell *out)
{
	struct xvalue v;
	struct decimal d;

	run->code = expr_eval(x, &c->record.scope, run->scratch, &v, run->e);
	if (run->code)
		return run_fail(run, "columns", expr_text(x));
	str text = xvalue_to_string(run->scratch, &v);
	if (v.type == X_NUMBER && v.kind == X_PLAIN && decimal_parse(text, &d))
		*out = number_cell(run, d);
	else if (v.type == X_NUMBER && v.kind == X_PLAIN)
		out->kind = CELL_EMPTY; /* NaN */
	else
		*out = text_cell(run, text);
	return true;
}

/* The first of the sources that is not blank. */
static bool
fill_cell(struct run *run, struct counted *c, const struct list_cell *cell,
	struct report_cell *out)
{
	for (size_t i = 0; i < cell->n; i++) {
		const struct list_source *s = &cell->v[i];
		if (s->field)
			*out = field_cell(run, c, s->field);
		else if (s->expr && !expr_cell(run, c, s->expr, out))
			return false;
		if (out->kind != CELL_EMPTY)
			return true;
	}
	return true;
}

static bool
list_visit(void *arg, struct id id, day_t event)
{
	struct list_run *l = arg;
	struct run *run = l->run;
	const struct list_def *def = &run->def->list[l->list];
	struct record rec;
	struct counted c;
	bool wanted = true;

	run->code = store_get(run->reader->txn, id, run->scratch, &rec, run->e);
	if (run->code)
		return false;
	run_saw(run, rec.at);
	counted_init(&c, run, def->form, &rec);
	if (def->where)
		run->code = expr_eval_boolean(def->where, &c.record.scope,
			run->scratch, &wanted, run->e);
	if (run->code)
		return run_fail(run, "where", def->form_id);
	if (wanted && def->at == AT_END && def->form->valid_until) {
		day_t until = record_valid_until(run->reader, def->form, &rec);
		wanted = until == DAY_NONE || until > run->period.last;
	}
	if (wanted) {
		if ((l->n & (l->n - 1)) == 0)
			l->line = arena_grow(run->arena, l->line, l->n,
				l->n ? 2 * l->n : 1, sizeof *l->line);
		struct line *line = &l->line[l->n];
		*line = (struct line){event, l->list, l->n, NULL};
		line->cell = ARENA_ARRAY(
			run->arena, run->def->n_column, struct report_cell);
		l->n++;
		for (size_t k = 0; k < run->def->n_column; k++)
			if (!fill_cell(run, &c, &def->cell[k], &line->cell[k]))
				return false;
	}
	arena_reset(run->scratch);
	return true;
}

static void
number_lines(const struct report_def *d, struct line *line, size_t n)
{
	for (size_t k = 0; k < d->n_column; k++) {
		if (d->column[k].covers != COVERS_NUMBER)
			continue;
		for (size_t i = 0; i < n; i++)
			line[i].cell[k] = (struct report_cell){
				.kind = CELL_NUMBER,
				.number = {(int64_t)i + 1, 0},
			};
	}
}

enum err_code
list_rows(struct run *run, struct report *out)
{
	struct list_run l = {.run = run};
	enum err_code counted = tally_all(run); /* for the notes */

	if (counted)
		return counted;
	for (size_t i = 0; i < run->def->n_list; i++) {
		const struct list_def *def = &run->def->list[i];
		day_t lo;
		day_t hi;
		if (!def->form)
			continue;
		if (run_denies(run, def->form))
			return err_set(run->e, ERR_DENIED,
				_("您的角色无权看这张表里的“%.*s”"),
				STR_FMT(label_text(&def->form->title)));
		l.list = i;
		window_days(&run->window[0], def->at, &lo, &hi);
		enum err_code code = store_each_id(run->reader->txn,
			def->form_id, lo, hi, false, list_visit, &l, run->e);
		if (run->code || code)
			return run->code ? run->code : code;
	}
	if (l.n)
		qsort(l.line, l.n, sizeof *l.line, line_cmp);
	number_lines(run->def, l.line, l.n);
	struct report_row *row =
		ARENA_ARRAY(run->arena, l.n, struct report_row);
	for (size_t i = 0; i < l.n; i++)
		row[i].cell = l.line[i].cell;
	out->row = row;
	out->n_row = l.n;
	return ERR_OK;
}
