// SPDX-License-Identifier: MIT
#define _XOPEN_SOURCE 700
#include "tests/terminal/glass.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>
#include <wchar.h>

/* What Unicode calls ambiguous; the other tables are not used here. */
#pragma GCC diagnostic ignored "-Wunused-const-variable"
#include "store/utf8_ranges.h"

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
	bool edge;        /* the last column was just written */
	uint32_t sent;    /* the character on its way */
	char last[8];     /* the character before, for REP */
	char token[64];   /* a sequence that is not complete */
	size_t token_n;
	int tail; /* bytes a character still wants */
	char fault[400];
	void (*reply)(const char *bytes, size_t n, void *user);
	void *user;
};

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

static size_t
put_utf8(uint32_t c, char *out)
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

/* The token as it may be printed. */
static const char *
shown_token(const struct glass *g)
{
	static char text[4 * sizeof(g->token) + 1];
	size_t n = 0;
	for (size_t i = 0; i < g->token_n; i++) {
		unsigned char c = (unsigned char)g->token[i];
		if (c == 27)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "ESC ");
		else if (c < 32 || c >= 127)
			n += (size_t)snprintf(
				text + n, sizeof(text) - n, "<%02X>", c);
		else
			text[n++] = (char)c;
	}
	text[n] = '\0';
	return text;
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
		glass_complain(g,
			"U+%04X is %d wide here, curses counts %d",
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
			*cell_at(g, row, col) = (struct glass_cell){{' '}, 1, false};
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

/* --- tokens ------------------------------------------------------------ */

static bool
is_in(uint32_t c, const struct range *table, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= table[i].from && c <= table[i].to)
			return true;
	return false;
}

static bool
is_ambiguous(uint32_t c)
{
	return is_in(c, ambiguous, sizeof(ambiguous) / sizeof(*ambiguous)) &&
	       !is_in(c, zero, sizeof(zero) / sizeof(*zero));
}

/* Characters that are no ink: they would turn the line round, or hide. */
static bool
is_hidden(uint32_t c)
{
	return c == 0xAD || c == 0x61C || c == 0x180E || c == 0xFEFF ||
	       (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || (c >= 0xFFF9 && c <= 0xFFFB);
}

static void
forward(struct glass *g, const char *bytes, size_t n)
{
	vterm_input_write(g->vt, bytes, n);
}

/* One whole character. A 〓 stands for an ambiguous one where those are two
 * columns wide, since libvterm knows one width only. */
static void
take_character(struct glass *g, uint32_t c)
{
	if (is_hidden(c) || (c >= 0x80 && c < 0xA0))
		glass_complain(g, "U+%04X reaches the terminal", (unsigned)c);
	bool joins = is_in(c, zero, sizeof(zero) / sizeof(*zero));
	if (g->edge && !joins && g->modes.paste) /* ours, not words after it */
		glass_complain(g, "U+%04X runs over the last column",
			(unsigned)c);
	char bytes[4];
	size_t n = put_utf8(c, bytes);
	g->sent = 0;
	if (g->ambiguous == 2 && is_ambiguous(c)) {
		g->sent = c;
		n = put_utf8(0x3013, bytes);
	}
	if (!joins) {
		memcpy(g->last, bytes, n);
		g->last[n] = '\0';
	}
	forward(g, bytes, n);
	g->sent = 0;
}

static void
take_control(struct glass *g, unsigned char c)
{
	if (!strchr("\r\n\b\t\017", c) || !c)
		glass_complain(g, "control byte 0x%02X", c);
	if (c == '\n') {
		VTermPos at;
		vterm_state_get_cursorpos(g->state, &at);
		if (g->modes.alternate && at.row == g->rows - 1)
			glass_complain(g, "a new line scrolls the screen");
	}
	g->edge = false;
	forward(g, (const char[]){(char)c}, 1);
}

#define ARGS 8

static int
parse_args(const char *z, int arg[ARGS])
{
	int n = 0;
	while (n < ARGS) {
		char *end;
		arg[n++] = (int)strtol(z, &end, 10);
		if (*end != ';')
			break;
		z = end + 1;
	}
	return n;
}

static void
check_colours(struct glass *g, const int *arg, int n)
{
	for (int i = 0; i < n; i++) {
		int a = arg[i];
		bool fine = a <= 4 || a == 7 || a == 10 ||
			    (a >= 22 && a <= 27) || (a >= 30 && a <= 37) ||
			    a == 39 || a == 49;
		if (!fine || a == 34)
			glass_complain(g, "%s: no look of ours", shown_token(g));
	}
}

/* ESC[ … A finished one: is it one curses needs, and inside? */
static void
take_csi(struct glass *g)
{
	char *body = g->token + 2;
	char final = g->token[g->token_n - 1];
	int arg[ARGS] = {0};
	g->token[g->token_n] = '\0';
	if (final != 'm')
		g->edge = false;
	if (*body == '?') {
		int mode = (int)strtol(body + 1, NULL, 10);
		static const int modes[] = {1, 7, 12, 25, 1049, 2004};
		bool known = false;
		for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
			known = known || modes[i] == mode;
		if (final == 'c' && g->linux_console)
			return; /* the shape of its cursor */
		if (!known || (final != 'h' && final != 'l'))
			glass_complain(g, "mode %s", shown_token(g));
		if (mode == 2004)
			g->modes.paste = final == 'h';
		forward(g, g->token, g->token_n);
		return;
	}
	if (strspn(body, "0123456789;") != strlen(body) - 1 || *body == ';')
		glass_complain(g, "sequence %s", shown_token(g));
	int n = parse_args(body, arg);
	int row = arg[0];
	int col = arg[1];
	VTermPos at;
	vterm_state_get_cursorpos(g->state, &at);
	switch (final) {
	case 'H':
		if (row > g->rows || col > g->cols)
			glass_complain(g, "%s is outside", shown_token(g));
		break;
	case 'd':
		if (row > g->rows)
			glass_complain(g, "%s is outside", shown_token(g));
		break;
	case 'G':
		if (arg[0] > g->cols)
			glass_complain(g, "%s is outside", shown_token(g));
		break;
	case 'C':
	case 'X':
		if (at.col + arg[0] > g->cols)
			glass_complain(g, "%s is outside", shown_token(g));
		break;
	case 'J':
		g->modes.clears += arg[0] == 2 || (at.row == 0 && at.col == 0);
		break;
	case 'm':
		check_colours(g, arg, n);
		break;
	case 'b':
		for (int i = 0; i < arg[0] && i < g->cols; i++)
			forward(g, g->last, strlen(g->last));
		return;
	case 't': /* xterm puts its title away */
		if (strcmp(body, "22;0;0t") && strcmp(body, "23;0;0t"))
			glass_complain(g, "sequence %s", shown_token(g));
		return;
	case 'h':
	case 'l': /* screen's way to a plain cursor */
		if (arg[0] != 34 && arg[0] != 4)
			glass_complain(g, "sequence %s", shown_token(g));
		return;
	case 'n':
		if (strcmp(body, "6n"))
			glass_complain(g, "sequence %s", shown_token(g));
		break;
	default:
		if (!strchr("ABDKLMPST@r", final))
			glass_complain(g, "sequence %s", shown_token(g));
	}
	forward(g, g->token, g->token_n);
}

/* A byte more of an escape sequence; false while it wants another. */
static bool
take_escape(struct glass *g)
{
	char c = g->token[g->token_n - 1];
	if (g->token_n == 1)
		return false;
	if (g->token[1] == '[') {
		if (g->token_n > 2 && c >= 0x40 && c <= 0x7E) {
			take_csi(g);
			return true;
		}
		bool over = g->token_n == sizeof(g->token) - 1 ||
			    (g->token_n > 2 && (c < 0x20 || c > 0x3F));
		if (over)
			glass_complain(g, "broken sequence %s", shown_token(g));
		return over;
	}
	if (strchr("()", g->token[1])) {
		if (g->token_n < 3)
			return false;
		if (!strchr("B0", c))
			glass_complain(g, "sequence %s", shown_token(g));
	} else if (g->token[1] == ']' && g->linux_console) {
		if (g->token_n < 3)
			return false;
		if (c != 'R')
			glass_complain(g, "sequence %s", shown_token(g));
		return true;
	} else if (g->token[1] == ']') {
		/* xterm-256color: the colours back as they were */
		bool wrong = strncmp(g->token, "\033]104\a", g->token_n) != 0;
		if (wrong)
			glass_complain(g, "sequence %s", shown_token(g));
		return wrong || g->token_n == 6;
	} else if (!strchr("78=>M", c)) {
		glass_complain(g, "sequence %s", shown_token(g));
	}
	if (c == '=' || c == '>')
		g->modes.keypad = c == '=';
	g->edge = false;
	forward(g, g->token, g->token_n);
	return true;
}

static uint32_t
decode(const char *bytes, size_t n)
{
	unsigned char lead = (unsigned char)bytes[0];
	uint32_t c = n == 1 ? lead : lead & (0x7Fu >> n);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)bytes[i] & 0x3F);
	return c;
}

static void
take_byte(struct glass *g, unsigned char c)
{
	if (g->token_n == 0 || g->tail) {
		if (g->tail && (c & 0xC0) != 0x80) {
			glass_complain(g, "a broken character before 0x%02X", c);
			g->tail = 0;
			g->token_n = 0;
		}
	}
	g->token[g->token_n++] = (char)c;
	if (g->tail) {
		if (--g->tail > 0)
			return;
		take_character(g, decode(g->token, g->token_n));
	} else if (g->token[0] == 27) {
		if (!take_escape(g))
			return;
	} else if (c < 0x20 || c == 0x7F) {
		take_control(g, c);
	} else if (c < 0x80) {
		take_character(g, c);
	} else if (c >= 0xC2 && c <= 0xF4) {
		g->tail = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
		return;
	} else {
		glass_complain(g, "byte 0x%02X", c);
	}
	g->token_n = 0;
}

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
		take_byte(g, (unsigned char)bytes[i]);
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
			n += put_utf8(cell->c[i], text + n);
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
