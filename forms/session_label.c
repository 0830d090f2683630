// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/reader_impl.h"

/* Labels, hints and messages in which ${name} stands for an answer, as in
 * ODK: a choice shows its code (jr:choice-name in a calculation gives its
 * label); a reference shows the title of its record. */

static str
shown(struct session *s, struct item *i, struct session_row *r, str name,
	struct arena *a)
{
	const struct item *of = item_named(s, name);
	struct session_row *row = of ? row_seen(of, r) : NULL;
	const struct value *v = row ? &answer_of(of, row)->value : NULL;
	if (v && v->type == VALUE_REFERENCE && s->reader &&
		item_is_asked(of, row))
		return record_title_of(s->reader, a, v->ref);
	struct spot p;
	struct xvalue x;
	spot_init(&p, s, i, r);
	if (!p.scope.ops->get(&p.scope, name, a, &x))
		return STR_NONE;
	return xvalue_to_string(a, &x);
}

str
label_filled(struct session *s, struct item *i, struct session_row *r,
	const struct label *l, struct arena *a)
{
	str rest = label_text(l);
	struct buf b = {.arena = a};
	size_t open = str_find(rest, STR("${"));
	if (open == SIZE_MAX)
		return rest;
	while (open != SIZE_MAX) {
		size_t close = str_chr(str_from(rest, open), '}');
		if (close == SIZE_MAX)
			break;
		buf_add(&b, str_sub(rest, 0, open));
		buf_add(&b,
			shown(s, i, r,
				str_trim(str_sub(rest, open + 2, close - 2)),
				a));
		rest = str_from(rest, open + close + 1);
		open = str_find(rest, STR("${"));
	}
	buf_add(&b, rest);
	return buf_str(&b);
}

str
session_words(struct session *s, const struct cell *c, const struct label *l,
	struct arena *a)
{
	session_settle(s);
	return label_filled(s, item_of(s, c->field), c->row, l, a);
}

str
session_label(struct session *s, const struct cell *c, struct arena *a)
{
	return session_words(s, c, &c->field->label, a);
}

str
session_hint(struct session *s, const struct cell *c, struct arena *a)
{
	return session_words(s, c, &c->field->hint, a);
}

str
session_guidance(struct session *s, const struct cell *c, struct arena *a)
{
	return session_words(s, c, &c->field->guidance, a);
}
