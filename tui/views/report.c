// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "forms/rights.h"
#include "templates/chain.h"
#include "tui/door.h"
#include "tui/views/lookup.h"
#include "tui/views/report_narrow.h"
#include "tui/views/trend.h"
#include "tui/widgets/listbox.h"
#include "tui/widgets/pager.h"

#define NARROW_COLS 60 /* in fewer no table can be read */
#define NAMES_MOST 99  /* R01_2024Q3_….txt, …-2.txt, … */

struct report_view {
	struct view view;
	const struct report_item *item;
	size_t n;
	struct listbox list;
	bool reading; /* a report, else the list of reports */
	struct period period;
	bool wanted; /* to be computed once the screen says so */
	struct arena *result;
	struct report report;
	bool good;
	str text; /* of the table */
	struct pager pager;
	int cols;
	int laid; /* columns it was laid out for; 0: not yet */
	bool exporting;
};

static struct report_view *
self(struct view *v)
{
	return (struct report_view *)v;
}

static const struct report_item *
chosen(const struct report_view *rv)
{
	return &rv->item[rv->list.at];
}

/* The period a report is shown for at first: the one that runs. */
static struct period
usual_period(const struct report_item *item)
{
	return period_of(period_kind_of(item->period_type), clock_today());
}

static unsigned
roles(const struct desk *d)
{
	const struct account *user = d->store ? store_user(d->store) : NULL;
	return user ? user->roles : 0;
}

/* Those that his role may see. */
static void
pick_items(struct report_view *rv, struct desk *d)
{
	const struct report_item *all;
	size_t n = report_set_items(d->reports, &all);
	struct report_item *item =
		ARENA_ARRAY(rv->view.arena, n + 1, struct report_item);
	for (size_t i = 0; i < n; i++)
		if (rights_report(roles(d), all[i].id))
			item[rv->n++] = all[i];
	rv->item = item;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct report_view *rv = self(v);
	(void)arg;
	(void)e;
	rv->result = arena_new_secret();
	if (d->reports)
		pick_items(rv, d);
	return ERR_OK;
}

static void
done(struct view *v, struct desk *d)
{
	(void)d;
	arena_free(self(v)->result);
}

/* --- computing --------------------------------------------------------- */

static enum err_code
compute(struct report_view *rv, struct desk *d, struct err *e)
{
	struct reader r;
	struct buf text = {.arena = rv->result};
	rv->text = STR_NONE;
	if (!desk_read(d, &r, rv->result))
		return err_set(e, ERR_IO, "%s", d->words);
	const struct chain chain = {
		.reports = d->reports, .reader = &r, .station = d->station};
	enum err_code code = report_make(&chain, chosen(rv)->id, rv->period,
		rv->result, &rv->report, NULL, e);
	desk_done(&r);
	if (code == ERR_OK)
		code = report_write(&rv->report, REPORT_TEXT, &text, e);
	if (code == ERR_OK)
		rv->text = buf_str(&text);
	return code;
}

/* The table where it fits or could; else one column. */
static void
lay_out(struct report_view *rv)
{
	size_t top = rv->pager.top;
	rv->laid = rv->cols;
	pager_set(&rv->pager, rv->result, rv->text);
	if (rv->good && rv->cols < NARROW_COLS && rv->pager.width > rv->cols)
		pager_wrap(&rv->pager, rv->result,
			report_narrow(&rv->report, rv->cols - 2, rv->result),
			rv->cols - 2);
	rv->pager.top = top;
}

static bool
settle(struct view *v, struct desk *d)
{
	struct report_view *rv = self(v);
	struct err e = {0};
	if (!rv->wanted)
		return false;
	rv->wanted = false;
	arena_reset(rv->result);
	rv->good = compute(rv, d, &e) == ERR_OK;
	rv->laid = 0;
	if (!rv->good) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return true;
	}
	desk_note(d, AUDIT_VIEW, STR_NONE, ID_NONE,
		str_fmt(d->frame, "%.*s %.*s", STR_FMT(rv->report.id),
			STR_FMT(period_code(d->frame, rv->period))));
	if (rv->report.drafts) {
		desk_say(d, LOOK_WARNING, _("草稿 %zu 份未计入"),
			rv->report.drafts);
	}
	return true;
}

static void
show_period(struct report_view *rv, struct period p)
{
	rv->period = p;
	rv->wanted = true;
	rv->good = false;
	rv->pager = (struct pager){.height = rv->pager.height};
}

static struct period
next_kind(struct period p)
{
	static const enum period_kind next[] = {
		[PERIOD_MONTH] = PERIOD_QUARTER,
		[PERIOD_QUARTER] = PERIOD_HALF,
		[PERIOD_HALF] = PERIOD_YEAR,
		[PERIOD_YEAR] = PERIOD_MONTH,
	};
	return period_of(next[p.kind], p.first);
}

/* --- exporting --------------------------------------------------------- */

static struct step
ask_format(struct report_view *rv, struct desk *d)
{
	struct lookup_arg *arg = ARENA_NEW(d->frame, struct lookup_arg);
	struct lookup_item *item =
		ARENA_ARRAY(d->frame, REPORT_FORMATS, struct lookup_item);
	size_t n = 0;
	for (enum report_format f = 0; f < REPORT_FORMATS; f++)
		if (report_format_fits(&rv->report, f))
			item[n++] = (struct lookup_item){
				str_of(report_format_name(f)),
				report_file_name(d->frame, &rv->report, f)};
	*arg = (struct lookup_arg){
		.title = str_of(_("导出的格式")), .item = item, .n = n};
	rv->exporting = true;
	return (struct step){STEP_PUSH, &view_lookup, arg};
}

/* The n-th name to try: R01_2024Q3_x.txt, R01_2024Q3_x-2.txt, … */
static const char *
path_to(struct arena *a, const char *folder, str name, int n)
{
	size_t dot = str_chr(name, '.');
	if (n == 1 || dot == SIZE_MAX)
		return str_z(a, str_fmt(a, "%s/%.*s", folder, STR_FMT(name)));
	str stem = str_sub(name, 0, dot);
	str tail = str_from(name, dot);
	return str_z(a, str_fmt(a, "%s/%.*s-%d%.*s", folder, STR_FMT(stem), n,
				STR_FMT(tail)));
}

/* Into the current folder; a file that is there already is left alone. */
static void export(struct report_view *rv, struct desk *d, str format)
{
	enum report_format f;
	struct err e = {0};
	char folder[4096];
	const char *path = NULL;
	enum err_code code = ERR_EXISTS;
	if (!report_format_parse(format, &f))
		return;
	if (!getcwd(folder, sizeof(folder))) {
		err_errno(&e, _("找不到当前文件夹"), NULL);
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return;
	}
	str name = report_file_name(d->frame, &rv->report, f);
	if (!desk_note_now(d, AUDIT_EXPORT, STR_NONE, ID_NONE,
		    str_fmt(d->frame, "%.*s %s", STR_FMT(name), folder)))
		return;
	for (int n = 1; n <= NAMES_MOST && code == ERR_EXISTS; n++) {
		path = path_to(d->frame, folder, name, n);
		code = report_save(&rv->report, f, path, &e);
	}
	if (code != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	else
		desk_say(d, LOOK_GOOD, _("已导出 %s  日志链头 %s"), path,
			desk_audit_head(d));
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	struct report_view *rv = self(v);
	if (rv->exporting && a->kind == ANSWER_TEXT)
		export(rv, d, a->text);
	rv->exporting = false;
	return STEP(STEP_STAY);
}

static struct step
compare(struct report_view *rv, struct desk *d)
{
	struct trend_arg *arg = ARENA_NEW(d->frame, struct trend_arg);
	if (!rv->good)
		return STEP(STEP_STAY);
	if (rv->report.list) {
		desk_say(d, LOOK_DIM, "%s", _("这张是名单，没有可比的数"));
		return STEP(STEP_STAY);
	}
	*arg = (struct trend_arg){chosen(rv)->id, rv->period};
	return (struct step){STEP_PUSH, &view_trend, arg};
}

static const struct hint preview_keys[] = {
	{1, ACTION_LEFT, ACTION_RIGHT, N_("换期")},
	{1, ACTION_PICK, 0, N_("月季年")},
	{1, ACTION_UP, ACTION_DOWN, N_("滚动")},
	{1, ACTION_NEXT, 0, N_("向右看")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_SAVE, 0, N_("导出"), true},
	{2, ACTION_DITTO, 0, N_("比较"), true},
	{2, ACTION_CHECK, 0, N_("重算")},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

/* --- drawing ----------------------------------------------------------- */

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct report_view *rv = self(v);
	(void)d;
	rv->cols = cols;
	listbox_fit(&rv->list, rv->n, (size_t)rows - 6);
	if (rv->reading && !rv->wanted && rv->laid != cols)
		lay_out(rv);
	pager_fit(&rv->pager, (size_t)rows - 4);
	v->keys = rv->reading ? preview_keys : NULL;
}

static void
draw_item(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct report_view *rv = ctx;
	const struct report_item *it = &rv->item[i];
	canvas_text(c, row, col + 1, 6, look, it->id);
	canvas_brief(c, row, col + 7, width - 8, look, label_text(&it->title));
	if (it->broken)
		canvas_right(
			c, row, col, width - 1, LOOK_ERROR, str_of(_("有错")));
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct report_view *rv = (const struct report_view *)v;
	if (!rv->reading) {
		desk_header(d, c,
			str_fmt(c->frame, "%s > %s", _("首页"), _("报表")),
			str_fmt(c->frame, _("%zu 张"), rv->n));
		listbox_draw(&rv->list, c, 2, 0, c->cols, draw_item, rv);
		desk_words(d, c);
		return;
	}
	desk_header(d, c,
		str_fmt(c->frame, "%s > %.*s %.*s", _("报表"),
			STR_FMT(chosen(rv)->id),
			STR_FMT(label_text(&chosen(rv)->title))),
		period_title(c->frame, rv->period));
	if (rv->wanted)
		canvas_text(
			c, 2, 1, c->cols, LOOK_DIM, str_of(_("正在统计……")));
	pager_draw(&rv->pager, c, 1, c->cols);
	desk_words(d, c);
}

/* --- acting ------------------------------------------------------------ */

static struct step
act_list(struct report_view *rv, const struct act *act)
{
	switch (act->action) {
	case ACTION_LEAVE:
		return STEP(STEP_POP);
	case ACTION_OPEN:
		if (rv->n == 0)
			return STEP(STEP_STAY);
		rv->reading = true;
		show_period(rv, usual_period(chosen(rv)));
		return STEP(STEP_STAY);
	default:
		if (listbox_act(&rv->list, act->action))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct report_view *rv = self(v);
	if (!rv->reading)
		return act_list(rv, act);
	switch (act->action) {
	case ACTION_LEAVE:
		rv->reading = false;
		return STEP(STEP_STAY);
	case ACTION_LEFT:
		show_period(rv, period_shift(rv->period, -1));
		return STEP(STEP_STAY);
	case ACTION_RIGHT:
		show_period(rv, period_shift(rv->period, 1));
		return STEP(STEP_STAY);
	case ACTION_PICK:
		show_period(rv, next_kind(rv->period));
		return STEP(STEP_STAY);
	case ACTION_SAVE:
		if (!rv->good)
			return STEP(STEP_STAY);
		if (!rights_export_report(roles(d), rv->report.id)) {
			struct err e;
			rights_refuse_export(&e);
			desk_say(d, LOOK_ERROR, "%s", e.words);
			return STEP(STEP_STAY);
		}
		return ask_format(rv, d);
	case ACTION_CHECK:
		show_period(rv, rv->period);
		return STEP(STEP_STAY);
	case ACTION_DITTO:
		return compare(rv, d);
	default:
		if (pager_act(&rv->pager, act->action, rv->cols))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
}

static const struct hint keys[] = {
	{1, ACTION_OPEN, 0, N_("打开")},
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_report = {
	.name = "report",
	.size = sizeof(struct report_view),
	.keys = keys,
	.open = open,
	.close = done,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
	.settle = settle,
};
