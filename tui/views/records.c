// SPDX-License-Identifier: MIT
#include "tui/views/records.h"

#include <string.h>

#include "forms/pinyin.h"
#include "forms/session.h"
#include "tui/views/command.h"
#include "tui/views/drafts.h"
#include "tui/views/form.h"
#include "tui/views/history.h"
#include "tui/views/message.h"
#include "tui/views/scan.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/listbox.h"

#define TOP_ROWS 4    /* header, search, heads, rule */
#define BOTTOM_ROWS 4 /* details, words, two of hints */
#define COLUMNS_MOST 12
#define HEAD_MOST 12 /* columns of a head */
#define WIDTH_MOST 40

enum { ITEM_VOID = 1, ITEM_HISTORY };

struct row {
	const str *cell;
	str detail;
	bool draft;
};

struct records_view {
	struct view view;
	const struct form *form;
	struct scan scan;
	struct lineedit search;
	struct arena *found; /* drafts that answer */
	struct unfinished *draft;
	size_t n_draft;
	struct listbox list;
	size_t total;
	struct id voiding;
	uint32_t voiding_rev;

	/* For drawing. */
	struct arena *page;
	struct row *row;
	size_t n_row;
	int seen[COLUMNS_MOST]; /* the widest so far */
	int width[COLUMNS_MOST];
	size_t n_column;
};

static struct records_view *
self(struct view *v)
{
	return (struct records_view *)v;
}

/* --- what answers ------------------------------------------------------ */

static str
shown(struct reader *r, struct arena *a, const struct form *form,
	const struct record *rec, const struct field *f)
{
	struct record_scope scope;
	record_scope_init(&scope, r, form, rec);
	struct value v = record_field(&scope, a, f);
	return record_mask(a, f, record_show(r, a, f, &v), false);
}

struct wanted {
	const struct form *form;
	struct arena *arena;
	str typed;
};

static bool
answers(void *arg, struct reader *r, const struct record *rec)
{
	struct wanted *w = arg;
	arena_reset(w->arena);
	for (size_t i = 0; i < w->form->n_list; i++)
		if (pinyin_match(
			    shown(r, w->arena, w->form, rec, w->form->list[i]),
			    w->typed, NULL))
			return true;
	if (w->form->n_list == 0 &&
		pinyin_match(record_title(r, w->arena, rec), w->typed, NULL))
		return true;
	return pinyin_match(id_short(w->arena, rec->id), w->typed, NULL);
}

/* Is there an i-th line? The search goes on until that is known. */
static bool
reach(struct records_view *rv, struct desk *d, size_t i)
{
	struct wanted w = {rv->form, arena_new_secret(),
		lineedit_text(&rv->search, d->frame)};
	bool there = i < rv->n_draft ||
		     scan_reach(&rv->scan, d, i - rv->n_draft, answers, &w);
	arena_free(w.arena);
	return there;
}

static size_t
count(const struct records_view *rv)
{
	return rv->n_draft + scan_count(&rv->scan);
}

/* Drafts come first; those that answer. */
static void
find_drafts(struct records_view *rv, struct desk *d)
{
	struct reader r;
	struct unfinished *all;
	size_t kept = 0;
	arena_reset(rv->found);
	rv->n_draft = 0;
	if (!desk_read(d, &r, rv->found))
		return;
	size_t n = unfinished_list(&r, rv->found, rv->form->id, &all);
	struct wanted w = {rv->form, arena_new_secret(),
		lineedit_text(&rv->search, d->frame)};
	for (size_t i = 0; i < n; i++)
		if (!rv->scan.searching || answers(&w, &r, &all[i].record))
			all[kept++] = all[i];
	struct err e;
	if (store_count(r.txn, rv->form->id, &rv->total, &e) != ERR_OK)
		rv->total = 0;
	arena_free(w.arena);
	desk_done(&r);
	rv->draft = all;
	rv->n_draft = kept;
}

static void
search(struct records_view *rv, struct desk *d)
{
	scan_search(&rv->scan, !lineedit_is_empty(&rv->search));
	find_drafts(rv, d);
	rv->list.at = rv->list.top = 0;
}

static struct id
chosen(const struct records_view *rv)
{
	size_t i = rv->list.at;
	if (i < rv->n_draft)
		return rv->draft[i].record.id;
	if (i < count(rv))
		return scan_id(&rv->scan, i - rv->n_draft);
	return ID_NONE;
}

/* Records changed: fetch anew, stay where we were. */
static void
renew(struct records_view *rv, struct desk *d)
{
	struct id at = chosen(rv);
	size_t old = rv->list.at;
	scan_start(&rv->scan, d);
	find_drafts(rv, d);
	rv->list.n = count(rv);
	size_t i = scan_find(&rv->scan, at);
	if (scan_count(&rv->scan) && id_eq(scan_id(&rv->scan, i), at))
		listbox_choose(&rv->list, i + rv->n_draft);
	else
		listbox_choose(&rv->list, old < 200 ? old : 0);
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct records_view *rv = self(v);
	const struct records_arg *a = arg;
	enum err_code code = catalog_form(d->catalog, a->form, &rv->form, e);
	if (code != ERR_OK)
		return code;
	rv->found = arena_new_secret();
	rv->page = arena_new_secret();
	lineedit_init(&rv->search, v->arena);
	if (a->typed.n)
		lineedit_set(&rv->search, a->typed);
	rv->search.replace = false;
	scan_init(&rv->scan, v->arena, rv->form->id);
	scan_start(&rv->scan, d);
	search(rv, d);
	return ERR_OK;
}

static void
close(struct view *v, struct desk *d)
{
	(void)d;
	arena_free(self(v)->found);
	arena_free(self(v)->page);
}

/* --- drawing ----------------------------------------------------------- */

/* Columns a value of the field takes at least. */
static int
least_width(const struct field *f)
{
	switch (f->type) {
	case FIELD_DATE:
		return 10;
	case FIELD_DATETIME:
		return 16;
	case FIELD_TIME:
		return 5;
	case FIELD_INTEGER:
	case FIELD_DECIMAL:
		return 4;
	default:
		return 8;
	}
}

/* The widths columns want: of their heads and of what was seen so far, so
 * that they only grow while one scrolls. */
static void
want(struct records_view *rv)
{
	for (size_t i = 0; i < rv->form->n_list && i < COLUMNS_MOST; i++) {
		const struct field *f = rv->form->list[i];
		int head = canvas_width(rv->page, label_text(&f->label));
		int w = head < HEAD_MOST ? head : HEAD_MOST;
		w = w > least_width(f) ? w : least_width(f);
		w = w > rv->seen[i] ? w : rv->seen[i];
		rv->width[i] = w < WIDTH_MOST ? w : WIDTH_MOST;
	}
}

/* As many columns as fit in what they want, then the widest give way. */
static void
measure(struct records_view *rv, int cols)
{
	int left = cols - 3;
	size_t n = 0;
	want(rv);
	while (n < rv->form->n_list && n < COLUMNS_MOST) {
		int least = least_width(rv->form->list[n]) + 1;
		if (n > 0 && least > left)
			break;
		left -= least;
		n++;
	}
	rv->n_column = n;
	for (int over = -1; over != 0;) {
		size_t widest = 0;
		over = -(cols - 3);
		for (size_t i = 0; i < n; i++) {
			over += rv->width[i] + 1;
			if (rv->width[i] > rv->width[widest])
				widest = i;
		}
		if (over <= 0 || rv->width[widest] <= 1)
			break;
		rv->width[widest]--;
	}
}

static void
note_widths(struct records_view *rv, const struct row *row)
{
	for (size_t i = 0;
		row->cell && i < rv->form->n_list && i < COLUMNS_MOST; i++) {
		int w = canvas_width(rv->page, row->cell[i]);
		if (w > rv->seen[i])
			rv->seen[i] = w;
	}
}

static struct row
make_row(struct records_view *rv, struct reader *r, const struct record *rec,
	bool draft)
{
	struct arena *a = rv->page;
	size_t n = rv->form->n_list < COLUMNS_MOST ? rv->form->n_list
						   : COLUMNS_MOST;
	str *cell = ARENA_ARRAY(a, n ? n : 1, str);
	for (size_t i = 0; i < n; i++)
		cell[i] = shown(r, a, rv->form, rec, rv->form->list[i]);
	if (n == 0)
		cell[0] = record_title(r, a, rec);
	str detail = str_fmt(a, "%.*s   %s %.*s  %.*s",
		STR_FMT(record_title(r, a, rec)),
		draft ? _("草稿") : str_z(a, id_short(a, rec->id)),
		STR_FMT(desk_moment(a, clock_of_ms(rec->at))),
		STR_FMT(rec->by));
	return (struct row){cell, detail, draft};
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct records_view *rv = self(v);
	struct reader r;
	struct err e;
	listbox_fit(
		&rv->list, count(rv), (size_t)(rows - TOP_ROWS - BOTTOM_ROWS));
	arena_reset(rv->page);
	rv->row = ARENA_ARRAY(rv->page, rv->list.height, struct row);
	rv->n_row = 0;
	rv->n_column = 0;
	if (!desk_read(d, &r, rv->page))
		return;
	for (size_t i = rv->list.top;
		i < rv->list.n && rv->n_row < rv->list.height; i++) {
		struct record rec = {0};
		struct row *row = &rv->row[rv->n_row++];
		if (i < rv->n_draft)
			*row = make_row(rv, &r, &rv->draft[i].record, true);
		else if (store_get(r.txn, scan_id(&rv->scan, i - rv->n_draft),
				 rv->page, &rec, &e) == ERR_OK)
			*row = make_row(rv, &r, &rec, false);
		else
			row->detail = str_dup(rv->page, str_of(e.words));
		note_widths(rv, row);
	}
	measure(rv, cols);
	desk_done(&r);
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct records_view *rv = ctx;
	const struct row *line = &rv->row[i - rv->list.top];
	if (line->draft)
		canvas_text(c, row, col, 1, LOOK_WARNING, STR("*"));
	col++;
	width--;
	if (!line->cell)
		canvas_brief(c, row, col, width, LOOK_ERROR, line->detail);
	else if (rv->n_column == 0)
		canvas_brief(c, row, col, width, look, line->cell[0]);
	for (size_t k = 0; line->cell && k < rv->n_column; k++) {
		canvas_brief(c, row, col, rv->width[k], look, line->cell[k]);
		col += rv->width[k] + 1;
	}
}

static void
draw_heads(const struct records_view *rv, struct canvas *c)
{
	int col = 2;
	for (size_t i = 0; i < rv->n_column; i++) {
		canvas_brief(c, 2, col, rv->width[i], LOOK_TITLE,
			label_text(&rv->form->list[i]->label));
		col += rv->width[i] + 1;
	}
	canvas_fill(c, 3, 1, c->cols - 2, LOOK_DIM, '-');
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct records_view *rv = (const struct records_view *)v;
	str path = str_fmt(c->frame, "%s > %.*s", _("首页"),
		STR_FMT(label_text(&rv->form->title)));
	str counts = rv->scan.searching
			     ? str_fmt(c->frame, _("%zu 条  显示 %zu 条%s"),
				       rv->total, count(rv),
				       scan_is_done(&rv->scan) ? "" : "+")
			     : str_fmt(c->frame, _("%zu 条"), rv->total);
	desk_header(d, c, path, counts);
	str label = str_of(_("查找: "));
	int col = 1 + canvas_text(c, 1, 1, c->cols, LOOK_PLAIN, label);
	draw_heads(rv, c);
	if (count(rv) == 0)
		canvas_text(c, TOP_ROWS, 2, c->cols - 2, LOOK_DIM,
			str_of(rv->scan.searching ? _("没有这样的记录")
						  : _("还没有记录")));
	listbox_draw(&rv->list, c, TOP_ROWS, 0, c->cols, draw_row, rv);
	if (rv->n_row)
		canvas_pad(c, c->rows - BOTTOM_ROWS, 1, c->cols - 1, LOOK_DIM,
			rv->row[rv->list.at - rv->list.top].detail);
	desk_words(d, c);
	lineedit_draw(&rv->search, c, 1, col, 24, LOOK_EDIT, ' ');
	if (lineedit_is_empty(&rv->search))
		canvas_text(c, 1, col, c->cols - col, LOOK_DIM,
			str_of(_("(敲首字母、汉字、尾号)")));
}

/* --- acting ------------------------------------------------------------ */

static struct step
push_form(struct desk *d, const struct form_arg *arg)
{
	(void)d;
	return (struct step){STEP_PUSH, &view_form, arg};
}

static struct step
push_command(struct records_view *rv, struct desk *d)
{
	bool there = rv->list.at >= rv->n_draft && rv->list.at < count(rv);
	struct command_arg *arg = ARENA_NEW(d->frame, struct command_arg);
	struct command_item *item =
		ARENA_ARRAY(d->frame, 2, struct command_item);
	item[0] = (struct command_item){
		ITEM_HISTORY, str_of(_("这条记录的历史")), STR_NONE};
	item[1] = (struct command_item){
		ITEM_VOID, str_of(_("作废这条记录")), STR_NONE};
	*arg = (struct command_arg){item, there ? 2 : 0, STR_NONE};
	return (struct step){STEP_PUSH, &view_command, arg};
}

static struct step
ask_void(struct records_view *rv, struct desk *d)
{
	struct reader r;
	struct record rec;
	struct err e;
	enum err_code code = ERR_IO;
	rv->voiding = chosen(rv);
	if (!desk_read(d, &r, d->frame))
		return STEP(STEP_STAY);
	code = store_get(r.txn, rv->voiding, d->frame, &rec, &e);
	str title =
		code == ERR_OK ? record_title(&r, d->frame, &rec) : STR_NONE;
	desk_done(&r);
	if (code != ERR_OK) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return STEP(STEP_STAY);
	}
	rv->voiding_rev = rec.rev;
	str text = str_fmt(d->frame,
		_("%.*s\n写明作废的理由（记录留着，不再计数）："),
		STR_FMT(title));
	return (struct step){STEP_PUSH, &view_message,
		message_new(d->frame, MESSAGE_LINE, _("作废"), text)};
}

static void
do_void(struct records_view *rv, struct desk *d, str reason)
{
	struct record out;
	struct err e;
	enum err_code code = record_void(d->store, d->catalog, rv->voiding,
		reason, d->user_name, rv->voiding_rev, &out, d->frame, &e);
	if (code != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	else
		desk_say(d, LOOK_GOOD, _("已作废 %.*s"),
			STR_FMT(id_short(d->frame, out.id)));
	renew(rv, d);
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	struct records_view *rv = self(v);
	if (a->kind == ANSWER_ITEM && a->number == ITEM_VOID)
		return ask_void(rv, d);
	if (a->kind == ANSWER_ITEM && a->number == ITEM_HISTORY)
		return history_show(d, chosen(rv));
	if (a->kind == ANSWER_TEXT && !id_is_none(rv->voiding))
		do_void(rv, d, a->text);
	else
		renew(rv, d);
	rv->voiding = ID_NONE;
	return STEP(STEP_STAY);
}

static struct step
open_chosen(struct records_view *rv, struct desk *d)
{
	if (!reach(rv, d, rv->list.at))
		return STEP(STEP_STAY);
	return push_form(d, form_arg_id(d->frame, chosen(rv)));
}

/* Typing narrows the list; the keys that move it are not the editor's. */
static bool
act_search(struct records_view *rv, struct desk *d, const struct act *act)
{
	struct act clear = {.action = ACTION_CLEAR};
	switch (act->action) {
	case ACTION_TEXT:
	case ACTION_ERASE:
	case ACTION_CLEAR:
		lineedit_act(&rv->search, act);
		break;
	case ACTION_DELETE:
		lineedit_act(&rv->search, &clear);
		break;
	default:
		return false;
	}
	search(rv, d);
	return true;
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct records_view *rv = self(v);
	switch (act->action) {
	case ACTION_OPEN:
		return open_chosen(rv, d);
	case ACTION_ADD:
		return push_form(d, form_arg_new(d->frame, rv->form->id));
	case ACTION_COMMAND:
		return push_command(rv, d);
	case ACTION_LEAVE:
		if (lineedit_is_empty(&rv->search))
			return STEP(STEP_POP);
		act_search(rv, d, &(struct act){.action = ACTION_CLEAR});
		return STEP(STEP_STAY);
	case ACTION_FIND:
		return STEP(STEP_STAY); /* one is always in the search */
	case ACTION_DOWN:
	case ACTION_PGDN:
		reach(rv, d, rv->list.at + rv->list.height);
		break;
	case ACTION_END:
		reach(rv, d, SIZE_MAX / 2);
		break;
	default:
		break;
	}
	rv->list.n = count(rv);
	if (listbox_act(&rv->list, act->action) || act_search(rv, d, act))
		return STEP(STEP_STAY);
	return STEP(STEP_PASS);
}

static bool
settle(struct view *v, struct desk *d)
{
	struct records_view *rv = self(v);
	struct wanted w = {rv->form, arena_new_secret(),
		lineedit_text(&rv->search, d->frame)};
	bool more = scan_step(&rv->scan, d, answers, &w);
	arena_free(w.arena);
	return more;
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{1, ACTION_OPEN, 0, N_("打开")},
	{1, ACTION_PGUP, 0, N_("上一页")},
	{1, ACTION_PGDN, 0, N_("下一页")},
	{1, ACTION_DELETE, 0, N_("清查找")},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_ADD, 0, N_("新增")},
	{2, ACTION_COMMAND, 0, N_("作废、历史、命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_records = {
	.name = "records",
	.size = sizeof(struct records_view),
	.keys = keys,
	.open = open,
	.close = close,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
	.settle = settle,
};
