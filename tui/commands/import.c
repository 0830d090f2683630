// SPDX-License-Identifier: MIT
#include "forms/import.h"
#include "forms/rights.h"
#include "store/bulk.h"
#include "store/file.h"
#include "store/utf8.h"
#include "templates/writers/csv.h"
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TOLD_MOST = 50, SAMPLES = 3, RENEW = 500 };

/*
 * Twice over the table: first every row is checked, nothing written; then the
 * good ones go in, in batches that are taken back when anything fails. Rows
 * that other rows of the same table make wrong are found the second time.
 */
struct task {
	struct call *call;
	const struct form *form;
	struct ledger *table;
	struct import *import;
	struct session *session;
	bool partial;
	bool dry;
	bool draft;    /* rows that are not finished go in as drafts */
	bool across;   /* rules read other records: check again when writing */
	uint8_t *bad;  /* a bit a row, counted from 0 */
	size_t n_bits; /* room */
	size_t row;
	size_t good;
	size_t wrong;
	size_t drafts; /* of the good: not finished */
	size_t warned;
	size_t told;
	struct file_out errors;
	bool has_errors;    /* errors is open */
	struct arena *line; /* of one row, or of one batch */
	struct timespec begin;
	struct timespec shown;
	int exit;
};

/* --- progress
 * ------------------------------------------------------------------------ */

static double
seconds_since(const struct timespec *t)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - t->tv_sec) +
	       (double)(now.tv_nsec - t->tv_nsec) / 1e9;
}

/* On a terminal, of what takes over a second. */
static void
progress(struct task *x, const char *what, size_t at)
{
	double size = (double)ledger_size(x->table);
	double part = size > 0 ? (double)at / size : 1;
	double spent = seconds_since(&x->begin);
	if (!isatty(STDERR_FILENO) || spent < 1 ||
		seconds_since(&x->shown) < 0.2)
		return;
	clock_gettime(CLOCK_MONOTONIC, &x->shown);
	fprintf(stderr, _("\r%s %3.0f%%，每秒 %.0f 行，还要 %.0f 秒   "), what,
		part * 100, (double)x->row / spent,
		part > 0 ? spent / part - spent : 0);
}

static void
progress_end(const struct task *x)
{
	if (x->shown.tv_sec && isatty(STDERR_FILENO))
		fprintf(stderr, "\r%60s\r", "");
}

static void
begin_pass(struct task *x)
{
	clock_gettime(CLOCK_MONOTONIC, &x->begin);
	x->shown = (struct timespec){0};
	x->row = 0;
}

/* --- rows that are wrong
 * ---------------------------------------------------------------- */

static bool
is_bad(const struct task *x, size_t row)
{
	return row < x->n_bits && x->bad[row / 8] >> row % 8 & 1;
}

static void
mark_bad(struct task *x, size_t row)
{
	struct arena *a = x->call->arena;
	if (row >= x->n_bits) {
		size_t bits = row * 2 + 8192;
		x->bad = arena_grow(
			a, x->bad, (x->n_bits + 7) / 8, (bits + 7) / 8, 1);
		x->n_bits = bits;
	}
	x->bad[row / 8] |= (uint8_t)(1u << row % 8);
}

/* The row as it came, and behind it why. */
static void
give_back(struct task *x, const struct ledger_row *row, const struct issue *v,
	size_t n)
{
	struct buf b = {.arena = x->line};
	struct buf why = {.arena = x->line};
	struct csv w = {.out = &b, .people = true};
	const str *header;
	size_t columns = import_header(x->import, &header);
	if (!x->has_errors)
		return;
	for (size_t k = 0; k < columns; k++)
		csv_put(&w, k < row->n ? row->cell[k] : STR_NONE, true);
	for (size_t k = 0; k < n; k++)
		if (v[k].kind == ISSUE_ERROR)
			buf_addf(&why, "%s%.*s：%.*s", why.n ? "；" : "",
				STR_FMT(v[k].path), STR_FMT(v[k].words));
	csv_put(&w, buf_str(&why), true);
	csv_end_line(&w);
	file_out_write(&x->errors, buf_str(&b));
}

static void
refuse(struct task *x, const struct ledger_row *row, const struct issue *v,
	size_t n)
{
	x->wrong++;
	mark_bad(x, x->row);
	give_back(x, row, v, n);
	for (size_t k = 0; k < n; k++) {
		if (v[k].kind != ISSUE_ERROR || x->told++ >= TOLD_MOST)
			continue;
		progress_end(x);
		fprintf(stderr, "%zu:%.*s: error: %.*s\n", row->line,
			STR_FMT(v[k].path), STR_FMT(v[k].words));
	}
}

static size_t
errors_in(const struct issue *v, size_t n)
{
	size_t errors = 0;
	for (size_t k = 0; k < n; k++)
		errors += v[k].kind == ISSUE_ERROR;
	return errors;
}

/* Paths of fields become the table's own headers. */
static void
name_columns(struct task *x, struct issue *v, size_t n)
{
	const struct import_column *c;
	size_t m = import_columns(x->import, &c);
	for (size_t k = 0; k < n; k++) {
		for (size_t i = 0; i < m && v[k].field; i++)
			if (c[i].field == v[k].field &&
				(c[i].row <= 1 || !v[k].field->repeat)) {
				v[k].path = c[i].header;
				break;
			}
		if (v[k].field && str_eq(v[k].path, v[k].field->name))
			v[k].path = label_text(&v[k].field->label);
	}
}

/* --- first: every row is checked
 * ---------------------------------------------------------- */

static void
check_row(struct task *x, struct reader *r, const struct ledger_row *row)
{
	struct session *s = x->session;
	struct arena *a = x->line;
	struct issue *v;
	struct record rec;
	str words;
	session_again(s);
	session_lend(s, r);
	size_t n = import_fill(x->import, s, row, a, &v);
	bool unfinished = false;
	if (errors_in(v, n) == 0) {
		n = session_check(s, a, &v);
		name_columns(x, v, n);
		unfinished = x->draft && errors_in(v, n) > 0;
	}
	x->warned += n - errors_in(v, n);
	if (unfinished)
		n = 0;
	if (errors_in(v, n) == 0 && !unfinished && x->form->n_unique > 0 &&
		session_record(s, a, false, x->call->user, &rec, NULL) ==
			ERR_OK) {
		rec.state = RECORD_FINAL;
		struct store_keys keys = record_keys(r, a, x->form, &rec);
		if (!import_is_first(x->import, &keys, a, &words)) {
			v = ARENA_NEW(a, struct issue);
			*v = (struct issue){ISSUE_ERROR, NULL, STR("-"), words};
			n = 1;
		}
	}
	session_lend(s, NULL);
	if (errors_in(v, n) > 0) {
		refuse(x, row, v, n);
		return;
	}
	x->good++;
	x->drafts += unfinished;
}

/* No read transaction lives long: it would keep old pages from being used. */
static int
check_all(struct task *x)
{
	struct call *c = x->call;
	struct store_txn *t = NULL;
	struct arena *a = arena_new_secret();
	struct ledger_row row;
	struct reader r;
	struct err e;
	begin_pass(x);
	while (ledger_next(x->table, &row, &e)) {
		if (t && x->row % RENEW == 0) {
			store_done(t);
			t = NULL;
		}
		if (!t) {
			arena_reset(a);
			if (store_read(c->store, &t, &e))
				break;
			reader_init(&r, c->catalog, t, str_of(c->user), a);
		}
		check_row(x, &r, &row);
		arena_reset(x->line);
		x->row++;
		progress(x, _("核对"), row.at);
	}
	progress_end(x);
	if (t)
		store_done(t);
	arena_free(a);
	return e.code ? call_fail(&e) : 0;
}

/* --- then: the good ones go in
 * -------------------------------------------------------------- */

struct batch_rows {
	struct task *task;
	struct ledger_row *row;
	size_t *number; /* of the row, from 0 */
	size_t n;
	bool failed;
};

/* Copied, so that the batch can be done again. */
static bool
read_batch(struct task *x, struct batch_rows *b, struct err *e)
{
	struct arena *a = x->line;
	struct ledger_row row;
	arena_reset(a);
	b->n = 0;
	b->row = ARENA_ARRAY(a, BULK_BATCH, struct ledger_row);
	b->number = ARENA_ARRAY(a, BULK_BATCH, size_t);
	while (b->n < BULK_BATCH && ledger_next(x->table, &row, e)) {
		size_t number = x->row++;
		if (is_bad(x, number))
			continue;
		str *cell = ARENA_ARRAY(a, row.n, str);
		for (size_t k = 0; k < row.n; k++)
			cell[k] = str_dup(a, row.cell[k]);
		row.cell = cell;
		b->row[b->n] = row;
		b->number[b->n++] = number;
	}
	return b->n > 0 && !e->code;
}

static enum err_code
put_row(struct task *x, struct store_txn *t, struct reader *r,
	const struct ledger_row *row, struct arena *a, struct issue **v,
	size_t *n, struct err *e)
{
	struct session *s = x->session;
	struct record rec;
	struct id taken;
	bool final = true;
	session_again(s);
	session_lend(s, r);
	*n = import_fill(x->import, s, row, a, v);
	if (errors_in(*v, *n) == 0 && (x->across || x->draft)) {
		*n = session_check(s, a, v);
		name_columns(x, *v, *n);
		final = !x->draft || errors_in(*v, *n) == 0;
	}
	if (final && errors_in(*v, *n) > 0)
		return err_set(e, ERR_INPUT, "%.*s", STR_FMT((*v)->words));
	enum err_code code =
		session_record(s, a, final, x->call->user, &rec, e);
	if (code == ERR_OK) {
		struct store_keys keys = {
			.domain = store_domain_parse(x->form->domain),
			.event = DAY_NONE};
		if (final)
			keys = record_keys(r, a, x->form, &rec);
		code = bulk_put(t, &rec, &keys, &taken, e);
	}
	session_lend(s, NULL);
	return code;
}

static enum err_code
batch_work(struct store_txn *t, void *arg, struct err *e)
{
	struct batch_rows *b = arg;
	struct task *x = b->task;
	struct arena *reading = arena_new_secret();
	struct arena *a = arena_new_secret();
	struct reader r;
	enum err_code code = ERR_OK;
	reader_init(&r, x->call->catalog, t, str_of(x->call->user), reading);
	for (size_t k = 0; k < b->n && code == ERR_OK; k++) {
		struct issue *v = NULL;
		size_t n = 0;
		if (is_bad(x, b->number[k]))
			continue;
		arena_reset(a);
		code = put_row(x, t, &r, &b->row[k], a, &v, &n, e);
		if (code != ERR_INPUT && code != ERR_EXISTS)
			continue;
		if (errors_in(v, n) == 0) {
			v = ARENA_NEW(a, struct issue);
			*v = (struct issue){
				ISSUE_ERROR, NULL, STR("-"), str_of(e->words)};
			n = 1;
		}
		size_t row = x->row;
		x->row = b->number[k];
		refuse(x, &b->row[k], v, n);
		x->row = row;
		x->good--;
		b->failed = true;
		if (x->partial)
			code = ERR_OK;
	}
	session_lend(x->session, NULL);
	arena_free(a);
	arena_free(reading);
	return code;
}

static int
write_all(struct task *x, const char *what)
{
	struct call *c = x->call;
	struct batch_rows b = {.task = x};
	struct bulk *bulk;
	struct ledger_row row;
	struct err e;
	if (ledger_rewind(x->table, &e))
		return call_fail(&e);
	/* Titles above the header, and itself. */
	while (ledger_next(x->table, &row, &e) &&
		row.line < import_header_line(x->import))
		;
	if (bulk_open(c->store, x->form->id, str_of(what), &bulk, &e))
		return call_fail(&e);
	begin_pass(x);
	enum err_code code = ERR_OK;
	while (code == ERR_OK && read_batch(x, &b, &e)) {
		code = bulk_write(bulk, batch_work, &b, &e);
		progress(x, _("写入"), b.row[b.n - 1].at);
	}
	progress_end(x);
	if (code == ERR_OK)
		code = e.code;
	if (code == ERR_OK && bulk_count(bulk) > 0)
		code = bulk_close(bulk, &e);
	else
		(void)bulk_drop(bulk, NULL); /* what failed is told */
	if (code)
		x->good = x->drafts = 0;
	if (code == ERR_INPUT || code == ERR_EXISTS)
		return 0; /* the row has been told */
	return code ? call_fail(&e) : 0;
}

/* --- what is to be seen
 * ----------------------------------------------------------------------- */

static void
print_columns(const struct task *x)
{
	const struct import_column *c;
	const struct field **lacking;
	size_t n = import_columns(x->import, &c);
	printf(_("编码 %s，表头在第 %zu 行\n"),
		charset_name(ledger_charset(x->table)),
		import_header_line(x->import));
	for (size_t k = 0; k < n; k++) {
		struct arena *a = x->call->arena;
		str header = utf8_show(a, c[k].header);
		if (!c[k].field) {
			printf("%zu\t%.*s\t-\t%.*s\n", k + 1, STR_FMT(header),
				STR_FMT(c[k].why));
			continue;
		}
		str path = c[k].field->name;
		if (c[k].row)
			path = str_fmt(a, "%.*s[%zu].%.*s",
				STR_FMT(c[k].field->repeat->name), c[k].row,
				STR_FMT(path));
		printf("%zu\t%.*s\t%.*s%s%.*s\t%.*s\n", k + 1, STR_FMT(header),
			STR_FMT(path), c[k].path.n ? "." : "",
			STR_FMT(c[k].path),
			STR_FMT(label_text(&c[k].field->label)));
	}
	n = import_lacking(x->import, x->call->arena, &lacking);
	for (size_t k = 0; k < n; k++)
		printf(_("缺少必填的栏：%.*s（%.*s）\n"),
			STR_FMT(label_text(&lacking[k]->label)),
			STR_FMT(lacking[k]->name));
}

static void
print_end(struct task *x)
{
	if (x->told > TOLD_MOST)
		fprintf(stderr, _("还有 %zu 处没有列出\n"),
			x->told - TOLD_MOST);
	if (x->warned > 0)
		fprintf(stderr, _("另有 %zu 处提醒，不妨碍导入\n"), x->warned);
	if (x->dry)
		printf(_("可以导入 %zu 行，有错 %zu 行；还没有导入\n"), x->good,
			x->wrong);
	else if (x->wrong > 0 && !x->partial)
		printf(_("有错 %zu 行，什么也没有导入；改好再来，或用 "
			 "--partial "
			 "只导入没有错的\n"),
			x->wrong);
	else
		printf(_("导入 %zu 行，有错 %zu 行\n"), x->good, x->wrong);
	if (x->drafts > 0)
		printf(_("其中 %zu 行没有填完，存为草稿，等着补齐\n"),
			x->drafts);
}

/* --- the call
 * -----------------------------------------------------------------------------------
 */

static int
open_errors(struct task *x, const char *path)
{
	struct buf b = {.arena = x->call->arena};
	struct err e;
	if (!path)
		return 0;
	if (file_out_open(&x->errors, path, &e))
		return call_fail(&e);
	x->has_errors = true;
	struct csv w = csv_begin(&b, true);
	const str *header;
	size_t n = import_header(x->import, &header);
	for (size_t k = 0; k < n; k++)
		csv_put(&w, header[k], true);
	csv_put(&w, str_of(_("原因")), true);
	csv_end_line(&w);
	file_out_write(&x->errors, buf_str(&b));
	return 0;
}

static int
close_errors(struct task *x, int rc)
{
	struct err e;
	if (!x->has_errors)
		return rc;
	if (x->wrong == 0) {
		file_out_abort(&x->errors);
		return rc;
	}
	if (file_out_commit(&x->errors, &e))
		return call_fail(&e);
	return rc;
}

static bool
reads_across(const struct form *f)
{
	for (size_t k = 0; k < f->n_expr; k++)
		if (expr_reads_records(f->expr[k].x))
			return true;
	return false;
}

static int
import(struct task *x, const char *file, const char *map_name,
	const char *errors)
{
	struct call *c = x->call;
	const struct yaml *map = NULL;
	struct err e;
	const char *base = strrchr(file, '/');
	if (map_name && import_map_load(c->arena, map_name, &map, &e))
		return call_fail(&e);
	if (ledger_open(file, &x->table, &e) ||
		import_open(c->catalog, x->form, x->table, map, c->arena,
			&x->import, &e))
		return call_fail(&e);
	if (x->dry)
		print_columns(x);
	int rc = open_errors(x, errors);
	if (!rc)
		rc = check_all(x);
	if (!rc && !x->dry && x->good > 0 && (x->wrong == 0 || x->partial))
		rc = write_all(x, base ? base + 1 : file);
	rc = close_errors(x, rc);
	if (rc)
		return rc;
	print_end(x);
	return x->wrong > 0 ? err_exit(ERR_INPUT) : 0;
}

static int
run(struct call *c)
{
	const char *map = NULL;
	const char *errors = NULL;
	struct task x = {.call = c};
	const struct option options[] = {
		{.name = "--map", .value = &map},
		{.name = "--dry-run", .given = &x.dry},
		{.name = "--partial", .given = &x.partial},
		{.name = "--draft", .given = &x.draft},
		{.name = "--errors", .value = &errors},
	};
	struct err e;
	int rc = call_options(c, options, 5, 2, 2);
	if (rc || (rc = call_open(c, x.dry)))
		return rc;
	if (catalog_form(c->catalog, str_of(c->argv[0]), &x.form, &e))
		return call_fail(&e);
	if (rights_here(c->store, x.form->id, x.form->domain) == SCOPE_NONE) {
		rights_refuse(&e);
		return call_fail(&e);
	}
	if (x.form->waiting) {
		form_refuse(x.form, &e);
		return call_fail(&e);
	}
	enum store_domain domain = store_domain_parse(x.form->domain);
	if (domain && !store_may(c->store, domain)) {
		err_set(&e, ERR_DENIED, "%s", _("您的角色无权填写这类记录"));
		return call_fail(&e);
	}
	x.across = reads_across(x.form);
	x.session = session_new(x.form, NULL, NULL);
	x.line = arena_new_secret();
	rc = import(&x, c->argv[1], map, errors);
	import_close(x.import);
	ledger_close(x.table);
	arena_free(x.line);
	session_free(x.session);
	return rc;
}

const struct command command_import = {
	.name = "import",
	.summary = N_("把现成的表（CSV）导入一种表单"),
	.usage = "FORM FILE.csv [--map MAP.yaml] [--dry-run] [--partial] "
		 "[--draft] [--errors OUT.csv]",
	.help = N_(
		"表头写栏名或字段名；编码（UTF-8、GB18030、UTF-16）和分隔符自"
		"动认出。\n"
		"有一行不对就都不导入。\n"
		"  --map M      表头另有叫法的，用对照表（见 "
		"xinzhan-forms(5)）\n"
		"  --dry-run    只看哪列进哪栏、有哪些错，不导入\n"
		"  --partial    只导入没有错的行\n"
		"  --draft      缺必填栏、不合规则的行存为草稿，在首页上补齐\n"
		"  --errors F   有错的行原样写到 F，末列写原因；改好可再导入\n"
		"例：xinzhan import activity 活动台账.csv --dry-run"),
	.run = run,
};
