// SPDX-License-Identifier: MIT
#ifndef TUI_TERM_IMPL_H
#define TUI_TERM_IMPL_H

/* The insides of the terminal: the only files that know curses. */
#include <curses.h>
#include <signal.h>
#include <termios.h>

#include "tui/term.h"

#define TERM_SIGNALS 6

struct terminal {
	struct screen screen;
	SCREEN *curses;
	WINDOW *input;   /* a pad: reading from it never paints */
	char partial[4]; /* a character that is not there whole yet */
	size_t n_partial;
	bool dry;            /* nothing more had come when last looked */
	struct canvas shown; /* what the terminal shows */
	bool stale;          /* … is not known */
	enum theme theme;
	int paste_begin;
	int paste_end;
	bool pasting;      /* the end of a paste has not come … */
	size_t pasted;     /* … of which so many bytes were handed over */
	int64_t pasted_at; /* … and when the last */
	struct sigaction old[TERM_SIGNALS];
	struct sigaction old_winch;
	char give_back[256]; /* what gives the terminal back, for store_guard */
	struct termios usual;
	sigset_t old_mask; /* ours lets no signal through but while waiting */
};

/* --- term_probe.c: before curses ------------------------------------------ */

void term_write(const char *z);
/* Without UTF-8 every Chinese character becomes ~@ (§4.11). */
bool term_find_utf8(void);
/* The Linux console has no Chinese, fbterm, which calls itself the same, has
 * (§4.12). */
bool term_lacks_chinese(void);
/* Write one ─ and ask where the cursor is: the width of the characters
 * terminals disagree about, 0 when there is no answer (§4.10). What was typed
 * meanwhile stands in answer, around the terminal's own words. */
int term_measure(char *answer, size_t size);

/* --- term_keys.c: keys terminals send ------------------------------------- */

void term_define_keys(struct terminal *t);
/* K_NONE: nobody knows it. */
uint32_t term_key_of(int code);
/* The rest of a key that nobody knows: neither Esc nor text. True when it was
 * one. Curses has waited for it after the ESC already. */
bool term_skip_unknown_key(struct terminal *t);
/* What was typed before the desk was there, around the answer, is not lost. */
void term_put_back(const char *answer);

/* --- term_signal.c -------------------------------------------------------- */

/* The signal that asks to end the desk or to put it aside, 0: none; and
 * whether the window's size may have changed. They come while we wait. */
extern volatile sig_atomic_t term_caught;
extern volatile sig_atomic_t term_resized;

void term_catch_signals(struct terminal *t);
void term_release_signals(const struct terminal *t);

/* --- term_read.c, term_show.c: the screen --------------------------------- */

bool term_next(
	struct screen *s, int wait_ms, struct arena *a, struct event *out);
void term_show(struct screen *s, const struct canvas *c);

/* Digits of the numeric keypad are digits; pastes are marked (§4.7, §4.8). */
#define TERM_MODES_ON "\033>\033[?2004h"
#define TERM_MODES_OFF "\033[?2004l\033>"
/* Leave the terminal as it was; also from die(). */
void term_restore(void);

#endif
