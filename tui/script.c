// SPDX-License-Identifier: MIT
#include "tui/script.h"

#include <string.h>

#include "store/lang.h"
#include "tui/keys.h"

#define SCRIPT_EVENTS 1000000

struct parser {
	struct arena *arena;
	struct script_event *v;
	size_t n;
	size_t cap;
	struct err *e;
};

static enum err_code
add(struct parser *p, struct script_event event)
{
	if (p->n == SCRIPT_EVENTS)
		return err_set(p->e, ERR_LIMIT, _("按键太多，最多 %d 个"),
			SCRIPT_EVENTS);
	if (p->n == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 64;
		p->v = arena_grow(p->arena, p->v, p->n, cap, sizeof(*p->v));
		p->cap = cap;
	}
	p->v[p->n++] = event;
	return ERR_OK;
}

static enum err_code
add_key(struct parser *p, uint32_t key)
{
	return add(p, (struct script_event){{EVENT_KEY, .key = key}, STR_NONE});
}

/* "Down*3": the key, and how often. A lone '*' is itself a key. */
static enum err_code
parse_key(struct parser *p, str word)
{
	str name = word;
	int64_t times = 1;
	size_t star = str_chr(word, '*');
	if (star != SIZE_MAX && star > 0 && star + 1 < word.n) {
		name = str_sub(word, 0, star);
		if (!str_int(str_from(word, star + 1), &times) || times < 0 ||
			times > SCRIPT_EVENTS)
			return err_set(p->e, ERR_USAGE,
				_("次数不对：%.*s，例如 Down*3"),
				STR_FMT(word));
	}
	uint32_t key = key_parse(name);
	if (key == K_NONE)
		return err_set(p->e, ERR_USAGE,
			_("没有键 %.*s，例如 F2 Enter Shift+Tab PgUp Ctrl+S"),
			STR_FMT(name));
	enum err_code code = ERR_OK;
	while (times-- > 0 && code == ERR_OK)
		code = add_key(p, key);
	return code;
}

static enum err_code
parse_keys(struct parser *p, str rest)
{
	str word;
	enum err_code code = ERR_OK;
	if (str_trim(rest).n == 0)
		return err_set(p->e, ERR_USAGE, "%s", _("key 后面要有键名"));
	while (code == ERR_OK && str_word(&rest, &word))
		code = parse_key(p, word);
	return code;
}

static enum err_code
parse_type(struct parser *p, str rest)
{
	enum err_code code = ERR_OK;
	while (code == ERR_OK && rest.n > 0) {
		uint32_t c = utf8_next(&rest);
		if (c == UTF8_BAD)
			return err_set(
				p->e, ERR_USAGE, "%s", _("不是 UTF-8 文字"));
		code = add_key(p, key_is_text(c) ? c : key_of_control(c));
	}
	return code;
}

static enum err_code
parse_paste(struct parser *p, str rest)
{
	struct buf b = {.arena = p->arena};
	for (size_t i = 0; i < rest.n; i++) {
		char c = rest.p[i];
		if (c == '\\' && i + 1 < rest.n) {
			c = rest.p[++i];
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		buf_addc(&b, c);
	}
	struct event paste = {EVENT_PASTE};
	if (b.n > PASTE_MOST)
		paste.too_long = true;
	else
		paste.text = buf_str(&b);
	return add(p, (struct script_event){paste, STR_NONE});
}

static enum err_code
parse_resize(struct parser *p, str rest)
{
	str word = str_trim(rest);
	size_t x = str_chr(word, 'x');
	int64_t cols;
	int64_t rows;
	if (x == SIZE_MAX || !str_int(str_sub(word, 0, x), &cols) ||
		!str_int(str_from(word, x + 1), &rows) || cols < 1 ||
		rows < 1 || cols > CANVAS_MOST || rows > CANVAS_MOST)
		return err_set(p->e, ERR_USAGE,
			_("大小不对：%.*s，例如 resize 40x12"), STR_FMT(word));
	return add(p, (struct script_event){{EVENT_RESIZE, .rows = (int)rows,
						    .cols = (int)cols},
			      STR_NONE});
}

static enum err_code
parse_screen(struct parser *p, str rest)
{
	str name = str_trim(rest);
	if (name.n == 0)
		return err_set(p->e, ERR_USAGE, "%s", _("screen 后面要有名字"));
	return add(p, (struct script_event){.name = name});
}

static const struct {
	const char *word;
	enum err_code (*parse)(struct parser *p, str rest);
} words[] = {
	{"key", parse_keys},
	{"type", parse_type},
	{"paste", parse_paste},
	{"resize", parse_resize},
	{"screen", parse_screen},
};

static enum err_code
parse_line(struct parser *p, str line)
{
	if (str_ends(line, STR("\r")))
		line = str_sub(line, 0, line.n - 1);
	str rest = line;
	str word;
	if (!str_word(&rest, &word) || word.p[0] == '#')
		return ERR_OK;
	rest = str_from(rest, 1); /* one space belongs to the word */
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(word, words[i].word))
			return words[i].parse(p, rest);
	return err_set(p->e, ERR_USAGE,
		_("不认识 %.*s；每行是 key、type、paste、resize、screen 之一"),
		STR_FMT(word));
}

static void
print(struct script *s, str name)
{
	const struct canvas *c = &s->shown;
	struct arena *a = arena_new_secret();
	fprintf(s->out, "== %.*s %dx%d cursor %d,%d\n", STR_FMT(name), c->cols,
		c->rows, c->cursor_row + 1, c->cursor_col + 1);
	for (int row = 0; row < c->rows; row++) {
		str text = canvas_row(c, a, row);
		fprintf(s->out, "%.*s\n", STR_FMT(text));
	}
	fputs("==\n", s->out);
	arena_free(a);
}

static void
script_size(struct screen *screen, int *rows, int *cols)
{
	struct script *s = (struct script *)screen;
	*rows = s->rows;
	*cols = s->cols;
}

/* As if typed slowly: nothing is ever waiting, each event gets its paint. */
static bool
script_next(
	struct screen *screen, int wait_ms, struct arena *a, struct event *out)
{
	struct script *s = (struct script *)screen;
	(void)a; /* the events live longer */
	if (wait_ms == 0)
		return false;
	for (; s->at < s->n; s->at++) {
		const struct script_event *e = &s->v[s->at];
		if (e->name.n == 0) {
			*out = e->event;
			s->at++;
			return true;
		}
		print(s, e->name);
	}
	*out = (struct event){EVENT_OVER};
	return true;
}

static void
script_show(struct screen *screen, const struct canvas *c)
{
	struct script *s = (struct script *)screen;
	if (s->shown.rows != c->rows || s->shown.cols != c->cols)
		canvas_resize(&s->shown, c->rows, c->cols);
	memcpy(s->shown.glyph, c->glyph,
		(size_t)c->rows * (size_t)c->cols * sizeof(struct glyph));
	s->shown.cursor_row = c->cursor_row;
	s->shown.cursor_col = c->cursor_col;
}

static void
script_redraw(struct screen *screen)
{
	(void)screen; /* nothing can have spoilt it */
}

static const struct screen_ops script_ops = {
	.size = script_size,
	.next = script_next,
	.show = script_show,
	.redraw = script_redraw,
};

enum err_code
script_init(struct script *s, struct arena *a, const char *file, str text,
	FILE *out, struct err *e)
{
	struct parser p = {.arena = a, .e = e};
	str line;
	for (int number = 1; str_cut(&text, '\n', &line); number++) {
		enum err_code code = parse_line(&p, line);
		if (code != ERR_OK) {
			if (e)
				err_at(e, file, number, 0);
			return code;
		}
	}
	*s = (struct script){{&script_ops}, p.v, p.n, 0, 24, 80, .out = out};
	canvas_init(&s->shown, 24, 80);
	return ERR_OK;
}

void
script_done(struct script *s)
{
	canvas_done(&s->shown);
}
