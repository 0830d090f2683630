// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_CONFLICT_H
#define TUI_VIEWS_CONFLICT_H

#include "forms/conflict.h"
#include "forms/sight.h"
#include "tui/desk.h"

/*
 * What two people changed at once, to be chosen from field by field. The
 * conflict belongs to the view under this one, which must not go before; its
 * choices are made there. ANSWER_YES: all are made.
 */
struct conflict_arg {
	struct conflict *conflict;
	str title;
	enum sight sight;
	bool masked; /* until Ctrl+T and a reason */
};
extern const struct view_ops view_conflict;

#endif
