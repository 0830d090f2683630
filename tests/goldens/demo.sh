# SPDX-License-Identifier: MIT
# The sample station says what the letter says (渝北卫健函〔2023〕114号), and
# says something else when its records do.
. "$TESTS/lib.sh"

"$XINZHAN" demo demo >demo.out 2>demo.err || { cat demo.err; fail "demo"; }
dx() { "$XINZHAN" --data demo/store --user demo "$@"; }

# r19 ROW TEXT: line ROW of R19 for 2022 holds the figures TEXT, in order.
r19() {
	dx report R19 --period 2022 --format text >r19.txt || fail "R19"
	line=$(grep "^$1 " r19.txt | tr -s ' ')
	case "$line " in *" $2 "*) ;; *) fail "R19 $1 is not $2: $line" ;; esac
}

# What the demo prints: the paths, all there, and the figures.
grep '^demo/reports/' demo.out >paths || fail "no paths"
while read -r path; do
	[ -s "$path" ] || fail "no $path"
done <paths
[ "$(wc -l <paths)" = 108 ] || fail "$(wc -l <paths) files, not 108"
sed -n '/对外答复数字/,$p' demo.out >figures
dx report R19 --period 2022 --format text | diff - figures || fail "figures"
grep -q 演示数据 figures || fail "not marked as a demo"

# The letter: stocks with their day, this year and since 2019.
r19 Z1 "1 1 2022-12-31"
r19 Z2 "22 22 2022-12-31"
r19 Z3 "357 357 2022-12-31"
r19 Z4 "69 69 2022-12-31"
r19 Z6 6
r19 Z8 6
r19 Z10 66
r19 Z11 25
r19 Z17 98
python3 - <<'PY' || fail "the letter's roundings"
rows = [line.split() for line in open("r19.txt")]
figure = {r[0]: (r[3], r[4]) for r in rows if r and r[0] in ("Z5", "Z7", "Z12")}
assert 300 <= int(figure["Z5"][1]) < 400, figure       # 300余人次
assert 2000 <= int(figure["Z7"][1]) < 2100, figure     # 2000余人次
assert 1000 <= int(figure["Z12"][0]) < 1100, figure    # 1000余人次
PY

# Every form is in use, and every kind of talk with relatives.
n=0
for f in "$SOURCE"/forms/std/*.yaml; do
	f=$(basename "$f" .yaml)
	dx list "$f" --format jsonl >records || fail "list $f"
	[ -s records ] || fail "no record of $f"
	n=$((n + 1))
done
[ $n = 48 ] || fail "$n forms, not 48"
dx list family_support --format jsonl | sed 's/.*"fm_kind":"\(.\)".*/\1/' | sort -u | tr -d '\n' >kinds
[ "$(cat kinds)" = 123456 ] || fail "kinds of family support: $(cat kinds)"

# No figure of the letter stands anywhere but in the records.
id=$(dx list activity --period 2022 --format jsonl | sed -n '1s/.*"_id":"\([^"]*\)".*/\1/p')
dx void "$id" --reason 重复登记 >void.out 2>&1 || { cat void.out; fail "void"; }
r19 Z10 65
{ activity 补记一; activity 补记二; } | dx add activity >added 2>add.err || { cat add.err; fail "add"; }
r19 Z10 67
id=$(sed -n '1s/^ACK //p' added)
dx --now 2023-03-01T09:00 set "$id" ac_date=2023-02-14 --reason 日期写错 >set.out 2>&1 ||
	{ cat set.out; fail "set"; }
r19 Z10 66
dx verify --full >verify.out 2>&1 || { cat verify.out; fail "verify"; }

# Four quarters are the year; persons are counted anew.
for p in 2022Q1 2022Q2 2022Q3 2022Q4 2022; do
	dx report R01 --period $p --format json >"R01_$p.json" || fail "R01 $p"
done
dx --reveal 复核 list session --format jsonl >sessions.jsonl || fail "sessions"
dx --reveal 复核 list resident --format jsonl >residents.jsonl || fail "residents"
python3 - <<'PY' || fail "quarters"
import json, datetime
QUARTERS = ["2022Q1", "2022Q2", "2022Q3", "2022Q4"]
R = {p: {r["id"]: r for r in json.load(open(f"R01_{p}.json"))["rows"]}
     for p in QUARTERS + ["2022"]}
flows = """B2a B3a B5a B5b B5c B5d B5e B6a B6b B6c B7a B7b C1a C1b C2a C2b C3b C4b
 D6a D6b H2a H3a H5a H5b I1a I1b I1c I1d I2a I2b I2c I2d J2b""".split()
for row in flows:
    quarters = [R[q][row]["value"] for q in QUARTERS]
    assert sum(quarters) == R["2022"][row]["value"], (row, quarters)
    for k, q in enumerate(QUARTERS):
        assert R[q][row]["ytd"] == sum(quarters[:k + 1]), (row, q)
for row in "B2a B3a B5e B6b B7a C1a C2a D6a H2a I1a".split():
    assert all(R[q][row]["value"] > 0 for q in QUARTERS), row
hours = sum(R[q]["H2b"]["value"] for q in QUARTERS)
assert abs(hours - R["2022"]["H2b"]["value"]) < 0.03, hours
for row in "A2b A2d A6 B2b B3b".split():            # stocks: the last is the year's
    assert R["2022Q4"][row]["value"] == R["2022"][row]["value"], row

sessions = [json.loads(line) for line in open("sessions.jsonl")]
birth = {r["_id"]: r["p_birth"] for r in map(json.loads, open("residents.jsonl"))}
def in_period(s, p):
    y, m = s["ss_start"][:4], int(s["ss_start"][5:7])
    return y == p[:4] and (len(p) == 4 or (m + 2) // 3 == int(p[5]))
def age(s):
    b = int(birth[s["ss_person"]].replace("-", ""))
    return (int(s["ss_start"][:10].replace("-", "")) - b) // 10000
def groups(s, *codes):
    return any(g in codes for g in s.get("ss_groups", []))
def persons(p, wanted):
    return len({s["ss_person"] for s in sessions if in_period(s, p) and wanted(s)})
counts = {
    "B5f": lambda s: s["ss_kind"] in "125",
    "D4": lambda s: groups(s, "01", "02", "03", "04", "05", "19") or age(s) >= 60,
    "D5a": lambda s: groups(s, "09", "10", "11", "16", "20", "33", "36") or age(s) < 18,
    "D5b": lambda s: groups(s, "12", "13"),
    "D5d": lambda s: groups(s, "06", "07", "08"),
}
for row, wanted in counts.items():
    for p in QUARTERS + ["2022"]:
        assert R[p][row]["value"] == persons(p, wanted), (row, p, R[p][row]["value"])
    assert R["2022"][row]["value"] <= sum(R[q][row]["value"] for q in QUARTERS), row
assert R["2022"]["B5f"]["value"] < sum(R[q]["B5f"]["value"] for q in QUARTERS)
PY

# A demo takes the place of a demo, of nothing else.
"$XINZHAN" demo demo >again.out 2>/dev/null || fail "again"
diff demo.out again.out || fail "the second demo differs"
for p in demo/reports/*.txt; do
	grep -q 演示 "$p" || fail "$p is not marked"
done
world
mkdir -p real && mv store real/store && echo mine >real/note
expect 1 不是演示库 "$XINZHAN" demo real
[ -s real/store/STATION ] && [ "$(cat real/note)" = mine ] || fail "real data touched"
mkdir -p full/store && echo mine >full/store/note
expect 1 不是演示库 "$XINZHAN" demo full
[ "$(cat full/store/note)" = mine ] || fail "a folder touched"
mkdir -p link && ln -s ../demo/store link/store
expect 1 不是演示库 "$XINZHAN" demo link
[ -s demo/store/STATION ] || fail "followed a link"
echo file >plain
expect 1 - "$XINZHAN" demo plain
expect 2 - "$XINZHAN" demo a b
