// SPDX-License-Identifier: MIT
#include "forms/import_impl.h"

#include <string.h>

#include "forms/load.h"
#include "store/lang.h"
#include "store/utf8.h"

/* Which column is which field. */

enum { HEADER_ROWS = 10, SHOWN = 60 };

str
import_plain(struct arena *a, str s)
{
	struct buf b = {.arena = a};
	str folded = utf8_fold(a, s);
	while (folded.n > 0) {
		str rest = folded;
		uint32_t c = utf8_next(&rest);
		bool mark = c < 0x80 && strchr(" \t\r\n*:", (int)c) && c;
		if (c >= 'A' && c <= 'Z')
			buf_addc(&b, (char)(c - 'A' + 'a'));
		else if (!mark && !utf8_is_invisible(c))
			buf_add(&b, str_sub(folded, 0, folded.n - rest.n));
		folded = rest;
	}
	return buf_str(&b);
}

/* 时长(分钟) without what stands in brackets. */
static str
without_brackets(str s)
{
	size_t at = str_chr(s, '(');
	return at != SIZE_MAX && at > 0 && s.p[s.n - 1] == ')'
		       ? str_sub(s, 0, at)
		       : s;
}

/* --- one name
 * --------------------------------------------------------------------- */

static bool
may_stand(const struct field *f)
{
	return field_has_value(f) && f->type != FIELD_REPEAT;
}

static bool
is_called(const struct field *f, struct arena *a, str plain, bool bare)
{
	for (int l = 0; l < LANG_COUNT; l++) {
		str label = import_plain(a, f->label.text[l]);
		if (bare)
			label = without_brackets(label);
		if (label.n > 0 && str_eq(label, plain))
			return true;
	}
	return str_eq(import_plain(a, f->name), plain);
}

/* The field of that name or label; one of the top level before those of
 * repeats. *many: how many are called so. */
static const struct field *
field_called(const struct form *form, struct arena *a, str plain, int *many)
{
	for (int pass = 0; pass < 4; pass++) {
		const struct field *found = NULL;
		*many = 0;
		for (size_t k = 0; k < form->n_all; k++) {
			const struct field *f = form->all[k];
			if (!may_stand(f) || f->automatic.n > 0 ||
				(pass % 2 == 0) != (f->repeat == NULL) ||
				!is_called(f, a, plain, pass >= 2))
				continue;
			found = f;
			++*many;
		}
		if (found)
			return *many == 1 ? found : NULL;
	}
	return NULL;
}

/* "name3", "name[3]": the number behind it, 0 when there is none. */
static size_t
take_number(str *s)
{
	str in = *s;
	bool brackets = in.n > 2 && in.p[in.n - 1] == ']';
	size_t end = in.n - brackets;
	size_t at = end;
	int64_t n = 0;
	while (at > 0 && in.p[at - 1] >= '0' && in.p[at - 1] <= '9')
		at--;
	if (at == end || end - at > 3 || at < 1 + (size_t)brackets ||
		(brackets && in.p[at - 1] != '[') ||
		!str_int(str_sub(in, at, end - at), &n))
		return 0;
	*s = str_sub(in, 0, at - brackets);
	if (!brackets && s->n > 1 &&
		(s->p[s->n - 1] == '_' || s->p[s->n - 1] == '-'))
		s->n--;
	return (size_t)n;
}

/* Fields of records referred to, "sm_person.p_idno": are they there? */
static bool
check_path(struct catalog *c, const struct field *f, str path, str *out,
	struct arena *a)
{
	struct buf b = {.arena = a};
	str part;
	while (str_cut(&path, '.', &part)) {
		const struct form *form = NULL;
		const struct field *next = NULL;
		int many;
		if (f->type != FIELD_REFERENCE)
			return false;
		for (size_t k = 0; k < f->n_ref && !next; k++)
			if (catalog_form(c, f->ref[k], &form, NULL) == ERR_OK)
				next = field_called(
					form, a, import_plain(a, part), &many);
		if (!next || next->repeat)
			return false;
		if (b.n > 0)
			buf_addc(&b, '.');
		buf_add(&b, next->name);
		f = next;
	}
	*out = buf_str(&b);
	return b.n > 0;
}

/* What a name means: a field, a row of a repeat, a path behind a reference.
 * False with words in col->why. */
static bool
find_field(struct import *x, struct import_column *col, str name)
{
	struct arena *a = x->arena;
	str plain = import_plain(a, name);
	int many = 0;
	size_t number = 0;
	const struct field *f = field_called(x->form, a, plain, &many);
	str rest = STR_NONE;
	if (!f && many == 0) {
		str head = plain;
		number = take_number(&head);
		f = number ? field_called(x->form, a, head, &many) : NULL;
		if (f && !f->repeat)
			f = NULL; /* a label that ends in a figure */
	}
	if (!f && many == 0 && str_chr(plain, '.') != SIZE_MAX) {
		size_t dot = str_chr(plain, '.');
		str head = str_sub(plain, 0, dot);
		rest = str_from(plain, dot + 1);
		number = take_number(&head);
		f = form_field(x->form, head);
		if (f && f->type == FIELD_REPEAT) {
			const struct field *in =
				field_called(x->form, a, rest, &many);
			f = in && in->repeat == f ? in : NULL;
			rest = STR_NONE;
		} else if (!number) {
			f = field_called(x->form, a, head, &many);
		}
	}
	if (!f) {
		col->why =
			many > 1
				? str_fmt(a,
					  _("有 %d 栏叫这个名字，请改用字段名"),
					  many)
				: str_of(_("表单里没有这一栏"));
		return false;
	}
	if (rest.n > 0 && !check_path(x->catalog, f, rest, &col->path, a)) {
		col->why = str_of(_("引用的表单里没有这一栏"));
		return false;
	}
	if (f->repeat && f->repeat->repeat) {
		col->why = str_of(_("在明细的明细里，不能从一行导入"));
		return false;
	}
	if (field_is_computed(f) || f->read_only) {
		col->why = str_of(_("由程序算出，不导入"));
		return false;
	}
	col->field = f;
	col->row = f->repeat ? number : 0;
	return true;
}

/* --- maps
 * ------------------------------------------------------------------------- */

static const struct yaml *
map_column(struct import *x, const struct yaml *map, str plain)
{
	const struct yaml *columns = map ? yaml_get(map, "columns") : NULL;
	if (!columns || columns->kind != YAML_MAP)
		return NULL;
	for (size_t k = 0; k < columns->n; k++)
		if (str_eq(import_plain(x->arena, columns->pair[k].key), plain))
			return &columns->pair[k].value;
	return NULL;
}

static bool
by_map(struct import *x, const struct yaml *map, struct import_column *col,
	str plain)
{
	const struct yaml *v = map_column(x, map, plain);
	str name = v && v->kind == YAML_SCALAR ? v->text
		   : v                         ? yaml_text(v, "field")
					       : STR_NONE;
	if (!v)
		return false;
	col->at = v;
	if (str_is(name, "-")) {
		col->why = str_of(_("对照表说不导入"));
		return true;
	}
	if (v->kind == YAML_MAP)
		col->values = yaml_get(v, "values");
	(void)find_field(x, col, name); /* why not stands in col */
	return true;
}

static const struct yaml *
shipped_map(struct arena *a, str form)
{
	const struct yaml *map = NULL;
	char *path =
		str_z(a, str_fmt(a, "forms/maps/%.*s.yaml", STR_FMT(form)));
	str bytes;
	if (catalog_file(path, &bytes))
		(void)yaml_parse(a, path, bytes, &map, NULL);
	return map;
}

enum err_code
import_map_load(struct arena *a, const char *name, const struct yaml **out,
	struct err *e)
{
	enum err_code code = yaml_load(a, name, out, e);
	if (code == ERR_ABSENT && !strpbrk(name, "./")) {
		const struct yaml *map = shipped_map(a, str_of(name));
		if (map) {
			*out = map;
			return ERR_OK;
		}
	}
	if (code == ERR_OK && (*out)->kind != YAML_MAP)
		return err_set(e, ERR_INPUT, _("%s 不是对照表"), name);
	return code;
}

/* --- the header
 * ------------------------------------------------------------------- */

/* Columns that only number or explain the rows. */
static bool
is_ours(str plain)
{
	static const char *const names[] = {
		"序号", "no.", "no", "原因", "reason", "状态"};
	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		if (str_is(plain, names[k]))
			return true;
	return plain.n > 0 && plain.p[0] == '_';
}

/* What the shipped map says people write in a field, whatever heads it. */
static const struct yaml *
words_for(const struct yaml *shipped, str field)
{
	const struct yaml *columns =
		shipped ? yaml_get(shipped, "columns") : NULL;
	for (size_t k = 0; columns && k < columns->n; k++) {
		const struct yaml *v = &columns->pair[k].value;
		if (v->kind == YAML_MAP && str_eq(yaml_text(v, "field"), field))
			return yaml_get(v, "values");
	}
	return NULL;
}

static void
match(struct import *x, const struct yaml *map, const struct yaml *shipped,
	struct import_column *col)
{
	str plain = import_plain(x->arena, col->header);
	if (plain.n == 0) {
		col->why = str_of(_("没有表头"));
		return;
	}
	if (by_map(x, map, col, plain) || find_field(x, col, col->header)) {
		if (col->field && !col->values)
			col->values = words_for(shipped, col->field->name);
		return;
	}
	struct import_column other = {.header = col->header};
	if (by_map(x, shipped, &other, plain))
		*col = other;
	else if (is_ours(plain))
		col->why = str_of(_("只作编号或说明，不导入"));
}

/* The same field of a repeat again: the next row. Anything else that comes
 * twice is a mistake. */
static enum err_code
number_rows(struct import *x, struct err *e)
{
	for (size_t i = 0; i < x->n_column; i++) {
		struct import_column *c = &x->column[i];
		if (!c->field)
			continue;
		if (c->field->repeat && c->row == 0) {
			c->row = 1;
			for (size_t k = 0; k < i; k++)
				if (x->column[k].field == c->field)
					c->row++;
		}
		for (size_t k = 0; k < i; k++)
			if (x->column[k].field == c->field &&
				x->column[k].row == c->row &&
				str_eq(x->column[k].path, c->path))
				return err_set(e, ERR_INPUT,
					_("第 %zu 列“%.*s”和第 %zu 列“%.*s”"
					  "是同一栏"),
					k + 1, STR_FMT(x->column[k].header),
					i + 1, STR_FMT(c->header));
	}
	return ERR_OK;
}

static size_t
match_all(struct import *x, const struct ledger_row *row,
	const struct yaml *map, const struct yaml *shipped)
{
	size_t found = 0;
	x->n_column = row->n;
	x->column = ARENA_ARRAY(x->arena, row->n, struct import_column);
	str *header = ARENA_ARRAY(x->arena, row->n, str);
	for (size_t k = 0; k < row->n; k++) {
		header[k] = str_dup(x->arena, import_trim(row->cell[k]));
		x->column[k].header = header[k];
		match(x, map, shipped, &x->column[k]);
		found += x->column[k].field != NULL;
	}
	x->header = header;
	x->header_line = row->line;
	return found;
}

/* Ledgers have titles above the header: it is the first row of which at least
 * two cells, or all, are known. */
static enum err_code
find_header(struct import *x, struct ledger *t, const struct yaml *map,
	const struct yaml *shipped, struct err *e)
{
	struct ledger_row row;
	str first = STR_NONE;
	for (int k = 0; k < HEADER_ROWS && ledger_next(t, &row, e); k++) {
		size_t cells = 0;
		for (size_t i = 0; i < row.n; i++)
			cells += import_trim(row.cell[i]).n > 0;
		size_t found = match_all(x, &row, map, shipped);
		if (found > 0 && (found >= 2 || found == cells))
			return number_rows(x, e);
		if (first.n == 0 && row.n > 0)
			first = str_dup(
				x->arena, utf8_sub(row.cell[0], 0, SHOWN));
	}
	if (e->code)
		return e->code;
	return err_set(e, ERR_INPUT,
		_("没有找到表头：前 %d 行里没有一行写着“%.*s”的栏名"
		  "（第一格是“%.*s”）；可用 --map 对照"),
		HEADER_ROWS, STR_FMT(label_text(&x->form->title)),
		STR_FMT(first));
}

static enum err_code
check_map(struct import *x, const struct yaml *map, struct err *e)
{
	x->constants = yaml_get(map, "constants");
	for (size_t k = 0; k < x->n_column; k++) {
		const struct import_column *c = &x->column[k];
		if (c->at && !c->field && !str_is(c->at->text, "-"))
			return err_set(e, ERR_INPUT,
				_("对照表第 %d 行：%.*s：%.*s"), c->at->line,
				STR_FMT(c->header), STR_FMT(c->why));
	}
	for (size_t k = 0; x->constants && k < x->constants->n; k++) {
		str name = x->constants->pair[k].key;
		const struct field *f = form_field(x->form, name);
		if (!f || f->repeat || !may_stand(f))
			return err_set(e, ERR_INPUT,
				_("对照表第 %d 行：没有栏 %.*s"),
				x->constants->pair[k].line, STR_FMT(name));
	}
	return ERR_OK;
}

enum err_code
import_open(struct catalog *c, const struct form *form, struct ledger *t,
	const struct yaml *map, struct arena *a, struct import **out,
	struct err *e)
{
	struct import *x = ARENA_NEW(a, struct import);
	const struct yaml *shipped = shipped_map(a, form->id);
	enum err_code code;
	*x = (struct import){.arena = a, .catalog = c, .form = form};
	e->code = ERR_OK;
	if (map && !str_eq(yaml_text(map, "import"), form->id))
		return err_set(e, ERR_INPUT,
			_("这份对照表是 %.*s 的，不是 %.*s 的"),
			STR_FMT(yaml_text(map, "import")), STR_FMT(form->id));
	code = find_header(x, t, map, shipped, e);
	if (code == ERR_OK && (map || shipped))
		code = check_map(x, map ? map : shipped, e);
	x->memo = ARENA_ARRAY(a, x->n_column, struct memo *);
	*out = x;
	return code;
}

size_t
import_columns(const struct import *x, const struct import_column **out)
{
	*out = x->column;
	return x->n_column;
}

size_t
import_header(const struct import *x, const str **out)
{
	*out = x->header;
	return x->n_column;
}

size_t
import_header_line(const struct import *x)
{
	return x->header_line;
}

static bool
has_column(const struct import *x, const struct field *f)
{
	for (size_t k = 0; k < x->n_column; k++)
		if (x->column[k].field == f)
			return true;
	for (size_t k = 0; x->constants && k < x->constants->n; k++)
		if (str_eq(x->constants->pair[k].key, f->name))
			return true;
	return false;
}

size_t
import_lacking(
	const struct import *x, struct arena *a, const struct field ***out)
{
	const struct field **v =
		ARENA_ARRAY(a, x->form->n_all, const struct field *);
	size_t n = 0;
	for (size_t k = 0; k < x->form->n_all; k++) {
		const struct field *f = x->form->all[k];
		if (may_stand(f) && f->required_always && !f->repeat &&
			!f->relevant && !f->serial && !f->calculation &&
			!field_is_computed(f) && !has_column(x, f))
			v[n++] = f;
	}
	*out = v;
	return n;
}
