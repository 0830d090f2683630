// SPDX-License-Identifier: MIT
#include "tests/terminal/kinds.h"

#include <string.h>

#define VT_EDIT                                                                \
	[SENT_PGUP] = {"\033[5~"}, [SENT_PGDN] = {"\033[6~"},                  \
	[SENT_INS] = {"\033[2~"}, [SENT_DEL] = {"\033[3~"}
#define VT_F5_F9                                                               \
	[SENT_F5] = {"\033[15~"}, [SENT_F6] = {"\033[17~"},                    \
	[SENT_F7] = {"\033[18~"}, [SENT_F8] = {"\033[19~"},                    \
	[SENT_F9] = {"\033[20~"}
#define ARROWS                                                                 \
	[SENT_UP] = {"\033OA", "\033[A"}, [SENT_DOWN] = {"\033OB", "\033[B"},  \
	[SENT_LEFT] = {"\033OD", "\033[D"},                                    \
	[SENT_RIGHT] = {"\033OC", "\033[C"}
#define VT_F1_F4                                                               \
	[SENT_F1] = {"\033OP"}, [SENT_F2] = {"\033OQ"},                        \
	[SENT_F3] = {"\033OR"}, [SENT_F4] = {"\033OS"}

const struct kind kinds[] = {
	{"xterm", "xterm-256color", false, true,
		{
			ARROWS,
			VT_F1_F4,
			VT_F5_F9,
			VT_EDIT,
			[SENT_HOME] = {"\033OH", "\033[H"},
			[SENT_END] = {"\033OF", "\033[F"},
			[SENT_BACKTAB] = {"\033[Z"},
			[SENT_BACKSPACE] = {"\177", "\b"},
		}},
	/* PuTTY and MobaXterm: xterm by name, VT400 and rxvt by their keys. */
	{"putty", "xterm", false, true,
		{
			ARROWS,
			VT_F5_F9,
			VT_EDIT,
			[SENT_F1] = {"\033[11~", "\033OP", "\033[[A"},
			[SENT_F2] = {"\033[12~", "\033OQ", "\033[[B"},
			[SENT_F3] = {"\033[13~", "\033OR", "\033[[C"},
			[SENT_F4] = {"\033[14~", "\033OS", "\033[[D"},
			[SENT_HOME] = {"\033[1~", "\033[7~", "\033[H"},
			[SENT_END] = {"\033[4~", "\033[8~", "\033[F"},
			[SENT_BACKTAB] = {"\033[Z", "\033\t"},
			[SENT_BACKSPACE] = {"\177", "\b"},
		}},
	{"tmux", "tmux-256color", false, true,
		{
			ARROWS,
			VT_F1_F4,
			VT_F5_F9,
			VT_EDIT,
			[SENT_HOME] = {"\033[1~"},
			[SENT_END] = {"\033[4~"},
			[SENT_BACKTAB] = {"\033[Z"},
			[SENT_BACKSPACE] = {"\177"},
		}},
	{"screen", "screen", false, true,
		{
			ARROWS,
			VT_F1_F4,
			VT_F5_F9,
			VT_EDIT,
			[SENT_HOME] = {"\033[1~"},
			[SENT_END] = {"\033[4~"},
			[SENT_BACKTAB] = {"\033[Z"},
			[SENT_BACKSPACE] = {"\177"},
		}},
	{"linux", "linux", true, false,
		{
			[SENT_F5] = {"\033[[E"},
			[SENT_F6] = {"\033[17~"},
			[SENT_F7] = {"\033[18~"},
			[SENT_F8] = {"\033[19~"},
			[SENT_F9] = {"\033[20~"},
			VT_EDIT,
			[SENT_UP] = {"\033[A"},
			[SENT_DOWN] = {"\033[B"},
			[SENT_LEFT] = {"\033[D"},
			[SENT_RIGHT] = {"\033[C"},
			[SENT_F1] = {"\033[[A"},
			[SENT_F2] = {"\033[[B"},
			[SENT_F3] = {"\033[[C"},
			[SENT_F4] = {"\033[[D"},
			[SENT_HOME] = {"\033[1~"},
			[SENT_END] = {"\033[4~"},
			[SENT_BACKTAB] = {"\033\t"},
			[SENT_BACKSPACE] = {"\177"},
		}},
};
const int n_kinds = sizeof(kinds) / sizeof(*kinds);

const struct kind *
kind_find(const char *name)
{
	for (int i = 0; i < n_kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *
sent_key_name(enum sent_key key)
{
	static const char *const names[] = {
#define X(NAME, text) text,
		SENT_KEYS(X)
#undef X
	};
	return names[key];
}

const char *
kind_sends(const struct kind *k, enum sent_key key, unsigned n)
{
	unsigned ways = 1;
	while (ways < 3 && k->sent[key][ways])
		ways++;
	return k->sent[key][n % ways];
}
