// SPDX-License-Identifier: MIT
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include "store/err.h"
#include "store/str.h"

/*
 * A file being written: under another name in the folder it is meant for,
 * and under its own name only when it is whole and on disk. What is there
 * already is never touched, links are never followed.
 *
 *	if (file_out_open(&f, path, &e) == ERR_OK) {
 *		file_out_write(&f, bytes);
 *		code = file_out_commit(&f, &e);
 *	}
 */
struct file_out {
	int dir;         /* the target's folder */
	int fd;          /* mode 0600, for reading and writing */
	int failed;      /* errno of the first write that failed */
	char path[1024]; /* what the user named */
	char name[256];  /* in the folder */
	char temp[256];
};

/* ERR_EXISTS when the target is there (also as a link), ERR_LIMIT for a
 * name too long, ERR_IO or ERR_FULL. */
enum err_code file_out_open(
	struct file_out *f, const char *path, struct err *e);
/* The failure, if any, is told by file_out_commit. */
void file_out_write(struct file_out *f, str bytes);
/* The path of the unfinished file, for libraries that want one; they may
 * open and write it themselves between open and commit. */
str file_out_temp(const struct file_out *f, struct arena *a);
/* Sync, give it its name, sync the folder. ERR_EXISTS when somebody was
 * faster. On failure nothing stays behind. f is done with either way. */
enum err_code file_out_commit(struct file_out *f, struct err *e);
/* The same, but takes the place of an existing file. */
enum err_code file_out_replace(struct file_out *f, struct err *e);
void file_out_abort(struct file_out *f);

/*
 * A whole regular file; "path" may be a link but no FIFO, device or folder
 * (ERR_INPUT), and at most max bytes (ERR_LIMIT). ERR_ABSENT, ERR_IO.
 */
enum err_code file_load(
	const char *path, size_t max, struct arena *a, str *out, struct err *e);
/* The same for name in the open folder dir; follows no link. */
enum err_code file_load_at(int dir, const char *name, size_t max,
	struct arena *a, str *out, struct err *e);
/* Rename inside a folder; fails with EEXIST rather than replace. */
int file_rename(int dir, const char *from, const char *to);
/* fsync of a folder by its descriptor. Some file systems cannot: fine. */
enum err_code file_sync_folder(int dir, const char *path, struct err *e);

#endif
