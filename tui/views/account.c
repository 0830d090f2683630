// SPDX-License-Identifier: MIT
// One account: its name, roles and staff record; for a new one a password.
#include "tui/door.h"
#include "tui/views/lookup.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/listbox.h"

/* The lines of the view: a name, the roles, who it is, a password twice. */
enum {
	LINE_NAME,
	LINE_ROLE,
	LINE_STAFF = LINE_ROLE + ROLES,
	LINE_PASSWORD,
	LINE_AGAIN,
	LINES
};

struct account_view {
	struct view view;
	struct lineedit name;
	uint32_t number; /* 0: a new one */
	unsigned roles;
	struct id staff;
	str staff_title;
	struct secret password;
	struct secret again;
	struct listbox list;
	bool picking;
	bool saving; /* once the screen says so: it takes a while */
};

static struct account_view *
self(struct view *v)
{
	return (struct account_view *)v;
}

static void
name_staff(struct account_view *av, struct desk *d)
{
	struct reader r;
	av->staff_title = STR_NONE;
	if (id_is_none(av->staff) || !desk_read(d, &r, d->frame))
		return;
	av->staff_title = str_dup(
		av->view.arena, record_title_of(&r, d->frame, av->staff));
	desk_done(&r);
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct account_view *av = self(v);
	const struct account *u = arg;
	(void)e; /* nothing can go wrong */
	lineedit_init(&av->name, v->arena);
	if (u) {
		lineedit_set(&av->name, u->name);
		av->number = u->number;
		av->roles = u->roles;
		av->staff = u->staff;
		av->list.at = LINE_ROLE;
		name_staff(av, d);
	}
	return ERR_OK;
}

static void
close(struct view *v, struct desk *d)
{
	(void)d;
	secret_clear(&self(v)->password);
	secret_clear(&self(v)->again);
}

static size_t
count(const struct account_view *av)
{
	return av->number ? LINE_PASSWORD : LINES;
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	(void)d;
	(void)cols;
	listbox_fit(&self(v)->list, count(self(v)), (size_t)rows - 5);
}

/* --- drawing ----------------------------------------------------------- */

static void
draw_line(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct account_view *av = ctx;
	int at = col + 13;
	int room = width - 14;
	bool here = i == av->list.at;
	if (i >= LINE_ROLE && i < LINE_STAFF) {
		unsigned role = 1u << (i - LINE_ROLE);
		canvas_text(c, row, col + 1, 10, look,
			i == LINE_ROLE ? str_of(_("角色")) : STR_NONE);
		canvas_brief(c, row, at, room, look,
			str_fmt(c->frame, "%s %zu %.*s",
				av->roles & role ? "[x]" : "[ ]",
				i - LINE_ROLE + 1,
				STR_FMT(role_words(c->frame, role))));
		return;
	}
	const char *label = i == LINE_NAME       ? _("用户名")
			    : i == LINE_STAFF    ? _("人员登记")
			    : i == LINE_PASSWORD ? _("口令")
						 : _("再输一遍");
	canvas_text(c, row, col + 1, 12, look, str_of(label));
	if (i == LINE_STAFF) {
		canvas_brief(c, row, at, room, look,
			av->staff_title.n ? av->staff_title
					  : str_of(_("没有")));
		return;
	}
	room = room > 24 ? 24 : room;
	if (i != LINE_NAME)
		canvas_fill(c, row, at, room, LOOK_EDIT, '_');
	else
		lineedit_draw(&av->name, c, row, at, room,
			av->number ? LOOK_PLAIN : LOOK_EDIT,
			av->number ? ' ' : '_');
	if (here && i != LINE_NAME)
		canvas_cursor(c, row, at);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct account_view *av = (const struct account_view *)v;
	desk_header(d, c,
		str_fmt(c->frame, "%s > %s", _("账户"),
			av->number ? _("改角色") : _("添加")),
		av->saving ? str_of(_("正在存……")) : STR_NONE);
	listbox_draw(&av->list, c, 1, 0, c->cols, draw_line, av);
	desk_words(d, c);
}

/* --- acting ------------------------------------------------------------ */

static void
move(struct account_view *av, int step)
{
	size_t at = av->list.at;
	if (step < 0)
		listbox_choose(&av->list, at ? at - 1 : 0);
	else
		listbox_choose(&av->list, at + 1);
}

static struct step
look_up(struct account_view *av, struct desk *d, str typed)
{
	struct lookup_arg *arg = ARENA_NEW(d->frame, struct lookup_arg);
	str *form = ARENA_NEW(d->frame, str);
	*form = STR("staff");
	*arg = (struct lookup_arg){.title = str_of(_("人员登记")),
		.form = form,
		.n_form = 1,
		.typed = str_dup(d->frame, typed)};
	av->picking = true;
	return (struct step){STEP_PUSH, &view_lookup, arg};
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	struct account_view *av = self(v);
	if (av->picking && a->kind == ANSWER_ID) {
		av->staff = a->id;
		name_staff(av, d);
	}
	av->picking = false;
	return STEP(STEP_STAY);
}

/* Space and digits tick roles; other text goes where the cursor is. */
static struct step
type(struct account_view *av, struct desk *d, const struct act *act)
{
	size_t at = av->list.at;
	uint32_t c = act->c >= 0xFF10 && act->c <= 0xFF19
			     ? act->c - 0xFF10 + '0'
			     : act->c;
	char bytes[4];
	if (at == LINE_STAFF)
		return look_up(av, d,
			act->text.n ? act->text
				    : (str){bytes, utf8_put(act->c, bytes)});
	if (at < LINE_ROLE || at > LINE_STAFF)
		return STEP(STEP_STAY);
	if (c >= '1' && c < '1' + ROLES) {
		listbox_choose(&av->list, LINE_ROLE + c - '1');
		av->roles ^= 1u << (c - '1');
	} else if (c == ' ' || c == 0x3000) {
		av->roles ^= 1u << (at - LINE_ROLE);
	}
	return STEP(STEP_STAY);
}

static struct step
edit(struct account_view *av, struct desk *d, const struct act *act)
{
	size_t at = av->list.at;
	if (at == LINE_PASSWORD)
		secret_act(&av->password, act);
	else if (at == LINE_AGAIN)
		secret_act(&av->again, act);
	else if (at == LINE_NAME && !av->number)
		desk_edit(d, &av->name, act);
	else if (act->action == ACTION_TEXT)
		return type(av, d, act);
	else if (at == LINE_STAFF && (act->action == ACTION_DELETE ||
					     act->action == ACTION_ERASE)) {
		av->staff = ID_NONE;
		name_staff(av, d);
	} else {
		return STEP(STEP_PASS);
	}
	return STEP(STEP_STAY);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct account_view *av = self(v);
	switch (act->action) {
	case ACTION_LEAVE:
		return STEP(STEP_POP);
	case ACTION_SAVE:
		av->saving = true;
		return STEP(STEP_STAY);
	case ACTION_OPEN:
		if (av->list.at == LINE_STAFF)
			return look_up(av, d, STR_NONE);
		if (av->list.at + 1 == count(av))
			av->saving = true;
		move(av, 1);
		return STEP(STEP_STAY);
	case ACTION_PICK:
		return av->list.at == LINE_STAFF ? look_up(av, d, STR_NONE)
						 : STEP(STEP_STAY);
	case ACTION_NEXT:
	case ACTION_DOWN:
		move(av, 1);
		return STEP(STEP_STAY);
	case ACTION_BACK:
	case ACTION_UP:
		move(av, -1);
		return STEP(STEP_STAY);
	default:
		return edit(av, d, act);
	}
}

/* The screen says that it is being done. */
static bool
settle(struct view *v, struct desk *d)
{
	struct account_view *av = self(v);
	struct err e;
	enum err_code code = ERR_OK;
	if (!av->saving)
		return false;
	av->saving = false;
	struct account made = {
		.name = str_trim(lineedit_text(&av->name, d->frame)),
		.roles = av->roles,
		.staff = av->staff};
	str password = secret_text(&av->password);
	uint32_t number;
	if (av->roles == 0)
		code = err_set(&e, ERR_INPUT, "%s", _("至少要有一个角色"));
	else if (!av->number && password.n == 0)
		code = err_set(&e, ERR_INPUT, "%s", _("要有口令"));
	else if (!av->number && !str_eq(password, secret_text(&av->again)))
		code = err_set(&e, ERR_INPUT, "%s", _("两遍不一样"));
	else if (av->number)
		code = account_change(
			d->store, av->number, av->roles, av->staff, &e);
	else
		code = account_add(d->store, &made, password, &number, &e);
	if (code != ERR_OK) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return true;
	}
	d->rotating = true; /* roles taken away renew keys */
	desk_say(d, LOOK_GOOD, _("账户 %.*s 已存"), STR_FMT(made.name));
	d->later = STEP(STEP_POP);
	return true;
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("换栏")},
	{1, ACTION_NONE, 0, N_("空格、数字勾角色"), true},
	{1, ACTION_PICK, 0, N_("选人员")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_SAVE, 0, N_("保存"), true},
	{2, ACTION_LEAVE, 0, N_("返回，不存")},
	{0},
};

const struct view_ops view_account = {
	.name = "account",
	.size = sizeof(struct account_view),
	.keys = keys,
	.open = open,
	.close = close,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
	.settle = settle,
};
