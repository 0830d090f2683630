// SPDX-License-Identifier: MIT
#include "store/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/utf8.h"
#include "tests/test.h"

/* What run writes on stderr in a child; *code is how the child ends. */
static str
stderr_of(void (*run)(void *arg), void *arg, int *code)
{
	const char *path = test_path("stderr");
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		if (!freopen(path, "w", stderr))
			_exit(99);
		run(arg);
		fflush(stderr);
		_exit(0);
	}
	int status = 0;
	waitpid(child, &status, 0);
	CHECK(WIFEXITED(status));
	*code = WEXITSTATUS(status);
	return test_read(path);
}

static void
print(void *arg)
{
	err_print(arg);
}

TEST(err, prints_place_and_words)
{
	struct err e;
	int code;
	CHECK_INT(err_set(&e, ERR_INPUT, "没有字段 %s", "x"), ERR_INPUT);
	CHECK_STR(stderr_of(print, &e, &code), "error: 没有字段 x\n");
	err_at(&e, "a.yaml", 0, 0);
	CHECK_STR(stderr_of(print, &e, &code), "a.yaml: error: 没有字段 x\n");
	err_at(&e, "a.yaml", 3, 0);
	CHECK_STR(stderr_of(print, &e, &code), "a.yaml:3: error: 没有字段 x\n");
	CHECK_INT(err_at(&e, "a.yaml", 3, 7), ERR_INPUT);
	CHECK_STR(
		stderr_of(print, &e, &code), "a.yaml:3:7: error: 没有字段 x\n");
}

TEST(err, clears_the_place_and_may_quote_itself)
{
	struct err e;
	err_set(&e, ERR_INPUT, "one");
	err_at(&e, "f", 1, 2);
	err_set(&e, ERR_IO, "two after %s", e.words);
	CHECK_STR(str_of(e.words), "two after one");
	CHECK_STR(str_of(e.file), "");
	CHECK_INT(e.line, 0);
	CHECK_INT(err_set(NULL, ERR_BUSY, "x"), ERR_BUSY);
}

TEST(err, never_cuts_a_character_in_half)
{
	struct buf b = {.arena = test_arena()};
	for (int i = 0; i < 400; i++)
		buf_addz(&b, "张");
	for (int ahead = 0; ahead < 3; ahead++) {
		struct err e;
		err_set(&e, ERR_INPUT, "%.*s%s", ahead, "abc", buf_z(&b));
		CHECK(utf8_valid(str_of(e.words)));
		CHECK(strlen(e.words) > sizeof(e.words) - 5);
		err_at(&e, buf_z(&b) + 3 * ahead, 1, 1);
		CHECK(utf8_valid(str_of(e.file)));
	}
}

TEST(err, knows_a_full_disk)
{
	struct err e;
	errno = ENOSPC;
	CHECK_INT(err_errno(&e, "写", "/x"), ERR_FULL);
	CHECK_STR(str_of(e.words), "写 /x: 磁盘已满");
	errno = EEXIST;
	CHECK_INT(err_errno(&e, "建", NULL), ERR_EXISTS);
	errno = EACCES;
	CHECK_INT(err_errno(&e, "读", "/x"), ERR_IO);
	CHECK_STR(str_of(e.words), "读 /x: 没有权限");
}

TEST(err, maps_to_exit_codes)
{
	static const int exits[] = {[ERR_OK] = 0,
		[ERR_INPUT] = 1,
		[ERR_ABSENT] = 1,
		[ERR_EXISTS] = 1,
		[ERR_LIMIT] = 1,
		[ERR_USAGE] = 2,
		[ERR_BUSY] = 3,
		[ERR_CHANGED] = 3,
		[ERR_CLOSED] = 3,
		[ERR_CORRUPT] = 4,
		[ERR_DENIED] = 5,
		[ERR_FULL] = 6,
		[ERR_IO] = 6,
		[ERR_VERSION] = 6};
	for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++)
		CHECK_INT(err_exit((enum err_code)i), exits[i]);
}

static void
hook(void)
{
	fputs("restored\n", stderr);
}

static void
end(void *arg)
{
	die_hook(hook);
	die("%s", (char *)arg);
}

TEST(err, dying_restores_the_terminal_first)
{
	int code;
	char words[] = "内存不足";
	CHECK_STR(stderr_of(end, words, &code), "restored\nerror: 内存不足\n");
	CHECK_INT(code, 6);
}
