// SPDX-License-Identifier: MIT
#include "store/env.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/folder.h"
#include "store/inside.h"
#include "tests/store/world.h"

#define TINY ((size_t)96 * 1024)

TEST(env, has_words_for_every_code_of_lmdb)
{
	struct env env = {.path = "/tmp/data.mdb"};

	for (int rc = MDB_KEYEXIST; rc <= MDB_LAST_ERRCODE; rc++) {
		struct err e = {.code = ERR_OK};

		CHECK(env_fail(&env, rc, &e) != ERR_OK);
		CHECK(e.words[0] != '\0' && !strstr(e.words, "MDB"));
		CHECK(!strstr(e.words, "/tmp/data.mdb")); /* from the table */
	}
}

TEST(env, calls_a_full_disk_by_its_name)
{
	struct env env = {.path = "/tmp"};
	struct err e;

	CHECK_CODE(env_fail(&env, ENOSPC, &e), ERR_FULL, &e);
	CHECK(strstr(e.words, "磁盘已满"));
	CHECK_CODE(env_fail(&env, EFBIG, &e), ERR_FULL, &e);
	/* there is room in /tmp: then it is an error of the disk */
	CHECK_CODE(env_fail(&env, EIO, &e), ERR_IO, &e);
}

struct bulk {
	struct world *w;
	int n;
	int runs;
};

static enum err_code
bulk_work(struct store_txn *t, void *arg, struct err *e)
{
	struct bulk *b = arg;
	enum err_code code = ERR_OK;

	b->runs++;
	for (int i = 0; i < b->n && code == ERR_OK; i++) {
		struct record r = {.form = STR("f"),
			.form_version = STR("1"),
			.state = RECORD_FINAL,
			.by = STR("u")};

		code = store_new_id(b->w->s, &r.id, e);
		fields_set(test_arena(), &r.fields, STR("text"),
			(struct value){.type = VALUE_TEXT,
				.text = STR("some words to fill the page")});
		if (code == ERR_OK)
			code = store_put(t, &r,
				&(struct store_keys){.event = i}, 0, NULL, e);
	}
	return code;
}

TEST(env, grows_without_a_word)
{
	struct world w;
	struct bulk b = {.w = &w, .n = 1500};

	env_first_map = TINY;
	world_make(&w);
	CHECK_CODE(store_write(w.s, bulk_work, &b, &w.e), ERR_OK, &w.e);
	CHECK(b.runs > 1); /* it was run again from the start */
	CHECK_INT(world_verify(&w), 1500);
	for (int i = 0; i < 300; i++) {
		struct record r = world_record(&w, "g", "single saves too");

		world_save(&w, &r, NULL, 0);
	}
	CHECK_INT(world_verify(&w), 1800);
	store_close(w.s);
	env_first_map = 0;
}

/* Run in a child of its own store handle; exit 0 when all is well. */
static void
in_child(void (*run)(struct world *w))
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct world w;

		if (store_open(world_folder(), false, &w.s, &w.e) != ERR_OK ||
			store_login(w.s, WORLD_HEAD, WORLD_PASSWORD, &w.e) !=
				ERR_OK)
			_exit(2);
		run(&w);
		store_close(w.s);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status));
	CHECK_INT(WEXITSTATUS(status), 0);
}

static void
save_many(struct world *w)
{
	struct bulk b = {.w = w, .n = 1500};

	if (store_write(w->s, bulk_work, &b, &w->e) != ERR_OK)
		_exit(3);
}

/* A process that has the store open while another makes it larger. LMDB
 * wants one handle a process: the parent opens after the fork. */
TEST(env, follows_a_map_another_process_grew)
{
	int go[2];
	int done[2];
	char byte = 'x';
	pid_t child;
	struct world w;
	int status;

	env_first_map = TINY;
	world_make(&w);
	store_close(w.s);
	CHECK(pipe(go) == 0 && pipe(done) == 0);
	child = fork();
	if (child == 0) {
		if (read(go[0], &byte, 1) != 1)
			_exit(1);
		if (store_open(world_folder(), false, &w.s, &w.e) != ERR_OK ||
			store_login(w.s, WORLD_HEAD, WORLD_PASSWORD, &w.e) !=
				ERR_OK)
			_exit(2);
		save_many(&w);
		store_close(w.s);
		_exit(write(done[1], &byte, 1) == 1 ? 0 : 4);
	}
	world_open(&w);
	CHECK(write(go[1], &byte, 1) == 1);
	CHECK(read(done[0], &byte, 1) == 1);
	CHECK_INT(world_verify(&w), 1500);
	for (int i = 0; i < 3; i++) {
		struct record r = world_record(&w, "g", "after");

		world_save(&w, &r, NULL, 0);
	}
	CHECK_INT(world_verify(&w), 1503);
	store_close(w.s);
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	for (int i = 0; i < 2; i++) {
		close(go[i]);
		close(done[i]);
	}
	env_first_map = 0;
}

TEST(env, sees_what_another_process_saved)
{
	struct world w;

	world_make(&w);
	store_close(w.s);
	in_child(save_many);
	world_open(&w);
	CHECK_INT(world_verify(&w), 1500);
	store_close(w.s);
}

TEST(env, is_not_inherited_by_programs_we_start)
{
	struct world w;
	char path[64];
	char to[512];

	world_make(&w);
	for (int fd = 3; fd < 64; fd++) {
		ssize_t n;

		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
		n = readlink(path, to, sizeof to - 1);
		if (n < 0)
			continue;
		to[n] = '\0';
		if (strstr(to, "/store"))
			CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	}
	store_close(w.s);
}

/* --- locks
 * ------------------------------------------------------------------------- */

/* A child that holds a flock of path until killed. */
static pid_t
holder(const char *path)
{
	int ready[2];
	char byte = 'x';
	pid_t child;

	CHECK(pipe(ready) == 0);
	child = fork();
	if (child == 0) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);

		if (flock(fd, LOCK_EX) == 0 && write(ready[1], &byte, 1) == 1)
			pause();
		_exit(1);
	}
	CHECK(read(ready[0], &byte, 1) == 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

static void
let_go(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

TEST(lock, names_the_one_who_holds_the_store)
{
	struct world w;
	char pid[32];
	pid_t child;

	world_make(&w);
	store_close(w.s);
	child = holder(world_folder());
	folder_patience = 100;
	CHECK_CODE(
		store_open(world_folder(), false, &w.s, &w.e), ERR_BUSY, &w.e);
	folder_patience = 5000;
	snprintf(pid, sizeof pid, "%ld", (long)child);
	CHECK(strstr(w.e.words, pid));
	let_go(child);
	world_open(&w);
	store_close(w.s);
}

TEST(lock, does_not_wait_for_ever_for_another_writer)
{
	struct world w;
	struct record r;
	pid_t child;

	world_make(&w);
	r = world_record(&w, "f", "x");
	child = holder(test_path("store/data.mdb"));
	folder_patience = 100;
	CHECK_CODE(world_put(&w, &r, NULL, 0), ERR_BUSY, &w.e);
	folder_patience = 5000;
	CHECK_CODE(world_get(&w, r.id, &r), ERR_ABSENT, &w.e); /* reads go on */
	let_go(child);
	world_save(&w, &r, NULL, 0);
	store_close(w.s);
}

/* --- the ground taken away
 * --------------------------------------------------------- */

static void
saves_nowhere(struct world *w)
{
	struct record r = {
		.id = id_new(ID_NONE), .form = STR("f"), .state = RECORD_FINAL};
	struct store_txn *t;

	CHECK_CODE(world_put(w, &r, NULL, 0), ERR_CORRUPT, &w->e);
	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_CORRUPT, &w->e);
}

TEST(ground, a_removed_folder_is_noticed)
{
	struct world w;
	str rm;

	world_make(&w);
	rm = str_fmt(test_arena(), "%s/data.mdb", world_folder());
	CHECK(unlink(str_z(test_arena(), rm)) == 0);
	saves_nowhere(&w);
	store_close(w.s);
}

TEST(ground, a_moved_or_replaced_folder_is_noticed)
{
	struct world w;

	world_make(&w);
	CHECK(rename(world_folder(), test_path("elsewhere")) == 0);
	saves_nowhere(&w);
	CHECK(mkdir(world_folder(), 0700) == 0);
	saves_nowhere(&w);
	CHECK(rmdir(world_folder()) == 0);
	CHECK(rename(test_path("elsewhere"), world_folder()) == 0);
	CHECK_INT(world_verify(&w), 0); /* back again */
	store_close(w.s);
}

TEST(ground, a_replaced_data_file_is_noticed)
{
	struct world w;
	str data;

	world_make(&w);
	data = test_read(test_path("store/data.mdb"));
	CHECK(unlink(test_path("store/data.mdb")) == 0);
	test_write("store/data.mdb", data);
	saves_nowhere(&w);
	store_close(w.s);
}

/* --- a full disk
 * --------------------------------------------------------------------- */

/* The size limit of files stands in for it: what cannot be written, fails. */
TEST(full, nothing_saved_is_lost_and_it_goes_on_with_room)
{
	struct rlimit was;
	struct rlimit tight;
	struct stat st;
	struct world w;
	int saved = 0;
	enum err_code code = ERR_OK;

	signal(SIGXFSZ, SIG_IGN);
	world_make(&w);
	CHECK(stat(test_path("store/data.mdb"), &st) == 0);
	CHECK(getrlimit(RLIMIT_FSIZE, &was) == 0);
	tight = was;
	tight.rlim_cur = (rlim_t)st.st_size + 65536;
	CHECK(setrlimit(RLIMIT_FSIZE, &tight) == 0);
	for (int i = 0; i < 2000 && code == ERR_OK; i++) {
		struct record r = world_record(&w, "f", "words and words");

		code = world_put(&w, &r, NULL, 0);
		saved += code == ERR_OK;
	}
	CHECK(setrlimit(RLIMIT_FSIZE, &was) == 0);
	CHECK_INT(code == ERR_FULL || code == ERR_IO, 1);
	CHECK(saved > 10);
	CHECK_INT(world_verify(&w), saved); /* reading works */
	for (int i = 0; i < 50; i++, saved++) {
		struct record r = world_record(&w, "f", "goes on");

		world_save(&w, &r, NULL, 0);
	}
	world_reopen(&w);
	CHECK_INT(world_verify(&w), saved);
	store_close(w.s);
}
