// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include "tui/theme.h"

static bool
same(enum look x, enum look y, enum theme theme)
{
	struct theme_look a = theme_look(x, theme);
	struct theme_look b = theme_look(y, theme);
	return a.colour == b.colour && a.bold == b.bold &&
	       a.reverse == b.reverse && a.underline == b.underline &&
	       a.dim == b.dim;
}

/* Blue cannot be read on black; the eight colours are all there are. */
TEST(theme, uses_no_blue)
{
	for (int t = 0; t < THEME_COUNT; t++)
		for (int l = 0; l < LOOK_COUNT; l++) {
			struct theme_look look = theme_look(l, t);
			CHECK(look.colour != 4);
			CHECK(look.colour < 8);
			CHECK(t != THEME_MONO || look.colour == COLOUR_NONE);
		}
}

/* The same things stand out without colours. */
TEST(theme, tells_apart_what_matters_without_colour)
{
	static const enum look matters[] = {
		LOOK_HEADER, LOOK_TITLE, LOOK_ERROR, LOOK_WARNING};
	for (int t = 0; t < THEME_COUNT; t++)
		for (size_t i = 0; i < sizeof(matters) / sizeof(*matters); i++)
			CHECK(!same(matters[i], LOOK_PLAIN, t));
	CHECK(!same(LOOK_ERROR, LOOK_WARNING, THEME_MONO));
}

/* What changes with each key is drawn as what stands beside it: a key costs
 * a byte then. In high contrast it stands out instead. */
TEST(theme, spends_no_bytes_on_the_field_being_typed)
{
	CHECK(same(LOOK_EDIT, LOOK_PLAIN, THEME_COLOUR));
	CHECK(same(LOOK_EDIT, LOOK_PLAIN, THEME_MONO));
	CHECK(same(LOOK_MARK, LOOK_PLAIN, THEME_COLOUR)); /* it is a > */
	CHECK(same(LOOK_MARK, LOOK_PLAIN, THEME_MONO));
	CHECK(!same(LOOK_EDIT, LOOK_PLAIN, THEME_HIGH));
	CHECK(!same(LOOK_CHOSEN, LOOK_PLAIN, THEME_HIGH));
	CHECK(!same(LOOK_MARK, LOOK_PLAIN, THEME_HIGH));
}
