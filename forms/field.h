// SPDX-License-Identifier: MIT
#ifndef FORMS_FIELD_H
#define FORMS_FIELD_H

#include "forms/form.h"
#include "store/err.h"

#define FIELD_TEXT_MOST 10000   /* characters of a text */
#define FIELD_DIGITS_MOST 15    /* of a number, before the point */
#define FIELD_ROWS_MOST 2000    /* rows of a repeat */
#define FIELD_ROWS_IN_ALL 20000 /* of a repeat within repeats */

/*
 * What each type of field takes: one row of a table a type, in forms/field.c.
 * A new type touches that table and no other place.
 */
const char *field_type_name(enum field_type t);      /* "select_one" */
enum value_type field_value_type(enum field_type t); /* BLANK: holds none */

/*
 * Canonical text to a value; empty text, and text of nothing but blanks,
 * gives BLANK. Codes of a scheme (x_code) are normalised; invisible characters
 * are left out of single lines. ERR_INPUT or ERR_LIMIT with words for people
 * ("2024-02-30 不存在：二月最多 29 天"). The value lives in `a`.
 */
enum err_code field_parse(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e);

/* What a clerk may answer just now, for field_type_in. */
struct field_offer {
	const struct choice *const *choice; /* of selects, after the filter */
	size_t n;
	bool past; /* of the nearest dates only one that is not after today */
};
/* Are the codes words, so that a number typed says which one of the list? */
bool field_counts_choices(const struct field_offer *o);
/* What a clerk typed to a value: shorthands of ux.md §2. */
enum err_code field_type_in(const struct field *f, str typed,
	const struct field_offer *offer, struct arena *a, struct value *out,
	struct err *e);

/* The outcome of an expression as a value of the field. False when it does
 * not fit (then *out is BLANK); what is no number or no date is BLANK. */
bool field_compute(const struct field *f, const struct xvalue *x,
	struct arena *a, struct value *out);

/* May this character be typed into the field at all? */
bool field_accepts(const struct field *f, uint32_t c);
/* Does field_parse leave characters out of this text? Then it needs a word. */
bool field_cleans(const struct field *f, str text);
bool field_is_multiline(const struct field *f);

/* "1 男，2 女，…": the first few choices, for messages. */
str field_choices_text(
	struct arena *a, const struct choice *const *choice, size_t n);

#endif
