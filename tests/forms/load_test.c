// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include "forms/exchange.h"
#include "forms/json.h"
#include "forms/load.h"

/* Loads a form from its survey and settings; nothing may be found. */
static const struct form *
form_of(const char *settings, const char *rest)
{
	struct arena *a = test_arena();
	struct findings found = {.arena = a};
	const struct yaml *root = NULL;
	const struct form *f = NULL;
	struct err e = {0};
	str text = str_fmt(a, "settings:\n  form_id: t\n%s%s", settings, rest);
	CHECK_CODE(yaml_parse(a, "t.yaml", text, &root, &e), ERR_OK, &e);
	CHECK_CODE(
		form_load(a, NULL, "t.yaml", root, &f, &found, &e), ERR_OK, &e);
	if (found.n > 0)
		CHECK_STR(found.v[0].words, "");
	return f;
}

/* The first error's words of a wrong form. */
static str
words_of(const char *text)
{
	struct arena *a = test_arena();
	struct findings found = {.arena = a};
	const struct yaml *root = NULL;
	const struct form *f = NULL;
	struct err e = {0};
	CHECK_CODE(
		yaml_parse(a, "t.yaml", str_of(text), &root, &e), ERR_OK, &e);
	CHECK_CODE(form_load(a, NULL, "t.yaml", root, &f, &found, &e),
		ERR_INPUT, &e);
	CHECK(f == NULL);
	return str_dup(a, str_of(e.words));
}

TEST(load, every_shipped_form_and_list_is_without_findings)
{
	struct catalog *c = catalog_new(NULL, 0);
	const str *name;
	size_t n = catalog_lists(c, &name);
	struct err e = {0};
	CHECK(n >= 20);
	for (size_t i = 0; i < n; i++) {
		const struct choice_list *l;
		CHECK_CODE(catalog_list(c, name[i], &l, &e), ERR_OK, &e);
		CHECK(str_eq(l->name, name[i]));
	}
	n = catalog_ids(c, &name);
	for (size_t i = 0; i < n; i++) {
		struct findings found = {.arena = test_arena()};
		const struct form *f = NULL;
		CHECK_CODE(catalog_form(c, name[i], &f, &e), ERR_OK, &e);
		form_check_names(c, f, &found);
		if (found.n > 0)
			CHECK_STR(found.v[0].words, "");
	}
	catalog_free(c);
}

TEST(load, reads_a_plain_xlsform_as_yxf_writes_it)
{
	const struct form *f = form_of("",
		"survey:\n"
		"  - {type: start}\n"
		"  - {'#': a comment}\n"
		"  - {type: begin_group, name: g, 'label::English (en)': G}\n"
		"  - type: select_one yn\n"
		"    name: a\n"
		"    label::中文 (zh): 甲\n"
		"    label::English (en): A\n"
		"    required: true()\n"
		"    bind::jr:preload: uid\n"
		"  - {type: end group}\n"
		"  - {type: begin repeat, name: r, label: R}\n"
		"  - {type: decimal, name: d, label: D, readonly: 'no'}\n"
		"  - {type: end_repeat}\n"
		"choices:\n"
		"  - {list_name: yn, name: yes, label: 是, extra: x}\n"
		"  - {list_name: yn, name: no, label: 否}\n");
	CHECK_INT(f->n_all, 5);
	const struct field *a = form_field(f, STR("a"));
	CHECK_STR(a->label.text[LANG_ZH], "甲");
	CHECK_STR(a->label.text[LANG_EN], "A");
	CHECK(a->required_always);
	CHECK_STR(a->parent->name, "g");
	CHECK_INT(a->list->n, 2);
	CHECK_STR(a->list->v[1].name, "no");
	CHECK_STR(a->list->v[0].v[0].name, "extra");
	const struct field *d = form_field(f, STR("d"));
	CHECK_STR(d->repeat->name, "r");
	CHECK(form_field(f, STR("start")) != NULL);
	CHECK(form_field(f, STR("nothing")) == NULL);
}

/* The first finding about a form of one line, empty when there is none. */
static str
finding_of(const char *settings, const char *row)
{
	struct arena *a = test_arena();
	struct findings found = {.arena = a};
	const struct yaml *root = NULL;
	const struct form *f = NULL;
	struct err e = {0};
	str text = str_fmt(a,
		"settings: {form_id: t%s}\nsurvey:\n  - {%s}\n"
		"  - {type: select_one l, name: used, label: U}\n"
		"lists: {l: [{name: x, label: x}]}\n",
		settings, row);
	CHECK_CODE(yaml_parse(a, "t.yaml", text, &root, &e), ERR_OK, &e);
	(void)form_load(a, NULL, "t.yaml", root, &f, &found, &e);
	for (size_t i = 0; i < found.n; i++)
		if (found.v[i].error ||
			str_find(found.v[i].words, STR("不认识")) != SIZE_MAX)
			return found.v[i].words;
	return STR_NONE;
}

static bool
is_good(const char *what, str finding)
{
	if (finding.n > 0)
		print_error("%s: %.*s\n", what, STR_FMT(finding));
	return finding.n == 0;
}

/* pyxform's table of question types, old spellings and all. */
TEST(load, reads_every_type_of_pyxform)
{
	static const char *const types[] = {"q picture", "photo",
		"add date time prompt", "add audio prompt", "q date time",
		"phonenumber", "get start time",
		"add select multiple prompt using l", "add note prompt",
		"calculate", "acknowledge", "location", "text",
		"select all that apply from l", "simserial", "string",
		"q string", "imei", "integer", "datetime", "q note",
		"subscriber id", "decimal", "dateTime", "q audio", "q geopoint",
		"q geoshape", "q geotrace", "q image", "get today", "video",
		"q acknowledge", "add video prompt",
		"number of days in last month", "get sim id", "q location",
		"select one l", "select one external", "add image prompt",
		"select all that apply l", "get end time", "barcode", "q video",
		"geopoint", "geoshape", "geotrace", "select multiple from l",
		"end time", "device id", "subscriberid", "q barcode",
		"q select l", "select one using l", "rank l", "image", "q int",
		"add text prompt", "add date prompt", "q calculate", "start",
		"trigger", "add acknowledge prompt", "percentage",
		"get phone number", "today", "gps", "q date", "sim id",
		"add decimal prompt", "number of days in last six months",
		"deviceid", "int", "add barcode prompt",
		"select multiple using l", "q decimal", "end",
		"add calculate prompt", "add dateTime prompt", "note",
		"add location prompt", "get subscriber id", "phone number",
		"get device id", "add integer prompt", "q dateTime", "date",
		"q select1 l", "start time", "number of days in last year",
		"date time", "time", "audio", "add select one prompt using l",
		"hidden", "uri:subscriberid", "uri:phonenumber",
		"uri:simserial", "uri:deviceid", "username", "uri:username",
		"email", "uri:email", "osm", "file", "add file prompt", "range",
		"audit", "xml-external", "csv-external", "start-geopoint",
		"background-audio", "background-geopoint"};
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		str row = str_fmt(test_arena(),
			"type: '%s', name: a, label: A, calculation: '1'",
			types[i]);
		CHECK(is_good(types[i], finding_of("", row.p)));
	}
}

/* The columns that pyxform, Collect, Central and Kobo know. */
TEST(load, knows_every_column_of_xlsform)
{
	static const char *const columns[] = {"read_only", "readonly",
		"relevant", "caption", "appearance", "relevance", "required",
		"constraint", "constraining_message", "constraint_message",
		"calculation", "calculate", "image", "big-image", "audio",
		"video", "media::image", "media::big-image::en", "image::en",
		"autoplay", "rows", "noAppErrorString", "requiredmsg",
		"required_message", "body::accuracyThreshold", "save_to",
		"guidance_hint", "guidance_hint::en", "hint::en", "label::fr",
		"default", "disabled", "note", "instance::odk:tag",
		"bind::jr:constraintMsg", "bind::jr:requiredMsg::en",
		"bind::orx:max-pixels", "bind::type", "control::rows",
		"bind::saveIncomplete", "intent", "hxl", "$kuid",
		"kobo--locking-profile", "tags", "sms_field", "sms_option",
		"compact_tag", "accuracyThreshold", "constraint_message::en",
		"required_message::en", "#note"};
	static const char *const settings[] = {"title", "version", "style",
		"public_key", "submission_url", "auto_send", "auto_delete",
		"allow_choice_duplicates", "clean_text_values", "namespaces",
		"name", "default_language", "prefix", "delimiter",
		"sms_keyword", "client_editable", "omit_instanceID",
		"instance_xmlns", "add_none_option", "flat", "attribute::x",
		"form_title::fr", "kobo--lock_all", "sms_separator"};
	static const char *const expressions[] = {
		"relevan", "constraint", "calculat"};
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		str name = str_of(columns[i]);
		const char *value = "no";
		for (int k = 0; k < 3; k++)
			if (str_starts(name, str_of(expressions[k])))
				value = "1";
		str row = str_fmt(test_arena(),
			"type: text, name: a, label: A, '%s': '%s'", columns[i],
			value);
		if (str_is(name, "caption"))
			row = STR("type: text, name: a, caption: A");
		CHECK(is_good(columns[i], finding_of("", row.p)));
	}
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		str more = str_fmt(test_arena(), ", '%s': x", settings[i]);
		CHECK(is_good(settings[i],
			finding_of(more.p, "type: text, name: a, label: A")));
	}
}

TEST(load, gives_slots_by_row)
{
	const struct form *f =
		form_of("", "survey:\n"
			    "  - {type: text, name: a, label: A}\n"
			    "  - type: group\n"
			    "    name: g\n"
			    "    survey:\n"
			    "      - {type: note, name: n, label: N}\n"
			    "      - {type: text, name: b, label: B}\n"
			    "  - type: repeat\n"
			    "    name: r\n"
			    "    label: R\n"
			    "    survey:\n"
			    "      - {type: text, name: c, label: C}\n"
			    "      - {type: text, name: d, label: D}\n"
			    "  - {type: text, name: e, label: E}\n");
	CHECK_INT(f->n_slot, 4); /* a b r e */
	CHECK_INT(form_field(f, STR("e"))->slot, 3);
	const struct field *r = form_field(f, STR("r"));
	CHECK_INT(form_slots(f, r), 2);
	CHECK_INT(form_field(f, STR("d"))->slot, 1);
	CHECK_INT(r->n_child, 2);
	CHECK_INT(f->n_field, 4);
}

TEST(load, orders_calculations_by_what_they_read)
{
	const struct form *f = form_of("",
		"survey:\n"
		"  - {type: calculate, name: c, calculation: '${b} + 1'}\n"
		"  - {type: calculate, name: b, calculation: '${a} + 1'}\n"
		"  - {type: integer, name: a, label: A}\n");
	CHECK_INT(f->n_calc, 2);
	CHECK_STR(f->calc_order[0]->name, "b");
	CHECK_STR(f->calc_order[1]->name, "c");
}

TEST(load, a_trigger_breaks_a_cycle)
{
	const struct form *f =
		form_of("", "survey:\n"
			    "  - {type: integer, name: a, label: A, "
			    "calculation: '${b} * 2',"
			    " trigger: '${b}'}\n"
			    "  - {type: integer, name: b, label: B}\n"
			    "  - {type: integer, name: c, label: C, "
			    "calculation: '${d} + 1',"
			    " trigger: '${a}'}\n"
			    "  - {type: integer, name: d, label: D, "
			    "calculation: '${c} + 1',"
			    " trigger: '${b}'}\n");
	CHECK_INT(f->n_calc, 3);
	CHECK(!field_is_computed(form_field(f, STR("a"))));
}

TEST(load, live_goes_on_through_calculations)
{
	const struct form *f = form_of("",
		"survey:\n"
		"  - {type: calculate, name: b, calculation: '${a} + 1'}\n"
		"  - {type: calculate, name: a, calculation: count-of(t)}\n"
		"  - {type: calculate, name: c, calculation: '1 + 1'}\n");
	CHECK(field_is_live(form_field(f, STR("a"))));
	CHECK(field_is_live(form_field(f, STR("b"))));
	CHECK(!field_is_live(form_field(f, STR("c"))));
	CHECK(field_is_computed(form_field(f, STR("c"))));
}

TEST(load, reads_settings)
{
	const struct form *f = form_of(
		"  x_event_date: day\n"
		"  x_valid_until: day\n"
		"  x_unique: [no, [a, day], {fields: [a, no], while: "
		"\"${a}\"}]\n"
		"  x_mask: {a: name}\n"
		"  x_secret: a\n"
		"  x_due: {date: '${day}', before: 30}\n"
		"  x_list: [a, day]\n"
		"  x_domain: person\n"
		"  instance_name: concat(${a}, ' ', ${day})\n",
		"survey:\n"
		"  - {type: text, name: a, label: A}\n"
		"  - {type: text, name: no, label: N}\n"
		"  - {type: date, name: day, label: D, default: today()}\n");
	CHECK_STR(f->event_date->name, "day");
	CHECK_STR(expr_text(f->valid_until), "${day}");
	CHECK_INT(f->n_unique, 3);
	CHECK_STR(f->unique[1].scope, "a+day");
	CHECK(f->unique[2].while_ != NULL);
	CHECK_STR(form_field(f, STR("a"))->mask, "name");
	CHECK_STR(form_field(f, STR("a"))->secret, "yes");
	CHECK_INT(f->n_due, 1);
	CHECK_INT(f->due[0].before, 30);
	CHECK_INT(f->n_list, 2);
	CHECK(form_field(f, STR("day"))->default_expr != NULL);
}

TEST(load, tells_a_default_that_is_text_from_an_expression)
{
	const struct form *f = form_of("",
		"survey:\n"
		"  - {type: text, name: a, label: A, default: 社区 (本站)}\n"
		"  - {type: text, name: b, label: B, default: \"${a}\"}\n"
		"  - {type: range, name: c, label: C, parameters: start=0 "
		"end=10}\n"
		"  - {type: acknowledge, name: d, label: D}\n");
	CHECK_STR(form_field(f, STR("a"))->default_text, "社区 (本站)");
	CHECK(form_field(f, STR("b"))->default_expr != NULL);
	CHECK_INT(form_field(f, STR("c"))->type, FIELD_INTEGER);
	CHECK_STR(expr_text(form_field(f, STR("c"))->constraint),
		". >= 0 and . <= 10");
	CHECK_STR(form_field(f, STR("d"))->list->v[0].name, "OK");
}

TEST(load, says_what_is_wrong)
{
	CHECK_STR(words_of("settings: {form_id: t}\nsurvey:\n"
			   "  - {type: text, label: A}\n"),
		"这一题缺少 name（字段名）");
	CHECK_STR(
		words_of("settings: {form_id: t}\nsurvey:\n"
			 "  - {type: calculate, name: a, calculation: '${b}'}\n"
			 "  - {type: calculate, name: b, calculation: "
			 "'${a}'}\n"),
		"算式互相引用，成了圈：a → b → a");
	CHECK_STR(words_of("settings: {form_id: t}\nsurvey: []\n"),
		"survey 里没有题目");
}

TEST(load, nearest_finds_slips_and_nothing_else)
{
	const str names[] = {STR("required"), STR("relevant"), STR("name")};
	CHECK_STR(nearest(STR("requird"), names, 3), "required");
	CHECK_STR(nearest(STR("relevnat"), names, 3), "relevant");
	CHECK_STR(nearest(STR("nmae"), names, 3), "name");
	CHECK_STR(nearest(STR("colour"), names, 3), "");
	CHECK_STR(nearest(STR(""), names, 3), "");
	CHECK_STR(nearest(STR("x"), names, 3), "");
}

TEST(load, prints_a_form_as_json)
{
	const struct form *f = form_of("  version: \"3\"\n",
		"survey:\n"
		"  - {type: select_one l, name: a, label: {zh: 甲, en: A},"
		" required: yes}\n"
		"lists:\n"
		"  l: [{name: \"1\", label: {zh: 一, en: One}}]\n");
	struct buf b = {.arena = test_arena()};
	exchange_form(&b, f);
	CHECK_STR(buf_str(&b),
		"{\"form\":\"t\",\"version\":\"3\","
		"\"title\":{\"zh\":\"t\",\"en\":\"\"},"
		"\"settings\":{\"x_domain\":\"work\"},"
		"\"fields\":[{\"name\":\"a\",\"type\":\"select_one\","
		"\"label\":{\"zh\":\"甲\",\"en\":\"A\"},\"hint\":null,"
		"\"required\":true,\"relevant\":null,\"constraint\":null,"
		"\"list\":\"l\",\"options\":[{\"name\":\"1\","
		"\"label\":{\"zh\":\"一\",\"en\":\"One\"}}],"
		"\"ref\":null,\"source\":null}]}");
}
