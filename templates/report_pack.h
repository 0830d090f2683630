// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_PACK_H
#define TEMPLATES_REPORT_PACK_H

#include "templates/report.h"

/*
 * A computed report as bytes and back: all that a writer looks at, so that
 * the same bytes are printed a year later, whatever became of the records and
 * of the report's YAML. Notes and texts stay in the language they were made
 * in. u8 1, then the parts in the order of struct report (store/codec.h).
 */
str report_pack(struct arena *a, const struct report *r);
/* Lives in `a`; def stays NULL. ERR_CORRUPT, ERR_VERSION. */
enum err_code report_unpack(
	str bytes, struct arena *a, struct report *out, struct err *e);

#endif
