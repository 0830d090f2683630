// SPDX-License-Identifier: MIT
#include "templates/report_explain.h"

#include "store/lang.h"

#include <string.h>

enum { OF_NUMERATOR = 1, OF_DENOMINATOR = 2, TAKEN_AWAY = 4 };

struct hit {
	size_t element;
	struct id id;
	str key; /* DISTINCT: what was counted once */
	struct fraction amount;
};

struct explain {
	const struct indicator *figure;
	size_t column;   /* of the tally */
	str line;        /* of a table; empty: all together */
	uint8_t *wanted; /* of each element: of what; 0: not asked for */
	size_t *set;     /* the set it is a member of, or NO_INDEX */
	struct arena *arena;
	struct hit *hit;
	size_t n;
};

/* --- while counting
 * ------------------------------------------------------------- */

static bool
is_on_line(const struct run *run, const struct explain *x, const size_t *line,
	size_t n)
{
	if (!x->line.n)
		return true;
	for (size_t i = 0; i < n; i++)
		if (str_eq(run->lines.id.item[line[i]].key, x->line))
			return true;
	return false;
}

/* The number a record adds; of the others each counts one. */
static struct fraction
amount_of(struct run *run, const struct element *e, struct counted *c)
{
	struct decimal d = {1, 0};
	struct fraction f = {1, 1};
	str text;

	if ((e->aggregate == AGG_SUM || e->aggregate == AGG_LAST) &&
		!expr_eval_string(
			e->of, &c->record.scope, run->scratch, &text, NULL) &&
		decimal_parse(text, &d))
		(void)fraction_of(d, &f); /* too fine: shown as one */
	return f;
}

void
explain_saw(struct run *run, const struct element *e, struct counted *c,
	str key, uint32_t mask, const size_t *line, size_t n_line)
{
	struct explain *x = run->more->explain;
	size_t element = (size_t)(e - run->def->element);

	if (!x || !x->wanted[element] || !(mask >> x->column & 1) ||
		!is_on_line(run, x, line, n_line))
		return;
	struct hit *hit = NULL;
	for (size_t i = x->n; e->aggregate == AGG_LAST && i-- > 0;)
		if (x->hit[i].element == element)
			hit = &x->hit[i];
	if (!hit)
		hit = ARENA_PUSH(x->arena, x->hit, x->n);
	*hit = (struct hit){.element = element,
		.id = c->record.record->id,
		.key = str_dup(x->arena, key),
		.amount = amount_of(run, e, c)};
}

static const struct keyset *
set_of(const struct run *run, const struct explain *x, size_t element)
{
	const struct tally *t = &run->tally[element];
	size_t line =
		x->line.n ? keyset_find(&run->lines.id, x->line) : NO_INDEX;

	return line != NO_INDEX && line < t->n_line ? &t->line[line].set
						    : &t->set;
}

void
explain_settle(struct run *run)
{
	struct explain *x = run->more->explain;
	size_t n = 0;

	for (size_t i = 0; x && i < x->n; i++) {
		size_t set = x->set[x->hit[i].element];
		if (set == NO_INDEX ||
			(keyset_get(set_of(run, x, set), x->hit[i].key) >>
					x->column &
				1))
			x->hit[n++] = x->hit[i];
	}
	if (x)
		x->n = n;
}

/* --- what is asked for
 * ------------------------------------------------------------ */

static void
want(struct explain *x, const struct report_def *d, const struct formula *f,
	uint8_t part)
{
	for (size_t i = 0; i < f->n; i++) {
		size_t element = f->v[i].element;
		const struct element *e = &d->element[element];
		uint8_t bits =
			part | (f->v[i].times < 0 ? TAKEN_AWAY : (uint8_t)0);
		x->wanted[element] |= bits;
		for (size_t m = 0; m < e->n_member; m++) {
			size_t member = e->member[m];
			if (!x->wanted[member])
				x->set[member] = element;
			x->wanted[member] |= bits;
		}
	}
}

static enum err_code
find_column(const struct report_def *d, str column, size_t *out, struct err *e)
{
	for (size_t c = 0; c < d->n_column; c++)
		if (column.n ? str_eq(d->column[c].id, column)
			     : d->column[c].covers == COVERS_PERIOD) {
			*out = c;
			return ERR_OK;
		}
	return err_set(e, ERR_ABSENT, _("报表 %.*s 没有列 %.*s"),
		STR_FMT(d->id), STR_FMT(column));
}

static enum err_code
find_row(struct explain *x, const struct report_def *d, str row, struct err *e)
{
	for (size_t i = 0; i < d->n_row; i++) {
		if (!str_eq(d->row[i].id, row))
			continue;
		if (d->row[i].kind != ROW_FIGURE)
			return err_set(e, ERR_INPUT,
				_("%.*s 不是从记录数出来的"), STR_FMT(row));
		x->figure = &d->row[i].figure;
		return ERR_OK;
	}
	return err_set(e, ERR_ABSENT, _("报表 %.*s 没有行 %.*s"),
		STR_FMT(d->id), STR_FMT(row));
}

/* In a table each column is a figure, counted once for all of them. */
static enum err_code
find_cell(struct explain *x, const struct report_def *d, str row, str column,
	struct err *e)
{
	bool all = false;
	enum err_code code;

	if (d->n_list || d->roll_up.n)
		return err_set(e, ERR_INPUT, _("%.*s 没有可以展开的格子"),
			STR_FMT(d->id));
	code = find_column(d, column, &x->column, e);
	if (code || !d->n_line)
		return code ? code : find_row(x, d, row, e);
	const struct column_def *c = &d->column[x->column];
	for (size_t i = 0; i < d->n_line; i++)
		all = all || (d->line[i].kind == LINE_ALL &&
				     str_eq(d->line[i].id, row));
	x->figure = all && c->has_total ? &c->total : &c->figure;
	x->line = all ? STR_NONE : row;
	x->column = 0;
	return c->has_figure || (all && c->has_total)
		       ? ERR_OK
		       : err_set(e, ERR_INPUT, _("%.*s 不是从记录数出来的"),
				 STR_FMT(c->id));
}

/* --- the answer
 * ----------------------------------------------------------------- */

/* A record told twice of the same part adds up. */
struct telling {
	struct arena *arena;
	struct keyset told; /* id, part, sign */
	struct fraction *sum;
	size_t n_sum;
	struct report_evidence *v;
	size_t n;
};

static void
tell(struct telling *t, const struct element *e, const struct hit *h,
	bool denominator, bool minus)
{
	char key[sizeof h->id.b + 1];

	memcpy(key, h->id.b, sizeof h->id.b);
	key[sizeof h->id.b] = (char)(denominator | minus << 1);
	size_t at = keyset_find(&t->told, (str){key, sizeof key});
	if (at != SIZE_MAX && e->aggregate != AGG_SUM)
		return;
	if (at == SIZE_MAX) {
		at = t->n;
		keyset_put(&t->told, (str){key, sizeof key}, 1);
		*ARENA_PUSH(t->arena, t->v, t->n) =
			(struct report_evidence){.id = h->id,
				.form = e->form_id,
				.denominator = denominator,
				.minus = minus};
		*ARENA_PUSH(t->arena, t->sum, t->n_sum) = FRACTION_ZERO;
	}
	(void)fraction_add(&t->sum[at], h->amount, 1, 1); /* for the eye */
	(void)fraction_round(t->sum[at], -1, &t->v[at].amount);
}

static void
tell_all(struct telling *t, const struct explain *x, const struct report_def *d,
	uint8_t part)
{
	for (size_t i = 0; i < x->n; i++) {
		uint8_t wanted = x->wanted[x->hit[i].element];
		if (wanted & part)
			tell(t, &d->element[x->hit[i].element], &x->hit[i],
				part == OF_DENOMINATOR, wanted & TAKEN_AWAY);
	}
}

enum err_code
report_explain(const struct report_def *def, struct reader *r,
	const struct station *station, struct period period, str row,
	str column, struct arena *a, struct report_evidence **out, size_t *n,
	struct err *e)
{
	struct explain x = {.arena = a,
		.wanted = ARENA_ARRAY(a, def->n_element, uint8_t),
		.set = ARENA_ARRAY(a, def->n_element, size_t)};
	struct more more = {.explain = &x};
	struct report report;
	enum err_code code = find_cell(&x, def, row, column, e);

	*out = NULL;
	*n = 0;
	if (code)
		return code;
	for (size_t i = 0; i < def->n_element; i++)
		x.set[i] = NO_INDEX;
	want(&x, def, &x.figure->numerator, OF_NUMERATOR);
	want(&x, def, &x.figure->denominator, OF_DENOMINATOR);
	size_t denied = store_denied(r->txn);
	code = report_compute_more(
		def, r, station, period, &more, a, &report, e);
	if (code)
		return code;
	for (size_t i = 0; i < def->n_element; i++)
		if (x.wanted[i] && def->element[i].form &&
			(store_denied(r->txn) != denied ||
				!store_may(store_of(r->txn),
					store_domain_parse(
						def->element[i].form->domain))))
			return err_set(
				e, ERR_DENIED, _("这一格背后的记录您无权打开"));
	struct telling t = {.arena = a, .told = {.arena = a}};
	tell_all(&t, &x, def, OF_NUMERATOR);
	tell_all(&t, &x, def, OF_DENOMINATOR);
	*out = t.v;
	*n = t.n;
	return ERR_OK;
}
