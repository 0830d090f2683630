# SPDX-License-Identifier: MIT
# The terminal goes away under the desk (a closed window, a lost connection),
# with and without the signal: the desk ends, it does not spin.
. "$TESTS/lib.sh"
command -v python3 >/dev/null || { echo "no python3"; exit 77; }
world

cat >hangup.py <<'EOP'
import os, pty, signal, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'xterm-256color'
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b''
while b'Ctrl+Q' not in seen:
    seen += os.read(terminal, 65536)
if 'signal' in sys.argv[1]:
    os.kill(pid, signal.SIGHUP)
if 'close' in sys.argv[1]:
    os.close(terminal)
for _ in range(50):
    time.sleep(0.1)
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
os.kill(pid, signal.SIGKILL)
sys.exit('still there after 5 s')
EOP

for how in signal close signal,close; do
	python3 hangup.py "$how" "$XINZHAN" --data "$PWD/store" --user 李梅 --password-fd 9 --now "$NOW" 2>err 9<"$PW"
	rc=$?
	[ "$rc" = 129 ] || fail "$how: exit $rc, not 129: $(cat err)"
done
