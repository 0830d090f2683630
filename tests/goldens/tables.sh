# SPDX-License-Identifier: MIT
# R05, R08, R09 and R14 over the sample station say what R01 says, whose figures
# recount.sh counts a second time; and their lines add up.
. "$TESTS/lib.sh"
"$XINZHAN" demo >demo.out 2>&1 || { cat demo.out; fail "demo"; }
dx() { "$XINZHAN" --data demo/store --user demo --now "$NOW" "$@"; }
for r in R01:2022Q4 R05:2022Q4 R08:2022Q4 R09:2022Q4 R01:2022Q2 R05:2022Q2 R08:2022Q2 R09:2022Q2 R01:2022 R09:2022 R14:2022 R16:2022Q4; do
	dx report "${r%:*}" --period "${r#*:}" --format json >"$r.json" 2>err || { cat err; fail "$r"; }
done
dx --reveal 复核 list special_population --format jsonl >sp.jsonl 2>/dev/null || fail "list"
python3 - <<'PY' || fail "the tables and R01 differ"
import json

def rows(name):
    return {r["id"]: r for r in json.load(open(name + ".json"))["rows"]}

faults = 0
def same(what, a, b):
    global faults
    if a != b:
        faults += 1
        print(what, a, b)

for p in ("2022Q4", "2022Q2"):
    r01, r05, r08 = rows("R01:" + p), rows("R05:" + p), rows("R08:" + p)
    total = r05["total"]
    for c, row in dict(c2="G1", c3="G2", c4="G3", c5="G4", c6="G5", c7="G6a", c8="G6b", c11="G7", c13="G8",
                       c14="G9e", c15="G9f").items():
        same("R05 %s total %s = R01 %s" % (p, c, row), total[c], r01[row]["value"])
        same("R05 %s %s adds up" % (p, c), sum(r[c] or 0 for k, r in r05.items() if k != "total"), total[c])
    assert total["c2"] > 20 and len(r05) > 5, total
    for c, row in dict(c1="D1a", c3="D1b", c5="D1c").items():
        same("R08 %s special %s = R01 %s" % (p, c, row), r08["special"][c], r01[row]["value"])
    assert r08["special"]["c1"] > 30
for p in ("2022Q4", "2022Q2", "2022"):
    r01, r09 = rows("R01:" + p), rows("R09:" + p)
    calls, events = r09["c.all"], r09["x.all"]
    for cell, row in ((calls["c1"], "E1a"), (calls["c5"], "E2a"), (calls["c4"], "E2b"), (r09["f.due"]["c1"], "E3a"),
                      (r09["f.done"]["c1"], "E3b"), (events["c1"], "E4a"), (events["c6"] + events["c7"], "E4e")):
        same("R09 %s = R01 %s" % (p, row), cell, r01[row]["value"])
    for letter in "lhak":
        for c in ("c1", "c2", "c3", "c4", "c5"):
            lines = sum(r[c] for k, r in r09.items() if k.startswith(letter + "."))
            if letter in "lh":
                same("R09 %s %s. %s adds up" % (p, letter, c), lines, calls[c])
            else:
                assert lines <= calls[c], (p, letter, c)
assert calls["c1"] > 50 and events["c1"] >= 3, (calls, events)
# R08 once more from the records: registered at the end, new in the quarter.
last = "2022-12-31"
sp = [json.loads(line) for line in open("sp.jsonl")]
r08 = rows("R08:2022Q4")
for code, row in r08.items():
    if code in ("special", "total"):
        continue
    there = [r for r in sp if r["sp_group"] == code and r["sp_in"] <= last and not (r.get("sp_out") and r.get("sp_out") <= last)]
    same("R08 c1 " + code, row["c1"], len({r["sp_person"] for r in there}))
    same("R08 c2 " + code, row["c2"], sum(r["sp_group"] == code and "2022-10-01" <= r["sp_in"] <= last for r in sp))
    same("R08 c11 " + code, row["c11"], len({r["sp_person"] for r in there if r["sp_risk"] == "3"}))
same("R08 c1 total", r08["total"]["c1"], len({r["sp_person"] for r in sp if r["sp_in"] <= last and not (r.get("sp_out") and r.get("sp_out") <= last)}))
# The rates of the year.
r01, r14 = rows("R01:2022"), rows("R14:2022")
assert list(r14)[:11] == "I01 I02 I03 I04 I05 I06 I07 I30 I31 I32 I10".split(), list(r14)
for indicator, row in dict(I30="G9a", I31="G9b", I32="G9c", I33="G9d", I34="G9g", I08="D1d", I09="H4b", I27="H1c").items():
    same("R14 %s = R01 %s" % (indicator, row), r14[indicator]["c9"], r01[row]["value"])
assert r14["I31"]["c10"] == ("是" if r14["I31"]["c9"] >= 95 else "否"), r14["I31"]
print("%d faults" % faults)
raise SystemExit(faults > 0)
PY
