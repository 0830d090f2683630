// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "forms/yaml.h"

static const struct yaml *
parsed(const char *text)
{
	const struct yaml *root = NULL;
	struct err e = {0};
	CHECK_CODE(yaml_parse(test_arena(), "t.yaml", str_of(text), &root, &e),
		ERR_OK, &e);
	return root;
}

/* The place of the error, as line * 1000 + column. */
static int
refused(str text, enum err_code want)
{
	const struct yaml *root = NULL;
	struct err e = {0};
	CHECK_CODE(
		yaml_parse(test_arena(), "t.yaml", text, &root, &e), want, &e);
	CHECK(root == NULL);
	CHECK_STR(str_of(e.file), "t.yaml");
	return e.line * 1000 + e.col;
}

TEST(yaml, reads_maps_lists_and_scalars_in_order)
{
	const struct yaml *r = parsed("b: 1\na: [x, 'y z']\nc: {k: v}\n");
	CHECK_INT(r->kind, YAML_MAP);
	CHECK_INT(r->n, 3);
	CHECK_STR(r->pair[0].key, "b");
	CHECK_STR(yaml_text(r, "b"), "1");
	const struct yaml *a = yaml_get(r, "a");
	CHECK_INT(a->n, 2);
	CHECK_STR(a->item[1].text, "y z");
	CHECK(!a->item[1].plain);
	CHECK_STR(yaml_text(yaml_get(r, "c"), "k"), "v");
	CHECK(yaml_get(r, "d") == NULL);
	CHECK_STR(yaml_text(r, "a"), "");
}

TEST(yaml, leaves_every_scalar_a_text)
{
	const struct yaml *r = parsed("a: yes\nb: 01\nc: null\nd: ~\ne:\n");
	CHECK_STR(yaml_text(r, "a"), "yes");
	CHECK_STR(yaml_text(r, "b"), "01");
	CHECK_STR(yaml_text(r, "c"), "null");
	CHECK_STR(yaml_text(r, "d"), "~");
	CHECK_STR(yaml_text(r, "e"), "");
}

TEST(yaml, counts_columns_in_characters)
{
	const struct yaml *r = parsed("中文: 汉字\nb: {姓名: x, 性别: y}\n");
	CHECK_INT(r->pair[0].value.col, 5);
	const struct yaml *b = yaml_get(r, "b");
	CHECK_INT(b->pair[1].col, 12);
	CHECK_INT(b->pair[1].line, 2);
}

TEST(yaml, takes_crlf_and_a_byte_order_mark)
{
	const struct yaml *r = parsed("\xEF\xBB\xBF"
				      "a: 1\r\nb: |\r\n  x\r\n");
	CHECK_STR(yaml_text(r, "a"), "1");
	CHECK_STR(yaml_text(r, "b"), "x\n");
	CHECK_INT(r->pair[0].col, 1);
	CHECK_INT(r->pair[1].line, 2);
}

/* Every character of every scalar style is found again. */
TEST(yaml, places_characters_of_all_styles)
{
	static const struct {
		const char *text;
		int at, line, col;
	} cases[] = {
		{"a: abc\n", 1, 1, 4},
		{"a: abc\n", 3, 1, 6},
		{"a: abc\n", 9, 1, 7},
		{"中: 乙丙\n", 2, 1, 5},
		{"a: 'b''c'\n", 1, 1, 5},
		{"a: 'b''c'\n", 3, 1, 8},
		{"a: \"b\\nc\\u4e2dd\"\n", 3, 1, 8},
		{"a: \"b\\nc\\u4e2dd\"\n", 5, 1, 15},
		{"a: >-\n  one\n  two\n", 1, 2, 3},
		{"a: >-\n  one\n  two\n", 5, 3, 3},
		{"a: >-\n  one\n  two\n", 7, 3, 5},
		{"a: |\n  one\n   two\n", 6, 3, 4},
		{"a: one\n  two\n", 5, 2, 3},
		{"a: >-\r\n  one\r\n  two\r\n", 5, 3, 3},
		{"a: \"one\\\n   two\"\n", 4, 2, 4},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct yaml *r = parsed(cases[i].text);
		int line;
		int col;
		yaml_place(&r->pair[0].value, cases[i].at, &line, &col);
		CHECK_INT(
			line * 1000 + col, cases[i].line * 1000 + cases[i].col);
	}
}

TEST(yaml, refuses_with_the_place)
{
	CHECK_INT(refused(STR("a: 1\nb: 2\na: 3\n"), ERR_INPUT), 3001);
	CHECK_INT(refused(STR("a: &x 1\n"), ERR_INPUT), 1004);
	CHECK_INT(refused(STR("a: *x\n"), ERR_INPUT), 1004);
	CHECK_INT(refused(STR("a: !!int 1\n"), ERR_INPUT), 1004);
	CHECK_INT(refused(STR("a: 1\n---\nb: 1\n"), ERR_INPUT), 2001);
	CHECK_INT(refused(STR("[a]: 1\n"), ERR_INPUT), 1001);
	CHECK_INT(refused(STR("甲: \xff\n"), ERR_INPUT), 1004);
	CHECK_INT(refused(STR("a: \x07\n"), ERR_INPUT), 1004);
	CHECK_INT(refused(STR("a: \xe2\x80\xa8\n"), ERR_INPUT), 1004);
	CHECK_INT(refused(STR("a: 1\0\n"), ERR_INPUT), 1005);
	CHECK_INT(refused(STR(""), ERR_INPUT), 1001);
	CHECK_INT(refused(STR("a:\n\tb: 1\n"), ERR_INPUT), 2001);
}

static str
repeated(const char *piece, int n)
{
	struct buf b = {.arena = test_arena()};
	for (int i = 0; i < n; i++)
		buf_addz(&b, piece);
	return buf_str(&b);
}

TEST(yaml, keeps_its_limits)
{
	CHECK_INT(refused(repeated("[", 100000), ERR_LIMIT), 1033);
	CHECK_INT(refused(repeated("{a: ", 100000), ERR_LIMIT), 1129);
	refused(repeated("- ", 100000), ERR_LIMIT);
	refused(repeated("- a\n", 200001), ERR_LIMIT);
	refused(repeated("x", 65537), ERR_LIMIT);
	refused(repeated("# comment\n", 420000), ERR_LIMIT);
	struct err e;
	const struct yaml *root;
	CHECK_CODE(yaml_parse(test_arena(), "t", repeated("- a\n", 199000),
			   &root, &e),
		ERR_OK, &e);
	CHECK_INT(root->n, 199000);
}

TEST(yaml, reads_regular_files_only)
{
	const struct yaml *root = NULL;
	struct err e;
	const char *fifo = test_path("fifo.yaml");
	CHECK_INT(mkfifo(fifo, 0600), 0);
	CHECK_CODE(yaml_load(test_arena(), fifo, &root, &e), ERR_INPUT, &e);
	CHECK_CODE(
		yaml_load(test_arena(), test_dir(), &root, &e), ERR_INPUT, &e);
	CHECK_CODE(yaml_load(test_arena(), test_path("none"), &root, &e),
		ERR_ABSENT, &e);
	CHECK_CODE(
		yaml_load(test_arena(), "/dev/zero", &root, &e), ERR_INPUT, &e);
	const char *path = test_write("good.yaml", STR("a: 1\n"));
	CHECK_CODE(yaml_load(test_arena(), path, &root, &e), ERR_OK, &e);
	CHECK_STR(yaml_text(root, "a"), "1");
}
