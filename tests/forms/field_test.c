// SPDX-License-Identifier: MIT
#include "forms/field.h"

#include <string.h>

#include "forms/reader.h"
#include "forms/shorthand.h"
#include "tests/test.h"

static struct field
field(enum field_type type)
{
	return (struct field){.type = type, .name = STR("x")};
}

/* The value's text, or the words of the failure. */
static str
parsed(const struct field *f, const char *text)
{
	struct value v;
	struct err e;
	if (field_parse(f, str_of(text), test_arena(), &v, &e) != ERR_OK)
		return str_dup(test_arena(), str_of(e.words));
	return value_text(test_arena(), &v);
}

static str
typed(const struct field *f, const char *text)
{
	struct value v;
	struct err e;
	const struct choice *choice[16];
	struct field_offer offer = {.choice = choice};
	for (size_t i = 0; f->list && i < f->list->n; i++)
		choice[offer.n++] = &f->list->v[i];
	if (field_type_in(f, str_of(text), &offer, test_arena(), &v, &e) !=
		ERR_OK)
		return str_dup(test_arena(), str_of(e.words));
	return value_text(test_arena(), &v);
}

TEST(field, takes_only_real_dates)
{
	struct field f = field(FIELD_DATE);
	CHECK_STR(parsed(&f, "2024-02-29"), "2024-02-29");
	CHECK_STR(
		parsed(&f, "2024-02-30"), "2024-02-30 不存在：二月最多 29 天");
	CHECK_STR(
		parsed(&f, "2023-04-31"), "2023-04-31 不存在：四月最多 30 天");
	CHECK_STR(parsed(&f, "2023-13-01"), "没有 13 月：只有 1–12");
	CHECK_STR(parsed(&f, "3/15"), "“3/15”不是日期：应写成 2024-03-15");
	struct field t = field(FIELD_TIME);
	CHECK_STR(parsed(&t, "25:00"), "没有 25 点：只有 0–23");
	struct field m = field(FIELD_DATETIME);
	CHECK_STR(parsed(&m, "2024-02-30T09:00"),
		"2024-02-30 不存在：二月最多 29 天");
	CHECK_STR(parsed(&m, "2024-02-03T09:60"), "没有 60 分：只有 0–59");
	CHECK_STR(parsed(&m, "2024-02-03"),
		"“2024-02-03”不是日期时间：应写成 2024-03-15T09:30");
}

TEST(field, reads_dates_as_typed)
{
	struct field f = field(FIELD_DATE);
	clock_set(
		(moment_t)date_day(2026, 11, 25) * 86400 + 9 * 3600 + 30 * 60);
	const struct {
		const char *in;
		const char *out;
	} rows[] = {{".", "2026-11-25"}, {"。", "2026-11-25"},
		{"t", "2026-11-25"}, {"今", "2026-11-25"},
		{"今天", "2026-11-25"}, {"+7", "2026-12-02"},
		{"-1", "2026-11-24"}, {"－１", "2026-11-24"},
		{"15", "2026-11-15"}, {"0315", "2027-03-15"},
		{"3.15", "2027-03-15"}, {"3/15", "2027-03-15"},
		{"3月15日", "2027-03-15"}, {"1101", "2026-11-01"},
		{"20240315", "2024-03-15"}, {"２０２４０３１５", "2024-03-15"},
		{"2024-3-5", "2024-03-05"}, {"2024年3月5日", "2024-03-05"},
		{"2024.3.5", "2024-03-05"}, {"0229", "2028-02-29"},
		{"31", "2026-11-31 不存在：十一月最多 30 天"},
		{"20240230", "2024-02-30 不存在：二月最多 29 天"},
		{"13.15", "没有 13 月：只有 1–12"},
		{"abc", "“abc”不是日期：可敲 20240315、3.15、15、-1，今天敲 "
			"."}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_STR(typed(&f, rows[i].in), rows[i].out);
	day_t day;
	CHECK_INT(shorthand_date(STR("0315"), clock_today(), true, &day, NULL),
		ERR_OK);
	CHECK_INT(day, date_day(2026, 3, 15));
}

TEST(field, reads_times_as_typed)
{
	struct field t = field(FIELD_TIME);
	CHECK_STR(typed(&t, "0930"), "09:30");
	CHECK_STR(typed(&t, "930"), "09:30");
	CHECK_STR(typed(&t, "9"), "09:00");
	CHECK_STR(typed(&t, "９：３０"), "09:30");
	CHECK_STR(typed(&t, "9点半"), "09:30");
	CHECK_STR(typed(&t, "2460"), "没有 24 点：只有 0–23");
	struct field m = field(FIELD_DATETIME);
	clock_set(
		(moment_t)date_day(2026, 11, 25) * 86400 + 9 * 3600 + 30 * 60);
	CHECK_STR(typed(&m, "-1 0900"), "2026-11-24T09:00");
	CHECK_STR(typed(&m, "20240315 9"), "2024-03-15T09:00");
	CHECK_STR(typed(&m, "."), "2026-11-25T09:30");
	CHECK_STR(typed(&m, "2024-03-15T09:00"), "2024-03-15T09:00");
	CHECK_STR(
		typed(&m, "-1"), "还要时间：日期后空一格再敲时间，如 -1 0900");
}

/* China's zone may stand behind a time; another would be a wrong time. */
TEST(field, keeps_no_zone)
{
	struct field m = field(FIELD_DATETIME);
	struct field t = field(FIELD_TIME);
	CHECK_STR(parsed(&m, "2024-03-15T09:00:00.000+08:00"),
		"2024-03-15T09:00");
	CHECK_STR(typed(&m, "2024-03-15 09:00+0800"), "2024-03-15T09:00");
	CHECK_STR(parsed(&t, "09:30:15.5+08"), "09:30:15");
	CHECK_STR(parsed(&m, "2024-03-15T01:00Z"),
		"时间不带时区：“Z”不是北京时间，请改成当地时间再填");
	CHECK_STR(typed(&m, "2024-03-15T01:00+00:00"),
		"时间不带时区：“+00:00”不是北京时间，请改成当地时间再填");
	CHECK_STR(parsed(&t, "01:00-05:00"),
		"时间不带时区：“-05:00”不是北京时间，请改成当地时间再填");
}

TEST(field, bounds_numbers)
{
	struct field n = field(FIELD_INTEGER);
	CHECK_STR(parsed(&n, "-12"), "-12");
	CHECK_STR(parsed(&n, "3.0"), "3");
	CHECK_STR(parsed(&n, "3.5"), "应填整数，3.5 带小数");
	CHECK_STR(parsed(&n, "三"), "“三”不是整数");
	CHECK_STR(parsed(&n, "999999999999999"), "999999999999999");
	CHECK_STR(parsed(&n, "-999999999999999"), "-999999999999999");
	CHECK_STR(parsed(&n, "0000000000000000000012"), "12");
	CHECK_STR(parsed(&n, "1000000000000000"),
		"数字太大：1000000000000000（最多 15 位）");
	CHECK_STR(parsed(&n, "-9223372036854775807.0"),
		"“-9223372036854775807.0”不是整数");
	CHECK_STR(parsed(&n, "9223372036854775807"),
		"数字太大：9223372036854775807（最多 15 位）");
	CHECK_STR(parsed(&n, "9223372036854775808"),
		"数字太大：9223372036854775808（最多 15 位）");
	CHECK_STR(typed(&n, "１，２００"), "1200");
	struct field d = field(FIELD_DECIMAL);
	CHECK_STR(parsed(&d, "0.50"), "0.50");
	CHECK_STR(parsed(&d, "0.1234567891"), "小数太长：最多 9 位");
	CHECK_STR(parsed(&d, "1e3"), "“1e3”不是数字");
	CHECK_STR(parsed(&d, "999999999999999.5"), "999999999999999.5");
	CHECK_STR(parsed(&d, "-1000000000000000.0"),
		"数字太大：-1000000000000000.0（最多 15 位）");
	CHECK_STR(typed(&d, ".5"), "0.5");
	CHECK_STR(typed(&d, "１．５"), "1.5");
}

TEST(field, bounds_and_cleans_texts)
{
	struct field f = field(FIELD_TEXT);
	struct field many = field(FIELD_TEXT);
	many.appearance = STR("multiline");
	CHECK_STR(parsed(&f, "  张三　 "), "张三");
	CHECK_STR(parsed(&f, "　 "), "");
	CHECK_STR(parsed(&f, "张\xE2\x80\x8B三\xE2\x80\xAE"), "张三");
	CHECK(field_cleans(&f, STR("张\xE2\x80\x8B三")));
	CHECK(!field_cleans(&f, STR("𠮷三")));
	CHECK_STR(parsed(&f, "𠮷三"), "𠮷三");
	CHECK_STR(parsed(&f, "a\nb"), "这一栏只有一行，第 2 个字却是换行");
	CHECK_STR(parsed(&many, "a\r\nb"), "a\nb");
	CHECK_STR(parsed(&many, "a\x1b[1m"),
		"第 2 个字是控制字符 U+001B，请去掉");
	CHECK_STR(parsed(&f, "a\xff"), "第 2 个字不是 UTF-8");
	char *million = arena_alloc(test_arena(), 1 << 20);
	memset(million, 'x', (1 << 20) - 1);
	CHECK_STR(parsed(&f, million),
		"文字太长：有 1048575 个字，最多 10000 个");
}

TEST(field, takes_choices_by_code_or_label)
{
	static const struct choice v[] = {
		{.name = STR("1"), .label = {{STR("良好")}}, .offered = true},
		{.name = STR("2"), .label = {{STR("一般")}}, .offered = true},
		{.name = STR("3"), .label = {{STR("较差")}}, .offered = true}};
	static const struct choice_list list = {.v = v, .n = 3};
	struct field one = field(FIELD_SELECT_ONE);
	one.list = &list;
	CHECK_STR(parsed(&one, "2"), "2");
	CHECK_STR(
		parsed(&one, "9"), "没有选项 9，可填：1 良好，2 一般，3 较差");
	CHECK_STR(typed(&one, "２"), "2");
	CHECK_STR(typed(&one, "02"), "2");
	CHECK_STR(typed(&one, "较差"), "3");
	CHECK_STR(typed(&one, "良"), "1");
	struct field many = field(FIELD_SELECT_MULTIPLE);
	many.list = &list;
	CHECK_STR(parsed(&many, "3  1"), "3 1");
	CHECK_STR(typed(&many, "1 3"), "1 3");
	CHECK_STR(typed(&many, "1,3"), "1 3");
	CHECK_STR(typed(&many, "1，2、3"), "1 2 3");
	CHECK_STR(typed(&many, "13"), "1 3");
	CHECK_STR(typed(&many, "113"), "1 3");
	CHECK_STR(
		typed(&many, "17"), "没有选项 7，可填：1 良好，2 一般，3 较差");
}

TEST(field, keeps_leading_zeros_of_two_digit_codes)
{
	static const struct choice v[] = {
		{.name = STR("01"), .label = {{STR("汉")}}, .offered = true},
		{.name = STR("10"), .label = {{STR("朝鲜")}}, .offered = true}};
	static const struct choice_list list = {.v = v, .n = 2};
	struct field f = field(FIELD_SELECT_ONE);
	f.list = &list;
	CHECK_STR(typed(&f, "1"), "01");
	CHECK_STR(typed(&f, "10"), "10");
	CHECK_STR(parsed(&f, "1"), "没有选项 1，可填：01 汉，10 朝鲜");
}

/* domain.md §9, ux.md §3. */
TEST(mask, hides_what_the_rule_says)
{
	const struct {
		const char *rule, *text, *desk, *full;
	} rows[] = {{"name", "张三", "张三", "张*"},
		{"name", "诸葛文明", "诸葛文明", "诸葛**"},
		{"id_number", "500103189912310031", "**************0031",
			"500**************1"},
		{"phone", "13812342345", "138****2345", "138****2345"},
		{"address", "渝中区大溪沟街道人和街社区12号",
			"渝中区大溪沟街道人和街社区12号",
			"渝中区大溪沟街道人和街社区***"},
		{"birth", "1975-03-02", "1975-03-02", "1975"},
		{"text", "原判三年", "原判三年", "***"},
		{"", "公开", "公开", "公开"}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		str rule = str_of(rows[i].rule);
		str text = str_of(rows[i].text);
		CHECK_STR(mask_text(test_arena(), rule, text, false),
			rows[i].desk);
		CHECK_STR(mask_text(test_arena(), rule, text, true),
			rows[i].full);
	}
}
