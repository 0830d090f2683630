// SPDX-License-Identifier: MIT
#include "tui/commands/command.h"

#include "forms/rights.h"
#include "tui/accept.h"

#include <stdio.h>
#include <string.h>

int
call_usage(const struct call *c, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "xinzhan %s: ", c->command->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n%s xinzhan %s %s\n", _("用法："), c->command->name,
		c->command->usage);
	return err_exit(ERR_USAGE);
}

static const struct option *
option_find(const struct option *o, size_t n, const char *arg, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(o[i].name) == len && !strncmp(o[i].name, arg, len))
			return &o[i];
	return NULL;
}

/* Give one option its value; 0 or 2. */
static int
option_take(const struct call *c, const struct option *o, const char *value)
{
	if (o->given)
		*o->given = true;
	if (o->list) {
		if (*o->n_list == o->max_list)
			return call_usage(c, _("%s 给得太多"), o->name);
		o->list[(*o->n_list)++] = value;
	} else if (o->value) {
		*o->value = value;
	}
	return 0;
}

int
call_options(struct call *c, const struct option *options, size_t n, int min,
	int max)
{
	int kept = 0;
	bool ended = false;

	for (int i = 0; i < c->argc; i++) {
		char *arg = c->argv[i];
		if (ended || arg[0] != '-' || !arg[1]) {
			c->argv[kept++] = arg;
			continue;
		}
		if (!strcmp(arg, "--")) {
			ended = true;
			continue;
		}
		char *eq = !strncmp(arg, "--", 2) ? strchr(arg, '=') : NULL;
		size_t len = eq ? (size_t)(eq - arg) : strlen(arg);
		const struct option *o = option_find(options, n, arg, len);
		if (!o)
			return call_usage(c, _("没有选项 %s"), arg);
		bool wants = o->value || o->list;
		const char *value = eq ? eq + 1 : NULL;
		if (wants && !value) {
			if (i + 1 == c->argc)
				return call_usage(c, _("%s 后面要有内容"), arg);
			value = c->argv[++i];
		} else if (!wants && eq) {
			return call_usage(c, _("%s 不带内容"), o->name);
		}
		int rc = option_take(c, o, value);
		if (rc)
			return rc;
	}
	c->argc = kept;
	if (kept < min)
		return call_usage(c, "%s", _("缺少参数"));
	if (max >= 0 && kept > max)
		return call_usage(c, _("多余的参数 %s"), c->argv[max]);
	return 0;
}

int
call_fail(const struct err *e)
{
	err_print(e);
	return err_exit(e->code);
}

/* The folders forms or templates are looked for in: those given, then the
 * store's own. */
static size_t
folders(const struct call *c, const char *const *given, size_t n,
	const char *own, const char **out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = given[i];
	if (c->store)
		out[n++] =
			str_z(c->arena, str_fmt(c->arena, "%s/%s",
						store_folder(c->store), own));
	return n;
}

/* The bytes of a form or list as the head accepted them: a note. */
static bool
accepted(void *arg, const char *kind, str name, struct arena *a, str *bytes)
{
	struct store_txn *t;
	str kept;

	if (store_read(arg, &t, NULL))
		return false;
	bool had = store_get_note(t, accepted_note(a, kind, name), a, &kept,
			   NULL) == ERR_OK;
	if (had)
		*bytes = str_dup(a, kept);
	store_done(t);
	return had;
}

/* With one account, whoever puts a form into the store is its head. */
static bool
has_accounts(struct store *s)
{
	struct store_txn *t;
	struct account *v;
	size_t n = 0;
	struct err e;

	if (!store_user(s) || store_read(s, &t, &e))
		return false;
	struct arena *a = arena_new();
	if (account_list(t, a, &v, &n, &e))
		n = 0;
	arena_free(a);
	store_done(t);
	return n > 1;
}

int
call_catalog(struct call *c)
{
	const char *dirs[9];
	size_t n = folders(
		c, c->globals->forms, c->globals->n_forms, "forms", dirs);

	c->catalog = catalog_new(dirs, n);
	if (c->store && has_accounts(c->store))
		catalog_guard(c->catalog, accepted, c->store);
	if (c->store && store_user(c->store))
		rights_guard(c->store, c->catalog);
	return 0;
}

int
call_reports(struct call *c)
{
	const char *dirs[9];
	size_t n = folders(c, c->globals->templates, c->globals->n_templates,
		"templates", dirs);

	c->reports = report_set_new(c->catalog, dirs, n);
	return 0;
}

/* A demo store opens by itself, for its only user; a test store with the
 * password `test` when it is given none. */
static enum err_code
login(struct call *c, struct err *e)
{
	bool demo = str_is(store_station(c->store)->kind, "demo");
	str password = STR("demo");

	if (c->globals->hand_fd >= 0)
		return store_take(c->store, c->globals->hand_fd, e);

	if (str_is(store_station(c->store)->kind, "test"))
		c->known_password = STR("test");
	enum err_code code = ERR_OK;

	if (!demo || c->globals->password_fd >= 0)
		code = call_password(c, _("口令："), &password, e);
	c->password = password;
	if (code == ERR_OK)
		code = store_login(c->store, str_of(c->user), password, e);
	if (code == ERR_OK && *store_notice(c->store))
		fprintf(stderr, "warning: %s\n", store_notice(c->store));
	return code;
}

int
call_begin(struct call *c, bool readonly)
{
	struct err e;

	if (store_open(c->globals->data, readonly, &c->store, &e)) {
		/* No store at all counts as data missing (design.md §4). */
		int rc = call_fail(&e);
		if (e.code != ERR_ABSENT)
			return rc;
		fprintf(stderr, "%s\n",
			_("建新库用 xinzhan init；库在别处的，用 --data DIR "
			  "或 XINZHAN_DATA 指给它"));
		return err_exit(ERR_CORRUPT);
	}
	const struct station *st = store_station(c->store);
	if (c->globals->now_given && !st->kind.n) {
		err_set(&e, ERR_USAGE, "%s", _("--now 只能用于测试库和演示库"));
		return call_fail(&e);
	}
	/* A demo store lives on its own day (design.md §4). */
	moment_t day;
	if (str_is(st->kind, "demo") && !c->globals->now_given &&
		date_parse_moment(STR("2022-12-20T09:00"), &day))
		clock_set(day);
	c->user = c->globals->user;
	if (str_is(st->kind, "demo") && !c->globals->user_given)
		c->user = "demo";
	return 0;
}

int
call_enter(struct call *c)
{
	struct err e;

	if (login(c, &e))
		return call_fail(&e);
	return call_catalog(c);
}

int
call_open(struct call *c, bool readonly)
{
	int rc = call_begin(c, readonly);

	return rc ? rc : call_enter(c);
}

enum err_code
call_may_report(struct call *c, struct err *e)
{
	const unsigned may = ROLE_HEAD | ROLE_STREET | ROLE_DISTRICT;

	return store_user(c->store)->roles & may
		       ? ERR_OK
		       : err_set(e, ERR_DENIED,
				 _("报送和收下由负责人或镇街、区级的审核人办"));
}

int
call_read(struct call *c, struct reader *r)
{
	struct store_txn *t;
	struct err e;

	if (store_read(c->store, &t, &e))
		return call_fail(&e);
	reader_init(r, c->catalog, t, str_of(c->user), c->arena);
	return 0;
}

void
call_done(struct reader *r)
{
	if (r->txn)
		store_done(r->txn);
	r->txn = NULL;
}

/* Where the log stood, beside what left the house: not in it, a report is the
 * same bytes for the same records (design.md §7). Whoever files the paper
 * writes it there. */
static void
tell_head(struct call *c)
{
	char head[AUDIT_HEAD];
	struct store_txn *t;

	if (store_read(c->store, &t, NULL))
		return;
	if (store_audit_head(t, head, NULL) == ERR_OK)
		fprintf(stderr, _("日志链头 %s\n"), head);
	store_done(t);
}

int
call_note(struct call *c, enum audit_action action, str form, struct id id,
	const char *fmt, ...)
{
	struct err e;
	va_list ap;
	char what[512];

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	struct audit line = {
		.action = action, .form = form, .id = id, .what = str_of(what)};
	if (c->globals->reveal) {
		line.action = AUDIT_REVEAL;
		line.what = str_fmt(c->arena, "%s%s%s", c->globals->reveal,
			*what ? "; " : "", what);
	}
	if (store_audit(c->store, &line, &e) || store_audit_flush(c->store, &e))
		return call_fail(&e);
	if (action == AUDIT_EXPORT)
		tell_head(c);
	return 0;
}

int
call_account(struct call *c, const char *name, struct account *out)
{
	struct store_txn *t;
	struct err e;

	if (store_read(c->store, &t, &e))
		return call_fail(&e);
	enum err_code code = account_find(t, str_of(name), c->arena, out, &e);
	store_done(t);
	return code ? call_fail(&e) : 0;
}

void
call_recovery(const char recovery[RECOVERY_TEXT])
{
	printf("%s\n", recovery);
	fprintf(stderr, "%s\n",
		_("上面 48 个数字是恢复密钥，只显示这一次。请现在抄在纸上，"
		  "核对一遍，装进信封封好，由站点负责人保管，不要存进电脑。\n"
		  "负责人忘了口令时，用它和 xinzhan recover 设新口令；"
		  "谁拿到它，谁就能打开全部数据。"));
}

enum err_code
call_id(const char *text, struct id *out, struct err *e)
{
	if (id_parse(str_of(text), out))
		return ERR_OK;
	return err_set(
		e, ERR_ABSENT, _("没有记录 %.80s（编号是 36 个字符）"), text);
}
