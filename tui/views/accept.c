// SPDX-License-Identifier: MIT
#include "tui/views/accept.h"

#include <pwd.h>
#include <string.h>
#include <sys/stat.h>

#include "tui/accept.h"
#include "tui/views/message.h"
#include "tui/widgets/listbox.h"

#define LINES_MOST 2000 /* of a file that is compared line by line */

struct accept_view {
	struct view view;
	struct arena *page;
	const struct catalog_waiting *w;
	size_t n;
	struct listbox list;
};

static struct accept_view *
self(struct view *v)
{
	return (struct accept_view *)v;
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	struct accept_view *av = self(v);
	(void)arg;
	(void)e; /* nothing can go wrong */
	av->page = arena_new();
	av->n = catalog_waiting(d->catalog, &av->w);
	return ERR_OK;
}

static void
close(struct view *v, struct desk *d)
{
	(void)d;
	arena_free(self(v)->page);
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	(void)d;
	(void)cols;
	listbox_fit(&self(v)->list, self(v)->n, (size_t)rows - 7);
}

/* --- what changed ------------------------------------------------------ */

struct lines {
	str *v;
	size_t n;
};

static struct lines
lines_of(struct arena *a, str text)
{
	struct lines l = {ARENA_ARRAY(a, LINES_MOST, str), 0};
	str line;
	while (l.n < LINES_MOST && text.n > 0 && str_cut(&text, '\n', &line))
		l.v[l.n++] = line;
	return l;
}

/* The longest run of lines both have, from any pair on: lcs[i][j]. */
static uint16_t *
common(struct arena *a, const struct lines *old, const struct lines *new)
{
	size_t w = new->n + 1;
	uint16_t *lcs = arena_alloc(a, (old->n + 1) * w * sizeof(*lcs));
	for (size_t i = old->n; i-- > 0;)
		for (size_t j = new->n; j-- > 0;) {
			uint16_t down = lcs[(i + 1) * w + j];
			uint16_t right = lcs[i * w + j + 1];
			lcs[i * w + j] =
				str_eq(old->v[i], new->v[j])
					? (uint16_t)(lcs[(i + 1) * w + j + 1] +
						     1)
				: down > right ? down
					       : right;
		}
	return lcs;
}

/* "- what went", "+ what came"; what stayed is left out. */
static str
differences(struct arena *a, str was, str is)
{
	struct arena *tmp = arena_new();
	struct lines old = lines_of(tmp, was);
	struct lines new = lines_of(tmp, is);
	const uint16_t *lcs = common(tmp, &old, &new);
	struct buf b = {.arena = a};
	size_t w = new.n + 1;
	size_t i = 0;
	size_t j = 0;
	while (i < old.n || j < new.n) {
		if (i < old.n && j < new.n &&str_eq(old.v[i], new.v[j])) {
			i++;
			j++;
		} else if (j == new.n ||
			   (i < old.n && lcs[(i + 1) * w + j] >=
						 lcs[i * w + j + 1])) {
			buf_addf(&b, "- %.*s\n", STR_FMT(old.v[i]));
			i++;
		} else {
			buf_addf(&b, "+ %.*s\n", STR_FMT(new.v[j]));
			j++;
		}
	}
	arena_free(tmp);
	return buf_str(&b);
}

/* Whose file it is and when it was written, as the system says. */
static str
whose(struct arena *a, const struct catalog_waiting *w)
{
	struct stat st;
	if (stat(str_z(a, w->path), &st) != 0)
		return STR_NONE;
	const struct passwd *pw = getpwuid(st.st_uid);
	return str_fmt(a, "%s %.*s", pw ? pw->pw_name : "?",
		STR_FMT(desk_moment(
			a, clock_of_ms((int64_t)st.st_mtime * 1000))));
}

/* What is in force: accepted before, else what the program came with. */
static bool
in_force(struct reader *r, struct arena *a, const struct catalog_waiting *w,
	str *out)
{
	const char *folder =
		strcmp(w->kind, "form") ? "forms/std/lists" : "forms/std";
	str shipped = str_fmt(a, "%s/%.*s.yaml", folder, STR_FMT(w->name));
	return store_get_note(r->txn, accepted_note(a, w->kind, w->name), a,
		       out, NULL) == ERR_OK ||
	       catalog_file(str_z(a, shipped), out);
}

static struct step
show(struct accept_view *av, struct desk *d)
{
	const struct catalog_waiting *w = &av->w[av->list.at];
	struct reader r;
	str was = STR_NONE;
	bool had = false;
	if (av->n == 0 || !desk_read(d, &r, d->frame))
		return STEP(STEP_STAY);
	had = in_force(&r, d->frame, w, &was);
	desk_done(&r);
	str text = str_fmt(d->frame, "%.*s\n%s%.*s\n\n%.*s", STR_FMT(w->path),
		_("文件属于 "), STR_FMT(whose(d->frame, w)),
		STR_FMT(had ? differences(d->frame, was, w->bytes) : w->bytes));
	return (struct step){STEP_PUSH, &view_pages,
		message_new(d->frame, MESSAGE_SAY,
			had ? _("与现在用的相比") : _("新的，全文"), text)};
}

/* --- drawing, accepting ------------------------------------------------- */

static void
draw_row(const void *ctx, struct canvas *c, size_t i, int row, int col,
	int width, enum look look)
{
	const struct accept_view *av = ctx;
	const struct catalog_waiting *w = &av->w[i];
	canvas_text(c, row, col + 1, 6, look,
		str_of(w->fresh ? _("新的") : _("改了")));
	canvas_text(c, row, col + 8, 6, look,
		str_of(strcmp(w->kind, "form") ? _("代码表") : _("表单")));
	canvas_brief(c, row, col + 15, width - 16, look, w->name);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct accept_view *av = (const struct accept_view *)v;
	desk_header(d, c,
		str_fmt(c->frame, "%s > %s", _("设置与备份"), _("认可表单")),
		str_fmt(c->frame, _("%zu 个待认可"), av->n));
	if (av->n == 0)
		canvas_text(
			c, 2, 2, c->cols, LOOK_GOOD, str_of(_("没有待认可的")));
	listbox_draw(&av->list, c, 2, 0, c->cols, draw_row, av);
	if (av->n)
		canvas_ends(c, c->rows - 4, 1, c->cols - 2, LOOK_DIM,
			str_fmt(c->frame, "%.*s  %.*s",
				STR_FMT(whose(c->frame, &av->w[av->list.at])),
				STR_FMT(av->w[av->list.at].path)));
	desk_words(d, c);
}

static void
accept_them(struct accept_view *av, struct desk *d, str name)
{
	struct err e;
	size_t n = 0;
	if (accept_forms(d->store, d->catalog, name, &n, &e) != ERR_OK) {
		if (e.file[0])
			desk_say(d, LOOK_ERROR, "%s:%d:%d: %s", e.file, e.line,
				e.col, e.words);
		else
			desk_say(d, LOOK_ERROR, "%s", e.words);
		return;
	}
	if (d->config->renew) {
		d->config->renew(d->config->arg, d->config);
		d->catalog = d->config->catalog;
		d->reports = d->config->reports;
	}
	av->n = catalog_waiting(d->catalog, &av->w);
	desk_say(d, LOOK_GOOD, _("已认可 %zu 个，现在就能用"), n);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct accept_view *av = self(v);
	switch (act->action) {
	case ACTION_LEAVE:
		return STEP(STEP_POP);
	case ACTION_OPEN:
		return show(av, d);
	case ACTION_SAVE:
		if (av->n)
			accept_them(av, d, av->w[av->list.at].name);
		return STEP(STEP_STAY);
	case ACTION_SAVE_NEW:
		accept_them(av, d, STR_NONE);
		return STEP(STEP_STAY);
	default:
		if (listbox_act(&av->list, act->action))
			return STEP(STEP_STAY);
		return STEP(STEP_PASS);
	}
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("选择")},
	{1, ACTION_OPEN, 0, N_("看改了什么"), true},
	{2, ACTION_HELP, 0, N_("帮助")},
	{2, ACTION_SAVE, 0, N_("认可"), true},
	{2, ACTION_SAVE_NEW, 0, N_("全部认可")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_accept = {
	.name = "accept",
	.size = sizeof(struct accept_view),
	.keys = keys,
	.open = open,
	.close = close,
	.ready = ready,
	.draw = draw,
	.act = act,
};
