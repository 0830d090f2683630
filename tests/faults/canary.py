#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks for words that must not be found, in eleven encodings.

    canary.py WORDS PLACE...   WORDS: a file, a word each line ("hex:…": bytes); PLACE: a file,
                               folder or, ending in .strace, the writes of a trace by strace -xx
    canary.py --plant WORDS FOLDER   a file for each word and encoding: all must be found

Exits 1 and says where when one is found.
"""
import base64, os, re, sys, urllib.parse

def alignments(data):
    """What is the same in base64 wherever the word begins."""
    for shift in range(3):
        text = base64.b64encode(b"x" * shift + data)
        yield text[(shift * 8 + 5) // 6 + (shift > 0):len(text) - 4]

ENCODINGS = {
    "utf-8": lambda w: [w.encode()],
    "gb18030": lambda w: [w.encode("gb18030")],
    "utf-16le": lambda w: [w.encode("utf-16le")],
    "utf-16be": lambda w: [w.encode("utf-16be")],
    "utf-32le": lambda w: [w.encode("utf-32le")],
    "utf-32be": lambda w: [w.encode("utf-32be")],
    "hex": lambda w: [w.encode().hex().encode()],
    "HEX": lambda w: [w.encode().hex().upper().encode()],
    "base64": lambda w: [a for a in alignments(w.encode()) if len(a) >= 6],
    "percent": lambda w: ["".join("%%%02X" % b for b in w.encode()).encode(),
                          urllib.parse.quote(w).encode()],
    "escape": lambda w: ["".join("\\u%04x" % ord(c) for c in w).encode()],
}

def forms(path):
    """(word, encoding, bytes)"""
    for line in open(path, encoding="utf-8"):
        word = line.rstrip("\n")
        if word.startswith("hex:"):
            key = bytes.fromhex(word[4:])
            yield word, "raw", key
            yield word, "hex", key.hex().encode()
            yield word, "HEX", key.hex().upper().encode()
            for a in alignments(key):
                yield word, "base64", a
        elif word:
            for name, encode in ENCODINGS.items():
                for data in encode(word):
                    yield word, name, data

def written(path):
    """What a trace shows written to anything but stdout and stderr."""
    call = re.compile(r'\b(?:p?writev?(?:64)?|sendto|sendmsg)\((\d+)(?:<[^>]*>)?, (.*)')
    for line in open(path, errors="replace"):
        m = call.search(line)
        if m and m.group(1) not in "12":
            for text in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', m.group(2)):
                yield bytes.fromhex(text.replace("\\x", ""))

def contents(place):
    """(name, bytes)"""
    if place.endswith(".strace"):
        yield place, b"\0".join(written(place))
    elif os.path.isdir(place):
        for root, _, files in os.walk(place):
            for name in files:
                path = os.path.join(root, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    yield path, path.encode() + b"\0" + open(path, "rb").read()
    else:
        yield place, open(place, "rb").read()

def plant(words, folder):
    n = 0
    for word, name, data in forms(words):
        with open(os.path.join(folder, "%d.%s" % (n, name)), "wb") as f:
            f.write(os.urandom(1000) + data + os.urandom(1000))
        n += 1
    print(n)

if sys.argv[1] == "--plant":
    plant(sys.argv[2], sys.argv[3])
    sys.exit(0)
wanted = list(forms(sys.argv[1]))
hits = set()
size = 0
for place in sys.argv[2:]:
    for name, data in contents(place):
        size += len(data)
        low = data.lower()
        for word, encoding, form in wanted:
            if form in data or (encoding in ("percent", "escape") and form.lower() in low):
                hits.add((name, encoding, word))
for hit in sorted(hits):
    print("found: %s: %s: %s" % hit)
print("%d files with one of %d forms, of %d KiB" % (len({h[0] for h in hits}), len(wanted), size // 1024))
sys.exit(bool(hits))
