# SPDX-License-Identifier: MIT
# The commands by the letter of design.md §4: options, exit codes, where data
# are looked for, what add takes and how it answers, what goes to stdout.
. "$TESTS/lib.sh"
world
X=$DOOR

# --- options, help, where the data are -----------------------------------------
expect 0 xinzhan "$X" --version
expect 0 --password-fd "$X" --help
help=$said
for c in init demo forms lint eval add set void show list find report verify users recover audit import due merge move receive key close reopen submit return receipt; do
	expect 0 "例" "$X" $c --help
	case $help in *"xinzhan $c "*) ;; *) fail "--help lacks $c" ;; esac
done
expect 2 - xz show x --format pdf
expect 2 --nosuch "$X" --nosuch
expect 2 --nosuch xz list activity --nosuch
expect 2 - xz list
expect 2 - xz list activity more
expect 2 --lang "$X" --lang fr forms
expect 0 - sh -c '{ sleep 0.2; "$0" forms activity --format json; echo $? >code; } | true; cat code; exit "$(cat code)"' "$X"
case $said in *error*) fail "a closed pipe: $said" ;; esac
if [ -w /dev/full ]; then expect 6 标准输出 sh -c '"$0" forms >/dev/full' "$X"; fi
expect 0 - "$X" --lang zh,fr forms
expect 2 --now "$X" --now today forms
expect 2 --reveal xz list activity --reveal ''
expect 2 --data "$X" list activity --data
expect 0 - "$X" list --data="$PWD/store" activity --limit 5 --limit 1
expect 1 'no form' "$X" --data store list nosuch --lang en
expect 1 没有表单 "$X" --lang en --data store list nosuch --lang zh
expect 0 - env XINZHAN_DATA=$PWD/store "$X" list activity
expect 4 none env XINZHAN_DATA=$PWD/none XDG_DATA_HOME=$PWD "$X" list activity
mkdir xdg && ln -s ../store xdg/xinzhan
expect 0 - env XDG_DATA_HOME=$PWD/xdg "$X" list activity
expect 0 activity env XINZHAN_DATA=$PWD/none "$X" forms
expect 0 - sh -c '"$0" --data store --password-fd 3 list activity 3<"$1"' "$X" "$PW"
expect 2 --password-fd "$X" --data store --password-fd 8 list activity
expect 2 --password-fd "$X" --data store --password-fd x list activity
expect 5 口令 setsid "$XINZHAN" --data store --user 李梅 list activity

# --- lines in, ACK out --------------------------------------------------------------
# takes N TEXT…: printf TEXT is N records, acknowledged one a line, no word.
takes() {
	n=$1
	shift
	printf "$@" | xz add activity >out 2>err || fail "refused: $* → $(cat err)"
	[ "$(grep -c '^ACK [0-9a-f-]\{36\}$' out)" = "$n" ] && [ "$(wc -l <out)" = "$n" ] && [ ! -s err ] ||
		fail "not $n ACK: $* → $(cat out err)"
}
takes 1 '%s' "$(activity 无行尾)"
takes 2 '%s\r\n%s\r\n' "$(activity 行尾甲)" "$(activity 行尾乙)"
takes 1 '\357\273\277%s\n' "$(activity 有BOM)"
takes 1 '\n\n%s\n  \n\t\n' "$(activity 空行)"
takes 0 ''
printf '%s\n\357\273\277%s\n{}\n%s\n' "$(activity 第一行)" "$(activity 第二行)" "$(activity 第四行)" | xz add activity >out 2>err
[ $? = 1 ] && [ "$(grep -c ACK out)" = 2 ] || fail "two good lines of four: $(cat out err)"
grep -q '^2:-: error: ' err && grep -q '^3:ac_date: error: ' err || fail "lines told wrongly: $(cat err)"

# change FROM TO: a good activity with a part replaced; each has its own theme.
n=0
change() {
	n=$((n + 1))
	made=$(activity "改$n" | sed "s|$1|$2|")
}
# good FROM TO FIELD VALUE: it is saved, and show prints VALUE.
good() {
	change "$1" "$2"
	id=$(put activity "$made") || exit 1
	xz show "$id" | grep -q "\"$3\":$4[,}]" || fail "$made → $(xz show "$id")"
}
bad() { # FROM TO WORDS
	change "$1" "$2"
	refuse "$3" activity "$made"
}
H='"ac_heads":120'
good "$H" '"ac_heads":"120"' ac_heads 120
good "$H" '"ac_heads":120.0' ac_heads 120
good "$H" '"ac_heads":1.2e2' ac_heads 120
good "$H" '"ac_heads":1200E-1' ac_heads 120
good "$H" '"ac_heads":0.05e+3' ac_heads 50
bad "$H" '"ac_heads":1.25e1' "ac_heads: error: 应填整数"
bad "$H" '"ac_heads":120.5' "ac_heads: error: 应填整数"
bad "$H" '"ac_heads":1e19' "ac_heads: error: 数字太大"
bad "$H" '"ac_heads":1e400' "ac_heads: error"
bad "$H" '"ac_heads":-0' "ac_heads: error"
bad "$H" '"ac_heads":-5' "ac_heads: error"
bad "$H" '"ac_heads":9223372036854775808' "ac_heads: error: 数字太大"
bad "$H" '"ac_heads":"１２０"' "ac_heads: error"
bad "$H" '"ac_heads":true' "ac_heads: error"
bad "$H" '"ac_heads":NaN' "-: error"
bad "$H" '"ac_heads":[120]' "ac_heads: error"
good '"ac_form":"1"' '"ac_form":1' ac_form '"1"'
bad '"ac_form":"1"' '"ac_form":true' "ac_form: error"
bad '"ac_form":"1"' '"ac_form":["1"]' "ac_form: error"
bad '"ac_venue":"01"' '"ac_venue":1' "ac_venue: error: 没有选项 1"
good '\["00"\]' '"00 90"' ac_cat '\["00","90"\]'
good '\["00"\]' '["00","00"]' ac_cat '\["00"\]'
bad '\["00"\]' '[]' "ac_cat: error: 没有填"
bad '\["00"\]' '["00 90"]' "ac_cat: error"
bad '\["00"\]' '[["00"]]' "ac_cat: error"
bad '"双凤桥社区广场"' '{"a":1}' "ac_place: error"
bad '"双凤桥社区广场"' '"  "' "ac_place: error: 没有填"
bad '双凤桥社区广场' 'a\\u0000b' NUL
bad '双凤桥社区广场' 'a\\u0007b' "ac_place: error"
bad '双凤桥社区广场' 'a\\ud800b' "-: error"
bad 2022-10-10 0000-01-01 "ac_date: error"
bad 2022-10-10 2021-02-29 2021-02-29
bad 2022-10-10 2022-2-3 "ac_date: error"
bad 2022-10-10 2022-02-03T10:00 "ac_date: error"
bad '"2022-10-10"' 20221010 "ac_date: error"
bad 2022-10-10 2022-12-21 "ac_date: error"
good 2022-10-10 2020-02-29 ac_date '"2020-02-29"'
good 2022-10-10 2022-12-20 ac_date '"2022-12-20"'
bad '}$' ',"ac_start":"9:00"}' "ac_start: error"
bad '}$' ',"ac_start":"24:00"}' "ac_start: error"
bad '}$' ',"when_where":{}}' "when_where: error"
bad '}$' ',"ac_mat":[1,null]}' "ac_mat[2]: error"
bad '}$' ',"ac_mat":{"ac_mat_n":1}}' "ac_mat: error"
bad '}$' ',"ac_mat":[{"x":1}]}' "ac_mat[1].x: error"
bad '}$' ',"ac_mat":[{"ac_mat_n":1,"ac_mat_n":2}]}' ac_mat_n
bad '}$' '} {}' "-: error"
good '}$' ',"ac_mat":null,"_id":"x","_state":"void","_new":1}' _state '"final"'
M=$(put material '{"pm_name":"折页","pm_kind":"2","pm_topic":["01"],"pm_made":"2022-01-01","pm_in":5000}') || exit 1
rows() { awk -v n="$1" -v m="$M" 'BEGIN { for (i = 0; i < n; i++) printf "%s{\"ac_mat_item\":\"%s\",\"ac_mat_n\":1}", i ? "," : "", m }'; }
activity 行数 "\"ac_mat\":[$(rows 2000)]" >big.json
expect 0 ACK xz add activity big.json
activity 行数多 "\"ac_mat\":[$(rows 2001)]" >big.json
expect 1 "ac_mat: error: 有 2001 行" xz add activity big.json
awk 'BEGIN { printf "{\"ac_mat\":"; for (i = 0; i < 5000; i++) printf "["; print "" }' >deep.json
expect 1 "-: error: JSON 套得太深" xz add activity deep.json

# --- references ---------------------------------------------------------------------
P=$(put resident "$(resident 张三 500112198008089974)") || exit 1
consent() { echo "{\"co_person\":$1,\"co_purpose\":\"$2\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}"; }
put consent "$(consent '{"p_idtype":"01","p_idno":"500112198008089974"}' 1)" >/dev/null
put consent "$(consent '{"rs_no":"50011200100100001"}' 2)" >/dev/null
put consent "$(consent "\"$(echo "$P" | tr a-f A-F)\"" 3)" >/dev/null
refuse "co_person: error: {\"p_idno\":\"500112198008089974\"} 不能认定" consent "$(consent '{"p_idno":"500112198008089974"}' 4)"
refuse "p_idtype+p_idno、rs_no、p_archive" consent "$(consent '{"p_name":"张三"}' 4)"
refuse "没有记录 {\"rs_no\":\"无\"}" consent "$(consent '{"rs_no":"无"}' 4)"
refuse "co_person: error" consent "$(consent '{"rs_no":null}' 4)"
refuse "co_person: error" consent "$(consent '{}' 4)"
refuse "co_person: error" consent "$(consent "[\"$P\"]" 4)"
refuse "“张三”不是记录编号" consent "$(consent '"张三"' 4)"
refuse "是 activity 的记录" consent "$(consent "\"$id\"" 4)"
# A reference inside a reference: the consent of that person for that purpose.
case=$(printf '{"cs_person":{"rs_no":"50011200100100001"},"cs_consent":{"co_person":{"rs_no":"50011200100100001"},"co_purpose":"2"}}\n' |
	xz add case --draft) || fail "nested reference"
xz show "${case#ACK }" | grep -q '"cs_person":"[0-9a-f-]*","cs_consent":"[0-9a-f-]*"' || fail "nested: $(xz show "${case#ACK }")"

# --- drafts, reasons ------------------------------------------------------------------
draft=$(echo '{"ac_theme":"草","ac_form":"1","ac_online":5,"ac_date":"2030-01-01"}' | xz add activity --draft 2>err) || fail "draft"
[ ! -s err ] || fail "a draft keeps what is not asked, without words: $(cat err)"
expect 0 '"ac_online":5' xz show "${draft#ACK }"
expect 1 "ac_date: error" xz set "${draft#ACK }" --final
[ "$(grep -c error: <<-END
	$said
	END
)" -gt 5 ] || fail "not every gap is told: $said"
expect 0 '"_state":"draft"' xz show "${draft#ACK }"
lecture() { # PLACE MORE
	echo "{\"lt_type\":\"1\",\"lt_date\":\"2022-10-10\",\"lt_start\":\"09:00\",\"lt_end\":\"10:00\",\"lt_hours\":1,\"lt_place\":\"$1\",\"lt_venue\":\"01\",\"lt_theme\":\"题\",\"lt_org\":\"站\",\"lt_spk_out\":\"专家\",\"lt_cat\":\"00\",\"lt_real\":3,\"lt_content\":\"讲\",\"lt_eval\":\"好\",\"lt_notice\":\"0\",\"lt_letter\":\"9\",\"lt_sign\":\"1\",\"lt_course\":\"1\",\"lt_photo\":\"1\",\"lt_sum\":\"1\",\"lt_head\":\"李梅\"${2:-}}"
}
lecture 甲 >l.json
expect 0 "1:lt_notice: warning: " xz add lecture l.json
lecture 乙 ',"_reasons":{"lt_notice":"  "}' >l.json
expect 0 "1:lt_notice: warning: " xz add lecture l.json
id=$(put lecture "$(lecture 丙 ',"_reasons":{"lt_notice":"电话通知"}')") || exit 1
[ ! -s err ] || fail "a kept reason silences the warning: $(cat err)"
expect 0 '"_reasons":{"lt_notice":"电话通知"}' xz show "$id"
refuse "_reasons.lt_notice: error" lecture "$(lecture 丁 ',"_reasons":{"lt_notice":1}')"
refuse "_reasons.lt_notize: error: 没有这个字段，是不是 lt_notice" lecture "$(lecture 丁 ',"_reasons":{"lt_notize":"x"}')"
refuse "_reasons: error" lecture "$(lecture 丁 ',"_reasons":"x"')"

# --- set, void --------------------------------------------------------------------------
id=$(put activity "$(activity 改版)") || exit 1
expect 0 "ACK $id" xz set "$id" ac_heads=1 ac_heads=2 "ac_mat[1].ac_mat_item=$M" 'ac_mat[1].ac_mat_n=3' --rev 1
expect 0 "\"ac_heads\":2,\"ac_mat\":[{\"ac_mat_item\":\"$M\",\"ac_mat_n\":3}]" xz show "$id"
expect 3 "第 2 版" xz set "$id" ac_heads=3 --rev 1
expect 2 --rev xz set "$id" ac_heads=3 --rev one
expect 0 ACK xz set "$id" --restore 1 ac_tag=甲
expect 1 "没有第 9 版" xz set "$id" --restore 9
expect 2 --restore xz set "$id" --restore x
expect 2 - xz set "$id"
expect 2 - xz set "$id" ac_heads
for wrong in _state=void nofield=1 ac_mat=1 'ac_mat[3].ac_mat_n=1' 'ac_mat[0].ac_mat_n=1' 'ac_mat[x].ac_mat_n=1' ac_theme=; do
	expect 1 "error: " xz set "$id" "$wrong"
done
expect 0 "没有改动，仍是第 3 版" xz set "$id" ac_tag=甲 --reason 一样
expect 0 "ACK $id" xz set "$id" --restore 3
expect 0 '"_rev":3' xz show "$id"
[ "$(xz show "$id" --history | wc -l)" = 3 ] || fail "history: $(xz show "$id" --history)"
expect 0 "ACK $id" xz void "$id" --reason 重复
expect 1 已经作废 xz void "$id" --reason 重复
expect 1 已作废 xz set "$id" ac_heads=1
expect 1 已作废 xz set "$id" --final
expect 2 --reason xz void "$id" --reason ''
# An open case asks for the emergency contact (domain.md F04, F06).
expect 0 ACK xz set "$P" p_marital=20
S=$(put station '{"st_code":"50011200000002","st_name":"中心","st_level":"3","st_type":"01","st_host":"5","st_addr":"路","st_phone":"12356","st_area":"500112000000","st_open":"7×24","st_built":"2019-05-01","st_state":"1","st_head":"王芳","st_ft":3,"st_pt":1}') || exit 1
C=$(put staff "{\"sf_name\":\"王芳\",\"sf_sex\":\"2\",\"sf_phone\":\"13800000001\",\"sf_station\":\"$S\",\"sf_role\":\"05\",\"sf_on\":\"2019-05-01\",\"sf_ft\":\"1\",\"sf_in_pool\":\"0\",\"sf_state\":\"1\"}") || exit 1
expect 0 ACK xz set "${case#ACK }" cs_open=2022-03-03 cs_couns="$C" cs_mode=1 cs_complaint=睡不好 cs_issue=07 cs_risk=0 cs_psych=0 cs_goal=睡 cs_plan=每周 cs_state=1 --final
expect 0 '"cs_no":"5001120010000120220001"' xz show "${case#ACK }"
expect 1 "rs_emg_name: error" xz set "$P" p_marital=10
expect 0 ACK xz set "$P" p_marital=10 rs_emg_name=张父 rs_emg_rel=5 rs_emg_phone=13800000002
expect 1 "不能作废" xz void "$S" --reason 试

# --- list, find --------------------------------------------------------------------------
only() { xz list activity --format jsonl "$@" | wc -l; }
[ "$(only --limit 3)" = 3 ] && [ "$(only --limit 0)" = 0 ] || fail "--limit"
[ "$(only --void)" = "$(($(only) + 1))" ] || fail "--void"
[ "$(only --period 2020Q1)" = 1 ] && [ "$(only --period 202212)" = 1 ] || fail "--period"
[ "$(only --where 'selected(${ac_cat}, "90")')" = 1 ] || fail "--where"
xz list activity --sort -ac_heads --columns ac_heads --format jsonl --limit 1 | grep -q '"ac_heads":120,' || fail "--sort"
expect 0 '{"ac_theme":"改1","ac_heads":120,"_id"' xz list activity --columns 'ac_theme, ac_heads,ac_theme' --where '${ac_theme} = "改1"' --format jsonl
for wrong in '1 +' 'foo(1)' '${nofield} = 1' 'nofield'; do
	expect 2 - xz list activity --where "$wrong"
	expect 2 - xz list plan --where "$wrong" # there is no plan to try it on
done
expect 2 nofield xz list activity --sort nofield
expect 2 nofield xz list activity --columns ac_theme,nofield
expect 2 --limit xz list activity --limit -1
expect 2 Q1–Q4 xz list activity --period 2022Q5
expect 2 xml xz list activity --format xml
expect 0 "$P" xz find zs
expect 0 "$P" xz find 9974
expect 0 "张三" xz find 13800000000
case $said in *500112198008089974* | *13800000000*) fail "find shows what is masked: $said" ;; esac
[ -z "$(xz find 没有这个人)" ] || fail "found nobody"
expect 2 UTF-8 xz find "$(printf '\377')"

# --- what cannot be written, what cannot be read -------------------------------------------
if [ -c /dev/full ]; then
	for c in "list activity" "list activity --format csv" "forms activity --format json" "report R02 --period 2022" "show $P" --help; do
		xz $c >/dev/full 2>err </dev/null
		rc=$?
		[ $rc = 6 ] && grep -q "标准输出" err || fail "$c into a full disk: exit $rc, $(cat err)"
	done
	# An ACK that cannot be told ends the run; what is saved stays.
	(activity 满一; activity 满二) | xz add activity >/dev/full 2>err
	[ $? = 6 ] || fail "ACK into a full disk"
	[ "$(only --where 'starts-with(${ac_theme}, "满")')" = 1 ] || fail "went on without an ACK"
fi
# With its standard files closed the program must not take the store for them.
(activity 关; echo '{bad') | xz add activity >&- 2>&-
echo '{bad' | xz add activity 2>&-
xz list activity >&- 2>&- <&-
expect 0 - xz verify --full
expect 6 输入 sh -c '"$0" --data store add activity - <.' "$X"
for f in text csv csv-data json; do
	[ "$(xz report R03 --period 2022S1 --format $f -o "R03.$f")" = "R03.$f" ] || fail "-o $f"
	xz report R03 --period 2022S1 --format $f | cmp - "R03.$f" || fail "$f differs from its file"
done
[ "$(xz report R03 --period 202207 --format xlsx)" = R03_202207_50011200100001.xlsx ] || fail "file name"
# (GCOV_PREFIX: VARIANT=cov counts apart, or its files would be cut as well.)
(export GCOV_PREFIX="$PWD/cut" && ulimit -f 1 &&
	xz report R02 --period 2022 --format xlsx -o full.xlsx) >/dev/null 2>&1
[ $? = 6 ] && [ ! -e full.xlsx ] || fail "a file that cannot grow"
expect 1 已经存在 xz report R03 --period 202207 --format xlsx
expect 6 - xz report R03 --period 2022 -o none/x.txt
