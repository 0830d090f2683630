# SPDX-License-Identifier: MIT
# Settings at the desk: accounts, forms to be accepted, backups, what a clerk may
# choose; what a role may not do says why. BLESS=1 rewrites the screens.
. "$TESTS/lib.sh"
world
mkdir -p settings
HEAD='quiet river lamp 9'
same() { sed -E -e "s#$PWD#DIR#g" -e "s#$(id -un) 20[-0-9]* [0-9:]*#OWNER WHEN#" -e 's/-[0-9a-f]{16}/-HEX/' -e 's/ +[0-9]+ KB/   N KB/'; }
play() { # NAME USER PASSWORD NOW
	printf '%s\n' "$3" >fd8
	"$XINZHAN" --data "$PWD/store" --user "$2" --password-fd 8 --now "$4" --keys keys --screen 8<fd8 >raw ||
		fail "$1: exit $?"
	same <raw | golden "settings/$1.screen" || exit 1
}
lines() { xz audit --format jsonl; }

me=$(put staff "{\"sf_name\":\"刘静\",\"sf_sex\":\"2\",\"sf_phone\":\"13800000000\",\"sf_station\":\"$(put station '{"st_code":"50011200000001","st_name":"渝北区中心","st_level":"3","st_type":"12","st_host":"7","st_area":"500112000000","st_addr":"百果路66号","st_phone":"023-67319162","st_open":"7×24","st_built":"2019-01-01","st_state":"1","st_head":"王芳","st_ft":1,"st_pt":0}')\",\"sf_role\":\"05\",\"sf_on\":\"2020-01-01\",\"sf_ft\":\"1\",\"sf_in_pool\":\"0\",\"sf_state\":\"1\"}") || exit 1

# --- an account is made, its role changed, its password set anew ---------------
cat >keys <<'END'
key 9
screen settings
key Enter
screen users
key F5
type 王芳
key Down
type 2
screen roles
key F2
screen missing
type 9
key Down
type 刘静
screen staff
key Enter Down
type 王芳 的口令 很长很长
key Enter
type 王芳 的口令 很长很长
screen typed
key Enter
screen made
key Down Enter
type 2
type 3
resize 40x12
screen small
resize 80x24
key F2
screen changed
key F9
type 重设
key Enter
type 王芳 又一个 口令
key Enter
type 王芳 又一个 口令
key Enter
screen reset
END
play accounts 李梅 "$HEAD" "$NOW"
grep -q '很长\|又一个' raw && fail "a password is shown"
xz users list --format jsonl | grep '"user":"王芳"' | grep '"roles":\["counsellor","admin"\]' | grep -q "$me" ||
	fail "users list: $(xz users list --format jsonl)"
echo '王芳 又一个 口令' >fd8
"$XINZHAN" --data "$PWD/store" --user 王芳 --password-fd 8 --now "$NOW" list activity 8<fd8 >/dev/null || fail "the new password"
xz users role 王芳 --role clerk 2>/dev/null || fail "role"

# --- what waits is shown with what changed, and is in force at once -----------------
sed 's/zh: 科普宣传活动,/zh: 宣传活动,/' "$SOURCE/forms/std/activity.yaml" >store/forms/activity.yaml
printf 'settings: {form_id: walk, form_title: {zh: 走访, en: Walk}, version: "1"}\nsurvey:\n  - {type: text, name: w, label: {zh: 谁, en: Who}}\n' >store/forms/walk.yaml
cat >keys <<'END'
key 9 Down*2 Enter
screen waiting
key Enter
screen differences
key Esc F8
screen accepted
key Esc Esc
screen home
key F9
type 走访
key Enter F5
screen filled
END
play accept 李梅 "$HEAD" "$NOW"
[ "$(lines | grep -c '"action":"form"')" = 2 ] || fail "accepting is not in the log"

# --- a clerk is told why not ----------------------------------------------------------
cat >keys <<'END'
key 9
screen settings
key Down*2 Enter
screen forms
key Down Enter
screen log
key Esc 9 Enter
key F5
screen users
END
play clerk 王芳 '王芳 又一个 口令' "$NOW"

# --- backup: in a child, checked, listed, with a label ------------------------------------
cat >keys <<'END'
key 9 Down*4 Enter
screen none
key Ctrl+U
type out
key Enter
screen done
key Ctrl+U
type /proc/nowhere
key Enter
screen failed
resize 40x12
screen small
resize 80x24
key Esc Esc
screen home
END
play backup 李梅 "$HEAD" "$NOW"
file=$(ls out/*.zmb) || fail "no backup"
label=out/$(basename "$file" .zmb).txt
head=$(xz audit --action backup --format jsonl | tail -n 1)
grep -q '日志链头  [0-9]*-[0-9a-f]\{16\}$' "$label" || fail "label: $(cat "$label")"
[ "$(stat -c %a "$label")" = 600 ] || fail "mode of the label"
echo "$head" | grep -q "$(basename "$file")" || fail "the backup is not in the log: $head"
xz audit --verify >/dev/null 2>&1 || fail "audit"
printf '%s\n' "$HEAD" >fd8
"$XINZHAN" --user 李梅 --password-fd 8 restore "$file" --into again 8<fd8 >/dev/null 2>&1 || fail "restore"
# No password and no key on the child's command line.
printf '%s\n' "$HEAD" | "$XINZHAN" --data "$PWD/store" --hand backup out 3<&0 >said 2>&1 && fail "any bytes are keys"
grep -q 请先登录 said || fail "no words: $(cat said)"

# --- reminders: after a week without a backup, or none on another disk -----------------------
for day in 2022-12-26 2022-12-27; do
	echo 'screen home' >keys
	play "home-$day" 李梅 "$HEAD" "${day}T09:00"
done

# --- what a clerk chooses is remembered, what stands beside it too ------------------------
mkdir -p .config/xinzhan
printf '# mine\nescape: 60 # slow line\nkeys: kingdee\n' >.config/xinzhan/desk.yaml
cat >keys <<'END'
key 9 Down*5
key Enter Down Right Down Left Down Right Down Enter
screen chosen
key Esc
screen home
END
play choices 李梅 "$HEAD" "$NOW"
cat .config/xinzhan/desk.yaml | golden settings/desk.yaml || exit 1
echo 'screen home' >keys
play english 李梅 "$HEAD" "$NOW"
