// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include "store/lang.h"

/*
 * A questionnaire with a score: a list file whose choices are its items and
 * whose x_scale says the rest. It must say where it comes from and on what
 * terms it may be used: without a licence it is not loaded.
 */

static str
need_text(struct load *l, const struct yaml *map, const char *key)
{
	str text = str_trim(load_text(l, map, key));
	if (text.n == 0)
		LOAD_ERROR(l, map, _("量表缺少 %s"), key);
	return text;
}

static void
need_label(struct load *l, const struct yaml *map, const char *key,
	struct label *out)
{
	load_label(l, map, key, out);
	if (label_text(out).n == 0)
		LOAD_ERROR(l, map, _("量表缺少 %s"), key);
}

static const struct choice_list *
read_part(struct load *l, const struct yaml *map, const char *key)
{
	const struct yaml *items = yaml_get(map, key);
	struct choice_list *list = ARENA_NEW(l->arena, struct choice_list);
	list->name = str_of(key);
	if (items)
		load_choices(l, items, list, false);
	return list;
}

static bool
number_of(str text, int64_t *out)
{
	return text.n > 0 && str_int(text, out);
}

str
choice_column(const struct choice *c, const char *column)
{
	for (size_t k = 0; k < c->n; k++)
		if (str_is(c->v[k].name, column))
			return c->v[k].value.text;
	return STR_NONE;
}

static void
check_options(struct load *l, const struct choice_list *options)
{
	int64_t value;
	for (size_t k = 0; k < options->n; k++)
		if (!number_of(options->v[k].name, &value))
			LOAD_ERROR(l, &options->v[k],
				_("量表选项的 name 应是分值，如 0"));
}

/* Bands follow one another without holes. */
static void
check_bands(struct load *l, const struct choice_list *bands)
{
	int64_t from;
	int64_t to = 0;
	for (size_t k = 0; k < bands->n; k++) {
		const struct choice *c = &bands->v[k];
		int64_t before = to;
		if (!number_of(c->name, &from) ||
			!number_of(choice_column(c, "to"), &to) || to < from)
			LOAD_ERROR(l, c,
				_("分级应写成 {name: 起分, to: 止分, label: "
				  "…}"));
		else if (k > 0 && from != before + 1)
			LOAD_ERROR(l, c,
				_("分级要一级接一级：上一级到 %lld 分"),
				(long long)before);
	}
}

void
load_scale(struct load *l, const struct yaml *map, struct choice_list *list)
{
	struct scale *s = ARENA_NEW(l->arena, struct scale);
	map = load_one_map(l, map);
	if (!map)
		return;
	load_keys(l, map, IN_SCALE);
	s->code = need_text(l, map, "code");
	s->version = need_text(l, map, "version");
	s->licence = need_text(l, map, "licence");
	need_label(l, map, "population", &s->population);
	need_label(l, map, "period", &s->period);
	s->offered =
		!yaml_get(map, "x_offer") || load_switch(l, map, "x_offer");
	if (list->source.n == 0)
		LOAD_ERROR(l, map, _("量表缺少 %s"), "x_source");
	if (!str_starts(list->name, STR("scale_")))
		LOAD_ERROR(l, map, _("量表的 list_name 应以 scale_ 开头"));
	s->options = read_part(l, map, "options");
	s->bands = read_part(l, map, "bands");
	check_options(l, s->options);
	check_bands(l, s->bands);
	if (list->n > 0 && (s->options->n == 0 || s->bands->n == 0))
		LOAD_ERROR(l, map, _("有条目的量表要有 options 和 bands"));
	list->scale = s;
}
