// SPDX-License-Identifier: MIT
#ifndef STORE_LANG_H
#define STORE_LANG_H

/* The language of the interface. Chinese is what the source is written in. */
enum lang { LANG_ZH, LANG_EN, LANG_COUNT };

void lang_set(enum lang lang);
enum lang lang_get(void);

/*
 * The words for one Chinese message in the language that is set: the
 * message itself in Chinese or when po/ has no translation of it. The
 * result is static and stays good for ever.
 */
const char *lang_text(const char *zh) __attribute__((format_arg(1)));

#define _(zh) lang_text(zh)
/* Marks a message in a static table; say _() where it is shown. */
#define N_(zh) (zh)

/* One message and its translation; the table is compiled from po/. */
struct lang_pair {
	const char *zh;
	const char *en;
};

/* Sorted by zh (strcmp); generated into the build folder. */
extern const struct lang_pair lang_pairs[];
extern const unsigned lang_pair_count;

#endif
