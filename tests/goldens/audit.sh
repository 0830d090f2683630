# SPDX-License-Identifier: MIT
# The log for people: the chain's head beside what leaves the house and not in
# it, a month's sheet, and what a head should ask about.
. "$TESTS/lib.sh"
world
HEAD='quiet river lamp 9'
as() { # USER NOW ARGS…
	[ "$1" = 李梅 ] && echo "$HEAD" >fd8 || echo "$1 的口令 很长很长" >fd8
	who=$1 now=$2
	shift 2
	"$XINZHAN" --data "$PWD/store" --user "$who" --password-fd 8 --now "$now" "$@" 8<fd8
}
for r in clerk admin; do
	printf '%s\n%s\n' "$HEAD" "u_$r 的口令 很长很长" >fd8
	"$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 8 --now "$NOW" users add u_$r --role $r 8<fd8 2>/dev/null || fail "users add"
done
A=$(put resident "$(resident 林秀芬 500112198808089964)") || exit 1

# --- the head: beside an export, the same the log then tells; the file without it ---
xz report R01 --period 2022Q4 --format csv-data >one 2>err || fail "report"
told=$(sed -n 's/^日志链头 //p' err)
echo "$told" | grep -Eq '^[0-9]+-[0-9a-f]{16}$' || fail "no head: $(cat err)"
sleep 1
xz report R01 --period 2022Q4 --format csv-data >two 2>err2 || fail "report"
cmp one two || fail "a report is not the same bytes twice"
[ "$told" != "$(sed -n 's/^日志链头 //p' err2)" ] || fail "the head stood still"
grep -q "${told#*-}" one && fail "the head is in the report"
xz report R01 --period 2022Q4 -o x.txt 2>err >/dev/null || fail "-o"
told=$(sed -n 's/^日志链头 //p' err)
# Its number is that of the export's own line.
seq=$(xz audit --format jsonl | grep '"action":"export"' | tail -n 1 | sed 's/.*"seq":\([0-9]*\).*/\1/')
[ "${told%-*}" = "$seq" ] || fail "head $told, export in line $seq"
xz list resident --format csv 2>err >/dev/null
grep -q '^日志链头' err || fail "no head beside a list"
xz list resident 2>err >/dev/null
grep -q '^日志链头' err && fail "a head beside what is only looked at"
[ "$(xz audit --head | tr -d '0-9a-f\n')" = - ] || fail "--head: $(xz audit --head)"

# --- a month's sheet -------------------------------------------------------------------
as u_clerk "$NOW" audit --sheet 202212 >out 2>&1
[ $? = 5 ] || fail "a clerk prints the sheet"
expect 2 一个月 xz audit --sheet 2022Q4
xz audit --sheet 202212 >sheet || fail "--sheet"
for want in '操作日志月签  2022年12月' 50011200100001 '链头  ' 签字 '新建  2' '内部资料 注意保密'; do
	grep -q "$want" sheet || fail "no $want: $(cat sheet)"
done
xz audit --format jsonl | grep '"action":"print"' | grep -q 202212 || fail "printing is not in the log"
xz audit --sheet 202211 | grep -q 新建 && fail "another month's acts"

# --- what to ask about: each kind made once, and a week that is quiet ---------------------
as u_clerk 2022-12-20T23:30 show "$A" >/dev/null || fail "show"
as u_clerk 2022-12-21T10:00 --reveal 核对 show "$A" >/dev/null || fail "reveal"
as u_clerk 2022-12-21T10:00 find 张三 >/dev/null || fail "find"
as u_clerk 2022-12-21T10:01 list activity >/dev/null || fail "list"
echo wrong >fd8
"$XINZHAN" --data "$PWD/store" --user u_admin --password-fd 8 --now "$NOW" list activity 8<fd8 2>/dev/null
as 李梅 2022-12-22T09:00 audit --odd >odd || fail "--odd"
for want in 'u_clerk.*夜里或周末打开记录 *1' 'u_clerk.*显示遮住的内容 *1' 'u_clerk.*查了没有打开 *1' 'u_admin.*登录失败 *1' '李梅.*导出、打印'; do
	grep -q "$want" odd || fail "no “$want”: $(cat odd)"
done
grep -q '没有改过' odd && fail "one record is not many: $(cat odd)"
as 李梅 2022-12-22T09:00 audit --odd --since 2022-12-22 >odd
grep -q u_clerk odd && fail "a quiet day: $(cat odd)"
for i in $(seq 20); do put activity "$(activity 第${i}场)" || exit 1; done >ids
for id in $(cat ids); do as u_clerk 2022-12-22T10:00 show "$id" >/dev/null || exit 1; done
as 李梅 2022-12-22T11:00 audit --odd | grep -q 'u_clerk.*打开许多记录而没有改过 *2[01]' || fail "many: $(as 李梅 2022-12-22T11:00 audit --odd)"
expect 5 - as u_clerk "$NOW" audit --odd
expect 0 - as u_admin "$NOW" audit --odd
cat >keys <<'END'
key 9 Down*3 Enter
key F7
screen odd
END
as 李梅 2022-12-22T11:00 --keys keys --screen >out || fail "desk"
grep -q '打开许多记录而没有改过  2[01] 次' out || { cat out; fail "the desk's list"; }
