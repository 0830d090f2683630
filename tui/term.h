// SPDX-License-Identifier: MIT
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "store/err.h"
#include "tui/screen.h"

/*
 * The terminal, by ncurses. What terminals need curing of is told where it is
 * cured (ux.md §4).
 *
 * There is one. ERR_IO with words when stdin and stdout are no terminal, when
 * TERM is unknown or cannot move the cursor, when no UTF-8 locale is found.
 * die() restores it. SIGHUP, SIGTERM, SIGINT and SIGQUIT become EVENT_OVER;
 * SIGTSTP gives the terminal back until SIGCONT.
 *
 *   theme      … unless the terminal has no colours or NO_COLOR is set
 *   escape_ms  how long a lone Esc waits to be the beginning of a key
 */
enum err_code term_open(
	enum theme theme, int escape_ms, struct screen **out, struct err *e);
/* Nothing of what was shown is left on it. */
void term_wipe(struct screen *s);
/* Give the terminal back as it was. */
void term_close(struct screen *s);

#endif
