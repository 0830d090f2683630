// SPDX-License-Identifier: MIT
#ifndef STORE_DOMAIN_H
#define STORE_DOMAIN_H

#include "store/str.h"

/* What kind of thing a record is about, for who may read it (design.md §5).
 * The numbers are fixed for ever: keys hang under them. */
enum store_domain {
	DOMAIN_NONE, /* not said: as the record or its form was before */
	DOMAIN_WORK,
	DOMAIN_PERSON,
	DOMAIN_COUNSELLING,
	DOMAIN_SPECIAL,
	DOMAIN_SMD,
	DOMAIN_HOTLINE,
	DOMAINS,
};

/* "work", "person" … as forms spell x_domain; DOMAIN_NONE for others. */
enum store_domain store_domain_parse(str name);
const char *store_domain_name(enum store_domain d);

/* What an account is for. An account may hold several. */
enum role {
	ROLE_HEAD = 1 << 0,
	ROLE_CLERK = 1 << 1,
	ROLE_COUNSELLOR = 1 << 2,
	ROLE_DOCTOR = 1 << 3,
	ROLE_OPERATOR = 1 << 4,
	ROLE_TRAINER = 1 << 5,
	ROLE_STREET = 1 << 6,
	ROLE_DISTRICT = 1 << 7,
	ROLE_ADMIN = 1 << 8,
};
#define ROLES 9

/* "head", "clerk" …: 0 for others. */
unsigned role_parse(str name);
/* Of one role: bit n. */
const char *role_name(int n);
/* In the reader's language: 站点负责人, 登记员 … joined by 、 */
str role_words(struct arena *a, unsigned roles);
/* May one of these roles open the domain? */
bool role_opens(unsigned roles, enum store_domain d);

#endif
