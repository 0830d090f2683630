# SPDX-License-Identifier: MIT
# README.md tells the truth: its screen is what the desk shows over the demo,
# and its five minutes run as they stand. BLESS=1 rewrites the screen.
. "$TESTS/lib.sh"

# --- the screen: an activity being entered ---
"$XINZHAN" demo demo >/dev/null 2>&1 || fail "demo"
cat >keys <<'END'
key 4 F5 Enter Down*2
type 广场
key Enter
type 01
key Enter
type 1
key Enter
type 世界精神卫生日
screen readme
END
"$XINZHAN" --data demo/store --user demo --keys keys --screen >raw || fail "screen: exit $?"
sed '1d;$d' raw >screen
if [ -n "${BLESS:-}" ]; then
	awk -v file=screen '
		/^<!-- screen/ { print; print "```"; while ((getline row <file) > 0) print row; print "```"; skip = 1 }
		/^<!-- \/screen/ { skip = 0 }
		!skip' "$SOURCE/README.md" >new && cat new >"$SOURCE/README.md"
fi
sed -n '/^<!-- screen/,/^<!-- \/screen/p' "$SOURCE/README.md" | sed '1,2d' | sed '$d' | sed '$d' >told
diff -u told screen || fail "the screen in README.md differs"

# --- the five minutes: every block marked sh, one after the other ---
mkdir five bin
ln -s "$XINZHAN" bin/xinzhan
awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$SOURCE/README.md" >five.sh
grep -q 'xinzhan init' five.sh || fail "no commands in README.md"
cat >typist.py <<'END'
# At a terminal of its own: answers whoever asks for a password.
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp("sh", ["sh", "-eu", "../five.sh"])
said, told = b"", 0
while True:
    try:
        said += os.read(fd, 65536)
    except OSError:
        break
    asked = said.count("口令： ".encode()) + said.count("再输一遍： ".encode())
    for told in range(told, asked):
        os.write(fd, "四月的雨伞挂在阁楼上\n".encode())
    told = asked
sys.stdout.buffer.write(said.replace(b"\r", b""))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
(cd five && PATH=$PWD/../bin:$PATH python3 ../typist.py >../said) || { cat said; fail "the five minutes"; }
[ "$(grep -c '^ACK ' said)" = 2 ] || fail "not two records: $(cat said)"
grep -q '^C1a .* 1  *1  *0$' said || fail "the activity is not in R01"
[ -s five/R01_2024Q4_50011200100001.xlsx ] || fail "no xlsx"
