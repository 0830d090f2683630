# SPDX-License-Identifier: MIT
# A form put into the store's forms/ folder is listed at once, with its own
# list; in a store with several accounts it is filled once the head has accepted
# it, and a changed one changes nothing
# until then. A broken one is told and hides nothing.
. "$TESTS/lib.sh"
world
mkdir -p store/forms/lists
cat >store/forms/lists/tea_kind.yaml <<'YAML'
list_name: tea_kind
choices:
  - {name: "1", label: {zh: 绿茶, en: Green}}
  - {name: "2", label: {zh: 红茶, en: Black}}
YAML
cat >store/forms/tea.yaml <<'YAML'
settings:
  form_id: tea_party
  form_title: {zh: 茶话会, en: Tea party}
  version: "1"
  x_event_date: day
survey:
  - {type: date, name: day, label: {zh: 日期, en: Day}, required: yes}
  - {type: select_one tea_kind, name: kind, label: {zh: 茶, en: Tea}, required: yes}
  - {type: integer, name: heads, label: {zh: 人数, en: Heads}, constraint: . > 0}
YAML
expect 0 茶话会 xz forms
case $said in *error:*) fail "fault: $said" ;; esac
expect 0 "绿茶" xz forms tea_party

# With the head alone it is in force at once.
echo '{"day":"2022-12-01","kind":"1","heads":9}' | xz add tea_party | grep -q ACK || fail "the head's own form waits"

# --- accepted, once there are other accounts ---
{ cat "$PW"; echo 登记员的口令一号; } >two
xz --password-fd 8 users add 王芳 --role clerk 8<two >out 2>&1 || fail "users add: $(cat out)"
case $said in *待认可*) fail "待认可 for a form's fields" ;; esac
expect 0 待认可 xz forms
refused() { echo '{"day":"2022-12-01","kind":"2","heads":12}' | xz add tea_party >out 2>err; [ $? = 5 ] && grep -q 待认可 err; }
refused || fail "filled before it was accepted: $(cat out err)"
expect 0 tea_party xz forms --accept
expect 0 没有待认可 xz forms --accept
xz forms | grep -q 待认可 && fail "still waits"
xz audit --format jsonl | grep '"action":"form","form":"tea_party"' | grep -q tea.yaml || fail "not in the log"
id=$(put tea_party '{"day":"2022-12-01","kind":"2","heads":12}') || exit 1
expect 0 "$id" xz show "$id"
refuse heads tea_party '{"day":"2022-12-01","kind":"2","heads":0}'
refuse kind tea_party '{"day":"2022-12-01","kind":"3"}'

# Changed: what was accepted stays in force, form and list.
sed -i 's/heads, label: {zh: 人数/heads, label: {zh: 人头/' store/forms/tea.yaml
sed -i 's/红茶/黑茶/' store/forms/lists/tea_kind.yaml
expect 0 待认可 xz forms
expect 0 人数 xz forms tea_party
expect 0 红茶 xz forms tea_party
put tea_party '{"day":"2022-12-02","kind":"2","heads":12}' >/dev/null || exit 1
# In the place of a compiled-in form: that one stays, masks and all.
sed -n p >store/forms/resident.yaml <<'YAML'
settings: {form_id: resident, form_title: 居民, version: "9"}
survey:
  - {type: text, name: p_name, label: 姓名}
YAML
expect 0 证件 xz forms resident
id=$(put resident "$(resident 林秀芬 500112198808089964)") || exit 1
xz show "$id" | grep -q 500112198808089964 && fail "the mask is gone"
"$XINZHAN" --data store --user 李梅 --password-fd 9 --now "$NOW" --forms store/forms show "$id" 9<"$PW" |
	grep -q 500112198808089964 && fail "the mask is gone with --forms"
rm store/forms/resident.yaml
xz forms --accept >out 2>err && [ "$(sort out | tr '\n' ' ')" = "tea_kind tea_party " ] || fail "accepted: $(cat out err)"
expect 0 人头 xz forms tea_party
expect 0 黑茶 xz forms tea_party

# JSON names every part design.md lists.
xz forms tea_party --format json >tea.json || fail "json"
python3 - <<'PY' || fail "shape"
import json
form = json.load(open("tea.json"))
assert list(form) == ["form", "version", "title", "settings", "fields"], form
assert form["title"] == {"zh": "茶话会", "en": "Tea party"}
kind = form["fields"][1]
for key in "name type label hint required relevant constraint list options ref source".split():
    assert key in kind, key
assert kind["options"][1] == {"name": "2", "label": {"zh": "黑茶", "en": "Black"}}
PY

# A mistake made later is told with its place; the other forms stay.
sed 's/type: integer/type: intger/' store/forms/tea.yaml >store/forms/tea2.yaml
sed -i 's/tea_party/tea_two/' store/forms/tea2.yaml
expect 0 "store/forms/tea2.yaml:9:12: error: 没有题型“intger”：是不是“integer”？" xz forms
case $said in *茶话会*) ;; *) fail "lost: $said" ;; esac
expect 1 "tea2.yaml:9:12: error" xz forms tea_two
expect 1 "tea2.yaml:9:12" xz forms --accept
expect 1 "是不是“activity”" xz forms activty

# The same from a folder given on the line; it needs no store.
expect 0 茶话会 "$XINZHAN" --data none --forms "$PWD/store/forms" forms
# As an XLSForm and back: the same form.
xz forms tea_party --format xlsform-csv >tea.csv || fail "no CSV"
head -n 2 tea.csv | grep -q '^,type,name,label::' || fail "no header: $(head -n 2 tea.csv)"
mkdir back
xz forms tea.csv --format yaml >back/tea.yaml || fail "no YAML"
xz forms tea_party --format json >tea.json
xz forms tea.csv --format json | cmp - tea.json || fail "the CSV is another form"
xz --forms back forms tea_party --format json | cmp - tea.json || fail "the YAML is another form"
expect 2 "写明哪张表单" xz forms --format yaml
printf 'survey\n,type,name,label\n,text,a,"A\n' >open.csv
expect 1 "open.csv:3:9: error: 这里开始的双引号没有收尾" xz forms open.csv --format yaml
printf 'survey\n,type,name,label\n,txet,a,A\n' >typo.csv
expect 1 "typo.csv:3:2: error: 没有题型“txet”：是不是“text”？" xz forms typo.csv --format yaml
expect 2 没有格式 xz forms --format xml
