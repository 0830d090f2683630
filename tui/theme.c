// SPDX-License-Identifier: MIT
#include "tui/theme.h"

#include <stdlib.h>

static bool is_plain;

/* No blue: it cannot be read on black. What changes with each key (the field
 * being typed, the chosen line and its mark) has no attribute of its own: a key
 * is then answered with a byte or two, also over a slow line. Every role
 * that means something looks different without colour too, and says it in
 * words. */
static const struct theme_look looks[THEME_COUNT][LOOK_COUNT] =
	{
		[THEME_COLOUR] =
			{
				[LOOK_PLAIN] = {COLOUR_NONE},
				[LOOK_HEADER] = {COLOUR_NONE, .reverse = true},
				[LOOK_TITLE] = {COLOUR_CYAN, .bold = true},
				[LOOK_FIELD] = {COLOUR_NONE},
				[LOOK_EDIT] = {COLOUR_NONE},
				[LOOK_MARK] = {COLOUR_NONE},
				[LOOK_CHOSEN] = {COLOUR_NONE},
				[LOOK_DIM] = {COLOUR_NONE, .dim = true},
				[LOOK_HINT] = {COLOUR_CYAN},
				[LOOK_ERROR] = {COLOUR_RED, .bold = true},
				[LOOK_WARNING] = {COLOUR_YELLOW, .bold = true},
				[LOOK_GOOD] = {COLOUR_GREEN},
			},
		[THEME_HIGH] =
			{
				[LOOK_PLAIN] = {COLOUR_NONE},
				[LOOK_HEADER] = {COLOUR_NONE, .bold = true,
					.reverse = true},
				[LOOK_TITLE] = {COLOUR_NONE, .bold = true,
					.underline = true},
				[LOOK_FIELD] = {COLOUR_NONE},
				[LOOK_EDIT] = {COLOUR_NONE, .reverse = true},
				[LOOK_MARK] = {COLOUR_NONE, .bold = true,
					.reverse = true},
				[LOOK_CHOSEN] = {COLOUR_NONE, .bold = true,
					.reverse = true},
				[LOOK_DIM] = {COLOUR_NONE},
				[LOOK_HINT] = {COLOUR_NONE, .bold = true},
				[LOOK_ERROR] = {COLOUR_RED, .bold = true,
					.reverse = true},
				[LOOK_WARNING] = {COLOUR_YELLOW, .bold = true,
					.reverse = true},
				[LOOK_GOOD] = {COLOUR_GREEN, .bold = true},
			},
		[THEME_MONO] =
			{
				[LOOK_PLAIN] = {COLOUR_NONE},
				[LOOK_HEADER] = {COLOUR_NONE, .reverse = true},
				[LOOK_TITLE] = {COLOUR_NONE, .bold = true},
				[LOOK_FIELD] = {COLOUR_NONE},
				[LOOK_EDIT] = {COLOUR_NONE},
				[LOOK_MARK] = {COLOUR_NONE},
				[LOOK_CHOSEN] = {COLOUR_NONE},
				[LOOK_DIM] = {COLOUR_NONE},
				[LOOK_HINT] = {COLOUR_NONE},
				[LOOK_ERROR] = {COLOUR_NONE, .bold = true,
					.reverse = true},
				[LOOK_WARNING] = {COLOUR_NONE, .underline =
								       true},
				[LOOK_GOOD] = {COLOUR_NONE},
			},
};

struct theme_look
theme_look(enum look look, enum theme theme)
{
	return looks[theme][look];
}

bool
theme_wants_mono(void)
{
	const char *no = getenv("NO_COLOR");
	return no && *no;
}

void
theme_set_plain(bool plain)
{
	is_plain = plain;
}

bool
theme_is_plain(void)
{
	return is_plain;
}

const char *
theme_ellipsis(void)
{
	return is_plain ? ".." : "…";
}
