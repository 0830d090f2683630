// SPDX-License-Identifier: MIT
#ifndef FORMS_JSON_H
#define FORMS_JSON_H

#include "store/err.h"
#include "store/str.h"

/*
 * JSON from outside, read into a tree, and JSON written piece by piece. The
 * only file that knows jansson's reader; its names are kept off this page so
 * that both headers can be included together.
 */
enum json_kind {
	JSON_KIND_NULL = 0,
	JSON_KIND_BOOLEAN,
	JSON_KIND_NUMBER,
	JSON_KIND_TEXT,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
};

struct json_member;

struct json {
	enum json_kind kind;
	union {
		bool boolean;
		/* TEXT: unescaped, valid UTF-8, no NUL. NUMBER: as written,
		 * so that 1.50 and 110101199003071233 lose nothing. */
		str text;
		struct {
			const struct json *v;
			size_t n;
		} array;
		struct {
			const struct json_member *v; /* in the order written */
			size_t n;
		} object;
	};
};

struct json_member {
	str name;
	struct json value;
};

#define JSON_TEXT_MOST ((size_t)16 << 20) /* bytes */
#define JSON_DEPTH_MOST 32
#define JSON_VALUES_MOST 200000
#define JSON_LEVELS (JSON_DEPTH_MOST + 8) /* writing: a tree, wrapped */

/*
 * Read one JSON value and nothing behind it but blanks. Untrusted input is
 * expected: UTF-8 is strict, the limits above are checked before anything is
 * built.
 *
 *   out   written only on ERR_OK; lives in a, borrows nothing of text
 *
 * ERR_INPUT with line and column of text (file is for the caller to add) for
 * bad JSON, a NUL in a text, or a name that stands twice in one object (the
 * words give it); ERR_LIMIT beyond a limit.
 */
enum err_code json_parse(
	struct arena *a, str text, const struct json **out, struct err *e);

/* A member by name; NULL when it is absent or object is no object. */
const struct json *json_get(const struct json *object, str name);

/*
 * Writing: no blanks, members in the order they are put. Start from
 * {.buf = &b}; commas are set by themselves. To open the next line of JSON
 * Lines, add the line's end to the buf.
 *
 *	json_open_object(&w);
 *	json_name(&w, STR("name"));
 *	json_put_text(&w, name);
 *	json_close(&w);
 */
struct json_writer {
	struct buf *buf;
	int depth;
	bool after_name;
	struct {
		char end; /* } or ] */
		bool some;
	} level[JSON_LEVELS];
};

void json_open_object(struct json_writer *w);
void json_open_array(struct json_writer *w);
void json_close(struct json_writer *w); /* the innermost */
void json_name(struct json_writer *w, str name);
/* The array's next value begins a line, behind the comma of the one before. */
void json_next_line(struct json_writer *w);
/* Controls and invisible characters are escaped; a broken byte becomes
 * U+FFFD, so that the output is always JSON. */
void json_put_text(struct json_writer *w, str s);
/* A number that is one already: canonical text of an integer or decimal. */
void json_put_number(struct json_writer *w, str number);
void json_put_integer(struct json_writer *w, int64_t n);
void json_put_boolean(struct json_writer *w, bool b);
void json_put_null(struct json_writer *w);
/* A whole tree. */
void json_put(struct json_writer *w, const struct json *tree);

/* Is it a number by JSON's grammar? (-0.5, 1e3; not +1, .5, 01) */
bool json_is_number_text(str s);

#endif
