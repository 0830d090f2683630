// SPDX-License-Identifier: MIT
#include "forms/json.h"

#include <string.h>

#include "tests/test.h"

static const struct json *
parse(const char *z)
{
	const struct json *tree = NULL;
	struct err e = {0};
	CHECK_CODE(json_parse(test_arena(), str_of(z), &tree, &e), ERR_OK, &e);
	return tree;
}

static str
print(const struct json *tree)
{
	struct buf b = {.arena = test_arena()};
	struct json_writer w = {.buf = &b};
	json_put(&w, tree);
	return buf_str(&b);
}

static void
refuse(str text, enum err_code code, int line, int col)
{
	const struct json *tree = NULL;
	struct err e = {0};
	CHECK_CODE(json_parse(test_arena(), text, &tree, &e), code, &e);
	CHECK_INT(e.line, line);
	CHECK_INT(e.col, col);
	CHECK(tree == NULL);
}

TEST(json, keeps_numbers_as_they_were_written)
{
	const struct json *v = parse("[1.50, 110101199003071233123, -0, 1e3]");
	CHECK_INT(v->array.n, 4);
	CHECK_INT(v->array.v[0].kind, JSON_KIND_NUMBER);
	CHECK_STR(v->array.v[0].text, "1.50");
	CHECK_STR(v->array.v[1].text, "110101199003071233123");
	CHECK_STR(v->array.v[2].text, "-0");
	CHECK_STR(v->array.v[3].text, "1e3");
	CHECK_STR(parse("7")->text, "7");
}

TEST(json, keeps_members_in_order)
{
	const struct json *v =
		parse("{\"z\":1,\"a\":\"x\",\"m\":null,\"b\":true}");
	CHECK_INT(v->object.n, 4);
	CHECK_STR(v->object.v[0].name, "z");
	CHECK_STR(v->object.v[1].name, "a");
	CHECK_STR(json_get(v, STR("a"))->text, "x");
	CHECK_INT(json_get(v, STR("m"))->kind, JSON_KIND_NULL);
	CHECK(json_get(v, STR("b"))->boolean);
	CHECK(json_get(v, STR("c")) == NULL);
	CHECK(json_get(json_get(v, STR("a")), STR("x")) == NULL);
}

TEST(json, prints_what_it_read)
{
	static const char *const same[] = {
		"{}",
		"[]",
		"\"\"",
		"[[],{},[[\"\"]]]",
		"{\"name\":\"张三\",\"n\":[1,-2.50,1E+9],\"x\":{\"y\":null}}",
		"\"\\\"\\\\/\\n\\r\\t\\u0001\\u200b\"",
		"[\"1\",\"\\\"1\",true,false]",
		"\"😀\"",
	};
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		CHECK_STR(print(parse(same[i])), same[i]);
	CHECK_STR(print(parse(" { \"a\" : [ 1 , 2 ] } ")), "{\"a\":[1,2]}");
	CHECK_STR(parse("\"\\u5f20\\ud83d\\ude00\"")->text, "张😀");
}

TEST(json, writes_json_whatever_the_bytes)
{
	struct buf b = {.arena = test_arena()};
	struct json_writer w = {.buf = &b};
	json_put_text(&w, STR("a\xFF\0b\x7F\xF3\xA0\x80\x81"));
	CHECK_STR(buf_str(&b), "\"a\\ufffd\\u0000b\\u007f\\udb40\\udc01\"");
}

TEST(json, writes_piece_by_piece)
{
	struct buf b = {.arena = test_arena()};
	struct json_writer w = {.buf = &b};
	for (int line = 1; line <= 2; line++) {
		json_open_object(&w);
		json_name(&w, STR("line"));
		json_put_integer(&w, line);
		json_name(&w, STR("rows"));
		json_open_array(&w);
		json_put_number(&w, STR("0.50"));
		json_put_null(&w);
		json_put_boolean(&w, true);
		json_close(&w);
		json_close(&w);
		buf_addc(&b, '\n');
	}
	CHECK_STR(buf_str(&b), "{\"line\":1,\"rows\":[0.50,null,true]}\n"
			       "{\"line\":2,\"rows\":[0.50,null,true]}\n");
}

TEST(json, names_the_key_that_stands_twice)
{
	struct err e = {0};
	const struct json *v;
	str text = STR("{\"n\": 12345,\n \"住址住址住址住址住址\": 1,"
		       " \"住址住址住址住址住址\": 2}");
	CHECK_CODE(json_parse(test_arena(), text, &v, &e), ERR_INPUT, &e);
	CHECK_INT(e.line, 2);
	CHECK_INT(e.col, 19);
	CHECK(strstr(e.words, "住址住址住址住址住址"));
	refuse(STR("{\"a\":{\"b\":1},\"c\":{\"b\":1,\"b\":1}}"), ERR_INPUT, 1,
		25);
	refuse(STR("{\"\":1,\"\":1}"), ERR_INPUT, 1, 7);
}

TEST(json, says_where_the_fault_is)
{
	refuse(STR(""), ERR_INPUT, 1, 1);
	refuse(STR("[1, 2"), ERR_INPUT, 1, 6);
	refuse(STR("[12, 34 56]"), ERR_INPUT, 1, 11);
	refuse(STR("{\n\"名\": x}"), ERR_INPUT, 2, 7);
	refuse(STR("[1] 2"), ERR_INPUT, 1, 6);
	refuse(STR("{1: 2}"), ERR_INPUT, 1, 3);
	refuse(STR("[\n 01]"), ERR_INPUT, 2, 2);
	refuse(STR("[+1]"), ERR_INPUT, 1, 3);
	refuse(STR("[.5]"), ERR_INPUT, 1, 3);
	refuse(STR("[1.]"), ERR_INPUT, 1, 2);
	refuse(STR("[1e]"), ERR_INPUT, 1, 2);
	refuse(STR("[\"a\\u0000b\"]"), ERR_INPUT, 1, 4);
	refuse(STR("{'a': 1}"), ERR_INPUT, 1, 3);
	refuse(STR("[1,]"), ERR_INPUT, 1, 5);
}

TEST(json, never_shows_its_own_rewriting)
{
	struct err e = {0};
	const struct json *v;
	json_parse(test_arena(), STR("{\"a\" 12}"), &v, &e);
	CHECK(strstr(e.words, "u0000") == NULL);
	CHECK(strstr(e.words, "near") == NULL);
}

TEST(json, refuses_what_is_not_utf8)
{
	static const char *const bad[] = {"\"\xFF\"", "\"\xC0\xAF\"",
		"\"\xED\xA0\x80\"", "\"\\ud800\"", "\"\xE5\xBC\"", "\"\x01\""};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct json *v = NULL;
		struct err e = {0};
		CHECK_CODE(json_parse(test_arena(), str_of(bad[i]), &v, &e),
			ERR_INPUT, &e);
	}
}

TEST(json, refuses_what_is_too_deep_or_too_much)
{
	struct buf b = {.arena = test_arena()};
	for (int i = 0; i < JSON_DEPTH_MOST; i++)
		buf_addc(&b, '[');
	struct buf deeper = {.arena = test_arena()};
	buf_add(&deeper, buf_str(&b));
	for (int i = 0; i < JSON_DEPTH_MOST; i++)
		buf_addc(&b, ']');
	CHECK(parse(buf_z(&b)));
	buf_addz(&deeper, "[");
	refuse(buf_str(&deeper), ERR_LIMIT, 1, JSON_DEPTH_MOST + 1);

	struct buf many = {.arena = test_arena()};
	buf_addc(&many, '[');
	for (int i = 0; i < JSON_VALUES_MOST; i++)
		buf_addz(&many, "1,");
	refuse(buf_str(&many), ERR_LIMIT, 1, JSON_VALUES_MOST * 2 + 1);

	struct err e = {0};
	const struct json *v;
	str huge = {buf_z(&many), JSON_TEXT_MOST + 1}; /* not looked into */
	CHECK_CODE(json_parse(test_arena(), huge, &v, &e), ERR_LIMIT, &e);
}

TEST(json, knows_a_number_by_its_grammar)
{
	static const char *const good[] = {
		"0", "-0", "10", "-1.0", "0.001", "1e5", "1E-05", "12.5e+3"};
	static const char *const bad[] = {"", "-", "01", "+1", ".5", "1.", "1e",
		"1e+", "1 ", " 1", "0x1", "NaN", "1.2.3", "--1"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(json_is_number_text(str_of(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!json_is_number_text(str_of(bad[i])));
}

/* Damage in any byte gives a tree or an error, never a crash, and what is
 * read prints as JSON that is read alike. */
TEST(json, survives_every_damaged_byte)
{
	static const char whole[] = "{\"n\":[1,-2.5e3,\"\\u5f20\\n\"],\"张\":{"
				    "\"k\":null},\"t\":true}";
	uint32_t seed = 7;
	for (int round = 0; round < 3000; round++) {
		char text[sizeof(whole)];
		memcpy(text, whole, sizeof(whole));
		for (uint32_t i = test_random(&seed) % 3 + 1; i > 0; i--)
			text[test_random(&seed) % (sizeof(whole) - 1)] =
				"\"\\{}[],:0-9e.ntu\xE5\x00 "[test_random(
								      &seed) %
							      20];
		struct arena *a = arena_new();
		const struct json *v;
		struct err e;
		if (json_parse(a, (str){text, sizeof(text) - 1}, &v, &e) ==
			ERR_OK) {
			str once = print(v);
			CHECK_CODE(json_parse(a, once, &v, &e), ERR_OK, &e);
			CHECK(str_eq(print(v), once));
		}
		arena_free(a);
	}
}
