// SPDX-License-Identifier: MIT
#ifndef TESTS_FAULTS_REPLAY_H
#define TESTS_FAULTS_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What record.c wrote down, played back as a disk would show it after a
 * power cut. Events, a line each; files and folders go by inode number:
 *
 *	R ROOT              the folder all is in
 *	C DIR FILE NAME     a file made          D DIR FOLDER NAME  a folder
 *	L DIR FILE NAME     another name for it  U DIR NAME         a name gone
 *	M DIR DIR NAME/NAME renamed
 *	W FILE AT N         N bytes written, they follow the line
 *	V FILE AT N         the same, and on the disk when it returned
 *	T FILE SIZE         cut or lengthened    X FILE SIZE        set aside
 *	S FILE              synced, a file or a folder
 *	A SIZE PATH         so much of that file is promised to the user
 *	P WORDS             the script's own promise
 */
struct replay;

/* What a cut leaves of what was not synced. */
enum left { LEFT_NONE, LEFT_ALL, LEFT_SOME, LEFT_TORN, LEFTS };

struct cut {
	size_t at;       /* events that happened */
	enum left data;  /* of unsynced bytes */
	bool names_late; /* names last only by their folder's sync */
	uint32_t seed;
};

/* Which waits for the disk count: the rest of them is taken for lies. */
enum syncs { SYNC_ALL, SYNC_NONE, SYNC_FILES };

/* Stops the program when the log cannot be read. */
struct replay *replay_load(const char *path, enum syncs honest);
size_t replay_events(const struct replay *r);
/* The points next to a sync: before and after each. */
size_t replay_points(const struct replay *r, const size_t **points);
/* The disk after the cut, written into the new folder `into`. */
void replay_write(
	const struct replay *r, const struct cut *c, const char *into);
/* The promises before a cut, in order: "A" or "P" lines' words, without the
 * letter. Returns false at the end. */
bool replay_promise(const struct replay *r, const struct cut *c, size_t *at,
	char *kind, const char **words);

#endif
