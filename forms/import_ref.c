// SPDX-License-Identifier: MIT
#include "forms/import_impl.h"

#include <string.h>

#include "forms/code.h"
#include "forms/field.h"
#include "forms/reader_impl.h"
#include "store/lang.h"
#include "store/utf8.h"

/*
 * A record found by what a table says of it: its id; a value that is unique
 * (an ID number, an archive number); a reference that only it holds; or the
 * name that its title begins with, when no other bears it. What else is said
 * of it must be true of it.
 */
enum { SHOWN = 40, DEEP = 4 };

struct named {
	uint64_t hash; /* of the name; 0: a free place */
	struct id id;  /* ID_NONE: several bear it */
};

struct names {
	struct names *next;
	const struct form *form;
	struct named *v;
	size_t n;
	size_t cap; /* a power of two */
};

struct find {
	struct import *import;
	struct reader *reader;
	struct arena *arena;
	struct err *e;
};

static uint64_t
hash_of(struct arena *a, str text)
{
	struct value v = {.type = VALUE_TEXT, .text = text};
	str part = unique_part(a, &v);
	uint64_t h = 1469598103934665603u;
	for (size_t i = 0; i < part.n; i++)
		h = (h ^ (uint8_t)part.p[i]) * 1099511628211u;
	return h ? h : 1;
}

/* --- names
 * ------------------------------------------------------------------------ */

/* What a record is called by: the first text or reference of its title. */
static const struct field *
name_field(const struct form *form)
{
	const struct expr_name *v;
	size_t n =
		form->instance_name ? expr_names(form->instance_name, &v) : 0;
	for (size_t k = 0; k < n; k++) {
		const struct field *f = form_field(form, v[k].name);
		if (v[k].kind == EXPR_NAME_FIELD && f && !f->repeat &&
			(f->type == FIELD_TEXT || f->type == FIELD_REFERENCE))
			return f;
	}
	return NULL;
}

/* Through references, to the text at last; empty when there is none. */
static str
name_of(struct find *x, const struct form *form, const struct record *rec,
	int deep)
{
	const struct field *f = form ? name_field(form) : NULL;
	struct value v;
	if (!f || deep == DEEP)
		return STR_NONE;
	v = record_stored(&rec->fields, f->name);
	if (v.type == VALUE_TEXT)
		return v.text;
	if (v.type != VALUE_REFERENCE)
		return STR_NONE;
	rec = reader_fetch(x->reader, v.ref, x->arena);
	return rec ? name_of(x, reader_form(x->reader, rec->form), rec,
			     deep + 1)
		   : STR_NONE;
}

static struct named *
place(const struct names *n, uint64_t hash)
{
	size_t at = (size_t)hash;
	while (n->v[at & (n->cap - 1)].hash &&
		n->v[at & (n->cap - 1)].hash != hash)
		at++;
	return &n->v[at & (n->cap - 1)];
}

struct gather {
	struct find *find;
	struct names *names;
};

static bool
gather(void *arg, const struct record *rec)
{
	struct gather *g = arg;
	struct names *n = g->names;
	str name = name_of(g->find, n->form, rec, 0);
	if (name.n == 0)
		return true;
	if (2 * n->n >= n->cap) {
		struct names wider = *n;
		wider.cap = n->cap ? 2 * n->cap : 1024;
		wider.v = ARENA_ARRAY(
			g->find->import->arena, wider.cap, struct named);
		for (size_t k = 0; k < n->cap; k++)
			if (n->v[k].hash)
				*place(&wider, n->v[k].hash) = n->v[k];
		*n = wider;
	}
	uint64_t hash = hash_of(g->find->arena, name);
	struct named *at = place(n, hash);
	n->n += at->hash == 0;
	at->id = at->hash ? ID_NONE : rec->id;
	at->hash = hash;
	return true;
}

/* Read once: all live records of the form. */
static struct names *
names_of(struct find *x, const struct form *form)
{
	struct import *im = x->import;
	for (struct names *n = im->names; n; n = n->next)
		if (n->form == form)
			return n;
	struct names *n = ARENA_NEW(im->arena, struct names);
	struct gather g = {x, n};
	n->form = form;
	n->next = im->names;
	im->names = n;
	(void)store_each(x->reader->txn, form->id, DAY_NONE, INT32_MAX, gather,
		&g, NULL); /* what may not be read is not found by name */
	return n;
}

/* ERR_ABSENT without words when nobody bears it. */
static enum err_code
by_name(struct find *x, const struct form *form, str text, struct id *out)
{
	struct names *n = names_of(x, form);
	const struct named *at =
		n->cap ? place(n, hash_of(x->arena, text)) : NULL;
	if (!at || !at->hash)
		return ERR_ABSENT;
	if (id_is_none(at->id))
		return err_set(x->e, ERR_INPUT,
			_("叫“%.*s”的“%.*s”不止一个：要另用证件号码等来认"),
			STR_FMT(utf8_sub(text, 0, SHOWN)),
			STR_FMT(label_text(&form->title)));
	*out = at->id;
	return ERR_OK;
}

/* --- uniques
 * ---------------------------------------------------------------------- */

/* The text for field f of a rule: given, or what the scheme of the given one
 * asks for (an ID number is of type 01). */
static bool
part_of_rule(struct find *x, const struct form *form, const struct field *f,
	const struct import_part *part, size_t n, str *out)
{
	for (size_t k = 0; k < n; k++)
		if (str_eq(part[k].path, f->name)) {
			*out = part[k].text;
			return true;
		}
	for (size_t k = 0; k < n; k++) {
		const struct field *given = form_field(form, part[k].path);
		const struct expr_equality *q;
		size_t m =
			given && given->code_if
				? expr_equalities(given->code_if, x->arena, &q)
				: 0;
		for (size_t i = 0; i < m; i++)
			if (str_eq(q[i].field, f->name) && q[i].is_text &&
				q[i].equal && q[i].top) {
				*out = q[i].text;
				return true;
			}
	}
	return false;
}

static enum err_code
by_rule(struct find *x, const struct form *form, const struct unique_rule *rule,
	const struct import_part *part, size_t n, struct id *out)
{
	struct buf b = {.arena = x->arena};
	bool given = false;
	for (size_t k = 0; k < rule->n; k++) {
		const struct field *f = form_field(form, rule->field[k]);
		struct value v;
		str text;
		if (!part_of_rule(x, form, f, part, n, &text) ||
			field_parse(f, text, x->arena, &v, NULL) != ERR_OK ||
			v.type == VALUE_BLANK)
			return ERR_ABSENT;
		for (size_t i = 0; i < n; i++)
			given = given || str_eq(part[i].path, f->name);
		if (k > 0)
			buf_addc(&b, UNIQUE_JOIN);
		buf_add(&b, unique_part(x->arena, &v));
	}
	if (!given)
		return ERR_ABSENT;
	enum err_code code = store_find_unique(
		x->reader->txn, form->id, rule->scope, buf_str(&b), out, x->e);
	return code;
}

static enum err_code
by_uniques(struct find *x, const struct form *form,
	const struct import_part *part, size_t n, struct id *out)
{
	for (size_t k = 0; k < form->n_unique; k++) {
		enum err_code code =
			by_rule(x, form, &form->unique[k], part, n, out);
		if (code != ERR_ABSENT)
			return code;
	}
	return ERR_ABSENT;
}

/* One text without saying of what: each field of the unique sets in turn. */
static enum err_code
by_any_unique(struct find *x, const struct form *form, str text, struct id *out)
{
	for (size_t k = 0; k < form->n_unique; k++)
		for (size_t i = 0; i < form->unique[k].n; i++) {
			const struct import_part one = {
				form->unique[k].field[i], text};
			enum err_code code = by_rule(
				x, form, &form->unique[k], &one, 1, out);
			if (code != ERR_ABSENT)
				return code;
		}
	return ERR_ABSENT;
}

/* --- through references
 * ------------------------------------------------------------- */

struct only {
	struct id id;
	size_t n;
};

static bool
count_one(void *arg, const struct record *rec)
{
	struct only *o = arg;
	o->id = rec->id;
	return ++o->n < 2;
}

static enum err_code find_in(struct find *x, const struct field *f,
	const struct import_part *part, size_t n, struct id *out);

/* What is said of the record that `link` names: find that one, then who of
 * `form` refers to it. */
static enum err_code
by_link(struct find *x, const struct form *form, const struct field *link,
	const struct import_part *part, size_t n, struct id *out)
{
	struct import_part *behind =
		ARENA_ARRAY(x->arena, n, struct import_part);
	struct only only = {.n = 0};
	struct id target;
	size_t m = 0;
	for (size_t k = 0; k < n; k++)
		if (str_starts(part[k].path, link->name) &&
			part[k].path.n > link->name.n &&
			part[k].path.p[link->name.n] == '.')
			behind[m++] = (struct import_part){
				str_from(part[k].path, link->name.n + 1),
				part[k].text};
	enum err_code code = find_in(x, link, behind, m, &target);
	if (code == ERR_OK)
		code = store_each_ref(x->reader->txn, target, form->id,
			link->name, count_one, &only, x->e);
	if (code)
		return code;
	if (only.n == 0)
		return err_set(x->e, ERR_INPUT, _("他还没有“%.*s”"),
			STR_FMT(label_text(&form->title)));
	if (only.n > 1)
		return err_set(x->e, ERR_INPUT, _("他有不止一份“%.*s”"),
			STR_FMT(label_text(&form->title)));
	*out = only.id;
	return ERR_OK;
}

static const struct field *
linked_field(const struct form *form, const struct import_part *part, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		size_t dot = str_chr(part[k].path, '.');
		const struct field *f =
			dot == SIZE_MAX ? NULL
					: form_field(form, str_sub(part[k].path,
								   0, dot));
		if (f && f->type == FIELD_REFERENCE)
			return f;
	}
	return NULL;
}

/* --- one form
 * --------------------------------------------------------------------- */

/* What else was said must be so: a name beside an ID number of another. */
static enum err_code
check_said(struct find *x, const struct form *form,
	const struct import_part *part, size_t n, struct id id)
{
	const struct record *rec = reader_fetch(x->reader, id, x->arena);
	for (size_t k = 0; rec && k < n; k++) {
		const struct field *f = form_field(form, part[k].path);
		struct value v;
		struct value said;
		if (!f || f->type != FIELD_TEXT)
			continue;
		v = record_stored(&rec->fields, f->name);
		if (field_parse(f, part[k].text, x->arena, &said, NULL) ||
			hash_of(x->arena, v.text) ==
				hash_of(x->arena, said.text))
			continue;
		return err_set(x->e, ERR_INPUT,
			_("对不上：所认的“%.*s”里“%.*s”不是“%.*s”"),
			STR_FMT(label_text(&form->title)),
			STR_FMT(label_text(&f->label)),
			STR_FMT(utf8_sub(part[k].text, 0, SHOWN)));
	}
	return ERR_OK;
}

static enum err_code
by_plain(struct find *x, const struct form *form, str text, struct id *out)
{
	enum err_code code = by_any_unique(x, form, text, out);
	return code == ERR_ABSENT ? by_name(x, form, text, out) : code;
}

static enum err_code
find_in_form(struct find *x, const struct form *form,
	const struct import_part *part, size_t n, struct id *out)
{
	const struct field *link = linked_field(form, part, n);
	enum err_code code = by_uniques(x, form, part, n, out);
	for (size_t k = 0; k < n && code == ERR_ABSENT; k++)
		if (part[k].path.n == 0)
			code = by_plain(x, form, part[k].text, out);
	if (code == ERR_ABSENT && link)
		code = by_link(x, form, link, part, n, out);
	for (size_t k = 0; k < n && code == ERR_ABSENT; k++) {
		const struct field *f = name_field(form);
		if (f && str_eq(f->name, part[k].path))
			code = by_name(x, form, part[k].text, out);
	}
	return code ? code : check_said(x, form, part, n, *out);
}

static enum err_code
find_in(struct find *x, const struct field *f, const struct import_part *part,
	size_t n, struct id *out)
{
	enum err_code code = ERR_ABSENT;
	if (n == 1 && part[0].path.n == 0 &&
		id_parse(import_trim(part[0].text), out))
		return ERR_OK;
	for (size_t k = 0; k < f->n_ref && code == ERR_ABSENT; k++) {
		const struct form *form = reader_form(x->reader, f->ref[k]);
		if (form)
			code = find_in_form(x, form, part, n, out);
	}
	if (code == ERR_ABSENT)
		return err_set(x->e, ERR_INPUT, _("没有找到“%.*s”：%.*s"),
			STR_FMT(utf8_sub(part[0].text, 0, SHOWN)),
			STR_FMT(label_text(&f->label)));
	return code;
}

enum err_code
import_find(struct import *x, struct reader *r, const struct field *f,
	const struct import_part *part, size_t n, struct arena *a,
	struct id *out, struct err *e)
{
	struct find find = {x, r, a, e};
	if (!r || !r->txn)
		return err_set(e, ERR_INPUT, _("这里不能按字段找记录"));
	if (f->ref_missing)
		return err_set(e, ERR_INPUT, _("所引用的表单未安装"));
	return find_in(&find, f, part, n, out);
}
