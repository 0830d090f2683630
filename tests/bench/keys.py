#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keys.py RUNS FIRST KEYS COMMAND... -- COMMAND...

Runs two commands in turn on terminals of 80x24. The first gets the keys FIRST
(to come to the screen in question, not counted), then both get KEYS, one when
the answer to the one before has come. Prints for each, medians over runs:
bytes a key, how many of them are words, processor microseconds a key. Keys:
names with *N, or text:abc.
"""
import fcntl, os, re, select, statistics, struct, sys, termios, time
import turns

ANSWER = 12  # ms without a byte: a key is answered
CONTROL = re.compile(rb'\x1b\[[0-?]*[@-~]|\x1b[()].|[\x00-\x1f]')
NAMES = {'down': b'\x1bOB', 'up': b'\x1bOA', 'tab': b'\t', 'enter': b'\r', 'f5': b'\x1b[15~',
         'pgdn': b'\x1b[6~'}


def parse(script):
    for word in script.split():
        if word.startswith('text:'):
            yield from (c.encode() for c in word[5:])
            continue
        name, _, times = word.partition('*')
        yield from [NAMES.get(name, name.encode())] * int(times or 1)


def drain(poll, master, wait):
    seen = b''
    while poll.poll(wait):
        data = os.read(master, 65536)
        seen += data
        if data.endswith(b'\x1b[6n'):
            os.write(master, b'\x1b[1;2R')
    return seen


def run(command, first, keys):
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
    hear, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        turns.on_terminal(slave, tell, command)
    for fd in slave, hear, tell:
        os.close(fd)
    poll = select.poll()
    poll.register(master, select.POLLIN)
    poll.poll(turns.PATIENCE)
    drain(poll, master, 300)
    for key in first:
        os.write(master, key)
        drain(poll, master, 150)
    before = turns.processor(pid)
    sent, words = 0, 0
    for key in keys:
        os.write(master, key)
        poll.poll(100)
        answer = drain(poll, master, ANSWER)
        sent += len(answer)
        words += len(CONTROL.sub(b'', answer))
    used = turns.processor(pid) - before
    os.kill(pid, 1)
    turns.hang_up(pid, master)
    return sent / len(keys), words / len(keys), used * 1e3 / len(keys)


def main():
    runs, first, keys = int(sys.argv[1]), list(parse(sys.argv[2])), list(parse(sys.argv[3]))
    cut = sys.argv.index('--')
    a, b = sys.argv[4:cut], sys.argv[cut + 1:]
    figures = [run(a, first, keys) + run(b, [], keys) for _ in range(runs)]
    print(*('%.1f' % statistics.median(f) for f in zip(*figures)))


main()
