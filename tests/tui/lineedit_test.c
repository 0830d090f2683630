// SPDX-License-Identifier: MIT
#include "tests/test.h"
#include "tui/widgets/lineedit.h"

static struct lineedit
edit_of(const char *z)
{
	struct lineedit e;
	lineedit_init(&e, test_arena());
	lineedit_set(&e, str_of(z));
	return e;
}

static void
type(struct lineedit *e, const char *z)
{
	str s = str_of(z);
	while (s.n > 0) {
		struct act act = {.action = ACTION_TEXT, .c = utf8_next(&s)};
		lineedit_act(e, &act);
	}
}

static void
press(struct lineedit *e, enum action action, int times)
{
	struct act act = {.action = action};
	while (times-- > 0)
		lineedit_act(e, &act);
}

static str
text_of(const struct lineedit *e)
{
	return lineedit_text(e, test_arena());
}

TEST(lineedit, types_over_what_stood_there)
{
	struct lineedit e = edit_of("门诊");
	type(&e, "家访");
	CHECK_STR(text_of(&e), "家访");
}

TEST(lineedit, edits_when_the_cursor_moved_first)
{
	struct lineedit e = edit_of("李雪枫");
	press(&e, ACTION_LEFT, 1);
	type(&e, "小");
	CHECK_STR(text_of(&e), "李雪小枫");
	press(&e, ACTION_HOME, 1);
	press(&e, ACTION_DELETE, 1);
	CHECK_STR(text_of(&e), "雪小枫");
	press(&e, ACTION_END, 1);
	press(&e, ACTION_ERASE, 2);
	CHECK_STR(text_of(&e), "雪");
}

TEST(lineedit, takes_marks_along_with_their_letter)
{
	struct lineedit e = edit_of("ae\u0301b");
	press(&e, ACTION_END, 1);
	press(&e, ACTION_ERASE, 2);
	CHECK_STR(text_of(&e), "a");
}

TEST(lineedit, lets_what_hides_be_deleted)
{
	struct lineedit e = edit_of("张\u202e三");
	press(&e, ACTION_END, 1);
	press(&e, ACTION_LEFT, 1);
	press(&e, ACTION_ERASE, 1);
	CHECK_STR(text_of(&e), "张三");
}

TEST(lineedit, clears_and_kills)
{
	struct lineedit e = edit_of("abcdef");
	press(&e, ACTION_HOME, 1);
	press(&e, ACTION_RIGHT, 2);
	press(&e, ACTION_KILL, 1);
	CHECK_STR(text_of(&e), "ab");
	press(&e, ACTION_CLEAR, 1);
	CHECK(lineedit_is_empty(&e));
	press(&e, ACTION_ERASE, 1);
	press(&e, ACTION_DELETE, 1);
	CHECK(lineedit_is_empty(&e));
}

TEST(lineedit, makes_one_line_of_a_paste)
{
	struct lineedit e = edit_of("");
	struct act act = {
		.action = ACTION_TEXT, .text = STR("a\r\nb\tc\x1b[31m\xff")};
	lineedit_act(&e, &act);
	CHECK_STR(text_of(&e), "a b c[31m");
}

TEST(lineedit, keeps_lines_where_there_may_be_several)
{
	struct lineedit e;
	lineedit_init(&e, test_arena());
	e.several = true;
	lineedit_set(&e, STR("一\n二"));
	type(&e, "三");
	CHECK_STR(text_of(&e), "一\n二三");
	CHECK(lineedit_line(&e, 20, -1));
	type(&e, "x");
	CHECK_STR(text_of(&e), "一x\n二三");
	CHECK(!lineedit_line(&e, 20, -1));
	CHECK(lineedit_line(&e, 20, 1));
	CHECK(!lineedit_line(&e, 20, 1));
}

TEST(lineedit, scrolls_by_whole_characters)
{
	struct canvas c;
	canvas_init(&c, 1, 12);
	struct lineedit e = edit_of("清源街道心理健康");
	lineedit_draw(&e, &c, 0, 1, 7, LOOK_EDIT, '_');
	CHECK_STR(canvas_row(&c, test_arena(), 0), " 清源街_");
	press(&e, ACTION_END, 1);
	lineedit_draw(&e, &c, 0, 1, 7, LOOK_EDIT, '_');
	CHECK_STR(canvas_row(&c, test_arena(), 0), " 健康___");
	CHECK_INT(c.cursor_col, 5);
	press(&e, ACTION_HOME, 1);
	lineedit_draw(&e, &c, 0, 1, 7, LOOK_EDIT, '_');
	CHECK_STR(canvas_row(&c, test_arena(), 0), " 清源街_");
	CHECK_INT(c.cursor_col, 1);
	canvas_done(&c);
}

TEST(lineedit, wraps_in_an_area)
{
	struct canvas c;
	canvas_init(&c, 3, 7);
	struct lineedit e;
	lineedit_init(&e, test_arena());
	e.several = true;
	lineedit_set(&e, STR("一二三四\n五"));
	lineedit_draw_area(&e, &c, 0, 0, 7, 3, LOOK_EDIT, '_');
	CHECK_STR(canvas_row(&c, test_arena(), 0), "一二三_");
	CHECK_STR(canvas_row(&c, test_arena(), 1), "四_____");
	CHECK_STR(canvas_row(&c, test_arena(), 2), "五_____");
	CHECK_INT(c.cursor_row, 2);
	CHECK_INT(c.cursor_col, 2);
	canvas_done(&c);
}

/* Random keys: the text stays sound and the cursor in its field. */
TEST(lineedit, survives_any_keys)
{
	static const enum action keys[] = {ACTION_LEFT, ACTION_RIGHT,
		ACTION_HOME, ACTION_END, ACTION_ERASE, ACTION_DELETE,
		ACTION_KILL, ACTION_TEXT, ACTION_TEXT, ACTION_TEXT,
		ACTION_TEXT};
	static const uint32_t chars[] = {
		'a', 0x5FC3, 0x301, 0x202E, 0x1F600, 0x3000};
	struct canvas c;
	canvas_init(&c, 4, 30);
	struct lineedit e = edit_of("");
	uint32_t seed = 3;
	for (int i = 0; i < 20000; i++) {
		struct act act = {.action = keys[test_random(&seed) % 11],
			.c = chars[test_random(&seed) % 6]};
		lineedit_act(&e, &act);
		CHECK(e.at <= e.n);
		CHECK(utf8_valid(text_of(&e)));
		canvas_clear(&c);
		lineedit_draw(&e, &c, 0, 3, 9, LOOK_EDIT, '_');
		CHECK(c.cursor_col >= 3 && c.cursor_col < 12);
		lineedit_draw_area(&e, &c, 1, 2, 8, 3, LOOK_EDIT, '_');
		CHECK(c.cursor_row >= 1 && c.cursor_col >= 2 &&
			c.cursor_col < 10);
		if (i % 500 == 0)
			arena_reset(test_arena()), e = edit_of("");
	}
	canvas_done(&c);
}

TEST(lineedit, takes_nothing_of_what_does_not_fit)
{
	struct lineedit e = edit_of("原文");
	struct buf b = {.arena = test_arena()};
	for (int i = 0; i < LINEEDIT_MOST; i++)
		buf_addz(&b, "字");
	struct act paste = {.action = ACTION_TEXT, .text = buf_str(&b)};
	e.replace = false;
	CHECK(lineedit_act(&e, &paste));
	CHECK(e.full);
	CHECK_STR(text_of(&e), "原文");
	press(&e, ACTION_CLEAR, 1);
	lineedit_act(&e, &paste);
	CHECK(!e.full);
	CHECK_INT(e.n, LINEEDIT_MOST);
	type(&e, "多");
	CHECK(e.full);
	CHECK_INT(e.n, LINEEDIT_MOST);
}

/* The column the cursor is drawn at. */
static int
column(const struct lineedit *e, int width)
{
	struct canvas c;
	canvas_init(&c, 1, 40);
	lineedit_draw(e, &c, 0, 0, width, LOOK_EDIT, '_');
	int col = c.cursor_col;
	canvas_done(&c);
	return col;
}

/* The window moves by more than half its width: most keys move nothing in it.
 */
TEST(lineedit, shows_what_follows_the_cursor_in_a_long_text)
{
	struct lineedit e = edit_of("一二三四五六七八九十");
	press(&e, ACTION_END, 1);
	CHECK_INT(column(&e, 12), 6); /* 八九十, the cursor, room to type */
	press(&e, ACTION_LEFT, 1);
	CHECK_INT(column(&e, 12), 10); /* 五六七八九十 */
	press(&e, ACTION_HOME, 1);
	CHECK_INT(column(&e, 12), 0);
	press(&e, ACTION_RIGHT, 4);
	CHECK_INT(column(&e, 12), 2); /* 四五六七八九: both sides are seen */
}

TEST(lineedit, goes_up_and_down_by_columns)
{
	struct lineedit e = edit_of("");
	e.several = true;
	lineedit_set(&e, STR("abcdefgh一二三四五六"));
	/* 9 columns, one for the cursor: abcdefgh / 一二三四 / 五六 */
	press(&e, ACTION_HOME, 1);
	press(&e, ACTION_RIGHT, 5);
	CHECK(lineedit_line(&e, 9, 1));
	CHECK_INT(e.at, 10); /* before 三, at column 4 */
	CHECK(lineedit_line(&e, 9, 1));
	CHECK_INT(e.at, 14); /* the end */
	CHECK(!lineedit_line(&e, 9, 1));
	CHECK(lineedit_line(&e, 9, -1));
	CHECK(lineedit_line(&e, 9, -1));
	CHECK_INT(e.at, 4);
	CHECK(!lineedit_line(&e, 9, -1));
}

TEST(lineedit, counts_ambiguous_characters_as_the_terminal_does)
{
	struct lineedit e = edit_of("“一”");
	CHECK_INT(lineedit_width(&e), 5);
	utf8_set_ambiguous_width(2);
	CHECK_INT(lineedit_width(&e), 7);
	press(&e, ACTION_END, 1);
	press(&e, ACTION_LEFT, 1);
	CHECK_INT(column(&e, 20), 4);
	utf8_set_ambiguous_width(1);
	CHECK_INT(column(&e, 20), 3);
}
