# SPDX-License-Identifier: MIT
# The spreadsheets as another program reads them: openpyxl.
for py in python3 /usr/bin/python3 none; do
	"$py" -c 'import openpyxl' 2>/dev/null && break
done
[ "$py" != none ] || { echo "no openpyxl"; exit 77; }
. "$TESTS/lib.sh"
world
put activity "$(activity 心理健康进社区)" >/dev/null
put activity "$(activity '=1+1')" >/dev/null
xz report R01 --period 2022Q4 --format xlsx >out || fail "R01"
[ "$(cat out)" = R01_2022Q4_50011200100001.xlsx ] || fail "name: $(cat out)"
xz report R02 --period 2022Q4 --format xlsx -o list.xlsx >/dev/null || fail "R02"
xz report R19 --period 2022 --format xlsx -o reply.xlsx >/dev/null || fail "R19"
sleep 1
xz report R01 --period 2022Q4 --format xlsx -o again.xlsx >/dev/null || fail "again"
cmp R01_2022Q4_50011200100001.xlsx again.xlsx || fail "not the same bytes twice"
# A target that is there, a link, or a folder nobody may write: refused, untouched.
expect 1 已经存在 xz report R01 --period 2022Q4 --format xlsx
ln -s nowhere link.xlsx
expect 1 已经存在 xz report R01 --period 2022Q4 --format xlsx -o link.xlsx
[ ! -e nowhere ] || fail "followed a link"
[ -z "$(ls -A | grep -v -e xlsx -e store -e err -e out)" ] || fail "left behind: $(ls -A)"
"$py" - <<'PY' || fail "openpyxl"
import openpyxl, datetime, zipfile, xml.dom.minidom

for name in ("again.xlsx", "list.xlsx", "reply.xlsx"):
    for part in zipfile.ZipFile(name).namelist():
        if part.endswith((".xml", ".rels")):
            xml.dom.minidom.parseString(zipfile.ZipFile(name).read(part))

ws = openpyxl.load_workbook("again.xlsx").active
assert ws.title == "R01 2022Q4", ws.title
assert ws["A1"].value == "社会心理服务工作季报表", ws["A1"].value
assert ws["A1"].font.name == "黑体" and ws["A1"].alignment.horizontal == "center"
assert "A1:F1" in [str(m) for m in ws.merged_cells.ranges]
rows = {r[0].value: r for r in ws.iter_rows() if r[0].value}
head = rows["行号"]
assert [c.value for c in head] == ["行号", "指标名称", "计量单位", "本季数", "本年累计", "上年同期"]
assert ws.freeze_panes == "A%d" % (head[0].row + 1), ws.freeze_panes
assert ws.print_title_rows == "$%d:$%d" % (head[0].row, head[0].row), ws.print_title_rows
assert ws.page_setup.paperSize == 9 and ws.page_setup.fitToHeight == 0
assert ws.sheet_properties.pageSetUpPr.fitToPage
assert "&P" in ws.oddFooter.center.text or "Page" in ws.oddFooter.center.text
c1a = rows["C1a"]
assert c1a[3].value == 2 and c1a[3].data_type == "n", c1a[3].value
assert c1a[0].number_format == "@" and c1a[1].font.name == "宋体" and c1a[1].font.size == 11
assert c1a[3].border.left.style == "thin"
assert rows["A1"][3].value == "—"
assert ws.column_dimensions["B"].width > 30
# No two merged ranges overlap: Excel would offer to repair the file.
seen = set()
for m in ws.merged_cells.ranges:
    for row in range(m.min_row, m.max_row + 1):
        for col in range(m.min_col, m.max_col + 1):
            assert (row, col) not in seen, m
            seen.add((row, col))

ws = openpyxl.load_workbook("list.xlsx").active
data = [r for r in ws.iter_rows() if r[0].value in (1, 2)]
assert len(data) == 2 and ws.auto_filter.ref
theme = data[1][4]
assert theme.value == "=1+1" and theme.number_format == "@", theme.value
assert data[0][1].value == datetime.datetime(2022, 10, 10), data[0][1].value
assert data[0][1].number_format == "yyyy-mm-dd"
assert data[0][6].value == 120
assert ws.page_setup.orientation == "landscape"

ws = openpyxl.load_workbook("reply.xlsx").active
rows = {r[0].value: r for r in ws.iter_rows() if r[0].value}
assert rows["Z10"][3].value == 2 and rows["Z10"][4].value == 2
assert rows["Z3"][5].value == datetime.datetime(2022, 12, 31)
PY
