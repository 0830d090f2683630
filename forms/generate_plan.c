// SPDX-License-Identifier: MIT
#include "forms/generate_impl.h"

#include "forms/load.h"
#include "store/lang.h"

/* Reading a plan. What a plan may say: the head of forms/demo/plan.yaml. */

struct load {
	struct plan_file file;
	struct catalog *catalog;
	struct plan *plan;
	str *pool;
	size_t n_pool;
	struct err *e;
};

#define WRONG(l, y, ...)                                                       \
	plan_wrong(&(l)->file, (y)->line, (y)->col, (l)->e, __VA_ARGS__)

static size_t
pool_add(struct load *l, str name)
{
	for (size_t k = 0; k < l->n_pool; k++)
		if (str_eq(l->pool[k], name))
			return k;
	*ARENA_PUSH(l->file.arena, l->pool, l->n_pool) = name;
	return l->n_pool - 1;
}

static enum err_code
check_keys(struct load *l, const struct yaml *map, const char *const *key)
{
	str names[24];
	size_t n = 0;
	if (map->kind != YAML_MAP)
		return WRONG(l, map, _("这里应是“键: 值”"));
	for (; key[n]; n++)
		names[n] = str_of(key[n]);
	for (size_t k = 0; k < map->n; k++) {
		const struct yaml_pair *p = &map->pair[k];
		size_t j = 0;
		while (j < n && !str_eq(p->key, names[j]))
			j++;
		if (j < n)
			continue;
		str like = nearest(p->key, names, n);
		return plan_wrong(&l->file, p->line, p->col, l->e,
			like.n ? _("没有“%.*s”这一项，是不是“%.*s”？")
			       : _("没有“%.*s”这一项"),
			STR_FMT(p->key), STR_FMT(like));
	}
	return ERR_OK;
}

static enum err_code
read_day(struct load *l, const struct yaml *y, day_t *out)
{
	if (y->kind == YAML_SCALAR && date_parse(y->text, out))
		return ERR_OK;
	return WRONG(l, y, _("这里要一个日期，如 2022-12-20"));
}

static enum err_code
read_field(struct load *l, const struct form *form, str name, int line, int col,
	const struct field **out)
{
	*out = form_field(form, name);
	if (*out)
		return ERR_OK;
	str *names = ARENA_ARRAY(l->file.arena, form->n_all, str);
	for (size_t k = 0; k < form->n_all; k++)
		names[k] = form->all[k]->name;
	str like = nearest(name, names, form->n_all);
	return plan_wrong(&l->file, line, col, l->e,
		like.n ? _("表单 %.*s 没有字段“%.*s”，是不是“%.*s”？")
		       : _("表单 %.*s 没有字段“%.*s”"),
		STR_FMT(form->id), STR_FMT(name), STR_FMT(like));
}

static enum err_code
read_set(struct load *l, const struct form *form, const struct yaml *y,
	const struct spec **out, size_t *n)
{
	enum err_code code = ERR_OK;
	if (!y)
		return ERR_OK;
	if (y->kind != YAML_MAP)
		return WRONG(l, y, _("set 里应是“字段: 值”"));
	struct spec *v = ARENA_ARRAY(l->file.arena, y->n, struct spec);
	for (size_t k = 0; code == ERR_OK && k < y->n; k++) {
		const struct yaml_pair *p = &y->pair[k];
		code = read_field(
			l, form, p->key, p->line, p->col, &v[k].field);
		if (code == ERR_OK)
			code = spec_parse(&l->file, &p->value, &v[k], l->e);
	}
	*out = v;
	*n = y->n;
	return code;
}

static enum err_code
read_rows(struct load *l, struct step *s, const struct yaml *y)
{
	static const char *const keys[] = {"count", "set", NULL};
	enum err_code code = ERR_OK;
	if (!y)
		return ERR_OK;
	if (y->kind != YAML_MAP)
		return WRONG(l, y, _("rows 里应是“重复组: {count, set}”"));
	struct rows_plan *v =
		ARENA_ARRAY(l->file.arena, y->n, struct rows_plan);
	for (size_t k = 0; code == ERR_OK && k < y->n; k++) {
		const struct yaml_pair *p = &y->pair[k];
		const struct yaml *count = yaml_get(&p->value, "count");
		code = read_field(
			l, s->form, p->key, p->line, p->col, &v[k].repeat);
		if (code == ERR_OK)
			code = check_keys(l, &p->value, keys);
		if (code == ERR_OK && !count && !v[k].repeat->repeat_count)
			code = WRONG(l, &p->value, _("缺少 count（几行）"));
		if (code == ERR_OK && count)
			code = plan_range(
				&l->file, count, &v[k].from, &v[k].to, l->e);
		if (code == ERR_OK)
			code = read_set(l, s->form, yaml_get(&p->value, "set"),
				&v[k].set, &v[k].n_set);
	}
	s->rows = v;
	s->n_rows = y->n;
	return code;
}

static enum err_code
read_each(struct load *l, struct step *s, const struct yaml *y)
{
	static const char *const keys[] = {"pool", "field", "share", "where",
		"after", "times", "every", "next", "while", NULL};
	const struct {
		const char *key;
		int64_t *from, *to;
	} ranges[] = {{"after", &s->after[0], &s->after[1]},
		{"times", &s->times[0], &s->times[1]},
		{"every", &s->every[0], &s->every[1]}};
	const struct yaml_pair *field = yaml_pair(y, "field");
	const struct yaml_pair *next = yaml_pair(y, "next");
	const struct yaml *when = yaml_get(y, "while");
	const struct yaml *share = yaml_get(y, "share");
	const struct yaml *where = yaml_get(y, "where");
	str pool = yaml_text(y, "pool");
	enum err_code code = check_keys(l, y, keys);
	if (code == ERR_OK && pool.n == 0)
		code = WRONG(l, y, _("缺少 pool（跟随哪一批记录）"));
	if (code == ERR_OK)
		s->each = pool_add(l, pool) + 1;
	s->share = 100;
	s->times[0] = s->times[1] = 1;
	s->every[0] = s->every[1] = 7;
	if (code == ERR_OK && field)
		code = read_field(l, s->form, field->value.text, field->line,
			field->col, &s->each_field);
	if (code == ERR_OK && next)
		code = read_field(l, s->form, next->value.text, next->line,
			next->col, &s->next);
	if (code == ERR_OK && when &&
		expr_parse(l->file.arena, when->text, &s->while_, l->e) !=
			ERR_OK)
		code = err_at(l->e, l->file.name, when->line, when->col);
	if (code == ERR_OK && share)
		code = plan_int(&l->file, share, &s->share, l->e);
	if (code == ERR_OK && where) {
		code = expr_parse(l->file.arena, where->text, &s->where, l->e);
		if (code != ERR_OK)
			return err_at(
				l->e, l->file.name, where->line, where->col);
	}
	for (size_t k = 0; code == ERR_OK && k < 3; k++) {
		const struct yaml *r = yaml_get(y, ranges[k].key);
		if (r)
			code = (k == 2 && s->next ? plan_range_around
						  : plan_range)(&l->file, r,
				ranges[k].from, ranges[k].to, l->e);
	}
	return code;
}

static enum err_code
read_dates(struct load *l, struct step *s, const struct yaml *y,
	const struct yaml *dates)
{
	const struct yaml *count = yaml_get(y, "count");
	enum err_code code = ERR_OK;
	if (!dates || dates->kind != YAML_LIST || dates->n != 2)
		return WRONG(l, dates ? dates : y,
			_("要有 dates: [从, 到]，或 each: {pool: …}"));
	code = read_day(l, &dates->item[0], &s->from);
	if (code == ERR_OK)
		code = read_day(l, &dates->item[1], &s->to);
	if (code == ERR_OK && s->to < s->from)
		code = WRONG(l, dates, _("后一个日期不能比前一个早"));
	s->count = 1;
	if (code == ERR_OK && count)
		code = plan_int(&l->file, count, &s->count, l->e);
	return code;
}

static enum err_code
read_step(struct load *l, const struct yaml *y, struct step *s)
{
	static const char *const keys[] = {"form", "as", "count", "dates",
		"each", "set", "rows", "note", NULL};
	const struct yaml *each = yaml_get(y, "each");
	str id = yaml_text(y, "form");
	enum err_code code = check_keys(l, y, keys);
	s->line = y->line;
	if (code == ERR_OK && id.n == 0)
		code = WRONG(l, y, _("缺少 form（哪张表单）"));
	if (code == ERR_OK &&
		catalog_form(l->catalog, id, &s->form, l->e) != ERR_OK)
		code = err_at(l->e, l->file.name, y->line, y->col);
	if (code != ERR_OK)
		return code;
	s->as = yaml_text(y, "as");
	s->form_pool = pool_add(l, s->form->id);
	s->pool = s->as.n > 0 ? pool_add(l, s->as) : s->form_pool;
	code = each ? read_each(l, s, each)
		    : read_dates(l, s, y, yaml_get(y, "dates"));
	if (code == ERR_OK)
		code = read_set(
			l, s->form, yaml_get(y, "set"), &s->set, &s->n_set);
	if (code == ERR_OK)
		code = read_rows(l, s, yaml_get(y, "rows"));
	return code;
}

/* Dice by what a step is, not by where it stands: a step more leaves the
 * records of all others as they were. */
static void
give_keys(const struct load *l, struct step *step, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		struct step *s = &step[k];
		uint64_t same = 0;
		for (size_t j = 0; j < k; j++)
			same += step[j].form == s->form &&
				str_eq(step[j].as, s->as);
		str name = str_fmt(l->file.arena, "%.*s %.*s",
			STR_FMT(s->form->id), STR_FMT(s->as));
		for (size_t j = 0; j < name.n; j++)
			s->key = (s->key ^ (unsigned char)name.p[j]) *
				 1099511628211u; /* FNV-1a */
		s->key += same;
	}
}

/* Every pool that is named must be filled by some step. */
static enum err_code
check_pools(struct load *l, const struct yaml *steps)
{
	for (size_t k = 0; k < l->plan->n_step; k++) {
		const struct step *s = &l->plan->step[k];
		bool filled = s->each == 0;
		for (size_t j = 0; !filled && j < l->plan->n_step; j++)
			filled = l->plan->step[j].pool + 1 == s->each ||
				 l->plan->step[j].form_pool + 1 == s->each;
		if (!filled)
			return WRONG(l, &steps->item[k],
				_("没有哪一步叫“%.*s”（as:）"),
				STR_FMT(l->pool[s->each - 1]));
	}
	return ERR_OK;
}

enum err_code
plan_load(struct arena *a, struct catalog *c, const char *file, str bytes,
	struct plan *out, struct err *e)
{
	static const char *const keys[] = {"until", "optional", "steps", NULL};
	const struct yaml *root;
	struct load l = {.file = {file, a}, .catalog = c, .plan = out, .e = e};
	*out = (struct plan){.until = INT32_MAX, .optional = 50};
	enum err_code code = yaml_parse(a, file, bytes, &root, e);
	if (code == ERR_OK)
		code = check_keys(&l, root, keys);
	if (code != ERR_OK)
		return code;
	const struct yaml *until = yaml_get(root, "until");
	const struct yaml *optional = yaml_get(root, "optional");
	const struct yaml *steps = yaml_get(root, "steps");
	if (until)
		code = read_day(&l, until, &out->until);
	if (code == ERR_OK && optional)
		code = plan_int(&l.file, optional, &out->optional, e);
	if (code == ERR_OK && (!steps || steps->kind != YAML_LIST))
		code = WRONG(&l, root, _("缺少 steps（一步一项）"));
	if (code != ERR_OK)
		return code;
	struct step *step = ARENA_ARRAY(a, steps->n, struct step);
	for (size_t k = 0; code == ERR_OK && k < steps->n; k++)
		code = read_step(&l, &steps->item[k], &step[k]);
	if (code == ERR_OK)
		give_keys(&l, step, steps->n);
	out->step = step;
	out->n_step = steps->n;
	if (code == ERR_OK)
		code = check_pools(&l, steps);
	out->pool = l.pool;
	out->n_pool = l.n_pool;
	return code;
}
