// SPDX-License-Identifier: MIT
// The desk's door: a name and a password.
#include "tui/door.h"
#include "tui/widgets/lineedit.h"

struct login_view {
	struct view view;
	struct lineedit user;
	struct secret password;
	bool at_password;
	bool trying; /* once the screen says so */
};

static struct login_view *
self(struct view *v)
{
	return (struct login_view *)v;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct login_view *lv = self(v);
	(void)arg;
	(void)e;
	lineedit_init(&lv->user, v->arena);
	lineedit_set(&lv->user, d->user);
	lv->at_password = d->user.n > 0;
	if (d->locked)
		desk_say(d, LOOK_WARNING, "%s",
			_("已锁屏；没存完的表留成了草稿"));
	return ERR_OK;
}

static void
close(struct view *v, struct desk *d)
{
	(void)d;
	secret_clear(&self(v)->password);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct login_view *lv = (const struct login_view *)v;
	str name = str_of(_("用户名  "));
	str password = str_of(_("口令    "));
	int row = c->rows / 2 - 2;
	int col = c->cols > 60 ? c->cols / 2 - 20 : 3;
	desk_header(d, c, d->station ? d->station->name : STR("xinzhan"),
		str_of(_("登录")));
	int at = col + canvas_text(c, row, col, c->cols, LOOK_PLAIN, name);
	canvas_text(c, row + 2, col, c->cols, LOOK_PLAIN, password);
	lineedit_draw(&lv->user, c, row, at, 24, LOOK_EDIT, '_');
	canvas_fill(c, row + 2, at, 24, LOOK_EDIT, '_');
	canvas_text(c, row + 4, col, c->cols - col, LOOK_DIM,
		str_of(lv->trying ? _("正在核对……")
				  : _("敲口令时屏幕上什么也不显示")));
	if (lv->at_password)
		canvas_cursor(c, row + 2, at);
	desk_words(d, c);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct login_view *lv = self(v);
	switch (act->action) {
	case ACTION_QUIT:
	case ACTION_REDRAW:
	case ACTION_HELP:
		return STEP(STEP_PASS);
	case ACTION_LEAVE:
		desk_say(d, LOOK_DIM, _("退出按 %s"), desk_key(d, ACTION_QUIT));
		return STEP(STEP_STAY);
	case ACTION_OPEN:
		lv->trying = lv->at_password && lv->password.n > 0;
		lv->at_password = true;
		return STEP(STEP_STAY);
	case ACTION_NEXT:
	case ACTION_BACK:
	case ACTION_UP:
	case ACTION_DOWN:
		lv->at_password = !lv->at_password;
		return STEP(STEP_STAY);
	default:
		break;
	}
	if (lv->at_password)
		secret_act(&lv->password, act);
	else
		desk_edit(d, &lv->user, act);
	return STEP(STEP_STAY);
}

/* The screen says that it is being checked: that takes a while by intent. */
static bool
settle(struct view *v, struct desk *d)
{
	struct login_view *lv = self(v);
	struct err e;
	if (!lv->trying)
		return false;
	lv->trying = false;
	str user = str_trim(lineedit_text(&lv->user, d->frame));
	enum err_code code = d->config->enter(d->config->arg, user,
		secret_text(&lv->password), d->config, &e);
	secret_clear(&lv->password);
	if (code != ERR_OK) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return true;
	}
	desk_enter(d);
	d->later = (struct step){STEP_SWAP, &view_home};
	return true;
}

static const struct hint keys[] = {
	{1, ACTION_OPEN, 0, N_("登录"), true},
	{1, ACTION_UP, ACTION_DOWN, N_("换栏")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_QUIT, 0, N_("退出"), true},
	{0},
};

const struct view_ops view_login = {
	.name = "login",
	.size = sizeof(struct login_view),
	.keys = keys,
	.open = open,
	.close = close,
	.draw = draw,
	.act = act,
	.settle = settle,
};
