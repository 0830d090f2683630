// SPDX-License-Identifier: MIT
#include "tui/odd.h"

#include <stdlib.h>

#include "store/lang.h"

#define LOOKS_MANY 20 /* records seen and not changed, that are told */
#define DAY_BEGINS 7  /* o'clock */
#define DAY_ENDS 20

struct seen {
	uint32_t user;
	struct id id;
	uint64_t seq;
	bool changed;
};

struct looking {
	struct arena *arena;
	struct odd *v;
	size_t n;
	struct seen *seen; /* each account's records, once */
	size_t n_seen;
	struct audit search; /* the last one, nothing opened after it yet */
	bool searched;
};

const char *
odd_words(enum odd_kind k)
{
	static const char *const words[ODD_KINDS] = {N_("登录失败"),
		N_("夜里或周末打开记录"), N_("显示遮住的内容"),
		N_("打开许多记录而没有改过"), N_("查了没有打开"),
		N_("导出、打印")};
	return _(words[k]);
}

static void
count(struct looking *l, uint32_t user, enum odd_kind kind, uint64_t seq)
{
	size_t i = 0;
	while (i < l->n && !(l->v[i].user == user && l->v[i].kind == kind))
		i++;
	if (i == l->n)
		*ARENA_PUSH(l->arena, l->v, l->n) =
			(struct odd){.user = user, .kind = kind};
	struct odd *o = &l->v[i];
	if (o->n < ODD_SEEN)
		o->seq[o->n] = seq;
	o->n++;
}

static bool
is_off_hours(int64_t at)
{
	moment_t m = clock_of_ms(at);
	int hour = (int)(date_time_of_moment(m) / 3600);
	int week = date_weekday(date_of_moment(m));
	return week > 5 || hour < DAY_BEGINS || hour >= DAY_ENDS;
}

static struct seen *
find_seen(struct looking *l, const struct audit *x)
{
	for (size_t i = 0; i < l->n_seen; i++)
		if (l->seen[i].user == x->user && id_eq(l->seen[i].id, x->id))
			return &l->seen[i];
	struct seen *s = ARENA_PUSH(l->arena, l->seen, l->n_seen);
	*s = (struct seen){x->user, x->id, x->seq, false};
	return s;
}

static void
end_search(struct looking *l, const struct audit *x)
{
	bool opened = x && x->action == AUDIT_VIEW &&
		      x->user == l->search.user && !id_is_none(x->id);
	if (!l->searched)
		return;
	/* Another's line between them says nothing. */
	if (x && x->user != l->search.user)
		return;
	if (!opened)
		count(l, l->search.user, ODD_SEARCH, l->search.seq);
	l->searched = false;
}

static bool
take(void *arg, const struct audit *x)
{
	struct looking *l = arg;
	end_search(l, x);
	switch (x->action) {
	case AUDIT_FAIL:
		count(l, x->user, ODD_FAIL, x->seq);
		break;
	case AUDIT_REVEAL:
		count(l, x->user, ODD_REVEAL, x->seq);
		break;
	case AUDIT_EXPORT:
	case AUDIT_PRINT:
		count(l, x->user, ODD_EXPORT, x->seq);
		break;
	case AUDIT_SEARCH:
		l->search = (struct audit){.user = x->user, .seq = x->seq};
		l->searched = true;
		break;
	case AUDIT_VIEW:
		if (!id_is_none(x->id) && is_off_hours(x->at))
			count(l, x->user, ODD_HOURS, x->seq);
		if (!id_is_none(x->id))
			find_seen(l, x);
		break;
	case AUDIT_CREATE:
	case AUDIT_CHANGE:
		find_seen(l, x)->changed = true;
		break;
	default:
		break;
	}
	return true;
}

/* Those who looked at many that they did not change. */
static void
count_looks(struct looking *l)
{
	for (size_t i = 0; i < l->n_seen; i++)
		if (!l->seen[i].changed)
			count(l, l->seen[i].user, ODD_LOOK, l->seen[i].seq);
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].kind != ODD_LOOK || l->v[i].n >= LOOKS_MANY)
			l->v[kept++] = l->v[i];
	l->n = kept;
}

str
odd_lines(struct arena *a, const struct odd *o)
{
	struct buf b = {.arena = a};
	for (size_t i = 0; i < o->n && i < ODD_SEEN; i++)
		buf_addf(&b, "%s%llu", i ? "," : "",
			(unsigned long long)o->seq[i]);
	buf_addz(&b, o->n > ODD_SEEN ? ",…" : "");
	return buf_str(&b);
}

static int
by_user(const void *left, const void *right)
{
	const struct odd *l = left;
	const struct odd *r = right;
	if (l->user != r->user)
		return l->user < r->user ? -1 : 1;
	return (l->kind > r->kind) - (l->kind < r->kind);
}

enum err_code
odd_find(struct store_txn *t, int64_t since, struct arena *a, struct odd **out,
	size_t *n, struct err *e)
{
	struct looking l = {.arena = a};
	const struct audit_filter f = {.since = since};
	enum err_code code = store_each_audit(t, &f, take, &l, e);
	end_search(&l, NULL);
	count_looks(&l);
	if (l.n)
		qsort(l.v, l.n, sizeof(*l.v), by_user);
	*out = l.v;
	*n = l.n;
	return code;
}
