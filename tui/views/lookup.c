// SPDX-License-Identifier: MIT
#include "tui/views/lookup.h"

#include "forms/pinyin.h"
#include "tui/door.h"
#include "tui/views/scan.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/listbox.h"

struct lookup_view {
	struct view view;
	str title;
	struct lookup_item *item;
	size_t n;
	int code_width; /* columns of the widest code */
	bool *marked;   /* of several: which are taken */
	bool (*offers)(void *ctx, struct reader *r, const struct record *rec);
	void *ctx;
	bool several;
	size_t *match;
	size_t n_match;
	struct scan *scan; /* of the forms that references name */
	size_t n_scan;
	struct lineedit edit;
	struct listbox list;

	struct arena *page; /* titles in sight */
	struct seen {
		str title;
		str more; /* numbers that tell namesakes apart */
	} * seen;
};

static struct lookup_view *
self(struct view *v)
{
	return (struct lookup_view *)v;
}

static bool
of_records(const struct lookup_view *lv)
{
	return lv->n_scan > 0;
}

/* --- what answers ------------------------------------------------------ */

struct wanted {
	struct arena *arena;
	str typed;
	const struct lookup_view *view;
};

/* A record answers by its title, or by a number in its list: the tail of an
 * ID card, a phone, a serial. */
static bool
answers(void *arg, struct reader *r, const struct record *rec)
{
	struct wanted *w = arg;
	const struct form *form;
	arena_reset(w->arena);
	if (w->view->offers && !w->view->offers(w->view->ctx, r, rec))
		return false;
	if (w->typed.n == 0)
		return true;
	if (pinyin_match(record_title(r, w->arena, rec), w->typed, NULL))
		return true;
	if (catalog_form(r->catalog, rec->form, &form, NULL) != ERR_OK)
		return false;
	for (size_t i = 0; i < form->n_list; i++) {
		const struct value *v =
			fields_get(&rec->fields, form->list[i]->name);
		if (v && v->type == VALUE_TEXT &&
			pinyin_match(v->text, w->typed, NULL))
			return true;
	}
	return false;
}

static size_t
count(const struct lookup_view *lv)
{
	size_t n = of_records(lv) ? 0 : lv->n_match;
	for (size_t i = 0; i < lv->n_scan; i++)
		n += scan_count(&lv->scan[i]);
	return n;
}

static bool
step_scans(struct lookup_view *lv, struct desk *d)
{
	struct wanted w = {arena_new_secret(),
		str_trim(lineedit_text(&lv->edit, d->frame)), lv};
	bool more = false;
	for (size_t i = 0; i < lv->n_scan && !more; i++)
		more = scan_step(&lv->scan[i], d, answers, &w);
	arena_free(w.arena);
	return more;
}

/* Search on until the i-th is known. */
static bool
reach(struct lookup_view *lv, struct desk *d, size_t i)
{
	while (count(lv) <= i)
		if (!step_scans(lv, d))
			return false;
	return true;
}

static struct id
id_at(const struct lookup_view *lv, size_t i)
{
	for (size_t k = 0; k < lv->n_scan; k++) {
		size_t n = scan_count(&lv->scan[k]);
		if (i < n)
			return scan_id(&lv->scan[k], i);
		i -= n;
	}
	return ID_NONE;
}

static void
search(struct lookup_view *lv, struct desk *d)
{
	str typed = str_trim(lineedit_text(&lv->edit, d->frame));
	str folded = utf8_fold(d->frame, typed);
	for (size_t i = 0; i < lv->n_scan; i++)
		scan_search(&lv->scan[i], typed.n > 0 || lv->offers);
	lv->n_match = 0;
	/* The code itself goes before what only contains it. */
	for (size_t i = 0; i < lv->n && folded.n; i++)
		if (str_eq(lv->item[i].code, folded))
			lv->match[lv->n_match++] = i;
	for (size_t i = 0; i < lv->n; i++) {
		const struct lookup_item *it = &lv->item[i];
		if (folded.n && str_eq(it->code, folded))
			continue;
		if (str_starts(it->code, folded) ||
			pinyin_match(it->label, typed, NULL))
			lv->match[lv->n_match++] = i;
	}
	lv->list.at = lv->list.top = 0;
	lv->list.n = count(lv);
}

static const struct hint tick_keys[] = {
	{1, ACTION_OPEN, 0, N_("选中")},
	{1, ACTION_UP, ACTION_DOWN, N_("移动")},
	{1, ACTION_NONE, 0, N_("空格勾选")},
	{2, ACTION_LEAVE, 0, N_("不选，返回")},
	{0},
};

static const struct hint find_keys[] = {
	{1, ACTION_OPEN, 0, N_("选中")},
	{1, ACTION_UP, ACTION_DOWN, N_("移动")},
	{1, ACTION_ADD, 0, N_("新建一个")},
	{2, ACTION_LEAVE, 0, N_("不选，返回")},
	{0},
};

/* --- life -------------------------------------------------------------- */

static void
mark_chosen(struct lookup_view *lv, str chosen)
{
	str word;
	while (str_word(&chosen, &word))
		for (size_t i = 0; i < lv->n; i++)
			if (str_eq(lv->item[i].code, word)) {
				lv->marked[i] = true;
				if (!lv->several)
					lv->list.at = i;
			}
}

static int
code_width(const struct lookup_view *lv)
{
	int most = 1;
	for (size_t i = 0; i < lv->n; i++) {
		int w = utf8_width(lv->item[i].code);
		most = w > most ? w : most;
	}
	return most > 20 ? 20 : most;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct lookup_view *lv = self(v);
	const struct lookup_arg *a = arg;
	(void)e;
	lv->title = str_dup(v->arena, a->title);
	lv->several = a->several;
	lv->page = arena_new_secret();
	lv->n = a->n;
	lv->item = ARENA_ARRAY(v->arena, a->n + 1, struct lookup_item);
	lv->match = ARENA_ARRAY(v->arena, a->n + 1, size_t);
	lv->marked = ARENA_ARRAY(v->arena, a->n + 1, bool);
	for (size_t i = 0; i < a->n; i++)
		lv->item[i] =
			(struct lookup_item){str_dup(v->arena, a->item[i].code),
				str_dup(v->arena, a->item[i].label)};
	lv->code_width = code_width(lv);
	lv->offers = a->offers;
	lv->ctx = a->ctx;
	lv->scan = ARENA_ARRAY(v->arena, a->n_form + 1, struct scan);
	for (size_t i = 0; i < a->n_form; i++) {
		if (!catalog_has(d->catalog, a->form[i]))
			continue;
		struct scan *s = &lv->scan[lv->n_scan++];
		scan_init(s, v->arena, a->form[i]);
		s->to_choose = true;
		scan_start(s, d);
	}
	v->keys = of_records(lv) ? find_keys : lv->several ? tick_keys : NULL;
	lineedit_init(&lv->edit, v->arena);
	if (a->typed.n)
		lineedit_set(&lv->edit, a->typed);
	lv->edit.replace = false;
	search(lv, d);
	mark_chosen(lv, a->chosen);
	return ERR_OK;
}

static void
close(struct view *v, struct desk *d)
{
	struct lookup_view *lv = self(v);
	str typed = str_trim(lineedit_text(&lv->edit, d->frame));
	if (of_records(lv) && typed.n) /* noted once, when it is left */
		desk_note(d, AUDIT_SEARCH, lv->scan[0].form, ID_NONE, typed);
	arena_free(lv->page);
}

/* A record's title, and the texts of its list that the title does not say:
 * archive number, phone, unit, masked as in lists. */
static struct seen
see(struct reader *r, struct arena *a, struct id id)
{
	struct record rec;
	struct err e;
	const struct form *form;
	struct buf more = {.arena = a};
	if (store_get(r->txn, id, a, &rec, &e) != ERR_OK)
		return (struct seen){str_dup(a, str_of(e.words)), STR_NONE};
	str title = record_title(r, a, &rec);
	if (catalog_form(r->catalog, rec.form, &form, NULL) != ERR_OK)
		return (struct seen){title, STR_NONE};
	for (size_t i = 0; i < form->n_list; i++) {
		const struct field *f = form->list[i];
		const struct value *v = fields_get(&rec.fields, f->name);
		if (!v || v->type != VALUE_TEXT ||
			str_find(title, v->text) != SIZE_MAX)
			continue;
		str shown = record_mask(a, f, v->text, false);
		buf_addf(&more, "%s%.*s", more.n ? "  " : "", STR_FMT(shown));
	}
	return (struct seen){title, buf_str(&more)};
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct lookup_view *lv = self(v);
	struct reader r;
	(void)cols;
	listbox_fit(&lv->list, count(lv), (size_t)(rows - 8));
	arena_reset(lv->page);
	lv->seen = ARENA_ARRAY(lv->page, lv->list.height, struct seen);
	if (!of_records(lv) || !scan_read(lv->scan, d, &r, lv->page))
		return;
	for (size_t i = 0; i < lv->list.height; i++)
		if (lv->list.top + i < lv->list.n)
			lv->seen[i] =
				see(&r, lv->page, id_at(lv, lv->list.top + i));
	desk_done(&r);
}

/* --- drawing ----------------------------------------------------------- */

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct lookup_view *lv = ctx;
	if (of_records(lv)) {
		const struct seen *s = &lv->seen[i - lv->list.top];
		int used = canvas_brief(
			c, row, col + 1, width - 1, look, s->title);
		canvas_brief(c, row, col + used + 3, width - used - 3, LOOK_DIM,
			s->more);
		return;
	}
	const struct lookup_item *it = &lv->item[lv->match[i]];
	if (lv->several)
		col += canvas_text(c, row, col, 3, look,
			       lv->marked[lv->match[i]] ? STR("[x]")
							: STR("[ ]")) +
		       1;
	int w = lv->code_width;
	canvas_right(c, row, col, w, look, it->code);
	canvas_brief(c, row, col + w + 2, width - w - 3, look, it->label);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct lookup_view *lv = (const struct lookup_view *)v;
	int width = c->cols > 70 ? 62 : c->cols;
	int col = (c->cols - width) / 2;
	int height = (int)lv->list.height + 4;
	desk_box(c, 2, col, height, width,
		str_fmt(c->frame, _("选 %.*s  敲首字母或汉字"),
			STR_FMT(lv->title)));
	str of = str_fmt(c->frame, "%zu", lv->list.n);
	canvas_right(c, 3, col + width - 10, 8, LOOK_DIM, of);
	canvas_fill(c, 4, col + 1, width - 2, LOOK_PLAIN, '-');
	if (lv->list.n == 0)
		canvas_text(c, 5, col + 3, width - 4, LOOK_DIM,
			of_records(lv)
				? str_fmt(c->frame,
					  _("没有；%s 新建一个，%s 不选"),
					  desk_key(d, ACTION_ADD),
					  desk_key(d, ACTION_LEAVE))
				: str_of(_("没有这一项")));
	listbox_draw(&lv->list, c, 5, col + 2, width - 4, draw_row, lv);
	int at = 3 + canvas_text(c, 3, col + 3, width, LOOK_PLAIN,
			     str_of(_("查找: ")));
	lineedit_draw(
		&lv->edit, c, 3, col + at, width - at - 12, LOOK_EDIT, '_');
}

/* --- acting ------------------------------------------------------------ */

static str
marked_codes(const struct lookup_view *lv)
{
	struct buf b = {.arena = lv->view.arena};
	for (size_t i = 0; i < lv->n; i++) {
		if (!lv->marked[i])
			continue;
		if (b.n)
			buf_addc(&b, ' ');
		buf_add(&b, lv->item[i].code);
	}
	return buf_str(&b);
}

static bool
any_marked(const struct lookup_view *lv)
{
	return marked_codes(lv).n > 0;
}

static struct step
answer_text(str text)
{
	return (struct step){STEP_POP, .answer = {ANSWER_TEXT, .text = text}};
}

/* What was typed is not lost with that. */
static struct step
not_chosen(struct lookup_view *lv, struct desk *d, enum answer_kind kind)
{
	return (struct step){STEP_POP,
		.answer = {kind, .text = lineedit_text(&lv->edit, d->frame)}};
}

static struct step
take(struct lookup_view *lv, struct desk *d)
{
	if (of_records(lv)) {
		if (!reach(lv, d, lv->list.at))
			return STEP(STEP_STAY);
		return (struct step){STEP_POP,
			.answer = {ANSWER_ID, .id = id_at(lv, lv->list.at)}};
	}
	/* Of several: those marked; none marked: the one the cursor is on. */
	if (lv->several && any_marked(lv))
		return answer_text(marked_codes(lv));
	if (lv->n_match == 0)
		return STEP(STEP_STAY);
	return answer_text(lv->item[lv->match[lv->list.at]].code);
}

static bool
is_space(const struct act *act)
{
	return act->action == ACTION_TEXT &&
	       (act->c == ' ' || act->c == 0x3000);
}

/* A code typed in full that can be no other's beginning is taken. */
static bool
is_decided(const struct lookup_view *lv, const struct desk *d)
{
	str typed = utf8_fold(
		d->frame, str_trim(lineedit_text(&lv->edit, d->frame)));
	if (of_records(lv) || lv->several || lv->n_match == 0 || typed.n == 0 ||
		typed.p[0] < '0' || typed.p[0] > '9')
		return false;
	if (!str_eq(lv->item[lv->match[0]].code, typed))
		return false;
	for (size_t i = 0; i < lv->n; i++)
		if (lv->item[i].code.n > typed.n &&
			str_starts(lv->item[i].code, typed))
			return false;
	return true;
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct lookup_view *lv = self(v);
	switch (act->action) {
	case ACTION_LEAVE:
		return not_chosen(lv, d, ANSWER_NONE);
	case ACTION_OPEN:
	case ACTION_NEXT:
		return take(lv, d);
	case ACTION_ADD:
		if (!of_records(lv))
			return STEP(STEP_STAY);
		return not_chosen(lv, d, ANSWER_ADD);
	case ACTION_DOWN:
	case ACTION_PGDN:
		if (of_records(lv))
			reach(lv, d, lv->list.at + lv->list.height);
		lv->list.n = count(lv);
		break;
	case ACTION_QUIT:
	case ACTION_REDRAW:
	case ACTION_INTERRUPT:
		return STEP(STEP_PASS);
	default:
		break;
	}
	if (lv->several && is_space(act)) {
		if (lv->n_match)
			lv->marked[lv->match[lv->list.at]] ^= true;
		return STEP(STEP_STAY);
	}
	if (act->action != ACTION_HOME && act->action != ACTION_END &&
		listbox_act(&lv->list, act->action))
		return STEP(STEP_STAY);
	if (desk_edit(d, &lv->edit, act)) {
		search(lv, d);
		if (act->action == ACTION_TEXT && is_decided(lv, d))
			return take(lv, d);
	}
	return STEP(STEP_STAY);
}

static bool
settle(struct view *v, struct desk *d)
{
	return step_scans(self(v), d);
}

static const struct hint keys[] = {
	{1, ACTION_OPEN, 0, N_("选中")},
	{1, ACTION_UP, ACTION_DOWN, N_("移动")},
	{2, ACTION_LEAVE, 0, N_("不选，返回")},
	{0},
};

const struct view_ops view_lookup = {
	.name = "lookup",
	.size = sizeof(struct lookup_view),
	.keys = keys,
	.popup = true,
	.open = open,
	.close = close,
	.ready = ready,
	.draw = draw,
	.act = act,
	.settle = settle,
};
