// SPDX-License-Identifier: MIT
// Somebody else saved the record while it was open here.
#include "tui/views/form_view.h"
#include "tui/views/conflict.h"

/* The version that was begun from; nothing where there was none. */
static enum err_code
load_was(struct form_view *fv, struct reader *r, struct id id, uint32_t rev,
	struct record *was, struct err *e)
{
	struct record *all;
	size_t n;
	*was = (struct record){.id = id};
	if (rev == 0)
		return ERR_OK;
	enum err_code code =
		store_history(r->txn, id, fv->view.arena, &all, &n, e);
	for (size_t i = 0; code == ERR_OK && i < n; i++)
		if (all[i].rev == rev)
			*was = all[i];
	return code;
}

struct step
form_conflict(struct form_view *fv, struct desk *d)
{
	struct arena *a = fv->view.arena;
	struct record was;
	struct record mine;
	struct record theirs;
	struct reader r;
	struct err e;
	struct id id = session_id(fv->session);
	if (!form_read(d, &r, d->frame))
		return STEP(STEP_STAY);
	enum err_code code = store_get(r.txn, id, a, &theirs, &e);
	if (code == ERR_OK && theirs.state == RECORD_VOID)
		code = err_set(&e, ERR_INPUT, "%s", _("记录已作废，不能再改"));
	if (code == ERR_OK)
		code = load_was(
			fv, &r, id, session_base_rev(fv->session), &was, &e);
	if (code == ERR_OK)
		code = session_record(
			fv->session, a, false, d->user_name, &mine, &e);
	if (code == ERR_OK)
		fv->sight = record_sight(&r, fv->form, &theirs);
	desk_done(&r);
	if (code != ERR_OK) {
		form_say(fv, LOOK_ERROR, "%s", e.words);
		return STEP(STEP_STAY);
	}
	fv->conflict = ARENA_NEW(a, struct conflict);
	conflict_init(fv->conflict, a, fv->form, &was, &theirs, &mine);
	struct conflict_arg *arg = ARENA_NEW(d->frame, struct conflict_arg);
	*arg = (struct conflict_arg){fv->conflict,
		str_fmt(d->frame, "%.*s%s%.*s",
			STR_FMT(label_text(&fv->form->title)),
			fv->title.n ? " > " : "", STR_FMT(fv->title)),
		fv->sight, fv->masked};
	return (struct step){STEP_PUSH, &view_conflict, arg};
}

/* What was chosen stands in the form now, on top of their version. */
void
form_settled_conflict(struct form_view *fv, struct desk *d)
{
	struct record rec = conflict_result(fv->conflict, fv->view.arena);
	struct session *s =
		session_new(fv->form, &rec, fv->has_last ? &fv->last : NULL);
	struct reader r;
	fv->reason = str_fmt(fv->view.arena, _("与 %.*s 的第 %u 版对照过"),
		STR_FMT(fv->conflict->theirs.by), (unsigned)rec.rev);
	fv->conflict = NULL;
	session_free(fv->session);
	fv->session = s;
	fv->restored = fv->draft_due = true;
	fv->n_change = fv->n_done = 0; /* nothing goes back behind it */
	fv->edited = false;
	bool lent = form_lend(fv, d, &r);
	form_cells(fv);
	form_take_back(fv, &r, lent);
	form_enter(fv, d, form_can_stop(fv, fv->at) ? fv->at : fv->n);
}
