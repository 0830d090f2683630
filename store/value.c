// SPDX-License-Identifier: MIT
#include "store/value.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "store/utf8.h"

#define SCALE_MOST 9

static const int64_t powers[SCALE_MOST + 1] = {1, 10, 100, 1000, 10000, 100000,
	1000000, 10000000, 100000000, 1000000000};

bool
decimal_parse(str s, struct decimal *out)
{
	struct decimal d = {0, 0};
	bool minus = s.n && s.p[0] == '-';
	bool point = false;
	if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
		s = str_from(s, 1);
	/* A digit on either side of a point. */
	if (s.n == 0 || s.p[0] == '.' || s.p[s.n - 1] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && !point) {
			point = true;
			continue;
		}
		int digit = s.p[i] - '0';
		if (digit < 0 || digit > 9)
			return false;
		/* Downwards, as str_int does. */
		if (d.digits < (INT64_MIN + digit) / 10)
			return false;
		d.digits = d.digits * 10 - digit;
		d.scale += point;
	}
	if (d.scale > SCALE_MOST || (!minus && d.digits == INT64_MIN))
		return false;
	if (!minus)
		d.digits = -d.digits;
	*out = d;
	return true;
}

str
decimal_format(struct arena *a, struct decimal d)
{
	assert(d.scale >= 0 && d.scale <= SCALE_MOST);
	if (d.scale == 0)
		return str_fmt(a, "%" PRId64, d.digits);
	int64_t whole = d.digits / powers[d.scale];
	int64_t part = d.digits % powers[d.scale];
	if (part < 0)
		part = -part;
	return str_fmt(a, "%s%" PRId64 ".%0*" PRId64,
		d.digits < 0 && whole == 0 ? "-" : "", whole, d.scale, part);
}

double
decimal_number(struct decimal d)
{
	return (double)d.digits / (double)powers[d.scale];
}

static int
order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* By size, exactly; 1.5 comes before 1.50, so that only equals are equal. */
static int
decimal_cmp(struct decimal a, struct decimal b)
{
	int64_t whole_a = a.digits / powers[a.scale];
	int64_t whole_b = b.digits / powers[b.scale];
	if (whole_a != whole_b)
		return order(whole_a, whole_b);
	int64_t part_a =
		a.digits % powers[a.scale] * powers[SCALE_MOST - a.scale];
	int64_t part_b =
		b.digits % powers[b.scale] * powers[SCALE_MOST - b.scale];
	if (part_a != part_b)
		return order(part_a, part_b);
	return a.scale - b.scale;
}

bool
value_is_blank(const struct value *v)
{
	switch (v->type) {
	case VALUE_BLANK:
		return true;
	case VALUE_TEXT:
	case VALUE_CHOICE:
	case VALUE_CHOICES:
		return v->text.n == 0;
	case VALUE_ROWS:
		return !v->rows || v->rows->n == 0;
	case VALUE_REFERENCE:
		return id_is_none(v->ref);
	default:
		return false;
	}
}

static bool
rows_eq(const struct rows *a, const struct rows *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!fields_eq(&a->v[i], &b->v[i]))
			return false;
	return true;
}

bool
value_eq(const struct value *a, const struct value *b)
{
	if (value_cmp(a, b) != 0)
		return false;
	if (a->type != VALUE_ROWS || value_is_blank(a))
		return true;
	return rows_eq(a->rows, b->rows);
}

int
value_cmp(const struct value *a, const struct value *b)
{
	bool blank_a = value_is_blank(a);
	bool blank_b = value_is_blank(b);
	if (blank_a || blank_b)
		return blank_b - blank_a;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	switch (a->type) {
	case VALUE_TEXT:
	case VALUE_CHOICE:
	case VALUE_CHOICES:
		return str_cmp(a->text, b->text);
	case VALUE_INTEGER:
		return order(a->integer, b->integer);
	case VALUE_DECIMAL:
		return decimal_cmp(a->decimal, b->decimal);
	case VALUE_DATE:
		return order(a->day, b->day);
	case VALUE_TIME:
		return order(a->seconds, b->seconds);
	case VALUE_DATETIME:
		return order(a->moment, b->moment);
	case VALUE_REFERENCE:
		return id_cmp(a->ref, b->ref);
	case VALUE_ROWS:
		return (a->rows->n > b->rows->n) - (a->rows->n < b->rows->n);
	case VALUE_BLANK:
		break;
	}
	return 0;
}

str
value_text(struct arena *a, const struct value *v)
{
	if (value_is_blank(v) && v->type != VALUE_ROWS)
		return STR_NONE;
	switch (v->type) {
	case VALUE_TEXT:
	case VALUE_CHOICE:
	case VALUE_CHOICES:
		return v->text;
	case VALUE_INTEGER:
		return str_fmt(a, "%" PRId64, v->integer);
	case VALUE_DECIMAL:
		return decimal_format(a, v->decimal);
	case VALUE_DATE:
		return date_format(a, v->day);
	case VALUE_TIME:
		return date_format_time(a, v->seconds);
	case VALUE_DATETIME:
		return date_format_moment(a, v->moment);
	case VALUE_REFERENCE:
		return id_format(a, v->ref);
	case VALUE_ROWS:
		return str_fmt(
			a, "%" PRIu64, (uint64_t)(v->rows ? v->rows->n : 0));
	case VALUE_BLANK:
		break;
	}
	return STR_NONE;
}

/* Codes joined by one space: no space at the ends, no two in a row. */
static bool
is_codes(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '\t' && s.p[i] <= '\r')
			return false;
		if (s.p[i] == ' ' &&
			(i == 0 || i + 1 == s.n || s.p[i + 1] == ' '))
			return false;
	}
	return utf8_valid(s);
}

bool
value_parse(enum value_type type, str s, struct value *out)
{
	struct value v = {.type = type};
	bool good = false;
	if (s.n == 0) {
		*out = (struct value){.type = VALUE_BLANK};
		return true;
	}
	switch (type) {
	case VALUE_TEXT:
		good = utf8_valid(s);
		v.text = s;
		break;
	case VALUE_CHOICE:
		good = is_codes(s) && str_chr(s, ' ') == SIZE_MAX;
		v.text = s;
		break;
	case VALUE_CHOICES:
		good = is_codes(s);
		v.text = s;
		break;
	case VALUE_INTEGER:
		good = str_int(s, &v.integer);
		break;
	case VALUE_DECIMAL:
		good = decimal_parse(s, &v.decimal);
		break;
	case VALUE_DATE:
		good = date_parse(s, &v.day);
		break;
	case VALUE_TIME:
		good = date_parse_time(s, &v.seconds);
		break;
	case VALUE_DATETIME:
		good = date_parse_moment(s, &v.moment);
		break;
	case VALUE_REFERENCE:
		good = id_parse(s, &v.ref) && !id_is_none(v.ref);
		break;
	case VALUE_BLANK:
	case VALUE_ROWS:
		break;
	}
	if (good)
		*out = v;
	return good;
}

static struct entry *
find(const struct fields *f, str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->v[i].name, name))
			return &f->v[i];
	return NULL;
}

const struct value *
fields_get(const struct fields *f, str name)
{
	const struct entry *e = find(f, name);
	return e ? &e->value : NULL;
}

static void
fields_remove(struct fields *f, struct entry *e)
{
	size_t at = (size_t)(e - f->v);
	memmove(e, e + 1, (f->n - at - 1) * sizeof(*e));
	f->n--;
}

void
fields_set(struct arena *a, struct fields *f, str name, struct value v)
{
	struct entry *e = find(f, name);
	if (value_is_blank(&v)) {
		if (e)
			fields_remove(f, e);
		return;
	}
	if (v.type == VALUE_TEXT || v.type == VALUE_CHOICE ||
		v.type == VALUE_CHOICES)
		v.text = str_dup(a, v.text);
	if (e) {
		e->value = v;
		return;
	}
	f->v = arena_grow(a, f->v, f->n, f->n + 1, sizeof(*f->v));
	f->v[f->n++] = (struct entry){str_dup(a, name), v};
}

static const struct rows *
rows_dup(struct arena *a, const struct rows *rows)
{
	struct rows *copy = ARENA_NEW(a, struct rows);
	copy->n = rows->n;
	copy->v = ARENA_ARRAY(a, rows->n, struct fields);
	for (size_t i = 0; i < rows->n; i++)
		copy->v[i] = fields_dup(a, &rows->v[i]);
	return copy;
}

struct value
value_dup(struct arena *a, const struct value *v)
{
	struct value copy = *v;
	if (v->type == VALUE_TEXT || v->type == VALUE_CHOICE ||
		v->type == VALUE_CHOICES)
		copy.text = str_dup(a, v->text);
	else if (v->type == VALUE_ROWS && v->rows)
		copy.rows = rows_dup(a, v->rows);
	return copy;
}

struct fields
fields_dup(struct arena *a, const struct fields *f)
{
	struct fields copy = {ARENA_ARRAY(a, f->n, struct entry), f->n};
	for (size_t i = 0; i < f->n; i++) {
		copy.v[i].name = str_dup(a, f->v[i].name);
		copy.v[i].value = value_dup(a, &f->v[i].value);
	}
	return copy;
}

bool
fields_eq(const struct fields *a, const struct fields *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct entry *e = &a->v[i];
		/* Nearly always in the same order: look there first. */
		const struct value *v = str_eq(b->v[i].name, e->name)
						? &b->v[i].value
						: fields_get(b, e->name);
		if (!v || !value_eq(&e->value, v))
			return false;
	}
	return true;
}
