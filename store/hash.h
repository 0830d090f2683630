// SPDX-License-Identifier: MIT
#ifndef STORE_HASH_H
#define STORE_HASH_H

#include "store/str.h"

/* SHA-2 of a text's bytes (FIPS 180-4). */
void hash_sha256(str s, uint8_t out[32]);
void hash_sha512(str s, uint8_t out[64]);

#endif
