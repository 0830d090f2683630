// SPDX-License-Identifier: MIT
#include "store/sign.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/world.h"

static struct sign_key
own(struct world *w)
{
	struct sign_key k;
	CHECK_CODE(sign_own(w->s, &k, &w->e), ERR_OK, &w->e);
	return k;
}

static str
sign(struct world *w, str bytes)
{
	str out;
	CHECK_CODE(sign_bytes(w->s, bytes, STR("说明 one line"), test_arena(),
			   &out, &w->e),
		ERR_OK, &w->e);
	return out;
}

TEST(sign, is_the_same_key_at_every_login)
{
	struct world w;
	struct sign_key back;
	world_make(&w);
	struct sign_key k = own(&w);
	str print = sign_fingerprint(test_arena(), &k);
	str file = sign_key_format(test_arena(), &k, STR("xinzhan"));
	world_reopen(&w);
	struct sign_key again = own(&w);
	CHECK(memcmp(&k, &again, sizeof k) == 0);
	CHECK_CODE(sign_key_parse(file, &back, &w.e), ERR_OK, &w.e);
	CHECK(memcmp(&k, &back, sizeof k) == 0);
	CHECK_STR(sign_fingerprint(test_arena(), &back),
		str_z(test_arena(), print));
	CHECK_INT(print.n, 35);
	store_close(w.s);
}

TEST(sign, refuses_what_is_no_key)
{
	static const char *const bad[] = {"", "\n", "hello\n",
		"untrusted comment: x\n", "untrusted comment: x\nRWQ=\n",
		/* the neutral element: everything would verify */
		"untrusted comment: x\n"
		"RWQAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"};
	struct sign_key k;
	struct err e;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_CODE(
			sign_key_parse(str_of(bad[i]), &k, &e), ERR_INPUT, &e);
}

TEST(sign, finds_any_change)
{
	struct world w;
	struct sign_key other;
	str bytes = STR("一份档案");
	str comment;
	world_make(&w);
	struct sign_key k = own(&w);
	str s = sign(&w, bytes);
	CHECK_CODE(sign_verify(&k, bytes, s, &comment, &w.e), ERR_OK, &w.e);
	CHECK_STR(comment, "说明 one line");
	CHECK_CODE(sign_verify(&k, STR("一份档安"), s, NULL, &w.e), ERR_INPUT,
		&w.e);
	other = k;
	other.pub[3] ^= 1;
	CHECK_CODE(sign_verify(&other, bytes, s, NULL, &w.e), ERR_INPUT, &w.e);
	/* Every byte but those of the comment nobody signed. */
	size_t from = str_chr(s, '\n') + 1;
	for (size_t i = from; i + 1 < s.n; i++) {
		char *copy = str_z(test_arena(), s);
		copy[i] ^= 1;
		CHECK(sign_verify(&k, bytes, (str){copy, s.n}, NULL, NULL) ==
			ERR_INPUT);
	}
	for (size_t n = 0; n < s.n - 2; n++)
		CHECK(sign_verify(&k, bytes, str_sub(s, 0, n), NULL, NULL) ==
			ERR_INPUT);
	CHECK_CODE(sign_bytes(w.s, bytes, STR("two\nlines"), test_arena(), &s,
			   &w.e),
		ERR_INPUT, &w.e);
	store_close(w.s);
}

TEST(sign, seals_for_the_holder_of_a_key_alone)
{
	struct world w;
	str sealed;
	str back;
	world_make(&w);
	struct sign_key k = own(&w);
	CHECK_CODE(sign_seal(&k, STR("秘密"), test_arena(), &sealed, &w.e),
		ERR_OK, &w.e);
	CHECK_CODE(sign_unseal(w.s, sealed, test_arena(), &back, &w.e), ERR_OK,
		&w.e);
	CHECK_STR(back, "秘密");
	for (size_t i = 0; i < sealed.n; i++) {
		char *copy = str_z(test_arena(), sealed);
		copy[i] ^= 1;
		CHECK(sign_unseal(w.s, (str){copy, sealed.n}, test_arena(),
			      &back, NULL) == ERR_INPUT);
		CHECK(sign_unseal(w.s, str_sub(sealed, 0, i), test_arena(),
			      &back, NULL) == ERR_INPUT);
	}
	store_close(w.s);
}

TEST(sign, trusts_one_key_a_station)
{
	struct world w;
	struct store_txn *t;
	struct sign_key found;
	struct sign_trusted *v;
	size_t n;
	world_make(&w);
	struct sign_key k = own(&w);
	struct sign_key a;
	struct sign_key b;
	static const char text[] =
		"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
	CHECK_CODE(sign_key_parse(STR(text), &a, &w.e), ERR_OK, &w.e);
	b = a;
	b.id[0] ^= 1;
	str code = STR("50011200200001");
	CHECK_CODE(trust_add(w.s, code, &k, false, &w.e), ERR_INPUT, &w.e);
	CHECK_CODE(trust_add(w.s, STR("x"), &a, false, &w.e), ERR_INPUT, &w.e);
	CHECK_CODE(trust_add(w.s, code, &a, false, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_OK, &w.e);
	CHECK_CODE(trust_find(t, code, &found, &w.e), ERR_OK, &w.e);
	CHECK(memcmp(&found, &a, sizeof a) == 0);
	CHECK_CODE(trust_find(t, STR("50011200300001"), &found, &w.e),
		ERR_ABSENT, &w.e);
	CHECK_CODE(trust_list(t, test_arena(), &v, &n, &w.e), ERR_OK, &w.e);
	CHECK_INT(n, 1);
	CHECK_STR(v[0].code, "50011200200001");
	store_done(t);
	store_close(w.s);
}

/* The program of minisign reads what we write, where it is installed. */
TEST(sign, is_what_minisign_reads)
{
	struct world w;
	str bytes = STR("一份档案\n");
	int status;
	world_make(&w);
	struct sign_key k = own(&w);
	const char *file = test_write("file", bytes);
	const char *sig = test_write("file.minisig", sign(&w, bytes));
	const char *pub = test_write(
		"key.pub", sign_key_format(test_arena(), &k, STR("xinzhan")));
	for (int good = 1; good >= 0; good--) {
		pid_t child = fork();
		if (child == 0) {
			int out = open("/dev/null", O_WRONLY);
			dup2(out, 1);
			dup2(out, 2);
			execlp("minisign", "minisign", "-V", "-m", file, "-x",
				sig, "-p", pub, (char *)NULL);
			_exit(127);
		}
		CHECK(waitpid(child, &status, 0) == child);
		if (WEXITSTATUS(status) == 127)
			break; /* not here */
		CHECK((status == 0) == (good == 1));
		file = test_write("file", STR("另一份\n"));
	}
	store_close(w.s);
}
