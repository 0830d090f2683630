// SPDX-License-Identifier: MIT
#include "templates/report_list.h"
#include "templates/report_list_cell.h"

#include "forms/due.h"
#include "forms/rights.h"
#include "forms/sight.h"
#include "store/lang.h"
#include "store/utf8.h"

#include <stdlib.h>

str
report_clean(struct arena *a, str s)
{
	struct buf b = {.arena = a};
	str rest = s;
	char bytes[4] = "";
	bool clean = true;

	for (uint32_t c; (c = utf8_next(&rest)) != UTF8_END;) {
		if (c == UTF8_BAD || (utf8_is_control(c) && c != '\n')) {
			clean = false;
			if (c == '\t')
				buf_addc(&b, ' ');
			continue;
		}
		buf_add(&b, (str){bytes, utf8_put(c, bytes)});
	}
	return clean ? s : buf_str(&b);
}

struct line {
	size_t first; /* what goes before the day: 0, or the item of the list */
	day_t event;
	size_t list; /* of the definition */
	size_t seq;  /* in the order read */
	struct report_cell *cell;
};

struct list_run {
	struct run *run;
	size_t list;
	struct line *line;
	size_t n;
	bool readable; /* he may see something of it */
};

/* By day, then in the order of the definition, then as read. */
static int
line_cmp(const void *x, const void *y)
{
	const struct line *a = x;
	const struct line *b = y;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->event != b->event)
		return a->event < b->event ? -1 : 1;
	if (a->list != b->list)
		return a->list < b->list ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static struct report_cell *
add_line(struct list_run *l, day_t event)
{
	struct run *run = l->run;
	struct line *line = ARENA_PUSH(run->arena, l->line, l->n);

	*line = (struct line){.event = event,
		.list = l->list,
		.first = run->def->list_in_order ? l->list : 0,
		.seq = l->n};
	line->cell =
		ARENA_ARRAY(run->arena, run->def->n_column, struct report_cell);
	return line->cell;
}

/* --- records of a form
 * ------------------------------------------------------------ */

static bool
is_wanted(struct run *run, const struct list_def *def, struct counted *c,
	const struct record *rec, bool *out)
{
	*out = true;
	if (def->where)
		run->code = expr_eval_boolean(def->where, &c->record.scope,
			run->scratch, out, run->e);
	if (run->code)
		return run_fail(run, "where", def->form_id);
	if (*out && def->at == AT_END && def->form->valid_until) {
		day_t until = record_valid_until(run->reader, def->form, rec);
		*out = until == DAY_NONE || until > run->period.last;
	}
	return true;
}

static bool
list_visit(void *arg, struct id id, day_t event)
{
	struct list_run *l = arg;
	struct run *run = l->run;
	const struct list_def *def = &run->def->list[l->list];
	struct record rec;
	struct counted c;
	bool wanted;

	run->code = store_get(run->reader->txn, id, run->scratch, &rec, run->e);
	if (run->code)
		return false;
	run_saw(run, rec.at);
	counted_init(&c, run, def->form, &rec);
	if (!is_wanted(run, def, &c, &rec, &wanted))
		return false;
	if (wanted) {
		struct report_cell *cell = add_line(l, event);
		for (size_t k = 0; k < run->def->n_column; k++)
			if (!list_cell_fill(run, &c, &def->cell[k], &cell[k]))
				return false;
	}
	arena_reset(run->scratch);
	return true;
}

static bool
may_see(const struct run *run, str form, str domain)
{
	const struct store *s =
		run->reader->txn ? store_of(run->reader->txn) : NULL;

	return !s || !store_user(s) ||
	       rights_here(s, form, domain) != SCOPE_NONE;
}

static enum err_code
list_form(struct list_run *l)
{
	struct run *run = l->run;
	const struct list_def *def = &run->def->list[l->list];
	day_t lo;
	day_t hi;

	if (!def->form)
		return ERR_OK;
	if (!may_see(run, def->form_id, def->form->domain)) {
		if (run->not_listed.n)
			buf_addz(&run->not_listed, _("、"));
		buf_add(&run->not_listed, label_text(&def->form->title));
		return ERR_OK;
	}
	l->readable = true;
	window_days(&run->window[0], def->at, &lo, &hi);
	return store_each_id(run->reader->txn, def->form_id, lo, hi, false,
		list_visit, l, run->e);
}

/* --- what is to be done
 * ----------------------------------------------------------- */

/* The day a list of things to be done speaks of: today, or the end of a period
 * that is over. */
static day_t
day_of(const struct run *run)
{
	day_t today = clock_today();

	return today < run->period.last ? today : run->period.last;
}

static void
put_entry(struct list_run *l, const struct list_entry *x)
{
	const struct report_def *d = l->run->def;
	struct report_cell *cell = add_line(l, x->day);

	for (size_t k = 0; k < d->n_column; k++)
		list_cell_part(l->run, x, &d->list[l->list].cell[k], &cell[k]);
}

static enum err_code
list_due(struct list_run *l)
{
	struct run *run = l->run;
	struct due_item *v = NULL;
	size_t n = 0;
	day_t on = day_of(run);
	enum err_code code = due_list(
		run->reader, on, DUE_AHEAD, run->arena, &v, &n, run->e);

	for (size_t i = 0; !code && i < n; i++)
		put_entry(l,
			&(struct list_entry){v[i].day,
				due_words(&v[i], on, run->arena),
				label_text(&v[i].what), v[i].title, v[i].form});
	return code;
}

#define DRAFT_DAYS 7 /* older ones are asked for (domain.md 8.3, R20) */

static bool
draft_visit(void *arg, const struct record *rec)
{
	struct list_run *l = arg;
	struct run *run = l->run;
	struct arena *a = run->arena;
	const struct form *form;
	day_t saved = date_of_moment(clock_of_ms(rec->at));
	int days = day_of(run) - saved;

	if (days <= DRAFT_DAYS ||
		catalog_form(run->reader->catalog, rec->form, &form, NULL) ||
		record_sight(run->reader, form, rec) == SIGHT_NONE)
		return true;
	run_saw(run, rec->at);
	put_entry(l,
		&(struct list_entry){saved, str_fmt(a, _("搁了 %d 天"), days),
			str_of(_("草稿未完成")),
			str_dup(a, record_title(run->reader, a, rec)), form});
	return true;
}

static enum err_code
list_drafts(struct list_run *l)
{
	struct run *run = l->run;
	const str *id;
	size_t n = catalog_ids(run->reader->catalog, &id);
	enum err_code code = ERR_OK;

	for (size_t k = 0; k < n && !code; k++)
		code = store_each_draft(
			run->reader->txn, id[k], draft_visit, l, run->e);
	return code;
}

/* --- all of it
 * -------------------------------------------------------------------- */

static void
number_lines(const struct report_def *d, struct line *line, size_t n)
{
	for (size_t k = 0; k < d->n_column; k++) {
		if (d->column[k].covers != COVERS_NUMBER)
			continue;
		for (size_t i = 0; i < n; i++)
			line[i].cell[k] = (struct report_cell){
				.kind = CELL_NUMBER,
				.number = {(int64_t)i + 1, 0},
			};
	}
}

static enum err_code
read_lists(struct list_run *l)
{
	struct run *run = l->run;
	enum err_code code = ERR_OK;

	for (l->list = 0; l->list < run->def->n_list && !code; l->list++) {
		switch (run->def->list[l->list].source) {
		case LIST_FORM:
			code = list_form(l);
			break;
		case LIST_DUE:
			l->readable = l->readable ||
				      may_see(run, STR_NONE, STR("work"));
			code = list_due(l);
			break;
		case LIST_DRAFT:
			code = list_drafts(l);
		}
		if (run->code)
			return run->code;
	}
	if (!code && !l->readable && run->not_listed.n)
		return err_set(run->e, ERR_DENIED,
			_("您的角色无权看这张表里的“%.*s”"),
			STR_FMT(buf_str(&run->not_listed)));
	return code;
}

static size_t
passed_over(const struct run *run)
{
	return run->reader->txn ? store_denied(run->reader->txn) : 0;
}

enum err_code
list_rows(struct run *run, struct report *out)
{
	struct list_run l = {.run = run};

	size_t before = passed_over(run);
	run->reader->masks = true;
	enum err_code code = read_lists(&l);
	run->reader->masks = false;
	run->passed_over = passed_over(run) != before;
	if (code)
		return code;
	if (l.n)
		qsort(l.line, l.n, sizeof *l.line, line_cmp);
	number_lines(run->def, l.line, l.n);
	struct report_row *row =
		ARENA_ARRAY(run->arena, l.n, struct report_row);
	for (size_t i = 0; i < l.n; i++)
		row[i].cell = l.line[i].cell;
	out->row = row;
	out->n_row = l.n;
	/* The figures below it and in its notes. */
	return tally_all(run);
}
