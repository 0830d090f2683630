// SPDX-License-Identifier: MIT
#ifndef FORMS_READER_IMPL_H
#define FORMS_READER_IMPL_H

#include "forms/reader.h"

/*
 * Shared by the files of the reader and by the session: reader.c fetches and
 * searches; reader_scope.c names in expressions; reader_show.c titles and
 * labels; reader_keys.c indexes. r may be NULL: no records.
 */
enum { DEPTH_MOST = 8 }; /* live values and titles reading each other */

/* reader.c. The current version of a record, or NULL. What the reader does not
 * keep lives in `a`. */
const struct record *reader_fetch(
	struct reader *r, struct id id, struct arena *a);
/* Where its title is kept; NULL when the record is not. */
str *reader_title(const struct reader *r, struct id id);
/* NULL when it is not installed. */
const struct form *reader_form(struct reader *r, str id);

/* ref(id, 'field'); true with an empty text for what is not there. */
bool reader_ref(struct reader *r, str id_text, str field, struct arena *a,
	struct xvalue *out);
/* count-of & co, as expr_ops.records. */
bool reader_records(struct reader *r, const struct expr_scope *asking,
	const struct expr_search *what,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg);
/* reader_ways.c. The live records of `form` whose reference `live`, which is
 * computed, can name target, by event date; some that do not may be among
 * them. False when the index does not help. */
bool reader_ways(struct reader *r, const struct form *form,
	const struct field *live, struct id target, store_visit visit,
	void *arg, enum err_code *code);
/* reader_scope.c */
extern const struct expr_ops record_ops;
struct value record_stored(const struct fields *f, str name); /* or blank */
/* Each row of a repeat as a scope, inside every row around it that s does not
 * stand in; false when `each` stopped it. */
bool record_each_row(const struct record_scope *s, const struct field *repeat,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg);

/* reader_show.c. The label of a code, of codes the labels joined. */
bool field_code_label(
	const struct field *f, str code, struct arena *a, str *out);

/* reader_keys.c */
#define UNIQUE_JOIN '\x1f' /* between the fields of a unique key */
/* A value as it stands in a unique key: width, case and blanks do not make a
 * difference. */
str unique_part(struct arena *a, const struct value *v);

#endif
