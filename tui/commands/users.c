// SPDX-License-Identifier: MIT
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "forms/json.h"
#include "store/vault.h"
#include "tui/commands/table.h"

/* What each act of the command is given. */
struct users {
	struct call *call;
	const char *roles;
	const char *staff;
	const char *format;
};

static const char *
state_words(enum account_state s)
{
	return s == ACCOUNT_ACTIVE     ? _("在用")
	       : s == ACCOUNT_DISABLED ? _("停用")
				       : _("注销");
}

static const char *
state_name(enum account_state s)
{
	return s == ACCOUNT_ACTIVE     ? "active"
	       : s == ACCOUNT_DISABLED ? "disabled"
				       : "revoked";
}

static void
print_json(struct arena *a, const struct account *v)
{
	struct buf b = {.arena = a};
	struct json_writer w = {.buf = &b};

	json_open_object(&w);
	json_name(&w, STR("user"));
	json_put_text(&w, v->name);
	json_name(&w, STR("roles"));
	json_open_array(&w);
	for (int r = 0; r < ROLES; r++)
		if (v->roles & 1u << r)
			json_put_text(&w, str_of(role_name(r)));
	json_close(&w);
	json_name(&w, STR("state"));
	json_put_text(&w, str_of(state_name(v->state)));
	if (!id_is_none(v->staff)) {
		json_name(&w, STR("staff"));
		json_put_text(&w, id_format(a, v->staff));
	}
	json_name(&w, STR("created"));
	json_put_text(&w, date_format_moment(a, clock_of_ms(v->created)));
	json_close(&w);
	printf("%.*s\n", STR_FMT(buf_str(&b)));
}

static int
list(struct users *u)
{
	struct call *c = u->call;
	struct arena *a = c->arena;
	struct account *v;
	size_t n;
	struct reader r;
	struct err e;
	bool json = !strcmp(u->format, "jsonl");
	int rc = call_read(c, &r);

	if (rc)
		return rc;
	if (account_list(r.txn, a, &v, &n, &e)) {
		call_done(&r);
		return call_fail(&e);
	}
	struct table t = {.arena = a, .columns = 5};
	table_put(&t, str_of(_("用户")));
	table_put(&t, str_of(_("角色")));
	table_put(&t, str_of(_("状态")));
	table_put(&t, str_of(_("建账")));
	table_put(&t, str_of(_("人员登记")));
	for (size_t i = 0; i < n; i++) {
		if (json) {
			print_json(a, &v[i]);
			continue;
		}
		table_put(&t, v[i].name);
		table_put(&t, role_words(a, v[i].roles));
		table_put(&t, str_of(state_words(v[i].state)));
		table_put(&t, date_format(a, date_of_moment(clock_of_ms(
						     v[i].created))));
		table_put(&t, id_is_none(v[i].staff)
				      ? STR_NONE
				      : record_title_of(&r, a, v[i].staff));
	}
	if (!json)
		table_print(&t);
	call_done(&r);
	return 0;
}

/* "clerk,counsellor"; 2 after words. */
static int
take_roles(const struct users *u, unsigned *out)
{
	str rest = str_of(u->roles);
	str name;

	*out = 0;
	if (!u->roles)
		return call_usage(u->call, "%s",
			_("要有 --role：head clerk counsellor doctor operator "
			  "trainer street district admin，可用逗号连写"));
	while (str_cut(&rest, ',', &name)) {
		unsigned role = role_parse(str_trim(name));
		if (!role)
			return call_usage(u->call,
				_("没有角色 %.*s，有 head clerk counsellor "
				  "doctor operator trainer street district "
				  "admin"),
				STR_FMT(name));
		*out |= role;
	}
	return 0;
}

/* A record of the staff register that can be read; "none": nobody. */
static int
take_staff(const struct users *u, struct id *out)
{
	struct call *c = u->call;
	struct record rec;
	struct reader r;
	struct err e;

	if (!u->staff)
		return 0;
	*out = ID_NONE;
	if (!strcmp(u->staff, "none"))
		return 0;
	if (call_id(u->staff, out, &e))
		return call_fail(&e);
	int rc = call_read(c, &r);
	if (rc)
		return rc;
	enum err_code code = store_get(r.txn, *out, c->arena, &rec, &e);
	if (!code && !str_is(rec.form, "staff"))
		code = err_set(&e, ERR_INPUT, _("%s 不是人员登记"), u->staff);
	call_done(&r);
	return code ? call_fail(&e) : 0;
}

static int
add(struct users *u)
{
	struct call *c = u->call;
	struct account made = {.name = str_of(c->argv[1])};
	uint32_t number;
	str password;
	struct err e;
	int rc = take_roles(u, &made.roles);

	if (!rc)
		rc = take_staff(u, &made.staff);
	if (rc)
		return rc;
	if (call_new_password(c, &password, &e) ||
		account_add(c->store, &made, password, &number, &e))
		return call_fail(&e);
	fprintf(stderr, _("已建账户 %s\n"), c->argv[1]);
	return 0;
}

static int
passwd(struct users *u)
{
	struct call *c = u->call;
	bool own = c->argc < 2 || str_is(str_of(c->user), c->argv[1]);
	struct account other;
	str password;
	struct err e;
	int rc = own ? 0 : call_account(c, c->argv[1], &other);

	if (rc)
		return rc;
	if (call_new_password(c, &password, &e) ||
		(own ? account_passwd(c->store, c->password, password, &e)
		     : account_reset(c->store, other.number, password, &e)))
		return call_fail(&e);
	fprintf(stderr, "%s\n",
		_("口令已改。旧备份仍用旧口令打开；如果旧口令泄露过，"
		  "请再做一份新备份。"));
	return 0;
}

static int
role(struct users *u)
{
	struct call *c = u->call;
	struct account a;
	unsigned roles;
	struct err e;
	int rc = call_account(c, c->argv[1], &a);

	if (rc)
		return rc;
	roles = a.roles;
	if (u->roles || !u->staff)
		rc = take_roles(u, &roles);
	if (!rc)
		rc = take_staff(u, &a.staff);
	if (!rc && account_change(c->store, a.number, roles, a.staff, &e))
		rc = call_fail(&e);
	return rc;
}

/* What somebody could open is sealed anew. It may be broken off: the desk
 * goes on with it when nobody types. */
static int
rotate(struct call *c)
{
	struct err e;
	size_t left = 1;

	while (left) {
		if (store_rotate(c->store, &left, &e))
			return call_fail(&e);
		if (left && isatty(STDERR_FILENO))
			fprintf(stderr, _("\r换密钥：还有 %zu 份 "), left);
	}
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	return 0;
}

static int
set_disabled(struct users *u, bool disabled)
{
	struct account a;
	struct err e;
	int rc = call_account(u->call, u->call->argv[1], &a);

	if (!rc && account_disable(u->call->store, a.number, disabled, &e))
		rc = call_fail(&e);
	return rc;
}

static int
disable(struct users *u)
{
	return set_disabled(u, true);
}

static int
enable(struct users *u)
{
	return set_disabled(u, false);
}

static int
revoke_one(struct users *u)
{
	struct account a;
	struct err e;
	int rc = call_account(u->call, u->call->argv[1], &a);

	if (!rc && account_revoke(u->call->store, a.number, &e))
		rc = call_fail(&e);
	if (!rc)
		rc = rotate(u->call);
	if (!rc)
		fprintf(stderr,
			_("账户 %s 已注销，他能打开的数据已换密钥。"
			  "他手里的旧备份换不了：请做一份新备份，"
			  "收回旧的。\n"),
			u->call->argv[1]);
	return rc;
}

static int
recovery(struct users *u)
{
	char key[RECOVERY_TEXT];
	struct err e;

	if (account_new_recovery(u->call->store, key, &e))
		return call_fail(&e);
	call_recovery(key);
	vault_wipe(key, sizeof key);
	return 0;
}

static const struct {
	const char *name;
	int args; /* after the name, at least … */
	int most;
	int (*run)(struct users *u);
	bool rotates;
} acts[] = {
	{"list", 0, 0, list},
	{"add", 1, 1, add},
	{"passwd", 0, 1, passwd},
	{"role", 1, 1, role, true},
	{"disable", 1, 1, disable},
	{"enable", 1, 1, enable},
	{"revoke", 1, 1, revoke_one},
	{"recovery", 0, 0, recovery},
};
#define N_ACTS (sizeof acts / sizeof *acts)

static int
run(struct call *c)
{
	struct users u = {.call = c, .format = "table"};
	const struct option options[] = {
		{.name = "--role", .value = &u.roles},
		{.name = "--staff", .value = &u.staff},
		{.name = "--format", .value = &u.format},
	};
	size_t k = 0;
	int rc = call_options(c, options, 3, 1, 2);

	if (rc)
		return rc;
	while (k < N_ACTS && strcmp(acts[k].name, c->argv[0]))
		k++;
	if (k == N_ACTS)
		return call_usage(c, _("没有 users %s"), c->argv[0]);
	if (c->argc - 1 < acts[k].args)
		return call_usage(c, "%s", _("缺少参数"));
	if (c->argc - 1 > acts[k].most)
		return call_usage(
			c, _("多余的参数 %s"), c->argv[acts[k].most + 1]);
	if (strcmp(u.format, "table") && strcmp(u.format, "jsonl"))
		return call_usage(
			c, _("没有格式 %s，有 table、jsonl"), u.format);
	rc = call_open(c, acts[k].run == list);
	if (!rc)
		rc = acts[k].run(&u);
	if (!rc && acts[k].rotates)
		rc = rotate(c);
	return rc;
}

const struct command command_users = {
	.name = "users",
	.summary = N_("账户：列出、添加、改口令、改角色、停用、注销"),
	.usage = "list|add NAME|passwd [NAME]|role NAME|disable NAME|"
		 "enable NAME|revoke NAME|recovery "
		 "[--role R,R] [--staff ID|none] [--format table|jsonl]",
	.help = N_("list      列出账户，人人可看；其余只有站点负责人能做\n"
		   "add       添加账户，要 --role；口令先问自己的，再问新的\n"
		   "passwd    改自己的口令，人人可做；写 NAME "
		   "是给忘了口令的人重设\n"
		   "role      换角色（--role）或人员登记（--staff）\n"
		   "disable   停用，enable 再启用\n"
		   "revoke    注销，不能再用；他能打开的数据换密钥\n"
		   "recovery  换一把恢复密钥，只打印这一次\n"
		   "角色：head 站点负责人、clerk 登记员、counsellor 咨询师、"
		   "doctor 精防医生、\n"
		   "operator 接线员、trainer 培训师、street 镇街审核、"
		   "district 区级、admin 管理员\n"
		   "例：xinzhan --user 李梅 users add 王芳 --role "
		   "clerk,counsellor"),
	.run = run,
};
