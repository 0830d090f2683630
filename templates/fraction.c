// SPDX-License-Identifier: MIT
#include "templates/fraction.h"

static int64_t
gcd(int64_t a, int64_t b)
{
	while (b) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* No value of ours comes near the smallest number, which has no positive. */
static bool
set(struct fraction *out, int64_t over, int64_t under)
{
	if (over == INT64_MIN || under == INT64_MIN)
		return false;
	if (under < 0) {
		over = -over;
		under = -under;
	}
	int64_t g = gcd(over < 0 ? -over : over, under);
	*out = (struct fraction){over / g, under / g};
	return true;
}

bool
fraction_of(struct decimal d, struct fraction *out)
{
	int64_t under = 1;

	for (int i = 0; i < d.scale; i++)
		under *= 10;
	return set(out, d.digits, under);
}

bool
fraction_add(
	struct fraction *sum, struct fraction f, int64_t times, int64_t per)
{
	int64_t over;
	int64_t under;
	int64_t left;
	int64_t right;

	if (__builtin_mul_overflow(f.over, times, &over) ||
		__builtin_mul_overflow(f.under, per, &under) ||
		!set(&f, over, under))
		return false;
	if (__builtin_mul_overflow(sum->over, f.under, &left) ||
		__builtin_mul_overflow(f.over, sum->under, &right) ||
		__builtin_add_overflow(left, right, &over) ||
		__builtin_mul_overflow(sum->under, f.under, &under))
		return false;
	return set(sum, over, under);
}

bool
fraction_rate(struct fraction a, struct fraction b, int64_t factor,
	struct fraction *out)
{
	int64_t over;
	int64_t under;

	if (__builtin_mul_overflow(a.over, b.under, &over) ||
		__builtin_mul_overflow(over, factor, &over) ||
		__builtin_mul_overflow(a.under, b.over, &under) || !under)
		return false;
	return set(out, over, under);
}

/* By long division: never more than ten times the rest at once. */
bool
fraction_round(struct fraction f, int places, struct decimal *out)
{
	int64_t over = f.over < 0 ? -f.over : f.over;
	int64_t digits = over / f.under;
	int64_t rest = over % f.under;
	int n = places < 0 ? 2 : places;

	for (int i = 0; i < n; i++) {
		if (__builtin_mul_overflow(rest, (int64_t)10, &rest) ||
			__builtin_mul_overflow(digits, (int64_t)10, &digits))
			return false;
		digits += rest / f.under;
		rest %= f.under;
	}
	if (rest >= f.under - rest)
		digits++;
	while (places < 0 && n && digits % 10 == 0) {
		digits /= 10;
		n--;
	}
	*out = (struct decimal){f.over < 0 ? -digits : digits, n};
	return true;
}

int
fraction_cmp(struct fraction a, struct fraction b)
{
	int64_t left;
	int64_t right;

	if (__builtin_mul_overflow(a.over, b.under, &left) ||
		__builtin_mul_overflow(b.over, a.under, &right)) {
		double x = (double)a.over / (double)a.under;
		double y = (double)b.over / (double)b.under;
		return (x > y) - (x < y);
	}
	return (left > right) - (left < right);
}
