// SPDX-License-Identifier: MIT
#include "templates/fraction.h"
#include "templates/keyset.h"
#include "tests/test.h"

/* The rate as it prints: num * factor / den to two places. */
static str
rate(int64_t num, int64_t den, int64_t factor)
{
	struct fraction f;
	struct decimal d;

	CHECK(fraction_rate((struct fraction){num, 1},
		(struct fraction){den, 1}, factor, &f));
	CHECK(fraction_round(f, 2, &d));
	return decimal_format(test_arena(), d);
}

/* domain.md 7.4 */
TEST(fraction, prints_the_golden_rates)
{
	CHECK_STR(rate(48, 12500, 1000), "3.84");
	CHECK_STR(rate(46, 48, 100), "95.83");
	CHECK_STR(rate(42, 48, 100), "87.50");
	CHECK_STR(rate(45, 48, 100), "93.75");
	CHECK_STR(rate(30, 32, 100), "93.75");
	CHECK_STR(rate(53, 85, 100), "62.35");
	CHECK_STR(rate(24, 45, 100), "53.33");
	CHECK_STR(rate(7, 7, 100), "100.00");
	CHECK_STR(rate(12, 13, 100), "92.31");
	CHECK_STR(rate(13, 20, 100), "65.00");
	CHECK_STR(rate(5380249, 5806352, 100), "92.66");
	CHECK_STR(rate(4346103, 5806352, 100), "74.85");
	CHECK_STR(rate(4035323, 5806352, 100), "69.50");
	CHECK_STR(rate(2012074, 5806352, 100), "34.65");
	CHECK_STR(rate(3924101, 5231235, 100), "75.01");
}

TEST(fraction, adds_rates_by_their_parts)
{
	struct fraction num = {9, 1};
	struct fraction den = {10, 1};

	CHECK(fraction_add(&num, (struct fraction){10, 1}, 1, 1));
	CHECK(fraction_add(&den, (struct fraction){90, 1}, 1, 1));
	CHECK_STR(rate(num.over, den.over, 100), "19.00");
}

static str
rounded(int64_t over, int64_t under, int places)
{
	struct decimal d;

	CHECK(fraction_round((struct fraction){over, under}, places, &d));
	return decimal_format(test_arena(), d);
}

TEST(fraction, rounds_half_away_from_zero)
{
	CHECK_STR(rounded(1, 2, 0), "1");
	CHECK_STR(rounded(-1, 2, 0), "-1");
	CHECK_STR(rounded(49, 100, 0), "0");
	CHECK_STR(rounded(1005, 1000, 2), "1.01");
	CHECK_STR(rounded(-1005, 1000, 2), "-1.01");
	CHECK_STR(rounded(999, 1000, 2), "1.00");
	CHECK_STR(rounded(5, 1, 2), "5.00");
}

TEST(fraction, drops_zeros_when_asked)
{
	CHECK_STR(rounded(150, 60, -1), "2.5");
	CHECK_STR(rounded(120, 60, -1), "2");
	CHECK_STR(rounded(100, 60, -1), "1.67");
	CHECK_STR(rounded(0, 60, -1), "0");
	CHECK_STR(rounded(10, 1, -1), "10");
}

TEST(fraction, adds_decimals_exactly)
{
	struct fraction sum = FRACTION_ZERO;
	struct fraction tenth;

	CHECK(fraction_of((struct decimal){1, 1}, &tenth));
	for (int i = 0; i < 30; i++)
		CHECK(fraction_add(&sum, tenth, 1, 1));
	CHECK_INT(sum.over, 3);
	CHECK_INT(sum.under, 1);
	CHECK(fraction_cmp(tenth, sum) < 0);
}

TEST(fraction, says_when_it_is_too_large)
{
	struct fraction sum = {INT64_MAX, 1};
	struct decimal d;

	CHECK(!fraction_add(&sum, (struct fraction){1, 1}, 1, 1));
	CHECK(!fraction_round((struct fraction){INT64_MAX, 1}, 2, &d));
	CHECK(!fraction_rate((struct fraction){INT64_MAX, 1},
		(struct fraction){3, 1}, 100, &sum));
}

TEST(keyset, counts_each_text_once_for_each_column)
{
	struct keyset s = {.arena = test_arena()};

	CHECK_INT(keyset_get(&s, STR("x")), 0);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 1000; i++)
			keyset_put(&s, str_fmt(test_arena(), "k%d", i),
				i % 2 ? 1u : 3u);
	CHECK_INT(s.n, 1000);
	CHECK_INT(keyset_count(&s, 0), 1000);
	CHECK_INT(keyset_count(&s, 1), 500);
	CHECK_INT(keyset_get(&s, STR("k2")), 3);
	CHECK_INT(keyset_get(&s, STR("k1000")), 0);
}
