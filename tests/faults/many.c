// SPDX-License-Identifier: MIT
/*
 * Several processes on one store.
 *
 *	many work SECONDS DIR     four of them count in the same records, one of
 *	                          these also backs up: no count may be lost,
 *nobody waits over 5 s or without hearing who is in the way many control
 *SECONDS DIR  the same by one who does not look who was there before him: must
 *lose counts many hang DIR             one keeps the lock: the others hear his
 *number many grow STORES DIR      three fill a store until its map has grown
 *and grown: nobody is told
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/backup.h"
#include "store/env.h"
#include "store/folder.h"
#include "store/inside.h"
#include "store/store.h"
#include "tests/faults/door.h"

#define PROCESSES 4
#define SHARED 6
#define PATIENCE 5500 /* ms: 5 s, and the scheduler's */

static struct arena *memory;
static struct err e;
static bool careless;

static _Noreturn void
stop(const char *what)
{
	printf("FAIL: %s: %s\n", what, e.words);
	fflush(stdout);
	_exit(1);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

/* --- counting
 * ------------------------------------------------------------------ */

struct turn {
	struct id id;
	long long count; /* to write */
	uint32_t expect;
	size_t filling;
};

static enum err_code
work(struct store_txn *t, void *arg, struct err *why)
{
	static char filling[6000];
	const struct turn *turn = arg;
	struct record r = {.id = turn->id,
		.form = STR("count"),
		.form_version = STR("1"),
		.state = RECORD_FINAL,
		.by = STR("u")};
	struct record last;
	uint32_t expect = turn->expect;

	if (careless && store_get(t, turn->id, memory, &last, why) == ERR_OK)
		expect = last.rev;
	memset(filling, 'x', sizeof filling);
	fields_set(memory, &r.fields, STR("n"),
		(struct value){.type = VALUE_INTEGER, .integer = turn->count});
	fields_set(memory, &r.fields, STR("text"),
		(struct value){
			.type = VALUE_TEXT, .text = {filling, turn->filling}});
	return store_put(
		t, &r, &(struct store_keys){.event = 1}, expect, NULL, why);
}

static long long
count_of(const struct record *r)
{
	const struct value *v = fields_get(&r->fields, STR("n"));

	return v ? (long long)v->integer : -1;
}

/* The id's record, read; false when the transaction could not begin. */
static bool
look(struct store *s, struct turn *turn)
{
	struct store_txn *t;
	struct record r;

	arena_reset(memory);
	if (store_read(s, &t, &e) != ERR_OK)
		return false;
	if (store_get(t, turn->id, memory, &r, &e) != ERR_OK)
		stop("get");
	turn->count = count_of(&r) + 1;
	turn->expect = r.rev;
	store_done(t);
	return true;
}

/* One count more in one of the records; how long it took, in ms. */
static double
count_once(struct store *s, struct turn *turn, long *changed, long *busy)
{
	double start = now();

	for (;;) {
		double began = now();
		enum err_code code;

		if (!look(s, turn))
			stop("read");
		turn->filling = (size_t)(began * 7) % 3000;
		code = store_write(s, work, turn, &e);
		if (now() - began > PATIENCE)
			stop("waited over 5 s");
		if (code == ERR_OK)
			return now() - start;
		if (code == ERR_BUSY && !strstr(e.words, "进程"))
			stop("busy, but by whom?");
		if (code == ERR_CHANGED)
			++*changed;
		else if (code == ERR_BUSY)
			++*busy;
		else
			stop("save");
	}
}

struct tally {
	long counted;
	long changed;
	long busy;
	long backups;
	double longest;
};

static _Noreturn void
be_one(const char *dir, const struct id *ids, int who, double end, int out)
{
	struct tally t = {.longest = 0};
	struct store *s;
	char folder[4096];
	double next = now() + 1000;

	snprintf(folder, sizeof folder, "%s-backups", dir);
	if (enter(dir, false, &s, &e) != ERR_OK)
		stop("open");
	srand((unsigned)who + 1);
	while (now() < end) {
		struct turn turn = {.id = ids[rand() % SHARED]};
		double took = count_once(s, &turn, &t.changed, &t.busy);
		struct backup_report report;

		t.counted++;
		t.longest = took > t.longest ? took : t.longest;
		if (who > 0 || now() < next)
			continue;
		if (store_backup(s, folder, &report, &e) != ERR_OK)
			stop("backup");
		t.backups++;
		store_tidy(s);
		next = now() + 10000;
	}
	store_close(s);
	if (write(out, &t, sizeof t) != (ssize_t)sizeof t)
		_exit(1);
	_exit(0);
}

static void
make(const char *dir, struct id *ids, size_t n)
{
	struct station station = {.code = STR("500152001001"),
		.name = STR("many"),
		.kind = STR("test")};
	struct store *s;

	if (create(dir, &station, &e) != ERR_OK ||
		enter(dir, false, &s, &e) != ERR_OK)
		stop("create");
	for (size_t i = 0; i < n; i++) {
		struct turn turn = {.count = 0};

		if (store_new_id(s, &turn.id, &e) != ERR_OK ||
			store_write(s, work, &turn, &e) != ERR_OK)
			stop("first save");
		ids[i] = turn.id;
	}
	store_close(s);
}

static void
expect_good(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child || status != 0)
		stop("one of them failed");
}

static long
total(const char *dir, const struct id *ids)
{
	struct store *s;
	struct turn turn;
	long sum = 0;

	if (enter(dir, false, &s, &e) != ERR_OK ||
		store_verify(s, true, NULL, NULL, NULL, &e) != ERR_OK)
		stop("verify");
	for (int i = 0; i < SHARED; i++) {
		turn.id = ids[i];
		if (!look(s, &turn))
			stop("read");
		sum += (long)turn.count - 1;
	}
	store_close(s);
	return sum;
}

static int
count_together(const char *base, double seconds)
{
	struct id ids[SHARED];
	struct tally all = {.longest = 0};
	pid_t child[PROCESSES];
	char dir[4000];
	int end[2];
	long lost;

	snprintf(dir, sizeof dir, "%s/store", base);
	make(dir, ids, SHARED);
	if (pipe(end) != 0)
		stop("pipe");
	fflush(stdout);
	for (int i = 0; i < PROCESSES; i++) {
		child[i] = fork();
		if (child[i] == 0)
			be_one(dir, ids, i, now() + seconds * 1000, end[1]);
	}
	close(end[1]);
	for (int i = 0; i < PROCESSES; i++) {
		struct tally t;

		expect_good(child[i]);
		if (read(end[0], &t, sizeof t) != (ssize_t)sizeof t)
			stop("tally");
		all.counted += t.counted;
		all.changed += t.changed;
		all.busy += t.busy;
		all.backups += t.backups;
		all.longest = t.longest > all.longest ? t.longest : all.longest;
	}
	lost = all.counted - total(dir, ids);
	printf("%d processes, %.0f s: %ld counts, %ld lost; %ld times changed "
	       "meanwhile, %ld times busy, longest wait %.0f ms, %ld backups\n",
		PROCESSES, seconds, all.counted, lost, all.changed, all.busy,
		all.longest, all.backups);
	return careless ? lost == 0 : lost != 0;
}

/* --- one who hangs
 * --------------------------------------------------------------- */

static enum err_code
hang_work(struct store_txn *t, void *arg, struct err *why)
{
	(void)t;
	(void)why;
	if (write(*(int *)arg, "x", 1) != 1)
		_exit(1);
	sleep(7);
	return ERR_OK;
}

static int
hang(const char *base)
{
	struct id ids[SHARED];
	char dir[4000];
	char word[32];
	char x;
	int end[2];
	int go[2];
	pid_t child;
	struct store *s;
	double start;

	snprintf(dir, sizeof dir, "%s/hang", base);
	make(dir, ids, SHARED);
	if (pipe(end) != 0 || pipe(go) != 0)
		stop("pipe");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (enter(dir, false, &s, &e) != ERR_OK ||
			read(go[0], &x, 1) != 1 ||
			store_write(s, hang_work, &end[1], &e) != ERR_OK)
			stop("hang");
		store_close(s);
		_exit(0);
	}
	/* a login is written down, so it would wait as well */
	if (enter(dir, false, &s, &e) != ERR_OK || write(go[1], "x", 1) != 1 ||
		read(end[0], &x, 1) != 1)
		stop("open");
	struct turn turn = {.id = ids[0]};
	start = now();
	if (!look(s, &turn))
		stop("nobody may be kept from reading");
	if (now() - start > 1000)
		stop("reading waited");
	enum err_code code = store_write(s, work, &turn, &e);
	double took = now() - start;
	snprintf(word, sizeof word, "进程 %ld", (long)child);
	if (code != ERR_BUSY || !strstr(e.words, word))
		stop("not told who holds it");
	if (took < 4500 || took > PATIENCE)
		stop("not after 5 s");
	expect_good(child);
	if (!look(s, &turn) || store_write(s, work, &turn, &e) != ERR_OK)
		stop("does not go on");
	store_close(s);
	printf("a lock held 7 s: told after %.0f ms: %s\n", took, word);
	return 0;
}

/* --- a map that grows
 * --------------------------------------------------------------- */

#define FIRST_MAP ((size_t)128 * 1024)
#define FILL_TO ((off_t)4 << 20)

static _Noreturn void
fill(const char *dir, const char *file)
{
	struct store *s;
	struct stat st;

	if (enter(dir, false, &s, &e) != ERR_OK)
		stop("open");
	while (stat(file, &st) == 0 && st.st_size < FILL_TO) {
		struct turn turn = {.count = 1, .filling = 5999};
		struct store_txn *t;

		arena_reset(memory);
		if (store_new_id(s, &turn.id, &e) != ERR_OK)
			stop("id");
		enum err_code code = store_write(s, work, &turn, &e);
		if (code != ERR_OK)
			stop("save while the map grows");
		if (store_read(s, &t, &e) != ERR_OK)
			stop("read while the map grows");
		store_done(t);
	}
	store_close(s);
	_exit(0);
}

static int
grow(const char *base, int stores)
{
	int growths = 0;

	env_first_map = FIRST_MAP;
	for (int i = 0; i < stores; i++) {
		pid_t child[3];
		struct store *s;
		char dir[4000];
		char file[4096];

		snprintf(dir, sizeof dir, "%s/g%d", base, i);
		snprintf(file, sizeof file, "%s/data.mdb", dir);
		make(dir, NULL, 0);
		fflush(stdout);
		for (int k = 0; k < 3; k++) {
			child[k] = fork();
			if (child[k] == 0)
				fill(dir, file);
		}
		for (int k = 0; k < 3; k++)
			expect_good(child[k]);
		if (enter(dir, false, &s, &e) != ERR_OK ||
			store_verify(s, true, NULL, NULL, NULL, &e) != ERR_OK)
			stop("verify");
		store_close(s);
		for (off_t size = FIRST_MAP; size < FILL_TO; size *= 2)
			growths++;
		unlink(file);
	}
	printf("the map grew %d times under 3 processes, nobody was told\n",
		growths);
	return 0;
}

int
main(int argc, char **argv)
{
	double seconds = argc == 4 ? strtod(argv[2], NULL) : 0;

	memory = arena_new();
	if (argc == 3 && strcmp(argv[1], "hang") == 0)
		return hang(argv[2]);
	if (argc != 4)
		return 2;
	if (strcmp(argv[1], "grow") == 0)
		return grow(argv[3], (int)seconds);
	careless = strcmp(argv[1], "control") == 0;
	return count_together(argv[3], seconds);
}
