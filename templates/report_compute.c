// SPDX-License-Identifier: MIT
#include "templates/report_explain.h"
#include "templates/report_figure.h"
#include "templates/report_lines.h"
#include "templates/report_list.h"
#include "templates/report_note.h"
#include "templates/report_said.h"

#include "store/lang.h"

/* --- the days of the columns
 * --------------------------------------------------------- */

enum period_kind
period_kind_of(str period_type)
{
	if (str_is(period_type, "Monthly"))
		return PERIOD_MONTH;
	if (str_is(period_type, "SixMonthly"))
		return PERIOD_HALF;
	if (str_is(period_type, "Yearly"))
		return PERIOD_YEAR;
	return PERIOD_QUARTER;
}

static day_t
new_year(day_t day)
{
	return date_day(date_ymd(day).year, 1, 1);
}

struct window
report_window(struct period p, enum column_covers covers)
{
	struct window w = {.figures = true};

	if (covers == COVERS_LAST_YEAR)
		p = period_year_before(p);
	w.first = p.first;
	w.last = p.last;
	w.year = new_year(p.last);
	if (covers == COVERS_YEAR)
		w.first = w.year;
	else if (covers == COVERS_ALL)
		w.first = DAY_NONE;
	else if (covers != COVERS_PERIOD && covers != COVERS_LAST_YEAR)
		w.figures = false;
	return w;
}

/* --- figures ------------------------------------------------------------- */

/* The element a line shows as it is, or NULL. */
static const struct element *
only_element(const struct report_def *d, const struct indicator *x)
{
	bool one = x->numerator.n == 1 && !x->denominator.n;
	return one ? &d->element[x->numerator.v[0].element] : NULL;
}

static void
fill_figures(struct run *run, const struct row_def *def, struct report_row *row,
	struct report_cell *cell)
{
	const struct report_def *d = run->def;
	struct report_cell n;
	struct report_cell m;
	size_t value = said_column(d);
	bool some = false;
	struct report_part *part =
		ARENA_ARRAY(run->arena, d->n_column, struct report_part);

	row->part = part;
	for (size_t c = 0; c < d->n_column; c++) {
		if (!run->window[c].figures)
			continue;
		cell[c] = report_figure(run, &def->figure, c, &n, &m);
		cell[c].said = said_figure(run, &def->figure, &cell[c]);
		part[c] = (struct report_part){n, m};
		some = some || (cell[c].kind != CELL_EMPTY &&
				       cell[c].kind != CELL_DENIED);
		if (c == value) {
			row->numerator = n;
			row->denominator = m;
		}
	}
	for (size_t c = 0; c < d->n_column; c++)
		if (d->column[c].covers > COVERS_FIELD)
			cell[c] = said_of(run, def, c, row, &cell[value]);
		else if (d->column[c].covers == COVERS_DATE && some &&
			 formula_is_stock(d, &def->figure.numerator))
			cell[c] = (struct report_cell){
				.kind = CELL_DATE, .day = run->period.last};
}

static void
fill_row(struct run *run, const struct row_def *def, struct report_row *row)
{
	const struct report_def *d = run->def;
	struct report_cell *cell =
		ARENA_ARRAY(run->arena, d->n_column, struct report_cell);

	*row = (struct report_row){
		.id = def->id,
		.label = def->label,
		.unit = def->unit,
		.section = def->kind == ROW_SECTION,
		.typed = def->kind == ROW_TYPED,
		.element = def->id,
		.cell = cell,
	};
	if (def->kind == ROW_TYPED)
		said_of_typed(run, def, row, cell);
	if (def->kind != ROW_FIGURE)
		return;
	const struct element *x = only_element(d, &def->figure);
	if (x && x->by && str_eq(x->code, def->id)) {
		row->element = x->base;
		row->by = x->by;
		row->n_by = 1;
	}
	run->too_big = false;
	fill_figures(run, def, row, cell);
	if (run->too_big)
		buf_addf(&run->rows_too_big, " %.*s", STR_FMT(def->id));
}

/* 1, 2, 3 … over the lines with figures. */
static void
number_rows(const struct report_def *d, struct report_row *row, size_t n)
{
	for (size_t c = 0; c < d->n_column; c++) {
		int64_t at = 0;
		if (d->column[c].covers != COVERS_NUMBER)
			continue;
		for (size_t i = 0; i < n; i++) {
			/* The row is still ours to fill. */
			struct report_cell *cell =
				(struct report_cell *)(uintptr_t)row[i].cell;
			if (!row[i].section)
				cell[c] = (struct report_cell){
					.kind = CELL_NUMBER,
					.number = {++at, 0},
					.decimals = -1};
		}
	}
}

static enum err_code
figure_rows(struct run *run, struct report *out)
{
	lines_begin(run);
	enum err_code code = tally_all(run);
	if (code)
		return code;
	explain_settle(run);
	tally_more(run);
	tally_sums(run, out);
	if (run->def->n_line) {
		table_rows(run, out);
		return ERR_OK;
	}
	struct report_row *row =
		ARENA_ARRAY(run->arena, run->def->n_row, struct report_row);
	for (size_t i = 0; i < run->def->n_row; i++)
		fill_row(run, &run->def->row[i], &row[i]);
	number_rows(run->def, row, run->def->n_row);
	out->row = row;
	out->n_row = run->def->n_row;
	return ERR_OK;
}

/* --- around the table
 * -------------------------------------------------------------------- */

/* The level of an area code by its zeros (domain.md 5.5). */
static const char *
area_level(str area)
{
	if (!str_eq(str_sub(area, 9, 3), STR("000")))
		return _("村社");
	if (!str_eq(str_sub(area, 6, 3), STR("000")))
		return _("镇街");
	if (!str_eq(str_sub(area, 4, 2), STR("00")))
		return _("区县");
	if (!str_eq(str_sub(area, 2, 2), STR("00")))
		return _("市");
	return _("省");
}

/* The value of a header line with {unit} and the like filled in. */
static str
fill(const struct report *r, str area, str text)
{
	const struct {
		const char *name;
		str value;
	} names[] = {
		{"{unit}", r->unit_name},
		{"{code}", r->unit_code},
		{"{area}", area},
		{"{level}", str_of(area_level(area))},
		{"{period}", period_title(r->arena, r->period)},
	};
	struct buf b = {.arena = r->arena};

	while (text.n) {
		size_t i = 0;
		size_t n = sizeof names / sizeof *names;
		while (i < n && !str_starts(text, str_of(names[i].name)))
			i++;
		if (i < n)
			buf_add(&b, names[i].value);
		else
			buf_addc(&b, text.p[0]);
		text = str_from(text, i < n ? str_of(names[i].name).n : 1);
	}
	return report_clean(r->arena, buf_str(&b));
}

static struct entry
line(str name, str text)
{
	return (struct entry){
		.name = name, .value = {.type = VALUE_TEXT, .text = text}};
}

static void
put_lines(struct report *r, const struct report_def *d, str area)
{
	struct entry *header = ARENA_ARRAY(r->arena, d->n_header, struct entry);
	struct entry *footer =
		ARENA_ARRAY(r->arena, d->n_signature, struct entry);

	for (size_t i = 0; i < d->n_header; i++)
		header[i] = line(label_text(&d->header[i].label),
			fill(r, area, label_text(&d->header[i].value)));
	for (size_t i = 0; i < d->n_signature; i++)
		footer[i] = line(label_text(&d->signature[i]), STR_NONE);
	r->header = header;
	r->n_header = d->n_header;
	r->footer = footer;
	r->n_footer = d->n_signature;
	r->page_footer = label_text(&d->page_footer);
}

static void
put_lead(struct report *r, const struct report_def *d)
{
	const char *const usual[] = {
		[LEAD_ID] = _("行号"),
		[LEAD_LABEL] = _("指标名称"),
		[LEAD_UNIT] = _("计量单位"),
	};
	struct report_lead *v =
		ARENA_ARRAY(r->arena, d->n_lead, struct report_lead);

	for (size_t i = 0; i < d->n_lead; i++) {
		v[i] = d->lead[i];
		if (!label_text(&v[i].label).n)
			v[i].label = (struct label){{str_of(usual[v[i].what])}};
	}
	r->lead = v;
	r->n_lead = d->n_lead;
}

static void
put_columns(struct report *r, const struct report_def *d)
{
	struct report_column *v =
		ARENA_ARRAY(r->arena, d->n_column, struct report_column);
	bool usual = period_kind_of(d->period_type) == r->period.kind;

	for (size_t i = 0; i < d->n_column; i++) {
		v[i].id = d->column[i].id;
		v[i].label =
			usual ? d->column[i].label : d->column[i].otherwise;
		v[i].head = d->column[i].head;
		v[i].typed = d->column[i].covers == COVERS_TYPED;
		v[i].text = d->column[i].covers == COVERS_FIELD ||
			    d->column[i].covers >= COVERS_LABEL;
		v[i].reported = d->column[i].covers == COVERS_PERIOD;
	}
	r->column = v;
	r->n_column = d->n_column;
	put_lead(r, d);
	r->title = usual ? d->title : d->title_otherwise;
}

/* A column of a list that holds nothing but figures is no text. */
static void
settle_columns(struct report *r)
{
	struct report_column *v =
		ARENA_ARRAY(r->arena, r->n_column, struct report_column);

	for (size_t c = 0; c < r->n_column; c++) {
		v[c] = r->column[c];
		bool figures = true;
		bool some = false;
		for (size_t i = 0; i < r->n_row; i++) {
			enum cell_kind kind = r->row[i].cell[c].kind;
			some = some || kind == CELL_NUMBER;
			figures = figures &&
				  (kind == CELL_NUMBER || kind == CELL_EMPTY);
		}
		if (v[c].text)
			v[c].text = !(figures && some);
	}
	r->column = v;
}

/* Who is one of four is soon found: such counts are not published. */
static void
hide_small(struct report *r)
{
	const struct report_def *d = r->def;

	for (size_t i = 0; i < r->n_row && d->n_small; i++) {
		bool small = false;
		for (size_t k = 0; k < d->n_small; k++)
			small = small || str_eq(d->small[k], r->row[i].id);
		for (size_t c = 0; small && c < r->n_column; c++) {
			/* The rows are still ours to fill. */
			struct report_cell *cell =
				&((struct report_cell *)(uintptr_t)r->row[i]
						.cell)[c];
			if (cell->kind == CELL_NUMBER &&
				cell->number.digits > 0 &&
				decimal_number(cell->number) < 5)
				*cell = (struct report_cell){
					.kind = CELL_TEXT, .text = STR("<5")};
		}
	}
}

static size_t
column_covering(const struct report_def *d, enum column_covers covers)
{
	size_t c = 0;

	while (c < d->n_column && d->column[c].covers != covers)
		c++;
	return c;
}

static const struct report_row *
row_of(const struct report *r, str id)
{
	for (size_t i = 0; i < r->n_row; i++)
		if (!r->row[i].section && str_eq(r->row[i].id, id))
			return &r->row[i];
	return NULL;
}

/* The figures of last year as they were closed (domain.md 7.0, settled
 * readings 2), not as its records are now. */
static void
put_last_year(struct report *r, const struct report *closed)
{
	size_t to = column_covering(r->def, COVERS_LAST_YEAR);
	size_t from = column_covering(r->def, COVERS_PERIOD);

	if (to == r->n_column || from >= closed->n_column)
		return;
	for (size_t i = 0; i < r->n_row; i++) {
		const struct report_row *was = row_of(closed, r->row[i].id);
		if (r->row[i].section || !was)
			continue;
		/* The rows are still ours to fill. */
		((struct report_cell *)(uintptr_t)r->row[i].cell)[to] =
			was->cell[from];
		if (r->row[i].part && was->part)
			((struct report_part *)(uintptr_t)r->row[i].part)[to] =
				was->part[from];
	}
	struct report_sum *v = ARENA_ARRAY(
		r->arena, r->n_sum + closed->n_sum, struct report_sum);
	size_t n = 0;
	for (size_t i = 0; i < r->n_sum; i++)
		if (!str_eq(r->sum[i].column, r->column[to].id))
			v[n++] = r->sum[i];
	for (size_t i = 0; i < closed->n_sum; i++) {
		if (!str_eq(closed->sum[i].column, closed->column[from].id))
			continue;
		v[n] = closed->sum[i];
		v[n++].column = r->column[to].id;
	}
	r->sum = v;
	r->n_sum = n;
}

/* The moment the data speak of: their last change. Two runs over the same
 * records give the same bytes. */
static void
put_snapshot(struct report *r, const struct run *run)
{
	r->created = run->newest ? clock_of_ms(run->newest)
				 : (moment_t)run->period.first * 86400;
	r->snapshot = date_format_moment(r->arena, r->created);
}

enum err_code
report_compute(const struct report_def *def, struct reader *r,
	const struct station *station, struct period period, struct arena *a,
	struct report *out, struct err *e)
{
	static const struct more none;

	return report_compute_more(def, r, station, period, &none, a, out, e);
}

enum err_code
report_compute_more(const struct report_def *def, struct reader *r,
	const struct station *station, struct period period,
	const struct more *more, struct arena *a, struct report *out,
	struct err *e)
{
	struct err unheard = {0};
	struct window *window = ARENA_ARRAY(
		a, def->n_column ? def->n_column : 1, struct window);
	struct run run = {
		.more = more,
		.def = def,
		.reader = r,
		.period = period,
		.area = str_sub(station->code, 0, 12),
		.arena = a,
		.scratch = arena_new_secret(),
		.rows_too_big = {.arena = a},
		.not_listed = {.arena = a},
		.line = NO_INDEX,
		.window = window,
		.e = e ? e : &unheard,
	};

	for (size_t i = 0; i < def->n_column; i++)
		window[i] = report_window(period,
			def->n_list ? COVERS_PERIOD : def->column[i].covers);
	/* All columns of a table cover the period, and notes of a list do:
	 * counting once is enough. */
	for (size_t i = 1; (def->n_line || def->n_list) && i < def->n_column;
		i++)
		window[i].figures = false;
	if (def->n_line)
		window[0] = report_window(period, COVERS_PERIOD);
	*out = (struct report){
		.def = def,
		.id = def->id,
		.period = period,
		.unit_code = str_dup(a, station->code),
		.unit_name = report_clean(a, str_dup(a, station->name)),
		.kind = str_dup(a, station->kind),
		.list = def->n_list > 0,
		.landscape = def->landscape,
		.arena = a,
	};
	put_columns(out, def);
	put_lines(out, def, run.area);
	enum err_code code =
		out->list ? list_rows(&run, out) : figure_rows(&run, out);
	if (!code)
		code = report_notes(&run, out);
	if (!code && out->list)
		settle_columns(out);
	if (!code)
		hide_small(out);
	if (!code && more->last_year)
		put_last_year(out, more->last_year);
	put_snapshot(out, &run);
	arena_free(run.scratch);
	return code;
}
