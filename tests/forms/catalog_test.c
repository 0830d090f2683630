// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "forms/catalog_impl.h"

#define FORM(id, title)                                                        \
	"settings: {form_id: " id ", form_title: " title ", version: \"7\"}\n" \
	"survey:\n  - {type: text, name: a, label: A}\n"

static const struct catalog_item *
item_of(struct catalog *c, const char *id)
{
	const struct catalog_item *v;
	size_t n = catalog_items(c, &v);
	for (size_t i = 0; i < n; i++)
		if (str_is(v[i].id, id))
			return &v[i];
	return NULL;
}

static struct catalog *
of_test_dir(void)
{
	const char *const folders[] = {test_dir()};
	return catalog_new(folders, 1);
}

TEST(catalog, knows_the_shipped_forms)
{
	struct catalog *c = catalog_new(NULL, 0);
	const struct catalog_item *v;
	size_t n = catalog_items(c, &v);
	CHECK(n >= 14);
	for (size_t i = 0; i < n; i++) {
		const struct form *f = NULL;
		struct err e = {0};
		CHECK_CODE(catalog_form(c, v[i].id, &f, &e), ERR_OK, &e);
		CHECK(str_eq(f->id, v[i].id));
		CHECK(str_eq(f->version, v[i].version));
		for (int lang = 0; lang < 2; lang++) {
			CHECK(v[i].title.text[lang].n > 0);
			CHECK(str_eq(
				f->title.text[lang], v[i].title.text[lang]));
		}
		CHECK_STR(str_of(f->origin), "std");
		CHECK(catalog_is_reserved(v[i].id));
	}
	const str *fault;
	CHECK_INT(catalog_faults(c, &fault), 0);
	catalog_free(c);
}

static size_t
count_loaded(const struct catalog *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->forms.n; i++)
		n += c->forms.v[i]->tried;
	return n;
}

TEST(catalog, loads_no_form_that_nobody_asked_for)
{
	struct catalog *c = catalog_new(NULL, 0);
	const struct catalog_item *v;
	const struct form *f;
	struct err e;

	CHECK(catalog_items(c, &v) > 10);
	CHECK(catalog_has(c, STR("lecture")));
	CHECK_INT(count_loaded(c), 0);
	CHECK_CODE(catalog_form(c, STR("area"), &f, &e), ERR_OK, &e);
	CHECK_INT(count_loaded(c), 1);
	catalog_free(c);
}

static bool
reads(const char *settings)
{
	struct source s = {.bytes = str_of(settings)};
	return catalog_read_plain(&s);
}

/* What it cannot read goes to the parser, which takes a hundred times longer:
 * shipped forms are to be read. */
TEST(catalog, reads_plain_titles_without_a_parser)
{
	struct source s = {0};
	CHECK(catalog_file("forms/std/activity.yaml", &s.bytes));
	CHECK(catalog_read_plain(&s));
	CHECK_STR(s.title.text[LANG_EN], "Publicity activity");
	CHECK_STR(s.version, "2026112501");
#define TITLE(zh, en)                                                          \
	"settings:\n  form_title: {zh: " zh ", en: " en                        \
	"}\n  version: \"1\"\nsurvey:\n"
	CHECK(reads(TITLE("茶", "Tea / cup")));
	CHECK(!reads(TITLE("'茶'", "Tea")));
	CHECK(!reads(TITLE("茶", "Tea: green")));
	CHECK(!reads(TITLE("茶", "Tea, note: x")));
	CHECK(!reads(TITLE("茶 # 红", "Tea")));
	CHECK(!reads("choices:\n" TITLE("*a", "Tea")));
	CHECK(!reads("settings: {form_title: 茶, version: \"1\"}\n"));
}

TEST(catalog, shows_a_form_that_was_dropped_in)
{
	test_write("tea.yaml", STR(FORM("tea", "{zh: 茶话会, en: Tea}")));
	struct catalog *c = of_test_dir();
	const struct catalog_item *tea = item_of(c, "tea");
	CHECK(tea != NULL);
	CHECK_STR(tea->title.text[LANG_ZH], "茶话会");
	CHECK_STR(tea->title.text[LANG_EN], "Tea");
	CHECK_STR(tea->version, "7");
	CHECK(!tea->broken);
	CHECK_STR(str_of(tea->origin), "dir");
	CHECK(item_of(c, "activity") != NULL);
	catalog_free(c);
}

TEST(catalog, lets_the_first_folder_win)
{
	test_write("mine.yaml", STR(FORM("activity", "我们的活动")));
	struct catalog *c = of_test_dir();
	const struct form *f = NULL;
	struct err e;
	CHECK_CODE(catalog_form(c, STR("activity"), &f, &e), ERR_OK, &e);
	CHECK_STR(f->title.text[LANG_ZH], "我们的活动");
	CHECK_INT(f->n_all, 1);
	catalog_free(c);
}

TEST(catalog, finds_lists_beside_forms)
{
	CHECK_INT(mkdir(test_path("lists"), 0700), 0);
	test_write("lists/tea_kind.yaml", STR("list_name: tea_kind\nchoices:\n "
					      " - {name: g, label: 绿}\n"));
	test_write("tea.yaml",
		STR("settings: {form_id: tea}\nsurvey:\n"
		    "  - {type: select_one tea_kind, name: a, label: A}\n"));
	struct catalog *c = of_test_dir();
	const struct form *f = NULL;
	struct err e;
	CHECK_CODE(catalog_form(c, STR("tea"), &f, &e), ERR_OK, &e);
	CHECK_STR(f->all[0]->list->v[0].name, "g");
	CHECK(item_of(c, "tea_kind") == NULL);
	catalog_free(c);
}

TEST(catalog, names_what_is_broken_and_goes_on)
{
	test_write("broken.yaml", STR("settings: {form_id: broken\n"));
	test_write("wrong.yaml", STR("settings: {form_id: wrong}\nsurvey:\n"
				     "  - {type: txt, name: a, label: A}\n"));
	test_write("姓名 表.yaml", STR(FORM("names", "名")));
	CHECK_INT(symlink("wrong.yaml", test_path("link.yaml")), 0);
	CHECK_INT(mkfifo(test_path("pipe.yaml"), 0600), 0);
	struct catalog *c = of_test_dir();
	CHECK(item_of(c, "broken")->broken);
	CHECK(item_of(c, "wrong")->broken);
	CHECK(!item_of(c, "names")->broken);
	const str *fault;
	CHECK_INT(catalog_faults(c, &fault), 4);
	const struct form *f = NULL;
	struct err e;
	CHECK_CODE(catalog_form(c, STR("wrong"), &f, &e), ERR_INPUT, &e);
	CHECK_INT(e.line, 3);
	catalog_free(c);
}

TEST(catalog, says_which_form_was_meant)
{
	struct catalog *c = catalog_new(NULL, 0);
	const struct form *f = NULL;
	struct err e;
	CHECK_CODE(catalog_form(c, STR("activty"), &f, &e), ERR_ABSENT, &e);
	CHECK(str_find(str_of(e.words), STR("activity")) != SIZE_MAX);
	catalog_free(c);
}

TEST(catalog, hands_out_shipped_files)
{
	str bytes;
	CHECK(catalog_file("forms/std/activity.yaml", &bytes));
	CHECK(str_find(bytes, STR("form_id: activity")) != SIZE_MAX);
	CHECK(!catalog_file("forms/std/nothing.yaml", &bytes));
}
