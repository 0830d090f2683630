// SPDX-License-Identifier: MIT
#ifndef TESTS_FAULTS_DOOR_H
#define TESTS_FAULTS_DOOR_H

#include "store/store.h"

/* A test store's only account makes it and opens it. */
static const struct store_head head = {{"u", 1}, {"quiet river lamp 9", 18}};

static inline enum err_code
create(const char *dir, const struct station *station, struct err *e)
{
	return store_create(dir, station, &head, NULL, e);
}

static inline enum err_code
enter(const char *dir, bool readonly, struct store **out, struct err *e)
{
	enum err_code code = store_open(dir, readonly, out, e);

	if (code == ERR_OK)
		code = store_login(*out, head.name, head.password, e);
	return code;
}

#endif
