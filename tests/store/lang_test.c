// SPDX-License-Identifier: MIT
#include "store/lang.h"

#include <string.h>

#include "tests/test.h"

TEST(lang, table_ascends_and_lacks_nothing)
{
	for (unsigned i = 0; i < lang_pair_count; i++) {
		CHECK(lang_pairs[i].zh[0] && lang_pairs[i].en[0]);
		if (i > 0 &&
			strcmp(lang_pairs[i - 1].zh, lang_pairs[i].zh) >= 0)
			fail_msg("\"%s\" stands before \"%s\"",
				lang_pairs[i - 1].zh, lang_pairs[i].zh);
	}
}

TEST(lang, finds_every_message)
{
	for (unsigned i = 0; i < lang_pair_count; i++) {
		const struct lang_pair *pair = &lang_pairs[i];
		CHECK(_(pair->zh) == pair->zh);
		lang_set(LANG_EN);
		CHECK(_(pair->zh) == pair->en);
		lang_set(LANG_ZH);
	}
}

TEST(lang, leaves_what_has_no_translation)
{
	lang_set(LANG_EN);
	CHECK(lang_get() == LANG_EN);
	CHECK(strcmp(lang_text("没有这一句"), "没有这一句") == 0);
	CHECK(strcmp(lang_text(""), "") == 0);
}

/* The conversions of a message, %.*s and so on, one after another. */
static str
conversions(const char *z)
{
	struct buf b = {.arena = test_arena()};
	for (; (z = strchr(z, '%')); z++) {
		size_t n = strspn(z + 1, "-+ #0123456789.*hljzt") + 2;
		buf_add(&b, (str){z, n});
		z += n - 1;
	}
	return buf_str(&b);
}

TEST(lang, translations_take_the_same_arguments)
{
	for (unsigned i = 0; i < lang_pair_count; i++) {
		str zh = conversions(lang_pairs[i].zh);
		str en = conversions(lang_pairs[i].en);
		if (!str_eq(zh, en))
			fail_msg("\"%s\" against \"%s\"", lang_pairs[i].zh,
				lang_pairs[i].en);
	}
}
