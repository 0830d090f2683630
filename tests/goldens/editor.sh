# SPDX-License-Identifier: MIT
# What takes many keys to try: 150 steps of undo, texts that are too long,
# pasted lines, a list of 10,000.
. "$TESTS/lib.sh"
world
play() { xz --keys keys --screen >out || fail "exit $?"; }
has() { grep -qF -- "$1" out || { cat out; fail "no “$1”"; }; }

# --- undo and redo, across two fields ---
i=0
echo 'key 4 F5 Down*3' >keys
while [ $((i += 1)) -le 75 ]; do
	printf 'type 地点%d\nkey Down*3\ntype 主题%d\nkey Up*3\n' $i $i >>keys
done
cat >>keys <<'END'
screen all
key Ctrl+Z*148
screen one
key Ctrl+Z*2
screen none
key Ctrl+Y*150
screen again
END
play
[ "$(grep -c '\[地点75_*\]' out)" = 2 ] && [ "$(grep -c '\[主题75_*\]' out)" = 2 ] || fail "redo: $(cat out)"
[ "$(grep -c '\[地点1_*\]' out)" = 1 ] && [ "$(grep -c '\[主题1_*\]' out)" = 1 ] || fail "undo: $(cat out)"

# --- pastes: new lines are blanks, none is an Enter; too much is refused ---
head -c 1100000 /dev/zero | tr '\0' x >big
printf '字%.0s' $(seq 10001) >long
{
	echo 'key 4 F5 Down*3'
	printf 'paste 文化\\n广场\n'
	echo 'screen blank'
	printf 'paste %s\nscreen big\n' "$(cat big)"
	printf 'key Ctrl+U\npaste %s\nscreen long\n' "$(cat long)"
} >keys
play
has '[文化 广场'
has '粘贴的超过 1 MB，整个没有收'
has '放不下，一个字也没有收：最多 10000 字'
[ "$(grep -c '\[文化 广场_*\]' out)" = 2 ] || fail "a refused paste changed the field"
grep -q '\[字' out && fail "half of a text was taken"

# --- 10,000 choices: opened, narrowed letter by letter, moved in ---
{
	cat <<'END'
settings: {form_id: many, form_title: {zh: 多选项}, version: "1"}
survey:
  - {type: select_one many, name: m_one, label: {zh: 选一个}}
lists:
  many:
END
	awk 'BEGIN { split("赵 钱 孙 李 周 吴 郑 王 冯 陈", c, " "); for (i = 0; i < 10000; i++)
		printf "    - {name: \"%05d\", label: {zh: %s%s%s药%d}}\n", i, c[i % 10 + 1], c[int(i / 10) % 10 + 1], c[int(i / 100) % 10 + 1], i }'
} >store/forms/many.yaml
accept
keys_before='key F9\ntype 多选\nkey Enter F5\nkey F4\n'
printf "$keys_before"'screen open\ntype lxl\nscreen found\nkey Ctrl+U\ntype 09999\nscreen taken\n' >keys
play
has '10000'
has '李'
has '[09999]'
# 1,000 steps and 300 letters: far below 16 ms each.
{
	printf "$keys_before"'key Down*1000 Ctrl+U\n'
	for i in $(seq 75); do printf 'type lxl\nkey Ctrl+U\n'; done
} >keys
timeout 20 "$DOOR" --data "$PWD/store" --user 李梅 --now "$NOW" --keys keys --screen || fail "10,000 choices are slow"
