// SPDX-License-Identifier: MIT
#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <term.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "store/guard.h"
#include "store/lang.h"
#include "tui/keys.h"

#define ANSWER_MS 200 /* a terminal that does not answer has no answer */
#define PASTE_MS 1000 /* a paste whose end got lost */
/* So many bytes at once were not typed: a paste from a terminal that does not
 * mark pastes. It is over when nothing came for a while. */
#define BURST_LEAST 256
#define BURST_MS 20
#define AWAY_S 60 /* put aside for longer, the desk locks */

/* Digits of the numeric keypad are digits; pastes are marked (§4.7, §4.8). */
#define MODES_ON "\033>\033[?2004h"
#define MODES_OFF "\033[?2004l\033>"

enum { CODE_PASTE_BEGIN = KEY_MAX + 200, CODE_PASTE_END };

/* Those that end the desk, and those that put it aside and bring it back. */
static const int signals[] = {
	SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};
#define N_SIGNALS (sizeof(signals) / sizeof(signals[0]))

struct terminal {
	struct screen screen;
	SCREEN *curses;
	WINDOW *input;   /* a pad: reading from it never paints */
	char partial[4]; /* a character that is not there whole yet */
	size_t n_partial;
	bool dry;            /* nothing more had come when last looked */
	struct canvas shown; /* what the terminal shows */
	bool stale;          /* … is not known */
	enum theme theme;
	int paste_begin;
	int paste_end;
	struct sigaction old[N_SIGNALS];
	struct sigaction old_winch;
	char give_back[256]; /* what gives the terminal back, for store_guard */
	struct termios usual;
	sigset_t old_mask; /* ours lets no signal through but while waiting */
};

static struct terminal the_terminal;
static volatile sig_atomic_t caught;
static volatile sig_atomic_t resized;

/* The end is not called off by a SIGCONT that comes with it. */
static void
on_signal(int number)
{
	if (number == SIGWINCH)
		resized = 1;
	else if (!caught || caught == SIGTSTP || caught == SIGCONT)
		caught = number;
}

/* --- before curses ----------------------------------------------------- */

/* Without UTF-8 every Chinese character becomes ~@ (§4.11). */
static bool
find_utf8(void)
{
	static const char *const locales[] = {
		"C.UTF-8", "C.utf8", "zh_CN.UTF-8", "en_US.UTF-8"};
	if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return true;
	for (size_t i = 0; i < sizeof(locales) / sizeof(*locales); i++)
		if (setlocale(LC_CTYPE, locales[i]) &&
			strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
			return true;
	return false;
}

static void
write_all(const char *z)
{
	size_t n = strlen(z);
	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, z, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		z += done;
		n -= (size_t)done;
	}
}

/* The column in an answer to ESC[6n, 0 while it is not complete. */
static int
answer_column(const char *z)
{
	const char *at = strstr(z, "\033[");
	int row;
	int col;
	char end;
	if (at && sscanf(at, "\033[%d;%d%c", &row, &col, &end) == 3 &&
		end == 'R')
		return col;
	return 0;
}

/* Write one ─ and ask where the cursor is: the width of the characters
 * terminals disagree about, 0 when there is no answer (§4.10). */
static int
measure_ambiguous(char *answer, size_t size)
{
	struct termios old;
	struct termios raw;
	size_t n = 0;
	int col = 0;
	*answer = '\0';
	if (tcgetattr(STDIN_FILENO, &old) != 0)
		return 0;
	raw = old;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	write_all("\r─\033[6n");
	struct pollfd in = {STDIN_FILENO, POLLIN, 0};
	while (col == 0 && n + 1 < size && poll(&in, 1, ANSWER_MS) > 0) {
		ssize_t got = read(STDIN_FILENO, answer + n, size - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
		answer[n] = '\0';
		col = answer_column(answer);
	}
	write_all("\r\033[K");
	tcsetattr(STDIN_FILENO, TCSANOW, &old);
	return col > 1 ? col - 1 : 0;
}

/* What was typed before the desk was there, around the answer, is not lost. */
static void
put_back(const char *answer)
{
	const char *begin = strstr(answer, "\033[");
	const char *end = begin ? strchr(begin, 'R') : NULL;
	const char *last = answer + strlen(answer);
	if (!begin)
		begin = last;
	while (end && last > end + 1)
		ungetch((unsigned char)*--last);
	while (begin > answer)
		ungetch((unsigned char)*--begin);
}

/* --- keys terminals send, whatever terminfo says (§4.6–4.8) ------------ */

static const struct {
	const char *sent;
	int code;
} sent_keys[] = {
	{"\033[11~", KEY_F(1)},
	{"\033[12~", KEY_F(2)},
	{"\033[13~", KEY_F(3)},
	{"\033[14~", KEY_F(4)},
	{"\033[15~", KEY_F(5)},
	{"\033[17~", KEY_F(6)},
	{"\033[18~", KEY_F(7)},
	{"\033[19~", KEY_F(8)},
	{"\033[20~", KEY_F(9)},
	{"\033[21~", KEY_F(10)},
	{"\033[[A", KEY_F(1)},
	{"\033[[B", KEY_F(2)},
	{"\033[[C", KEY_F(3)},
	{"\033[[D", KEY_F(4)},
	{"\033[[E", KEY_F(5)},
	{"\033OP", KEY_F(1)},
	{"\033OQ", KEY_F(2)},
	{"\033OR", KEY_F(3)},
	{"\033OS", KEY_F(4)},
	{"\033[1~", KEY_HOME},
	{"\033[7~", KEY_HOME},
	{"\033[H", KEY_HOME},
	{"\033OH", KEY_HOME},
	{"\033[4~", KEY_END},
	{"\033[8~", KEY_END},
	{"\033[F", KEY_END},
	{"\033OF", KEY_END},
	{"\033[2~", KEY_IC},
	{"\033[3~", KEY_DC},
	{"\033[5~", KEY_PPAGE},
	{"\033[6~", KEY_NPAGE},
	{"\033[A", KEY_UP},
	{"\033[B", KEY_DOWN},
	{"\033[C", KEY_RIGHT},
	{"\033[D", KEY_LEFT},
	{"\033OA", KEY_UP},
	{"\033OB", KEY_DOWN},
	{"\033OC", KEY_RIGHT},
	{"\033OD", KEY_LEFT},
	{"\033[Z", KEY_BTAB},
	{"\033\t", KEY_BTAB},
	{"\033OM", KEY_ENTER},
	{"\033Op", '0'},
	{"\033Oq", '1'},
	{"\033Or", '2'},
	{"\033Os", '3'},
	{"\033Ot", '4'},
	{"\033Ou", '5'},
	{"\033Ov", '6'},
	{"\033Ow", '7'},
	{"\033Ox", '8'},
	{"\033Oy", '9'},
	{"\033On", '.'},
	{"\033Ok", '+'},
	{"\033Om", '-'},
};

static int
own_key(const char *sent, int code)
{
	int known = key_defined(sent);
	if (known > 0)
		return known;
	define_key(sent, code);
	return code;
}

static void
define_keys(struct terminal *t)
{
	for (size_t i = 0; i < sizeof(sent_keys) / sizeof(*sent_keys); i++)
		define_key(sent_keys[i].sent, sent_keys[i].code);
	/* We ask for no clicks; those that come all the same, since another
	 * program left the mouse on, are keys nobody knows. */
	define_key(NULL, KEY_MOUSE);
	t->paste_begin = own_key("\033[200~", CODE_PASTE_BEGIN);
	t->paste_end = own_key("\033[201~", CODE_PASTE_END);
}

static const struct {
	int code;
	uint32_t key;
} curses_keys[] = {
	{KEY_ENTER, K_ENTER}, {KEY_BTAB, K_SHIFT_TAB}, {KEY_UP, K_UP},
	{KEY_DOWN, K_DOWN}, {KEY_LEFT, K_LEFT}, {KEY_RIGHT, K_RIGHT},
	{KEY_HOME, K_HOME}, {KEY_FIND, K_HOME}, {KEY_A1, K_HOME},
	{KEY_END, K_END}, {KEY_LL, K_END}, {KEY_SELECT, K_END}, {KEY_C1, K_END},
	{KEY_PPAGE, K_PGUP}, {KEY_A3, K_PGUP}, {KEY_NPAGE, K_PGDN},
	{KEY_C3, K_PGDN}, {KEY_IC, K_INS}, {KEY_DC, K_DEL},
	{KEY_BACKSPACE, K_BACKSPACE},
	{KEY_SUSPEND, K_CTRL + 'Z'}, /* the console's own word for it */
};

static uint32_t
key_of_code(int code)
{
	if (code > KEY_F0 && code <= KEY_F(12))
		return K_F0 + (uint32_t)(code - KEY_F0);
	for (size_t i = 0; i < sizeof(curses_keys) / sizeof(*curses_keys); i++)
		if (curses_keys[i].code == code)
			return curses_keys[i].key;
	return K_NONE;
}

/* Leave the terminal as it was; also from die(). */
static void
restore(void)
{
	if (!the_terminal.curses)
		return;
	write_all(MODES_OFF);
	endwin();
	fflush(stdout);
}

/* --- input ------------------------------------------------------------- */

/* Wait until a key may be there: signals reach us here and nowhere else.
 * False: nothing, or a signal. */
static bool
wait_input(const struct terminal *t, int ms)
{
	struct timespec limit = {ms / 1000, ms % 1000 * 1000000L};
	fd_set in;
	FD_ZERO(&in);
	FD_SET(STDIN_FILENO, &in);
	int n = pselect(STDIN_FILENO + 1, &in, NULL, NULL,
		ms < 0 ? NULL : &limit, &t->old_mask);
	return n > 0;
}

/* Readable, but nothing to read: the terminal has gone. */
static void
look_for_end(void)
{
	struct pollfd in = {STDIN_FILENO, POLLIN, 0};
	int waiting = 0;
	if (poll(&in, 1, 0) <= 0)
		return;
	if (in.revents != POLLIN ||
		ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0)
		caught = SIGHUP;
}

/* A byte more of a character; UTF8_BAD while there is none. What is no UTF-8
 * is forgotten. */
static uint32_t
join_byte(struct terminal *t, unsigned char byte)
{
	if ((byte & 0xC0) != 0x80)
		t->n_partial = 0;
	t->partial[t->n_partial++] = (char)byte;
	str s = {t->partial, t->n_partial};
	unsigned char lead = (unsigned char)t->partial[0];
	size_t wants = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
	uint32_t c = utf8_next(&s);
	if (c != UTF8_BAD || lead < 0xC2 || lead > 0xF4 ||
		t->n_partial >= wants)
		t->n_partial = 0;
	return c;
}

/* The rest of a key that nobody knows: neither Esc nor text. True when it was
 * one. Curses has waited for it after the ESC already. */
static bool
skip_unknown_key(struct terminal *t)
{
	int first = wgetch(t->input);
	if (first != '[' && first != 'O') {
		if (first != ERR)
			ungetch(first);
		return false;
	}
	int c = wgetch(t->input);
	bool bare = c == 'M'; /* a click of old: three bytes behind it */
	while (first == '[' && c >= 0x20 && c < 0x40)
		c = wgetch(t->input);
	if (c != ERR && (c < 0x40 || c > 0x7E))
		ungetch(c);
	for (int i = 0; first == '[' && bare && i < 3; i++)
		wgetch(t->input);
	return true;
}

enum got { GOT_NOTHING, GOT_TEXT, GOT_CODE };

/* A character, or a key's code, that has come already. Not by get_wch: that
 * forgets the half of a character whose rest comes later (§4.4). */
static enum got
get(struct terminal *t, uint32_t *out)
{
	for (;;) {
		int c = wgetch(t->input);
		t->dry = c == ERR;
		if (t->dry)
			return GOT_NOTHING;
		if (c > 255) {
			t->n_partial = 0;
			*out = (uint32_t)c;
			return GOT_CODE;
		}
		*out = join_byte(t, (unsigned char)c);
		if (*out != UTF8_BAD)
			return GOT_TEXT;
	}
}

/* Is it pasted, though not marked? */
static bool
is_burst(void)
{
	int waiting = 0;
	return ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 &&
	       waiting >= BURST_LEAST;
}

/* All that comes until the end mark, or until nothing comes for so long.
 * Never a key, so a new line in it is no Enter. What is too long is read to
 * its end and thrown away whole. */
static void
read_paste(struct terminal *t, int wait_ms, struct buf *b, struct event *out)
{
	uint32_t before = 0;
	*out = (struct event){EVENT_PASTE};
	for (;;) {
		uint32_t c;
		enum got got = get(t, &c);
		bool was_resized = resized;
		if (got == GOT_NOTHING && !wait_input(t, wait_ms) &&
			(caught || resized == was_resized))
			break;
		if (got == GOT_CODE && (int)c == t->paste_end)
			break;
		if (got == GOT_CODE && wait_ms == BURST_MS) {
			ungetch((int)c); /* a key after it */
			break;
		}
		if (got != GOT_TEXT)
			continue;
		bool second = c == '\n' && before == '\r';
		before = c;
		if (second)
			continue;
		char bytes[4];
		c = c == '\r' ? '\n' : c;
		if (b->n < PASTE_MOST)
			buf_add(b, (str){bytes, utf8_put(c, bytes)});
		else
			out->too_long = true;
	}
	if (!out->too_long)
		out->text = buf_str(b);
}

/* One key or other event that has come already. */
static bool
read_event(struct terminal *t, struct arena *a, struct event *out)
{
	uint32_t c;
	enum got got = get(t, &c);
	if (got == GOT_NOTHING)
		return false;
	struct buf b = {.arena = a};
	if (got == GOT_CODE && (int)c == t->paste_begin) {
		read_paste(t, PASTE_MS, &b, out);
		return true;
	}
	if (got == GOT_TEXT && !utf8_is_control(c) && is_burst()) {
		char bytes[4];
		buf_add(&b, (str){bytes, utf8_put(c, bytes)});
		read_paste(t, BURST_MS, &b, out);
		return true;
	}
	if (got == GOT_TEXT && c == 27 && skip_unknown_key(t))
		return read_event(t, a, out);
	uint32_t key = got == GOT_CODE      ? key_of_code((int)c)
		       : utf8_is_control(c) ? key_of_control(c)
					    : c;
	*out = (struct event){EVENT_KEY, .key = key};
	return true;
}

/* Whatever the terminal shows now: all is painted again. */
static void
forget_shown(struct terminal *t, struct event *out)
{
	clearok(curscr, TRUE);
	t->stale = true;
	*out = (struct event){
		EVENT_RESIZE, .rows = getmaxy(stdscr), .cols = getmaxx(stdscr)};
}

/* Curses itself would not tell of a window that came back at its old size,
 * and what that shows is as uncertain (§4.16). */
static void
take_size(struct terminal *t, struct event *out)
{
	struct winsize size;
	resized = 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
		size.ws_col > 0)
		resize_term(size.ws_row, size.ws_col);
	forget_shown(t, out);
}

/* Back from being put aside: another program had the terminal meanwhile. */
static void
resume(struct terminal *t, struct event *out)
{
	refresh(); /* ncurses sets the modes again */
	write_all(MODES_ON);
	forget_shown(t, out);
}

/* What a signal asks for. */
static void
answer_signal(struct terminal *t, struct event *out)
{
	int number = (int)caught;
	*out = (struct event){EVENT_OVER, .signal = number};
	if (number != SIGTSTP && number != SIGCONT)
		return;
	caught = 0;
	time_t put_aside = time(NULL);
	if (number == SIGTSTP) {
		term_wipe(&t->screen);
		restore();
		raise(SIGSTOP);
	}
	resume(t, out);
	out->away = time(NULL) - put_aside >= AWAY_S;
}

static bool
term_next(struct screen *s, int wait_ms, struct arena *a, struct event *out)
{
	struct terminal *t = (struct terminal *)s;
	bool look = wait_ms == 0 || !t->dry; /* before waiting */
	if (look && !caught && !resized && read_event(t, a, out))
		return true;
	if (!caught && !resized && wait_ms != 0) {
		bool more = wait_input(t, wait_ms);
		if (!caught && !resized && read_event(t, a, out))
			return true;
		if (more && !resized)
			look_for_end();
	}
	if (caught)
		answer_signal(t, out);
	else if (resized)
		take_size(t, out);
	else
		return false;
	return true;
}

/* --- output ------------------------------------------------------------ */

/* ncurses places by wcwidth; where the canvas counts otherwise, a twin of
 * the canvas's width stands in, so that nothing shifts. */
static wchar_t
twin(uint32_t c)
{
	switch (c) {
	case 0x201C:
	case 0x201D:
		return L'"';
	case 0x2018:
	case 0x2019:
		return L'\'';
	case 0x00B7:
	case 0x2022:
		return L'.';
	case 0x2013:
	case 0x2014:
	case 0x2500:
		return L'-';
	case 0x2502:
		return L'|';
	case 0x00D7:
		return L'x';
	case 0x2026:
		return L':';
	default:
		return L'?';
	}
}

static attr_t
attributes(const struct terminal *t, enum look look, short *pair)
{
	struct theme_look l = theme_look(look, t->theme);
	attr_t attr = A_NORMAL;
	*pair = l.colour > 0 ? (short)l.colour : 0;
	if (l.bold)
		attr |= A_BOLD;
	if (l.reverse)
		attr |= A_REVERSE;
	if (l.underline)
		attr |= A_UNDERLINE;
	if (l.dim)
		attr |= A_DIM;
	return attr;
}

static void
put_glyph(const struct terminal *t, const struct glyph *g)
{
	wchar_t text[GLYPH_PARTS + 1] = {0};
	cchar_t cell;
	short pair;
	attr_t attr = attributes(t, (enum look)g->look, &pair);
	for (int i = 0; i < GLYPH_PARTS && g->c[i]; i++)
		text[i] = (wchar_t)g->c[i];
	bool agrees = wcwidth(text[0]) == g->width;
	for (int i = 1; i < GLYPH_PARTS && text[i]; i++)
		agrees = agrees && wcwidth(text[i]) == 0;
	if (!agrees) {
		text[0] = twin(g->c[0]);
		text[1] = 0;
	}
	if (setcchar(&cell, text, attr, pair, NULL) == OK)
		add_wch(&cell);
	if (!agrees && g->width == 2)
		addch(' ' | attr | COLOR_PAIR(pair));
}

/* Where a wide character ends just before the last corner, curses fills the
 * corner by pushing half of it there, unless the terminal can leave the right
 * margin alone (tmux and screen cannot). */
static bool
is_before_corner(const struct canvas *c, int row, int col)
{
	return row == c->rows - 1 && col + 3 == c->cols &&
	       canvas_at(c, row, col)->width == 2;
}

/* A changed row is erased and written whole; ncurses finds the difference
 * itself (§4.3). */
static void
put_row(const struct terminal *t, const struct canvas *c, int row)
{
	move(row, 0);
	clrtoeol();
	for (int col = 0; col < c->cols; col++) {
		const struct glyph *g = canvas_at(c, row, col);
		if (is_before_corner(c, row, col))
			addstr("..");
		else if (g->width)
			put_glyph(t, g);
	}
}

static void
term_show(struct screen *s, const struct canvas *c)
{
	struct terminal *t = (struct terminal *)s;
	struct canvas *shown = &t->shown;
	bool all = t->stale || shown->rows != c->rows || shown->cols != c->cols;
	if (shown->rows != c->rows || shown->cols != c->cols)
		canvas_resize(shown, c->rows, c->cols);
	for (int row = 0; row < c->rows; row++) {
		if (!all && canvas_row_eq(shown, c, row))
			continue;
		put_row(t, c, row);
		canvas_copy_row(shown, c, row);
	}
	t->stale = false;
	move(c->cursor_row, c->cursor_col);
	refresh();
}

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

/* --- life -------------------------------------------------------------- */

static enum err_code
check(struct err *e)
{
	int problem;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(e, ERR_IO, "%s",
			_("录入台要在终端里打开；其他用法看 xinzhan --help"));
	if (!find_utf8())
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
	size_t n = sizeof(MODES_OFF) - 1;
	memcpy(t->give_back, MODES_OFF, n + 1);
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
	t->input = newpad(1, 1);
	nodelay(t->input, TRUE);
	keypad(t->input, TRUE);
	define_keys(t);
	if (t->theme != THEME_MONO) {
		start_color();
		use_default_colors();
		for (short i = 1; i < 8; i++)
			init_pair(i, i, -1);
	}
	refresh();
	write_all(MODES_ON);
}

static void
catch_signals(struct terminal *t)
{
	struct sigaction act = {.sa_handler = on_signal};
	sigset_t set;
	sigemptyset(&act.sa_mask);
	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	caught = resized = 0;
	sigaction(SIGWINCH, &act, &t->old_winch);
	for (size_t i = 0; i < N_SIGNALS; i++) {
		sigaction(signals[i], &act, &t->old[i]);
		sigaddset(&set, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &t->old_mask);
}

/* Who ends by a signal is not hurried by the next: a terminal that closes
 * sends two. */
static void
release_signals(const struct terminal *t)
{
	for (size_t i = 0; i < N_SIGNALS && !caught; i++)
		sigaction(signals[i], &t->old[i], NULL);
	sigaction(SIGWINCH, &t->old_winch, NULL);
	sigprocmask(SIG_SETMASK, &t->old_mask, NULL);
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
	catch_signals(t); /* from here on the terminal is changed */
	char answer[64];
	int width = measure_ambiguous(answer, sizeof(answer));
	theme_set_plain(width != 1);
	utf8_set_ambiguous_width(width == 2 ? 2 : 1);
	if (strcmp(getenv("TERM"), "linux") == 0)
		lang_set(LANG_EN); /* the console has no Chinese (§4.12) */
	setenv("NCURSES_NO_UTF8_ACS", "1", 0);
	t->curses = newterm(NULL, stdout, stdin);
	if (!t->curses) {
		release_signals(t);
		return err_set(e, ERR_IO, "%s", _("终端打不开"));
	}
	set_term(t->curses);
	die_hook(restore);
	/* No colours, or not all eight: none. */
	bool mono =
		theme_wants_mono() || !has_colors() || tigetnum("colors") < 8;
	t->theme = mono ? THEME_MONO : theme;
	set_up(t, escape_ms);
	guard(t);
	put_back(answer);
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
	restore();
	die_hook(NULL);
	store_guard("", NULL);
	delwin(t->input);
	delscreen(t->curses);
	t->curses = NULL;
	canvas_done(&t->shown);
	release_signals(t);
}
