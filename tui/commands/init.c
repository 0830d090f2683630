// SPDX-License-Identifier: MIT
#include "forms/session.h"
#include "store/utf8.h"
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>

static bool
is_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static bool
name_is_fine(str s)
{
	if (!s.n || !utf8_valid(s) || utf8_count(s) > 70)
		return false;
	for (uint32_t c; (c = utf8_next(&s)) != UTF8_END;)
		if (utf8_is_control(c) || utf8_is_invisible(c))
			return false;
	return true;
}

/* The station's own record, a draft to complete. */
static int
add_station(struct call *c, const struct station *st, struct id *id)
{
	const struct form *form;
	struct record rec;
	struct issue *issues;
	size_t n;
	struct err e;

	if (catalog_form(c->catalog, STR("station"), &form, &e))
		return call_fail(&e);
	struct session *s = session_new(form, NULL, NULL);
	const struct {
		const char *path;
		str text;
	} known[] = {{"st_code", st->code}, {"st_name", st->name}};
	enum err_code code = ERR_OK;
	for (size_t i = 0; !code && i < 2; i++) {
		struct cell cell;
		code = session_find(s, str_of(known[i].path), &cell, &e);
		if (!code)
			code = session_set_text(s, &cell, known[i].text, &e);
	}
	struct save how = {
		.store = c->store, .catalog = c->catalog, .user = c->user};
	if (!code)
		code = session_save(s, &how, c->arena, &rec, &issues, &n, &e);
	session_free(s);
	if (code)
		return call_fail(&e);
	*id = rec.id;
	return 0;
}

static int
run(struct call *c)
{
	const char *code = NULL;
	const char *name = NULL;
	bool test = false;
	const struct option options[] = {
		{.name = "--station-code", .value = &code},
		{.name = "--station-name", .value = &name},
		{.name = "--test", .given = &test},
	};
	int rc = call_options(c, options, 3, 0, 0);
	if (rc)
		return rc;
	if (!code || !name)
		return call_usage(
			c, "%s", _("要有 --station-code 和 --station-name"));
	struct station st = {
		.code = str_of(code),
		.name = str_of(name),
		.kind = test ? STR("test") : STR_NONE,
	};
	if (st.code.n != 14 || !is_digits(st.code))
		return call_usage(c,
			_("站点编码是 14 位数字（12 位区划代码加 2 "
			  "位序号），不是 %s"),
			code);
	if (!name_is_fine(st.name))
		return call_usage(
			c, "%s", _("站点名称要有 1–70 个字，不带控制字符"));
	if (c->globals->now_given && !test)
		return call_usage(c, "%s", _("--now 只能用于测试库和演示库"));

	struct err e;
	struct store_head head = {.name = str_of(c->globals->user)};
	char recovery[RECOVERY_TEXT];
	if (test)
		c->known_password = STR("test");
	if (call_new_password(c, &head.password, &e) ||
		store_create(c->globals->data, &st, &head, recovery, &e) ||
		store_open(c->globals->data, false, &c->store, &e) ||
		store_login(c->store, head.name, head.password, &e))
		return call_fail(&e);
	c->user = c->globals->user;
	rc = call_catalog(c);
	struct id id = ID_NONE;
	if (!rc)
		rc = add_station(c, &st, &id);
	if (rc)
		return rc;
	printf("%s\n", c->globals->data);
	call_recovery(recovery);
	fprintf(stderr,
		_("已建好：%s。站点登记表是草稿（%.*"
		  "s），打开录入台把它填完。\n"),
		c->globals->data, STR_FMT(id_format(c->arena, id)));
	return 0;
}

const struct command command_init = {
	.name = "init",
	.summary = N_("建一个新的数据文件夹"),
	.usage = "--station-code C --station-name N [--user U] [--test]",
	.help = N_(
		"在 --data 指的文件夹里建一个新库，并留下一份站点登记草稿。\n"
		"  --station-code C  14 位：12 位区划代码加 2 位序号\n"
		"  --station-name N  站点名称\n"
		"  --test            "
		"测试库，屏幕和导出都标“测试”；没给口令时口令是 test\n"
		"负责人（--user）的口令从终端或 --password-fd 来。\n"
		"打印文件夹和恢复密钥，恢复密钥只打印这一次。\n"
		"例：xinzhan --data ./xinzhan init --station-code "
		"50011200100001 "
		"--station-name 双凤桥街道心理健康服务点 --user 李梅"),
	.run = run,
};
