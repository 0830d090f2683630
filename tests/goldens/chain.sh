# SPDX-License-Identifier: MIT
# A period is closed, sent up, taken in and added up: one station.
. "$TESTS/lib.sh"
world

# --- what stands behind a figure --------------------------------------------------
A=$(put activity "$(activity 甲)") || exit 1
B=$(put activity "$(activity 乙 '"ac_date":"2022-08-01"' | sed 's/"ac_date":"2022-10-10",//')") || exit 1
C=$(put activity "$(activity 丙 '"ac_date":"2022-08-02"' | sed 's/"ac_date":"2022-10-10",//')") || exit 1
xz report R01 --period 2022Q3 --explain C1a >behind 2>said || fail "explain: $(cat said)"
[ "$(wc -l <behind)" = 2 ] || fail "two records: $(cat behind)"
grep -q "$B.*2022-08-01  *1 " behind || fail "$(cat behind)"
grep -q "$A" behind && fail "of another quarter"
xz report R01 --period 2022Q3 --explain C1b.ytd >behind || fail "explain ytd"
grep -q "$C.* 120 " behind || fail "$(cat behind)"
expect 1 没有行 xz report R01 --period 2022Q3 --explain ZZ
expect 1 不是从记录 xz report R01 --period 2022Q3 --explain L1
expect 2 - xz report --explain A1

# --- closing ----------------------------------------------------------------------
expect 1 没有过完 xz close 2022Q4
expect 1 没有封存 xz reopen 2022Q3 --reason 早
expect 2 理由 xz reopen 2022Q3
expect 2 理由 xz close 2022Q3 --adjust R01.C1a=+2
expect 2 R01.L1 xz close 2022Q3 --set L1=x
expect 1 手填 xz close 2022Q3 --set R01.C1a=5
expect 1 不能调整 xz close 2022Q3 --adjust R01.B5e=+2 --reason x
expect 0 可以封存 xz close 2022Q3 --check
expect 1 没有封存 xz reopen 2022Q3 --reason 早
expect 0 "第 1 版" xz close 2022Q3 --set R01.L1=人手不足 --adjust R01.C1a=+2 --reason 未及登记
expect 1 已经封存 xz close 2022Q3
xz report R01 --period 2022Q3 >first || fail report
grep -q "人手不足" first || fail "typed line: $(cat first)"
grep -q "C1a 含人工调整 +2（2022Q3）：未及登记" first || fail "no note"
value() { xz report "$1" --period "$2" --format json | python3 -c "
import json,sys
r=[r for r in json.load(sys.stdin)['rows'] if r.get('id')=='$3'][0]
print(r['$4'])"; }
[ "$(value R01 2022Q3 C1a value)" = 4 ] || fail "adjusted: $(value R01 2022Q3 C1a value)"
[ "$(value R01 2022Q4 C1a ytd)" = 5 ] || fail "the year keeps the correction: $(value R01 2022Q4 C1a ytd)"

# Its records stay as they were; others go on.
activity 丁 '"ac_date":"2022-09-01"' | sed 's/"ac_date":"2022-10-10",//' >d.jsonl
expect 3 已封存 xz add activity d.jsonl
expect 3 已封存 xz set "$B" ac_heads=130 --reason 数错
expect 3 已封存 xz set "$B" ac_date=2022-10-01 --reason 记错
expect 3 已封存 xz set "$A" ac_date=2022-09-01 --reason 记错
expect 3 已封存 xz void "$B" --reason 重
expect 0 ACK xz set "$A" ac_heads=130 --reason 数错
R=$(put resident "$(resident 张三 500112198008089974 | sed 's/2022-03-01/2022-08-01/')" 2>/dev/null) && fail "a resident of the closed quarter"
expect 0 - xz verify --full
for f in csv csv-data json dhis2-json dhis2-csv adx html xlsx; do
	xz report R01 --period 2022Q3 --format $f -o one.$f >/dev/null || fail "$f"
	"$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 --now 2023-12-20T09:00 report R01 --period 2022Q3 --format $f -o two.$f >/dev/null 9<"$PW" || fail "$f a year later"
	cmp one.$f two.$f || fail "$f: other bytes a year later"
done

# --- opened again -------------------------------------------------------------------
expect 0 - xz reopen 2022Q3 --reason 漏录
expect 0 ACK xz set "$B" ac_heads=130 --reason 数错
D=$(put activity "$(activity 丁 '"ac_date":"2022-09-01"' | sed 's/"ac_date":"2022-10-10",//')") || exit 1
xz close 2022Q3 >diff 2>said || fail "close again: $(cat said)"
grep -q "第 2 版" said || fail "$(cat said)"
grep -q "^R01 C1a 本季数：4 → 5$" diff || fail "differences: $(cat diff)"
grep -q "^R01 C1b 本季数：240 → 370$" diff || fail "differences: $(cat diff)"
grep -q "A4a" diff && fail "no difference there"
xz report R01 --period 2022Q3 | grep -q 人手不足 || fail "the typed line stays"
xz report R01 --period 2022Q3 | grep -q "更正：第 2 版，理由：漏录" || fail "a reprint says so"
xz audit | grep -q "reopen 2022Q3 漏录" || fail "not in the audit"

# --- what stands in the way, what is told ----------------------------------------------
mkdir more
cat >more/X01.yaml <<'END'
dataSet: {code: X01, name: 试}
dataElements:
  - {code: n, name: 场, from: activity}
  - {code: big, name: 大, from: activity, where: "${ac_heads} > 10"}
validationRules:
  - {left: n, operator: greater_than, right: big, severity: error, message: 不能都大}
layout:
  columns: [{id: value, label: 本季, covers: period}]
  rows: [n, big]
END
E=$(put activity "$(activity 戊 '"ac_date":"2022-05-01"' | sed 's/"ac_date":"2022-10-10",//')") || exit 1
expect 1 "error: X01 校核不通过" xz --templates more close 2022Q2
expect 1 没有封存 xz reopen 2022Q2 --reason 试
F=$(put activity "$(activity 戊 '"ac_date":"2022-05-01","ac_place":"别处","ac_heads":3' | sed 's/"ac_date":"2022-10-10",//;s/"ac_place":"双凤桥社区广场",//;s/"ac_heads":120,//')") || exit 1
echo '{"ac_date":"2022-05-02","ac_theme":"己"}' | xz add activity --draft >/dev/null 2>&1 || fail draft
xz --templates more close 2022Q2 --check >out 2>said || fail "check: $(cat said)"
grep -q "^warning: 可能重复：.* $F 与 $E" said || fail "twice: $(cat said)"
grep -q "^warning: 草稿没有计入" said || fail "draft: $(cat said)"
# A quarter of last year as it was closed stands beside this year's.
H=$(put activity "$(activity 庚 '"ac_date":"2021-08-01"' | sed 's/"ac_date":"2022-10-10",//')") || exit 1
xz close 2021Q3 --adjust R01.C1a=+6 --reason 旧账 >/dev/null 2>&1 || fail "close 2021Q3"
xz reopen 2022Q3 --reason 看去年 >/dev/null 2>&1 || fail reopen
[ "$(value R01 2022Q3 C1a last_year)" = 7 ] || fail "last year: $(value R01 2022Q3 C1a last_year)"
xz close 2022Q3 >/dev/null 2>&1 || fail "close again"
# What lasts goes on: a resident moves on, the day he was taken in stays.
R=$(put resident "$(resident 张三 500112198008089974)") || exit 1
xz close 2022Q1 >/dev/null 2>&1 || fail "close 2022Q1"
expect 0 ACK xz set "$R" p_phone=13900000000 --reason 换号
expect 3 已封存 xz set "$R" rs_built=2022-03-02 --reason 记错
expect 3 已封存 xz void "$R" --reason 试
# Closing is for one who may open all records.
printf 'quiet river lamp 9\nblue stone path 31\n' >two
"$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 users add 周娜 --role clerk 9<two >/dev/null 2>&1 || fail "users add"
echo 'blue stone path 31' >clerk
clerk() { "$XINZHAN" --data "$PWD/store" --user 周娜 --password-fd 9 --now "$NOW" "$@" 9<clerk; }
expect 5 全部记录 clerk close 2022Q2
expect 5 全部记录 clerk reopen 2022Q3 --reason 想改
expect 5 审核人 clerk submit --period 2022Q3 -o c.zip
[ -e c.zip ] && fail "a bundle by a clerk"
sed s/丁/壬/ d.jsonl >z.jsonl
expect 3 已封存 clerk add activity z.jsonl
# An import into it: refused in words, nothing half done.
cat >old.csv <<'END'
活动日期,活动主题,活动地点,场所类别,活动形式,组织者,接受健康教育人员类别,接受健康教育人数,活动内容,活动总结评价,负责人
2022.9.12,心理健康进校园,小学,学校,咨询义诊,街道,学生家长,85,答疑,好,李梅
END
expect 3 已封存 xz import activity old.csv
xz list activity --format csv | grep -q 心理健康进校园 && fail "half an import"
expect 0 - xz verify --full
