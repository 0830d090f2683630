// SPDX-License-Identifier: MIT
#include "tui/views/form_view.h"

#include <stdio.h>
#include <string.h>

#include "forms/field.h"

#define UNDO_MOST 500
#define ID_NUMBER 18 /* characters of an identity card's number */

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
	if (!c->relevant || !field_has_value(c->field))
		return false;
	return !field_is_computed(c->field) && !c->field->read_only &&
	       !(c->field->type == FIELD_REFERENCE && c->field->ref_missing);
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
			!(skip && fv->cell[at].field->skip))
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

static bool
lend(struct form_view *fv, struct desk *d, struct reader *r)
{
	if (!desk_read(d, r, d->frame))
		return false;
	session_lend(fv->session, r);
	return true;
}

static void
take_back(struct form_view *fv, struct reader *r, bool lent)
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
	if (v.type == VALUE_REFERENCE && desk_read(d, &r, d->frame)) {
		str title = record_title_of(&r, d->frame, v.ref);
		desk_done(&r);
		return title;
	}
	str text = value_text(d->frame, &v);
	if (v.type != VALUE_DATETIME)
		return text;
	char *z = str_z(d->frame, text);
	if (strchr(z, 'T'))
		*strchr(z, 'T') = ' ';
	return str_of(z);
}

static str
canonical(struct form_view *fv, struct arena *a, const struct cell *c)
{
	struct value v = session_get(fv->session, c);
	return c->field->type == FIELD_REPEAT ? STR_NONE : value_text(a, &v);
}

void
form_enter(struct form_view *fv, struct desk *d, size_t at)
{
	fv->at = at;
	fv->edited = false;
	const struct cell *c = form_cell(fv);
	fv->edit.several = c && field_is_multiline(c->field);
	if (!c) {
		lineedit_set(&fv->edit, STR_NONE);
		return;
	}
	str path = session_path(fv->session, d->frame, c);
	const struct raw *raw = form_raw(fv, path);
	lineedit_set(&fv->edit, raw ? raw->text : edit_text(fv, d, c));
	fv->before = str_dup(fv->view.arena, canonical(fv, d->frame, c));
}

static void
remember(struct form_view *fv, str path, str before, str after)
{
	struct arena *a = fv->view.arena;
	if (str_eq(before, after))
		return;
	if (!fv->change)
		fv->change = ARENA_ARRAY(a, UNDO_MOST, struct change);
	if (fv->n_done == UNDO_MOST) {
		memmove(fv->change, fv->change + 1,
			(UNDO_MOST - 1) * sizeof(*fv->change));
		fv->n_done--;
	}
	fv->change[fv->n_done++] = (struct change){
		str_dup(a, path), str_dup(a, before), str_dup(a, after)};
	fv->n_change = fv->n_done;
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
		STR_FMT(label_text(&c->field->label)), STR_FMT(issue[0].words));
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
	bool lent = lend(fv, d, &r);
	enum err_code code =
		typed ? session_type(fv->session, &c, text, &e)
		      : session_set_text(fv->session, &c, text, &e);
	fv->draft_due = true;
	fv->saved[0] = '\0';
	if (code != ERR_OK) {
		form_set_raw(fv, path, text, str_of(e.words));
		form_say(fv, LOOK_ERROR, _("[错] 第 %d 栏 %.*s：%s"),
			form_number(fv->form, c.field),
			STR_FMT(label_text(&c.field->label)), e.words);
	} else {
		form_set_raw(fv, path, STR_NONE, STR_NONE);
		remember(fv, path, fv->before, canonical(fv, d->frame, &c));
		if (text.n)
			fv->fresh = STR_NONE;
		tell_issue(fv, d, &c);
	}
	take_back(fv, &r, lent);
	return code == ERR_OK;
}

static bool
is_ditto(str text)
{
	return str_is(text, "..") || str_is(text, "。。");
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
	return store_text(fv, d, text, true);
}

void
form_go(struct form_view *fv, struct desk *d, size_t at)
{
	/* Leaving may show or hide fields, but adds and removes none. */
	form_leave(fv, d);
	if (at < fv->n && !form_can_stop(fv, at))
		at = form_next(fv, at, false);
	form_enter(fv, d, at);
}

static size_t
find_path(struct form_view *fv, struct arena *a, str path)
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
	size_t i = find_path(fv, d->frame, path);
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

/* --- undo, copy -------------------------------------------------------- */

void
form_undo(struct form_view *fv, struct desk *d, bool redo)
{
	fv->words[0] = '\0';
	if (fv->edited && !redo) {
		form_enter(fv, d, fv->at); /* first what is being typed */
		return;
	}
	if (redo ? fv->n_done == fv->n_change : fv->n_done == 0) {
		form_say(fv, LOOK_DIM, "%s",
			redo ? _("没有可重做的了") : _("没有可撤销的了"));
		return;
	}
	const struct change *ch =
		&fv->change[redo ? fv->n_done++ : --fv->n_done];
	size_t kept = fv->n_done;
	size_t all = fv->n_change;
	size_t i = find_path(fv, d->frame, ch->path);
	if (i == SIZE_MAX)
		return; /* its row is gone */
	form_enter(fv, d, i);
	fv->before = redo ? ch->after : ch->before; /* not itself a change */
	store_text(fv, d, fv->before, false);
	fv->n_done = kept;
	fv->n_change = all;
	fv->words[0] = '\0'; /* a blank that was there before is no news */
	form_enter(fv, d, fv->at);
}

/* The same field in the row above, or in the user's last record. */
static bool
text_to_copy(struct form_view *fv, struct desk *d, str *out)
{
	const struct cell *c = form_cell(fv);
	if (c->field->repeat) {
		for (size_t i = fv->at; i-- > 0;)
			if (fv->cell[i].field == c->field) {
				*out = canonical(fv, d->frame, &fv->cell[i]);
				return true;
			}
		return false;
	}
	const struct value *v =
		fv->has_last ? fields_get(&fv->last.fields, c->field->name)
			     : NULL;
	if (!v || v->type == VALUE_ROWS)
		return false;
	*out = value_text(d->frame, v);
	return true;
}

void
form_ditto(struct form_view *fv, struct desk *d)
{
	str text;
	if (!form_cell(fv) || !text_to_copy(fv, d, &text)) {
		form_say(fv, LOOK_DIM, "%s",
			_("没有可照抄的：还没有上一条或上一行"));
		form_enter(fv, d, fv->at);
		return;
	}
	form_put(fv, d, text);
	form_enter(fv, d, form_next(fv, fv->at, false));
}

/* --- rows of a repeat -------------------------------------------------- */

/* The header of the repeat a cell stands in, or is; SIZE_MAX: none. */
static size_t
header_of(const struct form_view *fv, size_t at)
{
	if (at >= fv->n)
		return SIZE_MAX;
	const struct field *f = fv->cell[at].field;
	if (f->type == FIELD_REPEAT)
		return at;
	for (size_t i = at; f->repeat && i-- > 0;)
		if (fv->cell[i].field == f->repeat)
			return i;
	return SIZE_MAX;
}

/* The first and last stop of a row; SIZE_MAX when it has none. */
static void
row_stops(const struct form_view *fv, const struct session_row *row,
	size_t *first, size_t *last)
{
	*first = *last = SIZE_MAX;
	for (size_t i = 0; i < fv->n; i++) {
		if (fv->cell[i].row != row || !form_can_stop(fv, i))
			continue;
		if (*first == SIZE_MAX)
			*first = i;
		*last = i;
	}
}

static size_t
after_repeat(const struct form_view *fv, size_t header)
{
	for (size_t i = header + 1; i < fv->n; i++)
		if (fv->cell[i].depth <= fv->cell[header].depth &&
			form_can_stop(fv, i))
			return i;
	return fv->n;
}

static str
row_path(struct form_view *fv, struct arena *a, size_t header, size_t number)
{
	return str_fmt(a, "%.*s[%zu]",
		STR_FMT(session_path(fv->session, a, &fv->cell[header])),
		number);
}

void
form_add_row(struct form_view *fv, struct desk *d)
{
	struct reader r;
	struct err e = {0};
	size_t number;
	form_leave(fv, d);
	size_t header = header_of(fv, fv->at);
	if (header == SIZE_MAX) {
		form_say(fv, LOOK_DIM, "%s", _("这里没有明细可加行"));
		return;
	}
	struct cell c = fv->cell[header];
	bool lent = lend(fv, d, &r);
	enum err_code code = session_add_row(fv->session, &c, &number, &e);
	take_back(fv, &r, lent);
	if (code != ERR_OK) {
		form_say(fv, LOOK_ERROR, "%s", e.words);
		return;
	}
	form_cells(fv);
	fv->draft_due = true;
	fv->fresh =
		str_dup(fv->view.arena, row_path(fv, d->frame, header, number));
	size_t at = header;
	for (size_t i = header + 1; i < fv->n && at == header; i++)
		if (fv->cell[i].field->repeat == c.field &&
			(size_t)fv->cell[i].row_number == number &&
			form_can_stop(fv, i))
			at = i;
	form_enter(fv, d, at);
}

static void
remove_row(struct form_view *fv, size_t header, size_t number)
{
	struct cell c = fv->cell[header];
	struct err e;
	if (session_remove_row(fv->session, &c, number, &e) != ERR_OK)
		form_say(fv, LOOK_ERROR, "%s", e.words);
	form_cells(fv);
	fv->fresh = STR_NONE;
	fv->draft_due = true;
	/* Paths of the rows behind it have changed. */
	fv->n_raw = 0;
	fv->n_change = fv->n_done = 0;
}

void
form_remove_row(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	size_t header = header_of(fv, fv->at);
	if (!c || header == fv->at || header == SIZE_MAX)
		return;
	int number = c->row_number;
	remove_row(fv, header, (size_t)number);
	form_enter(fv, d, header);
	form_say(fv, LOOK_GOOD, _("已删第 %d 行"), number);
}

/* Is the cursor in the row that was made and not filled? */
static bool
in_fresh(struct form_view *fv, struct arena *a)
{
	const struct cell *c = form_cell(fv);
	size_t header = header_of(fv, fv->at);
	return c && fv->fresh.n && header != SIZE_MAX && header != fv->at &&
	       str_eq(fv->fresh,
		       row_path(fv, a, header, (size_t)c->row_number));
}

/* A row nobody filled is not kept. */
void
form_drop_fresh(struct form_view *fv)
{
	struct arena *a = arena_new_secret();
	for (size_t i = 0; i < fv->n && fv->fresh.n; i++) {
		const struct cell *c = &fv->cell[i];
		if (c->field->type != FIELD_REPEAT)
			continue;
		size_t n = session_rows(fv->session, c);
		if (n && str_eq(row_path(fv, a, i, n), fv->fresh)) {
			remove_row(fv, i, n);
			fv->at = i;
		}
	}
	fv->fresh = STR_NONE;
	arena_free(a);
}

/* --- Enter
 * --------------------------------------------------------------------------------
 */

/* Where Enter leads in a repeat; false where there is none. */
static bool
accept_in_repeat(struct form_view *fv, struct desk *d, bool blank)
{
	size_t header = header_of(fv, fv->at);
	size_t first;
	size_t last;
	if (header == SIZE_MAX)
		return false;
	const struct cell *c = form_cell(fv);
	size_t rows = session_rows(fv->session, &fv->cell[header]);
	if (header == fv->at) {
		if (rows > 0)
			return false;
		form_add_row(fv, d);
		return true;
	}
	row_stops(fv, c->row, &first, &last);
	if (fv->at == first && blank && in_fresh(fv, d->frame)) {
		form_drop_fresh(fv);
		form_enter(fv, d, after_repeat(fv, header));
		return true;
	}
	if (fv->at != last || (size_t)c->row_number != rows)
		return false;
	if (in_fresh(fv, d->frame))
		form_enter(fv, d, first); /* still empty: no second one */
	else
		form_add_row(fv, d);
	return true;
}

/* A warning is told once; the second Enter keeps the value and the reason. */
static bool
waits_for_second(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	struct issue *issue;
	str path = session_path(fv->session, d->frame, c);
	if (session_check_cell(fv->session, c, d->frame, &issue) == 0 ||
		issue[0].kind != ISSUE_WARNING)
		return false;
	if (str_eq(fv->warned, path)) {
		session_set_reason(fv->session, c->field->name,
			str_of(_("录入时再按 Enter 认可")));
		fv->warned = STR_NONE;
		fv->words[0] = '\0';
		return false;
	}
	fv->warned = str_dup(fv->view.arena, path);
	form_say(fv, LOOK_WARNING, _("[看] %.*s 没错就再按 Enter"),
		STR_FMT(issue[0].words));
	return true;
}

void
form_accept(struct form_view *fv, struct desk *d)
{
	bool blank = lineedit_is_empty(&fv->edit);
	size_t at = fv->at;
	if (!form_leave(fv, d) && fv->at == at) {
		form_enter(fv, d, form_next(fv, at, true));
		return;
	}
	if (fv->at != at)
		return; /* a copy has gone on already */
	if (waits_for_second(fv, d)) {
		form_enter(fv, d, at);
		return;
	}
	if (!accept_in_repeat(fv, d, blank))
		form_enter(fv, d, form_next(fv, at, true));
}

/* --- typed in full
 * ---------------------------------------------------------------------------
 */

static bool
all_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* A code that no other offered code begins with. */
static bool
is_whole_code(const struct form_view *fv, struct arena *a, str text)
{
	const struct choice *const *choice;
	size_t n = session_choices(fv->session, form_cell(fv), a, &choice);
	bool there = false;
	for (size_t i = 0; i < n; i++) {
		str code = choice[i]->name;
		there = there || str_eq(code, text);
		if (code.n > text.n && str_starts(code, text))
			return false;
	}
	return there;
}

bool
form_is_full(const struct form_view *fv, struct arena *a)
{
	const struct cell *c = form_cell(fv);
	if (!c || fv->edit.at != fv->edit.n)
		return false;
	str text = utf8_fold(a, lineedit_text(&fv->edit, a));
	switch (c->field->type) {
	case FIELD_SELECT_ONE:
		return text.n > 0 && is_whole_code(fv, a, text);
	case FIELD_DATE:
		return text.n == 8 && all_digits(text);
	case FIELD_TEXT:
		return text.n == ID_NUMBER &&
		       str_is(c->field->code, "gb_11643_idno") &&
		       all_digits(str_sub(text, 0, ID_NUMBER - 1));
	default:
		return false;
	}
}
