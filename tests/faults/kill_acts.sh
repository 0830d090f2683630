# SPDX-License-Identifier: MIT
# Kill -9 of the program while it backs up, restores, repairs, changes the
# password, takes up or revokes an account: the store is whole, a backup that
# has its name restores, a new store is there whole or not at all.
set -eu
. "$SOURCE/tests/faults/build.inc"
rounds=$(trials 30 400 2000)
head='quiet river lamp 9' clerk='the other way round 3'
printf '%s\n' "$head" >pw
X() { "$XINZHAN" --user u --password-fd 9 "$@" 9<pw; }
X --data store init --test --station-code 50015200100101 --station-name kill >/dev/null 2>&1
cat >store/forms/kn.yaml <<'YAML'
settings:
  form_id: kn
  form_title: {zh: 便条, en: Note}
  version: "1"
  x_domain: smd
  x_event_date: kn_date
survey:
  - {type: date, name: kn_date, label: {zh: 日期, en: Date}, required: yes}
  - {type: text, name: kn_text, label: {zh: 内容, en: Text}}
YAML
text=$(head -c 2000 /dev/zero | tr '\0' x)
yes "{\"kn_date\":\"2024-07-12\",\"kn_text\":\"$text\"}" | head -n 150 >lines
X --data store add kn lines >acks
printf '%s\n%s\n' "$head" "$clerk" >pw2
"$XINZHAN" --data store --user u --password-fd 9 users add other --role doctor 9<pw2 2>/dev/null
X --data store forms --accept >/dev/null 2>&1
sed -n 's/^ACK //p' acks | sort >acked

# whole STORE: it opens, is whole and holds every record.
whole() {
	X --data "$1" verify --full --ids 2>err | sed -n 's/^HAVE //p' | sort >had ||
		{ echo "FAIL: $1: $(cat err)"; exit 1; }
	grep -q 数据完好 err || { echo "FAIL: $1: $(cat err)"; exit 1; }
	[ -z "$(comm -23 acked had)" ] || { echo "FAIL: $1: records lost"; exit 1; }
}
# shoot ARGS…: killed after some milliseconds; a password file is fd 9.
killed=0
shoot() {
	"$XINZHAN" --user u --password-fd 9 "$@" >out.txt 2>err 9<pw9 &
	pid=$!
	sleep "0.$(printf %03d $(($(od -An -N2 -tu2 /dev/urandom) % most + 3)))"
	kill -9 $pid 2>/dev/null && killed=$((killed + 1)) || :
	{ wait $pid; } 2>/dev/null || :
	# the children it had for looking may be at it still
	sleep 0.05
}
start=$(date +%s%N)
X --data store backup first >/dev/null 2>&1
usual=$((($(date +%s%N) - start) / 1000000 + 5))
good=$(echo first/*.zmb)
i=0
while [ $i -lt "$rounds" ]; do
	cp pw pw9
	most=$usual
	case $((i % 6)) in
	0) shoot --data store backup out ;;
	1) shoot restore "$good" --into "r$i" ;;
	2) shoot --data store repair --into "m$i" ;;
	3)
		cp pw pw.old
		echo "another one $i long" >pw.new
		cat pw.old pw.new >pw9
		shoot --data store users passwd
		X --data store list kn --limit 1 >/dev/null 2>&1 || cp pw.new pw
		# by the rule at the door a few tries are free
		X --data store list kn --limit 1 >/dev/null
		;;
	4)
		echo "$clerk" >>pw9
		shoot --data store users add "x$i" --role clerk
		;;
	5)
		"$XINZHAN" --data store --user u --password-fd 9 users add "y$i" --role doctor \
			9<<-END >/dev/null 2>&1
			$(cat pw)
			$clerk
		END
		shoot --data store users revoke "y$i"
		;;
	esac
	whole store
	for new in r$i m$i; do
		[ ! -e "$new/STATION" ] || case $new in
		r*) cp pw pw.now; printf '%s\n' "$head" >pw; whole $new; cp pw.now pw ;;
		*) whole $new ;;
		esac
		rm -rf "$new"
	done
	i=$((i + 1))
done
n=0
for file in out/*.zmb; do
	[ -e "$file" ] || continue
	# some were made under a password of before: then it says so
	rc=0
	X restore "$file" --into "again$n" >/dev/null 2>err || rc=$?
	[ $rc = 0 ] || [ $rc = 5 ] || { echo "FAIL: $file: $(cat err)"; exit 1; }
	n=$((n + 1))
done
# What was left half done goes with a later backup.
find out -maxdepth 1 -name '.xinzhan-*' | xargs -r touch -d '1 minute ago'
X --data store backup out >/dev/null 2>&1
left=$(ls -A out | grep -c '^\.xinzhan-' || :)
echo "$killed of $rounds killed in time, $n backups got their name, $left half done stay"
[ "$killed" -gt 0 ] && [ "$left" = 0 ] && ls out/*.zmb >/dev/null
# The comparison itself: a record nobody saved must stand out.
echo 99999999-0000-7000-8000-000000000000 >>acked
(whole store) >/dev/null && { echo "a loss is not noticed"; exit 1; }
:
