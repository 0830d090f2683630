// SPDX-License-Identifier: MIT
/* Feeds files to a fuzz target without a fuzzer: replay FILE... */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST ((size_t)1 << 20)

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		uint8_t *bytes = malloc(MOST);
		if (!f || !bytes) {
			perror(argv[i]);
			return 1;
		}
		size_t n = fread(bytes, 1, MOST, f);
		fclose(f);
		/* A block of the very size, so that a byte too far is seen. */
		uint8_t *exact = n ? realloc(bytes, n) : bytes;
		if (!exact)
			return 1;
		fprintf(stderr, "%s\n", argv[i]);
		LLVMFuzzerTestOneInput(exact, n);
		free(exact);
	}
	return 0;
}
