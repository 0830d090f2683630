// SPDX-License-Identifier: MIT
#ifndef STORE_SALVAGE_H
#define STORE_SALVAGE_H

#include "store/inside.h"

/*
 * What can be read of a damaged data file, into the new one that s has open.
 * It is read by children, which may die of it; the rows stay sealed.
 */

/* By its tables. *torn: the records or their versions not to the end. */
enum err_code salvage_tables(
	struct store *s, const char *from, bool *torn, struct err *e);

/* By its pages: records and versions that no table leads to any more, which
 * open by the keys of s. Nothing that is there already is replaced. */
enum err_code salvage_pages(struct store *s, const char *from, struct err *e);

#endif
