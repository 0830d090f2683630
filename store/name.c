// SPDX-License-Identifier: MIT
#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

#define NUMBER_MOST 65000

/* A name keeps its number for ever, so what was committed can be kept in
 * memory; what the running transaction gave out may yet be undone. */
static void
remember(struct store_txn *t, str text, uint16_t number)
{
	struct store *s = t->store;

	if (t->names_new)
		return;
	for (size_t i = 0; i < s->n_names; i++)
		if (s->names[i].number == number)
			return;
	if (s->n_names == s->cap_names) {
		size_t cap = s->cap_names ? 2 * s->cap_names : 64;

		s->names = arena_grow(
			s->arena, s->names, s->n_names, cap, sizeof *s->names);
		s->cap_names = cap;
	}
	s->names[s->n_names++] = (struct known_name){
		.text = str_dup(s->arena, text), .number = number};
}

static bool
recall(const struct store *s, str text, uint16_t *number)
{
	for (size_t i = 0; i < s->n_names; i++) {
		if (!str_eq(s->names[i].text, text))
			continue;
		*number = s->names[i].number;
		return true;
	}
	return false;
}

/* domain, name */
static enum err_code
put(struct store_txn *t, uint16_t number, enum store_domain domain, str text,
	struct err *e)
{
	struct key k = key_of_form(number);
	struct buf row = {.arena = t->store->scratch};

	codec_put_byte(&row, (uint8_t)domain);
	buf_add(&row, text);
	return row_put(t, TABLE_NAME, &k, buf_str(&row), e);
}

static enum err_code
get(struct store_txn *t, uint16_t number, struct arena *a, str *text,
	enum store_domain *domain, struct err *e)
{
	struct key k = key_of_form(number);
	str row;
	enum err_code code = row_get(t, TABLE_NAME, &k, a, &row, e);
	struct codec c;

	if (code)
		return code;
	c = codec_of(row);
	if (domain)
		*domain = codec_get_byte(&c) % DOMAINS;
	*text = str_from(row, 1);
	return ERR_OK;
}

/* Look through what is not known of the table; *last is the greatest number
 * given. */
static enum err_code
search(struct store_txn *t, str text, uint16_t *number, uint16_t *last,
	bool *found, struct err *e)
{
	struct arena *a = arena_new();
	struct store *s = t->store;
	struct key none = key_new();
	struct key hi = key_end(&none);
	struct key k = key_of_form((uint16_t)(s->names_to + 1));
	struct walk w;
	str name;
	enum err_code code = ERR_OK;

	*found = false;
	*last = s->names_to;
	walk_init(&w, t, TABLE_NAME, &k, &hi, false);
	while (code == ERR_OK && !*found && walk_next(&w, &k, e)) {
		code = get(t, key_get_u16(&k, 0), a, &name, NULL, e);
		*last = key_get_u16(&k, 0);
		if (code)
			break;
		remember(t, name, *last);
		if (!t->names_new)
			s->names_to = *last;
		if (str_eq(name, text)) {
			*number = *last;
			*found = true;
		}
	}
	arena_free(a);
	return code ? code : w.code;
}

enum err_code
name_find(struct store_txn *t, str text, uint16_t *number, struct err *e)
{
	uint16_t last;
	bool found;
	enum err_code code;

	if (recall(t->store, text, number))
		return ERR_OK;
	code = search(t, text, number, &last, &found, e);
	return code == ERR_OK && !found ? ERR_ABSENT : code;
}

enum err_code
name_make(struct store_txn *t, str text, uint16_t *number, struct err *e)
{
	uint16_t last;
	bool found;
	enum err_code code;

	if (recall(t->store, text, number))
		return ERR_OK;
	code = search(t, text, number, &last, &found, e);
	if (code || found)
		return code;
	if (last >= NUMBER_MOST)
		return err_set(e, ERR_LIMIT, _("表单和字段的名字太多"));
	t->names_new = true;
	*number = (uint16_t)(last + 1);
	return put(t, *number, DOMAIN_NONE, text, e);
}

enum err_code
name_give(struct store_txn *t, uint16_t number, str text,
	enum store_domain domain, struct err *e)
{
	if (number <= t->store->names_to)
		t->store->names_to = (uint16_t)(number - 1);
	return put(t, number, domain, text, e);
}

str
name_text(struct store_txn *t, uint16_t number, struct arena *a)
{
	str text;

	if (get(t, number, a, &text, NULL, NULL) != ERR_OK)
		return str_fmt(a, "#%u", (unsigned)number);
	return str_dup(a, text);
}

enum err_code
name_domain(struct store_txn *t, uint16_t number, enum store_domain *out,
	struct err *e)
{
	struct arena *a;
	str text;
	enum err_code code;

	if (number && t->domain_of == number) {
		*out = t->domain;
		return ERR_OK;
	}
	a = arena_new();
	code = get(t, number, a, &text, out, e);
	if (code)
		*out = DOMAIN_NONE;
	arena_free(a);
	if (code == ERR_ABSENT) /* named just now */
		code = ERR_OK;
	if (code == ERR_OK) {
		t->domain_of = number;
		t->domain = *out;
	}
	return code;
}

enum err_code
store_domain_of(
	struct store_txn *t, str form, enum store_domain *out, struct err *e)
{
	uint16_t number;
	enum err_code code = name_find(t, form, &number, e);

	*out = DOMAIN_NONE;
	return code ? code : name_domain(t, number, out, e);
}

enum err_code
name_set_domain(struct store_txn *t, uint16_t number, enum store_domain domain,
	struct err *e)
{
	struct arena *a;
	enum store_domain was = DOMAIN_NONE;
	str text;
	enum err_code code;

	if (number && t->domain_of == number && t->domain == domain)
		return ERR_OK;
	a = arena_new();
	code = get(t, number, a, &text, &was, e);
	if (code == ERR_OK && was != domain)
		code = put(t, number, domain, text, e);
	arena_free(a);
	if (code == ERR_OK) {
		t->domain_of = number;
		t->domain = domain;
	}
	return code;
}
