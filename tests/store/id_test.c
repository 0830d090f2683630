// SPDX-License-Identifier: MIT
#include "store/id.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/date.h"
#include "tests/test.h"

TEST(id, ascends_when_the_clock_stands_still)
{
	clock_set(0);
	struct id last = id_new(ID_NONE);
	for (int i = 0; i < 20000; i++) {
		struct id next = id_new(ID_NONE);
		CHECK(id_cmp(last, next) < 0);
		CHECK(memcmp(last.b, next.b, 16) < 0);
		last = next;
	}
}

/* In a child: this process shall not make ids of that year from now on. */
TEST(id, comes_after_the_last_one_even_from_the_future)
{
	pid_t child = fork();
	if (child == 0) {
		struct id far;
		id_parse(STR("7097ffff-ffff-7fff-bfff-ffffffffffff"), &far);
		struct id next = id_new(far);
		bool good = id_cmp(far, next) < 0;
		_exit(good && id_cmp(next, id_new(ID_NONE)) < 0 ? 0 : 1);
	}
	int status = 1;
	waitpid(child, &status, 0);
	CHECK_INT(status, 0);
}

TEST(id, is_a_uuid_of_version_7)
{
	for (int i = 0; i < 100; i++) {
		str text = id_format(test_arena(), id_new(ID_NONE));
		CHECK_INT(text.n, ID_TEXT);
		CHECK(text.p[14] == '7');
		CHECK(strchr("89ab", text.p[19]));
	}
}

TEST(id, parses_what_it_formats)
{
	for (int i = 0; i < 1000; i++) {
		struct id id = id_new(ID_NONE);
		struct id back;
		CHECK(id_parse(id_format(test_arena(), id), &back));
		CHECK(id_eq(id, back));
	}
	struct id id;
	CHECK(id_parse(STR("0190AbCd-1234-7ABC-8def-00112233aabb"), &id));
	CHECK_STR(id_format(test_arena(), id),
		"0190abcd-1234-7abc-8def-00112233aabb");
	CHECK_STR(id_short(test_arena(), id), "33aabb");
	CHECK(id_is_none(ID_NONE));
	CHECK(!id_is_none(id));
}

TEST(id, orders_texts_as_it_orders_ids)
{
	uint32_t seed = 11;
	for (int i = 0; i < 1000; i++) {
		struct id a;
		struct id b;
		for (int j = 0; j < 16; j++) {
			a.b[j] = (uint8_t)test_random(&seed);
			b.b[j] = j < i % 16 ? a.b[j]
					    : (uint8_t)test_random(&seed);
		}
		int order = id_cmp(a, b);
		int texts = str_cmp(
			id_format(test_arena(), a), id_format(test_arena(), b));
		CHECK_INT((order > 0) - (order < 0), (texts > 0) - (texts < 0));
	}
}

TEST(id, refuses_other_texts)
{
	static const char *const bad[] = {"", "0190abcd",
		"0190abcd-1234-7abc-8def-00112233aab",
		"0190abcd-1234-7abc-8def-00112233aabbc",
		"0190abcd-1234-7abc-8def-00112233aabg",
		"0190abcd1-234-7abc-8def-00112233aabb",
		"0190abcd01234-7abc-8def-00112233aabb",
		"{190abcd-1234-7abc-8def-00112233aab}"};
	struct id id = ID_NONE;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!id_parse(str_of(bad[i]), &id));
	CHECK(id_is_none(id));
}
