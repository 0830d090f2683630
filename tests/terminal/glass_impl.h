// SPDX-License-Identifier: MIT
#ifndef TESTS_TERMINAL_GLASS_IMPL_H
#define TESTS_TERMINAL_GLASS_IMPL_H

#include <vterm.h>

#include "tests/terminal/glass.h"

/* The glass, seen by its files: glass.c keeps the cells, glass_bytes.c takes
 * the bytes apart. */
struct glass {
	VTerm *vt;
	VTermState *state;
	int rows;
	int cols;
	int ambiguous;
	bool linux_console;
	struct glass_cell *cell;
	struct glass_cell *main_cell; /* while the alternate one is shown */
	struct glass_modes modes;
	bool edge;      /* the last column was just written */
	uint32_t sent;  /* the character on its way */
	char last[8];   /* the character before, for REP */
	char token[64]; /* a sequence that is not complete */
	size_t token_n;
	int tail; /* bytes a character still wants */
	char fault[400];
	void (*reply)(const char *bytes, size_t n, void *user);
	void *user;
};

void glass_take_byte(struct glass *g, unsigned char c);
size_t glass_put_utf8(uint32_t c, char *out);

#endif
