// SPDX-License-Identifier: MIT
// Rows of a repeat, and what Enter does.
#include "tui/views/form_view.h"

#include "forms/field.h"

#define ID_NUMBER 18 /* characters of an identity card's number */

/* --- rows of a repeat -------------------------------------------------- */

size_t
form_head_of(const struct form_view *fv, size_t at)
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

size_t
form_row_first(const struct form_view *fv, size_t head, size_t number)
{
	for (size_t i = head + 1; head < fv->n && i < fv->n; i++)
		if (fv->cell[i].field->repeat == fv->cell[head].field &&
			(size_t)fv->cell[i].row_number == number &&
			form_can_stop(fv, i))
			return i;
	return SIZE_MAX;
}

size_t
form_make_row(struct form_view *fv, struct desk *d, size_t head)
{
	struct reader r;
	struct err e = {0};
	size_t number = 0;
	struct cell c = fv->cell[head];
	if (c.field->repeat_count) {
		form_say(fv, LOOK_DIM, "%s", _("行数由别的栏决定"));
		return 0;
	}
	bool lent = form_lend(fv, d, &r);
	if (session_add_row(fv->session, &c, &number, &e) != ERR_OK) {
		form_say(fv, LOOK_ERROR, "%s", e.words);
		number = 0;
	}
	form_take_back(fv, &r, lent);
	form_cells(fv);
	fv->draft_due = true;
	return number;
}

void
form_add_row(struct form_view *fv, struct desk *d)
{
	form_leave(fv, d);
	size_t header = form_head_of(fv, fv->at);
	if (header == SIZE_MAX) {
		form_say(fv, LOOK_DIM, "%s", _("这里没有明细可加行"));
		return;
	}
	size_t number = form_make_row(fv, d, header);
	if (number == 0)
		return;
	form_remember_row(fv, d,
		session_path(fv->session, d->frame, &fv->cell[header]), number,
		true);
	fv->fresh =
		str_dup(fv->view.arena, row_path(fv, d->frame, header, number));
	size_t first = form_row_first(fv, header, number);
	form_enter(fv, d, first == SIZE_MAX ? header : first);
}

/* Row `number` of the repeat at `head` goes: what was typed there goes with
 * it, the paths of those behind it change. */
static void
shift_raw(struct form_view *fv, str head, size_t number)
{
	struct arena *a = fv->view.arena;
	size_t kept = 0;
	for (size_t i = 0; i < fv->n_raw; i++) {
		struct raw raw = fv->raw[i];
		str rest = str_from(raw.path, head.n);
		int64_t n = 0;
		size_t end = str_chr(rest, ']');
		if (str_starts(raw.path, head) && rest.n && rest.p[0] == '[' &&
			end != SIZE_MAX && str_int(str_sub(rest, 1, end), &n)) {
			if ((size_t)n == number)
				continue;
			if ((size_t)n > number)
				raw.path = str_fmt(a, "%.*s[%d%.*s",
					STR_FMT(head), (int)n - 1,
					STR_FMT(str_from(rest, end)));
		}
		fv->raw[kept++] = raw;
	}
	fv->n_raw = kept;
}

void
form_take_row(struct form_view *fv, struct desk *d, size_t head, size_t number)
{
	struct cell c = fv->cell[head];
	struct err e = {0};
	str path = session_path(fv->session, d->frame, &c);
	if (session_remove_row(fv->session, &c, number, &e) != ERR_OK)
		form_say(fv, LOOK_ERROR, "%s", e.words);
	else
		shift_raw(fv, path, number);
	form_cells(fv);
	fv->fresh = STR_NONE;
	fv->draft_due = true;
}

void
form_remove_row(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	size_t header = form_head_of(fv, fv->at);
	if (!c || header == fv->at || header == SIZE_MAX)
		return;
	int number = c->row_number;
	form_leave(fv, d);
	form_remember_row(fv, d,
		session_path(fv->session, d->frame, &fv->cell[header]),
		(size_t)number, false);
	form_take_row(fv, d, header, (size_t)number);
	form_enter(fv, d, header);
	form_say(fv, LOOK_GOOD, _("已删第 %d 行"), number);
}

bool
form_in_fresh(struct form_view *fv, struct arena *a)
{
	const struct cell *c = form_cell(fv);
	size_t header = form_head_of(fv, fv->at);
	return c && fv->fresh.n && header != SIZE_MAX && header != fv->at &&
	       str_eq(fv->fresh,
		       row_path(fv, a, header, (size_t)c->row_number));
}

/* A row nobody filled is not kept. */
void
form_drop_fresh(struct form_view *fv, struct desk *d)
{
	struct arena *a = d->frame;
	for (size_t i = 0; i < fv->n && fv->fresh.n; i++) {
		const struct cell *c = &fv->cell[i];
		if (c->field->type != FIELD_REPEAT)
			continue;
		size_t n = session_rows(fv->session, c);
		if (n && str_eq(row_path(fv, a, i, n), fv->fresh)) {
			form_forget_row(fv, session_path(fv->session, a, c), n);
			form_take_row(fv, d, i, n);
			fv->at = i;
		}
	}
	fv->fresh = STR_NONE;
}

/* --- Enter ------------------------------------------------------------- */

/* Behind the last row: one more, or on where their number is fixed. */
static void
go_behind(struct form_view *fv, struct desk *d, size_t header)
{
	if (fv->cell[header].field->repeat_count)
		form_enter(fv, d, after_repeat(fv, header));
	else
		form_add_row(fv, d);
}

/* Where Enter leads in a repeat; false where there is none. */
static bool
accept_in_repeat(struct form_view *fv, struct desk *d, bool blank)
{
	size_t header = form_head_of(fv, fv->at);
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
	if (fv->at == first && blank && form_in_fresh(fv, d->frame)) {
		form_drop_fresh(fv, d);
		form_enter(fv, d, after_repeat(fv, header));
		return true;
	}
	if (fv->at != last || (size_t)c->row_number != rows)
		return false;
	if (form_in_fresh(fv, d->frame))
		form_enter(fv, d, first); /* still empty: no second one */
	else
		go_behind(fv, d, header);
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
	size_t header = form_head_of(fv, at);
	form_seen(fv, d);
	form_leave(fv, d);
	if (fv->at != at)
		return; /* a copy has gone on already */
	if (form_unseen(fv) > 0) {
		form_enter(fv, d, form_next_due(fv, d, at));
		return;
	}
	if (header == SIZE_MAX || header == at || form_in_fresh(fv, d->frame)) {
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
		go_behind(fv, d, header);
	else
		form_enter(fv, d, form_next(fv, last, true));
}

void
form_accept(struct form_view *fv, struct desk *d)
{
	bool blank = lineedit_is_empty(&fv->edit);
	size_t at = fv->at;
	form_seen(fv, d);
	if (!form_leave(fv, d) && fv->at == at) {
		form_enter(fv, d, form_next(fv, at, true));
		return;
	}
	if (fv->at != at)
		return; /* a copy has gone on already */
	if (form_warns(fv, d)) {
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

/* A code, or a choice's number, that no other offered one begins with. */
static bool
is_whole_code(const struct form_view *fv, struct arena *a, str text)
{
	const struct choice *const *choice;
	size_t n = session_choices(fv->session, form_cell(fv), a, &choice);
	const struct field_offer offer = {choice, n, false};
	bool counted = field_counts_choices(&offer) && all_digits(text);
	bool there = false;
	for (size_t i = 0; i < n; i++) {
		str code = counted ? str_fmt(a, "%zu", i + 1) : choice[i]->name;
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
