// SPDX-License-Identifier: MIT
#include "tui/commands/command.h"

#include <stdio.h>

static void
have(void *arg, struct id id)
{
	struct arena *a = arg;
	printf("HAVE %.*s\n", STR_FMT(id_format(a, id)));
	arena_reset(a);
}

static void
count(void *arg, struct id id)
{
	(void)arg; /* only the check is wanted */
	(void)id;
}

static void
found(void *arg, const char *words)
{
	(void)arg; /* nothing to remember: each finding is told at once */
	fprintf(stderr, "error: %s\n", words);
}

static int
run(struct call *c)
{
	bool full = false;
	bool ids = false;
	const struct option options[] = {
		{.name = "--full", .given = &full},
		{.name = "--ids", .given = &ids},
	};
	int rc = call_options(c, options, 2, 0, 0);
	if (!rc)
		rc = call_open(c, true);
	if (rc)
		return rc;

	struct err e;
	struct arena *a = arena_new();
	enum err_code code =
		store_verify(c->store, full, ids ? have : count, found, a, &e);
	arena_free(a);
	if (code)
		return call_fail(&e);
	fprintf(stderr, "%s\n", _("数据完好"));
	return 0;
}

const struct command command_verify = {
	.name = "verify",
	.summary = N_("检查数据是否完好"),
	.usage = "[--full] [--ids]",
	.help = N_("读出每一份记录，对照索引和计数；有坏的退出码是 4。\n"
		   "  --full  连旧版一起\n"
		   "  --ids   每读出一份草稿或完成的记录，打印一行 HAVE <id>\n"
		   "例：xinzhan verify --full"),
	.run = run,
};
