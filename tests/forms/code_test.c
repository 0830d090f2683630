// SPDX-License-Identifier: MIT
#include "forms/code.h"

#include "tests/test.h"

static day_t
today(void)
{
	return date_day(2026, 11, 25);
}

static str
why(const char *scheme, const char *text)
{
	str words = STR_NONE;
	if (code_check(test_arena(), str_of(scheme), str_of(text), today(),
		    &words))
		return STR("right");
	return words;
}

/* domain.md §5.6. */
TEST(code, knows_identity_numbers)
{
	const char *good[] = {"11010519491231002X", "440524188001010014",
		"500103189912310031", "420502189602290026",
		"310114189506150013", "50011218880808008X"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK_STR(why("gb_11643_idno", good[i]), "right");
	CHECK(code_idno_male(STR("440524188001010014")));
	CHECK(!code_idno_male(STR("420502189602290026")));
	CHECK_INT(code_idno_birth(STR("500103189912310031")),
		date_day(1899, 12, 31));
}

TEST(code, says_what_is_wrong_with_an_identity_number)
{
	CHECK_STR(why("gb_11643_idno", "110105194912310020"),
		"校验位不对，应为 X");
	CHECK_STR(why("gb_11643_idno", "500103189002290016"),
		"第 7–14 位的出生日期 1890-02-29 不存在");
	CHECK_STR(why("gb_11643_idno", "50010318991231003"),
		"身份证号应为 18 位，现有 17 位");
	CHECK_STR(why("gb_11643_idno", "500103491231003"),
		"这是 15 位旧号，应填 18 位的身份证号");
	CHECK_STR(why("gb_11643_idno", "5001O3189912310031"),
		"第 5 位不是数字：前 17 位都是数字");
	CHECK_STR(why("gb_11643_idno", "990103189912310031"),
		"前两位 99 不是省级区划代码");
	CHECK_STR(why("gb_11643_idno", "500103209912310031"),
		"第 7–14 位的出生日期 2099-12-31 晚于今天");
}

/* domain.md §5.7. */
TEST(code, knows_credit_codes)
{
	const char *good[] = {"91350100M000100Y43", "91330100799655058B",
		"9144030071526726XG", "91110000802100433B",
		"914403001922038216", "12000000000000000Q"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK_STR(why("gb_32100_usci", good[i]), "right");
	CHECK_STR(why("gb_32100_usci", "91350100M000100Y44"),
		"校验位不对，应为 3");
	CHECK_STR(why("gb_32100_usci", "91350100M00O100Y43"),
		"第 12 位不对：只用数字和大写字母，不用 I O S V Z");
}

TEST(code, knows_areas_and_certificates)
{
	CHECK_STR(why("gb_t_10114_area", "500112001000"), "right");
	CHECK_STR(why("gb_t_10114_area", "50011200100"),
		"区划代码应为 12 位数字，现有 11 位；上级不足的补 0");
	CHECK_STR(why("gb_t_10114_area", "500112001oo0"), "第 10 位不是数字");
	CHECK_STR(why("cdpf_disability", "50010318991231003163"), "right");
	CHECK_STR(why("cdpf_disability", "50010318991231003163B1"), "right");
	CHECK_STR(why("cdpf_disability", "50010318991231003193"),
		"第 19 位是残疾类别，只有 1–7（6 为精神）");
	CHECK_STR(why("cdpf_disability", "50010318991231003263"),
		"前 18 位身份证号：校验位不对，应为 1");
}

TEST(code, knows_phones)
{
	const char *good[] = {"13812345678", "023-67319162", "02367319162",
		"0717-6222245-123", "12356", "120", "962525", "67319162",
		"6222245"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK_STR(why("phone", good[i]), "right");
	CHECK_STR(why("phone", "1381234567"),
		"手机号应为 11 位、第二位 3–9，现有 10 位");
	CHECK_STR(
		why("phone", "12"), "手机号应为 11 位、第二位 3–9，现有 2 位");
	CHECK_STR(why("phone", "abc"), "不是电话号码：手机 11 位，固定电话如 "
				       "023-67319162，短号 3–6 位");
}

TEST(code, normalises)
{
	struct arena *a = test_arena();
	CHECK_STR(code_normalise(
			  a, STR("gb_11643_idno"), STR(" 11010519491231002x")),
		"11010519491231002X");
	CHECK_STR(code_normalise(a, STR("gb_11643_idno"),
			  STR("１１０１０５ 19491231 002Ｘ")),
		"11010519491231002X");
	CHECK_STR(code_normalise(a, STR("phone"), STR("+86 138-1234-5678")),
		"13812345678");
	CHECK_STR(code_normalise(a, STR("phone"), STR("023－67319162")),
		"023-67319162");
	CHECK(!code_known(STR("gb_1")));
}
