// SPDX-License-Identifier: MIT
#include "forms/form.h"

static str preferred; /* as the interface's language: one for the program */

void
label_prefer(str lang)
{
	preferred = lang;
}

str
label_in(const struct label *l, str lang)
{
	if (str_is(lang, "zh"))
		return l->text[LANG_ZH];
	if (str_is(lang, "en"))
		return l->text[LANG_EN];
	for (const struct translation *t = l->more; t; t = t->next)
		if (str_eq(t->lang, lang))
			return t->text;
	return STR_NONE;
}

str
label_text(const struct label *l)
{
	str here = preferred.n > 0 ? label_in(l, preferred) : STR_NONE;
	if (here.n == 0)
		here = l->text[lang_get()];
	if (here.n == 0 && l->more && l->more->plain)
		here = l->more->text;
	if (here.n == 0)
		here = l->text[LANG_ZH];
	if (here.n == 0)
		here = l->text[LANG_EN];
	return here.n == 0 && l->more ? l->more->text : here;
}

str
label_language(str name)
{
	name = str_trim(name);
	size_t open = str_chr(name, '(');
	str code = open == SIZE_MAX ? name : str_trim(str_from(name, open + 1));
	if (str_ends(code, STR(")")))
		code = str_trim(str_sub(code, 0, code.n - 1));
	if (code.n == 0)
		code = name;
	if (str_starts(code, STR("zh")) || str_starts(code, STR("中文")) ||
		str_starts(code, STR("Chinese")))
		return STR("zh");
	if (str_starts(code, STR("English")) || str_is(code, "en") ||
		str_starts(code, STR("en-")) || str_starts(code, STR("en_")))
		return STR("en");
	return code;
}

str
label_plain_language(str default_language)
{
	str name = label_language(default_language);
	return name.n == 0 || str_is(name, "default") ? STR("zh") : name;
}

const struct choice *
choice_find(const struct choice_list *l, str name)
{
	for (size_t i = 0; l && i < l->n; i++)
		if (str_eq(l->v[i].name, name))
			return &l->v[i];
	return NULL;
}

bool
field_is_computed(const struct field *f)
{
	return f->calculation && f->trigger.n == 0 &&
	       (f->read_only || f->type == FIELD_CALCULATE);
}

bool
field_has_trigger(const struct field *f, str name)
{
	str rest = f->trigger;
	str word;
	while (str_word(&rest, &word))
		if (str_eq(word, name))
			return true;
	return false;
}

bool
field_is_live(const struct field *f)
{
	return f->live;
}

bool
field_has_value(const struct field *f)
{
	return f->type != FIELD_NOTE && f->type != FIELD_GROUP;
}

const struct field *
form_field(const struct form *f, str name)
{
	size_t from = 0;
	size_t to = f->n_by_name;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = str_cmp(name, f->by_name[middle]->name);
		if (order == 0)
			return f->by_name[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

size_t
form_slots(const struct form *f, const struct field *repeat)
{
	return repeat ? repeat->n_slot : f->n_slot;
}
