// SPDX-License-Identifier: MIT
// Rows of a repeat, and what Enter does.
#include "tui/views/form_view.h"

#define ID_NUMBER 18 /* characters of an identity card's number */

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
	bool lent = form_lend(fv, d, &r);
	enum err_code code = session_add_row(fv->session, &c, &number, &e);
	form_take_back(fv, &r, lent);
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

/* --- Enter ------------------------------------------------------------- */

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

/* The next stop of the row that must be filled and is not; SIZE_MAX: none. */
static size_t
next_missing(const struct form_view *fv, size_t last)
{
	for (size_t i = fv->at + 1; i <= last; i++) {
		const struct cell *c = &fv->cell[i];
		struct value v = session_get(fv->session, c);
		if (c->row == form_cell(fv)->row && form_can_stop(fv, i) &&
			value_is_blank(&v) &&
			session_is_required(fv->session, c))
			return i;
	}
	return SIZE_MAX;
}

void
form_tab(struct form_view *fv, struct desk *d)
{
	size_t at = fv->at;
	size_t header = header_of(fv, at);
	form_leave(fv, d);
	if (fv->at != at)
		return; /* a copy has gone on already */
	if (header == SIZE_MAX || header == at || in_fresh(fv, d->frame)) {
		form_enter(fv, d, form_next(fv, at, true));
		return;
	}
	size_t first;
	size_t last;
	row_stops(fv, form_cell(fv)->row, &first, &last);
	size_t missing = next_missing(fv, last);
	if (missing != SIZE_MAX)
		form_enter(fv, d, missing);
	else if ((size_t)form_cell(fv)->row_number ==
		 session_rows(fv->session, &fv->cell[header]))
		form_add_row(fv, d);
	else
		form_enter(fv, d, form_next(fv, last, true));
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

/* --- typed in full ----------------------------------------------------- */

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
