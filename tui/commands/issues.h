// SPDX-License-Identifier: MIT
#ifndef TUI_COMMANDS_ISSUES_H
#define TUI_COMMANDS_ISSUES_H

#include "forms/session.h"

/* "LINE:FIELD: error|warning: why" on stderr, one a line; without the line
 * when it is 0. Returns the number of errors. */
size_t issues_print(const struct issue *v, size_t n, size_t line);

#endif
