// SPDX-License-Identifier: MIT
#include "forms/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/lang.h"
#include "store/utf8.h"

/*
 * Bytes of the file (raw) become UTF-8 (text); a row is taken apart when all
 * of it stands in text. A quote that is never closed would swallow the rest:
 * when a row grows past its limit it is read again as one line, with quotes as
 * they are, and told.
 */
enum { RAW = 65536, TEXT = 2 * LEDGER_ROW_MOST, LOOK = 1 << 20 };

struct ledger {
	struct arena *arena;
	int fd;
	size_t size;
	size_t read; /* bytes of the file taken from it */
	enum charset charset;
	char separator;
	struct charset_stream *stream;
	char *raw;
	size_t n_raw;
	bool over; /* the file has no more bytes */
	char *text;
	size_t n_text;
	size_t at;   /* of the next row in text */
	size_t line; /* of the next row */
	char *cells; /* unquoted text of the row */
	str *cell;
};

/* --- bytes
 * ----------------------------------------------------------------------- */

static bool
fill_raw(struct ledger *t, struct err *e)
{
	while (!t->over && t->n_raw < RAW) {
		ssize_t n = read(t->fd, t->raw + t->n_raw, RAW - t->n_raw);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err_errno(e, _("读不了文件"), NULL);
			return false;
		}
		t->over = n == 0;
		t->n_raw += (size_t)n;
		t->read += (size_t)n;
	}
	return true;
}

/* More text behind what is there; false when there is none or no room. */
static bool
fill(struct ledger *t, struct err *e)
{
	memmove(t->text, t->text + t->at, t->n_text - t->at);
	t->n_text -= t->at;
	t->at = 0;
	if (TEXT - t->n_text < RAW || !fill_raw(t, e) || t->n_raw == 0)
		return false;
	size_t n;
	size_t bad = 0;
	str in = {t->raw, t->n_raw};
	charset_stream_next(t->stream, &in, t->over, t->text + t->n_text,
		TEXT - t->n_text, &n, &bad);
	if (in.n > 0)
		memmove(t->raw, in.p, in.n);
	t->n_raw = in.n;
	t->n_text += n;
	return true;
}

/* --- rows
 * ------------------------------------------------------------------------ */

enum end { END_CELL, END_ROW, END_MORE }; /* MORE: text ends in it */

struct cursor {
	struct ledger *t;
	size_t at;
	size_t out;   /* in cells */
	size_t lines; /* ends of lines passed */
	bool literal; /* quotes are plain characters */
	const char *fault;
};

static bool
is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Behind CR, LF or both. More text may be needed to tell. */
static bool
pass_line_end(struct cursor *c)
{
	struct ledger *t = c->t;
	if (t->text[c->at] == '\r') {
		if (c->at + 1 == t->n_text && !(t->over && t->n_raw == 0))
			return false;
		c->at++;
		if (c->at < t->n_text && t->text[c->at] == '\n')
			c->at++;
	} else {
		c->at++;
	}
	c->lines++;
	return true;
}

/* From the opening quote to behind the closing one. */
static bool
quoted(struct cursor *c)
{
	struct ledger *t = c->t;
	bool last = t->over && t->n_raw == 0;
	c->at++;
	for (;; c->at++) {
		if (c->at == t->n_text)
			return false;
		char x = t->text[c->at];
		if (x == '"') {
			if (c->at + 1 == t->n_text && !last)
				return false;
			if (c->at + 1 == t->n_text ||
				t->text[c->at + 1] != '"') {
				c->at++;
				return true;
			}
			c->at++;
		}
		c->lines += x == '\n';
		t->cells[c->out++] = x;
	}
}

/* One cell into *out. */
static enum end
read_cell(struct cursor *c, str *out)
{
	struct ledger *t = c->t;
	bool last = t->over && t->n_raw == 0;
	size_t from = c->out;
	size_t blank = c->at;
	while (blank < t->n_text && t->text[blank] == ' ')
		blank++;
	if (!c->literal && blank < t->n_text && t->text[blank] == '"') {
		c->at = blank;
		if (!quoted(c))
			return END_MORE;
		while (c->at < t->n_text && t->text[c->at] == ' ')
			c->at++;
		if (c->at < t->n_text && t->text[c->at] != t->separator &&
			!is_line_end(t->text[c->at]))
			c->fault = N_("引号后面还有字：一格里的引号要写两遍");
	}
	const char *p = t->text + c->at;
	const char *end = t->text + t->n_text;
	while (p < end && *p != t->separator && !is_line_end(*p))
		t->cells[c->out++] = *p++;
	c->at = (size_t)(p - t->text);
	*out = (str){t->cells + from, c->out - from};
	if (out->n > LEDGER_CELL_MOST)
		c->fault = N_("一格太长：最多 64 KiB");
	if (c->at == t->n_text)
		return last ? END_ROW : END_MORE;
	if (t->text[c->at] == t->separator) {
		c->at++;
		return END_CELL;
	}
	return pass_line_end(c) ? END_ROW : END_MORE;
}

static enum end
read_row(struct cursor *c, size_t *n)
{
	struct ledger *t = c->t;
	enum end end = END_CELL;
	str beyond;
	*n = 0;
	while (end == END_CELL) {
		bool many = *n == LEDGER_COLUMNS_MOST;
		if (many)
			c->fault = N_("列太多：最多 1024 列");
		end = read_cell(c, many ? &beyond : &t->cell[*n]);
		*n += !many;
	}
	return end;
}

/* What no cell may hold. U+FFFD is where a byte was not of the encoding. */
static const char *
bad_character(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char x = (unsigned char)s.p[i];
		if ((x < 0x20 && x != '\t' && x != '\n' && x != '\r') ||
			x == 0x7f)
			return N_("有控制字符");
		if (x == 0xef && s.n - i >= 3 &&
			memcmp(s.p + i, "\xEF\xBF\xBD", 3) == 0)
			return N_("有乱码：有的字节不是这个文件的编码");
	}
	return NULL;
}

static bool
is_blank_row(const struct ledger *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_trim(t->cell[i]).n > 0)
			return false;
	return true;
}

/* As one line; what is longer than a row may be is passed over. */
static enum end
read_line(struct ledger *t, struct cursor *c, size_t *n, struct err *e)
{
	enum end end;
	c->literal = true;
	while ((end = read_row(c, n)) == END_MORE) {
		t->at = t->n_text; /* drop it and look on for the line's end */
		if (!fill(t, e))
			return END_ROW;
		*c = (struct cursor){.t = t, .literal = true};
	}
	return end;
}

static bool
next_row(struct ledger *t, struct ledger_row *out, struct err *e)
{
	struct cursor c;
	size_t n;
	enum end end;
	for (;;) {
		c = (struct cursor){.t = t, .at = t->at};
		if (t->at == t->n_text && t->over && t->n_raw == 0)
			return false;
		end = read_row(&c, &n);
		if (end != END_MORE)
			break;
		bool had_more = !t->over || t->n_raw > 0;
		if (t->n_text - t->at <= LEDGER_ROW_MOST &&
			(fill(t, e) || (had_more && t->over && !e->code)))
			continue;
		if (e->code)
			return false;
		if (t->at == t->n_text)
			return false;
		c = (struct cursor){.t = t, .at = t->at};
		(void)read_line(t, &c, &n, e);
		c.fault = N_("引号没有闭合，或一行太长");
		break;
	}
	for (size_t i = 0; i < n && !c.fault; i++)
		c.fault = bad_character(t->cell[i]);
	*out = (struct ledger_row){.line = t->line,
		.cell = t->cell,
		.n = n,
		.fault = c.fault ? str_of(_(c.fault)) : STR_NONE,
		.at = t->read};
	t->at = c.at;
	t->line += c.lines;
	return !e->code;
}

bool
ledger_next(struct ledger *t, struct ledger_row *out, struct err *e)
{
	e->code = ERR_OK;
	while (next_row(t, out, e))
		if (out->fault.n > 0 || !is_blank_row(t, out->n))
			return true;
	return false;
}

/* --- opening
 * --------------------------------------------------------------------- */

/* A file may be ASCII for long before the first byte that tells: look on for
 * it, and judge by what stands around it. */
static enum err_code
detect(struct ledger *t, struct err *e)
{
	char *block = t->text; /* not used yet */
	size_t n = 0;
	bool told = false;
	while (!told) {
		ssize_t got = read(t->fd, block + n, LOOK - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(e, _("读不了文件"), NULL);
		n += (size_t)got;
		if (got > 0 && n < LOOK)
			continue;
		for (size_t i = 0; i < n && !told; i++)
			told = (unsigned char)block[i] >= 0x80 || !block[i];
		if (told || got == 0)
			break;
		n = 0;
	}
	str look = {block, n};
	/* Up to a line's end, so that no character is cut. */
	while (n == LOOK && look.n > 0 && look.p[look.n - 1] != '\n')
		look.n--;
	if (look.n == 0)
		look.n = n;
	/* UTF-16 comes in pairs. */
	t->charset = charset_detect(look);
	if (t->charset == CHARSET_GB18030 && look.n % 2 && look.n > 1)
		t->charset = charset_detect(str_sub(look, 0, look.n - 1));
	return ERR_OK;
}

enum err_code
ledger_rewind(struct ledger *t, struct err *e)
{
	charset_stream_close(t->stream);
	t->stream = NULL;
	t->n_raw = t->n_text = t->at = t->read = 0;
	t->over = false;
	t->line = 1;
	if (lseek(t->fd, 0, SEEK_SET) != 0)
		return err_errno(e, _("读不了文件"), NULL);
	return charset_stream_open(t->arena, t->charset, &t->stream, e);
}

/* The separator is what the first line has most of, outside of quotes. */
static enum err_code
find_separator(struct ledger *t, struct err *e)
{
	static const char marks[] = ",\t;";
	size_t count[3] = {0};
	bool in_quotes = false;
	t->separator = ',';
	e->code = ERR_OK;
	while (t->n_text < 65536 && fill(t, e))
		;
	if (e->code)
		return e->code;
	for (size_t i = 0; i < t->n_text; i++) {
		char c = t->text[i];
		in_quotes ^= c == '"';
		if (!in_quotes && is_line_end(c) &&
			count[0] + count[1] + count[2] > 0)
			break;
		for (int k = 0; k < 3 && !in_quotes; k++)
			count[k] += c == marks[k];
	}
	for (int k = 1; k < 3; k++)
		if (count[k] > count[0] && count[k] >= count[3 - k])
			t->separator = marks[k];
	return ledger_rewind(t, e);
}

enum err_code
ledger_open(const char *path, struct ledger **out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	if (fd < 0 && errno == ENOENT)
		return err_set(e, ERR_ABSENT, _("没有文件 %s"), path);
	if (fd < 0 || fstat(fd, &st) != 0) {
		err_errno(e, _("打不开文件"), path);
		if (fd >= 0)
			close(fd);
		return e->code;
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return err_set(e, ERR_INPUT, _("%s 不是普通文件"), path);
	}
	struct arena *a = arena_new_secret();
	struct ledger *t = ARENA_NEW(a, struct ledger);
	t->arena = a;
	t->fd = fd;
	t->size = (size_t)st.st_size;
	t->raw = arena_alloc(a, RAW);
	t->text = arena_alloc(a, TEXT);
	t->cells = arena_alloc(a, TEXT);
	t->cell = ARENA_ARRAY(a, LEDGER_COLUMNS_MOST, str);
	enum err_code code = detect(t, e);
	if (code == ERR_OK)
		code = ledger_rewind(t, e);
	if (code == ERR_OK)
		code = find_separator(t, e);
	if (code) {
		ledger_close(t);
		return code;
	}
	*out = t;
	return ERR_OK;
}

void
ledger_close(struct ledger *t)
{
	if (!t)
		return;
	charset_stream_close(t->stream);
	close(t->fd);
	arena_free(t->arena);
}

enum charset
ledger_charset(const struct ledger *t)
{
	return t->charset;
}

char
ledger_separator(const struct ledger *t)
{
	return t->separator;
}

size_t
ledger_size(const struct ledger *t)
{
	return t->size;
}
