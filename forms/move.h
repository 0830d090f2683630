// SPDX-License-Identifier: MIT
#ifndef FORMS_MOVE_H
#define FORMS_MOVE_H

#include "forms/reader.h"

/*
 * A person's file: his record and all that belongs to it or names him, with
 * every version, signed by this station and sealed to the one he moves to.
 * What names several people at once (a lecture's list) stays here.
 *
 * The file: the line "xinzhan-person-file 1", "from CODE", "to CODE", an empty
 * line, then a sealed box (store/sign.h) of the text of a minisign signature
 * and the body it is over. The body (store/codec.h): u8 1, text from, text
 * station's name, text to, int ms, id of the file, id of the person, uint n x
 * (text domain, uint n x text record).
 */
#define MOVE_MOST ((size_t)64 << 20)

struct move {
	struct store *store;
	struct catalog *catalog;
	const char *user;
	struct id person;
	str to; /* a station's code */
};

/*
 * Build the file. ERR_ABSENT when the station's key is not enrolled;
 * ERR_INPUT when the record is no final one, or was moved already; ERR_DENIED
 * when something belongs to it that the user may not open.
 */
enum err_code move_pack(const struct move *m, struct arena *a, str *file,
	size_t *records, struct err *e);
/* Remember that he went, with an audit line: from now on nothing new may refer
 * to him here. To be called when the file is on the disk. */
enum err_code move_done(const struct move *m, struct err *e);

/* Is it such a file? The two codes of its header. */
bool move_peek(str file, str *from, str *to);
struct move_conflict {
	struct id id; /* the record that comes */
	str form;
	str words;
};
struct move_receipt {
	str from;
	struct id person;
	size_t records; /* taken in, or brought up to date */
	size_t same;    /* here already */
	struct move_conflict *conflict;
	size_t n_conflict;
	struct id twin; /* the archive here that he was taken in beside, or none
			 */
};
/*
 * Take a file in, all of it or nothing. ERR_INPUT: not for this station, not
 * signed by a key it trusts, damaged; ERR_EXISTS: it was taken in before, or
 * there are conflicts (told in *out); ERR_DENIED.
 *   beside  an archive here that has his number does not stop him: he is taken
 *           in without the uniques of his own record, to be merged into the
 *           one that out->twin names
 */
enum err_code move_receive(struct store *s, struct catalog *c, const char *user,
	str file, bool beside, struct arena *a, struct move_receipt *out,
	struct err *e);

/* Where and when a record's person went: "张三 已于 2024-03-05 迁往 …"; false
 * when he did not. Only of the record itself. */
bool record_moved_words(
	struct reader *r, struct id id, struct arena *a, str *words);
/* Did he, or what it belongs to? */
bool record_is_moved(struct reader *r, const struct record *rec);
/* The day; DAY_NONE: he is here. */
day_t record_moved_on(struct store_txn *t, struct id id);

#endif
