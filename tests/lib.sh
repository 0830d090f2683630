# SPDX-License-Identifier: MIT
# What the shell tests share. Sourced: . "$TESTS/lib.sh"
# Persons are made up; ID numbers use the sequence numbers 996–999.
set -u
NOW=2022-12-20T09:00

# The password of the store's only account, where xz finds it.
export PW=$PWD.pw
echo 'quiet river lamp 9' >"$PW"
# The program with that password at hand, where something else starts it.
DOOR=$PWD.door
printf '#!/bin/sh\nexec "%s" --user 李梅 --password-fd 9 "$@" 9<"%s"\n' "$XINZHAN" "$PW" >"$DOOR"
chmod +x "$DOOR"

# xz ARGS…: the program on the test's own store, on a fixed day.
xz() { "$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 --now "$NOW" "$@" 9<"$PW"; }

# What was put into store/forms is in force once the head accepted it.
accept() { xz forms --accept >/dev/null 2>&1 || fail "forms --accept"; }

fail() { echo "FAIL: $*"; exit 1; }

# world: a fresh test store with the station's record completed.
world() {
	xz init --test --station-code 50011200100001 --station-name 双凤桥街道心理健康服务点 >/dev/null 2>&1 ||
		fail "init"
}

# expect CODE TEXT COMMAND…: it exits with CODE, and its words (stdout and
# stderr) hold TEXT (a fixed string; - for any).
expect() {
	want=$1 text=$2
	shift 2
	said=$("$@" 2>&1 </dev/null)
	rc=$?
	[ "$rc" = "$want" ] || fail "exit $rc, not $want: $* → $said"
	[ "$text" = - ] || case $said in *"$text"*) ;; *) fail "no “$text” in: $said ($*)" ;; esac
}

# refuse TEXT FORM JSON: add says TEXT about the line, exits 1, saves nothing.
refuse() {
	said=$(printf '%s\n' "$3" | xz add "$2" 2>&1)
	rc=$?
	[ "$rc" = 1 ] || fail "exit $rc, not 1: $3 → $said"
	case $said in *ACK*) fail "saved: $3" ;; esac
	case $said in *"$1"*) ;; *) fail "no “$1” in: $said ($3)" ;; esac
}

# put FORM JSON: adds one record and prints its id.
put() {
	said=$(printf '%s\n' "$2" | xz add "$1" 2>err) || { cat err >&2; fail "add $1: $2"; }
	echo "${said#ACK }"
}

ACTIVITY='"ac_date":"2022-10-10","ac_place":"双凤桥社区广场","ac_venue":"01","ac_form":"1","ac_org":"双凤桥街道","ac_cat":["00"],"ac_heads":120,"ac_content":"义诊咨询","ac_eval":"反响好","ac_head":"李梅"'
activity() { echo "{\"ac_theme\":\"$1\",$ACTIVITY${2:+,$2}}"; }
# resident NAME IDNO [more]: birth date and sex come from the ID number.
resident() { echo "{\"p_name\":\"$1\",\"p_idtype\":\"01\",\"p_idno\":\"$2\",\"p_phone\":\"13800000000\",\"p_area\":\"500112001001\",\"p_addr\":\"双凤桥社区3号\",\"rs_built\":\"2022-03-01\",\"rs_source\":\"1\"${3:+,$3}}"; }

# golden NAME: compares stdin with goldens/NAME; BLESS=1 rewrites it.
golden() {
	cat >"$1.got"
	if [ -n "${BLESS:-}" ]; then
		mkdir -p "$(dirname "$TESTS/goldens/$1")"
		cp "$1.got" "$TESTS/goldens/$1"
	fi
	diff -u "$TESTS/goldens/$1" "$1.got" || fail "$1 differs"
}
