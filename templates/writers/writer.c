// SPDX-License-Identifier: MIT
#include "templates/writers/writer.h"

#include "store/lang.h"

#include <string.h>

static const struct writer *const writers[REPORT_FORMATS] = {
	[REPORT_TEXT] = &writer_text,
	[REPORT_CSV] = &writer_csv,
	[REPORT_CSV_DATA] = &writer_csv_data,
	[REPORT_JSON] = &writer_json,
	[REPORT_XLSX] = &writer_xlsx,
	[REPORT_HTML] = &writer_html,
	[REPORT_DHIS2_JSON] = &writer_dhis2_json,
	[REPORT_DHIS2_CSV] = &writer_dhis2_csv,
	[REPORT_ADX] = &writer_adx,
};

/* --- shared
 * -------------------------------------------------------------------------- */

str
lead_text(const struct report_row *row, const struct report_lead *lead)
{
	switch (lead->what) {
	case LEAD_ID:
		return row->id;
	case LEAD_LABEL:
		return label_text(&row->label);
	case LEAD_UNIT:
		return label_text(&row->unit);
	}
	return STR_NONE;
}

str
cell_text(struct arena *a, const struct report_cell *c)
{
	switch (c->kind) {
	case CELL_NUMBER:
		return decimal_format(a, c->number);
	case CELL_TEXT:
		return c->text;
	case CELL_DATE:
		return date_format(a, c->day);
	case CELL_DENIED:
		return str_of(_("无权"));
	case CELL_EMPTY:
		break;
	}
	return STR_NONE;
}

str
cell_said(struct arena *a, const struct report_cell *c)
{
	return c->said.n ? c->said : cell_text(a, c);
}

str
report_mark(const struct report *r)
{
	if (str_is(r->kind, "demo"))
		return str_of(_("演示数据，不是真实情况"));
	if (str_is(r->kind, "test"))
		return str_of(_("测试数据，不是真实情况"));
	return STR_NONE;
}

str
entry_line(struct arena *a, const struct entry *e)
{
	return str_fmt(a, "%.*s%s%.*s", STR_FMT(e->name), _("："),
		STR_FMT(e->value.text));
}

size_t
report_head_span(const struct report *r, size_t c)
{
	str head = label_text(&r->column[c].head);
	size_t end = c + 1;

	if (!head.n || (c && str_eq(head, label_text(&r->column[c - 1].head))))
		return 0;
	while (end < r->n_column &&
		str_eq(head, label_text(&r->column[end].head)))
		end++;
	return end - c;
}

bool
report_has_heads(const struct report *r)
{
	for (size_t c = 0; c < r->n_column; c++)
		if (label_text(&r->column[c].head).n)
			return true;
	return false;
}

str
empty_text(const struct report *r, const struct report_row *row, size_t c)
{
	bool blank =
		r->list || row->section || row->typed || r->column[c].typed;
	return blank ? STR_NONE : STR("—");
}

/* --- the formats
 * --------------------------------------------------------------------- */

bool
report_format_parse(str name, enum report_format *out)
{
	for (size_t i = 0; i < REPORT_FORMATS; i++) {
		if (!str_is(name, writers[i]->name))
			continue;
		*out = (enum report_format)i;
		return true;
	}
	return false;
}

const char *
report_format_name(enum report_format f)
{
	return writers[f]->name;
}

const char *
report_format_ext(enum report_format f)
{
	return writers[f]->ext;
}

bool
report_format_to_stdout(enum report_format f)
{
	return writers[f]->to_stdout;
}

bool
report_format_fits(const struct report *r, enum report_format f)
{
	return !writers[f]->exchange || !r->list;
}

enum err_code
report_write(const struct report *r, enum report_format f, struct buf *out,
	struct err *e)
{
	if (!writers[f]->text)
		return err_set(
			e, ERR_USAGE, _("%s 只能写成文件"), writers[f]->name);
	return writers[f]->text(r, out, e);
}

/* The folder a path is in: where big temporary files may go too. */
static const char *
folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	if (slash == path)
		return "/";
	return str_z(a, (str){path, (size_t)(slash - path)});
}

enum err_code
report_save(const struct report *r, enum report_format f, const char *path,
	struct err *e)
{
	struct file_out file;
	struct buf bytes = {.arena = r->arena};
	enum err_code code = file_out_open(&file, path, e);

	if (code)
		return code;
	if (writers[f]->text) {
		code = writers[f]->text(r, &bytes, e);
		if (!code)
			file_out_write(&file, buf_str(&bytes));
	} else {
		str temp = file_out_temp(&file, r->arena);
		code = writers[f]->file(
			r, str_z(r->arena, temp), folder_of(r->arena, path), e);
	}
	if (!code)
		return file_out_commit(&file, e);
	file_out_abort(&file);
	return code;
}

str
report_file_name(struct arena *a, const struct report *r, enum report_format f)
{
	return str_fmt(a, "%.*s_%.*s_%.*s.%s", STR_FMT(r->id),
		STR_FMT(period_code(a, r->period)), STR_FMT(r->unit_code),
		writers[f]->ext);
}
