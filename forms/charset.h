// SPDX-License-Identifier: MIT
#ifndef FORMS_CHARSET_H
#define FORMS_CHARSET_H

#include "store/err.h"
#include "store/str.h"

/* The encodings that tables come in and go out in. */
enum charset {
	CHARSET_UTF8,     /* written without a byte order mark */
	CHARSET_UTF8_BOM, /* what Excel wants of a CSV */
	CHARSET_UTF16LE,  /* written with one */
	CHARSET_UTF16BE,
	CHARSET_GB18030,
};

/* Which one these bytes are in: by a byte order mark; else by the NULs that
 * UTF-16 leaves beside ASCII; else UTF-8 when they are valid; else GB18030.
 * Give the whole file, or at least its beginning up to a line's end. */
enum charset charset_detect(str bytes);
const char *charset_name(enum charset c);
/* "utf-8", "utf-8-bom", "utf-16le", "utf-16be", "gb18030", "gbk", "gb2312";
 * case, - and _ do not matter. False for any other. */
bool charset_parse(str name, enum charset *out);

/*
 * To UTF-8 without a byte order mark; borrowed from bytes when nothing had to
 * change. ERR_INPUT with line and column when some bytes are not of the
 * encoding.
 */
enum err_code charset_decode(
	struct arena *a, str bytes, enum charset from, str *out, struct err *e);
/*
 * The same piece by piece, for files too large to hold. A byte that is not of
 * the encoding becomes U+FFFD, and counts in *bad; the mark in front is
 * dropped.
 */
struct charset_stream;
enum err_code charset_stream_open(struct arena *a, enum charset from,
	struct charset_stream **out, struct err *e);
/* Take of *in what fits into out, *n bytes of UTF-8. Where *in keeps a few
 * bytes they are the beginning of a character: put more behind them, or with
 * `last` they are bad too. */
void charset_stream_next(struct charset_stream *s, str *in, bool last,
	char *out, size_t cap, size_t *n, size_t *bad);
void charset_stream_close(struct charset_stream *s); /* NULL is fine */
/* From UTF-8, with the mark that `to` asks for. ERR_INPUT with line and
 * column at a character that it lacks or that is not UTF-8. */
enum err_code charset_encode(
	struct arena *a, str text, enum charset to, str *out, struct err *e);

#endif
