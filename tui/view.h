// SPDX-License-Identifier: MIT
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include "store/err.h"
#include "store/id.h"
#include "tui/actions.h"
#include "tui/canvas.h"

struct desk;
struct view;
struct view_ops;

/* What the user did: an action, never a key code. */
struct act {
	enum action action;
	uint32_t c; /* TEXT: the character typed; 0 when pasted */
	str text;   /* TEXT: what was pasted */
};

/* What a view that closed has to say to the one under it. */
enum answer_kind {
	ANSWER_NONE, /* Esc: nothing */
	ANSWER_YES,
	ANSWER_TEXT, /* text */
	ANSWER_ID,   /* id */
	ANSWER_ADD,  /* the wanted one is to be made */
	ANSWER_ITEM, /* number */
};
struct answer {
	enum answer_kind kind;
	int number;
	str text; /* lives until `back` returns */
	struct id id;
};

/* What happens next. */
enum step_kind {
	STEP_STAY,
	STEP_PASS, /* not mine: the desk's own keys */
	STEP_PUSH, /* open `view` with `arg` on top */
	STEP_SWAP, /* … in my place */
	STEP_POP,  /* close me; `answer` goes to the view under me */
	STEP_GO,   /* close all but the first, then push */
	STEP_QUIT,
	STEP_LOCK, /* close all, then the login view in a new process */
};
struct step {
	enum step_kind kind;
	const struct view_ops *view;
	const void *arg; /* lives until `open` returns: desk->frame is right */
	struct answer answer;
};

/* Keys to tell of at the bottom: one action, or two that belong together. */
struct hint {
	int line; /* 1 or 2; 0 ends the table */
	enum action action;
	enum action other;
	const char *words; /* N_() */
	bool must;         /* told also where few fit */
};

/*
 * A screen is a table of functions. The desk makes its state, `size` zeroed
 * bytes that begin with a struct view, in an arena that ends with it.
 * Any function may be NULL but draw and act.
 */
struct view_ops {
	const char *name;
	size_t size;
	const struct hint *keys;
	bool popup; /* drawn over the view under it */
	/* Get ready; when it fails the view is not shown, the words are. */
	enum err_code (*open)(
		struct view *v, struct desk *d, const void *arg, struct err *e);
	void (*close)(struct view *v, struct desk *d);
	/* Does it hold typed work that could not be kept? Then it is not
	 * closed from elsewhere; only its own Esc asks and closes it. */
	bool (*holds)(struct view *v, struct desk *d);
	/* A view that lay on top has closed. */
	struct step (*back)(
		struct view *v, struct desk *d, const struct answer *a);
	/* Fetch what draw is going to show on rows x cols. */
	void (*ready)(struct view *v, struct desk *d, int rows, int cols);
	void (*draw)(
		const struct view *v, const struct desk *d, struct canvas *c);
	struct step (*act)(
		struct view *v, struct desk *d, const struct act *act);
	/* After a paint and an act: draw again what alone may have changed.
	 * Asked while `drawn` stands. */
	void (*redraw)(
		const struct view *v, const struct desk *d, struct canvas *c);
	/* A piece of what may wait until the screen is painted: committing a
	 * draft, searching on. True when there is more or the picture
	 * changed. */
	bool (*settle)(struct view *v, struct desk *d);
};

struct view {
	const struct view_ops *ops;
	struct arena *arena;     /* secret */
	const struct hint *keys; /* NULL: those of ops */
	bool laid;  /* for the loop: ready, and nothing has changed since */
	bool drawn; /* … as ready last laid it out, which takes this back */
};

#define STEP(k) ((struct step){.kind = (k)})

#endif
