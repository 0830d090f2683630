// SPDX-License-Identifier: MIT
#include "forms/regex.h"

#include "tests/test.h"

static bool
matches(const char *pattern, const char *text, enum regex_reach reach)
{
	const struct regex *r = NULL;
	struct err e = {0};
	bool yes = false;
	CHECK_CODE(regex_compile(test_arena(), str_of(pattern), &r, &e), ERR_OK,
		&e);
	CHECK_CODE(regex_match(r, str_of(text), reach, test_arena(), &yes, &e),
		ERR_OK, &e);
	return yes;
}

TEST(regex, matches_the_whole_or_anywhere)
{
	CHECK(matches("[0-9]{3}", "123", REGEX_WHOLE));
	CHECK(!matches("[0-9]{3}", "1234", REGEX_WHOLE));
	CHECK(matches("[0-9]{3}", "1234", REGEX_ANYWHERE));
	CHECK(matches("a|ab", "ab", REGEX_WHOLE));
	CHECK(matches("", "", REGEX_WHOLE));
	CHECK(!matches("", "a", REGEX_WHOLE));
	CHECK(!matches("a$", "a\n", REGEX_ANYWHERE));
}

TEST(regex, counts_characters_not_bytes)
{
	CHECK(matches(".{2}", "张三", REGEX_WHOLE));
	CHECK(matches("[\\u4e00-\\u9fa5]+", "张三", REGEX_WHOLE));
	CHECK(matches("[\\x{4e00}-\\x{9fa5}]+", "张三", REGEX_WHOLE));
	CHECK(!matches("[\\u4e00-\\u9fa5]+", "abc", REGEX_WHOLE));
	CHECK(matches("\\\\u4e00", "\\u4e00", REGEX_WHOLE));
	CHECK(matches("[一-龥]{2,4}", "王小明", REGEX_WHOLE));
}

TEST(regex, keeps_classes_to_ascii)
{
	CHECK(matches("\\d+", "0123", REGEX_WHOLE));
	CHECK(!matches("\\d", "１", REGEX_WHOLE));
	CHECK(!matches("\\w", "张", REGEX_WHOLE));
}

TEST(regex, says_where_a_pattern_is_wrong)
{
	const struct regex *r = NULL;
	struct err e = {0};
	CHECK_CODE(regex_compile(test_arena(), STR("[张三"), &r, &e), ERR_INPUT,
		&e);
	CHECK_INT(e.line, 1);
	CHECK_INT(e.col, 4);
	CHECK_CODE(regex_compile(test_arena(), STR("\\u4e00\\u4e00)"), &r, &e),
		ERR_INPUT, &e);
	CHECK_INT(e.col, 13);
	CHECK_CODE(
		regex_compile(test_arena(), STR("\\C"), &r, &e), ERR_INPUT, &e);
	CHECK(r == NULL);
}

TEST(regex, gives_up_on_a_hostile_match)
{
	const struct regex *r = NULL;
	struct err e = {0};
	bool yes = true;
	struct buf b = {.arena = test_arena()};
	for (int i = 0; i < 40; i++)
		buf_addc(&b, 'a');
	CHECK_CODE(regex_compile(test_arena(), STR("(a+)+b|(a|a)*c"), &r, &e),
		ERR_OK, &e);
	CHECK_CODE(regex_match(r, buf_str(&b), REGEX_ANYWHERE, test_arena(),
			   &yes, &e),
		ERR_LIMIT, &e);
	CHECK(!yes);
	CHECK_CODE(regex_match(r, STR("\xFF"), REGEX_ANYWHERE, test_arena(),
			   &yes, &e),
		ERR_INPUT, &e);
}

TEST(regex, manages_the_longest_text_a_field_holds)
{
	struct buf b = {.arena = test_arena()};
	for (int i = 0; i < 10000; i++)
		buf_addz(&b, i % 2 ? "张" : "b");
	CHECK(matches("(张|b)*", buf_z(&b), REGEX_WHOLE));
}

TEST(regex, cache_remembers_patterns_and_faults)
{
	struct regex_cache c = {.arena = test_arena()};
	const struct regex *first = NULL;
	const struct regex *again = NULL;
	struct err e = {0};
	CHECK_CODE(regex_find(&c, STR("a+"), &first, &e), ERR_OK, &e);
	CHECK_CODE(regex_find(&c, STR("b+"), &again, &e), ERR_OK, &e);
	CHECK(first != again);
	CHECK_CODE(regex_find(&c, STR("a+"), &again, &e), ERR_OK, &e);
	CHECK(first == again);
	for (int i = 0; i < 2; i++)
		CHECK_CODE(regex_find(&c, STR("("), &again, &e), ERR_INPUT, &e);
	CHECK_INT(e.line, 1);
	CHECK_INT(c.n, 3);
}
