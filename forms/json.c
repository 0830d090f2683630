// SPDX-License-Identifier: MIT
#include "forms/json.h"

#include <assert.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

/* --- before jansson --- */

/*
 * jansson makes a number a long long or a double, and 1.50 or an 18-digit
 * code would lose by that. So one pass over the text puts every number into
 * quotes behind a NUL, the one character no text may hold here, and jansson
 * reads only texts. The same pass checks the limits and refuses \u0000 in
 * the texts that were there. A number where a name belongs stays an error:
 * jansson refuses a NUL in a name.
 */
#define MARK "\"\\u0000"

struct scan {
	str text;
	size_t at;
	int depth;
	size_t values;
};

/* Place of byte `at`: line and column from 1, column in characters. */
static void
place(struct err *e, str text, size_t at)
{
	int line = 1;
	size_t start = 0;
	for (size_t i = 0; i < at && i < text.n; i++)
		if (text.p[i] == '\n') {
			line++;
			start = i + 1;
		}
	size_t n = at < text.n ? at - start : text.n - start;
	err_at(e, NULL, line, (int)utf8_count(str_sub(text, start, n)) + 1);
}

static bool
is_digit(str s, size_t i)
{
	return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

static bool
is_one_of(str s, size_t i, const char *set)
{
	return i < s.n && s.p[i] && strchr(set, s.p[i]);
}

bool
json_is_number_text(str s)
{
	size_t i = is_one_of(s, 0, "-");
	if (!is_digit(s, i))
		return false;
	if (s.p[i] == '0' && is_digit(s, i + 1))
		return false;
	while (is_digit(s, i))
		i++;
	if (is_one_of(s, i, ".")) {
		if (!is_digit(s, ++i))
			return false;
		while (is_digit(s, i))
			i++;
	}
	if (is_one_of(s, i, "eE")) {
		i++;
		i += is_one_of(s, i, "+-");
		if (!is_digit(s, i))
			return false;
		while (is_digit(s, i))
			i++;
	}
	return i == s.n;
}

/* The string that begins at scan->at, quotes included. One without an end
 * runs to the end of the text; jansson will say so. */
static enum err_code
take_string(struct scan *s, str *piece, struct err *e)
{
	size_t i = s->at + 1;
	while (i < s->text.n && s->text.p[i] != '"') {
		if (s->text.p[i] == '\\') {
			if (str_starts(str_from(s->text, i), STR("\\u0000"))) {
				err_set(e, ERR_INPUT,
					_("文字里不能有 NUL（\\u0000）"));
				place(e, s->text, i);
				return ERR_INPUT;
			}
			i++;
		}
		i++;
	}
	*piece = str_sub(s->text, s->at, i + 1 - s->at);
	s->at += piece->n;
	return ERR_OK;
}

static enum err_code
take_number(struct scan *s, str *piece, struct err *e)
{
	size_t i = s->at;
	while (is_digit(s->text, i) || is_one_of(s->text, i, "+-.eE"))
		i++;
	*piece = str_sub(s->text, s->at, i - s->at);
	if (!json_is_number_text(*piece)) {
		err_set(e, ERR_INPUT, _("不是 JSON 的数：%.*s"),
			(int)(piece->n < 40 ? piece->n : 40), piece->p);
		place(e, s->text, s->at);
		return ERR_INPUT;
	}
	s->at = i;
	return ERR_OK;
}

static enum err_code
count_structure(struct scan *s, char c, struct err *e)
{
	if (c == '}' || c == ']')
		s->depth--;
	if (c == '{' || c == '[')
		s->depth++;
	if (c == '{' || c == '[' || c == ',')
		s->values++;
	if (s->depth > JSON_DEPTH_MOST) {
		err_set(e, ERR_LIMIT, _("JSON 套得太深，最多 %d 层"),
			JSON_DEPTH_MOST);
	} else if (s->values > JSON_VALUES_MOST) {
		err_set(e, ERR_LIMIT, _("JSON 的值太多，最多 %d 个"),
			JSON_VALUES_MOST);
	} else {
		return ERR_OK;
	}
	place(e, s->text, s->at);
	return ERR_LIMIT;
}

/* The text as jansson shall see it. Stops when `until` bytes are out: then
 * s->at is the place in the text as written. */
static enum err_code
rewrite(struct scan *s, struct buf *out, size_t until, struct err *e)
{
	enum err_code code = ERR_OK;
	while (s->at < s->text.n && out->n < until && !code) {
		char c = s->text.p[s->at];
		str piece = {&s->text.p[s->at], 1};
		if (c == '"') {
			code = take_string(s, &piece, e);
			if (!code)
				buf_add(out, piece);
		} else if (c == '-' || is_digit(s->text, s->at)) {
			code = take_number(s, &piece, e);
			if (!code) {
				buf_addz(out, MARK);
				buf_add(out, piece);
				buf_addc(out, '"');
			}
		} else {
			code = count_structure(s, c, e);
			buf_addc(out, c);
			s->at++;
		}
	}
	return code;
}

/* --- jansson's words --- */

/* The string that ends before byte `at`, without its quotes. */
static str
string_before(str text, size_t at)
{
	while (at > 0 && text.p[at - 1] != '"')
		at--;
	size_t end = at ? at - 1 : 0;
	size_t start = end;
	while (start > 0 && (text.p[start - 1] != '"' ||
				    (start > 1 && text.p[start - 2] == '\\')))
		start--;
	return str_sub(text, start, end - start);
}

static void
explain(struct err *e, str text, size_t at, const json_error_t *error)
{
	str key;
	str words = str_of(error->text);
	switch (json_error_code(error)) {
	case json_error_duplicate_key:
		key = string_before(text, at);
		err_set(e, ERR_INPUT, _("键 %.*s 写了两次"), STR_FMT(key));
		at = key.p ? (size_t)(key.p - text.p) - 1 : at;
		break;
	case json_error_premature_end_of_input:
		err_set(e, ERR_INPUT, _("JSON 没有写完"));
		break;
	case json_error_invalid_utf8:
		err_set(e, ERR_INPUT, _("不是 UTF-8 文字"));
		break;
	case json_error_end_of_input_expected:
		err_set(e, ERR_INPUT, _("JSON 之后还有别的东西"));
		break;
	case json_error_null_byte_in_key:
		err_set(e, ERR_INPUT, _("键要写在双引号里"));
		break;
	default:
		/* " near …" would show the text as rewritten. */
		words = str_sub(words, 0, str_find(words, STR(" near ")));
		err_set(e, ERR_INPUT, _("不是 JSON：%.*s"), STR_FMT(words));
		break;
	}
	place(e, text, at);
}

/* jansson counts bytes of the rewritten text: walk it again up to there. */
static size_t
place_as_written(struct arena *a, str text, const json_error_t *error)
{
	struct scan s = {.text = text};
	struct buf out = {.arena = a};
	size_t position = error->position > 0 ? (size_t)error->position : 0;
	rewrite(&s, &out, position, NULL);
	/* In the middle of a string: it was taken whole. */
	size_t beyond = out.n > position ? out.n - position : 0;
	return s.at - (beyond < s.at ? beyond : s.at);
}

/* --- the tree --- */

static struct json convert(struct arena *a, json_t *from);

static struct json
convert_array(struct arena *a, json_t *from)
{
	size_t n = json_array_size(from);
	struct json *v = ARENA_ARRAY(a, n, struct json);
	for (size_t i = 0; i < n; i++)
		v[i] = convert(a, json_array_get(from, i));
	return (struct json){.kind = JSON_KIND_ARRAY, .array = {v, n}};
}

static struct json
convert_object(struct arena *a, json_t *from)
{
	size_t n = json_object_size(from);
	struct json_member *v = ARENA_ARRAY(a, n, struct json_member);
	const char *name;
	json_t *value;
	size_t i = 0;
	json_object_foreach(from, name, value)
	{
		v[i].name = str_dup(a, str_of(name));
		v[i++].value = convert(a, value);
	}
	return (struct json){.kind = JSON_KIND_OBJECT, .object = {v, n}};
}

static struct json
convert_text(struct arena *a, json_t *from)
{
	str s = {json_string_value(from), json_string_length(from)};
	bool number = s.n > 0 && s.p[0] == '\0';
	return (struct json){
		.kind = number ? JSON_KIND_NUMBER : JSON_KIND_TEXT,
		.text = str_dup(a, number ? str_from(s, 1) : s),
	};
}

static struct json
convert(struct arena *a, json_t *from)
{
	switch (json_typeof(from)) {
	case JSON_OBJECT:
		return convert_object(a, from);
	case JSON_ARRAY:
		return convert_array(a, from);
	case JSON_STRING:
		return convert_text(a, from);
	case JSON_TRUE:
	case JSON_FALSE:
		return (struct json){.kind = JSON_KIND_BOOLEAN,
			.boolean = json_is_true(from)};
	case JSON_INTEGER: /* rewritten, cannot come */
	case JSON_REAL:
	case JSON_NULL:
		break;
	}
	return (struct json){.kind = JSON_KIND_NULL};
}

enum err_code
json_parse(struct arena *a, str text, const struct json **out, struct err *e)
{
	if (text.n > JSON_TEXT_MOST)
		return err_set(e, ERR_LIMIT, _("JSON 太大，最多 %d MiB"),
			(int)(JSON_TEXT_MOST >> 20));
	struct scan s = {.text = text};
	struct buf plain = {.arena = a};
	enum err_code code = rewrite(&s, &plain, SIZE_MAX, e);
	if (code)
		return code;

	/* It would take some of its own failures for bad JSON. */
	json_set_alloc_funcs(arena_for_library, arena_from_library);
	json_error_t error;
	json_t *root = json_loadb(plain.p ? plain.p : "", plain.n,
		JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL,
		&error);
	if (!root) {
		explain(e, text, place_as_written(a, text, &error), &error);
		return ERR_INPUT;
	}
	struct json *tree = ARENA_NEW(a, struct json);
	*tree = convert(a, root);
	json_decref(root);
	*out = tree;
	return ERR_OK;
}

const struct json *
json_get(const struct json *object, str name)
{
	if (!object || object->kind != JSON_KIND_OBJECT)
		return NULL;
	for (size_t i = 0; i < object->object.n; i++)
		if (str_eq(object->object.v[i].name, name))
			return &object->object.v[i].value;
	return NULL;
}

/* --- writing --- */

/* A comma, unless this is the first of its level or follows a name. */
static void
before_value(struct json_writer *w)
{
	if (w->after_name) {
		w->after_name = false;
		return;
	}
	if (w->depth == 0)
		return;
	if (w->level[w->depth - 1].some)
		buf_addc(w->buf, ',');
	w->level[w->depth - 1].some = true;
}

static void
open_level(struct json_writer *w, char begin, char end)
{
	before_value(w);
	assert(w->depth < JSON_LEVELS);
	buf_addc(w->buf, begin);
	w->level[w->depth].end = end;
	w->level[w->depth].some = false;
	w->depth++;
}

void
json_open_object(struct json_writer *w)
{
	open_level(w, '{', '}');
}

void
json_open_array(struct json_writer *w)
{
	open_level(w, '[', ']');
}

void
json_close(struct json_writer *w)
{
	assert(w->depth > 0 && !w->after_name);
	buf_addc(w->buf, w->level[--w->depth].end);
}

static void
escape(struct buf *b, uint32_t c)
{
	switch (c) {
	case '"':
		buf_addz(b, "\\\"");
		return;
	case '\\':
		buf_addz(b, "\\\\");
		return;
	case '\n':
		buf_addz(b, "\\n");
		return;
	case '\r':
		buf_addz(b, "\\r");
		return;
	case '\t':
		buf_addz(b, "\\t");
		return;
	}
	if (c >= 0x10000) {
		c -= 0x10000;
		buf_addf(b, "\\u%04x\\u%04x", (unsigned)(0xD800 | c >> 10),
			(unsigned)(0xDC00 | (c & 0x3FF)));
		return;
	}
	buf_addf(b, "\\u%04x", (unsigned)c);
}

static void
quote(struct buf *b, str s)
{
	buf_addc(b, '"');
	while (s.n > 0) {
		str before = s;
		uint32_t c = utf8_next(&s);
		if (c == UTF8_BAD)
			buf_addz(b, "\\ufffd");
		else if (c == '"' || c == '\\' || utf8_is_control(c) ||
			 utf8_is_invisible(c))
			escape(b, c);
		else
			buf_add(b, str_sub(before, 0, before.n - s.n));
	}
	buf_addc(b, '"');
}

void
json_name(struct json_writer *w, str name)
{
	assert(w->depth > 0 && w->level[w->depth - 1].end == '}');
	before_value(w);
	quote(w->buf, name);
	buf_addc(w->buf, ':');
	w->after_name = true;
}

void
json_next_line(struct json_writer *w)
{
	assert(w->depth > 0 && w->level[w->depth - 1].end == ']');
	if (w->level[w->depth - 1].some)
		buf_addc(w->buf, ',');
	w->level[w->depth - 1].some = false;
	buf_addc(w->buf, '\n');
}

void
json_put_text(struct json_writer *w, str s)
{
	before_value(w);
	quote(w->buf, s);
}

void
json_put_number(struct json_writer *w, str number)
{
	assert(json_is_number_text(number));
	before_value(w);
	buf_add(w->buf, number);
}

void
json_put_integer(struct json_writer *w, int64_t n)
{
	before_value(w);
	buf_addf(w->buf, "%" PRId64, n);
}

void
json_put_boolean(struct json_writer *w, bool b)
{
	before_value(w);
	buf_addz(w->buf, b ? "true" : "false");
}

void
json_put_null(struct json_writer *w)
{
	before_value(w);
	buf_addz(w->buf, "null");
}

void
json_put(struct json_writer *w, const struct json *tree)
{
	switch (tree->kind) {
	case JSON_KIND_NULL:
		json_put_null(w);
		break;
	case JSON_KIND_BOOLEAN:
		json_put_boolean(w, tree->boolean);
		break;
	case JSON_KIND_NUMBER:
		json_put_number(w, tree->text);
		break;
	case JSON_KIND_TEXT:
		json_put_text(w, tree->text);
		break;
	case JSON_KIND_ARRAY:
		json_open_array(w);
		for (size_t i = 0; i < tree->array.n; i++)
			json_put(w, &tree->array.v[i]);
		json_close(w);
		break;
	case JSON_KIND_OBJECT:
		json_open_object(w);
		for (size_t i = 0; i < tree->object.n; i++) {
			json_name(w, tree->object.v[i].name);
			json_put(w, &tree->object.v[i].value);
		}
		json_close(w);
		break;
	}
}
