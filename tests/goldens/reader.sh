# SPDX-License-Identifier: MIT
# The store is read without this program: by tests/reader.py and a password.
. "$TESTS/lib.sh"
python=
for p in /usr/bin/python3 python3; do
	$p -c 'import lmdb, nacl' 2>/dev/null && python=$p && break
done
[ -n "$python" ] || { echo "no python3-nacl and python3-lmdb here"; exit 77; }
$python "$TESTS/reader.py" --vectors "$TESTS/vectors.txt" || fail "vectors"
world
A=$(put activity "$(activity 心理健康进社区)") || exit 1
P=$(put resident "$(resident 吕晓芳 500112198506129975)") || exit 1
$python "$TESTS/reader.py" store 李梅 <"$PW" >read || fail "reader"
xz verify --ids >have 2>/dev/null || fail "verify"
[ "$(wc -l <read)" = "$(wc -l <have)" ] || fail "not all: $(cat read)"
grep "$A" read | grep -q '"ac_theme": "心理健康进社区"' || fail "activity"
grep "$P" read | grep -q '"p_idno": "500112198506129975"' || fail "resident"
echo wrong | $python "$TESTS/reader.py" store 李梅 >/dev/null 2>&1 && fail "a wrong password opened it"
# Nothing of it is there to be read without.
for word in 吕晓芳 500112198506129975 心理健康进社区 13800000000 "quiet river lamp 9"; do
	grep -aqF "$word" store/data.mdb && fail "$word stands in clear"
	printf %s "$word" | iconv -t GB18030 >gb
	grep -aqFf gb store/data.mdb && fail "$word stands in clear (GB18030)"
done
:
