// SPDX-License-Identifier: MIT
#include "templates/writers/writer.h"
#include "templates/writers/xlsx_library.h"

#include "store/lang.h"
#include "store/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/*
 * A spreadsheet as an office expects it (formats.md §6): merged title, lines
 * about the unit, a head that stays, thin borders, A4, page numbers; codes
 * are text, figures are numbers. The only file that calls libxlsxwriter.
 *
 * The library writes broken UTF-8 without a word, cuts nothing and prints
 * warnings on stderr: what it is given is checked here first.
 */
enum {
	TEXT_MOST = 32767, /* characters in a cell */
	NAME_MOST = 31,    /* characters in a sheet's name */
	COLUMNS_MOST = REPORT_COLUMNS,
	LINE = 15, /* points */
};

struct sheet {
	const struct report *r;
	lxw_workbook *book;
	lxw_worksheet *page;
	lxw_format *title, *mark, *plain, *head, *section, *note;
	lxw_format *code, *text, *unit, *number, *date, *empty, *fixed[7];
	lxw_col_t last; /* column */
	lxw_row_t row;  /* the next free one */
	int width[COLUMNS_MOST];
	int total;
	lxw_error error;
};

/* --- checked calls
 * ---------------------------------------------------------------------- */

static void
did(struct sheet *s, lxw_error error)
{
	if (!s->error)
		s->error = error;
}

/* As a C string, valid and not too long. */
static const char *
fit(const struct sheet *s, str text)
{
	struct arena *a = s->r->arena;

	if (!utf8_valid(text))
		text = utf8_show(a, text);
	if (text.n > TEXT_MOST && utf8_count(text) > TEXT_MOST)
		text = str_fmt(
			a, "%.*s…", STR_FMT(utf8_sub(text, 0, TEXT_MOST - 1)));
	return str_z(a, text);
}

static void
put_string(struct sheet *s, lxw_col_t col, str text, lxw_format *f)
{
	if (text.n)
		did(s, worksheet_write_string(
			       s->page, s->row, col, fit(s, text), f));
	else
		did(s, worksheet_write_blank(s->page, s->row, col, f));
}

/* From a column to another; one cell cannot be merged. */
static void
put_merged(
	struct sheet *s, lxw_col_t from, lxw_col_t to, str text, lxw_format *f)
{
	if (from == to)
		put_string(s, from, text, f);
	else
		did(s, worksheet_merge_range(s->page, s->row, from, s->row, to,
			       fit(s, text), f));
}

/* Merged cells do not grow by themselves. */
static void
put_paragraph(struct sheet *s, str text, lxw_format *f)
{
	int rows = s->total > 2 ? utf8_width(text) / (s->total - 2) + 1 : 1;

	put_merged(s, 0, s->last, text, f);
	did(s, worksheet_set_row(s->page, s->row, LINE * rows, NULL));
	s->row++;
}

/* --- looks --------------------------------------------------------------- */

static lxw_format *
look(struct sheet *s, const char *font, double size, uint8_t align, bool border)
{
	lxw_format *f = workbook_add_format(s->book);

	format_set_font_name(f, font);
	format_set_font_size(f, size);
	format_set_align(f, align);
	format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
	if (border)
		format_set_border(f, LXW_BORDER_THIN);
	return f;
}

static void
looks(struct sheet *s)
{
	static const char *const places[] = {
		"0", "0.0", "0.00", "0.000", "0.0000", "0.00000", "0.000000"};
	const char *song = "宋体";

	s->title = look(s, "黑体", 16, LXW_ALIGN_CENTER, false);
	s->mark = look(s, song, 11, LXW_ALIGN_CENTER, false);
	format_set_font_color(s->mark, LXW_COLOR_RED);
	s->plain = look(s, song, 11, LXW_ALIGN_LEFT, false);
	s->note = look(s, song, 10, LXW_ALIGN_LEFT, false);
	format_set_text_wrap(s->note);
	s->head = look(s, song, 11, LXW_ALIGN_CENTER, true);
	format_set_bold(s->head);
	format_set_text_wrap(s->head);
	format_set_bg_color(s->head, 0xEDEDED);
	s->section = look(s, song, 11, LXW_ALIGN_LEFT, true);
	format_set_bold(s->section);
	s->code = look(s, song, 11, LXW_ALIGN_LEFT, true);
	format_set_num_format(s->code, "@");
	s->text = look(s, song, 11, LXW_ALIGN_LEFT, true);
	format_set_num_format(s->text, "@");
	format_set_text_wrap(s->text);
	s->unit = look(s, song, 11, LXW_ALIGN_CENTER, true);
	s->empty = look(s, song, 11, LXW_ALIGN_CENTER, true);
	s->number = look(s, song, 11, LXW_ALIGN_RIGHT, true);
	s->date = look(s, song, 11, LXW_ALIGN_CENTER, true);
	format_set_num_format(s->date, "yyyy-mm-dd");
	for (size_t i = 0; i < 7; i++) {
		s->fixed[i] = look(s, song, 11, LXW_ALIGN_RIGHT, true);
		format_set_num_format(s->fixed[i], places[i]);
	}
}

/* --- the table ----------------------------------------------------------- */

static lxw_col_t
first_figure(const struct report *r)
{
	return (lxw_col_t)r->n_lead;
}

static void
widen(struct sheet *s, size_t col, str text)
{
	for (str line; str_cut(&text, '\n', &line);)
		if (utf8_width(line) > s->width[col])
			s->width[col] = utf8_width(line);
}

static void
set_widths(struct sheet *s)
{
	const struct report *r = s->r;
	lxw_col_t first = first_figure(r);
	int most = r->n_lead < 3 ? 28 : 40;

	for (size_t c = 0; c < r->n_lead; c++)
		widen(s, c, label_text(&r->lead[c].label));
	for (size_t c = 0; c < r->n_column; c++)
		widen(s, first + c, label_text(&r->column[c].label));
	for (size_t i = 0; i < r->n_row; i++) {
		const struct report_row *row = &r->row[i];
		for (size_t c = 0; !row->section && c < r->n_lead; c++)
			widen(s, c, lead_text(row, &r->lead[c]));
		for (size_t c = 0; !row->section && c < r->n_column; c++)
			widen(s, first + c, cell_said(r->arena, &row->cell[c]));
	}
	for (lxw_col_t c = 0; c <= s->last; c++) {
		int w = s->width[c] > most ? most : s->width[c];
		s->width[c] = w + 2;
		s->total += s->width[c];
		did(s, worksheet_set_column(s->page, c, c, s->width[c], NULL));
	}
}

static void
put_cell(struct sheet *s, lxw_col_t col, const struct report_cell *c, str empty)
{
	struct ymd d;
	lxw_datetime day = {0};

	switch (c->said.n ? CELL_TEXT : c->kind) {
	case CELL_NUMBER:
		did(s, worksheet_write_number(s->page, s->row, col,
			       decimal_number(c->number),
			       c->decimals > 0 && c->decimals < 7
				       ? s->fixed[c->decimals]
				       : s->number));
		return;
	case CELL_DATE:
		d = date_ymd(c->day);
		day.year = d.year;
		day.month = d.month;
		day.day = d.day;
		/* Spreadsheets know no day before 1900. */
		if (d.year < 1900)
			put_string(s, col, cell_text(s->r->arena, c), s->text);
		else
			did(s, worksheet_write_datetime(
				       s->page, s->row, col, &day, s->date));
		return;
	case CELL_TEXT:
	case CELL_DENIED:
		put_string(s, col, cell_said(s->r->arena, c), s->text);
		return;
	case CELL_EMPTY:
		put_string(s, col, empty, s->empty);
		return;
	}
}

static void
put_row(struct sheet *s, const struct report_row *row)
{
	const struct report *r = s->r;
	lxw_col_t col = first_figure(r);

	if (row->section) {
		lxw_col_t from = r->n_lead && r->lead[0].what == LEAD_ID;
		if (from)
			put_string(s, 0, row->id, s->section);
		put_merged(
			s, from, s->last, label_text(&row->label), s->section);
		s->row++;
		return;
	}
	lxw_format *const looks_of[] = {[LEAD_ID] = s->code,
		[LEAD_LABEL] = s->text,
		[LEAD_UNIT] = s->unit};
	for (size_t c = 0; c < r->n_lead; c++)
		put_string(s, (lxw_col_t)c, lead_text(row, &r->lead[c]),
			looks_of[r->lead[c].what]);
	for (size_t c = 0; c < r->n_column; c++)
		put_cell(s, (lxw_col_t)(col + c), &row->cell[c],
			empty_text(r, row, c));
	s->row++;
}

/* A head over two lines of the sheet. */
static void
put_tall(struct sheet *s, lxw_col_t col, str text)
{
	did(s, worksheet_merge_range(s->page, s->row, col, s->row + 1, col,
		       fit(s, text), s->head));
}

/* With merged heads there are two lines of them. */
static void
put_head(struct sheet *s)
{
	const struct report *r = s->r;
	lxw_col_t col = first_figure(r);
	bool two = report_has_heads(r);
	lxw_row_t top = s->row;

	for (size_t c = 0; c < r->n_lead; c++)
		if (two)
			put_tall(
				s, (lxw_col_t)c, label_text(&r->lead[c].label));
		else
			put_string(s, (lxw_col_t)c,
				label_text(&r->lead[c].label), s->head);
	for (size_t c = 0; c < r->n_column; c++, col++) {
		str head = label_text(&r->column[c].head);
		size_t span = report_head_span(r, c);
		if (span)
			put_merged(s, col, (lxw_col_t)(col + span - 1), head,
				s->head);
		if (two && !head.n)
			put_tall(s, col, label_text(&r->column[c].label));
	}
	s->row += two;
	col = first_figure(r);
	for (size_t c = 0; c < r->n_column; c++, col++)
		if (!two || label_text(&r->column[c].head).n)
			put_string(s, col, label_text(&r->column[c].label),
				s->head);
	did(s, worksheet_repeat_rows(s->page, top, s->row));
	s->row++;
	worksheet_freeze_panes(s->page, s->row, 0);
}

/* Two lines side by side: the left half, the right half. */
static void
put_lines(struct sheet *s, const struct entry *v, size_t n)
{
	lxw_col_t half = s->last > 1 ? (lxw_col_t)(s->last / 2) : 0;

	for (size_t i = 0; i < n; i += 2) {
		bool pair = i + 1 < n && half < s->last;
		put_merged(s, 0, pair ? half : s->last,
			entry_line(s->r->arena, &v[i]), s->plain);
		if (pair)
			put_merged(s, (lxw_col_t)(half + 1), s->last,
				entry_line(s->r->arena, &v[i + 1]), s->plain);
		else if (i + 1 < n)
			i--; /* no room beside it: one a row */
		s->row++;
	}
}

/* --- the page ------------------------------------------------------------ */

/* Text in the small print: & begins a code there. */
static str
footer_text(struct arena *a, str s)
{
	struct buf b = {.arena = a};

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '&')
			buf_addc(&b, '&');
		buf_addc(&b, s.p[i]);
	}
	return utf8_sub(buf_str(&b), 0, 80);
}

static void
set_page(struct sheet *s)
{
	const struct report *r = s->r;
	str words = footer_text(r->arena, r->page_footer);
	str mark = footer_text(r->arena, report_mark(r));

	worksheet_set_paper(s->page, 9); /* A4 */
	if (r->landscape)
		worksheet_set_landscape(s->page);
	worksheet_fit_to_pages(s->page, 1, 0);
	worksheet_center_horizontally(s->page);
	worksheet_set_margins(s->page, 0.5, 0.5, 0.6, 0.7);
	did(s, worksheet_set_footer(s->page,
		       str_z(r->arena,
			       str_fmt(r->arena, "&L%.*s&C%s&R%.*s",
				       STR_FMT(words), _("第 &P 页 共 &N 页"),
				       STR_FMT(mark)))));
	did(s, worksheet_print_area(
		       s->page, 0, 0, s->row ? s->row - 1 : 0, s->last));
}

static void
fill_sheet(struct sheet *s)
{
	const struct report *r = s->r;
	str mark = report_mark(r);

	looks(s);
	set_widths(s);
	put_merged(s, 0, s->last, label_text(&r->title), s->title);
	did(s, worksheet_set_row(s->page, s->row++, 28, NULL));
	if (mark.n) {
		put_merged(s, 0, s->last, mark, s->mark);
		s->row++;
	}
	put_lines(s, r->header, r->n_header);
	lxw_row_t head = s->row;
	put_head(s);
	for (size_t i = 0; i < r->n_row; i++)
		put_row(s, &r->row[i]);
	if (r->list && r->n_row)
		did(s, worksheet_autofilter(
			       s->page, head, 0, s->row - 1, s->last));
	for (size_t i = 0; i < r->n_note; i++)
		put_paragraph(s,
			str_fmt(r->arena, "%s%zu. %.*s", i ? "" : _("注："),
				i + 1, STR_FMT(r->note[i])),
			s->note);
	s->row++;
	put_lines(s, r->footer, r->n_footer);
	set_page(s);
	did(s, worksheet_ignore_errors(s->page,
		       LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:AF1048576"));
}

/* At most 31 characters and none of []:*?/\ */
static const char *
sheet_name(const struct report *r)
{
	str code = period_code(r->arena, r->period);
	str name =
		str_fmt(r->arena, "%.*s %.*s", STR_FMT(r->id), STR_FMT(code));
	char *z = str_z(r->arena, utf8_sub(name, 0, NAME_MOST));

	for (char *p = z; *p; p++)
		if (str_chr(STR("[]:*?/\\'"), *p) != SIZE_MAX)
			*p = '-';
	return z;
}

/* The library's complaints go nowhere: ours are in words, and its would tear
 * the screen. Returns the descriptor that brings stderr back. */
static int
hush(void)
{
	int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	int none = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (kept >= 0 && none >= 0)
		dup2(none, STDERR_FILENO);
	if (none >= 0)
		close(none);
	return kept;
}

static void
speak(int kept)
{
	if (kept < 0)
		return;
	dup2(kept, STDERR_FILENO);
	close(kept);
}

static enum err_code
fail(const struct sheet *s, struct err *e)
{
	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		return err_errno(e, _("写表格文件"), NULL);
	return err_set(
		e, ERR_IO, _("写表格文件不成：%s"), lxw_strerror(s->error));
}

static enum err_code
write_xlsx(const struct report *r, const char *temp, const char *folder,
	struct err *e)
{
	lxw_workbook_options options = {
		.tmpdir = str_z(r->arena, str_of(folder))};
	lxw_doc_properties about = {
		.title = str_z(r->arena, label_text(&r->title)),
		.created = (time_t)r->created,
	};
	struct sheet s = {
		.r = r,
		.last = (lxw_col_t)(r->n_column + first_figure(r) - 1),
	};

	if (r->n_column + first_figure(r) > COLUMNS_MOST)
		return err_set(e, ERR_LIMIT, _("最多 %d 列"), COLUMNS_MOST);
	enum err_code code = xlsx_load(e);
	if (code != ERR_OK)
		return code;
	errno = 0;
	s.book = workbook_new_opt(temp, &options);
	if (!s.book)
		return err_set(e, ERR_IO, "%s", _("开不了表格文件"));
	s.page = workbook_add_worksheet(s.book, sheet_name(r));
	did(&s, workbook_set_properties(s.book, &about));
	if (s.page)
		fill_sheet(&s);
	else
		s.error = LXW_ERROR_SHEETNAME_LENGTH_EXCEEDED;
	int kept = hush();
	errno = 0;
	did(&s, workbook_close(s.book));
	int why = errno;
	speak(kept);
	errno = why;
	return s.error ? fail(&s, e) : ERR_OK;
}

const struct writer writer_xlsx = {
	.name = "xlsx",
	.ext = "xlsx",
	.file = write_xlsx,
};
