# SPDX-License-Identifier: MIT
# Settings at the desk: accounts, forms to be accepted, backups, what a clerk may
# choose; what a role may not do says why. BLESS=1 rewrites the screens.
. "$TESTS/lib.sh"
world
mkdir -p settings
HEAD='quiet river lamp 9'
same() { sed -E -e "s#$PWD#DIR#g" -e "s#$(id -un) 20[-0-9]* [0-9:]*#OWNER WHEN#" -e 's/-[0-9a-f]{16}/-HEX/' -e 's/^(== none .*) cursor .*/\1/' -e 's#(DIR/store/backups)_+#\1_#' -e 's/ +[0-9]+ KB/   N KB/' -e 's#^ .*…[-0-9]*\.zmb# PATH#'; }
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

# --- a backup is cancelled, also one that hangs: nothing of it stays ------------------------
command -v tmux >/dev/null || { echo "no tmux"; exit 0; }
python=
for p in /usr/bin/python3 python3; do
	$p -c 'import lmdb' 2>/dev/null && python=$p && break
done
[ -n "$python" ] || { echo "no python3-lmdb"; exit 0; }
# Another writer that holds the store until it is told to go: a backup that has
# begun waits for it.
cat >hold.py <<'END'
import lmdb, os, time
env = lmdb.open("store/data.mdb", subdir=False, max_dbs=40, map_size=4 << 30)
txn = env.begin(write=True)
print("held", flush=True)
while not os.path.exists("go"):
    time.sleep(0.02)
txn.abort()
END
t() { tmux -S "$PWD/tmux" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null' EXIT
see() {
	n=0
	until t capture-pane -p | grep -qF -- "$1"; do
		n=$((n + 1))
		[ $n -lt 160 ] || { t capture-pane -p; fail "no “$1” on the screen"; }
		sleep 0.05
	done
}
rm -rf .config
t -u new-session -d -x 80 -y 24 sh
t send-keys "\"\$XINZHAN\" --data '$PWD/store' --user 李梅 --password-fd 9 --now $NOW 9<\"\$PW\"; echo rc=\$?" Enter
see 去哪里
t send-keys 9
see 空闲锁屏
t send-keys Down Down Down Down Enter
see 现在备份
for go_on in yes no; do
	rm -f go held
	$python hold.py >held &
	holder=$!
	while [ ! -s held ]; do sleep 0.02; done
	t send-keys C-u
	t send-keys -l cancelled
	t send-keys Enter
	see 正在备份
	child=
	for p in /proc/[0-9]*; do
		tr '\0' ' ' <"$p/cmdline" 2>/dev/null >line || continue
		case $(cat line) in *"$PWD/store"*--hand*) child=$p ;; esac
	done
	[ -n "$child" ] || fail "no child of the desk"
	tr '\0' ' ' <"$child/cmdline" | grep -q quiet && fail "the password is on the child's command line"
	tr '\0' ' ' <"$child/environ" | grep -q quiet && fail "the password is in the child's environment"
	t send-keys C-q # not while it runs
	see '正在备份；Esc 取消'
	t send-keys Enter
	see 清空文件夹
	t send-keys Escape
	see 正在取消
	# It goes on and leaves off by itself; or it does not, and is ended.
	[ $go_on = no ] || { : >go; wait $holder; }
	see '已取消，没有留下备份'
	[ ! -e "$child" ] || fail "the child is still there"
	[ $go_on = yes ] || { : >go; wait $holder; }
	ls -A cancelled 2>/dev/null | grep -q . && fail "left behind: $(ls -A cancelled)"
done
xz verify --full >/dev/null 2>&1 || fail "verify"
t send-keys Escape
see 空闲锁屏
t send-keys C-q
see rc=0
