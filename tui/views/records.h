// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_RECORDS_H
#define TUI_VIEWS_RECORDS_H

#include "tui/desk.h"

/* The arg of view_records: which form's. */
struct records_arg {
	str form;
	str typed; /* search for this at once */
};

#endif
