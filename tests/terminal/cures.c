// SPDX-License-Identifier: MIT
/*
 * The seventeen cures of terminals' ills, by number: what each terminal does
 * that would spoil the desk, and that it does not. Cure 14 has its units in
 * tests/forms/pinyin_test.c, 2 and 3 in tests/tui/canvas_test.c, 1 in
 * tests/tui/lineedit_test.c; the random driver (drive.c) walks over them all.
 */
#define _GNU_SOURCE
#include "tests/terminal/cases.h"

#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONG_NAME "欧阳心理健康服务站社区街道"

/* --- 1: a field editor of its own -------------------------------------- */

CASE(cure01_text_after_end_follows_the_text)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("心理健康");
	desk_press(SENT_HOME);
	desk_press(SENT_END);
	desk_type("站");
	desk_see("[心理健康站_");
	desk_press(SENT_BACKSPACE);
	desk_press(SENT_LEFT);
	desk_type("a");
	desk_see("[心理健a康_");
	desk_press(SENT_DEL);
	desk_see("[心理健a_");
}

CASE(cure01_a_mark_goes_with_its_letter)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("ae\xCC\x81"
		  "b");
	desk_see("[ae\xCC\x81"
		 "b_");
	desk_press(SENT_BACKSPACE);
	desk_press(SENT_BACKSPACE);
	desk_see("[a_");
}

/* --- 2: whole characters at every edge --------------------------------- */

CASE(cure02_no_half_character_at_any_width)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type(LONG_NAME LONG_NAME);
	for (int cols = 40; cols <= 84; cols++) {
		pty_resize(&desk, 24, cols);
		pty_settle(&desk, 0);
		desk_type(cols % 2 ? "x" : "字");
		desk_type("\010");
	}
}

/* tmux and screen fill the last corner by pushing what stands before it. */
CASE(cure02_nor_in_the_last_corner)
{
	desk_open("screen", 1, 24, 80, NULL);
	desk_new_resident();
	for (int cols = 40; cols <= 84; cols++) {
		pty_resize(&desk, 12, cols);
		desk_type("");
	}
}

/* --- 3: changed rows are written whole, the screen never cleared -------- */

CASE(cure03_wide_text_shifts_by_one_and_stays_whole)
{
	desk_open("tmux", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("心理健康服务");
	desk_press(SENT_HOME);
	for (int i = 0; i < 8; i++) {
		desk_type("i");
		desk_type("字");
		desk_press(SENT_HOME);
	}
	for (int i = 0; i < 8; i++)
		desk_press(SENT_DEL);
}

CASE(cure03_typing_clears_no_screen)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	int clears = glass_modes(desk.glass).clears;
	for (int i = 0; i < 20; i++)
		desk_type(i % 2 ? "a" : "心");
	desk_press(SENT_DOWN);
	desk_press(SENT_PGDN);
	desk_type("\033");
	expect(glass_modes(desk.glass).clears == clears,
		"the screen was cleared %d times",
		glass_modes(desk.glass).clears - clears);
}

CASE(cure03_ctrl_l_paints_all_again)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("林");
	glass_dust(desk.glass);
	desk_type("\014");
	desk_see("[林_");
}

/* --- 4: all that came is read, then painted once; bytes one by one ------ */

CASE(cure04_a_character_may_come_in_pieces)
{
	static const char text[] = "林𠮷é";
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		pty_send(&desk, text + i, 1);
		pty_settle(&desk, i % 3 == 0 ? 70 : 0);
	}
	desk_see("[林𠮷é_");
}

CASE(cure04_what_is_no_utf8_is_passed_over)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("\xE6\x9E林\xFF\x80\xC0\xAF"
		  "b\xED\xA0\x80"
		  "c");
	desk_see("[林bc_");
}

CASE(cure04_a_burst_is_painted_once)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("心");
	size_t before = glass_modes(desk.glass).bytes;
	desk_type("理健康进社区一二三四五六七");
	size_t wrote = glass_modes(desk.glass).bytes - before;
	expect(wrote < 200, "%zu bytes for 13 characters", wrote);
}

/* --- 5: Esc answers at once -------------------------------------------- */

CASE(cure05_escape_answers_at_once)
{
	long least = 1000;
	desk_open("xterm", 1, 24, 80, NULL);
	for (int i = 0; i < 5; i++) {
		desk_press(SENT_F9);
		expect(glass_find(desk.glass, "+-") >= 0, "no command box");
		long from = now_ms();
		pty_sendz(&desk, "\033");
		while (glass_find(desk.glass, "+-") >= 0 &&
			now_ms() - from < 1000)
			pty_see(&desk,
				"去哪里 --------------------------------"
				"------------------------------",
				5);
		long took = now_ms() - from;
		least = took < least ? took : least;
		pty_settle(&desk, 0);
	}
	expect(least >= 20 && least <= 90, "%ld ms", least);
}

CASE(cure05_a_key_in_two_pieces_is_no_escape)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("ab");
	pty_sendz(&desk, "\033");
	pty_settle(&desk, 10);
	desk_type("[D");
	desk_type("x");
	desk_see("[axb_");
}

/* --- 6: keys as terminals send them, whatever terminfo says ------------- */

static void
try_keys(const char *kind)
{
	desk_open(kind, 1, 24, 80, NULL);
	desk_new_resident();
	const struct kind *k = desk.kind;
	for (unsigned way = 0; way < 3; way++) {
		desk_type("\025ab");
		desk_type(kind_sends(k, SENT_HOME, way));
		desk_type("x");
		desk_type(kind_sends(k, SENT_END, way));
		desk_type("y");
		desk_type(kind_sends(k, SENT_LEFT, way));
		desk_type(kind_sends(k, SENT_LEFT, way));
		desk_type(kind_sends(k, SENT_RIGHT, way));
		desk_type("z");
		desk_see("[xabzy_");
		desk_type(kind_sends(k, SENT_DOWN, way));
		desk_see("> 2*");
		desk_type(kind_sends(k, SENT_UP, way));
		desk_type(kind_sends(k, SENT_DOWN, way));
		desk_type(kind_sends(k, SENT_BACKTAB, way));
		desk_see("> 1*");
		desk_type(kind_sends(k, SENT_F1, way));
		desk_lacks("> 1*");
		desk_type("\033");
		desk_type(kind_sends(k, SENT_F9, way));
		desk_see("+-");
		desk_type("\033");
		desk_see("> 1*");
		desk_type(kind_sends(k, SENT_F4, way)); /* no options here */
		desk_type(kind_sends(k, SENT_F2, way));
		desk_see("F7");
		desk_type(kind_sends(k, SENT_F7, way));
		desk_lacks("> 1*");
		desk_type("\033");
		desk_type(kind_sends(k, SENT_PGDN, way));
		desk_type(kind_sends(k, SENT_PGUP, way));
		desk_see("> 1*");
	}
}

CASE(cure06_keys_of_xterm)
{
	try_keys("xterm");
}

CASE(cure06_keys_of_putty)
{
	try_keys("putty");
}

CASE(cure06_keys_of_tmux)
{
	try_keys("tmux");
}

CASE(cure06_keys_of_screen)
{
	try_keys("screen");
}

CASE(cure06_keys_of_linux)
{
	try_keys("linux");
}

CASE(cure06_ctrl_z_undoes_everywhere)
{
	for (int i = 0; i < n_kinds; i++) {
		desk_open(kinds[i].name, 1, 24, 80, NULL);
		desk_new_resident();
		desk_type("abc");
		desk_type("\032");
		desk_see("> 1*");
		desk_lacks("abc");
	}
}

CASE(cure06_unknown_keys_do_nothing)
{
	static const char *const unknown[] = {
		"\033[25~",  /* F13 */
		"\033[1;5C", /* Ctrl+Right */
		"\033[I",    /* the window has the focus */
		"\033Oz",
		"\033[<0;3;4M", /* clicks nobody asked for */
		"\033[M !!",
	};
	for (int i = 0; i < n_kinds; i++) {
		desk_open(kinds[i].name, 1, 24, 80, NULL);
		desk_new_resident();
		desk_type("ab");
		for (size_t k = 0; k < sizeof(unknown) / sizeof(*unknown); k++)
			desk_type(unknown[k]);
		desk_type("c");
		desk_see("[abc_");
		desk_see("> 1*");
	}
}

/* --- 7: the numeric keypad sends digits --------------------------------- */

CASE(cure07_the_keypad_sends_digits)
{
	desk_open("putty", 1, 24, 80, NULL);
	expect(!glass_modes(desk.glass).keypad, "it is in application mode");
	desk_new_resident();
	desk_type("\033Op\033Oq\033Or\033Os\033Ot\033Ou\033Ov\033Ow\033Ox"
		  "\033Oy\033On\033Ok\033Om");
	desk_see("[0123456789.+-_");
	desk_type("\033OM");
	desk_see("> 2*");
	expect(!glass_modes(desk.glass).keypad, "it is in application mode");
}

/* --- 8: a paste is no Enter --------------------------------------------- */

CASE(cure08_a_new_line_in_a_paste_is_no_enter)
{
	for (int i = 0; i < n_kinds; i++) {
		desk_open(kinds[i].name, 1, 24, 80, NULL);
		expect(glass_modes(desk.glass).paste, "not asked for");
		desk_new_resident();
		desk_type("\033[200~一\r\n二\n三\033[201~");
		desk_see("> 1*");
		desk_see("[一 二 三_");
		desk_quit();
	}
}

/* The desk does not wait for an end that does not come. */
CASE(cure08_a_paste_that_lost_its_end_holds_nothing_up)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	pty_sendz(&desk, "\033[200~一二");
	pty_settle(&desk, 150);
	desk_see("[一二_");
	desk_type("三");
	desk_see("[一二三_");
	pty_settle(&desk, 120);
	desk_type("\r");
	desk_see("> 2*");
}

/* Over a slow line it comes in pieces: all of them are of the paste. */
CASE(cure08_a_paste_in_pieces_is_one)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	pty_sendz(&desk, "\033[200~一\r");
	pty_settle(&desk, 200);
	pty_sendz(&desk, "二\r三");
	pty_settle(&desk, 200);
	desk_type("四\r\033[201~");
	desk_see("> 1*姓名");
	desk_see("[一 二 三四");
	desk_press(SENT_DOWN);
	desk_see("> 2*");
}

CASE(cure08_escapes_in_a_paste_are_text_or_nothing)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("\033[200~a\033[2Jb\021c\033[201~");
	desk_see("> 1*姓名");
	desk_type("d");
	expect(desk.pid != 0, "Ctrl+Q in it was obeyed");
}

CASE(cure08_a_paste_too_long_is_refused_with_words)
{
	enum { LONG = 1200 * 1024 };
	char *text = malloc(LONG + 1);
	memset(text, 'a', LONG);
	text[LONG] = '\0';
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("ok");
	pty_sendz(&desk, "\033[200~");
	pty_send(&desk, text, LONG);
	pty_sendz(&desk, "\033[201~");
	pty_settle(&desk, 0);
	desk_see("[ok_");
	desk_see("1 MB");
	desk_type("!");
	desk_see("[ok!_");
	free(text);
}

/* From a terminal that does not mark them: so much at once nobody types. */
CASE(cure08_nor_in_one_that_is_not_marked)
{
	char text[700] = "";
	desk_open("linux", 1, 24, 80, NULL);
	desk_new_resident();
	for (int i = 0; i < 60; i++)
		strcat(text, i % 6 == 5 ? "end\r" : "abcdefg ");
	desk_type(text);
	pty_settle(&desk, 60);
	desk_see("> 1*Name");
	desk_press(SENT_DOWN);
	desk_see("> 2*");
}

CASE(cure08_a_key_behind_it_is_a_key)
{
	char text[700] = "";
	desk_open("linux", 1, 24, 80, NULL);
	desk_new_resident();
	for (int i = 0; i < 60; i++)
		strcat(text, "abcdefg ");
	strcat(text, kind_sends(desk.kind, SENT_DOWN, 0));
	desk_type(text);
	desk_see("> 2*");
}

CASE(cure08_a_resize_within_a_paste_breaks_nothing)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	pty_sendz(&desk, "\033[200~abc\n");
	pty_settle(&desk, 20);
	pty_resize(&desk, 20, 70);
	pty_settle(&desk, 20);
	desk_type("def\033[201~");
	desk_see("> 1*姓名");
	desk_see("[abc def_");
}

/* --- 9: frames ---------------------------------------------------------- */

CASE(cure09_frames_are_drawn_in_ascii)
{
	for (int i = 0; i < n_kinds; i++) {
		desk_open(kinds[i].name, 1, 24, 80, NULL);
		desk_press(SENT_F9);
		desk_see("+-");
		desk_see("|");
		desk_lacks("lq");
		desk_lacks("qqq");
	}
}

/* --- 10: characters of ambiguous width ---------------------------------- */

static bool
has_ambiguous(void)
{
	static const char *const some[] = {
		"─", "│", "…", "↑", "↓", "×", "“", "”", "·", "①", "●"};
	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++)
		if (glass_find(desk.glass, some[i]) >= 0)
			return true;
	return false;
}

CASE(cure10_measured_one_column)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_see("↑↓");
	desk_type("4");
	desk_see("①“进”");
}

CASE(cure10_measured_two_columns)
{
	desk_open("xterm", 2, 24, 80, NULL);
	desk_see("上下");
	expect(!has_ambiguous(), "the desk's own words are ambiguous");
	desk_type("4"); /* and data with ① “” × keep the columns straight */
	desk_see("心理健康");
	desk_type("\033");
	desk_new_resident();
	desk_type("①×“张”");
	desk_press(SENT_LEFT);
	desk_type("x");
}

CASE(cure10_not_measured)
{
	long from = now_ms();
	desk_open("xterm", 0, 24, 80, NULL);
	expect(now_ms() - from < 1000, "waited too long");
	desk_see("上下");
	expect(!has_ambiguous(), "the desk's own words are ambiguous");
}

CASE(cure10_keys_before_the_answer_are_not_lost)
{
	desk_start("xterm", 0, 24, 80, NULL);
	pty_see(&desk, "─", 2000);
	pty_sendz(&desk, "1");
	desk_see("林秀芬");
}

/* --- 11: without a UTF-8 locale ------------------------------------------ */

CASE(cure11_chinese_in_any_locale)
{
	static char *const locales[][3] = {{"LC_ALL=C", NULL},
		{"LC_ALL=POSIX", NULL}, {"LC_ALL=", "LANG=C", NULL},
		{"LC_ALL=zh_CN.GBK", NULL}, {"LC_ALL=nowhere", NULL},
		{"LC_ALL", "LANG", NULL}};
	for (size_t i = 0; i < sizeof(locales) / sizeof(*locales); i++) {
		desk_open("xterm", 1, 24, 80, locales[i]);
		desk_see("去哪里");
		desk_lacks("~@");
		desk_new_resident();
		desk_type("林");
		desk_see("[林_");
		desk_quit();
	}
}

/* --- 12: the console has no Chinese -------------------------------------- */

CASE(cure12_the_console_is_told_why_it_speaks_english)
{
	desk_open("linux", 1, 24, 80, NULL);
	desk_see("Where to");
	desk_lacks("去哪里");
	desk_quit();
	expect(glass_find(desk.glass, "fbterm") >= 0 ||
			glass_find(desk.glass, "kmscon") >= 0,
		"no sentence about a terminal with Chinese");
}

CASE(cure12_fbterm_has_chinese)
{
	char *const says[] = {"FBTERM=1", NULL};
	desk_open("linux", 1, 24, 80, says);
	desk_see("去哪里");
	desk_quit();
#ifdef __linux__ /* where one can see who started whom */
	prctl(PR_SET_NAME, "fbterm");
	desk_open("linux", 1, 24, 80, NULL);
	prctl(PR_SET_NAME, "cures");
	desk_see("去哪里");
	desk_quit();
#endif
}

/* --- 13: the language is not the locale's --------------------------------- */

CASE(cure13_the_language_does_not_hang_on_the_locale)
{
	char *env[] = {"LANGUAGE=en", "LC_ALL=en_US.UTF-8", NULL};
	desk_open("xterm", 1, 24, 80, env);
	desk_see("去哪里");
	desk_quit();
}

/* --- 14: by initials ----------------------------------------------------- */

CASE(cure14_names_are_found_by_any_reading)
{
	static const char *const typed[] = {"dp", "sp", "cp", "lxf"};
	desk_open("xterm", 1, 24, 80, NULL);
	for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++) {
		desk_type("1");
		desk_type(typed[i]);
		desk_see(i < 3 ? "单朴" : "林秀芬");
		desk_type("\033");
		desk_type("\033");
		if (glass_find(desk.glass, "去哪里") < 0)
			desk_type("\033");
	}
}

/* --- 15: full-width digits ----------------------------------------------- */

CASE(cure15_full_width_digits_are_digits)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("甲１２");
	desk_see("[甲１２_"); /* a text stays as it is */
	desk_type("\r");
	desk_see("> 2*证件类型");
	desk_type("９９");
	desk_press(SENT_DOWN);
	for (int i = 0; i < 12 && glass_find(desk.glass, "> 5*") < 0; i++)
		desk_press(SENT_DOWN);
	desk_see("> 5*出生日期");
	desk_type("１９８８－０８－０８");
	desk_press(SENT_DOWN);
	desk_see("[1988-08-08]");
	desk_see("[99]");
}

/* --- 16: resizing
 * ------------------------------------------------------------- */

CASE(cure16_resizing_loses_nothing)
{
	static const int sizes[][2] = {{17, 61}, {12, 40}, {40, 120}, {5, 20},
		{1, 1}, {24, 80}, {13, 80}, {24, 41}};
	int row;
	int col;
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("林秀芬");
	desk_press(SENT_LEFT);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		pty_resize(&desk, sizes[i][0], sizes[i][1]);
		desk_type("");
		if (sizes[i][0] < 12) {
			if (sizes[i][0] > 1)
				desk_see("窗口太小");
			continue;
		}
		desk_see("[林秀芬_");
		glass_cursor(desk.glass, &row, &col);
		expect(glass_at(desk.glass, row, col)->c[0] == 0x82AC,
			"the cursor has moved");
	}
	desk_type("小");
	desk_see("[林秀小芬_");
}

/* A window dragged: back at its size before the desk has looked. */
CASE(cure16_a_window_that_comes_back_is_painted)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	for (int i = 0; i < 10; i++) {
		pty_resize(&desk, 30, 100);
		pty_resize(&desk, 24, 80);
		pty_settle(&desk, 20);
		glass_forgive(desk.glass); /* drawn for the other size */
		expect(glass_check(desk.glass), "not painted");
	}
}

CASE(cure16_a_small_window_takes_no_keys)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("林");
	pty_resize(&desk, 8, 30);
	desk_type("");
	desk_type("xyz\r");
	desk_see("窗口太小");
	pty_resize(&desk, 24, 80);
	desk_type("");
	desk_see("[林_");
	desk_see("> 1*姓名");
}

/* --- 17: all is given back
 * ------------------------------------------------------ */

CASE(cure17_the_terminal_is_given_back)
{
	for (int i = 0; i < n_kinds; i++) {
		desk_open(kinds[i].name, 1, 24, 80, NULL);
		desk_new_resident();
		desk_type("林");
		desk_press(SENT_F9);
		desk_quit();
	}
}
