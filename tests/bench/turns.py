#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""turns.py [--tty TEXT] RUNS COMMAND... -- COMMAND...

Runs two commands in turn, RUNS times, and prints the medians of both in
milliseconds: wall A, processor A, wall B, processor B.

Without --tty a run lasts until the command ends; its output is dropped.
With --tty it gets a terminal of 80x24 and lasts until the screen stands: A's
has shown TEXT (its last line), B's has been quiet for 60 ms; the last byte
before that counts. Processor time is read with it. Then it is hung up.

What $PASSWORD names is open as file descriptor 9.
"""
import fcntl, os, select, signal, statistics, struct, sys, termios, time

PASSWORD = os.environ.get('PASSWORD', os.devnull)
QUIET = 60  # ms without a byte: a screen stands
PATIENCE = 15000


def plain(command):
    null = os.open(os.devnull, os.O_RDWR)
    begun = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ,
                          file_actions=[(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1)]
                          + [(os.POSIX_SPAWN_OPEN, 9, PASSWORD, os.O_RDONLY, 0)])
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - begun
    os.close(null)
    if status:
        sys.exit('turns.py: %s failed: %d' % (command[0], status))
    return wall * 1e3, (used.ru_utime + used.ru_stime) * 1e3


def on_terminal(slave, ready, command):
    """The child: the clock starts just before exec, forking is not counted."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in 0, 1, 2:
        os.dup2(slave, fd)
    os.dup2(os.open(PASSWORD, os.O_RDONLY), 9)
    os.write(ready, struct.pack('d', time.perf_counter()))
    try:
        os.execvpe(command[0], command, dict(os.environ, TERM='xterm-256color'))
    finally:
        os._exit(127)


def processor(pid):
    with open('/proc/%d/schedstat' % pid) as f:
        return int(f.read().split()[0]) / 1e6


def paint(command, text):
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
    hear, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        on_terminal(slave, tell, command)
    os.close(slave)
    begun = struct.unpack('d', os.read(hear, 8))[0]
    os.close(hear)
    os.close(tell)
    poll = select.poll()
    poll.register(master, select.POLLIN)
    seen, last, used = b'', None, 0
    while poll.poll(QUIET if last and not text else PATIENCE):
        try:
            seen += os.read(master, 65536)
        except OSError:
            sys.exit('turns.py: %s ended: %s' % (command[0], seen[-300:].decode(errors='replace')))
        last, used = time.perf_counter(), processor(pid)
        if seen.endswith(b'\x1b[6n'):  # where is the cursor? behind one narrow character
            os.write(master, b'\x1b[1;2R')
        if text and text in seen:
            break
    else:
        if text or last is None:
            sys.exit('turns.py: %s never showed its screen' % command[0])
    os.kill(pid, signal.SIGHUP)
    hang_up(pid, master)
    return (last - begun) * 1e3, used


def hang_up(pid, master):
    os.close(master)
    until = time.monotonic() + 2
    while time.monotonic() < until:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        time.sleep(0.005)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    sys.exit('turns.py: a program outlived its terminal')


def main():
    args = sys.argv[1:]
    text = None
    if args[0] == '--tty':
        text, args = args[1].encode(), args[2:]
    runs, args = int(args[0]), args[1:]
    cut = args.index('--')
    a, b = args[:cut], args[cut + 1:]
    times = []
    for _ in range(runs):
        if text:
            times.append(paint(a, text) + paint(b, None))
        else:
            times.append(plain(a) + plain(b))
    print(*('%.2f' % statistics.median(t) for t in zip(*times)))


if __name__ == '__main__':
    main()
