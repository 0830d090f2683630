// SPDX-License-Identifier: MIT
/*
 * A disk that is really full. full.sh mounts it, builds and runs this.
 *
 *	full DIR [KIND]   save until it fails; then nothing may be lost, reading
 *	                  must work, and saving again once there is room
 *	                  (TIMES: how often)
 *	full DIR look     the store there is readable on a read-only disk
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/store.h"
#include "tests/faults/door.h"

#define LITTLE (256 * 1024)

static struct store *s;
static struct err e;
static char filling[20000];
static struct arena *memory;

static _Noreturn void
stop(const char *what)
{
	printf("FAIL: %s: %s\n", what, e.words);
	exit(1);
}

static enum err_code
work(struct store_txn *t, void *arg, struct err *why)
{
	struct record *r = arg;

	return store_put(t, r, &(struct store_keys){.event = 1}, 0, NULL, why);
}

static enum err_code
save(void)
{
	struct record r = {.form = STR("f"),
		.form_version = STR("1"),
		.state = RECORD_FINAL,
		.by = STR("u")};

	arena_reset(memory);
	if (store_new_id(s, &r.id, &e) != ERR_OK)
		stop("id");
	fields_set(memory, &r.fields, STR("text"),
		(struct value){
			.type = VALUE_TEXT, .text = {filling, sizeof filling}});
	return store_write(s, work, &r, &e);
}

static void
count(void *arg, struct id id)
{
	(void)id;
	++*(size_t *)arg;
}

static void
must_hold(size_t wanted)
{
	size_t n = 0;

	if (store_verify(s, true, count, NULL, &n, &e) != ERR_OK)
		stop("verify");
	if (n != wanted) {
		printf("FAIL: %zu records, %zu saved\n", n, wanted);
		exit(1);
	}
}

/* A file that takes what room there is but `leave`. */
static void
fill(const char *path, off_t leave)
{
	struct statvfs fs;
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0 || fstatvfs(fd, &fs) != 0 ||
		posix_fallocate(fd, 0,
			(off_t)(fs.f_bavail * fs.f_frsize) - leave) != 0) {
		snprintf(e.words, sizeof e.words, "%s", path);
		stop("filling");
	}
	close(fd);
}

static int
look(const char *dir)
{
	size_t n = 0;

	if (store_open(dir, false, &s, &e) == ERR_OK)
		stop("opened for writing on a read-only disk");
	printf("%s\n", e.words);
	if (enter(dir, true, &s, &e) != ERR_OK ||
		store_verify(s, true, count, NULL, &n, &e) != ERR_OK)
		stop("not readable");
	printf("read-only: %zu records\n", n);
	return n > 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	char dir[4096];
	char filler[4096];
	struct station station = {.code = STR("500152001001"),
		.name = STR("full"),
		.kind = str_of(argc > 2 ? argv[2] : "test")};
	const char *wish = getenv("TIMES");
	int times = wish ? (int)strtol(wish, NULL, 10) : 10;
	size_t saved = 0;
	enum err_code code = ERR_OK;

	memory = arena_new();
	memset(filling, 'x', sizeof filling);
	snprintf(dir, sizeof dir, "%s/store", argv[1]);
	snprintf(filler, sizeof filler, "%s/filler", argv[1]);
	if (str_is(station.kind, "look"))
		return look(dir);
	if (create(dir, &station, &e) != ERR_OK ||
		enter(dir, false, &s, &e) != ERR_OK)
		stop("create");
	for (int round = 0; round < times; round++) {
		fill(filler, LITTLE);
		for (code = save(); code == ERR_OK; code = save())
			saved++;
		if (code != ERR_FULL || !strstr(e.words, "磁盘已满"))
			stop("not called a full disk");
		must_hold(saved);
		if (save() == ERR_OK)
			stop("saved on a full disk");
		unlink(filler);
		for (int i = 0; i < 5; i++, saved++)
			if (save() != ERR_OK)
				stop("does not go on with room");
		store_close(s);
		if (enter(dir, false, &s, &e) != ERR_OK)
			stop("open");
		must_hold(saved);
	}
	store_close(s);
	printf("%d times full, %zu saves, 0 lost\n", times, saved);
	return 0;
}
