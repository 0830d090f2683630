// SPDX-License-Identifier: MIT
#include "tui/views/conflict.h"

#include "forms/reader.h"
#include "tui/door.h"
#include "tui/views/form_view.h"
#include "tui/widgets/listbox.h"

#define TOP_ROWS 3    /* header, who saved, heads */
#define BOTTOM_ROWS 6 /* the chosen one's three, words, two of hints */
#define NARROW 64
#define SIDE_WIDTH 6
#define ROWS_TOLD 20

enum { TEXT_MINE, TEXT_THEIRS, TEXT_WAS, TEXTS };

struct conflict_view {
	struct view view;
	struct conflict *m;
	str title;
	enum sight sight;
	bool masked;
	bool revealing;
	struct arena *page;
	str (*text)[TEXTS]; /* of each difference */
	struct listbox list;
};

static struct conflict_view *
self(struct view *v)
{
	return (struct conflict_view *)v;
}

/* --- what stands there ------------------------------------------------- */

static str show(struct conflict_view *mv, struct reader *r,
	const struct field *f, const struct value *v);

/* "3 行：王芳、李梅、…": what the first cell of each row says. */
static str
rows_text(struct conflict_view *mv, struct reader *r,
	const struct field *repeat, const struct value *v)
{
	struct buf b = {.arena = mv->page};
	buf_add(&b, record_show(r, mv->page, repeat, v));
	for (size_t i = 0; i < v->rows->n && i < ROWS_TOLD; i++) {
		const struct fields *row = &v->rows->v[i];
		const struct field *f =
			row->n ? form_field(mv->m->form, row->v[0].name) : NULL;
		str text = row->n ? show(mv, r, f, &row->v[0].value) : STR_NONE;
		buf_addf(&b, "%s%.*s", i ? _("、") : _("："), STR_FMT(text));
	}
	return buf_str(&b);
}

static str
show(struct conflict_view *mv, struct reader *r, const struct field *f,
	const struct value *v)
{
	if (value_is_blank(v))
		return str_of(_("（空）"));
	if (f && v->type == VALUE_ROWS)
		return rows_text(mv, r, f, v);
	str text = f ? record_show(r, mv->page, f, v) : value_text(mv->page, v);
	return record_cover(mv->page, f, mv->sight, !mv->masked, text);
}

static void
load(struct conflict_view *mv, struct desk *d)
{
	struct reader r;
	arena_reset(mv->page);
	mv->text = arena_alloc(mv->page, (mv->m->n + 1) * sizeof(*mv->text));
	if (!form_read(d, &r, mv->page))
		return;
	for (size_t i = 0; i < mv->m->n; i++) {
		const struct difference *x = &mv->m->v[i];
		mv->text[i][TEXT_MINE] = show(mv, &r, x->field, &x->mine);
		mv->text[i][TEXT_THEIRS] = show(mv, &r, x->field, &x->theirs);
		mv->text[i][TEXT_WAS] = show(mv, &r, x->field, &x->was);
	}
	desk_done(&r);
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct conflict_view *mv = self(v);
	const struct conflict_arg *a = arg;
	(void)e; /* nothing can go wrong */
	mv->m = a->conflict;
	mv->title = str_dup(v->arena, a->title);
	mv->sight = a->sight;
	mv->masked = a->masked;
	mv->page = arena_new_secret();
	load(mv, d);
	size_t first = conflict_open(mv->m, 0);
	mv->list.at = first < mv->m->n ? first : 0;
	return ERR_OK;
}

static void
close(struct view *v, struct desk *d)
{
	(void)d;
	arena_free(self(v)->page);
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct conflict_view *mv = self(v);
	(void)d;
	(void)cols;
	listbox_fit(&mv->list, mv->m->n,
		(size_t)(rows > TOP_ROWS + BOTTOM_ROWS
				 ? rows - TOP_ROWS - BOTTOM_ROWS
				 : 1));
}

/* --- drawing ----------------------------------------------------------- */

static const char *
side_words(enum side s)
{
	switch (s) {
	case SIDE_MINE:
		return _("我填");
	case SIDE_THEIRS:
		return _("他填");
	case SIDE_WAS:
		return _("原来");
	case SIDE_BOTH:
		return _("都留");
	default:
		return _("要选");
	}
}

static str
label_of(const struct conflict_view *mv, struct arena *a, size_t i)
{
	const struct difference *x = &mv->m->v[i];
	if (!x->field)
		return x->name;
	return str_fmt(a, "%d %.*s", form_number(mv->m->form, x->field),
		STR_FMT(label_text(&x->field->label)));
}

static int
label_width(int width)
{
	return width < NARROW ? width - SIDE_WIDTH - 2 : 18;
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct conflict_view *mv = ctx;
	enum side side = mv->m->v[i].side;
	int at = col + SIDE_WIDTH + 1;
	int room = (width - SIDE_WIDTH - 1 - label_width(width) - 1) / TEXTS;
	canvas_brief(c, row, col, SIDE_WIDTH,
		side == SIDE_NONE ? LOOK_ERROR : LOOK_GOOD,
		str_of(side_words(side)));
	canvas_ends(c, row, at, label_width(width), look,
		label_of(mv, c->frame, i));
	if (width < NARROW)
		return;
	at += label_width(width) + 1;
	for (int k = 0; k < TEXTS; k++)
		canvas_brief(c, row, at + k * room, room - 1,
			side == SIDE_MINE + (enum side)k ? look : LOOK_DIM,
			mv->text[i][k]);
}

static void
draw_heads(struct canvas *c)
{
	int width = c->cols - 1;
	int at = 1 + SIDE_WIDTH + 1;
	int room = (width - SIDE_WIDTH - 1 - label_width(width) - 1) / TEXTS;
	static const char *const heads[TEXTS] = {
		N_("我填的"), N_("他填的"), N_("原来的")};
	canvas_text(c, 2, 1, SIDE_WIDTH, LOOK_TITLE, str_of(_("取哪份")));
	canvas_text(c, 2, at, 10, LOOK_TITLE, str_of(_("栏")));
	at += label_width(width) + 1;
	for (int k = 0; k < TEXTS && width >= NARROW; k++)
		canvas_text(c, 2, at + k * room, room - 1, LOOK_TITLE,
			str_of(_(heads[k])));
}

/* The chosen one in full, as far as a line goes. */
static void
draw_chosen(const struct conflict_view *mv, struct canvas *c)
{
	static const char *const words[TEXTS] = {
		N_("1 我填的  "), N_("2 他填的  "), N_("3 原来的  ")};
	int row = c->rows - BOTTOM_ROWS;
	for (int k = 0; k < TEXTS && mv->m->n; k++) {
		int used = canvas_text(c, row + k, 1, c->cols - 2, LOOK_DIM,
			str_of(_(words[k])));
		canvas_brief(c, row + k, 1 + used, c->cols - 2 - used,
			LOOK_PLAIN, mv->text[mv->list.at][k]);
	}
}

static size_t
count_open(const struct conflict *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->n; i++)
		n += m->v[i].side == SIDE_NONE;
	return n;
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct conflict_view *mv = (const struct conflict_view *)v;
	const struct record *theirs = &mv->m->theirs;
	bool narrow = c->cols < NARROW;
	desk_header(d, c,
		str_fmt(c->frame, _("别人也改了：%.*s"), STR_FMT(mv->title)),
		str_fmt(c->frame,
			narrow ? "%zu/%zu" : _("%zu 处不同  %zu 处要选"),
			mv->m->n, count_open(mv->m)));
	canvas_brief(c, 1, 1, c->cols - 2, LOOK_DIM,
		str_fmt(c->frame,
			_("%.*s %.*s 存了第 %u 版；您是从第 %u 版改起的"),
			STR_FMT(theirs->by),
			STR_FMT(desk_moment(c->frame, clock_of_ms(theirs->at))),
			(unsigned)theirs->rev, (unsigned)mv->m->mine.rev));
	draw_heads(c);
	listbox_draw(&mv->list, c, TOP_ROWS, 0, c->cols, draw_row, mv);
	draw_chosen(mv, c);
	desk_words(d, c);
}

/* --- choosing ---------------------------------------------------------- */

static void
choose(struct conflict_view *mv, struct desk *d, enum side side)
{
	struct difference *x = &mv->m->v[mv->list.at];
	if (mv->m->n == 0)
		return;
	if (side == SIDE_BOTH && !conflict_may_both(x)) {
		desk_say(d, LOOK_WARNING, "%s", _("只有明细可以都留"));
		return;
	}
	x->side = side;
	listbox_choose(&mv->list, mv->list.at + 1);
}

static void
type(struct conflict_view *mv, struct desk *d, const struct act *act)
{
	uint32_t c = act->c >= 0xFF10 && act->c <= 0xFF19
			     ? act->c - 0xFF10 + '0'
			     : act->c;
	if (c >= '1' && c <= '4')
		choose(mv, d, SIDE_MINE + (enum side)(c - '1'));
}

static struct step
save(struct conflict_view *mv, struct desk *d)
{
	size_t open = conflict_open(mv->m, mv->list.at);
	if (open < mv->m->n) {
		listbox_choose(&mv->list, open);
		desk_say(d, LOOK_WARNING,
			_("还有 %zu 处要选：1 我填的，"
			  "2 他填的，3 原来的"),
			count_open(mv->m));
		return STEP(STEP_STAY);
	}
	return (struct step){STEP_POP, .answer = {ANSWER_YES}};
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	struct conflict_view *mv = self(v);
	bool revealing = mv->revealing;
	mv->revealing = false;
	if (revealing && a->kind == ANSWER_TEXT &&
		desk_note_now(d, AUDIT_REVEAL, mv->m->form->id, mv->m->mine.id,
			a->text)) {
		mv->masked = false;
		load(mv, d);
	}
	return STEP(STEP_STAY);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct conflict_view *mv = self(v);
	switch (act->action) {
	case ACTION_LEAVE:
		return STEP(STEP_POP);
	case ACTION_SAVE:
		return save(mv, d);
	case ACTION_LEFT:
		choose(mv, d, SIDE_MINE);
		return STEP(STEP_STAY);
	case ACTION_RIGHT:
		choose(mv, d, SIDE_THEIRS);
		return STEP(STEP_STAY);
	case ACTION_TEXT:
		type(mv, d, act);
		return STEP(STEP_STAY);
	case ACTION_OPEN:
		if (count_open(mv->m) == 0)
			return save(mv, d);
		listbox_choose(&mv->list, conflict_open(mv->m, mv->list.at));
		return STEP(STEP_STAY);
	case ACTION_REVEAL:
		if (!mv->masked)
			return STEP(STEP_STAY);
		mv->revealing = true;
		return desk_ask_reason(d);
	default:
		if (listbox_act(&mv->list, act->action))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
}

static const struct hint keys[] = {
	{1, ACTION_NONE, 0, N_("1我填 2他填 3原来 4都留"), true},
	{1, ACTION_UP, ACTION_DOWN, N_("移动")},
	{1, ACTION_OPEN, 0, N_("到要选的")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_SAVE, 0, N_("存成新版"), true},
	{2, ACTION_REVEAL, 0, N_("显示遮住的")},
	{2, ACTION_LEAVE, 0, N_("回表"), true},
	{0},
};

const struct view_ops view_conflict = {
	.name = "conflict",
	.size = sizeof(struct conflict_view),
	.keys = keys,
	.open = open,
	.close = close,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
};
