// SPDX-License-Identifier: MIT
#ifndef TUI_SETTINGS_H
#define TUI_SETTINGS_H

#include "store/err.h"
#include "store/lang.h"
#include "tui/keys.h"
#include "tui/theme.h"

/*
 * What a clerk may choose about the desk, from a small YAML file of hers:
 * $XDG_CONFIG_HOME/xinzhan/desk.yaml, else ~/.config/xinzhan/desk.yaml.
 *
 *	keys: xinzhan        # or yonyou, kingdee
 *	theme: colour        # or high, mono
 *	escape: 50           # milliseconds, 25–300
 *	auto_advance: on     # or off
 *	lock: 5              # minutes without a key, 1–60
 *	lang: zh             # or en; --lang goes before it
 */
struct settings {
	enum preset keys;
	enum theme theme;
	int escape; /* how long a lone Esc waits to be the start of a key */
	bool jump;  /* leave a field by itself when it is full */
	int lock;   /* minutes without a key until the desk locks */
	int lock_seconds; /* the same for tests; 0: none. Test stores only */
	bool lang_set;    /* lang stands in the file */
	enum lang lang;
};

#define SETTINGS_USUAL                                                         \
	((struct settings){PRESET_XINZHAN, THEME_COLOUR, 50, true, 5, 0})

/* No file: ERR_OK and the usual ones. With a mistake in it *out has the lines
 * before it, and e says where and what would be right. */
enum err_code settings_load(struct settings *out, struct err *e);
/* Put one line of the file, "name: word"; the others stay as they are, also
 * what people wrote beside them. ERR_IO, ERR_FULL. */
enum err_code settings_save(const char *name, str word, struct err *e);

#endif
