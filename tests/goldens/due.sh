# SPDX-License-Identifier: MIT
# The queue: what x_due says of each form, computed; overdue, today, next days.
. "$TESTS/lib.sh"
world
mkdir -p store/forms
cat >store/forms/who.yaml <<'X'
settings:
  form_id: who
  form_title: {zh: 人, en: Who}
  version: "1"
  instance_name: "${no}"
  x_unique: [[no]]
  x_due:
    - {date: "${since}", until: "count-of(paper, who = this) > 0", label: {zh: 缺知情同意, en: No consent}}
survey:
  - {type: text, name: no, label: {zh: 编号, en: No}, required: yes}
  - {type: date, name: since, label: {zh: 建档, en: Since}}
X
cat >store/forms/paper.yaml <<'X'
settings: {form_id: paper, form_title: {zh: 同意书, en: Paper}, version: "1", x_parent: who}
survey:
  - {type: select_one_from_file who.csv, name: who, label: {zh: 人, en: Who}, required: yes}
X
cat >store/forms/visit.yaml <<'X'
settings:
  form_id: visit
  form_title: {zh: 走访, en: Visit}
  version: "1"
  instance_name: concat(${who}, ' ', ${on})
  x_event_date: on
  x_parent: who
  x_due:
    - {date: "${next}", latest: yes}
    - {date: "${expires}", before: 30, label: {zh: 快到期, en: Expires}}
survey:
  - {type: select_one_from_file who.csv, name: who, label: {zh: 人, en: Who}, required: yes}
  - {type: date, name: on, label: {zh: 日期, en: On}, required: yes}
  - {type: date, name: next, label: {zh: 下次, en: Next}}
  - {type: date, name: expires, label: {zh: 到期, en: Expires}}
X
A=$(put who '{"no":"甲","since":"2022-12-01"}') || exit 1
B=$(put who '{"no":"乙"}') || exit 1
C=$(put who '{"no":"丙"}') || exit 1
put visit "{\"who\":\"$A\",\"on\":\"2022-10-01\",\"next\":\"2022-11-01\"}" >/dev/null
put visit "{\"who\":\"$A\",\"on\":\"2022-11-02\",\"next\":\"2022-12-11\"}" >/dev/null
LAST=$(put visit "{\"who\":\"$B\",\"on\":\"2022-11-03\",\"next\":\"2022-12-20\"}") || exit 1
put visit "{\"who\":\"$C\",\"on\":\"2022-11-03\",\"next\":\"2022-12-27\",\"expires\":\"2023-01-19\"}" >/dev/null
put visit "{\"who\":\"$C\",\"on\":\"2022-11-02\",\"next\":\"2022-12-28\",\"expires\":\"2023-01-20\"}" >/dev/null
due() { xz due "$@" | sed 's/  *[0-9a-f]\{8\}-[0-9a-f-]*$//'; }
due >said
cat >want <<'X'
2022-12-01  逾期 19 天  缺知情同意  甲
2022-12-11  逾期 9 天   走访        甲 2022-11-02
2022-12-20  今天        走访        乙 2022-11-03
2022-12-27  还有 7 天   走访        丙 2022-11-03
2023-01-19  还有 30 天  快到期      丙 2022-11-03
逾期 2，今天 1，往后 2
X
diff -u want said || fail "the queue differs"
# At the desk: the same list; what is opened and put right leaves it.
cat >keys <<'X'
key F8
screen queue
key Down*2 Enter
screen opened
key Esc
key Esc
screen home
X
xz --keys keys --screen >desk || fail "desk: $(cat desk)"
for row in '逾期 19 天   *缺知情同意   *甲' '逾期 9 天   *走访   *甲 2022-11-02' '今天   *走访   *乙 2022-11-03' '逾期 2  今天 1  往后 2'; do
	grep -q "$row" desk || { cat desk; fail "not at the desk: $row"; }
done
sed -n '/^== opened/,/^==$/p' desk | grep -q '2022-12-20' || { cat desk; fail "the record was not opened"; }
sed -n '/^== home/,/^==$/p' desk | grep -q 去哪里 || fail "not back home"
# A later visit, a paper: they leave it.
put visit "{\"who\":\"$A\",\"on\":\"2022-12-12\"}" >/dev/null
put paper "{\"who\":\"$A\"}" >/dev/null
due | grep 甲 && fail "still due"
# A void one gives way to the one before.
expect 0 ACK xz void "$LAST" --reason 录错
due | grep 乙 && fail "a void record is due"
due --on 2022-12-28 | grep -q '逾期 1 天 *走访 *丙 2022-11-03' || fail "--on: $(due --on 2022-12-28)"
xz due --format jsonl | head -1 >line
grep -q '{"date":"2022-12-27","state":"soon","days":7,"form":"visit","what":"走访","title":"丙 2022-11-03","id":"' line || fail "$(cat line)"
xz --lang en due | grep -q 'in 7 days' || fail "English: $(xz --lang en due)"
expect 2 - xz due --on gestern
expect 2 - xz due --format xml
xz audit | grep -q 'due: ' || fail "nobody notes who looked"
sed -i 's/x_parent: who/x_list: [on]/' store/forms/visit.yaml
expect 1 'latest' xz lint store/forms/visit.yaml
