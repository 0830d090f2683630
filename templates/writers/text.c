// SPDX-License-Identifier: MIT
#include "templates/writers/writer.h"

#include "store/lang.h"
#include "store/utf8.h"

/*
 * A table for the terminal and for fixed-width print. Widths are columns of
 * the screen: a Chinese character takes two. What does not fit its column
 * goes on in the next line.
 */
enum {
	PAGE_PORTRAIT = 80,
	PAGE_LANDSCAPE = 132,
	GAP = 2,
	TEXT_MOST = 22, /* a column of text in a list */
	COLUMNS_MOST = REPORT_COLUMNS,
};

struct table {
	const struct report *r;
	struct buf *out;
	size_t n;
	int width[COLUMNS_MOST];
	bool right[COLUMNS_MOST];
	int total;
};

/* --- pieces of text
 * --------------------------------------------------------------------- */

static bool
is_ascii_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* No line begins with a sign that closes something. */
static bool
is_closing(str s)
{
	static const char *const signs[] = {"）", "、", "，", "。", "；", "：",
		"？", "！", "”", "》", ")", ",", ";"};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_starts(s, str_of(signs[i])))
			return true;
	return false;
}

/* Where to break a line of which the first n bytes fit: 0 when nowhere. */
static size_t
break_at(str line, size_t n)
{
	for (size_t at = n; at; at--) {
		bool inside = ((unsigned char)line.p[at] & 0xc0) == 0x80;
		bool torn = is_ascii_word(line.p[at]) &&
			    is_ascii_word(line.p[at - 1]);
		str before = str_sub(line, 0, at);
		bool opens = str_ends(before, STR("（")) ||
			     str_ends(before, STR("("));
		if (!inside && !torn && !opens &&
			!is_closing(str_from(line, at)))
			return at;
	}
	return n;
}

/* What of *rest fits in a line; takes it off. */
static str
take_line(str *rest, int width)
{
	size_t nl = str_chr(*rest, '\n');
	str line = nl == SIZE_MAX ? *rest : str_sub(*rest, 0, nl);
	int used;
	str fit = utf8_fit(line, width, &used);

	if (fit.n < line.n) {
		fit.n = break_at(line, fit.n);
		if (!fit.n) { /* one character wider than the column */
			str s = line;
			utf8_next(&s);
			fit.n = line.n - s.n;
		}
		*rest = str_from(*rest, fit.n);
		while (rest->n && rest->p[0] == ' ')
			*rest = str_from(*rest, 1);
	} else {
		*rest = str_from(*rest, nl == SIZE_MAX ? line.n : nl + 1);
	}
	while (fit.n && fit.p[fit.n - 1] == ' ')
		fit.n--;
	return fit;
}

static void
spaces(struct buf *b, int n)
{
	while (n-- > 0)
		buf_addc(b, ' ');
}

/* Without blanks at the end of the line. */
static void
end_line(struct buf *b)
{
	while (b->n && b->p[b->n - 1] == ' ')
		b->n--;
	buf_addc(b, '\n');
}

static void
centred(struct table *t, str s)
{
	spaces(t->out, (t->total - utf8_width(s)) / 2);
	buf_add(t->out, s);
	end_line(t->out);
}

static void
rule(struct table *t)
{
	for (int i = 0; i < t->total; i++)
		buf_addc(t->out, '-');
	buf_addc(t->out, '\n');
}

/* Words over several lines, the later ones indented. */
static void
paragraph(struct table *t, str words, int indent)
{
	bool first = true;

	while (words.n) {
		int in = first ? 0 : indent;
		spaces(t->out, in);
		buf_add(t->out, take_line(&words, t->total - in));
		end_line(t->out);
		first = false;
	}
}

/* "label：value" side by side as the page allows. */
static void
lines(struct table *t, const struct entry *v, size_t n, str after)
{
	int used = 0;

	for (size_t i = 0; i < n; i++) {
		str s = entry_line(t->r->arena, &v[i]);
		s = str_fmt(
			t->r->arena, "%.*s%.*s", STR_FMT(s), STR_FMT(after));
		int width = utf8_width(s);
		if (used && used + 4 + width > t->total) {
			end_line(t->out);
			used = 0;
		} else if (used) {
			spaces(t->out, 4);
			used += 4;
		}
		buf_add(t->out, s);
		used += width;
	}
	if (n)
		end_line(t->out);
}

/* --- the table ----------------------------------------------------------- */

static void
put_cells(struct table *t, const str *cell)
{
	str rest[COLUMNS_MOST];
	bool more = true;

	for (size_t c = 0; c < t->n; c++)
		rest[c] = cell[c];
	while (more) {
		more = false;
		for (size_t c = 0; c < t->n; c++) {
			str s = utf8_show(
				t->r->arena, take_line(&rest[c], t->width[c]));
			int pad = t->width[c] - utf8_width(s);
			if (c)
				spaces(t->out, GAP);
			spaces(t->out, t->right[c] ? pad : 0);
			buf_add(t->out, s);
			spaces(t->out, t->right[c] ? 0 : pad);
			more = more || rest[c].n;
		}
		end_line(t->out);
	}
}

static void
heads(const struct table *t, str *cell)
{
	const struct report *r = t->r;
	size_t n = 0;

	for (size_t c = 0; c < r->n_lead; c++)
		cell[n++] = label_text(&r->lead[c].label);
	for (size_t c = 0; c < r->n_column; c++)
		cell[n++] = label_text(&r->column[c].label);
}

/* The merged heads, each over the middle of its columns. */
static void
put_merged_heads(struct table *t)
{
	const struct report *r = t->r;
	int at = 0;  /* where the column begins */
	int pen = 0; /* how far the line is written */

	if (!report_has_heads(r))
		return;
	for (size_t c = 0; c < t->n; c++) {
		size_t span =
			c < r->n_lead ? 0 : report_head_span(r, c - r->n_lead);
		int width = -GAP;
		for (size_t k = c; k < c + span; k++)
			width += t->width[k] + GAP;
		if (span) {
			str head = utf8_fit(
				label_text(&r->column[c - r->n_lead].head),
				width, NULL);
			int indent = at + (width - utf8_width(head)) / 2 - pen;
			spaces(t->out, indent);
			buf_add(t->out, head);
			pen += indent + utf8_width(head);
		}
		at += t->width[c] + GAP;
	}
	end_line(t->out);
}

static void
cells_of(const struct table *t, const struct report_row *row, str *cell)
{
	const struct report *r = t->r;
	size_t n = 0;

	for (size_t c = 0; c < r->n_lead; c++)
		cell[n++] = lead_text(row, &r->lead[c]);
	for (size_t c = 0; c < r->n_column; c++) {
		str s = row->section ? STR_NONE
				     : cell_said(r->arena, &row->cell[c]);
		cell[n++] = s.n ? s : empty_text(r, row, c);
	}
}

static int
widest_line(str s)
{
	int most = 0;

	for (str line; str_cut(&s, '\n', &line);)
		most = utf8_width(line) > most ? utf8_width(line) : most;
	return most;
}

/* How narrow column c may become when its figures (or codes) take `whole`: in
 * a table codes and figures stay in one piece and names keep eight signs. */
static int
least_width(const struct table *t, size_t c, int whole)
{
	const struct report *r = t->r;

	if (r->n_lead != 2)
		return r->n_lead < 3 ? 8 : 20;
	if (c < r->n_lead)
		return r->lead[c].what == LEAD_ID ? whole : 16;
	return whole > 6 ? whole : 6;
}

/* As wide as the contents ask for; then the wide ones give way until the
 * table fits the page. */
static void
measure(struct table *t)
{
	const struct report *r = t->r;
	str cell[COLUMNS_MOST];
	int page = r->landscape ? PAGE_LANDSCAPE : PAGE_PORTRAIT;
	int whole[COLUMNS_MOST] = {0};

	heads(t, cell);
	for (size_t c = 0; c < t->n; c++)
		t->width[c] = widest_line(cell[c]);
	for (size_t i = 0; i < r->n_row; i++) {
		cells_of(t, &r->row[i], cell);
		for (size_t c = 0; c < t->n; c++) {
			int w = widest_line(cell[c]);
			if (r->list && w > TEXT_MOST)
				w = TEXT_MOST;
			whole[c] = w > whole[c] ? w : whole[c];
			t->width[c] = w > t->width[c] ? w : t->width[c];
		}
	}
	for (;;) {
		size_t wide = t->n;
		t->total = GAP * ((int)t->n - 1);
		for (size_t c = 0; c < t->n; c++) {
			t->total += t->width[c];
			if (t->width[c] > least_width(t, c, whole[c]) &&
				(wide == t->n || t->width[c] > t->width[wide]))
				wide = c;
		}
		if (t->total <= page || wide == t->n)
			return;
		t->width[wide]--;
	}
}

static void
table_init(struct table *t, const struct report *r, struct buf *out)
{
	size_t first = r->n_lead;

	*t = (struct table){.r = r, .out = out, .n = r->n_column + first};
	for (size_t c = first; c < t->n; c++)
		t->right[c] = !r->column[c - first].text;
	measure(t);
}

/* Figures stand right, and so does <5 among them; what was written by hand in
 * a line left for it stands left. */
static void
align(struct table *t, const struct report_row *row)
{
	const struct report *r = t->r;

	for (size_t c = 0; c < r->n_column; c++)
		t->right[r->n_lead + c] =
			!r->column[c].text &&
			!(row->typed && row->cell[c].kind == CELL_TEXT);
}

static void
put_rows(struct table *t)
{
	str cell[COLUMNS_MOST];

	for (size_t i = 0; i < t->r->n_row; i++) {
		cells_of(t, &t->r->row[i], cell);
		align(t, &t->r->row[i]);
		put_cells(t, cell);
	}
	if (t->r->n_row)
		return;
	buf_addz(t->out, _("（本期没有记录）"));
	end_line(t->out);
}

static void
put_notes(struct table *t)
{
	const struct report *r = t->r;

	for (size_t i = 0; i < r->n_note; i++) {
		str s = str_fmt(r->arena, "%s%zu. %.*s", i ? "    " : _("注："),
			i + 1, STR_FMT(r->note[i]));
		paragraph(t, s, 7);
	}
}

static enum err_code
write_text(const struct report *r, struct buf *out, struct err *e)
{
	struct table t;
	str cell[COLUMNS_MOST];
	str mark = report_mark(r);

	(void)e; /* nothing can fail */
	table_init(&t, r, out);
	centred(&t, label_text(&r->title));
	if (mark.n)
		centred(&t, mark);
	buf_addc(out, '\n');
	lines(&t, r->header, r->n_header, STR_NONE);
	rule(&t);
	put_merged_heads(&t);
	heads(&t, cell);
	put_cells(&t, cell);
	rule(&t);
	put_rows(&t);
	rule(&t);
	put_notes(&t);
	if (r->n_footer)
		buf_addc(out, '\n');
	lines(&t, r->footer, r->n_footer, STR("________"));
	if (r->page_footer.n) {
		buf_add(out, r->page_footer);
		end_line(out);
	}
	return ERR_OK;
}

const struct writer writer_text = {
	.name = "text",
	.ext = "txt",
	.to_stdout = true,
	.text = write_text,
};
