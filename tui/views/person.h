// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_PERSON_H
#define TUI_VIEWS_PERSON_H

#include "tui/desk.h"

/* The page of whom a record is about: what it belongs to, and what that
 * belongs to (x_parent), up to the person, the station … at the top. */
struct step person_show(struct desk *d, struct id id);

#endif
