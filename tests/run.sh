# SPDX-License-Identifier: MIT
# Runs test scripts one by one, each in a temporary folder of its own, and
# closes with a count. A script exits 0 passed, 77 skipped, else failed.
passed=0 failed=0 skipped=0
here=$(cd "$(dirname "$0")" && pwd)
# One locale for the tools, one mask for their files; what tries others sets
# its own.
export LC_ALL=C.UTF-8
umask 022
export TESTS="$here" SOURCE="${here%/tests}"
for t; do
	[ -f "$t" ] || continue
	case $t in /*) ;; *) t=$PWD/$t ;; esac
	dir=$(mktemp -d) || exit 1
	start=$(date +%s)
	(cd "$dir" && HOME=$dir XDG_DATA_HOME=$dir sh "$t") >"$dir.log" 2>&1
	rc=$?
	took=$(($(date +%s) - start))
	case $rc in
	0) passed=$((passed + 1)); echo "ok      ${t#"$SOURCE"/} (${took}s)" ;;
	77) skipped=$((skipped + 1)); echo "skipped ${t#"$SOURCE"/}: $(tail -n 1 "$dir.log")" ;;
	*) failed=$((failed + 1)); echo "FAILED  ${t#"$SOURCE"/} ($rc)"; sed 's/^/    /' "$dir.log" | tail -n 60 ;;
	esac
	chmod -R u+w "$dir"
	rm -rf "$dir" "$dir.log" "$dir.pw" "$dir.door"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
