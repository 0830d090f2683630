// SPDX-License-Identifier: MIT
#include "forms/sheet.h"

#include "forms/charset.h"
#include "store/lang.h"
#include "store/utf8.h"

enum {
	BYTES_MOST = 4 << 20,
	ROWS_MOST = 20000,
	COLUMNS_MOST = 256,
	CELL_MOST = 64 << 10,
};

struct reading {
	struct arena *arena;
	const char *file;
	str text;
	size_t at;
	int line;
	size_t line_at; /* where the line begins */
	struct err *e;
};

static enum err_code
refuse(struct reading *r, size_t at, enum err_code code, const char *words)
{
	(void)err_set(r->e, code, "%s", words);
	str before = at > r->line_at
			     ? str_sub(r->text, r->line_at, at - r->line_at)
			     : STR_NONE;
	(void)err_at(r->e, r->file, r->line, (int)utf8_count(before) + 1);
	return code;
}

static bool
is_end(const struct reading *r)
{
	return r->at >= r->text.n;
}

/* Past a line's end, \n, \r\n or \r; false when there is none. */
static bool
take_line_end(struct reading *r)
{
	if (is_end(r) || (r->text.p[r->at] != '\n' && r->text.p[r->at] != '\r'))
		return false;
	bool cr = r->text.p[r->at++] == '\r';
	if (cr && !is_end(r) && r->text.p[r->at] == '\n')
		r->at++;
	r->line++;
	r->line_at = r->at;
	return true;
}

/* From behind the opening quote to behind the closing one. */
static enum err_code
read_quoted(struct reading *r, str *out)
{
	struct buf b = {.arena = r->arena};
	size_t start = r->at - 1;
	int line = r->line;
	size_t line_at = r->line_at;
	while (!is_end(r)) {
		char c = r->text.p[r->at];
		if (b.n > CELL_MOST)
			return refuse(r, r->at, ERR_LIMIT,
				_("这一格太长：最多 64 KiB"));
		if (take_line_end(r)) {
			buf_addc(&b, '\n');
			continue;
		}
		r->at++;
		if (c != '"') {
			buf_addc(&b, c);
			continue;
		}
		if (is_end(r) || r->text.p[r->at] != '"') {
			*out = buf_str(&b);
			return ERR_OK;
		}
		r->at++;
		buf_addc(&b, '"');
	}
	r->line = line;
	r->line_at = line_at;
	return refuse(r, start, ERR_INPUT,
		_("这里开始的双引号没有收尾：格里的双引号要写两个"));
}

static enum err_code
read_cell(struct reading *r, str *out)
{
	size_t start = r->at;
	if (!is_end(r) && r->text.p[r->at] == '"') {
		r->at++;
		enum err_code code = read_quoted(r, out);
		if (code != ERR_OK)
			return code;
		start = r->at;
		while (!is_end(r) && r->text.p[r->at] == ' ')
			r->at++;
		if (!is_end(r) && r->text.p[r->at] != ',' &&
			r->text.p[r->at] != '\n' && r->text.p[r->at] != '\r')
			return refuse(r, start, ERR_INPUT,
				_("收尾的双引号后面只能是逗号或换行"));
	} else {
		while (!is_end(r) && r->text.p[r->at] != ',' &&
			r->text.p[r->at] != '\n' && r->text.p[r->at] != '\r')
			r->at++;
		*out = str_sub(r->text, start, r->at - start);
		if (out->n > CELL_MOST)
			return refuse(r, start, ERR_LIMIT,
				_("这一格太长：最多 64 KiB"));
	}
	*out = str_trim(*out);
	return ERR_OK;
}

static enum err_code
read_row(struct reading *r, struct sheet_row *out)
{
	str *cell = NULL;
	int *line = NULL;
	size_t n = 0;
	for (;;) {
		size_t n_line = n;
		*ARENA_PUSH(r->arena, line, n_line) = r->line;
		str *to = ARENA_PUSH(r->arena, cell, n);
		enum err_code code = read_cell(r, to);
		if (code != ERR_OK)
			return code;
		if (is_end(r) || r->text.p[r->at] != ',')
			break;
		if (n == COLUMNS_MOST)
			return refuse(
				r, r->at, ERR_LIMIT, _("列太多：最多 256 列"));
		r->at++;
	}
	*out = (struct sheet_row){cell, line, n};
	(void)take_line_end(r); /* or the end of the file */
	return ERR_OK;
}

/* Is all of it text? */
static enum err_code
check_characters(struct reading *r)
{
	enum err_code code = ERR_OK;
	for (str rest = r->text; rest.n > 0 && code == ERR_OK;) {
		size_t at = r->text.n - rest.n;
		uint32_t c = utf8_next(&rest);
		if (c == UTF8_BAD)
			code = refuse(r, at, ERR_INPUT,
				_("不是 UTF-8 文字：请把文件另存为 UTF-8 "
				  "编码"));
		else if (c == '\n') {
			r->line++;
			r->line_at = at + 1;
		} else if (utf8_is_control(c) && c != '\t' && c != '\r')
			code = refuse(
				r, at, ERR_INPUT, _("这里有控制字符：请删去"));
	}
	if (code != ERR_OK)
		return code;
	r->line = 1;
	r->line_at = 0;
	return code;
}

enum err_code
sheet_parse(struct arena *a, const char *file, str bytes, struct sheet *out,
	struct err *e)
{
	struct reading r = {.arena = a, .file = file, .line = 1, .e = e};
	struct sheet_row *row = NULL;
	*out = (struct sheet){NULL, 0};
	if (bytes.n > BYTES_MOST)
		return refuse(&r, 0, ERR_LIMIT, _("文件太大：最多 4 MiB"));
	enum err_code code =
		charset_decode(a, bytes, charset_detect(bytes), &r.text, e);
	if (code == ERR_OK)
		code = check_characters(&r);
	while (code == ERR_OK && !is_end(&r)) {
		if (out->n == ROWS_MOST)
			return refuse(&r, r.at, ERR_LIMIT,
				_("行太多：最多 20000 行"));
		struct sheet_row *to = ARENA_PUSH(a, row, out->n);
		code = read_row(&r, to);
	}
	out->row = row;
	return code;
}

void
sheet_put(struct buf *b, str cell, bool first)
{
	bool quote =
		cell.n > 0 && (cell.p[0] == ' ' || cell.p[cell.n - 1] == ' ');
	if (!first)
		buf_addc(b, ',');
	for (size_t i = 0; i < cell.n && !quote; i++)
		quote = cell.p[i] == ',' || cell.p[i] == '"' ||
			cell.p[i] == '\n' || cell.p[i] == '\r';
	if (!quote) {
		buf_add(b, cell);
		return;
	}
	buf_addc(b, '"');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, cell.p[i]);
	}
	buf_addc(b, '"');
}
