// SPDX-License-Identifier: MIT
#include "forms/due.h"
#include "forms/json.h"
#include "forms/rights.h"
#include "store/utf8.h"
#include "tui/commands/command.h"
#include "templates/writers/markup.h"
#include "tui/commands/table.h"

#include <stdio.h>
#include <string.h>

static void
print_json(struct call *c, const struct due_item *v, size_t n, day_t on)
{
	struct buf b = {.arena = c->arena};
	for (size_t k = 0; k < n; k++) {
		struct json_writer w = {.buf = &b};
		json_open_object(&w);
		json_name(&w, STR("date"));
		json_put_text(&w, date_format(c->arena, v[k].day));
		json_name(&w, STR("state"));
		json_put_text(&w, str_of(due_state(&v[k], on)));
		json_name(&w, STR("days"));
		json_put_integer(&w, v[k].day - on);
		json_name(&w, STR("form"));
		json_put_text(&w, v[k].form->id);
		json_name(&w, STR("what"));
		json_put_text(&w, label_text(&v[k].what));
		json_name(&w, STR("title"));
		json_put_text(&w, v[k].title);
		json_name(&w, STR("id"));
		json_put_text(&w, id_format(c->arena, v[k].id));
		json_close(&w);
		buf_addc(&b, '\n');
	}
	printf("%.*s", STR_FMT(buf_str(&b)));
}

static void
print_table(struct call *c, const struct due_item *v, size_t n, day_t on)
{
	struct table t = {.arena = c->arena, .columns = 5};
	size_t late = 0;
	size_t today = 0;
	for (size_t k = 0; k < n; k++) {
		late += v[k].day < on;
		today += v[k].day == on;
		table_put(&t, date_format(c->arena, v[k].day));
		table_put(&t, due_words(&v[k], on, c->arena));
		table_put(&t, utf8_show(c->arena, label_text(&v[k].what)));
		table_put(&t, utf8_show(c->arena, v[k].title));
		table_put(&t, id_format(c->arena, v[k].id));
	}
	table_print(&t);
	printf(_("逾期 %zu，今天 %zu，往后 %zu\n"), late, today,
		n - late - today);
}

/* The list of a day for the wall or the bag: one page for A4, a box to tick. */
static void
print_page(struct call *c, const struct due_item *v, size_t n, day_t on)
{
	static const char style[] =
		"body{font-family:SimSun,宋体,serif;font-size:11pt}"
		"h1{font-size:16pt;text-align:center}"
		"table{border-collapse:collapse;width:100%}"
		"thead{display:table-header-group}tr{break-inside:avoid}"
		"th,td{border:1px solid #000;padding:.15em .4em;"
		"text-align:left}";
	const char *const head[] = {
		"", _("日期"), _("状态"), _("事项"), _("记录")};
	struct arena *a = c->arena;
	struct buf b = {.arena = a};
	str title = str_fmt(a, _("待办 %.*s"), STR_FMT(date_format(a, on)));

	markup_page(&b, title, false, style);
	markup_tagged(&b, "<h1>", title, "</h1>\n");
	markup_tagged(&b, "<p>", store_station(c->store)->name,
		"</p>\n<table>\n<thead><tr>");
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		markup_tagged(&b, "<th>", str_of(head[i]), "</th>");
	buf_addz(&b, "</tr></thead>\n<tbody>\n");
	for (size_t k = 0; k < n; k++) {
		buf_addz(&b, "<tr><td>☐</td>");
		markup_tagged(&b, "<td>", date_format(a, v[k].day), "</td>");
		markup_tagged(&b, "<td>", due_words(&v[k], on, a), "</td>");
		markup_tagged(&b, "<td>", label_text(&v[k].what), "</td>");
		markup_tagged(&b, "<td>", v[k].title, "</td></tr>\n");
	}
	markup_tagged(&b, "</tbody>\n</table>\n<p>",
		str_of(_("内部资料 注意保密")), "</p>\n</body>\n</html>\n");
	printf("%.*s", STR_FMT(buf_str(&b)));
}

/* A page leaves the house as R20 does; only a head's may name people. */
static enum err_code
page_right(struct call *c, struct err *e)
{
	unsigned roles = store_user(c->store)->roles;

	if (!rights_export_report(roles, STR("R20")))
		return rights_refuse_export(e);
	if (c->globals->reveal && !(roles & ROLE_HEAD))
		return err_set(e, ERR_DENIED, "%s",
			_("您的角色只能导出遮住的内容，不能加 --reveal"));
	return ERR_OK;
}

static int
run(struct call *c)
{
	const char *on_text = NULL;
	const char *format = "table";
	const struct option options[] = {
		{.name = "--on", .value = &on_text},
		{.name = "--format", .value = &format},
	};
	struct reader r;
	struct due_item *v = NULL;
	struct err e;
	day_t on;
	size_t n = 0;
	int rc = call_options(c, options, 2, 0, 0);
	if (rc)
		return rc;
	if (on_text && !date_parse(str_of(on_text), &on))
		return call_usage(c, _("--on 要一个日期，如 2022-12-20"));
	bool page = !strcmp(format, "html");
	if (!page && strcmp(format, "table") && strcmp(format, "jsonl"))
		return call_usage(
			c, _("没有格式 %s，有 table、jsonl、html"), format);
	if ((rc = call_open(c, true)))
		return rc;
	if (page && page_right(c, &e))
		return call_fail(&e);
	if ((rc = call_read(c, &r)))
		return rc;
	r.masks = page && !c->globals->reveal;
	if (!on_text)
		on = clock_today();
	enum err_code code = due_list(&r, on, DUE_AHEAD, c->arena, &v, &n, &e);
	size_t denied = store_denied(r.txn);
	call_done(&r);
	if (code)
		return call_fail(&e);
	rc = call_note(c, page ? AUDIT_EXPORT : AUDIT_VIEW, STR_NONE, ID_NONE,
		"due: %zu", n);
	if (rc)
		return rc;
	if (!strcmp(format, "jsonl"))
		print_json(c, v, n, on);
	else if (page)
		print_page(c, v, n, on);
	else
		print_table(c, v, n, on);
	if (denied > 0)
		fprintf(stderr, "%s\n", _("您的角色看不到的记录没有算在内"));
	return 0;
}

const struct command command_due = {
	.name = "due",
	.summary = N_("待办：逾期、今天、往后七天要做的"),
	.usage = "[--on DATE] [--format table|jsonl|html]",
	.help = N_("按各表单的 x_due 现算，不另存；表单说要提前的提前列出。\n"
		   "  --on DATE  按那一天算\n"
		   "  --format html  打印用的一页，姓名遮住，站长加 --reveal "
		   "才不遮\n"
		   "例：xinzhan due --format jsonl"),
	.run = run,
};
