// SPDX-License-Identifier: MIT
#include "forms/generate_impl.h"

#include <math.h>
#include <string.h>

#include "forms/code.h"
#include "forms/field.h"
#include "store/lang.h"
#include "store/utf8.h"

/* One value for one question: by the plan's recipe, or by the field's type
 * with what its constraint lets guess. */

/* --- words and pools ---------------------------------------------------------- */

const struct words *
words_named(const struct generator *g, str name)
{
	for (size_t k = 0; k < g->n_words; k++)
		if (str_eq(g->words[k].name, name))
			return &g->words[k];
	return NULL;
}

static str
word(struct generator *g, const char *list)
{
	const struct words *w = words_named(g, str_of(list));
	return w && w->n ? w->v[dice_below(&g->dice, w->n)] : STR_NONE;
}

void
pool_add(struct generator *g, struct pool *p, struct id id, day_t day)
{
	if (p->n == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 64;
		p->v = arena_grow(g->arena, p->v, p->n, cap, sizeof(*p->v));
		p->cap = cap;
	}
	p->v[p->n++] = (struct pooled){id, day};
}

struct load {
	struct generator *g;
	struct pool *pool;
};

static bool
load_one(void *arg, struct id id, day_t event)
{
	struct load *l = arg;
	pool_add(l->g, l->pool, id, event);
	return true;
}

/* What the store holds of the form already is read once. */
struct pool *
pool_of(struct generator *g, struct store_txn *t, str form, struct err *e)
{
	for (size_t k = 0; k < g->n_pool; k++)
		if (str_eq(g->pool[k].form, form))
			return &g->pool[k];
	g->pool = arena_grow(g->arena, g->pool, g->n_pool, g->n_pool + 1,
		sizeof(*g->pool));
	struct pool *p = &g->pool[g->n_pool];
	*p = (struct pool){.form = str_dup(g->arena, form)};
	struct load l = {g, p};
	if (t && store_each_id(t, form, DAY_NONE, INT32_MAX, false, load_one,
			 &l, e) != ERR_OK)
		return NULL;
	g->n_pool++;
	return p;
}

/* --- names and numbers of people who do not live -------------------------------- */

static str
person_name(struct generator *g, struct arena *a)
{
	str given = word(g, "given");
	if (dice_chance(&g->dice, 70))
		given = str_fmt(a, "%.*s%.*s", STR_FMT(given),
			STR_FMT(word(g, "given")));
	return str_fmt(a, "%.*s%.*s", STR_FMT(word(g, "surname")),
		STR_FMT(given));
}

/* The station's county, else one of those that the seeds name. */
static str
county(struct session *s)
{
	const struct reader *r = session_reader(s);
	return r && r->station.n >= 6 ? str_sub(r->station, 0, 6)
				      : STR("500112");
}

/* A street or a village of it, now and then the county itself. */
static str
area(struct generator *g, struct session *s, struct arena *a)
{
	int street = 1 + (int)dice_below(&g->dice, 30);
	int village = 1 + (int)dice_below(&g->dice, 20);
	if (dice_chance(&g->dice, 30))
		village = 0;
	if (village == 0 && dice_chance(&g->dice, 10))
		street = 0;
	return str_fmt(
		a, "%.*s%03d%03d", STR_FMT(county(s)), street, village);
}

static day_t
birthday(struct generator *g)
{
	int days = 365 * 8 + (int)dice_below(&g->dice, 365 * 80);
	return g->day - days;
}

static str
idno(struct generator *g, struct session *s, struct arena *a)
{
	struct ymd b = date_ymd(birthday(g));
	str head = str_fmt(a, "%.*s%04d%02d%02d%d",
		STR_FMT(county(s)), b.year, b.month, b.day,
		996 + (int)dice_below(&g->dice, 4));
	return str_fmt(a, "%.*s%c", STR_FMT(head), code_idno_digit(head));
}

static str
digits(struct generator *g, struct arena *a, size_t n)
{
	struct buf b = {.arena = a};
	for (size_t k = 0; k < n; k++)
		buf_addc(&b, (char)('0' + dice_below(&g->dice, 10)));
	return buf_str(&b);
}

static str
usci(struct generator *g, struct session *s, struct arena *a)
{
	str head = str_fmt(a, "52%.*s%.*s",
		STR_FMT(county(s)), STR_FMT(digits(g, a, 9)));
	return str_fmt(a, "%.*s%c", STR_FMT(head), code_usci_digit(head));
}

static str
phone(struct generator *g, struct arena *a)
{
	return str_fmt(a, "1380000%.*s", STR_FMT(digits(g, a, 4)));
}

static str
coded(struct generator *g, struct session *s, const struct field *f,
	struct arena *a)
{
	if (str_is(f->code, "gb_11643_idno"))
		return idno(g, s, a);
	if (str_is(f->code, "gb_32100_usci"))
		return usci(g, s, a);
	if (str_is(f->code, "gb_t_10114_area"))
		return area(g, s, a);
	if (str_is(f->code, "phone"))
		return phone(g, a);
	return str_fmt(a, "%.*s6%d", STR_FMT(idno(g, s, a)),
		1 + (int)dice_below(&g->dice, 4));
}

/* --- texts ----------------------------------------------------------------------------- */

/* regex(., '^[0-9]{14}$'): how many digits are asked; 0 when it is no such
 * thing. */
static size_t
digits_asked(const struct field *f)
{
	str x = f->constraint ? expr_text(f->constraint) : STR_NONE;
	size_t at = str_find(x, STR("[0-9]{"));
	int64_t n = 0;
	if (at == SIZE_MAX)
		return 0;
	x = str_from(x, at + 6);
	return str_int(str_sub(x, 0, str_chr(x, '}')), &n) && n > 0 && n < 40
		       ? (size_t)n
		       : 0;
}

static str
text(struct generator *g, struct session *s, const struct field *f,
	struct arena *a)
{
	const struct words *own = words_named(g, f->name);
	size_t n = digits_asked(f);
	if (own && own->n > 0)
		return own->v[dice_below(&g->dice, own->n)];
	if (f->code.n > 0)
		return coded(g, s, f, a);
	if (n > 12)
		return str_fmt(a, "%.*s%.*s", STR_FMT(area(g, s, a)),
			STR_FMT(digits(g, a, n - 12)));
	if (n > 0)
		return digits(g, a, n);
	if (str_is(f->mask, "name") || str_ends(f->name, STR("_name")) ||
		str_ends(f->label.text[LANG_ZH], STR("姓名")))
		return person_name(g, a);
	if (str_is(f->mask, "address"))
		return str_fmt(a, "%.*s%d号", STR_FMT(word(g, "place")),
			1 + (int)dice_below(&g->dice, 199));
	if (field_is_multiline(f))
		return word(g, "sentence");
	return str_fmt(a, "%.*s%d", STR_FMT(label_text(&f->label)),
		1 + (int)dice_below(&g->dice, 99));
}

/* --- numbers ------------------------------------------------------------------------------ */

/* The numbers that stand in the constraint, the least and the greatest. */
static int
bounds(const struct field *f, double *low, double *high)
{
	str x = f->constraint ? expr_text(f->constraint) : STR_NONE;
	int n = 0;
	for (size_t k = 0; k < x.n; k++) {
		bool head = k == 0 || strchr(" (=<>,", x.p[k - 1]);
		size_t end = k;
		struct decimal d;
		while (end < x.n && strchr("0123456789.", x.p[end]))
			end++;
		if (end == k || !head ||
			!decimal_parse(str_sub(x, k, end - k), &d)) {
			k = end > k ? end - 1 : k;
			continue;
		}
		double v = decimal_number(d);
		*low = n == 0 || v < *low ? v : *low;
		*high = n == 0 || v > *high ? v : *high;
		n++;
		k = end - 1;
	}
	return n;
}

static double
number(struct generator *g, const struct field *f, int try)
{
	double low = 0;
	double high = 0;
	int n = bounds(f, &low, &high);
	double span = n >= 2 && high > low ? high - low : 30;
	/* First inside, then wider and wider around. */
	if (n == 1 && try > 20)
		low -= 30;
	double x = low + span * (double)dice_below(&g->dice, 61) / 60;
	return try > 40 ? x * 10 : x;
}

static str
number_text(struct generator *g, const struct field *f, int try,
	struct arena *a)
{
	double x = number(g, f, try);
	if (f->type == FIELD_INTEGER)
		return str_fmt(a, "%.0f", floor(x));
	return try < 30 ? str_fmt(a, "%.1f", ceil(x * 2) / 2)
			: str_fmt(a, "%.2f", x);
}

/* --- dates ---------------------------------------------------------------------------------- */

static day_t
some_day(struct generator *g, const struct session *s, const struct field *f,
	int try)
{
	if (f == session_form(s)->event_date)
		return g->day;
	if (str_is(f->mask, "birth") || str_ends(f->name, STR("_birth")))
		return birthday(g);
	if (try < 2)
		return g->day;
	int far = 1 + (int)dice_below(&g->dice, try < 30 ? 90 : 900);
	return dice_chance(&g->dice, 50) ? g->day - far : g->day + far;
}

static int
minutes(struct generator *g)
{
	return 8 * 60 + (int)dice_below(&g->dice, 58) * 10;
}

/* --- choices and references --------------------------------------------------------------------- */

static str
choices(struct generator *g, struct session *s, const struct cell *c,
	int try, struct arena *a)
{
	const struct choice *const *v;
	size_t n = session_choices(s, c, a, &v);
	if (n == 0)
		return STR_NONE;
	if (c->field->type == FIELD_SELECT_ONE)
		return v[dice_below(&g->dice, n)]->name;
	struct buf b = {.arena = a};
	size_t want = 1 + dice_below(&g->dice, try < 20 ? 3 : n);
	if (try == 40)
		want = n;
	for (size_t k = 0; k < n && want > 0; k++) {
		/* Selection sampling keeps the form's order. */
		if (dice_below(&g->dice, n - k) >= want)
			continue;
		if (b.n > 0)
			buf_addc(&b, ' ');
		buf_add(&b, v[k]->name);
		want--;
	}
	return buf_str(&b);
}

/* A record that is not younger than this one. */
static const struct pooled *
draw(struct generator *g, const struct pool *p)
{
	for (int k = 0; p->n > 0 && k < 40; k++) {
		const struct pooled *x = &p->v[dice_below(&g->dice, p->n)];
		if (x->day <= g->day)
			return x;
	}
	return NULL;
}

static str
reference(struct generator *g, struct session *s, const struct field *f,
	struct arena *a)
{
	const struct reader *r = session_reader(s);
	if (f->n_ref == 0)
		return STR_NONE;
	str form = f->ref[dice_below(&g->dice, f->n_ref)];
	const struct pool *p =
		pool_of(g, r ? r->txn : NULL, form, NULL);
	const struct pooled *x = p ? draw(g, p) : NULL;
	return x ? id_format(a, x->id) : STR_NONE;
}

str
candidate(struct generator *g, struct session *s, const struct cell *c,
	int try, struct arena *a)
{
	const struct field *f = c->field;
	switch (f->type) {
	case FIELD_TEXT:
		return text(g, s, f, a);
	case FIELD_INTEGER:
	case FIELD_DECIMAL:
		return number_text(g, f, try, a);
	case FIELD_DATE:
		return date_format(a, some_day(g, s, f, try));
	case FIELD_TIME:
		return date_format_time(a, minutes(g) * 60);
	case FIELD_DATETIME:
		return date_format_moment(a,
			((moment_t)some_day(g, s, f, try) * 1440 +
				minutes(g)) * 60);
	case FIELD_SELECT_ONE:
	case FIELD_SELECT_MULTIPLE:
		return choices(g, s, c, try, a);
	case FIELD_REFERENCE:
		return reference(g, s, f, a);
	default:
		return STR_NONE;
	}
}

/* --- recipes --------------------------------------------------------------------------------------- */

static enum err_code
make_expr(struct session *s, const struct cell *c, const struct recipe *r,
	struct arena *a, str *out, struct err *e)
{
	struct xvalue x;
	struct value v;
	enum err_code code = session_eval(s, c, r->expr, a, &x, e);
	if (code != ERR_OK)
		return code;
	/* As the field would compute it; a count of rows is a plain number. */
	if (c->field->type != FIELD_REPEAT &&
		field_compute(c->field, &x, a, &v))
		*out = value_text(a, &v);
	else
		*out = xvalue_to_string(a, &x);
	return ERR_OK;
}

static enum err_code
fits(struct session *s, const struct cell *c, const struct recipe *r,
	struct id id, struct arena *a, bool *out, struct err *e)
{
	struct reader *reader = session_reader(s);
	struct record rec;
	struct record_scope scope;
	const struct form *form;
	*out = true;
	if (!r->expr)
		return ERR_OK;
	enum err_code code = store_get(reader->txn, id, a, &rec, e);
	if (code == ERR_OK)
		code = catalog_form(reader->catalog, r->text, &form, e);
	if (code != ERR_OK)
		return code;
	record_scope_init(&scope, reader, form, &rec);
	return session_eval_where(s, c, r->expr, &scope.scope, a, out, e);
}

/* In turn, or from a random place on: the first that fits and is not
 * younger. */
static enum err_code
make_from(struct generator *g, struct session *s, const struct cell *c,
	const struct recipe *r, struct arena *a, str *out, struct err *e)
{
	struct reader *reader = session_reader(s);
	const struct pool *p = pool_of(g, reader->txn, r->text, e);
	if (!p)
		return e->code;
	size_t at = r->each ? *r->next : dice_below(&g->dice, p->n);
	for (size_t k = 0; k < p->n; k++) {
		const struct pooled *x = &p->v[(at + k) % p->n];
		bool good = x->day <= g->day;
		enum err_code code =
			good ? fits(s, c, r, x->id, a, &good, e) : ERR_OK;
		if (code != ERR_OK)
			return code;
		if (!good)
			continue;
		if (r->each)
			*r->next = (at + k + 1) % p->n;
		*out = id_format(a, x->id);
		return ERR_OK;
	}
	return err_set(e, ERR_ABSENT, _("没有合用的 %.*s 记录给 %.*s"),
		STR_FMT(r->text), STR_FMT(c->field->name));
}

static const struct recipe *
pick(struct generator *g, const struct recipe *r)
{
	size_t sum = 0;
	for (size_t k = 0; k < r->n; k++)
		sum += (size_t)r->part[k].weight;
	size_t at = dice_below(&g->dice, sum);
	for (size_t k = 0; k < r->n; k++) {
		if (at < (size_t)r->part[k].weight)
			return &r->part[k];
		at -= (size_t)r->part[k].weight;
	}
	return NULL;
}

static str
make_range(struct generator *g, const struct recipe *r, struct arena *a)
{
	size_t steps = (size_t)floor((r->high - r->low) / r->step + 0.5);
	double x = r->low + r->step * (double)dice_below(&g->dice, steps + 1);
	struct xvalue v = xvalue_number(round(x * 1e6) / 1e6);
	return xvalue_to_string(a, &v);
}

enum err_code
recipe_make(struct generator *g, struct session *s, const struct cell *c,
	const struct recipe *r, struct arena *a, str *out, struct err *e)
{
	const struct recipe *part;
	const struct words *w;
	struct err unheard;
	if (!e)
		e = &unheard;
	*out = STR_NONE;
	if (!dice_chance(&g->dice, r->chance))
		return ERR_OK;
	switch (r->kind) {
	case RECIPE_BLANK:
		return ERR_OK;
	case RECIPE_TEXT:
		*out = r->text;
		return ERR_OK;
	case RECIPE_EXPR:
		return make_expr(s, c, r, a, out, e);
	case RECIPE_PICK:
		part = pick(g, r);
		return part ? recipe_make(g, s, c, part, a, out, e) : ERR_OK;
	case RECIPE_RANGE:
		*out = make_range(g, r, a);
		return ERR_OK;
	case RECIPE_FROM:
		return make_from(g, s, c, r, a, out, e);
	case RECIPE_WORDS:
		if (str_is(r->text, "name")) {
			*out = person_name(g, a);
			return ERR_OK;
		}
		w = words_named(g, r->text);
		if (w && w->n > 0)
			*out = w->v[dice_below(&g->dice, w->n)];
		return ERR_OK;
	}
	return ERR_OK;
}
