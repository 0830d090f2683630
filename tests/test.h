// SPDX-License-Identifier: MIT
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/arena.h"
#include "store/err.h"
#include "store/str.h"

/*
 * A test is a sentence: module, then what it does.
 *
 *	TEST(record, keeps_unknown_fields_when_form_shrinks)
 *	{
 *		...
 *		CHECK(...);
 *	}
 *
 * It registers itself; tests/test.c runs all that are linked, or those whose
 * "module.name" matches the shell pattern in T. After each test its folder
 * and arena are gone and the clock, the language and the ambiguous width are
 * what they were at the start.
 */
#define TEST(module, name)                                                     \
	static void test_##module##_##name(void **test_state);                 \
	__attribute__((constructor)) static void add_##module##_##name(void)   \
	{                                                                      \
		test_add(#module "." #name, test_##module##_##name);           \
	}                                                                      \
	static void test_##module##_##name(                                    \
		__attribute__((unused)) void **test_state)

void test_add(const char *name, CMUnitTestFunction run);

#define CHECK(x) assert_true(x)
/* A str or an integer against what it should be; both are shown. */
#define CHECK_STR(s, z) test_str((s), (z), #s, __FILE__, __LINE__)
#define CHECK_INT(a, b)                                                        \
	test_int((intmax_t)(a), (intmax_t)(b), #a, __FILE__, __LINE__)
/* The code of a call that filled e: CHECK_CODE(f(x, &e), ERR_OK, &e). The
 * words are shown when it is another. */
#define CHECK_CODE(code, wanted, e)                                            \
	test_code((code), (wanted), (e), #code, __FILE__, __LINE__)

void test_str(
	str s, const char *z, const char *what, const char *file, int line);
void test_int(
	intmax_t a, intmax_t b, const char *what, const char *file, int line);
void test_code(enum err_code code, enum err_code wanted, const struct err *e,
	const char *what, const char *file, int line);

/* An arena for the running test. */
struct arena *test_arena(void);
/* A fresh folder for the running test (in $TMPDIR, else /tmp). */
const char *test_dir(void);
/* DIR/name; need not exist. */
const char *test_path(const char *name);
/* Write a file into the test's folder; returns its path. */
const char *test_write(const char *name, str bytes);
/* The whole of a file; the test fails when it cannot be read. */
str test_read(const char *path);
/* A file of the source tree, e.g. "forms/std/patient.yaml". */
const char *test_source(const char *path);

/* Numbers that are the same in every run: a small generator to draw from. */
uint32_t test_random(uint32_t *seed);

#endif
