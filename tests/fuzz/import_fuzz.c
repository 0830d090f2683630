// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "forms/import.h"
#include "store/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Rows come in order of their lines, all of them text. */
static size_t
read_all(struct ledger *t)
{
	struct ledger_row row;
	struct err e;
	size_t line = 0;
	size_t n = 0;
	while (ledger_next(t, &row, &e)) {
		if (row.line <= line)
			__builtin_trap();
		line = row.line;
		n++;
		for (size_t k = 0; k < row.n; k++)
			if (!utf8_valid(row.cell[k]))
				__builtin_trap();
	}
	return n;
}

static void
fill_all(struct catalog *c, const struct form *f, struct ledger *t)
{
	struct arena *a = arena_new();
	struct session *s = session_new(f, NULL, NULL);
	struct import *x = NULL;
	struct ledger_row row;
	struct err e;
	struct reader r;
	reader_init(&r, c, NULL, STR("user"), a);
	if (import_open(c, f, t, NULL, a, &x, &e) == ERR_OK)
		for (int n = 0; n < 20 && ledger_next(t, &row, &e); n++) {
			struct issue *v;
			session_again(s);
			session_lend(s, &r);
			size_t faults = import_fill(x, s, &row, a, &v);
			if (row.fault.n > 0 && faults == 0)
				__builtin_trap();
			(void)session_check(s, a, &v);
			session_lend(s, NULL);
		}
	import_close(x);
	session_free(s);
	arena_free(a);
}

/*
 * Any bytes are a table: read to its end twice alike, and each row fills a
 * form or is told.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct catalog *catalog;
	static const struct form *form;
	struct ledger *t;
	struct err e;
	char path[64];
	int fd = memfd_create("table", MFD_CLOEXEC);
	if (!catalog) {
		catalog = catalog_new(NULL, 0);
		if (catalog_form(catalog, STR("activity"), &form, &e))
			__builtin_trap();
	}
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		return 0;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (ledger_open(path, &t, &e) == ERR_OK) {
		size_t n = read_all(t);
		if (ledger_rewind(t, &e) || read_all(t) != n ||
			ledger_rewind(t, &e))
			__builtin_trap();
		fill_all(catalog, form, t);
		ledger_close(t);
	}
	close(fd);
	return 0;
}
