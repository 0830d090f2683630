// SPDX-License-Identifier: MIT
#ifndef TUI_DOOR_H
#define TUI_DOOR_H

#include "tui/desk.h"

/*
 * Who may sit at the desk, and what is noted of what he looks at. Locking
 * ends the desk with DESK_LOCKED: the caller closes everything and runs the
 * program anew, into the login view and a fresh address space.
 */
#define DESK_LOCKED 1000

/* The longest a password may be, in bytes, and a field for one. It is never
 * drawn; what it holds is wiped with secret_clear. */
#define SECRET_MOST 256
struct secret {
	char text[SECRET_MOST];
	size_t n;
};
bool secret_act(struct secret *s, const struct act *act);
str secret_text(const struct secret *s);
void secret_clear(struct secret *s);

/* Note an act (store/audit.h); it waits up to a second. */
void desk_note(struct desk *d, enum audit_action action, str form, struct id id,
	str what);
/* The same at once, before something is shown or leaves: false when it could
 * not be noted; the words have been said. */
bool desk_note_now(struct desk *d, enum audit_action action, str form,
	struct id id, str what);

/* Where the log ends now, to be written beside what left the house; "?" when it
 * cannot be told. For this frame. */
const char *desk_audit_head(struct desk *d);

/* Ask why what is masked is to be shown; the answer is ANSWER_TEXT. */
struct step desk_ask_reason(struct desk *d);

/* For the loop: what is due while nobody types (the audit, the renewal of
 * keys, dead readers), and how long to wait for a key until more is. */
int door_wait(const struct desk *d);
void door_tend(struct desk *d);
/* Somebody typed. */
void door_touch(struct desk *d);
/* Has nobody typed for too long? */
bool door_is_idle(const struct desk *d);

/* The arg of view_password: whose (struct account), or NULL for the own one;
 * of view_account: whose, or NULL for a new one. */
extern const struct view_ops view_login, view_password, view_users, view_audit,
	view_account;

#endif
