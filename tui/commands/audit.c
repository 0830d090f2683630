// SPDX-License-Identifier: MIT
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>

#include "forms/json.h"
#include "store/utf8.h"
#include "templates/period.h"
#include "tui/commands/table.h"
#include "tui/odd.h"

struct listing {
	struct call *call;
	struct account *user;
	size_t n_user;
	bool json;
	struct table table;
};

static str
user_name(const struct listing *l, uint32_t number)
{
	for (size_t i = 0; i < l->n_user; i++)
		if (l->user[i].number == number)
			return l->user[i].name;
	return number ? str_fmt(l->call->arena, "#%u", (unsigned)number)
		      : STR("-");
}

static void
put_text(struct json_writer *w, const char *name, str text)
{
	json_name(w, str_of(name));
	json_put_text(w, text);
}

static void
print_json(const struct listing *l, const struct audit *x)
{
	struct arena *a = l->call->arena;
	struct buf b = {.arena = a};
	struct json_writer w = {.buf = &b};

	json_open_object(&w);
	json_name(&w, STR("seq"));
	json_put_integer(&w, (int64_t)x->seq);
	put_text(&w, "at", date_format_moment(a, clock_of_ms(x->at)));
	put_text(&w, "user", user_name(l, x->user));
	json_name(&w, STR("roles"));
	json_open_array(&w);
	for (int r = 0; r < ROLES; r++)
		if (x->roles & 1u << r)
			json_put_text(&w, str_of(role_name(r)));
	json_close(&w);
	put_text(&w, "action", str_of(audit_action_name(x->action)));
	if (x->terminal.n)
		put_text(&w, "terminal", x->terminal);
	if (x->form.n)
		put_text(&w, "form", x->form);
	if (!id_is_none(x->id)) {
		put_text(&w, "id", id_format(a, x->id));
		json_name(&w, STR("rev"));
		json_put_integer(&w, x->rev);
	}
	if (x->what.n)
		put_text(&w, "what", x->what);
	json_close(&w);
	printf("%.*s\n", STR_FMT(buf_str(&b)));
}

static bool
visit(void *arg, const struct audit *x)
{
	struct listing *l = arg;
	struct arena *a = l->call->arena;

	if (l->json) {
		print_json(l, x);
		return true;
	}
	table_put(&l->table, str_fmt(a, "%llu", (unsigned long long)x->seq));
	table_put(&l->table, date_format_moment(a, clock_of_ms(x->at)));
	table_put(&l->table, user_name(l, x->user));
	table_put(&l->table, str_of(audit_action_words(x->action)));
	table_put(&l->table, str_dup(a, x->form));
	table_put(&l->table, id_is_none(x->id) ? STR_NONE : id_short(a, x->id));
	table_put(&l->table, utf8_show(a, x->what));
	return true;
}

static int
print_lines(struct call *c, struct listing *l, const struct audit_filter *f)
{
	static const char *const heads[] = {N_("序号"), N_("时刻"), N_("用户"),
		N_("动作"), N_("表单"), N_("记录"), N_("内容")};
	struct reader r;
	struct err e;
	int rc = call_read(c, &r);

	if (rc)
		return rc;
	l->table = (struct table){
		.arena = c->arena, .columns = 7, .right = {true}};
	for (size_t i = 0; i < 7; i++)
		table_put(&l->table, str_of(_(heads[i])));
	enum err_code code =
		account_list(r.txn, c->arena, &l->user, &l->n_user, &e);
	if (!code)
		code = store_each_audit(r.txn, f, visit, l, &e);
	call_done(&r);
	if (!l->json)
		table_print(&l->table);
	return code ? call_fail(&e) : 0;
}

static void
told(void *arg, const char *words)
{
	(void)arg; /* nothing to remember */
	fprintf(stderr, "error: %s\n", words);
}

static int
print_head(struct call *c)
{
	char head[AUDIT_HEAD];
	struct reader r;
	struct err e;
	int rc = call_read(c, &r);

	if (rc)
		return rc;
	enum err_code code = store_audit_head(r.txn, head, &e);
	call_done(&r);
	if (code)
		return call_fail(&e);
	printf("%s\n", head);
	return 0;
}

static int
verify(struct call *c)
{
	char head[AUDIT_HEAD];
	size_t lines;
	struct reader r;
	struct err e;
	int rc = call_read(c, &r);

	if (rc)
		return rc;
	enum err_code code = store_audit_verify(r.txn, told, NULL, &lines, &e);
	if (!code)
		code = store_audit_head(r.txn, head, &e);
	call_done(&r);
	if (code)
		return call_fail(&e);
	printf("%s\n", head);
	fprintf(stderr, _("日志完好，%zu 行；末尾的号码可与纸上的对照\n"),
		lines);
	return 0;
}

/* UTC ms of a day's first moment here. */
static int64_t
beginning_of(day_t day)
{
	moment_t local = (moment_t)day * 86400;
	int64_t ms = (int64_t)local * 1000;

	return ms - ((int64_t)clock_of_ms(ms) - (int64_t)local) * 1000;
}

/* The list a head looks through once a week. */
static int
print_odd(struct call *c, struct listing *l, int64_t since)
{
	static const char *const heads[] = {
		N_("用户"), N_("要问一问的"), N_("次数"), N_("日志行")};
	struct arena *a = c->arena;
	struct odd *v;
	size_t n;
	struct reader r;
	struct err e;
	int rc = call_read(c, &r);

	if (rc)
		return rc;
	l->table = (struct table){
		.arena = a, .columns = 4, .right = {false, false, true}};
	for (size_t i = 0; i < 4; i++)
		table_put(&l->table, str_of(_(heads[i])));
	enum err_code code = account_list(r.txn, a, &l->user, &l->n_user, &e);
	if (!code)
		code = odd_find(r.txn, since, a, &v, &n, &e);
	call_done(&r);
	if (code)
		return call_fail(&e);
	for (size_t i = 0; i < n; i++) {
		table_put(&l->table, user_name(l, v[i].user));
		table_put(&l->table, str_of(odd_words(v[i].kind)));
		table_put(&l->table, str_fmt(a, "%zu", v[i].n));
		table_put(&l->table, odd_lines(a, &v[i]));
	}
	table_print(&l->table);
	return 0;
}

struct counted {
	size_t n[AUDIT_ACTIONS];
	uint64_t first;
	uint64_t last;
};

static bool
count_line(void *arg, const struct audit *x)
{
	struct counted *k = arg;

	k->first = k->first ? k->first : x->seq;
	k->last = x->seq;
	if ((unsigned)x->action < AUDIT_ACTIONS)
		k->n[x->action]++;
	return true;
}

/* The sheet of a month, to be printed and signed: what is on paper cannot be
 * rewritten. Report files are the same bytes for the same records (design.md
 * §7): the chain's head, which every act moves on, stands here, on the labels
 * of backups and beside each export, not in them. */
static int
print_sheet(struct call *c, struct period month)
{
	const struct audit_filter f = {.since = beginning_of(month.first),
		.until = beginning_of(month.last + 1)};
	struct counted k = {.first = 0};
	char head[AUDIT_HEAD];
	size_t lines;
	struct reader r;
	struct err e;
	int rc = call_note(c, AUDIT_PRINT, STR_NONE, ID_NONE, "audit %s",
		str_z(c->arena, period_code(c->arena, month)));

	if (!rc)
		rc = call_read(c, &r);
	if (rc)
		return rc;
	enum err_code code = store_each_audit(r.txn, &f, count_line, &k, &e);
	if (!code)
		code = store_audit_verify(r.txn, told, NULL, &lines, &e);
	if (!code)
		code = store_audit_head(r.txn, head, &e);
	call_done(&r);
	if (code)
		return call_fail(&e);
	const struct station *st = store_station(c->store);
	str day = date_format_moment(c->arena, clock_now());
	printf(_("操作日志月签  %.*s  %.*s（%.*s）\n"),
		STR_FMT(period_title(c->arena, month)), STR_FMT(st->name),
		STR_FMT(st->code));
	if (st->kind.n)
		printf("%s\n",
			str_is(st->kind, "demo") ? _("演示") : _("测试"));
	printf(_("本月日志第 %llu 至 %llu 行\n"), (unsigned long long)k.first,
		(unsigned long long)k.last);
	for (int i = 1; i < AUDIT_ACTIONS; i++)
		if (k.n[i])
			printf("  %s  %zu\n",
				audit_action_words((enum audit_action)i),
				k.n[i]);
	printf(_("全部 %zu 行从头核对过，没有断处\n链头  %s\n打印  %.*s\n"),
		lines, head, STR_FMT(day));
	printf("%s\n", _("站点负责人签字：                日期："));
	printf("%s\n", _("内部资料 注意保密"));
	return 0;
}

static int
run(struct call *c)
{
	struct listing l = {.call = c};
	const char *since = NULL;
	const char *action = NULL;
	const char *record = NULL;
	const char *of = NULL;
	const char *format = "table";
	const char *month = NULL;
	bool check = false;
	bool odd = false;
	bool head = false;
	const struct option options[] = {
		{.name = "--since", .value = &since},
		{.name = "--of", .value = &of},
		{.name = "--action", .value = &action},
		{.name = "--id", .value = &record},
		{.name = "--verify", .given = &check},
		{.name = "--odd", .given = &odd},
		{.name = "--head", .given = &head},
		{.name = "--sheet", .value = &month},
		{.name = "--format", .value = &format},
	};
	struct audit_filter f = {.since = 0};
	struct period period = {0};
	struct account who;
	struct err e;
	day_t day;
	int rc = call_options(
		c, options, sizeof options / sizeof *options, 0, 0);

	if (rc)
		return rc;
	if (strcmp(format, "table") && strcmp(format, "jsonl"))
		return call_usage(c, _("没有格式 %s，有 table、jsonl"), format);
	if (since && !date_parse(str_of(since), &day))
		return call_usage(c,
			_("--since 要一个日期，如 2024-07-12，不是 %s"), since);
	if (action && !(f.action = audit_action_parse(str_of(action))))
		return call_usage(c, _("没有动作 %s"), action);
	if (month && period_parse(str_of(month), &period, &e))
		return call_fail(&e);
	if (month && period.kind != PERIOD_MONTH)
		return call_usage(
			c, _("--sheet 要一个月，如 202407，不是 %s"), month);
	if (record && call_id(record, &f.id, &e))
		return call_fail(&e);
	if ((rc = call_open(c, true)))
		return rc;
	if (!(store_user(c->store)->roles & (ROLE_HEAD | ROLE_ADMIN))) {
		err_set(&e, ERR_DENIED, "%s",
			_("只有站点负责人和管理员可以看日志"));
		return call_fail(&e);
	}
	if (since)
		f.since = beginning_of(day);
	if (of && (rc = call_account(c, of, &who)))
		return rc;
	if (of)
		f.user = who.number;
	l.json = !strcmp(format, "jsonl");
	if (month)
		return print_sheet(c, period);
	if (head)
		return print_head(c);
	if (odd)
		return print_odd(c, &l,
			since ? f.since : beginning_of(clock_today() - 6));
	return check ? verify(c) : print_lines(c, &l, &f);
}

const struct command command_audit = {
	.name = "audit",
	.summary = N_("操作日志：谁在什么时候做了什么"),
	.usage = "[--since D] [--of NAME] [--action A] [--id ID] "
		 "[--format table|jsonl] | --verify | --head | --odd [--since "
		 "D] | --sheet MONTH",
	.help = N_(
		"每行：序号、时刻、用户、动作、表单、记录、内容；"
		"站点负责人和管理员可看。\n"
		"  --since D   从这一天起\n"
		"  --of NAME   只看这个用户的\n"
		"  --action A  只看一种：login fail view reveal search "
		"create change void export …\n"
		"  --id ID     只看一份记录的\n"
		"  --verify    从头核对，有没有人改过或删过；"
		"打印末尾的号码\n"
		"  --head      只打印末尾的号码（链头）\n"
		"  --odd       近七天（或从 --since "
		"起）要问一问的查看，按人列出\n"
		"  --sheet M   一个月的月签：打印出来签字存档，如 --sheet "
		"202407\n"
		"例：xinzhan --user 李梅 audit --since 2024-07-01 --of 王芳"),
	.run = run,
};
