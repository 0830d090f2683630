// SPDX-License-Identifier: MIT
#ifndef FORMS_CODE_H
#define FORMS_CODE_H

#include "store/date.h"

/*
 * Schemes a text may be checked by (x_code): gb_11643_idno (citizen identity
 * number), gb_32100_usci (unified social credit code), gb_t_10114_area (12
 * digit area code), phone, cdpf_disability (disability certificate).
 */
bool code_known(str scheme);
/* Their names, for "did you mean". */
size_t code_names(const str **out);

/* The one way to write it: half width, no blanks, upper case where letters
 * count. What cannot be one is only cleaned, never refused. */
str code_normalise(struct arena *a, str scheme, str text);

/*
 * Is a normalised text right? If not, *why (in `a`) says what is wrong and
 * what would be right ("校验位不对，应为 X"). An unknown scheme is always
 * right.
 */
bool code_check(struct arena *a, str scheme, str text, day_t today, str *why);

/* The parts of an identity number that passed code_check. */
day_t code_idno_birth(str idno);
bool code_idno_male(str idno);
/* The check character behind 17 digits ('0'..'9', 'X'). */
char code_idno_digit(str seventeen);
/* The check character behind the first 17 of a credit code; 0 when one of
 * them is not of its alphabet. */
char code_usci_digit(str seventeen);

#endif
