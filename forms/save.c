// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/reader_impl.h"
#include "forms/rights.h"
#include "store/lang.h"

/* From a session to the store: everything is checked again inside the write
 * transaction, and one commit makes it so. */

struct work {
	struct session *session;
	const struct save *how;
	struct arena *arena;
	struct record now; /* as it is stored; state 0: it is not */
	struct record rec;
	struct issue *issue;
	size_t n_issue;
};

static size_t
count_errors(const struct issue *issue, size_t n)
{
	size_t errors = 0;
	for (size_t k = 0; k < n; k++)
		errors += issue[k].kind == ISSUE_ERROR;
	return errors;
}

static enum err_code
read_stored(struct work *w, struct store_txn *t, struct err *e)
{
	w->now = (struct record){.state = 0};
	if (w->session->base_rev == 0)
		return ERR_OK;
	enum err_code code = store_get(t, w->session->id, w->arena, &w->now, e);
	if (code == ERR_OK)
		code = store_may_see(t, &w->now, e);
	if (code == ERR_OK && w->now.state == RECORD_VOID && !w->how->revive)
		return err_set(e, ERR_INPUT, _("记录已作废，不能再改"));
	return code;
}

/* Answers that are no longer asked go with this version: they are told. Of one
 * that came as JSON the reader of that has told already. */
static void
tell_dropped(struct work *w)
{
	str *path;
	size_t n = session_dropped(w->session, w->arena, &path);
	if (w->session->plain || n == 0)
		return;
	w->issue = arena_grow(w->arena, w->issue, w->n_issue, w->n_issue + n,
		sizeof(*w->issue));
	for (size_t k = 0; k < n; k++) {
		struct cell cell;
		bool found = session_find(w->session, path[k], &cell, NULL) ==
			     ERR_OK;
		w->issue[w->n_issue++] = (struct issue){ISSUE_WARNING,
			found ? cell.field : NULL, path[k],
			str_of(_("这一栏不再问，原来填的已清除"))};
	}
}

/* Does it say what is stored already? Only ODK's `end` may be another. */
static bool
is_unchanged(const struct work *w)
{
	const struct session *s = w->session;
	const struct record *now = &w->now;
	if (now->state != w->rec.state || now->rev != s->base_rev ||
		!str_eq(now->form_version, w->rec.form_version))
		return false;
	struct fields same = {
		ARENA_ARRAY(w->arena, w->rec.fields.n, struct entry), 0};
	for (size_t k = 0; k < w->rec.fields.n; k++) {
		struct entry e = w->rec.fields.v[k];
		const struct field *f = form_field(s->form, e.name);
		const struct value *old = fields_get(&now->fields, e.name);
		if (f && old && str_is(f->automatic, "end"))
			e.value = *old;
		same.v[same.n++] = e;
	}
	return fields_eq(&same, &now->fields);
}

/* What changes nothing makes no version. */
static enum err_code
put(struct work *w, struct store_txn *t, const struct store_keys *keys,
	struct err *e)
{
	struct id taken;
	if (!is_unchanged(w))
		return store_put(
			t, &w->rec, keys, w->session->base_rev, &taken, e);
	w->rec = w->now;
	return ERR_OK;
}

static enum err_code
put_final(struct work *w, struct store_txn *t, struct err *e)
{
	struct session *s = w->session;
	w->n_issue = session_check(s, w->arena, &w->issue);
	size_t errors = count_errors(w->issue, w->n_issue);
	if (errors > 0)
		return err_set(e, ERR_INPUT, _("有 %zu 处必须改正"), errors);
	enum err_code code =
		session_record(s, w->arena, true, w->how->user, &w->rec, e);
	if (code != ERR_OK)
		return code;
	w->rec.reason = w->how->reason;
	tell_dropped(w);
	struct store_keys keys =
		record_keys(s->reader, w->arena, s->form, &w->rec);
	return put(w, t, &keys, e);
}

/* A draft of a new record is a record in the state of draft. One begun on a
 * final record only waits beside it: what is final stays so. */
static enum err_code
put_draft(struct work *w, struct store_txn *t, struct err *e)
{
	struct session *s = w->session;
	const struct store_keys keys = {
		.domain = store_domain_parse(s->form->domain),
		.event = DAY_NONE};
	enum err_code code =
		session_record(s, w->arena, false, w->how->user, &w->rec, e);
	if (code != ERR_OK)
		return code;
	w->rec.reason = w->how->reason;
	if (w->now.state == RECORD_FINAL) {
		struct draft d = {.domain = keys.domain,
			.record = w->rec,
			.base_rev = s->base_rev};
		return store_put_draft(t, &d, e);
	}
	return put(w, t, &keys, e);
}

/* Storing a record drops its draft; where the draft is somebody else's, it is
 * put back: what a desk has half typed is not lost. */
static enum err_code
put_back_draft(
	struct store_txn *t, bool waits, const struct draft *d, struct err *e)
{
	return waits ? store_put_draft(t, d, e) : ERR_OK;
}

static enum err_code
drop_draft(struct work *w, struct store_txn *t, struct err *e)
{
	if (w->how->keep_draft_row)
		return ERR_OK;
	enum err_code code = store_del_draft(t, w->session->id, e);
	return code == ERR_ABSENT ? ERR_OK : code;
}

/* Run again from the start when the map had to grow. */
static enum err_code
save_work(struct store_txn *t, void *arg, struct err *e)
{
	struct work *w = arg;
	struct reader r;
	struct draft draft;
	bool keep = w->how->keep_draft_row &&
		    store_get_draft(t, w->session->id, w->arena, &draft,
			    NULL) == ERR_OK;
	reader_init(&r, w->how->catalog, t, str_of(w->how->user), w->arena);
	session_undraw(w->session);
	session_lend(w->session, &r);
	enum err_code code = read_stored(w, t, e);
	if (code == ERR_OK)
		code = w->how->final ? put_final(w, t, e) : put_draft(w, t, e);
	/* The draft that waits beside a final record is this one. */
	bool waits = !w->how->final && w->now.state == RECORD_FINAL;
	if (code == ERR_OK && !waits)
		code = drop_draft(w, t, e);
	if (code == ERR_OK)
		code = put_back_draft(t, keep && !waits, &draft, e);
	session_lend(w->session, NULL);
	return code;
}

enum err_code
form_refuse(const struct form *f, struct err *e)
{
	return err_set(e, ERR_DENIED,
		_("表单“%.*s”待认可：站点负责人认可后才能填"),
		STR_FMT(label_text(&f->title)));
}

enum err_code
session_save(struct session *s, const struct save *how, struct arena *a,
	struct record *rec, struct issue **issues, size_t *n_issues,
	struct err *e)
{
	struct work w = {.session = s, .how = how, .arena = a};
	enum err_code code = ERR_OK;
	*issues = NULL;
	*n_issues = 0;
	if (s->form->waiting)
		return form_refuse(s->form, e);
	const struct account *user = store_user(how->store);
	if (user && rights_form(user->roles, s->form) == SCOPE_NONE)
		return err_set(
			e, ERR_DENIED, "%s", _("您的角色无权填写这类记录"));
	if (id_is_none(s->id)) {
		struct id id;
		code = store_new_id(how->store, &id, e);
		if (code == ERR_OK)
			session_set_id(s, id);
	}
	if (code == ERR_OK)
		code = store_write(how->store, save_work, &w, e);
	*issues = w.issue;
	*n_issues = w.n_issue;
	if (code != ERR_OK) {
		session_undraw(s);
		return code;
	}
	session_keep_drawn(s);
	if (how->final)
		session_forget(s);
	s->base_rev = w.rec.rev;
	s->base_state = w.rec.state;
	s->dirty = false;
	*rec = w.rec;
	return ERR_OK;
}

/* --- voiding
 * -------------------------------------------------------------------------- */

struct voiding {
	struct catalog *catalog;
	struct id id;
	str reason;
	const char *user;
	uint32_t expect;
	struct record rec;
	struct arena *arena;
};

static enum err_code
void_work(struct store_txn *t, void *arg, struct err *e)
{
	struct voiding *v = arg;
	enum err_code code = store_get(t, v->id, v->arena, &v->rec, e);
	if (code == ERR_OK)
		code = store_may_see(t, &v->rec, e);
	if (code != ERR_OK)
		return code;
	if (v->rec.state == RECORD_VOID)
		return err_set(e, ERR_INPUT, _("记录 %.*s 已经作废"),
			STR_FMT(id_short(v->arena, v->id)));
	v->rec.state = RECORD_VOID;
	v->rec.reason = v->reason;
	v->rec.by = str_of(v->user);
	v->rec.at = 0;
	/* Its indexes go; only its place in the list of its form stays. */
	const struct store_keys keys = {.event = DAY_NONE};
	struct id taken;
	uint32_t expect = v->expect ? v->expect : v->rec.rev;
	code = store_put(t, &v->rec, &keys, expect, &taken, e);
	if (code != ERR_OK)
		return code;
	code = store_del_draft(t, v->id, e);
	return code == ERR_ABSENT ? ERR_OK : code;
}

enum err_code
record_void(struct store *st, struct catalog *c, struct id id, str reason,
	const char *user, uint32_t expect, struct record *out, struct arena *a,
	struct err *e)
{
	struct voiding v = {.catalog = c,
		.id = id,
		.reason = str_trim(reason),
		.user = user,
		.expect = expect,
		.arena = a};
	if (v.reason.n == 0)
		return err_set(e, ERR_INPUT, _("作废要写明原因"));
	enum err_code code = store_write(st, void_work, &v, e);
	if (code == ERR_OK)
		*out = v.rec;
	return code;
}
