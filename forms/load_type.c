// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include "forms/field.h"
#include "store/lang.h"

#define TARGETS_MOST 20

static const struct row_type types[] = {
	{"text", ROW_QUESTION, FIELD_TEXT, NULL},
	{"string", ROW_QUESTION, FIELD_TEXT, NULL},
	{"integer", ROW_QUESTION, FIELD_INTEGER, NULL},
	{"int", ROW_QUESTION, FIELD_INTEGER, NULL},
	{"decimal", ROW_QUESTION, FIELD_DECIMAL, NULL},
	{"date", ROW_QUESTION, FIELD_DATE, NULL},
	{"time", ROW_QUESTION, FIELD_TIME, NULL},
	{"dateTime", ROW_QUESTION, FIELD_DATETIME, NULL},
	{"datetime", ROW_QUESTION, FIELD_DATETIME, NULL},
	{"note", ROW_QUESTION, FIELD_NOTE, NULL},
	{"calculate", ROW_QUESTION, FIELD_CALCULATE, NULL},
	{"hidden", ROW_AUTOMATIC, FIELD_CALCULATE, NULL},
	{"select_one", ROW_LIST, FIELD_SELECT_ONE, NULL},
	{"select_multiple", ROW_LIST, FIELD_SELECT_MULTIPLE, NULL},
	{"rank", ROW_LIST, FIELD_SELECT_MULTIPLE, NULL},
	{"select_one_from_file", ROW_FILE, FIELD_REFERENCE, NULL},
	{"acknowledge", ROW_ACKNOWLEDGE, FIELD_SELECT_ONE, NULL},
	{"trigger", ROW_ACKNOWLEDGE, FIELD_SELECT_ONE, NULL},
	{"range", ROW_RANGE, FIELD_DECIMAL, NULL},
	{"group", ROW_OPEN, FIELD_GROUP, NULL},
	{"repeat", ROW_OPEN, FIELD_REPEAT, NULL},
	{"begin_group", ROW_OPEN, FIELD_GROUP, NULL},
	{"begin_repeat", ROW_OPEN, FIELD_REPEAT, NULL},
	{"end_group", ROW_CLOSE, FIELD_GROUP, NULL},
	{"end_repeat", ROW_CLOSE, FIELD_REPEAT, NULL},
	{"start", ROW_AUTOMATIC, FIELD_CALCULATE, "now()"},
	{"end", ROW_AUTOMATIC, FIELD_CALCULATE, "now()"},
	{"today", ROW_AUTOMATIC, FIELD_CALCULATE, "today()"},
	{"username", ROW_AUTOMATIC, FIELD_CALCULATE, "${_by}"},
	{"deviceid", ROW_AUTOMATIC, FIELD_CALCULATE, "${_station}"},
	{"phonenumber", ROW_AUTOMATIC, FIELD_CALCULATE, NULL},
	{"email", ROW_AUTOMATIC, FIELD_CALCULATE, NULL},
	{"simserial", ROW_AUTOMATIC, FIELD_CALCULATE, NULL},
	{"subscriberid", ROW_AUTOMATIC, FIELD_CALCULATE, NULL},
	{"background-geopoint", ROW_AUTOMATIC, FIELD_CALCULATE, NULL},
	{"start-geopoint", ROW_AUTOMATIC, FIELD_CALCULATE, NULL},
	{"audit", ROW_AUTOMATIC, FIELD_CALCULATE, NULL},
	{"geopoint", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"geotrace", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"geoshape", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"image", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"audio", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"background-audio", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"video", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"file", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"barcode", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"select_multiple_from_file", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"select_one_external", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"csv-external", ROW_ELSEWHERE, FIELD_NOTE, NULL},
	{"xml-external", ROW_ELSEWHERE, FIELD_NOTE, NULL},
};
#define TYPES (sizeof(types) / sizeof(types[0]))

/* What other programs have beyond XLSForm, and what XLSForm gave up. */
static const struct {
	const char *name;
	const char *why;
} refused[] = {
	{"cascading_select", N_("请用 select_one 和 choice_filter")},
	{"begin_loop", N_("请用重复组，或把各题逐条写出")},
	{"end_loop", N_("请用重复组，或把各题逐条写出")},
	{"begin_score", N_("Kobo 的评分表请写成几道 select_one")},
	{"end_score", N_("Kobo 的评分表请写成几道 select_one")},
	{"begin_rank", N_("Kobo 的排序请用 rank 表名")},
	{"end_rank", N_("Kobo 的排序请用 rank 表名")},
	{"begin_kobomatrix", N_("Kobo 的矩阵请写成分组")},
	{"end_kobomatrix", N_("Kobo 的矩阵请写成分组")},
};

static const struct row_type *
find_type(str word)
{
	for (size_t i = 0; i < TYPES; i++)
		if (str_is(word, types[i].name))
			return &types[i];
	return NULL;
}

/* A row whose type is wrong is read on as one of these, so that its name is
 * known and one mistake gives one message. */
static const struct row_type *
guess_type(const struct yaml *map)
{
	return find_type(yaml_get(map, "survey") ? STR("group") : STR("text"));
}

/* The type of a row; *rest: what follows the word. */
const struct row_type *
load_type(struct load *l, const struct yaml *map, str *rest)
{
	const struct yaml *v = yaml_get(map, "type");
	str text = load_text(l, map, "type");
	str word = STR_NONE;
	*rest = load_usual_type(l, text);
	if (!str_word(rest, &word)) {
		LOAD_ERROR(l, v ? v : map,
			_("这一题缺少 type（题型），如 text、date、select_one "
			  "表名"));
		return guess_type(map);
	}
	bool begin = str_is(word, "begin");
	str second = STR_NONE;
	if ((begin || str_is(word, "end")) && str_word(rest, &second))
		word = str_fmt(l->out->arena, "%.*s_%.*s", STR_FMT(word),
			STR_FMT(second));
	*rest = str_trim(*rest);
	const struct row_type *t = find_type(word);
	if (t)
		return t;
	str names[TYPES];
	for (size_t i = 0; i < TYPES; i++)
		names[i] = str_of(types[i].name);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (str_is(word, refused[i].name)) {
			LOAD_ERROR(l, v, _("不支持“%.*s”：%s"), STR_FMT(word),
				_(refused[i].why));
			return str_starts(word, STR("begin_"))
				       ? find_type(STR("begin_group"))
			       : str_starts(word, STR("end_"))
				       ? find_type(STR("end_group"))
				       : guess_type(map);
		}
	const char *hint = load_hint(l, word, names, TYPES);
	LOAD_ERROR(l, v, _("没有题型“%.*s”%s"), STR_FMT(word),
		hint[0] ? hint
			: _("：可写 text integer decimal date time dateTime "
			    "select_one select_multiple note calculate group "
			    "repeat"));
	return guess_type(map);
}

/* --- what a type asks for
 * ----------------------------------------------------- */

/* The list with a choice `other` at its end, unless it has one. */
static const struct choice_list *
with_other(struct load *l, const struct choice_list *list)
{
	if (choice_find(list, STR("other")))
		return list;
	struct choice_list *more = ARENA_NEW(l->arena, struct choice_list);
	struct choice *v = ARENA_ARRAY(l->arena, list->n + 1, struct choice);
	*more = *list;
	for (size_t i = 0; i < list->n; i++)
		v[i] = list->v[i];
	v[more->n++] = (struct choice){.name = STR("other"),
		.label = {{[LANG_ZH] = STR("其他"), [LANG_EN] = STR("Other")}},
		.offered = true,
		.other = true};
	more->v = v;
	return more;
}

static void
read_list(struct load *l, const struct yaml *map, str rest, struct field *f)
{
	const struct yaml *at = yaml_get(map, "type");
	str name = STR_NONE;
	if (!str_word(&rest, &name)) {
		LOAD_ERROR(l, at,
			_("题型后面要写代码表的名称，如 select_one yes_no"));
		return;
	}
	rest = str_trim(rest);
	f->or_other = str_is(rest, "or_other") || str_is(rest, "or other") ||
		      str_is(rest, "or specify other");
	if (rest.n > 0 && !f->or_other)
		LOAD_WARNING(l, at, _("暂不支持“%.*s”，已忽略"), STR_FMT(rest));
	f->list = load_find_list(l, name, at);
	if (f->or_other && f->list)
		f->list = with_other(l, f->list);
}

/* As pyxform does: a text that is asked when `other` is chosen. */
void
load_other(struct load *l, const struct yaml *map, struct field *f)
{
	struct field *o = ARENA_NEW(l->arena, struct field);
	*ARENA_PUSH(l->arena, l->field, l->n_field) = o;
	o->type = FIELD_TEXT;
	o->made = true;
	o->name = str_fmt(l->arena, "%.*s_other", STR_FMT(f->name));
	o->label.text[LANG_ZH] = STR("请说明其他");
	o->label.text[LANG_EN] = STR("Specify other.");
	o->parent = f->parent;
	o->repeat = f->repeat;
	o->line = map->line;
	o->col = map->col;
	if (f->name.n > 0)
		o->relevant = load_expr_text(l,
			str_fmt(l->arena, "selected(${%.*s}, 'other')",
				STR_FMT(f->name)),
			map, o);
}

static void
add_target(struct load *l, struct field *f, const struct yaml *at, str id)
{
	for (size_t i = 0; i < f->n_ref; i++)
		if (str_eq(f->ref[i], id))
			return;
	str *v = (str *)f->ref; /* still being built */
	*ARENA_PUSH(l->arena, v, f->n_ref) = load_keep(l, id);
	f->ref = v;
	bool installed = !l->catalog || str_eq(id, l->form->id) ||
			 catalog_has(l->catalog, id);
	if (installed)
		f->ref_missing = false;
	if (installed || catalog_is_reserved(id))
		return;
	const str *names;
	size_t n = catalog_ids(l->catalog, &names);
	const char *hint = load_hint(l, id, names, n);
	LOAD_WARNING(l, at, _("没有安装表单“%.*s”%s"), STR_FMT(id),
		hint[0] ? hint : _("，这一题会显示“未安装”"));
}

static void
read_targets(struct load *l, const struct yaml *map, str rest, struct field *f)
{
	const struct yaml *at = yaml_get(map, "type");
	const struct yaml *more = yaml_get(map, "x_ref");
	str file = STR_NONE;
	f->ref_missing = true;
	if (!str_word(&rest, &file) || !str_ends(file, STR(".csv")) ||
		file.n == 4) {
		LOAD_ERROR(l, at,
			_("题型后面要写“表单.csv”，如 select_one_from_file "
			  "resident.csv"));
		return;
	}
	add_target(l, f, at, str_sub(file, 0, file.n - 4));
	if (more && more->n > TARGETS_MOST) {
		LOAD_ERROR(
			l, more, _("引用的表单太多：最多 %d 个"), TARGETS_MOST);
		return;
	}
	if (more && more->kind == YAML_SCALAR)
		add_target(l, f, more, str_trim(more->text));
	for (size_t i = 0; more && more->kind == YAML_LIST && i < more->n; i++)
		if (more->item[i].kind == YAML_SCALAR)
			add_target(l, f, &more->item[i],
				str_trim(more->item[i].text));
}

static void
make_acknowledge(struct load *l, struct field *f)
{
	struct choice *c = ARENA_NEW(l->arena, struct choice);
	c->name = STR("OK");
	c->label.text[LANG_ZH] = STR("确认");
	c->label.text[LANG_EN] = STR("OK");
	c->offered = true;
	struct choice_list *list = ARENA_NEW(l->arena, struct choice_list);
	*list = (struct choice_list){
		.name = STR("acknowledge"), .v = c, .n = 1};
	f->list = list;
}

void
load_type_rest(struct load *l, const struct yaml *map, const struct row_type *t,
	str rest, struct field *f)
{
	load_parameters(l, map, t, f);
	switch (t->kind) {
	case ROW_LIST:
		read_list(l, map, rest, f);
		break;
	case ROW_FILE:
		read_targets(l, map, rest, f);
		break;
	case ROW_ACKNOWLEDGE:
		make_acknowledge(l, f);
		break;
	case ROW_AUTOMATIC:
		f->automatic = str_of(t->name);
		f->read_only = true;
		if (t->text && !f->default_expr && !f->calculation)
			f->default_expr =
				load_expr_text(l, str_of(t->text), map, f);
		break;
	case ROW_ELSEWHERE:
		LOAD_WARNING(l, yaml_get(map, "type"),
			_("终端里不能填“%s”，这一题只作说明显示"), t->name);
		break;
	default:
		break;
	}
}
