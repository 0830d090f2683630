# SPDX-License-Identifier: MIT
# Tables whose lines come from the records, and lines that are held against
# a target (templates/README.md): from YAML alone.
. "$TESTS/lib.sh"
world
for n in '1 120 01' '1 30 02' '2 50 01' '4 7 09'; do
	set -- $n
	put activity "$(activity "活动$1-$2" | sed "s/\"ac_form\":\"1\"/\"ac_form\":\"$1\"/; s/\"ac_heads\":120/\"ac_heads\":$2/; s/\"ac_cat\":\[\"00\"\]/\"ac_cat\":[\"00\",\"$3\"]/")" >/dev/null
done
mkdir -p store/templates report
cat >store/templates/X08.yaml <<'END'
dataSet: {code: X08, name: 按形式和对象, periodType: Quarterly}
dataElements:
  - {code: shows, name: 场次, from: activity, line: "${ac_form}", line_label: "concat('形式', ${ac_form})"}
  - {code: heads, name: 人次, from: activity, aggregate: sum, of: ac_heads, line: "${ac_form}"}
  - {code: big, name: 大型, from: activity, where: "${ac_heads} >= 100", line: "${ac_form}"}
  - {code: whole, name: 全部, from: activity}
indicators:
  - {code: each, name: 每场人次, numerator: heads, denominator: shows, factor: 1, decimals: 1}
layout:
  lead: [{is: label, label: 形式}]
  columns:
    - {id: no, label: 序号, covers: number}
    - {id: c1, label: 场次, head: 次数, element: shows}
    - {id: c2, label: 大型, head: 次数, element: big}
    - {id: c3, label: 人次, element: heads}
    - {id: c4, label: 每场, element: each}
    - {id: c5, label: 全部, element: whole}
  lines:
    - {section: A, label: 先列出的}
    - {id: "2", label: 第二种}
    - {id: "9", label: 没有的}
    - {section: B, label: 记录里有的}
    - {found: yes}
    - {id: odd, label: 一四合计, of: ["1", "4"]}
    - {id: total, label: 合计, all: yes}
END
cat >store/templates/X09.yaml <<'END'
dataSet: {code: X09, name: 按对象, periodType: Quarterly}
dataElements:
  - {code: shows, name: 场次, from: activity, line: "${ac_cat}"}
layout:
  columns: [{id: c1, label: 场次, element: shows}]
  lines: [{list: activity.ac_cat}, {id: total, label: 合计, all: yes}]
END
cat >store/templates/X14.yaml <<'END'
dataSet: {code: X14, name: 指标完成情况, periodType: Quarterly}
dataElements:
  - {code: shows, name: 场次, unit: 场, from: activity}
  - {code: heads, name: 人次, unit: 人次, from: activity, aggregate: sum, of: ac_heads}
  - {code: none, name: 没有, from: lecture}
indicators:
  - {code: T1, name: 每场人次, unit: 人次, numerator: heads, denominator: shows, factor: 1, decimals: 2, goal: ">= 50", target: ≥50（每年）, baseline: "48", category: 宣传}
  - {code: T2, name: 每场人次, unit: 人次, numerator: heads, denominator: shows, factor: 1, decimals: 2, goal: "> 51.75", target: 51.75以上, category: 宣传}
  - {code: T3, name: 没有分母, numerator: heads, denominator: none, goal: "= 100", target: 100%}
  - {code: T4, name: 没有目标, formula: shows}
layout:
  lead: [id]
  columns:
    - {id: c1, label: 序号, covers: number}
    - {id: c2, label: 分类, covers: category}
    - {id: c3, label: 指标名称, covers: label}
    - {id: c4, label: 单位, covers: unit}
    - {id: c5, label: 基期值, covers: baseline}
    - {id: c6, label: 目标值, covers: target}
    - {id: c7, label: 分子, covers: numerator}
    - {id: c8, label: 分母, covers: denominator}
    - {id: c9, label: 完成值}
    - {id: c10, label: 是否达标, covers: met}
    - {id: c11, label: 说明, covers: typed}
  rows: [T1, T2, T3, T4]
END
for r in X08 X09 X14; do
	xz lint store/templates/$r.yaml || fail "lint $r"
	xz report $r --period 2022Q4 | sed 's/[[:space:]]*$//' | golden report/$r.txt || exit 1
	xz report $r --period 2022Q4 --format json >$r.json || fail "$r json"
	xz report $r --period 2022Q4 --format xlsx -o $r.xlsx >/dev/null || fail "$r xlsx"
	xz report $r --period 2022Q4 --format html -o $r.html >/dev/null || fail "$r html"
done
xz report X08 --period 2022Q4 --format csv | sed 's/\r$//' | golden report/X08.csv || exit 1
grep -q '<th colspan="2">次数</th>' X08.html || fail "no merged head: $(grep '<th' X08.html)"
xz report X08 --period 2022Q4 --format adx -o X08.adx >/dev/null || fail adx
grep -q 'dataElement="X08_c3" LINE="odd" value="157"' X08.adx || fail "$(cat X08.adx)"
# Slips are said where they are.
sed 's/element: shows}/element: show}/' store/templates/X09.yaml >bad.yaml
expect 1 '是不是“shows”' xz lint bad.yaml
sed 's/goal: ">= 50"/goal: about 50/' store/templates/X14.yaml >bad.yaml
expect 1 'goal 应写成' xz lint bad.yaml
sed 's/list: activity.ac_cat/list: activity.ac_theme/' store/templates/X09.yaml >bad.yaml
expect 1 '不是有选项的字段' xz lint bad.yaml
