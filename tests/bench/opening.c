// SPDX-License-Identifier: MIT
/*
 * Unlocking alone: `opening STORE` opens the store, logs in with the password
 * at hand and prints the microseconds of processor that took. (Argon2id works
 * in a child of its own, whose time is in no row of the bench.)
 */
#include <stdio.h>
#include <time.h>

#include "tests/faults/door.h"

static double
used(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int
main(int argc, char **argv)
{
	struct store *s;
	struct err e;
	enum err_code code = ERR_USAGE;

	if (argc == 2)
		code = store_open(argv[1], false, &s, &e);
	double before = used();
	if (code == ERR_OK)
		code = store_login(s, head.name, head.password, &e);
	if (code != ERR_OK)
		return 1;
	printf("%.0f\n", used() - before);
	store_close(s);
	return 0;
}
