# SPDX-License-Identifier: MIT
# The desk of a working day: home with what is due, the queue, the page of a
# person. Each desk/NAME.keys is played over a copy of one station's records
# and must print desk/NAME.screen. NAME.en.keys in English.
. "$TESTS/lib.sh"
world
A=$(put resident "$(resident 林秀芬 500112198808089964)") || exit 1
B=$(put resident "$(resident 单立人 500112196803139986)") || exit 1
C=$(put resident "$(resident 欧阳晓峰 500112199112139999)") || exit 1
consent() { put consent "{\"co_person\":\"$1\",\"co_purpose\":\"$2\",\"co_by\":\"1\",\"co_date\":\"$3\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜1\"${4:+,$4}}"; }
consent "$A" 1 2022-03-02 '"co_expire":"2022-12-17"' >/dev/null || exit 1
consent "$B" 1 2022-03-05 '"co_expire":"2022-12-20"' >/dev/null || exit 1
consent "$C" 1 2022-03-09 '"co_expire":"2022-12-27"' >/dev/null || exit 1
consent "$C" 2 2022-03-09 '"co_withdraw":"2022-10-01"' >/dev/null || exit 1
xz set "$A" p_addr=槐荫街5号 --reason 搬家 >/dev/null || exit 1
xz set "$A" p_phone=13900000000 >/dev/null || exit 1
put activity "$(activity 心理健康进社区)" >/dev/null || exit 1
mkdir -p desk
cp -R store first
same() { sed -E -e "s#$PWD#DIR#g" -e 's/  [0-9a-f]{6} 20/  xxxxxx 20/'; }
for keys in "$TESTS"/goldens/desk/*.keys; do
	name=$(basename "$keys" .keys)
	rm -rf store ./*.txt
	cp -R first store
	lang=zh
	case $name in *.en) lang=en ;; esac
	xz --lang $lang --keys "$keys" --screen >raw || fail "$name: exit $?"
	same <raw | golden "desk/$name.screen" || exit 1
	case $name in queue)
		[ "$(stat -c %a due_2022-12-20.txt)" = 600 ] || fail "the list may be read by all"
		grep -q '^\[ \] 2022-12-17  逾期 3 天 *知情同意 *林秀芬' due_2022-12-20.txt ||
			fail "$(cat due_2022-12-20.txt)"
		grep -q 林秀芬 due_2022-12-20-2.txt && fail "not what was shown"
		xz audit | grep -q 'due: 3' || fail "nobody notes what was printed" ;;
	esac
done
