// SPDX-License-Identifier: MIT
#include "forms/session.h"
#include "tui/commands/command.h"

#include <stdio.h>

static int
run(struct call *c)
{
	const char *reason = NULL;
	const struct option options[] = {
		{.name = "--reason", .value = &reason},
	};
	int rc = call_options(c, options, 1, 1, 1);
	if (rc)
		return rc;
	if (!reason || !*reason)
		return call_usage(c, "%s", _("作废要写理由：--reason R"));
	if ((rc = call_open(c, false)))
		return rc;

	struct id id;
	struct record rec;
	struct err e;
	if (call_id(c->argv[0], &id, &e) ||
		record_void(c->store, c->catalog, id, str_of(reason), c->user,
			0, &rec, c->arena, &e))
		return call_fail(&e);
	printf("ACK %.*s\n", STR_FMT(id_format(c->arena, id)));
	return 0;
}

const struct command command_void = {
	.name = "void",
	.summary = N_("作废一份记录（不删除，留着理由）"),
	.usage = "ID --reason R",
	.help = N_("记录不会删除，只会作废；下面还挂着有效记录的不能作废。\n"
		   "例：xinzhan void 0194…-… --reason 重复登记"),
	.run = run,
};
