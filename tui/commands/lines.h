// SPDX-License-Identifier: MIT
#ifndef TUI_COMMANDS_LINES_H
#define TUI_COMMANDS_LINES_H

#include "store/str.h"

#include <stdio.h>

/* Lines of a stream, one at a time, none longer than `most` bytes. */
struct lines {
	FILE *in;
	char *space;
	size_t most;
	size_t number; /* of the line got last, from 1 */
	bool too_long; /* it was longer: its text is cut at `most` */
};

struct lines lines_of(FILE *in, struct arena *a, size_t most);
/* False at the end. The line has no line end and is good until the next. A
 * byte order mark before the first line is dropped. */
bool lines_next(struct lines *l, str *line);

#endif
