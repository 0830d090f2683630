// SPDX-License-Identifier: MIT
#include "forms/generate_impl.h"

#include "store/lang.h"

/*
 * Filling a session as a diligent clerk would: the day first, then what the
 * plan says, then question by question in the order of the form, then what
 * the check list still names, until it names nothing.
 *
 * A column of a repeat is answered in all its rows before any of them is
 * looked at: each look has the session work everything out anew, and an
 * attendance sheet has hundreds of rows.
 */

enum { REPAIRS = 6 };

/* A question that waits for its answer to be found good. */
struct slot {
	struct cell cell;
	struct tries tries;
	size_t at;
};

static bool
is_issue_free(struct fill *f, const struct cell *c)
{
	struct issue *issue;
	return session_check_cell(f->s, c, f->arena, &issue) == 0;
}

/* Set the next answer that can be set at all; false when there is none. */
static bool
set_next(struct fill *f, struct slot *x)
{
	while (x->at < x->tries.n)
		if (session_set_text(f->s, &x->cell, x->tries.v[x->at++],
			    NULL) == ERR_OK)
			return true;
	return false;
}

static void
note_latest(struct fill *f, const struct cell *c)
{
	struct value v = session_get(f->s, c);
	if (v.type == VALUE_DATETIME && v.moment > f->latest)
		f->latest = v.moment;
	if (v.type == VALUE_TIME && v.seconds > f->latest_time)
		f->latest_time = v.seconds;
}

/* Answer the slots, all first, then one after the other until it is good.
 * What cannot be is left blank; the check list names it if it matters. */
static void
settle_slots(struct fill *f, struct slot *x, size_t n)
{
	for (size_t k = 0; k < n; k++)
		(void)set_next(f, &x[k]); /* none: blank, and checked below */
	for (size_t k = 0; k < n; k++) {
		bool good = x[k].tries.n == 0 || is_issue_free(f, &x[k].cell);
		while (!good && set_next(f, &x[k]))
			good = is_issue_free(f, &x[k].cell);
		if (!good) /* blank can always be set */
			(void)session_set_text(
				f->s, &x[k].cell, STR_NONE, NULL);
		note_latest(f, &x[k].cell);
	}
}

/* --- is it to be answered?
 * --------------------------------------------------------- */

static bool
is_planned(const struct fill *f, const struct field *field)
{
	for (size_t k = 0; f->step && k < f->step->n_set; k++)
		if (f->step->set[k].field == field)
			return true;
	for (size_t k = 0; f->step && k < f->step->n_rows; k++)
		for (size_t j = 0; j < f->step->rows[k].n_set; j++)
			if (f->step->rows[k].set[j].field == field)
				return true;
	return f->step && f->step->each_field == field;
}

static bool
may_be_given(const struct field *f)
{
	return field_has_value(f) && !field_is_computed(f) && !f->read_only &&
	       !f->serial && !(f->type == FIELD_REFERENCE && f->ref_missing);
}

static bool
is_wanted(struct fill *f, const struct cell *c, int optional)
{
	if (!may_be_given(c->field) || is_planned(f, c->field) ||
		!session_is_asked(f->s, c))
		return false;
	struct value v = session_get(f->s, c);
	if (!value_is_blank(&v))
		return false;
	if (session_is_required(f->s, c))
		return true;
	if (c->field->type == FIELD_DATE && !f->g->dates)
		return false;
	/* Nothing to say is better said with nothing. */
	if (c->field->type == FIELD_TEXT && c->field->code.n == 0 &&
		optional < 100 && !words_has(f->g, c->field))
		return false;
	return (int)dice_below(&f->g->dice, 100) < optional;
}

static bool
cell_at(struct fill *f, str path, struct cell *out)
{
	return session_find(f->s, path, out, NULL) == ERR_OK;
}

/* --- rows ---------------------------------------------------------------- */

static str
row_path(struct fill *f, const struct cell *repeat, size_t row, str name)
{
	return str_fmt(f->arena, "%.*s[%zu].%.*s",
		STR_FMT(session_path(f->s, f->arena, repeat)), row,
		STR_FMT(name));
}

/* One field in all rows; spec: what the plan says, or NULL. */
static enum err_code
fill_column(struct fill *f, const struct cell *repeat, size_t rows,
	const struct field *field, const struct spec *spec, int optional,
	struct err *e)
{
	struct slot *x = ARENA_ARRAY(f->arena, rows, struct slot);
	size_t n = 0;
	for (size_t k = 1; k <= rows; k++) {
		struct slot *s = &x[n];
		size_t number = k + (f->number - 1) * 37;
		str path = row_path(f, repeat, k, field->name);
		enum err_code code = session_find(f->s, path, &s->cell, e);
		if (code != ERR_OK)
			return code;
		if (spec) {
			session_set_meta(
				f->s, STR("_row"), str_fmt(f->arena, "%zu", k));
			code = spec_tries(f, spec, &s->cell,
				spec->kind == SPEC_ROUND ? number : k,
				&s->tries, e);
			if (code != ERR_OK)
				return code;
		} else if (is_wanted(f, &s->cell, optional)) {
			s->tries = propose(f, &s->cell);
		} else {
			continue;
		}
		n++;
	}
	settle_slots(f, x, n);
	return ERR_OK;
}

static bool
is_hopeless(const struct field *repeat)
{
	for (size_t k = 0; k < repeat->n_child; k++)
		if (repeat->child[k]->type == FIELD_REFERENCE &&
			repeat->child[k]->ref_missing &&
			repeat->child[k]->required_always)
			return true;
	return false;
}

static const struct rows_plan *
plan_of(const struct fill *f, const struct field *repeat)
{
	for (size_t k = 0; f->step && k < f->step->n_rows; k++)
		if (f->step->rows[k].repeat == repeat)
			return &f->step->rows[k];
	return NULL;
}

static size_t
rows_wanted(struct fill *f, const struct cell *c, const struct rows_plan *p,
	int optional)
{
	struct dice *d = &f->g->dice;
	if (!session_is_asked(f->s, c) || is_hopeless(c->field))
		return 0;
	if (p)
		return (size_t)dice_between(d, p->from, p->to);
	if (session_is_required(f->s, c))
		return 1 + dice_below(d, 3);
	return (int)dice_below(d, 100) < optional ? 1 + dice_below(d, 2) : 0;
}

static enum err_code
fill_repeat(struct fill *f, const struct cell *c, int optional, struct err *e)
{
	const struct rows_plan *p = plan_of(f, c->field);
	const struct form *form = session_form(f->s);
	size_t n = session_rows(f->s, c);
	size_t wanted = n ? n : rows_wanted(f, c, p, optional);
	enum err_code code = ERR_OK;
	for (size_t number; code == ERR_OK && n < wanted; n++)
		code = session_add_row(f->s, c, &number, e);
	for (size_t k = 0; code == ERR_OK && p && k < p->n_set; k++)
		code = fill_column(
			f, c, n, p->set[k].field, &p->set[k], optional, e);
	for (size_t k = 0; code == ERR_OK && n > 0 && k < form->n_all; k++) {
		const struct field *field = form->all[k];
		struct cell inner;
		if (field == c->field || field->repeat != c->field)
			continue;
		if (field->type != FIELD_REPEAT)
			code = fill_column(f, c, n, field, NULL, optional, e);
		for (size_t j = 1;
			field->type == FIELD_REPEAT && code == ERR_OK && j <= n;
			j++)
			if (cell_at(f, row_path(f, c, j, field->name), &inner))
				code = fill_repeat(f, &inner, optional, e);
	}
	return code;
}

/* --- the top level
 * --------------------------------------------------------------------- */

/* What it follows, and the day: all else may depend on them. Whether they are
 * right depends on all else, so nobody looks yet. */
static void
fill_first(struct fill *f)
{
	const struct field *event = session_form(f->s)->event_date;
	const struct field *each = f->step ? f->step->each_field : NULL;
	struct slot x = {.at = 0};
	if (each && cell_at(f, each->name, &x.cell)) {
		x.tries = tries_of(f->arena, id_format(f->arena, f->each));
		(void)set_next(f, &x); /* it was just made */
	}
	x.at = 0;
	if (!event || !may_be_given(event) || is_planned(f, event) ||
		!cell_at(f, event->name, &x.cell))
		return;
	if (event->type == FIELD_DATE)
		x.tries = tries_of(f->arena, date_format(f->arena, f->day));
	else
		x.tries = propose(f, &x.cell);
	(void)set_next(f, &x); /* a date can always be set */
	note_latest(f, &x.cell);
}

static enum err_code
fill_planned(struct fill *f, struct err *e)
{
	const struct step *step = f->step;
	enum err_code code = ERR_OK;
	for (size_t k = 0; step && code == ERR_OK && k < step->n_set; k++) {
		struct slot x = {.at = 0};
		code = session_find(f->s, step->set[k].field->name, &x.cell, e);
		if (code == ERR_OK)
			code = spec_tries(f, &step->set[k], &x.cell, f->number,
				&x.tries, e);
		if (code != ERR_OK)
			return code;
		if (x.tries.n > 1) {
			settle_slots(f, &x, 1);
			continue;
		}
		/* What is wrong with it depends on answers to come. */
		(void)set_next(f, &x);
		note_latest(f, &x.cell);
	}
	return code;
}

static enum err_code
fill_rest(struct fill *f, int optional, struct err *e)
{
	const struct form *form = session_form(f->s);
	enum err_code code = ERR_OK;
	for (size_t k = 0; code == ERR_OK && k < form->n_all; k++) {
		const struct field *field = form->all[k];
		struct slot x = {.at = 0};
		if (field->repeat && field->repeat != field)
			continue;
		if (!field_has_value(field) ||
			!cell_at(f, field->name, &x.cell))
			continue;
		if (field->type == FIELD_REPEAT) {
			code = fill_repeat(f, &x.cell, optional, e);
		} else if (is_wanted(f, &x.cell, optional)) {
			x.tries = propose(f, &x.cell);
			settle_slots(f, &x, 1);
		}
	}
	return code;
}

/* Try another answer to what the check list names; warnings get a reason. */
static void
repair(struct fill *f, const struct issue *issue)
{
	struct slot x = {.at = 0};
	size_t number;
	if (!cell_at(f, issue->path, &x.cell))
		return;
	if (issue->kind == ISSUE_WARNING) {
		session_set_reason(
			f->s, issue->field->name, str_of(_("自动生成")));
		return;
	}
	if (issue->field->type == FIELD_REPEAT) {
		/* Too few rows, most likely; when it cannot, it says so. */
		(void)session_add_row(f->s, &x.cell, &number, NULL);
		return;
	}
	if (is_planned(f, issue->field) || !may_be_given(issue->field))
		return;
	x.tries = propose(f, &x.cell);
	settle_slots(f, &x, 1);
}

enum err_code
generate_fill(struct fill *f, struct err *e)
{
	int optional = f->g->optional;
	fill_first(f);
	enum err_code code = fill_planned(f, e);
	for (int round = 0; code == ERR_OK; round++) {
		struct issue *issue;
		code = fill_rest(f, round ? 0 : optional, e);
		if (code != ERR_OK)
			break;
		size_t n = session_check(f->s, f->arena, &issue);
		if (n == 0)
			return ERR_OK;
		if (round == REPAIRS)
			return err_set(e, ERR_ABSENT, _("%.*s 的 %.*s：%.*s"),
				STR_FMT(session_form(f->s)->id),
				STR_FMT(issue[0].path),
				STR_FMT(issue[0].words));
		for (size_t k = 0; k < n; k++)
			repair(f, &issue[k]);
	}
	return code;
}

/* --- a generator
 * ------------------------------------------------------------------------- */

enum err_code
generator_new(uint64_t seed, const char *file, str names,
	struct generator **out, struct err *e)
{
	struct arena *arena = arena_new();
	struct generator *g = ARENA_NEW(arena, struct generator);
	g->arena = arena;
	g->seed = seed;
	g->dice.state = seed;
	enum err_code code = words_load(g, file, names, e);
	if (code != ERR_OK) {
		arena_free(arena);
		return code;
	}
	*out = g;
	return ERR_OK;
}

void
generator_free(struct generator *g)
{
	if (g)
		arena_free(g->arena); /* g itself lives in it */
}

void
generator_tell(
	struct generator *g, void (*told)(void *arg, size_t made), void *arg)
{
	g->told = told;
	g->told_arg = arg;
}

enum err_code
generate_one(struct generator *g, struct session *s, struct err *e)
{
	struct arena *arena = arena_new();
	struct fill f = {.g = g,
		.s = s,
		.arena = arena,
		.day = clock_today(),
		.number = 1};
	g->optional = 100;
	g->dates = true;
	enum err_code code = generate_fill(&f, e);
	arena_free(arena);
	return code;
}
