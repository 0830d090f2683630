// SPDX-License-Identifier: MIT
#ifndef FORMS_FIELD_IMPL_H
#define FORMS_FIELD_IMPL_H

#include "forms/field.h"

/* Entries of the table in field.c that stand in files of their own. */

/* field_text.c */
enum err_code field_parse_text(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e);
/* Blanks off both ends, the full-width one too. */
str field_trim(str s);

/* field_choice.c */
enum err_code field_parse_choice(const struct field *f, str text,
	struct arena *a, struct value *out, struct err *e);
enum err_code field_parse_choices(const struct field *f, str text,
	struct arena *a, struct value *out, struct err *e);
enum err_code field_type_choice(const struct field *f, str typed,
	const struct field_offer *offer, struct arena *a, struct value *out,
	struct err *e);
enum err_code field_type_choices(const struct field *f, str typed,
	const struct field_offer *offer, struct arena *a, struct value *out,
	struct err *e);

#endif
