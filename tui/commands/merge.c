// SPDX-License-Identifier: MIT
#include "forms/merge.h"
#include "tui/commands/command.h"

#include <stdio.h>

static int
run(struct call *c)
{
	const char *reason = NULL;
	bool undo = false;
	const struct option options[] = {
		{.name = "--reason", .value = &reason},
		{.name = "--undo", .given = &undo},
	};
	struct err e;
	size_t moved;
	int rc = call_options(c, options, 2, 2, 2);
	if (rc)
		return rc;
	if (!reason || !*reason)
		return call_usage(c, "%s", _("合并要写理由：--reason R"));
	if ((rc = call_open(c, false)))
		return rc;
	struct merge m = {.store = c->store,
		.catalog = c->catalog,
		.reason = str_trim(str_of(reason)),
		.user = c->user};
	if (call_id(c->argv[0], &m.from, &e) ||
		call_id(c->argv[1], &m.into, &e) ||
		(undo ? record_unmerge : record_merge)(
			&m, &moved, c->arena, &e))
		return call_fail(&e);
	printf("ACK %.*s\n",
		STR_FMT(id_format(c->arena, undo ? m.from : m.into)));
	fprintf(stderr,
		undo ? _("%zu 条记录指回原来的档案\n")
		     : _("%zu 条记录改指这份档案\n"),
		moved);
	return 0;
}

const struct command command_merge = {
	.name = "merge",
	.summary = N_("把同一个人的两份档案并成一份"),
	.usage = "ID INTO --reason R [--undo]",
	.help = N_(
		"指向 ID 的记录都改指 INTO（各留旧版），ID 作废并写明并到哪里"
		"。\n"
		"  --undo  撤销：ID 恢复，改过的记录指回去\n"
		"例：xinzhan merge 0194…-… 0193…-… --reason 同一人重复建档"),
	.run = run,
};
