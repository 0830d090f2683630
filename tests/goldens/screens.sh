# SPDX-License-Identifier: MIT
# What the desk shows: each screens/NAME.keys is played over a copy of one
# small store and must print screens/NAME.screen. NAME.en.keys in English.
. "$TESTS/lib.sh"
world

put resident "$(resident 林秀芬 500112198808089964 | sed s/13800000000/13812341211/)" >/dev/null || exit 1
LI=$(put resident "$(resident 李雪枫 500112196803139986)") || exit 1
put resident "$(resident 欧阳晓峰 500112199112139999)" >/dev/null || exit 1
put activity "$(activity 心理健康进社区)" >/dev/null || exit 1
put activity "$(activity 世界精神卫生日义诊)" >/dev/null || exit 1

# A form the station made itself, put into the store: it is in the menu.
cat >store/forms/visit.yaml <<'EOF'
settings:
  form_id: visit
  form_title: {zh: 走访登记, en: Visits}
  version: "1"
  instance_name: concat(${vi_date}, ' ', ${vi_who})
  x_event_date: vi_date
  x_list: [vi_date, vi_who, vi_n]
survey:
  - {type: date, name: vi_date, label: {zh: 走访日期, en: Date}, required: yes, default: today()}
  - {type: text, name: vi_who, label: {zh: 走访对象, en: Whom}, required: yes}
  - type: integer
    name: vi_n
    label: {zh: 人数, en: Heads}
    constraint: . > 0
    constraint_message: {zh: 应大于0, en: Must be above 0}
    x_warning: . <= 500
    x_warning_message: {zh: 超过500人，少见, en: More than 500}
EOF
accept

mkdir -p screens
cp -R store first
# Ids are new every time, the folder too.
same() {
	sed -E -e "s#$PWD#DIR#g" -e 's/(已保存|草稿|已作废|Saved|draft|Voided) [0-9a-f]{6}/\1 xxxxxx/g' \
		-e 's/  [0-9a-f]{6} 20/  xxxxxx 20/' -e 's/[0-9]+-[0-9a-f]{16}$/HEAD/'
}
play() {
	lang=zh
	case $1 in *.en) lang=en ;; esac
	xz --lang $lang --keys "$TESTS/goldens/screens/$1.keys" --screen >raw || fail "$1: exit $?"
	same <raw | golden "screens/$1.screen" || exit 1
}

for keys in "$TESTS"/goldens/screens/*.keys; do
	name=$(basename "$keys" .keys)
	case $name in changed) continue ;; esac
	rm -rf store *.txt *.csv
	cp -R first store
	play "$name"
done

# Somebody else saves while a draft waits: nothing is overwritten, what differs is
# chosen from field by field.
rm -rf store
cp -R first store
printf 'key 1\ntype lxf\nkey Enter Down*8\ntype 2\n' >draft.keys
xz --keys draft.keys --screen || fail "draft"
printf '%s\n' 'quiet river lamp 9' '王芳 的口令 很长很长' >fd8
xz --password-fd 8 users add 王芳 --role clerk 8<fd8 2>/dev/null || fail "users add"
sed 1d fd8 >fd9
"$XINZHAN" --data "$PWD/store" --user 王芳 --password-fd 8 --now "$NOW" \
	set "$LI" p_addr=槐荫街5号 p_job=3 8<fd9 >/dev/null || fail "set"
play changed
for want in '"p_addr":"槐荫街5号"' '"p_job":"2"' '"_rev":3'; do
	xz show "$LI" | grep -q "$want" || fail "not $want: $(xz show "$LI")"
done

# A key that is none: exit 2, the line is told.
printf 'key Enter\nkey Hyper+Q\n' >bad.keys
expect 2 'bad.keys:2: error:' xz --keys bad.keys --screen
