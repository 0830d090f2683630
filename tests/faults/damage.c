// SPDX-License-Identifier: MIT
/*
 * The data file damaged in ways disks and people damage files. Opening,
 * logging in and the full check must end by themselves, and what they pass
 * must be whole. damage.sh builds and runs this.
 *
 *	damage N DIR        N rounds
 *	damage control DIR  a check that passes everything: must be caught
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/guard.h"
#include "store/store.h"
#include "tests/faults/door.h"

#define RECORDS 60

static uint32_t seed = 20221220;
static char *good;
static size_t size;
static struct id ids[RECORDS];
static bool blind; /* the control: no check */

static uint32_t
draw(size_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((seed >> 8) % below);
}

static _Noreturn void
stop(const char *what, const struct err *e)
{
	printf("FAIL: %s: %s\n", what, e ? e->words : "");
	exit(1);
}

static enum err_code
work(struct store_txn *t, void *arg, struct err *e)
{
	struct record *r = arg;

	return store_put(t, r,
		&(struct store_keys){
			.domain = 1 + (int)(r->id.b[15] % 6), .event = 1},
		r->rev, NULL, e);
}

static void
make(const char *dir)
{
	struct station st = {.code = STR("500152001001"),
		.name = STR("damage"),
		.kind = STR("test")};
	struct arena *a = arena_new();
	struct store *s;
	struct err e;

	if (create(dir, &st, &e) || enter(dir, false, &s, &e))
		stop("make", &e);
	for (int i = 0; i < RECORDS; i++) {
		struct record r = {.form = STR("f"),
			.form_version = STR("1"),
			.state = RECORD_FINAL,
			.by = STR("u")};

		if (store_new_id(s, &r.id, &e))
			stop("id", &e);
		ids[i] = r.id;
		fields_set(a, &r.fields, STR("text"),
			(struct value){.type = VALUE_TEXT,
				.text = str_fmt(a, "%d %0*d", i, i * 40, 7)});
		for (int k = 0; k < 1 + i % 3; k++)
			if (store_write(s, work, &r, &e))
				stop("save", &e);
	}
	store_close(s);
	arena_free(a);
}

static char *
slurp(const char *path, size_t *n)
{
	struct stat st;
	int fd = open(path, O_RDONLY);
	char *p;

	if (fd < 0 || fstat(fd, &st) != 0)
		stop("read", NULL);
	*n = (size_t)st.st_size;
	p = malloc(*n);
	if (!p || read(fd, p, *n) != (ssize_t)*n)
		stop("read", NULL);
	close(fd);
	return p;
}

static void
hurt(const char *path, int kind)
{
	char *p = malloc(2 * size);
	size_t pages = size / 4096;
	size_t n = size;
	size_t at = draw(size);
	size_t page = 4096 * draw(pages);
	size_t other = 4096 * draw(pages);
	int fd;

	memcpy(p, good, size);
	switch (kind) {
	case 0: /* one bit */
		p[at] ^= (char)(1 << draw(8));
		break;
	case 1: /* a sector of zeros */
		memset(p + at / 512 * 512, 0, 512);
		break;
	case 2: /* a page of zeros */
		memset(p + page, 0, 4096);
		break;
	case 3: /* a page of something */
		for (int i = 0; i < 4096; i++)
			p[page + (size_t)i] = (char)draw(256);
		break;
	case 4: /* two pages exchanged */
		memcpy(p + page, good + other, 4096);
		memcpy(p + other, good + page, 4096);
		break;
	case 5: /* one page twice */
		memcpy(p + page, good + other, 4096);
		break;
	case 6: /* cut short */
		n = at;
		break;
	case 7: /* emptied */
		n = 0;
		break;
	case 8: /* longer */
		memcpy(p + size, good, size);
		n = 2 * size;
		break;
	case 9: /* the head of a page */
		for (int i = 0; i < 16; i++)
			p[page + (size_t)i] = (char)draw(256);
		break;
	default: /* a few bytes here and there */
		for (int i = 0; i < 20; i++)
			p[draw(size)] = (char)draw(256);
	}
	fd = open(path, O_RDWR | O_TRUNC | O_CREAT, 0600);
	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		stop("write", NULL);
	close(fd);
	free(p);
}

/* 0: refused in words; 1: passed and whole; 2: passed, but it is not. */
static int
look(const char *dir)
{
	struct arena *a = arena_new();
	struct store_txn *t;
	struct store *s;
	struct err e = {.code = ERR_OK};

	if (enter(dir, false, &s, &e) != ERR_OK)
		return e.words[0] ? 0 : 3;
	if (!blind && store_verify(s, true, NULL, NULL, NULL, &e) != ERR_OK)
		return e.words[0] ? 0 : 3;
	if (store_read(s, &t, &e) != ERR_OK)
		return 0;
	for (int i = 0; i < RECORDS; i++) {
		struct record *v;
		size_t n = 0;

		if (store_history(t, ids[i], a, &v, &n, &e) != ERR_OK ||
			n != (size_t)(1 + i % 3))
			return 2;
	}
	store_done(t);
	store_close(s);
	return 1;
}

int
main(int argc, char **argv)
{
	char dir[4000];
	char path[4096];
	char side[4096];
	size_t count[4] = {0};
	int rounds;

	if (argc != 3)
		return 2;
	blind = strcmp(argv[1], "control") == 0;
	rounds = blind ? 200 : (int)strtol(argv[1], NULL, 10);
	snprintf(dir, sizeof dir, "%s/store", argv[2]);
	snprintf(path, sizeof path, "%s/data.mdb", dir);
	snprintf(side, sizeof side, "%s/data.mdb-lock", dir);
	make(dir);
	good = slurp(path, &size);
	for (int i = 0; i < rounds; i++) {
		int status = 0;
		pid_t child;

		hurt(path, i % 11);
		unlink(side);
		fflush(stdout);
		child = fork();
		if (child == 0) {
			alarm(60);
			if (!freopen("/dev/null", "w", stderr))
				_exit(9);
			store_guard("", NULL);
			_exit(look(dir));
		}
		waitpid(child, &status, 0);
		/* the way out of damage met while reading: words, then 4 */
		if (WIFEXITED(status) && WEXITSTATUS(status) == 4)
			status = 0;
		if (!WIFEXITED(status) || WEXITSTATUS(status) > 2) {
			printf("FAIL: round %d, kind %d: status %x\n", i,
				i % 11, (unsigned)status);
			if (!blind)
				return 1;
			count[3]++;
			continue;
		}
		count[WEXITSTATUS(status)]++;
		if (WEXITSTATUS(status) == 2 && !blind) {
			printf("FAIL: round %d, kind %d: not noticed\n", i,
				i % 11);
			return 1;
		}
	}
	printf("%d damages: %zu refused, %zu harmless, %zu unnoticed, "
	       "%zu crashed\n",
		rounds, count[0], count[1], count[2], count[3]);
	return blind ? count[2] + count[3] == 0 : 0;
}
