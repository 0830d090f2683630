// SPDX-License-Identifier: MIT
#include "store/lang.h"

#include <string.h>

static enum lang current = LANG_ZH;

void
lang_set(enum lang lang)
{
	current = lang;
}

enum lang
lang_get(void)
{
	return current;
}

const char *
lang_text(const char *zh)
{
	if (current == LANG_ZH)
		return zh;
	unsigned from = 0;
	unsigned to = lang_pair_count;
	while (from < to) {
		unsigned middle = from + (to - from) / 2;
		int order = strcmp(zh, lang_pairs[middle].zh);
		if (order == 0)
			return lang_pairs[middle].en;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return zh;
}
