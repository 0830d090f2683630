// SPDX-License-Identifier: MIT
/*
 * The form language in figures, each beside its bound or beside a floor: a
 * form of 1,000 fields with 300 calculations opened and keyed in, all shipped
 * forms loaded, a `where` tried on 100,000 records. Linked with malloc wrapped,
 * so that allocations are counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "forms/load.h"
#include "forms/session.h"

enum { FIELDS = 1000, CALCULATIONS = 300, KEYS = 200, RECORDS = 100000 };

static size_t allocations;

void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
void *
__wrap_malloc(size_t n)
{
	allocations++;
	return __real_malloc(n);
}

static double
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
line(const char *what, double ours, double bound, const char *note)
{
	printf("%-34s %10.3f %10.3f %7.2f  %s\n", what, ours, bound,
		ours / bound, note);
}

static void
quit(const struct err *e)
{
	fprintf(stderr, "%s:%d:%d: %s\n", e->file, e->line, e->col, e->words);
	exit(1);
}

/* Questions in groups of fifty; every third also a rule; 300 calculations, each
 * of two questions and the calculation before it, a chain of ten at a time. */
static str
big_form(struct arena *a)
{
	struct buf b = {.arena = a};
	int calc = 0;
	buf_addz(&b, "settings: {form_id: big, form_title: Big, version: "
		     "\"1\"}\nsurvey:\n");
	for (int i = 0; i < FIELDS - CALCULATIONS; i++) {
		buf_addf(&b,
			"  - type: integer\n    name: q%d\n    label: "
			"{zh: 第 %d 题, en: Question %d}\n",
			i, i, i);
		if (i % 3 == 1)
			buf_addf(&b,
				"    relevant: ${q%d} != 7\n    "
				"constraint: . >= 0 and . < 1000\n",
				i - 1);
		if (i % 7 >= 3 || calc == CALCULATIONS || i < 3)
			continue;
		buf_addf(&b,
			"  - type: integer\n    name: c%d\n    label: "
			"C%d\n    read_only: yes\n    calculation: "
			"coalesce(${q%d}, 0) + coalesce(${q%d}, 0)",
			calc, calc, i, i / 2);
		if (calc % 10 > 0)
			buf_addf(&b, " + ${c%d}", calc - 1);
		buf_addc(&b, '\n');
		calc++;
	}
	for (; calc < CALCULATIONS; calc++)
		buf_addf(&b,
			"  - type: calculate\n    name: c%d\n    "
			"calculation: round(${q%d} div 3, 1)\n",
			calc, calc);
	return buf_str(&b);
}

static struct session *
open_big(struct arena *a, str text, const struct cell **cell, size_t *n)
{
	struct findings found = {.arena = a};
	const struct yaml *root;
	const struct form *f;
	struct err e;
	if (yaml_parse(a, "big", text, &root, &e) != ERR_OK ||
		form_load(a, NULL, "big", root, &f, &found, &e) != ERR_OK)
		quit(&e);
	struct session *s = session_new(f, NULL, NULL);
	*n = session_cells(s, cell);
	return s;
}

static void
measure_big(void)
{
	struct arena *a = arena_new();
	const struct cell *cell;
	size_t n;
	str text = big_form(a);
	double best = 1e9;
	for (int i = 0; i < 5; i++) {
		double start = now_ms();
		struct session *s = open_big(a, text, &cell, &n);
		double took = now_ms() - start;
		best = took < best ? took : best;
		session_free(s);
	}
	line("open 1,000 fields, ms", best, 100, "300 calculations; the bound");

	struct session *s = open_big(a, text, &cell, &n);
	double worst = 0;
	double all = 0;
	for (int i = 0; i < KEYS; i++) {
		char path[16];
		char value[16];
		struct cell c;
		struct issue *issue;
		struct err e;
		snprintf(path, sizeof(path), "q%d", i * 3 % 700);
		snprintf(value, sizeof(value), "%d", i % 50);
		double start = now_ms();
		if (session_find(s, str_of(path), &c, &e) != ERR_OK ||
			session_type(s, &c, str_of(value), &e) != ERR_OK)
			quit(&e);
		(void)session_check_cell(s, &c, a, &issue);
		(void)session_cells(s, &cell);
		double took = now_ms() - start;
		worst = took > worst ? took : worst;
		all += took;
	}
	line("an answer to it, ms: worst of 200", worst, 16, "the bound");
	line("an answer to it, ms: mean", all / KEYS, 16, "the bound");
	session_free(s);
	arena_free(a);
}

static void
measure_shipped(void)
{
	double best = 1e9;
	double slowest = 1e9;
	size_t n = 0;
	char note[64];
	for (int i = 0; i < 5; i++) {
		double start = now_ms();
		struct catalog *c = catalog_new(NULL, 0);
		const str *id;
		double worst = 0;
		n = catalog_ids(c, &id);
		for (size_t k = 0; k < n; k++) {
			const struct form *f;
			struct err e;
			double one = now_ms();
			if (catalog_form(c, id[k], &f, &e) != ERR_OK)
				quit(&e);
			one = now_ms() - one;
			worst = one > worst ? one : worst;
		}
		slowest = worst < slowest ? worst : slowest;
		double took = now_ms() - start;
		best = took < best ? took : best;
		catalog_free(c);
	}
	snprintf(note, sizeof(note), "%zu forms; nothing needs them all", n);
	line("load all shipped forms, ms", best, 10, note);
	line("load the slowest of them, ms", slowest, 10,
		"with its lists; once in a run, when first asked for");
	best = 1e9;
	for (int i = 0; i < 5; i++) {
		double start = now_ms();
		struct catalog *c = catalog_new(NULL, 0);
		const struct catalog_item *items;
		(void)catalog_items(c, &items);
		double took = now_ms() - start;
		best = took < best ? took : best;
		catalog_free(c);
	}
	line("list them, ms", best, 10, "the menu; each is loaded when opened");
}

/* --- a where over records ------------------------------------------------ */

struct row {
	str kind;
	str hours;
	str on;
};
static struct row rows[1000];

static bool
row_get(const struct expr_scope *s, str name, struct arena *a,
	struct xvalue *out)
{
	const struct row *r = s->ctx;
	str *v = ARENA_NEW(a, str);
	*v = str_is(name, "kind")    ? r->kind
	     : str_is(name, "hours") ? r->hours
				     : r->on;
	*out = (struct xvalue){.type = X_NODES, .nodes = {v, 1}};
	return true;
}

static const struct expr_ops row_ops = {.get = row_get};

static bool
each_row(const struct expr_scope *s, const struct expr_search *what,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg)
{
	(void)what; /* one form is all there is */
	for (int i = 0; i < RECORDS; i++) {
		struct expr_scope r = {
			.ops = &row_ops, .ctx = &rows[i % 1000], .outer = s};
		if (!each(arg, &r))
			break;
	}
	return true;
}

static int
count_plainly(void)
{
	int n = 0;
	for (int i = 0; i < RECORDS; i++) {
		const struct row *r = &rows[i % 1000];
		char text[32];
		snprintf(text, sizeof(text), "%.*s", STR_FMT(r->hours));
		n += str_is(r->kind, "2") && strtod(text, NULL) > 3 &&
		     str_cmp(r->on, STR("2024-07-01")) >= 0 &&
		     str_cmp(r->on, STR("2024-09-30")) <= 0;
	}
	return n;
}

static void
measure_where(void)
{
	static const struct expr_ops ops = {.records = each_row};
	const struct expr_scope scope = {.ops = &ops};
	struct arena *a = arena_new();
	struct arena *scratch = arena_new();
	const struct expr *x;
	double count = 0;
	struct err e = {0};
	for (int i = 0; i < 1000; i++)
		rows[i] = (struct row){str_fmt(a, "%d", i % 4),
			str_fmt(a, "%d.5", i % 9),
			str_fmt(a, "2024-%02d-%02d", i % 12 + 1, i % 28 + 1)};
	if (expr_parse(a,
		    STR("count-of(visit, kind = '2' and hours > 3 and on >= "
			"'2024-07-01' and on <= '2024-09-30')"),
		    &x, &e) != ERR_OK)
		quit(&e);
	double ours = 1e9;
	double floor = 1e9;
	int plain = 0;
	size_t used = 0;
	for (int i = 0; i < 5; i++) {
		size_t before = allocations;
		double start = now_ms();
		if (expr_eval_number(x, &scope, scratch, &count, &e) != ERR_OK)
			quit(&e);
		double took = now_ms() - start;
		used = allocations - before;
		ours = took < ours ? took : ours;
		start = now_ms();
		plain = count_plainly();
		took = now_ms() - start;
		floor = took < floor ? took : floor;
		arena_reset(scratch);
	}
	if ((int)count != plain) {
		fprintf(stderr, "the where and its floor differ\n");
		exit(1);
	}
	char note[80];
	snprintf(note, sizeof(note), "100,000 records, %zu allocations in all",
		used);
	line("a where over records, ms", ours, floor, note);
	if (used > 100) {
		fprintf(stderr, "a where allocates per record\n");
		exit(1);
	}
	arena_free(scratch);
	arena_free(a);
}

int
main(void)
{
	measure_big();
	measure_shipped();
	measure_where();
	return 0;
}
