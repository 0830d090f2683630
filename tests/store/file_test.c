// SPDX-License-Identifier: MIT
#include "store/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/test.h"

static int
count_files(const char *path)
{
	DIR *dir = opendir(path);
	int n = 0;

	CHECK(dir);
	for (struct dirent *d = readdir(dir); d; d = readdir(dir))
		n += strcmp(d->d_name, ".") != 0 &&
		     strcmp(d->d_name, "..") != 0;
	closedir(dir);
	return n;
}

TEST(file, appears_whole_and_only_for_us)
{
	struct file_out f;
	struct stat st;
	struct err e;

	CHECK_CODE(file_out_open(&f, test_path("out.csv"), &e), ERR_OK, &e);
	file_out_write(&f, STR("one,"));
	file_out_write(&f, STR("two\n"));
	CHECK(access(test_path("out.csv"), F_OK) != 0);
	CHECK_CODE(file_out_commit(&f, &e), ERR_OK, &e);
	CHECK_STR(test_read(test_path("out.csv")), "one,two\n");
	CHECK(stat(test_path("out.csv"), &st) == 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK_INT(count_files(test_dir()), 1);
}

TEST(file, leaves_what_is_there_alone)
{
	struct file_out f;
	struct err e;

	test_write("out.csv", STR("old"));
	CHECK_CODE(file_out_open(&f, test_path("out.csv"), &e), ERR_EXISTS, &e);
	CHECK(symlink("nowhere", test_path("link")) == 0);
	CHECK_CODE(file_out_open(&f, test_path("link"), &e), ERR_EXISTS, &e);
	/* somebody is faster */
	CHECK_CODE(file_out_open(&f, test_path("new"), &e), ERR_OK, &e);
	file_out_write(&f, STR("mine"));
	test_write("new", STR("theirs"));
	CHECK_CODE(file_out_commit(&f, &e), ERR_EXISTS, &e);
	CHECK_STR(test_read(test_path("new")), "theirs");
	CHECK_STR(test_read(test_path("out.csv")), "old");
	CHECK_INT(count_files(test_dir()), 3);
}

TEST(file, leaves_nothing_when_given_up)
{
	struct file_out f;
	struct err e;

	CHECK_CODE(file_out_open(&f, test_path("out"), &e), ERR_OK, &e);
	file_out_write(&f, STR("half"));
	file_out_abort(&f);
	CHECK_INT(count_files(test_dir()), 0);
	CHECK_CODE(file_out_open(&f, test_path("no/such/out"), &e), ERR_IO, &e);
	CHECK_CODE(file_out_open(&f, test_path(".."), &e), ERR_INPUT, &e);
	CHECK_INT(count_files(test_dir()), 0);
}

TEST(file, may_be_written_by_a_library)
{
	struct file_out f;
	struct err e;
	str temp;
	FILE *out;

	CHECK_CODE(file_out_open(&f, test_path("out"), &e), ERR_OK, &e);
	temp = file_out_temp(&f, test_arena());
	out = fopen(temp.p, "w");
	CHECK(out && fputs("library", out) >= 0 && fclose(out) == 0);
	CHECK_CODE(file_out_commit(&f, &e), ERR_OK, &e);
	CHECK_STR(test_read(test_path("out")), "library");
}

TEST(file, tells_of_a_full_disk)
{
	struct file_out f;
	struct err e;
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	if (full < 0)
		skip();
	CHECK_CODE(file_out_open(&f, test_path("out"), &e), ERR_OK, &e);
	CHECK(dup2(full, f.fd) == f.fd);
	file_out_write(&f, STR("x"));
	file_out_write(&f, STR("y"));
	CHECK_CODE(file_out_commit(&f, &e), ERR_FULL, &e);
	CHECK_INT(count_files(test_dir()), 0);
	close(full);
}

TEST(file, is_read_only_when_it_is_a_file)
{
	struct err e;
	str s;

	CHECK(mkfifo(test_path("fifo"), 0600) == 0);
	test_write("big", STR("0123456789"));
	CHECK_CODE(file_load(test_path("fifo"), 100, test_arena(), &s, &e),
		ERR_INPUT, &e);
	CHECK_CODE(file_load(test_dir(), 100, test_arena(), &s, &e), ERR_INPUT,
		&e);
	CHECK_CODE(file_load("/dev/zero", 100, test_arena(), &s, &e), ERR_INPUT,
		&e);
	CHECK_CODE(file_load(test_path("big"), 9, test_arena(), &s, &e),
		ERR_LIMIT, &e);
	CHECK_CODE(file_load(test_path("none"), 9, test_arena(), &s, &e),
		ERR_ABSENT, &e);
	CHECK_CODE(file_load(test_path("big"), 10, test_arena(), &s, &e),
		ERR_OK, &e);
	CHECK_STR(s, "0123456789");
}
