// SPDX-License-Identifier: MIT
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "store/str.h"
#include "tui/actions.h"

/*
 * One key. A character is its code point; the others lie above Unicode.
 * What terminals send for one key in several ways is one key here:
 * Ctrl+I is Tab, Ctrl+M and Ctrl+J are Enter, Ctrl+H Backspace, Ctrl+[ Esc.
 */
enum {
	K_NONE = 0,
	K_BEYOND_TEXT = 0x200000,
	K_ENTER,
	K_TAB,
	K_SHIFT_TAB,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PGUP,
	K_PGDN,
	K_ESC,
	K_INS,
	K_DEL,
	K_BACKSPACE,
	K_F0 = 0x201000,   /* K_F0 + 1 … K_F0 + 12 */
	K_CTRL = 0x202000, /* K_CTRL + 'A' … */
};

/* "F2", "Shift+Tab", "Ctrl+S", "PgUp", "Space", or one character; K_NONE for
 * a name that is no key. ASCII case does not matter but for characters. */
uint32_t key_parse(str name);
/* Its name, as on the keyboard; static or in `a`. */
const char *key_text(struct arena *a, uint32_t key);
bool key_is_text(uint32_t key);
/* The key a terminal means by a control character (below 32, or 127). */
uint32_t key_of_control(uint32_t c);

/* Which key does what. */
#define KEYMAP_KEYS 3
struct keymap {
	uint32_t key[ACTION_COUNT][KEYMAP_KEYS];
};
/* The desk's own keys, or function keys as two bookkeeping programs have
 * them; the second keys (Ctrl+S saves) stay (ux.md §1). */
enum preset { PRESET_XINZHAN, PRESET_YONYOU, PRESET_KINGDEE };
void keymap_init(struct keymap *m, enum preset preset);
/* ACTION_TEXT for characters, ACTION_NONE for a key bound to nothing. */
enum action keymap_action(const struct keymap *m, uint32_t key);
/* The key that hints print: F2, PgDn; arrows as arrows, or as words where
 * the terminal's widths are not known. "" when unbound. */
const char *keymap_hint(
	const struct keymap *m, struct arena *a, enum action action);
/* All of them: "F2, Ctrl+S". */
str keymap_keys(const struct keymap *m, struct arena *a, enum action action);

const char *action_name(enum action action);
const char *action_help(enum action action); /* translated */

#endif
