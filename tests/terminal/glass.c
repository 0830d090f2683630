// SPDX-License-Identifier: MIT
#define _XOPEN_SOURCE 700
#include "tests/terminal/glass_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* --- words ------------------------------------------------------------- */

void
glass_complain(struct glass *g, const char *fmt, ...)
{
	va_list args;
	if (g->fault[0])
		return;
	va_start(args, fmt);
	vsnprintf(g->fault, sizeof(g->fault), fmt, args);
	va_end(args);
}

const char *
glass_fault(const struct glass *g)
{
	return g->fault[0] ? g->fault : NULL;
}

void
glass_forgive(struct glass *g)
{
	g->fault[0] = '\0';
}

size_t
glass_put_utf8(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)(0xF00u >> n | c);
	return n;
}

/* --- cells ------------------------------------------------------------- */

static struct glass_cell *
cell_at(const struct glass *g, int row, int col)
{
	return &g->cell[(size_t)row * (size_t)g->cols + (size_t)col];
}

static struct glass_cell *
new_cells(int rows, int cols, uint32_t c)
{
	size_t n = (size_t)rows * (size_t)cols;
	struct glass_cell *cell = calloc(n, sizeof(*cell));
	if (!cell)
		abort();
	for (size_t i = 0; i < n; i++) {
		cell[i].c[0] = c;
		cell[i].width = 1;
	}
	return cell;
}

/* Columns [from, to) change: halves that reach out of there are broken. */
static void
cut(struct glass *g, int row, int from, int to)
{
	if (from > 0 && from < g->cols && cell_at(g, row, from)->width == 0)
		cell_at(g, row, from - 1)->broken = true;
	if (to < g->cols && cell_at(g, row, to)->width == 0) {
		struct glass_cell *right = cell_at(g, row, to);
		*right = (struct glass_cell){{'?'}, 1, true};
	}
}

static int
on_glyph(VTermGlyphInfo *info, VTermPos pos, void *user)
{
	struct glass *g = user;
	if (pos.col + info->width > g->cols) {
		glass_complain(g, "U+%04X reaches over the edge",
			(unsigned)info->chars[0]);
		return 1;
	}
	cut(g, pos.row, pos.col, pos.col + info->width);
	struct glass_cell *cell = cell_at(g, pos.row, pos.col);
	*cell = (struct glass_cell){.width = info->width};
	for (int i = 0; i < GLASS_MARKS - 1 && info->chars[i]; i++)
		cell->c[i] = info->chars[i];
	if (g->sent)
		cell->c[0] = g->sent;
	if (info->width == 2)
		*cell_at(g, pos.row, pos.col + 1) = (struct glass_cell){0};
	int says = wcwidth((wchar_t)cell->c[0]);
	if (says != info->width && g->modes.paste) /* not while measuring */
		glass_complain(g, "U+%04X is %d wide here, curses counts %d",
			(unsigned)cell->c[0], info->width, says);
	g->edge = pos.col + info->width == g->cols;
	return 1;
}

static int
on_erase(VTermRect r, int selective, void *user)
{
	struct glass *g = user;
	(void)selective;
	for (int row = r.start_row; row < r.end_row; row++) {
		cut(g, row, r.start_col, r.end_col);
		for (int col = r.start_col; col < r.end_col; col++)
			*cell_at(g, row, col) =
				(struct glass_cell){{' '}, 1, false};
	}
	return 1;
}

static int
on_move(VTermRect to, VTermRect from, void *user)
{
	struct glass *g = user;
	int rows = from.end_row - from.start_row;
	int cols = from.end_col - from.start_col;
	bool down = to.start_row > from.start_row;
	struct glass_cell *moved = new_cells(1, cols, 0);
	for (int i = 0; i < rows; i++) {
		int k = down ? rows - 1 - i : i;
		int row = to.start_row + k;
		struct glass_cell *cell = cell_at(g, row, to.start_col);
		memcpy(moved, cell_at(g, from.start_row + k, from.start_col),
			(size_t)cols * sizeof(*moved));
		cut(g, row, to.start_col, to.end_col);
		memcpy(cell, moved, (size_t)cols * sizeof(*cell));
		if (cell[0].width == 0)
			cell[0] = (struct glass_cell){{'?'}, 1, true};
		if (cell[cols - 1].width == 2)
			cell[cols - 1].broken = true;
	}
	free(moved);
	return 1;
}

static int
on_scroll(VTermRect rect, int downward, int rightward, void *user)
{
	vterm_scroll_rect(rect, downward, rightward, on_move, on_erase, user);
	return 1;
}

static int
on_prop(VTermProp prop, VTermValue *value, void *user)
{
	struct glass *g = user;
	if (prop == VTERM_PROP_CURSORVISIBLE)
		g->modes.hidden = !value->boolean;
	if (prop == VTERM_PROP_MOUSE)
		g->modes.mouse = value->number != VTERM_PROP_MOUSE_NONE;
	if (prop != VTERM_PROP_ALTSCREEN ||
		g->modes.alternate == (value->boolean != 0))
		return 1;
	g->modes.alternate = value->boolean != 0;
	if (g->modes.alternate) {
		g->main_cell = g->cell;
		g->cell = new_cells(g->rows, g->cols, ' ');
	} else {
		free(g->cell);
		g->cell = g->main_cell;
		g->main_cell = NULL;
	}
	return 1;
}

static const VTermStateCallbacks callbacks = {
	.putglyph = on_glyph,
	.erase = on_erase,
	.scrollrect = on_scroll,
	.settermprop = on_prop,
};

/* --- outside ----------------------------------------------------------- */

static void
on_answer(const char *bytes, size_t n, void *user)
{
	struct glass *g = user;
	if (g->reply)
		g->reply(bytes, n, g->user);
}

struct glass *
glass_new(int rows, int cols, int width, bool linux_console,
	void (*reply)(const char *bytes, size_t n, void *user), void *user)
{
	struct glass *g = calloc(1, sizeof(*g));
	if (!g)
		abort();
	g->rows = rows;
	g->cols = cols;
	g->ambiguous = width;
	g->linux_console = linux_console;
	g->reply = reply;
	g->user = user;
	g->cell = new_cells(rows, cols, ' ');
	g->vt = vterm_new(rows, cols);
	vterm_set_utf8(g->vt, 1);
	vterm_output_set_callback(g->vt, on_answer, g);
	g->state = vterm_obtain_state(g->vt);
	vterm_state_set_callbacks(g->state, &callbacks, g);
	vterm_state_reset(g->state, 1);
	g->modes = (struct glass_modes){0};
	return g;
}

void
glass_free(struct glass *g)
{
	if (!g)
		return;
	vterm_free(g->vt);
	free(g->cell);
	free(g->main_cell);
	free(g);
}

void
glass_write(struct glass *g, const char *bytes, size_t n)
{
	g->modes.bytes += n;
	for (size_t i = 0; i < n; i++)
		glass_take_byte(g, (unsigned char)bytes[i]);
}

void
glass_resize(struct glass *g, int rows, int cols)
{
	free(g->cell);
	g->cell = new_cells(rows, cols, GLASS_DUST);
	if (g->main_cell) {
		free(g->main_cell);
		g->main_cell = new_cells(rows, cols, ' ');
	}
	g->rows = rows;
	g->cols = cols;
	g->edge = false;
	vterm_set_size(g->vt, rows, cols);
}

void
glass_dust(struct glass *g)
{
	free(g->cell);
	g->cell = new_cells(g->rows, g->cols, GLASS_DUST);
}

bool
glass_check(struct glass *g)
{
	int row;
	int col;
	for (row = 0; row < g->rows; row++)
		for (col = 0; col < g->cols; col++) {
			const struct glass_cell *cell = cell_at(g, row, col);
			if (cell->broken)
				glass_complain(g,
					"half a character at row %d column %d",
					row + 1, col + 1);
			if (cell->c[0] == GLASS_DUST)
				glass_complain(g,
					"row %d column %d was not painted",
					row + 1, col + 1);
		}
	glass_cursor(g, &row, &col);
	if (row < 0 || row >= g->rows || col < 0 || col >= g->cols)
		glass_complain(g, "the cursor is outside");
	else if (cell_at(g, row, col)->width == 0)
		glass_complain(g,
			"the cursor stands inside a character, row %d "
			"column %d",
			row + 1, col + 1);
	return !g->fault[0];
}

int
glass_rows(const struct glass *g)
{
	return g->rows;
}

int
glass_cols(const struct glass *g)
{
	return g->cols;
}

void
glass_cursor(const struct glass *g, int *row, int *col)
{
	VTermPos at;
	vterm_state_get_cursorpos(g->state, &at);
	*row = at.row;
	*col = at.col;
}

const struct glass_cell *
glass_at(const struct glass *g, int row, int col)
{
	return cell_at(g, row, col);
}

const char *
glass_row(const struct glass *g, int row)
{
	static char texts[4][1000 * 4 * GLASS_MARKS + 1];
	static unsigned next;
	char *text = texts[next++ % 4];
	size_t n = 0;
	size_t end = 0;
	for (int col = 0; col < g->cols; col++) {
		const struct glass_cell *cell = cell_at(g, row, col);
		if (cell->width == 0)
			continue;
		for (int i = 0; i < GLASS_MARKS && cell->c[i]; i++)
			n += glass_put_utf8(cell->c[i], text + n);
		if (cell->c[0] != ' ')
			end = n;
	}
	text[end] = '\0';
	return text;
}

int
glass_find(const struct glass *g, const char *text)
{
	for (int row = 0; row < g->rows; row++)
		if (strstr(glass_row(g, row), text))
			return row;
	return -1;
}

struct glass_modes
glass_modes(const struct glass *g)
{
	return g->modes;
}
