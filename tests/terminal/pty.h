// SPDX-License-Identifier: MIT
#ifndef TESTS_TERMINAL_PTY_H
#define TESTS_TERMINAL_PTY_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <termios.h>

#include "tests/terminal/glass.h"
#include "tests/terminal/kinds.h"

/*
 * A program at a terminal of some kind: the line to it, and the glass that
 * shows what it writes. The glass's words are all there is to know whether
 * something went wrong; a program that does not come to rest is one of them.
 */
struct pty {
	const struct kind *kind;
	int ambiguous; /* columns of ─; 0: the terminal does not answer */
	struct glass *glass;
	int master;
	int slave;     /* ours too, to look at modes and at what waits */
	pid_t pid;     /* 0 when it has ended */
	pid_t watched; /* whose rest is waited for: pid, or its child */
	int status;    /* as waitpid has it */
	struct termios before;
	size_t owed;   /* bytes sent that it may not have read */
	long read_was; /* by it, before those */
	FILE *log;     /* of all it writes, or NULL */
	/* Bytes on their way to the glass may be changed: negative controls.
	 * Returns how many there are in out (room: 4 for each, and 64). */
	size_t (*spoil)(const char *in, size_t n, char *out);
};

/* Start argv at a terminal of rows x cols; env: NAME=value more, or NULL.
 * pty_end kills it and frees what belongs to it. */
void pty_start(struct pty *p, const struct kind *kind, int ambiguous, int rows,
	int cols, char *const argv[], char *const env[]);
void pty_end(struct pty *p);

void pty_send(struct pty *p, const char *bytes, size_t n);
void pty_sendz(struct pty *p, const char *z);
void pty_resize(struct pty *p, int rows, int cols);
/* Wait until it has done all there was to do and has slept for ms (a lone Esc
 * makes it wait itself), or has ended. Complains after 10 s. */
void pty_settle(struct pty *p, int ms);
/* Wait until the glass shows text, at most ms. */
bool pty_see(struct pty *p, const char *text, int ms);
/* Wait until it has ended, at most ms. Its exit code, 128 + n for a signal
 * that killed it, -1 when it is still there. */
int pty_wait(struct pty *p, int ms);
/* Is the terminal as it was before the program came? Complains. */
bool pty_is_restored(struct pty *p);
/* Milliseconds of processor time used so far. */
long pty_cpu_ms(const struct pty *p);
long now_ms(void);

#endif
