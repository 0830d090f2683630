// SPDX-License-Identifier: MIT
#ifndef FORMS_CATALOG_IMPL_H
#define FORMS_CATALOG_IMPL_H

#include "forms/catalog.h"
#include "forms/load.h"

/* Shared by catalog.c, which answers, catalog_scan.c, which finds, and
 * catalog_head.c, which reads titles. */

/* One file with a form or a list. */
struct source {
	str name; /* id of the form, name of the list */
	str path;
	str bytes; /* of a compiled-in copy; empty: read the file */
	const char *origin;
	struct label title;
	str version;
	str domain;
	bool titled; /* title, version and domain are known */
	bool tried;  /* loading was tried */
	const struct form *form;
	const struct choice_list *list;
	bool fresh;   /* not accepted: not to be filled */
	struct err e; /* why it is not loaded */
};

struct sources {
	struct source **v;
	size_t n;
	str *names; /* for catalog_ids and catalog_lists */
};

struct catalog {
	struct arena *arena;
	str *folder;
	size_t n_folder;
	bool scanned;
	struct sources forms;
	struct sources lists;
	const struct choice_list *scales[4]; /* catalog_scale.c */
	str *fault;
	size_t n_fault;
	catalog_accepted accepted; /* NULL: nobody asks */
	void *accepted_arg;
	struct catalog_waiting *waiting;
	size_t n_waiting;
};

void catalog_scan(struct catalog *c); /* once; then nothing */
void catalog_load_list(struct catalog *c, struct source *s); /* the same */
/* One of the four lists that all scales make together; NULL: no such name. */
const struct choice_list *catalog_scales(struct catalog *c, str name);
struct source *catalog_source(const struct sources *s, str name);
void catalog_fault(
	struct catalog *c, const char *file, const struct finding *f);
void catalog_fault_err(
	struct catalog *c, const char *file, const struct err *e);
/* What stands before the questions or choices: enough to know a file's name
 * and title. The whole of it when it is written in another order. */
str catalog_head(str bytes);
void catalog_read_head(
	struct catalog *c, const struct yaml *root, struct source *s);
/* The same from the bytes of s, which last, in the spelling shipped forms have:
 * a hundredth of the time, and the menu wants it of each. False: it is spelt
 * otherwise. */
bool catalog_read_plain(struct source *s);

#endif
