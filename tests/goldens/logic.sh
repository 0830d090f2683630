# SPDX-License-Identifier: MIT
# On the desk: a field keyed twice, rows that another field counts, answers in
# labels, a reference filtered, and what finishing clears.
. "$TESTS/lib.sh"
world
cat >store/forms/visit2.yaml <<'YAML'
settings: {form_id: visit2, form_title: {zh: 双录表, en: Twice}, version: "1"}
survey:
  - {type: text, name: idno, label: {zh: 证号, en: No}, x_verify: double}
  - {type: integer, name: n, label: {zh: 人数, en: N}}
  - type: repeat
    name: kid
    label: {zh: 孩子, en: Kids}
    repeat_count: ${n}
    survey:
      - {type: text, name: who, label: {zh: 姓名, en: Name}}
      - {type: text, name: pet, label: {zh: "${who}的宠物", en: "Pet of ${who}"}}
  - {type: text, name: why, label: {zh: 原因, en: Why}, relevant: "${n} > 1"}
YAML
accept
cat >keys <<'END'
key F9
type 双录
key Enter F5
type 123
key Enter
screen once
key Up
screen blank
type 123
key Enter
type 2
key Enter
type 小明
key Enter
screen named
type 猫
key Enter
screen rows
key Down*2
type 忙
key Enter
key PgUp Up*9
key Down
type 1
key Enter F2
screen saved
END
xz --keys keys --screen >out || { cat out; fail "exit $?"; }
shown() { sed -n "/^== $1 /,/^==\$/p" out | grep -qF -- "$2" || { cat out; fail "$1: no “$2”"; }; }
shown once '[123'
shown once '这一栏要填两遍核对'
shown blank '1 证号         [____'
shown named '小明的宠物'
shown rows '1 小明 猫'
shown rows '第 2 行'
shown saved '不再问的 1 栏已清除：why'
xz list visit2 --format jsonl >listed || fail "list"
grep -q '"kid":\[{"who":"小明","pet":"猫"}\]' listed || fail "rows: $(cat listed)"
grep -q '"why"' listed && fail "why was kept: $(cat listed)"

# The printed order: x_print's lines, then the rest; and what a report feeds on.
cat >store/forms/sheet.yaml <<'YAML'
settings: {form_id: sheet, form_title: {zh: 排版表, en: Sheet}, version: "1"}
survey:
  - {type: text, name: rest, label: {zh: 备注, en: Rest}}
  - {type: text, name: b, label: {zh: 乙, en: B}, x_print: {row: 2, col: 2}, x_element: DE_B}
  - {type: text, name: c, label: {zh: 丙, en: C}, x_print: {row: 3}}
  - {type: text, name: a, label: {zh: 甲, en: A}, x_print: {row: 2}}
YAML
accept
id=$(echo '{"rest":"0","a":"1","b":"2","c":"3"}' | xz add sheet | sed -n 's/^ACK //p')
xz show "$id" --format text | tail -n +3 >sheet
printf '%s\n' '甲: 1  乙: 2' '丙: 3' '备注: 0' | diff -u - sheet || fail "printed order"
xz forms sheet --format json | grep -q '"x_element":"DE_B","x_print":{"row":2,"col":2,"span":1}' ||
	fail "x_element, x_print: $(xz forms sheet --format json)"
exit 0
