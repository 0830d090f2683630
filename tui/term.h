// SPDX-License-Identifier: MIT
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "store/err.h"
#include "tui/screen.h"

/*
 * The terminal, by ncurses: the only file that knows it. What terminals
 * need curing of is told where it is cured (ux.md §4).
 *
 * There is one. ERR_IO with words when stdin and stdout are no terminal, when
 * TERM is unknown or cannot move the cursor, when no UTF-8 locale is found.
 * die() restores it. SIGHUP and SIGTERM become EVENT_OVER.
 */
enum err_code term_open(struct screen **out, struct err *e);
/* Give the terminal back as it was. */
void term_close(struct screen *s);

#endif
