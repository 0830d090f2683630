// SPDX-License-Identifier: MIT
#include "forms/merge.h"
#include "forms/move.h"
#include "store/file.h"
#include "tui/commands/command.h"

#include <stdio.h>

/* --- out
 * ------------------------------------------------------------------------- */

static int
move_run(struct call *c)
{
	const char *to = NULL;
	const char *path = NULL;
	const struct option options[] = {
		{.name = "--to", .value = &to},
		{.name = "-o", .value = &path},
	};
	struct file_out out;
	struct err e;
	size_t records;
	str file;
	int rc = call_options(c, options, 2, 1, 1);
	if (rc)
		return rc;
	if (!to || !path)
		return call_usage(c, "%s",
			_("要写明迁往哪站、写到哪个文件：--to CODE -o FILE"));
	if ((rc = call_open(c, false)))
		return rc;
	struct move m = {.store = c->store,
		.catalog = c->catalog,
		.user = c->user,
		.to = str_of(to)};
	if (call_id(c->argv[0], &m.person, &e) ||
		move_pack(&m, c->arena, &file, &records, &e) ||
		file_out_open(&out, path, &e))
		return call_fail(&e);
	file_out_write(&out, file);
	if (file_out_commit(&out, &e) || move_done(&m, &e))
		return call_fail(&e);
	printf("%s\n", path);
	fprintf(stderr,
		_("%zu 份记录已签名、封给 %s；从现在起本站不能再给他加记录\n"),
		records, to);
	return 0;
}

const struct command command_move = {
	.name = "move",
	.summary = N_("把一个人的档案迁往别的站点"),
	.usage = "ID --to CODE -o FILE",
	.help = N_(
		"档案和属于他的记录连同历次修改写成一个文件，由本站签名，只有"
		"那一站打得开。\n"
		"先要用 xinzhan key trust 认可那一站的钥匙。\n"
		"例：xinzhan move 0194…-… --to 50011200200001 -o 张三.xzp"),
	.run = move_run,
};
