// SPDX-License-Identifier: MIT
#include "templates/report_rollup.h"
#include "templates/report_pack.h"
#include "templates/report_tally.h"

#include "store/lang.h"
#include "store/paper.h"

/* One column: a report of the same rows, and what it is called. */
struct part {
	str id;
	struct label label;
	struct report report;
	bool none; /* nothing was reported */
};

struct rollup {
	const struct chain *chain;
	const struct report_def *of;
	struct period period;
	struct arena *arena;
	struct part *v;
	size_t n;
};

static enum err_code
child_part(struct rollup *x, const struct child *c, struct err *e)
{
	struct arena *a = x->arena;
	struct part *part = ARENA_PUSH(a, x->v, x->n);
	struct more more = {.only = true};
	struct report sums;
	str bytes;

	part->id = c->code;
	part->label = (struct label){{c->name, c->name}};
	enum err_code code = paper_get(x->chain->reader->txn,
		chain_sums_name(a, period_code(a, x->period), c->code, c->rev,
			x->of->id),
		a, &bytes, e);
	part->none = code == ERR_ABSENT;
	if (part->none)
		return ERR_OK;
	if (code == ERR_OK)
		code = report_unpack(bytes, a, &sums, e);
	if (code)
		return code;
	more.sum = sums.sum;
	more.n_sum = sums.n_sum;
	return report_compute_more(x->of, x->chain->reader, x->chain->station,
		x->period, &more, a, &part->report, e);
}

static enum err_code
parts(struct rollup *x, const struct chain_entries *entries, struct err *e)
{
	struct child *child;
	struct part *part;
	size_t n;
	enum err_code code = chain_children(x->chain->reader->txn,
		period_code(x->arena, x->period), x->arena, &child, &n, e);

	for (size_t i = 0; !code && i < n; i++)
		if (!child[i].returned)
			code = child_part(x, &child[i], e);
	if (!code && x->n + 8 > REPORT_COLUMNS)
		code = err_set(e, ERR_LIMIT, _("最多 %d 列"), REPORT_COLUMNS);
	if (code)
		return code;
	part = ARENA_PUSH(x->arena, x->v, x->n);
	part->id = STR("own");
	part->label = (struct label){{STR("本级"), STR("Own")}};
	code = report_make_own(x->chain, x->of, x->period, entries, x->arena,
		&part->report, e);
	if (code)
		return code;
	part = ARENA_PUSH(x->arena, x->v, x->n);
	part->id = STR("value");
	part->label = (struct label){{STR("合计"), STR("Total")}};
	return report_make_now(x->chain, x->of->id, x->period, entries,
		x->arena, &part->report, e);
}

static void
lay_out(struct rollup *x, struct report *out)
{
	const struct report *total = &x->v[x->n - 1].report;
	struct report_column *column =
		ARENA_ARRAY(x->arena, x->n, struct report_column);
	struct report_row *row =
		ARENA_ARRAY(x->arena, total->n_row, struct report_row);
	size_t value = report_column_find(total, STR_NONE);

	for (size_t k = 0; k < x->n; k++) {
		column[k].id = x->v[k].id;
		column[k].label = x->v[k].label;
		column[k].reported = k == x->n - 1;
	}
	for (size_t i = 0; i < total->n_row; i++) {
		struct report_cell *cell =
			ARENA_ARRAY(x->arena, x->n, struct report_cell);
		struct report_part *part =
			ARENA_ARRAY(x->arena, x->n, struct report_part);
		row[i] = total->row[i];
		for (size_t k = 0; k < x->n && !row[i].section; k++) {
			const struct report *r = &x->v[k].report;
			if (x->v[k].none || value >= r->n_column)
				continue;
			cell[k] = r->row[i].cell[value];
			if (r->row[i].part)
				part[k] = r->row[i].part[value];
		}
		row[i].cell = cell;
		row[i].part = part;
	}
	out->column = column;
	out->n_column = x->n;
	out->row = row;
	out->n_row = total->n_row;
	out->note = total->note;
	out->n_note = total->n_note;
	out->check = total->check;
	out->n_check = total->n_check;
	out->drafts = total->drafts;
	out->created = total->created;
	out->snapshot = total->snapshot;
	out->landscape = true;
}

enum err_code
report_rollup(const struct chain *c, const struct report_def *def,
	struct period period, const struct chain_entries *entries,
	struct arena *a, struct report *out, struct err *e)
{
	struct rollup x = {.chain = c, .period = period, .arena = a};
	enum err_code code = report_set_get(c->reports, def->roll_up, &x.of, e);

	if (code == ERR_OK && (x.of->n_line || x.of->n_list || x.of->roll_up.n))
		return err_set(e, ERR_INPUT, _("%.*s 不能逐级汇总"),
			STR_FMT(def->roll_up));
	if (code == ERR_OK)
		code = report_compute(
			def, c->reader, c->station, period, a, out, e);
	if (code == ERR_OK)
		code = parts(&x, entries, e);
	if (code == ERR_OK)
		lay_out(&x, out);
	return code;
}
