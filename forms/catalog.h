// SPDX-License-Identifier: MIT
#ifndef FORMS_CATALOG_H
#define FORMS_CATALOG_H

#include "forms/form.h"
#include "forms/yaml.h"

/*
 * The forms that are installed, found in this order (design.md §4): folders
 * given with --forms, the store's own forms/ folder, the copies compiled
 * in. The first of an id wins. A file named lists/NAME.yaml beside them, or
 * NAME.yaml with a `list_name:` on top, is a code list and overrides
 * likewise. Loading is lazy: the list of ids and titles reads only settings
 * where it can; catalog_form loads, checks and keeps a form.
 */
struct catalog;

/* folders: searched first to last; may be empty. Files that cannot be read or
 * loaded are kept as faults (catalog_faults), they do not stop the rest. */
struct catalog *catalog_new(const char *const *folders, size_t n);
void catalog_free(struct catalog *c);

/*
 * Once a store has accounts, a form or list of a folder is in force only as
 * its head accepted it (design.md §6). To be called before anything is asked
 * of the catalogue; reads the folders.
 *   accepted  the bytes accepted under "form" or "list" and a name, in a;
 *             false when none were
 */
typedef bool (*catalog_accepted)(
	void *arg, const char *kind, str name, struct arena *a, str *bytes);
void catalog_guard(struct catalog *c, catalog_accepted accepted, void *arg);
/* A file that waits to be accepted. Meanwhile what was accepted before is in
 * force, else what is compiled in; a name that is altogether new can be read
 * but not filled. */
struct catalog_waiting {
	const char *kind; /* "form", "list" */
	str name;
	str path;
	str bytes;
	bool fresh; /* nothing of this name was in force before */
};
size_t catalog_waiting(struct catalog *c, const struct catalog_waiting **out);

struct catalog_item {
	str id;
	struct label title;
	str version;
	str domain; /* x_domain */
	const char *origin;
	bool broken;  /* its file has errors; the words are in the faults */
	bool waiting; /* a new or changed file of it is not accepted yet */
};
size_t catalog_items(struct catalog *c, const struct catalog_item **out);
bool catalog_has(struct catalog *c, str id);
/* Is it an id of the program's own set of forms, installed or still to come?
 * A reference to one is right even while it is missing. */
bool catalog_is_reserved(str id);
/* ERR_ABSENT (with "did you mean") or the load's first error with its
 * place. The form lives as long as the catalogue. */
enum err_code catalog_form(
	struct catalog *c, str id, const struct form **out, struct err *e);
/* A shared code list, ERR_ABSENT when there is none. */
enum err_code catalog_list(struct catalog *c, str name,
	const struct choice_list **out, struct err *e);
/* The YAML of a form as a tree in `a`, loaded or not. */
enum err_code catalog_tree(struct catalog *c, str id, struct arena *a,
	const struct yaml **out, struct err *e);
/* The ids of all forms and the names of all shared lists; loads nothing. */
size_t catalog_ids(struct catalog *c, const str **out);
size_t catalog_lists(struct catalog *c, const str **out);
/* Words of every file that could not be loaded, "FILE:LINE:COL: error: …". */
size_t catalog_faults(struct catalog *c, const str **out);

/* A shipped data file (forms/demo/plan.yaml …): its bytes, static. */
bool catalog_file(const char *path, str *out);

#endif
