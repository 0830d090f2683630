// SPDX-License-Identifier: MIT
// Titles and versions, from what stands before the questions.
#include "forms/catalog_impl.h"
#include "forms/load_impl.h"

#include "store/lang.h"

static bool
has_line(str text, str beginning)
{
	for (str line; str_cut(&text, '\n', &line);)
		if (str_starts(line, beginning))
			return true;
	return false;
}

str
catalog_head(str bytes)
{
	static const char *const bodies[] = {
		"\nsurvey:", "\nchoices:", "\nlists:"};
	str head = bytes;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		size_t at = str_find(head, str_of(bodies[i]));
		if (at != SIZE_MAX)
			head = str_sub(head, 0, at + 1);
	}
	bool enough = has_line(head, STR("settings:")) ||
		      has_line(head, STR("list_name:"));
	return enough ? head : bytes;
}

void
catalog_read_head(struct catalog *c, const struct yaml *root, struct source *s)
{
	const struct yaml *settings = yaml_get(root, "settings");
	if (settings && settings->kind == YAML_LIST && settings->n == 1)
		settings = &settings->item[0];
	s->titled = true;
	s->version = str_dup(c->arena, yaml_text(settings, "version"));
	s->domain = str_dup(c->arena, yaml_text(settings, "x_domain"));
	struct arena *a = arena_new();
	struct findings unheard = {.arena = a}; /* loading tells them */
	struct load l = {.arena = c->arena,
		.out = &unheard,
		.plain = label_plain_language(
			yaml_text(settings, "default_language"))};
	if (settings && settings->kind == YAML_MAP) {
		load_label(&l, settings, "title", &s->title);
		load_label(&l, settings, "form_title", &s->title);
	}
	arena_free(a);
	if (label_text(&s->title).n == 0)
		s->title.text[LANG_ZH] = s->name;
}

/* --- without a YAML parser ------------------------------------------------ */

/* A scalar that stands for itself, in a flow mapping too. */
static bool
is_plain(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' ||
			str_chr(STR("\"'\\{}[],:#&*!|>%@`?=~"), s.p[i]) !=
				SIZE_MAX)
			return false;
	return s.n > 0 && s.p[0] != '-' && s.p[0] != ' ' && s.p[s.n - 1] != ' ';
}

/* What lies between before and after; false when the line is another. */
static bool
between(str line, str before, str after, str *out)
{
	size_t n = before.n + after.n;
	if (line.n < n || !str_starts(line, before) || !str_ends(line, after))
		return false;
	*out = str_sub(line, before.n, line.n - n);
	return true;
}

bool
catalog_read_plain(struct source *s)
{
	str rest = catalog_head(s->bytes);
	str line;
	str title = STR_NONE;
	str version = STR_NONE;
	str domain = STR_NONE;
	bool within = false;
	while (str_cut(&rest, '\n', &line)) {
		if (line.n && line.p[0] != ' ' && line.p[0] != '#')
			within = str_is(line, "settings:");
		if (!within)
			continue;
		between(line, STR("  form_title: {zh: "), STR("}"), &title);
		between(line, STR("  version: \""), STR("\""), &version);
		between(line, STR("  x_domain: "), STR_NONE, &domain);
	}
	size_t cut = str_find(title, STR(", en: "));
	if (cut == SIZE_MAX || !is_plain(version))
		return false;
	str zh = str_sub(title, 0, cut);
	str en = str_from(title, cut + 6);
	if (!is_plain(zh) || !is_plain(en) || (domain.n && !is_plain(domain)))
		return false;
	s->title.text[LANG_ZH] = zh;
	s->title.text[LANG_EN] = en;
	s->version = version;
	s->domain = domain;
	s->titled = true;
	return true;
}
