# SPDX-License-Identifier: MIT
# The figures of a report in every format are the same figures; what is for
# other programs holds to their rules (formats.md 1, 2, 9).
. "$TESTS/lib.sh"
world
put activity "$(activity 心理健康进社区)" >/dev/null
put activity "$(activity '<b>=1+1</b> & \\"引号\\"' | sed 's/"ac_form":"1"/"ac_form":"2"/; s/"ac_heads":120/"ac_heads":30/')" >/dev/null
mkdir -p store/templates
cat >store/templates/X01.yaml <<'END'
dataSet: {code: X01, name: 按形式, periodType: Quarterly}
categories:
  FORM: {F1: "${ac_form} = '1'", F2: "${ac_form} = '2'"}
dataElements:
  - {code: heads, name: 人次, unit: 人次, from: activity, aggregate: sum, of: ac_heads, by: [FORM]}
layout:
  columns: [{id: value, label: 本季数, covers: period}, {id: ytd, label: 本年累计, covers: year}]
  rows: [heads, heads.F1, heads.F2, {id: why, label: 说明, typed: yes}]
END
for r in R01 R19 X01; do
	p=2022Q4
	[ $r = R19 ] && p=2022
	for f in text csv csv-data json; do
		xz report $r --period $p --format $f >"$r.$f" || fail "$r $f"
	done
	for f in xlsx html dhis2-json dhis2-csv adx; do
		xz report $r --period $p --format $f -o "$r.$f" >/dev/null || fail "$r $f"
		xz report $r --period $p --format $f -o "$r.again" >/dev/null || fail "$r $f"
		cmp "$r.$f" "$r.again" || fail "$r $f: not the same bytes twice"
		rm "$r.again"
	done
	xmllint --noout --schema "$TESTS/formats/adx_check.xsd" "$r.adx" 2>xmllint.err ||
		{ cat xmllint.err; fail "$r.adx"; }
	grep -q script "$r.html" && fail "a script in $r.html"
done
xz report R02 --period 2022Q4 --format html -o R02.html >/dev/null || fail "R02"
# Names of files without -o.
[ "$(xz report R01 --period 2022Q4 --format adx)" = R01_2022Q4_50011200100001.adx.xml ] || fail "name"
[ "$(xz report R01 --period 2022Q4 --format dhis2-json)" = R01_2022Q4_50011200100001.dhis2.json ] || fail "name"
# A list has no figures to exchange; an option that is no name is refused.
for f in dhis2-json dhis2-csv adx; do
	expect 1 是清单 xz report R02 --period 2022Q4 --format $f
done
expect 2 没有格式 xz report R01 --period 2022Q4 --format pdf
sed 's/FORM:/性别:/; s/\[FORM\]/[性别]/; s/X01/X02/' store/templates/X01.yaml >bad.yaml
expect 1 以字母开头 xz lint bad.yaml

python3 - <<'PY' || fail "figures differ"
import csv, html.parser, json, xml.dom.minidom as dom

class Table(html.parser.HTMLParser):
    """The cells of a page, line by line."""
    def __init__(self):
        super().__init__()
        self.rows, self.text = [], None
    def handle_starttag(self, tag, attrs):
        if tag == "tr": self.rows.append([])
        if tag in ("td", "th"): self.text = ""
    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.rows[-1].append(self.text)
            self.text = None
    def handle_data(self, data):
        if self.text is not None: self.text += data

def table(name):
    t = Table()
    t.feed(open(name, encoding="utf-8").read())
    return t.rows

for r in ("R01", "R19", "X01"):
    rows = {x["id"]: x for x in json.load(open(f"{r}.json"))["rows"]}
    want = {k: v["value"] for k, v in rows.items() if v["value"] is not None}
    assert want, r
    flat = {k.split(".")[0] + "".join("." + o for o in k.split(".")[1:]): v for k, v in want.items()}
    # DHIS2's JSON: strings, codes, the report's id in front.
    d = json.load(open(f"{r}.dhis2-json"))
    assert d["dataElementIdScheme"] == "CODE" and d["orgUnit"] == "50011200100001", d
    got = {}
    for v in d["dataValues"]:
        assert set(v) <= {"dataElement", "categoryOptionCombo", "value"}, v
        assert isinstance(v["value"], str), v
        key = v["dataElement"][len(r) + 1:]
        if "categoryOptionCombo" in v: key += "." + v["categoryOptionCombo"]
        assert key not in got, key
        got[key] = float(v["value"])
    assert got == {k: float(v) for k, v in flat.items()}, (r, got, flat)
    # DHIS2's CSV.
    raw = open(f"{r}.dhis2-csv", encoding="utf-8").read()
    assert all(line.startswith('"') and line.endswith('"') for line in raw.splitlines())
    lines = list(csv.DictReader(raw.splitlines()))
    assert list(lines[0])[:6] == ["dataelement", "period", "orgunit", "catoptcombo", "attroptcombo", "value"]
    assert {x["dataelement"][len(r) + 1:] + ("." + x["catoptcombo"] if x["catoptcombo"] else ""): float(x["value"]) for x in lines} == got
    # ADX.
    group = dom.parse(f"{r}.adx").getElementsByTagName("group")[0]
    assert group.getAttribute("period") == ("2022-01-01/P1Y" if r == "R19" else "2022-10-01/P3M")
    adx = {}
    for v in group.getElementsByTagName("dataValue"):
        key = v.getAttribute("dataElement")[len(r) + 1:]
        if v.hasAttribute("FORM"): key += "." + v.getAttribute("FORM")
        adx[key] = float(v.getAttribute("value"))
    assert adx == got, r
    # HTML: the same lines, empty cells a dash.
    page = {x[0]: x for x in table(f"{r}.html") if len(x) > 3}
    for k, v in rows.items():
        if v["value"] is not None:
            assert float(page[k][3]) == float(v["value"]), (r, k, page[k])
        else:
            assert page[k][3] in ("—", ""), (r, k, page[k])
assert got["heads"] == 150 and got["heads.F1"] == 120 and got["heads.F2"] == 30, got
# A theme that is markup stays text.
cells = [c for row in table("R02.html") for c in row]
assert '<b>=1+1</b> & "引号"' in cells, cells
assert "<b>" not in open("R02.html").read()
PY
