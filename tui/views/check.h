// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_CHECK_H
#define TUI_VIEWS_CHECK_H

#include "tui/desk.h"

/*
 * The arg of view_check: the problems of a form. Answers ANSWER_TEXT with
 * the path of the field to go to, or ANSWER_ITEM with an action: ACTION_SAVE
 * (a draft), ACTION_SAVE_NEW (in spite of warnings), ACTION_CHECK (again).
 */
struct check_line {
	bool error; /* else a warning */
	int number; /* of the field */
	str label;
	str words;
	str path;
};
struct check_arg {
	str title;
	const struct check_line *line;
	size_t n;
};

#endif
