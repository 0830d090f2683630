// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_ACCEPT_H
#define TUI_VIEWS_ACCEPT_H

#include "tui/desk.h"

/* New and changed forms and lists that wait for a head: what changed, and
 * whose file it is. */
extern const struct view_ops view_accept;

#endif
