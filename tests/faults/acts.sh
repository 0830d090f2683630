# SPDX-License-Identifier: MIT
# So many acts, so many lines in the log: whose, what, on which record (S6); and
# the door (S5): each try costs one Argon2id, whoever knocks; a wait outlives
# the process and the clock; no password among arguments, environment, log.
. "$TESTS/lib.sh"
. "$SOURCE/tests/faults/build.inc"
n=$(trials 40 500 500)
world
CLERK='a clerk and his words 4'
printf '%s\n%s\n' 'quiet river lamp 9' "$CLERK" >two
PW=$PWD/two xz users add 王静 --role clerk >/dev/null 2>&1 || fail "users add"
echo "$CLERK" >clerk
# as USER ARGS…
as() {
	who=$1
	shift
	if [ "$who" = 李梅 ]; then from=$PW; else from=clerk; fi
	"$XINZHAN" --data "$PWD/store" --user "$who" --password-fd 9 --now "$NOW" "$@" 9<"$from"
}
lines() { as 李梅 audit --format jsonl; }
first=$(lines | wc -l)
: >expected
i=0
id=
while [ $i -lt "$n" ]; do
	if [ $((i % 3)) = 1 ]; then user=王静; else user=李梅; fi
	echo "$user login " >>expected
	case $((i % 8)) in
	0)
		activity "活动 $i" >line
		id=$(as $user add activity line | sed 's/ACK //') || fail add
		echo "$user create $id" >>expected
		;;
	1) as $user show "$id" >/dev/null && echo "$user view $id" >>expected ;;
	2) as $user set "$id" "ac_heads=$i" --reason 改 >/dev/null && echo "$user change $id" >>expected ;;
	3) as $user list activity >/dev/null && echo "$user view " >>expected ;;
	4) as $user list activity --format csv >/dev/null && echo "$user export " >>expected ;;
	5) as $user find 活动 >/dev/null && echo "$user search " >>expected ;;
	6) as $user void "$id" --reason 重复 >/dev/null && echo "$user void $id" >>expected ;;
	7) as $user report R01 --period 2022Q4 --format csv-data >/dev/null && echo "$user export " >>expected ;;
	esac
	i=$((i + 1))
done
[ "$(grep -vc ' login ' expected)" = "$n" ] || fail "of $n acts only $(grep -vc ' login ' expected) went well"
# The last login is that of the one who asks.
lines | tail -n +$((first + 1)) | sed '$d' |
	sed 's/.*"user":"\([^"]*\)".*"action":"\([a-z]*\)"\(.*\)/\1 \2 \3/; s/\(^[^ ]* [a-z]* \).*"id":"\([^"]*\)".*/\1\2/; s/ ,.*/ /; s/ }$/ /' >logged
diff expected logged >differs || fail "$(head -n 6 differs)"
expect 0 日志完好 xz audit --verify
sed '5d' expected | diff - logged >/dev/null && fail "a missing line is not noticed"
lines | grep -q 'quiet\|a clerk and' && fail "a password in the log"
echo "$n acts, $n lines"

# --- the door ---------------------------------------------------------------------
cat >knocks.c <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
typedef int (*pwhash)(unsigned char *, unsigned long long, const char *, unsigned long long,
	const unsigned char *, unsigned long long, size_t, int);
int crypto_pwhash(unsigned char *out, unsigned long long n, const char *p, unsigned long long np,
	const unsigned char *salt, unsigned long long passes, size_t memory, int kind)
{
	int fd = open(getenv("KNOCKS"), O_WRONLY | O_APPEND | O_CREAT, 0600);
	if (fd < 0 || write(fd, kind == 2 ? "2\n" : "?\n", 2) != 2)
		abort();
	close(fd);
	return ((pwhash)dlsym(RTLD_NEXT, "crypto_pwhash"))(out, n, p, np, salt, passes, memory, kind);
}
END
if nm -u "$BUILD/store/arena.o" | grep -q __asan; then
	echo "the sanitizers will have nothing loaded before them"
	exit 77
fi
${CC:-cc} -shared -fPIC -o knocks.so knocks.c -ldl || fail "knocks"
knock() { # USER PASSWORD EXIT: one Argon2id and no more
	rm -f knocks
	echo "$2" >try
	rc=0
	KNOCKS=$PWD/knocks LD_PRELOAD=$PWD/knocks.so "$XINZHAN" --data store --user "$1" \
		--password-fd 9 --now "${AT:-$NOW}" list activity 9<try >/dev/null 2>said || rc=$?
	[ $rc = "$3" ] || fail "$1: exit $rc: $(cat said)"
	[ "$(cat knocks)" = "${4-2}" ] || fail "$1: $(wc -l <knocks) times Argon2id"
}
knock 李梅 'quiet river lamp 9' 0
knock 李梅 'wrong wrong wrong 1' 5
cp said said.wrong
knock 没有这人 'wrong wrong wrong 1' 5
cmp -s said said.wrong || fail "other words for a stranger: $(cat said)"
for k in 1 2 3 4 5; do knock 王静 "wrong wrong wrong $k" 5; done
: >knocks
waits() { # WHEN: even the right one must wait
	echo "$CLERK" >try
	"$XINZHAN" --data store --user 王静 --password-fd 9 --now "$1" list activity 9<try >/dev/null 2>said
	[ $? = 5 ] && grep -q 再试 said || fail "at $1: $(cat said)"
}
waits 2022-12-20T09:00
waits 2000-01-01T00:00
AT=2022-12-20T10:00 knock 王静 "$CLERK" 0
lines | grep '"action":"fail"' | grep -q '"what":"5' || fail "the tries are not in the log"
# While it runs the password is nowhere to be seen by others.
mkfifo wait
"$XINZHAN" --data store --user 李梅 --password-fd 9 add activity - 9<"$PW" <wait >/dev/null 2>&1 &
pid=$!
exec 8>wait
sleep 0.3
tr '\0' '\n' <"/proc/$pid/cmdline" >seen
tr '\0' '\n' <"/proc/$pid/environ" >>seen 2>/dev/null
exec 8>&-
wait $pid
grep -q -- --password-fd seen || fail "looked at nothing"
grep -q 'quiet river' seen && fail "the password is to be seen"
:
