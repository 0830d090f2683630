// SPDX-License-Identifier: MIT
#include "tui/views/message.h"

#include "tui/widgets/lineedit.h"
#include "tui/widgets/pager.h"

struct message_view {
	struct view view;
	struct message m;
	struct lineedit edit;
	struct pager pager;
	int width; /* the text is wrapped for this */
};

static struct message_view *
self(struct view *v)
{
	return (struct message_view *)v;
}

const struct message *
message_new(
	struct arena *a, enum message_kind kind, const char *title, str text)
{
	struct message *m = ARENA_NEW(a, struct message);
	*m = (struct message){kind, str_of(title), str_dup(a, text)};
	return m;
}

const struct message *
message_of_err(struct arena *a, const char *title, const struct err *e)
{
	str text = str_of(e->words);
	if (e->file[0])
		text = str_fmt(
			a, "%s:%d:%d\n%s", e->file, e->line, e->col, e->words);
	return message_new(a, MESSAGE_SAY, title, text);
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct message_view *mv = self(v);
	const struct message *m = arg;
	(void)d;
	(void)e; /* nothing can go wrong */
	mv->m = (struct message){m->kind, str_dup(v->arena, m->title),
		str_dup(v->arena, m->text)};
	lineedit_init(&mv->edit, v->arena);
	return ERR_OK;
}

static void
wrap(struct message_view *mv, int width, size_t height)
{
	if (width != mv->width)
		pager_wrap(&mv->pager, mv->view.arena, mv->m.text, width);
	mv->width = width;
	pager_fit(&mv->pager, height);
}

static int
box_width(int cols)
{
	return cols > 64 ? 60 : cols - 4;
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct message_view *mv = self(v);
	(void)d;
	wrap(mv, box_width(cols) - 4, (size_t)rows - 9);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct message_view *mv = (const struct message_view *)v;
	bool line = mv->m.kind == MESSAGE_LINE;
	size_t seen =
		mv->pager.n < mv->pager.height ? mv->pager.n : mv->pager.height;
	int width = box_width(c->cols);
	int height = (int)seen + 4 + (line ? 1 : 0);
	int row = (c->rows - 2 - height) / 2;
	int col = (c->cols - width) / 2;
	(void)d;
	if (row < 1)
		row = 1;
	desk_box(c, row, col, height, width, mv->m.title);
	for (size_t i = 0; i < seen; i++)
		canvas_text(c, row + 2 + (int)i, col + 2, width - 4, LOOK_PLAIN,
			mv->pager.line[mv->pager.top + i]);
	canvas_cursor(c, row + height - 2, col + 2);
	if (line)
		lineedit_draw(&mv->edit, c, row + height - 2, col + 2,
			width - 4, LOOK_EDIT, '_');
}

static struct step
answer(enum answer_kind kind, str text)
{
	return (struct step){
		.kind = STEP_POP, .answer = {.kind = kind, .text = text}};
}

static struct step
act_line(struct message_view *mv, struct desk *d, const struct act *act)
{
	if (act->action == ACTION_OPEN) {
		str text = str_trim(lineedit_text(&mv->edit, mv->view.arena));
		return text.n ? answer(ANSWER_TEXT, text) : STEP(STEP_STAY);
	}
	if (!desk_edit(d, &mv->edit, act))
		pager_act(&mv->pager, act->action, mv->width);
	return STEP(STEP_STAY);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct message_view *mv = self(v);
	(void)d;
	switch (act->action) {
	case ACTION_LEAVE:
		return answer(ANSWER_NONE, STR_NONE);
	case ACTION_QUIT:
	case ACTION_REDRAW:
		return STEP(STEP_PASS);
	default:
		break;
	}
	if (mv->m.kind == MESSAGE_LINE)
		return act_line(mv, d, act);
	if (act->action == ACTION_OPEN)
		return answer(ANSWER_YES, STR_NONE);
	pager_act(&mv->pager, act->action, mv->width);
	return STEP(STEP_STAY);
}

/* --- a whole screen ---------------------------------------------------- */

static void
pages_ready(struct view *v, struct desk *d, int rows, int cols)
{
	(void)d;
	wrap(self(v), cols - 2, (size_t)rows - 5);
}

static void
pages_draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct message_view *mv = (const struct message_view *)v;
	desk_header(d, c, mv->m.title,
		str_fmt(c->frame, "%zu / %zu", mv->pager.top + 1, mv->pager.n));
	pager_draw(&mv->pager, c, 2, c->cols);
	pager_more(&mv->pager, c, c->rows - 3);
	desk_words(d, c);
}

static struct step
pages_act(struct view *v, struct desk *d, const struct act *act)
{
	struct message_view *mv = self(v);
	(void)d;
	if (act->action == ACTION_LEAVE || act->action == ACTION_OPEN)
		return answer(ANSWER_NONE, STR_NONE);
	if (pager_act(&mv->pager, act->action, mv->width))
		return STEP(STEP_STAY);
	return STEP(STEP_PASS);
}

static const struct hint message_keys[] = {
	{1, ACTION_OPEN, 0, N_("好")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

static const struct hint pages_keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("上下滚动")},
	{1, ACTION_PGUP, 0, N_("上一页")},
	{1, ACTION_PGDN, 0, N_("下一页")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_message = {
	.name = "message",
	.size = sizeof(struct message_view),
	.keys = message_keys,
	.popup = true,
	.open = open,
	.ready = ready,
	.draw = draw,
	.act = act,
};

const struct view_ops view_pages = {
	.name = "pages",
	.size = sizeof(struct message_view),
	.keys = pages_keys,
	.open = open,
	.ready = pages_ready,
	.draw = pages_draw,
	.act = pages_act,
};
