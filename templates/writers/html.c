// SPDX-License-Identifier: MIT
#include "templates/writers/markup.h"
#include "templates/writers/writer.h"

#include "store/lang.h"

/*
 * One self-contained page that prints on A4 from any browser (formats.md §9):
 * no script, nothing loaded, every text escaped. The head of the table comes
 * again on each sheet.
 */
static const char style[] =
	"body{font-family:SimSun,宋体,serif;font-size:11pt;margin:1em}"
	"h1{font-family:SimHei,黑体,sans-serif;font-size:16pt;"
	"text-align:center;margin:.4em 0}"
	".mark{color:#c00;text-align:center}"
	".lines{display:grid;grid-template-columns:1fr 1fr;gap:.2em 2em;"
	"margin:.5em 0}"
	"table{border-collapse:collapse;width:100%}"
	"thead{display:table-header-group}tr{break-inside:avoid}"
	"th,td{border:1px solid #000;padding:.15em .4em;vertical-align:middle}"
	"th{background:#eee}"
	"td.n{text-align:right;white-space:nowrap}td.c{text-align:center}"
	"td.s{font-weight:bold}"
	".notes{font-size:10pt;margin:.5em 0}.sign{margin-top:1.5em}"
	".foot{font-size:9pt;color:#444}";

static void
put_lines(const struct report *r, struct buf *out, const char *class,
	const struct entry *v, size_t n)
{
	if (!n)
		return;
	buf_addf(out, "<div class=\"%s\">\n", class);
	for (size_t i = 0; i < n; i++)
		markup_tagged(out, "<span>", entry_line(r->arena, &v[i]),
			"</span>\n");
	buf_addz(out, "</div>\n");
}

/* The heads of one level; merged ones stand above the others. */
static void
put_heads(const struct report *r, struct buf *out, bool upper)
{
	buf_addz(out, "<tr>");
	for (size_t c = 0; c < r->n_lead && upper; c++)
		markup_tagged(out, "<th rowspan=\"2\">",
			label_text(&r->lead[c].label), "</th>");
	for (size_t c = 0; c < r->n_column; c++) {
		const struct report_column *column = &r->column[c];
		str head = label_text(&column->head);
		size_t span = report_head_span(r, c);
		if (!upper && head.n)
			markup_tagged(out, "<th>", label_text(&column->label),
				"</th>");
		else if (upper && !head.n)
			markup_tagged(out, "<th rowspan=\"2\">",
				label_text(&column->label), "</th>");
		else if (upper && span) {
			buf_addf(out, "<th colspan=\"%zu\">", span);
			markup_tagged(out, "", head, "</th>");
		}
	}
	buf_addz(out, "</tr>");
}

static void
put_head(const struct report *r, struct buf *out)
{
	buf_addz(out, "<table>\n<thead>");
	if (report_has_heads(r)) {
		put_heads(r, out, true);
		put_heads(r, out, false);
	} else {
		buf_addz(out, "<tr>");
		for (size_t c = 0; c < r->n_lead; c++)
			markup_tagged(out, "<th>",
				label_text(&r->lead[c].label), "</th>");
		for (size_t c = 0; c < r->n_column; c++)
			markup_tagged(out, "<th>",
				label_text(&r->column[c].label), "</th>");
		buf_addz(out, "</tr>");
	}
	buf_addz(out, "</thead>\n<tbody>\n");
}

static void
put_cell(const struct report *r, struct buf *out, const struct report_row *row,
	size_t c)
{
	const struct report_cell *cell = &row->cell[c];

	switch (cell->kind) {
	case CELL_NUMBER:
		markup_tagged(out, "<td class=\"n\">",
			cell_text(r->arena, cell), "</td>");
		return;
	case CELL_EMPTY:
		markup_tagged(out, "<td class=\"c\">", empty_text(r, row, c),
			"</td>");
		return;
	default:
		markup_tagged(out, "<td>", cell_text(r->arena, cell), "</td>");
	}
}

static void
put_row(const struct report *r, struct buf *out, const struct report_row *row)
{
	buf_addz(out, "<tr>");
	if (row->section) {
		bool own = r->n_lead && r->lead[0].what == LEAD_ID;
		if (own)
			markup_tagged(
				out, "<td class=\"s\">", row->id, "</td>");
		buf_addf(out, "<td class=\"s\" colspan=\"%zu\">",
			r->n_column + r->n_lead - own);
		markup_tagged(out, "", label_text(&row->label), "</td></tr>\n");
		return;
	}
	for (size_t c = 0; c < r->n_lead; c++)
		markup_tagged(out,
			r->lead[c].what == LEAD_UNIT ? "<td class=\"c\">"
						     : "<td>",
			lead_text(row, &r->lead[c]), "</td>");
	for (size_t c = 0; c < r->n_column; c++)
		put_cell(r, out, row, c);
	buf_addz(out, "</tr>\n");
}

static void
put_notes(const struct report *r, struct buf *out)
{
	if (!r->n_note)
		return;
	markup_tagged(
		out, "<div class=\"notes\">", str_of(_("注：")), "\n<ol>\n");
	for (size_t i = 0; i < r->n_note; i++)
		markup_tagged(out, "<li>", r->note[i], "</li>\n");
	buf_addz(out, "</ol></div>\n");
}

static enum err_code
write_html(const struct report *r, struct buf *out, struct err *e)
{
	str mark = report_mark(r);

	(void)e; /* nothing can fail */
	markup_page(out, label_text(&r->title), r->landscape, style);
	markup_tagged(out, "<h1>", label_text(&r->title), "</h1>\n");
	if (mark.n)
		markup_tagged(out, "<p class=\"mark\">", mark, "</p>\n");
	put_lines(r, out, "lines", r->header, r->n_header);
	put_head(r, out);
	for (size_t i = 0; i < r->n_row; i++)
		put_row(r, out, &r->row[i]);
	buf_addz(out, "</tbody>\n</table>\n");
	put_notes(r, out);
	put_lines(r, out, "lines sign", r->footer, r->n_footer);
	if (r->page_footer.n)
		markup_tagged(
			out, "<p class=\"foot\">", r->page_footer, "</p>\n");
	buf_addz(out, "</body>\n</html>\n");
	return ERR_OK;
}

const struct writer writer_html = {
	.name = "html",
	.ext = "html",
	.text = write_html,
};
