# SPDX-License-Identifier: MIT
# Five stations → street → district → city: figures add up, rates are divided
# again, no station counts twice; what is not right is refused.
. "$TESTS/lib.sh"
STREET=50011200100001 DISTRICT=50011200000001 CITY=50010000000001
village() { echo "50011200100${1}01"; }
# at STORE ARGS…: the program on one of the stations' stores.
at() {
	place=$1
	shift
	"$XINZHAN" --data "$PWD/$place" --user 李梅 --password-fd 9 --now "${DAY:-$NOW}" "$@" 9<"$PW"
}
# started STORE CODE NAME: a station with its key in STORE.pub
started() {
	at "$1" init --test --station-code "$2" --station-name "$3" >/dev/null 2>&1 || fail "init $1"
	at "$1" key show >"$1.pub" 2>/dev/null || fail "key $1"
}
# station CODE NAME LEVEL [more]: its record
station() { echo "{\"st_code\":\"$1\",\"st_name\":\"$2\",\"st_level\":\"$3\",\"st_type\":\"02\",\"st_host\":\"5\",\"st_addr\":\"路\",\"st_phone\":\"12356\",\"st_area\":\"$(echo "$1" | cut -c1-12)\",\"st_open\":\"7×24\",\"st_built\":\"2019-05-01\",\"st_state\":\"1\",\"st_head\":\"王芳\",\"st_ft\":3,\"st_pt\":1${4:+,$4}}"; }
# own STORE CODE NAME LEVEL: completes the draft that init left
own() {
	id=$(at "$1" list station --format jsonl | python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["_id"])')
	at "$1" set "$id" st_level="$4" st_type=02 st_host=5 st_addr=路 st_phone=12356 st_built=2019-05-01 st_state=1 st_head=王芳 st_ft=3 st_pt=1 --final >/dev/null 2>said || fail "own $1: $(cat said)"
	echo "$id"
}
# held STORE DAY HEADS: an activity
held() {
	activity "$2 $3" "\"ac_date\":\"$2\",\"ac_heads\":$3" | sed 's/"ac_date":"2022-10-10",//;s/"ac_heads":120,//' >line
	at "$1" add activity line >/dev/null 2>said || fail "held $*: $(cat said)"
}
# sent STORE [options of close]: closes the quarter and writes STORE.zip
sent() {
	place=$1
	shift
	at "$place" close 2022Q3 "$@" >/dev/null 2>said || fail "close $place: $(cat said)"
	rm -f "$place.zip"
	at "$place" submit --period 2022Q3 -o "$place.zip" >/dev/null 2>said || fail "submit $place: $(cat said)"
}
value() { at "$1" report "$2" --period 2022Q3 --format json | python3 -c "
import json,sys
r=[r for r in json.load(sys.stdin)['rows'] if r.get('id')=='$3'][0]
print(r['$4'])"; }
is() { got=$(value "$1" "$2" "$3" "$4"); [ "$got" = "$5" ] || fail "$1 $2 $3 $4 is $got, not $5"; }

# --- five stations -----------------------------------------------------------------
started street $STREET 双凤桥街道心理健康服务点
for i in 1 2 3 4 5; do
	started v$i "$(village $i)" "社区$i"
	own v$i "$(village $i)" "社区$i" 5 >/dev/null || exit 1
	held v$i 2022-07-0$i ${i}0
	held v$i 2022-05-01 1
	at street key trust "$(village $i)" v$i.pub >/dev/null 2>&1 || fail "trust v$i"
done
held v1 2022-09-30 5
for i in 1 2 3 4; do sent v$i; done
S=$(own street $STREET 街道 4) || exit 1
# The street keeps two of them in its own register too: one that reports, one
# that does not.
for i in 1 5; do
	station "$(village $i)" "社区$i" 5 "\"st_parent\":\"$S\"" >line
	at street add station line >/dev/null 2>said || fail "station: $(cat said)"
done
held street 2022-08-08 1000
is street R01 A2b value 2
for i in 1 2 3 4; do at street receive v$i.zip >got 2>said || fail "receive v$i: $(cat said)"; done
grep -q "还没有上报：$(village 5)" said || fail "who is missing: $(cat said)"
[ "$(cat got)" = "ACK $(village 4) 2022Q3 1" ] || fail "$(cat got)"
is street R01 C1a value 6
is street R01 C1b value 1105
is street R01 C1b ytd 1109
# Four report their own, the fifth stands in the register alone.
is street R01 A2b value 5
is street R01 A2d value 1
at street report R01 --period 2022Q3 >text
grep -q "含下级 4 个站点" text || fail "no note of the children"
grep -q "1 个下级站点没有上报：$(village 5)" text || fail "no note of the missing"
is street R18 C1b "$(village 1)" 15
is street R18 C1b own 1000
is street R18 C1b value 1105
is street R18 A2b own 1
at street report R01 --period 2022Q3 --explain C1b >behind 2>said || fail explain
[ "$(wc -l <behind)" = 1 ] || fail "one of its own: $(cat behind)"
grep -q 只有本级的记录 said || fail "$(cat said)"
at street report R18 --period 2022Q3 >text || fail R18
grep -q 社区4 text || fail "no column of its own"

# --- what is refused ---------------------------------------------------------------
expect 1 已经收过 at street receive v1.zip
expect 1 2022Q2 at street receive v1.zip --period 2022Q2
sent v5
python3 - <<'X'
data = bytearray(open("v5.zip", "rb").read())
bad = bytearray(data); bad[len(data) // 3] ^= 1
open("bit.zip", "wb").write(bad)
open("half.zip", "wb").write(data[: len(data) // 2])
import zipfile, hashlib, io
z = zipfile.ZipFile("v5.zip")
parts = {n: z.read(n) for n in z.namelist()}
def write(name, parts, how=zipfile.ZIP_STORED):
    with zipfile.ZipFile(name, "w", how) as out:
        for n, b in parts.items(): out.writestr(n, b)
# Figures changed, hashes made to fit: the signature does not.
p = dict(parts); old = p["sums.csv"]; p["sums.csv"] = old.replace(b",1,1,", b",9,1,")
p["manifest"] = p["manifest"].replace(hashlib.sha256(old).hexdigest().encode(), hashlib.sha256(p["sums.csv"]).hexdigest().encode())
assert p["manifest"] != parts["manifest"]
write("forged.zip", p)
# The same without touching the manifest.
p = dict(parts); p["sums.csv"] = old.replace(b",1,1,", b",9,1,"); write("changed.zip", p)
p = dict(parts); p["extra.txt"] = b"x"; write("extra.zip", p)
p = dict(parts); del p["R01.txt"]; write("fewer.zip", p)
p = dict(parts); p["../../evil"] = b"x"; write("path.zip", p)
p = dict(parts); p["bomb.txt"] = bytes(64 << 20); write("bomb.zip", p, zipfile.ZIP_DEFLATED)
p = {"p%d.txt" % i: b"" for i in range(2000)}; write("many.zip", p)
p = dict(parts); del p["manifest.minisig"]; write("unsigned.zip", p)
# Somebody else's name over it.
p = dict(parts); p["manifest"] = p["manifest"].replace(b"50011200100501", b"50011200100101"); write("named.zip", p)
open("junk.zip", "wb").write(b"PK\3\4" + bytes(range(256)) * 40)
X
for f in bit half forged changed extra fewer path bomb many unsigned named junk; do
	expect 1 - at street receive $f.zip
done
expect 1 签名不对 at street receive forged.zip
expect 1 对不上 at street receive changed.zip
expect 1 清单以外 at street receive extra.zip
expect 1 不该有 at street receive path.zip
expect 1 太大 at street receive bomb.zip
is street R01 C1a value 6
# A station that stands elsewhere, one whose key nobody trusts.
started other 50011300200101 别区
sent other
expect 1 'key trust' at street receive other.zip
expect 0 - at street key trust 50011300200101 other.pub
expect 1 辖区 at street receive other.zip
# A quarter that is not over here.
DAY=2023-01-10T09:00 at v5 close 2022Q4 >/dev/null 2>&1 || fail "v5 2022Q4"
DAY=2023-01-10T09:00 at v5 submit --period 2022Q4 -o v5q4.zip >/dev/null 2>&1 || fail "v5 2022Q4"
expect 1 没有过完 at street receive v5q4.zip
expect 0 "ACK $(village 5)" at street receive v5.zip
is street R01 C1b value 1155
is street R01 A2b value 5

# --- sent back, corrected, sent again ------------------------------------------------
at v1 key trust $STREET street.pub >/dev/null 2>&1 || fail "trust the street"
expect 2 - at street return v1.zip --cells R01.C1b -o slip.txt
expect 1 没有行 at street return v1.zip --cells R01.ZZ --reason 人数偏少 -o slip.txt
expect 1 没有收过 at street return v5q4.zip --cells R01.C1b --reason 人数偏少 -o slip.txt
expect 0 slip.txt at street return v1.zip --cells R01.C1b --reason 人数偏少 -o slip.txt
is street R01 C1b value 1140
at street report R01 --period 2022Q3 | grep -q "没有上报：$(village 1)" || fail "sent back is missing"
ID=$(at v1 list activity --format jsonl | python3 -c '
import json,sys
print([r["_id"] for r in map(json.loads, sys.stdin) if r["ac_date"]=="2022-09-30"][0])')
expect 3 已封存 at v1 set "$ID" ac_heads=7 --reason 漏数
expect 1 "给 $(village 1) 的" at v2 receive slip.txt
sed 's/C1b/C1a/' slip.txt >turned.txt
expect 1 签名不对 at v1 receive turned.txt
expect 0 人数偏少 at v1 receive slip.txt
expect 1 已经收过 at v1 receive slip.txt
# What those cells are counted from may change, nothing else.
expect 0 ACK at v1 set "$ID" ac_heads=7 --reason 漏数
resident 张三 500112198008089974 | sed 's/2022-03-01/2022-08-01/' >line
expect 3 已封存 at v1 add resident line
expect 1 退回 at v1 submit --period 2022Q3 -o again.zip
cp v1.zip first.zip
sent v1
expect 0 'R01 C1b value: 15 → 17' at street receive v1.zip
expect 1 '已经收过第 2 版' at street receive first.zip
is street R01 C1b value 1157
expect 0 receipt.txt at street receipt v1.zip -o receipt.txt
expect 0 已收到 at v1 receive receipt.txt
at v1 audit | grep -q "receipt <- $STREET 2022Q3" || fail "no receipt in the audit"

# --- rates are divided again, lines of tables meet --------------------------------------
mkdir more
cat >more/X01.yaml <<'END'
dataSet: {code: X01, name: 试}
dataElements:
  - {code: n, name: 场, from: activity}
  - {code: big, name: 大, from: activity, where: "${ac_heads} > 10"}
  - {code: who, name: 人, from: activity, aggregate: distinct, of: ac_head}
  - {code: top, name: 末, from: activity, aggregate: last, of: ac_heads}
indicators:
  - {code: rate, name: 率, numerator: big, denominator: n, factor: 100, decimals: 2}
validationRules:
  - {left: n, operator: greater_than_or_equal_to, right: big, severity: error}
layout:
  columns: [{id: value, label: 本季, covers: period}, {id: ytd, label: 本年, covers: year}]
  rows: [n, big, who, top, rate]
END
cat >more/T01.yaml <<'END'
dataSet: {code: T01, name: 表}
dataElements:
  - {code: n, name: 场, from: activity, line: "${ac_venue}"}
layout:
  columns: [{id: c1, label: 场, element: n}]
  lines: [{list: activity.ac_venue, prefix: ""}, {id: total, label: 合计, all: yes}]
END
held v2 2022-06-01 30
held street 2022-06-02 40
for i in 2 3; do
	at v$i --templates more close 2022Q2 >/dev/null 2>said || fail "$(cat said)"
	at v$i --templates more submit --period 2022Q2 -o q2v$i.zip >/dev/null 2>said || fail "$(cat said)"
	expect 0 ACK at street --templates more receive q2v$i.zip
done
more() { at street --templates more report "$1" --period 2022Q2 --format json | python3 -c "
import json,sys
r=[r for r in json.load(sys.stdin)['rows'] if r.get('id')=='$2'][0]
print(*[r[k] for k in '$3'.split()])"; }
# 1 of 2, 0 of 1 and 1 of 1: 2 of 4, not the mean of three rates.
[ "$(more X01 rate 'value numerator denominator')" = "50.0 2 4" ] || fail "rate: $(more X01 rate 'value numerator denominator')"
[ "$(more X01 who value)" = 3 ] || fail "different persons of different stations: $(more X01 who value)"
[ "$(more X01 top value)" = 40 ] || fail "what is one's own is not added"
[ "$(more T01 01 c1) $(more T01 total c1)" = "4 4" ] || fail "table: $(more T01 01 c1)"
python3 -c 'import zipfile; print(zipfile.ZipFile("q2v2.zip").read("agg.csv").decode())' >agg
grep -q '^X01,rate,value,1,2,50' agg || fail "agg.csv: $(grep X01 agg)"

# --- street → district → city ----------------------------------------------------------
started district $DISTRICT 区中心
started city $CITY 市中心
own district $DISTRICT 区中心 3 >/dev/null || exit 1
held district 2022-09-09 2000
sent street
expect 1 已经封存 at street receive v2.zip
at district key trust $STREET street.pub >/dev/null 2>&1 || fail "trust the street"
expect 1 'key trust' at city receive street.zip
expect 0 "ACK $STREET" at district receive street.zip
is district R01 C1b value 3157
is district R01 C1a value 8
is district R01 A2b value 5
is district R01 A2d value 1
is district R18 C1b $STREET 1157
sent district
at city key trust $DISTRICT district.pub >/dev/null 2>&1 || fail "trust the district"
expect 0 "ACK $DISTRICT" at city receive district.zip
is city R01 C1b value 3157
is city R18 C1b $DISTRICT 3157
is city R18 C1b own 0

# --- anyone can check ------------------------------------------------------------------
if command -v minisign >/dev/null && command -v unzip >/dev/null; then
	mkdir open
	(cd open && unzip -q ../street.zip && minisign -Vqm manifest -x manifest.minisig -p ../street.pub) || fail "minisign"
	sed -n 's/^part \([0-9a-f]*\) [0-9]* /\1  /p' open/manifest >open/sums
	[ -s open/sums ] || fail "no parts"
	(cd open && sha256sum -c --quiet sums) || fail "hashes"
	echo x >>open/manifest
	(cd open && minisign -Vqm manifest -x manifest.minisig -p ../street.pub >/dev/null 2>&1) && fail "minisign takes anything"
fi
for place in v1 street district city; do
	at $place verify --full >said 2>&1 || fail "verify $place: $(cat said)"
done
ls | grep -q 'tmp\|\.xlsx' && fail "something stays behind: $(ls)"
exit 0
