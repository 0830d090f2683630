// SPDX-License-Identifier: MIT
#ifndef TESTS_TERMINAL_GLASS_H
#define TESTS_TERMINAL_GLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a clerk looks at: the strictest terminal there is. libvterm moves the
 * cursor and scrolls; the glass keeps the cells and believes nothing. Its
 * first complaint stays in `fault`:
 *
 *	- a byte that is no text and no sequence a curses program needs: a
 *	  control of data, a title, a report, blue letters
 *	- broken UTF-8, invisible and direction-changing characters
 *	- text that runs over the last column, positions outside
 *	- a character whose width is not what wcwidth tells curses
 *
 * and glass_check adds what must not stay on the screen: halves of wide
 * characters, cells that were never painted, a cursor between two halves.
 */
#define GLASS_MARKS 6
#define GLASS_DUST 0xE000u /* what nobody painted */

struct glass_cell {
	uint32_t c[GLASS_MARKS];
	int width;   /* 0: the right half of the one before */
	bool broken; /* its other half is gone */
};

struct glass;

/* ambiguous: columns of ─ ① …, 1 or 2. linux: the console's few own
 * sequences are fine. reply: what the terminal answers to ESC[6n, or NULL
 * when it does not. */
struct glass *glass_new(int rows, int cols, int ambiguous, bool linux,
	void (*reply)(const char *bytes, size_t n, void *user), void *user);
void glass_free(struct glass *g);
void glass_write(struct glass *g, const char *bytes, size_t n);
/* A window of another size: nobody knows what it shows now. */
void glass_resize(struct glass *g, int rows, int cols);
/* Forget what is shown, as another program writing over it would. */
void glass_dust(struct glass *g);
/* False, and a fault, when what is shown is not whole. */
bool glass_check(struct glass *g);

const char *glass_fault(const struct glass *g); /* NULL: none */
void glass_forgive(struct glass *g);            /* what was said so far */
void glass_complain(struct glass *g, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

int glass_rows(const struct glass *g);
int glass_cols(const struct glass *g);
void glass_cursor(const struct glass *g, int *row, int *col);
const struct glass_cell *glass_at(const struct glass *g, int row, int col);
/* A row as UTF-8 without trailing blanks; good until the next call but 3. */
const char *glass_row(const struct glass *g, int row);
/* The row where text is seen, or -1. */
int glass_find(const struct glass *g, const char *text);

/* Modes as they are now, and how often text was erased whole. */
struct glass_modes {
	bool alternate;
	bool keypad; /* application keypad: digits are no digits */
	bool paste;  /* bracketed */
	bool hidden; /* cursor */
	bool mouse;
	int clears; /* whole screens erased so far */
	size_t bytes;
};
struct glass_modes glass_modes(const struct glass *g);

#endif
