// SPDX-License-Identifier: MIT
#include "store/date.h"

#include <stdlib.h>
#include <time.h>

#include "tests/test.h"

#define DAY_FIRST date_day(1, 1, 1)
#define DAY_LAST date_day(9999, 12, 31)

/* Walk the calendar by hand, day by day, beside the formulas. */
TEST(date, agrees_with_a_calendar_walked_by_hand)
{
	struct ymd d = {1, 1, 1};
	int weekday = 1; /* 0001-01-01 was a Monday */
	CHECK_INT(DAY_FIRST, -719162);
	for (day_t day = DAY_FIRST; day <= DAY_LAST; day++) {
		struct ymd got = date_ymd(day);
		if (got.year != d.year || got.month != d.month ||
			got.day != d.day || date_weekday(day) != weekday ||
			date_day(d.year, d.month, d.day) != day)
			fail_msg("%04d-%02d-%02d", d.year, d.month, d.day);
		weekday = weekday % 7 + 1;
		if (++d.day > date_month_days(d.year, d.month)) {
			d.day = 1;
			if (++d.month > 12) {
				d.month = 1;
				d.year++;
			}
		}
	}
}

TEST(date, knows_the_days_of_the_months)
{
	CHECK_INT(date_month_days(2024, 2), 29);
	CHECK_INT(date_month_days(2023, 2), 28);
	CHECK_INT(date_month_days(1900, 2), 28);
	CHECK_INT(date_month_days(2000, 2), 29);
	CHECK(date_real(2024, 2, 29));
	CHECK(!date_real(2023, 2, 29));
	CHECK(!date_real(2023, 13, 1));
	CHECK(!date_real(2023, 0, 1));
	CHECK(!date_real(2023, 1, 0));
	CHECK(!date_real(0, 1, 1));
	CHECK(!date_real(10000, 1, 1));
}

TEST(date, knows_a_few_days_by_heart)
{
	CHECK_INT(date_day(1970, 1, 1), 0);
	CHECK_INT(date_weekday(0), 4);
	CHECK_INT(date_day(2000, 3, 1), 11017);
	CHECK_INT(date_weekday(date_day(2022, 12, 20)), 2);
	CHECK_INT(date_weekday(date_day(1949, 10, 1)), 6);
}

TEST(date, parses_what_it_formats)
{
	for (day_t day = DAY_FIRST; day <= DAY_LAST; day += 37) {
		struct arena *a = arena_new();
		day_t back;
		CHECK(date_parse(date_format(a, day), &back));
		CHECK_INT(back, day);
		moment_t m =
			(moment_t)day * 86400 + (day % 86400 + 86400) % 86400;
		moment_t m_back;
		CHECK(date_parse_moment(date_format_moment(a, m), &m_back));
		CHECK(m == m_back);
		CHECK_INT(date_of_moment(m), day);
		arena_free(a);
	}
	for (int32_t s = 0; s < 86400; s += 7) {
		struct arena *a = arena_new();
		int32_t back;
		CHECK(date_parse_time(date_format_time(a, s), &back));
		CHECK_INT(back, s);
		arena_free(a);
	}
}

TEST(date, formats_in_the_order_of_days)
{
	struct arena *a = test_arena();
	uint32_t seed = 3;
	for (int i = 0; i < 1000; i++) {
		day_t x = DAY_FIRST + (day_t)(test_random(&seed) % 3652059);
		day_t y = DAY_FIRST + (day_t)(test_random(&seed) % 3652059);
		int order = str_cmp(date_format(a, x), date_format(a, y));
		CHECK_INT((order > 0) - (order < 0), (x > y) - (x < y));
	}
}

TEST(date, refuses_what_is_no_day)
{
	static const char *const bad[] = {"", "2024-7-12", "2024-07-12 ",
		" 2024-07-12", "2024/07/12", "2024-02-30", "2023-02-29",
		"0000-01-01", "2024-13-01", "2024-00-01", "2024-01-00",
		"20240712", "2024-07-1x", "2024-07-12T00:00", "-024-01-01",
		"12024-01-01", "２０２４-07-12"};
	day_t day = 5;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!date_parse(str_of(bad[i]), &day));
	CHECK_INT(day, 5);
}

TEST(date, reads_times_and_drops_fractions_and_zones)
{
	static const struct {
		const char *text;
		int32_t seconds;
	} good[] = {{"00:00", 0}, {"09:30", 34200}, {"09:30:15", 34215},
		{"23:59:59.999", 86399}, {"09:30:15.5+08:00", 34215},
		{"09:30Z", 34200}, {"09:30-0930", 34200}, {"09:30+08", 34200}};
	static const char *const bad[] = {"", "9:30", "24:00", "12:60",
		"12:30:60", "12:30:", "12:30:15.", "12:30:1", "12", "12:30 ",
		"12:30+8", "12:30+08:", "12:30+15:00", "12:30ZZ"};
	int32_t s;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		CHECK(date_parse_time(str_of(good[i].text), &s));
		CHECK_INT(s, good[i].seconds);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!date_parse_time(str_of(bad[i]), &s));
}

TEST(date, reads_moments)
{
	moment_t m;
	struct arena *a = test_arena();
	CHECK(date_parse_moment(STR("2024-07-12 09:30"), &m));
	CHECK_STR(date_format_moment(a, m), "2024-07-12T09:30");
	CHECK(date_parse_moment(STR("2024-07-12T09:30:05.250+08:00"), &m));
	CHECK_STR(date_format_moment(a, m), "2024-07-12T09:30:05");
	CHECK(date_parse_moment(STR("1969-12-31T23:59"), &m));
	CHECK_INT(m, -60);
	CHECK_INT(date_of_moment(m), -1);
	CHECK_INT(date_time_of_moment(m), 86340);
	CHECK(!date_parse_moment(STR("2024-07-12"), &m));
	CHECK(!date_parse_moment(STR("2024-07-12T"), &m));
	CHECK(!date_parse_moment(STR("2024-07-12_09:30"), &m));
}

TEST(date, adds_months_and_stays_in_the_month)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} rows[] = {{"2024-01-31", 1, "2024-02-29"},
		{"2023-01-31", 1, "2023-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-03-31", -1, "2024-02-29"},
		{"2024-12-15", 1, "2025-01-15"},
		{"2024-01-15", -1, "2023-12-15"},
		{"2024-05-05", 0, "2024-05-05"},
		{"9999-12-01", 1, "9999-12-31"},
		{"0001-01-02", -1, "0001-01-01"},
		{"2024-01-01", INT32_MAX, "9999-12-31"}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		day_t day;
		CHECK(date_parse(str_of(rows[i].from), &day));
		CHECK_STR(date_format(test_arena(),
				  date_add_months(day, rows[i].months)),
			rows[i].to);
	}
}

TEST(clock, stands_where_it_is_set)
{
	moment_t m;
	CHECK(!clock_is_set());
	CHECK(date_parse_moment(STR("2022-12-20T09:00"), &m));
	clock_set(m);
	CHECK(clock_is_set());
	CHECK(clock_now() == m);
	CHECK_INT(clock_today(), date_day(2022, 12, 20));
	CHECK(clock_of_ms(clock_now_ms()) == m);
	CHECK(date_parse_moment(STR("2040-02-29T23:00"), &m));
	clock_set(m);
	CHECK(clock_of_ms(clock_now_ms()) == m);
	clock_clear();
	CHECK(clock_now_ms() > INT64_C(1600000000000));
}

TEST(clock, shows_the_wall_time_of_its_zone)
{
	char *zone = getenv("TZ");
	setenv("TZ", "CST-8", 1);
	tzset();
	CHECK_STR(date_format_moment(test_arena(), clock_of_ms(0)),
		"1970-01-01T08:00");
	CHECK_STR(date_format_moment(test_arena(), clock_of_ms(-1)),
		"1970-01-01T07:59:59");
	clock_set(8 * 3600);
	CHECK(clock_now_ms() == 0);
	if (zone)
		setenv("TZ", zone, 1);
	else
		unsetenv("TZ");
	tzset();
}
