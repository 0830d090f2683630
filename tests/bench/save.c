// SPDX-License-Identifier: MIT
/*
 * One durable save, N times, three ways in turn on the same disk:
 *
 *	floor	the record's bytes and two index rows, one commit, bare LMDB
 *	store	the same record through store_put: history, all indexes
 *	form	typed, calculated, checked and saved through its form, as `add`
 *
 *	save DIR N	DIR/store and DIR/floor.mdb as load.c made them
 *
 * Prints a line each: name, median microseconds, microseconds of processor, and
 * waits for the disk a save (fdatasync and the like, and synchronous writes).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "forms/session.h"
#include "tests/bench/floor.h"
#include "tests/faults/door.h"

enum { ROUNDS_MOST = 10000 };

/* --- counting waits --------------------------------------------------------
 * LMDB is a shared library: what it calls by these names, it finds here. */

static long waits;

int
fdatasync(int fd)
{
	waits++;
	return (int)syscall(SYS_fdatasync, fd);
}

int
fsync(int fd)
{
	waits++;
	return (int)syscall(SYS_fsync, fd);
}

int
msync(void *at, size_t n, int flags)
{
	waits += (flags & MS_SYNC) != 0;
	return (int)syscall(SYS_msync, at, n, flags);
}

ssize_t
pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	struct iovec v = {(void *)(uintptr_t)bytes, n};

	waits += (fcntl(fd, F_GETFL) & O_DSYNC) != 0;
	return pwritev(fd, &v, 1, at);
}

/* --- three ways to save -------------------------------------------------- */

struct bench {
	struct store *store;
	struct catalog *catalog;
	const struct form *form;
	struct floor floor;
	struct record rec; /* what the form made of the answers, and its keys */
	struct store_keys keys;
	str bytes;
};

static _Noreturn void
stop(const char *what, const struct err *e)
{
	fprintf(stderr, "save: %s: %s\n", what, e ? e->words : "");
	exit(1);
}

static struct session *
filled(const struct bench *b, struct arena *a, int k)
{
	const char *const answers[][2] = {
		{"ac_date", "2022-12-31"},
		{"ac_place", "双凤桥社区广场"},
		{"ac_venue", "01"},
		{"ac_form", "1"},
		{"ac_theme", str_z(a, str_fmt(a, "一次一次地存%d", k))},
		{"ac_org", "双凤桥街道社会事务办"},
		{"ac_cat", "00 01"},
		{"ac_heads", "120"},
		{"ac_content", "现场义诊咨询，发放宣传册，讲解情绪调节的方法"},
		{"ac_eval", "居民反响好，后续跟进3户"},
		{"ac_head", "李梅"},
	};
	struct session *s = session_new(b->form, NULL, NULL);
	struct cell c;
	struct err e;

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		if (session_find(s, str_of(answers[i][0]), &c, &e) ||
			session_set_text(s, &c, str_of(answers[i][1]), &e))
			stop(answers[i][0], &e);
	return s;
}

static struct record
saved_by_form(struct bench *b, struct arena *a, int k)
{
	const struct save how = {.store = b->store,
		.catalog = b->catalog,
		.user = "bench",
		.final = true};
	struct session *s = filled(b, a, k);
	struct record rec;
	struct issue *issues;
	size_t n;
	struct err e;

	if (session_save(s, &how, a, &rec, &issues, &n, &e))
		stop("form", &e);
	rec = record_dup(a, &rec);
	session_free(s);
	return rec;
}

static void
save_form(struct bench *b, struct arena *a, int k)
{
	(void)saved_by_form(b, a, k); /* it is in the store */
}

static enum err_code
put(struct store_txn *t, void *arg, struct err *e)
{
	struct bench *b = arg;
	struct record rec = b->rec;
	struct id taken;

	return store_put(t, &rec, &b->keys, 0, &taken, e);
}

static void
save_store(struct bench *b, struct arena *a, int k)
{
	struct err e;

	(void)a, (void)k; /* always the same record, under a new id */
	if (store_new_id(b->store, &b->rec.id, &e) ||
		store_write(b->store, put, b, &e))
		stop("store", &e);
}

static void
save_floor(struct bench *b, struct arena *a, int k)
{
	struct floor_text text = {b->bytes.p, b->bytes.n};

	(void)a, (void)k;
	floor_put(&b->floor, '+', b->keys.event, &text, 1);
	floor_commit(&b->floor);
}

/* --- measuring ----------------------------------------------------------- */

struct way {
	const char *name;
	void (*save)(struct bench *b, struct arena *a, int k);
	double us[ROUNDS_MOST];
	double cpu;
	long waits;
};
static struct way ways[] = {
	{.name = "floor", .save = save_floor},
	{.name = "store", .save = save_store},
	{.name = "form", .save = save_form},
};
#define N_WAYS (sizeof ways / sizeof *ways)

static double
us_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The record all ways save, as its form makes it; no unique of it is taken. */
static void
prepare(struct bench *b, struct arena *a)
{
	struct err e;

	b->rec = saved_by_form(b, a, -1);
	b->rec.rev = 0;
	b->keys = (struct store_keys){.event = date_day(2022, 12, 31)};
	if (record_encode(a, &b->rec, &b->bytes, &e))
		stop("record", &e);
}

static void
measure(struct way *w, struct bench *b, struct arena *a, int k)
{
	long waited = waits;
	double cpu = us_of(CLOCK_PROCESS_CPUTIME_ID);
	double begun = us_of(CLOCK_MONOTONIC);

	w->save(b, a, k);
	w->us[k] = us_of(CLOCK_MONOTONIC) - begun;
	w->cpu += us_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	w->waits += waits - waited;
	arena_reset(a);
}

static void
print(struct way *w, int n)
{
	qsort(w->us, (size_t)n, sizeof(double), by_size);
	printf("%s %.1f %.1f %.2f\n", w->name, w->us[n / 2], w->cpu / n,
		(double)w->waits / n);
}

int
main(int argc, char **argv)
{
	struct arena *kept = arena_new();
	struct arena *a = arena_new();
	struct bench b = {0};
	struct err e;
	int n = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;

	if (n < 1 || n > ROUNDS_MOST)
		return fprintf(stderr, "usage: save DIR N\n"), 2;
	const char *folder = str_z(kept, str_fmt(kept, "%s/store", argv[1]));
	const char *file = str_z(kept, str_fmt(kept, "%s/floor.mdb", argv[1]));
	clock_set((moment_t)date_day(2022, 12, 31) * 86400 + 20 * 3600);
	b.catalog = catalog_new(NULL, 0);
	if (enter(folder, false, &b.store, &e) ||
		catalog_form(b.catalog, STR("activity"), &b.form, &e))
		stop(folder, &e);
	floor_open(&b.floor, file, true);
	prepare(&b, kept);
	for (int k = 0; k < n; k++)
		for (size_t w = 0; w < N_WAYS; w++)
			measure(&ways[w], &b, a, k);
	for (size_t w = 0; w < N_WAYS; w++)
		print(&ways[w], n);
	floor_close(&b.floor);
	store_close(b.store);
	catalog_free(b.catalog);
	arena_free(a);
	arena_free(kept);
	return 0;
}
