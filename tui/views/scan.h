// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_SCAN_H
#define TUI_VIEWS_SCAN_H

#include "tui/desk.h"

/*
 * The records of a form, newest first, and those among them that answer to
 * what was typed. Only ids are kept (16 bytes a record); they and the
 * answers come in pieces of a few milliseconds, so that no key waits.
 */
struct scan {
	struct arena *arena;
	str form;
	struct id *id;
	size_t n;
	size_t cap;
	day_t last;      /* event date of the last id fetched */
	bool whole;      /* all ids are here */
	uint32_t *found; /* indexes into id, when searching */
	size_t n_found;
	size_t cap_found;
	size_t looked; /* ids looked at */
	bool searching;
	bool to_choose; /* for a reference: what is hidden is offered too */
};

/* Does a record answer? */
typedef bool (*scan_match)(
	void *arg, struct reader *r, const struct record *rec);

void scan_init(struct scan *s, struct arena *a, str form);
/* desk_read for what the scan shows. */
bool scan_read(const struct scan *s, struct desk *d, struct reader *r,
	struct arena *a);
/* Fetch the first ids anew; the search begins again. */
void scan_start(struct scan *s, struct desk *d);
void scan_search(struct scan *s, bool searching);
/* A piece more. False when there is nothing left to do. */
bool scan_step(struct scan *s, struct desk *d, scan_match match, void *arg);
/* Steps until the i-th shown record is known, or there is none. */
bool scan_reach(
	struct scan *s, struct desk *d, size_t i, scan_match match, void *arg);

size_t scan_count(const struct scan *s); /* to show, as far as known */
bool scan_is_done(const struct scan *s);
struct id scan_id(const struct scan *s, size_t i);
/* Where an id stands among those shown; 0 when it does not. */
size_t scan_find(const struct scan *s, struct id id);

#endif
