// SPDX-License-Identifier: MIT
#include "forms/charset.h"

#include <string.h>

#include "tests/test.h"

static const enum charset all[] = {CHARSET_UTF8, CHARSET_UTF8_BOM,
	CHARSET_UTF16LE, CHARSET_UTF16BE, CHARSET_GB18030};

static str
encode(str text, enum charset to)
{
	str out = STR_NONE;
	struct err e = {0};
	CHECK_CODE(
		charset_encode(test_arena(), text, to, &out, &e), ERR_OK, &e);
	return out;
}

static str
decode(str bytes, enum charset from)
{
	str out = STR_NONE;
	struct err e = {0};
	CHECK_CODE(charset_decode(test_arena(), bytes, from, &out, &e), ERR_OK,
		&e);
	return out;
}

TEST(charset, decodes_what_it_encodes_and_knows_it_again)
{
	str text = STR("姓名,电话\r\n张三,13800000000\r\n㐂𠀀龘,1\r\n");
	for (size_t i = 0; i < 5; i++) {
		str bytes = encode(text, all[i]);
		CHECK_INT(charset_detect(bytes), all[i]);
		CHECK_STR(decode(bytes, all[i]), text.p);
		CHECK_STR(decode(encode(STR_NONE, all[i]), all[i]), "");
	}
}

TEST(charset, writes_the_bytes_that_others_expect)
{
	CHECK_STR(encode(STR("张三"), CHARSET_GB18030), "\xD5\xC5\xC8\xFD");
	CHECK_STR(encode(STR("𠀀"), CHARSET_GB18030), "\x95\x32\x82\x36");
	CHECK_STR(encode(STR("a"), CHARSET_UTF8_BOM), "\xEF\xBB\xBF"
						      "a");
	CHECK(str_eq(encode(STR("a"), CHARSET_UTF16LE), STR("\xFF\xFE"
							    "a\0")));
	CHECK(str_eq(encode(STR("😀"), CHARSET_UTF16BE),
		STR("\xFE\xFF\xD8\x3D\xDE\x00")));
}

TEST(charset, knows_utf16_without_a_mark)
{
	str le = encode(STR("id,name\n1,张三\n"), CHARSET_UTF16LE);
	str be = encode(STR("id,name\n1,张三\n"), CHARSET_UTF16BE);
	CHECK_INT(charset_detect(str_from(le, 2)), CHARSET_UTF16LE);
	CHECK_INT(charset_detect(str_from(be, 2)), CHARSET_UTF16BE);
	CHECK_STR(
		decode(str_from(le, 2), CHARSET_UTF16LE), "id,name\n1,张三\n");
	CHECK_INT(charset_detect(STR("plain\n")), CHARSET_UTF8);
	CHECK_INT(charset_detect(STR_NONE), CHARSET_UTF8);
}

TEST(charset, survives_a_piece_ending_in_half_a_character)
{
	struct buf b = {.arena = test_arena()};
	buf_addc(&b, 'x');
	for (int i = 0; i < 20000; i++)
		buf_addz(&b, "张");
	for (size_t i = 0; i < 5; i++)
		CHECK(str_eq(decode(encode(buf_str(&b), all[i]), all[i]),
			buf_str(&b)));
}

TEST(charset, says_where_the_bytes_go_wrong)
{
	struct err e = {0};
	str out;
	str bad = STR("张三\n李\xFF四");
	CHECK_CODE(charset_decode(test_arena(), bad, CHARSET_UTF8, &out, &e),
		ERR_INPUT, &e);
	CHECK_INT(e.line, 2);
	CHECK_INT(e.col, 2);
	CHECK_CODE(charset_encode(test_arena(), bad, CHARSET_GB18030, &out, &e),
		ERR_INPUT, &e);
	CHECK_INT(e.line, 2);
	CHECK_INT(e.col, 2);
	CHECK_CODE(charset_decode(test_arena(), STR("\xD5\xC5\n\xD5"),
			   CHARSET_GB18030, &out, &e),
		ERR_INPUT, &e);
	CHECK_INT(e.line, 2);
	CHECK_INT(e.col, 1);
	CHECK_CODE(charset_decode(test_arena(), STR("a\0b"), CHARSET_UTF16LE,
			   &out, &e),
		ERR_INPUT, &e);
}

TEST(charset, knows_their_names)
{
	enum charset c;
	for (size_t i = 0; i < 5; i++) {
		CHECK(charset_parse(str_of(charset_name(all[i])), &c));
		CHECK_INT(c, all[i]);
	}
	CHECK(charset_parse(STR("gbk"), &c));
	CHECK_INT(c, CHARSET_GB18030);
	CHECK(!charset_parse(STR("big5"), &c));
	CHECK(!charset_parse(STR(""), &c));
	CHECK(!charset_parse(STR("utf8utf8utf8utf8utf8"), &c));
}
