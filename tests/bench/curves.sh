# SPDX-License-Identifier: MIT
# How the work grows with the store: instructions by callgrind, which are the
# same on a busy machine, of one command each (unlocking with a test store's
# cheap Argon2id is in all). BUILD=… XINZHAN=… sh tests/bench/curves.sh 10000 100000
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=${here%/tests/bench}
dir=$BUILD/curves
rm -rf "$dir"
mkdir -p "$dir"
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM HUP

# shellcheck disable=SC2086 # lists of words
${CC:-cc} -O2 -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -I"$source" -o "$dir/load" \
	"$here/load.c" "$here/floor.c" "$BUILD"/store/*.o "$BUILD"/forms/*.o \
	"$BUILD/gen/po.o" "$BUILD/gen/embed_forms.o" -llmdb -lsodium -lyaml -ljansson -lpcre2-8 -lm
echo 'quiet river lamp 9' >"$dir/pw"
printf 'key 3 Enter\nscreen x\n' >"$dir/open.keys"
printf 'key Down\nscreen x\n' >"$dir/home.keys"
printf 'key 3 F5\nscreen x\n' >"$dir/new.keys"
echo '{"un_name":"第一小学"}' >"$dir/record"

# Millions of instructions, those of its children too.
count() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$XINZHAN" --data "$dir/store" --user u \
		--now 2022-12-31T20:30 --password-fd 9 --templates "$here/templates" "$@" \
		9<"$dir/pw" >"$dir/out" 2>"$dir/err" || { cat "$dir/err" >&2; exit 1; }
	awk '/Collected/ { n += $NF } END { printf "%.1f", n / 1e6 }' "$dir/err"
}

for n in "$@"; do
	"$dir/load" "$dir" "$n" >&2
	printf '%s records\n' "$n"
	for task in "home|--keys $dir/home.keys" "session opened|--keys $dir/open.keys" \
		"session begun|--keys $dir/new.keys" "save a draft|add unit $dir/record --draft" \
		"list, 20 lines|list session --limit 20" "search|find wxy" \
		"due|due" "quarter report|report BENCH --period 2022Q4 --format csv-data" \
		"R01|report R01 --period 2022Q4" "verify|verify" "backup|backup $dir/backups"; do
		# shellcheck disable=SC2086 # a list of words
		printf '%-18s %10s\n' "${task%%|*}" "$(count ${task#*|})"
	done
	rm -rf "$dir/store" "$dir/floor.mdb" "$dir/backups"
done
