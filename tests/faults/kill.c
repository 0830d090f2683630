// SPDX-License-Identifier: MIT
/*
 * Kill -9 at any moment: whatever was acknowledged must be there, and the
 * store must open and be whole. kill.sh builds and runs this.
 *
 *	kill save N DIR    N rounds of killing 1 to 3 writers
 *	kill create N DIR  N rounds of killing the creation of a store
 *	kill control N DIR a writer that lies (acknowledges before the
 *	                   commit): exit 0 when it was caught
 *	kill … N DIR DEVICE  DIR is an ext4 mounted from DEVICE: instead, its
 *	                   power is cut (the file system forgets what it has
 *	                   not written, and is mounted again)
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/env.h"
#include "store/store.h"
#include "tests/faults/door.h"

#define WRITERS 3
#define ROUNDS_A_STORE 12

static uint32_t seed;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static void
nap(long us)
{
	nanosleep(&(struct timespec){.tv_nsec = us * 1000}, NULL);
}

static struct station
station(void)
{
	return (struct station){.code = STR("500152001001"),
		.name = STR("kill"),
		.kind = STR("test")};
}

static _Noreturn void
stop(const char *what, const struct err *e)
{
	printf("FAIL: %s: %s\n", what, e ? e->words : "");
	exit(1);
}

/* --- a disk whose power can be cut
 * ---------------------------------------- */

static const char *disk;   /* where it is mounted */
static const char *device; /* NULL: there is none, processes are killed */

/* EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH of the kernel's ext4.h */
static void
power_off(void)
{
	uint32_t how = 2;
	int fd = device ? open(disk, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (!device)
		return;
	if (fd < 0 || ioctl(fd, _IOR('X', 125, uint32_t), &how) != 0)
		stop("this ext4 cannot be cut", NULL);
	close(fd);
}

static void
power_on(void)
{
	int rc = -1;

	for (int i = 0; device && i < 200 && rc != 0; i++) {
		rc = umount2(disk, 0);
		if (rc != 0)
			nap(10000);
	}
	if (device && (rc != 0 || mount(device, disk, "ext4", 0, NULL) != 0))
		stop("cannot mount it again", NULL);
}

/* What a child says of a disk without power is nothing new. */
static void
hush(void)
{
	if (device && !freopen("/dev/null", "w", stdout))
		_exit(3);
}

/* --- the one who is killed
 * ---------------------------------------------------- */

struct save {
	struct arena *a;
	struct record r;
	uint32_t expect;
	bool lie;
	int ack;
};

static void
acknowledge(const struct save *s)
{
	/* 16 bytes of id and the revision: less than PIPE_BUF, so whole */
	uint8_t line[20];

	memcpy(line, s->r.id.b, 16);
	memcpy(line + 16, &s->r.rev, 4);
	if (write(s->ack, line, sizeof line) != (ssize_t)sizeof line)
		_exit(3);
}

static enum err_code
work(struct store_txn *t, void *arg, struct err *e)
{
	struct save *s = arg;
	struct store_unique unique = {
		STR("n"), str_fmt(s->a, "%d-%08x%08x", (int)getpid(),
				  (unsigned)seed, (unsigned)s->r.id.b[7])};
	struct store_keys keys = {
		.event = (day_t)draw(1000), .uniques = &unique, .n_uniques = 1};
	enum err_code code = store_put(t, &s->r, &keys, s->expect, NULL, e);

	if (code == ERR_OK && s->lie)
		acknowledge(s);
	return code;
}

static _Noreturn void
write_for_ever(const char *dir, int ack, int ready, bool lie)
{
	static char filling[6000];
	struct store *s;
	struct err e;
	struct save job = {.a = arena_new(), .ack = ack, .lie = lie};

	seed += (uint32_t)getpid();
	memset(filling, 'x', sizeof filling);
	if (enter(dir, false, &s, &e) != ERR_OK)
		stop("open in the writer", &e);
	if (write(ready, "r", 1) != 1)
		_exit(3);
	for (;;) {
		bool again = job.r.rev > 0 && draw(3) == 0;

		arena_reset(job.a);
		job.expect = again ? job.r.rev : 0;
		if (!again) {
			job.r = (struct record){.form = STR("f"),
				.form_version = STR("1"),
				.state = RECORD_FINAL,
				.by = STR("u")};
			if (store_new_id(s, &job.r.id, &e) != ERR_OK)
				stop("id", &e);
		}
		job.r.fields = (struct fields){.n = 0};
		fields_set(job.a, &job.r.fields, STR("text"),
			(struct value){.type = VALUE_TEXT,
				.text = {filling, 1 + draw(sizeof filling)}});
		if (store_write(s, work, &job, &e) != ERR_OK)
			stop("save", &e);
		if (!lie)
			acknowledge(&job);
	}
}

/* --- the one who looks
 * --------------------------------------------------------- */

struct promise {
	struct id id;
	uint32_t rev;
	bool kept;
};

static struct promise *promises;
static size_t n_promises;
static size_t cap_promises;
static struct arena *memory;

static void
promise(const uint8_t line[20])
{
	struct promise p = {.kept = false};

	if (n_promises == cap_promises) {
		promises = arena_grow(memory, promises, n_promises,
			2 * cap_promises + 1024, sizeof *promises);
		cap_promises = 2 * cap_promises + 1024;
	}
	memcpy(p.id.b, line, 16);
	memcpy(&p.rev, line + 16, 4);
	promises[n_promises++] = p;
}

static void
nothing(void *arg, struct id id)
{
	(void)arg;
	(void)id;
}

static void
finding(void *arg, const char *words)
{
	(void)arg;
	printf("verify: %s\n", words);
}

/* How many promises are broken. */
static size_t
look(const char *dir)
{
	struct arena *a = arena_new();
	struct store_txn *t;
	struct store *s;
	struct err e;
	size_t lost = 0;

	if (enter(dir, false, &s, &e) != ERR_OK)
		stop("open after the kill", &e);
	if (store_verify(s, true, nothing, finding, NULL, &e) != ERR_OK)
		stop("verify after the kill", &e);
	if (store_read(s, &t, &e) != ERR_OK)
		stop("read after the kill", &e);
	for (size_t i = 0; i < n_promises; i++) {
		struct record r;

		arena_reset(a);
		if (store_get(t, promises[i].id, a, &r, &e) != ERR_OK ||
			r.rev < promises[i].rev)
			lost++;
	}
	store_done(t);
	store_close(s);
	arena_free(a);
	return lost;
}

static void
make(const char *dir)
{
	struct station s = station();
	struct err e;

	if (create(dir, &s, &e) != ERR_OK)
		stop("create", &e);
	n_promises = 0;
}

static size_t
one_round(const char *dir, int writers, bool lie)
{
	pid_t child[WRITERS];
	uint8_t line[20];
	int ack[2];
	int ready[2];

	if (pipe(ack) != 0 || pipe(ready) != 0)
		stop("pipe", NULL);
	fflush(stdout);
	for (int i = 0; i < writers; i++) {
		child[i] = fork();
		if (child[i] == 0) {
			hush();
			write_for_ever(dir, ack[1], ready[1], lie);
		}
	}
	close(ack[1]);
	close(ready[1]);
	/* one in four while they log in, the others while they save */
	if (draw(4) > 0)
		for (int i = 0; i < writers; i++)
			(void)!read(ready[0], line, 1);
	nap((long)draw(5000));
	power_off();
	for (int i = 0; i < writers; i++)
		kill(child[i], SIGKILL);
	while (read(ack[0], line, sizeof line) == (ssize_t)sizeof line)
		promise(line);
	for (int i = 0; i < writers; i++) {
		int status;

		waitpid(child[i], &status, 0);
		if (!device &&
			(!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL))
			stop("a writer ended by itself", NULL);
	}
	close(ack[0]);
	close(ready[0]);
	power_on();
	return look(dir);
}

static size_t
save_rounds(int rounds, const char *base, bool lie)
{
	char dir[4096];
	size_t lost = 0;
	size_t kept = 0;

	for (int i = 0; i < rounds; i++) {
		snprintf(dir, sizeof dir, "%s/s%d", base, i / ROUNDS_A_STORE);
		if (i % ROUNDS_A_STORE == 0) {
			kept += n_promises;
			make(dir);
		}
		lost += one_round(dir, 1 + (int)draw(WRITERS), lie);
	}
	printf("%d %s, %zu saves acknowledged, %zu lost\n", rounds,
		device ? "cuts" : "kills", kept + n_promises, lost);
	return lost;
}

/* However far it came: it opens, or it can be made. */
static void
create_rounds(int rounds, const char *base)
{
	int opened = 0;
	long usual = 12000;

	for (int i = 0; i < rounds; i++) {
		struct station st = station();
		struct store *s;
		struct err e;
		char dir[4096];
		pid_t child;

		snprintf(dir, sizeof dir, "%s/c%d", base, i);
		fflush(stdout);
		child = fork();
		if (child == 0) {
			hush();
			_exit(create(dir, &st, &e) == ERR_OK ? 0 : 1);
		}
		/* as long as it usually takes, more or less */
		usual = usual * 3 / 4 + (opened < i / 2 ? usual : 0);
		usual = usual < 1000 ? 1000 : usual > 500000 ? 500000 : usual;
		nap((long)draw((uint32_t)usual));
		power_off();
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		power_on();
		if (enter(dir, false, &s, &e) == ERR_OK)
			opened++;
		else if (create(dir, &st, &e) != ERR_OK)
			stop("neither opens nor can be made", &e);
		else if (enter(dir, false, &s, &e) != ERR_OK)
			stop("made again, does not open", &e);
		store_close(s);
	}
	printf("%d %s of a creation: %d were whole, all others made again\n",
		rounds, device ? "cuts" : "kills", opened);
}

int
main(int argc, char **argv)
{
	int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;

	if ((argc != 4 && argc != 5) || rounds < 1) {
		fprintf(stderr,
			"kill save|create|control ROUNDS DIR [DEVICE]\n");
		return 2;
	}
	disk = argv[3];
	device = argc == 5 ? argv[4] : NULL;
	memory = arena_new();
	seed = (uint32_t)time(NULL);
	printf("seed %u\n", (unsigned)seed);
	env_first_map = 256 * 1024; /* so that it grows under fire */
	if (strcmp(argv[1], "create") == 0)
		create_rounds(rounds, argv[3]);
	else if (strcmp(argv[1], "save") == 0)
		return save_rounds(rounds, argv[3], false) == 0 ? 0 : 1;
	else
		return save_rounds(rounds, argv[3], true) > 0 ? 0 : 1;
	return 0;
}
