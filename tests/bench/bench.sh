# SPDX-License-Identifier: MIT
# make bench: figures, each beside a floor measured in turn with it in the same
# run. A floor is the same work by the plainest C over the same libraries; the
# ratio says what ours costs on top. Where there is a goal the ratio (of a limit:
# ours) must not be over it. README.md says which. RECORDS: how many (100000).
set -eu
records=${RECORDS:-100000}
here=$(cd "$(dirname "$0")" && pwd)
source=${here%/tests/bench}
now=2022-12-31T20:30
quarter=2022Q4
first=19266 last=19357 # its days since 1970

command -v python3 >/dev/null || { echo "make bench needs python3" >&2; exit 1; }
if nm -u "$BUILD/store/arena.o" | grep -qE '__asan|gcov'; then
	echo "make bench measures VARIANT=release" >&2
	exit 1
fi

# On the disk the build is on: /tmp may be memory, where a flush costs nothing.
dir=$BUILD/bench
rm -rf "$dir"
mkdir -p "$dir"
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP

build() { # NAME LIBRARY...: tests/bench/NAME.c
	name=$1
	shift
	${CC:-cc} -O2 -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -I"$source" \
		-o "$dir/$name" "$here/$name.c" "$@"
}
floors="$BUILD/store/*.o $BUILD/forms/*.o $BUILD/gen/po.o $BUILD/gen/embed_forms.o"
libs="-llmdb -lsodium -lyaml -ljansson -lpcre2-8 -lm"
# shellcheck disable=SC2086 # lists of words
{
	build load "$here/floor.c" $floors $libs
	build save "$here/floor.c" $floors $libs
	build forms -Wl,--wrap=malloc $floors $libs
	build sum "$here/floor.c" -llmdb
	build opening $floors $libs
	build unlock $floors $libs
	build list -lncursesw
	build keys -lncursesw
}

# The store's only account; its password is file descriptor 9 of every run.
export PASSWORD="$dir/pw"
echo 'quiet river lamp 9' >"$PASSWORD"
at="--data $dir/store --user u --now $now"
login="$at --password-fd 9"
# shellcheck disable=SC2086 # lists of words
xz() { "$XINZHAN" $login --templates "$here/templates" "$@" 9<"$PASSWORD"; }
turns() { python3 "$here/turns.py" "$@" 2>"$dir/words" || cat "$dir/words" >&2; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
line() { printf '%-28s %9s %9s %7s %6s %-4s %s\n' "$@"; }
# TASK OURS FLOOR GOAL NOTE. GOAL: the most the ratio may be; =LIMIT: the most
# ours may be; -: none. Nothing is timed against an absolute figure.
row() {
	goal=${4#=}
	against=$(ratio "$2" "${3:-$2}")
	[ "$goal" = "$4" ] && mine=$against || mine=$2
	met=$([ "$goal" = - ] || awk -v a="$mine" -v g="$goal" 'BEGIN { print a <= g ? "yes" : "no" }')
	[ -n "$3" ] || against=
	line "$1" "$2" "$3" "$against" "$4" "$met" "$5"
}

echo "loading $records records through the store"
"$dir/load" "$dir" "$records"
echo "data.mdb $(du -k "$dir/store/data.mdb" | cut -f 1) KB"

# The figures of the report and of its floor are the same, or neither counts.
xz report BENCH --period $quarter --format csv-data | awk -F, 'NR > 1 { print $1 "," $4 }' >"$dir/ours"
"$dir/sum" "$dir/floor.mdb" $first $last >"$dir/theirs"
cmp "$dir/ours" "$dir/theirs" || { echo "the report and its floor differ" >&2; exit 1; }

line "goal, task" ours floor ratio goal met ""
set -- $(turns 21 "$XINZHAN" $login --templates "$here/templates" \
	report BENCH --period $quarter --format csv-data -- "$dir/sum" "$dir/floor.mdb" $first $last)
counted=$(awk -F, '$1 == "shows" || $1 == "kinds" { n += $2 } END { print n }' "$dir/ours")
row "3 quarter report, ms" "$1" "$3" - "30 figures over $counted records, whole process"
row "  processor, ms" "$2" "$4" 5 "1.5 x the sealed floor, which is 3.3 x this one"
# shellcheck disable=SC2046
set -- $(turns 3 "$XINZHAN" $login report R01 --period $quarter -- "$dir/sum" "$dir/floor.mdb" $first $last)
row "  R01 itself, ms" "$1" "" - "year to date, a year before, registers"

# Nobody has typed a password: the desk asks for it. With the password at hand
# it opens at home; what it costs to unlock is measured alone and taken off.
set -- $(turns --tty 'Ctrl+Q退出' 21 "$XINZHAN" $at -- "$dir/list")
row "8 first paint, ms" "$1" "$3" - "exec to full screen: the door, a bare list"
row "  processor, ms" "$2" "$4" 1.5 ""
set -- $(turns --tty 'Ctrl+Q退出' 21 "$XINZHAN" $login -- "$dir/list")
unlock=$(for i in 1 2 3 4 5 6 7 8 9; do "$dir/opening" "$dir/store"; done | sort -n | awk 'NR == 5 { printf "%.2f", $1 / 1000 }')
home=$(awk -v a="$2" -v b="$unlock" 'BEGIN { printf "%.2f", a - b }')
row "  home, processor, ms" "$home" "$4" - "$2 with the password at hand, less $unlock to unlock"

# The desk answers keys: a list, a form; the floor has no data, rules or hints.
answers() { # WHAT FIRST KEYS FLOOR GOAL-BYTES GOAL-PROCESSOR
	bytes=$5 cpu=$6
	# shellcheck disable=SC2086
	set -- "$1" $(python3 "$here/keys.py" 7 "$2" "$3" "$XINZHAN" $login -- "$dir/keys" "$4")
	row "$1, bytes" "$2" "$5" "$bytes" "$3 of them are words, the floor's $6"
	row "  processor, us" "$4" "$7" "$cpu" ""
}
answers "10 a key in a list" 4 'down*60 up*60' list 1.1 1.5
answers "10 a page of a list" 4 'pgdn*12' list 1.2 -
answers "11 a key typed" '4 f5 down down down' text:abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrs form =4 2
answers "11 the next field" '4 f5' 'tab*8' form =60 -
answers "14 a letter searched for" 1 'text:wangxiuying' form - -

"$dir/save" "$dir" 300 >"$dir/saves"
figure() { awk -v w="$1" -v f="$2" '$1 == w { print $f }' "$dir/saves"; }
row "1 durable save, us" "$(figure store 2)" "$(figure floor 2)" 1.3 ""
row "  waits for the disk" "$(figure store 4)" "$(figure floor 4)" 1 ""
row "  processor, us" "$(figure store 3)" "$(figure floor 3)" 1.3 ""
row "  through its form, us" "$(figure form 2)" "$(figure floor 2)" - "filled, checked, indexed"

# Unlocking is Argon2id and next to nothing; its memory is given back.
"$dir/unlock" "$dir/locked" 9 >"$dir/unlocks"
figure() { awk -v w="$1" -v f="$2" '$1 == w { print $f }' "$dir/unlocks"; }
row "9 unlock, ms" "$(figure unlock 2)" "$(figure floor 2)" 1.1 "Argon2id alone"
row "  processor, ms" "$(figure unlock 3)" "$(figure floor 3)" - ""
row "  memory, KiB" "$(figure memory 3)" "$(figure memory 2)" - \
	"resident after it, before it; $(figure memory 4) meanwhile"

# The whole store read, checked, copied; a plain read and a plain copy of it.
cat >"$dir/copy" <<-END
	cp "$dir/store/data.mdb" "$dir/plain" && sync "$dir/plain"
END
# shellcheck disable=SC2046
set -- $(turns 3 "$XINZHAN" $login verify -- cat "$dir/store/data.mdb")
row "verify, ms" "$1" "$3" - "every value opened; the floor reads the file"
# shellcheck disable=SC2046
set -- $(turns 3 "$XINZHAN" $login backup "$dir/backups" -- sh "$dir/copy")
row "backup, ms" "$1" "$3" - "compacted, checked in full; the floor copies"
# shellcheck disable=SC2046
set -- $(turns 3 "$XINZHAN" $login find wxy -- cat "$dir/store/data.mdb")
row "find, ms" "$1" "$3" - "all forms that have names, one process"
# shellcheck disable=SC2046
set -- $(turns 9 "$XINZHAN" $login list session --limit 20 -- "$dir/sum" "$dir/floor.mdb" $first $first)
row "15 twenty lines, process, ms" "$2" "$4" - "processor, with unlocking; the floor: one day"
# The rows with two indexes are 1.31 x their CSV, so 2.3 x CSV is 1.76 x them.
row "16 size, KB" "$(du -k "$dir/store/data.mdb" | cut -f 1)" "$(du -k "$dir/floor.mdb" | cut -f 1)" 1.76 \
	"sealed, with log and indexes"

# The form language: ours beside its bound (issue: forms), a where beside C.
"$dir/forms"
xz verify >"$dir/verify" 2>&1 || { cat "$dir/verify"; exit 1; }
