// SPDX-License-Identifier: MIT
#ifndef STORE_CHILD_H
#define STORE_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "store/err.h"

/*
 * Reading a damaged file may end in a signal, or never: it is done in a child,
 * whose answer comes through a pipe. The child is silent, has no core, and is
 * ended after `patience` seconds.
 */
struct child {
	pid_t pid; /* -1: none could be made */
	int out;   /* what it says is read here */
	struct sigaction was;
};

enum child_end {
	CHILD_GOOD, /* it returned true */
	CHILD_BAD,  /* it returned false */
	CHILD_NOT,  /* no memory or no process for it: nothing is known */
	CHILD_DIED,
};

/* work writes to `out`, by child_write. Ends by child_wait. */
void child_start(struct child *c, bool (*work)(void *arg, int out), void *arg,
	unsigned patience);
enum child_end child_wait(struct child *c);

/* All of it or false. */
bool child_write(int fd, const void *p, size_t n);
bool child_read(int fd, void *p, size_t n);

/* ERR_IO in words, for CHILD_NOT. */
enum err_code child_fail(struct err *e);

#endif
