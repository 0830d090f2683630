# SPDX-License-Identifier: MIT
# Lines of code that ran, file by file: coverage.sh FOLDER..., of the objects
# in $BUILD and what their programs left beside them (gcc --coverage). Nine in
# ten of store/ must run: what does not is told in tests/faults/README.md.
set -eu
for folder; do
	find "$BUILD/$folder" -name '*.gcda' | LC_ALL=C sort | while read -r data; do
		(${GCOV:-gcov} -n -o "$(dirname "$data")" "$data" 2>/dev/null) || :
	done | awk -v folder="$folder" '
	/^File / {
		name = $0
		gsub(/^File .|.$/, "", name)
		wanted = index(name, folder "/") == 1 && name ~ /[.]c$/
	}
	/^Lines executed:/ && wanted {
		split($0, part, /[:% ]+/)
		printf "%6.1f%% of %4d  %s\n", part[3], part[5], name
		ran += part[3] * part[5] / 100
		all += part[5]
		wanted = 0
	}
	END {
		if (!all) {
			print "nothing of " folder " ran" >"/dev/stderr"
			exit 1
		}
		printf "%6.1f%% of %4d  %s/\n", 100 * ran / all, all, folder
		if (folder == "store" && ran < 0.9 * all)
			exit 1
	}'
done
