// SPDX-License-Identifier: MIT
/*
 * The floor of a quarter report: walk the date index of a bare LMDB file, read
 * each record and add up; the 30 figures of templates/bench.yaml.
 *
 *	sum FILE FROM TO	days since 1970, both included
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/floor.h"

/* Where load.c puts the columns. */
enum { AC_FORM = 3, AC_HEADS = 8, AC_ONLINE = 9, AC_COLUMNS = 13 };
enum {
	SS_ENROL = 0,
	SS_MINUTES = 3,
	SS_MODE = 4,
	SS_KIND = 5,
	SS_COUNT = 7,
	SS_RISK = 9,
	SS_COLUMNS = 11,
};
enum { SLOTS = 1 << 16, ID_TEXT = 36 };

static long shows, forms[10], heads, online;
static long sessions, kinds[10], modes[10], minutes, groups, risks[10], people;
static char seen[SLOTS][ID_TEXT];

static long
number(struct floor_text t)
{
	long n = 0;

	for (size_t i = 0; i < t.n; i++)
		n = n * 10 + (t.p[i] - '0');
	return n;
}

/* Codes are one digit. */
static int
code(struct floor_text t)
{
	return t.n == 1 && t.p[0] >= '0' && t.p[0] <= '9' ? t.p[0] - '0' : 0;
}

/* Persons once. */
static void
see(struct floor_text t)
{
	uint32_t h = 2166136261u;

	if (t.n != ID_TEXT)
		return;
	for (size_t i = 0; i < t.n; i++)
		h = (h ^ (uint8_t)t.p[i]) * 16777619u;
	for (h %= SLOTS; seen[h][0]; h = (h + 1) % SLOTS)
		if (!memcmp(seen[h], t.p, ID_TEXT))
			return;
	memcpy(seen[h], t.p, ID_TEXT);
	people++;
}

static void
add_activity(const struct floor_text *v)
{
	shows++;
	forms[code(v[AC_FORM])]++;
	heads += number(v[AC_HEADS]);
	online += number(v[AC_ONLINE]);
}

static void
add_session(const struct floor_text *v)
{
	sessions++;
	kinds[code(v[SS_KIND])]++;
	modes[code(v[SS_MODE])]++;
	minutes += number(v[SS_MINUTES]);
	groups += code(v[SS_KIND]) == 4 ? number(v[SS_COUNT]) : 0;
	risks[code(v[SS_RISK])]++;
	see(v[SS_ENROL]);
}

static void
walk(struct floor *f, char form, int32_t from, int32_t to, size_t columns,
	void (*add)(const struct floor_text *v))
{
	uint8_t first[5];
	uint8_t last[5];
	MDB_cursor *at;
	MDB_val k = {sizeof first, first};
	MDB_val none;

	floor_day(first, form, from);
	floor_day(last, form, to);
	if (mdb_cursor_open(f->txn, f->date, &at))
		exit(1);
	for (int rc = mdb_cursor_get(at, &k, &none, MDB_SET_RANGE);
		rc == 0 && memcmp(k.mv_data, last, sizeof last) <= 0;
		rc = mdb_cursor_get(at, &k, &none, MDB_NEXT)) {
		struct floor_text v[SS_COLUMNS + AC_COLUMNS];
		MDB_val number = {8, (uint8_t *)k.mv_data + 5};
		MDB_val record;
		if (mdb_get(f->txn, f->rec, &number, &record) ||
			floor_texts(&record, v, columns) != columns)
			exit(1);
		add(v);
	}
	mdb_cursor_close(at);
}

static void
print(const char *name, const long *v, int n)
{
	for (int i = 1; i <= n; i++)
		printf("%s.%d,%ld\n", name, i, v[i]);
}

int
main(int argc, char **argv)
{
	struct floor f;

	if (argc != 4)
		return 2;
	int32_t from = (int32_t)strtol(argv[2], NULL, 10);
	int32_t to = (int32_t)strtol(argv[3], NULL, 10);
	floor_open(&f, argv[1], false);
	walk(&f, 'a', from, to, AC_COLUMNS, add_activity);
	walk(&f, 's', from, to, SS_COLUMNS, add_session);
	floor_close(&f);
	printf("shows,%ld\n", shows);
	print("shows", forms, 9);
	printf("heads,%ld\nonline,%ld\nkinds,%ld\n", heads, online, sessions);
	print("kinds", kinds, 7);
	print("modes", modes, 5);
	printf("minutes,%ld\ngroups,%ld\nrisk2,%ld\nrisk3,%ld\npeople,%ld\n",
		minutes, groups, risks[2], risks[3], people);
	return 0;
}
