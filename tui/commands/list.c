// SPDX-License-Identifier: MIT
#include "forms/exchange.h"
#include "forms/rights.h"
#include "store/utf8.h"
#include "templates/writers/csv.h"
#include "tui/commands/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMN_MOST 30 /* columns on the screen of one cell of a table */

/* One record to print. */
struct line {
	struct id id;
	day_t event;
	struct value key; /* of --sort */
	enum record_state state;
	str *cell;
	str json;
};

struct list {
	struct call *call;
	struct reader *reader;
	const struct form *form;
	const struct field **column;
	size_t n_column;
	const struct expr *where;
	bool secret; /* where reads a secret field */
	const struct field *sort;
	bool descending;
	bool voided;
	bool period_given;
	struct period period;
	enum { LIST_TABLE, LIST_CSV, LIST_JSONL } format;
	bool all_columns; /* no --columns: jsonl prints whole records */
	int64_t limit;
	enum mask mask;
	struct arena *scratch;
	struct line *v;
	size_t n;
	size_t cap;
	enum err_code failed;
	struct err *e;
};

static day_t
event_of(const struct list *l, const struct record *r)
{
	const struct value *v =
		l->form->event_date
			? fields_get(&r->fields, l->form->event_date->name)
			: NULL;

	if (v && v->type == VALUE_DATE)
		return v->day;
	return v && v->type == VALUE_DATETIME ? date_of_moment(v->moment)
					      : DAY_NONE;
}

static str
cell_text(struct list *l, const struct record_scope *s, enum sight sight,
	const struct field *f)
{
	struct arena *a = l->call->arena;
	struct value v = record_field(s, a, f);
	str shown = l->format == LIST_JSONL ? value_text(a, &v)
					    : record_show(l->reader, a, f, &v);

	shown = record_cover(a, f, sight, l->mask, shown);
	return str_dup(a, shown);
}

static str
json_line(struct list *l, const struct record *r)
{
	struct buf b = {.arena = l->call->arena};

	if (l->all_columns)
		exchange_write(l->reader, &b, r, l->mask);
	else
		exchange_write_columns(
			l->reader, &b, r, l->column, l->n_column, l->mask);
	return buf_str(&b);
}

static void
keep(struct list *l, const struct record_scope *s, const struct record *r)
{
	struct arena *a = l->call->arena;

	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 256;
		l->v = arena_grow(a, l->v, l->n, cap, sizeof *l->v);
		l->cap = cap;
	}
	struct line *line = &l->v[l->n++];
	*line = (struct line){
		.id = r->id,
		.event = event_of(l, r),
		.state = r->state,
		.cell = ARENA_ARRAY(a, l->n_column + 1, str),
	};
	enum sight sight = record_sight(l->reader, l->form, r);
	if (l->sort && !(l->sort->secret.n && sight != SIGHT_WHOLE)) {
		struct value v = record_field(s, a, l->sort);
		line->key = value_dup(a, &v);
	}
	for (size_t i = 0; i < l->n_column; i++)
		line->cell[i] = cell_text(l, s, sight, l->column[i]);
	if (l->format == LIST_JSONL)
		line->json = json_line(l, r);
}

static bool
visit(void *arg, const struct record *r)
{
	struct list *l = arg;
	struct record_scope s;
	bool wanted = true;

	if (r->state == RECORD_VOID && !l->voided)
		return true;
	day_t event = event_of(l, r);
	if (l->period_given &&
		(event < l->period.first || event > l->period.last))
		return true;
	record_scope_init(&s, l->reader, l->form, r);
	/* What may not be read is not to be guessed at either. */
	if (l->secret && record_sight(l->reader, l->form, r) != SIGHT_WHOLE)
		return true;
	if (l->where) {
		arena_reset(l->scratch);
		l->failed = expr_eval_boolean(
			l->where, &s.scope, l->scratch, &wanted, l->e);
		if (l->failed)
			return false;
	}
	if (wanted)
		keep(l, &s, r);
	return true;
}

/* qsort has no argument of its own. */
static const struct list *sorting;

static int
line_cmp(const void *pa, const void *pb)
{
	const struct line *a = pa;
	const struct line *b = pb;
	int c = 0;

	if (sorting->sort)
		c = value_cmp(&a->key, &b->key);
	else if (a->event != b->event)
		c = a->event < b->event ? -1 : 1;
	if (sorting->descending)
		c = -c;
	return c ? c : id_cmp(a->id, b->id);
}

static const char *
state_words(enum record_state s)
{
	return s == RECORD_DRAFT   ? _("草稿")
	       : s == RECORD_FINAL ? _("完成")
				   : _("作废");
}

/* --- printing
 * ------------------------------------------------------------------ */

static void
print_cell(str s, int width, bool last)
{
	int used;
	str fits = utf8_fit(s, width, &used);

	printf("%.*s", STR_FMT(fits));
	if (!last)
		printf("%*s", width - used + 2, "");
}

static void
print_table(struct list *l)
{
	struct arena *a = l->call->arena;
	int *width = ARENA_ARRAY(a, l->n_column + 1, int);

	for (size_t i = 0; i < l->n_column; i++) {
		width[i] = utf8_width(label_text(&l->column[i]->label));
		for (size_t k = 0; k < l->n; k++) {
			str *cell = &l->v[k].cell[i];
			*cell = utf8_show(a, *cell);
			int w = utf8_width(*cell);
			width[i] = w > width[i] ? w : width[i];
		}
		if (width[i] > COLUMN_MOST)
			width[i] = COLUMN_MOST;
	}
	print_cell(str_of(_("编号")), ID_TEXT, false);
	print_cell(str_of(_("状态")), 5, l->n_column == 0);
	for (size_t i = 0; i < l->n_column; i++)
		print_cell(label_text(&l->column[i]->label), width[i],
			i + 1 == l->n_column);
	putchar('\n');
	for (size_t k = 0; k < l->n; k++) {
		print_cell(id_format(a, l->v[k].id), ID_TEXT, false);
		print_cell(str_of(state_words(l->v[k].state)), 5,
			l->n_column == 0);
		for (size_t i = 0; i < l->n_column; i++)
			print_cell(l->v[k].cell[i], width[i],
				i + 1 == l->n_column);
		putchar('\n');
	}
}

/* Numbers and dates are written as they are. */
static bool
field_is_plain(const struct field *f)
{
	return f->type == FIELD_INTEGER || f->type == FIELD_DECIMAL ||
	       f->type == FIELD_DATE || f->type == FIELD_TIME ||
	       f->type == FIELD_DATETIME;
}

static void
print_csv(struct list *l)
{
	struct buf b = {.arena = l->call->arena};
	struct csv w = csv_begin(&b, true);

	csv_put(&w, str_of(_("编号")), true);
	csv_put(&w, str_of(_("状态")), true);
	for (size_t i = 0; i < l->n_column; i++)
		csv_put(&w, label_text(&l->column[i]->label), true);
	csv_end_line(&w);
	for (size_t k = 0; k < l->n; k++) {
		csv_put(&w, id_format(b.arena, l->v[k].id), true);
		csv_put(&w, str_of(state_words(l->v[k].state)), true);
		for (size_t i = 0; i < l->n_column; i++)
			csv_put(&w, l->v[k].cell[i],
				!field_is_plain(l->column[i]));
		csv_end_line(&w);
	}
	fwrite(b.p, 1, b.n, stdout);
}

static void
print_lines(struct list *l)
{
	if (l->format == LIST_TABLE)
		print_table(l);
	for (size_t k = 0; l->format == LIST_JSONL && k < l->n; k++)
		printf("%.*s\n", STR_FMT(l->v[k].json));
	if (l->format == LIST_CSV)
		print_csv(l);
}

/* --- the call
 * --------------------------------------------------------------------- */

static int
pick_columns(struct list *l, const char *columns)
{
	struct arena *a = l->call->arena;
	str rest = str_of(columns);
	str name;

	l->all_columns = !columns;
	l->column = ARENA_ARRAY(a, l->form->n_all + 1, const struct field *);
	for (size_t i = 0; !columns && i < l->form->n_list; i++)
		l->column[l->n_column++] = l->form->list[i];
	while (columns && str_cut(&rest, ',', &name)) {
		const struct field *f = form_field(l->form, str_trim(name));
		if (!f || !field_has_value(f) || f->repeat)
			return call_usage(
				l->call, _("表里没有栏 %.*s"), STR_FMT(name));
		size_t k = 0;
		while (k < l->n_column && l->column[k] != f)
			k++;
		if (k == l->n_column) /* a column asked twice stands once */
			l->column[l->n_column++] = f;
	}
	return 0;
}

static int
pick_order(struct list *l, const char *sort, const char *limit)
{
	str name = str_of(sort);

	if (str_starts(name, STR("-"))) {
		l->descending = true;
		name = str_from(name, 1);
	}
	if (sort && !(l->sort = form_field(l->form, name)))
		return call_usage(l->call, _("表里没有栏 %.*s"), STR_FMT(name));
	l->limit = INT64_MAX;
	if (limit && (!str_int(str_of(limit), &l->limit) || l->limit < 0))
		return call_usage(
			l->call, _("--limit 要一个数，不是 %s"), limit);
	return 0;
}

/* Compile --where. Names are looked up now: without a record to try it on, a
 * slip would pass for “nothing found”. */
static int
pick_where(struct list *l, const char *where)
{
	const struct expr_name *v;
	struct err e;

	if (!where)
		return 0;
	if (expr_parse(l->call->arena, str_of(where), &l->where, &e))
		return call_usage(l->call, "--where: %s", e.words);
	size_t n = expr_names(l->where, &v);
	for (size_t i = 0; i < n; i++) {
		bool own = v[i].kind == EXPR_NAME_FIELD ||
			   v[i].kind == EXPR_NAME_PLAIN;
		if (own && !str_starts(v[i].name, STR("_")) &&
			!form_field(l->form, v[i].name))
			return call_usage(l->call, _("表里没有栏 %.*s"),
				STR_FMT(v[i].name));
		const struct field *f =
			own ? form_field(l->form, v[i].name) : NULL;
		l->secret = l->secret || (f && f->secret.n);
	}
	return 0;
}

/* May they be listed, may they leave the house, and how masked? JSON is what
 * programs are given: the desk's masks will do for those who may have all. */
static enum err_code
pick_mask(struct list *l, struct err *e)
{
	struct store *s = l->call->store;
	enum export_right right = rights_export(store_user(s)->roles, l->form);
	bool reveal = l->call->globals->reveal != NULL;
	bool export = l->format != LIST_TABLE;

	if (rights_here(s, l->form->id, l->form->domain) == SCOPE_NONE)
		return rights_refuse(e);
	if (export && right == EXPORT_NOTHING)
		return rights_refuse_export(e);
	if (export && reveal && right != EXPORT_WHOLE)
		return err_set(e, ERR_DENIED, "%s",
			_("您的角色只能导出遮住的内容，不能加 --reveal"));
	l->mask = reveal ? MASK_NONE : MASK_DESK;
	if (!reveal &&
		(l->format == LIST_CSV || (export && right == EXPORT_MASKED)))
		l->mask = MASK_EXPORT;
	return ERR_OK;
}

/* In the order of the date index: what comes after the last line wanted need
 * not be read. */
static bool
visit_first(void *arg, const struct record *r)
{
	struct list *l = arg;

	return (int64_t)l->n < l->limit && visit(arg, r);
}

/* Final records by their day, then drafts; void ones are in no index. */
static enum err_code
visit_all(struct list *l, struct err *e)
{
	struct store_txn *t = l->reader->txn;
	str form = l->form->id;
	day_t first = l->period_given ? l->period.first : DAY_NONE;
	day_t last = l->period_given ? l->period.last : INT32_MAX;

	if (l->voided)
		return store_each_all(t, form, visit, l, e);
	enum err_code code = store_each(
		t, form, first, last, l->sort ? visit : visit_first, l, e);
	return code || l->failed ? code
				 : store_each_draft(t, form, visit, l, e);
}

static enum err_code
collect(struct list *l, struct err *e)
{
	l->e = e;
	l->scratch = arena_new_secret();
	enum err_code code = visit_all(l, e);
	arena_free(l->scratch);
	if (!code)
		code = l->failed;
	if (code)
		return code;
	sorting = l;
	if (l->n)
		qsort(l->v, l->n, sizeof *l->v, line_cmp);
	if (l->limit < (int64_t)l->n)
		l->n = (size_t)l->limit;
	return ERR_OK;
}

static int
run(struct call *c)
{
	static const char *const formats[] = {"table", "csv", "jsonl"};
	const char *where = NULL;
	const char *period = NULL;
	const char *columns = NULL;
	const char *sort = NULL;
	const char *limit = NULL;
	const char *format = "table";
	struct list l = {.call = c};
	const struct option options[] = {
		{.name = "--void", .given = &l.voided},
		{.name = "--where", .value = &where},
		{.name = "--period",
			.value = &period,
			.given = &l.period_given},
		{.name = "--columns", .value = &columns},
		{.name = "--sort", .value = &sort},
		{.name = "--limit", .value = &limit},
		{.name = "--format", .value = &format},
	};
	struct reader r;
	struct err e;
	int rc = call_options(
		c, options, sizeof options / sizeof *options, 1, 1);
	if (rc)
		return rc;
	int k = 0;
	while (k < 3 && strcmp(formats[k], format))
		k++;
	if (k == 3)
		return call_usage(
			c, _("没有格式 %s，有 table、csv、jsonl"), format);
	l.format = (unsigned)k;
	if (period && period_parse(str_of(period), &l.period, &e))
		return call_fail(&e);
	if ((rc = call_open(c, true)))
		return rc;
	if (catalog_form(c->catalog, str_of(c->argv[0]), &l.form, &e) ||
		pick_mask(&l, &e))
		return call_fail(&e);
	if ((rc = pick_where(&l, where)) || (rc = pick_columns(&l, columns)) ||
		(rc = pick_order(&l, sort, limit)) || (rc = call_read(c, &r)))
		return rc;
	r.covers = true;
	l.reader = &r;
	enum err_code code = collect(&l, &e);
	call_done(&r);
	if (code)
		return call_fail(&e);
	rc = call_note(c, l.format == LIST_TABLE ? AUDIT_VIEW : AUDIT_EXPORT,
		l.form->id, ID_NONE, "list %s: %zu%s%s", formats[l.format], l.n,
		where ? "; " : "", where ? where : "");
	if (!rc)
		print_lines(&l);
	return rc;
}

const struct command command_list = {
	.name = "list",
	.summary = N_("列出一种表的记录"),
	.usage = "FORM [--void] [--where EXPR] [--period P] [--columns A,B] "
		 "[--sort F] [--limit N] [--format table|csv|jsonl]",
	.help = N_("按事件日期排；证件号、电话等照规矩遮住。\n"
		   "  --void        连作废的也列\n"
		   "  --where EXPR  只列条件成立的，如 \"${ac_heads} > 100\"\n"
		   "  --period P    只列这一期的，如 "
		   "2024Q3、202407、2024S1、2024\n"
		   "  --sort F      按一栏排；-F 倒过来\n"
		   "例：xinzhan list activity --period 2022Q4 --format csv"),
	.run = run,
};
