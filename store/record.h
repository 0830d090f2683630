// SPDX-License-Identifier: MIT
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "store/err.h"
#include "store/value.h"

enum record_state {
	RECORD_DRAFT = 1,
	RECORD_FINAL = 2,
	RECORD_VOID = 3,
};

/* One version of one record: what it says and who said so when. It names
 * its own fields, so it can be read without its form. */
struct record {
	struct id id;
	str form;         /* form_id */
	str form_version; /* the version of the form it was written under */
	enum record_state state;
	uint32_t rev; /* from 1; 0 in a record not yet saved */
	str by;       /* user */
	int64_t at;   /* UTC milliseconds of the save */
	str station;  /* station code of the store */
	str reason;   /* of voiding, or of a change; may be empty */
	struct fields fields;
};

#define RECORD_MAX (1024 * 1024) /* bytes of an encoded record */

/*
 * To bytes and back; the layout is in store/README.md. Decoding copies
 * everything into the arena and refuses, as ERR_CORRUPT, any length that
 * does not add up, bad UTF-8, unknown types; a newer schema is ERR_VERSION.
 */
enum err_code record_encode(
	struct arena *a, const struct record *r, str *out, struct err *e);
enum err_code record_decode(
	struct arena *a, str bytes, struct record *out, struct err *e);
/* The state alone, without decoding the rest; 0 when it cannot be read. */
int record_peek_state(str bytes);
struct record record_dup(struct arena *a, const struct record *r);
/* "draft", "final", "void" */
const char *record_state_name(enum record_state s);

#endif
