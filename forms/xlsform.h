// SPDX-License-Identifier: MIT
#ifndef FORMS_XLSFORM_H
#define FORMS_XLSFORM_H

#include "forms/catalog.h"
#include "forms/yaml.h"

/*
 * Forms as pyxform's one-file CSV: the name of a sheet (survey, choices,
 * settings) alone in column 1, its header and rows from column 2 on. Our
 * `x_…` keys are columns `bind::x:…`; what is no text in them (x_unique …) is
 * one line of YAML in its cell.
 */

/*
 * The tree of a form as CSV. Lists that are files of their own are written
 * among the choices; ERR_ABSENT and the like when one cannot be read.
 *   c  to find them; may be NULL
 */
enum err_code xlsform_write(struct buf *b, struct catalog *c,
	const struct yaml *root, struct err *e);

/*
 * The CSV of a form as the tree that its YAML would give, in the nested
 * spelling, ready for form_load and yaml_write. Line and column of its nodes
 * are those of the CSV: the line, and the number of the cell in it. A form
 * without form_id is named for its file. ERR_INPUT or ERR_LIMIT as sheet_parse.
 */
enum err_code xlsform_read(struct arena *a, const char *file, str bytes,
	const struct yaml **root, struct err *e);

/* Which keys may carry a language (label::English (en)). */
bool xlsform_is_translated(str key);
/* Which x_ keys hold a list or a map. */
bool xlsform_is_structured(str key);

#define XLSFORM_NAMESPACE "x=\"urn:xinzhan\""

/* "Required Message" is required_message: blanks and capitals do not count. */
str xlsform_key(struct arena *a, str heading);

#endif
