// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_DAY_H
#define TUI_VIEWS_DAY_H

#include "tui/views/work.h"

/*
 * The top of home: what is to be done today, and beside it how the quarter
 * goes. Its lines can be chosen, from 0 on: the station to be registered
 * first of all, reports to be made, then what is due.
 */
struct day {
	size_t lines; /* that can be chosen */
	size_t due;   /* of them, what is due: the last that are late, then
			 today's and the next */
	size_t from;  /* the first of these in the work's list */
	bool first;   /* the station is not registered yet */
	bool reports; /* last quarter's are to be made */
	int rows;     /* of the screen it takes, its heading with it */
};

/* Lay it out in at most `most` lines; reads the titles in sight. */
void day_ready(struct day *day, struct desk *d, size_t most, int cols);
/* chosen: the line the cursor is on; SIZE_MAX: elsewhere. */
void day_draw(const struct day *day, const struct desk *d, struct canvas *c,
	int row, size_t chosen);
struct step day_go(const struct day *day, struct desk *d, size_t line);

#endif
