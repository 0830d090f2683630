# SPDX-License-Identifier: MIT
# The keys in xinzhan.1 are those the desk's help lists, and every action has
# its place there; the settings it shows are taken. BLESS=1 rewrites the keys.
. "$TESTS/lib.sh"
world
printf 'resize 120x100\nkey F1\nscreen help\n' >keys
xz --lang en --keys keys --screen >raw || fail "exit $?"
sed -n '/^All keys$/,/^How to type$/p' raw | sed '1,2d;$d' | sed '$d' >table
[ "$(wc -l <table)" -gt 25 ] || { cat raw; fail "no table of keys"; }
page=$SOURCE/xinzhan.1
if [ -n "${BLESS:-}" ]; then
	sed 's/\\/\\\\/g; s/-/\\-/g' table >rows
	awk '/^\.\\" keys:/ { print; print ".EX"; while ((getline row <"rows") > 0) print row; print ".EE"; skip = 1 }
		/^\.\\" \/keys/ { skip = 0 }
		!skip' "$page" >new && cat new >"$page"
fi
sed -n '/^\.\\" keys:/,/^\.\\" \/keys/p' "$page" | sed '1,2d;$d' | sed '$d' | sed 's/\\-/-/g' >told
diff -u told table || fail "the keys in xinzhan.1 differ"

# It names every command, and no other.
sed -n '/^\.SH COMMANDS/,/^\.SH TABLES/s/^\.B //p' "$page" | tr -d , | tr ' ' '\n' | sort >named
"$XINZHAN" --lang en --help | sed -n 's/^  xinzhan \([a-z][a-z]*\) .*/\1/p' | sort >there
[ "$(wc -l <there)" -gt 20 ] || fail "no commands in --help"
diff -u named there || fail "the commands in xinzhan.1 differ"

# The page reads without complaint where groff is there to say so.
if command -v groff >/dev/null; then
	for p in "$page" "$SOURCE/forms/forms.5" "$SOURCE/templates/templates.5"; do
		groff -k -man -Tutf8 -ww -z "$p" 2>said || fail "$p"
		grep -v "can't break line\|cannot break line\|cannot adjust" said >faults
		[ -s faults ] && { cat faults; fail "$p"; }
	done
fi

# The settings of the page are taken, in each of the words it names.
mkdir -p config/xinzhan
desk() { XDG_CONFIG_HOME=$PWD/config xz --keys keys --screen; }
sed -n '/^keys: xinzhan/,/^\.EE/p' "$page" | sed '$d' >config/xinzhan/desk.yaml
[ "$(wc -l <config/xinzhan/desk.yaml)" = 6 ] || fail "six settings"
printf 'screen home\nkey 4 F5\nscreen form\n' >keys
desk >out || fail "exit $?"
grep -q '设置没有全用上' out && { cat out; fail "settings of the page"; }
grep -q 'F2保存 F4选项' out || fail "own keys"
echo 'keys: yonyou' >config/xinzhan/desk.yaml
desk | grep -q 'F6保存 F2选项 F5加行 F4照抄' || fail "yonyou: $(desk)"
echo 'keys: kingdee' >config/xinzhan/desk.yaml
desk | grep -q 'F8保存 F7选项 F5加行 F6照抄 F4检查' || fail "kingdee: $(desk)"
printf 'theme: high\nkeys: vi\n' >config/xinzhan/desk.yaml
desk | grep -q '设置没有全用上.*desk.yaml:2:7' || fail "a mistake is not said: $(desk)"
# Whatever the preset, Ctrl+S saves, and no words name a key that is not it.
for preset in yonyou kingdee; do
	echo "keys: $preset" >config/xinzhan/desk.yaml
	printf 'key 1 F5\ntype 张三\nkey Ctrl+S\nscreen saved\n' >keys
	desk >out
	grep -q '已存成草稿' out || { cat out; fail "$preset: Ctrl+S does not save"; }
	case $preset in yonyou) want=F7 ;; *) want=F4 ;; esac
	grep -q "；$want 看是哪几处" out || { cat out; fail "$preset: the words name another key"; }
done
