// SPDX-License-Identifier: MIT
#include "forms/merge.h"
#include "forms/move.h"
#include "store/file.h"
#include "templates/submission.h"
#include "tui/commands/command.h"

#include <stdio.h>

/* A file that is refused is wrong input, whatever is wrong. */
static int
refuse(const char *path, struct err *e)
{
	err_at(e, path, 0, 0);
	int rc = call_fail(e);
	return e->code == ERR_EXISTS || e->code == ERR_ABSENT
		       ? err_exit(ERR_INPUT)
		       : rc;
}

/* Into the archive that is here. Where both have what only one may have, he
 * stays beside it until somebody has put that right. */
static int
merge_in(struct call *c, const struct move_receipt *r)
{
	const char *from = str_z(c->arena, id_format(c->arena, r->person));
	const char *into = str_z(c->arena, id_format(c->arena, r->twin));
	struct merge m = {.store = c->store,
		.catalog = c->catalog,
		.from = r->person,
		.into = r->twin,
		.reason =
			str_fmt(c->arena, "receive <- %.*s", STR_FMT(r->from)),
		.user = c->user};
	struct err e;
	size_t moved;
	if (record_merge(&m, &moved, c->arena, &e)) {
		int rc = call_fail(&e);
		fprintf(stderr,
			_("档案已收下，还没有并入；把上面说的改好，再 xinzhan "
			  "merge %s %s --reason 并档\n"),
			from, into);
		return rc;
	}
	fprintf(stderr, _("已并入本站的档案 %s，改了 %zu 处引用\n"), into,
		moved);
	return 0;
}

static int
receive_person(struct call *c, const char *path, str file, bool merge)
{
	struct move_receipt r;
	struct err e;
	enum err_code code = move_receive(
		c->store, c->catalog, c->user, file, merge, c->arena, &r, &e);
	for (size_t k = 0; k < r.n_conflict; k++)
		fprintf(stderr, "%.*s %.*s: error: %.*s\n",
			STR_FMT(r.conflict[k].form),
			STR_FMT(id_format(c->arena, r.conflict[k].id)),
			STR_FMT(r.conflict[k].words));
	if (code && !id_is_none(r.twin) && !merge)
		fprintf(stderr,
			_("本站已有此人的档案 "
			  "%.*s；要收下并入它：xinzhan "
			  "receive %s --merge\n"),
			STR_FMT(id_format(c->arena, r.twin)), path);
	if (code)
		return refuse(path, &e);
	printf("ACK %.*s\n", STR_FMT(id_format(c->arena, r.person)));
	fprintf(stderr, _("收到 %.*s 迁来的 %zu 份记录，已有 %zu 份\n"),
		STR_FMT(r.from), r.records, r.same);
	return id_is_none(r.twin) ? 0 : merge_in(c, &r);
}

/* Who sent, what changed, who has not sent yet. */
static int
receive_bundle(struct call *c, const struct submission *s, const char *path,
	str period, str file)
{
	struct submission_receipt r;
	struct err e;
	if (submission_take(s, period, file, c->arena, &r, &e))
		return refuse(path, &e);
	printf("ACK %.*s %.*s %u\n", STR_FMT(r.station), STR_FMT(r.period),
		(unsigned)r.rev);
	for (size_t k = 0; k < r.n_difference; k++)
		printf("%.*s\n", STR_FMT(r.difference[k]));
	if (r.former)
		fprintf(stderr, _("收到 %.*s 的 %.*s 第 %u 版，代替第 %u 版\n"),
			STR_FMT(r.name), STR_FMT(r.period), (unsigned)r.rev,
			(unsigned)r.former);
	else
		fprintf(stderr, _("收到 %.*s 的 %.*s\n"), STR_FMT(r.name),
			STR_FMT(r.period));
	for (size_t k = 0; k < r.n_missing; k++)
		fprintf(stderr, _("还没有上报：%.*s\n"), STR_FMT(r.missing[k]));
	return 0;
}

static int
receive_slip(
	struct call *c, const struct submission *s, const char *path, str file)
{
	struct slip r;
	struct err e;
	if (slip_take(s, file, c->arena, &r, &e))
		return refuse(path, &e);
	printf("ACK %.*s %.*s %u\n", STR_FMT(r.from), STR_FMT(r.period),
		(unsigned)r.rev);
	if (r.cells.n)
		fprintf(stderr,
			_("%.*s 被退回：%.*s（%.*s）。改好后再 "
			  "close、submit\n"),
			STR_FMT(r.period), STR_FMT(r.cells), STR_FMT(r.reason));
	else
		fprintf(stderr, _("上级 %.*s 已收到 %.*s\n"), STR_FMT(r.from),
			STR_FMT(r.period));
	return 0;
}

static int
receive_one(struct call *c, const struct submission *s, const char *path,
	str period, bool merge)
{
	struct err e;
	str file;
	if (file_load(path, MOVE_MOST, c->arena, &file, &e))
		return call_fail(&e);
	if ((str_starts(file, STR("PK")) || slip_peek(file)) &&
		call_may_report(c, &e))
		return call_fail(&e);
	if (str_starts(file, STR("PK")))
		return receive_bundle(c, s, path, period, file);
	if (slip_peek(file))
		return receive_slip(c, s, path, file);
	return receive_person(c, path, file, merge);
}

static int
receive_run(struct call *c)
{
	int worst = 0;
	const char *period = NULL;
	bool merge = false;
	const struct option options[] = {
		{.name = "--period", .value = &period},
		{.name = "--merge", .given = &merge},
	};
	int rc = call_options(c, options, 2, 1, -1);
	if (rc || (rc = call_open(c, false)) || (rc = call_reports(c)))
		return rc;
	const struct submission s = {.store = c->store,
		.catalog = c->catalog,
		.reports = c->reports,
		.user = c->user};
	for (int k = 0; k < c->argc; k++) {
		rc = receive_one(c, &s, c->argv[k], str_of(period), merge);
		worst = rc > worst ? rc : worst;
	}
	return worst;
}

const struct command command_receive = {
	.name = "receive",
	.summary = N_("收下级的报送包、上级的回执、别站迁来的档案"),
	.usage = "FILE... [--period P] [--merge]",
	.help = N_(
		"先核对：谁签的（key trust 认可过的）、有没有被改、是不是给本站"
		"的或下级的、\n"
		"哪一期哪一版、有没有收过；不对就什么也不收。\n"
		"报送包：列出和上一版不同的数、还没有上报的下级；原样留在库里。"
		"\n"
		"迁来的档案：与本站的记录冲突时列出来。\n"
		"  --period P  只收这一期的报送包\n"
		"  --merge     本站已有迁来的人的档案的，收下并入它\n"
		"例：xinzhan receive 50011200100101.zip"),
	.run = receive_run,
};
