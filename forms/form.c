// SPDX-License-Identifier: MIT
#include "forms/form.h"

str
label_text(const struct label *l)
{
	str here = l->text[lang_get()];
	if (here.n > 0)
		return here;
	return l->text[LANG_ZH].n > 0 ? l->text[LANG_ZH] : l->text[LANG_EN];
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
