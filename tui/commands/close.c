// SPDX-License-Identifier: MIT
#include "templates/closing.h"
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>

#define ENTRIES_MOST 200

/* "R01.L1=TEXT" */
static bool
take_set(struct call *c, const char *text, struct chain_typed *out)
{
	str value = str_of(text);
	str cell;
	if (!memchr(text, '=', value.n) || !str_cut(&value, '=', &cell) ||
		!chain_cell_parse(cell, &out->report, &out->row, &out->column))
		return false;
	out->text = value;
	(void)c;
	return true;
}

static int
take_entries(struct call *c, const char *const *set, size_t n_set,
	const char *const *adjust, size_t n_adjust, const char *reason,
	struct chain_entries *out)
{
	struct chain_typed cell;
	out->typed = ARENA_ARRAY(c->arena, n_set, struct chain_typed);
	out->adjust = ARENA_ARRAY(c->arena, n_adjust, struct chain_adjust);
	for (size_t i = 0; i < n_set; i++)
		if (!take_set(c, set[i], &out->typed[out->n_typed++]))
			return call_usage(c,
				_("--set 要写成 R01.L1=文字，不是 %s"), set[i]);
	if (n_adjust && (!reason || !*reason))
		return call_usage(
			c, "%s", _("--adjust 要用 --reason 写明理由"));
	for (size_t i = 0; i < n_adjust; i++) {
		if (!take_set(c, adjust[i], &cell) || cell.column.n)
			return call_usage(c,
				_("--adjust 要写成 R01.A3a=+2，不是 %s"),
				adjust[i]);
		out->adjust[out->n_adjust++] = (struct chain_adjust){
			cell.report, cell.row, cell.text, str_of(reason)};
	}
	return 0;
}

static int
begin(struct call *c, struct closing *out)
{
	struct err e;
	int rc;
	if (period_parse(str_of(c->argv[0]), &out->period, &e))
		return call_fail(&e);
	if ((rc = call_open(c, out->check)) || (rc = call_reports(c)))
		return rc;
	out->store = c->store;
	out->catalog = c->catalog;
	out->reports = c->reports;
	out->user = c->user;
	return 0;
}

static int
close_run(struct call *c)
{
	struct closing closing = {0};
	struct closing_result r;
	const char *set[ENTRIES_MOST];
	const char *adjust[ENTRIES_MOST];
	size_t n_set = 0;
	size_t n_adjust = 0;
	const char *reason = NULL;
	const struct option options[] = {
		{.name = "--set",
			.list = set,
			.n_list = &n_set,
			.max_list = ENTRIES_MOST},
		{.name = "--adjust",
			.list = adjust,
			.n_list = &n_adjust,
			.max_list = ENTRIES_MOST},
		{.name = "--reason", .value = &reason},
		{.name = "--check", .given = &closing.check},
	};
	struct err e;
	int rc = call_options(c, options, 4, 1, 1);
	if (!rc)
		rc = take_entries(c, set, n_set, adjust, n_adjust, reason,
			&closing.entries);
	if (rc || (rc = begin(c, &closing)))
		return rc;
	enum err_code code = closing_close(&closing, c->arena, &r, &e);
	for (size_t i = 0; i < r.n_finding; i++)
		fprintf(stderr, "%s: %.*s\n",
			r.finding[i].error ? "error" : "warning",
			STR_FMT(r.finding[i].words));
	if (code)
		return call_fail(&e);
	for (size_t i = 0; i < r.n_difference; i++)
		printf("%.*s\n", STR_FMT(r.difference[i]));
	if (closing.check)
		fprintf(stderr, _("可以封存：%zu 张报表\n"), r.reports);
	else
		fprintf(stderr, _("%s 已封存为第 %u 版：%zu 张报表\n"),
			c->argv[0], (unsigned)r.rev, r.reports);
	return 0;
}

const struct command command_close = {
	.name = "close",
	.summary = N_("封存一个报告期：校核、定数、锁住记录"),
	.usage = "PERIOD [--check] [--set R01.L1=TEXT]… "
		 "[--adjust R01.A3a=+2 --reason R]…",
	.help = N_(
		"先校核：error 级的校核规则不通过就不封存；草稿和可能重复的记录"
		"列出来。\n"
		"封存后报表从封存的数打印，事件日期在期内的记录不能再增、改、作"
		"废。\n"
		"再次封存时逐格列出和上一版不同的数。\n"
		"  --check              只校核，不封存\n"
		"  --set R01.L1=文字    手填的行（再封存时不给就沿用）\n"
		"  --adjust R01.A3a=+2  人工调整，单独记着，理由印在附注里；"
		"+0 取消\n"
		"  --reason R           调整的理由\n"
		"例：xinzhan close 2024Q3 --set R01.L1=人手不足\n"
		"    xinzhan close 2024Q3 --adjust R01.A3a=+1 --reason "
		"新站未及登记"),
	.run = close_run,
};

static int
reopen_run(struct call *c)
{
	struct closing closing = {0};
	const char *reason = NULL;
	const struct option options[] = {
		{.name = "--reason", .value = &reason},
	};
	struct err e;
	int rc = call_options(c, options, 1, 1, 1);
	if (rc)
		return rc;
	if (!reason || !*reason)
		return call_usage(c, "%s", _("要用 --reason 写明理由"));
	if ((rc = begin(c, &closing)))
		return rc;
	if (closing_reopen(&closing, str_of(reason), &e))
		return call_fail(&e);
	fprintf(stderr, _("%s 已重开，改完请再封存\n"), c->argv[0]);
	return 0;
}

const struct command command_reopen = {
	.name = "reopen",
	.summary = N_("重开一个封存了的报告期，要写明理由"),
	.usage = "PERIOD --reason R",
	.help = N_("封存过的数还留着；再封存就是下一版，和这一版逐格对照。\n"
		   "例：xinzhan reopen 2024Q3 --reason 漏录三次走访"),
	.run = reopen_run,
};
