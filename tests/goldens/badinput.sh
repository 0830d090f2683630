# SPDX-License-Identifier: MIT
# Wrong input gets clear words, loses nothing, and the right exit code.
. "$TESTS/lib.sh"
world

# --- JSON ------------------------------------------------------------------
refuse 'UTF-8' activity "$(printf '{"ac_theme":"\377\376"}')"
refuse 'ac_theme' activity '{"ac_theme":"一","ac_theme":"二"}'
refuse 'ac_thema' activity "$(activity 一 '"ac_thema":"x"')"
refuse 'ac_cat' activity "$(activity 一 | sed 's/\["00"\]/7/')"
refuse '2022-02-30' activity "$(activity 一 | sed 's/2022-10-10/2022-02-30/')"
refuse 'ac_date' activity "$(activity 一 | sed 's/2022-10-10/2023-01-01/')"
refuse '-' activity '[1,2]'
refuse '-' activity 'not json'

# A bad line does not stop the good ones.
said=$( (echo '{bad'; activity 心理健康进社区) | xz add activity 2>err)
[ $? = 1 ] || fail "a bad line must show in the exit code"
case $said in 'ACK '*) ;; *) fail "the good line was lost" ;; esac
grep -q '^1:' err || fail "the bad line's number is not told"

# --- codes -------------------------------------------------------------------
refuse '4' resident "$(resident 张三 500112198008089970)"
refuse 'p_idno' resident "$(resident 张三 50011219800230997X)"
ID=$(put resident "$(resident 张三 500112198008089974)") || exit 1
refuse '已有记录' resident "$(resident 李四 500112198008089974)"

# --- references, voiding ---------------------------------------------------------
gone=00000000-0000-7000-8000-000000000000
refuse 'co_person' consent "{\"co_person\":\"$gone\",\"co_purpose\":\"2\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}"
CONSENT=$(put consent "{\"co_person\":\"$ID\",\"co_purpose\":\"2\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}") || exit 1
expect 1 - xz void "$ID" --reason 重复
expect 0 ACK xz void "$CONSENT" --reason 重复
expect 0 ACK xz void "$ID" --reason 重复
refuse 'co_person' consent "{\"co_person\":\"$ID\",\"co_purpose\":\"2\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}"
expect 2 - xz void "$CONSENT"
expect 1 - xz show "$gone"
expect 1 - xz show notanid

# --- size ----------------------------------------------------------------------
rows=$(awk 'BEGIN { for (i = 0; i < 10000; i++) printf "%s{\"ac_mat_n\":1}", i ? "," : "" }')
activity 大 "\"ac_mat\":[$rows]" >big.json
expect 1 '2' xz add activity big.json
awk 'BEGIN { printf "{\"ac_theme\":\""; for (i = 0; i < 1000000; i++) printf "x"; printf "\"}\n" }' >long.json
expect 1 'ac_theme' xz add activity long.json
rm big.json long.json

# --- odd characters in a name ----------------------------------------------------------
id=$(put resident "$(resident "$(printf '王\342\200\256\342\200\213\360\254\261\226')" 50011219910315998X)") || exit 1
xz show "$id" | grep -q "\"p_name\":\"王$(printf '\360\254\261\226')\"" ||
	fail "bidi and zero-width must go, the rare character must stay: $(xz show "$id")"

# --- calls ------------------------------------------------------------------------
expect 2 2024Q5 xz report R01 --period 2024Q5
expect 2 - xz nosuchcommand
expect 2 - xz list activity --nosuchoption
expect 1 activity xz list activty
expect 1 - xz report R99 --period 2022Q4
mkfifo fifo
expect 1 fifo timeout 5 "$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 add activity fifo 9<"$PW"
expect 1 fifo timeout 5 "$XINZHAN" lint fifo

# --- export targets ------------------------------------------------------------------
echo precious >target
expect 1 target xz report R01 --period 2022Q4 --format csv -o target
[ "$(cat target)" = precious ] || fail "an existing file was overwritten"
ln -s nowhere link
expect 1 link xz report R01 --period 2022Q4 --format csv -o link
[ ! -e nowhere ] || fail "a link was followed"
mkdir ro
chmod 500 ro
[ "$(id -u)" = 0 ] || expect 6 - xz report R01 --period 2022Q4 --format csv -o ro/x.csv

# --- the clock, the terminal --------------------------------------------------------------
first=$(put activity "$(activity 先)") || exit 1
NOW=2021-12-20T09:00
second=$(put activity "$(activity 后 | sed s/2022-10-10/2021-10-10/)") || exit 1
NOW=2022-12-20T09:00
[ "$(printf '%s\n' "$first" "$second" | sort | head -n 1)" = "$first" ] || fail "ids must ascend when the clock goes back"
printf 'resize 10x3\nscreen tiny\n' >keys
expect 0 '窗口太小' xz --keys keys --screen

# --- the store -----------------------------------------------------------------------
expect 0 - xz verify --full
cp -a store copy
: >copy/data.mdb
expect 4 - "$XINZHAN" --data copy list activity
rm copy/data.mdb
expect 4 - "$XINZHAN" --data copy list activity
expect 1 - xz init --test --station-code 50011200100001 --station-name 双凤桥
expect 4 "没有文件夹" "$XINZHAN" --data nostore list activity
expect 4 "xinzhan init" "$XINZHAN" --data nostore
mkdir emptied
expect 4 "没有数据" "$XINZHAN" --data emptied list activity
# The folder goes away between two lines.
cp -a store gone
(activity 一次 '"ac_tag":"甲"'; sleep 1; rm -rf gone; activity 二次; ) |
	"$XINZHAN" --data gone --user 李梅 --password-fd 9 --now "$NOW" add activity >out 2>err 9<"$PW"
rc=$?
[ $rc = 4 ] || [ $rc = 6 ] || fail "exit $rc when the folder went away: $(cat out err)"
[ "$(grep -c ACK out)" = 1 ] || fail "a save into a removed folder was acknowledged: $(cat out err)"
