// SPDX-License-Identifier: MIT
#include "store/str.h"

#include <string.h>

#include "tests/test.h"

TEST(str, compares_bytes_and_puts_the_shorter_first)
{
	CHECK(str_eq(STR(""), STR_NONE));
	CHECK(str_eq(STR("a\0b"), STR("a\0b")));
	CHECK(!str_eq(STR("a\0b"), STR("a\0c")));
	CHECK(str_is(STR_NONE, NULL));
	CHECK(str_cmp(STR("a"), STR("ab")) < 0);
	CHECK(str_cmp(STR("b"), STR("ab")) > 0);
	CHECK(str_cmp(STR("\xFF"), STR("a")) > 0);
	CHECK(str_cmp(STR_NONE, STR("")) == 0);
}

TEST(str, takes_parts_and_clips_them)
{
	str s = STR("abcdef");
	CHECK_STR(str_sub(s, 1, 3), "bcd");
	CHECK_STR(str_sub(s, 4, SIZE_MAX), "ef");
	CHECK_STR(str_sub(s, 6, 1), "");
	CHECK_STR(str_from(s, 2), "cdef");
	CHECK_STR(str_from(s, 99), "");
	CHECK(str_starts(s, STR("abc")));
	CHECK(str_starts(s, STR_NONE));
	CHECK(!str_starts(STR("ab"), STR("abc")));
	CHECK(str_ends(s, STR("def")));
	CHECK(str_ends(s, STR_NONE));
	CHECK(!str_ends(STR("f"), STR("ef")));
	CHECK_STR(str_trim(STR(" \t a b\r\n")), "a b");
	CHECK_STR(str_trim(STR(" \n ")), "");
}

TEST(str, finds)
{
	CHECK_INT(str_chr(STR("abca"), 'a'), 0);
	CHECK_INT(str_chr(STR("abc"), 'c'), 2);
	CHECK(str_chr(STR("abc"), 'x') == SIZE_MAX);
	CHECK(str_chr(STR_NONE, 'x') == SIZE_MAX);
	CHECK_INT(str_find(STR("aab"), STR("ab")), 1);
	CHECK_INT(str_find(STR("aab"), STR("")), 0);
	CHECK(str_find(STR("aab"), STR("abb")) == SIZE_MAX);
	CHECK(str_find(STR("a"), STR("aa")) == SIZE_MAX);
}

/* The tokens of s, each in brackets. */
static str
cut(const char *s, bool words)
{
	struct buf b = {.arena = test_arena()};
	str rest = str_of(s);
	str token;
	while (words ? str_word(&rest, &token) : str_cut(&rest, ',', &token))
		buf_addf(&b, "[%.*s]", STR_FMT(token));
	return buf_str(&b);
}

TEST(str, cuts_at_separators)
{
	CHECK_STR(cut("a,b,c", false), "[a][b][c]");
	CHECK_STR(cut("a,,c", false), "[a][][c]");
	CHECK_STR(cut(",a", false), "[][a]");
	CHECK_STR(cut("a,", false), "[a]");
	CHECK_STR(cut("", false), "");
}

TEST(str, cuts_words)
{
	CHECK_STR(cut("  a\t\tbc \n", true), "[a][bc]");
	CHECK_STR(cut("   ", true), "");
	CHECK_STR(cut("张 三", true), "[张][三]");
}

TEST(str, reads_whole_integers_only)
{
	static const char *const bad[] = {"", "-", "+", "1 ", " 1", "1.0",
		"0x1", "9223372036854775808", "-9223372036854775809",
		"99999999999999999999", "--1", "１"};
	int64_t n = 5;
	CHECK(str_int(STR("-12"), &n));
	CHECK_INT(n, -12);
	CHECK(str_int(STR("+007"), &n));
	CHECK_INT(n, 7);
	CHECK(str_int(STR("9223372036854775807"), &n));
	CHECK(n == INT64_MAX);
	CHECK(str_int(STR("-9223372036854775808"), &n));
	CHECK(n == INT64_MIN);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!str_int(str_of(bad[i]), &n));
	CHECK(n == INT64_MIN); /* untouched */
}

TEST(str, formats_short_and_long)
{
	struct arena *a = test_arena();
	CHECK_STR(str_fmt(a, "%d-%s", 5, "x"), "5-x");
	str longer = str_fmt(a, "%0300d", 1);
	CHECK_INT(longer.n, 300);
	CHECK(longer.p[299] == '1');
	CHECK_STR(str_dup(a, STR("abc")), "abc");
	CHECK(strcmp(str_z(a, STR("abc")), "abc") == 0);
	CHECK(strcmp(str_z(a, STR_NONE), "") == 0);
}

TEST(buf, builds_what_was_added)
{
	struct buf b = {.arena = test_arena()};
	CHECK_STR(buf_str(&b), "");
	CHECK(strcmp(buf_z(&b), "") == 0);
	for (int i = 0; i < 1000; i++) {
		buf_addc(&b, 'a');
		buf_addz(&b, "bc");
		buf_add(&b, STR("d"));
		buf_addf(&b, "%d", i % 10);
	}
	CHECK_INT(buf_str(&b).n, 5000);
	CHECK(str_starts(buf_str(&b), STR("abcd0abcd1abcd2")));
	CHECK_INT(strlen(buf_z(&b)), 5000);
	CHECK_INT(buf_str(&b).n, 5000);
}
