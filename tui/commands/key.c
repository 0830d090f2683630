// SPDX-License-Identifier: MIT
#include "store/file.h"
#include "store/sign.h"
#include "tui/commands/command.h"
#include "tui/commands/table.h"

#include <stdio.h>
#include <string.h>

#define KEY_FILE_MOST 4096

static int
show(struct call *c)
{
	const struct station *st = store_station(c->store);
	struct sign_key k;
	struct err e;
	if (sign_own(c->store, &k, &e))
		return call_fail(&e);
	str print = sign_fingerprint(c->arena, &k);
	printf("%.*s", STR_FMT(sign_key_format(c->arena, &k,
			       str_fmt(c->arena, "xinzhan %.*s %.*s",
				       STR_FMT(st->code), STR_FMT(print)))));
	fprintf(stderr, _("指纹 %.*s（和对方在电话里逐组核对）\n"),
		STR_FMT(print));
	return 0;
}

static int
list(struct call *c)
{
	struct table t = {.arena = c->arena, .columns = 2};
	struct sign_trusted *v;
	struct store_txn *txn;
	struct err e;
	size_t n;
	if (store_read(c->store, &txn, &e))
		return call_fail(&e);
	enum err_code code = trust_list(txn, c->arena, &v, &n, &e);
	store_done(txn);
	if (code)
		return call_fail(&e);
	for (size_t k = 0; k < n; k++) {
		table_put(&t, v[k].code);
		table_put(&t, sign_fingerprint(c->arena, &v[k].key));
	}
	table_print(&t);
	return 0;
}

static int
trust(struct call *c, bool replace)
{
	struct sign_key k;
	struct err e;
	str text;
	if (file_load(c->argv[2], KEY_FILE_MOST, c->arena, &text, &e) ||
		sign_key_parse(text, &k, &e)) {
		err_at(&e, c->argv[2], 0, 0);
		return call_fail(&e);
	}
	if (trust_add(c->store, str_of(c->argv[1]), &k, replace, &e))
		return call_fail(&e);
	printf("%s %.*s\n", c->argv[1],
		STR_FMT(sign_fingerprint(c->arena, &k)));
	fprintf(stderr, "%s\n",
		_("已认可。请马上给那一站打电话，逐组核对上面的指纹"));
	return 0;
}

static int
run(struct call *c)
{
	bool replace = false;
	const struct option options[] = {
		{.name = "--replace", .given = &replace},
	};
	int rc = call_options(c, options, 1, 1, 3);
	if (rc)
		return rc;
	bool is_trust = !strcmp(c->argv[0], "trust");
	bool is_show = !strcmp(c->argv[0], "show");
	if (!is_trust && !is_show && strcmp(c->argv[0], "list"))
		return call_usage(
			c, _("没有 key %s，有 show、list、trust"), c->argv[0]);
	if (c->argc != (is_trust ? 3 : 1))
		return call_usage(c, "%s", _("缺少参数"));
	if ((rc = call_open(c, !is_trust)))
		return rc;
	return is_trust ? trust(c, replace) : is_show ? show(c) : list(c);
}

const struct command command_key = {
	.name = "key",
	.summary = N_("本站的签名钥匙；认可别站的钥匙"),
	.usage = "show | list | trust CODE FILE [--replace]",
	.help = N_(
		"  show   本站的公钥（minisign 格式）和指纹，可存成文件给别站\n"
		"  list   已认可的站点和指纹\n"
		"  trust  认可一站的公钥文件；只有站点负责人可以，记入日志\n"
		"例：xinzhan key show > 50011200100001.pub\n"
		"    xinzhan key trust 50011200200001 50011200200001.pub"),
	.run = run,
};
