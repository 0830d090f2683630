# SPDX-License-Identifier: MIT
# README.zh.md, the clerks' handbook, tells the truth: its screens are what the
# desk shows over the sample station, its table of keys is the help's.
# BLESS=1 rewrites both.
. "$TESTS/lib.sh"
"$XINZHAN" demo demo >/dev/null 2>&1 || fail "demo"
mkdir got
show() { "$XINZHAN" --data demo/store --user demo --keys "$1" --screen || fail "$1: exit $?"; }
# Record numbers are new every time.
show "$TESTS/goldens/readme_zh.keys" >raw || { tail -n 1 raw; exit 1; }
sed -E 's/   [0-9a-f]{6} 20/   a3f09c 20/' raw | awk '
	/^== / { file = "got/" $2; printf "" >file; next }
	/^==$/ { file = ""; next }
	file { print >file }'
printf 'resize 120x100\nkey F1\nscreen help\n' >keys
{
	echo '| 键 | 做什么 |'
	echo '|---|---|'
	show keys | sed -n '/^所有的键$/,/^怎么敲$/p' | sed '1,2d;$d' | sed '$d' |
		sed -E 's/^(.*[^ ]) {2,}/| \1 | /; s/$/ |/'
} >got/keys
[ "$(wc -l <got/keys)" -gt 25 ] || { cat got/keys; fail "no table of keys"; }

# Between "<!-- screen NAME -->" and "<!-- /screen -->" stands a screen; NAME
# keys: the table.
awk '
	/^<!-- screen / { print; name = $3; fence = name == "keys" ? "" : "```\n"
		printf "%s", fence; while ((getline row <("got/" name)) > 0) print row; printf "%s", fence; skip = 1 }
	/^<!-- \/screen/ { skip = 0 }
	!skip' "$SOURCE/README.zh.md" >new || fail "README.zh.md"
for name in home form check lookup list queue person report trend keys; do
	grep -q "^<!-- screen $name -->" "$SOURCE/README.zh.md" || fail "no $name in README.zh.md"
done
[ -n "${BLESS:-}" ] && cat new >"$SOURCE/README.zh.md"
diff -u "$SOURCE/README.zh.md" new || fail "README.zh.md differs"
