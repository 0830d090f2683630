// SPDX-License-Identifier: MIT
#include "tui/views/records_view.h"

#include "forms/pinyin.h"
#include "forms/rights.h"
#include "forms/session.h"
#include "tui/door.h"
#include "tui/views/command.h"
#include "tui/views/form.h"
#include "tui/views/history.h"
#include "tui/views/message.h"

enum { ITEM_VOID = 1, ITEM_HISTORY };

static struct records_view *
self(struct view *v)
{
	return (struct records_view *)v;
}

/* --- what answers ------------------------------------------------------ */

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
		if (pinyin_match(records_shown(r, w->arena, w->form, rec,
					 w->form->list[i], false),
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

size_t
records_count(const struct records_view *rv)
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
	rv->fresh = false;
	find_drafts(rv, d);
	rv->list.at = rv->list.top = 0;
}

static struct id
chosen(const struct records_view *rv)
{
	size_t i = rv->list.at;
	if (i < rv->n_draft)
		return rv->draft[i].record.id;
	if (i < records_count(rv))
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
	rv->fresh = false;
	find_drafts(rv, d);
	rv->list.n = records_count(rv);
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
	enum scope scope =
		d->store ? rights_here(d->store, rv->form->id, rv->form->domain)
			 : SCOPE_ALL;
	if (scope == SCOPE_NONE)
		return rights_refuse(e);
	rv->own = scope == SCOPE_OWN;
	rv->found = arena_new_secret();
	rv->page = arena_new_secret();
	rv->spare = arena_new_secret();
	lineedit_init(&rv->search, v->arena);
	if (a->typed.n)
		lineedit_set(&rv->search, a->typed);
	rv->search.replace = false;
	scan_init(&rv->scan, v->arena, rv->form->id);
	scan_start(&rv->scan, d);
	search(rv, d);
	return ERR_OK;
}

static void note_search(struct records_view *rv, struct desk *d);

static void
close(struct view *v, struct desk *d)
{
	note_search(self(v), d);
	arena_free(self(v)->found);
	arena_free(self(v)->page);
	arena_free(self(v)->spare);
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
	bool there =
		rv->list.at >= rv->n_draft && rv->list.at < records_count(rv);
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

/* A search is noted once: when the list is left or a record opened. */
static void
note_search(struct records_view *rv, struct desk *d)
{
	if (rv->noted || lineedit_is_empty(&rv->search))
		return;
	rv->noted = true;
	desk_note(d, AUDIT_SEARCH, rv->form->id, ID_NONE,
		lineedit_text(&rv->search, d->frame));
}

static void
reveal(struct records_view *rv, struct desk *d, const struct answer *a)
{
	rv->revealing = false;
	if (a->kind != ANSWER_TEXT ||
		!desk_note_now(d, AUDIT_REVEAL, rv->form->id, ID_NONE, a->text))
		return;
	rv->revealed = true;
	rv->fresh = false;
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	struct records_view *rv = self(v);
	if (rv->revealing) {
		reveal(rv, d, a);
		return STEP(STEP_STAY);
	}
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
	note_search(rv, d);
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
		desk_edit(d, &rv->search, act);
		break;
	case ACTION_DELETE:
		lineedit_act(&rv->search, &clear);
		break;
	default:
		return false;
	}
	rv->noted = false;
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
	case ACTION_REVEAL:
		if (rv->revealed)
			return STEP(STEP_STAY);
		rv->revealing = true;
		return desk_ask_reason(d);
	case ACTION_LEAVE:
		note_search(rv, d);
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
	rv->list.n = records_count(rv);
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
	{1, ACTION_UP, ACTION_DOWN, N_("选择"), true},
	{1, ACTION_OPEN, 0, N_("打开"), true},
	{1, ACTION_PGUP, 0, N_("上一页")},
	{1, ACTION_PGDN, 0, N_("下一页")},
	{1, ACTION_DELETE, 0, N_("清查找")},
	{2, ACTION_HELP, 0, N_("帮助"), true},
	{2, ACTION_ADD, 0, N_("新增"), true},
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
	.ready = records_ready,
	.draw = records_draw,
	.redraw = records_redraw,
	.act = act,
	.settle = settle,
};
