// SPDX-License-Identifier: MIT
#include "tests/forms/world.h"

#include "forms/exchange.h"
#include "forms/load.h"
#include "forms/sheet.h"
#include "forms/xlsform.h"

static str
json_of(const struct form *f)
{
	struct buf b = {.arena = test_arena()};
	exchange_form(&b, f);
	return buf_str(&b);
}

static const struct form *
load_tree(struct catalog *c, const char *file, const struct yaml *root)
{
	struct findings found = {.arena = test_arena()};
	const struct form *f = NULL;
	struct err e;
	CHECK_CODE(form_load(test_arena(), c, file, root, &f, &found, &e),
		ERR_OK, &e);
	return f;
}

/* YAML, CSV, YAML, CSV: the form stays the same, and the CSV to the byte. */
static const struct form *
round_trip(struct catalog *c, const char *file, const struct yaml *root)
{
	struct arena *a = test_arena();
	struct buf csv = {.arena = a};
	struct buf again = {.arena = a};
	struct buf text = {.arena = a};
	const struct yaml *read;
	const struct yaml *back;
	struct err e;
	CHECK_CODE(xlsform_write(&csv, c, root, &e), ERR_OK, &e);
	CHECK_CODE(xlsform_read(a, file, buf_str(&csv), &read, &e), ERR_OK, &e);
	yaml_write(&text, read);
	CHECK_CODE(yaml_parse(a, file, buf_str(&text), &back, &e), ERR_OK, &e);
	const struct form *f = load_tree(c, file, back);
	CHECK_STR(json_of(load_tree(c, file, read)), str_z(a, json_of(f)));
	CHECK_CODE(xlsform_write(&again, c, back, &e), ERR_OK, &e);
	CHECK_STR(buf_str(&again), str_z(a, buf_str(&csv)));
	return f;
}

TEST(xlsform, keeps_every_shipped_form)
{
	struct catalog *c = catalog_new(NULL, 0);
	struct arena *a = test_arena();
	const str *id;
	size_t n = catalog_ids(c, &id);
	CHECK(n >= 14);
	for (size_t i = 0; i < n; i++) {
		const struct form *f;
		const struct yaml *root;
		struct err e;
		CHECK_CODE(catalog_form(c, id[i], &f, &e), ERR_OK, &e);
		CHECK_CODE(catalog_tree(c, id[i], a, &root, &e), ERR_OK, &e);
		const struct form *back = round_trip(c, str_z(a, id[i]), root);
		CHECK_STR(json_of(back), str_z(a, json_of(f)));
	}
	catalog_free(c);
}

TEST(xlsform, keeps_forms_as_odk_and_kobo_users_write_them)
{
	static const char *const names[] = {"household", "clinic_visit"};
	struct catalog *c = catalog_new(NULL, 0);
	struct arena *a = test_arena();
	for (int i = 0; i < 2; i++) {
		const struct yaml *root;
		struct err e;
		str path = str_fmt(a, "tests/forms/odk/%s.yaml", names[i]);
		CHECK_CODE(yaml_load(a, test_source(str_z(a, path)), &root, &e),
			ERR_OK, &e);
		const struct form *f = load_tree(c, names[i], root);
		const struct form *back = round_trip(c, names[i], root);
		CHECK_STR(json_of(back), str_z(a, json_of(f)));
	}
	catalog_free(c);
}

/* Blanks, lines, quotes, words that YAML would make a truth of, rare
 * characters: all come back. */
TEST(xlsform, keeps_every_character)
{
	static const char text[] =
		"settings: {form_id: f, version: \"01\"}\n"
		"survey:\n"
		"  - type: note\n"
		"    name: a\n"
		"    label: {zh: \"一,“二”\\\"三\\\"\\n四: #五\", en: \"- no: "
		"[x], {y}\"}\n"
		"    hint: \"\\u2028𬱖\\uFEFF''\"\n"
		"  - {type: select_one l, name: b, label: \"yes\", default: "
		"\"no\"}\n"
		"  - {type: text, name: c, label: \"=1+1\", \"#\": note, "
		"\"bind::odk:length\": \"9\"}\n"
		"lists:\n"
		"  l: [{name: \"no\", label: \"~\", zone: \"01\"}, {name: on, "
		"label: \"1e3\", x_offer: no}]\n";
	struct catalog *c = catalog_new(NULL, 0);
	const struct yaml *root;
	struct err e;
	CHECK_CODE(yaml_parse(test_arena(), "f", str_of(text), &root, &e),
		ERR_OK, &e);
	const struct form *f = load_tree(c, "f", root);
	const struct form *back = round_trip(c, "f", root);
	CHECK_STR(json_of(back), str_z(test_arena(), json_of(f)));
	CHECK_STR(back->field[0]->hint.text[LANG_ZH], "\u2028𬱖\uFEFF''");
	CHECK(!back->lists[0]->v[1].offered);
	catalog_free(c);
}

/* French is the form's own language: what names none is French, and it is
 * shown where the interface's language is missing, or when it is preferred. */
TEST(xlsform, keeps_other_languages)
{
	static const char text[] =
		"settings:\n"
		"  form_id: f\n"
		"  form_title: {fr: Fiche, en: Sheet, bo: རེའུ་མིག}\n"
		"  version: \"1\"\n"
		"  default_language: Français (fr)\n"
		"survey:\n"
		"  - type: text\n"
		"    name: a\n"
		"    label: Nom\n"
		"    label::English (en): Name\n"
		"    label::བོད་སྐད (bo): མིང\n"
		"    hint: {fr: Le nom, bo: མིང་གང}\n"
		"    constraint: . != ''\n"
		"    constraint_message: {fr: Non, en: \"No\", bo: མིན}\n"
		"  - {type: select_one l, name: b, label: {fr: Sexe, en: Sex, "
		"bo: ཕོ་མོ}, hint: {en: x, fr: y, bo: z}}\n"
		"lists:\n"
		"  l: [{name: m, label: {fr: Homme, en: Man, bo: ཕོ}}]\n";
	struct catalog *c = catalog_new(NULL, 0);
	const struct yaml *root;
	struct err e;
	CHECK_CODE(yaml_parse(test_arena(), "f", str_of(text), &root, &e),
		ERR_OK, &e);
	const struct form *f = load_tree(c, "f", root);
	const struct form *back = round_trip(c, "f", root);
	CHECK_STR(json_of(back), str_z(test_arena(), json_of(f)));
	const struct field *a = back->field[0];
	CHECK_STR(label_text(&a->label), "Nom");
	CHECK_STR(label_in(&a->label, STR("bo")), "མིང");
	CHECK_INT(a->label.text[LANG_ZH].n, 0);
	label_prefer(STR("bo"));
	CHECK_STR(label_text(&a->label), "མིང");
	CHECK_STR(label_text(&a->hint), "མིང་གང");
	CHECK_STR(label_text(&a->constraint_message), "མིན");
	CHECK_STR(label_text(&back->title), "རེའུ་མིག");
	CHECK_STR(label_text(&back->lists[0]->v[0].label), "ཕོ");
	label_prefer(STR("de")); /* which the form lacks */
	CHECK_STR(label_text(&a->label), "Nom");
	lang_set(LANG_EN);
	CHECK_STR(label_text(&a->label), "Name");
	CHECK_STR(label_text(&a->hint), "Le nom");
	lang_set(LANG_ZH);
	label_prefer(STR_NONE);
	catalog_free(c);
}

/* A list of its own file that is only looked up goes with the form. */
TEST(xlsform, takes_the_lists_that_expressions_read)
{
	static const char text[] =
		"settings: {form_id: f, version: \"1\", instance_name: "
		"\"pulldata( 'yes_no', 'label', 'name', ${a})\"}\n"
		"survey:\n"
		"  - {type: text, name: a, label: A}\n"
		"  - type: calculate\n"
		"    name: b\n"
		"    calculation: instance(\"risk_level\")/root/item[name = "
		"${a}]/label\n"
		"  - {type: note, name: c, label: instance(, hint: \"pulldata('\"}"
		"\n";
	struct catalog *c = catalog_new(NULL, 0);
	struct buf csv = {.arena = test_arena()};
	const struct yaml *root;
	struct err e;
	CHECK_CODE(yaml_parse(test_arena(), "f", str_of(text), &root, &e),
		ERR_OK, &e);
	CHECK_CODE(xlsform_write(&csv, c, root, &e), ERR_OK, &e);
	CHECK_CODE(xlsform_read(test_arena(), "f", buf_str(&csv), &root, &e),
		ERR_OK, &e);
	const struct form *back = load_tree(NULL, "f", root); /* alone */
	CHECK_INT(back->n_lists, 2);
	catalog_free(c);
}

/* A CSV as a spreadsheet saves it: all quoted, Windows line ends, a byte
 * order mark, empty columns, a sheet we do not know, headers in capitals. */
TEST(xlsform, reads_what_spreadsheets_save)
{
	static const char text[] =
		"\xEF\xBB\xBF\"survey\",,,\r\n"
		"\"\",\"Type\",\"Name\",\"label::English (en)\",\"Label\"\r\n"
		"\"\",\"begin group\",\"g\",\"G\",\"组\"\r\n"
		"\"\",\"select one from l\",\"a\",\"A\nmore\",\"甲\"\r\n"
		"\"\",\"end group\",,,\r\n"
		",,,,\r\n"
		"\"notes\",,,\r\n"
		"\"\",\"x\"\r\n"
		"\"choices\"\r\n"
		"\"\",\"list name\",\"name\",\"label\"\r\n"
		"\"\",\"l\",\"1\",\"一\"\r\n";
	struct catalog *c = catalog_new(NULL, 0);
	const struct yaml *root;
	struct err e;
	CHECK_CODE(xlsform_read(test_arena(), "/x/茶 party.csv", str_of(text),
			   &root, &e),
		ERR_OK, &e);
	const struct form *f = load_tree(c, "f", root);
	CHECK_STR(f->id, "____party");
	CHECK_INT((int)f->n_field, 1);
	CHECK_STR(f->field[0]->child[0]->label.text[LANG_EN], "A\nmore");
	CHECK_STR(f->field[0]->child[0]->label.text[LANG_ZH], "甲");
	CHECK_INT(f->field[0]->child[0]->line, 4);
	CHECK_STR(f->field[0]->child[0]->list->v[0].name, "1");
	catalog_free(c);
}

#define REFUSES(text, code_, line_, col_, words_)                              \
	do {                                                                   \
		const struct yaml *r_;                                         \
		struct err e_ = {0};                                           \
		CHECK_INT(xlsform_read(test_arena(), "f.csv", text, &r_, &e_), \
			code_);                                                \
		CHECK_INT(e_.line, line_);                                     \
		CHECK_INT(e_.col, col_);                                       \
		CHECK(strstr(e_.words, words_) != NULL);                       \
	} while (0)

TEST(xlsform, says_what_is_wrong_with_a_csv)
{
	REFUSES(STR(""), ERR_INPUT, 1, 1, "survey");
	REFUSES(STR("type,name\ntext,a\n"), ERR_INPUT, 1, 1, "survey");
	REFUSES(STR("survey\n,type,name\n,text,\"a\n"), ERR_INPUT, 3, 7,
		"没有收尾");
	REFUSES(STR("survey\n,type,name\n,text,\"a\"b\n"), ERR_INPUT, 3, 10,
		"逗号或换行");
	REFUSES(STR("survey\n,type\x01\n"), ERR_INPUT, 2, 6, "控制字符");
	REFUSES(STR("survey\n,type,name\n,text,a\nsettings\n"
		    ",form_id,bind::x:unique\n,f,\"[a, [b\"\n"),
		ERR_INPUT, 6, 3, "");
	struct buf b = {.arena = test_arena()};
	buf_addz(&b, "survey\n");
	for (int i = 0; i < 300; i++)
		buf_addz(&b, ",c");
	REFUSES(buf_str(&b), ERR_LIMIT, 2, 511, "256");
	b.n = 0;
	buf_addz(&b, "survey\n,type\n");
	for (int i = 0; i < 20001; i++)
		buf_addz(&b, ",a\n");
	REFUSES(buf_str(&b), ERR_LIMIT, 20001, 1, "20000");
	b.n = 0;
	buf_addz(&b, "survey\n,type\n,\"");
	for (int i = 0; i < 70000; i++)
		buf_addc(&b, 'x');
	REFUSES(buf_str(&b), ERR_LIMIT, 3, 65540, "64 KiB");
}

/* A bracket that does not close is told at its own line of the CSV. */
TEST(xlsform, names_the_lines_of_the_csv)
{
	struct findings found = {.arena = test_arena()};
	const struct form *f = NULL;
	const struct yaml *root;
	struct err e;
	CHECK_CODE(xlsform_read(test_arena(), "f.csv",
			   STR("survey\n,type,name,label,relevant\n"
			       ",begin group,g,G,\n,text,a,A,${b} = 1\n"),
			   &root, &e),
		ERR_OK, &e);
	CHECK_CODE(form_load(test_arena(), NULL, "f.csv", root, &f, &found, &e),
		ERR_INPUT, &e);
	CHECK_INT((int)found.n, 2);
	CHECK_INT(found.v[0].line, 3);
	CHECK(str_find(found.v[0].words, STR("没有对应的 end")) != SIZE_MAX);
	CHECK_INT(found.v[1].line, 4);
	CHECK_INT(found.v[1].col, 5);
}
