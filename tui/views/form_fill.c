// SPDX-License-Identifier: MIT
// What stands in the places of a form.
#include "tui/views/form_view.h"

#include "forms/field.h"

#define ECHO_MOST 200 /* characters of codes that are explained */

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

/* How far away a day is, in words; in full, or as short as they get. */
static str
days_away(struct arena *a, int32_t ago, bool brief)
{
	if (ago >= -1 && ago <= 1)
		return str_of(ago == 0  ? _("今天")
			      : ago > 0 ? _("昨天")
					: _("明天"));
	if (brief)
		return str_fmt(a, "%+d", (int)-ago);
	return ago > 0 ? str_fmt(a, _("%d天前"), (int)ago)
		       : str_fmt(a, _("%d天后"), (int)-ago);
}

/* The day of the week and how far away it is, as there is room. */
static str
weekday(struct arena *a, day_t day, int room)
{
	static const char *const week[] = {N_("一"), N_("二"), N_("三"),
		N_("四"), N_("五"), N_("六"), N_("日")};
	int32_t ago = clock_today() - day;
	const char *name = _(week[date_weekday(day) - 1]);
	for (int brief = 0; brief < 2; brief++) {
		str text = str_fmt(
			a, "%s %.*s", name, STR_FMT(days_away(a, ago, brief)));
		if (utf8_width(text) <= room)
			return text;
	}
	return str_of(name);
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
	if (form_is_hidden(fv, c)) {
		s->value = form_cover(fv, a, f, s->value);
		return;
	}
	if (v.type == VALUE_DATETIME) /* to the minute */
		s->value = record_show(r, a, f, &v);
	if (v.type == VALUE_CHOICE)
		s->after = labels_of(a, f, v.text);
	if (v.type == VALUE_CHOICES)
		s->below = labels_of(a, f, v.text);
	if (v.type == VALUE_DATE)
		s->after = weekday(a, v.day, room - s->box - 1);
}

/* A label that is too long goes on in the second line, where there is one;
 * else it is cut in the middle when drawn: labels differ at the end. */
static void
break_label(const struct form_view *fv, struct slot *s)
{
	int width = fv->label_width;
	const struct field *f = fv->cell[s->cell].field;
	str brief = f->brief.text[lang_get()];
	if (brief.n && utf8_width(s->label) > width * (s->height > 1 ? 2 : 1))
		s->label = brief;
	str head = utf8_fit(s->label, width, NULL);
	if (s->height == 1 || head.n == s->label.n || field_is_multiline(f) ||
		utf8_width(s->label) > 2 * width)
		return;
	s->rest = str_from(s->label, head.n);
	s->label = head;
}

/* Does it still stand as it was taken over, looked at or not? */
static void
fill_carried(struct form_view *fv, struct slot *s, str path)
{
	const struct carried *x = form_carried(fv, path);
	if (!x)
		return;
	const struct cell *c = &fv->cell[s->cell];
	struct value v = session_get(fv->session, c);
	s->unseen = !x->seen &&
		    (c->field->type == FIELD_REPEAT || !value_is_blank(&v));
	s->changed = str_eq(x->path, path) && c->field->type != FIELD_REPEAT &&
		     !str_eq(value_text(fv->page, &v), x->text);
}

/* What is there breaks a rule of its field: said on leaving it, marked since.
 */
static bool
is_wrong(struct form_view *fv, const struct cell *c)
{
	struct issue *issue;
	size_t n;

	if (c->field->type == FIELD_REPEAT && !session_rows(fv->session, c))
		return false; /* not filled yet, like any blank */
	n = session_check_cell(fv->session, c, fv->page, &issue);
	while (n > 0 && issue[n - 1].kind != ISSUE_ERROR)
		n--;
	return n > 0;
}

static void
fill_slot(struct form_view *fv, struct reader *r, struct slot *s)
{
	if (s->kind != SLOT_FIELD)
		return;
	struct arena *a = fv->page;
	const struct cell *c = &fv->cell[s->cell];
	str path = session_path(fv->session, a, c);
	const struct raw *raw = form_raw(fv, path);
	s->number = form_number(fv->form, c->field);
	s->computed = session_is_read_only(fv->session, c) ||
		      (c->field->set && session_is_set(fv->session, c));
	break_label(fv, s);
	if (!c->relevant) {
		s->reason = why_not(fv, a, c->field);
		return;
	}
	s->required = session_is_required(fv->session, c);
	fill_value(fv, r, s, fv->width - fv->label_width - 7);
	fill_carried(fv, s, path);
	if (c->field->type == FIELD_REFERENCE && c->field->ref_missing)
		s->reason = str_of(_("(未安装)"));
	s->wrong = raw || (s->value.n && is_wrong(fv, c));
	if (raw) {
		s->value = raw->text;
		s->after = s->below = STR_NONE;
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
	s->after = s->below = STR_NONE;
	if ((c->field->type != FIELD_SELECT_ONE &&
		    c->field->type != FIELD_SELECT_MULTIPLE) ||
		fv->edit.n > ECHO_MOST)
		return;
	str text = lineedit_text(&fv->edit, fv->page);
	str labels = labels_of(fv->page, c->field, text);
	if (c->field->type == FIELD_SELECT_MULTIPLE)
		s->below = labels;
	else if (!str_is(labels, "?")) /* a word, perhaps, not a code */
		s->after = labels;
}

/* "1 良好   2 一般   3 较差", as far as the line goes. */
static str
options_of(struct form_view *fv, struct desk *d, const struct cell *c, int cols)
{
	const struct choice *const *choice;
	struct arena *a = fv->page;
	struct buf b = {.arena = a};
	size_t n = session_choices(fv->session, c, a, &choice);
	str tail = str_fmt(a, _(" %s %s 全部 %zu 项"), theme_ellipsis(),
		desk_key(d, ACTION_PICK), n);
	int room = cols - utf8_width(tail) - 2;
	const struct field_offer offer = {choice, n, false};
	bool counted = field_counts_choices(&offer);
	for (size_t i = 0; i < n; i++) {
		str code = counted ? str_fmt(a, "%zu", i + 1) : choice[i]->name;
		str one = str_fmt(a, "%s%.*s %.*s", i ? "  " : "",
			STR_FMT(code), STR_FMT(label_text(&choice[i]->label)));
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
	if (c->field->repeat || !r)
		return STR_NONE;
	form_find_same(fv, r);
	const struct value *v = form_last_value(fv, c->field);
	if (!v)
		return STR_NONE;
	str text = record_mask(fv->page, c->field,
		record_show(r, fv->page, c->field, v), false);
	return str_fmt(fv->page, _("上次: %.*s"), STR_FMT(text));
}

static void
fill_bottom(struct form_view *fv, struct desk *d, struct reader *r, int cols)
{
	const struct cell *c = form_cell(fv);
	struct arena *a = fv->page;
	fv->options = fv->hint = fv->last_text = STR_NONE;
	if (!c) {
		fv->hint = str_fmt(a, _("%s 保存。没填完也能存成草稿。"),
			desk_key(d, ACTION_OPEN));
		return;
	}
	const struct field *f = c->field;
	if (f->type == FIELD_SELECT_ONE || f->type == FIELD_SELECT_MULTIPLE)
		fv->options = options_of(fv, d, c, cols);
	else if (f->type == FIELD_REFERENCE)
		fv->options =
			str_fmt(a, _("敲名字、首字母或号码就弹出查找；%s 也行"),
				desk_key(d, ACTION_PICK));
	else if (f->type == FIELD_REPEAT)
		fv->options = str_fmt(a,
			_("%s 或 %s 加一行；%s 越过；行尾 %s 再加一行"),
			desk_key(d, ACTION_OPEN), desk_key(d, ACTION_ADD),
			desk_key(d, ACTION_NEXT), desk_key(d, ACTION_OPEN));
	fv->hint = str_fmt(a, "%d %.*s  %.*s", form_number(fv->form, f),
		STR_FMT(session_label(fv->session, c, a)),
		STR_FMT(session_hint(fv->session, c, a)));
	fv->last_text = last_text(fv, r, c);
}

void
form_ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct form_view *fv = form_self(v);
	struct reader r;
	if (fv->still && fv->rows == rows && fv->cols == cols) {
		echo_edit(fv);
		return;
	}
	v->drawn = false;
	arena_reset(fv->page);
	form_cells(fv);
	if (!form_can_stop(fv, fv->at)) /* hidden meanwhile */
		form_enter(fv, d, form_next(fv, fv->at, false));
	form_lay_out(fv, rows, cols);
	bool reading = form_read(d, &r, fv->page);
	int page = fv->slot[fv->slot_at].page;
	for (size_t i = 0; i < fv->n_slot; i++)
		if (fv->slot[i].page == page)
			fill_slot(fv, reading ? &r : NULL, &fv->slot[i]);
	form_fill_rows(fv, reading ? &r : NULL, page);
	echo_edit(fv);
	fill_bottom(fv, d, reading ? &r : NULL, cols);
	session_progress(fv->session, &fv->filled, &fv->asked);
	if (reading)
		desk_done(&r);
	fv->rows = rows;
	fv->cols = cols;
	fv->still = true; /* until act or back say otherwise */
}
