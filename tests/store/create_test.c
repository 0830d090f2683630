// SPDX-License-Identifier: MIT
#include "store/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/codec.h"
#include "store/env.h"
#include "tests/store/world.h"

static struct station
station(void)
{
	return (struct station){.code = STR("500152001001"),
		.name = STR("测试站"),
		.kind = STR("test")};
}

static enum err_code
create(const char *folder, const struct station *s, struct err *e)
{
	struct store_head head = world_head();

	return store_create(folder, s, &head, NULL, e);
}

static void
expect_open(enum err_code wanted, const char *words)
{
	struct store *s;
	struct err e;

	CHECK_CODE(store_open(world_folder(), false, &s, &e), wanted, &e);
	if (!strstr(e.words, words))
		fail_msg("said %s, not %s", e.words, words);
}

/* A store with one record, closed. */
static void
filled(struct world *w)
{
	struct record r;

	world_make(w);
	r = world_record(w, "f", "x");
	world_save(w, &r, NULL, 0);
	store_close(w->s);
}

TEST(create, never_touches_a_store_that_is_there)
{
	struct world w;
	struct station other = station();

	filled(&w);
	CHECK_CODE(create(world_folder(), &other, &w.e), ERR_EXISTS, &w.e);
	world_open(&w);
	CHECK_CODE(create(world_folder(), &other, &w.e), ERR_EXISTS, &w.e);
	CHECK_INT(world_verify(&w), 1);
	store_close(w.s);
}

TEST(create, refuses_a_folder_with_other_things)
{
	struct station s = station();
	struct err e;

	CHECK(mkdir(world_folder(), 0700) == 0);
	test_write("store/letter.txt", STR("dear"));
	CHECK_CODE(create(world_folder(), &s, &e), ERR_EXISTS, &e);
	CHECK_STR(test_read(test_path("store/letter.txt")), "dear");
	CHECK(access(test_path("store/data.mdb"), F_OK) != 0);
}

TEST(create, makes_the_folders_above)
{
	struct station s = station();
	struct store *store;
	struct err e;

	CHECK_CODE(create(test_path("a/b/c"), &s, &e), ERR_OK, &e);
	CHECK_CODE(
		store_open(test_path("a/b/c/"), false, &store, &e), ERR_OK, &e);
	store_close(store);
}

TEST(create, goes_on_where_it_was_cut)
{
	struct world w;

	world_make(&w);
	store_close(w.s);
	CHECK(unlink(test_path("store/STATION")) == 0);
	test_write("store/data.new", STR("half"));
	expect_open(ERR_CORRUPT, "STATION");
	world_make(&w);
	CHECK_INT(world_verify(&w), 0);
	store_close(w.s);
}

TEST(create, leaves_records_without_their_station_alone)
{
	struct world w;
	struct station s = station();
	struct stat before;
	struct stat after;

	filled(&w);
	CHECK(rename(test_path("store/STATION"), test_path("aside")) == 0);
	CHECK(stat(test_path("store/data.mdb"), &before) == 0);
	CHECK_CODE(create(world_folder(), &s, &w.e), ERR_CORRUPT, &w.e);
	CHECK(stat(test_path("store/data.mdb"), &after) == 0);
	CHECK(before.st_ino == after.st_ino);
	CHECK(rename(test_path("aside"), test_path("store/STATION")) == 0);
	world_open(&w);
	CHECK_INT(world_verify(&w), 1);
	store_close(w.s);
}

TEST(create, wants_words_that_fit_a_line)
{
	struct station s = station();
	struct err e;

	s.name = STR("a\nkind demo");
	CHECK_CODE(create(world_folder(), &s, &e), ERR_INPUT, &e);
	CHECK(access(world_folder(), F_OK) != 0);
}

TEST(open, says_there_is_no_store)
{
	expect_open(ERR_ABSENT, "没有");
	CHECK(mkdir(world_folder(), 0700) == 0);
	expect_open(ERR_ABSENT, "init");
	CHECK(access(test_path("store/data.mdb"), F_OK) != 0);
}

TEST(open, refuses_an_emptied_data_file_and_names_the_newest_backup)
{
	struct world w;

	filled(&w);
	CHECK(truncate(test_path("store/data.mdb"), 0) == 0);
	expect_open(ERR_CORRUPT, "空");
	test_write("store/backups/station-2026-01-01-7.zmb", STR("x"));
	expect_open(ERR_CORRUPT, "backups/station-2026-01-01-7.zmb");
	CHECK_STR(test_read(test_path("store/data.mdb")), "");
	CHECK(unlink(test_path("store/data.mdb")) == 0);
	expect_open(ERR_CORRUPT, "不见了");
	CHECK(access(test_path("store/data.mdb"), F_OK) != 0);
}

TEST(open, refuses_what_is_not_ours)
{
	struct world w;
	char junk[20000];

	filled(&w);
	memset(junk, 'j', sizeof junk);
	test_write("store/data.mdb", (str){junk, sizeof junk});
	expect_open(ERR_CORRUPT, "data.mdb");
	CHECK(unlink(test_path("store/data.mdb")) == 0);
	CHECK(symlink("/etc/passwd", test_path("store/data.mdb")) == 0);
	expect_open(ERR_CORRUPT, "普通文件");
}

TEST(open, tells_a_file_of_another_machine_from_a_damaged_one)
{
	struct world w;
	size_t word = sizeof(size_t);
	char page[8192] = "";

	filled(&w);
	/* the other word size, the other order of bytes */
	memcpy(page + (word == 8 ? 4 : 8) + 8, "\xde\xc0\xef\xbe", 4);
	test_write("store/data.mdb", (str){page, sizeof page});
	expect_open(ERR_VERSION, word == 8 ? "（32 位）" : "（64 位）");
	memset(page, 0, sizeof page);
	memcpy(page + word + 8, &(uint32_t){0xdec0efbe}, 4);
	test_write("store/data.mdb", (str){page, sizeof page});
	expect_open(ERR_VERSION, "另一种电脑");
	test_write("store/data.mdb", STR("short"));
	expect_open(ERR_CORRUPT, "data.mdb");
}

TEST(open, refuses_a_data_file_cut_short)
{
	struct world w;
	struct stat st;
	off_t least = 0;

	world_make(&w);
	for (int i = 0; i < 200; i++) {
		struct record r = world_record(&w, "f", "x");

		world_save(&w, &r, NULL, 0);
	}
	store_close(w.s);
	CHECK(stat(test_path("store/data.mdb"), &st) == 0);
	for (off_t n = 4096; n < st.st_size / 2; n += st.st_size / 7) {
		CHECK(truncate(test_path("store/data.mdb"), n) == 0);
		expect_open(ERR_CORRUPT, "");
		least = n;
	}
	CHECK(least > 0);
}

TEST(open, refuses_the_data_of_another_store)
{
	struct world w;

	filled(&w);
	CHECK(rename(world_folder(), test_path("first")) == 0);
	filled(&w);
	CHECK(rename(test_path("first/data.mdb"),
		      test_path("store/data.mdb")) == 0);
	expect_open(ERR_CORRUPT, "STATION");
}

/* Write a number into the header row, as a program of the future would. */
static void
set_format(uint32_t format)
{
	struct env env;
	struct err e;
	char name[] = "hdr";
	MDB_val key = {.mv_size = 3, .mv_data = name};
	MDB_val row;
	MDB_txn *txn;
	uint8_t bytes[256];

	CHECK_CODE(
		env_open(&env, test_path("store/data.mdb"), 0, &e), ERR_OK, &e);
	CHECK_CODE(env_begin(&env, true, &txn, &e), ERR_OK, &e);
	CHECK(mdb_get(txn, env.dbi[TABLE_HDR], &key, &row) == 0);
	CHECK(row.mv_size <= sizeof bytes);
	memcpy(bytes, row.mv_data, row.mv_size);
	codec_be32(bytes + 8, format);
	row.mv_data = bytes;
	CHECK(mdb_put(txn, env.dbi[TABLE_HDR], &key, &row, 0) == 0);
	CHECK(env_commit(&env, txn) == 0);
	env_close(&env);
}

TEST(open, says_when_a_newer_version_wrote_it)
{
	struct world w;
	str text;

	filled(&w);
	set_format(7);
	expect_open(ERR_VERSION, "7");
	set_format(1);
	text = test_read(test_path("store/STATION"));
	text = str_fmt(test_arena(), "%.*sformat 9\n", STR_FMT(text));
	test_write("store/STATION", text);
	expect_open(ERR_VERSION, "9");
}

TEST(open, refuses_a_broken_identity_file)
{
	struct world w;

	filled(&w);
	test_write("store/STATION", STR("xinzhan store\nformat 1\n"));
	expect_open(ERR_CORRUPT, "STATION");
	test_write("store/STATION", STR("\xff\xfe"));
	expect_open(ERR_CORRUPT, "STATION");
	CHECK(unlink(test_path("store/STATION")) == 0);
	CHECK(mkfifo(test_path("store/STATION"), 0600) == 0);
	expect_open(ERR_CORRUPT, "STATION");
}

TEST(open, refuses_a_folder_others_may_write)
{
	struct world w;

	filled(&w);
	CHECK(chmod(world_folder(), 0770) == 0);
	expect_open(ERR_IO, "chmod");
	CHECK(chmod(world_folder(), 0750) == 0);
	world_open(&w);
	store_close(w.s);
}

TEST(open, keeps_keys_it_does_not_know)
{
	struct world w;
	str text;

	filled(&w);
	text = test_read(test_path("store/STATION"));
	test_write("store/STATION",
		str_fmt(test_arena(), "%.*sfuture thing\n", STR_FMT(text)));
	world_open(&w);
	CHECK_STR(store_station(w.s)->name, "测试站");
	store_close(w.s);
}
