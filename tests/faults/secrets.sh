# SPDX-License-Identifier: MIT
# What a thief of the disk finds (S2, S4), what the program asks of the system
# (S9): names, numbers, diagnoses, passwords and keys in eleven encodings over
# data, backups, temp and home folders, cores and every write; modes under two
# umasks; no socket, no other program.
. "$TESTS/lib.sh"
python=python3
for p in /usr/bin/python3 python3; do
	$p -c 'import lmdb, nacl' 2>/dev/null && python=$p && break
done
mkdir tmp home home/.config
export TMPDIR="$PWD/tmp" HOME="$PWD/home" XDG_CONFIG_HOME="$PWD/home/.config"
export XDG_DATA_HOME="$PWD/home" XDG_CACHE_HOME="$PWD/home"
NAME=吕晓芳 IDNO=500112198506129975 PHONE=13899990000 TEXT=近来常觉得有人在窗外议论
SECOND='second word of mine 5'
cat >words <<END
$NAME
$IDNO
$PHONE
$TEXT
quiet river lamp 9
$SECOND
END
strace=
command -v strace >/dev/null && strace -f -o try.strace true 2>/dev/null && strace=yes
# x ARGS…: as xz, traced where that can be.
traces=0
x() {
	traces=$((traces + 1))
	${strace:+strace -f -xx -s 70000 -y -e trace=%network,process,write,pwrite64,writev,pwritev
		-o "t$traces.strace"} \
		"$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 --now "$NOW" "$@" 9<"$PW"
}
story() { # the life of a store; its outputs are for the one who asked
	x init --test --station-code 50011200100001 --station-name 双凤桥街道 >key 2>/dev/null || fail init
	cat >store/forms/talk.yaml <<-'END'
		settings:
		  form_id: talk
		  form_title: {zh: 谈话, en: Talk}
		  version: "1"
		  x_domain: counselling
		  x_secret: [tk_text]
		survey:
		  - {type: text, name: tk_text, label: {zh: 内容, en: Text}}
	END
	resident "$NAME" "$IDNO" | sed "s/13800000000/$PHONE/" >line
	x add resident line >id || fail add
	id=$(sed 's/ACK //' id)
	echo "{\"tk_text\":\"$TEXT\"}" | x add talk >/dev/null || fail talk
	x set "$id" p_addr=别处5号 --reason 搬家 >/dev/null || fail set
	x show "$id" --reveal 核对 --history >/dev/null || fail show
	x list resident >/dev/null || fail list
	x find "$NAME" >/dev/null || fail find
	x report R01 --period 2022Q4 >/dev/null || fail report
	x report R01 --period 2022Q4 --format xlsx -o r.xlsx >/dev/null || fail xlsx
	printf '%s\n%s\n' 'quiet river lamp 9' "$SECOND" >two
	PW=$PWD/two x users add 王静 --role counsellor >/dev/null 2>&1 || fail "users add"
	x backup out >/dev/null 2>&1 || fail backup
	x restore out/*.zmb --into again >/dev/null 2>&1 || fail restore
	x users revoke 王静 >/dev/null 2>&1 || fail revoke
	x repair --into mended >/dev/null 2>&1 || fail repair
	x verify --full >/dev/null 2>&1 || fail verify
	x audit --verify >/dev/null 2>&1 || fail audit
	printf 'key 1 F5\ntype %s\nkey Enter\nscreen s\nkey Ctrl+W\n' "$NAME" >keys
	x --keys keys --screen >/dev/null 2>&1
	echo wrong | "$XINZHAN" --data store --user "$NAME" --password-fd 0 list talk >/dev/null 2>&1
	grep -E '[0-9]{6}-' key >>words || fail "no recovery key"
}
umask 022
story
rm -f words.more
# The keys themselves, by the reader that has the password.
$python - "$TESTS" store >>words <<'END' || echo "no python3-nacl and python3-lmdb: keys are not looked for"
import sys
sys.path.insert(0, sys.argv[1])
import reader
s = reader.Store(sys.argv[2], "李梅".encode(), b"quiet river lamp 9")
for key in [s.sys, *s.keys.values()]:
    print("hex:" + key.hex())
END
places="store out again mended tmp home"
$python "$TESTS/faults/canary.py" words $places || fail "found on the disk"
[ -z "$(ls tmp)" ] || fail "left in TMPDIR: $(ls tmp)"
# The search itself finds each of them, in each encoding.
mkdir planted
n=$($python "$TESTS/faults/canary.py" --plant words planted)
$python "$TESTS/faults/canary.py" words planted >said && fail "nothing found of what was planted"
grep -q "^$n files" said || fail "of $n planted: $(tail -n 1 said)"

# Modes, whatever the caller's umask.
modes() {
	find "$@" \( -type f ! -perm 600 -o -type d ! -perm 700 \) ! -path '*/forms/talk.yaml' -printf '%p %m\n'
}
bad=$(modes $places r.xlsx | grep -v '^tmp\|^home')
[ -z "$bad" ] || fail "modes under umask 022: $bad"
rm -rf $places r.xlsx key && mkdir tmp home home/.config
umask 000
[ -z "$strace" ] || rm -f t*.strace
story
bad=$(modes store out again mended r.xlsx)
[ -z "$bad" ] || fail "modes under umask 000: $bad"
touch store/loose
[ -n "$(modes store)" ] || fail "a loose mode is not noticed"
rm store/loose
umask 022

# No core, whatever the caller allows.
(ulimit -c unlimited 2>/dev/null
printf 'screen s\n' >keys
mkfifo wait
"$XINZHAN" --data store --user 李梅 --password-fd 9 add resident - 9<"$PW" <wait >/dev/null 2>&1 &
pid=$!
exec 8>wait
sleep 0.5
awk '/Max core file size/ { print $5, $6 }' "/proc/$pid/limits" >limit
kill -QUIT $pid
exec 8>&-
wait $pid)
[ "$(cat limit)" = "0 0" ] || fail "core limit: $(cat limit)"
[ -z "$(find . -name 'core*' -type f)" ] || fail "a core"

[ -n "$strace" ] || { echo "no strace here: writes, sockets and programs started were not looked at (S2 in part, S9)"; exit 77; }
$python "$TESTS/faults/canary.py" words t*.strace || fail "written in the clear"
calls=$(cat t*.strace | grep -E '\b(socket|socketpair|connect|bind|sendto|sendmsg)\(' | grep -v 'AF_UNIX\|<UNIX\|= -1 E' || :)
[ -z "$calls" ] || fail "sockets: $calls"
# The first of each trace is strace's own; after it only this program itself.
hex=$(printf %s "$XINZHAN" | od -An -v -tx1 | tr -d ' \n' | sed 's/../\\x&/g')
others=$(cat t*.strace | grep 'execve' | grep -vF "execve(\"$hex\"" | grep -vF 'execve("\x2f\x70\x72\x6f\x63\x2f\x73\x65\x6c\x66\x2f\x65\x78\x65"' || :)
[ -z "$others" ] || fail "programs started: $others"
# What the trace must show, or it shows nothing.
[ "$(cat t*.strace | grep -c 'pwrite64')" -gt 20 ] || fail "no writes in the trace"
strace -f -xx -y -e trace=%network,process,write -o bad.strace sh -c "/bin/true; echo $NAME >leak" || fail strace
grep execve bad.strace | grep -vqF "execve(\"$hex\"" || fail "a program is not noticed"
sed 's/(1</(3</' bad.strace >moved.strace
$python "$TESTS/faults/canary.py" words moved.strace >/dev/null && fail "a write is not noticed"
echo "$traces traces: no socket, nothing started but itself, no word in the clear"
