// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_MESSAGE_H
#define TUI_VIEWS_MESSAGE_H

#include "tui/desk.h"

/* What view_message says or asks. */
enum message_kind {
	MESSAGE_SAY,  /* Enter or Esc: read */
	MESSAGE_ASK,  /* Enter: ANSWER_YES, Esc: ANSWER_NONE */
	MESSAGE_LINE, /* Enter: ANSWER_TEXT, never blank */
};
struct message {
	enum message_kind kind;
	str title;
	str text;
};

/* The words of a failure, in `a`. */
const struct message *message_of_err(
	struct arena *a, const char *title, const struct err *e);
const struct message *message_new(
	struct arena *a, enum message_kind kind, const char *title, str text);

/* A whole screen of text to read; its arg is a struct message. */
extern const struct view_ops view_pages;

#endif
