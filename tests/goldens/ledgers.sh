# SPDX-License-Identifier: MIT
# The ledgers (domain.md 8.3) over the sample station: some of them whole, all
# of their key cells counted a second time; who may see and export which; and
# records printed as sheets.
. "$TESTS/lib.sh"
"$XINZHAN" demo >demo.out 2>&1 || { cat demo.out; fail "demo"; }
dx() { "$XINZHAN" --data demo/store --user demo --now "$NOW" "$@"; }
mkdir report

# Early periods: few lines.
for r in R04:201906 R06:2019Q3 R07:2019Q1 R10:2022Q4 R11:2019S1 R12:2019S2 R13:2022S2 R17:2019Q4 R20:201904; do
	dx report "${r%:*}" --period "${r#*:}" >out || fail "$r"
	golden "report/${r%:*}.txt" <out
done
dx --lang en report R06 --period 2019Q3 >out || fail "R06 in English"
golden report/R06.en.txt <out

python3 "$TESTS/goldens/recount_ledgers.py" "$XINZHAN" demo/store "$NOW" || fail "recount"

# --- printed sheets: the national forms whole, every choice a box
first() { dx list "$1" --where "$2" --format jsonl | sed -n '1s/.*"_id":"\([^"]*\)".*/\1/p'; }
patient=$(first patient "\${sm_no} = '00500002'")
visit=$(first follow_up "\${fu_patient} = '$patient' and \${fu_adh} = '1'")
for f in "$patient" "$visit"; do
	dx show "$f" --format html >page.html || fail "show $f --format html"
	python3 "$TESTS/goldens/sheet.py" page.html || fail "the page of $f"
done
dx show "$patient" --format html >page.html
grep -q '卢\*\*' page.html && ! grep -q '卢[^*]' page.html || fail "the name is not masked"
dx --reveal 上门随访 show "$patient" --format html >page.html || fail "--reveal"
grep -q '卢[^*]' page.html || fail "the name is not shown with --reveal"
dx due --on 2022-12-20 --format html >page.html 2>err || fail "due --format html: $(cat err)"
dx due --on 2022-12-20 --format jsonl >due.jsonl || fail "due"
[ "$(grep -c '^<tr><td>☐' page.html)" = "$(wc -l <due.jsonl)" ] || fail "not all that is due is on the page"
grep -q '卢[^*<]' page.html && fail "the day list names people"
expect 2 "没有格式 pdf" dx show "$patient" --format pdf
expect 2 "--history" dx show "$patient" --format html --history

# --- who may see and export which ledger (domain.md §9)
world
ROLES='clerk counsellor doctor operator trainer street district admin'
site=$(put station '{"st_code":"50011200000001","st_name":"渝北区中心","st_level":"3","st_type":"12","st_host":"7","st_area":"500112000000","st_addr":"百果路66号","st_phone":"023-67319162","st_open":"7×24","st_built":"2019-01-01","st_state":"1","st_head":"王芳","st_ft":1,"st_pt":0}') || exit 1
for r in $ROLES; do
	put staff "{\"sf_name\":\"职工$r\",\"sf_sex\":\"2\",\"sf_phone\":\"13800000000\",\"sf_station\":\"$site\",\"sf_role\":\"05\",\"sf_on\":\"2020-01-01\",\"sf_ft\":\"1\",\"sf_in_pool\":\"0\",\"sf_state\":\"1\"}" >id || exit 1
	printf 'quiet river lamp 9\n%s\n' "$r 的口令 很长很长" >fd8
	"$XINZHAN" --data store --user 李梅 --password-fd 8 --now "$NOW" users add "u_$r" --role "$r" --staff "$(cat id)" \
		8<fd8 2>err || fail "users add: $(cat err)"
done
young=$(put resident "$(resident 周幼敏 500112201003079966 '"rs_g_name":"周父","rs_g_rel":"5","rs_g_phone":"13800000000","rs_emg_name":"周父","rs_emg_rel":"5","rs_emg_phone":"13800000000"')") || exit 1
put special_population "{\"sp_person\":\"$young\",\"sp_group\":\"20\",\"sp_in\":\"2022-11-03\",\"sp_from\":\"4\",\"sp_owner\":\"$(cat id)\",\"sp_risk\":\"1\"}" >sp || exit 1
xz report R07 --period 2022Q4 --format csv >out || fail "R07"
grep -q 周 out && fail "a minor's name in R07: $(cat out)"
grep -q 未成年人 out || fail "no line of the minor: $(cat out)"
as() {
	echo "$1 的口令 很长很长" >fd8
	who=u_$1
	shift
	"$XINZHAN" --data store --user "$who" --password-fd 8 --now "$NOW" "$@" 8<fd8
}
# A column a role, in the order of ROLES: x may see and export, v only see, -
# neither (exit 5).
while read -r report cells; do
	set -- $cells
	for r in $ROLES; do
		for format in text csv; do
			case $1$format in x*|vtext) want=0 ;; *) want=5 ;; esac
			as "$r" report "$report" --period 2022S2 --format $format >out 2>err </dev/null
			rc=$?
			[ $rc = $want ] || fail "$r, $report as $format: exit $rc, not $want: $(cat err)"
			[ $rc = 0 ] || grep -q '无权\|没有' err || fail "$r, $report: no words: $(cat err)"
		done
		shift
	done
done <<'END'
R04 - - x - - - - -
R06 x x x - - - - -
R07 x x x - - - - -
R10 x x x v - - - -
R11 x x x v - - - -
R12 x x x v - - - -
R13 x x x v - x x -
R17 x x x v - x x -
R20 x x x v - x x -
END
as doctor report R07 --period 2022Q4 >out || fail "R07 of a doctor"
grep -q 无权 out || fail "the talks of R07 are not closed to a doctor: $(cat out)"
for d in 05 19; do
	echo "{\"ac_theme\":\"没写完$d\"}" | NOW=2022-12-${d}T09:00 xz add activity --draft >/dev/null || fail "draft"
done
xz report R20 --period 202212 >out || fail "R20"
grep -q '缺建档知情同意  *[*][*][*] ' out || fail "R20 without the minor, or with the name: $(cat out)"
tr -s ' ' <out | grep -q '2022-12-05 搁了 15 天 草稿未完成 没写完05' || fail "no draft of 15 days: $(cat out)"
[ "$(grep -c 草稿未完成 out)" = 1 ] || fail "a draft of yesterday: $(cat out)"
as clerk report R20 --period 202212 >out || fail "R20 of a clerk"
grep -q '没有列出：严重精神障碍' out || fail "R20 does not say what it lacks: $(cat out)"
expect 5 无权 as operator show "$young" --format html
expect 5 无权 as operator due --format html
expect 5 遮住 as clerk --reveal 核对 due --format html
expect 5 遮住 as clerk --reveal 核对 show "$young" --format html
