// SPDX-License-Identifier: MIT
#include "tui/commands/issues.h"

#include <stdio.h>

size_t
issues_print(const struct issue *v, size_t n, size_t line)
{
	size_t errors = 0;

	for (size_t i = 0; i < n; i++) {
		bool error = v[i].kind == ISSUE_ERROR;
		errors += error;
		if (line)
			fprintf(stderr, "%zu:", line);
		fprintf(stderr, "%.*s: %s: %.*s\n", STR_FMT(v[i].path),
			error ? "error" : "warning", STR_FMT(v[i].words));
	}
	return errors;
}
