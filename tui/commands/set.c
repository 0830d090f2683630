// SPDX-License-Identifier: MIT
#include "forms/session.h"
#include "tui/commands/command.h"
#include "tui/commands/issues.h"

#include <stdio.h>
#include <string.h>

struct set_options {
	const char *reason;
	const char *rev;
	const char *restore;
	bool final;
};

/* The record to change: the current version, or the one to restore dressed
 * as the current one. */
static enum err_code
pick(struct call *c, struct reader *r, struct id id, const char *restore,
	struct record *rec, struct err *e)
{
	enum err_code code = store_get(r->txn, id, c->arena, rec, e);
	int64_t rev;

	if (code || !restore)
		return code;
	if (!str_int(str_of(restore), &rev))
		return err_set(e, ERR_USAGE, _("--restore 要版次号，不是 %s"),
			restore);
	struct record *all;
	size_t n;
	code = store_history(r->txn, id, c->arena, &all, &n, e);
	for (size_t i = 0; !code && i < n; i++) {
		if (all[i].rev != rev)
			continue;
		if (all[i].state == RECORD_VOID)
			return err_set(e, ERR_INPUT,
				_("第 %s 版是作废的，恢复一个作废以前的版次"),
				restore);
		uint32_t current = rec->rev;
		*rec = all[i];
		rec->rev = current;
		return ERR_OK;
	}
	return code ? code : err_set(e, ERR_ABSENT, _("没有第 %s 版"), restore);
}

/* Find a cell; the row behind the last one of a repeat is made. */
static enum err_code
find_cell(struct session *s, str path, struct cell *cell, struct err *e)
{
	struct cell repeat;
	struct err other;
	int64_t row;
	size_t made;
	size_t open = str_chr(path, '[');
	size_t close = str_chr(path, ']');
	enum err_code code = session_find(s, path, cell, e);

	if (!code || open == SIZE_MAX || close == SIZE_MAX || close < open ||
		!str_int(str_sub(path, open + 1, close - open - 1), &row) ||
		session_find(s, str_sub(path, 0, open), &repeat, &other) ||
		row != (int64_t)session_rows(s, &repeat) + 1)
		return code;
	code = session_add_row(s, &repeat, &made, e);
	return code ? code : session_find(s, path, cell, e);
}

/* Apply FIELD=VALUE arguments; counts those that were wrong. */
static int
apply(struct call *c, struct session *s)
{
	int wrong = 0;

	for (int i = 1; i < c->argc; i++) {
		str arg = str_of(c->argv[i]);
		size_t eq = str_chr(arg, '=');
		struct cell cell;
		struct err e;
		str path = str_sub(arg, 0, eq);
		enum err_code code = find_cell(s, path, &cell, &e);
		if (!code)
			code = session_set_text(
				s, &cell, str_from(arg, eq + 1), &e);
		if (code) {
			fprintf(stderr, "%.*s: error: %s\n", STR_FMT(path),
				e.words);
			wrong++;
		}
	}
	return wrong;
}

static int
save(struct call *c, struct session *s, const struct record *rec,
	const struct set_options *o)
{
	struct save how = {
		.store = c->store,
		.catalog = c->catalog,
		.user = c->user,
		.final = o->final || rec->state == RECORD_FINAL,
		.reason = str_of(o->reason),
		.revive = o->restore != NULL,
		/* What a desk has half typed about it is not ours to drop. */
		.keep_draft_row = true,
	};
	struct record saved;
	struct issue *issues = NULL;
	size_t n = 0;
	struct err e;
	enum err_code code =
		session_save(s, &how, c->arena, &saved, &issues, &n, &e);

	issues_print(issues, n, 0);
	if (code == ERR_INPUT && n)
		return err_exit(code);
	if (code)
		return call_fail(&e);
	if (saved.rev == rec->rev)
		fprintf(stderr, _("没有改动，仍是第 %u 版\n"),
			(unsigned)saved.rev);
	printf("ACK %.*s\n", STR_FMT(id_format(c->arena, saved.id)));
	return 0;
}

static int
run(struct call *c)
{
	struct set_options o = {0};
	const struct option options[] = {
		{.name = "--reason", .value = &o.reason},
		{.name = "--rev", .value = &o.rev},
		{.name = "--restore", .value = &o.restore},
		{.name = "--final", .given = &o.final},
	};
	int rc = call_options(c, options, 4, 1, -1);
	if (rc)
		return rc;
	int64_t rev = 0;
	if (o.rev && (!str_int(str_of(o.rev), &rev) || rev < 1))
		return call_usage(c, _("--rev 要版次号，不是 %s"), o.rev);
	for (int i = 1; i < c->argc; i++)
		if (!strchr(c->argv[i], '='))
			return call_usage(
				c, _("要写成 栏名=值，不是 %s"), c->argv[i]);
	if (c->argc == 1 && !o.final && !o.restore)
		return call_usage(
			c, "%s", _("要有 栏名=值、--final 或 --restore"));
	if ((rc = call_open(c, false)))
		return rc;

	struct reader r;
	struct record rec = {0};
	const struct form *form = NULL;
	struct id id;
	struct err e;
	if ((rc = call_read(c, &r)))
		return rc;
	enum err_code code = call_id(c->argv[0], &id, &e);
	if (!code)
		code = pick(c, &r, id, o.restore, &rec, &e);
	if (!code)
		code = catalog_form(c->catalog, rec.form, &form, &e);
	if (!code && rec.state == RECORD_VOID && !o.restore)
		code = err_set(&e, ERR_INPUT, "%s",
			_("这份记录已作废；要改先用 --restore 恢复"));
	if (!code && o.rev && rev != rec.rev)
		code = err_set(&e, ERR_CHANGED,
			_("记录已被改过：现在是第 %u 版（%.*s），你看的是第 %s "
			  "版"),
			(unsigned)rec.rev, STR_FMT(rec.by), o.rev);
	if (code) {
		call_done(&r);
		return call_fail(&e);
	}
	struct session *s = session_new(form, &rec, NULL);
	store_unhide(r.txn); /* for its rules, as when it is saved */
	session_lend(s, &r);
	int wrong = apply(c, s);
	session_lend(s, NULL);
	call_done(&r);
	rc = wrong ? err_exit(ERR_INPUT) : save(c, s, &rec, &o);
	session_free(s);
	return rc;
}

const struct command command_set = {
	.name = "set",
	.summary = N_("改一份记录，或恢复旧版、转为完成"),
	.usage = "ID FIELD=VALUE... [--reason R] [--rev N] [--final] | ID "
		 "--restore REV",
	.help = N_("改动留下新的版次，旧版一直在。\n"
		   "  FIELD=VALUE     明细行写成 tr_att[3].tr_att_hours=2（从 "
		   "1 数，末行的下一行是新行）；值空着就是清空\n"
		   "  --rev N         只在还是第 N 版时改\n"
		   "  --final         草稿通过检查就转为完成\n"
		   "  --restore REV   恢复到第 REV 版\n"
		   "例：xinzhan set 0194…-…  ac_heads=120 --reason 数错了"),
	.run = run,
};
