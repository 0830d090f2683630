// SPDX-License-Identifier: MIT
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include "store/utf8.h"
#include "tui/theme.h"

/*
 * A screen as cells. Views draw here from their state; a terminal or a key
 * script shows it. Text enters through canvas_text alone: fit to show,
 * clipped to whole characters, and a wide character that is half covered
 * leaves a blank, never half of itself.
 */
#define GLYPH_PARTS 3

struct glyph {
	uint32_t c[GLYPH_PARTS]; /* a character and the marks on it; 0 ends */
	uint8_t width; /* columns; 0: the right half of the one before */
	uint8_t look;  /* enum look */
};

struct canvas {
	struct arena *arena; /* the cells */
	struct arena *frame; /* scratch for one drawing */
	int rows;
	int cols;
	struct glyph *glyph;
	int cursor_row; /* from 0 */
	int cursor_col;
};

#define CANVAS_MOST 1000 /* rows, columns */

void canvas_init(struct canvas *c, int rows, int cols);
void canvas_done(struct canvas *c);
void canvas_resize(struct canvas *c, int rows, int cols);
/* Blank, cursor at the top left, scratch forgotten. */
void canvas_clear(struct canvas *c);

/*
 * Write s from (row, col) on, in at most `width` columns and not beyond the
 * edge. Outside the canvas nothing happens. Returns the columns used.
 */
int canvas_text(
	struct canvas *c, int row, int col, int width, enum look look, str s);
/* The same, with an ellipsis where it had to be cut. */
int canvas_brief(
	struct canvas *c, int row, int col, int width, enum look look, str s);
/* The same, cut in the middle, for texts that differ at their ends. */
int canvas_ends(
	struct canvas *c, int row, int col, int width, enum look look, str s);
/* canvas_brief, then blanks up to width. */
void canvas_pad(
	struct canvas *c, int row, int col, int width, enum look look, str s);
/* Flush with the right end of [col, col + width). */
void canvas_right(
	struct canvas *c, int row, int col, int width, enum look look, str s);
/* The ASCII character ch, width times. */
void canvas_fill(
	struct canvas *c, int row, int col, int width, enum look look, char ch);
/* Clipped to the canvas, and to the left half of what is drawn there. */
void canvas_cursor(struct canvas *c, int row, int col);

const struct glyph *canvas_at(const struct canvas *c, int row, int col);
/* Does the same stand in a row, a cell, of two canvases of the same size? */
bool canvas_row_eq(const struct canvas *a, const struct canvas *b, int row);
bool canvas_same(
	const struct canvas *a, const struct canvas *b, int row, int col);
/* The row as it stands in a canvas of the same size. */
void canvas_copy_row(struct canvas *to, const struct canvas *from, int row);
/* What stands in a row, without trailing blanks; in arena. */
str canvas_row(const struct canvas *c, struct arena *arena, int row);

/* Columns s will take on a canvas. */
int canvas_width(struct arena *a, str s);

#endif
