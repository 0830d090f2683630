// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_FORM_H
#define TUI_VIEWS_FORM_H

#include "tui/desk.h"

/* The arg of view_form. */
struct form_arg {
	str form;        /* of a new record */
	struct id about; /* … and what it is about: forms/about.h; or none */
	struct id id;    /* or: this record, or its draft when there is one */
	bool answer;     /* close after a save and answer its id */
	str said;        /* words to begin with */
};

const struct form_arg *form_arg_new(struct arena *a, str form);
const struct form_arg *form_arg_id(struct arena *a, struct id id);

#endif
