// SPDX-License-Identifier: MIT
#ifndef FORMS_EXCHANGE_H
#define FORMS_EXCHANGE_H

#include "forms/json.h"
#include "forms/session.h"
#include "forms/sight.h"

/*
 * Records as JSON (design.md §4 "JSON of a record"): one flat object, field
 * names as keys, groups invisible, a repeat an array of objects, a
 * reference an id or {"field": "value"}.
 */

/*
 * Fill a session from one JSON object. Every problem is an issue (ERROR:
 * unknown key, duplicate key, wrong type, no such record; WARNING: a value of
 * a question that is not asked, which is dropped). Keys `_…` and computed
 * fields are ignored, but for `_reasons`. The session must be lent a reader.
 * Returns the number of issues.
 */
size_t exchange_fill(struct session *s, const struct json *object,
	struct arena *a, struct issue **out);

/* Write a record as one line of JSON, without blanks: its fields in the form's
 * order, live calculations too, then _id _form _version _state _rev _by _at
 * _station. A record whose form is not installed is written from its own names;
 * what its form does not know is masked whole. */
void exchange_write(struct reader *r, struct buf *b, const struct record *rec,
	enum mask mask);

/* The same with these columns only, blank ones as null, then the meta. */
void exchange_write_columns(struct reader *r, struct buf *b,
	const struct record *rec, const struct field *const *column, size_t n,
	enum mask mask);

/* A form as `forms FORM --format json` prints it. */
void exchange_form(struct buf *b, const struct form *f);

#endif
