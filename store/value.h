// SPDX-License-Identifier: MIT
#ifndef STORE_VALUE_H
#define STORE_VALUE_H

#include "store/date.h"
#include "store/id.h"
#include "store/str.h"

/* What a field can hold (design.md §5). Blank differs from zero and from
 * "not applicable" (which is a code of the list). */
enum value_type {
	VALUE_BLANK = 0,
	VALUE_TEXT,
	VALUE_INTEGER,
	VALUE_DECIMAL,
	VALUE_DATE,
	VALUE_TIME,
	VALUE_DATETIME,
	VALUE_CHOICE,    /* one code, text */
	VALUE_CHOICES,   /* codes joined by one space, in the order chosen */
	VALUE_REFERENCE, /* a record id */
	VALUE_ROWS,      /* a repeat */
};

/* Exact: digits × 10^-scale; scale 0..9. */
struct decimal {
	int64_t digits;
	int scale;
};

struct rows;

struct value {
	enum value_type type;
	union {
		str text; /* TEXT, CHOICE, CHOICES */
		int64_t integer;
		struct decimal decimal;
		day_t day;
		int32_t seconds; /* TIME: of the day */
		moment_t moment;
		struct id ref;
		const struct rows *rows;
	};
};

/* A named value; fields are kept in the form's order. */
struct entry {
	str name;
	struct value value;
};

/* The fields of a record or of one row of a repeat. Blank fields are left out.
 */
struct fields {
	struct entry *v;
	size_t n;
};

struct rows {
	struct fields *v;
	size_t n;
};

bool value_is_blank(const struct value *v); /* BLANK, empty text, no rows */
/* 1.5 and 1.50 differ: they print differently. All blanks are equal. */
bool value_eq(const struct value *a, const struct value *b);
/* Order within one type; blank first. Rows compare by count. */
int value_cmp(const struct value *a, const struct value *b);

/*
 * The canonical text of a value: "12", "0.50" (scale kept), "2024-07-12",
 * "09:30", "2024-07-12T09:30", codes, an id. Rows give their count. Text
 * values are borrowed, others are built in the arena.
 */
str value_text(struct arena *a, const struct value *v);
/* Parse canonical text as a type (not ROWS); empty text gives BLANK. False
 * when it is not of that type. Text is borrowed from s. */
bool value_parse(enum value_type type, str s, struct value *out);

bool decimal_parse(str s, struct decimal *out); /* -12.50, no exponent */
str decimal_format(struct arena *a, struct decimal d);
double decimal_number(struct decimal d);

/* Find a field by name; NULL when absent (that is: blank). */
const struct value *fields_get(const struct fields *f, str name);
/* Set or replace; a blank value removes the field. Name and text are copied
 * into the arena, rows are borrowed. Changes f's own array. */
void fields_set(struct arena *a, struct fields *f, str name, struct value v);
/* A deep copy in the arena. */
struct fields fields_dup(struct arena *a, const struct fields *f);
struct value value_dup(struct arena *a, const struct value *v);
/* The same names with the same values, in any order. */
bool fields_eq(const struct fields *a, const struct fields *b);

#endif
