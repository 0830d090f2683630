// SPDX-License-Identifier: MIT
// The same as last time: what was answered before fills what is blank, and is
// told apart until somebody has looked at it (ux.md §2).
#include "tui/views/form_view.h"

#include "forms/field.h"

/* --- the record before this one ---------------------------------------- */

static bool
is_parent(const struct form_view *fv, const struct field *f)
{
	for (size_t i = 0; i < fv->form->n_parent; i++)
		if (fv->form->parent[i] == f)
			return true;
	return false;
}

/* Need it be about anybody? Then another one's record is nothing to copy. */
static bool
is_about_somebody(const struct form_view *fv)
{
	if (!id_is_none(fv->above))
		return true;
	for (size_t i = 0; i < fv->form->n_parent; i++)
		if (fv->form->parent[i]->required_always ||
			fv->form->parent[i]->required)
			return true;
	return false;
}

void
form_find_same(struct form_view *fv, struct reader *r)
{
	struct id above = ID_NONE;
	for (size_t i = 0; id_is_none(above) && i < fv->form->n_parent; i++) {
		struct cell c;
		if (session_find(fv->session, fv->form->parent[i]->name, &c,
			    NULL) != ERR_OK)
			continue;
		struct value v = session_get(fv->session, &c);
		if (v.type == VALUE_REFERENCE)
			above = v.ref;
	}
	if (id_eq(above, fv->above))
		return;
	struct id id;
	day_t day;
	fv->above = above;
	fv->has_same = !id_is_none(above) &&
		       store_latest(r->txn, above, fv->form->id, &id, &day,
			       NULL) == ERR_OK &&
		       !id_eq(id, session_id(fv->session)) &&
		       store_get(r->txn, id, fv->view.arena, &fv->same, NULL) ==
			       ERR_OK;
	if (fv->has_same)
		fv->same_sight = record_sight(r, fv->form, &fv->same);
}

/* May this user see what another wrote there last time? */
static bool
is_secret(const struct form_view *fv, const struct record *rec,
	const struct field *f)
{
	bool secret = f->secret.n || (f->repeat && f->repeat->secret.n);
	return secret && rec == &fv->same && fv->same_sight != SIGHT_WHOLE;
}

static const struct record *
record_before(const struct form_view *fv, bool own)
{
	if (own || !is_about_somebody(fv))
		return fv->has_last ? &fv->last : NULL;
	return fv->has_same ? &fv->same : NULL;
}

const struct value *
form_last_value(const struct form_view *fv, const struct field *f)
{
	const struct record *rec =
		record_before(fv, f->keep_last || is_parent(fv, f));
	const struct value *v = rec ? fields_get(&rec->fields, f->name) : NULL;
	return v && v->type != VALUE_ROWS && !is_secret(fv, rec, f) ? v : NULL;
}

/* --- what may be taken over -------------------------------------------- */

static bool
names(const struct expr *x, str name)
{
	const struct expr_name *n;
	size_t count = x ? expr_names(x, &n) : 0;
	for (size_t i = 0; i < count; i++)
		if (n[i].kind == EXPR_NAME_FIELD && str_eq(n[i].name, name))
			return true;
	return false;
}

/* Does it feed a risk, a class or a count of people: is it a number, or does
 * something the form works out stand on it? */
static bool
weighs(const struct form *form, const struct field *f)
{
	if (f->type == FIELD_INTEGER || f->type == FIELD_DECIMAL ||
		f->type == FIELD_REPEAT) /* its rows are counted */
		return true;
	if (f->type == FIELD_TEXT || f->type == FIELD_REFERENCE)
		return false;
	for (size_t i = 0; i < form->n_all; i++)
		if (form->all[i] != f &&
			names(form->all[i]->calculation, f->name))
			return true;
	return false;
}

/* Does it say which part of the form is asked at all? */
static bool
decides(const struct form *form, const struct field *f)
{
	for (size_t i = 0; i < form->n_all; i++)
		if (form->all[i]->type == FIELD_GROUP &&
			names(form->all[i]->relevant, f->name))
			return true;
	return false;
}

/* A day or an hour is this visit's own; what is keyed twice is keyed. In a
 * list of people that is nobody's before, no number and no mark is anybody's
 * now: names come over, what they did does not. */
static bool
may_carry(const struct form_view *fv, const struct cell *c)
{
	const struct field *f = c->field;
	switch (f->type) {
	case FIELD_DATE:
	case FIELD_TIME:
	case FIELD_DATETIME:
	case FIELD_REPEAT:
		return false;
	default:
		break;
	}
	if (f->verify || f->automatic.n || f->serial || is_parent(fv, f) ||
		session_is_read_only(fv->session, c) ||
		(f->set && session_is_set(fv->session, c)) ||
		form_is_hidden(fv, c) || decides(fv->form, f) ||
		is_secret(fv, record_before(fv, false), f))
		return false;
	return is_about_somebody(fv) || f->type == FIELD_REFERENCE ||
	       !weighs(fv->form, f);
}

/* --- taking it over ---------------------------------------------------- */

static void
mark(struct form_view *fv, struct desk *d, const struct cell *c, str text)
{
	struct arena *a = fv->view.arena;
	str path = session_path(fv->session, d->frame, c);
	struct carried x = {.path = str_dup(a, path),
		.text = str_dup(a, text),
		.weighs = weighs(fv->form, c->field)};
	for (size_t i = 0; i < fv->n_carried; i++) {
		if (str_eq(fv->carried[i].path, path)) {
			fv->carried[i] = x;
			return;
		}
	}
	fv->carried = arena_grow(a, fv->carried, fv->n_carried,
		fv->n_carried + 1, sizeof(*fv->carried));
	fv->carried[fv->n_carried++] = x;
}

static bool
carry_value(struct form_view *fv, struct desk *d, const struct cell *c,
	const struct fields *from)
{
	struct value now = session_get(fv->session, c);
	const struct value *v = fields_get(from, c->field->name);
	if (!v || !session_is_asked(fv->session, c) || !may_carry(fv, c))
		return false;
	if (c->field->repeat ? value_eq(&now, v) : !value_is_blank(&now))
		return false;
	if (form_raw(fv, session_path(fv->session, d->frame, c)))
		return false;
	return session_set(fv->session, c, v, NULL) == ERR_OK;
}

/* All rows of last time into a repeat that has none; how many. */
static size_t
carry_rows(struct form_view *fv, struct desk *d, size_t head,
	const struct fields *from)
{
	struct cell c = fv->cell[head];
	const struct value *v = fields_get(from, c.field->name);
	if (!v || v->type != VALUE_ROWS || c.field->repeat ||
		c.field->repeat_count ||
		is_secret(fv, record_before(fv, false), c.field) ||
		session_rows(fv->session, &c) > 0 ||
		!session_is_asked(fv->session, &c))
		return 0;
	size_t n = 0;
	for (size_t k = 0; k < v->rows->n; k++) {
		size_t number;
		if (session_add_row(fv->session, &c, &number, NULL) != ERR_OK)
			break;
		n++;
		form_cells(fv);
		for (size_t i = head + 1; i < fv->n; i++)
			if (fv->cell[i].field->repeat == c.field &&
				(size_t)fv->cell[i].row_number == number)
				carry_value(
					fv, d, &fv->cell[i], &v->rows->v[k]);
	}
	if (n)
		mark(fv, d, &c, str_fmt(d->frame, "%zu", n));
	return n;
}

static size_t
carry_from(struct form_view *fv, struct desk *d, size_t from,
	const struct fields *last)
{
	size_t n = 0;
	for (size_t i = from; i < fv->n; i++) {
		struct cell c = fv->cell[i];
		if (c.field->type == FIELD_REPEAT) {
			n += carry_rows(fv, d, i, last) > 0;
			continue;
		}
		if (c.field->repeat || !field_has_value(c.field) ||
			!carry_value(fv, d, &c, last))
			continue;
		struct value v = session_get(fv->session, &c);
		mark(fv, d, &c, value_text(d->frame, &v));
		n++;
	}
	return n;
}

/* To the first thing to look at from there on. */
static void
go_on(struct form_view *fv, struct desk *d, size_t from)
{
	form_enter(
		fv, d, form_next_due(fv, d, from == 0 ? SIZE_MAX : from - 1));
}

static void
tell(struct form_view *fv, struct desk *d, const struct record *last, size_t n)
{
	size_t heavy = 0;
	for (size_t i = 0; i < fv->n_carried; i++)
		heavy += fv->carried[i].weighs && !fv->carried[i].seen;
	struct value day = {.type = VALUE_BLANK};
	if (fv->form->event_date) {
		const struct value *v =
			fields_get(&last->fields, fv->form->event_date->name);
		day = v ? *v : day;
	}
	form_say(fv, LOOK_WARNING,
		_("照上次 %.*s 带出 %zu 栏，%zu 栏牵涉风险、分类或人数；"
		  "%s 到下一处要看的"),
		STR_FMT(value_text(d->frame, &day)), n, heavy,
		desk_key(d, ACTION_NEXT));
}

/* One change, whatever it fills. `head`: only the rows of that repeat, else
 * all that is blank from there on. */
static void
carry(struct form_view *fv, struct desk *d, size_t at, bool rows)
{
	struct reader r;
	size_t n = 0;
	bool lent = form_lend(fv, d, &r);
	str path = session_path(fv->session, d->frame, &fv->cell[at]);
	if (lent)
		form_find_same(fv, &r);
	const struct record *last = record_before(fv, false);
	const struct whole *before =
		last ? form_whole(fv, d) : NULL; /* to be undone */
	if (before)
		n = rows ? carry_rows(fv, d, at, &last->fields)
			 : carry_from(fv, d, at, &last->fields);
	form_take_back(fv, &r, lent);
	form_cells(fv);
	if (n == 0) {
		form_say(fv, LOOK_DIM, "%s",
			last ? _("没有可带出的：上次也空着，或已经填了")
			     : _("没有上一次可照抄"));
		form_enter(fv, d, at);
		return;
	}
	form_remember_whole(fv, d, path, before);
	fv->fresh = STR_NONE;
	fv->draft_due = true;
	fv->saved[0] = '\0';
	if (rows)
		form_enter(fv, d, at);
	else
		go_on(fv, d, at);
	if (rows)
		form_say(fv, LOOK_WARNING, _("照上次带出 %zu 行，请核对"), n);
	else
		tell(fv, d, last, n);
}

void
form_carry_here(struct form_view *fv, struct desk *d)
{
	size_t head = form_head_of(fv, fv->at);
	if (!form_cell(fv))
		return;
	if (head != SIZE_MAX && head != fv->at && form_in_fresh(fv, d->frame) &&
		session_rows(fv->session, &fv->cell[head]) == 1)
		form_drop_fresh(fv, d); /* the cursor goes to the head */
	carry(fv, d, fv->at, head != SIZE_MAX && head == fv->at);
}

/* A draft says which were still to be looked at. */
void
form_restore_carried(struct form_view *fv, struct desk *d, str path)
{
	struct cell c;
	if (session_find(fv->session, path, &c, NULL) != ERR_OK)
		return;
	struct value v = session_get(fv->session, &c);
	mark(fv, d, &c, value_text(d->frame, &v));
}

/* Where no text is, in a reference or at the head of rows, .. and ... are
 * counted: the third at once takes over what was there last time. */
bool
form_takes_dot(struct form_view *fv, struct desk *d, const struct act *act)
{
	const struct cell *c = form_cell(fv);
	if (act->action != ACTION_TEXT ||
		(c->field->type != FIELD_REPEAT &&
			c->field->type != FIELD_REFERENCE))
		return false;
	str t = act->text;
	size_t n = act->c == '.' || act->c == 0x3002 ? 1
		   : form_is_carry(t)                ? 3
						     : 0;
	fv->dots = n ? fv->dots + n : 0;
	if (fv->dots == 0)
		return false;
	fv->still = false;
	if (fv->dots < 3)
		form_say(fv, LOOK_DIM, _("再敲点：照上次带出；%s 只照抄这一栏"),
			desk_key(d, ACTION_OPEN));
	else
		form_carry_here(fv, d);
	return true;
}
