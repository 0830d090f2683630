// SPDX-License-Identifier: MIT
#include "forms/exchange.h"
#include "forms/printed.h"
#include "forms/sight.h"
#include "forms/rights.h"
#include "store/utf8.h"
#include "templates/record_page.h"
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>

/* What its form does not know; all of it where the form is not there. */
static void
show_rest(struct call *c, struct reader *r, const struct record *rec,
	const struct form *form, enum mask mask)
{
	struct arena *a = c->arena;
	enum sight sight = record_sight(r, NULL, rec);

	for (size_t i = 0; i < rec->fields.n; i++) {
		const struct entry *x = &rec->fields.v[i];
		if (form && (form_field(form, x->name) ||
				    str_starts(x->name, STR("_"))))
			continue;
		str shown = record_cover(
			a, NULL, sight, mask, value_text(a, &x->value));
		printf("%.*s: %.*s\n", STR_FMT(x->name),
			STR_FMT(utf8_show(a, shown)));
	}
}

/* Label, then what a person reads: one field a line, and those that the form's
 * x_print puts into one line side by side. */
static void
show_text(struct call *c, struct reader *r, const struct record *rec)
{
	const struct form *form;
	struct record_scope scope;
	struct err e;

	printf("%.*s\n", STR_FMT(record_title(r, c->arena, rec)));
	printf("%s  %s %u  %.*s  %s\n",
		str_z(c->arena, id_format(c->arena, rec->id)), _("版次"),
		(unsigned)rec->rev, STR_FMT(rec->by),
		record_state_name(rec->state));
	enum mask mask = c->globals->reveal ? MASK_NONE : MASK_DESK;
	if (catalog_form(c->catalog, rec->form, &form, &e))
		form = NULL;
	if (!form) {
		show_rest(c, r, rec, form, mask);
		return;
	}
	record_scope_init(&scope, r, form, rec);
	enum sight sight = record_sight(r, form, rec);
	struct printed *place;
	size_t n = form_printed(form, NULL, c->arena, &place);
	int row = 0;
	for (size_t i = 0; i < n; i++) {
		const struct field *f = place[i].field;
		struct value v = record_field(&scope, c->arena, f);
		if (value_is_blank(&v))
			continue;
		str shown = record_show(r, c->arena, f, &v);
		shown = record_cover(c->arena, f, sight, mask, shown);
		printf("%s%.*s: %.*s",
			!row                  ? ""
			: place[i].row == row ? "  "
					      : "\n",
			STR_FMT(label_text(&f->label)),
			STR_FMT(utf8_show(c->arena, shown)));
		row = place[i].row;
	}
	if (row)
		putchar('\n');
	show_rest(c, r, rec, form, mask);
}

/* A page leaves the house: who may export, and how masked (domain.md §9). */
static enum err_code
page_mask(struct call *c, const struct record *rec, const struct form **form,
	enum mask *mask, struct err *e)
{
	enum err_code code = catalog_form(c->catalog, rec->form, form, e);
	if (code)
		return code;
	enum export_right right =
		rights_export(store_user(c->store)->roles, *form);
	bool reveal = c->globals->reveal != NULL;
	if (right == EXPORT_NOTHING)
		return rights_refuse_export(e);
	if (reveal && right != EXPORT_WHOLE)
		return err_set(e, ERR_DENIED, "%s",
			_("您的角色只能导出遮住的内容，不能加 --reveal"));
	*mask = reveal ? MASK_NONE : MASK_EXPORT;
	return ERR_OK;
}

static enum err_code
show_page(struct call *c, struct reader *r, const struct form *form,
	const struct record *rec, enum mask mask, struct err *e)
{
	struct buf b = {.arena = c->arena};
	const struct station *station = store_station(c->store);
	const struct page_origin origin = {
		.unit = station->name,
		.mark = str_of(str_is(station->kind, "demo")
				       ? _("演示数据，不是真实情况")
			       : str_is(station->kind, "test")
				       ? _("测试数据，不是真实情况")
				       : ""),
		.footer = str_of(_("内部资料 注意保密")),
	};
	record_page(r, form, rec, mask, &origin, c->arena, &b);
	str s = buf_str(&b);
	if (fwrite(s.p, 1, s.n, stdout) != s.n || fflush(stdout))
		return err_errno(e, _("写标准输出"), NULL);
	return ERR_OK;
}

static int
run(struct call *c)
{
	const char *format = "json";
	bool history = false;
	const struct option options[] = {
		{.name = "--format", .value = &format},
		{.name = "--history", .given = &history},
	};
	int rc = call_options(c, options, 2, 1, 1);
	if (rc)
		return rc;
	bool text = !strcmp(format, "text");
	bool page = !strcmp(format, "html");
	if (!text && !page && strcmp(format, "json"))
		return call_usage(
			c, _("没有格式 %s，有 json、text、html"), format);
	if (page && history)
		return call_usage(
			c, "%s", _("html 只印最新一版，不能加 --history"));
	if ((rc = call_open(c, true)))
		return rc;

	struct reader r;
	struct id id;
	struct record *all = NULL;
	const struct form *form = NULL;
	enum mask mask = MASK_EXPORT;
	size_t n = 0;
	struct err e;
	if (call_id(c->argv[0], &id, &e))
		return call_fail(&e);
	if ((rc = call_read(c, &r)))
		return rc;
	enum err_code code = store_history(r.txn, id, c->arena, &all, &n, &e);
	call_done(&r);
	if (!code && n && page)
		code = page_mask(c, &all[n - 1], &form, &mask, &e);
	if (!code && n)
		rc = call_note(c, page ? AUDIT_EXPORT : AUDIT_VIEW,
			all[n - 1].form, id, "%s",
			page      ? "html"
			: history ? "history"
				  : "");
	if (rc || (rc = call_read(c, &r)))
		return rc;
	for (size_t i = history || !n ? 0 : n - 1; !code && i < n; i++) {
		if (page) {
			code = show_page(c, &r, form, &all[i], mask, &e);
			continue;
		}
		if (text) {
			show_text(c, &r, &all[i]);
			continue;
		}
		struct buf b = {.arena = c->arena};
		exchange_write(&r, &b, &all[i], c->globals->reveal != NULL);
		printf("%.*s\n", STR_FMT(buf_str(&b)));
	}
	call_done(&r);
	return code ? call_fail(&e) : 0;
}

const struct command command_show = {
	.name = "show",
	.summary = N_("看一份记录，或它的全部版次"),
	.usage = "ID [--history] [--format json|text|html]",
	.help = N_(
		"证件号、电话等照规矩遮住；--reveal 理由 才全显示。\n"
		"  --history       每版一行，旧的在前\n"
		"  --format html   按表单印出来的样子，一页 A4，签名处留空；\n"
		"                  姓名也遮住，站长加 --reveal 才不遮\n"
		"例：xinzhan show 0194…-… --format text"),
	.run = run,
};
