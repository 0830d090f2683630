// SPDX-License-Identifier: MIT
#include "tui/term_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/guard.h"
#include "store/lang.h"

#include <term.h> /* last: its names are macros */

static struct terminal the_terminal;

static void
term_redraw(struct screen *s)
{
	((struct terminal *)s)->stale = true;
	clearok(curscr, TRUE);
}

static void
term_size(struct screen *s, int *rows, int *cols)
{
	(void)s;
	getmaxyx(stdscr, *rows, *cols);
}

static const struct screen_ops term_ops = {
	.size = term_size,
	.next = term_next,
	.show = term_show,
	.redraw = term_redraw,
};

void
term_restore(void)
{
	if (!the_terminal.curses)
		return;
	term_write(TERM_MODES_OFF);
	endwin();
	fflush(stdout);
}

static enum err_code
check(struct err *e)
{
	int problem;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(e, ERR_IO, "%s",
			_("录入台要在终端里打开；其他用法看 xinzhan --help"));
	if (!term_find_utf8())
		return err_set(e, ERR_IO, "%s",
			_("系统里没有 UTF-8 区域，中文显示不了"));
	const char *name = getenv("TERM");
	if (!name || !*name || setupterm(NULL, STDOUT_FILENO, &problem) != OK)
		return err_set(e, ERR_IO,
			_("不认识终端 TERM=%s；试试 TERM=xterm xinzhan"),
			name ? name : "");
	const char *move_cursor = tigetstr("cup");
	bool moves = move_cursor && move_cursor != (char *)-1;
	del_curterm(cur_term);
	if (!moves)
		return err_set(e, ERR_IO,
			_("终端 TERM=%s 不能移动光标，打不开录入台"), name);
	return ERR_OK;
}

/* A page of the data that is gone ends the program from a signal handler,
 * where curses may not be asked. */
static void
guard(struct terminal *t)
{
	static const char *const names[] = {"sgr0", "cnorm", "rmkx", "rmcup"};
	size_t n = sizeof(TERM_MODES_OFF) - 1;
	memcpy(t->give_back, TERM_MODES_OFF, n + 1);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *z = tigetstr(names[i]);
		size_t k = z && z != (char *)-1 ? strlen(z) : 0;
		if (k == 0 || n + k >= sizeof(t->give_back))
			continue;
		memcpy(t->give_back + n, z, k + 1);
		n += k;
	}
	store_guard(t->give_back, &t->usual);
}

static void
set_up(struct terminal *t, int escape_ms)
{
	raw();
	noecho();
	nonl();
	set_escdelay(escape_ms);
	scrollok(stdscr, FALSE);
	typeahead(-1); /* a paint is written whole: the desk looks for keys */
	/* Until it has come back once, ncurses flushes with each movement of
	 * the cursor: six writes for a key, each of which wakes who reads. */
	endwin();
	refresh();
	t->input = newpad(1, 1);
	nodelay(t->input, TRUE);
	keypad(t->input, TRUE);
	term_define_keys(t);
	if (t->theme != THEME_MONO) {
		start_color();
		use_default_colors();
		for (short i = 1; i < 8; i++)
			init_pair(i, i, -1);
	}
	refresh();
	term_write(TERM_MODES_ON);
}

enum err_code
term_open(enum theme theme, int escape_ms, struct screen **out, struct err *e)
{
	struct terminal *t = &the_terminal;
	enum err_code code = check(e);
	if (code != ERR_OK)
		return code;
	*t = (struct terminal){.screen = {&term_ops}, .stale = true};
	tcgetattr(STDIN_FILENO, &t->usual);
	term_catch_signals(t); /* from here on the terminal is changed */
	char answer[64];
	int width = term_measure(answer, sizeof(answer));
	theme_set_plain(width != 1);
	utf8_set_ambiguous_width(width == 2 ? 2 : 1);
	if (term_lacks_chinese())
		lang_set(LANG_EN);
	setenv("NCURSES_NO_UTF8_ACS", "1", 0);
	t->curses = newterm(NULL, stdout, stdin);
	if (!t->curses) {
		term_release_signals(t);
		return err_set(e, ERR_IO, "%s", _("终端打不开"));
	}
	set_term(t->curses);
	die_hook(term_restore);
	/* No colours, or not all eight: none. */
	bool mono =
		theme_wants_mono() || !has_colors() || tigetnum("colors") < 8;
	t->theme = mono ? THEME_MONO : theme;
	set_up(t, escape_ms);
	guard(t);
	term_put_back(answer);
	canvas_init(&t->shown, getmaxy(stdscr), getmaxx(stdscr));
	*out = &t->screen;
	return ERR_OK;
}

void
term_wipe(struct screen *s)
{
	(void)s; /* there is one */
	clearok(stdscr, TRUE);
	erase();
	refresh();
}

void
term_close(struct screen *s)
{
	struct terminal *t = (struct terminal *)s;
	term_restore();
	die_hook(NULL);
	store_guard("", NULL);
	delwin(t->input);
	delscreen(t->curses);
	t->curses = NULL;
	canvas_done(&t->shown);
	term_release_signals(t);
}
