# SPDX-License-Identifier: MIT
# make fuzz F=yaml: a minute of libFuzzer (clang) over one reader of outside
# bytes; without F each in turn. New inputs stay in build/; a crash is written
# there too and named at the end: put it into tests/fuzz/corpus/NAME/ with the
# fix, and make check replays it for ever.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
seconds=${SECONDS_EACH:-60}

for name in $F; do
	target=$BUILD/tests/fuzz/${name}_fuzz
	corpus=$here/corpus/$name
	found=$BUILD/tests/fuzz/$name
	shipped=
	[ "$name" != yaml ] || shipped="$here/../../forms/std $here/../../forms/std/lists"
	mkdir -p "$found"
	echo "== $name, $seconds s"
	"$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=8192 \
		-print_final_stats=1 -artifact_prefix="$found/crash-" "$found" "$corpus" $shipped 2>"$found.log" || {
		tail -n 40 "$found.log"
		echo "found: $(ls "$found"/crash-* 2>/dev/null)"
		exit 1
	}
	grep -E '^#[0-9]+.*DONE|number_of_executed_units' "$found.log"
done
