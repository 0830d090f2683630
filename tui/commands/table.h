// SPDX-License-Identifier: MIT
#ifndef TUI_COMMANDS_TABLE_H
#define TUI_COMMANDS_TABLE_H

#include "store/str.h"

/*
 * A table for people on stdout: columns as wide as their widest cell, two
 * blanks between, none at line ends. Start from {.arena = a, .columns = n}.
 */
#define TABLE_COLUMNS_MOST 16
struct table {
	struct arena *arena;
	size_t columns;
	bool right[TABLE_COLUMNS_MOST]; /* figures */
	str *cell;                      /* row after row */
	size_t n;
};

/* One cell; rows fill from left to right. */
void table_put(struct table *t, str cell);
void table_print(const struct table *t);

#endif
