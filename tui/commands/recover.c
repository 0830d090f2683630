// SPDX-License-Identifier: MIT
#include "tui/commands/command.h"

#include <stdio.h>

static int
run(struct call *c)
{
	char recovery[RECOVERY_TEXT];
	str paper;
	str password;
	struct err e;
	int rc = call_options(c, NULL, 0, 0, 0);

	if (rc)
		return rc;
	if (store_open(c->globals->data, false, &c->store, &e)) {
		rc = call_fail(&e);
		return e.code == ERR_ABSENT ? err_exit(ERR_CORRUPT) : rc;
	}
	c->user = c->globals->user;
	if (call_password(c, _("恢复密钥（48 个数字）："), &paper, &e) ||
		call_new_password(c, &password, &e) ||
		account_recover(c->store, str_of(c->user), paper, password,
			recovery, &e))
		return call_fail(&e);
	fprintf(stderr, _("%s 的口令已重设，旧的恢复密钥作废。新的一把：\n"),
		c->user);
	call_recovery(recovery);
	return 0;
}

const struct command command_recover = {
	.name = "recover",
	.summary = N_("负责人忘了口令：用恢复密钥设新口令"),
	.usage = "--user U",
	.help = N_("先问信封里的恢复密钥（48 个数字，空格随意），再问新口令。\n"
		   "--user 是一位站点负责人。旧的恢复密钥作废，打印新的一把，"
		   "照样抄好封好。\n"
		   "例：xinzhan recover --user 李梅"),
	.run = run,
};
