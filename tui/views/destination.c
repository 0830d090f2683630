// SPDX-License-Identifier: MIT
// Where one can go from anywhere: forms, reports, help.
#include "tui/views/command.h"

#include "tui/views/records.h"
#include "tui/views/settings.h"

/*
 * The order of the menu, and the numbers that lead there in one key. Forms
 * that are not named here, a station's own among them, come last; a number
 * whose form is not installed goes to the first of those without one.
 */
static const struct {
	const char *form;
	int number;
	int group;
} order[] = {
	{"resident", 1, 0},
	{"consent", -1, 0},
	{"intake", -1, 0},
	{"assessment", -1, 0},
	{"referral", -1, 0},
	{"risk_item", -1, 0},
	{"crisis_event", -1, 0},
	{"case", 2, 0},
	{"session", 3, 0},
	{"case_close", -1, 0},
	{"special_population", 8, 1},
	{"plan", -1, 1},
	{"periodic_test", -1, 1},
	{"rehab_enrolment", -1, 1},
	{"rehab_assessment", -1, 1},
	{"rehab_service", -1, 1},
	{"rehab_close", -1, 1},
	{"family_support", -1, 1},
	{"remote_consult", -1, 1},
	{"patient", -1, 1},
	{"follow_up", -1, 1},
	{"care_team", -1, 1},
	{"colour_review", -1, 1},
	{"emergency", -1, 1},
	{"lost_or_death", -1, 1},
	{"lead", -1, 1},
	{"benefit", -1, 1},
	{"activity", 4, 2},
	{"lecture", 5, 2},
	{"training", 6, 2},
	{"material", -1, 2},
	{"drill", -1, 2},
	{"meeting", -1, 2},
	{"supervision", -1, 2},
	{"hotline_call", -1, 2},
	{"hotline_follow_up", -1, 2},
	{"station", -1, 3},
	{"area", -1, 3},
	{"unit", -1, 3},
	{"staff", -1, 3},
	{"volunteer", -1, 3},
	{"crisis_team", -1, 3},
	{"agreement", -1, 3},
};
#define N_ORDER (sizeof(order) / sizeof(order[0]))
#define GROUP_OTHER 4
#define GROUP_DESK 5
#define NUMBER_REPORTS 7
#define NUMBER_SETTINGS 9

const char *
destination_group(int group)
{
	static const char *const words[] = {N_("居民与个案"),
		N_("特殊人群与康复"), N_("科普与培训"), N_("机构与人员"),
		N_("其他表单"), N_("报表与设置")};
	return _(words[group]);
}

static const struct catalog_item *
find(const struct catalog_item *item, size_t n, str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(item[i].id, id))
			return &item[i];
	return NULL;
}

static bool
is_named(str id)
{
	for (size_t i = 0; i < N_ORDER; i++)
		if (str_is(id, order[i].form))
			return true;
	return false;
}

static struct destination
of_form(const struct catalog_item *item, int number, int group)
{
	return (struct destination){.number = number,
		.form = item->id,
		.title = label_text(&item->title).n ? label_text(&item->title)
						    : item->id,
		.domain = item->domain,
		.broken = item->broken,
		.group = group,
		.view = &view_records};
}

/* Numbers nobody took go to forms that have none. */
static void
give_numbers(struct destination *v, size_t n)
{
	bool taken[10] = {[NUMBER_REPORTS] = true, [NUMBER_SETTINGS] = true};
	for (size_t i = 0; i < n; i++)
		if (v[i].number > 0)
			taken[v[i].number] = true;
	int next = 1;
	for (size_t i = n; i-- > 0 && next < 10;) {
		if (v[i].number >= 0)
			continue;
		while (next < 10 && taken[next])
			next++;
		if (next < 10 && v[i].group == GROUP_OTHER) {
			taken[next] = true;
			v[i].number = next;
		}
	}
}

size_t
destinations(struct desk *d, struct arena *a, struct destination **out)
{
	const struct catalog_item *item = NULL;
	size_t n_item = d->catalog ? catalog_items(d->catalog, &item) : 0;
	struct destination *v = ARENA_ARRAY(a, n_item + 3, struct destination);
	size_t n = 0;
	for (size_t i = 0; i < N_ORDER; i++) {
		const struct catalog_item *it =
			find(item, n_item, str_of(order[i].form));
		if (it)
			v[n++] = of_form(it, order[i].number, order[i].group);
	}
	for (size_t i = 0; i < n_item; i++)
		if (!is_named(item[i].id))
			v[n++] = of_form(&item[i], -1, GROUP_OTHER);
	give_numbers(v, n);
	v[n++] = (struct destination){.number = NUMBER_REPORTS,
		.title = str_of(_("报表")),
		.group = GROUP_DESK,
		.view = &view_report};
	v[n++] = (struct destination){.number = NUMBER_SETTINGS,
		.title = str_of(_("设置与备份")),
		.group = GROUP_DESK,
		.view = &view_settings};
	v[n++] = (struct destination){.number = 0,
		.title = str_of(_("帮助")),
		.group = GROUP_DESK,
		.view = &view_help};
	*out = v;
	return n;
}

struct step
destination_go(struct desk *d, const struct destination *to)
{
	if (!to) /* a line of home that tells of those without room */
		return STEP(STEP_STAY);
	if (to->form.n == 0)
		return (struct step){STEP_GO, to->view};
	struct records_arg *arg = ARENA_NEW(d->frame, struct records_arg);
	arg->form = str_dup(d->frame, to->form);
	return (struct step){STEP_GO, &view_records, arg};
}
