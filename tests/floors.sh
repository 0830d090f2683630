# SPDX-License-Identifier: MIT
# Proves the floors (design.md 2: arrows point down only) and the walls
# (each library in its own file). Prints what breaks them.
cd "$(dirname "$0")/.." || exit 1
bad=0
say() { echo "floors: $1"; bad=1; }
above() { # floor, then the floors it may not include
	floor=$1; shift
	for up; do
		hits=$(grep -rn "#include \"$up/" "$floor" --include='*.[ch]') && say "$floor includes $up: $hits"
	done
}
above store forms templates tui
above forms templates tui
above templates tui
wall() { # header, extended regex of files that may include it
	hits=$(grep -rlE "#include <$1>" store forms templates tui main.c --include='*.[ch]' | grep -vE "^($2)$")
	[ -z "$hits" ] || say "$1 outside its wall: $hits"
}
wall 'lmdb\.h' 'store/.*'
wall 'sodium\.h' 'store/.*'
wall 'yaml\.h' 'forms/yaml\.c'
wall 'jansson\.h' 'forms/json\.c|templates/writers/(json|dhis2)\.c'
wall 'pcre2\.h' 'forms/regex\.c'
wall 'iconv\.h' 'forms/charset\.c'
wall 'xlsxwriter\.h' 'templates/writers/xlsx_library\.h'
wall 'archive\.h' 'templates/bundle\.c'
wall 'n?curses\.h' 'tui/term_impl\.h'
hits=$(grep -rnE '\b(malloc|calloc|realloc|free)\(' store forms templates tui main.c --include='*.c' |
	grep -vE '^store/arena\.c|:[0-9]+:[[:space:]]*(/\*|\*|//)|_free\(')
[ -z "$hits" ] || say "malloc and free live in store/arena.c: $hits"
hits=$(grep -rnE '\b(strcpy|strcat|sprintf|strtok|atoi|system|popen)\(' store forms templates tui main.c --include='*.c')
[ -z "$hits" ] || say "banned calls: $hits"
[ $bad = 0 ] && echo "floors: ok"
exit $bad
