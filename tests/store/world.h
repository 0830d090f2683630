// SPDX-License-Identifier: MIT
#ifndef TESTS_STORE_WORLD_H
#define TESTS_STORE_WORLD_H

#include "store/store.h"
#include "tests/test.h"

/* A test store in the test's folder, and records to put into it. */
struct world {
	struct store *s;
	struct err e;
};

#define WORLD_HEAD STR("user")
#define WORLD_PASSWORD STR("password")

const char *world_folder(void);
struct store_head world_head(void);
void world_make(struct world *w); /* create and open */
void world_open(struct world *w);
void world_reopen(struct world *w);
/* A final record of a form with one text field. */
struct record world_record(struct world *w, const char *form, const char *text);
enum err_code world_put(struct world *w, struct record *r,
	const struct store_keys *keys, uint32_t expect);
/* The same, must succeed. */
void world_save(struct world *w, struct record *r,
	const struct store_keys *keys, uint32_t expect);
enum err_code world_get(struct world *w, struct id id, struct record *out);
str world_text(const struct record *r);
/* Nothing is wrong with the store; how many records there are. */
size_t world_verify(struct world *w);

#endif
