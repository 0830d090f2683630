# SPDX-License-Identifier: MIT
"""Counts the keys of tests/goldens/keys/*.keys against what the record holds.

keys.py STORE_COMMAND FOLDER SCRIPT…: STORE_COMMAND runs xinzhan on the store in which the scripts were played.
A line of a script says what it is:
    #: title | form | goal | of what (all, a repeat, none)
and the keys behind a line "#: count" are counted, up to "#: stop". `key A B*3` is 4 keys, `type 张三` 2: what an
input method needs is left out of both sides.

The limit is ux.md 5: the characters of every answer that is stored and was not worked out, and one key a field. A date
is 8 characters, a time 4, a code its digits, several codes theirs, a reference the name of whom it names. Of a
repeat only the rows behind the first are taken; `none` has no limit, its goal is a count of keys.
"""
import json
import subprocess
import sys

XZ = sys.argv[1]
FOLDER = sys.argv[2]


def run(*args):
    done = subprocess.run([XZ, *args], capture_output=True, text=True)
    if done.returncode:
        sys.exit("%s: %s%s" % (args, done.stdout, done.stderr))
    return done.stdout


def keys_of(lines):
    n = 0
    for line in lines:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "key":
            for key in rest.split():
                _, _, times = key.partition("*")
                n += int(times or 1)
        elif word == "type":
            n += len(rest)
        elif word == "paste":
            sys.exit("a paste is not counted")
    return n


def computed(form):
    """Names of fields that are never typed."""
    found = set()

    def walk(rows):
        for f in rows:
            if f.get("type") == "calculate" or (f.get("read_only") and f.get("calculation")):
                found.add(f["name"])
            walk(f.get("fields", []))

    walk(json.loads(run("forms", form, "--format", "json"))["fields"])
    return found


def length(value):
    if isinstance(value, list):
        return sum(length(v) for v in value)
    text = str(value)
    if len(text) == 36 and text.count("-") == 4:  # a reference: its name
        return len(names.get(text, "三个字"))
    if len(text) == 10 and text[4:5] == "-" and text[7:8] == "-":
        return 8
    if len(text) == 16 and text[10:11] == "T":
        return 12
    if len(text) == 5 and text[2:3] == ":":
        return 4
    return len(text)


def limit(fields, skip, rows_of=None):
    chars = n = 0
    for name, value in fields.items():
        if name.startswith("_") or name in skip:
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row in value[1:] if rows_of == name else value:
                c, k = limit(row, skip)
                chars, n = chars + c, n + k
        elif not rows_of:
            chars, n = chars + length(value), n + 1
    return chars, n


names = dict(line.split("\t") for line in open("names.txt").read().splitlines())
bad = 0
for script in sys.argv[3:]:
    lines = open("%s/%s.keys" % (FOLDER, script)).readlines()
    head = next(line for line in lines if line.startswith("#: ") and "|" in line)
    title, form, goal, what = (w.strip() for w in head[2:].split("|"))
    start = lines.index("#: count\n")
    stop = lines.index("#: stop\n") if "#: stop\n" in lines else len(lines)
    keys = keys_of(lines[start:stop])
    if what == "none":
        bad += keys > float(goal)
        print("%-32s %6s %6s %6s %6d %6s  ≤ %s keys" % (title, "", "", "", keys, "", goal))
        continue
    newest = max(map(json.loads, run("list", form, "--format", "jsonl").splitlines()), key=lambda r: r["_id"])
    if newest["_state"] != "final":
        sys.exit("%s: %s is no more than a draft" % (script, newest["_id"]))
    chars, n = limit(newest, computed(form), None if what == "all" else what)
    ratio = keys / (chars + n)
    bad += ratio > float(goal)
    print("%-32s %6d %6d %6d %6d %6.2f  ≤ %s" % (title, chars, n, chars + n, keys, ratio, goal))
sys.exit(bad and "%d over its goal" % bad)
