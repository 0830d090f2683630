// SPDX-License-Identifier: MIT
// Accounts, backups, and what a clerk may choose about the desk.
#include "tui/views/settings.h"

#include "tui/door.h"
#include "tui/views/accept.h"
#include "tui/views/backup.h"
#include "tui/widgets/listbox.h"

#define MINUTE_MS 60000
#define LOCK_STEPS                                                             \
	{                                                                      \
		1, 2, 3, 5, 10, 15, 30, 60                                     \
	}

struct settings_view {
	struct view view;
	struct arena *page;
	struct row {
		const struct item *item;
		str value;
		str refused; /* why not; empty: he may */
	} * row;
	size_t n;
	struct listbox list;
};

static struct settings_view *
self(struct view *v)
{
	return (struct settings_view *)v;
}

static unsigned
roles(const struct desk *d)
{
	const struct account *user = d->store ? store_user(d->store) : NULL;
	return user ? user->roles : 0;
}

/* --- what leads elsewhere: its value, and who may not ------------------- */

static str
users_value(struct settings_view *sv, struct desk *d, struct reader *r)
{
	struct account *v;
	size_t n;
	size_t active = 0;
	struct err e;
	(void)d;
	if (account_list(r->txn, sv->page, &v, &n, &e) != ERR_OK)
		return str_dup(sv->page, str_of(e.words));
	for (size_t i = 0; i < n; i++)
		active += v[i].state == ACCOUNT_ACTIVE;
	return str_fmt(sv->page, _("%zu 个在用"), active);
}

static str
forms_value(struct settings_view *sv, struct desk *d, struct reader *r)
{
	const struct catalog_waiting *w;
	size_t n = d->catalog ? catalog_waiting(d->catalog, &w) : 0;
	(void)r;
	return n ? str_fmt(sv->page, _("%zu 个待认可"), n)
		 : str_of(_("没有待认可的"));
}

static str
backup_value(struct settings_view *sv, struct desk *d, struct reader *r)
{
	bool late;
	(void)d;
	return backup_words(r, sv->page, &late);
}

static const char *
audit_refused(struct desk *d)
{
	return roles(d) & (ROLE_HEAD | ROLE_ADMIN)
		       ? NULL
		       : _("只有站点负责人和管理员可以看日志");
}

static const char *
forms_refused(struct desk *d)
{
	return roles(d) & ROLE_HEAD ? NULL : _("只有站点负责人可以认可表单");
}

/* --- what is chosen here ----------------------------------------------- */

static str
theme_value(struct settings_view *sv, struct desk *d, struct reader *r)
{
	static const char *const words[] = {
		N_("彩色"), N_("高反差"), N_("单色")};
	(void)sv;
	(void)r;
	return str_of(_(words[d->settings.theme]));
}

static str
theme_next(struct desk *d, int step)
{
	static const char *const words[] = {"colour", "high", "mono"};
	d->settings.theme = (enum theme)(
		((int)d->settings.theme + step + THEME_COUNT) % THEME_COUNT);
	desk_say(d, LOOK_GOOD, "%s", _("下次打开录入台时换配色"));
	return str_of(words[d->settings.theme]);
}

static str
lang_value(struct settings_view *sv, struct desk *d, struct reader *r)
{
	(void)sv;
	(void)d;
	(void)r;
	return str_of(lang_get() == LANG_EN ? "English" : "中文");
}

static str
lang_next(struct desk *d, int step)
{
	(void)d;
	(void)step; /* there are two */
	lang_set(lang_get() == LANG_EN ? LANG_ZH : LANG_EN);
	return str_of(lang_get() == LANG_EN ? "en" : "zh");
}

static str
keys_value(struct settings_view *sv, struct desk *d, struct reader *r)
{
	static const char *const words[] = {N_("心站"),
		N_("用友（F2 选项 F6 保存）"), N_("金蝶（F7 选项 F8 保存）")};
	(void)sv;
	(void)r;
	return str_of(_(words[d->settings.keys]));
}

static str
keys_next(struct desk *d, int step)
{
	static const char *const words[] = {"xinzhan", "yonyou", "kingdee"};
	d->settings.keys =
		(enum preset)(((int)d->settings.keys + step + 3) % 3);
	keymap_init(&d->keys, d->settings.keys);
	return str_of(words[d->settings.keys]);
}

static str
lock_value(struct settings_view *sv, struct desk *d, struct reader *r)
{
	(void)r;
	return str_fmt(sv->page, _("%d 分钟不敲键"), d->settings.lock);
}

static str
lock_next(struct desk *d, int step)
{
	static const int minutes[] = LOCK_STEPS;
	int n = (int)(sizeof(minutes) / sizeof(minutes[0]));
	int at = 0;
	while (at + 1 < n && minutes[at] < d->settings.lock)
		at++;
	at = at + step < 0 ? 0 : at + step < n ? at + step : n - 1;
	d->settings.lock = minutes[at];
	d->lock_ms = (int64_t)minutes[at] * MINUTE_MS;
	return str_fmt(d->frame, "%d", minutes[at]);
}

static str
jump_value(struct settings_view *sv, struct desk *d, struct reader *r)
{
	(void)sv;
	(void)r;
	return str_of(d->settings.jump ? _("开") : _("关"));
}

static str
jump_next(struct desk *d, int step)
{
	(void)step; /* there are two */
	d->settings.jump = d->jump = !d->settings.jump;
	return str_of(d->jump ? "on" : "off");
}

/* A row: a view to go to, or a setting of that name and its next value. */
struct item {
	const char *words;
	str (*value)(
		struct settings_view *sv, struct desk *d, struct reader *r);
	const struct view_ops *view;
	const char *(*refused)(struct desk *d); /* NULL: everybody may */
	const char *setting;
	str (*next)(struct desk *d, int step);
	bool of_store; /* nothing without one */
};

static const struct item items[] = {
	{N_("账户"), users_value, &view_users, .of_store = true},
	{N_("改口令"), NULL, &view_password, .of_store = true},
	{N_("认可表单"), forms_value, &view_accept, forms_refused,
		.of_store = true},
	{N_("操作日志"), NULL, &view_audit, audit_refused, .of_store = true},
	{N_("备份"), backup_value, &view_backup, .of_store = true},
	{N_("界面语言"), lang_value, .setting = "lang", .next = lang_next},
	{N_("键位"), keys_value, .setting = "keys", .next = keys_next},
	{N_("配色"), theme_value, .setting = "theme", .next = theme_next},
	{N_("空闲锁屏"), lock_value, .setting = "lock", .next = lock_next},
	{N_("自动跳栏"), jump_value, .setting = "auto_advance",
		.next = jump_next},
};
#define N_ITEMS (sizeof(items) / sizeof(items[0]))

/* --- life -------------------------------------------------------------- */

static void
load(struct settings_view *sv, struct desk *d)
{
	struct reader r = {.txn = NULL};
	arena_reset(sv->page);
	sv->row = ARENA_ARRAY(sv->page, N_ITEMS, struct row);
	sv->n = 0;
	bool reading = d->store && desk_read(d, &r, sv->page);
	for (size_t i = 0; i < N_ITEMS; i++) {
		const struct item *it = &items[i];
		const char *no = it->refused ? it->refused(d) : NULL;
		if (it->of_store && !reading)
			continue;
		sv->row[sv->n++] = (struct row){it,
			it->value && !no ? it->value(sv, d, &r) : STR_NONE,
			no ? str_of(no) : STR_NONE};
	}
	if (reading)
		desk_done(&r);
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	(void)arg;
	(void)e; /* nothing can go wrong */
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

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	(void)a;
	load(self(v), d);
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
	const struct settings_view *sv = ctx;
	const struct row *r = &sv->row[i];
	int at = col + 1 + (width < 60 ? 14 : 18);
	canvas_brief(c, row, col + 1, at - col - 2,
		r->refused.n ? LOOK_DIM : look, str_of(_(r->item->words)));
	canvas_brief(c, row, at, width - (at - col) - 1,
		r->refused.n ? LOOK_DIM : look,
		r->refused.n ? r->refused : r->value);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct settings_view *sv = (const struct settings_view *)v;
	desk_header(d, c,
		str_fmt(c->frame, "%s > %s", _("首页"), _("设置与备份")),
		str_fmt(c->frame, "%.*s %.*s", STR_FMT(d->user),
			STR_FMT(role_words(c->frame, roles(d)))));
	listbox_draw(&sv->list, c, 2, 0, c->cols, draw_row, sv);
	desk_words(d, c);
}

/* --- acting ------------------------------------------------------------ */

static struct step
change(struct settings_view *sv, struct desk *d, int step)
{
	const struct row *r = &sv->row[sv->list.at];
	struct err e;
	if (r->item->setting) {
		str word = r->item->next(d, step);
		if (settings_save(r->item->setting, word, &e) != ERR_OK)
			desk_say(d, LOOK_WARNING, _("换了，但没能记住：%s"),
				e.words);
		load(sv, d);
	}
	return STEP(STEP_STAY);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct settings_view *sv = self(v);
	const struct row *r = &sv->row[sv->list.at];
	switch (act->action) {
	case ACTION_LEAVE:
		return STEP(STEP_POP);
	case ACTION_LEFT:
		return change(sv, d, -1);
	case ACTION_RIGHT:
		return change(sv, d, 1);
	case ACTION_OPEN:
		if (r->refused.n)
			desk_say(d, LOOK_WARNING, "%.*s", STR_FMT(r->refused));
		else if (r->item->view)
			return (struct step){STEP_PUSH, r->item->view};
		return change(sv, d, 1);
	default:
		if (listbox_act(&sv->list, act->action))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{1, ACTION_OPEN, 0, N_("打开"), true},
	{1, ACTION_LEFT, ACTION_RIGHT, N_("换一个"), true},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_settings = {
	.name = "settings",
	.size = sizeof(struct settings_view),
	.keys = keys,
	.open = open,
	.close = close,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
};
