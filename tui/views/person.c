// SPDX-License-Identifier: MIT
#include "tui/views/person.h"

#include <stdlib.h>

#include "forms/about.h"
#include "forms/sight.h"
#include "tui/door.h"
#include "tui/views/command.h"
#include "tui/views/form.h"
#include "tui/views/history.h"
#include "tui/views/lookup.h"
#include "tui/views/work.h"
#include "tui/widgets/listbox.h"

#define TOP_ROWS 5    /* header, facts, state, what is due, rule */
#define BOTTOM_ROWS 3 /* words, two of hints */
#define EVENTS_MOST 1000
#define STEPS_MOST 4 /* of belonging to */
#define FORM_COLS 20
#define NARROW_COLS 60

enum { ITEM_HISTORY = 1 };

/* Something that happened to the person: a record that names him, or that
 * belongs to one that does. */
struct happening {
	struct id id;
	str form;
	day_t day;
	str title; /* read when it is in sight */
};

struct person_view {
	struct view view;
	struct id id;
	str form;
	str title;
	str facts; /* what the list of his form shows */
	str state; /* what is computed from other records: risks, consent */
	str due;
	bool late;
	struct happening *v;
	size_t n;
	bool cut; /* there are more */
	struct listbox list;
	struct arena *page;
	bool adding;               /* a form is being chosen … */
	const struct form **offer; /* … of these */
};

static struct person_view *
self(struct view *v)
{
	return (struct person_view *)v;
}

/* --- the top ------------------------------------------------------------- */

static str
shown(struct reader *r, struct arena *a, const struct record_scope *s,
	const struct field *f)
{
	struct value v = record_field(s, a, f);
	enum sight sight =
		f->secret.n ? record_sight(r, s->form, s->record) : SIGHT_WHOLE;
	if (value_is_blank(&v))
		return STR_NONE;
	return record_cover(a, f, sight, false, record_show(r, a, f, &v));
}

static void
add_fact(struct buf *b, struct reader *r, const struct record_scope *s,
	const struct field *f)
{
	str text = shown(r, b->arena, s, f);
	if (text.n)
		buf_addf(b, "%s%.*s %.*s", buf_str(b).n ? "   " : "",
			STR_FMT(label_text(&f->label)), STR_FMT(text));
}

static void
read_top(struct person_view *pv, struct reader *r, const struct record *rec)
{
	const struct form *form = NULL;
	struct record_scope s;
	struct buf facts = {.arena = pv->page};
	struct buf state = {.arena = pv->page};
	pv->title = str_dup(pv->page, record_title(r, r->arena, rec));
	if (catalog_form(r->catalog, rec->form, &form, NULL) != ERR_OK)
		return;
	record_scope_init(&s, r, form, rec);
	for (size_t i = 0; i < form->n_list; i++)
		if (!field_is_live(form->list[i]))
			add_fact(&facts, r, &s, form->list[i]);
	for (size_t i = 0; i < form->n_all; i++)
		if (!form->all[i]->repeat && field_has_value(form->all[i]) &&
			field_is_live(form->all[i]))
			add_fact(&state, r, &s, form->all[i]);
	pv->facts = buf_str(&facts);
	pv->state = buf_str(&state);
}

/* --- what happened ------------------------------------------------------- */

struct collect {
	struct person_view *pv;
	struct reader *reader;
	struct id above;
	int steps;
};

static bool
is_known(const struct person_view *pv, struct id id)
{
	for (size_t i = 0; i < pv->n; i++)
		if (id_eq(pv->v[i].id, id))
			return true;
	return id_eq(pv->id, id);
}

static bool
take(void *arg, const struct record *rec)
{
	struct collect *c = arg;
	struct person_view *pv = c->pv;
	const struct form *form = NULL;
	if (is_known(pv, rec->id))
		return true;
	if (pv->n == EVENTS_MOST) {
		pv->cut = true;
		return false;
	}
	(void)catalog_form(c->reader->catalog, rec->form, &form, NULL);
	*ARENA_PUSH(pv->page, pv->v, pv->n) = (struct happening){.id = rec->id,
		.form = str_dup(pv->page, rec->form),
		.day = form ? record_event_day(form, rec) : DAY_NONE};
	if (!form || c->steps == STEPS_MOST ||
		!id_eq(about_parent(form, rec), c->above))
		return true;
	struct collect under = {pv, c->reader, rec->id, c->steps + 1};
	struct err e;
	return store_each_ref(c->reader->txn, rec->id, STR_NONE, STR_NONE, take,
		       &under, &e) == ERR_OK;
}

static int
newest_first(const void *pa, const void *pb)
{
	const struct happening *a = pa;
	const struct happening *b = pb;
	if (a->day != b->day)
		return a->day < b->day ? 1 : -1;
	return id_cmp(b->id, a->id);
}

/* The first that is due of all of them. */
static void
find_due(struct person_view *pv, struct desk *d)
{
	const struct work *w = d->work;
	size_t more = 0;
	pv->due = STR_NONE;
	for (size_t i = 0; w && i < w->n; i++) {
		const struct due_item *it = &w->v[i];
		if (!is_known(pv, it->id))
			continue;
		if (pv->due.n) {
			more++;
			continue;
		}
		pv->late = it->day < w->on;
		pv->due = str_fmt(pv->page, "%.*s  %.*s  %.*s",
			STR_FMT(label_text(&it->what)),
			STR_FMT(date_format(pv->page, it->day)),
			STR_FMT(due_words(it, w->on, pv->page)));
	}
	if (more)
		pv->due = str_fmt(pv->page, _("%.*s  还有 %zu 件"),
			STR_FMT(pv->due), more);
}

static enum err_code
load(struct person_view *pv, struct desk *d, struct err *e)
{
	struct reader r;
	struct record rec;
	size_t at = pv->list.at;
	struct arena *a = arena_new_secret();
	arena_reset(pv->page);
	pv->v = NULL;
	pv->n = 0;
	pv->cut = false;
	if (!desk_read(d, &r, a)) {
		arena_free(a);
		return err_set(e, ERR_IO, "%s", d->words);
	}
	struct collect c = {pv, &r, pv->id, 0};
	enum err_code code = store_get(r.txn, pv->id, a, &rec, e);
	if (code == ERR_OK) {
		pv->form = str_dup(pv->page, rec.form);
		read_top(pv, &r, &rec);
		code = store_each_ref(
			r.txn, pv->id, STR_NONE, STR_NONE, take, &c, e);
	}
	desk_done(&r);
	arena_free(a);
	if (pv->n)
		qsort(pv->v, pv->n, sizeof(*pv->v), newest_first);
	find_due(pv, d);
	pv->list.n = pv->n;
	listbox_choose(&pv->list, at < pv->n ? at : 0);
	return code;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct person_view *pv = self(v);
	pv->id = *(const struct id *)arg;
	pv->page = arena_new_secret();
	enum err_code code = load(pv, d, e);
	if (code != ERR_OK) {
		arena_free(pv->page);
		return code;
	}
	desk_note(d, AUDIT_VIEW, pv->form, pv->id, STR("person"));
	return ERR_OK;
}

static void
close(struct view *v, struct desk *d)
{
	(void)d;
	arena_free(self(v)->page);
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct person_view *pv = self(v);
	struct reader r;
	(void)cols;
	listbox_fit(&pv->list, pv->n, (size_t)(rows - TOP_ROWS - BOTTOM_ROWS));
	if (pv->n == 0 || !desk_read(d, &r, d->frame))
		return;
	for (size_t i = pv->list.top;
		i < pv->n && i < pv->list.top + pv->list.height; i++)
		if (pv->v[i].title.n == 0)
			pv->v[i].title = str_dup(pv->page,
				record_title_of(&r, d->frame, pv->v[i].id));
	desk_done(&r);
}

/* --- drawing ------------------------------------------------------------- */

static str
form_title(const struct desk *d, str form)
{
	const struct catalog_item *item;
	size_t n = catalog_items(d->catalog, &item);
	for (size_t i = 0; i < n; i++)
		if (str_eq(item[i].id, form))
			return label_text(&item[i].title);
	return form;
}

struct draw_ctx {
	const struct person_view *pv;
	const struct desk *d;
};

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct draw_ctx *x = ctx;
	const struct happening *ev = &x->pv->v[i];
	int cols = width < NARROW_COLS ? FORM_COLS / 2 : FORM_COLS;
	int at = col + 1;
	canvas_pad(c, row, at, 10, look,
		ev->day == DAY_NONE ? STR_NONE
				    : date_format(c->frame, ev->day));
	canvas_pad(c, row, at + 11, cols, look, form_title(x->d, ev->form));
	at += 12 + cols;
	canvas_brief(c, row, at, col + width - at, look, ev->title);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct person_view *pv = (const struct person_view *)v;
	struct draw_ctx x = {pv, d};
	desk_header(d, c, pv->title,
		str_fmt(c->frame, pv->cut ? _("最近 %zu 条") : _("共 %zu 条"),
			pv->n));
	canvas_brief(c, 1, 1, c->cols - 2, LOOK_PLAIN, pv->facts);
	canvas_brief(c, 2, 1, c->cols - 2, LOOK_PLAIN, pv->state);
	canvas_brief(c, 3, 1, c->cols - 2,
		pv->late && pv->due.n ? LOOK_WARNING : LOOK_TITLE,
		pv->due.n ? str_fmt(c->frame, _("到期：%.*s"), STR_FMT(pv->due))
			  : str_of(_("近期没有到期的事")));
	canvas_fill(c, 4, 1, c->cols - 2, LOOK_DIM, '-');
	listbox_draw(&pv->list, c, TOP_ROWS, 0, c->cols, draw_row, &x);
	if (pv->n == 0)
		canvas_text(c, TOP_ROWS, 3, c->cols - 4, LOOK_DIM,
			str_of(_("还没有记录")));
	desk_words(d, c);
}

/* --- adding -------------------------------------------------------------- */

/* Whom a new record of the form is about: him, or else the newest of his
 * records that it can name. */
static struct id
about_what(const struct person_view *pv, const struct form *form)
{
	if (about_reference(form, pv->form))
		return pv->id;
	for (size_t i = 0; i < pv->n; i++)
		if (about_reference(form, pv->v[i].form))
			return pv->v[i].id;
	return ID_NONE;
}

/* Why a record of the form may not be added; empty: it may. */
static str
refusal(struct person_view *pv, struct desk *d, struct reader *r,
	const struct form *form)
{
	str words = STR_NONE;
	if (form->waiting)
		return str_of(_("这张表还没有采用"));
	about_is_closed(form, r, about_what(pv, form), d->frame, &words);
	return words;
}

/* The forms that can name him; those that may not be added say why. */
static struct step
ask_form(struct person_view *pv, struct desk *d)
{
	struct lookup_arg *arg = ARENA_NEW(d->frame, struct lookup_arg);
	const str *id;
	size_t n = catalog_ids(d->catalog, &id);
	struct lookup_item *item =
		ARENA_ARRAY(d->frame, n + 1, struct lookup_item);
	struct reader r;
	if (!desk_read(d, &r, d->frame))
		return STEP(STEP_STAY);
	pv->offer = ARENA_ARRAY(pv->page, n + 1, const struct form *);
	for (size_t i = 0; i < n; i++) {
		const struct form *form;
		if (catalog_form(d->catalog, id[i], &form, NULL) != ERR_OK ||
			id_is_none(about_what(pv, form)))
			continue;
		str why = refusal(pv, d, &r, form);
		str title = label_text(&form->title);
		pv->offer[arg->n++] = form;
		item[arg->n - 1] = (struct lookup_item){
			str_fmt(d->frame, "%zu", arg->n),
			why.n ? str_fmt(d->frame, _("%.*s（不能：%.*s）"),
					STR_FMT(title), STR_FMT(why))
			      : title};
	}
	desk_done(&r);
	if (arg->n == 0) {
		desk_say(d, LOOK_DIM, "%s", _("没有可以给他记的表"));
		return STEP(STEP_STAY);
	}
	arg->title = str_of(_("给他记哪张表"));
	arg->item = item;
	pv->adding = true;
	return (struct step){STEP_PUSH, &view_lookup, arg};
}

static struct step
add(struct person_view *pv, struct desk *d, str number)
{
	struct reader r;
	str why = STR_NONE;
	int64_t i;
	if (!str_int(number, &i) || i < 1)
		return STEP(STEP_STAY);
	const struct form *form = pv->offer[i - 1];
	if (desk_read(d, &r, d->frame)) {
		why = refusal(pv, d, &r, form);
		desk_done(&r);
	}
	if (why.n) {
		desk_say(d, LOOK_ERROR, "%.*s", STR_FMT(why));
		return STEP(STEP_STAY);
	}
	struct form_arg *arg = ARENA_NEW(d->frame, struct form_arg);
	*arg = (struct form_arg){
		.form = form->id, .about = about_what(pv, form)};
	return (struct step){STEP_PUSH, &view_form, arg};
}

/* --- acting -------------------------------------------------------------- */

static struct id
chosen(const struct person_view *pv)
{
	return pv->n ? pv->v[pv->list.at].id : pv->id;
}

static struct step
push_command(struct desk *d)
{
	struct command_arg *arg = ARENA_NEW(d->frame, struct command_arg);
	struct command_item *item = ARENA_NEW(d->frame, struct command_item);
	*item = (struct command_item){
		ITEM_HISTORY, str_of(_("这条记录的历史")), STR_NONE};
	*arg = (struct command_arg){item, 1, STR_NONE};
	return (struct step){STEP_PUSH, &view_command, arg};
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	struct person_view *pv = self(v);
	struct err e;
	bool adding = pv->adding;
	pv->adding = false;
	if (adding && a->kind == ANSWER_TEXT)
		return add(pv, d, a->text);
	if (a->kind == ANSWER_ITEM && a->number == ITEM_HISTORY)
		return history_show(d, chosen(pv));
	if (load(pv, d, &e) != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	return STEP(STEP_STAY);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct person_view *pv = self(v);
	switch (act->action) {
	case ACTION_OPEN:
		return (struct step){STEP_PUSH, &view_form,
			form_arg_id(d->frame, chosen(pv))};
	case ACTION_RIGHT:
		return (struct step){
			STEP_PUSH, &view_form, form_arg_id(d->frame, pv->id)};
	case ACTION_ADD:
		return ask_form(pv, d);
	case ACTION_COMMAND:
		return push_command(d);
	case ACTION_LEAVE:
	case ACTION_LEFT:
		return STEP(STEP_POP);
	default:
		if (listbox_act(&pv->list, act->action))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{1, ACTION_OPEN, 0, N_("打开"), true},
	{1, ACTION_RIGHT, 0, N_("打开档案"), true},
	{2, ACTION_HELP, 0, N_("帮助"), true},
	{2, ACTION_ADD, 0, N_("给他记"), true},
	{2, ACTION_COMMAND, 0, N_("历史、命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

static const struct view_ops view_person = {
	.name = "person",
	.size = sizeof(struct person_view),
	.keys = keys,
	.open = open,
	.close = close,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
};

struct step
person_show(struct desk *d, struct id id)
{
	struct id *at = ARENA_NEW(d->frame, struct id);
	struct reader r;
	struct record rec;
	const struct form *form;
	*at = id;
	if (!desk_read(d, &r, d->frame))
		return STEP(STEP_STAY);
	for (int i = 0; i < STEPS_MOST; i++) {
		if (store_get(r.txn, *at, d->frame, &rec, NULL) != ERR_OK ||
			catalog_form(d->catalog, rec.form, &form, NULL) !=
				ERR_OK)
			break;
		struct id up = about_parent(form, &rec);
		if (id_is_none(up) ||
			store_get(r.txn, up, d->frame, &rec, NULL) != ERR_OK)
			break;
		*at = up;
	}
	desk_done(&r);
	return (struct step){STEP_PUSH, &view_person, at};
}
