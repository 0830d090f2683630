// SPDX-License-Identifier: MIT
#include "templates/chain.h"
#include "templates/report_pack.h"
#include "templates/report_rollup.h"
#include "templates/report_tally.h"

#include "store/lang.h"
#include "store/paper.h"

/* --- what was frozen
 * ------------------------------------------------------------- */

str
chain_frozen_name(struct arena *a, str period, uint32_t rev, str id)
{
	return str_fmt(a, "frozen/%.*s/%u/%.*s", STR_FMT(period), (unsigned)rev,
		STR_FMT(id));
}

enum err_code
report_frozen(struct store_txn *t, str period, uint32_t rev, str id,
	struct arena *a, struct report *out, struct err *e)
{
	str bytes;
	enum err_code code = paper_get(
		t, chain_frozen_name(a, period, rev, id), a, &bytes, e);

	return code ? code : report_unpack(bytes, a, out, e);
}

/* ERR_ABSENT, without words, when the period is open or the report was not
 * there when it was closed. */
static enum err_code
frozen(const struct chain *c, str id, struct period p, struct arena *a,
	struct report *out, struct err *e)
{
	struct closed closed;
	enum err_code code =
		closed_get(c->reader->txn, p.first, p.last, a, &closed, e);

	if (code == ERR_OK && closed.state == CLOSED_OPEN)
		code = ERR_ABSENT;
	return code ? code
		    : report_frozen(c->reader->txn, closed.code, closed.rev, id,
			      a, out, e);
}

const struct report_row *
report_row_find(const struct report *r, str id)
{
	for (size_t i = 0; i < r->n_row; i++)
		if (!r->row[i].section && str_eq(r->row[i].id, id))
			return &r->row[i];
	return NULL;
}

size_t
report_column_find(const struct report *r, str id)
{
	size_t c = 0;

	while (c < r->n_column &&
		!(id.n ? str_eq(r->column[c].id, id) : r->column[c].reported))
		c++;
	return c;
}

/* --- corrections
 * ----------------------------------------------------------------- */

struct making {
	const struct chain *chain;
	const struct report_def *def;
	struct period period;
	struct arena *arena;
	struct more more;
	struct report_sum *sum;
	size_t n_sum;
	str *note;
	size_t n_note;
};

static void
note(struct making *m, str words)
{
	*ARENA_PUSH(m->arena, m->note, m->n_note) = words;
}

/* Is what was corrected for a period part of what a column covers? */
static bool
covers(const struct window *w, enum element_at at, struct period p)
{
	switch (at) {
	case AT_PERIOD:
		return p.first >= w->first && p.last <= w->last;
	case AT_YEAR:
		return p.first >= w->year && p.last <= w->last;
	case AT_END:
	case AT_EVER:
		return p.last == w->last;
	case AT_START:
		break;
	}
	return false;
}

/* The element a row shows as it is: only such a row can be corrected, those
 * made of others follow. */
static const struct element *
corrected(const struct report_def *d, str row)
{
	for (size_t i = 0; i < d->n_row; i++) {
		const struct indicator *x = &d->row[i].figure;
		if (str_eq(d->row[i].id, row) && d->row[i].kind == ROW_FIGURE &&
			!x->denominator.n && x->numerator.n == 1 &&
			x->numerator.v[0].times == 1 &&
			x->numerator.v[0].over == 1)
			return &d->element[x->numerator.v[0].element];
	}
	return NULL;
}

static enum err_code
correct(struct making *m, const struct chain_adjust *v, struct period p,
	struct err *e)
{
	const struct report_def *d = m->def;
	const struct element *x = corrected(d, v->row);
	struct decimal by;
	struct fraction f;
	bool applied = false;
	str number = str_starts(v->by, STR("+")) ? str_from(v->by, 1) : v->by;

	if (!x)
		return err_set(e, ERR_INPUT,
			_("%.*s.%.*s 不能调整：它不在报表里，或由别的行算出"
			  "（请调整那些行）"),
			STR_FMT(d->id), STR_FMT(v->row));
	if (!decimal_parse(number, &by) || !fraction_of(by, &f))
		return err_set(e, ERR_INPUT,
			_("调整要写成加减多少，例如 +2，不是 %.*s"),
			STR_FMT(v->by));
	for (size_t c = 0; c < d->n_column && f.over; c++) {
		struct window w = report_window(m->period, d->column[c].covers);
		if (!w.figures || !covers(&w, x->at, p))
			continue;
		*ARENA_PUSH(m->arena, m->sum, m->n_sum) =
			(struct report_sum){.element = x->code,
				.column = d->column[c].id,
				.over = f.over,
				.under = f.under};
		applied = true;
	}
	if (applied)
		note(m, str_fmt(m->arena,
				_("%.*s 含人工调整 %.*s（%.*s）：%.*s"),
				STR_FMT(v->row), STR_FMT(v->by),
				STR_FMT(period_code(m->arena, p)),
				STR_FMT(v->reason)));
	return ERR_OK;
}

static enum err_code
correct_all(struct making *m, const struct chain_entries *v, struct period p,
	struct err *e)
{
	enum err_code code = ERR_OK;

	for (size_t i = 0; !code && i < v->n_adjust; i++)
		if (str_eq(v->adjust[i].report, m->def->id))
			code = correct(m, &v->adjust[i], p, e);
	return code;
}

/* Those of this period, and of closed ones that its columns cover. */
static enum err_code
corrections(struct making *m, const struct chain_entries *own, struct err *e)
{
	struct closed *closed;
	size_t n;
	enum err_code code =
		closed_list(m->chain->reader->txn, m->arena, &closed, &n, e);

	for (size_t i = 0; !code && i < n; i++) {
		struct chain_entries v;
		struct period p;
		if (closed[i].last > m->period.last ||
			period_parse(closed[i].code, &p, NULL) ||
			(p.first == m->period.first &&
				p.last == m->period.last))
			continue;
		code = chain_entries_get(
			m->chain->reader->txn, closed[i].code, m->arena, &v, e);
		if (code == ERR_OK)
			code = correct_all(m, &v, p, e);
	}
	return code ? code : correct_all(m, own, m->period, e);
}

/* --- children
 * -------------------------------------------------------------------- */

static enum err_code
add_child(struct making *m, const struct child *c, struct id **station,
	struct err *e)
{
	struct store_txn *t = m->chain->reader->txn;
	str period = period_code(m->arena, m->period);
	struct report sums;
	str bytes;
	enum err_code code = paper_get(t,
		chain_sums_name(m->arena, period, c->code, c->rev, m->def->id),
		m->arena, &bytes, e);

	if (code == ERR_ABSENT)
		return ERR_OK; /* it has no such report */
	if (code == ERR_OK)
		code = report_unpack(bytes, m->arena, &sums, e);
	for (size_t i = 0; !code && i < sums.n_sum; i++)
		*ARENA_PUSH(m->arena, m->sum, m->n_sum) = sums.sum[i];
	struct id id;
	if (!code && !store_find_unique(t, STR("station"), STR("st_code"),
			     c->code, &id, NULL))
		*ARENA_PUSH(m->arena, *station, m->more.n_station) = id;
	return code;
}

static str
names(struct arena *a, const str *v, size_t n)
{
	struct buf b = {.arena = a};

	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%.*s", i ? _("、") : "", STR_FMT(v[i]));
	return buf_str(&b);
}

static enum err_code
children(struct making *m, struct err *e)
{
	struct child *v;
	str *due;
	str *who;
	size_t n;
	size_t n_due;
	size_t n_who = 0;
	struct id *station = NULL;
	enum err_code code = chain_children(m->chain->reader->txn,
		period_code(m->arena, m->period), m->arena, &v, &n, e);

	if (code || !n)
		return code;
	who = ARENA_ARRAY(m->arena, n, str);
	for (size_t i = 0; !code && i < n; i++) {
		if (v[i].returned)
			continue;
		who[n_who++] = v[i].name;
		code = add_child(m, &v[i], &station, e);
	}
	m->more.station = station;
	if (!code)
		code = chain_expected(m->chain->reader, m->chain->station,
			m->arena, &due, &n_due, e);
	if (code)
		return code;
	note(m, str_fmt(m->arena, _("含下级 %zu 个站点上报的数：%.*s"), n_who,
			STR_FMT(names(m->arena, who, n_who))));
	size_t missing = 0;
	for (size_t i = 0; i < n_due; i++) {
		bool here = false;
		for (size_t k = 0; k < n; k++)
			here = here ||
			       (str_eq(v[k].code, due[i]) && !v[k].returned);
		if (!here)
			due[missing++] = due[i];
	}
	if (missing)
		note(m, str_fmt(m->arena, _("%zu 个下级站点没有上报：%.*s"),
				missing,
				STR_FMT(names(m->arena, due, missing))));
	return ERR_OK;
}

/* --- making
 * ---------------------------------------------------------------------- */

static void
fill_typed(struct report *r, const struct chain_entries *v)
{
	for (size_t i = 0; i < v->n_typed; i++) {
		const struct report_row *row =
			str_eq(v->typed[i].report, r->id)
				? report_row_find(r, v->typed[i].row)
				: NULL;
		size_t c = report_column_find(r, v->typed[i].column);
		struct decimal d;
		if (!row || c == r->n_column)
			continue;
		/* The rows are still ours to fill. */
		struct report_cell *cell =
			&((struct report_cell *)(uintptr_t)row->cell)[c];
		if (decimal_parse(v->typed[i].text, &d))
			*cell = (struct report_cell){.kind = CELL_NUMBER,
				.number = d,
				.decimals = -1};
		else
			*cell = (struct report_cell){
				.kind = CELL_TEXT, .text = v->typed[i].text};
		if (!v->typed[i].text.n)
			cell->kind = CELL_EMPTY;
	}
}

/* below: with the children; else the own part of a summary. */
static enum err_code
make(const struct chain *c, const struct report_def *def, struct period period,
	const struct chain_entries *entries, bool below, struct arena *a,
	struct report *out, struct err *e)
{
	struct making m = {
		.chain = c, .def = def, .period = period, .arena = a};
	struct report last;
	enum err_code code = def->n_list ? ERR_OK : children(&m, e);

	/* What comes with the children is not counted here either way. */
	if (!below)
		m.n_sum = m.n_note = 0;
	if (code == ERR_OK)
		code = corrections(&m, entries, e);
	if (code == ERR_OK && !def->n_list && !def->n_line) {
		code = frozen(
			c, def->id, period_year_before(period), a, &last, e);
		m.more.last_year = code ? NULL : &last;
		if (code == ERR_ABSENT || code == ERR_DENIED)
			code = ERR_OK;
	}
	m.more.sum = m.sum;
	m.more.n_sum = m.n_sum;
	m.more.note = m.note;
	m.more.n_note = m.n_note;
	if (code == ERR_OK)
		code = report_compute_more(
			def, c->reader, c->station, period, &m.more, a, out, e);
	if (code == ERR_OK)
		fill_typed(out, entries);
	return code;
}

enum err_code
report_make_own(const struct chain *c, const struct report_def *def,
	struct period period, const struct chain_entries *entries,
	struct arena *a, struct report *out, struct err *e)
{
	return make(c, def, period, entries, false, a, out, e);
}

enum err_code
report_make_now(const struct chain *c, str id, struct period period,
	const struct chain_entries *entries, struct arena *a,
	struct report *out, struct err *e)
{
	const struct report_def *def;
	enum err_code code = report_set_get(c->reports, id, &def, e);

	if (code)
		return code;
	if (def->roll_up.n)
		return report_rollup(c, def, period, entries, a, out, e);
	return make(c, def, period, entries, true, a, out, e);
}

enum err_code
report_make(const struct chain *c, str id, struct period period,
	struct arena *a, struct report *out, bool *is_frozen, struct err *e)
{
	struct chain_entries entries;
	enum err_code code = frozen(c, id, period, a, out, e);

	if (is_frozen)
		*is_frozen = code == ERR_OK;
	if (code != ERR_ABSENT)
		return code;
	code = chain_entries_get(
		c->reader->txn, period_code(a, period), a, &entries, e);
	return code ? code
		    : report_make_now(c, id, period, &entries, a, out, e);
}
