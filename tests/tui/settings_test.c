// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tui/settings.h"

/* Load settings from a file with that text; NULL: without one. */
static enum err_code
load(const char *text, struct settings *s, struct err *e)
{
	const char *dir = test_dir();
	char path[600];
	setenv("XDG_CONFIG_HOME", dir, 1);
	snprintf(path, sizeof(path), "%s/xinzhan", dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/xinzhan/desk.yaml", dir);
	remove(path);
	FILE *f = text ? fopen(path, "w") : NULL;
	if (f) {
		fputs(text, f);
		fclose(f);
	}
	enum err_code code = settings_load(s, e);
	unsetenv("XDG_CONFIG_HOME");
	return code;
}

TEST(settings, are_the_usual_ones_without_a_file)
{
	struct settings s;
	struct err e;
	CHECK_CODE(load(NULL, &s, &e), ERR_OK, &e);
	CHECK_INT(s.keys, PRESET_XINZHAN);
	CHECK_INT(s.theme, THEME_COLOUR);
	CHECK_INT(s.escape, 50);
	CHECK(s.jump);
}

TEST(settings, are_taken_from_a_file)
{
	struct settings s;
	struct err e;
	CHECK_CODE(load("keys: yonyou\ntheme: high\nescape: 300\n"
			"auto_advance: off\n",
			   &s, &e),
		ERR_OK, &e);
	CHECK_INT(s.keys, PRESET_YONYOU);
	CHECK_INT(s.theme, THEME_HIGH);
	CHECK_INT(s.escape, 300);
	CHECK(!s.jump);
}

TEST(settings, say_where_they_are_wrong_and_keep_the_rest)
{
	struct settings s;
	struct err e;
	CHECK_CODE(load("theme: mono\nkeys: vi\n", &s, &e), ERR_INPUT, &e);
	CHECK_INT(s.theme, THEME_MONO);
	CHECK_INT(e.line, 2);
	CHECK_INT(e.col, 7);
	CHECK(load("escape: 24\n", &s, &e) == ERR_INPUT);
	CHECK(load("escape: 301\n", &s, &e) == ERR_INPUT);
	CHECK(load("mouse: on\n", &s, &e) == ERR_INPUT);
	CHECK(load("keys: [yonyou]\n", &s, &e) == ERR_INPUT);
	CHECK(load("keys\n", &s, &e) == ERR_INPUT);
}
