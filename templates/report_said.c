// SPDX-License-Identifier: MIT
#include "templates/report_said.h"

#include "templates/report_figure.h"
#include "templates/report_note.h"

#include "store/lang.h"

static struct report_cell
text_cell(str text)
{
	return (struct report_cell){
		.kind = text.n ? CELL_TEXT : CELL_EMPTY, .text = text};
}

str
said_figure(
	struct run *run, const struct indicator *x, const struct report_cell *c)
{
	if (c->kind != CELL_NUMBER)
		return STR_NONE;
	str text = decimal_format(run->arena, c->number);
	if (x->ratio)
		return str_fmt(run->arena, "1:%.*s", STR_FMT(text));
	for (size_t i = 0; x->words && i < x->words->n; i++)
		if (str_eq(x->words->v[i].name, text))
			return str_dup(
				run->arena, label_text(&x->words->v[i].label));
	return STR_NONE;
}

/* --- targets -------------------------------------------------------------- */

bool
said_met(const struct indicator *x, const struct report_cell *value)
{
	struct fraction have;
	struct fraction goal;

	if (value->kind != CELL_NUMBER || !fraction_of(value->number, &have))
		return false;
	for (size_t i = 0; i < x->n_goal; i++)
		if (!fraction_of(x->goal[i].than, &goal) ||
			!rule_holds(x->goal[i].op, fraction_cmp(have, goal)))
			return false;
	return true;
}

/* Was anything of the formula counted on this line? */
static bool
is_of_line(
	const struct run *run, const struct formula *f, size_t c, size_t line)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct tally *t = &run->tally[f->v[i].element];
		if (line < t->n_line &&
			(t->line[line].cell[c].some || t->line[line].set.n))
			return true;
	}
	return false;
}

/* each: the lines that miss the target, by name; nothing counted for a line
 * is nothing to say of it. */
static str
lines_unmet(struct run *run, const struct indicator *x, size_t c)
{
	struct buf b = {.arena = run->arena};
	struct report_cell n;
	struct report_cell m;

	for (size_t i = 0; i < run->lines.id.n; i++) {
		if (!is_of_line(run, &x->numerator, c, i) &&
			!is_of_line(run, &x->denominator, c, i))
			continue;
		run->line = i;
		struct report_cell value = report_figure(run, x, c, &n, &m);
		if (said_met(x, &value))
			continue;
		if (b.n)
			buf_addz(&b, _("、"));
		buf_add(&b, label_text(&run->lines.label[i]));
		value.said = said_figure(run, x, &value);
		buf_addf(&b, " %.*s",
			STR_FMT(value.said.n ? value.said : STR("—")));
	}
	run->line = NO_INDEX;
	return buf_str(&b);
}

struct report_cell
said_met_cell(struct run *run, const struct indicator *x, size_t c,
	const struct report_cell *value)
{
	if (!x->n_goal || value->kind == CELL_DENIED)
		return (struct report_cell){.kind = value->kind == CELL_DENIED
							    ? CELL_DENIED
							    : CELL_EMPTY};
	bool met = x->each ? value->kind == CELL_NUMBER &&
				     !lines_unmet(run, x, c).n
			   : said_met(x, value);
	return text_cell(str_of(met ? _("是") : _("否")));
}

size_t
said_column(const struct report_def *d)
{
	for (size_t c = 0; c < d->n_column; c++)
		if (d->column[c].covers == COVERS_PERIOD)
			return c;
	return 0;
}

/* --- cells ---------------------------------------------------------------- */

struct report_cell
said_of(struct run *run, const struct row_def *def, size_t c,
	const struct report_row *row, const struct report_cell *value)
{
	const struct indicator *x = &def->figure;
	size_t at = said_column(run->def);
	struct report_cell number = *value;

	switch (run->def->column[c].covers) {
	case COVERS_NUMERATOR:
		number.said = STR_NONE;
		return x->denominator.n ? row->numerator : number;
	case COVERS_DENOMINATOR:
		return row->denominator;
	case COVERS_LABEL:
		return text_cell(label_text(&def->label));
	case COVERS_UNIT:
		return text_cell(label_text(&def->unit));
	case COVERS_CATEGORY:
		return text_cell(label_text(&x->category));
	case COVERS_BASELINE:
		return text_cell(label_text(&x->baseline));
	case COVERS_TARGET:
		return text_cell(label_text(&x->target));
	case COVERS_MET:
		return said_met_cell(run, x, at, value);
	case COVERS_TYPED:
		if (x->each && x->n_goal && value->kind != CELL_DENIED)
			return text_cell(lines_unmet(run, x, at));
		break;
	default:
		break;
	}
	return (struct report_cell){.kind = CELL_EMPTY};
}

void
said_of_typed(struct run *run, const struct row_def *def,
	const struct report_row *row, struct report_cell *cell)
{
	const struct report_def *d = run->def;
	const struct report_cell none = {.kind = CELL_EMPTY};

	for (size_t c = 0; c < d->n_column; c++)
		if (d->column[c].covers > COVERS_FIELD &&
			d->column[c].covers != COVERS_MET)
			cell[c] = said_of(run, def, c, row, &none);
}

/* --- notes ---------------------------------------------------------------- */

/* What a code stands for, as the loader understands it. */
static bool
figure_named(const struct run *run, str code, struct indicator *out)
{
	const struct report_def *d = run->def;
	size_t k = element_find(d, code);

	for (size_t i = 0; i < d->n_indicator; i++) {
		if (!str_eq(d->indicator[i].code, code))
			continue;
		*out = d->indicator[i];
		return true;
	}
	if (k == NO_INDEX)
		return false;
	struct term *term = ARENA_NEW(run->arena, struct term);
	*term = (struct term){.element = k, .times = 1, .over = 1};
	*out = (struct indicator){.numerator = {term, 1},
		.factor = 1,
		.decimals = d->element[k].decimals};
	return true;
}

/* "CODE" or "CODE.met" between braces. */
static str
named_text(struct run *run, str name)
{
	size_t at = said_column(run->def);
	bool met = str_ends(name, STR(".met"));
	struct indicator x;
	struct report_cell n;
	struct report_cell m;

	if (!figure_named(run, met ? str_sub(name, 0, name.n - 4) : name, &x))
		return STR_NONE;
	struct report_cell value = report_figure(run, &x, at, &n, &m);
	if (met)
		value = said_met_cell(run, &x, at, &value);
	if (value.kind == CELL_DENIED)
		return str_of(_("无权"));
	if (value.kind == CELL_EMPTY)
		return STR("—");
	str said = met ? value.text : said_figure(run, &x, &value);
	return said.n ? said : decimal_format(run->arena, value.number);
}

str
said_note(struct run *run, str text)
{
	struct buf b = {.arena = run->arena};

	while (text.n) {
		size_t end = text.p[0] == '{' ? str_chr(text, '}') : SIZE_MAX;
		str words =
			end == SIZE_MAX
				? STR_NONE
				: named_text(run, str_sub(text, 1, end - 1));
		buf_add(&b, words.n ? words : str_sub(text, 0, 1));
		text = str_from(text, words.n ? end + 1 : 1);
	}
	return buf_str(&b);
}
