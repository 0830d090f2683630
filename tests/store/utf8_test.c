// SPDX-License-Identifier: MIT
#include "store/utf8.h"

#include <string.h>

#include "tests/test.h"

TEST(utf8, reads_back_every_character_it_writes)
{
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		char bytes[4];
		size_t n = utf8_put(c, bytes);
		if (c >= 0xD800 && c <= 0xDFFF) {
			CHECK_INT(n, 0);
			continue;
		}
		str s = {bytes, n};
		if (utf8_next(&s) != c || s.n != 0)
			fail_msg("U+%04X", (unsigned)c);
	}
	char bytes[4];
	CHECK_INT(utf8_put(0x110000, bytes), 0);
	CHECK_INT(utf8_put(UTF8_BAD, bytes), 0);
}

TEST(utf8, refuses_malformed_bytes)
{
	static const char *const bad[] = {
		"\x80",                 /* a tail alone */
		"\xC0\x80", "\xC1\xBF", /* overlong */
		"\xE0\x80\xAF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF",
		"\xED\xA0\x80", "\xED\xBF\xBF",         /* surrogates */
		"\xF4\x90\x80\x80", "\xF5\x80\x80\x80", /* too large */
		"\xF8\x88\x80\x80\x80", "\xFE", "\xFF", "\xE5\xBC", "\xE5",
		"\xF0\x9F\x98",          /* cut short */
		"\xE5\xBC\x41", "\xC3(", /* a tail is missing */
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		str s = str_of(bad[i]);
		CHECK(!utf8_valid(s));
		CHECK(utf8_next(&s) == UTF8_BAD);
		CHECK_INT(s.n, strlen(bad[i]) - 1); /* one byte is taken */
	}
	CHECK(utf8_valid(STR("a\0张\xF4\x8F\xBF\xBF")));
	str none = STR_NONE;
	CHECK(utf8_next(&none) == UTF8_END);
}

/* The pointer moves even when the rest is a piece of a longer text. */
TEST(utf8, never_looks_beyond_its_length)
{
	str s = {"张三", 2};
	CHECK(utf8_next(&s) == UTF8_BAD);
	CHECK(utf8_next(&s) == UTF8_BAD);
	CHECK(utf8_next(&s) == UTF8_END);
}

TEST(utf8, counts_and_cuts_characters)
{
	str s = STR("a张😀\xFF"
		    "b");
	CHECK_INT(utf8_count(s), 5);
	CHECK_INT(utf8_count(STR_NONE), 0);
	CHECK_STR(utf8_sub(s, 1, 3), "张😀");
	CHECK_STR(utf8_sub(s, 3, 99), "\xFF"
				      "b");
	CHECK_STR(utf8_sub(s, 7, 9), "");
	CHECK_STR(utf8_sub(s, 2, 2), "");
	CHECK_STR(utf8_sub(s, 3, 1), "");
}

TEST(utf8, knows_widths)
{
	static const struct {
		const char *text;
		int width;
	} rows[] = {
		{"", 0},
		{"abc", 3},
		{"张三", 4},
		{"ｱ", 1},
		{"Ａ，。", 6},
		{"한글", 4},
		{"ᄒ\u1161\u11AB", 2},
		{"カ\u3099", 2},
		{"e\u0301", 1},
		{"😀", 2},
		{"𠀀𪚥𫝀𫠠𬺰", 10},
		{"\U00030000\U00031350\U000323AF", 6},
		{"\u200B\u200D\uFEFF", 0},
		{"葛\U000E0100", 2},
		{"❤\uFE0F", 1},
		{"\u3000", 2},
		{"\x01\x7F", 2},
		{"\xFF", 1},
		{"é", 1},
		{"₹", 1},
		{"〇", 2},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(utf8_width(str_of(rows[i].text)), rows[i].width);
}

TEST(utf8, gives_ambiguous_characters_the_width_measured)
{
	str s = STR("─│□①…“”×↑●·");
	CHECK_INT(utf8_width(s), 11);
	utf8_set_ambiguous_width(2);
	CHECK_INT(utf8_width(s), 22);
	CHECK_INT(utf8_width(STR("a张ｱ\u0301")), 4);
}

TEST(utf8, shows_nothing_invisible_as_wide)
{
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		int width = utf8_char_width(c);
		if (width < 0 || width > 2 ||
			(utf8_is_invisible(c) && width != 0) ||
			(utf8_is_control(c) && width != 1))
			fail_msg("U+%04X: %d", (unsigned)c, width);
	}
}

TEST(utf8, fits_whole_characters)
{
	int used = -1;
	CHECK_STR(utf8_fit(STR("张三丰"), 5, &used), "张三");
	CHECK_INT(used, 4);
	CHECK_STR(utf8_fit(STR("ae\u0301x"), 2, &used), "ae\u0301");
	CHECK_INT(used, 2);
	CHECK_STR(utf8_fit(STR("abc"), 9, NULL), "abc");
	CHECK_STR(utf8_fit(STR("张"), 1, &used), "");
	CHECK_INT(used, 0);
	CHECK_STR(utf8_fit(STR("a"), 0, &used), "");
	CHECK_STR(utf8_fit(STR("a"), -3, &used), "");
}

TEST(utf8, folds_full_width_to_half)
{
	struct arena *a = test_arena();
	CHECK_STR(utf8_fold(a, STR("１１０－Ａｚ．／＋＝，、。　x")),
		"110-Az./+=,,. x");
	CHECK_STR(utf8_fold(a, STR("张三ｱ")), "张三ｱ");
	CHECK_STR(utf8_fold(a, STR("a\xFF")), "a\xFF");
	CHECK_STR(utf8_fold(a, STR("！～")), "!~");
}

TEST(utf8, shows_what_would_hide)
{
	struct arena *a = test_arena();
	CHECK_STR(utf8_show(a, STR("a\x1B[31m\n\0")), "a^[[31m^J^@");
	CHECK_STR(utf8_show(a, STR("\x7F\xC2\x85\u200B\u202Ex")),
		"<U+007F><U+0085><U+200B><U+202E>x");
	CHECK_STR(utf8_show(a, STR("\U000E0041")), "<U+E0041>");
	CHECK_STR(utf8_show(a, STR("\xFF张e\u0301葛\U000E0100")),
		"<0xFF>张e\u0301葛\U000E0100");
	CHECK_STR(utf8_show(a, STR_NONE), "");
}
