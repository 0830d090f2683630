// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "tests/terminal/drive.h"

#include <stdarg.h>
#include <string.h>

/* --- chance ------------------------------------------------------------ */

unsigned
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
	"张",
	"李雪枫",
	"林秀芬",
	"欧阳晓峰",
	"心理健康进社区",
	"双凤桥街道",
	"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十",
	"𠮷野家",
	"𪚥",
	"１２３",
	"２０２２－１２－０３",
	"，。、；：？！",
	"（甲）",
	"㈠㎡",
	"①",
	"“好”",
	"…",
	"×3",
	"─│",
	"e\xCC\x81te\xCC\x81",
	"a\xCC\x80\xCC\x81\xCC\x82\xCC\x83",
	"x\xE2\x80\x8By",
	"\xE2\x80\xAEreversed",
	"\xE2\x81\xA7iso",
	"한글",
	"ｶﾅ",
	"Ω",
	"é",
	"lxf",
	"。。。",
	"zx",
	"abc def",
	"0930",
	"20221203",
	"1203",
	"+7",
	"..",
	"...",
	"。。",
	"13800000000",
	"500112198808089964",
	"1 3 7",
	"1,3",
	"01",
	"99",
	"-1",
	"3.14",
	"   ",
	"x",
	"y",
	"t",
	"今",
	".",
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

/* Keys nobody knows and bytes that are no text: nothing happens. */
static void
step_unknown(void)
{
	static const char *const unknown[] = {"\xFF", "\x80", "\x9B",
		"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC2\x9B",
		"\033[99~", "\033[I", "\033[O", "\033[1;5C", "\033[<0;3;4M",
		"\033[27;5;9~", "\033[201~", "\033[25~", "\033[11;2~", "\033Oz",
		"\034", "\035", "\036", "\037"};
	send(unknown[chance(sizeof(unknown) / sizeof(*unknown))]);
	d.step.pause = ESCAPE_MS;
}

/* What may do this or that, but nothing bad. */
static void
step_rubbish(void)
{
	static const char *const rubbish[] = {"\xE4\xBD", "\033[M !!", "\033[",
		"\033O", "\302\2332J", "\033]0;x\a", "\033x", "\033\033",
		"\033[200~x\033[200~y\033[201~"};
	send(rubbish[chance(sizeof(rubbish) / sizeof(*rubbish))]);
	d.step.pause = ESCAPE_MS;
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
	{2, step_unknown, true},
	{2, step_rubbish, false},
	{2, step_many, false},
	{1, step_quit, false},
};
#define N_MAKERS (sizeof(makers) / sizeof(*makers))

void
step_make(void)
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
