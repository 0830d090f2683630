// SPDX-License-Identifier: MIT
#include "tui/views/form_view.h"

#include "forms/about.h"
#include "forms/field.h"
#include "forms/rights.h"
#include "tui/door.h"
#include "tui/views/history.h"
#include "tui/views/message.h"

#define LAST_LOOKED_AT 50 /* newest records searched for the user's own */

const struct form_arg *
form_arg_new(struct arena *a, str form)
{
	struct form_arg *arg = ARENA_NEW(a, struct form_arg);
	arg->form = str_dup(a, form);
	return arg;
}

const struct form_arg *
form_arg_id(struct arena *a, struct id id)
{
	struct form_arg *arg = ARENA_NEW(a, struct form_arg);
	arg->id = id;
	return arg;
}

/* --- opening ----------------------------------------------------------- */

struct find_last {
	struct form_view *fv;
	struct reader *r;
	str user;
	int looked;
};

static bool
look_for_last(void *arg, struct id id, day_t day)
{
	struct find_last *f = arg;
	struct record rec;
	struct arena *a = f->fv->view.arena;
	(void)day;
	if (store_get(f->r->txn, id, a, &rec, NULL) == ERR_OK &&
		str_eq(rec.by, f->user)) {
		f->fv->last = rec;
		f->fv->has_last = true;
		return false;
	}
	return ++f->looked < LAST_LOOKED_AT;
}

static void
find_last(struct form_view *fv, struct desk *d, struct reader *r, str form)
{
	struct find_last f = {fv, r, d->user, 0};
	struct err e;
	if (store_each_id(r->txn, form, DAY_NONE, INT32_MAX, true,
		    look_for_last, &f, &e) != ERR_OK)
		fv->has_last = false;
}

/* Was it saved by somebody else since the draft was begun? */
static void
tell_changed(
	struct form_view *fv, struct reader *r, struct id id, uint32_t base)
{
	struct record now;
	if (store_get(r->txn, id, fv->view.arena, &now, NULL) == ERR_OK &&
		now.rev != base)
		form_say(fv, LOOK_WARNING,
			_("留草稿以后，%.*s 存了第 %u 版；保存时逐栏对照"),
			STR_FMT(now.by), (unsigned)now.rev);
}

/* The record, or the draft that waits beside it: that one is newer. */
static enum err_code
load(struct form_view *fv, struct reader *r, struct id id, struct record *rec,
	str *place, struct err *e)
{
	struct arena *a = fv->view.arena;
	struct draft draft;
	enum err_code code = store_get_draft(r->txn, id, a, &draft, e);
	if (code == ERR_OK) {
		*rec = draft.record;
		rec->rev = draft.base_rev;
		*place = draft.place;
		fv->has_draft = true;
		fv->draft_at = clock_of_ms(draft.record.at);
		tell_changed(fv, r, id, draft.base_rev);
	} else if (code == ERR_ABSENT) {
		code = store_get(r->txn, id, a, rec, e);
	}
	if (code == ERR_OK && rec->state == RECORD_VOID)
		code = err_set(e, ERR_INPUT, "%s", _("记录已作废，不能再改"));
	if (code == ERR_OK)
		fv->title = record_title(r, a, rec);
	return code;
}

static void
fill_about(struct form_view *fv, struct reader *r, struct id id)
{
	struct record rec;
	if (store_get(r->txn, id, r->arena, &rec, NULL) == ERR_OK)
		about_fill(fv->session, &rec);
}

/* References that were filled from what it is about need no second look. */
static size_t
first_stop(const struct form_view *fv, bool about)
{
	size_t at = form_can_stop(fv, 0) ? 0 : form_next(fv, 0, true);
	while (about && at < fv->n &&
		fv->cell[at].field->type == FIELD_REFERENCE) {
		struct value v = session_get(fv->session, &fv->cell[at]);
		if (value_is_blank(&v))
			break;
		at = form_next(fv, at, true);
	}
	return at;
}

static enum err_code
begin(struct form_view *fv, struct desk *d, struct reader *r,
	const struct form_arg *arg, str *place, struct err *e)
{
	struct record rec = {0};
	bool old = !id_is_none(arg->id);
	enum err_code code = ERR_OK;
	if (old)
		code = load(fv, r, arg->id, &rec, place, e);
	if (code == ERR_OK)
		code = catalog_form(
			d->catalog, old ? rec.form : arg->form, &fv->form, e);
	if (code != ERR_OK)
		return code;
	if (rights_here(d->store, fv->form->id, fv->form->domain) == SCOPE_NONE)
		return rights_refuse(e);
	if (fv->form->waiting && !(old && rec.state == RECORD_FINAL))
		return form_refuse(fv->form, e);
	fv->masked = old && (rec.rev > 0 || !str_eq(rec.by, d->user));
	if (old)
		fv->sight = record_sight(r, fv->form, &rec);
	find_last(fv, d, r, fv->form->id);
	fv->session = session_new(
		fv->form, old ? &rec : NULL, fv->has_last ? &fv->last : NULL);
	store_unhide(r->txn); /* it was let in: see form_read */
	session_lend(fv->session, r);
	if (!old && !id_is_none(arg->about))
		fill_about(fv, r, arg->about);
	form_cells(fv);
	session_lend(fv->session, NULL);
	return ERR_OK;
}

static enum err_code
open(struct view *v, struct desk *d, const void *a, struct err *e)
{
	struct form_view *fv = form_self(v);
	const struct form_arg *arg = a;
	struct reader r;
	str place = STR_NONE;
	fv->page = arena_new_secret();
	fv->answer = arg->answer;
	lineedit_init(&fv->edit, v->arena);
	if (!desk_read(d, &r, d->frame))
		return err_set(e, ERR_IO, "%s", d->words);
	enum err_code code = begin(fv, d, &r, arg, &place, e);
	desk_done(&r);
	if (code != ERR_OK) {
		arena_free(fv->page);
		return code;
	}
	if (!id_is_none(arg->id))
		desk_note(d, AUDIT_VIEW, fv->form->id, arg->id, STR_NONE);
	form_enter(fv, d, first_stop(fv, !id_is_none(arg->about)));
	if (place.n)
		form_restore_place(fv, d, place);
	if (arg->said.n)
		form_say(fv, LOOK_GOOD, "%.*s", STR_FMT(arg->said));
	return ERR_OK;
}

/* Take what is being typed and keep the draft; false when that fails. */
static bool
keep(struct form_view *fv, struct desk *d)
{
	if (fv->discarded)
		return true;
	form_leave(fv, d);
	form_drop_fresh(fv, d);
	bool due = fv->draft_due || fv->failed;
	if (!due ||
		!(session_is_dirty(fv->session) || fv->n_raw || fv->restored))
		return true;
	return form_keep_draft(fv, d);
}

static bool
holds(struct view *v, struct desk *d)
{
	return !keep(form_self(v), d);
}

static void
close(struct view *v, struct desk *d)
{
	struct form_view *fv = form_self(v);
	keep(fv, d);
	d->drafts += fv->has_draft;
	session_free(fv->session);
	arena_free(fv->page);
}

/* --- saving ------------------------------------------------------------ */

/* What was taken over from last time is shown once before it is saved. */
static bool
must_list(struct form_view *fv, struct desk *d)
{
	bool listed = fv->listed;
	fv->listed = false;
	form_leave(fv, d);
	return !listed && form_unseen(fv) > 0;
}

static struct step
save(struct form_view *fv, struct desk *d)
{
	if (must_list(fv, d))
		return form_check(fv, d);
	if (form_save(fv, d) && fv->answer)
		return (struct step){STEP_POP,
			.answer = {ANSWER_ID, .id = session_id(fv->session)}};
	return fv->changed ? form_conflict(fv, d) : STEP(STEP_STAY);
}

static struct step
save_new(struct form_view *fv, struct desk *d)
{
	if (must_list(fv, d))
		return form_check(fv, d);
	if (!form_save(fv, d))
		return fv->changed ? form_conflict(fv, d) : STEP(STEP_STAY);
	struct form_arg *arg = ARENA_NEW(d->frame, struct form_arg);
	*arg = (struct form_arg){.form = fv->form->id,
		.said = str_dup(d->frame, str_of(fv->saved))};
	return (struct step){STEP_SWAP, &view_form, arg};
}

/* --- answers ----------------------------------------------------------- */

static struct step
commanded(struct form_view *fv, struct desk *d, int number)
{
	switch (number) {
	case ITEM_REMOVE_ROW:
		form_remove_row(fv, d);
		break;
	case ITEM_HISTORY:
		return history_show(d, session_id(fv->session));
	case ITEM_DISCARD:
		fv->asking = true;
		return (struct step){STEP_PUSH, &view_message,
			message_new(d->frame, MESSAGE_ASK, _("弃掉草稿"),
				str_of(_("草稿里没存的内容就没有了。Enter "
					 "弃掉，Esc 留着。")))};
	case ITEM_JUMP:
		d->jump = !d->jump;
		form_say(fv, LOOK_GOOD, "%s",
			d->jump ? _("自动跳栏 开") : _("自动跳栏 关"));
		break;
	case ACTION_SAVE:
		fv->listed = true;
		return save(fv, d);
	case ACTION_SAVE_NEW:
		fv->listed = true;
		return save_new(fv, d);
	case ACTION_CHECK:
		return form_check(fv, d);
	default:
		if (number >= ITEM_CELL)
			form_go(fv, d, (size_t)(number - ITEM_CELL));
	}
	return STEP(STEP_STAY);
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	struct form_view *fv = form_self(v);
	bool asking = fv->asking;
	fv->still = false;
	fv->asking = false;
	if (fv->revealing) {
		fv->revealing = false;
		if (a->kind == ANSWER_TEXT &&
			desk_note_now(d, AUDIT_REVEAL, fv->form->id,
				session_id(fv->session), a->text)) {
			fv->masked = false;
			form_enter(fv, d, fv->at);
		}
		return STEP(STEP_STAY);
	}
	if (fv->explaining) {
		form_explained(
			fv, d, a->kind == ANSWER_TEXT ? a->text : STR_NONE);
		return STEP(STEP_STAY);
	}
	if (fv->conflict && a->kind == ANSWER_YES) {
		form_settled_conflict(fv, d);
		return save(fv, d);
	}
	fv->conflict = NULL;
	if (fv->picking)
		return form_picked(fv, d, a);
	if (asking && a->kind == ANSWER_YES && fv->failed)
		fv->discarded = true; /* it cannot be kept anyway */
	else if (asking && a->kind == ANSWER_YES)
		form_discard(fv, d);
	if (fv->discarded)
		return STEP(STEP_POP);
	if (a->kind == ANSWER_ITEM)
		return commanded(fv, d, a->number);
	if (a->kind == ANSWER_TEXT)
		form_go_path(fv, d, a->text);
	return STEP(STEP_STAY);
}

/* --- keys -------------------------------------------------------------- */

static bool
is_reference(const struct form_view *fv)
{
	const struct cell *c = form_cell(fv);
	return c && c->field->type == FIELD_REFERENCE;
}

static bool
is_multiline(const struct form_view *fv)
{
	const struct cell *c = form_cell(fv);
	return c && field_is_multiline(c->field);
}

/* A character or another key of the editor. */
static struct step
edit(struct form_view *fv, struct desk *d, const struct act *act)
{
	const struct cell *c = form_cell(fv);
	bool moves = act->action == ACTION_LEFT ||
		     act->action == ACTION_RIGHT ||
		     act->action == ACTION_HOME || act->action == ACTION_END;
	if (!c)
		return STEP(STEP_STAY);
	if (!moves && form_refuses(fv, d))
		return STEP(STEP_STAY);
	if (form_takes_dot(fv, d, act))
		return STEP(STEP_STAY);
	if (c->field->type == FIELD_REPEAT) {
		/* What is typed at the head of rows begins one more. */
		if (act->action != ACTION_TEXT)
			return STEP(STEP_STAY);
		fv->still = false;
		form_add_row(fv, d);
		c = form_cell(fv);
		if (!c || c->field->type == FIELD_REPEAT)
			return STEP(STEP_STAY);
	}
	if (is_reference(fv)) {
		char bytes[4];
		fv->still = false;
		if (act->action == ACTION_TEXT)
			return form_look_up(fv, d,
				act->text.n ? act->text
					    : (str){bytes,
						      utf8_put(act->c, bytes)});
		if (!moves) {
			form_put(fv, d, STR_NONE);
			form_enter(fv, d, fv->at);
		}
		return STEP(STEP_STAY);
	}
	if (!desk_edit(d, &fv->edit, act))
		return STEP(STEP_PASS);
	if (moves || fv->edit.full)
		return STEP(STEP_STAY);
	fv->edited = true;
	if (act->action == ACTION_TEXT && d->jump &&
		c->field->type != FIELD_TEXT &&
		form_is_carry(lineedit_text(&fv->edit, d->frame))) {
		fv->still = false;
		form_leave(fv, d);
		fv->swallow = true;
		return STEP(STEP_STAY);
	}
	if (act->action == ACTION_TEXT && act->c && d->jump &&
		form_is_full(fv, d->frame)) {
		fv->still = false;
		size_t at = fv->at;
		form_accept(fv, d);
		fv->swallow = fv->at != at;
		if (fv->explaining)
			return form_ask_why(fv, d);
	}
	return STEP(STEP_STAY);
}

static void
turn_page(struct form_view *fv, struct desk *d, int step)
{
	int page = fv->slot[fv->slot_at].page + step;
	if (page >= 0 && page < fv->pages)
		form_go(fv, d, form_page_first(fv, page));
}

/* Typed work is kept as a draft; where that fails, the user decides. */
static struct step
leave(struct form_view *fv, struct desk *d)
{
	if (keep(fv, d))
		return STEP(STEP_POP);
	form_enter(fv, d, fv->at);
	fv->asking = true;
	return (struct step){STEP_PUSH, &view_message,
		message_new(d->frame, MESSAGE_ASK, _("草稿没存上"),
			str_fmt(d->frame,
				_("%s\nEnter 丢掉并返回，Esc 留在表里。"),
				fv->words))};
}

/* Keys that may change nothing but the text of the field. */
static bool
is_typing(enum action action)
{
	switch (action) {
	case ACTION_TEXT:
	case ACTION_LEFT:
	case ACTION_RIGHT:
	case ACTION_HOME:
	case ACTION_END:
	case ACTION_ERASE:
	case ACTION_DELETE:
	case ACTION_CLEAR:
	case ACTION_KILL:
		return true;
	default:
		return false;
	}
}

static bool
move(struct form_view *fv, struct desk *d, enum action action)
{
	switch (action) {
	case ACTION_NEXT:
		form_tab(fv, d);
		return true;
	case ACTION_DOWN:
		if (!is_multiline(fv) ||
			!lineedit_line(&fv->edit, fv->width - 6, 1))
			form_go(fv, d, form_next(fv, fv->at, false));
		return true;
	case ACTION_UP:
		if (is_multiline(fv) &&
			lineedit_line(&fv->edit, fv->width - 6, -1))
			return true;
		form_go(fv, d, form_before(fv, fv->at));
		return true;
	case ACTION_BACK:
		form_go(fv, d, form_before(fv, fv->at));
		return true;
	case ACTION_PGUP:
		turn_page(fv, d, -1);
		return true;
	case ACTION_PGDN:
		turn_page(fv, d, 1);
		return true;
	default:
		return false;
	}
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct form_view *fv = form_self(v);
	bool swallow = fv->swallow;
	fv->swallow = false;
	fv->still = fv->still && is_typing(act->action);
	if (move(fv, d, act->action))
		return STEP(STEP_STAY);
	switch (act->action) {
	case ACTION_OPEN:
		if (swallow)
			return STEP(STEP_STAY);
		if (!form_cell(fv))
			return save(fv, d);
		if (fv->dots == 2)
			form_ditto(fv, d);
		else
			form_accept(fv, d);
		return fv->explaining ? form_ask_why(fv, d) : STEP(STEP_STAY);
	case ACTION_LEAVE:
		return leave(fv, d);
	case ACTION_SAVE:
		return save(fv, d);
	case ACTION_SAVE_NEW:
		return save_new(fv, d);
	case ACTION_CHECK:
		return form_check(fv, d);
	case ACTION_REVEAL:
		if (!fv->masked)
			return STEP(STEP_STAY);
		form_leave(fv, d);
		fv->revealing = true;
		return desk_ask_reason(d);
	case ACTION_PICK:
		if (form_refuses(fv, d))
			return STEP(STEP_STAY);
		return form_look_up(fv, d, STR_NONE);
	case ACTION_ADD:
		form_add_row(fv, d);
		return STEP(STEP_STAY);
	case ACTION_DITTO:
		form_ditto(fv, d);
		return STEP(STEP_STAY);
	case ACTION_UNDO:
	case ACTION_REDO:
		form_undo(fv, d, act->action == ACTION_REDO);
		return STEP(STEP_STAY);
	case ACTION_COMMAND:
		return form_push_command(fv, d);
	case ACTION_HELP:
		return form_push_help(fv, d);
	default:
		return edit(fv, d, act);
	}
}

/* The screen is painted: commit the draft. */
static bool
settle(struct view *v, struct desk *d)
{
	struct form_view *fv = form_self(v);
	if (!fv->draft_due)
		return form_twin_step(fv, d);
	fv->still = false; /* a record that was new has its number now */
	form_keep_draft(fv, d);
	return true;
}

static const struct hint keys[] = {
	{1, ACTION_OPEN, 0, N_("下一栏"), true},
	{1, ACTION_UP, 0, N_("上一栏")},
	{1, ACTION_PGDN, 0, N_("下页")},
	{1, ACTION_PICK, 0, N_("选项"), true},
	{1, ACTION_DITTO, 0, N_("照抄上次"), true},
	{1, ACTION_UNDO, 0, N_("撤销")},
	{2, ACTION_HELP, 0, N_("帮助"), true},
	{2, ACTION_SAVE, 0, N_("保存"), true},
	{2, ACTION_PICK, 0, N_("选项")},
	{2, ACTION_ADD, 0, N_("加行")},
	{2, ACTION_DITTO, 0, N_("照抄")},
	{2, ACTION_CHECK, 0, N_("检查")},
	{2, ACTION_SAVE_NEW, 0, N_("存并新增")},
	{2, ACTION_COMMAND, 0, N_("命令"), true},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_form = {
	.name = "form",
	.size = sizeof(struct form_view),
	.keys = keys,
	.open = open,
	.close = close,
	.holds = holds,
	.back = back,
	.ready = form_ready,
	.draw = form_draw,
	.redraw = form_redraw,
	.act = act,
	.settle = settle,
};
