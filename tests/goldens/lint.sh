# SPDX-License-Identifier: MIT
# What lint says about each file of tests/forms/bad, to the letter; then about
# files that are too big, too deep, or no files at all.
. "$TESTS/lib.sh"
bad=$TESTS/forms/bad
lint() { timeout 10 "$XINZHAN" --data "$PWD/none" lint "$@"; }

# checked NAME: in the folder of NAME.yaml, against $bad/NAME.err.
checked() {
	said=$(cd "$2" && lint "$1.yaml" 2>&1)
	rc=$?
	printf '%s\n' "$said" >"$1.got"
	[ -z "${BLESS:-}" ] || cp "$1.got" "$bad/$1.err"
	diff -u "$bad/$1.err" "$1.got" || fail "$1.err differs"
	case $said in *": error:"*) want=1 ;; *) want=0 ;; esac
	[ "$rc" = "$want" ] || fail "$1: exit $rc, not $want"
}

for f in "$bad"/*.yaml; do
	name=${f##*/}
	checked "${name%.yaml}" "$bad"
done

mkdir made
head='settings: {form_id: made, form_title: {zh: 做的, en: Made}, version: "1"}
survey:'
row() { printf '  - {type: text, name: %s, label: {zh: 题, en: Q}%s}\n' "$1" "${2:-}"; }
{ printf 'a: '; head -c 100000 /dev/zero | tr '\0' '['; } >made/depth_brackets.yaml
{ echo "$head"; row a ", hint: $(head -c 70000 /dev/zero | tr '\0' x)"; } >made/long_text.yaml
{ echo "$head"; i=0; while [ $i -lt 2003 ]; do row "f$i"; i=$((i + 1)); done; } >made/too_many.yaml
{ echo "$head"; row a; head -c 4200000 /dev/zero | tr '\0' '#'; } >made/too_big.yaml
{ echo "$head"; row a; i=0; while [ $i -lt 200 ]; do echo "    # $i"; i=$((i + 1)); done
	awk 'BEGIN { print "lists:"; print "  l:"; for (i = 0; i < 70000; i++) print "    - {name: \"" i "\"}" }'; } >made/too_many_nodes.yaml
for name in depth_brackets long_text too_many too_big too_many_nodes; do
	checked $name made
done

# The offending text underlined: under wide characters, in a long line, a map.
(cd "$bad" && lint --underline never_asked.yaml never_shown.yaml bad_extras.yaml cycle.yaml) >underline.got 2>&1
[ -z "${BLESS:-}" ] || cp underline.got "$bad/underlined.txt"
diff -u "$bad/underlined.txt" underline.got || fail "underlined.txt differs"

# An XLSForm: the line, and the number of the cell in it.
printf 'survey\n,type,name,label,relevant\n,text,a,A,${b} = 1\n' >made/x.csv
expect 1 'made/x.csv:3:5: error: 没有字段“b”' lint made/x.csv

# A good form with Windows line ends and a byte order mark.
{ printf '\357\273\277'; { echo "$head"; row a; } | sed 's/$/\r/'; } >made/crlf.yaml
expect 0 - lint made/crlf.yaml
[ -z "$said" ] || fail "crlf: $said"

# What is no file must not hang.
mkfifo made/fifo.yaml
expect 1 "made/fifo.yaml: error: 不是普通文件" lint made/fifo.yaml
expect 1 "made: error: 不是普通文件" lint made
expect 1 "没有文件 made/nothing.yaml" lint made/nothing.yaml
expect 2 - lint

# --strict: an unknown key is an error.
expect 0 "warning: 不认识的键" lint "$bad/unknown_top.yaml"
expect 1 "error: 不认识的键" lint --strict "$bad/unknown_top.yaml"

# Every shipped file passes.
expect 0 - lint --strict "$SOURCE"/forms/std/*.yaml "$SOURCE"/forms/std/lists/*.yaml
[ -z "$said" ] || fail "shipped: $said"
expect 0 - lint --strict "$SOURCE"/templates/std/*.yaml
[ -z "$said" ] || fail "shipped: $said"

# Whatever they say in Chinese they say in English, beside it or in the next line.
awk 'wait && !/^ *en:/ { print last }
	{ wait = /(^|[{ ])zh:/ && !/en:/; last = FILENAME ":" FNR ": " $0 }
	/^ *-? *(label|hint|title|constraint_message|x_warning_message|required_message): *[^{ >|]/ && /[^\001-\177]/ { print last }' \
	"$SOURCE"/forms/std/*.yaml "$SOURCE"/forms/std/lists/*.yaml "$SOURCE"/forms/maps/*.yaml "$SOURCE"/templates/std/*.yaml >bare
[ -s bare ] && { cat bare; fail "no English"; }

# In English too.
expect 1 "resident" lint --lang en "$bad/reference_to_nowhere.yaml"
case $said in *安装*) fail "not English: $said" ;; esac

# The examples of the manual page are right.
awk '/^\.EX/ { on = 1; n++; next } /^\.EE/ { on = 0 } on { print > ("made/manual" n ".yaml") }' \
	"$SOURCE/forms/forms.5"
[ -s made/manual3.yaml ] || fail "no examples in forms.5"
expect 0 - lint --strict made/manual1.yaml made/manual2.yaml made/manual3.yaml
[ -z "$said" ] || fail "forms.5: $said"
