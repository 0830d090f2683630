# SPDX-License-Identifier: MIT
# Every allocation fails, once and from then on, while a record is saved, listed,
# reported, backed up, and while the desk is locked: exit 6 with words, or what
# it would have said anyway (the desk may go on with words on its screen); never a signal; nothing acknowledged lost. Places
# that allocate are told apart by their callers; LEVEL=release takes them all.
set -eu
. "$SOURCE/tests/faults/build.inc"
uncounted
preload nomem
most=$(trials 40 3000 20000)
places=1
[ "${LEVEL:-}" != release ] || places=
echo 测试口令 >pw
X() { "$XINZHAN" --data store --user u "$@" 9<pw; }
X --password-fd 9 init --test --station-code 50015200100101 --station-name nomem >/dev/null 2>&1
cat >store/forms/kn.yaml <<'YAML'
settings:
  form_id: kn
  form_title: {zh: 便条, en: Note}
  version: "1"
  x_event_date: kn_date
survey:
  - {type: date, name: kn_date, label: {zh: 日期, en: Date}, required: yes}
  - {type: text, name: kn_text, label: {zh: 内容, en: Text}}
YAML
echo '{"kn_date":"2024-07-12","kn_text":"夜里也写"}' >line
cat >keys <<'END'
type 测试口令
key Enter
screen home
key 1
key F5
type 王锁屏
screen form
key Ctrl+W
END
: >acks

# starved N COMMAND…: its N-th allocation fails. Leaves out, err, rc.
starved() {
	n=$1
	shift
	rm -rf told made
	rc=0
	LD_PRELOAD=$PRELOAD NOMEM_AT=$n NOMEM_TOLD=$PWD/told \
		NOMEM_SITES=$places NOMEM_EVER=$ever "$@" 9<pw >out 2>err || rc=$?
}
# It ended as it should: says why not.
ended() {
	case $rc in
	0) case $like in
		ACK) grep -q '^ACK ' out ;;
		some) [ -s out ] ;;
		screens) [ "$(grep -c '^== ' out)" = 2 ] ;;
		*) cmp -s out "$like" ;;
		esac ||
		echo "exit 0, but not what it should say" ;;
	6) grep -q '内存' err || echo "exit 6 without a word of memory" ;;
	*) echo "exit $rc: $(tail -n 1 err)" ;;
	esac
}
# sweep NAME LIKE ARGS…
runs=0
sweep() {
	name=$1 like=$2
	shift 2
	ever=
	starved 0 "$XINZHAN" --data store --user u "$@"
	[ "$rc" = 0 ] || { cat err; exit 1; }
	cp out first
	all=$(sort -n told | tail -n 1)
	step=$((all / most + 1)) n=1
	while [ $n -le $((all + 3)) ]; do
		for ever in '' 1; do
			starved $n "$XINZHAN" --data store --user u "$@"
			wrong=$(ended)
			[ -z "$wrong" ] || { echo "FAIL: $name, allocation $n${ever:+ and all after it}: $wrong"; exit 1; }
			grep '^ACK ' out >>acks || :
			runs=$((runs + 1))
		done
		n=$((n + step))
	done
	echo "$name: $all ${places:+places with }allocations, every ${step}th"
}
sweep save ACK --password-fd 9 add kn line
X --password-fd 9 verify --ids | sort >had
sed -n 's/^ACK //p' acks | sort >acked
lost=$(sed 's/^HAVE //' had | sort | comm -23 acked - | wc -l)
echo "$(wc -l <acked) saves acknowledged without memory, $lost lost"
[ "$lost" = 0 ] && [ -s acked ] || exit 1
sweep login first --password-fd 9 list kn --limit 1
sweep lock screens --locked --keys keys --screen
if [ "${LEVEL:-check}" != check ]; then
	sweep change ACK --password-fd 9 set "$(head -n 1 acked)" kn_text=改 --reason 改
	sweep find first --password-fd 9 find 夜里
	sweep backup some --password-fd 9 backup made
	X --password-fd 9 backup kept >/dev/null 2>&1
	sweep restore some --password-fd 9 restore kept/*.zmb --into made
	sweep repair some --password-fd 9 repair --into made
	sweep report first --password-fd 9 report R01 --period 2024Q3
	while read -r id; do X --password-fd 9 void "$id" --reason x >/dev/null; done <acked
	sweep check first --password-fd 9 verify --full
fi
X --password-fd 9 verify --full 2>/dev/null
echo "$runs runs: no signal, none mute"

# What must not pass: a program that goes on, one that ends without a word.
cat >careless.c <<'END'
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv)
{
	char *p = malloc(100);
	(void)argv;
	if (!p && argc > 1)
		return 6;
	strcpy(p, "careless");
	return 0;
}
END
${CC:-cc} -O0 -w -o careless careless.c
ever= like=/dev/null
starved 1 ./careless
[ -n "$(ended)" ] || { echo "a signal is not noticed"; exit 1; }
starved 1 ./careless mute
[ -n "$(ended)" ] || { echo "a mute end is not noticed"; exit 1; }
