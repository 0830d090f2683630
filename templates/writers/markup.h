// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_WRITERS_MARKUP_H
#define TEMPLATES_WRITERS_MARKUP_H

#include "store/str.h"

/* Text inside XML and HTML, in an element or between double quotes: the five
 * signs escaped, characters that XML 1.0 does not know shown as U+FFFD. */
void markup_add(struct buf *out, str text);
/* ` name="text"`, with the blank in front. */
void markup_attribute(struct buf *out, const char *name, str text);
/* `open`, the text escaped, `close`. */
void markup_tagged(
	struct buf *out, const char *open, str text, const char *close);
/* The head of a self-contained page up to <body>: no script, nothing loaded,
 * A4. style: rules besides @page. */
void markup_page(struct buf *out, str title, bool landscape, const char *style);

#endif
