// SPDX-License-Identifier: MIT
#ifndef TESTS_TERMINAL_KINDS_H
#define TESTS_TERMINAL_KINDS_H

#include <stdbool.h>

/* The keys a terminal sends bytes for that differ between kinds. */
#define SENT_KEYS(X)                                                           \
	X(UP, "Up")                                                            \
	X(DOWN, "Down")                                                        \
	X(LEFT, "Left")                                                        \
	X(RIGHT, "Right")                                                      \
	X(HOME, "Home")                                                        \
	X(END, "End")                                                          \
	X(PGUP, "PgUp")                                                        \
	X(PGDN, "PgDn")                                                        \
	X(INS, "Ins")                                                          \
	X(DEL, "Del")                                                          \
	X(BACKTAB, "Shift+Tab")                                                \
	X(BACKSPACE, "Backspace")                                              \
	X(F1, "F1")                                                            \
	X(F2, "F2")                                                            \
	X(F3, "F3")                                                            \
	X(F4, "F4")                                                            \
	X(F5, "F5")                                                            \
	X(F6, "F6")                                                            \
	X(F7, "F7")                                                            \
	X(F8, "F8")                                                            \
	X(F9, "F9")

enum sent_key {
#define X(NAME, ...) SENT_##NAME,
	SENT_KEYS(X)
#undef X
		SENT_COUNT
};

/* A kind of terminal: what it calls itself and what it sends. */
struct kind {
	const char *name;
	const char *term;
	bool is_linux;
	bool chinese; /* shows it */
	const char *sent[SENT_COUNT][3];
};

const struct kind *kind_find(const char *name); /* NULL: none */
extern const struct kind kinds[];
extern const int n_kinds;
const char *sent_key_name(enum sent_key key);
/* What it sends for key; a number picks one of several ways. */
const char *kind_sends(const struct kind *k, enum sent_key key, unsigned n);

#endif
