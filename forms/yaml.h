// SPDX-License-Identifier: MIT
#ifndef FORMS_YAML_H
#define FORMS_YAML_H

#include "store/err.h"
#include "store/str.h"

/*
 * A YAML file as a tree, read from libyaml's events with limits: 4 MiB,
 * depth 32, 200,000 events, scalars of 64 KiB. Anchors, aliases, tags,
 * a second document and duplicate keys are refused. Every scalar is text.
 */
enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	int line;   /* from 1 */
	int col;    /* from 1, in characters */
	bool plain; /* scalar without quotes */
	bool block; /* scalar in | or > style */
	str text;   /* scalar */
	str raw;    /* scalar as it stands in the file, quotes and all; borrowed
		       from the bytes that were parsed */
	const struct yaml_pair *pair; /* map, in order */
	const struct yaml *item;      /* list */
	size_t n;                     /* pairs or items */
};
struct yaml_pair {
	str key;
	int line, col; /* of the key */
	struct yaml value;
};

/* Parse bytes (file: for messages), which must live as long as the tree.
 * ERR_INPUT or ERR_LIMIT with place and what would be right. */
enum err_code yaml_parse(struct arena *a, const char *file, str bytes,
	const struct yaml **out, struct err *e);
/* Only read: regular file, size. Bytes in `a`. */
enum err_code yaml_read(
	struct arena *a, const char *path, str *out, struct err *e);
/* Read a regular file (no FIFO, no device, ≤ 4 MiB) and parse it. ERR_ABSENT
 * when there is none. */
enum err_code yaml_load(struct arena *a, const char *path,
	const struct yaml **out, struct err *e);

/* A map as the text of a file, which yaml_parse reads back alike. */
void yaml_write(struct buf *b, const struct yaml *map);
/* Any tree in one line; word: a scalar yes or no stays bare. */
void yaml_write_flow(struct buf *b, const struct yaml *v, bool word);

/* The value of a key of a map; NULL when absent or not a map. */
const struct yaml *yaml_get(const struct yaml *map, const char *key);
/* The text of a scalar under a key; empty when absent or no scalar. */
str yaml_text(const struct yaml *map, const char *key);

/*
 * Where in the file does character `at` (from 1) of a scalar's text stand?
 * Right for plain, quoted, folded and literal scalars alike; a place past the
 * end is the one behind its last character.
 */
void yaml_place(const struct yaml *scalar, int at, int *line, int *col);
/* The pair of a key, for the key's own place; NULL when absent. */
const struct yaml_pair *yaml_pair(const struct yaml *map, const char *key);

#endif
