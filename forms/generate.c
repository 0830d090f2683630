// SPDX-License-Identifier: MIT
#include "forms/generate_impl.h"

#include "forms/field.h"
#include "store/lang.h"

enum { TRIES = 60, REPAIRS = 12, FILL = 50 };

/* --- dice -------------------------------------------------------------------- */

uint64_t
dice_next(struct dice *d)
{
	uint64_t z = (d->state += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

size_t
dice_below(struct dice *d, size_t n)
{
	return n ? (size_t)(dice_next(d) % n) : 0;
}

bool
dice_chance(struct dice *d, int percent)
{
	return (int)dice_below(d, 100) < percent;
}

/* --- one answer -------------------------------------------------------------------- */

static const struct recipe *
recipe_of(const struct generator *g, const struct field *f)
{
	const struct step *step = g->now;
	for (size_t k = 0; step && k < step->n_making; k++)
		if (str_eq(step->making[k].field, f->name))
			return &step->making[k].recipe;
	return NULL;
}

/* Does it stand, by everything that can be said of one cell? */
static bool
stands(struct session *s, const struct cell *c, struct arena *a)
{
	struct issue *issue;
	size_t n = session_check_cell(s, c, a, &issue);
	for (size_t k = 0; k < n; k++)
		if (issue[k].kind == ISSUE_ERROR)
			return false;
	return true;
}

/* Try candidates until one stands; blank when none does. */
static bool
try_candidates(struct generator *g, struct session *s, const struct cell *c,
	struct arena *a)
{
	for (int k = 0; k < TRIES; k++) {
		str text = candidate(g, s, c, k, a);
		if (text.n > 0 &&
			session_set_text(s, c, text, NULL) == ERR_OK &&
			stands(s, c, a))
			return true;
	}
	(void)session_set_text(s, c, STR_NONE, NULL); /* blank always fits */
	return false;
}

static bool
is_blank(struct session *s, const struct cell *c)
{
	struct value v = session_get(s, c);
	return value_is_blank(&v);
}

static enum err_code
answer(struct generator *g, struct session *s, const struct cell *c,
	struct arena *a, struct err *e)
{
	const struct field *f = c->field;
	const struct recipe *r = recipe_of(g, f);
	str text;
	if (r) {
		enum err_code code =
			recipe_make(g, s, c, r, a, &text, e);
		if (code == ERR_OK)
			code = session_set_text(s, c, text, e);
		return code;
	}
	/* What a default or a trigger has filled already may stay. */
	if (!is_blank(s, c) && stands(s, c, a))
		return ERR_OK;
	int fill = g->now ? g->now->fill : FILL;
	bool wanted = session_is_required(s, c) ||
		      f == session_form(s)->event_date ||
		      dice_chance(&g->dice, fill);
	if (f->serial || (f->type == FIELD_REFERENCE && f->ref_missing))
		wanted = false;
	if (wanted)
		(void)try_candidates(g, s, c, a); /* the check tells */
	return ERR_OK;
}

/* --- rows ------------------------------------------------------------------------------ */

static enum err_code
add_rows(struct generator *g, struct session *s, const struct cell *c,
	struct arena *a, struct err *e)
{
	size_t n = session_is_required(s, c)
			   ? 1 + dice_below(&g->dice, 3)
			   : dice_below(&g->dice, 3);
	const struct step *step = g->now;
	for (size_t k = 0; step && k < step->n_rows; k++) {
		str text;
		int64_t count;
		if (!str_eq(step->rows[k].repeat, c->field->name))
			continue;
		enum err_code code = recipe_make(
			g, s, c, &step->rows[k].count, a, &text, e);
		if (code != ERR_OK)
			return code;
		n = str_int(text, &count) && count > 0 ? (size_t)count : 0;
	}
	while (session_rows(s, c) < n) {
		size_t number;
		enum err_code code = session_add_row(s, c, &number, e);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

/* --- the whole --------------------------------------------------------------------------- */

static bool
can_answer(const struct cell *c)
{
	const struct field *f = c->field;
	return field_has_value(f) && !field_is_computed(f) && !f->read_only;
}

/* Relevance moves while answers come, rows are added: so ask anew. */
static enum err_code
answer_all(struct generator *g, struct session *s, struct arena *a,
	struct err *e)
{
	const struct cell *cell;
	size_t n = session_cells(s, &cell);
	for (size_t k = 0; k < n; k++) {
		enum err_code code;
		if (!can_answer(&cell[k]) || !session_is_asked(s, &cell[k]))
			continue;
		if (cell[k].field->type == FIELD_REPEAT) {
			code = add_rows(g, s, &cell[k], a, e);
			n = session_cells(s, &cell);
		} else {
			code = answer(g, s, &cell[k], a, e);
		}
		arena_reset(a);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

/* Rules that bind several fields show only now: try the named ones again. A
 * value that the plan set stays, unless it was picked. */
static bool
repair(struct generator *g, struct session *s, struct arena *a,
	struct issue *first)
{
	for (int round = 0; round < REPAIRS; round++) {
		struct issue *issue;
		size_t errors = 0;
		size_t n = session_check(s, a, &issue);
		for (size_t k = 0; k < n; k++) {
			struct cell cell;
			if (issue[k].kind != ISSUE_ERROR)
				continue;
			if (errors++ == 0)
				*first = issue[k];
			const struct recipe *r = issue[k].field
				? recipe_of(g, issue[k].field) : NULL;
			if (!issue[k].field ||
				session_find(s, issue[k].path, &cell, NULL) !=
					ERR_OK ||
				!can_answer(&cell))
				continue;
			str text;
			if (!r)
				(void)try_candidates(g, s, &cell, a);
			else if (recipe_make(g, s, &cell, r, a, &text, NULL) ==
				 ERR_OK)
				(void)session_set_text(s, &cell, text, NULL);
		}
		if (errors == 0)
			return true;
	}
	return false;
}

enum err_code
generate_one(struct generator *g, struct session *s, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct issue first = {0};
	g->day = clock_today();
	session_set_meta(s, STR("_date"), date_format(a, g->day));
	enum err_code code = answer_all(g, s, a, e);
	if (code == ERR_OK && !repair(g, s, a, &first))
		code = err_set(e, ERR_ABSENT,
			_("造不出表 %.*s 的记录：%.*s：%.*s"),
			STR_FMT(session_form(s)->id), STR_FMT(first.path),
			STR_FMT(first.words));
	arena_free(a);
	return code;
}
