// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_QUEUE_H
#define TUI_VIEWS_QUEUE_H

#include "tui/desk.h"

/* All that is to be done: sorted, filtered, printed. Needs d->work. */
extern const struct view_ops view_queue;

#endif
