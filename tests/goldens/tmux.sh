# SPDX-License-Identifier: MIT
# The real desk in a real terminal (tmux): 80x24, a UTF-8 locale and LANG=C;
# what a terminal sends for a key; resizing; signals; and the terminal is
# given back as it was.
. "$TESTS/lib.sh"
command -v tmux >/dev/null || { echo "no tmux"; exit 77; }

t() { tmux -L "xz$$" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null' EXIT
screen() { t capture-pane -p; }

# see TEXT…: within 5 s the screen shows each TEXT.
see() {
	for text; do
		n=0
		until screen | grep -qF -- "$text"; do
			n=$((n + 1))
			[ $n -lt 100 ] || { screen; fail "no “$text” on the screen"; }
			sleep 0.05
		done
	done
}
press() { t send-keys "$@"; }
bytes() { t send-keys -l "$(printf "$1")"; }
# The desk, started from the shell; desk.pid tells which process it is.
desk() {
	press "clear; sh -c 'echo \$\$ >desk.pid; exec \"\$XINZHAN\" \"\$@\"' - --data store --user 李梅 --password-fd 9 --now $NOW 9<\"\$PW\"; echo rc=\$?" Enter
}

round() { # LOCALE SIGNAL CODE
	rm -rf store
	world
	t -u new-session -d -x 80 -y 24 "env -u LC_ALL -u LC_CTYPE LANG=$1 sh"
	desk
	see '双凤桥街道心理健康服务点' '去哪里' '数字键直达'
	press 4
	see '还没有记录'
	press F5
	see '科普宣传活动 > 新增'
	bytes '\033[B\033OB\033[B'          # Down in both modes
	see '> 4*活动地点'
	t send-keys -l '文化广场'
	press BTab
	see '[文化广场' '> 3 结束时间' '草稿已存'
	bytes '\033[12~'                     # F2 as PuTTY sends it
	see '处必须改'
	bytes '\033[18~'                     # F7
	see '必须改正'
	press Escape
	see '> 3 结束时间'
	bytes '\033Oq\033Or'                 # 1 2 on the numeric keypad
	see '[12___]'
	press Enter
	see '[12:00]'
	t resize-window -x 40 -y 12
	see 'F1帮助' 'Esc返回'
	t resize-window -x 10 -y 3
	see '窗口太小'
	t resize-window -x 80 -y 24
	see '科普宣传活动' '文化广场'
	# a new line in a paste is no Enter
	press End
	t set-buffer "$(printf '一\n二')"
	t paste-buffer -p
	see '一 二'
	press C-q
	see 'rc=0'
	[ "$(t display -p '#{alternate_on}#{keypad_flag}#{keypad_cursor_flag}')" = 000 ] ||
		fail "the terminal was not given back"
	desk
	press 1                              # before the desk is there
	see '查找: '
	press Escape
	see '接着填：草稿'
	press 1
	see '居民心理健康档案'
	press F5
	see '> 1*姓名'
	t send-keys -l '断线人'
	see '[断线人'
	kill -"$2" "$(cat desk.pid)"
	see "rc=$3"
	desk
	see '断线人'                          # the draft was kept
	press C-q
	see 'rc=0'
	t kill-server
	sleep 0.2
}

round C HUP 129
round "$(locale -a 2>/dev/null | grep -iE '^(zh_CN|en_US|C)\.utf-?8$' | head -n 1)" TERM 143

# Terminals that will not do are told so.
expect 6 '终端' env TERM=dumb "$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 9<"$PW"
t -u new-session -d -x 80 -y 24 sh
press "TERM=nosuchterm \"\$XINZHAN\" --data store --user 李梅 --password-fd 9 9<\"\$PW\"; echo rc=\$?" Enter
see 'nosuchterm' 'rc=6'
press "clear; TERM=dumb \"\$XINZHAN\" --data store --user 李梅 --password-fd 9 9<\"\$PW\"; echo rc=\$?" Enter
see 'TERM=dumb' 'rc=6'
press "clear; NO_COLOR=1 '$XINZHAN' --data '$PWD/store' --user 李梅 --password-fd 9 --now $NOW 9<'$PW'" Enter
see '接着填：草稿'
t capture-pane -p -e >raw
grep -q '\[[0-9;]*3[1-7]' raw && fail "colours in spite of NO_COLOR"
grep -q '\[[0-9;]*[147]m' raw || fail "nothing stands out without colours"
press C-q
mkdir -p .config/xinzhan
echo 'theme: high' >.config/xinzhan/desk.yaml
sleep 0.3
press "clear; HOME=$PWD XDG_CONFIG_HOME= '$XINZHAN' --data '$PWD/store' --user 李梅 --password-fd 9 --now $NOW 9<'$PW'" Enter
see '接着填：草稿'
t capture-pane -p -e >raw
grep -q '1;7m2022' raw || { cat raw; fail "no contrast"; }
