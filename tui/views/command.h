// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_COMMAND_H
#define TUI_VIEWS_COMMAND_H

#include "tui/desk.h"

/* What the view under the command box offers: its own acts and places. The
 * number comes back as ANSWER_ITEM. */
struct command_item {
	int number;
	str words;
	str keys;     /* also answers to this, e.g. a field's number */
	bool at_once; /* chosen as soon as nothing else answers */
};
/* The arg of view_command; NULL: nothing of its own. */
struct command_arg {
	const struct command_item *item;
	size_t n;
	str typed;
};

/* The nine screens and the rest, as home and the box number them. In `a`. */
struct destination {
	int number; /* 1–9; 0: help; -1: none */
	str form;   /* a form's records; empty: view */
	str title;
	str domain; /* of the form */
	bool broken;
	int group; /* of home's menu */
	const struct view_ops *view;
};
size_t destinations(struct desk *d, struct arena *a, struct destination **out);
const char *destination_group(int group); /* its heading */
struct step destination_go(struct desk *d, const struct destination *to);

#endif
