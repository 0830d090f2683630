# SPDX-License-Identifier: MIT
# Keys of stations, and a person's file from one to another and back.
. "$TESTS/lib.sh"
world
# other ARGS…: the second station, its head 王芳.
other() { "$XINZHAN" --data "$PWD/other" --user 王芳 --password-fd 9 --now "$NOW" "$@" 9<"$PW"; }
third() { "$XINZHAN" --data "$PWD/third" --user 赵刚 --password-fd 9 --now "$NOW" "$@" 9<"$PW"; }
other init --test --station-code 50011200200001 --station-name 清源街道站 >/dev/null 2>&1 || fail init
third init --test --station-code 50011200300001 --station-name 石门站 >/dev/null 2>&1 || fail init
HERE=50011200100001 THERE=50011200200001

# --- keys ---------------------------------------------------------------------------
xz key show >here.pub 2>print || fail "key show"
other key show >there.pub 2>/dev/null
third key show >third.pub 2>/dev/null
[ "$(wc -l <here.pub)" = 2 ] || fail "a public key file has two lines"
grep -q "^untrusted comment: xinzhan $HERE " here.pub || fail "$(cat here.pub)"
FINGER=$(head -1 here.pub | sed 's/.* //')
echo "$FINGER" | grep -Eqx '([0-9]{5}-){5}[0-9]{5}' || fail "fingerprint $FINGER"
grep -q "$FINGER" print || fail "no fingerprint for people"
[ "$(xz key show 2>/dev/null)" = "$(cat here.pub)" ] || fail "another key"
expect 0 "$FINGER" other key trust $HERE here.pub
expect 0 "$FINGER" other key trust $HERE here.pub # again the same
expect 1 已认可另一把钥匙 other key trust $HERE third.pub
expect 0 - other key trust $HERE third.pub --replace
expect 0 - other key trust $HERE here.pub --replace
[ "$(other key list)" = "$HERE  $FINGER" ] || fail "list: $(other key list)"
other audit | grep -q "trust $HERE $FINGER" || fail "not in the audit"
expect 1 本站自己的 xz key trust $HERE third.pub
expect 1 本站自己的 xz key trust $THERE here.pub
expect 1 站点编码 xz key trust 12 there.pub
echo hello >no.pub
expect 1 公钥 xz key trust $THERE no.pub
printf 'untrusted comment: x\n%s\n' "$(printf 'Ed12345678%032d' 0 | head -c 42 | base64)" >weak.pub
expect 1 - xz key trust $THERE weak.pub
expect 1 - xz key trust $THERE nothere.pub
expect 2 - xz key
expect 2 - xz key steal
# A clerk may look, and not enrol.
printf 'quiet river lamp 9\nblue stone path 31\n' >two
"$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 users add 周娜 --role clerk 9<two >/dev/null 2>&1 || fail "users add"
echo 'blue stone path 31' >clerk
clerk() { "$XINZHAN" --data "$PWD/store" --user 周娜 --password-fd 9 --now "$NOW" "$@" 9<clerk; }
expect 5 站点负责人 clerk key trust $THERE there.pub
expect 0 - clerk key show

# --- move -----------------------------------------------------------------------------
A=$(put resident "$(resident 张三 500112198008089974)") || exit 1
B=$(put resident "$(resident 王五 500112198506129975)") || exit 1
consent() { put consent "{\"co_person\":\"$1\",\"co_purpose\":\"$2\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}"; }
C=$(consent "$A" 1) || exit 1
D=$(consent "$B" 1) || exit 1
expect 0 ACK xz set "$C" co_paper=柜2 --reason 换柜
expect 1 'key trust' xz move "$A" --to $THERE -o a.xzp
[ -e a.xzp ] && fail "a file without a key"
expect 0 - xz key trust $THERE there.pub
expect 1 居民档案的编号 xz move "$C" --to $THERE -o a.xzp
expect 0 a.xzp xz move "$A" --to $THERE -o a.xzp
expect 1 已于 xz move "$A" --to $THERE -o b.xzp
[ "$(stat -c %a a.xzp)" = 600 ] || fail "mode"
for canary in 张三 500112198008089974 柜2 "$A"; do
	LC_ALL=C grep -aq "$canary" a.xzp && fail "$canary stands in the file"
done
head -3 a.xzp | cmp -s - <<X || fail "header: $(head -3 a.xzp)"
xinzhan-person-file 1
from $HERE
to $THERE
X
# Here he has gone: what is there stays, nothing new.
refuse '张三' consent "{\"co_person\":\"$A\",\"co_purpose\":\"2\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}"
refuse "迁往 $THERE" consent "{\"co_person\":\"$A\",\"co_purpose\":\"2\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}"
[ "$(xz list resident --where "\${_moved} = '2022-12-20'" --format csv | wc -l)" = 2 ] || fail "_moved"
xz audit | grep -q "move -> $THERE" || fail "not in the audit"

# --- receive --------------------------------------------------------------------------
expect 1 "给 $THERE 的" third receive a.xzp
sed "s/^to .*/to 50011200300001/" a.xzp >turned.xzp
expect 1 - third receive turned.xzp
expect 1 - xz receive a.xzp
head -c 200 a.xzp >cut.xzp; expect 1 - other receive cut.xzp
head -c -1 a.xzp >short.xzp; expect 1 打不开 other receive short.xzp
python3 - <<'X'
data = bytearray(open("a.xzp", "rb").read())
data[len(data) // 2] ^= 1
open("bad.xzp", "wb").write(data)
open("big.xzp", "wb").truncate(65 << 20)
X
expect 1 打不开 other receive bad.xzp
expect 1 - other receive big.xzp
expect 1 迁移文件 other receive here.pub
# Signed by somebody else in his name.
sed "s/^from .*/from 50011200300001/" a.xzp >forged.xzp
expect 1 'key trust' other receive forged.xzp
expect 0 - other key trust 50011200300001 third.pub
expect 1 签名不对 other receive forged.xzp
[ "$(other list resident --format csv | wc -l)" = 1 ] || fail "something was taken in"
expect 0 "ACK $A" other receive a.xzp
expect 1 已经收过 other receive a.xzp
other list resident --format jsonl >list
grep -q 张三 list || fail "he is not there"
grep -q 王五 list && fail "another came along"
other show "$C" --history >there
xz show "$C" --history >here
cmp -s here there || { diff here there; fail "history differs"; }
[ "$(wc -l <there)" = 2 ] || fail "two versions"
expect 0 数据完好 other verify --full
other audit | grep -q "receive <- $HERE" || fail "not in the audit"
# He goes on there …
N=$(other add consent <<X | sed 's/ACK //'
{"co_person":"$A","co_purpose":"2","co_by":"1","co_date":"2022-12-20","co_scope":"1 2 3 4 5 6","co_paper":"柜7"}
X
) || fail "add there"
[ -n "$N" ] || fail "nothing can be added there"
# … and comes back, with what was added: here it goes on from what was left.
expect 0 - xz key trust 50011200300001 third.pub
expect 0 back.xzp other move "$A" --to $HERE -o back.xzp
expect 0 "ACK $A" xz receive back.xzp
xz show "$N" | grep -q 柜7 || fail "what was added is not here"
put consent "{\"co_person\":\"$A\",\"co_purpose\":\"3\",\"co_by\":\"1\",\"co_date\":\"2022-12-20\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"}" >/dev/null || fail "still away"
expect 0 数据完好 xz verify --full

# --- conflicts: all listed, nothing taken ----------------------------------------------
expect 0 - other key trust $HERE here.pub
other add resident <<X >/dev/null || fail "add there"
$(resident 王伍 500112198506129975)
X
expect 0 - xz move "$B" --to $THERE -o c.xzp
said=$(other receive c.xzp 2>&1)
[ $? = 1 ] || fail "a conflict is wrong input"
case $said in *"resident $B: error: 与已有的记录"*) ;; *) fail "conflict: $said" ;; esac
other show "$D" >/dev/null 2>&1 && fail "half was taken in"
case $said in *'receive c.xzp --merge'*) ;; *) fail "no way out is told: $said" ;; esac
expect 0 数据完好 other verify
# … or merged into the archive that bears his number; where both have what only
# one may have, he stays beside it until that is put right.
T=$(other list resident --where "\${p_name} = '王伍'" --format csv | tail -1 | cut -d, -f1)
theirs() { other add consent <<X | sed 's/ACK //'
{"co_person":"$T","co_purpose":"1","co_by":"1","co_date":"2022-03-02","co_scope":"1 2 3 4 5 6","co_paper":"柜8"}
X
}
V=$(theirs) || fail "add there"
expect 1 "merge $B $T" other receive c.xzp --merge
other show "$D" | grep -q "\"co_person\":\"$B\"" || fail "he is not beside the other"
expect 1 相同 other set "$B" p_addr=9号 --reason 搬家
expect 0 ACK other void "$V" --reason 重复
expect 0 "ACK $T" other merge "$B" "$T" --reason 并档
other show "$D" | grep -q "\"co_person\":\"$T\"" || fail "his consent is not the other's"
other show "$B" | grep -q '"_state":"void"' || fail "two archives live"
expect 0 数据完好 other verify --full
# At once, when nothing is in the way.
third add resident <<X >/dev/null || fail "add there"
$(resident 张叁 500112198008089974)
X
H=$(third list resident --format csv | tail -1 | cut -d, -f1)
expect 0 - third key trust $HERE here.pub
expect 0 - xz move "$A" --to 50011200300001 -o d.xzp
expect 0 "已并入本站的档案 $H" third receive d.xzp --merge
third show "$C" | grep -q "\"co_person\":\"$H\"" || fail "what came does not refer to the archive here"
expect 1 已经收过 third receive d.xzp --merge
expect 0 数据完好 third verify --full

# --- another reader ------------------------------------------------------------------------
# minisign takes our key; the signature inside is proved by the unit tests.
if command -v minisign >/dev/null; then
	echo x >x
	minisign -Vm x -p here.pub -x nothere >said 2>&1
	grep -qi 'public key' said && fail "minisign does not read our key: $(cat said)"
fi
exit 0
