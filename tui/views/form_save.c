// SPDX-License-Identifier: MIT
#include "tui/views/form_view.h"

#include <stdio.h>

/* --- drafts ------------------------------------------------------------ */

/* The cursor's path, then "path TAB text" of what could not be stored, new
 * lines as blanks, and "?path" of what was taken over and not looked at; a line
 * each. */
str
form_place(struct form_view *fv, struct arena *a)
{
	struct buf b = {.arena = a};
	const struct cell *c = form_cell(fv);
	if (c)
		buf_add(&b, session_path(fv->session, a, c));
	for (size_t i = 0; i < fv->n_raw; i++) {
		buf_addc(&b, '\n');
		buf_add(&b, fv->raw[i].path);
		buf_addc(&b, '\t');
		for (size_t k = 0; k < fv->raw[i].text.n; k++)
			buf_addc(&b, fv->raw[i].text.p[k] == '\n'
					     ? ' '
					     : fv->raw[i].text.p[k]);
	}
	for (size_t i = 0; i < fv->n_carried; i++)
		if (!fv->carried[i].seen)
			buf_addf(&b, "\n?%.*s", STR_FMT(fv->carried[i].path));
	return buf_str(&b);
}

void
form_restore_place(struct form_view *fv, struct desk *d, str place)
{
	str path = STR_NONE;
	str line;
	str_cut(&place, '\n', &path);
	while (str_cut(&place, '\n', &line)) {
		size_t tab = str_chr(line, '\t');
		if (str_starts(line, STR("?")))
			form_restore_carried(fv, d, str_from(line, 1));
		else if (tab != SIZE_MAX)
			form_set_raw(fv, str_sub(line, 0, tab),
				str_from(line, tab + 1),
				str_of(_("还不能作为这一栏的内容")));
	}
	form_go_path(fv, d, path);
}

static enum err_code
put_draft(struct store_txn *t, void *arg, struct err *e)
{
	return store_put_draft(t, arg, e);
}

bool
form_keep_draft(struct form_view *fv, struct desk *d)
{
	struct arena *a = arena_new_secret();
	struct draft draft = {
		.domain = store_domain_parse(session_form(fv->session)->domain),
		.base_rev = session_base_rev(fv->session)};
	struct err e = {0};
	enum err_code code = ERR_OK;
	fv->draft_due = false;
	if (id_is_none(session_id(fv->session))) {
		struct id id;
		code = store_new_id(d->store, &id, &e);
		if (code == ERR_OK)
			session_set_id(fv->session, id);
	}
	if (code == ERR_OK)
		code = session_record(
			fv->session, a, false, d->user_name, &draft.record, &e);
	if (code == ERR_OK) {
		draft.record.at = clock_now_ms();
		draft.record.station = d->station ? d->station->code : STR_NONE;
		draft.place = form_place(fv, a);
		code = store_write(d->store, put_draft, &draft, &e);
	}
	if (code != ERR_OK) {
		form_say(fv, LOOK_ERROR, _("草稿没存上：%s"), e.words);
		desk_say(d, LOOK_ERROR, _("草稿没存上：%s"), e.words);
	} else {
		fv->has_draft = true;
		fv->draft_at = clock_now();
	}
	fv->failed = code != ERR_OK;
	arena_free(a);
	return !fv->failed;
}

static enum err_code
del_draft(struct store_txn *t, void *arg, struct err *e)
{
	enum err_code code = store_del_draft(t, *(struct id *)arg, e);
	return code == ERR_ABSENT ? ERR_OK : code;
}

bool
form_discard(struct form_view *fv, struct desk *d)
{
	struct id id = session_id(fv->session);
	struct record rec;
	struct reader r;
	struct err e = {0};
	bool stored = false;
	if (desk_read(d, &r, d->frame)) {
		stored = store_get(r.txn, id, d->frame, &rec, NULL) == ERR_OK &&
			 rec.state == RECORD_DRAFT;
		desk_done(&r);
	}
	/* A stored draft is a record: it is voided, never deleted. */
	enum err_code code =
		stored ? record_void(d->store, d->catalog, id,
				 str_of(_("弃掉草稿")), d->user_name, rec.rev,
				 &rec, d->frame, &e)
		       : store_write(d->store, del_draft, &id, &e);
	if (code != ERR_OK) {
		form_say(fv, LOOK_ERROR, "%s", e.words);
		return false;
	}
	fv->discarded = true;
	fv->failed = false;
	fv->has_draft = fv->draft_due = false;
	desk_say(d, LOOK_GOOD, "%s", _("草稿已弃掉"));
	return true;
}

/* --- saving ------------------------------------------------------------ */

static size_t
count_errors(const struct issue *issue, size_t n)
{
	size_t errors = 0;
	for (size_t i = 0; i < n; i++)
		errors += issue[i].kind == ISSUE_ERROR;
	return errors;
}

static void
saved(struct form_view *fv, struct desk *d, const struct record *rec)
{
	struct arena *a = fv->view.arena;
	struct reader r;
	d->saved++;
	fv->has_draft = fv->draft_due = fv->failed = false;
	fv->restored = false;
	fv->n_carried = 0;
	fv->reason = STR_NONE;
	fv->last = record_dup(a, rec);
	fv->has_last = true;
	snprintf(fv->saved, sizeof(fv->saved), _("已保存 %.*s"),
		STR_FMT(id_short(d->frame, rec->id)));
	if (form_read(d, &r, d->frame)) {
		fv->title = str_dup(a, record_title(&r, d->frame, rec));
		desk_done(&r);
	}
}

/* --- checking ---------------------------------------------------------- */

/* The question, and of a repeat's the row, which its path ends with:
 * "tr_lect[2].tr_l_name" is in row 2. */
static str
place_words(struct arena *a, const struct field *f, str path)
{
	str label = label_text(&f->label);
	size_t end = path.n;
	size_t at;

	while (end > 0 && path.p[end - 1] != ']')
		end--;
	for (at = end; at > 0 && path.p[at - 1] != '[';)
		at--;
	if (at == 0)
		return label;
	return str_fmt(a, _("%.*s（第 %.*s 行）"), STR_FMT(label),
		STR_FMT(str_sub(path, at, end - 1 - at)));
}

static struct check_line
line_of(const struct form_view *fv, struct arena *a, bool error,
	const struct field *f, str words, str path)
{
	return (struct check_line){error, form_number(fv->form, f),
		place_words(a, f, path), words, path};
}

/* In the order of the form; of one question what came first stays first. */
static void
put_in(struct check_line *line, size_t *n, struct check_line new)
{
	size_t i = (*n)++;

	for (; i > 0 && line[i - 1].number > new.number; i--)
		line[i] = line[i - 1];
	line[i] = new;
}

/* What is typed but not understood, and what breaks a rule; lives in d->frame.
 */
static size_t
check_lines(struct form_view *fv, struct desk *d, struct check_line **out)
{
	struct issue *issue = NULL;
	size_t n_issue = session_check(fv->session, d->frame, &issue);
	size_t n = 0;
	struct check_line *line = ARENA_ARRAY(
		d->frame, n_issue + fv->n_raw + 1, struct check_line);

	for (size_t i = 0; i < fv->n_raw; i++) {
		struct cell c;
		if (session_find(fv->session, fv->raw[i].path, &c, NULL) !=
			ERR_OK)
			continue;
		put_in(line, &n,
			line_of(fv, d->frame, true, c.field, fv->raw[i].why,
				fv->raw[i].path));
	}
	for (size_t i = 0; i < n_issue; i++)
		if (!form_raw(fv, issue[i].path))
			put_in(line, &n,
				line_of(fv, d->frame,
					issue[i].kind == ISSUE_ERROR,
					issue[i].field, issue[i].words,
					issue[i].path));
	*out = line;
	return n;
}

/* How much F7 would call wrong. */
static size_t
count_wrong(struct form_view *fv, struct desk *d)
{
	struct reader r;
	struct check_line *line;
	size_t wrong = 0;

	if (!form_read(d, &r, d->frame))
		return fv->n_raw;
	session_lend(fv->session, &r);
	size_t n = check_lines(fv, d, &line);
	session_lend(fv->session, NULL);
	desk_done(&r);
	for (size_t i = 0; i < n; i++)
		wrong += line[i].error;
	return wrong;
}

/* It does not pass: what there is stays a draft, and the words say why. */
static void
save_draft(struct form_view *fv, struct desk *d, size_t errors)
{
	struct record rec;
	struct issue *issue;
	size_t n;
	struct err e = {0};
	struct save how = {.store = d->store,
		.catalog = d->catalog,
		.user = d->user_name,
		.keep_draft_row = true};
	enum err_code code =
		session_save(fv->session, &how, d->frame, &rec, &issue, &n, &e);
	fv->changed = code == ERR_CHANGED;
	if (code != ERR_OK) {
		form_say(fv, LOOK_ERROR, "%s", e.words);
		fv->draft_due = true;
		return;
	}
	form_keep_draft(fv, d); /* with the place of the cursor */
	form_say(fv, LOOK_WARNING,
		_("有 %zu 处必须改，已存成草稿 %.*s；%s 看是哪几处"), errors,
		STR_FMT(id_short(d->frame, rec.id)), desk_key(d, ACTION_CHECK));
}

bool
form_save(struct form_view *fv, struct desk *d)
{
	struct record rec;
	struct issue *issue = NULL;
	size_t n = 0;
	struct err e = {0};
	struct save how = {.store = d->store,
		.catalog = d->catalog,
		.user = d->user_name,
		.final = true,
		.reason = fv->reason};
	fv->changed = false;
	form_leave(fv, d);
	form_drop_fresh(fv, d);
	if (fv->n_raw) {
		save_draft(fv, d, count_wrong(fv, d));
		form_enter(fv, d, fv->at);
		return false;
	}
	str *gone;
	size_t n_gone = session_dropped(fv->session, d->frame, &gone);
	enum err_code code =
		session_save(fv->session, &how, d->frame, &rec, &issue, &n, &e);
	size_t errors = count_errors(issue, n);
	if (code == ERR_OK) {
		saved(fv, d, &rec);
		if (n_gone)
			form_say(fv, LOOK_WARNING,
				_("%s；不再问的 %zu 栏已清除：%.*s …"),
				fv->saved, n_gone, STR_FMT(gone[0]));
		else if (n)
			form_say(fv, LOOK_WARNING, _("%s，有 %zu 处请看：%s"),
				fv->saved, n, desk_key(d, ACTION_CHECK));
		else
			form_say(fv, LOOK_GOOD, "%s", fv->saved);
	} else if (errors) {
		save_draft(fv, d, errors);
	} else {
		/* Nothing is overwritten: the draft keeps what was typed. */
		form_keep_draft(fv, d);
		fv->changed = code == ERR_CHANGED;
		if (fv->changed)
			form_say(fv, LOOK_WARNING,
				_("没有保存：这条记录被别人改过；%s "
				  "再逐栏对照"),
				desk_key(d, ACTION_SAVE));
		else
			form_say(fv, LOOK_ERROR, _("没有保存：%s；已留成草稿"),
				e.words);
	}
	form_cells(fv);
	form_enter(fv, d, fv->at);
	return code == ERR_OK;
}

struct step
form_check(struct form_view *fv, struct desk *d)
{
	struct reader r;
	struct check_line *line;
	struct check_arg *arg = ARENA_NEW(d->frame, struct check_arg);
	form_leave(fv, d);
	if (!form_read(d, &r, d->frame))
		return STEP(STEP_STAY);
	session_lend(fv->session, &r);
	size_t n = check_lines(fv, d, &line);
	struct check_line *all =
		ARENA_ARRAY(d->frame, n + fv->n_carried + 1, struct check_line);
	for (size_t i = 0; i < n; i++)
		all[i] = line[i];
	arg->n = n + form_unseen_lines(fv, &r, d->frame, all + n);
	arg->line = all;
	session_lend(fv->session, NULL);
	desk_done(&r);
	arg->title = str_fmt(d->frame, "%s > %.*s%s%.*s", _("首页"),
		STR_FMT(label_text(&fv->form->title)), fv->title.n ? " > " : "",
		STR_FMT(fv->title));
	return (struct step){STEP_PUSH, &view_check, arg};
}
