// SPDX-License-Identifier: MIT
#ifndef TUI_ACCEPT_H
#define TUI_ACCEPT_H

#include "forms/catalog.h"
#include "store/store.h"

/* Where the store keeps the accepted bytes of a form or list. */
str accepted_note(struct arena *a, const char *kind, str name);

/*
 * A head accepts the waiting forms and lists (all, or those named `name`),
 * in one commit with a line of the audit for each. None is accepted when one
 * of them has errors: ERR_INPUT with its first. *n: how many. They are in
 * force with the next catalogue.
 */
enum err_code accept_forms(
	struct store *s, struct catalog *c, str name, size_t *n, struct err *e);

#endif
