// SPDX-License-Identifier: MIT
/*
 * unlock DIR ROUNDS: a login beside the Argon2id in it, in turn. Prints
 * "unlock MS CPU-MS", "floor MS CPU-MS" (medians, means) and
 * "memory BEFORE AFTER MOST" in KiB: resident before and after the login, and
 * the most in between.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/inside.h"

#define MOST 100

static const struct store_head head = {{"u", 1}, {"quiet river lamp 9", 18}};

struct time {
	double wall[MOST];
	double cpu;
};

static double
ms_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static long
kib(const char *what)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long n = 0;

	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, what, strlen(what)) == 0)
			n = strtol(line + strlen(what), NULL, 10);
	if (f)
		fclose(f);
	return n;
}

static _Noreturn void
stop(const struct err *e)
{
	fprintf(stderr, "unlock: %s\n", e->words);
	exit(1);
}

int
main(int argc, char **argv)
{
	static struct time ours;
	static struct time floor;
	struct station station = {
		.code = STR("50011200100001"), .name = STR("bench")};
	int n = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
	uint8_t salt[crypto_pwhash_SALTBYTES] = {1};
	uint8_t key[32];
	long before = 0;
	long after = 0;
	struct err e;

	if (n < 1 || n > MOST)
		return 2;
	if (store_create(argv[1], &station, &head, NULL, &e))
		stop(&e);
	for (int i = 0; i < n; i++) {
		struct store *s;
		double wall;
		double cpu;

		if (store_open(argv[1], false, &s, &e))
			stop(&e);
		before = kib("VmRSS:");
		wall = ms_of(CLOCK_MONOTONIC);
		cpu = ms_of(CLOCK_PROCESS_CPUTIME_ID);
		if (store_login(s, head.name, head.password, &e))
			stop(&e);
		ours.wall[i] = ms_of(CLOCK_MONOTONIC) - wall;
		ours.cpu += ms_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		after = kib("VmRSS:");
		wall = ms_of(CLOCK_MONOTONIC);
		cpu = ms_of(CLOCK_PROCESS_CPUTIME_ID);
		if (crypto_pwhash(key, sizeof key, head.password.p,
			    head.password.n, salt, s->passes,
			    (size_t)s->mem_kib * 1024,
			    crypto_pwhash_ALG_ARGON2ID13))
			return 1;
		floor.wall[i] = ms_of(CLOCK_MONOTONIC) - wall;
		floor.cpu += ms_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		store_close(s);
	}
	qsort(ours.wall, (size_t)n, sizeof(double), by_size);
	qsort(floor.wall, (size_t)n, sizeof(double), by_size);
	printf("unlock %.1f %.1f\n", ours.wall[n / 2], ours.cpu / n);
	printf("floor %.1f %.1f\n", floor.wall[n / 2], floor.cpu / n);
	printf("memory %ld %ld %ld\n", before, after, kib("VmHWM:"));
	return 0;
}
