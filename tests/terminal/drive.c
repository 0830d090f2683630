// SPDX-License-Identifier: MIT
/*
 * A clerk without sense at a terminal of some kind: random keys, texts, pastes
 * and windows, the same for the same seed. After each step the glass must be
 * whole, the cursor in its field and the program awake; at the end the screens
 * must be those that the same keys give as a key script.
 *
 *	drive -k xterm -g 80x24 -w 1 -n 300 -s 1 -d STORE [-t COPY] [-x SPOIL]
 *
 *	-w  columns of ─: 1, 2, 0 when the terminal does not answer
 *	-t  compare with a key script over COPY, a copy of STORE
 *	-x  half, control, escape, shift, edge, hidden, blue: spoil what the
 *	    program wrote, once; then this must fail
 *	-l  a file for all that it writes, step by step
 *
 * XINZHAN: the program. Exit 1 with seed, last keys and screen.
 */
#define _GNU_SOURCE
#include "tests/terminal/drive.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct drive d;

/* --- what went wrong --------------------------------------------------- */

static void
remember(void)
{
	char *out = d.last[d.at % REMEMBERED];
	size_t size = sizeof(d.last[0]);
	int n = snprintf(out, size, "%5d  ", d.at);
	if (d.step.rows)
		n += snprintf(out + n, size - (size_t)n, "resize %dx%d",
			d.step.cols, d.step.rows);
	for (size_t i = 0; i < d.step.n && (size_t)n + 8 < size; i++) {
		unsigned char c = (unsigned char)d.step.sent[i];
		n += snprintf(out + n, size - (size_t)n,
			c == 27              ? "\\e"
			: c < 32 || c == 127 ? "\\x%02x"
					     : "%c",
			c);
	}
	if (d.step.slow)
		snprintf(out + n, size - (size_t)n, "  (slowly)");
}

static void
print_screen(const struct glass *g)
{
	int row;
	int col;
	glass_cursor(g, &row, &col);
	fprintf(stderr, "== %dx%d cursor %d,%d\n", glass_cols(g), glass_rows(g),
		row + 1, col + 1);
	for (int i = 0; i < glass_rows(g); i++)
		fprintf(stderr, "%s|%s\n", i == row ? ">" : " ",
			glass_row(g, i));
	fprintf(stderr, "==\n");
}

static void
report(void)
{
	fprintf(stderr, "%s %dx%d width %d seed %llu step %d: %s\n",
		d.kind->name, d.cols, d.rows, d.ambiguous,
		(unsigned long long)d.seed, d.at, glass_fault(d.pty.glass));
	int from = d.at - REMEMBERED + 1;
	for (int i = from < 0 ? 0 : from; i <= d.at; i++)
		fprintf(stderr, "%s\n", d.last[i % REMEMBERED]);
	print_screen(d.pty.glass);
}

/* --- what must hold ---------------------------------------------------- */

/* Where is the cursor in its row: between these brackets? */
static bool
is_between(const struct glass *g, int row, int col, const char *open,
	const char *close)
{
	int from = col;
	int to = col;
	/* One typed into the field has something of it behind it. */
	if (to + 1 < glass_cols(g) && glass_at(g, row, to + 1)->c[0] != ' ')
		to++;
	while (from > 0 && glass_at(g, row, from)->c[0] != (uint32_t)*open)
		from--;
	while (to < glass_cols(g) - 1 &&
		glass_at(g, row, to)->c[0] != (uint32_t)*close)
		to++;
	return from < col && col < to &&
	       glass_at(g, row, from)->c[0] == (uint32_t)*open &&
	       glass_at(g, row, to)->c[0] == (uint32_t)*close;
}

/* The mark '>' of a field: at the left of a column of the form, then a
 * number, and its value in brackets in the same row. */
static void
check_field(struct glass *g)
{
	int rows = glass_rows(g);
	int row;
	int col;
	if (rows < 12 || glass_cols(g) < 40)
		return;
	glass_cursor(g, &row, &col);
	if (row >= rows - 2)
		glass_complain(g, "the cursor stands in the hints");
	if (!strstr(glass_row(g, rows - 2), "Enter下一栏") &&
		!strstr(glass_row(g, rows - 2), "Enter Next"))
		return;
	for (int c = 0; c < glass_cols(g); c++)
		if (glass_at(g, row, c)->c[0] == '>' && c < col &&
			(c == 0 || glass_at(g, row, c - 1)->c[0] == ' ') &&
			strchr(glass_row(g, row), '[') &&
			!is_between(g, row, col, "[", "]") &&
			glass_at(g, row, col)->c[0] != '[')
			glass_complain(g,
				"the cursor is outside its field, row %d "
				"column %d",
				row + 1, col + 1);
}

static void
check_all(void)
{
	struct glass *g = d.pty.glass;
	struct glass_modes m = glass_modes(g);
	glass_check(g);
	check_field(g);
	if (m.keypad)
		glass_complain(g, "the keypad sends no digits");
	if (!m.paste)
		glass_complain(g, "pastes are not marked");
	if (m.hidden)
		glass_complain(g, "the cursor is hidden");
	if (m.alternate == d.kind->is_linux)
		glass_complain(g, "not on the screen it belongs to");
}

/* --- negative controls ------------------------------------------------- */

/* After so many wide characters something is done to the line, once. */
static size_t
spoil(const char *in, size_t n, char *out)
{
	static int wide;
	static int tail;
	static const struct {
		const char *name;
		const char *bytes;
	} ways[] = {
		{"half", "\b \b"},
		{"control", "\a"},
		{"escape", "\033]0;x"},
		{"shift", "x"}, /* a blank may fall on a blank */
		{"edge", "\033[999C"},
		{"hidden", "\xE2\x80\xAE"},
		{"blue", "\033[34m"},
	};
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)in[i];
		out[k++] = in[i];
		if (c >= 0xE4 && c <= 0xE9)
			tail = 2;
		else if (tail && --tail == 0 && ++wide % 400 == 0)
			for (size_t w = 0; w < sizeof(ways) / sizeof(*ways);
				w++)
				if (strcmp(d.spoil, ways[w].name) == 0) {
					size_t m = strlen(ways[w].bytes);
					memcpy(out + k, ways[w].bytes, m);
					k += m;
				}
	}
	return k;
}

/* --- the run ----------------------------------------------------------- */

static void
start(void)
{
	char *argv[] = {getenv("XINZHAN"), "--data", (char *)d.data, "--user",
		"李梅", "--now", "2022-12-20T09:00", NULL};
	pty_start(&d.pty, d.kind, d.ambiguous, d.rows, d.cols, argv, NULL);
	if (d.spoil)
		d.pty.spoil = spoil;
	d.pty.log = d.log;
	pty_settle(&d.pty, d.ambiguous ? 20 : 250);
	if (glass_find(d.pty.glass, "Ctrl+Q") < 0)
		pty_see(&d.pty, "Ctrl+Q", 5000);
	pty_settle(&d.pty, 0);
	if (d.kind->is_linux) { /* its words about Chinese go with a key */
		pty_sendz(&d.pty, "\014");
		pty_settle(&d.pty, 0);
	}
}

static void
do_step(void)
{
	struct pty *p = &d.pty;
	if (d.step.rows)
		pty_resize(p, d.step.rows, d.step.cols);
	else if (!d.step.slow)
		pty_send(p, d.step.sent, d.step.n);
	else
		for (size_t i = 0; i < d.step.n; i++) {
			pty_send(p, d.step.sent + i, 1);
			pty_settle(p, chance(8) == 0 ? ESCAPE_MS : 0);
		}
	pty_settle(p, d.step.pause);
}

/* By Ctrl+Q or a command: with 0, the terminal as it was. */
static bool
ended_well(void)
{
	struct pty *p = &d.pty;
	int rc = pty_wait(p, 0);
	if (rc != 0)
		glass_complain(p->glass, "it ended with %d", rc);
	return pty_is_restored(p);
}

static bool
leave(void)
{
	for (int i = 0; i < 40 && d.pty.pid; i++) {
		pty_sendz(&d.pty, "\021");
		pty_settle(&d.pty, 0);
		if (d.pty.pid) {
			pty_sendz(&d.pty, "\033");
			pty_settle(&d.pty, ESCAPE_MS);
		}
	}
	if (d.pty.pid)
		glass_complain(d.pty.glass, "there is no way out");
	return !d.pty.pid && ended_well();
}

/* Has it locked? Then it runs anew, and nobody knows its password here: away
 * with it, by its own key. */
static void
leave_login(void)
{
	struct glass *g = d.pty.glass;
	bool blank = true;
	for (int i = 0; i < glass_rows(g); i++)
		blank = blank && (glass_row(g, i)[0] == '\0' ||
					 strcmp(glass_row(g, i), "─") == 0);
	if (blank)
		pty_see(&d.pty, "Ctrl+Q", 5000);
	if (glass_find(g, "Enter登录") < 0 && glass_find(g, "Enter Login") < 0)
		return;
	pty_sendz(&d.pty, "\021");
	pty_settle(&d.pty, 0);
}

static bool
run(void)
{
	struct glass *g;
	start();
	g = d.pty.glass;
	check_all();
	for (d.at = 0; d.at < d.steps && !glass_fault(g); d.at++) {
		step_make();
		remember();
		if (d.log)
			fprintf(d.log, "\n== %s\n", d.last[d.at % REMEMBERED]);
		do_step();
		if (d.pty.pid)
			leave_login();
		if (!d.pty.pid) {
			if (!ended_well() || d.twin)
				break;
			pty_end(&d.pty);
			start();
			g = d.pty.glass;
			continue;
		}
		check_all();
		if (d.twin)
			twin_keep();
		if (glass_fault(g))
			break;
	}
	int done = d.at;
	bool fine = !glass_fault(g) && (!d.pty.pid || leave());
	if (!fine)
		report();
	pty_end(&d.pty);
	if (fine && d.twin)
		fine = twin_is_same(done);
	return fine;
}

int
main(int argc, char **argv)
{
	int opt;
	setlocale(LC_CTYPE, "C.UTF-8");
	d = (struct drive){.kind = kind_find("xterm"),
		.rows = 24,
		.cols = 80,
		.ambiguous = 1,
		.steps = 300,
		.seed = 1};
	while ((opt = getopt(argc, argv, "k:g:w:n:s:d:t:x:l:")) != -1)
		switch (opt) {
		case 'k':
			d.kind = kind_find(optarg);
			break;
		case 'g':
			sscanf(optarg, "%dx%d", &d.cols, &d.rows);
			break;
		case 'w':
			d.ambiguous = atoi(optarg);
			break;
		case 'n':
			d.steps = atoi(optarg);
			break;
		case 's':
			d.seed = strtoull(optarg, NULL, 10);
			break;
		case 'd':
			d.data = optarg;
			break;
		case 't':
			d.twin = optarg;
			break;
		case 'l':
			d.log = fopen(optarg, "w");
			break;
		case 'x':
			d.spoil = optarg;
			break;
		default:
			return 2;
		}
	if (!d.kind || !d.data || !getenv("XINZHAN"))
		return 2;
	d.random = d.seed * 0x9E3779B97F4A7C15u + 1;
	d.seen = calloc((size_t)d.steps + 1, sizeof(*d.seen));
	if (d.twin) {
		d.script = fopen("twin.keys", "w");
		fprintf(d.script, "resize %dx%d\n", d.cols, d.rows);
	}
	return run() ? 0 : 1;
}
