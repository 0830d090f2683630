// SPDX-License-Identifier: MIT

#include "forms/rights.h"
#include "tui/desk.h"
#include "tui/views/backup.h"
#include "tui/views/command.h"
#include "tui/views/drafts.h"
#include "tui/views/form.h"

#include <stdio.h>
#include "tui/views/queue.h"

#define DRAFTS_SHOWN 4
#define ROOMY_ROWS 16 /* with fewer, one draft is shown */
#define COLUMN_LEAST 26
#define GROUPS 6
#define FORMS_AT_ONCE 4 /* looked through for drafts between two keys */

/* A line of the menu: a heading, or a place to go. */
struct entry_line {
	const struct destination *to; /* NULL: a heading */
	int group;
	enum scope scope; /* of what is counted */
	size_t count;
	int column;
	size_t row;
};

struct home_view {
	struct view view;
	struct arena *page; /* forgotten when records change */
	struct unfinished *draft;
	size_t n_draft;
	size_t most; /* drafts shown */
	struct destination *to;
	size_t n_to;
	struct entry_line *full; /* headings and places, all of them */
	size_t n_full;
	struct entry_line *line; /* those that are shown */
	size_t n_line;
	struct destination rest; /* for what is not */
	char rest_title[64];
	size_t at; /* drafts first, then places */

	int columns;   /* of the menu */
	size_t height; /* lines of its longest */
	size_t top;    /* lines scrolled off */
	bool touched;  /* a key was pressed: the cursor stays where it is */
	str backup;    /* when the last one was made */
	bool late;     /* … and that is long ago */
	size_t looked; /* forms whose stored drafts are in the list */
};

static struct home_view *
self(struct view *v)
{
	return (struct home_view *)v;
}

/* The drafts that are shown; the rest wait in their forms' lists. */
static size_t
drafts_shown(const struct home_view *hv)
{
	return hv->n_draft < hv->most ? hv->n_draft : hv->most;
}

static size_t
count_of(struct reader *r, str form)
{
	size_t n = 0;
	struct err e;
	if (form.n && store_count(r->txn, form, &n, &e) != ERR_OK)
		n = 0;
	return n;
}

/* What he may not open is not counted for him either. */
static struct entry_line
line_to(const struct destination *to, struct reader *r)
{
	struct entry_line l = {.to = to, .group = to->group};
	if (!r || to->form.n == 0)
		return l;
	l.scope = rights_here(store_of(r->txn), to->form, to->domain);
	if (l.scope == SCOPE_ALL)
		l.count = count_of(r, to->form);
	return l;
}

/* Headings and places, group by group. */
static void
make_lines(struct home_view *hv, struct reader *r)
{
	size_t most = hv->n_to + 2 * GROUPS + 1;
	hv->full = ARENA_ARRAY(hv->page, most, struct entry_line);
	hv->line = ARENA_ARRAY(hv->page, most, struct entry_line);
	hv->n_full = 0;
	for (int group = 0; group < GROUPS; group++) {
		bool head = false;
		for (size_t i = 0; i < hv->n_to; i++) {
			if (hv->to[i].group != group)
				continue;
			if (!head)
				hv->full[hv->n_full++] =
					(struct entry_line){NULL, group};
			head = true;
			hv->full[hv->n_full++] = line_to(&hv->to[i], r);
		}
	}
}

static void
load(struct home_view *hv, struct desk *d)
{
	struct reader r;
	arena_reset(hv->page);
	hv->n_draft = 0;
	hv->n_to = destinations(d, hv->page, &hv->to);
	bool reading = desk_read(d, &r, hv->page);
	if (reading)
		hv->n_draft = unfinished_kept(&r, hv->page, &hv->draft);
	make_lines(hv, reading ? &r : NULL);
	hv->backup = STR_NONE;
	hv->late = false;
	if (reading && !str_is(d->station->kind, "demo"))
		hv->backup = backup_words(&r, hv->page, &hv->late);
	if (reading)
		desk_done(&r);
	hv->looked = 0;
}

/* Look for drafts in one form more; false when all were looked at. */
static bool
look_further(struct home_view *hv, struct desk *d)
{
	struct reader r;
	if (hv->looked >= hv->n_to || !desk_read(d, &r, hv->page))
		return false;
	str form = hv->to[hv->looked++].form;
	if (form.n)
		hv->n_draft = unfinished_add(
			&r, hv->page, form, &hv->draft, hv->n_draft);
	desk_done(&r);
	return true;
}

/* The screen is painted: the rest of the drafts, a few forms at a time. */
static bool
settle(struct view *v, struct desk *d)
{
	struct home_view *hv = self(v);
	size_t before = drafts_shown(hv);
	bool more = true;
	for (int i = 0; i < FORMS_AT_ONCE && more; i++)
		more = look_further(hv, d);
	if (hv->touched && hv->at >= before) /* the same place of the menu */
		hv->at += drafts_shown(hv) - before;
	return more;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	(void)arg;
	(void)e;
	self(v)->page = arena_new_secret();
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
	struct home_view *hv = self(v);
	load(hv, d); /* all of it: the list is not to jump */
	while (look_further(hv, d))
		;
	return STEP(STEP_STAY);
}

/* The line of the i-th place. */
static size_t
line_of(const struct home_view *hv, size_t i)
{
	for (size_t k = 0; k < hv->n_line; k++)
		if (hv->line[k].to && i-- == 0)
			return k;
	return 0;
}

static size_t
places(const struct home_view *hv)
{
	return hv->n_to;
}

static int
menu_row(const struct home_view *hv)
{
	return 3 + (hv->n_draft ? (int)drafts_shown(hv) + 1 : 0);
}

static size_t
group_size(const struct home_view *hv, size_t head)
{
	size_t n = 1;
	while (head + n < hv->n_line && hv->line[head + n].to)
		n++;
	return n;
}

/* Put whole groups into columns of at most `height` lines; a group that is
 * longer stands alone. Returns how many columns it took. */
static int
flow(struct home_view *hv, size_t height)
{
	int column = 0;
	size_t row = 0;
	hv->height = 0;
	for (size_t i = 0; i < hv->n_line; i++) {
		struct entry_line *l = &hv->line[i];
		if (!l->to && row > 0 && row + group_size(hv, i) > height) {
			column++;
			row = 0;
		}
		l->column = column;
		l->row = row++;
		if (row > hv->height)
			hv->height = row;
	}
	return column + 1;
}

/* The lowest columns that hold it all. */
static void
lay_out(struct home_view *hv, int columns)
{
	size_t height = hv->n_line / (size_t)columns;
	while (flow(hv, height) > columns)
		height++;
	hv->columns = columns;
}

/* What has a digit, and the forms with so many records. */
static void
choose_lines(struct home_view *hv, size_t least)
{
	size_t left = 0;
	hv->n_line = 0;
	for (size_t i = 0; i < hv->n_full; i++) {
		const struct entry_line *l = &hv->full[i];
		bool empty = !l->to && hv->n_line &&
			     !hv->line[hv->n_line - 1].to;
		if (l->to && l->to->number < 0 && l->count < least) {
			left++;
			continue;
		}
		if (empty) /* nothing of the group before is shown */
			hv->n_line--;
		hv->line[hv->n_line++] = *l;
	}
	if (left == 0)
		return;
	hv->rest = (struct destination){.number = -1, .view = &view_command};
	snprintf(hv->rest_title, sizeof(hv->rest_title), _("其余 %zu 种：F9"),
		left);
	hv->rest.title = str_of(hv->rest_title);
	hv->line[hv->n_line++] = (struct entry_line){
		.to = &hv->rest, .group = hv->line[hv->n_line - 1].group};
}

/* The fewest records of a form that is shown without a digit; SIZE_MAX: there
 * is none. */
static size_t
fewest(const struct home_view *hv)
{
	size_t least = SIZE_MAX;
	for (size_t i = 0; i < hv->n_line; i++) {
		const struct entry_line *l = &hv->line[i];
		if (l->to && l->to != &hv->rest && l->to->number < 0 &&
			l->count < least)
			least = l->count;
	}
	return least;
}

/* Where there is no room for all forms, those used least give way. */
static void
fit_lines(struct home_view *hv, size_t room, int columns)
{
	size_t least = 0;
	do {
		choose_lines(hv, least);
		lay_out(hv, columns);
		least = fewest(hv);
	} while (hv->height > room && least++ != SIZE_MAX);
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct home_view *hv = self(v);
	(void)d;
	hv->most = rows < ROOMY_ROWS ? 1 : DRAFTS_SHOWN;
	int columns = cols / COLUMN_LEAST ? cols / COLUMN_LEAST : 1;
	size_t room = (size_t)(rows - 3 - menu_row(hv));
	fit_lines(hv, room, columns);
	size_t all = drafts_shown(hv) + places(hv);
	if (hv->at >= all)
		hv->at = all ? all - 1 : 0;
	hv->top = 0;
	if (hv->at >= drafts_shown(hv) && hv->height > room) {
		size_t line = line_of(hv, hv->at - drafts_shown(hv));
		size_t row = hv->line[line].row;
		hv->top = row >= room ? row - room + 1 : 0;
	}
}

static str
form_title(const struct home_view *hv, str form)
{
	for (size_t i = 0; i < hv->n_to; i++)
		if (str_eq(hv->to[i].form, form))
			return hv->to[i].title;
	return form;
}

static void
draw_drafts(const struct home_view *hv, struct canvas *c)
{
	size_t shown = drafts_shown(hv);
	if (hv->n_draft == 0)
		return;
	canvas_brief(c, 1, 1, c->cols - 2, LOOK_TITLE,
		str_fmt(c->frame, _("接着填：草稿 %zu 份"), hv->n_draft));
	for (size_t i = 0; i < shown; i++) {
		const struct unfinished *u = &hv->draft[i];
		int row = 2 + (int)i;
		bool chosen = hv->at == i;
		str when = desk_moment(c->frame, clock_of_ms(u->record.at));
		if (chosen) {
			canvas_text(c, row, 0, 1, LOOK_MARK, STR(">"));
			canvas_cursor(c, row, 0);
		}
		canvas_brief(c, row, 3, c->cols - 4,
			chosen ? LOOK_CHOSEN : LOOK_PLAIN,
			str_fmt(c->frame, "%.*s  %.*s  %.*s", STR_FMT(when),
				STR_FMT(form_title(hv, u->record.form)),
				STR_FMT(u->title)));
	}
}

/* Of those of which he sees his own there is no number: it would be that of
 * all. */
static str
count_words(struct arena *a, const struct entry_line *l)
{
	if (l->to->broken)
		return str_of(_("有错"));
	if (l->to->form.n == 0 || l->scope == SCOPE_OWN)
		return STR_NONE;
	return l->scope == SCOPE_ALL ? str_fmt(a, "%zu", l->count)
				     : str_of(_("无权"));
}

static void
draw_place(const struct home_view *hv, struct canvas *c,
	const struct entry_line *l, bool chosen, int row, int col, int width)
{
	enum look look = chosen ? LOOK_CHOSEN : LOOK_PLAIN;
	char number[4] = " ";
	(void)hv;
	if (chosen) {
		canvas_text(c, row, col, 1, LOOK_MARK, STR(">"));
		canvas_cursor(c, row, col);
	}
	if (l->to->number >= 0)
		number[0] = (char)('0' + l->to->number);
	canvas_text(c, row, col + 2, 1, look, str_of(number));
	str count = count_words(c->frame, l);
	int tail = utf8_width(count);
	canvas_ends(c, row, col + 4, width - 6 - tail, look, l->to->title);
	canvas_right(c, row, col + width - 1 - tail, tail,
		l->to->broken ? LOOK_ERROR : LOOK_DIM, count);
}

static void
draw_menu(const struct home_view *hv, struct canvas *c)
{
	int first = menu_row(hv);
	int width = (c->cols - 1) / hv->columns;
	size_t room = (size_t)(c->rows - 3 - first);
	size_t place = drafts_shown(hv);
	canvas_text(
		c, first - 1, 1, c->cols - 2, LOOK_TITLE, str_of(_("去哪里")));
	canvas_fill(c, first - 1, 1 + utf8_width(str_of(_("去哪里"))) + 1,
		c->cols, LOOK_DIM, '-');
	for (size_t i = 0; i < hv->n_line; i++) {
		const struct entry_line *l = &hv->line[i];
		int col = 1 + l->column * width;
		bool chosen = l->to && place == hv->at;
		place += l->to != NULL;
		if (l->row < hv->top || l->row >= hv->top + room)
			continue;
		int row = first + (int)(l->row - hv->top);
		if (l->to)
			draw_place(hv, c, l, chosen, row, col, width);
		else
			canvas_brief(c, row, col + 1, width - 2, LOOK_TITLE,
				str_of(destination_group(l->group)));
	}
}

static str
today(const struct desk *d, struct arena *a)
{
	static const char *const week[] = {N_("一"), N_("二"), N_("三"),
		N_("四"), N_("五"), N_("六"), N_("日")};
	day_t day = clock_today();
	return str_fmt(a, "%.*s %.*s %s", STR_FMT(d->user),
		STR_FMT(date_format(a, day)), _(week[date_weekday(day) - 1]));
}

/* In the row of messages, while there is none. */
static void
draw_backup(const struct home_view *hv, const struct desk *d, struct canvas *c)
{
	if (d->words[0])
		return;
	canvas_brief(c, c->rows - 3, 1, c->cols - 2,
		hv->late ? LOOK_WARNING : LOOK_DIM, hv->backup);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct home_view *hv = (const struct home_view *)v;
	desk_header(d, c, d->station ? d->station->name : STR("xinzhan"),
		today(d, c->frame));
	draw_drafts(hv, c);
	draw_menu(hv, c);
	draw_backup(hv, d, c);
	desk_words(d, c);
}

static struct step
go(struct home_view *hv, struct desk *d, size_t at)
{
	if (at < drafts_shown(hv))
		return (struct step){STEP_PUSH, &view_form,
			form_arg_id(d->frame, hv->draft[at].record.id)};
	at -= drafts_shown(hv);
	if (at >= places(hv))
		return STEP(STEP_STAY);
	return destination_go(d, hv->line[line_of(hv, at)].to);
}

/* A digit goes there; other text looks for it in the command box. */
static struct step
type(struct home_view *hv, struct desk *d, const struct act *act)
{
	char bytes[4];
	str typed =
		act->text.n ? act->text : (str){bytes, utf8_put(act->c, bytes)};
	str folded = utf8_fold(d->frame, typed);
	for (size_t i = 0; i < hv->n_to; i++)
		if (folded.n == 1 && hv->to[i].number >= 0 &&
			folded.p[0] == '0' + hv->to[i].number)
			return destination_go(d, &hv->to[i]);
	struct command_arg *arg = ARENA_NEW(d->frame, struct command_arg);
	arg->typed = str_dup(d->frame, typed);
	return (struct step){STEP_PUSH, &view_command, arg};
}

/* Sideways: the place of the next column that is nearest in height. */
static void
sideways(struct home_view *hv, int step)
{
	size_t shown = drafts_shown(hv);
	size_t best = SIZE_MAX;
	size_t place = shown;
	if (hv->at < shown)
		return;
	const struct entry_line *from = &hv->line[line_of(hv, hv->at - shown)];
	for (size_t i = 0; i < hv->n_line; i++) {
		const struct entry_line *l = &hv->line[i];
		size_t apart = l->row > from->row ? l->row - from->row
						  : from->row - l->row;
		if (l->to && l->column == from->column + step && apart < best) {
			best = apart;
			hv->at = place;
		}
		place += l->to != NULL;
	}
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct home_view *hv = self(v);
	size_t last = drafts_shown(hv) + places(hv) - 1;
	hv->touched = true;
	switch (act->action) {
	case ACTION_OPEN:
		return go(hv, d, hv->at);
	case ACTION_TEXT:
		return type(hv, d, act);
	case ACTION_UP:
	case ACTION_BACK:
		hv->at -= hv->at > 0;
		break;
	case ACTION_DOWN:
	case ACTION_NEXT:
		hv->at += hv->at < last;
		break;
	case ACTION_LEFT:
		sideways(hv, -1);
		break;
	case ACTION_RIGHT:
		sideways(hv, 1);
		break;
	case ACTION_HOME:
	case ACTION_PGUP:
		hv->at = 0;
		break;
	case ACTION_END:
	case ACTION_PGDN:
		hv->at = last;
		break;
	case ACTION_LEAVE:
		desk_say(d, LOOK_DIM, _("退出按 %s"), desk_key(d, ACTION_QUIT));
		break;
	case ACTION_FIND:
		return (struct step){STEP_PUSH, &view_command};
	case ACTION_SAVE_NEW:
		return (struct step){STEP_PUSH, &view_queue};
	default:
		return STEP(STEP_PASS);
	}
	return STEP(STEP_STAY);
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{1, ACTION_OPEN, 0, N_("打开")},
	{1, ACTION_NONE, 0, N_("数字键直达，敲字查找")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_FIND, 0, N_("查找")},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_QUIT, 0, N_("退出")},
	{0},
};

const struct view_ops view_home = {
	.name = "home",
	.size = sizeof(struct home_view),
	.keys = keys,
	.open = open,
	.close = close,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
	.settle = settle,
};
