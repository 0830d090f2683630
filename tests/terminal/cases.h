// SPDX-License-Identifier: MIT
#ifndef TESTS_TERMINAL_CASES_H
#define TESTS_TERMINAL_CASES_H

#include "tests/terminal/pty.h"

/*
 * Tests that need a terminal. Each is a sentence and runs in a process and a
 * store of its own:
 *
 *	CASE(cure05_escape_answers_at_once)
 *	{
 *		desk_open("xterm", 1, 24, 80, NULL);
 *		...
 *		expect(fast, "%ld ms", took);
 *	}
 *
 * XINZHAN is the program, STORE the store to start from, arguments pick cases
 * by a part of their names.
 */
#define CASE(name)                                                             \
	static void name(void);                                                \
	__attribute__((constructor)) static void add_##name(void)              \
	{                                                                      \
		case_add(#name, name);                                         \
	}                                                                      \
	static void name(void)

void case_add(const char *name, void (*run)(void));

/* The case fails with these words and the screen. */
void expect(bool holds, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

extern struct pty desk;

/* The desk on a terminal of that kind, its home in sight; env: more of it,
 * "NAME" takes one away. */
void desk_open(
	const char *kind, int ambiguous, int rows, int cols, char *const env[]);
/* The same, not waiting for anything. */
void desk_start(
	const char *kind, int ambiguous, int rows, int cols, char *const env[]);
/* Bytes, then rest; a lone ESC is waited for. The glass must be whole. */
void desk_type(const char *bytes);
void desk_press(enum sent_key key);
void desk_see(const char *text);   /* it is on the screen, soon */
void desk_lacks(const char *text); /* it is not */
/* The first row that has text, as on the screen; "" when none has. */
const char *desk_row_of(const char *text);
/* Ctrl+Q: it ends with 0 and the terminal is as it was. */
void desk_quit(void);
/* A new record of the residents, the cursor in its name. */
void desk_new_resident(void);

#endif
