// SPDX-License-Identifier: MIT
#include "tui/views/history.h"

#include "forms/session.h"
#include "forms/sight.h"
#include "tui/door.h"
#include "tui/views/message.h"
#include "tui/widgets/listbox.h"
#include "tui/widgets/pager.h"

static const char *
state_words(enum record_state s)
{
	switch (s) {
	case RECORD_DRAFT:
		return _("草稿");
	case RECORD_FINAL:
		return _("完成");
	case RECORD_VOID:
		return _("作废");
	}
	return "?";
}

static str
show(struct reader *r, struct arena *a, enum sight sight, const struct field *f,
	const struct value *v)
{
	if (!v || value_is_blank(v))
		return str_of(_("（空）"));
	if (!f)
		return record_cover(a, f, sight, false, value_text(a, v));
	return record_cover(a, f, sight, false, record_show(r, a, f, v));
}

/* Of what the form knows, and of the rest. */
struct sights {
	enum sight known;
	enum sight other;
};

static void
add_change(struct buf *b, struct reader *r, const struct form *form,
	const struct sights *sights, str name, const struct value *old,
	const struct value *new)
{
	const struct value none = {VALUE_BLANK};
	if (value_eq(old ? old : &none, new ? new : &none))
		return;
	const struct field *f = form ? form_field(form, name) : NULL;
	enum sight sight = f ? sights->known : sights->other;
	str label = f ? label_text(&f->label) : name;
	str from = show(r, b->arena, sight, f, old);
	str to = show(r, b->arena, sight, f, new);
	buf_addf(b, "    %.*s: %.*s -> %.*s\n", STR_FMT(label), STR_FMT(from),
		STR_FMT(to));
}

static void
add_version(struct buf *b, struct reader *r, const struct form *form,
	const struct record *old, const struct record *rec)
{
	buf_addf(b, _("第 %u 版  %.*s  %.*s  %s"), (unsigned)rec->rev,
		STR_FMT(desk_moment(b->arena, clock_of_ms(rec->at))),
		STR_FMT(rec->by), state_words(rec->state));
	if (rec->reason.n)
		buf_addf(b, _("  理由：%.*s"), STR_FMT(rec->reason));
	buf_addc(b, '\n');
	if (!old)
		return;
	const struct sights sights = {
		record_sight(r, form, rec), record_sight(r, NULL, rec)};
	for (size_t i = 0; i < rec->fields.n; i++)
		add_change(b, r, form, &sights, rec->fields.v[i].name,
			fields_get(&old->fields, rec->fields.v[i].name),
			&rec->fields.v[i].value);
	for (size_t i = 0; i < old->fields.n; i++)
		if (!fields_get(&rec->fields, old->fields.v[i].name))
			add_change(b, r, form, &sights, old->fields.v[i].name,
				&old->fields.v[i].value, NULL);
}

/* --- the view ------------------------------------------------------------ */

#define LIST_MOST 8 /* rows of versions */

struct history_view {
	struct view view;
	struct id id;
	struct arena *page;
	str title;
	const struct form *form; /* NULL: not installed */
	struct record *version;  /* the oldest first */
	str *head;
	str *changes;
	size_t n;
	struct listbox list; /* the newest first */
	struct pager pager;
	size_t paged; /* whose changes are in the pager; SIZE_MAX: nobody's */
	int cols;
	bool restoring;
};

static struct history_view *
self(struct view *v)
{
	return (struct history_view *)v;
}

/* The chosen version's place in the array. */
static size_t
chosen(const struct history_view *hv)
{
	return hv->n - 1 - hv->list.at;
}

static void
read_version(struct history_view *hv, struct reader *r, size_t i)
{
	struct buf b = {.arena = hv->page};
	add_version(&b, r, hv->form, i ? &hv->version[i - 1] : NULL,
		&hv->version[i]);
	str text = buf_str(&b);
	str_cut(&text, '\n', &hv->head[i]);
	hv->changes[i] = text.n ? text
			 : i    ? str_of(_("    没有改动内容"))
				: str_of(_("    第一次存下"));
}

static enum err_code
load(struct history_view *hv, struct desk *d, struct err *e)
{
	struct reader r;
	arena_reset(hv->page);
	hv->paged = SIZE_MAX;
	hv->n = 0;
	if (!desk_read(d, &r, hv->page))
		return err_set(e, ERR_IO, "%s", d->words);
	enum err_code code =
		store_history(r.txn, hv->id, hv->page, &hv->version, &hv->n, e);
	if (code == ERR_OK && hv->n == 0)
		code = err_set(e, ERR_ABSENT, "%s", _("还没有历史"));
	if (code == ERR_OK) {
		const struct record *last = &hv->version[hv->n - 1];
		catalog_form(d->catalog, last->form, &hv->form, NULL);
		hv->title = str_dup(hv->page, record_title(&r, hv->page, last));
		hv->head = ARENA_ARRAY(hv->page, hv->n, str);
		hv->changes = ARENA_ARRAY(hv->page, hv->n, str);
		for (size_t i = 0; i < hv->n; i++)
			read_version(hv, &r, i);
	}
	desk_done(&r);
	return code;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct history_view *hv = self(v);
	hv->id = *(const struct id *)arg;
	hv->page = arena_new_secret();
	enum err_code code = load(hv, d, e);
	if (code != ERR_OK)
		arena_free(hv->page);
	return code;
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
	struct history_view *hv = self(v);
	size_t body = (size_t)rows - 5;
	size_t most = body / 2 < LIST_MOST ? body / 2 : LIST_MOST;
	(void)d;
	listbox_fit(&hv->list, hv->n, hv->n < most ? hv->n : most);
	if (hv->paged != hv->list.at || hv->cols != cols) {
		hv->paged = hv->list.at;
		hv->cols = cols;
		pager_wrap(&hv->pager, hv->page, hv->changes[chosen(hv)],
			cols - 2);
	}
	pager_fit(&hv->pager, body - hv->list.height);
}

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct history_view *hv = ctx;
	canvas_brief(c, row, col + 1, width - 2, look, hv->head[hv->n - 1 - i]);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct history_view *hv = (const struct history_view *)v;
	int rule = 1 + (int)hv->list.height;
	desk_header(d, c,
		str_fmt(c->frame, "%s > %.*s", _("历史"), STR_FMT(hv->title)),
		str_fmt(c->frame, _("%zu 版"), hv->n));
	canvas_fill(c, rule, 1, c->cols - 2, LOOK_DIM, '-');
	pager_draw(&hv->pager, c, rule + 1, c->cols);
	pager_more(&hv->pager, c, c->rows - 3);
	listbox_draw(&hv->list, c, 1, 0, c->cols, draw_row, hv);
	desk_words(d, c);
}

/* --- restoring ----------------------------------------------------------- */

static struct step
ask_restore(struct history_view *hv, struct desk *d)
{
	const struct record *rec = &hv->version[chosen(hv)];
	if (rec->state == RECORD_VOID) {
		desk_say(d, LOOK_WARNING, "%s",
			_("这一版是作废的，选一个作废以前的"));
		return STEP(STEP_STAY);
	}
	if (chosen(hv) == hv->n - 1) {
		desk_say(d, LOOK_DIM, "%s", _("现在就是这一版"));
		return STEP(STEP_STAY);
	}
	hv->restoring = true;
	return (struct step){STEP_PUSH, &view_message,
		message_new(d->frame, MESSAGE_ASK, _("恢复旧版"),
			str_fmt(d->frame,
				_("把内容恢复成第 %u "
				  "版：存成新的一版，各版都还在。\n"
				  "Enter 恢复，Esc 不动。"),
				(unsigned)rec->rev))};
}

/* The old content, saved as the record's next version. */
static void
restore(struct history_view *hv, struct desk *d)
{
	struct record rec = hv->version[chosen(hv)];
	const struct record *now = &hv->version[hv->n - 1];
	unsigned rev = (unsigned)rec.rev;
	struct save how = {.store = d->store,
		.catalog = d->catalog,
		.user = d->user_name,
		.final = rec.state == RECORD_FINAL,
		.reason = str_fmt(d->frame, _("恢复第 %u 版"), rev),
		.revive = now->state == RECORD_VOID,
		.keep_draft_row = true};
	struct issue *issue = NULL;
	size_t n = 0;
	struct record saved;
	struct err e;
	rec.rev = now->rev;
	enum err_code code = ERR_OK;
	if (!hv->form)
		code = err_set(&e, ERR_ABSENT, "%s", _("表单没有安装"));
	else if (hv->form->waiting)
		code = form_refuse(hv->form, &e);
	if (code == ERR_OK) {
		struct session *s = session_new(hv->form, &rec, NULL);
		code = session_save(s, &how, d->frame, &saved, &issue, &n, &e);
		session_free(s);
	}
	if (code == ERR_OK)
		desk_say(d, LOOK_GOOD, _("已恢复第 %u 版，现在是第 %u 版"), rev,
			(unsigned)saved.rev);
	else if (n)
		desk_say(d, LOOK_ERROR, _("恢复不了：%.*s"),
			STR_FMT(issue[0].words));
	else
		desk_say(d, LOOK_ERROR, "%s", e.words);
	d->saved += code == ERR_OK;
}

static struct step
back(struct view *v, struct desk *d, const struct answer *a)
{
	struct history_view *hv = self(v);
	struct err e;
	bool restoring = hv->restoring;
	hv->restoring = false;
	if (!restoring || a->kind != ANSWER_YES)
		return STEP(STEP_STAY);
	restore(hv, d);
	hv->list.at = hv->list.top = 0;
	if (load(hv, d, &e) == ERR_OK)
		return STEP(STEP_STAY);
	desk_say(d, LOOK_ERROR, "%s", e.words);
	return STEP(STEP_POP);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct history_view *hv = self(v);
	switch (act->action) {
	case ACTION_LEAVE:
		return STEP(STEP_POP);
	case ACTION_SAVE:
		return ask_restore(hv, d);
	case ACTION_PGUP:
	case ACTION_PGDN:
		pager_act(&hv->pager, act->action, hv->cols);
		return STEP(STEP_STAY);
	default:
		return listbox_act(&hv->list, act->action) ? STEP(STEP_STAY)
							   : STEP(STEP_PASS);
	}
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选版次")},
	{1, ACTION_PGDN, 0, N_("下一页")},
	{2, ACTION_HELP, 0, N_("帮助"), true},
	{2, ACTION_SAVE, 0, N_("恢复这一版"), true},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

static const struct view_ops view_history = {
	.name = "history",
	.size = sizeof(struct history_view),
	.keys = keys,
	.open = open,
	.close = close,
	.back = back,
	.ready = ready,
	.draw = draw,
	.act = act,
};

struct step
history_show(struct desk *d, struct id id)
{
	struct id *arg = ARENA_NEW(d->frame, struct id);
	*arg = id;
	desk_note(d, AUDIT_VIEW, STR_NONE, id, STR("history"));
	return (struct step){STEP_PUSH, &view_history, arg};
}
