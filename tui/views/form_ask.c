// SPDX-License-Identifier: MIT
// What lies on top of a form: lookups, the command box, help.
#include "tui/views/form_view.h"

#include "forms/field.h"
#include "tui/views/command.h"
#include "tui/views/help.h"
#include "tui/views/lookup.h"
#include "tui/views/message.h"

/* --- lookups ----------------------------------------------------------- */

/* Is the record one that the question's choice_filter lets through? */
static bool
offers(void *ctx, struct reader *r, const struct record *rec)
{
	struct form_view *fv = ctx;
	const struct cell *c = form_cell(fv);
	return !c || session_offers(fv->session, c, r, rec);
}

struct step
form_look_up(struct form_view *fv, struct desk *d, str typed)
{
	const struct cell *c = form_cell(fv);
	const struct choice *const *choice;
	struct lookup_arg *arg = ARENA_NEW(d->frame, struct lookup_arg);
	if (!c)
		return STEP(STEP_STAY);
	const struct field *f = c->field;
	arg->title = session_label(fv->session, c, d->frame);
	const struct raw *raw =
		form_raw(fv, session_path(fv->session, d->frame, c));
	if (typed.n == 0 && raw)
		typed = raw->text;
	arg->typed = str_dup(d->frame, typed);
	if (f->type == FIELD_REFERENCE) {
		arg->form = f->ref;
		arg->n_form = f->n_ref;
		arg->offers = f->choice_filter ? offers : NULL;
		arg->ctx = fv;
	} else {
		arg->n = session_choices(fv->session, c, d->frame, &choice);
		struct lookup_item *item =
			ARENA_ARRAY(d->frame, arg->n + 1, struct lookup_item);
		for (size_t i = 0; i < arg->n; i++)
			item[i] = (struct lookup_item){
				choice[i]->name, label_text(&choice[i]->label)};
		arg->item = item;
		arg->several = f->type == FIELD_SELECT_MULTIPLE;
		struct value v = session_get(fv->session, c);
		arg->chosen = value_text(d->frame, &v);
	}
	if (arg->n == 0 && arg->n_form == 0) {
		form_say(fv, LOOK_DIM, "%s", _("这一栏没有选项，直接敲"));
		return STEP(STEP_STAY);
	}
	fv->picking = true;
	return (struct step){STEP_PUSH, &view_lookup, arg};
}

/* The one looked for does not exist: make it, on top of this form. */
static struct step
make_target(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	struct form_arg *arg = ARENA_NEW(d->frame, struct form_arg);
	for (size_t i = 0; i < c->field->n_ref; i++) {
		if (!catalog_has(d->catalog, c->field->ref[i]))
			continue;
		*arg = (struct form_arg){
			.form = c->field->ref[i], .answer = true};
		fv->picking = true;
		return (struct step){STEP_PUSH, &view_form, arg};
	}
	return STEP(STEP_STAY);
}

/* A name that nobody has yet stays in the field, as what is to be chosen. */
static void
keep_typed(struct form_view *fv, struct desk *d, str typed)
{
	const struct cell *c = form_cell(fv);
	if (!c || c->field->type != FIELD_REFERENCE)
		return;
	struct value v = session_get(fv->session, c);
	str path = session_path(fv->session, d->frame, c);
	if (!value_is_blank(&v) || (typed.n == 0 && !form_raw(fv, path)))
		return;
	const char *words = _("还没有选定：接着敲名字查找，或清空本栏");
	form_set_raw(fv, path, typed, str_of(words));
	fv->draft_due = true;
	if (typed.n)
		form_say(fv, LOOK_WARNING, "%s", words);
}

struct step
form_picked(struct form_view *fv, struct desk *d, const struct answer *a)
{
	fv->picking = false;
	if (a->kind == ANSWER_ADD || a->kind == ANSWER_NONE)
		keep_typed(fv, d, a->text);
	if (a->kind == ANSWER_ADD)
		return make_target(fv, d);
	if (a->kind == ANSWER_TEXT || a->kind == ANSWER_ID) {
		form_seen(fv, d);
		form_put(fv, d,
			a->kind == ANSWER_ID ? id_format(d->frame, a->id)
					     : a->text);
		form_enter(fv, d, form_next(fv, fv->at, true));
	} else {
		form_enter(fv, d, fv->at);
	}
	return STEP(STEP_STAY);
}

/* --- warnings ---------------------------------------------------------- */

/* A number or a day that is only rare is accepted by one more key; what goes
 * against a rule, alone or with other answers, wants words. */
static bool
is_rule(const struct field *f)
{
	const struct expr_name *name;
	size_t n = f->warning ? expr_names(f->warning, &name) : 0;
	if (f->type != FIELD_INTEGER && f->type != FIELD_DECIMAL &&
		f->type != FIELD_DATE)
		return true;
	for (size_t i = 0; i < n; i++)
		if (!str_eq(name[i].name, f->name))
			return true;
	return false;
}

bool
form_warns(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	struct issue *issue;
	str path = session_path(fv->session, d->frame, c);
	if (session_check_cell(fv->session, c, d->frame, &issue) == 0 ||
		issue[0].kind != ISSUE_WARNING)
		return false;
	bool rule = is_rule(c->field);
	bool again = str_eq(fv->warned, path);
	if (again && !rule) {
		session_set_reason(fv->session, c->field->name,
			str_of(_("录入时再按 Enter 认可")));
		fv->warned = STR_NONE;
		fv->words[0] = '\0';
		return false;
	}
	fv->explaining = again;
	fv->warned = str_dup(fv->view.arena, path);
	if (rule)
		form_say(fv, LOOK_WARNING, _("[看] %.*s 没错就再按 %s 写理由"),
			STR_FMT(issue[0].words), desk_key(d, ACTION_OPEN));
	else
		form_say(fv, LOOK_WARNING, _("[看] %.*s 没错就再按 Enter"),
			STR_FMT(issue[0].words));
	return true;
}

struct step
form_ask_why(struct form_view *fv, struct desk *d)
{
	struct issue *issue;
	size_t n = session_check_cell(
		fv->session, form_cell(fv), d->frame, &issue);
	return (struct step){STEP_PUSH, &view_message,
		message_new(d->frame, MESSAGE_LINE, _("照存的理由"),
			n ? issue[0].words : STR_NONE)};
}

/* Why the value stays, as far as somebody said so. */
void
form_explained(struct form_view *fv, struct desk *d, str why)
{
	const struct cell *c = form_cell(fv);
	fv->explaining = false;
	if (!c || why.n == 0)
		return;
	session_set_reason(fv->session, c->field->name, why);
	fv->warned = STR_NONE;
	fv->words[0] = '\0';
	fv->draft_due = true;
	form_enter(fv, d, form_next(fv, fv->at, true));
}

/* --- F9, F1 ------------------------------------------------------------ */

struct step
form_push_command(struct form_view *fv, struct desk *d)
{
	struct command_arg *arg = ARENA_NEW(d->frame, struct command_arg);
	struct command_item *item =
		ARENA_ARRAY(d->frame, fv->n + 4, struct command_item);
	form_leave(fv, d);
	const struct cell *c = form_cell(fv);
	if (c && c->field->repeat)
		item[arg->n++] = (struct command_item){
			ITEM_REMOVE_ROW, str_of(_("删这一行明细")), STR_NONE};
	if (session_base_rev(fv->session))
		item[arg->n++] = (struct command_item){
			ITEM_HISTORY, str_of(_("这条记录的历史")), STR_NONE};
	if (fv->has_draft || fv->draft_due)
		item[arg->n++] = (struct command_item){
			ITEM_DISCARD, str_of(_("弃掉这份草稿")), STR_NONE};
	item[arg->n++] = (struct command_item){ITEM_JUMP,
		str_of(d->jump ? _("关掉自动跳栏") : _("打开自动跳栏")),
		STR_NONE};
	for (size_t i = 0; i < fv->n; i++) {
		if (!form_can_stop(fv, i) || fv->cell[i].row_number > 1)
			continue;
		item[arg->n++] = (struct command_item){ITEM_CELL + (int)i,
			label_text(&fv->cell[i].field->label),
			str_fmt(d->frame, "%d",
				form_number(fv->form, fv->cell[i].field)),
			true};
	}
	arg->item = item;
	return (struct step){STEP_PUSH, &view_command, arg};
}

static void
add_line(struct buf *b, const char *head, str text)
{
	if (text.n)
		buf_addf(b, "%s%.*s\n", head, STR_FMT(text));
}

/* What kind of answer a field takes, and how it is typed. */
static const char *
kind_words(const struct field *f)
{
	switch (f->type) {
	case FIELD_TEXT:
		return field_is_multiline(f)
			       ? N_("多行文字：↓↑ 在里面走，到头就离开")
			       : N_("文字");
	case FIELD_INTEGER:
		return N_("整数：全角半角都行");
	case FIELD_DECIMAL:
		return N_("数字：可带小数");
	case FIELD_DATE:
		return N_("日期：. 今天，-1 昨天，15 本月15日，0315，20240315");
	case FIELD_TIME:
		return N_("时间：0930、930、9");
	case FIELD_DATETIME:
		return N_("日期和时间：日期、空格、时间，如 -1 0900");
	case FIELD_SELECT_ONE:
		return N_("单选：敲编号就选中；也可敲汉字、首字母");
	case FIELD_SELECT_MULTIPLE:
		return N_("多选：编号之间用空格或逗号，如 1 3 7");
	case FIELD_REFERENCE:
		return N_("引用另一份记录：敲名字、首字母或号码去查");
	case FIELD_REPEAT:
		return N_("明细：可以有许多行");
	default:
		return N_("算出来的，不用填");
	}
}

/* What the form says of the field the cursor is on. */
struct step
form_push_help(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	struct help_arg *arg = ARENA_NEW(d->frame, struct help_arg);
	struct buf b = {.arena = d->frame};
	const struct choice *const *choice;
	if (!c)
		return STEP(STEP_PASS);
	const struct field *f = c->field;
	buf_addf(&b, _("第 %d 栏 %.*s"), form_number(fv->form, f),
		STR_FMT(session_label(fv->session, c, d->frame)));
	buf_addf(&b, "%s\n",
		session_is_required(fv->session, c) ? _("（必填）") : "");
	add_line(&b, "", session_hint(fv->session, c, d->frame));
	add_line(&b, "", session_guidance(fv->session, c, d->frame));
	buf_addf(&b, "%s\n", _(kind_words(f)));
	add_line(&b, _("必填时："), label_text(&f->required_message));
	add_line(&b, _("规定："), label_text(&f->constraint_message));
	add_line(&b, _("提醒："), label_text(&f->warning_message));
	size_t n = f->list ? session_choices(fv->session, c, d->frame, &choice)
			   : 0;
	if (n)
		buf_addf(&b, "%s\n", _("选项："));
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "  %.*s %.*s\n", STR_FMT(choice[i]->name),
			STR_FMT(label_text(&choice[i]->label)));
	if (f->list)
		add_line(&b, _("代码依据："), f->list->source);
	add_line(&b, _("出处："), f->source);
	buf_addf(&b, _("字段名：%.*s\n"), STR_FMT(f->name));
	arg->text = buf_str(&b);
	return (struct step){STEP_PUSH, &view_help, arg};
}
