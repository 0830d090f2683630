// SPDX-License-Identifier: MIT
#include "templates/closing.h"
#include "templates/keyset.h"
#include "templates/report_def.h"
#include "templates/report_pack.h"

#include "store/lang.h"
#include "store/paper.h"

#include <string.h>

/* One report, computed and packed. */
struct sheet {
	str id;
	enum store_domain domain;
	str bytes;
};

struct work {
	const struct closing *c;
	struct chain chain;
	struct arena *arena;
	struct closing_result *out;
	str code; /* 2024Q3 */
	struct chain_entries entries;
	struct closed was;
	bool had; /* it was closed before */
	struct sheet *sheet;
	size_t n_sheet;
	char head[AUDIT_HEAD]; /* of the audit, when it was computed */
};

/* --- findings
 * --------------------------------------------------------------------- */

static void
find(struct work *w, bool error, str words)
{
	*ARENA_PUSH(w->arena, w->out->finding, w->out->n_finding) =
		(struct report_check){error, words};
	w->out->n_error += error;
}

struct look {
	struct work *w;
	const struct form *form;
	struct keyset seen; /* title and day */
	struct id *id;
	size_t n_id;
	size_t n_twice;
};

static bool
look_twice(void *arg, const struct record *rec)
{
	struct look *l = arg;
	struct arena *a = l->w->arena;
	str key = str_fmt(a, "%.*s %d",
		STR_FMT(record_title(l->w->chain.reader, a, rec)),
		(int)record_event_day(l->form, rec));
	size_t at = keyset_find(&l->seen, key);

	if (at == SIZE_MAX) {
		keyset_put(&l->seen, key, 1);
		*ARENA_PUSH(a, l->id, l->n_id) = rec->id;
		return true;
	}
	find(l->w, false,
		str_fmt(a, _("可能重复：%.*s %.*s 与 %.*s 同名同日"),
			STR_FMT(label_text(&l->form->title)),
			STR_FMT(id_format(a, rec->id)),
			STR_FMT(id_format(a, l->id[at]))));
	return ++l->n_twice < 20;
}

static bool
look_draft(void *arg, const struct record *rec)
{
	struct look *l = arg;
	struct arena *a = l->w->arena;
	day_t day = record_event_day(l->form, rec);
	struct period p = l->w->c->period;

	if (rec->state == RECORD_DRAFT && day != DAY_NONE && day >= p.first &&
		day <= p.last)
		find(l->w, false,
			str_fmt(a, _("草稿没有计入：%.*s %.*s"),
				STR_FMT(label_text(&l->form->title)),
				STR_FMT(id_format(a, rec->id))));
	return true;
}

/* Drafts of the period, and records that look like one typed twice. */
static enum err_code
look(struct work *w, struct err *e)
{
	const struct catalog_item *v;
	size_t n = catalog_items(w->c->catalog, &v);
	enum err_code code = ERR_OK;

	for (size_t i = 0; !code && i < n; i++) {
		struct look l = {.w = w, .seen = {.arena = w->arena}};
		if (v[i].broken ||
			catalog_form(w->c->catalog, v[i].id, &l.form, NULL) ||
			!l.form->event_date)
			continue;
		code = store_each_draft(
			w->chain.reader->txn, v[i].id, look_draft, &l, e);
		if (code == ERR_OK)
			code = store_each(w->chain.reader->txn, v[i].id,
				w->c->period.first, w->c->period.last,
				look_twice, &l, e);
	}
	return code;
}

/* --- entries
 * ---------------------------------------------------------------------- */

static void
merge_typed(struct work *w, const struct chain_typed *v)
{
	struct chain_entries *x = &w->entries;

	for (size_t i = 0; i < x->n_typed; i++)
		if (str_eq(x->typed[i].report, v->report) &&
			str_eq(x->typed[i].row, v->row) &&
			str_eq(x->typed[i].column, v->column)) {
			x->typed[i] = *v;
			return;
		}
	x->typed = arena_grow(w->arena, x->typed, x->n_typed, x->n_typed + 1,
		sizeof *x->typed);
	x->typed[x->n_typed++] = *v;
}

static void
merge_adjust(struct work *w, const struct chain_adjust *v)
{
	struct chain_entries *x = &w->entries;

	for (size_t i = 0; i < x->n_adjust; i++)
		if (str_eq(x->adjust[i].report, v->report) &&
			str_eq(x->adjust[i].row, v->row)) {
			x->adjust[i] = *v;
			return;
		}
	x->adjust = arena_grow(w->arena, x->adjust, x->n_adjust,
		x->n_adjust + 1, sizeof *x->adjust);
	x->adjust[x->n_adjust++] = *v;
}

/* What was given before stays until something else is given for it. */
static enum err_code
merge(struct work *w, struct err *e)
{
	const struct chain_entries *now = &w->c->entries;
	enum err_code code = chain_entries_get(
		w->chain.reader->txn, w->code, w->arena, &w->entries, e);

	for (size_t i = 0; !code && i < now->n_typed; i++)
		merge_typed(w, &now->typed[i]);
	for (size_t i = 0; !code && i < now->n_adjust; i++)
		merge_adjust(w, &now->adjust[i]);
	return code;
}

/* A text may only stand where the report leaves room for one. */
static enum err_code
check_typed(
	const struct report *r, const struct chain_entries *v, struct err *e)
{
	for (size_t i = 0; i < v->n_typed; i++) {
		if (!str_eq(v->typed[i].report, r->id))
			continue;
		const struct report_row *row =
			report_row_find(r, v->typed[i].row);
		size_t c = report_column_find(r, v->typed[i].column);
		if (!row || c == r->n_column ||
			!(row->typed || r->column[c].typed))
			return err_set(e, ERR_INPUT,
				_("%.*s.%.*s 不是手填的格子"), STR_FMT(r->id),
				STR_FMT(v->typed[i].row));
	}
	return ERR_OK;
}

static enum err_code
check_names(struct work *w, struct err *e)
{
	const struct report_def *def;
	enum err_code code = ERR_OK;

	for (size_t i = 0; !code && i < w->entries.n_typed; i++)
		code = report_set_get(
			w->c->reports, w->entries.typed[i].report, &def, e);
	for (size_t i = 0; !code && i < w->entries.n_adjust; i++)
		code = report_set_get(
			w->c->reports, w->entries.adjust[i].report, &def, e);
	return code == ERR_ABSENT ? ERR_INPUT : code;
}

/* --- differences
 * ---------------------------------------------------------------------- */

static str
cell_words(struct arena *a, const struct report_cell *c)
{
	switch (c->kind) {
	case CELL_NUMBER:
		return decimal_format(a, c->number);
	case CELL_TEXT:
		return str_sub(c->text, 0, 60);
	case CELL_DATE:
		return date_format(a, c->day);
	default:
		return STR("—");
	}
}

static void
compare(struct work *w, const struct report *was, const struct report *now)
{
	for (size_t i = 0; i < now->n_row && !now->list; i++) {
		const struct report_row *row = &now->row[i];
		const struct report_row *old =
			row->section ? NULL : report_row_find(was, row->id);
		for (size_t c = 0; old && c < now->n_column; c++) {
			size_t k = report_column_find(was, now->column[c].id);
			if (k == was->n_column)
				continue;
			str x = cell_words(w->arena, &old->cell[k]);
			str y = cell_words(w->arena, &row->cell[c]);
			if (str_eq(x, y))
				continue;
			*ARENA_PUSH(w->arena, w->out->difference,
				w->out->n_difference) = str_fmt(w->arena,
				_("%.*s %.*s %.*s：%.*s → %.*s"),
				STR_FMT(now->id), STR_FMT(row->id),
				STR_FMT(label_text(&now->column[c].label)),
				STR_FMT(x), STR_FMT(y));
		}
	}
}

/* --- computing
 * ------------------------------------------------------------------------ */

/* A reprint is marked as one (domain.md 8.0). */
static void
mark_revision(struct work *w, struct report *r)
{
	str *note = ARENA_ARRAY(w->arena, r->n_note + 1, str);

	note[0] = str_fmt(w->arena, _("更正：第 %u 版，理由：%.*s"),
		(unsigned)w->was.rev + 1, STR_FMT(w->was.reason));
	for (size_t i = 0; i < r->n_note; i++)
		note[i + 1] = r->note[i];
	r->note = note;
	r->n_note++;
}

static enum err_code
compute_one(struct work *w, str id, struct err *e)
{
	struct arena *a = w->arena;
	const struct report_def *def;
	struct report r;
	struct report was;
	enum err_code code = report_set_get(w->c->reports, id, &def, e);

	if (code == ERR_OK)
		code = report_make_now(
			&w->chain, id, w->c->period, &w->entries, a, &r, e);
	if (code == ERR_OK)
		code = check_typed(&r, &w->entries, e);
	if (code)
		return code;
	for (size_t i = 0; i < r.n_check; i++)
		find(w, r.check[i].error,
			str_fmt(a, "%.*s %.*s", STR_FMT(id),
				STR_FMT(r.check[i].words)));
	if (w->had)
		mark_revision(w, &r);
	struct sheet *s = ARENA_PUSH(a, w->sheet, w->n_sheet);
	s->id = id;
	s->domain = store_domain_parse(def->domain);
	if (s->domain == DOMAIN_NONE)
		s->domain = DOMAIN_WORK;
	s->bytes = report_pack(a, &r);
	if (w->had && !report_frozen(w->chain.reader->txn, w->code, w->was.rev,
			      id, a, &was, NULL))
		compare(w, &was, &r);
	return ERR_OK;
}

static enum err_code
compute_all(struct work *w, struct err *e)
{
	const struct report_item *v;
	size_t n = report_set_items(w->c->reports, &v);
	enum err_code code = store_audit_head(w->chain.reader->txn, w->head, e);

	if (code == ERR_OK)
		code = closed_get(w->chain.reader->txn, w->c->period.first,
			w->c->period.last, w->arena, &w->was, e);
	w->had = code == ERR_OK;
	if (code == ERR_ABSENT)
		code = ERR_OK;
	if (!code && w->had && w->was.state == CLOSED_SHUT)
		return err_set(e, ERR_EXISTS,
			_("%.*s 已经封存（第 %u 版）：要改先 reopen"),
			STR_FMT(w->code), (unsigned)w->was.rev);
	if (code == ERR_OK)
		code = merge(w, e);
	if (code == ERR_OK)
		code = check_names(w, e);
	for (size_t i = 0; !code && i < n; i++)
		if (!v[i].broken)
			code = compute_one(w, v[i].id, e);
	return code ? code : look(w, e);
}

static enum err_code
compute(struct work *w, struct err *e)
{
	struct store_txn *t;
	struct reader r;
	enum err_code code = store_audit_flush(w->c->store, e);

	if (code == ERR_OK)
		code = store_read(w->c->store, &t, e);
	if (code)
		return code;
	reader_init(&r, w->c->catalog, t, str_of(w->c->user), w->arena);
	w->chain = (struct chain){.reports = w->c->reports,
		.reader = &r,
		.station = store_station(w->c->store)};
	code = compute_all(w, e);
	store_done(t);
	return code;
}

/* --- closing
 * ----------------------------------------------------------------------- */

static enum err_code
close_work(struct store_txn *t, void *arg, struct err *e)
{
	struct work *w = arg;
	struct closed now = {.code = w->code,
		.first = w->c->period.first,
		.last = w->c->period.last,
		.state = CLOSED_SHUT,
		.rev = w->had ? w->was.rev + 1 : 1};
	char head[AUDIT_HEAD];
	enum err_code code = store_audit_head(t, head, e);

	if (code == ERR_OK && strcmp(head, w->head))
		return err_set(
			e, ERR_CHANGED, _("封存时有人在写：请等他写完再封存"));
	for (size_t i = 0; !code && i < w->n_sheet; i++)
		code = paper_put(t,
			chain_frozen_name(
				w->arena, w->code, now.rev, w->sheet[i].id),
			w->sheet[i].domain, w->sheet[i].bytes, e);
	if (code == ERR_OK)
		code = chain_entries_put(t, w->code, &w->entries, e);
	if (code == ERR_OK)
		code = closed_put(t, &now, e);
	w->out->rev = now.rev;
	return code;
}

static enum err_code
may_close(const struct closing *c, struct err *e)
{
	for (int d = DOMAIN_WORK; d < DOMAINS; d++)
		if (!store_may(c->store, (enum store_domain)d))
			return err_set(e, ERR_DENIED,
				_("封存和重开要能看全部记录的人，如站点负责"
				  "人"));
	return ERR_OK;
}

enum err_code
closing_close(const struct closing *c, struct arena *a,
	struct closing_result *out, struct err *e)
{
	struct work w = {.c = c,
		.arena = a,
		.out = out,
		.code = period_code(a, c->period)};
	enum err_code code = may_close(c, e);

	*out = (struct closing_result){0};
	if (code == ERR_OK && clock_today() <= c->period.last)
		return err_set(e, ERR_INPUT, _("%.*s 还没有过完，不能封存"),
			STR_FMT(w.code));
	if (code == ERR_OK)
		code = compute(&w, e);
	if (code)
		return code;
	out->reports = w.n_sheet;
	if (out->n_error)
		return err_set(e, ERR_INPUT, _("有 %zu 处校核不通过，没有封存"),
			out->n_error);
	return c->check ? ERR_OK : store_write(c->store, close_work, &w, e);
}

/* --- opening again
 * --------------------------------------------------------------------- */

struct reopening {
	const struct closing *c;
	str reason;
	struct arena *arena;
};

static enum err_code
reopen_work(struct store_txn *t, void *arg, struct err *e)
{
	struct reopening *r = arg;
	struct closed now;
	enum err_code code = closed_get(
		t, r->c->period.first, r->c->period.last, r->arena, &now, e);

	if (code == ERR_ABSENT || (!code && now.state == CLOSED_OPEN))
		return err_set(e, ERR_INPUT, _("%.*s 没有封存"),
			STR_FMT(period_code(r->arena, r->c->period)));
	if (code)
		return code;
	now.state = CLOSED_OPEN;
	now.reason = r->reason;
	now.n_form = 0;
	return closed_put(t, &now, e);
}

enum err_code
closing_reopen(const struct closing *c, str reason, struct err *e)
{
	struct reopening r = {.c = c, .reason = reason, .arena = arena_new()};
	enum err_code code = may_close(c, e);

	if (code == ERR_OK)
		code = store_write(c->store, reopen_work, &r, e);
	arena_free(r.arena);
	return code;
}
