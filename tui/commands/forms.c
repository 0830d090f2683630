// SPDX-License-Identifier: MIT
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>

#include "forms/exchange.h"
#include "forms/json.h"
#include "forms/load.h"
#include "forms/xlsform.h"
#include "store/lang.h"
#include "tui/accept.h"
#include "tui/commands/table.h"

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV, FORMAT_YAML, FORMAT_NONE };

static enum format
format_parse(const char *s)
{
	if (!strcmp(s, "table"))
		return FORMAT_TABLE;
	if (!strcmp(s, "json"))
		return FORMAT_JSON;
	if (!strcmp(s, "xlsform-csv"))
		return FORMAT_CSV;
	if (!strcmp(s, "yaml"))
		return FORMAT_YAML;
	return FORMAT_NONE;
}

/* --- all forms
 * ----------------------------------------------------------------- */

/* Fields a person sees: groups and notes hold nothing. */
static size_t
count_fields(const struct form *f)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n_all; i++)
		n += field_has_value(f->all[i]);
	return n;
}

static str
count_records(struct call *c, struct store_txn *t, str id)
{
	size_t n;
	if (!t || store_count(t, id, &n, NULL) != ERR_OK)
		return STR_NONE;
	return str_fmt(c->arena, "%zu", n);
}

static const char *
origin_text(const struct catalog_item *item)
{
	if (item->broken)
		return _("有错误");
	if (item->waiting)
		return _("待认可");
	if (!strcmp(item->origin, "std"))
		return _("内置");
	return !strcmp(item->origin, "store") ? _("本站") : _("文件夹");
}

static void
print_table(struct call *c, const struct catalog_item *item, size_t n,
	struct store_txn *txn)
{
	struct table t = {.arena = c->arena, .columns = txn ? 6 : 5};
	t.right[4] = t.right[5] = true;
	table_put(&t, str_of(_("表单")));
	table_put(&t, str_of(_("名称")));
	table_put(&t, str_of(_("版本")));
	table_put(&t, str_of(_("来源")));
	table_put(&t, str_of(_("字段")));
	if (txn)
		table_put(&t, str_of(_("记录")));
	for (size_t i = 0; i < n; i++) {
		const struct form *f = NULL;
		bool good = catalog_form(c->catalog, item[i].id, &f, NULL) ==
			    ERR_OK;
		table_put(&t, item[i].id);
		table_put(&t, label_text(&item[i].title));
		table_put(&t, item[i].version);
		table_put(&t, str_of(origin_text(&item[i])));
		table_put(&t, good ? str_fmt(c->arena, "%zu", count_fields(f))
				   : STR_NONE);
		if (txn)
			table_put(&t, count_records(c, txn, item[i].id));
	}
	table_print(&t);
}

static void
print_items(struct call *c, const struct catalog_item *item, size_t n)
{
	struct buf b = {.arena = c->arena};
	struct json_writer w = {.buf = &b};
	json_open_array(&w);
	for (size_t i = 0; i < n; i++) {
		json_open_object(&w);
		json_name(&w, STR("form"));
		json_put_text(&w, item[i].id);
		json_name(&w, STR("version"));
		json_put_text(&w, item[i].version);
		json_name(&w, STR("title"));
		json_open_object(&w);
		json_name(&w, STR("zh"));
		json_put_text(&w, item[i].title.text[LANG_ZH]);
		json_name(&w, STR("en"));
		json_put_text(&w, item[i].title.text[LANG_EN]);
		json_close(&w);
		json_name(&w, STR("origin"));
		json_put_text(&w, str_of(item[i].origin));
		if (item[i].waiting) {
			json_name(&w, STR("waiting"));
			json_put_boolean(&w, true);
		}
		json_close(&w);
	}
	json_close(&w);
	printf("%.*s\n", STR_FMT(buf_str(&b)));
}

/* What is broken is told, and does not hide the rest. */
static void
print_faults(struct call *c)
{
	const str *fault;
	size_t n = catalog_faults(c->catalog, &fault);
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, "%.*s\n", STR_FMT(fault[i]));
}

static int
print_all(struct call *c, enum format format)
{
	const struct catalog_item *item;
	struct reader r = {0};
	size_t n = catalog_items(c->catalog, &item);
	int rc = c->store && store_user(c->store) ? call_read(c, &r) : 0;
	if (rc)
		return rc;
	if (format == FORMAT_JSON)
		print_items(c, item, n);
	else
		print_table(c, item, n, r.txn);
	if (r.txn)
		call_done(&r);
	print_faults(c);
	return 0;
}

/* --- one form
 * ------------------------------------------------------------------- */

static str
type_text(struct arena *a, const struct field *f)
{
	static const char *const names[FIELD_TYPES] = {
		[FIELD_TEXT] = N_("文字"),
		[FIELD_INTEGER] = N_("整数"),
		[FIELD_DECIMAL] = N_("小数"),
		[FIELD_DATE] = N_("日期"),
		[FIELD_TIME] = N_("时间"),
		[FIELD_DATETIME] = N_("日期时间"),
		[FIELD_SELECT_ONE] = N_("单选"),
		[FIELD_SELECT_MULTIPLE] = N_("多选"),
		[FIELD_REFERENCE] = N_("引用"),
		[FIELD_CALCULATE] = N_("计算"),
		[FIELD_NOTE] = N_("说明"),
		[FIELD_GROUP] = N_("分组"),
		[FIELD_REPEAT] = N_("重复组"),
	};
	const char *name = _(names[f->type]);
	if (f->type != FIELD_CALCULATE && field_is_computed(f))
		return str_fmt(a, _("%s（计算）"), name);
	return str_of(name);
}

static const char *
required_text(const struct field *f)
{
	if (f->required_always)
		return _("必填");
	return f->required ? _("有条件") : "";
}

/* "1 男, 2 女 …" or the forms a reference may name. */
static str
options_text(struct arena *a, const struct field *f)
{
	enum { SHOWN = 8 };
	struct buf b = {.arena = a};
	for (size_t i = 0; i < f->n_ref; i++)
		buf_addf(&b, "%s→ %.*s", i ? " " : "", STR_FMT(f->ref[i]));
	if (f->ref_missing)
		buf_addf(&b, "（%s）", _("未安装"));
	if (!f->list)
		return buf_str(&b);
	buf_addf(&b, "%.*s: ", STR_FMT(f->list->name));
	for (size_t i = 0; i < f->list->n && i < SHOWN; i++) {
		const struct choice *c = &f->list->v[i];
		buf_addf(&b, "%s%.*s %.*s", i ? ", " : "", STR_FMT(c->name),
			STR_FMT(label_text(&c->label)));
	}
	if (f->list->n > SHOWN)
		buf_addf(&b, _(" … 共 %zu 项"), f->list->n);
	return buf_str(&b);
}

static void
print_form(struct call *c, const struct form *f)
{
	struct table t = {.arena = c->arena, .columns = 5};
	printf("%.*s  %.*s  %.*s\n", STR_FMT(f->id),
		STR_FMT(label_text(&f->title)), STR_FMT(f->version));
	table_put(&t, str_of(_("字段")));
	table_put(&t, str_of(_("题型")));
	table_put(&t, str_of(_("题目")));
	table_put(&t, str_of(_("必填")));
	table_put(&t, str_of(_("选项")));
	for (size_t i = 0; i < f->n_all; i++) {
		const struct field *x = f->all[i];
		struct buf name = {.arena = c->arena};
		for (const struct field *p = x->parent; p; p = p->parent)
			buf_addz(&name, "  ");
		buf_add(&name, x->name);
		table_put(&t, buf_str(&name));
		table_put(&t, type_text(c->arena, x));
		table_put(&t, label_text(&x->label));
		table_put(&t, str_of(required_text(x)));
		table_put(&t, options_text(c->arena, x));
	}
	table_print(&t);
}

/* The form as it was loaded, or its tree in another spelling. */
static int
print_one(struct call *c, enum format format, const struct form *f,
	const struct yaml *root)
{
	struct buf b = {.arena = c->arena};
	struct err e;
	switch (format) {
	case FORMAT_TABLE:
		print_form(c, f);
		return 0;
	case FORMAT_YAML:
		yaml_write(&b, root);
		break;
	case FORMAT_CSV:
		if (xlsform_write(&b, c->catalog, root, &e) != ERR_OK)
			return call_fail(&e);
		break;
	default:
		exchange_form(&b, f);
		buf_addc(&b, '\n');
	}
	printf("%.*s", STR_FMT(buf_str(&b)));
	return 0;
}

static int
print_named(struct call *c, enum format format)
{
	struct err e;
	const struct form *f;
	const struct yaml *root;
	str id = str_of(c->argv[0]);
	if (catalog_form(c->catalog, id, &f, &e) != ERR_OK ||
		catalog_tree(c->catalog, id, c->arena, &root, &e) != ERR_OK)
		return call_fail(&e);
	return print_one(c, format, f, root);
}

/* An XLSForm. What is wrong with it is told on stderr; as YAML or CSV it is
 * written all the same, to be put right there. */
static int
print_csv(struct call *c, enum format format)
{
	const char *file = c->argv[0];
	struct findings found = {.arena = c->arena};
	const struct form *f = NULL;
	const struct yaml *root;
	struct err e;
	str bytes;
	enum err_code code = yaml_read(c->arena, file, &bytes, &e);
	if (code == ERR_OK)
		code = xlsform_read(c->arena, file, bytes, &root, &e);
	if (code != ERR_OK)
		return call_fail(&e);
	code = form_load(c->arena, c->catalog, file, root, &f, &found, &e);
	findings_print(&found, file, stderr);
	if (f || format == FORMAT_YAML || format == FORMAT_CSV) {
		int rc = print_one(c, format, f, root);
		return rc ? rc : code != ERR_OK;
	}
	return 1;
}

/* --- the command
 * ---------------------------------------------------------------- */

/* A store adds its own forms and its counts, but none is needed: one that
 * cannot be opened is as good as none here. */
static int
open_some(struct call *c)
{
	struct err e;
	if (c->globals->data &&
		store_open(c->globals->data, true, &c->store, &e) != ERR_OK)
		c->store = NULL;
	/* Its counts are for those who have a password at hand. */
	bool demo = c->store && str_is(store_station(c->store)->kind, "demo");
	str password = STR("demo");
	if (c->store && (demo || c->globals->password_fd >= 0) &&
		(c->globals->password_fd < 0 ||
			!call_password(c, _("口令："), &password, &e)))
		(void)store_login(c->store,
			demo && !c->globals->user_given
				? STR("demo")
				: str_of(c->globals->user),
			password, &e);
	return call_catalog(c);
}

static int
accept_all(struct call *c)
{
	const struct catalog_waiting *w;
	size_t n;
	struct err e;
	int rc = call_open(c, false);
	if (rc)
		return rc;
	str name = c->argc ? str_of(c->argv[0]) : STR_NONE;
	if (name.n && !catalog_has(c->catalog, name) &&
		catalog_list(c->catalog, name, &(const struct choice_list *){0},
			&e) != ERR_OK)
		return call_fail(&e);
	if (accept_forms(c->store, c->catalog, name, &n, &e) != ERR_OK)
		return call_fail(&e);
	size_t all = catalog_waiting(c->catalog, &w);
	for (size_t i = 0; i < all; i++)
		if (name.n == 0 || str_eq(w[i].name, name))
			printf("%.*s\n", STR_FMT(w[i].name));
	if (n == 0)
		fprintf(stderr, "%s\n", _("没有待认可的表单"));
	return 0;
}

static int
run(struct call *c)
{
	const char *name = "table";
	bool accept = false;
	const struct option options[] = {
		{.name = "--format", .value = &name},
		{.name = "--accept", .given = &accept},
	};
	int rc = call_options(c, options, 2, 0, 1);
	if (rc)
		return rc;
	enum format format = format_parse(name);
	bool is_csv = c->argc && str_ends(str_of(c->argv[0]), STR(".csv"));
	if (format == FORMAT_NONE)
		return call_usage(c,
			_("没有格式 %s，有 table、json、xlsform-csv、yaml"),
			name);
	if (!c->argc && format != FORMAT_TABLE && format != FORMAT_JSON)
		return call_usage(c, _("--format %s 要写明哪张表单"), name);
	if (accept)
		return accept_all(c);
	rc = open_some(c);
	if (rc)
		return rc;
	if (is_csv)
		return print_csv(c, format);
	return c->argc ? print_named(c, format) : print_all(c, format);
}

const struct command command_forms = {
	.name = "forms",
	.summary = N_("列出表单，或一张表单的字段"),
	.usage = "[FORM|FILE.csv] [--format table|json|xlsform-csv|yaml] "
		 "[--accept]",
	.help = N_("不写 FORM：列出已安装的表单、字段数，有数据时还有记录数。\n"
		   "写 FORM：列出它的字段、题型、题目、必填和选项。\n"
		   "写 FILE.csv：读 ODK、Kobo 的 XLSForm（pyxform 的单文件 "
		   "CSV）。\n"
		   "  --format json  机器可读的完整定义\n"
		   "  --format xlsform-csv  给 ODK、Kobo 用的表格\n"
		   "  --format yaml  本程序的写法，可放进表单文件夹\n"
		   "  --accept       站点负责人认可本站新放进或改过的表单，"
		   "认可前不能填\n"
		   "例：xinzhan forms survey.csv --format yaml > survey.yaml"),
	.run = run,
};
