// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_BACKUP_H
#define TUI_VIEWS_BACKUP_H

#include "store/backup.h"
#include "tui/desk.h"

/* One is reminded after so many days (reliability.md §6). */
#define BACKUP_DAYS 7

/* When the last backup was made, in words; *late: it is time for one. */
str backup_words(struct reader *r, struct arena *a, bool *late);

extern const struct view_ops view_backup;

#endif
