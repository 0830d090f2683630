// SPDX-License-Identifier: MIT
/*
 * Every storage call fails: the 1st, the 2nd, … each once, from then on, or
 * by writing half; with the first KINDS of EIO, ENOSPC, EDQUOT, EROFS, EMFILE
 * and EINTR. What was acknowledged must be
 * there, what was refused must not, and with the fault gone it goes on.
 * io.sh builds this with its own pwrite & co in front of libc's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "store/env.h"
#include "store/store.h"
#include "tests/faults/door.h"

#define SAVES 6

/* --- the fault
 * ------------------------------------------------------------------ */

enum mode { ONCE, FOR_EVER, HALF, MODES };

static const char *const mode_names[] = {"once", "for ever", "half"};

static struct {
	int at; /* which call fails; 0: none */
	int seen;
	enum mode mode;
	int error;
} fault;

static bool
fails(void)
{
	if (fault.at == 0)
		return false;
	fault.seen++;
	errno = fault.error;
	return fault.mode == FOR_EVER ? fault.seen >= fault.at
				      : fault.seen == fault.at;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	/* 40 bytes: `seen`, which may fail without a word */
	if (n == 40 || !fails())
		return REAL(pwrite)(fd, p, n, at);
	return fault.mode == HALF ? REAL(pwrite)(fd, p, n / 2, at) : -1;
}

#ifdef __GLIBC__ /* 32 bits: the store calls these, LMDB the ones above */
ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	if (n == 40 || !fails())
		return REAL(pwrite64)(fd, p, n, at);
	return fault.mode == HALF ? REAL(pwrite64)(fd, p, n / 2, at) : -1;
}

int
ftruncate64(int fd, off64_t n)
{
	return fails() ? -1 : REAL(ftruncate64)(fd, n);
}
#endif

ssize_t
write(int fd, const void *p, size_t n)
{
	if (fd <= 2 || !fails())
		return REAL(write)(fd, p, n);
	return fault.mode == HALF ? REAL(write)(fd, p, n / 2) : -1;
}

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	if (!fails())
		return REAL(writev)(fd, v, n);
	return fault.mode == HALF && n > 1 ? REAL(writev)(fd, v, n / 2) : -1;
}

int
fdatasync(int fd)
{
	return fails() ? -1 : REAL(fdatasync)(fd);
}

int
fsync(int fd)
{
	return fails() ? -1 : REAL(fsync)(fd);
}

int
ftruncate(int fd, off_t n)
{
	return fails() ? -1 : REAL(ftruncate)(fd, n);
}

int
renameat(int a, const char *from, int b, const char *to)
{
	return fails() ? -1 : REAL(renameat)(a, from, b, to);
}

int
renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
	return fails() ? -1 : REAL(renameat2)(a, from, b, to, flags);
}

int
mkdirat(int a, const char *name, mode_t mode)
{
	return fails() ? -1 : REAL(mkdirat)(a, name, mode);
}

/* --- what is tried under it
 * --------------------------------------------------------- */

static struct arena *memory;
static struct err e;
static char filling[9000];

static _Noreturn void
stop(const char *what)
{
	printf("FAIL: %s: %s (call %d, %s, errno %d)\n", what, e.words,
		fault.at, mode_names[fault.mode], fault.error);
	exit(1);
}

static enum err_code
work(struct store_txn *t, void *arg, struct err *why)
{
	struct record *r = arg;

	return store_put(
		t, r, &(struct store_keys){.event = 1}, r->rev, NULL, why);
}

static void
make(const char *dir)
{
	struct station station = {.code = STR("50015200100101"),
		.name = STR("io"),
		.kind = STR("test")};

	if (create(dir, &station, &e) != ERR_OK)
		stop("create");
}

struct story {
	struct record r[SAVES];
	uint32_t acked[SAVES]; /* the revision that was promised, 0: none */
	int refused;
};

/* Each record is saved, then changed. */
static void
save_all(struct store *s, struct story *y)
{
	for (int i = 0; i < 2 * SAVES; i++) {
		struct record *r = &y->r[i % SAVES];
		uint32_t before = y->acked[i % SAVES];
		enum err_code code;

		r->rev = before;
		code = store_write(s, work, r, &e);
		if (code == ERR_OK) {
			y->acked[i % SAVES] = before + 1;
			continue;
		}
		y->refused++;
		if (code != ERR_IO && code != ERR_FULL)
			stop("refused for a strange reason");
		if (fault.error == ENOSPC && fault.mode != HALF &&
			!strstr(e.words, "磁盘已满"))
			stop("not called a full disk");
		if (fault.error == EDQUOT && fault.mode != HALF &&
			!strstr(e.words, "配额"))
			stop("not called a full quota");
	}
}

static void
look(struct store *s, const struct story *y)
{
	struct store_txn *t;

	if (store_verify(s, true, NULL, NULL, NULL, &e) != ERR_OK ||
		store_read(s, &t, &e) != ERR_OK)
		stop("verify");
	for (int i = 0; i < SAVES; i++) {
		struct record r = {.rev = 0};
		enum err_code code = store_get(t, y->r[i].id, memory, &r, &e);

		if (code != ERR_OK && code != ERR_ABSENT)
			stop("get");
		if (r.rev < y->acked[i])
			stop("a promised save is lost");
		if (r.rev > y->acked[i])
			stop("a refused save is there");
	}
	store_done(t);
}

static void
begin_story(struct story *y)
{
	*y = (struct story){.refused = 0};
	for (int i = 0; i < SAVES; i++) {
		struct record *r = &y->r[i];

		*r = (struct record){.id = id_new(ID_NONE),
			.form = STR("f"),
			.form_version = STR("1"),
			.state = RECORD_FINAL,
			.by = STR("u")};
		fields_set(memory, &r->fields, STR("text"),
			(struct value){.type = VALUE_TEXT,
				.text = {filling, 10 + 1500 * (size_t)i}});
	}
}

/* One save under the n-th fault. False when there is no n-th call. */
static bool
try_saves(const char *dir, int n, enum mode mode, int error)
{
	struct store *s;
	struct story y;
	bool reached;

	arena_reset(memory);
	begin_story(&y);
	make(dir);
	if (enter(dir, false, &s, &e) != ERR_OK)
		stop("open");
	fault.mode = mode;
	fault.error = error;
	fault.seen = 0;
	fault.at = n;
	save_all(s, &y);
	reached = fault.seen >= n;
	if (reached && y.refused == 0 && error != EINTR) /* that is retried */
		stop("a fault went unnoticed");
	look(s, &y); /* reading works while writing does not */
	fault.at = 0;
	save_all(s, &y); /* it goes on */
	look(s, &y);
	store_close(s);
	if (enter(dir, false, &s, &e) != ERR_OK)
		stop("open again");
	look(s, &y);
	store_close(s);
	return reached;
}

/* However it failed: it opens, or can be made. */
static bool
try_create(const char *dir, int n, enum mode mode, int error)
{
	struct station station = {.code = STR("50015200100101"),
		.name = STR("io"),
		.kind = STR("test")};
	struct store *s;
	enum err_code code;

	fault.mode = mode;
	fault.error = error;
	fault.seen = 0;
	fault.at = n;
	code = create(dir, &station, &e);
	bool reached = fault.seen >= n;
	fault.at = 0;
	if (reached && code == ERR_OK && mode != HALF && error != EINTR)
		stop("a fault of creation went unnoticed");
	if (enter(dir, false, &s, &e) != ERR_OK) {
		if (code == ERR_OK)
			stop("made, does not open");
		make(dir);
		if (enter(dir, false, &s, &e) != ERR_OK)
			stop("made again, does not open");
	}
	store_close(s);
	return reached;
}

int
main(int argc, char **argv)
{
	static const int errors[] = {EIO, ENOSPC, EDQUOT, EROFS, EMFILE, EINTR};
	int kinds = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
	int stories = 0;

	if (kinds < 1 || kinds > 6)
		return 2;
	signal(SIGXFSZ, SIG_IGN);
	memory = arena_new();
	memset(filling, 'x', sizeof filling);
	env_first_map = 512 * 1024;
	for (int mode = 0; mode < MODES; mode++)
		for (int k = 0; k < kinds; k++)
			for (int what = 0; what < 2; what++) {
				bool more = true;

				for (int n = 1; more; n++) {
					char dir[4096];

					snprintf(dir, sizeof dir, "%s/%d",
						argv[1], stories++);
					more = (what ? try_saves : try_create)(
						dir, n, (enum mode)mode,
						errors[k]);
				}
			}
	printf("%d stories, nothing lost, nothing stored that was refused\n",
		stories);
	return 0;
}
