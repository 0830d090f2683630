# SPDX-License-Identifier: MIT
# Two archives of one person become one, and two again.
. "$TESTS/lib.sh"
world
A=$(put resident "$(resident 张三 500112198008089974)") || exit 1
B=$(put resident "$(resident 张叁 50011219910315998X)") || exit 1
O=$(put resident "$(resident 王五 500112198506129975)") || exit 1
consent() { put consent "{\"co_person\":\"$1\",\"co_purpose\":\"$2\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}"; }
C1=$(consent "$B" 1) || exit 1
C2=$(consent "$B" 3) || exit 1
C3=$(consent "$A" 4) || exit 1
consent "$O" 1 >/dev/null
person() { xz show "$1" | sed 's/.*"co_person":"\([^"]*\)".*/\1/'; }

expect 2 - xz merge "$B" "$A"
expect 1 同一份 xz merge "$A" "$A" --reason 重复
expect 1 不是同一种 xz merge "$B" "$C3" --reason 重复
expect 1 没有并入 xz merge "$B" "$A" --reason 重复 --undo
expect 1 属于它 xz void "$B" --reason 重复
expect 0 "ACK $A" xz merge "$B" "$A" --reason 同一人重复建档
for c in "$C1" "$C2" "$C3"; do [ "$(person "$c")" = "$A" ] || fail "$c is $(person "$c")'s"; done
xz show "$B" | grep -q '"_state":"void"' || fail "the other archive lives on"
[ "$(xz show "$C1" --history | wc -l)" = 2 ] || fail "no former version"
xz show "$C1" --history | head -1 | grep -q "$B" || fail "the former version is not what it was"
xz list resident --void | grep "$B" >/dev/null || fail "gone"
expect 0 数据完好 xz verify --full
# Who still means the old one is told where it went.
refuse "已并入 $A" consent "{\"co_person\":\"$B\",\"co_purpose\":\"5\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}"
expect 1 - xz merge "$B" "$A" --reason 再来
# Changed since: the change stays, the reference goes back.
expect 0 ACK xz set "$C2" co_paper=柜9 --reason 换柜
expect 0 ACK xz void "$C1" --reason 不要了
expect 1 没有并入 xz merge "$B" "$O" --reason 错 --undo
expect 0 "ACK $B" xz merge "$B" "$A" --reason 是两个人 --undo
[ "$(person "$C2")" = "$B" ] && [ "$(person "$C3")" = "$A" ] || fail "undo: $(person "$C2") $(person "$C3")"
xz show "$C2" | grep -q 柜9 || fail "the change was lost"
xz show "$B" | grep -q '"_state":"final"' || fail "still void"
expect 1 没有并入 xz merge "$B" "$A" --reason 再撤 --undo
# What only one may have keeps them apart, and nothing is half done.
C4=$(consent "$A" 3) || exit 1
expect 1 知情同意 xz merge "$B" "$A" --reason 重复
[ "$(person "$C2")" = "$B" ] || fail "half a merge"
xz audit | grep -q 同一人重复建档 || fail "the audit does not say why"
expect 0 数据完好 xz verify --full
