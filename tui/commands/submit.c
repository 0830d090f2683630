// SPDX-License-Identifier: MIT
#include "store/file.h"
#include "templates/submission.h"
#include "tui/commands/command.h"

#include <stdio.h>

static int
begin(struct call *c, struct submission *s)
{
	struct err e;
	int rc;
	if ((rc = call_open(c, false)) || (rc = call_reports(c)))
		return rc;
	if (call_may_report(c, &e))
		return call_fail(&e);
	*s = (struct submission){.store = c->store,
		.catalog = c->catalog,
		.reports = c->reports,
		.user = c->user};
	return 0;
}

static int
save(struct file_out *out, const char *path, str bytes)
{
	struct err e;
	file_out_write(out, bytes);
	if (file_out_commit(out, &e))
		return call_fail(&e);
	printf("%s\n", path);
	return 0;
}

static int
submit_run(struct call *c)
{
	const char *code = NULL;
	const char *path = NULL;
	const struct option options[] = {
		{.name = "--period", .value = &code},
		{.name = "-o", .value = &path},
	};
	struct submission s;
	struct period period;
	struct file_out out;
	struct err e;
	str zip;
	int rc = call_options(c, options, 2, 0, 0);
	if (rc)
		return rc;
	if (!code || !path)
		return call_usage(c, "%s",
			_("要写明报哪一期、写到哪个文件：--period P -o FILE"));
	if (period_parse(str_of(code), &period, &e))
		return call_fail(&e);
	if ((rc = begin(c, &s)))
		return rc;
	if (file_out_open(&out, path, &e))
		return call_fail(&e);
	if (submission_make(&s, period,
		    str_z(c->arena, file_out_temp(&out, c->arena)), c->arena,
		    &zip, &e)) {
		file_out_abort(&out);
		return call_fail(&e);
	}
	rc = call_note(
		c, AUDIT_EXPORT, STR_NONE, ID_NONE, "submit %s %s", code, path);
	if (rc) {
		file_out_abort(&out);
		return rc;
	}
	return save(&out, path, zip);
}

const struct command command_submit = {
	.name = "submit",
	.summary = N_("把封存了的报告期写成一个签了名的报送包"),
	.usage = "--period P -o FILE.zip",
	.help = N_(
		"一个 zip：清单 manifest 和它的签名、agg.csv、sums.csv、每张"
		"报表的各种格式。\n"
		"只有数字，没有个人；什么时候写，字节都一样。任何人都能验：\n"
		"  unzip FILE.zip && minisign -Vm manifest -p 本站公钥\n"
		"例：xinzhan submit --period 2024Q3 -o 2024Q3.zip"),
	.run = submit_run,
};

/* --- slips
 * ----------------------------------------------------------------------------
 */

static int
slip(struct call *c, bool back)
{
	const char *cells = NULL;
	const char *reason = NULL;
	const char *path = NULL;
	const struct option options[] = {
		{.name = "-o", .value = &path},
		{.name = "--cells", .value = &cells},
		{.name = "--reason", .value = &reason},
	};
	struct submission s;
	struct file_out out;
	struct err e;
	str file;
	str text;
	int rc = call_options(c, options, back ? 3 : 1, 1, 1);
	if (rc)
		return rc;
	if (!path || (back && (!cells || !*cells || !reason || !*reason)))
		return call_usage(c, "%s", _("缺少参数"));
	if ((rc = begin(c, &s)))
		return rc;
	if (file_load(c->argv[0], BUNDLE_MOST, c->arena, &file, &e) ||
		file_out_open(&out, path, &e))
		return call_fail(&e);
	if (slip_make(&s, file, str_of(back ? cells : NULL),
		    str_of(back ? reason : NULL), c->arena, &text, &e)) {
		file_out_abort(&out);
		return call_fail(&e);
	}
	return save(&out, path, text);
}

static int
return_run(struct call *c)
{
	return slip(c, true);
}

static int
receipt_run(struct call *c)
{
	return slip(c, false);
}

const struct command command_return = {
	.name = "return",
	.summary = N_("把下级的报送包退回，指明哪些格子"),
	.usage = "FILE.zip --cells R01.A4a,… --reason R -o SLIP",
	.help = N_(
		"写一张签了名的退回单，下级用 receive 收下；那几格所数的表单就"
		"能再改，\n"
		"别的还锁着。被退回的报送包不再计入本站的汇总。\n"
		"例：xinzhan return 2024Q3.zip --cells R01.A4a --reason "
		"与花名册不符 -o 退回.txt"),
	.run = return_run,
};

const struct command command_receipt = {
	.name = "receipt",
	.summary = N_("给下级的报送包写一张收条"),
	.usage = "FILE.zip -o SLIP",
	.help = N_("签了名的收条，下级用 receive 收下。\n"
		   "例：xinzhan receipt 2024Q3.zip -o 收条.txt"),
	.run = receipt_run,
};
