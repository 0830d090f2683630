// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/field.h"
#include "store/lang.h"

/*
 * Bring everything derived up to date: which questions are asked, defaults
 * of what nobody has touched, calculations; then the triggers of what was
 * changed, and again, until nothing moves. A form has no cycles (the loader
 * sees to it), so a pass per link of its longest chain is enough; forms that
 * the loader could not see through stop at PASSES_MOST.
 */
enum { PASSES_MOST = 64 };

/* Expressions that read other records keep what they said while nobody lends
 * a reader; but something must be said the first time, in a fresh row. */
static bool
is_stale(const struct session *s, const struct deps *d, uint64_t seen)
{
	if (d->external && !s->reader)
		return false;
	return deps_changed(s, d, seen);
}

static void
keep_fault(struct session *s, str *fault, const struct err *e)
{
	if (fault)
		*fault = str_dup(s->arena, str_of(e->words));
}

bool
session_truth(struct session *s, struct item *i, struct session_row *r,
	const struct expr *x, bool otherwise, str *fault)
{
	struct spot p;
	struct err e;
	bool truth;
	spot_init(&p, s, i, r);
	if (expr_eval_boolean(x, &p.scope, s->frame, &truth, &e) != ERR_OK) {
		keep_fault(s, fault, &e);
		truth = otherwise;
	}
	arena_reset(s->frame);
	return truth;
}

/* --- relevance
 * ------------------------------------------------------------------ */

static void
set_off(struct session *s, struct item *i, struct session_row *r, bool off)
{
	struct answer *a = answer_of(i, r);
	if (a->off == off)
		return;
	a->off = off;
	answer_touch(s, i, r); /* what is inside appears or goes with it */
}

static void
settle_relevance(struct session *s, struct item *i)
{
	struct session_row **row;
	size_t n = item_rows(s, i, &row);
	uint64_t now = s->clock;
	uint64_t seen = i->relevant_seen;
	bool stale = is_stale(s, &i->relevant, seen);
	if (!stale && !s->fresh)
		return;
	for (size_t k = 0; k < n; k++) {
		if (!(row[k]->fresh ||
			    (stale && deps_changed_in(
					      s, &i->relevant, row[k], seen))))
			continue;
		str fault = STR_NONE;
		bool on = session_truth(
			s, i, row[k], i->field->relevant, true, &fault);
		set_off(s, i, row[k], !on);
		if (fault.n > 0)
			answer_of(i, row[k])->fault = fault;
	}
	if (s->reader || !i->relevant.external)
		i->relevant_seen = now;
}

/* --- defaults and calculations
 * --------------------------------------------------- */

/* What x says, in the frame. What does not fit is blank, with words. */
static struct value
worked_out(struct session *s, struct item *i, struct session_row *r,
	const struct expr *x, str *fault)
{
	struct spot p;
	struct xvalue x_value;
	struct value v = {.type = VALUE_BLANK};
	struct err e;
	*fault = STR_NONE;
	spot_init(&p, s, i, r);
	if (expr_eval(x, &p.scope, s->frame, &x_value, &e) != ERR_OK)
		keep_fault(s, fault, &e);
	else if (!field_compute(i->field, &x_value, s->frame, &v))
		*fault = str_fmt(s->arena, _("算得“%.*s”，不能填在这一栏"),
			STR_FMT(xvalue_to_string(s->frame, &x_value)));
	return v;
}

/* Evaluate x into the answer. */
static void
compute(struct session *s, struct item *i, struct session_row *r,
	const struct expr *x)
{
	str fault;
	struct value v = worked_out(s, i, r, x, &fault);
	answer_of(i, r)->fault = fault;
	answer_put(s, i, r, &v);
	arena_reset(s->frame);
}

static void
settle_default(struct session *s, struct item *i)
{
	struct session_row **row;
	size_t n = item_rows(s, i, &row);
	uint64_t now = s->clock;
	uint64_t seen = i->initial_seen;
	bool stale = is_stale(s, &i->initial, seen);
	if (!stale && !s->fresh)
		return;
	for (size_t k = 0; k < n; k++) {
		if (answer_of(i, row[k])->touched ||
			(row[k]->loaded && row[k]->fresh) ||
			!(row[k]->fresh ||
				(stale && deps_changed_in(s, &i->initial,
						  row[k], seen))))
			continue;
		compute(s, i, row[k], i->field->default_expr);
	}
	if (s->reader || !i->initial.external)
		i->initial_seen = now;
}

/* A computed field follows what it reads. One that may also be typed does so
 * too, as in ODK, but is left as it came with a record. */
static void
settle_calculation(struct session *s, struct item *i)
{
	struct session_row **row;
	size_t n = item_rows(s, i, &row);
	uint64_t now = s->clock;
	uint64_t seen = i->value_seen;
	bool stale = is_stale(s, &i->value, seen);
	if (!stale && !s->fresh)
		return;
	for (size_t k = 0; k < n; k++) {
		if (!i->computed && row[k]->loaded && row[k]->fresh)
			continue;
		if (!i->computed && answer_of(i, row[k])->touched &&
			answer_of(i, row[k])->round == s->round)
			continue;
		if (row[k]->fresh ||
			(stale && deps_changed_in(s, &i->value, row[k], seen)))
			compute(s, i, row[k], i->field->calculation);
	}
	if (s->reader || !i->value.external)
		i->value_seen = now;
}

/* What other records say stands over what was typed, which is kept for when
 * they no longer do. */
static void
settle_set(struct session *s, struct item *i)
{
	struct session_row **row;
	size_t n = item_rows(s, i, &row);
	uint64_t now = s->clock;
	if (!s->reader || !(s->fresh || deps_changed(s, &i->set, i->set_seen)))
		return;
	for (size_t k = 0; k < n; k++) {
		struct answer *a = answer_of(i, row[k]);
		struct value typed = a->is_set ? a->typed : a->value;
		str fault;
		struct value v =
			worked_out(s, i, row[k], i->field->set, &fault);
		a->is_set = !value_is_blank(&v);
		a->typed = typed;
		answer_put(s, i, row[k], a->is_set ? &v : &typed);
		arena_reset(s->frame);
	}
	i->set_seen = now;
}

double
session_count(struct session *s, struct item *repeat, struct session_row *r)
{
	struct spot p;
	double count;
	spot_init(&p, s, repeat, r);
	if (expr_eval_number(repeat->field->repeat_count, &p.scope, s->frame,
		    &count, NULL) != ERR_OK ||
		!(count >= 0))
		count = -1;
	arena_reset(s->frame);
	return count;
}

/* Did nobody give anything in this row, or in rows inside of it? */
static bool
row_is_untouched(const struct session *s, const struct session_row *r)
{
	for (size_t k = 0; k < s->n_item; k++) {
		if (s->item[k].repeat != r->repeat)
			continue;
		const struct answer *a = answer_of(&s->item[k], r);
		if (a->touched && !value_is_blank(&a->value))
			return false;
		for (size_t j = 0; j < a->n_row; j++)
			if (!row_is_untouched(s, a->row[j]))
				return false;
	}
	return true;
}

/* As many rows as repeat_count says. Of those too many the last ones go that
 * nobody filled; what was filled is only told (session_check), so that nothing
 * typed is lost. */
static void
settle_count(struct session *s, struct item *repeat)
{
	struct session_row **row;
	size_t n = item_rows(s, repeat, &row);
	uint64_t now = s->clock;
	uint64_t seen = repeat->count_seen;
	bool stale = is_stale(s, &repeat->count, seen);
	if (!stale && !s->fresh)
		return;
	for (size_t k = 0; k < n; k++) {
		struct answer *a = answer_of(repeat, row[k]);
		if (!row[k]->fresh &&
			!(stale && deps_changed_in(
					   s, &repeat->count, row[k], seen)))
			continue;
		double count = session_count(s, repeat, row[k]);
		while ((double)a->n_row < count && a->n_row < FIELD_ROWS_MOST &&
			repeat->n_rows < FIELD_ROWS_IN_ALL)
			row_fill(s, row_add(s, repeat, row[k]));
		while (count >= 0 && (double)a->n_row > count &&
			row_is_untouched(s, a->row[a->n_row - 1]))
			row_remove(s, repeat, row[k], a->n_row);
	}
	if (s->reader || !repeat->count.external)
		repeat->count_seen = now;
}

static void
end_fresh(struct session *s)
{
	s->fresh = false;
	s->top->fresh = false;
	for (size_t k = 0; k < s->n_item; k++)
		for (size_t j = 0; j < s->item[k].n_rows; j++)
			s->item[k].rows[j]->fresh = false;
}

static void
pass(struct session *s)
{
	for (size_t k = 0; k < s->n_item; k++) {
		struct item *i = &s->item[k];
		if (i->field->relevant)
			settle_relevance(s, i);
		if (i->field->default_expr &&
			(!s->plain || i->field->automatic.n > 0))
			settle_default(s, i);
		if (i->field->repeat_count)
			settle_count(s, i);
		if (i->field->set)
			settle_set(s, i);
	}
	for (size_t k = 0; k < s->form->n_calc; k++) {
		struct item *i = item_of(s, s->form->calc_order[k]);
		if (i->field->trigger.n == 0)
			settle_calculation(s, i);
	}
	if (s->fresh)
		end_fresh(s);
}

/* --- triggers
 * ------------------------------------------------------------------------ */

/* Is r the row `from` or inside of it, or the other way round? */
static bool
rows_meet(struct session_row *r, const struct session_row *from)
{
	const struct session_row *up = r;
	while (up && up != from)
		up = up->parent;
	if (up)
		return true;
	while (from && from != r)
		from = from->parent;
	return from != NULL;
}

static void
fire(struct session *s, const struct pending *change)
{
	for (size_t k = 0; k < s->n_item; k++) {
		struct item *i = &s->item[k];
		struct session_row **row;
		if (!i->field->calculation ||
			!field_has_trigger(i->field, change->item->field->name))
			continue;
		size_t n = item_rows(s, i, &row);
		for (size_t j = 0; j < n; j++) {
			const struct answer *a = answer_of(i, row[j]);
			/* What was given together with it stands. */
			if (rows_meet(row[j], change->row) &&
				!(a->touched && a->round == s->round))
				compute(s, i, row[j], i->field->calculation);
		}
	}
}

static void
fire_all(struct session *s)
{
	struct pending *change = s->pending;
	size_t n = s->n_pending;
	s->pending = NULL;
	s->n_pending = 0;
	for (size_t k = 0; k < n; k++)
		fire(s, &change[k]);
}

void
session_settle(struct session *s)
{
	for (int passes = 0; passes < PASSES_MOST; passes++) {
		if (s->clock == s->settled && s->n_pending == 0)
			break;
		uint64_t before = s->clock;
		if (s->clock != s->settled)
			pass(s);
		if (s->clock != before)
			continue;
		s->settled = s->clock;
		fire_all(s);
	}
	s->settled = s->clock;
	s->n_pending = 0;
	s->round++;
}
