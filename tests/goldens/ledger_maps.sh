# SPDX-License-Identifier: MIT
# The two ledgers stations have, as they keep them, in each encoding, with the
# shipped maps alone; what a ledger lacks goes in as drafts, told at home.
. "$TESTS/lib.sh"
world
S=$(put station '{"st_code":"50011200000001","st_name":"渝北区中心","st_level":"3","st_type":"12","st_host":"7","st_area":"500112000000","st_addr":"百果路66号","st_phone":"023-67319162","st_open":"7×24","st_built":"2019-01-01","st_state":"1","st_head":"王芳","st_ft":1,"st_pt":0}') || exit 1
W=$(put staff "{\"sf_name\":\"李医生\",\"sf_sex\":\"2\",\"sf_phone\":\"13800000000\",\"sf_station\":\"$S\",\"sf_role\":\"07\",\"sf_on\":\"2020-01-01\",\"sf_ft\":\"1\",\"sf_in_pool\":\"0\",\"sf_state\":\"1\"}") || exit 1
patient() { # NAME IDNO NO
	P=$(put resident "$(resident "$1" "$2")") || exit 1
	put patient "{\"sm_person\":\"$P\",\"sm_no\":\"$3\",\"sm_gname\":\"家属\",\"sm_grel\":\"5\",\"sm_gaddr\":\"社区3号\",\"sm_gphone\":\"13800000001\",\"sm_vcontact\":\"王芳\",\"sm_vphone\":\"023-67319162\",\"sm_hukou\":\"1\",\"sm_job\":\"4\",\"sm_consent\":\"0\",\"sm_onset\":\"2015\",\"sm_hsym\":[\"1\"],\"sm_hlock\":\"1\",\"sm_hout\":\"1\",\"sm_hosp\":0,\"sm_diag\":\"精神分裂症\",\"sm_dcode\":\"01\",\"sm_dhosp\":\"区精神卫生中心\",\"sm_ddate\":\"2015-06\",\"sm_effect\":\"2\",\"sm_d1\":0,\"sm_d2\":0,\"sm_d3\":0,\"sm_d4\":0,\"sm_d5\":0,\"sm_d6\":0,\"sm_econ\":\"2\",\"sm_date\":\"2022-03-01\",\"sm_sign\":\"李医生\",\"sm_owner\":\"$W\",\"sm_dbstate\":\"1\",\"sm_state\":\"2\",\"sm_state_on\":\"2022-03-01\"}" >/dev/null || exit 1
}
patient 张三 500112198008089974 00100001
patient 赵六 50011219910315998X 00100002

# in_each FORM NAME ROWS: NAME.csv in five dresses, each to be taken whole; they
# are made of ROWS, a function that writes rows for the number it is given.
in_each() {
	k=0
	for dress in UTF-8 mark GB18030 UTF-16LE UTF-16BE; do
		k=$((k + 1))
		{ echo "双凤桥街道2022年$2,,,"; head_$1; "$3" $k; } >"$2.plain"
		case $dress in
		UTF-8) cp "$2.plain" "$2.csv" ;;
		mark) { printf '\357\273\277'; sed 's/$/\r/' "$2.plain"; } >"$2.csv" ;;
		UTF-16LE) { printf '\377\376'; iconv -f UTF-8 -t UTF-16LE "$2.plain"; } >"$2.csv" ;;
		*) iconv -f UTF-8 -t $dress "$2.plain" >"$2.csv" ;;
		esac
		expect 0 '导入 2 行，有错 0 行' xz import "$1" "$2.csv"
	done
}

# --- activities ---------------------------------------------------------------------
head_activity() { echo '序号,活动时间,活动名称,活动地址,场所类型,活动类型,主办单位,协办单位,主讲老师,服务对象,参加人数,活动简介,活动效果,活动负责人,备注'; }
activities() {
	echo "1,2022.$1.10,精神卫生日宣传$1,双凤桥社区广场,社区广场,义诊,双凤桥街道,民政,,居民,\"1,120\",义诊咨询,反响好,李梅,"
	echo "2,2022年$1月12日,家长课堂$1,双凤小学,学校,讲座,双凤桥街道,,外请王老师,家长,45人,情绪管理,良好,李梅,照片已存"
}
in_each activity 活动台账 activities
[ "$(xz list activity --format csv | wc -l)" = 11 ] || fail "activities: $(xz list activity --format csv)"
xz list activity --format jsonl >got
[ "$(grep -c '"ac_venue":"04".*"ac_form":"3".*"ac_spk_out":"外请王老师".*"ac_cat":\["90"\].*"ac_heads":45' got)" = 5 ] || fail "lectures: $(cat got)"
[ "$(grep -c '"ac_venue":"01".*"ac_form":"1".*"ac_heads":1120' got)" = 5 ] || fail "publicity: $(cat got)"

# --- visits: the patient is found by his ID number -------------------------------------
head_follow_up() { echo '序号,患者姓名,身份证号,随访时间,随访方式,随访对象,危险性评估,目前无症状,症状,自知力,睡眠,饮食,生活料理,家务劳动,生产劳动及工作,学习能力,社会交往,危险行为,关锁,住院情况,实验室检查,服药情况,药物1,不良反应,疗效,转诊,康复措施,心理支持,严重躯体疾病,症状明显程度,病情分类,下次随访时间,随访医生,备注'; }
visits() {
	echo "1,张三,500112198008089974,2022.$1.8,上门,本人,0级,是,,自知力完全,良好,良好,良好,良好,此项不适用,良好,良好,无,无关锁,未住院,无,医嘱勿需用药,,此项不适用,好转,否,生活劳动能力,患者,无,基本消失,病情稳定,2022.$(($1 + 2)).8,李医生,"
	echo "2,赵六,50011219910315998X,2022/$1/9,电话随访,家属,1级,否,猜疑、喜怒无常,自知力不全,一般,良好,良好,一般,较差,一般,一般,无,无关锁,未住院,无,医嘱勿需用药,,无,无变化,否,社会交往、学习能力,家属,无,较差/部分,病情基本稳定,2022/$1/23,李医生,电话里说的"
}
in_each follow_up 随访台账 visits
xz list follow_up --format jsonl >got
[ "$(grep -c '"fu_form":"2".*"fu_danger":"0".*"fu_class":"3"' got)" = 5 ] || fail "stable: $(cat got)"
[ "$(grep -c '"fu_form":"3".*"fu_danger":"1".*"fu_sym":\["3","4"\].*"fu_class":"2"' got)" = 5 ] || fail "mostly stable: $(cat got)"

# --- a ledger that lacks what the form wants ---------------------------------------------
{ echo '姓名,身份证号,随访时间,随访方式,危险性,病情分类,随访医生'
  echo '张三,500112198008089974,2022.8.8,上门,0级,病情稳定,李医生'
  echo '赵六,50011219910315998X,2022.8.9,电话,1级,病情基本稳定,李医生'; } >short.csv
expect 1 '缺少必填的栏：自知力' xz import follow_up short.csv --dry-run
expect 1 '什么也没有导入' xz import follow_up short.csv
expect 0 '其中 2 行没有填完' xz import follow_up short.csv --dry-run --draft
[ "$(xz list follow_up --format csv | wc -l)" = 11 ] || fail "--dry-run wrote"
expect 0 '其中 2 行没有填完' xz import follow_up short.csv --draft
xz list follow_up --where "\${_state} = 'draft'" --format jsonl >got
[ "$(grep -c '"fu_date":"2022-08-0[89]"' got)" = 2 ] || fail "drafts: $(cat got)"
printf 'resize 120x40\nscreen home\n' >keys
xz --keys keys --screen >screen || fail "desk"
grep -q '接着填：草稿 3 份' screen && grep -q '随访服务记录表  张三' screen || { cat screen; fail "the desk does not list them"; }
# What cannot be understood stays out; what is whole is a record, not a draft.
{ cat short.csv; echo '张三,500112198008089974,2022.8.18,骑马,0级,病情稳定,李医生'; } >horse.csv
expect 1 '什么也没有导入' xz import follow_up horse.csv --draft
{ head_activity; activities 6; } | sed '3s/2022年6月12日/2023年6月12日/' >future.csv
expect 0 '其中 1 行没有填完' xz import activity future.csv --draft
[ "$(xz list activity --format jsonl | grep -c '"_state":"draft"')" = 1 ] || fail "one of two is a draft"
expect 0 数据完好 xz verify --full
