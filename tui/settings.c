// SPDX-License-Identifier: MIT
#include "tui/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "forms/yaml.h"
#include "store/file.h"
#include "store/folder.h"

/* A setting that is a number. */
static const struct {
	const char *name;
	int64_t least;
	int64_t most;
	const char *right;
} numbers[] = {
	{"escape", 25, 300, N_("25 到 300（毫秒）")},
	{"lock", 1, 60, N_("1 到 60（分钟）")},
	{"lock_seconds", 1, 60, N_("1 到 60（秒，只用于测试库）")},
};
#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

/* A setting and the words it may have, in the order of their numbers. */
struct setting {
	const char *name;
	const char *word[3];
	void (*set)(struct settings *s, int word);
};

static void
set_keys(struct settings *s, int word)
{
	s->keys = (enum preset)word;
}

static void
set_theme(struct settings *s, int word)
{
	s->theme = (enum theme)word;
}

static void
set_jump(struct settings *s, int word)
{
	s->jump = word == 0;
}

static void
set_lang(struct settings *s, int word)
{
	s->lang_set = true;
	s->lang = word == 0 ? LANG_ZH : LANG_EN;
}

static const struct setting settings[] = {
	{"keys", {"xinzhan", "yonyou", "kingdee"}, set_keys},
	{"theme", {"colour", "high", "mono"}, set_theme},
	{"auto_advance", {"on", "off", NULL}, set_jump},
	{"lang", {"zh", "en", NULL}, set_lang},
};
#define N_SETTINGS (sizeof(settings) / sizeof(settings[0]))

static enum err_code
wrong(const char *path, int line, int col, struct err *e, const char *name,
	const char *right)
{
	err_set(e, ERR_INPUT, _("%s 应是 %s"), name, right);
	if (e)
		err_at(e, path, line, col);
	return ERR_INPUT;
}

static enum err_code
take_word(struct settings *out, const struct setting *s, const char *path,
	const struct yaml *v, struct err *e)
{
	char right[64] = "";
	size_t n = 0;
	for (int i = 0; i < 3 && s->word[i]; i++) {
		if (v->kind == YAML_SCALAR && str_is(v->text, s->word[i])) {
			s->set(out, i);
			return ERR_OK;
		}
		for (const char *p = i ? " | " : ""; *p; p++)
			right[n++] = *p;
		for (const char *p = s->word[i]; *p; p++)
			right[n++] = *p;
	}
	return wrong(path, v->line, v->col, e, s->name, right);
}

static enum err_code
take_number(struct settings *out, size_t which, const char *path,
	const struct yaml *v, struct err *e)
{
	int *const place[N_NUMBERS] = {
		&out->escape, &out->lock, &out->lock_seconds};
	int64_t n;
	if (v->kind != YAML_SCALAR || !str_int(v->text, &n) ||
		n < numbers[which].least || n > numbers[which].most)
		return wrong(path, v->line, v->col, e, numbers[which].name,
			_(numbers[which].right));
	*place[which] = (int)n;
	return ERR_OK;
}

static enum err_code
take(struct settings *out, const char *path, const struct yaml_pair *pair,
	struct err *e)
{
	const struct yaml *v = &pair->value;
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (str_is(pair->key, settings[i].name))
			return take_word(out, &settings[i], path, v, e);
	for (size_t i = 0; i < N_NUMBERS; i++)
		if (str_is(pair->key, numbers[i].name))
			return take_number(out, i, path, v, e);
	err_set(e, ERR_INPUT,
		_("没有设置 %.*s，有 keys、theme、escape、"
		  "auto_advance、lock、lang"),
		STR_FMT(pair->key));
	if (e)
		err_at(e, path, pair->line, pair->col);
	return ERR_INPUT;
}

static const char *
path_of(struct arena *a)
{
	const char *dir = getenv("XDG_CONFIG_HOME");
	if (dir && *dir == '/')
		return str_z(a, str_fmt(a, "%s/xinzhan/desk.yaml", dir));
	dir = getenv("HOME");
	return dir && *dir ? str_z(a, str_fmt(a, "%s/.config/xinzhan/desk.yaml",
					      dir))
			   : NULL;
}

enum err_code
settings_load(struct settings *out, struct err *e)
{
	const struct yaml *y;
	struct arena *a = arena_new();
	const char *path = path_of(a);
	*out = SETTINGS_USUAL;
	enum err_code code = path ? yaml_load(a, path, &y, e) : ERR_ABSENT;
	if (code == ERR_OK && y->kind != YAML_MAP)
		code = wrong(
			path, y->line, y->col, e, "desk.yaml", "keys: xinzhan");
	for (size_t i = 0; code == ERR_OK && i < y->n; i++)
		code = take(out, path, &y->pair[i], e);
	arena_free(a);
	return code == ERR_ABSENT ? ERR_OK : code;
}

/* --- writing ----------------------------------------------------------- */

#define FILE_MOST (64 * 1024)

static bool
is_line_of(str line, const char *name)
{
	str rest = str_from(line, str_of(name).n);
	return str_starts(line, str_of(name)) && str_starts(rest, STR(":"));
}

/* The text with its line of that name replaced, or put behind. */
static str
with_line(struct arena *a, str text, const char *name, str word)
{
	struct buf b = {.arena = a};
	bool put = false;
	str line;
	while (text.n > 0 && str_cut(&text, '\n', &line)) {
		if (is_line_of(line, name))
			line = put ? STR_NONE
				   : str_fmt(a, "%s: %.*s", name,
					     STR_FMT(word));
		put = put || is_line_of(line, name);
		if (line.n || text.n)
			buf_addf(&b, "%.*s\n", STR_FMT(line));
	}
	if (!put)
		buf_addf(&b, "%s: %.*s\n", name, STR_FMT(word));
	return buf_str(&b);
}

/* Whole under another name first: what is there stays until then. */
static enum err_code
replace(struct arena *a, const char *path, str text, struct err *e)
{
	struct file_out f;
	const char *made = str_z(a, str_fmt(a, "%s.new", path));
	(void)unlink(made); /* of a write that was broken off */
	enum err_code code = file_out_open(&f, made, e);
	if (code != ERR_OK)
		return code;
	file_out_write(&f, text);
	code = file_out_commit(&f, e);
	if (code == ERR_OK && rename(made, path) != 0)
		code = err_errno(e, _("没有写成"), path);
	return code;
}

enum err_code
settings_save(const char *name, str word, struct err *e)
{
	struct arena *a = arena_new();
	const char *path = path_of(a);
	str text = STR_NONE;
	enum err_code code = path ? ERR_OK
				  : err_set(e, ERR_IO, "%s",
					    _("不知道设置存到哪里：没有 HOME"));
	if (code == ERR_OK) {
		str folder = str_sub(str_of(path), 0,
			str_of(path).n - sizeof("/desk.yaml") + 1);
		code = folder_make(str_z(a, folder), a, e);
	}
	if (code == ERR_OK)
		code = file_load(path, FILE_MOST, a, &text, e);
	if (code == ERR_OK || code == ERR_ABSENT)
		code = replace(a, path, with_line(a, text, name, word), e);
	arena_free(a);
	return code;
}
