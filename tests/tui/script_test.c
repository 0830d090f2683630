// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include "tui/keys.h"
#include "tui/script.h"

static enum err_code
load(struct script *s, const char *text, struct err *e)
{
	return script_init(s, test_arena(), "x.keys", str_of(text), stdout, e);
}

TEST(script, says_which_line_is_wrong)
{
	static const struct {
		const char *text;
		int line;
	} bad[] = {
		{"key F99\n", 1},
		{"# fine\n\nkey Enter\nkey Enter Foo\n", 4},
		{"hello\n", 1},
		{"key\n", 1},
		{"key Down*x\n", 1},
		{"resize 80\n", 1},
		{"resize 0x0\n", 1},
		{"screen\n", 1},
		{"type \xff\n", 1},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct script s;
		struct err e;
		CHECK_CODE(load(&s, bad[i].text, &e), ERR_USAGE, &e);
		CHECK_INT(e.line, bad[i].line);
	}
}

TEST(script, gives_keys_texts_pastes_and_sizes)
{
	struct script s;
	struct err e;
	struct event ev;
	CHECK_CODE(
		load(&s,
			"key Down*2 F2\ntype 张 1\npaste a\\nb\nresize 40x12\n",
			&e),
		ERR_OK, &e);
	static const uint32_t keys[] = {
		K_DOWN, K_DOWN, K_F0 + 2, 0x5F20, ' ', '1'};
	for (size_t i = 0; i < 6; i++) {
		CHECK(s.screen.ops->next(&s.screen, -1, test_arena(), &ev));
		CHECK_INT(ev.kind, EVENT_KEY);
		CHECK_INT(ev.key, keys[i]);
	}
	CHECK(s.screen.ops->next(&s.screen, -1, test_arena(), &ev));
	CHECK_INT(ev.kind, EVENT_PASTE);
	CHECK_STR(ev.text, "a\nb");
	CHECK(s.screen.ops->next(&s.screen, -1, test_arena(), &ev));
	CHECK_INT(ev.kind, EVENT_RESIZE);
	CHECK_INT(ev.rows, 12);
	CHECK_INT(ev.cols, 40);
	CHECK(s.screen.ops->next(&s.screen, -1, test_arena(), &ev));
	CHECK_INT(ev.kind, EVENT_OVER);
	script_done(&s);
}

TEST(script, is_never_ahead_of_the_screen)
{
	struct script s;
	struct err e;
	struct event ev;
	CHECK_CODE(load(&s, "key Enter\n", &e), ERR_OK, &e);
	CHECK(!s.screen.ops->next(&s.screen, 0, test_arena(), &ev));
	script_done(&s);
}

TEST(script, prints_a_screen_without_trailing_blanks)
{
	struct script s;
	struct err e;
	struct event ev;
	struct canvas c;
	FILE *out = tmpfile();
	CHECK_CODE(script_init(
			   &s, test_arena(), "x", STR("screen one\n"), out, &e),
		ERR_OK, &e);
	canvas_init(&c, 3, 12);
	canvas_text(&c, 0, 0, 12, LOOK_PLAIN, STR("首页"));
	canvas_text(&c, 2, 2, 12, LOOK_PLAIN, STR("x"));
	canvas_cursor(&c, 2, 3);
	s.screen.ops->show(&s.screen, &c);
	s.screen.ops->next(&s.screen, -1, test_arena(), &ev);
	char text[200] = "";
	rewind(out);
	CHECK(fread(text, 1, sizeof(text) - 1, out) > 0);
	CHECK_STR(str_of(text), "== one 12x3 cursor 3,4\n首页\n\n  x\n==\n");
	fclose(out);
	canvas_done(&c);
	script_done(&s);
}
