// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_HELP_H
#define TUI_VIEWS_HELP_H

#include "tui/desk.h"

/* The arg of view_help: words to come before the keys; NULL for none. */
struct help_arg {
	str text;
};

#endif
