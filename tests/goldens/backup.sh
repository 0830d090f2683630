# SPDX-License-Identifier: MIT
# A backup is checked on the spot, restored beside the store, and holds the same
# records; repair copies what can be read; none of them touches what is there.
. "$TESTS/lib.sh"
world
A=$(put activity "$(activity 心理健康进社区)") || exit 1
xz set "$A" ac_heads=130 --reason 数错了 >/dev/null || fail "set"

expect 0 已核对 xz backup out
file=$(ls out/*.zmb) || fail "no backup: $said"
[ "$(stat -c %a "$file")" = 600 ] || fail "mode $(stat -c %a "$file")"
grep -aq 心理健康进社区 "$file" && fail "a theme stands in clear in the backup"

expect 2 -- xz restore "$file"
expect 1 - xz restore "$file" --into store
expect 0 已核对 xz restore "$file" --into again
expect 0 数据完好 "$XINZHAN" --data again --user 李梅 --password-fd 9 verify --full 9<"$PW"
xz show "$A" --history >was
"$XINZHAN" --data again --user 李梅 --password-fd 9 show "$A" --history 9<"$PW" >is
cmp was is || fail "the restored record differs"

echo 错的口令 >bad
expect 5 - "$XINZHAN" --user 李梅 --password-fd 9 restore "$file" --into third 9<bad
[ ! -e third/STATION ] || fail "a store was left behind by a wrong password"
head -c 20000 "$file" >cut.zmb
"$XINZHAN" --user 李梅 --password-fd 9 restore cut.zmb --into fourth 9<"$PW" >out.txt 2>&1 && fail "a cut backup was restored"
[ ! -e fourth/STATION ] || fail "a store was made of a cut backup"

# Repair writes a new store and reads the old one only.
cp store/data.mdb before
expect 0 已核对 xz repair --into mended
cmp -s before store/data.mdb || fail "repair wrote into the store"
"$XINZHAN" --data mended --user 李梅 --password-fd 9 show "$A" --history 9<"$PW" >is
cmp was is || fail "the repaired record differs"
