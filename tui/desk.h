// SPDX-License-Identifier: MIT
#ifndef TUI_DESK_H
#define TUI_DESK_H

#include "store/store.h"
#include "templates/report.h"
#include "tui/keys.h"
#include "tui/screen.h"
#include "tui/settings.h"
#include "tui/view.h"
#include "tui/widgets/lineedit.h"

/* What the desk works on: opened by the caller, who closes them. The language
 * and the clock are set before. */
struct desk_config {
	struct store *store;
	struct catalog *catalog;
	struct report_set *reports;
	const char *user;
	/* NULL: somebody has logged in already. Else the desk begins with the
	 * login view, which calls this: log in, and fill in the rest. */
	enum err_code (*enter)(void *arg, str user, str password,
		struct desk_config *config, struct err *e);
	void *arg;
	bool locked;     /* the login view says so */
	bool lang_given; /* by --lang: before what the settings say */
	/* Forms were accepted: put what is in force now into config. */
	void (*renew)(void *arg, struct desk_config *config);
	const char *const *self; /* to start ourselves with; NULL ends it */
	const char *warning;     /* to be said at first, or NULL */
};

/* The desk on the terminal; the program's exit code: 0, 6 for a terminal
 * that will not do, 128+n after a signal; DESK_LOCKED (door.h). */
int desk_run(struct desk_config *config);
/* The desk driven by a key script, its screens printed on stdout; 2 when the
 * script has an unknown word or key. */
int desk_run_script(struct desk_config *config, const char *keys_file);

/* --- for views ----------------------------------------------------------- */

#define DESK_DEEP 16

struct desk {
	struct store *store;
	struct catalog *catalog;
	struct report_set *reports;
	const struct station *station; /* NULL without a store */
	str user;
	const char *user_name; /* the same, for C */
	struct settings settings;
	struct keymap keys;
	bool jump;  /* leave a field by itself when it is full */
	int drafts; /* kept by views that were closed with work in them */
	struct arena *frame; /* forgotten with the next key */
	struct view *stack[DESK_DEEP];
	int depth;
	const struct view *painted; /* alone on the canvas; NULL: none */
	const struct view *ready;   /* the view laid out last … */
	bool acted;                 /* … and whether that may be outdated */
	char words[256];            /* said at the bottom until the next key */
	enum look words_look;
	struct canvas canvas;
	int code; /* exit code */

	/* The door (door.h). */
	struct desk_config *config;
	bool locked;     /* begins locked */
	int64_t touched; /* when somebody typed */
	int64_t tidied;
	int64_t lock_ms;   /* nobody types so long: lock */
	bool rotating;     /* keys may have to be renewed */
	struct step later; /* what a view's settle wants to happen */
};

/* Somebody has logged in: take what the configuration has now. */
void desk_enter(struct desk *d);

/* The loop: until a view quits or the screen's input is over. Opens `first`.
 * Returns the exit code. */
int desk_loop(struct desk *d, struct screen *s, const struct view_ops *first,
	const void *arg);

/* Words for the message line. */
void desk_say(struct desk *d, enum look look, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* lineedit_act, and the words when a text does not fit. */
bool desk_edit(struct desk *d, struct lineedit *e, const struct act *act);

/* A read transaction with a reader on it; end it with desk_done before the
 * next key. False when it failed: the words have been said. */
bool desk_read(struct desk *d, struct reader *r, struct arena *a);
void desk_done(struct reader *r);

/* The key that does it, as hints print it. For this frame. */
const char *desk_key(const struct desk *d, enum action action);

/* A moment to the minute, as people read it: 2024-07-12 09:30. */
str desk_moment(struct arena *a, moment_t m);
/* The first row, reversed: left and right words; 测试 or 演示 where they
 * belong. */
void desk_header(const struct desk *d, struct canvas *c, str left, str right);
/* The row of message words above the hints, two for long ones; nothing when
 * there are none. */
void desk_words(const struct desk *d, struct canvas *c);
/* A popup's frame with a title; blanks inside. */
void desk_box(
	struct canvas *c, int row, int col, int height, int width, str title);

/* For the loop: is the window too small to draw in? Paint what is on top. */
bool desk_is_small(const struct canvas *c);
void desk_paint(struct desk *d, struct screen *s);

/* The views that others push. */
extern const struct view_ops view_home, view_records, view_form, view_lookup,
	view_check, view_report, view_help, view_message, view_command;

#endif
