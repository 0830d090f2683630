// SPDX-License-Identifier: MIT
// Rows of a repeat as a table: the row the cursor is in stands open, of every
// other one there is a line.
#include "tui/views/form_view.h"

#include <string.h>

#include "forms/field.h"

#define COLUMN_LEAST 8 /* of an answer, where not all have room */

/* Has the repeat no repeat of its own, so that a line can tell a row? */
static bool
is_flat(const struct form *form, const struct field *repeat)
{
	for (size_t i = 0; i < form->n_all; i++)
		if (form->all[i]->type == FIELD_REPEAT &&
			form->all[i]->repeat == repeat)
			return false;
	return true;
}

bool
form_is_folded(const struct form_view *fv, size_t i)
{
	const struct cell *c = &fv->cell[i];
	const struct cell *at = form_cell(fv);
	const struct field *repeat = c->field->repeat;
	return c->row_number > 0 && repeat && !(at && at->row == c->row) &&
	       is_flat(fv->form, repeat);
}

/* The first field of the row that a line stands for where the cursor can be;
 * fv->at when there is none. */
size_t
form_folded_stop(const struct form_view *fv, const struct slot *s)
{
	for (size_t i = s->cell; i < fv->n; i++)
		if (fv->cell[i].row == fv->cell[s->cell].row &&
			form_can_stop(fv, i))
			return i;
	return fv->at;
}

struct table {
	struct form_view *fv;
	struct reader *r;
	const struct field *repeat;
	size_t first; /* slots of it on the page */
	size_t last;
	int *width; /* of each field of the form, 0: blank in all rows */
};

/* What one field of a row shows in the line. */
static str
shown(const struct table *t, size_t cell)
{
	struct form_view *fv = t->fv;
	const struct cell *c = &fv->cell[cell];
	struct value v = session_get(fv->session, c);
	if (!c->relevant || !field_has_value(c->field) || value_is_blank(&v) ||
		!t->r)
		return STR_NONE;
	str text = record_show(t->r, fv->page, c->field, &v);
	if (form_is_hidden(fv, c))
		text = form_cover(fv, fv->page, c->field, text);
	size_t blank =
		v.type == VALUE_REFERENCE ? str_chr(text, ' ') : SIZE_MAX;
	if (blank != SIZE_MAX) /* a title begins with the name */
		text = str_sub(text, 0, blank);
	return text;
}

/* The index of a field in its form. */
static size_t
place_of(const struct form *form, const struct field *f)
{
	size_t i = 0;
	while (form->all[i] != f)
		i++;
	return i;
}

static void
measure(const struct table *t)
{
	const struct form_view *fv = t->fv;
	for (size_t k = t->first; k <= t->last; k++) {
		const struct slot *s = &fv->slot[k];
		if (!s->folded || fv->cell[s->cell].field->repeat != t->repeat)
			continue;
		for (size_t i = s->cell;
			i < fv->n && fv->cell[i].row == fv->cell[s->cell].row;
			i++) {
			int w = utf8_width(shown(t, i));
			int *most = &t->width[place_of(
				fv->form, fv->cell[i].field)];
			*most = w > *most ? w : *most;
		}
	}
}

/* The widest give way until the line has room. */
static void
shrink(const struct table *t)
{
	const struct form *form = t->fv->form;
	for (;;) {
		int all = 0;
		int *most = &t->width[0];
		for (size_t i = 0; i < form->n_all; i++) {
			all += t->width[i] ? t->width[i] + 1 : 0;
			most = t->width[i] > *most ? &t->width[i] : most;
		}
		if (all <= t->fv->width - 6 || *most <= COLUMN_LEAST)
			return;
		--*most;
	}
}

static void
write_row(const struct table *t, struct slot *s)
{
	struct form_view *fv = t->fv;
	struct buf b = {.arena = fv->page};
	const struct cell *c = &fv->cell[s->cell];
	for (size_t i = s->cell; i < fv->n && fv->cell[i].row == c->row; i++) {
		int w = t->width[place_of(fv->form, fv->cell[i].field)];
		if (w == 0)
			continue;
		str text = utf8_fit(shown(t, i), w, NULL);
		buf_add(&b, text);
		for (int k = utf8_width(text); k <= w; k++)
			buf_addc(&b, ' ');
		s->wrong = s->wrong ||
			   form_raw(fv, session_path(fv->session, fv->page,
						&fv->cell[i]));
	}
	s->label = buf_str(&b);
}

void
form_fill_rows(struct form_view *fv, struct reader *r, int page)
{
	struct table t = {.fv = fv, .r = r};
	t.width = ARENA_ARRAY(fv->page, fv->form->n_all, int);
	for (size_t k = 0; k < fv->n_slot; k++) {
		struct slot *s = &fv->slot[k];
		if (!s->folded || s->page != page)
			continue;
		const struct field *repeat = fv->cell[s->cell].field->repeat;
		if (repeat != t.repeat) {
			t.repeat = repeat;
			t.first = t.last = k;
			while (t.last + 1 < fv->n_slot &&
				fv->slot[t.last + 1].page == page)
				t.last++;
			memset(t.width, 0, fv->form->n_all * sizeof(int));
			measure(&t);
			shrink(&t);
		}
		write_row(&t, s);
	}
}
