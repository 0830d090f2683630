# SPDX-License-Identifier: MIT
# Tables as offices write them go in whole or not at all; what is wrong comes
# back with the reason; nothing nasty gets through.
. "$TESTS/lib.sh"
world
HEAD='活动日期,活动主题,活动地点,场所类别,活动形式,组织者,接受健康教育人员类别,接受健康教育人数,活动内容,活动总结评价,负责人'
# row DATE THEME [heads [venue [form [cat]]]]
row() { echo "$1,$2,广场,${4:-社区},${5:-咨询义诊},街道,${6:-一般居民},${3:-10},义诊,好,李梅"; }
count() { xz list activity --format csv | tail -n +2 | wc -l; }
themes() { xz list activity --format jsonl | sed 's/.*"ac_theme":"\([^"]*\)".*/\1/' | sort | tr '\n' ' '; }

# --- encodings, separators, line ends, a title above the header ------------------------
{ echo '2022年活动台账,,,'; echo "$HEAD"; row 2022.3.15 壹; } >utf8.csv
{ printf '\357\273\277'; echo "$HEAD"; row 2022年3月16日 贰; } | sed 's/$/\r/' >bom.csv
{ echo "$HEAD"; row 2022/3/17 叁; row '2022-3-18 0:00' 䶮; } | iconv -t GB18030 >gb.csv
{ printf '\357\273\277'; echo "$HEAD"; row ２０２２．３．１９ 肆; } | tr , '\t' | iconv -f UTF-8 -t UTF-16LE >le.csv
{ echo "$HEAD"; row 20220320 伍; } | iconv -f UTF-8 -t UTF-16BE >be.csv
{ echo "$HEAD"; row 2022-03-21 陆; } | tr , ';' | tr '\n' '\r' >semi.csv
{ awk 'BEGIN { for (i = 0; i < 40000; i++) print "" }'; echo "$HEAD"; row 2022-3-22 柒; } | iconv -t GB18030 >late.csv
for f in utf8 bom gb le be semi late; do
	expect 0 '导入' xz import activity $f.csv
done
[ "$(themes)" = '䶮 伍 叁 壹 柒 肆 贰 陆 ' ] || fail "encodings: $(themes)"

# --- codes, numbers -------------------------------------------------------------------------
{ echo "$HEAD"
  row 2022-4-1 代码 '"1,200"' 01 1 00
  row 2022-4-2 标签 １２０人 '01 社区' 1、咨询义诊 '一般居民、学生家长'
  row 2022-4-3 英文 7 village 01 '00;90'; } >codes.csv
expect 0 '导入 3 行' xz import activity codes.csv
xz list activity --where "\${ac_theme} = '标签'" --format jsonl | grep -q '"ac_heads":"*120' || fail "full-width number"
id=$(xz list activity --where "\${ac_theme} = '代码'" --format csv | tail -1 | cut -d, -f1)
xz show "$id" | grep -q '"ac_heads":1200' || fail "thousands: $(xz show "$id")"

# --- all or nothing; --partial; what is wrong comes back --------------------------------------
n=$(count)
{ echo "$HEAD"; row 2022-5-1 好一; row 22.5.2 '=cmd|x'; row 2022-5-3 火星 10 火星; row 2022-5-4 好二
  row 45366 序号; row 2022-5-1 好一; row 2022-13-1 月份; } >mixed.csv
expect 1 '可以导入 2 行，有错 5 行' xz import activity mixed.csv --dry-run
expect 1 '什么也没有导入' xz import activity mixed.csv
[ "$(count)" = "$n" ] || fail "something was imported"
expect 1 '导入 2 行，有错 5 行' xz import activity mixed.csv --partial --errors bad.csv
[ "$(count)" = $((n + 2)) ] || fail "--partial imported $(count)"
[ "$(head -c 3 bad.csv | od -An -tx1 | tr -d ' ')" = efbbbf ] || fail "no mark for Excel"
grep -q "\"'=cmd|x\"" bad.csv || fail "a formula came back: $(cat bad.csv)"
for words in 年份要写四位 火星 'Excel 的日期序号（2024-03-15）' 与本表前面的一行相同 '没有 13 月'; do
	grep -q "$words" bad.csv || fail "no reason “$words”: $(cat bad.csv)"
done
expect 1 - xz import activity mixed.csv --partial --errors bad.csv # is there already
# Put right and given again: the column of reasons is passed over.
sed -i "s/22\.5\.2/2022-5-2/; s/火星/社区/2; s/45366/2022-5-5/; /好一/d; s/2022-13-1/2022-12-1/" bad.csv
expect 0 '导入 4 行' xz import activity bad.csv
themes | grep -q '=cmd|x' || fail "the text is not as it was: $(themes)"
expect 1 '已有记录' xz import activity utf8.csv # twice the same

# --- what Excel does to ID numbers --------------------------------------------------------------
{ echo 'p_name,p_idtype,p_idno,p_phone,p_area,p_addr,rs_built,rs_source'
  echo '张三,居民身份证,5.00112E+17,13800000000,500112001001,3号,2022-03-01,1'
  echo '李四,01,500112198008089000,13800000000,500112001001,3号,2022-03-01,1'
  echo "王五,01,'500112198008089974,13800000000,500112001001,3号,2022-03-01,1"; } >people.csv
said=$(xz import resident people.csv 2>&1)
case $said in *科学计数法*) ;; *) fail "5.00112E+17: $said" ;; esac
case $said in *'末三位是 000'*) ;; *) fail "000: $said" ;; esac
expect 1 '导入 1 行，有错 2 行' xz import resident people.csv --partial

# --- references: by what is unique, by name; repeats by number ---------------------------------------
{ echo 'p_name,p_idtype,p_idno,p_phone,p_area,p_addr,rs_built,rs_source'
  echo '赵六,01,50011219910315998X,13800000000,500112001001,3号,2022-03-01,1'
  echo '钱七,01,500112198002309978,13800000000,500112001001,3号,2022-03-01,1' ; } | sed '$d' >more.csv
expect 0 '导入 1 行' xz import resident more.csv
C='目的,签署人,签署日期,告知内容,纸质存放'
{ echo "对象,$C"; echo '王五,咨询,本人,2022.3.2,1 2 3 4 5 6,柜1'; echo '50011219910315998X,测评,本人,2022.3.2,目的、范围、保密原则、保密例外、可撤回、保存期限,柜1'; } >consent.csv
expect 0 '导入 2 行' xz import consent consent.csv
{ echo "对象.姓名,对象.证件号码,$C"; echo '赵六,500112198008089974,康复,本人,2022.3.2,1 2 3 4 5 6,柜1'; } >clash.csv
expect 1 '对不上' xz import consent clash.csv
{ echo "对象,$C"; echo '无此人,康复,本人,2022.3.2,1 2 3 4 5 6,柜1'; } >nobody.csv
expect 1 '没有找到' xz import consent nobody.csv
# The same purpose twice in one table: the second row is wrong because of the first.
{ echo "对象,$C"; echo '赵六,随访,本人,2022.3.2,1 2 3 4 5 6,柜1'; echo '赵六,随访,本人,2022.3.3,1 2 3 4 5 6,柜1'; } >twice.csv
n=$(xz list consent --format csv | wc -l)
expect 1 '什么也没有导入' xz import consent twice.csv
[ "$(xz list consent --format csv | wc -l)" = "$n" ] || fail "half of it stayed"

mkdir -p store/forms
cat >store/forms/tea.yaml <<'X'
settings: {form_id: tea, form_title: {zh: 茶话会, en: Tea}, version: "1"}
survey:
  - {type: date, name: day, label: {zh: 日期, en: Day}, required: yes}
  - type: repeat
    name: guest
    label: {zh: 来客, en: Guests}
    survey:
      - {type: text, name: who, label: {zh: 来客姓名, en: Who}, required: yes}
      - {type: integer, name: cups, label: {zh: 杯数, en: Cups}}
X
{ echo '日期,来客姓名1,杯数1,来客姓名2,杯数2,guest[3].who'; echo '2022-1-2,甲,1,,,丙'; echo '2022-1-3,,,乙,2,'; } >tea.csv
expect 0 '导入 2 行' xz import tea tea.csv
xz list tea --format jsonl >tea
grep -q '"guest":\[{"who":"甲","cups":1},{"who":"丙"' tea || fail "rows: $(cat tea)"
grep -q '"guest":\[{"who":"乙","cups":2' tea || fail "rows: $(cat tea)"

# --- maps ------------------------------------------------------------------------------------
cat >map.yaml <<'X'
import: activity
columns: {干了啥: ac_theme, 何时: ac_date, 何地: {field: ac_venue, values: {咱村: "02"}}, 闲话: "-"}
constants: {ac_place: 村口, ac_form: "1", ac_org: 村委会, ac_cat: "00", ac_content: 宣传, ac_eval: 好, ac_head: 李梅}
X
printf '何时,干了啥,何地,参与人数,闲话\n2022-6-1,村口宣传,咱村,8,哈哈\n' >own.csv
expect 1 '没有找到表头' xz import activity own.csv
expect 0 '导入 1 行' xz import activity own.csv --map map.yaml
sed -i 's/ac_theme/ac_thema/' map.yaml
expect 1 '对照表第 2 行' xz import activity own.csv --map map.yaml
expect 1 follow xz import activity own.csv --map follow_up
# The shipped map knows what ledgers say.
printf '时间,活动名称,地点,场所,活动类型,主办单位,对象,参与人数,内容,小结,联系人,备注\n2022-6-2,义诊日,村口,村委会,义诊,街道,居民,8,义诊,好,李梅,无\n' >ledger.csv
expect 0 '导入 1 行' xz import activity ledger.csv

# --- nasty ---------------------------------------------------------------------------------------
nasty() { # NAME TEXT: refused or told, nothing gets in
	n=$(count)
	xz import activity "$1" >said 2>&1
	rc=$?
	[ "$rc" = 1 ] || fail "$1: exit $rc: $(head -c 300 said)"
	grep -q "$2" said || fail "$1: no “$2” in $(head -c 300 said)"
	[ "$(count)" = "$n" ] || fail "$1 was imported"
}
: >empty.csv; nasty empty.csv 没有找到表头
head -c 300000 /dev/zero >zero.csv; nasty zero.csv -
{ echo "$HEAD"; printf '2022-7-1,"没有闭合,'; row 2022-7-2 吞掉; row 2022-7-3 吞掉; } >quote.csv; nasty quote.csv 引号
{ echo "$HEAD"; printf '2022-7-1,"有"字,'; row 2022-7-2 x; } >after.csv; nasty after.csv 引号后面还有字
{ echo "$HEAD"; row 2022-7-1 "$(printf 'a\001b')"; } >control.csv; nasty control.csv 控制字符
{ echo "$HEAD"; row 2022-7-1 "$(printf '坏\377字')"; row 2022-7-2 "$(printf '\343\201\202\343\201\204好')"; } >bytes.csv; nasty bytes.csv -
{ echo "$HEAD"; row 2022-7-1 "$(awk 'BEGIN { for (i = 0; i < 70000; i++) printf "x" }')"; } >long.csv; nasty long.csv '一格太长'
{ echo "$HEAD,$HEAD"; row 2022-7-1 x; } >double.csv; nasty double.csv 是同一栏
{ echo "$HEAD"; echo "$(row 2022-7-1 x),多一列"; } >wide.csv; nasty wide.csv 表头只有
{ awk 'BEGIN { for (i = 0; i < 2000; i++) printf "活动日期%d,", i; print "" }'; } >cols.csv; nasty cols.csv -
{ echo "$HEAD"; awk 'BEGIN { for (i = 0; i < 1500000; i++) printf "y"; print "" }'; row 2022-7-1 后面的; } >line.csv; nasty line.csv -
mkfifo fifo; expect 1 普通文件 timeout 5 "$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 import activity fifo 9<"$PW"
expect 1 - xz import activity nothere.csv
expect 1 - xz import nosuchform utf8.csv
expect 2 - xz import activity

# --- killed in the middle: nothing is left -----------------------------------------------------------
n=$(count)
{ echo "$HEAD"; awk 'BEGIN { for (i = 0; i < 30000; i++) printf "2021-%d-%d,大批%d,广场,社区,咨询义诊,街道,一般居民,10,义诊,好,李梅\n", i % 12 + 1, i % 28 + 1, i }'; } >big.csv
size=$(wc -c <store/data.mdb)
killed=0
"$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 import activity big.csv 9<"$PW" >/dev/null 2>&1 &
pid=$!
for i in $(seq 400); do
	if [ "$(wc -c <store/data.mdb)" -gt $((size + 3000000)) ]; then
		kill -9 $pid && killed=1
		break
	fi
	sleep 0.05
done
wait $pid 2>/dev/null
[ $killed = 1 ] || fail "it was over before it could be killed"
[ "$(count)" = "$n" ] || fail "an unfinished import is still there: $(count), not $n"
expect 0 数据完好 xz verify --full
xz audit | grep -q '导入.*big.csv: -' || fail "nobody says that it was taken back"
# … and it can be done again, under one line.
expect 0 '导入 30000 行' xz import activity big.csv
expect 0 数据完好 xz verify --full
[ "$(xz audit | grep -c 'big.csv: 30000')" = 1 ] || fail "one line"

# --- a look into the file by another reader -----------------------------------------------------------
for p in /usr/bin/python3 python3; do
	$p -c 'import lmdb, nacl' 2>/dev/null || continue
	$p "$TESTS/reader.py" store 李梅 <"$PW" >read.json || fail "reader.py"
	[ "$(grep -c 大批 read.json)" = 30000 ] || fail "another reader finds $(grep -c 大批 read.json)"
	break
done

# --- who may not --------------------------------------------------------------------------------------
printf 'quiet river lamp 9\nblue stone path 31\n' >two
"$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 users add 周娜 --role trainer 9<two >/dev/null 2>&1 || fail "users add"
echo 'blue stone path 31' >trainer
"$XINZHAN" --data "$PWD/store" --user 周娜 --password-fd 9 import resident more.csv 9<trainer >said 2>&1
[ $? = 5 ] || fail "a trainer imports residents: $(cat said)"
