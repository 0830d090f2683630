// SPDX-License-Identifier: MIT
#include "forms/exchange.h"

#include "forms/field.h"

/* --- small pieces -------------------------------------------------------- */

static void
put_text(struct json_writer *w, const char *name, str text)
{
	json_name(w, str_of(name));
	json_put_text(w, text);
}

static void
put_null(struct json_writer *w, const char *name)
{
	json_name(w, str_of(name));
	json_put_null(w);
}

/* What design.md lists is always there, null when blank; what we add to it
 * is left out then. */
static void
put_some(struct json_writer *w, const char *name, str text)
{
	if (text.n > 0)
		put_text(w, name, text);
}

static void
put_expr(struct json_writer *w, const char *name, const struct expr *x)
{
	if (x)
		put_text(w, name, expr_text(x));
}

static void
put_label(struct json_writer *w, const char *name, const struct label *l)
{
	json_name(w, str_of(name));
	json_open_object(w);
	put_text(w, "zh", l->text[LANG_ZH]);
	put_text(w, "en", l->text[LANG_EN]);
	for (const struct translation *t = l->more; t; t = t->next) {
		json_name(w, t->lang);
		json_put_text(w, t->text);
	}
	json_close(w);
}

static void
put_text_or_null(struct json_writer *w, const char *name, str text)
{
	if (text.n > 0)
		put_text(w, name, text);
	else
		put_null(w, name);
}

static void
put_expr_or_null(struct json_writer *w, const char *name, const struct expr *x)
{
	put_text_or_null(w, name, x ? expr_text(x) : STR_NONE);
}

static void
put_some_label(struct json_writer *w, const char *name, const struct label *l)
{
	if (label_text(l).n > 0)
		put_label(w, name, l);
}

static void
put_names(struct json_writer *w, const char *name, const str *v, size_t n)
{
	json_name(w, str_of(name));
	json_open_array(w);
	for (size_t i = 0; i < n; i++)
		json_put_text(w, v[i]);
	json_close(w);
}

static void
put_fields(struct json_writer *w, const char *name,
	const struct field *const *v, size_t n)
{
	json_name(w, str_of(name));
	json_open_array(w);
	for (size_t i = 0; i < n; i++)
		json_put_text(w, v[i]->name);
	json_close(w);
}

/* --- a field
 * ------------------------------------------------------------------- */

static void
put_required(struct json_writer *w, const struct field *f)
{
	json_name(w, STR("required"));
	if (f->required)
		json_put_text(w, expr_text(f->required));
	else
		json_put_boolean(w, f->required_always);
}

static void
put_options(struct json_writer *w, const struct choice_list *list)
{
	if (!list) {
		put_null(w, "list");
		put_null(w, "options");
		return;
	}
	put_text(w, "list", list->name);
	json_name(w, STR("options"));
	json_open_array(w);
	for (size_t i = 0; i < list->n; i++) {
		const struct choice *c = &list->v[i];
		json_open_object(w);
		put_text(w, "name", c->name);
		put_label(w, "label", &c->label);
		if (!c->offered) {
			json_name(w, STR("offered"));
			json_put_boolean(w, false);
		}
		json_close(w);
	}
	json_close(w);
}

static void put_field(struct json_writer *w, const struct field *f);

static void
put_children(struct json_writer *w, const struct field *const *v, size_t n)
{
	json_name(w, STR("fields"));
	json_open_array(w);
	for (size_t i = 0; i < n; i++)
		put_field(w, v[i]);
	json_close(w);
}

static void
put_number(struct json_writer *w, const char *name, int n)
{
	if (n == 0)
		return;
	json_name(w, str_of(name));
	json_put_integer(w, n);
}

static void
put_print(struct json_writer *w, const struct field *f)
{
	if (f->print.row == 0)
		return;
	json_name(w, STR("x_print"));
	json_open_object(w);
	put_number(w, "row", f->print.row);
	put_number(w, "col", f->print.col);
	put_number(w, "span", f->print.span);
	json_close(w);
}

static void
put_rules(struct json_writer *w, const struct field *f)
{
	put_some_label(w, "x_short", &f->brief);
	put_expr_or_null(w, "relevant", f->relevant);
	put_expr_or_null(w, "constraint", f->constraint);
	put_some_label(w, "constraint_message", &f->constraint_message);
	put_expr(w, "x_warning", f->warning);
	put_some_label(w, "x_warning_message", &f->warning_message);
	put_expr(w, "calculation", f->calculation);
	put_some(w, "trigger", f->trigger);
	put_expr(w, "default", f->default_expr);
	put_some(w, "default", f->default_text);
	put_expr(w, "choice_filter", f->choice_filter);
	put_expr(w, "repeat_count", f->repeat_count);
	put_some(w, "appearance", f->appearance);
	put_some(w, "parameters", f->parameters);
	put_some(w, "x_code", f->code);
	put_expr(w, "x_code_if", f->code_if);
	put_expr(w, "x_serial", f->serial);
	put_number(w, "x_digits", f->digits);
	put_expr(w, "x_set", f->set);
	put_some(w, "x_keep", f->keep_last ? STR("last") : STR_NONE);
	if (f->skip_if)
		put_expr(w, "x_skip", f->skip_if);
	else
		put_some(w, "x_skip", f->skip ? STR("yes") : STR_NONE);
	put_some(w, "x_live",
		f->live && f->calculation && !f->set &&
				!expr_reads_records(f->calculation)
			? STR("yes")
			: STR_NONE);
	put_some(w, "x_verify", f->verify ? STR("double") : STR_NONE);
	put_some(w, "x_pinyin", f->pinyin ? STR("yes") : STR_NONE);
	put_some(w, "x_element", f->element);
	put_print(w, f);
	put_some(w, "secret", f->secret);
	put_some(w, "mask", f->mask);
}

static void
put_field(struct json_writer *w, const struct field *f)
{
	json_open_object(w);
	put_text(w, "name", f->name);
	put_text(w, "type", str_of(field_type_name(f->type)));
	put_label(w, "label", &f->label);
	if (label_text(&f->hint).n > 0)
		put_label(w, "hint", &f->hint);
	else
		put_null(w, "hint");
	put_some_label(w, "guidance_hint", &f->guidance);
	put_required(w, f);
	put_expr(w, "read_only", f->read_only_if);
	if (!f->read_only_if && (f->read_only || field_is_computed(f))) {
		json_name(w, STR("read_only"));
		json_put_boolean(w, true);
	}
	put_rules(w, f);
	put_options(w, f->list);
	if (f->type == FIELD_REFERENCE)
		put_names(w, "ref", f->ref, f->n_ref);
	else
		put_null(w, "ref");
	put_text_or_null(w, "source", f->source);
	if (f->type == FIELD_GROUP || f->type == FIELD_REPEAT)
		put_children(w, f->child, f->n_child);
	json_close(w);
}

/* --- the form
 * ------------------------------------------------------------------- */

static void
put_unique(struct json_writer *w, const struct form *f)
{
	json_name(w, STR("x_unique"));
	json_open_array(w);
	for (size_t i = 0; i < f->n_unique; i++) {
		json_open_object(w);
		put_names(w, "fields", f->unique[i].field, f->unique[i].n);
		put_expr(w, "while", f->unique[i].while_);
		json_close(w);
	}
	json_close(w);
}

static void
put_due(struct json_writer *w, const struct form *f)
{
	json_name(w, STR("x_due"));
	json_open_array(w);
	for (size_t i = 0; i < f->n_due; i++) {
		json_open_object(w);
		put_expr(w, "date", f->due[i].date);
		put_expr(w, "until", f->due[i].until);
		json_name(w, STR("before"));
		json_put_integer(w, f->due[i].before);
		if (f->due[i].latest)
			put_text(w, "latest", STR("yes"));
		if (f->due[i].add.n > 0)
			put_text(w, "add", f->due[i].add);
		if (f->due[i].label.text[LANG_ZH].n > 0)
			put_label(w, "label", &f->due[i].label);
		json_close(w);
	}
	json_close(w);
}

static void
put_closed(struct json_writer *w, const struct form *f)
{
	json_name(w, STR("x_closed"));
	json_open_array(w);
	for (size_t i = 0; i < f->n_closed; i++) {
		const struct closed_rule *rule = &f->closed[i];
		json_open_object(w);
		put_expr(w, "from", rule->from);
		put_expr(w, "which", rule->which);
		for (int k = 0; k < 2; k++) {
			const str *v = k ? rule->except : rule->forms;
			size_t n = k ? rule->n_except : rule->n_forms;
			json_name(w, k ? STR("except") : STR("forms"));
			json_open_array(w);
			for (size_t j = 0; j < n; j++)
				json_put_text(w, v[j]);
			json_close(w);
		}
		if (rule->direct)
			put_text(w, "direct", STR("yes"));
		put_label(w, "message", &rule->message);
		json_close(w);
	}
	json_close(w);
}

static void
put_settings(struct json_writer *w, const struct form *f)
{
	json_name(w, STR("settings"));
	json_open_object(w);
	put_expr(w, "instance_name", f->instance_name);
	if (f->event_date)
		put_text(w, "x_event_date", f->event_date->name);
	put_expr(w, "x_valid_until", f->valid_until);
	if (f->n_parent > 0)
		put_fields(w, "x_parent", f->parent, f->n_parent);
	if (f->owner)
		put_text(w, "x_owner", f->owner->name);
	if (f->shared)
		put_text(w, "x_shared", STR("yes"));
	if (f->n_unique > 0)
		put_unique(w, f);
	if (f->n_due > 0)
		put_due(w, f);
	if (f->n_closed > 0)
		put_closed(w, f);
	if (f->n_list > 0)
		put_fields(w, "x_list", f->list, f->n_list);
	put_text(w, "x_domain", f->domain);
	json_close(w);
}

void
exchange_form(struct buf *b, const struct form *f)
{
	struct json_writer w = {.buf = b};
	json_open_object(&w);
	put_text(&w, "form", f->id);
	put_text(&w, "version", f->version);
	put_label(&w, "title", &f->title);
	put_settings(&w, f);
	put_children(&w, f->field, f->n_field);
	json_close(&w);
}
