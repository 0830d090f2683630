# SPDX-License-Identifier: MIT
# The commands' words, as a transcript: what is asked, what comes back.
. "$TESTS/lib.sh"
world

# Ids become ID1, ID2 … in order of appearance.
run() {
	echo "\$ xinzhan $*"
	xz "$@" 2>&1
	echo "[$?]"
}
names() { # mawk knows no {8}
	awk 'BEGIN { h = "[0-9a-f]"; q = h h h h; id_re = q q "-" q "-7" h h h "-" q "-" q q q }
	{
		while (match($0, id_re)) {
			id = substr($0, RSTART, RLENGTH)
			if (!(id in n)) n[id] = ++count
			$0 = substr($0, 1, RSTART - 1) "ID" n[id] substr($0, RSTART + RLENGTH)
		}
		print
	}'
}

A=$(put activity "$(activity 心理健康进社区)") || exit 1
M=$(put material '{"pm_name":"《抑郁症》","pm_kind":"2","pm_topic":["01"],"pm_made":"2022-01-01","pm_in":500}') || exit 1
P=$(put resident "$(resident 吕晓芳 500112198506129975)") || exit 1
{
	run set "$A" ac_heads=200 --reason 数错了
	run set "$A" ac_heads=5 --rev 1
	run set "$A" 'ac_cat=00 01' 'ac_mat[1].ac_mat_n=3' 'ac_mat[4].ac_mat_n=3'
	run set "$A" 'ac_cat=00 01' "ac_mat[1].ac_mat_item=$M" 'ac_mat[1].ac_mat_n=3' "ac_mat[2].ac_mat_item=$M" 'ac_mat[2].ac_mat_n=5'
	run set "$A" ac_date=2022-02-30 nofield=1 ac_venue=77
	run show "$A" --history
	run void "$A"
	run void "$A" --reason 重复登记
	run set "$A" ac_heads=1
	run set "$A" --restore 9
	run set "$A" --restore 2 --reason 误废
	run show "$A" --format text
	run show "$P"
	run show "$P" --reveal 核对证件
	run show "$P" --format pdf
	run find lxf
	run find 9975
	run find 没有这个人
	run list activity
	run list activity --where '${ac_heads} > 100' --columns ac_theme,ac_heads,ac_online --format jsonl
	run list activity --period 2022Q3
	run list activity --where 'foo(1)'
	run list activity --columns nofield
	run eval '1 +'
	run eval --type number '${a} + 1' --vars '{"a":"2"}'
	run verify --full
	run nosuch
	run --lang en void "$A"
} | names | sed -E "s/^(日志链头 [0-9]+-)[0-9a-f]{16}$/\1HEX/" | golden commands.txt
