// SPDX-License-Identifier: MIT
#include "tui/views/trend.h"

#include <math.h>

#include "tui/door.h"
#include "tui/widgets/listbox.h"

#define PERIODS 13   /* this one and twelve before it */
#define SHOWN 12     /* … of which twelve are drawn */
#define CHART_MOST 7 /* rows of the line */
#define VALUE_COLS 10
#define WIDE_COLS 60 /* with fewer there is no room for the small lines */
#define LABEL_LEAST 14

/* One line of the report; NAN: no figure. */
struct line {
	str id;
	str label;
	str unit;
	double value[PERIODS]; /* [0]: the period asked for */
	str shown[PERIODS];
};

struct trend_view {
	struct view view;
	struct trend_arg arg;
	const struct report_def *def;
	str title;
	struct line *line;
	size_t n;
	size_t year;  /* so many periods make one */
	size_t ready; /* periods that are computed, in the order of place_of */
	struct listbox list;
	int chart; /* rows of the line */
};

static struct trend_view *
self(struct view *v)
{
	return (struct trend_view *)v;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	static const size_t year[] = {[PERIOD_MONTH] = 12,
		[PERIOD_QUARTER] = 4,
		[PERIOD_HALF] = 2,
		[PERIOD_YEAR] = 1};
	struct trend_view *tv = self(v);
	tv->arg = *(const struct trend_arg *)arg;
	tv->arg.report = str_dup(v->arena, tv->arg.report);
	tv->year = year[tv->arg.period.kind];
	enum err_code code =
		report_set_get(d->reports, tv->arg.report, &tv->def, e);
	if (code == ERR_OK)
		desk_note(d, AUDIT_VIEW, STR_NONE, ID_NONE,
			str_fmt(d->frame, "%.*s trend",
				STR_FMT(tv->arg.report)));
	return code;
}

/* --- computing ----------------------------------------------------------- */

/* First what is compared, then the rest of the line, the newest first. */
static size_t
place_of(const struct trend_view *tv, size_t i)
{
	if (i < 2)
		return i;
	if (i == 2 && tv->year > 1)
		return tv->year;
	/* Of the rest, the year ago is passed. */
	if (tv->year == 1)
		return i;
	return i - 1 < tv->year ? i - 1 : i;
}

/* The column of the period's own figures; SIZE_MAX: none. */
static size_t
own_column(const struct report *r)
{
	for (size_t k = 0; k < r->n_column; k++)
		if (r->column[k].reported && !r->column[k].text &&
			!r->column[k].typed)
			return k;
	return SIZE_MAX;
}

static void
take_names(struct trend_view *tv, const struct report *r)
{
	struct arena *a = tv->view.arena;
	tv->title = str_dup(a, label_text(&r->title));
	tv->line = ARENA_ARRAY(a, r->n_row + 1, struct line);
	for (size_t i = 0; i < r->n_row; i++) {
		const struct report_row *row = &r->row[i];
		if (row->section || row->typed)
			continue;
		struct line *l = &tv->line[tv->n++];
		l->id = str_dup(a, row->id);
		l->label = str_dup(a, label_text(&row->label));
		l->unit = str_dup(a, label_text(&row->unit));
		for (size_t k = 0; k < PERIODS; k++)
			l->value[k] = NAN;
	}
	tv->list.n = tv->n;
}

static void
take_figures(struct trend_view *tv, const struct report *r, size_t place)
{
	size_t column = own_column(r);
	size_t at = 0;
	for (size_t i = 0; i < r->n_row && column != SIZE_MAX; i++) {
		const struct report_row *row = &r->row[i];
		if (row->section || row->typed ||
			row->cell[column].kind != CELL_NUMBER)
			continue;
		while (at < tv->n && !str_eq(tv->line[at].id, row->id))
			at++;
		if (at == tv->n) { /* it stands elsewhere, or is new */
			at = 0;
			continue;
		}
		struct decimal x = row->cell[column].number;
		tv->line[at].value[place] = decimal_number(x);
		tv->line[at].shown[place] = decimal_format(tv->view.arena, x);
	}
}

static enum err_code
compute(struct trend_view *tv, struct desk *d, size_t place, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct report report;
	struct reader r;
	enum err_code code = ERR_IO;
	if (!desk_read(d, &r, a)) {
		err_set(e, ERR_IO, "%s", d->words);
		goto out;
	}
	code = report_compute(tv->def, &r, d->station,
		period_shift(tv->arg.period, -(int)place), a, &report, e);
	desk_done(&r);
	if (code == ERR_OK && report.list)
		code = err_set(
			e, ERR_INPUT, "%s", _("这张是名单，没有可比的数"));
	if (code != ERR_OK)
		goto out;
	if (place == 0)
		take_names(tv, &report);
	take_figures(tv, &report, place);
out:
	arena_free(a);
	return code;
}

/* A period at a time: between two a key is answered. */
static bool
settle(struct view *v, struct desk *d)
{
	struct trend_view *tv = self(v);
	struct err e;
	if (tv->ready == PERIODS)
		return false;
	if (compute(tv, d, place_of(tv, tv->ready), &e) != ERR_OK) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		tv->ready = PERIODS;
	} else {
		tv->ready++;
	}
	return true;
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct trend_view *tv = self(v);
	int body = rows - 5; /* header, heads, words, two of hints */
	(void)d;
	(void)cols;
	tv->chart = body / 2 - 1 < CHART_MOST ? body / 2 - 1 : CHART_MOST;
	listbox_fit(&tv->list, tv->n, (size_t)(body - tv->chart - 2));
}

/* --- drawing ------------------------------------------------------------- */

static void
range_of(const struct line *l, double *least, double *most)
{
	*least = INFINITY;
	*most = -INFINITY;
	for (size_t k = 0; k < SHOWN; k++) {
		if (isnan(l->value[k]))
			continue;
		*least = l->value[k] < *least ? l->value[k] : *least;
		*most = l->value[k] > *most ? l->value[k] : *most;
	}
}

/* Which of `steps` heights a value has, from 0. */
static int
height_of(double x, double least, double most, int steps)
{
	if (most <= least)
		return most > 0 ? steps / 2 : 0;
	return (int)((x - least) / (most - least) * (steps - 1) + 0.5);
}

/* Twelve signs, the older the more to the left, the higher the darker. */
static str
small_line(struct arena *a, const struct line *l)
{
	static const char sign[] = "_.-=+*#";
	struct buf b = {.arena = a};
	double least;
	double most;
	range_of(l, &least, &most);
	for (size_t k = SHOWN; k-- > 0;)
		buf_addc(&b, isnan(l->value[k])
				     ? ' '
				     : sign[height_of(l->value[k], least, most,
					       (int)sizeof(sign) - 1)]);
	return buf_str(&b);
}

static str
change(struct arena *a, double now, double then)
{
	if (isnan(now) || isnan(then))
		return STR("-");
	if (then == 0)
		return now == 0 ? STR("0%") : STR("-");
	double part = round((now - then) / fabs(then) * 100);
	return part == 0 ? STR("0%") : str_fmt(a, "%+.0f%%", part);
}

static void
draw_figures(const struct trend_view *tv, struct canvas *c,
	const struct line *l, int row, int at, enum look look)
{
	const size_t place[] = {0, 1, tv->year};
	for (size_t k = 0; k < 3; k++) {
		str text = l->shown[place[k]];
		canvas_right(c, row, at, VALUE_COLS - 1, look,
			text.n ? text : STR("-"));
		at += VALUE_COLS;
	}
	canvas_right(c, row, at, 6, look,
		change(c->frame, l->value[0], l->value[tv->year]));
}

static int
label_cols(int cols)
{
	int used = 3 * VALUE_COLS + 8 + (cols > WIDE_COLS ? SHOWN + 1 : 0);
	return cols - used > LABEL_LEAST ? cols - used : LABEL_LEAST;
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct trend_view *tv = ctx;
	const struct line *l = &tv->line[i];
	int room = label_cols(width);
	if (width <= WIDE_COLS) { /* the label, and what it is now */
		canvas_brief(c, row, col + 1, width - VALUE_COLS - 9, look,
			str_fmt(c->frame, "%.*s %.*s", STR_FMT(l->id),
				STR_FMT(l->label)));
		canvas_right(c, row, col + width - VALUE_COLS - 8, VALUE_COLS,
			look, l->shown[0].n ? l->shown[0] : STR("-"));
		canvas_right(c, row, col + width - 7, 6, look,
			change(c->frame, l->value[0], l->value[tv->year]));
		return;
	}
	canvas_brief(c, row, col + 1, room - 1, look,
		str_fmt(c->frame, "%.*s %.*s", STR_FMT(l->id),
			STR_FMT(l->label)));
	draw_figures(tv, c, l, row, col + room, look);
	canvas_text(c, row, col + width - SHOWN - 1, SHOWN, look,
		small_line(c->frame, l));
}

static void
draw_heads(struct canvas *c)
{
	int at = 1 + label_cols(c->cols - 1);
	bool wide = c->cols - 1 > WIDE_COLS;
	if (!wide) {
		canvas_right(c, 1, c->cols - 9 - VALUE_COLS, VALUE_COLS,
			LOOK_TITLE, str_of(_("本期")));
		canvas_right(
			c, 1, c->cols - 8, 7, LOOK_TITLE, str_of(_("比去年")));
		return;
	}
	canvas_right(c, 1, at, VALUE_COLS - 1, LOOK_TITLE, str_of(_("本期")));
	canvas_right(c, 1, at + VALUE_COLS, VALUE_COLS - 1, LOOK_TITLE,
		str_of(_("上期")));
	canvas_right(c, 1, at + 2 * VALUE_COLS, VALUE_COLS - 1, LOOK_TITLE,
		str_of(_("去年同期")));
	canvas_right(c, 1, at + 3 * VALUE_COLS - 1, 7, LOOK_TITLE,
		str_of(_("比去年")));
}

static str
bound(struct arena *a, double x)
{
	return str_fmt(a, "%.*f", x == floor(x) ? 0 : 1, x);
}

/* A column for each period, a star where its figure is. */
static void
draw_chart(const struct trend_view *tv, struct canvas *c, int top)
{
	const struct line *l = &tv->line[tv->list.at];
	int step = (c->cols - VALUE_COLS - 3) / SHOWN;
	double least;
	double most;
	range_of(l, &least, &most);
	if (most < least)
		return;
	for (int row = 0; row < tv->chart; row++)
		canvas_text(
			c, top + row, VALUE_COLS + 1, 1, LOOK_DIM, STR("|"));
	canvas_right(
		c, top, 1, VALUE_COLS - 1, LOOK_DIM, bound(c->frame, most));
	if (most > least)
		canvas_right(c, top + tv->chart - 1, 1, VALUE_COLS - 1,
			LOOK_DIM, bound(c->frame, least));
	for (int k = 0; k < SHOWN; k++) {
		int place = SHOWN - 1 - k;
		int col = VALUE_COLS + 2 + k * step;
		str code = period_code(
			c->frame, period_shift(tv->arg.period, -place));
		/* 22Q4, or Q4 where that has no room. */
		canvas_text(c, top + tv->chart, col, step, LOOK_DIM,
			str_from(code, step > 4 ? 2 : 4));
		if (isnan(l->value[place]))
			continue;
		int h = height_of(l->value[place], least, most, tv->chart);
		for (int up = 0; up < h; up++)
			canvas_text(c, top + tv->chart - 1 - up, col, 1,
				LOOK_DIM, STR(":"));
		canvas_text(c, top + tv->chart - 1 - h, col, 1,
			place == 0 ? LOOK_TITLE : LOOK_PLAIN, STR("*"));
	}
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct trend_view *tv = (const struct trend_view *)v;
	int rule = 2 + (int)tv->list.height;
	desk_header(d, c,
		str_fmt(c->frame, "%.*s %.*s > %s", STR_FMT(tv->arg.report),
			STR_FMT(tv->title), _("比较")),
		tv->ready < PERIODS ? str_fmt(c->frame, _("正在算 %zu/%d"),
					      tv->ready, PERIODS)
				    : period_title(c->frame, tv->arg.period));
	draw_heads(c);
	listbox_draw(&tv->list, c, 2, 0, c->cols, draw_row, tv);
	canvas_fill(c, rule, 1, c->cols - 2, LOOK_DIM, '-');
	if (tv->n > 0) {
		const struct line *l = &tv->line[tv->list.at];
		canvas_brief(c, rule, 3, c->cols - 6, LOOK_TITLE,
			str_fmt(c->frame, " %.*s %.*s ", STR_FMT(l->label),
				STR_FMT(l->unit)));
		draw_chart(tv, c, rule + 1);
	}
	desk_words(d, c);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	(void)d;
	if (act->action == ACTION_LEAVE)
		return STEP(STEP_POP);
	return listbox_act(&self(v)->list, act->action) ? STEP(STEP_STAY)
							: STEP(STEP_PASS);
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选一行，下面画十二期")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_trend = {
	.name = "trend",
	.size = sizeof(struct trend_view),
	.keys = keys,
	.open = open,
	.ready = ready,
	.draw = draw,
	.act = act,
	.settle = settle,
};
