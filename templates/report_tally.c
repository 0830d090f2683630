// SPDX-License-Identifier: MIT
#include "templates/report_tally.h"
#include "templates/report_explain.h"
#include "templates/report_lines.h"

#include "store/lang.h"

/* --- failing
 * ------------------------------------------------------------------------ */

bool
run_fail(struct run *run, const char *what, str code)
{
	char words[512] = "";
	str own = str_sub(str_of(run->e->words), 0, sizeof words - 1);

	for (size_t i = 0; i < own.n; i++)
		words[i] = own.p[i];
	run->code = err_set(run->e, run->code, _("%.*s 的 %.*s（%s）：%s"),
		STR_FMT(run->def->id), STR_FMT(code), what, words);
	return false;
}

void
run_saw(struct run *run, int64_t at)
{
	if (at > run->newest)
		run->newest = at;
}

int64_t
id_ms(struct id id)
{
	int64_t ms = 0;

	for (int i = 0; i < 6; i++)
		ms = ms << 8 | id.b[i];
	return ms;
}

/* --- which records an element looks at
 * --------------------------------------------- */

void
window_days(const struct window *w, enum element_at at, day_t *lo, day_t *hi)
{
	*lo = DAY_NONE;
	*hi = w->last;
	switch (at) {
	case AT_PERIOD:
		*lo = w->first;
		break;
	case AT_YEAR:
		*lo = w->year;
		break;
	case AT_START:
		*hi = w->first == DAY_NONE ? DAY_NONE : w->first - 1;
		break;
	case AT_END:
	case AT_EVER:
		break;
	}
}

static bool
is_register(const struct element *x)
{
	return x->at == AT_END || x->at == AT_START;
}

/* Can it be counted by the date index alone? */
static bool
is_bare(const struct run *run, const struct element *x)
{
	return !run->more->explain &&
	       !(is_register(x) && run->more->n_station) &&
	       x->aggregate == AGG_COUNT && !x->where && !x->option &&
	       !x->repeat && !x->by_line &&
	       !(is_register(x) && x->form->valid_until);
}

/* The columns whose days the event date lies in. */
static uint32_t
columns_at(const struct run *run, const struct element *x, day_t event)
{
	uint32_t mask = 0;

	for (size_t c = 0; c < run->def->n_column; c++) {
		day_t lo;
		day_t hi;
		if (!run->window[c].figures)
			continue;
		window_days(&run->window[c], x->at, &lo, &hi);
		if (event >= lo && event <= hi)
			mask |= 1u << c;
	}
	return mask;
}

/* Without the columns at whose day a register no longer holds it. */
static uint32_t
columns_valid(const struct run *run, const struct element *x, day_t until,
	uint32_t mask)
{
	if (until == DAY_NONE)
		return mask;
	for (size_t c = 0; c < run->def->n_column; c++) {
		day_t lo;
		day_t hi;
		window_days(&run->window[c], x->at, &lo, &hi);
		if (until <= hi)
			mask &= ~(1u << c);
	}
	return mask;
}

/* --- counting
 * ---------------------------------------------------------------------- */

static bool
holds(struct run *run, const struct element *x, struct counted *c,
	const struct expr *cond, bool *out)
{
	*out = true;
	if (!cond)
		return true;
	run->code = expr_eval_boolean(
		cond, &c->record.scope, run->scratch, out, run->e);
	return !run->code || run_fail(run, "where", x->code);
}

/* The columns for which the conditions hold. */
static bool
columns_where(struct run *run, const struct element *x, struct counted *c,
	uint32_t *mask)
{
	bool where;
	bool option;

	if (!x->where && !x->option)
		return true;
	for (size_t k = 0; k < run->def->n_column; k++) {
		if (!(*mask >> k & 1))
			continue;
		c->window = &run->window[k];
		if (!holds(run, x, c, x->where, &where) ||
			!holds(run, x, c, x->option, &option))
			return false;
		if (!x->varies) {
			if (!where || !option)
				*mask = 0;
			return true;
		}
		if (!where || !option)
			*mask &= ~(1u << k);
	}
	return true;
}

/* The number in a field or expression; false: none. */
static bool
number_of(struct run *run, const struct element *x, struct counted *c,
	struct fraction *out)
{
	struct decimal d = {0, 0};
	str text = STR_NONE;

	if (x->of_field && !field_is_live(x->of_field)) {
		struct value v =
			record_field(&c->record, run->scratch, x->of_field);
		if (v.type == VALUE_INTEGER)
			d.digits = v.integer;
		else if (v.type == VALUE_DECIMAL)
			d = v.decimal;
		else
			text = value_text(run->scratch, &v);
		if (v.type == VALUE_INTEGER || v.type == VALUE_DECIMAL)
			return fraction_of(d, out);
	} else {
		run->code = expr_eval_string(
			x->of, &c->record.scope, run->scratch, &text, run->e);
		if (run->code)
			return run_fail(run, "of", x->code);
	}
	return decimal_parse(text, &d) && fraction_of(d, out);
}

/* What a record or row adds to a tally: a number, or a key. */
struct addend {
	struct fraction number;
	str key;
};

static bool
add_to(struct run *run, const struct element *x, struct tally *t,
	const struct addend *a, uint32_t mask)
{
	if (x->aggregate == AGG_DISTINCT) {
		keyset_put(&t->set, a->key, mask);
		return true;
	}
	for (size_t k = 0; k < run->def->n_column; k++) {
		struct tally_cell *cell = &t->cell[k];
		if (!(mask >> k & 1))
			continue;
		cell->count++;
		cell->some = true;
		if (x->aggregate == AGG_LAST)
			cell->sum = a->number;
		else if (x->aggregate == AGG_SUM &&
			 !fraction_add(&cell->sum, a->number, 1, 1))
			cell->too_big = true; /* of this figure only */
	}
	return true;
}

static bool
add(struct run *run, const struct element *x, struct counted *c, uint32_t mask)
{
	struct tally *t = &run->tally[x - run->def->element];
	struct addend a = {.number = {1, 1}};

	if (x->aggregate == AGG_SUM || x->aggregate == AGG_LAST) {
		if (!number_of(run, x, c, &a.number))
			return !run->code;
	} else if (x->aggregate == AGG_DISTINCT) {
		run->code = expr_eval_string(
			x->of, &c->record.scope, run->scratch, &a.key, run->e);
		if (run->code)
			return run_fail(run, "of", x->code);
		if (!a.key.n)
			return true;
	}
	if (!add_to(run, x, t, &a, mask))
		return false;
	size_t *line = NULL;
	size_t n = 0;
	if (!x->by_line) {
		explain_saw(run, x, c, a.key, mask, line, n);
		return true;
	}
	if (!lines_counting(run, x, c, &line, &n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!add_to(run, x, lines_tally(run, t, line[i]), &a, mask))
			return false;
	explain_saw(run, x, c, a.key, mask, line, n);
	return true;
}

/* Count one record or row for the columns where its conditions hold. */
static bool
add_where(struct run *run, const struct element *x, struct counted *c,
	uint32_t mask)
{
	return columns_where(run, x, c, &mask) &&
	       (!mask || add(run, x, c, mask));
}

static bool
add_rows(struct run *run, const struct element *x, struct counted *c,
	uint32_t mask)
{
	const struct value *v =
		fields_get(&c->record.record->fields, x->repeat->name);

	if (!v || v->type != VALUE_ROWS)
		return true;
	for (size_t i = 0; i < v->rows->n; i++) {
		struct counted row;
		counted_row(&row, c, x->repeat, i);
		if (!add_where(run, x, &row, mask))
			return false;
	}
	return true;
}

/* --- walking the records of one form
 * ------------------------------------------------- */

struct form_run {
	struct run *run;
	const struct form *form;
	const size_t *element; /* those counted from it */
	uint32_t *mask;
	size_t n;
};

/* Is it of a station that reports itself, or its record? */
static bool
comes_with_child(const struct run *run, const struct record *rec)
{
	const struct more *m = run->more;

	for (size_t i = 0; i < m->n_station; i++) {
		if (id_eq(rec->id, m->station[i]))
			return true;
		for (size_t k = 0; k < rec->fields.n; k++) {
			const struct value *v = &rec->fields.v[k].value;
			if (v->type == VALUE_REFERENCE &&
				id_eq(v->ref, m->station[i]))
				return true;
		}
	}
	return false;
}

/* Read one record and count it wherever its date lets it count. */
static bool
read_record(struct form_run *f, struct id id)
{
	struct run *run = f->run;
	struct record rec;
	struct counted c;
	day_t until = DAY_NONE;
	bool asked = false;

	run->code = store_get(run->reader->txn, id, run->scratch, &rec, run->e);
	if (run->code)
		return false;
	run_saw(run, rec.at);
	counted_init(&c, run, f->form, &rec);
	bool elsewhere = comes_with_child(run, &rec);
	for (size_t i = 0; i < f->n; i++) {
		const struct element *x = &run->def->element[f->element[i]];
		if (!f->mask[i] || is_bare(run, x) ||
			(elsewhere && is_register(x)))
			continue;
		if (is_register(x) && f->form->valid_until) {
			if (!asked)
				until = record_valid_until(
					run->reader, f->form, &rec);
			asked = true;
			f->mask[i] = columns_valid(run, x, until, f->mask[i]);
		}
		if (f->mask[i] && !(x->repeat ? add_rows : add_where)(
					  run, x, &c, f->mask[i]))
			return false;
	}
	return true;
}

static bool
visit(void *arg, struct id id, day_t event)
{
	struct form_run *f = arg;
	struct run *run = f->run;
	bool read = false;

	for (size_t i = 0; i < f->n; i++) {
		const struct element *x = &run->def->element[f->element[i]];
		f->mask[i] = columns_at(run, x, event);
		if (!f->mask[i])
			continue;
		if (!is_bare(run, x))
			read = true;
		else if (!add(run, x, NULL, f->mask[i]))
			return false;
	}
	if (!read) {
		run_saw(run, id_ms(id));
		return true;
	}
	bool more = read_record(f, id);
	arena_reset(run->scratch);
	return more;
}

/* The days all elements of a form need together. */
static void
days_of(const struct form_run *f, day_t *from, day_t *to)
{
	*from = INT32_MAX;
	*to = DAY_NONE;
	for (size_t i = 0; i < f->n; i++) {
		for (size_t c = 0; c < f->run->def->n_column; c++) {
			day_t lo;
			day_t hi;
			if (!f->run->window[c].figures)
				continue;
			window_days(&f->run->window[c],
				f->run->def->element[f->element[i]].at, &lo,
				&hi);
			*from = lo < *from ? lo : *from;
			*to = hi > *to ? hi : *to;
		}
	}
}

static enum err_code
tally_form(struct run *run, const struct form *form)
{
	size_t *element = ARENA_ARRAY(run->arena, run->def->n_element, size_t);
	struct form_run f = {.run = run, .form = form, .element = element};
	day_t from;
	day_t to;

	for (size_t i = 0; i < run->def->n_element; i++) {
		const struct element *x = &run->def->element[i];
		if (x->form == form && !x->missing.n)
			element[f.n++] = i;
	}
	f.mask = ARENA_ARRAY(run->arena, f.n, uint32_t);
	days_of(&f, &from, &to);
	if (from > to)
		return ERR_OK;
	enum err_code code = store_each_id(
		run->reader->txn, form->id, from, to, false, visit, &f, run->e);
	return run->code ? run->code : code;
}

/* --- sets of sets
 * ------------------------------------------------------------------------ */

static const struct keyset *
member_set(const struct run *run, size_t member, size_t line)
{
	static const struct keyset none;
	const struct tally *t = &run->tally[member];

	if (line == NO_INDEX || !run->def->element[member].apart)
		return &t->set;
	return line < t->n_line ? &t->line[line].set : &none;
}

/* The members' sets of one line (NO_INDEX: of all) as one. */
static void
combine(struct run *run, const struct element *x, size_t line,
	struct keyset *out)
{
	for (size_t m = 0; m < x->n_member; m++) {
		const struct keyset *set = member_set(run, x->member[m], line);
		for (size_t i = 0; i < set->n; i++) {
			uint32_t mask = set->item[i].columns;
			for (size_t k = 0;
				x->aggregate == AGG_ALL_OF && k < x->n_member;
				k++)
				mask &= keyset_get(
					member_set(run, x->member[k], line),
					set->item[i].key);
			if (mask)
				keyset_put(out, set->item[i].key, mask);
		}
		if (x->aggregate == AGG_ALL_OF)
			return;
	}
}

static void
combine_lines(struct run *run, const struct element *x)
{
	struct tally *t = &run->tally[x - run->def->element];
	size_t n = 0;

	combine(run, x, NO_INDEX, &t->set);
	for (size_t m = 0; m < x->n_member; m++)
		if (run->tally[x->member[m]].n_line > n)
			n = run->tally[x->member[m]].n_line;
	for (size_t i = 0; i < n; i++)
		combine(run, x, i, &lines_tally(run, t, i)->set);
}

bool
run_denies(const struct run *run, const struct form *form)
{
	const struct store *s =
		run->reader->txn ? store_of(run->reader->txn) : NULL;
	return s && store_user(s) &&
	       !store_may(s, store_domain_parse(form->domain));
}

/* Count a form's elements; where records had to be passed over, even those
 * read in an expression, the figures would be wrong. */
static enum err_code
tally_or_deny(struct run *run, const struct form *form)
{
	const struct report_def *d = run->def;
	size_t before = run->reader->txn ? store_denied(run->reader->txn) : 0;
	bool denied = run_denies(run, form);
	enum err_code code = denied ? ERR_OK : tally_form(run, form);
	if (run->reader->txn && store_denied(run->reader->txn) != before)
		denied = true;
	for (size_t i = 0; i < d->n_element && denied; i++)
		if (d->element[i].form == form)
			run->tally[i].denied = true;
	return code;
}

void
tally_init(struct run *run, struct tally *t)
{
	size_t n = run->def->n_column;

	t->set.arena = run->arena;
	t->cell = ARENA_ARRAY(run->arena, n, struct tally_cell);
	for (size_t c = 0; c < n; c++)
		t->cell[c].sum = FRACTION_ZERO;
}

enum err_code
tally_all(struct run *run)
{
	const struct report_def *d = run->def;

	run->tally = ARENA_ARRAY(run->arena, d->n_element, struct tally);
	for (size_t i = 0; i < d->n_element; i++)
		tally_init(run, &run->tally[i]);
	for (size_t i = 0; i < d->n_element; i++) {
		const struct element *x = &d->element[i];
		bool first = x->form && !x->missing.n;
		for (size_t k = 0; first && k < i; k++)
			first = d->element[k].form != x->form ||
				d->element[k].missing.n;
		enum err_code code = first && !run->more->only
					     ? tally_or_deny(run, x->form)
					     : ERR_OK;
		if (code)
			return code;
	}
	for (size_t i = 0; i < d->n_element; i++)
		if (d->element[i].n_member && !d->element[i].missing.n)
			combine_lines(run, &d->element[i]);
	return ERR_OK;
}

/* What was counted of an element for the line that is looked at; NULL: nothing
 * there. */
static const struct tally *
tally_of(const struct run *run, size_t element)
{
	const struct tally *t = &run->tally[element];

	if (run->line == NO_INDEX || !run->def->element[element].apart)
		return t;
	return run->line < t->n_line ? &t->line[run->line] : NULL;
}

static bool
element_value(struct run *run, size_t element, size_t c, struct fraction *out)
{
	const struct element *x = &run->def->element[element];
	const struct tally *t = tally_of(run, element);

	*out = FRACTION_ZERO;
	if (x->missing.n && !(t && t->cell[c].has_added))
		return false;
	if (!t)
		return x->aggregate != AGG_LAST && !x->blank;
	*out = (struct fraction){t->cell[c].count, 1};
	bool some = t->cell[c].some;
	switch (x->aggregate) {
	case AGG_COUNT:
		break;
	case AGG_SUM:
		*out = t->cell[c].sum;
		break;
	case AGG_LAST:
		*out = t->cell[c].sum;
		if (!t->cell[c].some)
			return false;
		break;
	case AGG_DISTINCT:
	case AGG_ALL_OF:
	case AGG_ANY_OF:
		out->over = (int64_t)keyset_count(&t->set, c);
		some = out->over > 0;
		break;
	}
	if (!t->cell[c].has_added)
		return some || !x->blank;
	if (!fraction_add(out, t->cell[c].added, 1, 1))
		run->too_big = true;
	return true;
}

static bool
element_denied(const struct run *run, size_t element)
{
	const struct element *x = &run->def->element[element];
	if (run->tally[element].denied)
		return true;
	for (size_t i = 0; i < x->n_member; i++)
		if (run->tally[x->member[i]].denied)
			return true;
	return false;
}

bool
tally_denied(const struct run *run, const struct formula *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (element_denied(run, f->v[i].element))
			return true;
	return false;
}

bool
tally_value(struct run *run, const struct formula *f, size_t c,
	struct fraction *out)
{
	bool some = false;

	*out = FRACTION_ZERO;
	if (tally_denied(run, f))
		return false;
	for (size_t i = 0; i < f->n; i++) {
		const struct tally *t = tally_of(run, f->v[i].element);
		struct fraction v;
		if (!element_value(run, f->v[i].element, c, &v))
			continue;
		some = true;
		if ((t && t->cell[c].too_big) ||
			!fraction_add(out, v, f->v[i].times, f->v[i].over)) {
			run->too_big = true;
			return false;
		}
	}
	return some;
}
