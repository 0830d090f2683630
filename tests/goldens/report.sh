# SPDX-License-Identifier: MIT
# Reports of a small store, whole: what is counted where, every text format,
# what a voided record changes, and what the command refuses.
. "$TESTS/lib.sh"
world
st=$(put station '{"st_code":"50011200000002","st_name":"渝北区心理健康服务中心","st_level":"3","st_type":"01","st_host":"5","st_addr":"龙山街道1号","st_phone":"023-67319162","st_area":"500112000000","st_open":"周一至周五 9:00-17:00","st_built":"2019-05-01","st_state":"1","st_head":"王芳","st_ft":3,"st_pt":1}') || exit 1
put area '{"ab_area":"500112001000","ab_year":2022,"ab_pop":90000,"ab_streets":0,"ab_villages":9,"ab_src":"统计局"}' >/dev/null
couns=$(put staff "{\"sf_name\":\"王芳\",\"sf_sex\":\"2\",\"sf_phone\":\"13800000001\",\"sf_station\":\"$st\",\"sf_role\":\"05\",\"sf_on\":\"2019-05-01\",\"sf_ft\":\"1\",\"sf_fte\":1,\"sf_in_pool\":\"1\",\"sf_pool_in\":\"2020-01-01\",\"sf_state\":\"1\"}") || exit 1
put staff "{\"sf_name\":\"赵平\",\"sf_sex\":\"1\",\"sf_phone\":\"13800000002\",\"sf_station\":\"$st\",\"sf_role\":\"07\",\"sf_on\":\"2022-10-08\",\"sf_ft\":\"2\",\"sf_fte\":0.35,\"sf_in_pool\":\"0\",\"sf_state\":\"1\"}" >/dev/null
p1=$(put resident "$(resident 周敏 500112198003079961)") || exit 1
p2=$(put resident "$(resident 吴强 500112195005059979 | sed 's/2022-03-01/2022-11-02/')") || exit 1

event() { # DAY THEME HEADS [more]
	activity "$2" "$4" | sed "s/2022-10-10/$1/; s/\"ac_heads\":120/\"ac_heads\":$3/"
}
put activity "$(event 2021-10-10 去年的义诊 50 '"ac_tag":"企明心"')" >/dev/null
put activity "$(event 2022-02-11 新春义诊 30 '"ac_tag":"企明心"')" >/dev/null
m=$(put material '{"pm_name":"《抑郁症》","pm_kind":"2","pm_topic":["01"],"pm_made":"2021-09-01","pm_in":500}') || exit 1
a=$(put activity "$(event 2022-10-10 世界精神卫生日 120 "\"ac_day\":\"1\",\"ac_mat\":[{\"ac_mat_item\":\"$m\",\"ac_mat_n\":200},{\"ac_mat_item\":\"$m\",\"ac_mat_n\":50}],\"ac_files\":[\"2\",\"5\"]")") || exit 1
put activity "$(event 2022-11-20 '=秋日, 茶话' 20 '"ac_spk_out":"外聘专家"')" >/dev/null
lecture() { # DAY TYPE THEME HEADS
	echo "{\"lt_date\":\"$1\",\"lt_type\":\"$2\",\"lt_theme\":\"$3\",\"lt_real\":$4,\"lt_start\":\"09:00\",\"lt_end\":\"11:00\",\"lt_hours\":2,\"lt_place\":\"社区会议室\",\"lt_venue\":\"01\",\"lt_org\":\"街道\",\"lt_spk\":\"$couns\",\"lt_cat\":[\"00\",\"18\"],\"lt_content\":\"讲课\",\"lt_eval\":\"好\",\"lt_notice\":\"1\",\"lt_letter\":\"9\",\"lt_sign\":\"1\",\"lt_course\":\"1\",\"lt_photo\":\"1\",\"lt_sum\":\"1\",\"lt_head\":\"李梅\"}"
}
put lecture "$(lecture 2022-10-20 1 睡眠与健康 45)" >/dev/null
put lecture "$(lecture 2022-12-01 2 压力团体 12)" >/dev/null
training() { # DAY KIND LEVEL NAME
	people='[{"tr_att_name":"甲","tr_att_unit":"双凤桥社区","tr_att_in":"1","tr_att_hours":6,"tr_att_score":90,"tr_att_pass":"1"},{"tr_att_name":"乙","tr_att_unit":"双凤桥社区","tr_att_in":"1","tr_att_hours":3.5,"tr_att_score":50,"tr_att_pass":"0"},{"tr_att_name":"丙","tr_att_unit":"双凤桥社区","tr_att_in":"0","tr_att_hours":0,"tr_att_pass":"0"}]'
	echo "{\"tr_name\":\"$4\",\"tr_kind\":\"$2\",\"tr_level\":\"$3\",\"tr_start\":\"$1T09:00\",\"tr_end\":\"$1T16:00\",\"tr_hours\":6,\"tr_mode\":\"1\",\"tr_passline\":60,\"tr_place\":\"区中心\",\"tr_org\":\"区卫健委\",\"tr_teacher\":[{\"tr_t_name\":\"陈静\"},{\"tr_t_name\":\"林涛\"}],\"tr_topic\":[\"3\",\"8\"],\"tr_att\":$people,\"tr_eval\":\"好\"}"
}
put training "$(training 2022-03-10 1 2 岗前培训)" >/dev/null
put training "$(training 2022-11-10 6 1 热线接线员培训)" >/dev/null
co=$(put consent "{\"co_person\":\"$p1\",\"co_purpose\":\"2\",\"co_by\":\"1\",\"co_date\":\"2022-10-09\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"档案柜\"}") || exit 1
cs=$(put case "{\"cs_no\":\"A001\",\"cs_person\":\"$p1\",\"cs_open\":\"2022-10-11\",\"cs_couns\":\"$couns\",\"cs_mode\":\"1\",\"cs_complaint\":\"睡不好\",\"cs_issue\":[\"07\"],\"cs_risk\":\"0\",\"cs_psych\":\"0\",\"cs_goal\":\"改善睡眠\",\"cs_plan\":\"每周一次\",\"cs_consent\":\"$co\",\"cs_state\":\"1\"}") || exit 1
sp=$(put special_population "{\"sp_person\":\"$p2\",\"sp_group\":\"28\",\"sp_in\":\"2022-11-03\",\"sp_from\":\"4\",\"sp_owner\":\"$couns\",\"sp_risk\":\"1\"}") || exit 1
put plan "{\"pl_enrol\":\"$sp\",\"pl_date\":\"2022-11-04\",\"pl_problem\":\"无居所\",\"pl_goal\":\"稳定\",\"pl_measures\":[\"1\"],\"pl_freq\":\"3\",\"pl_team\":[{\"pl_team_role\":\"05\",\"pl_team_who\":\"$couns\"}],\"pl_consent\":\"1\",\"pl_review\":\"2023-05-04\"}" >/dev/null
talk() { # FIELD ID DAY KIND MODE
	echo "{\"$1\":\"$2\",\"ss_start\":\"$3T09:00\",\"ss_end\":\"$3T09:50\",\"ss_mode\":\"$5\",\"ss_kind\":\"$4\",\"ss_subjects\":[\"1\"],\"ss_topic\":\"谈话\",\"ss_risk\":\"0\",\"ss_visible\":\"1\"}"
}
put session "$(talk ss_case "$cs" 2022-10-12 1 1)" >/dev/null
put session "$(talk ss_case "$cs" 2022-10-19 1 2)" >/dev/null
put session "$(talk ss_enrol "$sp" 2022-11-10 2 4)" >/dev/null

# show GOLDEN COMMAND…: what it prints is the golden.
mkdir report
show() {
	name=$1
	shift
	"$@" >out || fail "$*"
	golden "$name" <out
}
show report/R01.txt xz report R01 --period 2022Q4
show report/R02.txt xz report R02 --period 2022Q4
show report/R03.txt xz report R03 --period 2022
show report/R19.txt xz report R19 --period 2022
show report/R02.csv xz report R02 --period 2022Q4 --format csv
show report/R19.data.csv xz report R19 --period 2022 --format csv-data
show report/R01.json xz report R01 --period 2022Q4 --format json
show report/R19.en.txt xz --lang en report R19 --period 2022Q4
show report/list.txt xz report

# Everything adds up: quarters to the year, months to the quarter.
for p in 2022Q1 2022Q2 2022Q3 2022Q4 2022 202210 202211 202212 2022S1 2022S2; do
	xz report R01 --period $p --format json >$p.json || fail "$p"
done
python3 - <<'PY' || fail "sums"
import json
def rows(p):
    return {r["id"]: r for r in json.load(open(p + ".json"))["rows"]}
def add(parts, whole, ids):
    for i in ids:
        got = sum(rows(p)[i]["value"] for p in parts)
        assert got == rows(whole)[i]["value"], (i, got, rows(whole)[i])
flows = "B2a B3a B5a B5b B5d B5e B7a B7b C1a C1b C2a C2b C3b I1a I1b I1c I1d I2a".split()
add(["2022Q1", "2022Q2", "2022Q3", "2022Q4"], "2022", flows)
add(["202210", "202211", "202212"], "2022Q4", flows)
add(["2022S1", "2022S2"], "2022", flows)
year, q4 = rows("2022"), rows("2022Q4")
for i in flows:
    assert year[i]["value"] == year[i]["ytd"] == q4[i]["ytd"], i
assert len(q4) == 151
assert list(q4["D1d"]) == ["id", "label", "unit", "value", "ytd", "last_year", "numerator", "denominator"]
assert (q4["D1d"]["value"], q4["D1d"]["numerator"], q4["D1d"]["denominator"]) == (100, 1, 1)
assert q4["B5f"]["value"] == 2 and q4["C1a"]["last_year"] == 1 and q4["A1"]["last_year"] is None
PY

# One activity less, and one moved to another year.
z10() { xz report R19 --period 2022 --format csv-data | grep '^Z10,' | cut -d, -f4,5; }
[ "$(z10)" = 3,4 ] || fail "Z10 $(z10)"
xz void "$a" --reason 重复登记 >/dev/null || fail "void"
[ "$(z10)" = 2,3 ] || fail "Z10 after void: $(z10)"
b=$(put activity "$(event 2022-12-05 补一场 10 '"ac_tag":"企明心"')") || exit 1
[ "$(z10)" = 3,4 ] || fail "Z10 after add: $(z10)"
xz set "$b" ac_date=2021-12-05 --reason 日期写错 >/dev/null || fail "set"
[ "$(z10)" = 2,4 ] || fail "Z10 after move: $(z10)"

# A draft counts nowhere, and is mentioned.
echo '{"ac_date":"2022-11-11","ac_theme":"没写完"}' | xz add activity --draft >/dev/null || fail "draft"
expect 0 "本期另有 1 份草稿没有计入" xz report R02 --period 2022Q4
[ "$(z10)" = 2,4 ] || fail "Z10 with a draft: $(z10)"
case $(xz report R01 --period 2022Q3) in *草稿*) fail "a draft of another quarter" ;; esac

# The same bytes from the same records, whenever it is asked.
xz report R01 --period 2022Q4 >one
NOW=2022-12-25T10:00 xz report R01 --period 2022Q4 >two
cmp one two || fail "not the same bytes"

expect 1 "没有报表 R9" xz report R9 --period 2022Q4
expect 1 "是不是 R01" xz report R010 --period 2022Q4
expect 2 Q1–Q4 xz report R01 --period 2022Q5
expect 2 --period xz report R01
expect 2 "没有格式 pdf" xz report R01 --period 2022 --format pdf
expect 0 out.csv xz report R01 --period 2022 --format csv -o out.csv
expect 1 已经存在 xz report R01 --period 2022 --format csv -o out.csv
expect 6 - xz report R01 --period 2022 --format csv -o none/out.csv

# A definition in the store's templates/ is there at once; a broken one says where.
mkdir -p store/templates
sed 's/code: R19/code: R77/; s/对外答复数字/本站数字/' "$SOURCE/templates/std/R19.yaml" >store/templates/R77.yaml
expect 0 本站数字 xz report R77 --period 2022
sed 's/from: drill/from: activty/; s/code: R77/code: R78/' store/templates/R77.yaml >store/templates/R78.yaml
expect 0 "是不是“activity”" "$XINZHAN" lint store/templates/R78.yaml
sed -i 's/of: ac_heads/of: ac_haeds/' store/templates/R77.yaml
expect 1 "R77.yaml:" xz report R77 --period 2022
expect 1 "是不是“ac_heads”" "$XINZHAN" lint store/templates/R77.yaml
expect 1 "error: 表单 activity 没有字段 ac_haeds" "$XINZHAN" lint store/templates/R77.yaml

# Every slip in a definition is named with its place and what would be right.
cp "$TESTS/goldens/report/bad.yaml" bad.yaml
"$XINZHAN" lint bad.yaml >bad.out 2>&1
[ $? = 1 ] || fail "lint of bad.yaml"
golden report/bad.err <bad.out
cp "$TESTS/goldens/report/bad_list.yaml" bad.yaml
"$XINZHAN" lint bad.yaml >bad.out 2>&1
[ $? = 1 ] || fail "lint of bad_list.yaml"
golden report/bad_list.err <bad.out
