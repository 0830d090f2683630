# SPDX-License-Identifier: MIT
# Two processes at one record: what one saves while it is open at the other's
# desk is chosen from field by field and becomes a new version.
. "$TESTS/lib.sh"
command -v tmux >/dev/null || { echo "no tmux"; exit 77; }
world
t() { tmux -S "$PWD/tmux" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null' EXIT
see() {
	for text; do
		n=0
		until t capture-pane -p | grep -qF -- "$text"; do
			n=$((n + 1))
			[ $n -lt 100 ] || { t capture-pane -p; fail "no “$text” on the screen"; }
			sleep 0.05
		done
	done
}
press() { t send-keys "$@"; }
field() { xz show "$1" | grep -q "$2" || fail "not $2: $(xz show "$1")"; }

id=$(put activity "$(activity 心理健康进社区)") || exit 1
t -u new-session -d -x 80 -y 24 sh
press "\"\$XINZHAN\" --data '$PWD/store' --user 李梅 --password-fd 9 --now $NOW 9<\"\$PW\"" Enter
see '去哪里'
press 4
see '心理健康进社区'
press Enter
see '活动主题' '[120'
press Enter # the first field is a date: leave it
# The other process saves meanwhile.
xz set "$id" ac_place=金港社区 ac_heads=150 >/dev/null || fail "set"
press F9
see '命令'
t send-keys -l 15
see '>15*'
t send-keys -l 130
press F2
see '别人也改了' '1 处要选' '金港社区' '130'
press 1
see '0 处要选'
press F2
see '已保存'
field "$id" '"ac_heads":130'
field "$id" '"ac_place":"金港社区"'
field "$id" '"_rev":3'
press Escape

# A draft that is finished elsewhere while it is open here.
draft=$(echo "$(activity 世界精神卫生日)" | xz add activity --draft | sed 's/^ACK //')
[ -n "$draft" ] || fail "draft"
see '查找: '
press Escape
see '去哪里' '接着填'
press Enter
see '世界精神卫生日'
press F9
see '命令'
t send-keys -l 15
see '>15*'
t send-keys -l 77
press Enter
xz set "$draft" ac_heads=88 --final >/dev/null || fail "--final"
press F2
see '别人也改了' '1 处要选'
press 2 F2
see '已保存'
field "$draft" '"ac_heads":88'
field "$draft" '"_state":"final"'
xz audit --verify >/dev/null 2>&1 || fail "audit"
