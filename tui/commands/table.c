// SPDX-License-Identifier: MIT
#include "tui/commands/table.h"

#include <stdio.h>

#include "store/utf8.h"

void
table_put(struct table *t, str cell)
{
	*ARENA_PUSH(t->arena, t->cell, t->n) = utf8_show(t->arena, cell);
}

static void
blanks(int n)
{
	for (; n > 0; n--)
		putchar(' ');
}

void
table_print(const struct table *t)
{
	int width[TABLE_COLUMNS_MOST] = {0};
	for (size_t i = 0; i < t->n; i++) {
		int w = utf8_width(t->cell[i]);
		if (w > width[i % t->columns])
			width[i % t->columns] = w;
	}
	int owed = 0; /* blanks, printed when something follows */
	for (size_t i = 0; i < t->n; i++) {
		size_t column = i % t->columns;
		int rest = width[column] - utf8_width(t->cell[i]);
		if (t->right[column])
			owed += rest;
		if (t->cell[i].n > 0) {
			blanks(owed);
			owed = 0;
		}
		printf("%.*s", STR_FMT(t->cell[i]));
		owed += t->cell[i].n > 0 && t->right[column] ? 2 : rest + 2;
		if (t->right[column] && t->cell[i].n == 0)
			owed -= rest;
		if (column + 1 == t->columns) {
			putchar('\n');
			owed = 0;
		}
	}
}
