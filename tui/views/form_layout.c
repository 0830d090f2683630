// SPDX-License-Identifier: MIT
#include "tui/views/form_view.h"

#include <string.h>

#include "forms/field.h"

#define TWO_COLUMNS 80 /* from so many columns on */
#define ROOMY_ROWS 16

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
	str label = label_text(&c->field->label);
	bool new_row = c->row_number > 0 && i > 0 &&
		       fv->cell[i - 1].row != c->row &&
		       c->field == c->field->repeat->child[0];
	if (new_row) {
		struct slot *s = place(f, SLOT_ROW, 1, 1);
		s->cell = i;
		s->number = c->row_number;
	}
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
	if (field_is_computed(c->field) && label.n == 0)
		return;
	struct slot *s = place(f, SLOT_FIELD, height_of(c->field), 0);
	s->cell = i;
	s->label = label.n ? label : c->field->name;
	if (i == fv->at)
		fv->slot_at = fv->n_slot - 1;
}

static void
lay_out(struct form_view *fv, int rows, int cols)
{
	fv->roomy = rows >= ROOMY_ROWS;
	fv->body_top = fv->roomy ? 2 : 1;
	fv->body_rows = rows - fv->body_top - (fv->roomy ? 5 : 3);
	struct flow f = {.fv = fv, .columns = cols >= TWO_COLUMNS ? 2 : 1};
	fv->width = cols / f.columns - (f.columns > 1);
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
		if (s->page == page &&
			(s->kind == SLOT_FIELD || s->kind == SLOT_SAVE) &&
			form_can_stop(fv, s->cell))
			return s->cell;
	}
	return fv->at;
}

/* Two columns leave room for 18 characters, an identity card's number. */
int
form_label_width(const struct form_view *fv)
{
	return fv->width >= 60 ? 30 : fv->width >= 39 ? 14 : 12;
}

/* --- what stands there ------------------------------------------------- */

static int
code_width(const struct field *f)
{
	int most = 1;
	for (size_t i = 0; f->list && i < f->list->n; i++)
		if ((int)f->list->v[i].name.n > most)
			most = (int)f->list->v[i].name.n;
	return most;
}

/* Columns between the brackets, as far as the type tells. */
static int
box_width(const struct field *f, int room)
{
	int box = room;
	switch (f->type) {
	case FIELD_SELECT_ONE:
		box = code_width(f);
		break;
	case FIELD_DATE:
		box = 10;
		break;
	case FIELD_TIME:
		box = 5;
		break;
	case FIELD_DATETIME:
		box = 16;
		break;
	case FIELD_INTEGER:
	case FIELD_DECIMAL:
		box = 8;
		break;
	case FIELD_REPEAT:
		box = 6;
		break;
	default:
		break;
	}
	return box < room ? box : room;
}

static const struct choice *
choice_like(const struct field *f, str code)
{
	return f->list ? choice_find(f->list, code) : NULL;
}

/* What codes mean: "1 5" -> "幻觉、行为怪异"; a '?' for what is none. */
static str
labels_of(struct arena *a, const struct field *f, str codes)
{
	struct buf b = {.arena = a};
	str folded = utf8_fold(a, codes);
	char *z = str_z(a, folded);
	for (char *p = z; *p; p++)
		if (*p == ',')
			*p = ' ';
	str rest = str_of(z);
	str word;
	while (str_word(&rest, &word)) {
		const struct choice *c = choice_like(f, word);
		if (b.n)
			buf_addz(&b, lang_get() == LANG_EN ? ", " : "、");
		buf_add(&b, c ? label_text(&c->label) : STR("?"));
	}
	return buf_str(&b);
}

/* The day of the week and how far away it is, where there is room. */
static str
weekday(struct arena *a, day_t day, int room)
{
	static const char *const week[] = {N_("一"), N_("二"), N_("三"),
		N_("四"), N_("五"), N_("六"), N_("日")};
	int32_t ago = clock_today() - day;
	const char *name = _(week[date_weekday(day) - 1]);
	str far = ago == 0  ? str_fmt(a, _("%s 今天"), name)
		  : ago > 0 ? str_fmt(a, _("%s %d天前"), name, (int)ago)
			    : str_fmt(a, _("%s %d天后"), name, (int)-ago);
	return utf8_width(far) <= room ? far : str_of(name);
}

/* "(依14而定)": the fields that decide whether this one is asked. */
static str
why_not(const struct form_view *fv, struct arena *a, const struct field *f)
{
	const struct expr_name *name;
	while (f && !f->relevant)
		f = f->parent;
	size_t n = f ? expr_names(f->relevant, &name) : 0;
	for (size_t i = 0; i < n; i++) {
		const struct field *other =
			name[i].kind == EXPR_NAME_FIELD
				? form_field(fv->form, name[i].name)
				: NULL;
		if (other)
			return str_fmt(a, _("(依%d而定)"),
				form_number(fv->form, other));
	}
	return str_of(_("(不适用)"));
}

static void
fill_value(struct form_view *fv, struct reader *r, struct slot *s, int room)
{
	struct arena *a = fv->page;
	const struct cell *c = &fv->cell[s->cell];
	const struct field *f = c->field;
	struct value v = session_get(fv->session, c);
	s->box = box_width(f, room);
	if (f->type == FIELD_REPEAT) {
		s->value =
			str_fmt(a, _("%zu 行"), session_rows(fv->session, c));
		return;
	}
	if (s->computed || v.type == VALUE_REFERENCE) {
		s->value = value_is_blank(&v) || !r ? STR_NONE
						    : record_show(r, a, f, &v);
		return;
	}
	s->value = value_text(a, &v);
	if (v.type == VALUE_DATETIME) {
		char *z = str_z(a, s->value);
		if (strchr(z, 'T'))
			*strchr(z, 'T') = ' ';
		s->value = str_of(z);
	}
	if (v.type == VALUE_CHOICE)
		s->after = labels_of(a, f, v.text);
	if (v.type == VALUE_CHOICES)
		s->below = labels_of(a, f, v.text);
	if (v.type == VALUE_DATE)
		s->after = weekday(a, v.day, room - s->box - 1);
}

static void
fill_slot(struct form_view *fv, struct reader *r, struct slot *s)
{
	if (s->kind != SLOT_FIELD)
		return;
	struct arena *a = fv->page;
	const struct cell *c = &fv->cell[s->cell];
	const struct raw *raw = form_raw(fv, session_path(fv->session, a, c));
	s->number = form_number(fv->form, c->field);
	s->computed = field_is_computed(c->field) || c->field->read_only;
	if (!c->relevant) {
		s->reason = why_not(fv, a, c->field);
		return;
	}
	s->required = session_is_required(fv->session, c);
	fill_value(fv, r, s, fv->width - form_label_width(fv) - 7);
	if (c->field->type == FIELD_REFERENCE && c->field->ref_missing)
		s->reason = str_of(_("(未安装)"));
	if (raw) {
		s->value = raw->text;
		s->after = s->below = STR_NONE;
		s->wrong = true;
	}
}

/* What is being typed means something too, before it is stored. */
static void
echo_edit(struct form_view *fv)
{
	const struct cell *c = form_cell(fv);
	if (!c || !fv->edited)
		return;
	struct slot *s = &fv->slot[fv->slot_at];
	str text = lineedit_text(&fv->edit, fv->page);
	s->after = s->below = STR_NONE;
	if (c->field->type == FIELD_SELECT_ONE && text.n)
		s->after = labels_of(fv->page, c->field, text);
	if (str_is(s->after, "?"))
		s->after = STR_NONE; /* a word, perhaps, not a code */
	if (c->field->type == FIELD_SELECT_MULTIPLE)
		s->below = labels_of(fv->page, c->field, text);
}

/* "1 良好   2 一般   3 较差", as far as the line goes. */
static str
options_of(struct form_view *fv, const struct cell *c, int cols)
{
	const struct choice *const *choice;
	struct arena *a = fv->page;
	struct buf b = {.arena = a};
	size_t n = session_choices(fv->session, c, a, &choice);
	str tail = str_fmt(a, _(" … F4 全部 %zu 项"), n);
	int room = cols - utf8_width(tail) - 2;
	for (size_t i = 0; i < n; i++) {
		str one = str_fmt(a, "%s%.*s %.*s", i ? "  " : "",
			STR_FMT(choice[i]->name),
			STR_FMT(label_text(&choice[i]->label)));
		int more = i + 1 < n ? 0 : utf8_width(tail);
		if (utf8_width(buf_str(&b)) + utf8_width(one) > room + more) {
			buf_add(&b, tail);
			break;
		}
		buf_add(&b, one);
	}
	return buf_str(&b);
}

static str
last_text(struct form_view *fv, struct reader *r, const struct cell *c)
{
	if (!fv->has_last || c->field->repeat || !r)
		return STR_NONE;
	const struct value *v = fields_get(&fv->last.fields, c->field->name);
	if (!v || v->type == VALUE_ROWS)
		return STR_NONE;
	str text = record_show(r, fv->page, c->field, v);
	return str_fmt(fv->page, _("上次: %.*s"), STR_FMT(text));
}

static void
fill_bottom(struct form_view *fv, struct reader *r, int cols)
{
	const struct cell *c = form_cell(fv);
	struct arena *a = fv->page;
	fv->options = fv->hint = fv->last_text = STR_NONE;
	if (!c) {
		fv->hint = str_of(_("Enter 保存。没填完也能存成草稿。"));
		return;
	}
	const struct field *f = c->field;
	if (f->type == FIELD_SELECT_ONE || f->type == FIELD_SELECT_MULTIPLE)
		fv->options = options_of(fv, c, cols);
	else if (f->type == FIELD_REFERENCE)
		fv->options =
			str_of(_("敲名字、首字母或号码就弹出查找；F4 也行"));
	else if (f->type == FIELD_REPEAT)
		fv->options = str_of(
			_("Enter 或 F5 加一行；Tab 越过；行尾 Enter 再加一行"));
	fv->hint = str_fmt(a, "%d %.*s  %.*s", form_number(fv->form, f),
		STR_FMT(label_text(&f->label)), STR_FMT(label_text(&f->hint)));
	fv->last_text = last_text(fv, r, c);
}

void
form_ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct form_view *fv = form_self(v);
	struct reader r;
	arena_reset(fv->page);
	form_cells(fv);
	if (!form_can_stop(fv, fv->at)) /* hidden meanwhile */
		form_enter(fv, d, form_next(fv, fv->at, false));
	lay_out(fv, rows, cols);
	bool reading = desk_read(d, &r, fv->page);
	int page = fv->slot[fv->slot_at].page;
	for (size_t i = 0; i < fv->n_slot; i++)
		if (fv->slot[i].page == page)
			fill_slot(fv, reading ? &r : NULL, &fv->slot[i]);
	echo_edit(fv);
	fill_bottom(fv, reading ? &r : NULL, cols);
	session_progress(fv->session, &fv->filled, &fv->asked);
	if (reading)
		desk_done(&r);
}
