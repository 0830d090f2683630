// SPDX-License-Identifier: MIT
#ifndef TUI_SCRIPT_H
#define TUI_SCRIPT_H

#include <stdio.h>

#include "store/err.h"
#include "tui/screen.h"

/*
 * A key script (design.md §4): one event a line, '#' comments.
 *
 *	key F2 Down*3      keys, one after another
 *	type 张三          the characters of the rest of the line
 *	paste a\nb         the rest as one paste; \n \t \\ are escapes
 *	resize 40x12       columns x rows
 *	screen NAME        print what is on the screen
 */
struct script_event {
	struct event event;
	str name; /* of a screen to print; else empty */
};

struct script {
	struct screen screen;
	const struct script_event *v;
	size_t n;
	size_t at;
	int rows;
	int cols;
	struct canvas shown;
	FILE *out;
};

/* Parse the script (file: for messages). ERR_USAGE with the line for an
 * unknown word or key. Events live in a. script_done frees the rest. */
enum err_code script_init(struct script *s, struct arena *a, const char *file,
	str text, FILE *out, struct err *e);
void script_done(struct script *s);

#endif
