# SPDX-License-Identifier: MIT
# The district's own lists: a file of that name in the store takes the place
# of the shipped one, and old records keep what they say.
. "$TESTS/lib.sh"
world
tally() { echo "{\"et_plat\":\"$1\",\"et_period\":\"$2\",\"et_src\":\"甲\"}"; }
OLD=$(put external_tally "$(tally 1 2022Q1)") || exit 1
mkdir -p store/forms/lists
cat >store/forms/lists/tally_platform.yaml <<'X'
list_name: tally_platform
label: {zh: 平台, en: Platform}
x_source: OUR
choices:
  - {name: "1", label: {zh: 心嚟在线, en: Mini program}, x_offer: no}
  - {name: "12", label: {zh: 渝北心声, en: Yubei voices}}
X
xz lint --strict store/forms/lists/tally_platform.yaml || fail "lint"
accept
expect 0 - xz add external_tally <<-X
	$(tally 12 2022Q1)
X
put external_tally "$(tally 12 2022Q2)" >/dev/null || exit 1
refuse "et_plat: error: 没有选项 4" external_tally "$(tally 4 2022Q2)"
xz list external_tally --columns et_plat >list
grep -q 渝北心声 list || fail "the district's label: $(cat list)"
grep -q 心嚟在线 list || fail "an old record lost its label: $(cat list)"
expect 0 "ACK $OLD" xz set "$OLD" et_reads=5
# Every list that is marked so says how, in both languages.
for f in "$SOURCE"/forms/std/lists/*.yaml; do
	grep -q 本地代码表 "$f" || continue
	grep -q "The district's to change" "$f" || fail "$f: only in Chinese"
done
