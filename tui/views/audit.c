// SPDX-License-Identifier: MIT
// The log, newest first; one page of it is read at a time.
#include "tui/door.h"
#include "tui/odd.h"
#include "tui/views/message.h"
#include "tui/widgets/listbox.h"

#define LINES_MOST 2000

struct audit_view {
	struct view view;
	struct account *user;
	size_t n_user;
	struct audit *line;
	size_t n;
	struct listbox list;
	char head[AUDIT_HEAD];
};

static struct audit_view *
self(struct view *v)
{
	return (struct audit_view *)v;
}

static bool
take(void *arg, const struct audit *x)
{
	struct audit_view *av = arg;
	struct arena *a = av->view.arena;
	struct audit *l = &av->line[av->n++];
	*l = *x;
	l->terminal = str_dup(a, x->terminal);
	l->form = str_dup(a, x->form);
	l->what = str_dup(a, x->what);
	return av->n < LINES_MOST;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct audit_view *av = self(v);
	struct audit_filter newest = {.newest = true};
	struct reader r;
	(void)arg;
	if (!(store_user(d->store)->roles & (ROLE_HEAD | ROLE_ADMIN)))
		return err_set(e, ERR_DENIED, "%s",
			_("只有站点负责人和管理员可以看日志"));
	if (store_audit_flush(d->store, e) != ERR_OK)
		return e->code;
	if (!desk_read(d, &r, d->frame))
		return err_set(e, ERR_IO, "%s", d->words);
	av->line = ARENA_ARRAY(v->arena, LINES_MOST, struct audit);
	enum err_code code =
		account_list(r.txn, v->arena, &av->user, &av->n_user, e);
	if (code == ERR_OK)
		code = store_each_audit(r.txn, &newest, take, av, e);
	if (code == ERR_OK)
		code = store_audit_head(r.txn, av->head, e);
	desk_done(&r);
	return code;
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct audit_view *av = self(v);
	(void)d;
	(void)cols;
	listbox_fit(&av->list, av->n, (size_t)rows - 7);
}

static str
user_name(const struct audit_view *av, uint32_t number)
{
	for (size_t i = 0; i < av->n_user; i++)
		if (av->user[i].number == number)
			return av->user[i].name;
	return STR("-");
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct audit_view *av = ctx;
	const struct audit *x = &av->line[i];
	canvas_text(c, row, col + 1, 16, look,
		desk_moment(c->frame, clock_of_ms(x->at)));
	canvas_brief(c, row, col + 18, 8, look, user_name(av, x->user));
	canvas_brief(c, row, col + 27, 12, look,
		str_of(audit_action_words(x->action)));
	canvas_brief(c, row, col + 40, width - 41, look,
		str_fmt(c->frame, "%.*s%s%.*s%s%.*s", STR_FMT(x->form),
			x->form.n ? " " : "",
			STR_FMT(id_is_none(x->id) ? STR_NONE
						  : id_short(c->frame, x->id)),
			id_is_none(x->id) ? "" : " ", STR_FMT(x->what)));
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct audit_view *av = (const struct audit_view *)v;
	desk_header(d, c,
		str_fmt(c->frame, "%s > %s", _("首页"), _("操作日志")),
		str_of(av->head));
	listbox_draw(&av->list, c, 2, 0, c->cols, draw_row, av);
	if (av->n) /* the chosen one, as much of it as fits */
		canvas_pad(c, c->rows - 4, 1, c->cols - 1, LOOK_DIM,
			av->line[av->list.at].what);
	desk_words(d, c);
}

/* What a head asks about once a week. */
static struct step
show_odd(struct audit_view *av, struct desk *d)
{
	int64_t since = clock_now_ms() - (int64_t)7 * 24 * 3600 * 1000;
	struct buf b = {.arena = d->frame};
	struct odd *odd = NULL;
	size_t n = 0;
	struct reader r;
	struct err e;
	if (!desk_read(d, &r, d->frame))
		return STEP(STEP_STAY);
	enum err_code code = odd_find(r.txn, since, d->frame, &odd, &n, &e);
	desk_done(&r);
	if (code != ERR_OK) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return STEP(STEP_STAY);
	}
	buf_addf(&b, "%s\n\n",
		_("七天里要问一问的查看；值班的人夜里看是应该的"));
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, _("%.*s  %s  %zu 次（日志 %.*s）\n"),
			STR_FMT(user_name(av, odd[i].user)),
			odd_words(odd[i].kind), odd[i].n,
			STR_FMT(odd_lines(d->frame, &odd[i])));
	if (n == 0)
		buf_addz(&b, _("没有"));
	return (struct step){STEP_PUSH, &view_pages,
		message_new(d->frame, MESSAGE_SAY, _("要问一问的查看"),
			buf_str(&b))};
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	if (act->action == ACTION_LEAVE)
		return STEP(STEP_POP);
	if (act->action == ACTION_CHECK)
		return show_odd(self(v), d);
	if (listbox_act(&self(v)->list, act->action))
		return STEP(STEP_STAY);
	return STEP(STEP_PASS);
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{1, ACTION_PGUP, 0, N_("上一页")},
	{1, ACTION_PGDN, 0, N_("下一页")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_CHECK, 0, N_("要问一问的"), true},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_audit = {
	.name = "audit",
	.size = sizeof(struct audit_view),
	.keys = keys,
	.open = open,
	.ready = ready,
	.draw = draw,
	.act = act,
};
