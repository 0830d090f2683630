// SPDX-License-Identifier: MIT
#include "store/domain.h"

#include "store/lang.h"

static const char *const domain_names[DOMAINS] = {
	"", "work", "person", "counselling", "special", "smd", "hotline"};

#define D(name) (1u << DOMAIN_##name)
#define ALL_DOMAINS                                                            \
	(D(WORK) | D(PERSON) | D(COUNSELLING) | D(SPECIAL) | D(SMD) |          \
		D(HOTLINE))

/* design.md §5, "Roles" */
static const struct {
	const char *name;
	const char *words;
	unsigned domains;
} roles_of[ROLES] = {
	{"head", N_("站点负责人"), ALL_DOMAINS},
	{"clerk", N_("登记员"), D(PERSON) | D(SPECIAL) | D(WORK)},
	{"counsellor", N_("咨询师"),
		D(PERSON) | D(COUNSELLING) | D(SPECIAL) | D(WORK)},
	{"doctor", N_("精防医生"), D(PERSON) | D(SMD) | D(SPECIAL) | D(WORK)},
	{"operator", N_("接线员"), D(PERSON) | D(HOTLINE) | D(WORK)},
	{"trainer", N_("培训师"), D(WORK)},
	{"street", N_("镇街审核"), D(WORK)},
	{"district", N_("区级"), D(WORK)},
	{"admin", N_("管理员"), 0},
};

enum store_domain
store_domain_parse(str name)
{
	for (int d = DOMAIN_WORK; d < DOMAINS; d++)
		if (str_is(name, domain_names[d]))
			return (enum store_domain)d;
	return DOMAIN_NONE;
}

const char *
store_domain_name(enum store_domain d)
{
	return (unsigned)d < DOMAINS ? domain_names[d] : "";
}

unsigned
role_parse(str name)
{
	for (int i = 0; i < ROLES; i++)
		if (str_is(name, roles_of[i].name))
			return 1u << i;
	return 0;
}

const char *
role_name(int n)
{
	return n >= 0 && n < ROLES ? roles_of[n].name : "";
}

str
role_words(struct arena *a, unsigned roles)
{
	struct buf b = {.arena = a};

	for (int i = 0; i < ROLES; i++)
		if (roles & 1u << i)
			buf_addf(&b, "%s%s", b.n ? "、" : "",
				_(roles_of[i].words));
	return buf_str(&b);
}

bool
role_opens(unsigned roles, enum store_domain d)
{
	for (int i = 0; i < ROLES; i++)
		if (roles & 1u << i && roles_of[i].domains & 1u << d)
			return true;
	return false;
}
