// SPDX-License-Identifier: MIT
#include "forms/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

/* What each is called by us and by iconv, and the mark it begins with. */
static const struct {
	const char *name;
	const char *iconv;
	str mark;
} charsets[] = {
	[CHARSET_UTF8] = {"UTF-8", "UTF-8", {"", 0}},
	[CHARSET_UTF8_BOM] = {"UTF-8-BOM", "UTF-8", {"\xEF\xBB\xBF", 3}},
	[CHARSET_UTF16LE] = {"UTF-16LE", "UTF-16LE", {"\xFF\xFE", 2}},
	[CHARSET_UTF16BE] = {"UTF-16BE", "UTF-16BE", {"\xFE\xFF", 2}},
	[CHARSET_GB18030] = {"GB18030", "GB18030", {"\x84\x31\x95\x33", 4}},
};

const char *
charset_name(enum charset c)
{
	return charsets[c].name;
}

/* Letters and digits alone, in lower case. */
static str
bare(str s, char out[16])
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n < 16; i++) {
		char c = s.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != '-' && c != '_')
			out[n++] = c;
	}
	return (str){out, n};
}

bool
charset_parse(str name, enum charset *out)
{
	static const struct {
		const char *name;
		enum charset charset;
	} names[] = {
		{"utf8", CHARSET_UTF8},
		{"utf8bom", CHARSET_UTF8_BOM},
		{"utf16", CHARSET_UTF16LE},
		{"utf16le", CHARSET_UTF16LE},
		{"utf16be", CHARSET_UTF16BE},
		{"gb18030", CHARSET_GB18030},
		{"gbk", CHARSET_GB18030},
		{"gb2312", CHARSET_GB18030},
	};
	char space[16];
	str plain = bare(name, space);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(plain, names[i].name)) {
			*out = names[i].charset;
			return true;
		}
	return false;
}

/* Rows of a table hold ASCII commas, digits and line ends: in UTF-16 every
 * one of them leaves a NUL, always on the same side. */
static bool
detect_utf16(str s, enum charset *out)
{
	size_t nuls[2] = {0, 0};
	size_t n = s.n < 65536 ? s.n : 65536;
	for (size_t i = 0; i < n; i++)
		nuls[i % 2] += s.p[i] == '\0';
	if (s.n % 2 || nuls[0] + nuls[1] < n / 50 + 1)
		return false;
	*out = nuls[1] > nuls[0] ? CHARSET_UTF16LE : CHARSET_UTF16BE;
	return true;
}

enum charset
charset_detect(str bytes)
{
	static const enum charset marked[] = {CHARSET_UTF8_BOM, CHARSET_UTF16LE,
		CHARSET_UTF16BE, CHARSET_GB18030};
	for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++)
		if (str_starts(bytes, charsets[marked[i]].mark))
			return marked[i];
	enum charset found;
	if (detect_utf16(bytes, &found))
		return found;
	return utf8_valid(bytes) ? CHARSET_UTF8 : CHARSET_GB18030;
}

/* Line and column behind this much UTF-8. */
static void
place(struct err *e, str before)
{
	int line = 1;
	for (size_t at; (at = str_chr(before, '\n')) != SIZE_MAX; line++)
		before = str_from(before, at + 1);
	err_at(e, NULL, line, (int)utf8_count(before) + 1);
}

/* All of `in` through iconv into b, up to the first byte it does not take.
 * Returns how many it took. */
static size_t
convert(iconv_t cd, str in, struct buf *b)
{
	char *from = (char *)in.p; /* iconv only reads it */
	size_t left = in.n;
	bool stuck = false;
	while (left > 0 && !stuck) {
		char piece[8192];
		char *to = piece;
		size_t room = sizeof(piece);
		if (iconv(cd, &from, &left, &to, &room) == (size_t)-1)
			stuck = errno != E2BIG;
		buf_add(b, (str){piece, sizeof(piece) - room});
	}
	return in.n - left;
}

static enum err_code
start(iconv_t *cd, const char *to, const char *from, struct err *e)
{
	*cd = iconv_open(to, from);
	if (*cd == (iconv_t)-1)
		return err_set(
			e, ERR_IO, _("本系统不会从 %s 转到 %s"), from, to);
	return ERR_OK;
}

/* The valid UTF-8 at the beginning of s. */
static str
valid_part(str s)
{
	str rest = s;
	while (rest.n > 0) {
		str after = rest;
		if (utf8_next(&after) == UTF8_BAD)
			break;
		rest = after;
	}
	return str_sub(s, 0, s.n - rest.n);
}

enum err_code
charset_decode(
	struct arena *a, str bytes, enum charset from, str *out, struct err *e)
{
	str mark = charsets[from].mark;
	if (mark.n && str_starts(bytes, mark))
		bytes = str_from(bytes, mark.n);
	str text;
	bool whole;
	if (from == CHARSET_UTF8 || from == CHARSET_UTF8_BOM) {
		text = valid_part(bytes);
		whole = text.n == bytes.n;
	} else {
		struct buf b = {.arena = a};
		iconv_t cd;
		if (start(&cd, "UTF-8", charsets[from].iconv, e))
			return ERR_IO;
		whole = convert(cd, bytes, &b) == bytes.n;
		iconv_close(cd);
		text = buf_str(&b);
	}
	if (!whole) {
		err_set(e, ERR_INPUT, _("有些字节不是 %s 的文字"),
			charsets[from].name);
		place(e, text);
		return ERR_INPUT;
	}
	*out = text;
	return ERR_OK;
}

/* --- in pieces
 * ----------------------------------------------------------------- */

struct charset_stream {
	enum charset from;
	iconv_t cd; /* not of UTF-8 */
	bool begun;
};

enum err_code
charset_stream_open(struct arena *a, enum charset from,
	struct charset_stream **out, struct err *e)
{
	struct charset_stream *s = ARENA_NEW(a, struct charset_stream);
	s->from = from;
	*out = s;
	if (from == CHARSET_UTF8 || from == CHARSET_UTF8_BOM)
		return ERR_OK;
	return start(&s->cd, "UTF-8", charsets[from].iconv, e);
}

void
charset_stream_close(struct charset_stream *s)
{
	if (s && s->from != CHARSET_UTF8 && s->from != CHARSET_UTF8_BOM)
		iconv_close(s->cd);
}

static void
replace(str *in, size_t bytes, char *out, size_t *n, size_t *bad)
{
	memcpy(out + *n, "\xEF\xBF\xBD", 3);
	*n += 3;
	++*bad;
	*in = str_from(*in, bytes);
}

/* Of UTF-8 only what is broken must be looked at; ASCII, eight at a time. */
static void
copy_utf8(str *in, bool last, char *out, size_t cap, size_t *n, size_t *bad)
{
	static const uint64_t high = 0x8080808080808080u;
	while (in->n > 0 && cap - *n >= 8) {
		uint64_t eight;
		if (in->n >= 8) {
			memcpy(&eight, in->p, 8);
			if ((eight & high) == 0) {
				memcpy(out + *n, in->p, 8);
				*n += 8;
				*in = str_from(*in, 8);
				continue;
			}
		}
		/* Nearly all Chinese: E4 to E9, no exceptions among them. */
		const unsigned char *p = (const unsigned char *)in->p;
		if (in->n >= 3 && p[0] >= 0xe4 && p[0] <= 0xe9 &&
			(p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
			memcpy(out + *n, p, 3);
			*n += 3;
			*in = str_from(*in, 3);
			continue;
		}
		str after = *in;
		if (utf8_next(&after) != UTF8_BAD) {
			size_t taken = in->n - after.n;
			memcpy(out + *n, in->p, taken);
			*n += taken;
			*in = after;
		} else if (!last && in->n < 4) {
			return;
		} else {
			replace(in, 1, out, n, bad);
		}
	}
}

void
charset_stream_next(struct charset_stream *s, str *in, bool last, char *out,
	size_t cap, size_t *n, size_t *bad)
{
	str mark = charsets[s->from].mark;
	*n = 0;
	if (!s->begun && (in->n >= mark.n || last)) {
		s->begun = true;
		if (mark.n && str_starts(*in, mark))
			*in = str_from(*in, mark.n);
	}
	if (s->from == CHARSET_UTF8 || s->from == CHARSET_UTF8_BOM) {
		copy_utf8(in, last, out, cap, n, bad);
		return;
	}
	while (in->n > 0 && cap - *n >= 8) {
		char *from = (char *)in->p; /* iconv only reads it */
		size_t left = in->n;
		char *to = out + *n;
		size_t room = cap - *n;
		size_t rc = iconv(s->cd, &from, &left, &to, &room);
		int why = rc == (size_t)-1 ? errno : 0;
		*in = (str){from, left};
		*n = cap - room;
		if (why == EINVAL && !last)
			return;
		if (why == EILSEQ || why == EINVAL)
			replace(in,
				s->from == CHARSET_GB18030 ? 1
				: in->n > 1                ? 2
							   : 1,
				out, n, bad);
		else if (why == E2BIG && room >= 8)
			return;
	}
}

enum err_code
charset_encode(
	struct arena *a, str text, enum charset to, str *out, struct err *e)
{
	struct buf b = {.arena = a};
	iconv_t cd;
	if (start(&cd, charsets[to].iconv, "UTF-8", e))
		return ERR_IO;
	if (to != CHARSET_GB18030) /* nobody expects one there */
		buf_add(&b, charsets[to].mark);
	size_t good = convert(cd, text, &b);
	iconv_close(cd);
	if (good < text.n) {
		err_set(e, ERR_INPUT, _("这个字在 %s 里没有，或不是 UTF-8"),
			charsets[to].name);
		place(e, str_sub(text, 0, good));
		return ERR_INPUT;
	}
	*out = buf_str(&b);
	return ERR_OK;
}
