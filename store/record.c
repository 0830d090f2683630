// SPDX-License-Identifier: MIT
#include "store/record.h"

#include "store/codec.h"
#include "store/lang.h"
#include "store/utf8.h"

/* The layout below; README.md says it in words. A reader meeting a greater
 * number knows it is too old. */
#define SCHEMA 1
/* Repeats within repeats. Forms go two deep; hostile bytes go nowhere. */
#define DEPTH_MAX 8
#define SCALE_MAX 9

const char *
record_state_name(enum record_state s)
{
	switch (s) {
	case RECORD_DRAFT:
		return "draft";
	case RECORD_FINAL:
		return "final";
	case RECORD_VOID:
		return "void";
	}
	return "?";
}

struct record
record_dup(struct arena *a, const struct record *r)
{
	struct record copy = *r;

	copy.form = str_dup(a, r->form);
	copy.form_version = str_dup(a, r->form_version);
	copy.by = str_dup(a, r->by);
	copy.station = str_dup(a, r->station);
	copy.reason = str_dup(a, r->reason);
	copy.fields = fields_dup(a, &r->fields);
	return copy;
}

/* Encoding: `ok` turns false at the first thing no record may hold. */
struct writer {
	struct buf out;
	bool ok;
};

static void
write_text(struct writer *w, str s)
{
	w->ok = w->ok && utf8_valid(s);
	codec_put_text(&w->out, s);
}

static void write_fields(struct writer *w, const struct fields *f, int depth);

static void
write_rows(struct writer *w, const struct rows *rows, int depth)
{
	codec_put_uint(&w->out, rows->n);
	for (size_t i = 0; i < rows->n && w->out.n <= RECORD_MAX; i++)
		write_fields(w, &rows->v[i], depth);
}

static void
write_value(struct writer *w, const struct value *v, int depth)
{
	codec_put_byte(&w->out, (uint8_t)v->type);
	switch (v->type) {
	case VALUE_BLANK:
		break;
	case VALUE_TEXT:
	case VALUE_CHOICE:
	case VALUE_CHOICES:
		write_text(w, v->text);
		break;
	case VALUE_INTEGER:
		codec_put_int(&w->out, v->integer);
		break;
	case VALUE_DECIMAL:
		w->ok = w->ok && v->decimal.scale >= 0 &&
			v->decimal.scale <= SCALE_MAX;
		codec_put_byte(&w->out, (uint8_t)v->decimal.scale);
		codec_put_int(&w->out, v->decimal.digits);
		break;
	case VALUE_DATE:
		codec_put_int(&w->out, v->day);
		break;
	case VALUE_TIME:
		codec_put_int(&w->out, v->seconds);
		break;
	case VALUE_DATETIME:
		codec_put_int(&w->out, v->moment);
		break;
	case VALUE_REFERENCE:
		codec_put_id(&w->out, v->ref);
		break;
	case VALUE_ROWS:
		write_rows(w, v->rows, depth + 1);
		break;
	}
}

static void
write_fields(struct writer *w, const struct fields *f, int depth)
{
	size_t filled = 0;

	w->ok = w->ok && depth < DEPTH_MAX;
	if (!w->ok)
		return;
	for (size_t i = 0; i < f->n; i++)
		filled += !value_is_blank(&f->v[i].value);
	codec_put_uint(&w->out, filled);
	for (size_t i = 0; i < f->n && w->out.n <= RECORD_MAX; i++) {
		if (value_is_blank(&f->v[i].value))
			continue;
		w->ok = w->ok && f->v[i].name.n > 0;
		write_text(w, f->v[i].name);
		write_value(w, &f->v[i].value, depth);
	}
}

enum err_code
record_encode(struct arena *a, const struct record *r, str *out, struct err *e)
{
	struct writer w = {.out = {.arena = a}, .ok = true};

	codec_put_byte(&w.out, SCHEMA);
	codec_put_id(&w.out, r->id);
	write_text(&w, r->form);
	write_text(&w, r->form_version);
	codec_put_byte(&w.out, (uint8_t)r->state);
	codec_put_uint(&w.out, r->rev);
	write_text(&w, r->by);
	codec_put_int(&w.out, r->at);
	write_text(&w, r->station);
	write_text(&w, r->reason);
	write_fields(&w, &r->fields, 0);
	if (w.out.n > RECORD_MAX)
		return err_set(e, ERR_LIMIT, _("这条记录太大：超过 %d KiB"),
			RECORD_MAX / 1024);
	if (!w.ok)
		return err_set(e, ERR_INPUT,
			_("记录里有存不了的内容（不是 UTF-8，或层次太深）"));
	*out = buf_str(&w.out);
	return ERR_OK;
}

/* Decoding: the bytes are in the arena already, texts point into them. */
struct parser {
	struct codec in;
	struct arena *arena;
};

static str
read_text(struct parser *p)
{
	str s = codec_get_text(&p->in);

	if (!utf8_valid(s))
		p->in.bad = true;
	return s;
}

static int64_t
read_between(struct parser *p, int64_t low, int64_t high)
{
	int64_t n = codec_get_int(&p->in);

	if (n < low || n > high) {
		p->in.bad = true;
		return low;
	}
	return n;
}

static day_t
first_day(void)
{
	return date_day(1, 1, 1);
}

static day_t
last_day(void)
{
	return date_day(9999, 12, 31);
}

static void read_fields(struct parser *p, struct fields *out, int depth);

static const struct rows *
read_rows(struct parser *p, int depth)
{
	struct rows *rows = ARENA_NEW(p->arena, struct rows);

	rows->n = codec_get_count(&p->in, 1);
	rows->v = ARENA_ARRAY(p->arena, rows->n, struct fields);
	for (size_t i = 0; i < rows->n && !p->in.bad; i++)
		read_fields(p, &rows->v[i], depth);
	return rows;
}

static void
read_value(struct parser *p, struct value *v, int depth)
{
	uint8_t type = codec_get_byte(&p->in);

	v->type = (enum value_type)type;
	switch (v->type) {
	case VALUE_TEXT:
	case VALUE_CHOICE:
	case VALUE_CHOICES:
		v->text = read_text(p);
		break;
	case VALUE_INTEGER:
		v->integer = codec_get_int(&p->in);
		break;
	case VALUE_DECIMAL:
		v->decimal.scale = codec_get_byte(&p->in);
		v->decimal.digits = codec_get_int(&p->in);
		p->in.bad = p->in.bad || v->decimal.scale > SCALE_MAX;
		break;
	case VALUE_DATE:
		v->day = (day_t)read_between(p, first_day(), last_day());
		break;
	case VALUE_TIME:
		v->seconds = (int32_t)read_between(p, 0, 86399);
		break;
	case VALUE_DATETIME:
		v->moment = read_between(p, first_day() * (int64_t)86400,
			last_day() * (int64_t)86400 + 86399);
		break;
	case VALUE_REFERENCE:
		v->ref = codec_get_id(&p->in);
		break;
	case VALUE_ROWS:
		v->rows = read_rows(p, depth + 1);
		break;
	case VALUE_BLANK:
	default:
		p->in.bad = true;
	}
}

static void
read_fields(struct parser *p, struct fields *out, int depth)
{
	/* a name of one byte with its length, a type, a value of one byte */
	size_t n = codec_get_count(&p->in, 4);

	if (depth >= DEPTH_MAX) {
		p->in.bad = true;
		return;
	}
	out->v = ARENA_ARRAY(p->arena, n, struct entry);
	for (size_t i = 0; i < n && !p->in.bad; i++) {
		out->v[i].name = read_text(p);
		if (out->v[i].name.n == 0)
			p->in.bad = true;
		read_value(p, &out->v[i].value, depth);
		if (value_is_blank(&out->v[i].value))
			p->in.bad = true;
	}
	out->n = p->in.bad ? 0 : n;
}

int
record_peek_state(str bytes)
{
	struct codec in = codec_of(bytes);

	codec_get_byte(&in); /* schema */
	codec_get_id(&in);
	codec_get_text(&in);
	codec_get_text(&in);
	uint8_t state = codec_get_byte(&in);
	return in.bad ? 0 : state;
}

enum err_code
record_decode(struct arena *a, str bytes, struct record *out, struct err *e)
{
	struct parser p = {.arena = a};
	struct record r = {.rev = 0};
	uint8_t schema;
	uint64_t rev;

	if (bytes.n > RECORD_MAX)
		return err_set(e, ERR_CORRUPT, _("一条记录长得不合理"));
	p.in = codec_of(str_dup(a, bytes));
	schema = codec_get_byte(&p.in);
	if (schema > SCHEMA)
		return err_set(e, ERR_VERSION,
			_("这条记录由更新的版本写入，请升级本程序"));
	r.id = codec_get_id(&p.in);
	r.form = read_text(&p);
	r.form_version = read_text(&p);
	r.state = (enum record_state)codec_get_byte(&p.in);
	rev = codec_get_uint(&p.in);
	r.rev = (uint32_t)rev;
	r.by = read_text(&p);
	r.at = codec_get_int(&p.in);
	r.station = read_text(&p);
	r.reason = read_text(&p);
	read_fields(&p, &r.fields, 0);
	if (p.in.bad || p.in.n > 0 || schema != SCHEMA || rev > UINT32_MAX ||
		r.state < RECORD_DRAFT || r.state > RECORD_VOID)
		return err_set(e, ERR_CORRUPT, _("一条记录的字节对不上"));
	*out = r;
	return ERR_OK;
}
