// SPDX-License-Identifier: MIT
#ifndef STORE_WHOLE_H
#define STORE_WHOLE_H

#include <lmdb.h>
#include <stdbool.h>

/*
 * Is the data file as long as its meta page says? A file cut short would end
 * the program by SIGBUS at the first page that is missing. path is the file
 * that mdb has open; no transaction of this process may be open.
 * 0, MDB_CORRUPTED, or ENOMEM when it could not be found out: no damage.
 */
int whole_check(MDB_env *mdb, const char *path);

/*
 * Look into a file before this process opens it: in a child, which opens it
 * and goes down to the first and the last row of each of its tables.
 * MDB_CORRUPTED when that ended in a signal or did not end, else 0. Its time
 * does not depend on the file's size. unlocked  nobody else can have it open
 */
int whole_look(const char *path, bool unlocked);

/*
 * LMDB keeps numbers as the machine does. Bits (32, 64) of the machine that
 * wrote the data file fd, when this one cannot read it for that; else 0.
 */
int whole_foreign_bits(int fd);

#endif
