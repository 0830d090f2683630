// SPDX-License-Identifier: MIT
// A password is changed: the own one, with the old; or that of another, by a
// head, who forgot his. The new one is typed twice.
#include "tui/door.h"

enum { FIELD_OLD, FIELD_NEW, FIELD_AGAIN, FIELDS };

struct password_view {
	struct view view;
	struct secret field[FIELDS];
	int at;
	bool trying;
	uint32_t number; /* of the account; 0: the own */
	str name;
};

static struct password_view *
self(struct view *v)
{
	return (struct password_view *)v;
}

static void
clear(struct password_view *pv)
{
	for (int i = 0; i < FIELDS; i++)
		secret_clear(&pv->field[i]);
	pv->at = pv->number ? FIELD_NEW : FIELD_OLD;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct password_view *pv = self(v);
	const struct account *whose = arg;
	(void)e; /* nothing can go wrong */
	if (whose && whose->number != store_user(d->store)->number) {
		pv->number = whose->number;
		pv->name = str_dup(v->arena, whose->name);
	}
	clear(pv);
	return ERR_OK;
}

static void
close(struct view *v, struct desk *d)
{
	(void)d;
	clear(self(v));
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct password_view *pv = (const struct password_view *)v;
	static const char *const label[FIELDS] = {
		N_("旧口令"), N_("新口令"), N_("再输一遍")};
	int width = c->cols > 60 ? 56 : c->cols - 2;
	int col = (c->cols - width) / 2;
	int row = c->rows / 2 - 5;
	(void)d;
	desk_box(c, row, col, 9, width,
		pv->number ? str_fmt(c->frame, _("给 %.*s 重设口令"),
				     STR_FMT(pv->name))
			   : str_of(_("改口令")));
	for (int i = pv->number ? FIELD_NEW : 0; i < FIELDS; i++) {
		canvas_text(c, row + 2 + i, col + 3, 12, LOOK_PLAIN,
			str_of(_(label[i])));
		canvas_fill(c, row + 2 + i, col + 16, 24, LOOK_EDIT, '_');
	}
	canvas_text(c, row + 6, col + 3, width - 6, LOOK_DIM,
		str_of(pv->trying ? _("正在核对……")
				  : _("至少 10 个字符；屏幕上什么也不显示")));
	canvas_cursor(c, row + 2 + pv->at, col + 16);
	desk_words(d, c);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct password_view *pv = self(v);
	(void)d;
	switch (act->action) {
	case ACTION_LEAVE:
		return STEP(STEP_POP);
	case ACTION_QUIT:
	case ACTION_REDRAW:
		return STEP(STEP_PASS);
	case ACTION_OPEN:
		pv->trying = pv->at == FIELD_AGAIN;
		pv->at += pv->at < FIELD_AGAIN;
		break;
	case ACTION_NEXT:
	case ACTION_DOWN:
		pv->at += pv->at < FIELD_AGAIN;
		break;
	case ACTION_BACK:
	case ACTION_UP:
		pv->at -= pv->at > (pv->number ? FIELD_NEW : FIELD_OLD);
		break;
	default:
		secret_act(&pv->field[pv->at], act);
	}
	return STEP(STEP_STAY);
}

static bool
settle(struct view *v, struct desk *d)
{
	struct password_view *pv = self(v);
	struct err e;
	str made = secret_text(&pv->field[FIELD_NEW]);
	if (!pv->trying)
		return false;
	pv->trying = false;
	enum err_code code = ERR_OK;
	if (!str_eq(made, secret_text(&pv->field[FIELD_AGAIN])))
		code = err_set(&e, ERR_INPUT, "%s", _("两遍不一样"));
	if (code == ERR_OK)
		code = pv->number
			       ? account_reset(d->store, pv->number, made, &e)
			       : account_passwd(d->store,
					 secret_text(&pv->field[FIELD_OLD]),
					 made, &e);
	clear(pv);
	if (code != ERR_OK) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return true;
	}
	desk_say(d, LOOK_GOOD, "%s", _("口令已改"));
	d->later = STEP(STEP_POP);
	return true;
}

static const struct hint keys[] = {
	{1, ACTION_OPEN, 0, N_("下一栏")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_password = {
	.name = "password",
	.size = sizeof(struct password_view),
	.keys = keys,
	.popup = true,
	.open = open,
	.close = close,
	.draw = draw,
	.act = act,
	.settle = settle,
};
