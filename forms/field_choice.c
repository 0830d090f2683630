// SPDX-License-Identifier: MIT
#include "forms/field_impl.h"

#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

/* Selects: codes as they are stored, and what a clerk types for them. */

enum { CHOICES_NAMED = 8, SHOWN = 40 };

str
field_choices_text(
	struct arena *a, const struct choice *const *choice, size_t n)
{
	struct buf b = {.arena = a};
	for (size_t i = 0; i < n && i < CHOICES_NAMED; i++)
		buf_addf(&b, "%s%.*s %.*s", i ? _("，") : "",
			STR_FMT(choice[i]->name),
			STR_FMT(label_text(&choice[i]->label)));
	if (n > CHOICES_NAMED)
		buf_addf(&b, _("，… 共 %d 项"), (int)n);
	return buf_str(&b);
}

static enum err_code
no_choice(struct arena *a, str text, const struct choice *const *choice,
	size_t n, struct err *e)
{
	str known = field_choices_text(a, choice, n);
	return err_set(e, ERR_INPUT, _("没有选项 %.*s，可填：%.*s"),
		STR_FMT(utf8_sub(text, 0, SHOWN)), STR_FMT(known));
}

static size_t
all_choices(const struct field *f, struct arena *a,
	const struct choice *const **out)
{
	size_t n = f->list ? f->list->n : 0;
	const struct choice **v = ARENA_ARRAY(a, n, const struct choice *);
	for (size_t i = 0; i < n; i++)
		v[i] = &f->list->v[i];
	*out = v;
	return n;
}

enum err_code
field_parse_choice(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e)
{
	text = str_trim(text);
	const struct choice *c = f->list ? choice_find(f->list, text) : NULL;
	if (!c) {
		const struct choice *const *v;
		size_t n = all_choices(f, a, &v);
		return no_choice(a, text, v, n, e);
	}
	*out = (struct value){.type = VALUE_CHOICE, .text = c->name};
	return ERR_OK;
}

static bool
has_word(str words, str word)
{
	str w;
	while (str_word(&words, &w))
		if (str_eq(w, word))
			return true;
	return false;
}

/* Codes joined by one space, in the order chosen; one chosen twice counts
 * once. */
static void
add_code(struct buf *b, str code)
{
	if (has_word(buf_str(b), code))
		return;
	if (b->n > 0)
		buf_addc(b, ' ');
	buf_add(b, code);
}

enum err_code
field_parse_choices(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e)
{
	struct buf b = {.arena = a};
	str rest = text;
	str word;
	while (str_word(&rest, &word)) {
		struct value one;
		enum err_code code = field_parse_choice(f, word, a, &one, e);
		if (code != ERR_OK)
			return code;
		add_code(&b, one.text);
	}
	*out = (struct value){.type = VALUE_CHOICES, .text = buf_str(&b)};
	return ERR_OK;
}

static str
without_zeros(str s)
{
	while (s.n > 1 && s.p[0] == '0')
		s = str_from(s, 1);
	return s;
}

bool
field_counts_choices(const struct field_offer *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->choice[i]->name.p[0] >= '0' &&
			o->choice[i]->name.p[0] <= '9')
			return false;
	return o->n > 0;
}

/* The offered choice a clerk means: its code, the code without zeros in
 * front, its label, its number where codes are words, or the only label that
 * begins like that, or holds it. */
static const struct choice *
meant(const struct field_offer *o, str typed)
{
	for (size_t i = 0; i < o->n; i++)
		if (str_eq(o->choice[i]->name, typed))
			return o->choice[i];
	for (size_t i = 0; i < o->n; i++)
		if (str_eq(without_zeros(o->choice[i]->name),
			    without_zeros(typed)) ||
			str_eq(label_text(&o->choice[i]->label), typed) ||
			str_eq(o->choice[i]->label.text[LANG_ZH], typed))
			return o->choice[i];
	int64_t number;
	if (field_counts_choices(o) && str_int(typed, &number) && number >= 1 &&
		number <= (int64_t)o->n)
		return o->choice[number - 1];
	for (int pass = 0; pass < 2; pass++) {
		const struct choice *found = NULL;
		int hits = 0;
		for (size_t i = 0; i < o->n; i++) {
			str label = label_text(&o->choice[i]->label);
			size_t at = str_find(label, typed);
			if (at == SIZE_MAX || (pass == 0 && at > 0))
				continue;
			found = o->choice[i];
			hits++;
		}
		if (hits == 1)
			return found;
	}
	return NULL;
}

enum err_code
field_type_choice(const struct field *f, str typed,
	const struct field_offer *offer, struct arena *a, struct value *out,
	struct err *e)
{
	(void)f; /* the offer says it all */
	const struct choice *c = meant(offer, typed);
	if (!c)
		return no_choice(a, typed, offer->choice, offer->n, e);
	*out = (struct value){.type = VALUE_CHOICE, .text = c->name};
	return ERR_OK;
}

/* May digits stand side by side, one a choice? */
static bool
one_digit_codes(const struct field_offer *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->choice[i]->name.n != 1)
			return false;
	return o->n > 0 && o->n <= 10;
}

static bool
all_ascii_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

enum err_code
field_type_choices(const struct field *f, str typed,
	const struct field_offer *offer, struct arena *a, struct value *out,
	struct err *e)
{
	struct buf spaced = {.arena = a};
	for (size_t i = 0; i < typed.n; i++)
		buf_addc(
			&spaced, strchr(",;/+", typed.p[i]) ? ' ' : typed.p[i]);
	struct buf codes = {.arena = a};
	str rest = buf_str(&spaced);
	str word;
	bool digits = one_digit_codes(offer);
	while (str_word(&rest, &word)) {
		bool apart = digits && word.n > 1 && all_ascii_digits(word);
		for (size_t at = 0; at < word.n; at += apart ? 1 : word.n) {
			str part = apart ? str_sub(word, at, 1) : word;
			struct value one;
			enum err_code code =
				field_type_choice(f, part, offer, a, &one, e);
			if (code != ERR_OK)
				return code;
			add_code(&codes, one.text);
		}
	}
	*out = (struct value){.type = codes.n ? VALUE_CHOICES : VALUE_BLANK,
		.text = buf_str(&codes)};
	return ERR_OK;
}
