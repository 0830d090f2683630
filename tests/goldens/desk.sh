# SPDX-License-Identifier: MIT
# The desk of a working day: home with what is due, the queue, the page of a
# person. Each desk/NAME.keys is played over a copy of one station's records
# and must print desk/NAME.screen. NAME.en.keys in English.
. "$TESTS/lib.sh"
world
A=$(put resident "$(resident 林秀芬 500112198808089964)") || exit 1
B=$(put resident "$(resident 单立人 500112196803139986)") || exit 1
C=$(put resident "$(resident 欧阳晓峰 500112199112139999)") || exit 1
consent() { put consent "{\"co_person\":\"$1\",\"co_purpose\":\"$2\",\"co_by\":\"1\",\"co_date\":\"$3\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"${4:+,$4}}"; }
consent "$A" 1 2022-03-02 '"co_expire":"2022-12-17"' >/dev/null || exit 1
consent "$B" 1 2022-03-05 '"co_expire":"2022-12-20"' >/dev/null || exit 1
consent "$C" 1 2022-03-09 '"co_expire":"2022-12-27"' >/dev/null || exit 1
consent "$C" 2 2022-03-09 '"co_withdraw":"2022-10-01"' >/dev/null || exit 1
xz set "$A" p_addr=槐荫街5号 --reason 搬家 >/dev/null || exit 1
xz set "$A" p_phone=13900000000 >/dev/null || exit 1
put activity "$(activity 心理健康进社区)" >/dev/null || exit 1
# Visits, each saying when the next is: the last one of each person counts.
cat >store/forms/visit.yaml <<'EOF'
settings:
  form_id: visit
  form_title: {zh: 回访, en: Visit}
  version: "1"
  instance_name: concat(${vi_who}, ' ', ${vi_on})
  x_event_date: vi_on
  x_parent: vi_who
  x_due: {date: '${vi_next}', latest: yes, add: visit, label: {zh: 该回访了, en: Visit due}}
  x_list: [vi_on, vi_who, vi_next]
survey:
  - {type: select_one_from_file resident.csv, name: vi_who, label: {zh: 谁, en: Who}, required: yes}
  - {type: date, name: vi_on, label: {zh: 日期, en: Date}, required: yes, default: today()}
  - {type: select_one good, name: vi_sleep, label: {zh: 睡眠, en: Sleep}, required: yes}
  - {type: select_one good, name: vi_mood, label: {zh: 情绪, en: Mood}, required: yes}
  - {type: text, name: vi_why, label: {zh: 怎么不好, en: How poor}, relevant: "${vi_mood} = '3'"}
  - {type: select_multiple help, name: vi_help, label: {zh: 帮扶, en: Help}}
  - {type: text, name: vi_note, label: {zh: 备注, en: Note}}
  - {type: date, name: vi_next, label: {zh: 下次, en: Next}}
lists:
  good:
    - {name: "1", label: {zh: 好, en: Good}}
    - {name: "2", label: {zh: 一般, en: Fair}}
    - {name: "3", label: {zh: 差, en: Poor}}
  help:
    - {name: "1", label: {zh: 谈心, en: Talk}}
    - {name: "2", label: {zh: 送药, en: Medicine}}
EOF
accept
visit() { put visit "{\"vi_who\":\"$1\",\"vi_on\":\"$2\",\"vi_sleep\":\"2\",\"vi_mood\":\"3\",\"vi_why\":\"想家\",\"vi_help\":[\"1\",\"2\"],\"vi_note\":\"和女儿住\",\"vi_next\":\"$3\"}"; }
visit "$B" 2022-10-11 2022-11-11 >/dev/null || exit 1
visit "$B" 2022-11-12 2022-12-12 >/dev/null || exit 1
visit "$C" 2022-12-01 2023-01-01 >/dev/null || exit 1
mkdir -p desk
cp -R store first
same() { sed -E -e "s#$PWD#DIR#g" -e 's/  [0-9a-f]{6} 20/  xxxxxx 20/' -e 's/(已保存|Saved) [0-9a-f]{6}/\1 xxxxxx/g'; }
for keys in "$TESTS"/goldens/desk/*.keys; do
	name=$(basename "$keys" .keys)
	rm -rf store ./*.txt
	cp -R first store
	lang=zh
	case $name in *.en) lang=en ;; esac
	xz --lang $lang --keys "$keys" --screen >raw || fail "$name: exit $?"
	same <raw | golden "desk/$name.screen" || exit 1
	case $name in queue)
		[ "$(stat -c %a due_2022-12-20.txt)" = 600 ] || fail "the list may be read by all"
		grep -q '^\[ \] 2022-12-17  逾期 3 天 *知情同意 *林秀芬' due_2022-12-20.txt ||
			fail "$(cat due_2022-12-20.txt)"
		grep -q 林秀芬 due_2022-12-20-2.txt && fail "not what was shown"
		xz audit | grep -q 'due: 5 ' || fail "nobody notes what was printed" ;;
	esac
done
