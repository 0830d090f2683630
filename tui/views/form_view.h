// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_FORM_VIEW_H
#define TUI_VIEWS_FORM_VIEW_H

#include "forms/conflict.h"
#include "forms/session.h"
#include "forms/sight.h"
#include "tui/views/check.h"
#include "tui/views/form.h"
#include "tui/views/scan.h"
#include "tui/widgets/lineedit.h"

/*
 * A form being filled, seen by the files of the view: form.c its life and
 * keys, form_edit.c the cursor and what is typed, form_rows.c the rows of
 * repeats and Enter, form_table.c their lines, form_carry.c what comes from
 * last time, form_look.c which of it was looked at, form_undo.c undo and
 * copies, form_ask.c what lies on top, form_layout.c where things stand,
 * form_fill.c what they say, form_page.c how they look, form_save.c drafts,
 * saving, checking, form_conflict.c what somebody else changed meanwhile.
 */

/* What was typed but cannot be the field's value: never lost, never saved
 * as final. */
struct raw {
	str path;
	str text;
	str why;
};

/* What stood in a field: a value's canonical text, or what could be none. */
struct entered {
	str text;
	str why;
	bool raw;
};

/* A record with its rows, to be put back whole. */
struct whole {
	struct record record;
	struct raw *raw;
	size_t n_raw;
};

/* One change, to be undone: a field's text, or a row of a repeat. */
struct change {
	str path;
	struct entered before;
	struct entered after;
	bool with;  /* came with the one before it: a trigger's work */
	size_t row; /* the row that came or went; 0: a text */
	bool added;
	const struct whole *whole; /* before the row went, or much was filled */
	const struct whole *then;  /* after much was filled */
};

/* Taken over from last time, to be looked at. */
struct carried {
	str path;    /* of a field, or of a repeat with all its rows */
	str text;    /* as it was taken over */
	bool weighs; /* feeds a risk, a class or a count of people */
	bool seen;   /* the cursor stood there and went on */
};

/* Fields that may change when one is set. */
#define WATCH_MOST 32
struct watch {
	struct change *v;
	size_t n;
};

enum slot_kind { SLOT_HEAD, SLOT_NOTE, SLOT_ROW, SLOT_FIELD, SLOT_SAVE };

/* A thing on the page. The texts are there for the page in sight only. */
struct slot {
	enum slot_kind kind;
	size_t cell; /* FIELD */
	int page;
	int row; /* on the screen */
	int col;
	int height;
	int number;
	bool required;
	bool computed;
	bool wrong;
	bool folded;  /* ROW: all of it in one line, its label */
	bool unseen;  /* taken over from last time, not looked at */
	bool changed; /* taken over, then changed */
	str label;
	str rest;   /* of the label, in the second line */
	str value;  /* between brackets */
	int box;    /* columns of the brackets' inside */
	str after;  /* behind the brackets: what a code means */
	str below;  /* under them: what codes mean */
	str reason; /* why it is not asked; empty: it is */
};

struct form_view {
	struct view view;
	const struct form *form;
	struct session *session;
	bool answer;        /* close after a save and answer the id */
	bool masked;        /* somebody's record: hidden until Ctrl+T … */
	bool revealing;     /* … and a reason */
	enum sight sight;   /* of its secret fields */
	struct record last; /* this user's last one, to copy from */
	bool has_last;
	struct id above;    /* what the record belongs to (x_parent), or none */
	struct record same; /* the last one of the same patient, case … */
	enum sight same_sight; /* … and of its secret fields */
	bool has_same;
	str title; /* of the record, "" new */

	const struct cell *cell;
	size_t n;
	size_t at; /* n: the line to save */
	struct lineedit edit;
	bool edited;
	bool swallow;    /* the Enter after a jump */
	bool explaining; /* why a rule is not kept is being asked */
	str warned;      /* path of the warning that one more Enter accepts */
	str fresh;       /* path of the row that was made and not filled */
	bool picking;    /* a lookup lies on top */

	struct carried *carried;
	size_t n_carried;
	bool listed; /* what was carried has been shown before this save */
	size_t dots; /* typed where no text is: .. and ... */
	struct scan twins; /* who may be the same person … */
	bool looking;      /* … is being looked for */

	struct raw *raw;
	size_t n_raw;
	struct change *change; /* the first n_done hold */
	size_t n_change;
	size_t n_done;
	bool undoing;
	bool restored; /* the session is made of an older state: to be kept */
	bool changed;  /* somebody else saved it meanwhile … */
	struct conflict *conflict; /* … and what differs is being chosen from */
	str reason;                /* of the next save */

	char words[512]; /* on line 21, until a field is left */
	enum look look;
	bool draft_due;
	bool discarded; /* closes without keeping anything */
	bool asking;    /* whether to discard */
	bool failed;    /* the draft could not be kept */
	bool has_draft;
	moment_t draft_at;
	char saved[64]; /* 已保存 and the short id */

	/* The page. */
	bool still; /* only the text being typed has changed since */
	int rows;   /* … it was laid out for so large a screen */
	int cols;
	struct arena *page;
	struct slot *slot;
	size_t n_slot;
	size_t slot_at; /* where the cursor is */
	int pages;
	int width; /* of a column */
	int label_width;
	int body_top;
	int body_rows;
	bool roomy; /* lines for options, words and hint apart */
	int filled;
	int asked;
	str options;
	str hint;
	str last_text;
};

static inline struct form_view *
form_self(struct view *v)
{
	return (struct form_view *)v;
}

void form_say(struct form_view *fv, enum look look, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Numbers of F9's own items; those from FORM_ITEM_CELL on are cells. */
enum {
	ITEM_REMOVE_ROW = 1,
	ITEM_HISTORY,
	ITEM_DISCARD,
	ITEM_JUMP,
	ITEM_CELL = 100
};

#define AREA_ROWS 3 /* of a text of several lines */

/* form_edit.c */
const struct cell *form_cell(const struct form_view *fv); /* NULL: save line */
int form_number(const struct form *f, const struct field *field);
bool form_can_stop(const struct form_view *fv, size_t i);
void form_cells(struct form_view *fv); /* fetch them again */
/* May its content not be seen, nor changed, now? */
bool form_is_hidden(const struct form_view *fv, const struct cell *c);
/* What is shown in place of a text that is hidden. */
str form_cover(const struct form_view *fv, struct arena *a,
	const struct field *f, str text);
/* Words, when the field the cursor is on is hidden. */
bool form_refuses(struct form_view *fv, struct desk *d);
void form_enter(struct form_view *fv, struct desk *d, size_t at);
/* Take what was typed. True when it was stored, or nothing was typed. */
bool form_leave(struct form_view *fv, struct desk *d);
void form_go(struct form_view *fv, struct desk *d, size_t at);
void form_go_path(struct form_view *fv, struct desk *d, str path);
size_t form_next(const struct form_view *fv, size_t at, bool skip);
size_t form_before(const struct form_view *fv, size_t at);
void form_put(struct form_view *fv, struct desk *d, str text);
size_t form_find(struct form_view *fv, struct arena *a, str path);
/* desk_read once the record was let in: what it refers to and its rules look
 * at is not hidden, as when it is saved. */
bool form_read(struct desk *d, struct reader *r, struct arena *a);
/* Records for a while: what reads them is brought up to date. */
bool form_lend(struct form_view *fv, struct desk *d, struct reader *r);
void form_take_back(struct form_view *fv, struct reader *r, bool lent);

/* form_undo.c */
void form_watch(struct form_view *fv, struct desk *d, const struct cell *c,
	struct watch *w);
void form_remember(struct form_view *fv, struct desk *d, const struct watch *w);
/* A row was added, or is about to be removed. */
void form_remember_row(struct form_view *fv, struct desk *d, str path,
	size_t number, bool added);
void form_forget_row(struct form_view *fv, str path, size_t number);
void form_undo(struct form_view *fv, struct desk *d, bool redo);
void form_ditto(struct form_view *fv, struct desk *d);

/* All as it stands, to be put back; NULL when it cannot be told. */
const struct whole *form_whole(struct form_view *fv, struct desk *d);
void form_remember_whole(struct form_view *fv, struct desk *d, str path,
	const struct whole *before);

/* form_carry.c */
/* What was answered last time: of the same patient, case … (x_parent); where a
 * form is about nobody, and in fields with x_keep, what this user saved last.
 * NULL when there is nothing. */
const struct value *form_last_value(
	const struct form_view *fv, const struct field *f);
/* Look up the last record of whom this one is about, once that is chosen. */
void form_find_same(struct form_view *fv, struct reader *r);
/* Fill what is blank from the cursor on as it was last time; at a repeat that
 * has no rows, or in its empty first one, only those rows. */
void form_carry_here(struct form_view *fv, struct desk *d);
bool form_is_carry(str text); /* ... as it is typed */
/* A dot where no text is, in a reference or at the head of rows. */
bool form_takes_dot(
	struct form_view *fv, struct desk *d, const struct act *act);
void form_restore_carried(struct form_view *fv, struct desk *d, str path);
/* form_look.c */
/* What is known of a field, or the row it is in; NULL: nothing carried. */
const struct carried *form_carried(const struct form_view *fv, str path);
void form_seen(struct form_view *fv, struct desk *d); /* where the cursor is */
size_t form_unseen(struct form_view *fv);
/* A line each, what weighs first; out has room for n_carried. */
size_t form_unseen_lines(struct form_view *fv, struct reader *r,
	struct arena *a, struct check_line *out);
/* The next to be filled or looked at; SIZE_MAX: from the first. */
size_t form_next_due(struct form_view *fv, struct desk *d, size_t at);

/* form_twin.c */
/* The name or phone of somebody new was left: look for others that have it. */
void form_twin_look(struct form_view *fv, struct desk *d);
bool form_twin_step(struct form_view *fv, struct desk *d); /* a piece */

/* form_rows.c */
/* The header of the repeat a cell stands in, or is; SIZE_MAX: none. */
size_t form_head_of(const struct form_view *fv, size_t at);
/* Is the cursor in the row that was made and not filled? */
bool form_in_fresh(struct form_view *fv, struct arena *a);
/* Without asking, telling or remembering; `head` is the repeat's cell. The
 * new row's number, 0 when there is none. */
size_t form_make_row(struct form_view *fv, struct desk *d, size_t head);
void form_take_row(
	struct form_view *fv, struct desk *d, size_t head, size_t number);
/* The first stop of a row; SIZE_MAX: none. */
size_t form_row_first(const struct form_view *fv, size_t head, size_t number);
void form_accept(struct form_view *fv, struct desk *d); /* Enter */
/* Tab: in rows, to what must still be filled, else to the next row. */
void form_tab(struct form_view *fv, struct desk *d);
void form_add_row(struct form_view *fv, struct desk *d);
void form_remove_row(struct form_view *fv, struct desk *d);
void form_drop_fresh(struct form_view *fv, struct desk *d);
bool form_is_full(const struct form_view *fv, struct arena *a);
const struct raw *form_raw(const struct form_view *fv, str path);
void form_set_raw(struct form_view *fv, str path, str text, str why);

/* form_ask.c */
/* Does a warning keep the cursor here? Enter again accepts a rare value; for a
 * rule, `explaining` is set and words are to be asked for. */
bool form_warns(struct form_view *fv, struct desk *d);
struct step form_ask_why(struct form_view *fv, struct desk *d);
void form_explained(struct form_view *fv, struct desk *d, str why);
struct step form_look_up(struct form_view *fv, struct desk *d, str typed);
struct step form_picked(
	struct form_view *fv, struct desk *d, const struct answer *a);
struct step form_push_command(struct form_view *fv, struct desk *d);
struct step form_push_help(struct form_view *fv, struct desk *d);

/* form_table.c */
/* Is the row of cell i told in one line, as the cursor is elsewhere? */
bool form_is_folded(const struct form_view *fv, size_t i);
size_t form_folded_stop(const struct form_view *fv, const struct slot *s);
/* What the folded rows of a page say. r NULL: nothing can be read. */
void form_fill_rows(struct form_view *fv, struct reader *r, int page);

/* form_layout.c, form_fill.c, form_page.c */
int form_label_width(const struct form_view *fv);
void form_lay_out(struct form_view *fv, int rows, int cols);
void form_ready(struct view *v, struct desk *d, int rows, int cols);
void form_draw(const struct view *v, const struct desk *d, struct canvas *c);
void form_redraw(const struct view *v, const struct desk *d, struct canvas *c);
size_t form_page_first(const struct form_view *fv, int page);

/* form_save.c */
/* False when it could not be kept; the words have been said. */
bool form_keep_draft(struct form_view *fv, struct desk *d);
/* Throw the draft away. */
bool form_discard(struct form_view *fv, struct desk *d);
/* F2: final when it passes, else a draft. True when final. */
bool form_save(struct form_view *fv, struct desk *d);
struct step form_check(struct form_view *fv, struct desk *d);
/* form_conflict.c */
struct step form_conflict(struct form_view *fv, struct desk *d);
void form_settled_conflict(struct form_view *fv, struct desk *d);

/* The place of the cursor and what could not be stored, as a draft keeps
 * them. */
str form_place(struct form_view *fv, struct arena *a);
void form_restore_place(struct form_view *fv, struct desk *d, str place);

#endif
