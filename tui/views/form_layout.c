// SPDX-License-Identifier: MIT
// Where the things of a form stand.
#include "tui/views/form_view.h"

#include "forms/field.h"

#define TWO_COLUMNS 80 /* from so many columns on */
#define ROOMY_ROWS 16
#define LABEL_LEAST 14
#define LABEL_MOST 30

/* --- where things stand ------------------------------------------------ */

struct flow {
	struct form_view *fv;
	int columns;
	int page;
	int column;
	int row; /* in the body */
	size_t cap;
};

/* The next thing, in this column or the one after it. A heading (with room
 * for what it heads) does not stand alone at the bottom. */
static struct slot *
place(struct flow *f, enum slot_kind kind, int height, int with)
{
	struct form_view *fv = f->fv;
	if (f->row > 0 && f->row + height + with > fv->body_rows) {
		f->row = 0;
		if (++f->column == f->columns) {
			f->column = 0;
			f->page++;
		}
	}
	if (fv->n_slot == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 64;
		fv->slot = arena_grow(
			fv->page, fv->slot, fv->n_slot, cap, sizeof(*fv->slot));
		f->cap = cap;
	}
	struct slot *s = &fv->slot[fv->n_slot++];
	*s = (struct slot){.kind = kind,
		.page = f->page,
		.row = fv->body_top + f->row,
		.col = f->column * (fv->width + 1),
		.height = height};
	f->row += height;
	return s;
}

static int
height_of(const struct field *f)
{
	if (field_is_multiline(f))
		return 1 + AREA_ROWS;
	return f->type == FIELD_SELECT_MULTIPLE ? 2 : 1;
}

static void
place_cell(struct flow *f, size_t i)
{
	struct form_view *fv = f->fv;
	const struct cell *c = &fv->cell[i];
	str label = session_label(fv->session, c, fv->page);
	bool new_row = c->row_number > 0 && i > 0 &&
		       fv->cell[i - 1].row != c->row &&
		       c->field == c->field->repeat->child[0];
	bool folded = form_is_folded(fv, i);
	if (new_row) {
		struct slot *s = place(f, SLOT_ROW, 1, folded ? 0 : 1);
		s->cell = i;
		s->number = c->row_number;
		s->folded = folded;
	}
	if (folded)
		return;
	if (c->field->type == FIELD_GROUP || c->field->type == FIELD_NOTE) {
		bool head = c->field->type == FIELD_GROUP;
		if (label.n == 0 || !c->relevant)
			return;
		struct slot *s =
			place(f, head ? SLOT_HEAD : SLOT_NOTE, 1, head ? 1 : 0);
		s->cell = i;
		s->label = label;
		return;
	}
	if ((field_is_computed(c->field) || c->field->automatic.n > 0) &&
		label.n == 0)
		return;
	struct slot *s = place(f, SLOT_FIELD, height_of(c->field), 0);
	s->cell = i;
	s->label = label.n ? label : c->field->name;
	if (i == fv->at)
		fv->slot_at = fv->n_slot - 1;
}

void
form_lay_out(struct form_view *fv, int rows, int cols)
{
	fv->roomy = rows >= ROOMY_ROWS;
	fv->body_top = fv->roomy ? 2 : 1;
	fv->body_rows = rows - fv->body_top - (fv->roomy ? 5 : 3);
	struct flow f = {.fv = fv, .columns = cols >= TWO_COLUMNS ? 2 : 1};
	fv->width = cols / f.columns - (f.columns > 1);
	fv->label_width = form_label_width(fv);
	fv->slot = NULL;
	fv->n_slot = fv->slot_at = 0;
	for (size_t i = 0; i < fv->n; i++)
		place_cell(&f, i);
	struct slot *s = place(&f, SLOT_SAVE, 1, 0);
	s->cell = fv->n;
	if (fv->at == fv->n)
		fv->slot_at = fv->n_slot - 1;
	fv->pages = f.page + 1;
}

size_t
form_page_first(const struct form_view *fv, int page)
{
	for (size_t i = 0; i < fv->n_slot; i++) {
		const struct slot *s = &fv->slot[i];
		if (s->page == page && s->folded)
			return form_folded_stop(fv, s);
		if (s->page == page &&
			(s->kind == SLOT_FIELD || s->kind == SLOT_SAVE) &&
			form_can_stop(fv, s->cell))
			return s->cell;
	}
	return fv->at;
}

/* As long as the longest label, but two columns on 80 leave room for a value
 * of 18 characters, an identity card's number; what is wider shares. */
int
form_label_width(const struct form_view *fv)
{
	int most = LABEL_LEAST + (fv->width - 39) * 2 / 5;
	int longest = 0;
	most = most < LABEL_LEAST ? LABEL_LEAST : most;
	most = most > LABEL_MOST ? LABEL_MOST : most;
	for (size_t i = 0; i < fv->form->n_all; i++) {
		const struct field *f = fv->form->all[i];
		int w = utf8_width(label_text(&f->label));
		if (field_has_value(f) && !field_is_multiline(f) && w > longest)
			longest = w;
	}
	return longest < most ? longest : most;
}
