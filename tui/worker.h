// SPDX-License-Identifier: MIT
#ifndef TUI_WORKER_H
#define TUI_WORKER_H

#include <sys/types.h>

#include "tui/desk.h"

/*
 * Long work of the desk: a command of ours in another process, which is
 * given the keys through a pipe (store_hand). What it says, on either of its
 * standard files, comes back line by line; the desk asks now and then and
 * stays awake.
 */
#define WORKER_KEYS 3   /* where the child finds its keys */
#define SELF_MOST 48    /* words of desk_config.self */
#define WORKER_LINE 512 /* bytes of a line that are kept */
/* Begins lines that tell how far it is: stage done total. */
#define WORKER_PROGRESS "\tprogress "

struct worker {
	pid_t pid; /* 0: none */
	int out;
	int64_t patience; /* once asked to leave off: until when, in ms */
	int code;         /* exit code once it has ended */
	int stage;
	uint64_t done; /* as it told last */
	uint64_t total;
	char part[WORKER_LINE]; /* of a line that is not whole yet */
	size_t n;
	char last[WORKER_LINE]; /* the last whole one that is no progress */
	char first[WORKER_LINE];
};

/* args: the command and its arguments, NULL ends them. */
enum err_code worker_start(struct worker *c, const struct desk *d,
	const char *const *args, struct err *e);
/* Wait at most so long for more; false when it has ended (c->code). */
bool worker_poll(struct worker *c, int wait_ms);
/* Ask it to leave off and clean up; worker_poll tells when it has. One that
 * does not for five seconds, on a dead disk, is ended with all it has started.
 */
void worker_ask(struct worker *c);
/* The same, and wait for it. */
void worker_stop(struct worker *c);

#endif
