// SPDX-License-Identifier: MIT
// As last time: what is carried over from the last record of the same person,
// and what of it nobody has looked at yet.
#include "tui/views/form_view.h"

#include "tui/views/message.h"

#define LISTED 6 /* fields that the question names */

bool
form_is_carry(str text)
{
	return str_is(text, "...") || str_is(text, "。。。");
}

static str
path_of(const struct form_view *fv, struct arena *a, size_t i)
{
	return session_path(fv->session, a, &fv->cell[i]);
}

bool
form_is_carried(const struct form_view *fv, str path)
{
	for (size_t i = 0; i < fv->n_carried; i++)
		if (str_eq(fv->carried[i], path))
			return true;
	return false;
}

void
form_seen(struct form_view *fv, str path)
{
	for (size_t i = 0; i < fv->n_carried; i++)
		if (str_eq(fv->carried[i], path)) {
			fv->carried[i] = fv->carried[--fv->n_carried];
			return;
		}
}

/* The last record of what this one belongs to; where a form belongs to
 * nothing, what this user saved last. */
static bool
last_one(struct form_view *fv, struct desk *d, struct record *out)
{
	struct reader r;
	struct id id = ID_NONE;
	bool found = false;
	if (fv->form->n_parent == 0) {
		*out = fv->last;
		return fv->has_last;
	}
	for (size_t i = 0; id_is_none(id) && i < fv->form->n_parent; i++) {
		struct cell c;
		if (session_find(fv->session, fv->form->parent[i]->name, &c,
			    NULL) != ERR_OK)
			continue;
		struct value v = session_get(fv->session, &c);
		id = v.type == VALUE_REFERENCE ? v.ref : ID_NONE;
	}
	if (id_is_none(id) || !desk_read(d, &r, d->frame))
		return false;
	day_t day;
	struct id latest;
	found = store_latest(r.txn, id, fv->form->id, &latest, &day, NULL) ==
			ERR_OK &&
		!id_eq(latest, session_id(fv->session)) &&
		store_get(r.txn, latest, d->frame, out, NULL) == ERR_OK;
	desk_done(&r);
	return found;
}

/* Days and numbers that are drawn belong to that one time; what is keyed
 * twice is keyed. */
static bool
may_carry(struct form_view *fv, size_t i)
{
	const struct cell *c = &fv->cell[i];
	const struct field *f = c->field;
	if (!form_can_stop(fv, i) || f->repeat || f->serial || f->verify ||
		f->type == FIELD_REPEAT || f->type == FIELD_DATE ||
		f->type == FIELD_DATETIME || f->type == FIELD_TIME ||
		form_is_hidden(fv, c))
		return false;
	struct value v = session_get(fv->session, c);
	return value_is_blank(&v);
}

void
form_carry(struct form_view *fv, struct desk *d)
{
	struct record last;
	size_t from = fv->at;
	size_t done = fv->n_done;
	size_t n = 0;
	if (!last_one(fv, d, &last)) {
		form_say(fv, LOOK_DIM, "%s", _("还没有上一次的，带不出来"));
		form_enter(fv, d, from);
		return;
	}
	/* One field may decide whether another is asked: in their order. */
	for (size_t i = from; i < fv->n; i++) {
		const struct value *v =
			fields_get(&last.fields, fv->cell[i].field->name);
		if (!v || !may_carry(fv, i))
			continue;
		str path = str_dup(fv->view.arena, path_of(fv, d->frame, i));
		fv->at = i;
		form_put(fv, d, value_text(d->frame, v));
		form_seen(fv, path);
		*ARENA_PUSH(fv->view.arena, fv->carried, fv->n_carried) = path;
		n++;
	}
	/* One undo takes all of it back. */
	for (size_t i = done + 1; i < fv->n_done; i++)
		fv->change[i].with = true;
	form_enter(fv, d, from);
	form_say(fv, LOOK_GOOD, _("照上次带出 %zu 栏；标 ~ 的还没看过"), n);
}

/* A field that is blank again, or not asked any more, needs no look. */
static bool
is_unseen(const struct form_view *fv, struct arena *a, size_t i)
{
	const struct cell *c = &fv->cell[i];
	if (!c->relevant || !field_has_value(c->field) ||
		!form_is_carried(fv, path_of(fv, a, i)))
		return false;
	struct value v = session_get(fv->session, c);
	return !value_is_blank(&v);
}

size_t
form_unseen(const struct form_view *fv, struct arena *a)
{
	size_t n = 0;
	for (size_t i = 0; fv->n_carried && i < fv->n; i++)
		n += is_unseen(fv, a, i);
	return n;
}

struct step
form_ask_carried(struct form_view *fv, struct desk *d)
{
	struct buf b = {.arena = d->frame};
	size_t n = form_unseen(fv, d->frame);
	buf_addf(&b, _("有 %zu 栏是照上次带出、还没看过的："), n);
	size_t told = 0;
	for (size_t i = 0; i < fv->n && told < LISTED; i++) {
		if (!is_unseen(fv, d->frame, i))
			continue;
		buf_addf(&b, "\n%d %.*s",
			form_number(fv->form, fv->cell[i].field),
			STR_FMT(label_text(&fv->cell[i].field->label)));
		told++;
	}
	if (told < n)
		buf_addz(&b, "\n...");
	buf_addf(&b, "\n%s", _("Enter 照存，Esc 回去看。"));
	return (struct step){STEP_PUSH, &view_message,
		message_new(
			d->frame, MESSAGE_ASK, _("照上次带出的"), buf_str(&b))};
}
