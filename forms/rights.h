// SPDX-License-Identifier: MIT
#ifndef FORMS_RIGHTS_H
#define FORMS_RIGHTS_H

#include "forms/catalog.h"
#include "store/store.h"

/*
 * What an account's roles allow besides what its keys open: the table "who
 * sees what" of domain.md §9. Several roles add up.
 */
enum scope {
	SCOPE_NONE,
	SCOPE_OWN, /* what is his (forms/sight.h, record_is_own) */
	SCOPE_ALL,
};

/* Which of a form's records they may see. form NULL: not installed; then only
 * a head knows nothing is kept from him. */
enum scope rights_form(unsigned roles, const struct form *form);
/* The same of a form that need not be loaded; `domain` as its x_domain. Also
 * SCOPE_NONE where the keys of whoever is logged in do not open it. */
enum scope rights_here(const struct store *s, str form, str domain);
enum err_code rights_refuse(struct err *e); /* words */
/* May they see this report at all? Its cells may still say 无权. */
bool rights_report(unsigned roles, str id);

/* What may leave the house. */
enum export_right {
	EXPORT_NOTHING,
	EXPORT_MASKED, /* nothing but masked */
	EXPORT_WHOLE,
};
/* Records of a form (`list --format csv`, jsonl). */
enum export_right rights_export(unsigned roles, const struct form *form);
/* A report, to a file or in a format for programs. */
bool rights_export_report(unsigned roles, str id);
/* Words for the refusals. */
enum err_code rights_refuse_report(str id, struct err *e);
enum err_code rights_refuse_export(struct err *e);

/* Hide from whoever is logged in what his roles do not allow (store_hide).
 * The catalogue must live as long as the store is open. */
void rights_guard(struct store *s, struct catalog *c);

#endif
