// SPDX-License-Identifier: MIT
#ifndef STORE_PAGES_H
#define STORE_PAGES_H

#include <stdbool.h>

#include "store/str.h"

/*
 * Every row of every leaf page of a data file of LMDB 0.9 as this machine
 * writes it, whether or not a table still leads there: present and former rows
 * alike, in no order, and whatever else looks like a row. Trusts nothing it
 * reads, but for the file's length. False when the file cannot be read or
 * `row` said so.
 */
bool pages_each(const char *path, bool (*row)(void *arg, str key, str value),
	void *arg);

#endif
