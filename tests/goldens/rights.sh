# SPDX-License-Identifier: MIT
# Who may do what (domain.md §9): every role, act and domain of the table below,
# tried by the program. What keys open by themselves is tried in door.sh.
. "$TESTS/lib.sh"
world
HEAD='quiet river lamp 9'
ROLES='head clerk counsellor doctor operator trainer street district admin'
DOMAINS='work person counselling special smd hotline'

# as ROLE ARGS…: by that role's account
as() {
	[ "$1" = head ] && echo "$HEAD" >fd8 || echo "$1 的口令 很长很长" >fd8
	[ "$1" = head ] && who=李梅 || who=u_$1
	shift
	"$XINZHAN" --data "$PWD/store" --user "$who" --password-fd 8 --now "$NOW" "$@" 8<fd8
}
id_of() { sed -n 's/^ACK //p'; }

site=$(put station '{"st_code":"50011200000001","st_name":"渝北区中心","st_level":"3","st_type":"12","st_host":"7","st_area":"500112000000","st_addr":"百果路66号","st_phone":"023-67319162","st_open":"7×24","st_built":"2019-01-01","st_state":"1","st_head":"王芳","st_ft":1,"st_pt":0}') || exit 1
staff() { put staff "{\"sf_name\":\"$1\",\"sf_sex\":\"2\",\"sf_phone\":\"13800000000\",\"sf_station\":\"$site\",\"sf_role\":\"05\",\"sf_on\":\"2020-01-01\",\"sf_ft\":\"1\",\"sf_in_pool\":\"0\",\"sf_state\":\"1\"}"; }
for r in $ROLES; do
	[ $r = head ] && continue
	staff "职工$r" >"staff_$r" || exit 1
	printf '%s\n%s\n' "$HEAD" "$r 的口令 很长很长" >fd8
	"$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 8 --now "$NOW" \
		users add "u_$r" --role $r --staff "$(cat staff_$r)" 8<fd8 2>err || fail "users add: $(cat err)"
done
for d in $DOMAINS; do
	cat >"store/forms/in_$d.yaml" <<END
settings:
  form_id: in_$d
  form_title: {zh: $d, en: $d}
  version: "1"
  x_domain: $d
  x_owner: o_$d
  x_mask: {m_$d: phone}
  x_secret: [s_$d]
  x_list: [t_$d, m_$d]
survey:
  - {type: text, name: t_$d, label: {zh: 内容, en: Text}}
  - {type: text, name: m_$d, label: {zh: 电话, en: Phone}}
  - {type: text, name: s_$d, label: {zh: 机密, en: Secret}}
  - {type: select_one_from_file staff.csv, name: o_$d, label: {zh: 谁的, en: Whose}}
END
done
accept
# One of the head's own in each domain, and one that names each role's staff.
one() { echo "{\"t_$1\":\"text of $1\",\"m_$1\":\"13812341234\",\"s_$1\":\"secret of $1\"${2:+,\"o_$1\":\"$2\"}}"; }
for d in $DOMAINS; do
	put "in_$d" "$(one $d)" >"theirs_$d" || exit 1
	for r in $ROLES; do
		[ $r = head ] || put "in_$d" "$(one $d "$(cat staff_$r)")" >"own_${d}_$r" || exit 1
	done
	cp "theirs_$d" "own_${d}_head"
done

tried=0
try() { # ROLE WANT WHAT ARGS…
	role=$1 want=$2 what=$3
	shift 3
	as "$role" "$@" >out 2>err </dev/null
	rc=$?
	[ $rc = "$want" ] || fail "$role, $what: exit $rc, not $want: $(cat err)"
	[ $rc = 5 ] && { grep -q '无权\|只能\|只有' err || fail "$role, $what: no words: $(cat err)"; }
	tried=$((tried + 1))
}
# A line an act and domain, a column a role (in the order of ROLES):
# y yes, - not permitted (exit 5). `list` says how many of the 9 records.
while read -r act d cells; do
	case $act in '#'*|'') continue ;; esac
	set -- $cells
	for r in $ROLES; do
		cell=$1
		shift
		[ "$cell" = - ] && want=5 || want=0
		case $act in
		theirs) try $r $want "$act $d" show "$(cat theirs_$d)" ;;
		own) try $r $want "$act $d" show "$(cat own_${d}_$r)" ;;
		list)
			try $r $want "$act $d" list in_$d --format table
			[ $want = 5 ] || [ "$(grep -c '^[0-9a-f-]\{36\}' out)" = "$cell" ] || fail "$r lists $d: $(cat out)"
			;;
		set-theirs) try $r $want "$act $d" set "$(cat theirs_$d)" "t_$d=by $r" ;;
		set-own) try $r $want "$act $d" set "$(cat own_${d}_$r)" "t_$d=by $r" ;;
		void-theirs) # of a copy
			id=$(put "in_$d" "$(one $d)") || exit 1
			try $r $want "$act $d" void "$id" --reason 重复
			[ $want = 0 ] || xz void "$id" --reason 收拾 >/dev/null || exit 1
			;;
		csv)
			try $r $want "$act $d" list in_$d --format csv
			[ $want = 5 ] || ! grep -q 13812341234 out || fail "$r: csv of $d is not masked"
			;;
		bare) try $r $want "$act $d" --reveal 核对 list in_$d --format csv ;;
		secret)
			try $r $want "$act $d" --reveal 核对 show "$(cat own_${d}_$r)"
			case $cell in
			y) grep -q "secret of $d" out ;;
			n) ! grep -q "secret of" out ;;
			*) : ;;
			esac || fail "$r, secret of $d: $(cat out)"
			;;
		esac
	done
done <<'END'
# act       domain      head clerk coun doct oper trai stre dist admi
theirs      work        y    y     y    y    y    -    y    y    -
theirs      person      y    y     -    y    -    -    -    -    -
theirs      counselling y    -     -    -    -    -    -    -    -
theirs      special     y    y     -    y    -    -    -    -    -
theirs      smd         y    -     -    -    -    -    -    -    -
theirs      hotline     y    -     -    -    -    -    -    -    -
own         work        y    y     y    y    y    -    y    y    -
own         person      y    y     y    y    y    -    -    -    -
own         counselling y    -     y    -    -    -    -    -    -
own         special     y    y     y    y    -    -    -    -    -
own         smd         y    -     -    y    -    -    -    -    -
own         hotline     y    -     -    -    y    -    -    -    -
list        work        9    9     9    9    9    -    9    9    -
list        person      9    9     1    9    1    -    -    -    -
list        counselling 9    -     1    -    -    -    -    -    -
list        special     9    9     1    9    -    -    -    -    -
list        smd         9    -     -    1    -    -    -    -    -
list        hotline     9    -     -    -    1    -    -    -    -
secret      person      y    n     y    y    n    -    -    -    -
secret      counselling y    -     y    -    -    -    -    -    -
secret      special     y    n     y    y    -    -    -    -    -
secret      smd         y    -     -    y    -    -    -    -    -
csv         work        y    y     y    y    -    -    -    -    -
csv         counselling y    -     y    -    -    -    -    -    -
csv         smd         y    -     -    y    -    -    -    -    -
csv         hotline     y    -     -    -    -    -    -    -    -
bare        person      y    -     -    -    -    -    -    -    -
bare        smd         y    -     -    y    -    -    -    -    -
set-own     person      y    y     y    y    y    -    -    -    -
set-own     counselling y    -     y    -    -    -    -    -    -
set-own     smd         y    -     -    y    -    -    -    -    -
set-own     hotline     y    -     -    -    y    -    -    -    -
set-theirs  work        y    y     y    y    y    -    y    y    -
set-theirs  person      y    y     -    y    -    -    -    -    -
set-theirs  counselling y    -     -    -    -    -    -    -    -
set-theirs  special     y    y     -    y    -    -    -    -    -
set-theirs  smd         y    -     -    -    -    -    -    -    -
set-theirs  hotline     y    -     -    -    -    -    -    -    -
void-theirs person      y    y     -    y    -    -    -    -    -
void-theirs counselling y    -     -    -    -    -    -    -    -
END

# Acts of no domain: a column a role again.
echo 't_work' >import.csv
echo '导入的' >>import.csv
while read -r act cells; do
	case $act in '#'*|'') continue ;; esac
	set -- $cells
	for r in $ROLES; do
		[ "$1" = y ] && want=0 || want=5
		shift
		rm -f x.csv
		case $act in
		R01) try $r $want report report R01 --period 2022Q4 ;;
		R01-file) try $r $want "report to a file" report R01 --period 2022Q4 -o x.csv ;;
		R01-data) try $r $want "report as data" report R01 --period 2022Q4 --format json ;;
		R03) try $r $want "R03" report R03 --period 2022 ;;
		R03-file) try $r $want "R03 to a file" report R03 --period 2022 -o x.csv ;;
		audit) try $r $want audit audit --format jsonl ;;
		users) try $r $want "users disable" users disable u_clerk && try $r $want "users enable" users enable u_clerk ;;
		forms) try $r $want "forms --accept" forms --accept ;;
		verify) try $r $want verify verify ;;
		import) try $r $want import import in_work import.csv --dry-run ;;
		own-password) printf '%s\n%s\n' "$([ $r = head ] && echo "$HEAD" || echo "$r 的口令 很长很长")" \
				"$([ $r = head ] && echo "$HEAD" || echo "$r 的口令 很长很长")" >fd8
			"$XINZHAN" --data "$PWD/store" --user "$([ $r = head ] && echo 李梅 || echo u_$r)" --password-fd 8 --now "$NOW" \
				users passwd 8<fd8 2>err || fail "$r: own password: $(cat err)" ;;
		esac
	done
done <<'END'
# act        head clerk coun doct oper trai stre dist admi
R01          y    y     y    y    y    -    y    y    y
R01-file     y    y     y    y    -    -    y    y    -
R01-data     y    y     y    y    -    -    y    y    -
R03          y    y     y    y    y    y    y    y    -
R03-file     y    y     y    y    -    y    y    y    -
audit        y    -     -    -    -    -    -    -    y
users        y    -     -    -    -    -    -    -    -
forms        y    -     -    -    -    -    -    -    -
verify       y    y     y    y    y    y    y    y    y
import       y    y     y    y    y    -    y    y    -
own-password y    y     y    y    y    y    y    y    y
END
# A trainer's list has that one report.
[ "$(as trainer report | wc -l)" = 1 ] || fail "a trainer's reports: $(as trainer report)"

# --- what may not be read is not guessed at through another form either ------------
cat >store/forms/asking.yaml <<'END'
settings: {form_id: asking, form_title: {zh: 问, en: Ask}, version: "1", x_domain: person}
survey:
  - {type: select_one_from_file in_special.csv, name: q_of, label: {zh: 谁, en: Whose}}
END
accept
echo "{\"q_of\":\"$(cat theirs_special)\"}" | as clerk add asking >/dev/null || fail "asking"
for where in "count-of(in_special, s_special = 'secret of special') > 0" \
	"ref(\${q_of}, 's_special') = 'secret of special'" \
	"contains(list-of(in_special, s_special), 'secret')" \
	"starts-with(last-of(in_special, s_special), 's')"; do
	[ "$(as head list asking --where "$where" --format jsonl | wc -l)" = 1 ] || fail "head: $where"
	[ "$(as clerk list asking --where "$where" --format jsonl | wc -l)" = 0 ] || fail "guessed: $where"
done

# --- a record whose form is gone: names, no values ----------------------------------
for d in person counselling; do
	mv "store/forms/in_$d.yaml" "kept_$d"
done
see() { as "$@" >out 2>err || fail "$*: $(cat err)"; }
see clerk show "$(cat own_person_clerk)" --format text
grep -q 'm_person: \*\*\*' out && ! grep -q '138\|secret' out || fail "text of a lost form: $(cat out)"
see clerk show "$(cat own_person_clerk)"
grep -q '"m_person":"\*\*\*"' out && ! grep -q '138\|secret' out || fail "json of a lost form: $(cat out)"
see clerk --reveal 核对 show "$(cat own_person_clerk)"
grep -q '138\|secret' out && fail "revealed to a clerk: $(cat out)"
see head show "$(cat theirs_person)"
grep -q '138\|secret' out && fail "not masked: $(cat out)"
see head --reveal 核对 show "$(cat theirs_person)"
grep -q 13812341234 out || fail "a head's reveal: $(cat out)"
mine=$(one counselling "$(cat staff_counsellor)")
mv kept_counselling store/forms/in_counselling.yaml
accept
theirs=$(echo "$mine" | as counsellor add in_counselling | id_of)
mv store/forms/in_counselling.yaml kept_counselling
see head --reveal 核对 show "$theirs"
grep -q 'secret' out && fail "counselling text revealed without its form: $(cat out)"
mv kept_person store/forms/in_person.yaml
mv kept_counselling store/forms/in_counselling.yaml
accept
echo "$tried tried"

# --- the desk: his own in the lists, no number of what is not his ---------------------------
cat >keys <<'END'
resize 120x60
screen home
key F9
type in_counselling
END
as counsellor --keys keys --screen >out || fail "desk"
grep -q ' smd  *无权' out && grep -q ' hotline  *无权' out || { cat out; fail "home counts what a counsellor may not open"; }
grep -q ' counselling  *[0-9]' out && { cat out; fail "home counts others' cases"; }
grep -q ' work  *[0-9]' out || { cat out; fail "home does not count"; }
cat >keys <<'END'
key F9
type counselling
key Enter
screen list
key Esc Esc
key F9
type smd
key Enter
screen refused
END
as counsellor --keys keys --screen >out || fail "desk"
sed '/^== refused/,$d' out | grep -q '2 条' || { cat out; fail "a counsellor's list"; }
sed '1,/^== refused/d' out | grep -q '您的角色无权查看' || { cat out; fail "no words for smd"; }

# Nor is a form opened that could not be saved.
cat >keys <<'END'
key F9
type smd
screen box
key Down*2 Enter
screen refused
END
as counsellor --keys keys --screen >out || fail "desk"
grep -q '新增 smd' out && grep -q '您的角色无权查看' out || { cat out; fail "a form that may not be filled"; }
# A trainer's desk: his trainings and whom they are for.
printf 'resize 120x60\nscreen home\n' >keys
as trainer --keys keys --screen >out || fail "desk"
grep -q '培训记录 *0' out && grep -q '人员与人才库 *[0-9]' out && grep -q '居民心理健康档案 *无权' out && grep -q '讲座与团辅 *无权' out ||
	{ cat out; fail "a trainer's desk"; }

# A reference may be chosen from all, by name: the search stands in the log, and
# what he makes of it is his.
cat >store/forms/paper.yaml <<'END'
settings: {form_id: paper, form_title: {zh: 便条, en: Paper}, version: "1", x_domain: counselling, x_parent: pp_of}
survey:
  - {type: select_one_from_file in_person.csv, name: pp_of, label: {zh: 谁, en: Whom}, required: yes}
END
accept
id=$(put in_person '{"t_person":"远方来客"}') || exit 1
sed -i 's/^  x_list: \[t_person/  instance_name: ${t_person}\n&/' store/forms/in_person.yaml
accept
try counsellor 5 "before" show "$id"
cat >keys <<'END'
key F9
type 便条
key Enter F5
type 远方
screen popup
key Enter F2
screen saved
END
as counsellor --keys keys --screen >out || fail "desk"
grep -q '远方来客' out && grep -q '已保存' out || { cat out; fail "the popup"; }
as head audit --action search --format jsonl | grep '"user":"u_counsellor"' | grep '"form":"in_person"' | grep -q '"what":"远方"' ||
	fail "the popup's search is not in the log: $(as head audit --action search --format jsonl)"
try counsellor 0 "after" show "$id"
echo "$tried tried"

# --- the shipped forms: whose patient, call, visitor and test it is -----------------------
xz set "$(cat staff_doctor)" sf_role=07 --reason 精防 >/dev/null || fail "a doctor's post"
other=$(put staff "{\"sf_name\":\"别的医生\",\"sf_sex\":\"2\",\"sf_phone\":\"13800000000\",\"sf_station\":\"$site\",\"sf_role\":\"07\",\"sf_on\":\"2020-01-01\",\"sf_ft\":\"1\",\"sf_in_pool\":\"0\",\"sf_state\":\"1\"}") || exit 1
A=$(put resident "$(resident 张三 500112198008089974)") || exit 1
B=$(put resident "$(resident 赵六 50011219910315998X)") || exit 1
patient() { # PERSON NO DOCTOR
	put patient "{\"sm_person\":\"$1\",\"sm_no\":\"$2\",\"sm_gname\":\"家属\",\"sm_grel\":\"5\",\"sm_gaddr\":\"社区3号\",\"sm_gphone\":\"13800000001\",\"sm_vcontact\":\"王芳\",\"sm_vphone\":\"023-67319162\",\"sm_hukou\":\"1\",\"sm_job\":\"4\",\"sm_consent\":\"0\",\"sm_onset\":\"2015\",\"sm_hsym\":[\"1\"],\"sm_hlock\":\"1\",\"sm_hout\":\"1\",\"sm_hosp\":0,\"sm_diag\":\"精神分裂症\",\"sm_dcode\":\"01\",\"sm_dhosp\":\"区精神卫生中心\",\"sm_ddate\":\"2015-06\",\"sm_effect\":\"2\",\"sm_d1\":0,\"sm_d2\":0,\"sm_d3\":0,\"sm_d4\":0,\"sm_d5\":0,\"sm_d6\":0,\"sm_econ\":\"2\",\"sm_date\":\"2022-03-01\",\"sm_sign\":\"李医生\",\"sm_owner\":\"$3\",\"sm_dbstate\":\"1\",\"sm_state\":\"2\",\"sm_state_on\":\"2022-03-01\"}"
}
mine=$(patient "$A" 00100001 "$(cat staff_doctor)") && theirs=$(patient "$B" 00100002 "$other") || exit 1
try doctor 0 "own patient" show "$mine"
try doctor 5 "a colleague's patient" show "$theirs"
[ "$(as doctor list patient --format jsonl | wc -l)" = 1 ] || fail "a doctor's patients"
try doctor 5 "a colleague's patient" set "$theirs" sm_vphone=023-67319163
try doctor 0 "own patient" set "$mine" sm_vphone=023-67319163
for r in clerk counsellor operator; do try $r 5 patient show "$mine"; done
call() { put hotline_call "{\"hl_line\":\"12356\",\"hl_in\":\"2022-12-01T21:00\",\"hl_end\":\"2022-12-01T21:30\",\"hl_op\":\"$1\",\"hl_dir\":\"1\",\"hl_valid\":\"1\",\"hl_sex\":\"9\",\"hl_age\":\"9\",\"hl_who\":\"1\",\"hl_kind\":\"3\",\"hl_issue\":[\"11\"],\"hl_risk\":\"2\",\"hl_sui\":[\"1\",\"2\"],\"hl_act\":[\"1\",\"3\"],\"hl_follow\":\"1\",\"hl_summary\":\"倾诉\"}"; }
mine=$(call "$(cat staff_operator)") && theirs=$(call "$other") || exit 1
again() { put hotline_follow_up "{\"hf_call\":\"$1\",\"hf_no\":$3,\"hf_due\":\"2022-12-02T21:00\",\"hf_done\":\"2022-12-02T20:00\",\"hf_by\":\"$2\",\"hf_reach\":\"3\",\"hf_close\":\"0\"}"; }
try operator 0 "own call" show "$mine"
try operator 5 "a colleague's call" show "$theirs"
[ "$(as operator list hotline_call --format table | grep -c '^[0-9a-f-]\{36\}')" = 1 ] || fail "an operator's calls"
colleague=$(again "$mine" "$other" 1) && asked=$(again "$theirs" "$(cat staff_operator)" 1) || exit 1
try operator 0 "a colleague's follow-up of his call" show "$colleague"
try operator 0 "a follow-up that is his" show "$asked"
try operator 5 "the call behind it" show "$theirs"
for r in clerk counsellor doctor; do try $r 5 hotline show "$mine"; done
# A visitor is his who receives him; and so is the person, and what a colleague tests of him.
intake() { put intake "{\"in_dt\":\"2022-12-02T09:00\",\"in_mode\":\"1\",\"in_person\":\"$1\",\"in_src\":\"1\",\"in_issue\":[\"07\"],\"in_urgency\":\"1\",\"in_action\":\"1\",\"in_staff\":\"$2\"}"; }
try counsellor 5 "nobody's person" show "$A"
mine=$(intake "$A" "$(cat staff_counsellor)") && theirs=$(intake "$B" "$other") || exit 1
try counsellor 0 "own visitor" show "$mine"
try counsellor 5 "a colleague's visitor" show "$theirs"
try counsellor 0 "the visitor's archive" show "$A"
try counsellor 5 "another archive" show "$B"
asked=$(intake "$A" "$other") || exit 1
try counsellor 0 "an earlier visit of his visitor" show "$asked"
echo "$tried tried"
