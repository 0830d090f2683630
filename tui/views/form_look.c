// SPDX-License-Identifier: MIT
// What came over from last time: which of it somebody has looked at.
#include "tui/views/form_view.h"

static struct carried *
carried_at(const struct form_view *fv, str path)
{
	for (size_t i = 0; i < fv->n_carried; i++) {
		const str p = fv->carried[i].path;
		if (str_eq(p, path) ||
			(str_starts(path, p) && path.p[p.n] == '['))
			return &fv->carried[i];
	}
	return NULL;
}

const struct carried *
form_carried(const struct form_view *fv, str path)
{
	return carried_at(fv, path);
}

void
form_seen(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	struct carried *x =
		c && fv->n_carried
			? carried_at(fv, session_path(fv->session, d->frame, c))
			: NULL;
	if (x && !x->seen) {
		x->seen = true;
		fv->draft_due = true;
	}
}

/* Is it still to be looked at: asked, filled, and nobody stood there? */
static bool
is_unseen(struct form_view *fv, const struct carried *x, struct cell *c)
{
	if (x->seen || session_find(fv->session, x->path, c, NULL) != ERR_OK ||
		!session_is_asked(fv->session, c))
		return false;
	if (c->field->type == FIELD_REPEAT)
		return session_rows(fv->session, c) > 0;
	struct value v = session_get(fv->session, c);
	return !value_is_blank(&v);
}

size_t
form_unseen(struct form_view *fv)
{
	struct cell c;
	size_t n = 0;
	for (size_t i = 0; i < fv->n_carried; i++)
		n += is_unseen(fv, &fv->carried[i], &c);
	return n;
}

size_t
form_unseen_lines(struct form_view *fv, struct reader *r, struct arena *a,
	struct check_line *out)
{
	size_t n = 0;
	for (int heavy = 1; heavy >= 0; heavy--) {
		for (size_t i = 0; i < fv->n_carried; i++) {
			const struct carried *x = &fv->carried[i];
			struct cell c;
			if (x->weighs != heavy || !is_unseen(fv, x, &c))
				continue;
			struct value v = session_get(fv->session, &c);
			str text =
				c.field->type == FIELD_REPEAT
					? str_fmt(a, _("%zu 行"),
						  session_rows(fv->session, &c))
					: record_mask(a, c.field,
						  record_show(
							  r, a, c.field, &v),
						  !fv->masked);
			out[n++] = (struct check_line){false,
				form_number(fv->form, c.field),
				label_text(&c.field->label),
				str_fmt(a,
					heavy ? _("带出未看，牵涉风险、分类或"
						  "人数：%.*s")
					      : _("带出未看：%.*s"),
					STR_FMT(text)),
				x->path};
		}
	}
	return n;
}

/* What must be filled and is not, or weighs and was not looked at. */
size_t
form_next_due(struct form_view *fv, struct desk *d, size_t at)
{
	for (size_t i = at + 1; i < fv->n; i++) {
		const struct cell *c = &fv->cell[i];
		if (!form_can_stop(fv, i))
			continue;
		const struct carried *x =
			carried_at(fv, session_path(fv->session, d->frame, c));
		struct value v = session_get(fv->session, c);
		bool blank = c->field->type == FIELD_REPEAT
				     ? session_rows(fv->session, c) == 0
				     : value_is_blank(&v);
		if ((blank && session_is_required(fv->session, c)) ||
			(x && x->weighs && !x->seen))
			return i;
	}
	return fv->n;
}
