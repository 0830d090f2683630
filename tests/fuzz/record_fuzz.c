// SPDX-License-Identifier: MIT
/* Bytes of a record from anywhere: decoding ends, and what it accepts is
 * exactly what it would write itself. */
#include <stdint.h>
#include <stdlib.h>

#include "store/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	str bytes = {(const char *)data, size};
	struct record r;
	str again;

	if (record_decode(a, bytes, &r, NULL) == ERR_OK &&
		(record_encode(a, &r, &again, NULL) != ERR_OK ||
			!str_eq(bytes, again)))
		abort();
	arena_free(a);
	return 0;
}
