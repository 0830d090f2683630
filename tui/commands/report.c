// SPDX-License-Identifier: MIT
#include "forms/rights.h"
#include "templates/chain.h"
#include "templates/report_explain.h"
#include "tui/commands/command.h"
#include "tui/commands/table.h"

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

/* May he see it, and take it out of the house? */
static int
check_rights(struct call *c, const char *id, bool leaves)
{
	unsigned roles = store_user(c->store)->roles;
	struct err e;
	enum err_code code = ERR_OK;

	if (!rights_report(roles, str_of(id)))
		code = rights_refuse_report(str_of(id), &e);
	if (!code && leaves && !rights_export_report(roles, str_of(id)))
		code = rights_refuse_export(&e);
	return code ? call_fail(&e) : 0;
}

static int
make(struct call *c, const char *id, struct period period, enum report_format f,
	const char *path)
{
	const struct report_def *def;
	struct report report;
	struct reader r;
	struct err e;
	int rc;

	if (report_set_get(c->reports, str_of(id), &def, &e))
		return call_fail(&e);
	if ((rc = check_rights(c, id, path || f != REPORT_TEXT)) ||
		(rc = call_read(c, &r)))
		return rc;
	const struct chain chain = {.reports = c->reports,
		.reader = &r,
		.station = store_station(c->store)};
	enum err_code code = report_make(
		&chain, str_of(id), period, c->arena, &report, NULL, &e);
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

/* "denominator" and the like are the parts of the cell, not words. */
static void
put_evidence(struct call *c, struct reader *r, struct table *t,
	const struct report_evidence *v)
{
	struct record rec;
	str title = STR("—");
	str day = STR("—");

	if (!store_get(r->txn, v->id, c->arena, &rec, NULL)) {
		const struct form *form = NULL;
		(void)catalog_form(c->catalog, rec.form, &form, NULL);
		title = record_title(r, c->arena, &rec);
		if (form && record_event_day(form, &rec) != DAY_NONE)
			day = date_format(
				c->arena, record_event_day(form, &rec));
	}
	table_put(t, str_of(v->denominator ? "denominator" : "numerator"));
	table_put(t, id_format(c->arena, v->id));
	table_put(t, v->form);
	table_put(t, day);
	table_put(t, str_fmt(c->arena, "%s%.*s", v->minus ? "-" : "",
			     STR_FMT(decimal_format(c->arena, v->amount))));
	table_put(t, title);
}

static int
explain_cell(
	struct call *c, const char *id, struct period period, const char *cell)
{
	const struct report_def *def;
	struct report_evidence *v;
	struct reader r;
	struct table t = {.arena = c->arena, .columns = 6};
	struct err e;
	size_t n;
	str column = str_of(cell);
	str row = STR_NONE;
	int rc;

	if (report_set_get(c->reports, str_of(id), &def, &e))
		return call_fail(&e);
	(void)str_cut(&column, '.', &row); /* an empty row is refused */
	if ((rc = check_rights(c, id, false)) ||
		(rc = call_note(c, AUDIT_VIEW, STR_NONE, ID_NONE,
			 "%s %.*s --explain %s", id,
			 STR_FMT(period_code(c->arena, period)), cell)) ||
		(rc = call_read(c, &r)))
		return rc;
	enum err_code code = report_explain(def, &r, store_station(c->store),
		period, row, column, c->arena, &v, &n, &e);
	/* I14.a is a row. */
	if (code == ERR_ABSENT)
		code = report_explain(def, &r, store_station(c->store), period,
			str_of(cell), STR_NONE, c->arena, &v, &n, &e);
	for (size_t i = 0; !code && i < n; i++)
		put_evidence(c, &r, &t, &v[i]);
	struct child *child;
	size_t below = 0;
	if (!code)
		code = chain_children(r.txn, period_code(c->arena, period),
			c->arena, &child, &below, &e);
	call_done(&r);
	if (code)
		return call_fail(&e);
	table_print(&t);
	fprintf(stderr, _("%zu 条记录\n"), n);
	if (below)
		fprintf(stderr, "%s\n",
			_("下级上报的数在下级的库里，这里只有本级的记录"));
	return 0;
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
	if (explain && (!c->argc || path))
		return call_usage(c, "%s",
			_("--explain 要有 REPORT，打印到屏幕，不写文件"));
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
	if (explain)
		return explain_cell(c, c->argv[0], period, explain);
	return c->argc ? make(c, c->argv[0], period, f, path) : list_reports(c);
}

const struct command command_report = {
	.name = "report",
	.summary = N_("算一张报表，写成文字、CSV、JSON 或表格"),
	.usage = "[REPORT --period 2024Q3 [--format F] [-o FILE] "
		 "[--explain CELL]]",
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
		   "  --explain CELL  这一格（A4a、A4a.ytd、22.c1）由哪些记录"
		   "得来：\n"
		   "               部分、编号、表单、日期、计多少、标题\n"
		   "封存了的报告期打印封存时的数；--explain 按现在的记录。\n"
		   "例：xinzhan report R01 --period 2024Q3 --format xlsx\n"
		   "    xinzhan report R01 --period 2024Q3 --explain A4a"),
	.run = run,
};
