// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_HISTORY_H
#define TUI_VIEWS_HISTORY_H

#include "tui/desk.h"

/* A step that shows all versions of a record: who, when, what changed. */
struct step history_show(struct desk *d, struct id id);

#endif
