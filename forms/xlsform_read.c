// SPDX-License-Identifier: MIT
#include "forms/xlsform.h"

#include "forms/sheet.h"
#include "store/lang.h"

/* The sheets of an XLSForm as the tree of a form. */

enum { NESTING_MOST = 28 };

/* A column of a sheet: its key in YAML, and the language of its texts. */
struct column {
	str key;
	str lang; /* "zh"; empty: none */
};

struct reading {
	struct arena *arena;
	const char *file;
	struct yaml survey;
	struct yaml choices;
	struct yaml settings;
	str plain; /* the language of what names none, "" before it is known */
	struct err *e;
};

/* --- making a tree ------------------------------------------------------- */

static struct yaml
scalar(str text, int line, int col)
{
	return (struct yaml){.kind = YAML_SCALAR,
		.text = text,
		.raw = text,
		.plain = true,
		.line = line,
		.col = col};
}

static struct yaml *
add_item(struct reading *r, struct yaml *list, struct yaml item)
{
	struct yaml *v = (struct yaml *)list->item; /* still being built */
	struct yaml *to = ARENA_PUSH(r->arena, v, list->n);
	list->item = v;
	*to = item;
	return to;
}

static struct yaml *
add_pair(struct reading *r, struct yaml *map, str key, struct yaml value)
{
	struct yaml_pair *v = (struct yaml_pair *)map->pair;
	struct yaml_pair *to = ARENA_PUSH(r->arena, v, map->n);
	map->pair = v;
	*to = (struct yaml_pair){key, value.line, value.col, value};
	return &to->value;
}

static struct yaml *
find(struct yaml *map, str key)
{
	for (size_t i = 0; i < map->n; i++)
		if (str_eq(map->pair[i].key, key))
			return (struct yaml *)&map->pair[i].value;
	return NULL;
}

/* --- headers ------------------------------------------------------------- */

str
xlsform_key(struct arena *a, str heading)
{
	struct buf b = {.arena = a};
	str word;
	while (str_word(&heading, &word)) {
		if (b.n > 0)
			buf_addc(&b, '_');
		for (size_t i = 0; i < word.n; i++) {
			char c = word.p[i];
			buf_addc(&b, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
		}
	}
	return buf_str(&b);
}

static struct column
read_header(struct reading *r, str header)
{
	struct column c = {.key = header};
	if (str_starts(header, STR("bind::x:")))
		c.key = str_fmt(
			r->arena, "x_%.*s", STR_FMT(str_from(header, 8)));
	size_t at = str_find(c.key, STR("::"));
	size_t skip = 2;
	if (at == SIZE_MAX && (str_starts(c.key, STR("x_")) ||
				      str_starts(c.key, STR("form_title.")))) {
		at = str_chr(c.key, '.'); /* bind::x:warning_message.en */
		skip = 1;
	}
	if (at == SIZE_MAX) {
		at = str_chr(c.key, ':');
		skip = 1;
	}
	str base = at == SIZE_MAX ? c.key : str_sub(c.key, 0, at);
	if (!xlsform_is_translated(base))
		base = xlsform_key(r->arena, base);
	if (at != SIZE_MAX && xlsform_is_translated(base))
		c = (struct column){
			base, label_language(str_from(c.key, at + skip))};
	else if (at == SIZE_MAX &&
		 (xlsform_is_translated(base) || str_is(base, "list_name") ||
			 str_is(base, "name") || str_is(base, "type")))
		c.key = base;
	return c;
}

/* --- rows ---------------------------------------------------------------- */

/* One line of YAML in a cell; places are those of the cell. */
static enum err_code
read_structure(struct reading *r, struct yaml *v)
{
	const struct yaml *root;
	struct err e = {0};
	int line = v->line;
	int col = v->col;
	str text = str_dup(r->arena, v->text); /* the tree borrows from it */
	enum err_code code = yaml_parse(r->arena, r->file, text, &root, &e);
	if (code != ERR_OK) {
		(void)err_set(r->e, code, "%s", e.words);
		return err_at(r->e, r->file, line, col);
	}
	*v = *root;
	v->line = line;
	v->col = col;
	return ERR_OK;
}

static void
put_language(struct reading *r, struct yaml *map, const struct column *c,
	struct yaml v)
{
	struct yaml *to = find(map, c->key);
	if (to && to->kind == YAML_SCALAR) {
		struct yaml plain = *to;
		*to = (struct yaml){
			.kind = YAML_MAP, .line = plain.line, .col = plain.col};
		add_pair(r, to, r->plain, plain);
	}
	if (!to)
		to = add_pair(r, map, c->key,
			(struct yaml){.kind = YAML_MAP,
				.line = v.line,
				.col = v.col});
	if (!find(to, c->lang))
		add_pair(r, to, c->lang, v);
}

static enum err_code
read_cell(struct reading *r, struct yaml *map, const struct column *c, str text,
	int line, int col)
{
	struct yaml v = scalar(text, line, col);
	struct yaml *old = find(map, c->key);
	enum err_code code = ERR_OK;
	if (c->lang.n > 0) {
		put_language(r, map, c, v);
		return ERR_OK;
	}
	if (xlsform_is_structured(c->key) &&
		(text.p[0] == '[' || text.p[0] == '{'))
		code = read_structure(r, &v);
	if (old && old->kind == YAML_MAP && xlsform_is_translated(c->key)) {
		struct column plain = {c->key, r->plain};
		put_language(r, map, &plain, v);
	} else if (!old) {
		add_pair(r, map, c->key, v);
	}
	return code;
}

static enum err_code
read_row(struct reading *r, struct yaml *sheet, const struct sheet_row *row,
	const struct column *column, size_t n)
{
	struct yaml map = {.kind = YAML_MAP, .line = row->line[0], .col = 1};
	for (size_t k = 1; k < row->n; k++) {
		if (row->cell[k].n == 0 || k > n || column[k - 1].key.n == 0)
			continue;
		enum err_code code = read_cell(r, &map, &column[k - 1],
			row->cell[k], row->line[k], (int)k + 1);
		if (code != ERR_OK)
			return code;
	}
	if (map.n > 0)
		add_item(r, sheet, map);
	return ERR_OK;
}

static bool
is_blank(const struct sheet_row *row)
{
	for (size_t k = 1; k < row->n; k++)
		if (row->cell[k].n > 0)
			return false;
	return true;
}

static struct yaml *
sheet_named(struct reading *r, str name)
{
	str low = xlsform_key(r->arena, name);
	if (str_is(low, "survey"))
		return &r->survey;
	if (str_is(low, "choices"))
		return &r->choices;
	return str_is(low, "settings") ? &r->settings : NULL;
}

static enum err_code
read_rows(struct reading *r, const struct sheet *s)
{
	struct yaml *sheet = NULL;
	struct column *column = NULL;
	size_t n = 0;
	bool headed = false;
	for (size_t i = 0; i < s->n; i++) {
		const struct sheet_row *row = &s->row[i];
		if (row->cell[0].n > 0) {
			sheet = sheet_named(r, row->cell[0]);
			headed = false;
			if (sheet && sheet->line == 0)
				sheet->line = row->line[0];
		}
		if (is_blank(row))
			continue;
		if (headed && sheet) {
			enum err_code code = read_row(r, sheet, row, column, n);
			if (code != ERR_OK)
				return code;
		}
		if (headed)
			continue;
		headed = true;
		n = row->n - 1;
		column = ARENA_ARRAY(r->arena, n, struct column);
		for (size_t k = 0; k < n; k++)
			column[k] = read_header(r, row->cell[k + 1]);
	}
	return ERR_OK;
}

/* --- groups --------------------------------------------------------------- */

/* "begin_group", "begin repeat": +1 and the kind; "end …": -1; else 0. */
static int
bracket(str type, str *kind)
{
	str word = STR_NONE;
	int side = 0;
	if (!str_word(&type, &word))
		return 0;
	if (str_is(word, "begin") || str_is(word, "end")) {
		side = str_is(word, "begin") ? 1 : -1;
		(void)str_word(&type, &word); /* empty: no kind fits */
	} else if (str_starts(word, STR("begin_"))) {
		side = 1;
		word = str_from(word, 6);
	} else if (str_starts(word, STR("end_"))) {
		side = -1;
		word = str_from(word, 4);
	}
	if (str_is(word, "lgroup"))
		word = STR("repeat");
	*kind = word;
	return str_is(word, "group") || str_is(word, "repeat") ? side : 0;
}

static bool
is_balanced(const struct yaml *rows)
{
	str open[NESTING_MOST];
	int depth = 0;
	for (size_t i = 0; i < rows->n; i++) {
		str kind = STR_NONE;
		int side = bracket(yaml_text(&rows->item[i], "type"), &kind);
		if (side > 0) {
			if (depth == NESTING_MOST)
				return false;
			open[depth++] = kind;
		}
		if (side < 0 && (depth == 0 || !str_eq(open[--depth], kind)))
			return false;
	}
	return depth == 0;
}

/* Rows from *at to the end of their group, nested. */
static struct yaml
nest(struct reading *r, const struct yaml *rows, size_t *at)
{
	struct yaml out = {.kind = YAML_LIST, .line = rows->line, .col = 1};
	while (*at < rows->n) {
		struct yaml row = rows->item[(*at)++];
		str kind = STR_NONE;
		int side = bracket(yaml_text(&row, "type"), &kind);
		if (side < 0)
			break;
		if (side > 0) {
			find(&row, STR("type"))->text = kind;
			add_pair(r, &row, STR("survey"), nest(r, rows, at));
		}
		add_item(r, &out, row);
	}
	return out;
}

/* --- the form ------------------------------------------------------------ */

/* Choices by their lists; as they stand when one names no list. */
static void
add_lists(struct reading *r, struct yaml *root)
{
	struct yaml lists = {
		.kind = YAML_MAP, .line = r->choices.line, .col = 1};
	for (size_t i = 0; i < r->choices.n; i++) {
		const struct yaml *row = &r->choices.item[i];
		str name = yaml_text(row, "list_name");
		if (name.n == 0) {
			add_pair(r, root, STR("choices"), r->choices);
			return;
		}
		struct yaml *list = find(&lists, name);
		if (!list)
			list = add_pair(r, &lists, name,
				(struct yaml){.kind = YAML_LIST,
					.line = row->line,
					.col = 1});
		struct yaml choice = {
			.kind = YAML_MAP, .line = row->line, .col = 1};
		for (size_t k = 0; k < row->n; k++)
			if (!str_is(row->pair[k].key, "list_name"))
				add_pair(r, &choice, row->pair[k].key,
					row->pair[k].value);
		add_item(r, list, choice);
	}
	if (lists.n > 0)
		add_pair(r, root, STR("lists"), lists);
}

/* "…/tea party.csv": tea_party. */
static str
file_id(struct reading *r)
{
	struct buf b = {.arena = r->arena};
	str name = str_of(r->file);
	for (size_t at; (at = str_chr(name, '/')) != SIZE_MAX;)
		name = str_from(name, at + 1);
	size_t dot = str_chr(name, '.');
	name = str_sub(name, 0, dot);
	for (size_t i = 0; i < name.n && i < 64; i++) {
		char c = name.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool good = letter || (i > 0 && c >= '0' && c <= '9');
		buf_addc(&b, good ? c : '_');
	}
	return b.n > 0 ? buf_str(&b) : STR("form");
}

static struct yaml
make_settings(struct reading *r)
{
	struct yaml out = {
		.kind = YAML_MAP, .line = r->settings.line, .col = 1};
	const struct yaml *row = r->settings.n > 0 ? r->settings.item : NULL;
	if (!yaml_get(row, "form_id") && !yaml_get(row, "id_string"))
		add_pair(r, &out, STR("form_id"),
			scalar(file_id(r), out.line, 1));
	for (size_t k = 0; row && k < row->n; k++) {
		const struct yaml_pair *p = &row->pair[k];
		if (!str_is(p->key, "namespaces") ||
			!str_is(p->value.text, XLSFORM_NAMESPACE))
			add_pair(r, &out, p->key, p->value);
	}
	return out;
}

/* The language that a text without one is in: of the first row of settings,
 * which stand behind what they speak of. */
static str
plain_language(const struct sheet *s)
{
	for (size_t i = 0; i + 2 < s->n; i++) {
		if (!str_is(s->row[i].cell[0], "settings"))
			continue;
		const struct sheet_row *head = &s->row[i + 1];
		const struct sheet_row *row = &s->row[i + 2];
		for (size_t k = 1; k < head->n && k < row->n; k++)
			if (str_is(head->cell[k], "default_language") &&
				row->cell[k].n > 0)
				return label_plain_language(row->cell[k]);
	}
	return STR("zh");
}

enum err_code
xlsform_read(struct arena *a, const char *file, str bytes,
	const struct yaml **root, struct err *e)
{
	struct reading r = {.arena = a,
		.file = file,
		.survey = {.kind = YAML_LIST, .col = 1},
		.choices = {.kind = YAML_LIST, .col = 1},
		.settings = {.kind = YAML_LIST, .line = 1, .col = 1},
		.e = e};
	struct sheet s;
	enum err_code code = sheet_parse(a, file, bytes, &s, e);
	if (code == ERR_OK) {
		r.plain = plain_language(&s);
		code = read_rows(&r, &s);
	}
	if (code != ERR_OK)
		return code;
	if (r.survey.n == 0) {
		(void)err_set(e, ERR_INPUT,
			_("没有 survey 表：第一列单独写 survey，下一行从第二"
			  "列起写 type、name、label"));
		return err_at(e, file, 1, 1);
	}
	struct yaml *form = ARENA_NEW(a, struct yaml);
	*form = (struct yaml){.kind = YAML_MAP, .line = 1, .col = 1};
	add_pair(&r, form, STR("settings"), make_settings(&r));
	size_t at = 0;
	add_pair(&r, form, STR("survey"),
		is_balanced(&r.survey) ? nest(&r, &r.survey, &at) : r.survey);
	add_lists(&r, form);
	*root = form;
	return ERR_OK;
}
