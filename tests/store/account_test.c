// SPDX-License-Identifier: MIT
#include "store/account.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/codec.h"
#include "store/inside.h"
#include "tests/store/world.h"

#define AMY STR("艾米")
#define AMY_PASSWORD STR("amy's long words")

/* Leave, and come in as somebody. */
static enum err_code
come_in(struct world *w, str user, str password)
{
	if (w->s)
		store_close(w->s);
	CHECK_CODE(
		store_open(world_folder(), false, &w->s, &w->e), ERR_OK, &w->e);
	return store_login(w->s, user, password, &w->e);
}

static uint32_t
add(struct world *w, str name, unsigned roles)
{
	struct account c = {.name = name, .roles = roles};
	uint32_t number = 0;

	CHECK_CODE(account_add(w->s, &c, AMY_PASSWORD, &number, &w->e), ERR_OK,
		&w->e);
	return number;
}

/* One record in each domain; its form is named for it. */
static void
one_of_each(struct world *w, struct id ids[DOMAINS])
{
	for (int d = DOMAIN_WORK; d < DOMAINS; d++) {
		struct store_unique u = {STR("no"), STR("1")};
		struct store_keys keys = {.domain = (enum store_domain)d,
			.event = 1,
			.uniques = &u,
			.n_uniques = 1};
		struct record r = world_record(
			w, store_domain_name((enum store_domain)d), "secret");

		world_save(w, &r, &keys, 0);
		ids[d] = r.id;
	}
}

static bool
count_one(void *arg, const struct record *r)
{
	(void)r;
	++*(size_t *)arg;
	return true;
}

/* What an account can open is exactly what its roles say, by every way. */
static void
check_rights(struct world *w, unsigned roles, const struct id ids[DOMAINS])
{
	struct store_txn *t;

	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_OK, &w->e);
	for (int d = DOMAIN_WORK; d < DOMAINS; d++) {
		bool may = role_opens(roles, (enum store_domain)d);
		const char *form = store_domain_name((enum store_domain)d);
		size_t before = store_denied(t);
		size_t seen = 0;
		struct record r;
		struct id id;
		enum err_code wanted = may ? ERR_OK : ERR_DENIED;

		CHECK(store_may(w->s, (enum store_domain)d) == may);
		CHECK_CODE(store_get(t, ids[d], test_arena(), &r, &w->e),
			wanted, &w->e);
		CHECK_CODE(store_find_unique(t, str_of(form), STR("no"),
				   STR("1"), &id, &w->e),
			wanted, &w->e);
		CHECK_CODE(store_each(t, str_of(form), DAY_NONE, INT32_MAX,
				   count_one, &seen, &w->e),
			ERR_OK, &w->e);
		CHECK_INT(seen, may ? 1 : 0);
		CHECK_INT(store_denied(t) - before, may ? 0 : 1);
	}
	store_done(t);
	for (int d = DOMAIN_WORK; d < DOMAINS; d++) {
		bool may = role_opens(roles, (enum store_domain)d);
		struct record r = world_record(w, "other", "mine");

		CHECK_CODE(world_put(w, &r,
				   &(struct store_keys){
					   .domain = (enum store_domain)d},
				   0),
			may ? ERR_OK : ERR_DENIED, &w->e);
	}
}

TEST(account, opens_what_its_roles_open_and_nothing_else)
{
	static const unsigned some[] = {ROLE_CLERK, ROLE_COUNSELLOR,
		ROLE_DOCTOR, ROLE_OPERATOR, ROLE_TRAINER, ROLE_STREET,
		ROLE_DISTRICT, ROLE_ADMIN, ROLE_CLERK | ROLE_OPERATOR,
		ROLE_HEAD};
	struct world w = {.s = NULL};
	struct id ids[DOMAINS];

	world_make(&w);
	one_of_each(&w, ids);
	for (size_t i = 0; i < sizeof some / sizeof *some; i++)
		add(&w, str_fmt(test_arena(), "u%zu", i), some[i]);
	for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
		CHECK_CODE(come_in(&w, str_fmt(test_arena(), "u%zu", i),
				   AMY_PASSWORD),
			ERR_OK, &w.e);
		CHECK_INT(store_user(w.s)->roles, some[i]);
		check_rights(&w, some[i], ids);
	}
	world_reopen(&w);
	world_verify(&w);
	store_close(w.s);
}

TEST(account, nothing_is_read_before_a_login)
{
	struct world w = {.s = NULL};
	struct record r;
	struct store_txn *t;
	size_t n;

	world_make(&w);
	r = world_record(&w, "f", "x");
	world_save(&w, &r, NULL, 0);
	store_close(w.s);
	CHECK_CODE(store_open(world_folder(), false, &w.s, &w.e), ERR_OK, &w.e);
	CHECK(!store_user(w.s));
	CHECK_CODE(world_get(&w, r.id, &r), ERR_DENIED, &w.e);
	CHECK_CODE(world_put(&w, &r, NULL, 1), ERR_DENIED, &w.e);
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_count(t, STR("f"), &n, &w.e), ERR_DENIED, &w.e);
	store_done(t);
	CHECK_CODE(store_verify(w.s, true, NULL, NULL, NULL, &w.e), ERR_DENIED,
		&w.e);
	store_close(w.s);
}

TEST(login, says_the_same_for_an_unknown_name_and_a_wrong_password)
{
	struct world w = {.s = NULL};
	char said[sizeof w.e.words];

	world_make(&w);
	CHECK_CODE(come_in(&w, WORLD_HEAD, STR("wrong")), ERR_DENIED, &w.e);
	snprintf(said, sizeof said, "%s", w.e.words);
	CHECK_CODE(come_in(&w, STR("nobody"), STR("wrong")), ERR_DENIED, &w.e);
	CHECK_STR(str_of(said), w.e.words);
	CHECK_CODE(come_in(&w, WORLD_HEAD, STR("")), ERR_DENIED, &w.e);
	CHECK_CODE(come_in(&w, WORLD_HEAD, WORLD_PASSWORD), ERR_OK, &w.e);
	store_close(w.s);
}

TEST(login, waits_longer_each_time_and_over_a_restart)
{
	struct world w = {.s = NULL};
	moment_t now = (moment_t)20000 * 86400;
	int64_t wait = 30;

	clock_set(now);
	world_make(&w);
	for (int i = 0; i < 5; i++)
		CHECK_CODE(
			come_in(&w, WORLD_HEAD, STR("no")), ERR_DENIED, &w.e);
	for (int i = 0; i < 8; i++) {
		/* even the right one, and in a new process */
		CHECK_CODE(come_in(&w, WORLD_HEAD, WORLD_PASSWORD), ERR_DENIED,
			&w.e);
		CHECK(strstr(w.e.words, "秒"));
		now += wait - 1;
		clock_set(now);
		CHECK_CODE(come_in(&w, WORLD_HEAD, WORLD_PASSWORD), ERR_DENIED,
			&w.e);
		clock_set(++now);
		CHECK_CODE(
			come_in(&w, WORLD_HEAD, STR("no")), ERR_DENIED, &w.e);
		CHECK(!strstr(w.e.words, "秒"));
		wait = wait * 2 > 900 ? 900 : wait * 2;
	}
	now += wait;
	clock_set(now);
	CHECK_CODE(come_in(&w, STR("other"), STR("no")), ERR_DENIED, &w.e);
	CHECK_CODE(come_in(&w, WORLD_HEAD, WORLD_PASSWORD), ERR_OK, &w.e);
	CHECK_CODE(come_in(&w, WORLD_HEAD, STR("no")), ERR_DENIED, &w.e);
	CHECK_CODE(come_in(&w, WORLD_HEAD, WORLD_PASSWORD), ERR_OK, &w.e);
	CHECK_INT(world_verify(&w), 0);
	store_close(w.s);
}

TEST(account, changes_its_own_password)
{
	struct world w = {.s = NULL};

	world_make(&w);
	CHECK_CODE(account_passwd(w.s, STR("wrong"), STR("n"), &w.e),
		ERR_DENIED, &w.e);
	CHECK_CODE(account_passwd(w.s, WORLD_PASSWORD, STR("another"), &w.e),
		ERR_OK, &w.e);
	CHECK_CODE(come_in(&w, WORLD_HEAD, WORLD_PASSWORD), ERR_DENIED, &w.e);
	CHECK_CODE(come_in(&w, WORLD_HEAD, STR("another")), ERR_OK, &w.e);
	store_close(w.s);
}

TEST(account, only_a_head_manages_them_and_one_must_be_left)
{
	struct world w = {.s = NULL};
	struct account c = {.name = STR("z"), .roles = ROLE_CLERK};
	uint32_t amy;

	world_make(&w);
	amy = add(&w, AMY, ROLE_CLERK);
	CHECK_CODE(account_add(w.s, &(struct account){.name = AMY, .roles = 1},
			   AMY_PASSWORD, NULL, &w.e),
		ERR_EXISTS, &w.e);
	CHECK_CODE(account_revoke(w.s, 1, &w.e), ERR_INPUT, &w.e);
	CHECK_CODE(account_disable(w.s, 1, true, &w.e), ERR_INPUT, &w.e);
	CHECK_CODE(account_change(w.s, 1, ROLE_CLERK, ID_NONE, &w.e), ERR_INPUT,
		&w.e);
	CHECK_CODE(come_in(&w, AMY, AMY_PASSWORD), ERR_OK, &w.e);
	CHECK_CODE(account_add(w.s, &c, AMY_PASSWORD, NULL, &w.e), ERR_DENIED,
		&w.e);
	CHECK_CODE(account_change(w.s, amy, ROLE_HEAD, ID_NONE, &w.e),
		ERR_DENIED, &w.e);
	CHECK_CODE(account_revoke(w.s, 1, &w.e), ERR_DENIED, &w.e);
	CHECK_CODE(
		account_new_recovery(w.s, w.e.words, &w.e), ERR_DENIED, &w.e);
	store_close(w.s);
}

TEST(account, disabled_stays_outside_until_enabled)
{
	struct world w = {.s = NULL};
	struct id ids[DOMAINS];
	uint32_t amy;

	world_make(&w);
	one_of_each(&w, ids);
	amy = add(&w, AMY, ROLE_DOCTOR);
	CHECK_CODE(account_disable(w.s, amy, true, &w.e), ERR_OK, &w.e);
	CHECK_CODE(come_in(&w, AMY, AMY_PASSWORD), ERR_DENIED, &w.e);
	CHECK(strstr(w.e.words, "停用"));
	CHECK_CODE(come_in(&w, WORLD_HEAD, WORLD_PASSWORD), ERR_OK, &w.e);
	CHECK_CODE(account_disable(w.s, amy, false, &w.e), ERR_OK, &w.e);
	CHECK_CODE(account_reset(w.s, amy, STR("fresh"), &w.e), ERR_OK, &w.e);
	CHECK_CODE(come_in(&w, AMY, STR("fresh")), ERR_OK, &w.e);
	check_rights(&w, ROLE_DOCTOR, ids);
	store_close(w.s);
}

/* Rows that are sealed under an older generation than the newest. */
static size_t
old_rows(struct world *w)
{
	static const enum table tables[] = {
		TABLE_REC, TABLE_VER, TABLE_DRAFT, TABLE_UNIQUE, TABLE_GRANT};
	struct store_txn *t;
	size_t n = 0;

	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_OK, &w->e);
	for (size_t i = 0; i < 5; i++) {
		struct key none = key_new();
		struct walk k;
		struct key key;

		walk_prefix(&k, t, tables[i], &none);
		while (walk_next(&k, &key, NULL)) {
			uint32_t gen = codec_of32(key.b + 4);
			str bytes;

			row_raw(t, tables[i], &key, &bytes, NULL);
			if (tables[i] != TABLE_GRANT)
				gen = vault_gen_of(bytes);
			n += gen < vault_gen(&w->s->vault, VAULT_DOMAIN(gen));
		}
	}
	store_done(t);
	return n;
}

TEST(account, revoked_is_out_and_his_keys_are_renewed)
{
	struct world w = {.s = NULL};
	struct id ids[DOMAINS];
	struct record r;
	uint32_t amy;
	size_t left = 1;
	int turns = 0;

	world_make(&w);
	one_of_each(&w, ids);
	amy = add(&w, AMY, ROLE_CLERK);
	add(&w, STR("rest"), ROLE_CLERK);
	for (int i = 0; i < 700; i++) {
		struct store_unique u = {
			STR("no"), str_fmt(test_arena(), "%d", i + 2)};
		struct store_keys keys = {.domain = DOMAIN_PERSON,
			.event = i,
			.uniques = &u,
			.n_uniques = 1};

		r = world_record(&w, "crowd", "many");
		world_save(&w, &r, &keys, 0);
		if (i < 20)
			world_save(&w, &r, &keys, 1);
	}
	CHECK_CODE(store_rotate(w.s, &left, &w.e), ERR_OK, &w.e);
	CHECK_INT(left, 0);
	CHECK_CODE(account_revoke(w.s, amy, &w.e), ERR_OK, &w.e);
	CHECK_CODE(come_in(&w, AMY, AMY_PASSWORD), ERR_DENIED, &w.e);
	CHECK_CODE(come_in(&w, WORLD_HEAD, WORLD_PASSWORD), ERR_OK, &w.e);
	CHECK(old_rows(&w) > 700);
	CHECK_INT(world_verify(&w), 706); /* works half way as well */
	for (left = 1; left > 0; turns++)
		CHECK_CODE(store_rotate(w.s, &left, &w.e), ERR_OK, &w.e);
	CHECK(turns >= 2);
	CHECK_INT(old_rows(&w), 0);
	CHECK_INT(world_verify(&w), 706);
	CHECK_CODE(come_in(&w, STR("rest"), AMY_PASSWORD), ERR_OK, &w.e);
	check_rights(&w, ROLE_CLERK, ids);
	store_close(w.s);
}

TEST(account, the_recovery_key_makes_a_new_password_and_a_new_key)
{
	struct station station = {.code = STR("500152001001"),
		.name = STR("测试站"),
		.kind = STR("test")};
	struct store_head head = world_head();
	struct world w = {.s = NULL};
	char first[RECOVERY_TEXT];
	char second[RECOVERY_TEXT];
	char third[RECOVERY_TEXT];
	struct id ids[DOMAINS];

	CHECK_CODE(store_create(world_folder(), &station, &head, first, &w.e),
		ERR_OK, &w.e);
	CHECK_INT(strlen(first), 55);
	world_open(&w);
	one_of_each(&w, ids);
	store_close(w.s);
	CHECK_CODE(store_open(world_folder(), false, &w.s, &w.e), ERR_OK, &w.e);
	char right = first[0];
	first[0] = right == '9' ? '8' : (char)(right + 1);
	CHECK_CODE(account_recover(w.s, WORLD_HEAD, str_of(first), STR("new"),
			   second, &w.e),
		ERR_INPUT, &w.e);
	CHECK(strstr(w.e.words, "第 1 组"));
	first[0] = right;
	CHECK_CODE(account_recover(w.s, WORLD_HEAD, str_of(first), STR("new"),
			   second, &w.e),
		ERR_OK, &w.e);
	check_rights(&w, ROLE_HEAD, ids);
	CHECK_CODE(come_in(&w, WORLD_HEAD, WORLD_PASSWORD), ERR_DENIED, &w.e);
	store_close(w.s);
	CHECK_CODE(store_open(world_folder(), false, &w.s, &w.e), ERR_OK, &w.e);
	CHECK_CODE(account_recover(w.s, WORLD_HEAD, str_of(first), STR("x"),
			   third, &w.e),
		ERR_DENIED, &w.e);
	CHECK_CODE(
		store_login(w.s, WORLD_HEAD, STR("new"), &w.e), ERR_OK, &w.e);
	CHECK_CODE(account_new_recovery(w.s, third, &w.e), ERR_OK, &w.e);
	CHECK_INT(world_verify(&w), 12);
	store_close(w.s);
}

TEST(account, takes_up_what_another_process_changed)
{
	struct world w = {.s = NULL};
	struct id ids[DOMAINS];
	uint32_t amy;
	struct record r;
	int go[2];
	int done[2];
	char byte = 'x';
	pid_t child;

	world_make(&w);
	one_of_each(&w, ids);
	amy = add(&w, AMY, ROLE_DOCTOR);
	store_close(w.s);
	CHECK(pipe(go) == 0 && pipe(done) == 0);
	child = fork();
	if (child == 0) {
		if (read(go[0], &byte, 1) != 1 ||
			store_open(world_folder(), false, &w.s, &w.e) ||
			store_login(w.s, WORLD_HEAD, WORLD_PASSWORD, &w.e) ||
			account_revoke(w.s, amy, &w.e))
			_exit(1);
		store_close(w.s);
		_exit(write(done[1], &byte, 1) == 1 ? 0 : 1);
	}
	w.s = NULL;
	CHECK_CODE(come_in(&w, AMY, AMY_PASSWORD), ERR_OK, &w.e);
	CHECK_CODE(world_get(&w, ids[DOMAIN_SMD], &r), ERR_OK, &w.e);
	CHECK(write(go[1], &byte, 1) == 1 && read(done[0], &byte, 1) == 1);
	struct store_txn *t;
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_DENIED, &w.e);
	store_close(w.s);
}

TEST(password, refuses_what_everybody_would_guess)
{
	static const char *const bad[] = {"short", "password123", "Password123",
		"1234567890", "abcdefghij", "aaaaaaaaaaaa", "abcabcabcabc",
		"13800138000", "500112198506129975", "50011219850612997X",
		"19850612", "li19850612", "xinzhan2024", "心站2024年好",
		"双凤桥心理站2024", "李梅李梅2024", "ｐａｓｓｗｏｒｄ１２３",
		"woaini5201314", "admin123456"};
	static const char *const good[] = {"quiet river lamp 9",
		"蓝天下的小船和老灯塔", "correct horse battery",
		"Tq7#mzz!pLw2"};
	struct err e;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (password_check(str_of(bad[i]), STR("李梅"),
			    STR("双凤桥心理站"), &e) != ERR_INPUT)
			fail_msg("accepted %s", bad[i]);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CHECK_CODE(password_check(str_of(good[i]), STR("李梅"),
				   STR("双凤桥心理站"), &e),
			ERR_OK, &e);
}
