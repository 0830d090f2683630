// SPDX-License-Identifier: MIT
/* The floor of a first paint: the plainest full-screen list ncurses can make,
 * 80 columns of Chinese and digits. Any key ends it. */
#include <locale.h>
#include <stdio.h>

#include <curses.h>

static void
row(int y)
{
	static const char *const states[] = {"待审核", "已完成", "已完成"};
	char line[160];

	snprintf(line, sizeof line,
		" %06d  2022-%02d-%02d  王小明%d  男  42  随访  %s", y,
		1 + y % 12, 1 + y % 28, y % 7, states[y % 3]);
	if (y == 1)
		attron(A_REVERSE);
	mvhline(y, 0, ' ', COLS);
	mvaddnstr(y, 0, line, -1);
	attroff(A_REVERSE);
}

int
main(void)
{
	setlocale(LC_ALL, "");
	initscr();
	start_color();
	use_default_colors();
	init_pair(1, COLOR_WHITE, COLOR_BLUE);
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	attron(COLOR_PAIR(1));
	mvhline(0, 0, ' ', COLS);
	mvaddstr(0, 1, "服务记录");
	attroff(COLOR_PAIR(1));
	for (int y = 1; y < LINES - 1; y++)
		row(y);
	mvaddstr(LINES - 1, 0, "1/1000000  Ctrl+Q退出");
	getch(); /* paints first */
	endwin();
	return 0;
}
