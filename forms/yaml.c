// SPDX-License-Identifier: MIT
#include "forms/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <yaml.h>

#include "forms/yaml_words.h"
#include "store/lang.h"
#include "store/utf8.h"

#define YAML_BYTES_MOST (4u << 20)
#define YAML_DEPTH_MOST 32
#define YAML_EVENTS_MOST 200000
#define YAML_SCALAR_MOST (64u << 10)

struct reading {
	struct arena *arena;
	const char *file;
	str bytes;
	yaml_parser_t parser;
	yaml_event_t event; /* the current one */
	bool has_event;
	int events;
	/* A character's number and its byte: events come in order, so one
	 * walk over the bytes finds them all. */
	size_t char_at;
	size_t byte_at;
	struct err *e;
};

static enum err_code read_node(struct reading *r, int depth, struct yaml *out);

static int
line_of(yaml_mark_t m)
{
	return (int)m.line + 1;
}

static int
col_of(yaml_mark_t m)
{
	return (int)m.column + 1;
}

/* The byte of a character; libyaml counts in characters. */
static size_t
byte_of(struct reading *r, size_t index)
{
	if (index < r->char_at)
		r->char_at = r->byte_at = 0;
	str rest = str_from(r->bytes, r->byte_at);
	while (r->char_at < index && rest.n > 0) {
		if ((unsigned char)*rest.p < 0x80) /* most are */
			rest.p++, rest.n--;
		else
			utf8_next(&rest);
		r->char_at++;
	}
	r->byte_at = r->bytes.n - rest.n;
	return r->byte_at;
}

static enum err_code
fail_here(struct reading *r, enum err_code code, const char *words)
{
	err_set(r->e, code, "%s", words);
	err_at(r->e, r->file, line_of(r->event.start_mark),
		col_of(r->event.start_mark));
	return code;
}

static enum err_code
fail_parser(struct reading *r)
{
	const yaml_parser_t *p = &r->parser;
	if (p->error == YAML_MEMORY_ERROR)
		die(_("内存不足"));
	struct yaml_problem problem = {
		.problem = p->problem,
		.line = line_of(p->problem_mark),
		.col = col_of(p->problem_mark),
		.from_line = line_of(p->context_mark),
		.from_col = col_of(p->context_mark),
	};
	problem.at = str_from(r->bytes, byte_of(r, p->problem_mark.index));
	return yaml_words(&problem, r->file, r->e);
}

static enum err_code
next_event(struct reading *r)
{
	if (r->has_event)
		yaml_event_delete(&r->event);
	r->has_event = false;
	if (!yaml_parser_parse(&r->parser, &r->event))
		return fail_parser(r);
	r->has_event = true;
	if (++r->events > YAML_EVENTS_MOST)
		return fail_here(
			r, ERR_LIMIT, _("文件太大：超过 200000 个节点"));
	return ERR_OK;
}

/* Anchors would let a small file grow into a huge one; tags would give
 * scalars types. */
static enum err_code
refuse_properties(struct reading *r, const void *anchor, const void *tag)
{
	if (anchor)
		return fail_here(r, ERR_INPUT,
			_("不用锚点（&）和别名（*"
			  "）：请写出全文，或给文字加引号"));
	if (tag)
		return fail_here(
			r, ERR_INPUT, _("不用标记（!）：请给文字加引号"));
	return ERR_OK;
}

static enum err_code
read_scalar(struct reading *r, struct yaml *out)
{
	const yaml_event_t *ev = &r->event;
	enum err_code code = refuse_properties(
		r, ev->data.scalar.anchor, ev->data.scalar.tag);
	if (code != ERR_OK)
		return code;
	if (ev->data.scalar.length > YAML_SCALAR_MOST)
		return fail_here(r, ERR_LIMIT, _("这段文字太长：最多 64 KiB"));
	out->kind = YAML_SCALAR;
	out->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	out->block = ev->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
		     ev->data.scalar.style == YAML_FOLDED_SCALAR_STYLE;
	out->text = str_dup(r->arena, (str){(const char *)ev->data.scalar.value,
					      ev->data.scalar.length});
	size_t from = byte_of(r, ev->start_mark.index);
	size_t to = byte_of(r, ev->end_mark.index);
	out->raw = str_sub(r->bytes, from, to > from ? to - from : 0);
	return ERR_OK;
}

static enum err_code
read_list(struct reading *r, int depth, struct yaml *out)
{
	enum err_code code =
		refuse_properties(r, r->event.data.sequence_start.anchor,
			r->event.data.sequence_start.tag);
	struct yaml *item = NULL;
	size_t cap = 0;
	out->kind = YAML_LIST;
	while (code == ERR_OK && (code = next_event(r)) == ERR_OK &&
		r->event.type != YAML_SEQUENCE_END_EVENT) {
		if (out->n == cap) {
			size_t more = cap ? 2 * cap : 4;
			item = arena_grow(
				r->arena, item, cap, more, sizeof(*item));
			cap = more;
		}
		code = read_node(r, depth, &item[out->n]);
		out->n++;
	}
	out->item = item;
	return code;
}

static int
compare_pairs(const void *x, const void *y)
{
	const struct yaml_pair *a = *(const struct yaml_pair *const *)x;
	const struct yaml_pair *b = *(const struct yaml_pair *const *)y;
	int order = str_cmp(a->key, b->key);
	if (order == 0)
		order = a->line != b->line ? a->line - b->line
					   : a->col - b->col;
	return order;
}

/* Sorted, so that a map of many keys costs no square. The duplicate that
 * stands first in the file is named. */
static enum err_code
refuse_duplicates(struct reading *r, const struct yaml *map)
{
	if (map->n < 2)
		return ERR_OK;
	const struct yaml_pair **v =
		ARENA_ARRAY(r->arena, map->n, const struct yaml_pair *);
	for (size_t i = 0; i < map->n; i++)
		v[i] = &map->pair[i];
	qsort(v, map->n, sizeof(*v), compare_pairs);
	const struct yaml_pair *bad = NULL;
	const struct yaml_pair *first = NULL;
	for (size_t i = 1; i < map->n; i++) {
		if (!str_eq(v[i - 1]->key, v[i]->key))
			continue;
		if (bad && (bad->line < v[i]->line ||
				   (bad->line == v[i]->line &&
					   bad->col < v[i]->col)))
			continue;
		first = v[i - 1];
		bad = v[i];
	}
	if (!bad)
		return ERR_OK;
	err_set(r->e, ERR_INPUT, _("键“%.*s”重复：第 %d 行已经写过"),
		STR_FMT(bad->key), first->line);
	err_at(r->e, r->file, bad->line, bad->col);
	return ERR_INPUT;
}

static enum err_code
read_pair(struct reading *r, int depth, struct yaml_pair *out)
{
	if (r->event.type != YAML_SCALAR_EVENT)
		return fail_here(r, ERR_INPUT,
			_("键应是一段文字；以 [ 或 { 开头的要加引号"));
	struct yaml key = {.kind = YAML_SCALAR};
	enum err_code code = read_scalar(r, &key);
	out->key = key.text;
	out->line = line_of(r->event.start_mark);
	out->col = col_of(r->event.start_mark);
	if (code == ERR_OK)
		code = next_event(r);
	if (code == ERR_OK)
		code = read_node(r, depth, &out->value);
	return code;
}

static enum err_code
read_map(struct reading *r, int depth, struct yaml *out)
{
	enum err_code code =
		refuse_properties(r, r->event.data.mapping_start.anchor,
			r->event.data.mapping_start.tag);
	struct yaml_pair *pair = NULL;
	size_t cap = 0;
	out->kind = YAML_MAP;
	while (code == ERR_OK && (code = next_event(r)) == ERR_OK &&
		r->event.type != YAML_MAPPING_END_EVENT) {
		if (out->n == cap) {
			size_t more = cap ? 2 * cap : 8;
			pair = arena_grow(
				r->arena, pair, cap, more, sizeof(*pair));
			cap = more;
		}
		code = read_pair(r, depth, &pair[out->n]);
		out->n++;
	}
	out->pair = pair;
	return code == ERR_OK ? refuse_duplicates(r, out) : code;
}

/* The node that begins with the current event. */
static enum err_code
read_node(struct reading *r, int depth, struct yaml *out)
{
	out->line = line_of(r->event.start_mark);
	out->col = col_of(r->event.start_mark);
	if (depth >= YAML_DEPTH_MOST)
		return fail_here(r, ERR_LIMIT, _("嵌套太深：最多 32 层"));
	switch (r->event.type) {
	case YAML_SCALAR_EVENT:
		return read_scalar(r, out);
	case YAML_SEQUENCE_START_EVENT:
		return read_list(r, depth + 1, out);
	case YAML_MAPPING_START_EVENT:
		return read_map(r, depth + 1, out);
	default:
		return refuse_properties(r, "*", NULL); /* an alias */
	}
}

static enum err_code
read_document(struct reading *r, struct yaml *out)
{
	enum err_code code = next_event(r); /* start of the stream */
	if (code == ERR_OK)
		code = next_event(r);
	if (code != ERR_OK)
		return code;
	if (r->event.type == YAML_STREAM_END_EVENT)
		return fail_here(r, ERR_INPUT, _("文件是空的"));
	code = next_event(r);
	if (code == ERR_OK)
		code = read_node(r, 0, out);
	if (code == ERR_OK)
		code = next_event(r); /* end of the document */
	if (code == ERR_OK)
		code = next_event(r);
	if (code == ERR_OK && r->event.type != YAML_STREAM_END_EVENT)
		return fail_here(r, ERR_INPUT,
			_("一个文件只写一份内容：删去这一行的“---”"));
	return code;
}

enum err_code
yaml_parse(struct arena *a, const char *file, str bytes,
	const struct yaml **out, struct err *e)
{
	if (bytes.n > YAML_BYTES_MOST) {
		err_set(e, ERR_LIMIT, _("文件太大：最多 4 MiB"));
		err_at(e, file, 0, 0);
		return ERR_LIMIT;
	}
	if (str_starts(bytes, STR("\xEF\xBB\xBF")))
		bytes = str_from(bytes, 3);
	enum err_code code = yaml_check_bytes(file, bytes, e);
	if (code != ERR_OK)
		return code;
	struct reading r = {.arena = a, .file = file, .bytes = bytes, .e = e};
	if (!yaml_parser_initialize(&r.parser))
		die(_("内存不足"));
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser,
		(const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n);
	struct yaml *root = ARENA_NEW(a, struct yaml);
	code = read_document(&r, root);
	if (r.has_event)
		yaml_event_delete(&r.event);
	yaml_parser_delete(&r.parser);
	if (code == ERR_OK)
		*out = root;
	return code;
}

static enum err_code
read_all(int fd, size_t size, struct arena *a, const char *path, str *out,
	struct err *e)
{
	char *p = arena_alloc(a, size + 1);
	size_t n = 0;
	while (n <= size) {
		ssize_t got = read(fd, p + n, size + 1 - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(e, _("不能读文件"), path);
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out = (str){p, n};
	return ERR_OK;
}

enum err_code
yaml_read(struct arena *a, const char *path, str *out, struct err *e)
{
	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return err_set(e, ERR_ABSENT, _("没有文件 %s"), path);
	if (fd < 0)
		return err_errno(e, _("不能打开文件"), path);
	struct stat st;
	enum err_code code = ERR_OK;
	if (fstat(fd, &st) != 0)
		code = err_errno(e, _("不能读文件"), path);
	else if (!S_ISREG(st.st_mode))
		code = err_set(e, ERR_INPUT,
			_("不是普通文件（文件夹、管道和设备都不能读）"));
	else if (st.st_size > (off_t)YAML_BYTES_MOST)
		code = err_set(e, ERR_LIMIT, _("文件太大：最多 4 MiB"));
	if (code == ERR_INPUT || code == ERR_LIMIT)
		err_at(e, path, 0, 0);
	if (code == ERR_OK)
		code = read_all(fd, (size_t)st.st_size, a, path, out, e);
	close(fd);
	return code;
}

enum err_code
yaml_load(struct arena *a, const char *path, const struct yaml **out,
	struct err *e)
{
	str bytes = STR_NONE;
	enum err_code code = yaml_read(a, path, &bytes, e);
	if (code != ERR_OK)
		return code;
	return yaml_parse(a, path, bytes, out, e);
}

const struct yaml_pair *
yaml_pair(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->n; i++)
		if (str_is(map->pair[i].key, key))
			return &map->pair[i];
	return NULL;
}

const struct yaml *
yaml_get(const struct yaml *map, const char *key)
{
	const struct yaml_pair *p = yaml_pair(map, key);
	return p ? &p->value : NULL;
}

str
yaml_text(const struct yaml *map, const char *key)
{
	const struct yaml *v = yaml_get(map, key);
	return v && v->kind == YAML_SCALAR ? v->text : STR_NONE;
}
