// SPDX-License-Identifier: MIT
#include <string.h>

#include "store/account.h"
#include "store/date.h"
#include "store/lang.h"
#include "store/utf8.h"

#define MOST 256
#define REST_LEAST 6 /* characters that are not one of the words below */

/* Of ten characters and more, as they lead the published lists; shorter ones
 * fall under PASSWORD_LEAST. Repeats, runs and digits alone are found by rule.
 */
static const char *const common[] = {"password123", "password1234",
	"qwertyuiop", "qwerty12345", "qwerty123456", "1qaz2wsx3edc",
	"1q2w3e4r5t", "1q2w3e4r5t6y", "q1w2e3r4t5", "q1w2e3r4t5y6",
	"qazwsxedcrfv", "zxcvbnm123", "asdfghjkl1", "asdfghjkl;", "asdfghjkl",
	"iloveyou123", "iloveyou520", "woaini1314", "woaini520520",
	"woaini5201314", "5201314520", "abcd123456", "abc1234567",
	"abcdef123456", "a123456789", "aa123456789", "a1234567890",
	"qq123456789", "wang123456", "zhang123456", "admin123456",
	"administrator", "admin12345", "root123456", "welcome123", "letmein123",
	"changeme123", "p@ssw0rd123", "p@ssword123", "passw0rd123",
	"baseball123", "football123", "superman123", "asd123456789",
	"zxc123456789", "qwe123456789", "1234qwerasdf", "qwer123456",
	"asdf123456", "zxcv123456", "test123456", "guest123456", "hello12345",
	"12345abcde", "123456abcdef", "123456789a", "123456789q",
	"123456789abc", "1234567890a", "woshishei123", "nihao123456",
	"zhongguo123", "beijing2008"};

static const char *const words[] = {"password", "xinzhan", "xinli", "xinliz",
	"xinlifuwu", "jingshen", "weisheng", "shequ", "fuwuzhan", "zhandian",
	"admin", "mima", "心站", "心理", "心理健康", "服务站", "社区", "密码",
	"口令", "qwerty", "123456", "woaini", "iloveyou"};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* In half-width small letters, so that guises are seen through. */
static str
plain(struct arena *a, str s)
{
	str folded = str_dup(a, utf8_fold(a, s));
	char *p = arena_alloc(a, folded.n + 1);

	for (size_t i = 0; i < folded.n; i++) {
		char c = folded.p[i];

		p[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	return (str){p, folded.n};
}

/* One block over and over ("abcabcabcabc"), or a run ("abcdefghij"). */
static bool
is_pattern(str s)
{
	size_t up = 0;
	size_t down = 0;

	for (size_t n = 1; n <= s.n / 2 && n <= 6; n++) {
		size_t i = n;

		while (i < s.n && s.p[i] == s.p[i - n])
			i++;
		if (i == s.n)
			return true;
	}
	for (size_t i = 1; i < s.n; i++) {
		up += s.p[i] == s.p[i - 1] + 1;
		down += s.p[i] == s.p[i - 1] - 1;
	}
	return s.n > 1 && (up >= s.n - 2 || down >= s.n - 2);
}

/* A year, month and day that exist, anywhere among the digits. */
static bool
has_date(str s)
{
	for (size_t i = 0; i + 8 <= s.n; i++) {
		int64_t n = 0;
		size_t k = 0;

		for (; k < 8 && is_digit(s.p[i + k]); k++)
			n = n * 10 + (s.p[i + k] - '0');
		if (k == 8 && n / 10000 >= 1900 && n / 10000 <= 2099 &&
			date_real((int)(n / 10000), (int)(n / 100 % 100),
				(int)(n % 100)))
			return true;
	}
	return false;
}

static size_t
count_digits(str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += is_digit(s.p[i]);
	return n;
}

static bool
is_id_number(str s)
{
	return (s.n == 18 && count_digits(str_sub(s, 0, 17)) == 17 &&
		       (is_digit(s.p[17]) || s.p[17] == 'x')) ||
	       (s.n == 15 && count_digits(s) == 15);
}

/* How much is left when a word, and the digits at both ends, are taken off. */
static size_t
rest_without(struct arena *a, str s, str word)
{
	size_t at = word.n ? str_find(s, word) : SIZE_MAX;
	struct buf b = {.arena = a};
	str rest;

	if (at == SIZE_MAX)
		return SIZE_MAX;
	buf_add(&b, str_sub(s, 0, at));
	buf_add(&b, str_from(s, at + word.n));
	rest = buf_str(&b);
	while (rest.n && is_digit(rest.p[0]))
		rest = str_from(rest, 1);
	while (rest.n && is_digit(rest.p[rest.n - 1]))
		rest.n--;
	return utf8_count(rest);
}

static bool
is_known_word(struct arena *a, str s, str user, str station)
{
	str own[] = {plain(a, user), plain(a, station)};

	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		if (str_is(s, common[i]))
			return true;
	for (size_t i = 0; i < 2; i++)
		if (rest_without(a, s, own[i]) < REST_LEAST)
			return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (rest_without(a, s, str_of(words[i])) < REST_LEAST)
			return true;
	return false;
}

static enum err_code
check(struct arena *a, str password, str user, str station, struct err *e)
{
	str s;

	if (!utf8_valid(password) || utf8_count(password) < PASSWORD_LEAST)
		return err_set(e, ERR_INPUT, _("口令太短：至少 %d 个字符"),
			PASSWORD_LEAST);
	if (password.n > MOST)
		return err_set(
			e, ERR_INPUT, _("口令太长：至多 %d 个字节"), MOST);
	s = plain(a, password);
	if (is_id_number(s))
		return err_set(e, ERR_INPUT, _("口令不能是身份证号"));
	if (has_date(s) && s.n - 8 < REST_LEAST)
		return err_set(e, ERR_INPUT, _("口令不能是生日"));
	if (count_digits(s) == s.n && s.n < 14)
		return err_set(
			e, ERR_INPUT, _("口令不能只有数字（也别用电话号码）"));
	if (is_pattern(s) || is_known_word(a, s, user, station))
		return err_set(
			e, ERR_INPUT, _("口令太容易猜：试试四个不相干的词"));
	return ERR_OK;
}

enum err_code
password_check(str password, str user, str station, struct err *e)
{
	struct arena *a = arena_new_secret();
	enum err_code code = check(a, password, user, station, e);

	arena_free(a);
	return code;
}
