// SPDX-License-Identifier: MIT
#ifndef STORE_RANDOM_H
#define STORE_RANDOM_H

#include <stddef.h>

/* Unpredictable bytes from the system; never fails. */
void random_bytes(void *p, size_t n);
/* 0 <= x < 1. */
double random_fraction(void);

#endif
