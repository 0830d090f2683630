// SPDX-License-Identifier: MIT
#ifndef FORMS_LOAD_H
#define FORMS_LOAD_H

#include "forms/catalog.h"
#include "forms/yaml.h"

/* One finding about a YAML file, for people who write forms. */
struct finding {
	bool error; /* else a warning */
	int line;
	int col;
	str words; /* what is wrong, and what would be right */
};
struct findings {
	struct arena *arena;
	struct finding *v;
	size_t n;
	size_t errors;
};

/* Add one; words as printf. */
void findings_add(struct findings *f, bool error, int line, int col,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* Sort by place and print "FILE:LINE:COL: error|warning: words" lines. */
void findings_print(const struct findings *f, const char *file, void *stream);

/* The same, and under each the line of the file with the offending text
 * underlined. bytes: of the file. */
void findings_show(
	const struct findings *f, const char *file, str bytes, void *stream);

/*
 * Build a form from a parsed YAML file; it borrows nothing of root. Every
 * problem is a finding: unknown key (with "did you mean"; warning), missing
 * name, duplicate name, unknown type, list or form that does not exist,
 * expression errors with their column in the file, names in expressions that
 * are no field, cycles of calculations (named: a → b → a), settings naming no
 * field, x_unique on a single name, select or date. c  to find shared lists and
 * to know other forms; may be NULL ERR_INPUT when there were errors (the first
 * one is copied to e with its place); *out is NULL then.
 */
enum err_code form_load(struct arena *a, struct catalog *c, const char *file,
	const struct yaml *root, const struct form **out,
	struct findings *findings, struct err *e);
/* Same for a code list file. */
enum err_code list_load(struct arena *a, const char *file,
	const struct yaml *root, const struct choice_list **out,
	struct findings *findings, struct err *e);
/* Names across forms: fields named in ref(), count-of() and where; run after
 * all forms could be loaded (lint, tests). */
void form_check_names(
	struct catalog *c, const struct form *f, struct findings *findings);

/* The nearest of n names to `name` within a small edit distance; empty when
 * none is near. For "did you mean". */
str nearest(str name, const str *names, size_t n);

#endif
