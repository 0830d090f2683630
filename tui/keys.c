// SPDX-License-Identifier: MIT
#include "tui/keys.h"

#include <string.h>
#include <strings.h>

#include "store/utf8.h"
#include "tui/theme.h"

struct named {
	const char *name;
	uint32_t key;
};

/* The first name of a key is the one that is printed. */
static const struct named names[] = {
	{"Enter", K_ENTER},
	{"Tab", K_TAB},
	{"Shift+Tab", K_SHIFT_TAB},
	{"Up", K_UP},
	{"Down", K_DOWN},
	{"Left", K_LEFT},
	{"Right", K_RIGHT},
	{"Home", K_HOME},
	{"End", K_END},
	{"PgUp", K_PGUP},
	{"PgDn", K_PGDN},
	{"Esc", K_ESC},
	{"Ins", K_INS},
	{"Del", K_DEL},
	{"Backspace", K_BACKSPACE},
	{"Space", ' '},
	{"↑", K_UP},
	{"↓", K_DOWN},
	{"←", K_LEFT},
	{"→", K_RIGHT},
};
#define N_NAMES (sizeof(names) / sizeof(names[0]))

struct binding {
	const char *name;
	const char *key[KEYMAP_KEYS];
	const char *help;
};

static const struct binding bindings[ACTION_COUNT] = {
#define X(NAME, text, a, b, c, words)                                          \
	[ACTION_##NAME] = {text, {a, b, c}, words},
	ACTIONS(X)
#undef X
};

/* Where a preset differs: an exchange of function keys, so that no action
 * loses its own. */
static const struct {
	enum preset preset;
	enum action action;
	unsigned f;
} changes[] = {
	{PRESET_YONYOU, ACTION_PICK, 2},
	{PRESET_YONYOU, ACTION_DITTO, 4},
	{PRESET_YONYOU, ACTION_SAVE, 6},
	{PRESET_KINGDEE, ACTION_PICK, 7},
	{PRESET_KINGDEE, ACTION_CHECK, 4},
	{PRESET_KINGDEE, ACTION_SAVE, 8},
	{PRESET_KINGDEE, ACTION_SAVE_NEW, 2},
};

static bool
is_name(str s, const char *name)
{
	return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

static uint32_t
parse_function(str s)
{
	int64_t n;
	if (s.n < 2 || (s.p[0] != 'F' && s.p[0] != 'f'))
		return K_NONE;
	if (!str_int(str_from(s, 1), &n) || n < 1 || n > 12 || s.p[1] == '+')
		return K_NONE;
	return K_F0 + (uint32_t)n;
}

static uint32_t
parse_control(str s)
{
	char letter = 0;
	if (s.n == 6 && strncasecmp(s.p, "Ctrl+", 5) == 0)
		letter = s.p[5];
	else if (s.n == 2 && s.p[0] == '^')
		letter = s.p[1];
	if (letter >= 'a' && letter <= 'z')
		letter = (char)(letter - 'a' + 'A');
	if (letter < 'A' || letter > '[')
		return K_NONE;
	return key_of_control((uint32_t)(letter - '@'));
}

uint32_t
key_parse(str name)
{
	for (size_t i = 0; i < N_NAMES; i++)
		if (is_name(name, names[i].name))
			return names[i].key;
	uint32_t key = parse_function(name);
	if (key == K_NONE)
		key = parse_control(name);
	if (key != K_NONE)
		return key;
	uint32_t c = utf8_next(&name);
	return name.n == 0 && key_is_text(c) ? c : K_NONE;
}

static const char f_keys[12][4] = {"F1", "F2", "F3", "F4", "F5", "F6", "F7",
	"F8", "F9", "F10", "F11", "F12"};
static const char control_keys[26][7] = {"Ctrl+A", "Ctrl+B", "Ctrl+C", "Ctrl+D",
	"Ctrl+E", "Ctrl+F", "Ctrl+G", "Ctrl+H", "Ctrl+I", "Ctrl+J", "Ctrl+K",
	"Ctrl+L", "Ctrl+M", "Ctrl+N", "Ctrl+O", "Ctrl+P", "Ctrl+Q", "Ctrl+R",
	"Ctrl+S", "Ctrl+T", "Ctrl+U", "Ctrl+V", "Ctrl+W", "Ctrl+X", "Ctrl+Y",
	"Ctrl+Z"};

const char *
key_text(struct arena *a, uint32_t key)
{
	for (size_t i = 0; i < N_NAMES; i++)
		if (names[i].key == key)
			return names[i].name;
	if (key > K_F0 && key <= K_F0 + 12)
		return f_keys[key - K_F0 - 1];
	if (key >= K_CTRL + 'A' && key <= K_CTRL + 'Z')
		return control_keys[key - K_CTRL - 'A'];
	char bytes[4] = "";
	return str_z(a, (str){bytes, utf8_put(key, bytes)});
}

bool
key_is_text(uint32_t key)
{
	return key < K_BEYOND_TEXT && !utf8_is_control(key);
}

uint32_t
key_of_control(uint32_t c)
{
	switch (c) {
	case 8:
	case 127:
		return K_BACKSPACE;
	case 9:
		return K_TAB;
	case 10:
	case 13:
		return K_ENTER;
	case 27:
		return K_ESC;
	default:
		return c >= 1 && c <= 26 ? K_CTRL + '@' + c : K_NONE;
	}
}

void
keymap_init(struct keymap *m, enum preset preset)
{
	memset(m, 0, sizeof(*m));
	for (int i = ACTION_TEXT + 1; i < ACTION_COUNT; i++)
		for (int k = 0; k < KEYMAP_KEYS; k++)
			if (bindings[i].key[k][0])
				m->key[i][k] =
					key_parse(str_of(bindings[i].key[k]));
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (changes[i].preset == preset)
			m->key[changes[i].action][0] = K_F0 + changes[i].f;
}

enum action
keymap_action(const struct keymap *m, uint32_t key)
{
	if (key == K_NONE)
		return ACTION_NONE;
	for (int i = ACTION_TEXT + 1; i < ACTION_COUNT; i++)
		for (int k = 0; k < KEYMAP_KEYS; k++)
			if (m->key[i][k] == key)
				return (enum action)i;
	return key_is_text(key) ? ACTION_TEXT : ACTION_NONE;
}

/* As it is printed on the keyboard. */
static const char *
key_shown(struct arena *a, uint32_t key)
{
	bool plain = theme_is_plain();
	switch (key) {
	case K_NONE:
		return "";
	case K_UP:
		return plain ? _("上") : "↑";
	case K_DOWN:
		return plain ? _("下") : "↓";
	case K_LEFT:
		return plain ? _("左") : "←";
	case K_RIGHT:
		return plain ? _("右") : "→";
	default:
		return key_text(a, key);
	}
}

const char *
keymap_hint(const struct keymap *m, struct arena *a, enum action action)
{
	return key_shown(a, m->key[action][0]);
}

str
keymap_keys(const struct keymap *m, struct arena *a, enum action action)
{
	struct buf b = {.arena = a};
	for (int k = 0; k < KEYMAP_KEYS; k++) {
		if (m->key[action][k] == K_NONE)
			continue;
		if (b.n)
			buf_addz(&b, ", ");
		buf_addz(&b, key_shown(a, m->key[action][k]));
	}
	return buf_str(&b);
}

const char *
action_name(enum action action)
{
	return bindings[action].name ? bindings[action].name : "";
}

const char *
action_help(enum action action)
{
	return bindings[action].help ? _(bindings[action].help) : "";
}
