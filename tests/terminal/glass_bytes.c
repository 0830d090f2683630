// SPDX-License-Identifier: MIT
#define _XOPEN_SOURCE 700
#include "tests/terminal/glass_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What Unicode calls ambiguous; the other tables are not used here. */
#pragma GCC diagnostic ignored "-Wunused-const-variable"
#include "store/utf8_ranges.h"

/* The token as it may be printed. */
static const char *
shown_token(const struct glass *g)
{
	static char text[4 * sizeof(g->token) + 1];
	size_t n = 0;
	for (size_t i = 0; i < g->token_n; i++) {
		unsigned char c = (unsigned char)g->token[i];
		if (c == 27)
			n += (size_t)snprintf(
				text + n, sizeof(text) - n, "ESC ");
		else if (c < 32 || c >= 127)
			n += (size_t)snprintf(
				text + n, sizeof(text) - n, "<%02X>", c);
		else
			text[n++] = (char)c;
	}
	text[n] = '\0';
	return text;
}

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
		glass_complain(
			g, "U+%04X runs over the last column", (unsigned)c);
	char bytes[4];
	size_t n = glass_put_utf8(c, bytes);
	g->sent = 0;
	if (g->ambiguous == 2 && is_ambiguous(c)) {
		g->sent = c;
		n = glass_put_utf8(0x3013, bytes);
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
			glass_complain(
				g, "%s: no look of ours", shown_token(g));
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

void
glass_take_byte(struct glass *g, unsigned char c)
{
	if (g->token_n == 0 || g->tail) {
		if (g->tail && (c & 0xC0) != 0x80) {
			glass_complain(
				g, "a broken character before 0x%02X", c);
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
