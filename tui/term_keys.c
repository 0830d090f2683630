// SPDX-License-Identifier: MIT
// Keys terminals send, whatever terminfo says (§4.6–4.8).
#include "tui/term_impl.h"

#include <string.h>

#include "tui/keys.h"

enum { CODE_PASTE_BEGIN = KEY_MAX + 200, CODE_PASTE_END };

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

void
term_define_keys(struct terminal *t)
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

uint32_t
term_key_of(int code)
{
	if (code > KEY_F0 && code <= KEY_F(12))
		return K_F0 + (uint32_t)(code - KEY_F0);
	for (size_t i = 0; i < sizeof(curses_keys) / sizeof(*curses_keys); i++)
		if (curses_keys[i].code == code)
			return curses_keys[i].key;
	return K_NONE;
}

bool
term_skip_unknown_key(struct terminal *t)
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

void
term_put_back(const char *answer)
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
