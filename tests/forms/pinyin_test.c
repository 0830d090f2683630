// SPDX-License-Identifier: MIT
#include "forms/pinyin.h"
#include "tests/test.h"

TEST(pinyin, finds_by_initials)
{
	size_t at;

	CHECK(pinyin_match(STR("吕晓芳"), STR("lxf"), &at) && at == 0);
	CHECK(pinyin_match(STR("吕晓芳"), STR("XF"), &at) && at == 1);
	CHECK(pinyin_match(STR("诸葛文明"), STR("zg文m"), NULL));
	CHECK(!pinyin_match(STR("吕晓芳"), STR("lfx"), NULL));
}

TEST(pinyin, knows_every_reading)
{
	CHECK(pinyin_match(STR("单雄"), STR("sx"), NULL));
	CHECK(pinyin_match(STR("单雄"), STR("dx"), NULL));
	CHECK(pinyin_match(STR("单雄"), STR("cx"), NULL));
	CHECK(pinyin_match(STR("朴正"), STR("pz"), NULL));
	CHECK(!pinyin_match(STR("单雄"), STR("lx"), NULL));
	/* accented first letters of the source */
	CHECK(pinyin_match(STR("安"), STR("a"), NULL));
	CHECK(pinyin_match(STR("欧阳恩"), STR("oye"), NULL));
}

TEST(pinyin, takes_letters_and_digits_as_they_are)
{
	CHECK(pinyin_match(STR("No.12 站"), STR("no.12z"), NULL));
	CHECK(pinyin_match(STR("任何"), STR(""), NULL));
	CHECK(!pinyin_match(STR(""), STR("a"), NULL));
}
