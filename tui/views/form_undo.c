// SPDX-License-Identifier: MIT
// Undo, redo, and copies of what was filled before.
#include "tui/views/form_view.h"

#include <string.h>

#include "forms/field.h"

#define UNDO_MOST 500

/* --- writing down what changes ----------------------------------------- */

static struct entered
entered(struct form_view *fv, struct arena *a, const struct cell *c, str path)
{
	const struct raw *raw = form_raw(fv, path);
	struct value v = session_get(fv->session, c);
	if (raw)
		return (struct entered){
			str_dup(a, raw->text), str_dup(a, raw->why), true};
	return (struct entered){str_dup(a, value_text(a, &v)), STR_NONE, false};
}

/* Before a cell is set: it, and what its triggers may set with it. */
void
form_watch(struct form_view *fv, struct desk *d, const struct cell *c,
	struct watch *w)
{
	struct arena *a = d->frame;
	*w = (struct watch){.v = ARENA_ARRAY(a, WATCH_MOST, struct change)};
	for (size_t i = 0; i <= fv->n && w->n < WATCH_MOST; i++) {
		const struct cell *o = i ? &fv->cell[i - 1] : c;
		bool it = i == 0;
		if (!it && (!o->field->trigger.n ||
				   (o->field->repeat && o->row != c->row) ||
				   (o->field == c->field && o->row == c->row)))
			continue;
		str path = session_path(fv->session, a, o);
		w->v[w->n++] = (struct change){.path = path,
			.before = entered(fv, a, o, path),
			.with = !it};
	}
}

static struct change *
push(struct form_view *fv, struct change change)
{
	if (!fv->change)
		fv->change =
			ARENA_ARRAY(fv->view.arena, UNDO_MOST, struct change);
	if (fv->n_done == UNDO_MOST) {
		memmove(fv->change, fv->change + 1,
			(UNDO_MOST - 1) * sizeof(*fv->change));
		fv->n_done--;
	}
	fv->change[fv->n_done++] = change;
	fv->n_change = fv->n_done;
	return &fv->change[fv->n_done - 1];
}

static bool
same(const struct entered *x, const struct entered *y)
{
	return x->raw == y->raw && str_eq(x->text, y->text);
}

static struct entered
entered_dup(struct arena *a, const struct entered *x)
{
	return (struct entered){
		str_dup(a, x->text), str_dup(a, x->why), x->raw};
}

/* After it was set: what became different is one change. */
void
form_remember(struct form_view *fv, struct desk *d, const struct watch *w)
{
	struct arena *a = fv->view.arena;
	bool with = false;
	for (size_t i = 0; i < w->n && !fv->undoing; i++) {
		struct change ch = w->v[i];
		struct cell c;
		if (session_find(fv->session, ch.path, &c, NULL) != ERR_OK)
			continue;
		struct entered now = entered(fv, d->frame, &c, ch.path);
		if (same(&ch.before, &now))
			continue;
		push(fv, (struct change){.path = str_dup(a, ch.path),
				 .before = entered_dup(a, &ch.before),
				 .after = entered_dup(a, &now),
				 .with = with});
		with = true;
	}
}

/* All of it, to be put back as it was. */
const struct whole *
form_whole(struct form_view *fv, struct desk *d)
{
	struct arena *a = fv->view.arena;
	struct whole *w = ARENA_NEW(a, struct whole);
	struct err e;
	if (session_record(fv->session, a, false, d->user_name, &w->record,
		    &e) != ERR_OK)
		return NULL;
	w->raw = ARENA_ARRAY(a, fv->n_raw + 1, struct raw);
	w->n_raw = fv->n_raw;
	for (size_t i = 0; i < fv->n_raw; i++)
		w->raw[i] = fv->raw[i];
	return w;
}

void
form_remember_row(struct form_view *fv, struct desk *d, str path, size_t number,
	bool added)
{
	if (fv->undoing)
		return;
	struct change ch = {.path = str_dup(fv->view.arena, path),
		.row = number,
		.added = added};
	if (!added) {
		ch.whole = form_whole(fv, d);
		if (!ch.whole)
			return;
	}
	push(fv, ch);
}

/* Much was filled at once, from the field at `path` on. */
void
form_remember_whole(struct form_view *fv, struct desk *d, str path,
	const struct whole *before)
{
	const struct whole *then = form_whole(fv, d);
	if (then)
		push(fv, (struct change){.path = str_dup(fv->view.arena, path),
				 .whole = before,
				 .then = then});
}

/* A row that was made and left empty again is no change at all. */
void
form_forget_row(struct form_view *fv, str path, size_t number)
{
	const struct change *last =
		fv->n_done ? &fv->change[fv->n_done - 1] : NULL;
	if (last && last->added && last->row == number &&
		str_eq(last->path, path) && !fv->undoing)
		fv->n_change = --fv->n_done;
}

/* --- doing it ---------------------------------------------------------- */

/* Everything as it stood before a row was removed. */
static void
put_back(struct form_view *fv, struct desk *d, const struct whole *w)
{
	struct reader r;
	struct session *s = session_new(
		fv->form, &w->record, fv->has_last ? &fv->last : NULL);
	session_set_id(s, session_id(fv->session));
	session_free(fv->session);
	fv->session = s;
	fv->restored = true;
	fv->n_raw = 0;
	for (size_t i = 0; i < w->n_raw; i++)
		form_set_raw(fv, w->raw[i].path, w->raw[i].text, w->raw[i].why);
	form_take_back(fv, &r, form_lend(fv, d, &r));
	form_cells(fv);
}

static void
set_entered(struct form_view *fv, struct desk *d, str path,
	const struct entered *to)
{
	size_t i = form_find(fv, d->frame, path);
	if (i == SIZE_MAX)
		return;
	if (to->raw) {
		form_set_raw(fv, path, to->text, to->why);
		fv->draft_due = true;
		return;
	}
	fv->at = i;
	form_put(fv, d, to->text);
}

/* A row comes or goes; the cursor goes to its first field, or to the head. */
static void
apply_row(struct form_view *fv, struct desk *d, const struct change *ch,
	bool redo)
{
	size_t head = form_find(fv, d->frame, ch->path);
	if (ch->whole && !redo)
		put_back(fv, d, ch->whole);
	else if (head == SIZE_MAX)
		return;
	else if (ch->added && redo)
		form_make_row(fv, d, head);
	else
		form_take_row(fv, d, head, ch->row);
	fv->draft_due = true;
	fv->fresh = STR_NONE;
	head = form_find(fv, d->frame, ch->path);
	size_t row = form_row_first(fv, head, ch->row);
	form_enter(fv, d, ch->added == redo && row != SIZE_MAX ? row : head);
}

static void
apply(struct form_view *fv, struct desk *d, size_t from, size_t to, bool redo)
{
	const struct change *first = &fv->change[from];
	fv->undoing = true;
	if (first->then) {
		put_back(fv, d, redo ? first->then : first->whole);
		fv->draft_due = true;
		fv->fresh = STR_NONE;
		size_t at = form_find(fv, d->frame, first->path);
		form_enter(fv, d, at == SIZE_MAX ? 0 : at);
	} else if (first->row) {
		apply_row(fv, d, first, redo);
	} else {
		/* What triggers set is set after them. */
		for (size_t i = from; i < to; i++)
			set_entered(fv, d, fv->change[i].path,
				redo ? &fv->change[i].after
				     : &fv->change[i].before);
		size_t at = form_find(fv, d->frame, first->path);
		form_enter(fv, d, at == SIZE_MAX ? fv->at : at);
	}
	fv->undoing = false;
	fv->words[0] = '\0'; /* a blank that was there before is no news */
}

void
form_undo(struct form_view *fv, struct desk *d, bool redo)
{
	fv->words[0] = '\0';
	if (fv->edited && !redo) {
		form_enter(fv, d, fv->at); /* first what is being typed */
		return;
	}
	form_leave(fv, d);
	if (redo ? fv->n_done == fv->n_change : fv->n_done == 0) {
		form_say(fv, LOOK_DIM, "%s",
			redo ? _("没有可重做的了") : _("没有可撤销的了"));
		return;
	}
	size_t from = fv->n_done;
	size_t to = from;
	if (redo)
		while (++to < fv->n_change && fv->change[to].with)
			;
	else
		while (fv->change[--from].with && from > 0)
			;
	fv->n_done = redo ? to : from;
	apply(fv, d, from, to, redo);
}

/* --- copies ------------------------------------------------------------ */

static str
copied(struct form_view *fv, struct arena *a, const struct cell *c)
{
	struct value v = session_get(fv->session, c);
	return value_text(a, &v);
}

/* The same field in the row above, or in the user's last record. */
static bool
text_to_copy(struct form_view *fv, struct desk *d, str *out)
{
	const struct cell *c = form_cell(fv);
	if (c->field->repeat) {
		for (size_t i = fv->at; i-- > 0;)
			if (fv->cell[i].field == c->field) {
				*out = copied(fv, d->frame, &fv->cell[i]);
				return true;
			}
		return false;
	}
	const struct value *v = form_last_value(fv, c->field);
	if (!v)
		return false;
	*out = value_text(d->frame, v);
	return true;
}

void
form_ditto(struct form_view *fv, struct desk *d)
{
	str text;
	const struct cell *c = form_cell(fv);
	if (form_refuses(fv, d))
		return;
	if (c && c->field->type == FIELD_REPEAT) {
		form_carry_here(fv, d);
		return;
	}
	form_seen(fv, d);
	if (!form_cell(fv) || !text_to_copy(fv, d, &text)) {
		form_say(fv, LOOK_DIM, "%s",
			_("没有可照抄的：还没有上一条或上一行"));
		form_enter(fv, d, fv->at);
		return;
	}
	form_put(fv, d, text);
	form_enter(fv, d, form_next(fv, fv->at, false));
}
