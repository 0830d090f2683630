// SPDX-License-Identifier: MIT
#include "tui/door.h"
#include "tui/views/command.h"
#include "tui/views/message.h"
#include "tui/widgets/listbox.h"

enum { ITEM_DISABLE = 1, ITEM_REVOKE, ITEM_RECOVERY, ITEM_PASSWORD };

struct users_view {
	struct view view;
	struct arena *page;
	struct account *user;
	size_t n;
	struct listbox list;
	int asked; /* the item a question is about */
};

static struct users_view *
self(struct view *v)
{
	return (struct users_view *)v;
}

static void
load(struct users_view *uv, struct desk *d)
{
	struct reader r;
	struct err e;
	arena_reset(uv->page);
	uv->n = 0;
	if (!desk_read(d, &r, uv->page))
		return;
	if (account_list(r.txn, uv->page, &uv->user, &uv->n, &e) != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	desk_done(&r);
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	(void)arg;
	(void)e;
	self(v)->page = arena_new();
	load(self(v), d);
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
	struct users_view *uv = self(v);
	(void)d;
	(void)cols;
	listbox_fit(&uv->list, uv->n, (size_t)rows - 6);
}

static const char *
state_words(enum account_state s)
{
	return s == ACCOUNT_ACTIVE     ? _("在用")
	       : s == ACCOUNT_DISABLED ? _("停用")
				       : _("注销");
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct users_view *uv = ctx;
	const struct account *u = &uv->user[i];
	canvas_brief(c, row, col + 1, 16, look, u->name);
	canvas_text(c, row, col + 18, 6, look, str_of(state_words(u->state)));
	canvas_brief(c, row, col + 25, width - 26, look,
		role_words(c->frame, u->roles));
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct users_view *uv = (const struct users_view *)v;
	desk_header(d, c, str_fmt(c->frame, "%s > %s", _("首页"), _("账户")),
		d->user);
	listbox_draw(&uv->list, c, 2, 0, c->cols, draw_row, uv);
	desk_words(d, c);
}

/* --- what a head does here --------------------------------------------- */

static bool
is_head(const struct desk *d)
{
	return store_user(d->store)->roles & ROLE_HEAD;
}

/* One to look at and change, or NULL for a new one. */
static struct step
edit(struct desk *d, const struct account *u)
{
	if (is_head(d))
		return (struct step){STEP_PUSH, &view_account, u};
	desk_say(d, LOOK_WARNING, "%s", _("只有站点负责人可以管理账户"));
	return STEP(STEP_STAY);
}

static struct step
push_command(struct users_view *uv, struct desk *d)
{
	struct command_arg *arg = ARENA_NEW(d->frame, struct command_arg);
	struct command_item *item =
		ARENA_ARRAY(d->frame, 4, struct command_item);
	bool head = is_head(d) && uv->n;
	bool active = uv->n && uv->user[uv->list.at].state == ACCOUNT_ACTIVE;
	item[0] = (struct command_item){ITEM_DISABLE,
		str_of(active ? _("停用这个账户") : _("启用这个账户")),
		STR_NONE};
	item[1] = (struct command_item){
		ITEM_REVOKE, str_of(_("注销这个账户")), STR_NONE};
	item[2] = (struct command_item){
		ITEM_RECOVERY, str_of(_("换一把恢复密钥")), STR_NONE};
	item[3] = (struct command_item){
		ITEM_PASSWORD, str_of(_("给他重设口令")), STR_NONE};
	*arg = (struct command_arg){item, head ? 4 : 0, STR_NONE};
	return (struct step){STEP_PUSH, &view_command, arg};
}

static struct step
ask(struct users_view *uv, struct desk *d, int item)
{
	const char *text =
		item == ITEM_REVOKE
			? _("注销 %.*s：不能再用，他能打开的数据换密钥。"
			    "Enter 注销，Esc 不动。")
			: _("换恢复密钥：旧的一把作废，新的只显示一次，要抄在"
			    "纸上。Enter 换，Esc 不动。");
	uv->asked = item;
	return (struct step){STEP_PUSH, &view_message,
		message_new(d->frame, MESSAGE_ASK, _("账户"),
			item == ITEM_REVOKE
				? str_fmt(d->frame, text,
					  STR_FMT(uv->user[uv->list.at].name))
				: str_of(text))};
}

static struct step
renew_recovery(struct desk *d)
{
	char key[RECOVERY_TEXT];
	struct err e;
	if (account_new_recovery(d->store, key, &e) != ERR_OK) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return STEP(STEP_STAY);
	}
	return (struct step){STEP_PUSH, &view_message,
		message_new(d->frame, MESSAGE_SAY, _("恢复密钥"),
			str_fmt(d->frame,
				_("%s\n现在抄在纸上，核对一遍，装进信封封好。"
				  "它只显示这一次。"),
				key))};
}

static struct step
do_item(struct users_view *uv, struct desk *d, int item)
{
	struct err e;
	const struct account *u = &uv->user[uv->list.at];
	if (item == ITEM_RECOVERY)
		return renew_recovery(d);
	enum err_code code = item == ITEM_REVOKE
				     ? account_revoke(d->store, u->number, &e)
				     : account_disable(d->store, u->number,
					       u->state == ACCOUNT_ACTIVE, &e);
	if (code != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	d->rotating = true;
	load(uv, d);
	return STEP(STEP_STAY);
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	struct users_view *uv = self(v);
	int asked = uv->asked;
	uv->asked = 0;
	if (a->kind == ANSWER_ITEM && a->number == ITEM_DISABLE)
		return do_item(uv, d, a->number);
	if (a->kind == ANSWER_ITEM && a->number == ITEM_PASSWORD)
		return (struct step){
			STEP_PUSH, &view_password, &uv->user[uv->list.at]};
	if (a->kind == ANSWER_NONE || a->kind == ANSWER_ID)
		load(uv, d); /* one was made or changed */
	if (a->kind == ANSWER_ITEM)
		return ask(uv, d, a->number);
	if (a->kind == ANSWER_YES && asked)
		return do_item(uv, d, asked);
	return STEP(STEP_STAY);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct users_view *uv = self(v);
	switch (act->action) {
	case ACTION_LEAVE:
		return STEP(STEP_POP);
	case ACTION_COMMAND:
		return push_command(uv, d);
	case ACTION_ADD:
		return edit(d, NULL);
	case ACTION_OPEN:
		return uv->n ? edit(d, &uv->user[uv->list.at])
			     : STEP(STEP_STAY);
	default:
		if (listbox_act(&uv->list, act->action))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{1, ACTION_OPEN, 0, N_("改角色"), true},
	{1, ACTION_ADD, 0, N_("添加"), true},
	{1, ACTION_COMMAND, 0, N_("口令、停用、注销、恢复密钥"), true},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_users = {
	.name = "users",
	.size = sizeof(struct users_view),
	.keys = keys,
	.open = open,
	.close = close,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
};
