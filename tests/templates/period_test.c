// SPDX-License-Identifier: MIT
#include "templates/period.h"
#include "tests/test.h"

static struct period
period(const char *code)
{
	struct period p = {0};
	struct err e;

	CHECK_CODE(period_parse(str_of(code), &p, &e), ERR_OK, &e);
	return p;
}

static void
check_days(const char *code, const char *first, const char *last)
{
	struct period p = period(code);

	CHECK_STR(date_format(test_arena(), p.first), first);
	CHECK_STR(date_format(test_arena(), p.last), last);
	CHECK_STR(period_code(test_arena(), p), code);
}

TEST(period, knows_its_first_and_last_day)
{
	check_days("202402", "2024-02-01", "2024-02-29");
	check_days("202302", "2023-02-01", "2023-02-28");
	check_days("202412", "2024-12-01", "2024-12-31");
	check_days("2024Q1", "2024-01-01", "2024-03-31");
	check_days("2024Q3", "2024-07-01", "2024-09-30");
	check_days("2024Q4", "2024-10-01", "2024-12-31");
	check_days("2024S1", "2024-01-01", "2024-06-30");
	check_days("2024S2", "2024-07-01", "2024-12-31");
	check_days("2024", "2024-01-01", "2024-12-31");
	check_days("1900", "1900-01-01", "1900-12-31");
}

TEST(period, refuses_what_is_no_period_with_words)
{
	static const struct {
		const char *code;
		const char *words;
	} bad[] = {
		{"2024Q5", "Q1–Q4"},
		{"2024Q0", "Q1–Q4"},
		{"2024S3", "S1"},
		{"202413", "01–12"},
		{"202400", "01–12"},
		{"1899", "1900"},
		{"2101Q1", "1900"},
		{"", "2024Q3"},
		{"2024Q", "2024Q3"},
		{"2024q33", "2024Q3"},
		{"24Q3", "2024Q3"},
		{"2024-07", "2024Q3"},
		{"第三季度", "2024Q3"},
		{"2024Q3 x", "2024Q3"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct period p;
		struct err e;
		CHECK_CODE(period_parse(str_of(bad[i].code), &p, &e), ERR_USAGE,
			&e);
		CHECK(str_find(str_of(e.words), str_of(bad[i].words)) !=
			SIZE_MAX);
	}
}

TEST(period, moves_and_comes_back)
{
	static const char *const codes[] = {
		"202401", "2024Q1", "2024S1", "2024", "202402", "2024Q4"};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct period p = period(codes[i]);
		for (int n = -9; n <= 9; n++) {
			struct period q = period_shift(p, n);
			struct period back = period_shift(q, -n);
			CHECK_STR(period_code(test_arena(), back), codes[i]);
			CHECK_INT(period_shift(q, 1).first, q.last + 1);
		}
	}
	CHECK_STR(
		period_code(test_arena(), period_year_before(period("2024Q3"))),
		"2023Q3");
	CHECK_STR(
		period_code(test_arena(), period_year_before(period("202402"))),
		"202302");
}

TEST(period, of_a_day_holds_the_day)
{
	for (day_t d = date_day(2023, 12, 1); d < date_day(2025, 2, 1); d += 3)
		for (int k = PERIOD_MONTH; k <= PERIOD_YEAR; k++) {
			struct period p = period_of((enum period_kind)k, d);
			CHECK(p.first <= d && d <= p.last);
		}
}

TEST(period, says_itself)
{
	CHECK_STR(
		period_title(test_arena(), period("2024Q3")), "2024年第3季度");
	CHECK_STR(period_title(test_arena(), period("202407")), "2024年7月");
	CHECK_STR(period_title(test_arena(), period("2024S2")), "2024年下半年");
	CHECK_STR(period_iso(test_arena(), period("2024Q3")), "2024-07-01/P3M");
	CHECK_STR(period_iso(test_arena(), period("2024S1")), "2024-01-01/P6M");
	CHECK_STR(period_iso(test_arena(), period("202403")), "2024-03-01/P1M");
	CHECK_STR(period_iso(test_arena(), period("2024")), "2024-01-01/P1Y");
}
