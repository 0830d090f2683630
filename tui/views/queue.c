// SPDX-License-Identifier: MIT
// The work queue: what x_due says of all forms, the most overdue first.
#include "tui/views/queue.h"

#include "forms/due.h"
#include "tui/door.h"
#include "tui/views/form.h"
#include "tui/widgets/listbox.h"

struct queue_view {
	struct view view;
	struct arena *page; /* forgotten when records change */
	struct due_item *item;
	size_t n;
	size_t late;
	size_t today;
	size_t denied;
	day_t day;
	bool loaded; /* else it is computed once the screen is painted */
	struct listbox list;
};

static struct queue_view *
self(struct view *v)
{
	return (struct queue_view *)v;
}

static enum err_code
load(struct queue_view *qv, struct desk *d, struct err *e)
{
	struct reader r;
	arena_reset(qv->page);
	qv->n = qv->late = qv->today = 0;
	qv->day = clock_today();
	if (!desk_read(d, &r, qv->page))
		return err_set(e, ERR_IO, "%s", d->words);
	enum err_code code = due_list(
		&r, qv->day, DUE_AHEAD, qv->page, &qv->item, &qv->n, e);
	qv->denied = store_denied(r.txn);
	desk_done(&r);
	for (size_t i = 0; code == ERR_OK && i < qv->n; i++) {
		qv->late += qv->item[i].day < qv->day;
		qv->today += qv->item[i].day == qv->day;
	}
	return code;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	(void)arg;
	(void)e; /* nothing is read yet */
	self(v)->page = arena_new_secret();
	desk_note(d, AUDIT_VIEW, STR_NONE, ID_NONE, STR("due"));
	return ERR_OK;
}

/* With a hundred thousand records it takes a moment: the words are on the
 * screen by then. */
static bool
settle(struct view *v, struct desk *d)
{
	struct queue_view *qv = self(v);
	struct err e;
	if (qv->loaded)
		return false;
	qv->loaded = true;
	if (load(qv, d, &e))
		desk_say(d, LOOK_ERROR, "%s", e.words);
	return true;
}

static void
close(struct view *v, struct desk *d)
{
	(void)d;
	arena_free(self(v)->page);
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	(void)d;
	(void)a;
	self(v)->loaded = false;
	return STEP(STEP_STAY);
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	(void)d;
	(void)cols;
	listbox_fit(&self(v)->list, self(v)->n, (size_t)rows - 6);
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct queue_view *qv = ctx;
	const struct due_item *x = &qv->item[i];
	enum look when =
		look == LOOK_PLAIN && x->day < qv->day ? LOOK_ERROR : look;
	canvas_text(c, row, col + 1, 10, look, date_format(c->frame, x->day));
	canvas_brief(
		c, row, col + 13, 12, when, due_words(x, qv->day, c->frame));
	canvas_brief(c, row, col + 26, 18, look, label_text(&x->what));
	canvas_brief(c, row, col + 45, width - 46, look, x->title);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct queue_view *qv = (const struct queue_view *)v;
	desk_header(d, c, str_fmt(c->frame, "%s > %s", _("首页"), _("待办")),
		str_fmt(c->frame, _("逾期 %zu  今天 %zu  往后 %zu"), qv->late,
			qv->today, qv->n - qv->late - qv->today));
	if (qv->n == 0)
		canvas_text(c, 2, 1, c->cols - 2, LOOK_DIM,
			str_of(qv->loaded ? _("没有到期的事")
					  : _("正在算待办…")));
	listbox_draw(&qv->list, c, 2, 0, c->cols, draw_row, qv);
	if (qv->denied > 0)
		canvas_brief(c, c->rows - 4, 1, c->cols - 2, LOOK_DIM,
			str_of(_("您的角色看不到的记录没有算在内")));
	desk_words(d, c);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct queue_view *qv = self(v);
	if (act->action == ACTION_LEAVE)
		return STEP(STEP_POP);
	if (act->action == ACTION_OPEN && qv->n > 0)
		return (struct step){STEP_PUSH, &view_form,
			form_arg_id(d->frame, qv->item[qv->list.at].id)};
	if (listbox_act(&qv->list, act->action))
		return STEP(STEP_STAY);
	return STEP(STEP_PASS);
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{1, ACTION_OPEN, 0, N_("打开")},
	{1, ACTION_PGUP, 0, N_("上一页")},
	{1, ACTION_PGDN, 0, N_("下一页")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_queue = {
	.name = "queue",
	.size = sizeof(struct queue_view),
	.keys = keys,
	.open = open,
	.close = close,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
	.settle = settle,
};
