// SPDX-License-Identifier: MIT
#include "forms/rights.h"
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>

/* How often a report is made, in words. */
static const char *
how_often(str period_type)
{
	static const char *const words[] = {
		[PERIOD_MONTH] = N_("月报"),
		[PERIOD_QUARTER] = N_("季报"),
		[PERIOD_HALF] = N_("半年报"),
		[PERIOD_YEAR] = N_("年报"),
	};
	return _(words[period_kind_of(period_type)]);
}

static int
list_reports(struct call *c)
{
	const struct report_item *v;
	size_t n = report_set_items(c->reports, &v);

	for (size_t i = 0; i < n; i++)
		if (rights_report(store_user(c->store)->roles, v[i].id))
			printf("%.*s  %s  %.*s%s\n", STR_FMT(v[i].id),
				how_often(v[i].period_type),
				STR_FMT(label_text(&v[i].title)),
				v[i].broken ? _("（有错，请用 lint 检查）")
					    : "");
	return 0;
}

static int
save(const struct report *r, enum report_format f, const char *path)
{
	struct err e;

	if (report_save(r, f, path, &e))
		return call_fail(&e);
	printf("%s\n", path);
	return 0;
}

static int
print(struct call *c, const struct report *r, enum report_format f)
{
	struct buf b = {.arena = c->arena};
	struct err e;

	if (report_write(r, f, &b, &e))
		return call_fail(&e);
	str s = buf_str(&b);
	if (fwrite(s.p, 1, s.n, stdout) != s.n || fflush(stdout)) {
		err_errno(&e, _("写标准输出"), NULL);
		return call_fail(&e);
	}
	return 0;
}

static int
make(struct call *c, const char *id, struct period period, enum report_format f,
	const char *path)
{
	const struct report_def *def;
	struct report report;
	struct reader r;
	struct err e;
	enum err_code code = report_set_get(c->reports, str_of(id), &def, &e);
	int rc;

	unsigned roles = store_user(c->store)->roles;
	bool leaves = path || f != REPORT_TEXT;
	if (!code && !rights_report(roles, str_of(id)))
		code = rights_refuse_report(str_of(id), &e);
	if (!code && leaves && !rights_export_report(roles, str_of(id)))
		code = rights_refuse_export(&e);
	if (code)
		return call_fail(&e);
	if ((rc = call_read(c, &r)))
		return rc;
	code = report_compute(def, &r, store_station(c->store), period,
		c->arena, &report, &e);
	call_done(&r);
	if (code)
		return call_fail(&e);
	bool file = path || !report_format_to_stdout(f);
	if (file && !path)
		path = str_z(c->arena, report_file_name(c->arena, &report, f));
	rc = call_note(c, file || f != REPORT_TEXT ? AUDIT_EXPORT : AUDIT_VIEW,
		STR_NONE, ID_NONE, "%.*s %.*s %s%s%s", STR_FMT(report.id),
		STR_FMT(period_code(c->arena, period)), report_format_name(f),
		file ? " " : "", file ? path : "");
	if (rc)
		return rc;
	return file ? save(&report, f, path) : print(c, &report, f);
}

static int
run(struct call *c)
{
	const char *code = NULL;
	const char *format = "text";
	const char *path = NULL;
	const char *explain = NULL;
	const struct option options[] = {
		{.name = "--period", .value = &code},
		{.name = "--format", .value = &format},
		{.name = "-o", .value = &path},
		{.name = "--explain", .value = &explain},
	};
	enum report_format f;
	struct period period = {0};
	struct err e;
	int rc = call_options(c, options, 4, 0, 1);

	if (rc)
		return rc;
	if (explain)
		return call_usage(c, "%s", _("--explain 本版还没有"));
	if (!report_format_parse(str_of(format), &f))
		return call_usage(c,
			_("没有格式 %s，有 "
			  "text、csv、csv-data、json、xlsx、html、"
			  "dhis2-json、dhis2-csv、adx"),
			format);
	if (c->argc && !code)
		return call_usage(
			c, "%s", _("缺 --period，例如 --period 2024Q3"));
	if (code && period_parse(str_of(code), &period, &e))
		return call_fail(&e);
	if ((rc = call_open(c, true)) || (rc = call_reports(c)))
		return rc;
	return c->argc ? make(c, c->argv[0], period, f, path) : list_reports(c);
}

const struct command command_report = {
	.name = "report",
	.summary = N_("算一张报表，写成文字、CSV、JSON 或表格"),
	.usage = "[REPORT --period 2024Q3 [--format F] [-o FILE]]",
	.help = N_("不写 REPORT：列出有哪些报表。\n"
		   "  --period P   "
		   "202407（月）、2024Q3（季）、2024S1（半年）、2024（年）\n"
		   "  --format F   text（默认）、csv、csv-data、json；"
		   "xlsx、html（打印）；\n"
		   "               dhis2-json、dhis2-csv、adx（给别的系统）\n"
		   "  -o FILE      写到这个新文件；没有 -o "
		   "时前四种写到屏幕，其余写到\n"
		   "               当前文件夹的 "
		   "R01_2024Q3_站点编码.xlsx，并打印路径\n"
		   "例：xinzhan report R01 --period 2024Q3 --format xlsx"),
	.run = run,
};
