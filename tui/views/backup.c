// SPDX-License-Identifier: MIT
// Backups: where to, a new one, those there are.
#include "tui/views/backup.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tui/worker.h"
#include "tui/door.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/listbox.h"

#define TOP_ROWS 4    /* header, where to, last, heads */
#define BOTTOM_ROWS 5 /* the chosen one's two, words, two of hints */
#define NARROW 64
#define POLL_MS 10
#define BAR 20

/* What became of a backup that was made. */
enum made_state { MADE_THERE, MADE_GONE, MADE_OTHER };

struct backup_view {
	struct view view;
	struct lineedit folder;
	struct arena *page;
	struct backup_made *made;
	enum made_state *state;
	size_t n;
	struct listbox list;
	int64_t any; /* when the last was made, 0: never */
	int64_t away;
	struct worker worker;
	bool running;
	bool cancelled;
};

static struct backup_view *
self(struct view *v)
{
	return (struct backup_view *)v;
}

/* --- the last one, for home too ---------------------------------------- */

static int
days_since(int64_t at)
{
	return (int)(clock_today() - date_of_moment(clock_of_ms(at)));
}

/* When the store was made: with its first account. */
static int64_t
made_at(struct reader *r, struct arena *a)
{
	struct account *v;
	size_t n;
	if (account_list(r->txn, a, &v, &n, NULL) != ERR_OK || n == 0)
		return 0;
	return v[0].created;
}

str
backup_words(struct reader *r, struct arena *a, bool *late)
{
	int64_t any;
	int64_t away;
	struct err e;
	*late = false;
	if (store_last_backup(r->txn, &any, &away, &e) != ERR_OK)
		return str_of(e.words);
	int64_t made = made_at(r, a);
	*late = days_since(any ? any : made) >= BACKUP_DAYS ||
		days_since(away ? away : made) >= BACKUP_DAYS;
	if (any == 0)
		return str_of(*late ? _("还没有备份过，请备份（按 9）")
				    : _("还没有备份过"));
	str when = desk_moment(a, clock_of_ms(any));
	if (days_since(any) >= BACKUP_DAYS)
		return str_fmt(a,
			_("已有 %d 天没有备份，请备份（按 9）；上次 %.*s"),
			days_since(any), STR_FMT(when));
	if (*late && away)
		return str_fmt(a,
			_("上次备份 %.*s；U 盘已有 %d 天没有备份，请备份"),
			STR_FMT(when), days_since(away));
	return str_fmt(a, "%s%.*s%s", _("上次备份 "), STR_FMT(when),
		away    ? ""
		: *late ? _("；还没有备份到 U 盘，请备份")
			: _("；还没有备份到 U 盘"));
}

/* --- what there is ----------------------------------------------------- */

static enum made_state
look_at(struct arena *a, const struct backup_made *m)
{
	struct stat st;
	const char *path = str_z(a,
		str_fmt(a, "%.*s/%.*s", STR_FMT(m->folder), STR_FMT(m->name)));
	if (stat(path, &st) != 0)
		return MADE_GONE;
	return (uint64_t)st.st_size == m->bytes ? MADE_THERE : MADE_OTHER;
}

static void
load(struct backup_view *bv, struct desk *d)
{
	struct reader r;
	struct err e;
	arena_reset(bv->page);
	bv->n = 0;
	if (!desk_read(d, &r, bv->page))
		return;
	if (store_backups(r.txn, bv->page, &bv->made, &bv->n, &e) != ERR_OK ||
		store_last_backup(r.txn, &bv->any, &bv->away, &e) != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	desk_done(&r);
	bv->state = ARENA_ARRAY(bv->page, bv->n + 1, enum made_state);
	for (size_t i = 0; i < bv->n; i++)
		bv->state[i] = look_at(bv->page, &bv->made[i]);
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct backup_view *bv = self(v);
	(void)arg;
	(void)e;
	bv->page = arena_new();
	load(bv, d);
	lineedit_init(&bv->folder, v->arena);
	lineedit_set(&bv->folder, bv->n ? bv->made[0].folder
					: str_fmt(d->frame, "%s/backups",
						  store_folder(d->store)));
	return ERR_OK;
}

static void
close(struct view *v, struct desk *d)
{
	(void)d;
	worker_stop(&self(v)->worker);
	arena_free(self(v)->page);
}

static bool
holds(struct view *v, struct desk *d)
{
	if (!self(v)->running)
		return false;
	desk_say(d, LOOK_WARNING, _("正在备份；%s 取消"),
		desk_key(d, ACTION_LEAVE));
	return true;
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct backup_view *bv = self(v);
	(void)d;
	(void)cols;
	listbox_fit(&bv->list, bv->n, (size_t)(rows - TOP_ROWS - BOTTOM_ROWS));
}

/* --- drawing ----------------------------------------------------------- */

static str
size_words(struct arena *a, uint64_t bytes)
{
	if (bytes < 10u << 20)
		return str_fmt(a, "%llu KB",
			(unsigned long long)((bytes + 1023) >> 10));
	return str_fmt(a, "%llu MB", (unsigned long long)(bytes >> 20));
}

static const char *
state_words(enum made_state s)
{
	return s == MADE_THERE  ? _("已核对")
	       : s == MADE_GONE ? _("不在了")
				: _("大小不对");
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct backup_view *bv = ctx;
	const struct backup_made *m = &bv->made[i];
	enum look state = bv->state[i] == MADE_THERE  ? LOOK_GOOD
			  : bv->state[i] == MADE_GONE ? LOOK_DIM
						      : LOOK_ERROR;
	canvas_text(c, row, col + 1, 16, look,
		desk_moment(c->frame, clock_of_ms(m->at)));
	canvas_text(
		c, row, col + 19, 8, state, str_of(state_words(bv->state[i])));
	canvas_right(c, row, col + 28, 9, look, size_words(c->frame, m->bytes));
	if (width < NARROW)
		return;
	canvas_right(c, row, col + 39, 10, look,
		str_fmt(c->frame, _("%zu 份"), m->records));
	canvas_brief(c, row, col + 52, width - 53, look,
		str_of(m->away ? _("另一块盘") : _("同一块盘")));
}

static void
draw_progress(const struct backup_view *bv, struct canvas *c)
{
	const struct worker *x = &bv->worker;
	uint64_t part = x->total ? x->done * BAR / x->total : 0;
	char bar[BAR + 1];
	for (uint64_t i = 0; i < BAR; i++)
		bar[i] = i < part ? '#' : '.';
	bar[BAR] = '\0';
	str words =
		bv->cancelled   ? str_of(_("正在取消……"))
		: x->total == 0 ? str_of(_("正在备份……"))
		: x->stage == BACKUP_COPY
			? str_fmt(c->frame, _("正在抄 [%s] %llu / %llu MB"),
				  bar, (unsigned long long)(x->done >> 20),
				  (unsigned long long)(x->total >> 20))
			: str_fmt(c->frame, _("正在核对 [%s] %llu / %llu 份"),
				  bar, (unsigned long long)x->done,
				  (unsigned long long)x->total);
	canvas_brief(c, 2, 1, c->cols - 2, LOOK_WARNING, words);
}

static void
draw_last(const struct backup_view *bv, struct canvas *c)
{
	str any = bv->any ? desk_moment(c->frame, clock_of_ms(bv->any))
			  : str_of(_("没有"));
	str away = bv->away ? desk_moment(c->frame, clock_of_ms(bv->away))
			    : str_of(_("没有"));
	canvas_brief(c, 2, 1, c->cols - 2, LOOK_DIM,
		str_fmt(c->frame, _("上次 %.*s  另一块盘（U 盘）%.*s"),
			STR_FMT(any), STR_FMT(away)));
}

static void
draw_chosen(const struct backup_view *bv, struct canvas *c)
{
	int row = c->rows - BOTTOM_ROWS;
	if (bv->n == 0)
		return;
	const struct backup_made *m = &bv->made[bv->list.at];
	canvas_ends(c, row, 1, c->cols - 2, LOOK_PLAIN,
		str_fmt(c->frame, "%.*s/%.*s", STR_FMT(m->folder),
			STR_FMT(m->name)));
	canvas_brief(c, row + 1, 1, c->cols - 2, LOOK_PLAIN,
		str_fmt(c->frame, _("日志链头 %s"), m->head));
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct backup_view *bv = (const struct backup_view *)v;
	desk_header(d, c,
		str_fmt(c->frame, "%s > %s", _("设置与备份"), _("备份")),
		d->user);
	int at = 1 + canvas_text(c, 1, 1, 12, LOOK_PLAIN, str_of(_("备份到 ")));
	lineedit_draw(&bv->folder, c, 1, at, c->cols - at - 1, LOOK_EDIT, '_');
	int row = c->cursor_row;
	int col = c->cursor_col;
	if (bv->running)
		draw_progress(bv, c);
	else
		draw_last(bv, c);
	canvas_text(c, 3, 2, c->cols - 3, LOOK_TITLE,
		str_of(bv->n ? _("时刻              核对           大小")
			     : _("还没有从这个库做过备份")));
	listbox_draw(&bv->list, c, TOP_ROWS, 0, c->cols, draw_row, bv);
	draw_chosen(bv, c);
	canvas_cursor(c, row, col);
	desk_words(d, c);
}

/* --- acting ------------------------------------------------------------ */

static void
start(struct backup_view *bv, struct desk *d)
{
	struct err e;
	str folder = str_trim(lineedit_text(&bv->folder, d->frame));
	const char *const args[] = {
		"backup", "--", str_z(d->frame, folder), NULL};
	if (bv->running)
		return;
	if (folder.n == 0) {
		desk_say(d, LOOK_WARNING, "%s", _("先写明备份到哪个文件夹"));
		return;
	}
	bv->cancelled = false;
	if (store_audit_flush(d->store, &e) != ERR_OK ||
		worker_start(&bv->worker, d, args, &e) != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	else
		bv->running = true;
}

static void
finish(struct backup_view *bv, struct desk *d)
{
	str last = str_of(bv->worker.last);
	bv->running = false;
	load(bv, d);
	if (bv->cancelled && bv->worker.code != 0) {
		desk_say(d, LOOK_WARNING, "%s", _("已取消，没有留下备份"));
	} else if (bv->worker.code != 0) {
		if (str_starts(last, STR("error: ")))
			last = str_from(last, 7);
		desk_say(d, LOOK_ERROR, _("没有备份成：%.*s"), STR_FMT(last));
	} else {
		desk_say(d, LOOK_GOOD, "%s", _("备份好了，全部读过一遍没有错"));
	}
	listbox_choose(&bv->list, 0);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct backup_view *bv = self(v);
	switch (act->action) {
	case ACTION_LEAVE:
		if (!bv->running)
			return STEP(STEP_POP);
		bv->cancelled = true;
		worker_ask(&bv->worker);
		return STEP(STEP_STAY);
	case ACTION_OPEN:
	case ACTION_SAVE:
		start(bv, d);
		return STEP(STEP_STAY);
	case ACTION_HOME:
	case ACTION_END:
		desk_edit(d, &bv->folder, act);
		return STEP(STEP_STAY);
	default:
		if (listbox_act(&bv->list, act->action) ||
			(!bv->running && desk_edit(d, &bv->folder, act)))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
}

static bool
settle(struct view *v, struct desk *d)
{
	struct backup_view *bv = self(v);
	if (!bv->running)
		return false;
	if (!worker_poll(&bv->worker, POLL_MS))
		finish(bv, d);
	return true;
}

static const struct hint keys[] = {
	{1, ACTION_OPEN, 0, N_("现在备份"), true},
	{1, ACTION_UP, ACTION_DOWN, N_("看各份")},
	{1, ACTION_CLEAR, 0, N_("清空文件夹")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_LEAVE, 0, N_("返回；备份时取消"), true},
	{0},
};

const struct view_ops view_backup = {
	.name = "backup",
	.size = sizeof(struct backup_view),
	.keys = keys,
	.open = open,
	.close = close,
	.holds = holds,
	.ready = ready,
	.draw = draw,
	.act = act,
	.settle = settle,
};
