// SPDX-License-Identifier: MIT
// What comes from the terminal: keys, pastes, signals.
#include "tui/term_impl.h"

#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#include "tui/keys.h"

/* A paste is handed over when nothing more came for a while, or when it has
 * been coming for long: its end may be lost, and the desk is not to wait. */
#define PASTE_MS 100
#define PASTE_LONG_MS 500
/* So many bytes at once were not typed: a paste from a terminal that does not
 * mark pastes. It is over when nothing came for a while. */
#define BURST_LEAST 256
#define BURST_MS 20
#define AWAY_S 60 /* put aside for longer, the desk locks */

/* Wait until a key may be there: signals reach us here and nowhere else.
 * False: nothing, or a signal. */
static bool
wait_input(const struct terminal *t, int ms)
{
	struct timespec limit = {ms / 1000, ms % 1000 * 1000000L};
	fd_set in;
	FD_ZERO(&in);
	FD_SET(STDIN_FILENO, &in);
	int n = pselect(STDIN_FILENO + 1, &in, NULL, NULL,
		ms < 0 ? NULL : &limit, &t->old_mask);
	return n > 0;
}

/* Readable, but nothing to read: the terminal has gone. */
static void
look_for_end(void)
{
	struct pollfd in = {STDIN_FILENO, POLLIN, 0};
	int waiting = 0;
	if (poll(&in, 1, 0) <= 0)
		return;
	if (in.revents != POLLIN ||
		ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0)
		term_caught = SIGHUP;
}

/* A byte more of a character; UTF8_BAD while there is none. What is no UTF-8
 * is forgotten. */
static uint32_t
join_byte(struct terminal *t, unsigned char byte)
{
	if ((byte & 0xC0) != 0x80)
		t->n_partial = 0;
	t->partial[t->n_partial++] = (char)byte;
	str s = {t->partial, t->n_partial};
	unsigned char lead = (unsigned char)t->partial[0];
	size_t wants = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
	uint32_t c = utf8_next(&s);
	if (c != UTF8_BAD || lead < 0xC2 || lead > 0xF4 ||
		t->n_partial >= wants)
		t->n_partial = 0;
	return c;
}

enum got { GOT_NOTHING, GOT_TEXT, GOT_CODE };

/* A character, or a key's code, that has come already. Not by get_wch: that
 * forgets the half of a character whose rest comes later (§4.4). */
static enum got
get(struct terminal *t, uint32_t *out)
{
	for (;;) {
		int c = wgetch(t->input);
		t->dry = c == ERR;
		if (t->dry)
			return GOT_NOTHING;
		if (c > 255) {
			t->n_partial = 0;
			*out = (uint32_t)c;
			return GOT_CODE;
		}
		*out = join_byte(t, (unsigned char)c);
		if (*out != UTF8_BAD)
			return GOT_TEXT;
	}
}

/* Is it pasted, though not marked? */
static bool
is_burst(void)
{
	int waiting = 0;
	return ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 &&
	       waiting >= BURST_LEAST;
}

static int64_t
now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* All that comes until the end mark, or until nothing comes for so long.
 * Never a key, so a new line in it is no Enter. What is too long is read to
 * its end and thrown away whole. */
static void
read_paste(struct terminal *t, int wait_ms, struct buf *b, struct event *out)
{
	uint32_t before = 0;
	int64_t until = now_ms() + PASTE_LONG_MS;
	*out = (struct event){EVENT_PASTE};
	for (;;) {
		uint32_t c;
		enum got got = get(t, &c);
		bool was_resized = term_resized;
		if (got == GOT_NOTHING &&
			((b->n && now_ms() > until) ||
				(!wait_input(t, wait_ms) &&
					(term_caught ||
						term_resized == was_resized))))
			break;
		if (got == GOT_CODE && (int)c == t->paste_end) {
			t->pasting = false;
			break;
		}
		if (got == GOT_CODE && wait_ms == BURST_MS) {
			ungetch((int)c); /* a key after it */
			break;
		}
		if (got != GOT_TEXT)
			continue;
		bool second = c == '\n' && before == '\r';
		before = c;
		if (second)
			continue;
		char bytes[4];
		c = c == '\r' ? '\n' : c;
		if (t->pasted + b->n < PASTE_MOST)
			buf_add(b, (str){bytes, utf8_put(c, bytes)});
		else
			out->too_long = true;
	}
	t->pasted = t->pasting ? t->pasted + b->n : 0;
	t->pasted_at = now_ms();
	if (!out->too_long)
		out->text = buf_str(b);
}

/* Nothing more has come: typed, not pasted. */
static bool
is_alone(struct terminal *t)
{
	int next = wgetch(t->input);
	if (next != ERR)
		ungetch(next);
	return next == ERR;
}

/* A paste was handed over without its end. What comes in one piece, or soon,
 * still belongs to it; a character that comes alone after a while was typed,
 * and so was a key: the end is lost. */
static bool
goes_on(struct terminal *t, enum got got, uint32_t c)
{
	if (!t->pasting)
		return false;
	bool soon = now_ms() - t->pasted_at < PASTE_MS;
	t->pasting = got == GOT_TEXT && c != 27 && (soon || !is_alone(t));
	return t->pasting;
}

/* One key or other event that has come already. */
static bool
read_event(struct terminal *t, struct arena *a, struct event *out)
{
	uint32_t c;
	enum got got = get(t, &c);
	if (got == GOT_NOTHING)
		return false;
	struct buf b = {.arena = a};
	bool more = goes_on(t, got, c);
	if (got == GOT_CODE && (int)c == t->paste_begin) {
		t->pasting = true;
		read_paste(t, PASTE_MS, &b, out);
		return true;
	}
	if (more || (got == GOT_TEXT && !utf8_is_control(c) && is_burst())) {
		char bytes[4];
		c = c == '\r' ? '\n' : c;
		buf_add(&b, (str){bytes, utf8_put(c, bytes)});
		read_paste(t, more ? PASTE_MS : BURST_MS, &b, out);
		return true;
	}
	if (got == GOT_TEXT && c == 27 && term_skip_unknown_key(t))
		return read_event(t, a, out);
	uint32_t key = got == GOT_CODE      ? term_key_of((int)c)
		       : utf8_is_control(c) ? key_of_control(c)
					    : c;
	*out = (struct event){EVENT_KEY, .key = key};
	return true;
}

/* Whatever the terminal shows now: all is painted again. */
static void
forget_shown(struct terminal *t, struct event *out)
{
	clearok(curscr, TRUE);
	t->stale = true;
	*out = (struct event){
		EVENT_RESIZE, .rows = getmaxy(stdscr), .cols = getmaxx(stdscr)};
}

/* Curses itself would not tell of a window that came back at its old size,
 * and what that shows is as uncertain (§4.16). */
static void
take_size(struct terminal *t, struct event *out)
{
	struct winsize size;
	term_resized = 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
		size.ws_col > 0)
		resize_term(size.ws_row, size.ws_col);
	forget_shown(t, out);
}

/* Back from being put aside: another program had the terminal meanwhile. */
static void
resume(struct terminal *t, struct event *out)
{
	refresh(); /* ncurses sets the modes again */
	keypad(t->input, TRUE);
	term_write(TERM_MODES_ON);
	forget_shown(t, out);
}

/* What a signal asks for. */
static void
answer_signal(struct terminal *t, struct event *out)
{
	int number = (int)term_caught;
	*out = (struct event){EVENT_OVER, .signal = number};
	if (number != SIGTSTP && number != SIGCONT)
		return;
	term_caught = 0;
	time_t put_aside = time(NULL);
	if (number == SIGTSTP) {
		term_wipe(&t->screen);
		term_restore();
		raise(SIGSTOP);
	}
	resume(t, out);
	out->away = time(NULL) - put_aside >= AWAY_S;
}

bool
term_next(struct screen *s, int wait_ms, struct arena *a, struct event *out)
{
	struct terminal *t = (struct terminal *)s;
	bool look = wait_ms == 0 || !t->dry; /* before waiting */
	if (look && !term_caught && !term_resized && read_event(t, a, out))
		return true;
	if (!term_caught && !term_resized && wait_ms != 0) {
		bool more = wait_input(t, wait_ms);
		if (!term_caught && !term_resized && read_event(t, a, out))
			return true;
		if (more && !term_resized)
			look_for_end();
	}
	if (term_caught)
		answer_signal(t, out);
	else if (term_resized)
		take_size(t, out);
	else
		return false;
	return true;
}
