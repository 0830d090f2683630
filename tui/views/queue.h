// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_QUEUE_H
#define TUI_VIEWS_QUEUE_H

#include "tui/view.h"

extern const struct view_ops view_queue;

#endif
