// SPDX-License-Identifier: MIT
#ifndef TESTS_TERMINAL_DRIVE_H
#define TESTS_TERMINAL_DRIVE_H

#include <stdio.h>

#include "tests/terminal/pty.h"

/* The random driver, seen by its files: drive.c runs and checks, steps.c makes
 * up what is sent, twin.c holds the screens against a key script. */
#define SENT_MOST 4096
#define REMEMBERED 12
#define ESCAPE_MS 60 /* longer than the program waits for the rest of a key */

struct step {
	char sent[SENT_MOST];
	size_t n;
	int pause;            /* wait so long for certain */
	bool slow;            /* one byte at a time */
	int rows, cols;       /* a resize; else 0 */
	char keys[SENT_MOST]; /* the same as lines of a key script */
};

struct drive {
	const struct kind *kind;
	int rows, cols;
	int ambiguous;
	int steps;
	uint64_t seed;
	uint64_t random;
	const char *data;
	const char *twin;
	const char *spoil;
	struct pty pty;
	struct step step;
	char last[REMEMBERED][400];
	int at;
	char **seen; /* the screen after each step, for the twin */
	FILE *script;
	FILE *log; /* all that is written, step by step: -l */
};

extern struct drive d;

/* steps.c: the next step of the walk, and its dice. */
void step_make(void);
unsigned chance(unsigned below);

/* twin.c: keep the screen of this step; compare all when the run is over. */
void twin_keep(void);
bool twin_is_same(int steps);

#endif
