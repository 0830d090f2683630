// SPDX-License-Identifier: MIT
#include "forms/exchange.h"

#include "forms/field.h"
#include "forms/load.h"
#include "forms/reader_impl.h"
#include "store/lang.h"

/* Records taken as JSON. */

enum { NAMED_MOST = 4, SHOWN = 40 };

struct fill {
	struct session *session;
	struct arena *arena;
	struct issue *issue;
	size_t n;
	size_t cap;
};

static void
tell(struct fill *x, enum issue_kind kind, const struct field *f, str path,
	str words)
{
	if (x->n == x->cap) {
		size_t cap = x->cap ? x->cap * 2 : 8;
		x->issue = arena_grow(
			x->arena, x->issue, x->n, cap, sizeof(*x->issue));
		x->cap = cap;
	}
	x->issue[x->n++] =
		(struct issue){kind, f, path, str_dup(x->arena, words)};
}

static const char *
kind_words(const struct json *j)
{
	switch (j->kind) {
	case JSON_KIND_NULL:
		return _("空值");
	case JSON_KIND_BOOLEAN:
		return j->boolean ? "true" : "false";
	case JSON_KIND_NUMBER:
		return _("数字");
	case JSON_KIND_TEXT:
		return _("文字");
	case JSON_KIND_ARRAY:
		return _("列表 […]");
	case JSON_KIND_OBJECT:
		return _("对象 {…}");
	}
	return "";
}

static enum err_code
mismatch(const struct json *j, const char *wanted, struct err *e)
{
	return err_set(
		e, ERR_INPUT, _("这里要%s，给的是%s"), wanted, kind_words(j));
}

/* --- references by unique fields
 * --------------------------------------------------- */

static bool
rule_fits(const struct unique_rule *rule, const struct json *object)
{
	if (rule->n != object->object.n)
		return false;
	for (size_t k = 0; k < rule->n; k++)
		if (!json_get(object, rule->field[k]))
			return false;
	return true;
}

static enum err_code find_named(struct fill *x, const struct field *f,
	const struct json *object, int depth, struct id *out, struct err *e);

/* One field of the other record, as its unique key holds it. */
static enum err_code
named_part(struct fill *x, const struct field *f, const struct json *j,
	int depth, str *out, struct err *e)
{
	struct value v = {.type = VALUE_BLANK};
	if (f->type == FIELD_REFERENCE && j->kind == JSON_KIND_OBJECT) {
		v.type = VALUE_REFERENCE;
		enum err_code code = find_named(x, f, j, depth + 1, &v.ref, e);
		if (code != ERR_OK)
			return code;
	} else if (j->kind == JSON_KIND_TEXT || j->kind == JSON_KIND_NUMBER) {
		enum err_code code = field_parse(f, j->text, x->arena, &v, e);
		if (code != ERR_OK)
			return code;
	} else {
		return mismatch(j, _("文字"), e);
	}
	*out = unique_part(x->arena, &v);
	return ERR_OK;
}

static enum err_code
find_by_rule(struct fill *x, const struct form *form,
	const struct unique_rule *rule, const struct json *object, int depth,
	struct reader *r, struct id *out, struct err *e)
{
	struct buf b = {.arena = x->arena};
	for (size_t k = 0; k < rule->n; k++) {
		const struct field *f = form_field(form, rule->field[k]);
		str part;
		enum err_code code = named_part(x, f,
			json_get(object, rule->field[k]), depth, &part, e);
		if (code != ERR_OK)
			return code;
		if (k > 0)
			buf_addc(&b, UNIQUE_JOIN);
		buf_add(&b, part);
	}
	return store_find_unique(
		r->txn, form->id, rule->scope, buf_str(&b), out, e);
}

/* "p_idtype+p_idno、rs_no": what a record of this form can be named by. */
static str
rules_text(struct fill *x, const struct form *form)
{
	struct buf b = {.arena = x->arena};
	for (size_t k = 0; k < form->n_unique; k++)
		buf_addf(&b, "%s%.*s", k ? _("、") : "",
			STR_FMT(form->unique[k].scope));
	return b.n ? buf_str(&b) : STR("—");
}

static enum err_code
find_named(struct fill *x, const struct field *f, const struct json *object,
	int depth, struct id *out, struct err *e)
{
	struct reader *r = session_reader(x->session);
	str known = STR_NONE;
	bool tried = false;
	if (!r || !r->txn || depth >= NAMED_MOST)
		return err_set(e, ERR_INPUT, _("这里不能按字段找记录"));
	for (size_t k = 0; k < f->n_ref; k++) {
		const struct form *form;
		if (catalog_form(r->catalog, f->ref[k], &form, NULL) != ERR_OK)
			continue;
		known = rules_text(x, form);
		for (size_t u = 0; u < form->n_unique; u++) {
			if (!rule_fits(&form->unique[u], object))
				continue;
			tried = true;
			enum err_code code = find_by_rule(x, form,
				&form->unique[u], object, depth, r, out, e);
			if (code != ERR_ABSENT)
				return code;
		}
	}
	struct buf b = {.arena = x->arena};
	struct json_writer w = {.buf = &b};
	json_put(&w, object);
	if (tried)
		return err_set(e, ERR_INPUT, _("没有记录 %.*s"),
			STR_FMT(str_sub(buf_str(&b), 0, 200)));
	return err_set(e, ERR_INPUT, _("%.*s 不能认定一条记录，可用：%.*s"),
		STR_FMT(str_sub(buf_str(&b), 0, 200)), STR_FMT(known));
}

/* --- one value
 * ------------------------------------------------------------------------ */

/* Codes of an array, joined as field_parse takes them. */
static enum err_code
codes_text(struct fill *x, const struct json *j, str *out, struct err *e)
{
	struct buf b = {.arena = x->arena};
	for (size_t k = 0; k < j->array.n; k++) {
		const struct json *code = &j->array.v[k];
		if (code->kind != JSON_KIND_TEXT || code->text.n == 0 ||
			str_chr(code->text, ' ') != SIZE_MAX)
			return err_set(e, ERR_INPUT,
				_("第 %zu 项应是一个代码，如 \"1\""), k + 1);
		if (k > 0)
			buf_addc(&b, ' ');
		buf_add(&b, code->text);
	}
	*out = buf_str(&b);
	return ERR_OK;
}

/* A JSON number without its exponent: 1.2e2 is 120. One that would grow past
 * every limit stays as it is, and is refused. */
static str
plain_number(struct arena *a, str s)
{
	size_t at = str_chr(s, 'e') < str_chr(s, 'E') ? str_chr(s, 'e')
						      : str_chr(s, 'E');
	bool minus = s.n && s.p[0] == '-';
	struct buf digits = {.arena = a};
	struct buf b = {.arena = a};
	int64_t point; /* so many digits stand before it */

	if (at == SIZE_MAX || !str_int(str_from(s, at + 1), &point) ||
		point < -40 || point > 40)
		return s;
	str mantissa = str_sub(s, minus, at - minus);
	size_t dot = str_chr(mantissa, '.');
	buf_add(&digits, str_sub(mantissa, 0, dot));
	point += (int64_t)digits.n;
	if (dot != SIZE_MAX)
		buf_add(&digits, str_from(mantissa, dot + 1));
	int64_t n = (int64_t)digits.n;
	buf_addz(&b, minus ? "-" : "");
	for (int64_t k = 0; k < point; k++)
		buf_addc(&b, k < n ? digits.p[k] : '0');
	buf_addz(&b, point <= 0 ? "0" : "");
	buf_addz(&b, point < n ? "." : "");
	for (int64_t k = point; k < n; k++)
		buf_addc(&b, k < 0 ? '0' : digits.p[k]);
	return buf_str(&b);
}

/* The canonical text of a JSON value for a field. */
static enum err_code
value_of(struct fill *x, const struct field *f, const struct json *j, str *out,
	struct err *e)
{
	bool many = f->type == FIELD_SELECT_MULTIPLE;
	bool number = f->type != FIELD_DATE && f->type != FIELD_TIME &&
		      f->type != FIELD_DATETIME && f->type != FIELD_REFERENCE;
	struct id id;
	enum err_code code;
	*out = STR_NONE;
	switch (j->kind) {
	case JSON_KIND_NULL:
		return ERR_OK;
	case JSON_KIND_TEXT:
		*out = j->text;
		return ERR_OK;
	case JSON_KIND_NUMBER:
		if (many || !number)
			break;
		*out = f->type == FIELD_INTEGER || f->type == FIELD_DECIMAL
			       ? plain_number(x->arena, j->text)
			       : j->text;
		return ERR_OK;
	case JSON_KIND_ARRAY:
		if (!many)
			break;
		return codes_text(x, j, out, e);
	case JSON_KIND_OBJECT:
		if (f->type != FIELD_REFERENCE)
			break;
		code = find_named(x, f, j, 0, &id, e);
		if (code == ERR_OK)
			*out = id_format(x->arena, id);
		return code;
	case JSON_KIND_BOOLEAN:
		break;
	}
	if (many)
		return mismatch(j, _("一列代码，如 [\"1\",\"3\"]"), e);
	if (f->type == FIELD_REFERENCE)
		return mismatch(j, _("记录编号或 {\"字段\":\"值\"}"), e);
	if (f->type == FIELD_INTEGER || f->type == FIELD_DECIMAL)
		return mismatch(j, _("数字"), e);
	return mismatch(j, _("文字"), e);
}

/* --- objects ------------------------------------------------------------- */

static void fill_object(
	struct fill *x, const struct json *object, str prefix, bool top);

static void
fill_rows(
	struct fill *x, const struct cell *cell, const struct json *j, str path)
{
	const struct field *f = cell->field;
	struct session *s = x->session;
	struct err e;
	if (j->kind != JSON_KIND_ARRAY && j->kind != JSON_KIND_NULL) {
		(void)mismatch(j, _("一列行，如 [{…},{…}]"), &e);
		tell(x, ISSUE_ERROR, f, path, str_of(e.words));
		return;
	}
	size_t n = j->kind == JSON_KIND_ARRAY ? j->array.n : 0;
	if (n > FIELD_ROWS_MOST) {
		tell(x, ISSUE_ERROR, f, path,
			str_fmt(x->arena, _("有 %zu 行，最多 %d 行"), n,
				FIELD_ROWS_MOST));
		return;
	}
	while (session_rows(s, cell) > 0)
		if (session_remove_row(s, cell, session_rows(s, cell), &e) !=
			ERR_OK)
			break;
	for (size_t k = 0; k < n; k++) {
		size_t number;
		str row = str_fmt(x->arena, "%.*s[%zu]", STR_FMT(path), k + 1);
		if (j->array.v[k].kind != JSON_KIND_OBJECT) {
			(void)mismatch(&j->array.v[k], _("一行 {…}"), &e);
			tell(x, ISSUE_ERROR, f, row, str_of(e.words));
		} else if (session_add_row(s, cell, &number, &e) != ERR_OK) {
			tell(x, ISSUE_ERROR, f, row, str_of(e.words));
		} else {
			fill_object(x, &j->array.v[k],
				str_fmt(x->arena, "%.*s.", STR_FMT(row)),
				false);
		}
	}
}

static void
unknown_key(struct fill *x, str name, str path)
{
	const struct form *f = session_form(x->session);
	str *names = ARENA_ARRAY(x->arena, f->n_all, str);
	size_t n = 0;
	for (size_t k = 0; k < f->n_all; k++)
		if (field_has_value(f->all[k]))
			names[n++] = f->all[k]->name;
	str like = nearest(name, names, n);
	tell(x, ISSUE_ERROR, NULL, path,
		like.n ? str_fmt(x->arena, _("没有这个字段，是不是 %.*s？"),
				 STR_FMT(like))
		       : str_fmt(x->arena, _("没有这个字段")));
}

static void
fill_reasons(struct fill *x, const struct json *j)
{
	const struct form *f = session_form(x->session);
	if (j->kind == JSON_KIND_NULL)
		return;
	if (j->kind != JSON_KIND_OBJECT) {
		tell(x, ISSUE_ERROR, NULL, STR("_reasons"),
			str_of(_("应是 {\"字段\":\"原因\"}")));
		return;
	}
	for (size_t k = 0; k < j->object.n; k++) {
		const struct json_member *m = &j->object.v[k];
		str path = str_fmt(x->arena, "_reasons.%.*s", STR_FMT(m->name));
		struct err e;
		if (!form_field(f, m->name)) {
			unknown_key(x, m->name, path);
		} else if (m->value.kind != JSON_KIND_TEXT) {
			(void)mismatch(&m->value, _("文字"), &e);
			tell(x, ISSUE_ERROR, NULL, path, str_of(e.words));
		} else {
			session_set_reason(x->session, m->name, m->value.text);
		}
	}
}

static void
fill_member(struct fill *x, const struct json_member *m, str prefix)
{
	const struct field *f = form_field(session_form(x->session), m->name);
	str path = str_fmt(
		x->arena, "%.*s%.*s", STR_FMT(prefix), STR_FMT(m->name));
	struct cell cell;
	struct err e;
	str text;
	if (!f || !field_has_value(f)) {
		unknown_key(x, m->name, path);
		return;
	}
	if (session_find(x->session, path, &cell, &e) != ERR_OK) {
		tell(x, ISSUE_ERROR, f, path, str_of(e.words));
		return;
	}
	if (field_is_computed(f) || f->read_only)
		return;
	if (f->type == FIELD_REPEAT) {
		fill_rows(x, &cell, &m->value, path);
		return;
	}
	/* null is as good as absent: a trigger may still fill the field. */
	if (m->value.kind == JSON_KIND_NULL)
		return;
	if (value_of(x, f, &m->value, &text, &e) != ERR_OK ||
		session_set_text(x->session, &cell, text, &e) != ERR_OK)
		tell(x, ISSUE_ERROR, f, path, str_of(e.words));
}

static void
fill_object(struct fill *x, const struct json *object, str prefix, bool top)
{
	for (size_t k = 0; k < object->object.n; k++) {
		const struct json_member *m = &object->object.v[k];
		if (top && str_is(m->name, "_reasons"))
			fill_reasons(x, &m->value);
		else if (top && str_is(m->name, "_verify"))
			continue; /* when all is filled: check_seconds */
		else if (!str_starts(m->name, STR("_")))
			fill_member(x, m, prefix);
	}
}

/* What was keyed a second time must be as the first. */
static void
check_seconds(struct fill *x, const struct json *j)
{
	if (!j || j->kind == JSON_KIND_NULL)
		return;
	if (j->kind != JSON_KIND_OBJECT) {
		tell(x, ISSUE_ERROR, NULL, STR("_verify"),
			str_of(_("应是 {\"字段\":\"第二遍\"}")));
		return;
	}
	for (size_t k = 0; k < j->object.n; k++) {
		const struct json_member *m = &j->object.v[k];
		struct cell cell;
		struct value v = {.type = VALUE_BLANK};
		struct err e;
		str text;
		if (session_find(x->session, m->name, &cell, &e) != ERR_OK ||
			value_of(x, cell.field, &m->value, &text, &e) !=
				ERR_OK ||
			field_parse(cell.field, text, x->arena, &v, &e) !=
				ERR_OK) {
			tell(x, ISSUE_ERROR, NULL,
				str_fmt(x->arena, "_verify.%.*s",
					STR_FMT(m->name)),
				str_of(e.words));
			continue;
		}
		struct value first = session_get(x->session, &cell);
		if (!value_eq(&first, &v))
			tell(x, ISSUE_ERROR, cell.field, m->name,
				str_fmt(x->arena,
					_("两次填的不一样：先是 %.*s，后是 "
					  "%.*s"),
					STR_FMT(value_text(x->arena, &first)),
					STR_FMT(value_text(x->arena, &v))));
	}
}

size_t
exchange_fill(struct session *s, const struct json *object, struct arena *a,
	struct issue **out)
{
	struct fill x = {.session = s, .arena = a};
	if (object->kind != JSON_KIND_OBJECT) {
		tell(&x, ISSUE_ERROR, NULL, STR_NONE,
			str_fmt(a, _("一行应是一个对象 {…}，给的是%s"),
				kind_words(object)));
		*out = x.issue;
		return x.n;
	}
	fill_object(&x, object, STR_NONE, true);
	check_seconds(&x, json_get(object, STR("_verify")));
	str *dropped;
	size_t n = session_dropped(s, a, &dropped);
	for (size_t k = 0; k < n; k++) {
		struct cell cell;
		bool found = session_find(s, dropped[k], &cell, NULL) == ERR_OK;
		tell(&x, ISSUE_WARNING, found ? cell.field : NULL, dropped[k],
			str_of(_("这一栏在此不问，给的值没有存")));
	}
	*out = x.issue;
	return x.n;
}
