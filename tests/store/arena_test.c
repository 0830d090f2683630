// SPDX-License-Identifier: MIT
#include "store/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

static bool
is_zero(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

TEST(arena, hands_out_zeroed_aligned_memory_that_does_not_overlap)
{
	struct arena *a = test_arena();
	unsigned char *parts[300];
	for (size_t i = 0; i < 300; i++) {
		parts[i] = arena_alloc(a, i * 7);
		CHECK((uintptr_t)parts[i] % _Alignof(max_align_t) == 0);
		CHECK(is_zero(parts[i], i * 7));
		memset(parts[i], (int)(i & 0xFF), i * 7);
	}
	for (size_t i = 0; i < 300; i++)
		for (size_t j = 0; j < i * 7; j++)
			CHECK_INT(parts[i][j], i & 0xFF);
}

TEST(arena, is_zeroed_again_after_a_reset)
{
	struct arena *a = test_arena();
	for (int round = 0; round < 5; round++) {
		for (size_t n = 1; n < 3000000; n *= 7) {
			unsigned char *p = arena_alloc(a, n);
			CHECK(is_zero(p, n));
			memset(p, 0xAA, n);
		}
		CHECK(arena_used(a) > 0);
		arena_reset(a);
		CHECK_INT(arena_used(a), 0);
	}
}

TEST(arena, secret_one_works_like_the_other)
{
	struct arena *a = arena_new_secret();
	for (int round = 0; round < 3; round++) {
		char *p = arena_alloc(a, 100000);
		CHECK(is_zero((unsigned char *)p, 100000));
		memset(p, 's', 100000);
		arena_reset(a);
	}
	arena_free(a);
	arena_free(NULL);
}

#ifndef ARENA_SMALL
TEST(arena, wipes_what_a_reset_keeps)
{
	struct arena *a = arena_new_secret();
	unsigned char *p = arena_alloc(a, 64);
	memset(p, 's', 64);
	arena_reset(a); /* keeps the block, so that p may be looked at */
	CHECK(is_zero(p, 64));
	arena_free(a);
}
#endif

TEST(arena, grows_an_array_and_keeps_its_beginning)
{
	struct arena *a = test_arena();
	int *v = ARENA_ARRAY(a, 3, int);
	for (int i = 0; i < 3; i++)
		v[i] = i + 1;
	int *w = arena_grow(a, v, 3, 5, sizeof(int));
	CHECK_INT(w[2], 3);
	CHECK_INT(w[3], 0);
	CHECK_INT(w[4], 0);
	CHECK(arena_grow(a, NULL, 0, 4, sizeof(int)) != NULL);
}

TEST(arena, dies_with_code_6_when_a_size_overflows)
{
	struct arena *a = test_arena();
	pid_t child = fork();
	if (child == 0) {
		close(2);
		arena_array(a, SIZE_MAX / 2, 4);
		_exit(0);
	}
	int status;
	waitpid(child, &status, 0);
	CHECK(WIFEXITED(status));
	CHECK_INT(WEXITSTATUS(status), 6);
}
