// SPDX-License-Identifier: MIT
#ifndef STORE_PAPER_H
#define STORE_PAPER_H

#include "store/store.h"

/*
 * Papers: larger things kept whole under a name, sealed under a domain: a
 * report as it was closed, a bundle as it came. Names are hashed.
 */
#define PAPER_MOST ((size_t)7 << 19) /* a sealed value holds 4 MiB */

/* In place of one of that name. ERR_DENIED when the domain may not be opened,
 * ERR_LIMIT over PAPER_MOST. */
enum err_code paper_put(struct store_txn *t, str name, enum store_domain domain,
	str bytes, struct err *e);
/* ERR_ABSENT, without words; ERR_DENIED. */
enum err_code paper_get(struct store_txn *t, str name, struct arena *a,
	str *bytes, struct err *e);

#endif
