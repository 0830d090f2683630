# SPDX-License-Identifier: MIT
# How many keys the work takes (ux.md §5): each keys/NAME.keys is played over a
# copy of one store, prints keys/NAME.screen, and its keys are counted against
# what the record holds: keys/table.txt.
. "$TESTS/lib.sh"
command -v python3 >/dev/null || { echo "python3 is missing"; exit 77; }
world
SITE=$(xz list station --format csv | sed -n '2s/,.*//p')
xz set "$SITE" st_level=4 st_type=02 st_host=3 st_area=500112001000 st_addr=双凤桥街道1号 st_phone=12356 \
	st_built=2020-01-01 st_state=1 st_head=李梅 st_ft=1 st_pt=1 --final >/dev/null || fail "station"
DOC=$(put staff "{\"sf_name\":\"李医生\",\"sf_sex\":\"2\",\"sf_phone\":\"13800000000\",\"sf_station\":\"$SITE\",\"sf_role\":\"07\",\"sf_on\":\"2020-01-01\",\"sf_ft\":\"1\",\"sf_in_pool\":\"0\",\"sf_state\":\"1\"}") || exit 1
LI=$(put resident "$(resident 林秀芬 500112198808089964)") || exit 1
PT=$(put patient "{\"sm_person\":\"$LI\",\"sm_no\":\"00100001\",\"sm_gname\":\"张父\",\"sm_grel\":\"5\",\"sm_gaddr\":\"社区3号\",\"sm_gphone\":\"13800000001\",\"sm_vcontact\":\"王芳\",\"sm_vphone\":\"023-67319162\",\"sm_hukou\":\"1\",\"sm_job\":\"4\",\"sm_consent\":\"0\",\"sm_onset\":\"2015\",\"sm_hsym\":[\"1\"],\"sm_hlock\":\"1\",\"sm_hout\":\"1\",\"sm_hosp\":0,\"sm_diag\":\"精神分裂症\",\"sm_dcode\":\"01\",\"sm_dhosp\":\"区精神卫生中心\",\"sm_ddate\":\"2015-06\",\"sm_effect\":\"2\",\"sm_d1\":0,\"sm_d2\":0,\"sm_d3\":0,\"sm_d4\":0,\"sm_d5\":0,\"sm_d6\":0,\"sm_econ\":\"2\",\"sm_date\":\"2022-03-01\",\"sm_dbstate\":\"1\",\"sm_state\":\"2\",\"sm_state_on\":\"2022-03-01\",\"sm_sign\":\"李医生\",\"sm_owner\":\"$DOC\"}") || exit 1
CARE='"fu_form":"2","fu_who":["1"],"fu_danger":"0","fu_sym_none":"0","fu_sym":["1","5"],"fu_insight":"2","fu_sleep":"2","fu_diet":"1","fu_self":"1","fu_house":"1","fu_work":"2","fu_study":"1","fu_social":"2","fu_d_none":"1","fu_d1":0,"fu_d2":0,"fu_d3":0,"fu_d4":0,"fu_d5":0,"fu_d6":0,"fu_lock":"1","fu_hosp":"0","fu_lab":"1","fu_adh":"1","fu_drug":[{"fu_drug_name":"奥氮平","fu_drug_route":"1","fu_drug_pm":10}],"fu_adr":"1","fu_effect":"2","fu_refer":"1","fu_rehab":["1","4"],"fu_psy":"0","fu_symsev":"2","fu_body":"0","fu_class":"2"'
put follow_up "{\"fu_patient\":\"$PT\",\"fu_date\":\"2022-10-20\",$CARE,\"fu_next\":\"2022-11-03\",\"fu_sign\":\"李医生\",\"fu_fsign\":\"林父\"}" >/dev/null || exit 1
printf '%s\t林秀芬\n%s\t林秀芬\n%s\t李医生\n%s\t双凤桥街道\n' "$LI" "$PT" "$DOC" "$SITE" >names.txt
mkdir keys
cp -R store first
same() { sed -E -e 's/(已保存|草稿|已存成草稿) [0-9a-f]{6}/\1 xxxxxx/g'; }
play() {
	xz --keys "$TESTS/goldens/keys/$1.keys" --screen >raw || fail "$1: exit $?"
	same <raw | golden "keys/$1.screen" || exit 1
}
printf '#!/bin/sh\nexec "%s" --data "%s/store" --user 李梅 --password-fd 9 --now %s "$@" 9<"%s"\n' \
	"$XINZHAN" "$PWD" "$NOW" "$PW" >xzdoor
chmod +x xzdoor
printf '%-32s %6s %6s %6s %6s %6s  %s\n' '' chars fields limit keys ratio goal >table
for name in follow_up training lecture station repeat_visit main_screen main_from_form carried reason; do
	rm -rf store
	cp -R first store
	play "$name"
	grep -q '^#: count' "$TESTS/goldens/keys/$name.keys" || continue
	python3 "$TESTS/goldens/keys.py" ./xzdoor "$TESTS/goldens/keys" "$name" >>table || { cat table; fail "$name"; }
done
cat table
golden keys/table.txt <table || exit 1

# A reason in words is kept, one for another value is not.
rm -rf store
cp -R first store
sed '/^screen next/q' "$TESTS/goldens/keys/reason.keys" >reason.keys
printf 'key F2 F2\n' >>reason.keys
xz --keys reason.keys --screen >/dev/null || fail "reason"
xz list follow_up --format jsonl | grep -q '"_reasons":{"fu_class":"近一月稳定"}' || fail "no reason kept"

# A hundred and ten changes are undone and done again.
{
	printf 'key F9\ntype 科普宣传活动\nkey Enter F5 F9\ntype 7\nkey Enter\n'
	for i in $(seq 1 110); do printf 'type %s\nkey Tab Up\n' "$i"; done
	printf 'screen typed\nkey Ctrl+Z*109\nscreen undone\nkey Ctrl+Y*109\nscreen redone\n'
} >undo.keys
xz --keys undo.keys --screen >undone || fail "undo"
[ "$(sed -n 's/^> 7[^[]*\[\([0-9]*\).*/\1/p' undone | tr '\n' ' ')" = '110 1 110 ' ] ||
	{ grep '^>' undone; fail "undo"; }

# kill -9: what came over is in the draft, and what nobody looked at is told.
rm -rf store
cp -R first store
cat >kill.py <<'EOP'
import os, pty, signal, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'xterm-256color'
    os.execvp(sys.argv[1], sys.argv[1:])
def wait(words):
    seen = b''
    while words.encode() not in seen:
        seen += os.read(terminal, 65536)
def send(text):
    os.write(terminal, text.encode())
wait('Ctrl+Q')
send('\x10')
wait('首字母或数字')
send('严重精神障碍患者随访')
time.sleep(0.5)
send('\r')
time.sleep(0.5)
send('\x0e')
wait('新增')
send('lxf\r')
time.sleep(0.5)
send('...')
wait('带出')
time.sleep(1)
os.kill(pid, signal.SIGKILL)
EOP
python3 kill.py "$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 --now "$NOW" 9<"$PW" || fail "kill"
printf 'key Enter\nscreen after_kill\nkey F2\nscreen listed\n' >again.keys
xz --keys again.keys --screen >raw || fail "again: $?"
same <raw | golden keys/killed.screen || exit 1

# What somebody else wrote in secret does not come over, nor is it shown.
rm -rf store
cp -R first store
printf '%s\n' 'quiet river lamp 9' '王芳 的口令 很长很长' >fd8
xz --password-fd 8 users add 王芳 --role clerk 8<fd8 2>/dev/null || fail "users add"
sed 1d fd8 >fd9
cat >store/forms/talk.yaml <<'EOF'
settings:
  form_id: talk
  form_title: {zh: 谈话记录, en: Talks}
  version: "1"
  x_parent: ta_who
  x_domain: person
  x_secret: [ta_secret]
  x_list: [ta_who, ta_open]
survey:
  - {type: select_one_from_file resident.csv, name: ta_who, label: {zh: 对象, en: Whom}, required: yes}
  - {type: text, name: ta_open, label: {zh: 内容, en: Content}}
  - {type: text, name: ta_secret, label: {zh: 机密, en: Secret}}
EOF
accept
put talk "{\"ta_who\":\"$LI\",\"ta_open\":\"公开的话\",\"ta_secret\":\"不能说的话\"}" >/dev/null || exit 1
printf 'key F9\ntype 谈话记录\nkey Enter F5\ntype lxf\nkey Enter\ntype ...\nkey Enter\nscreen first\nkey Down\nkey F6\nscreen ditto\n' >talk.keys
"$XINZHAN" --data "$PWD/store" --user 王芳 --password-fd 8 --now "$NOW" --keys talk.keys --screen 8<fd9 >talk ||
	fail "talk: $?"
grep -q 公开的话 talk && ! grep -q 不能说 talk || { cat talk; fail "a secret came over"; }
xz --keys talk.keys --screen >talk || fail "talk: $?"
grep -q 不能说 talk || { cat talk; fail "nothing came over to its author"; }

# A person among 10,000.
rm -rf store
world
python3 "$TESTS/goldens/keys_find.py" write people.csv
xz import resident people.csv >/dev/null || fail "import"
python3 "$TESTS/goldens/keys_find.py" count ./xzdoor || fail "a person is too far away"
