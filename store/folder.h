// SPDX-License-Identifier: MIT
#ifndef STORE_FOLDER_H
#define STORE_FOLDER_H

#include <sys/types.h>

#include "store/err.h"
#include "store/str.h"

/*
 * The folder a store lives in: is it one we may trust, who holds it, is it
 * still there. The store's lock is a flock of the folder itself, so that it
 * works on a read-only medium and leaves no file behind.
 */
struct folder {
	int fd;
	const char *path; /* absolute */
	dev_t dev;
	ino_t ino;
	bool modes; /* file modes mean something here (not on FAT, NTFS) */
};

/*
 * Open and look at it. ERR_ABSENT when there is none, ERR_IO on a network
 * file system (LMDB is not safe there) and when other accounts may write
 * it. Warns on stderr, once, of file systems we do not know well.
 */
enum err_code folder_open(
	struct folder *f, const char *path, struct arena *a, struct err *e);
void folder_close(struct folder *f);
/* Make it and the folders above it, mode 0700. No error if it is there. */
enum err_code folder_make(const char *path, struct arena *a, struct err *e);
bool folder_has(const struct folder *f, const char *name);
/* Its file, as an absolute path. */
const char *folder_file(
	const struct folder *f, struct arena *a, const char *name);

/* Take a flock of fd, waiting at most 5 s. ERR_BUSY says who has it. It is
 * given back by closing fd. */
enum err_code folder_lock(int fd, bool exclusive, struct err *e);

/* How long to wait for a lock, in milliseconds. For tests to shorten. */
extern int folder_patience;

/* ERR_CORRUPT when the folder, or `name` in it which is open as fd, has been
 * deleted, moved or replaced. */
enum err_code folder_check(
	const struct folder *f, const char *name, int fd, struct err *e);

#endif
