// SPDX-License-Identifier: MIT
#include "store/value.h"

#include "tests/test.h"

static struct value
parse(enum value_type type, const char *z)
{
	struct value v = {0};
	if (!value_parse(type, str_of(z), &v))
		fail_msg("type %d refuses \"%s\"", (int)type, z);
	return v;
}

TEST(value, prints_what_it_parses)
{
	static const struct {
		enum value_type type;
		const char *text;
	} rows[] = {
		{VALUE_TEXT, "张三 a"},
		{VALUE_INTEGER, "0"},
		{VALUE_INTEGER, "-12"},
		{VALUE_INTEGER, "9223372036854775807"},
		{VALUE_INTEGER, "-9223372036854775808"},
		{VALUE_DECIMAL, "12"},
		{VALUE_DECIMAL, "0.50"},
		{VALUE_DECIMAL, "-0.05"},
		{VALUE_DECIMAL, "-1.000000001"},
		{VALUE_DECIMAL, "-9223372036.854775808"},
		{VALUE_DATE, "2024-07-12"},
		{VALUE_TIME, "09:30"},
		{VALUE_TIME, "09:30:15"},
		{VALUE_DATETIME, "2024-07-12T09:30"},
		{VALUE_CHOICE, "01"},
		{VALUE_CHOICES, "01 02 99"},
		{VALUE_REFERENCE, "0190abcd-1234-7abc-8def-00112233aabb"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct value v = parse(rows[i].type, rows[i].text);
		CHECK_INT(v.type, rows[i].type);
		CHECK_STR(value_text(test_arena(), &v), rows[i].text);
	}
}

TEST(value, refuses_other_types)
{
	static const struct {
		enum value_type type;
		const char *text;
	} rows[] = {
		{VALUE_TEXT, "\xFF"},
		{VALUE_INTEGER, "1.0"},
		{VALUE_INTEGER, "x"},
		{VALUE_DECIMAL, "1e3"},
		{VALUE_DATE, "2023-02-29"},
		{VALUE_TIME, "25:00"},
		{VALUE_DATETIME, "2024-07-12"},
		{VALUE_CHOICE, "a b"},
		{VALUE_CHOICES, " a"},
		{VALUE_CHOICES, "a  b"},
		{VALUE_CHOICES, "a "},
		{VALUE_CHOICES, "a\tb"},
		{VALUE_REFERENCE, "x"},
		{VALUE_ROWS, "1"},
		{VALUE_BLANK, "x"},
		{VALUE_REFERENCE, "00000000-0000-0000-0000-000000000000"},
	};
	struct value v = {.type = VALUE_DATE};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK(!value_parse(rows[i].type, str_of(rows[i].text), &v));
	CHECK_INT(v.type, VALUE_DATE); /* untouched */
}

TEST(value, is_blank_when_its_text_is_empty)
{
	for (int type = VALUE_BLANK; type <= VALUE_ROWS; type++) {
		struct value v = parse((enum value_type)type, "");
		CHECK_INT(v.type, VALUE_BLANK);
		CHECK(value_is_blank(&v));
		CHECK_STR(value_text(test_arena(), &v), "");
	}
	struct value zero = parse(VALUE_INTEGER, "0");
	CHECK(!value_is_blank(&zero));
	struct rows none = {0};
	struct value rows = {.type = VALUE_ROWS, .rows = &none};
	struct value blank = {0};
	CHECK(value_is_blank(&rows));
	CHECK_STR(value_text(test_arena(), &rows), "0");
	CHECK(value_eq(&rows, &blank));
}

TEST(decimal, is_exact_within_its_limits)
{
	static const char *const bad[] = {"", "-", ".", ".5", "5.", "1.2.3",
		"1,5", "1e3", "9223372036854775808", "-9223372036854775809",
		"1.0000000000", "922337203685477580.79", " 1", "-.5"};
	struct decimal d = {7, 7};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!decimal_parse(str_of(bad[i]), &d));
	CHECK_INT(d.digits, 7);
	CHECK(decimal_parse(STR("+007.10"), &d));
	CHECK_INT(d.digits, 710);
	CHECK_INT(d.scale, 2);
	CHECK_STR(decimal_format(test_arena(), d), "7.10");
	CHECK(decimal_number(d) == 7.1);
	CHECK(decimal_parse(STR("-0.1"), &d));
	CHECK(decimal_number(d) == -0.1);
}

TEST(decimal, parses_what_it_formats)
{
	uint32_t seed = 5;
	for (int i = 0; i < 5000; i++) {
		struct arena *a = arena_new();
		struct decimal d;
		uint64_t bits =
			(uint64_t)test_random(&seed) << 32 | test_random(&seed);
		d.digits = (int64_t)(bits >> (i % 63)) * (i % 2 ? 1 : -1);
		d.scale = i % 10;
		struct decimal back;
		CHECK(decimal_parse(decimal_format(a, d), &back));
		CHECK(back.digits == d.digits);
		CHECK_INT(back.scale, d.scale);
		arena_free(a);
	}
}

static int
cmp(enum value_type type, const char *a, const char *b)
{
	struct value x = parse(type, a);
	struct value y = parse(type, b);
	int order = value_cmp(&x, &y);
	int back = value_cmp(&y, &x);
	CHECK((order > 0) == (back < 0) && (order < 0) == (back > 0));
	CHECK(value_eq(&x, &y) == (order == 0));
	return (order > 0) - (order < 0);
}

TEST(value, orders_blanks_first_then_by_size)
{
	CHECK_INT(cmp(VALUE_INTEGER, "", "-5"), -1);
	CHECK_INT(cmp(VALUE_INTEGER, "9", "10"), -1);
	CHECK_INT(cmp(VALUE_INTEGER, "", ""), 0);
	CHECK_INT(cmp(VALUE_TEXT, "9", "10"), 1);
	CHECK_INT(cmp(VALUE_DATE, "2024-07-12", "2024-10-01"), -1);
	CHECK_INT(cmp(VALUE_TIME, "09:30", "09:30"), 0);
	CHECK_INT(
		cmp(VALUE_DATETIME, "2024-07-12T09:30", "1969-01-01T00:00"), 1);
	CHECK_INT(cmp(VALUE_DECIMAL, "9.5", "10.25"), -1);
	CHECK_INT(cmp(VALUE_DECIMAL, "-0.5", "-0.05"), -1);
	CHECK_INT(cmp(VALUE_DECIMAL, "-0.5", "0.05"), -1);
	CHECK_INT(cmp(VALUE_DECIMAL, "1.5", "1.50"), -1);
	CHECK_INT(cmp(VALUE_DECIMAL, "9223372036854775807", "1.000000001"), 1);
}

TEST(fields, are_set_replaced_and_removed)
{
	struct arena *a = test_arena();
	struct fields f = {0};
	char text[] = "张三";
	fields_set(a, &f, STR("name"), parse(VALUE_TEXT, text));
	fields_set(a, &f, STR("age"), parse(VALUE_INTEGER, "30"));
	fields_set(a, &f, STR("sex"), parse(VALUE_CHOICE, "1"));
	text[0] = 'x'; /* the record has a copy */
	CHECK_INT(f.n, 3);
	CHECK_STR(fields_get(&f, STR("name"))->text, "张三");
	fields_set(a, &f, STR("age"), parse(VALUE_INTEGER, "31"));
	CHECK_INT(f.n, 3);
	CHECK_INT(fields_get(&f, STR("age"))->integer, 31);
	fields_set(a, &f, STR("name"), parse(VALUE_TEXT, ""));
	CHECK_INT(f.n, 2);
	CHECK(fields_get(&f, STR("name")) == NULL);
	CHECK_STR(f.v[0].name, "age");
	CHECK_STR(f.v[1].name, "sex");
	fields_set(a, &f, STR("none"), (struct value){0});
	CHECK_INT(f.n, 2);
}

TEST(fields, are_equal_to_their_deep_copy_until_one_cell_differs)
{
	struct arena *a = test_arena();
	struct fields f = {0};
	struct fields cells[2] = {{0}, {0}};
	fields_set(a, &cells[0], STR("item"), parse(VALUE_TEXT, "a"));
	fields_set(a, &cells[1], STR("item"), parse(VALUE_TEXT, "b"));
	struct rows rows = {cells, 2};
	fields_set(a, &f, STR("x"), parse(VALUE_INTEGER, "1"));
	fields_set(a, &f, STR("rows"),
		(struct value){.type = VALUE_ROWS, .rows = &rows});
	struct fields copy = fields_dup(a, &f);
	CHECK(fields_eq(&f, &copy));
	CHECK(fields_get(&copy, STR("rows"))->rows != &rows);
	fields_set(a, &cells[1], STR("item"), parse(VALUE_TEXT, "c"));
	CHECK(!fields_eq(&f, &copy));
	CHECK(!value_eq(
		fields_get(&f, STR("rows")), fields_get(&copy, STR("rows"))));
	CHECK_INT(value_cmp(fields_get(&f, STR("rows")),
			  fields_get(&copy, STR("rows"))),
		0);
}

TEST(fields, are_equal_in_any_order)
{
	struct arena *a = test_arena();
	struct fields f = {0};
	struct fields g = {0};
	fields_set(a, &f, STR("x"), parse(VALUE_INTEGER, "1"));
	fields_set(a, &f, STR("y"), parse(VALUE_INTEGER, "2"));
	fields_set(a, &g, STR("y"), parse(VALUE_INTEGER, "2"));
	CHECK(!fields_eq(&f, &g));
	fields_set(a, &g, STR("x"), parse(VALUE_INTEGER, "1"));
	CHECK(fields_eq(&f, &g));
}
