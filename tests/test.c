// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include <errno.h>
#include <fnmatch.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/date.h"
#include "store/lang.h"
#include "store/utf8.h"

#define TESTS_MOST 4096

static struct CMUnitTest tests[TESTS_MOST];
static size_t test_count;

/* Of the running test. */
static struct arena *arena;
static char folder[1024];

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st;
	(void)kind;
	(void)walk;
	return remove(path);
}

static int
clean_up(void **state)
{
	(void)state;
	arena_free(arena);
	arena = NULL;
	if (folder[0])
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	folder[0] = '\0';
	clock_clear();
	lang_set(LANG_ZH);
	utf8_set_ambiguous_width(1);
	return 0;
}

void
test_add(const char *name, CMUnitTestFunction run)
{
	if (test_count == TESTS_MOST) {
		fprintf(stderr, "tests/test.c: raise TESTS_MOST\n");
		abort();
	}
	tests[test_count++] = (struct CMUnitTest){
		.name = name, .test_func = run, .teardown_func = clean_up};
}

void
test_str(str s, const char *z, const char *what, const char *file, int line)
{
	if (str_is(s, z))
		return;
	print_error("%s is \"%.*s\", not \"%s\"\n", what, STR_FMT(s), z);
	_fail(file, line);
}

void
test_int(intmax_t a, intmax_t b, const char *what, const char *file, int line)
{
	if (a == b)
		return;
	print_error("%s is %jd, not %jd\n", what, a, b);
	_fail(file, line);
}

void
test_code(enum err_code code, enum err_code wanted, const struct err *e,
	const char *what, const char *file, int line)
{
	if (code == wanted)
		return;
	print_error("%s gives code %d, not %d", what, code, wanted);
	if (code != ERR_OK && e)
		print_error(
			" (%s:%d:%d: %s)", e->file, e->line, e->col, e->words);
	print_error("\n");
	_fail(file, line);
}

struct arena *
test_arena(void)
{
	if (!arena)
		arena = arena_new();
	return arena;
}

const char *
test_dir(void)
{
	if (folder[0])
		return folder;
	const char *parent = getenv("TMPDIR");
	snprintf(folder, sizeof(folder), "%s/xinzhan-test-XXXXXX",
		parent && parent[0] ? parent : "/tmp");
	if (!mkdtemp(folder)) {
		int number = errno;
		folder[0] = '\0';
		fail_msg("no temporary folder: %s", strerror(number));
	}
	return folder;
}

const char *
test_path(const char *name)
{
	return str_fmt(test_arena(), "%s/%s", test_dir(), name).p;
}

const char *
test_write(const char *name, str bytes)
{
	const char *path = test_path(name);
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
	if (!f || fclose(f) != 0 || !good)
		fail_msg("cannot write %s: %s", path, strerror(errno));
	return path;
}

str
test_read(const char *path)
{
	struct buf b = {.arena = test_arena()};
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot read %s: %s", path, strerror(errno));
	char piece[4096];
	size_t n;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(&b, (str){piece, n});
	fclose(f);
	return buf_str(&b);
}

const char *
test_source(const char *path)
{
	const char *top = getenv("XINZHAN_SOURCE");
	return str_fmt(test_arena(), "%s/%s", top && top[0] ? top : ".", path)
		.p;
}

/* Marsaglia's xorshift. */
uint32_t
test_random(uint32_t *seed)
{
	uint32_t x = *seed ? *seed : 1;
	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return *seed = x;
}

int
main(void)
{
	const char *pattern = getenv("T");
	size_t n = 0;
	for (size_t i = 0; i < test_count; i++)
		if (!pattern || !pattern[0] ||
			fnmatch(pattern, tests[i].name, 0) == 0)
			tests[n++] = tests[i];
	if (n == 0) {
		puts("no test matches");
		return 0;
	}
	return _cmocka_run_group_tests("units", tests, n, NULL, NULL);
}
