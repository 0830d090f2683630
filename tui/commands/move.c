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

/* --- in
 * -------------------------------------------------------------------------- */

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
receive_one(struct call *c, const char *path, bool merge)
{
	struct move_receipt r;
	struct err e;
	str file;
	if (file_load(path, MOVE_MOST, c->arena, &file, &e))
		return call_fail(&e);
	enum err_code code = move_receive(
		c->store, c->catalog, c->user, file, merge, c->arena, &r, &e);
	for (size_t k = 0; k < r.n_conflict; k++)
		fprintf(stderr, "%.*s %.*s: error: %.*s\n",
			STR_FMT(r.conflict[k].form),
			STR_FMT(id_format(c->arena, r.conflict[k].id)),
			STR_FMT(r.conflict[k].words));
	if (code) {
		err_at(&e, path, 0, 0);
		if (!id_is_none(r.twin) && !merge)
			fprintf(stderr,
				_("本站已有此人的档案 "
				  "%.*s；要收下并入它：xinzhan "
				  "receive %s --merge\n"),
				STR_FMT(id_format(c->arena, r.twin)), path);
		/* A file that is refused is wrong input, whatever is wrong. */
		int rc = call_fail(&e);
		return code == ERR_EXISTS ? err_exit(ERR_INPUT) : rc;
	}
	printf("ACK %.*s\n", STR_FMT(id_format(c->arena, r.person)));
	fprintf(stderr, _("收到 %.*s 迁来的 %zu 份记录，已有 %zu 份\n"),
		STR_FMT(r.from), r.records, r.same);
	return id_is_none(r.twin) ? 0 : merge_in(c, &r);
}

static int
receive_run(struct call *c)
{
	int worst = 0;
	bool merge = false;
	const struct option options[] = {{.name = "--merge", .given = &merge}};
	int rc = call_options(c, options, 1, 1, -1);
	if (rc || (rc = call_open(c, false)))
		return rc;
	for (int k = 0; k < c->argc; k++) {
		rc = receive_one(c, c->argv[k], merge);
		worst = rc > worst ? rc : worst;
	}
	return worst;
}

const struct command command_receive = {
	.name = "receive",
	.summary = N_("收下别的站点迁来的档案"),
	.usage = "FILE... [--merge]",
	.help = N_(
		"核对是谁签的、是不是给本站的、有没有收过；与本站的记录冲突时"
		"列出来，什么也不收。\n"
		"  --merge  本站已有此人的档案的，收下并入它\n"
		"例：xinzhan receive 张三.xzp"),
	.run = receive_run,
};
