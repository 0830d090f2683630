// SPDX-License-Identifier: MIT
#include "tui/views/command.h"

#include "forms/pinyin.h"
#include "tui/door.h"
#include "tui/views/form.h"
#include "tui/views/queue.h"
#include "tui/views/records.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/listbox.h"

/* What one line of the box leads to. */
enum line_kind {
	LINE_ITEM,
	LINE_GO,
	LINE_ADD,
	LINE_FIND,
	LINE_VIEW,
	LINE_ACTION
};
struct line {
	enum line_kind kind;
	int number; /* of the item or the action */
	str words;
	str keys;
	bool at_once;
	const struct destination *to;
	const struct view_ops *view;
};

struct command_view {
	struct view view;
	struct lineedit edit;
	struct line *line;
	size_t n;
	size_t *match; /* lines that answer to what is typed */
	size_t n_match;
	struct listbox list;
};

static struct command_view *
self(struct view *v)
{
	return (struct command_view *)v;
}

static void
add(struct command_view *cv, struct line line)
{
	line.words = str_dup(cv->view.arena, line.words);
	line.keys = str_dup(cv->view.arena, line.keys);
	cv->line[cv->n++] = line;
}

/* Accounts, the log, the door. */
static void
add_door(struct command_view *cv, const struct desk *d)
{
	const struct account *user = d->store ? store_user(d->store) : NULL;
	if (!user)
		return;
	add(cv, (struct line){LINE_VIEW, .words = str_of(_("待办")),
			.keys = str_of(desk_key(d, ACTION_SAVE_NEW)),
			.view = &view_queue});
	add(cv, (struct line){LINE_VIEW, .words = str_of(_("账户")),
			.view = &view_users});
	if (user->roles & (ROLE_HEAD | ROLE_ADMIN))
		add(cv, (struct line){LINE_VIEW, .words = str_of(_("操作日志")),
				.view = &view_audit});
	add(cv, (struct line){LINE_VIEW, .words = str_of(_("改口令")),
			.view = &view_password});
	add(cv, (struct line){
			LINE_ACTION, ACTION_LOCK, str_of(_("锁屏")), STR_NONE});
}

static void
add_destinations(struct command_view *cv, struct desk *d)
{
	struct arena *a = cv->view.arena;
	struct destination *to;
	size_t n = destinations(d, a, &to);
	struct line *old = cv->line;
	cv->line = arena_grow(
		a, old, cv->n, cv->n + 2 * n + 8, sizeof(struct line));
	for (size_t i = 0; i < n; i++)
		add(cv, (struct line){LINE_GO, .words = to[i].title,
				.keys = to[i].number < 0
						? STR_NONE
						: str_fmt(a, "%d",
							  to[i].number),
				.at_once = true, .to = &to[i]});
	add_door(cv, d);
	if (n && to[0].form.n) /* people come first */
		add(cv, (struct line){LINE_FIND,
				.words = str_fmt(a, _("在“%.*s”里找"),
					STR_FMT(to[0].title)),
				.to = &to[0]});
	for (size_t i = 0; i < n; i++)
		if (to[i].form.n)
			add(cv, (struct line){LINE_ADD,
					.words = str_fmt(a, _("新增 %.*s"),
						STR_FMT(to[i].title)),
					.to = &to[i]});
}

/* Digits mean a number and must begin it; the rest is looked for anywhere. */
static bool
answers(const struct line *l, str typed)
{
	if (typed.n == 0)
		return true;
	if (l->keys.n && str_starts(l->keys, typed))
		return true;
	bool digits = typed.p[0] >= '0' && typed.p[0] <= '9';
	if (l->kind == LINE_FIND) /* a number may be a phone's tail */
		return !digits || typed.n > 2;
	return !digits && pinyin_match(l->words, typed, NULL);
}

static void
search(struct command_view *cv, struct desk *d)
{
	str typed = str_trim(lineedit_text(&cv->edit, d->frame));
	typed = utf8_fold(d->frame, typed);
	cv->n_match = 0;
	/* A number in full goes before those it only begins. */
	for (size_t i = 0; i < cv->n && typed.n; i++)
		if (str_eq(cv->line[i].keys, typed))
			cv->match[cv->n_match++] = i;
	for (size_t i = 0; i < cv->n; i++)
		if (answers(&cv->line[i], typed) &&
			!(typed.n && str_eq(cv->line[i].keys, typed)))
			cv->match[cv->n_match++] = i;
	cv->list.at = cv->list.top = 0;
	cv->list.n = cv->n_match;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct command_view *cv = self(v);
	const struct command_arg *a = arg;
	size_t n = a ? a->n : 0;
	(void)e;
	cv->line = ARENA_ARRAY(v->arena, n + 1, struct line);
	for (size_t i = 0; i < n; i++)
		add(cv, (struct line){LINE_ITEM, a->item[i].number,
				a->item[i].words, a->item[i].keys,
				a->item[i].at_once});
	add_destinations(cv, d);
	add(cv, (struct line){
			LINE_ACTION, ACTION_QUIT, str_of(_("退出")), STR_NONE});
	cv->match = ARENA_ARRAY(v->arena, cv->n, size_t);
	lineedit_init(&cv->edit, v->arena);
	if (a && a->typed.n)
		lineedit_set(&cv->edit, a->typed);
	cv->edit.replace = false;
	search(cv, d);
	return ERR_OK;
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	(void)d;
	(void)cols;
	listbox_fit(&self(v)->list, self(v)->n_match, (size_t)(rows - 8));
}

static void
draw_line(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct command_view *cv = ctx;
	const struct line *l = &cv->line[cv->match[i]];
	canvas_right(c, row, col, 3, look, l->keys);
	canvas_brief(c, row, col + 4, width - 4, look, l->words);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct command_view *cv = (const struct command_view *)v;
	int width = c->cols > 60 ? 56 : c->cols;
	int col = (c->cols - width) / 2;
	int height = (int)cv->list.height + 4;
	(void)d;
	desk_box(c, 1, col, height, width,
		str_of(_("命令  敲字、首字母或数字")));
	if (cv->n_match == 0)
		canvas_text(c, 4, col + 3, width - 6, LOOK_DIM,
			str_of(_("没有这样的命令")));
	listbox_draw(&cv->list, c, 4, col + 2, width - 4, draw_line, cv);
	canvas_fill(c, 3, col + 1, width - 2, LOOK_PLAIN, '-');
	lineedit_draw(&cv->edit, c, 2, col + 3, width - 6, LOOK_EDIT, '_');
}

static struct step
find_record(
	struct command_view *cv, struct desk *d, const struct destination *to)
{
	struct records_arg *arg = ARENA_NEW(d->frame, struct records_arg);
	arg->form = str_dup(d->frame, to->form);
	arg->typed = str_trim(lineedit_text(&cv->edit, d->frame));
	return (struct step){STEP_GO, &view_records, arg};
}

static struct step
take(struct command_view *cv, struct desk *d)
{
	if (cv->n_match == 0)
		return STEP(STEP_STAY);
	const struct line *l = &cv->line[cv->match[cv->list.at]];
	struct step step = STEP(STEP_STAY);
	switch (l->kind) {
	case LINE_ITEM:
		step = (struct step){
			STEP_POP, .answer = {ANSWER_ITEM, .number = l->number}};
		break;
	case LINE_GO:
		step = destination_go(d, l->to);
		break;
	case LINE_ADD:
		step = (struct step){STEP_GO, &view_form,
			form_arg_new(d->frame, l->to->form)};
		break;
	case LINE_FIND:
		step = find_record(cv, d, l->to);
		break;
	case LINE_VIEW:
		step = (struct step){
			l->view == &view_password ? STEP_SWAP : STEP_GO,
			l->view};
		break;
	case LINE_ACTION:
		step = STEP(l->number == ACTION_LOCK ? STEP_LOCK : STEP_QUIT);
		break;
	}
	return step;
}

/* A number leads on at once when it can be no other's beginning. */
static bool
is_decided(const struct command_view *cv, const struct desk *d)
{
	str typed = str_trim(lineedit_text(&cv->edit, d->frame));
	if (cv->n_match == 0 || typed.n == 0)
		return false;
	const struct line *l = &cv->line[cv->match[0]];
	return cv->n_match == 1 && l->at_once &&
	       str_eq(l->keys, utf8_fold(d->frame, typed));
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct command_view *cv = self(v);
	switch (act->action) {
	case ACTION_LEAVE:
	case ACTION_COMMAND:
		return STEP(STEP_POP);
	case ACTION_OPEN:
		return take(cv, d);
	case ACTION_HOME:
	case ACTION_END:
		break; /* the editor's */
	default:
		if (listbox_act(&cv->list, act->action))
			return STEP(STEP_STAY);
	}
	if (!desk_edit(d, &cv->edit, act))
		return STEP(STEP_PASS);
	search(cv, d);
	if (act->action == ACTION_TEXT && is_decided(cv, d))
		return take(cv, d);
	return STEP(STEP_STAY);
}

static const struct hint keys[] = {
	{1, ACTION_OPEN, 0, N_("选中")},
	{1, ACTION_UP, ACTION_DOWN, N_("移动")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_command = {
	.name = "command",
	.size = sizeof(struct command_view),
	.keys = keys,
	.popup = true,
	.open = open,
	.ready = ready,
	.draw = draw,
	.act = act,
};
