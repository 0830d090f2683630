// SPDX-License-Identifier: MIT
/* The floor of a key: the plainest list and form ncurses can make. `keys list`:
 * Down, Up and PgDn move a bar through a million made-up rows. `keys form`:
 * twelve fields; what is typed goes into one, Tab goes to the next. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include <curses.h>

#define ROWS 1000000
#define FIELDS 12
#define FIELD_COL 17
#define FIELD_MOST 49

static void
row(int y, int i, bool chosen)
{
	char line[160];

	snprintf(line, sizeof line,
		" %06d  2022-%02d-%02d  王小明%d  男  42  随访  %s", i,
		1 + i % 12, 1 + i % 28, i % 7, i % 3 ? "已完成" : "待审核");
	if (chosen)
		attron(A_REVERSE);
	mvhline(y, 0, ' ', COLS);
	mvaddnstr(y, 0, line, -1);
	if (chosen)
		attroff(A_REVERSE);
}

static void
list(void)
{
	int height = LINES - 2;
	int at = 0;
	int top = 0;

	for (int i = 0; i < height; i++)
		row(1 + i, i, i == 0);
	for (;;) {
		int was = at;
		mvprintw(LINES - 1, 0, "%7d/%d  Ctrl+Q退出", at + 1, ROWS);
		move(1 + at - top, 0);
		int key = getch();
		if (key == KEY_DOWN && at < ROWS - 1)
			at++;
		else if (key == KEY_UP && at > 0)
			at--;
		else if (key == KEY_NPAGE && at + height < ROWS)
			at += height;
		else if (key != KEY_DOWN && key != KEY_UP)
			return;
		if (at < top || at >= top + height) {
			top = at < top ? at : at - height + 1;
			for (int i = 0; i < height; i++)
				row(1 + i, top + i, top + i == at);
		} else if (at != was) {
			row(1 + was - top, was, false);
			row(1 + at - top, at, true);
		}
	}
}

static void
form(void)
{
	int used[FIELDS] = {0};
	int at = 0;

	for (int i = 0; i < FIELDS; i++)
		mvprintw(2 + i, 2, "第 %d 栏", i + 1),
			mvprintw(2 + i, FIELD_COL - 1, "[%*s]", FIELD_MOST, "");
	mvaddstr(LINES - 1, 0, "Ctrl+Q退出");
	for (;;) {
		wint_t key;
		move(2 + at, FIELD_COL + used[at]);
		int got = get_wch(&key);
		if (got == OK && key == '\t')
			at = (at + 1) % FIELDS;
		else if (got == OK && key >= ' ' && used[at] < FIELD_MOST)
			mvaddnwstr(2 + at, FIELD_COL + used[at]++,
				(wchar_t[]){(wchar_t)key}, 1);
		else if (got != OK || key < ' ')
			return;
	}
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	initscr();
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	if (argc > 1 && strcmp(argv[1], "form") == 0)
		form();
	else
		list();
	endwin();
	return 0;
}
