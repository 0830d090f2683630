// SPDX-License-Identifier: MIT
// forms.5 tells every key and every function there is, and no other.
#include "tests/forms/world.h"

#include "forms/expr_impl.h"
#include "forms/load_impl.h"

static str
manual(void)
{
	static char text[65536];
	FILE *f = fopen(test_source("forms/forms.5"), "rb");
	CHECK(f != NULL);
	size_t n = fread(text, 1, sizeof(text), f);
	fclose(f);
	CHECK(n < sizeof(text));
	return (str){text, n};
}

/* Without the backslashes of \-. */
static str
plain(str s)
{
	struct buf b = {.arena = test_arena()};
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\\')
			buf_addc(&b, s.p[i]);
	return buf_str(&b);
}

/* What the page says of a key: its places as a sum of enum key_place. */
static unsigned
told(str key)
{
	static const char *const places[] = {"top", "settings", "row", "choice",
		"list", "x_unique", "x_due", "x_print", "x_closed",
		"x_scale"};
	str text = manual();
	str line;
	unsigned in = 0;
	text = str_from(text, str_find(text, STR(".\\\" keys:")));
	text = str_sub(text, 0, str_find(text, STR(".\\\" /keys")));
	while (str_cut(&text, '\n', &line)) {
		str name;
		bool found = false;
		size_t open = str_chr(line, '(');
		if (!str_starts(line, STR(".B \"")) || open == SIZE_MAX)
			continue;
		str names = plain(str_sub(line, 4, open - 5));
		while (str_cut(&names, ',', &name))
			found = found || str_eq(str_trim(name), key);
		str where =
			str_sub(line, open + 1, str_chr(line, ')') - open - 1);
		while (found && str_cut(&where, ',', &name))
			for (unsigned i = 0;
				i < sizeof(places) / sizeof(places[0]); i++)
				in |= str_is(str_trim(name), places[i])
					      ? 1u << i
					      : 0;
	}
	return in;
}

TEST(manual, tells_every_key_and_where_it_stands)
{
	str name;
	unsigned in;
	int wrong = 0;
	for (size_t i = 0; load_key_at(i, &name, &in); i++) {
		unsigned all = in;
		str other;
		unsigned more;
		for (size_t k = 0; load_key_at(k, &other, &more); k++)
			all |= str_eq(other, name) ? more : 0;
		if (told(name) == all)
			continue;
		print_error("forms.5: %.*s stands in %u, should be %u\n",
			STR_FMT(name), told(name), all);
		wrong++;
	}
	CHECK_INT(wrong, 0);
}

/* Words that begin with x_ in the page are keys. */
TEST(manual, names_no_key_that_is_none)
{
	str text = manual();
	for (size_t at; (at = str_find(text, STR("x_"))) != SIZE_MAX;) {
		size_t n = 2;
		str rest = str_from(text, at);
		bool word = at > 0 &&
			    ((text.p[at - 1] >= 'a' && text.p[at - 1] <= 'z'));
		while (n < rest.n && ((rest.p[n] >= 'a' && rest.p[n] <= 'z') ||
					     rest.p[n] == '_'))
			n++;
		str key = str_sub(rest, 0, n);
		text = str_from(rest, n);
		if (word || n == 2 || str_is(key, "x_name"))
			continue;
		str name;
		unsigned in;
		bool known = false;
		for (size_t i = 0; load_key_at(i, &name, &in); i++)
			known = known || str_eq(name, key);
		if (!known)
			print_error("forms.5: no key %.*s\n", STR_FMT(key));
		CHECK(known);
	}
}

TEST(manual, tells_every_function)
{
	static const struct func *const tables[] = {expr_func_table,
		expr_number_table, expr_string_table, expr_date_table,
		expr_records_table, expr_list_table};
	str text = plain(manual());
	text = str_from(text, str_find(text, STR(".SH EXPRESSIONS")));
	for (size_t t = 0; t < 6; t++)
		for (const struct func *f = tables[t]; f->name; f++) {
			bool found = false;
			str rest = text;
			str word;
			while (!found && str_word(&rest, &word))
				found = str_is(word, f->name) ||
					str_eq(str_sub(word, 0,
						       str_chr(word, '(')),
						str_of(f->name));
			if (!found && !f->refused)
				print_error("forms.5: no %s\n", f->name);
			CHECK(found || f->refused);
		}
}
