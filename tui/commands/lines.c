// SPDX-License-Identifier: MIT
#include "tui/commands/lines.h"

struct lines
lines_of(FILE *in, struct arena *a, size_t most)
{
	return (struct lines){
		.in = in,
		.space = arena_alloc(a, most),
		.most = most,
	};
}

bool
lines_next(struct lines *l, str *line)
{
	size_t n = 0;
	int c;

	l->too_long = false;
	while ((c = getc(l->in)) != EOF && c != '\n') {
		if (n == l->most)
			l->too_long = true;
		else
			l->space[n++] = (char)c;
	}
	if (c == EOF && n == 0)
		return false;
	if (n && l->space[n - 1] == '\r')
		n--;
	*line = (str){l->space, n};
	if (++l->number == 1 && str_starts(*line, STR("\xEF\xBB\xBF")))
		*line = str_from(*line, 3);
	return true;
}
