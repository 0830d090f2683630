// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include <stdio.h>
#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

#define HINTS_MOST 200
#define LANGUAGES_MOST 32 /* of a text, beside Chinese and English */

/* Every key we know, where it may stand, and whether it may carry a language
 * (label::English (en)). */
static const struct known {
	const char *name;
	unsigned in;
	bool translated;
} known[] = {
	{"survey", IN_TOP | IN_ROW, false},
	{"choices", IN_TOP | IN_LIST, false},
	{"lists", IN_TOP, false},
	{"settings", IN_TOP, false},
	{"entities", IN_TOP, false},

	{"form_id", IN_SETTINGS, false},
	{"id_string", IN_SETTINGS, false},
	{"form_title", IN_SETTINGS, true},
	{"title", IN_SETTINGS, true},
	{"version", IN_SETTINGS | IN_SCALE, false},
	{"instance_name", IN_SETTINGS, false},
	{"default_language", IN_SETTINGS, false},
	{"style", IN_SETTINGS, false},
	{"name", IN_SETTINGS, false},
	{"public_key", IN_SETTINGS, false},
	{"submission_url", IN_SETTINGS, false},
	{"auto_send", IN_SETTINGS, false},
	{"auto_delete", IN_SETTINGS, false},
	{"allow_choice_duplicates", IN_SETTINGS, false},
	{"clean_text_values", IN_SETTINGS, false},
	{"namespaces", IN_SETTINGS, false},
	{"prefix", IN_SETTINGS, false},
	{"delimiter", IN_SETTINGS, false},
	{"sms_keyword", IN_SETTINGS, false},
	{"client_editable", IN_SETTINGS, false},
	{"omit_instanceID", IN_SETTINGS, false},
	{"instance_xmlns", IN_SETTINGS, false},
	{"add_none_option", IN_SETTINGS, false},
	{"flat", IN_SETTINGS, false},
	{"x_event_date", IN_SETTINGS, false},
	{"x_valid_until", IN_SETTINGS, false},
	{"x_parent", IN_SETTINGS, false},
	{"x_unique", IN_SETTINGS, false},
	{"x_mask", IN_SETTINGS, false},
	{"x_secret", IN_SETTINGS, false},
	{"x_owner", IN_SETTINGS, false},
	{"x_shared", IN_SETTINGS, false},
	{"x_due", IN_SETTINGS, false},
	{"x_closed", IN_SETTINGS, false},
	{"x_list", IN_SETTINGS, false},
	{"x_domain", IN_SETTINGS, false},

	{"type", IN_ROW, false},
	{"name", IN_ROW | IN_CHOICE, false},
	{"label", IN_ROW | IN_CHOICE | IN_LIST | IN_DUE, true},
	{"hint", IN_ROW, true},
	{"guidance_hint", IN_ROW, true},
	{"required", IN_ROW, false},
	{"required_message", IN_ROW, true},
	{"relevant", IN_ROW, false},
	{"constraint", IN_ROW, false},
	{"constraint_message", IN_ROW, true},
	{"calculation", IN_ROW, false},
	{"trigger", IN_ROW, false},
	{"choice_filter", IN_ROW, false},
	{"repeat_count", IN_ROW, false},
	{"appearance", IN_ROW, false},
	{"read_only", IN_ROW, false},
	{"readonly", IN_ROW, false},
	{"default", IN_ROW, false},
	{"parameters", IN_ROW, false},
	{"disabled", IN_ROW, false},
	{"note", IN_ROW, false},
	{"image", IN_ROW | IN_CHOICE, true},
	{"audio", IN_ROW | IN_CHOICE, true},
	{"video", IN_ROW | IN_CHOICE, true},
	{"big-image", IN_ROW | IN_CHOICE, true},
	{"autoplay", IN_ROW, false},
	{"save_to", IN_ROW, false},
	{"intent", IN_ROW, false},
	{"rows", IN_ROW, false},
	{"accuracyThreshold", IN_ROW, false},
	{"tags", IN_ROW, false},
	{"noAppErrorString", IN_ROW, true},
	{"compact_tag", IN_ROW, false},
	{"x_warning", IN_ROW, false},
	{"x_warning_message", IN_ROW, true},
	{"x_short", IN_ROW, true},
	{"x_verify", IN_ROW, false},
	{"x_pinyin", IN_ROW, false},
	{"x_keep", IN_ROW, false},
	{"x_skip", IN_ROW, false},
	{"x_live", IN_ROW, false},
	{"x_code", IN_ROW, false},
	{"x_code_if", IN_ROW, false},
	{"x_serial", IN_ROW, false},
	{"x_set", IN_ROW, false},
	{"x_digits", IN_ROW, false},
	{"x_source", IN_ROW | IN_LIST | IN_SETTINGS, false},
	{"x_element", IN_ROW, false},
	{"x_print", IN_ROW, false},
	{"x_ref", IN_ROW, false},

	{"x_offer", IN_CHOICE | IN_SCALE, false},
	{"x_scale", IN_LIST, false},
	{"code", IN_SCALE, false},
	{"population", IN_SCALE, true},
	{"period", IN_SCALE, true},
	{"licence", IN_SCALE, false},
	{"options", IN_SCALE, false},
	{"bands", IN_SCALE, false},
	{"list_name", IN_CHOICE | IN_LIST, false},

	{"fields", IN_UNIQUE, false},
	{"while", IN_UNIQUE, false},
	{"date", IN_DUE, false},
	{"until", IN_DUE, false},
	{"before", IN_DUE, false},
	{"latest", IN_DUE, false},
	{"add", IN_DUE, false},
	{"from", IN_CLOSED, false},
	{"which", IN_CLOSED, false},
	{"forms", IN_CLOSED, false},
	{"except", IN_CLOSED, false},
	{"direct", IN_CLOSED, false},
	{"message", IN_CLOSED, true},
	{"row", IN_PRINT, false},
	{"col", IN_PRINT, false},
	{"span", IN_PRINT, false},
};
#define KNOWN (sizeof(known) / sizeof(known[0]))

bool
load_key_at(size_t i, str *name, unsigned *in)
{
	if (i >= KNOWN)
		return false;
	*name = str_of(known[i].name);
	*in = known[i].in;
	return true;
}

static bool
is_silent(str key)
{
	return key.n == 0 || key.p[0] == '#' || key.p[0] == '$' ||
	       str_starts(key, STR("kobo--")) || str_is(key, "hxl") ||
	       str_starts(key, STR("sms_")) ||
	       str_starts(key, STR("control::")) ||
	       str_starts(key, STR("bind::")) ||
	       str_starts(key, STR("body::")) ||
	       str_starts(key, STR("instance::")) ||
	       str_starts(key, STR("attribute::")) ||
	       str_starts(key, STR("media::"));
}

bool
load_is_known(str key, enum key_place in)
{
	size_t colons = str_find(key, STR("::"));
	str base = colons == SIZE_MAX ? key : str_trim(str_sub(key, 0, colons));
	for (size_t i = 0; i < KNOWN; i++) {
		if (!(known[i].in & (unsigned)in))
			continue;
		if (str_is(key, known[i].name))
			return true;
		if (known[i].translated && colons != SIZE_MAX &&
			str_is(base, known[i].name))
			return true;
	}
	return false;
}

void
load_keys(struct load *l, const struct yaml *map, enum key_place in)
{
	str names[KNOWN];
	size_t n = 0;
	for (size_t i = 0; i < KNOWN; i++)
		if (known[i].in & (unsigned)in)
			names[n++] = str_of(known[i].name);
	for (size_t i = 0; i < map->n; i++) {
		const struct yaml_pair *p = &map->pair[i];
		if (is_silent(p->key) || load_is_known(p->key, in))
			continue;
		LOAD_WARNING(l, p, _("不认识的键“%.*s”%s"), STR_FMT(p->key),
			load_hint(l, p->key, names, n));
	}
}

str
load_keep(struct load *l, str s)
{
	return s.n > 0 ? str_dup(l->arena, s) : STR_NONE;
}

const char *
load_hint(struct load *l, str name, const str *names, size_t n)
{
	/* A file with so many slips is no form: do not search for each. */
	if (l->out->n > HINTS_MOST)
		return "";
	str near = nearest(name, names, n);
	if (near.n == 0)
		return "";
	str words =
		str_fmt(l->out->arena, _("：是不是“%.*s”？"), STR_FMT(near));
	return str_z(l->out->arena, words);
}

str
load_text(struct load *l, const struct yaml *map, const char *key)
{
	const struct yaml *v = yaml_get(map, key);
	if (!v)
		return STR_NONE;
	if (v->kind == YAML_SCALAR)
		return load_keep(l, str_trim(v->text));
	LOAD_ERROR(l, v, _("“%s”应是一段文字"), key);
	return STR_NONE;
}

void
load_named(struct load *l, str name, const struct yaml *v, int at)
{
	struct named *n = ARENA_PUSH(l->out->arena, l->named, l->n_named);
	n->name = load_keep(l, name);
	yaml_place(v, at, &n->at.line, &n->at.col);
}

static void
note_names(struct load *l, const struct yaml *v)
{
	str text = v->text;
	for (size_t at = 0; at < text.n;) {
		size_t open = str_find(str_from(text, at), STR("${"));
		if (open == SIZE_MAX)
			return;
		at += open + 2;
		size_t close = str_chr(str_from(text, at), '}');
		if (close == SIZE_MAX)
			return;
		load_named(l, str_trim(str_sub(text, at, close)), v,
			(int)utf8_count(str_sub(text, 0, at)) + 1);
		at += close + 1;
	}
}

/* A language that is not the interface's; the plain one first. */
static void
put_more(struct load *l, const struct yaml *v, str lang, str text,
	struct label *out)
{
	const struct translation **at = &out->more;
	bool plain = str_eq(lang, l->plain);
	int n = 0;
	while (*at && !str_eq((*at)->lang, lang)) {
		at = (const struct translation **)&(*at)->next;
		n++;
	}
	struct translation *t = (struct translation *)*at; /* written twice */
	if (n == LANGUAGES_MOST) {
		LOAD_ERROR(l, v, _("语言太多：最多 %d 种"), LANGUAGES_MOST);
		return;
	}
	if (!t) {
		at = plain ? &out->more : at;
		t = ARENA_NEW(l->arena, struct translation);
		*t = (struct translation){.lang = load_keep(l, lang),
			.plain = plain,
			.next = *at};
		*at = t;
	}
	t->text = text;
}

static void
put_label(struct load *l, const struct yaml *v, str lang, struct label *out)
{
	if (v->kind != YAML_SCALAR) {
		LOAD_ERROR(l, v, _("这里应是一段文字"));
		return;
	}
	note_names(l, v);
	str text = load_keep(l, str_trim(v->text));
	if (str_is(lang, "zh"))
		out->text[LANG_ZH] = text;
	else if (str_is(lang, "en"))
		out->text[LANG_EN] = text;
	else if (text.n > 0)
		put_more(l, v, lang, text, out);
}

void
load_label(struct load *l, const struct yaml *map, const char *key,
	struct label *out)
{
	size_t n = strlen(key);
	for (size_t i = 0; i < map->n; i++) {
		const struct yaml_pair *p = &map->pair[i];
		if (!str_starts(p->key, (str){key, n}))
			continue;
		str rest = str_from(p->key, n);
		if (rest.n > 0 && !str_starts(rest, STR("::")))
			continue;
		const struct yaml *v = &p->value;
		if (rest.n > 0) {
			put_label(l, v, label_language(str_from(rest, 2)), out);
		} else if (v->kind == YAML_MAP) {
			for (size_t j = 0; j < v->n; j++)
				put_label(l, &v->pair[j].value,
					label_language(v->pair[j].key), out);
		} else {
			put_label(l, v, l->plain, out);
		}
	}
}

int
load_boolean(str s)
{
	static const struct {
		const char *word;
		int value;
	} words[] = {
		{"yes", 1},
		{"Yes", 1},
		{"YES", 1},
		{"true", 1},
		{"True", 1},
		{"TRUE", 1},
		{"true()", 1},
		{"no", 0},
		{"No", 0},
		{"NO", 0},
		{"false", 0},
		{"False", 0},
		{"FALSE", 0},
		{"false()", 0},
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(s, words[i].word))
			return words[i].value;
	return -1;
}

bool
load_switch(struct load *l, const struct yaml *map, const char *key)
{
	str text = load_text(l, map, key);
	if (text.n == 0)
		return false;
	int value = load_boolean(text);
	if (value < 0)
		LOAD_ERROR(l, yaml_get(map, key), _("“%s”应写 yes 或 no"), key);
	return value > 0;
}

str
load_bare_name(str s)
{
	s = str_trim(s);
	if (str_starts(s, STR("${")) && str_ends(s, STR("}")))
		s = str_trim(str_sub(s, 2, s.n - 3));
	return s;
}

/* Where each name of the expression stands in the file. */
static const struct place *
places(struct load *l, const struct expr *x, const struct yaml *scalar)
{
	const struct expr_name *name;
	size_t n = expr_names(x, &name);
	struct place *v = ARENA_ARRAY(l->arena, n, struct place);
	for (size_t i = 0; i < n; i++) {
		if (scalar->kind == YAML_SCALAR)
			yaml_place(scalar, name[i].col, &v[i].line, &v[i].col);
		else
			v[i] = (struct place){scalar->line, scalar->col};
	}
	return v;
}

static void
note_expr(struct load *l, const struct expr *x, const struct yaml *scalar,
	const struct field *f, bool is_filter)
{
	*ARENA_PUSH(l->arena, l->expr, l->n_expr) = (struct form_expr){
		.x = x,
		.field = f,
		.is_filter = is_filter,
		.place = places(l, x, scalar),
		.at = *scalar,
	};
}

const struct expr *
load_expr(struct load *l, const struct yaml *scalar, const struct field *f,
	bool is_filter)
{
	if (scalar->kind != YAML_SCALAR) {
		LOAD_ERROR(l, scalar, _("这里应是一个表达式"));
		return NULL;
	}
	const struct expr *x = NULL;
	struct err e = {0};
	str text = scalar->text; /* what stands in front counts as columns */
	while (text.n > 0 &&
		(text.p[text.n - 1] == '\n' || text.p[text.n - 1] == ' '))
		text.n--;
	if (expr_parse(l->arena, load_keep(l, text), &x, &e) != ERR_OK) {
		struct place at;
		yaml_place(scalar, e.col > 0 ? e.col : 1, &at.line, &at.col);
		LOAD_ERROR(l, &at, "%s", e.words);
		return NULL;
	}
	note_expr(l, x, scalar, f, is_filter);
	return x;
}

const struct expr *
load_expr_text(
	struct load *l, str text, const struct yaml *at, const struct field *f)
{
	const struct expr *x = NULL;
	struct err e = {0};
	if (expr_parse(l->arena, text, &x, &e) != ERR_OK) {
		LOAD_ERROR(l, at, "%s", e.words);
		return NULL;
	}
	struct yaml place = {
		.kind = YAML_MAP, .line = at->line, .col = at->col};
	note_expr(l, x, &place, f, false);
	return x;
}

bool
load_is_expression(str s)
{
	if (str_find(s, STR("${")) != SIZE_MAX)
		return true;
	for (size_t i = 1; i < s.n; i++) {
		char c = s.p[i - 1];
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    c == '-';
		if (s.p[i] == '(' && word)
			return true;
	}
	return false;
}

const struct yaml *
load_one_map(struct load *l, const struct yaml *v)
{
	if (v->kind == YAML_LIST && v->n == 1)
		v = &v->item[0];
	if (v->kind == YAML_MAP)
		return v;
	LOAD_ERROR(l, v, _("这里应是“键: 值”"));
	return NULL;
}
