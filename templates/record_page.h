// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_RECORD_PAGE_H
#define TEMPLATES_RECORD_PAGE_H

#include "forms/sight.h"

/* Where the page comes from, in its head and on its edge. */
struct page_origin {
	str unit;   /* station name */
	str mark;   /* 演示, 测试 in words, or empty */
	str footer; /* small print */
};

/*
 * A record as its form is printed: one HTML page for A4, without scripts or
 * anything loaded. What x_print places stands there in its order, filled or
 * blank; other fields only when they say something. Choices are printed with
 * boxes, repeats as tables, signatures (appearance: signature) as blank lines.
 * Secret fields are covered and others masked as `mask` says.
 */
void record_page(struct reader *r, const struct form *form,
	const struct record *rec, enum mask mask, const struct page_origin *o,
	struct arena *a, struct buf *out);

#endif
