// SPDX-License-Identifier: MIT
#include "tests/test.h"
#include "tui/canvas.h"

static struct canvas
canvas_new(int rows, int cols)
{
	struct canvas c;
	canvas_init(&c, rows, cols);
	return c;
}

static str
row_of(const struct canvas *c, int row)
{
	return canvas_row(c, test_arena(), row);
}

TEST(canvas, never_shows_half_a_character)
{
	struct canvas c = canvas_new(3, 10);
	CHECK_INT(canvas_text(&c, 0, 0, 5, LOOK_PLAIN, STR("心理健康")), 4);
	CHECK_STR(row_of(&c, 0), "心理");
	CHECK_INT(canvas_text(&c, 1, 7, 99, LOOK_PLAIN, STR("心理")), 2);
	CHECK_STR(row_of(&c, 1), "       心");
	canvas_done(&c);
}

TEST(canvas, blanks_the_half_that_an_overlap_leaves)
{
	struct canvas c = canvas_new(1, 10);
	canvas_text(&c, 0, 0, 10, LOOK_PLAIN, STR("心理健康"));
	canvas_text(&c, 0, 1, 2, LOOK_PLAIN, STR("ab"));
	CHECK_STR(row_of(&c, 0), " ab 健康");
	canvas_fill(&c, 0, 5, 1, LOOK_PLAIN, '|');
	CHECK_STR(row_of(&c, 0), " ab  |康");
	canvas_done(&c);
}

TEST(canvas, shows_what_hides)
{
	struct canvas c = canvas_new(1, 40);
	canvas_text(&c, 0, 0, 40, LOOK_PLAIN, STR("a\u202eb\tc\x1b"));
	CHECK_STR(row_of(&c, 0), "a<U+202E>b^Ic^[");
	canvas_done(&c);
}

TEST(canvas, keeps_marks_with_their_letter)
{
	struct canvas c = canvas_new(1, 10);
	CHECK_INT(canvas_text(&c, 0, 0, 10, LOOK_PLAIN, STR("e\u0301x")), 2);
	CHECK_STR(row_of(&c, 0), "e\u0301x");
	CHECK_INT(canvas_text(&c, 0, 4, 10, LOOK_PLAIN, STR("\u0301x")), 1);
	canvas_done(&c);
}

TEST(canvas, says_where_it_cut)
{
	struct canvas c = canvas_new(1, 12);
	CHECK_INT(canvas_brief(&c, 0, 0, 8, LOOK_PLAIN, STR("无民事行为能力")),
		7);
	CHECK_STR(row_of(&c, 0), "无民事…");
	theme_set_plain(true);
	canvas_pad(&c, 0, 0, 8, LOOK_PLAIN, STR("无民事行为能力"));
	CHECK_STR(row_of(&c, 0), "无民事..");
	theme_set_plain(false);
	canvas_done(&c);
}

TEST(canvas, draws_nothing_outside)
{
	struct canvas c = canvas_new(2, 4);
	CHECK_INT(canvas_text(&c, 2, 0, 4, LOOK_PLAIN, STR("x")), 0);
	CHECK_INT(canvas_text(&c, -1, 0, 4, LOOK_PLAIN, STR("x")), 0);
	CHECK_INT(canvas_text(&c, 0, 4, 4, LOOK_PLAIN, STR("x")), 0);
	CHECK_INT(canvas_text(&c, 0, 0, -3, LOOK_PLAIN, STR("x")), 0);
	canvas_cursor(&c, 9, 9);
	CHECK_INT(c.cursor_row, 1);
	CHECK_INT(c.cursor_col, 3);
	canvas_done(&c);
}

/* Any text anywhere: each row stays as wide as the canvas. */
TEST(canvas, stays_whole_whatever_is_drawn)
{
	static const char *const bits[] = {"心", "a", "\u0301", "，", "\u202e",
		"😀", "…", "\x01", "\xff", "ab", "理健"};
	struct canvas c = canvas_new(4, 23);
	uint32_t seed = 7;
	for (int i = 0; i < 20000; i++) {
		int row = (int)(test_random(&seed) % 4);
		int col = (int)(test_random(&seed) % 25);
		int width = (int)(test_random(&seed) % 12);
		struct buf b = {.arena = c.frame};
		for (uint32_t k = test_random(&seed) % 6; k > 0; k--)
			buf_addz(&b, bits[test_random(&seed) % 11]);
		canvas_text(&c, row, col, width, LOOK_PLAIN, buf_str(&b));
		if (i % 100 == 0)
			arena_reset(c.frame);
		int sum = 0;
		for (int k = 0; k < 23; k++) {
			const struct glyph *g = canvas_at(&c, row, k);
			sum += g->width;
			if (g->width == 2)
				CHECK(k < 22 &&
					canvas_at(&c, row, k + 1)->width == 0);
			if (g->width == 0)
				CHECK(k > 0 &&
					canvas_at(&c, row, k - 1)->width == 2);
		}
		CHECK_INT(sum, 23);
	}
	canvas_done(&c);
}

TEST(canvas, sets_no_cursor_between_two_halves)
{
	struct canvas c = canvas_new(1, 6);
	canvas_text(&c, 0, 0, 6, LOOK_PLAIN, STR("一二三"));
	canvas_cursor(&c, 0, 5);
	CHECK_INT(c.cursor_col, 4);
	canvas_cursor(&c, 0, 9);
	CHECK_INT(c.cursor_col, 4);
	canvas_cursor(&c, 0, 2);
	CHECK_INT(c.cursor_col, 2);
	canvas_done(&c);
}
