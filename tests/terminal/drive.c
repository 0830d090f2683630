// SPDX-License-Identifier: MIT
/*
 * A clerk without sense at a terminal of some kind: random keys, texts, pastes
 * and windows, the same for the same seed. After each step the glass must be
 * whole, the cursor in its field and the program awake; at the end the screens
 * must be those that the same keys give as a key script.
 *
 *	drive -k xterm -g 80x24 -w 1 -n 300 -s 1 -d STORE [-t COPY] [-x SPOIL]
 *
 *	-w  columns of ─: 1, 2, 0 when the terminal does not answer
 *	-t  compare with a key script over COPY, a copy of STORE
 *	-x  half, control, escape, shift, edge, hidden, blue: spoil what the
 *	    program wrote, once; then this must fail
 *	-l  a file for all that it writes, step by step
 *
 * XINZHAN: the program. Exit 1 with seed, last keys and screen.
 */
#define _GNU_SOURCE
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/terminal/pty.h"

#define SENT_MOST 4096
#define REMEMBERED 12
#define ESCAPE_MS 60 /* longer than the program waits for the rest of a key */

struct step {
	char sent[SENT_MOST];
	size_t n;
	int pause;         /* wait so long for certain */
	bool slow;         /* one byte at a time */
	int rows, cols;    /* a resize; else 0 */
	bool quits;        /* the program may end here */
	char keys[SENT_MOST]; /* the same as lines of a key script */
};

struct drive {
	const struct kind *kind;
	int rows, cols;
	int ambiguous;
	int steps;
	uint64_t seed;
	uint64_t random;
	const char *data;
	const char *twin;
	const char *spoil;
	struct pty pty;
	struct step step;
	char last[REMEMBERED][400];
	int at;
	char **seen; /* the screen after each step, for the twin */
	FILE *script;
	FILE *log; /* all that is written, step by step: -l */
};

static struct drive d;

/* --- chance ------------------------------------------------------------ */

static unsigned
chance(unsigned below)
{
	d.random ^= d.random >> 12;
	d.random ^= d.random << 25;
	d.random ^= d.random >> 27;
	return (unsigned)((d.random * 2685821657736338717u) >> 33) % below;
}

static void
send(const char *z)
{
	size_t n = strlen(z);
	if (d.step.n + n < SENT_MOST) {
		memcpy(d.step.sent + d.step.n, z, n);
		d.step.n += n;
	}
}

static void
script(const char *fmt, ...)
{
	size_t n = strlen(d.step.keys);
	va_list args;
	va_start(args, fmt);
	vsnprintf(d.step.keys + n, SENT_MOST - n, fmt, args);
	va_end(args);
}

/* --- steps ------------------------------------------------------------- */

static const char *const texts[] = {
	"张", "李雪枫", "林秀芬", "欧阳晓峰", "心理健康进社区", "双凤桥街道",
	"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十", "𠮷野家",
	"𪚥", "１２３", "２０２２－１２－０３", "，。、；：？！", "（甲）", "㈠㎡",
	"①", "“好”", "…", "×3", "─│", "e\xCC\x81te\xCC\x81",
	"a\xCC\x80\xCC\x81\xCC\x82\xCC\x83", "x\xE2\x80\x8By",
	"\xE2\x80\xAEreversed", "\xE2\x81\xA7iso", "한글", "ｶﾅ", "Ω", "é",
	"lxf", "zx", "abc def", "0930", "20221203", "1203", "+7", "..", "...",
	"。。", "13800000000", "500112198808089964", "1 3 7", "1,3", "01", "99",
	"-1", "3.14", "   ", "x", "y", "t", "今", ".",
};
#define N_TEXTS (sizeof(texts) / sizeof(*texts))

static void
step_text(void)
{
	const char *z = texts[chance(N_TEXTS)];
	send(z);
	script("type %s\n", z);
}

static void
step_slow_text(void)
{
	step_text();
	d.step.slow = true;
}

static void
step_burst(void)
{
	for (unsigned n = 2 + chance(6); n > 0; n--)
		step_text();
}

static void
step_digit(void)
{
	char z[2] = {(char)('0' + chance(10)), 0};
	send(z);
	script("type %s\n", z);
}

/* The numeric keypad in application mode. */
static void
step_keypad(void)
{
	unsigned n = chance(10);
	char z[4] = {27, 'O', (char)('p' + n), 0};
	send(z);
	script("type %u\n", n);
}

static void
step_key(void)
{
	static const enum sent_key often[] = {SENT_UP, SENT_DOWN, SENT_DOWN,
		SENT_LEFT, SENT_RIGHT, SENT_HOME, SENT_END, SENT_PGUP,
		SENT_PGDN, SENT_BACKTAB, SENT_BACKSPACE, SENT_BACKSPACE,
		SENT_DEL, SENT_F4, SENT_F5, SENT_F5, SENT_F6};
	enum sent_key key =
		chance(3) ? often[chance(sizeof(often) / sizeof(*often))]
			  : (enum sent_key)chance(SENT_COUNT);
	send(kind_sends(d.kind, key, chance(6)));
	script("key %s\n", sent_key_name(key));
}

static void
step_enter(void)
{
	static const char *const ways[] = {"\r", "\r", "\n", "\033OM"};
	bool tab = chance(4) == 0;
	send(tab ? "\t" : ways[chance(4)]);
	script("key %s\n", tab ? "Tab" : "Enter");
}

/* Any control letter but Ctrl+Q: that one has a step of its own. */
static void
step_control(void)
{
	static const char letters[] = "ACDEFGKLNOPRSTUVWXYZB";
	char c = letters[chance(sizeof(letters) - 1)];
	send((const char[]){(char)(c - '@'), 0});
	script("key Ctrl+%c\n", c);
}

static void
step_escape(void)
{
	send("\033");
	script("key Esc\n");
	d.step.pause = ESCAPE_MS;
}

static void
paste_text(char *out, size_t size, unsigned pieces)
{
	static const char *const between[] = {"", "\n", "\t", " ", "\n\n"};
	out[0] = '\0';
	while (pieces-- > 0) {
		size_t n = strlen(out);
		snprintf(out + n, size - n, "%s%s", texts[chance(N_TEXTS)],
			between[chance(5)]);
	}
}

static void
step_paste(void)
{
	char z[1024];
	paste_text(z, sizeof(z), 1 + chance(chance(8) ? 4 : 20));
	send("\033[200~");
	send(z);
	send("\033[201~");
	script("paste ");
	for (const char *p = z; *p; p++)
		script(*p == '\n' ? "\\n" : *p == '\t' ? "\\t" : "%c", *p);
	script("\n");
}

/* From a terminal that does not mark pastes: they are keys. */
static void
step_plain_paste(void)
{
	char z[1024];
	paste_text(z, sizeof(z), 1 + chance(3));
	for (char *p = z; *p; p++)
		if (*p == '\n')
			*p = '\r';
	send(z);
	for (char *p = z; *p;) {
		size_t n = strcspn(p, "\r\t");
		if (n)
			script("type %.*s\n", (int)n, p);
		if (p[n])
			script("key %s\n", p[n++] == '\r' ? "Enter" : "Tab");
		p += n;
	}
}

static void
step_resize(void)
{
	static const int sizes[][2] = {{24, 80}, {17, 61}, {12, 40}, {40, 120},
		{24, 79}, {13, 41}, {30, 100}, {25, 81}, {5, 20}};
	unsigned i = chance(sizeof(sizes) / sizeof(*sizes));
	d.step.rows = sizes[i][0];
	d.step.cols = sizes[i][1];
	if (chance(4) == 0) { /* a window dragged by its corner */
		d.step.rows = 12 + (int)chance(30);
		d.step.cols = 40 + (int)chance(90);
	}
	script("resize %dx%d\n", d.step.cols, d.step.rows);
}

static void
step_home(void) /* back to the size under test */
{
	d.step.rows = d.rows;
	d.step.cols = d.cols;
	script("resize %dx%d\n", d.cols, d.rows);
}

/* What no key means: it must not do a thing, nor come through. */
static void
step_rubbish(void)
{
	static const char *const rubbish[] = {"\xFF", "\xE4\xBD", "\x80", "\x9B",
		"\xC0\xAF", "\xED\xA0\x80", "\033[99~", "\033[I", "\033[O",
		"\033[1;5C", "\033[M !!", "\033[<0;3;4M", "\033[27;5;9~",
		"\033[201~", "\xC2\x9B" "2J", "\033]0;x\a", "\xF4\x90\x80\x80",
		"\034", "\035", "\036", "\037", "\033[11;2~"};
	send(rubbish[chance(sizeof(rubbish) / sizeof(*rubbish))]);
	d.step.pause = ESCAPE_MS;
	script("rubbish\n");
}

static void
step_many(void)
{
	for (unsigned n = 5 + chance(30); n > 0; n--)
		switch (chance(4)) {
		case 0:
			step_text();
			break;
		case 1:
			step_enter();
			break;
		default:
			step_key();
		}
}

static void
step_quit(void)
{
	send("\021");
	script("key Ctrl+Q\n");
	d.step.quits = true;
}

static const struct {
	unsigned weight;
	void (*make)(void);
	bool twin; /* the key script has the like of it */
} makers[] = {
	{20, step_key, true},
	{16, step_enter, true},
	{12, step_text, true},
	{12, step_digit, true},
	{4, step_slow_text, true},
	{4, step_burst, true},
	{4, step_control, true},
	{4, step_escape, true},
	{4, step_paste, true},
	{2, step_plain_paste, false}, /* drafts are kept at other moments */
	{2, step_keypad, true},
	{3, step_resize, true},
	{3, step_home, true},
	{2, step_rubbish, false},
	{2, step_many, false},
	{1, step_quit, false},
};
#define N_MAKERS (sizeof(makers) / sizeof(*makers))

static void
make_step(void)
{
	unsigned all = 0;
	for (size_t i = 0; i < N_MAKERS; i++)
		all += makers[i].weight;
	for (;;) {
		unsigned n = chance(all);
		size_t i = 0;
		while (n >= makers[i].weight)
			n -= makers[i++].weight;
		if (d.twin && !makers[i].twin)
			continue;
		d.step = (struct step){0};
		makers[i].make();
		return;
	}
}

/* --- what went wrong --------------------------------------------------- */

static void
remember(void)
{
	char *out = d.last[d.at % REMEMBERED];
	size_t size = sizeof(d.last[0]);
	int n = snprintf(out, size, "%5d  ", d.at);
	if (d.step.rows)
		n += snprintf(out + n, size - (size_t)n, "resize %dx%d",
			d.step.cols, d.step.rows);
	for (size_t i = 0; i < d.step.n && (size_t)n + 8 < size; i++) {
		unsigned char c = (unsigned char)d.step.sent[i];
		n += snprintf(out + n, size - (size_t)n,
			c == 27                ? "\\e"
			: c < 32 || c == 127   ? "\\x%02x"
					       : "%c",
			c);
	}
	if (d.step.slow)
		snprintf(out + n, size - (size_t)n, "  (slowly)");
}

static void
print_screen(const struct glass *g)
{
	int row;
	int col;
	glass_cursor(g, &row, &col);
	fprintf(stderr, "== %dx%d cursor %d,%d\n", glass_cols(g), glass_rows(g),
		row + 1, col + 1);
	for (int i = 0; i < glass_rows(g); i++)
		fprintf(stderr, "%s|%s\n", i == row ? ">" : " ",
			glass_row(g, i));
	fprintf(stderr, "==\n");
}

static void
report(void)
{
	fprintf(stderr, "%s %dx%d width %d seed %llu step %d: %s\n",
		d.kind->name, d.cols, d.rows, d.ambiguous,
		(unsigned long long)d.seed, d.at, glass_fault(d.pty.glass));
	int from = d.at - REMEMBERED + 1;
	for (int i = from < 0 ? 0 : from; i <= d.at; i++)
		fprintf(stderr, "%s\n", d.last[i % REMEMBERED]);
	print_screen(d.pty.glass);
}

/* --- what must hold ---------------------------------------------------- */

/* Where is the cursor in its row: between these brackets? */
static bool
is_between(const struct glass *g, int row, int col, const char *open,
	const char *close)
{
	int from = col;
	int to = col;
	while (from > 0 && glass_at(g, row, from)->c[0] != (uint32_t)*open)
		from--;
	while (to < glass_cols(g) - 1 &&
		glass_at(g, row, to)->c[0] != (uint32_t)*close)
		to++;
	return from < col && col < to &&
	       glass_at(g, row, from)->c[0] == (uint32_t)*open &&
	       glass_at(g, row, to)->c[0] == (uint32_t)*close;
}

/* The mark '>' of a field: at the left of a column of the form, then a
 * number, and its value in brackets in the same row. */
static void
check_field(struct glass *g)
{
	int rows = glass_rows(g);
	int row;
	int col;
	if (rows < 12 || glass_cols(g) < 40)
		return;
	glass_cursor(g, &row, &col);
	if (row >= rows - 2)
		glass_complain(g, "the cursor stands in the hints");
	if (!strstr(glass_row(g, rows - 2), "Enter下一栏") &&
		!strstr(glass_row(g, rows - 2), "Enter Next"))
		return;
	for (int c = 0; c < glass_cols(g); c++)
		if (glass_at(g, row, c)->c[0] == '>' && c < col &&
			(c == 0 || glass_at(g, row, c - 1)->c[0] == ' ') &&
			strchr(glass_row(g, row), '[') &&
			!is_between(g, row, col, "[", "]") &&
			glass_at(g, row, col)->c[0] != '[')
			glass_complain(g,
				"the cursor is outside its field, row %d "
				"column %d",
				row + 1, col + 1);
}

static void
check_all(void)
{
	struct glass *g = d.pty.glass;
	struct glass_modes m = glass_modes(g);
	glass_check(g);
	check_field(g);
	if (m.keypad)
		glass_complain(g, "the keypad sends no digits");
	if (!m.paste)
		glass_complain(g, "pastes are not marked");
	if (m.hidden)
		glass_complain(g, "the cursor is hidden");
	if (m.alternate == d.kind->is_linux)
		glass_complain(g, "not on the screen it belongs to");
}

/* --- the twin: the same keys as a script ------------------------------- */

/* Ids are new each time, also where they are cut. */
static void
mask(char *z)
{
	size_t n;
	for (; *z; z += n ? n : 1) {
		n = strspn(z, "0123456789abcdef");
		if (n == 6 || (n && (strncmp(z + n, "…", 3) == 0 ||
					    strncmp(z + n, "..", 2) == 0 ||
					    z[n] == '|')))
			memset(z, 'x', n);
	}
}

static void
keep_screen(void)
{
	const struct glass *g = d.pty.glass;
	int row;
	int col;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	glass_cursor(g, &row, &col);
	fprintf(out, "== %d %dx%d cursor %d,%d\n", d.at, glass_cols(g),
		glass_rows(g), row + 1, col + 1);
	for (int i = 0; i < glass_rows(g); i++)
		fprintf(out, "%s\n", glass_row(g, i));
	fprintf(out, "==\n");
	fclose(out);
	mask(text);
	d.seen[d.at] = text;
	fprintf(d.script, "%sscreen %d\n", d.step.keys, d.at);
}

/* A list searched by digits finds ids too, and those are new each time: what
 * follows may differ. */
static bool
is_search_by_id(const char *screen)
{
	const char *at = strstr(screen, d.kind->chinese ? "查找: " : "Find: ");
	return at && at[strcspn(at, "0123456789abcdef\n")] != '\n';
}

enum same { SAME, DIFFERENT, OPEN };

static enum same
compare_one(FILE *in, int step)
{
	char want[1 << 16] = "";
	char line[8192];
	size_t n = 0;
	while (fgets(line, sizeof(line), in)) {
		size_t k = strlen(line);
		if (n + k < sizeof(want)) {
			memcpy(want + n, line, k + 1);
			n += k;
		}
		if (strcmp(line, "==\n") == 0)
			break;
	}
	mask(want);
	if (strcmp(want, d.seen[step]) == 0)
		return SAME;
	if (is_search_by_id(d.seen[step]))
		return OPEN;
	fprintf(stderr,
		"%s %dx%d width %d seed %llu step %d: the terminal shows\n%s"
		"and the key script (twin.keys)\n%s",
		d.kind->name, d.cols, d.rows, d.ambiguous,
		(unsigned long long)d.seed, step, d.seen[step], want);
	return DIFFERENT;
}

static bool
compare_with_script(int steps)
{
	char command[1024];
	fclose(d.script);
	snprintf(command, sizeof(command),
		"'%s' --data '%s' --user 李梅 --password-fd 9 9<'%s' "
		"--now 2022-12-20T09:00 --lang %s --keys twin.keys --screen",
		getenv("XINZHAN"), d.twin, getenv("PW"),
		d.kind->chinese ? "zh" : "en");
	FILE *in = popen(command, "r");
	enum same same = SAME;
	int i = 0;
	while (in && same == SAME && i < steps)
		same = compare_one(in, i++);
	int rc = in ? pclose(in) : -1;
	printf("%d of %d screens like the key script's\n", i, steps);
	if (same == SAME && rc != 0)
		fprintf(stderr, "the key script ended with %d\n", rc);
	return same == OPEN || (same == SAME && rc == 0);
}

/* --- negative controls ------------------------------------------------- */

/* After so many wide characters something is done to the line, once. */
static size_t
spoil(const char *in, size_t n, char *out)
{
	static int wide;
	static int tail;
	static const struct {
		const char *name;
		const char *bytes;
	} ways[] = {
		{"half", "\b \b"},
		{"control", "\a"},
		{"escape", "\033]0;x"},
		{"shift", " "},
		{"edge", "\033[999C"},
		{"hidden", "\xE2\x80\xAE"},
		{"blue", "\033[34m"},
	};
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)in[i];
		out[k++] = in[i];
		if (c >= 0xE4 && c <= 0xE9)
			tail = 2;
		else if (tail && --tail == 0 && ++wide == 400)
			for (size_t w = 0; w < sizeof(ways) / sizeof(*ways); w++)
				if (strcmp(d.spoil, ways[w].name) == 0) {
					size_t m = strlen(ways[w].bytes);
					memcpy(out + k, ways[w].bytes, m);
					k += m;
				}
	}
	return k;
}

/* --- the run ----------------------------------------------------------- */

static void
start(void)
{
	char *argv[] = {getenv("XINZHAN"), "--data", (char *)d.data, "--user",
		"李梅", "--password-fd", "9", "--now", "2022-12-20T09:00", NULL};
	pty_start(&d.pty, d.kind, d.ambiguous, d.rows, d.cols, argv, NULL);
	if (d.spoil)
		d.pty.spoil = spoil;
	d.pty.log = d.log;
	pty_settle(&d.pty, d.ambiguous ? 20 : 250);
	if (glass_find(d.pty.glass, "Ctrl+Q") < 0)
		pty_see(&d.pty, "Ctrl+Q", 5000);
	pty_settle(&d.pty, 0);
}

static void
do_step(void)
{
	struct pty *p = &d.pty;
	if (d.step.rows)
		pty_resize(p, d.step.rows, d.step.cols);
	else if (!d.step.slow)
		pty_send(p, d.step.sent, d.step.n);
	else
		for (size_t i = 0; i < d.step.n; i++) {
			pty_send(p, d.step.sent + i, 1);
			pty_settle(p, chance(8) == 0 ? ESCAPE_MS : 0);
		}
	pty_settle(p, d.step.pause);
}

/* After Ctrl+Q it has ended well, or there is work it will not drop. */
static bool
quits_well(void)
{
	struct pty *p = &d.pty;
	int rc = pty_wait(p, 0);
	if (rc < 0)
		return true;
	if (rc != 0)
		glass_complain(p->glass, "Ctrl+Q ended it with %d", rc);
	pty_is_restored(p);
	return !glass_fault(p->glass);
}

static bool
leave(void)
{
	for (int i = 0; i < 40 && d.pty.pid; i++) {
		pty_sendz(&d.pty, "\021");
		pty_settle(&d.pty, 0);
		if (d.pty.pid) {
			pty_sendz(&d.pty, "\033");
			pty_settle(&d.pty, ESCAPE_MS);
		}
	}
	if (d.pty.pid)
		glass_complain(d.pty.glass, "there is no way out");
	return quits_well();
}

static bool
run(void)
{
	struct glass *g;
	start();
	g = d.pty.glass;
	check_all();
	for (d.at = 0; d.at < d.steps && !glass_fault(g); d.at++) {
		make_step();
		remember();
		if (d.log)
			fprintf(d.log, "\n== %s\n",
				d.last[d.at % REMEMBERED]);
		do_step();
		if (!d.pty.pid) {
			if (!d.step.quits)
				glass_complain(g, "it ended by itself: %d",
					pty_wait(&d.pty, 0));
			if (!quits_well() || glass_fault(g))
				break;
			pty_end(&d.pty);
			start();
			g = d.pty.glass;
			continue;
		}
		check_all();
		if (d.twin)
			keep_screen();
		if (glass_fault(g))
			break;
	}
	int done = d.at;
	bool fine = !glass_fault(g) && leave();
	if (!fine)
		report();
	pty_end(&d.pty);
	if (fine && d.twin)
		fine = compare_with_script(done);
	return fine;
}

int
main(int argc, char **argv)
{
	int opt;
	setlocale(LC_CTYPE, "C.UTF-8");
	d = (struct drive){.kind = kind_find("xterm"), .rows = 24, .cols = 80,
		.ambiguous = 1, .steps = 300, .seed = 1};
	while ((opt = getopt(argc, argv, "k:g:w:n:s:d:t:x:l:")) != -1)
		switch (opt) {
		case 'k':
			d.kind = kind_find(optarg);
			break;
		case 'g':
			sscanf(optarg, "%dx%d", &d.cols, &d.rows);
			break;
		case 'w':
			d.ambiguous = atoi(optarg);
			break;
		case 'n':
			d.steps = atoi(optarg);
			break;
		case 's':
			d.seed = strtoull(optarg, NULL, 10);
			break;
		case 'd':
			d.data = optarg;
			break;
		case 't':
			d.twin = optarg;
			break;
		case 'l':
			d.log = fopen(optarg, "w");
			break;
		case 'x':
			d.spoil = optarg;
			break;
		default:
			return 2;
		}
	if (!d.kind || !d.data || !getenv("XINZHAN"))
		return 2;
	d.random = d.seed * 0x9E3779B97F4A7C15u + 1;
	d.seen = calloc((size_t)d.steps + 1, sizeof(*d.seen));
	if (d.twin) {
		d.script = fopen("twin.keys", "w");
		fprintf(d.script, "resize %dx%d\n", d.cols, d.rows);
	}
	return run() ? 0 : 1;
}
