// SPDX-License-Identifier: MIT
#ifndef FORMS_READER_IMPL_H
#define FORMS_READER_IMPL_H

#include "forms/reader.h"

/* What the scopes of records and sessions share. r may be NULL: no records. */

/* ref(id, 'field'); true with an empty text for what is not there. */
bool reader_ref(struct reader *r, str id_text, str field, struct arena *a,
	struct xvalue *out);
/* count-of & co, as expr_ops.records. */
bool reader_records(struct reader *r, const struct expr_scope *asking,
	str form, str hint_field, str hint_value,
	bool (*each)(void *arg, const struct expr_scope *record), void *arg);
/* The label of a code, of codes the labels joined. */
bool field_code_label(
	const struct field *f, str code, struct arena *a, str *out);

#define UNIQUE_JOIN '\x1f' /* between the fields of a unique key */
/* A value as it stands in a unique key: width, case and blanks do not make a
 * difference. */
str unique_part(struct arena *a, const struct value *v);

#endif
