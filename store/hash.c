// SPDX-License-Identifier: MIT
#include "store/hash.h"

#include <sodium.h>

void
hash_sha256(str s, uint8_t out[32])
{
	crypto_hash_sha256(out, (const uint8_t *)(s.n > 0 ? s.p : ""), s.n);
}

void
hash_sha512(str s, uint8_t out[64])
{
	crypto_hash_sha512(out, (const uint8_t *)(s.n > 0 ? s.p : ""), s.n);
}
