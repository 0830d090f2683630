// SPDX-License-Identifier: MIT
#include "forms/catalog_impl.h"

#include "store/lang.h"

/*
 * All scales together, as four lists that a form may look things up in:
 *   scale          their codes: items (how many), low, high (an answer), from,
 *                  to (the score), options (in words), period, version, licence
 *   scale_items    scale, no, reverse, flag_to, safety_from
 *   scale_options  scale, value
 *   scale_bands    scale, from, to, flag, zh (its name in Chinese)
 * A scale is any list file scale_*.yaml with an x_scale; so one more file is
 * one more scale.
 */

static const char *const names[] = {
	"scale", "scale_items", "scale_options", "scale_bands"};
static const char *const columns[][9] = {
	{"items", "low", "high", "from", "to", "options", "period", "version",
		"licence"},
	{"scale", "no", "reverse", "flag_to", "safety_from", NULL},
	{"scale", "value", NULL},
	{"scale", "from", "to", "flag", "zh", NULL},
};
enum { ALL, ITEMS, OPTIONS, BANDS, PARTS };

struct parts {
	struct arena *arena;
	struct choice_list *list[PARTS];
};

/* Values stand in the order of the list's columns. */
static void
add(struct parts *p, int part, str name, const struct label *label,
	bool offered, const str *value)
{
	struct choice_list *l = p->list[part];
	struct entry *v = ARENA_ARRAY(p->arena, l->n_column, struct entry);
	struct choice *all = (struct choice *)l->v; /* still being built */
	for (size_t k = 0; k < l->n_column; k++)
		v[k] = (struct entry){
			l->column[k], {.type = VALUE_TEXT, .text = value[k]}};
	*ARENA_PUSH(p->arena, all, l->n) = (struct choice){.name = name,
		.label = *label,
		.offered = offered,
		.v = v,
		.n = l->n_column};
	l->v = all;
}

static str
name_in(struct parts *p, const struct scale *s, str name)
{
	return str_fmt(p->arena, "%.*s_%.*s", STR_FMT(s->code), STR_FMT(name));
}

static str
in_words(struct parts *p, const struct choice_list *options)
{
	struct buf b = {.arena = p->arena};
	for (size_t k = 0; k < options->n; k++)
		buf_addf(&b, "%s%.*s %.*s", k ? "，" : "",
			STR_FMT(options->v[k].name),
			STR_FMT(label_text(&options->v[k].label)));
	return buf_str(&b);
}

/* The least and the greatest of the options. */
static void
bounds(const struct choice_list *options, str *low, str *high)
{
	int64_t least = 0;
	int64_t most = 0;
	int64_t n;
	*low = *high = STR_NONE;
	for (size_t k = 0; k < options->n; k++) {
		if (!str_int(options->v[k].name, &n))
			continue;
		if (low->n == 0 || n < least) {
			least = n;
			*low = options->v[k].name;
		}
		if (high->n == 0 || n > most) {
			most = n;
			*high = options->v[k].name;
		}
	}
}

static void
add_scale(struct parts *p, const struct choice_list *list)
{
	const struct scale *s = list->scale;
	const struct choice_list *b = s->bands;
	str low;
	str high;
	bounds(s->options, &low, &high);
	str of_scale[] = {str_fmt(p->arena, "%zu", list->n), low, high,
		b->n ? b->v[0].name : STR_NONE,
		b->n ? choice_column(&b->v[b->n - 1], "to") : STR_NONE,
		in_words(p, s->options), label_text(&s->period), s->version,
		s->licence};
	add(p, ALL, s->code, &list->label, s->offered, of_scale);
	for (size_t k = 0; k < list->n; k++) {
		const struct choice *c = &list->v[k];
		str v[] = {s->code, str_fmt(p->arena, "%zu", k + 1),
			choice_column(c, "reverse"),
			choice_column(c, "flag_to"),
			choice_column(c, "safety_from")};
		add(p, ITEMS, name_in(p, s, v[1]), &c->label, true, v);
	}
	for (size_t k = 0; k < s->options->n; k++) {
		const struct choice *c = &s->options->v[k];
		str v[] = {s->code, c->name};
		add(p, OPTIONS, name_in(p, s, c->name), &c->label, true, v);
	}
	for (size_t k = 0; k < b->n; k++) {
		const struct choice *c = &b->v[k];
		str v[] = {s->code, c->name, choice_column(c, "to"),
			choice_column(c, "flag"), c->label.text[LANG_ZH]};
		add(p, BANDS, name_in(p, s, c->name), &c->label, true, v);
	}
}

static void
begin(struct parts *p)
{
	for (int k = 0; k < PARTS; k++) {
		struct choice_list *l = ARENA_NEW(p->arena, struct choice_list);
		str *column = NULL;
		size_t n = 0;
		for (size_t j = 0; j < 9 && columns[k][j]; j++)
			*ARENA_PUSH(p->arena, column, n) =
				str_of(columns[k][j]);
		l->name = str_of(names[k]);
		l->label.text[LANG_ZH] = l->name;
		l->column = column;
		l->n_column = n;
		p->list[k] = l;
	}
}

const struct choice_list *
catalog_scales(struct catalog *c, str name)
{
	struct parts p = {.arena = c->arena};
	int part = 0;
	while (part < PARTS && !str_is(name, names[part]))
		part++;
	if (part == PARTS)
		return NULL;
	if (c->scales[0])
		return c->scales[part];
	begin(&p);
	for (size_t k = 0; k < c->lists.n; k++) {
		struct source *s = c->lists.v[k];
		if (!str_starts(s->name, STR("scale_")) || s->fresh)
			continue;
		catalog_load_list(c, s);
		if (s->list && s->list->scale)
			add_scale(&p, s->list);
	}
	for (int k = 0; k < PARTS; k++)
		c->scales[k] = p.list[k];
	return c->scales[part];
}
