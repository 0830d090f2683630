// SPDX-License-Identifier: MIT
#ifndef TUI_COMMANDS_COMMAND_H
#define TUI_COMMANDS_COMMAND_H

#include "forms/reader.h"
#include "store/store.h"
#include "templates/report.h"

/* The options every command knows (design.md §4, "global"). */
struct globals {
	const char *data; /* the store's folder */
	const char *user;
	bool user_given;
	int password_fd;      /* -1: none */
	const char *forms[8]; /* --forms, in order */
	size_t n_forms;
	const char *templates[8];
	size_t n_templates;
	const char *reveal; /* reason, or NULL: mask */
	bool now_given;
	moment_t now;
	const char *now_text; /* as it was given */
	const char *lang;     /* as it was given, or NULL */
	const char *keys;
	bool screen;
	bool locked;      /* the desk begins locked */
	int hand_fd;      /* the desk's child: the keys come here; -1: not */
	const char *self; /* argv[0] */
};

/* One call of a command: its arguments and what it opened. */
struct call {
	const struct globals *globals;
	const struct command *command;
	int argc; /* arguments after the command's name, globals taken out */
	char **argv;
	struct arena *arena;
	struct store *store;        /* after call_open */
	struct catalog *catalog;    /* after call_open or call_catalog */
	struct report_set *reports; /* after call_reports */
	const char *user;
	/* Of demo and test stores, when nobody can be asked; else empty. */
	str known_password;
	str password; /* of the login, for changing it */
};

struct command {
	const char *name;
	const char *summary; /* N_(): one line for xinzhan --help */
	const char *usage;   /* arguments, e.g. "FORM [FILE|-] [--draft]" */
	const char *help;    /* N_(): what it does, options, an example */
	int (*run)(struct call *c); /* returns the exit code */
};

/* --- options ------------------------------------------------------------- */

/* One option of a command. value NULL: a switch, told by *given. An option
 * that may stand more than once fills list. */
struct option {
	const char *name; /* "--draft" or "-o" */
	const char **value;
	bool *given;
	const char **list;
	size_t *n_list;
	size_t max_list;
};
/*
 * Take the options out of the arguments ("--x v", "--x=v", "-o v"; "--" ends
 * them); the rest stay in c->argv[0..argc). Checks that between min and max
 * arguments remain (max -1: any number). Returns 0, or 2 after words.
 */
int call_options(struct call *c, const struct option *options, size_t n,
	int min, int max);
/* Words on stderr, "try --help", returns 2. */
int call_usage(const struct call *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* --- what a command opens ------------------------------------------------ */

/*
 * A password: the next line of --password-fd, else asked on the terminal.
 * In c->arena, which is wiped. ERR_DENIED when there is none to be had.
 */
enum err_code call_password(
	struct call *c, const char *prompt, str *out, struct err *e);
/* The same for a new one: on the terminal it is asked twice. */
enum err_code call_new_password(struct call *c, str *out, struct err *e);
/* Open the store, log in, load its catalogue. 0, or the exit code after
 * words. */
int call_open(struct call *c, bool readonly);
/* Its two halves: the store without a login; the login and the catalogue. */
int call_begin(struct call *c, bool readonly);
int call_enter(struct call *c);
/* The catalogue alone; with the store's forms when there is a store. */
int call_catalog(struct call *c);
int call_reports(struct call *c);
/* Print e and return its exit code. */
int call_fail(const struct err *e);
/* Bundles and slips are for the head, the street's and the district's
 * reviewers (domain.md 9): ERR_DENIED. */
enum err_code call_may_report(struct call *c, struct err *e);
/* A read transaction with a reader on it, in c->arena. */
int call_read(struct call *c, struct reader *r);
void call_done(struct reader *r);
/* A record's id from the command line: whole. ERR_INPUT with words else. */
enum err_code call_id(const char *text, struct id *out, struct err *e);
/*
 * Note what is done in the audit, at once and before anything is shown: what
 * cannot be noted is not done. With --reveal its reason is noted instead.
 * 0, or the exit code after words.
 */
int call_note(struct call *c, enum audit_action action, str form, struct id id,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* The account of that name; call_fail's code when there is none. */
int call_account(struct call *c, const char *name, struct account *out);
/* Print a recovery key, and on stderr what to do with it. */
void call_recovery(const char recovery[RECOVERY_TEXT]);

extern const struct command command_init, command_demo, command_forms,
	command_lint, command_eval, command_add, command_set, command_void,
	command_show, command_list, command_find, command_report,
	command_verify, command_backup, command_restore, command_repair,
	command_users, command_recover, command_audit, command_import,
	command_due, command_merge, command_move, command_receive, command_key,
	command_close, command_reopen, command_submit, command_return,
	command_receipt;

#endif
