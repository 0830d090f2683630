// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include "forms/catalog.h"
#include "forms/field.h"
#include "tui/canvas.h"

#define LABEL 14 /* columns of a label at 80x24 and 40x12 */

static str
cut(struct canvas *c, str label)
{
	canvas_clear(c);
	canvas_ends(c, 0, 0, LABEL, LOOK_PLAIN, label);
	return canvas_row(c, test_arena(), 0);
}

/* As the form shows it in one line. */
static str
narrow(const struct field *f)
{
	str label = label_text(&f->label);
	str brief = f->brief.text[lang_get()];
	return brief.n && utf8_width(label) > LABEL ? brief : label;
}

TEST(labels, are_cut_in_the_middle)
{
	struct canvas c;
	canvas_init(&c, 2, 20);
	CHECK_STR(cut(&c, STR("接受健康教育人数")), "接受健康…人数");
	CHECK_STR(cut(&c, STR("活动日期")), "活动日期");
	canvas_done(&c);
}

/* Two labels of one form never look alike, however narrow the window. */
TEST(labels, of_shipped_forms_stay_distinct)
{
	struct canvas c;
	struct err e;
	struct catalog *catalog = catalog_new(NULL, 0);
	const struct catalog_item *item;
	canvas_init(&c, 2, 20);
	size_t n = catalog_items(catalog, &item);
	CHECK(n > 10);
	for (size_t k = 0; k < n; k++) {
		const struct form *f;
		CHECK_CODE(
			catalog_form(catalog, item[k].id, &f, &e), ERR_OK, &e);
		for (size_t i = 0; i < f->n_all; i++)
			for (size_t j = 0; j < i; j++) {
				str a = narrow(f->all[i]);
				str b = narrow(f->all[j]);
				if (str_eq(label_text(&f->all[i]->label),
					    label_text(&f->all[j]->label)) ||
					!a.n || !b.n ||
					!field_has_value(f->all[i]) ||
					!field_has_value(f->all[j]))
					continue;
				CHECK(!str_eq(cut(&c, a), cut(&c, b)));
			}
	}
	catalog_free(catalog);
	canvas_done(&c);
}
