// SPDX-License-Identifier: MIT
#ifndef FORMS_CHOICE_SCOPE_H
#define FORMS_CHOICE_SCOPE_H

#include "forms/form.h"

/* A choice as expressions see it: its columns, `name` and `label` too, are
 * plain names; ${…} are the asking record's. */
struct expr_scope choice_scope(
	const struct choice *c, const struct expr_scope *asking);
/* expr_ops.choices over the lists that a form uses. */
bool choices_each(const struct form *f, const struct expr_scope *asking,
	str list, bool (*each)(void *arg, const struct expr_scope *choice),
	void *arg);

#endif
