// SPDX-License-Identifier: MIT
#include "tui/views/form_view.h"

#include <stdio.h>
#include <string.h>

#include "forms/field.h"

void
form_say(struct form_view *fv, enum look look, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vsnprintf(fv->words, sizeof(fv->words), fmt, args);
	va_end(args);
	fv->look = look;
}

/* --- cells ------------------------------------------------------------- */

const struct cell *
form_cell(const struct form_view *fv)
{
	return fv->at < fv->n ? &fv->cell[fv->at] : NULL;
}

/* Fields are numbered as the form has them, whatever is asked just now. */
int
form_number(const struct form *f, const struct field *field)
{
	int n = 0;
	for (size_t i = 0; i < f->n_all; i++) {
		n += field_has_value(f->all[i]);
		if (f->all[i] == field)
			return n;
	}
	return 0;
}

bool
form_can_stop(const struct form_view *fv, size_t i)
{
	if (i >= fv->n)
		return true; /* the line to save */
	const struct cell *c = &fv->cell[i];
	if (!c->relevant || !field_has_value(c->field) ||
		c->field->repeat_count) /* its rows come by themselves */
		return false;
	return !session_is_read_only(fv->session, c) &&
	       !(c->field->set && session_is_set(fv->session, c)) &&
	       !(c->field->type == FIELD_REFERENCE && c->field->ref_missing);
}

str
form_cover(const struct form_view *fv, struct arena *a, const struct field *f,
	str text)
{
	return record_cover(a, f, fv->sight, !fv->masked, text);
}

/* The desk hides numbers and phones, names it does not (ux.md §3). */
bool
form_is_hidden(const struct form_view *fv, const struct cell *c)
{
	const struct field *f = c->field;
	if (f->secret.n && fv->sight != SIGHT_WHOLE)
		return true;
	if (!fv->masked ||
		!(str_is(f->mask, "id_number") || str_is(f->mask, "phone")))
		return false;
	struct value v = session_get(fv->session, c);
	return !value_is_blank(&v);
}

bool
form_refuses(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	if (!c || !form_is_hidden(fv, c))
		return false;
	fv->still = false; /* there are words to show */
	if (c->field->secret.n && fv->sight != SIGHT_WHOLE)
		form_say(fv, LOOK_WARNING, "%s",
			_("这一栏您无权看全，也不能改"));
	else
		form_say(fv, LOOK_WARNING,
			_("这一栏遮着：%s 写明理由才能看和改"),
			desk_key(d, ACTION_REVEAL));
	return true;
}

void
form_cells(struct form_view *fv)
{
	fv->n = session_cells(fv->session, &fv->cell);
	if (fv->at > fv->n)
		fv->at = fv->n;
}

size_t
form_next(const struct form_view *fv, size_t at, bool skip)
{
	while (++at < fv->n)
		if (form_can_stop(fv, at) &&
			!(skip && session_skips(fv->session, &fv->cell[at])))
			return at;
	return fv->n;
}

size_t
form_before(const struct form_view *fv, size_t at)
{
	size_t i = at;
	while (i-- > 0)
		if (form_can_stop(fv, i))
			return i;
	return at;
}

bool
form_read(struct desk *d, struct reader *r, struct arena *a)
{
	if (!desk_read(d, r, a))
		return false;
	store_unhide(r->txn);
	return true;
}

bool
form_lend(struct form_view *fv, struct desk *d, struct reader *r)
{
	if (!form_read(d, r, d->frame))
		return false;
	session_lend(fv->session, r);
	return true;
}

void
form_take_back(struct form_view *fv, struct reader *r, bool lent)
{
	if (!lent)
		return;
	/* Cells are fetched while records can still be read. */
	form_cells(fv);
	session_lend(fv->session, NULL);
	desk_done(r);
}

/* --- what could not be stored ------------------------------------------ */

const struct raw *
form_raw(const struct form_view *fv, str path)
{
	for (size_t i = 0; i < fv->n_raw; i++)
		if (str_eq(fv->raw[i].path, path))
			return &fv->raw[i];
	return NULL;
}

void
form_set_raw(struct form_view *fv, str path, str text, str why)
{
	struct arena *a = fv->view.arena;
	size_t kept = 0;
	for (size_t i = 0; i < fv->n_raw; i++)
		if (!str_eq(fv->raw[i].path, path))
			fv->raw[kept++] = fv->raw[i];
	fv->n_raw = kept;
	if (text.n == 0)
		return;
	fv->raw = arena_grow(
		a, fv->raw, fv->n_raw, fv->n_raw + 1, sizeof(*fv->raw));
	fv->raw[fv->n_raw++] = (struct raw){
		str_dup(a, path), str_dup(a, text), str_dup(a, why)};
}

/* --- entering and leaving ---------------------------------------------- */

/* The text to edit: canonical, but a moment is typed with a blank. */
static str
edit_text(struct form_view *fv, struct desk *d, const struct cell *c)
{
	struct value v = session_get(fv->session, c);
	struct reader r;
	if (c->field->type == FIELD_REPEAT)
		return STR_NONE;
	if (v.type == VALUE_REFERENCE && form_read(d, &r, d->frame)) {
		str title = record_title_of(&r, d->frame, v.ref);
		desk_done(&r);
		return title;
	}
	return v.type == VALUE_DATETIME
		       ? record_show(NULL, d->frame, c->field, &v)
		       : value_text(d->frame, &v);
}

void
form_enter(struct form_view *fv, struct desk *d, size_t at)
{
	fv->at = at;
	fv->edited = false;
	fv->dots = 0;
	const struct cell *c = form_cell(fv);
	fv->edit.several = c && field_is_multiline(c->field);
	if (!c) {
		lineedit_set(&fv->edit, STR_NONE);
		return;
	}
	str path = session_path(fv->session, d->frame, c);
	const struct raw *raw = form_raw(fv, path);
	bool second = !raw && session_wants_second(fv->session, c);
	str text = raw ? raw->text : second ? STR_NONE : edit_text(fv, d, c);
	lineedit_set(&fv->edit,
		form_is_hidden(fv, c) ? form_cover(fv, d->frame, c->field, text)
				      : text);
}

/* Tell the first problem of the cell; true when there is none. */
static bool
tell_issue(struct form_view *fv, struct desk *d, const struct cell *c)
{
	struct issue *issue;
	if (session_check_cell(fv->session, c, d->frame, &issue) == 0)
		return true;
	bool error = issue[0].kind == ISSUE_ERROR;
	form_say(fv, error ? LOOK_ERROR : LOOK_WARNING,
		_("%s 第 %d 栏 %.*s：%.*s"), error ? _("[错]") : _("[看]"),
		form_number(fv->form, c->field),
		STR_FMT(session_label(fv->session, c, d->frame)),
		STR_FMT(issue[0].words));
	return false;
}

/* Store a text in the cell the cursor is on: typed, or canonical. */
static bool
store_text(struct form_view *fv, struct desk *d, str text, bool typed)
{
	struct reader r;
	struct err e = {0};
	struct cell c = *form_cell(fv);
	str path = session_path(fv->session, d->frame, &c);
	bool lent = form_lend(fv, d, &r);
	struct value old = session_get(fv->session, &c);
	struct watch w;
	old = value_dup(d->frame, &old);
	form_watch(fv, d, &c, &w);
	enum err_code code =
		typed ? session_type(fv->session, &c, text, &e)
		      : session_set_text(fv->session, &c, text, &e);
	fv->draft_due = true;
	fv->saved[0] = '\0';
	if (code != ERR_OK) {
		form_set_raw(fv, path, text, str_of(e.words));
		form_say(fv, LOOK_ERROR, _("[错] 第 %d 栏 %.*s：%s"),
			form_number(fv->form, c.field),
			STR_FMT(session_label(fv->session, &c, d->frame)),
			e.words);
	} else {
		form_set_raw(fv, path, STR_NONE, STR_NONE);
		struct value now = session_get(fv->session, &c);
		if (!c.field->repeat && !value_eq(&old, &now))
			session_set_reason(/* it was about another value */
				fv->session, c.field->name, STR_NONE);
		if (text.n)
			fv->fresh = STR_NONE;
		tell_issue(fv, d, &c);
	}
	form_remember(fv, d, &w);
	form_take_back(fv, &r, lent);
	return code == ERR_OK;
}

static bool
is_ditto(str text)
{
	return str_is(text, "..") || str_is(text, "。。");
}

bool
form_is_carry(str text)
{
	return str_is(text, "...") || str_is(text, "。。。");
}

bool
form_leave(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	if (!c || !fv->edited)
		return true;
	str text = lineedit_text(&fv->edit, d->frame);
	fv->edited = false;
	fv->words[0] = '\0';
	if (is_ditto(text)) {
		form_ditto(fv, d);
		return true;
	}
	if (form_is_carry(text)) {
		form_carry_here(fv, d);
		return true;
	}
	form_seen(fv, d);
	bool stored = store_text(fv, d, text, true);
	if (stored)
		form_twin_look(fv, d);
	return stored;
}

void
form_go(struct form_view *fv, struct desk *d, size_t at)
{
	/* Leaving may show or hide fields; rows come and go only where
	 * repeat_count says so. */
	size_t before = fv->n;
	str path = at < fv->n
			   ? session_path(fv->session, d->frame, &fv->cell[at])
			   : STR_NONE;
	form_seen(fv, d);
	form_leave(fv, d);
	while (fv->n != before && path.n > 0 && at > 0 &&
		(at >= fv->n || !str_eq(session_path(fv->session, d->frame,
						&fv->cell[at]),
					path)))
		at--;
	if (at < fv->n && !form_can_stop(fv, at))
		at = form_next(fv, at, false);
	form_enter(fv, d, at);
}

size_t
form_find(struct form_view *fv, struct arena *a, str path)
{
	for (size_t i = 0; i < fv->n; i++)
		if (field_has_value(fv->cell[i].field) &&
			str_eq(session_path(fv->session, a, &fv->cell[i]),
				path))
			return i;
	return SIZE_MAX;
}

void
form_go_path(struct form_view *fv, struct desk *d, str path)
{
	size_t i = form_find(fv, d->frame, path);
	if (i == SIZE_MAX)
		return;
	form_leave(fv, d);
	form_enter(fv, d, i);
}

void
form_put(struct form_view *fv, struct desk *d, str text)
{
	fv->words[0] = '\0';
	fv->edited = false;
	store_text(fv, d, text, false);
}
