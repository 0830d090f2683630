# SPDX-License-Identifier: MIT
# What the state of a person rules: invariants (a) to (e) of domain.md section 3,
# withdrawn consents, x_closed.
. "$TESTS/lib.sh"
world
A=$(put resident "$(resident 张三 500112198008089974)") || exit 1
consent() { echo "{\"co_person\":\"$A\",\"co_purpose\":\"$1\",\"co_by\":\"1\",\"co_date\":\"${2:-2022-03-02}\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}"; }

# (a) an ID number is unique, however it is written.
refuse 已有记录 resident "$(resident 李四 500112198008089974)"
refuse 已有记录 resident "$(resident 李四 ５００１１２１９８００８０８９９７４)"

# A withdrawn consent stops new records at once and is named; an older one that
# is put right, or a new one, opens the way again.
put consent "$(consent 1)" >/dev/null
ARCHIVE=$(xz list consent --format csv | tail -1 | cut -d, -f1)
special() { echo "{\"sp_person\":\"$A\",\"sp_group\":\"$1\",\"sp_in\":\"${2:-2022-05-01}\",\"sp_risk\":\"1\"${3:+,$3}}"; }
expect 0 ACK xz set "$ARCHIVE" co_withdraw=2022-06-01 --reason 本人要求
said=$(consent 8 2022-07-01 | xz add consent 2>&1) || fail "a new consent is always possible: $said"
printf '%s\n' "$(special 01 2022-07-01)" | xz add special_population >said 2>&1
grep -q '知情同意（建立心理档案）已撤回：张三 建立心理档案 2022-03-02，自 2022-06-01 起不能再加' said ||
	grep -q '知情同意（建立心理档案）已撤回：' said || fail "the withdrawn one is not named: $(cat said)"
printf '%s\n' "$(special 01 2022-05-01)" | xz add special_population >said 2>&1
grep -q 已撤回 said && fail "before that day it was in force: $(cat said)"
put consent "$(consent 1 2022-08-01)" >/dev/null
printf '%s\n' "$(special 01 2022-09-01)" | xz add special_population >said 2>&1
grep -q 已撤回 said && fail "there is a new one: $(cat said)"

# Rules of a form of one's own: whom, from when, but for what, how far.
mkdir -p store/forms
cat >store/forms/who.yaml <<'X'
settings:
  form_id: who
  form_title: {zh: 人, en: Who}
  version: "1"
  instance_name: "${no}"
  x_closed:
    - {from: "${died}", except: [last_word], message: {zh: 已故, en: Dead}}
    - {from: "${left}", direct: yes, forms: [job], message: {zh: 已离开, en: Left}}
survey:
  - {type: text, name: no, label: {zh: 编号, en: No}, required: yes}
  - {type: date, name: died, label: {zh: 去世, en: Died}}
  - {type: date, name: left, label: {zh: 离开, en: Left}}
X
for f in job last_word; do
cat >store/forms/$f.yaml <<X
settings: {form_id: $f, form_title: {zh: $f, en: $f}, version: "1", x_event_date: day, x_parent: who, instance_name: "concat(\${who}, ' ', \${day})"}
survey:
  - {type: select_one_from_file who.csv, name: who, label: {zh: 人, en: Who}, required: yes}
  - {type: date, name: day, label: {zh: 日期, en: Day}, required: yes}
X
done
cat >store/forms/task.yaml <<'X'
settings: {form_id: task, form_title: {zh: 任务, en: Task}, version: "1", x_event_date: day, x_parent: job}
survey:
  - {type: select_one_from_file job.csv, name: job, label: {zh: 工作, en: Job}, required: yes}
  - {type: date, name: day, label: {zh: 日期, en: Day}, required: yes}
X
xz lint --strict store/forms/*.yaml || fail lint
W=$(put who '{"no":"甲","died":"2022-05-01","left":"2022-03-01"}') || exit 1
J=$(put job "{\"who\":\"$W\",\"day\":\"2022-02-01\"}") || exit 1
refuse '已离开：甲' job "{\"who\":\"$W\",\"day\":\"2022-03-01\"}"
put task "{\"job\":\"$J\",\"day\":\"2022-04-01\"}" >/dev/null || exit 1
refuse '已故：甲，自 2022-05-01 起不能再加' task "{\"job\":\"$J\",\"day\":\"2022-05-01\"}"
put last_word "{\"who\":\"$W\",\"day\":\"2022-06-01\"}" >/dev/null || exit 1
# What is there stays as it is, and may be put right.
expect 0 ACK xz set "$J" day=2022-02-02 --reason 改日期
xz --lang en add task <<X 2>&1 | grep -q 'Dead: 甲, nothing may be added' || fail "English"
{"job":"$J","day":"2022-05-01"}
X
printf 'settings: {form_id: x, form_title: x, version: "1", x_closed: [{message: m}]}\nsurvey: [{type: text, name: a, label: a}]\n' >x.yaml
expect 1 x_closed xz lint x.yaml

# (d) nothing is deleted: voided, with a reason; not what others refer to.
expect 2 - xz void "$W"
expect 1 属于它 xz void "$W" --reason 重复
cat >store/forms/slip.yaml <<'X'
settings: {form_id: slip, form_title: {zh: 单子, en: Slip}, version: "1"}
survey:
  - {type: select_one_from_file who.csv, name: by, label: {zh: 经手, en: By}, required: yes}
X
W2=$(put who '{"no":"乙"}') || exit 1
S=$(put slip "{\"by\":\"$W2\"}") || exit 1
expect 1 '1 条有效记录引用它' xz void "$W2" --reason 重复
expect 0 ACK xz set "$S" "by=$W" --reason 改
expect 0 ACK xz void "$W2" --reason 重复
xz show "$W2" --history | wc -l | grep -q 2 || fail "its history"
expect 0 数据完好 xz verify
