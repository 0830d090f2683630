// SPDX-License-Identifier: MIT
#include "tui/views/form_view.h"

#include "forms/field.h"
#include "tui/widgets/pager.h"

static void
draw_box(const struct form_view *fv, struct canvas *c, const struct slot *s,
	int col, bool here)
{
	int room = s->col + fv->width - col - 2;
	int whole = s->after.n ? 0 : utf8_width(s->value); /* shown uncut */
	int box = s->wrong && whole > s->box ? whole : s->box;
	box = box < room ? box : room;
	enum look look = s->wrong     ? LOOK_ERROR
			 : s->changed ? LOOK_TITLE
				      : LOOK_FIELD;
	bool edit = here && fv->cell[s->cell].field->type != FIELD_REPEAT;
	if (edit && lineedit_width(&fv->edit) > box && !fv->edit.replace)
		box = lineedit_width(&fv->edit) < room
			      ? lineedit_width(&fv->edit)
			      : room;
	canvas_text(c, s->row, col, 1, look, STR("["));
	if (edit) {
		lineedit_draw(
			&fv->edit, c, s->row, col + 1, box, LOOK_EDIT, '_');
	} else {
		int used =
			canvas_brief(c, s->row, col + 1, box, look, s->value);
		canvas_fill(c, s->row, col + 1 + used, box - used, look, '_');
		if (here)
			canvas_cursor(c, s->row, col + 1);
	}
	canvas_text(c, s->row, col + 1 + box, 1, look, STR("]"));
	canvas_brief(
		c, s->row, col + box + 3, room - box - 1, LOOK_DIM, s->after);
}

static void
draw_area(const struct form_view *fv, struct canvas *c, const struct slot *s,
	bool here)
{
	struct lineedit other;
	const struct lineedit *e = &fv->edit;
	if (!here) {
		lineedit_init(&other, c->frame);
		other.several = true;
		lineedit_set(&other, s->value);
		other.at = 0;
		e = &other;
	}
	int row = c->cursor_row;
	int col = c->cursor_col;
	lineedit_draw_area(e, c, s->row + 1, s->col + 5, fv->width - 6,
		AREA_ROWS, here ? LOOK_EDIT : LOOK_FIELD, '_');
	if (!here)
		canvas_cursor(c, row, col);
}

static void
draw_field(const struct form_view *fv, struct canvas *c, const struct slot *s,
	bool here)
{
	bool off = s->reason.n > 0;
	int width = fv->label_width;
	int col = s->col + width + 5;
	enum look look = here ? LOOK_CHOSEN : off ? LOOK_DIM : LOOK_PLAIN;
	const struct field *f = fv->cell[s->cell].field;
	canvas_text(c, s->row, s->col, 1, here ? LOOK_MARK : look,
		here        ? STR(">")
		: s->wrong  ? STR("!")
		: s->unseen ? STR("?")
			    : STR(" "));
	canvas_right(c, s->row, s->col + 1, 2, look,
		str_fmt(c->frame, "%d", s->number));
	canvas_text(c, s->row, s->col + 3, 1, LOOK_WARNING,
		s->required ? STR("*") : STR(" "));
	if (field_is_multiline(f) && !off) {
		canvas_brief(
			c, s->row, s->col + 4, fv->width - 4, look, s->label);
		draw_area(fv, c, s, here);
		return;
	}
	canvas_ends(c, s->row, s->col + 4, width, look, s->label);
	canvas_text(c, s->row + 1, s->col + 4, s->rest.n ? width : 0, look,
		s->rest);
	if (off)
		canvas_brief(c, s->row, col, s->col + fv->width - col, LOOK_DIM,
			s->reason);
	else if (s->computed)
		canvas_brief(c, s->row, col, s->col + fv->width - col, LOOK_DIM,
			str_fmt(c->frame, "= %.*s", STR_FMT(s->value)));
	else
		draw_box(fv, c, s, col, here);
	if (s->height > 1 && s->rest.n)
		canvas_brief(c, s->row + 1, col + 1,
			s->col + fv->width - col - 1, LOOK_DIM, s->below);
	else if (s->height > 1)
		canvas_brief(c, s->row + 1, s->col + 5, fv->width - 6, LOOK_DIM,
			s->below);
}

static void
draw_slot(const struct form_view *fv, struct canvas *c, const struct slot *s,
	bool here)
{
	switch (s->kind) {
	case SLOT_HEAD:
		canvas_brief(c, s->row, s->col + 1, fv->width - 1, LOOK_TITLE,
			s->label);
		break;
	case SLOT_NOTE:
		canvas_brief(c, s->row, s->col + 4, fv->width - 4, LOOK_DIM,
			s->label);
		break;
	case SLOT_ROW:
		if (s->folded) {
			canvas_text(c, s->row, s->col, 1, LOOK_ERROR,
				s->wrong ? STR("!") : STR(" "));
			canvas_right(c, s->row, s->col + 1, 4, LOOK_DIM,
				str_fmt(c->frame, "%d", s->number));
			canvas_brief(c, s->row, s->col + 6, fv->width - 6,
				LOOK_PLAIN, s->label);
			break;
		}
		canvas_brief(c, s->row, s->col + 2, fv->width - 2, LOOK_TITLE,
			str_fmt(c->frame, _("第 %d 行"), s->number));
		break;
	case SLOT_SAVE:
		canvas_text(c, s->row, s->col, fv->width,
			here ? LOOK_CHOSEN : LOOK_PLAIN,
			str_fmt(c->frame, "%s   [ %s ]", here ? ">" : " ",
				_("保存")));
		if (here)
			canvas_cursor(c, s->row, s->col);
		break;
	case SLOT_FIELD:
		draw_field(fv, c, s, here);
		break;
	}
}

/* Long words take the line of the hint too; true when they did. */
static bool
draw_words(struct canvas *c, int row, int cols, str words, enum look look)
{
	str head = str_sub(words, 0, pager_break(words, cols));
	canvas_text(c, row, 1, cols, look, head);
	words = str_trim(str_from(words, head.n));
	canvas_brief(c, row + 1, 1, cols, look, words);
	return words.n > 0;
}

/* In a small window long words cover a line of the form, not the one the
 * cursor is on. */
static void
draw_long(const struct form_view *fv, struct canvas *c, int row, str words,
	enum look look)
{
	const struct slot *s = &fv->slot[fv->slot_at];
	if (s->row + s->height < row)
		row--;
	else
		row = fv->body_top < s->row - 1 ? fv->body_top : row;
	canvas_fill(c, row, 0, c->cols, LOOK_PLAIN, ' ');
	canvas_fill(c, row + 1, 0, c->cols, LOOK_PLAIN, ' ');
	draw_words(c, row, c->cols - 2, words, look);
}

static void
draw_bottom(const struct form_view *fv, const struct desk *d, struct canvas *c)
{
	/* What the desk says is about the last key, and goes before. */
	str words = str_of(d->words[0] ? d->words : fv->words);
	enum look look = d->words[0] ? d->words_look : fv->look;
	int row = c->rows - (fv->roomy ? 5 : 3);
	int cols = c->cols - 2;
	if (fv->roomy) {
		canvas_brief(c, row, 1, cols, LOOK_PLAIN, fv->options);
		if (draw_words(c, row + 1, cols, words, look))
			return;
		int last = canvas_width(c->frame, fv->last_text);
		last = last > cols / 2 ? cols / 2 : last;
		canvas_brief(
			c, row + 2, 1, cols - last - 1, LOOK_PLAIN, fv->hint);
		canvas_right(c, row + 2, 1 + cols - last, last, LOOK_PLAIN,
			fv->last_text);
		return;
	}
	if (words.n && utf8_width(words) > cols)
		draw_long(fv, c, row, words, look);
	else if (words.n)
		canvas_brief(c, row, 1, cols, look, words);
	else
		canvas_brief(c, row, 1, cols, LOOK_PLAIN,
			fv->options.n ? fv->options : fv->hint);
}

/* What became of what was typed: saved as which, or kept at what time. */
static str
state_words(const struct form_view *fv, struct arena *a)
{
	if (fv->saved[0])
		return str_of(fv->roomy ? fv->saved : _("已存"));
	if (!fv->has_draft)
		return STR_NONE;
	str time = date_format_time(
		a, date_time_of_moment(fv->draft_at) / 60 * 60);
	return str_fmt(
		a, fv->roomy ? _("草稿已存 %.*s") : _("存%.*s"), STR_FMT(time));
}

static void
draw_head(const struct form_view *fv, const struct desk *d, struct canvas *c)
{
	int page = fv->slot[fv->slot_at].page + 1;
	str form = label_text(&fv->form->title);
	str state = state_words(fv, c->frame);
	if (!fv->roomy) {
		/* Who it is about matters more than what form it is. */
		desk_header(d, c,
			fv->title.n ? str_fmt(c->frame, "%.*s %.*s",
					      STR_FMT(fv->title), STR_FMT(form))
				    : form,
			str_fmt(c->frame, "%d/%d  %d/%d %.*s", page, fv->pages,
				fv->filled, fv->asked, STR_FMT(state)));
		return;
	}
	str title = fv->title.n ? fv->title : str_of(_("新增"));
	desk_header(d, c,
		str_fmt(c->frame, "%s > %.*s > %.*s", _("首页"), STR_FMT(form),
			STR_FMT(title)),
		str_fmt(c->frame, _("第 %d/%d 页  已填 %d/%d  %.*s"), page,
			fv->pages, fv->filled, fv->asked, STR_FMT(state)));
	canvas_fill(c, 1, 1, c->cols - 2, LOOK_DIM, '-');
}

void
form_draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct form_view *fv = (const struct form_view *)v;
	int page = fv->slot[fv->slot_at].page;
	draw_head(fv, d, c);
	for (size_t i = 0; i < fv->n_slot; i++)
		if (fv->slot[i].page == page && i != fv->slot_at)
			draw_slot(fv, c, &fv->slot[i], false);
	draw_bottom(fv, d, c);
	draw_slot(fv, c, &fv->slot[fv->slot_at], true);
}

/* The field being typed, over what stands there. */
void
form_redraw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct form_view *fv = (const struct form_view *)v;
	const struct slot *s = &fv->slot[fv->slot_at];
	(void)d;
	for (int i = 0; i < s->height; i++)
		canvas_fill(c, s->row + i, s->col, fv->width, LOOK_PLAIN, ' ');
	draw_slot(fv, c, s, true);
}
