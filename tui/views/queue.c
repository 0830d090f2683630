// SPDX-License-Identifier: MIT
#include "tui/views/queue.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "forms/pinyin.h"
#include "store/file.h"
#include "tui/door.h"
#include "tui/views/person.h"
#include "tui/views/work.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/listbox.h"

#define TOP_ROWS 4    /* header, search, heads, rule */
#define BOTTOM_ROWS 4 /* what is due, words, two of hints */
#define WIDE_COLS 60  /* with fewer the day and the rule's words give way */
#define NAMES_MOST 99

enum queue_sort { SORT_DAY, SORT_WHO, SORT_WHAT, SORTS };
enum queue_part { PART_ALL, PART_LATE, PART_TODAY, PART_SOON, PARTS };

struct queue_view {
	struct view view;
	struct lineedit search;
	struct arena *list_in;
	size_t *match; /* indexes into the work's items */
	struct listbox list;
	enum queue_sort sort;
	enum queue_part part;
	size_t round;  /* of the work, that match was made from */
	size_t titled; /* … and how much of it had titles */
	bool stale;
};

static struct queue_view *
self(struct view *v)
{
	return (struct queue_view *)v;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct queue_view *q = self(v);
	(void)arg;
	if (!d->work)
		return err_set(e, ERR_ABSENT, "%s", _("还没有待办"));
	work_renew(d->work, d, false);
	lineedit_init(&q->search, v->arena);
	q->list_in = arena_new_secret();
	q->stale = true;
	desk_note(d, AUDIT_VIEW, STR_NONE, ID_NONE,
		str_fmt(d->frame, "due: %zu", d->work->n));
	return ERR_OK;
}

static void
done(struct view *v, struct desk *d)
{
	(void)d;
	arena_free(self(v)->list_in);
}

/* --- sorting and filtering ----------------------------------------------- */

static bool
is_in_part(const struct queue_view *q, const struct work *w,
	const struct due_item *it)
{
	switch (q->part) {
	case PART_LATE:
		return it->day < w->on;
	case PART_TODAY:
		return it->day == w->on;
	case PART_SOON:
		return it->day > w->on;
	default:
		return true;
	}
}

static bool
answers(const struct due_item *it, str typed)
{
	return typed.n == 0 || pinyin_match(it->title, typed, NULL) ||
	       pinyin_match(label_text(&it->what), typed, NULL);
}

struct key {
	size_t i;
	str text;
	int place;
};

/* What is alike stays by day. */
static int
key_cmp(const void *pa, const void *pb)
{
	const struct key *a = pa;
	const struct key *b = pb;
	int by = str_cmp(a->text, b->text);
	if (by == 0)
		by = a->place - b->place;
	return by ? by : a->i < b->i ? -1 : 1;
}

static void
sort(struct queue_view *q, const struct work *w, struct arena *a)
{
	struct key *key = ARENA_ARRAY(a, q->list.n + 1, struct key);
	if (q->sort == SORT_DAY || q->list.n < 2)
		return;
	for (size_t i = 0; i < q->list.n; i++) {
		const struct due_item *it = &w->v[q->match[i]];
		bool who = q->sort == SORT_WHO;
		key[i] = (struct key){q->match[i], who ? it->title : STR_NONE,
			who ? 0 : it->place};
	}
	qsort(key, q->list.n, sizeof(*key), key_cmp);
	for (size_t i = 0; i < q->list.n; i++)
		q->match[i] = key[i].i;
}

static void
fill(struct queue_view *q, struct desk *d)
{
	const struct work *w = d->work;
	str typed = lineedit_text(&q->search, d->frame);
	arena_reset(q->list_in);
	q->match = ARENA_ARRAY(q->list_in, w->n + 1, size_t);
	q->list.n = 0;
	for (size_t i = 0; i < w->n; i++)
		if (is_in_part(q, w, &w->v[i]) && answers(&w->v[i], typed))
			q->match[q->list.n++] = i;
	sort(q, w, d->frame);
	q->round = w->round;
	q->titled = w->titled;
	q->stale = false;
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct queue_view *q = self(v);
	struct work *w = d->work;
	struct reader r;
	(void)cols;
	if (q->stale || q->round != w->round || q->titled != w->titled)
		fill(q, d);
	listbox_fit(
		&q->list, q->list.n, (size_t)(rows - TOP_ROWS - BOTTOM_ROWS));
	if (q->list.n == 0 || !desk_read(d, &r, d->frame))
		return;
	for (size_t i = q->list.top;
		i < q->list.n && i < q->list.top + q->list.height; i++)
		work_title(w, &r, q->match[i]);
	desk_done(&r);
}

/* --- drawing ------------------------------------------------------------- */

struct draw_ctx {
	const struct queue_view *q;
	const struct work *w;
};

static enum look
look_of(const struct work *w, const struct due_item *it, enum look look)
{
	if (look == LOOK_CHOSEN || it->day > w->on)
		return look;
	return it->day < w->on ? LOOK_WARNING : LOOK_TITLE;
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct draw_ctx *x = ctx;
	const struct due_item *it = &x->w->v[x->q->match[i]];
	bool wide = width > WIDE_COLS;
	str when = due_words(it, x->w->on, c->frame);
	int at = col + 1;
	if (wide) {
		canvas_pad(
			c, row, at, 10, look, date_format(c->frame, it->day));
		at += 11;
	}
	canvas_pad(c, row, at, 14, look_of(x->w, it, look), when);
	at += 15;
	if (wide) {
		canvas_pad(c, row, at, 20, look, label_text(&it->what));
		at += 21;
	}
	canvas_brief(c, row, at, col + width - at, look, it->title);
}

static const char *
part_words(enum queue_part part)
{
	static const char *const words[PARTS] = {
		N_("全部"), N_("逾期"), N_("今天"), N_("往后")};
	return _(words[part]);
}

static const char *
sort_words(enum queue_sort sort)
{
	static const char *const words[SORTS] = {
		N_("按日期"), N_("按人"), N_("按事项")};
	return _(words[sort]);
}

static void
draw_heads(struct canvas *c)
{
	bool wide = c->cols - 2 > WIDE_COLS;
	int at = 2;
	if (wide) {
		canvas_text(c, 2, at, 10, LOOK_TITLE, str_of(_("日期")));
		at += 11;
	}
	canvas_text(c, 2, at, 14, LOOK_TITLE, str_of(_("期限")));
	at += 15;
	if (wide) {
		canvas_text(c, 2, at, 20, LOOK_TITLE, str_of(_("事项")));
		at += 21;
	}
	canvas_text(c, 2, at, 20, LOOK_TITLE, str_of(_("对象")));
	canvas_fill(c, 3, 1, c->cols - 2, LOOK_DIM, '-');
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct queue_view *q = (const struct queue_view *)v;
	const struct work *w = d->work;
	struct draw_ctx x = {q, w};
	desk_header(d, c, str_fmt(c->frame, "%s > %s", _("首页"), _("待办")),
		str_fmt(c->frame, _("%s %s  %zu 件  显示 %zu 件"),
			part_words(q->part), sort_words(q->sort), w->n,
			q->list.n));
	int head = utf8_width(str_of(_("查找: ")));
	canvas_text(c, 1, 1, head, LOOK_TITLE, str_of(_("查找: ")));
	draw_heads(c);
	listbox_draw(&q->list, c, TOP_ROWS, 0, c->cols, draw_row, &x);
	if (q->list.n == 0)
		canvas_text(c, TOP_ROWS, 3, c->cols - 4, LOOK_DIM,
			str_of(w->known ? _("没有") : _("正在算 ...")));
	else
		canvas_brief(c, c->rows - 4, 1, c->cols - 2, LOOK_DIM,
			str_fmt(c->frame, "%.*s  %.*s",
				STR_FMT(label_text(
					&w->v[q->match[q->list.at]].what)),
				STR_FMT(w->v[q->match[q->list.at]].title)));
	if (w->denied && !d->words[0])
		canvas_brief(c, c->rows - 3, 1, c->cols - 2, LOOK_DIM,
			str_of(_("您的角色看不到的记录没有算在内")));
	desk_words(d, c);
	lineedit_draw(
		&q->search, c, 1, 1 + head, c->cols - head - 2, LOOK_EDIT, '_');
}

/* --- the day list -------------------------------------------------------- */

static void
add_cell(struct buf *b, str text, int width)
{
	buf_add(b, text);
	for (int i = utf8_width(text); i < width; i++)
		buf_addc(b, ' ');
}

/* One line each, with a box to tick: for a folded sheet of paper. */
static str
day_list(const struct queue_view *q, struct desk *d, struct arena *a)
{
	struct work *w = d->work;
	struct buf b = {.arena = a};
	struct reader r;
	if (!desk_read(d, &r, a))
		return STR_NONE;
	buf_addf(&b, _("待办  %.*s  %.*s  %s %s  %zu 件\n\n"),
		STR_FMT(d->station->name), STR_FMT(date_format(a, w->on)),
		part_words(q->part), sort_words(q->sort), q->list.n);
	for (size_t i = 0; i < q->list.n; i++) {
		const struct due_item *it = &w->v[q->match[i]];
		buf_addz(&b, "[ ] ");
		add_cell(&b, date_format(a, it->day), 12);
		add_cell(&b, due_words(it, w->on, a), 14);
		add_cell(&b, utf8_show(a, label_text(&it->what)), 22);
		buf_add(&b, utf8_show(a, work_title(w, &r, q->match[i])));
		buf_addc(&b, '\n');
	}
	desk_done(&r);
	return buf_str(&b);
}

static enum err_code
write_new(const char *path, str text, struct err *e)
{
	struct file_out file;
	enum err_code code = file_out_open(&file, path, e);
	if (code != ERR_OK)
		return code;
	file_out_write(&file, text);
	return file_out_commit(&file, e);
}

/* Into the current folder, over nothing that is there. */
static void
print(const struct queue_view *q, struct desk *d)
{
	struct err e;
	const char *path = NULL;
	enum err_code code = ERR_EXISTS;
	str day = date_format(d->frame, d->work->on);
	char folder[4096];
	if (!getcwd(folder, sizeof(folder))) {
		err_errno(&e, _("找不到当前文件夹"), NULL);
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return;
	}
	if (!desk_note_now(d, AUDIT_EXPORT, STR_NONE, ID_NONE,
		    str_fmt(d->frame, "due: %zu %s", q->list.n, folder)))
		return;
	str text = day_list(q, d, d->frame);
	for (int n = 1; n <= NAMES_MOST && code == ERR_EXISTS; n++) {
		str tail = n == 1 ? STR_NONE : str_fmt(d->frame, "-%d", n);
		path = str_z(
			d->frame, str_fmt(d->frame, "%s/due_%.*s%.*s.txt",
					  folder, STR_FMT(day), STR_FMT(tail)));
		code = write_new(path, text, &e);
	}
	if (code != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	else
		desk_say(d, LOOK_GOOD, _("已打印到 %s"), path);
}

/* --- acting -------------------------------------------------------------- */

static bool
act_search(struct queue_view *q, struct desk *d, const struct act *act)
{
	switch (act->action) {
	case ACTION_TEXT:
	case ACTION_ERASE:
	case ACTION_CLEAR:
		desk_edit(d, &q->search, act);
		break;
	case ACTION_DELETE:
		lineedit_act(&q->search, &(struct act){ACTION_CLEAR});
		break;
	default:
		return false;
	}
	q->stale = true;
	q->list.at = q->list.top = 0;
	return true;
}

static struct step
act_on_one(struct queue_view *q, struct desk *d, enum action action)
{
	if (q->list.n == 0)
		return STEP(STEP_STAY);
	size_t i = q->match[q->list.at];
	if (action == ACTION_OPEN)
		return work_go(d->work, d, i);
	return person_show(d, d->work->v[i].id);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct queue_view *q = self(v);
	switch (act->action) {
	case ACTION_OPEN:
	case ACTION_RIGHT:
		return act_on_one(q, d, act->action);
	case ACTION_LEAVE:
		if (lineedit_is_empty(&q->search))
			return STEP(STEP_POP);
		act_search(q, d, &(struct act){ACTION_CLEAR});
		return STEP(STEP_STAY);
	case ACTION_DITTO:
		q->sort = (q->sort + 1) % SORTS;
		break;
	case ACTION_PICK:
		q->part = (q->part + 1) % PARTS;
		break;
	case ACTION_CHECK:
		work_renew(d->work, d, true);
		return STEP(STEP_STAY);
	case ACTION_SAVE:
		print(q, d);
		return STEP(STEP_STAY);
	case ACTION_SAVE_NEW:
	case ACTION_FIND:
		return STEP(STEP_STAY);
	default:
		if (listbox_act(&q->list, act->action) || act_search(q, d, act))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
	q->stale = true;
	q->list.at = q->list.top = 0;
	return STEP(STEP_STAY);
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	(void)v;
	(void)a;
	work_renew(d->work, d, false);
	return STEP(STEP_STAY);
}

static bool
settle(struct view *v, struct desk *d)
{
	(void)v;
	return work_step(d->work, d);
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{1, ACTION_OPEN, 0, N_("去做"), true},
	{1, ACTION_RIGHT, 0, N_("看这个人"), true},
	{1, ACTION_DELETE, 0, N_("清查找")},
	{2, ACTION_HELP, 0, N_("帮助"), true},
	{2, ACTION_SAVE, 0, N_("打印"), true},
	{2, ACTION_PICK, 0, N_("筛选"), true},
	{2, ACTION_DITTO, 0, N_("排序")},
	{2, ACTION_CHECK, 0, N_("重算")},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_queue = {
	.name = "queue",
	.size = sizeof(struct queue_view),
	.keys = keys,
	.open = open,
	.close = done,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
	.settle = settle,
};
