// SPDX-License-Identifier: MIT
#include "tui/views/check.h"

#include "tui/widgets/listbox.h"

#define NARROW 60

struct check_view {
	struct view view;
	str title;
	struct check_line *line; /* errors first */
	size_t n;
	size_t n_errors;
	struct listbox list;
	int typed; /* a number being typed, 0: none */
};

static struct check_view *
self(struct view *v)
{
	return (struct check_view *)v;
}

static void
copy(struct check_view *cv, const struct check_arg *a, bool errors)
{
	struct arena *arena = cv->view.arena;
	for (size_t i = 0; i < a->n; i++) {
		const struct check_line *l = &a->line[i];
		if (l->error != errors)
			continue;
		cv->line[cv->n++] = (struct check_line){l->error, l->number,
			str_dup(arena, l->label), str_dup(arena, l->words),
			str_dup(arena, l->path)};
		cv->n_errors += errors;
	}
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct check_view *cv = self(v);
	const struct check_arg *a = arg;
	(void)d;
	(void)e;
	cv->title = str_dup(v->arena, a->title);
	cv->line = ARENA_ARRAY(v->arena, a->n + 1, struct check_line);
	copy(cv, a, true);
	copy(cv, a, false);
	return ERR_OK;
}

/* The list has two headings among its lines. */
static size_t
heads_before(const struct check_view *cv, size_t i)
{
	bool errors = cv->n_errors > 0;
	return errors + (i >= cv->n_errors);
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct check_view *cv = self(v);
	(void)d;
	(void)cols;
	listbox_fit(&cv->list, cv->n, (size_t)(rows - 8));
}

static str
where(const struct check_view *cv, struct arena *a, size_t i, int cols)
{
	const struct check_line *l = &cv->line[i];
	return str_fmt(a,
		cols < NARROW ? "%zu %d %.*s" : _("%zu 第 %d 栏 %.*s"), i + 1,
		l->number, STR_FMT(l->label));
}

/* A third of the line for the place, more where the words leave it. */
static int
where_width(const struct check_view *cv, struct canvas *c)
{
	int most = c->cols / 3;
	int place = 0;
	int words = 0;
	for (size_t i = cv->list.top;
		i < cv->n && i < cv->list.top + cv->list.height; i++) {
		int w = utf8_width(where(cv, c->frame, i, c->cols));
		place = w > place ? w : place;
		w = canvas_width(c->frame, cv->line[i].words);
		words = w > words ? w : words;
	}
	if (c->cols - 3 - words > most)
		most = c->cols - 3 - words;
	return place < most ? place : most;
}

static void
draw_line(const struct check_view *cv, struct canvas *c, size_t i, int row,
	int width)
{
	const struct check_line *l = &cv->line[i];
	enum look look = i == cv->list.at ? LOOK_CHOSEN : LOOK_PLAIN;
	if (i == cv->list.at) {
		canvas_text(c, row, 0, 1, LOOK_MARK, STR(">"));
		canvas_cursor(c, row, 0);
	}
	canvas_ends(c, row, 1, width, look, where(cv, c->frame, i, c->cols));
	canvas_brief(c, row, width + 2, c->cols - width - 3, look, l->words);
}

static void
draw_list(const struct check_view *cv, struct canvas *c)
{
	int width = where_width(cv, c);
	for (size_t i = cv->list.top;
		i < cv->n && i < cv->list.top + cv->list.height; i++) {
		size_t heads = heads_before(cv, i) -
			       (heads_before(cv, cv->list.top) - 1);
		int row = 2 + (int)(i - cv->list.top + heads);
		bool first = i == cv->list.top || i == cv->n_errors;
		if (first && cv->line[i].error)
			canvas_text(c, row - 1, 1, c->cols, LOOK_ERROR,
				str_of(_("[错] 必须改正才能存为“完成”")));
		else if (first)
			canvas_text(c, row - 1, 1, c->cols, LOOK_WARNING,
				str_of(_("[看] 请看一眼，没有错可以照存")));
		draw_line(cv, c, i, row, width);
	}
}

/* The chosen line in full where it was cut, else what follows from it all. */
static void
draw_comment(const struct check_view *cv, struct canvas *c)
{
	int room = c->cols - where_width(cv, c) - 3;
	int row = c->rows - 4;
	if (cv->n == 0)
		return;
	str words = str_of(cv->n_errors
				   ? _("存为草稿随时可以；改完 [错] 的才算完成")
				   : _("没有必须改的，可以存为“完成”"));
	enum look look = LOOK_DIM;
	if (cv->n &&
		canvas_width(c->frame, cv->line[cv->list.at].words) > room) {
		words = cv->line[cv->list.at].words;
		look = LOOK_PLAIN;
	}
	str head = utf8_fit(words, c->cols - 2, NULL);
	canvas_text(c, row, 1, c->cols - 2, look, head);
	canvas_brief(c, row + 1, 1, c->cols - 2, look, str_from(words, head.n));
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct check_view *cv = (const struct check_view *)v;
	desk_header(d, c,
		str_fmt(c->frame, _("%.*s > 检查"), STR_FMT(cv->title)),
		str_fmt(c->frame,
			c->cols < NARROW ? _("[错]%zu [看]%zu")
					 : _("%zu 处必须改  %zu 处请看"),
			cv->n_errors, cv->n - cv->n_errors));
	canvas_fill(c, 1, 1, c->cols - 2, LOOK_DIM, '-');
	if (cv->n == 0)
		canvas_text(c, 2, 1, c->cols, LOOK_GOOD,
			str_of(_("没有错，可以保存")));
	draw_list(cv, c);
	draw_comment(cv, c);
	desk_words(d, c);
}

static struct step
go(const struct check_view *cv, size_t i)
{
	if (i >= cv->n)
		return STEP(cv->n ? STEP_STAY : STEP_POP);
	return (struct step){
		STEP_POP, .answer = {ANSWER_TEXT, .text = cv->line[i].path}};
}

/* A digit goes to that line when no longer number can begin with it. */
static struct step
type(struct check_view *cv, const struct act *act)
{
	int digit = act->c >= '0' && act->c <= '9' ? (int)act->c - '0'
		    : act->c >= 0xFF10 && act->c <= 0xFF19
			    ? (int)act->c - 0xFF10
			    : -1;
	if (digit < 0)
		return STEP(STEP_STAY);
	cv->typed = cv->typed * 10 + digit;
	if (cv->typed < 1 || (size_t)cv->typed > cv->n) {
		cv->typed = 0;
		return STEP(STEP_STAY);
	}
	listbox_choose(&cv->list, (size_t)cv->typed - 1);
	if ((size_t)cv->typed * 10 > cv->n)
		return go(cv, (size_t)cv->typed - 1);
	return STEP(STEP_STAY);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct check_view *cv = self(v);
	(void)d;
	if (act->action == ACTION_TEXT)
		return type(cv, act);
	cv->typed = 0;
	switch (act->action) {
	case ACTION_OPEN:
		return go(cv, cv->list.at);
	case ACTION_LEAVE:
		return STEP(STEP_POP);
	case ACTION_SAVE:
	case ACTION_SAVE_NEW:
	case ACTION_CHECK:
		return (struct step){STEP_POP,
			.answer = {ANSWER_ITEM, .number = (int)act->action}};
	default:
		if (listbox_act(&cv->list, act->action))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
}

static const struct hint keys[] = {
	{1, ACTION_OPEN, 0, N_("到那一栏(数字直达)"), true},
	{1, ACTION_UP, ACTION_DOWN, N_("移动")},
	{1, ACTION_SAVE_NEW, 0, N_("照存(只剩提示时)")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_SAVE, 0, N_("存"), true},
	{2, ACTION_CHECK, 0, N_("重查")},
	{2, ACTION_LEAVE, 0, N_("回表")},
	{0},
};

const struct view_ops view_check = {
	.name = "check",
	.size = sizeof(struct check_view),
	.keys = keys,
	.open = open,
	.ready = ready,
	.draw = draw,
	.act = act,
};
