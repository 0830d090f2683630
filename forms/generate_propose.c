// SPDX-License-Identifier: MIT
#include "forms/generate_impl.h"

#include <string.h>

#include "forms/code.h"
#include "forms/field.h"

/*
 * Answers worth trying for a question, the likeliest first. Which of them is
 * right the form says: its constraints are asked, not understood. Only the
 * numbers written in a constraint are used as a hint of where to look.
 */

enum { TRIES = 12, REFS_MOST = 40, NUMBERS_MOST = 8 };

struct list {
	struct arena *arena;
	str *v;
	size_t n;
};

static void
add(struct list *l, str text)
{
	*ARENA_PUSH(l->arena, l->v, l->n) = text;
}

struct tries
tries_of(struct arena *a, str text)
{
	str *v = ARENA_NEW(a, str);
	*v = text;
	return (struct tries){v, 1};
}

static void
shuffle(struct dice *d, str *v, size_t n)
{
	for (size_t k = n; k > 1; k--) {
		size_t j = dice_below(d, k);
		str kept = v[k - 1];
		v[k - 1] = v[j];
		v[j] = kept;
	}
}

/* --- numbers
 * ------------------------------------------------------------------- */

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many bytes at `at` are no number: a quoted text, ${name}, a word. */
static size_t
skip(str x, size_t at)
{
	size_t end = at + 1;
	char quote = x.p[at];
	if (quote == '\'' || quote == '"')
		while (end < x.n && x.p[end] != quote)
			end++;
	else if (quote == '$')
		while (end < x.n && x.p[end] != '}')
			end++;
	else if (is_name(quote))
		while (end + 1 < x.n &&
			(is_name(x.p[end]) || is_digit(x.p[end]) ||
				x.p[end] == '-'))
			end++;
	else
		return 1;
	return is_name(quote) ? end - at : end + 1 - at;
}

/* The numbers a constraint compares with, in tenths. */
static size_t
numbers_in(const struct expr *x, int64_t *out)
{
	str text = x ? expr_text(x) : STR_NONE;
	size_t n = 0;
	for (size_t at = 0; at < text.n && n < NUMBERS_MOST;) {
		if (!is_digit(text.p[at])) {
			at += skip(text, at);
			continue;
		}
		int64_t tenths = 0;
		while (at < text.n && is_digit(text.p[at]))
			tenths =
				(tenths * 10 + text.p[at++] - '0') % 1000000000;
		tenths *= 10;
		if (at + 1 < text.n && text.p[at] == '.' &&
			is_digit(text.p[at + 1])) {
			tenths += text.p[at + 1] - '0';
			for (at++; at < text.n && is_digit(text.p[at]);)
				at++;
		}
		out[n++] = tenths;
	}
	return n;
}

static str
number_text(struct arena *a, const struct field *f, int64_t tenths)
{
	if (f->type == FIELD_INTEGER || tenths % 10 == 0)
		return str_fmt(a, "%lld", (long long)(tenths / 10));
	return str_fmt(a, "%s%lld.%lld", tenths < 0 ? "-" : "",
		(long long)((tenths < 0 ? -tenths : tenths) / 10),
		(long long)((tenths < 0 ? -tenths : tenths) % 10));
}

static void
add_numbers(struct fill *f, struct list *l, const struct field *field)
{
	int64_t v[NUMBERS_MOST];
	size_t n = numbers_in(field->constraint, v);
	int64_t low = 10;
	int64_t high = 200;
	if (n > 0) {
		low = high = v[0];
		for (size_t k = 1; k < n; k++) {
			low = v[k] < low ? v[k] : low;
			high = v[k] > high ? v[k] : high;
		}
		if (low == high)
			high = low + 200;
	}
	for (int k = 0; k < TRIES; k++)
		add(l, number_text(l->arena, field,
			       dice_between(&f->g->dice, low, high)));
	add(l, number_text(l->arena, field, high));
	add(l, number_text(l->arena, field, low));
	add(l, number_text(l->arena, field, low + 10));
	add(l, STR("5"));
	add(l, STR("1"));
	add(l, STR("0"));
}

/* --- days and times
 * ---------------------------------------------------------------- */

static void
add_days(struct fill *f, struct list *l)
{
	struct dice *d = &f->g->dice;
	const day_t day[] = {f->day, f->day + (day_t)dice_between(d, 7, 180),
		f->day - (day_t)dice_between(d, 1, 300), f->day + 1,
		f->day + 400, f->day - 400, clock_today()};
	for (size_t k = 0; k < sizeof day / sizeof *day; k++)
		add(l, date_format(l->arena, day[k]));
}

/* In steps of five minutes, after what was said before. */
static void
add_moments(struct fill *f, struct list *l)
{
	struct dice *d = &f->g->dice;
	for (int k = 0; k < TRIES; k++) {
		moment_t m = f->latest
				     ? f->latest + 300 * dice_between(d, 8, 18)
				     : (moment_t)f->day * 86400 + 9 * 3600 +
					       300 * dice_between(d, 0, 88);
		add(l, date_format_moment(l->arena, m));
	}
	add(l, date_format_moment(l->arena, clock_now() - 7200));
	add(l, date_format_moment(l->arena, clock_now()));
}

static void
add_times(struct fill *f, struct list *l)
{
	struct dice *d = &f->g->dice;
	for (int k = 0; k < TRIES; k++) {
		int64_t t =
			f->latest_time
				? f->latest_time + 300 * dice_between(d, 8, 30)
				: 9 * 3600 + 900 * dice_between(d, 0, 24);
		if (t < 86400)
			add(l, date_format_time(l->arena, (int32_t)t));
	}
}

/* --- choices
 * -------------------------------------------------------------------------- */

static void
add_choices(struct fill *f, struct list *l, const struct cell *c)
{
	const struct choice *const *v;
	size_t n = session_choices(f->s, c, l->arena, &v);
	for (size_t k = 0; k < n; k++)
		add(l, v[k]->name);
	shuffle(&f->g->dice, l->v, l->n);
}

/* A few, then one alone, then all. */
static void
add_sets(struct fill *f, struct list *l, const struct cell *c)
{
	const struct choice *const *v;
	struct dice *d = &f->g->dice;
	size_t n = session_choices(f->s, c, l->arena, &v);
	for (int k = 0; n > 0 && k < TRIES; k++) {
		struct buf b = {.arena = l->arena};
		size_t most = k < TRIES / 2 ? 3 : 1;
		size_t left = 1 + dice_below(d, most < n ? most : n);
		/* In the list's order: each is taken as is fair. */
		for (size_t j = 0; j < n && left > 0; j++)
			if (dice_below(d, n - j) < left) {
				buf_addf(&b, "%s%.*s", b.n ? " " : "",
					STR_FMT(v[j]->name));
				left--;
			}
		add(l, buf_str(&b));
	}
	struct buf all = {.arena = l->arena};
	for (size_t j = 0; j < n; j++)
		buf_addf(&all, "%s%.*s", j ? " " : "", STR_FMT(v[j]->name));
	add(l, buf_str(&all));
}

/* --- texts --------------------------------------------------------------- */

static str
digits(struct fill *f, struct arena *a, str head, size_t n)
{
	struct buf b = {.arena = a};
	buf_add(&b, str_sub(head, 0, n));
	while (b.n < n)
		buf_addc(&b, (char)('0' + dice_below(&f->g->dice, 10)));
	return buf_str(&b);
}

static str
area(struct fill *f, struct arena *a)
{
	return words_fill(f->g, a, STR("{area}"), STR_NONE);
}

/* An identity number that already stands in the record. */
static str
own_idno(struct fill *f)
{
	const struct cell *cell;
	size_t n = session_cells(f->s, &cell);
	for (size_t k = 0; k < n; k++)
		if (str_is(cell[k].field->code, "gb_11643_idno")) {
			struct value v = session_get(f->s, &cell[k]);
			if (v.type == VALUE_TEXT && v.text.n == 18)
				return v.text;
		}
	return words_idno(f->g, f->arena, f->day, 18, 75, false);
}

static str
code_text(struct fill *f, struct arena *a, str scheme)
{
	struct dice *d = &f->g->dice;
	if (str_is(scheme, "gb_11643_idno"))
		return words_idno(f->g, a, f->day, 18, 75, false);
	if (str_is(scheme, "phone"))
		return str_fmt(a, "1380000%04d", (int)dice_below(d, 10000));
	if (str_is(scheme, "gb_t_10114_area"))
		return area(f, a);
	if (str_is(scheme, "cdpf_disability"))
		return str_fmt(a, "%.*s%d%d", STR_FMT(own_idno(f)),
			(int)dice_between(d, 1, 7), (int)dice_between(d, 1, 4));
	if (str_is(scheme, "gb_32100_usci")) {
		str head = str_fmt(a, "52%.*s%.*s",
			STR_FMT(str_sub(area(f, a), 0, 6)),
			STR_FMT(digits(f, a, STR_NONE, 9)));
		return str_fmt(
			a, "%.*s%c", STR_FMT(head), code_usci_digit(head));
	}
	return STR_NONE;
}

/* Numbers of so many digits, where a constraint says [0-9]{17}. */
static void
add_digits(struct fill *f, struct list *l, const struct field *field)
{
	str x = field->constraint ? expr_text(field->constraint) : STR_NONE;
	size_t at = str_find(x, STR("[0-9]{"));
	size_t n = 0;
	if (at == SIZE_MAX)
		return;
	for (at += 6; at < x.n && is_digit(x.p[at]); at++)
		n = (n * 10 + (size_t)(x.p[at] - '0')) % 100;
	for (int k = 0; k < 4; k++)
		add(l, digits(f, l->arena, area(f, l->arena), n));
}

static void
add_texts(struct fill *f, struct list *l, const struct field *field)
{
	add_digits(f, l, field);
	for (int k = 0; field->code.n > 0 && k < 4; k++) {
		str text = code_text(f, l->arena, field->code);
		if (text.n > 0)
			add(l, text);
	}
	for (int k = 0; k < 4; k++)
		add(l, words_for(f->g, l->arena, field));
}

/* --- references ---------------------------------------------------------- */

struct about {
	struct list *list;
	struct arena *arena;
};

static bool
add_about(void *arg, const struct record *r)
{
	struct about *x = arg;
	add(x->list, id_format(x->arena, r->id));
	return x->list->n < REFS_MOST;
}

/* Those that refer to what this record refers to: the consent of the person
 * whose case it is. */
static void
add_relatives(struct fill *f, struct list *l, const struct cell *c)
{
	const struct cell *cell;
	struct about x = {l, l->arena};
	struct store_txn *t = session_reader(f->s)->txn;
	size_t n = session_cells(f->s, &cell);
	for (size_t k = 0; k < n; k++) {
		if (cell[k].field->type != FIELD_REFERENCE ||
			cell[k].row != c->row)
			continue;
		struct value v = session_get(f->s, &cell[k]);
		for (size_t j = 0;
			v.type == VALUE_REFERENCE && j < c->field->n_ref; j++)
			/* Fewer to try when they cannot be read. */
			(void)store_each_ref(t, v.ref, c->field->ref[j],
				STR_NONE, add_about, &x, NULL);
	}
	shuffle(&f->g->dice, l->v, l->n);
}

struct tries
propose_refs(
	struct fill *f, const struct cell *c, const struct id *pool, size_t n)
{
	struct list l = {.arena = f->arena};
	add_relatives(f, &l, c);
	for (size_t k = 0; n > 0 && k < REFS_MOST; k++)
		add(&l, id_format(l.arena, pool[dice_below(&f->g->dice, n)]));
	return (struct tries){l.v, l.n};
}

struct ids {
	struct arena *arena;
	struct id *v;
	size_t n;
};

static bool
add_id(void *arg, struct id id, day_t event)
{
	struct ids *x = arg;
	(void)event;
	*ARENA_PUSH(x->arena, x->v, x->n) = id;
	return true;
}

static struct tries
refs(struct fill *f, const struct cell *c)
{
	struct ids ids = {.arena = f->arena};
	const struct field *field = c->field;
	for (size_t j = 0; j < field->n_ref; j++) {
		const struct pool *p = NULL;
		for (size_t k = 0; k < f->g->n_pool; k++)
			if (str_eq(f->g->pool[k].name, field->ref[j]))
				p = &f->g->pool[k];
		if (p && p->n > 0)
			return propose_refs(f, c, p->v, p->n);
		/* What cannot be listed has nothing to offer. */
		(void)store_each_id(session_reader(f->s)->txn, field->ref[j],
			DAY_NONE, INT32_MAX, true, add_id, &ids, NULL);
	}
	return propose_refs(f, c, ids.v, ids.n);
}

struct tries
propose(struct fill *f, const struct cell *c)
{
	struct list l = {.arena = f->arena};
	switch (c->field->type) {
	case FIELD_TEXT:
		add_texts(f, &l, c->field);
		break;
	case FIELD_INTEGER:
	case FIELD_DECIMAL:
		add_numbers(f, &l, c->field);
		break;
	case FIELD_DATE:
		add_days(f, &l);
		break;
	case FIELD_TIME:
		add_times(f, &l);
		break;
	case FIELD_DATETIME:
		add_moments(f, &l);
		break;
	case FIELD_SELECT_ONE:
		add_choices(f, &l, c);
		break;
	case FIELD_SELECT_MULTIPLE:
		add_sets(f, &l, c);
		break;
	case FIELD_REFERENCE:
		return refs(f, c);
	default:
		break;
	}
	return (struct tries){l.v, l.n};
}
