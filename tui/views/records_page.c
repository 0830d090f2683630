// SPDX-License-Identifier: MIT
#include "tui/views/records_view.h"

#include "forms/sight.h"

#define TOP_ROWS 4    /* header, search, heads, rule */
#define BOTTOM_ROWS 4 /* details, words, two of hints */
#define HEAD_MOST 12  /* columns of a head */
#define WIDTH_MOST 40

str
records_shown(struct reader *r, struct arena *a, const struct form *form,
	const struct record *rec, const struct field *f, bool reveal)
{
	struct record_scope scope;
	record_scope_init(&scope, r, form, rec);
	struct value v = record_field(&scope, a, f);
	enum sight sight =
		f->secret.n ? record_sight(r, form, rec) : SIGHT_WHOLE;
	return record_cover(a, f, sight, reveal, record_show(r, a, f, &v));
}

/* Columns a value of the field takes at least. */
static int
least_width(const struct field *f)
{
	switch (f->type) {
	case FIELD_DATE:
		return 10;
	case FIELD_DATETIME:
		return 16;
	case FIELD_TIME:
		return 5;
	case FIELD_INTEGER:
	case FIELD_DECIMAL:
		return 4;
	default:
		return 8;
	}
}

/* The widths columns want: of their heads and of what was seen so far, so
 * that they only grow while one scrolls. */
static void
want(struct records_view *rv)
{
	for (size_t i = 0; i < rv->form->n_list && i < COLUMNS_MOST; i++) {
		const struct field *f = rv->form->list[i];
		int head = canvas_width(rv->page, label_text(&f->label));
		int w = head < HEAD_MOST ? head : HEAD_MOST;
		w = w > rv->seen[i] ? w : rv->seen[i];
		rv->needs[i] = w;
		w = w > least_width(f) ? w : least_width(f);
		rv->width[i] = w < WIDTH_MOST ? w : WIDTH_MOST;
	}
}

/* Who gives way first: a column with more room than it was seen to need, then
 * the widest. */
static int
gives_way(const struct records_view *rv, size_t i)
{
	return rv->width[i] + (rv->width[i] > rv->needs[i] ? CANVAS_MOST : 0);
}

/* As many columns as fit in what they want, then the widest give way. */
static void
measure(struct records_view *rv, int cols)
{
	int left = cols - 3;
	size_t n = 0;
	want(rv);
	while (n < rv->form->n_list && n < COLUMNS_MOST) {
		int least = least_width(rv->form->list[n]) + 1;
		if (n > 0 && least > left)
			break;
		left -= least;
		n++;
	}
	rv->n_column = n;
	for (;;) {
		size_t widest = 0;
		int over = -(cols - 3);
		for (size_t i = 0; i < n; i++) {
			over += rv->width[i] + 1;
			if (gives_way(rv, i) > gives_way(rv, widest))
				widest = i;
		}
		if (over <= 0 || rv->width[widest] <= 1)
			break;
		rv->width[widest]--;
	}
}

static void
note_widths(struct records_view *rv, const struct row *row)
{
	for (size_t i = 0;
		row->cell && i < rv->form->n_list && i < COLUMNS_MOST; i++) {
		int w = canvas_width(rv->page, row->cell[i]);
		if (w > rv->seen[i])
			rv->seen[i] = w;
	}
}

/* Made in the reader's arena and out of the database, kept on the page: rows
 * outlive both. */
static struct row
make_row(struct records_view *rv, struct reader *r, const struct record *rec,
	bool draft)
{
	struct arena *a = r->arena;
	size_t n = rv->form->n_list < COLUMNS_MOST ? rv->form->n_list
						   : COLUMNS_MOST;
	str *cell = ARENA_ARRAY(rv->page, n ? n : 1, str);
	for (size_t i = 0; i < n; i++)
		cell[i] = str_dup(
			rv->page, records_shown(r, a, rv->form, rec,
					  rv->form->list[i], rv->revealed));
	if (n == 0)
		cell[0] = str_dup(rv->page, record_title(r, a, rec));
	str detail = str_fmt(rv->page, "%.*s   %s %.*s  %.*s",
		STR_FMT(record_title(r, a, rec)),
		draft ? _("草稿") : str_z(a, id_short(a, rec->id)),
		STR_FMT(desk_moment(a, clock_of_ms(rec->at))),
		STR_FMT(rec->by));
	return (struct row){cell, detail, draft};
}

static struct row
copy_row(struct arena *a, const struct row *row, size_t n)
{
	struct row copy = {NULL, str_dup(a, row->detail), row->draft};
	str *cell = row->cell ? ARENA_ARRAY(a, n ? n : 1, str) : NULL;
	for (size_t i = 0; cell && i < (n ? n : 1); i++)
		cell[i] = str_dup(a, row->cell[i]);
	copy.cell = cell;
	return copy;
}

static struct row
fetch_row(struct records_view *rv, struct reader *r, size_t i)
{
	struct record rec = {0};
	struct err e;
	if (i < rv->n_draft)
		return make_row(rv, r, &rv->draft[i].record, true);
	if (store_get(r->txn, scan_id(&rv->scan, i - rv->n_draft), r->arena,
		    &rec, &e) == ERR_OK)
		return make_row(rv, r, &rec, false);
	return (struct row){.detail = str_dup(rv->page, str_of(e.words))};
}

/* The rows in sight; those that were in sight before are not read again. */
static void
fetch(struct records_view *rv, struct reader *r)
{
	struct arena *old = rv->page;
	const struct row *had = rv->row;
	size_t n_had = rv->fresh ? rv->n_row : 0;
	size_t n = rv->form->n_list < COLUMNS_MOST ? rv->form->n_list
						   : COLUMNS_MOST;
	rv->page = rv->spare;
	rv->spare = old;
	rv->row = ARENA_ARRAY(rv->page, rv->list.height, struct row);
	rv->n_row = 0;
	for (size_t i = rv->list.top;
		i < rv->list.n && rv->n_row < rv->list.height; i++) {
		bool known = i >= rv->shown.top && i < rv->shown.top + n_had;
		struct row *row = &rv->row[rv->n_row++];
		*row = known ? copy_row(rv->page, &had[i - rv->shown.top], n)
			     : fetch_row(rv, r, i);
		note_widths(rv, row);
	}
	arena_reset(old);
}

void
records_ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct records_view *rv = (struct records_view *)v;
	const struct listbox *l = &rv->list;
	struct reader r;
	listbox_fit(&rv->list, records_count(rv),
		(size_t)(rows - TOP_ROWS - BOTTOM_ROWS));
	bool done = scan_is_done(&rv->scan);
	if (rv->fresh && rv->shown.top == l->top && rv->shown.n == l->n &&
		rv->shown.height == l->height && rv->shown.cols == cols &&
		rv->shown.done == done)
		return;
	v->drawn = false;
	if (!desk_read(d, &r, d->frame)) {
		rv->n_row = rv->n_column = 0;
		rv->fresh = false;
		return;
	}
	fetch(rv, &r);
	measure(rv, cols);
	desk_done(&r);
	rv->shown.top = l->top;
	rv->shown.n = l->n;
	rv->shown.height = l->height;
	rv->shown.cols = cols;
	rv->shown.done = done;
	rv->fresh = true;
}

/* Figures stand under one another by their ends. */
static bool
is_figure(const struct field *f)
{
	return f->type == FIELD_INTEGER || f->type == FIELD_DECIMAL;
}

static bool
is_code(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80 || s.p[i] == ' ')
			return false;
	return true;
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct records_view *rv = ctx;
	if (i - rv->list.top >= rv->n_row)
		return;
	const struct row *line = &rv->row[i - rv->list.top];
	if (line->draft)
		canvas_text(c, row, col, 1, LOOK_WARNING, STR("*"));
	col++;
	width--;
	if (!line->cell)
		canvas_brief(c, row, col, width, LOOK_ERROR, line->detail);
	else if (rv->n_column == 0)
		canvas_brief(c, row, col, width, look, line->cell[0]);
	for (size_t k = 0; line->cell && k < rv->n_column; k++) {
		if (is_figure(rv->form->list[k]))
			canvas_right(
				c, row, col, rv->width[k], look, line->cell[k]);
		else if (is_code(line->cell[k])) /* numbers differ at the end */
			canvas_ends(
				c, row, col, rv->width[k], look, line->cell[k]);
		else
			canvas_brief(
				c, row, col, rv->width[k], look, line->cell[k]);
		col += rv->width[k] + 1;
	}
}

static void
draw_heads(const struct records_view *rv, struct canvas *c)
{
	int col = 2;
	for (size_t i = 0; i < rv->n_column; i++) {
		str head = label_text(&rv->form->list[i]->label);
		if (is_figure(rv->form->list[i]) &&
			canvas_width(c->frame, head) <= rv->width[i])
			canvas_right(c, 2, col, rv->width[i], LOOK_TITLE, head);
		else
			canvas_ends(c, 2, col, rv->width[i], LOOK_TITLE, head);
		col += rv->width[i] + 1;
	}
	canvas_fill(c, 3, 1, c->cols - 2, LOOK_DIM, '-');
}

static void
draw_detail(const struct records_view *rv, struct canvas *c)
{
	if (rv->n_row)
		canvas_pad(c, c->rows - BOTTOM_ROWS, 1, c->cols - 1, LOOK_PLAIN,
			rv->row[rv->list.at - rv->list.top].detail);
}

void
records_draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct records_view *rv = (const struct records_view *)v;
	str path = str_fmt(c->frame, "%s > %.*s", _("首页"),
		STR_FMT(label_text(&rv->form->title)));
	size_t total = rv->own ? rv->scan.n : rv->total;
	str counts = rv->scan.searching
			     ? str_fmt(c->frame, _("%zu 条  显示 %zu 条%s"),
				       total, records_count(rv),
				       scan_is_done(&rv->scan) ? "" : "+")
			     : str_fmt(c->frame, _("%zu 条"), total);
	desk_header(d, c, path, counts);
	str label = str_of(_("查找: "));
	int col = 1 + canvas_text(c, 1, 1, c->cols, LOOK_PLAIN, label);
	draw_heads(rv, c);
	if (records_count(rv) == 0)
		canvas_text(c, TOP_ROWS, 2, c->cols - 2, LOOK_DIM,
			str_of(rv->scan.searching ? _("没有这样的记录")
				: rv->own ? _("没有您经手的记录")
					  : _("还没有记录")));
	listbox_draw(&rv->list, c, TOP_ROWS, 0, c->cols, draw_row, rv);
	draw_detail(rv, c);
	desk_words(d, c);
	lineedit_draw(&rv->search, c, 1, col, 24, LOOK_EDIT, ' ');
	if (lineedit_is_empty(&rv->search))
		canvas_text(c, 1, col, c->cols - col, LOOK_DIM,
			str_of(_("(敲首字母、汉字、尾号)")));
}

/* The choice moved, no row did. */
void
records_redraw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct records_view *rv = (const struct records_view *)v;
	int row = c->cursor_row;
	int col = c->cursor_col; /* it stays in the search */
	(void)d;
	listbox_redraw(&rv->list, c, TOP_ROWS, 0, c->cols, draw_row, rv);
	draw_detail(rv, c);
	canvas_cursor(c, row, col);
}
