// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_DRAFTS_H
#define TUI_VIEWS_DRAFTS_H

#include "tui/desk.h"

/* A record that waits to be gone on with: half filled at the desk, or stored
 * in the state of a draft. */
struct unfinished {
	struct record record;
	str title;
};

/* Those of a form, newest first, in `a`. */
size_t unfinished_list(
	struct reader *r, struct arena *a, str form, struct unfinished **out);
/* Of all forms: what was left at the desk, at once; then what is stored as
 * a draft, form by form, added to the list. */
size_t unfinished_kept(
	struct reader *r, struct arena *a, struct unfinished **out);
size_t unfinished_add(struct reader *r, struct arena *a, str form,
	struct unfinished **list, size_t n);

#endif
