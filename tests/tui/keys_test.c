// SPDX-License-Identifier: MIT
#include "tests/test.h"
#include "tui/keys.h"

TEST(keys, have_the_names_on_the_keyboard)
{
	CHECK_INT(key_parse(STR("F2")), K_F0 + 2);
	CHECK_INT(key_parse(STR("Shift+Tab")), K_SHIFT_TAB);
	CHECK_INT(key_parse(STR("PgUp")), K_PGUP);
	CHECK_INT(key_parse(STR("Ctrl+S")), K_CTRL + 'S');
	CHECK_INT(key_parse(STR("ctrl+s")), K_CTRL + 'S');
	CHECK_INT(key_parse(STR("^A")), K_CTRL + 'A');
	CHECK_INT(key_parse(STR("Space")), ' ');
	CHECK_INT(key_parse(STR("↓")), K_DOWN);
	CHECK_INT(key_parse(STR("7")), '7');
	CHECK_INT(key_parse(STR("王")), 0x738B);
}

TEST(keys, know_no_others)
{
	CHECK_INT(key_parse(STR("F13")), K_NONE);
	CHECK_INT(key_parse(STR("F0")), K_NONE);
	CHECK_INT(key_parse(STR("F+1")), K_NONE);
	CHECK_INT(key_parse(STR("Alt+X")), K_NONE);
	CHECK_INT(key_parse(STR("Ctrl+1")), K_NONE);
	CHECK_INT(key_parse(STR("")), K_NONE);
	CHECK_INT(key_parse(STR("ab")), K_NONE);
}

TEST(keys, that_terminals_send_alike_are_one)
{
	CHECK_INT(key_parse(STR("Ctrl+I")), K_TAB);
	CHECK_INT(key_parse(STR("Ctrl+M")), K_ENTER);
	CHECK_INT(key_parse(STR("Ctrl+J")), K_ENTER);
	CHECK_INT(key_parse(STR("Ctrl+[")), K_ESC);
	CHECK_INT(key_parse(STR("Ctrl+H")), K_BACKSPACE);
}

TEST(keys, read_back_what_they_print)
{
	static const char *const names[] = {"Enter", "Tab", "Shift+Tab", "Up",
		"Down", "Left", "Right", "Home", "End", "PgUp", "PgDn", "Esc",
		"Ins", "Del", "Backspace", "F1", "F12", "Ctrl+A", "Ctrl+Z",
		"Space", "x", "王"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		CHECK_STR(str_of(key_text(
				  test_arena(), key_parse(str_of(names[i])))),
			names[i]);
}

TEST(keymap, gives_every_action_a_key_of_its_own)
{
	struct keymap m;
	keymap_init(&m, PRESET_XINZHAN);
	for (int i = ACTION_TEXT + 1; i < ACTION_COUNT; i++) {
		CHECK(m.key[i][0] != K_NONE);
		for (int k = 0; k < KEYMAP_KEYS; k++)
			if (m.key[i][k] != K_NONE)
				CHECK_INT(keymap_action(&m, m.key[i][k]), i);
	}
}

/* Input methods eat letters and Ctrl+Space; terminals eat some others. */
TEST(keymap, binds_nothing_that_does_not_arrive)
{
	struct keymap m;
	keymap_init(&m, PRESET_XINZHAN);
	for (int i = ACTION_TEXT + 1; i < ACTION_COUNT; i++)
		for (int k = 0; k < KEYMAP_KEYS; k++) {
			uint32_t key = m.key[i][k];
			CHECK(key == K_NONE || !key_is_text(key));
			CHECK(key != K_F0 + 11 && key != K_F0 + 12);
		}
	CHECK(m.key[ACTION_QUIT][0] != K_F0 + 10);
	CHECK_INT(keymap_action(&m, K_F0 + 11), ACTION_NONE);
	CHECK_INT(keymap_action(&m, 0x738B), ACTION_TEXT);
}

TEST(keymap, saves_with_ctrl_s_too)
{
	struct keymap m;
	keymap_init(&m, PRESET_XINZHAN);
	CHECK_STR(keymap_keys(&m, test_arena(), ACTION_SAVE), "F2, Ctrl+S");
	CHECK_STR(keymap_keys(&m, test_arena(), ACTION_ADD), "F5, Ins, Ctrl+N");
}

/* A preset exchanges keys: none is lost, none means two things, Ctrl+S saves
 * and every hint says the key that works. */
TEST(keymap, has_two_presets)
{
	for (enum preset p = PRESET_XINZHAN; p <= PRESET_KINGDEE; p++) {
		struct keymap m;
		keymap_init(&m, p);
		CHECK_INT(keymap_action(&m, K_CTRL + 'S'), ACTION_SAVE);
		for (int i = ACTION_TEXT + 1; i < ACTION_COUNT; i++)
			CHECK_INT(keymap_action(&m, m.key[i][0]), i);
		for (unsigned f = 1; f <= 10; f++)
			CHECK(keymap_action(&m, K_F0 + f) != ACTION_NONE);
	}
	struct keymap m;
	keymap_init(&m, PRESET_YONYOU);
	CHECK_STR(str_of(keymap_hint(&m, test_arena(), ACTION_SAVE)), "F6");
	CHECK_STR(str_of(keymap_hint(&m, test_arena(), ACTION_PICK)), "F2");
	CHECK_STR(str_of(keymap_hint(&m, test_arena(), ACTION_ADD)), "F5");
	keymap_init(&m, PRESET_KINGDEE);
	CHECK_STR(str_of(keymap_hint(&m, test_arena(), ACTION_PICK)), "F7");
	CHECK_STR(str_of(keymap_hint(&m, test_arena(), ACTION_SAVE)), "F8");
}
