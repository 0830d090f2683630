// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_BUNDLE_H
#define TEMPLATES_BUNDLE_H

#include "store/date.h"
#include "store/err.h"
#include "store/str.h"

/*
 * The container of a submission: a zip whose bytes depend on its parts alone
 * (no times, no owners), and the manifest that is signed.
 *
 *   manifest          lines "key value", see struct manifest
 *   manifest.minisig  over it: minisign -Vm manifest -p KEY
 *   agg.csv           report,row,column,num,den,value
 *   sums.csv          report,element,line,column,over,under,own
 *   R01.txt …         each report in every format
 */
#define BUNDLE_MOST ((size_t)3 << 20) /* as the store keeps it */
#define BUNDLE_PARTS 512
#define BUNDLE_PART_MOST ((size_t)4 << 20)
#define BUNDLE_WHOLE_MOST ((size_t)24 << 20)

struct bundle_part {
	str name;
	str bytes;
};
enum err_code bundle_zip(const struct bundle_part *v, size_t n, struct arena *a,
	str *out, struct err *e);
/* Of bytes from anywhere: nothing is believed. ERR_INPUT, ERR_LIMIT. */
enum err_code bundle_unzip(str zip, struct arena *a, struct bundle_part **v,
	size_t *n, struct err *e);
const struct bundle_part *bundle_find(
	const struct bundle_part *v, size_t n, str name);

struct manifest {
	str station; /* 14 digits */
	str name;
	str level;  /* 1 … 5 */
	str area;   /* 12 digits */
	str parent; /* as the child's register has it; "-": unknown */
	str kind;   /* "-", "test", "demo" */
	str period; /* 2024Q3 */
	uint32_t rev;
	str reports; /* ids, a blank between */
	str created; /* 2024-10-08T09:00 */
	str app;
};
/* With a line "part SHA256 SIZE NAME" for each part. */
str manifest_format(struct arena *a, const struct manifest *m,
	const struct bundle_part *v, size_t n);
/* Its lines, each once, in this order; borrowed. parts: the rest. ERR_INPUT. */
enum err_code manifest_parse(
	str text, struct manifest *out, str *parts, struct err *e);
/* Is every part that is listed there, as it is listed, and no other? */
enum err_code manifest_check(str parts, const struct bundle_part *v, size_t n,
	struct arena *a, struct err *e);
/* Text that may be shown: UTF-8, line ends, nothing that moves a cursor. */
bool bundle_text_is_fine(str s);
/* SHA-256 in hex. */
str bundle_hash(struct arena *a, str bytes);

#endif
