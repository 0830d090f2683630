// SPDX-License-Identifier: MIT
#ifndef FORMS_ABOUT_H
#define FORMS_ABOUT_H

#include "forms/session.h"

/*
 * A new record about something that is there: a session of a case, a visit to
 * a person. References that can name the other record do; those that can name
 * what the other one names, or what it belongs to, name that. What has a value
 * already keeps it. A reader must be lent.
 */
void about_fill(struct session *s, const struct record *about);

/* May a new record of the form refer to `target`? When not (x_closed), why:
 * *words, in a. */
bool about_is_closed(const struct form *form, struct reader *r,
	struct id target, struct arena *a, str *words);

/* Can one of the form's references name a record of form `target`? The first
 * at the top level that can, or NULL. */
const struct field *about_reference(const struct form *form, str target);

/* What the record belongs to: the first of x_parent that is filled. */
struct id about_parent(const struct form *form, const struct record *rec);

#endif
