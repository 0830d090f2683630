// SPDX-License-Identifier: MIT
#include "tui/views/day.h"

#include "templates/period.h"
#include "tui/views/drafts.h"
#include "tui/views/form.h"
#include "tui/views/queue.h"

#define PACES 5        /* lines of forms */
#define BOTH_COLS 76   /* with fewer there is no room beside */
#define REPORT_DAYS 15 /* of a quarter, for the reports of the last one */
#define BAR 8
#define TIMES_MOST 999 /* per cent that are still told */

/* --- laying out ---------------------------------------------------------- */

static bool
has_none(struct desk *d, str form)
{
	struct reader r;
	size_t n = 0;
	struct err e;
	if (!catalog_has(d->catalog, form) || !desk_read(d, &r, d->frame))
		return false;
	bool known = store_count(r.txn, form, &n, &e) == ERR_OK;
	desk_done(&r);
	return known && n == 0;
}

static void
read_titles(struct day *day, struct desk *d)
{
	struct work *w = d->work;
	struct reader r;
	if (day->due == 0 || !desk_read(d, &r, d->frame))
		return;
	for (size_t i = 0; i < day->due; i++)
		work_title(w, &r, day->from + i);
	desk_done(&r);
}

static bool
has_pace(const struct work *w)
{
	for (size_t i = 0; i < w->paced; i++)
		if (w->pace[i].now || w->pace[i].before)
			return true;
	return false;
}

/* By day, as the queue has it; but where much is late, today's work is not to
 * stand behind all of it. */
static size_t
first_shown(const struct work *w, size_t shown)
{
	size_t after = w->n - w->late;
	size_t late = after < shown - shown / 2 ? shown - after : shown / 2;
	return w->late > late ? w->late - late : 0;
}

void
day_ready(struct day *day, struct desk *d, size_t most, int cols)
{
	const struct work *w = d->work;
	struct period p = period_of(PERIOD_QUARTER, clock_today());
	*day = (struct day){0};
	if (!d->store || !d->catalog)
		return;
	day->first = has_none(d, STR("station"));
	day->reports = !day->first && clock_today() - p.first < REPORT_DAYS;
	size_t used = (size_t)day->first + (size_t)day->reports;
	size_t room = most > used ? most - used : 0;
	day->due = w->n < room ? w->n : room;
	day->from = first_shown(w, day->due);
	day->lines = used + day->due;
	day->rows = 1 + (int)day->lines;
	if (cols >= BOTH_COLS && has_pace(w) && day->rows < 1 + (int)most)
		day->rows = 1 + (int)most;
	read_titles(day, d);
}

/* --- drawing ------------------------------------------------------------- */

static void
draw_line(struct canvas *c, int row, int width, bool chosen, enum look look,
	str words)
{
	if (chosen) {
		canvas_text(c, row, 0, 1, LOOK_MARK, STR(">"));
		canvas_cursor(c, row, 0);
	}
	canvas_brief(c, row, 3, width - 4, chosen ? LOOK_CHOSEN : look, words);
}

static void
draw_due(const struct work *w, struct canvas *c, size_t i, int row, int width,
	bool chosen)
{
	const struct due_item *it = &w->v[i];
	str when = due_words(it, w->on, c->frame);
	int tail = 14;
	enum look look = chosen             ? LOOK_CHOSEN
			 : it->day < w->on  ? LOOK_WARNING
			 : it->day == w->on ? LOOK_TITLE
					    : LOOK_PLAIN;
	draw_line(c, row, width - tail, chosen, LOOK_PLAIN,
		str_fmt(c->frame, "%.*s  %.*s", STR_FMT(it->title),
			STR_FMT(label_text(&it->what))));
	canvas_right(c, row, width - tail - 1, tail, look, when);
}

static str
heading(const struct work *w, const struct desk *d, struct arena *a)
{
	if (!w->known)
		return str_of(_("待办  正在算 ..."));
	if (w->n == 0)
		return str_fmt(a, _("待办  %d 天内没有到期的"), DUE_AHEAD);
	return str_fmt(a, _("待办  逾期 %zu  今天 %zu  往后 %zu  %s全部"),
		w->late, w->today, w->n - w->late - w->today,
		keymap_hint(&d->keys, a, ACTION_SAVE_NEW));
}

static str
title_of(const struct desk *d, str form)
{
	const struct catalog_item *item;
	size_t n = catalog_items(d->catalog, &item);
	for (size_t i = 0; i < n; i++)
		if (str_eq(item[i].id, form))
			return label_text(&item[i].title);
	return form;
}

/* 讲座与团辅     6/10  ####....   60% */
static void
draw_pace(const struct desk *d, struct canvas *c, size_t i, int row, int col)
{
	const struct pace *p = &d->work->pace[i];
	int width = c->cols - col - 1;
	int room = width - BAR - 16;
	size_t part = p->before ? p->now * 100 / p->before : 0;
	size_t full = part > 100 ? 100 : part;
	canvas_brief(c, row, col, room, LOOK_PLAIN,
		title_of(d, str_of(pace_form(i))));
	canvas_right(c, row, col + room, 9, LOOK_PLAIN,
		str_fmt(c->frame, "%zu/%zu", p->now, p->before));
	canvas_fill(c, row, col + room + 10, BAR, LOOK_DIM, '.');
	canvas_fill(c, row, col + room + 10,
		p->before ? (int)(full * BAR / 100)
		: p->now  ? BAR
			  : 0,
		LOOK_GOOD, '#');
	canvas_right(c, row, col + room + 11 + BAR, 5, LOOK_PLAIN,
		p->before && part <= TIMES_MOST
			? str_fmt(c->frame, "%zu%%", part)
			: STR("-"));
}

/* This quarter against the same one a year ago. */
static void
draw_paces(const struct day *day, const struct desk *d, struct canvas *c,
	int row, int col)
{
	const struct work *w = d->work;
	struct period p = period_of(PERIOD_QUARTER, clock_today());
	int gone = (clock_today() - p.first + 1) * 100 / (p.last - p.first + 1);
	int shown = 0;
	if (!has_pace(w))
		return;
	canvas_brief(c, row, col, c->cols - col - 1, LOOK_TITLE,
		str_fmt(c->frame, _("本季/去年同季  本季已过 %d%%"), gone));
	for (size_t i = 0;
		i < w->paced && shown < PACES && shown + 1 < day->rows; i++)
		if (w->pace[i].now || w->pace[i].before)
			draw_pace(d, c, i, row + ++shown, col);
}

void
day_draw(const struct day *day, const struct desk *d, struct canvas *c, int row,
	size_t chosen)
{
	const struct work *w = d->work;
	bool both = c->cols >= BOTH_COLS && has_pace(w);
	int width = both ? c->cols / 2 + 1 : c->cols;
	size_t line = 0;
	if (day->rows == 0)
		return;
	canvas_brief(c, row, 1, width - 2, LOOK_TITLE, heading(w, d, c->frame));
	if (day->first) {
		draw_line(c, row + 1, width, chosen == line, LOOK_WARNING,
			str_of(_("第一步：登记本站（服务站点登记）")));
		line++;
	}
	if (day->reports) {
		draw_line(c, row + 1 + (int)line, width, chosen == line,
			LOOK_WARNING,
			str_fmt(c->frame, _("上季度的报表该报了：%.*s"),
				STR_FMT(period_title(c->frame,
					period_shift(period_of(PERIOD_QUARTER,
							     clock_today()),
						-1)))));
		line++;
	}
	for (size_t i = 0; i < day->due; i++, line++)
		draw_due(w, c, day->from + i, row + 1 + (int)line, width,
			chosen == line);
	if (both)
		draw_paces(day, d, c, row, width + 1);
}

/* The draft that init made of it, or a new one. */
static struct step
register_station(struct desk *d)
{
	struct reader r;
	struct unfinished *draft;
	size_t n = 0;
	if (desk_read(d, &r, d->frame)) {
		n = unfinished_list(&r, d->frame, STR("station"), &draft);
		desk_done(&r);
	}
	return (struct step){STEP_PUSH, &view_form,
		n ? form_arg_id(d->frame, draft[0].record.id)
		  : form_arg_new(d->frame, STR("station"))};
}

struct step
day_go(const struct day *day, struct desk *d, size_t line)
{
	if (day->first && line-- == 0)
		return register_station(d);
	if (day->reports && line-- == 0)
		return (struct step){STEP_PUSH, &view_report};
	return line < day->due ? work_go(d->work, d, day->from + line)
			       : STEP(STEP_STAY);
}
