// SPDX-License-Identifier: MIT
#include "forms/due.h"

#include <stdlib.h>

#include "forms/move.h"
#include "forms/reader_impl.h"
#include "forms/sight.h"
#include "store/lang.h"

struct search {
	struct reader *reader;
	struct arena *arena;
	struct arena *scratch;
	const struct form *form;
	bool latest; /* rules that look at latest records only, or the others */
	int place;
	day_t on;
	int ahead;
	struct due_item *v;
	size_t n;
};

/* When, by this rule; DAY_NONE: never, no longer, or not yet near. */
static day_t
day_of(struct search *x, const struct record_scope *s,
	const struct due_rule *rule)
{
	bool over = false;
	str text;
	day_t day;
	if (expr_eval_string(rule->date, &s->scope, x->scratch, &text, NULL) ||
		!date_parse(str_sub(text, 0, 10), &day) ||
		day - x->on > (rule->before ? rule->before : x->ahead))
		return DAY_NONE;
	/* What it costs to look at other records is spent on these few. */
	if (rule->until &&
		expr_eval_boolean(rule->until, &s->scope, x->scratch, &over,
			NULL) == ERR_OK &&
		over)
		return DAY_NONE;
	return day;
}

static void
try_rule(struct search *x, const struct record_scope *s,
	const struct due_rule *rule, const struct record *rec)
{
	day_t day = day_of(x, s, rule);
	if (day == DAY_NONE ||
		record_sight(x->reader, x->form, rec) == SIGHT_NONE ||
		record_is_moved(x->reader, rec))
		return;
	*ARENA_PUSH(x->arena, x->v, x->n) = (struct due_item){.day = day,
		.id = rec->id,
		.form = x->form,
		.what = rule->label.text[LANG_ZH].n ? rule->label
						    : x->form->title,
		.place = x->place};
}

/* A rule about rows is one for each of them. */
static void
try_rows(struct search *x, const struct record_scope *s,
	const struct due_rule *rule, const struct record *rec)
{
	const struct value *v = fields_get(&rec->fields, rule->rows->name);
	size_t n = v && v->type == VALUE_ROWS ? v->rows->n : 0;
	for (size_t k = 0; k < n; k++) {
		struct record_scope row;
		record_row_scope(&row, s, rule->rows, k);
		try_rule(x, &row, rule, rec);
	}
}

static bool
visit(void *arg, const struct record *rec)
{
	struct search *x = arg;
	struct record_scope s;
	struct arena *kept = x->reader->arena;
	x->reader->arena = x->scratch;
	record_scope_init(&s, x->reader, x->form, rec);
	x->reader->arena = kept;
	for (size_t k = 0; k < x->form->n_due; k++) {
		const struct due_rule *rule = &x->form->due[k];
		if (rule->latest != x->latest)
			continue;
		if (rule->rows)
			try_rows(x, &s, rule, rec);
		else
			try_rule(x, &s, rule, rec);
	}
	arena_reset(x->scratch);
	return true;
}

static enum err_code
search_form(struct search *x, struct err *e)
{
	enum err_code code = ERR_OK;
	bool any[2] = {false, false};
	for (size_t k = 0; k < x->form->n_due; k++)
		any[x->form->due[k].latest] = true;
	if (any[0]) {
		x->latest = false;
		code = store_each(x->reader->txn, x->form->id, DAY_NONE,
			INT32_MAX, visit, x, e);
	}
	if (any[1] && code == ERR_OK) {
		x->latest = true;
		code = store_each_latest(
			x->reader->txn, x->form->id, visit, x, e);
	}
	return code;
}

static int
item_cmp(const void *pa, const void *pb)
{
	const struct due_item *a = pa;
	const struct due_item *b = pb;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return id_cmp(a->id, b->id);
}

enum err_code
due_list(struct reader *r, day_t on, int ahead, struct arena *a,
	struct due_item **out, size_t *n, struct err *e)
{
	struct search x = {.reader = r,
		.arena = a,
		.scratch = arena_new_secret(),
		.on = on,
		.ahead = ahead};
	const str *id;
	size_t forms = catalog_ids(r->catalog, &id);
	enum err_code code = ERR_OK;
	for (size_t k = 0; k < forms && code == ERR_OK; k++) {
		x.form = reader_form(r, id[k]);
		x.place = (int)k;
		if (x.form && x.form->n_due > 0)
			code = search_form(&x, e);
	}
	arena_free(x.scratch);
	if (code)
		return code;
	if (x.n > 0)
		qsort(x.v, x.n, sizeof *x.v, item_cmp);
	for (size_t k = 0; k < x.n; k++)
		x.v[k].title = record_title_of(r, a, x.v[k].id);
	*out = x.v;
	*n = x.n;
	return ERR_OK;
}

const char *
due_state(const struct due_item *i, day_t on)
{
	return i->day < on ? "overdue" : i->day == on ? "today" : "soon";
}

str
due_words(const struct due_item *i, day_t on, struct arena *a)
{
	int days = i->day - on;
	return days < 0    ? str_fmt(a, _("逾期 %d 天"), -days)
	       : days == 0 ? str_of(_("今天"))
			   : str_fmt(a, _("还有 %d 天"), days);
}
