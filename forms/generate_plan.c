// SPDX-License-Identifier: MIT
#include "forms/generate_impl.h"

#include <stdlib.h>

#include "forms/load.h"
#include "store/lang.h"

enum { BATCH = 200, ATTEMPTS = 8, FILL = 50, STEPS_MOST = 200 };

/* --- reading a plan ------------------------------------------------------------ */

static enum err_code
fail(struct generator *g, const struct yaml *at, struct err *e,
	const char *words)
{
	(void)err_set(e, ERR_INPUT, "%s", words);
	(void)err_at(e, g->file, at->line, at->col);
	return ERR_INPUT;
}

static bool
read_day(const struct yaml *map, const char *key, day_t otherwise, day_t *out)
{
	str s = yaml_text(map, key);
	*out = otherwise;
	return s.n == 0 || date_parse(s, out);
}

static bool
read_number(str s, double *out)
{
	struct decimal d;
	if (!decimal_parse(s, &d))
		return false;
	*out = decimal_number(d);
	return true;
}

/* ${name}, or a call: a name right before a parenthesis. */
static bool
is_expression(str s)
{
	size_t at = str_chr(s, '(');
	if (str_find(s, STR("${")) != SIZE_MAX)
		return true;
	return at != SIZE_MAX && at > 0 && s.p[at - 1] >= 'a' &&
	       s.p[at - 1] <= 'z';
}

static enum err_code
read_expr(struct generator *g, const struct yaml *y, const struct expr **out,
	struct err *e)
{
	enum err_code code = expr_parse(g->arena, y->text, out, e);
	int line = y->line;
	int col = y->col;
	if (code == ERR_OK)
		return ERR_OK;
	yaml_place(y, e->col, &line, &col);
	(void)err_at(e, g->file, line, col);
	return code;
}

static enum err_code read_recipe(struct generator *g, const struct yaml *y,
	struct recipe *out, struct err *e);

/* A list: any of its parts; a map of weights: by them. */
static enum err_code
read_parts(struct generator *g, const struct yaml *y, struct recipe *out,
	struct err *e)
{
	struct recipe *part = ARENA_ARRAY(g->arena, y->n, struct recipe);
	out->kind = RECIPE_PICK;
	out->part = part;
	out->n = y->n;
	for (size_t k = 0; k < y->n; k++) {
		int64_t weight = 1;
		if (y->kind == YAML_LIST) {
			enum err_code code =
				read_recipe(g, &y->item[k], &part[k], e);
			if (code != ERR_OK)
				return code;
		} else {
			part[k] = (struct recipe){.kind = RECIPE_TEXT,
				.chance = 100,
				.text = str_dup(g->arena, y->pair[k].key)};
			if (!str_int(y->pair[k].value.text, &weight) ||
				weight < 0 || weight > 1000000)
				return fail(g, &y->pair[k].value, e,
					_("权重应是 0 以上的整数"));
		}
		part[k].weight = (int)weight;
	}
	return ERR_OK;
}

static enum err_code
read_range(struct generator *g, const struct yaml *y, struct recipe *out,
	struct err *e)
{
	out->kind = RECIPE_RANGE;
	out->step = 1;
	if (y->kind != YAML_LIST || y->n < 2 || y->n > 3 ||
		!read_number(y->item[0].text, &out->low) ||
		!read_number(y->item[1].text, &out->high) ||
		(y->n == 3 && !read_number(y->item[2].text, &out->step)) ||
		out->high < out->low || out->step <= 0)
		return fail(g, y, e,
			_("range 应是 [最小, 最大] 或 [最小, 最大, 步长]"));
	return ERR_OK;
}

static enum err_code
read_from(struct generator *g, const struct yaml *map, struct recipe *out,
	struct err *e)
{
	const struct yaml *where = yaml_get(map, "where");
	out->kind = RECIPE_FROM;
	out->text = str_dup(g->arena, yaml_text(map, "from"));
	out->each = str_is(yaml_text(map, "each"), "yes");
	if (!catalog_has(g->catalog, out->text))
		return fail(g, yaml_get(map, "from"), e,
			_("没有这个表单，不能从中取记录"));
	g->turn[g->n_turn] = 0;
	out->next = &g->turn[g->n_turn++];
	return where ? read_expr(g, where, &out->expr, e) : ERR_OK;
}

static enum err_code
read_map(struct generator *g, const struct yaml *y, struct recipe *out,
	struct err *e)
{
	int64_t chance = 100;
	str percent = yaml_text(y, "chance");
	enum err_code code;
	if (yaml_get(y, "weights"))
		code = read_parts(g, yaml_get(y, "weights"), out, e);
	else if (yaml_get(y, "range"))
		code = read_range(g, yaml_get(y, "range"), out, e);
	else if (yaml_get(y, "from"))
		code = read_from(g, y, out, e);
	else if (yaml_get(y, "value"))
		code = read_recipe(g, yaml_get(y, "value"), out, e);
	else if (yaml_get(y, "words")) {
		out->kind = RECIPE_WORDS;
		out->text = str_dup(g->arena, yaml_text(y, "words"));
		code = ERR_OK;
	} else if (yaml_get(y, "blank")) {
		out->kind = RECIPE_BLANK;
		code = ERR_OK;
	} else {
		code = fail(g, y, e,
			_("只认 weights range from value words blank"));
	}
	if (code == ERR_OK && percent.n > 0 &&
		(!str_int(percent, &chance) || chance < 0 || chance > 100))
		return fail(g, yaml_get(y, "chance"), e,
			_("chance 应是 0–100"));
	if (percent.n > 0)
		out->chance = (int)chance;
	return code;
}

static enum err_code
read_recipe(struct generator *g, const struct yaml *y, struct recipe *out,
	struct err *e)
{
	*out = (struct recipe){.chance = 100, .weight = 1};
	if (y->kind == YAML_LIST)
		return read_parts(g, y, out, e);
	if (y->kind == YAML_MAP)
		return read_map(g, y, out, e);
	if (is_expression(y->text)) {
		out->kind = RECIPE_EXPR;
		return read_expr(g, y, &out->expr, e);
	}
	out->kind = RECIPE_TEXT;
	out->text = str_dup(g->arena, y->text);
	return ERR_OK;
}

static enum err_code
read_set(struct generator *g, struct step *step, const struct form *form,
	const struct yaml *set, struct err *e)
{
	if (!set || set->n == 0)
		return ERR_OK;
	if (set->kind != YAML_MAP)
		return fail(g, set, e, _("set 应是“字段: 值”"));
	step->making = arena_grow(g->arena, step->making, step->n_making,
		step->n_making + set->n, sizeof(*step->making));
	for (size_t k = 0; k < set->n; k++) {
		struct making *m = &step->making[step->n_making++];
		const struct yaml_pair *pair = &set->pair[k];
		m->field = str_dup(g->arena, pair->key);
		const struct field *f = form_field(form, m->field);
		if (!f || !field_has_value(f)) {
			(void)err_set(e, ERR_INPUT, _("表 %.*s 没有字段 %.*s"),
				STR_FMT(form->id), STR_FMT(pair->key));
			return err_at(e, g->file, pair->line, pair->col);
		}
		enum err_code code =
			read_recipe(g, &pair->value, &m->recipe, e);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

static enum err_code
read_rows(struct generator *g, struct step *step, const struct form *form,
	const struct yaml *rows, struct err *e)
{
	if (!rows || rows->n == 0)
		return ERR_OK;
	if (rows->kind != YAML_MAP)
		return fail(g, rows, e, _("rows 应是“明细: {count, set}”"));
	step->rows = ARENA_ARRAY(g->arena, rows->n, struct row_plan);
	for (size_t k = 0; k < rows->n; k++) {
		const struct yaml_pair *pair = &rows->pair[k];
		const struct yaml *count = yaml_get(&pair->value, "count");
		const struct field *f = form_field(form, pair->key);
		if (!f || f->type != FIELD_REPEAT || !count)
			return fail(g, &pair->value, e,
				_("rows 里是表中的明细，每个都要 count"));
		struct row_plan *r = &step->rows[step->n_rows++];
		r->repeat = f->name;
		enum err_code code;
		if (count->kind == YAML_LIST) {
			r->count = (struct recipe){.chance = 100};
			code = read_range(g, count, &r->count, e);
		} else {
			code = read_recipe(g, count, &r->count, e);
		}
		if (code == ERR_OK)
			code = read_set(g, step, form,
				yaml_get(&pair->value, "set"), e);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

static enum err_code
read_span(struct generator *g, const struct yaml *y, struct span *out,
	struct err *e)
{
	int64_t count = 0;
	if (!str_int(yaml_text(y, "count"), &count) || count < 0 ||
		count > 10000000)
		return fail(g, y, e, _("count 应是条数"));
	out->count = (size_t)count;
	if (!read_day(y, "from", clock_today(), &out->from) ||
		!read_day(y, "to", out->from, &out->to) || out->to < out->from)
		return fail(g, y, e,
			_("from 和 to 应是日期，from 不晚于 to"));
	return ERR_OK;
}

static enum err_code
read_spans(struct generator *g, struct step *step, const struct yaml *y,
	struct err *e)
{
	const struct yaml *when = yaml_get(y, "when");
	bool list = when && when->kind == YAML_LIST;
	step->n_span = list ? when->n : 1;
	step->span = ARENA_ARRAY(g->arena, step->n_span, struct span);
	for (size_t k = 0; k < step->n_span; k++) {
		enum err_code code = read_span(
			g, list ? &when->item[k] : y, &step->span[k], e);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

static enum err_code
read_step(struct generator *g, const struct yaml *y, struct step *step,
	struct err *e)
{
	const struct form *form;
	int64_t fill = FILL;
	step->form = str_dup(g->arena, yaml_text(y, "form"));
	enum err_code code = catalog_form(g->catalog, step->form, &form, e);
	if (code != ERR_OK) {
		if (e->file[0] == '\0')
			(void)err_at(e, g->file, y->line, y->col);
		return code;
	}
	if (yaml_get(y, "fill") && (!str_int(yaml_text(y, "fill"), &fill) ||
					   fill < 0 || fill > 100))
		return fail(g, yaml_get(y, "fill"), e, _("fill 应是 0–100"));
	step->fill = (int)fill;
	code = read_spans(g, step, y, e);
	if (code == ERR_OK)
		code = read_set(g, step, form, yaml_get(y, "set"), e);
	if (code == ERR_OK)
		code = read_rows(g, step, form, yaml_get(y, "rows"), e);
	return code;
}

static void
read_words(struct generator *g, const struct yaml *y)
{
	if (!y || y->kind != YAML_MAP)
		return;
	g->words = arena_grow(g->arena, g->words, g->n_words,
		g->n_words + y->n, sizeof(*g->words));
	for (size_t k = 0; k < y->n; k++) {
		const struct yaml *list = &y->pair[k].value;
		str *v = ARENA_ARRAY(g->arena, list->n, str);
		size_t n = list->kind == YAML_LIST ? list->n : 0;
		for (size_t j = 0; j < n; j++)
			v[j] = str_dup(g->arena, list->item[j].text);
		g->words[g->n_words++] = (struct words){
			str_dup(g->arena, y->pair[k].key), v, n};
	}
}

/* How many recipes at most can have a turn: one a node would be plenty. */
static size_t
count_maps(const struct yaml *y)
{
	size_t n = y->kind == YAML_MAP;
	for (size_t k = 0; k < y->n && y->kind != YAML_SCALAR; k++)
		n += count_maps(y->kind == YAML_MAP ? &y->pair[k].value
						    : &y->item[k]);
	return n;
}

enum err_code
plan_read(struct generator *g, const struct yaml *root, struct err *e)
{
	const struct yaml *steps = yaml_get(root, "steps");
	read_words(g, yaml_get(root, "words"));
	if (!steps)
		return ERR_OK;
	if (steps->kind != YAML_LIST || steps->n > STEPS_MOST)
		return fail(g, steps, e, _("steps 应是一列步骤"));
	g->turn = ARENA_ARRAY(g->arena, count_maps(root), size_t);
	g->step = ARENA_ARRAY(g->arena, steps->n, struct step);
	for (size_t k = 0; k < steps->n; k++) {
		enum err_code code =
			read_step(g, &steps->item[k], &g->step[k], e);
		if (code != ERR_OK)
			return code;
		g->n_step++;
	}
	return ERR_OK;
}

static enum err_code
read_file(struct generator *g, const char *file, str bytes, struct err *e)
{
	const struct yaml *root;
	g->file = file;
	enum err_code code = yaml_parse(g->arena, file, bytes, &root, e);
	return code == ERR_OK ? plan_read(g, root, e) : code;
}

enum err_code
generator_new(uint64_t seed, const char *file, str names,
	struct generator **out, struct err *e)
{
	struct arena *arena = arena_new();
	struct generator *g = ARENA_NEW(arena, struct generator);
	g->arena = arena;
	enum err_code code = names.n ? read_file(g, file, names, e) : ERR_OK;
	if (code != ERR_OK) {
		arena_free(arena);
		return code;
	}
	g->dice.state = seed * 0x9E3779B97F4A7C15u + 1;
	*out = g;
	return ERR_OK;
}

void
generator_free(struct generator *g)
{
	if (g)
		arena_free(g->arena); /* g itself lives in it */
}

/* --- making what is planned ------------------------------------------------------- */

/* What a batch changes of the generator: put back when it runs again. */
struct snapshot {
	struct dice dice;
	size_t *turn;
	size_t *pooled;
	size_t n_pool;
};

/* One record to make. */
struct due {
	day_t day;
	size_t order; /* of the plan, for one day */
	size_t number; /* in its step, from 1 */
	const struct step *step;
};

struct batch {
	struct generator *g;
	const struct due *due;
	size_t n;
	const char *user;
	struct snapshot before;
};

static struct snapshot
take_snapshot(struct generator *g, struct arena *a)
{
	struct snapshot s = {.dice = g->dice, .n_pool = g->n_pool};
	s.turn = ARENA_ARRAY(a, g->n_turn, size_t);
	s.pooled = ARENA_ARRAY(a, g->n_pool, size_t);
	for (size_t k = 0; k < g->n_turn; k++)
		s.turn[k] = g->turn[k];
	for (size_t k = 0; k < g->n_pool; k++)
		s.pooled[k] = g->pool[k].n;
	return s;
}

static void
put_back(struct generator *g, const struct snapshot *s)
{
	g->dice = s->dice;
	g->n_pool = s->n_pool;
	for (size_t k = 0; k < g->n_turn; k++)
		g->turn[k] = s->turn[k];
	for (size_t k = 0; k < g->n_pool; k++)
		g->pool[k].n = s->pooled[k];
}

static enum err_code
put_record(struct generator *g, struct session *s, struct reader *r,
	const char *user, struct err *e)
{
	struct record rec;
	struct id id;
	enum err_code code = store_new_id(store_of(r->txn), &id, e);
	if (code == ERR_OK) {
		session_set_id(s, id);
		code = session_record(s, r->arena, true, user, &rec, e);
	}
	if (code != ERR_OK)
		return code;
	struct store_keys keys =
		record_keys(r, r->arena, session_form(s), &rec);
	code = store_put(r->txn, &rec, &keys, 0, &id, e);
	for (size_t k = 0; code == ERR_OK && k < g->n_pool; k++)
		if (str_eq(g->pool[k].form, rec.form))
			pool_add(g, &g->pool[k], rec.id, keys.event);
	return code;
}

/* A record whose rules cannot be met with these dice gets others. */
static enum err_code
make_record(struct batch *b, struct store_txn *t, const struct due *due,
	struct err *e)
{
	struct generator *g = b->g;
	const struct form *form;
	enum err_code code =
		catalog_form(g->catalog, due->step->form, &form, e);
	if (code != ERR_OK)
		return code;
	struct arena *a = arena_new_secret();
	clock_set((moment_t)due->day * 86400 + 20 * 3600);
	g->now = due->step;
	code = ERR_ABSENT;
	for (int n = 0; n < ATTEMPTS && code == ERR_ABSENT; n++) {
		struct reader r;
		struct session *s = session_new(form, NULL, NULL);
		reader_init(&r, g->catalog, t, str_of(b->user), a);
		session_lend(s, &r);
		session_set_meta(
			s, STR("_n"), str_fmt(a, "%zu", due->number));
		code = generate_one(g, s, e);
		if (code == ERR_OK)
			code = put_record(g, s, &r, b->user, e);
		session_free(s);
		arena_reset(a);
	}
	g->now = NULL;
	arena_free(a);
	return code;
}

static enum err_code
batch_work(struct store_txn *t, void *arg, struct err *e)
{
	struct batch *b = arg;
	enum err_code code = ERR_OK;
	put_back(b->g, &b->before);
	for (size_t k = 0; k < b->n && code == ERR_OK; k++)
		code = make_record(b, t, &b->due[k], e);
	return code;
}

static int
by_day(const void *x, const void *y)
{
	const struct due *a = x;
	const struct due *b = y;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* Every record of the plan with its day, in order of the days. */
static struct due *
schedule(struct generator *g, struct arena *a, size_t *n)
{
	size_t all = 0;
	*n = 0;
	for (size_t k = 0; k < g->n_step; k++)
		for (size_t j = 0; j < g->step[k].n_span; j++)
			all += g->step[k].span[j].count;
	struct due *due = ARENA_ARRAY(a, all, struct due);
	for (size_t k = 0; k < g->n_step; k++) {
		size_t number = 0;
		for (size_t j = 0; j < g->step[k].n_span; j++) {
			const struct span *x = &g->step[k].span[j];
			int64_t days = (int64_t)x->to - x->from + 1;
			for (size_t i = 0; i < x->count; i++) {
				int64_t at = days * (2 * (int64_t)i + 1) /
					     (2 * (int64_t)x->count);
				due[*n] = (struct due){x->from + (day_t)at, *n,
					++number, &g->step[k]};
				(*n)++;
			}
		}
	}
	qsort(due, *n, sizeof(*due), by_day);
	return due;
}

enum err_code
generate_plan(struct generator *g, struct store *store,
	struct catalog *catalog, const char *user, const char *file, str plan,
	size_t *made, struct err *e)
{
	struct arena *a = arena_new();
	size_t n = 0;
	size_t done = 0;
	g->catalog = catalog;
	g->n_step = 0;
	enum err_code code = read_file(g, file, plan, e);
	const struct due *due =
		code == ERR_OK ? schedule(g, a, &n) : NULL;
	while (done < n && code == ERR_OK) {
		struct arena *frame = arena_new();
		struct batch b = {.g = g, .due = due + done, .n = n - done,
			.user = user, .before = take_snapshot(g, frame)};
		if (b.n > BATCH)
			b.n = BATCH;
		code = store_write(store, batch_work, &b, e);
		if (code == ERR_OK)
			done += b.n;
		arena_free(frame);
	}
	if (made)
		*made = done;
	arena_free(a);
	return code;
}
